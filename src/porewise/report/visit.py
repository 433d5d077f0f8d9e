"""One visit as one document: what was measured, what may stand behind it, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.document import INTERVAL, MadeWith
from porewise.values.findings import Findings
from porewise.values.json import Json
from porewise.values.label import CheckedProduct
from porewise.values.reading import Reading, Rejected
from porewise.values.referrals import Referrals
from porewise.values.routine import Routine

SCHEMA = "porewise/report/1"


@dataclass(frozen=True, slots=True)
class VisitReport:
    """
    All answers of one visit. ``reading`` is None where no photo was given; ``products`` are the labels
    that were read: those of the shelf whose ingredients are given, in the order of the shelf.
    """

    reading: Reading | Rejected | None
    findings: Findings
    routine: Routine
    referrals: Referrals
    made_with: MadeWith
    products: tuple[CheckedProduct, ...] = ()

    def to_json(self, *, pores: bool = False) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "interval": INTERVAL,
            "reading": None if self.reading is None else self.reading.to_json(pores=pores),
            "findings": self.findings.to_json(),
            "routine": self.routine.to_json(),
            "products": [p.to_json() for p in self.products],
            "referrals": self.referrals.to_json(),
        }


def assemble(
    reading: Reading | Rejected | None,
    findings: Findings,
    routine: Routine,
    referrals: Referrals,
    products: tuple[CheckedProduct, ...] = (),
) -> VisitReport:
    """Put the answers of one visit together; their origins become the report's own."""
    parts = [p.made_with for p in (reading, findings, routine, referrals) if p is not None]
    settings = {name: value for part in parts for name, value in part.settings}
    made_with = MadeWith(
        version=findings.made_with.version,
        knowledge=findings.made_with.knowledge,
        settings=tuple(sorted(settings.items())),
        photos=tuple(dict.fromkeys(photo for part in parts for photo in part.photos)),
    )
    return VisitReport(reading, findings, routine, referrals, made_with, products)

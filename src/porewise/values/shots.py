"""Several photos of one visit, read as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from porewise.values.document import INTERVAL, MadeWith
from porewise.values.estimate import Estimate, json_or_none
from porewise.values.json import Json, rounded
from porewise.values.reading import PhotoId, ZoneName

SCHEMA = "porewise/shots/1"
Quantity = Literal[
    "density_per_cm2", "diameter_mm", "area_share", "ovalness", "darkness", "plugged_share", "shine"
]


@dataclass(frozen=True, slots=True)
class Together:
    """
    One quantity over the shots of a visit. ``estimate``: of them all, with its interval; ``between_shots``: how
    far the single shots scatter (relative standard deviation; for shares that may be 0, the plain one);
    ``shots``: how many told it.
    """

    quantity: Quantity
    estimate: Estimate
    between_shots: float
    shots: int

    def to_json(self) -> Json:
        return {
            "estimate": self.estimate.to_json(),
            "between_shots": rounded(self.between_shots, digits=4),
            "shots": self.shots,
        }


@dataclass(frozen=True, slots=True)
class ZoneShots:
    """One zone over the shots of a visit."""

    zone: ZoneName
    quantities: tuple[Together, ...]

    def to_json(self) -> Json:
        return {"zone": self.zone, **{t.quantity: t.to_json() for t in self.quantities}}


@dataclass(frozen=True, slots=True)
class ShotsReading:
    """
    The photos of one visit as one reading. ``used``: photos that were measured; ``left_out``: refused by the gate,
    which never looks at the result. ``verdict``: ``measured`` with two shots or more, else ``refused``.
    ``pupil_distance_mm``: the person's, looking far, learnt from three frontal photos or more, else None.
    """

    verdict: Literal["measured", "refused"]
    used: tuple[PhotoId, ...]
    left_out: tuple[PhotoId, ...]
    zones: tuple[ZoneShots, ...]
    pupil_distance_mm: Estimate | None
    says: str
    made_with: MadeWith

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "made_with": self.made_with.to_json(),
            "interval": INTERVAL,
            "verdict": self.verdict,
            "used": [p.to_json() for p in self.used],
            "left_out": [p.to_json() for p in self.left_out],
            "zones": [z.to_json() for z in self.zones],
            "pupil_distance_mm": json_or_none(self.pupil_distance_mm),
            "says": self.says,
        }

"""The quality gate: which numbers of a photo fail, in words with the remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable

from porewise.knowledge.face import face_problem, gates
from porewise.values.face import NoFace
from porewise.values.reading import Reason


def reason(gate_id: str, value: float) -> Reason:
    """Word one gate for a value, from the record of that id."""
    gate = gates()[gate_id]
    show = _percent if gate.unit == "share" else _plain
    return Reason(
        code=gate.id,
        severity=gate.severity,  # type: ignore[arg-type]  # the record's schema allows only the three
        value=value,
        limit=gate.limit,
        says=gate.says.format(value=show(value), limit=show(gate.limit)),
        remedy=gate.remedy,
    )


def _plain(value: float) -> str:
    return f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.2g} %"


def no_face_reason(no: NoFace) -> Reason:
    """The finder's refusal as a reason of the gate."""
    says, remedy = face_problem(no.code)
    return Reason(no.code, "refuse", no.value, no.limit, says, remedy)


def no_scale_reason() -> Reason:
    """There is a face but nothing to tell its size by."""
    says, remedy = face_problem("no_scale")
    return Reason("no_scale", "refuse", None, None, says, remedy)


def below(value: float | None, *ladder: str) -> Iterable[Reason]:
    """The first gate of the ladder (strictest first) whose limit the value falls short of."""
    if value is not None and math.isfinite(value):
        for gate_id in ladder:
            if value < gates()[gate_id].limit:
                yield reason(gate_id, value)
                return


def above(value: float | None, *ladder: str) -> Iterable[Reason]:
    """The first gate of the ladder (strictest first) whose limit the value goes beyond."""
    if value is not None and math.isfinite(value):
        for gate_id in ladder:
            if value > gates()[gate_id].limit:
                yield reason(gate_id, value)
                return


def verdict_of(reasons: tuple[Reason, ...]) -> str:
    """``refused``, ``density_only`` or ``measured``: the worst severity decides."""
    severities = {r.severity for r in reasons}
    if "refuse" in severities:
        return "refused"
    return "density_only" if "limit" in severities else "measured"

"""The arithmetic of the causes model: grouped, capped log likelihood ratios on prior log odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from porewise.explain.signs import Known
from porewise.knowledge import CauseModel
from porewise.knowledge.causes import Cause, Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def log_lr(level: Level, cause: str) -> float:
    """Natural log of the likelihood ratio of one level for one cause; 0 where it says nothing."""
    return math.log(dict(level.lr).get(cause, 1.0))


def group_weight(values: list[float], *, cap: float, rest: float) -> float:
    """
    Weigh the signs of one group: the strongest in full, the others by a share, capped both ways.

    >>> round(group_weight([math.log(2), math.log(1.5)], cap=math.log(5), rest=0.3), 3)
    0.815
    """
    ordered = sorted(values, key=lambda v: (-abs(v), v))
    if not ordered:
        return 0.0
    total = ordered[0] + rest * sum(ordered[1:])
    return max(-cap, min(cap, total))


def probability(model: CauseModel, cause: Cause, known: tuple[Known, ...]) -> float:
    """Say how likely a cause contributes, given the known signs."""
    caps, rest = dict(model.caps), model.number("rest_weight")
    by_group: dict[str, list[float]] = {}
    for one in known:
        value = log_lr(one.level, cause.id)
        if value:
            by_group.setdefault(one.sign.group, []).append(value)
    total = logit(cause.prior)
    for group in model.groups:
        total += group_weight(by_group.get(group, []), cap=math.log(caps[group]), rest=rest)
    return min(
        model.number("most_probability"), max(model.number("least_probability"), 1 / (1 + math.exp(-total)))
    )


def draws(model: CauseModel, known: tuple[Known, ...], *, seed: int) -> Mapping[str, NDArray[np.float64]]:
    """
    Draw each cause's probability many times with jittered likelihood ratios and priors.

    Every sign has its own fixed noise, drawn for the whole model, so that an added sign changes
    nothing but its own contribution.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    n = int(model.number("draws"))
    noise = rng.standard_normal((len(model.signs), n))
    prior_noise = rng.standard_normal((len(model.causes), n))
    row = {sign.id: i for i, sign in enumerate(model.signs)}
    result = {}
    for c, cause in enumerate(model.causes):
        total = logit(cause.prior) + model.number("jitter_sd_prior") * prior_noise[c]
        for group, cap in model.caps:
            values = [
                _jittered(model, one, cause.id, noise[row[one.sign.id]])
                for one in known
                if one.sign.group == group
            ]
            values = [v for v in values if v is not None]
            if values:
                total = total + _weigh(np.array(values), math.log(cap), model.number("rest_weight"))
        p = 1 / (1 + np.exp(-total))
        result[cause.id] = np.clip(p, model.number("least_probability"), model.number("most_probability"))
    return result


def _jittered(
    model: CauseModel, one: Known, cause: str, noise: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    value = log_lr(one.level, cause)
    if not value:
        return None
    sd = model.number(f"jitter_sd_{one.level.basis}") * min(1.0, abs(value) / model.number("jitter_full_at"))
    return value + sd * noise


def _weigh(values: NDArray[np.float64], cap: float, rest: float) -> NDArray[np.float64]:
    import numpy as np

    strongest = np.take_along_axis(values, np.abs(values).argmax(axis=0)[None], axis=0)[0]  # (draws,)
    total: NDArray[np.float64] = np.clip(strongest + rest * (values.sum(axis=0) - strongest), -cap, cap)
    return total

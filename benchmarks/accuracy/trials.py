"""The trials: each draws its own pictures, asks Porewise (and where it makes sense the peers), and returns figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from fourth_hand import random_fourth, render_fourth
from lens import Camera
from match import Tally, pair_up, tally
from numpy.typing import NDArray
from other_hand import Drawn, Scene, random_camera, random_scene, render
from ours import Case, case_of, counted, fourth_case, measure, places, synth_case
from peers import Setting, darkness_of
from things import PUT, Things

from porewise.synth import random_recipe
from porewise.values.reading import Pore, Reading, Rejected

UNSEEN, KNOWN = "fourth hand", "other hand"
HELD_OUT = 900_000_000  # seeds of synth skins: far beyond any that training uses
Picture = NDArray[np.uint8]
Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Amount:
    """How many pictures of each trial."""

    mixed: int
    coarse: int
    synth: int
    bare: int
    kinds: int
    fixed: int
    skins: int


QUICK = Amount(mixed=12, coarse=5, synth=6, bare=5, kinds=1, fixed=4, skins=1)
FULL = Amount(mixed=60, coarse=20, synth=30, bare=20, kinds=3, fixed=20, skins=5)


@dataclass(slots=True, eq=False)
class Seen:
    """One case and what Porewise said."""

    case: Case
    reading: Reading | Rejected
    pores: list[Pore] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def look(case: Case) -> Seen:
    reading = measure(case.picture, case.px_per_mm)
    pores = counted(reading)
    return Seen(case, reading, pores, tally(places(pores), case.pores, case.picture.shape, case.px_per_mm))


def mixed_cases(amount: Amount) -> dict[str, list[Case]]:
    """
    The pictures of the detection tables, by group: of the fourth hand, on whose skin nothing was ever trained or
    chosen; of the other hand, which also draws for training (other seeds); and of ``porewise.synth``.
    """

    def unseen(salt: int, n: int, px_per_mm: float | None, pore_free: bool) -> list[Case]:
        scenes = [
            random_fourth(np.random.default_rng([salt, i]), px_per_mm=px_per_mm, pore_free=pore_free)
            for i in range(n)
        ]
        return [fourth_case(render_fourth(s, seed=salt * 1000 + i)) for i, s in enumerate(scenes)]

    def known(salt: int, n: int, px_per_mm: float | None, pore_free: bool) -> list[Case]:
        out = []
        for i in range(n):
            rng = np.random.default_rng([salt, i])
            scene = random_scene(rng, px_per_mm=px_per_mm, pore_free=pore_free)
            if pore_free:
                scene = replace(scene, skin=replace(scene.skin, things=everything()))
            out.append(case_of(render(scene, seed=salt * 1000 + i)))
        return out

    def held_out(n: int) -> list[Case]:
        out = []
        for i in range(n):
            rng = np.random.default_rng([HELD_OUT, i])
            k = float(np.exp(rng.uniform(np.log(10), np.log(32))))
            recipe = random_recipe(rng, px_per_mm=k, width_mm=14, height_mm=11)
            out.append(synth_case(recipe, HELD_OUT + 2 * i))
        return out

    return {
        f"{UNSEEN} 10-40": unseen(41, amount.mixed, None, False),
        f"{UNSEEN} 8": unseen(42, amount.coarse, 8.0, False),
        f"{UNSEEN} bare": unseen(43, amount.bare, None, True),
        f"{KNOWN} 10-40": known(1, amount.mixed, None, False),
        f"{KNOWN} 8": known(2, amount.coarse, 8.0, False),
        f"{KNOWN} bare": known(3, amount.bare, None, True),
        "synth 10-32": held_out(amount.synth),
    }


def everything() -> Things:
    """All distractors at once, at ordinary numbers."""
    return Things(
        vellus=5, stubble=5, freckles=1, pinpoint_freckles=3, moles=0.3, papules=0.5, milia=0.5,
        wrinkles=0.5, vessels=1, flakes=1.5,
    )  # fmt: skip


def detection(
    seen: dict[str, list[Seen]], peers: Sequence[Setting]
) -> tuple[dict[str, Tally], dict[str, dict[str, Tally]]]:
    """
    Tallies per group for Porewise, and for each peer at the setting that is best for that group (on bare skin: at
    the one that is best for the same hand's skin with pores).
    """
    mine = {group: sum((s.tally for s in rows), Tally()) for group, rows in seen.items()}
    every: dict[tuple[str, str], dict[str, Tally]] = {}
    for group, rows in seen.items():
        for s in rows:
            dark = darkness_of(s.case.picture, s.case.px_per_mm)
            for setting in peers:
                found = setting.call(dark, s.case.px_per_mm)
                groups = every.setdefault((setting.peer, setting.words), {})
                one = tally(found, s.case.pores, s.case.picture.shape, s.case.px_per_mm)
                groups[group] = groups.get(group, Tally()) + one
    best: dict[str, dict[str, Tally]] = {}
    for name in dict.fromkeys(p.peer for p in peers):
        ways = [groups for (peer, _), groups in every.items() if peer == name]
        best[name] = {group: max((w[group] for w in ways), key=lambda t: t.f1) for group in seen}
        for hand in (UNSEEN, KNOWN):
            main = max(ways, key=lambda g: g[f"{hand} 10-40"].f1)
            best[name][f"{hand} bare"] = main[f"{hand} bare"]
    return mine, best


def each_distractor(amount: Amount) -> dict[str, float]:
    """False finds per cm² on bare skin with one kind of distractor at a time, and with none."""
    plenty = {"vellus": 10.0, "stubble": 20.0, "pinpoint_freckles": 10.0, "flakes": 4.0}
    out = {}
    for name in (*PUT, "none"):
        total = Tally()
        for i in range(amount.kinds * 2):
            things = Things(**{name: plenty.get(name, 2.0)}) if name != "none" else Things()
            rng = np.random.default_rng([4, i])
            scene = random_scene(rng, px_per_mm=(10.0, 14.0)[i % 2], pore_free=True)
            scene = replace(scene, skin=replace(scene.skin, things=things))
            total += look(case_of(render(scene, seed=4000 + i))).tally
        out[name] = total.false_per_cm2
    return out


def named(amount: Amount) -> dict[str, float]:
    """On bare skin with one kind of thing: of the spots that are told, the share called hair or freckle rightly."""
    kinds = {
        "vellus": "hair",
        "stubble": "hair",
        "pinpoint_freckles": "freckle",
        "freckles": "freckle",
        "moles": "freckle",
    }
    right: dict[str, list[bool]] = {name: [] for name in kinds}
    for name, kind in kinds.items():
        for i in range(amount.kinds * 4):
            rng = np.random.default_rng([12, i])
            scene = random_scene(rng, px_per_mm=(10.0, 14.0)[i % 2], pore_free=True)
            scene = replace(scene, skin=replace(scene.skin, things=Things(**{name: 20.0})))
            reading = look(case_of(render(scene, seed=12_000 + i))).reading
            for p in [] if isinstance(reading, Rejected) else reading.pores:
                said = max(("hair", p.hair or 0.0), ("freckle", p.freckle or 0.0), key=lambda row: row[1])
                right[name].append(said[0] == kind)
    return {name: float(np.mean(rows)) for name, rows in right.items() if rows}


def fixed_cases(amount: Amount) -> list[Case]:
    """Pictures at 10 px/mm exactly."""
    return [
        case_of(render(random_scene(np.random.default_rng([5, i]), px_per_mm=10.0), seed=5000 + i))
        for i in range(amount.fixed)
    ]


@dataclass(frozen=True, slots=True)
class Pair:
    """A pore that was found: what it is and what was said, with its picture's conditions."""

    true_mm: float
    said_mm: float | None
    low_mm: float | None
    high_mm: float | None
    error_px: float
    plug: str
    plugged: float
    contrast: float
    resolvable: bool
    case: Case
    said_blur_px: float | None


def pairs_of(seen: Iterable[Seen]) -> list[Pair]:
    out = []
    for s in seen:
        rows, columns = pair_up(places(s.pores), s.case.pores, s.case.px_per_mm)
        for j, i in zip(rows.tolist(), columns.tolist(), strict=True):
            said, true = s.pores[j], s.case.pores[i]
            d = said.diameter_mm
            out.append(
                Pair(
                    true.diameter_mm,
                    d and d.value,
                    d and d.low,
                    d and d.high,
                    float(np.hypot(said.x_px - true.x_px, said.y_px - true.y_px)),
                    true.plug,
                    said.plugged if said.plugged is not None else 0.5,
                    true.contrast,
                    true.resolvable,
                    s.case,
                    s.reading.quality.blur_px,
                )
            )
    return out


def sizes(pairs: Iterable[Pair]) -> Figures:
    """Diameter bias (median and mean of ln), scatter and coverage for pores that look 0.25 to 0.45 mm wide."""
    good = [p for p in pairs if 0.25 <= p.true_mm <= 0.45 and p.said_mm and p.resolvable]
    if not good:
        return {"n": 0.0, "bias": None, "scatter": None, "coverage": None}
    log = np.array([np.log((p.said_mm or 0) / p.true_mm) for p in good])
    inside = [(p.low_mm or 0) <= p.true_mm <= (p.high_mm or 0) for p in good]
    return {
        "n": float(len(good)),
        "bias": float(np.exp(np.median(log)) - 1),
        "scatter": float(1.4826 * np.median(np.abs(log - np.median(log)))),
        "coverage": float(np.mean(inside)),
    }


def centre(pairs: Sequence[Pair], k: float) -> Figures:
    """Error of the centre of resolvable pores."""
    e = np.array([p.error_px for p in pairs if p.resolvable])
    return {
        "median_px": float(np.median(e)),
        "rms_px": float(np.sqrt((e**2).mean())),
        "median_um": float(np.median(e) / k * 1000),
        "rms_um": float(np.sqrt((e**2).mean()) / k * 1000),
    }


def plugged_f1(pairs: Sequence[Pair]) -> float:
    """Dark plug against none or filament, among resolvable pores that were found."""
    rows = [p for p in pairs if p.resolvable]
    hit = sum(p.plugged >= 0.5 and p.plug == "dark" for p in rows)
    wrong = sum((p.plugged >= 0.5) != (p.plug == "dark") for p in rows)
    return 2 * hit / max(2 * hit + wrong, 1)


def blur_errors(seen: Iterable[Seen]) -> list[tuple[float, Case]]:
    """ln of said over true blur, with the case."""
    return [
        (float(np.log(s.reading.quality.blur_px / s.case.blur_px)), s.case)
        for s in seen
        if s.reading.quality.blur_px
    ]


def _zone(reading: Reading | Rejected) -> dict[str, float]:
    """The patch's numbers, those that were given."""
    if isinstance(reading, Rejected) or not reading.zones:
        return {}
    z = reading.zones[0]
    named = {
        "density": z.density_per_cm2,
        "diameter": z.diameter_mm,
        "area_share": z.area_share,
        "ovalness": z.ovalness,
    }
    return {name: e.value for name, e in named.items() if e is not None}


def true_density(drawn: Drawn) -> float:
    """Pores per cm² that look at least 0.25 mm wide and are not too faint for any eye."""
    wide = sum(p.diameter_mm >= 0.25 and p.contrast >= 0.05 for p in drawn.pores)
    h, w = drawn.picture.shape[:2]
    return float(wide / (h * w / drawn.px_per_mm**2 / 100))


def _calm(rng: np.random.Generator, k: float) -> Camera:
    return replace(random_camera(rng, k), noise=0.01, denoise="none", sharpen=0.0, sensor="binned", jpeg=92)


def slope(amount: Amount) -> Figures:
    """Measured (completeness-corrected) on true density, 10 to 80 per cm² of clinical pores."""
    true, said = [], []
    ladder = (15.0, 40.0, 75.0, 115.0)  # of all pits: 10 to 80 of them look 0.25 mm wide or wider
    for i, density in enumerate(ladder * (2 * amount.skins)):
        rng = np.random.default_rng([6, i // len(ladder)])  # the same skin, lamp and camera at every rung
        scene = random_scene(rng, px_per_mm=12.0)
        pores = replace(
            scene.pores, density_per_cm2=density, median_mm=0.31, crisp=float(rng.uniform(0.4, 1))
        )
        drawn = render(replace(scene, pores=pores, camera=_calm(rng, 12.0)), seed=6000 + i)
        zone = _zone(measure(drawn.picture, 12.0))
        if "density" in zone:
            true.append(true_density(drawn))
            said.append(zone["density"])
    x, y = np.array(true), np.array(said)
    return {
        "slope": float(np.polyfit(x, y, 1)[0]),
        "ratio": float(y.sum() / x.sum()),
        "scatter": float(np.std(np.log(y / x))),
        "lowest": float(x.min()),
        "highest": float(x.max()),
    }


def ovalness(amount: Amount) -> Figures:
    """Stacked ovalness of a zone against the mean shape that its resolvable pores show; round pores apart."""
    errors, axes, round_ = [], [], []
    for i in range(amount.skins * 4):
        rng = np.random.default_rng([7, i])
        k = float(rng.uniform(10, 16))
        scene = random_scene(rng, px_per_mm=k, width_mm=20, height_mm=16)
        ratio = 1.0 if i % 4 == 0 else float(rng.uniform(1.15, 1.6))
        pores = replace(scene.pores, ratio=ratio, axis_scatter_deg=90.0 if i % 4 == 0 else 15.0, crisp=0.7)
        light = replace(scene.light, kind=("ring", "flash", "cloudy")[i % 3])  # round pits then look round
        drawn = render(replace(scene, pores=pores, light=light, camera=_calm(rng, k)), seed=7000 + i)
        said = measure(drawn.picture, k)
        zone = _zone(said)
        if "ovalness" not in zone or isinstance(said, Rejected):
            continue
        value, axis = shape_of_all(drawn)
        errors.append(zone["ovalness"] - value)
        told = said.zones[0].axis_deg
        if told is not None and value > 1.1:
            axes.append(abs((told - axis + 90) % 180 - 90))
        if ratio == 1.0:
            round_.append(zone["ovalness"])
    return {
        "rmse": float(np.sqrt(np.mean(np.square(errors)))) if errors else None,
        "bias": float(np.mean(errors)) if errors else None,
        "axis_error_deg": float(np.median(axes)) if axes else None,
        "round_read_mean": float(np.mean(round_)) if round_ else None,
        "round_read_max": float(np.max(round_)) if round_ else None,
        "zones": float(len(errors)),
    }


def shape_of_all(drawn: Drawn) -> tuple[float, float]:
    """The shared ovalness and axis of the clinical pores: the mean of ln(ratio) as a double-angle vector."""
    rows = [
        (np.log(p.major_mm / p.minor_mm), 2 * np.radians(p.angle_deg)) for p in drawn.pores if p.resolvable
    ]
    if not rows:
        return 1.0, 0.0
    c, s = np.mean([r * np.cos(t) for r, t in rows]), np.mean([r * np.sin(t) for r, t in rows])
    return float(np.exp(np.hypot(c, s))), float(np.degrees(np.arctan2(s, c)) / 2 % 180)


def reshot(amount: Amount) -> Figures:
    """Within-subject variation over six shots of the same skin: light, blur, exposure, noise, JPEG."""
    spreads: dict[str, list[float]] = {"density": [], "area_share": [], "diameter": []}
    refused = 0
    for i in range(amount.skins * 2):
        rng = np.random.default_rng([8, i])
        base = random_scene(rng, px_per_mm=float(rng.uniform(9, 12)))
        base = replace(base, pores=replace(base.pores, crisp=float(rng.uniform(0.3, 1))))
        shots = [
            _zone(measure(render(_shot(base, rng), seed=8000 + i, shot=j).picture, base.camera.px_per_mm))
            for j in range(6)
        ]
        refused += sum(not s for s in shots)
        for name, values in spreads.items():
            given = [s[name] for s in shots if name in s]
            if len(given) >= 4 and np.mean(given) > 0:
                values.append(float(np.var(given, ddof=1) / np.mean(given) ** 2))
    wcv: Figures = {name: float(np.sqrt(np.mean(v))) if v else None for name, v in spreads.items()}
    wcv["refused_shots"] = float(refused)
    return wcv


def _shot(base: Scene, rng: np.random.Generator) -> Scene:
    light, camera = base.light, base.camera
    turned = replace(
        light,
        from_deg=light.from_deg + rng.uniform(-15, 15),
        height_deg=light.height_deg + rng.uniform(-6, 6),
        sky=float(np.clip(light.sky * rng.uniform(0.85, 1.15), 0, 1)),
    )
    again = replace(
        camera,
        blur_px=float(rng.uniform(0.7, 1.2)),
        level=float(np.clip(camera.level * rng.uniform(0.7, 1.4), 0.1, 0.45)),
        noise=float(rng.uniform(0.006, 0.018)),
        jpeg=int(rng.integers(82, 97)),
    )
    return replace(base, light=turned, camera=again)


def moved(amount: Amount) -> dict[str, Figures]:
    """How far the mm values move when one picture is rescaled, turned or mirrored."""
    ways = {
        "×0.7": 0.7,
        "×0.85": 0.85,
        "×1.2": 1.2,
        "×1.4": 1.4,
        "turned +15°": 15.0,
        "turned −15°": -15.0,
        "mirrored": 0.0,
    }
    moves: dict[str, dict[str, list[float]]] = {w: {} for w in ways}
    for i in range(amount.skins * 2):
        rng = np.random.default_rng([9, i])
        scene = random_scene(rng, px_per_mm=16.0, width_mm=18, height_mm=15)
        scene = replace(scene, pores=replace(scene.pores, crisp=float(rng.uniform(0.3, 1))))
        picture = render(scene, seed=9000 + i).picture
        for way, value in ways.items():
            first, second, k = _change(picture, value, 16.0)
            before, after = _zone(measure(first, 16.0)), _zone(measure(second, k))
            for name in before.keys() & after.keys() & {"density", "diameter", "area_share"}:
                moves[way].setdefault(name, []).append(abs(after[name] / before[name] - 1))
    return {w: {name: float(np.mean(v)) for name, v in m.items()} for w, m in moves.items()}


def _change(picture: Picture, value: float, k: float) -> tuple[Picture, Picture, float]:
    """The picture to compare with, the changed picture and its scale. Both show the same skin."""
    h, w = picture.shape[:2]
    if value == 0:
        return picture, np.ascontiguousarray(picture[:, ::-1]), k
    if abs(value) < 5:
        size = (round(w * value), round(h * value))
        how = cv2.INTER_AREA if value < 1 else cv2.INTER_CUBIC
        return picture, np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8), k * value
    turn = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), value, 1.0)
    turned = np.asarray(
        cv2.warpAffine(picture, turn, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT), np.uint8
    )
    # the same disc of skin in both, grey outside: corners of the turned picture are no skin
    y, x = np.mgrid[:h, :w]
    out = np.hypot(y - (h - 1) / 2, x - (w - 1) / 2) > min(h, w) / 2 - 2
    plain, other = picture.copy(), turned.copy()
    middle = np.median(picture[~out], axis=0)
    plain[out], other[out] = middle, middle
    return plain, other, k


def tones(amount: Amount) -> dict[str, float]:
    """Measured over true density by tone, the same pits in skins of six tones; nan where refused."""
    angles = (-30.0, -10.0, 10.0, 28.0, 45.0, 60.0)
    ratios: dict[str, list[float]] = {f"{a:.0f}": [] for a in angles}
    for i in range(amount.skins * 2):
        rng = np.random.default_rng([10, i])
        scene = random_scene(rng, px_per_mm=12.0)
        scene = replace(
            scene, pores=replace(scene.pores, crisp=float(rng.uniform(0.4, 1))), camera=_calm(rng, 12.0)
        )
        for a in angles:
            drawn = render(replace(scene, skin=replace(scene.skin, ita_deg=a)), seed=10_000 + i)
            zone, true = _zone(measure(drawn.picture, 12.0)), true_density(drawn)
            if "density" in zone and true > 3:
                ratios[f"{a:.0f}"].append(zone["density"] / true)
    return {a: float(np.mean(r)) if r else float("nan") for a, r in ratios.items()}


def gate(amount: Amount) -> dict[str, float]:
    """Share not fully measured (refused or without sizes) of pictures spoilt in known ways, and of good ones."""
    spoil: dict[str, Callable[[Picture], object]] = {
        "as it is": lambda p: p,
        "skin smoothing (bilateral)": lambda p: cv2.bilateralFilter(
            cv2.bilateralFilter(p, 9, 60, 6), 9, 60, 6
        ),
        "beauty filter (blurred skin, kept edges)": _beauty,
        "median 5 px": lambda p: cv2.medianBlur(p, 5),
        "blurred, sd 2 px": lambda p: cv2.GaussianBlur(p, (0, 0), 2.0),
        "blurred, sd 3 px": lambda p: cv2.GaussianBlur(p, (0, 0), 3.0),
        "upscaled from 4 px/mm": lambda p: cv2.resize(
            cv2.resize(p, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA),
            p.shape[1::-1],
            interpolation=cv2.INTER_CUBIC,
        ),
    }
    caught: dict[str, list[bool]] = {name: [] for name in spoil}
    for i in range(max(4, amount.skins * 3)):
        rng = np.random.default_rng([11, i])
        picture = render(random_scene(rng, px_per_mm=10.0), seed=11_000 + i).picture
        for name, how in spoil.items():
            reading = measure(np.ascontiguousarray(np.asarray(how(picture), np.uint8)), 10.0)
            caught[name].append(isinstance(reading, Rejected) or reading.verdict != "measured")
    return {name: float(np.mean(c)) for name, c in caught.items()}


def _beauty(p: Picture) -> Picture:
    soft = cv2.GaussianBlur(p, (0, 0), 4).astype(np.float32)
    rest = p.astype(np.float32) - soft
    kept = np.sign(rest) * np.maximum(np.abs(rest) - 12, 0) + 0.15 * np.clip(rest, -12, 12)
    return np.asarray(np.clip(soft + kept, 0, 255), np.uint8)

"""One photo, one reading: gate first, then each zone in turn."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np

from porewise.measure.blur import LARGEST_SIDE, blur_features, blur_px_of
from porewise.measure.complete import measure_completeness
from porewise.measure.gate import above, below, no_face_reason, no_scale_reason, reason, verdict_of
from porewise.measure.judge import Judgement, judge
from porewise.measure.light import DARKEST, LUMINANCE
from porewise.measure.natural import altered
from porewise.measure.pupils import pupil_distance_of, scale_from_pupils
from porewise.measure.scale import scale_from_iris, scale_from_reference, scale_given, spread
from porewise.measure.settings import STANDARD, HowToMeasure
from porewise.measure.skin import ClearSkin, clear_skin
from porewise.measure.spots import Sheet, Spots, look_for_spots, skin_sheet
from porewise.measure.summarise import zone_numbers, zone_shine
from porewise.measure.zones import Zone, face_zones, head_turn_deg, patch_zone
from porewise.values.document import MadeWith
from porewise.values.face import Face, NoFace
from porewise.values.photo import Photo
from porewise.values.reading import (
    PhotoId,
    Pore,
    Quality,
    Reading,
    Reason,
    Rejected,
    Scale,
    ZoneName,
    ZoneReading,
)
from porewise.values.ruler import NOTHING_KNOWN, Ruler

SMALLEST_ZONE_MM2 = 60.0  # less clear skin than this holds too few pores for a number
THREADS = 2
DOUBTFUL = (0.45, 0.75)  # a score in between is flagged
LIKELY = 0.5
ROUND = 1.08  # axis ratio below which an angle means nothing


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """
    What a square of clear skin tells: ``blur_px``; ``altered``: probabilities that it was smoothed, or enlarged;
    ``detail``: sd of the natural log of its light. None where it is too small to tell.
    """

    blur_px: float | None
    altered: tuple[float, float] | None
    detail: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ZoneSkin:
    """A zone with its clear skin, what its texture tells, and its blur in photo pixels (None: not told)."""

    zone: Zone
    skin: ClearSkin
    texture: Texture
    blur_px: float | None

    @property
    def area_mm2(self) -> float:
        return float(self.skin.mask.sum()) / self.zone.px_per_mm**2 / self.zone.cos_tilt


def measure_pores(
    photo: Photo,
    face: Face | NoFace,
    *,
    version: str,
    px_per_mm: float | None = None,
    ruler: Ruler = NOTHING_KNOWN,
    how: HowToMeasure = STANDARD,
) -> Reading | Rejected:
    """
    Measure the visible pores of one photo.

    ``face``: what the finder said. ``ruler``: what is known of the scale beside the irises, ``px_per_mm`` for
    short; where it gives a scale and there is no face, the whole picture is one zone, ``patch``. Returns a
    ``Rejected`` with numbers and remedies where the photo does not carry a measurement; never raises for a bad
    picture.
    """
    made_with = MadeWith(version=version, settings=(("measure", how.name),), photos=(photo.sha256,))
    photo_id = PhotoId(photo.name, photo.sha256, photo.width, photo.height)
    ruler = replace(ruler, px_per_mm=px_per_mm) if px_per_mm is not None else ruler
    if isinstance(face, NoFace) and (not ruler.known or face.code == "several_faces"):
        return Rejected(photo_id, Quality(None, None, None, (no_face_reason(face),)), None, made_with)
    scale = _scale(photo, face, ruler)
    if scale is None:
        return Rejected(photo_id, Quality(None, None, None, (no_scale_reason(),)), None, made_with)
    zones = _cut(photo, face, scale, how)
    quality = _quality(photo, face, scale, zones)
    verdict = verdict_of(quality.reasons)
    if verdict == "refused":
        return Rejected(photo_id, quality, scale, made_with)
    sized = verdict == "measured"
    enough = [z for z in zones if z.area_mm2 >= SMALLEST_ZONE_MM2]
    with ThreadPoolExecutor(THREADS) as pool:  # zones do not know each other; their order is kept
        measured = list(pool.map(lambda z: _measure_zone(photo, z, sized, how), enough))
    return Reading(
        photo=photo_id,
        verdict="measured" if verdict == "measured" else "density_only",
        quality=quality,
        scale=scale,
        zones=tuple(z for z, _ in measured),
        pores=tuple(p for _, pores in measured for p in pores),
        made_with=made_with,
    )


def _scale(photo: Photo, face: Face | NoFace, ruler: Ruler) -> Scale | None:
    """The surest scale there is: given, a reference, the person's own pupils, the irises."""
    if ruler.px_per_mm is not None:
        return scale_given(ruler.px_per_mm)
    if ruler.reference is not None:
        return scale_from_reference(ruler.reference, on_face=isinstance(face, Face))
    if isinstance(face, NoFace):
        return None
    long_side = max(photo.width, photo.height)
    told = pupil_distance_of(face, long_side, photo.focal_35mm, head_turn_deg(face))
    if ruler.pupil_distance_mm is not None:
        by_person = scale_from_pupils(face, ruler.pupil_distance_mm, long_side, photo.focal_35mm)
        return replace(by_person, pupil_distance_mm=told)
    if min(face.right_eye.iris_px, face.left_eye.iris_px) <= 0:
        return None
    return replace(scale_from_iris(face), pupil_distance_mm=told)


def _cut(photo: Photo, face: Face | NoFace, scale: Scale, how: HowToMeasure) -> tuple[ZoneSkin, ...]:
    """Zones, their clear skin, and a blur for each that leans on all of them."""
    if isinstance(face, NoFace):
        zones: tuple[Zone, ...] = (patch_zone(photo, scale),)
    else:
        zones = face_zones(photo, face, scale, focal_35mm=photo.focal_35mm)
    with ThreadPoolExecutor(THREADS) as pool:
        skins = list(pool.map(lambda z: clear_skin(photo, z, how), zones))
        own = list(pool.map(lambda row: _zone_texture(photo, *row), zip(zones, skins, strict=True)))
    told = [t.blur_px for t in own if t.blur_px is not None]
    if not told:
        return tuple(ZoneSkin(z, s, t, None) for z, s, t in zip(zones, skins, own, strict=True))
    common = float(np.median(told))
    # one zone's estimate is off by a fifth; the lens and the hand are the same for all: halfway
    blurs = [math.sqrt((t.blur_px or common) * common) for t in own]
    return tuple(ZoneSkin(*row) for row in zip(zones, skins, own, blurs, strict=True))


def _zone_texture(photo: Photo, zone: Zone, skin: ClearSkin) -> Texture:
    """Texture of the largest square of clear skin in the zone."""
    if not skin.mask.any():
        return Texture(None, None, None)
    room = cv2.distanceTransform(np.pad(skin.mask.astype(np.uint8), 1), cv2.DIST_C, 3)[1:-1, 1:-1]
    # a few holes (highlights) must not shrink the square to nothing: close them first
    if room.max() < 30:
        closed = cv2.morphologyEx(skin.mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
        room = cv2.distanceTransform(np.pad(closed, 1), cv2.DIST_C, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(room.argmax()), room.shape)
    r = min(int(room[y, x]) - 1, LARGEST_SIDE // 2)  # the middle tells as much as all of it
    if r < 24:
        return Texture(None, None, None)
    square = slice(max(0, y - r), y + r), slice(max(0, x - r), x + r)
    light = np.ascontiguousarray(zone.cut(photo.linear)[square] @ LUMINANCE)
    detail = float(np.log(np.maximum(light, DARKEST)).std())
    if detail == 0:
        return Texture(None, None, detail)
    finest = blur_features(light, zone.px_per_mm)
    return Texture(blur_px_of(finest), altered(zone.cut(photo.display)[square], finest), detail)


def _quality(photo: Photo, face: Face | NoFace, scale: Scale, zones: tuple[ZoneSkin, ...]) -> Quality:
    """All numbers of the gate, and what fails."""
    px_per_mm = scale.px_per_mm.value
    wanted = sum(z.zone.mask.sum() for z in zones) or 1
    clipped = sum(z.skin.clipped_share * z.zone.mask.sum() for z in zones) / wanted
    blurs = [z.blur_px for z in zones if z.blur_px is not None]
    blur = float(np.median(blurs)) if blurs else None
    seen = np.array([z.texture.altered for z in zones if z.texture.altered is not None]).reshape(-1, 2)
    smoothed, enlarged = np.median(seen, axis=0).tolist() if len(seen) else (None, None)
    area = sum(z.area_mm2 for z in zones if z.area_mm2 >= SMALLEST_ZONE_MM2)
    level = max((z.skin.level for z in zones), default=0.0)
    reasons = [
        *below(px_per_mm, "too_coarse", "coarse"),
        *above(None if blur is None else blur / px_per_mm, "too_blurred", "blurred"),
        *below(
            max((z.texture.detail for z in zones if z.texture.detail is not None), default=None), "no_detail"
        ),
        *above(smoothed, "smoothed"),
        *above(enlarged, "enlarged"),
        *above(clipped, "overlit", "clipped"),
        *below(level, "too_dark"),
        *below(photo.jpeg_quality, "jpeg_quality"),
        *(_face_reasons(face, scale, zones) if isinstance(face, Face) else ()),
    ]
    if area < SMALLEST_ZONE_MM2 and verdict_of(tuple(reasons)) != "refused":
        reasons.append(reason("no_skin", area))
    return Quality(px_per_mm, blur, clipped, tuple(reasons))


def _face_reasons(face: Face, scale: Scale, zones: tuple[ZoneSkin, ...]) -> list[Reason]:
    right, left = face.right_eye.iris_px, face.left_eye.iris_px
    found = [
        *above(head_turn_deg(face), "turned_away", "turned"),
        *above(face.wobble_share, "landmarks_scatter"),
        *above(abs(math.log(right / left)) if min(right, left) > 0 else None, "eyes_disagree"),
    ]
    if scale.source == "person" and min(right, left) > 0:
        by_iris = scale_from_iris(face).px_per_mm.value
        found += above(abs(math.log(by_iris / scale.px_per_mm.value)), "pupils_disagree")
    levels = {z.zone.name: z.skin.level for z in zones if z.skin.level > 0}
    if "left_cheek" in levels and "right_cheek" in levels:
        pair = levels["left_cheek"], levels["right_cheek"]
        found += above(max(pair) / min(pair), "one_sided_light")
    return found


def _measure_zone(
    photo: Photo, cut: ZoneSkin, sized: bool, how: HowToMeasure
) -> tuple[ZoneReading, tuple[Pore, ...]]:
    zone, skin = cut.zone, cut.skin
    blur_px = cut.blur_px if cut.blur_px is not None else 0.8
    rgb = zone.cut(photo.linear)
    sheet = skin_sheet(rgb, skin.mask, px_per_mm=zone.px_per_mm, blur_px=blur_px, how=how)
    spots = look_for_spots(sheet, how)
    judged = judge(spots, how)
    rng = np.random.default_rng([how.seed, sum(zone.name.encode())])
    complete = measure_completeness(sheet, spots, judged.counted, rng, how)
    numbers = zone_numbers(spots, judged, complete, zone, cut.area_mm2, rng, how)
    reading = ZoneReading(
        zone=zone.name,
        px_per_mm=zone.px_per_mm,
        area_mm2=cut.area_mm2,
        pore_count=int(judged.counted.sum()),
        density_per_cm2=numbers.density_per_cm2,
        diameter_mm=numbers.diameter_mm if sized else None,
        area_share=numbers.area_share if sized else None,
        ovalness=numbers.ovalness if sized else None,
        axis_deg=numbers.axis_deg if sized else None,
        darkness=numbers.darkness,
        plugged_share=numbers.plugged_share,
        shine=zone_shine(rgb, skin.mask, zone, skin.clipped_share),
        limiting_diameter_mm=complete.limiting_mm,
        flags=tuple(_zone_flags(cut, sized, complete.limiting_mm, int(judged.counted.sum()), how)),
        outline_px=tuple((float(x), float(y)) for x, y in zone.outline_px),
    )
    return reading, _pores(zone, sheet, spots, judged, sized)


def _zone_flags(
    cut: ZoneSkin, sized: bool, limiting_mm: float | None, count: int, how: HowToMeasure
) -> list[str]:
    flags = [] if sized else ["density_only"]
    if limiting_mm is None:
        flags.append("completeness_unknown")  # not even the widest planted pores are found half the time
    elif limiting_mm > how.clinical_mm:
        flags.append("incomplete")  # pores of the clinical size are missed here; the correction is large
    if count < 12:
        flags.append("few_pores")
    if cut.skin.mask.sum() < 0.5 * cut.zone.wanted_px:
        flags.append("partly_hidden")
    if cut.zone.cos_tilt < 0.82:
        flags.append("tilted")
    if cut.blur_px is None:
        flags.append("blur_unknown")
    return flags


def _pores(zone: Zone, sheet: Sheet, spots: Spots, judged: Judgement, sized: bool) -> tuple[Pore, ...]:
    fits, seen = spots.fits, spots.seen
    columns = {
        # eye and fit err apart: halfway between them the centre is a tenth nearer to the truth
        "x": zone.left + ((fits.x + seen.x) / 2 + 0.5) * sheet.shrink[0] - 0.5,
        "y": zone.top + ((fits.y + seen.y) / 2 + 0.5) * sheet.shrink[1] - 0.5,
        "d": np.exp(judged.log_d),
        "d_sd": np.hypot(judged.log_d_sd, zone.px_per_mm_sd),
        "ratio": fits.axis_ratio,
        "angle": fits.angle_deg,
        "flux": np.maximum(fits.flux_mm2, 0.0),
        "darkness": fits.contrast,
        "plugged": judged.plugged,
        "score": judged.score,
        "hair": judged.hair,
        "freckle": judged.freckle,
        "counted": judged.counted,
    }
    rows = zip(*(c.tolist() for c in columns.values()), strict=True)
    return tuple(_pore(zone.name, sized, dict(zip(columns, row, strict=True))) for row in rows)


def _pore(zone: ZoneName, sized: bool, row: dict[str, float]) -> Pore:
    d, ratio, counted = row["d"], row["ratio"], bool(row["counted"])
    return Pore(
        zone=zone,
        x_px=row["x"],
        y_px=row["y"],
        major_mm=d * math.sqrt(ratio) if sized else None,
        minor_mm=d / math.sqrt(ratio) if sized else None,
        angle_deg=row["angle"] if sized and ratio >= ROUND else None,
        diameter_mm=spread(d, row["d_sd"]) if sized else None,
        flux=row["flux"],
        darkness=row["darkness"],
        plugged=row["plugged"],
        score=row["score"],
        counted=counted,
        flags=_pore_flags(row),
        hair=row["hair"],
        freckle=row["freckle"],
    )


def _pore_flags(row: dict[str, float]) -> tuple[str, ...]:
    """``doubtful``; ``hair`` or ``freckle`` where a spot that is not counted is likely one."""
    flags = ["doubtful"] if DOUBTFUL[0] <= row["score"] <= DOUBTFUL[1] else []
    flags += [kind for kind in ("hair", "freckle") if not row["counted"] and row[kind] >= LIKELY]
    return tuple(flags)

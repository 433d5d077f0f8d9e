"""What was measured in one photo, or why nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from porewise.values.document import INTERVAL, MadeWith
from porewise.values.estimate import Estimate, estimate_or_none, json_or_none
from porewise.values.json import Json, rounded

SCHEMA = "porewise/reading/1"

Severity = Literal["refuse", "limit", "warn"]
ZoneName = Literal["nose", "left_cheek", "right_cheek", "forehead", "chin", "patch"]
ScaleSource = Literal["iris", "given", "reference", "person"]


@dataclass(frozen=True, slots=True)
class PhotoId:
    """Which photo was measured: its name without folder, the hash of its bytes, its upright size."""

    name: str
    sha256: str
    width: int
    height: int

    def to_json(self) -> Json:
        return {"name": self.name, "sha256": self.sha256, "width": self.width, "height": self.height}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing the quality gate found: what, how much, against which limit, and what to do."""

    code: str
    severity: Severity
    value: float | None
    limit: float | None
    says: str
    remedy: str

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "severity": self.severity,
            "value": None if self.value is None else rounded(self.value, digits=4),
            "limit": self.limit,
            "says": self.says,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Quality:
    """The numbers of the gate. ``blur_px`` is the standard deviation of the photo's blur."""

    px_per_mm: float | None
    blur_px: float | None
    clipped_share: float | None
    reasons: tuple[Reason, ...] = ()

    def to_json(self) -> Json:
        numbers = {"px_per_mm": self.px_per_mm, "blur_px": self.blur_px, "clipped_share": self.clipped_share}
        shown: Json = {k: None if v is None else rounded(v, digits=4) for k, v in numbers.items()}
        return {**shown, "reasons": [r.to_json() for r in self.reasons]}


@dataclass(frozen=True, slots=True)
class Scale:
    """
    Pixels per millimetre at the plane of the eyes, and where the number comes from.

    ``pupil_distance_mm``: the person's pupil distance looking far, as the irises of this photo tell it; from a
    few of them the person's own ruler is learnt. None where the photo does not tell it.
    """

    source: ScaleSource
    px_per_mm: Estimate
    pupil_distance_mm: Estimate | None = None

    def to_json(self) -> Json:
        return {
            "source": self.source,
            "px_per_mm": self.px_per_mm.to_json(),
            "pupil_distance_mm": json_or_none(self.pupil_distance_mm),
        }

    @classmethod
    def from_json(cls, data: Json) -> Scale:
        """Read back what ``to_json`` wrote."""
        return cls(
            data["source"],
            Estimate.from_json(data["px_per_mm"]),
            estimate_or_none(data.get("pupil_distance_mm")),
        )


@dataclass(frozen=True, slots=True)
class Pore:
    """
    One dark spot that was looked at. ``counted`` says whether Porewise takes it for a pore.

    ``x_px``, ``y_px``: centre in the upright photo. ``flux``: area times darkness in mm² (the
    robust quantity). ``darkness``: contrast at the centre in natural-log luminance, blur removed.
    ``plugged``: probability that it holds a dark plug. ``score``: probability that it is a pore;
    ``hair``, ``freckle``: that it is that instead (the rest is nothing of note); the
    document names the likelier one in ``flags`` and leaves the chances out.
    ``angle_deg``: axial, from +x towards +y; None for a round one.
    """

    zone: ZoneName
    x_px: float
    y_px: float
    major_mm: float | None
    minor_mm: float | None
    angle_deg: float | None
    diameter_mm: Estimate | None
    flux: float
    darkness: float
    plugged: float | None
    score: float
    counted: bool
    flags: tuple[str, ...] = ()
    hair: float | None = None
    freckle: float | None = None

    def to_json(self) -> Json:
        def number(x: float | None) -> float | None:
            return None if x is None else rounded(x, digits=5)

        return {
            "zone": self.zone,
            "x_px": round(self.x_px, 3),
            "y_px": round(self.y_px, 3),
            "major_mm": number(self.major_mm),
            "minor_mm": number(self.minor_mm),
            "angle_deg": number(self.angle_deg),
            "diameter_mm": json_or_none(self.diameter_mm),
            "flux": number(self.flux),
            "darkness": number(self.darkness),
            "plugged": number(self.plugged),
            "score": number(self.score),
            "counted": self.counted,
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """
    One zone of the face, or the whole picture (``patch``). An absent number has a flag saying why.

    ``outline_px``: the zone's outline in the photo, for drawing; it is not part of the document.
    """

    zone: ZoneName
    px_per_mm: float
    area_mm2: float
    pore_count: int
    density_per_cm2: Estimate | None
    diameter_mm: Estimate | None
    area_share: Estimate | None
    ovalness: Estimate | None
    axis_deg: float | None
    darkness: Estimate | None
    plugged_share: Estimate | None
    shine: Estimate | None
    limiting_diameter_mm: float | None
    flags: tuple[str, ...] = ()
    outline_px: tuple[tuple[float, float], ...] = ()

    def to_json(self) -> Json:
        return {
            "zone": self.zone,
            "px_per_mm": rounded(self.px_per_mm),
            "area_mm2": rounded(self.area_mm2),
            "pore_count": self.pore_count,
            "density_per_cm2": json_or_none(self.density_per_cm2),
            "diameter_mm": json_or_none(self.diameter_mm),
            "area_share": json_or_none(self.area_share),
            "ovalness": json_or_none(self.ovalness),
            "axis_deg": None if self.axis_deg is None else rounded(self.axis_deg),
            "darkness": json_or_none(self.darkness),
            "plugged_share": json_or_none(self.plugged_share),
            "shine": json_or_none(self.shine),
            "limiting_diameter_mm": None
            if self.limiting_diameter_mm is None
            else rounded(self.limiting_diameter_mm),
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """The measurement of one photo. ``verdict``: ``measured`` or ``density_only``."""

    photo: PhotoId
    verdict: Literal["measured", "density_only"]
    quality: Quality
    scale: Scale
    zones: tuple[ZoneReading, ...]
    pores: tuple[Pore, ...]
    made_with: MadeWith

    def to_json(self, *, pores: bool = False) -> Json:
        document = _head(self.photo, self.verdict, self.quality, self.scale, self.made_with)
        document["zones"] = [z.to_json() for z in self.zones]
        if pores:
            document["pores"] = [p.to_json() for p in self.pores]
        return document


@dataclass(frozen=True, slots=True)
class Rejected:
    """A photo that cannot be measured, with the numbers that failed and the remedies."""

    photo: PhotoId
    quality: Quality
    scale: Scale | None
    made_with: MadeWith

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.quality.reasons

    def to_json(self, *, pores: bool = False) -> Json:
        document = _head(self.photo, "refused", self.quality, self.scale, self.made_with)
        document["zones"] = []
        if pores:
            document["pores"] = []
        return document


def _head(photo: PhotoId, verdict: str, quality: Quality, scale: Scale | None, made_with: MadeWith) -> Json:
    return {
        "schema": SCHEMA,
        "made_with": made_with.to_json(),
        "interval": INTERVAL,
        "photo": photo.to_json(),
        "verdict": verdict,
        "quality": quality.to_json(),
        "scale": None if scale is None else scale.to_json(),
    }


def reading_from_json(data: Json) -> Reading | Rejected:
    """Read back what ``to_json`` wrote (outlines are not part of the document and stay empty)."""
    made_with = MadeWith.from_json(data["made_with"])
    photo = PhotoId(**data["photo"])
    q = data["quality"]
    quality = Quality(
        q["px_per_mm"], q["blur_px"], q["clipped_share"], tuple(Reason(**r) for r in q["reasons"])
    )
    scale = data["scale"] and Scale.from_json(data["scale"])
    if data["verdict"] == "refused":
        return Rejected(photo, quality, scale, made_with)
    return Reading(
        photo=photo,
        verdict=data["verdict"],
        quality=quality,
        scale=scale,
        zones=tuple(ZoneReading(**_zone_fields(z)) for z in data["zones"]),
        pores=tuple(Pore(**_pore_fields(p)) for p in data.get("pores", ())),
        made_with=made_with,
    )


ZONE_ESTIMATES = (
    "density_per_cm2",
    "diameter_mm",
    "area_share",
    "ovalness",
    "darkness",
    "plugged_share",
    "shine",
)


def _zone_fields(data: Json) -> dict[str, Any]:
    estimates = {name: estimate_or_none(data[name]) for name in ZONE_ESTIMATES}
    return {**data, **estimates, "flags": tuple(data["flags"])}


def _pore_fields(data: Json) -> dict[str, Any]:
    return {**data, "diameter_mm": estimate_or_none(data["diameter_mm"]), "flags": tuple(data["flags"])}

"""What was measured in the photo, zone by zone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from porewise.values.json import Json
from porewise.web.story.wording import word, word_file
from porewise.web.templatetags.porewise import shown_estimate


@dataclass(frozen=True)
class Measure:
    """One line of a zone's table. ``value`` is empty where it could not be told."""

    name: str
    value: str
    interval: str
    origin: str


@dataclass(frozen=True)
class Picture:
    """A picture with the pores drawn, and the same without."""

    file: str
    plain: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Zone:
    code: str
    name: str
    picture: Picture | None
    count: int
    headline: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    smallest_mm: str
    scale: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class GateReason:
    """One thing the quality gate found, with its remedy."""

    severity: str
    says: str
    remedy: str


@dataclass(frozen=True)
class PhotoStory:
    """``verdict``: measured, density_only, refused, unusable (no reading at all)."""

    verdict: str
    name: str
    face: Picture | None
    zones: tuple[Zone, ...]
    reasons: tuple[GateReason, ...]
    scale_value: str
    scale_interval: str
    scale_source: str
    unusable_because: str

    @property
    def total(self) -> int:
        return sum(z.count for z in self.zones)

    @property
    def untold(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Zones with lines that could not be told, as (zone, names of the lines)."""
        lines = ((z.name, tuple(m.name.lower() for m in z.measures if not m.value)) for z in self.zones)
        return tuple((name, missing) for name, missing in lines if missing)


def photo_story(reading: Json | None, pictures: Sequence[Json], name: str, unusable: str) -> PhotoStory:
    """Tell what was measured in the photo."""
    if reading is None:
        return PhotoStory("unusable", name, None, (), (), "", "", "", unusable)
    scale = reading["scale"]
    value, interval = shown_estimate(scale["px_per_mm"], "pixels per mm") if scale else ("", "")
    shown = {p["zone"]: p for p in pictures}
    return PhotoStory(
        verdict=reading["verdict"],
        name=name,
        face=_picture(shown.get("face")),
        zones=tuple(_zone(z, _picture(shown.get(z["zone"]))) for z in reading["zones"]),
        reasons=tuple(
            GateReason(r["severity"], r["says"], r["remedy"]) for r in reading["quality"]["reasons"]
        ),
        scale_value=value,
        scale_interval=interval,
        scale_source=word("scale", scale["source"]) if scale else "",
        unusable_because="",
    )


def _picture(data: Json | None) -> Picture | None:
    if data is None:
        return None
    plain = data["file"].removesuffix(".jpg") + "-plain.jpg"
    return Picture(data["file"], plain, data["alt"], data["width"], data["height"])


HEADLINE = ("density_per_cm2", "diameter_mm")


def _zone(zone: Json, picture: Picture | None) -> Zone:
    lines = {m["field"]: _measure(m, zone[m["field"]]) for m in word_file()["measure"]}
    smallest = zone["limiting_diameter_mm"]
    return Zone(
        code=zone["zone"],
        name=word("zone", zone["zone"]),
        picture=picture,
        count=zone["pore_count"],
        headline=tuple(lines[f] for f in HEADLINE if lines[f].value),
        measures=tuple(lines.values()),
        smallest_mm="" if smallest is None else f"{smallest:.2f} mm",
        scale=f"{zone['px_per_mm']:.1f} pixels per mm",
        flags=tuple(word("flag", f) for f in zone["flags"]),
    )


def _measure(about: Json, estimate: Json | None) -> Measure:
    if estimate is None:
        return Measure(about["name"], "", "", about["origin"])
    if about.get("log"):  # natural-log contrast, shown as how much less light comes back
        estimate = {k: -math.expm1(-v) for k, v in estimate.items()}
    value, interval = shown_estimate(estimate, about["unit"], about["times"])
    return Measure(about["name"], value, interval, about["origin"])

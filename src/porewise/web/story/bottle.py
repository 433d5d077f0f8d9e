"""What a label says, as the page shows it: the raw text with every name marked, and what is unsure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from porewise.knowledge import cause_model
from porewise.report.product import SCENT_WORDS, denied_order
from porewise.values.json import Json
from porewise.values.label import HAZARDS, against_print
from porewise.web.story.citations import Citations
from porewise.web.story.wording import word

UNSURE_BELOW = 0.8  # the reader's confidence in a name, 0 to 1: below it the person is asked
ROOM_PX = 14  # shown around a name cut out of its line


@dataclass(frozen=True)
class Crop:
    """A piece of one photographed line: which picture, and its window there in pixels."""

    file: str
    left: int
    width: int
    whole_width: int
    height: int

    @property
    def view_box(self) -> str:
        return f"{self.left} 0 {self.width} {self.height}"


@dataclass(frozen=True)
class Token:
    """One name on the label. ``read_as`` is empty unless it differs from the print; ``printed`` is the
    raw text at its place."""

    number: int
    text: str
    read_as: str
    match: str
    unsure: bool
    printed: str
    rank: int | None
    percent: str
    percent_because: str
    notes: tuple[str, ...]
    section: str
    crops: tuple[Crop, ...]

    @property
    def suggestion(self) -> str:
        """What the field beside an unsure name holds at first."""
        return self.read_as or self.text


@dataclass(frozen=True)
class Part:
    """A stretch of the raw text: a name, or what stands between names."""

    text: str
    token: Token | None


@dataclass(frozen=True)
class Remark:
    """One thing worth knowing, with who says so."""

    says: str
    strength: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class PhotoOfLabel:
    """What a photo of the label said, and the pictures of its lines; empty for a pasted one."""

    label: Json | None
    pictures: Sequence[Json]


@dataclass(frozen=True)
class BottleStory:
    found: bool
    parts: tuple[Part, ...]
    unsure: tuple[Token, ...]
    counts: dict[str, int]
    actives: tuple[str, ...]
    hazards: tuple[Remark, ...]
    conflicts: tuple[Remark, ...]
    pregnancy: Remark | None
    flags: tuple[Remark, ...]
    suits: tuple[str, ...]
    scent: str
    order: str
    denied: str
    unread: tuple[str, ...]
    may_contain: int


def bottle_story(
    text: str, product: Json, photo: PhotoOfLabel, sure: Sequence[str], cite: Citations
) -> BottleStory:
    """Tell what was read; ``product`` is the checked product's document for exactly this text."""
    where = _lines_of(text, photo.label, photo.pictures)
    tokens = tuple(_tokens(text, product, where, frozenset(sure)))
    pregnancy = product["pregnancy"]
    causes = {c.id: c.name for c in cause_model().causes}
    return BottleStory(
        found=product["verdict"] == "list",
        parts=tuple(_parts(text, product, tokens)),
        unsure=tuple(t for t in tokens if t.unsure),
        counts={m: sum(t.match == m for t in tokens) for m in ("exact", "synonym", "corrected", "unknown")},
        actives=tuple(a["says"] for a in product["actives"]),
        hazards=tuple(_remark(f, cite) for f in product["flags"] if f["code"] in HAZARDS),
        conflicts=tuple(_remark(c, cite) for c in product["conflicts"]),
        pregnancy=_remark(pregnancy, cite) if pregnancy else None,
        flags=tuple(_remark(f, cite) for f in product["flags"] if f["code"] not in HAZARDS),
        suits=tuple(causes.get(s, s) for s in product["suits"]),
        scent=SCENT_WORDS[product["scent"]],
        order=product["order"],
        denied=_denied(product),
        unread=tuple(product["unread"]),
        may_contain=sum(len(s["ingredients"]) for s in product["sections"] if s["role"] == "may_contain"),
    )


def _remark(flag: Json, cite: Citations) -> Remark:
    return Remark(flag["says"], word("strength", flag["strength"]), cite.cite(flag["source"]))


def _denied(product: Json) -> str:
    """Say where printed percentages deny the order of the list; empty where none do."""
    for section in product["sections"] if product["order"] == "unknown" else ():
        listed = section["ingredients"]
        places = against_print([_printed(i["percent"]) for i in listed])
        if places is not None and section["role"] not in ("active", "may_contain"):
            first, later = ((listed[n]["text"], listed[n]["percent"]["low"]) for n in places)
            said = denied_order(first, later)
            return said[0].upper() + said[1:]
    return ""


def _printed(estimate: Json | None) -> float | None:
    """Give a percentage that the label states: the only ones without a width."""
    return estimate["low"] if estimate is not None and estimate["low"] == estimate["high"] else None


def _tokens(text: str, product: Json, where: _Lines, sure: frozenset[str]) -> Iterator[Token]:
    number = 0
    for section in product["sections"]:
        for listed in section["ingredients"]:
            number += 1
            inci, printed = listed["inci"] or "", listed["text"]
            doubtful = listed["match"] in ("corrected", "unknown") or listed["confidence"] < UNSURE_BELOW
            yield Token(
                number=number,
                text=printed,
                read_as="" if inci.casefold() == printed.casefold() else inci,
                match=listed["match"],
                unsure=doubtful and printed.casefold() not in sure,
                printed=text[slice(*listed["span"])],
                rank=listed["rank"],
                percent=_percent(listed["percent"]),
                percent_because=listed["percent_because"] or "",
                notes=tuple(listed["notes"]),
                section=section["role"],
                crops=tuple(where.crops(*listed["span"])),
            )


def _percent(estimate: Json | None) -> str:
    if estimate is None:
        return ""
    low, high = estimate["low"], estimate["high"]
    return f"{low:g} %" if low == high else f"{low:.3g} to {high:.3g} %"


def _parts(text: str, product: Json, tokens: Sequence[Token]) -> Iterator[Part]:
    """The text in order, each name at its span; spans that overlap are shown once."""
    spans = [tuple(i["span"]) for s in product["sections"] for i in s["ingredients"]]
    at = 0
    for (start, end), token in sorted(zip(spans, tokens, strict=True), key=lambda pair: pair[0]):
        if start < at:
            continue
        if start > at:
            yield Part(text[at:start], None)
        yield Part(text[start:end], token)
        at = end
    if at < len(text):
        yield Part(text[at:], None)


@dataclass(frozen=True)
class _Lines:
    """The photographed lines, and how the text of today maps to the text that was read."""

    lines: Sequence[Json]
    pictures: Sequence[Json]
    stretches: Sequence[tuple[int, int, int, int]]

    def crops(self, start: int, end: int) -> Iterator[Crop]:
        """The pieces of lines on which these letters stand."""
        first, last = self._then(start), self._then(end - 1)
        if first is None or last is None:
            return
        for line, picture in zip(self.lines, self.pictures, strict=False):
            low, high = line["span"]
            if line["listed"] and first < high and last >= low:
                yield _crop(picture, line["letter_at"], max(first, low) - low, min(last, high - 1) - low)

    def _then(self, place: int) -> int | None:
        """Where a letter of the text stood when it was read; in a changed stretch, about there."""
        for now, now_end, then, then_end in reversed(self.stretches):
            if now <= place < now_end:
                return then + (place - now) * (then_end - then) // (now_end - now)
        return None


def _lines_of(text: str, label: Json | None, pictures: Sequence[Json]) -> _Lines:
    if not label or not pictures:
        return _Lines((), (), ())
    return _Lines(label["lines"], pictures, tuple(_stretches(label["text"], text)))


def _stretches(then: str, now: str) -> Iterator[tuple[int, int, int, int]]:
    """
    Which stretch of the text of now was which when it was read, word by word: (now, its end, then, its end).

    >>> list(_stretches("Aqua, Nacinamide", "Aqua, Niacinamide"))
    [(0, 5, 0, 5), (6, 17, 6, 16)]
    """
    before, after = ([(m.start(), m.end()) for m in re.finditer(r"\S+", t)] for t in (then, now))
    was, is_ = [then[a:b] for a, b in before], [now[a:b] for a, b in after]
    for _, i, i_end, j, j_end in SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
        if i < i_end and j < j_end:
            yield after[j][0], after[j_end - 1][1], before[i][0], before[i_end - 1][1]


def _crop(picture: Json, letter_at: Sequence[float], first: int, last: int) -> Crop:
    width = picture["width"]
    left = max(0, round(letter_at[first] * width) - ROOM_PX)
    right = min(width, round(letter_at[last] * width) + ROOM_PX)
    return Crop(picture["file"], left, max(1, right - left), width, picture["height"])

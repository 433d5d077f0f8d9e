"""Read the photo of a label: the text of its ingredient list, line by line, or why it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.label_layout import Placed, blocks, goes_on, list_lines, place, turned_along
from porewise.io.photos import read_codes
from porewise.io.print_finder import HowToFind, find_strips
from porewise.io.print_reader import ReadLine, read_lines
from porewise.io.strips import Strip, cut_strip, pyramid_of, reading_way
from porewise.knowledge.label_photo import LabelKnowledge, label_knowledge
from porewise.values.label_photo import Corners, Label, LabelLine, UnreadLabel
from porewise.values.reading import PhotoId, Reason, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from porewise.io.strips import Pyramid

LETTER_SHARE = 0.5  # capital letters are half as high as the strip that the finder lays around a line
SURE = 0.9  # print read the right way round reaches this
TRIED_LINES = 4


@dataclass(frozen=True, eq=False)
class ReadStrip:
    """A strip, its picture (48, w, 3) red first, and what it says."""

    strip: Strip
    picture: NDArray[np.uint8]
    line: ReadLine


def read_label(path: str | Path, how: HowToFind | None = None) -> Label | UnreadLabel:
    """
    Read a label photo (JPEG, PNG, HEIC, TIFF or WebP).

    Raises ``PorewiseError`` for a file that is no photo, or where the text models are not installed.
    """
    return read_label_with_strips(path, how)[0]


def read_label_with_strips(
    path: str | Path, how: HowToFind | None = None
) -> tuple[Label | UnreadLabel, tuple[NDArray[np.uint8], ...]]:
    """As ``read_label``, with the straightened picture of each line, in the order of the lines."""
    path = Path(path)
    codes, sha256 = read_codes(path)
    photo = np.ascontiguousarray(codes[..., ::-1])
    identity = PhotoId(path.name, sha256, photo.shape[1], photo.shape[0])
    about = label_knowledge()
    read, way = _read_print(photo, how or HowToFind())
    refused = _refusal(read, about)
    if refused is not None:
        return UnreadLabel(identity, (refused,)), ()
    return _assemble(
        identity, [r for r in read if r.line.confidence >= about.least_line_confidence], way, about
    )


def _read_print(photo: NDArray[np.uint8], how: HowToFind) -> tuple[list[ReadStrip], NDArray[np.float64]]:
    """Find and read all print; where the longest lines read badly and better backwards, all of it backwards."""
    pyramid = pyramid_of(photo)
    found = find_strips(pyramid, how)
    way = reading_way(found)
    strips = sorted(turned_along(found, way), key=lambda s: -s.length)
    read = _read_strips(strips, pyramid)
    tried = _confidence(read[:TRIED_LINES])
    if strips and tried < SURE:
        backwards = [s.reversed() for s in strips]
        if _confidence(_read_strips(backwards[:TRIED_LINES], pyramid)) > tried:
            return _read_strips(backwards, pyramid), -way
    return read, way


def _read_strips(strips: Sequence[Strip], pyramid: Pyramid) -> list[ReadStrip]:
    pictures = [cut_strip(pyramid, s) for s in strips]
    lines = [replace(r, text=_colourants(r.text)) for r in read_lines(pictures)]
    return [ReadStrip(s, p[..., ::-1], r) for s, p, r in zip(strips, pictures, lines, strict=True)]


def _confidence(read: Sequence[ReadStrip]) -> float:
    return sum(r.line.confidence for r in read) / len(read) if read else 0.0


def _refusal(read: Sequence[ReadStrip], about: LabelKnowledge) -> Reason | None:
    lettered = [r for r in read if r.line.text]
    if not lettered:
        return _reason("no_text", 0, about)
    confidence = _mean_confidence(lettered)
    limit = about.gates["not_sharp"].limit
    height = float(np.median([r.strip.height for r in lettered])) * LETTER_SHARE
    if height < about.gates["too_small"].limit:
        return _reason("too_small", round(height, 1), about)
    return _reason("not_sharp", round(confidence, 2), about) if confidence < limit else None


def _mean_confidence(read: Sequence[ReadStrip]) -> float:
    each = [c for r in read for c in r.line.confidences]
    return sum(each) / len(each) if each else 0.0


def _assemble(
    photo: PhotoId, read: Sequence[ReadStrip], way: NDArray[np.float64], about: LabelKnowledge
) -> tuple[Label, tuple[NDArray[np.uint8], ...]]:
    placed = blocks(place([r.strip for r in read], way), about)
    texts = [[read[p.index].line.text for p in block] for block in placed]
    at = list_lines(texts, about)
    gaps = goes_on(texts, at, about)
    last = at[-1][0] if at else 0
    at += [(b, i) for b in range(last + 1, last + 1 + gaps) for i in range(len(texts[b]))]
    listed = [placed[b][i] for b, i in at] or [p for block in placed for p in block]
    others = [p for block in placed for p in block if p not in listed]
    text, spans = _joined([(p, read[p.index].line.text) for p in listed])
    lines = [_line(read[p.index], span, listed=True) for p, span in zip(listed, spans, strict=True)]
    lines += [_line(read[p.index], (len(text), len(text)), listed=False) for p in others]
    reasons = []
    confidence = _mean_confidence([read[p.index] for p in listed])
    if confidence < about.gates["partly_unsure"].limit:
        reasons.append(_reason("partly_unsure", round(confidence, 2), about))
    if gaps:
        reasons.append(_reason("gap_in_list", gaps, about))
    if not at:
        reasons.append(_reason("no_list_found", 0, about))
    pictures = tuple(read[p.index].picture for p in [*listed, *others])
    return Label(photo, text, tuple(lines), tuple(reasons)), pictures


def _joined(lines: Sequence[tuple[Placed, str]]) -> tuple[str, list[tuple[int, int]]]:
    """One row per line, what stands beside each other in one row; and where each part came to stand."""
    text, spans, row = "", [], None
    for place_, part in lines:
        if text:
            text += " " if place_.row == row else "\n"
        spans.append((len(text), len(text) + len(part)))
        text, row = text + part, place_.row
    return text, spans


def _colourants(text: str) -> str:
    """
    In most print a small l looks like a capital I: before five digits it is the I of a colourant.

    >>> _colourants("Cl 19140, Clove")
    'CI 19140, Clove'
    """
    return re.sub(r"\bC[l1|](?= ?\d{5}\b)", "CI", text)


def _line(read: ReadStrip, span: tuple[int, int], *, listed: bool) -> LabelLine:
    a, b, c, d = ((float(x), float(y)) for x, y in read.strip.corners())
    corners: Corners = (a, b, c, d)
    return LabelLine(read.line.text, span, read.line.confidence, corners, read.line.letter_at, listed)


def _reason(code: str, value: float, about: LabelKnowledge) -> Reason:
    gate = about.gates[code]
    says = gate.says.format(value=f"{value:g}", limit=f"{gate.limit:g}")
    severity: Severity = "refuse" if gate.severity == "refuse" else "warn"
    return Reason(code, severity, value, gate.limit, says, gate.remedy)

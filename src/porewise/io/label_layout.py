"""
Bring lines of print into reading order, and find the block that holds the ingredient list.

On a bottle all lines bend alike: one parabola is fitted to them together and taken out, after which rows
are straight. Lines close below or beside each other belong to one block.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from porewise.io.strips import Strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from porewise.knowledge.label_photo import LabelKnowledge

UNITS = 9  # points along each line for the common bend


@dataclass(frozen=True, slots=True)
class Placed:
    """One line on the flattened label: ``row`` counts downwards; lengths in pixels of the photo."""

    index: int
    left: float
    right: float
    middle: float
    height: float
    row: int = 0


def turned_along(strips: Sequence[Strip], way: NDArray[np.float64]) -> list[Strip]:
    """All strips that run roughly this way, read in this direction."""
    turned = [s.reversed() if float(s.along @ way) < 0 else s for s in strips]
    return [s for s in turned if float(s.along @ way) > np.cos(np.radians(40))]


def place(strips: Sequence[Strip], way: NDArray[np.float64]) -> list[Placed]:
    """Flatten the label and number its rows from the top."""
    if not strips:
        return []
    along = np.linspace(-0.5, 0.5, UNITS)
    points = np.stack([s.points(along * s.length) for s in strips])  # (n, UNITS, 2)
    u, v = points @ way, points @ np.array([-way[1], way[0]])
    flat = v - _common_bend(u, v)
    height = np.array([s.height for s in strips])
    placed = [
        Placed(i, float(u[i].min()), float(u[i].max()), float(flat[i].mean()), float(height[i]))
        for i in np.argsort(flat.mean(axis=1), kind="stable")
    ]
    return _numbered(placed)


def _common_bend(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """The slope and parabola all lines share (each line's own height taken out), at every u."""
    middle, spread = u.mean(), max(float(u.std()), 1.0)
    t = (u - middle) / spread
    terms = np.stack([t, t**2], axis=-1)
    shifted = (terms - terms.mean(axis=1, keepdims=True)).reshape(-1, 2)
    away = (v - v.mean(axis=1, keepdims=True)).ravel()
    shares, *_ = np.linalg.lstsq(shifted, away, rcond=None)
    bend: NDArray[np.float64] = terms @ shares
    return bend


def _numbered(placed: list[Placed]) -> list[Placed]:
    """Give the same row to lines at the same height, and sort each row from left to right."""
    rows: list[list[Placed]] = []
    for line in placed:
        last = rows[-1] if rows else []
        same = [
            other for other in last if abs(other.middle - line.middle) < 0.5 * min(other.height, line.height)
        ]
        beside = all(line.left >= o.right - o.height or line.right <= o.left + o.height for o in last)
        if same and beside:
            last.append(line)
        else:
            rows.append([line])
    return [
        Placed(o.index, o.left, o.right, o.middle, o.height, i)
        for i, row in enumerate(rows)
        for o in sorted(row, key=lambda line: line.left)
    ]


def blocks(placed: Sequence[Placed], about: LabelKnowledge) -> list[list[Placed]]:
    """Group lines that stand close together; blocks and their lines in reading order."""
    group = list(range(len(placed)))
    for i, one in enumerate(placed):
        for j in range(i):
            if _close(placed[j], one, about):
                old, new = group[i], group[j]
                group = [new if g == old else g for g in group]
    return [[p for p, g in zip(placed, group, strict=True) if g == name] for name in dict.fromkeys(group)]


def _close(upper: Placed, lower: Placed, about: LabelKnowledge) -> bool:
    height = min(upper.height, lower.height)
    if upper.row == lower.row:
        return max(lower.left - upper.right, upper.left - lower.right) < about.gap_beside * height
    gap = abs(lower.middle - upper.middle) - (upper.height + lower.height) / 2
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    alike = max(upper.height, lower.height) < 1.6 * height
    return alike and overlap > 0 and gap < about.gap_below * height


def list_lines(texts: Sequence[Sequence[str]], about: LabelKnowledge) -> list[tuple[int, int]]:
    """
    Which lines hold the ingredient list, as (block, line); empty where there is none.

    ``texts``: the lines of each block. A heading decides; a heading that stands alone takes the next block
    along. Without a heading it is the block with the most commas or bullets.
    """
    headed = [
        (b, i) for b, lines in enumerate(texts) for i, line in enumerate(lines) if heads_list(line, about)
    ]
    found = [_from_heading(texts, at, about) for at in headed]
    if found:
        return max(found, key=lambda lines: (_separators([texts[b][i] for b, i in lines]), len(lines)))
    counts = [_separators(lines) + 2 * _begins(lines, about) for lines in texts]
    best = max(range(len(texts)), key=counts.__getitem__, default=None)
    if best is None or counts[best] < about.least_separators:
        return []
    return [(best, i) for i in range(len(texts[best]))]


def goes_on(texts: Sequence[Sequence[str]], lines: Sequence[tuple[int, int]], about: LabelKnowledge) -> int:
    """How many of the blocks behind the list go on with it, lines between them having been missed."""
    after = texts[max(b for b, _ in lines) + 1 :] if lines else ()
    count = 0
    for block in after:
        words = len(" ".join(block).split())
        listed = _separators(block) >= max(1.0, about.least_commas_per_word * words)
        if heads_list(block[0], about) or not listed:
            break
        count += 1
    return count


def _from_heading(
    texts: Sequence[Sequence[str]], at: tuple[int, int], about: LabelKnowledge
) -> list[tuple[int, int]]:
    block, start = at
    lines = [(block, i) for i in range(start, len(texts[block]))]
    alone = _separators(texts[block][start:]) < about.least_separators
    if alone and block + 1 < len(texts):
        lines += [(block + 1, i) for i in range(len(texts[block + 1]))]
    return lines


def heads_list(line: str, about: LabelKnowledge) -> bool:
    """Whether a line begins with, or is, a heading of an ingredient list."""
    words = re.findall(r"[a-z]+", _bare(line))
    if not words:
        return False
    starts = {" ".join(words[:n]) for n in (1, 2, 3)}
    if starts & about.heads:
        return True
    return any(f"{w}:" in _bare(line) for w in about.heads)


def _begins(lines: Sequence[str], about: LabelKnowledge) -> bool:
    words = re.findall(r"[a-z]+", _bare(" ".join(lines[:1])))
    return bool(set(words[:2]) & about.first_words)


def _separators(lines: Sequence[str]) -> int:
    return sum(len(re.findall(r"[,;•·●]", line)) for line in lines)


def _bare(text: str) -> str:
    """Small letters without accents."""
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))

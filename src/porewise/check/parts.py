"""One label's text, read into sections of names and into what is no name."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import NamedTuple

from porewise.check.atoms import Atom, cut
from porewise.check.block import (
    CODE,
    KNOWN,
    PROSE,
    SHORT_CLAUSE,
    footnotes_from,
    is_footnote,
    list_block,
    weight,
)
from porewise.check.clean import lowered
from porewise.check.lattice import Read, read_names
from porewise.check.layout import numbered, parted, table_cut, unwrapped
from porewise.check.regions import (
    LONGEST_TITLE,
    Bullet,
    Region,
    bullet_lines,
    bullets,
    disclaimers,
    heads,
    regions,
)
from porewise.check.resolve import Resolver
from porewise.check.shades import without_shade_names
from porewise.values.label import Role

_PURPOSE_IN_BRACKETS = re.compile(r"\(\s*(?:sunscreen|acne treatment|skin protectant)\s*\)", re.IGNORECASE)
_TITLE = re.compile(r"(?:(?<=\n)|^|(?<=[.;,\]])[ ])[ ]*(?P<title>[^\W_][^,\n:;]{1,70}):[ ]*(?=\n|[^\s])")
_LIST_END = re.compile(r"(?<![^A-Za-z][A-Za-z])\. ")
_SENTENCE_STOP = re.compile(r"[.!](?=\s)")
_DASH_TITLE = re.compile(r"(?:^|(?<=[\n•.]))\s*(?P<title>[^\W\d_][^,\n:;•.]{1,60}?) - (?=\S)")
_PART_NAME = re.compile(
    r"(?<![\w(])(?P<open>[(\[<]\s*)?(?P<title>(?P<word>(?:part|step|phase|teil|partie|[ée]tape|fase|paso|parte)\s*)?"
    r"(?P<n>[a-h]|\d))\s*(?(open)[)\]>]\s*[:-]?|[:-])\s*(?=\S)",
    re.IGNORECASE,
)
MOST_SENTENCES = 40  # after which no list is looked for any more
LIST_BEGINS, LOOK_AHEAD = 3, 300  # names that begin a list, and the letters in which they are looked for
LIST_BEHIND = 3  # names without a percentage behind actives with one
FEWEST = 2  # names that make a list where no head says that it is one


class Part(NamedTuple):
    """One section as read."""

    role: Role
    name: str | None
    reads: list[Read]


class Parts(NamedTuple):
    """All sections, what was left over as (start, end), and the marketing lines."""

    parts: list[Part]
    unread: list[tuple[int, int]]
    bullets: list[Bullet]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        if start == end:
            continue
        lines = "\n" if end - start == 1 else "\n" + " " * (end - start - 2) + "\n"
        text = text[:start] + lines + text[end:]
    return text


def read_parts(text: str, resolver: Resolver, *, correct: bool = True) -> Parts:
    """Read the clean text of one label."""
    text = numbered(unwrapped(text))
    found = _claims(text, resolver) if ":" in text else []
    unread = [(b.start, b.end) for b in found]
    work = _blank(text, unread)
    low = lowered(work)
    about = disclaimers(low)
    begins = [begin for _, begin, _ in heads(low)] if about else []
    for start, end in about:
        later = [begin for begin in begins if start < begin < end]
        unread.append((start, _list_behind(work, start, min([end, *later]), resolver)))
        work, low = _blank(work, unread[-1:]), _blank(low, unread[-1:])
    for start, end in _highlights(low):
        unread.append((start, end))
        work, low = _blank(work, unread[-1:]), _blank(low, unread[-1:])
    lines = bullet_lines(work) if "-" in work or "•" in work or "*" in work else []
    if lines and _blank(work, lines).count(",") >= FEWEST:
        found += [Bullet(a, b + 1, b) for a, b in lines if "%" in work[a:b]]  # "-Octisalate 5%" and no more
        unread += lines
        work, low = _blank(work, lines), _blank(low, lines)
    parts: list[Part] = []
    under = regions(work, low)
    for n, region in enumerate(under):
        following = under[n + 1].role if n + 1 < len(under) else None
        got, left = _read_region(work, region, following, resolver, correct)
        parts += got
        unread += left
    return Parts(_named_kits(parts), sorted(unread), found)


def _highlights(low: str) -> list[tuple[int, int]]:
    """Find ``Key ingredients: …`` before the head of the full list; without one it is all there is."""
    found = heads(low) if low.count("ingredients") > 1 else []
    return [
        (start, found[n + 1][1])
        for n, (kind, start, _) in enumerate(found[:-1])
        if kind == "marketing" and any(later == "ingredients" for later, _, _ in found[n + 1 :])
    ]


def _claims(text: str, resolver: Resolver) -> list[Bullet]:
    """Find the marketing lines; one that ends at its colon for want of a full stop ends with its first words."""
    found = [b for b in bullets(text) if not _is_title(text, b, resolver)]
    if found and found[-1].end == found[-1].colon:
        last = found[-1]
        told = cut(text, last.colon, min(len(text), last.colon + LOOK_AHEAD))[:1]
        sentence = told and len(told[0].text.split()) >= SHORT_CLAUSE
        if sentence and resolver.known(told[0].text).ingredient is None:
            found[-1] = last._replace(end=told[0].end)
    return found


def _is_title(text: str, bullet: Bullet, resolver: Resolver) -> bool:
    """Say whether a dash and a colon are a head, or name a product: ``Step 2 - Mask: Water, Kaolin, …``."""
    name = lowered(text[bullet.start : bullet.colon])
    if any(kind != "marketing" and not name[:start].strip("-• ") for kind, start, _ in heads(name)):
        return True
    inside = text[max(0, bullet.start - 2) : bullet.start].strip().isalnum() and text[bullet.start + 1] == " "
    line = text.find("\n", bullet.colon)
    return inside and _is_list(text, bullet.colon, len(text) if line < 0 else line, resolver)


def _is_list(text: str, start: int, end: int, resolver: Resolver, *, fewest: int = LIST_BEGINS) -> bool:
    """Say whether what stands here begins as a list does: with names that are known, and commas."""
    first = cut(text, start, min(end, start + LOOK_AHEAD))[:fewest]
    return len(first) == fewest and all(resolver.known(a.text).ingredient for a in first)


def _has_prose(text: str, left: list[tuple[int, int]]) -> bool:
    """Say whether sentences stand among what is left over; footnotes are none."""
    return any(
        len(text[a:b].split()) > SHORT_CLAUSE and "*" not in text[max(0, a - 2) : a + 1] for a, b in left
    )


def _list_behind(text: str, start: int, end: int, resolver: Resolver) -> int:
    """Find where a sentence ends and the list begins, in what is said before it; its end where none does."""
    for stop in islice(_SENTENCE_STOP.finditer(text, start, end), MOST_SENTENCES):
        if _is_list(text, stop.end(), end, resolver):
            return stop.end()
    return end


def _read_region(
    text: str, region: Region, following: Role | None, resolver: Resolver, correct: bool
) -> tuple[list[Part], list[tuple[int, int]]]:
    if region.role == "active":
        text = table_cut(text, region)
    elif region.role == "may_contain":
        text = without_shade_names(text, region.start, region.end)
    elif region.role is None and "%" in text[region.start : region.end]:
        text = _PURPOSE_IN_BRACKETS.sub(lambda m: " " * len(m.group()), text)
    text = parted(text, region, resolver)
    titles = [] if region.role == "active" else _titles(text, region, resolver)
    if not titles:
        reads, left = _read_list(text, region, resolver, correct)
        told = region.role is None and len(reads) == 1 and _has_prose(text, left)  # a name in a sentence
        part = None if told else _part(reads, region.role, following, region.name)
        return (_unmixed(part) if part else []), (left if part else [(region.start, region.end)])
    got: list[Part] = []
    left = []
    stops = [t[0] for t in titles[1:]] + [region.end]
    if titles[0][0] > region.start:
        reads, left = _read_list(text, region._replace(end=titles[0][0]), resolver, correct)
        first = _part(reads, region.role, following, None)
        got += [first] if first else []
    for (_, body, title), stop in zip(titles, stops, strict=True):
        reads, more = _read_list(text, Region("ingredients", body, stop), resolver, correct)
        left += more
        got += [Part("kit", title, reads)] if reads else []
    return got, left


def _unmixed(part: Part) -> list[Part]:
    """A list that follows the actives without a head of its own: from where no percentage stands any more."""
    first = next((n for n, r in enumerate(part.reads) if r.atom.percent is None), len(part.reads))
    rest = part.reads[first:]
    if part.role != "active" or not first or len(rest) < LIST_BEHIND or any(r.atom.percent for r in rest):
        return [part]
    return [part._replace(reads=part.reads[:first]), Part("ingredients", None, rest)]


def _titles(text: str, region: Region, resolver: Resolver) -> list[tuple[int, int, str]]:
    """Find the names of a kit's products: a title and a colon before a list, more than once."""
    numbered_parts = _numbered_parts(text, region, resolver)
    if numbered_parts:
        return numbered_parts
    found = _title_lines(text, region, resolver) + _dash_titles(text, region, resolver)
    if text.find(":", region.start, region.end) < 0:
        return found
    for m in _TITLE.finditer(text, region.start, region.end):
        start, title = _own_sentence(m)
        behind = cut(text, m.end(), min(region.end, m.end() + 200))[:3]
        names = sum(1 for a in behind if resolver.known(a.text).ingredient is not None)
        shades = region.role == "may_contain" and not _is_list(text, m.end(), region.end, resolver)
        if (
            names >= min(FEWEST, len(behind))
            and behind
            and not shades
            and resolver.known(title).ingredient is None
        ):
            found.append((start, m.end(), title))
    return sorted(found)


def _numbered_parts(text: str, region: Region, resolver: Resolver) -> list[tuple[int, int, str]]:
    """Find parts that a letter or number names, in their order: ``(Part A) Water, … (Part B) Water, …``."""
    begin = next((n for n in range(region.start, region.end) if not text[n].isspace()), region.end)
    if _PART_NAME.match(text, begin, region.end) is None:
        return []
    found: list[tuple[int, int, str]] = []
    for m in _PART_NAME.finditer(text, begin, region.end):
        next_one = m["n"].lower() in ("abcdefgh"[len(found) : len(found) + 1], str(len(found) + 1))
        named = m["word"] or m["open"]
        if next_one and named and _is_list(text, m.end(), region.end, resolver, fewest=FEWEST):
            found.append((m.start(), m.end(), m["title"].strip()))
    return found if len(found) > 1 and found[0][0] == begin else []


def _dash_titles(text: str, region: Region, resolver: Resolver) -> list[tuple[int, int, str]]:
    """Find titles that a dash parts from their lists: ``Face Wash - Water, …``; one alone is none."""
    found = []
    for m in _DASH_TITLE.finditer(text, region.start, region.end) if " - " in text else ():
        title = m.group("title")
        if resolver.known(title).ingredient is None and _is_list(text, m.end(), region.end, resolver):
            found.append((m.start("title"), m.end(), title))
    return found if len(found) > 1 else []


def _title_lines(text: str, region: Region, resolver: Resolver) -> list[tuple[int, int, str]]:
    """Find titles that have a line to themselves, over a line that is a list."""
    found: list[tuple[int, int, str]] = []
    start = region.start
    lines = text[region.start : region.end].split("\n")
    for line, below in pairwise(lines):
        title = line.strip(" -*.")
        words = len(title.split())
        if "," not in line and ":" not in line and 1 < words <= LONGEST_TITLE and below.count(",") >= FEWEST:
            begins = resolver.known(below.split(",")[0].strip(" *")).ingredient is not None
            if begins and resolver.known(title).ingredient is None:
                found.append((start, start + len(line), title))
        start += len(line) + 1
    return found


def _own_sentence(m: re.Match[str]) -> tuple[int, str]:
    """A title begins behind the full stop that ends the list before it; a single letter ends none (``T.L.C.``)."""
    stops = [stop.end() for stop in _LIST_END.finditer(m.group("title"))]
    title = m.group("title")[stops[-1] if stops else 0 :].strip(" -*")
    return (m.start("title") + stops[-1] if stops else m.start()), title


def _part(reads: list[Read], role: Role | None, following: Role | None, name: str | None) -> Part | None:
    known = len([1 for _, found in reads if found.ingredient is not None])
    if role == "may_contain" and not known and len(reads) < FEWEST:
        return None
    if role is not None:
        return (
            Part(role, name, reads) if reads and (known or role != "ingredients" or len(reads) > 1) else None
        )
    if not reads or not known or (known < FEWEST and known * 2 < len(reads)):
        return None
    if following in ("inactive", "ingredients") and all(r.atom.percent is not None for r in reads):
        return Part("active", name, reads)
    if following == "ingredients" and (known < FEWEST or known * 5 < len(reads) * 3):
        return None
    return Part("ingredients", name, reads)


def _read_list(
    text: str, region: Region, resolver: Resolver, correct: bool
) -> tuple[list[Read], list[tuple[int, int]]]:
    atoms = cut(text, region.start, region.end)
    weights = [resolver.weights.get(a.text) or weight(a, resolver) for a in atoms]
    left: list[tuple[int, int]] = []
    nothing = text.find("%", region.start, region.end) >= 0 and any(a.percent == 0 for a in atoms)
    if nothing or CODE in weights or text.find("*", region.start, region.end) >= 0:
        atoms, weights, left = _unexplained(text, region, atoms, weights, resolver)
    begin, end = list_block(weights, headed=region.role is not None)
    left += [(a.start, a.end) for a in atoms[:begin] + atoms[end:]]
    inside = atoms[begin:end]
    if PROSE in weights:
        left += [(a.start, a.end) for a, w in zip(inside, weights[begin:end], strict=True) if w <= PROSE]
        inside = [a for a, w in zip(inside, weights[begin:end], strict=True) if w > PROSE]
    return read_names(text, inside, resolver, correct=correct), left


def _unexplained(
    text: str, region: Region, atoms: list[Atom], weights: list[float], resolver: Resolver
) -> tuple[list[Atom], list[float], list[tuple[int, int]]]:
    """Set aside codes, what holds 0 % and what explains a mark; give the rest, its weights, and what was set aside."""
    marked = text.find("*", region.start, region.end) >= 0
    notes = footnotes_from(text, region.start, region.end) if marked else region.end
    last = max((n for n, w in enumerate(weights) if w == KNOWN), default=-1)
    kept: list[Atom] = []
    heavy: list[float] = []
    left: list[tuple[int, int]] = []
    for n, (atom, w) in enumerate(zip(atoms, weights, strict=True)):
        explains = marked and (atom.start >= notes or is_footnote(text, atom, resolver, behind=n > last))
        if w == CODE or atom.percent == 0 or explains:
            left.append((atom.start, atom.end))
        else:
            kept.append(atom)
            heavy.append(w)
    return kept, heavy, left


def _named_kits(parts: list[Part]) -> list[Part]:
    """Several lists in one text are several products; one that only a may-contain bracket cuts is one."""
    parts = _mended(parts)
    lists = [p for p in parts if p.role in ("ingredients", "kit")]
    if len(lists) < 2:
        return [p._replace(role="ingredients", name=None) if p.role == "kit" else p for p in parts]
    return [p._replace(role="kit") if p.role == "ingredients" else p for p in parts]


def _mended(parts: list[Part]) -> list[Part]:
    done: list[Part] = []
    for part in parts:
        cut_by = done[-1].role if done else None
        if cut_by == "may_contain" and part.name is None and len(done) > 1:
            earlier = done[-2]
            if earlier.name is None and earlier.role == part.role and part.role != "may_contain":
                done[-2] = earlier._replace(reads=[*earlier.reads, *part.reads])
                continue
            if part.role == "may_contain":
                done[-1] = done[-1]._replace(reads=[*done[-1].reads, *part.reads])
                continue
        done.append(part)
    return done

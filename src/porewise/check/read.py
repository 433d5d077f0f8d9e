"""Read one label: sections, ranks, amounts, and what is no ingredient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from porewise.check.amounts import amounts_of, order_of
from porewise.check.atoms import Atom, trimmed
from porewise.check.clean import clean
from porewise.check.hazards import hazardous
from porewise.check.lattice import Read
from porewise.check.parts import Part, read_parts
from porewise.check.regions import Bullet
from porewise.check.resolve import Resolver
from porewise.knowledge.records import record_file
from porewise.values.document import MadeWith
from porewise.values.label import CheckedProduct, LabelSection, ListedIngredient, Order

LONGEST = 30_000  # letters of one label; the longest real ones have a tenth of that. More is left unread
_SUNSCREEN_CLAIM = re.compile(r"\bsunscreens?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(,| and | & )")
_BULLET_HEAD = re.compile(r"^[-•\s]+")


def read_label(raw: str, resolver: Resolver, *, made_with: MadeWith | None = None) -> CheckedProduct:
    """
    Read the text of one label: what it lists, in label order, and what was left unread.

    Never fails: a text without a list is an answer, ``no_list``. Actives come first, as a label prints them.
    """
    text = clean(raw[:LONGEST])
    found = read_parts(text, resolver)
    origin = made_with or MadeWith("")
    if not found.parts:
        return CheckedProduct("no_list", origin, unread=_unread(raw, [(0, len(raw))]))
    parts = _drug_actives(found.parts)
    parts = _bulleted_actives(text, found.bullets, parts, resolver)
    parts.sort(key=lambda p: p.role != "active")
    left = [*found.unread, (LONGEST, len(raw))] if len(raw) > LONGEST else found.unread
    sections, order = _sections(raw, parts)
    return CheckedProduct("list", origin, tuple(sections), _unread(raw, left), order)


def _unread(raw: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    texts = (" ".join(raw[a:b].split()).strip(" ,;") for a, b in _apart(spans))
    return tuple(t for t in texts if any(c.isalnum() for c in t))


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give sorted stretches without what an earlier one holds already."""
    told = 0
    for start, end in spans:
        if end > told:
            yield max(start, told), end
            told = end


def _is_drug(read: Read) -> bool:
    return read.found.ingredient is not None and read.found.ingredient.inci.lower() in _drugs()


@cache
def _drugs() -> frozenset[str]:
    return hazardous() | frozenset(record_file("labels")["drug_actives"])


def _drug_actives(parts: list[Part]) -> list[Part]:
    """Where no head says active: percentages on drug actives at the top or at the foot of the list do."""
    if any(p.role == "active" for p in parts):
        return parts
    done: list[Part] = []
    for part in parts:
        if part.role not in ("ingredients", "inactive"):
            done.append(part)
            continue
        reads = part.reads
        top = 0
        while top < len(reads) and reads[top].atom.percent is not None and _is_drug(reads[top]):
            top += 1
        foot = len(reads)
        while foot > top and reads[foot - 1].atom.percent is not None and _is_drug(reads[foot - 1]):
            foot -= 1
        actives = [*reads[:top], *reads[foot:]]
        if actives and len(actives) < len(reads):
            done.append(Part("active", None, actives))
            reads = reads[top:foot]
        done.append(part._replace(reads=reads))
    return done


def _bulleted_actives(text: str, bullets: list[Bullet], parts: list[Part], resolver: Resolver) -> list[Part]:
    """Add the drug actives that only a marketing line states, with their percentage."""
    if not any("%" in text[b.start : b.colon] for b in bullets):
        return parts
    listed = {r.found.ingredient.inci for p in parts for r in p.reads if r.found.ingredient is not None}
    reads: list[Read] = []
    for bullet in bullets:
        head = text[bullet.start : bullet.colon - 1]
        if "%" not in head:
            continue
        sunscreen = bool(_SUNSCREEN_CLAIM.search(text, bullet.colon, bullet.end))
        place = bullet.start + (m.end() if (m := _BULLET_HEAD.match(head)) else 0)
        for piece in _BETWEEN.split(text[place : bullet.colon - 1]):
            atom = trimmed(text, place, place + len(piece), "")
            place += len(piece)
            read = _bulleted(atom, resolver)
            known = None if read is None else read.found.ingredient
            if read and known and (sunscreen or (_is_drug(read) and known.inci not in listed)):
                reads.append(read)
    if not reads:
        return parts
    actives = [r for p in parts if p.role == "active" for r in p.reads]
    stated = {r.found.ingredient.inci for r in actives if r.found.ingredient is not None}
    fresh = [r for r in reads if r.found.ingredient is not None and r.found.ingredient.inci not in stated]
    return [Part("active", None, fresh), *parts] if fresh else parts


def _bulleted(atom: Atom | None, resolver: Resolver) -> Read | None:
    if atom is None or atom.percent is None:
        return None
    return Read(atom, resolver.known(atom.text))


def _sections(raw: str, parts: list[Part]) -> tuple[list[LabelSection], Order]:
    """Make the sections of the answer; the order of the longest list speaks for the product."""
    sections: list[LabelSection] = []
    longest = 0
    whole: Order = "unknown"
    rank = 1
    for part in parts:
        texts = [a.text if raw[a.start : a.end] == a.text else _as_printed(raw, a) for a, _ in part.reads]
        order = order_of(texts, [a.percent for a, _ in part.reads])
        ranked = part.role != "may_contain"
        listed = _listed(part, texts, order, rank if ranked else None)
        sections.append(LabelSection(part.role, part.name, listed))
        rank += len(texts) if ranked else 0
        if ranked and part.role != "active" and len(texts) > longest:
            longest, whole = len(texts), order
    return sections, whole


def _listed(part: Part, texts: list[str], order: Order, rank: int | None) -> tuple[ListedIngredient, ...]:
    incis = [None if found.ingredient is None else found.ingredient.inci for _, found in part.reads]
    amounts = amounts_of(incis, [atom.percent for atom, _ in part.reads], part.role, order)
    listed = []
    for n, ((atom, found), inci, text, (percent, because)) in enumerate(
        zip(part.reads, incis, texts, amounts, strict=True)
    ):
        start, end, _, printed, _ = atom
        known, match, confidence = found
        listed.append(
            ListedIngredient(
                text,
                inci,
                None if rank is None else rank + n,
                match,
                (start, end),
                confidence,
                printed,
                percent,
                because,
                known.group if known else None,
                known.roles if known else (),
                (f"read as {inci}",) if match == "corrected" else (),
            )
        )
    return tuple(listed)


def _as_printed(raw: str, atom: Atom) -> str:
    """Give the name its own typography back, where cleaning changed it."""
    printed = raw[atom.start : atom.end]
    if printed.startswith(atom.text) or (printed.isascii() and "\\" not in printed):
        return atom.text
    blanked = " ".join(clean(printed).split())
    at = blanked.find(atom.text)
    if at < 0:
        return atom.text
    return " ".join(printed.split())[at : at + len(atom.text)]


__all__ = ["read_label"]

"""The pieces between separators: where each stands, which percentage and marks it bears."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Atom(NamedTuple):
    """A piece of clean text between two separators, trimmed; ``percent`` is what it states itself."""

    start: int
    end: int
    text: str
    percent: float | None
    after: str  # the separator behind it: "," ";" "." "\n" "&" "%" or "" at the end


_ABBREVIATION = re.compile(
    r"(?:^|[\s(/,])(?:denat|st|spp?|sp|var|ssp|subsp|ext|no|vit|ref|art|[a-z]|d&c|fd&c|f\.i|approx|incl)$",
    re.IGNORECASE,
)
# One class of letters begins all of them: patterns that begin otherwise are tried at every letter.
_SEPARATOR = re.compile(
    r"[,;•\n.&(*%](?:(?<=[,;•\n])|(?<=\.)(?=\s|$|[,;*(\[\"])|(?<=\s&)\s|(?<=\()and\)\s?|"
    r"(?<=\*)(?<!\*\*)\**\s*(?=[A-Za-z][^,;\n*]*(?:\.|\n|$|\*))|(?<=%)\)?[ ]?(?=[A-Z][a-z]))"
)
_NUMBER_BEHIND_NAME = re.compile(r"[A-Za-z)][\s(:-]*\d{1,3}(?:[.,]\d+)?\s*%$")
_BEFORE_NUMBER_COMMA = frozenset("0123456789 *(")
_PLAIN_SEPARATOR = re.compile(r"[,;•\n]|\.(?=\s|$|[,;*(\[\"])")
_SPECIAL = re.compile(r"[&*%]|\(and\)")
_BRACKET = re.compile(r"[()\[\]]")
_OTHER_SEPARATORS = (";", "•", "\n", "&", "*", "%", "(and)")
_STOP = re.compile(r"\.(?=[\s,;*(\[\"])")
_OPEN_AT_COMMA = re.compile(r"[(\[][^()\[\],]*[(\[,]")  # a bracket around a comma, or around a bracket
_LONGEST_HEAD = 120  # letters before a comma inside a number
_TOO_LONG = 160  # letters: a bracket that holds more is no synonym
_PERCENT = re.compile(
    r"[(\[]?\s*(?:<|>|up to |approx\.? |min\.? )?(\d{1,3}(?:[.,]\d+)?)\s*%\s*(?:\(?\s*(?:w/w|w/v|v/v)\s*\)?)?\s*[)\]]?",
    re.IGNORECASE,
)
_MARKS = re.compile(r"^[\s*'\"+#~:.\-_¤¶]+(?![/\d])|[\s*'\"+#~:._¤¶-]+$|(?<=[a-z)])\*+")
# Most names: words, numbers behind a hyphen, a bracket inside. They need no trimming but of blanks.
_SIMPLE = re.compile(
    r"(?![Aa][Nn][Dd] )[A-Za-z]+(?:[ -][A-Za-z]+| ?/ ?[A-Za-z]+|-\d{1,3}(?![\d.])|(?<=[Cc][Ii]) \d{5}(?!\d)|"
    r" \((?![Ff]\.?[Ii])[A-Za-z]+(?:[ /-][A-Za-z]+)*(?:(?<=[ (][Cc][Ii]) \d{5})?\))*(?<![Dd]enat)(?<!DENAT)"
)
# Around a comma that stands inside a number.
_DIGIT_LIST = re.compile(r"\d(?:,\s?\d)*")
_DIGIT_LAST, _NUMBER_LAST = re.compile(r"[-\s]\d$"), re.compile(r"(?:^|\s)\d{1,2}$")
_NUMBER_NEXT, _PERCENT_NEXT = re.compile(r"\s?\d+[\s-]"), re.compile(r"\d+\s?%")
_LOCANT_NEXT = re.compile(r"\d-[a-z]", re.IGNORECASE)
_COLOUR_NUMBER = re.compile(r"\d{5}(?:/\d{5})*")
# Codes glued to the first or last name, and the word before the last one.
_AROUND = re.compile(
    r"^<\w+>\s*|^and\s+|\s+(?:N\s?\d{4,}\S*|\((?!ci)[a-z]{1,3}\s?\d{4,}[\w/.-]*\)|\(F\.?I\.?L\.?[^)]*\)|<\w*\d\w*>|\[[a-z]{0,4}\d[\w./-]*\])$",
    re.IGNORECASE,
)
_MAY_HOLD_CODE = re.compile(r"[\d<]|\(F", re.IGNORECASE)
_DENAT = re.compile(r"denat\.", re.IGNORECASE)
_CODE = re.compile(
    r"^(?:[<\[(]\s*(?:[a-z]{0,4}[-\s]?\d[\w\s./-]*|f\.?i\.?l\.?[^)\]>]*)[>\])]?|"
    r"f\.?i\.?l\.?\s.*|[nlb] ?\d{4,}\S*|[a-z]{1,4}\d{2,}[a-z]?\d*[-/.\w]*|"
    r"\d{4,}[-/\w]*|<[^>]*>|(?:ph|spf) ?\d.*|iln \d+|ean \d+.*|(?:batch|lot) .*|ref\.? .*)$",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"^\(?(?:c\.?i\.?\s*)?7[57]\d{3}|^(?:ci|c\.i\.)\s?\d{5}|^\d{5}$", re.IGNORECASE)


def bracket_spans(text: str, start: int, end: int, *, longest: int = _TOO_LONG) -> list[tuple[int, int]]:
    """Find the outermost closed brackets that are short enough (``longest`` letters) to belong to a name."""
    open_at: list[int] = []
    spans: list[tuple[int, int]] = []
    for bracket in _BRACKET.finditer(text, start, end):
        place, c = bracket.start(), bracket.group()
        if c in "([":
            open_at.append(place)
        elif c in ")]" and open_at:
            opened = open_at.pop()
            if place - opened <= longest and "\n" not in text[opened:place]:
                while spans and spans[-1][0] > opened:
                    spans.pop()
                spans.append((opened, place + 1))
    return spans


def is_code(text: str) -> bool:
    """Say whether a piece is a batch or formula code, not a name."""
    return bool(_CODE.match(text)) and not _COLOUR.match(text)


def _separators(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    has_brackets = text.find("(", start, end) >= 0 or text.find("[", start, end) >= 0
    spans = bracket_spans(text, start, end) if has_brackets else []
    found: list[tuple[int, int, str]] = []
    n = 0
    separator = _SEPARATOR if _SPECIAL.search(text, start, end) else _PLAIN_SEPARATOR
    for m in separator.finditer(text, start, end):
        a = m.start()
        while n < len(spans) and spans[n][1] <= a:
            n += 1
        if n < len(spans) and spans[n][0] < a:
            continue
        if text[a] == ",":
            found.append((a, a + 1, ","))
            continue
        sign = text[a]
        if sign == "." and _ABBREVIATION.search(text, max(start, a - 12), a):
            continue
        if sign == "%" and not _NUMBER_BEHIND_NAME.search(text, max(start, a - 29), a + 1):
            continue
        found.append((a, m.end(), "&" if sign == "(" else sign))
    return found


def cut(text: str, start: int, end: int) -> list[Atom]:
    """Cut a stretch of text at every separator outside brackets; commas inside numbers are none."""
    printed = text[start:end]
    body = printed.strip(" \n")
    if _only_commas(body):
        return _cut_at_commas(text, start + printed.find(body), body)
    atoms: list[Atom] = []
    begin = start
    for a, b, sign in [*_separators(text, start, end), (end, end, "")]:
        if sign == "," and _inside_number(text, begin, a, end):
            continue
        close = b if sign == "%" else a
        core = _core(text[begin:close])
        if core is not None:
            atoms.append(Atom(begin + core[2], close - core[3], core[0], core[1], sign))
        begin = b
    return atoms


def _only_commas(body: str) -> bool:
    """Say whether nothing but commas, none of them in brackets, separates names: as in most lists."""
    for sign in _OTHER_SEPARATORS:
        if sign in body:
            return False
    return not (
        ("." in body and _STOP.search(body)) or (("(" in body or "[" in body) and _OPEN_AT_COMMA.search(body))
    )


def _cut_at_commas(text: str, start: int, body: str) -> list[Atom]:
    """Do the work of ``cut`` where it is simple, in less time."""
    atoms: list[Atom] = []
    last = ""
    end = start + len(body)
    if body[-1:] == "." and not _ABBREVIATION.search(text, max(start, end - 13), end - 1):
        body, last, end = body[:-1], ".", end - 1
    begin = place = start  # of the name, and of the piece: a name that holds a comma is made of two
    for piece in body.split(","):
        stop = place + len(piece)
        place = stop + 1
        if piece[-1:] in _BEFORE_NUMBER_COMMA and stop < end and _inside_number(text, begin, stop, end):
            continue
        core = _core(text[begin:stop])
        if core is not None:
            name, percent, lead, tail = core
            atoms.append(Atom(begin + lead, stop - tail, name, percent, "," if stop < end else last))
        begin = place
    return atoms


def _inside_number(text: str, begin: int, comma: int, end: int) -> bool:
    """The commas of ``1,2-hexanediol``, ``3,5 %`` and ``-3,5-di``."""
    if not 0 < comma - begin <= _LONGEST_HEAD or text[comma - 1] not in _BEFORE_NUMBER_COMMA:
        return False
    if not text[comma + 1 : min(end, comma + 3)].lstrip()[:1].isdecimal():
        return False
    head = text[begin:comma].strip(" *(")
    tail = text[comma + 1 : min(end, comma + 9)]
    if _DIGIT_LIST.fullmatch(head) and _NUMBER_NEXT.match(tail):
        return True
    if _DIGIT_LAST.search(head) and _LOCANT_NEXT.match(tail) and "-" in head[-2:]:
        return True
    return bool(head[-1:].isdigit() and _PERCENT_NEXT.match(tail) and _NUMBER_LAST.search(head))


def trimmed(text: str, start: int, end: int, after: str) -> Atom | None:
    """Make an atom: without blanks, footnote marks and its percentage; None where nothing is left."""
    core = _core(text[start:end])
    return None if core is None else Atom(start + core[2], end - core[3], core[0], core[1], after)


@lru_cache(maxsize=65536)  # lists repeat the same names
def _core(printed: str) -> tuple[str, float | None, int, int] | None:
    """Give a piece's name and percentage, and how many letters of it stand before and behind."""
    stripped = printed.strip(" ")
    if not stripped:
        return None
    if _plain_words(stripped) or _SIMPLE.fullmatch(stripped):
        lead = printed.find(stripped[0])
        return stripped, None, lead, len(printed) - lead - len(stripped)
    percent = None
    name = printed
    if "%" in printed:
        m = _PERCENT.search(printed)
        if m:
            value = float(m.group(1).replace(",", "."))
            percent = value if value <= 100 else None
            before, behind = printed[: m.start()], printed[m.end() :]
            name = before if before.strip(" *(-") else behind if not before.strip(" *(-:") else printed
            if before.strip(" *(-:") and behind.strip(" *).-:"):
                name = f"{before.rstrip()} {behind.lstrip()}"
    bare = _MARKS.sub("", name) if not name.strip().isalnum() else name.strip()
    bare = " ".join(bare.split())
    if not any(c.isalpha() for c in bare) and not _COLOUR_NUMBER.fullmatch(bare):
        return None
    joined = bare[:4].lower() == "and "
    bare = _balanced(
        _AROUND.sub("", bare) if joined or bare[0] == "<" or _MAY_HOLD_CODE.search(bare) else bare
    )
    if bare[-5:].lower() == "denat" and _DENAT.search(printed):
        bare += "."
    lead = len(printed) - len(printed.lstrip(" *'\"+#~:.\n\t_"))
    tail = len(printed) - len(printed.rstrip(" *'\"+#~:.\n\t_"))
    lead += 4 if joined and not bare.lower().startswith("and ") else 0
    return bare, percent, lead, tail


def _plain_words(name: str) -> bool:
    """Say whether a name is nothing but words, as most are: the simplest case of ``_SIMPLE``, without a pattern."""
    if not name.isascii() or not name.replace(" ", "").isalpha() or "  " in name:
        return False
    low = name.lower()
    return not (low.startswith("and ") or low.endswith("denat"))


def _balanced(name: str) -> str:
    """Take off a bracket at either end that has no partner."""
    for opening, closing in ("()", "[]", "<>"):
        while name.endswith(closing) and name.count(closing) > name.count(opening):
            name = name[:-1].rstrip(" .")
        while name.startswith(opening) and name.count(opening) > name.count(closing):
            name = name[1:].lstrip()
        if name.endswith(opening):
            name = name[:-1].rstrip(" .")
    return name

"""One text, letter for letter as long as the raw one, in which all separators look alike."""

from __future__ import annotations

import re

# One character for one character: whatever is found in the clean text stands at the same place in the raw one.
_SAME = {
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\f\v": " ",
    "\u200b\u200c\u200d\ufeff\u00ad": " ",
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d": "-",
    "\u2018\u2019\u201a\u2032\u00b4\u0060": "'",
    "\u201c\u201d\u201e\u2033": '"',
    "\u2022\u00b7\u25cf\u25aa\u25a0\u25e6\u2219\u2027\u30fb\u2023\u2043|\uff5c": "•",
    "\uff0c\u3001\u060c": ",",
    "\uff1b": ";",
    "\uff1a": ":",
    "\uff08": "(",
    "\uff09": ")",
    "\uff3b\u3010{": "[",
    "\uff3d\u3011}": "]",
    "\\\u2044\u2215": "/",
    "\u3002": ".",
    "\uff05": "%",
    "\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u00ba\u00bf\u00b0\ufffd\u2217\uff0a\u25ca\u2070\u00aa^": "*",
    "\u2028\u2029\u0085\u000b": "\n",
}
_TABLE = {ord(c): to for chars, to in _SAME.items() for c in chars}
_VARIANT = re.compile(
    f"[{re.escape(''.join(map(chr, _TABLE)))}]"
)  # few letters of a text: faster than a table
_ASCII_VARIANTS = tuple(chr(n) for n in _TABLE if n < 128)

# A replacement mark inside a word is a lost ligature, not a footnote mark.
_LOST_LETTERS = re.compile("(?<=[A-Za-z])[\ufffd\u00bf](?=[a-z])")

# A plus behind a name is a footnote mark, and one that begins a sentence explains it; (+) and +/- are neither.
_PLUS = re.compile(r"(?<=[a-z)])\+(?=\s*(?:[,.;\n]|$))|(?<=[.,\n] )\+(?=\s?[A-Z])|(?<=\n)\+(?=\s?[A-Z])")


# What web pages leave in a copied list. Each is as long afterwards as it was.
_TAG = re.compile(
    r"</?(?P<name>p|br|li|ul|ol|div|h\d|tr|td|b|i|em|strong|span|u|sup|a)\b[^<>]{0,80}>", re.IGNORECASE
)
_INLINE = frozenset(("b", "i", "em", "strong", "span", "u", "a"))
_ENTITY = re.compile(r"&(amp|nbsp|quot|apos|lt|gt|#39|#38|#160);")
_ENTITY_TO = {"amp": "&", "#38": "&", "quot": '"', "apos": "'", "#39": "'", "lt": "<", "gt": ">"}


def _unmarked(raw: str) -> str:
    """Put blanks, or a line's end, in place of tags, and its sign in place of an entity."""
    raw = _TAG.sub(lambda m: (" " if m["name"].lower() in _INLINE else "\n").ljust(len(m.group())), raw)
    return _ENTITY.sub(lambda m: _ENTITY_TO.get(m[1], " ").ljust(len(m.group())), raw)


def clean(raw: str) -> str:
    """
    Replace typographic variants one for one.

    >>> clean("Water\\u00a0\\\\ Aqua")
    'Water / Aqua'
    """
    if ("<" in raw and ">" in raw) or ("&" in raw and ";" in raw):
        raw = _unmarked(raw)
    if "\ufffd" in raw or "\u00bf" in raw:
        raw = _LOST_LETTERS.sub("_", raw)
    if "+" in raw:
        raw = _PLUS.sub("*", raw)
    if raw.isascii() and not any(sign in raw for sign in _ASCII_VARIANTS):
        return raw
    return _VARIANT.sub(lambda m: _TABLE[ord(m.group())], raw)


def lowered(text: str) -> str:
    """
    Write in lower case without moving a letter (the dotted capital I would become two).

    >>> len(lowered("İNCI"))
    4
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)

"""What only some shades hold: ``may contain`` in many languages, names of shades, marks behind a name."""

from __future__ import annotations

import re

_MAY = (
    r"(?:(?:may|can|might)\s*(?:also\s*)?(?:contain(?!s|\s+(?:small |minute )?traces)|include\b)|"
    r"contains?(?=\s+one or more of)|"
    r"peut\s*(?:[ée]galement\s*|aussi\s*)?contenir|puede\s*(?:tambi[ée]n\s*)?contener|"
    r"pu[oò]\s*(?:anche\s*)?contenere|pode\s+(?:tamb[ée]m\s+)?conter|poate\s+con[țţt]ine|"
    r"kann\s*(?:auch\s*)?enthalten|kan\s+(?:ook\s+|[äa]ven\s+|ogs[åa]\s+)?(?:bevatten|inneh[åa]lla|indeholde|inneholde)|"
    r"może\s+zawiera[ćc]|m[ůô]že\s+obsahova[tť]|може да съдържа|может\s+содержать|"
    r"saattaa\s+sis[äa]lt[äa][äa]|tartalmazhat(?:ja)?|i[̇]?çerebilir|μπορεί να περιέχει|可能含有|"
    r"\+\s*/\s*-|-\s*/\s*\+|\(\s*\+\s*-\s*\)|±)"
)
_ONE_OF = (
    r"(?:\s*(?:one|some|any|all)?\s*(?:or (?:more|all)\s*)?(?:of\s+)?(?:the\s+)?following"
    r"(?:\s+(?:ingredients|colou?rants|colou?rs|pigments))?|\s*one or more of)?"
)
_BY_SHADE = (
    r"(?:(?:depending on|according to) (?:the )?(?:shades?|colou?rs?)|selon (?:les? |la )?(?:teintes?|nuances?)|"
    r"je nach (?:nuance|farbton|farbe)|seg[uú]n (?:el |los )?tonos?|a seconda della (?:nuance|tonalit[aà]))"
)
_PIGMENTS = r"(?:(?:colou?r(?:ant|ing agent| additive)?s?|pigments?|farbstoffe|colorantes)\s*[:(]?\s*)?"
SHADE_NAME = re.compile(r"\b(?:shades?|teintes?|nuances?|farbton)\s+[^,;:()\[\]\n]{1,30}:", re.IGNORECASE)
HEADS = (
    rf"[\[(]?\s*{_PIGMENTS}(?:{_BY_SHADE}[\s,:]*)?{_MAY}(?:[\s/:()\[\],|-]*{_MAY})*(?:\s*,?\s*{_BY_SHADE})?{_ONE_OF}[\s:)\]]*",
    rf"[\[(]?\s*{_PIGMENTS}{_BY_SHADE}\)?\s*:",
    rf"[\[(]?\s*{SHADE_NAME.pattern}",
)
# Where a head may stand: plain searches are many times faster than patterns.
STEMS = ("shade", "teinte", "nuance", "farb", "includ", "indehol", "innehol", "tartalmaz", "obsahov")
STEMS_IN_OTHER_LETTERS = (
    *(
        "innehål",
        "sisält",
        "conțin",
        "conţin",
        "çerebil",
        "περιέχ",
        "съдърж",
        "zawiera",
        "obsahov",
        "可能含有",
        "±",
    ),
)
_MARK = re.compile(r"[\s(\[]*\+\s*/\s*-[)\]\s]*$")
FEWEST_MARKS = 2  # behind names; a single one that names follow is a head


def marks_behind_names(low: str, heads: list[tuple[str, int, int]]) -> dict[int, int]:
    """
    Find the marks that stand behind the names they mean: ``Mica (+/-), Carmine (+/-)``.

    By where a mark begins: where its name does.
    """
    found = {}
    for kind, start, end in heads:
        behind = low[end : end + 2].strip(" ")[:1]
        before = low[:start].rstrip()[-1:]
        follows_a_name = behind in ("", ",", ";") and before != "" and before not in ",;.:([\n"
        if kind == "may_contain" and follows_a_name and _MARK.match(low[start:end]):
            found[start] = _begin_of_name(low, start)
    return found if len(found) >= FEWEST_MARKS else {}


def _begin_of_name(low: str, place: int) -> int:
    depth = 0
    while place > 0:
        place -= 1
        depth += (low[place] in ")]") - (low[place] in "([")
        if depth <= 0 and low[place] in ",;\n":
            return place + 1
    return 0


def without_shade_names(text: str, start: int, end: int) -> str:
    """Put commas in place of the names of shades between their colourants, letter for letter."""
    body = SHADE_NAME.sub(lambda m: "," * len(m.group()), text[start:end])
    return text[:start] + body + text[end:]

"""Read a person's profile: from a TOML file, or from what a form sent."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from porewise.io.profile_fields import Field, refuse, slug
from porewise.knowledge import answer_words, known_actives, questionnaire, words
from porewise.values.errors import PorewiseError
from porewise.values.profile import ClinicianOrder, Event, Experience, Person, Profile, Wish
from porewise.values.shelf import Active, Product

LONGEST_PROFILE_BYTES = 1_000_000
LONGEST_PLAN_DAYS = 182
MOST_PRODUCTS = 60
UNSAID = ("unsaid", "unknown", "prefer_not_to_say", "")


def read_profile(source: Path | str | bytes, name: str | None = None) -> Profile:
    """
    Read a TOML profile from a path or from bytes.

    Raises ``PorewiseError`` with one plain sentence naming the file, the field, the value and the
    remedy: unreadable file, broken TOML, unknown key or word, impossible value.
    """
    raw, shown = _bytes_and_name(source, name)
    if len(raw) > LONGEST_PROFILE_BYTES:
        raise PorewiseError(
            f"{shown} is larger than 1 MB; a profile is a short text file, choose the right one."
        )
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise PorewiseError(f"{shown} is not a text file; write the profile as TOML in UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        detail = str(error) or "it is nested too deeply"
        raise PorewiseError(f"{shown} is not valid TOML ({detail}); correct that line.") from None
    return profile_from_dict(data, shown)


def profile_from_dict(data: Mapping[str, Any], name: str = "profile") -> Profile:
    """Check and read a profile given as plain data, in the shape of the TOML file."""
    top = Field(name, "", data)
    top.only_keys(("person", "product", "event", "clinician", "wish", "days"))
    products = tuple(_product(f) for f in top.tables("product", most=MOST_PRODUCTS))
    _ids_differ(products, name)
    ids = [p.id for p in products]
    wishes = tuple(_wish(f, ids) for f in top.tables("wish"))
    _wishes_agree(wishes, name)
    return Profile(
        person=_person(top.table("person")),
        products=products,
        events=tuple(_event(f) for f in top.tables("event")),
        clinician=tuple(_order(f, ids) for f in top.tables("clinician")),
        wishes=wishes,
        days=top.whole("days", 1, LONGEST_PLAN_DAYS),
        name=name,
    )


def profile_data_from_answers(
    answers: Mapping[str, Any], products: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """
    Turn answers to the questionnaire into profile data for ``profile_from_dict``.

    ``answers`` maps a question's id to a number, an option's id or a list of option ids; questions
    may be left out. Raises ``PorewiseError`` for an unknown question or option.
    """
    asked = {q.id: q for q in questionnaire()}
    person: dict[str, Any] = {}
    sign_answers: dict[str, Any] = {}
    for key, given in answers.items():
        if key not in asked:
            refuse("answers", key, "question", key, asked)
        question = asked[key]
        if question.kind == "number":
            if given not in (None, ""):
                person[str(question.field)] = _number_answer(key, given)
            continue
        options = {o.id: o for o in question.options}
        for choice in _choices(given):
            if choice not in options:
                refuse("answers", key, "answer", choice, options)
            option = options[choice]
            person.update(option.set)
            sign_answers.update(option.answer)
            for field, added in option.add:
                person[field] = list(dict.fromkeys((*person.get(field, ()), *added)))
    if sign_answers:
        person["answers"] = sign_answers
    return {"person": person, "product": [dict(p) for p in products]}


def _choices(given: object) -> list[str]:
    if given in (None, ""):
        return []
    if isinstance(given, str):
        return [given]
    return [str(x) for x in given] if isinstance(given, Sequence) else [str(given)]


def _number_answer(key: str, given: object) -> int:
    text = str(given).strip()
    if not re.fullmatch(r"\d{1,3}", text):
        raise PorewiseError(f"answers: {key} is {text!r}; write a whole number of years.")
    return int(text)


def _bytes_and_name(source: Path | str | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "profile"
    path = Path(source)
    shown = name or path.name
    try:
        return path.read_bytes(), shown
    except FileNotFoundError:
        raise PorewiseError(f"{shown} does not exist; check the path of the profile.") from None
    except IsADirectoryError:
        raise PorewiseError(f"{shown} is a folder; name the profile file inside it.") from None
    except (OSError, ValueError):
        raise PorewiseError(f"{shown} cannot be read; check the path and its permissions.") from None


PUPIL_DISTANCE_MM = (40.0, 85.0)  # children to the widest adults (Dodgson 2004: 52 to 78 in adults)
PERSON_KEYS = (
    *("age", "pregnant", "trying_to_conceive", "breastfeeding", "skin_type", "sensitive", "barrier_damaged"),
    *("conditions", "allergies", "medications", "isotretinoin_stopped_days_ago", "fitzpatrick", "pih_prone"),
    *("makeup", "state", "symptoms", "weeks_adherent", "wants", "causes", "country", "pupil_distance_mm"),
    *("experience", "answers"),
)


def _person(field: Field) -> Person:
    field.only_keys(PERSON_KEYS)
    experience = field.table("experience")
    experience.only_keys(("retinoid_nights_per_week", "exfoliant_nights_per_week"))
    return Person(
        age=field.whole("age", 0, 120),
        pregnant=field.yes_no_unsaid("pregnant", UNSAID),
        trying_to_conceive=field.yes_no_unsaid("trying_to_conceive", UNSAID),
        breastfeeding=field.yes_no_unsaid("breastfeeding", UNSAID),
        skin_type=field.word("skin_type", words("skin_type")),
        sensitive=bool(field.yes_no("sensitive")),
        barrier_damaged=bool(field.yes_no("barrier_damaged")),
        conditions=field.words("conditions", words("conditions")),
        allergies=_allergies(field),
        medications=field.words("medications", words("medications")),
        isotretinoin_stopped_days_ago=field.whole("isotretinoin_stopped_days_ago", 0, 20_000),
        fitzpatrick=field.roman("fitzpatrick", tuple(words("fitzpatrick"))),
        pih_prone=bool(field.yes_no("pih_prone")),
        makeup=field.word("makeup", words("makeup")),
        state=field.words("state", words("state")),
        symptoms=field.words("symptoms", words("symptoms")),
        weeks_adherent=field.whole("weeks_adherent", 0, 2000),
        wants=field.words("wants", words("wants")),
        causes=field.words("causes", words("causes")),
        country=_country(field),
        pupil_distance_mm=field.number("pupil_distance_mm", *PUPIL_DISTANCE_MM),
        experience=Experience(
            experience.whole("retinoid_nights_per_week", 0, 7),
            experience.whole("exfoliant_nights_per_week", 0, 7),
        ),
        answers=_answers(field.table("answers")),
    )


def _allergies(field: Field) -> tuple[str, ...]:
    """Known words, or any ingredient name; a slip of a known word is asked about, not taken as a name."""
    return field.words("allergies", words("allergies"), free=True)


def _country(field: Field) -> str | None:
    text = field.text("country")
    if text is None:
        return None
    if not re.fullmatch(r"[A-Za-z]{2}", text.strip()):
        field.fail("country", text, "use the two letters of the country, such as SG, DE or US")
    return text.strip().upper()


def _answers(field: Field) -> tuple[tuple[str, bool | str], ...]:
    known = answer_words()
    field.only_keys(tuple(known), what="question")
    answers: dict[str, bool | str] = {}
    for sign, given in sorted(field.data.items()):
        allowed = known[sign]
        word = {True: "yes", False: "no"}.get(given, given) if isinstance(given, bool) else given
        if not isinstance(word, str) or slug(word) not in allowed:
            if isinstance(word, str) and slug(word) in UNSAID:
                continue
            field.fail(sign, given, f"answer with {' or '.join(allowed)}")
        answers[sign] = slug(str(word))
    return tuple(answers.items())


PRODUCT_KEYS = (
    *("id", "name", "category", "format", "ingredients", "actives", "spf", "broad_spectrum"),
    *("water_resistant", "new"),
)


def _product(field: Field) -> Product:
    field.only_keys(PRODUCT_KEYS)
    name, id_ = field.text("name"), field.text("id")
    if not (name or id_):
        field.missing("name", "give each product a name")
    category = field.word("category", words("category"))
    if category is None:
        field.missing("category", f"say what it is, one of {', '.join(words('category'))}")
    return Product(
        id=id_ or slug(str(name)) or "product",
        name=name or str(id_),
        category=str(category),
        format=field.word("format", words("format")),
        ingredients=_ingredients(field),
        actives=tuple(_active(f) for f in field.tables("actives")),
        spf=field.number("spf", 1, 150),
        broad_spectrum=field.yes_no("broad_spectrum"),
        water_resistant=field.yes_no("water_resistant"),
        new=field.yes_no("new"),
    )


def _ingredients(field: Field) -> str | None:
    given = field.data.get("ingredients")
    if isinstance(given, list) and all(isinstance(x, str) for x in given):
        return ", ".join(given) or None
    return field.text("ingredients")


def _active(field: Field) -> Active:
    field.only_keys(("name", "percent"))
    name = field.text("name")
    if not name:
        field.missing("name", "name the active, such as retinol or salicylic acid")
    field.nearly("name", str(name), known_actives())
    return Active(str(name), field.number("percent", 0, 100, above=True))


def _event(field: Field) -> Event:
    field.only_keys(("type", "day", "start", "end"))
    kind = field.word("type", words("event"))
    if kind is None:
        field.missing("type", f"say which, one of {', '.join(words('event'))}")
    day, start, end = (
        field.whole(k, 0, 3650, below="before the start of the plan") for k in ("day", "start", "end")
    )
    if day is not None and (start is not None or end is not None):
        field.fail("day", day, "give either day, or start and end")
    first = day if day is not None else start
    if first is None:
        field.missing("day", "count days from the start of the plan, which is day 0")
    last = first if end is None else end
    if last is not None and first is not None and last < first:
        field.fail("end", last, f"it must not be before start ({first})")
    return Event(str(kind), int(first or 0), int(last or 0))


def _order(field: Field, ids: list[str]) -> ClinicianOrder:
    field.only_keys(("product", "text", "max_per_week"))
    product = _owned(field, ids)
    if product is None:
        field.missing("product", "name the product the instruction is about by its id")
    text = field.text("text")
    if not text:
        field.missing("text", "write what the clinician said")
    return ClinicianOrder(str(product), str(text), field.whole("max_per_week", 0, 14))


def _owned(field: Field, ids: list[str]) -> str | None:
    product = field.text("product")
    if product is not None and product not in ids:
        refuse(field.file, field.path("product"), "product", product, ids)
    return product


def _wish(field: Field, ids: list[str]) -> Wish:
    field.only_keys(("type", "class", "product", "n", "slot"))
    kind = field.word("type", words("wish"))
    if kind is None:
        field.missing("type", f"say which, one of {', '.join(words('wish'))}")
    group, product = field.word("class", words("class")), _owned(field, ids)
    if (group is None) == (product is None):
        field.missing("class", "name either a class or a product, not both")
    n, slot = field.whole("n", 0, 14), field.word("slot", words("slot"))
    if kind in ("min_per_week", "max_per_week") and n is None:
        field.missing("n", "say how many times a week")
    if kind == "slot" and slot is None:
        field.missing("slot", "say am or pm")
    return Wish(str(kind), group, product, n, slot)


def _ids_differ(products: tuple[Product, ...], name: str) -> None:
    seen: set[str] = set()
    for product in products:
        if product.id in seen:
            raise PorewiseError(f"{name}: two products have the id {product.id!r}; give each its own.")
        seen.add(product.id)


def _wishes_agree(wishes: tuple[Wish, ...], name: str) -> None:
    for i, one in enumerate(wishes):
        for other in wishes[i + 1 :]:
            if (one.group, one.product) == (other.group, other.product) and _contradict(one, other):
                what = one.group or one.product
                raise PorewiseError(
                    f"{name}: the wishes {_shown(one)} and {_shown(other)} for {what} contradict each other;"
                    " keep one of them."
                )


def _contradict(one: Wish, other: Wish) -> bool:
    pair = {one.type: one, other.type: other}
    if pair.keys() == {"min_per_week", "max_per_week"}:
        return (pair["min_per_week"].n or 0) > (pair["max_per_week"].n or 0)
    if "avoid" in pair and "min_per_week" in pair:
        return (pair["min_per_week"].n or 0) > 0
    return one.type == other.type == "slot" and one.slot != other.slot


def _shown(wish: Wish) -> str:
    extra = wish.n if wish.n is not None else wish.slot
    return wish.type if extra is None else f"{wish.type} {extra}"

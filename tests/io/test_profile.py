"""Profiles are read exactly, and refused in one plain sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from porewise.io.profile import profile_data_from_answers, profile_from_dict, read_profile
from porewise.values.errors import PorewiseError

GOOD = """
days = 28
[person]
age = 28
pregnant = false
skin_type = "oily"
conditions = ["cold sores"]
fitzpatrick = "III"
[person.experience]
retinoid_nights_per_week = 2
[person.answers]
family = "yes"
blackheads = true
[[product]]
id = "gel"
name = "Gel cleanser"
category = "cleanser"
format = "gel"
[[product]]
id = "retinol"
name = "Retinol serum"
category = "treatment"
actives = [{ name = "Retinol", percent = 0.3 }]
[[event]]
type = "high_uv_trip"
start = 10
end = 14
[[clinician]]
product = "retinol"
text = "Nightly is fine"
max_per_week = 7
[[wish]]
type = "min_per_week"
class = "retinoid"
n = 2
"""


def test_a_full_profile_is_read_and_written_back_the_same():
    """What a profile says survives reading and writing."""
    profile = read_profile(GOOD.encode(), "me.toml")
    assert profile.person.age == 28
    assert profile.person.conditions == ("cold_sores",)
    assert profile.person.answers == (("blackheads", "yes"), ("family", "yes"))
    assert profile.events[0].end == 14
    again = profile_from_dict(profile.to_json(), "me.toml")
    assert again == profile


def test_a_profile_is_read_from_a_path(tmp_path: Path):
    """A path works like bytes, and the file's name is the profile's name."""
    path = tmp_path / "me.toml"
    path.write_text(GOOD, "utf-8")
    assert read_profile(path).name == "me.toml"


# fmt: off
BAD = {  # each row on one line reads best
    "a slip in a key": ("[person]\nagee = 3", ["person", "'agee'", "'age'"]),
    "a slip in a word": ('[person]\nskin_type = "olly"', ["person.skin_type", "'olly'", "'oily'"]),
    "a slip in a list": ('[person]\nconditions = ["rosacca"]', ["person.conditions", "'rosacea'"]),
    "a percent of 300": (
        '[[product]]\nname = "A"\ncategory = "treatment"\nactives = [{name = "retinol", percent = 300}]',
        ["product[A].actives[retinol].percent", "300", "at most 100"],
    ),
    "a product without category": (
        '[[product]]\nname = "Gel"',
        ["product[Gel].category", "missing", "cleanser"],
    ),
    "an event before the start": (
        '[[event]]\ntype = "laser"\nday = -3',
        ["event[1].day", "-3", "before the start"],
    ),
    "an event that ends early": (
        '[[event]]\ntype = "laser"\nstart = 5\nend = 2',
        ["event[1].end", "2", "start (5)"],
    ),
    "an impossible age": ("[person]\nage = 400", ["person.age", "400", "0 to 120"]),
    "a text for a number": ('[person]\nage = "old"', ["person.age", "'old'", "whole number"]),
    "an unknown product": ('[[clinician]]\nproduct = "x"\ntext = "t"', ["clinician[1].product", "'x'"]),
    "two equal ids": (
        '[[product]]\nid="a"\ncategory="toner"\n[[product]]\nid="a"\ncategory="toner"',
        ["two products", "'a'"],
    ),
    "contradictory wishes": (
        '[[wish]]\ntype="min_per_week"\nclass="retinoid"\nn=4\n[[wish]]\ntype="max_per_week"\nclass="retinoid"\nn=2',
        ["retinoid", "contradict"],
    ),
    "a slip in an active": (
        '[[product]]\nname="A"\ncategory="treatment"\nactives=[{name="retinoll"}]',
        ["'retinoll'", "'retinol'"],
    ),
    "a horizon of a year": ("days = 365", ["days", "365", "182"]),
    "broken TOML": ("[person\nage", ["not valid TOML"]),
    "an unknown answer": ('[person.answers]\nfamly = "yes"', ["'famly'", "'family'"]),
    "a table for a list": ("[person]\nsymptoms = 3", ["person.symptoms", "list of words"]),
}
# fmt: on


@pytest.mark.parametrize("case", BAD, ids=lambda c: c.replace(" ", "-"))
def test_a_wrong_profile_gets_one_plain_sentence(case: str):
    """Each refusal names the file, the field, the value and the remedy, in one line."""
    text, wanted = BAD[case]
    with pytest.raises(PorewiseError) as refused:
        read_profile(text.encode(), "me.toml")
    sentence = str(refused.value)
    assert sentence.startswith("me.toml")
    assert "\n" not in sentence
    for piece in wanted:
        assert piece in sentence, sentence


def test_a_missing_file_and_a_binary_file_are_refused(tmp_path: Path):
    """Files that cannot be read say so with their name."""
    with pytest.raises(PorewiseError, match=r"none\.toml does not exist"):
        read_profile(tmp_path / "none.toml")
    with pytest.raises(PorewiseError, match="not a text file"):
        read_profile(b"\xff\xd8\xff\xe0", "photo.jpg")


def test_answers_of_the_questionnaire_become_a_profile():
    """The six questions fill the person; lists join, and nothing is invented."""
    data = profile_data_from_answers(
        {
            "age": "28",
            "oil": "oily",
            "feel": ["tight", "red"],
            "noticed": ["dark_dots", "family"],
            "pregnancy": ["no"],
            "health": ["flushing"],
        },
        [{"name": "Gel", "category": "cleanser"}],
    )
    person = profile_from_dict(data).person
    assert (person.age, person.skin_type, person.pregnant) == (28, "oily", False)
    assert person.symptoms == ("redness_mild", "peeling_mild")
    assert person.conditions == ("rosacea",)
    assert dict(person.answers) == {"blackheads": "yes", "family": "yes", "tight_after_washing": "yes"}


def test_an_unknown_question_names_the_nearest():
    """A form with a wrong field is refused like a file."""
    with pytest.raises(PorewiseError, match="'oil'"):
        profile_data_from_answers({"oill": "oily"})


def test_unsaid_pregnancy_answers_stay_unsaid():
    """No answer and "prefer not to say" are the same: None, never False."""
    person = profile_from_dict({"person": {"pregnant": "prefer not to say"}}).person
    assert person.pregnant is None
    assert profile_from_dict({}).person.breastfeeding is None

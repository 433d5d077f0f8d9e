"""What outranks a verdict: danger told as symptom × part × person × event, its denial, and advice that may do harm."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import porewise

WHO = ("my", "my son's", "her", "my friend's")
PART = ("face", "cheek", "nose", "chin")
SMALL = ("my son", "my kid", "my baby", "my toddler", "my niece", "my daughter")
PRODUCT = (
    "clay mask",
    "pore strip",
    "toner",
    "retinol",
    "face wash",
    "benzoyl peroxide",
    "sunscreen",
    "scrub",
)
EMERGENCIES = (
    *(f"{hot} {how} {w} {p}" for hot, how in
      (("boiling water", "spilled on"), ("the kettle", "splashed"), ("hot wax", "burned"), ("scalding steam", "burnt"))
      for w, p in product(WHO, PART)),
    *(f"{s} {ate} {my} {p}" for s, ate, my, p in
      product(SMALL, ("ate", "swallowed", "chewed on", "drank"), ("my", "some"), PRODUCT)),
    *(f"{s} got {p} in {m} mouth" for s, p, m in product(SMALL, PRODUCT, ("his", "her"))),
    *(f"I {took} {n} {pill}" for took, n, pill in
      product(("took", "swallowed"), ("10", "twenty", "a handful of", "too many"),
              ("isotretinoin pills", "accutane", "doxycycline tablets", "antibiotics"))),
    *(f"I mixed {a} with {b} to clean pores and now {e}" for a, b, e in
      product(("bleach", "toilet cleaner"), ("vinegar", "ammonia"),
              ("I cough badly", "my chest hurts", "I can't stop coughing", "I feel sick"))),
    *(f"{see} {when} {inj}" for see, when, inj in
      product(("my sight went dark", "I can't see", "blind in one eye", "my vision is blurry", "I see double"),
              ("after", "since"), ("filler in the nose", "nose filler", "lip injections", "filler"))),
    *(f"{w} {p} {c} after filler" for w, p, c in
      product(("my", "her"), ("nose", "lip", "cheek"), ("went white", "turned blue", "is grey and cold"))),
    *(f"{w} {p} {c} where I left the {i}" for w, p, c, i in
      product(("my", "his"), PART, ("is black", "turned black", "is still numb", "blistered"),
              ("ice pack", "dry ice"))),
    *(f"{w} {what} after botox" for w, what in
      product(("my", "her"), ("face went numb and one side droops", "mouth is drooping on one side",
                              "speech is slurred", "smile is crooked and half of it is paralysed"))),
    "a boil between my eyes and my eyeball is bulging",
    "I popped a pimple and now my eye is pushed out and won't move",
    "squeezed a spot by my nose, now a stiff neck and vomiting",
    "can't swallow since botox in my jaw",
    "I breathed in bleach fumes in the bathroom",
    "my cousin breathed in acetone",
    *(f"my {s} make me {w} {gone}" for s, w, gone in
      product(("pores", "scars", "blackheads"), ("want to not",),
              ("be here anymore", "be alive", "exist", "wake up"))),
    *(f"{p} would be {b} without my {a} face, i have a plan" for p, b, a in
      product(("everyone", "my family", "people"), ("better off", "happier"), ("ugly", "disgusting"))),
    "i wish i wasn't alive because of my skin",
    "i keep thinking about dying, my acne is so bad",
    "can't live looking like this",
    "i want to disappear because of my scars",
    "said goodbye to my family, nobody can love this face",
    "no swelling yet but my throat is closing",
    "no, my face is swollen",
    "took the whole box of doxycycline tablets",
    "the steamer exploded and burned my face",
    "the dog ate my retinol tube",
    "my two year old drank micellar water",
    "skin around my nose turned grey after filler",
    "half of my face is paralysed since this morning",
    "my infected spot gives me a terrible headache and confusion",
    "without warning my lips are swelling",
    "no idea what happened, my face is swollen",
    "no fever but my eyes are swollen shut",
    "I can breathe fine but my tongue swells",
    "my baby ate face cream, no symptoms",
    "my face is not swollen but my tongue is",
    "no rash, my lips are swelling up",
    "not only is my face swollen, I can't breathe",
)  # fmt: skip
CALM = (
    *(f"no {s}, just wondering if {c}" for s, c in
      product(("trouble breathing", "swelling of my lips", "fever or rash", "hives", "dizziness",
               "burning or blisters"),
              ("steam opens pores", "clay shrinks pores"))),
    "My face is not swollen and I can breathe fine, is niacinamide ok?",
    "my lips aren't swollen, my throat feels fine, can I use retinol?",
    "I don't have trouble breathing, does ice close pores?",
    "without any swelling or hives, is tretinoin ok for pores?",
    "this mask kills bacteria",
    "I'd die for smaller pores",
    "I'm dying to try retinol",
    "burning question: does ice close pores?",
    "blackheads swallowed my nose",
    "my skin drank up the serum",
    "my skin drinks up serum",
    "pores swallow my foundation",
    "say goodbye to blackheads",
    "killer tip: steam opens pores",
    "I want my blackheads to disappear",
    "I can't live without my toner",
    "people say my skin is better without makeup",
    "does filler make pores smaller?",
    "ice makes my pores look smaller",
    "a boiling hot shower opens pores",
    "my face mask made my pores vanish",
    "eating chocolate enlarges pores",
    "I have a plan to clear my pores",
    "my kid eats well, does sunscreen clog pores?",
    "my dog licks my face, does that clog pores?",
    "I have no burns or blisters, can I use BHA?",
    "my nose strip pulled out blackheads, no burning",
    "a mask with charcoal swallows oil",
    "I took antibiotics for 20 days and pores shrank",
    "I took isotretinoin for 10 months and my pores got smaller",
)  # fmt: skip
MEDICINES = ("tretinoin", "isotretinoin", "adapalene", "doxycycline", "prescription")
HARMFUL = (
    *(f"{r} {w} {m} for faster results" for r, w, m in
      product(("double", "triple", "increase", "raise"), ("your", "the", "my"), MEDICINES)),
    *(f"{r} {w} dose of {m}" for r, w, m in product(("double", "raise", "up"), ("your", "the", "a", "his"), MEDICINES)),
    *(f"take {x} of {m}" for x, m in
      product(("an extra dose", "a double dose", "twice the dose", "a higher dose"), MEDICINES)),
    *(f"use more {m} than prescribed" for m in MEDICINES),
    *(f"{leave} the {p} on {long} for better results" for leave, p, long in
      product(("leave", "keep"), ("peel", "TCA peel", "glycolic peel"),
              ("overnight", "all night", "for hours", "longer than the label says"))),
    *(f"use a stronger {p} than {label}" for p, label in
      product(("peel", "acid", "bleach"), ("the label says", "the instructions say", "it says on the box"))),
    "sleep with a chemical peel on to shrink pores",
    "sleeping in a TCA peel shrinks pores",
    "leave glycolic peel on for 3 hours",
    "the longer you leave a peel on the better",
    "use your peel every day for faster results",
    "tretinoin works faster if you double it",
    "doubled tretinoin gives double results",
    "borrow a friend's isotretinoin for your pores",
    "taking leftover antibiotics clears pores",
    "mixing bleach with vinegar cleans pores",
    "inject filler yourself at home to hide pores",
)  # fmt: skip
PREGNANT = (
    "pregnant and on accutane",
    "I'm pregnant and still taking isotretinoin",
    "I just found out I'm pregnant and was using tretinoin",
    "my wife is pregnant and has been on roaccutane",
    "positive test while on isotretinoin",
    "expecting and still on isotretinoin",
    "my period is late and I am on accutane",
)


def told(text: str) -> dict[str, Any]:
    """The answer as its document."""
    return dict(porewise.ask(text).to_json())


def test_every_emergency_is_sent_on() -> None:
    """Whoever it happens to and in whatever order it is told."""
    assert len(set(EMERGENCIES)) >= 400
    assert [t for t in EMERGENCIES if told(t)["action"] != "refer_emergency"] == []


def test_what_is_denied_or_only_sounds_like_danger_is_no_emergency() -> None:
    """Denied symptoms, and harmless uses of the same words."""
    assert [t for t in CALM if told(t)["action"] == "refer_emergency"] == []


def test_advice_that_may_do_harm_is_never_encouraged() -> None:
    """More of a medicine, longer or stronger than the label: sent on, or called false."""
    wrong = [
        t for t in HARMFUL if told(t)["action"] not in ("refer", "decline") and told(t)["verdict"] != "false"
    ]
    assert wrong == []


@pytest.mark.parametrize("text", PREGNANT)
def test_a_retinoid_in_pregnancy_goes_to_the_doctor_now(text: str) -> None:
    """No emergency and no verdict, but today."""
    answer = told(text)
    assert answer["action"] == "refer"
    assert "doctor" in answer["says"]
    assert "now" in answer["says"]


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("blind in one eye since filler", "blood vessel", "Rinse"),
        ("can't see after nose filler", "emergency number", "Rinse"),
        ("my face went numb and one side droops after botox", "stroke", "burn"),
        ("my cheek is black where I left the ice pack", "do not rub", "cool water"),
        ("boiling water spilled on my face while steaming", "cool running water", "allergic"),
        ("I mixed bleach with vinegar and now I cough badly", "fresh air", "allergic"),
        ("leave the peel on overnight for better results", "burn", "weeks before"),
    ],
)
def test_first_aid_fits_what_happened(text: str, said: str, unsaid: str) -> None:
    """Wrong first aid would be worse than none."""
    says = told(text)["says"]
    assert said in says
    assert unsaid not in says

"""The compiled reader of labels answers as the plain sources do, letter for letter."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import porewise.check.lattice
from porewise.knowledge.ingredients import ingredients

ROOT = Path(__file__).parents[2]
SEPARATORS = (
    ", ",
    ",",
    "; ",
    " • ",
    "\n",
    " / ",
    ". ",
    " ",
    " (",
    "), ",
    " 2%, ",
    " and ",
    "\n- ",
    " 0.5 % ",
)
HEADS = (
    "Ingredients: ",
    "Active Ingredient: Salicylic Acid 2% ",
    "May contain: ",
    "+/- ",
    "Inactive Ingredients: ",
    "",
)
# The colon of a claim, a misprint, brackets that never close, other scripts, and what is no list at all.
ODD = (
    *("Aqua (Water", "Glycerinn", "成分：水、甘油", "PEG-8, PEG-80", "", "no list here"),
    *("[+/- CI 77891]", "\x00\ud7ff%"),
)
ANSWER = (
    "import json, sys\n"
    "from porewise import check\n"
    "print(json.dumps([check(t).to_json() for t in json.load(sys.stdin)]))\n"
)


def labels(count: int, seed: int) -> list[str]:
    """Lists of real names between every kind of separator, some letters of them knocked out."""
    chance = random.Random(seed)  # noqa: S311  # a seed, no secret
    names = [i.inci for i in ingredients()]
    made = []
    for _ in range(count):
        pieces = (chance.choice(names) + chance.choice(SEPARATORS) for _ in range(chance.randrange(1, 25)))
        text = chance.choice(HEADS) + "".join(pieces)
        made.append("".join(c for c in text if chance.random() > 0.005))
    return [*made, *ODD]


def answers(texts: list[str], env: dict[str, str]) -> list[object]:
    """What a fresh Porewise says of each."""
    done = subprocess.run(
        [sys.executable, "-c", ANSWER],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **env},
    )
    answers: list[object] = json.loads(done.stdout)
    return answers


@pytest.mark.skipif(
    str(porewise.check.lattice.__file__).endswith(".py"),
    reason="the installed reader is the plain one: no C compiler was at hand when it was built",
)
def test_compiled_and_plain_answers_are_the_same(tmp_path: Path) -> None:
    """Made labels and odd ones; real ones where they are at hand."""
    texts = labels(300, seed=11)
    real = ROOT.parent / "shared" / "products" / "products.jsonl"
    if real.is_file():
        texts += [json.loads(line)["raw"] for line in real.read_text("utf-8").splitlines()]
    empty = {"PORE_DATA": str(tmp_path)}
    plain = answers(texts, {**empty, "PYTHONPATH": str(ROOT / "src")})
    compiled = answers(texts, empty)
    for text, one, other in zip(texts, plain, compiled, strict=True):
        assert one == other, text

"""
Print the figures of reading labels and keep them in ``benchmarks/results/check.json``.

    make bench-check        or        python benchmarks/check/run.py

Truth: four sets of retail strings labelled by people who wrote none of the code: 50 the reader was built on, 30
kept aside until the end, and twice 40 others; and a fifth of the 30 hardest strings that were left (long, many
brackets, slashes, percentages, preambles: by a rule, see ``docs/reading-a-label.md``), labelled before it was read.
What each gave when it was read for the first time, before anyone looked at its mistakes, is kept in
``first_readings.json``; what they give now shows only that nothing broke. Names stay out of the repository; labels
are places in the raw text.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from truth import SHARED, Truth, f1, plain, products, truths

import porewise.check.lattice
from porewise.check.label import check_label
from porewise.check.names import Names, key
from porewise.check.resolve import Resolver
from porewise.knowledge.ingredients import Ingredient, ingredients
from porewise.values.label import CheckedProduct

RUNS = 7  # fresh processes
SOURCES = str(Path(__file__).parents[2] / "src")
RESULT = Path(__file__).parents[1] / "results" / "check.json"
FIRST = (
    Path(__file__).parent / "first_readings.json"
)  # what fresh sets gave before anyone looked at their mistakes
SETS = ("dev", "heldout", "third", "fourth", "fifth")
ASKED = ("retinoid", "aha", "bha", "drying_alcohol_top_half", "uv_filter", "fragrance")


def said(product: CheckedProduct, *, broad: bool = False) -> set[str]:
    """
    What is said of a product, in one of the two senses that people give to two of the words.

    As declared: a composition is fragrance, and every free acid has its class. ``broad``: every named scent is
    fragrance, too, and an acid counts as AHA only where it can exfoliate.
    """
    classes = {a.group for a in product.actives if not (broad and a.group == "aha" and a.role == "too_low")}
    codes = {f.code for f in product.flags}
    renamed = {"drying_alcohol": "drying_alcohol_top_half", "sunscreen_filter": "uv_filter"}
    scented = product.scent in (("declared", "named") if broad else ("declared",))
    return (
        (classes & {"retinoid", "aha", "bha"})
        | {renamed[c] for c in codes if c in renamed}
        | ({"fragrance"} if scented else set())
    )


def macro_f1(read: list[tuple[Truth, CheckedProduct]], *, broad: bool) -> float:
    """Macro-F1 over the six asked labels; one that no product has or is said to have counts for nothing."""
    scores = []
    for asked in ASKED:
        pairs = [(asked in said(p, broad=broad), asked in t.labels) for t, p in read]
        hit, wrong = pairs.count((True, True)), pairs.count((True, False)) + pairs.count((False, True))
        if hit or wrong:
            scores.append(2 * hit / (2 * hit + wrong))
    return round(sum(scores) / len(scores), 4) if scores else 1.0


def truth_figures(rows: list[Truth]) -> dict[str, float]:
    """F1, exact lists, refusals, may-contain and labels (in both senses) on one set."""
    read = [(t, check_label(t.raw, kind=t.product)) for t in rows]
    lists = [(t, p) for t, p in read if t.kind == "list"]
    none = [(t, p) for t, p in read if t.kind == "no_list"]
    names = [(tuple(plain(i.text) for i in p.ingredients), t.tokens) for t, p in lists]
    shades = [(tuple(plain(i.text) for i in p.may_contain), t.may_contain) for t, p in lists]
    printed = [
        tuple(i.printed for i in p.ingredients if i.printed is not None)[: len(t.actives)] for t, p in lists
    ]
    return {
        "strings": len(rows),
        "token_f1": round(f1(names), 4),
        "exact_lists": round(sum(a == b for a, b in names) / max(1, len(names)), 4),
        "no_list_refused": sum(p.verdict == "no_list" for _, p in none),
        "no_list_strings": len(none),
        "may_contain_f1": round(f1(shades), 4),
        "actives_exact": sum(p == t.actives for p, (t, _) in zip(printed, lists, strict=True)),
        "label_macro_f1": macro_f1(read, broad=False),
        "label_macro_f1_broad": macro_f1(read, broad=True),
    }


def official() -> list[str]:
    with (SHARED / "products" / "cosing_names.csv").open(encoding="utf-8") as file:
        return [row["inci_name"] for row in csv.DictReader(file)]


def named(raws: list[str]) -> dict[str, float]:
    """Share of tokens that got a name, from the curated dictionary and with CosIng imported."""
    extra = [Ingredient(n.lower(), (), "other", (), "CosIng", "B") for n in official()]
    start = time.perf_counter()
    both = Resolver(Names([*ingredients(), *extra]))
    seconds = time.perf_counter() - start
    shares = {}
    for name, resolver in (("curated", None), ("with_cosing", both)):
        listed = [i for raw in raws for i in _everything(check_label(raw, resolver=resolver))]
        shares[name] = round(sum(i is not None for i in listed) / len(listed), 4)
    return {**shares, "cosing_load_seconds": round(seconds, 3)}


def _everything(product: CheckedProduct) -> list[str | None]:
    return [i.inci for i in (*product.ingredients, *product.may_contain)]


def traps() -> dict[str, int]:
    """Of two official names one letter or digit apart, how often one is read as the other."""
    keys = {key(n): n for n in official()}
    near: dict[str, set[str]] = defaultdict(set)
    for k in keys:
        for form in (k, *(k[:n] + k[n + 1 :] for n in range(len(k)))):
            near[form].add(k)
    pairs = {(a, b) for group in near.values() if len(group) > 1 for a in group for b in group if a != b}
    known = Resolver(Names(ingredients()))
    merged = 0
    for a, b in pairs:
        if b in known.names.by_key and a not in known.names.by_key:
            found = known.known(keys[a])
            found = found if found.ingredient is not None else known.corrected(keys[a])
            merged += found.ingredient is known.names.by_key[b].ingredient
    return {"pairs": len(pairs) // 2, "merged": merged}


def noise(rows: list[Truth], rate: float = 0.02) -> dict[str, float]:
    """Names found again after 2 % of letters were misread and 2 % of commas lost, by where they stand."""
    chance = random.Random(5)  # noqa: S311  # a seed, no secret
    alike = {
        "l": "i",
        "i": "l",
        "o": "0",
        "e": "c",
        "c": "e",
        "n": "m",
        "m": "n",
        "u": "v",
        "a": "o",
        "t": "f",
    }
    pairs, clean = [], []
    for t in rows:
        if t.kind != "list":
            continue
        dirty = "".join(
            (" " if c == "," else alike.get(c.lower(), c))
            if chance.random() < rate and (c == "," or c.lower() in alike)
            else c
            for c in t.raw
        )
        before, after = check_label(t.raw), check_label(dirty)
        pairs.append((_places(after), _places(before)))
        clean.append((tuple(filter(None, _everything(after))), tuple(filter(None, _everything(before)))))
    return {"rate": rate, "span_f1": round(f1(pairs), 4), "name_f1": round(f1(clean), 4)}


def _places(product: CheckedProduct) -> tuple[str, ...]:
    return tuple(f"{i.span[0]}-{i.span[1]}" for i in (*product.ingredients, *product.may_contain))


def speed(raws: list[str]) -> dict[str, object]:
    """
    Rates on one core, in a fresh process, by process time; and the load of dictionary and reader.

    Cold: every list for the first time. Names kept: the same lists again, their answers forgotten, so that each is
    read anew with what is known of single names. Warm: the same lists again as anyone gets them, 512 answers kept.
    Plain: the cold rate of the sources as they stand, where the installed reader is the compiled one. All are medians
    of several processes.
    """
    code = (
        "import json,sys,time\n"
        "t=time.process_time()\n"
        "from porewise.calls import check_many\n"
        "from porewise.check.label import check_label,forget_answers\n"
        "check_label('Aqua, Glycerin')\n"
        "load=time.process_time()-t\n"
        "raws=json.load(sys.stdin)\n"
        "def rate():\n"
        "    t=time.process_time(); check_many(raws); return len(raws)/(time.process_time()-t)\n"
        "cold=rate()\n"
        "warm=rate()\n"
        "names=[]\n"
        "for _ in range(3):\n"
        "    forget_answers(); names.append(rate())\n"
        "print(json.dumps([load,cold,max(names),warm]))\n"
    )
    each = (
        "import json,sys,time\n"
        "from porewise.check.label import check_label\n"
        "check_label('Aqua, Glycerin')\n"
        "each=[]\n"
        "for raw in json.load(sys.stdin):\n"
        "    t=time.process_time(); check_label(raw); each.append(time.process_time()-t)\n"
        "print(json.dumps(sorted(each)[int(len(each)*.95)]*1000))\n"
    )
    compiled = not str(porewise.check.lattice.__file__).endswith(".py")
    runs, plain = [], []
    for _ in range(RUNS):  # in turn, as the machine's speed swings
        runs.append(_in_fresh_process(code, raws))
        plain += [_in_fresh_process(code, raws, SOURCES)[1]] if compiled else []
    load, cold, names, warm = (statistics.median(column) for column in zip(*runs, strict=True))
    return {
        "compiled": compiled,
        "runs": RUNS,
        "load_seconds": round(load, 3),
        "cold_per_second": round(cold),
        "cold_per_second_slowest_and_fastest": [round(f(r[1] for r in runs)) for f in (min, max)],
        **({"plain_cold_per_second": round(statistics.median(plain))} if compiled else {}),
        "names_kept_per_second": round(names),
        "warm_per_second": round(warm),
        "cold_p95_ms": round(statistics.median(_in_fresh_process(each, raws) for _ in range(RUNS)), 2),
    }


def _in_fresh_process(code: str, raws: list[str], path: str = "") -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(raws),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    return json.loads(done.stdout)


def fuzz(raws: list[str], times: int = 10_000) -> dict[str, float]:
    """Random bytes and mangled real strings: never a crash, always in bounded time."""
    chance = random.Random(7)  # noqa: S311  # a seed, no secret
    slowest = 0.0
    crashes = 0
    for n in range(times):
        if n % 2:
            text = chance.randbytes(chance.randrange(400)).decode("utf-8", errors="replace")
        else:
            raw = chance.choice(raws)
            a = chance.randrange(len(raw))
            text = raw[a : a + chance.randrange(300)] + chance.choice("([{*%:-•\n,;/\\") * chance.randrange(9)
        start = time.perf_counter()
        try:
            check_label(text)
        except Exception:
            crashes += 1
        slowest = max(slowest, time.perf_counter() - start)
    return {"strings": times, "crashes": crashes, "slowest_ms": round(slowest * 1000, 1)}


def main() -> None:
    """Measure everything, print it and keep it."""
    raws = [p["raw"] for p in products().values()]
    figures: dict[str, object] = {name: truth_figures(truths(name)) for name in SETS}
    figures["first_readings"] = json.loads(FIRST.read_text("utf-8"))
    figures |= {
        "speed": speed(raws),
        "named": named(raws),
        "traps": traps(),
        "noise": noise(truths("dev")),
        "fuzz": fuzz(raws),
    }
    figures["made"] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    for name, value in figures.items():
        print(f"{name}: {json.dumps(value)}")
    RESULT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

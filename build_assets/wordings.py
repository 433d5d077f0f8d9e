"""
Count the wordings of claims, and join the files of claims and words, so that `porewise ask` starts fast.

    make wordings        or        python build_assets/wordings.py
"""

from __future__ import annotations

import json
from pathlib import Path

from porewise.answer.examples import build_index
from porewise.knowledge.records import fingerprint, joined

RECORDS = Path(__file__).parents[1] / "src/porewise/knowledge/records"
INDEX = RECORDS / "wordings" / "index.json"


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def join(name: str) -> None:
    """Keep a folder as one file, a record to a line."""
    held = []
    for key, value in joined(name).items():
        rows = "[\n" + ",\n".join(map(compact, value)) + "]" if isinstance(value, list) else compact(value)
        held.append(f"{compact(key)}:{rows}")
    text = '{"of":' + str(fingerprint(name)) + ',"data":{\n' + ",\n".join(held) + "}}\n"
    (RECORDS / name / "joined.json").write_text(text, "utf-8")


if __name__ == "__main__":
    join("claims")
    join("lexicon")
    index = build_index()
    lines = [f'"{name}":{json.dumps(p, separators=(",", ":"))}' for name, p in index["feature"].items()]
    examples = ",\n".join(json.dumps(e, separators=(",", ":")) for e in index["example"])
    INDEX.write_text('{"example":[\n' + examples + '],\n"feature":{\n' + ",\n".join(lines) + "}}\n", "utf-8")

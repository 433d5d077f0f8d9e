"""
Count the wordings of claims, and join the files of claims and words, so that `porewise ask` starts fast.

    make wordings        or        python build_assets/wordings.py
"""

from __future__ import annotations

import json
from pathlib import Path

from porewise.answer.examples import build_index
from porewise.answer.words import count_vocabulary
from porewise.knowledge.records import fingerprint, joined

RECORDS = Path(__file__).parents[1] / "src/porewise/knowledge/records"
INDEX = RECORDS / "wordings" / "index.json"


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def join(name: str, **counted: object) -> None:
    """Keep a folder as one file, a record to a line, with what was counted of it."""
    held = []
    for key, value in {**joined(name), **counted}.items():
        rows = "[\n" + ",\n".join(map(compact, value)) + "]" if isinstance(value, list) else compact(value)
        held.append(f"{compact(key)}:{rows}")
    text = '{"of":' + str(fingerprint(name)) + ',"data":{\n' + ",\n".join(held) + "}}\n"
    (RECORDS / name / "joined.json").write_text(text, "utf-8")


if __name__ == "__main__":
    join("claims")
    join("lexicon", vocabulary=" ".join(sorted(count_vocabulary())))
    index = build_index()
    lines = [f'"{name}":{json.dumps(p, separators=(",", ":"))}' for name, p in index["feature"].items()]
    examples = ",\n".join(json.dumps(e, separators=(",", ":")) for e in index["example"])
    signs = ",\n".join(map(compact, index["sign"]["group"]))
    text = '{"example":[\n' + examples + '],\n"feature":{\n' + ",\n".join(lines) + "},\n"
    text += f'"sign":{{"of":{index["sign"]["of"]},"group":[\n{signs}]}}}}\n'
    INDEX.write_text(text, "utf-8")

"""
Count the wordings of claims beforehand, so that `porewise ask` need not read them at every start.

    make wordings        or        python build_assets/wordings.py
"""

from __future__ import annotations

import json
from pathlib import Path

from porewise.answer.examples import build_index

INDEX = Path(__file__).parents[1] / "src/porewise/knowledge/records/wordings/index.json"

if __name__ == "__main__":
    index = build_index()
    lines = [f'"{name}":{json.dumps(p, separators=(",", ":"))}' for name, p in index["feature"].items()]
    examples = ",\n".join(json.dumps(e, separators=(",", ":")) for e in index["example"])
    INDEX.write_text('{"example":[\n' + examples + '],\n"feature":{\n' + ",\n".join(lines) + "}}\n", "utf-8")

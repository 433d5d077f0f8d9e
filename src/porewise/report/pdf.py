"""Pages on paper, set by typst: tagged for screen readers (PDF/UA-1), and the same bytes for the same words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources

from porewise.values.json import Json

# Beyond Latin, Greek and Cyrillic the embedded typeface has no letters; then the computer's own help out.
LAST_EMBEDDED_LETTER = "\u04ff"
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a page says when its routine begins, not when it was printed


def make_pdf(layout: str, sheet: Json) -> bytes:
    """
    Set one sheet in one layout (``"doctor"`` or ``"week"``) and give the bytes of the PDF.

    Text travels as data, so no word of a profile is ever read as markup. The layouts choose the largest
    type at which everything stands on one page.
    """
    import typst

    source = (resources.files("porewise.report") / "layouts" / f"{layout}.typ").read_bytes()
    text = json.dumps(sheet, ensure_ascii=False, sort_keys=True)
    pdf = typst.compile(
        source,
        sys_inputs={"data": text},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=EPOCH,
        ignore_system_fonts=all(letter <= LAST_EMBEDDED_LETTER or letter in "–—’‘“”…•²" for letter in text),
    )
    return bytes(pdf)

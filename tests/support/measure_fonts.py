"""Writes resources/fonts/advances.json: how wide each character of the shipped fonts is.

Run it by hand after changing a font: ``python tests/support/measure_fonts.py`` (needs fontTools, which nothing else
in the project does). The layout reads the table, so that it can measure text without Qt and the same everywhere.
"""

from __future__ import annotations

import json
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
WEIGHTS = {"400": "Inter-Regular.otf", "600": "Inter-SemiBold.otf", "700": "Inter-Bold.otf"}
#: Latin, Greek and Cyrillic with their extensions; punctuation, currency, arrows, mathematics, shapes and signs.
RANGES = ((0x20, 0x530), (0x1E00, 0x2000), (0x2010, 0x2800))


def measured(font: Path) -> dict[str, int]:
    """Advance widths in thousandths of an em, by character."""
    opened = TTFont(font)
    unit = opened["head"].unitsPerEm
    metrics = opened["hmtx"]
    glyphs = opened.getBestCmap()
    wanted = (code for start, end in RANGES for code in range(start, end) if code in glyphs)
    return {chr(code): round(metrics[glyphs[code]][0] * 1000 / unit) for code in wanted}


def main() -> None:
    """Measures every weight that the diagram uses."""
    table = {weight: measured(FONTS / name) for weight, name in WEIGHTS.items()}
    text = json.dumps(table, ensure_ascii=True, separators=(",", ":"))
    (FONTS / "advances.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The pictures of the help, made of screenshots: python -m tests.tools.help_pictures DIR [de]

DIR is what `dev.py screenshots --out DIR [--language de]` has written. Each picture is made
smaller and gets a palette: what ships with every program has to be light.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image  # comes with reportlab

TARGET = Path(__file__).parents[2] / "resources" / "help" / "pictures"
WIDTH = 800
COLOURS = 64
PICTURES = {
    "composer": "composer",
    "contacts": "contacts",
    "deal": "deal_page",
    "filter": "filter_found",
    "high_contrast": "high_contrast",
    "import": "import_rehearsal",
    "many": "many_selected",
    "order": "order",
    "palette": "palette",
    "quote": "quote",
    "record": "record_page",
    "search": "search",
    "today": "today",
}


def main(argv: list[str]) -> int:
    """Make them."""
    source, language = (*argv, "")[:2]
    target = TARGET / language
    target.mkdir(parents=True, exist_ok=True)
    for name, shot in PICTURES.items():
        for mode in ("light", "dark"):
            whole = Image.open(Path(source) / f"{shot}_{mode}_1x.png").convert("RGB")
            height = round(whole.height * WIDTH / whole.width)
            small = whole.resize((WIDTH, height), Image.Resampling.LANCZOS)
            flat = small.quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
            )
            file = target / f"{name}_{mode}.png"
            flat.save(file, optimize=True)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

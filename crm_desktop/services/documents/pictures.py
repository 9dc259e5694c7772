"""Pages of a printed document as pictures, for a look at them on the screen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

DRAWING = threading.Lock()  # PDFium knows no threads: whoever uses it holds this meanwhile
_MOST_DOTS = 40_000_000


class Picture(NamedTuple):
    """A page as dots: four bytes each, blue, green, red and nothing."""

    width: int
    height: int
    stride: int
    data: bytes


def pictures(data: bytes, width: int, pages: Sequence[int] | None = None) -> list[Picture]:
    """The pages (all, or those of these numbers from 0), each so many dots wide."""
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    with DRAWING:
        pdf = pypdfium2.PdfDocument(data)
        try:
            wanted = range(len(pdf)) if pages is None else [n for n in pages if n < len(pdf)]
            return [_drawn(pdf, number, width) for number in wanted]
        finally:
            pdf.close()


def _drawn(pdf: Any, number: int, width: int) -> Picture:
    page = pdf[number]
    scale = width / page.get_width()
    if scale * scale * page.get_width() * page.get_height() > _MOST_DOTS:
        raise ValueError("a picture of a page that large is not drawn")
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

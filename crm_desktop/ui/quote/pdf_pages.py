"""The pages of a PDF as pictures. pypdfium2 is loaded when the first one is drawn, in a worker.

PDFium knows no threads: everything here runs in the one thread for files of our own (Tasks.aside),
and holds the lock of services/documents/pictures.py, which draws samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

from crm_desktop.services.documents.pictures import DRAWING

POINTS = 72  # an inch


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points."""

    width: float
    height: float


def _opened(data: bytes) -> Any:
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]  seldom needed, and 60 ms

    return pypdfium2.PdfDocument(data)


def sizes(data: bytes) -> list[PageSize]:
    """How large the pages are."""
    with DRAWING:
        document = _opened(data)
        try:
            return [PageSize(*document.get_page_size(at)) for at in range(len(document))]
        finally:
            document.close()


def drawn(data: bytes, page: int, scale: float) -> QImage:
    """A page as a picture; `scale` pixels a point."""
    with DRAWING:
        return _drawn(data, page, scale)


def _drawn(data: bytes, page: int, scale: float) -> QImage:
    document = _opened(data)
    try:
        bitmap = document[page].render(scale=scale, rev_byteorder=False)
        try:
            kind = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_BGR888}
            known = kind.get(bitmap.n_channels, QImage.Format.Format_RGB32)
            picture = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, known
            )
            return picture.copy()  # the bytes go with the bitmap
        finally:
            bitmap.close()
    finally:
        document.close()

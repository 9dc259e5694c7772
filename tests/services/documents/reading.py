"""Reading a printed document back, as its receiver's program does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw


class Letter(NamedTuple):
    """A character on a page, in points from its lower left corner."""

    sign: str
    left: float
    bottom: float
    right: float
    top: float
    level: bool  # not turned, as a watermark is
    size: float


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """A PDF file."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        yield pdf
    finally:
        pdf.close()


def texts(data: bytes) -> list[str]:
    """The text of each page; blanks of any width are plain ones."""
    with opened(data) as pdf:
        return [plain(page.get_textpage().get_text_bounded()) for page in pdf]


def text(data: bytes) -> str:
    """The text of all pages."""
    return "\n".join(texts(data))


def plain(words: str) -> str:
    """With plain blanks, and minus signs that a keyboard has."""
    for blank in "\u00a0\u202f\u2009":
        words = words.replace(blank, " ")
    return words.replace("\r\n", "\n").replace("\u2212", "-")


def squeezed(words: str) -> str:
    """Without any blanks: lines may end anywhere."""
    return "".join(plain(words).split())


def outline(data: bytes) -> list[tuple[int, str]]:
    """Level and title of each entry."""
    with opened(data) as pdf:
        return [(entry.level, entry.get_title()) for entry in pdf.get_toc()]


def metadata(data: bytes) -> dict[str, str]:
    """Title, author and so on."""
    with opened(data) as pdf:
        return pdf.get_metadata_dict(skip_empty=True)


def letters(data: bytes) -> list[list[Letter]]:
    """All visible characters of each page."""
    with opened(data) as pdf:
        return [list(_letters(page)) for page in pdf]


def _letters(page: Any) -> Iterator[Letter]:
    textpage = page.get_textpage()
    for i in range(textpage.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(textpage, i))
        if sign.isspace() or raw.FPDFText_IsGenerated(textpage, i):
            continue
        angle = raw.FPDFText_GetCharAngle(textpage, i)
        size = raw.FPDFText_GetFontSize(textpage, i)
        left, bottom, right, top = textpage.get_charbox(i)
        yield Letter(sign, left, bottom, right, top, abs(angle) < 0.01, size)

"""Setting text: lines that fit, and the strips of which pages are made.

Measures are points; x runs from the left edge of the sheet, y down from the top of the strip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.services.documents.faces import clean, width
from crm_desktop.services.documents.look import Colour, Style

_WORDS = re.compile(r"( *)([^ ]+)")
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f"
_NOT_FIRST = "，。、；：？！）」』】》〉”’%％…·,.;:?!)"
_NOT_LAST = "（「『【《〈“‘("
# Chinese breaks between any two characters but beside brackets and points; other words after a
# hyphen or a stroke.
_BREAK = re.compile(
    f"(?<=[{_WIDE}])(?<![{_NOT_LAST}])(?=[^{_NOT_FIRST}])"
    f"|(?<=[^{_WIDE}{_NOT_LAST}])(?=[{_WIDE}])(?=[^{_NOT_FIRST}])"
    r"|(?<=[^\W\d][-–/])(?=\w)"
)


class TextLine(NamedTuple):
    """A line of text; y is its baseline."""

    x: float
    y: float
    text: str
    style: Style


class Rule(NamedTuple):
    """A level line."""

    x: float
    y: float
    end: float
    thickness: float
    colour: Colour


class Box(NamedTuple):
    """An area; outlined if it has a thickness, else filled."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    thickness: float = 0.0
    radius: float = 0.0


class Picture(NamedTuple):
    """A raster image."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


class Code(NamedTuple):
    """A QR code: rows of dark and light."""

    x: float
    y: float
    size: float
    rows: tuple[bytes, ...]


class Mark(NamedTuple):
    """An entry of the outline."""

    y: float
    title: str
    level: int


Op = TextLine | Rule | Box | Picture | Code | Mark


@dataclass(slots=True)
class Strip:
    """A piece of the document that no page break divides.

    Attributes:
        before: room above it, but at the top of a page.
        keep: the next one stands on the same page.
        table: the head of the table is repeated above it where a page begins with it.
        running: sum of the positions down to here, to be carried over.
        fresh: begins a page.
        inside: it goes on with the row of a table that began above it.
    """

    height: float
    ops: list[Op] = field(default_factory=list[Op])
    before: float = 0.0
    keep: bool = False
    table: int = 0
    running: Decimal | None = None
    fresh: bool = False
    inside: bool = False


def wrap(text: str, style: Style, room: float) -> list[str]:
    """The lines of a text. A word that is wider than the room is broken where it must be."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines += _wrapped(paragraph, style, room)
    return lines


def _wrapped(paragraph: str, style: Style, room: float) -> list[str]:
    face, size = style.face, style.size
    if width(paragraph, face, size) <= room:
        return [paragraph.strip(" ")]
    lines: list[str] = []
    line, used = "", 0.0
    for gap, piece in _pieces(paragraph):
        gap_width, piece_width = width(gap, face, size), width(piece, face, size)
        if line and used + gap_width + piece_width <= room:
            line += gap + piece
            used += gap_width + piece_width
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(piece, style, room) if piece_width > room else [piece]
        lines += whole
        used = width(line, face, size)
    return [*lines, line]


def _pieces(paragraph: str) -> Iterator[tuple[str, str]]:
    """Pieces between which a line may end, each with the blanks before it."""
    for found in _WORDS.finditer(paragraph):
        gap = found[1]
        for piece in _BREAK.split(found[2]):
            yield gap, piece
            gap = ""


def _chopped(piece: str, style: Style, room: float) -> list[str]:
    lines, line, used = list[str](), "", 0.0
    for sign in piece:
        more = width(sign, style.face, style.size)
        if line and used + more > room:
            lines.append(line)
            line, used = "", 0.0
        line += sign
        used += more
    return [*lines, line]


def fitted(text: str, style: Style, room: float, least: float) -> Style | None:
    """The style at the size at which a line fits; None: not even at the least."""
    wanted = width(clean(text), style.face, style.size)
    if wanted <= room:
        return style
    size = style.size * room / wanted
    return style.sized(size) if size >= least else None


def right(x: float, y: float, text: str, style: Style) -> TextLine:
    """A line that ends at x."""
    text = clean(text)
    return TextLine(x - width(text, style.face, style.size), y, text, style)


def left(x: float, y: float, text: str, style: Style) -> TextLine:
    """A line that begins at x."""
    return TextLine(x, y, clean(text), style)


def baseline(style: Style) -> float:
    """Where the letters stand in a line of this style."""
    return (style.leading + style.size * 0.72) / 2


def paragraph(
    text: str, style: Style, x: float, room: float, *, before: float = 0.0, keep: bool = False
) -> list[Strip]:
    """A text as strips of one line each: no line is left alone at the end or top of a page."""
    lines = wrap(text, style, room) if text.strip() else []
    at = baseline(style)
    strips = [Strip(style.leading, [TextLine(x, at, line, style)]) for line in lines]
    tie(strips)
    if strips:
        strips[0].before = before
        strips[-1].keep = keep
    return strips


def tie(strips: list[Strip], whole: int = 4) -> None:
    """Keep up to so many strips together; of more, the first two and the last two."""
    for i, strip in enumerate(strips[:-1]):
        if len(strips) <= whole or i == 0 or i == len(strips) - 2:
            strip.keep = True


def together(strips: Iterable[Strip]) -> list[Strip]:
    """Strips of which all but the last keep with the next."""
    made = list(strips)
    for strip in made[:-1]:
        strip.keep = True
    return made


def moved(op: Op, y: float) -> Op:
    """The same further down."""
    return op._replace(y=op.y + y)

"""How documents look: measures, colours and letters, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from crm_desktop.services.documents.faces import (
    FIGURES,
    HEAD,
    REGULAR,
    STRONG,
    STRONG_FIGURES,
    Face,
)

MM = 72 / 25.4
Colour = tuple[float, float, float]

WHITE: Colour = (1.0, 1.0, 1.0)
TEXT: Colour = (0.102, 0.118, 0.149)
QUIET: Colour = (0.33, 0.365, 0.42)
FAINT: Colour = (0.42, 0.455, 0.51)
HAIR: Colour = (0.86, 0.875, 0.9)
WATERMARK: Colour = (0.938, 0.944, 0.955)

# The sheet: DIN 5008 form B, whose window an ISO 269 DL envelope has.
LEFT, RIGHT_MARGIN = 25 * MM, 20 * MM
ADDRESS_TOP, ADDRESS_HEIGHT, ADDRESS_WIDTH = 62.7 * MM, 27.3 * MM, 80 * MM
FACTS_TOP, FACTS_WIDTH = 46 * MM, 65 * MM
BODY_TOP = 101 * MM  # of the first page, at the earliest
NEXT_TOP = 27 * MM  # of the others
FOLDS = (105 * MM, 210 * MM)
PAPERS = {"A4": (210 * MM, 297 * MM), "Letter": (612.0, 792.0)}


class Style(NamedTuple):
    """A look of a text: its letters, their size, colour, and the height of a line."""

    face: Face
    size: float
    colour: Colour
    leading: float

    def sized(self, size: float) -> Style:
        """The same, smaller or larger."""
        return self._replace(size=size, leading=self.leading * size / self.size)

    def coloured(self, colour: Colour) -> Style:
        """The same in another colour."""
        return self._replace(colour=colour)


BODY = Style(REGULAR, 9, TEXT, 13.2)
BODY_STRONG = Style(STRONG, 9, TEXT, 13.2)
SUBJECT = Style(STRONG, 11, TEXT, 15)
TITLE = Style(HEAD, 21, TEXT, 27)
WORDMARK = Style(HEAD, 17, TEXT, 21)
SMALL = Style(REGULAR, 8, QUIET, 11.4)
SMALL_STRONG = Style(STRONG, 8, TEXT, 11.4)
NAME = Style(STRONG, 8.8, TEXT, 12.2)
DETAIL = Style(REGULAR, 7.8, QUIET, 10.8)
FIGURE = Style(FIGURES, 8.8, TEXT, 12.2)
FIGURE_STRONG = Style(STRONG_FIGURES, 8.8, TEXT, 12.2)
FIGURE_SMALL = Style(FIGURES, 7.2, QUIET, 10.8)
COLUMN_HEAD = Style(STRONG, 7.2, QUIET, 9.4)
SECTION = Style(STRONG, 10, TEXT, 14)
TOTAL = Style(STRONG_FIGURES, 11.5, TEXT, 15)
ADDRESS = Style(REGULAR, 10, TEXT, 12.6)
TINY = Style(REGULAR, 6.4, FAINT, 8)
FOOT = Style(REGULAR, 6.9, QUIET, 9.2)
FOOT_STRONG = Style(STRONG, 6.9, TEXT, 9.2)
PAGE_NUMBER = Style(FIGURES, 7.4, QUIET, 9.2)


@dataclass(frozen=True, slots=True)
class Palette:
    """The office's colour on paper.

    Attributes:
        accent: as the office wants it: for areas.
        ink: dark enough to be read on white and on the tint (4.5 : 1): for words.
        tint: so light that all words are read on it.
    """

    accent: Colour
    ink: Colour
    tint: Colour


def palette(colour: str) -> Palette:
    """The colours that go with `#RRGGBB`."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    accent = (red, green, blue)
    tint = _mixed(WHITE, accent, 0.08)
    ink = accent
    while contrast(ink, tint) < 4.5:
        ink = _mixed(ink, (0.0, 0.0, 0.0), 0.04)
    return Palette(accent, ink, tint)


def contrast(one: Colour, other: Colour) -> float:
    """Of two colours, as WCAG counts it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (a + (b - a) * part for a, b in zip(one, other, strict=True))
    return (red, green, blue)

"""Portraits of some of the sample contacts: drawn, the same in every run, of nobody real."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIDE = 192
_FINE = 2  # drawn larger, for soft edges
_LAST, _EVERY = 1_000, 3  # of the first contacts each third
_NEAR = (0.13, 0.1, 0.87, 0.84)  # what of the drawing is shown
_WALLS = ("#DCE6F5", "#E4EFE6", "#F5E7DC", "#E9E2F3", "#F2EBD3", "#DDEDEE", "#F3DFE4")
_SKINS = (
    ("#F6D7C3", "#E7B99D"),
    ("#EFC3A4", "#D99F7A"),
    ("#DDA57C", "#BF8359"),
    ("#B97C52", "#99603B"),
    ("#8A5638", "#6D3F27"),
    ("#5E3A28", "#46291B"),
)
_HAIR = ("#231C1A", "#3D2A20", "#5C3B24", "#8C5A2E", "#C79A53", "#9B9A9C", "#D8D5D0", "#7A3B22")
_CLOTHES = ("#2F4858", "#41577E", "#6B4E71", "#7A8B6F", "#A4565A", "#3A3F47", "#C58B4E", "#2E6F6B")
_SHIRT, _INK, _LIPS = "#FBFBF9", "#2B2523", "#B5635A"


def has_one(place: int) -> bool:
    """Whether the sample contact at this place has a portrait."""
    return place < _LAST and place % _EVERY == 1


def drawn(place: int, *, woman: bool) -> bytes:
    """The portrait of the sample contact at this place, as a JPEG."""
    from PIL import Image, ImageDraw

    random = Random(place * 7919 + 17)
    wall = random.choice(_WALLS)
    picture = Image.new("RGB", (SIDE * _FINE, SIDE * _FINE), wall)
    _Sitter(ImageDraw.Draw(picture), random, woman=woman).draw()
    kept = BytesIO()
    left, top, right, bottom = (round(part * SIDE * _FINE) for part in _NEAR)
    small = picture.crop((left, top, right, bottom))
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.save(kept, "JPEG", quality=88)
    return kept.getvalue()


class _Sitter:
    """One head and shoulders, in hundredths of the picture."""

    def __init__(self, draw: ImageDraw, random: Random, *, woman: bool) -> None:
        self._draw, self._random, self._woman = draw, random, woman
        self._skin, self._shade = random.choice(_SKINS)
        self._hair, self._clothes = random.choice(_HAIR), random.choice(_CLOTHES)
        self._wide = random.uniform(15.0, 17.0)  # half a face
        self._high = random.uniform(19.5, 21.5)
        self._long = woman and random.random() < 0.65
        self._bald = not woman and random.random() < 0.2
        self._eye = 44.0

    def draw(self) -> None:
        """Everything, from the back to the front."""
        if self._long:
            self._behind()
        self._shoulders()
        self._round(50 - self._wide - 2.2, 42, 5.4, 9, self._shade)
        self._round(50 + self._wide - 3.2, 42, 5.4, 9, self._shade)
        self._oval(50, 44, self._wide, self._high, self._skin)
        self._features()
        if not self._bald:
            self._on_top()
        if self._random.random() < 0.3:
            self._glasses()

    def _behind(self) -> None:
        low = self._random.uniform(66, 80)
        wide = self._wide + 5
        self._oval(50, 40, wide, 23, self._hair)
        self._draw.rounded_rectangle(
            self._at(50 - wide, 40, 50 + wide, low), 9 * self._unit, fill=self._hair
        )

    def _shoulders(self) -> None:
        self._round(43.5, 55, 13, 24, self._shade)
        self._oval(50, 102, 36, 30, self._clothes)
        kind = self._random.random()
        if kind < 0.45:  # a collar
            self._shape([(42, 73), (58, 73), (50, 88)], _SHIRT)
            self._shape([(43.5, 70), (56.5, 70), (50, 79)], self._shade)
        elif kind < 0.75:  # a round neck
            self._oval(50, 72, 9, 6.5, self._shade)
        else:  # a high one
            self._draw.rounded_rectangle(
                self._at(42.5, 68, 57.5, 79), 3 * self._unit, fill=self._clothes
            )

    def _features(self) -> None:
        eye, apart = self._eye, self._wide * 0.43
        for side in (-1, 1):
            self._oval(50 + side * apart, eye, 1.7, 1.9, _INK)
            brow = self._at(50 + side * apart - 3.4, eye - 6, 50 + side * apart + 3.4, eye - 1)
            colour = self._hair if not self._bald else self._shade
            self._draw.arc(brow, 200, 340, fill=colour, width=round(1.3 * self._unit))
        nose = self._at(47.6, eye + 1.5, 52.4, eye + 7.5)
        self._draw.arc(nose, 20, 160, fill=self._shade, width=round(1.2 * self._unit))
        smile = self._random.uniform(4.2, 6.2)
        mouth = self._at(50 - smile, eye + 7, 50 + smile, eye + 14)
        self._draw.arc(mouth, 25, 155, fill=_LIPS, width=round(1.5 * self._unit))
        if not self._woman and self._random.random() < 0.3:
            beard = self._at(50 - self._wide, 44 - self._high, 50 + self._wide, 44 + self._high)
            self._draw.chord(beard, 38, 142, fill=self._hair)
            self._oval(50, eye + 11.2, 4.2, 1.5, _LIPS)

    def _on_top(self) -> None:
        wide = self._wide + 1.6
        top = 44 - self._high - 3.5
        cap = self._at(50 - wide, top, 50 + wide, 44 + self._high * 0.55)
        self._draw.chord(cap, 196, 344, fill=self._hair)
        part = self._random.choice((-1, 1))
        if self._woman:
            self._oval(50 + part * wide * 0.5, 33, wide * 0.62, 8, self._hair)
            self._oval(50 - part * wide * 0.72, 34.5, wide * 0.34, 8, self._hair)
        else:
            self._oval(50 + part * wide * 0.3, 30.5, wide * 0.7, 6, self._hair)

    def _glasses(self) -> None:
        eye, apart = self._eye, self._wide * 0.43
        line = round(0.9 * self._unit)
        for side in (-1, 1):
            middle = 50 + side * apart
            box = self._at(middle - 4.9, eye - 4.2, middle + 4.9, eye + 4.4)
            self._draw.rounded_rectangle(box, 3 * self._unit, outline=_INK, width=line)
        bridge = self._at(50 - apart + 4.9, eye - 0.6, 50 + apart - 4.9, eye + 0.2)
        self._draw.rectangle(bridge, fill=_INK)

    # ---- in hundredths

    @property
    def _unit(self) -> float:
        return SIDE * _FINE / 100

    def _at(self, *places: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = (place * self._unit for place in places)
        return left, top, right, bottom

    def _oval(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self._draw.ellipse(self._at(x - wide, y - high, x + wide, y + high), fill=colour)

    def _round(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        box = self._at(x, y, x + wide, y + high)
        self._draw.rounded_rectangle(box, min(wide, high) / 2 * self._unit, fill=colour)

    def _shape(self, corners: list[tuple[float, float]], colour: str) -> None:
        scaled: Any = [(x * self._unit, y * self._unit) for x, y in corners]
        self._draw.polygon(scaled, fill=colour)

"""The letters of documents: any script, any weight, one look.

Inter is a variable font, which the PDF library cannot embed, and Noto Sans SC has outlines that it
cannot read. So the glyphs that a document uses are drawn at the wanted weight, kept, and put into a
small font of its own (see docs/adr/0010-document-fonts.md). What Inter lacks comes from Noto Sans
SC, letter by letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import groupby
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

NOTHING = "□"  # stands for a character that no font has
_UNITS = 1000  # an em
_LOCK = RLock()  # font files are read lazily, and that is not thread-safe


class Face(NamedTuple):
    """A look of letters.

    Attributes:
        size: the optical size, 14 (small text) to 32 (heads).
        tabular: all figures are of the same width.
    """

    weight: int = 400
    size: int = 14
    tabular: bool = False


REGULAR, STRONG = Face(), Face(weight=620)
FIGURES, STRONG_FIGURES = Face(tabular=True), Face(weight=620, tabular=True)
HEAD = Face(weight=640, size=32)


class Run(NamedTuple):
    """Characters from one file."""

    source: str
    text: str


@dataclass(slots=True)
class _Source:
    """A font file, opened at its first use."""

    name: str
    file: Path | None
    cubic: bool
    font: Any = None
    signs: dict[int, str] = field(default_factory=dict[int, str])
    scale: float = 1.0
    sets: dict[Face, Any] = field(default_factory=dict[Face, Any])

    def has(self, sign: str) -> bool:
        """Whether it holds a character."""
        if self.font is None and self.file is not None:
            from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]

            self.font = TTFont(self.file, lazy=True)
            self.signs = self.font.getBestCmap()
            self.scale = _UNITS / self.font["head"].unitsPerEm
        return ord(sign) in self.signs

    def glyphs(self, face: Face) -> Any:
        """All of its glyphs in a look."""
        if face not in self.sets:
            place = None if self.cubic else {"wght": face.weight, "opsz": face.size}
            self.sets[face] = self.font.getGlyphSet(location=place)
        return self.sets[face]


@cache
def _sources() -> tuple[_Source, ...]:
    return (
        _Source("Inter", _file("fontpkg_inter", "files/Inter[opsz,wght].ttf"), cubic=False),
        _Source("NotoSansSC", _file("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"), cubic=True),
    )


def _file(package: str, name: str) -> Path | None:
    """A file of a package that is found, not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / name
    return file if file.is_file() else None


@cache
def source_of(sign: str) -> str:
    """The font that holds a character; empty: none."""
    with _LOCK:
        return next((each.name for each in _sources() if each.has(sign)), "")


# ------------------------------------------------------------------------------------ measuring


class _Glyph(NamedTuple):
    outline: Any  # a glyph of fontTools
    advance: int


@cache
def _glyph(face: Face, sign: str) -> _Glyph:
    """A character drawn in a look, in thousandths of an em."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # pyright: ignore[reportMissingTypeStubs]
    from fontTools.pens.recordingPen import (  # pyright: ignore[reportMissingTypeStubs]
        DecomposingRecordingPen,
    )
    from fontTools.pens.transformPen import TransformPen  # pyright: ignore[reportMissingTypeStubs]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # pyright: ignore[reportMissingTypeStubs]

    with _LOCK:
        source = next(each for each in _sources() if each.has(sign))
        glyphs = source.glyphs(face)
        name = source.signs[ord(sign)]
        if face.tabular and sign.isdecimal() and f"{name}.tf" in glyphs:
            name += ".tf"
        drawn: Any = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(drawn)
        advance = round(glyphs[name].width * source.scale)
    made: Any = TTGlyphPen(None)
    pen: Any = Cu2QuPen(made, 0.6, reverse_direction=True) if source.cubic else made
    drawn.replay(TransformPen(pen, (source.scale, 0, 0, source.scale, 0, 0)))
    return _Glyph(made.glyph(dropImpliedOnCurves=not source.cubic), advance)


class _Widths(dict[str, int]):
    """Advance of each character of a look, found when it is first met."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, sign: str) -> int:
        known = sign if source_of(sign) else NOTHING
        self[sign] = width = _glyph(self._face, known).advance
        return width


@cache
def _widths(face: Face) -> _Widths:
    return _Widths(face)


def width(text: str, face: Face, size: float) -> float:
    """How wide a text is, in points."""
    return sum(map(_widths(face).__getitem__, text)) * size / _UNITS


def clean(text: str) -> str:
    """A line as it can be set: composed letters, no control characters but line breaks."""
    if text.isascii() and text.isprintable():
        return text
    return _clean(text)


@lru_cache(4096)
def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    kept = (sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(kept)


@lru_cache(8192)
def runs(text: str) -> tuple[Run, ...]:
    """A text, divided by the fonts that hold its characters."""
    if text.isascii():
        return (Run("Inter", text),)
    known = (sign if source_of(sign) else NOTHING for sign in text)
    return tuple(Run(source, "".join(part)) for source, part in groupby(known, source_of))


def missing(text: str) -> set[str]:
    """The characters that no font has."""
    return {sign for sign in text if sign != "\n" and not source_of(sign)}


# ------------------------------------------------------------------------------------ embedding


def font_file(name: str, face: Face, signs: Iterable[str]) -> BytesIO:
    """A TrueType font that holds these characters and nothing else."""
    from fontTools.fontBuilder import FontBuilder  # pyright: ignore[reportMissingTypeStubs]
    from fontTools.ttLib.tables._g_l_y_f import (  # pyright: ignore[reportMissingTypeStubs]
        Glyph,
    )

    drawn = {sign: _glyph(face, sign) for sign in sorted(set(signs))}
    names = {sign: f"u{ord(sign):04X}" for sign in drawn}
    outlines: dict[str, Any] = {".notdef": Glyph()}
    outlines |= {names[sign]: glyph.outline for sign, glyph in drawn.items()}
    advances = {".notdef": _UNITS // 2} | {names[s]: glyph.advance for s, glyph in drawn.items()}
    builder: Any = FontBuilder(_UNITS, isTTF=True)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap({ord(sign): names[sign] for sign in drawn})
    builder.setupGlyf(outlines)
    glyf = builder.font["glyf"]
    metrics = {key: (value, getattr(glyf[key], "xMin", 0)) for key, value in advances.items()}
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=969, descent=-242)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=969, sTypoDescender=-242, sCapHeight=727, sxHeight=546)
    builder.setupPost()
    stream = BytesIO()
    builder.save(stream)
    stream.seek(0)
    return stream

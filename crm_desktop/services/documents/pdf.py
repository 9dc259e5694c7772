"""Documents as PDF: the pages of layout.py, with their letters embedded, outline and metadata.

The same content gives the same bytes, so that what was sent can be frozen by its hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import md5, sha256
from io import BytesIO
from math import hypot
from threading import Lock
from typing import Any

from crm_desktop.services.documents.content import Content
from crm_desktop.services.documents.faces import (
    HEAD,
    NOTHING,
    Face,
    font_file,
    missing,
    runs,
    source_of,
    width,
)
from crm_desktop.services.documents.layout import Page, Sheets, compose
from crm_desktop.services.documents.look import WATERMARK, Colour
from crm_desktop.services.documents.parts import name_of
from crm_desktop.services.documents.setting import (
    Box,
    Code,
    Mark,
    Op,
    Picture,
    Rule,
    TextLine,
)

PRODUCER = "CRM Desktop"
_SHARPEST = 300 / 72  # pixels of a logo for each point
_WRITING = Lock()  # the PDF library keeps its fonts in one table of the process


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as it is sent.

    Attributes:
        sha256: of the bytes, in hex: what is stored when a document is frozen.
        missing: characters that no font has; a box is printed for each.
    """

    data: bytes
    pages: int
    sha256: str
    missing: tuple[str, ...] = ()


def print_pdf(content: Content) -> Printed:
    """A document as PDF. Raises ValidationFailed, in words, for what cannot be printed."""
    sheets = compose(content)
    with _WRITING:
        data = _Writer(content, sheets).write()
    texts = (op.text for page in sheets.pages for op in page.ops if isinstance(op, TextLine))
    lacking = sorted(set[str]().union(*map(missing, set(texts))))
    return Printed(data, len(sheets.pages), sha256(data).hexdigest(), tuple(lacking))


class _Writer:
    """A document on its way into a file."""

    def __init__(self, content: Content, sheets: Sheets) -> None:
        from reportlab.pdfgen.canvas import Canvas  # pyright: ignore[reportMissingTypeStubs]

        self._content, self._sheets = content, sheets
        self._stream = BytesIO()
        self._fonts = _fonts(sheets, self._watermark())
        with _registered(self._fonts):
            self._canvas: Any = Canvas(
                self._stream,
                pagesize=(sheets.width, sheets.height),
                pageCompression=1,
                invariant=1,
                pdfVersion=(1, 7),
                lang=sheets.words.tag,
                initialFontName=next(iter(self._fonts.values())).fontName,
            )
        self._outlined = 0

    def write(self) -> bytes:
        """All pages."""
        with _registered(self._fonts):
            self._describe()
            for page in self._sheets.pages:
                self._page(page)
            self._canvas.save()
        return self._stream.getvalue()

    def _watermark(self) -> str:
        return self._sheets.words.say.draft if self._content.draft else ""

    def _describe(self) -> None:
        content, canvas = self._content, self._canvas
        name = name_of(content, self._sheets.words)
        canvas.setTitle(f"{name} – {content.title}" if content.title else name)
        canvas.setAuthor(content.seller.name)
        canvas.setSubject(next((line for line in content.buyer.lines if line.strip()), ""))
        canvas.setKeywords([content.kind.value, content.number])
        canvas.setCreator(PRODUCER)
        canvas.setProducer(PRODUCER)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        # Not the clock's: the day of the document is the only one that does not change.
        _date(canvas, content.issued)

    # ---- pages

    def _page(self, page: Page) -> None:
        self._draft()
        for op in page.ops:
            self._draw(op)
        self._canvas.showPage()

    def _draw(self, op: Op) -> None:
        match op:
            case TextLine():
                self._text(op)
            case Rule():
                self._rule(op)
            case Box():
                self._box(op)
            case Mark():
                self._mark(op)
            case Code():
                self._code(op)
            case Picture():
                self._picture(op)

    def _up(self, y: float) -> float:
        return self._sheets.height - y

    def _text(self, op: TextLine) -> None:
        canvas, x, size = self._canvas, op.x, op.style.size
        for run in runs(op.text):
            face = op.style.face
            # There is one weight of Chinese: a thin outline makes it strong.
            bold = run.source != "Inter" and face.weight > 500
            self._colour(op.style.colour)
            text = canvas.beginText(x, self._up(op.y))
            text.setFont(self._fonts[face, run.source].fontName, size)
            if bold:
                canvas.setLineWidth(size * 0.018)
                canvas.setStrokeColorRGB(*op.style.colour)
                text.setTextRenderMode(2)
            text.textOut(run.text)
            if bold:
                text.setTextRenderMode(0)
            canvas.drawText(text)
            x += width(run.text, face, size)

    def _colour(self, colour: Colour) -> None:
        self._canvas.setFillColorRGB(*colour)

    def _rule(self, op: Rule) -> None:
        self._canvas.setStrokeColorRGB(*op.colour)
        self._canvas.setLineWidth(op.thickness)
        self._canvas.line(op.x, self._up(op.y), op.end, self._up(op.y))

    def _box(self, op: Box) -> None:
        canvas, y = self._canvas, self._up(op.y + op.height)
        outlined = int(bool(op.thickness))
        if outlined:
            canvas.setStrokeColorRGB(*op.colour)
            canvas.setLineWidth(op.thickness)
        else:
            self._colour(op.colour)
        draw = {"fill": 1 - outlined, "stroke": outlined}
        if op.radius:
            canvas.roundRect(op.x, y, op.width, op.height, op.radius, **draw)
        else:
            canvas.rect(op.x, y, op.width, op.height, **draw)

    def _mark(self, op: Mark) -> None:
        self._outlined += 1
        key = f"m{self._outlined}"
        self._canvas.bookmarkHorizontal(key, 0, self._up(op.y) + 12)
        self._canvas.addOutlineEntry(op.title, key, level=op.level, closed=0)

    def _code(self, op: Code) -> None:
        """Dark modules, each run of a row as one rectangle: no seams between them."""
        canvas = self._canvas
        side = op.size / len(op.rows)
        canvas.setFillColorRGB(0, 0, 0)
        path = canvas.beginPath()
        for i, row in enumerate(op.rows):
            for begin, end in _dark(row):
                y = self._up(op.y + (i + 1) * side)
                path.rect(op.x + begin * side, y, (end - begin) * side, side)
        canvas.drawPath(path, stroke=0, fill=1)

    def _picture(self, op: Picture) -> None:
        from reportlab.lib.utils import ImageReader  # pyright: ignore[reportMissingTypeStubs]

        image = ImageReader(_reduced(op))
        self._canvas.drawImage(
            image, op.x, self._up(op.y + op.height), op.width, op.height, mask="auto"
        )

    def _draft(self) -> None:
        words = self._watermark()
        if not words:
            return
        canvas, sheets = self._canvas, self._sheets
        across = hypot(sheets.width, sheets.height) * 0.5
        size = min(across / max(width(words, HEAD, 1), 0.1), 130)
        canvas.saveState()
        canvas.translate(sheets.width / 2, sheets.height / 2)
        canvas.rotate(52)
        x = -width(words, HEAD, size) / 2
        canvas.setFillColorRGB(*WATERMARK)
        for run in runs(words):
            canvas.setFont(self._fonts[HEAD, run.source].fontName, size)
            canvas.drawString(x, -size * 0.36, run.text)
            x += width(run.text, HEAD, size)
        canvas.restoreState()


def _dark(row: bytes) -> Iterable[tuple[int, int]]:
    begin = None
    for i, module in enumerate((*row, 0)):
        if module and begin is None:
            begin = i
        elif not module and begin is not None:
            yield begin, i
            begin = None


def _reduced(op: Picture) -> Any:
    """The picture, not sharper than a printer prints it."""
    from PIL import Image

    with Image.open(BytesIO(op.data)) as picture:
        most = (round(op.width * _SHARPEST), round(op.height * _SHARPEST))
        wanted = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
        made: Any = picture.convert(wanted)
    if made.width > most[0]:
        made = made.resize(most, Image.Resampling.LANCZOS)
    return made


def _date(canvas: Any, day: date) -> None:
    """The date of the file, and no trace of when or where it was made."""
    document = canvas._doc
    document.signature = md5(usedforsecurity=False)  # of which its ID is made
    stamp = document._timeStamp
    stamp.YMDhms = (day.year, day.month, day.day, 12, 0, 0)
    stamp.dhh = stamp.dmm = 0


# ---------------------------------------------------------------------------------- fonts

_Fonts = dict[tuple[Face, str], Any]


def _fonts(sheets: Sheets, watermark: str) -> _Fonts:
    """A font for each look and source that is used, with the characters that are."""
    from reportlab.pdfbase.ttfonts import TTFont  # pyright: ignore[reportMissingTypeStubs]

    signs: dict[Face, set[str]] = {HEAD: set(watermark)} if watermark else {}
    for page in sheets.pages:
        for op in page.ops:
            if isinstance(op, TextLine):
                signs.setdefault(op.style.face, set()).update(op.text)
    made: _Fonts = {}
    for face in sorted(signs):
        for source, own in _by_source(signs[face]):
            name = f"{source}-{face.weight}-{face.size}{'-Tabular' if face.tabular else ''}"
            made[face, source] = TTFont(name, font_file(name, face, own))
    return made


def _by_source(signs: set[str]) -> list[tuple[str, set[str]]]:
    found: dict[str, set[str]] = {}
    for sign in signs:
        known = sign if source_of(sign) else NOTHING
        found.setdefault(source_of(known), set()).add(known)
    return sorted(found.items())


class _registered:
    """Fonts of a document in the library's table, while it is written."""

    def __init__(self, fonts: _Fonts) -> None:
        self._own = {font.fontName: font for font in fonts.values()}

    def __enter__(self) -> None:
        from reportlab.pdfbase import pdfmetrics  # pyright: ignore[reportMissingTypeStubs]

        self._table: dict[str, Any] = vars(pdfmetrics)["_fonts"]
        self._table.update(self._own)

    def __exit__(self, *_error: object) -> None:
        for name in self._own:
            self._table.pop(name, None)

"""Where the rows of a list stand on paper: heading on every page, groups, page x of y.

The same page is painted on a printer, in a PDF and in the preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from crm_desktop import i18n
from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import paint, theme
from crm_desktop.ui.table.columns import Column, Style

_ROW, _HEADING, _TOP, _BOTTOM, _GAP = 17.0, 20.0, 34.0, 22.0, 8.0  # points
_MEASURED = 20  # texts of a column
_NAME_WIDTH = 190  # against the widths of the other columns
_INK, _FAINT, _LINE = QColor("#16181D"), QColor("#5A6372"), QColor("#C9CED6")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list.

    Attributes:
        cells: the words of a row; of a heading its words, and its sum under the column of it.
        heading: it stands above a group.
    """

    cells: Sequence[str]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed.

    Attributes:
        title: what the list is called.
        told: which of its records: words, filters, order; may be empty.
        stamp: when, and by whom.
        lines: what stands in it.
        left_out: how many rows there are that are not printed.
    """

    title: str
    told: str
    stamp: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    left_out: int = 0

    @property
    def rows(self) -> int:
        """How many rows are printed."""
        return sum(not line.heading for line in self.lines)


def print_font(size: float, weight: int = 400) -> QFont:
    """A font of so many points on paper, whatever the size of the text on the screen."""
    made = QFont(theme.font(13, weight))
    made.setPixelSize(max(round(size), 1))
    made.setFeature(QFont.Tag("calt"), 0)  # its other forms of + and : could not be searched for
    return made


class Layout:
    """Where everything stands on a page, in points."""

    def __init__(self, sheet: Sheet, width: float, height: float) -> None:
        self.width, self.height, self._sheet = width, height, sheet
        self.head = _TOP + (12.0 if sheet.told else 0.0)
        room = height - self.head - _HEADING - _BOTTOM
        self._pages = _paged(sheet.lines, max(int(room // _ROW), 2))
        self.pages = len(self._pages)
        weights = [_NAME_WIDTH if c.style is Style.NAME else c.width for c in sheet.columns]
        self.widths = shared([float(each) for each in weights], _needed(sheet), width)

    def lines_of(self, page: int) -> Sequence[Line]:
        """The lines of a page, counted from 0."""
        return self._sheet.lines[self._pages[page].start : self._pages[page].stop]

    def first_line(self, page: int) -> int:
        """The line a page begins with."""
        return self._pages[page].start

    def page_of(self, line: int) -> int:
        """The page on which a line stands."""
        return next((at for at, lines in enumerate(self._pages) if line in lines), 0)

    # --------------------------------------------------------------------------------- paint

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page, counted from 0."""
        self._paint_head(painter)
        top = self.head
        self._paint_line(painter, top, [c.title for c in self._sheet.columns], _HEADING, 600)
        painter.setPen(QPen(_INK, 0.8))
        painter.drawLine(QPointF(0, top + _HEADING), QPointF(self.width, top + _HEADING))
        top += _HEADING
        for line in self.lines_of(page):
            if line.heading:
                self._paint_heading(painter, top, line.cells)
            else:
                self._paint_line(painter, top, line.cells, _ROW, 400)
            top += _ROW
            painter.setPen(QPen(_LINE, 0.4))
            painter.drawLine(QPointF(0, top), QPointF(self.width, top))
        self._paint_foot(painter, page)

    def _paint_head(self, painter: QPainter) -> None:
        sheet, whole = self._sheet, QRectF(0, 0, self.width, 20)
        _words(painter, whole, sheet.title, print_font(15, 600), _INK)
        _words(painter, whole, sheet.stamp, print_font(8), _FAINT, paint.RIGHT)
        if sheet.told:
            _words(painter, QRectF(0, 22, self.width, 14), sheet.told, print_font(9), _FAINT)

    def _paint_line(
        self, painter: QPainter, top: float, cells: Sequence[str], height: float, weight: int
    ) -> None:
        left = 0.0
        for column, cell, width in zip(self._sheet.columns, cells, self.widths, strict=False):
            bold = 500 if column.style is Style.NAME and weight == 400 else weight
            align = paint.RIGHT if column.right else paint.LEFT
            box = QRectF(left, top, width - _GAP, height)
            _words(painter, box, cell, print_font(9, bold), _INK, align)
            left += width

    def _paint_heading(self, painter: QPainter, top: float, cells: Sequence[str]) -> None:
        """The heading of a group goes on over the columns, up to the one with its sum."""
        told = next((at for at, cell in enumerate(cells) if at and cell), len(cells))
        width = sum(self.widths[:told]) - _GAP
        _words(painter, QRectF(0, top, width, _ROW), cells[0], print_font(9, 600), _INK)
        if told < len(cells):
            box = QRectF(sum(self.widths[:told]), top, self.widths[told] - _GAP, _ROW)
            _words(painter, box, cells[told], print_font(9, 600), _INK, paint.RIGHT)

    def _paint_foot(self, painter: QPainter, page: int) -> None:
        box = QRectF(0, self.height - 14, self.width, 14)
        _words(painter, box, rows_words(self._sheet), print_font(8), _FAINT)
        place = _("Page {page} of {pages}")
        said = place.format(page=i18n.number(page + 1), pages=i18n.number(self.pages))
        _words(painter, box, said, print_font(8), _FAINT, paint.RIGHT)


def shared(weights: Sequence[float], needed: Sequence[float], width: float) -> list[float]:
    """How a width is shared out: what stands in a column is cut only where it must be."""
    widths, open_columns, room = [0.0] * len(weights), set(range(len(weights))), width
    while open_columns:
        scale = room / max(sum(weights[at] for at in open_columns), 1)
        modest = {at for at in open_columns if needed[at] <= weights[at] * scale}
        for at in modest:
            widths[at] = needed[at]
        if not modest:  # those that are left want more than there is
            for at in open_columns:
                widths[at] = weights[at] * scale
            break
        room -= sum(needed[at] for at in modest)
        open_columns -= modest
    spare = width - sum(widths)
    scale = max(sum(widths), 1)
    return [each + spare * each / scale for each in widths]


def _needed(sheet: Sheet) -> list[float]:
    """What each column would take uncut: its longest texts are measured, not all of them."""
    rows = [line.cells for line in sheet.lines if not line.heading]
    wide: list[float] = []
    for at, column in enumerate(sheet.columns):
        metrics = QFontMetricsF(print_font(9, 500 if column.style is Style.NAME else 400))
        longest = nlargest(_MEASURED, (cells[at] for cells in rows if at < len(cells)), key=len)
        title = QFontMetricsF(print_font(9, 600)).horizontalAdvance(column.title)
        texts = map(metrics.horizontalAdvance, longest)
        wide.append(max((title, *texts)) + _GAP + 1)
    return wide


def _paged(lines: Sequence[Line], most: int) -> list[range]:
    """The lines of each page. A heading does not stand alone at the foot of one."""
    pages: list[range] = []
    start = 0
    while start < len(lines):
        stop = min(start + most, len(lines))
        if stop < len(lines) and lines[stop - 1].heading and stop - start > 1:
            stop -= 1
        pages.append(range(start, stop))
        start = stop
    return pages or [range(0)]


def rows_words(sheet: Sheet) -> str:
    """How many rows are printed, and that there are more."""
    if not sheet.rows:  # all groups are folded
        return ngettext("{n} group", "{n} groups", len(sheet.lines))
    if not sheet.left_out:
        return ngettext("{n} row", "{n} rows", sheet.rows)
    words = _("The first {n} of {total} rows")
    total = sheet.rows + sheet.left_out
    return words.format(n=i18n.number(sheet.rows), total=i18n.number(total))


def _words(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = paint.LEFT,
) -> None:
    """One line in a box, shortened where it does not fit."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetricsF(font).elidedText(text, paint.ELIDE, box.width())
    painter.drawText(box, align, shown)

"""A list on paper, or in a PDF: what is shown, heading on every page, page x of y.

Pages are painted one at a time between other work: a long list does not stop the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.queries import ListRow
from crm_desktop.services.workspace import Cancel
from crm_desktop.ui import paint, theme, words
from crm_desktop.ui.bulk_dialog import counted
from crm_desktop.ui.context import Context
from crm_desktop.ui.table.columns import Column, Style, asked_for
from crm_desktop.ui.table.row_cache import ID
from crm_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from crm_desktop.ui.pages.list_page import ListPage

MOST_PRINTED = 10_000  # rows: two hundred pages
_POINTS = 72
_ROW, _HEADING, _TOP, _BOTTOM, _GAP = 17.0, 20.0, 34.0, 22.0, 8.0  # points
_NAME_WIDTH = 190  # against the widths of the other columns
_MANY_COLUMNS = 5
_INK, _FAINT, _LINE = QColor("#16181D"), QColor("#5A6372"), QColor("#C9CED6")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed.

    Attributes:
        title: what the list is called.
        told: which of its records: words, filters, order; may be empty.
        stamp: when, and by whom.
        cells: the words of each row.
    """

    title: str
    told: str
    stamp: str
    columns: Sequence[Column]
    cells: Sequence[Sequence[str]]


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
        self.rows_a_page = max(int(room // _ROW), 1)
        self.pages = max(-(-len(sheet.cells) // self.rows_a_page), 1)
        weights = [_NAME_WIDTH if c.style is Style.NAME else c.width for c in sheet.columns]
        scale = width / max(sum(weights), 1)
        self.widths = [weight * scale for weight in weights]

    def cells_of(self, page: int) -> Sequence[Sequence[str]]:
        """The rows of a page, counted from 0."""
        return self._sheet.cells[page * self.rows_a_page : (page + 1) * self.rows_a_page]

    # --------------------------------------------------------------------------------- paint

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page, counted from 0."""
        self._paint_head(painter)
        top = self.head
        self._paint_line(painter, top, [c.title for c in self._sheet.columns], _HEADING, 600)
        painter.setPen(QPen(_INK, 0.8))
        painter.drawLine(QPointF(0, top + _HEADING), QPointF(self.width, top + _HEADING))
        top += _HEADING
        for cells in self.cells_of(page):
            self._paint_line(painter, top, cells, _ROW, 400)
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

    def _paint_foot(self, painter: QPainter, page: int) -> None:
        box = QRectF(0, self.height - 14, self.width, 14)
        rows = ngettext("{n} row", "{n} rows", len(self._sheet.cells))
        _words(painter, box, rows, print_font(8), _FAINT)
        place = _("Page {page} of {pages}")
        said = place.format(page=i18n.number(page + 1), pages=i18n.number(self.pages))
        _words(painter, box, said, print_font(8), _FAINT, paint.RIGHT)


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


class ListPrint(QObject):
    """Prints a list page.

    Signals:
        said: in words, how it ended.
    """

    said = Signal(str)

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._sheet: Sheet | None = None
        self._layout: Layout | None = None
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._job = Job("", Cancel())
        self._at = 0
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._paint_next)

    def begin(self) -> None:
        """Ask for a printer, then print what is shown."""
        count = self._page.model.rowCount()
        if self._painter is not None or not count:
            return
        if count > MOST_PRINTED:
            said = _(
                "At most {most} rows can be printed. Nothing was printed. "
                "Filter the list, or export it to a file."
            )
            said = said.format(most=i18n.number(MOST_PRINTED))
            self._context.dialogs.tell(self._page.window(), said)
            return
        landscape = len(self._page.model.columns) > _MANY_COLUMNS
        self._context.dialogs.choose_printer(
            self._page.window(), self._page.place.title, self._read, landscape=landscape
        )

    def _read(self, printer: QPrinter) -> None:
        self._printer = printer
        page = self._page
        vector = page.model.cache.ids
        keys = tuple(vector[at : at + ID] for at in range(0, len(vector), ID))
        columns = asked_for(page.entity, page.model.columns)
        rows = services.listing.rows.call(page.entity.key, columns, keys)

        def start(found: dict[bytes, ListRow]) -> None:
            self._start([found[key] for key in keys if key in found])

        self._context.tasks.query(self, "print", rows, done=start)

    def _start(self, rows: list[ListRow]) -> None:
        printer = self._printer
        if printer is None:
            return
        self._sheet = self._made(rows)
        scale = printer.resolution() / _POINTS
        area = printer.pageRect(QPrinter.Unit.Point)
        self._layout = Layout(self._sheet, area.width(), area.height())
        painter = QPainter()
        if not painter.begin(printer):
            self._printer = None
            told = _("The printer does not answer. Nothing was printed. Choose another one.")
            self.said.emit(told)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        self._painter, self._at = painter, 0
        self._job = Job(_("Printing {title}").format(title=self._sheet.title), Cancel())
        self._context.tasks.job_began.emit(self._job)
        self._next.start()

    def _made(self, rows: list[ListRow]) -> Sheet:
        model = self._page.model
        cells = [
            [_cell(c, cell) for c, cell in zip(model.columns, row.cells, strict=False)]
            for row in rows
        ]
        workspace = self._context.tasks.workspace
        who = workspace.actor.name if workspace else ""
        stamp = f"{i18n.full_moment(self._context.clock())}  ·  {who}"
        return Sheet(self._page.place.title, told_of(self._page), stamp, model.columns, cells)

    def _paint_next(self) -> None:
        """One page, then the window has its turn."""
        layout, painter, printer = self._layout, self._painter, self._printer
        if layout is None or painter is None or printer is None:
            return
        if self._job.cancel.requested:
            printer.abort()
            self._end(_("Printing was stopped after {n} of {pages} pages."))
            return
        if self._at:
            printer.newPage()
        layout.paint(painter, self._at)
        self._at += 1
        self._job.step, self._job.total = self._at, layout.pages
        self._context.tasks.job_moved.emit(self._job)
        if self._at < layout.pages:
            self._next.start()
        else:
            self._end(ngettext("Printed {n} page.", "Printed {n} pages.", self._at))

    def _end(self, how: str) -> None:
        pages = self._layout.pages if self._layout else 0
        if self._painter is not None:
            self._painter.end()
        self._painter = self._printer = self._layout = None
        self._context.tasks.job_ended.emit(self._job)
        self.said.emit(how.format(n=i18n.number(self._at), pages=i18n.number(pages)))


def _cell(column: Column, value: Any) -> str:
    """A cell on paper. "Yesterday" would be wrong tomorrow: dates are written out."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, datetime):
        return i18n.full_day(i18n.local(value).date())
    return " ".join(words.full(column.field, value).split())[: words.MOST_IN_A_CELL]


def told_of(page: ListPage) -> str:
    """Which records a list shows, in words: those of its chips, and how it is ordered."""
    asked = page.asked()
    parts = [_("“{words}”").format(words=page.text)] if page.text else []
    chips: list[Any] = page.filters.findChildren(QPushButton, "Chip")
    parts += [chip.text().strip() for chip in chips if not chip.isHidden()]
    for sort in asked.sort:
        field = _(page.entity.field(sort.key).label)
        down, up = _("by {field}, descending"), _("by {field}")
        parts.append((down if sort.descending else up).format(field=field))
    what = counted(page.entity, page.model.rowCount())
    return "  ·  ".join((what, *parts)) if parts else ""

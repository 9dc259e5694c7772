"""A list on paper, or in a PDF: what is shown, after a look at the pages.

Pages are painted one at a time between other work: a long list does not stop the window.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtWidgets import QPushButton

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.queries import ListRow
from crm_desktop.services.workspace import Cancel
from crm_desktop.ui import words
from crm_desktop.ui.bulk_dialog import counted
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds, set_margins
from crm_desktop.ui.print_layout import Layout, Line, Sheet
from crm_desktop.ui.print_preview import PrintPreview
from crm_desktop.ui.table.columns import Column, asked_for
from crm_desktop.ui.table.row_cache import ID
from crm_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from crm_desktop.ui.pages.list_page import ListPage

MOST_PRINTED = 10_000  # rows: two hundred pages
PDF = FileKinds(((N_("PDF"), "*.pdf"),))
_POINTS = 72
_MANY_COLUMNS = 5


class ListPrint(QObject):
    """Prints a list page.

    Attributes:
        preview: the pages that are looked at, or were last.

    Signals:
        said: in words, how it ended.
    """

    said = Signal(str)

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.preview: PrintPreview | None = None
        self._layout: Layout | None = None
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._job = Job("", Cancel())
        self._at = 0
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._paint_next)

    # --------------------------------------------------------------------------------- look

    def begin(self) -> None:
        """Read what is shown, then show the pages."""
        page = self._page
        if self._painter is not None or not page.model.rowCount():
            return
        vector = page.model.cache.ids[: ID * MOST_PRINTED]
        keys = tuple(vector[at : at + ID] for at in range(0, len(vector), ID))
        columns = asked_for(page.entity, page.model.columns)
        rows = services.listing.rows.call(page.entity.key, columns, keys)
        self._context.tasks.query(self, "print", rows, done=partial(self._show, keys))

    def _show(self, keys: tuple[bytes, ...], found: dict[bytes, ListRow]) -> None:
        sheet = self._made(keys, found)
        landscape = len(sheet.columns) > _MANY_COLUMNS
        self.preview = preview = PrintPreview(sheet, self._page.window(), landscape=landscape)
        preview.print_asked.connect(partial(self._choose_printer, sheet))
        preview.pdf_asked.connect(partial(self._choose_file, sheet))
        preview.finished.connect(preview.deleteLater)
        preview.open()

    def _made(self, keys: tuple[bytes, ...], found: dict[bytes, ListRow]) -> Sheet:
        model = self._page.model
        lines: list[Line] = []
        for at, key in enumerate(keys):
            if at in model.groups:
                lines.append(Line(self._heading(at, found.get(key)), heading=True))
            if key in found and not model.groups.is_folded(at):
                pairs = zip(model.columns, found[key].cells, strict=False)
                lines.append(Line([_cell(column, value) for column, value in pairs]))
        workspace = self._context.tasks.workspace
        who = workspace.actor.name if workspace else ""
        stamp = f"{i18n.full_moment(self._context.clock())}  ·  {who}"
        told, left_out = told_of(self._page), model.rowCount() - len(keys)
        return Sheet(self._page.place.title, told, stamp, model.columns, lines, left_out)

    def _heading(self, row: int, first: ListRow | None) -> list[str]:
        model = self._page.model
        cells = [model.total(row) if c.key == model.summed else "" for c in model.columns]
        return [model.heading_of(first, row), *cells[1:]]

    # ----------------------------------------------------------------------------------- out

    def _choose_printer(self, sheet: Sheet, landscape: bool) -> None:
        self._context.dialogs.choose_printer(
            self._page.window(), sheet.title, partial(self._start, sheet), landscape=landscape
        )

    def _choose_file(self, sheet: Sheet, landscape: bool) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{sheet.title.replace('/', '-')}.pdf"
        write = partial(self._write, sheet, landscape)
        self._context.dialogs.save_file(
            self._page.window(), _("Save as PDF"), PDF, suggested, write
        )

    def _write(self, sheet: Sheet, landscape: bool, path: Path) -> None:
        from PySide6.QtPrintSupport import QPrinter  # needed by few, seldom

        try:
            path.open("ab").close()
        except OSError:
            self.said.emit(
                _("This file cannot be written. Nothing was kept. Choose another place.")
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setDocName(sheet.title)
        if landscape:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        set_margins(printer)
        self._start(sheet, printer)

    def _start(self, sheet: Sheet, printer: QPrinter) -> None:
        scale = printer.resolution() / _POINTS
        area = printer.pageLayout().paintRectPoints()
        painter = QPainter()
        if not painter.begin(printer):
            told = _("The printer does not answer. Nothing was printed. Choose another one.")
            self.said.emit(told)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        self._layout = Layout(sheet, area.width(), area.height())
        self._printer, self._painter, self._at = printer, painter, 0
        self._job = Job(_("Printing {title}").format(title=sheet.title), Cancel())
        self._context.tasks.job_began.emit(self._job)
        self._next.start()

    def _paint_next(self) -> None:
        """One page, then the window has its turn."""
        layout, painter, printer = self._layout, self._painter, self._printer
        if layout is None or painter is None or printer is None:
            return
        if self._job.cancel.requested:
            printer.abort()
            done, pages = i18n.number(self._at), i18n.number(layout.pages)
            told = _("Printing was stopped after {n} of {pages} pages.")
            self._end(told.format(n=done, pages=pages))
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
            self._end(self._how())

    def _how(self) -> str:
        """How it ended well: a file is not paper."""
        name = self._printer.outputFileName() if self._printer is not None else ""
        if not name:
            return ngettext("Printed {n} page.", "Printed {n} pages.", self._at)
        pages = ngettext("{n} page", "{n} pages", self._at)
        return _("Saved as {name}, {pages}.").format(name=Path(name).name, pages=pages)

    def _end(self, how: str) -> None:
        if self._painter is not None:
            self._painter.end()
        self._painter = self._printer = self._layout = None
        self._context.tasks.job_ended.emit(self._job)
        self.said.emit(how)


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
    what = counted(page.entity, len(page.model.groups))
    return "  ·  ".join((what, *parts)) if parts else ""

"""A PDF before it goes out: its pages below each other, drawn from the very bytes that are sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QFrame, QVBoxLayout, QWidget

from crm_desktop import i18n
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.quote import pdf_pages
from crm_desktop.ui.quote.pdf_pages import POINTS, PageSize
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice, announce

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PDF = FileKinds(((N_("PDF"), "*.pdf"),))
_GAP = 14
_SHARE = 0.92  # of the window
_ZOOMS = (0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
_PRINTED = 300  # dots an inch, at most
_DRAWN_AT_ONCE = 6  # so many pages are kept as pictures


class PdfView(QAbstractScrollArea):
    """The pages below each other.

    Attributes:
        sizes: of the pages, once they are known. zoom: pixels a point; 0: as wide as the view.

    Signals:
        moved: another page is read, or it is larger or smaller.
    """

    moved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setObjectName("Pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Pages"))
        self._data = b""
        self.sizes: list[PageSize] = []
        self.zoom = 0.0
        self._pictures: dict[tuple[int, float], QImage] = {}
        self._asked: set[tuple[int, float]] = set()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def data(self) -> bytes:
        """What is shown."""
        return self._data

    def show_pdf(self, data: bytes) -> None:
        """Show other bytes."""
        self._data = data
        self.sizes.clear()
        self._pictures.clear()
        self._asked.clear()
        self._context.tasks.aside(self, partial(pdf_pages.sizes, data), done=self._take_sizes)

    def _take_sizes(self, sizes: list[PageSize]) -> None:
        self.sizes = sizes
        self._fit()
        self.moved.emit()

    # ------------------------------------------------------------------------------------ place

    @property
    def scale(self) -> float:
        """Pixels a point."""
        if self.zoom:
            return self.zoom * theme.px(100) / 100 * 96 / POINTS
        width = max((size.width for size in self.sizes), default=1.0)
        return max((self.viewport().width() - 2 * _GAP) / width, 0.1)

    def boxes(self) -> list[QRectF]:
        """Where the pages lie on the long strip."""
        scale, top = self.scale, float(_GAP)
        room = max(
            self.viewport().width(),
            max((size.width * scale for size in self.sizes), default=0) + 2 * _GAP,
        )
        made: list[QRectF] = []
        for size in self.sizes:
            width, height = size.width * scale, size.height * scale
            made.append(QRectF((room - width) / 2, top, width, height))
            top += height + _GAP
        return made

    def _fit(self) -> None:
        boxes, view = self.boxes(), self.viewport().size()
        height = int(boxes[-1].bottom() + _GAP) if boxes else 0
        width = int(max((box.right() for box in boxes), default=0)) + _GAP
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(height - view.height(), 0))
        down.setPageStep(view.height())
        down.setSingleStep(theme.px(40))
        across.setRange(0, max(width - view.width(), 0))
        across.setPageStep(view.width())
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page that is read, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        for at, box in enumerate(self.boxes()):
            if middle < box.bottom() + _GAP:
                return at
        return max(len(self.sizes) - 1, 0)

    def go_to(self, page: int) -> None:
        """Read another page from its top."""
        boxes = self.boxes()
        if boxes:
            at = min(max(page, 0), len(boxes) - 1)
            self.verticalScrollBar().setValue(int(boxes[at].top()) - _GAP)
            announce(self, self.place)

    @property
    def place(self) -> str:
        """Page x of y."""
        if not self.sizes:
            return ""
        words = _("Page {page} of {pages}")
        return words.format(page=i18n.number(self.page + 1), pages=i18n.number(len(self.sizes)))

    def enlarge(self, step: int) -> None:
        """Larger (1), smaller (-1), or as wide as the view (0)."""
        page = self.page
        now = self.scale * POINTS / 96 / (theme.px(100) / 100)
        if step > 0:
            self.zoom = next((each for each in _ZOOMS if each > now + 0.01), _ZOOMS[-1])
        elif step < 0:
            self.zoom = next((each for each in reversed(_ZOOMS) if each < now - 0.01), _ZOOMS[0])
        else:
            self.zoom = 0.0
        self._fit()
        self.go_to(page)
        self.moved.emit()

    # ---------------------------------------------------------------------------------- painting

    def _scrolled(self) -> None:
        self.viewport().update()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        seen = QRectF(self.viewport().rect())
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for at, box in enumerate(self.boxes()):
            place = box.translated(-across, -down)
            if not place.intersects(seen):
                continue
            painter.fillRect(place, QColor(Qt.GlobalColor.white))
            picture = self._picture(at)
            if picture is not None:
                painter.drawImage(place, picture)
            painter.setPen(theme.color("border_strong"))
            painter.drawRect(place)
        painter.end()

    def _picture(self, page: int) -> QImage | None:
        """The page as it is drawn; while it is drawn anew, the old picture stretched."""
        scale = round(self.scale * self.devicePixelRatioF(), 3)
        key = (page, scale)
        if key in self._pictures:
            return self._pictures[key]
        if key not in self._asked:
            self._asked.add(key)
            work = partial(pdf_pages.drawn, self._data, page, scale)
            self._context.tasks.aside(self, work, done=partial(self._drawn, key))
        return next((old for (at, _s), old in self._pictures.items() if at == page), None)

    def _drawn(self, key: tuple[int, float], picture: QImage) -> None:
        self._asked.discard(key)
        for old in [each for each in self._pictures if each[0] == key[0]]:
            del self._pictures[old]
        while len(self._pictures) >= _DRAWN_AT_ONCE:
            far = max(self._pictures, key=lambda each: abs(each[0] - self.page))
            del self._pictures[far]
        self._pictures[key] = picture
        self.viewport().update()

    # ------------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Home: -(1 << 20),
            Qt.Key.Key_End: 1 << 20,
        }.get(Qt.Key(event.key()))
        zoom = {
            Qt.Key.Key_Plus: 1,
            Qt.Key.Key_Equal: 1,
            Qt.Key.Key_Minus: -1,
            Qt.Key.Key_0: 0,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self.go_to(self.page + step)
        elif zoom is not None:
            self.enlarge(zoom)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            bar = self.verticalScrollBar()
            sign = 1 if event.key() == Qt.Key.Key_Down else -1
            bar.setValue(bar.value() + sign * bar.singleStep())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, arg__1: QWheelEvent) -> None:
        if arg__1.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(1 if arg__1.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(arg__1)


class PdfPreview(QDialog):
    """Shows a document, prints it, writes it to a file.

    Attributes:
        view: the pages. data: the bytes they are drawn from.
        print_button, pdf_button: the ways out.
    """

    def __init__(self, context: Context, name: str, data: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._name, self.data = context, name, data
        self.setWindowTitle(name)
        self.view = PdfView(context)
        self.notice = Notice()
        self.back = build.tool("chevron-left", _("Previous page (Page Up)"))
        self.on = build.tool("chevron-right", _("Next page (Page Down)"))
        self.smaller = build.tool("zoom-out", _("Smaller (-)"))
        self.larger = build.tool("zoom-in", _("Larger (+)"))
        self.whole = build.tool("move-horizontal", _("As wide as the window (0)"))
        self._place = build.label(tone="muted")
        self.pdf_button = build.button(_("&Save as PDF …"), "download")
        self.print_button = build.button(_("&Print …"), "printer", primary=True)
        self.setLayout(self._build())
        self._wire()
        self.resize(QSize(theme.px(860), round(parent.window().height() * _SHARE)))
        self.view.show_pdf(data)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> QVBoxLayout:
        close = build.button(_("&Close"))
        close.clicked.connect(self.reject)
        foot = build.row(
            *(self.back, self._place, self.on, 10, self.smaller, self.larger, self.whole, 0),
            *(close, self.pdf_button, self.print_button),
            spacing=6,
            margins=(16, 10, 16, 12),
        )
        notices = build.column(self.notice, margins=(16, 0, 16, 8))
        column = build.column(notices, self.view, build.rule(), spacing=0)
        column.setStretch(1, 1)
        column.addLayout(foot)
        return column

    def _wire(self) -> None:
        self.view.moved.connect(self._tell)
        self.back.clicked.connect(lambda: self.view.go_to(self.view.page - 1))
        self.on.clicked.connect(lambda: self.view.go_to(self.view.page + 1))
        self.smaller.clicked.connect(lambda: self.view.enlarge(-1))
        self.larger.clicked.connect(lambda: self.view.enlarge(1))
        self.whole.clicked.connect(lambda: self.view.enlarge(0))
        self.print_button.clicked.connect(self.print)
        self.pdf_button.clicked.connect(self.save)

    def _tell(self) -> None:
        self._place.setText(self.view.place)
        self.back.setEnabled(self.view.page > 0)
        self.on.setEnabled(self.view.page < len(self.view.sizes) - 1)

    def save(self) -> None:
        """Write the bytes to a file."""
        save_pdf(self._context, self, self._name, self.data, self._said)

    def _said(self, words: str, *, good: bool) -> None:
        self.notice.say(words, "good" if good else "problem")

    def print(self) -> None:
        """Print the pages as they are."""
        print_pdf(self._context, self, self._name, self.data, self._said)


Said = Callable[..., None]


def save_pdf(
    context: Context,
    owner: QWidget,
    name: str,
    data: bytes,
    said: Said,
    then: Callable[[Path], None] | None = None,
) -> None:
    """Ask for a file and write the bytes there. `said` hears how it ended, `then` where."""

    def write(path: Path) -> None:
        def done(_nothing: object) -> None:
            said(_("Saved as {name}.").format(name=path.name), good=True)
            if then is not None:
                then(path)

        def failed(_error: Exception) -> None:
            words = _("This file cannot be written. Nothing was kept. Choose another place.")
            said(words, good=False)

        context.tasks.aside(owner, partial(_write, path, data), done=done, failed=failed)

    context.dialogs.save_file(owner, _("Save as PDF"), PDF, suggested(name, "pdf"), write)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def suggested(name: str, suffix: str) -> Path:
    """A file name for a document."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    plain = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in name).strip() or "document"
    return Path(place or Path.home()) / f"{plain}.{suffix}"


def print_pdf(context: Context, owner: QWidget, name: str, data: bytes, said: Said) -> None:
    """Ask for a printer, draw the pages for it, and print them."""

    def begin(printer: QPrinter) -> None:
        scale = min(printer.resolution(), _PRINTED) / POINTS

        def drawn(pictures: list[QImage]) -> None:
            told = _paint(printer, pictures)
            said(told or _("Sent to the printer."), good=not told)

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                said(str(error), good=False)
            else:
                context.tasks.report(owner, error)

        work = partial(_all_drawn, data, scale)
        context.tasks.aside(owner, work, done=drawn, failed=failed)

    context.dialogs.choose_printer(owner.window(), name, begin)


def _all_drawn(data: bytes, scale: float) -> list[QImage]:
    return [pdf_pages.drawn(data, at, scale) for at in range(len(pdf_pages.sizes(data)))]


def _paint(printer: QPrinter, pictures: list[QImage]) -> str:
    """Each picture on a page, as large as the paper; what went wrong, in words."""
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return _("The printer does not answer. Nothing was printed. Choose another one.")
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for at, picture in enumerate(pictures):
        if at:
            printer.newPage()
        room = printer.pageLayout().fullRectPixels(printer.resolution())
        size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(QRect(0, 0, room.width(), room.height()).center())
        painter.drawImage(place, picture)
    painter.end()
    return ""

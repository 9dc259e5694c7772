"""The pages of a list before they are printed: turned with the keys, upright or across."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPageSize, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.dialogs import MARGIN
from crm_desktop.ui.print_layout import Layout, Sheet
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice, announce

_EDGE = MARGIN / 25.4 * 72  # points
_SHARE = 0.85  # of the window
_TURNS = {
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_End: 1 << 30,
    Qt.Key.Key_Home: -(1 << 30),
}


def paper(*, landscape: bool) -> tuple[float, float]:
    """Width and height in points of the paper that is usual here."""
    american = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    kind = QPageSize.PageSizeId.Letter if american else QPageSize.PageSizeId.A4
    size = QPageSize(kind).size(QPageSize.Unit.Point)
    short, long = sorted((size.width(), size.height()))
    return (long, short) if landscape else (short, long)


class PageView(QWidget):
    """One page of a sheet, as large as there is room.

    Attributes:
        at: which one, counted from 0.
        layout_now: where everything stands, as the paper lies.

    Signals:
        turned: another page is shown, or the paper lies otherwise.
    """

    turned = Signal()

    def __init__(self, sheet: Sheet, *, landscape: bool) -> None:
        super().__init__()
        self._sheet, self.at = sheet, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(theme.px(420), theme.px(320))
        self.lay(landscape=landscape)

    def lay(self, *, landscape: bool) -> None:
        """Lay the paper across, or upright; what is read stays in sight."""
        before = getattr(self, "layout_now", None)
        row = before.first_line(self.at) if before is not None else 0
        self._paper = width, height = paper(landscape=landscape)
        self.layout_now = Layout(self._sheet, width - 2 * _EDGE, height - 2 * _EDGE)
        self.at = self.layout_now.page_of(row)
        self._told()

    def turn(self, pages: int) -> None:
        """So many pages on, or back."""
        at = min(max(self.at + pages, 0), self.layout_now.pages - 1)
        if at != self.at:
            self.at = at
            self._told()

    def _told(self) -> None:
        words = self.place
        self.setAccessibleName(words)
        self.update()
        announce(self, words)
        self.turned.emit()

    @property
    def place(self) -> str:
        """Page x of y."""
        page, pages = i18n.number(self.at + 1), i18n.number(self.layout_now.pages)
        return _("Page {page} of {pages}").format(page=page, pages=pages)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(820), theme.px(600))

    def page_box(self) -> QRectF:
        """Where the paper lies."""
        room = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        width, height = self._paper
        scale = min(room.width() / width, room.height() / height)
        box = QRectF(0, 0, width * scale, height * scale)
        box.moveCenter(room.center())
        return box

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, box = QPainter(self), self.page_box()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent" if self.hasFocus() else "border_strong"))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRect(box)
        painter.translate(box.topLeft())
        scale = box.width() / self._paper[0]
        painter.scale(scale, scale)
        painter.translate(_EDGE, _EDGE)
        self.layout_now.paint(painter, self.at)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _TURNS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.turn(-1 if event.angleDelta().y() > 0 else 1)


class PrintPreview(QDialog):
    """Shows the pages, and asks where to print them.

    Attributes:
        view: the page. notice: says what is left out.
        print_button, pdf_button, across, back, on: the buttons.

    Signals:
        print_asked, pdf_asked: whether the paper lies across.
    """

    print_asked = Signal(bool)
    pdf_asked = Signal(bool)

    def __init__(self, sheet: Sheet, parent: QWidget, *, landscape: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print {title}").format(title=sheet.title))
        self.view = PageView(sheet, landscape=landscape)
        self.notice = Notice()
        self.back = build.tool("chevron-left", _("Previous page (Page Up)"))
        self.on = build.tool("chevron-right", _("Next page (Page Down)"))
        self._place = build.label(tone="muted")
        self.across = build.button(_("&Landscape"))
        self.across.setCheckable(True)
        self.across.setChecked(landscape)
        self.pdf_button = build.button(_("Save as P&DF …"))
        self.print_button = build.button(_("&Print …"), primary=True)
        self.print_button.setDefault(True)
        self.setLayout(self._build())
        self._wire()
        self._tell()
        if sheet.left_out:
            words = _(
                "Only the first {n} of {total} rows are printed. To have all of them, filter "
                "the list, or export it to a file."
            )
            total = sheet.rows + sheet.left_out
            said = words.format(n=i18n.number(sheet.rows), total=i18n.number(total))
            self.notice.say(said, "problem")
        self.resize(parent.size() * _SHARE)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> QVBoxLayout:
        close = build.button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = build.row(self.back, self._place, self.on, 12, self.across, 0, spacing=4)
        for button in (close, self.pdf_button, self.print_button):
            foot.addWidget(button)
            foot.addSpacing(theme.px(4))
        column = build.column(self.notice, spacing=12, margins=(16, 16, 16, 14))
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        return column

    def _wire(self) -> None:
        self.view.turned.connect(self._tell)
        self.back.clicked.connect(lambda: self.view.turn(-1))
        self.on.clicked.connect(lambda: self.view.turn(1))
        self.across.toggled.connect(self._lay)
        self.print_button.clicked.connect(lambda: self._out(self.print_asked.emit))
        self.pdf_button.clicked.connect(lambda: self._out(self.pdf_asked.emit))

    def _lay(self, across: bool) -> None:
        self.view.lay(landscape=across)

    def _tell(self) -> None:
        self._place.setText(self.view.place)
        self.back.setEnabled(self.view.at > 0)
        self.on.setEnabled(self.view.at < self.view.layout_now.pages - 1)

    def _out(self, then: Callable[[bool], None]) -> None:
        across = self.across.isChecked()
        self.accept()
        then(across)

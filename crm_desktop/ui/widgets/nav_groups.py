"""Lines of the navigation under a page or a quiet heading: saved lists, lists, favourites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QButtonGroup, QSizePolicy, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import dragging, icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import ToolButton

ROW = 30
_EDGE, _ICON, _GAP = 10, 15, 9


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of a group.

    Attributes:
        icon: a Lucide name; "" for the initials of the text.
        square: the initials stand on a square, as those of a company.
        count: how many records are behind it; None where nobody knows (yet).
        takes: entities of records that may be dropped on it.
        moves: it can be dragged to another place in its group.
        under: it belongs to the page above it, and stands a little to the right.
    """

    key: str
    text: str
    icon: str = ""
    square: bool = False
    count: int | None = None
    takes: tuple[str, ...] = ()
    moves: bool = False
    under: bool = False


class _DropButton(ToolButton):
    """A button on which something can be dropped; it lights up under what fits."""

    def __init__(self) -> None:
        super().__init__()
        self._over = False

    def _fits(self, data: QMimeData) -> bool:
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._fits(event.mimeData()):
            event.acceptProposedAction()
            self._light(on=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._light(on=False)

    def _light(self, *, on: bool) -> None:
        self._over = on
        self.update()


class NavRow(_DropButton):
    """One line: icon or initials, a name that is shortened, a count. Records drop on it.

    Signals:
        menu_asked: its menu is wanted at this point (of the screen).
        dropped: a Dragged was let go over it.
        moved: key of another line that is to stand before it.
    """

    menu_asked = Signal(object)
    dropped = Signal(object)
    moved = Signal(str)

    def __init__(self, item: NavItem) -> None:
        super().__init__()
        self.item = item
        self._pressed_at: QPoint | None = None
        self.setObjectName("Nav")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(ROW))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_item(item)

    def show_item(self, item: NavItem) -> None:
        """What the line says."""
        self.item = item
        number = "" if item.count is None else i18n.number(item.count)
        self.setAccessibleName(", ".join(filter(None, (item.text, number))))
        self.setToolTip(item.text)
        self.setAcceptDrops(bool(item.takes) or item.moves)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(ROW))

    # --------------------------------------------------------------------------------- paint

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        on = self.isChecked() or self._over
        if self._over:
            painter.setPen(theme.color("accent"))
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        left = self._mark(painter, on=on)
        right = self._number(painter, on=on)
        box = QRectF(left, 0, right - left, self.height())
        Pen(painter).words(box, self.item.text, 13, 500, "accent_text" if on else "text2")
        painter.end()

    def _mark(self, painter: QPainter, *, on: bool) -> float:
        """The icon or the initials; where the name begins."""
        left = theme.px(_EDGE + (16 if self.item.under else 0))
        side = theme.px(_ICON if self.item.icon else 18)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        if self.item.icon:
            colour = theme.color("accent_text" if on else "text2").name()
            icons.paint_icon(painter, self.item.icon, box, colour)
        else:
            box.translate(-theme.px(1.5), 0)
            paint.avatar(painter, box, self.item.text, square=self.item.square, size=0.42)
        return left + theme.px(_ICON + _GAP)

    def _number(self, painter: QPainter, *, on: bool) -> float:
        """The count; where the name ends."""
        right = self.width() - theme.px(_EDGE)
        if self.item.count is None:
            return right
        words = i18n.number(self.item.count)
        box = QRectF(0, 0, right, self.height())
        token = "accent_text" if on else "text3"
        Pen(painter).words(box, words, 11.5, 500, token, paint.RIGHT, tabular=True)
        return right - paint.text_width(words, 11.5, 500, tabular=True) - theme.px(8)

    # --------------------------------------------------------------------------- menu, moving

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        under = self.mapToGlobal(self.rect().bottomLeft())
        self.menu_asked.emit(event.globalPos() if by_mouse else under)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if (
            not self.item.moves
            or start is None
            or not event.buttons() & Qt.MouseButton.LeftButton
            or (event.position().toPoint() - start).manhattanLength() < far
        ):
            super().mouseMoveEvent(event)
            return
        self._pressed_at = None
        self.setDown(False)
        data = QMimeData()
        data.setData(dragging.NAV_ITEM, QByteArray(self.item.key.encode()))
        dragging.drag(self, data, self.item.text, Qt.DropAction.MoveAction)

    # --------------------------------------------------------------------------------- drops

    def _fits(self, data: QMimeData) -> bool:
        records = dragging.unpacked(data)
        if records is not None:
            return records.entity in self.item.takes
        other = dragging.item_of(data)
        return self.item.moves and bool(other) and other != self.item.key

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        if not self._fits(event.mimeData()):
            return
        event.acceptProposedAction()
        if (records := dragging.unpacked(event.mimeData())) is not None:
            self.dropped.emit(records)
        else:
            self.moved.emit(dragging.item_of(event.mimeData()))


class NavHeading(_DropButton):
    """A quiet heading that folds its group; records drop on it where that makes something.

    Signals:
        dropped: a Dragged was let go over it.
    """

    dropped = Signal(object)

    def __init__(self, text: str, takes: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._text, self._takes = text, takes
        self.setObjectName("NavHeading")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(26))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(bool(takes))
        self.toggled.connect(self._tell)
        self._tell(False)

    def _tell(self, folded: bool) -> None:
        state = _("folded") if folded else _("unfolded")
        self.setAccessibleName(f"{self._text}, {state}")
        self.setToolTip(_("Show this group") if folded else _("Fold this group"))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        left, side = theme.px(8), theme.px(12)
        width = paint.text_width(self._text, 11, 600)
        box = QRectF(left, 0, self.width() - left - side - theme.px(8), self.height())
        token = "accent_text" if self._over else "text3"
        Pen(painter).words(box, self._text, 11, 600, token)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            at = min(left + width + theme.px(4), box.right())
            arrow = QRectF(at, (self.height() - side) / 2, side, side)
            name = "chevron-right" if self.isChecked() else "chevron-down"
            icons.paint_icon(painter, name, arrow, theme.color(token).name())
        painter.end()

    def _fits(self, data: QMimeData) -> bool:
        records = dragging.unpacked(data)
        return records is not None and records.entity in self._takes

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        records = dragging.unpacked(event.mimeData())
        if records is not None and self._fits(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(records)


class NavRows(QWidget):
    """Some lines below each other. Lines that stay keep their widget, and with it the keyboard.

    Signals:
        chosen: key of a line; menu_asked: key, point; dropped: key, Dragged; moved: key of a
        line, and of the one it is to stand before.
    """

    chosen = Signal(str)
    menu_asked = Signal(str, object)
    dropped = Signal(str, object)
    moved = Signal(str, str)

    def __init__(self, group: QButtonGroup) -> None:
        super().__init__()
        self._group = group
        self.rows: dict[str, NavRow] = {}
        self._column = build.column(spacing=1)
        self.setLayout(self._column)
        self.hide()

    def show_items(self, items: Sequence[NavItem]) -> None:
        """These lines, in this order."""
        if list(self.rows) != [item.key for item in items]:
            self._arrange(items)
        for item in items:
            self.rows[item.key].show_item(item)
        self.setVisible(bool(items))

    def _arrange(self, items: Sequence[NavItem]) -> None:
        before, self.rows = self.rows, {}
        for item in items:
            self.rows[item.key] = before.pop(item.key, None) or self._made(item)
        for row in before.values():
            self._group.removeButton(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for at, row in enumerate(self.rows.values()):
            self._column.insertWidget(at, row)
        last: QWidget | None = None
        for row in self.rows.values():  # Tab follows the order in which they stand
            if last is not None:
                QWidget.setTabOrder(last, row)
            last = row

    def _made(self, item: NavItem) -> NavRow:
        row, key = NavRow(item), item.key
        row.clicked.connect(lambda: self.chosen.emit(key))
        row.menu_asked.connect(lambda point: self.menu_asked.emit(key, point))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        row.dropped.connect(lambda records: self.dropped.emit(key, records))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        row.moved.connect(lambda other: self.moved.emit(str(other), key))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        self._group.addButton(row)
        return row


class NavGroup(QWidget):
    """A heading and its lines; with a + where something can be added.

    Signals:
        adding: the + was pressed.
        folded: whether the lines are out of sight now.
        heading_dropped: a Dragged was let go over the heading.
    """

    adding = Signal()
    folded = Signal(bool)
    heading_dropped = Signal(object)

    def __init__(
        self, title: str, group: QButtonGroup, *, add: str = "", takes: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.heading, self.rows = NavHeading(title, takes), NavRows(group)
        line = build.row(self.heading, spacing=0, margins=(0, 10, 0, 1))
        line.setStretch(0, 1)
        self.plus = build.tool("plus", add, size=14) if add else None
        if self.plus is not None:
            self.plus.setFixedSize(theme.px(26), theme.px(26))
            self.plus.clicked.connect(self.adding)
            line.addWidget(self.plus)
        self.setLayout(build.column(line, self.rows, spacing=0))
        self.heading.clicked.connect(self.fold)
        self.heading.clicked.connect(self.folded)
        self.heading.dropped.connect(self.heading_dropped)

    def show_items(self, items: Sequence[NavItem]) -> None:
        """These lines; a group without lines and without + is out of sight."""
        self.rows.show_items(items)
        self.rows.setVisible(bool(items) and not self.heading.isChecked())
        self.setVisible(bool(items) or self.plus is not None)

    def fold(self, on: bool) -> None:
        """Put the lines out of sight, or show them."""
        self.heading.setChecked(on)
        self.rows.setVisible(bool(self.rows.rows) and not on)

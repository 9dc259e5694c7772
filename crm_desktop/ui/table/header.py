"""The headings of a list: a click orders by one column, Shift adds another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.queries import Sort
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.table.columns import Style
from crm_desktop.ui.table.model import ListModel


class ListHeader(QHeaderView):
    """Paints headings with their arrows.

    Attributes:
        order: the columns the list is ordered by; empty for its own order.

    Signals:
        ordered: the new order, a tuple of Sort.
        resized: the user gave a column another width: key, pixels.
        menu_asked: the menu of columns is wanted at this point (of the screen).
    """

    ordered = Signal(object)
    resized = Signal(str, int)
    menu_asked = Signal(object)

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._pressed: QRect | None = None
        self._hover = -1
        self.order: tuple[Sort, ...] = ()
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setResizeContentsPrecision(0)
        self.setMinimumSectionSize(theme.px(56))
        self.setAccessibleName(_("Columns"))
        self.sectionResized.connect(self._told)

    def toggle(self, key: str, *, add: bool = False) -> None:
        """Order by a column, or turn its order round.

        `add` keeps the other columns; a column that is turned round already leaves the order then.
        """
        now = next((sort for sort in self.order if sort.key == key), None)
        turned = Sort(key, descending=now is not None and not now.descending)
        if now is not None and now.descending:
            turned = Sort(key)
        if add and now is not None and now.descending and len(self.order) > 1:
            self.order = tuple(sort for sort in self.order if sort.key != key)
        elif add and now is not None:
            self.order = tuple(turned if sort.key == key else sort for sort in self.order)
        else:
            self.order = (*self.order, turned) if add else (turned,)
        self.viewport().update()
        self.ordered.emit(self.order)

    def show_order(self, order: tuple[Sort, ...]) -> None:
        """Show an order that came from elsewhere."""
        self.order = order
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(34))

    # --------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        widths = [self.sectionSize(i) for i in range(self.count())]
        self._pressed = QRect(event.position().toPoint(), QSize(sum(widths), 1))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, self._pressed = self._pressed, None
        at = event.position().toPoint()
        if start is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if (at - start.topLeft()).manhattanLength() > 4 or self.cursor().shape() != _ARROW:
            return  # a column was made wider
        section = self.logicalIndexAt(at)
        if section < 0 or section >= len(self._model.columns):
            return
        column = self._model.columns[section]
        if column.field.sortable:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.toggle(column.key, add=shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        if section != self._hover:
            self._hover = section
            self.viewport().update()
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._hover >= 0:
            self._hover = -1
            self.viewport().update()
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def _told(self, section: int, _old: int, new: int) -> None:
        if self._pressed is not None and section < len(self._model.columns):
            self.resized.emit(self._model.columns[section].key, new)

    # --------------------------------------------------------------------------------- paint

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.fillRect(rect, theme.color("canvas"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        if logicalIndex >= len(self._model.columns):
            return
        column = self._model.columns[logicalIndex]
        left = theme.px(16 if column.style == Style.NAME else 8)
        box = QRectF(rect).adjusted(left, 0, -theme.px(12), 0)
        place = self._place(column.key)
        can = column.field.sortable and logicalIndex == self._hover
        token = "text" if place >= 0 or can else "text3"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, rect)
        if place >= 0:
            box = self._arrow(painter, box, column.title, place, right=column.right)
        align = paint.RIGHT if column.right else paint.LEFT
        Pen(painter).words(box, column.title, 12, 500, token, align)
        painter.restore()

    def _place(self, key: str) -> int:
        return next((i for i, sort in enumerate(self.order) if sort.key == key), -1)

    def _arrow(
        self, painter: QPainter, box: QRectF, title: str, place: int, *, right: bool
    ) -> QRectF:
        """Paint the arrow beside the title (and which column it is, of several)."""
        name = "arrow-down" if self.order[place].descending else "arrow-up"
        side = theme.px(12)
        text = min(paint.text_width(title, 12, 500), box.width() - side - 4)
        left = box.right() - text - side - 4 if right else box.left() + text + 4
        at = QRectF(left, box.center().y() - side / 2, side, side)
        icons.paint_icon(painter, name, at, theme.color("accent_text").name())
        if len(self.order) > 1:
            beside = QRectF(at.right() + 1, box.top(), side, box.height())
            Pen(painter).words(beside, str(place + 1), 10, 600, "accent_text")
        return box if right else box.adjusted(0, 0, -(box.width() - text) + 1, 0)


_ARROW = Qt.CursorShape.ArrowCursor

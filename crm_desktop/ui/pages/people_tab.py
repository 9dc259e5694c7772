"""The contacts of a company, in its pane."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, ListQuery, ListRow, Op
from crm_desktop.ui import paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.badge import paint_hint

Index = QModelIndex | QPersistentModelIndex
MOST = 200
_COLUMNS = ("display_name", "job_title")
_NONE = QModelIndex()
_ROW = 46


class PeopleModel(QAbstractListModel):
    """Names and job titles."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ListRow] = []

    def show(self, rows: list[ListRow]) -> None:
        """Show other people."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; with the job title for screen readers."""
        name, title = self.rows[index.row()].cells
        if role == Qt.ItemDataRole.DisplayRole:
            return str(name or "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (name, title)))
        return None


class PeopleDelegate(QStyledItemDelegate):
    """A row as in the list of contacts."""

    def __init__(self, model: PeopleModel, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed."""
        del option, index
        return QSize(theme.px(100), theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Avatar, name, job title."""
        name, title = (str(cell or "") for cell in self._model.rows[index.row()].cells)
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(box.adjusted(theme.px(8), 1, -theme.px(8), -1), 7, 7)
        side = theme.px(30)
        disc = QRectF(box.left() + theme.px(20), box.center().y() - side / 2, side, side)
        paint.avatar(painter, disc, name)
        left, width = box.left() + theme.px(60), box.width() - theme.px(80)
        pen, top = Pen(painter), box.top() + theme.px(6 if title else 14)
        pen.words(QRectF(left, top, width, theme.px(18)), name, 13, 500)
        under = QRectF(left, top + theme.px(18), width, theme.px(16))
        pen.words(under, title, 12, token="text2" if selected else "text3")
        painter.restore()


class PeopleTab(QListView):
    """The people of one company.

    Signals:
        chosen: (entity, Ref) of somebody to show.
    """

    chosen = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Timeline")  # looks alike
        self._context = context
        self.people = PeopleModel(self)
        self.setModel(self.people)
        self.setItemDelegate(PeopleDelegate(self.people, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_("Contacts of this company"))
        self.doubleClicked.connect(self._choose)

    def show_company(self, record: Record) -> None:
        """Ask who works there."""
        works_here = Filter("company", Op.EQ, (record.id,))
        first = services.listing.first.call(
            ListQuery("person", filters=(works_here,)), _COLUMNS, MOST
        )
        self._context.tasks.query(self, "people", first, done=self.people.show)

    def _choose(self, index: Index) -> None:
        row = self.people.rows[index.row()]
        self.chosen.emit("person", Ref(UUID(bytes=row.id), str(row.cells[0] or "")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, e: Any) -> None:
        super().paintEvent(e)
        if not self.people.rows:
            paint_hint(self, _("Nobody is entered at this company yet."))

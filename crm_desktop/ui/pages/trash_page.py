"""The trash: what was deleted, by whom and when, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.services.catalog import ACTIVITY, ENTITIES
from crm_desktop.services.changes import Changes
from crm_desktop.ui import kinds, mirror, paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from crm_desktop.services.trash import Trashed

Index = QModelIndex | QPersistentModelIndex
KEY = "trash"
MOST = 500
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
_ROW = 52
_LEFT, _TEXT, _RIGHT, _DISC = 20, 62, 20, 30
_FLAG = QItemSelectionModel.SelectionFlag
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def what(item: Trashed) -> str:
    """What kind of record it is, whom it concerned, what went with it."""
    parts = [_(ENTITIES[item.entity].title)]
    if item.kind:
        parts = [_(ACTIVITY.field("kind").choice(item.kind).label)]
    if item.about:
        together = _("deleted with {name}") if item.went_along else _("about {name}")
        parts.append(together.format(name=item.about))
    along = [_counted(entity, number) for entity, number in item.along]
    if along:
        parts.append(_("with {records}").format(records=", ".join(along)))
    return " · ".join(parts)


def _counted(entity: str, number: int) -> str:
    kind = ENTITIES[entity]
    return f"{i18n.number(number)} {inner(_(kind.title if number == 1 else kind.plural))}"


def when(item: Trashed, now: datetime) -> str:
    """When it was deleted; the time of day where it was today."""
    day, local = i18n.moment(item.at, now), i18n.local(item.at)
    today = local.date() == i18n.local(now).date()
    return f"{day}, {i18n.clock(local)}" if today else day


class TrashModel(QAbstractListModel):
    """The records; spoken in full to screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Trashed] = []
        self.now = datetime.now().astimezone()

    def show(self, items: Sequence[Trashed], now: datetime) -> None:
        """Show other records."""
        self.beginResetModel()
        self.items, self.now = list(items), now
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate paints the row itself."""
        if not index.isValid() or role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        item = self.items[index.row()]
        if role == _ROLE.DisplayRole:
            return item.label
        deleted = _("deleted {when}").format(when=when(item, self.now))
        return ", ".join(part for part in (item.label, what(item), deleted, item.who) if part)


class TrashDelegate(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, view: TrashView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed heights."""
        del option, index
        return QSize(theme.px(200), theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        item = self._view.trash.items[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        current = self._view.currentIndex().row() == index.row() and self._view.hasFocus()
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        self._band(painter, box, selected=selected, hover=hover, ring=current)
        self._item(painter, box, item, selected=selected)
        painter.restore()

    @staticmethod
    def _band(painter: QPainter, box: QRect, *, selected: bool, hover: bool, ring: bool) -> None:
        band = QRectF(box).adjusted(theme.px(8), 1, -theme.px(8), -1)
        if selected or hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(band, 7, 7)
        if ring:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(band.adjusted(0.75, 0.75, -0.75, -0.75), 7, 7)

    def _item(self, painter: QPainter, box: QRect, item: Trashed, *, selected: bool) -> None:
        side = theme.px(_DISC)
        top = box.top() + (box.height() - side) / 2
        disc = QRectF(box.left() + theme.px(_LEFT), top, side, side)
        mark = kinds.mark(ENTITIES[item.entity], item.kind)
        if mark is None:
            paint.avatar(painter, disc, item.label, square=item.entity == "company")
        else:
            kinds.paint_mark(painter, disc, *mark)
        pen, faint = Pen(painter), "text2" if selected else "text3"
        left, right = box.left() + theme.px(_TEXT), box.right() - theme.px(_RIGHT)
        middle = theme.px(150)
        first = QRectF(left, box.top() + theme.px(7), right - middle - left, theme.px(19))
        under = QRectF(left, first.bottom() + theme.px(1), right - middle - left, theme.px(17))
        pen.words(first, item.label, 13, 500)
        pen.words(under, what(item), 12, 400, "text2")
        first.setLeft(right - middle)
        first.setRight(right)
        under.setLeft(right - middle)
        under.setRight(right)
        said = when(item, self._view.trash.now)
        pen.words(first, said, 12, 400, "text2", paint.RIGHT, tabular=True)
        pen.words(under, item.who, 12, 400, faint, paint.RIGHT)


class TrashView(QListView):
    """The list; several can be selected.

    Attributes:
        trash: its model.

    Signals:
        restore_asked: the selected ones are to come back.
        chosen: how many are selected.
        typed: a printable key; it belongs to the search box.
        menu_asked: the menu of the selection is wanted at this point of the screen.
    """

    restore_asked = Signal()
    chosen = Signal(int)
    typed = Signal(str)
    menu_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Timeline")
        self.trash = TrashModel(self)
        self.setModel(self.trash)
        self.setItemDelegate(TrashDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Deleted records"))
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._tell)

    def show_items(self, items: Sequence[Trashed], now: datetime) -> None:
        """Show other records; what was selected and is still here stays selected."""
        before = set(self.selected())
        row = max(self.currentIndex().row(), 0)
        self.trash.show(items, now)
        chosen = QItemSelection()
        for at, item in enumerate(items):
            if (item.entity, item.id) in before:
                chosen.select(self.trash.index(at), self.trash.index(at))
        there = self.trash.rowCount()
        if there and chosen.isEmpty():
            self.setCurrentIndex(self.trash.index(min(row, there - 1)))
        elif there:
            first = chosen.indexes()[0]
            self.selectionModel().setCurrentIndex(first, _FLAG.NoUpdate)
            self.selectionModel().select(chosen, _FLAG.ClearAndSelect)
        self._tell()

    def selected(self) -> list[tuple[str, UUID]]:
        """(entity, id) of the selected ones, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        items = self.trash.items
        return [(items[row].entity, items[row].id) for row in rows if row < len(items)]

    def move_current(self, step: int) -> None:
        """Up or down by some rows."""
        row = min(max(self.currentIndex().row() + step, 0), self.trash.rowCount() - 1)
        if row >= 0:
            self.setCurrentIndex(self.trash.index(row))

    def _tell(self, *_changes: QItemSelection) -> None:
        self.chosen.emit(len(self.selectionModel().selectedIndexes()))

    def _open(self, _index: QModelIndex) -> None:
        self.restore_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.key() in _RETURNS:
            self.restore_asked.emit()
        elif text.strip() and text.isprintable() and not event.modifiers() & control:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        if arg__1.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_asked.emit(arg__1.globalPos())
        else:
            under = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_asked.emit(self.viewport().mapToGlobal(under))


class TrashPage(QWidget):
    """The page.

    Attributes:
        view, empty: its parts. restore_button: brings the selected ones back.
        text: the words searched for.

    Signals:
        said: (words, True where Undo takes it back).
        cleared: the words searched for are given up.
        moved: other records are selected.
    """

    said = Signal(str, bool)
    cleared = Signal()
    moved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.text = ""
        self._stale = True
        self.view, self.empty = TrashView(), EmptyState()
        self.restore_button = build.button(_("&Restore"), "undo-2")
        self._count = build.label(tone="muted")
        self._stack = QStackedWidget()
        self._build()
        self._wire()

    def _build(self) -> None:
        title = build.label(_("Trash"), size=15, weight=600)
        head = build.row(title, 4, self._count, 0, self.restore_button, margins=(20, 0, 16, 0))
        top = build.holder(head)
        top.setFixedHeight(theme.px(50))
        keys = Elided(
            _("Enter brings the selected records back, with all that was deleted with them.")
        )
        keys.setFont(theme.font(12))
        keys.setProperty("tone", "faint")
        foot = build.holder(build.row(keys, margins=(20, 6, 20, 8)))
        self._stack.addWidget(build.holder(build.column(self.view, foot, spacing=0)))
        self._stack.addWidget(self.empty)
        column = build.column(top, spacing=0)
        column.addWidget(self._stack, 1)
        self.setLayout(column)

    def _wire(self) -> None:
        self.restore_button.clicked.connect(self.restore)
        self.view.restore_asked.connect(self.restore)
        self.view.chosen.connect(self._show_chosen)
        self.view.menu_asked.connect(self._menu)

    # ---------------------------------------------------------------------------------- read

    def refresh(self) -> None:
        """Read the trash again."""
        if self._context.tasks.workspace is not None:
            self._stale = False
            items = services.trash.items.call(self.text, MOST)
            self._context.tasks.query(self, "trash", items, done=self._show)

    def set_stale(self) -> None:
        """Read the trash when the page is shown."""
        self._stale = True

    def stop(self) -> None:
        """The store is closed."""
        self._stale = True
        self._context.tasks.forget(self, "trash")
        self.view.show_items((), self._context.clock())

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's. A page nobody looks at is read again when it is shown."""
        if not changes:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def wake(self) -> None:
        """Read the page if that has been put off."""
        if self._stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wake()

    def remember(self) -> None:
        """There is nothing to keep."""

    def search(self, text: str) -> None:
        """Show what holds these words, also what went along with another record."""
        if text.strip() != self.text:
            self.text = text.strip()
            self.refresh()

    def show_all(self) -> None:
        """No words."""
        self.text = ""
        self.cleared.emit()
        self.refresh()

    def _show(self, items: list[Trashed]) -> None:
        self.view.show_items(items, self._context.clock())
        number = i18n.number(len(items))
        self._count.setText(_("{n}, the newest").format(n=number) if len(items) == MOST else number)
        self._stack.setCurrentIndex(0 if items else 1)
        if items:
            return
        if self.text:
            self.empty.say("search-x", _("Nothing found"), _("Nothing deleted has these words."))
            self.empty.offer(_("Show all"), self.show_all, adds=False)
        else:
            words = _("What you delete waits here until you want it back.")
            self.empty.say("trash-2", _("The trash is empty"), words)
        self.empty.button.setVisible(bool(self.text))
        self.empty.offer_link("", None)

    def _show_chosen(self, count: int) -> None:
        self.restore_button.setEnabled(count > 0)
        one, many = "&Restore", "&Restore {n}"
        said = ngettext(one, many, count) if count > 1 else _(one)
        self.restore_button.setText(build.GAP + said)
        self.restore_button.setAccessibleName(said.replace("&", ""))
        self.moved.emit()

    # ------------------------------------------------------------------------------- actions

    def open_current(self) -> None:
        """There is nothing to open in the trash: it comes back."""
        self.restore()

    def restore(self) -> None:
        """Bring the selected records back, with what went along."""
        chosen = self.view.selected()
        if chosen:
            call = services.trash.restore.call(chosen)
            self._context.tasks.command(self, call, done=self._restored)

    def _restored(self, restored: Any) -> None:
        self.said.emit(restored.words, True)

    def _menu(self, point: Any) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(icon("undo-2"), _("&Restore"))
        action.triggered.connect(self.restore)
        everything = menu.addAction(icon("list-checks"), _("Select &all"))
        everything.triggered.connect(self.view.selectAll)
        menu.popup(point)

"""The trash: what was deleted, by whom and when, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QMenu

from crm_desktop import i18n, services
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.services.catalog import ACTIVITY, ENTITIES
from crm_desktop.services.changes import Changes
from crm_desktop.ui import kinds, paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.day_list import DayList
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.painted_list import RETURNS, PaintedList, RowLook, RowPainter

if TYPE_CHECKING:
    from crm_desktop.services.trash import Trashed

KEY = "trash"
MOST = 500  # at once; more come as they are scrolled to
_AHEAD = 3  # screens
_ROW = 52
_LEFT, _TEXT, _RIGHT, _DISC = 20, 62, 20, 30
_FLAG = QItemSelectionModel.SelectionFlag


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


class TrashPainter(RowPainter["Trashed", "TrashView"]):
    """Paints the records."""

    fixed = _ROW

    def paint_row(self, painter: QPainter, box: QRect, row: Trashed, look: RowLook) -> None:
        """One record."""
        self.band(painter, box, selected=look.selected, hover=look.hover, ring=look.current)
        self._item(painter, box, row, selected=look.selected)

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
        said = when(item, self.view.now)
        pen.words(first, said, 12, 400, "text2", paint.RIGHT, tabular=True)
        pen.words(under, item.who, 12, 400, faint, paint.RIGHT)


class TrashView(PaintedList["Trashed"]):
    """The list; several can be selected.

    Attributes:
        now: when the records were deleted is told by it.

    Signals:
        restore_asked: the selected ones are to come back.
        chosen: how many are selected.
        typed: a printable key; it belongs to the search box.
        menu_asked: the menu of the selection is wanted at this point of the screen.
    """

    uniform = True
    restore_asked = Signal()
    chosen = Signal(int)
    typed = Signal(str)
    menu_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(TrashPainter, _("Deleted records"))
        self.now = datetime.now().astimezone()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._tell)

    def show_items(self, items: Sequence[Trashed], now: datetime) -> None:
        """Show other records; what was selected and is still here stays selected."""
        before = set(self.selected())
        row = max(self.currentIndex().row(), 0)
        self.now = now
        self.show_rows(items)
        chosen = QItemSelection()
        for at, item in enumerate(items):
            if (item.entity, item.id) in before:
                chosen.select(self.rows.index(at), self.rows.index(at))
        if items and chosen.isEmpty():
            self.go_to(min(row, len(items) - 1))
        elif items:
            first = chosen.indexes()[0]
            self.selectionModel().setCurrentIndex(first, _FLAG.NoUpdate)
            self.selectionModel().select(chosen, _FLAG.ClearAndSelect)
        self._tell()

    def selected(self) -> list[tuple[str, UUID]]:
        """(entity, id) of the selected ones, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        items = self.rows.all
        return [(items[row].entity, items[row].id) for row in rows if row < len(items)]

    def label(self, row: Trashed) -> str:
        return row.label

    def spoken(self, row: Trashed) -> str:
        deleted = _("deleted {when}").format(when=when(row, self.now))
        return ", ".join(part for part in (row.label, what(row), deleted, row.who) if part)

    def _tell(self, *_changes: QItemSelection) -> None:
        self.chosen.emit(len(self.selectionModel().selectedIndexes()))

    def _open(self, _index: QModelIndex) -> None:
        self.restore_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.key() in RETURNS:
            self.restore_asked.emit()
        elif text.strip() and text.isprintable() and not event.modifiers() & control:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        self.menu_asked.emit(self.place_of_menu(arg__1)[1])  # of all that are selected


class TrashPage(DayList):
    """The page.

    Attributes:
        view: its list. restore_button: brings the selected ones back.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view = TrashView()
        self.restore_button = build.button(_("&Restore"), "undo-2")
        self._count = build.label(tone="muted")
        self._has_more = self._adding = False
        self._build()
        self._wire()

    def _build(self) -> None:
        title = build.label(_("Trash"), size=15, weight=600)
        head = build.row(title, 4, self._count, 0, self.restore_button, margins=(20, 0, 16, 0))
        keys = _("Enter brings the selected records back, with all that was deleted with them.")
        self.setLayout(self._laid_out(head, self.view, keys))

    def _wire(self) -> None:
        self.restore_button.clicked.connect(self.restore)
        self.view.restore_asked.connect(self.restore)
        self.view.chosen.connect(self._show_chosen)
        self.view.menu_asked.connect(self._menu)
        self.view.verticalScrollBar().valueChanged.connect(self._reach)

    # ---------------------------------------------------------------------------------- read

    def _ask(self) -> None:
        most = max(MOST, len(self.view.rows.all))  # what has been scrolled to stays in reach
        self._adding = False
        self._context.tasks.forget(self, "more")
        items = services.trash.items.call(self.text, most)  # also what went along with another
        self._context.tasks.query(self, "trash", items, done=partial(self._show, most=most))

    def _searched(self) -> None:
        self.view.rows.show(())
        super()._searched()

    def _reach(self, place: int) -> None:
        """Older records come before the end is in sight."""
        bar, items = self.view.verticalScrollBar(), self.view.rows.all
        if place + _AHEAD * bar.pageStep() < bar.maximum() or not self._has_more or self._adding:
            return
        self._adding = True
        more = services.trash.items.call(self.text, MOST, (items[-1].at, items[-1].id))
        tasks = self._context.tasks
        tasks.query(self, "more", more, done=self._add, failed=self._not_added)

    def _add(self, items: list[Trashed]) -> None:
        self._adding, self._has_more = False, len(items) == MOST
        self.view.rows.add(items)
        self._say_count()

    def _not_added(self, error: Exception) -> None:
        self._adding = False
        self._context.tasks.report(self, error)

    def _say_count(self) -> None:
        number = i18n.number(len(self.view.rows.all))
        self._count.setText(_("{n}, the newest").format(n=number) if self._has_more else number)

    def _concerns(self, changes: Changes) -> bool:
        return bool(changes)

    def stop(self) -> None:
        """The store is closed."""
        super().stop()
        for key in ("trash", "more"):
            self._context.tasks.forget(self, key)
        self._has_more = self._adding = False
        self.view.show_items((), self._context.clock())

    def _show(self, items: list[Trashed], most: int) -> None:
        self._has_more = len(items) == most
        self.view.show_items(items, self._context.clock())
        self._say_count()
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
        said = ngettext("&Restore {n}", "&Restore {n}", count) if count > 1 else _("&Restore")
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

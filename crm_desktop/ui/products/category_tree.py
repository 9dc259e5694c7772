"""The categories of the catalogue beside its list: choosing one shows its products.

Enter chooses, F2 renames, Insert makes one inside the current one, Delete deletes it, Ctrl+Left and
Ctrl+Right move it out of and into others. Categories and products are dragged onto a category.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, Op
from crm_desktop.services.workspace import Call
from crm_desktop.ui import dragging, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.name_dialog import NameDialog
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.catalogue import Arranged, Branch, Tree

_ROLE = Qt.ItemDataRole.UserRole
ALL, LOOSE = "all", "loose"
_CTRL = Qt.KeyboardModifier.ControlModifier


class Branches(QTreeWidget):
    """The tree itself.

    Signals:
        asked: what is to be done with the current category: add, rename, delete, in, out.
        dropped: (Dragged or None, key of the category it was let go over); None: the category that
            was dragged.
    """

    asked = Signal(str)
    dropped = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Branches")
        self.setAccessibleName(_("Categories"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(theme.px(15), theme.px(15)))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head = self.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(theme.px(24))
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def key(self) -> str:
        """The branch the keyboard is on."""
        item = self.currentItem()
        return ALL if item is None else str(item.data(0, _ROLE))

    # -------------------------------------------------------------------------------- events

    def event(self, e: QEvent) -> bool:
        if e.type() == QEvent.Type.ShortcutOverride and isinstance(e, QKeyEvent) and _own(e):
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        what = _own(event)
        if what:
            self.asked.emit(what)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._weigh(event)

    def _weigh(self, event: QDropEvent) -> None:
        """Products from the list, or a category of this tree."""
        carried = dragging.unpacked(event.mimeData())
        if event.source() is self or (carried is not None and carried.entity == "product"):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        carried = dragging.unpacked(event.mimeData())
        where = ALL if item is None else str(item.data(0, _ROLE))
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the tree is read anew, nothing is moved
        event.accept()
        self.dropped.emit(carried, where)


def _own(event: QKeyEvent) -> str:
    """What a key means here."""
    key = Qt.Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == _CTRL:
        return {Qt.Key.Key_Left: "out", Qt.Key.Key_Right: "in"}.get(key, "")
    if modifiers:
        return ""
    keys = {
        Qt.Key.Key_F2: "rename",
        Qt.Key.Key_Insert: "add",
        Qt.Key.Key_Delete: "delete",
        Qt.Key.Key_Backspace: "delete",
    }
    return keys.get(key, "")


class CategoryTree(QWidget):
    """The tree with its head.

    Attributes:
        branches: the tree. add: the button for a new category.

    Signals:
        chosen: another category: the list is to be asked for again.
        said: words for a toast, and whether Undo takes back what they tell.
    """

    WIDTH = 196
    chosen = Signal()
    said = Signal(str, bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._tree: Tree | None = None
        self._by_key: dict[str, Branch] = {}
        self._folded: set[str] = set()
        self.now = ALL
        self.dialog: NameDialog | None = None
        self.branches = Branches()
        self.add = build.tool("plus", _("New category"), size=14)
        self.add.clicked.connect(partial(self.do, "add"))
        title = build.label(_("Categories"), size=11.5, weight=600, tone="muted")
        head = build.holder(build.row(title, 0, self.add, margins=(16, 0, 8, 0)))
        head.setFixedHeight(theme.px(50))
        self.setLayout(build.column(head, self.branches, spacing=0))
        self.setMinimumWidth(theme.px(120))
        self.branches.currentItemChanged.connect(self._choose)
        self.branches.asked.connect(self.do)
        self.branches.dropped.connect(self._dropped)
        self.branches.customContextMenuRequested.connect(self._menu)
        self.branches.itemCollapsed.connect(partial(self._fold, True))
        self.branches.itemExpanded.connect(partial(self._fold, False))

    # ---------------------------------------------------------------------------------- show

    def ask(self) -> None:
        """Read the tree."""
        if self._context.tasks.workspace is not None:
            tree = services.sales.catalogue.tree.call()
            self._context.tasks.query(self, "tree", tree, done=self.show_tree)

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's."""
        if changes.many or changes.entities & {"product", "product_category"}:
            self.ask()

    def show_tree(self, tree: Tree) -> None:
        """Show the categories; what is chosen stays, if it is still there."""
        self._tree = tree
        self._by_key = {each.id.hex: each for each in tree.branches}
        gone = self.now not in (ALL, LOOSE, *self._by_key)
        if gone:
            self.now = ALL
        view = self.branches
        with QSignalBlocker(view):
            view.clear()
            self._item(None, ALL, _("All products"), tree.count, "layers")
            for each in tree.branches:
                if each.parent is None:
                    self._grow(None, each)
            if tree.loose and tree.branches:
                self._item(None, LOOSE, _("In no category"), tree.loose, "folder-x")
            self._unfold()
            view.setCurrentItem(self._find(self.now))
        if gone:
            self.chosen.emit()

    def _grow(self, parent: QTreeWidgetItem | None, branch: Branch) -> None:
        inner = [e for e in (self._tree.branches if self._tree else ()) if e.parent == branch.id]
        item = self._item(parent, branch.id.hex, branch.name, branch.whole, "folder")
        for each in inner:
            self._grow(item, each)

    def _item(
        self, parent: QTreeWidgetItem | None, key: str, words: str, count: int, icon_name: str
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words, i18n.number(count)])
        item.setData(0, _ROLE, key)
        item.setIcon(0, icon(icon_name, "text3"))
        item.setToolTip(0, words)
        item.setFont(0, theme.font(13))
        item.setFont(1, theme.font(11.5, 500, tabular=True))
        item.setForeground(1, theme.color("text3"))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setSizeHint(0, QSize(0, theme.px(30)))
        spoken = _("{category}, {n} products").format(category=words, n=i18n.number(count))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
        if parent is None:
            self.branches.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def _unfold(self) -> None:
        for item in self._items():
            item.setExpanded(str(item.data(0, _ROLE)) not in self._folded)

    def _items(self) -> list[QTreeWidgetItem]:
        return self.branches.findItems(
            "", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0
        )

    def _find(self, key: str) -> QTreeWidgetItem:
        items = self._items()
        return next((each for each in items if each.data(0, _ROLE) == key), items[0])

    def _fold(self, folded: bool, item: QTreeWidgetItem) -> None:
        key = str(item.data(0, _ROLE))
        self._folded = self._folded | {key} if folded else self._folded - {key}

    def select(self, key: str) -> None:
        """Choose a category by its key."""
        self.branches.setCurrentItem(self._find(key))

    def select_all(self) -> None:
        """All products, without asking for them: the caller does."""
        with QSignalBlocker(self.branches):
            self.now = ALL
            if self._tree is not None:
                self.branches.setCurrentItem(self._find(ALL))

    def _choose(self, *_items: object) -> None:
        key = self.branches.key()
        if key != self.now:
            self.now = key
            self.chosen.emit()

    def filters(self) -> tuple[Filter, ...]:
        """What makes the list that of the category: its sub-categories included."""
        if self.now == ALL:
            return ()
        if self.now == LOOSE:
            return (Filter("category", Op.EMPTY),)
        return (Filter("category", Op.IN, self._by_key[self.now].within),)

    def preset(self) -> Branch | None:
        """The category in which a new product begins."""
        return self._by_key.get(self.now)

    # ------------------------------------------------------------------------------------ do

    def do(self, what: str, *_clicked: object) -> None:
        """What a key, a button or the menu asks for."""
        branch = self._by_key.get(self.branches.key())
        catalogue = services.sales.catalogue
        if what == "add":
            inside = branch.id if branch is not None else None
            title = _("New category")
            if branch is not None:
                title = _("New category in {category}").format(category=branch.name)
            self._name(title, _("Make it"), "", lambda name: catalogue.add.call(name, inside))
        elif branch is None:
            return
        elif what == "rename":
            title = _("Rename {category}").format(category=branch.name)
            renamed = partial(catalogue.rename.call, branch.id)
            self._name(title, _("Rename"), branch.name, renamed)
        elif what == "delete":
            self._run(catalogue.remove.call(branch.id))
        elif what in ("in", "out"):
            self._shift(branch, inwards=what == "in")

    def _shift(self, branch: Branch, *, inwards: bool) -> None:
        """Into the category above it in the list, or out of the one it is in."""
        move = services.sales.catalogue.move
        beside = [e for e in self._by_key.values() if e.parent == branch.parent]
        at = beside.index(branch)
        if inwards and at > 0:
            self._run(move.call(branch.id, beside[at - 1].id))
        elif not inwards and branch.parent is not None:
            self._run(move.call(branch.id, self._by_key[branch.parent.hex].parent))

    def _name(
        self, title: str, button: str, name: str, call: Callable[[str], Call[Arranged]]
    ) -> None:
        def submit(words: str) -> None:
            self._context.tasks.command(self, call(words), done=done, failed=failed)

        def done(arranged: Arranged) -> None:
            if self.dialog is not None:
                self.dialog.accept()
                self.dialog = None
            self._done(arranged)

        def failed(error: Exception) -> None:
            if self.dialog is None or not self.dialog.refuse(error):
                self._context.tasks.report(self, error)

        self.dialog = NameDialog(self.window(), title, button, submit, name)
        self.dialog.open()

    def _run(self, call: Call[Arranged]) -> None:
        self._context.tasks.command(self, call, done=self._done)

    def _done(self, arranged: Arranged) -> None:
        self.said.emit(arranged.words, arranged.id is not None)

    def _dropped(self, carried: dragging.Dragged | None, where: str) -> None:
        """Products, or the category that was dragged, go into a category."""
        inside = self._by_key.get(where)
        key = inside.id if inside is not None else None
        if carried is not None:
            if where != ALL:
                self._run(services.sales.catalogue.put.call(tuple(carried.keys()), key))
            return
        branch = self._by_key.get(self.branches.key())
        if branch is not None and where not in (branch.id.hex, LOOSE):
            self._run(services.sales.catalogue.move.call(branch.id, key))

    def _menu(self, point: QPoint) -> None:
        menu = self.menu()
        menu.popup(self.branches.viewport().mapToGlobal(point))

    def menu(self) -> QMenu:
        """What can be done with the category the keyboard is on."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        branch = self._by_key.get(self.branches.key())
        new = menu.addAction(icon("plus"), _("&New category …"))
        new.triggered.connect(partial(self.do, "add"))
        if branch is None:
            return menu
        rename = menu.addAction(icon("pencil"), _("&Rename …"))
        rename.triggered.connect(partial(self.do, "rename"))
        self._fill_move(menu.addMenu(icon("folder-tree"), _("&Move into")), branch)
        menu.addSeparator()
        delete = menu.addAction(icon("trash-2"), _("&Delete"))
        delete.triggered.connect(partial(self.do, "delete"))
        return menu

    def _fill_move(self, menu: QMenu, branch: Branch) -> None:
        """Every category it can go into."""
        move = services.sales.catalogue.move
        top = menu.addAction(_("The top"))
        top.setEnabled(branch.parent is not None)
        top.triggered.connect(lambda: self._run(move.call(branch.id, None)))
        for each in self._by_key.values():
            if each.id not in branch.within and each.id != branch.parent:
                action = menu.addAction(each.name.replace("&", "&&"))
                target = partial(move.call, branch.id, each.id)
                action.triggered.connect(lambda _on=False, call=target: self._run(call()))

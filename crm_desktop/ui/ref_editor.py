"""The editor of a link to another record."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QStringListModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES, Field, Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.clear import add_clear

MOST_SUGGESTED = 8
MOST_WIDE = 420


class RefEditor(Editor):
    """A link to another record. Typing asks the service; what it does not know can be made."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self._ref: Ref | None = None
        self._offered: list[Ref] = []
        self._words = QStringListModel(self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Type to search"))
        add_clear(self.line)
        completer = QCompleter(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST_SUGGESTED + 1)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("Suggestions")
            popup.setAccessibleName(_("Suggestions"))
            popup.setItemDelegate(_FirstMarked(popup))  # the usual one knows no padding
            popup.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        activated: Any = completer.activated  # the stubs do not know its overloads
        activated[QModelIndex].connect(self._chosen)
        self._completer = completer
        self.line.setCompleter(completer)
        if popup is not None:
            popup.installEventFilter(self)  # asked before the completer's own
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._ask)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self.changed)
        self.line.editingFinished.connect(self._look)
        self.set_main(self.line)
        self.make = build.button("", "plus", link=True)
        self.make.setIcon(icon("plus", "accent_text"))
        self.make.clicked.connect(lambda: self._create(self.line.text()))
        build.hug(self.make)
        self.make.hide()
        self.column.addWidget(self.make)

    @property
    def unfinished(self) -> bool:
        return self.line.hasFocus()

    def value(self) -> Ref | None:
        words = " ".join(self.line.text().split())
        if not words:
            return None
        if self._ref is not None and words == self._ref.label:
            return self._ref
        same = [ref for ref in self._offered if ref.label.casefold() == words.casefold()]
        if len(same) == 1:
            return same[0]
        text = _("Choose one of the names offered for '{text}', or clear the field.")
        raise Unreadable(text.format(text=words))

    def set_value(self, value: Ref | None) -> None:
        self._ref = value
        with QSignalBlocker(self.line):
            self.line.setText(value.label if value else "")
            self.line.setCursorPosition(0)
        self.make.hide()

    def kept(self) -> dict[str, str | None]:
        ref = self._ref
        there = {"id": str(ref.id), "label": ref.label} if ref is not None else {}
        return {"text": self.line.text(), **there}

    def restore(self, kept: Any) -> None:
        self.set_value(Ref(UUID(kept["id"]), str(kept["label"])) if "id" in kept else None)
        with QSignalBlocker(self.line):
            self.line.setText(str(kept["text"]))

    def _ask(self, typed: str) -> None:
        if typed.strip():
            suggest = services.listing.suggest.call(self.field.entity, typed, MOST_SUGGESTED)
            self.context.tasks.query(self, "suggest", suggest, done=self._offer)
        else:
            self.context.tasks.forget(self, "suggest")

    def _offer(self, found: list[Ref]) -> None:
        self._offered = found
        names = [ref.label for ref in found]
        typed = " ".join(self.line.text().split())
        known = typed.casefold() in (name.casefold() for name in names)
        if typed and not known and self._can_create():
            what = inner(_(ENTITIES[self.field.entity].title))
            names.append(_("Create the {what} “{name}”").format(what=what, name=typed))
        self._words.setStringList(names)
        self._look()
        if self.line.hasFocus() and names:
            self._completer.complete(self._place(names))
            self._fit(len(names))
        self.changed.emit()

    def _place(self, names: list[str]) -> QRect:
        """Under the line, and as wide as the names need it: a cell of a list is narrow."""
        metrics = self.line.fontMetrics()
        wanted = max(map(metrics.horizontalAdvance, names)) + theme.px(40)
        width = max(self.line.width(), min(wanted, theme.px(MOST_WIDE)))
        return QRect(0, 0, width, self.line.height())

    def _fit(self, count: int) -> None:
        """Room for every name: the completer leaves none for the edges of the list."""
        popup = self._completer.popup()
        if popup is not None and count <= MOST_SUGGESTED + 1:
            popup.resize(popup.width(), count * popup.sizeHintForRow(0) + theme.px(4) + 10)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the first of the names offered; a line that is left offers to make one."""
        popup = self._completer.popup()
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._look)  # the line has the focus until then
        elif watched is popup and popup is not None and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            pressed = enter and event.type() == QEvent.Type.KeyPress
            if pressed and not _is_chosen(popup) and self._words.rowCount():
                popup.hide()
                self._take_typed()
                return True
        return super().eventFilter(watched, event)

    def _take_typed(self) -> None:
        """The name that was typed, or else the first one offered."""
        typed = " ".join(self.line.text().split()).casefold()
        same = [at for at, ref in enumerate(self._offered) if ref.label.casefold() == typed]
        self._chosen(self._words.index(same[0] if same else 0))

    def propose(self, words: str) -> None:
        """Put a name in the line that may not be known: it can be made then."""
        self.set_value(None)
        self.line.setText(words)
        self._ask(words)

    def _look(self) -> None:
        """A name that is left in the line and that nobody knows can be made with one button."""
        try:
            known = self.value() is not None or not self.line.text().strip()
        except Unreadable:
            known = False
        offered = not known and not self.line.hasFocus() and self._can_create()
        self.make.setVisible(offered)
        if offered:
            what = inner(_(ENTITIES[self.field.entity].title))
            text = _("Create the {what} “{name}”")
            words = text.format(what=what, name=" ".join(self.line.text().split()))
            self.make.setText(build.GAP + words.replace("&", "&&"))
            self.make.setAccessibleName(words)

    def _can_create(self) -> bool:
        workspace = self.context.tasks.workspace
        entity = ENTITIES[self.field.entity]
        return entity.has_page and workspace is not None and entity.edit in workspace.permissions

    def _chosen(self, index: QModelIndex) -> None:
        if index.row() < len(self._offered):
            self.set_value(self._offered[index.row()])
            self.changed.emit()
        else:
            self._create(" ".join(self.line.text().split()))

    def _create(self, words: str) -> None:
        """Make the record at once: the link needs its id."""
        name = self._name_of(words)
        values = {"name": name} if self.field.entity == "company" else _person_named(name)
        create = services.records.create.call(self.field.entity, values)
        self.context.tasks.command(
            self, create, done=self._created, failed=self._not_created, busy=self.line
        )

    def _name_of(self, words: str) -> str:
        """The completer has put its own words in the line: take the name out of them."""
        start, end = words.find("“"), words.rfind("”")
        return words[start + 1 : end] if 0 <= start < end else words

    def _created(self, record: Record) -> None:
        self.set_value(Ref(record.id, record.label))
        self.line.setFocus()
        self.changed.emit()

    def _not_created(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.line.setToolTip(str(error))
        else:
            self.context.tasks.report(self, error)


def _is_chosen(view: QAbstractItemView) -> bool:
    """Whether arrows or the mouse have gone to a name; the view has a current one before."""
    return view.selectionModel().hasSelection()


class _FirstMarked(QStyledItemDelegate):
    """Marks the first name until another one is chosen: that is what Enter takes."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        chosen = isinstance(view, QAbstractItemView) and _is_chosen(view)
        if index.row() == 0 and not chosen:
            plain = cast("Any", option)  # the stubs know no fields of it
            plain.state |= QStyle.StateFlag.State_Selected


def _person_named(name: str) -> dict[str, str]:
    first, _blank, last = name.rpartition(" ")
    return {"first_name": first, "last_name": last} if first else {"last_name": last}

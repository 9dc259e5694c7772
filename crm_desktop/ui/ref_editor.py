"""The editor of a link to another record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QSignalBlocker, QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES, Field, Record, Ref
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.clear import add_clear

MOST_SUGGESTED = 8


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
            popup.setItemDelegate(QStyledItemDelegate(popup))  # the usual one knows no padding
        activated: Any = completer.activated  # the stubs do not know its overloads
        activated[QModelIndex].connect(self._chosen)
        self._completer = completer
        self.line.setCompleter(completer)
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
            self._completer.complete()
        self.changed.emit()

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


def _person_named(name: str) -> dict[str, str]:
    first, _blank, last = name.rpartition(" ")
    return {"first_name": first, "last_name": last} if first else {"last_name": last}

"""One change for many records: choose it, see beforehand what it would do, then do it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QLabel,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import EntityType, Field, Kind
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox, Editor, TickBox, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.bulk import BulkDone, BulkPreview

_OWN = {Kind.MULTI, Kind.TAGS, Kind.FILE, Kind.JSON}  # these have rows or files of their own
WIDTH = 520


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that are meant.

    Attributes:
        chosen: the whole list, or the ids of its rows.
        count: how many they are.
    """

    entity: EntityType
    chosen: ListQuery | bytes
    count: int

    @property
    def expected(self) -> int | None:
        """How many a list must still hold; ids need no such check."""
        return self.count if isinstance(self.chosen, ListQuery) else None

    def named(self, count: int) -> str:
        """`37 contacts`."""
        return counted(self.entity, count)


def counted(entity: EntityType, count: int) -> str:
    """`1 contact`, `37 contacts`."""
    what = inner(_(entity.title if count == 1 else entity.plural))
    return _("{n} {what}").format(n=i18n.number(count), what=what)


def bulk_fields(entity: EntityType) -> list[Field]:
    """The fields that can have one value for many records, by label."""
    fields = [field for field in entity.editable() if field.kind not in _OWN]
    return sorted(fields, key=lambda field: _(field.label).casefold())


class BulkDialog(QDialog):
    """The frame of such a dialog: heading, what it would do, the button that does it.

    Attributes:
        go_button: says how many records will change.
        problem: what is wrong with what was typed.

    Signals:
        decided: (title of the work, Call) is to be run.
    """

    decided = Signal(str, object)

    def __init__(
        self, context: Context, selection: Selection, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.selection = context, selection
        self.setWindowTitle(title)
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.lines: list[QLabel] = []
        self._told = build.column(spacing=4, margins=(14, 10, 14, 10))
        self.go_button = build.button("", primary=True)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._go)
        self._body = build.column(spacing=6)
        self.setLayout(self._build(title))
        self.setMinimumWidth(theme.px(WIDTH))
        self._say(None)

    def _build(self, title: str) -> QVBoxLayout:
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        told = build.panel("Told", self._told)
        told.setMinimumHeight(theme.px(84))
        told.setAccessibleName(_("What would happen"))
        column = build.column(
            build.label(title, size=18, weight=600, wrap=True),
            self._body,
            told,
            build.row(0, cancel, self.go_button),
            spacing=14,
            margins=(24, 20, 24, 18),
        )
        self._told.addStretch(1)
        return column

    def add_line(self, words: str, widget: QWidget) -> None:
        """A part of the dialog under its label."""
        label = build.label(words, size=12, tone="muted")
        label.setBuddy(widget)
        self._body.addWidget(label)
        self._body.addWidget(widget)

    # ------------------------------------------------------------------------------- preview

    @abstractmethod
    def preview(self) -> Call[BulkPreview] | None:
        """What is asked to know what would happen; None while nothing is chosen yet."""

    @abstractmethod
    def work(self) -> Call[BulkDone] | None:
        """What does it."""

    def look(self) -> None:
        """Ask what would happen now."""
        try:
            call = self.preview()
        except Unreadable as error:
            self._wrong(str(error))
            return
        if call is None:
            self.context.tasks.forget(self, "preview")
            self._say(None)
            return
        self.go_button.setEnabled(False)
        self.context.tasks.query(self, "preview", call, done=self._say, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ValidationFailed | UserError):
            self._wrong(str(error))
        else:
            self.context.tasks.report(self, error)

    def _wrong(self, words: str) -> None:
        self.context.tasks.forget(self, "preview")
        self._say(None)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _say(self, told: BulkPreview | None) -> None:
        """What would happen, in words."""
        self.problem.hide()
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines.clear()
        named = self.selection.named
        if told is None:
            self._line(_("{what} selected.").format(what=named(self.selection.count)), "faint")
        else:
            will = _("{what} will change.").format(what=named(told.changed))
            self._line(will if told.changed else _("Nothing will change."), "", 600)
            if told.unchanged:
                same = _("{what} like that already.")
                self._line(same.format(what=named(told.unchanged)), "muted")
            for why, count in told.refused:
                left = _("{what} cannot be changed. {why}")
                self._line(left.format(what=named(count), why=why), "problem")
        number = told.changed if told else 0
        self.go_button.setText(
            _("Change {what}").format(what=named(number or self.selection.count))
        )
        self.go_button.setAccessibleName(self.go_button.text())
        self.go_button.setEnabled(number > 0)

    def _line(self, words: str, tone: str, weight: int = 400) -> None:
        line = build.label(words, tone=tone, weight=weight, wrap=True)
        self._told.insertWidget(self._told.count() - 1, line)
        self.lines.append(line)

    # ------------------------------------------------------------------------------------ go

    def _go(self) -> None:
        call = self.work() if self.isVisible() else None  # Enter and the button may both come
        if call is not None:
            title = _("Changing {what}").format(what=self.selection.named(self.selection.count))
            self.accept()
            self.decided.emit(title, call)


class FieldDialog(BulkDialog):
    """One value of one field for all.

    Attributes:
        field_box: which field; hidden where there is no choice.
        empty: takes the value away instead.
        editor: of the new value.
    """

    def __init__(
        self,
        context: Context,
        selection: Selection,
        fields: list[Field],
        start: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._fields = fields
        only = fields[0] if len(fields) == 1 else None
        what = selection.named(selection.count)
        title = _("Edit {what}").format(what=what)
        if only is not None and only.key == "owner":
            title = _("Assign {what}").format(what=what)
        super().__init__(context, selection, title, parent)
        self.field_box = ChoiceBox()
        self.field_box.setAccessibleName(_("Field"))
        for field in fields:
            self.field_box.addItem(_(field.label), field.key)
        self.field_box.setParent(self)
        if only is None:
            self.add_line(_("Field"), self.field_box)
        else:
            self.field_box.hide()
        self._value_label = build.label(size=12, tone="muted")
        self._place = build.column(spacing=4)
        self.empty = TickBox(_("Empty the field"))
        self._body.addWidget(self._value_label)
        self._body.addLayout(self._place)
        self._body.addWidget(self.problem)
        self._body.addWidget(self.empty)
        self.editor: Editor = self._new_editor(fields[0])
        at = self.field_box.findData(start)
        self.field_box.setCurrentIndex(max(at, 0))
        self.field_box.currentIndexChanged.connect(self._another)
        self.empty.toggled.connect(self._emptied)
        self._another()

    @property
    def field(self) -> Field:
        """The field that is to be changed."""
        return self._fields[max(self.field_box.currentIndex(), 0)]

    def _new_editor(self, field: Field) -> Editor:
        editor = editor_for(field, self.context)
        self._place.addWidget(editor)
        editor.changed.connect(self.look)
        return editor

    def _another(self) -> None:
        field = self.field
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = self._new_editor(field)
        if field.kind == Kind.BOOL:
            self.editor.set_value(True)
        self._value_label.setText(_("To whom") if len(self._fields) == 1 else _("New value"))
        self._value_label.setBuddy(self.editor)
        self.empty.setChecked(False)
        can_empty = not field.required and field.kind != Kind.BOOL
        self.empty.setVisible(can_empty)
        self.empty.setText(_("Nobody") if field.key == "owner" else _("Empty the field"))
        self._order_tabs()
        self.look()

    def _order_tabs(self) -> None:
        QWidget.setTabOrder(self.field_box, self.editor.main)
        QWidget.setTabOrder(self.editor.main, self.empty)

    def _emptied(self, on: bool) -> None:
        self.editor.setEnabled(not on)
        self.look()

    def _value(self) -> dict[str, Any] | None:
        if self.empty.isChecked():
            return {self.field.key: None}
        value = self.editor.value()
        return None if value is None else {self.field.key: value}

    def preview(self) -> Call[BulkPreview] | None:
        values, of = self._value(), self.selection
        if values is None:
            return None
        return services.bulk.preview.call(of.entity.key, of.chosen, values)

    def work(self) -> Call[BulkDone] | None:
        values, of = self._value(), self.selection
        if values is None:
            return None
        return services.bulk.edit.call(
            of.entity.key, of.chosen, values, expected=of.expected, skip=True
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.field_box if len(self._fields) > 1 else self.editor
        first.setFocus(Qt.FocusReason.OtherFocusReason)


class TagDialog(BulkDialog):
    """A tag on or off.

    Attributes:
        box: the tags there are; any other can be typed where one is put on.
    """

    def __init__(
        self, context: Context, selection: Selection, *, add: bool, parent: QWidget | None = None
    ) -> None:
        what = selection.named(selection.count)
        title = _("Add a tag to {what}") if add else _("Remove a tag from {what}")
        super().__init__(context, selection, title.format(what=what), parent)
        self._add = add
        self.box = ChoiceBox()
        self.box.setAccessibleName(_("Tag"))
        self.box.setEditable(add)
        self.box.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        line = self.box.lineEdit()
        if line is not None:
            line.setAccessibleName(_("Tag"))
            line.setPlaceholderText(_("Trade fair 2026"))
            line.textChanged.connect(self.look)
            line.returnPressed.connect(self.go_button.click)  # an editable box keeps Enter
            self._suggest()
        self.add_line(_("Tag"), self.box)
        self._body.addWidget(self.problem)
        self._fill()

    def _suggest(self) -> None:
        """Tags that begin alike drop down; completed in the line, no shorter one could be typed."""
        completer = self.box.completer()
        if completer is None:
            return
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup = completer.popup()
        if popup is not None:  # there is none before the mode is set
            popup.setObjectName("Suggestions")
            popup.setAccessibleName(_("Suggestions"))
            popup.setItemDelegate(QStyledItemDelegate(popup))  # the usual one knows no padding

    def _fill(self) -> None:
        of = None if self._add else self.selection.chosen
        tags = services.bulk.tags_in_use.call(self.selection.entity.key, of)
        self.context.tasks.query(self, "tags", tags, done=self._offer)

    def _offer(self, tags: list[tuple[str, int]]) -> None:
        typed = self.box.currentText()
        for tag, count in tags:
            said = tag if self._add else f"{tag}  ({i18n.number(count)})"
            self.box.addItem(said, tag)
        if self._add:
            self.box.setCurrentIndex(-1)
            self.box.setEditText(typed)
        else:
            self.box.currentIndexChanged.connect(self.look)
            self.box.setEnabled(bool(tags))
            if not tags:
                self._wrong(_("None of these records has a tag."))
            else:
                self.look()

    def _tag(self) -> str:
        if self._add:
            return " ".join(self.box.currentText().split())
        return self.box.currentData() or ""

    def preview(self) -> Call[BulkPreview] | None:
        tag, of = self._tag(), self.selection
        if not tag:
            return None
        preview = services.bulk.preview_tags
        if self._add:
            return preview.call(of.entity.key, of.chosen, add=(tag,))
        return preview.call(of.entity.key, of.chosen, remove=(tag,))

    def work(self) -> Call[BulkDone] | None:
        tag, of = self._tag(), self.selection
        if not tag:
            return None
        change = services.bulk.tag
        if self._add:
            return change.call(of.entity.key, of.chosen, add=(tag,), expected=of.expected)
        return change.call(of.entity.key, of.chosen, remove=(tag,), expected=of.expected)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.box.setFocus)

"""A form made from the catalogue.

It keeps its own snapshot of the record: dirty means "differs from it", and a conflict is merged
field by field. Empty facts that are not essential stay folded under "Add detail".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref
from crm_desktop.services.validation import merge, problems
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import Question
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.row_editors import EDITABLE, editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

_LABELS = 124
_ROW = 2  # grid rows a field takes: the editor, and what is wrong with it


@dataclass(frozen=True, slots=True)
class Task:
    """What a form is for.

    Attributes:
        entity: the kind of record.
        record: the one to edit; None to make a new one.
        preset: values a new record begins with; they make it not dirty.
        only: keys of the fields to show; empty: those of the catalogue.
        title: heading; empty: the usual one.
    """

    entity: EntityType
    record: Record | None = None
    preset: Mapping[str, Any] = field(default_factory=dict[str, Any])
    only: tuple[str, ...] = ()
    title: str = ""

    def base(self) -> dict[str, Any]:
        """The values to begin with."""
        return dict(self.record.values) if self.record else dict(self.preset)

    def fields(self) -> list[Field]:
        """The fields to show, in their order."""
        if self.only:
            return [self.entity.field(key) for key in self.only]
        return [each for each in self.entity.editable() if each.kind in EDITABLE]

    def heading(self) -> str:
        """What stands at the top."""
        if self.title:
            return self.title
        if self.record is not None and self.record.label:
            return self.record.label
        return _("New {title}").format(title=_(self.entity.title).lower())


class Form(QDialog):
    """Edits one record, or makes one.

    Attributes:
        editors, notes: by field key; a note says what is wrong.
        save_button, cancel_button: the two ways out.

    Signals:
        saved: the Record as it is now in the store.
        another: it is saved, and one more is to be made.
    """

    saved = Signal(object)
    another = Signal()

    def __init__(self, context: Context, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._task, self.entity = context, task, task.entity
        self._version = task.record.version if task.record else 0
        self.base = task.base()
        self._one_more = False
        self._asked = False  # to save: from then on every problem is shown
        self.merge_dialog: MergeDialog | None = None
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._heads: dict[str, QLabel] = {}
        self.notice = Notice()
        self._dirty_mark = build.label(_("● Changes not saved"), size=12, tone="muted")
        self.save_button = build.button(_("&Save"), primary=True)
        self.cancel_button = build.button(_("Cancel"))
        self._detail = build.button(_("Add &detail"), "list-plus")
        self.setWindowTitle(f"{task.heading()}[*]")
        self.setLayout(self._build())
        self._show(self.base)
        self._fold()
        self._keys()
        self.resize(theme.px(640), min(theme.px(680), self._wanted_height()))

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        title = build.label(self._task.heading(), size=18, weight=600, wrap=True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._grid = self._fields()
        self._grid_holder = build.holder(self._grid)
        self._scroll.setWidget(self._grid_holder)
        top = build.column(title, self.notice, spacing=10, margins=(24, 20, 24, 10))
        column = build.column(top, spacing=0)
        column.addWidget(self._scroll, 1)
        column.addWidget(build.rule())
        column.addLayout(self._buttons())
        return column

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(16))
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnMinimumWidth(0, theme.px(_LABELS))
        grid.setColumnStretch(1, 1)
        at, group = 0, ""
        for each in self._ordered():
            if each.group != group and not self._task.only:
                group = each.group
                self._heads[group] = self._head(grid, at, group)
                at += 1
            self._field(grid, at, each)
            at += _ROW
        grid.setRowStretch(at, 1)
        return grid

    def _ordered(self) -> list[Field]:
        """The fields of a group stand together, groups in the order in which they first occur."""
        fields = self._task.fields()
        if self._task.only:
            return fields
        order = list(dict.fromkeys(each.group for each in fields))
        return sorted(fields, key=lambda each: order.index(each.group))

    @staticmethod
    def _head(grid: QGridLayout, at: int, group: str) -> QLabel:
        head = build.label(_(group or "General"), size=12, weight=600, tone="muted")
        head.setContentsMargins(0, theme.px(14 if at else 2), 0, theme.px(4))
        grid.addWidget(head, at, 0, 1, 2)
        return head

    def _field(self, grid: QGridLayout, at: int, each: Field) -> None:
        editor = editor_for(each, self._context)
        note = build.label(size=12, tone="problem", wrap=True)
        note.hide()
        words = "" if each.kind == Kind.BOOL else _(each.label)
        label = build.label(words + (" *" if each.required else ""), tone="muted", wrap=True)
        label.setBuddy(editor)
        label.setContentsMargins(0, theme.px(6), 0, 0)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(editor, at, 1)
        grid.addWidget(note, at + 1, 1)
        self.editors[each.key], self.notes[each.key] = editor, note
        self._rows[each.key] = (label, editor)
        editor.changed.connect(self._check)

    def _buttons(self) -> QVBoxLayout:
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.reject)
        self._detail.clicked.connect(self._detail_menu)
        line = build.row(self._detail, self._dirty_mark, 0, self.cancel_button, self.save_button)
        return build.column(line, margins=(24, 12, 24, 14))

    def _keys(self) -> None:
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        if self._task.record is None:
            more = QShortcut(QKeySequence("Ctrl+Shift+Return"), self)
            more.activated.connect(self._submit_for_another)

    def _submit_for_another(self) -> None:
        self._one_more = True
        self.submit()

    def _wanted_height(self) -> int:
        return self._grid_holder.sizeHint().height() + theme.px(150)

    # --------------------------------------------------------------------------- add detail

    def _fold(self) -> None:
        """Hide what is empty and not essential."""
        essential = any(each.essential for each in self._task.fields())
        for each in self._task.fields():
            filled = self._says_something(each)
            shown = each.essential or each.required or filled or not essential
            self._set_shown(each.key, on=shown or bool(self._task.only))
        self._show_heads()

    def _says_something(self, each: Field) -> bool:
        """False for what is empty, or says only what another field says: the one company."""
        value = self.base.get(each.key)
        if each.kind == Kind.MULTI and value and len(value) == 1:
            main = each.children[0]
            told = {k: v for k, v in value[0].items() if v and k not in ("id", "is_primary")}
            if set(told) == {main.key} and isinstance(told[main.key], Ref):
                return told[main.key] not in self.base.values()
        return value not in (None, "", (), False)

    def _set_shown(self, key: str, *, on: bool) -> None:
        for widget in self._rows[key]:
            widget.setVisible(on)

    def _is_folded(self, key: str) -> bool:
        return self._rows[key][1].isHidden()

    def _show_heads(self) -> None:
        fields = self._task.fields()
        for group, head in self._heads.items():
            shown = any(not self._is_folded(e.key) for e in fields if e.group == group)
            head.setVisible(shown and bool(group))
        self._detail.setVisible(any(self._is_folded(each.key) for each in fields))

    def _detail_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_group: dict[str, QMenu] = {}
        for each in self._ordered():
            if self._is_folded(each.key):
                group = each.group or "General"
                if group not in by_group:
                    by_group[group] = menu.addMenu(_(group))
                action = by_group[group].addAction(_(each.label))
                action.triggered.connect(partial(self.unfold, each.key))
        menu.popup(self._detail.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def unfold(self, key: str, _on: bool = False) -> None:
        """Show a field that was folded away, and go there."""
        self._set_shown(key, on=True)
        self._show_heads()
        self.order_tabs()
        # Its place is known only after the layout has been made.
        QTimer.singleShot(0, self, lambda: self._go_to(key))

    def _go_to(self, key: str) -> None:
        self._scroll.ensureWidgetVisible(self.editors[key])
        self.editors[key].setFocus()

    # -------------------------------------------------------------------------------- values

    def _show(self, values: Mapping[str, Any]) -> None:
        for key, editor in self.editors.items():
            editor.set_value(values.get(key))
        self._check()

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What the editors hold, and what is wrong with it. Unreadable fields keep their base."""
        held, wrong = dict(self.base), dict[str, str]()
        for key, editor in self.editors.items():
            try:
                held[key] = editor.value()
            except Unreadable as error:
                wrong[key] = str(error)
        told = problems(self.entity, held)
        return held, {key: words for key, words in told.items() if key in self.editors} | wrong

    def _changed(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The values that differ from the base."""
        same = services.values.same
        return {
            key: held[key]
            for key in self.editors
            if not same(self.entity.field(key), self.base.get(key) or None, held[key] or None)
        }

    @property
    def dirty(self) -> bool:
        """Something would be lost by closing."""
        held, wrong = self.values()
        return any(key for key in wrong if self._was_touched(key)) or bool(self._changed(held))

    def _is_told(self, key: str) -> bool:
        return self._was_touched(key) and not self.editors[key].unfinished

    def _was_touched(self, key: str) -> bool:
        """False for a required field of a new record that nobody has filled in yet."""
        try:
            return bool(self.editors[key].value()) or bool(self.base.get(key))
        except Unreadable:
            return True

    def _check(self) -> None:
        _held, wrong = self.values()
        told = wrong if self._asked else {k: w for k, w in wrong.items() if self._is_told(k)}
        self._tell(told)
        dirty = self.dirty
        self.setWindowModified(dirty)
        self._dirty_mark.setVisible(dirty)

    def _tell(self, wrong: Mapping[str, str]) -> None:
        for key, note in self.notes.items():
            note.setText(wrong.get(key, ""))
            note.setVisible(key in wrong)
            if key in wrong and self._is_folded(key):
                self._set_shown(key, on=True)
            main = self.editors[key].main
            build.set_state(main, "wrong", key in wrong)
            main.setAccessibleDescription(wrong.get(key, ""))

    # -------------------------------------------------------------------------------- saving

    def submit(self) -> None:
        """Save and close, or say what is in the way."""
        if not self.save_button.isEnabled():
            return  # on its way already
        self._asked = True
        held, wrong = self.values()
        if wrong:
            self._check()
            self._go_to(next(key for key in self.editors if key in wrong))
            return
        self.notice.hide()
        self._send(held, self._version)

    def _send(self, held: dict[str, Any], version: int) -> None:
        record = self._task.record
        if record is None:
            call = services.records.create.call(self.entity.key, self._for_new(held))
        else:
            changed = self._changed(held)
            call = services.records.save.call(self.entity.key, record.id, changed, version=version)
        self._context.tasks.command(
            self,
            call,
            done=self._done,
            failed=lambda error: self._failed(error, held),
            busy=self.save_button,
        )

    @staticmethod
    def _for_new(held: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in held.items() if value not in (None, "", ())}

    def _done(self, record: Record) -> None:
        self.base = {key: record.values.get(key) for key in record.values}
        self._show(self.base)  # not dirty any more: closing does not ask
        self.saved.emit(record)
        self.accept()
        if self._one_more:
            self.another.emit()

    def _failed(self, error: Exception, mine: dict[str, Any]) -> None:
        if isinstance(error, ValidationFailed):
            self._asked = True
            self._tell(error.problems)
            rest = [words for key, words in error.problems.items() if key not in self.notes]
            if rest:
                self.notice.say(" ".join(rest), "problem")
        elif isinstance(error, Conflict) and isinstance(error.theirs, Record):
            self._merge(mine, error.theirs)
        elif isinstance(error, UserError):
            self.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    def _merge(self, mine: dict[str, Any], theirs: Record) -> None:
        """Somebody saved first. Ask only where both of us changed the same field."""
        merged = merge(self.entity, self.base, mine, theirs.values)
        if not merged.clashes:
            self._resend(merged.values, theirs)
            return
        sides = Sides(self.base, mine, theirs.values)
        self.merge_dialog = MergeDialog(self.entity, merged, sides, self)
        self.merge_dialog.decided.connect(partial(self._resend, theirs=theirs))
        self.merge_dialog.open()

    def _resend(self, values: dict[str, Any], theirs: Record) -> None:
        """Save over what is there now; a third save in between is simply another conflict."""
        self.base = dict(theirs.values)
        self._version = theirs.version
        held = {**self.base, **{key: values.get(key) for key in self.editors}}
        self._send(held, theirs.version)

    # ------------------------------------------------------------------------------- leaving

    def reject(self) -> None:
        """Escape and Cancel come here, and the close button of the window."""
        if not self.save_button.isEnabled():
            return  # being saved: it closes by itself
        if not self.dirty:
            super().reject()
            return
        question = Question(
            _("Close without saving your changes?"),
            _("Discard changes"),
            _("What you typed here is lost then. The record stays as it was."),
        )
        self._context.dialogs.confirm(self, question, self.discard)

    def discard(self) -> None:
        """Close, whatever was typed."""
        super().reject()

    def closeEvent(self, arg__1: QCloseEvent) -> None:
        arg__1.ignore()
        self.reject()

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        self.order_tabs()
        shown = [key for key in self.editors if not self._is_folded(key)]
        if shown and not self.isAncestorOf(self.focusWidget() or self):
            self.editors[shown[0]].setFocus()

    def order_tabs(self) -> None:
        """Tab goes through the fields as they stand; rows of a field are made later than others."""
        parts = [widget for widget in _in_order(self._grid) if _takes_tab(widget)]
        parts += [self._detail, self.cancel_button, self.save_button]
        for first, second in pairwise(parts):
            QWidget.setTabOrder(first, second)


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout, and of those in it, as they stand."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if isinstance(widget, QWidget):
            yield widget
            inner = widget.layout()
        if isinstance(inner, QLayout):
            yield from _in_order(inner)


def _takes_tab(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.focusProxy() is None


def open_form(
    context: Context,
    entity: EntityType,
    record_id: UUID,
    owner: QWidget,
    shown: Callable[[Form], None],
) -> None:
    """Load, then show: a form never stands there empty."""

    def show(record: Record) -> None:
        shown(show_form(context, Task(entity, record), owner))

    load = services.records.load.call(entity.key, record_id)
    context.tasks.query(owner, "open form", load, done=show)


def show_form(context: Context, task: Task, owner: QWidget) -> Form:
    """Show a form over its window."""
    form = Form(context, task, owner)
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    form.finished.connect(form.deleteLater)
    form.open()
    return form

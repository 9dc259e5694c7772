"""The fields of a form: an editor a field, what is wrong with it below, details folded away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor
from crm_desktop.ui.row_editors import EDITABLE, MultiEditor, RowEditor, editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.tab_order import follow

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
        return dict(self.record.values) if self.record else {**self._first(), **self.preset}

    def _first(self) -> dict[str, Any]:
        """What a choice that is never empty begins with: its first value, as the editor shows."""
        kept = (each for each in self.fields() if each.kind is Kind.CHOICE and each.required)
        return {each.key: each.choices[0].value for each in kept if not each.open_choice}

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
        return _("New {title}").format(title=inner(_(self.entity.title)))


class FormFields(QScrollArea):
    """The part of a form that is scrolled.

    Attributes:
        editors, notes: by field key; a note says what is wrong.
        detail: the button that brings out what is folded away; the form puts it somewhere.

    Signals:
        changed: key of the field that the person changed.
        unfolded: a field has come out: Tab has to be told.
    """

    changed = Signal(str)
    unfolded = Signal()

    def __init__(self, context: Context, task: Task) -> None:
        super().__init__()
        self._context, self._task = context, task
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self._rows: dict[str, tuple[QLabel, Editor]] = {}
        self._heads: dict[str, QLabel] = {}
        self.detail: QPushButton = build.button(_("Add &detail"), "list-plus")
        self.detail.clicked.connect(self._detail_menu)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._grid = self._fields()
        self.holder = build.holder(self._grid)
        self.setWidget(self.holder)

    # --------------------------------------------------------------------------------- build

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
        label = build.label(_label_words(each), tone="muted", wrap=True)
        label.setBuddy(editor)
        label.setContentsMargins(0, theme.px(6), 0, 0)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(editor, at, 1)
        grid.addWidget(note, at + 1, 1)
        self.editors[each.key], self.notes[each.key] = editor, note
        self._rows[each.key] = (label, editor)
        editor.changed.connect(partial(self.changed.emit, each.key))
        if isinstance(editor, MultiEditor):
            editor.reshaped.connect(self._reshaped)

    def wanted_height(self) -> int:
        """Height of all fields that are shown."""
        return self.holder.sizeHint().height()

    # --------------------------------------------------------------------------- add detail

    def fold(self, base: Mapping[str, Any]) -> None:
        """Hide what is empty and not essential."""
        essential = any(each.essential for each in self._task.fields())
        for each in self._task.fields():
            filled = says_something(each, base)
            shown = each.essential or each.required or filled or not essential
            self._set_shown(each.key, on=shown or bool(self._task.only))
        self._show_heads()

    def show_field(self, key: str) -> None:
        """Bring a field out without going there."""
        if self.is_folded(key):
            self._set_shown(key, on=True)
            self._show_heads()
            self.unfolded.emit()

    def _set_shown(self, key: str, *, on: bool) -> None:
        for widget in self._rows[key]:
            widget.setVisible(on)

    def is_folded(self, key: str) -> bool:
        """True for a field that is out of sight."""
        return self._rows[key][1].isHidden()

    def _show_heads(self) -> None:
        fields = self._task.fields()
        for group, head in self._heads.items():
            shown = any(not self.is_folded(e.key) for e in fields if e.group == group)
            head.setVisible(shown and bool(group))
        self.detail.setVisible(any(self.is_folded(each.key) for each in fields))

    def _detail_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_group: dict[str, list[Field]] = {}
        for each in self._ordered():
            if self.is_folded(each.key):
                by_group.setdefault(each.group or "General", []).append(each)
        names = [_(group) for group in by_group]
        for words, fields in zip(with_mnemonics(names), by_group.values(), strict=True):
            if len(fields) == 1 and fields[0].label == fields[0].group:
                self._detail_action(menu, words, fields[0])
                continue
            inside = menu.addMenu(words)
            labels = with_mnemonics([_(each.label) for each in fields])
            for label, each in zip(labels, fields, strict=True):
                self._detail_action(inside, label, each)
        menu.popup(self.detail.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _detail_action(self, menu: QMenu, words: str, each: Field) -> None:
        menu.addAction(words).triggered.connect(partial(self.unfold, each.key))

    def begin_at(self, place: str) -> None:
        """Go to a field, or to a part of its main line: "phones", "addresses.city"."""
        key, _dot, child = place.partition(".")
        if key in self.editors:
            self.unfold(key, child=child)

    def unfold(self, key: str, _on: bool = False, *, child: str = "") -> None:
        """Show a field that was folded away, and go there."""
        self.show_field(key)
        editor = self.editors[key]
        if isinstance(editor, MultiEditor):
            editor.offer_row()
        # Its place is known only after the layout has been made.
        QTimer.singleShot(0, self, lambda: self.go_to(key, self._part(key, child)))

    def _part(self, key: str, child: str) -> QWidget | None:
        editor = self.editors[key]
        if not child or not isinstance(editor, MultiEditor) or not editor.rows:
            return None
        main = (row for row in editor.rows if row.primary is not None and row.primary.isChecked())
        return next(main, editor.rows[0]).editors[child].main

    # -------------------------------------------------------------------------------- places

    def go_to(self, key: str, part: QWidget | None = None) -> None:
        """Put the keyboard into a field, or the part of it that is meant, in full sight."""
        self.ensureWidgetVisible(self._rows[key][0])
        self.ensureWidgetVisible(self.notes[key])
        self.ensureWidgetVisible(part or self.editors[key])
        (part or self.editors[key]).setFocus()

    def _reshaped(self) -> None:
        """A line was added or went: Tab goes another way, and the new line is to be seen."""
        self.unfolded.emit()
        QTimer.singleShot(0, self, self._show_focused)

    def _show_focused(self) -> None:
        """Have what the keyboard is in in full sight, and all of a line where it fits."""
        part = self.focusWidget() or self
        if not self.holder.isAncestorOf(part):
            return
        line: QWidget | None = part
        while line is not None and line is not self.holder and not isinstance(line, RowEditor):
            line = line.parentWidget()
        if isinstance(line, RowEditor) and line.height() < self.viewport().height():
            self._show_whole(line)
        self._show_whole(part)

    def _show_whole(self, part: QWidget) -> None:
        """Qt's own way is content when the cursor can be seen."""
        place = QRect(part.mapTo(self.holder, QPoint(0, 0)), part.size())
        self.ensureVisible(0, place.center().y(), 0, place.height() // 2 + theme.px(8))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        moved = super().focusNextPrevChild(next)
        self._show_focused()
        return moved

    def go_to_problem(self, key: str) -> None:
        """Go to what will not do in a field."""
        self.show_field(key)
        QTimer.singleShot(0, self, lambda: self.go_to(key, self.editors[key].wrong_part))

    def go_to_first(self) -> None:
        """Where typing begins."""
        shown = [key for key in self.editors if not self.is_folded(key)]
        if shown:
            self.editors[shown[0]].setFocus()

    def order_tabs(self, *after: QWidget) -> None:
        """Tab goes through the fields as they stand; rows of a field are made later than others."""
        follow(self._grid, *after)

    # --------------------------------------------------------------------------------- marks

    def show_problems(self, wrong: Mapping[str, str], changed: Collection[str] = ()) -> None:
        """Say under each field what is wrong with it, and mark the changed ones."""
        for key, note in self.notes.items():
            note.setText(wrong.get(key, ""))
            note.setVisible(key in wrong)
            if key in wrong and self.is_folded(key):
                self.show_field(key)
            main = self.editors[key].main
            self.editors[key].mark_wrong(on=key in wrong)
            self._mark(key, on=key in changed and self._task.record is not None)
            told = wrong.get(key) or (_("Changed, not saved yet.") if key in changed else "")
            main.setAccessibleDescription(told)

    def _mark(self, key: str, *, on: bool) -> None:
        label, editor = self._rows[key]
        words = _label_words(editor.field)
        label.setText(f"{words} •" if on else words)
        build.set_state(label, "tone", "accent" if on else "muted")
        label.setToolTip(_("Changed, not saved yet.") if on else "")


def with_mnemonics(names: Sequence[str]) -> list[str]:
    """Names for a menu, each with a letter of its own where there is one left."""
    taken, made = set[str](), list[str]()
    for name in names:
        plain = name.replace("&", "&&")
        free = (at for at, c in enumerate(name) if c.isalnum() and c.casefold() not in taken)
        at = next(free, None)
        if at is None or plain != name:
            made.append(plain)
        else:
            taken.add(name[at].casefold())
            made.append(f"{name[:at]}&{name[at:]}")
    return made


def _label_words(each: Field) -> str:
    words = "" if each.kind == Kind.BOOL else _(each.label)
    return words + (" *" if each.required else "")


def says_something(each: Field, values: Mapping[str, Any]) -> bool:
    """False for what is empty, or says only what another field says: the one company."""
    value = values.get(each.key)
    if each.kind == Kind.MULTI and value and len(value) == 1:
        main = each.children[0]
        told = {k: v for k, v in value[0].items() if v and k not in ("id", "is_primary")}
        if set(told) == {main.key} and isinstance(told[main.key], Ref):
            return told[main.key] not in values.values()
    return value not in (None, "", (), False)

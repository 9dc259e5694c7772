"""Editing in the list: F2 opens a cell, Enter saves it, Tab goes on, Escape gives it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Record
from crm_desktop.services.validation import merge, problem
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.table.cell_editor import CellEditor, can_edit
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.view import ListView

# Columns that show a part of another field.
_PLACES = {"display_name": "first_name", "city": "addresses.city", "country": "addresses.country"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell that is edited.

    Attributes:
        key: id of the record.
        name: what the record is called.
        base: the value it had.
        version: the record's, when it was read.
    """

    field: Field
    key: bytes
    name: str
    base: Any
    version: int


class CellEditing(QObject):
    """Edits the cell the keyboard is in.

    Attributes:
        editor: the editor that is open; None for none.
        merge_dialog: asks where a colleague changed the same field.

    Signals:
        saved: in words, what was changed; Undo takes it back.
        lost: in words, why an edit could not be kept.
        form_asked: id of a record that is to be edited in its form, and where in it: "phones",
            "addresses.city".
    """

    saved = Signal(str)
    lost = Signal(str)
    form_asked = Signal(bytes, str)

    def __init__(self, context: Context, view: ListView, model: ListModel) -> None:
        super().__init__(view)
        self._context, self._view, self._model = context, view, model
        self.editor: CellEditor | None = None
        self.merge_dialog: QWidget | None = None
        self._cell: Cell | None = None
        self._sending = False
        for bar in (view.verticalScrollBar(), view.horizontalScrollBar()):
            bar.valueChanged.connect(self._place)
        model.modelReset.connect(self._place)
        view.header.sectionResized.connect(self._place)
        view.header.geometriesChanged.connect(self._place)
        self.setObjectName("CellEditing")

    # --------------------------------------------------------------------------------- begin

    def begin(self) -> None:
        """Edit the cell the keyboard is in, or the record in its form."""
        if self.editor is not None:
            return
        column = self._model.columns[self._view.cell_at]
        row = self._model.cache.row(self._view.currentIndex().row())
        if row is None:
            return
        base = row.cells[self._view.cell_at]
        whole_day = column.field.whole_days and base.__class__ is date  # has a field of its own
        if whole_day or not can_edit(column.field):
            self._elsewhere(column.field, row.id)
            return
        name = str(row.cells[0] or "")
        self._cell = Cell(column.field, row.id, name, base, row.version)
        self._view.scrollTo(self._view.currentIndex())
        self.editor = CellEditor(column.field, self._context, name, self._view.viewport())
        self.editor.done.connect(self.commit)
        self.editor.left.connect(self.leave)
        self.editor.begin(base, self._view.cell_rect(self._view.currentIndex()))
        _application().focusChanged.connect(self._focus_moved)

    def _elsewhere(self, field: Field, key: bytes) -> None:
        """The field is edited in the form, or follows from others."""
        place = _PLACES.get(field.key, field.key)
        head, entity = place.partition(".")[0], self._model.entity
        if entity.has(head) and entity.field(head).derived:
            words = _("{field} is kept by the program: it follows from what is done here.")
            self.lost.emit(words.format(field=_(field.label)))
        else:
            self.form_asked.emit(key, place)

    def leave(self) -> None:
        """Give up what was typed."""
        self._close(keyboard=True)

    def _close(self, *, keyboard: bool) -> None:
        editor, self.editor, self._cell = self.editor, None, None
        self._sending = False
        if editor is None:
            return
        _application().focusChanged.disconnect(self._focus_moved)
        if keyboard:
            self._view.setFocus(Qt.FocusReason.TabFocusReason)
        editor.hide()
        editor.deleteLater()

    # ---------------------------------------------------------------------------------- save

    def commit(self, step: int = 0) -> None:
        """Save what was typed, then go on by some editable cells."""
        cell = self._cell
        if self.editor is None or cell is None or self._sending:
            return
        try:
            value = services.values.normal(cell.field, self.editor.editor.value())
        except Unreadable as error:
            self.editor.tell(str(error))
            return
        if services.values.same(cell.field, services.values.normal(cell.field, cell.base), value):
            self._close(keyboard=self._has_keyboard())
            self._go_on(step)
        elif words := problem(cell.field, value):
            self.editor.tell(words)
        else:
            self._send(value, cell.version, step)

    def _send(self, value: Any, version: int, step: int) -> None:
        cell = self._cell
        if cell is None:
            return
        self._sending = True
        save = services.records.save.call(
            self._model.entity.key, UUID(bytes=cell.key), {cell.field.key: value}, version=version
        )
        self._context.tasks.command(
            self,
            save,
            done=partial(self._done, cell, step),
            failed=partial(self._failed, cell, value, step),
        )

    def _done(self, cell: Cell, step: int, record: Record) -> None:
        self._model.show_saved(record)
        words = _("Changed {field} of {name}.")
        self.saved.emit(words.format(field=_(cell.field.label), name=record.label))
        if self._cell is cell:
            self._close(keyboard=self._has_keyboard())
            self._go_on(step)

    def _failed(self, cell: Cell, value: Any, step: int, error: Exception) -> None:
        self._sending = False
        if self.editor is None or self._cell is not cell:
            self._context.tasks.report(self, error)
        elif isinstance(error, Conflict) and isinstance(error.theirs, Record):
            self._merge(cell, value, step, error.theirs)
        elif isinstance(error, ValidationFailed):
            self.editor.tell(error.problems.get(cell.field.key) or str(error))
        elif isinstance(error, UserError):
            self.editor.tell(str(error))
        else:
            self._context.tasks.report(self, error)

    def _merge(self, cell: Cell, value: Any, step: int, theirs: Record) -> None:
        """Somebody saved first. Ask only where it was this very field."""
        from crm_desktop.ui.merge_dialog import MergeDialog, Sides  # seldom needed

        key = cell.field.key
        base, mine = {key: cell.base}, {key: value}
        there = {key: theirs.values.get(key)}
        merged = merge(self._model.entity, base, mine, there)
        if not merged.clashes:
            self._send(value, theirs.version, step)
            return
        dialog = MergeDialog(
            self._model.entity, merged, Sides(base, mine, there), self._view.window()
        )
        dialog.decided.connect(partial(self._decided, theirs, key, step))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._merge_ended)
        self.merge_dialog = dialog
        dialog.open()

    def _decided(self, theirs: Record, key: str, step: int, values: Mapping[str, Any]) -> None:
        self._send(values.get(key), theirs.version, step)

    def _merge_ended(self) -> None:
        self.merge_dialog = None
        if self.editor is not None:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------ go on

    def _go_on(self, step: int) -> None:
        """To the next editable cell, in the row or the one below; Shift+Tab goes back."""
        if not step:
            return
        columns = self._model.columns
        at, row = self._view.cell_at, self._view.currentIndex().row()
        while True:
            at += step
            if not 0 <= at < len(columns):
                row += step
                at = 0 if step > 0 else len(columns) - 1
                if not 0 <= row < self._model.rowCount():
                    return
            if can_edit(columns[at].field):
                break
        if row != self._view.currentIndex().row():
            self._view.go_to(row)
        self._view.go_to_cell(at)
        self.begin()

    # -------------------------------------------------------------------------------- follow

    def _place(self, *_moved: object) -> None:
        """The list has moved, or has another order: stay over the cell."""
        if self.editor is None or self._cell is None:
            return
        row = self._model.cache.row_of(self._cell.key)
        keys = [column.key for column in self._model.columns]
        if row < 0 or self._cell.field.key not in keys:
            name = self._cell.name
            self._close(keyboard=self._has_keyboard())
            words = _("{name} is no longer in this list. What you typed there was not saved.")
            self.lost.emit(words.format(name=name))
            return
        index = self._model.index(row, keys.index(self._cell.field.key))
        self.editor.place(self._view.cell_rect(index))

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is None or self._is_inside(focus)

    def _is_inside(self, widget: QWidget | None) -> bool:
        while widget is not None and widget is not self.editor:
            widget = widget.parentWidget()
        return widget is not None

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Whoever goes elsewhere means what was typed; a list that drops down is not elsewhere."""
        if now is None or self._is_inside(now) or QApplication.activePopupWidget() is not None:
            return
        if QApplication.activeModalWidget() is None:
            self.commit()


def _application() -> QApplication:
    """The program's application; the stubs know only its base class."""
    return cast("QApplication", QApplication.instance())

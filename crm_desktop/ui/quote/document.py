"""A quote while it is written: its values, its lines, what they come to, and the way back.

Whatever changes makes a new state; the old one is kept for undo. Every figure comes from the sheet
(services/sales/papers/sheet.py), which is pure: nothing here waits for a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from crm_desktop.services.catalog import QUOTE, Record
from crm_desktop.services.sales.papers.sheet import Floor, Sheet, SheetRow, sheet_of
from crm_desktop.services.values import normal, same
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.rows import Rows

MOST_STEPS = 300
_FIELDS = {field.key: field for field in QUOTE.fields if not field.derived}
LINES = "lines"


@dataclass(frozen=True, slots=True)
class State:
    """A quote at a moment."""

    values: Mapping[str, Any]
    rows: Rows


class QuoteDocument(QObject):
    """What is being written.

    Attributes:
        base: the values in the store; what differs from them is not saved.
        version: of the record in the store.
        floors: below what products are not sold.
        cash_step: what is to be paid is a multiple of this; None: to the cent.
        can_edit: False: it has been sent; nothing changes it any more.

    Signals:
        changed: something is other than before.
        opened: another quote, or the same one as it is now in the store.
    """

    changed = Signal()
    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base: Mapping[str, Any] = {}
        self.version = 0
        self.can_edit = False
        self.floors: dict[UUID, Floor] = {}
        self.cash_step: Decimal | None = None
        self._state = State({}, ())
        self._undo: list[State] = []
        self._redo: list[State] = []
        self._typing = ""  # the field whose letters are one step
        self._sheet: Sheet | None = None
        self._dirty: bool | None = None

    # ----------------------------------------------------------------------------- what it is

    @property
    def values(self) -> Mapping[str, Any]:
        """The fields but for the lines."""
        return self._state.values

    @property
    def rows(self) -> Rows:
        """The lines."""
        return self._state.rows

    @property
    def state(self) -> State:
        """As it is now."""
        return self._state

    @property
    def currency(self) -> str:
        """In which it is written."""
        return self._state.values.get("currency") or ""

    def held(self) -> dict[str, Any]:
        """All editable values, as a service takes them."""
        return {**self._state.values, LINES: lines.stored(self._state.rows)}

    @property
    def sheet(self) -> Sheet:
        """Every figure of it; its rows stand where the lines stand."""
        if self._sheet is None:
            self._sheet = self.sheet_with(self._state.rows)
        return self._sheet

    def sheet_with(self, rows: Rows) -> Sheet:
        """Every figure as it would be with other lines."""
        values = {**self._state.values, LINES: lines.stored(rows, blanks=True)}
        return sheet_of(values, floors=self.floors, cash_step=self.cash_step)

    def sheet_row(self, at: int) -> SheetRow:
        """The figures of a line."""
        return self.sheet.rows[at]

    def differing(self, held: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The values that differ from those in the store."""
        held = held or self.held()
        return {key: value for key, value in held.items() if self._differs(key, value)}

    def _differs(self, key: str, value: Any) -> bool:
        field = _FIELDS.get(key)
        if field is None:
            return False
        before, now = normal(field, self.base.get(key)), normal(field, value)
        return not same(field, _plain(before), _plain(now))

    @property
    def dirty(self) -> bool:
        """Something would be lost without saving."""
        if self._dirty is None:
            self._dirty = self.can_edit and bool(self.differing())
        return self._dirty

    # -------------------------------------------------------------------------------- changes

    def open(self, record: Record, *, can_edit: bool) -> None:
        """Show a record; there is no way back behind this."""
        self.base, self.version = dict(record.values), record.version
        self.can_edit = can_edit
        if not can_edit:
            self.cash_step = None  # what was sent keeps the rounding it has
        rows = lines.opened(record.values.get(LINES) or ())
        self._state = State(_editable(record.values), rows)
        self._undo.clear()
        self._redo.clear()
        self._touch()
        self.opened.emit()
        self.changed.emit()

    def clear(self) -> None:
        """Nothing is shown any more."""
        self.base, self.version, self.can_edit = {}, 0, False
        self._state = State({}, ())
        self._undo.clear()
        self._redo.clear()
        self._touch()
        self.opened.emit()
        self.changed.emit()

    def change(self, rows: Rows | None = None, **values: Any) -> None:
        """Something was done: the way back leads here."""
        self._step(self._with(rows, values), "")

    def type_in(self, key: str, value: Any, rest: Mapping[str, Any] | None = None) -> None:
        """A field is being typed in: all its letters are one step back."""
        self._step(self._with(None, {key: value, **(rest or {})}), key)

    def _step(self, new: State, typing: str) -> None:
        if not self.can_edit or new == self._state:
            return
        if not typing or typing != self._typing or not self._undo:
            self._undo.append(self._state)
            del self._undo[:-MOST_STEPS]
        self._typing = typing
        self._redo.clear()
        self._show(new)

    def settle(self, rows: Rows | None = None, **values: Any) -> None:
        """Something came in that belongs to the last step, like a price from the store."""
        if self.can_edit:
            self._show(self._with(rows, values))

    def set_cash_step(self, step: Decimal | None) -> None:
        """What is to be paid is a multiple of this; None: it is paid to the cent."""
        if step != self.cash_step:
            self.cash_step, self._sheet = step, None
            self.changed.emit()

    def set_floors(self, floors: Mapping[UUID, Floor]) -> None:
        """Below what products are not sold; of other products, what is known already."""
        self.floors = {**self.floors, **floors}
        self._sheet = None
        self.changed.emit()

    def _with(self, rows: Rows | None, values: Mapping[str, Any]) -> State:
        state = self._state if rows is None else replace(self._state, rows=rows)
        return replace(state, values={**state.values, **values}) if values else state

    def _show(self, state: State) -> None:
        self._state = state
        self._touch()
        self.changed.emit()

    def _touch(self) -> None:
        self._sheet = self._dirty = None

    @property
    def can_undo(self) -> bool:
        """There is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """There is a step to do again."""
        return bool(self._redo)

    def undo(self) -> bool:
        """Take back the last step; False where there is none."""
        if not self._undo:
            return False
        self._redo.append(self._state)
        self._typing = ""
        self._show(self._undo.pop())
        return True

    def redo(self) -> bool:
        """Do again what was taken back; False where there is nothing."""
        if not self._redo:
            return False
        self._undo.append(self._state)
        self._typing = ""
        self._show(self._redo.pop())
        return True

    # --------------------------------------------------------------------------------- saving

    def saved(self, record: Record, sent: State) -> None:
        """The state `sent` is in the store now; what was typed meanwhile stays."""
        untouched = self._state == sent
        self.base, self.version = dict(record.values), record.version
        if untouched:
            rows = lines.adopted(sent.rows, sent.rows, _positioned(record))
            new = {row[lines.KEY]: row for row in rows}
            self._state = State(_editable(record.values), tuple(new.values()))
        else:
            saved = _positioned(record)
            self._state = replace(
                self._state, rows=lines.adopted(self._state.rows, sent.rows, saved)
            )
        self._undo.clear()
        self._redo.clear()
        self._touch()
        self.changed.emit()

    def rebase(self, record: Record, held: Mapping[str, Any]) -> None:
        """Others have saved: from now on their record is the base, and this what is written."""
        self.base, self.version = dict(record.values), record.version
        rows = lines.opened(held.get(LINES) or ())
        values = {key: value for key, value in held.items() if key != LINES}
        self._undo.clear()
        self._redo.clear()
        self._show(State(_editable(values), rows))

    def take_up(self, typed: Mapping[str, Any], before: Mapping[str, Any], version: int) -> None:
        """Go on with what was typed when the record was in that version.

        Where it is in another one by now, the next save finds out and brings both together.
        """
        if version != self.version:
            self.base, self.version = {**self.base, **before}, version
        rows = lines.opened(typed[LINES] or ()) if LINES in typed else None
        values = {key: value for key, value in typed.items() if key != LINES}
        self._step(self._with(rows, values), "")


def _editable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values.get(key) for key in _FIELDS if key != LINES}


def _positioned(record: Record) -> Rows:
    rows: Iterable[Mapping[str, Any]] = record.values.get(LINES) or ()
    return tuple(sorted(rows, key=lambda row: row.get("position") or 0))


def _plain(value: Any) -> Any:
    return None if value in ("", ()) else value

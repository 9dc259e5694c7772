"""One row of a record in a small dialog: a stakeholder, a competitor, a price, a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Kind, Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

WIDTH = 520
Row = Mapping[str, Any]
_WHOLE = frozenset({Kind.LONGTEXT, Kind.REF})


class RowDialog(QDialog):
    """The dialog. Enter saves.

    Attributes:
        editors: by key of the child field.
        notice: why it was not saved. save_button: the way out that writes.
    """

    def __init__(  # noqa: PLR0913  whose row, which, then how it is shown
        self,
        context: Context,
        saver: Saver,
        record: Record,
        field: Field,
        *,
        row: Row | None = None,
        keys: Sequence[str] = (),
        title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._saver = context, saver
        self._record, self._field, self._row = record, field, row
        self.setWindowTitle(title or _(field.label))
        shown = keys or [child.key for child in field.children if not child.derived]
        self.editors: dict[str, Editor] = {
            key: editor_for(field.child(key), context) for key in shown
        }
        self.notice = Notice()
        self.save_button = build.button(_("&Save"), primary=True)
        self._cancel = build.button(_("&Cancel"))
        self.setLayout(self._build())
        self._wire()
        for key, editor in self.editors.items():
            editor.set_value((row or {}).get(key))
        self.setMinimumWidth(theme.px(WIDTH))
        next(iter(self.editors.values())).setFocus()

    def _build(self) -> QVBoxLayout:
        title = build.label(self.windowTitle(), size=18, weight=600, wrap=True)
        whose = build.label(self._record.label, tone="muted", wrap=True)
        column = build.column(title, whose, spacing=4, margins=(24, 20, 24, 18))
        column.addSpacing(theme.px(6))
        column.addLayout(self._grid())
        column.addWidget(self.notice)
        column.addSpacing(theme.px(8))
        column.addLayout(build.row(0, self._cancel, self.save_button))
        return column

    def _grid(self) -> QGridLayout:
        """Two short fields in a line; links and long texts have one of their own."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(3))
        at, side = 0, 0
        for key, editor in self.editors.items():
            field = self._field.child(key)
            whole = field.kind in _WHOLE
            if whole and side:
                at, side = at + 2, 0
            label = build.label(_(field.label), size=12, tone="muted")
            label.setBuddy(editor.main)
            grid.addWidget(label, at, side, 1, 2 if whole else 1)
            grid.addWidget(editor, at + 1, side, 1, 2 if whole else 1)
            side = 0 if whole or side else 1
            at += 0 if side else 2
        for each in (0, 1):
            grid.setColumnStretch(each, 1)
        return grid

    def _wire(self) -> None:
        for editor in self.editors.values():
            editor.changed.connect(self.notice.hide)
        self._cancel.clicked.connect(self.reject)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.finished.connect(self.deleteLater)

    # ---------------------------------------------------------------------------------- save

    def values(self) -> dict[str, Any]:
        """The row as it is in the dialog; Unreadable."""
        said = {key: editor.value() for key, editor in self.editors.items()}
        before = {k: v for k, v in (self._row or {}).items() if k not in said}
        return {**before, **said}

    def save(self) -> None:
        """Write the row."""
        try:
            made = self.values()
        except Unreadable as error:
            self.refuse(str(error))
            return
        rows: list[Row] = list(self._record.values.get(self._field.key) or ())
        if self._row is None:
            rows.append({"id": None, **made})
        else:
            rows = [made if each["id"] == self._row["id"] else each for each in rows]
        words = _("{field} saved").format(field=_(self._field.label))
        write(
            self._saver,
            self._record,
            self._field,
            rows,
            words,
            done=self._done,
            failed=self._failed,
            busy=self.save_button,
        )

    def _done(self, _record: Any) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.refuse(_("Somebody else changed this meanwhile. Close this, then try again."))
        elif isinstance(error, UserError):
            self.refuse(str(error))
        else:
            self._context.tasks.report(self, error)

    def refuse(self, words: str) -> None:
        """Say why it was not saved."""
        self.notice.say(words, "problem")
        self.adjustSize()


def write(  # noqa: PLR0913  what is saved, then who hears of it
    saver: Saver,
    record: Record,
    field: Field,
    rows: Sequence[Row],
    words: str,
    *,
    done: Callable[[Any], None] | None = None,
    failed: Callable[[Exception], None] | None = None,
    busy: Any = None,
) -> None:
    """Save the rows of a field, and offer Undo."""
    call = services.records.save.call(
        record.entity, record.id, {field.key: tuple(rows)}, version=record.version
    )
    saver.run(call, words, done=done or _nothing, failed=failed, busy=busy)


def without(saver: Saver, record: Record, field: Field, row: UUID) -> None:
    """Delete one row; Undo brings it back."""
    rows = [each for each in record.values.get(field.key) or () if each["id"] != row]
    write(saver, record, field, rows, _("{field}: one deleted").format(field=_(field.label)))


def _nothing(_answer: Any) -> None:
    """The changes of the commit refresh what is shown."""

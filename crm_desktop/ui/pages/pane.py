"""What every view of one record offers, so that lists and the window need not know which it is."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from crm_desktop import services
from crm_desktop.errors import NotFound
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.timeline import Timeline
from crm_desktop.ui.widgets import build


class Pane(QFrame):
    """A record of any kind, beside its list or on a page of its own.

    Attributes:
        record: what is shown; None for nothing.
        timeline: what happened.

    Signals:
        edit_asked: the record is to be edited in a form.
        compose_asked: a kind of activity, or note, is to be written about the record.
        item_asked: (entity, id) of an item of the timeline is to be opened.
        go_to_asked: (entity, Ref) of another record is to be shown.
        menu_asked: the menu of the record is wanted at this point of the screen.
        shown: a Record is shown now; None for nothing.
        gone: the record does not exist any more.
    """

    edit_asked = Signal()
    compose_asked = Signal(str)
    item_asked = Signal(str, object)
    go_to_asked = Signal(str, object)
    menu_asked = Signal(object)
    shown = Signal(object)
    gone = Signal()

    timeline: Timeline
    _body: QWidget
    _nothing: QWidget

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self._context, self._entity = context, entity
        self.setObjectName("Detail")
        self.record: Record | None = None

    def _lay_out(self, body: QWidget, nothing: str) -> None:
        """Beside a list: the record, or words where none is chosen."""
        self._body, self._nothing = body, build.quiet_words(nothing)
        self.setLayout(build.column(self._body, self._nothing, spacing=0))
        self.show_nothing()

    # ---------------------------------------------------------------------------------- show

    def show_nothing(self) -> None:
        """No record."""
        self.forget()
        self.record = None
        self._body.hide()
        self._nothing.show()
        self.shown.emit(None)

    def show_id(self, key: bytes) -> None:
        """Show the record of an id; the one before stays until it is here."""
        if key:
            self._ask(UUID(bytes=key))
        else:
            self.show_nothing()

    def _ask(self, record_id: UUID) -> None:
        load = services.records.load.call(self._entity.key, record_id)
        self._context.tasks.query(self, "record", load, done=self.show_record, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.show_nothing()
            self.gone.emit()
        else:
            self._context.tasks.report(self, error)

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        raise NotImplementedError

    def _uncover(self, record: Record) -> None:
        """It is filled in: let it be seen."""
        self._nothing.hide()
        self._body.show()
        self.shown.emit(record)

    def forget(self) -> None:
        """Stop what is being read for the record."""
        self._context.tasks.forget(self, "record")

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: read again what it touched."""
        if self.record is not None and self._concerns(changes, self.record):
            self._ask(self.record.id)

    def _concerns(self, changes: Changes, record: Record) -> bool:
        return changes.touches(record.id)

    # ------------------------------------------------------------------------------- actions

    def call(self) -> None:
        """Dial the main number."""
        raise NotImplementedError

    def mail(self) -> None:
        """Write to the main address."""
        raise NotImplementedError

    def complete_next(self) -> None:
        """What is planned next has been done."""
        raise NotImplementedError

    def _outside(self, address: str, _on: bool = False) -> None:
        """Call a number, write to an address."""
        if address:
            self._context.dialogs.open_outside(address)

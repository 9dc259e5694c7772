"""What every view of one record offers, so that lists and the window need not know which it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from crm_desktop.services.catalog import Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui.pages.timeline import Timeline


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

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Detail")
        self.record: Record | None = None

    def show_nothing(self) -> None:
        """No record."""
        raise NotImplementedError

    def show_id(self, key: bytes) -> None:
        """Show the record of an id; the one before stays until it is here."""
        raise NotImplementedError

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        raise NotImplementedError

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: read again what it touched."""
        raise NotImplementedError

    def call(self) -> None:
        """Dial the main number."""
        raise NotImplementedError

    def mail(self) -> None:
        """Write to the main address."""
        raise NotImplementedError

    def complete_next(self) -> None:
        """What is planned next has been done."""
        raise NotImplementedError

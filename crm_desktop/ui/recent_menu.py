"""The menu of the records that were looked at lately."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.ui import recents
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

LOOKED_AT = 2_000  # milliseconds in the pane, after which a record has been looked at


class RecentMenu(QMenu):
    """The last records, the newest first. Going through a list with the arrows is no looking."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._record: Record | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOKED_AT)
        self._timer.timeout.connect(self.keep)
        self.aboutToShow.connect(self.fill)

    def look(self, record: Record | None) -> None:
        """A record is shown; whether it is looked at, the clock will tell."""
        self._record = record
        if record is None or record.entity not in ENTITIES:
            self._timer.stop()
        else:
            self._timer.start()

    def keep(self) -> None:
        """The record shown has been looked at."""
        record = self._record
        if record is not None and self._context.tasks.workspace is not None:
            recents.add_record(self._context, record.entity, record.id, record.label)

    def stop(self) -> None:
        """The store is closed."""
        self._record = None
        self._timer.stop()

    def fill(self) -> None:
        """The records, as they were called then."""
        self.clear()
        for each in recents.records(self._context):
            if each.label and each.entity in ENTITIES and ENTITIES[each.entity].has_page:
                ref = Ref(each.id, each.label)
                go = partial(self._window.go_to, each.entity, ref)
                words = each.label.replace("&", "&&")
                self.addAction(icon(ENTITIES[each.entity].icon), words, go)
        if self.isEmpty():
            self.addAction(_("Nothing has been looked at yet")).setEnabled(False)

    def open_under(self, button: QWidget) -> None:
        """Show the menu below a button."""
        self.popup(button.mapToGlobal(button.rect().bottomLeft()))

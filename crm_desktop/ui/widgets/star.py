"""The star beside a name: on for my favourites."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal

from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.services.view_content import KINDS
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets.buttons import ToolButton


class StarButton(ToolButton):
    """Shows whether a record is a favourite; a click asks for the other.

    Signals:
        asked: (entity, id, on): make it a favourite, or no more.
    """

    asked = Signal(str, object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._record: Record | None = None
        self._favourites: Collection[UUID] = frozenset[UUID]()
        self.setObjectName("Star")
        self.setIcon(icon("star", checked="warn"))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._ask)
        self._show()

    def show_record(self, record: Record) -> None:
        """Another record is shown."""
        self._record = record
        self._show()

    def show_favourites(self, ids: Collection[UUID]) -> None:
        """Which records are favourites now."""
        self._favourites = ids
        self._show()

    def _show(self) -> None:
        on = self._record is not None and self._record.id in self._favourites
        self.setChecked(on)
        self.setVisible(self._record is not None and self._record.entity in KINDS)
        name = _("Remove from the favourites") if on else _("Make it a favourite")
        self.setToolTip(name)
        self.setAccessibleName(name)

    def _ask(self) -> None:
        on = self.isChecked()
        self._show()  # it follows what is stored, not the click
        if self._record is not None:
            self.asked.emit(self._record.entity, self._record.id, on)

"""The line at the bottom: which store, who, how many are selected."""

from __future__ import annotations

from PySide6.QtWidgets import QStatusBar

from crm_desktop.i18n import ngettext
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build


class StatusLine(QStatusBar):
    """Shows where the work is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.store = build.label(size=12, tone="muted")
        self._chosen = build.label(size=12, tone="muted")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        self.addWidget(self.store, 1)
        self.addPermanentWidget(self._chosen)

    def show_store(self, address: str, who: str) -> None:
        """The file or server, and the colleague."""
        self.store.setText(f"{short_address(address)}  ·  {who}")
        self.store.setToolTip("" if "://" in address else address)

    def show_chosen(self, count: int) -> None:
        """How many records are selected; one goes without saying."""
        words = ngettext("{n} selected", "{n} selected", count) if count > 1 else ""
        self._chosen.setText(words)

    def clear(self) -> None:
        """No store is open."""
        self.store.clear()
        self._chosen.clear()


def short_address(address: str) -> str:
    """A store's address as people know it: the file's name, or the server without a password."""
    if "://" in address:
        return address.partition("://")[2].rpartition("@")[2]
    return address.replace("\\", "/").rpartition("/")[2]

"""A record in parts, each made and filled when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QToolButton, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.facts import Details
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.saving import Saver, Ways
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.tab_order import follow_layout


class PartTabs(QTabBar):
    """The tabs of some parts.

    Attributes:
        stack: shows the part whose tab is in front.

    Signals:
        turned: key of the part that is in front now.
    """

    turned = Signal(str)

    def __init__(
        self,
        keys: Sequence[str],
        titles: Mapping[str, str],
        part: Callable[[str], QWidget],
        stack: QStackedWidget,
    ) -> None:
        super().__init__()
        self._keys, self._part, self.stack = keys, part, stack
        for key in keys:
            self.addTab(_(titles[key]))
            stack.addWidget(QWidget())
        self.setObjectName("Parts")
        self.setExpanding(False)
        self.setAccessibleName(_("Parts of the record"))
        for arrow in self.findChildren(QToolButton):  # seen where the tabs do not fit
            arrow.setToolTip(arrow.accessibleName())
        self.currentChanged.connect(self._turn)
        self._put(0)

    @property
    def key(self) -> str:
        """The part in front."""
        return self._keys[self.currentIndex()]

    def show_key(self, key: str) -> None:
        """Bring a part to the front, where it has a tab."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def _turn(self, tab: int) -> None:
        self._put(tab)
        self.turned.emit(self._keys[tab])

    def _put(self, tab: int) -> None:
        """Put a part in the place that was kept for it."""
        part = self._part(self._keys[tab])
        if self.stack.indexOf(part) < 0:
            build.replace_page(self.stack, tab, part)
        self.stack.setCurrentIndex(tab)


class PartsView(Pane):
    """A record in parts, as a pane beside a list or as a page of its own.

    Attributes:
        parts: those made so far, by key.
        saver: writes what is edited in place.
    """

    _tabs: PartTabs

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__(context, entity)
        self.saver = Saver(context, self)
        self.ways = Ways(self.saver, self.go_to_asked.emit, self._outside)
        self.parts: dict[str, Any] = {}
        self._told: set[str] = set()  # the parts that show the present record

    def _tabs_of(
        self, keys: Sequence[str], titles: Mapping[str, str], stack: QStackedWidget
    ) -> PartTabs:
        self._tabs = PartTabs(keys, titles, self.part, stack)
        self._tabs.turned.connect(self.tell)
        return self._tabs

    def part(self, key: str) -> QWidget:
        """A part, made when it is first looked at."""
        if key not in self.parts:
            self.parts[key] = self._make(key)
        return self.parts[key]

    def _make(self, key: str) -> QWidget:
        match key:
            case "details":
                return Details(self._entity, self.ways)
            case "files":
                from crm_desktop.ui.pages.files_panel import FilesPanel

                return FilesPanel(self._context, self._entity, self.saver)
            case _:
                from crm_desktop.ui.pages.history_panel import HistoryPanel

                return HistoryPanel(self._context, self.saver)

    def show_part(self, key: str) -> None:
        """Bring a part to the front, where it has a tab."""
        self._tabs.show_key(key)

    def tell(self, key: str) -> None:
        """Fill a part when it is looked at: going through a list must not wait for the others."""
        if self.record is not None and key not in self._told:
            self._told.add(key)
            self.part(key).show_record(self.record)  # type: ignore[attr-defined]  # pyright: ignore
            if key in ("details", "related"):
                follow_layout(self)

    def forget(self) -> None:
        super().forget()
        for part in self.parts.values():
            if hasattr(part, "forget"):
                part.forget()

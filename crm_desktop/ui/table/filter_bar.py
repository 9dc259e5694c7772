"""Filters of a list: a panel to add them, chips to see, change and remove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from shiboken6 import isValid

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType
from crm_desktop.services.filter_paths import path_of
from crm_desktop.services.queries import AnyOf, Filter
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.table import filter_words
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from crm_desktop.ui.table.filter_panel import FilterPanel

_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_CROSS = 26  # of the chip, at its end


class FilterBar(QWidget):
    """The filters of one list.

    Attributes:
        button: opens the panel; says how many filters there are.
        chips: one a filter, in order.
        panel: what was opened last, while it is open.

    Signals:
        changed: the filters are others now.
    """

    changed = Signal()

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self._context, self._entity = context, entity
        self._filters: list[Filter | AnyOf] = []
        self._names: dict[str, str] = {}  # of the records that filters name, by id
        self.button = build.button(_("Filter"), "list-filter", narrows=True)
        self.button.clicked.connect(self.open_panel)
        self.chips: list[Chip] = []
        self.panel: FilterPanel | None = None
        self._flow = Flow()
        self._flow.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(8))
        self.setLayout(self._flow)
        self.hide()

    def filters(self) -> tuple[Filter | AnyOf, ...]:
        """The filters, for a ListQuery."""
        return tuple(self._filters)

    def set_filters(self, filters: tuple[Filter | AnyOf, ...]) -> None:
        """Show the filters of a saved list. Whoever calls reads the list anew: not `changed`."""
        self._filters = list(filters)
        self._show_chips()

    def add(self, item: Filter) -> None:
        """One more filter; none is there twice."""
        if item not in self._filters:
            self._filters.append(item)
        self._tell()

    def clear(self) -> None:
        """No filter."""
        if self._filters:
            self._filters.clear()
            self._tell()

    def know(self, names: Mapping[str, str]) -> None:
        """Names of records that filters may name, by id."""
        self._names.update(names)
        self._show_chips()

    # --------------------------------------------------------------------------------- panel

    def open_panel(self) -> None:
        """Choose what to filter by."""
        panel = self._panel()
        panel.decided.connect(self.add)
        panel.choose()
        panel.open_under(self.button)

    def _panel(self) -> FilterPanel:
        from crm_desktop.ui.table.filter_panel import FilterPanel  # not for the first paint

        panel = FilterPanel(self._context, self._entity, self)
        panel.named.connect(self._named)
        panel.destroyed.connect(self._forget_panel)
        self.panel = panel
        return panel

    def _forget_panel(self) -> None:
        if self.panel is not None and not isValid(self.panel):
            self.panel = None

    def _named(self, key: str, name: str) -> None:
        self._names[key] = name

    def _edit(self, at: int) -> None:
        """Change a filter; one that the panel has no words for stays as it is."""
        item = self._filters[at]
        path = path_of(self._entity, item.path) if isinstance(item, Filter) else None
        if path is None or not isinstance(item, Filter):
            self._ask_menu(at, self.chips[at].mapToGlobal(QPoint(0, self.chips[at].height())))
            return
        panel = self._panel()
        panel.decided.connect(partial(self._replace, at))
        panel.compare(path, item, self._names.get(str(item.values[0])) or "" if item.values else "")
        panel.open_under(self.chips[at])

    def _replace(self, at: int, item: Filter | AnyOf) -> None:
        self._filters[at] = item
        self._tell()

    def _or_else(self, at: int) -> None:
        panel = self._panel()
        panel.decided.connect(partial(self._join, at))
        panel.choose()
        panel.open_under(self.chips[at])

    def _join(self, at: int, other: Filter) -> None:
        """One of the two is enough."""
        item = self._filters[at]
        before = item.filters if isinstance(item, AnyOf) else (item,)
        self._replace(at, AnyOf((*before, other)))

    # --------------------------------------------------------------------------------- chips

    def _tell(self) -> None:
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        had = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        self._flow.empty()
        self.chips = []
        for at, item in enumerate(self._filters):
            chip = Chip(filter_words.in_words(self._entity, item, self._names))
            chip.clicked.connect(partial(self._edit, at))
            chip.removed.connect(partial(self._remove, at))
            chip.menu_asked.connect(partial(self._ask_menu, at))
            self._flow.addWidget(chip)
            self.chips.append(chip)
        count = len(self._filters)
        words = _("Filter") if not count else _("Filter · {n}").format(n=count)
        self.button.setText(build.GAP + words)
        self.button.setAccessibleName(words)
        self.setVisible(bool(count))
        self.updateGeometry()
        if had >= 0:
            left = self.chips[min(had, count - 1)] if self.chips else self.button
            left.show()  # the layout would do so too late
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask_names()

    def _remove(self, at: int) -> None:
        del self._filters[at]
        self._tell()

    def _ask_menu(self, at: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(self._filters[at], Filter):
            menu.addAction(_("&Change …")).triggered.connect(partial(self._edit, at))
        menu.addAction(_("&Or else …")).triggered.connect(partial(self._or_else, at))
        menu.addSeparator()
        remove = menu.addAction(icon("x"), _("&Remove"))
        remove.triggered.connect(partial(self._remove, at))
        menu.addAction(_("Remove &all")).triggered.connect(self.clear)
        menu.popup(point)

    # --------------------------------------------------------------------------------- names

    def _ask_names(self) -> None:
        """Of records that the filters of a saved list name, and that are not known yet."""
        if self._context.tasks.workspace is None:
            return
        for entity, keys in self._unnamed():
            call = services.listing.labels.call(entity, keys)
            self._context.tasks.query(self, f"names {entity}", call, done=self._know_new)

    def _know_new(self, names: Mapping[str, str]) -> None:
        if names.keys() - self._names.keys():
            self.know(names)

    def _unnamed(self) -> Iterator[tuple[str, list[UUID]]]:
        wanted: dict[str, list[UUID]] = {}
        for item in self._filters:
            for each in item.filters if isinstance(item, AnyOf) else (item,):
                path = path_of(self._entity, each.path)
                for key in map(_uuid, each.values):
                    entity = path.entity if path is not None else ""
                    if key is not None and entity and str(key) not in self._names:
                        wanted.setdefault(entity, []).append(key)
        yield from wanted.items()


def _uuid(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


class Chip(QPushButton):
    """A filter in words. A click changes it; its cross, or Delete, removes it.

    Signals:
        removed: by its cross or a key.
        menu_asked: at a point of the screen.
    """

    removed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, words: str) -> None:
        super().__init__(words + "\u2002")
        self.setObjectName("Chip")
        self.setFont(theme.font(12, 500))
        self.setIcon(icon("x", "accent_text"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolTip(_("Click to change, click the cross to remove"))
        self.setAccessibleName(words)
        self.setAccessibleDescription(_("Enter changes the filter, Delete removes it"))
        self.setAutoDefault(False)

    def _on_cross(self, event: QMouseEvent) -> bool:
        return event.position().x() > self.width() - theme.px(_CROSS)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        if e.button() == Qt.MouseButton.LeftButton and self.isDown() and self._on_cross(e):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(e)

    def event(self, e: QEvent) -> bool:
        """Delete means the filter here, and not the record of the list."""
        override = e.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(e, QKeyEvent) and e.key() in _REMOVE and not e.modifiers():
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in _REMOVE:
            self.removed.emit()
        elif arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(arg__1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

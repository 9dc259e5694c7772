"""Tab goes through widgets as they stand, also where some were made later than others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_layout(root: QWidget) -> None:
    """Give the widgets in a layout, and in those inside it, the order in which they stand."""
    layout = root.layout()
    if layout is not None:
        follow(layout)


def follow(layout: QLayout, *after: QWidget) -> None:
    """The same for a layout, and what comes after it."""
    stops = [widget for widget in _in_order(layout) if _takes_tab(widget)]
    for first, second in pairwise([*stops, *after]):
        QWidget.setTabOrder(first, second)


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if isinstance(widget, QWidget):
            yield widget
            scrolled = widget.widget() if isinstance(widget, QScrollArea) else None
            inner = (scrolled or widget).layout()
        if isinstance(inner, QLayout):
            yield from _in_order(inner)


def _takes_tab(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.focusProxy() is None

"""A walk through every page, dialog and empty state: names, keys, room for the words, contrast.

Once as the window comes, in every palette; once with small and with large text; once mirrored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.settings import Appearance, Contrast
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Tokens
from tests.ui.places import LAST, PLACES, Place, leave
from tests.ui.waiting import wait_idle
from tests.ui.walking import (
    contrast,
    doubled_keys,
    doubled_mnemonics,
    faint,
    named,
    round_trip,
    shown,
    takes_tab,
    wrong,
)

PALETTES = (
    (Appearance.LIGHT, Contrast.NORMAL, 4.5),
    (Appearance.DARK, Contrast.NORMAL, 4.5),
    (Appearance.LIGHT, Contrast.HIGH, 7.0),
    (Appearance.DARK, Contrast.HIGH, 7.0),
)

LOW = 800  # pixels of the lowest screen
TALL = {"new_call"}  # every answer is in sight: at the largest text 896 pixels (docs/roadmap.md)
by_place = pytest.mark.parametrize("open_place", PLACES, ids=lambda place: place.__name__)
Opened = Callable[[Place], QWidget]


@pytest.fixture
def opened(program: Application, window: MainWindow) -> Iterator[Opened]:
    """Goes to a place; at the end what it opened is closed."""
    widgets: list[QWidget] = []

    def go(place: Place) -> QWidget:
        widget = place(program, program.window)
        widgets.append(widget)
        wait_idle(program.tasks)
        QApplication.processEvents()
        return widget

    yield go
    for widget in widgets:
        leave(widget)


@by_place
def test_a_walk(opened: Opened, open_place: Place, program: Application, qtbot: QtBot) -> None:
    """One visit a place: opening it is what takes the time."""
    root = opened(open_place)
    assert len(shown(root)) > 2
    found = [*wrong(root), *doubled_keys(root), *doubled_mnemonics(root)]
    found += wrong_keys(root, qtbot)
    for appearance, high, least in PALETTES:
        program.context.settings.change(appearance=appearance, contrast=high)
        program.window.dressed.emit()
        QApplication.processEvents()
        found += [f"{words} ({appearance}, {high} contrast)" for words in faint(root, least)]
    assert not found, "\n".join(["", *found])


def wrong_keys(root: QWidget, qtbot: QtBot) -> list[str]:
    """Tab comes to every part and back to where it began, Shift+Tab too."""
    if root.windowType() == Qt.WindowType.Popup:
        return []  # one list, and Escape
    if not root.isWindow():
        return []  # has the keyboard to itself, until Escape
    with qtbot.waitActive(root):
        root.activateWindow()
    if QApplication.focusWidget() is None:
        root.focusNextPrevChild(True)
    there, came_back = round_trip(root, back=False)
    if not came_back:
        return [f"a trap at {named(there[-1])} after {len(there)}"]
    missed = [w for w in shown(root) if takes_tab(w) and w not in there and not stands_for(w)]
    back, came_back = round_trip(root, back=True)
    if not came_back:
        return [f"a trap backwards at {named(back[-1])} after {len(back)}"]
    missed += list(set(back) ^ set(there))
    return [f"Tab does not come to {named(widget)}" for widget in missed]


def stands_for(widget: QWidget) -> bool:
    """Another part takes the keyboard in its place: a line of a box, a chosen radio button."""
    proxy = widget.focusProxy()
    return proxy is not None or widget.inherits("QRadioButton") or widget.inherits("QMenuBar")


def too_high(root: QWidget) -> list[str]:
    """A dialog whose buttons are below the screen."""
    is_dialog = isinstance(root, QDialog) and root.isWindow()
    return [f"{root.height()} pixels high"] if is_dialog and root.height() > LOW else []


def everywhere(program: Application) -> list[str]:
    """One window, all places one after the other: what does not fit."""
    found: list[str] = []
    for open_place in PLACES:
        root = open_place(program, program.window)
        wait_idle(program.tasks)
        QApplication.processEvents()
        found += [f"{open_place.__name__}: {words}" for words in wrong(root)]
        if open_place.__name__ not in TALL:
            found += [f"{open_place.__name__}: {words}" for words in too_high(root)]
        leave(root)
        if open_place not in LAST:
            program.window.page.show_all()
            program.window.show_page("person")
            program.window.page.record_pane._tabs.setCurrentIndex(0)
            wait_idle(program.tasks)
    return found


@pytest.mark.parametrize("size", [80, 160])
def test_small_and_large_text_fits(program: Application, window: MainWindow, size: int) -> None:
    program.context.settings.change(text_size=size)
    program.rebuild()
    wait_idle(program.tasks)
    assert not (found := everywhere(program)), "\n".join(["", *found])


def test_mirrored_it_fits_too(program: Application, window: MainWindow, mirrored: None) -> None:
    assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert not (found := everywhere(program)), "\n".join(["", *found])


@pytest.fixture
def mirrored(dressed: QApplication, window: MainWindow) -> Iterator[None]:
    """As in a language that is written from the right."""
    dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    yield
    dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_painted_cells_are_mirrored(
    program: Application, window: MainWindow, dressed: QApplication
) -> None:
    """The picture of a contact stands at the side where one begins to read."""
    view = window.page.view
    name = view.model().index(2, 0)

    def disc_at(*, right: bool) -> bool:
        box = view.visualRect(name)
        x = box.right() - theme.px(20) if right else box.left() + theme.px(20)
        colour = view.viewport().grab().toImage().pixelColor(x, box.center().y())
        return colour != theme.color("canvas")

    assert disc_at(right=False)
    dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        QApplication.processEvents()
        assert view.visualRect(name).center().x() > view.viewport().width() / 2
        assert disc_at(right=True)
        assert not disc_at(right=False) or view.columnWidth(0) < theme.px(200)
    finally:
        dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# ---------------------------------------------------------------------------------- palettes

MODES = pytest.mark.parametrize(
    "tokens", [LIGHT, DARK, HIGH_LIGHT, HIGH_DARK], ids=["light", "dark", "high", "high dark"]
)


@MODES
def test_words_stand_out_from_what_they_stand_on(tokens: Tokens) -> None:
    t, least = tokens, 7.0 if tokens.high else 4.5
    pairs = [
        *((text, ground) for text in (t.text, t.text2) for ground in grounds(t)),
        *((t.text3, ground) for ground in (t.canvas, t.sidebar, t.raised, t.sunken, t.hover)),
        (t.accent_text, t.canvas),
        (t.accent_text, t.selected),
        (t.on_accent, t.accent),
        (t.on_accent, t.accent_hover),
        *((colour, t.canvas) for colour in (t.danger, t.warn, t.ok)),
        *((words, ground) for ground, words in t.hues.values()),
        *((words, t.canvas) for _ground, words in t.hues.values()),
    ]
    poor = [(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < least]
    assert poor == []


def grounds(t: Tokens) -> tuple[str, ...]:
    return t.canvas, t.sidebar, t.raised, t.sunken, t.hover, t.pressed, t.selected


@MODES
def test_icons_and_lines_that_mean_something_can_be_seen(tokens: Tokens) -> None:
    t = tokens
    marks = [(t.text2, ground) for ground in grounds(t)]
    marks += [(t.text3, t.canvas), (t.danger, t.raised), (t.accent_text, t.raised)]
    if t.high:
        marks += [(line, t.canvas) for line in (t.border, t.border_strong, t.accent)]
    assert [pair for pair in marks if contrast(*pair) < 3.0] == []


@MODES
def test_the_focus_ring_can_be_seen(tokens: Tokens) -> None:
    for ground in (tokens.canvas, tokens.sidebar, tokens.raised, tokens.selected):
        assert contrast(tokens.accent, ground) >= 3.0 or tokens is DARK
    assert contrast(tokens.accent_text, tokens.canvas) >= 3.0


def test_focus_changes_what_is_painted(program: Application, window: MainWindow) -> None:
    window.activateWindow()
    for widget in (window.top_bar.search, window.page.filters.button, window.bell):
        window.page.view.setFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert widget.grab().toImage() != before
    window.page.view.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    with_ring = window.page.view.viewport().grab().toImage()
    window.top_bar.search.setFocus()
    QApplication.processEvents()
    assert window.page.view.viewport().grab().toImage() != with_ring


def test_all_modes_know_the_same_hues() -> None:
    hues = set(theme.HUE_NAMES)
    assert all(set(mode.hues) == hues for mode in (LIGHT, DARK, HIGH_LIGHT, HIGH_DARK))

"""A walk through every page and dialog: names, focus, room for the words, contrast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QMenuBar,
    QScrollArea,
    QStatusBar,
    QTabBar,
    QToolButton,
    QWidget,
)

from crm_desktop import paths
from crm_desktop.services.validation import Merge
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.bug_dialog import BugDialog
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog
from crm_desktop.ui.theme import DARK, LIGHT, Tokens
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.links import Link
from tests.ui.test_form import form_of
from tests.ui.waiting import wait_idle


def list_page(program: Application, window: MainWindow) -> QWidget:
    return window


def company_page(program: Application, window: MainWindow) -> QWidget:
    window.show_page("company")
    return window


def details(program: Application, window: MainWindow) -> QWidget:
    window.page.pane._tabs.setCurrentIndex(1)
    return window


def settings(program: Application, window: MainWindow) -> QWidget:
    window.show_page("settings")
    return window


def nothing_found(program: Application, window: MainWindow) -> QWidget:
    window.top_bar.search.setText("zzzzzz")
    return window


def empty_list(program: Application, window: MainWindow) -> QWidget:
    program.create(str(paths.data_dir() / "empty.crm"), "Bellini Interiors")
    return window


def start_page(program: Application, window: MainWindow) -> QWidget:
    program.leave()
    window.start_page._begin(Way.SERVER)
    window.start_page.notice.say("The server does not answer.", "problem", "Try again", print)
    return window


def form(program: Application, window: MainWindow) -> QWidget:
    window.commands["edit"].trigger()
    wait_idle(program.tasks)
    made = form_of(window)
    for key in made.editors:
        made.unfold(key)
    return made


def new_form(program: Application, window: MainWindow) -> QWidget:
    window.commands["new_company"].trigger()
    return form_of(window)


def task_form(program: Application, window: MainWindow) -> QWidget:
    window.commands["new_task"].trigger()
    return form_of(window)


def conflict(program: Application, window: MainWindow) -> QWidget:
    record = window.page.pane.record
    assert record is not None
    mine, theirs = {"job_title": "Owner"}, {"job_title": "Chief buyer of the whole company"}
    sides = Sides(record.values, mine, theirs)
    dialog = MergeDialog(window.page.entity, Merge({}, ("job_title", "phones")), sides, window)
    dialog.open()
    return dialog


def shortcuts(program: Application, window: MainWindow) -> QWidget:
    dialog = ShortcutsDialog(window)
    dialog.open()
    return dialog


def bug(program: Application, window: MainWindow) -> QWidget:
    dialog = BugDialog("Traceback", None, window)
    dialog.open()
    return dialog


PLACES = (
    list_page,
    company_page,
    details,
    settings,
    nothing_found,
    empty_list,
    start_page,
    form,
    new_form,
    task_form,
    conflict,
    shortcuts,
    bug,
)
Place = Callable[[Application, MainWindow], QWidget]


@pytest.fixture(params=PLACES, ids=lambda place: place.__name__)
def place(
    request: pytest.FixtureRequest, program: Application, window: MainWindow
) -> Iterator[QWidget]:
    open_place: Place = request.param
    widget = open_place(program, window)
    wait_idle(program.tasks)
    QApplication.processEvents()
    yield widget
    if isinstance(widget, QDialog):
        widget.done(0)


def shown(root: QWidget) -> list[QWidget]:
    return [w for w in (root, *root.findChildren(QWidget)) if w.isVisible()]


def spoken_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_walk(place: QWidget) -> None:
    """One visit a place: opening it is what takes the time."""
    widgets = shown(place)
    assert len(widgets) > 5
    assert [words for check in CHECKS for widget in widgets if (words := check(widget))] == []


def no_name(widget: QWidget) -> str:
    """Whatever takes the keyboard has a name."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    if not takes or isinstance(widget, QScrollArea | QMenuBar) or spoken_name(widget).strip():
        return ""
    return f"no name: {type(widget).__name__} {widget.objectName()} in {widget.parent()}"


def no_tip(widget: QWidget) -> str:
    """A button without words has a tip."""
    if not isinstance(widget, QToolButton) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return ""
    if widget.text() or widget.toolTip() or widget.layout():
        return ""
    return f"no tip: {spoken_name(widget)}"


def cut_off(widget: QWidget) -> str:
    """Words have the room they need; what may be shortened says the whole in a tip."""
    if isinstance(widget, Elided | Link | QTabBar):
        return ""
    if not isinstance(widget, QAbstractButton | QLabel | QCheckBox) or not widget.text():
        return ""
    need = room_needed(widget)
    if widget.width() >= need.width() and widget.height() >= need.height():
        return ""
    return f"cut off: {widget.text()!r} {widget.size().toTuple()} of {need.toTuple()}"


def room_needed(widget: QWidget) -> QSize:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return QSize(0, widget.heightForWidth(widget.width()))
    return widget.minimumSizeHint()


def outside(widget: QWidget) -> str:
    """Nothing hangs out of what it stands in."""
    parent = widget.parentWidget()
    if widget.isWindow() or parent is None or scrolls(widget) or isinstance(parent, QStatusBar):
        return ""
    if parent.rect().contains(widget.geometry()) or parent.width() <= 1:
        return ""
    return f"outside: {type(widget).__name__} {widget.geometry()} in {parent.rect()}"


CHECKS = (no_name, no_tip, cut_off, outside)


def scrolls(widget: QWidget) -> bool:
    """What lies in a scroll area may well be larger than it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea | QMenuBar):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QMenuBar)


def test_tab_visits_every_part_and_comes_back(
    program: Application, window: MainWindow, qtbot: object
) -> None:
    """No keyboard trap: Tab from the search box comes back to it."""
    box = window.top_bar.search
    window.activateWindow()
    box.setFocus()
    seen: list[QWidget] = []
    for _step in range(120):
        widget = window.focusWidget()
        assert widget is not None
        if widget is box and seen:
            break
        seen.append(widget)
        assert window.focusNextPrevChild(True)
    assert window.focusWidget() is box
    assert window.page.view in seen
    assert window.page.pane.timeline in seen
    assert window.page.pane.note in seen


# ---------------------------------------------------------------------------------- contrast


def luminance(colour: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF())


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(tokens: Tokens) -> None:
    t = tokens
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
    poor = [(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < 4.5]
    assert poor == []


def grounds(t: Tokens) -> tuple[str, ...]:
    return t.canvas, t.sidebar, t.raised, t.sunken, t.hover, t.pressed, t.selected


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_focus_ring_can_be_seen(tokens: Tokens) -> None:
    for ground in (tokens.canvas, tokens.sidebar, tokens.raised, tokens.selected):
        assert contrast(tokens.accent, ground) >= 3.0 or tokens.dark
    assert contrast(tokens.accent_text, tokens.canvas) >= 3.0


def test_focus_changes_what_is_painted(program: Application, window: MainWindow) -> None:
    window.activateWindow()
    for widget in (window.top_bar.search, window.page.filters.button, window.page.pane.note):
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


def test_both_modes_know_the_same_hues() -> None:
    assert LIGHT.hues.keys() == DARK.hues.keys() == set(theme.HUE_NAMES)

"""The actions: each has a handler, an icon, keys and a mnemonic of its own."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

import crm_desktop
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.ui import icons
from crm_desktop.ui.actions import ACTIONS, shortcuts
from crm_desktop.ui.commands import KINDS, Commands
from crm_desktop.ui.kinds import ICONS
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.papers import OF_PAPERS

UI = Path(crm_desktop.__file__).parent / "ui"


def test_every_action_has_a_handler_and_no_handler_is_left_over() -> None:
    handlers = {name.removeprefix("do_") for name in dir(Commands) if name.startswith("do_")}
    assert handlers == {action.key for action in ACTIONS} - KINDS - {*OF_PAPERS}


def test_no_two_actions_have_the_same_keys(qapp: QApplication) -> None:
    keys = Counter(key.toString() for action in ACTIONS for key in shortcuts(action))
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_action_takes_keys_that_type_letters_elsewhere(qapp: QApplication) -> None:
    """Ctrl+Alt is AltGr on many keyboards."""
    for action in ACTIONS:
        for key in shortcuts(action):
            assert "Ctrl+Alt" not in key.toString(QKeySequence.SequenceFormat.PortableText)


def menus(menu: QMenu) -> list[QMenu]:
    inner = [action.menu() for action in menu.actions() if action.menu()]
    return [menu, *(deep for each in inner if isinstance(each, QMenu) for deep in menus(each))]


def mnemonic(action: QAction) -> str:
    text = action.text().replace("&&", "")
    at = text.find("&")
    return text[at + 1].casefold() if at >= 0 else ""


def test_every_action_is_in_a_menu_with_a_mnemonic_of_its_own(window: MainWindow) -> None:
    bar = window.menuBar()
    tops = [action.menu() for action in bar.actions()]
    seen: list[QAction] = []
    for top in [bar, *(menu for menu in tops if isinstance(menu, QMenu))]:
        actions = [a for a in top.actions() if not a.isSeparator()]
        letters = Counter(mnemonic(action) for action in actions)
        assert "" not in letters, [a.text() for a in actions if not mnemonic(a)]
        assert [letter for letter, count in letters.items() if count > 1] == []
        seen += actions
    missing = [action.key for action in ACTIONS if window.commands[action.key] not in seen]
    assert missing == []


def test_the_menu_bar_is_out_of_sight_until_it_is_used(window: MainWindow) -> None:
    bar = window.menuBar()
    assert bar.height() == 0
    window.commands["menu_bar"].trigger()
    QApplication.processEvents()
    assert bar.height() > 10
    window.commands["menu_bar"].trigger()
    QApplication.processEvents()
    assert bar.height() == 0


def named_icons() -> set[str]:
    """Names given to icon(), tool(), button(), IconMark() and paint_icon() as literals."""
    at = {"icon": 0, "tool": 0, "button": 1, "IconMark": 0, "paint_icon": 1, "say": 0}
    found: set[str] = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = at.get(name, 99)
            if len(node.args) > place:
                given = node.args[place]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return {name for name in found if name and " " not in name}


def test_every_icon_exists() -> None:
    names = named_icons() | {action.icon for action in ACTIONS} | set(ICONS.values())
    names |= {entity.icon for entity in ENTITIES.values()}
    assert len(names) > 40
    assert [name for name in sorted(names) if not icons.exists(name)] == []


@pytest.mark.parametrize("key", [action.key for action in ACTIONS if action.check])
def test_switches_show_their_state(window: MainWindow, key: str) -> None:
    action = window.commands[key]
    before = action.isChecked()
    action.trigger()
    assert action.isChecked() is not before
    action.trigger()
    assert action.isChecked() is before

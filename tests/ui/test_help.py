"""The help: every place has a topic, every topic is whole, F1 finds the right one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop import ui
from crm_desktop.ui import help_topics, theme
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.application import Application
from crm_desktop.ui.help_document import laid_out
from crm_desktop.ui.help_topics import PLACES, TOPICS, plain, read, topic_of
from crm_desktop.ui.help_window import HelpWindow
from crm_desktop.ui.main_window import MainWindow
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import wait_idle

LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
MOST_BYTES = 1_500_000  # of pictures that ship with the program


@pytest.fixture(autouse=True)
def qt(dressed: QApplication) -> None:
    """Standard keys are Qt's: without it there are none."""
    help_topics._read.cache_clear()


def widget_classes() -> dict[str, type[QWidget]]:
    """Every class of ours that is a widget."""
    found: dict[str, type[QWidget]] = {}
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(thing) and issubclass(thing, QWidget):
                if thing.__module__.startswith(ui.__name__):
                    found[name] = thing
    return found


# ------------------------------------------------------------------------------------ topics


def test_every_file_is_a_topic_and_every_topic_a_file() -> None:
    files = {file.stem for file in (help_topics.folder() / "en").glob("*.md")}
    assert files == set(TOPICS)


@pytest.mark.parametrize("key", TOPICS)
def test_a_topic_is_whole(key: str) -> None:
    topic = read(key)
    assert topic.title
    assert "{" not in plain(topic.text), "an action that does not exist"
    assert len(plain(topic.text)) > 200, "a stub"
    actions = {action.key for action in ACTIONS}
    for is_picture, target in LINK.findall(topic.text):
        if is_picture:
            for mode in ("light", "dark"):
                file = topic.folder / target.replace(".png", f"_{mode}.png")
                assert file.is_file(), f"missing picture: {file.name}"
        elif target.startswith("do:"):
            assert target.removeprefix("do:") in actions
        else:
            assert target.removesuffix(".md") in TOPICS, f"dead link: {target}"


def test_pictures_are_used_and_small() -> None:
    used = {Path(target).stem for key in TOPICS for _, target in LINK.findall(read(key).text)}
    files = list((help_topics.folder() / "pictures").glob("*.png"))
    assert {re.sub(r"_(light|dark)$", "", file.stem) for file in files} <= used
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_every_page_and_dialog_has_a_topic() -> None:
    classes = widget_classes()
    assert set(PLACES.values()) <= set(TOPICS)
    assert set(PLACES) <= set(classes), "a place that does not exist any more"
    wanted = {
        name
        for name, thing in classes.items()
        if issubclass(thing, QDialog) or name.endswith(("Page", "Dialog"))
    }
    assert sorted(name for name in wanted if help_topics._place(classes[name]) is None) == []


def test_a_search_finds_topics_by_what_they_say() -> None:
    topics = help_topics.topics()
    assert help_topics.find("import", topics)[0].key == "import"
    assert help_topics.find("PGPASS", topics)[0].key == "sharing"
    assert help_topics.find("zzzz", topics) == []


def test_a_page_names_the_keys_that_hold(dressed: QApplication) -> None:
    assert "Ctrl+Z" in plain(read("editing").text)
    assert "Edit › Redo" in plain(read("editing").text) or "Ctrl+Y" in read("editing").text


# ------------------------------------------------------------------------------------ window


def press_f1(widget: QWidget) -> None:
    window = widget.window()
    window.activateWindow()
    widget.setFocus()
    QApplication.processEvents()
    QTest.keyClick(widget, Qt.Key.Key_F1)
    QApplication.processEvents()


def shown_help(window: MainWindow) -> HelpWindow:
    assert window.help.window is not None
    return window.help.window


def test_f1_opens_the_topic_of_what_has_the_focus(window: MainWindow) -> None:
    press_f1(window.page.view)
    help_window = shown_help(window)
    assert help_window.isVisible()
    assert help_window.topic.key == "contacts"
    press_f1(window.top_bar.search)
    assert shown_help(window) is help_window
    assert help_window.topic.key == "search"
    help_window.close()


def test_f1_in_a_form_leaves_the_form_alone(program: Application, window: MainWindow) -> None:
    window.commands["new_person"].trigger()
    wait_idle(program.tasks)
    form = form_of(window)
    form.editors["last_name"].set_value("Kovalenko")
    press_f1(form.editors["last_name"].findChild(QWidget) or form)
    help_window = shown_help(window)
    assert help_window.topic.key == "editing"
    assert help_window.isVisible()
    assert form.isVisible()
    help_window.close()


def test_a_window_without_a_topic_shows_the_first_one(dressed: QApplication) -> None:
    assert topic_of(None) == help_topics.START
    widget = QWidget()
    assert topic_of(widget) == help_topics.START
    assert topic_of(QWidget(widget)) == help_topics.START


def test_links_lead_to_topics_and_back(window: MainWindow) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    help_window.page.anchorClicked.emit(QUrl("import.md"))
    assert help_window.topic.key == "import"
    assert help_window.list.currentItem().text() == read("import").title
    help_window._backward.click()
    assert help_window.topic.key == "start"
    help_window._forward.click()
    assert help_window.topic.key == "import"
    help_window.close()


def test_a_link_does_what_it_says(program: Application, window: MainWindow) -> None:
    window.help.show("start")
    shown_help(window).page.anchorClicked.emit(QUrl("do:new_person"))
    wait_idle(program.tasks)
    assert form_of(window).entity.key == "person"


def test_a_link_outside_is_given_to_the_browser(window: MainWindow, answers: Answers) -> None:
    window.help.show("start")
    shown_help(window).page.anchorClicked.emit(QUrl("https://example.org/"))
    assert answers.opened == ["https://example.org/"]


def test_typing_in_the_search_leaves_the_topics_that_fit(window: MainWindow) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    QTest.keyClicks(help_window.search, "pgpass")
    assert help_window.list.count() == 1
    assert help_window.topic.key == "sharing"
    assert help_window.page.extraSelections()
    help_window.search.clear()
    assert help_window.list.count() == len(TOPICS)
    help_window.close()


def test_the_keyboard_goes_through_the_topics(window: MainWindow, qtbot: QtBot) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    with qtbot.waitActive(help_window):
        help_window.activateWindow()
    help_window.search.setFocus()
    QTest.keyClick(help_window.search, Qt.Key.Key_Down)
    assert help_window.list.hasFocus()
    QTest.keyClick(help_window.list, Qt.Key.Key_Down)
    assert help_window.topic.key == TOPICS[1]
    QTest.keyClick(help_window, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not isValid(help_window) or not help_window.isVisible()


def test_the_help_goes_with_its_window(program: Application, window: MainWindow) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    window.close()
    assert not isValid(help_window) or not help_window.isVisible()


def test_a_page_shows_its_pictures(window: MainWindow) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    picture = help_window.page.document().resource(kind, QUrl("pictures/contacts.png"))
    assert isinstance(picture, QImage)
    assert not picture.isNull()
    help_window.close()


def test_a_page_has_our_fonts_and_colours(window: MainWindow) -> None:
    window.help.show("editing")
    help_window = shown_help(window)
    document = laid_out(read("editing"), help_window.page)
    colours = set()
    block = document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            form = at.fragment().charFormat()
            if not form.isImageFormat():
                colours.add(form.foreground().color().name().upper())
            at += 1
        block = block.next()
    tokens = theme.tokens()
    assert colours == {tokens.text, tokens.accent_text}
    help_window.close()

"""The help: every place has a topic, every topic is whole, F1 finds the right one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop import i18n, ui
from crm_desktop.ui import help_topics, theme
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.application import Application
from crm_desktop.ui.help_document import laid_out
from crm_desktop.ui.help_topics import PLACES, TOPICS, plain, read, topic_of
from crm_desktop.ui.help_window import HelpWindow
from crm_desktop.ui.language import speak
from crm_desktop.ui.main_window import MainWindow
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import wait_idle

LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
MOST_BYTES = 1_100_000  # of the pictures of a language: they ship with the program
LANGUAGES = sorted(
    folder.name for folder in help_topics.folder().iterdir() if folder.name != "pictures"
)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_a_topic_and_every_topic_a_file(language: str) -> None:
    files = {file.stem for file in (help_topics.folder() / language).glob("*.md")}
    assert files == set(TOPICS)


def test_every_language_of_the_program_has_its_help() -> None:
    assert set(LANGUAGES) == set(i18n.languages())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TOPICS)
def test_a_topic_is_whole(key: str, language: str) -> None:
    topic = help_topics._read(key, language)
    assert topic.title
    assert "{" not in plain(topic.text), "an action that does not exist"
    assert len(plain(topic.text)) > 200, "a stub"
    actions = {action.key for action in ACTIONS}
    for is_picture, target in LINK.findall(topic.text):
        if is_picture:
            for mode in ("light", "dark"):
                file = help_topics.picture(target, mode)
                assert file.is_file(), f"missing picture: {file.name}"
        elif target.startswith("do:"):
            assert target.removeprefix("do:") in actions
        else:
            assert target.removesuffix(".md") in TOPICS, f"dead link: {target}"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
@pytest.mark.parametrize("key", TOPICS)
def test_a_topic_says_the_same_in_each_language(key: str, language: str) -> None:
    """What is added to one and forgotten in the other is seen in its bones."""
    ours = bones((help_topics.folder() / "en" / f"{key}.md").read_text("utf-8"))
    theirs = bones((help_topics.folder() / language / f"{key}.md").read_text("utf-8"))
    for of, count in ours.items():
        assert theirs[of] == count, of


def bones(text: str) -> dict[str, Counter[str]]:
    """What stays when a text is put into other words, whatever its order is."""
    return {
        of: Counter(re.findall(pattern, text, re.MULTILINE))
        for of, pattern in {
            "headings": r"^#+ ",
            "placeholders": r"\{\w+:\w+\}",
            "links and pictures": r"\]\(([^)]+)\)",
            "rows of tables": r"^\|",
            "items of lists": r"^(?:-|\d+\.) ",
            "blocks of commands": r"^```",
            "commands": r"`crm-desktop (?:deal|order|quote)?\s*\w+",
        }.items()
    }


def test_pictures_are_used_and_small() -> None:
    used = {Path(target).stem for key in TOPICS for _, target in LINK.findall(read(key).text)}
    pictures = help_topics.folder() / "pictures"
    sets = [pictures, *(each for each in pictures.iterdir() if each.is_dir())]
    assert {each.name for each in sets[1:]} <= set(LANGUAGES)
    for each in sets:
        files = list(each.glob("*.png"))
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


@pytest.fixture
def german(dressed: QApplication) -> Iterator[None]:
    i18n.use("de", "de_DE")
    speak(dressed)
    yield
    i18n.use("en_GB", "en_GB")
    speak(dressed)


def test_the_help_speaks_the_language_of_the_program(german: None) -> None:
    assert read("trash").title == "Papierkorb"
    assert "Strg+Z" in plain(read("editing").text)
    assert "Bearbeiten › Verlauf der Änderungen" in plain(read("editing").text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TOPICS)
def test_a_mac_has_no_key_called_control(key: str, language: str) -> None:
    file = help_topics.folder() / language / f"{key}.md"
    said = help_topics.on_mac(file.read_text("utf-8"))
    assert not re.search(r"Ctrl|Strg", said)


def test_a_picture_is_of_the_window_in_the_same_language(
    german: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_topics, "folder", lambda: tmp_path)
    own = tmp_path / "pictures" / "de" / "record_dark.png"
    assert help_topics.picture("pictures/record.png", "dark") == own.parent.parent / own.name
    own.parent.mkdir(parents=True)
    own.touch()
    assert help_topics.picture("pictures/record.png", "dark") == own


def test_a_topic_that_nobody_has_translated_is_english(
    german: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(help_topics.folder(), tmp_path / "help")
    (tmp_path / "help" / "de" / "trash.md").unlink()
    monkeypatch.setattr(help_topics, "folder", lambda: tmp_path / "help")
    assert read("trash").title == "Trash"
    assert read("backup").title == "Sichern und wiederherstellen"


def test_words_with_umlauts_are_found_with_and_without_them(german: None) -> None:
    topics = help_topics.topics()
    for typed in ("aufträge", "AUFTRÄGE", "auftrage", "auftra\u0308ge"):
        assert help_topics.find(typed, topics)[0].key == "orders"
    assert help_topics.find("befehlszeile", topics)[0].key == "command-line"


def test_what_was_searched_for_is_marked_in_the_page(german: None, window: MainWindow) -> None:
    window.help.show("orders")
    help_window = shown_help(window)
    QTest.keyClicks(help_window.search, "vertrage")
    marked = {mark.cursor.selectedText() for mark in help_window.page.extraSelections()}  # pyright: ignore[reportAttributeAccessIssue]
    assert marked == {"Verträge"}
    assert help_window.topic.key == "orders"
    help_window.close()


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


def test_every_title_has_room_and_the_window_fits_the_screen(
    german: None, window: MainWindow
) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    for at in range(help_window.list.count()):
        item = help_window.list.item(at)
        room = help_window.list.visualItemRect(item).width()
        assert help_window.list.fontMetrics().horizontalAdvance(item.text()) + theme.px(24) <= room
    assert help_window.width() <= help_window.screen().availableSize().width()
    help_window.close()


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


def test_what_is_stressed_looks_so(window: MainWindow) -> None:
    window.help.show("lists")
    help_window = shown_help(window)
    document = help_window.page.document()
    for words, slanted, strong in (
        ("Trade fair 2026", True, False),
        ("It holds the records", False, False),
        ("Save this list as", False, True),
    ):
        form = document.find(words).charFormat()
        assert form.fontItalic() == slanted
        assert (form.font().variableAxisValue(QFont.Tag("wght")) > 500) == strong
    help_window.close()


def test_a_picture_is_no_wider_than_its_window(window: MainWindow) -> None:
    window.help.show("start")
    help_window = shown_help(window)
    for width in (help_window.minimumWidth(), 1200):
        help_window.resize(width, 700)
        QApplication.processEvents()
        assert help_window.page.horizontalScrollBar().maximum() == 0
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

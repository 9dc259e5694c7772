"""Letterhead, texts and templates of documents, worked with keys, with a sample beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import undo
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.changes import everything
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import LetterheadSettings
from crm_desktop.services.sales.papers import templates
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import ChoiceEditor, LongTextEditor
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.selling.letterhead import LetterheadSection
from crm_desktop.ui.selling.paper_editors import ColourEditor, FootEditor
from crm_desktop.ui.selling.template_editor import TemplateEditor
from crm_desktop.ui.selling.templates import TemplatesSection
from crm_desktop.ui.selling.texts import TextsSection
from tests.services.documents import samples
from tests.ui.answers import Answers
from tests.ui.sections import (
    Key,
    Shown,
    go_to_section,
    type_in,
    words,
)
from tests.ui.waiting import elsewhere, settle, workspace_of


@pytest.fixture
def shown(program: Application, window: MainWindow, qtbot: QtBot) -> Shown:
    """Goes to a section."""
    return partial(go_to_section, program, window, qtbot)


# ---------------------------------------------------------------------------- letterhead


def stored(program: Application) -> LetterheadSettings:
    return elsewhere(lambda: settings.load(workspace_of(program))).letterhead


def drawn(section: Any) -> bytes:
    page = section.preview.sheets._pages[0]
    return bytes(page.constBits())


def preview(program: Application, section: Any) -> bytes:
    section.preview.draw()
    settle(program)
    return drawn(section)


def test_the_letterhead_is_seen_while_it_is_typed(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: LetterheadSection = shown("letterhead")
    before = preview(program, section)
    type_in(qtbot, section.form, "tagline", "Light for good offices")
    assert preview(program, section) != before
    assert stored(program).tagline == ""
    edit = type_in(qtbot, section.form, "iban", "DE89370400440532013001")
    preview(program, section)
    assert "check digits" in section.preview.words.text()
    edit.selectAll()
    qtbot.keyClicks(edit, "de89 3704 0044 0532 0130 00")
    qtbot.keyClick(edit, Key.Key_Return)
    settle(program)
    preview(program, section)
    assert section.preview.words.text() == ""
    assert (stored(program).iban, stored(program).tagline) == (
        "DE89370400440532013000",
        "Light for good offices",
    )


def test_the_paper_is_chosen(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: LetterheadSection = shown("letterhead")
    box = cast("ChoiceEditor", section.form.editors["paper"]).box
    assert box.currentText() == "As usual in our country"
    section.commit()
    assert not section.form.notes["paper"].isVisible()
    box.setFocus()
    qtbot.keyClick(box, Key.Key_End)
    settle(program)
    assert stored(program).paper == "Letter"
    qtbot.keyClick(box, Key.Key_Home)
    settle(program)
    assert stored(program).paper == ""


def test_a_colour_is_chosen_or_typed(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: LetterheadSection = shown("letterhead")
    editor = cast("ColourEditor", section.form.editors["colour"])
    editor.box.setFocus()
    qtbot.keyClick(editor.box, Key.Key_Down)
    assert editor.line.text() == "#1D4E89"
    editor.line.setFocus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "#123abc")
    qtbot.keyClick(editor.line, Key.Key_Return)
    settle(program)
    assert editor.box.currentText() == "Own colour"
    assert stored(program).colour == "#123abc"
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "blue")
    qtbot.keyClick(editor.line, Key.Key_Return)
    settle(program)
    assert "no colour" in section.form.notes["colour"].text()


def test_the_foot_is_ours_or_made_of_our_details(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: LetterheadSection = shown("letterhead")
    editor = cast("FootEditor", section.form.editors["footer"])
    assert editor.usual.isChecked()
    assert editor.boxes[0].toPlainText()
    assert editor.boxes[0].isReadOnly()
    editor.usual.setFocus()
    qtbot.keyClick(editor.usual, Key.Key_Space)
    editor.boxes[3].setFocus()
    qtbot.keyClicks(editor.boxes[3], "Open from nine")
    qtbot.keyClick(editor.boxes[3], Key.Key_Tab)
    settle(program)
    footer = stored(program).footer
    assert footer is not None
    assert footer[-1] == ("Open from nine",)
    editor.usual.click()
    section.commit()
    settle(program)
    assert stored(program).footer is None
    assert "Open" not in editor.boxes[3].toPlainText()


def test_a_logo_comes_from_a_file_or_is_dropped(
    program: Application, window: MainWindow, shown: Shown, answers: Answers, tmp_path: Path
) -> None:
    section: LetterheadSection = shown("letterhead")
    workspace = workspace_of(program)
    good, bad = tmp_path / "logo.png", tmp_path / "logo.txt"
    good.write_bytes(samples.logo())
    bad.write_text("no picture")
    before = preview(program, section)
    answers.will_say(good)
    section.logo.choose.click()
    settle(program)
    assert elsewhere(lambda: settings.load(workspace)).logo == samples.logo()
    assert preview(program, section) != before
    section.logo.remove.click()
    settle(program)
    assert elsewhere(lambda: settings.load(workspace)).logo == b""
    drop(section.logo, good)
    settle(program)
    assert elsewhere(lambda: settings.load(workspace)).logo == samples.logo()
    drop(section.logo, bad)
    settle(program)
    assert "PNG or JPEG" in section.notice.label.text()
    elsewhere(lambda: undo.undo(workspace))
    program.tasks.changed.emit(everything(others=True))
    settle(program)
    assert section.logo.remove.isHidden()


def drop(on: QWidget, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    on.dropEvent(event)


# --------------------------------------------------------------------------------- texts


def text_box(section: TextsSection, key: str) -> Any:
    return cast("LongTextEditor", section.form.editors[key]).text


def test_texts_are_written_for_each_kind_and_language(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: TextsSection = shown("texts")
    workspace = workspace_of(program)
    section.languages.setCurrentIndex(section.languages.findData("de"))
    section.languages.activated.emit(section.languages.currentIndex())
    intro = text_box(section, "intro")
    assert intro.toPlainText().startswith("Vielen Dank für Ihre Anfrage")
    assert not section.reset_button.isEnabled()
    intro.setFocus()
    intro.selectAll()
    qtbot.keyClicks(intro, "Guten Tag {contact},")
    qtbot.keyClick(intro, Key.Key_Tab)
    settle(program)
    texts = elsewhere(lambda: settings.load(workspace)).texts
    assert texts.own["de", "quote"].intro == "Guten Tag {contact},"
    assert texts.own["de", "quote"].closing is None  # the standard one, also when it changes
    section.kinds.setCurrentIndex(1)
    section.kinds.activated.emit(1)
    assert intro.toPlainText().startswith("Vielen Dank für Ihren Auftrag")
    section.kinds.setCurrentIndex(0)
    section.kinds.activated.emit(0)
    assert intro.toPlainText() == "Guten Tag {contact},"
    section.reset_button.click()
    settle(program)
    texts = elsewhere(lambda: settings.load(workspace)).texts
    assert texts.own["de", "quote"].intro is None


def test_a_text_can_be_empty(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: TextsSection = shown("texts")
    closing = text_box(section, "closing")
    before = preview(program, section)
    closing.setFocus()
    closing.selectAll()
    qtbot.keyClick(closing, Key.Key_Delete)
    assert preview(program, section) != before
    qtbot.keyClick(closing, Key.Key_Tab)
    settle(program)
    texts = elsewhere(lambda: settings.load(workspace_of(program))).texts
    assert texts.of(section.language, Kind.QUOTE).closing == ""
    assert closing.toPlainText() == ""


def test_an_unknown_placeholder_keeps_one_there(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: TextsSection = shown("texts")
    intro = text_box(section, "intro")
    intro.setFocus()
    intro.selectAll()
    qtbot.keyClicks(intro, "Dear {nobody},")
    section.kinds.setFocus()
    settle(program)
    assert "{nobody} is not known" in section.form.notes["intro"].text()
    section.kinds.setCurrentIndex(1)
    section.kinds.activated.emit(1)
    assert section.kind is Kind.QUOTE
    assert intro.toPlainText() == "Dear {nobody},"


def test_placeholders_are_offered(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: TextsSection = shown("texts")
    intro = text_box(section, "intro")
    intro.setFocus()
    intro.selectAll()
    qtbot.keyClicks(intro, "Dear ")
    section.gap_button.click()
    menu = section.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert intro.toPlainText() == "Dear {contact}"
    assert intro.hasFocus()


# ----------------------------------------------------------------------------- templates


def test_a_template_with_texts_and_a_workbook(
    program: Application,
    window: MainWindow,
    shown: Shown,
    qtbot: QtBot,
    answers: Answers,
    tmp_path: Path,
) -> None:
    section: TemplatesSection = shown("templates")
    section.table.setFocus()
    qtbot.keyClick(section.table, Key.Key_Insert)
    assert section.dialog is not None
    qtbot.keyClicks(section.dialog.line, "Service")
    qtbot.keyClick(section.dialog, Key.Key_Return)
    settle(program)
    assert words(section.table) == ["Service"]
    assert not section.try_it.isEnabled()
    example = tmp_path / "form.xlsx"
    answers.will_say(example)
    section.example.click()
    settle(program)
    assert answers.opened == [str(example)]
    answers.will_say(example)
    section.choose.click()
    settle(program)
    assert words(section.table, 2) == ["form.xlsx"]
    tried = tmp_path / "tried.xlsx"
    answers.will_say(tried)
    section.try_it.click()
    settle(program)
    assert load_workbook(tried).worksheets[0]["A9"].value.startswith("Quote")
    texts: TextsSection = shown("texts")
    assert texts.templates.isVisible()
    texts.templates.setCurrentIndex(1)
    texts.templates.activated.emit(1)
    intro = text_box(texts, "intro")
    intro.setFocus()
    intro.selectAll()
    qtbot.keyClicks(intro, "About your service:")
    qtbot.keyClick(intro, Key.Key_Tab)
    settle(program)
    section = shown("templates")
    assert words(section.table, 1) == ["English"]
    section.drop.click()
    settle(program)
    assert words(section.table, 2) == [""]
    qtbot.keyClick(section.table, Key.Key_Delete)
    settle(program)
    assert words(section.table) == []
    texts = shown("texts")
    assert not texts.templates.isVisible()
    assert intro.toPlainText().startswith("Thank you")
    window.toast.button.click()
    settle(program)
    texts = shown("texts")
    texts.templates.setCurrentIndex(1)
    texts.templates.activated.emit(1)
    assert intro.toPlainText() == "About your service:"


def test_a_workbook_that_is_no_form_is_refused(
    program: Application, shown: Shown, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    section: TemplatesSection = shown("templates")
    qtbot.keyClick(section.table, Key.Key_Insert)
    assert section.dialog is not None
    section.dialog.line.setText("Service")
    section.dialog.ok.click()
    settle(program)
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    answers.will_say(bad)
    section.choose.click()
    settle(program)
    assert "no workbook that can be read" in section.notice.label.text()
    nowhere = tmp_path / "no folder" / "form.xlsx"
    answers.will_say(nowhere)
    section.example.click()
    settle(program)
    assert "cannot be written" in section.notice.label.text()


def test_a_quote_chooses_its_template(program: Application, window: MainWindow) -> None:
    workspace = workspace_of(program)
    elsewhere(lambda: templates.add(workspace, "Service"))
    editor = TemplateEditor(ENTITIES["quote"].field("template"), program.context)
    window.add_widget(editor)
    editor.set_value(None)
    settle(program)
    heard: list[object] = []
    editor.changed.connect(lambda: heard.append(editor.value()))
    assert [editor.box.itemText(at) for at in range(editor.box.count())] == ["Usual", "Service"]
    editor.box.setCurrentIndex(1)
    assert heard == ["Service"]
    elsewhere(lambda: templates.add(workspace, "Another"))
    program.tasks.changed.emit(everything(others=True))
    settle(program)
    assert editor.value() == "Service"
    assert editor.box.count() == 3
    editor.set_value("Gone since")
    assert editor.value() == "Gone since"

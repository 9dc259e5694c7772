"""Forms on a real store: every kind of field, problems in words, conflicts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, PERSON, Field, Kind, Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import ChoiceEditor, TextEditor, Unreadable
from crm_desktop.ui.form import Form, Task
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.ref_editor import RefEditor
from crm_desktop.ui.row_editors import MultiEditor, PhotoEditor, TagsEditor, editor_for
from tests.ui.answers import NO, STAY, Answers
from tests.ui.forms import by_a_colleague, form_of, label_of, line, record_id, stored
from tests.ui.waiting import elsewhere, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


# ------------------------------------------------------------------------------------ saving


def test_edit_and_save_with_the_keyboard(program: Application, form: Form, qtbot: QtBot) -> None:
    key = record_id(form)
    assert not form.dirty
    line(form, "last_name").setText("Newname")
    assert form.dirty
    assert form.isWindowModified()
    qtbot.keyClick(form, Qt.Key.Key_Return, CONTROL)
    settle(program)
    assert not shiboken6.isValid(form)  # closed and gone
    assert stored(program, key).values["last_name"] == "Newname"


def test_only_what_was_changed_is_sent(program: Application, form: Form) -> None:
    line(form, "job_title").setText("Owner")
    held, _wrong = form.values()
    assert set(form.changed(held)) == {"job_title"}


def test_a_form_that_was_only_looked_at_is_not_dirty(
    program: Application, window: MainWindow, answers: Answers
) -> None:
    """Every kind of field gives back what it was given, for fifty contacts."""
    for at in range(50):
        window.page.view.go_to(at)
        settle(program)
        window.commands["edit"].trigger()
        settle(program)
        form = form_of(window)
        held, wrong = form.values()
        assert (form.changed(held), wrong) == ({}, {}), form.windowTitle()
        form.reject()  # asks nothing


@pytest.mark.parametrize("kind", [key for key, each in ENTITIES.items() if each.has_page])
def test_a_new_form_that_was_only_looked_at_is_not_dirty(
    program: Application, window: MainWindow, kind: str
) -> None:
    if kind in window.work.elsewhere or kind in window.work.begun:
        return
    window.work.new(ENTITIES[kind])
    settle(program)
    form = form_of(window)
    assert not form.dirty
    form.reject()  # asks nothing


def test_a_new_contact_is_made_and_shown(
    program: Application, window: MainWindow, new_form: Form
) -> None:
    line(new_form, "first_name").setText("Olena")
    line(new_form, "last_name").setText("Kovalenko-Neumann")
    phones = cast("MultiEditor", new_form.editors["phones"])
    cast("TextEditor", phones.rows[0].editors["number"]).line.setText("+380 44 555 0142")
    new_form.submit()
    settle(program)
    record = window.page.pane.record
    assert record is not None
    assert record.label == "Olena Kovalenko-Neumann"
    assert record.values["phones"][0]["number"] == "+380 44 555 0142"
    assert record.values["owner"].label
    assert window.page.view.current_id == record.id.bytes


def test_a_new_contact_without_a_name_is_refused_in_words(new_form: Form) -> None:
    assert not new_form.dirty
    assert new_form.notes["last_name"].isHidden()  # nobody is scolded before they have begun
    new_form.submit()
    assert "needs a name" in new_form.notes["last_name"].text()
    assert new_form.isVisible()
    assert new_form.editors["last_name"].main.accessibleDescription()


# ---------------------------------------------------------------------------------- problems


def test_what_cannot_be_read_is_told_under_the_field(form: Form) -> None:
    form.fields.unfold("birthday")
    line(form, "birthday").setText("31.02.1985")
    assert form.notes["birthday"].text().startswith("'31.02.1985' is not a date.")
    assert line(form, "birthday").property("wrong") is True
    form.submit()
    assert form.isVisible()
    line(form, "birthday").setText("27 mar 1985")
    assert form.notes["birthday"].isHidden()
    assert form.values()[0]["birthday"] == date(1985, 3, 27)


def test_a_wrong_address_is_told(form: Form) -> None:
    emails = cast("MultiEditor", form.editors["emails"])
    if not emails.rows:
        emails.add.click()
    cast("TextEditor", emails.rows[0].editors["address"]).line.setText("no address")
    assert "not an e-mail address" in form.notes["emails"].text()


def test_closing_a_changed_form_asks(form: Form, answers: Answers, qtbot: QtBot) -> None:
    line(form, "last_name").setText("Changed")
    answers.will_say(STAY)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    answers.will_say(NO)
    form.close()
    assert not form.isVisible()


# --------------------------------------------------------------------------------- conflicts


def test_a_conflict_asks_only_where_both_changed(program: Application, form: Form) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner and founder")
    form.fields.unfold("department")
    line(form, "department").setText("Sales")
    by_a_colleague(program, key, job_title="Chief buyer", assistant="Ms Weiß")
    form.submit()
    settle(program)
    dialog = form.merge_dialog
    assert dialog is not None
    assert set(dialog.choices) == {"job_title"}
    assert not dialog.keep.isEnabled()
    dialog.choose("job_title", mine=False)
    dialog.keep.click()
    settle(program)
    values = stored(program, key).values
    assert (values["job_title"], values["department"]) == ("Chief buyer", "Sales")
    assert values["assistant"] == "Ms Weiß"


def test_changes_of_different_fields_are_brought_together_without_a_question(
    program: Application, form: Form
) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    by_a_colleague(program, key, assistant="Ms Weiß")
    form.submit()
    settle(program)
    assert form.merge_dialog is None
    values = stored(program, key).values
    assert (values["job_title"], values["assistant"]) == ("Owner", "Ms Weiß")


def test_a_record_deleted_meanwhile_is_told_in_the_form(program: Application, form: Form) -> None:
    key, workspace = record_id(form), program.tasks.workspace
    assert workspace is not None
    elsewhere(lambda: records.delete(workspace, "person", (key,)))
    line(form, "job_title").setText("Owner")
    form.submit()
    settle(program)
    assert form.isVisible()
    assert "trash" in form.notice.label.text()


# ------------------------------------------------------------------------------------ fields


def make(program: Application, entity: str, key: str) -> Any:
    return editor_for(ENTITIES[entity].field(key), program.context)


def test_only_an_offered_name_becomes_a_link(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    editor = cast("RefEditor", make(program, "person", "company"))
    qtbot.addWidget(editor)
    some = elsewhere_companies(program)
    editor.line.setText(some[0].label[:3])
    editor.line.textEdited.emit(editor.line.text())
    with pytest.raises(Unreadable, match="Choose one of the names"):
        editor.value()
    settle(program)
    assert some[0] in editor._offered or editor._offered
    editor.line.setText(editor._offered[0].label)
    assert editor.value() == editor._offered[0]
    editor.line.clear()
    assert editor.value() is None


def elsewhere_companies(program: Application) -> list[Ref]:
    from crm_desktop.services import listing

    workspace = program.tasks.workspace
    assert workspace is not None
    return elsewhere(lambda: listing.suggest(workspace, "company", "a", 20))


def test_a_company_that_is_not_there_can_be_made_from_the_field(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    editor = cast("RefEditor", make(program, "person", "company"))
    qtbot.addWidget(editor)
    editor.line.setText("Quite Unheard Of Ltd")
    editor.line.textEdited.emit(editor.line.text())
    settle(program)
    offered = editor._words.stringList()
    assert offered[-1] == "Create the company “Quite Unheard Of Ltd”"
    editor.line.setText(offered[-1])  # as the completer does
    editor._chosen(editor._words.index(len(offered) - 1))
    settle(program)
    value = editor.value()
    assert value is not None
    assert value.label == "Quite Unheard Of Ltd"


def _type(program: Application, editor: RefEditor, words: str) -> None:
    """Type in the line of a shown editor, and wait for what is offered."""
    editor.line.setFocus()
    QTest.keyClicks(editor.line, words)
    settle(program)


def test_enter_takes_what_is_offered_first(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    editor = cast("RefEditor", make(program, "person", "company"))
    qtbot.addWidget(editor)
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    _type(program, editor, "Quite Unheard Of Ltd")
    popup = editor._completer.popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)  # where the keys go while it is open
    settle(program)
    made = editor.value()
    assert made is not None
    assert made.label == "Quite Unheard Of Ltd"
    editor.line.clear()
    _type(program, editor, "quite unh")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value() == made


def test_a_name_that_nobody_knows_can_be_made_after_enter_and_tab(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    editor = cast("RefEditor", make(program, "person", "company"))
    qtbot.addWidget(editor)
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    _type(program, editor, "Quite Unheard Of Ltd")
    popup = editor._completer.popup()
    assert popup is not None
    popup.hide()
    QTest.keyClick(editor.line, Qt.Key.Key_Return)  # the line is done once, with the focus in it
    editor.line.clearFocus()
    settle(program)
    assert editor.make.isVisible()


def test_phones_are_added_marked_and_removed(program: Application, form: Form) -> None:
    key = record_id(form)
    phones = cast("MultiEditor", form.editors["phones"])
    phones.set_value(())
    for number in ("+49 30 111111", "+49 30 222222"):
        if not (number.endswith("1") and len(phones.rows) == 1):
            phones.add.click()
        cast("TextEditor", phones.rows[-1].editors["number"]).line.setText(number)
    star = phones.rows[1].primary
    assert star is not None
    star.setChecked(True)
    form.submit()
    settle(program)
    rows = stored(program, key).values["phones"]
    assert [row["number"] for row in rows] == ["+49 30 222222", "+49 30 111111"]
    assert [row["is_primary"] for row in rows] == [True, False]


def test_an_empty_line_of_a_phone_is_no_phone(program: Application, qtbot: QtBot) -> None:
    editor = cast("MultiEditor", make(program, "person", "phones"))
    qtbot.addWidget(editor)
    editor.set_value(())
    assert len(editor.rows) == 1  # ready to be typed in
    assert editor.value() == ()


def test_tags_are_typed_and_taken_back(program: Application, qtbot: QtBot) -> None:
    editor = cast("TagsEditor", make(program, "person", "tags"))
    qtbot.addWidget(editor)
    editor.set_value(("VIP",))
    qtbot.keyClicks(editor.line, "trade fair,")
    qtbot.keyClicks(editor.line, "vip")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == ("VIP", "trade fair")
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.value() == ("VIP",)


def test_a_photo_is_made_small(
    program: Application, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    editor = cast("PhotoEditor", make(program, "person", "photo"))
    qtbot.addWidget(editor)
    picture = QImage(2000, 1000, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3F5BD3"))
    picture.save(str(tmp_path / "big.png"))
    answers.will_say(tmp_path / "big.png")
    editor.choose.click()
    data = editor.value()
    assert data is not None
    small = QImage.fromData(data)
    assert (small.width(), small.height()) == (512, 256)
    (tmp_path / "no.png").write_text("no picture")
    answers.will_say(tmp_path / "no.png")
    editor.choose.click()
    assert "no picture" in editor.problem.text()
    editor.remove.click()
    assert editor.value() is None


def test_numbers_are_read_as_people_write_them(program: Application, qtbot: QtBot) -> None:
    revenue = cast("TextEditor", make(program, "company", "annual_revenue"))
    staff = cast("TextEditor", make(program, "company", "employees"))
    for editor in (revenue, staff):
        qtbot.addWidget(editor)
    revenue.line.setText("€ 1,250.50")
    assert revenue.value() == Decimal("1250.50")
    staff.line.setText("12.5")
    with pytest.raises(Unreadable, match="whole number"):
        staff.value()
    staff.line.setText("about ten")
    with pytest.raises(Unreadable, match="is not a number"):
        staff.value()
    staff.line.setText("1,200")
    assert staff.value() == 1200


def test_an_open_choice_takes_any_word(program: Application, qtbot: QtBot) -> None:
    editor = cast("ChoiceEditor", make(program, "person", "status"))
    qtbot.addWidget(editor)
    editor.set_value("customer")
    assert (editor.box.currentText(), editor.value()) == ("Customer", "customer")
    editor.box.setEditText("Ambassador")
    assert editor.value() == "Ambassador"
    editor.box.setEditText("partner")
    assert editor.value() == "partner"
    editor.set_value("something old")
    assert editor.value() == "something old"
    editor.set_value(None)
    assert editor.value() is None


SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "word",
    Kind.LONGTEXT: "two\nlines",
    Kind.INT: 1200,
    Kind.MONEY: Decimal("1250.5"),
    Kind.DATE: date(1985, 3, 27),
    Kind.BOOL: True,
    Kind.TAGS: ("VIP", "trade fair"),
}


@pytest.mark.parametrize(
    "field",
    [f for e in ENTITIES.values() for f in e.editable() if f.kind in SAMPLES],
    ids=lambda field: field.key,
)
def test_an_editor_gives_back_what_it_was_given(
    program: Application, qtbot: QtBot, field: Field
) -> None:
    editor = editor_for(field, program.context)
    qtbot.addWidget(editor)
    editor.set_value(SAMPLES[field.kind])
    assert editor.value() == SAMPLES[field.kind]
    editor.set_value(None)
    assert editor.value() in (None, (), False)


# -------------------------------------------------------------------------------------- tabs


def test_tab_goes_through_the_fields_as_they_stand(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    form.activateWindow()
    form.editors["first_name"].setFocus()
    seen: list[int] = []
    for _step in range(12):
        widget = form.focusWidget()
        assert widget is not None
        if form.fields.holder.isAncestorOf(widget):
            seen.append(widget.mapTo(form.fields.holder, widget.rect().topLeft()).y())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    rising = [b - a for a, b in pairwise(seen)]
    assert all(step > -12 for step in rising), seen


def test_every_field_of_the_catalogue_has_an_editor(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    for entity in ("person", "company", "activity", "note", "office", "user", "team"):
        form = Form(program.context, Task(ENTITIES[entity]), window)
        for field in ENTITIES[entity].editable():
            if field.kind is not Kind.JSON:
                assert field.key in form.editors, field.key
        form.discard()
        form.deleteLater()


def test_empty_details_are_folded_away(new_form: Form) -> None:
    shown = {key for key in new_form.editors if not new_form.fields.is_folded(key)}
    assert {"first_name", "last_name", "phones", "emails"} <= shown
    assert "birthday" not in shown
    assert "consents" not in shown
    new_form.fields.unfold("birthday")
    assert not new_form.fields.is_folded("birthday")


def test_labels_know_their_editors(new_form: Form) -> None:
    for field in PERSON.editable():
        words = "" if field.kind is Kind.BOOL else field.label
        assert label_of(new_form, field.key).text().removesuffix(" *") == words

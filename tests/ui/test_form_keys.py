"""A form by the keys alone: saving in three ways, leaving, going on, problems one after another."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.ui.application import Application
from crm_desktop.ui.dialogs import Dialogs, Question
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form, Task, show_form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.row_editors import MultiEditor
from tests.ui.answers import NO, STAY, YES, Answers
from tests.ui.forms import by_a_colleague, form_of, label_of, line, record_id, stored
from tests.ui.waiting import elsewhere, settle

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


# ------------------------------------------------------------------------------------ saving


def test_ctrl_s_saves_and_stays(program: Application, form: Form, qtbot: QtBot) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    assert label_of(form, "job_title").text() == "Job title •"
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    settle(program)
    assert form.isVisible()
    assert not form.dirty
    assert form._dirty_mark.text().startswith("Saved at ")
    assert label_of(form, "job_title").text() == "Job title"
    assert stored(program, key).values["job_title"] == "Owner"
    line(form, "job_title").setText("Founder")
    assert form._dirty_mark.text() == "● Changes not saved"
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    settle(program)
    assert stored(program, key).values["job_title"] == "Founder"


def test_what_is_typed_while_it_is_saved_stays(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    line(form, "job_title").setText("Owner and founder")
    line(form, "department").setText("Sales")
    settle(program)
    assert stored(program, key).values["job_title"] == "Owner"
    assert line(form, "job_title").text() == "Owner and founder"
    assert form.state().changed == {"job_title", "department"}
    qtbot.keyClick(form, Qt.Key.Key_Return, CONTROL)
    line(form, "department").setText("Sales and more")
    settle(program)
    assert form.isVisible()  # closing would have lost it
    qtbot.keyClick(form, Qt.Key.Key_Return, CONTROL)
    settle(program)
    values = stored(program, key).values
    assert (values["job_title"], values["department"]) == ("Owner and founder", "Sales and more")


def test_the_keyboard_stays_where_it_is_when_it_is_saved(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    phones = cast("MultiEditor", form.editors["phones"])
    phones.add.click()
    number = cast("TextEditor", phones.rows[-1].editors["number"]).line
    number.setText("+49 30 12345678")
    number.setFocus()
    number.setCursorPosition(4)
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    settle(program)
    assert not form.dirty
    assert form.focusWidget() is number
    assert number.cursorPosition() == 4
    number.setText("+49 30 12345679")
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    settle(program)
    rows = stored(program, record_id(form)).values["phones"]
    assert len(rows) == len(phones.rows)
    assert rows[-1]["number"] == "+49 30 12345679"


def test_a_new_contact_saved_with_ctrl_s_is_edited_from_then_on(
    program: Application, window: MainWindow, new_form: Form, qtbot: QtBot
) -> None:
    line(new_form, "last_name").setText("Kovalenko-Neumann")
    qtbot.keyClick(new_form, Qt.Key.Key_S, CONTROL)
    settle(program)
    key = record_id(new_form)
    assert new_form.windowTitle() == "Kovalenko-Neumann[*]"
    line(new_form, "first_name").setText("Olena")
    qtbot.keyClick(new_form, Qt.Key.Key_Return, CONTROL)
    settle(program)
    assert not shiboken6.isValid(new_form)
    assert stored(program, key).label == "Olena Kovalenko-Neumann"
    count = elsewhere(lambda: _named(program, "Kovalenko-Neumann"))
    assert count == 1


def _named(program: Application, word: str) -> int:
    from crm_desktop.services import listing
    from crm_desktop.services.queries import ListQuery

    assert program.tasks.workspace is not None
    return listing.count(program.tasks.workspace, ListQuery("person", text=word))


def test_ctrl_shift_enter_saves_and_begins_the_next_one(
    program: Application, window: MainWindow, new_form: Form, qtbot: QtBot
) -> None:
    line(new_form, "last_name").setText("Kovalenko-Neumann")
    qtbot.keyClick(new_form, Qt.Key.Key_Return, CONTROL | SHIFT)
    settle(program)
    other = form_of(window)
    assert other is not new_form
    assert other.isVisible()
    assert line(other, "last_name").text() == ""
    assert not other.dirty


def test_ctrl_s_in_a_form_that_has_no_changes_does_nothing(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    version = form.version
    qtbot.keyClick(form, Qt.Key.Key_S, CONTROL)
    settle(program)
    assert (form.isVisible(), form.version) == (True, version)


# ----------------------------------------------------------------------------------- leaving


def test_leaving_asks_once_with_three_answers(
    program: Application, form: Form, answers: Answers, qtbot: QtBot
) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    answers.will_say(STAY, YES)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    settle(program)
    assert not shiboken6.isValid(form)
    assert stored(program, key).values["job_title"] == "Owner"


def test_save_on_leaving_stays_where_it_cannot_be_saved(
    program: Application, form: Form, answers: Answers, qtbot: QtBot
) -> None:
    form.fields.unfold("birthday")
    line(form, "birthday").setText("31 feb")
    answers.will_say(YES)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert not form.notes["birthday"].isHidden()


def test_the_question_has_three_buttons_with_keys(
    program: Application, form: Form, window: MainWindow
) -> None:
    said: list[str] = []
    question = Question("Save?", "&Save", no="&Discard changes", stay="&Go on editing")
    Dialogs().choose(form, question, lambda: said.append("yes"), lambda: said.append("no"))
    box = form.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    buttons = {b.text(): b for b in box.findChildren(QPushButton)}
    assert buttons.keys() == {"&Save", "&Discard changes", "&Go on editing"}
    assert box.escapeButton() is buttons["&Go on editing"]
    assert box.defaultButton() is buttons["&Save"]
    buttons["&Discard changes"].click()
    assert said == ["no"]


def test_alt_down_goes_on_with_the_next_record(
    program: Application, window: MainWindow, form: Form, answers: Answers, qtbot: QtBot
) -> None:
    first = record_id(form)
    line(form, "job_title").setText("Owner")
    answers.will_say(YES)
    qtbot.keyClick(form, Qt.Key.Key_Down, ALT)
    settle(program)
    other = form_of(window)
    assert record_id(other) != first
    assert other.isVisible()
    assert stored(program, first).values["job_title"] == "Owner"
    qtbot.keyClick(other, Qt.Key.Key_Up, ALT)
    settle(program)
    assert record_id(form_of(window)) == first


def test_the_next_record_is_not_shown_where_the_form_stays(
    program: Application, window: MainWindow, form: Form, answers: Answers, qtbot: QtBot
) -> None:
    line(form, "job_title").setText("Owner")
    answers.will_say(STAY)
    qtbot.keyClick(form, Qt.Key.Key_Down, ALT)
    settle(program)
    assert form_of(window) is form
    answers.will_say(NO)
    qtbot.keyClick(form, Qt.Key.Key_Down, ALT)
    settle(program)
    assert form_of(window) is not form


# ------------------------------------------------------------------------------------ others


def test_f5_brings_in_what_others_changed_and_keeps_what_is_typed(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    by_a_colleague(program, key, assistant="Ms Weiß")
    qtbot.keyClick(form, Qt.Key.Key_F5)
    settle(program)
    assert line(form, "assistant").text() == "Ms Weiß"
    assert line(form, "job_title").text() == "Owner"
    assert form.state().changed == {"job_title"}
    form.submit()
    settle(program)
    values = stored(program, key).values
    assert (values["assistant"], values["job_title"]) == ("Ms Weiß", "Owner")


def test_f5_never_decides_for_the_person(program: Application, form: Form, qtbot: QtBot) -> None:
    key = record_id(form)
    line(form, "job_title").setText("Owner")
    by_a_colleague(program, key, job_title="Buyer")
    qtbot.keyClick(form, Qt.Key.Key_F5)
    settle(program)
    assert line(form, "job_title").text() == "Owner"
    assert "When you save, you choose" in form.notice.label.text()
    form.submit()
    settle(program)
    assert form.merge_dialog is not None


def test_words_can_be_told_from_outside(program: Application, form: Form) -> None:
    said: list[int] = []
    form.tell("Ben changed this.", "Show", lambda: said.append(1))
    assert form.notice.isVisible()
    form.notice.button.click()
    assert said == [1]
    assert not form.notice.isVisible()


# ---------------------------------------------------------------------------------- problems


def test_the_first_problem_has_the_keyboard_and_the_others_are_named(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    form.activateWindow()
    for key in ("birthday", "emails"):
        form.fields.show_field(key)
    emails = cast("MultiEditor", form.editors["emails"])
    if not emails.rows:
        emails.add.click()
    emails.add.click()
    wrong = cast("TextEditor", emails.rows[-1].editors["address"]).line
    wrong.setText("no address")
    line(form, "birthday").setText("31 feb")
    form.submit()
    settle(program)
    assert form.notice.label.text() == "Not saved yet. Have a look at: Birthday, E-mail."
    assert form.focusWidget() is line(form, "birthday")
    form.notice.button.click()
    settle(program)
    assert form.focusWidget() is wrong
    top = wrong.mapTo(form.fields.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= form.fields.viewport().height() - wrong.height()
    wrong.setText("anna@acme.example")
    line(form, "birthday").clear()
    assert not form.notice.isVisible()


def test_an_oddity_of_before_blocks_no_other_edit(program: Application, window: MainWindow) -> None:
    workspace = program.tasks.workspace
    assert workspace is not None
    record = elsewhere(
        lambda: records.create(workspace, "company", {"name": "Acme", "employees": 3})
    )
    row = {"id": UUID(int=1), "address": "no address", "type": None, "bounced": False}
    values = dict(record.values) | {"emails": ({**row, "is_primary": True},)}
    odd = Record("company", record.id, record.version, "Acme", values)
    form = show_form(program.context, Task(ENTITIES["company"], odd), window)
    assert not form.dirty
    line(form, "legal_name").setText("Acme Inc.")
    assert form.state().wrong == {}
    form.discard()


def test_required_fields_are_marked(program: Application, window: MainWindow) -> None:
    form = show_form(program.context, Task(ENTITIES["company"]), window)
    assert label_of(form, "name").text() == "Name *"
    assert "•" not in label_of(form, "name").text()
    form.submit()
    assert form.notes["name"].text() == "Name is needed."
    assert form.editors["name"].main.accessibleDescription() == "Name is needed."
    form.discard()


def test_no_key_means_two_things(form: Form) -> None:
    keys = [s.key().toString() for s in form.findChildren(QShortcut)]
    assert len(keys) == len(set(keys)), keys
    shown = [b for b in form.findChildren(QPushButton) if b.isVisible() and "&" in b.text()]
    letters = [b.text()[b.text().index("&") + 1].lower() for b in shown]
    assert len(letters) == len(set(letters)), [b.text() for b in shown]


def test_everything_in_a_form_is_reached_with_tab(form: Form, qtbot: QtBot) -> None:
    form.offer.say("You were editing.", "", "&Go on", lambda: None, ("Disc&ard it", lambda: None))
    form.order_tabs()
    form.activateWindow()
    form.editors["first_name"].setFocus()
    seen: set[QWidget] = set()
    for _step in range(120):
        widget = form.focusWidget()
        assert widget is not None
        seen.add(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert {form.save_button, form.cancel_button, form.offer.button, form.offer.other} <= seen

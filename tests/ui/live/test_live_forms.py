"""Open forms while others save the same records.

What others do reaches the window by itself; `until` waits for it.
"""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop.services import records
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.ui.live.colleague import (
    by_a_colleague,
    deletes,
    go_to,
    line,
    open_form,
    saves,
    shown_record,
    types,
    until,
)
from tests.ui.waiting import wait_idle

# ----------------------------------------------------------------------------------------- forms


def test_a_dirty_form_keeps_what_was_typed_and_takes_in_the_rest(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    saves(store, record, first_name="Maria")
    until(qtbot, form.notice.isVisible)
    assert "changed First name" in form.notice.label.text()
    assert "what you typed is kept" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    values = shown_record(live).values
    assert (values["first_name"], values["job_title"]) == ("Maria", "Owner")
    assert not isValid(form)  # closed


def test_a_field_both_have_changed_is_asked_about(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    saves(store, record, job_title="Founder")
    until(qtbot, form.notice.isVisible)
    assert "You both changed: Job title" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    assert form.merge_dialog is not None
    form.merge_dialog.choose("job_title", mine=True)
    form.merge_dialog.keep.click()
    wait_idle(program.tasks)
    assert shown_record(live).values["job_title"] == "Owner"


def test_a_form_nobody_has_typed_in_shows_the_record_as_it_is(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    saves(store, record, job_title="Founder")
    until(qtbot, lambda: line(form, "job_title").line.text() == "Founder")
    assert not form.dirty
    assert "as it is now" in form.notice.label.text()


def test_a_record_deleted_under_a_form_can_be_restored_and_saved(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    deletes(store, record.id)
    until(qtbot, form.notice.isVisible)
    assert record.label in form.notice.label.text()
    assert "deleted" in form.notice.label.text()
    form.submit()
    wait_idle(program.tasks)
    assert "in the trash" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"


def test_restore_is_offered_in_the_form(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    deletes(store, record.id)
    until(qtbot, form.notice.isVisible)
    form.notice.button.click()
    wait_idle(program.tasks)
    assert "is back" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    assert not isValid(form)  # closed
    now = by_a_colleague(store, lambda w: records.load(w, "person", record.id))
    assert (now.deleted, now.values["job_title"]) == (False, "Owner")

"""A new contact that may be here already, and details pasted from a mail."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.form import Form, Task, show_form
from crm_desktop.ui.form_hints import DuplicateHint, PasteButton
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.ref_editor import RefEditor
from crm_desktop.ui.row_editors import MultiEditor
from tests.ui.forms import form_of, line
from tests.ui.waiting import elsewhere, settle

SIGNATURE = """Best regards,

Anna Ruiz
Head of Procurement
Almacenes Sur S.L.
Calle Sierpes 12
41004 Sevilla
T +34 954 555 012 | M +34 600 123 456
anna.ruiz@almacenes.example
"""


@pytest.fixture
def anna(program: Application, window: MainWindow) -> Record:
    workspace = program.tasks.workspace
    assert workspace is not None

    def make() -> Record:
        company = records.create(workspace, "company", {"name": "Almacenes Sur S.L."})
        values = {
            "first_name": "Anna",
            "last_name": "Ruiz-Ortega",
            "company": Ref(company.id, company.label),
            "emails": ({"address": "anna.ruiz@almacenes.example"},),
            "phones": ({"number": "+34 954 555 012"},),
        }
        return records.create(workspace, "person", values)

    return elsewhere(make)


@pytest.fixture
def form(program: Application, window: MainWindow, anna: Record) -> Form:
    window.commands["new_person"].trigger()
    settle(program)
    return form_of(window)


def hint_of(form: Form) -> DuplicateHint:
    found = form.findChild(DuplicateHint)
    assert isinstance(found, DuplicateHint)
    return found


def row_line(form: Form, key: str, child: str) -> Any:
    editor = cast("MultiEditor", form.editors[key])
    return cast("Any", editor.rows[0].editors[child]).line


def ask(program: Application, form: Form, qtbot: QtBot) -> DuplicateHint:
    """Let the pause after typing pass."""
    hint = hint_of(form)
    qtbot.waitUntil(lambda: not hint._timer.isActive(), timeout=10_000)
    settle(program)
    return hint


# ---------------------------------------------------------------------------------- duplicates


def test_the_same_address_is_told_and_opened(
    program: Application, form: Form, anna: Record, qtbot: QtBot
) -> None:
    assert not hint_of(form).isVisible()
    qtbot.keyClicks(row_line(form, "emails", "address"), "Anna.Ruiz@almacenes.example")
    hint = ask(program, form, qtbot)
    assert hint.isVisible()
    assert hint.label.text() == (
        "Maybe here already: Anna Ruiz-Ortega, Almacenes Sur S.L. (same e-mail)."
    )
    assert hint.button.accessibleName() == "Open Anna Ruiz-Ortega"
    hint.button.click()
    settle(program)
    (other,) = form.findChildren(Form)
    record = other.task.record
    assert record is not None
    assert record.id == anna.id
    other.discard()
    row_line(form, "emails", "address").clear()
    assert not ask(program, form, qtbot).isVisible()


def test_it_never_takes_the_keyboard_or_blocks_a_save(
    program: Application, form: Form, window: MainWindow, qtbot: QtBot
) -> None:
    line(form, "first_name").setText("Anna")
    last = line(form, "last_name")
    last.setFocus()
    qtbot.keyClicks(last, "Ruiz-Ortega")
    assert ask(program, form, qtbot).isVisible()
    assert form.focusWidget() is last
    form.submit()
    settle(program)
    record = window.page.pane.record
    assert record is not None
    assert record.label == "Anna Ruiz-Ortega"


def test_a_stale_answer_is_dropped(program: Application, form: Form, qtbot: QtBot) -> None:
    address = row_line(form, "emails", "address")
    address.setText("anna.ruiz@almacenes.example")
    hint = hint_of(form)
    hint._timer.stop()
    hint._ask()
    address.clear()
    hint._timer.stop()
    hint._ask()
    settle(program)
    assert not hint.isVisible()


def test_an_edit_asks_only_about_what_is_changed(
    program: Application, window: MainWindow, anna: Record, qtbot: QtBot
) -> None:
    workspace = program.tasks.workspace
    assert workspace is not None
    twin = elsewhere(
        lambda: records.create(
            workspace, "person", {"last_name": "Twin", "emails": anna.values["emails"]}
        )
    )
    form = show_form(program.context, Task(ENTITIES["person"], twin), window)
    line(form, "first_name").setText("Tina")
    assert not ask(program, form, qtbot).isVisible()
    row_line(form, "phones", "number").setText("0034 954 555 012")
    hint = ask(program, form, qtbot)
    assert [each.id for each in hint.found] == [anna.id]
    assert hint.found[0].why == ("phone",)
    form.discard()


def test_a_company_by_its_name_without_the_legal_form(
    program: Application, window: MainWindow, anna: Record, qtbot: QtBot
) -> None:
    window.commands["new_company"].trigger()
    settle(program)
    form = form_of(window)
    qtbot.keyClicks(line(form, "name"), "almacenes sur")
    hint = ask(program, form, qtbot)
    assert hint.label.text() == "Maybe here already: Almacenes Sur S.L. (same name)."
    form.discard()


def test_a_note_asks_nothing(program: Application, window: MainWindow) -> None:
    window.commands["new_note"].trigger()
    settle(program)
    assert form_of(window).findChild(DuplicateHint) is None


# --------------------------------------------------------------------------------------- paste


def paste(program: Application, form: Form, qtbot: QtBot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(form, Qt.Key.Key_V, modifiers)
    settle(program)
    settle(program)


def test_a_signature_fills_the_empty_fields(
    program: Application, form: Form, anna: Record, window: MainWindow, qtbot: QtBot
) -> None:
    paste(program, form, qtbot, SIGNATURE)
    held, wrong = form.values()
    assert wrong == {}
    assert (held["first_name"], held["last_name"]) == ("Anna", "Ruiz")
    assert held["job_title"] == "Head of Procurement"
    assert held["company"] == anna.values["company"]
    assert [row["type"] for row in held["phones"]] == ["work", "mobile"]
    assert held["addresses"][0]["city"] == "Sevilla"
    assert not form.fields.is_folded("addresses")
    assert form.notice.label.text().startswith("Filled in: First name, Last name, Company, ")
    assert ask(program, form, qtbot).found[0].id == anna.id
    form.submit()
    settle(program)
    record = window.page.pane.record
    assert record is not None
    assert record.values["city"] == "Sevilla"


def test_nothing_that_was_typed_is_touched_and_undo_takes_it_back(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    line(form, "first_name").setText("Ben")
    line(form, "job_title").setText("Owner")
    paste(program, form, qtbot, SIGNATURE)
    held, _wrong = form.values()
    assert (held["first_name"], held["job_title"]) == ("Ben", "Owner")
    assert not held.get("last_name")
    assert len(held["phones"]) == 2
    form.notice.button.click()
    held, _wrong = form.values()
    assert held["phones"] == ()
    assert form.state().changed == {"first_name", "job_title"}
    form.discard()


def test_a_company_nobody_knows_is_made_with_one_button(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    line(form, "first_name").setFocus()
    paste(program, form, qtbot, SIGNATURE.replace("Almacenes Sur", "Bodegas Norte"))
    company = cast("RefEditor", form.editors["company"])
    assert company.make.isVisible()
    assert company.make.accessibleName() == "Create the company “Bodegas Norte S.L.”"
    company.make.click()
    settle(program)
    assert form.values()[0]["company"].label == "Bodegas Norte S.L."
    assert not company.make.isVisible()
    form.discard()


@pytest.mark.parametrize(("text", "words"), [("", "Nothing has been copied"), ("hm", "Nothing in")])
def test_what_says_nothing_is_told(
    program: Application, form: Form, qtbot: QtBot, text: str, words: str
) -> None:
    paste(program, form, qtbot, text)
    assert form.notice.label.text().startswith(words)
    assert not form.dirty


def test_only_new_records_offer_it(program: Application, window: MainWindow, qtbot: QtBot) -> None:
    window.commands["edit"].trigger()
    settle(program)
    assert form_of(window).findChild(PasteButton) is None


def test_a_company_takes_its_own_from_a_signature(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    window.commands["new_company"].trigger()
    settle(program)
    form = form_of(window)
    paste(program, form, qtbot, SIGNATURE)
    held, _wrong = form.values()
    assert held["name"] == "Almacenes Sur S.L."
    assert held["addresses"][0]["postcode"] == "41004"
    assert UUID(int=0) != form.draft.record_id
    form.discard()

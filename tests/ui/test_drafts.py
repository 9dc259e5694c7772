"""What is typed survives a crash: kept a moment later, offered again, gone when dealt with."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from crm_desktop import paths
from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, NOTE
from crm_desktop.ui.application import Application
from crm_desktop.ui.drafts import Draft, DraftFolder, folder_of, older_folder_of
from crm_desktop.ui.form import Form, Task, show_form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.row_editors import MultiEditor, TagsEditor
from tests.ui.answers import NO, Answers
from tests.ui.forms import by_a_colleague, form_of, line, record_id, stored
from tests.ui.waiting import elsewhere, settle

ROOT = Path(__file__).parents[2]

TYPIST = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, {root!r})
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from crm_desktop.app import make_qt
from crm_desktop.settings import SettingsFile
from crm_desktop.ui.application import Application
from crm_desktop.ui.drafts import folder_of
from tests.ui.waiting import wait_idle

app = make_qt([])
program = Application(app, SettingsFile())
program.start({address!r}, [])
wait_idle(program.tasks)
program.window.commands[{command!r}].trigger()
wait_idle(program.tasks)
form = program.window.work.form
editors = form.editors
for key, words in {typed!r}.items():
    form.fields.show_field(key)
    line = editors[key].line
    line.selectAll()
    QTest.keyClicks(line, words)

def look():
    if list(folder_of(program.tasks.workspace).glob("*.json")):
        print("kept", flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
app.exec()
"""


def type_and_be_killed(address: Path, command: str, **typed: str) -> None:
    """Another process: its window, its form, its keys; killed once the draft is there."""
    script = TYPIST.format(root=str(ROOT), address=str(address), command=command, typed=typed)
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    process.kill()
    _rest, errors = process.communicate()
    assert said == "kept\n", errors


def files(program: Application) -> list[Path]:
    workspace = program.tasks.workspace
    assert workspace is not None
    return sorted(folder_of(workspace).glob("*.json"))


def type_in(program: Application, form: Form, **words: str) -> None:
    """Type, and let the draft be written."""
    for key, text in words.items():
        form.fields.show_field(key)
        line(form, key).setText(text)
    form.draft.write()
    settle(program)


def crash(program: Application, form: Form) -> None:
    """What a crash leaves of a form: nothing but its file."""
    form.draft._timer.stop()
    form.done(0)
    settle(program)


def picture() -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#3F5BD3"))
    image.save(cast("Any", buffer), cast("Any", "PNG"))
    return bytes(data.data())


# --------------------------------------------------------------------------------- a real kill


def test_a_new_contact_survives_the_kill_of_the_program(
    program: Application, filled_store: Path, own_home: Path
) -> None:
    type_and_be_killed(
        filled_store, "new_person", first_name="Olena", last_name="Kovalenko-Neumann"
    )
    program.start(str(filled_store), [])
    settle(program)
    window = program.window
    assert "You were adding the contact Olena Kovalenko-Neumann" in window.notice.label.text()
    window.notice.button.click()
    settle(program)
    form = form_of(window)
    assert line(form, "last_name").text() == "Kovalenko-Neumann"
    assert form.dirty
    form.submit()
    settle(program)
    record = window.page.pane.record
    assert record is not None
    assert record.label == "Olena Kovalenko-Neumann"
    assert files(program) == []


def test_an_edit_survives_the_kill_of_the_program_half_a_date_too(
    program: Application, filled_store: Path, own_home: Path
) -> None:
    type_and_be_killed(filled_store, "edit", job_title="Chief of everything", birthday="31 feb")
    program.start(str(filled_store), [])
    settle(program)
    window = program.window
    assert window.notice.label.text().startswith("You were editing ")
    window.notice.button.click()
    settle(program)
    form = form_of(window)
    assert line(form, "job_title").text() == "Chief of everything"
    assert line(form, "birthday").text() == "31 feb"
    assert "is not a date" in form.notes["birthday"].text()
    line(form, "birthday").clear()
    form.submit()
    settle(program)
    assert files(program) == []


# --------------------------------------------------------------------------- kept and offered


def test_what_is_typed_is_kept_a_moment_later(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    line(form, "job_title").setText("Owner")
    qtbot.waitUntil(lambda: len(files(program)) == 1, timeout=10_000)
    assert "Owner" in files(program)[0].read_text("utf-8")
    line(form, "job_title").setText(form.base["job_title"] or "")  # taken back by hand
    qtbot.waitUntil(lambda: not files(program), timeout=10_000)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_nobody_else_can_read_it(program: Application, form: Form) -> None:
    type_in(program, form, job_title="Owner")
    (file,) = files(program)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_saved_and_a_discarded_draft_are_gone(
    program: Application, form: Form, answers: Answers, window: MainWindow
) -> None:
    type_in(program, form, job_title="Owner")
    assert len(files(program)) == 1
    form.save_and_stay()
    settle(program)
    assert files(program) == []
    type_in(program, form, job_title="Somebody else")
    assert len(files(program)) == 1
    answers.will_say(NO)
    form.reject()
    settle(program)
    assert files(program) == []


def test_the_same_form_offers_it_and_goes_on(
    program: Application, window: MainWindow, form: Form
) -> None:
    type_in(program, form, job_title="Owner", department="Sales")
    crash(program, form)
    window.commands["edit"].trigger()
    settle(program)
    again = form_of(window)
    assert again.offer.isVisible()
    assert not again.dirty
    again.offer.button.click()
    assert line(again, "department").text() == "Sales"
    assert not again.fields.is_folded("department")
    again.submit()
    settle(program)
    assert files(program) == []


def test_the_offer_can_be_discarded(program: Application, window: MainWindow, form: Form) -> None:
    type_in(program, form, job_title="Owner")
    crash(program, form)
    window.commands["edit"].trigger()
    settle(program)
    again = form_of(window)
    again.offer.other.click()
    settle(program)
    assert not again.offer.isVisible()
    assert files(program) == []


def test_typing_on_while_an_older_draft_is_offered_loses_neither(
    program: Application, window: MainWindow, form: Form
) -> None:
    type_in(program, form, job_title="Owner")
    crash(program, form)
    window.commands["edit"].trigger()
    settle(program)
    again = form_of(window)
    type_in(program, again, department="Sales")
    assert len(files(program)) == 2
    again.offer.button.click()
    settle(program)
    assert line(again, "job_title").text() == "Owner"
    assert line(again, "department").text() == "Sales"
    again.draft.write()
    settle(program)
    assert len(files(program)) == 1


def test_an_open_form_is_offered_to_nobody(
    program: Application, window: MainWindow, new_form: Form
) -> None:
    type_in(program, new_form, last_name="Kovalenko")
    other = show_form(program.context, Task(ENTITIES["person"]), window)
    settle(program)
    assert not other.offer.isVisible()
    other.discard()


def test_the_window_offers_discards_and_brings_back(
    program: Application, window: MainWindow, new_form: Form
) -> None:
    type_in(program, new_form, last_name="Kovalenko")
    crash(program, new_form)
    window.work.offer_drafts(window.notice)
    settle(program)
    assert "Kovalenko" in window.notice.label.text()
    window.notice.other.click()
    settle(program)
    assert files(program) == []
    window.toast.button.click()
    settle(program)
    assert len(files(program)) == 1
    assert window.notice.isVisible()


def test_every_kind_of_editor_comes_back(
    program: Application, window: MainWindow, new_form: Form
) -> None:
    values: dict[str, Any] = {
        "phones": ({"number": "+49 30 1", "type": "mobile", "is_primary": False},) * 2,
        "status": "customer",
        "do_not_call": True,
        "note": "two\nlines ",
        "photo": picture(),
        "tags": ("VIP",),
    }
    for key, value in values.items():
        new_form.editors[key].set_value(value)
    cast("TagsEditor", new_form.editors["tags"]).line.setText("half a tag")
    line(new_form, "company").setText("Nobody knows thi")
    before = {key: editor.kept() for key, editor in new_form.editors.items()}
    type_in(program, new_form, last_name="Kovalenko")
    crash(program, new_form)
    window.commands["new_person"].trigger()
    settle(program)
    again = form_of(window)
    again.offer.button.click()
    before["last_name"] = "Kovalenko"
    assert {key: editor.kept() for key, editor in again.editors.items()} == before
    assert len(cast("MultiEditor", again.editors["phones"]).rows) == 2
    again.discard()


def test_a_note_knows_again_whom_it_is_about(program: Application, window: MainWindow) -> None:
    window.commands["new_note"].trigger()
    settle(program)
    form = form_of(window)
    links = form.base["links"]
    cast("Any", form.editors["body"]).text.setPlainText("Prefers mornings")
    form.draft.write()
    settle(program)
    crash(program, form)
    window.work.offer_drafts(window.notice)
    settle(program)
    assert "Note about" in window.notice.label.text()
    window.notice.button.click()
    settle(program)
    again = form_of(window)
    assert again.entity is NOTE
    assert [row["person"] for row in again.base["links"]] == [row.get("person") for row in links]
    again.submit()
    settle(program)
    assert files(program) == []


# ----------------------------------------------------------------------------------- meanwhile


def test_a_record_changed_meanwhile_is_merged(
    program: Application, window: MainWindow, form: Form
) -> None:
    key = record_id(form)
    type_in(program, form, job_title="Owner", department="Sales")
    crash(program, form)
    by_a_colleague(program, key, job_title="Chief buyer", assistant="Ms Weiß")
    window.commands["edit"].trigger()
    settle(program)
    again = form_of(window)
    again.offer.button.click()
    assert line(again, "assistant").text() == "Ms Weiß"
    again.submit()
    settle(program)
    dialog = again.merge_dialog
    assert dialog is not None
    assert set(dialog.choices) == {"job_title"}
    dialog.choose("job_title", mine=True)
    dialog.keep.click()
    settle(program)
    values = stored(program, key).values
    assert (values["job_title"], values["department"]) == ("Owner", "Sales")
    assert values["assistant"] == "Ms Weiß"


def test_what_was_saved_just_before_the_crash_is_not_made_twice(
    program: Application, window: MainWindow, new_form: Form
) -> None:
    type_in(program, new_form, last_name="Kovalenko")
    workspace = program.tasks.workspace
    assert workspace is not None
    made = new_form.draft.record_id
    values = {"last_name": "Kovalenko"}
    elsewhere(lambda: records.create(workspace, "person", values, record_id=made))
    crash(program, new_form)
    window.work.offer_drafts(window.notice)
    settle(program)
    window.notice.button.click()
    settle(program)
    again = form_of(window)
    assert again.task.record is not None
    assert "owner" in again.state().changed or not again.dirty
    again.discard()
    settle(program)
    assert files(program) == []


# ------------------------------------------------------------------------------------ the files


@pytest.fixture
def folder(own_home: Path) -> DraftFolder:
    return DraftFolder(older_folder_of("/somewhere/office.crm"))


def draft(**values: Any) -> Draft:
    given = {"entity": "person", "record_id": uuid4(), "version": 1, "label": "Anna Ruiz"}
    at = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    return Draft(**{**given, "at": at, "fields": {"job_title": ("", "Owner")}, **values})


def test_a_draft_comes_back_as_it_was(folder: DraftFolder) -> None:
    kept = draft(title="Note about Anna", only=("body",), entity="note", fields={"body": ("", "x")})
    folder.write(kept)
    assert folder.all() == [kept]
    folder.remove(kept.name)
    folder.remove(kept.name)  # gone already
    assert folder.all() == []


def _not_json(data: dict[str, Any]) -> str:
    return json.dumps(data)[:-9]


def _other(**values: Any) -> Callable[[dict[str, Any]], str]:
    return lambda data: json.dumps(data | values)


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "spoil",
    [
        _not_json,
        _other(format=99),
        _other(entity="alien"),
        _other(record="no id"),
        _other(at="yesterday"),
        _other(fields=[1]),
        _other(fields={"job_title": "one"}),
        lambda _data: "[]",
        lambda _data: "",
    ],
)
def test_a_damaged_file_is_put_aside(
    folder: DraftFolder, spoil: Callable[[dict[str, Any]], str]
) -> None:
    good, bad = draft(), draft()
    folder.write(good)
    folder.write(bad)
    place = older_folder_of("/somewhere/office.crm")
    file = place / bad.name
    spoiled = spoil(json.loads(file.read_text("utf-8")))
    file.write_text(spoiled, "utf-8")
    assert folder.all() == [good]
    (aside,) = place.glob("*.damaged")
    assert aside.read_text("utf-8") == spoiled


def test_fields_of_another_version_are_left_out(
    program: Application, window: MainWindow, form: Form
) -> None:
    key = record_id(form)
    fields = {"job_title": ("", "Owner"), "shoe_size": ("", "46"), "phones": (3, 4)}
    odd = draft(record_id=key, fields=fields)
    place = DraftFolder(folder_of(cast("Any", program.tasks.workspace)))
    place.write(odd)
    form.draft.look()
    settle(program)
    form.offer.button.click()
    assert line(form, "job_title").text() == "Owner"
    assert form.values()[0]["phones"] == form.base["phones"]


def test_offices_and_passwords_are_kept_apart(own_home: Path) -> None:
    one = older_folder_of("postgresql://anna:secret@db.example/office")
    assert one == older_folder_of("postgresql://anna@db.example/office")
    assert one != older_folder_of("postgresql://anna@db.example/other")
    assert one != older_folder_of("postgresql://ben@db.example/office")
    assert one.is_relative_to(paths.data_dir())


def test_a_disk_that_takes_nothing_is_told_once(
    program: Application, form: Form, own_home: Path
) -> None:
    place = folder_of(cast("Any", program.tasks.workspace))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file where the folder should be")
    type_in(program, form, job_title="Owner")
    assert "cannot be kept on this computer" in form.notice.label.text()
    form.notice.hide()
    type_in(program, form, job_title="Owners")
    assert not form.notice.isVisible()


def test_closing_the_window_with_a_form_open_loses_nothing(
    program: Application, form: Form, window: MainWindow
) -> None:
    line(form, "job_title").setText("Owner")
    place = folder_of(cast("Any", program.tasks.workspace))
    form.done(0)
    program.tasks.shutdown()
    assert len(list(place.glob("*.json"))) == 1


def test_a_file_that_was_moved_finds_its_drafts(
    program: Application, form: Form, filled_store: Path, tmp_path: Path
) -> None:
    type_in(program, form, job_title="Owner")
    assert len(files(program)) == 1
    form.done(0)
    program.leave()
    settle(program)
    moved = tmp_path / "elsewhere" / "moved.crm"
    moved.parent.mkdir()
    filled_store.rename(moved)
    program.open(str(moved))
    settle(program)
    assert len(files(program)) == 1
    assert "Your changes were not saved" in program.window.notice.label.text()


def test_drafts_of_the_old_place_are_found_and_go_from_there(
    program: Application, window: MainWindow, form: Form
) -> None:
    workspace = cast("Any", program.tasks.workspace)
    old = older_folder_of(str(workspace.store.address))
    kept = draft(record_id=record_id(form), fields={"job_title": ("", "Owner")})
    DraftFolder(old).write(kept)
    form.draft.look()
    settle(program)
    form.offer.button.click()
    assert line(form, "job_title").text() == "Owner"
    type_in(program, form, job_title="Owners")
    assert not list(old.glob("*.json"))
    assert len(files(program)) == 1


def test_words_say_what_it_was(program: Application) -> None:
    assert draft().told("14:05") == (
        "You were editing Anna Ruiz (14:05). Your changes were not saved."
    )
    assert "adding a new contact" in draft(version=0, label="").told("14:05")

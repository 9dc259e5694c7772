"""Contacts and companies that are one, made one in the window: with the keyboard, and undone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QRadioButton

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.actions import Menu
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_other_dialog import MergeOtherDialog
from crm_desktop.ui.merge_records_dialog import MergeRecordsDialog
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def make(program: Application, entity: str = "person", **values: Any) -> Record:
    return elsewhere(lambda: records.create(workspace_of(program), entity, values))


def load(program: Application, record: Record) -> Record:
    return elsewhere(lambda: records.load(workspace_of(program), record.entity, record.id))


def reveal(program: Application, window: MainWindow, record: Record) -> None:
    window.show_page(record.entity)
    wait_idle(program.tasks)
    window.page.refresh()
    wait_idle(program.tasks)
    window.page.reveal(record.id)
    wait_idle(program.tasks)
    shown = window.page.pane.record
    assert shown is not None
    assert shown.id == record.id


@pytest.fixture
def anna(program: Application, window: MainWindow) -> Record:
    phones = ({"number": "+49 30 555 0187", "type": "work"},)
    return make(
        program, first_name="Anna", last_name="Aaberg", job_title="CEO", phones=phones, note="Tea."
    )


@pytest.fixture
def short(program: Application, window: MainWindow, anna: Record) -> Record:
    phones = ({"number": "030 5550187"}, {"number": "+49 171 5550133", "type": "mobile"})
    made = make(
        program, first_name="A.", last_name="Aaberg", job_title="Boss", phones=phones, note="Fair."
    )
    who = ({"person": Ref(made.id, made.label)},)
    make(program, "activity", kind="call", subject="Prices", status="planned", links=who)
    return made


def asked(program: Application, window: MainWindow) -> MergeOtherDialog:
    window.commands["merge"].trigger()
    wait_idle(program.tasks)
    dialog = window.merge_work().asking
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def shown(program: Application, window: MainWindow) -> MergeRecordsDialog:
    wait_idle(program.tasks)
    dialog = window.merge_work().dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def side_by_side(program: Application, window: MainWindow, *chosen: Record) -> MergeRecordsDialog:
    """Select these rows and merge."""
    reveal(program, window, chosen[0])
    for record in chosen[1:]:
        view = window.page.view
        row = window.page.model.cache.row_of(record.id.bytes)
        flags = view.selectionModel().SelectionFlag
        index = window.page.model.index(row, 0)
        view.selectionModel().select(index, flags.Select | flags.Rows)
    window.commands["merge"].trigger()
    return shown(program, window)


# -------------------------------------------------------------------------------- which one


def test_of_one_contact_the_other_is_asked_for(
    program: Application, window: MainWindow, anna: Record, short: Record
) -> None:
    """Whoever shares a phone is offered: Enter, Ctrl+Enter, and they are one."""
    reveal(program, window, anna)
    dialog = asked(program, window)
    assert dialog.windowTitle() == "Merge Anna Aaberg with another contact"
    (button,) = dialog.buttons
    assert button.accessibleName() == "A. Aaberg  (same phone)"
    assert button.hasFocus()
    QTest.keyClick(button, Key.Key_Space)
    merging = shown(program, window)
    assert merging.survivor.id == anna.id
    QTest.keyClick(merging, Key.Key_Return, CONTROL)
    wait_idle(program.tasks)
    assert window.toast.label.text() == "Merged A. Aaberg into Anna Aaberg."
    assert load(program, short).deleted
    now = load(program, anna)
    assert [row["number"] for row in now.values["phones"]] == ["+49 30 555 0187", "+49 171 5550133"]
    assert now.values["note"] == "Tea.\n\nFair."
    record = window.page.pane.record
    assert record is not None
    assert record.id == anna.id


def test_any_other_can_be_looked_for(
    program: Application, window: MainWindow, anna: Record
) -> None:
    other = make(program, first_name="Zoë", last_name="Zzyzx")
    reveal(program, window, anna)
    dialog = asked(program, window)
    assert not dialog.next_button.isEnabled()
    line = dialog.editor.line
    assert line.hasFocus()
    QTest.keyClicks(line, "aaberg anna")
    wait_idle(program.tasks)
    dialog.editor.set_value(Ref(anna.id, anna.label))
    dialog.editor.changed.emit()
    assert dialog.problem.text() == "That is the same one. Choose another."
    assert not dialog.next_button.isEnabled()
    line.clear()
    QTest.keyClicks(line, "zzyzx")
    wait_idle(program.tasks)
    popup = line.completer().popup()
    assert popup is not None
    QTest.keyClick(popup, Key.Key_Return)
    assert dialog.next_button.isEnabled()
    assert not dialog.editor.make.isVisible()
    dialog.next_button.click()
    merging = shown(program, window)
    assert [side.id for side in merging._preview.sides] == [anna.id, other.id]
    merging.reject()


def test_selected_rows_are_shown_side_by_side(
    program: Application, window: MainWindow, anna: Record, short: Record
) -> None:
    third = make(program, first_name="Ann", last_name="Aaberg", language="de")
    dialog = side_by_side(program, window, anna, short, third)
    assert dialog.windowTitle() == "Merge 3 contacts"
    assert dialog.survivor.id == short.id, "the most hangs on that one"
    assert set(dialog.groups) == {"first_name", "job_title", "language", "note"}
    columns = [side.id for side in dialog._preview.sides]
    dialog.keep.button(columns.index(anna.id)).click()
    chosen = dialog.choices()
    assert chosen == {
        "first_name": anna.id,
        "job_title": anna.id,
        "language": third.id,
        "note": None,
    }
    assert dialog.told.text() == "1 activity moves to Anna Aaberg."
    dialog.merge_button.click()
    wait_idle(program.tasks)
    assert window.toast.label.text() == "Merged 2 contacts into Anna Aaberg."
    assert load(program, third).deleted
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert not load(program, third).deleted
    assert load(program, anna).values["phones"] == anna.values["phones"]


def test_companies_too_and_nothing_else(
    program: Application, window: MainWindow, anna: Record
) -> None:
    reveal(program, window, anna)
    merge_action = window.commands["merge"]
    assert merge_action.isEnabled()
    menu = QMenu()
    window.commands.fill_menu(menu, Menu.RECORD)
    assert merge_action in menu.actions()
    one, other = (make(program, "company", name=f"Aaberg {n}") for n in ("AG", "GmbH"))
    dialog = side_by_side(program, window, one, other)
    assert dialog.windowTitle() == "Merge 2 companies"
    assert set(dialog.groups) == {"name"}
    assert dialog.told.text() == "Nothing else belongs to the others."
    dialog.reject()
    window.show_page("deal")
    wait_idle(program.tasks)
    assert not merge_action.isVisible()


def test_too_many_are_refused_in_words(
    program: Application, window: MainWindow, anna: Record
) -> None:
    window.commands["select_all"].trigger()
    window.commands["merge"].trigger()
    wait_idle(program.tasks)
    assert window.toast.label.text() == "At most 10 contacts can be merged at once. Select fewer."
    assert window.merge_work().dialog is None


def test_the_bar_under_the_list_offers_it(
    program: Application, window: MainWindow, anna: Record
) -> None:
    window.page.view.setFocus()
    window.page.view.go_to(0)
    QTest.keyClick(window.page.view, Key.Key_Down, SHIFT)
    bar = window.page.tools.bar
    assert bar is not None
    bar.buttons["merge"].click()
    shown(program, window).reject()


# -------------------------------------------------------------------------------- the choices


@pytest.fixture
def merging(
    program: Application, window: MainWindow, anna: Record, short: Record
) -> MergeRecordsDialog:
    """The two side by side; Anna stays."""
    dialog = side_by_side(program, window, anna, short)
    columns = [side.id for side in dialog._preview.sides]
    dialog.keep.button(columns.index(anna.id)).setChecked(True)
    return dialog


def column_of(dialog: MergeRecordsDialog, record: Record) -> int:
    return [side.id for side in dialog._preview.sides].index(record.id)


def test_what_was_chosen_stays_when_another_one_is_to_stay(
    merging: MergeRecordsDialog, anna: Record, short: Record
) -> None:
    merging.choose("job_title", column_of(merging, short))
    merging.keep.button(column_of(merging, short)).setChecked(True)
    assert merging.choices() == {
        "first_name": short.id,
        "job_title": short.id,
        "note": None,
    }
    merging.keep.button(column_of(merging, anna)).setChecked(True)
    assert merging.choices()["first_name"] == anna.id
    assert merging.choices()["job_title"] == short.id
    assert "+49 171 5550133, Mobile" in merging._united["phones"].text()


def test_all_of_it_by_keys(
    program: Application, merging: MergeRecordsDialog, anna: Record, short: Record
) -> None:
    """Tab goes from line to line, arrows and digits choose, Ctrl+Enter merges."""
    merging.keep.button(column_of(merging, anna)).setFocus()
    seen: list[str] = []
    for _step in range(12):
        focus = merging.focusWidget()
        seen.append(focus.accessibleName())
        QTest.keyClick(focus, Key.Key_Tab)
        if merging.focusWidget() is merging.keep.checkedButton():
            break
    assert seen[0] == "Anna Aaberg stays"
    assert any(name.startswith("First name, ") for name in seen)
    assert {"Cancel", "Merge"} <= set(seen)
    title = merging.groups["job_title"]
    checked = title.checkedButton()
    assert checked is not None
    checked.setFocus()
    QTest.keyClick(checked, Key(Key.Key_1 + column_of(merging, short)))
    assert merging.choices()["job_title"] == short.id
    back = Key.Key_Left if column_of(merging, anna) < column_of(merging, short) else Key.Key_Right
    QTest.keyClick(merging.focusWidget(), back)
    assert merging.choices()["job_title"] == anna.id
    QTest.keyClick(merging.focusWidget(), Key(Key.Key_1 + column_of(merging, short)))
    QTest.keyClick(merging.focusWidget(), Key.Key_Return, CONTROL)
    wait_idle(program.tasks)
    assert load(program, anna).values["job_title"] == "Boss"


def test_the_words_beside_a_button_choose_it(merging: MergeRecordsDialog, short: Record) -> None:
    words = next(label for label in merging.findChildren(QLabel) if label.text() == "Boss")
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert merging.choices()["job_title"] == short.id


def test_everything_in_it_is_named(merging: MergeRecordsDialog) -> None:
    for button in merging.findChildren(QRadioButton):
        assert button.accessibleName()
    assert merging.groups["job_title"].buttons()[0].accessibleName().startswith("Job title, ")


def test_what_is_the_same_is_shown_when_asked_for(merging: MergeRecordsDialog) -> None:
    assert merging.same.accessibleName() == "Show 2 fields that are the same"
    hidden = [part for part in merging._alike if not part.isVisible()]
    assert len(hidden) == 4
    merging.same.click()
    assert all(part.isVisible() for part in merging._alike)
    assert not merging.same.isVisible()


def test_pictures_are_chosen_by_sight(program: Application, window: MainWindow) -> None:
    def photo(colour: str) -> bytes:
        picture, data = QPixmap(64, 64), QBuffer()
        picture.fill(QColor(colour))
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(data, "PNG")
        return bytes(data.data().data())

    one, other = (make(program, last_name="Aab", photo=photo(c)) for c in ("red", "blue"))
    dialog = side_by_side(program, window, one, other)
    cells = [label for label in dialog.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(cells) == 2
    dialog.choose("photo", column_of(dialog, other))
    survivor = dialog.survivor
    dialog.merge_button.click()
    wait_idle(program.tasks)
    assert load(program, survivor).values["photo"] == other.values["photo"]


# -------------------------------------------------------------------------------- refused


def by_a_colleague(program: Application, record: Record, **values: Any) -> None:
    def save() -> None:
        records.save(workspace_of(program), "person", record.id, values, version=record.version)

    elsewhere(save)


def test_somebody_was_faster(
    program: Application, merging: MergeRecordsDialog, anna: Record, short: Record
) -> None:
    """Nothing is merged; looked at again, what was chosen is still chosen."""
    merging.choose("first_name", column_of(merging, short))
    by_a_colleague(program, short, job_title="Founder", rating="B")
    merging.merge_button.click()
    wait_idle(program.tasks)
    assert merging.isVisible()
    words = "Somebody changed A. Aaberg meanwhile. Nothing was merged. Look at it again."
    assert merging.notice.label.text() == words
    assert not load(program, short).deleted
    merging.notice.button.click()
    wait_idle(program.tasks)
    assert not merging.notice.isVisible()
    assert set(merging.groups) == {"first_name", "job_title", "rating", "note"}
    assert merging.survivor.id == anna.id
    assert merging.choices()["first_name"] == short.id
    assert merging.choices()["rating"] == short.id
    merging.merge_button.click()
    wait_idle(program.tasks)
    assert load(program, short).deleted


def test_one_that_is_gone_meanwhile_is_said(
    program: Application, merging: MergeRecordsDialog, short: Record
) -> None:
    elsewhere(lambda: records.delete(workspace_of(program), "person", (short.id,)))
    merging.merge_button.click()
    wait_idle(program.tasks)
    words = "A. Aaberg is in the trash. Restore it first, then merge."
    assert merging.notice.label.text() == words

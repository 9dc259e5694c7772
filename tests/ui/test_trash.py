"""The trash: delete, look, search, restore, with keys and mouse."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu

from crm_desktop.services import listing, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages import trash_page
from crm_desktop.ui.pages.trash_page import TrashPage, what
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def anna(program: Application, window: MainWindow) -> Record:
    """Somebody with two notes and a call that concern her alone; she is shown in the list."""

    def make() -> Record:
        workspace = workspace_of(program)
        person = records.create(workspace, "person", {"last_name": "Aaaa", "first_name": "Anna"})
        links = ({"person": Ref(person.id, person.label)},)
        for body in ("Prefers mornings", "Has two dogs"):
            records.create(workspace, "note", {"body": body, "links": links})
        call = {"kind": "call", "subject": "Ask her", "status": "planned", "links": links}
        records.create(workspace, "activity", call)
        return person

    person = elsewhere(make)
    window.show_page("person")
    window.page.refresh()
    wait_idle(program.tasks)
    assert window.page.view.select_id(person.id.bytes)
    wait_idle(program.tasks)
    return person


def delete_shown(program: Application, window: MainWindow) -> None:
    window.activateWindow()
    QTest.keyClick(window.page.view, Key.Key_Delete)
    wait_idle(program.tasks)


def delete_rows(program: Application, window: MainWindow, entity: str, count: int) -> None:
    window.show_page(entity)
    wait_idle(program.tasks)
    for _row in range(count):
        window.page.view.go_to(3)
        window.commands["delete"].trigger()
        wait_idle(program.tasks)


def open_trash(program: Application, window: MainWindow) -> TrashPage:
    button = window.navigation._buttons["trash"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert window.day.trash is not None
    assert window.day.trash.isVisible()
    return window.day.trash


def labels(trash: TrashPage) -> list[str]:
    return [item.label for item in trash.view.rows.all]


def count_of(program: Application, entity: str) -> int:
    return elsewhere(lambda: listing.count(workspace_of(program), ListQuery(entity)))


def test_an_empty_trash_says_so(program: Application, window: MainWindow) -> None:
    trash = open_trash(program, window)
    assert trash.empty.isVisible()
    assert trash.empty.title.text() == "The trash is empty"
    assert not trash.empty.button.isVisible()
    assert not trash.restore_button.isEnabled()
    QTest.keyClick(trash.view, Key.Key_Return)
    wait_idle(program.tasks)


def test_delete_says_what_goes_along_and_restore_brings_it_back(
    program: Application, window: MainWindow, anna: Record
) -> None:
    before = count_of(program, "note"), count_of(program, "activity")
    delete_shown(program, window)
    assert window.toast.label.text() == "Deleted Anna Aaaa, 1 activity and 2 notes."
    assert (count_of(program, "note"), count_of(program, "activity")) == (
        before[0] - 2,
        before[1] - 1,
    )
    trash = open_trash(program, window)
    QAbstractItemModelTester(trash.view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    (item,) = trash.view.rows.all
    assert what(item) == "Contact · with 1 activity, 2 notes"
    spoken = trash.view.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Anna Aaaa, Contact · with 1 activity, 2 notes, deleted Today, ")
    assert spoken.endswith(workspace_of(program).actor.name)
    QTest.keyClick(trash.view, Key.Key_Return)
    wait_idle(program.tasks)
    assert window.toast.label.text() == "Restored Anna Aaaa, 1 activity and 2 notes."
    assert trash.empty.isVisible()
    assert (count_of(program, "note"), count_of(program, "activity")) == before
    assert count_of(program, "person") == CONTACTS + 1


def test_undo_of_a_restore_puts_it_back_into_the_trash(
    program: Application, window: MainWindow, anna: Record
) -> None:
    delete_shown(program, window)
    trash = open_trash(program, window)
    trash.restore_button.click()
    wait_idle(program.tasks)
    assert labels(trash) == []
    window.toast.button.click()
    wait_idle(program.tasks)
    assert labels(trash) == ["Anna Aaaa"]


def test_several_of_several_kinds_at_once(
    program: Application, window: MainWindow, anna: Record
) -> None:
    delete_shown(program, window)
    delete_rows(program, window, "company", 1)
    delete_rows(program, window, "note", 2)
    trash = open_trash(program, window)
    assert trash.view.rows.rowCount() == 4
    assert [item.entity for item in trash.view.rows.all] == ["note", "note", "company", "person"]
    QTest.keyClick(trash.view, Key.Key_Down)
    QTest.keyClick(trash.view, Key.Key_Down, SHIFT)
    assert trash.restore_button.accessibleName() == "Restore 2"
    trash.restore_button.click()
    wait_idle(program.tasks)
    assert "1 note" in window.toast.label.text()
    assert "1 company" in window.toast.label.text()
    assert len(labels(trash)) == 2
    QTest.keyClick(trash.view, Key.Key_A, CONTROL)
    QTest.keyClick(trash.view, Key.Key_Return)
    wait_idle(program.tasks)
    assert labels(trash) == []
    assert count_of(program, "person") == CONTACTS + 1


def test_words_find_also_what_went_along(
    program: Application, window: MainWindow, anna: Record
) -> None:
    delete_shown(program, window)
    trash = open_trash(program, window)
    QTest.keyClicks(trash.view, "d")
    QTest.keyClicks(window.top_bar.search, "ogs")
    wait_idle(program.tasks)
    assert labels(trash) == ["Has two dogs"]
    assert what(trash.view.rows.all[0]) == "Note · deleted with Anna Aaaa"
    QTest.keyClick(window.top_bar.search, Key.Key_Return)
    wait_idle(program.tasks)
    assert window.toast.label.text() == "Restored Has two dogs."
    assert trash.empty.title.text() == "Nothing found"
    trash.empty.button.click()
    wait_idle(program.tasks)
    assert window.top_bar.search.text() == ""
    assert what(trash.view.rows.all[0]) == "Contact · with 1 activity, 1 note"


def test_a_double_click_and_the_menu_restore(
    program: Application, window: MainWindow, anna: Record
) -> None:
    delete_shown(program, window)
    delete_rows(program, window, "note", 1)
    trash = open_trash(program, window)
    place = trash.view.visualRect(trash.view.rows.index(0)).center()
    QTest.mouseClick(trash.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(trash.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_idle(program.tasks)
    assert labels(trash) == ["Anna Aaaa"]
    trash.view.menu_asked.emit(trash.view.mapToGlobal(QPoint(9, 9)))
    (menu,) = [each for each in trash.findChildren(QMenu) if each.isVisible()]
    QTest.keyClick(menu, Key.Key_R)
    wait_idle(program.tasks)
    assert labels(trash) == []


def test_what_is_deleted_while_the_trash_is_shown_comes_up(
    program: Application, window: MainWindow, anna: Record
) -> None:
    trash = open_trash(program, window)
    window.work.delete(window.page.entity, anna.id.bytes)
    wait_idle(program.tasks)
    assert labels(trash) == ["Anna Aaaa"]
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert trash.empty.isVisible()


def test_the_trash_is_not_where_the_next_start_begins(
    program: Application, window: MainWindow
) -> None:
    open_trash(program, window)
    assert program.context.settings.now.last_page in ("", "person")


def test_another_store_has_another_trash(
    program: Application, window: MainWindow, anna: Record
) -> None:
    delete_shown(program, window)
    trash = open_trash(program, window)
    assert labels(trash) == ["Anna Aaaa"]
    program.leave()
    wait_idle(program.tasks)
    assert labels(trash) == []


def test_what_is_older_comes_as_it_is_scrolled_to(
    program: Application, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash_page, "MOST", 30)

    def delete_many() -> None:
        workspace = workspace_of(program)
        vector = listing.ids(workspace, ListQuery("person")).vector
        keys = [UUID(bytes=vector[at * 16 : at * 16 + 16]) for at in range(70)]
        records.delete(workspace, "person", keys)

    elsewhere(delete_many)
    trash = open_trash(program, window)
    assert trash.view.model().rowCount() == 30
    assert trash._count.text() == "30, the newest"
    trash.view.setFocus()
    for _time in range(3):
        QTest.keyClick(trash.view, Key.Key_End)
        wait_idle(program.tasks)
    assert trash.view.model().rowCount() == 70
    assert trash._count.text() == "70"
    assert len(set(labels(trash))) > 60
    QTest.keyClick(trash.view, Key.Key_End)
    QTest.keyClick(trash.view, Key.Key_Return)  # the oldest one comes back
    wait_idle(program.tasks)
    assert trash.view.model().rowCount() == 69

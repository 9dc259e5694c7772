"""Editing in the cells of a list, with real keys."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import Record
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_dialog import MergeDialog
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.table.cell_editor import CellEditor
from tests.ui.waiting import elsewhere, wait_idle

COLUMNS = ["display_name", "nickname", "department", "status", "birthday", "do_not_call", "phones"]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(program: Application, window: MainWindow) -> ListPage:
    """The contacts with columns of many kinds, the keyboard in the first row."""
    window.activateWindow()
    window.page.set_columns(COLUMNS)
    wait_idle(program.tasks)
    window.page.view.setFocus()
    window.page.view.go_to(0)
    return window.page


def go_to(page: ListPage, key: str, row: int = 0) -> None:
    page.view.go_to(row)
    wanted = [column.key for column in page.model.columns].index(key)
    for _step in range(20):
        if (now := page.view.cell_at) == wanted:
            return
        QTest.keyClick(page.view, Qt.Key.Key_Right if now < wanted else Qt.Key.Key_Left)


def begin(window: MainWindow, key: str, row: int = 0) -> CellEditor:
    go_to(window.page, key, row)
    QTest.keyClick(window.page.view, Qt.Key.Key_F2)
    editor = window.page.tools.cells and window.page.tools.cells.editor
    assert editor is not None
    return editor


def line(editor: CellEditor) -> QLineEdit:
    main = editor.editor.main
    assert isinstance(main, QLineEdit)
    return main


def typed(editor: CellEditor, words: str) -> QLineEdit:
    """Type over what is in a cell."""
    target = line(editor)
    QTest.keyClicks(target, words)
    return target


def stored(program: Application, page: ListPage, row: int = 0) -> Record:
    workspace = program.tasks.workspace
    assert workspace is not None
    key = UUID(bytes=page.model.cache.id_at(row))
    return elsewhere(lambda: records.load(workspace, page.entity.key, key))


def cell(program: Application, page: ListPage, row: int, column: int) -> str:
    """What a cell says once its row has been read again."""
    page.model.index(row, column).data()
    wait_idle(program.tasks)
    return page.model.index(row, column).data()


def open_editor(page: ListPage) -> CellEditor | None:
    return page.tools.cells.editor if page.tools.cells else None


def test_arrows_move_between_cells_and_the_selection_stays(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    QTest.keyClick(page.view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.cell_key == "nickname"
    assert page.view.selected_count() == 2
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    assert page.view.cell_key == "nickname"
    QTest.keyClick(page.view, Qt.Key.Key_Left)
    QTest.keyClick(page.view, Qt.Key.Key_Left)
    assert page.view.cell_key == "display_name"


def test_f2_edits_the_cell_and_enter_saves_it(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    editor = begin(window, "nickname")
    assert line(editor).hasSelectedText() or not line(editor).text()
    QTest.keyClick(typed(editor, "Head of Stamps"), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert open_editor(page) is None
    assert stored(program, page).values["nickname"] == "Head of Stamps"
    assert cell(program, page, 0, 1) == "Head of Stamps"
    assert "Nickname" in window.toast.label.text()
    window.toast.button.click()
    wait_idle(program.tasks)
    assert cell(program, page, 0, 1) != "Head of Stamps"


def test_escape_leaves_the_cell_as_it_was(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    before = stored(program, page)
    QTest.keyClick(typed(begin(window, "nickname"), "Nothing"), Qt.Key.Key_Escape)
    assert open_editor(page) is None
    assert page.view.hasFocus()
    assert stored(program, page).version == before.version


def test_a_value_that_did_not_change_is_not_saved(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    before = stored(program, page).version
    QTest.keyClick(line(begin(window, "nickname")), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert stored(program, page).version == before


def test_tab_goes_through_the_editable_cells_and_on_to_the_next_row(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    QTest.keyClick(typed(begin(window, "nickname"), "Buyer"), Qt.Key.Key_Tab)
    wait_idle(program.tasks)
    assert page.view.cell_key == "department"
    editor = open_editor(page)
    assert editor is not None
    QTest.keyClick(typed(editor, "Purchase"), Qt.Key.Key_Tab)
    wait_idle(program.tasks)
    saved = stored(program, page).values
    assert (saved["nickname"], saved["department"]) == ("Buyer", "Purchase")
    for _cell in ("status", "birthday", "do_not_call"):
        editor = open_editor(page)
        assert editor is not None
        close_popups()
        QTest.keyClick(editor.editor.main, Qt.Key.Key_Tab)
    editor = open_editor(page)  # the phones have several rows: the form is their place
    assert editor is not None
    assert (page.view.cell_key, page.view.currentIndex().row()) == ("nickname", 1)
    QTest.keyClick(line(editor), Qt.Key.Key_Backtab, SHIFT)
    assert (page.view.cell_key, page.view.currentIndex().row()) == ("do_not_call", 0)
    left = open_editor(page)
    assert left is not None
    QTest.keyClick(left.editor.main, Qt.Key.Key_Escape)


def close_popups() -> None:
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()


def test_what_is_wrong_stands_under_the_cell_and_the_text_stays(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    editor = begin(window, "birthday")
    target = typed(editor, "31.02.1980")
    QTest.keyClick(target, Qt.Key.Key_Return)
    assert "is not a date" in editor.note.text()
    assert editor.note.isVisible()
    assert target.text() == "31.02.1980"
    target.selectAll()
    QTest.keyClicks(target, "27.03.1985")
    assert not editor.note.isVisible()
    QTest.keyClick(target, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert stored(program, page).values["birthday"].isoformat() == "1985-03-27"


def test_a_choice_is_picked_from_its_list(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    editor = begin(window, "status")
    box = editor.editor.main
    assert isinstance(box, QComboBox)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    at = box.findData("press")
    box.view().setCurrentIndex(box.model().index(at, 0))
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert stored(program, page).values["status"] == "press"


def test_a_tick_is_set_with_space(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    before = stored(program, page).values["do_not_call"]
    tick = begin(window, "do_not_call").editor.main
    QTest.keyClick(tick, Qt.Key.Key_Space)
    QTest.keyClick(tick, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert stored(program, page).values["do_not_call"] is not before


def test_one_escape_gives_up_a_choice(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    before = stored(program, page).values["status"]
    box = begin(window, "status").editor.main
    assert isinstance(box, QComboBox)
    assert box.view().isVisible()
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Escape)
    wait_idle(program.tasks)
    assert open_editor(page) is None
    assert window.focusWidget() is page.view
    assert stored(program, page).values["status"] == before


def test_the_city_is_edited_in_the_address_of_the_form(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = shown(program, window)
    page.set_columns([*COLUMNS, "city", "last_contact_at"])
    wait_idle(program.tasks)
    go_to(page, "city")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    wait_idle(program.tasks)
    form = window.work.form
    assert form is not None
    addresses = form.editors["addresses"]
    qtbot.waitUntil(lambda: addresses.isAncestorOf(form.focusWidget() or form))
    focused = form.focusWidget()
    assert focused is not None
    assert addresses.isAncestorOf(focused)
    assert focused.accessibleName() == "City"
    form.discard()


def test_what_the_program_keeps_is_told_and_opens_no_form(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    page.set_columns([*COLUMNS, "last_contact_at"])
    wait_idle(program.tasks)
    go_to(page, "last_contact_at")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    wait_idle(program.tasks)
    assert window.work.form is None
    assert "Last contact is kept by the program" in window.toast.label.text()


def test_what_has_several_rows_is_edited_in_the_form(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    go_to(page, "phones")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    wait_idle(program.tasks)
    assert open_editor(page) is None
    assert window.work.form is not None
    assert window.work.form.isVisible()


def test_delete_in_a_cell_deletes_text_and_no_record(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    count = page.model.rowCount()
    for key in ("nickname", "do_not_call"):
        editor = begin(window, key)
        QTest.keyClick(editor.editor.main, Qt.Key.Key_Delete)
        QTest.keyClick(editor.editor.main, Qt.Key.Key_Escape)
        wait_idle(program.tasks)
    assert page.model.rowCount() == count


def test_going_elsewhere_keeps_what_was_typed(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    typed(begin(window, "department"), "Sales")
    window.top_bar.search.setFocus()
    wait_idle(program.tasks)
    assert stored(program, page).values["department"] == "Sales"
    assert open_editor(page) is None


def by_a_colleague(program: Application, page: ListPage, **values: object) -> None:
    """Saved beside the window, which has not heard of it yet."""
    workspace = program.tasks.workspace
    assert workspace is not None
    record = stored(program, page)
    elsewhere(lambda: records.save(workspace, "person", record.id, values, version=record.version))


def test_a_colleagues_change_of_another_field_is_kept(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    target = typed(begin(window, "nickname"), "Buyer")
    by_a_colleague(program, page, department="Logistics")
    QTest.keyClick(target, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    saved = stored(program, page).values
    assert (saved["nickname"], saved["department"]) == ("Buyer", "Logistics")


def test_a_colleagues_change_of_the_same_field_is_asked_about(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    target = typed(begin(window, "nickname"), "Mine")
    by_a_colleague(program, page, nickname="Theirs")
    QTest.keyClick(target, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    cells = page.tools.cells
    assert cells is not None
    dialog = cells.merge_dialog
    assert isinstance(dialog, MergeDialog)
    assert stored(program, page).values["nickname"] == "Theirs"
    dialog.choose("nickname", mine=True)
    dialog.keep.click()
    wait_idle(program.tasks)
    assert stored(program, page).values["nickname"] == "Mine"
    assert open_editor(page) is None


def test_the_editor_follows_its_row_and_says_when_the_row_goes(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = shown(program, window)
    editor = begin(window, "nickname", row=3)
    key, before = page.view.current_id, editor.y()
    delete = records.delete.call("person", (UUID(bytes=page.model.cache.id_at(0)),))
    program.tasks.command(window, delete, done=lambda _done: None)
    wait_idle(program.tasks)
    assert page.model.cache.row_of(key) == 2
    assert editor.y() < before
    delete = records.delete.call("person", (UUID(bytes=key),))
    program.tasks.command(window, delete, done=lambda _done: None)
    wait_idle(program.tasks)
    assert open_editor(page) is None
    assert "no longer in this list" in window.toast.label.text()


def test_a_click_puts_the_keyboard_in_the_cell(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = shown(program, window)
    place: QPoint = page.view.visualRect(page.model.index(2, 2)).center()
    viewport: QWidget = page.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert page.view.cell_key == "department"
    assert page.view.currentIndex().row() == 2
    assert page.view.selected_count() == 1


def test_enter_opens_the_record_and_edits_no_cell(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    go_to(page, "nickname")
    asked: list[bytes] = []
    page.view.opened.connect(asked.append)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert asked == [page.view.current_id]
    assert open_editor(page) is None


def test_a_window_may_close_while_a_cell_is_edited(
    program: Application, window: MainWindow
) -> None:
    page = shown(program, window)
    page.tools.group_by("status")
    wait_idle(program.tasks)
    typed(begin(window, "nickname"), "Half")
    assert open_editor(page) is not None

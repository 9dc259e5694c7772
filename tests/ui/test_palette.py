"""The command palette, with keys and mouse, over a store with names in several scripts."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.services import bulk, listing, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.settings import Appearance, Density
from crm_desktop.ui import palette_sources, recents
from crm_desktop.ui.application import Application
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.palette import Palette
from crm_desktop.ui.palette_entries import Entry, Group, Heading, Mode, mode_of, plain
from crm_desktop.ui.palette_list import caps
from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog, spoken_keys
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
Key = Qt.Key


@pytest.fixture
def palette(program: Application, window: MainWindow) -> Palette:
    """The palette, opened with its keys over the list."""
    window.activateWindow()
    window.page.view.setFocus()
    press(program, window, Key.Key_K)
    card = window.palette_card()
    assert card.isVisible()
    return card


def press(
    program: Application,
    window: MainWindow,
    key: Qt.Key,
    held: Qt.KeyboardModifier = CONTROL,
) -> None:
    """A key for whatever has the keyboard."""
    QTest.keyClick(QApplication.focusWidget() or window, key, held)
    wait_idle(program.tasks)


def type_in(program: Application, palette: Palette, words: str) -> None:
    palette.box.clear()
    for letter in words:
        QTest.keyClicks(palette.box, letter) if letter.isascii() else palette.box.insert(letter)
    wait_idle(program.tasks)


def enter(program: Application, palette: Palette, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(palette.box, Key.Key_Return, held)
    wait_idle(program.tasks)


def entries(palette: Palette, group: Group | None = None) -> list[Entry]:
    lines = palette.list.rows.all
    return [e for e in lines if isinstance(e, Entry) and group in (None, e.group)]


def labels(palette: Palette, group: Group | None = None) -> list[str]:
    return [entry.label for entry in entries(palette, group)]


def groups(palette: Palette) -> list[Group]:
    return [line.group for line in palette.list.rows.all if isinstance(line, Heading)]


def current(palette: Palette) -> Entry:
    entry = palette.list.current()
    assert entry is not None
    return entry


def somebody(program: Application, window: MainWindow, **values: object) -> Ref:
    made = elsewhere(lambda: records.create(workspace_of(program), "person", values))
    window.page.refresh()
    wait_idle(program.tasks)
    return Ref(made.id, made.label)


# ------------------------------------------------------------------------------- open and close


def test_the_keys_open_it_and_give_the_keyboard_back(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    assert palette.box.hasFocus()
    press(program, window, Key.Key_Escape, PLAIN)
    assert not palette.isVisible()
    assert window.page.view.hasFocus()
    press(program, window, Key.Key_K)
    assert palette.isVisible()
    press(program, window, Key.Key_K)  # the same keys close it
    assert not palette.isVisible()
    assert window.page.view.hasFocus()


def test_it_covers_the_window_and_stays_in_it(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    for width, height in ((1280, 800), (900, 560), (1720, 960)):
        window.resize(width, height)
        QApplication.processEvents()
        assert palette.geometry() == window.rect()
        assert palette.rect().contains(palette._card.geometry())


def test_a_click_beside_the_card_closes_it(window: MainWindow, palette: Palette) -> None:
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette._card.geometry().center())
    assert palette.isVisible()
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not palette.isVisible()
    assert window.page.view.hasFocus()


def test_keys_of_the_list_under_it_do_nothing_there(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    before = window.page.view.current_id
    for key in (Key.Key_Down, Key.Key_PageDown, Key.Key_Delete, Key.Key_Tab):
        press(program, window, key, PLAIN)
    assert palette.isVisible()
    assert palette.box.hasFocus()
    assert window.page.view.current_id == before
    assert window.page.model.rowCount() == CONTACTS


def test_a_shortcut_pressed_in_it_does_its_work(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    press(program, window, Key.Key_A, CONTROL | SHIFT)  # of no action: nothing happens
    assert palette.isVisible()
    QTest.keySequence(palette.box, window.commands["company"].shortcut())
    wait_idle(program.tasks)
    assert not palette.isVisible()
    assert window.current == "company"


# -------------------------------------------------------------------------------------- records


def test_a_contact_is_found_by_some_letters_and_opened(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    ref = somebody(program, window, first_name="Ștefan", last_name="Œlander", job_title="Buyer")
    window.show_page("company")
    palette.open()
    type_in(program, palette, "oelander stef")
    first = current(palette)
    assert (first.group, first.label, first.more) == (Group.PERSON, "Ștefan Œlander", "Buyer")
    marked = "".join(first.label[start:end] for start, end in first.found.spans)
    assert marked == "ȘtefŒlander"
    enter(program, palette)
    assert not palette.isVisible()
    assert window.current == "person"
    record = window.page.pane.record
    assert record is not None
    assert record.id == ref.id


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Сергій Ґудзь", "ґудзь сергіи"),
        ("王小明", "小明"),
        ("Ελένη Παπαδοπούλου", "ελενη"),
        ("José Ñúñez", "nunez"),
    ],
)
def test_names_in_several_scripts(
    program: Application, window: MainWindow, palette: Palette, name: str, typed: str
) -> None:
    first, _space, last = name.rpartition(" ")
    somebody(program, window, first_name=first or None, last_name=last)
    type_in(program, palette, typed)
    assert name in labels(palette, Group.PERSON)
    assert current(palette).found.spans


def test_every_kind_of_record_is_found(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    workspace = workspace_of(program)

    def make() -> None:
        company = records.create(workspace, "company", {"name": "Quixotic Sails"})
        person = {"last_name": "Quixotic"}
        records.create(workspace, "person", person)
        link = {"company": Ref(company.id, company.label)}
        records.create(workspace, "note", {"body": "The quixotic plan", "links": (link,)})
        call = {"kind": "call", "subject": "Quixotic call", "status": "planned", "links": (link,)}
        records.create(workspace, "activity", call)

    elsewhere(make)
    type_in(program, palette, "quixotic")
    found = {entry.group: entry for entry in entries(palette)}
    assert found[Group.PERSON].label == "Quixotic"
    assert found[Group.COMPANY].label == "Quixotic Sails"
    assert found[Group.NOTE].more.startswith("Quixotic Sails")
    assert found[Group.ACTIVITY].more.startswith("Call · Quixotic Sails")
    assert groups(palette)[-1] is Group.MORE
    at = palette.list.rows.all.index(found[Group.NOTE])
    palette.list.go_to(at)
    enter(program, palette)
    form = window.work.form
    if form is not None and form.isVisible():  # or the page of the notes, where there is one
        assert form.entity.key == "note"
    else:
        assert window.current == "note"


def test_a_lone_letter_is_looked_for_in_names_only(program: Application, palette: Palette) -> None:
    type_in(program, palette, "a")
    assert Group.PERSON in groups(palette)
    assert not {Group.NOTE, Group.ACTIVITY} & set(groups(palette))
    type_in(program, palette, "an")
    assert Group.ACTIVITY in groups(palette)


def test_control_and_enter_opens_the_form(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    somebody(program, window, first_name="Zuzanna", last_name="Zyx")
    type_in(program, palette, "zyx")
    enter(program, palette, CONTROL)
    form = window.work.form
    assert isinstance(form, Form)
    assert form.isVisible()
    assert "Zyx" in form.windowTitle()


def test_enter_waits_for_what_is_on_its_way(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    """Whoever types fast and presses Enter means what was typed, not what was there before."""
    ref = somebody(program, window, first_name="Zuzanna", last_name="Zyx")
    type_in(program, palette, "an")
    palette.box.setText("zyx")
    QTest.keyClick(palette.box, Key.Key_Return)
    assert palette.isVisible()
    wait_idle(program.tasks)
    assert not palette.isVisible()
    record = window.page.pane.record
    assert record is not None
    assert record.id == ref.id


def test_answers_to_older_words_are_dropped(program: Application, palette: Palette) -> None:
    for words in ("a", "an", "ann", "zzzzzz"):
        palette.box.setText(words)  # as fast as it goes
    wait_idle(program.tasks)
    assert entries(palette, Group.PERSON) == []
    assert not palette.finder.waiting
    assert palette.list.rows.all[0] == Heading(Group.MORE, "Nothing found. Instead:")


def test_an_answer_after_it_was_closed_shows_nothing(
    program: Application, palette: Palette
) -> None:
    palette.box.setText("an")
    palette.leave()
    wait_idle(program.tasks)
    assert not palette.isVisible()
    assert not palette.finder.waiting


def test_where_somebody_has_walked_to_stays_current(program: Application, palette: Palette) -> None:
    type_in(program, palette, "new")
    QTest.keyClick(palette.box, Key.Key_Down)
    walked = current(palette).key
    palette._show_found()
    assert current(palette).key == walked


def test_signs_choose_what_is_looked_for(program: Application, palette: Palette) -> None:
    assert mode_of("@ Ann ") == (Mode.PEOPLE, "Ann")
    type_in(program, palette, "@a")
    assert groups(palette) == [Group.PERSON, Group.MORE]
    assert len(entries(palette, Group.PERSON)) > 5
    type_in(program, palette, "#a")
    assert groups(palette) == [Group.COMPANY, Group.MORE]
    type_in(program, palette, ">a")
    assert groups(palette) == [Group.COMMANDS]
    type_in(program, palette, "?undo")
    assert set(groups(palette)) == {Group.HELP, Group.KEYS}
    assert "Undo" in labels(palette, Group.KEYS)


def test_the_signs_can_be_clicked(program: Application, palette: Palette) -> None:
    type_in(program, palette, "an")
    button = next(
        b
        for b in palette.findChildren(type(palette._mode_button(Mode.HELP, "")))
        if b.text().startswith("@")
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert palette.box.text() == "@an"
    assert palette.box.hasFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert palette.box.text() == "an"


# ------------------------------------------------------------------------- commands and settings


def test_a_command_is_found_with_its_menu_and_its_keys(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    type_in(program, palette, "contrast high")
    first = current(palette)
    assert (first.label, first.more) == ("High contrast", "View · is off")
    type_in(program, palette, ">export")
    first = current(palette)
    assert (first.label, first.more, caps(first.keys)) == (
        "Export this list",
        "File",
        ["Ctrl", "Shift", "X"],
    )


def test_a_command_runs_where_the_keyboard_was(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    type_in(program, palette, ">select all")
    enter(program, palette)
    assert window.page.view.selected_count() == CONTACTS
    assert window.page.view.hasFocus()


def test_only_what_can_be_done_now_is_offered(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    offered = {entry.key for entry in palette_sources.commands(window)}
    assert "command:palette" not in offered
    assert "command:redo" not in offered
    window.show_page("settings")
    assert "command:export" not in {e.key for e in palette_sources.commands(window)}


def test_undo_says_what_it_would_undo(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    workspace = workspace_of(program)
    ids = elsewhere(lambda: listing.ids(workspace, ListQuery("person")).vector)
    some = [UUID(bytes=ids[at : at + 16]) for at in (0, 16)]
    elsewhere(lambda: bulk.edit(workspace, "person", some, {"department": "Zeta"}))
    window.signs.count()
    wait_idle(program.tasks)
    palette.open(Mode.COMMANDS)
    type_in(program, palette, ">undo depart")
    assert current(palette).label == "Undo: Change Department of 2 contacts"
    enter(program, palette)
    assert "Undone" in window.toast.label.text()


def test_a_setting_is_chosen(program: Application, window: MainWindow, palette: Palette) -> None:
    type_in(program, palette, "colours dark")
    setting = entries(palette, Group.SETTINGS)[0]
    assert setting.label == "Colours: Dark"
    palette.list.go_to(palette.list.rows.all.index(setting))
    enter(program, palette)
    assert program.context.settings.now.appearance is Appearance.DARK
    palette.open()
    type_in(program, palette, "one line row")
    assert current(palette).label == "Lists: One line a row"
    enter(program, palette)
    assert program.context.settings.now.density is Density.COMPACT
    palette.open()
    type_in(program, palette, "one line row")
    assert current(palette).more == "Settings · chosen now"


def test_every_choice_of_the_settings_page_is_there(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    page = window.settings()
    found = {entry.label for entry in palette_sources.settings(page)}
    for (_name, _value), button in page.program._radio_buttons.items():
        assert any(label.endswith(f": {plain(button.text())}") for label in found)
    assert {"Text size: 125 %", "Language: As the system", "Approval limits"} <= found


def test_pages(program: Application, window: MainWindow, palette: Palette) -> None:
    type_in(program, palette, "companies")
    assert current(palette).group is Group.PAGES
    assert current(palette).keys == spoken_keys(window.commands["company"].shortcuts()[:1])
    enter(program, palette)
    assert window.current == "company"
    assert window.page.view.hasFocus()


def test_a_key_of_a_place_is_explained(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    type_in(program, palette, "?save the note")
    enter(program, palette)
    assert any(dialog.isVisible() for dialog in window.findChildren(ShortcutsDialog))


# ----------------------------------------------------------------------------------------- more


def test_what_is_not_there_can_be_made(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    type_in(program, palette, "Zuzanna Zyx")
    assert current(palette).label == "New contact: “Zuzanna Zyx”"
    enter(program, palette)
    form = window.work.form
    assert form is not None
    assert form.editors["first_name"].value() == "Zuzanna"
    assert form.editors["last_name"].value() == "Zyx"


def test_words_become_what_they_look_like() -> None:
    address = {"emails": ({"address": "a@b.example", "is_primary": True},)}
    assert palette_sources.preset("person", "a@b.example") == address
    number = palette_sources.preset("company", "+380 44 555")
    assert number == {"phones": ({"number": "+380 44 555", "is_primary": True},)}
    assert palette_sources.preset("company", "Lupa Ltd") == {"name": "Lupa Ltd"}
    assert palette_sources.preset("person", "王小明") == {"last_name": "王小明"}


def test_the_words_are_taken_to_the_list(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    type_in(program, palette, "#an")
    place = next(e for e in entries(palette, Group.MORE) if e.key == "offer:find company")
    palette.list.go_to(palette.list.rows.all.index(place))
    enter(program, palette)
    assert window.current == "company"
    assert window.top_bar.search.text() == window.page.text == "an"


# --------------------------------------------------------------------------------------- recent


def test_what_was_opened_and_used_lately_comes_first(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    one, two, three = (somebody(program, window, last_name=n) for n in ("One", "Two", "Three"))
    for ref in (one, two, three):
        window.go_to("person", ref)
        wait_idle(program.tasks)
    palette.open()
    type_in(program, palette, ">compact")
    enter(program, palette)
    palette.open()
    wait_idle(program.tasks)
    assert groups(palette)[:3] == [Group.RECENT, Group.PAGES, Group.USED]
    assert labels(palette, Group.RECENT)[:2] == ["Two", "One"]  # the third one is shown
    assert [entry.key for entry in entries(palette, Group.USED)] == ["command:compact"]
    enter(program, palette)
    record = window.page.pane.record
    assert record is not None
    assert record.id == two.id


def test_recent_records_have_their_present_names_and_the_deleted_are_gone(
    program: Application, window: MainWindow, palette: Palette
) -> None:
    one = somebody(program, window, last_name="One")
    two = somebody(program, window, last_name="Two")
    for ref in (one, two):
        recents.add_record(program.context, "person", ref.id, ref.label)
    workspace = workspace_of(program)
    elsewhere(lambda: records.delete(workspace, "person", (one.id,)))
    elsewhere(lambda: records.save(workspace, "person", two.id, {"last_name": "New"}, version=1))
    palette.open()
    assert labels(palette, Group.RECENT)[:2] == ["Two", "One"]  # at once, as they were called
    wait_idle(program.tasks)
    assert labels(palette, Group.RECENT)[0] == "New"
    assert "One" not in labels(palette, Group.RECENT)
    assert one.id not in [each.id for each in recents.records(program.context)]


def test_recents_belong_to_a_store_and_nobody_reads_its_address(
    program: Application, window: MainWindow
) -> None:
    ref = somebody(program, window, last_name="One")
    recents.add_record(program.context, "person", ref.id, ref.label)
    state = program.context.state
    assert state.recent_records("postgresql://me:secret@server/office") == []
    state.set_recent_commands("postgresql://me:secret@server/office", ["command:new"])
    state.sync()
    assert not any("secret" in key for key in state._store.allKeys())


# ----------------------------------------------------------------------------- keys, mouse, voice


def test_keys_walk_the_list(program: Application, palette: Palette) -> None:
    type_in(program, palette, ">")
    every = entries(palette)
    assert current(palette) is every[0]
    QTest.keyClick(palette.box, Key.Key_Up)
    assert current(palette) is every[-1]  # round
    QTest.keyClick(palette.box, Key.Key_Down)
    QTest.keyClick(palette.box, Key.Key_PageDown)
    assert every.index(current(palette)) == palette.list.rows_a_page()
    QTest.keyClick(palette.box, Key.Key_PageUp)
    assert current(palette) is every[0]
    type_in(program, palette, "an")
    second = palette.list.rows.all.index(Heading(groups(palette)[1])) + 1
    QTest.keyClick(palette.box, Key.Key_Tab)
    assert palette.list.currentIndex().row() == second
    QTest.keyClick(palette.box, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert palette.list.currentIndex().row() == 1


def test_the_mouse_chooses(program: Application, window: MainWindow, palette: Palette) -> None:
    type_in(program, palette, "companies")
    place = palette.list.visualRect(palette.list.currentIndex()).center()
    QTest.mouseMove(palette.list.viewport(), place)
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_idle(program.tasks)
    assert not palette.isVisible()
    assert window.current == "company"


def test_lines_are_spoken(program: Application, palette: Palette) -> None:
    type_in(program, palette, ">export")
    model = palette.list.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    spoken = model.data(palette.list.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Export this list, File, Ctrl+Shift+X, Commands"
    for widget in (palette.box, palette.list):
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert name.strip()


def test_without_a_store_there_are_commands(program: Application, window: MainWindow) -> None:
    program.leave()
    wait_idle(program.tasks)
    window.activateWindow()
    press(program, window, Key.Key_K)
    palette = window.palette_card()
    assert palette.isVisible()
    assert set(groups(palette)) == {Group.PAGES, Group.COMMANDS}
    assert "Open" in labels(palette)
    assert "New" not in labels(palette)
    type_in(program, palette, "@an")
    assert entries(palette) == []
    assert "No office is open" in palette._nothing.text()
    palette.leave()


def test_key_caps() -> None:
    assert caps("Ctrl+Shift+N") == ["Ctrl", "Shift", "N"]
    assert caps("Ctrl++") == ["Ctrl", "+"]
    assert caps("F5") == ["F5"]
    assert caps("+") == ["+"]
    assert caps("Ctrl+,") == ["Ctrl", ","]
    assert caps("Ctrl+S, Ctrl+Return") == ["Ctrl+S, Ctrl+Return"]  # two of them: in words

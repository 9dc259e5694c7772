"""Text size, contrast, language, the bell, the first steps, the first run by keys, about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import i18n, paths, services
from crm_desktop.errors import DatabaseUnavailable
from crm_desktop.services import records
from crm_desktop.services.catalog import Ref
from crm_desktop.settings import Appearance, Contrast, next_size
from crm_desktop.ui import theme
from crm_desktop.ui.about_dialog import AboutDialog, licences
from crm_desktop.ui.application import Application
from crm_desktop.ui.bell import MOST, News
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.start_page import Way, server_address
from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog
from tests.tools import translations
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import elsewhere, wait_idle

# ------------------------------------------------------------------------------- text size


@pytest.mark.parametrize(
    ("size", "step", "next_one"),
    [(100, 1, 110), (100, -1, 90), (160, 1, 160), (80, -1, 80), (140, 0, 100), (104, 1, 110)],
)
def test_sizes_go_in_steps(size: int, step: int, next_one: int) -> None:
    assert next_size(size, step) == next_one


def test_ctrl_plus_makes_the_text_larger_at_once(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    window.page.view.go_to(3)
    wait_idle(program.tasks)
    record = window.page.pane.record
    assert record is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window.page.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    wait_idle(program.tasks)
    larger = program.window
    assert larger is not window
    assert larger.isVisible()
    assert theme.px(100) == 110
    assert larger.page.pane.record is not None
    assert larger.page.pane.record.id == record.id, "the eye finds its place again"
    assert larger.page.model.rowCount() > 100
    larger.commands["usual_size"].trigger()
    wait_idle(program.tasks)
    assert theme.px(100) == 100


def test_an_open_form_is_not_taken_away(program: Application, window: MainWindow) -> None:
    window.commands["new_person"].trigger()
    wait_idle(program.tasks)
    window.commands["larger"].trigger()
    wait_idle(program.tasks)
    assert program.window is window
    assert form_of(window).isVisible()
    assert "started again" in window.notice.label.text()


def test_the_settings_page_stays_when_its_size_changes(
    program: Application, window: MainWindow
) -> None:
    window.show_page("settings")
    page = window.settings_page
    assert page is not None
    page.text_size.setCurrentIndex(page.text_size.findData(125))
    page.text_size.activated.emit(page.text_size.currentIndex())
    wait_idle(program.tasks)
    page = program.window.settings_page
    assert page is not None
    assert page.isVisible()
    assert page.text_size.currentData() == 125


# -------------------------------------------------------------------------------- contrast


def test_high_contrast_is_a_switch_and_a_setting(program: Application, window: MainWindow) -> None:
    window.commands["high_contrast"].trigger()
    assert theme.tokens() is theme.HIGH_LIGHT
    assert window.commands["high_contrast"].isChecked()
    window.commands["dark"].trigger()
    assert theme.tokens() is theme.HIGH_DARK
    assert program.context.settings.now.contrast == Contrast.HIGH
    window.commands["high_contrast"].trigger()
    assert theme.tokens() is theme.DARK
    program.context.settings.change(appearance=Appearance.LIGHT)
    window.dressed.emit()
    assert theme.tokens() is theme.LIGHT


def test_contrast_of_the_system_is_followed(
    program: Application, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "system_wants_contrast", lambda _app: True)
    program._system_changed()
    assert theme.tokens().high
    program.context.settings.change(contrast=Contrast.NORMAL)
    window.dressed.emit()
    assert not theme.tokens().high


# -------------------------------------------------------------------------------- language


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    i18n.use("en_GB", "en_GB")


def test_german_is_chosen_in_the_settings(
    program: Application, window: MainWindow, english_again: None
) -> None:
    window.show_page("settings")
    page = window.settings_page
    assert page is not None
    page.language.setCurrentIndex(page.language.findData("de"))
    page.language.activated.emit(page.language.currentIndex())
    wait_idle(program.tasks)
    german = program.window
    assert "Kontakte" in german.navigation._buttons["person"].accessibleName()
    assert german.commands["undo"].text().replace("&", "").startswith("Rückgängig")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    program.context.settings.change(language="en")
    program.rebuild()
    wait_idle(program.tasks)
    assert "Contacts" in program.window.navigation._buttons["person"].accessibleName()


def test_every_word_can_be_translated() -> None:
    template = translations.extracted()
    words = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in template
        if message.id
    }
    assert len(words) > 600
    assert {"&Undo", "Contacts", "Job title", "Customer", "Text size"} <= words
    assert ("{n} selected", "{n} selected") in words


@pytest.mark.parametrize("language", [key for key in i18n.languages() if key != "en"])
def test_a_translation_is_sound(language: str) -> None:
    catalog = translations.read(language)
    for message in catalog:
        if message.id and translations.is_done(message):
            assert not list(message.check(catalog)), message.id
            if isinstance(message.id, str) and isinstance(message.string, str):
                assert ("&" in message.string) or ("&" not in message.id), message.id
                holes = set(placeholders(message.id))
                assert set(placeholders(message.string)) == holes, message.id
    assert translations.mo_file(language).read_bytes() == translations.compiled(catalog), (
        "run dev.py translations"
    )


def placeholders(words: str) -> list[str]:
    return [part.partition("}")[0] for part in words.split("{")[1:]]


# ------------------------------------------------------------------------------------ bell


def due(program: Application, *hours: float) -> None:
    """Planned activities of mine, due so many hours from now."""
    workspace = program.tasks.workspace
    assert workspace is not None
    me = Ref(workspace.actor.id, workspace.actor.name)
    now = program.context.clock()

    def make() -> None:
        for each in hours:
            values = {"kind": "call", "subject": f"Call {each}", "status": "planned", "owner": me}
            records.create(workspace, "activity", values | {"due_at": now + timedelta(hours=each)})

    elsewhere(make)
    program.window.bell.look()
    wait_idle(program.tasks)


def test_the_bell_counts_what_is_due(program: Application, window: MainWindow) -> None:
    before = window.bell.count
    due(program, -2, -0.5, 48)
    assert window.bell.count == before + 2
    assert str(window.bell.count) in window.bell.accessibleName()


def test_the_bell_leads_to_the_activity(program: Application, window: MainWindow) -> None:
    due(program, -1)
    window.commands["bell"].trigger()
    panel = window.bell.panel
    assert panel is not None
    texts = [panel.list.item(at).text() for at in range(panel.list.count())]
    at = next(at for at, text in enumerate(texts) if text.startswith("Call -1"))
    panel.list.setCurrentRow(at)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert not panel.isVisible()
    form = form_of(window)
    assert form.entity.key == "activity"
    assert form.base["subject"] == "Call -1"


def test_done_is_no_longer_due(program: Application, window: MainWindow) -> None:
    due(program, -1)
    count = window.bell.count
    window.bell.open()
    workspace = program.tasks.workspace
    assert workspace is not None
    row = window.bell._due[0]
    save = services.records.save.call(
        "activity", UUID(bytes=row.id), {"status": "done"}, version=row.version
    )
    program.tasks.command(window, save, done=lambda _record: None)
    wait_idle(program.tasks)
    assert window.bell.count == count - 1
    assert window.bell.panel is not None
    window.bell.panel.hide()


def test_more_than_the_list_shows_is_counted(program: Application, window: MainWindow) -> None:
    due(program, *([-1] * (MOST + 3)))
    window.bell.look()
    wait_idle(program.tasks)
    assert window.bell.count >= MOST + 3


def test_news_count_until_they_are_read(window: MainWindow) -> None:
    before = window.bell.count
    window.bell.tell(News("check", "Import of people.csv: it has ended"))
    assert window.bell.count == before + 1
    window.bell.open()
    assert window.bell.count == before
    panel = window.bell.panel
    assert panel is not None
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_backup_that_fails_is_told_by_the_bell(program: Application, window: MainWindow) -> None:
    program._not_backed_up(DatabaseUnavailable("The disk is full. Make room and start again."))
    window.bell.open()
    panel = window.bell.panel
    assert panel is not None
    texts = [panel.list.item(at).text() for at in range(panel.list.count())]
    assert any("disk is full" in text for text in texts)
    panel.hide()


# ------------------------------------------------------------------------------- first run


def test_the_first_steps_lead_the_way_and_go(program: Application) -> None:
    program.start("", [])
    program.create(str(paths.default_store()), "Bellini Interiors")
    wait_idle(program.tasks)
    window = program.window
    steps = window.first_steps
    assert steps.isVisible()
    steps.buttons["contact"].click()
    form_of(window).editors["last_name"].set_value("Kovalenko")
    form_of(window).submit()
    wait_idle(program.tasks)
    assert "done" in steps.buttons["contact"].accessibleName()
    assert "done" not in steps.buttons["import"].accessibleName()
    steps.buttons["office"].click()
    wait_idle(program.tasks)
    form_of(window).editors["city"].set_value("Wien")
    form_of(window).submit()
    wait_idle(program.tasks)
    assert "done" in steps.buttons["office"].accessibleName()
    steps.away.click()
    assert not steps.isVisible()
    program.leave()
    program.open(str(paths.default_store()))
    wait_idle(program.tasks)
    assert not steps.isVisible(), "sent away for good"


def test_an_office_that_was_there_shows_no_first_steps(window: MainWindow) -> None:
    assert not window.first_steps.isVisible()


def test_start_alone_by_keys(program: Application, qtbot: QtBot) -> None:
    program.start("", [])
    wait_idle(program.tasks)
    window = program.window
    with qtbot.waitActive(window):
        window.activateWindow()
    start = window.start_page
    start.buttons[Way.ALONE].setFocus()
    QTest.keyClick(start.buttons[Way.ALONE], Qt.Key.Key_Space)
    assert start.office.hasFocus()
    QTest.keyClicks(start.office, "Harbour Ltd")
    QTest.keyClick(start.office, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert not start.isVisible()
    assert window.navigation.office.accessibleName().startswith("Harbour Ltd")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("postgresql://anna@server/office", "postgresql://anna@server/office"),
        (" anna@server/office ", "postgresql://anna@server/office"),
        ("postgres://server/office", "postgres://server/office"),
        ("mysql://server/office", ""),
        ("server", ""),
        ("postgresql://", ""),
        ("/srv/anna/office.crm", ""),
        ("C:\\Users\\anna\\office.crm", ""),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert server_address(typed) == meant


def test_a_wrong_address_is_told_in_words(program: Application) -> None:
    program.start("", [])
    start = program.window.start_page
    start.buttons[Way.SERVER].click()
    start.address.setText("server")
    start.address.returnPressed.emit()
    wait_idle(program.tasks)
    assert start.notice.isVisible()
    assert "postgresql://anna@server/office" in start.notice.label.text()


def test_an_empty_server_gets_its_office(program: Application, postgres_url: str) -> None:
    program.start("", [])
    start = program.window.start_page
    start.buttons[Way.SERVER].click()
    start.address.setText(postgres_url)
    start.address.returnPressed.emit()
    wait_idle(program.tasks)
    assert "no office yet" in start.notice.label.text()
    start.notice.button.click()
    wait_idle(program.tasks)
    assert program.tasks.workspace is not None
    assert program.window.page.empty.isVisible()


# -------------------------------------------------------------------------- about, shortcuts


def test_about_names_versions_and_licences(program: Application, window: MainWindow) -> None:
    window.commands["about"].trigger()
    wait_idle(program.tasks)
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    dialog.copy.click()
    told = QApplication.clipboard().text()
    assert "Database: SQLite 3." in told
    assert "Python" in told
    assert "pyside6-essentials" in told
    dialog.accept()


def test_every_package_that_ships_has_a_licence() -> None:
    told = {name: licence for name, _version, licence in licences()}
    assert {"sqlalchemy", "pyside6-essentials", "psycopg-binary", "fontpkg-inter"} <= told.keys()
    assert [name for name, licence in told.items() if not licence] == []


def test_shortcuts_are_searched_and_printed(window: MainWindow, answers: Answers) -> None:
    window.commands["shortcuts"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None
    everything = len(dialog.shown)
    QTest.keyClicks(dialog.search, "note")
    assert 0 < len(dialog.shown) < everything
    assert all("note" in f"{line.place} {line.words}".lower() for line in dialog.shown)
    dialog.print_button.click()
    assert "Ctrl+Shift+O" in answers.printed[0]
    dialog.search.setText("zzzz")
    assert dialog.shown == []
    dialog.accept()

"""The first run, other stores, what cannot be opened, the single window of a store."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import app, paths
from crm_desktop.models.engines import connect_sqlite
from crm_desktop.services import opening
from crm_desktop.settings import SettingsFile
from crm_desktop.ui import application
from crm_desktop.ui.application import Application
from crm_desktop.ui.dialogs import IMPORTS, STORES, Dialogs
from crm_desktop.ui.known_offices import with_password, without_password
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.single_instance import Instance
from tests.ui.answers import Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, settle


@pytest.fixture
def first_run(program: Application) -> MainWindow:
    """The program on a computer where it has never run."""
    program.start("", [])
    settle(program)
    return program.window


def test_start_alone_makes_the_usual_file(program: Application, first_run: MainWindow) -> None:
    start = first_run.start_page
    assert start.isVisible()
    start.buttons[Way.ALONE].click()
    start.office.setText("Bellini Interiors")
    start.office.returnPressed.emit()
    settle(program)
    assert paths.default_store().exists()
    assert not start.isVisible()
    assert first_run.page.empty.isVisible()
    assert "No contacts yet" in first_run.page.empty.title.text()
    assert first_run.navigation.office.accessibleName().startswith("Bellini Interiors")
    assert program.context.settings.now.last_store == str(paths.default_store())


def test_the_first_contact_is_made_from_the_empty_list(
    program: Application, first_run: MainWindow
) -> None:
    program.create(str(paths.default_store()), "Office")
    settle(program)
    first_run.page.empty.button.click()
    form = first_run.work.form
    assert form is not None
    form.editors["last_name"].set_value("Kovalenko")
    form.submit()
    settle(program)
    assert first_run.page.model.rowCount() == 1
    assert first_run.page.view.isVisible()
    assert first_run.page.pane.record is not None


def test_sample_data_is_made_once(program: Application, first_run: MainWindow) -> None:
    first_run.start_page.buttons[Way.SAMPLE].click()
    settle(program)
    assert first_run.page.model.rowCount() == 1000
    program.leave()
    settle(program)
    assert first_run.start_page.isVisible()
    assert first_run.page.model.rowCount() == 0
    first_run.start_page.buttons[Way.SAMPLE].click()
    settle(program)
    assert first_run.page.model.rowCount() == 1000


def test_a_file_is_chosen_and_opened(
    program: Application, first_run: MainWindow, answers: Answers, filled_store: Path
) -> None:
    answers.will_say(filled_store)
    first_run.start_page.buttons[Way.FILE].click()
    settle(program)
    assert first_run.page.model.rowCount() > 0
    assert filled_store.name in first_run.status.store.text()


def test_a_file_that_is_no_store_is_refused_in_words(
    program: Application, first_run: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    wrong = tmp_path / "letter.crm"
    wrong.write_text("Dear Ms Kovalenko")
    answers.will_say(wrong)
    first_run.start_page.buttons[Way.FILE].click()
    settle(program)
    notice = first_run.start_page.notice
    assert notice.isVisible()
    assert "letter.crm" in notice.label.text()
    assert first_run.start_page.buttons[Way.ALONE].isVisible()


def test_a_store_that_is_gone_is_told_and_can_be_tried_again(
    program: Application, filled_store: Path, filled_template: Path
) -> None:
    filled_store.unlink()
    program.start(str(filled_store), [])
    settle(program)
    notice = program.window.start_page.notice
    assert notice.isVisible()
    shutil.copy(filled_template, filled_store)
    notice._act()
    settle(program)
    assert program.window.page.model.rowCount() > 0


def test_an_older_store_is_upgraded_only_when_asked(
    program: Application, first_run: MainWindow, filled_store: Path
) -> None:
    with closing(connect_sqlite(filled_store)) as connection:
        connection.execute("PRAGMA user_version = 0")
    program.open(str(filled_store))
    settle(program)
    notice = first_run.start_page.notice
    assert "older version" in notice.label.text()
    assert "crm-desktop" not in notice.label.text()  # nobody is sent to a terminal
    assert notice.button.text() == "Upgrade"


def test_another_store_takes_the_place_of_the_first(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    rows = window.page.model.rowCount()
    assert rows > 0
    program.create(str(tmp_path / "other.crm"), "Another office")
    settle(program)
    assert window.page.model.rowCount() == 0
    assert window.navigation.office.accessibleName().startswith("Another office")


def test_there_is_a_way_back_to_the_office_that_was_left(
    program: Application, window: MainWindow, filled_store: Path, tmp_path: Path
) -> None:
    program.create(str(tmp_path / "other.crm"), "Bolt & Nut")
    settle(program)
    window.commands["start_page"].trigger()
    settle(program)
    start = window.start_page
    assert start.known[0].accessibleName() == "Bolt & Nut"
    assert start.known[1].accessibleDescription() == str(filled_store)
    start.known[1].click()
    settle(program)
    assert not start.isVisible()
    assert filled_store.name in window.status.store.text()


def test_a_server_that_does_not_answer_can_be_mended_at_once(
    program: Application, first_run: MainWindow
) -> None:
    """The keyboard is in its address, not on the way below it."""
    program.open("postgresql://anna@127.0.0.1:1/office")
    settle(program)
    start = first_run.start_page
    assert "does not answer" in start.notice.label.text()
    assert start.address.isVisible()
    assert first_run.focusWidget() is start.address


def test_a_server_that_wants_a_password_is_given_one(
    program: Application, first_run: MainWindow, postgres_url: str
) -> None:
    if "crm:crm@" not in postgres_url:
        pytest.skip("this server may let everybody in")
    elsewhere(lambda: opening.create_store(postgres_url, office_name="Harbour", country="GB"))
    bare = postgres_url.replace("crm:crm@", "crm@")
    program.open(bare)  # as the next morning: no password is kept
    settle(program)
    start = first_run.start_page
    assert start.notice.label.text() == "The server wants your password. Nothing was changed."
    assert start.address.text() == bare
    assert first_run.focusWidget() is start.password
    QTest.keyClicks(start.password, "wrong")
    QTest.keyClick(start.password, Qt.Key.Key_Return)
    settle(program)
    assert "does not take this name with this password" in start.notice.label.text()
    assert first_run.focusWidget() is start.password
    assert start.password.text() == ""
    QTest.keyClicks(start.password, "crm")
    QTest.keyClick(start.password, Qt.Key.Key_Return)
    settle(program)
    assert not start.isVisible()
    assert program.context.settings.now.last_store == bare


def test_a_password_with_signs_in_it_gets_into_the_address() -> None:
    bare = "postgresql://anna@host:5433/db"
    assert with_password(bare, "a:b@c/d e") == "postgresql://anna:a%3Ab%40c%2Fd%20e@host:5433/db"
    assert with_password("postgresql://anna:old@host/db", "new") == "postgresql://anna:new@host/db"
    assert with_password(bare, "") == bare


def test_the_start_page_comes_back_as_it_was_at_first(
    program: Application, first_run: MainWindow
) -> None:
    start = first_run.start_page
    assert not start.known
    start.buttons[Way.ALONE].click()
    start.office.setText("Bellini Interiors")
    start.office.returnPressed.emit()
    settle(program)
    program.leave()
    settle(program)
    assert not start.office.isVisible()
    assert start.office.text() == ""
    assert len(start.known) == 1
    assert "Goes on" in start.buttons[Way.ALONE].accessibleDescription()


def test_files_are_looked_for_where_people_keep_them(own_home: Path) -> None:
    """Not in the folder the program happens to be started from."""
    gateway = Dialogs()
    assert gateway.folder_for(IMPORTS) != Path.cwd()
    paths.data_dir().mkdir(parents=True, exist_ok=True)
    assert gateway.folder_for(STORES) == paths.data_dir()


def test_the_window_is_complete_before_a_store_is_open(program: Application) -> None:
    """Every action that needs a store is out of reach, the others work."""
    program.start("", [])
    settle(program)
    commands = program.window.commands
    assert not commands["new"].isEnabled()
    assert not commands["import"].isEnabled()
    assert commands["open"].isEnabled()
    commands["shortcuts"].trigger()
    commands["dark"].trigger()


def test_files_given_at_the_start_are_imported(
    program: Application, filled_store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("First name,Last name\nAnna,Ruiz\n", encoding="utf-8")
    program.start(str(filled_store), [file])
    settle(program)
    dialog = program.window.transfers.dialog
    assert dialog is not None
    assert dialog.report is not None
    assert dialog.report.read == 1
    dialog.reject()


# ------------------------------------------------------------------------------ one window


HAND_OVER = (
    "import sys; from PySide6.QtCore import QCoreApplication; q = QCoreApplication([]);"
    "from crm_desktop.ui.single_instance import hand_over;"
    "print(hand_over(sys.argv[1], sys.argv[2:]))"
)


def start_again(address: str, *files: str) -> str:
    """What another process is told when it wants the same store."""
    command = [sys.executable, "-c", HAND_OVER, address, *files]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        QCoreApplication.processEvents()
    return process.communicate()[0].strip()


def test_a_second_start_hands_over_its_files(
    dressed: QApplication, own_home: Path, filled_store: Path, qtbot: QtBot
) -> None:
    first, got = Instance(), list[list[str]]()
    first.called.connect(got.append)
    assert first.claim(str(filled_store))
    with qtbot.waitSignal(first.called):
        assert start_again(str(filled_store), "people.csv") == "True"
    assert got == [["people.csv"]]
    first.release()
    assert start_again(str(filled_store)) == "False"


def test_two_stores_may_be_open_in_two_windows(own_home: Path, dressed: QApplication) -> None:
    one, two = Instance(), Instance()
    assert one.claim("a.crm")
    assert two.claim("b.crm")
    one.release()
    two.release()


# ------------------------------------------------------------------------------- arguments


def test_arguments_name_a_store_and_files() -> None:
    wish = app.wish_of(["--gui", "--store", "x.crm", "people.csv"])
    assert wish.store == "x.crm"
    assert [path.name for path in wish.files] == ["people.csv"]
    assert app.wish_of(["office.crm"]).store == "office.crm"
    assert app.wish_of(["--store=postgresql://h/d"]).store == "postgresql://h/d"
    assert app.wish_of([]) == app.Wish()


def test_the_last_store_is_opened_if_it_is_there(own_home: Path, tmp_path: Path) -> None:
    settings = SettingsFile()
    assert app.store_for(app.Wish(), settings) == ""
    settings.change(last_store=str(tmp_path / "gone.crm"))
    assert app.store_for(app.Wish(), settings) == str(tmp_path / "gone.crm")
    assert app.store_for(app.Wish("other.crm"), settings).endswith("other.crm")


def test_passwords_are_not_kept() -> None:
    assert without_password("postgresql://anna:secret@host/db") == "postgresql://anna@host/db"
    assert without_password("postgresql://host/db") == "postgresql://host/db"
    assert without_password("/people/anna/office.crm") == "/people/anna/office.crm"


# ------------------------------------------------------------------- the backup of the day


def test_a_store_that_is_open_is_backed_up_once_a_day(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    filled_store: Path,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(application, "CALM", 0)
    program: Application = request.getfixturevalue("program")
    program.start(str(filled_store), [])
    folder = filled_store.parent / "backups"
    qtbot.waitUntil(lambda: any(folder.glob("office.daily.*.crm")))
    settle(program)
    (made,) = folder.iterdir()
    with closing(connect_sqlite(made)) as copy:
        assert copy.execute("SELECT count(*) FROM person").fetchone()[0] == CONTACTS
    assert not program.window.notice.isVisible()
    program.back_up()
    settle(program)
    assert list(folder.iterdir()) == [made]


def test_a_backup_that_cannot_be_made_is_told(program: Application, filled_store: Path) -> None:
    program.start(str(filled_store), [])
    settle(program)
    (filled_store.parent / "backups").write_text("a file where the folder should be")
    program.back_up()
    settle(program)
    assert "No backup was made; the store itself is untouched" in program.window.notice.label.text()


def test_a_store_that_was_left_is_not_backed_up(program: Application, filled_store: Path) -> None:
    direct = Qt.FindChildOption.FindDirectChildrenOnly

    def waiting() -> list[QTimer]:
        own = program.findChildren(QTimer, options=direct)
        return [timer for timer in own if timer.isActive()]

    program.start(str(filled_store), [])
    settle(program)
    assert len(waiting()) == 1
    program.leave()
    settle(program)
    assert waiting() == []


def test_enter_takes_a_way_and_another_way_folds_the_question(
    program: Application, first_run: MainWindow, qtbot: QtBot, answers: Answers
) -> None:
    start = first_run.start_page
    server = start.buttons[Way.SERVER]
    server.setFocus()
    qtbot.keyClick(server, Qt.Key.Key_Return)
    assert start.address.isVisible()
    start.buttons[Way.ALONE].click()
    assert start.office.isVisible()
    assert not start.address.isVisible()


def test_a_long_notice_cuts_nothing_off(
    program: Application, first_run: MainWindow, qtbot: QtBot
) -> None:
    start = first_run.start_page
    start.notice.say("The server does not answer. Nothing was changed. " * 4, "problem")
    start.ask_server("postgresql://anna@server/office")
    for _step in range(3):
        QCoreApplication.processEvents()
    card = start.address.parentWidget()
    assert card is not None
    assert card.height() >= card.minimumSizeHint().height()
    assert card.rect().contains(start.address.geometry())


def test_a_folder_that_a_cloud_service_copies_is_told_of_once(
    program: Application, first_run: MainWindow, tmp_path: Path
) -> None:
    copied = tmp_path / "Dropbox" / "office.crm"
    copied.parent.mkdir()
    program.create(str(copied), "Bellini Interiors")
    settle(program)
    notice = first_run.notice
    assert notice.isVisible()
    assert notice.label.text().startswith("Dropbox copies the folder of this file.")
    notice.button.click()
    assert not notice.isVisible()
    program.open(str(copied))
    settle(program)
    assert not notice.isVisible()

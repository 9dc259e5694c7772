"""A user-interface test leaves nothing behind: no thread, no running timer, no window.

Leaks, not assertions, are what makes such suites unreliable: whatever a test leaves running works
on in the next one, which then fails in its place.
"""

from __future__ import annotations

import gc
import shutil
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop import i18n
from crm_desktop.models.engines import forbid_thread
from crm_desktop.paths import HOME_VARIABLE
from crm_desktop.services import demo_data, opening
from crm_desktop.settings import SettingsFile
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import settle, wait_idle

CONTACTS = 400
GRACE = 1.0  # seconds for what was told to end

made: list[tuple[weakref.ref[QObject], str]] = []  # by the present test, and where


def watch(kind: type[QObject]) -> Callable[[], None]:
    """Note every object of the kind that Python makes; return how to stop that."""
    original: Callable[..., None] = kind.__init__

    def __init__(self: QObject, *args: object, **options: object) -> None:
        original(self, *args, **options)
        frame = sys._getframe(1)
        made.append((weakref.ref(self), f"{frame.f_code.co_filename}:{frame.f_lineno}"))

    def restore() -> None:
        kind.__init__ = original

    kind.__init__ = __init__
    return restore


@pytest.fixture(scope="session", autouse=True)
def watched() -> Iterator[None]:
    restore = [watch(QThread), watch(QTimer)]
    yield
    for undo in restore:
        undo()


@pytest.fixture(autouse=True)
def nothing_left_behind(watched: None) -> Iterator[None]:
    """Comes first and so ends last, when the fixtures of the test have cleaned up."""
    made.clear()
    threads = set(threading.enumerate())
    windows = {address(window) for window in top_level_windows()}
    yield
    deadline = time.monotonic() + GRACE
    while left := leftovers(threads, windows):
        if time.monotonic() > deadline:
            pytest.fail("left behind:\n" + "\n".join(left), pytrace=False)
        gc.collect()
        time.sleep(0.01)


def leftovers(threads: set[threading.Thread], windows: set[int]) -> list[str]:
    """What is alive and was not before, in words."""
    if app := QApplication.instance():
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    new_threads = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    new_windows = [w for w in top_level_windows() if address(w) not in windows]
    return [
        *(f"a running {type(thing).__name__}, made at {place}" for thing, place in running()),
        *(f"the thread {thread.name}" for thread in new_threads),
        *(f"the window {window!r}" for window in new_windows),
    ]


def running() -> Iterator[tuple[QObject, str]]:
    for reference, place in made:
        thing = reference()
        if thing is None or not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QThread) and thing.isRunning():
            yield thing, place
        if isinstance(thing, QTimer) and thing.isActive():
            yield thing, place


def top_level_windows() -> list[QWidget]:
    """Windows that belong to nobody; the others end with their owner."""
    if QApplication.instance() is None:
        return []
    return [window for window in QApplication.topLevelWidgets() if window.parent() is None]


def address(window: QWidget) -> int:
    return shiboken6.getCppPointer(window)[0]


# ------------------------------------------------------------------------------- the program


@pytest.fixture(scope="session")
def filled_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some hundred contacts. Copy it, do not open it."""
    path = tmp_path_factory.mktemp("filled") / "office.crm"
    demo_data.ensure_store(str(path))
    workspace = opening.open_workspace(str(path))
    demo_data.fill(workspace, CONTACTS)
    workspace.close()
    return path


@pytest.fixture
def filled_store(filled_template: Path, tmp_path: Path) -> Path:
    """A store of this test alone."""
    return Path(shutil.copy(filled_template, tmp_path / "office.crm"))


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, state and logs of this test alone."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """Qt with our style and fonts, and English figures."""
    i18n.use("en_GB", "en_GB")
    qapp.setStyle("Fusion")
    theme.load_fonts()
    theme.apply(qapp, dark=False)
    return qapp


@pytest.fixture
def gui_thread_without_sql() -> Iterator[None]:
    """A statement on the GUI thread fails the test, wherever it comes from."""
    forbid_thread(threading.get_ident())
    yield
    forbid_thread(None)


@pytest.fixture
def answers() -> Answers:
    """What the user answers to questions, in advance."""
    return Answers()


@pytest.fixture
def program(
    dressed: QApplication, own_home: Path, answers: Answers, gui_thread_without_sql: None
) -> Iterator[Application]:
    """The program with its window, before it is started."""
    program = Application(dressed, SettingsFile(), dialogs=answers)
    yield program
    for dialog in program.window.findChildren(QDialog):
        dialog.done(0)  # not reject(): a changed form would ask, and nobody answers
    program.tasks.shutdown()
    program.instance.release()
    shiboken6.delete(program.window)
    shiboken6.delete(program)
    if not answers.is_empty:
        pytest.fail(f"nobody asked for {answers.left()}")


@pytest.fixture
def window(program: Application, filled_store: Path) -> MainWindow:
    """The window, showing the contacts of a filled store."""
    program.window.resize(1280, 800)
    program.start(str(filled_store), [])
    wait_idle(program.tasks)
    assert program.tasks.workspace is not None
    return program.window


@pytest.fixture
def form(program: Application, window: MainWindow) -> Form:
    """The form of the first contact."""
    window.commands["edit"].trigger()
    settle(program)
    return form_of(window)


@pytest.fixture
def new_form(program: Application, window: MainWindow) -> Form:
    """The form of a new contact."""
    window.commands["new_person"].trigger()
    settle(program)
    return form_of(window)

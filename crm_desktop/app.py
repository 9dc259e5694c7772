"""The window's composition root: settings, language, fonts, theme, hooks, the store to open."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

# First: from here on no source is read for Qt's bindings (ui/bindings.py).
import crm_desktop.ui  # noqa: F401  # pyright: ignore[reportUnusedImport]
from crm_desktop import __version__, i18n, paths
from crm_desktop.settings import SettingsFile
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.icons import program_icon
from crm_desktop.ui.single_instance import hand_over

DEBUG_VARIABLE = "CRM_DEBUG"
STORE_SUFFIX = ".crm"
STARTED = 3_000  # milliseconds after which everything is loaded that a start loads
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Wish:
    """What the program was started with.

    Attributes:
        store: address of the store; empty: the last one.
        files: to import.
    """

    store: str = ""
    files: list[Path] = field(default_factory=list[Path])


def wish_of(arguments: Sequence[str]) -> Wish:
    """Read `[--gui] [--store ADDRESS] [FILE ...]`; a store among the files is opened."""
    wish, rest = Wish(), list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--store" and rest:
            wish.store = rest.pop(0)
        elif word.startswith("--store="):
            wish.store = word.partition("=")[2]
        elif word.endswith(STORE_SUFFIX) or "://" in word:
            wish.store = word
        elif not word.startswith("-"):
            wish.files.append(Path(word).absolute())
    return wish


def store_for(wish: Wish, settings: SettingsFile) -> str:
    """The store to open: the one asked for, the last one, the usual file; empty for none."""
    if wish.store:
        return wish.store if "://" in wish.store else str(Path(wish.store).absolute())
    last = settings.now.last_store
    if last:
        return last  # one that is gone is told, and not silently another in its place
    usual = paths.default_store()
    return str(usual) if usual.exists() else ""


def set_up_log() -> None:
    """A log of warnings and worse, on this computer; it never grows beyond two files."""
    try:
        paths.log_dir().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            paths.log_dir() / "crm-desktop.log",
            maxBytes=500_000,
            backupCount=1,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return  # a disk that is full or read-only must not keep the window from opening
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)


def forbid_sql_on_this_thread() -> None:
    """SQL on the GUI thread raises while debugging; in a release it is written to the log."""
    from crm_desktop.models.engines import forbid_thread

    tell = None if os.environ.get(DEBUG_VARIABLE) else _log.error
    forbid_thread(threading.main_thread().ident, tell)


def make_qt(arguments: Sequence[str]) -> QApplication:
    """Qt, with our style and fonts."""
    app = QApplication([paths.APP_NAME, *arguments])
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("crm-desktop")
    app.setStyle("Fusion")
    theme.load_fonts()
    app.setWindowIcon(program_icon())
    return app


def collect_from_now_on() -> None:
    """Look for cycles among the objects made from now on.

    What a start loads stays to the end: looking through it costs a start a tenth of its time, and
    later every full look would hold the window up for as long.
    """
    gc.freeze()
    gc.enable()


def main(arguments: Sequence[str] = ()) -> int:
    """Open the window; returns when it is closed."""
    gc.disable()  # see collect_from_now_on()
    # Python changes threads every 5 ms by itself: too long for a list that is being scrolled.
    sys.setswitchinterval(0.0005)
    set_up_log()
    settings = SettingsFile()
    i18n.use(settings.now.language, settings.now.locale)
    wish = wish_of(arguments)
    address = store_for(wish, settings)
    qt = make_qt([])
    QTimer.singleShot(STARTED, collect_from_now_on)
    if address and hand_over(address, [str(file) for file in wish.files]):
        return 0
    program = Application(qt, settings, guard=forbid_sql_on_this_thread)
    restore = program.failures.install()
    try:
        program.start(address, wish.files)
        return qt.exec()
    finally:
        restore()
        program.tasks.shutdown()
        program.instance.release()

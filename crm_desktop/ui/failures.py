"""What is shown when something goes wrong.

A UserError is a sentence for the person: it goes calmly into the window it belongs to. Everything
else is our bug: a report is written to this computer and shown, ready to be copied.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import PySide6
from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from crm_desktop import __version__, paths
from crm_desktop.errors import Cancelled, UserError
from crm_desktop.settings import write_whole
from crm_desktop.ui.dialogs import Dialogs
from crm_desktop.ui.widgets.overlay import Notice

if TYPE_CHECKING:
    from crm_desktop.ui.bug_dialog import BugDialog

_log = logging.getLogger(__name__)
MOST_REPORTS = 50


@runtime_checkable
class Tells(Protocol):
    """A window that can show a sentence in itself."""

    notice: Notice


def report_of(error: BaseException) -> str:
    """What a developer needs to know. Nothing of the store's contents is put in on purpose."""
    lines = [
        f"CRM Desktop {__version__}",
        f"Time: {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"Python {platform.python_version()}, PySide {PySide6.__version__}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}, "
        f"{QGuiApplication.platformName()}",
        "",
        "".join(traceback.format_exception(error)).rstrip(),
    ]
    return "\n".join(lines) + "\n"


def write_report(text: str) -> Path | None:
    """Keep a report; None where even that is not possible."""
    path = paths.log_dir() / f"report-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        write_whole(path, text)
        for old in sorted(path.parent.glob("report-*.txt"))[:-MOST_REPORTS]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


class Failures(QObject):
    """Decides how an error is shown.

    Attributes:
        dialog: the fault that is shown now; further ones are only written down.
    """

    _fault = Signal(object)

    def __init__(self, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self.dialog: BugDialog | None = None
        # From any thread to this one; a hook must not build windows in a worker.
        self._fault.connect(self._show_fault, Qt.ConnectionType.QueuedConnection)

    def show(self, owner: QObject, error: Exception) -> None:
        """Show an error that came home to `owner` and that it does not handle itself."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UserError):
            self.fault(error)
            return
        window = owner.window() if isinstance(owner, QWidget) and isValid(owner) else None
        if isinstance(window, Tells):
            window.notice.say(str(error), "problem")
        elif (active := window or QApplication.activeWindow()) is not None:
            self._dialogs.tell(active, str(error))

    def fault(self, error: BaseException) -> None:
        """A bug of ours, in whatever thread."""
        _log.error("fault", exc_info=error)
        self._fault.emit(error)

    def _show_fault(self, error: BaseException) -> None:
        report = report_of(error)
        path = write_report(report)
        if self.dialog is not None and isValid(self.dialog):
            return
        from crm_desktop.ui.bug_dialog import BugDialog  # hopefully never needed

        self.dialog = BugDialog(report, path, QApplication.activeWindow())
        self.dialog.open()

    # --------------------------------------------------------------------------------- hooks

    def install(self) -> Callable[[], None]:
        """Catch what nobody caught, in every thread; returns how to stop that."""
        before = sys.excepthook, threading.excepthook

        def hook(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self._caught(error)

        def thread_hook(caught: threading.ExceptHookArgs) -> None:
            if caught.exc_value is not None:
                self._caught(caught.exc_value)

        sys.excepthook, threading.excepthook = hook, thread_hook

        def restore() -> None:
            sys.excepthook, threading.excepthook = before

        return restore

    def _caught(self, error: BaseException) -> None:
        """A user's error that fell through is still no bug."""
        if isinstance(error, UserError) and QApplication.activeWindow() is not None:
            owner: Any = QApplication.activeWindow()
            self.show(owner, error)
        else:
            self.fault(error)

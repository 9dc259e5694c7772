"""Wait for the window without sleeping."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from crm_desktop.ui.tasks import Tasks

R = TypeVar("R")
PATIENCE = 20_000  # milliseconds


def wait_idle(tasks: Tasks) -> None:
    """Run the event loop until every callback has run and has started nothing more."""
    deadline = QDeadlineTimer(PATIENCE)
    QCoreApplication.processEvents()  # a paint may be due that asks for rows
    QCoreApplication.processEvents()
    while not tasks.idle:
        assert not deadline.hasExpired(), "the tasks do not come to an end"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QCoreApplication.processEvents()


def elsewhere(work: Callable[[], R]) -> R:
    """Run something in a thread of its own, as a colleague's program would."""
    results: list[R] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]

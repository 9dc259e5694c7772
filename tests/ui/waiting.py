"""Wait for the window without sleeping, and look into its store beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.ui.application import Application

R = TypeVar("R")
PATIENCE = 60_000  # milliseconds: a busy machine is no failure
QUIET = 4  # rounds in a row: what came home is painted, the paint wants rows, they are asked for


def wait_idle(tasks: Tasks) -> None:
    """Run the event loop until every callback has run and has started nothing more."""
    deadline = QDeadlineTimer(PATIENCE)
    quiet = 0
    while quiet < QUIET:
        QCoreApplication.processEvents()
        quiet = quiet + 1 if tasks.idle else 0
        if not quiet:
            assert not deadline.hasExpired(), "the tasks do not come to an end"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def settle(program: Application) -> None:
    """Wait for all that the program has begun."""
    wait_idle(program.tasks)


def workspace_of(program: Application) -> Workspace:
    """The store that is open; for elsewhere()."""
    workspace = program.tasks.workspace
    assert workspace is not None
    return workspace


def elsewhere(work: Callable[[], R]) -> R:
    """Run something in a thread of its own, as a colleague's program would."""
    results: list[R] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]

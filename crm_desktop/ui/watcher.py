"""Brings what others commit to the views, by the road of our own commits, and no faster than they
can follow."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from crm_desktop.services.changes import Changes
from crm_desktop.services.watching import Link, Reach, Watch
from crm_desktop.ui.tasks import Tasks

GAP = 1_000  # milliseconds between two pieces of news: a refresh must come to its end
LATE = 5_000  # after which news is told although the views are still reading
AGAIN = 200
END = 1.0  # seconds to wait for the thread of a file, which is to be moved or replaced perhaps


class Watcher(QObject):
    """Follows the store that is open.

    Attributes:
        link: how the store answers; None where none is open.

    Signals:
        felt: the Link has changed.
    """

    felt = Signal(object)
    _news = Signal(object, object)
    _link = Signal(object, object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.link: Link | None = None
        self._watch: Watch | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()  # held while something is sent home
        self._waiting = Changes()
        self._waited = 0
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._tell)
        self._news.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._link.connect(self._feel, Qt.ConnectionType.QueuedConnection)
        tasks.left.connect(self.stop)

    def start(self, watch: Watch) -> None:
        """Follow a store that has just been opened."""
        self.stop()
        self._watch = watch
        roads = (partial(self._send, watch, road) for road in (self._news, self._link))
        work = partial(watch.run, *roads)
        self._thread = threading.Thread(target=work, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The store is left."""
        with self._lock:
            watch, self._watch = self._watch, None
        thread, self._thread = self._thread, None
        if watch is None or thread is None:
            return
        if self.link is not None and self.link.reach == Reach.LOST:
            watch.hang_up()  # or the end of the program would wait for an answer that never comes
        watch.stop()
        thread.join(END if not watch.is_server else 0.0)
        self._soon.stop()
        self._waiting, self._waited, self.link = Changes(), 0, None

    def look(self) -> None:
        """Look now: somebody comes back to the window."""
        if self._watch is not None:
            self._watch.look()

    def _send(self, watch: Watch, road: Any, what: Changes | Link) -> None:
        """From the thread to this one; not from one that was told to stop and has not yet."""
        with self._lock:
            if self._watch is watch:
                road.emit(watch, what)

    # ------------------------------------------------------------------------- on this thread

    def _arrived(self, watch: Watch, changes: Changes) -> None:
        if watch is not self._watch:
            return
        self._waiting = self._waiting | changes if self._waiting else changes
        if not self._soon.isActive():
            self._tell()

    def _tell(self) -> None:
        """Tell what has come together; later, where the views have not read the last of it yet."""
        if not self._waiting:
            return
        if self._tasks.reading and self._waited < LATE:
            self._waited += AGAIN
            self._soon.start(AGAIN)
            return
        changes, self._waiting, self._waited = self._waiting, Changes(), 0
        self._soon.start(GAP)
        self._tasks.changed.emit(changes)

    def _feel(self, watch: Watch, link: Link) -> None:
        if watch is self._watch:
            self.link = link
            self.felt.emit(link)

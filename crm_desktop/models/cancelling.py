"""PostgreSQL: asks the server to stop statements that nobody wants any more.

A cancel that comes before the statement has begun is lost, so it is repeated. One thread does it
for all statements under way; starting one for each would cost more than most of them take.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

SECONDS = 0.1  # between two looks
IDLE_LOOKS = 50  # after so many without a statement the thread ends


@dataclass(eq=False, slots=True)
class _Run:
    """A statement, or several, on one connection."""

    driver: Any
    cancelled: Callable[[], bool]
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        import psycopg

        with self.lock, suppress(psycopg.Error):
            if not self.over and self.cancelled():
                self.driver.cancel_safe()

    def end(self) -> None:
        """Waits for a cancel that is on its way: it must not hit the next statement."""
        with self.lock:
            self.over = True


class Watch:
    """The runs under way and the thread that looks after them, while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: set[_Run] = set()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, driver: Any, cancelled: Callable[[], bool]) -> Generator[None]:
        """What runs on the connection meanwhile stops soon after `cancelled()` turns true."""
        run = _Run(driver, cancelled)
        with self._lock:
            self._runs.add(run)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="cancelling", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            run.end()
            with self._lock:
                self._runs.discard(run)

    def _look(self) -> None:
        pause, idle = threading.Event(), 0
        while True:
            pause.wait(SECONDS)
            with self._lock:
                runs = list(self._runs)
                idle = 0 if runs else idle + 1
                if idle > IDLE_LOOKS:
                    self._thread = None
                    return
            for run in runs:
                run.look()


WATCH = Watch()

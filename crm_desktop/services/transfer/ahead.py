"""Make the next items in a thread while the present ones are worked on."""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
_DEPTH = 2
_WAIT = 0.1
_TURN = 0.0005
_GARBAGE = 200_000


class _End:
    def __init__(self, error: BaseException | None) -> None:
        self.error = error


@contextmanager
def in_bulk() -> Generator[None]:
    """The interpreter set up for much data in two threads; as before afterwards.

    By itself it lets a thread that comes back from the database wait 5 ms for its turn, and looks
    through all objects for cycles after every 700 new ones: a fifth of the time of an import.
    """
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(min(turn, _TURN))
    gc.set_threshold(_GARBAGE, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The items, made at most two in front: reading overlaps with the database, memory is flat.

    An exception of the source is raised here, in its place. When the consumer stops early, the
    thread stops too.
    """
    shelf = _Shelf[T]()
    thread = Thread(target=shelf.fill, args=(items,), name="read-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(item := shelf.take(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        shelf.stop.set()
        thread.join()


class _Shelf(Generic[T]):
    """Where the thread puts items and the consumer takes them."""

    def __init__(self) -> None:
        self._items: Queue[T | _End] = Queue(maxsize=_DEPTH)
        self.stop = Event()

    def take(self) -> T | _End:
        """The next item, as soon as there is one."""
        while True:
            try:
                return self._items.get(timeout=_WAIT)
            except Empty:
                continue

    def _put(self, item: T | _End) -> None:
        while not self.stop.is_set():
            try:
                self._items.put(item, timeout=_WAIT)
            except Full:
                continue
            return

    def fill(self, items: Iterator[T]) -> None:
        """The thread's work."""
        try:
            for item in items:
                self._put(item)
                if self.stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  handed to the consumer, which raises it
            self._put(_End(error))
        else:
            self._put(_End(None))

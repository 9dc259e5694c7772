"""Make the next items in a thread while the present ones are worked on."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
_DEPTH = 2
_WAIT = 0.1


class _End(Generic[T]):
    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The items, made at most two in front: reading overlaps with the database, memory is flat.

    An exception of the source is raised here, in its place. When the consumer stops early, the
    thread stops too.
    """
    shelf: Queue[T | _End[T]] = Queue(maxsize=_DEPTH)
    stop = Event()

    def put(item: T | _End[T]) -> bool:
        while not stop.is_set():
            try:
                shelf.put(item, timeout=_WAIT)
            except Full:
                continue
            return True
        return False

    def fill() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # noqa: BLE001  handed to the consumer, which raises it
            put(_End(error))
        else:
            put(_End(None))

    thread = Thread(target=fill, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = shelf.get(timeout=_WAIT)
            except Empty:
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        thread.join()

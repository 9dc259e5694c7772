"""A user-interface test leaves nothing behind: no thread, no running timer, no window.

Leaks, not assertions, are what makes such suites unreliable: whatever a test leaves running works
on in the next one, which then fails in its place.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

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

"""A call run in a process of its own, because it keeps an interpreter busy for long.

An interpreter runs one thread at a time: whoever reads a hundred thousand rows in a thread beside
the window takes half of it from the paints. In a process of its own the same work has a core to
itself, and the window hears of it by messages: how far it is, what was committed, what came of it.

The child is started with `spawn`, is kept for the next call and ends by itself: when it had nothing
to do for some minutes, when the pipe is closed, or when the parent is gone. It opens the store
for each call and closes it again, so nobody has to wait for it to let go of a file.

Messages of the parent: ("ready", module), ("run", number, call, desk, language),
("cancel", number). Of the child: ("begun",), ("moved", step, total, note), ("committed", changes),
("done", result), ("failed", error). The child is `side_child`. Little is imported at module level:
the window knows of this before it is painted.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID

from crm_desktop import i18n
from crm_desktop.enums import Permission
from crm_desktop.errors import Interrupted
from crm_desktop.i18n import _
from crm_desktop.services.changes import everything
from crm_desktop.services.workspace import Actor, Call, Cancel, Workspace

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

R = TypeVar("R")
LOOK = 0.05  # seconds between two looks at `cancel`
GRACE = 20.0  # seconds in which what was cancelled has to stop; a far server may say nothing
FAREWELL = 5.0  # seconds in which a child ends by itself


class Desk(NamedTuple):
    """What the child needs to know to work where, and as whom, the parent does."""

    address: str
    actor: Actor
    permissions: frozenset[Permission]
    client: UUID | None
    store_id: str


class SideProcess:
    """The child and the talk with it. From any thread; one call at a time, the others wait."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._number = 0

    def ready(self, module: str) -> None:
        """Start the child and let it load this module: a call to come finds it warm."""
        if self._turn.acquire(blocking=False):
            try:
                with suppress(OSError):
                    self._connected().send(("ready", module))
            finally:
                self._turn.release()

    def run(self, call: Call[R], workspace: Workspace) -> R:
        """What `call(workspace)` would return or raise; Interrupted where the child has died."""
        with self._my_turn(workspace.cancel):
            self._number += 1
            desk = Desk(
                workspace.store.address,
                workspace.actor,
                workspace.permissions,
                workspace.client,
                workspace.store_id,
            )
            message = ("run", self._number, call, desk, (i18n.language(), i18n.locale_name()))
            try:
                self._begin(message)
                return self._answer(workspace)
            except (EOFError, OSError) as error:
                self._end()
                raise _interrupted(call, workspace) from error

    def close(self) -> None:
        """End the child; a call that is under way there is rolled back."""
        with self._turn:
            self._end()

    # ---------------------------------------------------------------------------- the talk

    @contextmanager
    def _my_turn(self, cancel: Cancel) -> Generator[None]:
        while not self._turn.acquire(timeout=LOOK):
            cancel.check()
        try:
            yield
        finally:
            self._turn.release()

    def _begin(self, message: tuple[Any, ...], *, again: bool = True) -> None:
        """Hand a call over; once more where the child had just gone to rest, or was ended."""
        try:
            self._connected().send(message)
            self._connected().recv()  # ("begun",)
        except (EOFError, OSError):
            self._end()
            if not again:
                raise
            self._begin(message, again=False)

    def _answer(self, workspace: Workspace) -> Any:
        pipe = self._connected()
        patience = 0.0
        while True:
            while not pipe.poll(LOOK):
                if not workspace.cancel.requested:
                    continue
                if not patience:
                    pipe.send(("cancel", self._number))
                    patience = time.monotonic() + GRACE
                elif time.monotonic() > patience:
                    raise EOFError
            match pipe.recv():
                case ("moved", step, total, note):
                    workspace.progress(step, total, note)
                case ("committed", changes):
                    workspace.committed(changes)
                case ("done", result):
                    return result
                case failed:
                    raise failed[1]

    # --------------------------------------------------------------------------- the child

    def _connected(self) -> Connection:
        if self._process is not None and not self._process.is_alive():
            self._end()
        if self._pipe is None:
            import multiprocessing

            from crm_desktop.services.side_child import serve

            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            # No daemon: those may have no children, and workbooks are read in one.
            self._process = context.Process(target=serve, args=(theirs,), name="side process")
            self._process.start()
            theirs.close()
            atexit.register(self._end)  # the interpreter would wait for the child for ever
        return self._pipe

    def _end(self) -> None:
        pipe, process, self._pipe, self._process = self._pipe, self._process, None, None
        if pipe is None or process is None:
            return
        atexit.unregister(self._end)
        pipe.close()
        process.join(FAREWELL)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _interrupted(call: Call[Any], workspace: Workspace) -> Interrupted:
    if not call.is_command:
        return Interrupted(
            _(
                "The work came to a sudden end: the process that did it is gone. Nothing was "
                "changed. Try again."
            )
        )
    workspace.committed(everything())  # nobody knows whether it had been committed
    return Interrupted(
        _(
            "The work came to a sudden end: the process that did it is gone. If it had written "
            "already, that stands in the undo history; if not, nothing was changed. Look there, "
            "then try again."
        )
    )

"""The only way the UI calls a service. Nothing else starts a thread.

Three readers, one writer (edits stay in order), one thread for jobs; a long service runs in a
process of its own (services/side_process.py), and one of these threads waits for it. Answers come
home through one queued signal; `done` and `failed` run on the GUI thread, only while their owner
lives, and for a query only if no newer one has taken its place.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from crm_desktop.errors import Cancelled, DatabaseUnavailable
from crm_desktop.i18n import _
from crm_desktop.services.changes import Changes
from crm_desktop.services.side_process import SideProcess
from crm_desktop.services.workspace import Call, Cancel, Workspace
from crm_desktop.ui import memory

R = TypeVar("R")
Failed = Callable[[Exception], None]
ShowError = Callable[[QObject, Exception], None]
READERS = 3
RESTED = 2_000  # milliseconds without work after which free memory is given back


class Busy(Protocol):
    """What is disabled while a command is under way: a button or an action."""

    def setEnabled(self, on: bool, /) -> None:
        """As QWidget and QAction have it."""


@dataclass(eq=False, slots=True)
class Job:
    """Long work that is under way, as the overlay and the dialogs see it.

    Attributes:
        title: what is being done, in words.
        hidden: its owner shows the progress itself.
        step: how far it is, of `total`; 0 of 0 as long as nobody knows.
        note: what it is at just now.
        error: why it ended without having done its work; None as long as it has not.
        look: shows what came of it, for who was not there when it ended.
    """

    title: str
    cancel: Cancel
    hidden: bool = False
    step: int = 0
    total: int = 0
    note: str = ""
    error: Exception | None = None
    look: Callable[[], None] | None = None


@dataclass(eq=False, slots=True)
class _Run:
    """One call on its way: out to a pool, home through the queued signal."""

    owner: QObject
    work: Callable[[_Run], Any]
    done: Callable[[Any], None]
    failed: Failed | None = None
    slot: tuple[int, str] | None = None  # where the newest wins; commands and jobs have none
    busy: Any = None
    writes: bool = False
    job: Job | None = None
    workspace: Workspace | None = None
    era: int = 0  # of which opened store; 0: of none
    cancel: Cancel = field(default_factory=Cancel)
    changes: list[Changes] = field(default_factory=list[Changes])
    result: Any = None
    error: Exception | None = None


class Tasks(QObject):
    """Runs calls in threads and brings the answers home.

    A query with the key of an earlier one of the same owner supersedes it: its statement is
    stopped, its answer dropped. A command cannot be stopped once it runs; a job can.

    Attributes:
        written: while `done` of a command runs: the change set it wrote; None if it wrote none.

    Signals:
        changed: the Changes of a commit, before the command's own `done`.
        left: the workspace is given back; nothing may be asked of it any more.
        job_began, job_moved, job_ended: a Job, for the overlay.
    """

    changed = Signal(object)
    left = Signal()
    job_began = Signal(object)
    job_moved = Signal(object)
    job_ended = Signal(object)
    _home = Signal(object)
    _step = Signal(object, int, int, str)

    def __init__(self, show_error: ShowError, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show_error = show_error
        self.written: UUID | None = None
        self._workspace: Workspace | None = None
        self._era = 1
        self._writes = ThreadPoolExecutor(1, "write")
        self._reads = ThreadPoolExecutor(READERS, "read")
        self._jobs = ThreadPoolExecutor(1, "job")
        self._asides = ThreadPoolExecutor(1, "aside")  # must not wait for an export
        self._side = SideProcess()
        self._closed = False
        self._newest: dict[tuple[int, str], _Run] = {}
        # Holds the owners as Python objects too, so that an id() in a slot is never used twice.
        self._under_way: dict[_Run, Future[None]] = {}
        self._rest = QTimer(self, singleShot=True, interval=RESTED)
        self._rest.timeout.connect(self._give_back)
        self._home.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._step.connect(self._moved, Qt.ConnectionType.QueuedConnection)

    # ---------------------------------------------------------------------------- workspace

    @property
    def workspace(self) -> Workspace | None:
        """The opened store and who works in it; None before one is open."""
        return self._workspace

    def use(self, workspace: Workspace) -> None:
        """From now on calls go to this workspace."""
        self.leave()
        self._workspace = workspace

    def leave(self) -> None:
        """Give the workspace back. What is being written ends first; what is read is dropped."""
        workspace, self._workspace = self._workspace, None
        if workspace is None:
            return
        self.left.emit()
        self._era += 1
        runs = {run: future for run, future in self._under_way.items() if run.era}
        for run in runs:
            self._stop(run)
        self._newest.clear()
        futures = list(runs.values())
        self._jobs.submit(lambda: (wait(futures), workspace.close()))

    # -------------------------------------------------------------------------------- calls

    def query(
        self,
        owner: QObject,
        key: str,
        call: Call[R],
        *,
        done: Callable[[R], None],
        failed: Failed | None = None,
    ) -> None:
        """Read. The newest wins per (owner, key)."""
        if call.is_command:
            raise TypeError("a command was given to query()")
        self.forget(owner, key)
        slot = (id(owner), key)
        run = self._run(owner, call, done, failed)
        run.slot = slot
        self._newest[slot] = run
        self._start(self._reads, run)

    def forget(self, owner: QObject, key: str) -> None:
        """Stop the query in this place, if one is under way; its callbacks will not run."""
        old = self._newest.pop((id(owner), key), None)
        if old is not None:
            old.cancel.request()

    def command(
        self,
        owner: QObject,
        call: Call[R],
        *,
        done: Callable[[R], None],
        failed: Failed | None = None,
        busy: Busy | None = None,
    ) -> None:
        """Write. `busy` is disabled until the command has ended."""
        if busy is not None:
            busy.setEnabled(False)
        run = self._run(owner, call, done, failed)
        run.busy = busy
        self._start(self._writes, run)

    def job(
        self,
        owner: QObject,
        title: str,
        call: Call[R],
        *,
        done: Callable[[R], None],
        failed: Failed | None = None,
        hidden: bool = False,
    ) -> Job:
        """Long work with progress and cancel; one that writes takes its turn among the commands.

        `hidden`: the owner shows the progress of the Job itself.
        """
        run = self._run(owner, call, done, failed)
        run.job = Job(title, run.cancel, hidden)
        self._start(self._writes if run.writes else self._jobs, run)
        self.job_began.emit(run.job)
        return run.job

    def expect(self, module: str) -> None:
        """A long service of this module will soon be called: its process is started meanwhile."""
        self._start(self._asides, _Run(self, lambda _run: self._side.ready(module), _nothing))

    def start_up(
        self,
        owner: QObject,
        work: Callable[[], R],
        *,
        done: Callable[[R], None],
        failed: Failed | None = None,
    ) -> None:
        """Work that needs no workspace: to make, upgrade or open a store."""
        self._start(self._jobs, _Run(owner, lambda _run: work(), done, failed))

    def aside(
        self,
        owner: QObject,
        work: Callable[[], R],
        *,
        done: Callable[[R], None],
        failed: Failed | None = None,
    ) -> None:
        """Quick work on a file of our own, in the order in which it is given; never dropped."""
        self._start(self._asides, _Run(owner, lambda _run: work(), done, failed, writes=True))

    def report(self, owner: QObject, error: Exception) -> None:
        """Show an error that a `failed` did not know what to do with."""
        if not isinstance(error, Cancelled):
            self._show_error(owner, error)

    # --------------------------------------------------------------------------------- ends

    @property
    def idle(self) -> bool:
        """Nothing is under way and every callback has run."""
        return not self._under_way

    @property
    def reading(self) -> bool:
        """An answer to a query is waited for."""
        return bool(self._newest)

    @property
    def long_work(self) -> bool:
        """An import, an export or another job is under way."""
        return any(run.job is not None for run in self._under_way)

    def shutdown(self) -> None:
        """Stop the readers and jobs, let the writer finish, drop what comes home late.

        To be called before the window goes.
        """
        self._closed = True
        self._rest.stop()
        self.left.emit()
        for run in self._under_way:
            self._stop(run)
        kept = (self._writes, self._asides)
        for pool in (self._reads, self._jobs, *kept):
            pool.shutdown(wait=True, cancel_futures=pool not in kept)
        self._under_way.clear()
        self._newest.clear()
        self._side.close()
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    @staticmethod
    def _stop(run: _Run) -> None:
        """A command is let finish: what the user saved stays saved. A job is rolled back."""
        if not run.writes or run.job is not None:
            run.cancel.request()

    # ------------------------------------------------------------------------------ running

    def _run(
        self, owner: QObject, call: Call[R], done: Callable[[R], None], failed: Failed | None
    ) -> _Run:
        run = _Run(owner, self._serve(call), done, failed, writes=call.is_command)
        run.workspace, run.era = self._workspace, self._era
        return run

    def _serve(self, call: Call[R]) -> Callable[[_Run], R]:
        def work(run: _Run) -> R:
            if run.workspace is None:
                raise DatabaseUnavailable(_("No database is open. Open one and try again."))
            if call.service.is_long:
                return self._side.run(call, run.workspace)
            return call(run.workspace)

        return work

    def _start(self, pool: ThreadPoolExecutor, run: _Run) -> None:
        if not self._closed:  # a window that closes still paints, and asks
            self._under_way[run] = pool.submit(self._work, run)

    def _work(self, run: _Run) -> None:
        """In a worker thread. A broad except: whatever happens has to come home."""
        try:
            run.cancel.check()  # superseded while it waited in the pool
            if run.workspace is not None:
                run.workspace = self._for_run(run.workspace, run)
            run.result = run.work(run)
        except Exception as error:  # noqa: BLE001
            run.error = Cancelled() if run.cancel.requested else error
        self._home.emit(run)

    def _for_run(self, workspace: Workspace, run: _Run) -> Workspace:
        def moved(step: int, total: int, note: str) -> None:
            self._step.emit(run, step, total, note)

        return workspace.during(run.cancel, moved, run.changes.append)

    def _moved(self, run: _Run, step: int, total: int, note: str) -> None:
        if run.job is not None and run in self._under_way:
            run.job.step, run.job.total, run.job.note = step, total, note
            self.job_moved.emit(run.job)

    def _arrived(self, run: _Run) -> None:
        if self._closed:
            return
        try:
            self._deliver(run)
        finally:
            self._under_way.pop(run, None)
            # The run and its workspace know each other: a million ids would wait for the garbage
            # collector.
            run.result = run.workspace = None
            self._rest.start()

    def _give_back(self) -> None:
        if self.idle and not self._closed:
            self._asides.submit(memory.give_back)

    def _deliver(self, run: _Run) -> None:
        if run.busy is not None and isValid(run.busy):
            run.busy.setEnabled(True)
        if run.job is not None:
            run.job.error = run.error
            self.job_ended.emit(run.job)
        if run.era not in (0, self._era):
            return  # of a store that is closed by now
        for changes in run.changes:  # by the same road: the views hear of the commit first
            self.changed.emit(changes)
        if self._is_newest(run) and isValid(run.owner):
            self._answer(run)

    def _is_newest(self, run: _Run) -> bool:
        """False for a query of an older generation; a command is always answered."""
        if run.slot is None:
            return True
        if self._newest.get(run.slot) is not run:
            return False
        del self._newest[run.slot]
        return True

    def _answer(self, run: _Run) -> None:
        if run.error is None:
            self.written = next((each.change_set for each in reversed(run.changes) if each), None)
            try:
                run.done(run.result)
            finally:
                self.written = None
        elif run.failed is not None:
            run.failed(run.error)
        else:
            self.report(run.owner, run.error)


def _nothing(_result: object) -> None: ...

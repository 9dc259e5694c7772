"""The only door to the data.

`@query(permission)` and `@command(permission, purpose)` turn `f(tx, ...)` into a Service:
`f(workspace, ...)` runs it, `f.call(...)` is a Call that can be handed to a worker. One call is
one session, one transaction and, for a command, one change set.

Nothing of SQLAlchemy is imported at module level: the window is painted before it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import Cancelled, PermissionDenied
from crm_desktop.i18n import _
from crm_desktop.services.catalog import entity_type
from crm_desktop.services.changes import Changes, of_rows

if TYPE_CHECKING:
    from crm_desktop.models.database import Store, Writing
    from crm_desktop.models.session import Session
    from crm_desktop.services.catalog import Record

P = ParamSpec("P")
R = TypeVar("R")
Progress = Callable[[int, int, str], None]


class Cancel:
    """A flag that one side sets and the other looks at. A plain flag has no race."""

    __slots__ = ("requested",)

    def __init__(self) -> None:
        self.requested = False

    def request(self) -> None:
        """Ask the work to stop soon."""
        self.requested = True

    def check(self) -> None:
        """Raise Cancelled where that was asked for."""
        if self.requested:
            raise Cancelled


class OfEntity(Enum):
    """A permission that depends on the entity named by the call's first argument."""

    READ = "read"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Actor:
    """The colleague who works."""

    id: UUID
    name: str
    login: str
    role: str


@dataclass(slots=True)
class ReadTx:
    """What a query gets."""

    store: Store
    session: Session
    actor: Actor
    now: datetime
    cancel: Cancel
    progress: Progress

    @property
    def is_sqlite(self) -> bool:
        """Which of the two databases."""
        return self.store.is_sqlite


@dataclass(frozen=True, slots=True)
class Reading:
    """A record to be read with the beginning or the end of a command: it costs no round trip."""

    entity: str
    id: UUID


@dataclass(slots=True)
class Tx(ReadTx):
    """What a command gets.

    Attributes:
        ahead: records that came with the beginning; each is taken once.
    """

    writing: Writing
    client: UUID | None
    ahead: dict[Reading, Record] = field(default_factory=dict["Reading", "Record"])

    def label(self, words: str) -> None:
        """Say in words what is being done, for the undo menu and the history."""
        self.writing.label = words[:200]

    def answer_with(self, reading: Reading) -> Any:
        """What a command returns that answers with a record as it is after all it did."""
        from crm_desktop.services import loading

        self.writing.last = loading.asked(reading, is_sqlite=self.is_sqlite)
        return reading


def _ignore(*_: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened store with somebody at work in it."""

    store: Store
    actor: Actor
    permissions: frozenset[Permission]
    client: UUID | None = None
    cancel: Cancel = field(default_factory=Cancel)
    progress: Progress = _ignore
    committed: Callable[[Changes], None] = _ignore
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    store_id: str = ""  # the same wherever the file is moved, however the server is called

    def during(
        self, cancel: Cancel, progress: Progress, committed: Callable[[Changes], None]
    ) -> Workspace:
        """The same workspace for one run."""
        return replace(self, cancel=cancel, progress=progress, committed=committed)

    def require(self, permission: Permission) -> None:
        """PermissionDenied unless the role allows it."""
        if permission not in self.permissions:
            what, _colon, action = permission.partition(":")
            raise PermissionDenied(
                _(
                    "Your role ({role}) does not allow to {action} this kind of record ({what}). "
                    "Nothing was changed. Ask your administrator."
                ).format(role=self.actor.role, action=action, what=what)
            )

    def close(self) -> None:
        """End the work on this store."""
        self.store.close()

    @contextmanager
    def reading(self) -> Generator[ReadTx]:
        """A transaction that reads; for services and tests, not for the UI."""
        with self.store.reading(lambda: self.cancel.requested) as session:
            yield ReadTx(self.store, session, self.actor, self.clock(), self.cancel, self.progress)

    @contextmanager
    def writing(
        self,
        purpose: Purpose,
        label: str | None = None,
        undoes: int | None = None,
        first: Reading | None = None,
    ) -> Generator[Tx]:
        """A transaction that writes one change set; the commit is announced after it.

        first: a record that will be read, on its way with the beginning.
        """
        from crm_desktop.models.database import Intent
        from crm_desktop.services import loading

        intent = Intent(purpose, label, self.actor.id, self.client, undoes)
        asked = loading.asked(first, is_sqlite=self.store.is_sqlite) if first is not None else None
        with self.store.writing(intent, asked) as writing:
            tx = Tx(
                self.store,
                writing.session,
                self.actor,
                writing.now,
                self.cancel,
                self.progress,
                writing,
                self.client,
            )
            if first is not None and (found := loading.answered(tx, first, writing.first)):
                tx.ahead[first] = found
            yield tx
        self.committed(_changes(writing))


def _changes(writing: Writing) -> Changes:
    from crm_desktop.models.database import MOST_TOUCHED

    return of_rows(writing.touched, MOST_TOUCHED, change_set=writing.change_set_id)


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """A service with its arguments, ready to be run in any thread, or in another process."""

    service: Service[..., R]
    args: tuple[Any, ...]
    named: dict[str, Any]

    @property
    def is_command(self) -> bool:
        """True where running it writes."""
        return self.service.purpose is not None

    def __call__(self, workspace: Workspace) -> R:
        return self.service(workspace, *self.args, **self.named)


class Service(Generic[P, R]):
    """One use case. Made by @query and @command.

    Attributes:
        is_long: it keeps an interpreter busy for long; see services/side_process.py.
    """

    def __init__(
        self,
        work: Callable[..., R],
        permission: Permission | OfEntity,
        purpose: Purpose | None,
        run: Callable[..., R],
        *,
        is_long: bool = False,
    ) -> None:
        self.work, self.permission, self.purpose, self._run = work, permission, purpose, run
        self.is_long = is_long
        update_wrapper(self, work)

    def __call__(self, workspace: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._run(workspace, *args, **kwargs)

    def __reduce__(self) -> str:
        return self.work.__qualname__  # it travels to another process by its name

    def call(self, *args: P.args, **kwargs: P.kwargs) -> Call[R]:
        """The call, to be run later: `tasks.query(self, "record", people.load.call(id))`."""
        return Call(self, args, kwargs)


def _require(workspace: Workspace, permission: Permission | OfEntity, args: Any) -> None:
    if isinstance(permission, OfEntity):
        first = args[0]
        entity = entity_type(first if isinstance(first, str) else first.entity)
        permission = entity.read if permission is OfEntity.READ else entity.edit
    workspace.require(permission)


def query(
    permission: Permission | OfEntity, *, is_long: bool = False
) -> Callable[[Callable[Concatenate[ReadTx, P], R]], Service[P, R]]:
    """A use case that reads. It never commits.

    is_long: see Service.
    """

    def decorate(work: Callable[Concatenate[ReadTx, P], R]) -> Service[P, R]:
        def run(workspace: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
            from crm_desktop.services.failures import translated, twice_if_lost

            def read() -> R:
                with workspace.reading() as tx:
                    return work(tx, *args, **kwargs)

            _require(workspace, permission, args)
            with translated():
                return twice_if_lost(read)

        return Service(work, permission, None, run, is_long=is_long)

    return decorate


def command(
    permission: Permission | OfEntity,
    purpose: Purpose,
    first: Callable[..., Reading] | None = None,
    *,
    is_long: bool = False,
) -> Callable[[Callable[Concatenate[Tx, P], R]], Service[P, R]]:
    """A use case that writes: committed on a clean return, rolled back on any exception.

    first: of the same arguments, the record that it reads before all else.
    is_long: see Service.
    """

    def decorate(work: Callable[Concatenate[Tx, P], R]) -> Service[P, R]:
        def run(workspace: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
            from crm_desktop.services import loading
            from crm_desktop.services.failures import translated

            _require(workspace, permission, args)
            reading = first(*args, **kwargs) if first is not None else None
            with translated():
                with workspace.writing(purpose, first=reading) as tx:
                    result: Any = work(tx, *args, **kwargs)
                if isinstance(result, Reading):  # see Tx.answer_with
                    result = loading.answered(tx, result, tx.writing.answer)
            return result

        return Service(work, permission, purpose, run, is_long=is_long)

    return decorate

"""What others commit, heard soon after it and without asking much; and how the store answers.

Nothing of the database is imported at module level: the window is painted before it is loaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from crm_desktop.services.catalog import Record
from crm_desktop.services.changes import MOST_NAMED, Changes, everything, of_rows
from crm_desktop.services.workspace import OfEntity, ReadTx, Workspace, query

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # before trying again to reach what is gone; the last one stays
GAP = 0.2  # between two readings of the log, however much is committed
GIVE_UP = 30.0  # so long may a server be gone before what still waits for it is given up
FELT = 5.0  # between two reports that all is as it was


class Reach(StrEnum):
    """How well a store can be reached."""

    FINE = "fine"
    SLOW = "slow"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Link:
    """How a store answers.

    Attributes:
        milliseconds: how long its last answer took.
        reason: what the database or the system said when it was lost; not translated.
    """

    reach: Reach
    milliseconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Latest:
    """A record as it is now, and who changed it last.

    Attributes:
        who: name of the colleague; empty where nobody knows.
        me: it was the colleague of this workspace, perhaps with another program.
    """

    record: Record
    who: str = ""
    me: bool = False


@query(OfEntity.READ)
def latest(tx: ReadTx, entity: str, record_id: UUID) -> Latest:
    """The record, deleted or not, and who changed it last. Raises NotFound."""
    from sqlalchemy import text

    from crm_desktop.services import loading, records

    record = records.get(tx, entity, record_id)
    last = text(
        "SELECT u.id, u.name FROM change c JOIN change_set s ON s.seq = c.change_set "
        "LEFT JOIN app_user u ON u.id = s.user_id WHERE c.root_id = :id ORDER BY c.seq DESC LIMIT 1"
    )
    key = record_id.bytes if tx.is_sqlite else record_id
    row = tx.session.execute(last, {"id": key}).one_or_none()
    if row is None or row[0] is None:
        return Latest(record)
    return Latest(record, row[1], loading.key_of(row[0]) == tx.actor.id)


Tell = Callable[[Changes], None]
Feel = Callable[[Link], None]


class Watch:
    """Follows one store. Made where statements may run; `run` wants a thread of its own.

    What was committed before it was made is no news, nor is what its own workspace commits.
    """

    def __init__(self, workspace: Workspace) -> None:
        from crm_desktop.services.commit_log import Bell, FileSource, ServerSource, Source

        self._store = store = workspace.store
        self.is_server = not store.is_sqlite
        self._bell = Bell()
        make = ServerSource if self.is_server else FileSource
        with workspace.reading() as tx:
            self._source: Source = make(store.address, workspace.client, self._bell, tx)
        self._felt = Link(Reach.FINE)
        self._felt_at = float("-inf")
        self._answered = time.monotonic()

    def look(self) -> None:
        """Look now, from any thread: the computer may have slept."""
        self._bell.ring()

    def stop(self) -> None:
        """End `run` soon, from any thread."""
        self._bell.stop()

    def hang_up(self) -> None:
        """Let what waits for a server that is gone fail, from any thread."""
        self._store.hang_up()

    def run(self, tell: Tell, feel: Feel) -> None:
        """Call `tell` with what others commit, `feel` with how the store answers, until stop().

        A store that goes away is waited for; when it is back, everything may have changed.
        """
        from crm_desktop.services.commit_log import SLOW, Gone, Stopped

        self._source.slow = lambda: self._feel(feel, Link(Reach.SLOW, SLOW * 1000))
        tries = 0
        with self._bell, suppress(Stopped):
            while True:
                try:
                    self._source.open()
                    if tries:
                        self._source.set_mark()
                        tell(everything(others=True))
                    tries = 0
                    self._follow(tell, feel, SLOW)
                except Gone as error:
                    self._feel(feel, Link(Reach.LOST, 0.0, str(error)))
                    self._give_up()
                finally:
                    self._source.close()
                self._bell.wait(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1

    def _follow(self, tell: Tell, feel: Feel, slow: float) -> None:
        """Until the store is gone."""
        while True:
            began = time.monotonic()
            rows = self._source.look()
            self._answered = time.monotonic()
            took = self._answered - began
            self._feel(feel, Link(Reach.FINE if took < slow else Reach.SLOW, took * 1000))
            if rows:
                many = len(rows) > MOST_NAMED  # the rest has not been read
                tell(everything(others=True) if many else of_rows(rows, MOST_NAMED, others=True))
                self._bell.pause(GAP)
            self._source.wait()

    def _give_up(self) -> None:
        """Free what waits for an answer that will not come; the person is told, and goes on."""
        if time.monotonic() - self._answered >= GIVE_UP:
            self._answered = time.monotonic()
            self._store.hang_up()

    def _feel(self, feel: Feel, link: Link) -> None:
        now = time.monotonic()
        if link.reach != self._felt.reach or now - self._felt_at >= FELT:
            self._felt, self._felt_at = link, now
            feel(link)

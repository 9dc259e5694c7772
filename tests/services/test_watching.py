"""What others commit is heard, once, on both databases; a store that goes away is waited for."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from crm_desktop.enums import Purpose
from crm_desktop.errors import DatabaseUnavailable
from crm_desktop.models.database import Intent
from crm_desktop.models.engines import connect_sqlite
from crm_desktop.models.types import uuid7
from crm_desktop.services import commit_log, demo_data, records, undo, watching
from crm_desktop.services.catalog import Record
from crm_desktop.services.changes import MOST_NAMED, Changes, everything
from crm_desktop.services.watching import Latest, Link, Reach, Watch
from crm_desktop.services.workspace import Actor, Workspace
from tests.stores import opened, scalar, together
from tests.wire import wired

PATIENCE = 20.0  # seconds; far more than anything here takes
QUIET = 0.3  # in which nothing more may come


class Follower:
    """A Watch in a thread of its own, and what it said."""

    def __init__(self, workspace: Workspace) -> None:
        self.watch = Watch(workspace)
        self.news: queue.Queue[Changes] = queue.Queue()
        self.links: queue.Queue[Link] = queue.Queue()
        self.thread = threading.Thread(
            target=self.watch.run, args=(self.news.put, self.links.put), name="watch"
        )
        self.thread.start()

    def hears(self) -> Changes:
        return self.news.get(timeout=PATIENCE)

    def hears_of(self, record_id: UUID) -> Changes:
        """News, gathered until the record is among them."""
        heard = self.hears()
        while not heard.touches(record_id):
            heard |= self.hears()
        return heard

    def says_nothing(self) -> bool:
        with suppress(queue.Empty):
            self.news.get(timeout=QUIET)
            return False
        return True

    def is_quiet(self) -> bool:
        """Also after a look."""
        self.watch.look()
        return self.says_nothing()

    def feels(self, reach: Reach) -> Link:
        """The next report of this kind."""
        while True:
            link = self.links.get(timeout=PATIENCE)
            if link.reach == reach:
                return link

    def stop(self) -> None:
        self.watch.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@contextmanager
def following(workspace: Workspace) -> Generator[Follower]:
    follower = Follower(workspace)
    try:
        yield follower
    finally:
        follower.stop()


@pytest.fixture
def other(workspace: Workspace) -> Iterator[Workspace]:
    """A second program on the same store."""
    with opened(workspace.store.address) as other:
        yield other


@pytest.fixture
def follower(workspace: Workspace) -> Iterator[Follower]:
    with following(workspace) as follower:
        follower.feels(Reach.FINE)
        yield follower


def anna(workspace: Workspace) -> Record:
    return records.create(workspace, "person", {"first_name": "Anna", "last_name": "Ruiz"})


# ---------------------------------------------------------------------------------- hearing


def test_what_another_program_saves_is_heard_once(follower: Follower, other: Workspace) -> None:
    made = anna(other)
    heard = follower.hears()
    assert heard.others
    assert heard.ids == {made.id}
    assert heard.entities == {"person"}
    assert not heard.many
    assert follower.is_quiet()


def test_own_commits_are_no_news(
    follower: Follower, workspace: Workspace, other: Workspace
) -> None:
    anna(workspace)
    assert follower.is_quiet()
    theirs = anna(other)
    anna(workspace)
    assert follower.hears_of(theirs.id).ids == {theirs.id}
    assert follower.is_quiet()


def test_the_record_a_row_belongs_to_is_named(
    follower: Follower, workspace: Workspace, other: Workspace
) -> None:
    made = anna(workspace)
    phones = [{"number": "+34 954 555 012", "kind": "mobile"}]
    records.save(other, "person", made.id, {"phones": phones}, version=made.version)
    assert follower.hears_of(made.id).ids == {made.id}


def test_what_was_there_before_is_no_news(workspace: Workspace, other: Workspace) -> None:
    anna(other)
    with following(workspace) as follower:
        assert follower.is_quiet()


def test_what_comes_between_making_and_running_is_heard(
    workspace: Workspace, other: Workspace
) -> None:
    watch, news = Watch(workspace), queue.Queue[Changes]()
    made = anna(other)
    thread = threading.Thread(target=watch.run, args=(news.put, lambda _link: None))
    thread.start()
    assert news.get(timeout=PATIENCE).ids == {made.id}
    watch.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_undo_and_deletion_are_heard(follower: Follower, other: Workspace) -> None:
    made = anna(other)
    follower.hears_of(made.id)
    records.delete(other, "person", (made.id,))
    follower.hears_of(made.id)
    undo.undo(other)
    follower.hears_of(made.id)


def test_many_changes_are_one_piece_of_news(follower: Follower, other: Workspace) -> None:
    demo_data.fill(other, 1_500)
    heard = follower.hears()
    while not heard.many:
        heard |= follower.hears()
    assert heard.ids == frozenset()
    assert {"person", "company"} <= heard.entities
    assert scalar(other, "SELECT count(*) FROM change") > MOST_NAMED


def test_sql_beside_the_program_is_heard(address: str, workspace: Workspace) -> None:
    made = anna(workspace)
    with following(workspace) as follower:
        follower.feels(Reach.FINE)
        if workspace.store.is_sqlite:
            with closing(connect_sqlite(Path(address))) as connection:
                connection.execute("UPDATE person SET job_title = 'CEO'")
        else:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("UPDATE app.person SET job_title = 'CEO'")
            follower.watch.look()
        assert follower.hears_of(made.id).ids == {made.id}


def test_another_process_is_heard(address: str, workspace: Workspace, other: Workspace) -> None:
    made = anna(other)
    with following(workspace) as follower:
        follower.feels(Reach.FINE)
        order = [sys.executable, "-m", "crm_desktop", "--store", address, "undo"]
        told = subprocess.run(order, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        assert follower.hears().ids == {made.id}
        assert follower.is_quiet()


# ----------------------------------------------------------------------------- order of commits


def test_one_that_began_earlier_and_ends_later_is_not_passed_over(clone: str, home: Path) -> None:
    with opened(clone) as mine, opened(clone) as slow, opened(clone) as quick:
        first, second = anna(mine), anna(mine)
        with following(mine) as follower:
            follower.feels(Reach.FINE)
            with slow.store.writing(Intent(Purpose.EDIT, "slow")) as writing:
                change = text("UPDATE person SET job_title = 'CEO' WHERE id = :id")
                writing.session.execute(change, {"id": first.id})
                records.save(quick, "person", second.id, {"job_title": "CTO"}, version=1)
                assert follower.hears().ids == {second.id}
            assert follower.hears().ids == {first.id}
            assert follower.is_quiet()


def test_a_log_from_another_server_is_no_news(clone: str, home: Path) -> None:
    """Its numbers of transactions may be still to come here."""
    with opened(clone) as mine, opened(clone) as other:
        anna(other)
        with other.writing(Purpose.EDIT) as tx:
            tx.session.execute(text("UPDATE change_set SET xid = xid + 1000000000 WHERE xid > 0"))
        with following(mine) as follower:
            follower.feels(Reach.FINE)
            assert follower.is_quiet()
            made = anna(other)
            assert follower.hears().ids == {made.id}


# ----------------------------------------------------------------------------- gone and back


def test_a_server_that_stops_is_lost_and_found_again(clone: str, home: Path) -> None:
    with wired(clone) as wire, opened(wire.url) as mine, opened(clone) as other:
        with following(mine) as follower:
            follower.feels(Reach.FINE)
            wire.cut()
            assert follower.feels(Reach.LOST).reason
            made = anna(other)
            wire.join()
            follower.feels(Reach.FINE)
            assert follower.hears() == everything(others=True)
            again = anna(other)
            assert follower.hears().ids == {again.id}
        assert {made.id, again.id} <= set(records.load_many(mine, "person", (made.id, again.id)))


def test_a_session_that_the_server_ends_is_opened_again(clone: str, home: Path) -> None:
    with opened(clone) as mine, opened(clone) as other, following(mine) as follower:
        follower.feels(Reach.FINE)
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        end += " OR query LIKE '%pg_visible_in_snapshot%' AND pid <> pg_backend_pid()"
        with other.reading() as tx:
            tx.session.execute(text(end))
        assert follower.feels(Reach.LOST).reason
        follower.feels(Reach.FINE)
        assert follower.hears().many
        made = anna(other)
        assert follower.hears_of(made.id)


def test_a_server_that_says_nothing_is_slow_then_lost(
    clone: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_log, "SLOW", 0.1)
    monkeypatch.setattr(commit_log, "PATIENCE", 0.5)
    with wired(clone) as wire, opened(wire.url) as mine, following(mine) as follower:
        follower.feels(Reach.FINE)
        wire.hold()
        follower.watch.look()
        assert follower.feels(Reach.SLOW).milliseconds >= 100
        assert "no answer" in follower.feels(Reach.LOST).reason
        wire.hold(on=False)
        follower.feels(Reach.FINE)
        assert follower.hears().many


def test_what_waits_for_a_silent_server_is_given_up_and_works_again_later(
    clone: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_log, "PATIENCE", 0.5)
    monkeypatch.setattr(watching, "GIVE_UP", 0.5)
    with wired(clone) as wire, opened(wire.url) as mine, following(mine) as follower:
        made = anna(mine)
        follower.feels(Reach.FINE)
        wire.hold()
        follower.watch.look()
        (told,) = together(partial(records.delete, mine, "person", (made.id,)))
        assert isinstance(told, DatabaseUnavailable)
        assert "connection to the database was lost" in str(told)
        wire.hold(on=False)
        follower.feels(Reach.FINE)
        assert not records.load(mine, "person", made.id).deleted
        assert records.delete(mine, "person", (made.id,)).count == 1


def test_a_watch_can_be_stopped_while_it_waits_for_an_answer(clone: str, home: Path) -> None:
    with wired(clone) as wire, opened(wire.url) as mine:
        follower = Follower(mine)
        follower.feels(Reach.FINE)
        wire.hold()
        follower.watch.look()
        follower.stop()
        wire.hold(on=False)


def test_a_look_is_one_round_trip_and_silence_is_none(clone: str, home: Path) -> None:
    with wired(clone) as wire, opened(wire.url) as mine, opened(clone) as other:
        with following(mine) as follower:
            follower.feels(Reach.FINE)
            assert follower.says_nothing()
            before = wire.carried
            assert follower.says_nothing()
            assert wire.carried == before
            made = anna(other)
            assert follower.hears().ids == {made.id}
            assert wire.carried == before + 1


def test_a_file_that_is_moved_away_is_lost_until_it_is_back(
    store_file: Path, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("an open file cannot be moved there")
    with opened(store_file) as mine, following(mine) as follower:
        follower.feels(Reach.FINE)
        aside = store_file.rename(tmp_path / "aside.crm")
        assert "moved" in follower.feels(Reach.LOST).reason
        aside.rename(store_file)
        follower.feels(Reach.FINE)
        assert follower.hears().many
        with opened(store_file) as other:
            made = anna(other)
        assert follower.hears_of(made.id)


# ------------------------------------------------------------------------------- who it was


def test_who_changed_a_record_last(workspace: Workspace) -> None:
    kim = records.create(workspace, "user", {"name": "Kim", "login": "kim", "role": "rep"})
    theirs = replace(workspace, actor=Actor(kim.id, "Kim", "kim", "rep"), client=uuid7())
    made = anna(workspace)
    assert watching.latest(workspace, "person", made.id) == Latest(
        made, workspace.actor.name, me=True
    )
    saved = records.save(theirs, "person", made.id, {"job_title": "CEO"}, version=made.version)
    assert watching.latest(workspace, "person", made.id) == Latest(saved, "Kim")
    records.delete(theirs, "person", (made.id,))
    found = watching.latest(workspace, "person", made.id)
    assert (found.record.deleted, found.who, found.me) == (True, "Kim", False)


# ---------------------------------------------------------------------------------- together


def test_news_is_put_together() -> None:
    one, two, three = uuid7(), uuid7(), uuid7()
    first = Changes(None, frozenset({"person"}), frozenset({one}), others=True)
    second = Changes(None, frozenset({"company"}), frozenset({two, three}), others=True)
    both = first | second
    assert both.entities == {"person", "company"}
    assert both.ids == {one, two, three}
    assert both.others
    assert not both.many
    assert (both | everything(others=True)).many
    assert not (both | Changes(None, frozenset({"note"}))).others


def test_too_many_records_are_not_named_one_by_one() -> None:
    ids = frozenset(uuid7() for _ in range(MOST_NAMED))
    first = Changes(None, frozenset({"person"}), ids)
    both = first | Changes(None, frozenset({"person"}), frozenset({uuid7()}))
    assert both.many
    assert not both.ids

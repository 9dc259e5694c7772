"""From one schema to the next: backed up, in one transaction, verified, or as it was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import inspect, text

from crm_desktop.errors import (
    DatabaseTooNew,
    DatabaseTooOld,
    FileRefused,
    UpgradeFailed,
    UserError,
)
from crm_desktop.models import search_index, triggers
from crm_desktop.models.database import Store, is_server
from crm_desktop.models.schema_version import SCHEMA_VERSION
from crm_desktop.services import backup, listing, opening, records, undo
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import ListQuery
from tests.random_work import Office
from tests.stores import assert_sound, column, differences, dump, opened, scalar
from tests.upgrade import next_version

PEOPLE = ListQuery("person")
Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def aged(address: str) -> str:
    """A store with a history: records, edits, deletes, undone changes."""
    with opened(address) as workspace:
        Office(workspace, 3).work(60)
        for _ in range(3):
            undo.undo(workspace)
        company = records.create(workspace, "company", {"name": "Lupa"})
        person = {"last_name": "Ruiz", "company": Ref(company.id, "")}
        records.create(workspace, "person", person)
    return address


def content(address: str) -> Dump:
    with closing(Store(address)) as store:
        return dump(store)


def columns(address: str, table: str) -> set[str]:
    with closing(Store(address)) as store, store.reading() as session:
        return {c["name"] for c in inspect(session.connection()).get_columns(table)}


def test_rows_kept_and_everything_back_in_place(
    aged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(aged)
    next_version.become(monkeypatch, next_version.migrations(tmp_path))
    with pytest.raises(DatabaseTooOld):
        opening.open_workspace(aged)
    copy = opening.upgrade_store(aged, tmp_path / "backups")
    assert copy is not None
    assert copy.exists()
    assert "shoe_size" in columns(aged, "person")
    assert differences(before, content(aged)) == []
    with opened(aged) as workspace:
        said = scalar(workspace, "SELECT content FROM store_info WHERE name = 'schema'")
        assert int(said) == SCHEMA_VERSION + 1
        assert 44 in column(workspace, "SELECT shoe_size FROM person")
        with workspace.reading() as tx:
            connection = tx.session.connection()
            assert triggers.missing_triggers(connection) == []
            assert search_index.stale_documents(connection) == 0
        assert_sound(workspace)
        undo.undo(workspace)  # what was done before can be undone after
        records.create(workspace, "person", {"last_name": "After"})
        assert listing.count(workspace, ListQuery("person", text="after")) == 1
        assert_sound(workspace)


def test_a_table_that_was_copied_keeps_its_rules(
    aged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Indexes of the living, references checked at the end; and the NOT NULL is gone."""
    next_version.become(monkeypatch, next_version.migrations(tmp_path))
    before = rules(aged)
    opening.upgrade_store(aged, tmp_path / "backups")
    assert rules(aged) == before
    insert = "INSERT INTO company (id, name, created_at, updated_at) VALUES (:id, NULL, :at, :at)"
    with closing(Store(aged)) as store, store.writes.connect() as connection:
        key, at = (b"x" * 16, 0) if store.is_sqlite else ("0" * 32, "2026-01-01")
        connection.execute(text(insert), {"id": key, "at": at})
        connection.rollback()
    with opened(aged) as workspace:
        person = scalar(workspace, "SELECT id FROM person LIMIT 1")
        key = UUID(bytes=person) if isinstance(person, bytes) else person
        with pytest.raises(UserError, match="points at does not exist"):
            records.create(workspace, "company", {"name": "x", "parent": Ref(key, "")})


def rules(address: str) -> list[str]:
    """Indexes and references of the company table, as the database tells them."""
    is_sqlite = not is_server(address)
    indexes = (
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'company' AND type = 'index' "
        "AND sql IS NOT NULL"
        if is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE tablename = 'company'"
    )
    references = (
        'SELECT "table" || "from" FROM pragma_foreign_key_list(\'company\')'
        if is_sqlite
        else "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = CAST('app.company' AS regclass)"
    )
    with closing(Store(address)) as store, store.reading() as session:
        found = [w for sql in (indexes, references) for w in session.execute(text(sql)).scalars()]
        if is_sqlite:
            made = text("SELECT sql FROM sqlite_master WHERE name = 'company'")
            deferred = "DEFERRABLE INITIALLY DEFERRED"
            assert session.execute(made).scalar_one().count(deferred) == 3
    return sorted(" ".join(words.split()) for words in found)


def test_the_backup_is_the_store_as_it_was(aged: str, tmp_path: Path) -> None:
    before = content(aged)
    with pytest.MonkeyPatch.context() as patch:
        next_version.become(patch, next_version.migrations(tmp_path))
        copy = opening.upgrade_store(aged, tmp_path / "backups")
        assert copy is not None
        with pytest.raises(DatabaseTooOld):
            opening.open_workspace(str(copy))
    with pytest.raises(DatabaseTooNew):  # the program of before, on the upgraded store
        opening.open_workspace(aged)
    assert differences(before, content(str(copy))) == []


def test_a_backup_from_before_is_restored_and_upgraded(
    aged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of a server of before has its schema; restoring brings it to ours."""
    before = content(aged)
    next_version.become(monkeypatch, next_version.migrations(tmp_path))
    copy = opening.upgrade_store(aged, tmp_path / "backups")
    assert copy is not None
    kept = copy.read_bytes()
    place = tmp_path / "restored.crm"
    backup.restore(str(place), copy)
    assert differences(before, content(str(place))) == []
    with opened(place) as workspace:
        assert "shoe_size" in columns(str(place), "person")
        assert_sound(workspace)
    assert copy.read_bytes() == kept


def test_a_current_store_is_left_alone(address: str, tmp_path: Path) -> None:
    assert opening.upgrade_store(address, tmp_path / "backups") is None
    assert not (tmp_path / "backups").exists()


def test_repair_makes_triggers_and_search_anew(address: str, tmp_path: Path) -> None:
    with opened(address) as workspace:
        records.create(workspace, "person", {"last_name": "Ruiz"})
        with workspace.store.writes.connect() as connection:
            triggers.drop_triggers(connection)
            connection.execute(text("UPDATE search SET body = 'wrong'"))
            connection.commit()
        with pytest.raises(AssertionError):
            assert_sound(workspace)
    assert opening.upgrade_store(address, tmp_path / "backups", repair=True) is not None
    with opened(address) as workspace:
        assert_sound(workspace)
        assert listing.count(workspace, ListQuery("person", text="ruiz")) == 1


@pytest.mark.parametrize("end", ["sql error", "bug", "broken links"])
def test_a_failure_in_the_middle_leaves_the_store_as_it_was(
    aged: str, tmp_path: Path, end: str
) -> None:
    before = content(aged)
    with pytest.MonkeyPatch.context() as patch:
        next_version.become(patch, next_version.migrations(tmp_path, end))
        expected = ZeroDivisionError if end == "bug" else UpgradeFailed
        with pytest.raises(expected) as failed:
            opening.upgrade_store(aged, tmp_path / "backups")
        if end != "bug":
            assert "was taken back" in str(failed.value)
            assert "The store is as it was" in str(failed.value)
    assert "shoe_size" not in columns(aged, "person")
    assert differences(before, content(aged)) == []
    with opened(aged) as workspace:  # the program of before goes on
        assert_sound(workspace)
        records.create(workspace, "person", {"last_name": "Goes on"})
        assert_sound(workspace)
    with pytest.MonkeyPatch.context() as patch:  # and a corrected one succeeds
        next_version.become(patch, next_version.migrations(tmp_path))
        assert opening.upgrade_store(aged, tmp_path / "backups")
        with opened(aged) as workspace:
            assert listing.count(workspace, ListQuery("person", text="goes on")) == 1


def test_without_a_backup_there_is_no_upgrade(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version.become(monkeypatch, next_version.migrations(tmp_path))
    (tmp_path / "backups").touch()
    with pytest.raises(FileRefused, match="No backup was made"):
        opening.upgrade_store(address, tmp_path / "backups")
    assert "shoe_size" not in columns(address, "person")


def test_two_programs_upgrade_at_once(
    aged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One does it, the other waits and finds it done."""
    before = content(aged)
    folder = next_version.migrations(tmp_path)
    both = [next_version.start(aged, folder, tmp_path / f"backups {i}") for i in range(2)]
    told = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert differences(before, content(aged)) == []
    next_version.become(monkeypatch, folder)
    with opened(aged) as workspace:
        assert_sound(workspace)

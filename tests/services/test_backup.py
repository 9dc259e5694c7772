from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_desktop.errors import DatabaseTooNew, FileRefused, NotFound, StoreRefused
from crm_desktop.models.database import Store
from crm_desktop.models.engines import connect_sqlite
from crm_desktop.models.schema_version import SCHEMA_VERSION
from crm_desktop.services import attachments, backup, health, listing, records, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace
from tests.random_work import Office
from tests.stores import assert_sound, differences, dump, opened, scalar

PEOPLE = ListQuery("person")


def fill(workspace: Workspace) -> None:
    Office(workspace, 11).work(40)


def count(address: str | Path) -> int:
    with opened(address) as workspace:
        return listing.count(workspace, PEOPLE)


def add(address: str | Path, name: str = "New") -> None:
    with opened(address) as workspace:
        records.create(workspace, "person", {"last_name": name})


# ---------------------------------------------------------------- backup


def test_a_backup_is_a_whole_store(address: str, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "backup.crm"
    with opened(address) as workspace:
        fill(workspace)
        person = records.create(workspace, "person", {"last_name": "Ruiz"})
        file = attachments.add(workspace, "person", person.id, "a", b"content")
        backup.copy_whole(address, target)
        before = dump(workspace.store)
        undoable = undo.state(workspace).undo
    with opened(target) as copy:
        assert differences(before, dump(copy.store)) == []
        assert attachments.content(copy, file.id) == b"content"
        assert_sound(copy)
        who = copy.actor.id
        assert scalar(copy, "SELECT count(*) FROM change") > 40  # its history comes along
        if copy.store.address != address and who == workspace.actor.id:
            assert undo.state(copy).undo == undoable
            undo.undo(copy)
            assert_sound(copy)
    assert [p.name for p in target.parent.iterdir()] == ["backup.crm"]


def test_a_backup_leaves_no_trace_at_its_source(store_file: Path, tmp_path: Path) -> None:
    before = store_file.read_bytes()
    backup.copy_whole(str(store_file), tmp_path / "copies" / "b.crm")
    assert store_file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copies", "office.crm"]


WRITER = """
import sys
sys.path.insert(0, {root!r})
from crm_desktop.services import opening, records
workspace = opening.open_workspace({path!r})
print("ready", flush=True)
for line in sys.stdin:
    records.create(workspace, "person", {{"last_name": "written meanwhile"}})
    print("saved", flush=True)
"""


def test_a_backup_while_another_process_writes(store_file: Path, tmp_path: Path) -> None:
    """Its saves go through, and the backup is one moment of the store, sound and whole."""
    script = WRITER.format(root=str(Path(__file__).parents[2]), path=str(store_file))
    with opened(store_file) as workspace:
        for i in range(50):
            records.create(workspace, "person", {"last_name": str(i), "photo": b"x" * 20_000})
    writer = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdin
    assert writer.stdout
    saved = 0
    stop = threading.Event()

    def write() -> None:
        nonlocal saved
        while not stop.is_set():
            print("go", file=writer.stdin, flush=True)
            assert writer.stdout
            assert writer.stdout.readline() == "saved\n"
            saved += 1

    with writer:
        assert writer.stdout.readline() == "ready\n"
        thread = threading.Thread(target=write)
        thread.start()
        for i in range(3):
            backup.copy_whole(str(store_file), tmp_path / f"{i}.crm")
        stop.set()
        thread.join()
        writer.stdin.close()
    assert saved > 0
    counts = [count(tmp_path / f"{i}.crm") for i in range(3)]
    assert counts == sorted(counts)
    assert 50 <= counts[0] <= counts[2] <= 50 + saved == count(store_file)
    with opened(tmp_path / "1.crm") as copy:
        assert_sound(copy)


def test_a_backup_does_not_replace_a_store_in_use(store_file: Path, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="is the store itself"):
        backup.copy_whole(str(store_file), store_file)
    other = Path(shutil.copy(store_file, tmp_path / "other.crm"))
    with opened(other) as workspace, pytest.raises(FileRefused, match="open in a program"):
        records.create(workspace, "person", {"last_name": "Ruiz"})
        backup.copy_whole(str(store_file), other)
    assert count(other) == 1
    backup.copy_whole(str(store_file), other)  # a closed one is just a file
    assert count(other) == 0


def test_a_backup_that_fails_leaves_the_old_one(store_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.crm"
    backup.copy_whole(str(store_file), target)
    before = target.read_bytes()
    content = bytearray(store_file.read_bytes())
    content[8192:-4096] = bytes(len(content) - 12288)
    store_file.write_bytes(content)
    with pytest.raises(FileRefused, match=r"failed: .*No backup was made; the store itself is unt"):
        backup.copy_whole(str(store_file), target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part*"))


def test_where_no_backup_can_be_made(store_file: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileRefused, match="failed: "):
        backup.copy_whole(str(store_file), tmp_path / "file" / "b.crm")


def test_once_a_day_and_the_newest_ten(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)
    made: list[Path | None] = []
    for i in range(12):
        monkeypatch.setattr(backup, "utc_now", lambda at=day + timedelta(days=i): at)
        made += [backup.daily(str(store_file)), backup.daily(str(store_file))]
    assert made[1::2] == [None] * 12
    kept = sorted(p.name for p in backup.folder_of(str(store_file)).iterdir())
    assert kept == [f"office.daily.2026-01-{day:02}.crm" for day in range(3, 13)]


def test_pruning_leaves_other_backups_alone(store_file: Path) -> None:
    folder = backup.folder_of(str(store_file))
    folder.mkdir()
    others = ["office.before-upgrade.2020-01-01.crm", "office2.daily.2020-01-01.crm", "mine.crm"]
    for name in (*others, *(f"office.daily.2020-01-{d:02}.crm" for d in range(1, 5))):
        (folder / name).touch()
    gone = backup.prune(folder, "office", keep=1)
    assert [p.name for p in gone] == [f"office.daily.2020-01-{d:02}.crm" for d in range(1, 4)]
    assert all((folder / name).exists() for name in others)


def test_servers_are_backed_up_by_those_who_run_them(clone: str) -> None:
    assert backup.daily(clone) is None


# ---------------------------------------------------------------- restore


def test_restore_brings_back_what_was(address: str, tmp_path: Path) -> None:
    target = tmp_path / "b.crm"
    with opened(address) as workspace:
        fill(workspace)
        before = dump(workspace.store)
        generation = scalar(workspace, "SELECT content FROM store_info WHERE name = 'generation'")
    backup.copy_whole(address, target)
    untouched = target.read_bytes()
    add(address)
    after = count(address)
    kept = backup.restore(address, target)
    with opened(address) as workspace:
        assert differences(before, dump(workspace.store)) == []
        assert_sound(workspace)
        renewed = scalar(workspace, "SELECT content FROM store_info WHERE name = 'generation'")
        assert renewed != generation  # what a laptop knows of the other one is void
        records.create(workspace, "person", {"last_name": "Goes on"})
        assert_sound(workspace)
    assert kept is not None
    assert count(kept) == after  # what was there before the restore
    assert target.read_bytes() == untouched


def test_to_a_new_place(store_file: Path, tmp_path: Path) -> None:
    add(store_file)
    place = tmp_path / "new" / "office.crm"
    assert backup.restore(str(place), store_file) is None
    assert count(place) == 1
    assert [p.name for p in place.parent.iterdir()] == ["office.crm"]


def test_from_a_file_to_an_empty_server_and_back(
    store_file: Path, postgres_url: str, tmp_path: Path, home: Path
) -> None:
    """The office outgrows the file: nothing is renumbered, the history comes along."""
    with opened(store_file) as workspace:
        fill(workspace)
        before = dump(workspace.store)
        log = scalar(workspace, "SELECT count(*) FROM change")
    assert backup.restore(postgres_url, store_file) is None
    with closing(Store(postgres_url)) as store:
        assert differences(before, dump(store)) == []
    with opened(postgres_url) as workspace:  # the schema's owner is entered as a colleague
        assert_sound(workspace)
        assert scalar(workspace, "SELECT count(*) FROM change") == log + 1
        records.create(workspace, "person", {"last_name": "On the server"})
        after = dump(workspace.store)
    back = tmp_path / "back.crm"
    backup.restore(str(back), copy_of(postgres_url, tmp_path))
    with opened(back) as workspace:
        assert differences(after, dump(workspace.store)) == []
        assert_sound(workspace)


def copy_of(address: str, folder: Path) -> Path:
    target = folder / "copy.crm"
    backup.copy_whole(address, target)
    return target


def test_over_a_server_that_is_in_use(clone: str, store_file: Path) -> None:
    add(clone, "Gone")
    add(store_file, "Restored")
    kept = backup.restore(clone, store_file)
    with opened(clone) as workspace:
        (row,) = listing.first(workspace, PEOPLE, ("display_name",))
        assert row.cells == ("Restored",)
        assert_sound(workspace)
    assert kept is not None
    with opened(kept) as workspace:
        (row,) = listing.first(workspace, PEOPLE, ("display_name",))
        assert row.cells == ("Gone",)


def test_over_a_store_that_another_program_has_open(store_file: Path, tmp_path: Path) -> None:
    """It sees the restored store whole, not a file that is no more."""
    target = copy_of(str(store_file), tmp_path)
    with opened(store_file) as workspace:
        records.create(workspace, "person", {"last_name": "Gone"})
        assert listing.count(workspace, PEOPLE) == 1
        backup.restore(str(store_file), target)
        assert listing.count(workspace, PEOPLE) == 0
        records.create(workspace, "person", {"last_name": "New"})
        assert_sound(workspace)
    assert count(store_file) == 1


def test_over_a_damaged_store(store_file: Path, tmp_path: Path) -> None:
    """What restore is for. The damaged one is kept: somebody may get more out of it."""
    add(store_file)
    target = copy_of(str(store_file), tmp_path)
    content = bytearray(store_file.read_bytes())
    content[100:20_000] = b"\xff" * 19_900
    store_file.write_bytes(content)
    kept = backup.restore(str(store_file), target)
    assert kept is not None
    assert kept.read_bytes() == content
    assert count(store_file) == 1


def test_over_an_empty_file(store_file: Path, tmp_path: Path) -> None:
    target = copy_of(str(store_file), tmp_path)
    store_file.write_bytes(b"")
    backup.restore(str(store_file), target)
    assert count(store_file) == 0


@pytest.mark.parametrize("content", [b"", b"no store", None])
def test_what_is_no_backup_is_refused(
    store_file: Path, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "b.crm"
    if content is not None:
        source.write_bytes(content)
    before = store_file.read_bytes()
    with pytest.raises(NotFound if content is None else StoreRefused, match="Nothing was"):
        backup.restore(str(store_file), source)
    assert store_file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) in (["office.crm"], ["b.crm", "office.crm"])


def test_a_backup_of_a_newer_program_is_refused(store_file: Path, tmp_path: Path) -> None:
    target = copy_of(str(store_file), tmp_path)
    with closing(connect_sqlite(target)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    add(store_file)
    with pytest.raises(DatabaseTooNew):
        backup.restore(str(store_file), target)
    assert count(store_file) == 1


def test_check_knows_a_restored_store_as_sound(store_file: Path, tmp_path: Path) -> None:
    backup.restore(str(tmp_path / "new.crm"), store_file)
    with opened(tmp_path / "new.crm") as workspace:
        found = health.check(workspace)
        assert found.sound
        assert len(found.checked) > 8

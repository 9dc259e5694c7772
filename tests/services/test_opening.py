"""What is opened, and what is refused: in words, and without touching it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg
import pytest
from psycopg import sql

from crm_desktop.enums import Permission
from crm_desktop.errors import (
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnavailable,
    FileRefused,
    NotFound,
    PasswordWanted,
    PermissionDenied,
    StoreRefused,
    UserError,
)
from crm_desktop.models import engines
from crm_desktop.models.engines import connect_sqlite, sqlite_module
from crm_desktop.models.schema_version import APPLICATION_ID, SCHEMA_VERSION
from crm_desktop.services import listing, network_drives, opening, records
from crm_desktop.services.network_drives import Mount
from crm_desktop.services.opening import State, permissions_of
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace
from tests.stores import COUNTRY, OFFICE, assert_sound, opened, scalar

PEOPLE = ListQuery("person")


# ---------------------------------------------------------------- what is opened


def test_a_new_store_holds_the_office_and_us(workspace: Workspace) -> None:
    assert scalar(workspace, "SELECT name FROM office") == OFFICE
    assert scalar(workspace, "SELECT country FROM office") == COUNTRY
    assert scalar(workspace, "SELECT count(*) FROM app_user") == 1
    me = records.load(workspace, "user", workspace.actor.id)
    assert me.label == workspace.actor.name
    assert (me.values["role"], me.values["active"]) == ("admin", True)
    assert workspace.permissions == frozenset(Permission)
    assert scalar(workspace, "SELECT content FROM store_info WHERE name = 'schema'") == str(
        SCHEMA_VERSION
    )
    assert_sound(workspace)


def test_a_store_is_opened_again_with_what_was_saved(address: str) -> None:
    with opened(address) as workspace:
        key = records.create(workspace, "person", {"last_name": "Ruiz"}).id
    with opened(address) as workspace:
        assert records.load(workspace, "person", key).label == "Ruiz"
        assert scalar(workspace, "SELECT count(*) FROM app_user") == 1  # the same colleague


def test_a_closed_store_is_one_file(store_file: Path) -> None:
    with opened(store_file) as workspace:
        records.create(workspace, "person", {"last_name": "Ruiz"})
    assert sorted(p.name for p in store_file.parent.iterdir()) == ["office.crm"]


def test_a_file_says_what_it_is(store_file: Path) -> None:
    head = store_file.read_bytes()[:100]
    assert int.from_bytes(head[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(head[60:64], "big") == SCHEMA_VERSION


def test_a_saved_change_is_on_the_disk(store_file: Path) -> None:
    """Not only on its way: power may fail right after."""
    with opened(store_file) as workspace:
        for engine, wanted in (
            (workspace.store.writes, {"synchronous": 2, "journal_mode": "wal"}),
            (workspace.store.reads, {"query_only": 1}),
        ):
            with engine.connect() as connection:
                for pragma, value in (
                    wanted | {"foreign_keys": 1, "trusted_schema": 0, "mmap_size": 0}
                ).items():
                    found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
                    assert found == value, pragma


def test_a_file_that_moved_to_another_account(
    store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "account_name", lambda: "somebody.else")
    with opened(store_file) as workspace:
        assert workspace.actor.login != "somebody.else"
        assert scalar(workspace, "SELECT count(*) FROM app_user") == 1


def test_nobody_locks_himself_out_of_his_own_file(store_file: Path) -> None:
    with opened(store_file) as workspace:
        me = workspace.actor.id
        records.save(workspace, "user", me, {"active": False}, version=1)
    with opened(store_file) as workspace:
        assert workspace.actor.id == me


def test_a_store_killed_before_it_was_closed(store_file: Path, tmp_path: Path) -> None:
    """The -wal beside it belongs to it."""
    with opened(store_file) as workspace:
        records.create(workspace, "person", {"last_name": "Ruiz"})
        left = tmp_path / "left"
        left.mkdir()
        for path in store_file.parent.glob("office.crm*"):
            shutil.copy(path, left)
    assert (left / "office.crm-wal").stat().st_size
    with opened(left / "office.crm") as workspace:
        assert listing.count(workspace, PEOPLE) == 1
        assert_sound(workspace)


# ---------------------------------------------------------------- colleagues on a server


def test_permissions_of_roles() -> None:
    everything = frozenset(Permission)
    assert permissions_of("rep", alone=True) == everything
    assert permissions_of("owner", alone=False) == everything
    assert permissions_of("admin", alone=False) == everything - {Permission.QUOTE_APPROVE}
    assert Permission.USER_EDIT not in permissions_of("rep", alone=False)
    assert Permission.PERSON_EDIT in permissions_of("rep", alone=False)
    for role, may in (("rep", False), ("assistant", False), ("manager", True), ("owner", True)):
        assert (Permission.QUOTE_APPROVE in permissions_of(role, alone=False)) == may
        assert (Permission.SETTING_EDIT in permissions_of(role, alone=False)) == may
        assert (Permission.PIPELINE_EDIT in permissions_of(role, alone=False)) == may
    assert permissions_of("readonly", alone=False) == {p for p in Permission if p.endswith(":read")}


def test_an_inactive_colleague_is_shown_the_door(clone: str) -> None:
    with opened(clone) as workspace:
        me = workspace.actor.id
        records.save(workspace, "user", me, {"active": False}, version=1)
    with pytest.raises(PermissionDenied, match="no \\(active\\) colleague of this office"):
        opening.open_workspace(clone)


def test_the_owner_of_a_server_without_colleagues_is_entered(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("DELETE FROM app.app_user")
    with opened(clone) as workspace:
        assert (workspace.actor.login, workspace.actor.role) == ("crm", "admin")


# ---------------------------------------------------------------- what is refused


def text_file(path: Path) -> None:
    path.write_text("name,phone\nAnna,1\n" * 100, encoding="utf-8")


def empty_file(path: Path) -> None:
    path.touch()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE person (id)")
        connection.commit()


def nearly_ours(path: Path) -> None:
    """Our number in the header, but none of our tables."""
    foreign(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def encrypted(path: Path) -> None:
    with closing(sqlite_module().connect(str(path))) as connection:
        connection.execute("PRAGMA key = 'secret'")
        connection.execute("CREATE TABLE t (x)")
        connection.commit()


def folder(path: Path) -> None:
    path.mkdir()


def missing(path: Path) -> None:
    """Nothing there."""


def header_alone(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:90])


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def schema_garbage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = bytes(Random(1).randbytes(3996))
    path.write_bytes(content)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")


FRESH = (text_file, empty_file, foreign, nearly_ours, encrypted, folder, missing)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (text_file, StoreRefused, "is no store of this program, or it is encrypted"),
        (empty_file, StoreRefused, "is empty: it was never a store, or a copy of one was cut off"),
        (foreign, StoreRefused, "is a database of another program"),
        (nearly_ours, StoreRefused, "is damaged: no such table: store_info"),
        (encrypted, StoreRefused, "or it is encrypted with a key that this program does not have"),
        (folder, StoreRefused, "is a folder. Choose a store file"),
        (missing, NotFound, "There is no store at .* Nothing was made"),
        (header_alone, StoreRefused, "is damaged: it ends after a few bytes"),
        (truncated, StoreRefused, "is damaged: its end is missing"),
        (schema_garbage, StoreRefused, "is damaged: "),
        (newer, DatabaseTooNew, "written by a newer version"),
        (older, DatabaseTooOld, "needs an upgrade. Nothing was changed yet. Run 'crm-desktop upg"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused_in_words_and_untouched(
    store_file: Path,
    make: Callable[[Path], None],
    error: type[UserError],
    words: str,
) -> None:
    if make in FRESH:
        store_file.unlink()
    make(store_file)
    before = contents(store_file.parent)
    with pytest.raises(error, match=words) as refused:
        opening.open_workspace(str(store_file))
    assert "Nothing was" in str(refused.value) or make is folder
    assert contents(store_file.parent) == before


def contents(folder: Path) -> dict[str, bytes | None]:
    return {p.name: p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def test_a_garbage_page_is_told_when_it_is_met(store_file: Path) -> None:
    """Wherever it lies: opened and read, or refused in words; never an error of the driver's."""
    with opened(store_file) as workspace:
        for i in range(30):
            records.create(workspace, "person", {"last_name": f"Ruiz {i}", "tags": ("a", "b")})
    whole = store_file.read_bytes()
    size, draw = 4096, Random(1)
    told = 0
    for page in draw.sample(range(1, len(whole) // size), 25):
        content = bytearray(whole)
        content[page * size : (page + 1) * size] = draw.randbytes(size)
        store_file.write_bytes(content)
        try:
            with opened(store_file) as workspace:
                listing.first(workspace, PEOPLE, ("display_name", "tags"))
                records.create(workspace, "person", {"last_name": "New"})
        except (StoreRefused, DatabaseUnavailable):
            told += 1
        for path in store_file.parent.glob("office.crm-*"):
            path.unlink()
    assert told > 2


def test_a_network_drive_is_refused(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs on two computers would damage the file. Reading a backup from there is fine."""
    drive = [Mount("/", "ext4", ""), Mount(str(store_file.parent), "cifs", "rw")]
    monkeypatch.setattr(network_drives, "mounts", lambda: drive)
    with pytest.raises(StoreRefused, match=r"lies on a network drive \(cifs\).*Copy it to a local"):
        opening.open_workspace(str(store_file))
    with pytest.raises(StoreRefused, match=r"lies on a network drive \(cifs\).*Nothing was made"):
        opening.create_store(str(store_file.parent / "new.crm"))
    assert not (store_file.parent / "new.crm").exists()
    assert opening.examine_file(store_file, for_writing=False) is State.CURRENT


def test_a_store_that_is_being_upgraded(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY", "busy_timeout=50")
    monkeypatch.setattr(engines, "START_PRAGMAS", ("busy_timeout=50",))
    for mode in ("WAL", "DELETE"):
        with closing(connect_sqlite(store_file)) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute(f"PRAGMA journal_mode = {mode}")
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(DatabaseUnavailable, match="[Aa]nother program"):
                opening.open_workspace(str(store_file))


AS_NOBODY = """
import os, sys
sys.path.insert(0, {root!r})
os.environ["CRM_DESKTOP_HOME"] = {home!r}
from crm_desktop.errors import UserError
from crm_desktop.services import listing, opening, records
from crm_desktop.services.queries import ListQuery
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    workspace = opening.open_workspace({path!r})
    listing.count(workspace, ListQuery("person"))
    records.create(workspace, "person", {{"last_name": "x"}})
except UserError as error:
    print(type(error).__name__, error)
"""


def as_somebody_without_rights(path: Path) -> str:
    """What the program says to an account that may not write there."""
    for parent in (path, *path.parents):
        if parent.owner() == Path.home().owner() and "pytest" in str(parent):
            parent.chmod(parent.stat().st_mode | 0o055 if parent.is_dir() else 0o444)
    script = AS_NOBODY.format(
        root=str(Path(__file__).parents[2]), home=str(path.parent / "home"), path=str(path)
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd="/"
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of Unix")
def test_a_file_that_cannot_be_written_to(store_file: Path) -> None:
    if os.geteuid() != 0:
        store_file.parent.chmod(0o555)
    said = as_somebody_without_rights(store_file)
    store_file.parent.chmod(0o755)
    if "ModuleNotFoundError" in said or "Permission denied" in said.partition("crm_desktop")[0]:
        pytest.skip("the program itself cannot be read by that account")
    assert said.startswith("DatabaseUnavailable The file cannot be"), said


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of Unix")
def test_a_folder_that_cannot_be_looked_into(store_file: Path) -> None:
    said_of = store_file.parent
    said_of.chmod(0o700)
    script = AS_NOBODY.format(
        root=str(Path(__file__).parents[2]), home="/nowhere", path=str(store_file)
    )
    if os.geteuid() != 0:
        pytest.skip("needs two accounts")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd="/"
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip("the program itself cannot be read by that account")
    assert done.stdout.startswith("StoreRefused"), done.stdout + done.stderr


# ---------------------------------------------------------------- servers


def test_an_empty_server(postgres_url: str) -> None:
    with pytest.raises(NotFound, match="holds no office yet. Nothing was made"):
        opening.open_workspace(postgres_url)


def test_a_server_with_a_newer_schema(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("UPDATE app.store_info SET content = '99' WHERE name = 'schema'")
    with pytest.raises(DatabaseTooNew, match="newer version"):
        opening.open_workspace(clone)


def test_a_server_with_an_older_schema(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("UPDATE app.store_info SET content = '0' WHERE name = 'schema'")
    with pytest.raises(DatabaseTooOld, match="needs an upgrade"):
        opening.open_workspace(clone)


def test_a_server_that_cannot_index_other_scripts(postgres_server: str) -> None:
    """pg_trgm is blind outside ASCII where LC_CTYPE is C; and silently so."""
    url = postgres_server.rpartition("/")[0]
    with psycopg.connect(postgres_server, autocommit=True) as shell:
        shell.execute("DROP DATABASE IF EXISTS blind")
        shell.execute("CREATE DATABASE blind TEMPLATE template0 LOCALE 'C'")
    try:
        with pytest.raises(DatabaseUnavailable, match="its LC_CTYPE is not UTF-8"):
            opening.create_store(f"{url}/blind")
        with psycopg.connect(f"{url}/blind") as shell:
            there = shell.execute("SELECT to_regnamespace('app')").fetchone()
        assert there == (None,)  # nothing was made
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as shell:
            shell.execute("DROP DATABASE blind WITH (FORCE)")


def test_an_account_without_rights_on_a_server(clone: str, postgres_server: str) -> None:
    name = f"guest_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as shell:
        may = shell.execute("SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not (may.fetchone() or [False])[0]:
            pytest.skip("this account cannot make others")
        role = sql.Identifier(name)
        shell.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'guest'").format(role))
    try:
        with pytest.raises(DatabaseUnavailable, match="does not let this account"):
            opening.open_workspace(clone.replace("crm:crm@", f"{name}:guest@"))
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as shell:
            shell.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.mark.parametrize(
    ("given", "said"),
    [("crm@", "wants your password. Nothing was changed"), ("crm:no@", "does not take this name")],
)
def test_a_password_that_is_missing_or_wrong(clone: str, given: str, said: str) -> None:
    if "crm:crm@" not in clone:
        pytest.skip("this server may let everybody in")
    with pytest.raises(PasswordWanted, match=said):
        opening.open_workspace(clone.replace("crm:crm@", given))


def test_passwords_are_not_written_down(store_file: Path) -> None:
    remembered = opening.remembered_as("postgresql://anna:secret@host:5433/crm")
    assert "secret" not in remembered
    assert remembered == "postgresql://anna@host:5433/crm"
    assert opening.remembered_as(str(store_file)) == str(store_file)


# ---------------------------------------------------------------- making


def test_a_second_office_on_a_server_is_refused(clone: str) -> None:
    with pytest.raises(StoreRefused, match="holds an office already. Nothing was changed"):
        opening.create_store(clone)


def test_a_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "office.crm"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileRefused, match="exists already. Nothing was changed"):
        opening.create_store(str(path))
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "office.crm"
    made = opening.create_store(str(path), office_name="Lupa")
    assert (made.office, made.notice) == ("Lupa", "")
    with opened(path) as workspace:
        assert scalar(workspace, "SELECT name FROM office") == "Lupa"
    assert sorted(p.name for p in path.parent.iterdir()) == ["office.crm"]


def test_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileRefused, match="cannot be made.*Choose another place"):
        opening.create_store(str(tmp_path / "file" / "office.crm"))


def test_what_is_left_of_another_store_is_not_mixed_in(store_file: Path, tmp_path: Path) -> None:
    """Somebody moved a store away and left its -wal behind: it holds that store's last changes."""
    wal = tmp_path / "new.crm-wal"
    with opened(store_file) as workspace:
        records.create(workspace, "person", {"last_name": "Ruiz"})
        shutil.copy(f"{store_file}-wal", wal)
    before = wal.read_bytes()
    with pytest.raises(FileRefused, match="new.crm-wal is left of a store that was here"):
        opening.create_store(str(tmp_path / "new.crm"))
    assert not (tmp_path / "new.crm").exists()
    assert wal.read_bytes() == before
    wal.write_bytes(b"")  # an empty one tells nothing
    opening.create_store(str(tmp_path / "new.crm"))
    with opened(tmp_path / "new.crm") as workspace:
        assert_sound(workspace)


def test_a_server_says_that_everybody_sees_all(postgres_url: str) -> None:
    made = opening.create_store(postgres_url)
    assert "Everybody who can connect" in made.notice


def test_our_country_is_that_of_the_language_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    opening.create_store(str(tmp_path / "office.crm"))
    with opened(tmp_path / "office.crm") as workspace:
        assert scalar(workspace, "SELECT country FROM office") == "UA"

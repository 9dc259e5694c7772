"""Processes that are killed in the middle of their work, and what must be true afterwards.

D  everything acknowledged is there
A  each change is there whole or not at all
I  `check` finds nothing
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect

from crm_desktop.models.database import Store, is_server
from crm_desktop.models.schema_version import SCHEMA_VERSION
from crm_desktop.services import listing, opening, records, upgrade
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace
from tests.postgres import drop_database, new_database
from tests.stores import assert_sound, opened, split_ids
from tests.upgrade import next_version

ROOT = Path(__file__).parents[1]
PHONES = 3

SAVER = """
import sys
sys.path.insert(0, {root!r})
from crm_desktop.services import opening, records
workspace = opening.open_workspace({address!r})
number = {first}
while True:
    phones = tuple({{"number": f"+49 30 {{number:06}}{{i}}"}} for i in range({phones}))
    values = {{"last_name": f"Saved {{number:06}}", "phones": phones, "tags": ("killed",)}}
    record = records.create(workspace, "person", values)
    print("new", number, flush=True)
    records.save(workspace, "person", record.id, {{"job_title": str(number)}}, version=1)
    print("edited", number, flush=True)
    number += 1
"""


@dataclass(slots=True)
class Acknowledged:
    """What a process said it had saved."""

    new: set[int] = field(default_factory=set[int])
    edited: set[int] = field(default_factory=set[int])

    def note(self, line: str) -> None:
        what, _, number = line.strip().partition(" ")
        if number:
            (self.new if what == "new" else self.edited).add(int(number))


def run_and_kill(
    script: str, told: Callable[[str], None], wait: float, first: threading.Event
) -> None:
    """Run a script, kill it a moment after its first words, and read what it said until then."""
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    def listen() -> None:
        assert process.stdout
        for line in process.stdout:
            if line.endswith("\n"):
                told(line)
                first.set()

    listener = threading.Thread(target=listen)
    listener.start()
    if not first.wait(30):
        process.kill()
        raise AssertionError(process.communicate()[1])
    time.sleep(wait)  # noqa: TID251 - at any moment, that is the point
    process.kill()
    listener.join()
    process.communicate()


def kill_saves(address: str, rounds: int, seed: int) -> Acknowledged:
    """Kill a process that saves, again and again; assert D, A and I after each."""
    draw, acknowledged = Random(seed), Acknowledged()
    for number in range(rounds):
        script = SAVER.format(root=str(ROOT), address=address, first=number * 10_000, phones=PHONES)
        run_and_kill(script, acknowledged.note, draw.uniform(0, 0.25), threading.Event())
        with opened(address) as workspace:
            assert_nothing_lost(workspace, acknowledged)
    return acknowledged


def assert_nothing_lost(workspace: Workspace, acknowledged: Acknowledged) -> None:
    asked = ListQuery("person", text="killed")
    found = records.load_many(workspace, "person", split_ids(listing.ids(workspace, asked).vector))
    there = {int(record.values["last_name"].split()[1]): record for record in found.values()}
    assert acknowledged.new <= there.keys()
    for number, record in there.items():
        title = record.values["job_title"]
        assert len(record.values["phones"]) == PHONES
        assert record.values["tags"] == ("killed",)
        assert (record.version, title) in ((1, None), (2, str(number)))
        assert title or number not in acknowledged.edited
    assert listing.count(workspace, ListQuery("person")) == len(there)
    assert_sound(workspace)


def kill_upgrades(address: str, folder: Path, rounds: int, seed: int) -> list[int]:
    """Kill a process that upgrades, on a fresh copy each time; assert old or new, never half.

    Returns the schema versions that were found.
    """
    draw, found = Random(seed), list[int]()
    migrations = next_version.migrations(folder)
    duration = _undisturbed(address, migrations, folder)
    for number in range(rounds):
        with fresh_copy(address, folder / f"{number}") as copy:
            script = next_version.script(copy, migrations, folder / f"backups {number}")
            wait = draw.uniform(0, duration * 1.1)
            run_and_kill(script, lambda _: None, wait, threading.Event())
            found.append(assert_old_or_new(copy, migrations))
    return found


def _undisturbed(address: str, migrations: Path, folder: Path) -> float:
    with fresh_copy(address, folder / "first") as copy:
        process = next_version.start(copy, migrations, folder / "backups")
        assert process.stdout
        process.stdout.readline()
        began = time.monotonic()
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        return time.monotonic() - began


@contextmanager
def fresh_copy(address: str, folder: Path) -> Generator[str]:
    """The store again, as it is; nobody has it open."""
    if is_server(address):
        server = os.environ["CRM_TEST_PG"]
        url = new_database(server, address)
        yield url
        drop_database(server, url)
    else:
        folder.mkdir()
        yield str(shutil.copy(address, folder / "office.crm"))
        shutil.rmtree(folder)


def assert_old_or_new(address: str, migrations: Path) -> int:
    """Whole, whichever it is; and an old one can be upgraded after all."""
    with closing(Store(address)) as store, store.reading() as session:
        connection = session.connection()
        version = upgrade.schema_version_of(connection)
        tables = inspect(connection).get_table_names()
        columns = {c["name"] for c in inspect(connection).get_columns("person")}
    assert version in (SCHEMA_VERSION, SCHEMA_VERSION + 1)
    assert ("pet" in tables) == ("shoe_size" in columns) == (version > SCHEMA_VERSION)
    assert not [name for name in tables if name.startswith("_alembic")]
    with pytest.MonkeyPatch.context() as patch:
        if version == SCHEMA_VERSION:
            with opened(address) as workspace:
                assert_sound(workspace)
        next_version.become(patch, migrations)
        if version == SCHEMA_VERSION:
            opening.upgrade_store(address, Path(migrations).parent / "after the kill")
        with opened(address) as workspace:
            assert_sound(workspace)
            assert listing.count(workspace, ListQuery("person", text="killed")) == 300
    return version

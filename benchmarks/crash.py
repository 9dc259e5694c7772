"""Kill -9 at any moment of an import, a save or an upgrade: python -m benchmarks.crash [ROUNDS]

After each: the store opens, `check` finds nothing, what was acknowledged is there, and nothing is
there by half. The tests do five rounds of each; here it is a hundred.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks import stores
from crm_desktop.enums import Purpose
from crm_desktop.models.schema_version import SCHEMA_VERSION
from crm_desktop.services import health, listing, opening, records
from crm_desktop.services.queries import ListQuery
from tests.kills import kill_saves, kill_upgrades

ROUNDS = 100
PEOPLE = 5_000
FEW = 300
IMPORT = """
import sys
from pathlib import Path
from crm_desktop.services import opening
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.options import ImportOptions
workspace = opening.open_workspace(sys.argv[1])
print("ready", flush=True)
importing.run(workspace, Path(sys.argv[2]), ImportOptions())
print("done", flush=True)
"""
Found = Counter[str]


def imports(database: str, rounds: int = ROUNDS) -> Found:
    """How often all of an import was there afterwards, and how often nothing."""
    draw, found = Random(5), Found()
    whole: list[float] = []
    for _ in range(2):
        with stores.copy(database, 0) as address:
            whole.append(_import(address, None)[0])
    for _ in range(rounds):
        with stores.copy(database, 0) as address:
            _, acknowledged = _import(address, draw.uniform(0, min(whole)))
            count = _count_sound(address)
            assert count in (0, PEOPLE), f"{count} of {PEOPLE} contacts are there"
            assert count or not acknowledged, "an acknowledged import is gone"
            found["all" if count else "nothing"] += 1
    return found


def _import(address: str, kill_after: float | None) -> tuple[float, bool]:
    """Seconds from when it was ready to its end, and whether it said that it is done."""
    file = _file()
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, address, str(file)],
        cwd=stores.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    said, _ = process.communicate()
    return time.monotonic() - began, said == "done\n"


def _file() -> Path:
    """Contacts of whom no two are the same, so that each makes a record."""
    path = stores.folder() / f"different-{PEOPLE}.csv"
    lines = (
        f"Anna {i},Ruiz {i},Firm {i % 500},a{i}@firm.example,030 {i:07}\n" for i in range(PEOPLE)
    )
    path.write_text("First name,Last name,Company,E-mail,Phone\n" + "".join(lines), "utf-8")
    return path


def _count_sound(address: str) -> int:
    with closing(opening.open_workspace(address)) as workspace:
        problems = health.check(workspace).problems
        assert not problems, problems
        return listing.count(workspace, ListQuery("person"))


def saves(database: str, rounds: int = ROUNDS) -> Found:
    """How many acknowledged saves there were; all of them have been found again."""
    with stores.copy(database, 0) as address:
        acknowledged = kill_saves(address, rounds, seed=5)
    return Found({"made": len(acknowledged.new), "edited": len(acknowledged.edited)})


def upgrades(database: str, rounds: int = ROUNDS) -> Found:
    """How often the store was old afterwards, and how often new."""
    with stores.copy(database, 0) as address, stores.scratch() as folder:
        _add_people(address)
        versions = kill_upgrades(address, folder, rounds, seed=5)
    return Found("new" if version > SCHEMA_VERSION else "old" for version in versions)


def _add_people(address: str) -> None:
    with (
        closing(opening.open_workspace(address)) as workspace,
        workspace.writing(Purpose.IMPORT) as tx,
    ):
        for i in range(FEW):
            values = {"last_name": f"Killed {i}", "phones": ({"number": f"030 {i:06}"},)}
            records.insert_record(tx, "person", values)


KILLED: dict[str, Callable[[str, int], Found]] = {
    "import": imports,
    "save": saves,
    "upgrade": upgrades,
}


def main(rounds: int) -> None:
    for database in stores.DATABASES:
        if database == stores.SQLITE or stores.server():
            for what, kill in KILLED.items():
                print(f"{what} ({database}): {dict(kill(database, rounds))}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)

"""The program is killed in the middle of an import: all of it is there, or nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.services import health, listing
from crm_desktop.services.queries import ListQuery
from tests.stores import opened

ROWS = 4_000
ROUNDS = 5


@pytest.mark.timeout(300)
def test_a_killed_import_leaves_all_or_nothing(store_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = (f"N{i},Ruiz {i},Firm {i % 400},n{i}@acme.example,030 {i:07}\n" for i in range(ROWS))
    path.write_text("First Name,Last Name,Company,E-mail,Phone\n" + "".join(rows), "utf-8")
    command = [sys.executable, "-m", "crm_desktop", "--store", str(store_file), "import", str(path)]
    chance = random.Random(7)
    seen: set[int] = set()
    for _ in range(ROUNDS):
        running = subprocess.Popen(
            command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(0.3 + chance.random() * 2.0)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        with opened(store_file) as workspace:
            people = listing.count(workspace, ListQuery("person"))
            companies = listing.count(workspace, ListQuery("company"))
            assert (people, companies) in ((0, 0), (ROWS, 400))
            assert health.check(workspace).problems == []
        seen.add(people)
        if people:
            break
    assert seen <= {0, ROWS}

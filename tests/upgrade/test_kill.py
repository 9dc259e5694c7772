"""kill -9 at any moment. Five rounds here; a hundred in `dev.py bench --long`."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.enums import Purpose
from crm_desktop.services import records
from tests.kills import kill_saves, kill_upgrades
from tests.stores import opened

ROUNDS = 5


@pytest.mark.timeout(180)
def test_a_process_killed_while_it_saves(address: str) -> None:
    acknowledged = kill_saves(address, ROUNDS, seed=7)
    assert len(acknowledged.new) >= ROUNDS


@pytest.mark.timeout(300)
def test_a_process_killed_while_it_upgrades(address: str, tmp_path: Path) -> None:
    with opened(address) as workspace, workspace.writing(Purpose.IMPORT) as tx:
        for i in range(300):
            values = {"last_name": f"Killed {i}", "phones": ({"number": f"030 {i:06}"},)}
            records.insert_record(tx, "person", values)
    assert len(kill_upgrades(address, tmp_path, ROUNDS, seed=7)) == ROUNDS

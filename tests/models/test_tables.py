"""Tables are made when they are first asked for, whoever asks, and however many at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crm_desktop.models.declarative import DeclarativeTable, Index, Mapped, mapped_column
from crm_desktop.models.tables import METADATA, RECORDS, TRACKED, VERSIONED, table

# In a process of its own, where no table has been made yet.
AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
sys.setswitchinterval(1e-6)
from crm_desktop.models import tables
barrier = Barrier(8)
def ask(turn):
    barrier.wait()
    found = [tables.table(name) for name in ("person", "company", "activity", "app_user")]
    return [*map(id, found), *(len(t.columns) for t in found), len(tables.TRACKED)]
with ThreadPoolExecutor(8) as pool:
    answers = list(pool.map(ask, range(8)))
assert all(answer == answers[0] for answer in answers), answers
assert {len(set(map(id, t.indexes))) == len({i.name for i in t.indexes})
        for t in tables.METADATA.tables.values()} == {True}
"""
FOR_READING = """
import sys
from crm_desktop.models import tables
assert [tables.table("person").name, len(tables.Base.metadata.tables)] == ["person", 1]
assert {"sqlalchemy.orm", "sqlalchemy.dialects.postgresql"} & set(sys.modules) == set()
"""


@pytest.mark.parametrize("script", [AT_ONCE, FOR_READING], ids=["at once", "for reading"])
def test_tables_are_made_when_asked_for(script: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert told.returncode == 0, told.stderr


def test_the_metadata_is_whole() -> None:
    assert {t.name for t in METADATA.sorted_tables} == DeclarativeTable.declared.keys()
    assert METADATA.tables["person"] is table("person")
    assert {t.name for t in RECORDS} == VERSIONED
    assert {"person_phone", "activity_link"} <= {t.name for t in TRACKED} - VERSIONED


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        table("nothing")


def test_columns_stand_in_order_and_are_empty_where_they_may_be() -> None:
    person = table("person")
    names = list(person.c.keys())
    assert names[:3] == ["id", "prefix", "first_name"]
    assert names[-1] == "updated_by"
    assert person.c.prefix.nullable
    assert not person.c.display_name.nullable
    assert [key.target_fullname for key in person.c.company_id.foreign_keys] == ["company.id"]


def test_a_column_of_another_library_is_refused() -> None:
    class Probe(DeclarativeTable):
        metadata = METADATA
        __tablename__ = "zz_probe"
        __table_args__ = (Index("ix_zz_probe_one", "one"),)
        one: Mapped[int] = mapped_column(primary_key=True)
        two: Mapped[str] = "not declared"  # pyright: ignore[reportAssignmentType]

    try:
        with pytest.raises(TypeError, match="zz_probe.two"):
            Probe.make_table()
    finally:
        del DeclarativeTable.declared["zz_probe"]
    assert "zz_probe" not in METADATA.tables

"""A program of the next schema version, for tests: its migrations, and how to become it.

Its migration adds a column, drops a NOT NULL (in a file that copies the table) and adds a
table. Others break in the middle, each in its own way.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from crm_desktop.models.schema_version import SCHEMA_VERSION, revision
from crm_desktop.services import backup, copying, opening, upgrade

MIGRATION = """
from alembic import op
import sqlalchemy as sa
from crm_desktop.models import types

revision, down_revision = "{next}", "{present}"
branch_labels = depends_on = None


def upgrade():
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("shoe_size", sa.Integer(), nullable=True))
    op.execute("UPDATE person SET shoe_size = 44 WHERE last_name IS NOT NULL")
    with op.batch_alter_table("company") as batch:
        batch.alter_column("name", existing_type=sa.Text(), nullable=True)
    op.create_table("pet", sa.Column("id", types.Uuid(), primary_key=True),
                    sa.Column("seen_at", types.UtcDateTime()), sa.Column("more", types.Json))
{end}
"""
ENDS = {
    "good": "",
    "sql error": '    op.execute("UPDATE nowhere SET x = 1")',
    "bug": "    raise ZeroDivisionError",
    "broken links": '    op.execute("DELETE FROM company")',
}


class Settable(Protocol):
    """What pytest's monkeypatch can do, and a plain setattr."""

    def setattr(self, target: Any, name: str, value: Any) -> None: ...


def migrations(folder: Path, end: str = "good") -> Path:
    """The program's migrations with one more."""
    target = folder / f"migrations {end}"
    shutil.copytree(
        upgrade.migrations_folder(), target, ignore=shutil.ignore_patterns("__pycache__")
    )
    present, following = revision(SCHEMA_VERSION), revision(SCHEMA_VERSION + 1)
    text = MIGRATION.format(end=ENDS[end], present=present, next=following)
    (target / "versions" / f"{following}_next.py").write_text(text, encoding="utf-8")
    return target


def become(patch: Settable, folder: Path) -> None:
    """Be the program of the next version."""
    for module in (opening, upgrade, copying):
        patch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    patch.setattr(upgrade, "migrations_folder", lambda: folder)


class ForGood:
    """For a process that is nothing else."""

    def setattr(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from tests.upgrade import next_version
next_version.upgrade_in_this_process({address!r}, {folder!r}, {backups!r})
"""


def script(address: str, folder: Path, backups: Path) -> str:
    """A program that upgrades a store; it says `begin` and `done`."""
    root = str(Path(__file__).parents[2])
    return SCRIPT.format(root=root, address=address, folder=str(folder), backups=str(backups))


def start(address: str, folder: Path, backups: Path) -> subprocess.Popen[str]:
    """Run it in a process of its own."""
    command = [sys.executable, "-c", script(address, folder, backups)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def upgrade_in_this_process(address: str, folder: str, backups: str) -> None:
    """What the process that is killed does."""
    become(ForGood(), Path(folder))
    print("begin", flush=True)
    upgrade.upgrade(address, backup=backup.copy_whole, backup_to=Path(backups) / "before.crm")
    print("done", flush=True)

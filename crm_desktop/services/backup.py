"""Backups that were verified, and restoring them.

A backup is one store file, of a file and of a server alike: what is copied from a server is a
store file that can be opened, restored to a server, or worked with alone.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from crm_desktop.errors import FileRefused
from crm_desktop.models.database import is_server
from crm_desktop.models.engines import connect_sqlite, sqlite_module
from crm_desktop.paths import data_dir
from crm_desktop.services import copying, upgrade

KEEP = 10


def folder_of(address: str) -> Path:
    """Where the dated backups of a store lie."""
    if is_server(address):
        return data_dir() / "backups"
    return Path(address).absolute().parent / "backups"


def copy_whole(address: str, target: Path) -> None:
    """Write a verified copy of a store; FileRefused with the old target untouched."""
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in (part, *upgrade.side_files(part)):
        left.unlink(missing_ok=True)
    try:
        if is_server(address):
            copying.server_to_file(address, part)
        else:
            _vacuum_into(Path(address), part)
        _verify(part)
        upgrade.fsync(part)
        part.replace(target)
    except (OSError, sqlite_module().Error) as error:
        raise FileRefused(
            f"The backup to {target} failed: {error}. No backup was made; the store itself is "
            "untouched. Check the disk and choose another place."
        ) from error
    finally:
        for left in (part, *upgrade.side_files(part)):
            left.unlink(missing_ok=True)


def _vacuum_into(source: Path, part: Path) -> None:
    # VACUUM INTO lets others write meanwhile; the backup API starts again at each of their writes.
    with closing(connect_sqlite(source, read_only=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))


def _verify(part: Path) -> None:
    with closing(connect_sqlite(part, read_only=True)) as connection:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        info = connection.execute("SELECT content FROM store_info WHERE name = 'schema'").fetchone()
    if sound != "ok" or info is None:
        raise FileRefused(f"The copy is not sound ({sound}). No backup was made.")


def prune(folder: Path, stem: str, keep: int = KEEP) -> list[Path]:
    """Remove the oldest dated backups of a store; returns what was removed."""
    dated = sorted(folder.glob(f"{stem}.daily.*.crm"))
    old = dated[: max(0, len(dated) - keep)]
    for path in old:
        path.unlink(missing_ok=True)
    return old

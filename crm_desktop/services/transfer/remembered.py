"""Mappings that were used, kept for the next file with the same heads.

They are settings of the store, written in the change set of the import: undoing the import forgets
them too. A file is known by the heads that are found in it when nobody says anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.services.sales.office import setting_rows
from crm_desktop.services.transfer.headings import fold
from crm_desktop.services.transfer.options import ImportOptions, checked, told_files
from crm_desktop.services.transfer.sources import holds_cards
from crm_desktop.services.transfer.tables import open_table
from crm_desktop.services.workspace import ReadTx, Tx

PREFIX = "import.mapping."


def remember(tx: Tx, paths: Sequence[Path], options: ImportOptions) -> None:
    """Keep the mapping that an import was made with, for each of its files."""
    told = options.mapping
    if told is None:
        return
    files = told_files(told)
    for path in paths:
        own = (files.get(path.name) or files.get(path.stem)) if files else told
        heads = _heads(path, options) if own else ()
        if own and heads:
            name = _name(heads)
            content = {"heads": list(heads), "mapping": own}
            setting_rows.put(tx, name, setting_rows.hold(tx, name), content)


def recall(tx: ReadTx, paths: Sequence[Path], options: ImportOptions) -> dict[str, Any] | None:
    """The mapping that was used for files with these heads; None where there was none."""
    if not _any(tx):
        return None
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        heads = _heads(path, options)
        if heads and (kept := _recalled(tx, heads)) is not None:
            found[path.name] = kept
    if len(paths) == 1:
        return next(iter(found.values()), None)
    return {"files": found} if found else None


def _recalled(tx: ReadTx, heads: Sequence[str]) -> dict[str, Any] | None:
    name = _name(heads)
    content = dict(setting_rows.items_of(setting_rows.stored(tx, name).get(name)))
    mapping = content.get("mapping")
    try:
        checked(mapping)
    except ValidationFailed:
        return None  # of a later program
    return mapping


def _any(tx: ReadTx) -> bool:
    target = table("setting")
    some = select(target.c.id).where(
        target.c.name.startswith(PREFIX, autoescape=True), target.c.deleted_at.is_(None)
    )
    return tx.session.execute(some.limit(1)).first() is not None


def _heads(path: Path, options: ImportOptions) -> tuple[str, ...]:
    if not path.is_file() or holds_cards(path):
        return ()
    with (
        suppress(FileRefused),
        open_table(path, encoding=options.encoding, delimiter=options.delimiter) as file,
    ):
        return file.heads
    return ()


def _name(heads: Sequence[str]) -> str:
    folded = "\n".join(fold(head) for head in heads)
    return PREFIX + sha256(folded.encode()).hexdigest()[:32]


__all__ = ["recall", "remember"]

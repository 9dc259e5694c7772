"""Commands on a whole store: make, fill, back up, restore, check, upgrade, undo."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import DONE, REFUSED, Add, answer, open_store, remember, store_address


def add_commands(add: Add) -> None:
    """The commands of this module."""
    init = add("init", _init, "make an empty store")
    init.add_argument("--office", metavar="NAME", help="name of our office")
    init.add_argument("--country", metavar="CC", help="ISO code, for local phone numbers")
    demo = add("demo", _demo, "fill a store (a new one, where there is none) with sample data")
    demo.add_argument("--contacts", type=_contacts, default=200, metavar="N")
    backup = add("backup", _backup, "write a verified backup")
    backup.add_argument("out", type=Path, metavar="OUT")
    restore = add("restore", _restore, "replace the store by a backup, after a copy of it")
    restore.add_argument("file", type=Path, metavar="FILE")
    add("check", _check, "look whether the store is sound")
    upgrade = add("upgrade", _upgrade, "bring an older store to this version, after a backup")
    upgrade.add_argument(
        "--repair", action="store_true", help="make triggers and search index anew"
    )
    undo = add("undo", _undo, "take back your last change, or the given one")
    undo.add_argument("change_set", nargs="?", type=UUID, metavar="CHANGE_SET")
    add("redo", _redo, "do again what was undone last")


def _contacts(words: str) -> int:
    value = int(words)
    if not 1 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError("between 1 and 1,000,000")
    return value


def _init(options: argparse.Namespace) -> int:
    made = services.opening.create_store(
        store_address(options), office_name=options.office, country=options.country
    )
    remember(made.address)
    answer(
        options,
        {"store": services.opening.remembered_as(made.address), "office": made.office},
        " ".join(filter(None, (f"Made {made.address}.", made.notice))),
    )
    return DONE


def _demo(options: argparse.Namespace) -> int:
    address = store_address(options)
    services.demo_data.ensure_store(address)
    with closing(services.opening.open_workspace(address)) as workspace:
        filled = services.demo_data.fill(workspace, options.contacts)
    remember(address)
    place = services.opening.remembered_as(address)
    words = f"Made {filled.people:,} contacts and {filled.companies:,} companies in {place}."
    answer(options, {"contacts": filled.people, "companies": filled.companies}, words)
    return DONE


def _backup(options: argparse.Namespace) -> int:
    address = store_address(options)
    with closing(open_store(options)):
        services.backup.copy_whole(address, options.out)
    answer(options, {"backup": str(options.out)}, f"Wrote {options.out} and verified it.")
    return DONE


def _restore(options: argparse.Namespace) -> int:
    before = services.backup.restore(store_address(options), options.file)
    words = f"Restored {options.file}."
    if before:
        words += f" What was there before lies in {before}."
    answer(options, {"restored": str(options.file), "before": str(before or "")}, words)
    return DONE


def _check(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        health = services.health.check(workspace)
    answer(
        options,
        {"ok": health.sound, "checked": health.checked, "problems": health.problems},
        "\n".join(health.problems) or f"Sound: {len(health.checked)} things were checked.",
    )
    if not health.sound:
        print(" ".join(health.problems), file=sys.stderr)
    return DONE if health.sound else REFUSED


def _upgrade(options: argparse.Namespace) -> int:
    address = store_address(options)
    backup = services.opening.upgrade_store(address, repair=options.repair)
    words = f"Upgraded. The backup lies in {backup}." if backup else "Nothing to upgrade."
    answer(options, {"upgraded": backup is not None, "backup": str(backup or "")}, words)
    return DONE


def _undo(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        return _say_undone(options, services.undo.undo(workspace, options.change_set))


def _redo(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        return _say_undone(options, services.undo.redo(workspace))


def _say_undone(options: argparse.Namespace, undone: Any) -> int:
    kept = [
        {"entity": k.entity, "id": str(k.row_id), "column": k.column, "reason": k.words}
        for k in undone.kept
    ]
    data = {
        "undone": str(undone.undone),
        "change_set": str(undone.change_set),
        "words": undone.words,
        "kept": kept,
    }
    answer(options, data, undone.words)
    return DONE

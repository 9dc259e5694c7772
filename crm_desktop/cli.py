"""The command line: the same services as the window, no Qt.

Exit codes: 0 done, 1 refused with a sentence on stderr, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from crm_desktop import __version__, paths, services
from crm_desktop.errors import NotFound, UserError
from crm_desktop.services.catalog import ENTITIES, Record, Ref, entity_type
from crm_desktop.services.queries import ListQuery, ListRow, Sort, parse_filter
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.workspace import Workspace
from crm_desktop.settings import SettingsFile

DONE, REFUSED = 0, 1
Handler = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(argv, argparse.Namespace(json=False, store=None))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # pyright: ignore
    try:
        return options.handler(options)
    except UserError as error:
        _say_refused(str(error), options)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        _say_refused("Stopped. What was being done was taken back; nothing was changed.", options)
        return REFUSED


def _say_refused(words: str, options: argparse.Namespace) -> None:
    print(words, file=sys.stderr)
    if options.json:
        print(json.dumps({"error": words}, ensure_ascii=False))


# ---------------------------------------------------------------- arguments


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    common.add_argument(
        "--store",
        metavar="FILE|URL",
        default=argparse.SUPPRESS,
        help="a store file or a PostgreSQL URL; without it the last one opened",
    )
    root = argparse.ArgumentParser(
        prog="crm-desktop",
        description="CRM Desktop on the command line. Without a command the window opens.",
        parents=[common],
    )
    root.add_argument("--version", action="version", version=f"CRM Desktop {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, handler: Handler, words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words, parents=[common])
        command.set_defaults(handler=handler)
        return command

    _add_store_commands(add)
    _add_record_commands(add)
    return root


def _positive(words: str) -> int:
    value = int(words)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _contacts(words: str) -> int:
    value = int(words)
    if not 1 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError("between 1 and 1,000,000")
    return value


def _add_store_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
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


def _add_record_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    entities = sorted(ENTITIES)

    def entity(command: argparse.ArgumentParser) -> None:
        command.add_argument("entity", choices=entities, metavar="ENTITY", help=", ".join(entities))

    listing = add("list", _list, "list records")
    entity(listing)
    _add_query(listing)
    listing.add_argument("--limit", type=_positive, default=50, metavar="N")
    listing.add_argument("--offset", type=_positive, default=0, metavar="N")
    listing.add_argument("--columns", metavar="A,B", help="fields to show")
    show = add("show", _show, "show one record")
    entity(show)
    show.add_argument("id", type=UUID, metavar="ID")
    history = add("history", _history, "who changed what on a record")
    entity(history)
    history.add_argument("id", type=UUID, metavar="ID")
    export = add("export", _export, "write a list as .xlsx, .csv or .vcf")
    entity(export)
    export.add_argument("out", type=Path, metavar="OUT")
    _add_query(export)
    export.add_argument("--columns", metavar="A,B", help="only these fields")
    importing = add("import", _import, "import a CSV, vCard or spreadsheet file")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true", help="only say what would happen")
    importing.add_argument("--entity", choices=("person", "company"))
    importing.add_argument("--mapping", type=Path, metavar="FILE.json")
    importing.add_argument("--match", choices=("update", "fill", "skip"), default="update")
    for name in ("--sheet", "--encoding", "--delimiter"):
        importing.add_argument(name)


def _add_query(command: argparse.ArgumentParser) -> None:
    command.add_argument("--search", default="", metavar="TEXT")
    command.add_argument(
        "--filter", action="append", default=[], metavar="F", help="field=value, or JSON"
    )
    command.add_argument("--sort", default="", metavar="A,-B")
    command.add_argument("--trash", action="store_true", help="the deleted records")


# ---------------------------------------------------------------- stores


def _address(options: argparse.Namespace) -> str:
    if options.store:
        return options.store
    return SettingsFile().now.last_store or str(paths.default_store())


def _open(options: argparse.Namespace) -> Workspace:
    workspace = services.opening.open_workspace(_address(options))
    if options.store:
        remember(options.store)
    return workspace


def remember(address: str) -> None:
    """The store opened last is the one meant next time. Passwords are not written down."""
    place = services.opening.remembered_as(address)
    SettingsFile().change(last_store=place)


def _init(options: argparse.Namespace) -> int:
    made = services.opening.create_store(
        _address(options), office_name=options.office, country=options.country
    )
    remember(made.address)
    _print(
        options,
        {"store": services.opening.remembered_as(made.address), "office": made.office},
        " ".join(filter(None, (f"Made {made.address}.", made.notice))),
    )
    return DONE


def _demo(options: argparse.Namespace) -> int:
    address = _address(options)
    services.demo_data.ensure_store(address)
    with closing(services.opening.open_workspace(address)) as workspace:
        filled = services.demo_data.fill(workspace, options.contacts)
    remember(address)
    place = services.opening.remembered_as(address)
    words = f"Made {filled.people:,} contacts and {filled.companies:,} companies in {place}."
    _print(options, {"contacts": filled.people, "companies": filled.companies}, words)
    return DONE


def _backup(options: argparse.Namespace) -> int:
    address = _address(options)
    with closing(_open(options)):
        services.backup.copy_whole(address, options.out)
    _print(options, {"backup": str(options.out)}, f"Wrote {options.out} and verified it.")
    return DONE


def _restore(options: argparse.Namespace) -> int:
    before = services.backup.restore(_address(options), options.file)
    words = f"Restored {options.file}."
    if before:
        words += f" What was there before lies in {before}."
    _print(options, {"restored": str(options.file), "before": str(before or "")}, words)
    return DONE


def _check(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
        health = services.health.check(workspace)
    _print(
        options,
        {"ok": health.sound, "checked": health.checked, "problems": health.problems},
        "\n".join(health.problems) or f"Sound: {len(health.checked)} things were checked.",
    )
    if not health.sound:
        print(" ".join(health.problems), file=sys.stderr)
    return DONE if health.sound else REFUSED


def _upgrade(options: argparse.Namespace) -> int:
    address = _address(options)
    backup = services.opening.upgrade_store(address, repair=options.repair)
    words = f"Upgraded. The backup lies in {backup}." if backup else "Nothing to upgrade."
    _print(options, {"upgraded": backup is not None, "backup": str(backup or "")}, words)
    return DONE


def _undo(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
        return _say_undone(options, services.undo.undo(workspace, options.change_set))


def _redo(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
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
    _print(options, data, undone.words)
    return DONE


# ---------------------------------------------------------------- records


def _query(options: argparse.Namespace) -> ListQuery:
    return ListQuery(
        options.entity,
        options.search,
        tuple(parse_filter(words) for words in options.filter),
        tuple(Sort.parse(key) for key in options.sort.split(",") if key),
        options.trash,
    )


def _columns(options: argparse.Namespace) -> tuple[str, ...] | None:
    given = tuple(key.strip() for key in (options.columns or "").split(",") if key.strip())
    return given or None


def _list(options: argparse.Namespace) -> int:
    asked = _query(options)
    columns = _columns(options) or entity_type(options.entity).columns
    with closing(_open(options)) as workspace:
        rows = services.listing.page(workspace, asked, columns, options.limit, options.offset)
        total = services.listing.count(workspace, asked)
    data = {"rows": [_row_json(row, columns) for row in rows], "total": total}
    lines = ["  ".join(_words(cell) for cell in row.cells) for row in rows]
    _print(options, data, "\n".join([*lines, f"{total:,} in all"]))
    return DONE


def _row_json(row: ListRow, columns: Sequence[str]) -> dict[str, Any]:
    cells = {key: plain(cell) for key, cell in zip(columns, row.cells, strict=True)}
    return {"id": str(UUID(bytes=row.id)), "version": row.version, **cells}


def _show(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
        record = services.records.load(workspace, options.entity, options.id)
    _print(options, record_json(record), _record_words(record))
    return DONE


def record_json(record: Record) -> dict[str, Any]:
    """A record as plain data."""
    return {
        "id": str(record.id),
        "version": record.version,
        "entity": record.entity,
        "label": record.label,
        "deleted": record.deleted,
        **{key: plain(value) for key, value in record.values.items()},
    }


def _record_words(record: Record) -> str:
    kind = entity_type(record.entity)
    lines = [record.label]
    for field in kind.fields:
        if value := record.values.get(field.key):
            lines.append(f"  {field.label}: {_words(value)}")
    return "\n".join(lines)


def _history(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
        entries = services.history.of(workspace, options.entity, options.id)
    data = [
        {
            "change_set": str(entry.change_set),
            "at": entry.at.isoformat(),
            "who": entry.who,
            "purpose": entry.purpose,
            "label": entry.label,
            "undone": entry.undone,
            "changes": [
                {"field": c.field, "label": c.label, "old": plain(c.old), "new": plain(c.new)}
                for c in entry.changes
            ],
            "words": list(entry.words),
        }
        for entry in entries
    ]
    lines = [
        f"{entry.at.astimezone():%Y-%m-%d %H:%M}  {entry.who}  {'; '.join(entry.words)}"
        for entry in entries
    ]
    _print(options, {"entries": data}, "\n".join(lines))
    return DONE


def _export(options: argparse.Namespace) -> int:
    with closing(_open(options)) as workspace:
        done = services.transfer.exporting.export(
            workspace, _query(options), options.out, _columns(options)
        )
    words = f"Wrote {done.rows:,} rows to {done.path}."
    _print(options, {"file": str(done.path), "rows": done.rows}, words)
    return DONE


def _import(options: argparse.Namespace) -> int:
    importing = services.transfer.importing
    how = ImportOptions(
        entity=options.entity,
        mapping=_mapping(options.mapping),
        match=Policy(options.match),
        sheet=options.sheet,
        encoding=options.encoding,
        delimiter=options.delimiter,
    )
    work = importing.rehearse if options.dry_run else importing.run
    with closing(_open(options)) as workspace:
        report = work(workspace, options.file, how)
    _print(options, report.to_json(), _import_words(report))
    return DONE


def _mapping(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NotFound(f"The mapping {path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise UserError(f"The mapping {path} is no JSON: {error}. Nothing was imported.") from None


def _import_words(report: Any) -> str:
    would = "Would read" if report.dry_run else "Read"
    lines = [
        f"{would} {report.read:,} rows: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.skipped:,} skipped, {report.failed:,} failed."
    ]
    lines += [f"  {note}" for note in report.notes]
    lines += [f"  {problem}" for problem in report.failures[:50]]
    return "\n".join(lines)


# ---------------------------------------------------------------- printing


def plain(value: Any) -> Any:
    """A value as JSON has it: decimals as strings, dates in ISO form."""
    match value:
        case Ref():
            out: Any = {"id": str(value.id), "label": value.label}
        case Decimal() | UUID():
            out = str(value)
        case date():
            out = value.isoformat()
        case bytes():
            out = {"bytes": len(value)}
        case dict():
            out = {str(key): plain(inner) for key, inner in value.items()}  # pyright: ignore
        case list() | tuple():
            out = [plain(inner) for inner in value]  # pyright: ignore
        case _:
            out = value
    return out


def _words(value: Any) -> str:
    if value in (None, "", ()):
        return "-"
    if isinstance(value, Ref):
        return value.label
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        row = cast("dict[str, Any]", value)
        parts = (v for k, v in row.items() if k not in ("id", "is_primary") and v)
        return " ".join(_words(v) for v in parts if v is not True)
    if isinstance(value, tuple):
        return "; ".join(_words(v) for v in cast("tuple[Any, ...]", value))
    return str(value)


def _print(options: argparse.Namespace, data: Any, words: str) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1) if options.json else words)


if __name__ == "__main__":
    sys.exit(main())

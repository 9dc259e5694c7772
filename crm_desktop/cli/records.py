"""Commands on records: list, show, history, export, import."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import DONE, Add, answer, in_words, open_store, plain
from crm_desktop.errors import FileRefused, NotFound, UserError
from crm_desktop.services.catalog import ENTITIES, Record, entity_type
from crm_desktop.services.queries import ListQuery, ListRow, Sort, parse_filter
from crm_desktop.services.transfer.options import IMPORTABLE, ImportOptions, Policy
from crm_desktop.services.workspace import Workspace


def add_commands(add: Add) -> None:
    """The commands of this module."""
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
    importing = add(
        "import", _import, "import CSV, vCard or spreadsheet files, or a folder of them"
    )
    importing.add_argument("files", type=Path, metavar="FILE", nargs="+")
    importing.add_argument("--dry-run", action="store_true", help="only say what would happen")
    importing.add_argument("--entity", choices=IMPORTABLE)
    importing.add_argument(
        "--mapping", "--map", type=Path, metavar="FILE.json", help="what columns and values mean"
    )
    importing.add_argument(
        "--remembered",
        action="store_true",
        help="use the mapping of the last import of a file with these heads",
    )
    importing.add_argument(
        "--problems",
        type=Path,
        metavar="OUT",
        help="write the rows with problems there (.xlsx or .csv), to mend and import them",
    )
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


def _positive(words: str) -> int:
    value = int(words)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


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
    with closing(open_store(options)) as workspace:
        rows = services.listing.page(workspace, asked, columns, options.limit, options.offset)
        total = services.listing.count(workspace, asked)
    data = {"rows": [_row_json(row, columns) for row in rows], "total": total}
    lines = ["  ".join(in_words(cell) for cell in row.cells) for row in rows]
    answer(options, data, "\n".join([*lines, f"{total:,} in all"]))
    return DONE


def _row_json(row: ListRow, columns: Sequence[str]) -> dict[str, Any]:
    cells = {key: plain(cell) for key, cell in zip(columns, row.cells, strict=True)}
    return {"id": str(UUID(bytes=row.id)), "version": row.version, **cells}


def _show(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        record = services.records.load(workspace, options.entity, options.id)
    answer(options, record_json(record), _record_words(record))
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
            lines.append(f"  {field.label}: {in_words(value)}")
    return "\n".join(lines)


def _history(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
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
    answer(options, {"entries": data}, "\n".join(lines))
    return DONE


def _export(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        done = services.transfer.exporting.export(
            workspace, _query(options), options.out, _columns(options)
        )
    words = f"Wrote {done.rows:,} rows to {done.path}."
    answer(options, {"file": str(done.path), "rows": done.rows}, words)
    return DONE


def _import(options: argparse.Namespace) -> int:
    importing = services.transfer.importing
    if options.remembered and options.mapping:
        raise UserError("Say either --mapping or --remembered. Nothing was imported.")
    how = ImportOptions(
        entity=options.entity,
        mapping=_mapping(options.mapping),
        match=Policy(options.match),
        sheet=options.sheet,
        encoding=options.encoding,
        delimiter=options.delimiter,
    )
    work = importing.rehearse_all if options.dry_run else importing.run_all
    with closing(open_store(options)) as workspace:
        if options.remembered:
            how = replace(how, mapping=importing.recalled(workspace, options.files, how))
        report = work(workspace, options.files, how)
        saved = _saved_problems(workspace, options, how, report)
    answer(options, report.to_json(), "\n".join([_import_words(report), *saved]))
    return DONE


def _saved_problems(
    workspace: Workspace, options: argparse.Namespace, how: ImportOptions, report: Any
) -> list[str]:
    """Write the rows with problems; the import itself is done, whatever becomes of that file."""
    if options.problems is None or not report.problem_rows:
        return []
    try:
        done = services.transfer.rejected.save(
            workspace, options.files, how, report.problem_rows, options.problems
        )
    except FileRefused as error:
        return [str(error)]
    return [f"Wrote {done.rows:,} rows with problems to {done.path}: mend and import that file."]


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
    lines = [_import_sum(would, report)]
    for each in report.files:
        lines.append(f"{each.file}: {_import_sum('read', each)}")
        lines += [f"  {note}" for note in each.notes]
    lines += [f"  {note}" for note in report.notes]
    lines += [f"  {problem}" for problem in report.failures[:50]]
    if near := _near_values(report):
        lines.append(f"To take the near names, put this in a mapping: {near}")
    if report.remembered:
        lines.append(
            "A mapping was used for a file with these heads before: --remembered uses it again."
        )
    return "\n".join(lines)


def _near_values(report: Any) -> str:
    """The values that matched nothing and have a near name, as a part of a mapping."""
    values: dict[str, dict[str, str]] = {}
    for each in report.unmatched:
        if each.suggestions:
            values.setdefault(each.column, {})[each.value] = each.suggestions[0]
    return json.dumps({"values": values}, ensure_ascii=False) if values else ""


def _import_sum(read: str, report: Any) -> str:
    return (
        f"{read} {report.read:,} rows: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.skipped:,} skipped, {report.failed:,} failed."
    )

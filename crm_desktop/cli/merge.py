"""The command that makes several contacts, or companies, one."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import DONE, Add, answer, in_words, open_store, plain
from crm_desktop.cli.records import record_json
from crm_desktop.errors import NotFound
from crm_desktop.services import merge_values
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.merge_values import Choices
from crm_desktop.services.view_content import KINDS
from crm_desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from crm_desktop.services.merge import MergePreview

ALL = "all"


def add_commands(add: Add) -> None:
    """The command of this module."""
    command = add("merge", _merge, "make several contacts, or companies, one")
    command.add_argument("survivor", type=UUID, metavar="SURVIVOR", help="the id of the one kept")
    command.add_argument(
        "others", type=UUID, nargs="+", metavar="OTHER", help="ids that go to the trash"
    )
    command.add_argument(
        "--take",
        action="append",
        type=_taken,
        default=[],
        metavar="FIELD=ID",
        help="take the value of a field from this one; FIELD=all joins long texts",
    )
    command.add_argument("--dry-run", action="store_true", help="only say what would happen")


def _taken(words: str) -> tuple[str, UUID | None]:
    key, _equals, source = words.partition("=")
    try:
        return key, None if source == ALL else UUID(source)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words}' is no FIELD=ID") from None


def _merge(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        entity = _entity_of(workspace, options.survivor)
        ids = (options.survivor, *options.others)
        before = services.merge.preview(workspace, entity, ids)
        if options.dry_run:
            return _tell(options, before, options.survivor, dict(options.take))
        done = services.merge.merge(
            workspace,
            entity,
            options.survivor,
            options.others,
            versions={side.id: side.version for side in before.sides},
            choices=dict(options.take),
        )
    data = record_json(done.record) | {"words": done.words, "moved": dict(done.moved)}
    answer(options, data, f"{done.words} {services.merge.told(done.moved, done.record.label)}")
    return DONE


def _entity_of(workspace: Workspace, key: UUID) -> str:
    """Whether the id is that of a contact or of a company."""
    for entity in KINDS:
        if services.records.load_many(workspace, entity, (key,)):
            return entity
    raise NotFound(f"There is no contact and no company {key}. Nothing was changed.")


def _tell(
    options: argparse.Namespace, before: MergePreview, survivor: UUID, choices: Choices
) -> int:
    """What there is to choose, what would be taken, and what would move."""
    kind = ENTITIES[before.entity]
    records = before.with_first(survivor)
    taken: dict[str, UUID | None] = {**merge_values.suggested(kind, records), **choices}
    moving = before.moving(survivor)
    fields: list[dict[str, Any]] = []
    lines = [f"Would merge {', '.join(record.label for record in records)}."]
    for field in merge_values.differing(kind, [record.values for record in records]):
        source = taken[field.key]
        values = {str(record.id): plain(record.values[field.key]) for record in records}
        chosen = ALL if source is None else str(source)
        fields.append({"field": field.key, "values": values, "taken": chosen})
        lines.append(f"  {field.label}: {'; '.join(_said(r, field.key, source) for r in records)}")
    lines += [services.merge.told(moving, records[0].label), *before.notes]
    data = {"entity": before.entity, "fields": fields, "moving": moving, "notes": [*before.notes]}
    answer(options, data, "\n".join(lines))
    return DONE


def _said(record: Record, key: str, source: UUID | None) -> str:
    """A value; one that would be taken with a mark."""
    mark = "* " if source in (None, record.id) else ""
    return f"{mark}{in_words(record.values[key])}"

"""What goes into the trash with a record, and comes back with it.

Activities, notes and files that concern nobody else who is left go with a contact or a company;
files go with their activity or note. They bear the same deleted_at as the record they went with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, exists, literal, or_, select, union_all

from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services import naming
from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.loading import key_of
from crm_desktop.services.workspace import ReadTx

LINKED = ("activity", "note")  # what is about others, by rows of a link table
FILE = "attachment"
OWNERS = ("person", "company", "lead", "deal")
_PARTS_OF = {  # records without a life of their own
    "pipeline": (("stage", "pipeline_id"),),
    "order": (("delivery", "order_id"),),
}
# Have files, but are nobody whom anything is about.
FILED = ("product", "quote", "order", "delivery", "contract")


@cache
def file_columns() -> dict[str, str]:
    """The columns of a file that say what it belongs to, by entity."""
    return {
        field.entity: field.column
        for field in ENTITIES[FILE].fields
        if field.kind == Kind.REF and field.entity in (*OWNERS, *LINKED, *FILED)
    }


def left_alone(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """What concerned these records, which have just been deleted, and nobody else who is left."""
    parts = [_files(entity, ids)] if entity in file_columns() else []
    if entity in OWNERS:
        parts += [_linked(each, entity, ids) for each in LINKED]
    for part, column in _PARTS_OF.get(entity, ()):
        rows = table(part)
        mine = rows.c[column].in_(ids), rows.c.deleted_at.is_(None)
        parts.append(_select(part, rows.c.id).where(*mine))
    found = _by_entity(tx, parts)
    if entity == "delivery" and (items := _installed(tx, ids)):
        found["asset"] = items
    return found


def _installed(tx: ReadTx, deliveries: Sequence[UUID]) -> list[UUID]:
    from crm_desktop.services.sales.ordering import installing  # sales asks this module

    return installing.ids_of(tx, deliveries)


def gone_with(tx: ReadTx, entity: str, key: UUID, at: datetime) -> dict[str, list[UUID]]:
    """What went into the trash together with a record."""
    parts: list[Select[str, UUID]] = []
    if entity in file_columns():
        files = table(FILE)
        here = files.c[file_columns()[entity]] == key
        parts.append(_select(FILE, files.c.id).where(here, _went(files, at)))
    if entity in OWNERS:
        for each in LINKED:
            link, items = table(f"{each}_link"), table(each)
            joined = _select(each, items.c.id).join(link, link.c[f"{each}_id"] == items.c.id)
            parts.append(joined.where(link.c[f"{entity}_id"] == key, _went(items, at)).distinct())
    for part, column in _PARTS_OF.get(entity, ()):
        rows = table(part)
        parts.append(_select(part, rows.c.id).where(rows.c[column] == key, _went(rows, at)))
    if entity == "delivery":
        items, deliveries = table("asset"), table("delivery")
        order = select(deliveries.c.order_id).where(deliveries.c.id == key).scalar_subquery()
        here = items.c.order_id == order
        parts.append(_select("asset", items.c.id).where(here, _went(items, at)))
    return _by_entity(tx, parts)


def _went(items: Table, at: datetime) -> ColumnElement[bool]:
    return and_(items.c.deleted_at == at, items.c.withdrawn.is_(False))


def _select(entity: str, column: ColumnElement[UUID]) -> Select[str, UUID]:
    return select(literal(entity).label("entity"), column.label("id"))


def _by_entity(tx: ReadTx, parts: Sequence[Select[str, UUID]]) -> dict[str, list[UUID]]:
    out: dict[str, list[UUID]] = {}
    if parts:
        for entity, key in tx.session.execute(union_all(*parts)):
            out.setdefault(entity, []).append(key_of(key))
    return out


def _linked(items: str, owner: str, ids: Sequence[UUID]) -> Select[str, UUID]:
    """Activities, or notes, of these records with no living contact or company among the others."""
    link, other, own = table(f"{items}_link"), table(f"{items}_link").alias("o"), table(items)
    alive = or_(*(_alive(other.c[f"{each}_id"], each) for each in OWNERS))
    here = other.c[f"{items}_id"] == own.c.id
    another = exists().where(here, other.c.deleted_at.is_(None), alive)
    concerned = select(link.c[f"{items}_id"]).where(
        link.c[f"{owner}_id"].in_(ids), link.c.deleted_at.is_(None)
    )
    found = _select(items, own.c.id).where(own.c.id.in_(concerned), own.c.deleted_at.is_(None))
    return found.where(~another)


def _files(owner: str, ids: Sequence[UUID]) -> Select[str, UUID]:
    files = table(FILE)
    columns = file_columns()
    others = [_alive(files.c[column], each) for each, column in columns.items() if each != owner]
    return _select(FILE, files.c.id).where(
        files.c[columns[owner]].in_(ids), files.c.deleted_at.is_(None), ~or_(*others)
    )


def _alive(column: ColumnElement[UUID], entity: str) -> ColumnElement[bool]:
    """The record that a column names is there and not in the trash."""
    far = table(ENTITIES[entity].table_name)
    return exists().where(far.c.id == column, far.c.deleted_at.is_(None))


def told(first: str, *counted: Mapping[str, int]) -> str:
    """`Anna Ruiz, 2 activities and 3 notes`."""
    parts = [first] if first else []
    for entity, count in (pair for counts in counted for pair in counts.items() if pair[1]):
        parts.append(naming.how_many(ENTITIES[entity], count))
    if len(parts) < 2:
        return "".join(parts)
    return _("{those} and {last}").format(those=", ".join(parts[:-1]), last=parts[-1])

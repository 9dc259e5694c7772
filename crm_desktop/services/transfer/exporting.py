"""Export a list: Excel, CSV or vCard. Importing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from crm_desktop.enums import Permission
from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _, number
from crm_desktop.services import listing, loading
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref, entity_type
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer.atomic import replacing
from crm_desktop.services.transfer.layout import export_columns
from crm_desktop.services.transfer.tables import Column
from crm_desktop.services.workspace import ReadTx, query

CHUNK = 1_000
FORMATS = ("xlsx", "csv", "vcf")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    rows: int


@query(Permission.TRANSFER_EXPORT, is_long=True)
def export(
    tx: ReadTx,
    asked: ListQuery,
    path: Path,
    columns: tuple[str, ...] | None = None,
    *,
    only: bytes | None = None,
) -> Exported:
    """Write a list to a file; its ending says how.

    columns: the ones of the list that is shown; None for every field, children included.
    only: the ids of some of its rows, 16 bytes each, in the order in which they are written.
    FileRefused where the format or place will not do; an old file of that name stays then.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise FileRefused(
            _(
                "A file ending in '{ending}' cannot be written. Nothing was exported. Use "
                ".xlsx, .csv or .vcf."
            ).format(ending=path.suffix)
        )
    entity = entity_type(asked.entity)
    with tx.store.snapshot(tx.session):
        vector = listing.all_ids(tx, asked) if only is None else only
        if kind == "vcf":
            return _export_cards(tx, entity, vector, path)
        heads, rows = _shown(tx, entity, vector, columns) if columns else _full(tx, entity, vector)
        return Exported(path, _write_table(tx, kind, path, entity, heads, rows))


def _write_table(
    tx: ReadTx,
    kind: str,
    path: Path,
    entity: EntityType,
    heads: Sequence[Column],
    rows: Iterator[Sequence[Any]],
) -> int:
    from crm_desktop.services.transfer.delimited import write_csv
    from crm_desktop.services.transfer.xlsx_writer import write_xlsx

    if kind == "xlsx":
        return write_xlsx(path, entity.plural, heads, rows, cancel=tx.cancel.check)
    return write_csv(path, heads, rows, cancel=tx.cancel.check)


def _parts(tx: ReadTx, vector: bytes) -> Iterator[list[bytes]]:
    count = len(vector) // 16
    for start in range(0, count, CHUNK):
        tx.cancel.check()
        words = _("{done} of {total} rows").format(done=number(start), total=number(count))
        tx.progress(start, count, words)
        part = vector[16 * start : 16 * (start + CHUNK)]
        yield [part[i : i + 16] for i in range(0, len(part), 16)]


# ---------------------------------------------------------------- the list as shown


def _shown(
    tx: ReadTx, entity: EntityType, vector: bytes, columns: tuple[str, ...]
) -> tuple[list[Column], Iterator[Sequence[Any]]]:
    places = listing.places(entity.key, columns)
    heads = [Column("Id"), *(Column(field.label, field.kind) for field, _ in places)]
    cells = [_cell(field, at, tx.is_sqlite) for field, at in places]

    def rows() -> Iterator[Sequence[Any]]:
        for part in _parts(tx, vector):
            raw = listing.raw_rows(tx, entity.key, columns, part)
            found = {row[0] if row[0].__class__ is bytes else row[0].bytes: row for row in raw}
            for key in part:
                if (row := found.get(key)) is not None:
                    yield [_id_text(key), *[cell(row) for cell in cells]]

    return heads, rows()


def _id_text(key: bytes) -> str:
    """str(UUID(bytes=key)), in a fifth of the time."""
    text = key.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _cell(field: Field, at: int, is_sqlite: bool) -> listing.Reader:
    """How a list cell is written."""
    if field.kind == Kind.REF:
        return itemgetter(at + 1)  # what it is called
    read = listing.reader(field, at, is_sqlite)
    if field.kind == Kind.TAGS:
        return lambda row: "; ".join(read(row))
    if field.kind == Kind.CHOICE:
        labels = {choice.value: choice.label for choice in field.choices}
        return lambda row: labels.get(row[at], row[at])
    if field.kind == Kind.BOOL:
        return lambda row: "yes" if row[at] else ""
    if field.kind == Kind.DATETIME:
        return lambda row: None if row[at] is None else _local(read(row))
    return read


def _local(moment: date) -> date:
    if not isinstance(moment, datetime):
        return moment  # a whole day
    return moment.astimezone().replace(tzinfo=None)


# ---------------------------------------------------------------- every field


def _full(
    tx: ReadTx, entity: EntityType, vector: bytes
) -> tuple[list[Column], Iterator[Sequence[Any]]]:
    columns = export_columns(entity, None, _most_children(tx, entity))
    heads = [Column(c.head, c.kind) for c in columns]

    def rows() -> Iterator[Sequence[Any]]:
        for record in _records(tx, entity, vector):
            yield [c.cell(record) for c in columns]

    return heads, rows()


def _records(tx: ReadTx, entity: EntityType, vector: bytes) -> Iterator[Record]:
    for part in _parts(tx, vector):
        ids = [UUID(bytes=k) for k in part]
        found = loading.read(tx, entity.key, ids)
        yield from (found[i] for i in ids if i in found)


def _most_children(tx: ReadTx, entity: EntityType) -> dict[str, int]:
    """How many columns each field with several rows needs: the most that any record has."""
    out: dict[str, int] = {}
    for field in entity.fields:
        if field.kind == Kind.MULTI:
            owner = f"{entity.table_name}_id"
            most = tx.session.execute(
                text(
                    f"SELECT max(n) FROM (SELECT count(*) AS n FROM {field.table} "
                    f"WHERE deleted_at IS NULL GROUP BY {owner}) x"
                )
            ).scalar_one()
            out[field.key] = most or 0
    return out


# ---------------------------------------------------------------- cards


def _export_cards(tx: ReadTx, entity: EntityType, vector: bytes, path: Path) -> Exported:
    if entity.key not in ("person", "company"):
        words = _("{plural} cannot be written as vCards. Use .xlsx or .csv.")
        raise FileRefused(words.format(plural=_(entity.plural)))
    extra = _extra_lines(tx, entity) if vector else {}
    count = 0
    with replacing(path) as target:
        for record in _records(tx, entity, vector):
            target.write(card_of(record, extra.get(record.id, ())))
            count += 1
    return Exported(path, count)


def card_of(record: Record, extra: Sequence[str] = ()) -> bytes:
    """A contact or company as a vCard, with the lines that were kept for it."""
    from crm_desktop.services.transfer.vcard_writing import card_from

    company = record.values.get("company")
    return card_from(
        record.values,
        company.label if isinstance(company, Ref) else "",
        f"urn:uuid:{record.id}",
        extra,
        record.values.get("photo"),
        is_company=record.entity == "company",
    )


def _extra_lines(tx: ReadTx, entity: EntityType) -> dict[UUID, tuple[str, ...]]:
    """Lines of imported cards that this program does not understand; they go out again."""
    rows = tx.session.execute(
        text(
            f"SELECT id, extra_vcard FROM {entity.table_name} "
            "WHERE extra_vcard IS NOT NULL AND deleted_at IS NULL"
        )
    )
    return {loading.key_of(key): tuple(lines.split("\n")) for key, lines in rows}

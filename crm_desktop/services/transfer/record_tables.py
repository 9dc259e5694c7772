"""Import products, price lists, leads and deals from a table: a row a record, or a row a price.

Contacts and companies have importing.py, which knows how people are written; orders have
order_import.py. Here a head means the field of that name, references are found by name, and what
cannot be found is told and mappable:
`{"entity": "deal", "columns": {...}, "values": {"product": {"GTXPro": "GTX Pro"}}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.services import rates, record_rows
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind
from crm_desktop.services.transfer import layout
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.figures import (
    currency_of,
    figure,
    percent,
    scale_note,
    scale_of,
)
from crm_desktop.services.transfer.guesses import survey
from crm_desktop.services.transfer.options import ImportOptions, told_columns
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.order_tables import key_text
from crm_desktop.services.transfer.readers import Reader, reader_of, text_reader
from crm_desktop.services.transfer.record_heads import field_of, targets
from crm_desktop.services.transfer.record_taker import Counts, Taker
from crm_desktop.services.transfer.registry import KeyTable, Registry
from crm_desktop.services.transfer.shaping import open_shaped
from crm_desktop.services.transfer.tables import CHUNK, Cell, TableFile
from crm_desktop.services.transfer.targets import OWN_ID, Target
from crm_desktop.services.transfer.unmatched import Unmatched
from crm_desktop.services.transfer.wording import (
    HOW,
    read_as,
    read_note,
    unread_note,
)
from crm_desktop.services.values import normal
from crm_desktop.services.workspace import ReadTx

_FIGURES = frozenset({Kind.INT, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT})
IMPORTABLE = ("product", "product_category", "price_list", "lead", "deal")


class Column(NamedTuple):
    """A column that is read, and its place in a row."""

    at: int
    head: str
    target: Target
    field: Field
    read: Reader
    scale: Decimal = Decimal(1)


# ---------------------------------------------------------------- columns


def compiled(
    file: TableFile, places: Sequence[Target | None], region: str | None, *, own: bool
) -> list[Column]:
    """The readers of the columns that lead somewhere."""
    kind_of: dict[int, Field] = {}
    for i, target in enumerate(places):
        if target is not None and target.field != OWN_ID:
            kind_of[i] = field_of(target)
    dates = [i for i, f in kind_of.items() if f.kind == Kind.DATE]
    numbers = [i for i, f in kind_of.items() if f.kind in _FIGURES]
    found = survey(file, dates, numbers, region=region, cancel=file.cancel)
    file.notes.extend(found.notes)
    file.restart()
    columns: list[Column] = []
    for i, target in enumerate(places):
        if target is None or i not in kind_of:
            continue
        field, head = kind_of[i], file.heads[i]
        if field.kind == Kind.REF:
            read = text_reader(field, head, own=own)
        else:
            order, sign = found.dates.get(i), found.decimals.get(i)
            read = reader_of(field, head, own=own, order=order, decimal=sign)
        if not own and field.kind in _FIGURES:
            read = _foreign(read, is_percent=field.kind == Kind.PERCENT)
        column = Column(i, head, target, field, read)
        columns.append(column if own else _scaled(file, column))
    return columns


def _foreign(read: Reader, *, is_percent: bool) -> Reader:
    """A reader of figures as other programs write them."""

    def read_figure(cell: Cell, row: Any) -> Any:
        return read(figure(percent(cell) if is_percent else cell), row)

    return read_figure


def _scaled(file: TableFile, column: Column) -> Column:
    """A column of percentages may hold fractions."""
    if column.field.kind != Kind.PERCENT:
        return column
    values: set[Decimal] = set()
    signed = False
    for _line, row in file.rows():
        cell = row[column.at]
        signed = signed or (isinstance(cell, str) and "%" in cell)
        value = column.read(cell, Draft(0, column.target.entity))
        values.update((value,) if value else ())
    file.restart()
    scale, smallest, largest = scale_of(values)
    if signed or scale == 1:
        return column
    file.notes.append(scale_note(column.head, "percentages", smallest, largest))
    return column._replace(scale=scale)


# ---------------------------------------------------------------- a row


def read_rows(
    file: TableFile,
    columns: Sequence[Column],
    own_id: int | None,
    key_at: int | None = None,
    office: str | None = None,
) -> Iterator[Draft]:
    """The rows as drafts: values, and the words of references, in `refs` and in rows.

    office: the office's currency; None: what is written beside an amount says nothing.
    """
    entity = columns[0].target.entity
    for line, row in file.rows():
        draft = Draft(line, entity)
        rows: dict[str, dict[int, dict[str, Any]]] = {}
        for column in columns:
            value = column.read(row[column.at], draft)
            if value is not None:
                _put(draft, rows, column, value)
        if office is not None:
            _name_currency(draft, columns, row, office)
        if own_id is not None:
            draft.own_id = _uuid(row[own_id])
        if key_at is not None:
            draft.key = key_text(row[key_at])
        for key, found in rows.items():
            draft.links[key] = tuple(found.values())
        if draft.kept:
            said = draft.values.get("note")
            draft.values["note"] = "\n".join([said, *draft.kept] if said else draft.kept)
        if draft.values or draft.refs or draft.links or draft.failed:
            yield draft


def _name_currency(
    draft: Draft, columns: Sequence[Column], row: Sequence[Cell], office: str
) -> None:
    """An amount with a currency sign says in what the record is, where no column does."""
    if "currency" in draft.values or not ENTITIES[draft.entity].has("currency"):
        return
    for column in columns:
        if column.field.kind == Kind.MONEY:
            said = currency_of(row[column.at], office) or _of_head(column.head)
            if said and row[column.at] not in (None, ""):
                draft.values["currency"] = said
                return


@lru_cache(maxsize=64)
def _of_head(head: str) -> str | None:
    """The currency that a head names: `Price EUR`, `Amount (USD)`."""
    return currency_of(head, "")


def _put(
    draft: Draft, rows: dict[str, dict[int, dict[str, Any]]], column: Column, value: Any
) -> None:
    target = column.target
    if column.field.kind == Kind.PERCENT:
        value *= column.scale
    if target.child:
        rows.setdefault(target.field, {}).setdefault(target.slot, {})[target.child] = value
    elif column.field.kind == Kind.REF:
        draft.refs[target.field] = key_text(value)
    elif column.field.kind == Kind.TAGS:
        draft.values[target.field] = normal(column.field, value)
    else:
        draft.values[target.field] = value[0] if isinstance(value, list) else value


def _uuid(cell: Cell) -> UUID | None:
    try:
        return UUID(str(cell))
    except ValueError:
        return None


class Source:
    """An open table, taken row by row. Use it as a context manager.

    Attributes:
        made: entity -> how many records were made.
        notes: what was guessed, as sentences.
    """

    def __init__(
        self,
        tx: ReadTx,
        path: Path,
        options: ImportOptions,
        fail: Callable[[Problem], None],
        registry: Registry | None = None,
        ids: KeyTable | None = None,
    ) -> None:
        assert options.entity is not None
        self._tx, self._entity, self._fail = tx, options.entity, fail
        self._told = options.mapping or {}
        self._registry, self._ids = registry or Registry(), ids
        self._file = open_shaped(path, options, tx.cancel.check)
        self._linked = self._find_linked() if registry is not None else {}
        self._taker = Taker(tx, options.entity, options, fail, self._registry, ids)
        self.made = self._taker.made
        self.encoding = self._file.encoding

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _find_linked(self) -> dict[str, tuple[str, KeyTable]]:
        """Columns that hold ids of another table of the import: the reference, and that table."""
        file, kind = self._file, ENTITIES[self._entity]
        found: dict[str, tuple[str, KeyTable]] = {}
        columns = {head: _named_by(kind, head) for head in file.heads}
        cells: dict[str, set[str]] = {head: set() for head, field in columns.items() if field}
        for _line, row in file.rows():
            for at, head in enumerate(file.heads):
                if head in cells:
                    cells[head].add(key_text(row[at]))
        file.restart()
        for head, ids in cells.items():
            field = columns[head]
            assert field is not None
            holds = (field.entity, "person") if field.entity == "company" else (field.entity,)
            its = self._registry.table_for(plain(head), ids, holds)
            if its is not None and its is not self._ids:
                found[head] = field.key, its
        return found

    def counts(self) -> Iterator[Counts]:
        """What became of each row."""
        file = self._file
        linked = {head: key for head, (key, _table) in self._linked.items()}
        places = targets(self._entity, file.heads, self._told, linked)
        self._taker.linked = {
            target.field: self._linked[head][1]
            for head, target in zip(file.heads, places, strict=True)
            if target is not None and head in self._linked
        }
        self._taker.heads = {
            f"{target.field}.{target.child}" if target.child else target.field: head
            for head, target in zip(file.heads, places, strict=True)
            if target is not None
        }
        own = layout.recognised(file.heads, self._entity) is not None and not told_columns(
            self._told
        )
        columns = compiled(file, places, record_rows.region_of(self._tx), own=own)
        if not columns:
            words, how = (
                _("No column goes to a field."),
                _("Say which column is what in a mapping."),
            )
            raise ValidationFailed({"columns": words, HOW: how})
        own_id = next(
            (i for i, t in enumerate(places) if t is not None and t.field == OWN_ID), None
        )
        key_at = self._key_at()
        office = None if own else rates.office_currency(self._tx) or ""
        drafts = self._taker.ahead(read_rows(file, columns, own_id, key_at, office))
        for number, draft in enumerate(drafts, 1):
            if not number % CHUNK:
                self._tx.cancel.check()
                self._tx.progress(number, 0, ngettext("{n} row read", "{n} rows read", number))
            yield self._taker.take(draft)
        self._taker.finish()
        for failure in file.failures:
            self._fail(Problem(failure.line, "", failure.reason))
        yield from (Counts(failed=1) for _ in range(file.failed))

    def _key_at(self) -> int | None:
        """Where the id stands by which other tables name the rows."""
        if self._ids is None:
            return None
        heads = [plain(head) for head in self._file.heads]
        return heads.index(self._ids.head) if self._ids.head in heads else None

    @property
    def unmatched(self) -> list[Unmatched]:
        """What is named and not there; known when all rows were taken."""
        return self._taker.unmatched

    @property
    def notes(self) -> list[str]:
        """What was guessed, and which columns were not read."""
        file = self._file
        linked = {head: key for head, (key, _table) in self._linked.items()}
        places = targets(self._entity, file.heads, self._told, linked)
        pairs = list(zip(file.heads, places, strict=True))
        kind = ENTITIES[self._entity]
        unread = [head for head, target in pairs if target is None]
        is_vowel = kind.title[0] in "AEIOU"
        words = (
            _("Each row is read as an {title}.")
            if is_vowel
            else _("Each row is read as a {title}.")
        )
        notes = [*file.notes, words.format(title=inner(_(kind.title)))]
        notes.append(read_note(read_as(head, _words(target)) for head, target in pairs if target))
        words = _("'{head}' holds the ids of {table}.")
        notes += [
            words.format(head=head, table=its.name) for head, (_key, its) in self._linked.items()
        ]
        return [*notes, unread_note(unread)] if unread else notes


def _named_by(kind: EntityType, head: str) -> Field | None:
    """The reference that a head such as `supplier_id` speaks of."""
    words = plain(head)
    bare = words.removesuffix(" id").removesuffix(" no").removesuffix(" code")
    for field in kind.editable():
        if field.kind == Kind.REF and bare in (field.key, *field.heads, plain(field.label)):
            return field
    return None


def _words(target: Target) -> str:
    if target.field == OWN_ID:
        return _("our own id")
    field = field_of(Target(target.entity, target.field))
    label = _(field.label)
    return f"{label}: {_(field.child(target.child).label)}" if target.child else label

"""Import products, price lists and deals from a table: a row a record, or a row a price.

Contacts and companies have importing.py, which knows how people are written. Here a head means the
field of that name, references are found by name, and what cannot be found is told and mappable:
`{"entity": "deal", "columns": {...}, "values": {"product": {"GTXPro": "GTX Pro"}}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref
from crm_desktop.services.transfer import layout, merging
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.guesses import survey
from crm_desktop.services.transfer.headings import fold as fold_head
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.transfer.readers import Reader, reader_of, text_reader
from crm_desktop.services.transfer.tables import CHUNK, Cell, TableFile, open_table
from crm_desktop.services.transfer.targets import OWN_ID, Target
from crm_desktop.services.values import normal, normalised
from crm_desktop.services.workspace import ReadTx, Tx

IMPORTABLE = ("product", "deal")
# Heads that lead into rows of a record.
_ROW_HEADS: dict[str, dict[str, tuple[str, str]]] = {
    "product": {
        "price list": ("prices", "price_list"),
        "customer": ("prices", "company"),
        "from quantity": ("prices", "min_quantity"),
        "min quantity": ("prices", "min_quantity"),
        "quantity from": ("prices", "min_quantity"),
        "discount %": ("prices", "discount_percent"),
        "discount": ("prices", "discount_percent"),
        "valid from": ("prices", "valid_from"),
        "valid to": ("prices", "valid_to"),
    },
    "deal": {"product": ("lines", "product")},
}
_OTHER_HEADS = {
    "product": {"product id": "external_id", "item id": "external_id"},
    "deal": {"sales agent": "owner", "rep": "owner"},
}
BY_NAME = "name"  # a product without a code is known by its name
# What may be made where it is named and not there.
_MADE = frozenset({"product_category", "price_list"})
_LOOKED_UP = {"product": ("code_key", "name_key"), "user": ("name_key", "login")}


class Column(NamedTuple):
    """A column that is read, and its place in a row."""

    at: int
    head: str
    target: Target
    field: Field
    read: Reader


class Counts(NamedTuple):
    """What became of a row."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0


# ---------------------------------------------------------------- which column is what


def targets(
    entity: str, heads: Sequence[str], told: Mapping[str, Any] | None
) -> list[Target | None]:
    """The place of each column. ValidationFailed where a told one is none, or none is known."""
    if told is not None and told.get("columns"):
        return _told(entity, heads, told["columns"])
    if layout.ID_HEAD in heads:
        return [_own(entity, head) for head in heads]
    found = [_guessed(entity, fold_head(head)) for head in heads]
    found = [t if found.index(t) == i else None for i, t in enumerate(found)]  # the first wins
    if entity == "product" and any(t is not None and t.field == "prices" for t in found):
        price = Target(entity, "prices", 1, "unit_price")
        found = [price if t is not None and t.field == "list_price" else t for t in found]
    label = ENTITIES[entity].label
    known = {t.field for t in found if t is not None}
    if not known & {label, "code", "number"}:
        title = ENTITIES[entity].title.lower()
        raise ValidationFailed(
            {
                "mapping": f"No column looks like the name or number of a {title}. Looked at: "
                f"{', '.join(heads)}. Say which column is what in a mapping."
            }
        )
    return found


def _guessed(entity: str, head: str) -> Target | None:
    if (path := _ROW_HEADS[entity].get(head)) is not None:
        return Target(entity, path[0], 1, path[1])
    if (key := _OTHER_HEADS[entity].get(head)) is not None:
        return Target(entity, key)
    for field in ENTITIES[entity].editable():
        names = {fold_head(name) for name in (field.key, field.label, *field.heads)}
        if head in names and field.kind not in (Kind.MULTI, Kind.FILE, Kind.JSON):
            return Target(entity, field.key)
    return None


def _own(entity: str, head: str) -> Target | None:
    """A head of an export of ours."""
    try:
        return layout.own_target(entity, head)
    except KeyError:
        return None


def _told(
    entity: str, heads: Sequence[str], columns: Mapping[str, str | None]
) -> list[Target | None]:
    by_head = {fold_head(head): i for i, head in enumerate(heads)}
    out: list[Target | None] = [None] * len(heads)
    for head, path in columns.items():
        if fold_head(head) not in by_head:
            words = f"The file has no column '{head}'. It has: {', '.join(heads)}."
            raise ValidationFailed({"columns": words})
        if path:
            out[by_head[fold_head(head)]] = _path(entity, head, path)
    return out


def _path(entity: str, head: str, path: str) -> Target:
    """`list_price`, or `prices.unit_price` in a row."""
    key, _, child = path.partition(".")
    kind = ENTITIES[entity]
    known = kind.has(key) and not kind.field(key).derived
    if known and not child and kind.field(key).kind != Kind.MULTI:
        return Target(entity, key)
    if known and any(c.key == child for c in kind.field(key).children):
        return Target(entity, key, 1, child)
    title = kind.title.lower()
    words = f"Column '{head}': '{path}' is no field of a {title} that can be imported."
    raise ValidationFailed({"columns": words})


def compiled(
    file: TableFile, places: Sequence[Target | None], region: str | None, *, own: bool
) -> list[Column]:
    """The readers of the columns that lead somewhere."""
    kind_of: dict[int, Field] = {}
    for i, target in enumerate(places):
        if target is not None and target.field != OWN_ID:
            field = ENTITIES[target.entity].field(target.field)
            kind_of[i] = field.child(target.child) if target.child else field
    dates = [i for i, f in kind_of.items() if f.kind == Kind.DATE]
    figures = (Kind.INT, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT)
    numbers = [i for i, f in kind_of.items() if f.kind in figures]
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
        columns.append(Column(i, head, target, field, read))
    return columns


# ---------------------------------------------------------------- a row


def read_rows(
    file: TableFile, columns: Sequence[Column], own_id: int | None, values: Mapping[str, Any]
) -> Iterator[Draft]:
    """The rows as drafts: values, and the words of references, in `refs` and in rows."""
    other = {fold_head(head): dict(pairs) for head, pairs in values.items()}
    entity = columns[0].target.entity
    for line, row in file.rows():
        draft = Draft(line, entity)
        rows: dict[str, dict[int, dict[str, Any]]] = {}
        for column in columns:
            cell = _replaced(row[column.at], other.get(fold_head(column.head)))
            value = column.read(cell, draft)
            if value is not None:
                _put(draft, rows, column, value)
        if own_id is not None:
            draft.own_id = _uuid(row[own_id])
        for key, found in rows.items():
            draft.links[key] = tuple(found.values())
        if draft.kept:
            said = draft.values.get("note")
            draft.values["note"] = "\n".join([said, *draft.kept] if said else draft.kept)
        if draft.values or draft.refs or draft.links or draft.failed:
            yield draft


def _replaced(cell: Cell, other: Mapping[str, Any] | None) -> Cell:
    return other.get(cell.strip(), cell) if other and isinstance(cell, str) else cell


def _put(
    draft: Draft, rows: dict[str, dict[int, dict[str, Any]]], column: Column, value: Any
) -> None:
    target = column.target
    if target.child:
        rows.setdefault(target.field, {}).setdefault(target.slot, {})[target.child] = value
    elif column.field.kind == Kind.REF:
        draft.refs[target.field] = str(value)
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
        self, tx: ReadTx, path: Path, options: ImportOptions, fail: Callable[[Problem], None]
    ) -> None:
        assert options.entity is not None
        self._tx, self._entity, self._fail = tx, options.entity, fail
        self._told = options.mapping or {}
        self._file = open_table(
            path,
            sheet=options.sheet,
            encoding=options.encoding,
            delimiter=options.delimiter,
            cancel=tx.cancel.check,
        )
        self._taker = Taker(tx, options.entity, options, fail)
        self.made = self._taker.made
        self.encoding = self._file.encoding

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def counts(self) -> Iterator[Counts]:
        """What became of each row."""
        file = self._file
        places = targets(self._entity, file.heads, self._told)
        own = layout.ID_HEAD in file.heads and not self._told
        columns = compiled(file, places, records.region_of(self._tx), own=own)
        own_id = next(
            (i for i, t in enumerate(places) if t is not None and t.field == OWN_ID), None
        )
        for number, draft in enumerate(
            read_rows(file, columns, own_id, self._told.get("values") or {}), 1
        ):
            if not number % CHUNK:
                self._tx.cancel.check()
                self._tx.progress(number, 0, f"{number:,} rows read")
            yield self._taker.take(draft)
        for failure in file.failures:
            self._fail(Problem(failure.line, "", failure.reason))
        yield from (Counts(failed=1) for _ in range(file.failed))

    @property
    def notes(self) -> list[str]:
        """What was guessed, and which columns were not read."""
        file = self._file
        places = targets(self._entity, file.heads, self._told)
        pairs = list(zip(file.heads, places, strict=True))
        kind = ENTITIES[self._entity]
        read = [f"'{head}' as {_words(kind, target)}" for head, target in pairs if target]
        unread = [f"'{head}'" for head, target in pairs if target is None]
        notes = [*file.notes, f"Each row is read as a {kind.title.lower()}."]
        notes.append(f"Read: {', '.join(read)}.")
        return [*notes, f"Not read: {', '.join(unread)}."] if unread else notes


def _words(kind: EntityType, target: Target) -> str:
    if target.field == OWN_ID:
        return "our own id"
    field = kind.field(target.field)
    return f"{field.label}: {field.child(target.child).label}" if target.child else field.label


# ---------------------------------------------------------------- into the store


class Taker:
    """Finds what a row means and writes it; a rehearsal only counts.

    fail: told of each cell or row that could not be taken as it is.
    """

    def __init__(
        self, tx: ReadTx, entity: str, options: ImportOptions, fail: Callable[[Problem], None]
    ) -> None:
        self._tx, self._kind, self._options, self._fail = tx, ENTITIES[entity], options, fail
        self._known: dict[tuple[str, str], Ref | None] = {}
        self._fresh: dict[str, UUID | None] = {}
        self.made: dict[str, int] = {}

    def take(self, draft: Draft) -> Counts:
        """One row."""
        if draft.failed:
            self._fail(Problem(draft.line, "", draft.failed))
            return Counts(failed=1)
        for problem in draft.problems:
            self._fail(problem)
        try:
            return self._take(draft)
        except UserError as error:
            self._fail(Problem(draft.line, "", str(error)))
            return Counts(failed=1)

    def _take(self, draft: Draft) -> Counts:
        self._resolve(draft)
        _complete(draft, self._named)
        key = _key(draft)
        if not key:
            title = self._kind.title.lower()
            raise ValidationFailed({"name": f"There is nothing to call the {title} by."})
        before = self._match(draft, key)
        if before is not None:
            return self._update(draft, before)
        if key in self._fresh:  # a rehearsal: an earlier row would have made it
            return Counts(updated=1) if draft.values.keys() & {"prices"} else Counts(unchanged=1)
        if wrong := _unfit(self._kind, draft.values):
            raise ValidationFailed(wrong)
        self._fresh[key] = None
        if isinstance(self._tx, Tx):
            more = {"origin": "import"}
            made = records.insert_record(self._tx, self._kind.key, draft.values | more)
            self._fresh[key] = made
        self.made[self._kind.key] = self.made.get(self._kind.key, 0) + 1
        return Counts(created=1)

    def _update(self, draft: Draft, before: Record) -> Counts:
        if before.deleted:
            words = "This record is in the trash and was left there. Restore it and import again."
            self._fail(Problem(draft.line, "", words))
            return Counts(skipped=1)
        if self._options.match is Policy.SKIP:
            return Counts(skipped=1)
        given = normalised(self._kind, draft.values)
        prices = given.pop("prices", None)
        changed = merging.changes(self._kind.key, before.values, given, self._options.match)
        if prices and (rows := _merged_prices(before.values["prices"], prices)):
            changed["prices"] = rows
        if not changed:
            return Counts(unchanged=1)
        if isinstance(self._tx, Tx):
            records.update_record(self._tx, before, changed)
        return Counts(updated=1)

    # ---- what is there already

    def _match(self, draft: Draft, key: str) -> Record | None:
        found = draft.own_id or self._fresh.get(key)
        if found is None:
            target = naming.table_of(self._kind)
            by = "number" if draft.entity == "deal" else "code_key"
            column = target.c["name_key" if draft.uid == BY_NAME else by]
            live = select(target.c.id).where(column == key, target.c.withdrawn.is_(False))
            live = live.order_by(target.c.deleted_at.is_not(None), target.c.id).limit(1)
            found = self._tx.session.execute(live).scalar_one_or_none()
        return loading.read(self._tx, self._kind.key, (found,)).get(found) if found else None

    # ---- references

    def _resolve(self, draft: Draft) -> None:
        for key, words in draft.refs.items():
            field = self._kind.field(key)
            if (ref := self._ref(field, words, draft.line)) is not None:
                draft.values[key] = ref
        for key, rows in draft.links.items():
            field, out = self._kind.field(key), list[dict[str, Any]]()
            for row in rows:
                own = dict(row)
                for child in field.children:
                    if child.kind == Kind.REF and isinstance(own.get(child.key), str):
                        own[child.key] = self._ref(child, own[child.key], draft.line)
                out.append(own)
            draft.values[key] = normal(field, out)

    def _ref(self, field: Field, words: str, line: int) -> Ref | None:
        found = self._named(field.entity, words)
        if found is None and field.entity in _MADE:
            found = self._make(field.entity, words)
        if found is None:
            title = ENTITIES[field.entity].title.lower()
            reason = (
                f"There is no {title} called '{words}'. The record came without it; a mapping can "
                "say which one is meant."
            )
            self._fail(Problem(line, field.label, reason))
        return found

    def _named(self, entity: str, words: str) -> Ref | None:
        known = (entity, fold(words))
        if known not in self._known:
            kind = ENTITIES[entity]
            target = naming.table_of(kind)
            names = [target.c[kind.label] == words]
            for column in _LOOKED_UP.get(entity, ("name_key",)):
                if column in target.c:
                    names.append(target.c[column] == fold(words))
            self._known[known] = next(
                (found for name in names if (found := self._one(kind, name)) is not None), None
            )
        return self._known[known]

    def _one(self, kind: EntityType, name: Any) -> Ref | None:
        """The record that a condition is true of; of several stages, that of the first pipeline."""
        target = naming.table_of(kind)
        found = select(target.c.id, target.c[kind.label]).where(name, target.c.deleted_at.is_(None))
        order = target.c.position if "position" in target.c else target.c.id
        row = self._tx.session.execute(found.order_by(order, target.c.id).limit(1)).one_or_none()
        return Ref(row[0], row[1]) if row else None

    def _make(self, entity: str, words: str) -> Ref | None:
        self.made[entity] = self.made.get(entity, 0) + 1
        if not isinstance(self._tx, Tx):
            ref = Ref(records.new_id(), words)
        else:
            values: dict[str, Any] = {"name": words}
            if entity == "price_list":
                office = table("office")
                own = self._tx.session.execute(select(office.c.currency).limit(1))
                values["currency"] = own.scalar_one_or_none() or "EUR"
            ref = Ref(records.insert_record(self._tx, entity, values), words)
        self._known[(entity, fold(words))] = ref
        return ref


def _key(draft: Draft) -> str:
    """What a record is known by: the code of a product, the number of a deal."""
    if draft.entity == "product":
        return fold(str(draft.values.get("code") or ""))
    return str(draft.values.get("number") or draft.own_id or f"row {draft.line}")


def _unfit(kind: EntityType, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        field.key: f"{field.label} is needed."
        for field in kind.editable()
        if field.required and values.get(field.key) in (None, "", ())
    }


def _complete(draft: Draft, named: Callable[[str, str], Ref | None]) -> None:
    """What a file of products, or deals, takes for granted."""
    values = draft.values
    if draft.entity == "product":
        if not values.keys() & {"code", "external_id"}:
            draft.uid = BY_NAME
        _complete_product(values)
    else:
        _complete_deal(values, named)


def _complete_product(values: dict[str, Any]) -> None:
    name, code = values.get("name"), values.get("code")
    if code is None and (name or values.get("external_id")):
        values["code"] = values.get("external_id") or name
    if name is None and code is not None and not values.get("prices"):
        values["name"] = code
    values.setdefault("kind", "goods")


def _complete_deal(values: dict[str, Any], named: Callable[[str, str], Ref | None]) -> None:
    company, number = values.get("company"), values.get("number")
    lines = [dict(row) for row in values.get("lines") or ()]
    product = lines[0].get("product") if lines else None
    if not values.get("title"):
        parts = (ref.label for ref in (company, product) if isinstance(ref, Ref))
        values["title"] = ", ".join(parts) or number
    if lines and values.get("amount") is not None:
        described = product.label if isinstance(product, Ref) else None
        price = {"unit_price": values["amount"], "quantity": Decimal(1), "description": described}
        values["lines"] = (lines[0] | price, *lines[1:])
    stage = values.get("stage")
    closed = {"won", "lost"} & {fold(stage.label)} if isinstance(stage, Ref) else set[str]()
    if closed and values.get("expected_close"):
        values.setdefault("closed_on", values["expected_close"])
    if "lost" in closed:
        values.setdefault("lost_reason", named("lost_reason", "Other"))


def _merged_prices(
    before: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], ...] | None:
    """The prices with those of a file: one for the same list, customer, quantity and days."""
    place = ("price_list", "company", "currency", "min_quantity", "valid_from", "valid_to")
    rows = [dict(row) for row in before]
    changed = False
    for new in given:
        old = next((r for r in rows if all(r.get(k) == new.get(k) for k in place)), None)
        said = {key: new.get(key) for key in ("unit_price", "discount_percent")}
        if old is None:
            rows.append(dict(new))
            changed = True
        elif any(old.get(key) != value for key, value in said.items()):
            old.update(said)
            changed = True
    return tuple(rows) if changed else None

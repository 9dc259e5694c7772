"""Filters and search words compiled to SQL conditions, by the catalogue.

Tests on related records become `id IN (SELECT child.parent_id ...)`, never a join: no duplicates,
no DISTINCT, and both planners choose which side drives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    collate,
    false,
    or_,
    select,
    true,
)

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold, search_words
from crm_desktop.models.tables import table
from crm_desktop.services import live_sql
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Ref, Role
from crm_desktop.services.day_borders import Border
from crm_desktop.services.filter_paths import (
    EQUAL,
    EXISTS,
    OPS,
    ORDER,
    RELATIONS,
    WORDS,
    Relation,
)
from crm_desktop.services.naming import table_of
from crm_desktop.services.queries import AnyOf, Filter, Op
from crm_desktop.services.validation import problem
from crm_desktop.services.workspace import ReadTx

Condition = ColumnElement[bool]
HIGHEST = "\U0010ffff"  # sorts after every text that starts alike


@dataclass(frozen=True, slots=True)
class Clock:
    """What a relative date is counted from."""

    now: datetime

    def start_of(self, day: date) -> datetime:
        """The first moment of a day where the person at this machine lives."""
        return datetime.combine(day, time.min).astimezone()

    @property
    def today(self) -> date:
        """The day where the person at this machine lives."""
        return self.now.astimezone().date()


class Compiler:
    """Makes conditions for one entity."""

    def __init__(self, entity: EntityType, tx: ReadTx) -> None:
        self._tx, self.entity, self.is_sqlite = tx, entity, tx.is_sqlite
        self.clock, self.table = Clock(tx.now), table_of(entity)

    def column(self, field: Field) -> ColumnElement[Any]:
        """What a list is ordered by, or adds up, by a field: its column, or a live figure."""
        if field.live:
            return live_sql.column(self._tx, self.entity.key, field.key, self.table)
        return self.table.c[field.sort_column]

    # ---- filters

    def condition(self, item: Filter | AnyOf) -> Condition:
        """The condition of a filter. ValidationFailed names the part that makes no sense."""
        if isinstance(item, AnyOf):
            return or_(false(), *(self.condition(f) for f in item.filters))
        head, _, rest = item.path.partition(".")
        if relation := RELATIONS.get(self.entity.key, {}).get(head):
            return self._related(relation, rest, item)
        if not self.entity.has(head) or item.path.count(".") > LONGEST_PATH:
            raise _unknown(self.entity, item.path)
        field = self.entity.field(head)
        if field.is_child_table:
            return self._children(field, rest, item)
        if field.kind == Kind.REF:
            return self._reference(field, rest, item)
        if rest:
            raise _unknown(self.entity, item.path)
        return self._live(field, item) if field.live else self._own(self.table, field, item)

    def _live(self, field: Field, item: Filter) -> Condition:
        """A test on a figure that is stored nowhere."""
        op = _possible(field, item).op
        values = [] if op in EXISTS else [_value(field, item, v) for v in item.values]
        return live_sql.condition(
            self._tx, self.entity.key, field.key, self.table, op, values, _compared
        )

    def _far(self, entity: str) -> Compiler:
        return Compiler(ENTITIES[entity], self._tx)

    def _related(self, relation: Relation, rest: str, item: Filter) -> Condition:
        link, far = table(relation.link), self._far(relation.entity)
        rows = _Rows.of(rest, item)
        live: list[Condition] = [far.table.c.deleted_at.is_(None)]
        if rows.test is not None:
            live.append(far.called(rows.path, rows.test))
        ids = select(link.c[relation.here]).where(
            link.c[relation.there].in_(select(far.table.c.id).where(*live)),
            link.c.deleted_at.is_(None),
            link.c[relation.here].is_not(None),
        )
        return self._with(ids, negative=rows.negative)

    def called(self, path: str, test: Filter) -> Condition:
        """A test on a field; without a path on which record it is: by its key, or its name."""
        keys = [key for value in test.values if (key := _uuid(value)) is not None]
        if not path and keys and len(keys) == len(test.values) and test.op in EQUAL:
            hit = self.table.c.id.in_(keys)
            return ~hit if test.op == Op.NE else hit
        return self.condition(Filter(path or self.entity.label, test.op, test.values))

    def _children(self, field: Field, rest: str, item: Filter) -> Condition:
        child = table(field.table)
        rows = _Rows.of(rest, item)
        live: list[Condition] = [child.c.deleted_at.is_(None)]
        if rows.test is not None:
            live.append(self._child_test(field, child, rows.path, rows.test))
        ids = select(child.c[f"{self.entity.table_name}_id"]).where(*live)
        return self._with(ids, negative=rows.negative)

    def _with(self, ids: Select[Any], *, negative: bool) -> Condition:
        return self.table.c.id.not_in(ids) if negative else self.table.c.id.in_(ids)

    def _child_test(self, field: Field, child: Table, path: str, item: Filter) -> Condition:
        if field.kind == Kind.TAGS:
            if path:
                raise _unknown(self.entity, item.path)
            return _key_test(child.c.tag_key, _possible(field, item), search_words)
        main, (key, _, further) = field.children[0], path.partition(".")
        try:
            part = field.child(key) if path else main
        except KeyError:
            raise _unknown(self.entity, item.path) from None
        if further:
            return self._beyond(part, child, further, item)
        own = part.key == main.key and item.op not in EXISTS
        if own and main.role == Role.EMAIL:
            return _key_test(child.c.email_key, _possible(part, item), str.casefold)
        if own and main.role == Role.PHONE:
            return _phone_test(child, part, item)
        if part.kind == Kind.REF and item.op not in EXISTS:
            return self._ref_test(child, part, item)
        return self._own(child, part, item)

    def _beyond(self, part: Field, child: Table, further: str, item: Filter) -> Condition:
        """A test on the record that a child row names: `links.any.person.status`."""
        if part.kind != Kind.REF:
            raise _unknown(self.entity, item.path)
        far = self._far(part.entity)
        test = far.condition(Filter(further, item.op, item.values))
        return child.c[part.column].in_(select(far.table.c.id).where(test))

    def _reference(self, field: Field, rest: str, item: Filter) -> Condition:
        if not rest:
            return self._ref_test(self.table, field, item)
        far = self._far(field.entity)
        found = select(far.table.c.id).where(far.condition(Filter(rest, item.op, item.values)))
        return self.table.c[field.column].in_(found)

    def _ref_test(self, target: Table, field: Field, item: Filter) -> Condition:
        column = target.c[field.column]
        if item.op in EXISTS:
            return column.is_(None) if item.op == Op.EMPTY else column.is_not(None)
        _possible(field, item)
        keys = [key for value in item.values if (key := _uuid(value)) is not None]
        if len(keys) == len(item.values) and item.op in EQUAL:
            hit = column.in_(keys)
        else:
            far = self._far(field.entity)
            op = Op.EQ if item.op == Op.NE else item.op
            label = Filter(far.entity.label, op, item.values)
            hit = column.in_(select(far.table.c.id).where(far.condition(label)))
        return or_(column.is_(None), ~hit) if item.op == Op.NE else hit

    def _own(self, target: Table, field: Field, item: Filter) -> Condition:
        stored = field.sort_column if field.whole_days else field.column
        column: ColumnElement[Any] = target.c[stored]
        key: ColumnElement[Any] | None = None
        if _possible(field, item).op in EXISTS:
            empty: Condition = column.is_(None)
            if field.kind in _TEXTS:
                empty = or_(empty, column == "")
            return empty if item.op == Op.EMPTY else ~empty
        if field.kind == Kind.TEXT and field.sort_key:
            key = target.c[field.sort_key]
            if field.sort_key == f"{field.key}_key" or item.op in ORDER:
                test = _key_test(key, item, fold)
                return and_(key != "", test) if item.op in ORDER else test  # nothing is no text
        if item.op in WORDS:
            words = self._text_test(column, item)
            # A name is sorted otherwise than it reads: either will do.
            return or_(_key_test(key, item, _sorted), words) if key is not None else words
        if field.kind == Kind.DATETIME:
            test = self._day_or_moment_test if field.whole_days else self._moment_test
            return test(column, field, item)
        if item.op == Op.WITHIN:
            return column.between(*self._days(field, item))
        if field.kind in _TEXTS and not self.is_sqlite:
            column = collate(column, "C")
        return _compared(column, item.op, [_value(field, item, v) for v in item.values])

    def _text_test(self, column: ColumnElement[Any], item: Filter) -> Condition:
        """In any case of letters. SQLite knows it in English alone: the usual forms are tried."""
        value = _sayable(item, item.values[0])
        forms = {value, value.lower(), value.upper(), value.title()} if self.is_sqlite else {value}
        method = column.istartswith if item.op == Op.PREFIX else column.icontains
        return or_(*(method(form, autoescape=True) for form in sorted(forms)))

    # ---- times

    def _days(self, field: Field, item: Filter) -> tuple[date, date]:
        try:
            days = int(str(item.values[0]))
            other = self.clock.today + timedelta(days=days)
        except (ValueError, OverflowError):
            raise _wrong(field, item, _("a number of days")) from None
        return (other, self.clock.today) if days < 0 else (self.clock.today, other)

    def _moment_test(self, column: ColumnElement[Any], field: Field, item: Filter) -> Condition:
        """A day stands for all of its moments."""
        if item.op == Op.WITHIN:
            first, last = self._days(field, item)
            return and_(
                column >= self._day(field, item, first)[0], column < self._day(field, item, last)[1]
            )
        spans = [self._span(field, item, value) for value in item.values]
        (start, end) = spans[0]
        inside = or_(*(and_(column >= a, column < b) for a, b in spans))
        tests: dict[Op, Condition] = {
            Op.EQ: inside,
            Op.IN: inside,
            Op.NE: or_(column.is_(None), ~inside),
            Op.LT: column < start,
            Op.GE: column >= start,
            Op.LE: column < end,
            Op.GT: column >= end,
            Op.BETWEEN: and_(column >= start, column < spans[-1][1]),
        }
        return tests[item.op]

    def _day_or_moment_test(
        self, column: ColumnElement[Any], field: Field, item: Filter
    ) -> Condition:
        """_moment_test() where a moment may stand for a whole day: that is tested by its date.

        A day is before a moment when it is over by then, and after it when it has not begun.
        """
        if item.op == Op.WITHIN:
            borders = [Border(d, *self._day(field, item, d)) for d in self._days(field, item)]
        else:
            borders = [self._border(field, item, value) for value in item.values]
        first, last = borders[0], borders[-1]
        inside = or_(*(each.same(column) for each in borders))
        tests: dict[Op, Condition] = {
            Op.EQ: inside,
            Op.IN: inside,
            Op.NE: or_(column.is_(None), ~inside),
            Op.LT: first.before(column),
            Op.GE: first.since(column),
            Op.LE: first.until(column),
            Op.GT: first.after(column),
            Op.BETWEEN: and_(first.since(column), last.until(column)),
            Op.WITHIN: and_(first.since(column), last.until(column)),
        }
        return tests[item.op]

    def _border(self, field: Field, item: Filter, value: Any) -> Border:
        start, end = self._span(field, item, value)
        try:
            return Border(start.astimezone().date(), start, end)
        except (ValueError, OverflowError):
            raise _wrong(field, item, _("a date like 2026-10-01")) from None

    def _span(self, field: Field, item: Filter, value: Any) -> tuple[datetime, datetime]:
        try:
            if isinstance(value, str) and len(value) > 10:
                value = datetime.fromisoformat(value)
            if isinstance(value, datetime):
                at = value if value.tzinfo else value.astimezone()
                return at, at + timedelta(microseconds=1)
        except (ValueError, OverflowError):
            raise _wrong(field, item, _("a date like 2026-10-01")) from None
        return self._day(field, item, _as_date(field, item, value))

    def _day(self, field: Field, item: Filter, day: date) -> tuple[datetime, datetime]:
        """The first moment of a day where we live, and that of the next."""
        try:
            return self.clock.start_of(day), self.clock.start_of(day + timedelta(days=1))
        except (ValueError, OverflowError):
            raise _wrong(field, item, _("a date like 2026-10-01")) from None


# ---------------------------------------------------------------- which tests make sense

LONGEST_PATH = 6
_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")
_TEXTS = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.CHOICE})
_OF_PHONES = EXISTS | EQUAL | WORDS


def _possible(field: Field, item: Filter, ops: frozenset[Op] | None = None) -> Filter:
    """The filter, or ValidationFailed where the field cannot be tested so."""
    possible = ops or OPS[field.kind]
    if item.op not in possible:
        known = ", ".join(op for op in Op if op in possible)
        words = _("{field} cannot be compared with '{op}'. Possible: {known}.").format(
            field=_(field.label), op=item.op, known=known
        )
        raise ValidationFailed({"filter": words})
    if item.op == Op.BETWEEN and len(item.values) != 2:
        raise _wrong(field, item, _("two values"))
    if item.op not in EXISTS and not item.values:
        raise _wrong(field, item, _("a value"))
    return item


class _Rows(NamedTuple):
    """A test on rows of a record: which of them, and whether it is to have such a row or none.

    `tags != VIP`: no row is equal; `tags.any != VIP`: some row differs.
    """

    path: str
    test: Filter | None  # None: any row at all
    negative: bool

    @classmethod
    def of(cls, rest: str, item: Filter) -> _Rows:
        mode, _, path = rest.partition(".")
        if mode not in ("any", "none"):
            mode, path = "", rest
        if item.op == Op.NONE or (not path and item.op in EXISTS):
            empty = item.op in (Op.NONE, Op.EMPTY)
            return cls(path, None, empty or mode == "none")
        if item.op == Op.NE and not mode:
            return cls(path, Filter(item.path, Op.IN, item.values), True)
        return cls(path, item, mode == "none")


# ---------------------------------------------------------------- tests and values


def _compared(column: ColumnElement[Any], op: Op, values: list[Any]) -> Condition:
    first = values[0]
    tests: dict[Op, Callable[[], Condition]] = {
        Op.EQ: lambda: column == first,
        Op.NE: lambda: or_(column.is_(None), column.not_in(values)),
        Op.IN: lambda: column.in_(values),
        Op.LT: lambda: column < first,
        Op.LE: lambda: column <= first,
        Op.GT: lambda: column > first,
        Op.GE: lambda: column >= first,
        # No SQL BETWEEN: PostgreSQL's does not take a bound with a collation.
        Op.BETWEEN: lambda: and_(column >= first, column <= values[-1]),
    }
    return tests[op]()


def _key_test(column: ColumnElement[Any], item: Filter, folded: Callable[[str], str]) -> Condition:
    """A test on a folded column: case and accents do not matter, and its index serves."""
    keys = [folded(_sayable(item, v)) for v in item.values]
    if item.op == Op.CONTAINS:
        words = [word for key in keys for word in key.split()]
        return and_(true(), *(column.contains(word, autoescape=True) for word in words))
    if item.op == Op.PREFIX:
        return starting(column, keys[0])
    return _compared(column, item.op, keys)


def _sorted(name: str) -> str:
    """A name as it is sorted, also where it was typed as "Schmidt, Anna"."""
    folded = fold(name)
    return " ".join(folded.replace(",", " ").split()) or folded


def starting(column: ColumnElement[Any], key: str) -> Condition:
    """Texts that start with a key, as a range that an index can walk."""
    return and_(column >= key, column < key + HIGHEST)


def _phone_test(child: Table, field: Field, item: Filter) -> Condition:
    """Equal is what ends alike: the country code may be missing on one side."""
    _possible(field, item, _OF_PHONES)
    digits = ["".join(c for c in str(v) if c.isdigit()) for v in item.values]
    if not all(d.lstrip("0") for d in digits):
        raise _wrong(field, item, _("a number"))
    if item.op == Op.PREFIX:
        return starting(child.c.digits, digits[0])
    if item.op == Op.CONTAINS:
        return and_(*(child.c.digits.contains(d) for d in digits))
    same = or_(*(starting(child.c.digits_reversed, d.lstrip("0")[::-1]) for d in digits))
    return ~same if item.op == Op.NE else same


def _value(field: Field, item: Filter, value: Any) -> Any:
    """A value of the field's kind from one typed at a prompt or read from JSON."""
    if field.kind == Kind.BOOL:
        return _as_bool(field, item, value)
    if field.kind == Kind.DATE:
        return _as_date(field, item, value)
    if field.kind == Kind.INT:
        number = _as_decimal(field, item, value)
        if number != number.to_integral_value():
            raise _wrong(field, item, _("a whole number"))
        return _fitting(field, int(number))
    if field.kind in (Kind.MONEY, Kind.QUANTITY, Kind.PERCENT):
        return _fitting(field, _as_decimal(field, item, value))
    return _sayable(item, value)


def _fitting(field: Field, number: Any) -> Any:
    if words := problem(field, number):
        raise ValidationFailed({"filter": words})
    return number


def _sayable(item: Filter, value: Any) -> str:
    """Text that a database can hold, of a reference its label."""
    words = str(getattr(value, "label", value))
    if _UNSAYABLE.search(words):
        shown = words.encode("ascii", "backslashreplace").decode()
        raise ValidationFailed(
            {
                "filter": _("The filter on {path} needs text, not {shown}.").format(
                    path=item.path, shown=shown
                )
            }
        )
    return words


def _uuid(value: Any) -> UUID | None:
    if isinstance(value, Ref):
        return value.id
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _as_decimal(field: Field, item: Filter, value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(field, item, _("a number")) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _wrong(field, item, _("a number"))
    return number


def _as_date(field: Field, item: Filter, value: Any) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(field, item, _("a date like 2026-10-01")) from None


def _as_bool(field: Field, item: Filter, value: Any) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = words.get(str(value).lower())
    if found is None:
        raise _wrong(field, item, _("yes or no"))
    return found


def _wrong(field: Field, item: Filter, wanted: str) -> ValidationFailed:
    given = ", ".join(str(v) for v in item.values) or _("nothing")
    return ValidationFailed(
        {
            "filter": _("The filter on {field} needs {wanted}, not {given}.").format(
                field=_(field.label), wanted=wanted, given=given
            )
        }
    )


def _unknown(entity: EntityType, path: str) -> ValidationFailed:
    known = ", ".join(f.key for f in (*entity.fields, *entity.live))
    return ValidationFailed(
        {
            "filter": _("{kind} has no field '{path}'. Known are: {known}.").format(
                kind=_(entity.title), path=path, known=known
            )
        }
    )

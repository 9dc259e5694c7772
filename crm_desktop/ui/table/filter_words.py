"""How filters read: the comparisons a kind of field offers, and the words of a chip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog import EntityType, Field, Kind
from crm_desktop.services.filter_paths import FilterPath, path_of
from crm_desktop.services.queries import AnyOf, Filter, Op

STEP = " › "  # between the steps of a path


class Inputs(Enum):
    """What a comparison asks for."""

    NOTHING = "nothing"
    TEXT = "text"
    VALUE = "value"  # of the field's kind
    RANGE = "range"
    CHOICES = "choices"
    DAYS = "days"
    ME = "me"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to compare a field.

    Attributes:
        words: in the list of comparisons; chip: with {field} and {value}.
        fixed: the values, where none are asked for.
        back: days are counted into the past.
    """

    words: str
    chip: str
    op: Op
    inputs: Inputs = Inputs.NOTHING
    fixed: tuple[Any, ...] = ()
    back: bool = False

    def fits(self, item: Filter) -> bool:
        """A filter was made by this comparison."""
        if self.op != item.op:
            return False
        if self.inputs == Inputs.ME:
            return False  # it reads as any other colleague
        if self.fixed:
            return self.fixed == item.values
        if self.inputs == Inputs.DAYS:
            return self.back == (_days(item) < 0)
        return True


_WITH = Comparison(N_("is filled in"), N_("With {field}"), Op.NOTEMPTY)
_WITHOUT = Comparison(N_("is empty"), N_("Without {field}"), Op.EMPTY)
_FILLED = (_WITH, _WITHOUT)
_CONTAINS = Comparison(N_("contains"), N_("{field} contains {value}"), Op.CONTAINS, Inputs.TEXT)
_STARTS = Comparison(N_("starts with"), N_("{field} starts with {value}"), Op.PREFIX, Inputs.TEXT)
_IS = Comparison(N_("is"), N_("{field}: {value}"), Op.EQ, Inputs.VALUE)
_IS_NOT = Comparison(N_("is not"), N_("{field} is not {value}"), Op.NE, Inputs.VALUE)
_AMONG = Comparison(N_("is one of"), N_("{field}: {value}"), Op.IN, Inputs.CHOICES)
_NOT_AMONG = Comparison(N_("is none of"), N_("{field} is not {value}"), Op.NE, Inputs.CHOICES)
_BETWEEN = Comparison(N_("between"), N_("{field}: {value}"), Op.BETWEEN, Inputs.RANGE)
_AS_TEXT = (_CONTAINS, _IS, _IS_NOT, _STARTS, *_FILLED)
_NUMBER = (
    Comparison(N_("at least"), N_("{field} ≥ {value}"), Op.GE, Inputs.VALUE),
    Comparison(N_("at most"), N_("{field} ≤ {value}"), Op.LE, Inputs.VALUE),
    Comparison(N_("exactly"), N_("{field} = {value}"), Op.EQ, Inputs.VALUE),
    Comparison(N_("not"), N_("{field} ≠ {value}"), Op.NE, Inputs.VALUE),
    _BETWEEN,
    *_FILLED,
)
_DATE = (
    Comparison(N_("today"), N_("{field}: today"), Op.WITHIN, fixed=(0,)),
    Comparison(N_("in the next days"), N_("{field}: next {value}"), Op.WITHIN, Inputs.DAYS),
    Comparison(
        N_("in the last days"), N_("{field}: last {value}"), Op.WITHIN, Inputs.DAYS, back=True
    ),
    Comparison(N_("before"), N_("{field} before {value}"), Op.LT, Inputs.VALUE),
    Comparison(N_("after"), N_("{field} after {value}"), Op.GT, Inputs.VALUE),
    Comparison(N_("on the day"), N_("{field}: {value}"), Op.EQ, Inputs.VALUE),
    _BETWEEN,
    *_FILLED,
)
_BOOL = (
    Comparison(N_("yes"), N_("{field}: yes"), Op.EQ, fixed=(True,)),
    Comparison(N_("no"), N_("{field}: no"), Op.EQ, fixed=(False,)),
)
_REF = (
    _IS,
    _IS_NOT,
    Comparison(N_("name contains"), N_("{field} contains {value}"), Op.CONTAINS, Inputs.TEXT),
    *_FILLED,
)
_ME = Comparison(N_("is me"), N_("{field}: {value}"), Op.EQ, Inputs.ME)
_ROWS = (
    Comparison(N_("there are some"), N_("With {field}"), Op.NOTEMPTY),
    Comparison(N_("there are none"), N_("Without {field}"), Op.NONE),
)
_TESTS: dict[Kind, tuple[Comparison, ...]] = {
    Kind.TEXT: _AS_TEXT,
    Kind.LONGTEXT: _AS_TEXT,
    Kind.INT: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.QUANTITY: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.DATE: _DATE,
    Kind.DATETIME: _DATE,
    Kind.BOOL: _BOOL,
    Kind.REF: _REF,
    Kind.TAGS: (
        Comparison(N_("one of"), N_("{field}: {value}"), Op.IN, Inputs.VALUE),
        Comparison(N_("none of"), N_("{field}: not {value}"), Op.NE, Inputs.VALUE),
        Comparison(N_("contains"), N_("{field} contains {value}"), Op.CONTAINS, Inputs.TEXT),
        *_FILLED,
    ),
    Kind.FILE: _FILLED,
}


def comparisons(path: FilterPath) -> tuple[Comparison, ...]:
    """How the field of a path is compared, the likeliest first."""
    field = path.field
    if field is None:
        return _ROWS
    if field.kind == Kind.REF and field.entity == "user":
        return (_ME, *_REF)
    if field.kind != Kind.CHOICE:
        return _TESTS[field.kind]
    if not field.choices:
        return _AS_TEXT
    return (_AMONG, _NOT_AMONG, *((_CONTAINS,) if field.open_choice else ()), *_FILLED)


def comparison_of(path: FilterPath, item: Filter) -> Comparison | None:
    """The comparison that made a filter; None where the panel has none like it."""
    return next((test for test in comparisons(path) if test.fits(item)), None)


def title_of(path: FilterPath) -> str:
    """The words of a path: `Company › City`."""
    return STEP.join(_(label) for label in path.labels)


def in_words(entity: EntityType, item: Filter | AnyOf, names: Mapping[str, str]) -> str:
    """A filter as its chip says it. `names`: of the records that filters name, by id."""
    if isinstance(item, AnyOf):
        return _(" or ").join(in_words(entity, each, names) for each in item.filters)
    path = path_of(entity, item.path)
    test = comparison_of(path, item) if path is not None else None
    if path is None:
        return _raw(item, names)
    title = title_of(path)
    if test is None and path.field is None:
        said = ", ".join(_value(None, value, names) for value in item.values)
        return _("{field}: {value}").format(field=title, value=said)
    if test is None:
        return _raw(item, names)
    if test.op in (Op.EMPTY, Op.NOTEMPTY, Op.NONE):
        title = inner(title)
    return _(test.chip).format(field=title, value=_values(path.field, test, item, names))


def _values(field: Field | None, test: Comparison, item: Filter, names: Mapping[str, str]) -> str:
    if test.inputs == Inputs.DAYS:
        days = abs(_days(item))
        return ngettext("{n} day", "{n} days", days).format(n=i18n.number(days))
    said = [_value(field, value, names) for value in item.values]
    if test.inputs == Inputs.RANGE:
        return " – ".join(said)
    return ", ".join(said)


def _value(field: Field | None, value: Any, names: Mapping[str, str]) -> str:
    if field is not None and field.kind == Kind.CHOICE:
        return _(field.choice(str(value)).label)
    if isinstance(value, str) and field is not None and field.kind in (Kind.DATE, Kind.DATETIME):
        value = _read_date(value)
    if isinstance(value, datetime):
        return i18n.full_moment(value)
    if isinstance(value, date):
        return i18n.full_day(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return i18n.plain_number(value)
    return names.get(str(value), str(value))


def _read_date(text: str) -> Any:
    """Of a saved list, which keeps dates as text."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else text
    except ValueError:
        return text


def _days(item: Filter) -> int:
    try:
        return int(str(item.values[0])) if item.values else 0
    except ValueError:
        return 0


def _raw(item: Filter, names: Mapping[str, str]) -> str:
    """What only a command line or another program writes."""
    values: Sequence[str] = [names.get(str(value), str(value)) for value in item.values]
    return " ".join(filter(None, (item.path, str(item.op), ", ".join(values))))

"""Values in words: what lists, fact cards, conflicts and timelines show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from crm_desktop import i18n
from crm_desktop.i18n import NOTHING, _, ngettext
from crm_desktop.services.catalog import Field, Kind, Record, Ref, Role

MOST_IN_A_CELL = 200
_LATE_IN_DAYS = 30  # longer ago, a date says more
SOON = 60  # so many days before its end a contract is to be looked at


def cell(field: Field, value: Any, now: datetime, currency: str = "") -> str:
    """A value as short as a list needs it; dates are relative to now."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, datetime):
        return i18n.moment(value, now)
    if isinstance(value, date) and _near(value, now):
        return i18n.day(value, i18n.local(now).date())
    if isinstance(value, str) and field.kind != Kind.CHOICE and field.role != Role.LANGUAGE:
        return value[:MOST_IN_A_CELL].replace("\n", " ")
    return full(field, value, currency)


def due(value: date, now: datetime, *, late: bool) -> str:
    """When something is due: the day, with the time of day where it is near; or how late it is."""
    at = i18n.local(value) if isinstance(value, datetime) else None  # else it is a whole day
    today, day = i18n.local(now).date(), at.date() if at else value
    ago = (today - day).days
    said = i18n.day(day, today)
    if at and -2 < ago < 1:
        said = f"{said}, {i18n.clock(at)}"
    if not late:
        return said
    if 0 < ago < _LATE_IN_DAYS:
        return ngettext("{n} day overdue", "{n} days overdue", ago)
    return _("Overdue, {when}").format(when=said if ago or not at else i18n.clock(at))


def days_left(days: int, notice: date | None, now: datetime) -> str:
    """How long a contract runs: until it is to be decided on, else until its end."""
    if days < 0:
        return ngettext("Over for {n} day", "Over for {n} days", -days)
    if notice is not None and notice >= i18n.local(now).date():
        return ngettext("{n} day to notice", "{n} days to notice", days)
    return ngettext("{n} day to the end", "{n} days to the end", days)


def is_over(value: date, now: datetime) -> bool:
    """The moment has passed, or the whole day."""
    if isinstance(value, datetime):
        return value < now
    return value < i18n.local(now).date()


def listed(record: Record, key: str) -> Any:
    """A value of a record as a list has it: of what is due on a whole day, the day."""
    value = record.values[key]
    return record.values.get("due_on") if value is None and key == "due_at" else value


def _near(value: date, now: datetime) -> bool:
    """A birthday of 1985 is no "40 years ago"; what is a year away at most is said relatively."""
    return abs((now.date() - value).days) < 366


def full(field: Field, value: Any, currency: str = "") -> str:
    """A value at full length; the dash where there is none. currency: of an amount, if known."""
    if value is None or value in ("", ()):
        return NOTHING
    if field.kind == Kind.CHOICE:
        return _(field.choice(str(value)).label)
    if field.role == Role.LANGUAGE:
        return i18n.language_said(str(value))
    if field.kind == Kind.MULTI and not isinstance(value, str):
        return _rows(field, value)
    if field.kind == Kind.MONEY and isinstance(value, Decimal):
        return i18n.amount(value, currency) if currency else i18n.money(value)
    return _plain(value)


def sum_of(field: Field, value: Decimal, currency: str = "") -> str:
    """What numbers of a field add up to."""
    if field.kind != Kind.MONEY:
        return i18n.number(value.normalize())
    return i18n.amount(value, currency) if currency else i18n.money(value)


def sums_of(field: Field, sums: Mapping[str, Decimal]) -> str:
    """Sums by currency: those of different ones are never added to each other."""
    return " + ".join(sum_of(field, value, each) for each, value in sums.items())


def _plain(value: Any) -> str:
    for kinds, say in _WAYS:
        if isinstance(value, kinds):
            return say(value)
    return str(value)


def _listed(values: tuple[Any, ...]) -> str:
    return ", ".join(str(each) for each in values)


def _label(ref: Ref) -> str:
    return ref.label


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


# In this order: a bool is an int too, a datetime is a date.
_WAYS: tuple[tuple[type[Any] | tuple[type[Any], ...], Callable[[Any], str]], ...] = (
    (str, str),
    (bool, _yes),
    (Ref, _label),
    (datetime, i18n.full_moment),
    (date, i18n.full_day),
    ((Decimal, int), i18n.number),
    (bytes, lambda data: i18n.file_size(len(data))),
    (tuple, _listed),
)


def _rows(field: Field, rows: Any) -> str:
    lines = (row_words(field, row) for row in cast("tuple[Mapping[str, Any], ...]", rows))
    return "\n".join(line for line in lines if line)


def row_words(field: Field, row: Mapping[str, Any]) -> str:
    """One row of a multi field: `+380 44 555 0142, Mobile`."""
    parts: list[str] = []
    currency = str(row.get("currency") or "")
    for child in field.children:
        value = row.get(child.key)
        if child.derived or value is None or value in ("", ()):
            continue
        if child.kind == Kind.BOOL:
            if value:
                parts.append(_(child.label))
        else:
            parts.append(full(child, value, currency).replace("\n", ", "))
    return ", ".join(parts)


def main_row(rows: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any] | None:
    """The row marked as primary, else the first one."""
    for row in rows:
        if row.get("is_primary"):
            return row
    return rows[0] if rows else None

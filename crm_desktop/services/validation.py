"""What makes values fit to be saved, in words; and how two edits of one record are merged.

Asked by the form while typing and again by the service before it writes. No database here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from crm_desktop.i18n import N_, _, number
from crm_desktop.services.catalog import EntityType, Field, Kind, Ref, Role
from crm_desktop.services.sales import validation as sales_validation
from crm_desktop.services.values import same

MOST_FILE_BYTES = 25 * 1024 * 1024
_LARGEST = Decimal("900000000000000")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\.?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
NO_NAME = N_("A contact needs a name. Type a first or a last name.")
NAMING = ("first_name", "last_name", "middle_name", "name_override", "nickname", "company")


def problems(entity: EntityType, values: Mapping[str, Any]) -> dict[str, str]:
    """Field key -> what is wrong with its value, in words. Empty: fit to be saved."""
    out: dict[str, str] = {}
    for field in entity.editable():
        if words := problem(field, values.get(field.key)):
            out[field.key] = words
    if entity.key == "person" and not any(values.get(k) for k in (*NAMING, "emails", "phones")):
        out["last_name"] = _(NO_NAME)
    for key, words in sales_validation.problems(entity.key, values).items():
        out.setdefault(key, words)
    return out


def problem(field: Field, value: Any) -> str | None:
    """What is wrong with one value; None for nothing."""
    if value in (None, "", ()):
        return _("{field} is needed.").format(field=_(field.label)) if field.required else None
    check = _CHECKS.get(field.kind)
    return check(field, value) if check else None


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        return _("{field} must be text.").format(field=_(field.label))
    if _CONTROL.search(value):
        return _("{field} holds characters that are no text. Delete and type it again.").format(
            field=_(field.label)
        )
    if len(value) > field.max_length:
        return _(
            "{field} is too long: {count} characters, at most {max_length}. Shorten it."
        ).format(
            field=_(field.label),
            count=number(len(value)),
            max_length=number(field.max_length),
        )
    return _meaning(field, value)


def _meaning(field: Field, value: str) -> str | None:
    """What is wrong with a text by what it stands for."""
    if field.role == Role.EMAIL and not _EMAIL.fullmatch(value):
        return _("'{value}' is not an e-mail address. Write it like name@company.example.").format(
            value=value
        )
    if field.role == Role.RATE and not _is_rate(value):
        return _("'{value}' is no rate. Write a number above zero, like 0.9213.").format(
            value=value
        )
    if field.role == Role.PHONE and not any(c.isdigit() for c in value):
        return _("'{value}' is not a phone number: it has no digits.").format(value=value)
    return None


def _is_rate(text: str) -> bool:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return False
    return rate.is_finite() and rate > 0


def _whole(field: Field, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return _("{field} must be a whole number.").format(field=_(field.label))
    return (
        _("{field} is too large.").format(field=_(field.label)) if abs(value) > 2**31 - 1 else None
    )


def _decimal(field: Field, value: Any) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite():
        return _("{field} must be a number.").format(field=_(field.label))
    if abs(value) > _LARGEST:
        return _("{field} is too large.").format(field=_(field.label))
    places = 4 if field.kind == Kind.MONEY else 6
    if value != round(value, places):
        return _("{field} has more than {places} decimal places.").format(
            field=_(field.label), places=places
        )
    return None


def _day(field: Field, value: Any) -> str | None:
    if not isinstance(value, date) or isinstance(value, datetime):
        return _("{field} must be a date.").format(field=_(field.label))
    if field.key == "birthday" and value > date.today():  # noqa: DTZ011  a calendar day here
        return _("{field} lies in the future.").format(field=_(field.label))
    return None


def _moment(field: Field, value: Any) -> str | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return _("{field} must be a date and time.").format(field=_(field.label))
    return None


def _bool(field: Field, value: Any) -> str | None:
    return (
        None
        if isinstance(value, bool)
        else _("{field} must be yes or no.").format(field=_(field.label))
    )


def _choice(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        return _("{field} must be text.").format(field=_(field.label))
    if not field.open_choice and all(choice.value != value for choice in field.choices):
        known = ", ".join(choice.value for choice in field.choices)
        return _("{field} cannot be '{value}'. Possible are: {known}.").format(
            field=_(field.label), value=value, known=known
        )
    return _text(field, value)


def _ref(field: Field, value: Any) -> str | None:
    return (
        None
        if isinstance(value, Ref)
        else _("{field} must be a record.").format(field=_(field.label))
    )


def _file(field: Field, value: Any) -> str | None:
    if not isinstance(value, bytes):
        return _("{field} must be a file.").format(field=_(field.label))
    if len(value) > MOST_FILE_BYTES:
        return _("{field} is larger than 25 MB. Choose a smaller file.").format(
            field=_(field.label)
        )
    return None


def _tags(field: Field, value: Any) -> str | None:
    return next((words for tag in value if (words := _text(field, tag))), None)


def _multi(field: Field, value: Any) -> str | None:
    for row in cast("tuple[Mapping[str, Any], ...]", value):
        for child in field.children:
            if child.derived:
                continue
            if words := problem(child, row.get(child.key)):
                return (
                    words
                    if child.required is False or row.get(child.key)
                    else (
                        _("{field}: a line without {label}. Fill it in or remove the line.").format(
                            field=_(field.label), label=child.label.lower()
                        )
                    )
                )
    return None


_CHECKS = {
    Kind.TEXT: _text,
    Kind.LONGTEXT: _text,
    Kind.INT: _whole,
    Kind.MONEY: _decimal,
    Kind.QUANTITY: _decimal,
    Kind.PERCENT: _decimal,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.REF: _ref,
    Kind.FILE: _file,
    Kind.TAGS: _tags,
    Kind.MULTI: _multi,
}


@dataclass(frozen=True, slots=True)
class Merge:
    """Two edits brought together.

    Attributes:
        values: what could be decided without asking.
        clashes: keys that both changed, to different values.
    """

    values: dict[str, Any]
    clashes: tuple[str, ...]


def merge(
    entity: EntityType, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Merge:
    """Only mine changed: mine. Only theirs: theirs. Both alike: that. Both, differently: ask.

    Phones, tags and the like are brought together row by row: only a row that both changed is
    asked about.
    """
    values: dict[str, Any] = {}
    clashes: list[str] = []
    for field in entity.editable():
        key = field.key
        b, m, t = (_comparable(v.get(key)) for v in (base, mine, theirs))
        mine_changed, theirs_changed = not same(field, b, m), not same(field, b, t)
        values[key] = mine.get(key) if mine_changed else theirs.get(key)
        if mine_changed and theirs_changed and not same(field, m, t):
            together = _together(field, b or (), m or (), t or ())
            if together is None:
                clashes.append(key)
            else:
                values[key] = together
    return Merge(values, tuple(clashes))


def _comparable(value: Any) -> Any:
    return None if value in ("", (), None) else value


def _together(field: Field, base: Any, mine: Any, theirs: Any) -> Any:
    """The rows of both; None where only a person can decide."""
    if field.kind == Kind.TAGS:
        gone = set(base) - set(mine)
        new = [tag for tag in mine if tag not in base and tag not in theirs]
        return (*(tag for tag in theirs if tag not in gone), *new)
    if field.kind != Kind.MULTI:
        return None
    return _rows_together(field, base, mine, theirs)


_Row = Mapping[str, Any]


def _rows_together(
    field: Field, base: Sequence[_Row], mine: Sequence[_Row], theirs: Sequence[_Row]
) -> tuple[dict[str, Any], ...] | None:
    before, ours = {row["id"]: row for row in base}, {r["id"]: r for r in mine if r.get("id")}
    out: list[_Row] = []
    for row in theirs:
        key = row["id"]
        if key not in before:
            out.append(row)
            continue
        kept = ours.get(key)
        if kept is not None and _alike(field, before[key], kept):
            kept = row
        elif not _alike(field, before[key], row) and not (kept and _alike(field, kept, row)):
            return None  # both changed it, or one changed what the other took away
        if kept is not None:
            out.append(kept)
    there = {row["id"] for row in theirs}
    for key, row in ours.items():
        if key not in there and not _alike(field, before.get(key, {}), row):
            return None  # they took away what was changed here
    fresh = [row for row in mine if not row.get("id")]
    out += [row for row in fresh if not any(_alike(field, row, other) for other in out)]
    return _with_main(field, out, (base, mine, theirs))


def _alike(field: Field, a: _Row, b: _Row) -> bool:
    """The same facts, whichever row is the main one."""
    told = (child.key for child in field.children if not child.derived)
    return all((a.get(key) or None) == (b.get(key) or None) for key in told)


def _with_main(
    field: Field, rows: list[_Row], sides: tuple[Sequence[_Row], ...]
) -> tuple[dict[str, Any], ...] | None:
    """The rows with one main row: whose choice it is follows the same rule."""
    if not field.has_primary:
        return tuple(dict(row) for row in rows)
    base, mine, theirs = map(_main_of, sides)
    if _alike(field, base, mine) or _alike(field, mine, theirs):
        main = theirs
    elif _alike(field, base, theirs):
        main = mine
    else:
        return None
    at = next((i for i, row in enumerate(rows) if _alike(field, row, main)), 0)
    return tuple({**row, "is_primary": i == at} for i, row in enumerate(rows))


def _main_of(rows: Sequence[_Row]) -> _Row:
    nothing: _Row = {}
    return next((row for row in rows if row.get("is_primary")), nothing)

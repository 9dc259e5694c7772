"""What a row of a file changes on a record that is there already. Blank cells change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_desktop.models.folding import fold
from crm_desktop.services import matching
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Role
from crm_desktop.services.transfer.options import Policy


def changes(
    entity: str, before: Mapping[str, Any], given: Mapping[str, Any], policy: Policy
) -> dict[str, Any]:
    """Field key -> new value, for the fields that the given values change."""
    if policy is Policy.SKIP:
        return {}
    kind, out = ENTITIES[entity], dict[str, Any]()
    for key, value in given.items():
        field, old = kind.field(key), before.get(key)
        if policy is Policy.FILL and old not in (None, (), "", False):
            continue
        new = _merged(field, old, value)
        if new is not None and new != old:
            out[key] = new
    return out


def _merged(field: Field, old: Any, given: Any) -> Any:
    """The value after the import, or None where nothing changes."""
    if field.kind == Kind.MULTI:
        return _rows(field, old or (), given)
    if field.kind == Kind.TAGS:
        have = {fold(tag) for tag in old or ()}
        more = tuple(tag for tag in given if fold(tag) not in have)
        return (*(old or ()), *more) if more else None
    if field.kind == Kind.LONGTEXT and old and isinstance(given, str):
        return None if given in old else f"{old}\n\n{given}"  # a note is never lost
    return given


def _rows(field: Field, old: Sequence[Any], given: Sequence[Any]) -> Any:
    """The old rows with what the given ones add to them; None where that is nothing.

    Rows that say the same are paired first, so that a number listed twice under two types stays so.
    """
    rows = [dict(row) for row in old]
    free = list(range(len(rows)))
    left: list[Mapping[str, Any]] = []
    for row in given:
        twin = next((i for i in free if _says_no_more(field, rows[i], row)), None)
        if twin is None:
            left.append(row)
        else:
            free.remove(twin)
    for row in left:
        place = next((i for i in free if same_thing(field, rows[i], row)), None)
        if place is None:
            new = dict(row)
            if field.has_primary:
                new["is_primary"] = not rows
            rows.append(new)
        else:
            free.remove(place)
            rows[place].update(_told(field, row))
    return tuple(rows) if left else None


def _told(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of the thing it means; how that is written stays as it was."""
    return {
        child.key: row[child.key]
        for child in field.children[1:]
        if not child.derived and row.get(child.key) not in (None, "", False)
    }


def _says_no_more(field: Field, there: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """True where a row means the same thing as one that is there, and adds nothing to it."""
    told = _told(field, row)
    return same_thing(field, there, row) and all(there.get(k) == v for k, v in told.items())


def same_thing(field: Field, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """True where two rows mean the same phone, address or link, whatever else they say of it."""
    main = field.children[0]
    left, right = a.get(main.key), b.get(main.key)
    if field.key == "addresses":
        parts = ("street", "extra", "po_box", "postcode", "city", "country")
        return all(fold(a.get(p) or "") == fold(b.get(p) or "") for p in parts)
    if left is None or right is None:
        return left == right
    if main.role == Role.PHONE:
        return _number(left, a) == _number(right, b)
    if main.role == Role.EMAIL:
        return matching.email_key(left) == matching.email_key(right)
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) == fold(right)
    return left == right


def _number(number: str, row: Mapping[str, Any]) -> tuple[str, str]:
    bare, extension = matching.split_extension(number)
    digits = "".join(c for c in bare if c.isdigit()) or fold(bare)
    return digits, row.get("extension") or extension or ""


def merged_prices(
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


def same_moment(old: Any, new: Any) -> bool:
    """Whether two moments differ by no more than a spreadsheet can hold."""
    both = isinstance(old, datetime) and isinstance(new, datetime)
    return both and abs(old - new) < timedelta(seconds=1)

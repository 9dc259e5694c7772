"""What is computed from a record's values and stored beside them: keys, names, search text.

One place, used by saves, imports and the sample data; `check` compares what is stored with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from crm_desktop.models import thumbnails, whole_days
from crm_desktop.models.folding import fold, is_cjk, label_words, search_words
from crm_desktop.models.tables import table
from crm_desktop.services import matching, naming
from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.catalog.fields import Field, Ref, Role
from crm_desktop.services.sales import derived as derived_sales

Values = Mapping[str, Any]
_OF_CHILDREN = frozenset(
    {"digits", "digits_reversed", "e164", "email_key", "tag_key", "delivered_quantity"}
)
_NAME_PARTS = ("prefix", "first_name", "middle_name", "last_name", "suffix")
OWN_NAMES = (*_NAME_PARTS, "name_override", "nickname")  # without any of them: something else
TITLE_LENGTH = 120
NAMELESS = "(no name)"


def display_name(values: Values) -> str:
    """How a contact is called: the override, the name, else whatever there is of it."""
    if override := values.get("name_override"):
        return override
    given, family = values.get("first_name") or "", values.get("last_name") or ""
    if family and given and is_cjk(family[0]) and is_cjk(given[0]):
        return family + given
    name = " ".join([part for key in _NAME_PARTS if (part := values.get(key))])
    return name or _fallback_name(values)


def _fallback_name(values: Values) -> str:
    if nickname := values.get("nickname"):
        return nickname
    for key, child in (("emails", "address"), ("phones", "number")):
        for row in values.get(key) or ():
            if row.get(child):
                return row[child]
    company = values.get("company")
    return company.label if isinstance(company, Ref) else NAMELESS


def _search_text(entity: str, values: Values, *more: str) -> str:
    """The folded words of all searchable texts, each once. Folded as one text: that is quicker."""
    own = [str(value) for key in _searchable(entity) if (value := values.get(key))]
    return " ".join(dict.fromkeys(search_words(" ".join((*more, *own))).split()))


_OWN_TEXT = (Kind.TEXT, Kind.LONGTEXT, Kind.CHOICE)


@cache
def _searchable(entity: str) -> tuple[str, ...]:
    fields = ENTITIES[entity].fields
    return tuple(f.key for f in fields if f.searchable and not f.derived and f.kind in _OWN_TEXT)


def _place(values: Values) -> dict[str, Any]:
    rows: Sequence[Values] = values.get("addresses") or ()
    main: Values = next((row for row in rows if row.get("is_primary")), rows[0] if rows else {})
    city = main.get("city")
    return {"city": city, "city_key": fold(city) if city else "", "country": main.get("country")}


def _person(values: Values) -> dict[str, Any]:
    name = display_name(values)
    family, given = values.get("last_name"), values.get("first_name")
    company = values.get("company")
    sorting = f"{family or ''} {given or ''}".strip() or name
    return {
        "display_name": name,
        "name_key": fold(sorting),
        "company_key": label_words(company.label) if isinstance(company, Ref) else "",
        "photo_key": thumbnails.key_of(values.get("photo")),
        "search_text": _search_text("person", values, name),
        **_place(values),
    }


def _company(values: Values) -> dict[str, Any]:
    return {
        "name_key": fold(values.get("name") or ""),
        "search_text": _search_text("company", values),
        **_place(values),
    }


def _note(values: Values) -> dict[str, Any]:
    body = (values.get("body") or "").strip()
    title = body.splitlines()[0] if body else ""
    return {
        "title": title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…",
        "search_text": _search_text("note", values),
    }


def _activity(values: Values) -> dict[str, Any]:
    at, day = values.get("due_at"), values.get("due_on")
    return {
        "due_key": at or (whole_days.moment_of(day) if day else None),
        "search_text": _search_text("activity", values),
    }


def _searched(key: str) -> Callable[[Values], dict[str, Any]]:
    return lambda values: {"search_text": _search_text(key, values)}


def _named(values: Values) -> dict[str, Any]:
    return {"name_key": fold(values.get("name") or "")}


_DERIVE: dict[str, Callable[[Values], dict[str, Any]]] = {
    "person": _person,
    "company": _company,
    "note": _note,
    "activity": _activity,
    "attachment": _searched("attachment"),
    "product": derived_sales.product,
    "lead": derived_sales.lead,
    "deal": derived_sales.deal,
    "quote": derived_sales.document,
    "order": derived_sales.document,
    "delivery": derived_sales.document,
    "contract": derived_sales.contract,
}


def _by_name(entity: str, values: Values) -> dict[str, Any]:
    """What has a name and no rules of its own."""
    return _named(values) if ENTITIES[entity].has("name") else {}


def columns(entity: str, values: Values) -> dict[str, Any]:
    """Derived columns of a record with these values."""
    own = _DERIVE.get(entity)
    made = own(values) if own else _by_name(entity, values)
    if own is None or own.__module__ == derived_sales.__name__:
        made |= _found_by(entity, values, made)
    return made


def _found_by(entity: str, values: Values, made: Values) -> dict[str, Any]:
    """The search text and the place, of what has them."""
    target = table(ENTITIES[entity].table_name).c
    out: dict[str, Any] = _place(values) if "city_key" in target else {}
    if "search_text" in target:
        names = (made[key] for key in derived_sales.NAMES if made.get(key))
        out["search_text"] = _search_text(entity, values, *names)
    return out


@cache
def names(entity: str) -> tuple[str, ...]:
    """The derived columns of an entity's records."""
    return tuple(columns(entity, {"name": "x", "body": "x"}))


# What is made from which other fields, beside the texts that are searched. Entities that are not
# here are looked at as a whole.
_SOURCES: dict[str, frozenset[str]] = {
    "person": frozenset((*OWN_NAMES, "emails", "phones", "addresses", "company", "photo")),
    "company": frozenset(("name", "addresses")),
    "activity": frozenset(("due_at", "due_on")),
    "note": frozenset(("body",)),
    "attachment": frozenset[str](),
}


def is_apart(entity: str, key: str) -> bool:
    """True where no derived column is made from this field of its record."""
    return entity in _SOURCES and key not in _SOURCES[entity] and key not in _searchable(entity)


def is_derived(table_name: str, column: str) -> bool:
    """True for a column, of records or of child rows, that is made from others."""
    entity = naming.entity_of_table(table_name)
    if table_name == ENTITIES[entity].table_name:
        field = naming.field_of_column(table_name, column)
        return column in names(entity) or (field is not None and field.derived)
    return column in _OF_CHILDREN


def derives(field: Field) -> bool:
    """True where child_columns() of this field gives any."""
    return field.kind == Kind.TAGS or field.children[0].role in (Role.PHONE, Role.EMAIL)


def child_columns(field: Field, row: Values, region: str | None) -> dict[str, Any]:
    """Derived columns of one child row. region: ISO country in which a local number is read."""
    if field.kind == Kind.TAGS:
        return {"tag_key": search_words(row["tag"])}
    main = field.children[0]
    value = row.get(main.key)
    if main.role == Role.PHONE:
        read = matching.phone(value or "", region)
        return {
            "e164": read.e164,
            "extension": row.get("extension") or read.extension,
            "digits": read.digits,
            "digits_reversed": read.digits_reversed,
        }
    if main.role == Role.EMAIL:
        return {"email_key": matching.email_key(value or "")}
    return {}

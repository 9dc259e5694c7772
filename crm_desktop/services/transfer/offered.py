"""The fields to which columns can go, for each kind of row, and what is wrong with a choice.

Pure data from the catalogue: the window shows it, the services refuse by the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.targets import FULL_NAME, OWN_ID, parse, paths

_PEOPLE = ("person", "company")
_CALLED = {
    "person": frozenset(
        {FULL_NAME, OWN_ID, "first_name", "last_name", "nickname", "name_override"}
        | {"company", "emails", "phones", "external_id"}
    ),
    "company": frozenset({"name", OWN_ID, "external_id"}),
    "product": frozenset({"name", "code", "external_id", OWN_ID}),
    "product_category": frozenset({"name", OWN_ID}),
    "price_list": frozenset({"name", OWN_ID}),
    "lead": frozenset(
        {FULL_NAME, "first_name", "last_name", "company_name", "emails", "external_id", OWN_ID}
    ),
    "deal": frozenset({"title", "number", "company", "external_id", OWN_ID}),
}
_NEEDED = {
    "person": "A contact needs a name, a company, an e-mail or a phone.",
    "company": "A company needs a name.",
    "product": "A product needs a name or a code.",
    "product_category": "A category needs a name.",
    "price_list": "A price list needs a name.",
    "lead": "A lead needs a name, a company or an e-mail.",
    "deal": "A deal needs a title, a number or a company.",
    "order": "Orders need a number, and a customer or a date; lines of orders need a number, a "
    "product, and a quantity or a price.",
}
_TYPES = {
    "phones": ("work", "mobile", "home", "fax"),
    "emails": ("work", "home"),
    "addresses": ("work", "home", "billing", "delivery"),
}
_ROWS = {  # the rows of records that are no contacts, where a table may hold one
    "product": ("prices",),
    "deal": ("lines",),
    "lead": ("emails", "phones", "web_links", "addresses", "products"),
}
_UNTAKEN = (Kind.MULTI, Kind.FILE, Kind.JSON)
_ORDER_WORDS = {
    order_heads.SHIPPED: "Shipped on",
    order_heads.FREIGHT: "Freight",
    order_heads.TOTAL: "Total of the order",
    order_heads.LINE_TOTAL: "Line: total",
    order_heads.DISCOUNT: "Line: discount",
}


class Place(NamedTuple):
    """Where a column can go: the path of a mapping file, and how people read it."""

    path: str
    label: str


@cache
def places(entity: str) -> tuple[Place, ...]:
    """All places of a kind of row, as they are offered."""
    if entity in _PEOPLE:
        return tuple(_of_people(entity))
    if entity == "order":
        return tuple(Place(path, order_words(path)) for path in order_heads.all_places())
    return tuple(_of_records(entity))


def label_of(entity: str, path: str) -> str:
    """How people read a path, one that is not offered too."""
    known = next((place.label for place in places(entity) if place.path == path), "")
    if known or entity not in _PEOPLE:
        return known or order_words(path)
    target = parse(path, entity)
    if target is None:
        return path
    beside = entity == "person" and target.entity == "company"
    words = target.words[:1].upper() + target.words[1:]
    return f"Company: {words}" if beside else words


def _of_people(entity: str) -> list[Place]:
    found: list[str] = []
    for path in paths(entity):
        found.append(path)
        key, _dot, child = path.partition(".")
        main = ENTITIES[entity].field(key).children if child else ()
        if main and key in _TYPES and child in (main[0].key, "street", "city", "postcode"):
            found += [f"{key}.{kind}.{child}" for kind in _TYPES[key]]
    out = [Place(path, _people_words(entity, path)) for path in found]
    if entity == "person":
        beside = [path for path in paths("company") if path not in (OWN_ID, "name")]
        out += [
            Place(f"company.{path}", f"Company: {_people_words('company', path)}")
            for path in beside
        ]
    return out


def _people_words(entity: str, path: str) -> str:
    target = parse(path, entity)
    words = target.words if target is not None else path
    if path == FULL_NAME:
        words = "full name"
    elif path == OWN_ID:
        words = "our own id"
    return words[:1].upper() + words[1:]


def _of_records(entity: str) -> list[Place]:
    kind = ENTITIES[entity]
    out = [Place(OWN_ID, "Our own id")]
    if entity == "lead":
        out.append(Place(FULL_NAME, "Full name"))
    for field in kind.editable():
        if field.kind not in _UNTAKEN:
            out.append(Place(field.key, field.label))
        elif field.key in _ROWS.get(entity, ()):
            out += [
                Place(f"{field.key}.{child.key}", f"{field.label}: {child.label.lower()}")
                for child in field.children
                if not child.derived and child.kind not in _UNTAKEN
            ]
    if entity in ("deal", "lead"):
        out.append(Place("created_at", "Created"))
    if entity == "deal":
        out.append(Place("outcome", "Won or lost"))
    return out


def order_words(path: str) -> str:
    """How people read the place of a column of orders."""
    if path in _ORDER_WORDS:
        return _ORDER_WORDS[path]
    key, _dot, child = path.partition(".")
    kind = ENTITIES["order"]
    if not kind.has(key):
        return path.replace(".", ": ").replace("_", " ").capitalize()
    field = kind.field(key)
    if not child:
        return field.label
    label = next((each.label for each in field.children if each.key == child), child)
    front = "Line" if key == "lines" else field.label
    return f"{front}: {label.lower()}"


# ------------------------------------------------------------------------ what is wrong


def twice(entity: str, columns: Mapping[str, object]) -> dict[str, str]:
    """Head -> a sentence, where two columns go to a field that holds one value."""
    by_path: dict[str, list[str]] = defaultdict(list)
    for head, path in columns.items():
        if isinstance(path, str) and path and not _holds_several(entity, path):
            by_path[path].append(head)
    out: dict[str, str] = {}
    for path, heads in by_path.items():
        if len(heads) > 1:
            both = " and ".join(f"'{head}'" for head in heads[:3])
            words = f"{both} go to {label_of(entity, path)}, which holds one value. Choose one."
            out |= dict.fromkeys(heads, words)
    return out


def _holds_several(entity: str, path: str) -> bool:
    if entity not in _PEOPLE:
        return False
    target = parse(path, entity)
    return target is not None and bool(target.child)


def missing(entity: str, columns: Mapping[str, object]) -> str:
    """What is needed and has no column, as a sentence; "" where nothing is."""
    said = [path for path in columns.values() if isinstance(path, str) and path]
    said += [
        str(cast("list[object]", path)[0])
        for path in columns.values()
        if isinstance(path, list) and path
    ]
    if entity == "order":
        return "" if order_heads.shape(said) else _NEEDED["order"]
    keys = {path.partition(".")[0].partition(":")[0] for path in said}
    return "" if keys & _CALLED.get(entity, keys) else _NEEDED.get(entity, "")


def refuse_twice(entity: str, columns: Mapping[str, object], wrong: Sequence[str] = ()) -> str:
    """The sentences of twice(), each once, as one; "" where nothing is wrong."""
    return " ".join(dict.fromkeys([*wrong, *twice(entity, columns).values()]))

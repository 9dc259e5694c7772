"""The fields to which columns can go, for each kind of row, and what is wrong with a choice.

From the catalogue alone: the window shows it, the services refuse by the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

from crm_desktop.i18n import N_, _, inner, language
from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.targets import FULL_NAME, OWN_ID, parse, paths
from crm_desktop.services.transfer.wording import quoted

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
    "person": N_("A contact needs a name, a company, an e-mail or a phone."),
    "company": N_("A company needs a name."),
    "product": N_("A product needs a name or a code."),
    "product_category": N_("A category needs a name."),
    "price_list": N_("A price list needs a name."),
    "lead": N_("A lead needs a name, a company or an e-mail."),
    "deal": N_("A deal needs a title, a number or a company."),
    "order": N_(
        "Orders need a number, and a customer or a date; lines of orders need a number, a "
        "product, and a quantity or a price."
    ),
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
_PLACE = ENTITIES["company"].field("addresses").children
_UNTAKEN = (Kind.MULTI, Kind.FILE, Kind.JSON)
_ORDER_WORDS = {
    order_heads.SHIPPED: N_("Shipped on"),
    order_heads.FREIGHT: N_("Freight"),
    order_heads.TOTAL: N_("Total of the order"),
    order_heads.LINE_TOTAL: N_("Line: total"),
    order_heads.DISCOUNT: N_("Line: discount"),
}


class Place(NamedTuple):
    """Where a column can go: the path of a mapping file, and how people read it."""

    path: str
    label: str


def places(entity: str) -> tuple[Place, ...]:
    """All places of a kind of row, as they are offered, in the user's language."""
    return _places(entity, language())


@cache
def _places(entity: str, _language: str) -> tuple[Place, ...]:
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
    return _of_company(words) if beside else words


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
            Place(f"company.{path}", _of_company(_people_words("company", path))) for path in beside
        ]
    return out


def _of_company(words: str) -> str:
    return _("Company: {field}").format(field=words)


def _people_words(entity: str, path: str) -> str:
    target = parse(path, entity)
    words = target.words if target is not None else path
    if path == FULL_NAME:
        words = _("full name")
    elif path == OWN_ID:
        words = _("our own id")
    return words[:1].upper() + words[1:]


def _of_records(entity: str) -> list[Place]:
    kind = ENTITIES[entity]
    out = [Place(OWN_ID, _("Our own id"))]
    if entity == "lead":
        out.append(Place(FULL_NAME, _("Full name")))
    for field in kind.editable():
        if field.kind not in _UNTAKEN:
            out.append(Place(field.key, _(field.label)))
        elif field.key in _ROWS.get(entity, ()):
            out += [
                Place(f"{field.key}.{child.key}", f"{_(field.label)}: {inner(_(child.label))}")
                for child in field.children
                if not child.derived and child.kind not in _UNTAKEN
            ]
    if entity in ("deal", "lead"):
        out.append(Place("created_at", _("Created")))
    if entity == "deal":
        out.append(Place("outcome", _("Won or lost")))
    return out


def order_words(path: str) -> str:
    """How people read the place of a column of orders."""
    if path in _ORDER_WORDS:
        return _(_ORDER_WORDS[path])
    key, _dot, child = path.partition(".")
    kind = ENTITIES["order"]
    if not kind.has(key):
        return path.replace(".", ": ").replace("_", " ").capitalize()
    field = kind.field(key)
    if not child:
        return _(field.label)
    children = field.children or _PLACE  # an address in one text is filled from its parts
    label = next((each.label for each in children if each.key == child), child)
    if key == "lines":
        return _("Line: {field}").format(field=inner(_(label)))
    return f"{_(field.label)}: {inner(_(label))}"


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
            words = _("{both} go to {field}, which holds one value. Choose one.").format(
                both=_(" and ").join(map(quoted, heads[:3])), field=label_of(entity, path)
            )
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
        is_there = bool(order_heads.shape(said))
    else:
        keys = {path.partition(".")[0].partition(":")[0] for path in said}
        is_there = bool(keys & _CALLED.get(entity, keys))
    return "" if is_there else _(_NEEDED.get(entity, ""))


def refuse_twice(entity: str, columns: Mapping[str, object], wrong: Sequence[str] = ()) -> str:
    """The sentences of twice(), each once, as one; "" where nothing is wrong."""
    return " ".join(dict.fromkeys([*wrong, *twice(entity, columns).values()]))

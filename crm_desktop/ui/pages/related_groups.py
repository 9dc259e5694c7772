"""Which lists stand beside a record of each kind, and what a line of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crm_desktop.i18n import N_, NOTHING, _
from crm_desktop.services.catalog import COMPANY, ENTITIES, PERSON, EntityType, Record, Ref
from crm_desktop.services.queries import Filter, Op
from crm_desktop.ui import words

if TYPE_CHECKING:
    from crm_desktop.services.related import RelatedRow
    from crm_desktop.services.sales.related import KinList, KinRow

Filters = Callable[[Record], tuple[Filter, ...]]


@dataclass(frozen=True, slots=True)
class Tied:
    """A record that is shown, and what it is here.

    Attributes:
        id: None where it is only a name.
        pill: words and hue of what marks it; "" for nothing.
    """

    entity: str
    id: UUID | None
    name: str
    detail: str = ""
    pill: tuple[str, str] = ("", "")
    mark: tuple[str, str] = ("", "")  # icon and hue, where it has no face


@dataclass(frozen=True, slots=True)
class Group:
    """A list of the panel.

    Attributes:
        key: what its + does. title: its heading; add: what the + says.
        always: it is shown when it is empty too.
        kin: it is one of services.sales.related.
        row: title of the dialog in which its + adds a row of the record; "" for another +.
        change: what the button says that edits all of its rows.
    """

    key: str
    title: str
    add: str = ""
    always: bool = False
    kin: bool = False
    row: str = ""
    change: str = ""


_DEALS = Group("deals", N_("Deals"), N_("New deal"), always=True, kin=True)
_QUOTES = Group("quotes", N_("Quotes"), N_("New quote"), always=True, kin=True)
_ORDERS = Group("orders", N_("Orders"), N_("New order"), always=True, kin=True)
_CONTRACTS = Group("contracts", N_("Contracts"), N_("New contract"), always=True, kin=True)
_ASSETS = Group("assets", N_("Installed base"), N_("New device"), always=True, kin=True)
_LEADS = Group("leads", N_("Was a lead"), kin=True)
_BY_ENTITY: dict[str, tuple[Group, ...]] = {
    "person": (
        Group("companies", N_("Companies"), N_("Add a company"), always=True),
        _DEALS,
        _QUOTES,
        _ORDERS,
        Group("contracts", N_("Contracts"), kin=True),
        Group("ties", N_("People"), N_("Add a tie to somebody"), always=True),
        Group("reports", N_("Reports to this contact")),
        Group("colleagues", N_("Colleagues"), N_("New contact of the same company")),
        _LEADS,
    ),
    "company": (
        Group("people", N_("Contacts"), N_("New contact of this company"), always=True),
        _DEALS,
        _QUOTES,
        _ORDERS,
        _CONTRACTS,
        _ASSETS,
        Group("also", N_("Others who work with it")),
        Group("parent", N_("Parent company"), N_("Choose the parent company")),
        Group("subsidiaries", N_("Subsidiaries"), N_("New subsidiary"), always=True),
        _LEADS,
    ),
    "lead": (
        Group("became", N_("Became")),
        Group(
            "reasons",
            N_("Why this score"),
            N_("Add a reason"),
            always=True,
            row=N_("Reason"),
            change=N_("Change the reasons"),
        ),
        Group(
            "products",
            N_("Interested in"),
            N_("Add a product"),
            always=True,
            row=N_("Interested in"),
            change=N_("Change what it is interested in"),
        ),
    ),
    "deal": (
        Group("customer", N_("Customer")),
        Group(
            "stakeholders",
            N_("Stakeholders"),
            N_("Add a stakeholder"),
            always=True,
            row=N_("Stakeholder"),
            change=N_("Change the stakeholders"),
        ),
        Group(
            "competitors",
            N_("Competitors"),
            N_("Add a competitor"),
            always=True,
            row=N_("Competitor"),
            change=N_("Change the competitors"),
        ),
        _QUOTES,
        _ORDERS,
        Group("contracts", N_("Contracts"), N_("New contract"), kin=True),
        _LEADS,
    ),
    "product": (
        Group(
            "components",
            N_("Parts of the bundle"),
            N_("Add a part"),
            row=N_("Part of the bundle"),
            change=N_("Change the parts"),
        ),
        Group("replaced_by", N_("Replaced by"), N_("Choose what replaces it")),
        Group(
            "competitors",
            N_("Competing products"),
            N_("Add a competing product"),
            always=True,
            row=N_("Competing product"),
            change=N_("Change the competing products"),
        ),
        Group("supplier", N_("Supplier")),
        Group("contracts", N_("Contracts"), kin=True),
        Group("assets", N_("Installed base"), kin=True),
    ),
}
_KIN_ENTITIES = {
    "deals": "deal",
    "quotes": "quote",
    "orders": "order",
    "contracts": "contract",
    "assets": "asset",
    "leads": "lead",
}


def groups_of(entity: EntityType) -> tuple[Group, ...]:
    """The lists beside a record of a kind; only of kinds that have a page."""
    every = _BY_ENTITY.get(entity.key, ())
    return tuple(g for g in every if not g.kin or ENTITIES[_KIN_ENTITIES[g.key]].has_page)


def own_rows(record: Record, key: str) -> list[Tied] | None:
    """The lines of a group that the record itself says; None where others say it."""
    made = _OWN.get((record.entity, key)) or _OWN.get(("", key))
    return None if made is None else made(record.values)


# ------------------------------------------------------------------------ what the record says


def _industry(row: RelatedRow) -> str:
    if row.entity != "company" or not row.detail:
        return row.detail
    return _(COMPANY.field("industry").choice(row.detail).label)


def tied(row: RelatedRow) -> Tied:
    """A record that points at the one shown."""
    return Tied(row.entity, row.id, row.name, _industry(row))


def _of_ref(entity: str, ref: Any, detail: str = "") -> list[Tied]:
    return [Tied(entity, ref.id, ref.label, detail)] if isinstance(ref, Ref) else []


def _companies(values: Mapping[str, Any]) -> list[Tied]:
    """The main company first, with what the contact is there."""
    main = values.get("company")
    found: list[Tied] = []
    for row in sorted(values.get("companies") or (), key=lambda row: row["company"] != main):
        own = values.get("job_title") if row["company"] == main else None
        parts = [row.get("role") or own, row.get("department")]
        parts += [_("former")] if row.get("inactive") else []
        found += _of_ref("company", row["company"], ", ".join(filter(None, parts)))
    if not found:
        return _of_ref("company", main, str(values.get("job_title") or ""))
    return found


def ties(values: Mapping[str, Any], pointing: Iterable[RelatedRow]) -> list[Tied]:
    """Those the contact names, and those who name it."""
    found: list[Tied] = []
    for row in values.get("ties") or ():
        detail = ", ".join(filter(None, (row.get("kind"), row.get("note"))))
        found += _of_ref("person", row.get("other"), detail)
    found += _of_ref("person", values.get("manager"), _("reports to"))
    found += _of_ref("person", values.get("referred_by"), _("referred by"))
    return found + [tied(row) for row in pointing]


def _choice(entity: str, field: str, child: str, value: str | None) -> str:
    return _(ENTITIES[entity].field(field).child(child).choice(value).label) if value else ""


def _stakeholders(values: Mapping[str, Any]) -> list[Tied]:
    """Who has a say: the role, how much, and on whose side."""
    found: list[Tied] = []
    for row in values.get("stakeholders") or ():
        role = _choice("deal", "stakeholders", "role", row.get("role"))
        weight = row.get("influence")
        influence = _choice("deal", "stakeholders", "influence", weight)
        if influence:
            influence = _("influence: {level}").format(level=influence.lower())
        detail = " · ".join(filter(None, (role, influence, row.get("note"))))
        stance = row.get("stance") or "unknown"
        choice = ENTITIES["deal"].field("stakeholders").child("stance").choice(stance)
        person = row["person"]
        pill = (_(choice.label), choice.hue) if stance != "unknown" else ("", "")
        found.append(Tied("person", person.id, person.label, detail, pill))
    return found


_THREATS = {"high": "rose", "medium": "amber", "low": "slate"}


def _rivals(values: Mapping[str, Any]) -> list[Tied]:
    """Against whom: what they offer for how much, and how dangerous they are."""
    currency = str(values.get("currency") or "")
    found: list[Tied] = []
    for row in values.get("competitors") or ():
        company = row.get("company")
        name = row.get("name") or (company.label if isinstance(company, Ref) else NOTHING)
        price = row.get("price")
        field = ENTITIES["deal"].field("competitors").child("price")
        said = "" if price is None else words.full(field, price, currency)
        detail = " · ".join(filter(None, (row.get("product"), said, row.get("note"))))
        threat = row.get("threat")
        level = _choice("deal", "competitors", "threat", threat)
        pill = (
            (_("Threat: {level}").format(level=level.lower()), _THREATS[threat]) if threat else None
        )
        key = company.id if isinstance(company, Ref) else None
        mark = ("swords", "slate")
        found.append(Tied("company", key, name, detail.replace("\n", " "), pill or ("", ""), mark))
    return found


def _market(values: Mapping[str, Any]) -> list[Tied]:
    """Competing products: whose, for how much, what is better and worse about them."""
    found: list[Tied] = []
    for row in values.get("competitors") or ():
        company, price = row.get("company"), row.get("price")
        field = ENTITIES["product"].field("competitors").child("price")
        said = "" if price is None else words.full(field, price, str(row.get("currency") or ""))
        whose = company.label if isinstance(company, Ref) else ""
        parts = (whose, said, row.get("strengths"), row.get("weaknesses"))
        detail = " · ".join(filter(None, parts)).replace("\n", " ")
        key = company.id if isinstance(company, Ref) else None
        found.append(Tied("company", key, row["name"], detail, mark=("swords", "slate")))
    return found


def _components(values: Mapping[str, Any]) -> list[Tied]:
    """The parts of a bundle."""
    found: list[Tied] = []
    rows = sorted(values.get("components") or (), key=lambda row: row.get("position") or 0)
    for row in rows:
        quantity = row.get("quantity")
        times = "" if quantity is None else f"{quantity.normalize():f} ×"
        detail = " · ".join(filter(None, (times, _("optional") if row.get("optional") else "")))
        product = row["component"]
        mark = ("package", "indigo")
        found.append(Tied("product", product.id, product.label, detail, mark=mark))
    return found


def _became(values: Mapping[str, Any]) -> list[Tied]:
    """What a lead became."""
    kinds = ("deal", "person", "company")
    return [each for key in kinds for each in _of_ref(key, values.get(key), _(ENTITIES[key].title))]


def _products(values: Mapping[str, Any]) -> list[Tied]:
    return [
        Tied(
            "product",
            row["product"].id,
            row["product"].label,
            row.get("note") or "",
            mark=("package", "indigo"),
        )
        for row in values.get("products") or ()
    ]


def _reasons(values: Mapping[str, Any]) -> list[Tied]:
    """Why a lead has its score, each with its points."""
    found: list[Tied] = []
    for row in values.get("reasons") or ():
        points = row.get("points") or 0
        hue = "green" if points > 0 else "rose"
        found.append(Tied("", None, row["reason"], "", (f"{points:+d}", hue), ("gauge", hue)))
    return found


def _customer(values: Mapping[str, Any]) -> list[Tied]:
    return [
        *_of_ref("company", values.get("company")),
        *_of_ref("person", values.get("contact"), _("main contact")),
    ]


_OWN: dict[tuple[str, str], Callable[[Mapping[str, Any]], list[Tied]]] = {
    ("person", "companies"): _companies,
    ("company", "parent"): lambda values: _of_ref("company", values.get("parent")),
    ("lead", "became"): _became,
    ("lead", "products"): _products,
    ("lead", "reasons"): _reasons,
    ("deal", "customer"): _customer,
    ("deal", "stakeholders"): _stakeholders,
    ("deal", "competitors"): _rivals,
    ("product", "components"): _components,
    ("product", "competitors"): _market,
    ("product", "replaced_by"): lambda values: _of_ref("product", values.get("replaced_by")),
    ("product", "supplier"): lambda values: _of_ref("company", values.get("supplier")),
}


# ------------------------------------------------------------------------------- what was sold


def kin_row(found: KinList, row: KinRow, now: datetime) -> Tied:
    """A deal, a quote, an order as a line: what it is worth, where it stands, when."""
    entity = ENTITIES[found.entity]
    currency = str(row.values.get("currency") or "")
    said: list[str] = []
    pill = ("", "")
    for key, value in row.values.items():
        if key in (entity.label, "currency") or value is None:
            continue
        field = entity.field(key)
        if key == "status":
            choice = field.choice(str(value))
            open_deal = found.entity == "deal" and value == "open"
            pill = ("", "") if open_deal else (_(choice.label), choice.hue)
        elif key == "stage" and row.values.get("status") != "open":
            continue
        else:
            said.append(words.cell(field, value, now, currency))
    mark = (entity.icon, "indigo")
    return Tied(found.entity, row.id, row.name, " · ".join(said), pill, mark)


def kin_sum(found: KinList) -> str:
    """How many, and what they are worth together; amounts in two currencies are not added up."""
    if not found.count:
        return ""
    field = next((f for f in ENTITIES[found.entity].fields if f.key in _WORTH), None)
    worth = words.sums_of(field, found.sums) if field is not None and found.sums else ""
    return " · ".join(filter(None, (str(found.count), worth)))


_WORTH = ("amount", "tax_exclusive")


def preset(record: Record, key: str) -> tuple[EntityType, dict[str, Any]]:
    """The kind of record that the + of a group makes, and what it says already."""
    here, values = Ref(record.id, record.label), record.values
    if key == "people":
        return PERSON, {"company": here}
    if key == "colleagues":
        return PERSON, {"company": values.get("company")}
    if key == "subsidiaries":
        return COMPANY, {"parent": here}
    entity = ENTITIES[_KIN_ENTITIES[key]]
    given: dict[str, Any] = {}
    match record.entity:
        case "company":
            given = {"company": here}
        case "person":
            given = {"company": values.get("company"), "contact": here}
        case "deal":
            given = {"deal": here, "company": values.get("company")}
            given |= {"contact": values.get("contact")}
        case _:
            given = {record.entity: here}
    return entity, {k: v for k, v in given.items() if v is not None and entity.has(k)}


MAKES = frozenset({"people", "colleagues", "subsidiaries", *_KIN_ENTITIES})


def _pointing_by(path: str) -> Filters:
    return lambda record: (Filter(path, Op.EQ, (record.id,)),)


def _of_the_same_company(record: Record) -> tuple[Filter, ...]:
    return (Filter("company", Op.EQ, (record.values["company"].id,)),)


def _also_there(record: Record) -> tuple[Filter, ...]:
    here = (record.id,)
    return (Filter("companies.any.company", Op.EQ, here), Filter("company", Op.NE, here))


# Group -> the kind of record, and the filters that make its list the group.
LISTED: dict[str, tuple[str, Filters]] = {
    "reports": ("person", _pointing_by("manager")),
    "colleagues": ("person", _of_the_same_company),
    "people": ("person", _pointing_by("company")),
    "also": ("person", _also_there),
    "subsidiaries": ("company", _pointing_by("parent")),
}


def listed(record: Record, key: str) -> tuple[str, tuple[Filter, ...]]:
    """The list that a group is a part of: the kind of record, and the filters."""
    if key in LISTED:
        entity, filters = LISTED[key]
        return entity, filters(record)
    from crm_desktop.services.sales.related import KIN  # it loads the database

    kin = next(each for each in KIN[record.entity] if each.key == key)
    return kin.entity, kin.filters(record.id)

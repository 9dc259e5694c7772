"""Which column of a table of products, leads or deals is which field: by its head, or told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES, Field, Kind
from crm_desktop.services.transfer import layout
from crm_desktop.services.transfer.headings import fold as fold_head
from crm_desktop.services.transfer.offered import refuse_twice
from crm_desktop.services.transfer.options import told_columns
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.price_heads import loosely
from crm_desktop.services.transfer.targets import FULL_NAME, OWN_ID, Target
from crm_desktop.services.transfer.wording import HOW, no_column

BEGUN = "created_at"  # when another program made the record
_BEGUN_FIELD = Field(key=BEGUN, label="Created", kind=Kind.DATE)
_NAME_FIELD = Field(key=FULL_NAME, label="Name")
OUTCOME = "outcome"  # what another program says of a deal beside its stage: open, won or lost
_OUTCOME_FIELD = Field(key=OUTCOME, label="Won or lost")
# Heads that give way to others of the same field, wherever they stand.
_WEAK: dict[str, frozenset[str]] = {
    "deal": frozenset(
        {"expected revenue", "est revenue", "total", "id", "record id", "name", "ref", "created"}
        | {"created at", "potential", "value", "company", "associated company", "status"}
    ),
    "product": frozenset({"title", "type", "id", "description"}),
    "lead": frozenset({"id", "record id", "title", "contact"}),
}
_REACHED = {
    "email": ("emails", "address"),
    "e-mail": ("emails", "address"),
    "email address": ("emails", "address"),
    "phone": ("phones", "number"),
    "phone number": ("phones", "number"),
    "telephone": ("phones", "number"),
    "website": ("web_links", "url"),
    "web": ("web_links", "url"),
    "url": ("web_links", "url"),
    "street": ("addresses", "street"),
    "address": ("addresses", "street"),
    "city": ("addresses", "city"),
    "zip": ("addresses", "postcode"),
    "zip code": ("addresses", "postcode"),
    "postal code": ("addresses", "postcode"),
    "postcode": ("addresses", "postcode"),
    "state": ("addresses", "region"),
    "region": ("addresses", "region"),
    "state province": ("addresses", "region"),
    "zip postal code": ("addresses", "postcode"),
    "country": ("addresses", "country"),
}
# Heads that lead into rows of a record.
_ROW_HEADS: dict[str, dict[str, tuple[str, str]]] = {
    "product": {
        "price list": ("prices", "price_list"),
        "list name": ("prices", "price_list"),
        "pricelist": ("prices", "price_list"),
        "customer": ("prices", "company"),
        "from quantity": ("prices", "min_quantity"),
        "min quantity": ("prices", "min_quantity"),
        "minimum quantity": ("prices", "min_quantity"),
        "quantity from": ("prices", "min_quantity"),
        "from qty": ("prices", "min_quantity"),
        "min qty": ("prices", "min_quantity"),
        "qty from": ("prices", "min_quantity"),
        "qty break": ("prices", "min_quantity"),
        "ab menge": ("prices", "min_quantity"),
        "discount %": ("prices", "discount_percent"),
        "discount": ("prices", "discount_percent"),
        "valid from": ("prices", "valid_from"),
        "valid to": ("prices", "valid_to"),
        "valid until": ("prices", "valid_to"),
        "gültig ab": ("prices", "valid_from"),
        "gültig bis": ("prices", "valid_to"),
        "preisliste": ("prices", "price_list"),
        "rabatt": ("prices", "discount_percent"),
        "kunde": ("prices", "company"),
    },
    "deal": {"product": ("lines", "product"), "product name": ("lines", "product")},
    "lead": _REACHED
    | {
        "product": ("products", "product"),
        "product interest": ("products", "product"),
        "interested in": ("products", "product"),
    },
}
_OTHER_HEADS: dict[str, dict[str, str]] = {
    "product": {
        "group": "category",
        "product id": "external_id",
        "item id": "external_id",
        "product key": "external_id",
        "product number": "code",
        "item number": "code",
        "stock code": "code",
        "artikelnummer": "code",
        "artikel nr": "code",
        "bezeichnung": "name",
        "artikelbezeichnung": "name",
        "description 1": "name",
        "product line": "category",
        "warengruppe": "category",
        "категория": "category",
        "product family": "category",
        "categories": "category",
        "internal reference": "code",
        "item code": "code",
        "product category": "category",
        "default code": "code",
        "variant sku": "code",
        "track id": "external_id",
        "id": "external_id",
        "product service name": "name",
        "title": "name",
        "variant barcode": "gtin",
        "sales description": "description",
        "sales unit price": "list_price",
        "sales price rate": "list_price",
        "regular price": "list_price",
        "variant price": "list_price",
        "lst price": "list_price",
        "selling price": "list_price",
        "vk": "list_price",
        "vk preis": "list_price",
        "uvp": "list_price",
        "nettopreis": "list_price",
        "ek": "cost",
        "ek preis": "cost",
        "purchases unit price": "cost",
        "purchase cost": "cost",
        "standard price": "cost",
        "cost per item": "cost",
        "quantity on hand": "in_stock",
        "qty on hand": "in_stock",
        "bestand": "in_stock",
        "остаток": "in_stock",
        "retail price": "list_price",
        "msrp": "list_price",
        "net price": "list_price",
        "listenpreis": "list_price",
        "einzelpreis": "list_price",
        "verkaufspreis": "list_price",
        "price eur": "list_price",
        "price usd": "list_price",
        "cena": "list_price",
        "prix": "list_price",
        "precio": "list_price",
        "buy price": "cost",
        "unit cost": "cost",
        "einkaufspreis": "cost",
        "einheit": "unit",
        "min price": "min_price",
        "minimum price": "min_price",
        "vat": "tax_class",
        "tax": "tax_class",
    },
    "deal": {
        "sales agent": "owner",
        "rep": "owner",
        "sales rep": "owner",
        "deal owner": "owner",
        "opportunity owner": "owner",
        "opportunity id": "number",
        "deal id": "number",
        "deal number": "number",
        "opportunity name": "title",
        "opportunity": "title",
        "deal": "title",
        "deal name": "title",
        "name": "title",
        "account": "company",
        "account name": "company",
        "customer": "company",
        "customer name": "company",
        "organization": "company",
        "deal stage": "stage",
        "record id": "number",
        "id": "number",
        "do not modify opportunity": "number",
        "topic": "title",
        "deal title": "title",
        "ref": "title",
        "potential customer": "company",
        "partner id": "company",
        "account id": "company",
        "associated company": "company",
        "deal organization": "company",
        "associated contact": "contact",
        "contact name": "contact",
        "deal contact person": "contact",
        "record manager": "owner",
        "salesperson": "owner",
        "user id": "owner",
        "user": "owner",
        "assigned to": "owner",
        "stage name": "stage",
        "stage id": "stage",
        "deal type": "type",
        "est revenue": "amount",
        "potential": "amount",
        "total": "amount",
        "amount currency": "currency",
        "deal currency of value": "currency",
        "deal expected close date": "expected_close",
        "est close date": "expected_close",
        "expected close": "expected_close",
        "date deadline": "expected_close",
        "close": "expected_close",
        "actual close date": "closed_on",
        "won time": "closed_on",
        "deal won time": "closed_on",
        "won date": "closed_on",
        "closed date": "closed_on",
        "lost reason": "lost_reason",
        "deal lost reason": "lost_reason",
        "closed lost reason": "lost_reason",
        "loss reason": "lost_reason",
        "status": OUTCOME,
        "deal status": OUTCOME,
        "lead source": "source",
        "created time": BEGUN,
        "created on": BEGUN,
        "deal deal created": BEGUN,
        "deal created": BEGUN,
        "sales stage": "stage",
        "deal value": "amount",
        "expected revenue": "amount",
        "engage date": BEGUN,
        "created": BEGUN,
        "created date": BEGUN,
        "create date": BEGUN,
        "created at": BEGUN,
        "opened": BEGUN,
        "open date": BEGUN,
    },
    "lead": {
        "record id": "external_id",
        "id": "external_id",
        "created time": BEGUN,
        "lead id": "external_id",
        "lead number": "external_id",
        "prospect id": "external_id",
        "lead no": "external_id",
        "lead name": FULL_NAME,
        "name": FULL_NAME,
        "full name": FULL_NAME,
        "contact name": FULL_NAME,
        "contact": FULL_NAME,
        "company name": "company_name",
        "company account": "company_name",
        "lead source": "source",
        "lead origin": "source",
        "lead status": "status",
        "lead owner": "owner",
        "assigned to": "owner",
        "budget": "estimated_amount",
        "estimated value": "estimated_amount",
        "created": BEGUN,
        "created date": BEGUN,
        "create date": BEGUN,
        "created at": BEGUN,
        "created on": BEGUN,
        "date": BEGUN,
    },
    "product_category": {
        "category name": "name",
        "category": "name",
        "product category": "name",
        "product group": "name",
        "product line": "name",
        "warengruppe": "name",
        "категория": "name",
        "parent category": "parent",
        "text description": "description",
    },
    "price_list": {"price list": "name", "list name": "name"},
}
_NOT_STORED = {(BEGUN, "deal"), (BEGUN, "lead"), (FULL_NAME, "lead"), (OUTCOME, "deal")}
_NAMED_BY = frozenset({"code", "number", "external_id", FULL_NAME, "last_name", "company_name"})


def field_of(target: Target) -> Field:
    """How the cells of a column are read."""
    if target.field == BEGUN:
        return _BEGUN_FIELD
    if target.field == OUTCOME:
        return _OUTCOME_FIELD
    if target.field == FULL_NAME:
        return _NAME_FIELD
    field = ENTITIES[target.entity].field(target.field)
    return field.child(target.child) if target.child else field


def targets(
    entity: str,
    heads: Sequence[str],
    told: Mapping[str, Any] | None,
    linked: Mapping[str, str] | None = None,
) -> list[Target | None]:
    """The place of each column. ValidationFailed where a told one is none, or none is known.

    linked: head -> reference, of columns that hold ids of another table of the same import.
    """
    if columns := told_columns(told):
        return _told(entity, heads, columns)
    if layout.recognised(heads, entity) is not None:
        return [_own(entity, head) for head in heads]
    found = [_guessed(entity, head) for head in heads]
    for i, head in enumerate(heads):
        if linked and head in linked:
            found[i] = Target(entity, linked[head])
    found = _each_once(found, heads, _WEAK.get(entity, frozenset()))
    if entity == "product" and any(t is not None and t.field == "prices" for t in found):
        price = Target(entity, "prices", 1, "unit_price")
        found = [price if t is not None and t.field == "list_price" else t for t in found]
    label = ENTITIES[entity].label
    known = {t.field for t in found if t is not None}
    if not known & {label, *_NAMED_BY}:
        words = _(
            "No column looks like the name or number of a {title}. Looked at: {heads}."
        ).format(title=inner(_(ENTITIES[entity].title)), heads=", ".join(heads))
        how = _("Say which column is what in a mapping.")
        raise ValidationFailed({"mapping": words, HOW: how})
    return found


def _each_once(
    found: Sequence[Target | None], heads: Sequence[str], weak: frozenset[str]
) -> list[Target | None]:
    """Of columns that lead to one field the first has it, but for heads that give way."""
    order = sorted(range(len(found)), key=lambda i: plain(heads[i]) in weak)
    taken: dict[Target, int] = {}
    for i in order:
        if (target := found[i]) is not None:
            taken.setdefault(target, i)
    return [t if t is not None and taken[t] == i else None for i, t in enumerate(found)]


def guessed(entity: str, head: str) -> Target | None:
    """Where a head alone leads; None where nobody knows it."""
    return _guessed(entity, head)


def _guessed(entity: str, head: str) -> Target | None:
    for words in dict.fromkeys((fold_head(head), plain(head))):
        if (path := _ROW_HEADS.get(entity, {}).get(words)) is not None:
            return Target(entity, path[0], 1, path[1])
        if (key := _OTHER_HEADS.get(entity, {}).get(words)) is not None:
            return Target(entity, key)
        for field in ENTITIES[entity].editable():
            names = {fold_head(name) for name in (field.key, field.label, *field.heads)}
            if words in names and field.kind not in (Kind.MULTI, Kind.FILE, Kind.JSON):
                return Target(entity, field.key)
    loose = loosely(head) if entity == "product" else None
    return Target(entity, loose) if loose else None


def _own(entity: str, head: str) -> Target | None:
    """A head of an export of ours."""
    try:
        return layout.own_target(entity, head)
    except KeyError:
        return None


def _told(
    entity: str, heads: Sequence[str], columns: Mapping[str, str | None]
) -> list[Target | None]:
    if wrong := refuse_twice(entity, columns):
        raise ValidationFailed({"columns": wrong})
    by_head = {fold_head(head): i for i, head in enumerate(heads)}
    out: list[Target | None] = [None] * len(heads)
    for head, path in columns.items():
        if fold_head(head) not in by_head:
            raise ValidationFailed({"columns": no_column(head, ", ".join(heads))})
        if path:
            out[by_head[fold_head(head)]] = _path(entity, head, path)
    return out


def _path(entity: str, head: str, path: str) -> Target:
    """`list_price`, or `prices.unit_price` in a row."""
    key, _dot, child = path.partition(".")
    kind = ENTITIES[entity]
    if (key, entity) in _NOT_STORED or path == OWN_ID:
        return Target(entity, key)
    known = kind.has(key) and not kind.field(key).derived
    if known and not child and kind.field(key).kind != Kind.MULTI:
        return Target(entity, key)
    if known and any(c.key == child for c in kind.field(key).children):
        return Target(entity, key, 1, child)
    words = _("Column '{head}': '{path}' is no field of a {title} that can be imported.")
    words = words.format(head=head, path=path, title=inner(_(kind.title)))
    raise ValidationFailed({"columns": words})

"""What is printed of quotes, orders and deliveries, in the language of the customer.

    content_of(tx, key, Kind.QUOTE)      a stored one; drafts have the watermark
    content_from(tx, "quote", values)    values that are not saved, as in the builder

The figures are those of sheet.py; the paper around them is that of the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.documents.content import (
    Address,
    Component,
    Content,
    Item,
    Kind,
    Position,
    Role,
    Section,
    Seller,
    Subtotal,
    Text,
)
from crm_desktop.services.documents.words import Words
from crm_desktop.services.pricing import ONE, plain
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.papers import customer_words, line_amounts
from crm_desktop.services.sales.papers.sheet import Sheet, SheetRow, sheet_of
from crm_desktop.services.sales.quoting import quote_states
from crm_desktop.services.sales.quoting.quote_making import office_of
from crm_desktop.services.workspace import ReadTx

Values = Mapping[str, Any]
_ROLES = {"option": Role.OPTION, "alternative": Role.ALTERNATIVE}
_ENTITIES = {Kind.QUOTE: ("quote",), Kind.ORDER: ("order",), Kind.DELIVERY: ("delivery",)} | {
    Kind.PROFORMA: ("order", "quote")
}
_KINDS = {"quote": Kind.QUOTE, "order": Kind.ORDER, "delivery": Kind.DELIVERY}


@dataclass(frozen=True, slots=True)
class _People:
    """Who is on the paper.

    Attributes:
        company, person: the customer's; empty where there is none.
        owner: name, phone, e-mail of who looks after it.
    """

    company: Values
    person: Values
    owner: tuple[str, str, str]

    @property
    def name(self) -> str:
        """The customer's name."""
        return self.company.get("legal_name") or self.company.get("name") or self.contact

    @property
    def contact(self) -> str:
        """The contact's name."""
        return self.person.get("display_name") or ""


def content_of(tx: ReadTx, key: UUID, kind: Kind, *, draft: bool | None = None) -> Content:
    """What is printed of a stored quote, order or delivery. NotFound where there is none.

    kind: a pro-forma is of an order, or of a quote. draft: with the watermark; None: quotes that
    were not sent have it.
    """
    entities = _ENTITIES[kind]
    found = (loading.read(tx, entity, (key,)).get(key) for entity in entities)
    record = next((each for each in found if each is not None), None)
    if record is None:
        record = records.get(tx, entities[0], key)  # NotFound, in words
    if draft is None:
        draft = record.entity == "quote" and not quote_states.is_frozen(record.values)
    return content_from(tx, record.entity, record.values, kind=kind, draft=draft)


def content_from(
    tx: ReadTx, entity: str, values: Values, *, kind: Kind | None = None, draft: bool = True
) -> Content:
    """What is printed of values of a quote, an order or a delivery, saved or not.

    draft: with the watermark.
    """
    kind = kind or _KINDS[entity]
    order = _order_of(tx, values) if entity == "delivery" else None
    of: Values = order.values if order else values
    people = _people(tx, values, of)
    language = of.get("language") or people.person.get("language")
    language = language or people.company.get("language") or office_of(tx).language
    words = Words(language, "")
    head = _head(values, of, people, words, _today(tx))
    content = Content(kind, seller=Seller(""), language=language, draft=draft, **head)
    if entity == "delivery":
        content = replace(content, items=tuple(_delivered(values, of, language)), carry=False)
    else:
        sheet = sheet_of(values)
        items = tuple(_items(sheet, words, language))
        content = replace(content, items=items, priced=sheet.priced)
    return settings.letterhead(tx, values.get("template")).dressed(
        content,
        company=people.name,
        person=people.contact,
        owner=people.owner[0],
        payment_terms=None if entity == "delivery" else of.get("payment_terms"),
        delivery_terms=of.get("delivery_terms"),
    )


# ---------------------------------------------------------------- the head


def _head(values: Values, of: Values, people: _People, words: Words, today: date) -> dict[str, Any]:
    """Number, dates, addresses, greeting."""
    number = values.get("number") or words.say.draft
    issued = values.get("issued_on") or values.get("ordered_on") or values.get("shipped_on")
    name, phone, email = people.owner
    billing = _lines(of.get("billing_address")) or tuple(
        each for each in dict.fromkeys((people.name, people.contact)) if each
    )
    delivery = _lines(values.get("delivery_address"))
    salutation = people.person.get("salutation") or ""
    return {
        "number": number,
        "issued": issued or today,
        "revision": values.get("revision") or 1,
        "until": values.get("valid_until"),
        "delivery": values.get("delivery_on"),
        "title": of.get("title") or "",
        "buyer": Address(billing, people.company.get("vat_id") or ""),
        "deliver_to": Address(delivery) if delivery and delivery != billing else None,
        "contact": "\n".join(filter(None, (name, phone, email))),
        "reference": of.get("customer_reference") or "",
        "salutation": salutation or customer_words.greeting(people.contact, words.language),
        "intro": values.get("intro") or "",
        "closing": values.get("closing") or "",
        "signed": name,
    }


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _people(tx: ReadTx, values: Values, of: Values) -> _People:
    company, person = _ref(of, "company") or _ref(values, "company"), _ref(of, "contact")
    return _People(
        _row(tx, "company", company, "name", "legal_name", "vat_id", "language"),
        _row(tx, "person", person, "display_name", "salutation", "language"),
        _owner(tx, _ref(of, "owner") or _ref(values, "owner") or Ref(tx.actor.id, "")),
    )


def _ref(values: Values, key: str) -> Ref | None:
    found = values.get(key)
    return found if isinstance(found, Ref) else None


def _row(tx: ReadTx, name: str, ref: Ref | None, *columns: str) -> Values:
    if ref is None:
        return {}
    target = table(name)
    found = select(*(target.c[column] for column in columns)).where(target.c.id == ref.id)
    row = tx.session.execute(found).mappings().one_or_none()
    return {} if row is None else dict(row)


def _owner(tx: ReadTx, ref: Ref) -> tuple[str, str, str]:
    row = _row(tx, "app_user", ref, "name", "phone", "email")
    return row.get("name") or "", row.get("phone") or "", row.get("email") or ""


def _order_of(tx: ReadTx, values: Values) -> Record | None:
    order = _ref(values, "order")
    return None if order is None else records.get(tx, "order", order.id)


def _today(tx: ReadTx) -> date:
    return tx.now.astimezone().date()


# ---------------------------------------------------------------- the table


def _items(sheet: Sheet, words: Words, language: str) -> Iterator[Item]:
    """The rows of a sheet as they are printed."""
    parts: dict[int, list[Component]] = {}
    for row in sheet.rows:
        if row.bundle is not None and row.line is None:
            parts.setdefault(row.bundle, []).append(_component(row, language))
    groups = _groups(sheet.rows)
    for at, row in enumerate(sheet.rows):
        title, more = _described(row)
        if row.kind == "heading":
            own = [each for each in sheet.rows if each.section == at]
            summed = not any(each.kind == "subtotal" for each in own)
            yield Section(title, row.number, more, subtotal=summed)
        elif row.kind == "subtotal":
            yield Subtotal(title)
        elif row.line is not None:
            yield Position(
                row.number,
                title,
                row.line.quantity,
                customer_words.unit(row.row.get("unit"), language),
                code=row.row.get("code") or "",
                description="\n".join(filter(None, (more, *_details(row, words, language)))),
                line=row.line,
                priced=row.priced,
                components=tuple(parts.get(at, ())),
                role=_ROLES.get(row.kind, Role.FIRM),
                group=groups.get(at, ""),
                counts=row.counts,
            )
        elif row.kind == "note":
            yield from _text("\n".join(filter(None, (title, more))))
        elif row.bundle is None:
            yield from _text(f"{row.number} {title}\n{more}".strip(), strong=True)


def _text(words: str, *, strong: bool = False) -> Iterator[Text]:
    if words.strip():
        yield Text(words, strong)


def _described(row: SheetRow) -> tuple[str, str]:
    """The first line of a description, and the others."""
    first, _break, more = str(row.row.get("description") or "").strip().partition("\n")
    return first.strip() or row.title, more.strip()


def _details(row: SheetRow, words: Words, language: str) -> Iterator[str]:
    """What a line says beside its description."""
    if reference := row.row.get("reference"):
        yield f"{words.say.reference}: {reference}"
    if count := row.row.get("delivery_weeks"):
        yield f"{words.say.delivery_date}: {customer_words.weeks(count, language)}"


def _component(row: SheetRow, language: str) -> Component:
    quantity = row.row.get("quantity")
    unit = customer_words.unit(row.row.get("unit"), language)
    return Component(row.title, ONE if quantity is None else quantity, unit)


def _groups(rows: Sequence[SheetRow]) -> dict[int, str]:
    """What alternatives of one another have in common, by the place of each."""
    found = line_amounts.alternatives([row.row for row in rows])
    return {at: f"{n}" for n, places in enumerate(found, 1) for at in places}


# ---------------------------------------------------------------- deliveries


def _delivered(values: Values, order: Values, language: str) -> Iterator[Item]:
    """The lines of a delivery, numbered as in the order."""
    sheet = sheet_of(order)
    known = {row.row.get("position"): row for row in sheet.rows}
    for at, row in enumerate(values.get("lines") or (), 1):
        ordered = known.get(row.get("order_position"))
        text = str(row.get("description") or "").strip()
        if not text and ordered is not None:
            text = str(ordered.row.get("description") or ordered.title)
        first, _break, more = text.partition("\n")
        serials = ", ".join(_lines(row.get("serials")))
        told = (more.strip(), f"S/N: {serials}" if serials else "")
        quantity = row.get("quantity")
        yield Position(
            (ordered.number if ordered else "") or plain(ONE * at),
            first.strip() or _product(row),
            ONE if quantity is None else quantity,
            customer_words.unit(row.get("unit"), language),
            code=(ordered.row.get("code") or "") if ordered else "",
            description="\n".join(filter(None, told)),
            ordered=ordered.line.quantity if ordered and ordered.line else None,
        )


def _product(row: Values) -> str:
    product = row.get("product")
    return product.label if isinstance(product, Ref) else ""

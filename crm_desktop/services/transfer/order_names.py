"""Who and what orders name: customers, products, colleagues, found for all orders at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from crm_desktop.i18n import N_, _, ngettext, number
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import matching, records
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.drafts import Problem
from crm_desktop.services.transfer.order_tables import OrderDraft
from crm_desktop.services.transfer.registry import Customer, Registry
from crm_desktop.services.transfer.unmatched import Strangers
from crm_desktop.services.transfer.wording import lines, listed, quoted
from crm_desktop.services.transfer.wording import orders as told_orders
from crm_desktop.services.workspace import ReadTx, Tx

_CHUNK = 2_000
_MOST_TOLD = 20
_SAID = {
    "company": N_("customer"),
    "contact": N_("contact"),
    "owner": N_("colleague"),
    "product": N_("product"),
}


class Names:
    """Finds what orders name, and counts what it cannot find.

    Attributes:
        made: entity -> how many records were made, because their names were given.
        notes: what was guessed.
    """

    def __init__(
        self,
        tx: ReadTx,
        registry: Registry,
        heads: dict[str, str],
        to_make: frozenset[str] = frozenset(),
    ) -> None:
        self._tx, self._registry, self._heads = tx, registry, heads
        self._to_make = to_make
        self.customers: dict[str, Customer] = {}
        self.contacts: dict[str, Ref] = {}
        self.owners: dict[str, Ref] = {}
        self.products: dict[str, Ref] = {}
        self.codes: dict[UUID, tuple[str, str | None]] = {}  # of products: code and unit
        self.made: Counter[str] = Counter()
        self.notes: list[str] = []
        self._lost: dict[str, Counter[str]] = defaultdict(Counter)
        self._first: dict[tuple[str, str], int] = {}

    def find(self, orders: Sequence[OrderDraft]) -> None:
        """Look everything up."""
        self._find_customers({o.names.get("company", "") for o in orders} - {""})
        lost = [o for o in orders if o.names.get("company", "") not in self.customers]
        named = {o.names.get(order_heads.CUSTOMER_NAME, "") for o in lost} - {""}
        self._find_customers(named, by_name=True)
        contacts = {o.names.get("contact", "") for o in orders} - {""}
        for words in contacts:
            if (ref := self._registry.named("person", words)) is not None:
                self.contacts[words] = ref
        self._find_contacts(contacts - self.contacts.keys())
        self._find_owners({o.names.get("owner", "") for o in orders} - {""})
        self._find_products({row["named"] for o in orders for row in o.lines if row.get("named")})

    # ---- customers

    def _find_customers(self, wanted: set[str], *, by_name: bool = False) -> None:
        head = "" if by_name else order_heads.plain(self._heads.get("company", ""))
        own = None if by_name else self._registry.table_for(head, wanted, ("person", "company"))
        if own is not None:
            for key in wanted & own.refs.keys():
                ref, contact = own.refs[key], own.contacts.get(key)
                is_company = own.holds == "company" or contact is not None
                self.customers[key] = Customer(ref, contact) if is_company else Customer(None, ref)
        for words in wanted - self.customers.keys():
            if (ref := self._registry.named("company", words)) is not None:
                self.customers[words] = Customer(ref)
            elif (ref := self._registry.named("person", words)) is not None:
                self.customers[words] = Customer(None, ref)
        self._stored_companies(wanted - self.customers.keys())
        self._stored_people(wanted - self.customers.keys())
        if not order_heads.is_id(head):
            for words in sorted(wanted - self.customers.keys()):
                if any(letter.isalpha() for letter in words):
                    self.customers[words] = Customer(self._made_company(words))

    def _stored_companies(self, wanted: set[str]) -> None:
        company = table("company").c
        by_id: dict[str, list[Ref]] = defaultdict(list)
        by_name: dict[str, Ref] = {}
        for part in _parts(wanted):
            keys = sorted({fold(words) for words in part})
            found = select(company.id, company.name, company.name_key, company.external_id).where(
                company.deleted_at.is_(None),
                or_(company.name_key.in_(keys), company.external_id.in_(part)),
            )
            for row in self._tx.session.execute(found.order_by(company.id)):
                by_name.setdefault(row.name_key, Ref(row.id, row.name))
                if row.external_id:
                    by_id[row.external_id].append(Ref(row.id, row.name))
        for words in wanted:
            if (ref := by_name.get(fold(words))) is not None:
                self.customers[words] = Customer(ref)
            elif len(refs := by_id.get(words, [])) == 1:
                self.customers[words] = Customer(refs[0])

    def _stored_people(self, wanted: set[str]) -> None:
        """Contacts by the id that another program gave them, where only one has it."""
        person, company = table("person").c, table("company")
        found_by: dict[str, list[Customer]] = defaultdict(list)
        for part in _parts(wanted):
            found = (
                select(
                    *(person.external_id, person.id, person.display_name),
                    *(company.c.id, company.c.name),
                )
                .select_from(table("person").outerjoin(company, company.c.id == person.company_id))
                .where(person.deleted_at.is_(None), person.external_id.in_(part))
            )
            for key, own, name, firm, firm_name in self._tx.session.execute(found):
                ref = Ref(firm, firm_name) if firm is not None else None
                found_by[key].append(Customer(ref, Ref(own, name)))
        sure = {key: found[0] for key, found in found_by.items() if len(found) == 1}
        if sure:
            self.customers |= sure
            self.notes.append(
                ngettext(
                    "{n} customer found by the id that an earlier import gave them.",
                    "{n} customers found by the id that an earlier import gave them.",
                    len(sure),
                )
            )

    def _made_company(self, words: str) -> Ref:
        self.made["company"] += 1
        key = records.new_id()
        if isinstance(self._tx, Tx):
            values = {"name": words, "origin": "import"}
            key = records.insert_record(self._tx, "company", values)
        ref = Ref(key, words)
        self._registry.name(ref, "company")
        return ref

    def _find_contacts(self, wanted: set[str]) -> None:
        person = table("person").c
        for part in _parts(wanted):
            found = select(person.id, person.display_name).where(
                person.deleted_at.is_(None), person.display_name.in_(part)
            )
            for key, name in self._tx.session.execute(found.order_by(person.id)):
                self.contacts.setdefault(name, Ref(key, name))
        self._contacts_by_mail({words for words in wanted - self.contacts.keys() if "@" in words})

    def _contacts_by_mail(self, wanted: set[str]) -> None:
        person, mail = table("person").c, table("person_email").c
        by_key = {matching.email_key(words): words for words in wanted}
        for part in _parts(by_key):
            found = (
                select(mail.email_key, person.id, person.display_name)
                .where(mail.person_id == person.id, mail.email_key.in_(part))
                .where(person.deleted_at.is_(None), mail.deleted_at.is_(None))
            )
            for key, own, name in self._tx.session.execute(found.order_by(person.id)):
                self.contacts.setdefault(by_key[key], Ref(own, name))

    # ---- colleagues

    def _find_owners(self, wanted: set[str]) -> None:
        head = order_heads.plain(self._heads.get("owner", ""))
        own = self._registry.table_for(head, wanted, ("colleague",))
        names = {key: own.refs[key].label if own and key in own.refs else key for key in wanted}
        user = table("app_user").c
        for part in _parts(set(names.values())):
            keys = sorted({fold(name) for name in part})
            found = select(user.id, user.name, user.name_key, user.login).where(
                user.deleted_at.is_(None), or_(user.name_key.in_(keys), user.login.in_(part))
            )
            for row in self._tx.session.execute(found):
                for key, name in names.items():
                    if fold(name) == row.name_key or name == row.login:
                        self.owners[key] = Ref(row.id, row.name)
        self._shown = names

    # ---- products

    def _find_products(self, wanted: set[str]) -> None:
        head = order_heads.plain(self._heads.get("lines.product", ""))
        own = self._registry.table_for(head, wanted, ("product",))
        if own is not None:
            self.products |= {key: own.refs[key] for key in wanted & own.refs.keys()}
        for words in wanted - self.products.keys():
            if (ref := self._registry.named("product", words)) is not None:
                self.products[words] = ref
        self._stored_products(wanted - self.products.keys())
        for words in sorted(wanted - self.products.keys()):
            if fold(words) in self._to_make:
                self.products[words] = self._made_product(words)
        self._read_codes()

    def _made_product(self, words: str) -> Ref:
        """A product that a mapping asked for."""
        self.made["product"] += 1
        key = records.new_id()
        if isinstance(self._tx, Tx):
            values = {"name": words, "code": words, "kind": "goods", "origin": "import"}
            key = records.insert_record(self._tx, "product", values)
        return Ref(key, words)

    def _stored_products(self, wanted: set[str]) -> None:
        product = table("product").c
        columns = (product.code_key, product.external_id, product.gtin, product.name_key)
        ways: tuple[dict[str, Ref], ...] = ({}, {}, {}, {})
        for part in _parts(wanted):
            keys = sorted({fold(words) for words in part})
            found = select(product.id, product.name, *columns).where(
                product.deleted_at.is_(None),
                or_(
                    product.code_key.in_(keys),
                    product.external_id.in_(part),
                    product.gtin.in_(part),
                    product.name_key.in_(keys),
                ),
            )
            for key, name, *said in self._tx.session.execute(found.order_by(product.id)):
                for way, words in zip(ways, said, strict=True):
                    if words:
                        way.setdefault(fold(words), Ref(key, name))
        for words in wanted:
            ref = next((way[fold(words)] for way in ways if fold(words) in way), None)
            if ref is not None:
                self.products[words] = ref

    def _read_codes(self) -> None:
        product = table("product").c
        ids = {ref.id for ref in self.products.values()}
        for part in _parts(ids):
            found = select(product.id, product.code, product.unit).where(product.id.in_(part))
            self.codes |= {row.id: (row.code, row.unit) for row in self._tx.session.execute(found)}

    # ---- what is not there

    def lost(self, place: str, words: str, line: int) -> None:
        """Something that is named and not there."""
        self._lost[place][words] += 1
        self._first.setdefault((place, words), line)

    def tell(self, fail: Callable[[Problem], None], strangers: Strangers) -> None:
        """Say what could not be found: each by its name, or how many there are."""
        for place, counts in self._lost.items():
            self._list(place, counts, strangers)
            title = _(_SAID[place])
            head = self._heads.get("lines.product" if place == "product" else place, "")
            told = lines if place == "product" else told_orders
            if len(counts) > _MOST_TOLD:
                reason = _(
                    "{count} different values are no {title} here, such as {some}. "
                    "{told} came without it; a mapping can say which ones are meant."
                ).format(
                    count=number(len(counts)),
                    title=title,
                    some=listed(words for words, _count in counts.most_common(5)),
                    told=told(counts.total()),
                )
                fail(Problem(min(self._first[place, words] for words in counts), head, reason))
                continue
            for words, count in counts.items():
                shown = self._shown.get(words, words) if place == "owner" else words
                said = quoted(words) if shown == words else f"{quoted(words)} ({shown})"
                reason = _(
                    "There is no {title} {said}. {told} came without it; a mapping can say which "
                    "one is meant."
                ).format(title=title, said=said, told=told(count))
                fail(Problem(self._first[place, words], head, reason))

    def _list(self, place: str, counts: Counter[str], strangers: Strangers) -> None:
        kind = ENTITIES["order"]
        is_product = place == "product"
        field = kind.field("lines").child("product") if is_product else kind.field(place)
        head = self._heads.get("lines.product" if is_product else place, field.label)
        for words, count in counts.items():
            strangers.add(head, field, words, self._first[place, words], count)


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    keys = sorted(values)
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]

"""Fill a store with sample data: an office, colleagues, customers and what was said to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.i18n import _, number
from crm_desktop.models.database import Store, is_server
from crm_desktop.services import opening, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.demo import generator, portraits
from crm_desktop.services.demo_sales import MOST_DEALS, Customer, Sales
from crm_desktop.services.derived import display_name
from crm_desktop.services.loading import key_of
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.workspace import Tx, command

T = TypeVar("T")
CHUNK = 2_000
MOST_NAMES = 500  # to draw the names of leads from
REGION = "DE"


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was made."""

    people: int
    companies: int
    activities: int
    notes: int
    products: int = 0
    leads: int = 0
    deals: int = 0


def ensure_store(address: str) -> None:
    """Make the store where there is none, with the sample office's name."""
    if is_server(address):
        store = Store(address)
        try:
            missing = opening.examine_server(store) is opening.State.EMPTY
        finally:
            store.close()
    else:
        missing = not Path(address).exists()
    if missing:
        office = generator.office()
        opening.create_store(address, office_name=office["name"], country=office.get("country"))


@command(Permission.STORE_MAINTAIN, Purpose.DEMO)
def fill(tx: Tx, contacts: int, *, with_timeline: bool = True, seed: int = 1) -> Filled:
    """Add sample data: `contacts` people, a tenth as many companies, and their timelines.

    The same number and seed give the same data; dates are relative to today.
    """
    tx.label(_("{contacts} sample contacts").format(contacts=number(contacts)))
    return _Filler(tx, contacts, seed).fill(with_timeline=with_timeline)


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


class _Filler:
    def __init__(self, tx: Tx, contacts: int, seed: int) -> None:
        self.tx, self.contacts, self.seed = tx, contacts, seed
        self.batch = Batch(tx.session.connection(), CHUNK * 4)
        self.writer = Writer(
            self.batch, now=tx.now, actor=tx.actor.id, region=REGION, origin="demo"
        )
        self.companies: list[tuple[bytes, str]] = []
        self.customers: list[Customer] = []
        self.names: list[tuple[str, str]] = []
        self.contacts_of: dict[int, bytes] = {}
        self._customer_at: dict[int | None, int] = {}  # place of a company -> of the customer
        self.colleagues: list[UUID] = []
        self.activities = self.notes = 0

    def fill(self, *, with_timeline: bool) -> Filled:
        self._office()
        self._companies()
        made = 0
        people = generator.people(
            self.contacts, self.seed, companies=len(self.companies), today=self.tx.now
        )
        for chunk in _chunks(people):
            self.tx.cancel.check()
            keys = {person.place: self._person(person) for person in chunk}
            self.batch.flush()
            if with_timeline:
                self._timeline(chunk, keys)
            made += len(chunk)
            words = _("{done} of {total} contacts")
            words = words.format(done=number(made), total=number(self.contacts))
            self.tx.progress(made, self.contacts, words)
        sold = self._sales() if with_timeline else (0, 0, 0)
        return Filled(made, len(self.companies), self.activities, self.notes, *sold)

    def _sales(self) -> tuple[int, int, int]:
        """Products, leads and deals: how many of each."""
        sales = Sales(self.tx, self.batch, self.writer, self.seed)
        products = sales.catalogue()
        customers = [
            customer._replace(contact=self.contacts_of.get(place))
            for place, customer in enumerate(self.customers)
        ]
        leads = sales.leads(max(5, self.contacts // 20), self.names, self._owner)
        deals = sales.deals(max(10, self.contacts // 8), customers) if products else 0
        if products:
            names = [each["name"] for each in generator.colleagues()]
            sales.quotas([Ref(k, n) for k, n in zip(self.colleagues, names, strict=True)])
        self.activities += sales.activities
        return products, leads, deals

    # ---- our side

    def _office(self) -> None:
        """Enter the colleagues who are missing, and fill in our office where it has only a name."""
        self._colleagues()
        row = self.tx.session.execute(
            text("SELECT id, street FROM office WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
        ).one()
        if row.street is not None:
            return
        record = records.get(self.tx, "office", key_of(row.id))
        values = generator.office()
        del values["name"]
        values["departments"] = tuple(
            department | {"head": self._colleague(department["head"])}
            for department in values["departments"]
        )
        changed = records.changed_values("office", record.values, values)
        if changed:
            records.update_record(self.tx, record, changed)

    def _colleagues(self) -> None:
        logins = text("SELECT login, id FROM app_user WHERE deleted_at IS NULL")
        there = {row.login: key_of(row.id) for row in self.tx.session.execute(logins)}
        teams = [
            Ref(records.insert_record(self.tx, "team", {"name": team["name"]}), team["name"])
            for team in generator.teams()
        ]
        for values in generator.colleagues():
            team = values["team"]
            own: dict[str, Any] = values | {"team": None if team is None else teams[team]}
            self.colleagues.append(
                there.get(values["login"]) or records.insert_record(self.tx, "user", own)
            )

    def _colleague(self, place: int | None) -> Ref | None:
        return None if place is None else Ref(self.colleagues[place], "")

    def _owner(self, place: int) -> Ref:
        """The first of the sample colleagues is whoever works here."""
        key = self.tx.actor.id if place == 0 else self.colleagues[place % len(self.colleagues)]
        return Ref(key, "")

    # ---- customers

    def _companies(self) -> None:
        # A tenth as many, but a small sample office has not twenty people in each company.
        count = max(1, self.contacts // 10, min(60, self.contacts // 3))
        made = generator.companies(count, self.seed, today=self.tx.now)
        for chunk in _chunks(made):
            for company in chunk:
                key = self.writer.new_id()
                values: dict[str, Any] = company.values | {"owner": self._owner(company.owner)}
                made_at = values.pop("created_at", None) or self.tx.now
                if company.parent is not None:
                    parent, name = self.companies[company.parent]
                    values["parent"] = Ref(UUID(bytes=parent), name)
                self.companies.append((key, values["name"]))
                if values["status"] in ("prospect", "customer"):
                    self._customer(key, values)
                self.writer.add(
                    "company", key, values, {"created_at": made_at, "updated_at": made_at}
                )
            self.batch.flush()

    def _customer(self, key: bytes, values: dict[str, Any]) -> None:
        """Somebody to whom we may sell."""
        if len(self.customers) < MOST_DEALS:
            place = len(self.companies) - 1
            self._customer_at[place] = len(self.customers)
            named = (values["name"], values.get("currency"), values["owner"])
            self.customers.append(Customer(key, *named, None))

    def _person(self, person: generator.DemoPerson) -> bytes:
        key = self.writer.new_id()
        values: dict[str, Any] = person.values | {"owner": self._owner(person.owner)}
        made_at = values.pop("created_at", None) or self.tx.now - timedelta(days=person.age)
        if person.company is not None:
            company, name = self.companies[person.company]
            values["company"] = Ref(UUID(bytes=company), name)
        if values.get("name_override") == display_name(
            {k: v for k, v in values.items() if k != "name_override"}
        ):
            del values["name_override"]
        if portraits.has_one(person.place):
            values["photo"] = portraits.drawn(person.place, woman=person.woman)
        self.writer.add("person", key, values, {"created_at": made_at, "updated_at": made_at})
        self._known(person, key)
        if person.company is not None:
            self.writer.link(key, self.companies[person.company][0])
        return key

    def _known(self, person: generator.DemoPerson, key: bytes) -> None:
        """Remember who works at a customer, and some names for leads."""
        if person.company in self._customer_at:
            self.contacts_of.setdefault(self._customer_at[person.company], key)
        given, family = person.values.get("first_name"), person.values.get("last_name")
        is_latin = max(f"{given}{family}", default="") < "\u0250"
        if given and family and is_latin and len(self.names) < MOST_NAMES:
            self.names.append((given, family))

    # ---- what was said

    def _timeline(self, people: list[generator.DemoPerson], keys: dict[int, bytes]) -> None:
        for activity in generator.activities(people, self.tx.now):
            self.activities += 1
            self._linked("activity", activity, keys)
        for note in generator.notes(people, self.tx.now):
            self.notes += 1
            self._linked("note", note, keys)
        self.batch.flush()

    def _linked(
        self,
        entity: str,
        item: generator.DemoActivity | generator.DemoNote,
        keys: dict[int, bytes],
    ) -> None:
        key = self.writer.new_id()
        values: dict[str, Any] = item.values | {"owner": self._owner(item.owner)}
        at = values.pop("created_at", None) or values.get("done_at") or self.tx.now
        self.writer.add(entity, key, values, {"created_at": at, "updated_at": at})
        links = [("person_id", keys[item.person])]
        if item.company is not None:
            links.append(("company_id", self.companies[item.company][0]))
        for column, target in links:
            self.batch.add(
                f"{entity}_link",
                {"id": self.writer.new_id(), f"{entity}_id": key, column: target},
            )
        if self.batch.full:
            self.batch.flush()

"""An office at work, at random: creates, edits, bulk edits, deletes, links, photos, imports.

Each step is at most one change set. The same seed does the same work on both databases.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.services import attachments, bulk, record_rows, records
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record, Ref
from crm_desktop.services.catalog.fields import Role
from crm_desktop.services.naming import table_of
from crm_desktop.services.values import blank
from crm_desktop.services.workspace import Workspace

WORDS = (
    "Anna Łukasz Пётр Юлія 李 小明 محمد علي Ñandú O'Brien Müller Straße 김 민준 Παπάς "
    "Zoë x 100% a_b "
    'quote" back\\slash 𝓐 ﬁx  (tab) -0 null {} []'
).split()
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
JSON: tuple[Any, ...] = (None, {"a": [1, None, "ü"]}, "null", [], 0, {"deep": {"er": [True, -1.5]}})


class Office:
    """The work of one person.

    Attributes:
        draw: the only source of chance.
        steps: what can be done, with its weight.
    """

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace = workspace
        self.draw = Random(seed)
        self.steps: dict[Callable[[], Any], int] = {
            self.create: 20,
            self.edit: 40,
            self.bulk_edit: 8,
            self.bulk_tag: 6,
            self.delete: 10,
            self.restore: 5,
            self.plan_activity: 14,
            self.write_note: 6,
            self.photograph: 4,
            self.attach: 3,
            self.custom_fields: 5,
            self.rename_company: 5,
            self.merge_phones: 4,
            self.remove_for_good: 3,
            self.import_some: 3,
        }

    def work(self, count: int) -> None:
        """Do so many steps."""
        for _ in range(count):
            self.step()

    def step(self) -> None:
        """One step; one that is refused in words changes nothing."""
        (chosen,) = self.draw.choices(list(self.steps), list(self.steps.values()))
        try:
            chosen()
        except ValidationFailed:
            pass

    # ---- steps

    def create(self) -> None:
        entity = self.draw.choice(("person", "person", "company", "team", "saved_view"))
        records.create(self.workspace, entity, self._values(entity, 8, required=True))

    def edit(self) -> None:
        entity = self.draw.choice(("person", "person", "company", "activity", "note", "office"))
        record = self._any(entity)
        if record is not None:
            values = self._values(entity, self.draw.randint(1, 4), record)
            records.save(self.workspace, entity, record.id, values, version=record.version)

    def bulk_edit(self) -> None:
        entity = self.draw.choice(("person", "company"))
        field = self.draw.choice([f for f in self._fields(entity) if not f.is_child_table])
        bulk.edit(self.workspace, entity, self._some(entity), {field.key: self._value(field)})

    def bulk_tag(self) -> None:
        add, remove = (self.draw.sample(WORDS[:8], 2) for _ in range(2))
        bulk.tag(self.workspace, "person", self._some("person"), add=add, remove=remove)

    def delete(self) -> None:
        entity = self.draw.choice(("person", "company", "activity", "note", "attachment"))
        records.delete(self.workspace, entity, self._some(entity)[:2])

    def restore(self) -> None:
        entity = self.draw.choice(("person", "company", "activity", "note"))
        records.restore(self.workspace, entity, self._some(entity, deleted=True)[:2])

    def plan_activity(self) -> None:
        values = self._values("activity", 6, required=True) | {"links": self._links()}
        records.create(self.workspace, "activity", values)

    def write_note(self) -> None:
        values = self._values("note", 3, required=True) | {"links": self._links()}
        records.create(self.workspace, "note", values)

    def photograph(self) -> None:
        if record := self._any("person"):
            photo = self.draw.choice((None, self.draw.randbytes(40), b"", b"\x00'\"\\"))
            records.save(
                self.workspace, "person", record.id, {"photo": photo}, version=record.version
            )

    def attach(self) -> None:
        entity = self.draw.choice(("person", "company", "activity", "note"))
        if record := self._any(entity):
            content = self.draw.randbytes(self.draw.randint(0, 3))
            attachments.add(self.workspace, entity, record.id, f"{self._word()}.txt", content)

    def custom_fields(self) -> None:
        people = table("person")
        with self.workspace.writing(Purpose.EDIT, "Custom field") as tx:
            here = people.c.id.in_(self._some("person")[:3])
            content = self.draw.choice(JSON)
            tx.session.execute(update(people).where(here).values(custom=content))

    def rename_company(self) -> None:
        if record := self._any("company"):
            values = {"name": self._word()}
            records.save(self.workspace, "company", record.id, values, version=record.version)

    def merge_phones(self) -> None:
        """Rows move to another record, as in a merge."""
        people = self._some("person")
        if len(people) >= 2:
            one, other, *_ = people
            phones = table("person_phone")
            with self.workspace.writing(Purpose.EDIT, "Merge phones") as tx:
                here = (phones.c.person_id == one, phones.c.deleted_at.is_(None))
                tx.session.execute(update(phones).where(*here).values(person_id=other))
                record_rows.derive_anew(tx, "person", (one, other))

    def remove_for_good(self) -> None:
        """As a purge does, and a colleague with a SQL shell."""
        name = self.draw.choice(("person_tag", "person_fact", "activity_tag"))
        target = table(name)
        with self.workspace.writing(Purpose.EDIT, "Remove") as tx:
            ids = tx.session.execute(select(target.c.id).order_by(target.c.id)).scalars().all()
            if ids:
                gone = self.draw.sample(ids, min(3, len(ids)))
                tx.session.execute(delete(target).where(target.c.id.in_(gone)))

    def import_some(self) -> None:
        """Companies and their people in one set, some of them known already."""
        with self.workspace.writing(Purpose.IMPORT, "Import") as tx:
            name = self._word()
            company = records.insert_record(tx, "company", {"name": name})
            for _ in range(self.draw.randint(1, 6)):
                values = {"last_name": self._word(), "company": Ref(company, name)}
                values |= {"phones": ({"number": self._phone()},), "origin": "import"}
                records.insert_record(tx, "person", values)

    # ---- chance

    def _fields(self, entity: str) -> list[Field]:
        return [f for f in ENTITIES[entity].editable() if f.key not in ("links", "attendees")]

    def _values(
        self, entity: str, count: int, record: Record | None = None, *, required: bool = False
    ) -> dict[str, Any]:
        fields = self._fields(entity)
        chosen = self.draw.sample(fields, min(count, len(fields)))
        if required:
            chosen += [f for f in fields if f.required and f not in chosen]
        values = {f.key: self._value(f, record) for f in chosen}
        if required and entity == "person":
            values["last_name"] = self._word()
        return values

    def _value(self, field: Field, record: Record | None = None) -> Any:
        if not field.required and self.draw.random() < 0.2:
            return blank(field)
        if field.kind == Kind.MULTI:
            return self._rows(field, record)
        made = _MADE[field.kind](self, field)
        return made if made is not None or not field.required else self._word()

    def _rows(self, field: Field, record: Record | None) -> tuple[Any, ...]:
        old = [dict(row) for row in (record.values[field.key] if record else ())]
        kept = [row for row in old if self.draw.random() < 0.7]
        for row in kept:
            if self.draw.random() < 0.4:
                child = self.draw.choice([c for c in field.children if not c.derived])
                row[child.key] = self._value(child)
        for _ in range(self.draw.randint(0, 2)):
            kept.append({c.key: self._value(c) for c in field.children if not c.derived})
        required = [c.key for c in field.children if c.required]
        return tuple(row for row in kept if all(row.get(key) for key in required))

    def _links(self) -> tuple[dict[str, Any], ...]:
        rows = []
        for entity in ("person", "company", "person"):
            if self.draw.random() < 0.6 and (record := self._any(entity)):
                rows.append({entity: Ref(record.id, record.label)})
        return tuple(rows)

    def _word(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(1, 2)))

    def _phone(self) -> str:
        digits = "".join(self.draw.choices("0123456789", k=self.draw.randint(3, 8)))
        return self.draw.choice(("030 ", "+49 171 ", "(0)40/", "")) + digits

    def _text(self, field: Field) -> str:
        if field.role == Role.PHONE:
            return self._phone()
        if field.role == Role.EMAIL:
            return f"{self.draw.choice('abc')}.{self.draw.randint(1, 9)}@Lupa.example"
        if field.kind == Kind.LONGTEXT:
            return f"{self._word()}\n{self._word()}"
        return self._word()[: field.max_length].strip()

    def _ref(self, field: Field) -> Ref | None:
        record = self._any(field.entity)
        return record and Ref(record.id, record.label)

    def _any(self, entity: str) -> Record | None:
        some = self._some(entity)
        return records.load(self.workspace, entity, some[0]) if some else None

    def _some(self, entity: str, *, deleted: bool = False) -> list[UUID]:
        """Some living (or dead) records, in an order of chance."""
        target = table_of(ENTITIES[entity])
        dead = target.c.deleted_at.is_not(None) & target.c.withdrawn.is_(False)
        wanted = dead if deleted else target.c.deleted_at.is_(None)
        with self.workspace.reading() as tx:
            found = select(target.c.id).where(wanted).order_by(target.c.created_at, target.c.id)
            ids = list(tx.session.execute(found).scalars())
        return self.draw.sample(ids, self.draw.randint(1, min(6, len(ids)))) if ids else []

    def _day(self) -> date:
        return date(1990, 1, 1) + timedelta(days=self.draw.randint(0, 9_000))

    def _moment(self) -> datetime:
        return START + timedelta(microseconds=self.draw.randint(-(10**13), 10**13))

    def _amount(self) -> Decimal:
        return Decimal(self.draw.randint(-(10**16), 10**16)).scaleb(-4)


_MADE: dict[Kind, Callable[[Office, Field], Any]] = {
    Kind.TEXT: Office._text,
    Kind.LONGTEXT: Office._text,
    Kind.INT: lambda office, _: office.draw.randint(-5, 2**31 - 1),
    Kind.MONEY: lambda office, _: office._amount(),
    Kind.DATE: lambda office, _: office._day(),
    Kind.DATETIME: lambda office, _: office._moment(),
    Kind.BOOL: lambda office, _: office.draw.random() < 0.5,
    Kind.CHOICE: lambda office, field: office.draw.choice(field.choices).value,
    Kind.REF: Office._ref,
    Kind.TAGS: lambda office, _: tuple(office.draw.sample(WORDS[:8], 2)),
    Kind.FILE: lambda office, _: office.draw.randbytes(20),
    Kind.JSON: lambda office, _: office.draw.choice(JSON),
}

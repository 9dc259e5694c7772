"""A lead becomes a contact, a company, a deal: with its history, in one step, undone in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import Conflict, NotFound, UserError, ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.workspace import Tx, command

_OF_PERSON = ("prefix", "first_name", "last_name", "job_title")
_REACHED = ("phones", "emails", "web_links", "addresses")
_OFFICE = ("owner", "team", "visibility")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a lead is to become.

    Attributes:
        company, person, deal: records that are there already, which the lead is found to be.
        new_company, new_person: make one of what the lead says, where none is named and it says so.
        new_deal: values of a deal that is to be made; {} for what the lead says; None for no deal.
        company_values, person_values: what a new one says otherwise than the lead.
    """

    company: UUID | None = None
    person: UUID | None = None
    deal: UUID | None = None
    new_company: bool = True
    new_person: bool = True
    new_deal: Mapping[str, Any] | None = None
    company_values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    person_values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead became."""

    company: Ref | None
    person: Ref | None
    deal: Ref | None
    words: str


@command(Permission.LEAD_EDIT, Purpose.EDIT)
def convert(tx: Tx, lead: UUID, wish: Conversion, *, version: int) -> Converted:
    """Make a lead what it has become. Activities, notes and files show there as well.

    UserError where it was converted already, Conflict where somebody has changed it meanwhile.
    """
    before = _open_lead(tx, lead, version)
    company = _company(tx, before, wish)
    person = _person(tx, before, wish, company)
    deal = _deal(tx, before, wish, company, person)
    became = {"company": company, "person": person, "deal": deal}
    if not any(became.values()):
        words = _("Say what the lead became: a contact, a company, a deal.")
        raise ValidationFailed({"lead": words})
    _share_history(tx, lead, {k: ref.id for k, ref in became.items() if ref})
    records.update_record(
        tx, before, {"status": "converted", "converted_at": tx.now} | became, checked=True
    )
    tx.label(_("Convert lead {lead}").format(lead=before.label))
    words = ", ".join(ref.label for ref in became.values() if ref)
    told = _("{lead} became {records}.").format(lead=before.label, records=words)
    return Converted(company, person, deal, told)


def _open_lead(tx: Tx, lead: UUID, version: int) -> Record:
    records.hold(tx, ENTITIES["lead"], (lead,))
    before = records.get(tx, "lead", lead)
    if before.deleted:
        words = _("{lead} is in the trash. Restore it first, then convert it.")
        raise NotFound(words.format(lead=before.label))
    if before.values["status"] == "converted":
        words = _("{lead} was converted already. Nothing was changed.")
        raise UserError(words.format(lead=before.label))
    if before.version != version:
        raise Conflict(before)
    return before


def _there(tx: Tx, entity: str, key: UUID) -> Record:
    found = records.get(tx, entity, key)
    if found.deleted:
        words = _("{label} is in the trash. Restore it first, or choose another {kind}.").format(
            label=found.label, kind=inner(_(ENTITIES[entity].title))
        )
        raise ValidationFailed({entity: words})
    return found


def _company(tx: Tx, lead: Record, wish: Conversion) -> Ref | None:
    if wish.company is not None:
        return Ref(wish.company, _there(tx, "company", wish.company).label)
    name = wish.company_values.get("name") or lead.values["company_name"]
    if not wish.new_company or not name:
        return None
    values: dict[str, Any] = {"name": name, "status": "prospect"} | _common(lead)
    somebody = _is_somebody(lead) or bool(wish.person_values)
    has_person = wish.person is not None or (wish.new_person and somebody)
    for key in _REACHED:
        if not has_person or key in ("web_links", "addresses"):
            values[key] = _rows(lead, key)
    values |= wish.company_values
    return Ref(records.insert_record(tx, "company", values), name)


def _is_somebody(lead: Record) -> bool:
    return any(lead.values[key] for key in ("first_name", "last_name"))


def _common(lead: Record) -> dict[str, Any]:
    values = {key: lead.values[key] for key in _OFFICE}
    return values | {"lead_source": lead.values["source"], "tags": lead.values["tags"]}


def _rows(lead: Record, key: str) -> tuple[dict[str, Any], ...]:
    return tuple({**row, "id": None} for row in lead.values[key])


def _person(tx: Tx, lead: Record, wish: Conversion, company: Ref | None) -> Ref | None:
    if wish.person is not None:
        found = _there(tx, "person", wish.person)
        _complete(tx, found, lead, company)
        return Ref(found.id, found.label)
    if not wish.new_person or not (_is_somebody(lead) or wish.person_values):
        return None
    values: dict[str, Any] = {key: lead.values[key] for key in _OF_PERSON} | _common(lead)
    values |= {key: _rows(lead, key) for key in _REACHED if company is None or _is_own(key)}
    values |= {"company": company, "note": lead.values["note"], "status": "prospect"}
    values |= wish.person_values
    key = records.insert_record(tx, "person", values)
    return Ref(key, records.get(tx, "person", key).label)


def _is_own(key: str) -> bool:
    """Beside a company, its address and web site are not those of the contact."""
    return key in ("phones", "emails")


def _complete(tx: Tx, person: Record, lead: Record, company: Ref | None) -> None:
    """A contact that is known gets what it lacks; nothing of it is overwritten."""
    from crm_desktop.services.transfer import merging
    from crm_desktop.services.transfer.options import Policy

    rows = {key: _rows(lead, key) for key in ("phones", "emails") if lead.values[key]}
    changed = merging.changes("person", person.values, rows, Policy.UPDATE)
    facts: dict[str, Any] = {"job_title": lead.values["job_title"], "company": company}
    given = {key: value for key, value in facts.items() if value is not None}
    changed |= merging.changes("person", person.values, given, Policy.FILL)
    if changed:
        records.update_record(tx, person, changed)


def _deal(
    tx: Tx, lead: Record, wish: Conversion, company: Ref | None, person: Ref | None
) -> Ref | None:
    if wish.deal is not None:
        return Ref(wish.deal, _there(tx, "deal", wish.deal).label)
    if wish.new_deal is None:
        return None
    values: dict[str, Any] = {key: lead.values[key] for key in (*_OFFICE, "source", "campaign")}
    values |= {
        "title": lead.values["company_name"] or lead.label,
        "company": company,
        "contact": person,
        "amount": lead.values["estimated_amount"],
        "currency": lead.values["currency"],
        "note": lead.values["note"],
        "stakeholders": ({"person": person},) if person else (),
        **wish.new_deal,
    }
    key = records.insert_record(tx, "deal", values)
    return Ref(key, str(values["title"]))


def _share_history(tx: Tx, lead: UUID, became: Mapping[str, UUID]) -> None:
    """What is about the lead is about what it became too."""
    for items in ("activity", "note"):
        links, own = table(f"{items}_link"), table(items)
        found = select(links.c[f"{items}_id"]).where(
            links.c.lead_id == lead, links.c.deleted_at.is_(None)
        )
        keys = list(dict.fromkeys(tx.session.execute(found).scalars()))
        rows = [
            {"id": uuid7(), f"{items}_id": key, f"{entity}_id": other}
            for entity, other in became.items()
            for key in _without(tx, items, keys, f"{entity}_id", other)
        ]
        # Each column in a statement of its own: rows of one statement have equal columns.
        for entity in became:
            if part := [row for row in rows if f"{entity}_id" in row]:
                tx.session.connection().execute(insert(links), part)
        if rows:
            touched = update(own).where(own.c.id.in_(keys)).values(version=own.c.version + 1)
            tx.session.execute(touched)
    files = table("attachment")
    shared = {f"{entity}_id": key for entity, key in became.items()}
    hit = update(files).where(files.c.lead_id == lead, files.c.deleted_at.is_(None))
    tx.session.execute(hit.values(version=files.c.version + 1, **shared))


def _without(tx: Tx, items: str, keys: list[UUID], column: str, other: UUID) -> list[UUID]:
    """Those that are not linked there already."""
    links = table(f"{items}_link")
    found = select(links.c[f"{items}_id"]).where(
        links.c[column] == other, links.c.deleted_at.is_(None)
    )
    there = set(tx.session.execute(found).scalars())
    return [key for key in keys if key not in there]

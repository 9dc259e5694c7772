"""What contacts have of their companies: a name to be sorted and found by, and their ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import search_words
from crm_desktop.models.tables import table
from crm_desktop.services import derived, loading, record_rows
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.values import blank
from crm_desktop.services.workspace import Tx


def know_company(tx: Tx, wanted: dict[str, Any]) -> None:
    """The company by its present name: a form may have been opened before it got that."""
    if (given := wanted.get("company")) is None:
        return
    company = table("company")
    found = select(company.c.name, company.c.deleted_at).where(company.c.id == given.id)
    found = found.with_for_update(read=True)  # it keeps its name, and stays, until the commit
    if (row := tx.session.execute(found).one_or_none()) is None:
        return  # the database refuses a reference to nothing
    if row.deleted_at is not None:
        words = _("{name} is in the trash. Restore it first, or choose another company.")
        raise ValidationFailed({"company": words.format(name=row.name)})
    wanted["company"] = Ref(given.id, row.name)


def link_company(wanted: dict[str, Any], before: Ref | None) -> None:
    """The main company stands among all companies; one left behind stays only if it tells more."""
    links = [
        dict(row)
        for row in wanted.get("companies") or ()
        if row["company"] != before or before == wanted.get("company") or _tells_more(row)
    ]
    company = wanted.get("company")
    if company is not None and all(row["company"] != company for row in links):
        field = ENTITIES["person"].field("companies")
        row: dict[str, Any] = {child.key: blank(child) for child in field.children}
        links.append(row | {"company": company})
    wanted["companies"] = tuple(links)


def _tells_more(link: Mapping[str, Any]) -> bool:
    return any(link.get(k) for k in ("role", "department", "reports_to", "from_date", "to_date"))


def follow_company_names(tx: Tx, names: Mapping[UUID, str]) -> None:
    """People are sorted and found by their company's name, and some have no other."""
    if not names:
        return
    people = table("person")
    statement = (
        update(people)
        .where(people.c.company_id == bindparam("the_id"), people.c.company_key != bindparam("key"))
        .values(company_key=bindparam("key"))
    )
    rows = [{"the_id": key, "key": search_words(name)} for key, name in names.items()]
    tx.session.connection().execute(statement, rows)
    record_rows.derive_anew(tx, "person", _nameless_people(tx, list(names)))


def _nameless_people(tx: Tx, company_ids: Sequence[UUID]) -> list[UUID]:
    """People who are called by their company, or by their phone or address."""
    people = table("person")
    nameless = [people.c[part].is_(None) for part in derived.OWN_NAMES]
    found = select(people.c.id).where(people.c.deleted_at.is_(None), *nameless)
    ids: list[UUID] = []
    for start in range(0, len(company_ids), loading.CHUNK):
        part = company_ids[start : start + loading.CHUNK]
        ids += tx.session.execute(found.where(people.c.company_id.in_(part))).scalars()
    return ids


def unlink_companies(tx: Tx, ids: Sequence[UUID]) -> None:
    """People stay when their company goes; they lose it as their company."""
    people, links = table("person"), table("person_company")
    nameless = _nameless_people(tx, ids)
    tx.session.execute(
        update(people)
        .where(people.c.company_id.in_(ids), people.c.deleted_at.is_(None))
        .values(company_id=None, company_key="", version=people.c.version + 1)
    )
    tx.session.execute(
        update(links)
        .where(links.c.company_id.in_(ids), links.c.deleted_at.is_(None))
        .values(deleted_at=tx.now)
    )
    record_rows.derive_anew(tx, "person", nameless)


def unlink_gone_companies(tx: Tx, people_ids: Sequence[UUID]) -> None:
    """For people who came back after their company went."""
    people, company = table("person"), table("company")
    gone = select(company.c.id).join(people, people.c.company_id == company.c.id)
    gone = gone.where(people.c.id.in_(people_ids), company.c.deleted_at.is_not(None))
    if ids := list(tx.session.execute(gone.distinct()).scalars()):
        unlink_companies(tx, ids)


def restore_ties(tx: Tx, company_id: UUID, deleted_at: datetime) -> None:
    """What a company was to people, as far as they are there."""
    people, links = table("person"), table("person_company")
    there = select(people.c.id).where(people.c.deleted_at.is_(None))
    back = update(links).where(links.c.company_id == company_id, links.c.deleted_at == deleted_at)
    tx.session.execute(back.where(links.c.person_id.in_(there)).values(deleted_at=None))

"""Contracts that run: until when, until when to decide, renewed, and what they cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import N_, _, full_day, in_every_language, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.office import seeds
from crm_desktop.services.sales.ordering import contract_states
from crm_desktop.services.sales.ordering.contract_states import Term
from crm_desktop.services.sales.pipeline import deal_rules
from crm_desktop.services.workspace import ReadTx, Tx, command, query

USUAL_MONTHS = 12
ENDLESS = N_("{contract} has no end, so there is nothing to renew. Nothing was changed.")
NOT_LATER = N_("{contract} runs until {day} already. Choose a later day. Nothing was changed.")
GONE = N_("{label} is in the trash. Nothing was changed. Restore it first.")
CANCELLED = N_("{contract} is cancelled. Nothing was changed. Make it active first, then renew it.")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal did.

    Attributes:
        until: the new end.
        deal: the deal that was made for it; None: none was asked for.
        words: a sentence about it.
    """

    until: date
    deal: Ref | None
    words: str


@dataclass(frozen=True, slots=True)
class Running:
    """A contract and how long it runs."""

    record: Record
    term: Term
    yearly: Decimal | None


@query(Permission.ORDER_READ)
def running_out(tx: ReadTx, days: int = 90) -> list[Running]:
    """Active contracts that end, or are to be given notice of, within so many days.

    The most urgent first; those whose end is over stand at the top.
    """
    today = tx.now.astimezone().date()
    last = today + timedelta(days=days)
    contracts = table("contract")
    found = select(contracts.c.id).where(
        contracts.c.deleted_at.is_(None),
        or_(contracts.c.status == "active", contracts.c.status.is_(None)),
        or_(
            contracts.c.ends_on <= last,
            contracts.c.notice_on.between(today, last),
        ),
    )
    ids = list(tx.session.execute(found).scalars())
    rows = [
        Running(r, contract_states.term(r.values, today), contract_states.yearly(r.values))
        for r in loading.read(tx, "contract", ids).values()
    ]
    rows.sort(key=lambda row: (row.term.days is None, row.term.days or 0, row.record.label))
    return rows


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def renew(
    tx: Tx,
    contract: UUID,
    *,
    until: date | None = None,
    amount: Decimal | None = None,
    deal: bool = False,
) -> Renewed:
    """Let a contract run for another period.

    until: None: as many months longer as it says, or a year. amount: what it costs from now on.
    deal: make a deal of it in the pipeline of renewals, unless it has one that is open.
    """
    records.hold(tx, ENTITIES["contract"], (contract,))
    before = _living(tx, contract)
    until = _next_end(before, until)
    changed: dict[str, Any] = {"ends_on": until, "status": "active"}
    if amount is not None:
        changed["amount"] = amount
    made = _deal(tx, before, changed) if deal else None
    changed["renewal_deal"] = made or _open_deal(tx, before)
    tx.label(_("Renew {contract} until {day}").format(contract=before.label, day=full_day(until)))
    changed = records.changed_values("contract", before.values, changed)
    records.update_record(tx, before, changed)
    words = _("{contract} runs until {day} now.").format(contract=before.label, day=full_day(until))
    if made is not None:
        words += " " + _("The deal {deal} is in the pipeline.").format(deal=made.label)
    return Renewed(until, made, words)


@command(Permission.ORDER_EDIT, Purpose.CREATE)
def renewal_deal(tx: Tx, contract: UUID) -> Ref:
    """The deal about the next period of a contract: the open one there is, else a new one."""
    records.hold(tx, ENTITIES["contract"], (contract,))
    before = _living(tx, contract)
    made = _deal(tx, before, {})
    tx.label(_("Renewal deal of {contract}").format(contract=before.label))
    if made != before.values.get("renewal_deal"):
        records.update_record(tx, before, {"renewal_deal": made})
    return made


def _living(tx: ReadTx, contract: UUID) -> Record:
    record = records.get(tx, "contract", contract)
    if record.deleted:
        raise NotFound(_(GONE).format(label=record.label))
    return record


def _next_end(contract: Record, until: date | None) -> date:
    values = contract.values
    ends: date | None = values["ends_on"]
    if values["status"] == "cancelled":
        raise ValidationFailed({"status": _(CANCELLED).format(contract=contract.label)})
    if ends is None and until is None:
        raise ValidationFailed({"ends_on": _(ENDLESS).format(contract=contract.label)})
    if until is None and ends is not None:
        return contract_states.months_on(ends, values["renewal_months"] or USUAL_MONTHS)
    if until is None or (ends is not None and until <= ends):
        day = full_day(ends) if ends is not None else ""
        words = _(NOT_LATER).format(contract=contract.label, day=day)
        raise ValidationFailed({"ends_on": words})
    return until


def _open_deal(tx: ReadTx, contract: Record) -> Ref | None:
    """The renewal deal of a contract, as long as it is neither won nor lost."""
    given = contract.values.get("renewal_deal")
    if not isinstance(given, Ref):
        return None
    deals = table("deal")
    found = select(deals.c.status).where(deals.c.id == given.id, deals.c.deleted_at.is_(None))
    return given if tx.session.execute(found).scalar_one_or_none() == "open" else None


def _deal(tx: Tx, contract: Record, changed: Mapping[str, Any]) -> Ref:
    if (there := _open_deal(tx, contract)) is not None:
        return there
    values: Mapping[str, Any] = dict(contract.values) | dict(changed)
    title = _("Renewal: {contract}").format(contract=contract.label)
    before = contract.values
    wanted: dict[str, Any] = {
        "title": title,
        "type": "renewal",
        "company": values["company"],
        "contact": values["contact"],
        "stage": _first_stage(tx),
        "amount": contract_states.of_term(values) or values["amount"],
        "currency": values["currency"],
        "recurring_amount": values["amount"] if values["period"] else None,
        "recurring_period": values["period"],
        "expected_close": before["notice_on"] or before["ends_on"],
        "owner": values["owner"],
    }
    known = {key: value for key, value in wanted.items() if ENTITIES["deal"].has(key)}
    return Ref(records.insert_record(tx, "deal", known), title)


def _first_stage(tx: ReadTx) -> Ref | None:
    """Of the pipeline of renewals; where there is none any more, of the usual one."""
    stages, pipelines = table("stage"), table("pipeline")
    found = (
        select(stages.c.id, stages.c.name)
        .join(pipelines, pipelines.c.id == stages.c.pipeline_id)
        .where(
            pipelines.c.name.in_(in_every_language(seeds.RENEWALS)),
            pipelines.c.deleted_at.is_(None),
            pipelines.c.archived.is_(False),
            stages.c.deleted_at.is_(None),
            stages.c.kind == "open",
        )
        .order_by(stages.c.position, stages.c.id)
        .limit(1)
    )
    row = tx.session.execute(found).one_or_none()
    if row is not None:
        return Ref(row.id, row.name)
    first = deal_rules.first_stage(tx)
    return first.stage if first else None


# ---------------------------------------------------------------- what it covers


@query(Permission.ORDER_READ)
def covered(tx: ReadTx, contract: UUID) -> list[Record]:
    """The installed items of a contract, by name and serial number."""
    assets = table("asset")
    found = select(assets.c.id).where(
        assets.c.contract_id == contract, assets.c.deleted_at.is_(None)
    )
    ids = list(tx.session.execute(found.order_by(assets.c.name_key, assets.c.serial)).scalars())
    there = loading.read(tx, "asset", ids)
    return [there[key] for key in ids]


@query(Permission.ORDER_READ)
def coverable(tx: ReadTx, contract: UUID) -> list[Record]:
    """The items at the customer of a contract that no contract covers."""
    record = records.get(tx, "contract", contract)
    company = record.values.get("company")
    if not isinstance(company, Ref):
        return []
    assets = table("asset")
    found = select(assets.c.id).where(
        assets.c.company_id == company.id,
        assets.c.contract_id.is_(None),
        assets.c.deleted_at.is_(None),
        or_(assets.c.status != "retired", assets.c.status.is_(None)),
    )
    ids = list(tx.session.execute(found.order_by(assets.c.name_key, assets.c.serial)).scalars())
    there = loading.read(tx, "asset", ids)
    return [there[key] for key in ids]


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def cover(tx: Tx, contract: UUID, items: Sequence[UUID]) -> int:
    """Put installed items under a contract; returns how many were not there before."""
    record = _living(tx, contract)
    records.hold(tx, ENTITIES["asset"], items)
    count = 0
    for item in loading.read(tx, "asset", items).values():
        if not item.deleted and item.values.get("contract") != Ref(contract, ""):
            records.update_record(tx, item, {"contract": Ref(contract, record.label)})
            count += 1
    words = ngettext("{n} installed item", "{n} installed items", count)
    tx.label(_("{items} under {contract}").format(items=words, contract=record.label))
    return count


def days_left(tx: ReadTx, ids: Sequence[UUID]) -> dict[UUID, int | None]:
    """How many days are left of contracts, until they are to be decided on or end."""
    today = tx.now.astimezone().date()
    names = ("ends_on", "notice_on", "status")
    contracts, out = table("contract"), dict[UUID, int | None]()
    asked = select(contracts.c.id, *(contracts.c[name] for name in names))
    for start in range(0, len(ids), loading.CHUNK):
        part = ids[start : start + loading.CHUNK]
        for key, *cells in tx.session.execute(asked.where(contracts.c.id.in_(part))):
            out[key] = contract_states.term(dict(zip(names, cells, strict=True)), today).days
    return out

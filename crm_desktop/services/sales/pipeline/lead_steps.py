"""What is done with leads before they are converted: found again, taken, put off, given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.services import duplicates, loading, naming, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.duplicates import Likely
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_KEPT = ("converted",)
_REACHED = ("phones", "emails", "web_links")


@dataclass(frozen=True, slots=True)
class Known:
    """Who a lead may be: companies and contacts that share a key with it, the surest first."""

    lead: Record
    companies: tuple[Likely, ...]
    people: tuple[Likely, ...]


@dataclass(frozen=True, slots=True)
class Stepped:
    """What was done with leads."""

    count: int
    words: str


@query(Permission.LEAD_READ)
def known(tx: ReadTx, lead: UUID) -> Known:
    """Companies and contacts that a lead may be, by e-mail, phone, domain and name."""
    record = records.get(tx, "lead", lead)
    values = record.values
    reached = {key: values[key] for key in _REACHED}
    company = reached | {"name": values["company_name"] or ""}
    person = reached | {key: values[key] for key in ("first_name", "last_name")}
    companies = duplicates.find(tx, "company", company)
    return Known(record, companies, duplicates.find(tx, "person", person))


@command(Permission.LEAD_EDIT, Purpose.EDIT)
def take(tx: Tx, leads: Sequence[UUID]) -> Stepped:
    """They are mine from now on; what is new is being contacted."""
    me = Ref(tx.actor.id, tx.actor.name)

    def mine(lead: Record) -> Mapping[str, Any]:
        begun = {"status": "contacting"} if lead.values["status"] == "new" else {}
        return {"owner": me, **begun}

    one, several = _("{what} is yours now."), _("{what} are yours now.")
    return _each(tx, leads, mine, _Said(_("Take {what}"), one, several))


@command(Permission.LEAD_EDIT, Purpose.EDIT)
def disqualify(tx: Tx, leads: Sequence[UUID], reason: str) -> Stepped:
    """They will not become customers, for a reason."""
    values = {"status": "disqualified", "disqualified_reason": reason.strip() or None}
    one, several = _("{what} was disqualified."), _("{what} were disqualified.")
    told = _Said(_("Disqualify {what}"), one, several)
    return _each(tx, leads, lambda _lead: values, told)


@command(Permission.LEAD_EDIT, Purpose.EDIT)
def put_off(tx: Tx, leads: Sequence[UUID], until: date) -> Stepped:
    """They rest until a day."""
    if until <= tx.now.astimezone().date():
        raise UserError(_("Choose a day after today. Nothing was changed."))
    values = {"status": "nurture", "wake_up_on": until}
    told = _Said(_("Put off {what}"), _("{what} rests."), _("{what} rest."))
    return _each(tx, leads, lambda _lead: values, told)


class _Said(NamedTuple):
    """How a step is said: in the history, of one lead, of several."""

    label: str
    one: str
    several: str


def _each(
    tx: Tx,
    leads: Sequence[UUID],
    values: Callable[[Record], Mapping[str, Any]],
    said: _Said,
) -> Stepped:
    """Change each lead that is not converted; say what was done."""
    records.hold(tx, ENTITIES["lead"], leads)
    done: list[Record] = []
    for lead in loading.read(tx, "lead", leads).values():
        if lead.deleted or lead.values["status"] in _KEPT:
            continue
        if changed := records.changed_values("lead", lead.values, values(lead)):
            records.update_record(tx, lead, changed)
            done.append(lead)
    if not done:
        return Stepped(0, _("Nothing was changed."))
    is_one = len(done) == 1
    what = done[0].label if is_one else naming.how_many(ENTITIES["lead"], len(done))
    tx.label(said.label.format(what=what))
    return Stepped(len(done), (said.one if is_one else said.several).format(what=what))

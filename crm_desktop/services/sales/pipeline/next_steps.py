"""Plan what comes next with deals that have nothing planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.workspace import Tx, command

_BESIDE = (("company", "company"), ("person", "contact"))


@dataclass(frozen=True, slots=True)
class PlannedSteps:
    """What was planned: an activity for each deal, and a sentence about it."""

    ids: tuple[UUID, ...]
    words: str


@command(Permission.ACTIVITY_EDIT, Purpose.CREATE)
def plan(tx: Tx, deals: Sequence[UUID], values: Mapping[str, Any]) -> PlannedSteps:
    """Plan an activity with each of these deals, their companies and contacts.

    values: of the activities; `{deal}` in the subject stands for the title of the deal. It is that
    of the deal's owner, unless they say whose.
    """
    made: list[UUID] = []
    named = ""
    found = loading.read(tx, "deal", deals)
    for deal in (found[key] for key in deals if key in found and not found[key].deleted):
        subject = str(values.get("subject") or "").replace("{deal}", deal.label)
        step = {"status": "planned", "owner": deal.values.get("owner")} | dict(values)
        step |= {"subject": subject, "links": _links(deal)}
        made.append(records.insert_record(tx, "activity", step))
        named = subject
    if not made:
        raise NotFound(_("These deals do not exist any more. Nothing was planned."))
    what = named if len(made) == 1 else naming.how_many(ENTITIES["activity"], len(made))
    tx.label(_("Plan {what}").format(what=what))
    return PlannedSteps(tuple(made), _("Planned: {what}.").format(what=what))


def _links(deal: Record) -> tuple[dict[str, Any], ...]:
    """The deal and its customer, as an activity has them."""
    links: list[dict[str, Any]] = [{"deal": Ref(deal.id, deal.label)}]
    links += [{key: deal.values[name]} for key, name in _BESIDE if deal.values.get(name)]
    return tuple(links)

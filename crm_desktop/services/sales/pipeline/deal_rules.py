"""What a deal says of itself once its stage and its lines are known.

pipeline and status follow the stage; the probability is the stage's, unless the rep has an own one
with a reason; the amount is that of the quote the customer has, else that of the lines; stage_since
is the moment in which the stage was set; closing day and rate are written when it is won or lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import rates
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales.papers import line_amounts, numbering
from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]
NO_LOST_REASON = N_("Say why the deal is lost. It helps to win the next one.")
FROM_LINES = N_(
    "The amount is the sum of the lines. Change the lines, or delete them to type an amount."
)
FROM_QUOTE = N_(
    "The amount is that of the quote the customer has. Nothing was changed. "
    "Revise the quote, or mark it declined, to change the amount."
)
NO_PIPELINE = N_("There is no pipeline with an open stage. Make one in the settings first.")


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage as deals see it."""

    stage: Ref
    pipeline: Ref
    kind: str
    probability: Decimal
    rot_days: int | None


class Known:
    """What many deals ask for, read once: their stages, and rates of days."""

    def __init__(self, tx: ReadTx) -> None:
        self._tx, self._stages = tx, dict[UUID | None, StageFacts | None]()
        self.rates = rates.Rates(tx)

    def stage(self, key: UUID | None) -> StageFacts | None:
        """What a stage says; that where a new deal begins."""
        if key not in self._stages:
            first = key is None
            self._stages[key] = first_stage(self._tx) if first else facts_of(self._tx, key)
        return self._stages[key]


def applied(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """The fields of a deal that the program writes. ValidationFailed in words."""
    made = applied_to_many(tx, before, wanted, Known(tx))
    if before is None and not wanted.get("number"):
        made["number"] = numbering.take(tx, "deal")
    return made


def applied_to_many(tx: Tx, before: Values | None, wanted: Values, known: Known) -> dict[str, Any]:
    """applied(), but for the number of a new deal: many are drawn at once."""
    made: dict[str, Any] = {}
    facts = _stage(known, wanted)
    made |= {"stage": facts.stage, "pipeline": facts.pipeline, "status": facts.kind}
    own = wanted.get("probability_override")
    sure = {"won": Decimal(100), "lost": Decimal(0)}
    made["probability"] = sure.get(facts.kind, facts.probability if own is None else own)
    currency = wanted.get("currency") or known.rates.base
    made["currency"] = currency
    made |= _amount(before, wanted, currency)
    if before is None or before.get("stage") != facts.stage:
        made["stage_since"] = wanted.get("stage_since") or tx.now if before is None else tx.now
    return made | _closing(tx, before, wanted, facts.kind, currency, known)


def _stage(known: Known, wanted: Values) -> StageFacts:
    given = wanted.get("stage")
    found = known.stage(given.id if isinstance(given, Ref) else None)
    if found is None:
        words = _(NO_PIPELINE) if given is None else _("Choose a stage.")
        raise ValidationFailed({"stage": words})
    return found


def _facts() -> Select[*tuple[Any, ...]]:
    stages, pipelines = table("stage"), table("pipeline")
    return select(
        stages.c.id,
        stages.c.name,
        stages.c.pipeline_id,
        pipelines.c.name.label("pipeline"),
        stages.c.kind,
        stages.c.probability,
        stages.c.rot_days,
    ).join(pipelines, pipelines.c.id == stages.c.pipeline_id)


def facts_of(tx: ReadTx, stage: UUID) -> StageFacts | None:
    """What a stage says; None where there is none of that id."""
    return _read(tx.session.execute(_facts().where(table("stage").c.id == stage)).one_or_none())


def first_stage(tx: ReadTx) -> StageFacts | None:
    """Where a new deal begins: the first open stage of the default pipeline."""
    stages, pipelines = table("stage"), table("pipeline")
    found = _facts().where(
        stages.c.kind == "open",
        stages.c.deleted_at.is_(None),
        pipelines.c.deleted_at.is_(None),
        pipelines.c.archived.is_(False),
    )
    order = (pipelines.c.is_default.desc(), pipelines.c.position, pipelines.c.id)
    found = found.order_by(*order, stages.c.position, stages.c.id).limit(1)
    return _read(tx.session.execute(found).one_or_none())


def _read(row: Row[Any] | None) -> StageFacts | None:
    if row is None:
        return None
    stage, pipeline = Ref(row.id, row.name), Ref(row.pipeline_id, row.pipeline)
    return StageFacts(stage, pipeline, row.kind, row.probability, row.rot_days)


def _amount(before: Values | None, wanted: Values, currency: str | None) -> dict[str, Any]:
    """Amount and cost: of the quote that stands, else of the lines, where there are any."""
    lines = wanted.get("lines") or ()
    made = line_amounts.amounts(lines, currency)
    out: dict[str, Any] = {"lines": made.lines} if lines else {}
    was = before or {}
    if (quoted := wanted.get("quoted")) is not None:
        _refuse_beside_quote(was, wanted, quoted)
        begins = was.get("quoted") is None
        estimate = was.get("amount") if begins and not lines else wanted.get("estimate")
        return out | {"amount": quoted, "estimate": None if lines else estimate}
    ends = was.get("quoted") is not None
    if not lines:
        return {"cost": None, "estimate": None} | ({"amount": was.get("estimate")} if ends else {})
    if not ends and wanted.get("amount") not in (None, was.get("amount"), made.net):
        raise ValidationFailed({"amount": _(FROM_LINES)})
    return out | {"amount": made.net, "cost": made.cost, "estimate": None}


def _refuse_beside_quote(was: Values, wanted: Values, quoted: Decimal) -> None:
    """What a customer has in writing is not overwritten by an estimate."""
    if was.get("quoted") is None:
        return
    if wanted.get("amount") not in (None, was.get("amount"), quoted):
        raise ValidationFailed({"amount": _(FROM_QUOTE)})
    if wanted.get("currency") != was.get("currency"):
        raise ValidationFailed({"currency": _(FROM_QUOTE)})


def _closing(
    tx: Tx,
    before: Values | None,
    wanted: Values,
    kind: str,
    currency: str | None,
    known: Known,
) -> dict[str, Any]:
    """Closing day, rate and reason; a deal that is opened again has none of them."""
    if kind == "open":
        return {"closed_on": None, "closing_rate": None, "lost_reason": None}
    was = None if before is None else before.get("status")
    if kind == "lost" and was != "lost" and wanted.get("lost_reason") is None:
        raise ValidationFailed({"lost_reason": _(NO_LOST_REASON)})
    closed_on = wanted.get("closed_on") or tx.now.astimezone().date()
    made: dict[str, Any] = {"closed_on": closed_on}
    if was != kind or (before or {}).get("closed_on") != closed_on:
        made["closing_rate"] = known.rates.on(currency, closed_on)
    if kind == "won":
        made["lost_reason"] = None
    return made


def refuse_where_deals_are(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> None:
    """A stage, or a pipeline, in which deals stand cannot go."""
    deals = table("deal")
    there = select(func.count()).select_from(deals)
    there = there.where(deals.c[f"{entity}_id"].in_(ids), deals.c.deleted_at.is_(None))
    if count := tx.session.execute(there).scalar_one():
        in_stage = ngettext("{n} deal is in this stage.", "{n} deals are in this stage.", count)
        in_pipeline = ngettext(
            "{n} deal is in this pipeline.", "{n} deals are in this pipeline.", count
        )
        words = _("{deals} Nothing was deleted. Move them to another one first.").format(
            deals=in_stage if entity == "stage" else in_pipeline
        )
        raise ValidationFailed({entity: words})

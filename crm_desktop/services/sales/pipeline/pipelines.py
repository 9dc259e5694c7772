"""Pipelines with their stages as they are edited: what there is, in which order, what goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, inner
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.services.workspace import OfEntity, ReadTx, Tx, command, query

ORDERED = frozenset({"pipeline", "stage", "lost_reason"})  # kinds that have a position
STEP = 10  # between positions: an import may put something between
LAST_OPEN = N_(
    "This is the last open stage of the pipeline: new deals begin in one. Nothing was deleted. "
    "Add another open stage first."
)
LAST_PIPELINE = N_(
    "Deals need a pipeline to begin in, and this is the only one in use. Nothing was changed. "
    "Add another one, or take another one into use first."
)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as the settings show it.

    Attributes:
        deals: how many stand in it.
    """

    id: UUID
    name: str
    kind: str
    probability: Decimal
    rot_days: int | None
    exit_criteria: str | None
    deals: int


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline with its stages in their order."""

    id: UUID
    name: str
    is_default: bool
    archived: bool
    stages: tuple[StageRow, ...]

    @property
    def deals(self) -> int:
        """How many deals are in it."""
        return sum(stage.deals for stage in self.stages)


@query(Permission.PIPELINE_READ)
def overview(tx: ReadTx) -> tuple[PipelineRow, ...]:
    """All pipelines in their order, those no longer used too."""
    pipelines = table("pipeline")
    found = select(pipelines).where(pipelines.c.deleted_at.is_(None))
    order = (pipelines.c.archived, pipelines.c.position, pipelines.c.name_key, pipelines.c.id)
    stages = _stages(tx)
    return tuple(
        PipelineRow(row.id, row.name, row.is_default, row.archived, tuple(stages.get(row.id, ())))
        for row in tx.session.execute(found.order_by(*order))
    )


def _stages(tx: ReadTx) -> dict[UUID, list[StageRow]]:
    """The stages of each pipeline, with the deals in them."""
    stages, of_deals = table("stage"), table("deal")
    counted = select(of_deals.c.stage_id, func.count().label("n"))
    counted = counted.where(of_deals.c.deleted_at.is_(None)).group_by(of_deals.c.stage_id)
    counts = {row.stage_id: row.n for row in tx.session.execute(counted)}
    found = select(stages).where(stages.c.deleted_at.is_(None))
    out: dict[UUID, list[StageRow]] = {}
    for row in tx.session.execute(
        found.order_by(stages.c.position, stages.c.name_key, stages.c.id)
    ):
        out.setdefault(row.pipeline_id, []).append(
            StageRow(
                row.id,
                row.name,
                row.kind,
                row.probability,
                row.rot_days,
                row.exit_criteria,
                counts.get(row.id, 0),
            )
        )
    return out


@command(OfEntity.EDIT, Purpose.EDIT)
def arrange(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """Put records into this order: pipelines, the stages of one, lost reasons."""
    if entity not in ORDERED:
        words = _("{records} have no order.").format(records=_(ENTITIES[entity].plural))
        raise ValidationFailed({"position": words})
    records.hold(tx, ENTITIES[entity], ids)
    found = loading.read(tx, entity, ids)
    start = _start(tx, entity, ids)
    tx.label(_("Arrange {records}").format(records=inner(_(ENTITIES[entity].plural))))
    for at, key in enumerate(ids):
        record, position = found.get(key), start + at * STEP
        if record is None or record.deleted or record.values["position"] == position:
            continue
        records.update_record(tx, record, {"position": position})


def _start(tx: Tx, entity: str, ids: Sequence[UUID]) -> int:
    """The first position. Stages of one pipeline stay before those of the next."""
    if entity != "stage" or not ids:
        return 1
    stages, pipelines = table("stage"), table("pipeline")
    order = (pipelines.c.position, pipelines.c.name_key, pipelines.c.id)
    of = select(stages.c.pipeline_id).where(stages.c.id == ids[0])
    key = tx.session.execute(of).scalar_one_or_none()
    all_of_them = list(tx.session.execute(select(pipelines.c.id).order_by(*order)).scalars())
    return 1 + 1000 * (all_of_them.index(key) if key in all_of_them else 0)


@command(Permission.PIPELINE_EDIT, Purpose.DELETE)
def delete_stage(tx: Tx, stage: UUID, move_to: UUID | None = None) -> str:
    """Delete a stage; its deals go to another one, in the same change. Says what was done."""
    record = records.get(tx, "stage", stage)
    _refuse_last_open(tx, stage, record.values["pipeline"])
    words = ""
    if move_to is not None and (ids := _deals_in(tx, stage)):
        words = deals.move.work(tx, ids, move_to).words
    deleted = records.delete.work(tx, "stage", (stage,))
    tx.label(_("Delete stage {name}").format(name=record.label))
    return " ".join(filter(None, (deleted.words, words)))


def _deals_in(tx: ReadTx, stage: UUID) -> list[UUID]:
    target = table("deal")
    found = select(target.c.id).where(target.c.stage_id == stage, target.c.deleted_at.is_(None))
    return list(tx.session.execute(found.order_by(target.c.id)).scalars())


def _refuse_last_open(tx: ReadTx, stage: UUID, pipeline: Ref) -> None:
    target = table("stage")
    found = select(target.c.id).where(
        target.c.pipeline_id == pipeline.id,
        target.c.kind == "open",
        target.c.deleted_at.is_(None),
    )
    if list(tx.session.execute(found).scalars()) == [stage]:
        raise ValidationFailed({"stage": _(LAST_OPEN)})


@command(Permission.PIPELINE_EDIT, Purpose.EDIT)
def archive(tx: Tx, pipeline: UUID, *, on: bool) -> str:
    """No longer use a pipeline for new deals, or use it again. Its deals stay as they are."""
    record = records.get(tx, "pipeline", pipeline)
    changes: dict[str, bool] = {"archived": on}
    if on:
        _refuse_last_pipeline(tx, pipeline)
        changes["is_default"] = False
    records.update_record(tx, record, records.changed_values("pipeline", record.values, changes))
    if on and record.values["is_default"]:
        _make_default(tx, _others(tx, pipeline)[0])
    words = _("No longer use {pipeline}") if on else _("Use {pipeline} again")
    tx.label(words.format(pipeline=record.label))
    told = _("{pipeline} is no longer used.") if on else _("{pipeline} is used again.")
    return told.format(pipeline=record.label)


def _others(tx: ReadTx, pipeline: UUID) -> list[UUID]:
    """The other pipelines in use, in their order."""
    target = table("pipeline")
    found = select(target.c.id).where(
        target.c.id != pipeline, target.c.archived.is_(False), target.c.deleted_at.is_(None)
    )
    order = (target.c.position, target.c.name_key, target.c.id)
    return list(tx.session.execute(found.order_by(*order)).scalars())


def _refuse_last_pipeline(tx: ReadTx, pipeline: UUID) -> None:
    if not _others(tx, pipeline):
        raise ValidationFailed({"pipeline": _(LAST_PIPELINE)})


@command(Permission.PIPELINE_EDIT, Purpose.DELETE)
def delete(tx: Tx, pipeline: UUID) -> str:
    """Delete a pipeline in which no deal stands, with its stages."""
    record = records.get(tx, "pipeline", pipeline)
    _refuse_last_pipeline(tx, pipeline)
    target = table("stage")
    found = select(target.c.id).where(
        target.c.pipeline_id == pipeline, target.c.deleted_at.is_(None)
    )
    stages = list(tx.session.execute(found).scalars())
    deleted = records.delete.work(tx, "pipeline", (pipeline,))
    if stages:
        records.delete.work(tx, "stage", stages)
    if record.values["is_default"]:
        _make_default(tx, _others(tx, pipeline)[0])
    tx.label(_("Delete pipeline {pipeline}").format(pipeline=record.label))
    return deleted.words


@command(OfEntity.EDIT, Purpose.EDIT)
def make_default(tx: Tx, entity: str, key: UUID) -> str:
    """Take this pipeline, price list or tax class where nothing is chosen. Says so."""
    record = records.get(tx, entity, key)
    tx.label(f"{record.label}: {inner(_(ENTITIES[entity].field('is_default').label))}")
    changed = records.changed_values(entity, record.values, {"is_default": True})
    if changed:
        records.update_record(tx, record, changed)
    return _("{name} is taken where nothing else is chosen.").format(name=record.label)


def _make_default(tx: Tx, pipeline: UUID) -> None:
    records.update_record(tx, records.get(tx, "pipeline", pipeline), {"is_default": True})

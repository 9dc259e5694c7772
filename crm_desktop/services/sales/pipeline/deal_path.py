"""The way of a deal through its pipeline: every stage, and how long it was there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.services.sales.pipeline import board, deals
from crm_desktop.services.sales.pipeline.board import StageInfo
from crm_desktop.services.workspace import ReadTx, query


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way.

    Attributes:
        days: how many the deal was in it, all its stays together; of the stage it is in, those of
            this stay, as lists and boards say them; None: never.
        rots: it is in it for longer than is good.
    """

    info: StageInfo
    days: int | None
    rots: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """The stages of a deal's pipeline.

    Attributes:
        at: place of the stage it is in; -1 where that is none of them.
    """

    steps: tuple[Step, ...]
    at: int

    @property
    def now(self) -> Step | None:
        """The stage it is in."""
        return self.steps[self.at] if 0 <= self.at < len(self.steps) else None

    @property
    def usual(self) -> Decimal | None:
        """The probability that goes with the stage."""
        return self.now.info.probability if self.now is not None else None


@query(Permission.DEAL_READ)
def of(tx: ReadTx, deal: UUID) -> Path:
    """The way of a deal."""
    now, stages = board.stages_of.work(tx, deal)
    days = _days(tx, deal)
    outlook = deals.outlook.work(tx, (deal,)).get(deal)
    rots = outlook is not None and outlook.rots
    if now is not None and outlook is not None and outlook.days_in_stage is not None:
        days[now.stage.id] = outlook.days_in_stage
    steps = tuple(Step(each, days.get(each.stage.id), each is now and rots) for each in stages)
    at = next((place for place, each in enumerate(stages) if each is now), -1)
    return Path(steps, at)


def _days(tx: ReadTx, deal: UUID) -> dict[UUID, int]:
    """Whole days in each stage, out of the change log."""
    seconds: dict[UUID, float] = {}
    for stay in deals.stage_history.work(tx, deal):
        took = ((stay.left or tx.now) - stay.entered).total_seconds()
        seconds[stay.stage.id] = seconds.get(stay.stage.id, 0) + max(took, 0)
    return {stage: int(took // 86_400) for stage, took in seconds.items()}

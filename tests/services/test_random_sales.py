"""Sales at random, undone newest first: the office is as it was; redone, as it became."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from random import Random
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.services import bulk, listing, records, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.pipeline import deals, leads
from crm_desktop.services.sales.pipeline.leads import Conversion
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, differences, dump, scalar

STEPS, SEEDS = 60, (1, 2)
MADE_BY_US = ("deal", "lead", "product", "order")


class Seller:
    """Somebody who sells, at random."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace, self.draw = workspace, Random(seed)
        self.steps: list[Callable[[], Any]] = [
            *(self.new_deal, self.new_lead, self.new_product, self.edit_deal, self.edit_lines),
            *(self.move, self.move, self.many, self.convert, self.edit_stage, self.throw_away),
            *(self.bring_back, self.order, self.plan),
        ]

    def step(self) -> None:
        """One step; one that is refused in words changes nothing."""
        try:
            self.draw.choice(self.steps)()
        except (ValidationFailed, UserError):
            pass

    def any(self, entity: str) -> Record | None:
        vector = listing.ids(self.workspace, ListQuery(entity)).vector
        if not vector:
            return None
        at = self.draw.randrange(len(vector) // 16) * 16
        return records.load(self.workspace, entity, UUID(bytes=vector[at : at + 16]))

    def ref(self, entity: str) -> Ref | None:
        record = self.any(entity)
        return None if record is None else Ref(record.id, record.label)

    def money(self, places: int = 4) -> D:
        return D(self.draw.randrange(10**7)).scaleb(-places)

    def lines(self) -> tuple[dict[str, Any], ...]:
        return tuple(
            {
                "position": at,
                "kind": self.draw.choice((None, "product", "heading", "option")),
                "product": self.ref("product"),
                "description": self.draw.choice(("Rack", "Łódź", "")),
                "quantity": self.draw.choice((None, D("2.5"), D(3))),
                "unit_price": self.draw.choice((None, self.money())),
                "discount_percent": self.draw.choice((None, D("7.25"))),
                "cost": self.draw.choice((None, self.money())),
                "unselected": self.draw.random() < 0.3,
            }
            for at in range(1, self.draw.randint(1, 4))
        )

    # ---- steps

    def new_deal(self) -> None:
        values = {
            "title": "Deal",
            "company": self.ref("company"),
            "stage": self.draw.choice((None, self.ref("stage"))),
            "amount": self.draw.choice((None, self.money(2))),
            "currency": self.draw.choice((None, "USD", "JPY")),
            "tags": ("VIP",),
        }
        records.create(self.workspace, "deal", values)

    def edit_deal(self) -> None:
        if deal := self.any("deal"):
            day = date(2026, 1, 1) + timedelta(days=self.draw.randrange(300))
            values: dict[str, Any] = {
                "amount": self.money(2),
                "expected_close": day,
                "probability_override": self.draw.choice((None, D(33))),
                "probability_reason": "Because",
                "manager_category": self.draw.choice((None, "commit")),
            }
            keys = self.draw.sample(sorted(values), 2)
            self._save(deal, {key: values[key] for key in keys})

    def edit_lines(self) -> None:
        if deal := self.any("deal"):
            self._save(deal, {"lines": self.draw.choice(((), self.lines()))})

    def _save(self, record: Record, values: dict[str, Any]) -> None:
        version = record.version
        records.save(self.workspace, record.entity, record.id, values, version=version)

    def move(self) -> None:
        deal, stage = self.any("deal"), self.any("stage")
        if deal and stage:
            deals.move(
                self.workspace, [deal.id], stage.id, {"lost_reason": self.ref("lost_reason")}
            )

    def many(self) -> None:
        bulk.edit(self.workspace, "deal", ListQuery("deal"), {"stage": self.ref("stage")})

    def edit_stage(self) -> None:
        if stage := self.any("stage"):
            self._save(stage, {"probability": D(self.draw.randrange(101))})

    def new_lead(self) -> None:
        values = {
            "last_name": "Ruiz",
            "company_name": self.draw.choice((None, "Lupa")),
            "emails": ({"address": "a@b.example"},),
            "reasons": ({"reason": "x", "points": self.draw.randrange(20)},),
        }
        records.create(self.workspace, "lead", values)

    def convert(self) -> None:
        if lead := self.any("lead"):
            person = self.draw.choice((None, self.ref("person")))
            wish = Conversion(person=person.id if person else None, new_deal={})
            leads.convert(self.workspace, lead.id, wish, version=lead.version)

    def new_product(self) -> None:
        values = {"name": "Rack", "code": "R", "kind": "goods", "list_price": self.money()}
        records.create(self.workspace, "product", values | {"prices": ({"unit_price": D(1)},)})

    def order(self) -> None:
        lines = self.lines()
        records.create(self.workspace, "order", {"title": "Order", "lines": lines})

    def plan(self) -> None:
        links = tuple({key: self.ref(key)} for key in ("deal", "lead") if self.any(key))
        values = {"kind": "call", "subject": "s", "status": "planned", "links": links}
        records.create(self.workspace, "activity", values)

    def throw_away(self) -> None:
        entity = self.draw.choice(MADE_BY_US)
        if record := self.any(entity):
            records.delete(self.workspace, entity, [record.id])

    def bring_back(self) -> None:
        entity = self.draw.choice(MADE_BY_US)
        vector = listing.ids(self.workspace, ListQuery(entity, trash=True)).vector
        if vector:
            records.restore(self.workspace, entity, [UUID(bytes=vector[:16])])


@pytest.mark.parametrize("seed", SEEDS)
def test_undone_newest_first_everything_is_as_it_was(workspace: Workspace, seed: int) -> None:
    records.create(workspace, "company", {"name": "Otava"})
    seller = Seller(workspace, seed)
    seller.step()
    before = dump(workspace.store)
    known = _sets(workspace)
    for _ in range(STEPS):
        seller.step()
    assert_sound(workspace)
    after, made = dump(workspace.store), _sets(workspace) - known
    for _ in range(made):
        assert undo.undo(workspace).kept == ()
    assert differences(before, dump(workspace.store)) == []
    assert_sound(workspace)
    for _ in range(made):
        undo.redo(workspace)
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


def _sets(workspace: Workspace) -> int:

    return int(scalar(workspace, "SELECT count(*) FROM change_set"))

"""Quoting at random, undone newest first: the office is as it was; redone, as it became."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D
from random import Random
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import UserError
from crm_desktop.services import listing, records, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.services.test_random_quotes import Writer
from tests.stores import assert_sound, column, differences, dump, scalar

STEPS, SEEDS = 36, (1, 2)


class Quoter:
    """Somebody who quotes, at random."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace, self.draw = workspace, Random(seed)
        self.writer = Writer(seed)
        self.steps: list[Callable[[], Any]] = [
            *(self.new, self.new, self.edit, self.edit, self.send, self.send, self.revise),
            *(self.accept, self.decline, self.copy, self.throw_away, self.approve, self.deal),
        ]

    def step(self) -> None:
        """One step; one that is refused in words changes nothing."""
        try:
            self.draw.choice(self.steps)()
        except UserError:
            pass

    def any(self, entity: str = "quote") -> Record | None:
        vector = listing.ids(self.workspace, ListQuery(entity)).vector
        if not vector:
            return None
        at = self.draw.randrange(len(vector) // 16) * 16
        return records.load(self.workspace, entity, UUID(bytes=vector[at : at + 16]))

    def deal(self) -> None:
        company = self.any("company")
        assert company
        values = {"title": "Hall", "company": Ref(company.id, ""), "amount": self.writer.money()}
        records.create(self.workspace, "deal", values)

    def new(self) -> None:
        company, deal = self.any("company"), self.any("deal")
        assert company
        key = quotes.new(self.workspace, company=company.id, deal=deal.id if deal else None)
        self._write(records.load(self.workspace, "quote", key))

    def _write(self, quote: Record) -> None:
        values = {"lines": (self.writer.line(1), self.writer.line(2))}
        more = self.writer.values()
        values |= {key: more[key] for key in ("allowances", "prices_include_tax", "prepaid")}
        records.save(self.workspace, "quote", quote.id, values, version=quote.version)

    def edit(self) -> None:
        if quote := self.any():
            self._write(quote)

    def send(self) -> None:
        if quote := self.any():
            quotes.send(self.workspace, quote.id, quote.version)

    def revise(self) -> None:
        if quote := self.any():
            quotes.revise(self.workspace, quote.id)

    def accept(self) -> None:
        if quote := self.any():
            won = self.draw.random() < 0.7
            quotes.accept(self.workspace, quote.id, quote.version, win_deal=won)

    def decline(self) -> None:
        if quote := self.any():
            quotes.decline(self.workspace, quote.id, quote.version)

    def copy(self) -> None:
        if quote := self.any():
            quotes.new(self.workspace, copy_of=quote.id)

    def approve(self) -> None:
        if quote := self.any():
            quotes.ask(self.workspace, quote.id, quote.version)

    def throw_away(self) -> None:
        if record := self.any(self.draw.choice(("quote", "order"))):
            records.delete(self.workspace, record.entity, [record.id])


@pytest.mark.parametrize("seed", SEEDS)
def test_undone_newest_first_everything_is_as_it_was(workspace: Workspace, seed: int) -> None:
    records.create(workspace, "company", {"name": "Otava"})
    quoter = Quoter(workspace, seed)
    quoter.deal()
    before, known = dump(workspace.store), _sets(workspace)
    for _ in range(STEPS):
        quoter.step()
    assert_sound(workspace)
    _sums_are_right(workspace)
    assert scalar(workspace, "SELECT count(*) FROM quote WHERE content_hash IS NOT NULL") > 0
    after, made = dump(workspace.store), _sets(workspace) - known
    for _ in range(made):
        assert undo.undo(workspace).kept == ()
    assert differences(before, dump(workspace.store)) == []
    for _ in range(made):
        undo.redo(workspace)
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


def test_undone_in_any_order_quotes_add_up_and_frozen_ones_stay(workspace: Workspace) -> None:
    records.create(workspace, "company", {"name": "Otava"})
    quoter = Quoter(workspace, 3)
    quoter.deal()
    for _ in range(STEPS // 2):
        quoter.step()
    sets = column(workspace, "SELECT id FROM change_set WHERE seq > 3 AND undoes IS NULL")
    keys = [key if isinstance(key, UUID) else UUID(bytes=key) for key in sets]
    quoter.draw.shuffle(keys)
    for key in keys[: len(keys) // 2]:
        try:
            undo.undo(workspace, key)
        except UserError:
            continue
    _sums_are_right(workspace)
    assert_sound(workspace)


def _sums_are_right(workspace: Workspace) -> None:
    """What is stored is what the engine says; a deal is worth what its quotes say."""
    from crm_desktop.services.sales.papers.sheet import sheet_of
    from crm_desktop.services.sales.quoting.quote_states import fingerprint

    for key in _ids(workspace, "quote"):
        values = records.load(workspace, "quote", key).values
        told = sheet_of(values).totals()
        assert {k: values[k] for k in told} == told
        assert values["content_hash"] in (None, fingerprint(values))
    for key in _ids(workspace, "deal"):
        values = records.load(workspace, "deal", key).values
        if values["status"] == "open":
            found = [
                records.load(workspace, "quote", quote).values["tax_exclusive"]
                for quote in quotes.leading(workspace, key)
            ]
            assert values["quoted"] == (sum(found, D()) if found else None)


def _ids(workspace: Workspace, entity: str) -> list[UUID]:
    vector = listing.ids(workspace, ListQuery(entity)).vector
    return [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]


def _sets(workspace: Workspace) -> int:
    return int(scalar(workspace, "SELECT count(*) FROM change_set"))

"""The tree of product categories; amounts of lists by currency; what customers are worth."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import UserError
from crm_desktop.services import chosen, listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.services.sales import related
from crm_desktop.services.sales.pipeline import deal_path, deals
from crm_desktop.services.sales.pricing import catalogue
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, named, ref


def product(workspace: Workspace, code: str, **values: Any) -> Record:
    made = {"code": code, "name": code.title(), "kind": "goods", **values}
    return records.create(workspace, "product", made)


def shape(workspace: Workspace) -> dict[str, tuple[int, int]]:
    """Name -> products in it, and with those below it."""
    return {each.name: (each.own, each.whole) for each in catalogue.tree(workspace).branches}


@pytest.fixture
def tree(workspace: Workspace) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    for name, above in (("Racks", ""), ("Shelves", "Racks"), ("Bolts", "Shelves"), ("Safety", "")):
        made_now = catalogue.add(workspace, name, made.get(above)).id
        assert made_now is not None
        made[name] = made_now
    for code, kind in (("r1", "Racks"), ("s1", "Shelves"), ("b1", "Bolts"), ("b2", "Bolts")):
        product(workspace, code, category=named(workspace, "product_category", kind))
    product(workspace, "loose")
    return made


def test_counts_hold_what_lies_below(workspace: Workspace, tree: dict[str, UUID]) -> None:
    assert shape(workspace) == {
        "Bolts": (2, 2),
        "Racks": (1, 4),
        "Safety": (0, 0),
        "Shelves": (1, 3),
    }
    found = catalogue.tree(workspace)
    assert (found.count, found.loose) == (5, 1)


def test_categories_are_moved_but_not_into_themselves(
    workspace: Workspace, tree: dict[str, UUID]
) -> None:
    with pytest.raises(UserError, match="into itself"):
        catalogue.move(workspace, tree["Racks"], tree["Bolts"])
    catalogue.move(workspace, tree["Shelves"], tree["Safety"])
    assert (shape(workspace)["Safety"], shape(workspace)["Racks"]) == ((0, 3), (1, 1))
    undo.undo(workspace)
    assert shape(workspace)["Racks"] == (1, 4)


def test_what_a_deleted_category_held_goes_up(workspace: Workspace, tree: dict[str, UUID]) -> None:
    catalogue.remove(workspace, tree["Shelves"])
    assert shape(workspace) == {"Bolts": (2, 2), "Racks": (2, 4), "Safety": (0, 0)}
    undo.undo(workspace)
    assert shape(workspace)["Shelves"] == (1, 3)
    catalogue.rename(workspace, tree["Bolts"], "Screws")
    assert "Screws" in shape(workspace)


def test_products_are_put_into_a_category(workspace: Workspace, tree: dict[str, UUID]) -> None:
    loose = named(workspace, "product", "Loose")
    assert catalogue.put(workspace, (loose.id,), tree["Safety"]).id == tree["Safety"]
    assert shape(workspace)["Safety"] == (1, 1)
    assert catalogue.put(workspace, (loose.id,), tree["Safety"]).id is None


def test_amounts_in_two_currencies_are_never_added_up(workspace: Workspace) -> None:
    company = ref(records.create(workspace, "company", {"name": "Lupa"}))
    for title, amount, currency in (("A", 100, "EUR"), ("B", 50, "USD"), ("C", 25, "EUR")):
        values = {"title": title, "amount": D(amount), "currency": currency, "company": company}
        records.create(workspace, "deal", values)
    every = ListQuery("deal", sort=(Sort("status"),))
    told = chosen.totals(workspace, "deal", every, ("amount",))
    assert told.parts == {"amount": {"EUR": D(125), "USD": D(50)}}
    (group,) = chosen.groups(workspace, every, "amount")
    assert dict(group.parts) == {"EUR": D(125), "USD": D(50)}
    beside = related.of(workspace, "company", company.id)["deals"]
    assert (beside.count, dict(beside.sums)) == (3, {"EUR": D(125), "USD": D(50)})


def test_lists_of_customers_say_what_they_are_worth(workspace: Workspace) -> None:
    company = ref(records.create(workspace, "company", {"name": "Lupa"}))
    for title in ("A", "B"):
        values = {"title": title, "amount": D(200), "currency": "EUR", "company": company}
        last = records.create(workspace, "deal", values)
    stages = deal_path.of(workspace, last.id).steps
    won = next(each.info.stage.id for each in stages if each.info.kind == "won")
    deals.move(workspace, (last.id,), won)
    keys = ("name", "open_deals", "won_this_year")
    (row,) = listing.page(workspace, ListQuery("company"), keys, 5)
    assert tuple(row.cells[:3]) == ("Lupa", 1, D(200))


def test_the_way_of_a_deal(workspace: Workspace) -> None:
    deal = records.create(workspace, "deal", {"title": "Racks", "amount": D(10)})
    path = deal_path.of(workspace, deal.id)
    assert path.now is not None
    assert (path.at, path.now.days, path.usual) == (0, 0, path.now.info.probability)
    deals.move(workspace, (deal.id,), path.steps[2].info.stage.id)
    moved = deal_path.of(workspace, deal.id)
    assert moved.at == 2
    assert [step.days for step in moved.steps[:4]] == [0, None, 0, None]
    assert again(workspace, deal).values["probability"] == moved.usual

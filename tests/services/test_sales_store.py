"""The tables of sales: laid, upgraded, taken back; products and documents as records."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect

from crm_desktop.errors import ValidationFailed
from crm_desktop.models.database import Store, is_server
from crm_desktop.models.schema_version import revision
from crm_desktop.services import history, iso4217, listing, opening, records, undo, upgrade
from crm_desktop.services.queries import ListQuery, Sort, parse_filter
from crm_desktop.services.sales.office import seeds as sales_seeds
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound, column, opened, scalar

SALES = {"product", "deal", "lead", "quote", "sales_order", "pipeline", "number_counter"}


def rows(workspace: Workspace, entity: str, *columns: str, **how: Any) -> list[tuple[Any, ...]]:
    found = listing.page(workspace, ListQuery(entity, **how), columns, 300)
    return [
        tuple(getattr(cell, "label", cell) for cell in row.cells[: len(columns)]) for row in found
    ]


# ---------------------------------------------------------------- what is there at once


def test_a_new_store_has_what_a_first_deal_needs(workspace: Workspace) -> None:
    stages = rows(workspace, "stage", "name", "probability", "kind", filters=_of("Sales"))
    assert [name for name, *_ in stages] == [
        "New enquiry",
        "Qualified",
        "Need agreed",
        "Quote presented",
        "Negotiation",
        "Verbal yes",
        "Won",
        "Lost",
    ]
    assert [percent for _, percent, _ in stages] == [5, 20, 40, 60, 75, 90, 100, 0]
    assert [name for (name,) in rows(workspace, "pipeline", "name")] == [
        "Sales",
        "Renewals",
        "Tender",
    ]
    used = {code for code, is_used in rows(workspace, "currency", "code", "in_use") if is_used}
    assert used == {"EUR", "USD"}
    assert scalar(workspace, "SELECT currency FROM office") == "EUR"
    standard = records.load(
        workspace, "tax_class", named(workspace, "tax_class", "Standard rate").id
    )
    assert [(r["country"], r["rate"]) for r in standard.values["rates"]] == [("DE", D(19))]
    assert standard.values["is_default"] is True
    assert {kind for (kind,) in rows(workspace, "number_series", "kind")} == {
        *("quote", "order", "delivery", "contract", "deal")
    }
    assert_sound(workspace)


def _of(pipeline: str) -> Any:
    return (parse_filter(f"pipeline.name={pipeline}"),)


def test_all_currencies_have_their_decimals() -> None:
    assert len(set(iso4217.CODES)) == len(iso4217.CODES)
    assert {code: iso4217.minor_units(code) for code in ("EUR", "JPY", "KWD", "RSD", "HUF")} == {
        "EUR": 2,
        "JPY": 0,
        "KWD": 3,
        "RSD": 2,
        "HUF": 2,
    }


@pytest.mark.parametrize(
    ("country", "currency"),
    [("DE", "EUR"), ("gb", "GBP"), ("UA", "UAH"), (None, None), ("XX", None)],
)
def test_the_currency_of_a_country(country: str | None, currency: str | None) -> None:
    assert sales_seeds.currency_of(country) == currency


def test_a_store_of_before_gets_it_all_by_the_upgrade(address: str, tmp_path: Path) -> None:
    with opened(address) as workspace:
        records.create(workspace, "person", {"last_name": "Ruiz"})
        call = {"kind": "call", "subject": "s", "status": "planned"}
        records.create(workspace, "activity", call)
    _downgrade(address, 3)
    assert not SALES & _tables(address)
    opening.upgrade_store(address, tmp_path / "backups")
    assert _tables(address) >= SALES
    with opened(address) as workspace:
        assert len(rows(workspace, "pipeline", "name")) == 3
        deal = records.create(workspace, "deal", {"title": "First"})
        assert deal.values["stage"].label == "New enquiry"
        assert listing.count(workspace, ListQuery("person", text="ruiz")) == 1
        undo.undo(workspace)
        assert_sound(workspace)


def _downgrade(address: str, version: int) -> None:
    """Be a store of an earlier program."""
    from crm_desktop.models import triggers

    changing = (
        upgrade.changing_postgres(address)
        if is_server(address)
        else upgrade.changing_sqlite(Path(address))
    )
    with changing as connection:
        triggers.drop_triggers(connection)
        config = upgrade.alembic_config(connection, upgrade.migrations_folder())
        command.downgrade(config, revision(version))
        upgrade.write_info(connection, version)


def _tables(address: str) -> set[str]:
    with closing(Store(address)) as store, store.reading() as session:
        return set(inspect(session.connection()).get_table_names())


# ---------------------------------------------------------------- products


def test_a_product_with_everything(workspace: Workspace) -> None:
    lupa = ref(records.create(workspace, "company", {"name": "Lupa"}))
    export = ref(records.create(workspace, "price_list", {"name": "Export", "currency": "USD"}))
    cable = records.create(workspace, "product", {"name": "Cable", "code": "C", "kind": "goods"})
    values: dict[str, Any] = {
        "name": "Scanner set",
        "code": "SC-1",
        "kind": "bundle",
        "list_price": D("199.9000"),
        "cost": D("119.94"),
        "prices": (
            {"price_list": export, "unit_price": D("215.5555")},
            {"price_list": export, "unit_price": D(200), "min_quantity": D("10.5")},
            {"company": lupa, "discount_percent": D("7.5"), "valid_to": date(2026, 12, 31)},
        ),
        "components": ({"component": ref(cable), "quantity": D("1.5"), "position": 1},),
        "texts": ({"language": "de", "name": "Scanner-Set"},),
        "competitors": ({"name": "ScanPoint 3", "price": D(210)},),
        "tags": ("new",),
    }
    made = records.create(workspace, "product", values)
    assert made.values["margin_percent"] == 40
    assert [row["unit_price"] for row in made.values["prices"]] == [D("215.5555"), D(200), None]
    told = [line for each in history.of(workspace, "company", lupa.id) for line in each.words]
    assert any("Scanner set" in line for line in told), told
    for words in ("scanner", "sc-1", "new"):
        assert rows(workspace, "product", "name", text=words) == [("Scanner set",)]
    cheap = save(workspace, made, list_price=D(100), cost=D(120))
    assert cheap.values["margin_percent"] == -20
    undo.undo(workspace)
    assert again(workspace, made).values["margin_percent"] == 40
    by_price = rows(workspace, "product", "name", sort=(Sort("list_price", True),))
    assert by_price == [("Scanner set",), ("Cable",)]
    assert_sound(workspace)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"prices": ({"min_quantity": D(1)},)}, "prices"),
        ({"prices": ({"unit_price": D(1), "discount_percent": D(1)},)}, "prices"),
        ({"prices": ({"unit_price": D(-1)},)}, "prices"),
        (
            {
                "prices": (
                    {
                        "unit_price": D(1),
                        "valid_from": date(2026, 2, 1),
                        "valid_to": date(2026, 1, 1),
                    },
                )
            },
            "prices",
        ),
        ({"list_price": D("1.00001")}, "list_price"),
        ({"min_margin": D(101)}, "min_margin"),
        ({"code": None}, "code"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    workspace: Workspace, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        records.create(workspace, "product", {"name": "x", "code": "x", "kind": "goods"} | values)
    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize("rate", ["0", "-1", "abc", "NaN", "Infinity", ""])
def test_a_rate_is_a_number_above_zero(workspace: Workspace, rate: str) -> None:
    dollar = records.load(workspace, "currency", named(workspace, "currency", "USD").id)
    with pytest.raises(ValidationFailed):
        save(workspace, dollar, rates=({"valid_from": date(2026, 1, 1), "rate": rate},))


def test_a_rate_may_be_written_with_a_comma(workspace: Workspace) -> None:
    dollar = records.load(workspace, "currency", named(workspace, "currency", "USD").id)
    saved = save(workspace, dollar, rates=({"valid_from": date(2026, 1, 1), "rate": "0,9213"},))
    assert [row["rate"] for row in saved.values["rates"]] == ["0.9213"]


# ---------------------------------------------------------------- what follows a sale


def test_an_order_knows_what_was_invoiced_and_paid(workspace: Workspace) -> None:
    order = records.create(workspace, "order", {"title": "Racks"})
    assert (order.values["status"], order.values["currency"]) == ("open", "EUR")
    invoices = (
        {"number": "R-1", "amount": D("119.00"), "paid_amount": D("119.00")},
        {"number": "R-2", "amount": D("0.10")},
    )
    billed = save(workspace, order, invoices=invoices)
    assert (billed.values["invoiced"], billed.values["paid"]) == (D("119.10"), D(119))
    undo.undo(workspace)
    assert again(workspace, order).values["invoiced"] is None
    quote = records.create(workspace, "quote", {"title": "Racks"})
    assert (quote.values["status"], quote.values["number"], quote.label) == ("draft", None, "Racks")
    assert_sound(workspace)


@pytest.mark.parametrize(
    ("installed", "until"),
    [(date(2026, 1, 31), date(2026, 2, 28)), (date(2027, 12, 31), date(2028, 1, 31))],
)
def test_a_warranty_lasts_as_long_as_the_product_says(
    workspace: Workspace, installed: date, until: date
) -> None:
    values = {"name": "Rack", "code": "R", "kind": "goods", "warranty_months": 1}
    rack = records.create(workspace, "product", values)
    asset = {"name": "Rack 7", "product": ref(rack), "installed_on": installed}
    assert records.create(workspace, "asset", asset).values["warranty_until"] == until


def test_a_contract_says_until_when_it_can_be_ended(workspace: Workspace) -> None:
    values = {"name": "Service", "ends_on": date(2026, 12, 31), "notice_days": 90}
    made = records.create(workspace, "contract", values)
    assert made.values["notice_on"] == date(2026, 10, 2)
    assert column(workspace, "SELECT number FROM contract")[0].startswith("C-")
    with pytest.raises(ValidationFailed):
        save(workspace, made, starts_on=date(2027, 1, 1))

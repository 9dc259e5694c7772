"""What deals are worth by their quotes; quotes that expire, that change their currency."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import QuoteSettings
from crm_desktop.services.sales.quoting import quote_access, quotes
from crm_desktop.services.workspace import Workspace
from tests.services.quoting import company, deal, line, quote, sent, today
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound, scalar

# -------------------------------------------------------------------------------------- deals


def test_a_deal_is_worth_what_its_customer_has_in_writing(workspace: Workspace) -> None:
    hall = deal(workspace, company=ref(company(workspace)), amount=D(1000))

    def worth() -> tuple[Any, ...]:
        values = again(workspace, hall).values
        return values["amount"], values["quoted"], values["cost"]

    draft = quote(workspace, line("500"), deal=hall.id)
    assert worth() == (D(1000), None, None)
    quotes.send(workspace, draft.id, draft.version)
    assert worth() == (D(1000), D(1000), D(120))
    assert quotes.leading(workspace, hall.id) == [draft.id]
    with pytest.raises(ValidationFailed, match="Revise the quote"):
        save(workspace, again(workspace, hall), amount=D(5))
    revision = records.load(workspace, "quote", quotes.revise(workspace, draft.id))
    assert worth() == (D(1000), D(1000), D(120))
    revision = save(workspace, revision, lines=(line("400"),))
    assert worth() == (D(800), D(800), D(120))
    quotes.send(workspace, revision.id, revision.version)
    assert worth() == (D(800), D(800), D(120))
    quotes.decline(workspace, revision.id, again(workspace, revision).version, "Too dear")
    assert worth() == (D(1000), None, None)
    undo.undo(workspace)
    assert worth() == (D(800), D(800), D(120))
    assert_sound(workspace)


def test_two_that_were_accepted_add_up(workspace: Workspace) -> None:
    hall = deal(workspace, company=ref(company(workspace)))
    first, second = (sent(workspace, line(price), deal=hall.id) for price in ("10", "20"))
    assert again(workspace, hall).values["amount"] == D(40)
    quotes.accept(workspace, first.id, again(workspace, first).version, win_deal=False)
    assert again(workspace, hall).values["amount"] == D(20)
    quotes.accept(workspace, second.id, again(workspace, second).version)
    assert again(workspace, hall).values["amount"] == D(60)
    assert again(workspace, hall).values["status"] == "won"


def test_a_deal_in_another_currency_is_worth_the_same(workspace: Workspace) -> None:
    dollar = named(workspace, "currency", "USD")
    usd = records.load(workspace, "currency", dollar.id)
    save(workspace, usd, rates=({"valid_from": today(workspace), "rate": "0.5"},))
    hall = deal(workspace, company=ref(company(workspace)), currency="USD", amount=D(9))
    made = quote(workspace, line("100"), deal=hall.id, currency="EUR")
    quotes.send(workspace, made.id, made.version)
    values = again(workspace, hall).values
    assert (values["amount"], values["currency"]) == (D(400), "USD")


# ------------------------------------------------------------------------- expiry and currency


def test_what_is_past_its_day_expires(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = deal(workspace, company=ref(company(workspace)), amount=D(7))
    made = sent(workspace, deal=hall.id)
    count = "SELECT count(*) FROM change_set"
    before = scalar(workspace, count)
    assert quotes.expire_due(workspace) == 0
    assert scalar(workspace, count) == before
    later = made.values["valid_until"] + timedelta(days=1)
    monkeypatch.setattr(quote_access, "day", lambda _tx: later)
    assert quotes.expire_due(workspace) == 1
    assert again(workspace, made).values["status"] == "expired"
    assert again(workspace, hall).values["amount"] == D(7)
    late = again(workspace, made)
    quotes.accept(workspace, made.id, late.version)  # the customer came late, and was welcome
    assert again(workspace, made).values["status"] == "accepted"


def test_another_currency_is_a_step_of_its_own(workspace: Workspace) -> None:
    product = records.create(
        workspace,
        "product",
        {
            "name": "Scanner",
            "code": "S1",
            "kind": "goods",
            "list_price": D(100),
            "currency": "EUR",
            "prices": ({"unit_price": D(130), "currency": "USD"},),
        },
    )
    listed = line("100", product=ref(product), price_rule="List price", discount_percent=D(5))
    made = quote(workspace, listed, line("10", kind="text"), prepaid=D(10))
    with pytest.raises(ValidationFailed, match="No rate"):
        quotes.reprice(workspace, made.id, made.version, "USD")
    usd = records.load(workspace, "currency", named(workspace, "currency", "USD").id)
    save(workspace, usd, rates=({"valid_from": today(workspace), "rate": "0.8"},))
    seen = quotes.reprice_preview(workspace, made.id, "USD")
    done = quotes.reprice(workspace, made.id, made.version, "USD")
    assert seen == done
    values = again(workspace, made).values
    assert values["currency"] == "USD"
    assert [row["unit_price"] for row in values["lines"]][1] == D("12.5")
    assert values["lines"][0]["discount_percent"] == D(5)
    assert values["prepaid"] == D("12.50")
    assert values["tax_exclusive"] == done.net_after
    undo.undo(workspace)
    assert again(workspace, made).values["tax_exclusive"] == made.values["tax_exclusive"]


def test_an_office_may_round_to_the_smallest_coin(workspace: Workspace) -> None:
    settings.save_quote_settings(workspace, QuoteSettings(cash_rounding=True), QuoteSettings())
    assert quotes.cash_step(workspace, "CHF") == D("0.05")
    assert quotes.cash_step(workspace, "EUR") is None
    made = quote(workspace, line("1.01", quantity=D(1)), currency="CHF")
    assert made.values["tax_inclusive"] == D("1.20")
    made = save(workspace, made, lines=(line("1.02", quantity=D(1)),))
    assert (made.values["tax_inclusive"], made.values["rounding"], made.values["payable"]) == (
        *(D("1.21"), D("-0.01"), D("1.20")),
    )
    assert not save(workspace, made, currency="EUR").values["rounding"]


def test_the_list_is_found_by_number(workspace: Workspace) -> None:
    made = sent(workspace)
    assert listing.count(workspace, ListQuery("quote", text=made.label)) == 1

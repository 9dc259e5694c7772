"""The sample office quotes, sells and delivers, with the figures of the engine."""

from __future__ import annotations

from uuid import UUID

from crm_desktop.services import demo_data, demo_quotes, listing, records
from crm_desktop.services.demo_quotes import Offered
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.papers.sheet import sheet_of
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound


def all_of(workspace: Workspace, entity: str) -> list[UUID]:
    vector = listing.ids(workspace, ListQuery(entity)).vector
    return [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]


def test_quotes_were_sent_accepted_and_delivered(workspace: Workspace) -> None:
    filled = demo_data.fill(workspace, 300)
    assert filled.deals == 37
    found = [records.load(workspace, "quote", key) for key in all_of(workspace, "quote")]
    assert {quote.values["status"] for quote in found} >= {"sent", "accepted", "declined"}
    numbers = [quote.values["number"] for quote in found if quote.values["number"]]
    assert len(set(numbers)) == len(numbers)
    for quote in found:
        told = sheet_of(quote.values).totals()
        assert {key: quote.values[key] for key in told} == told
        assert quotes.pdf(workspace, quote.id).pages
        if quote.values["status"] == "sent":
            assert quote.values["valid_until"] >= workspace.clock().astimezone().date()
            deal = records.load(workspace, "deal", quote.values["deal"].id)
            assert deal.values["amount"] == quote.values["tax_exclusive"]
    orders = [records.load(workspace, "order", key) for key in all_of(workspace, "order")]
    assert orders
    assert all(order.values["quote"] for order in orders)
    assert_sound(workspace)


def test_each_fate_gets_its_share() -> None:
    deals = [Offered(UUID(int=n), n % 8, n) for n in range(400)]
    picked = demo_quotes.chosen(deals)
    assert len(picked) == demo_quotes.MOST
    assert {deal.stage for deal in picked} >= {2, 3, 6, 7}
    assert demo_quotes.chosen([Offered(UUID(int=1), 0, 3)]) == []
    assert len(demo_quotes.chosen(deals[:8])) == 3

"""Quotes from the first draft to the order: frozen, revised, accepted, undone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from functools import partial
from hashlib import sha256

import pytest

from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.services import attachments, bulk, records, undo
from crm_desktop.services.catalog import Ref
from crm_desktop.services.loading import key_of
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import ApprovalLimits
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.services.quoting import company, deal, line, newest, quote, sent, today
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound, column, differences, dump, scalar, together

TOTALS = ("lines_total", "tax_exclusive", "tax_total", "tax_inclusive", "payable", "cost")


# ------------------------------------------------------------------------------------- drafts


def test_a_new_quote_knows_its_customer(workspace: Workspace) -> None:
    lodz = company(workspace)
    kasia = records.create(
        workspace, "person", {"first_name": "Kasia", "last_name": "Nowak", "company": ref(lodz)}
    )
    made = records.load(workspace, "quote", quotes.new(workspace, person=kasia.id))
    values = made.values
    assert (values["company"].label, values["contact"].label) == (lodz.label, "Kasia Nowak")
    assert (values["currency"], values["language"]) == ("EUR", "pl")
    assert values["payment_terms"] == "14 days net"
    assert values["issued_on"] == today(workspace)
    assert values["valid_until"] == today(workspace) + timedelta(days=30)
    assert values["billing_address"].splitlines() == [
        *("Łódź Meble Sp. z o.o.", "Kasia Nowak", "ul. Piotrkowska 1", "90-001 Łódź"),
        "Polen",
    ]
    assert "Hala 3" in values["delivery_address"]
    assert (values["status"], values["revision"], values["number"]) == ("draft", 1, None)
    assert values["rate"] == "1"
    assert values["payable"] == D("0.00")


def test_a_quote_takes_the_lines_of_its_deal_with_their_taxes(workspace: Workspace) -> None:
    product = records.create(
        workspace,
        "product",
        {"name": "Rack", "code": "R1", "kind": "goods", "unit": "pcs"}
        | {"list_price": D(120), "cost": D(70)},
    )
    lines = (
        {"kind": "product", "product": ref(product), "quantity": D(3), "unit_price": D(100)},
        {"kind": "text", "description": "Transport", "unit_price": D(50)},
        {"kind": "product", "product": ref(product), "quantity": D(1)},
    )
    hall = deal(workspace, company=ref(company(workspace)), lines=lines)
    made = records.load(workspace, "quote", quotes.new(workspace, deal=hall.id)).values
    assert made["title"] == "Hall 3"
    assert [row["unit_price"] for row in made["lines"]] == [D(100), D(50), D(120)]
    assert {row["tax_rate"] for row in made["lines"]} == {D(19)}
    assert made["lines"][0]["code"] == "R1"
    assert made["tax_exclusive"] == D("470.00")
    assert made["tax_total"] == D("89.30")
    assert [row["net"] for row in made["lines"]] == [D(300), D(50), D(120)]
    assert [(row["rate"], row["tax"]) for row in made["taxes"]] == [(D(19), D("89.30"))]


def test_the_tax_profile_of_a_customer_names_the_tax_of_all_lines(workspace: Workspace) -> None:
    abroad = company(workspace, tax_profile="reverse charge")
    kept = named(workspace, "tax_class", "Reverse charge")
    product = records.create(
        workspace,
        "product",
        {"name": "Rack", "code": "R1", "kind": "goods", "list_price": D(100), "currency": "EUR"},
    )
    key = quotes.new(workspace, company=abroad.id, codes=(("r1", D(2)),))
    made = records.load(workspace, "quote", key)
    (row,) = made.values["lines"]
    assert (row["product"], row["tax_class"]) == (ref(product), kept)
    assert (row["tax_category"], row["tax_rate"]) == ("AE", D(0))
    assert made.values["tax_total"] == D(0)
    usual = quotes.default_tax(workspace, company=abroad.id)
    assert (usual["tax_class"], usual["tax_category"]) == (kept, "AE")
    assert quotes.default_tax(workspace)["tax_rate"] == D(19)


def test_totals_are_those_of_the_engine_with_each_save(workspace: Workspace) -> None:
    made = quote(workspace, line("33.33", quantity=D(3)), line("10", tax_rate=D(7)))
    assert made.values["tax_total"] == D("20.40")
    again_ = save(workspace, made, allowances=({"percent": D(10)},))
    assert again_.values["allowances_total"] == D("12.00")
    assert [row["tax"] for row in again_.values["taxes"]] == [D("1.26"), D("17.10")]
    assert again_.values["margin_percent"] is not None
    undo.undo(workspace)
    back = again(workspace, made)
    assert {k: back.values[k] for k in TOTALS} == {k: made.values[k] for k in TOTALS}
    assert [row["tax"] for row in back.values["taxes"]] == [D("1.40"), D("19.00")]
    assert_sound(workspace)


def test_an_undo_that_keeps_what_a_colleague_did_adds_up(workspace: Workspace) -> None:
    made = quote(workspace, line("100"))
    first, second = made.values["lines"][0], line("7")
    edited = save(workspace, made, lines=({**first, "unit_price": D(200)},))
    key = newest(workspace)
    both = save(workspace, edited, lines=(*edited.values["lines"], second))
    assert both.values["tax_exclusive"] == D("414.00")
    undo.undo(workspace, key)
    back = again(workspace, made)
    assert [row["net"] for row in back.values["lines"]] == [D(200), D(14)]
    assert back.values["tax_exclusive"] == D("214.00")
    assert [row["taxable"] for row in back.values["taxes"]] == [D("214.00")]
    assert_sound(workspace)


def test_copies_of_earlier_documents(workspace: Workspace) -> None:
    first = sent(workspace, line("80"), intro="As discussed")
    accepted = quotes.accept(workspace, first.id, again(workspace, first).version)
    copy = records.load(workspace, "quote", quotes.new(workspace, order=accepted.order.id))
    assert copy.values["company"] == first.values["company"]
    assert copy.values["tax_exclusive"] == D("160.00")
    assert copy.values["status"] == "draft"
    other = company(workspace, name="Other", currency="USD", payment_terms="cash")
    theirs = records.load(
        workspace, "quote", quotes.new(workspace, company=other.id, copy_of=first.id)
    )
    assert theirs.values["payment_terms"] == "cash"
    assert theirs.values["currency"] == "EUR"  # prices stay what they are
    assert "Other" in theirs.values["billing_address"]
    own = records.load(workspace, "quote", quotes.new(workspace, copy_of=first.id))
    assert own.values["intro"] == "As discussed"


# --------------------------------------------------------------------------------------- sent


def test_what_was_sent_is_frozen(workspace: Workspace) -> None:
    made = sent(workspace)
    values = made.values
    year = today(workspace).year
    assert values["number"] == f"Q-{year}-0001"
    assert (values["status"], made.label) == ("sent", f"Q-{year}-0001")
    kept = quotes.pdf(workspace, made.id)
    assert kept.sha256 == values["pdf_sha256"] == sha256(kept.data).hexdigest()
    assert kept.pages == 1
    (file,) = column(workspace, "SELECT id FROM attachment WHERE quote_id IS NOT NULL")
    assert attachments.content(workspace, key_of(file)) == kept.data
    for changed in ({"lines": ()}, {"title": "Else"}, {"company": ref(company(workspace))}):
        with pytest.raises(ValidationFailed, match="Revise it instead"):
            save(workspace, made, **changed)
    with pytest.raises(ValidationFailed, match="Revise it instead"):
        bulk.edit(workspace, "quote", ListQuery("quote"), {"payment_terms": "cash"})
    with pytest.raises(ValidationFailed, match="is kept as it is"):
        records.delete(workspace, "quote", [made.id])
    with pytest.raises(UserError, match="Revise it instead"):
        quotes.send(workspace, made.id, made.version)
    assert save(workspace, made, external_id="7").version > made.version
    assert quotes.pdf(workspace, made.id).data == kept.data
    subject = scalar(workspace, "SELECT subject FROM activity")
    assert subject == f"Quote {made.label} sent"
    assert_sound(workspace)


def test_an_undo_further_back_cannot_change_what_was_sent(workspace: Workspace) -> None:
    made = quote(workspace)
    save(workspace, made, title="New title")
    key = newest(workspace)
    quotes.send(workspace, made.id, again(workspace, made).version)
    with pytest.raises(ValidationFailed, match="was sent"):
        undo.undo(workspace, key)
    assert again(workspace, made).values["title"] == "New title"


def test_a_number_is_never_given_out_twice(workspace: Workspace) -> None:
    made = sent(workspace)
    undo.undo(workspace)
    draft = again(workspace, made)
    assert (draft.values["status"], draft.values["number"]) == ("draft", None)
    other = sent(workspace, company=Ref(made.values["company"].id, ""))
    assert other.values["number"].endswith("-0002")
    quotes.send(workspace, made.id, draft.version)
    assert again(workspace, made).values["number"].endswith("-0001")
    assert_sound(workspace)


def test_twelve_who_send_at_once_get_twelve_numbers(workspace: Workspace) -> None:
    hall = deal(workspace, company=ref(company(workspace)))
    drafts = [quote(workspace, deal=hall.id) for _ in range(12)]
    told = together(*(partial(quotes.send, workspace, d.id, d.version) for d in drafts))
    assert not [each for each in told if isinstance(each, BaseException)]
    year = today(workspace).year
    assert sorted(each.name for each in told) == [f"Q-{year}-{n:04}" for n in range(1, 13)]
    assert len(quotes.leading(workspace, hall.id)) == 1
    seen = again(workspace, drafts[0])
    accept = partial(quotes.accept, workspace, seen.id, seen.version)
    both = together(accept, accept)
    assert sum(isinstance(each, UserError) for each in both) == 1  # one of two is too late
    assert scalar(workspace, "SELECT count(*) FROM sales_order") == 1
    assert_sound(workspace)


def test_what_lacks_something_is_not_sent(workspace: Workspace) -> None:
    made = quote(workspace, {"kind": "note", "description": "Nothing"})
    with pytest.raises(ValidationFailed, match="no line with a price"):
        quotes.send(workspace, made.id, made.version)
    made = save(workspace, made, lines=(line(), line(unit_price=None)))
    told = quotes.ready(workspace, made.id)
    assert told.missing == ("Line 2 has no price.",)
    assert not told.can_be_sent
    with pytest.raises(Conflict):
        quotes.send(workspace, made.id, made.version - 1)
    assert scalar(workspace, "SELECT count(*) FROM number_counter WHERE kind = 'quote'") == 0


def test_an_old_draft_is_sent_as_of_today(workspace: Workspace) -> None:
    day = today(workspace)
    made = quote(
        workspace,
        issued_on=day - timedelta(days=40),
        valid_until=day - timedelta(days=26),
    )
    quotes.send(workspace, made.id, made.version)
    values = again(workspace, made).values
    assert values["issued_on"] == day
    assert values["valid_until"] == day + timedelta(days=14)


# ------------------------------------------------------------------------------------ approval


def test_what_is_too_cheap_needs_approval(workspace: Workspace) -> None:
    limits = ApprovalLimits(discount=D(10), margin=D(20), net=D(10_000))
    settings.save_approval_limits(workspace, limits, ApprovalLimits())
    made = quote(workspace, line("70", list_price=D(100)))
    reasons = quotes.ready(workspace, made.id).approval
    assert len(reasons) == 2
    with pytest.raises(ValidationFailed, match="approve this quote first"):
        quotes.send(workspace, made.id, made.version)
    quotes.ask(workspace, made.id, made.version, "Large customer.")
    asked = again(workspace, made)
    assert asked.values["status"] == "in-approval"
    quotes.approve(workspace, made.id, asked.version)
    approved = again(workspace, made)
    assert approved.values["status"] == "approved"
    edited = save(workspace, approved, lines=(line("65", list_price=D(100)),))
    assert edited.values["status"] == "draft"
    with pytest.raises(ValidationFailed, match="Say why"):
        quotes.refuse(workspace, made.id, edited.version, " ")
    quotes.refuse(workspace, made.id, edited.version, "Too cheap")
    quotes.approve(workspace, made.id, again(workspace, made).version)
    quotes.send(workspace, made.id, again(workspace, made).version)
    rows = again(workspace, made).values["approvals"]
    assert [row["decision"] for row in rows] == ["asked", "approved", "refused", "approved"]
    assert "Large customer." in rows[0]["reason"]


# ------------------------------------------------------------------------------------ accepted


def test_accepting_makes_the_order_and_wins_the_deal_in_one(workspace: Workspace) -> None:
    hall = deal(workspace, company=ref(company(workspace)), amount=D(1000))
    made = sent(
        workspace,
        line("99.99", quantity=D("3.5"), discount_percent=D("7.5")),
        line("10", tax_rate=D(7), kind="option", unselected=True),
        {"kind": "note", "description": "Thanks"},
        deal=hall.id,
        allowances=({"percent": D(3), "reason": "Loyal"},),
        prepaid=D(20),
    )
    before = dump(workspace.store)
    done = quotes.accept(workspace, made.id, made.version, "Kasia Nowak", "by mail", "PO-7")
    order = records.load(workspace, "order", done.order.id)
    assert {k: order.values[k] for k in TOTALS} == {k: made.values[k] for k in TOTALS}
    assert [row["kind"] for row in order.values["lines"]] == ["product", "note"]
    assert order.values["customer_reference"] == "PO-7"
    won = again(workspace, hall)
    assert (won.values["status"], won.values["amount"]) == ("won", made.values["tax_exclusive"])
    accepted = again(workspace, made)
    assert (accepted.values["status"], accepted.values["accepted_by"]) == (
        *("accepted", "Kasia Nowak"),
    )
    with pytest.raises(UserError, match="accepted already"):
        quotes.accept(workspace, made.id, again(workspace, made).version)
    undo.undo(workspace)
    assert not differences(before, dump(workspace.store))
    assert again(workspace, hall).values["status"] == "open"
    undo.redo(workspace)
    assert again(workspace, hall).values["status"] == "won"
    undo.undo(workspace)
    done = quotes.accept(workspace, made.id, again(workspace, made).version, chosen=[2])
    order = records.load(workspace, "order", done.order.id)
    assert order.label.endswith("-0002")  # the first one was taken back, not its number
    assert order.values["tax_exclusive"] > made.values["tax_exclusive"]
    assert len(order.values["lines"]) == 3
    assert_sound(workspace)


def test_what_somebody_changed_meanwhile_is_neither_accepted_nor_declined(
    workspace: Workspace,
) -> None:
    made = sent(workspace)
    quotes.decline(workspace, made.id, made.version, "Too dear")  # on another screen
    with pytest.raises(Conflict, match="Somebody else changed"):
        quotes.accept(workspace, made.id, made.version)
    assert scalar(workspace, "SELECT count(*) FROM sales_order") == 0
    undo.undo(workspace)
    with pytest.raises(Conflict):
        quotes.decline(workspace, made.id, made.version)
    assert again(workspace, made).values["status"] == "sent"
    quotes.decline(workspace, made.id, again(workspace, made).version)


def test_only_what_was_sent_is_accepted(workspace: Workspace) -> None:
    draft = quote(workspace)
    with pytest.raises(UserError, match="Send it first"):
        quotes.accept(workspace, draft.id, again(workspace, draft).version)
    first = sent(workspace)
    quotes.revise(workspace, first.id)
    with pytest.raises(UserError, match="newer revision"):
        quotes.accept(workspace, first.id, again(workspace, first).version)
    with pytest.raises(UserError, match="newer revision"):
        quotes.revise(workspace, first.id)
    with pytest.raises(UserError, match="not sent yet"):
        quotes.revise(workspace, draft.id)


# ----------------------------------------------------------------------------------- revisions


def test_revisions_and_what_they_change(workspace: Workspace) -> None:
    first = sent(workspace, line("100", description="Rack"), line("5", description="Screw"))
    second = records.load(workspace, "quote", quotes.revise(workspace, first.id))
    assert second.label == f"{first.label}-2"
    assert again(workspace, first).values["status"] == "superseded"
    assert quotes.changes(workspace, second.id) == []
    rack, screw = second.values["lines"]
    edited = save(
        workspace,
        second,
        lines=(
            {**screw, "position": 1},
            {**rack, "position": 2, "unit_price": D(90)},
            line("3", description="Transport", position=3),
        ),
        payment_terms="30 days",
    )
    told = {(each.kind, each.what): each for each in quotes.changes(workspace, edited.id)}
    assert set(told) >= {
        ("field", "Payment terms"),
        ("changed", "2 Rack"),
        ("added", "3 Transport"),
        ("total", "Net"),
    }
    cell = told["changed", "2 Rack"].cells[0]
    assert (cell.key, cell.before, cell.after) == ("unit_price", D(100), D(90))
    assert ("moved", "2 Rack") in told
    quotes.send(workspace, edited.id, edited.version)
    assert again(workspace, second).values["status"] == "sent"
    assert [each.revision for each in quotes.revisions(workspace, first.id)] == [2, 1]
    assert quotes.pdf(workspace, first.id).sha256 == again(workspace, first).values["pdf_sha256"]


def test_a_revision_that_is_thrown_away_leaves_no_gap_but_no_doubt(workspace: Workspace) -> None:
    first = sent(workspace)
    quotes.revise(workspace, first.id)
    undo.undo(workspace)
    assert again(workspace, first).values["status"] == "sent"
    second = records.load(workspace, "quote", quotes.revise(workspace, first.id))
    assert second.values["revision"] == 2
    quotes.send(workspace, second.id, second.version)
    undo.undo(workspace)
    undo.undo(workspace)
    third = records.load(workspace, "quote", quotes.revise(workspace, first.id))
    assert third.values["revision"] == 3  # somebody may have the mail with the second one
    assert_sound(workspace)

"""Leads, deals and products in the window, with the keyboard."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.convert_dialog import NEW, OTHER, ConvertDialog
from crm_desktop.ui.deals.stage_path import StagePath
from crm_desktop.ui.lead_dialogs import DisqualifyDialog, PutOffDialog
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.related_panel import RelatedPanel
from crm_desktop.ui.products.category_tree import CategoryTree
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEAD: dict[str, Any] = {
    "first_name": "Zoë",
    "last_name": "Aaberg",
    "company_name": "Aaberg Maskin",
    "emails": ({"address": "zoe@aaberg.example"},),
    "estimated_amount": D(4200),
    "currency": "EUR",
    "status": "qualified",
    "reasons": ({"reason": "Asked for a price", "points": 30},),
}


def make(program: Application, entity: str, **values: Any) -> Record:
    return elsewhere(lambda: records.create(workspace_of(program), entity, values))


def load(program: Application, entity: str, ref: Ref | Record) -> Record:
    return elsewhere(lambda: records.load(workspace_of(program), entity, ref.id))


def reveal(program: Application, window: MainWindow, record: Record) -> None:
    window.show_page(record.entity)
    window.page.displays.show("table")
    wait_idle(program.tasks)
    window.page.refresh()
    wait_idle(program.tasks)
    window.page.reveal(record.id)
    wait_idle(program.tasks)
    assert window.page.pane.record is not None
    assert window.page.pane.record.id == record.id


def related_of(program: Application, window: MainWindow) -> RelatedPanel:
    pane: Any = window.page.pane
    pane.show_part("related")
    wait_idle(program.tasks)
    panel: RelatedPanel = pane.parts["related"]
    return panel


# -------------------------------------------------------------------------------------- leads


@pytest.fixture
def lead(program: Application, window: MainWindow) -> Record:
    made = make(program, "lead", **LEAD)
    reveal(program, window, made)
    return made


def convert(program: Application, window: MainWindow) -> ConvertDialog:
    window.commands["convert"].trigger()
    wait_idle(program.tasks)
    dialog = window.lead_work().dialog
    assert isinstance(dialog, ConvertDialog)
    return dialog


def test_a_lead_becomes_a_company_a_contact_and_a_deal_by_enter(
    program: Application, window: MainWindow, lead: Record
) -> None:
    dialog = convert(program, window)
    assert (dialog.companies.value, dialog.people.value) == (NEW, NEW)
    before = dialog.height()
    dialog._show_parts()
    assert dialog.height() == before  # it was as high as what it asks: the deal is seen at once
    QTest.keyClick(dialog, Key.Key_Return)
    wait_idle(program.tasks)
    now = load(program, "lead", lead)
    assert now.values["status"] == "converted"
    deal = load(program, "deal", now.values["deal"])
    assert (deal.values["amount"], deal.values["company"].label) == (D(4200), "Aaberg Maskin")
    assert window.current == "deal"
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert load(program, "lead", lead).values["status"] == "qualified"
    assert load(program, "deal", deal).deleted


def test_who_is_known_is_offered_first(
    program: Application, window: MainWindow, lead: Record
) -> None:
    emails = ({"address": "zoe@aaberg.example"},)
    person = make(program, "person", last_name="Aaberg", emails=emails)
    company = make(program, "company", name="Aaberg Maskin AS")
    dialog = convert(program, window)
    assert dialog.people.record == person.id
    assert dialog.companies.record == company.id
    dialog.save()
    wait_idle(program.tasks)
    values = load(program, "lead", lead).values
    assert (values["person"].id, values["company"].id) == (person.id, company.id)


def test_a_lead_is_somebody_that_nothing_tells(
    program: Application, window: MainWindow, lead: Record
) -> None:
    """No e-mail, no name in common: the company and the contact are looked for."""
    company = make(program, "company", name="Nordlys Holding")
    person = make(program, "person", last_name="Solberg")
    dialog = convert(program, window)
    assert not dialog.others["company"].isVisible()
    dialog.companies.choose(OTHER)
    dialog.people.choose(OTHER)
    assert dialog.others["company"].isVisible()
    dialog.save()
    assert dialog.notice.label.text() == "Say which company it is."
    for key, words in (("company", "Nordlys Holding"), ("person", "Solberg")):
        QTest.keyClicks(dialog.others[key].main, words)
        wait_idle(program.tasks)
    dialog.save()
    wait_idle(program.tasks)
    values = load(program, "lead", lead).values
    assert (values["person"].id, values["company"].id) == (person.id, company.id)


def test_a_lead_is_converted_with_large_text_on_a_small_screen(
    program: Application, window: MainWindow, lead: Record
) -> None:
    program.context.settings.change(text_size=160)
    program.rebuild()
    wait_idle(program.tasks)
    window = program.window
    reveal(program, window, lead)
    dialog = convert(program, window)
    dialog.with_deal.setChecked(True)
    wait_idle(program.tasks)
    assert dialog.height() <= dialog.screen().availableSize().height()
    assert dialog.rect().contains(dialog.save_button.geometry())


def test_a_lead_is_given_up_with_two_keys(
    program: Application, window: MainWindow, lead: Record
) -> None:
    window.commands["disqualify"].trigger()
    dialog = window.lead_work().dialog
    assert isinstance(dialog, DisqualifyDialog)
    dialog.save()
    assert dialog.notice.isVisible()
    QTest.keyClick(dialog, Key.Key_2)
    QTest.keyClick(dialog, Key.Key_Return)
    wait_idle(program.tasks)
    assert load(program, "lead", lead).values["disqualified_reason"] == "No budget"


def test_a_lead_is_put_off(program: Application, window: MainWindow, lead: Record) -> None:
    window.commands["put_off"].trigger()
    dialog = window.lead_work().dialog
    assert isinstance(dialog, PutOffDialog)
    QTest.keyClick(dialog, Key.Key_2)
    QTest.keyClick(dialog, Key.Key_Return)
    wait_idle(program.tasks)
    assert load(program, "lead", lead).values["status"] == "nurture"
    window.commands["take_lead"].trigger()
    wait_idle(program.tasks)
    assert load(program, "lead", lead).values["owner"] is not None


def test_the_menu_of_leads_is_only_there_for_leads(
    program: Application, window: MainWindow, lead: Record
) -> None:
    assert window.commands["convert"].isEnabled()
    window.show_page("person")
    wait_idle(program.tasks)
    assert not window.commands["convert"].isEnabled()


# -------------------------------------------------------------------------------------- deals


@pytest.fixture
def deal(program: Application, window: MainWindow) -> Record:
    company = make(program, "company", name="Aaberg Maskin")
    person = make(program, "person", last_name="Aaberg")
    here = Ref(company.id, company.label)
    stakeholder = {"person": Ref(person.id, person.label), "role": "decider", "stance": "for"}
    lines = ({"description": "Rack", "quantity": D(3), "unit_price": D(50)},)
    made = make(
        program,
        "deal",
        title="Racks for Aaberg",
        company=here,
        currency="USD",
        lines=lines,
        stakeholders=(stakeholder,),
        competitors=({"name": "Rival", "threat": "high"},),
    )
    reveal(program, window, made)
    return made


def path_of(window: MainWindow) -> StagePath:
    pane: Any = window.page.pane
    path: StagePath = pane.band.path
    return path


def test_a_deal_goes_through_its_stages_by_keys(
    program: Application, window: MainWindow, deal: Record
) -> None:
    path = path_of(window)
    arrows = path.arrows
    assert (arrows.at, arrows.steps[-1].info.kind) == (0, "won")
    arrows.setFocus()
    QTest.keyClick(arrows, Key.Key_Right)
    QTest.keyClick(arrows, Key.Key_Right)
    assert arrows.steps[2].info.stage.label in path.words.text()
    QTest.keyClick(arrows, Key.Key_Return)
    wait_idle(program.tasks)
    assert load(program, "deal", deal).values["stage"].label == arrows.steps[2].info.stage.label
    assert arrows.at == 2
    assert str(arrows.at + 1) in arrows.accessibleName()


def test_a_deal_says_who_has_a_say_and_why_its_probability(
    program: Application, window: MainWindow, deal: Record
) -> None:
    panel = related_of(program, window)
    said = {key: [each.accessibleName() for each in rows] for key, rows in panel.lists.items()}
    assert said["stakeholders"] == ["Aaberg, Decides, For us"]
    assert said["competitors"] == ["Rival, Threat: high"]
    assert panel.why is not None
    assert "The usual one" in panel.why.words.text()
    panel.adders["competitors"].click()
    dialog: Any = panel.dialog
    dialog.editors["name"].set_value("Another")
    QTest.keyClick(dialog, Key.Key_Return)
    wait_idle(program.tasks)
    names = [row["name"] for row in load(program, "deal", deal).values["competitors"]]
    assert names == ["Rival", "Another"]


def test_the_lines_of_a_deal_are_edited_and_added_up(
    program: Application, window: MainWindow, deal: Record
) -> None:
    pane: Any = window.page.pane
    pane.show_part("lines")
    wait_idle(program.tasks)
    panel = pane.parts["lines"]
    assert "150.00" in panel.foot.text()
    panel.table.setFocus()
    QTest.keyClick(panel.table, Key.Key_Return)
    panel.dialog.editors["quantity"].set_value(D(4))
    QTest.keyClick(panel.dialog, Key.Key_Return)
    wait_idle(program.tasks)
    assert load(program, "deal", deal).values["amount"] == D(200)
    QTest.keyClick(panel.table, Key.Key_Delete)
    wait_idle(program.tasks)
    assert load(program, "deal", deal).values["lines"] == ()


def test_a_company_shows_its_deals_with_their_sum(
    program: Application, window: MainWindow, deal: Record
) -> None:
    company = load(program, "deal", deal).values["company"]
    reveal(program, window, load(program, "company", company))
    panel = related_of(program, window)
    (row,) = panel.lists["deals"]
    assert row.tied.name == "Racks for Aaberg"
    assert "US$150.00" in panel._sums["deals"].text()
    panel.open_list("deals")
    wait_idle(program.tasks)
    assert (window.current, window.page.model.rowCount()) == ("deal", 1)


# ----------------------------------------------------------------------------------- products


@pytest.fixture
def tree(program: Application, window: MainWindow) -> CategoryTree:
    window.show_page("product")
    wait_idle(program.tasks)
    side = window.page.side
    assert side is not None
    return side


def test_a_category_shows_its_products_and_is_put_in_order_by_keys(
    program: Application, window: MainWindow, tree: CategoryTree
) -> None:
    every = window.page.model.rowCount()
    branch = next(each for each in tree._by_key.values() if each.whole > each.own)
    tree.select(branch.id.hex)
    wait_idle(program.tasks)
    assert window.page.model.rowCount() == branch.whole < every
    inner = next(each for each in tree._by_key.values() if each.parent == branch.id)
    tree.select(inner.id.hex)
    wait_idle(program.tasks)
    QTest.keyClick(tree.branches, Key.Key_Left, CONTROL)
    wait_idle(program.tasks)
    assert tree._by_key[inner.id.hex].parent is None
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert tree._by_key[inner.id.hex].parent == branch.id


def test_a_category_is_made_renamed_and_deleted(
    program: Application, window: MainWindow, tree: CategoryTree
) -> None:
    tree.branches.setFocus()
    QTest.keyClick(tree.branches, Key.Key_Insert)
    assert tree.dialog is not None
    tree.dialog.line.setText("Aaa new")
    QTest.keyClick(tree.dialog, Key.Key_Return)
    wait_idle(program.tasks)
    made = next(each for each in tree._by_key.values() if each.name == "Aaa new")
    tree.select(made.id.hex)
    wait_idle(program.tasks)
    assert window.page.preset()["category"].id == made.id
    QTest.keyClick(tree.branches, Key.Key_F2)
    tree.dialog.line.setText("Aaa other")
    tree.dialog.ok.click()
    wait_idle(program.tasks)
    assert tree._by_key[made.id.hex].name == "Aaa other"
    QTest.keyClick(tree.branches, Key.Key_Delete)
    wait_idle(program.tasks)
    assert made.id.hex not in tree._by_key
    assert tree.now == "all"


def test_a_price_is_added_in_the_tab_of_prices(
    program: Application, window: MainWindow, tree: CategoryTree
) -> None:
    values = {"code": "zz-1", "name": "Aaa rack", "kind": "goods", "list_price": D(100)}
    made = make(program, "product", **values, currency="EUR", cost=D(60))
    reveal(program, window, made)
    pane: Any = window.page.pane
    pane.show_part("prices")
    wait_idle(program.tasks)
    panel = pane.parts["prices"]
    assert "margin 40 %" in panel.lead.text()
    QTest.keyClick(panel.table, Key.Key_Insert)
    panel.dialog.editors["min_quantity"].set_value(D(10))
    panel.dialog.editors["unit_price"].set_value(D("89.5"))
    QTest.keyClick(panel.dialog, Key.Key_Return)
    wait_idle(program.tasks)
    said = [panel.table.item(0, column).text() for column in range(3)]
    assert said == ["Everybody", "10", "€89.50"]
    assert not window.commands["new_note"].isEnabled()


def test_what_is_no_longer_sold_says_what_replaces_it(
    program: Application, window: MainWindow, tree: CategoryTree
) -> None:
    new = make(program, "product", code="n", name="Aab new", kind="goods")
    gone = {"discontinued": True, "replaced_by": Ref(new.id, new.label)}
    old = make(program, "product", code="o", name="Aaa old", kind="goods", **gone)
    reveal(program, window, old)
    model = window.page.model
    row = model.row_at(model.cache.row_of(old.id.bytes))
    assert row is not None
    assert model.is_past(row)
    assert model.subtitle(row) == "o · replaced by Aab new"

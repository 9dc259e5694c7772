from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.services import pricing, records
from crm_desktop.services.catalog import Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.merge_dialog import MergeDialog
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.editors import CodeLine
from tests.stores import DATABASES
from tests.ui.answers import Answers
from tests.ui.quotes import CTRL, D, Writer, new_office

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture(params=DATABASES)
def office(request: pytest.FixtureRequest) -> str:
    """A fresh office on each of the two databases."""
    return new_office(request)


@pytest.fixture
def writer(office: str, program: Application, qtbot: QtBot) -> Writer:
    """A window on an office with goods, on each of the two databases."""
    return Writer(program, qtbot, office)


@pytest.fixture
def desk(store_file: Any, program: Application, qtbot: QtBot) -> Writer:
    """The same on a file alone."""
    return Writer(program, qtbot, str(store_file))


def test_fifty_lines_are_written_with_the_keyboard_alone(writer: Writer) -> None:
    page = writer.new()
    net = D(0)
    prices = {"SCAN-1": D("199.90"), "SCAN-2": D(329), "LAB-1": D(389), "HOUR": D(62)}
    writer.enter("# Equipment")
    for at in range(48):
        code = list(prices)[at % 4]
        writer.line(code, str(at + 1))
        net += prices[code] * (at + 1)
    writer.enter("=")
    assert len(page.document.rows) == 50
    assert page.document.sheet.priced.tax_exclusive == net
    assert page.totals.figures["tax_exclusive"].amount == f"{net:,.2f}"
    assert page.document.dirty
    writer.save()
    assert not page.document.dirty
    kept = writer.stored().values
    assert len(kept["lines"]) == 50
    assert kept["tax_exclusive"] == net
    assert kept["tax_inclusive"] == page.document.sheet.priced.tax_inclusive


def test_products_are_found_by_name_and_taken_with_enter(desk: Writer) -> None:
    page = desk.new()
    desk.search("wirel")
    desk.press(Key.Key_Return)
    desk.settle()
    assert desk.codes() == ["SCAN-2"]
    assert page.grid.current_column == "quantity"
    desk.enter("7")
    assert desk.cells("quantity") == [D(7)]
    assert page.grid.current_column == "code"
    assert page.grid.current_key is None
    row = page.document.rows[0]
    assert row["unit_price"] == D("329")
    assert row["tax_rate"] is not None
    assert page.model.notes(0)


def test_several_products_are_marked_with_space(desk: Writer) -> None:
    desk.new()
    found = desk.search("scan")
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Up)
    desk.press(Key.Key_Space)
    assert len(found.picked()) == 2
    desk.press(Key.Key_Return)
    desk.settle()
    assert sorted(desk.codes()) == ["SCAN-1", "SCAN-2"]


def test_ctrl_enter_adds_and_stays_with_the_search(desk: Writer) -> None:
    page = desk.new()
    desk.search("label")
    desk.press(Key.Key_Return, CTRL)
    desk.settle()
    assert desk.codes() == ["LAB-1"]
    assert isinstance(QApplication.focusWidget(), CodeLine)
    desk.search("film")
    desk.press(Key.Key_Return)
    desk.settle()
    assert desk.codes() == ["LAB-1", "FILM-1"]
    assert page.grid.current_column == "quantity"


def test_a_code_nobody_knows_stays_as_free_text(desk: Writer) -> None:
    page = desk.new()
    desk.enter("X-999")
    desk.settle()
    desk.press(Key.Key_Tab, times=0)
    assert desk.codes() == ["X-999"]
    assert page.document.rows[0]["kind"] == "text"
    assert page.document.rows[0]["tax_rate"] is not None  # the usual tax


def test_escape_leaves_a_cell_as_it_was(desk: Writer) -> None:
    page = desk.new()
    desk.line("HOUR", "4")
    page.grid.go_to(0, "quantity")
    desk.type("9")
    desk.press(Key.Key_Escape)
    assert desk.cells("quantity") == [D(4)]
    assert page.isVisible()


def test_what_is_no_number_stays_in_the_cell_and_is_told(desk: Writer) -> None:
    page = desk.new()
    desk.line("HOUR", "4")
    page.grid.go_to(0, "quantity")
    desk.enter("many")
    assert "not a number" in page.notice.label.text()
    desk.press(Key.Key_Escape)
    assert desk.cells("quantity") == [D(4)]


def test_keys_of_a_spreadsheet(desk: Writer) -> None:
    page = desk.new()
    for code in ("SCAN-1", "LAB-1", "HOUR"):
        desk.line(code, "2")
    page.grid.go_to(1, "quantity")
    desk.enter("5")
    page.grid.go_to(2, "quantity")
    desk.press(Key.Key_D, CTRL)  # what stands above
    desk.settle()
    assert desk.cells("quantity") == [D(2), D(5), D(5)]
    desk.press(Key.Key_Up, CTRL)
    assert desk.codes() == ["SCAN-1", "HOUR", "LAB-1"]
    assert page.grid.currentIndex().row() == 1
    desk.press(Key.Key_Down, CTRL)
    desk.press(Key.Key_Insert)
    assert desk.codes() == ["SCAN-1", "LAB-1", None, "HOUR"]
    desk.press(Key.Key_Delete)
    assert desk.codes() == ["SCAN-1", "LAB-1", "HOUR"]
    page.grid.go_to(0, "unit_price")
    desk.press(Key.Key_Backspace)
    assert page.document.rows[0]["unit_price"] is None
    desk.press(Key.Key_Tab)
    assert page.grid.current_column == "discount"
    desk.press(Key.Key_Backtab)
    assert page.grid.current_column == "unit_price"


def test_undo_and_redo_lead_through_every_step(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.line("LAB-1", "1")
    whole = page.document.sheet.priced.tax_exclusive
    page.grid.go_to(0, "code")
    desk.press(Key.Key_Delete)
    assert desk.codes() == ["LAB-1"]
    desk.press(Key.Key_Z, CTRL)
    assert desk.codes() == ["SCAN-1", "LAB-1"]
    assert page.document.sheet.priced.tax_exclusive == whole
    desk.press(Key.Key_Y, CTRL)
    assert desk.codes() == ["LAB-1"]
    while page.document.can_undo:
        desk.program.window.commands["undo"].trigger()  # the menu means the same
    assert desk.codes() == []
    assert not page.document.dirty


def test_saved_changes_are_undone_by_the_program(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.save()
    assert not page.document.can_undo
    desk.program.window.commands["undo"].trigger()
    desk.settle()
    assert desk.codes() == []
    assert not page.document.dirty


def test_codes_and_quantities_are_pasted_from_a_spreadsheet(desk: Writer) -> None:
    page = desk.new()
    QApplication.clipboard().setText("Code\tQty\nSCAN-1\t3\nLAB-1\t2\nNO-SUCH\t1\nFILM-1\t60\n")
    desk.press(Key.Key_V, CTRL)
    desk.settle()
    assert desk.codes() == ["SCAN-1", "LAB-1", "NO-SUCH", "FILM-1"]
    assert desk.cells("quantity") == [D(3), D(2), D(1), D(60)]
    assert page.document.rows[3]["unit_price"] == D("7.25")  # the price from 50 on
    assert "NO-SUCH" in page.notice.label.text()
    desk.press(Key.Key_Z, CTRL)
    assert desk.codes() == []


def test_a_block_of_cells_is_pasted_where_the_keyboard_is(desk: Writer) -> None:
    page = desk.new()
    for code in ("SCAN-1", "LAB-1"):
        desk.line(code, "1")
    page.grid.go_to(0, "quantity")
    QApplication.clipboard().setText("4\tbox\t10.5\n6\tbox\tnothing\n8\tset\t12\n")
    desk.press(Key.Key_V, CTRL)
    desk.settle()
    assert desk.cells("quantity") == [D(4), D(6), D(8)]
    assert desk.cells("unit") == ["box", "box", "set"]
    assert desk.cells("unit_price") == [D("10.5"), D("389"), D(12)]
    assert "nothing" in page.notice.label.text()


def test_lines_are_copied_whole(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "3")
    page.grid.go_to(0, "code")
    page.grid.select_line()
    desk.press(Key.Key_C, CTRL)
    assert "SCAN-1\tHand scanner\t3" in QApplication.clipboard().text()
    page.grid.go_to(1, "code")
    desk.press(Key.Key_V, CTRL)
    desk.settle()
    assert desk.codes() == ["SCAN-1", "SCAN-1"]
    assert page.document.rows[1]["product"] == desk.refs["SCAN-1"]


def test_sections_options_and_alternatives(desk: Writer) -> None:
    page = desk.new()
    desk.enter("# Scanners")
    desk.line("SCAN-1", "1")
    desk.line("SCAN-2", "1")
    desk.enter("# Printing")
    desk.line("LAB-1", "1")
    desk.enter("= Together")
    numbers = [page.document.sheet_row(at).number for at in range(6)]
    assert numbers == ["1", "1.1", "1.2", "2", "2.1", ""]
    assert page.document.sheet_row(0).amount == D("528.90")
    assert page.document.sheet_row(5).amount == D("389.00")
    page.grid.go_to(2, "code")
    page.tools.make_alternatives()
    assert page.document.sheet.priced.tax_exclusive == D("588.90")  # the first one counts
    desk.press(Key.Key_Space)
    assert page.document.sheet.priced.tax_exclusive == D("718.00")  # now the second one
    counting = [row.counts for row in page.document.sheet.rows if row.kind == "alternative"]
    assert counting == [False, True]
    page.grid.go_to(4, "code")
    page.tools.make_options()
    assert page.document.sheet.priced.tax_exclusive == D("329.00")
    desk.press(Key.Key_Space)
    assert page.document.sheet.priced.tax_exclusive == D("718.00")
    desk.save()
    assert desk.stored().values["tax_exclusive"] == D("718.00")


def test_a_price_under_the_floor_is_told_in_words(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "1")
    page.grid.go_to(0, "unit_price")
    desk.enter("140")
    desk.settle()
    assert "floor price" in page.model.warnings(0)
    assert page.document.rows[0]["price_rule"] == "Typed by hand"
    assert page.totals._warned
    page.grid.go_to(0, "unit_price")
    desk.enter("100")
    assert "below its cost" in page.model.warnings(0)


def test_a_larger_quantity_has_another_price_unless_it_was_typed(desk: Writer) -> None:
    page = desk.new()
    desk.line("FILM-1", "10")
    assert page.document.rows[0]["unit_price"] == D("8.95")
    assert "from 50" in page.model.notes(0)
    page.grid.go_to(0, "quantity")
    desk.enter("60")
    desk.settle()
    assert page.document.rows[0]["unit_price"] == D("7.25")
    page.grid.go_to(0, "unit_price")
    desk.enter("8")
    page.grid.go_to(0, "quantity")
    desk.enter("70")
    desk.settle()
    assert page.document.rows[0]["unit_price"] == D(8)


def test_discounts_and_charges_of_the_whole_quote(desk: Writer) -> None:
    page = desk.new()
    desk.line("HOUR", "10")
    page.totals.adjustments.discount.click()
    desk.type("10 %")
    page.totals.adjustments.charge.click()
    desk.type("25")
    assert page.document.sheet.priced.tax_exclusive == D("583.00")
    desk.save()
    kept = desk.stored().values
    assert kept["tax_exclusive"] == D("583.00")
    assert [row["is_charge"] for row in kept["allowances"]] == [False, True]


def test_every_figure_explains_itself(desk: Writer) -> None:
    page = desk.new()
    desk.line("HOUR", "10")
    desk.line("SCAN-1", "2")
    page.totals.adjustments.add(charge=False, percent=D(5))
    for key, figure in page.totals.figures.items():
        if figure.isVisibleTo(page):
            page.totals.explain(figure)
            card = page.totals.explained
            assert card is not None, key
            assert sum((term.amount for term in card.terms), Decimal(0)) == card.total, key
            card.close()
    page.grid.go_to(0, "net")
    page.grid.setFocus()
    desk.press(Key.Key_I, CTRL)
    card = page.totals.explained
    assert card is not None
    assert card.total == D("620.00")
    card.close()


def test_costs_are_seen_when_they_are_asked_for(desk: Writer) -> None:
    page = desk.new()
    desk.line("HOUR", "1")
    cost = page.model.column_of("cost")
    assert page.grid.isColumnHidden(cost)
    page.tools.inside.click()
    assert not page.grid.isColumnHidden(cost)
    assert page.model.text(0, cost) == "38.00"


def test_another_customer_brings_terms_and_language(desk: Writer) -> None:
    desk.program.window.quotes.new({})
    desk.settle()
    page = desk.page
    editor: Any = page.header.editors["company"]
    editor.set_value(desk.refs["company"])
    page.header._changed("company")
    desk.settle()
    assert page.document.values["company"] == desk.refs["company"]
    assert page.document.values["language"] == "de"
    assert page.document.values["payment_terms"] == "14 days net"
    assert "Hafenstraße 1" in page.document.values["billing_address"]


def test_leaving_saves_and_coming_back_shows_the_lines(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    key = page.record.id if page.record else None
    desk.program.window.show_page("person")
    desk.settle()
    assert len(desk.stored(key).values["lines"]) == 1
    desk.program.window.show_page("quote")
    desk.settle()
    desk.program.window.page.view.setFocus()
    desk.press(Key.Key_Return)
    desk.settle()
    assert desk.codes() == ["SCAN-1"]


def test_another_quote_may_come_while_a_cell_is_typed_in(desk: Writer) -> None:
    desk.new()
    desk.line("SCAN-1", "2")
    desk.type("LAB")
    first = desk.page.record
    assert first is not None
    desk.program.window.quotes.new({"company": desk.refs["company"]})
    desk.settle()
    assert desk.codes() == []
    assert [row["code"] for row in desk.stored(first.id).values["lines"]][:1] == ["SCAN-1"]
    desk.page.grid.setFocus()
    desk.type("HO")
    desk.page.keeper.reload()  # the same quote comes anew, as after an undo
    desk.settle()
    assert desk.codes() == []


def test_an_empty_new_quote_is_not_kept(desk: Writer) -> None:
    desk.program.window.quotes.new({})
    desk.settle()
    record = desk.page.record
    assert record is not None
    desk.program.window.places.back()
    desk.settle()
    assert desk.stored(record.id).deleted


# ------------------------------------------------------------------------- others, and crashes


def test_what_a_colleague_saves_is_brought_together(writer: Writer) -> None:
    page = writer.new()
    writer.line("SCAN-1", "2")
    writer.save()
    page.grid.go_to(0, "quantity")
    writer.enter("3")
    writer.by_a_colleague(title="Hall 2")
    writer.save()
    kept = writer.stored().values
    assert kept["title"] == "Hall 2"
    assert kept["lines"][0]["quantity"] == D(3)
    assert page.document.values["title"] == "Hall 2"


def test_the_same_line_changed_by_both_is_asked_about(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.save()
    page.grid.go_to(0, "quantity")
    desk.enter("3")
    row = dict(desk.stored().values["lines"][0])
    desk.by_a_colleague(lines=({**row, "quantity": D(8)},))
    desk.save()
    dialog = page.keeper.merge_dialog
    assert isinstance(dialog, MergeDialog)
    assert dialog.isVisible()
    assert desk.cells("quantity") == [D(3)]  # nothing is lost meanwhile
    dialog.choose("lines", mine=True)
    dialog.keep.click()
    desk.settle()
    assert desk.stored().values["lines"][0]["quantity"] == D(3)
    assert not page.document.dirty


def test_a_page_with_changes_is_never_overwritten(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.save()
    row = dict(desk.stored().values["lines"][0])
    page.grid.go_to(0, "quantity")
    desk.enter("3")
    desk.by_a_colleague(lines=({**row, "quantity": D(8)},))
    page.keeper.look()
    desk.settle()
    assert desk.cells("quantity") == [D(3)]
    assert "choose" in page.notice.label.text()


def test_a_crash_loses_nothing(desk: Writer, answers: Answers) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.save()
    desk.line("LAB-1", "4")
    page.grid.go_to(0, "unit_price")
    desk.enter("175.5")
    page.keeper.write()
    desk.settle()
    address = desk.program.tasks.workspace.store.address  # type: ignore[union-attr]
    page.keeper.end()  # what a crash leaves: the file
    page.record = None
    page.document.clear()
    desk.program.open(address)
    desk.settle()
    window = desk.program.window
    assert "not saved" in window.notice.label.text()
    window.notice.button.click()
    desk.settle()
    page = desk.page
    assert desk.codes() == ["SCAN-1", "LAB-1"]
    assert page.document.rows[0]["unit_price"] == D("175.5")
    assert page.document.dirty
    desk.save()
    assert len(desk.stored().values["lines"]) == 2
    assert answers.is_empty


def test_a_new_window_offers_what_was_not_saved(desk: Writer) -> None:
    desk.new()
    desk.line("SCAN-1", "2")
    desk.program.context.settings.change(text_size=110)
    desk.program.rebuild()
    desk.settle()
    window = desk.program.window
    assert "not saved" in window.notice.label.text()
    window.notice.button.click()
    desk.settle()
    assert desk.codes() == ["SCAN-1"]
    assert desk.page.document.dirty


def test_the_model_keeps_its_promises_under_many_edits(desk: Writer) -> None:
    page = desk.new()
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for code in ("SCAN-1", "LAB-1", "HOUR", "FILM-1"):
        desk.line(code, "2")
    keys = [row[lines.KEY] for row in page.document.rows]
    page.edits.move(keys[1:3], 1)
    page.edits.remove([keys[0]])
    page.edits.insert(keys[2])
    page.edits.make_alternatives(keys[1:3])
    while page.document.undo():
        pass
    while page.document.redo():
        pass
    desk.save()
    assert page.document.sheet.priced == pricing.price(page.document.sheet.priced.document)
    del tester


def test_words_that_are_no_product_are_what_the_line_says(desk: Writer) -> None:
    page = desk.new()
    desk.enter("Special paint")
    desk.settle()
    desk.enter("2")
    assert desk.codes() == [None]
    assert desk.cells("description") == ["Special paint"]
    assert desk.cells("quantity") == [D(2)]
    assert page.document.rows[0]["kind"] == "text"
    page.undo()
    page.undo()
    assert page.document.rows == ()


def empty_line(page: Any) -> QRect:
    """Where the words of the empty line stand."""
    grid = page.grid
    row, column = page.model.rowCount() - 1, page.model.column_of("description")
    return grid.visualRect(page.model.index(row, column))


def test_the_empty_line_begins_with_its_code_wherever_it_is_hit(desk: Writer) -> None:
    page = desk.new()
    desk.line("LAB-1", "1")
    viewport = page.grid.viewport()
    QTest.mouseClick(viewport, LEFT, pos=empty_line(page).center())
    assert (page.grid.current_key, page.grid.current_column) == (None, "code")
    desk.line("SCAN-1", "2")
    QTest.mouseDClick(viewport, LEFT, pos=empty_line(page).center())
    desk.line("FILM-1", "3")
    page.grid.go_to(3, "number")
    desk.line("HOUR", "1")
    assert desk.codes() == ["LAB-1", "SCAN-1", "FILM-1", "HOUR"]


def bundled(desk: Writer) -> Any:
    """A quote with a bundle of its own price, and one line more."""

    def make(workspace: Any) -> None:
        parts = tuple(
            {"component": desk.refs[code], "quantity": D(quantity)}
            for code, quantity in (("SCAN-1", 2), ("LAB-1", 1))
        )
        values = {"code": "SET-1", "name": "Starter set", "kind": "bundle", "unit": "set"}
        values |= {"list_price": D(700), "currency": "EUR", "components": parts}
        records.create(workspace, "product", values)

    desk.run(make)
    page = desk.new()
    desk.enter("SET-1")
    desk.settle()
    desk.enter("2")
    desk.settle()
    return page


def test_enter_leads_past_the_parts_of_a_bundle(desk: Writer) -> None:
    page = bundled(desk)
    assert len(page.document.rows) == 3
    assert (page.grid.current_key, page.grid.current_column) == (None, "code")


def test_a_bundle_is_split_into_its_lines_and_joined_by_undo(desk: Writer) -> None:
    page = bundled(desk)
    before, sum_before = page.document.rows, page.document.sheet.priced.tax_exclusive
    assert sum_before == D(1400)
    page.grid.go_to(1, "quantity")  # a part stands for its bundle
    desk.press(Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)
    desk.settle()
    assert desk.codes() == ["SCAN-1", "LAB-1"]
    assert [index.row() for index in page.grid.selectionModel().selectedIndexes()] == [0]
    assert desk.cells("quantity") == [D(4), D(2)]
    assert desk.cells("unit_price") == [D("199.9"), D(389)]
    assert page.document.sheet.priced.tax_exclusive == D("1577.60")
    assert "+177.60 EUR" in page.notice.label.text()
    page.undo()
    assert page.document.rows == before
    desk.save()
    assert [row["code"] for row in desk.stored().values["lines"]] == ["SET-1", "SCAN-1", "LAB-1"]


def test_only_a_bundle_is_split(desk: Writer) -> None:
    page = desk.new()
    desk.line("LAB-1", "1")
    page.grid.go_to(0, "code")
    desk.press(Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.codes() == ["LAB-1"]
    assert "bundle" in page.notice.label.text()


def test_todays_prices_leave_the_parts_of_a_bundle_in_its_price(desk: Writer) -> None:
    page = bundled(desk)
    page.prices.reprice()
    desk.settle()
    assert page.document.sheet.priced.tax_exclusive == D(1400)


def wholesale(desk: Writer) -> Ref:
    """A price list with other prices of two products."""

    def make(workspace: Any) -> Ref:
        made = records.create(workspace, "price_list", {"name": "Wholesale", "currency": "EUR"})
        ours = Ref(made.id, made.label)
        for code, price in (("SCAN-1", "150"), ("LAB-1", "380")):
            product = records.load(workspace, "product", desk.refs[code].id)
            row = {"price_list": ours, "unit_price": D(price), "currency": "EUR"}
            prices = (*product.values["prices"], row)
            records.save(
                workspace, "product", product.id, {"prices": prices}, version=product.version
            )
        return ours

    return desk.run(make)


def test_another_price_list_offers_its_prices_and_takes_none_by_itself(desk: Writer) -> None:
    ours = wholesale(desk)
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.line("LAB-1", "1")
    desk.line("FILM-1", "1")
    desk.line("SCAN-2", "1")
    page.grid.go_to(1, "unit_price")
    desk.enter("385")  # by hand: not ours to change
    before = page.document.rows
    editor: Any = page.header.editors["price_list"]
    editor.set_value(ours)
    page.header._changed("price_list")
    desk.settle()
    assert page.document.rows == before
    assert not page.differing.isHidden()
    assert page.differing.label.text() == "1 price differs: −99.80 EUR."
    page.differing.button.click()
    desk.settle()
    assert page.differing.isHidden()
    assert desk.cells("unit_price") == [D(150), D(385), D("8.95"), D(329)]
    page.undo()
    assert page.document.rows == before
    assert page.document.values["price_list"] == ours


def test_what_is_offered_goes_with_its_price_list(desk: Writer) -> None:
    ours = wholesale(desk)
    page = desk.new()
    desk.line("SCAN-1", "2")
    before = page.document.rows
    page.header.editors["price_list"].set_value(ours)
    page.header._changed("price_list")
    desk.settle()
    assert not page.differing.isHidden()
    page.undo()
    assert page.differing.isHidden()
    page.redo()
    page.header.editors["price_list"].set_value(None)
    page.header._changed("price_list")
    desk.settle()
    assert page.differing.isHidden()
    page.header.editors["price_list"].set_value(ours)
    page.header._changed("price_list")
    desk.settle()
    page.differing.other.click()
    assert page.differing.isHidden()
    assert page.document.rows == before


@pytest.mark.parametrize(("entity", "key"), [("company", "company"), ("person", "contact")])
def test_a_quote_is_made_for_the_customer_that_is_shown(
    desk: Writer, entity: str, key: str
) -> None:
    window, ref = desk.program.window, desk.refs[entity]
    window.show_page(entity)
    desk.settle()
    window.page.reveal(ref.id)
    desk.settle()
    assert window.commands["new_quote"].isVisible()
    window.commands["new_quote"].trigger()
    desk.settle()
    assert desk.page.document.values[key] == ref
    assert desk.page.document.values["company"] == desk.refs["company"]
    window.show_page("product")
    desk.settle()
    assert not window.commands["new_quote"].isVisible()

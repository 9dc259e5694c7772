from __future__ import annotations

import hashlib
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services import listing, records
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import ApprovalLimits
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.ui.application import Application
from crm_desktop.ui.bell import Bell, News
from crm_desktop.ui.pages.quote_page import QuotePage
from crm_desktop.ui.quote import pdf_pages
from crm_desktop.ui.quote.ask_dialog import AskDialog
from crm_desktop.ui.quote.changes_dialog import ChangesDialog
from crm_desktop.ui.quote.send_dialog import SendDialog
from tests.stores import DATABASES, split_ids
from tests.ui.answers import Answers
from tests.ui.quotes import D, Writer, new_office
from tests.ui.waiting import workspace_of

Key = Qt.Key


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


def send(writer: Writer, answers: Answers, file: Path, way: str = "pdf") -> None:
    """Through the dialog."""
    answers.will_say(file)
    writer.page.work.step_button.click()
    writer.settle()
    dialog = writer.page.work.dialog
    assert isinstance(dialog, SendDialog)
    dialog.ways[way].setChecked(True)
    dialog.ok.click()
    writer.settle()


def asked(writer: Writer) -> AskDialog:
    dialog = writer.page.work.dialog
    assert isinstance(dialog, AskDialog)
    return dialog


def test_a_quote_is_sent_revised_and_accepted_from_its_page(
    writer: Writer, answers: Answers, tmp_path: Path
) -> None:
    page = writer.new(contact=writer.refs["person"])
    writer.line("SCAN-1", "2")
    writer.line("LAB-1", "1")
    file = tmp_path / "quote.pdf"
    send(writer, answers, file)
    first = writer.stored()
    assert first.values["status"] == "sent"
    assert first.values["number"]
    assert file.read_bytes() == writer.frozen_pdf(first.id)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == first.values["pdf_sha256"]
    assert not page.document.can_edit

    page.work.revise_button.click()
    writer.settle()
    second = writer.stored()
    assert second.values["previous"].id == first.id
    assert writer.stored(first.id).values["status"] == "superseded"
    assert page.document.can_edit
    page.grid.setFocus()
    page.grid.go_to(0, "quantity")
    writer.enter("5")
    send(writer, answers, tmp_path / "quote-2.pdf")
    assert writer.stored().values["tax_exclusive"] == D("1388.50")

    page.work.step_button.click()
    dialog = asked(writer)
    dialog.lines["reference"].setText("PO-4711")  # type: ignore[union-attr]
    dialog.ok.click()
    writer.settle()
    kept = writer.stored()
    assert kept.values["status"] == "accepted"
    assert "order" in page.notice.button.text().lower()
    page.notice.button.click()
    writer.settle()
    assert writer.program.window.current == "order"


def test_the_preview_shows_the_bytes_that_are_sent(
    desk: Writer, answers: Answers, tmp_path: Path
) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    page.work.preview()  # not saved yet: as it is written
    desk.settle()
    preview = page.work.pages
    assert preview is not None
    assert preview.data.startswith(b"%PDF")
    preview.done(0)
    file = tmp_path / "sent.pdf"
    send(desk, answers, file)
    page.work.preview()
    desk.settle()
    preview = page.work.pages
    assert preview is not None
    assert preview.data == file.read_bytes()
    assert preview.view.sizes
    assert preview.view._pictures
    before = preview.view.scale
    preview.view.enlarge(1)
    assert preview.view.scale > before
    preview.view.enlarge(0)
    preview.view.go_to(99)
    assert preview.view.page == len(preview.view.sizes) - 1
    again = tmp_path / "again.pdf"
    answers.will_say(again)
    preview.pdf_button.click()
    desk.settle()
    assert again.read_bytes() == file.read_bytes()
    paper = tmp_path / "paper.pdf"
    answers.will_say(paper)
    preview.print_button.click()
    desk.settle()
    assert len(pdf_pages.sizes(paper.read_bytes())) == len(preview.view.sizes)
    preview.done(0)


def test_what_was_sent_is_read_only(desk: Writer, answers: Answers, tmp_path: Path) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    send(desk, answers, tmp_path / "quote.pdf")
    page.grid.setFocus()
    page.grid.go_to(0, "quantity")
    desk.type("9")
    desk.press(Key.Key_Delete)
    desk.press(Key.Key_Insert)
    desk.press(Key.Key_Backspace)
    assert desk.cells("quantity") == [D(2)]
    assert page.header.editors["title"].main.isReadOnly()  # type: ignore[attr-defined]
    assert page.model.rowCount() == 1  # no empty line to go on with
    assert not page.document.dirty
    assert "revision" in page.notice.label.text()


def draft_of(answers: Answers) -> Any:
    """The mail that was handed to the mail program."""
    path = Path(answers.opened[-1])
    assert path.suffix == ".eml"
    return message_from_bytes(path.read_bytes(), policy=default)


def test_a_mail_with_the_pdf_is_opened(desk: Writer, answers: Answers) -> None:
    page = desk.new(contact=desk.refs["person"])
    desk.line("SCAN-1", "2")
    page.document.type_in("title", "Regale für Halle 3")
    page.work.step_button.click()
    desk.settle()
    dialog = asked(desk)
    assert isinstance(dialog, SendDialog)
    assert dialog.way == "mail"
    dialog.ok.click()
    desk.settle()
    sent, mail = desk.stored(), draft_of(answers)
    assert sent.values["sent_to"] == "jonas@groesse.example"
    assert mail["X-Unsent"] == "1"
    assert mail["To"] == "jonas@groesse.example"
    assert mail["Subject"] == f"Angebot {sent.values['number']}: Regale für Halle 3"
    assert "Vielen Dank für Ihre Anfrage" in mail.get_body().get_content()
    (file,) = mail.iter_attachments()
    assert file.get_content() == desk.frozen_pdf(sent.id)
    assert file.get_filename().endswith(f"{sent.values['number']}.pdf")
    assert "mail program" in page.notice.label.text()


def test_without_a_program_for_drafts_a_mail_is_written_by_hand(
    desk: Writer, answers: Answers, tmp_path: Path
) -> None:
    page = desk.new(contact=desk.refs["person"])
    desk.line("SCAN-1", "2")
    answers.opens = False
    send(desk, answers, tmp_path / "unused.pdf", "mail")
    assert answers.left() == [tmp_path / "unused.pdf"]
    page.notice.button.click()
    desk.settle()
    assert (tmp_path / "unused.pdf").read_bytes() == desk.frozen_pdf(page.record.id)  # type: ignore[union-attr]
    assert answers.opened[-1].startswith("mailto:jonas@groesse.example")


def test_an_empty_mail_is_chosen_once_and_remembered(
    desk: Writer, answers: Answers, tmp_path: Path
) -> None:
    desk.new(contact=desk.refs["person"])
    desk.line("SCAN-1", "2")
    send(desk, answers, tmp_path / "quote.pdf", "mailto")
    assert any(each.startswith("mailto:jonas@groesse.example") for each in answers.opened)
    assert desk.stored().values["sent_to"] == "jonas@groesse.example"
    page = desk.new(contact=desk.refs["person"])
    desk.line("LAB-1", "1")
    page.work.step_button.click()
    desk.settle()
    dialog = asked(desk)
    assert isinstance(dialog, SendDialog)
    assert dialog.way == "mailto"
    dialog.reject()


def test_all_warnings_can_be_read_before_it_is_sent(desk: Writer) -> None:
    page = desk.new()
    for at in range(9):
        desk.line("SCAN-1", "1")
        page.edits.type_in(page.document.rows[at]["_key"], "unit_price", "140")
    page.work.step_button.click()
    desk.settle()
    dialog = asked(desk)
    assert isinstance(dialog, SendDialog)
    assert dialog.more is not None
    assert "5" in dialog.more.text()
    assert len(dialog.told) == 4
    dialog.more.click()
    assert len(dialog.told) == 9
    assert dialog.height() <= dialog.screen().availableSize().height()
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())  # the buttons too
    dialog.reject()


def test_what_is_missing_is_said_before_it_is_sent(desk: Writer) -> None:
    page = desk.new()
    page.document.type_in("title", "Empty")
    page.work.step_button.click()
    desk.settle()
    dialog = asked(desk)
    assert not dialog.ok.isEnabled()
    dialog.reject()


WAITS = "Waits for your approval"


def waiting(bell: Bell) -> list[News]:
    """What waits for approval, in the bell."""
    return next(news for head, news in bell._entries() if head == "To approve")


def who(desk: Writer) -> str:
    """The name of the colleague at work."""
    return workspace_of(desk.program).actor.name


def discounted(desk: Writer) -> QuotePage:
    """A quote that needs approval: 20 % where 10 % is the limit."""
    limits, none = ApprovalLimits(discount=D(10)), ApprovalLimits()
    desk.run(lambda workspace: settings.save_approval_limits(workspace, limits, none))
    page = desk.new()
    desk.line("SCAN-2", "2")
    page.grid.go_to(0, "discount")
    desk.enter("20")
    return page


def decide(desk: Writer, act: Callable[[], None], words: str = "") -> None:
    """Answer the question that a decision asks."""
    act()
    desk.settle()
    if words:
        QTest.keyClicks(asked(desk).lines["reason"], words)
    asked(desk).ok.click()
    desk.settle()


def test_approval_is_asked_for_and_given(desk: Writer, answers: Answers, tmp_path: Path) -> None:
    page = discounted(desk)
    page.work.step_button.click()
    desk.settle()
    dialog = asked(desk)
    assert dialog.ok.text() == "&Ask for approval …"
    dialog.ok.click()
    desk.settle()
    assert desk.stored().values["status"] == "draft"
    why = asked(desk)
    assert not isinstance(why, SendDialog)
    QTest.keyClicks(why.lines["reason"], "They buy more next year")
    QTest.keyClick(why.lines["reason"], Qt.Key.Key_Tab)
    assert why.focusWidget() is why.ok  # not Cancel
    QTest.keyClick(why.lines["reason"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.stored().values["status"] == "in-approval"
    told = page.notice.label.text()  # by whom it is asked, in whose words, and why
    assert "asks you to approve it. They buy more next year. The discount of 20 %" in told
    decide(desk, page.work.step_button.click)
    assert desk.stored().values["status"] == "approved"
    assert not page.notice.isVisible()  # nothing waits any more
    send(desk, answers, tmp_path / "quote.pdf")
    assert desk.stored().values["status"] == "sent"


def test_the_bell_leads_to_what_waits_for_approval(desk: Writer) -> None:
    page, window = discounted(desk), desk.program.window
    decide(desk, page.work.deciding.ask_approval)
    bell = window.bell
    assert (bell.count, [news.more for news in waiting(bell)]) == (1, [WAITS + " · " + who(desk)])
    window.show_page("person")
    desk.settle()
    (news,) = waiting(bell)
    assert news.action is not None
    news.action()
    desk.settle()
    assert window.places.page is page
    decide(desk, page.work.step_button.click)
    assert waiting(bell) == []


def test_a_refusal_is_told_with_its_reason(desk: Writer) -> None:
    page = discounted(desk)
    decide(desk, page.work.deciding.ask_approval)
    decide(desk, page.work.deciding.refuse, "Not for two.")
    assert desk.stored().values["status"] == "draft"
    assert page.notice.label.text() == f"{who(desk)} did not approve it. Not for two."
    assert desk.program.window.bell.count == 0


def test_a_declined_quote_tells_why(desk: Writer, answers: Answers, tmp_path: Path) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    send(desk, answers, tmp_path / "quote.pdf")
    page.work.deciding.decline()
    dialog = asked(desk)
    dialog.lines["reason"].setText("Too expensive")  # type: ignore[union-attr]
    dialog.ok.click()
    desk.settle()
    assert desk.stored().values["decline_reason"] == "Too expensive"
    assert "Too expensive" in page.notice.label.text()


def test_options_are_chosen_when_it_is_accepted(
    desk: Writer, answers: Answers, tmp_path: Path
) -> None:
    page = desk.new()
    desk.line("SCAN-1", "1")
    desk.line("LAB-1", "1")
    page.grid.go_to(1, "code")
    page.tools.make_options()
    send(desk, answers, tmp_path / "quote.pdf")
    page.work.step_button.click()
    dialog = asked(desk)
    (tick,) = dialog.ticks.values()
    assert not tick.isChecked()
    tick.setChecked(True)
    dialog.ok.click()
    desk.settle()
    found = desk.run(_orders)
    assert [order.values["tax_exclusive"] for order in found] == [D("588.90")]


def _orders(workspace: Any) -> list[Any]:
    ids = split_ids(listing.ids(workspace, ListQuery("order")).vector)
    return [records.load(workspace, "order", each) for each in ids]


def test_a_revision_tells_what_it_changes(desk: Writer, answers: Answers, tmp_path: Path) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    send(desk, answers, tmp_path / "quote.pdf")
    page.work.revise()
    desk.settle()
    page.grid.setFocus()
    page.grid.go_to(0, "quantity")
    desk.enter("3")
    page.work.show_changes()
    desk.settle()
    dialog = desk.program.window.findChild(ChangesDialog)
    assert isinstance(dialog, ChangesDialog)
    words = " ".join(label.text() for label in dialog.findChildren(type(page.notice.label)))
    assert "2  →  3" in words
    dialog.done(0)


def test_an_earlier_order_gives_its_lines(desk: Writer) -> None:
    company, product = desk.refs["company"], desk.refs["LAB-1"]
    row = {"kind": "product", "product": product, "quantity": D(6), "unit_price": D(350)}
    order = {"company": company, "lines": (row,), "currency": "EUR"}
    desk.run(lambda workspace: records.create(workspace, "order", order))
    page = desk.new()
    page.work.copy_order()
    desk.settle()
    dialog: Any = page.work.dialog
    dialog.ok.click()
    desk.settle()
    assert desk.cells("quantity") == [D(6)]
    assert desk.cells("unit_price") == [D(350)]


def test_another_currency_is_looked_at_before_it_is_taken(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "1")
    page.work.choose_currency()
    desk.settle()
    dialog: Any = page.work.dialog
    assert dialog.told.text()
    dialog.reject()
    assert page.document.currency == "EUR"


def test_the_usual_discount_is_suggested_and_taken_with_one_key(desk: Writer) -> None:
    company, product = desk.refs["company"], desk.refs["SCAN-1"]
    row = {
        "kind": "product",
        "product": product,
        "quantity": D(1),
        "list_price": D("199.90"),
        "unit_price": D("199.90"),
        "discount_percent": D(7),
    }
    order = {"company": company, "lines": (row,), "currency": "EUR"}
    for _time in range(3):
        desk.run(lambda workspace: records.create(workspace, "order", order))
    page = desk.new()
    desk.line("SCAN-1", "4")
    assert "7" in page.suggested.cards[0][0]
    assert page.suggested.cards[0][1]  # its reason
    desk.press(Key.Key_F8)
    desk.settle()
    assert desk.cells("discount_percent") == [D(7)]


def test_a_copy_is_another_quote(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    first = page.record
    page.work.copy()
    desk.settle()
    assert first is not None
    assert page.record is not None
    assert page.record.id != first.id
    assert desk.codes() == ["SCAN-1"]
    assert len(desk.stored(first.id).values["lines"]) == 1


def test_an_answer_for_a_quote_that_is_no_longer_shown_is_dropped(desk: Writer) -> None:
    page = desk.new()
    desk.line("SCAN-1", "2")
    desk.save()
    other = desk.stored(desk.run(_another))
    page.keeper.reload()  # as a command on the first one does when it is done
    page.show_record(other)
    desk.settle()
    assert page.record is not None
    assert page.record.id == other.id
    assert page.document.version == other.version


def _another(workspace: Any) -> Any:
    return quotes.new(workspace)

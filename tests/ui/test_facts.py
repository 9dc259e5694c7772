"""Facts are edited where they stand, with keys and mouse, on a real store."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.fact import Fact
from crm_desktop.ui.pages.fact_lines import map_of
from crm_desktop.ui.pages.facts import Details
from crm_desktop.ui.widgets.links import Link
from tests.ui.answers import Answers
from tests.ui.waiting import wait_idle

LEFT = Qt.MouseButton.LeftButton


def made(program: Application, window: MainWindow, **values: Any) -> Record:
    """A new contact, shown in the pane."""
    found: list[Record] = []
    create = records.create.call("person", values)
    program.tasks.command(window, create, done=found.append)
    wait_idle(program.tasks)
    window.page.reveal(found[0].id)
    wait_idle(program.tasks)
    assert shown(window).id == found[0].id
    return found[0]


def by_a_colleague(program: Application, record: Record, **values: Any) -> None:
    save = records.save.call(record.entity, record.id, values, version=record.version)
    program.tasks.command(program.window, save, done=lambda _record: None)
    wait_idle(program.tasks)


def shown(window: MainWindow) -> Record:
    record = window.page.pane.record
    assert record is not None
    return record


def details(program: Application, window: MainWindow) -> Details:
    window.page.record_pane.show_part("details")
    wait_idle(program.tasks)
    panel: Details = window.page.record_pane.parts["details"]
    return panel


def line_of(fact: Fact) -> QWidget:
    assert fact.editor is not None
    line: QWidget = fact.editor.main
    return line


def type_over(qtbot: QtBot, fact: Fact, text: str) -> None:
    line = line_of(fact)
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(line, text)


def half_edited(
    program: Application, window: MainWindow, qtbot: QtBot, last_name: str = "Ruiz"
) -> tuple[Record, Fact]:
    """A contact whose job title is being typed over: it was Buyer, and is to be Owner."""
    record = made(program, window, last_name=last_name, job_title="Buyer")
    fact = details(program, window).facts["job_title"]
    qtbot.mouseClick(fact, LEFT)
    type_over(qtbot, fact, "Owner")
    return record, fact


# ------------------------------------------------------------------------------ in the details


def test_a_click_edits_enter_saves_and_the_toast_takes_it_back(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    _record, fact = half_edited(program, window, qtbot)
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert fact.editor is None
    assert fact.text == "Owner"
    assert shown(window).values["job_title"] == "Owner"
    assert window.toast.label.text() == "Job title saved"
    window.toast.button.click()
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Buyer"
    assert fact.text == "Buyer"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_the_keyboard_edits_and_escape_gives_it_up(
    program: Application, window: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    made(program, window, last_name="Ruiz", job_title="Buyer")
    fact = details(program, window).facts["job_title"]
    window.activateWindow()
    fact.setFocus()
    qtbot.keyClick(fact, key)
    type_over(qtbot, fact, "Owner")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Escape)
    wait_idle(program.tasks)
    assert fact.editor is None
    assert fact.hasFocus()
    assert shown(window).values["job_title"] == "Buyer"
    assert window.work.form is None


def test_what_is_wrong_is_said_under_the_fact(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz")
    panel = details(program, window)
    panel.unfold("birthday")
    fact = panel.facts["birthday"]
    type_over(qtbot, fact, "31.02.1980")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert fact.editor is not None
    assert "is not a date" in fact.note.text()
    assert fact.note.isVisible()
    type_over(qtbot, fact, "27.03.1980")
    assert not fact.note.isVisible()
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert shown(window).values["birthday"].isoformat() == "1980-03-27"


def test_going_elsewhere_saves_what_was_typed(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz", job_title="Buyer")
    panel = details(program, window)
    window.activateWindow()
    qtbot.mouseClick(panel.facts["job_title"], LEFT)
    type_over(qtbot, panel.facts["job_title"], "Owner")
    window.page.view.setFocus()
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Owner"


def test_another_record_takes_nothing_from_the_editor_of_the_first(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    record, fact = half_edited(program, window, qtbot, "Aaa")
    window.commands["next"].trigger()
    wait_idle(program.tasks)
    other = shown(window)
    assert other.id != record.id
    assert fact.editor is None
    assert other.values["job_title"] != "Owner"
    window.page.reveal(record.id)
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Owner"


def test_a_colleague_who_saved_first_is_not_overwritten_unasked(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    record, fact = half_edited(program, window, qtbot)
    by_a_colleague(program, record, job_title="Chair")
    assert fact.editor.line.text() == "Owner"  # the editor is left alone
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert "It is now: Chair" in fact.note.text()
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)  # knowingly now
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Owner"


def test_a_change_of_another_field_meanwhile_is_no_conflict(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    record, fact = half_edited(program, window, qtbot)
    by_a_colleague(program, record, department="Sales")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    values = shown(window).values
    assert (values["job_title"], values["department"]) == ("Owner", "Sales")


def test_a_choice_and_a_switch(program: Application, window: MainWindow, qtbot: QtBot) -> None:
    made(program, window, last_name="Ruiz", status="prospect", do_not_call=True)
    panel = details(program, window)
    status = panel.facts["status"]
    status.edit()
    status.editor.box.setCurrentIndex(status.editor.box.findData("customer"))
    qtbot.keyClick(status.editor.box, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert shown(window).values["status"] == "customer"
    qtbot.mouseClick(panel.facts["do_not_call"], LEFT)
    wait_idle(program.tasks)
    assert shown(window).values["do_not_call"] is False


def test_several_lines_are_edited_together(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz", tags=("VIP",))
    panel = details(program, window)
    panel.unfold("phones")
    phones = panel.facts["phones"]
    (row,) = phones.editor.rows
    qtbot.keyClicks(row.first.main, "+49 30 1234567")
    qtbot.keyClick(row.first.main, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert [each["number"] for each in shown(window).values["phones"]] == ["+49 30 1234567"]
    tags = panel.facts["tags"]
    tags.edit()
    qtbot.keyClicks(tags.editor.line, "Fair")
    qtbot.keyClick(tags.editor.line, Qt.Key.Key_Return)  # a tag
    qtbot.keyClick(tags.editor.line, Qt.Key.Key_Return)  # done
    wait_idle(program.tasks)
    assert set(shown(window).values["tags"]) == {"VIP", "Fair"}


def test_add_detail_offers_what_is_empty_by_group(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz", job_title="Buyer")
    panel = details(program, window)
    menu = panel.menu()
    groups = {action.text(): action.menu() for action in menu.actions()}
    offered = {a.text() for sub in groups.values() for a in sub.actions()}  # type: ignore[attr-defined]
    assert {"Birthday", "Department", "Phone"} <= offered
    assert not {"Job title", "Last name", "Created"} & offered
    work = groups["Work"]
    next(a for a in work.actions() if a.text() == "Department").trigger()  # type: ignore[attr-defined]
    menu.close()
    fact = panel.facts["department"]
    assert fact.isVisible()
    qtbot.keyClicks(line_of(fact), "Sales")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert shown(window).values["department"] == "Sales"
    assert fact.isVisible()


def test_what_was_asked_for_and_left_empty_folds_away_again(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz")
    panel = details(program, window)
    panel.unfold("department")
    fact = panel.facts["department"]
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not fact.isVisible())


# -------------------------------------------------------------------------------- in the card


def test_the_card_edits_the_main_phone_and_keeps_the_others(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    numbers = ("+49 30 1111111", "+49 30 2222222")
    rows = tuple({"number": each, "type": "work"} for each in numbers)
    made(program, window, last_name="Ruiz", phones=rows)
    fact = window.page.record_pane.card.facts["phones"]
    link = fact.findChild(Link)
    assert link is not None
    window.activateWindow()
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    type_over(qtbot, fact, "+49 30 3333333")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    phones = shown(window).values["phones"]
    assert {each["number"] for each in phones} == {"+49 30 3333333", "+49 30 2222222"}
    assert {each["type"] for each in phones} == {"work"}


def test_the_city_is_edited_with_its_address(program: Application, window: MainWindow) -> None:
    made(program, window, last_name="Ruiz", addresses=({"city": "Ulm"},))
    pane = window.page.record_pane
    pane.card.facts["city"].edit()
    wait_idle(program.tasks)
    assert pane.card.facts["city"].editor is None
    assert pane.parts["details"].facts["addresses"].editor is not None
    pane.parts["details"].facts["addresses"].revert()


def test_a_double_click_on_the_name_edits_it(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    company: list[Record] = []
    create = records.create.call("company", {"name": "Lupa"})
    program.tasks.command(window, create, done=company.append)
    wait_idle(program.tasks)
    window.go_to("company", Ref(company[0].id, "Lupa"))
    wait_idle(program.tasks)
    pane = window.page.record_pane
    qtbot.mouseDClick(pane.head.name, LEFT)
    wait_idle(program.tasks)
    fact = pane.parts["details"].facts["name"]
    type_over(qtbot, fact, " ")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    assert fact.note.text() == "Name is needed."
    type_over(qtbot, fact, "Lupa Group")
    qtbot.keyClick(line_of(fact), Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert pane.head.name.text() == shown(window).label == "Lupa Group"


def test_facts_lead_to_other_programs_and_records(
    program: Application, window: MainWindow, answers: Answers, qtbot: QtBot
) -> None:
    company: list[Record] = []
    create = records.create.call("company", {"name": "Lupa"})
    program.tasks.command(window, create, done=company.append)
    wait_idle(program.tasks)
    made(
        program,
        window,
        last_name="Ruiz",
        company=Ref(company[0].id, "Lupa"),
        phones=({"number": "+49 30 1111111"},),
        emails=({"address": "a@lupa.example"},),
        web_links=({"url": "lupa.example"},),
        addresses=({"street": "Hauptstraße 1", "city": "Ulm"},),
    )
    panel = details(program, window)
    for key in ("phones", "emails", "web_links", "addresses"):
        link = panel.facts[key].findChild(Link)
        assert link is not None
        qtbot.mouseClick(link, LEFT)
    tel, mail, web, place = answers.opened
    assert (tel, mail, web) == ("tel:+49301111111", "mailto:a@lupa.example", "https://lupa.example")
    assert place.startswith("https://www.openstreetmap.org/search?query=Hauptstra%C3%9Fe%201")
    link = window.page.record_pane.card.facts["company"].findChild(Link)
    assert link is not None
    QTest.keyClick(link, Qt.Key.Key_Space)
    wait_idle(program.tasks)
    assert window.current == "company"
    assert shown(window).label == "Lupa"


def test_tab_goes_through_the_facts_as_they_stand(program: Application, window: MainWindow) -> None:
    made(program, window, last_name="Zzz", job_title="Buyer")
    made(
        program,
        window,
        last_name="Ruiz",
        first_name="Anna",
        job_title="Buyer",
        phones=({"number": "+49 30 1111111"},),
        emails=({"address": "a@lupa.example"},),
    )
    panel = details(program, window)
    window.activateWindow()
    panel.facts["first_name"].setFocus()
    seen: list[str] = []
    for _step in range(5):
        widget = window.focusWidget()
        assert widget is not None
        seen.append(widget.accessibleName())
        window.focusNextPrevChild(True)
    assert seen == [
        "First name: Anna",
        "Last name: Ruiz",
        "Job title: Buyer",
        "Phone: +49 30 1111111",
        "E-mail: a@lupa.example",
    ]


def test_a_fact_is_copied(program: Application, window: MainWindow, qtbot: QtBot) -> None:
    made(program, window, last_name="Ruiz", job_title="Buyer")
    fact = details(program, window).facts["job_title"]
    fact.setFocus()
    qtbot.keyClick(fact, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Buyer"


def test_computed_facts_cannot_be_typed_over(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz")
    fact = details(program, window).facts["created_at"]
    qtbot.mouseClick(fact, LEFT)
    fact.edit()
    assert fact.editor is None


def test_a_map_of_an_address_of_few_words() -> None:
    assert map_of({"city": "Ulm"}).endswith("?query=Ulm")
    assert map_of({"type": "work"}) == ""


# ------------------------------------------------------------------------------------- photo


def test_a_photo_is_made_small_shown_and_removed(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Any
) -> None:
    from PySide6.QtGui import QImage

    large = QImage(1600, 1200, QImage.Format.Format_RGB32)
    large.fill(Qt.GlobalColor.darkGreen)
    large.save(str(tmp_path / "face.png"))
    made(program, window, last_name="Ruiz")
    head = window.page.record_pane.head
    answers.will_say(tmp_path / "face.png")
    head.choose_photo()
    wait_idle(program.tasks)
    data = shown(window).values["photo"]
    assert data is not None
    small = QImage.fromData(data)
    assert max(small.width(), small.height()) == 512
    assert window.toast.label.text() == "Photo saved"
    window.toast.button.click()
    wait_idle(program.tasks)
    assert shown(window).values["photo"] is None


def test_what_is_no_picture_is_said(
    program: Application, window: MainWindow, tmp_path: Any
) -> None:
    made(program, window, last_name="Ruiz")
    (tmp_path / "face.png").write_bytes(b"no picture")
    window.page.record_pane.head.take_photo(tmp_path / "face.png")
    wait_idle(program.tasks)
    assert "is no picture" in window.toast.label.text()
    assert not window.toast.button.isVisible()

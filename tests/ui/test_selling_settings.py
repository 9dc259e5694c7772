"""The sections of the settings that are about selling, worked with keys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.changes import everything
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.papers import series
from crm_desktop.services.sales.pipeline import pipelines
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import ChoiceEditor
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.palette_sources import settings as palette_settings
from crm_desktop.ui.selling.limits import ApprovalSection, QuotesSection
from crm_desktop.ui.selling.numbers import NumbersSection
from crm_desktop.ui.selling.pipelines import PipelinesSection
from crm_desktop.ui.selling.records import RecordsSection
from crm_desktop.ui.selling.sections import SECTIONS
from tests.ui.forms import line
from tests.ui.sections import (
    CTRL,
    Key,
    Shown,
    form_in,
    go_to,
    go_to_section,
    text_of,
    type_in,
    words,
)
from tests.ui.waiting import elsewhere, settle, workspace_of


@pytest.fixture
def shown(program: Application, window: MainWindow, qtbot: QtBot) -> Shown:
    """Goes to a section."""
    return partial(go_to_section, program, window, qtbot)


# ----------------------------------------------------------------------------- the page


def test_sections_are_chosen_with_the_arrows(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page("settings")
    page = window.settings()
    assert page.section == "program"
    page.list.setFocus()
    qtbot.keyClick(page.list, Key.Key_Down)  # the heading is passed by
    settle(program)
    assert page.section == "pipelines"
    assert isinstance(page.made["pipelines"], PipelinesSection)
    qtbot.keyClick(page.list, Key.Key_End)
    settle(program)
    assert page.section == "numbers"


def test_without_an_office_there_is_only_the_program(
    program: Application, window: MainWindow
) -> None:
    page = window.settings()
    window.show_page("settings")
    page.show_section("approval")
    settle(program)
    program.leave()
    settle(program)
    assert (page.section, page.made, page.sections()) == ("program", {}, ())
    item = page.list.item(page._row("approval"))
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled


def test_the_palette_leads_to_each_section(program: Application, window: MainWindow) -> None:
    entries = {entry.label: entry for entry in palette_settings(window.settings())}
    for each in SECTIONS:
        assert each.title in entries
    entries["Approval limits"].run()
    settle(program)
    assert window.settings().isVisible()
    assert window.settings().section == "approval"


def test_who_may_not_change_settings_reads_them(
    program: Application, window: MainWindow, shown: Shown
) -> None:
    reader = replace(workspace_of(program), permissions=permissions_of("readonly", alone=False))
    program.tasks._workspace = reader
    section: PipelinesSection = shown("pipelines")
    assert not section.stages.add_button.isEnabled()
    assert not section.pipelines.delete_button.isEnabled()
    limits: ApprovalSection = shown("approval")
    assert not limits.form.editors["discount"].isEnabled()


def test_large_text_fits_a_narrow_screen(program: Application, window: MainWindow) -> None:
    program.context.settings.change(text_size=160)
    program.rebuild()
    settle(program)
    program.window.show_page("settings")
    page = program.window.settings()
    least = page.minimumSizeHint().width()
    for each in SECTIONS:
        page.show_section(each.key)
        settle(program)
        assert page.minimumSizeHint().width() == least, each.key


# ----------------------------------------------------------------------------- pipelines


def test_stages_are_moved_with_keys_and_undone(
    program: Application, window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    section: PipelinesSection = shown("pipelines")
    before = words(section.stages)
    go_to(section.stages, "Qualified")
    qtbot.keyClick(section.stages, Key.Key_Up, CTRL)
    settle(program)
    assert words(section.stages)[:2] == ["Qualified", "New enquiry"]
    assert section.stages.currentRow() == 0
    qtbot.keyClick(section.stages, Key.Key_Up, CTRL)  # it is the first one
    qtbot.keyClick(section.stages, Key.Key_Down, CTRL)
    settle(program)
    assert words(section.stages) == before
    window.commands["undo"].trigger()
    settle(program)
    assert words(section.stages)[:2] == ["Qualified", "New enquiry"]


def test_a_row_is_dragged(program: Application, shown: Shown) -> None:
    section: PipelinesSection = shown("pipelines")
    table = section.stages
    go_to(table, "New enquiry")
    place = table.visualRect(table.model().index(2, 0))
    mime = QMimeData()
    event = QDropEvent(
        QPointF(place.center()),
        Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    table.dropEvent(event)
    settle(program)
    found = elsewhere(lambda: pipelines.overview(workspace_of(program)))
    assert [each.name for each in found[0].stages][:3] == words(table)[:3]
    assert words(table).index("New enquiry") in (1, 2)


def test_a_stage_is_made_and_edited(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: PipelinesSection = shown("pipelines")
    section.stages.setFocus()
    qtbot.keyClick(section.stages, Key.Key_Insert)
    form = form_in(section)
    line(form, "name").setText("Demo given")
    line(form, "probability").setText("50")
    form.submit()
    settle(program)
    assert "Demo given" in words(section.stages)
    go_to(section.stages, "Demo given")
    qtbot.keyClick(section.stages, Key.Key_Return)
    settle(program)
    form = form_in(section)
    line(form, "name").setText("Demo shown")
    line(form, "rot_days").setText("10")
    form.submit()
    settle(program)
    at = words(section.stages).index("Demo shown")
    assert words(section.stages, 3)[at] == "10 days"


def test_a_stage_with_deals_asks_where_they_go(
    program: Application, window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    section: PipelinesSection = shown("pipelines")
    count = words(section.stages, 4)[words(section.stages).index("New enquiry")]
    assert int(count) > 0
    go_to(section.stages, "New enquiry")
    qtbot.keyClick(section.stages, Key.Key_Delete)
    assert section.mover is not None
    box = section.mover.box
    assert "Sales: Won" not in [box.itemText(at) for at in range(box.count())]
    box.setCurrentIndex(box.findText("Sales: Negotiation"))
    qtbot.keyClick(section.mover, Key.Key_Return)
    settle(program)
    assert "New enquiry" not in words(section.stages)
    assert "Deleted New enquiry" in window.toast.label.text()
    window.toast.button.click()
    settle(program)
    at = words(section.stages).index("New enquiry")
    assert words(section.stages, 4)[at] == count


def test_a_pipeline_is_made_renamed_put_away_and_deleted(
    program: Application, window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    section: PipelinesSection = shown("pipelines")
    section.pipelines.setFocus()
    qtbot.keyClick(section.pipelines, Key.Key_Insert)
    form = form_in(section)
    line(form, "name").setText("Projects")
    form.submit()
    settle(program)
    go_to(section.pipelines, "Projects")
    settle(program)
    assert section._of.text() == "Stages of Projects"
    assert words(section.stages) == []
    section.default_button.click()
    settle(program)
    assert words(section.pipelines, 1) == ["", "", "", "For new deals"]
    section.archive_button.click()
    settle(program)
    assert words(section.pipelines, 1) == ["For new deals", "", "", "No longer used"]
    go_to(section.pipelines, "Projects")
    assert section.archive_button.accessibleName() == "Use again"
    qtbot.keyClick(section.pipelines, Key.Key_Delete)
    settle(program)
    assert "Projects" not in words(section.pipelines)
    go_to(section.pipelines, "Sales")
    qtbot.keyClick(section.pipelines, Key.Key_Delete)
    settle(program)
    assert "deals are in this pipeline" in section.notice.label.text()
    assert "Sales" in words(section.pipelines)


def test_a_change_of_a_colleague_shows_by_itself(
    program: Application, window: MainWindow, shown: Shown
) -> None:
    section: PipelinesSection = shown("pipelines")
    workspace = workspace_of(program)

    def rename() -> None:
        key = pipelines.overview(workspace)[0].stages[0].id
        record = records.load(workspace, "stage", key)
        records.save(workspace, "stage", key, {"name": "Renamed"}, version=record.version)

    elsewhere(rename)
    program.tasks.changed.emit(everything(others=True))
    settle(program)
    assert words(section.stages)[0] == "Renamed"


# ------------------------------------------------------------------------------- records


def test_a_lost_reason_is_made_moved_and_deleted(
    program: Application, window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    section: RecordsSection = shown("lost_reasons")
    assert words(section.table)[:2] == ["Price", "Timing"]
    qtbot.keyClick(section.table, Key.Key_Insert)
    form = form_in(section)
    line(form, "name").setText("Moved away")
    form.submit()
    settle(program)
    assert words(section.table)[-1] == "Moved away"
    go_to(section.table, "Moved away")
    qtbot.keyClick(section.table, Key.Key_Up, CTRL)
    settle(program)
    assert words(section.table)[-2] == "Moved away"
    qtbot.keyClick(section.table, Key.Key_Delete)
    settle(program)
    assert "Moved away" not in words(section.table)
    window.toast.button.click()
    settle(program)
    assert words(section.table)[-2] == "Moved away"


def test_taxes_say_their_rates_and_one_is_the_default(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: RecordsSection = shown("taxes")
    rates = dict(zip(words(section.table), words(section.table, 2), strict=True))
    assert rates["Standard rate"] == "DE 19 %"
    go_to(section.table, "Reduced rate")
    section.default_button.click()
    settle(program)
    use = dict(zip(words(section.table), words(section.table, 3), strict=True))
    assert (use["Reduced rate"], use["Standard rate"]) == ("For new products", "")
    assert not section.default_button.isEnabled()


def test_a_rate_of_a_currency_is_added(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: RecordsSection = shown("currencies")
    few = len(words(section.table))
    section.all.click()
    settle(program)
    assert len(words(section.table)) > few + 50
    go_to(section.table, "CHF")
    qtbot.keyClick(section.table, Key.Key_F2)
    settle(program)
    form = form_in(section)
    cast("Any", form.editors["in_use"]).tick.click()
    rates: Any = form.editors["rates"]
    rates.add.click()
    row = rates.rows[-1]
    row.editors["valid_from"].line.setText(f"{program.context.today():%Y-%m-%d}")
    row.editors["rate"].line.setText("1.0712")
    form.submit()
    settle(program)
    section.all.click()
    settle(program)
    told = dict(zip(words(section.table), words(section.table, 4), strict=True))
    assert told["CHF"].startswith("1 CHF = 1.0712 EUR since ")
    assert told["EUR"] == "The currency of your office"
    assert not section.table.delete_button.isVisible()


# ------------------------------------------------------------------------------- fields


def test_limits_are_kept_when_a_field_is_left(
    program: Application, window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    section: ApprovalSection = shown("approval")
    edit = type_in(qtbot, section.form, "discount", "12.5")
    qtbot.keyClick(edit, Key.Key_Tab)
    settle(program)
    found = elsewhere(lambda: settings.load(workspace_of(program))).limits
    assert str(found.discount) == "12.5"
    edit = type_in(qtbot, section.form, "margin", "200")
    qtbot.keyClick(edit, Key.Key_Return)
    settle(program)
    assert "between -100 and 100" in section.form.notes["margin"].text()
    assert section.form.notes["margin"].isVisible()
    qtbot.keyClick(edit, Key.Key_Escape)
    assert edit.text() == ""
    assert not section.form.notes["margin"].isVisible()
    window.commands["undo"].trigger()
    settle(program)
    assert text_of(section.form, "discount").text() == ""


def test_what_is_wrong_does_not_stop_the_rest(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: ApprovalSection = shown("approval")
    type_in(qtbot, section.form, "margin", "much")
    edit = type_in(qtbot, section.form, "net", "5000")
    qtbot.keyClick(edit, Key.Key_Return)
    settle(program)
    found = elsewhere(lambda: settings.load(workspace_of(program))).limits
    assert (found.margin, found.net) == (None, 5000)
    assert "not a number" in section.form.notes["margin"].text()
    assert text_of(section.form, "margin").text() == "much"


def test_a_choice_holds_at_once(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: QuotesSection = shown("quotes")
    box = cast("ChoiceEditor", section.form.editors["tax_mode"]).box
    box.setFocus()
    qtbot.keyClick(box, Key.Key_Down)
    settle(program)
    tick = cast("Any", section.form.editors["prices_include_tax"]).tick
    tick.setFocus()
    qtbot.keyClick(tick, Key.Key_Space)
    type_in(qtbot, section.form, "validity_days", "14")
    window = section.window()
    cast("MainWindow", window).show_page("person")  # leaving the page keeps it too
    settle(program)
    found = elsewhere(lambda: settings.load(workspace_of(program))).quotes
    assert (found.tax_mode, found.prices_include_tax, found.validity_days) == ("line", True, 14)


def test_typing_goes_on_while_a_colleague_saves(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: ApprovalSection = shown("approval")
    workspace = workspace_of(program)
    type_in(qtbot, section.form, "discount", "7")

    def theirs() -> None:
        found = settings.load(workspace).limits
        settings.save_approval_limits(workspace, replace(found, net=Decimal(900)), found)

    elsewhere(theirs)
    program.tasks.changed.emit(everything(others=True))
    settle(program)
    assert text_of(section.form, "discount").text() == "7"
    assert text_of(section.form, "net").text() == "900"
    section.commit()
    settle(program)
    found = elsewhere(lambda: settings.load(workspace)).limits
    assert (found.discount, found.net) == (7, 900)


def test_the_same_field_changed_by_a_colleague_is_told(
    program: Application, shown: Shown, qtbot: QtBot
) -> None:
    section: ApprovalSection = shown("approval")
    workspace = workspace_of(program)
    edit = type_in(qtbot, section.form, "discount", "7")

    def theirs() -> None:
        found = settings.load(workspace).limits
        settings.save_approval_limits(workspace, replace(found, discount=Decimal(20)), found)

    elsewhere(theirs)
    program.tasks.changed.emit(everything(others=True))
    settle(program)
    assert edit.text() == "7"
    assert "Somebody else has just changed this" in section.form.notes["discount"].text()
    qtbot.keyClick(edit, Key.Key_Escape)
    assert edit.text() == "20"
    assert not section.form.notes["discount"].isVisible()


# ------------------------------------------------------------------------------- numbers


def test_a_pattern_shows_its_next_number(program: Application, shown: Shown, qtbot: QtBot) -> None:
    section: NumbersSection = shown("numbers")
    year = program.context.today().year
    begin = f"Next: Q-{year}-"
    assert section.examples["quote"].text().startswith(begin)
    number = int(section.examples["quote"].text().removeprefix(begin))
    edit = type_in(qtbot, section.form, "quote", "AN{yy}/{number:3}")
    assert section.examples["quote"].text() == f"Next: AN{year % 100}/{number:03}"
    qtbot.keyClick(edit, Key.Key_Return)
    settle(program)
    found = {each.kind: each.pattern for each in elsewhere(lambda: _series(program))}
    assert found["quote"] == "AN{yy}/{number:3}"
    edit = type_in(qtbot, section.form, "quote", "AN{year}")
    qtbot.keyClick(edit, Key.Key_Return)
    settle(program)
    assert "{number} once" in section.form.notes["quote"].text()
    assert section.examples["quote"].text() == ""
    found = {each.kind: each.pattern for each in elsewhere(lambda: _series(program))}
    assert found["quote"] == "AN{yy}/{number:3}"


def _series(program: Application) -> Any:
    return series.overview(workspace_of(program))

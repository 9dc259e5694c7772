"""Every page, dialog and empty state, and how to get there: for tests that walk through them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop import paths
from crm_desktop.services.duplicates import Likely
from crm_desktop.services.queries import Filter, Op
from crm_desktop.services.validation import Merge
from crm_desktop.ui.application import Application
from crm_desktop.ui.bell import News
from crm_desktop.ui.bug_dialog import BugDialog
from crm_desktop.ui.forecast.explain import Explanation
from crm_desktop.ui.form_hints import DuplicateHint
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.pages.board_page import BoardDisplay
from crm_desktop.ui.pages.forecast_page import ForecastDisplay
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.selling.pipelines import PipelinesSection
from crm_desktop.ui.selling.sections import SECTIONS
from tests.ui.forms import form_of
from tests.ui.order_places import ORDER_PLACES
from tests.ui.quote_places import QUOTE_PLACES
from tests.ui.waiting import wait_idle

Place = Callable[[Application, MainWindow], QWidget]
# Actions whose dialog is walked through as it opens.
DIALOGS = (
    "about",
    "add_to_list",
    "bulk_assign",
    "bulk_edit",
    "bulk_tag",
    "colleagues",
    "filter",
    "new_call",
    "new_company",
    "new_list",
    "new_note",
    "new_task",
    "office",
    "save_list_as",
    "shortcuts",
    "undo_history",
)
PAGES = (
    "person",
    "company",
    "lead",
    "deal",
    "product",
    "activity",
    "note",
    "today",
    "trash",
    "settings",
)


def page(key: str) -> Place:
    """A page of the navigation."""

    def opened(program: Application, window: MainWindow) -> QWidget:
        window.show_page(key)
        return window

    opened.__name__ = key
    return opened


def dialog(key: str) -> Place:
    """The dialog an action opens."""

    def opened(program: Application, window: MainWindow) -> QWidget:
        before = set(QApplication.topLevelWidgets())
        window.commands[key].trigger()
        wait_idle(program.tasks)
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w not in before]
        assert len(shown) == 1, f"{key} opened {shown}"
        return shown[0]

    opened.__name__ = key
    return opened


def details(program: Application, window: MainWindow) -> QWidget:
    window.page.record_pane._tabs.setCurrentIndex(1)
    return window


def fact_edited(program: Application, window: MainWindow) -> QWidget:
    pane = window.page.record_pane
    pane.show_part("details")
    pane.parts["details"].unfold("birthday")
    fact = pane.parts["details"].facts["birthday"]
    fact.editor.line.setText("31.02.1985")
    fact.commit()
    return window


def related(program: Application, window: MainWindow) -> QWidget:
    window.page.record_pane.show_part("related")
    return window


def files(program: Application, window: MainWindow) -> QWidget:
    window.page.record_pane.show_part("files")
    return window


def history(program: Application, window: MainWindow) -> QWidget:
    window.page.record_pane.show_part("history")
    return window


def composer(program: Application, window: MainWindow) -> QWidget:
    window.page.record_pane.note.setPlainText("/task Send the contract tomorrow 10:30")
    return window


def record_page(program: Application, window: MainWindow) -> QWidget:
    window.commands["open_page"].trigger()
    return window


def merging(program: Application, window: MainWindow) -> QWidget:
    """Two contacts side by side."""
    view = window.page.view
    view.go_to(0)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.commands["merge"].trigger()
    wait_idle(program.tasks)
    dialog = window.merge_work().dialog
    assert dialog is not None
    return dialog


def merging_one(program: Application, window: MainWindow) -> QWidget:
    """The question which is the other one."""
    window.page.view.go_to(0)
    wait_idle(program.tasks)
    window.commands["merge"].trigger()
    wait_idle(program.tasks)
    dialog = window.merge_work().asking
    assert dialog is not None
    return dialog


def converting(program: Application, window: MainWindow) -> QWidget:
    window.show_page("lead")
    wait_idle(program.tasks)
    window.page.view.go_to(0)
    wait_idle(program.tasks)
    window.commands["convert"].trigger()
    wait_idle(program.tasks)
    dialog = window.lead_work().dialog
    assert dialog is not None
    return dialog


def disqualifying(program: Application, window: MainWindow) -> QWidget:
    window.show_page("lead")
    wait_idle(program.tasks)
    window.commands["disqualify"].trigger()
    dialog = window.lead_work().dialog
    assert dialog is not None
    return dialog


def deal_page(program: Application, window: MainWindow) -> QWidget:
    window.show_page("deal")
    window.page.displays.show("table")
    wait_idle(program.tasks)
    window.commands["open_page"].trigger()
    wait_idle(program.tasks)
    assert window.places.page is not None
    window.places.page.show_part("lines")  # type: ignore[union-attr]  # pyright: ignore
    return window


def nothing_found(program: Application, window: MainWindow) -> QWidget:
    window.top_bar.search.setText("zzzzzz")
    return window


def empty_list(program: Application, window: MainWindow) -> QWidget:
    """With the first steps over it."""
    program.create(str(paths.data_dir() / "empty.crm"), "Bellini Interiors")
    return window


def start_page(program: Application, window: MainWindow) -> QWidget:
    program.leave()
    window.start_page._begin(Way.SERVER)
    window.start_page.notice.say("The server does not answer.", "problem", "Try again", print)
    return window


def form(program: Application, window: MainWindow) -> QWidget:
    window.commands["edit"].trigger()
    wait_idle(program.tasks)
    return form_of(window)


def helped_form(program: Application, window: MainWindow) -> QWidget:
    """A new contact with everything that can help: an offer, a hint, words, a problem."""
    window.commands["new_person"].trigger()
    wait_idle(program.tasks)
    made = form_of(window)
    go_on = ("Disc&ard it", lambda: None)
    made.offer.say("You were adding a new contact.", "", "&Go on", lambda: None, go_on)
    made.tell("Filled in: First name.", "&Undo", lambda: None)
    hint = made.findChild(DuplicateHint)
    assert isinstance(hint, DuplicateHint)
    hint._show((Likely(UUID(int=1), "Anna Ruiz", "Almacenes Sur S.L.", ("email", "name")),))
    made.editors["company"].propose("Quite Unheard Of Ltd")  # type: ignore[attr-defined]
    wait_idle(program.tasks)
    return made


def filter_values(program: Application, window: MainWindow) -> QWidget:
    window.page.filters.add(Filter("status", Op.IN, ("customer",)))
    wait_idle(program.tasks)
    window.page.filters.chips[0].click()
    assert window.page.filters.panel is not None
    return window.page.filters.panel


def conflict(program: Application, window: MainWindow) -> QWidget:
    record = window.page.pane.record
    assert record is not None
    mine, theirs = {"job_title": "Owner"}, {"job_title": "Chief buyer of the whole company"}
    sides = Sides(record.values, mine, theirs)
    made = MergeDialog(window.page.entity, Merge({}, ("job_title", "phones")), sides, window)
    made.open()
    return made


def bug(program: Application, window: MainWindow) -> QWidget:
    made = BugDialog("Traceback", None, window)
    made.open()
    return made


def help_window(program: Application, window: MainWindow) -> QWidget:
    window.help.show("start")
    assert window.help.window is not None
    return window.help.window


def bell(program: Application, window: MainWindow) -> QWidget:
    window.bell.tell(News("check", "Import of people.csv: it has ended", "14:30"))
    window.bell.open()
    assert window.bell.panel is not None
    return window.bell.panel


def palette(program: Application, window: MainWindow) -> QWidget:
    """It lies over the window, which is dimmed meanwhile."""
    window.commands["palette"].trigger()
    return window.palette_card()


def settings_section(key: str) -> Place:
    """A section of the settings."""

    def opened(program: Application, window: MainWindow) -> QWidget:
        window.show_page("settings")
        window.settings().show_section(key)
        return window

    opened.__name__ = f"settings_{key}"
    return opened


def board(program: Application, window: MainWindow) -> QWidget:
    """The deals by stage, one column folded, and the question after a move."""
    window.show_page("deal")
    wait_idle(program.tasks)
    window.commands["display_board"].trigger()
    wait_idle(program.tasks)
    shown = window.page.displays.shown
    assert isinstance(shown, BoardDisplay)
    shown.view.columns[2].fold_button.click()
    window.deal_moves().line.ask((UUID(int=1),), "Pallet racks for a quite large warehouse")
    return window


def lost_deal(program: Application, window: MainWindow) -> QWidget:
    """Why is it lost?"""
    board(program, window)
    window.commands["lose"].trigger()
    wait_idle(program.tasks)
    dialog = window.deal_moves().dialog
    assert dialog is not None
    return dialog


def forecast(program: Application, window: MainWindow) -> QWidget:
    """The deals by month."""
    window.show_page("deal")
    wait_idle(program.tasks)
    window.commands["display_forecast"].trigger()
    wait_idle(program.tasks)
    return window


def _forecast_of(program: Application, window: MainWindow) -> ForecastDisplay:
    forecast(program, window)
    shown = window.page.displays.shown
    assert isinstance(shown, ForecastDisplay)
    return shown


def forecast_past(program: Application, window: MainWindow) -> QWidget:
    """The deals by month as they were."""
    shown = _forecast_of(program, window)
    shown.bar.day.set_value(program.context.today() - timedelta(days=20))
    shown.bar.day.line.editingFinished.emit()
    return window


def forecast_movement(program: Application, window: MainWindow) -> QWidget:
    """What moved between two days."""
    _forecast_of(program, window).show_mode("movement")
    return window


def forecast_explained(program: Application, window: MainWindow) -> QWidget:
    """How the figures of a month are reckoned."""
    shown = _forecast_of(program, window)
    shown.months.columns[0].head.explain_button.click()
    return shown.findChildren(Explanation)[-1]


def quotas(program: Application, window: MainWindow) -> QWidget:
    """What is to be sold."""
    shown = _forecast_of(program, window)
    shown.show_quotas()
    assert shown.dialog is not None
    return shown.dialog


def stage_deleted(program: Application, window: MainWindow) -> QWidget:
    """The question where its deals are to go."""
    settings_section("pipelines")(program, window)
    wait_idle(program.tasks)
    section = window.settings().made["pipelines"]
    assert isinstance(section, PipelinesSection)
    section.stages.delete_button.click()
    assert section.mover is not None
    return section.mover


LAST = (empty_list, start_page)  # they leave the store the others look at
PLACES: tuple[Place, ...] = (
    *(page(key) for key in PAGES),
    *(settings_section(each.key) for each in SECTIONS),
    stage_deleted,
    *(dialog(key) for key in DIALOGS),
    details,
    fact_edited,
    related,
    files,
    history,
    composer,
    record_page,
    converting,
    merging,
    merging_one,
    disqualifying,
    deal_page,
    nothing_found,
    form,
    helped_form,
    filter_values,
    conflict,
    bug,
    help_window,
    bell,
    palette,
    board,
    lost_deal,
    forecast,
    forecast_past,
    forecast_movement,
    forecast_explained,
    quotas,
    *ORDER_PLACES,
    *QUOTE_PLACES,
    *LAST,
)


def leave(widget: QWidget) -> None:
    """Close what was opened for a walk."""
    if isinstance(widget, QDialog):
        widget.done(0)
    elif not isinstance(widget, MainWindow):
        widget.close()

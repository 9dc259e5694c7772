"""Pictures of every page: python3 dev.py screenshots --out DIR [--only WORD] [--language de]

The real window on a store with sample data, offscreen, in light and dark, at single and double
density. A dialog is pictured over its window.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop import i18n, paths
from crm_desktop.app import make_qt
from crm_desktop.i18n import _
from crm_desktop.services import demo_data, listing, opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, Op
from crm_desktop.services.validation import merge
from crm_desktop.services.watching import Link, Reach
from crm_desktop.settings import Appearance, Contrast, Density, SettingsFile
from crm_desktop.ui import theme
from crm_desktop.ui.about_dialog import AboutDialog
from crm_desktop.ui.application import Application
from crm_desktop.ui.bell import FAILED, News
from crm_desktop.ui.bug_dialog import BugDialog
from crm_desktop.ui.bulk_dialog import FieldDialog
from crm_desktop.ui.colleagues_dialog import ColleaguesDialog
from crm_desktop.ui.form import Form
from crm_desktop.ui.form_hints import DuplicateHint, PasteButton
from crm_desktop.ui.language import speak
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.pages.record_page import RecordPage
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.print_preview import PrintPreview
from crm_desktop.ui.selling.letterhead import LetterheadSection
from crm_desktop.ui.selling.sections import SECTIONS
from crm_desktop.ui.selling.texts import TextsSection
from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog
from crm_desktop.ui.undo_history import UndoHistory
from crm_desktop.ui.widgets.overlay import Job, JobCard
from tests.tools import (
    board_pictures,
    day_pictures,
    forecast_pictures,
    import_pictures,
    merge_pictures,
    order_pictures,
    quote_pictures,
    selling_pictures,
)
from tests.tools.kept_lists import FAIR, VIEW, keep_lists

CONTACTS = 1_284
WIDTH, HEIGHT = 1280, 800
# At double density too.
DENSE = {"contacts", "companies", "form", "conflict", "start", "board", "quote"}
SALES = {
    "customers": "CustomerID,CompanyName,ContactName\nC1,Lupa,Anna Ruiz\nC2,Vega,Ben Okafor\n",
    "products": "ProductID,ProductName,CategoryID,UnitPrice\n11,Rack,5,10\n12,Label,5,0.335\n",
    "categories": "CategoryID,CategoryName\n5,Warehouse\n",
    "orders": "OrderID,CustomerID,Order Date,Shipped Date,Freight\n"
    "7001,C1,2026-03-04,2026-03-10,12.50\n7002,C9,2026-03-05,,\n",
    "order_details": "OrderID,ProductID,UnitPrice,Quantity,Discount\n"
    "7001,11,9.8,10,0.15\n7001,12,0.335,3,0\n7002,77,10,1,0\n",
}
IMPORTED = """First name,Last name,Company,E-mail,Phone,Birthday
Anna,Ruiz,Almacenes Sur,anna.ruiz@almacenes.example,+34 954 555 012,
Ben,Okafor,Harbour Ltd,ben@harbour.example,+44 20 7946 0018,1985-03-27
Chloé,Dubois,Maison Verte,chloe@maison.example,,31.02.1985
Daniel,Kim,Cobalt Labs,daniel@cobalt.example,about noon,
Fatima,Zahra,Atlas Exports,fatima@atlas.example,+212 522 555 011,
"""

SIGNATURE = """Best regards,

Anna Ruiz
Head of Procurement

Almacenes Sur S.L.
Calle Sierpes 12
41004 Sevilla
T +34 954 555 012 | M +34 600 123 456
anna.ruiz@almacenes.example | www.almacenes.example
"""


class Studio:
    """The window, and what is needed to show it in a certain state."""

    def __init__(self, out: Path, home: Path) -> None:
        self.out, self.home = out, home
        self.app: QApplication = make_qt([])
        self.program = Application(self.app, SettingsFile())
        self.window: MainWindow = self.program.window
        self.window.resize(WIDTH, HEIGHT)
        self.program.start(str(home / "office.crm"), [])
        self.settle()

    def settle(self) -> None:
        """Let everything that is under way come to its end."""
        deadline = time.monotonic() + 30
        for _turn in range(3):
            self.app.processEvents()
            while not self.program.tasks.idle and time.monotonic() < deadline:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def dress(self, mode: str) -> None:
        """Light or dark."""
        self.program.context.settings.change(appearance=Appearance(mode))
        self.window.dressed.emit()
        self.settle()

    def show_list(self) -> None:
        """The contacts, the last spoken to on top, somebody with a long story chosen."""
        window = self.window
        window.show_page("person")
        window.page.set_order(())
        self.settle()
        window.page.view.header.toggle("last_contact_at")
        window.page.view.header.toggle("last_contact_at")
        self.settle()
        self._choose_somebody()
        window.page.view.hover_row(6)
        self.settle()

    def _choose_somebody(self) -> None:
        page = self.window.page
        for at in range(30):
            page.view.go_to(at)
            self.settle()
            record = page.pane.record
            items = sum(row.item is not None for row in page.pane.timeline.rows.all)
            if record is not None and items > 3 and record.values["tags"]:
                break
        page.view.verticalScrollBar().setValue(0)

    def record(self) -> Record:
        """The record that is shown."""
        record = self.window.page.pane.record
        assert record is not None
        return record

    # --------------------------------------------------------------------------------- shots

    def shoot(self, name: str, dialog: QWidget | None = None) -> None:
        """Write the window, with a dialog over it, at each density."""
        self.settle()
        mode = "dark" if theme.tokens().dark else "light"
        for scale in (1, 2) if name in DENSE else (1,):
            picture = QPixmap(self.window.size() * scale)
            picture.setDevicePixelRatio(scale)
            self.window.render(picture)
            if dialog is not None:
                self._put_over(picture, dialog)
            picture.save(str(self.out / f"{name}_{mode}_{scale}x.png"))

    def _put_over(self, picture: QPixmap, dialog: QWidget) -> None:
        scale = picture.devicePixelRatio()
        over = QPixmap(dialog.size() * scale)
        over.setDevicePixelRatio(scale)
        over.fill(Qt.GlobalColor.transparent)
        dialog.render(over)
        room = self.window.size() - dialog.size()
        place = QPoint(room.width() // 2, max(room.height() // 2 - 20, 0))
        painter = QPainter(picture)
        painter.fillRect(self.window.rect(), QColor(0, 0, 0, 70))
        for spread in range(8):
            painter.fillRect(
                dialog.rect().translated(place).adjusted(-spread, -spread, spread, spread + 3),
                QColor(0, 0, 0, 10),
            )
        painter.drawPixmap(place, over)
        painter.setPen(theme.color("border_strong"))
        painter.drawRect(dialog.rect().translated(place))
        painter.end()


# ------------------------------------------------------------------------------------ places


def contacts(studio: Studio) -> None:
    studio.shoot("contacts")


def contacts_compact(studio: Studio) -> None:
    page = studio.window.page
    page.set_density(Density.COMPACT)
    page.view.selectionModel().select(
        page.model.index(4, 0),
        page.view.selectionModel().SelectionFlag.Select
        | page.view.selectionModel().SelectionFlag.Rows,
    )
    studio.shoot("contacts_compact")
    page.set_density(Density.NORMAL)


def contacts_wide(studio: Studio) -> None:
    studio.window.resize(1720, 960)
    studio.shoot("contacts_wide")
    studio.window.resize(WIDTH, HEIGHT)


def details(studio: Studio) -> None:
    studio.window.page.record_pane._tabs.setCurrentIndex(1)
    studio.shoot("details")
    studio.window.page.record_pane._tabs.setCurrentIndex(0)


def companies(studio: Studio) -> None:
    studio.window.show_page("company")
    studio.settle()
    studio.window.page.view.go_to(2)
    studio.settle()
    studio.window.page.record_pane.show_part("related")
    studio.shoot("companies")
    studio.window.page.record_pane.show_part("timeline")


def record_page(studio: Studio) -> None:
    studio.window.places.open()
    studio.shoot("record_page")
    page = studio.window.places.page
    assert isinstance(page, RecordPage)
    page.show_part("history")
    studio.shoot("record_history")
    page.show_part("timeline")
    studio.window.places.close()


def files(studio: Studio) -> None:
    pane = studio.window.page.record_pane
    pane.show_part("files")
    studio.settle()
    panel = pane.parts["files"]
    if not panel.view.rows.all:
        studio.shoot("files_empty")
        folder = studio.home / "files"
        folder.mkdir(exist_ok=True)
        picture = QPixmap(640, 400)
        picture.fill(QColor("#3F8F7A"))
        picture.save(str(folder / "Warehouse plan.png"))
        (folder / "Framework agreement 2027.pdf").write_bytes(bytes(340_000))
        (folder / "Price list.xlsx").write_bytes(bytes(24_000))
        panel.add_files(sorted(folder.iterdir()))
        studio.settle()
        studio.window.toast.hide()
    studio.shoot("files")
    pane.show_part("timeline")


def fact_edited(studio: Studio) -> None:
    pane = studio.window.page.record_pane
    pane.show_part("details")
    details = pane.parts["details"]
    details.unfold("birthday")
    fact = details.facts["birthday"]
    fact.editor.line.setText("31.02.1985")
    fact.commit()
    studio.shoot("fact_edited")
    fact.revert()
    pane.show_part("timeline")


def groups(studio: Studio) -> None:
    """Companies by type, with the sum of a column; then only the headings; then on paper."""
    window = studio.window
    window.show_page("company")
    page = window.page
    page.set_columns(["name", "city", "status", "employees", "phones"])
    page.tools.group_by("status")
    studio.settle()
    page.view.go_to(1)
    page.view.go_to_cell(3)
    studio.settle()
    page.view.fold(frozenset({page.model.groups.starting(0).key}))
    page.view.go_to(1)
    studio.shoot("groups")
    page.view.fold(frozenset(group.key for group in page.model.groups.each))
    studio.shoot("groups_folded")
    page.view.fold(frozenset())
    page.tools.print()
    studio.settle()
    preview = window.findChild(PrintPreview)
    assert preview is not None
    studio.shoot("print_preview", preview)
    preview.reject()
    page.tools.group_by("")
    page.set_columns([])
    window.show_page("person")
    studio.settle()


def composer(studio: Studio) -> None:
    note = studio.window.page.record_pane.note
    note.setPlainText(f"/task Send the revised offer {_('Tomorrow').casefold()} 10:30")
    studio.shoot("composer")
    note.clear()


def many_selected(studio: Studio) -> None:
    page = studio.window.page
    page.view.setFocus()
    for _row in range(4):
        QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    studio.shoot("many_selected")
    for key, name in (("bulk_edit", "bulk_edit"), ("bulk_tag", "bulk_tag")):
        studio.window.commands[key].trigger()
        dialog = page.tools.dialog
        assert dialog is not None
        studio.settle()
        if isinstance(dialog, FieldDialog):
            dialog.field_box.setCurrentIndex(dialog.field_box.findData("status"))
            dialog.editor.set_value("partner")
            dialog.look()
        studio.shoot(name, dialog)
        dialog.reject()
    page.view.go_to(0)


def cell(studio: Studio) -> None:
    page = studio.window.page
    page.set_columns(["display_name", "company", "department", "status", "birthday"])
    studio.settle()
    page.view.go_to(3)
    page.view.go_to_cell(4)
    page.tools.edit_cell()
    cells = page.tools.cells
    assert cells is not None
    assert cells.editor is not None
    QTest.keyClicks(cells.editor.editor.main, "31.2.1980")
    QTest.keyClick(cells.editor.editor.main, Qt.Key.Key_Return)
    studio.shoot("cell")
    cells.leave()
    page.set_columns([])


def peek(studio: Studio) -> None:
    page = studio.window.page
    studio.window.commands["pane"].trigger()
    page.tools.peek()
    studio.shoot("peek")
    page.tools.end_peek()
    studio.window.commands["pane"].trigger()


def search(studio: Studio) -> None:
    studio.window.top_bar.search.setText("an")
    studio.settle()
    studio.window.page.filters.add(Filter("status", Op.IN, ("customer",)))
    studio.shoot("search")
    studio.window.page.show_all()


def filters(studio: Studio) -> None:
    """What a list can be filtered by, and how."""
    bar = studio.window.page.filters
    bar.set_filters(
        (
            Filter("tags", Op.IN, ("Key account", "Newsletter")),
            Filter("last_contact_at", Op.WITHIN, (-30,)),
            Filter("company.city", Op.CONTAINS, ("a",)),
            Filter("activities", Op.NOTEMPTY),
        )
    )
    bar.changed.emit()
    studio.settle()
    bar.open_panel()
    panel = bar.panel
    assert panel is not None
    studio.shoot("filter_choose", panel)
    panel.line.setText(f"{_('Company')} {_('City')}".casefold())
    studio.shoot("filter_found", panel)
    panel.close()
    for at, name in enumerate(("tags", "days", "text")):
        bar.chips[at].click()
        assert bar.panel is not None
        studio.shoot(f"filter_{name}", bar.panel)
        bar.panel.close()
    studio.shoot("filters")
    bar.set_filters((Filter("status", Op.IN, ("customer", "partner")),))
    bar.changed.emit()
    studio.settle()
    bar.chips[0].click()
    assert bar.panel is not None
    studio.shoot("filter_choices", bar.panel)
    bar.panel.close()
    studio.window.page.show_all()


def saved_list(studio: Studio) -> None:
    """A saved list that was changed, its menu, and a name for another one."""
    lists = studio.window.lists
    lists.show_view(next(view.id for view in lists.views if view.name == VIEW))
    studio.settle()
    studio.window.page.filters.set_filters((Filter("status", Op.IN, ("customer", "partner")),))
    studio.window.page.filters.changed.emit()
    studio.shoot("saved_list")
    menu = studio.window.page.title.menu()
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(0, 0))
    studio.shoot("saved_list_menu", menu)
    menu.close()
    lists.work.save_as()
    studio.shoot("saved_list_name", lists.work.dialog)
    assert lists.work.dialog is not None
    lists.work.dialog.reject()
    lists.work.discard()
    studio.window.choose_page("person")


def static_list(studio: Studio) -> None:
    """A list kept by hand, one that is empty, and how records come into it."""
    lists = studio.window.lists
    keys = {each.name: each.id for each in lists.lists}
    lists.show_list(keys[FAIR])
    studio.shoot("static_list")
    lists.work.choose_list()
    studio.shoot("add_to_list", lists.work.dialog)
    assert lists.work.dialog is not None
    lists.work.dialog.reject()
    lists.show_list(keys["Christmas cards"], "person")
    studio.shoot("static_list_empty")
    lists.show_favourites("person")
    studio.shoot("favourites")
    studio.window.choose_page("person")


def nothing_found(studio: Studio) -> None:
    studio.window.top_bar.search.setText("zzzz")
    studio.shoot("nothing_found")
    studio.window.page.show_all()


def form(studio: Studio) -> None:
    studio.window.commands["edit"].trigger()
    studio.settle()
    studio.shoot("form", form_of(studio))
    form_of(studio).discard()


def form_problems(studio: Studio) -> None:
    studio.window.commands["edit"].trigger()
    studio.settle()
    made = form_of(studio)
    made.fields.unfold("birthday")
    made.editors["birthday"].line.setText("31.02.1985")  # type: ignore[attr-defined]
    made.notice.say("Somebody else is working on this contact too. Nothing is lost.")
    studio.shoot("form_problems", made)
    made.discard()


def changed_meanwhile(studio: Studio) -> None:
    """A colleague saves the contact while it is open in a form."""
    record = studio.record()
    studio.window.commands["edit"].trigger()
    studio.settle()
    made = form_of(studio)
    made.fields.unfold("department")
    made.editors["department"].line.setText("Purchasing")  # type: ignore[attr-defined]
    title = "Chief Buyer" if theme.tokens().dark else "Head of Purchasing"
    with closing(opening.open_workspace(str(studio.home / "office.crm"))) as mine:
        (boris, *_) = [ref for ref in listing.suggest(mine, "user", "") if ref.id != mine.actor.id]
        theirs = replace(mine, actor=opening.Actor(boris.id, boris.label, "boris", "rep"))
        now = records.load(mine, "person", record.id)
        records.save(theirs, "person", record.id, {"job_title": title}, version=now.version)
    deadline = time.monotonic() + 10
    while not made.notice.isVisible() and time.monotonic() < deadline:
        studio.settle()
    studio.shoot("changed_meanwhile", made)
    made.discard()


def store_gone(studio: Studio) -> None:
    news = studio.program.news
    news.feel(Link(Reach.LOST, reason="The file was moved, deleted or replaced"))
    news.tell_lost()
    studio.shoot("store_gone")
    news.feel(Link(Reach.FINE, 0.4))
    studio.window.toast.hide()


def new_company(studio: Studio) -> None:
    studio.window.commands["new_company"].trigger()
    studio.shoot("new_company", form_of(studio))
    form_of(studio).discard()


def task(studio: Studio) -> None:
    studio.window.commands["new_task"].trigger()
    made = form_of(studio)
    made.editors["subject"].set_value("Send the contract")
    made.editors["due_at"].line.setText("tomorrow 10:30")  # type: ignore[attr-defined]
    studio.shoot("task", made)
    made.discard()


def form_of(studio: Studio) -> Form:
    made = studio.window.work.form
    assert made is not None
    return made


def conflict(studio: Studio) -> None:
    record = studio.record()
    base = dict(record.values)
    phone = dict(base["phones"][0])
    mine = base | {
        "job_title": "Head of Sourcing",
        "department": "Purchasing",
        "phones": (phone | {"number": "+380 44 555 0143"},),
    }
    theirs = base | {
        "job_title": "Director of Supplies",
        "department": "Procurement and logistics",
        "birthday": date(1985, 3, 27),
        "phones": (
            phone | {"number": "+380 44 555 0199", "extension": "12"},
            {**phone, "id": None, "number": "+380 67 555 0100", "type": "mobile"},
        ),
    }
    entity = studio.window.page.entity
    merged = merge(entity, base, mine, theirs)
    dialog = MergeDialog(entity, merged, Sides(base, mine, theirs), studio.window)
    dialog.open()
    dialog.choose("job_title", mine=True)
    studio.shoot("conflict", dialog)
    dialog.done(0)


def form_draft(studio: Studio) -> None:
    studio.window.commands["edit"].trigger()
    studio.settle()
    form = form_of(studio)
    cast("Any", form.editors["job_title"]).line.setText("Chief of procurement")
    form.draft.write()
    studio.settle()
    form.done(0)
    studio.window.commands["edit"].trigger()
    studio.settle()
    form = form_of(studio)
    studio.shoot("form_draft", form)
    form.offer.other.click()
    studio.settle()
    form.discard()


def form_duplicate(studio: Studio) -> None:
    studio.window.commands["new_person"].trigger()
    studio.settle()
    form = form_of(studio)
    for key, words in (("first_name", "Olena"), ("last_name", "Kovalenko")):
        cast("Any", form.editors[key]).line.setText(words)
    hint = form.findChild(DuplicateHint)
    assert isinstance(hint, DuplicateHint)
    hint._ask()
    studio.settle()
    studio.shoot("form_duplicate", form)
    form.discard()


def form_pasted(studio: Studio) -> None:
    studio.window.commands["new_person"].trigger()
    studio.settle()
    form = form_of(studio)
    button = form.findChild(PasteButton)
    assert isinstance(button, PasteButton)
    studio.app.clipboard().setText(SIGNATURE)
    button.paste()
    studio.settle()
    studio.shoot("form_pasted", form)
    form.discard()


def colleagues(studio: Studio) -> None:
    dialog = ColleaguesDialog(studio.program.context, studio.window)
    dialog.open()
    studio.settle()
    studio.shoot("colleagues", dialog)
    dialog.done(0)


def your_office(studio: Studio) -> None:
    studio.window.commands["office"].trigger()
    studio.settle()
    studio.shoot("your_office", form_of(studio))
    form_of(studio).discard()


def importing(studio: Studio) -> None:
    file = studio.home / "people.csv"
    file.write_text(IMPORTED, "utf-8")
    studio.window.transfers.import_file(file)
    studio.settle()
    dialog = studio.window.transfers.dialog
    assert dialog is not None
    studio.shoot("import_rehearsal", dialog)
    dialog.run()
    studio.settle()
    studio.shoot("import_report", dialog)
    dialog.undo()
    studio.settle()
    dialog.reject()
    _importing_sales(studio)


def _importing_sales(studio: Studio) -> None:
    """A folder of tables that name each other."""
    folder = studio.home / "old_program"
    folder.mkdir(exist_ok=True)
    for name, words in SALES.items():
        (folder / f"{name}.csv").write_text(words, "utf-8")
    studio.window.transfers.import_files([folder])
    studio.settle()
    dialog = studio.window.transfers.dialog
    assert dialog is not None
    studio.shoot("import_sales", dialog)
    dialog.reject()


def deleted(studio: Studio) -> None:
    studio.window.commands["delete"].trigger()
    studio.shoot("deleted")
    studio.window.toast.button.click()
    studio.settle()
    studio.window.toast.hide()


def progress(studio: Studio) -> None:
    from crm_desktop.services.workspace import Cancel

    job = Job("Writing the file", Cancel(), step=612, total=CONTACTS)
    card: JobCard = studio.window.jobs
    card._jobs.append(job)
    card._appear()
    studio.window.notice.say(
        "The connection to the database was lost. What was being saved is not saved; everything "
        "before is safe. Check the network and try again.",
        "problem",
    )
    studio.shoot("progress_and_notice")
    card._ended(job)
    studio.window.notice.hide()


def menu(studio: Studio) -> None:
    office = studio.window.navigation.office
    menu = office.menu()
    record_menu = next(a.menu() for a in menu.actions() if "Record" in a.text())
    assert isinstance(record_menu, QMenu)
    record_menu.popup(QPoint(0, 0))
    studio.shoot("menu", record_menu)
    record_menu.close()


def settings(studio: Studio) -> None:
    studio.window.show_page("settings")
    page = studio.window.settings_page
    assert page is not None
    page.show_settings()
    studio.shoot("settings")
    for each in SECTIONS:
        page.show_section(each.key)
        studio.settle()
        if isinstance(shown := page.made[each.key], LetterheadSection | TextsSection):
            shown.preview.draw()
        studio.shoot(f"settings_{each.key}")
    page.show_section("program")


def shortcuts(studio: Studio) -> None:
    dialog = ShortcutsDialog(studio.program.context.dialogs, studio.window)
    dialog.open()
    studio.shoot("shortcuts", dialog)
    dialog.done(0)


def help_window(studio: Studio) -> None:
    studio.window.help.show("start")
    shown = studio.window.help.window
    assert shown is not None
    studio.shoot("help", shown)
    shown.close()


def about(studio: Studio) -> None:
    dialog = AboutDialog(studio.program.context, studio.window)
    dialog.open()
    studio.shoot("about", dialog)
    dialog.done(0)


def bell(studio: Studio) -> None:
    studio.window.bell.tell(News("check", "Import of people.csv: it has ended", "14:30"))
    why = "14:32\nThe folder of the file is gone. Nothing was written. Choose another one."
    studio.window.bell.tell(News(FAILED, "Writing the file: it failed", why))
    studio.window.bell.open()
    panel = studio.window.bell.panel
    assert panel is not None
    studio.shoot("bell", panel)
    panel.hide()


def first_steps(studio: Studio) -> None:
    studio.window.first_steps.show()
    studio.shoot("first_steps")
    studio.window.first_steps.hide()


def high_contrast(studio: Studio) -> None:
    settings = studio.program.context.settings
    for contrast, name in ((Contrast.HIGH, "high_contrast"), (Contrast.NORMAL, "")):
        settings.change(contrast=contrast)
        studio.window.dressed.emit()
        if name:
            studio.shoot(name)


def palette(studio: Studio) -> None:
    card = studio.window.palette_card()
    card.open()
    card.box.setText("an")
    studio.shoot("palette")
    card.box.setText(">new")
    studio.shoot("palette_commands")
    card.leave()


def undo_history(studio: Studio) -> None:
    studio.window.commands["undo_history"].trigger()
    studio.settle()
    dialog = studio.window.findChild(UndoHistory)
    assert isinstance(dialog, UndoHistory)
    dialog.list.go_to(1)
    studio.shoot("undo_history", dialog)
    dialog.done(0)


def fault(studio: Studio) -> None:
    report = "CRM Desktop 0.1.0\n\nTraceback (most recent call last):\n  ...\nValueError: example\n"
    dialog = BugDialog(report, paths.log_dir() / "report-20261121.txt", studio.window)
    dialog.open()
    studio.shoot("fault", dialog)
    dialog.done(0)


def start(studio: Studio) -> None:
    studio.program.leave()
    studio.settle()
    studio.shoot("start")
    studio.window.start_page._begin(Way.ALONE)
    studio.shoot("start_alone")


def empty(studio: Studio) -> None:
    address = studio.home / f"empty-{time.monotonic_ns()}.crm"
    studio.program.create(str(address), "Bellini Interiors")
    studio.settle()
    studio.shoot("empty")
    studio.program.open(str(studio.home / "office.crm"))
    studio.settle()


PLACES: tuple[Callable[[Studio], None], ...] = (
    contacts,
    contacts_compact,
    contacts_wide,
    details,
    companies,
    many_selected,
    cell,
    peek,
    record_page,
    files,
    fact_edited,
    composer,
    groups,
    search,
    filters,
    saved_list,
    static_list,
    nothing_found,
    form,
    form_problems,
    changed_meanwhile,
    store_gone,
    new_company,
    task,
    conflict,
    form_draft,
    form_duplicate,
    form_pasted,
    *day_pictures.PLACES,
    *merge_pictures.PLACES,
    *selling_pictures.PLACES,
    *board_pictures.PLACES,
    *forecast_pictures.PLACES,
    *order_pictures.PLACES,
    *quote_pictures.PLACES,
    colleagues,
    your_office,
    importing,
    *import_pictures.PLACES,
    deleted,
    progress,
    menu,
    settings,
    shortcuts,
    help_window,
    about,
    bell,
    first_steps,
    high_contrast,
    palette,
    undo_history,
    fault,
    start,
    empty,
)


# ------------------------------------------------------------------------------------- start


def fill(path: Path) -> None:
    """A store as an office has it after some months."""
    demo_data.ensure_store(str(path))
    workspace = opening.open_workspace(str(path))
    demo_data.fill(workspace, CONTACTS)
    _talk_to_somebody(path)
    keep_lists(workspace)
    workspace.close()


def _talk_to_somebody(path: Path) -> None:
    """One contact with a story of today, so that the pane has something to tell."""
    workspace = opening.open_workspace(str(path))
    now = datetime.now(UTC)
    me = Ref(workspace.actor.id, workspace.actor.name)
    company = records.create(workspace, "company", {"name": "Dnipro Logistics", "owner": me})
    person = records.create(
        workspace,
        "person",
        {
            "first_name": "Olena",
            "last_name": "Kovalenko",
            "job_title": "Head of Procurement",
            "status": "customer",
            "company": Ref(company.id, company.label),
            "phones": ({"number": "+380 44 555 0142", "type": "work", "is_primary": True},),
            "emails": ({"address": "olena@dniprologistics.example", "is_primary": True},),
            "addresses": ({"city": "Kyiv", "street": "Khreshchatyk 12", "is_primary": True},),
            "tags": ("Newsletter", "Key account"),
            "owner": me,
        },
    )
    links = ({"person": Ref(person.id, person.label)},)

    def happened(kind: str, subject: str, body: str, hours: float, **more: object) -> None:
        values = {"kind": kind, "subject": subject, "description": body, "links": links}
        done = {"status": "done", "done_at": now - timedelta(hours=hours), "owner": me}
        records.create(workspace, "activity", {**values, **done, **more})

    happened(
        "call",
        "Call with Olena",
        "Agreed volumes for Q1; she will confirm the delivery window by Friday.",
        0.1,
        duration=14,
    )
    happened("email", "Re: Framework agreement", "Attached the revised price list.", 1)
    happened("task", "Send samples", "3 pallets shipped with tracking.", 26)
    happened("meeting", "Site visit Kyiv", "With Serhii and Jonas.", 24 * 9)
    planned = {"status": "planned", "due_at": now + timedelta(days=1), "links": links}
    records.create(
        workspace,
        "activity",
        {"kind": "task", "subject": "Send the contract", "owner": me, **planned},
    )
    note = "Prefers mornings. Budget holder is Iryna from finance; decision on 4 December."
    records.create(workspace, "note", {"body": note, "links": links, "owner": me})
    workspace.close()


def somebody(studio: Studio) -> None:
    """Choose the contact with the story."""
    model = studio.window.page.model
    for at in range(40):
        row = model.cache.row(at)
        if row is not None and row.cells[0] == "Olena Kovalenko":
            studio.window.page.reveal(UUID(bytes=row.id))
            studio.window.page.view.verticalScrollBar().setValue(0)
            studio.settle()
            return


def main(argv: list[str]) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="pictures whose name holds this word")
    parser.add_argument("--language", default="en_GB", help="of the words and the figures")
    given = parser.parse_args(argv)
    given.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crm-pictures-") as folder:
        home = Path(folder)
        os.environ[paths.HOME_VARIABLE] = str(home / "home")
        i18n.use(given.language, given.language)
        fill(home / "office.crm")
        studio = Studio(given.out, home)
        speak(studio.app)
        for mode in ("light", "dark"):
            studio.dress(mode)
            for place in PLACES:
                if given.only in place.__name__:
                    studio.show_list()
                    somebody(studio)
                    place(studio)
        studio.program.tasks.shutdown()
        studio.program.instance.release()
    count = len(list(given.out.glob("*.png")))
    print(f"{count} pictures in {given.out}, {time.monotonic() - began:.0f} s")
    sys.stdout.flush()
    os._exit(0)  # tearing Qt down in the right order is the program's business, not a script's


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

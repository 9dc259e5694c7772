"""Pictures of every page: python3 dev.py screenshots --out DIR [--only WORD]

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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop import i18n, paths
from crm_desktop.app import make_qt
from crm_desktop.services import demo_data, opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.validation import merge
from crm_desktop.settings import Appearance, Density, SettingsFile
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.bug_dialog import BugDialog
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog
from crm_desktop.ui.widgets.overlay import Job, JobCard

CONTACTS = 1_284
WIDTH, HEIGHT = 1280, 800
DENSE = {"contacts", "companies", "form", "conflict", "start"}  # at double density too
IMPORTED = """First name,Last name,Company,E-mail,Phone,Birthday
Anna,Ruiz,Almacenes Sur,anna.ruiz@almacenes.example,+34 954 555 012,
Ben,Okafor,Harbour Ltd,ben@harbour.example,+44 20 7946 0018,1985-03-27
Chloé,Dubois,Maison Verte,chloe@maison.example,,31.02.1985
Daniel,Kim,Cobalt Labs,daniel@cobalt.example,about noon,
Fatima,Zahra,Atlas Exports,fatima@atlas.example,+212 522 555 011,
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
            items = sum(row.item is not None for row in page.pane.timeline.rows.rows)
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
    studio.window.page.pane._tabs.setCurrentIndex(1)
    studio.shoot("details")
    studio.window.page.pane._tabs.setCurrentIndex(0)


def companies(studio: Studio) -> None:
    studio.window.show_page("company")
    studio.settle()
    studio.window.page.view.go_to(2)
    studio.settle()
    studio.window.page.pane._tabs.setCurrentIndex(2)
    studio.shoot("companies")
    studio.window.page.pane._tabs.setCurrentIndex(0)


def search(studio: Studio) -> None:
    studio.window.top_bar.search.setText("an")
    studio.settle()
    studio.window.page.filters._toggle("status", "customer", True)
    studio.shoot("search")
    studio.window.page.show_all()


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
    made.unfold("birthday")
    made.editors["birthday"].line.setText("31.02.1985")  # type: ignore[attr-defined]
    made.notice.say("Somebody else is working on this contact too. Nothing is lost.")
    studio.shoot("form_problems", made)
    made.discard()


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
    mine = base | {"job_title": "Head of Purchasing", "department": "Purchasing"}
    theirs = base | {
        "job_title": "Chief Buyer",
        "department": "Procurement and logistics",
        "birthday": date(1985, 3, 27),
    }
    entity = studio.window.page.entity
    merged = merge(entity, base, mine, theirs)
    dialog = MergeDialog(entity, merged, Sides(base, mine, theirs), studio.window)
    dialog.open()
    dialog.choose("job_title", mine=True)
    studio.shoot("conflict", dialog)
    dialog.done(0)


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


def shortcuts(studio: Studio) -> None:
    dialog = ShortcutsDialog(studio.window)
    dialog.open()
    studio.shoot("shortcuts", dialog)
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
    search,
    nothing_found,
    form,
    form_problems,
    new_company,
    task,
    conflict,
    importing,
    deleted,
    progress,
    menu,
    settings,
    shortcuts,
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
    given = parser.parse_args(argv)
    given.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crm-pictures-") as folder:
        home = Path(folder)
        os.environ[paths.HOME_VARIABLE] = str(home / "home")
        i18n.use("en_GB", "en_GB")
        fill(home / "office.crm")
        studio = Studio(given.out, home)
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

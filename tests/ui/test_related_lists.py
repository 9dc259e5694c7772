"""A group of related records, opened as a list of its own; and a file's name and note."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.services import attachments, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import Filter
from crm_desktop.ui.application import Application
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.files_panel import FilesPanel
from crm_desktop.ui.pages.related_panel import RelatedPanel
from crm_desktop.ui.table.filter_bar import Chip
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

LEFT = Qt.MouseButton.LeftButton


def company_with_people(program: Application, window: MainWindow) -> Ref:
    """A company with two contacts and one who also works with it; it is shown."""

    def make() -> Ref:
        workspace = workspace_of(program)
        company = records.create(workspace, "company", {"name": "Aaa Lupa"})
        here = Ref(company.id, company.label)
        for name in ("One", "Two"):
            records.create(workspace, "person", {"last_name": name, "company": here})
        also = {"last_name": "Three", "companies": ({"company": here, "role": "Adviser"},)}
        records.create(workspace, "person", also)
        return here

    here = elsewhere(make)
    window.show_page("company")
    window.page.refresh()
    wait_idle(program.tasks)
    window.page.reveal(here.id)
    wait_idle(program.tasks)
    return here


def panel_of(program: Application, window: MainWindow) -> RelatedPanel:
    pane: Any = window.page.pane
    pane.show_part("related")
    wait_idle(program.tasks)
    panel: RelatedPanel = pane.parts["related"]
    return panel


def names(window: MainWindow) -> set[str]:
    model = window.page.model
    return {str(row.cells[0]) for at in range(model.rowCount()) if (row := model.row_at(at))}


def test_the_people_of_a_company(program: Application, window: MainWindow) -> None:
    here = company_with_people(program, window)
    panel = panel_of(program, window)
    assert not panel.openers["subsidiaries"].isVisible()
    QTest.mouseClick(panel.openers["people"], LEFT)
    wait_idle(program.tasks)
    assert window.current == "person"
    assert names(window) == {"One", "Two"}
    (shown,) = window.page.filters.filters()
    assert isinstance(shown, Filter)
    assert shown.values == (here.id,)
    chip = window.page.filters.findChild(Chip)
    assert chip is not None
    assert "Aaa Lupa" in chip.text()
    window.places.back()
    wait_idle(program.tasks)
    assert window.current == "company"
    assert window.page.pane.record is not None
    assert window.page.pane.record.id == here.id


def test_who_also_works_there(program: Application, window: MainWindow) -> None:
    company_with_people(program, window)
    panel = panel_of(program, window)
    panel.openers["also"].setFocus()
    QTest.keyClick(panel.openers["also"], Qt.Key.Key_Space)
    wait_idle(program.tasks)
    assert names(window) == {"Three"}
    assert len(window.page.filters.filters()) == 2


def test_a_file_gets_a_note(program: Application, window: MainWindow) -> None:
    record = window.page.pane.record
    assert record is not None
    elsewhere(
        lambda: attachments.add(workspace_of(program), "person", record.id, "offer.txt", b"words")
    )
    pane: Any = window.page.pane
    pane.show_part("files")
    window.page.refresh()
    wait_idle(program.tasks)
    panel: FilesPanel = pane.parts["files"]
    (file,) = panel.view.rows.all
    panel.edit_details(file)
    wait_idle(program.tasks)
    form = window.findChild(Form)
    assert form is not None
    assert set(form.editors) == {"name", "description"}
    QTest.keyClicks(form.editors["description"].main, "Signed in May")
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    wait_idle(program.tasks)
    (file,) = panel.view.rows.all
    assert file.note == "Signed in May"
    assert "Signed in May" in panel.view.under(file)
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    (file,) = panel.view.rows.all
    assert file.note == ""

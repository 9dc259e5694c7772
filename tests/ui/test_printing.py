"""A list on paper: the preview, the PDF, groups, and what is left out; by key and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.services.queries import Filter, Op
from crm_desktop.ui import printing
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.print_layout import Layout, Line, Sheet, shared
from crm_desktop.ui.print_preview import PrintPreview
from tests.ui.answers import Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import wait_idle

CONTROL = Qt.KeyboardModifier.ControlModifier


def preview_of(program: Application, window: MainWindow) -> PrintPreview:
    QTest.keyClick(window, Qt.Key.Key_P, CONTROL)
    wait_idle(program.tasks)
    found = window.page.tools._print
    assert found is not None
    assert found.preview is not None
    return found.preview


def printed(window: MainWindow) -> None:
    while "Saved as" not in window.toast.label.text():
        QApplication.processEvents()


def pages_in(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n")


def customers(program: Application, page: ListPage) -> None:
    page.view.header.toggle("status")
    page.filters.add(Filter("status", Op.IN, ("customer",)))
    wait_idle(program.tasks)


def test_what_is_shown_is_looked_at_and_then_printed(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    customers(program, window.page)
    preview = preview_of(program, window)
    pages = preview.view.layout_now.pages
    assert pages > 1
    assert preview.view.accessibleName() == f"Page 1 of {pages}"
    path = tmp_path / "list.pdf"
    answers.will_say(path)
    QTest.keyClick(preview, Qt.Key.Key_Return)
    printed(window)
    assert window.toast.label.text() == f"Saved as list.pdf, {pages_in(path)} pages."
    assert printing.told_of(window.page) == (
        f"{window.page.model.rowCount()} contacts  ·  Status: Customer  ·  by Status"
    )


def test_the_preview_writes_a_pdf_without_a_printer(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    customers(program, window.page)
    preview = preview_of(program, window)
    pages, path = preview.view.layout_now.pages, tmp_path / "list.pdf"
    answers.will_say(path)
    QTest.mouseClick(preview.pdf_button, Qt.MouseButton.LeftButton)
    printed(window)
    assert pages_in(path) == pages  # as many as were seen


def test_a_pdf_that_cannot_be_written_is_said(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    preview = preview_of(program, window)
    answers.will_say(tmp_path / "nowhere" / "list.pdf")
    preview.pdf_button.click()
    wait_idle(program.tasks)
    assert "cannot be written" in window.toast.label.text()


def test_pages_are_turned_with_the_keys_and_the_paper_too(
    program: Application, window: MainWindow
) -> None:
    preview = preview_of(program, window)
    view = preview.view
    assert view.hasFocus()
    assert not preview.back.isEnabled()
    first = view.grab().toImage()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.at == 1
    assert view.grab().toImage() != first
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.at == view.layout_now.pages - 1
    assert not preview.on.isEnabled()
    QTest.mouseClick(preview.back, Qt.MouseButton.LeftButton)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.at == 0
    before = view.page_box()
    preview.across.click()
    after = view.page_box()
    assert (before.width() > before.height()) != (after.width() > after.height())
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_what_is_left_out_is_said_before_it_is_printed(
    program: Application,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing, "MOST_PRINTED", 10)
    preview = preview_of(program, window)
    assert preview.notice.isVisible()
    assert f"Only the first 10 of {CONTACTS} rows" in preview.notice.label.text()
    assert preview.view.layout_now.pages == 1
    preview.reject()


def test_groups_are_printed_as_they_are_shown(program: Application, window: MainWindow) -> None:
    page = window.page
    page.tools.group_by("status")
    wait_idle(program.tasks)
    first = page.model.groups.starting(0).size
    assert page.tools._grouping is not None
    page.tools._grouping.turn(0)
    wait_idle(program.tasks)
    preview = preview_of(program, window)
    lines = preview.view._sheet.lines
    headings = [line.cells[0] for line in lines if line.heading]
    assert headings[0] == page.model.heading(0)
    assert [words.split("·  ")[1] for words in headings] == [
        f"{group.size}" for group in page.model.groups.each
    ]
    assert len(lines) == CONTACTS - first + len(headings)
    assert lines[0].heading
    assert lines[1].heading  # of the first one only the heading is shown
    preview.reject()


def sheet(window: MainWindow, lines: list[Line]) -> Sheet:
    return Sheet("Contacts", "", "today", window.page.model.columns, lines)


def test_each_page_has_its_rows_under_the_headings(window: MainWindow) -> None:
    columns = window.page.model.columns
    rows = [Line([str(row)] * len(columns)) for row in range(100)]
    layout = Layout(sheet(window, rows), 780, 530)
    assert sum(layout.widths) == pytest.approx(780)
    assert [line for page in range(layout.pages) for line in layout.lines_of(page)] == rows
    picture = QImage(780, 530, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    layout.paint(painter, layout.pages - 1)
    painter.end()
    shown = [picture.pixelColor(x, y).lightness() for x in range(0, 780, 3) for y in range(530)]
    assert min(shown) < 80


def test_the_heading_of_a_group_does_not_stand_alone_at_the_foot(window: MainWindow) -> None:
    most = len(Layout(sheet(window, [Line(["x"])] * 500), 780, 530).lines_of(0))
    lines = [Line(["x"])] * (most - 1) + [Line(["Group"], heading=True)] + [Line(["x"])] * 3
    layout = Layout(sheet(window, lines), 780, 530)
    assert len(layout.lines_of(0)) == most - 1
    assert layout.lines_of(1)[0].heading


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ((50, 50), (100, 100)),  # room for all: shared out alike
        ((150, 30), (150 * 200 / 180, 30 * 200 / 180)),  # the short one lends its room
        ((500, 30), (170, 30)),
        ((500, 500), (100, 100)),  # both are cut
    ],
)
def test_a_text_is_cut_only_where_no_column_has_room_to_lend(
    needed: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    assert shared((1, 1), needed, 200) == pytest.approx(list(expected))

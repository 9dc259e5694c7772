"""What all lists with painted rows share: headings, buttons in rows, both sides to read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.services.agenda import AgendaItem, Part
from crm_desktop.services.history import HistoryEntry, Step
from crm_desktop.services.timeline import TimelineItem
from crm_desktop.ui import theme
from crm_desktop.ui.pages.agenda_view import AgendaView
from crm_desktop.ui.pages.files_list import File, FilesView
from crm_desktop.ui.pages.history_list import HistoryView
from crm_desktop.ui.pages.history_list import rows_of as history_rows
from crm_desktop.ui.pages.timeline import Timeline
from crm_desktop.ui.widgets.painted_list import PaintedList, RowLook, RowPainter

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
RED = QColor("#ff0000")
ROWS = ["# Fruit", "Apple", "Pear", "# Roots", "Beet", "Carrot"]


class Painter(RowPainter[str, PaintedList[str]]):
    fixed = 30

    def target(self, row: str, box: QRect) -> QRectF | None:
        return QRectF(box.left() + 10, box.top() + 5, 20, 20) if row != "Pear" else None

    def paint_row(self, painter: QPainter, box: QRect, row: str, look: RowLook) -> None:
        place = self.target(row, box)
        if place is not None:
            painter.fillRect(place, RED)


class Larder(PaintedList[str]):
    """A list as small as it can be."""

    def __init__(self) -> None:
        super().__init__(Painter, "Larder")
        self.clicks: list[str] = []

    def label(self, row: str) -> str:
        return row.removeprefix("# ")

    def is_heading(self, row: str) -> bool:
        return row.startswith("#")

    def target_words(self, row: str) -> str:
        return f"Eat {row}"

    def click_target(self, row: str) -> None:
        self.clicks.append(row)


def shown(view: PaintedList[Any], qtbot: QtBot) -> None:
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    QApplication.processEvents()


@pytest.fixture(params=[False, True], ids=["from the left", "from the right"])
def mirrored(request: pytest.FixtureRequest, dressed: QApplication) -> Iterator[bool]:
    """In both kinds of languages."""
    if request.param:
        dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield request.param
    dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def larder(mirrored: bool, qtbot: QtBot) -> Larder:
    view = Larder()
    shown(view, qtbot)
    view.rows.show(ROWS)
    QApplication.processEvents()
    return view


def point_at(view: PaintedList[Any], place: QPoint) -> None:
    port, kind, no = view.viewport(), QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    there = port.mapToGlobal(QPointF(place))
    QApplication.sendEvent(port, QMouseEvent(kind, QPointF(place), there, no, no, NONE))


def button(view: PaintedList[Any], row: int) -> QPoint:
    return view.target_rect(view.rows.index(row)).center().toPoint()


# ------------------------------------------------------------------------------------- rows


def test_rows_come_and_are_spoken(larder: Larder) -> None:
    QAbstractItemModelTester(larder.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    larder.rows.add(["Dill", "Endive"])
    larder.rows.add([])
    assert larder.rows.rowCount() == 8
    index = larder.rows.index(6)
    assert index.data() == index.data(Qt.ItemDataRole.AccessibleTextRole) == "Dill"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_the_keyboard_passes_headings_by(larder: Larder) -> None:
    seen = [larder.current_row()]
    larder.go_to(1)
    key = Qt.Key
    for pressed in (key.Key_Down, key.Key_J, key.Key_J, key.Key_K, key.Key_Home, key.Key_End):
        QTest.keyClick(larder, pressed)
        seen.append(larder.current_row())
    assert seen == [None, "Pear", "Beet", "Carrot", "Beet", "Apple", "Carrot"]
    QTest.keyClick(larder, key.Key_PageUp)
    assert larder.current_row() == "Apple"
    larder.move_current(2)
    assert larder.current_row() == "Beet"
    larder.move_current(-9)
    assert larder.current_row() == "Apple"
    QTest.mouseClick(larder.viewport(), LEFT, pos=QPoint(200, 15))
    assert larder.current_row() == "Apple"
    assert [bool(larder.rows.flags(larder.rows.index(at))) for at in (0, 1, 3, 4)] == [
        False,
        True,
        False,
        True,
    ]


def test_the_menu_is_that_of_a_row_and_of_no_heading(larder: Larder, mirrored: bool) -> None:
    asked: list[tuple[str, QPoint]] = []
    larder.menu_asked.connect(lambda row, point: asked.append((row, point)))

    def ask(reason: QContextMenuEvent.Reason, y: int) -> None:
        place = QPoint(100, y)
        event = QContextMenuEvent(reason, place, larder.viewport().mapToGlobal(place), NONE)
        QApplication.sendEvent(larder.viewport(), event)

    ask(QContextMenuEvent.Reason.Mouse, 15)
    ask(QContextMenuEvent.Reason.Mouse, 45)
    larder.go_to(4)
    ask(QContextMenuEvent.Reason.Keyboard, 0)
    assert [row for row, _point in asked] == ["Apple", "Beet"]
    under = larder.viewport().mapFromGlobal(asked[1][1])
    right = larder.viewport().width() - 1
    assert (under.x(), under.y()) == (right if mirrored else 0, 149)


def test_it_says_why_it_is_empty(larder: Larder) -> None:
    larder.rows.show([])
    blank = larder.viewport().grab().toImage()
    larder.hint = "Nothing to eat"
    assert larder.viewport().grab().toImage() != blank


# ---------------------------------------------------------------------- buttons in the rows


def test_a_button_is_where_it_is_seen(larder: Larder, mirrored: bool) -> None:
    place = button(larder, 1)
    assert (place.x() > 200) == mirrored
    picture = larder.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    across = larder.viewport().width() - place.x()
    assert picture.pixelColor((QPointF(place) * ratio).toPoint()) == RED
    assert picture.pixelColor((QPointF(across, place.y()) * ratio).toPoint()) != RED
    point_at(larder, place)
    assert larder.viewport().toolTip() == "Eat Apple"
    point_at(larder, QPoint(across, place.y()))
    assert larder.viewport().toolTip() == ""
    QTest.mouseClick(larder.viewport(), LEFT, pos=QPoint(across, place.y()))
    assert larder.clicks == []
    assert larder.current_row() == "Apple"


def test_a_button_wants_to_be_pressed_and_let_go(larder: Larder) -> None:
    port, first, other = larder.viewport(), button(larder, 1), button(larder, 4)
    larder.go_to(5)
    QTest.mouseClick(port, LEFT, pos=first)
    assert larder.clicks == ["Apple"]
    assert larder.current_row() == "Carrot"  # the row itself was not clicked
    QTest.mousePress(port, LEFT, pos=first)
    QTest.mouseRelease(port, LEFT, pos=other)
    QTest.mousePress(port, LEFT, pos=QPoint(200, 45))
    QTest.mouseRelease(port, LEFT, pos=first)
    QTest.mousePress(port, LEFT, pos=first)
    larder.rows.show(ROWS[::-1])  # somebody was faster
    QTest.mouseRelease(port, LEFT, pos=first)
    assert larder.clicks == ["Apple"]
    assert larder.target_rect(larder.rows.index(3)).isEmpty()


def test_two_clicks_on_a_button_do_not_open_the_row(larder: Larder) -> None:
    opened: list[int] = []
    larder.doubleClicked.connect(lambda index: opened.append(index.row()))
    for place in (button(larder, 1), QPoint(200, 75)):
        QTest.mouseClick(larder.viewport(), LEFT, pos=place)
        QTest.mouseDClick(larder.viewport(), LEFT, pos=place)
    assert (larder.clicks, opened) == (["Apple"], [2])


# ------------------------------------------------------------------------- the real lists


def timeline(told: Callable[[object], None]) -> PaintedList[Any]:
    view = Timeline(lambda: NOW)
    view.done_asked.connect(told)
    values = ("task", NOW, "Send the offer", "", "Ben", "planned", "", None)
    view.show_items([TimelineItem("activity", uuid4(), *values)])
    return view


def agenda(told: Callable[[object], None]) -> PaintedList[Any]:
    view = AgendaView()
    view.done_at_once.connect(told)
    values = ("call", "Ask", "", "", None, date(2026, 11, 21), False, None, None, "")
    view.show_items([AgendaItem(uuid4(), Part.TODAY, *values)], NOW)
    return view


def history(told: Callable[[object], None]) -> PaintedList[Any]:
    view = HistoryView()
    view.chosen.connect(told)
    step = Step("Job title: Buyer", "person", uuid4(), "job_title", "Owner", can_go_back=True)
    entry = HistoryEntry(uuid4(), NOW, "Ben", "edit", "Edit", False, (), (), (step,))
    view.show_rows(history_rows([entry], NOW))
    return view


@pytest.mark.parametrize("make", [timeline, agenda, history])
def test_the_buttons_of_the_lists_are_at_the_side_they_are_painted(
    make: Callable[[Callable[[object], None]], PaintedList[Any]], mirrored: bool, qtbot: QtBot
) -> None:
    told: list[object] = []
    view = make(told.append)
    shown(view, qtbot)
    at_the_end = isinstance(view, HistoryView)
    place = button(view, 1)
    assert (place.x() > view.viewport().width() / 2) == (mirrored != at_the_end)
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    assert len(told) == 1
    across = QPoint(view.viewport().width() - place.x(), place.y())
    QTest.mouseClick(view.viewport(), LEFT, pos=across)
    assert len(told) == 1


def test_a_file_is_renamed_where_its_name_is(mirrored: bool, qtbot: QtBot) -> None:
    view = FilesView(lambda: NOW)
    renamed: list[tuple[str, str]] = []
    view.renamed.connect(lambda file, name: renamed.append((file.name, name)))
    view.rows.show([File(uuid4(), "offer.pdf", "application/pdf", 2000, "Ben", NOW)])
    shown(view, qtbot)
    view.go_to(0)
    QTest.keyClick(view, Qt.Key.Key_F2)
    QApplication.processEvents()
    line = view.viewport().focusWidget()
    assert line is not None
    icon = theme.px(64)
    beside = view.viewport().width() - line.geometry().right() - 1 if mirrored else line.x()
    assert beside == icon
    QTest.keyClicks(line, "order")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert renamed == [("offer.pdf", "order.pdf")]

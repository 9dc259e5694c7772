"""Words have the room they need: nothing is cut, nothing scrolls for a pixel."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import i18n
from crm_desktop.services.transfer.preview import Preview
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.import_columns import ColumnsPage, RowsModel
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.composer import NoteBox
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.shrinking import Shrinking
from tests.ui.waiting import settle

LONG = "Rack 100, galvanised, with five shelves"
TITLE = "Price list 2026, valid from 1 January 2026 until it is withdrawn"


def test_the_note_box_keeps_its_height_when_colours_change(
    qtbot: QtBot, qapp: QApplication
) -> None:
    box = NoteBox()
    holder = build.holder(build.column(box, build.label("below"), 0))
    qtbot.addWidget(holder)
    holder.resize(340, 120)
    holder.show()
    before = box.geometry()
    try:
        theme.apply(qapp, dark=True, high=True)
        qapp.processEvents()
        assert box.geometry() == before
    finally:
        theme.apply(qapp, dark=False)


def test_the_head_of_a_page_has_no_scroll_bar(program: Application, window: MainWindow) -> None:
    window.commands["open_page"].trigger()
    settle(program)
    heads = [each for each in window.findChildren(Shrinking) if each.isVisible()]
    assert heads
    assert all(each.verticalScrollBar().maximum() == 0 for each in heads)


def _preview() -> Preview:
    rows = ((1, (TITLE, "", "")), (2, ("Code", "What", "Net")), (3, ("RK-1", LONG, "1489")))
    return Preview("", (), None, 2, rows)


def test_a_title_above_the_heads_runs_over_all_columns(qtbot: QtBot) -> None:
    page = ColumnsPage()
    qtbot.addWidget(page)
    page.show_preview(_preview())
    assert page.table.columnSpan(0, 0) == 3
    assert page.table.columnSpan(1, 0) == 1


def test_columns_of_a_file_are_as_wide_as_their_words(qtbot: QtBot) -> None:
    page = ColumnsPage()
    qtbot.addWidget(page)
    page.show_preview(_preview())
    metrics = QFontMetrics(theme.font(13))
    assert page.table.columnWidth(1) > metrics.horizontalAdvance(LONG)
    assert page.table.columnWidth(0) < page.table.columnWidth(1)
    assert isinstance(page.table.model(), RowsModel)


def test_the_letters_of_a_currency_stand_apart() -> None:
    assert i18n.money(Decimal(1200), "RON") == "RON\u00a01,200"
    assert i18n.money(Decimal(1200), "EUR") == "€1,200"

"""The search box and the headings: what is left of them when the page or the mouse goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import settle


def _clear(window: MainWindow) -> QAction:
    return next(a for a in window.top_bar.search.actions() if a.toolTip() == "Clear")


def test_the_cross_is_there_only_where_there_are_words(
    program: Application, window: MainWindow
) -> None:
    search = window.top_bar.search
    assert not _clear(window).isVisible()
    search.setText("ruiz")
    settle(program)
    assert _clear(window).isVisible()
    window.show_page("company")
    settle(program)
    assert search.text() == ""
    assert not _clear(window).isVisible()
    window.show_page("person")
    settle(program)
    assert search.text() == "ruiz"
    assert _clear(window).isVisible()


def test_a_heading_is_lit_only_while_the_mouse_is_on_it(window: MainWindow) -> None:
    header = window.page.view.header
    at = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    where = QPointF(header.viewport().mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), where, none, none, keys)
    QApplication.sendEvent(header.viewport(), move)
    assert header._hover == 0
    QApplication.sendEvent(header.viewport(), QEvent(QEvent.Type.Leave))
    assert header._hover == -1


def test_who_was_found_stays_chosen_when_the_words_are_taken_away(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    page.view.go_to(page.model.rowCount() - 1)
    settle(program)
    last, label = page.view.current_id, page.pane.record
    assert label is not None
    search = window.top_bar.search
    search.setText(label.label)
    settle(program)
    page.view.select_id(last)
    search.clear()
    settle(program)
    assert page.view.current_id == last
    assert page.pane.record is not None
    assert page.pane.record.id.bytes == last

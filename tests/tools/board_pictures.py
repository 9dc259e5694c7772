"""Pictures of the board of deals: cards, a card that is carried, what is asked after a move."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.pages.board_page import BoardDisplay

if TYPE_CHECKING:
    from crm_desktop.ui.board.view import BoardView
    from tests.tools.screenshots import Studio

LEFT = Qt.MouseButton.LeftButton


def _view(studio: Studio) -> BoardView:
    studio.window.show_page("deal")
    studio.settle()
    studio.window.commands["display_board"].trigger()
    studio.settle()
    shown = studio.window.page.displays.shown
    assert isinstance(shown, BoardDisplay)
    shown.view.first_stop().setFocus()
    shown.view.step_column(1)
    return shown.view


def _leave(studio: Studio) -> None:
    studio.window.toast.hide()
    studio.window.commands["display_table"].trigger()
    studio.settle()


def board(studio: Studio) -> None:
    view = _view(studio)
    studio.shoot("board")
    view.columns[1].fold_button.click()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    studio.shoot("board_end")
    view.columns[1].strip.click()
    view.horizontalScrollBar().setValue(0)
    _leave(studio)


def board_drag(studio: Studio) -> None:
    view = _view(studio)
    source, target = view.columns[0].cards, view.columns[2]
    start = source.visualRect(source.rows.index(1)).center()
    QTest.mousePress(source.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    begin = source.viewport().mapToGlobal(start)
    end = target.mapToGlobal(QPoint(60, 220))
    for part in (0.3, 0.7, 1.0):
        point = begin + (end - begin) * part
        at = QPointF(source.viewport().mapFromGlobal(point))
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            QPointF(point),
            Qt.MouseButton.NoButton,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(source.viewport(), moved)
    studio.shoot("board_drag")
    view.carrying.cancel()
    QTest.mouseRelease(source.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, start)
    _leave(studio)


def board_moves(studio: Studio) -> None:
    view = _view(studio)
    column = view.columns[0].cards
    unplanned = (at for at, card in enumerate(column.rows.all) if card.planned is None)
    view.go_to_id(column.rows.all[next(unplanned)].id)
    studio.settle()
    studio.window.commands["next_stage"].trigger()
    studio.settle()
    studio.shoot("board_next_step")
    studio.window.work.undo()
    studio.window.deal_moves().line.put_away()
    for key in ("win", "lose"):
        studio.window.commands[key].trigger()
        studio.settle()
        dialog = studio.window.deal_moves().dialog
        assert dialog is not None
        studio.shoot(f"deal_{key}", dialog)
        dialog.reject()
    _leave(studio)


PLACES: tuple[Callable[[Studio], None], ...] = (board, board_drag, board_moves)

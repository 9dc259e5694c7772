"""The board: a column a stage."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from crm_desktop.i18n import _
from crm_desktop.ui.board import words
from crm_desktop.ui.board.card_painter import drop_words
from crm_desktop.ui.board.carrying import Carrying
from crm_desktop.ui.board.column import BoardColumn
from crm_desktop.ui.board.columns_view import ColumnsView
from crm_desktop.ui.state import State

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.services.sales.pipeline.board import Board, Card, Column


class BoardCarrying(Carrying[BoardColumn]):
    """Cards on their way to another stage, by mouse."""

    def _may_drop(self, column: BoardColumn) -> bool:
        return column.column is not None and super()._may_drop(column)

    def _said(self, column: BoardColumn | None) -> str:
        if column is None or column.column is None or not self._may_drop(column):
            return super()._said(column)
        info = column.column.info
        said = drop_words(info.stage.label, info.kind)
        here = self.source
        criteria = words.criteria(here.column) if here and here.column else ""
        return f"{said}. {criteria}" if criteria else f"{said}."


class BoardView(ColumnsView[BoardColumn]):
    """The columns of the board.

    Attributes:
        board: what is shown; None before anything was read.

    Signals:
        move_asked: (ids, the Column they are to go to).
        told: when a deal may leave its stage.
    """

    def __init__(self, state: State) -> None:
        super().__init__(_("Board"), BoardCarrying)
        self._state = state
        self.board: Board | None = None
        self._bound: dict[UUID, UUID] = {}  # cards on their way, and to which stage

    # ---------------------------------------------------------------------------------- show

    def show_board(self, board: Board, today: date) -> None:
        """Show a board; selection, keyboard and places stay. A card that is carried is not lost."""
        if self.carrying.is_on:
            self._later = partial(self.show_board, board, today)
            return
        self._bound = {key: to for key, to in self._bound.items() if not _is_in(board, key, to)}
        self.board = board

        def show() -> None:
            for place, (shown, column) in enumerate(zip(self.columns, board.columns, strict=True)):
                shown.cards.on_their_way = frozenset(self._bound)
                shown.show_column(column, place, board.currency, today)
                fold = self._is_folded(column)
                if shown.is_folded != fold:
                    shown.fold(on=fold)

        self._fill(len(board.columns), show)

    def _make_column(self) -> BoardColumn:
        made = BoardColumn()
        made.fold_asked.connect(partial(self._fold, made))
        return made

    def clear(self) -> None:
        """Show nothing."""
        super().clear()
        self.board = None
        self._bound.clear()

    # ------------------------------------------------------------------------------ keyboard

    def current_card(self) -> Card | None:
        """The card the keyboard is on."""
        return self._card()

    def _is_open(self, at: int) -> bool:
        return self._has_cards(at) and not self.columns[at].is_folded

    def unfold_for(self, key: UUID) -> None:
        """Open the column of a deal, if it is folded."""
        found = self._find(key)
        if found is not None and self.columns[found[0]].is_folded:
            self._fold(self.columns[found[0]], on=False)

    def _said_here(self) -> str:
        column = self.columns[self._at].column
        return words.criteria(column) if column is not None else ""

    # --------------------------------------------------------------------------------- moves

    def move_chosen(self, side: int) -> None:
        """The selected cards to the stage before, or after, that of the current one."""
        card = self.current_card()
        if card is None or self.board is None:
            return
        stage = self._bound.get(card.id, card.stage)
        stages = [column.info.stage.id for column in self.board.columns]
        to = stages.index(stage) + side if stage in stages else -1
        if 0 <= to < len(stages):
            self._move(tuple(self.chosen_ids()) or (card.id,), self.board.columns[to])

    def _move(self, ids: tuple[UUID, ...], to: Column) -> None:
        """Ask for a move; until it is done the cards are faint, and the keyboard goes along."""
        self.move_asked.emit(ids, to)

    def set_off(self, ids: Iterable[UUID], stage: UUID) -> None:
        """These cards are on their way to a stage."""
        self._bound |= dict.fromkeys(ids, stage)
        self._show_way()

    def arrived(self, ids: tuple[UUID, ...], *, follow: bool) -> None:
        """They are there, and the keyboard goes after them; or they never will be."""
        for key in ids:
            self._bound.pop(key, None)
        self._follow = ids if follow else self._follow
        self._show_way()

    def _show_way(self) -> None:
        for column in self.columns:
            column.cards.on_their_way = frozenset(self._bound)
            column.cards.viewport().update()

    def _dropped(self, ids: tuple[UUID, ...], column: BoardColumn) -> None:
        if column.column is not None:
            self._move(ids, column.column)

    # ------------------------------------------------------------------------------- folding

    def _is_folded(self, column: Column) -> bool:
        return self._state.is_folded(_fold_key(column))

    def _fold(self, shown: BoardColumn, on: bool) -> None:
        """Fold a column, or open it; the keyboard goes on beside it, or into it."""
        if shown.column is None:
            return
        self._state.set_folded(_fold_key(shown.column), on)
        had = shown.cards.hasFocus() or shown.fold_button.hasFocus() or shown.strip.hasFocus()
        shown.fold(on=on)
        at = self.columns.index(shown)
        if on and at == self._at:
            self._go_near(at)
        elif not on and self._has_cards(at) and had:
            self._enter(at, max(shown.cards.currentIndex().row(), 0))
        if had and self.cards is not None:
            (self.cards if not self.columns[self._at].is_folded else shown.strip).setFocus()


def _fold_key(column: Column) -> str:
    return f"board-{column.info.stage.id.hex}"


def _is_in(board: Board, key: UUID, stage: UUID) -> bool:
    """A card has come to where it was on its way to."""
    columns = (each for each in board.columns if each.info.stage.id == stage)
    return any(card.id == key for column in columns for card in column.cards)

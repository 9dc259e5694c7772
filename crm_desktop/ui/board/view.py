"""The board: columns side by side, through which the keyboard and the mouse move cards."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.board.carrying import Carrying
from crm_desktop.ui.board.column import BoardColumn, CardList
from crm_desktop.ui.state import State
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.services.sales.pipeline.board import Board, Card, Column

_GAP = 10


class BoardView(QScrollArea):
    """The columns. One stop for Tab: the column the keyboard was in last.

    Attributes:
        board: what is shown; None before anything was read.
        columns: one a stage.
        carrying: the cards that the mouse carries.

    Signals:
        current: the Card the keyboard is on; None for none.
        chosen: how many cards are selected.
        move_asked: (ids, the Column they are to go to).
        opened, peeked, escaped, typed, menu_at: as a list has them.
        told: what a person should know just now: when a deal may leave its stage.
    """

    current = Signal(object)
    chosen = Signal(int)
    move_asked = Signal(object, object)
    opened = Signal()
    peeked = Signal()
    escaped = Signal()
    typed = Signal(str)
    menu_at = Signal(object)
    told = Signal(str)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.setObjectName("Board")
        self._state = state
        self.board: Board | None = None
        self.columns: list[BoardColumn] = []
        self._waiting: tuple[Board, date] | None = None  # it came while a card was carried
        self._at = 0  # the column the keyboard is in, or was
        self._bound: dict[UUID, UUID] = {}  # cards on their way, and to which stage
        self._follow: tuple[UUID, ...] = ()  # cards the keyboard goes after when they arrive
        self._filling = False
        self._line = build.row(spacing=_GAP, margins=(12, 0, 12, 4))
        self._inside = build.holder(self._line)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Board"))
        self.carrying = Carrying(self)
        self.carrying.dropped.connect(self._dropped)
        self.carrying.over.connect(self._tell_over)
        self.carrying.ended.connect(self._take_waiting)

    # ---------------------------------------------------------------------------------- show

    def show_board(self, board: Board, today: date) -> None:
        """Show a board; selection, keyboard and places stay. A card that is carried is not lost."""
        if self.carrying.is_on:
            self._waiting = (board, today)
            return
        self._bound = {key: to for key, to in self._bound.items() if not _is_in(board, key, to)}
        before = self.current_card()
        self._filling = True
        self.board = board
        self._make_columns(len(board.columns))
        for place, (shown, column) in enumerate(zip(self.columns, board.columns, strict=True)):
            shown.cards.on_their_way = frozenset(self._bound)
            shown.show_column(column, place, board.currency, today)
            fold = self._is_folded(column)
            if shown.is_folded != fold:
                shown.fold(on=fold)
        self._filling = False
        self._go_on(before)
        self._chose()
        self._tell_current()

    def _make_columns(self, count: int) -> None:
        while len(self.columns) > count:
            gone = self.columns.pop()
            self._line.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.columns) < count:
            self._add_column(len(self.columns))
        self._at = min(self._at, max(count - 1, 0))

    def _add_column(self, place: int) -> None:
        made = BoardColumn()
        cards = made.cards
        cards.gone_to.connect(partial(self._went, place))
        cards.picked.connect(partial(self._picked, made))
        cards.stepped.connect(self.step_column)
        cards.move_asked.connect(self.move_chosen)
        cards.carried.connect(self._carry)
        cards.escaped.connect(self._escape)
        cards.opened.connect(self.opened)
        cards.peeked.connect(self.peeked)
        cards.typed.connect(self.typed)
        cards.menu_at.connect(self.menu_at)
        cards.touched.connect(partial(self._come, place))
        cards.focused.connect(partial(self._focused, place))
        made.fold_asked.connect(partial(self._fold, made))
        self.columns.append(made)
        self._line.addWidget(made, 1)

    def clear(self) -> None:
        """Show nothing."""
        self.carrying.cancel()
        self.board, self._waiting = None, None
        self._bound.clear()
        self._follow = ()
        self._make_columns(0)

    def _go_on(self, before: Card | None) -> None:
        """Where the keyboard is now: on the card that was moved, the one before, or any."""
        follow, self._follow = self._follow, ()
        for key in follow:
            if self.go_to_id(key):
                self._choose_also(follow)
                return
        found = self._find(before.id) if before is not None else None
        if found is not None and before is not None and found[0] != self._at:
            self.go_to_id(before.id)  # somebody has moved it
        if self.current_card() is None or not self._is_open(self._at):
            self._go_near(self._at)
        self._show_stop()

    def _choose_also(self, keys: Iterable[UUID]) -> None:
        """Several cards that moved together stay selected together."""
        cards = self.columns[self._at].cards
        flag = QItemSelectionModel.SelectionFlag.Select
        for place in (cards.place_of(key) for key in keys):
            if place >= 0:
                cards.selectionModel().select(cards.rows.index(place), flag)

    # ------------------------------------------------------------------------------ keyboard

    @property
    def cards(self) -> CardList | None:
        """The column the keyboard is in."""
        return self.columns[self._at].cards if self.columns else None

    def current_card(self) -> Card | None:
        """The card the keyboard is on."""
        return self.cards.current_card() if self.cards is not None else None

    def chosen_ids(self) -> list[UUID]:
        """The selected cards, column by column."""
        return [key for column in self.columns for key in column.cards.chosen_ids()]

    def _has_cards(self, at: int) -> bool:
        return 0 <= at < len(self.columns) and bool(self.columns[at].cards.rows.all)

    def _is_open(self, at: int) -> bool:
        """The keyboard can go there."""
        return self._has_cards(at) and not self.columns[at].is_folded

    def step_column(self, side: int) -> None:
        """To the next column that has cards, to the card beside."""
        at = self._at + side
        while 0 <= at < len(self.columns) and not self._is_open(at):
            at += side
        if not self._is_open(at):
            return
        here, there = self.columns[self._at].cards, self.columns[at].cards
        top = here.visualRect(here.currentIndex()).center().y()
        index = there.indexAt(QPoint(there.viewport().width() // 2, top))
        row = index.row() if index.isValid() else len(there.rows.all) - 1
        self._enter(at, row)

    def _enter(self, at: int, row: int) -> None:
        """Put the keyboard on a card; it alone is selected."""
        had = self.has_keyboard
        self._at = at
        for column in self.columns:
            if column is not self.columns[at]:
                column.cards.clear_choice()
        cards = self.columns[at].cards
        self._show_stop()
        cards.go_to(row)
        cards.scrollTo(cards.currentIndex())
        self.ensureWidgetVisible(self.columns[at], theme.px(_GAP), 0)
        if had:
            cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_current()

    def move_current(self, step: int) -> None:
        """Up or down in the column."""
        if self.cards is not None:
            self.cards.move_current(step)

    def go_to_id(self, key: UUID, *, unfold: bool = False) -> bool:
        """Put the keyboard on a deal if it is here; in a folded column only if it may be opened."""
        found = self._find(key)
        if found is None:
            return False
        at, row = found
        if self.columns[at].is_folded:
            if not unfold:
                return False
            self._fold(self.columns[at], on=False)
        self._enter(at, row)
        return True

    def _find(self, key: UUID) -> tuple[int, int] | None:
        for at, column in enumerate(self.columns):
            if (row := column.cards.place_of(key)) >= 0:
                return at, row
        return None

    def choose_column(self) -> None:
        """Select all cards of the column."""
        if self.cards is not None:
            self.cards.selectAll()

    def choose_one(self) -> None:
        """Only the current card stays selected."""
        if (cards := self.cards) is not None and cards.currentIndex().isValid():
            self._enter(self._at, cards.currentIndex().row())

    @property
    def has_keyboard(self) -> bool:
        """The keyboard is on a card."""
        return any(column.cards.hasFocus() for column in self.columns)

    def _show_stop(self) -> None:
        """One column takes Tab; the others are reached by arrows."""
        policy = Qt.FocusPolicy
        for at, column in enumerate(self.columns):
            here = at == self._at
            column.cards.setFocusPolicy(policy.StrongFocus if here else policy.ClickFocus)
            column.fold_button.setFocusPolicy(policy.TabFocus if here else policy.NoFocus)

    def _focused(self, at: int, on: bool) -> None:
        if on:
            self._come(at)
        self._mark_choice()

    def _come(self, at: int) -> None:
        """The keyboard comes to another column, by Tab or after the mouse."""
        if at != self._at:
            self._at = at
            self._show_stop()
            self._tell_current()

    # ----------------------------------------------------------------------------- selection

    def _went(self, at: int) -> None:
        if at == self._at and not self._filling:
            self._tell_current()

    def _tell_current(self) -> None:
        card = self.current_card()
        self.current.emit(card)
        self.told.emit("" if card is None else self._criteria_here())

    def _criteria_here(self) -> str:
        from crm_desktop.ui.board import words

        column = self.columns[self._at].column
        return words.criteria(column) if column is not None else ""

    def _picked(self, source: BoardColumn, alone: bool) -> None:
        if self._filling:
            return
        if alone:
            for column in self.columns:
                if column is not source:
                    column.cards.clear_choice()
        self._chose()

    def _chose(self) -> None:
        count = len(self.chosen_ids())
        for column in self.columns:
            column.cards.many = count > 1
        self._mark_choice()
        self.chosen.emit(count)

    def _mark_choice(self) -> None:
        """A lone card is marked while the keyboard is here; several always are."""
        marked = self.has_keyboard or any(column.cards.many for column in self.columns)
        for column in self.columns:
            if column.cards.shows_selection != marked:
                column.cards.shows_selection = marked
                column.cards.viewport().update()

    def _escape(self) -> None:
        if self.carrying.is_on:
            self.carrying.cancel()
        elif len(self.chosen_ids()) > 1:
            self.choose_one()
        else:
            self.escaped.emit()

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

    # --------------------------------------------------------------------------------- mouse

    def _carry(self, point: QPoint) -> None:
        card = self.current_card()
        if card is not None and self.cards is not None:
            self.carrying.begin(self.cards, card, tuple(self.chosen_ids()), point)

    def column_at(self, point: QPoint) -> BoardColumn | None:
        """The column under a point of the screen."""
        x = self._inside.mapFromGlobal(point).x()
        if not self.viewport().rect().contains(self.viewport().mapFromGlobal(point)):
            return None
        columns = (each for each in self.columns if each.x() <= x < each.x() + each.width())
        return next(columns, None)

    def _tell_over(self, words: str) -> None:
        self.told.emit(words or self._criteria_here())

    def _dropped(self, ids: tuple[UUID, ...], column: BoardColumn) -> None:
        if column.column is not None:
            self._move(ids, column.column)

    def _take_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_board(*waiting)

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

    def _go_near(self, at: int) -> None:
        """To the nearest column the keyboard can be in."""
        others = [each for each in range(len(self.columns)) if self._is_open(each)]
        if others:
            nearest = min(others, key=lambda each: abs(each - at))
            self._enter(nearest, max(self.columns[nearest].cards.currentIndex().row(), 0))

    def first_stop(self) -> QWidget:
        """Where the keyboard comes to."""
        return self.cards or self


def _fold_key(column: Column) -> str:
    return f"board-{column.info.stage.id.hex}"


def _is_in(board: Board, key: UUID, stage: UUID) -> bool:
    """A card has come to where it was on its way to."""
    columns = (each for each in board.columns if each.info.stage.id == stage)
    return any(card.id == key for column in columns for card in column.cards)

"""Columns of cards side by side, through which the keyboard and the mouse move cards.

The board has a column a stage, the forecast one a month: what they share is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.board.carrying import Carrying
from crm_desktop.ui.board.column import CardColumn, CardList
from crm_desktop.ui.widgets import build

_GAP = 10

C = TypeVar("C", bound=CardColumn)


class ColumnsView(QScrollArea, Generic[C]):
    """The columns. One stop for Tab: the column the keyboard was in last.

    Attributes:
        columns: from the left.
        carrying: the cards that the mouse carries.

    Signals:
        current: the card the keyboard is on; None for none.
        chosen: how many cards are selected.
        move_asked: (ids, where they are to go to).
        opened, peeked, escaped, typed, menu_at: as a list has them.
        told: what a person should know just now.
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

    def __init__(self, name: str, carrying: Callable[[ColumnsView[C]], Carrying[C]]) -> None:
        super().__init__()
        self.setObjectName("Board")
        self.columns: list[C] = []
        self._at = 0  # the column the keyboard is in, or was
        self._follow: tuple[UUID, ...] = ()  # cards the keyboard goes after when they arrive
        self._filling = False
        self._later: Callable[[], None] | None = None  # shows what came while a card was carried
        self._line = build.row(spacing=_GAP, margins=(12, 0, 12, 4))
        self._inside = build.holder(self._line)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.carrying = carrying(self)
        self.carrying.dropped.connect(self._dropped)
        self.carrying.over.connect(self._tell_over)
        self.carrying.ended.connect(self._take_waiting)

    # ---------------------------------------------------------------------- what a view says

    def _make_column(self) -> C:
        """A new column, connected with what only this view knows."""
        raise NotImplementedError

    def _card(self) -> Any:
        """What the keyboard is on; None for none."""
        return self.cards.current_card() if self.cards is not None else None

    def _is_open(self, at: int) -> bool:
        """The keyboard can go to a column."""
        return self._has_cards(at)

    def _said_here(self) -> str:
        """What there is to tell while nothing is carried."""
        return ""

    def _dropped(self, ids: tuple[UUID, ...], column: C) -> None:
        """Cards were let go over a column."""
        raise NotImplementedError

    def move_chosen(self, side: int) -> None:
        """The selected cards to the column before, or after, that of the current one."""
        raise NotImplementedError

    # ---------------------------------------------------------------------------------- show

    def _fill(self, count: int, show: Callable[[], None]) -> None:
        """Show so many columns; selection, keyboard and places stay."""
        before = self._card()
        self._filling = True
        self._make_columns(count)
        show()
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
        made = self._make_column()
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
        self.columns.append(made)
        self._line.addWidget(made, 1)

    def clear(self) -> None:
        """Show nothing."""
        self.carrying.cancel()
        self._later, self._follow = None, ()
        self._make_columns(0)

    def _take_waiting(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            later()

    def _go_on(self, before: Any) -> None:
        """Where the keyboard is now: on the card that was moved, the one before, or any."""
        follow, self._follow = self._follow, ()
        for key in follow:
            if self.go_to_id(key):
                self._choose_also(follow)
                return
        found = self._find(before.id) if before is not None else None
        if before is not None and found is not None and found[0] != self._at:
            self.go_to_id(before.id)  # somebody has moved it
        if self._card() is None or not self._is_open(self._at):
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

    def chosen_ids(self) -> list[UUID]:
        """The selected cards, column by column."""
        return [key for column in self.columns for key in column.cards.chosen_ids()]

    def _meant(self) -> tuple[UUID, ...]:
        """The selected cards, else the current one."""
        card = self._card()
        return tuple(self.chosen_ids()) or ((card.id,) if card is not None else ())

    def _has_cards(self, at: int) -> bool:
        return 0 <= at < len(self.columns) and bool(self.columns[at].cards.places())

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
        self._enter(at, index.row() if index.isValid() else len(there.rows.all) - 1)

    def _enter(self, at: int, row: int) -> None:
        """Put the keyboard on a card; it alone is selected."""
        had = self._is_in_its_window()
        self._at = at
        for column in self.columns:
            if column is not self.columns[at]:
                column.cards.clear_choice()
        cards = self.columns[at].cards
        self._show_stop()
        places = cards.places()
        cards.go_to(next((place for place in places if place >= row), places[-1]))
        cards.scrollTo(cards.currentIndex())
        self.ensureWidgetVisible(self.columns[at], theme.px(_GAP), 0)
        if had:
            cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_current()

    def move_current(self, step: int) -> None:
        """Up or down in the column."""
        if self.cards is not None:
            self.cards.move_current(step)

    def go_to_id(self, key: UUID) -> bool:
        """Put the keyboard on a card if it is here, and can be seen."""
        found = self._find(key)
        if found is None or not self._is_open(found[0]):
            return False
        self._enter(*found)
        return True

    def _find(self, key: UUID) -> tuple[int, int] | None:
        for at, column in enumerate(self.columns):
            if (row := column.cards.place_of(key)) >= 0:
                return at, row
        return None

    def _go_near(self, at: int) -> None:
        """To the nearest column the keyboard can be in."""
        others = [each for each in range(len(self.columns)) if self._is_open(each)]
        if others:
            nearest = min(others, key=lambda each: abs(each - at))
            self._enter(nearest, max(self.columns[nearest].cards.currentIndex().row(), 0))

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

    def _is_in_its_window(self) -> bool:
        """The keyboard is on a card, or comes back to one as soon as the window is active."""
        there = self.window().focusWidget()
        return any(column.cards is there for column in self.columns)

    def _show_stop(self) -> None:
        """One column takes Tab; the others are reached by arrows."""
        policy = Qt.FocusPolicy
        for at, column in enumerate(self.columns):
            here = at == self._at
            column.cards.setFocusPolicy(policy.StrongFocus if here else policy.ClickFocus)
            column.button.setFocusPolicy(policy.TabFocus if here else policy.NoFocus)

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

    def first_stop(self) -> QWidget:
        """Where the keyboard comes to."""
        return self.cards or self

    # ----------------------------------------------------------------------------- selection

    def _went(self, at: int) -> None:
        if at == self._at and not self._filling:
            self._tell_current()

    def _tell_current(self) -> None:
        card = self._card()
        self.current.emit(card)
        self.told.emit("" if card is None else self._said_here())

    def _picked(self, source: C, alone: bool) -> None:
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

    # --------------------------------------------------------------------------------- mouse

    def _carry(self, point: QPoint) -> None:
        card = self._card()
        if card is not None:
            source = self.columns[self._at]
            self.carrying.begin(source, card.id, tuple(self.chosen_ids()), point)

    def column_at(self, point: QPoint) -> C | None:
        """The column under a point of the screen."""
        x = self._inside.mapFromGlobal(point).x()
        if not self.viewport().rect().contains(self.viewport().mapFromGlobal(point)):
            return None
        columns = (each for each in self.columns if each.x() <= x < each.x() + each.width())
        return next(columns, None)

    def _tell_over(self, words: str) -> None:
        self.told.emit(words or self._said_here())

"""A column of the board: its heading, its cards, and the strip that is left of it when folded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFrame,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import mirror, paint, theme
from crm_desktop.ui.board import words
from crm_desktop.ui.board.card_painter import CardPainter
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.painted_list import RETURNS, PaintedList

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import Card, Column

LEAST, FOLDED = 244, 44
_FLAG = QItemSelectionModel.SelectionFlag
_CONTROL = Qt.KeyboardModifier.ControlModifier
_TYPING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_GOING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CardList(PaintedList["Card"]):
    """The cards of a column. The board hears of every key that leads out of it.

    Attributes:
        today: what days are told by. stage: name of the column, for screen readers.
        on_their_way: ids of cards that were told to move and have not yet.
        shows_selection: selected cards are marked: the board has the keyboard, or several are.
        many: several cards of the board are selected, here or in other columns.

    Signals:
        gone_to: the keyboard is on another card of this column, or has come to it.
        picked: what is selected has changed; alone: nothing else is to stay selected.
        stepped: to the column before (-1) or after (1).
        move_asked: the selected cards to the stage before (-1) or after (1).
        carried: the mouse takes the selected cards from this point (of the screen).
        opened, peeked, escaped, typed, menu_at: as a list has them.
        touched: the mouse has pressed something here.
        focused: it has the keyboard, or no more.
    """

    uniform: ClassVar[bool] = True
    gone_to = Signal()
    picked = Signal(bool)
    stepped = Signal(int)
    move_asked = Signal(int)
    carried = Signal(object)
    opened = Signal()
    peeked = Signal()
    escaped = Signal()
    typed = Signal(str)
    menu_at = Signal(object)
    touched = Signal()
    focused = Signal(bool)

    def __init__(self) -> None:
        super().__init__(CardPainter, "", name="Cards")
        self.today, self.stage = date.min, ""  # until cards are shown
        self.on_their_way: frozenset[UUID] = frozenset()
        self.shows_selection = self.many = False
        self._from: QPoint | None = None  # where a card was pressed that may be carried
        self._held = False  # it is one of several that are selected: they stay until let go
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().currentRowChanged.connect(self._went)
        self.selectionModel().selectionChanged.connect(self._chose)
        self.doubleClicked.connect(self._open)

    # ---------------------------------------------------------------------------------- show

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show other cards; what is selected, the current card and the place stay by their ids."""
        before = [card.id for card in self.rows.all]
        if [card.id for card in cards] == before:
            self.rows.all = list(cards)
            if cards:
                ends = self.rows.index(0), self.rows.index(len(cards) - 1)
                self.rows.dataChanged.emit(*ends)
            return
        chosen, current = set(self.chosen_ids()), self.current_card()
        at = self.currentIndex().row()
        self.show_rows(cards)
        self.updateGeometries()
        if current is not None:
            self._restore(current.id, at, chosen)

    def _restore(self, current: UUID, at: int, chosen: set[UUID]) -> None:
        places = {card.id: place for place, card in enumerate(self.rows.all)}
        picked = QItemSelection()
        for key in chosen & places.keys():
            index = self.rows.index(places[key])
            picked.select(index, index)
        self.selectionModel().select(picked, _FLAG.ClearAndSelect)
        place = places.get(current, min(at, len(self.rows.all) - 1))
        if place >= 0:
            how = _FLAG.NoUpdate if not picked.isEmpty() or not self.hasFocus() else _FLAG.Select
            self.selectionModel().setCurrentIndex(self.rows.index(place), how)

    def current_card(self) -> Card | None:
        """The card the keyboard is on."""
        return self.row_at(self.currentIndex())

    def chosen_ids(self) -> list[UUID]:
        """The selected cards, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.rows.all[row].id for row in rows if row < len(self.rows.all)]

    def place_of(self, key: UUID) -> int:
        """The row of a card; -1 where it is not here."""
        return next((at for at, card in enumerate(self.rows.all) if card.id == key), -1)

    def go_to(self, row: int) -> None:
        """Put the keyboard on a card; it alone is selected, even while Ctrl is held."""
        self.selectionModel().setCurrentIndex(self.rows.index(row), _FLAG.ClearAndSelect)

    def clear_choice(self) -> None:
        """Nothing is selected here."""
        self.selectionModel().clearSelection()

    def _went(self) -> None:
        self.gone_to.emit()

    def _open(self) -> None:
        self.opened.emit()

    def _chose(self) -> None:
        self.picked.emit(False)

    # ------------------------------------------------------------------------ what the base asks

    def label(self, row: Card) -> str:
        """The title of a deal."""
        return row.title

    def spoken(self, row: Card) -> str:
        """All that its card says."""
        return words.spoken(row, self.stage, self.today)

    def ask_menu(self, row: Card, point: QPoint) -> None:
        """The menu of the selected cards."""
        del row
        self.menu_at.emit(point)

    def takes(self, event: QKeyEvent) -> bool:
        """Ctrl and an arrow: the window knows them too, but not which side is the next one."""
        return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _CONTROL and (
            Qt.Key(event.key()) in _SIDES
        )

    # ------------------------------------------------------------------------ keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows through the board, Ctrl and an arrow to move; what is typed is searched for."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        side = _SIDES.get(key, 0) * (-1 if self.isRightToLeft() else 1)
        if side and modifiers == _CONTROL:
            self.move_asked.emit(side)
        elif side and not modifiers:
            self.stepped.emit(side)
        elif not self._does(key, modifiers):
            text = event.text()
            if text.strip() and text.isprintable() and not modifiers & _TYPING:
                self.typed.emit(text)
            else:
                if key in _GOING and not modifiers:
                    self.picked.emit(True)
                super().keyPressEvent(event)

    def _does(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Keys that mean one thing with the card."""
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif modifiers:
            return False
        elif key in RETURNS and self.current_card() is not None:
            self.opened.emit()
        elif key == Qt.Key.Key_Space:
            self.peeked.emit()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press selects; with the mouse held it carries."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        left = event.button() == Qt.MouseButton.LeftButton
        plain = left and not event.modifiers()
        self._from = at if plain and index.isValid() else None
        chosen = self.selectionModel().isSelected(index)
        if not event.modifiers() & _CONTROL and not (chosen and self.many):
            self.picked.emit(True)
        self._held = plain and chosen and self.many
        if self._held or (chosen and event.button() == Qt.MouseButton.RightButton):
            self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.touched.emit()
            return
        super().mousePressEvent(event)
        self.touched.emit()
        if self._from is not None:
            self.setState(QAbstractItemView.State.NoState)  # Qt would select what is passed over

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        """Far enough from where it was pressed, a card is carried."""
        at = e.position().toPoint()
        if self._from is None or not e.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(e)
        elif (at - self._from).manhattanLength() >= QApplication.startDragDistance():
            self._from, self._held = None, False
            self.carried.emit(self.viewport().mapToGlobal(at))

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        """Let go without having been carried, one of several is selected alone."""
        held, self._held, self._from = self._held, False, None
        if held:
            self.picked.emit(True)
            index = self.indexAt(e.position().toPoint())
            self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
        super().mouseReleaseEvent(e)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring stands on the current card."""
        super().focusInEvent(event)
        self.focused.emit(True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.focused.emit(False)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """The tip of a card: what it has no room for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            card = self.row_at(self.indexAt(event.pos()))
            if card is not None:
                QToolTip.showText(event.globalPos(), words.tip(card, self.today), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)


class CardColumn(QFrame):
    """A column: a heading over cards.

    Attributes:
        cards: its list. button: of its heading; Tab comes to it from the cards.
    """

    cards: CardList
    button: QAbstractButton

    def show_drop(self, *, on: bool) -> None:
        """A card is held over it that may be dropped here."""
        build.set_state(self, "drop", on)


class ColumnHead(QWidget):
    """The heading of a column: stage, number, sum, weighted sum, a bar of what comes next."""

    HEIGHT = 66

    def __init__(self) -> None:
        super().__init__()
        self._column: Column | None = None
        self._currency: str | None = None
        self._place = 0
        self.setFixedHeight(theme.px(self.HEIGHT))

    def show_column(self, column: Column, place: int, currency: str | None) -> None:
        """Show a stage."""
        self._column, self._place, self._currency = column, place, currency
        told = words.column_told(column, currency)
        self.setToolTip("\n".join(filter(None, (told, words.criteria(column)))))
        self.setAccessibleName(words.column_spoken(column, currency))
        self.setAccessibleDescription(words.criteria(column))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole of it; the button to fold stands over its corner."""
        del event
        if self._column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        edge = theme.px(12)
        room = QRectF(self.rect()).adjusted(edge, theme.px(9), -edge, -theme.px(6))
        self._name(painter, room, self._column)
        self._sums(Pen(painter), room, self._column)
        self._bar(painter, room, self._column)
        painter.end()

    def _name(self, painter: QPainter, room: QRectF, column: Column) -> None:
        stage, count = column.info.stage.label, i18n.number(column.totals.count)
        line = QRectF(room.left(), room.top(), room.width() - theme.px(24), theme.px(20))
        taken = paint.text_width(count, 12, 500, tabular=True) + theme.px(10)
        pill = line.adjusted(0, 0, -taken, 0)
        hue = words.hue_of(column.info.kind, self._place)
        paint.pill(painter, pill, stage, hue)
        width = min(paint.pill_width(stage), pill.width())
        after = line.adjusted(width + theme.px(8), 0, 0, 0)
        Pen(painter).words(after, count, 12, 500, "text2", tabular=True)

    def _sums(self, pen: Pen, room: QRectF, column: Column) -> None:
        totals = column.totals
        line = QRectF(room.left(), room.top() + theme.px(25), room.width(), theme.px(18))
        said = words.sum_of(totals.sum, self._currency)
        pen.words(line, said, 12.5, 600, tabular=True)
        taken = paint.text_width(said, 12.5, 600, tabular=True) + theme.px(10)
        told = _("last 30 days")
        if column.info.kind == "open":
            weighted = words.sum_of(totals.weighted, self._currency)
            told = _("weighted {amount}").format(amount=weighted) if totals.count else ""
        pen.words(line.adjusted(taken, 0, 0, 0), told, 11.5, 400, "text2", paint.RIGHT)

    @staticmethod
    def _bar(painter: QPainter, room: QRectF, column: Column) -> None:
        """How many cards are overdue, planned, not planned: the tip says it in words."""
        counts = column.totals.next
        if not (total := counts.total()):
            return
        gap, height = theme.px(2), theme.px(4)
        shown = [(state, look[0]) for state, look in words.NEXT.items() if counts[state]]  # pyright: ignore[reportArgumentType]  a StrEnum
        width = room.width() - gap * (len(shown) - 1)
        left, top = room.left(), room.bottom() - height
        painter.setPen(Qt.PenStyle.NoPen)
        for state, hue in shown:
            part = width * counts[state] / total  # pyright: ignore[reportArgumentType]  as above
            background, foreground = theme.hue(hue)
            painter.setBrush(background if state == "none" else foreground)
            painter.drawRoundedRect(QRectF(left, top, part, height), height / 2, height / 2)
            left += part + gap


class FoldedStrip(ToolButton):
    """What is left of a folded column: its name from the bottom up. A click opens it again."""

    def __init__(self) -> None:
        super().__init__()
        self._column: Column | None = None
        self._place = 0
        self.setObjectName("FoldedColumn")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedWidth(theme.px(FOLDED))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_column(self, column: Column, place: int, currency: str | None) -> None:
        """Show a stage."""
        self._column, self._place = column, place
        told = words.column_spoken(column, currency)
        self.setToolTip(told)
        self.setAccessibleName(_("Unfold {column}").format(column=told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill of the stage and its number, turned."""
        super().paintEvent(event)
        if self._column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, self.height())
        painter.rotate(-90)
        room = QRectF(0, 0, self.height() - theme.px(12), self.width())
        name = self._column.info.stage.label
        hue = words.hue_of(self._column.info.kind, self._place)
        count = i18n.number(self._column.totals.count)
        width = min(paint.pill_width(name), room.width() - theme.px(60))
        right = room.right()
        paint.pill(painter, QRectF(right - width, 0, width, room.height()), name, hue)
        before = QRectF(0, 0, right - width - theme.px(8), room.height())
        Pen(painter).words(before, count, 12, 500, "text2", paint.RIGHT, tabular=True)
        painter.end()


class BoardColumn(CardColumn):
    """A column: heading over cards, or folded to a strip.

    Attributes:
        head: its heading. strip: what is left when it is folded.
        column: what it shows.
        fold_button: folds it.

    Signals:
        fold_asked: it is to be folded (True) or opened.
    """

    fold_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("BoardColumn")
        self.column: Column | None = None
        self.cards, self.head, self.strip = CardList(), ColumnHead(), FoldedStrip()
        self.button = self.fold_button = build.tool("fold-horizontal", "", size=13)
        self.fold_button.setParent(self.head)
        self.fold_button.clicked.connect(lambda: self.fold_asked.emit(True))
        self.strip.clicked.connect(lambda: self.fold_asked.emit(False))
        self._whole = build.holder(self._open())
        line = build.row(self.strip, spacing=0)
        line.addWidget(self._whole, 1)
        self.setLayout(line)
        self.fold(on=False)

    def _open(self) -> QVBoxLayout:
        corner = build.row(0, self.fold_button, margins=(0, 5, 4, 0))
        corner.setAlignment(self.fold_button, Qt.AlignmentFlag.AlignTop)
        self.head.setLayout(corner)
        column = build.column(self.head, spacing=0, margins=(0, 0, 0, 4))
        column.addWidget(self.cards, 1)
        return column

    def show_column(self, column: Column, place: int, currency: str | None, today: date) -> None:
        """Show a stage and its deals."""
        self.column = column
        stage = column.info.stage.label
        self.cards.today, self.cards.stage = today, stage
        self.cards.setAccessibleName(words.column_spoken(column, currency))
        self.cards.hint = "" if column.cards else _("No deals")
        self.fold_button.setToolTip(_("Fold {stage}").format(stage=stage))
        self.fold_button.setAccessibleName(_("Fold {stage}").format(stage=stage))
        self.head.show_column(column, place, currency)
        self.strip.show_column(column, place, currency)
        self.cards.show_cards(column.cards)
        self.cards.viewport().update()

    @property
    def is_folded(self) -> bool:
        """Only its strip is seen."""
        return self.strip.isVisibleTo(self)

    def fold(self, *, on: bool) -> None:
        """Fold it, or open it again."""
        self.strip.setVisible(on)
        self._whole.setVisible(not on)
        self.setMinimumWidth(theme.px(FOLDED if on else LEAST))
        self.setMaximumWidth(theme.px(FOLDED) if on else 16_777_215)

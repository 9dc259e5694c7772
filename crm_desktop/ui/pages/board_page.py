"""The deals as a board: a display of their page, see ui/displays.py."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton

from crm_desktop import services
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery
from crm_desktop.ui import icons, mirror, theme
from crm_desktop.ui.board import words
from crm_desktop.ui.board.view import BoardView
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import TABLE, Display
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import Board, Card, Column
    from crm_desktop.ui.deal_moves import DealMoves
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.list_page import ListPage

_CONCERNED = frozenset(
    {"deal", "activity", "company", "user", "stage", "pipeline", "currency", "office"}
)
_ARROW = 13
_PIPELINE = "board/pipeline"  # what this computer remembers


class PipelineButton(ToolButton):
    """The name of the pipeline, and an arrow: there are others."""

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icon("workflow"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFont(theme.font(12, 500))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def say(self, name: str) -> None:
        """The pipeline that is shown."""
        self.setText(name)
        told = _("Pipeline: {name}").format(name=name)
        self.setToolTip(told)
        self.setAccessibleName(told)

    def sizeHint(self) -> QSize:
        """With room for the arrow."""
        return super().sizeHint() + QSize(theme.px(_ARROW - 6), 0)

    def minimumSizeHint(self) -> QSize:
        """Never without its words."""
        return self.sizeHint()

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        """The words, moved aside for the arrow."""
        super().paintEvent(arg__1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        side = theme.px(_ARROW)
        right = self.width() - side - theme.px(3)
        place = QRectF(right, (self.height() - side) / 2 + 1, side, side)
        icons.paint_icon(painter, "chevron-down", place, theme.color("text3").name())
        painter.end()


class BoardDisplay(Display):
    """The board, what it says at its foot, and the choice of pipelines.

    Attributes:
        view: the columns.
        chooser: which pipeline; hidden where there is only one.
        foot: when the current card may leave its stage. caveat: what the sums leave out.
    """

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(context, page)
        self.view = BoardView(context.state)
        self.foot, self.caveat = Elided(), build.label(size=12, tone="faint")
        self.chooser = PipelineButton()
        self._moves: DealMoves | None = None
        self._pipeline: UUID | None = _key(context.state.choice(_PIPELINE))
        self._build()
        self._wire()

    def _build(self) -> None:
        self.foot.setFont(theme.font(12))
        self.foot.setProperty("tone", "faint")
        line = build.row(spacing=16, margins=(16, 2, 16, 6))
        line.addWidget(self.foot, 1)
        line.addWidget(self.caveat)
        foot = build.holder(line)
        foot.setFixedHeight(theme.px(26))
        column = build.column(spacing=0)
        column.addWidget(self.view, 1)
        column.addWidget(foot)
        self.setLayout(column)
        menu = QMenu(self.chooser)
        menu.aboutToShow.connect(partial(self._fill, menu))
        self.chooser.setMenu(menu)
        self.tools = (self.chooser,)

    def _wire(self) -> None:
        view = self.view
        view.current.connect(self._tell_current)
        view.chosen.connect(self.chosen)
        view.opened.connect(lambda: self.opened.emit(self.current_id))
        view.peeked.connect(self.peeked)
        view.escaped.connect(self.escaped)
        view.typed.connect(self.typed)
        view.menu_at.connect(self.menu_asked)
        view.told.connect(self.foot.setText)
        view.move_asked.connect(self._move)

    def wire(self, window: MainWindow) -> None:
        """Moves are the window's work: they ask, write, offer Undo."""
        super().wire(window)
        self._moves = window.deal_moves()

    # ---------------------------------------------------------------------------------- show

    def ask(self, asked: ListQuery) -> None:
        """Read the board."""
        call = services.sales.board.board.call(self._pipeline, asked)
        self.context.tasks.query(self, "board", call, done=self._show, failed=self._failed)

    def _show(self, board: Board) -> None:
        self._pipeline = board.pipeline.id
        self.view.show_board(board, self.context.today())
        self._show_chooser(board)
        self.caveat.setText(" ".join(words.caveats(board)))
        self.counted.emit(board.count)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.view.clear()
            self.counted.emit(0)
        else:
            self.context.tasks.report(self, error)

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: read the board again if it may show something of it."""
        if changes.many or changes.entities & _CONCERNED:
            self.refresh()

    def stop(self) -> None:
        """No store, no board."""
        self.context.tasks.forget(self, "board")
        self.view.clear()
        self._pipeline = _key(self.context.state.choice(_PIPELINE))

    def summary(self) -> str:
        """`123 deals · €421,600`: all that is open, and what it is worth."""
        board = self.view.board
        if board is None:
            return ""
        open_ones = [each.totals for each in board.columns if each.info.kind == "open"]
        count = sum(each.count for each in open_ones)
        total = sum((each.sum for each in open_ones), start=Decimal(0))
        said = _("{deals} open").format(deals=words.counted(count))
        return f"{said} · {words.sum_of(total, board.currency)}" if total else said

    def say_empty(self, empty: EmptyState) -> bool:
        """Deals that are asked for may be in another pipeline, or closed long ago."""
        board = self.view.board
        other = next((each for each in board.pipelines if each.open), None) if board else None
        if board is None or (other is None and not board.asked):
            return False
        empty.offer_link("", None)
        if other is None:
            text = _("What was won or lost more than 30 days ago is in the table.")
            empty.say("square-kanban", _("No open deals"), text)
            empty.offer(_("Show the table"), self._show_table, adds=False)
            return True
        title = _("No deals in {pipeline}").format(pipeline=board.pipeline.label)
        said = words.counted(other.open)
        text = _("{deals} asked for are in {pipeline}.")
        empty.say("square-kanban", title, text.format(deals=said, pipeline=other.pipeline.label))
        offer = _("Show {pipeline}").format(pipeline=other.pipeline.label)
        empty.offer(offer, partial(self.choose_pipeline, other.pipeline.id), adds=False)
        return True

    def _show_table(self) -> None:
        self.page.place.usual.waits = False  # what was closed is looked for
        self.page.displays.show(TABLE)

    # ----------------------------------------------------------------------------- pipelines

    def _show_chooser(self, board: Board) -> None:
        self.chooser.say(board.pipeline.label)
        self.chooser.setVisible(len(board.pipelines) > 1 and self.page.displays.shown is self)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        board = self.view.board
        for each in board.pipelines if board is not None else ():
            said = f"{each.pipeline.label}\t{each.open}" if each.open else each.pipeline.label
            action = menu.addAction(said.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(each.pipeline.id == self._pipeline)
            action.triggered.connect(partial(self.choose_pipeline, each.pipeline.id))

    def choose_pipeline(self, key: UUID, _on: bool = False) -> None:
        """Show another pipeline."""
        self._pipeline = key
        self.context.state.set_choice(_PIPELINE, key.hex)
        self.refresh()

    # --------------------------------------------------------------------------------- moves

    def _move(self, ids: tuple[UUID, ...], to: Column) -> None:
        if self._moves is None:
            return
        stage = to.info.stage.id
        there = {card.id: card for column in self._columns() for card in column.cards}
        ids = tuple(key for key in ids if key in there and there[key].stage != stage) or ids
        title = there[ids[0]].title if len(ids) == 1 and ids[0] in there else ""
        if to.info.kind == "open":
            self.view.set_off(ids, stage)
        self._moves.move(ids, to.info, title, ended=partial(self._moved, ids))

    def _moved(self, ids: tuple[UUID, ...], done: bool) -> None:
        """It is done, or it was refused or given up."""
        self.view.arrived(ids, follow=done)
        self.refresh()

    def _columns(self) -> tuple[Column, ...]:
        return self.view.board.columns if self.view.board is not None else ()

    # ----------------------------------------------------------------------------- selection

    def _tell_current(self, card: Card | None) -> None:
        self.current.emit(card.id.bytes if card is not None else b"")

    @property
    def current_id(self) -> bytes:
        """Id of the deal the keyboard is on."""
        card = self.view.current_card()
        return card.id.bytes if card is not None else b""

    def selected_ids(self) -> bytes:
        """16 bytes a deal."""
        return b"".join(key.bytes for key in self.view.chosen_ids())

    def move_current(self, step: int) -> None:
        """Up or down in the column."""
        self.view.move_current(step)

    def select_id(self, key: bytes) -> bool:
        """Go to a deal if it is on the board."""
        self.view.unfold_for(UUID(bytes=key))
        return self.view.go_to_id(UUID(bytes=key))

    def selectAll(self) -> None:
        """All cards of the column."""
        self.view.choose_column()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the card the keyboard was on. No focus proxy: it would change with each column."""
        self.view.first_stop().setFocus(reason)

    def select_one(self) -> None:
        """Only the current card stays selected."""
        self.view.choose_one()


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None

"""The page on which a quote is written, with its lines, its totals and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from crm_desktop import services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import QUOTE, Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.sales.quoting.quote_states import OPEN
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.quote.edits import QuoteEdits
from crm_desktop.ui.quote.header import HeaderStrip
from crm_desktop.ui.quote.keeper import QuoteKeeper
from crm_desktop.ui.quote.line_tools import LineTools
from crm_desktop.ui.quote.model import GridModel
from crm_desktop.ui.quote.prices import Differing, QuotePrices
from crm_desktop.ui.quote.suggested import Suggested
from crm_desktop.ui.quote.totals import WIDTH, TotalsPanel
from crm_desktop.ui.quote.view import GridView
from crm_desktop.ui.quote.work import QuoteWork
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided, Pill
from crm_desktop.ui.widgets.overlay import Notice

_STANDARD = QKeySequence.StandardKey
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ANY = UUID(int=0)
_LEAST_GRID = 420
_ASKED_FOR_ONE = ("tax", "coin", "customer")  # the answer is of no use to another quote
# What another customer changes. Not the currency: the prices of the lines are in it.
_OF_CUSTOMER = (
    *("billing_address", "delivery_address", "payment_terms", "delivery_terms"),
    *("price_list", "language"),
)


class QuotePage(QWidget):
    """One quote, to be written, sent and followed.

    Attributes:
        pane: the one beside the list, which says which quote is shown.
        record: as it is in the store; None as long as nothing is shown.
        fresh: a quote that was made just now; empty, it is not kept.
        awaited: a quote that was asked for, and is not here yet.
        document: as it is written. grid, header, totals: its parts.
        keeper: saves it, and keeps what is not saved.
        work: what is done with the whole of it.
        notice, offer: lines for messages and for a draft that was found.
        differing: a line that offers other prices.

    Signals:
        back_asked: to where one came from.
        move_asked: so many records further in the list.
        said: words for the window, and whether Undo may take back what they say.
        go_to_asked: a record that this one points at.
        opened: a quote is shown.
    """

    back_asked = Signal()
    move_asked = Signal(int)
    said = Signal(str, bool)
    go_to_asked = Signal(str, object)
    opened = Signal()

    def __init__(self, context: Context, pane: Pane) -> None:
        super().__init__()
        self._context, self.pane = context, pane
        self.record: Record | None = None
        self.fresh: UUID | None = None
        self.awaited: UUID | None = None
        self.document = QuoteDocument(self)
        self.prices = QuotePrices(context, self.document, self)
        self.model = GridModel(self.document, self.prices, self)
        self.edits = QuoteEdits(self.document, self.prices, self)
        self.grid = GridView(self.model, self.edits)
        self.header = HeaderStrip(context, self.document)
        self.totals = TotalsPanel(self.document)
        self.notice, self.offer, self.differing = Notice(), Notice(), Notice()
        self._compared_for: Any = None  # the setting in which prices were compared
        self.keeper = QuoteKeeper(context, self)
        self.work = QuoteWork(context, self)
        self.tools = LineTools(self.grid, self.document)
        self.suggested = Suggested(context, self)
        self._name, self._dirty = Elided(), build.label(size=12, tone="muted")
        self._badge: QHBoxLayout = build.row(spacing=0)
        self._pill: Pill | None = None
        self.back = build.button(_(QUOTE.plural), "arrow-left", name=_("Back"))
        self.setLayout(self._build())
        self._wire()

    # ------------------------------------------------------------------------------------ build

    def _build(self) -> QVBoxLayout:
        build.hug(self.back)
        self._name.setFont(theme.font(16, 600))
        head = build.row(self.back, 6, self._name, spacing=10, margins=(20, 0, 16, 0))
        head.setStretch(2, 1)
        head.addLayout(self._badge)
        head.addWidget(self._dirty)
        head.addSpacing(theme.px(6))
        for button in self.work.buttons():
            head.addWidget(button)
        top = build.holder(head)
        top.setFixedHeight(theme.px(50))
        notices = build.column(
            self.offer, self.notice, self.differing, spacing=0, margins=(16, 0, 16, 0)
        )
        left = build.column(self.tools, self.grid, spacing=0)
        left.setStretch(1, 1)
        middle = build.holder(left)
        middle.setMinimumWidth(theme.px(_LEAST_GRID))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(middle)
        self._splitter.addWidget(self.totals)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        if not self._context.state.restore_splitter("quote_page", self._splitter):
            self._splitter.setSizes([theme.px(780), theme.px(WIDTH)])
        column = build.column(top, spacing=0)
        column.addLayout(notices)
        column.addWidget(self.header)
        column.addWidget(build.rule())
        column.addWidget(self._splitter, 1)
        return column

    def _wire(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.document.changed.connect(self._show_state)
        self.edits.told.connect(self._tell)
        self.edits.noted.connect(self.notice.say)
        self.grid.told.connect(self._tell)
        self.grid.explain_asked.connect(self._explain_line)
        self.grid.menu_asked.connect(self.tools.open_menu)
        self.totals.line_asked.connect(self._go_to_line)
        self.header.company_chosen.connect(self._take_customer)
        self.header.prices_changed.connect(self._prices_changed)
        self.header.reprice_asked.connect(self.work.choose_currency)
        self.prices.compared.connect(self._offer_prices)
        self.document.changed.connect(self._withdraw_prices)
        self._context.tasks.changed.connect(self._on_changes)
        self.pane.shown.connect(self.follow)

    @property
    def timeline(self) -> Any:
        """What happened with the quote, as its pane shows it."""
        return getattr(self.pane, "timeline", None)

    # ------------------------------------------------------------------------------------- show

    def follow(self, record: Record | None) -> None:
        """The list has gone to another quote. Only one that was asked for is shown here: a list
        also moves by itself, when what is written takes the quote out of it.
        """
        if record is None or not self.isVisible():
            return
        here, awaited = self.record, self.awaited
        if here is not None and record.id == here.id != awaited:
            self.show_record(record)  # told again while another one is on its way
        elif here is None or awaited in (_ANY, record.id):
            self.awaited = None
            self.show_record(record)

    def go_on(self, step: int) -> None:
        """To the quote above or below in the list."""
        self.awaited = _ANY
        self.move_asked.emit(step)

    def show_record(self, record: Record) -> None:
        """Show a quote; what is written of another one is saved first."""
        if self.record is not None and self.record.id == record.id:
            self.keeper.bring_in(record)
            return
        self.keeper.leave(partial(self._open, record))

    def _open(self, record: Record) -> None:
        self.notice.hide()
        self.offer.hide()
        self.differing.hide()
        for key in _ASKED_FOR_ONE:
            self._context.tasks.forget(self, key)
        self.adopt(record)
        self.document.open(record, can_edit=self.can_edit(record))
        self.keeper.begin()
        self._show_state()
        self._ask_tax()
        self.focus()
        self.opened.emit()

    @staticmethod
    def can_edit(record: Record) -> bool:
        """Whether a quote may still be changed."""
        return not record.deleted and (record.values.get("status") or "draft") in OPEN

    def adopt(self, record: Record) -> None:
        """The record as it is now in the store; the document is not touched."""
        self.record = record
        status = str(record.values.get("status") or "draft")
        choice = QUOTE.field("status").choice(status)
        if self._pill is not None:
            self._badge.removeWidget(self._pill)
            self._pill.deleteLater()
        self._pill = Pill(_(choice.label), choice.hue, dot=True)
        self._badge.addWidget(self._pill)
        self.work.show_status(record)
        self._show_state()

    def _show_state(self) -> None:
        record = self.record
        if record is None:
            return
        title = self.document.values.get("title") or ""
        name = record.label if record.values.get("number") else _("New quote")
        self._name.setText("  ".join(part for part in (name, title) if part))
        told = self.keeper.saved_words if self.document.can_edit else ""
        self._dirty.setText(_("● Not saved") if self.document.dirty else told)
        self._dirty.setVisible(bool(self._dirty.text()))
        self.header.reprice.setEnabled(self.document.can_edit)

    def focus(self) -> None:
        """Put the keyboard where one goes on: the customer of a new quote, else its lines."""
        empty = self.document.can_edit and self.document.values.get("company") is None
        if empty:
            self.header.first().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.document.can_edit:
            self.grid.go_to(len(self.document.rows), "code")

    def remember(self) -> None:
        """Keep how the page is laid out, and what is not saved."""
        self._context.state.save_splitter("quote_page", self._splitter)
        self.keeper.put_away()

    def forget(self) -> None:
        """The store is closed."""
        self.keeper.write()
        self.keeper.end()
        self.record = None
        self.document.clear()

    def _tell(self, words: str) -> None:
        self.notice.say(words, "problem")

    def _go_to_line(self, place: int) -> None:
        if 0 <= place < len(self.document.rows):
            row = self.model.row_of(self.document.rows[place][lines.KEY])
            self.grid.setFocus()
            self.grid.go_to(row, "unit_price")

    def _explain_line(self, row: int) -> None:
        line = self.model.line(row)
        if line is None or line.amount is None:
            return
        place = self.document.sheet.rows.index(line)
        terms = self.document.sheet.explain_row(place)
        index = self.model.index(row, self.model.column_of("net"))
        box = self.grid.visualRect(index)
        corner = self.grid.viewport().mapToGlobal(QPoint(box.right(), box.bottom()))
        self.totals.show_card(line.title or _("Amount"), terms, line.amount, corner)

    # ------------------------------------------------------------------------------- its world

    def _ask_tax(self) -> None:
        if self.document.can_edit:
            day = self.document.values.get("issued_on")
            company = _id(self.document.values.get("company"))
            call = services.sales.quotes.default_tax.call(day, company)
            self._context.tasks.query(self, "tax", call, done=self._take_tax)
            coin = services.sales.quotes.cash_step.call(self.document.currency or None)
            self._context.tasks.query(self, "coin", coin, done=self.document.set_cash_step)

    def _take_tax(self, usual: Mapping[str, Any]) -> None:
        self.edits.usual_tax = usual

    def _take_customer(self, company: Ref | None) -> None:
        """Another customer: his terms, his addresses, his prices."""
        if company is None:
            return
        contact = self.document.values.get("contact")
        call = services.sales.quotes.template.call(company.id, _id(contact))
        done = partial(self._customer_found, company)
        self._context.tasks.query(self, "customer", call, done=done)

    def _customer_found(self, company: Ref, found: dict[str, Any]) -> None:
        if self.document.values.get("company") != company:
            return
        currency = found.get("currency")
        self.document.settle(**{key: found[key] for key in _OF_CUSTOMER if found.get(key)})
        if currency and currency != self.document.currency:
            words = _("{name} usually pays in {currency}. The prices here are in {ours}.")
            told = words.format(name=company.label, currency=currency, ours=self.document.currency)
            offer = _("Change to {currency}").format(currency=currency)
            self.notice.say(told, "", offer, partial(self.work.reprice, currency))
        self._ask_tax()
        self._prices_changed()
        self.suggested.ask()

    def _prices_changed(self) -> None:
        """Prices depend on the customer, the price list and the day: look what they are now."""
        self.document.floors = {}
        self.prices.compare()

    def _offer_prices(self, found: Differing) -> None:
        """Prices are never changed silently: say what would be other, and by how much."""
        self._compared_for = self.prices.setting()
        count = len(found.rows)
        if not count:
            self.differing.hide()
            return
        words = ngettext("{n} price differs", "{n} prices differ", count)
        told = f"{words}: {cells.change(found.change, self.document.currency)}."
        keep = (_("&Keep ours"), self.grid.setFocus)
        self.differing.say(told, "", _("&Take them"), self._take_prices, keep)

    def _take_prices(self) -> None:
        self.prices.take_differing()
        self.grid.setFocus()

    def _withdraw_prices(self) -> None:
        """What was offered is of no use once the customer is another one again."""
        if not self.differing.isHidden() and self._compared_for != self.prices.setting():
            self.differing.hide()

    def _on_changes(self, changes: Changes) -> None:
        if self.record is not None and changes.touches(self.record.id):
            self.keeper.look()

    # ------------------------------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._act_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _act_of(self, event: QKeyEvent) -> Any:
        """What a key does on this page, before the window hears it."""
        for key, act in (
            (_STANDARD.Save, self.keeper.save),
            (_STANDARD.Undo, self.undo if self.document.can_undo else None),
            (_STANDARD.Redo, self.redo if self.document.can_redo else None),
            (_STANDARD.Print, self.work.preview),
            (_STANDARD.Find, self.find_product),
        ):
            if event.matches(key):
                return act
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in _STEPS:
            return partial(self.go_on, _STEPS[Qt.Key(event.key())])
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.work.next_step
        if event.key() == Qt.Key.Key_Y and ctrl and self.document.can_redo:
            return self.redo
        return self.suggested.take_first if event.key() == Qt.Key.Key_F8 else None

    def undo(self) -> bool:
        """Take back the last step that is not saved; False where there is none."""
        self.grid.finish_typing()
        return self.document.undo()

    def redo(self) -> bool:
        """Do it again; False where there is nothing."""
        return self.document.redo()

    def find_product(self) -> None:
        """Begin to look for a product on a new line."""
        if self.document.can_edit:
            self.grid.setFocus()
            self.grid.go_to(self.model.rowCount() - 1, "code")
            self.grid.edit(self.grid.currentIndex())

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown: what is written is saved."""
        super().hideEvent(event)
        if self.window().isVisible() and not event.spontaneous():
            self.keeper.leave()


def _id(ref: Any) -> UUID | None:
    return ref.id if isinstance(ref, Ref) else None

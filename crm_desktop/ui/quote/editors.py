"""What is typed into cells: a line, a text of several lines, a code with products below it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.quote.prices import QuotePrices
from crm_desktop.ui.quote.product_list import ProductList

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.prices import Offer

_PAUSE = 90  # milliseconds: so long after the last key products are looked for
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellLine(QLineEdit):
    """A line in a cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Cell")
        self.setFont(theme.font(13, tabular=True))
        self.setFrame(False)


class LongText(QPlainTextEdit):
    """A description: Enter takes it, Shift+Enter makes a new line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Cell")
        self.setFont(theme.font(13))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._box = QRect()
        self.textChanged.connect(self._fit)

    def begin(self, text: str) -> None:
        """Show a text, all of it chosen: what is typed takes its place."""
        self.setPlainText(text)
        self.selectAll()
        self.document().setModified(False)

    def place(self, box: QRect) -> None:
        """Stand over a cell, as high as the text is."""
        self._box = box
        self._fit()

    def _fit(self) -> None:
        lines = min(max(self.document().lineCount(), 1), 8)
        height = self.fontMetrics().lineSpacing() * lines + theme.px(14)
        parent = self.parentWidget()
        room = parent.height() if parent is not None else height
        height = min(max(height, theme.px(34)), max(room, theme.px(34)))
        top = min(self._box.top(), max(room - height, 0))
        self.setGeometry(self._box.left(), top, self._box.width(), height)


class CodeLine(CellLine):
    """A code, or words that a product is looked for by; the products stand below it.

    Attributes:
        as_text: the products were sent away: what is typed is meant as it stands.

    Signals:
        taken: Offers that were chosen, and whether to stay for more.
    """

    taken = Signal(object, bool)

    def __init__(self, prices: QuotePrices, parent: QWidget) -> None:
        super().__init__(parent)
        self._prices = prices
        self._found = ""  # the words whose products are shown
        self.as_text = False
        self._list = ProductList(self.window())
        self._list.chosen.connect(self._take_clicked)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)

    @property
    def products(self) -> ProductList:
        """The products below the line."""
        return self._list

    # -------------------------------------------------------------------------------- products

    def _edited(self, _text: str) -> None:
        self._list.is_entered = False
        self._pause.start()

    def _ask(self) -> None:
        words = self.text().strip()
        if not words or words.startswith(("#", "=", "//")):
            self._list.hide()
            self._prices.forget_search()
        else:
            self._prices.search(words, partial(self._show, words))

    def _show(self, words: str, found: list[Offer]) -> None:
        if self.isVisible() and self.text().strip():
            self._found = words
            self._list.show_offers(found, words)
            self._list.stand_below(self.mapToGlobal(QPoint(0, self.height())))

    @property
    def is_settled(self) -> bool:
        """The list shows what stands in the line now."""
        return not self._pause.isActive() and self._found == self.text().strip()

    def _take_clicked(self) -> None:
        self.taken.emit(self._list.picked(), False)

    # ------------------------------------------------------------------------------------ keys

    def takes(self, event: QKeyEvent) -> bool:
        """Keys that belong to the products, not to the line or the grid."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            if self._list.isHidden():
                self._ask() if self.text().strip() else None
            else:
                self._list.step(_STEPS[key])
            return not self._list.isHidden()
        if self._list.isHidden():
            return False
        if key == Qt.Key.Key_Escape:
            self._list.hide()
            self.as_text = True
            return True
        if key == Qt.Key.Key_Space and self._list.is_entered:
            self._list.pick()
            return True
        if key in _RETURNS and (offers := self._list.picked()) and self.is_settled:
            stay = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if stay:
                self._list.unpick()
                self.selectAll()
            self.taken.emit(offers, stay)
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        self._end()
        super().hideEvent(event)

    def focusOutEvent(self, arg__1: QFocusEvent) -> None:
        if arg__1.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._list.hide()
        super().focusOutEvent(arg__1)

    def _end(self) -> None:
        self._pause.stop()
        self._prices.forget_search()
        self._list.hide()
        self._list.deleteLater()

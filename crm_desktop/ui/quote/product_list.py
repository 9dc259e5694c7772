"""The products below a code that is being typed: chosen with Enter, several with Space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import Ref
from crm_desktop.ui import icons, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.quote import cells
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.prices import Offer

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
_ROW = 46
_MOST_ROWS = 6
_WIDTH = 560


class _Offers(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.all: list[Offer] = []
        self.picked: list[Ref] = []  # products, in the order in which they were picked

    def show(self, offers: list[Offer]) -> None:
        self.beginResetModel()
        self.all = offers
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.all)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if index.isValid() and role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            offer = self.all[index.row()]
            words = (str(offer.row.get("code") or ""), offer.product.label, _price(offer))
            said = ", ".join(word for word in words if word)
            return f"{said}, {_('marked')}" if offer.product in self.picked else said
        return None


def _price(offer: Offer) -> str:
    price = offer.row.get("unit_price")
    return cells.price(price, "") if price is not None else ""


class _Painter(QStyledItemDelegate):
    def __init__(self, model: _Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(theme.px(200), theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        offer = self._model.all[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(QRectF(box).adjusted(4, 1, -4, -1), 6, 6)
        inside = QRectF(box).adjusted(theme.px(12), theme.px(5), -theme.px(14), -theme.px(5))
        if offer.product in self._model.picked:
            side = theme.px(15)
            place = QRectF(inside.left(), inside.top() + theme.px(2), side, side)
            icons.paint_icon(painter, "check", place, theme.color("accent_text").name())
            inside.setLeft(inside.left() + theme.px(22))
        self._words(painter, inside, offer)
        painter.restore()

    def _words(self, painter: QPainter, inside: QRectF, offer: Offer) -> None:
        pen, half = Pen(painter), inside.height() / 2
        above = QRectF(inside.left(), inside.top(), inside.width(), half)
        below = QRectF(inside.left(), inside.top() + half, inside.width(), half)
        price = _price(offer) or "—"
        room = paint.text_width(price, 13, 500, tabular=True) + theme.px(12)
        pen.words(above.adjusted(0, 0, -room, 0), offer.product.label, 13, 500)
        pen.words(above, price, 13, 500, align=paint.RIGHT, tabular=True)
        unit = str(offer.row.get("unit") or "")
        pen.words(below, unit, 11.5, 400, "text2", paint.RIGHT)
        parts = (str(offer.row.get("code") or ""), offer.rule or "", *offer.notes[:1])
        rest = below.adjusted(0, 0, -paint.text_width(unit, 11.5, 400) - theme.px(12), 0)
        pen.words(rest, "  ·  ".join(part for part in parts if part), 11.5, 400, "text2")


class ProductList(QFrame):
    """Floats over the window; the keyboard stays in the line that is typed in.

    Attributes:
        is_entered: the arrow keys have gone into the list: Space marks a product now.
        view: the list.

    Signals:
        chosen: a product was clicked.
    """

    chosen = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("Products")
        self._window, self.is_entered = window, False
        self._known: dict[Ref, Offer] = {}  # those that were marked, also in an earlier search
        self._model = _Offers(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Painter(self._model, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("Products"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.clicked.connect(self._clicked)
        self._none = build.label(tone="muted", size=12, wrap=True)
        self._keys = build.label(size=11.5, tone="faint")
        foot = build.row(self._keys, margins=(12, 4, 12, 6))
        empty = build.row(self._none, margins=(12, 10, 12, 4))
        self.setLayout(build.column(self.view, empty, foot, spacing=0, margins=(1, 5, 1, 0)))
        self.hide()

    # ----------------------------------------------------------------------------------- show

    def show_offers(self, offers: list[Offer], words: str) -> None:
        """Show what was found; what is marked stays marked."""
        self._model.show(offers)
        self.view.setVisible(bool(offers))
        self._none.setVisible(not offers)
        self._none.setText(
            _("No product is called “{words}”. Enter keeps it as free text.").format(words=words)
        )
        if offers:
            self._go_to(0)
        self._tell()

    def stand_below(self, point: QPoint) -> None:
        """Stand below a point of the screen, above it where there is no room."""
        window = self._window
        count = max(self._model.rowCount(), 1)
        rows = theme.px(_ROW) * min(count, _MOST_ROWS) if self._model.rowCount() else 0
        self.view.setFixedHeight(rows)
        foot = self._keys.sizeHint().width() + theme.px(28)
        width = min(max(theme.px(_WIDTH), foot), window.width() - theme.px(16))
        self.setFixedWidth(width)
        self.adjustSize()
        here = window.mapFromGlobal(point)
        left = min(max(here.x(), 0), window.width() - width - theme.px(8))
        top = here.y() + theme.px(3)
        if top + self.height() > window.height():
            top = max(here.y() - self.height() - theme.px(40), 0)
        self.move(left, top)
        self.show()
        self.raise_()

    def _tell(self) -> None:
        if self._model.picked:
            words = ngettext(
                "{n} marked: Enter adds it", "{n} marked: Enter adds them", len(self._model.picked)
            )
        else:
            words = _("Enter adds · Ctrl+Enter adds and stays · ↓ then Space marks several")
        self._keys.setText(words)

    # ---------------------------------------------------------------------------------- choose

    def step(self, by: int) -> None:
        """The arrow keys."""
        count = self._model.rowCount()
        if count:
            at = self.view.currentIndex().row() + by
            self.is_entered = True
            self._go_to(min(max(at, 0), count - 1))

    def _go_to(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        announce(self.view, str(self._model.data(index)))

    def pick(self) -> None:
        """Mark the product the keyboard is on, or no more."""
        row = self.view.currentIndex().row()
        if not 0 <= row < len(self._model.all):
            return
        product, marked = self._model.all[row].product, self._model.picked
        marked.remove(product) if product in marked else marked.append(product)
        self._known[product] = self._model.all[row]
        self.view.viewport().update()
        self._tell()

    def unpick(self) -> None:
        """Nothing is marked any more."""
        self._model.picked.clear()
        self.view.viewport().update()
        self._tell()

    def picked(self) -> list[Offer]:
        """What is marked, else what the keyboard is on."""
        if self._model.picked:
            return [self._known[product] for product in self._model.picked]
        row = self.view.currentIndex().row()
        return [self._model.all[row]] if 0 <= row < len(self._model.all) else []

    def _clicked(self, _index: QModelIndex) -> None:
        self.chosen.emit()

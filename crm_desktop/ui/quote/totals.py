"""The panel at the right: what the quote comes to, what to look at, what history suggests."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout

from crm_desktop.i18n import N_, _
from crm_desktop.services.pricing import Term, plain
from crm_desktop.services.sales.papers.sheet import Sheet
from crm_desktop.ui import icons, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote.adjustments import Adjustments
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.quote.explain import ExplainCard
from crm_desktop.ui.widgets import build

WIDTH = 272
_MOST_WARNINGS = 12


class Figure(QPushButton):
    """A figure with its name; pressed, it explains itself.

    Attributes:
        key: which figure of the sheet it is.
        amount: its words.
    """

    def __init__(self, key: str, *, large: bool = False) -> None:
        super().__init__()
        self.key, self._large = key, large
        self._label, self.amount, self._tone = "", "", "text"
        self.setObjectName("Figure")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, label: str, amount: str, tone: str = "text") -> None:
        """Show a figure."""
        if (label, amount, tone) != (self._label, self.amount, self._tone):
            self._label, self.amount, self._tone = label, amount, tone
            self.setAccessibleName(f"{label}: {amount}")
            self.setAccessibleDescription(_("Enter explains it"))
            self.setToolTip(_("Why? Press Enter or click."))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(36 if self._large else 27))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(theme.px(8), 0, -theme.px(8), 0)
        size, weight = (17, 600) if self._large else (13, 500)
        pen = Pen(painter)
        taken = paint.text_width(self.amount, size, weight, tabular=True) + theme.px(10)
        label_weight = 600 if self._large else 400
        label = inside.adjusted(0, 0, -taken, 0)
        pen.words(label, self._label, 13, label_weight, "text" if self._large else "text2")
        pen.words(inside, self.amount, size, weight, self._tone, paint.RIGHT, tabular=True)
        painter.end()


class TotalsPanel(QScrollArea):
    """Totals with their tax, discounts and charges, margin, warnings, suggestions.

    Attributes:
        figures: by key. adjustments: discounts and charges.
        explained: the card that is shown, or was last.
        suggested: where suggestions are put.

    Signals:
        line_asked: the place of a line to go to.
    """

    line_asked = Signal(int)

    def __init__(self, document: QuoteDocument) -> None:
        super().__init__()
        self._document = document
        self.setObjectName("Totals")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Totals"))
        self.figures: dict[str, Figure] = {}
        self._taxes: list[Figure] = []
        self._warned: list[QPushButton] = []
        self.explained: ExplainCard | None = None
        self.adjustments = Adjustments(document)
        self._tax_column: QVBoxLayout = build.column(spacing=0)
        self._warn_column: QVBoxLayout = build.column(spacing=2)
        self._warn_head = build.label(_("To look at"), size=12, weight=600, tone="muted")
        self.suggested: QVBoxLayout = build.column(spacing=8)
        self.setWidget(build.holder(self._build()))
        document.changed.connect(self.show_values)

    def _build(self) -> QVBoxLayout:
        column = build.column(spacing=0, margins=(12, 12, 12, 16))
        column.addWidget(self._figure("lines_total"))
        adjust = build.column(self.adjustments, margins=(8, 4, 6, 6))
        column.addLayout(adjust)
        column.addWidget(build.rule())
        column.addSpacing(theme.px(6))
        column.addWidget(self._figure("tax_exclusive"))
        column.addLayout(self._tax_column)
        column.addWidget(self._figure("tax_inclusive", large=True))
        column.addWidget(self._figure("payable"))
        column.addSpacing(theme.px(6))
        column.addWidget(build.rule())
        column.addSpacing(theme.px(6))
        column.addWidget(self._figure("discount"))
        column.addWidget(self._figure("margin"))
        warned = build.column(self._warn_head, spacing=4, margins=(8, 16, 0, 0))
        warned.addLayout(self._warn_column)
        column.addLayout(warned)
        suggested = build.column(margins=(8, 16, 0, 0))
        suggested.addLayout(self.suggested)
        column.addLayout(suggested)
        column.addStretch(1)
        return column

    def _figure(self, key: str, *, large: bool = False) -> Figure:
        made = self.figures[key] = Figure(key, large=large)
        made.clicked.connect(partial(self.explain, made))
        return made

    # ------------------------------------------------------------------------------------ show

    def show_values(self) -> None:
        """Show the figures of the document."""
        sheet, currency = self._document.sheet, self._document.currency

        def money(value: Decimal | None) -> str:
            return cells.amount(value, currency) if value is not None else "—"

        priced = sheet.priced
        say = self.figures
        say["lines_total"].say(_("Sum of the lines"), money(priced.lines_total))
        say["tax_exclusive"].say(_("Net"), money(priced.tax_exclusive))
        gross = f"{money(priced.tax_inclusive)} {currency}".strip()
        say["tax_inclusive"].say(_("Total"), gross)
        say["payable"].say(_("To pay"), money(priced.payable))
        say["payable"].setVisible(priced.payable != priced.tax_inclusive)
        self._show_taxes(sheet)
        self._show_inside(sheet)
        self._show_warnings(sheet)

    def _show_taxes(self, sheet: Sheet) -> None:
        currency = self._document.currency
        while len(self._taxes) > len(sheet.priced.taxes):
            gone = self._taxes.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._taxes) < len(sheet.priced.taxes):
            made = Figure("tax_total")
            made.clicked.connect(partial(self.explain, made))
            self._taxes.append(made)
            self._tax_column.addWidget(made)
        for figure, tax in zip(self._taxes, sheet.priced.taxes, strict=True):
            words = _("Tax {rate} % of {base}").format(
                rate=plain(tax.rate), base=cells.amount(tax.taxable, currency)
            )
            if not tax.rate:
                words = _("No tax on {base}").format(base=cells.amount(tax.taxable, currency))
            figure.say(words, cells.amount(tax.tax, currency))

    def _show_inside(self, sheet: Sheet) -> None:
        currency = self._document.currency
        percent = sheet.discount_percent
        self.figures["discount"].setVisible(bool(sheet.discount))
        words = _("Discount in all") + (f" {cells.plain(percent)} %" if percent else "")
        self.figures["discount"].say(words, cells.amount(sheet.discount, currency))
        margin, rate = sheet.margin, sheet.margin_percent
        told = _("Margin") + (f" {cells.plain(rate)} %" if rate is not None else "")
        tone = "danger" if margin is not None and margin < 0 else "text"
        shown = cells.amount(margin, currency) if margin is not None else _("cost not known")
        self.figures["margin"].say(told, shown, tone if margin is not None else "text3")
        self.figures["margin"].setVisible(bool(sheet.counting))

    def _show_warnings(self, sheet: Sheet) -> None:
        told: list[tuple[int, str]] = []
        for row in sheet.rows:
            if row.counts or row.kind in ("product", "text"):
                name = row.number or row.title
                words = " ".join(each.words for each in row.warnings)
                if words and (row.title or row.counts):
                    told.append((row.at, f"{name}  {words}"))
        told = told[:_MOST_WARNINGS] if self._document.can_edit else []
        self._warn_head.setVisible(bool(told))
        while len(self._warned) > len(told):
            gone = self._warned.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._warned) < len(told):
            made = WarnButton()
            self._warned.append(made)
            made.clicked.connect(lambda _on=False, made=made: self.line_asked.emit(made.place))
            self._warn_column.addWidget(made)
        for button, (place, words) in zip(self._warned, told, strict=True):
            if isinstance(button, WarnButton):
                button.say(place, words)

    # --------------------------------------------------------------------------------- explain

    def explain(self, figure: Figure) -> None:
        """Show why a figure is what it is."""
        sheet = self._document.sheet
        amount = getattr(sheet if figure.key in _OF_SHEET else sheet.priced, figure.key)
        if amount is None:
            return
        corner = figure.mapToGlobal(QPoint(figure.width(), figure.height()))
        self.show_card(_(_TITLES[figure.key]), sheet.explain(figure.key), amount, corner)

    def show_card(self, title: str, terms: Sequence[Term], amount: Decimal, corner: QPoint) -> None:
        """Show the summands of an amount."""
        card = ExplainCard(self.window(), title, terms, amount, self._document.currency)
        self.explained = card
        card.open_at(corner)


class WarnButton(QPushButton):
    """A warning; pressed, the keyboard goes to its line."""

    def __init__(self) -> None:
        super().__init__()
        self.place, self._words = -1, ""
        self.setObjectName("Warned")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, place: int, words: str) -> None:
        """Show a warning about the line at a place."""
        self.place = place
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.setToolTip(words)
            self.updateGeometry()
            self.update()

    def _lines(self, width: int) -> tuple[str, ...]:
        return paint.wrapped(self._words, 12, max(width - theme.px(34), 40), 3)

    def heightForWidth(self, arg__1: int) -> int:
        return theme.px(10) + theme.px(16) * len(self._lines(arg__1))

    def sizeHint(self) -> QSize:
        width = theme.px(WIDTH - 40)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(100), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, top = theme.px(14), theme.px(5)
        place = QRectF(theme.px(6), top + 1, side, side)
        icons.paint_icon(painter, "triangle-alert", place, theme.color("warn").name())
        pen = Pen(painter)
        left = place.right() + theme.px(7)
        for at, words in enumerate(self._lines(self.width())):
            box = QRectF(left, top + at * theme.px(16), self.width() - left, theme.px(16))
            pen.words(box, words, 12, token="text")
        painter.end()


_OF_SHEET = {"discount", "margin", "cost", "at_list"}


_TITLES = {
    "lines_total": N_("Sum of the lines"),
    "tax_exclusive": N_("Net"),
    "tax_total": N_("Tax"),
    "tax_inclusive": N_("Total"),
    "payable": N_("To pay"),
    "discount": N_("Discount in all"),
    "margin": N_("Margin"),
}

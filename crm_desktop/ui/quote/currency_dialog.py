"""Another currency: the prices it would give are shown before anything changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.quote import cells
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.quoting.quote_prices import Repriced

_MOST = 200


class CurrencyDialog(QDialog):
    """Asks for a currency and says what the quote would come to in it.

    Attributes:
        box: the currencies. ok: changes the prices. told: what it would come to.

    Signals:
        chosen: the code of a currency.
    """

    chosen = Signal(str)

    def __init__(self, context: Context, parent: QWidget, record: Record) -> None:
        super().__init__(parent)
        self._context, self._record = context, record
        self.setWindowTitle(_("Another currency"))
        self.setModal(True)
        self.box = ChoiceBox()
        self.box.setAccessibleName(_("Currency"))
        self.box.currentIndexChanged.connect(self._look)
        self.told = build.label(tone="muted", wrap=True)
        self.ok = build.button(_("&Change the prices"), primary=True)
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        self.ok.clicked.connect(self._take)
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        more = build.label(
            _(
                "Products get their price of that currency where a price list has one. All else is "
                "converted at the rate of the day. Look at the prices afterwards; Undo takes it "
                "back."
            ),
            tone="muted",
            wrap=True,
        )
        head = build.label(self.windowTitle(), size=15, weight=600)
        buttons = build.row(0, cancel, self.ok)
        parts = (head, more, self.box, self.told, 4, buttons)
        self.setLayout(build.column(*parts, spacing=10, margins=(22, 18, 22, 16)))
        self.setFixedWidth(theme.px(440))
        self.finished.connect(self.deleteLater)
        suggest = services.listing.suggest.call("currency", "", _MOST)
        context.tasks.query(self, "currencies", suggest, done=self._show)

    def _show(self, found: list[Ref]) -> None:
        now = self._record.values.get("currency")
        codes = [ref.label.split()[0] for ref in found if ref.label]
        for ref, code in zip(found, codes, strict=True):
            if code != now:
                self.box.addItem(ref.label, code)
        self._look()

    def _look(self) -> None:
        """What it would come to."""
        self.ok.setEnabled(False)
        code = self.box.currentData()
        if not code:
            self.told.setText(_("There is no other currency yet. Add one in the settings."))
            return
        self.told.setText("…")
        call = services.sales.quotes.reprice_preview.call(self._record.id, code)
        tasks = self._context.tasks
        tasks.query(self, "preview", call, done=self._tell, failed=self._refused)

    def _tell(self, made: Repriced) -> None:
        before = f"{cells.amount(made.net_before, made.currency_before)} {made.currency_before}"
        after = f"{cells.amount(made.net_after, made.currency)} {made.currency}"
        count = ngettext("{n} line", "{n} lines", len(made.lines))
        words = _("Net {before} becomes {after}, in {lines}.")
        self.told.setText(words.format(before=before, after=after, lines=count))
        self.ok.setEnabled(True)
        self.adjustSize()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.told.setText(str(error))
        else:
            self._context.tasks.report(self, error)

    def _take(self) -> None:
        self.chosen.emit(self.box.currentData())
        self.accept()

"""The menu of selling: which of its actions can be used now. Its work is loaded when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_desktop.services.catalog import Record
from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.orders.work import PaperWork

OF_PAPERS = (
    *("order_confirm", "order_deliver", "order_invoice", "order_print", "order_delivery_note"),
    *("order_proforma", "order_cancel", "contract_renew", "contract_deal", "contract_cover"),
)


class Papers:
    """Orders, contracts and installed items of a window."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context, self._window = context, window
        self._work: PaperWork | None = None

    @property
    def work(self) -> PaperWork:
        """What does it."""
        if self._work is None:
            from crm_desktop.ui.orders.work import PaperWork  # not for the first paint

            self._work = PaperWork(self._context, self._window)
        return self._work

    def enable(self, actions: ActionSet, record: Record | None) -> None:
        """Only what the record shown allows can be chosen."""
        allowed = _possible(record)
        for key in OF_PAPERS:
            actions[key].setEnabled(key in allowed)

    def new_order(self, preset: dict[str, Any]) -> None:
        """An order without a quote."""
        self.work.new_order(preset)

    def do(self, key: str, about: Any = None) -> None:
        """Do something with the record shown."""
        record = self._window.page.pane.record
        if record is not None:
            self.work.do(key, record, about)


def _possible(record: Record | None) -> frozenset[str]:
    if record is None or record.entity not in ("order", "contract"):
        return frozenset()
    from crm_desktop.ui.orders.offers import is_possible  # not for the first paint

    return frozenset(key for key in OF_PAPERS if is_possible(key, record))

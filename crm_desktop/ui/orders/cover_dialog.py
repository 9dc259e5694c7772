"""Put installed items under a contract: those that the customer has and no contract covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.orders.dialog import PaperDialog
from crm_desktop.ui.widgets import build

_ID = Qt.ItemDataRole.UserRole


class CoverDialog(PaperDialog):
    """Ticks the items. Space ticks the one the keyboard is on.

    Attributes:
        list: the items.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        contract: Record,
        items: list[Record],
        done: Callable[[Any], None],
    ) -> None:
        title = _("Installed items for {contract}").format(contract=contract.label)
        super().__init__(context, parent, title, _("&Add"))
        self._contract, self._done = contract, done
        self.list = QListWidget()
        self.list.setFont(theme.font(13))
        self.list.setAccessibleName(_("Installed items"))
        for record in items:
            self._add(record)
        self.list.itemActivated.connect(self._turn)
        lead = build.label(
            _("These stand at the customer, and no contract covers them."), tone="muted", wrap=True
        )
        if not items:
            lead.setText(
                _(
                    "The customer has no installed item without a contract. Deliveries with "
                    "serial numbers make them, or make one under Installed items."
                )
            )
        self.list.setVisible(bool(items))
        self.ok.setEnabled(bool(items))
        self.lay(lead, self.list, stretch=1 if items else -1)
        self.fit(480, theme.px(min(196 + 30 * len(items), 420) if items else 210))
        (self.list if items else self.cancel).setFocus()

    def _add(self, record: Record) -> None:
        serial, place = record.values.get("serial"), record.values.get("place")
        item = QListWidgetItem("  ·  ".join(filter(None, (record.label, serial, place))))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        item.setData(_ID, record.id.hex)
        self.list.addItem(item)

    @staticmethod
    def _turn(item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def submit(self) -> None:
        rows = (self.list.item(at) for at in range(self.list.count()))
        chosen = [
            UUID(hex=item.data(_ID)) for item in rows if item.checkState() == Qt.CheckState.Checked
        ]
        if not chosen:
            self.notice.say(_("Tick at least one item, or choose Cancel."), "problem")
            return
        self.run(services.sales.contracts.cover.call(self._contract.id, chosen), self._done)

"""Who an order, a contract or an installed item is: number, customer, status, what can be done."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record, Ref
from crm_desktop.ui import kinds, theme
from crm_desktop.ui.orders.offers import offers
from crm_desktop.ui.orders.overview import emptied
from crm_desktop.ui.pages.item_pane import Mark
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided, Pill, TwoLines
from crm_desktop.ui.widgets.flow import Flow
from crm_desktop.ui.widgets.links import Link

_UNDER = ("title", "serial", "number")  # what stands under the name
_LARGE = 130  # text size in per cent from which the buttons of a page stand below the name


class PaperHead(QWidget):
    """The head of a pane or a page.

    Attributes:
        buttons: what can be done now, by key.

    Signals:
        asked: the key of something to be done.
        edit_asked: the record is to be edited. menu_asked: its menu, at a point of the screen.
        go_to_asked: (entity, Ref) of the customer.
    """

    asked = Signal(str)
    edit_asked = Signal()
    menu_asked = Signal(object)
    go_to_asked = Signal(str, object)

    def __init__(self, entity: EntityType, *, wide: bool) -> None:
        super().__init__()
        wide = wide and theme.px(100) < _LARGE
        self._entity, self._wide = entity, wide
        self.buttons: dict[str, QPushButton] = {}
        self._mark = Mark(44)
        mark = kinds.mark(entity, None) or (entity.icon, "indigo")
        self._mark.show_mark(mark, ring=False)
        self.name, self._under = TwoLines(), Elided()
        self.name.setFont(theme.font(18, 600))
        self.name.setAccessibleName(_("Name"))
        self._under.setProperty("tone", "muted")
        self._customer = build.column(spacing=2)
        self._chips = Flow()
        self._actions = Flow() if not wide else build.row(spacing=8)
        self.setLayout(self._build())

    def _build(self) -> QVBoxLayout:
        edit = build.tool("pencil", _("Edit"))
        edit.clicked.connect(self.edit_asked)
        more = build.tool("ellipsis", _("More actions"))
        more.clicked.connect(
            lambda: self.menu_asked.emit(more.mapToGlobal(QPoint(0, more.height())))
        )
        names = build.column(self.name, self._under, self._customer, spacing=2)
        line = build.row(self._mark, spacing=14)
        line.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        line.addLayout(names, 1)
        if self._wide:
            names.addLayout(self._chips)
            line.addLayout(self._actions)
        where = Qt.AlignmentFlag.AlignVCenter if self._wide else Qt.AlignmentFlag.AlignTop
        tools = build.row(edit, more, spacing=2)
        line.addLayout(tools)
        line.setAlignment(tools, where)
        if self._wide:
            return build.column(line)
        return build.column(line, self._chips, self._actions, spacing=10)

    def show_record(self, record: Record) -> None:
        """Show who it is, and what can be done with it."""
        self.name.setText(record.label)
        key = next(key for key in _UNDER if self._entity.has(key))
        self._under.setText(str(record.values.get(key) or ""))
        self._under.setVisible(bool(self._under.text()))
        emptied(self._customer)
        company = record.values.get("company")
        if isinstance(company, Ref):
            link = Link(company.label, _("Company"))
            link.clicked.connect(partial(self.go_to_asked.emit, "company", company))
            self._customer.addWidget(link)
        emptied(self._chips)
        field = self._entity.field("status")
        if value := record.values.get("status"):
            choice = field.choice(value)
            self._chips.addWidget(Pill(_(choice.label), choice.hue))
        self._show_actions(record)

    def _show_actions(self, record: Record) -> None:
        wanted = offers(record)
        if [offer.key for offer in wanted] == list(self.buttons) and all(
            bool(self.buttons[offer.key].property("primary")) == offer.usual for offer in wanted
        ):
            return  # the keyboard may be on one of them
        had = any(button.hasFocus() for button in self.buttons.values())
        emptied(self._actions)
        self.buttons = {}
        for offer in wanted:
            button = build.button(_(offer.text), offer.icon, primary=offer.usual)
            button.clicked.connect(partial(self.asked.emit, offer.key))
            self.buttons[offer.key] = button
            self._actions.addWidget(button)
        if had and self.buttons:  # what was just done is offered no more: on to what comes next
            usual = next((offer.key for offer in wanted if offer.usual), wanted[0].key)
            self.buttons[usual].setFocus(Qt.FocusReason.OtherFocusReason)

"""Pictures of orders, contracts and installed items, and of their dialogs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.ui.order_places import new_contract, new_order, show

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio


def orders(studio: Studio) -> None:
    """The list with a late order beside it, its page and its dialogs."""
    window = studio.window
    order = new_order(studio.program)
    show(studio.program, window, order, page=False)
    studio.shoot("orders")
    show(studio.program, window, order, page=True)
    studio.shoot("order")
    for key in ("order_deliver", "order_invoice", "order_delivery_note"):
        window.commands[key].trigger()
        studio.settle()
        dialog = window.papers.work.dialog
        assert dialog is not None
        studio.shoot(key, dialog)
        dialog.done(0)
    window.places.close()
    studio.settle()


def contracts(studio: Studio) -> None:
    """The list with what runs out, a page, the dialogs; an installed item."""
    window = studio.window
    contract = new_contract(studio.program)
    show(studio.program, window, contract, page=False)
    studio.shoot("contracts")
    show(studio.program, window, contract, page=True)
    studio.shoot("contract")
    for key in ("contract_renew", "contract_cover"):
        window.commands[key].trigger()
        studio.settle()
        dialog = window.papers.work.dialog
        assert dialog is not None
        studio.shoot(key, dialog)
        dialog.done(0)
    window.show_page("asset")
    studio.settle()
    window.page.view.go_to(0)
    studio.settle()
    studio.shoot("installed_items")
    window.show_page("person")
    studio.settle()


PLACES: tuple[Callable[[Studio], None], ...] = (orders, contracts)

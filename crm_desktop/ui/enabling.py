"""Which actions can be used with what a window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_desktop.services.view_content import KINDS
from crm_desktop.ui.actions import ActionSet, Needs
from crm_desktop.ui.orders.offers import PAPERS
from crm_desktop.ui.papers import OF_PAPERS
from crm_desktop.ui.quote_desk import SOURCES
from crm_desktop.ui.saved_lists import OF_LISTS
from crm_desktop.ui.store_signs import UNDO

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

OF_LEADS = ("convert", "take_lead", "put_off", "disqualify")
OF_DEALS = ("next_stage", "previous_stage", "win", "lose", "next_step")
OF_TOLD = ("call", "mail", "new_note", "new_task", "new_call", "new_meeting", "complete")
# Nobody is called about a product, and it has no timeline. Nothing is planned about an order.
_NOT_OF = {"product": OF_TOLD, **dict.fromkeys(PAPERS, ("complete",))}


def enable(window: MainWindow, *, has_store: bool) -> None:
    """Offer what can be done."""
    actions, page, there = window.commands, window.page, _there(window, has_store=has_store)
    on_record = Needs.RECORD in there
    actions.enable(there, leave=(*OF_LISTS, *OF_PAPERS, *(UNDO if has_store else ())))
    window.papers.enable(actions, page.pane.record if on_record else None)
    window.lists.enable()
    page.displays.enable(actions, on=Needs.LIST in there)
    kind = page.entity.key
    for key in OF_LEADS:
        actions[key].setVisible(kind == "lead")
        actions[key].setEnabled(on_record and kind == "lead")
    _show(actions, OF_DEALS, on=on_record and kind == "deal")
    _show(actions, ("new_quote",), on=on_record and kind in SOURCES)
    _show(actions, ("merge", "copy_cards"), on=on_record and kind in KINDS)
    for key in _NOT_OF.get(kind, ()):
        actions[key].setEnabled(False)


def _there(window: MainWindow, *, has_store: bool) -> set[Needs]:
    if not has_store:
        return {Needs.NOTHING}
    page = window.list_shown()
    if page is None:
        return {Needs.NOTHING, Needs.STORE}
    has_record = page.here.current_id or page.here.selected_count() or page.pane.record
    return {Needs.NOTHING, Needs.STORE, Needs.LIST, *({Needs.RECORD} if has_record else ())}


def _show(actions: ActionSet, keys: tuple[str, ...], *, on: bool) -> None:
    """What only some kinds of records have is not even seen elsewhere."""
    for key in keys:
        actions[key].setVisible(on)
        actions[key].setEnabled(on)

"""What can be done with an order, a contract or an installed item as it stands. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.i18n import N_
from crm_desktop.services.catalog import Record

PAPERS = frozenset({"order", "contract", "asset"})  # kinds of records that have such a pane


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to do.

    Attributes:
        key: which `PaperWork.do()` knows.
        usual: it comes next; its button is the strong one.
    """

    key: str
    text: str
    icon: str
    usual: bool = False


def offers(record: Record | None) -> tuple[Offer, ...]:
    """What can be done with a record now, the most usual first."""
    if record is None or record.deleted:
        return ()
    if record.entity == "order":
        return _of_order(record)
    if record.entity == "contract":
        return _of_contract(record)
    return ()


def _of_order(record: Record) -> tuple[Offer, ...]:
    status = record.values.get("status") or "open"
    confirm = Offer("order_confirm", N_("Confirm"), "circle-check", usual=True)
    printing = Offer("order_print", N_("Confirmation …"), "printer")
    if status == "cancelled":
        return (confirm, printing)
    out: list[Offer] = []
    if status == "open":
        out.append(confirm)
    if status in ("open", "confirmed", "part-delivered"):
        usual = status != "open"
        out.append(Offer("order_deliver", N_("Deliver …"), "truck", usual))
    if status != "invoiced":
        usual = status == "delivered"
        out.append(Offer("order_invoice", N_("Invoice …"), "receipt", usual))
    return (*out, printing)


def _of_contract(record: Record) -> tuple[Offer, ...]:
    status = record.values.get("status") or "active"
    if status == "cancelled" or record.values.get("ends_on") is None:
        return ()
    return (
        Offer("contract_renew", N_("Renew …"), "refresh-cw", usual=True),
        Offer("contract_deal", N_("Renewal deal"), "handshake"),
    )


def is_possible(key: str, record: Record | None) -> bool:
    """Whether something can be done with a record."""
    if record is None or record.deleted:
        return False
    if key in ("order_cancel", "order_delivery_note", "order_proforma"):
        cancelled = record.values.get("status") == "cancelled"
        return record.entity == "order" and not (key == "order_cancel" and cancelled)
    if key == "contract_cover":
        return record.entity == "contract"
    return any(offer.key == key for offer in offers(record))

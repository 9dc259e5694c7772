"""The papers of an order: confirmation, delivery note, pro-forma invoice; as PDF or workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.errors import NotFound
from crm_desktop.i18n import N_, _
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import Record
from crm_desktop.services.documents.content import Content, Kind
from crm_desktop.services.documents.parts import name_of
from crm_desktop.services.documents.words import Words
from crm_desktop.services.sales.ordering import deliveries
from crm_desktop.services.sales.papers import quote_documents
from crm_desktop.services.workspace import ReadTx, query

NO_DELIVERY = N_("{order} has no delivery yet, so there is no delivery note. Deliver it first.")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, ready to be kept as a file.

    Attributes:
        name: what it is called, in the language of the customer.
        file_name: the same, fit for every disk, with its ending.
        missing: characters that no font has; a box is printed for each.
    """

    data: bytes
    name: str
    file_name: str
    missing: tuple[str, ...] = ()


@query(Permission.ORDER_READ)
def content(tx: ReadTx, key: UUID, kind: str) -> Content:
    """What a paper says. kind: order (confirmation), delivery or proforma.

    key: of the order; of a delivery note also of the delivery, else it is of the newest one.
    """
    return quote_documents.content_of(tx, _meant(tx, key, kind), Kind(kind))


@query(Permission.ORDER_READ)
def printed(tx: ReadTx, key: UUID, kind: str, form: str = "pdf") -> Paper:
    """A paper as a PDF, or as a workbook (xlsx). ValidationFailed, in words, for what cannot be."""
    found = content.work(tx, key, kind)
    name = name_of(found, Words(found.language, ""))
    file_name = f"{' '.join(_NOT_IN_NAMES.sub(' ', name).split())}.{form}"
    if form == "xlsx":
        from crm_desktop.services.documents.xlsx import print_xlsx

        return Paper(print_xlsx(found), name, file_name)
    from crm_desktop.services.documents.pdf import print_pdf

    paper = print_pdf(found)
    return Paper(paper.data, name, file_name, paper.missing)


def _meant(tx: ReadTx, key: UUID, kind: str) -> UUID:
    if Kind(kind) is not Kind.DELIVERY or loading.read(tx, "delivery", (key,)):
        return key
    order: Record = records.get(tx, "order", key)
    found = deliveries.of_order(tx, key)
    if not found:
        raise NotFound(_(NO_DELIVERY).format(order=order.label))
    return found[-1].id

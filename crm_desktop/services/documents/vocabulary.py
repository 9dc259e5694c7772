"""The words of documents, by language. A language is whole or it is not here."""

from __future__ import annotations

from typing import NamedTuple


class Vocabulary(NamedTuple):
    """All words of a document; `{...}` is filled in."""

    quote: str
    order: str
    delivery: str
    proforma: str
    number: str
    revision: str
    date: str
    until: str
    delivery_date: str
    reference: str
    contact: str
    customer: str
    tax_id: str
    deliver_to: str
    page: str
    pos: str
    description: str
    quantity: str
    ordered: str
    delivered: str
    unit_price: str
    discount: str
    tax: str
    amount: str
    per: str
    subtotal: str
    carried: str
    brought: str
    sum: str
    discounts: str
    charges: str
    net: str
    tax_of: str
    of_which: str
    total: str
    prepaid: str
    rounding: str
    payable: str
    option: str
    alternative: str
    options: str
    options_intro: str
    instead: str
    consists_of: str
    draft: str
    accept_quote: str
    accept_order: str
    received: str
    place_date: str
    signature: str
    pay: str
    scan: str
    no_invoice: str
    reverse_charge: str
    intra: str
    exported: str
    exempt: str
    outside: str
    zero: str

"""The payment code that banking apps read: EPC 069-12, "GiroCode"."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.services.documents.content import Payment, clean_iban

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")


def is_payable(currency: str, amount: Decimal) -> bool:
    """Whether there is such a code for an amount: only euros, and only to be paid."""
    return currency == "EUR" and _LEAST <= amount <= _MOST


def payment_rows(payment: Payment, amount: Decimal) -> tuple[bytes, ...]:
    """The code as rows of 1 (dark) and 0, without its quiet zone."""
    from segno import helpers

    code = helpers.make_epc_qr(
        name=payment.name.strip(),
        iban=clean_iban(payment.iban),
        amount=amount,
        text=payment.reference.strip() or payment.name.strip(),
        bic=payment.bic.upper() or None,
        encoding="UTF-8",
    )
    return tuple(bytes(row) for row in code.matrix)

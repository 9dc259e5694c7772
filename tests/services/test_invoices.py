"""Invoices of the real world (UBL 2.1, EN 16931) come out to the cent, or are contradicted."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from crm_desktop.services.pricing import contradictions, price
from crm_desktop.services.pricing_input import read_document

D = Decimal
NAMES = {
    "b": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "a": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
}
# What the documents call it, what a Priced does.
TOTALS = {
    "lines": "lines_total",
    "allowances": "allowances_total",
    "charges": "charges_total",
    "without_vat": "tax_exclusive",
    "with_vat": "tax_inclusive",
    "vat": "tax_total",
    "due": "payable",
}


class Invoice:
    """A UBL invoice or credit note as far as it is priced."""

    def __init__(self, path: Path) -> None:
        self.root = ElementTree.parse(path).getroot()  # noqa: S314 - sample files
        kind = "CreditNote" if self.root.tag.endswith("CreditNote") else "Invoice"
        quantity = "CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity"
        lines = self.root.findall(f"a:{kind}Line", NAMES)
        self.stated = [D(said(line, "b:LineExtensionAmount") or "0") for line in lines]
        self.document = {
            "currency": said(self.root, "b:DocumentCurrencyCode"),
            "lines": [self.line(line, quantity) for line in lines],
            "prepaid": said(self.root, "a:LegalMonetaryTotal/b:PrepaidAmount"),
            "rounding": said(self.root, "a:LegalMonetaryTotal/b:PayableRoundingAmount"),
            **self.adjustments(self.root, of_document=True),
        }

    def line(self, line: ElementTree.Element, quantity: str) -> dict[str, Any]:
        return {
            "quantity": said(line, f"b:{quantity}"),
            "unit_price": said(line, "a:Price/b:PriceAmount"),
            "base_quantity": said(line, "a:Price/b:BaseQuantity"),
            **self.tax(line, "a:Item/a:ClassifiedTaxCategory"),
            **self.adjustments(line, of_document=False),
        }

    def adjustments(
        self, node: ElementTree.Element, *, of_document: bool
    ) -> dict[str, list[dict[str, Any]]]:
        out: dict[str, list[dict[str, Any]]] = {"allowances": [], "charges": []}
        for each in node.findall("a:AllowanceCharge", NAMES):
            tax = self.tax(each, "a:TaxCategory") if of_document else {}
            which = "charges" if said(each, "b:ChargeIndicator") == "true" else "allowances"
            out[which].append({"amount": said(each, "b:Amount"), **tax})
        return out

    def tax(self, node: ElementTree.Element, path: str) -> dict[str, str]:
        return {
            "tax_category": said(node, f"{path}/b:ID") or "O",
            "tax_rate": said(node, f"{path}/b:Percent") or "0",
        }


def said(node: ElementTree.Element, path: str) -> str | None:
    found = node.find(path, NAMES)
    return found.text.strip() if found is not None and found.text else None


@pytest.fixture
def expected(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "data/invoices/expected_totals.json").read_text("utf-8"))


def test_sound_documents_come_out_to_the_cent(shared: Path, expected: dict[str, Any]) -> None:
    sound = {name: want for name, want in expected.items() if not want["check"]}
    assert len(sound) == 11
    for name, want in sound.items():
        invoice = Invoice(shared / "data" / name.removeprefix("share/"))
        priced = price(read_document(invoice.document))
        assert contradictions(priced, invoice.stated) == (), name
        for theirs, ours in TOTALS.items():
            if want["totals"].get(theirs) is not None:
                assert getattr(priced, ours) == D(want["totals"][theirs]), (name, theirs)
        taxes = {(t.category, t.rate, t.taxable, t.tax) for t in priced.taxes}
        assert taxes == {
            (t["cat"], D(t["rate"] or 0), D(t["taxable"]), D(t["tax"])) for t in want["vat"]
        }, name


def test_lines_that_contradict_themselves_are_named(shared: Path, expected: dict[str, Any]) -> None:
    unsound = {name: want for name, want in expected.items() if want["check"]}
    assert len(unsound) == 3
    for name, want in unsound.items():
        invoice = Invoice(shared / "data" / name.removeprefix("share/"))
        found = contradictions(price(read_document(invoice.document)), invoice.stated)
        words = [f"line {c.line}: computed {c.computed}" for c in found]
        assert words == [check.partition(" (exact")[0] for check in want["check"]], name
        assert str(found[0]).startswith(f"Line {found[0].line} says ")

"""Addresses and ends of mails, as people copy them."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.services import pasting, records
from crm_desktop.services.workspace import Workspace


def told(text: str, region: str = "DE") -> dict[str, Any]:
    """What was read, with the main children of rows alone, and the company."""
    found = pasting.read(text, region)
    mains = {"phones": "number", "emails": "address", "web_links": "url"}
    out = {
        key: [row[mains[key]] for row in value] if key in mains else value
        for key, value in found.values.items()
    }
    return out | ({"company": found.company} if found.company else {})


SPANISH = """Hi Tom,
see you on 12.03.2026 at 10:30!

Best regards,

Anna Ruiz
Head of Procurement

Almacenes Sur S.L.
Calle Sierpes 12
41004 Sevilla
España
T +34 954 555 012 | M +34 600 123 456 | F: +34 954 555 013
anna.ruiz@almacenes.example | www.almacenes.example
"""
GERMAN = """Dr. Jürgen Müller | Geschäftsführer | Müller & Söhne GmbH
Hauptstraße 5, 10115 Berlin, Germany
Tel.: 030 / 123 456-78, Mobil: 0171 1234567
E-Mail: j.mueller@mueller-soehne.example
USt-IdNr. DE123456789 · HRB 12345
"""
AMERICAN = """> John Smith, CEO
> Acme
> 123 Main Street
> Springfield, IL 62701
> (217) 555-0123
> john@acme.com
"""
BRITISH = """Harbour Ltd
10 Quay Street
London SW1A 1AA
United Kingdom
info@harbour.example
+44 20 7946 0018
"""
RUSSIAN = """С уважением,
Иван Петров
Менеджер по продажам
ООО «Ромашка»
тел.: +7 495 123-45-67
"""
CARD = """BEGIN:VCARD
VERSION:3.0
N:Ruiz;Anna;;;
FN:Anna Ruiz
ORG:Acme
TEL;TYPE=CELL:+34600123456
END:VCARD
"""


def address(**values: str) -> tuple[dict[str, Any], ...]:
    return ({**values, "type": "work", "is_primary": True},)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            SPANISH,
            {
                "first_name": "Anna",
                "last_name": "Ruiz",
                "job_title": "Head of Procurement",
                "company": "Almacenes Sur S.L.",
                "addresses": address(
                    postcode="41004", city="Sevilla", street="Calle Sierpes 12", country="España"
                ),
                "phones": ["+34 954 555 012", "+34 600 123 456", "+34 954 555 013"],
                "emails": ["anna.ruiz@almacenes.example"],
                "web_links": ["www.almacenes.example"],
            },
        ),
        (
            GERMAN,
            {
                "prefix": "Dr.",
                "first_name": "Jürgen",
                "last_name": "Müller",
                "job_title": "Geschäftsführer",
                "company": "Müller & Söhne GmbH",
                "addresses": address(
                    postcode="10115", city="Berlin", street="Hauptstraße 5", country="Germany"
                ),
                "phones": ["030 / 123 456-78", "0171 1234567"],
                "emails": ["j.mueller@mueller-soehne.example"],
            },
        ),
        (
            AMERICAN,
            {
                "first_name": "John",
                "last_name": "Smith",
                "job_title": "CEO",
                "company": "Acme",
                "addresses": address(
                    postcode="62701", city="Springfield", region="IL", street="123 Main Street"
                ),
                "phones": ["(217) 555-0123"],
                "emails": ["john@acme.com"],
            },
        ),
        (
            BRITISH,
            {
                "company": "Harbour Ltd",
                "addresses": address(
                    postcode="SW1A 1AA",
                    city="London",
                    street="10 Quay Street",
                    country="United Kingdom",
                ),
                "phones": ["+44 20 7946 0018"],
                "emails": ["info@harbour.example"],
            },
        ),
        (
            RUSSIAN,
            {
                "first_name": "Иван",
                "last_name": "Петров",
                "job_title": "Менеджер по продажам",
                "company": "ООО «Ромашка»",
                "phones": ["+7 495 123-45-67"],
            },
        ),
        (CARD, {"first_name": "Anna", "last_name": "Ruiz", "company": "Acme"}),
        (
            "Olena Kovalenko <olena@dnipro.example>",
            {
                "first_name": "Olena",
                "last_name": "Kovalenko",
                "emails": ["olena@dnipro.example"],
            },
        ),
        (
            "anna.ruiz@acme.example",
            {"first_name": "Anna", "last_name": "Ruiz", "emails": ["anna.ruiz@acme.example"]},
        ),
        ("info@acme.example", {"emails": ["info@acme.example"]}),
        ("+49 30 123456 ext. 12", {"phones": ["+49 30 123456 ext. 12"]}),
        ("just some words that mean nothing", {}),
        ("12.03.2026", {}),
        ("Invoice 4711, 1.250,00 EUR", {}),
        ("", {}),
        ("\n\n   \n", {}),
        ("BEGIN:VCARD\nnothing more", {}),
    ],
)
def test_what_is_read(text: str, expected: dict[str, Any]) -> None:
    found = told(text)
    if text == CARD:
        assert found.pop("phones") == ["+34600123456"]
    assert found == expected


def test_kinds_of_phones_and_the_main_one() -> None:
    text = "Fax: +49 30 123457\nMobil +49 171 1234567\nTel. +49 30 123456"
    rows = pasting.read(text, "DE").values["phones"]
    assert [(row["type"], row["is_primary"]) for row in rows] == [
        ("fax", False),
        ("mobile", True),
        ("work", False),
    ]
    assert pasting.read("+49 171 1234567", "DE").values["phones"][0]["type"] == "mobile"


def test_a_role_account_is_not_the_main_address() -> None:
    rows = pasting.read("info@acme.example, anna@acme.example", "DE").values["emails"]
    assert [(row["address"], row["is_primary"]) for row in rows] == [
        ("info@acme.example", False),
        ("anna@acme.example", True),
    ]


def test_a_book_is_read_in_no_time() -> None:
    assert pasting.read("a+1 (" * 200_000, "DE").company == ""
    assert pasting.read("1" * 100_000 + "@", "DE").company == ""


def test_a_company_that_is_here_is_found(workspace: Workspace) -> None:
    company = records.create(workspace, "company", {"name": "Almacenes Sur"})
    found = pasting.details(workspace, SPANISH)
    assert found.known is not None
    assert (found.known.id, found.known.label) == (company.id, "Almacenes Sur")
    assert pasting.details(workspace, BRITISH).known is None

"""What is printed of quotes, orders and deliveries, read back as text."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import NotFound
from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.documents.content import Kind, Position, Section, Subtotal, Text
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.sales.office import settings as selling
from crm_desktop.services.sales.office.setting_types import LetterheadSettings
from crm_desktop.services.sales.papers import address_blocks, customer_words, quote_documents
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.services.documents import reading
from tests.services.sales import again, ref, save

IBAN = "DE89370400440532013000"
CUSTOMERS = {
    "pl": ("Łódź Meble Sp. z o.o.", "Kasia Żółkiewska", "Oferta", "szt."),
    "ro": ("Țepeș & Ștefan SRL", "Ștefania Țiriac", "Ofertă", "buc."),
    "ru": ("Склад Бердичев", "Юлия Щукина", "предложение", "шт."),
    "uk": ("Їжак і Ґанок ТОВ", "Євгенія Щур", "пропозиція", "шт."),
    "zh": ("北京仓储有限公司", "王小明", "报价单", "件"),
}


def rows(*lines: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple({"position": at, **line} for at, line in enumerate(lines, 1))


def line(words: str, price: str | None = "100", **more: Any) -> dict[str, Any]:
    return {
        "kind": "product",
        "description": words,
        "quantity": D(3),
        "unit": "pcs",
        "unit_price": None if price is None else D(price),
        "tax_category": "S",
        "tax_rate": D(19),
        **more,
    }


def draft(
    workspace: Workspace, *lines: dict[str, Any], language: str = "en", **more: Any
) -> Record:
    firm, name, *_rest = CUSTOMERS.get(language, ("Ox & Sons", "Ann Ox"))
    address = {"street": "1 Main St", "city": "Leeds", "postcode": "LS1 1AA", "country": "GB"}
    company = records.create(
        workspace,
        "company",
        {"name": firm, "language": language, "addresses": (address,), "vat_id": "GB123"},
    )
    person = records.create(
        workspace, "person", {"last_name": name, "company": ref(company), "language": language}
    )
    key = quotes.new(workspace, person=person.id)
    made = records.load(workspace, "quote", key)
    return save(workspace, made, lines=rows(*lines), currency="EUR", **more)


def content(workspace: Workspace, key: UUID, kind: Kind) -> Any:
    with workspace.reading() as tx:
        return quote_documents.content_of(tx, key, kind)


def read(workspace: Workspace, key: UUID, kind: Kind = Kind.QUOTE) -> str:
    return reading.text(print_pdf(content(workspace, key, kind)).data)


@pytest.mark.parametrize("language", CUSTOMERS)
def test_names_and_amounts_in_their_scripts(workspace: Workspace, language: str) -> None:
    firm, name, title, unit = CUSTOMERS[language]
    made = draft(workspace, line("Regał 仓库 склад", "1234.5"), language=language)
    quotes.send(workspace, made.id, made.version)
    printed = quotes.pdf(workspace, made.id)
    text = reading.squeezed(reading.text(printed.data))
    for words in (firm, name, title, "Regał 仓库 склад", unit, again(workspace, made).label):
        assert reading.squeezed(words) in text
    figures = {
        "pl": "4 407,17",
        "ro": "4.407,17",
        "ru": "4 407,17",
        "uk": "4 407,17",
        "zh": "4,407.17",
    }
    assert reading.squeezed(figures[language]) in text
    assert reading.squeezed(customer_words.greeting(name, language)) in text
    assert "VereinigtesKönigreich" in text  # our post reads our language


def test_a_draft_says_so_and_what_was_sent_does_not(workspace: Workspace) -> None:
    made = draft(workspace, line("Rack"))
    assert "Draft" in read(workspace, made.id)
    quotes.send(workspace, made.id, made.version)
    assert "Draft" not in reading.text(quotes.pdf(workspace, made.id).data)
    second = quotes.revise(workspace, made.id)
    text = read(workspace, second)
    assert "Draft" in text
    assert again(workspace, made).values["number"] in text


def test_sections_bundles_options_and_what_a_line_says(workspace: Workspace) -> None:
    made = draft(
        workspace,
        {"kind": "heading", "description": "Hall 3\nTwo rows"},
        line("Rack set\nSteel, grey", code="R-1", delivery_weeks=3, reference="POS 7"),
        line("Screws", None, bundle_position=2, quantity=D(48)),
        line("Light", kind="option", unselected=True),
        {"kind": "note", "description": "Delivered flat."},
        {"kind": "subtotal", "description": "So far"},
        line("Floor A", "10", kind="alternative", alternative_group="x"),
        line("Floor B", "20", kind="alternative", alternative_group="x", unselected=True),
        {"kind": "heading", "description": "Service"},
        line("Fitting", "45", kind="text", unit="h"),
        language="de",
    )
    found = content(workspace, made.id, Kind.QUOTE)
    kinds = [type(item) for item in found.items]
    assert kinds == [
        *(Section, Position, Position, Text, Subtotal, Position, Position, Section, Position)
    ]
    hall, service = (item for item in found.items if isinstance(item, Section))
    assert (hall.text, hall.subtotal, service.subtotal) == ("Two rows", False, True)
    rack = next(found.positions())
    steel, reference, weeks = rack.description.splitlines()
    assert steel == "Steel, grey"
    assert reference.endswith(": POS 7")
    assert weeks.endswith(": 3 Wochen")
    assert [(part.name, part.quantity, part.unit) for part in rack.components] == [
        ("Screws", D(48), "Stk.")
    ]
    text = reading.text(print_pdf(found).data)
    for words in ("1.1", "Rack set", "R-1", "48 Stk. Screws", "So far", "Floor B", "2.1", "Std."):
        assert words in text
    assert "+30,00" in text.replace(" ", "")  # instead of Floor A
    assert [each.name for each in found.choices] == ["Light", "Floor B"]


def test_an_order_is_paid_by_its_code_and_a_quote_is_not(workspace: Workspace) -> None:
    selling.save_letterhead(
        workspace, LetterheadSettings(iban=IBAN, payee="Test office"), LetterheadSettings()
    )
    made = draft(workspace, line("Rack"), payment_terms="Cash on {date}")
    quotes.send(workspace, made.id, made.version)
    version = again(workspace, made).version
    order = quotes.accept(workspace, made.id, version, reference="PO 7").order
    assert content(workspace, made.id, Kind.QUOTE).payment is None
    found = content(workspace, order.id, Kind.ORDER)
    assert found.payment.iban == IBAN
    assert found.payment.reference == found.number == order.label
    assert found.priced.payable == D("357.00")
    assert (found.reference, found.draft) == ("PO 7", False)
    assert dict(found.terms)["Payment"].startswith("Cash on ")
    text = reading.text(print_pdf(found).data)
    for words in ("Order confirmation", order.label, "PO 7", "DE89 3704", "357.00"):
        assert words in text
    proforma = read(workspace, order.id, Kind.PROFORMA)
    assert order.label in proforma
    assert read(workspace, made.id, Kind.PROFORMA)  # of the quote, where there is no order yet


def test_a_delivery_note_has_serials_and_no_prices(workspace: Workspace) -> None:
    made = draft(
        workspace, {"kind": "heading", "description": "Hall"}, line("Scanner", "999", code="SC-1")
    )
    quotes.send(workspace, made.id, made.version)
    order = quotes.accept(workspace, made.id, again(workspace, made).version).order
    delivery = records.create(
        workspace,
        "delivery",
        {
            "order": Ref(order.id, order.label),
            "delivery_address": "Gate 2\n1 Dock Rd",
            "lines": (
                {"order_position": 2, "quantity": D(2), "unit": "pcs", "serials": "A1\nA2"}
                | {"position": 1, "description": "Scanner"},
            ),
        },
    )
    found = content(workspace, delivery.id, Kind.DELIVERY)
    (scanner,) = found.positions()
    assert (scanner.number, scanner.code, scanner.ordered) == ("1.1", "SC-1", D(3))
    assert found.deliver_to.lines == ("Gate 2", "1 Dock Rd")
    text = reading.text(print_pdf(found).data)
    for words in ("Delivery note", delivery.label, "Scanner", "A1, A2", "Gate 2", "Ox & Sons"):
        assert words in text
    assert "999" not in text


def test_values_that_are_not_saved_are_previewed(workspace: Workspace) -> None:
    values = {"currency": "CHF", "lines": rows(line("Rack", "5")), "billing_address": "Ox"}
    text = reading.text(quotes.preview(workspace, values).data)
    assert "17,85" in text
    assert "Entwurf" in text


def test_what_is_not_there_is_said(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        content(workspace, UUID(int=7), Kind.PROFORMA)


def test_addresses_as_the_post_wants_them() -> None:
    german = {"street": "Hafenstr. 1\nHof 2", "postcode": "20459", "city": "Hamburg"}
    german |= {"country": "DE"}
    told = address_blocks.block(["Nord", "", "Ann Ox"], german, "DE", "de")
    assert told.splitlines() == ["Nord", "Ann Ox", "Hafenstr. 1", "Hof 2", "20459 Hamburg"]
    assert address_blocks.block(["N"], german, "GB", "en").endswith("\nGermany")
    york = {"street": "5 Ave", "city": "New York", "region": "NY", "postcode": "10001"}
    assert address_blocks.block([], york | {"country": "US"}, "US", "en").splitlines() == [
        *("5 Ave", "New York, NY 10001")
    ]
    leeds = {"street": "1 St", "city": "Leeds", "postcode": "LS1", "country": "Albion"}
    assert address_blocks.block([], leeds, "DE", "xx").splitlines()[-2:] == ["LS1 Leeds", "Albion"]
    long = german | {"street": "\n".join("abcdefgh")}
    assert len(address_blocks.block(["N"], long, "DE", "de").splitlines()) == 8
    kinds = ({"type": "work", "is_primary": True}, {"type": "billing"})
    assert address_blocks.chosen(kinds, "billing") is kinds[1]
    assert address_blocks.chosen(kinds, "delivery") is kinds[0]
    assert address_blocks.chosen((), "billing") is None
    assert address_blocks.block(["N"], None, None, None) == "N"

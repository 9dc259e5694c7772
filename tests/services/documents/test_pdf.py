"""Printed documents, read back: words, amounts, outline, metadata, the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from crm_desktop.services.documents.content import Address, Content, Kind, Payment
from crm_desktop.services.documents.parts import grouped
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.documents.qr import payment_rows
from crm_desktop.services.pricing import Document
from tests.services.documents import samples
from tests.services.documents.reading import (
    metadata,
    opened,
    outline,
    plain,
    squeezed,
    text,
    texts,
)

D = Decimal
ROOT = Path(__file__).parents[3]


def printed(content: Content) -> bytes:
    return print_pdf(content).data


def test_a_quote_says_what_is_in_it() -> None:
    told = text(printed(samples.small_quote()))
    for words in (
        "Angebot AN-2026-0042",
        "Bäckerei Sonnenschein KG",
        "Gültig bis 21. Dezember 2026",
        "Schreibtisch Fjord, höhenverstellbar 4 Stk. 649,00 2.596,00",
        "Bürostuhl Havn 4 Stk. 389,50 10 % 1.402,20",
        "Treuerabatt: -10 %",
        "Summe netto 4.178,20",
        "USt. 19 % auf 4.178,20 793,86",
        "Gesamtbetrag 4.972,06 €",
        "Zahlung Innerhalb von 14 Tagen ohne Abzug.",
        "Ort, Datum Name, Unterschrift",
        "Seite 1 von 1",
    ):
        assert words in told


def test_it_is_read_in_the_order_of_the_page() -> None:
    told = text(printed(samples.small_quote()))
    marks = ("50667 Köln", "Sehr geehrte", "Fjord", "Gesamtbetrag", "Ort, Datum", "Register")
    places = [told.index(mark) for mark in marks]
    assert places == sorted(places)


def test_names_in_many_scripts() -> None:
    lines = (
        "Ștefănescu și Țărână S.R.L.",
        "Zażółć gęślą jaźń",
        "Nguyễn Thị Ngọc Ánh",
        "Щербакова Ґалаґан Їжак",
        "Οδυσσεύς Παπαδόπουλος",
        "王芳 Wang Fang 上海",
        "Đặng Ürümqi İstanbul",
    )
    result = print_pdf(samples.small_quote(buyer=Address(lines)))
    told = squeezed(text(result.data))
    for line in lines:
        assert squeezed(line) in told
    assert result.missing == ()


def test_letters_made_of_two_marks_are_one() -> None:
    told = text(printed(samples.small_quote(title="Nguye\u0302\u0303n")))
    assert "Nguy\u1ec5n" in told


def test_a_letter_that_no_font_has_is_told() -> None:
    result = print_pdf(samples.small_quote(title="Danke \N{GRINNING FACE} שלום"))
    assert "\N{GRINNING FACE}" in result.missing
    assert "ש" in result.missing
    assert "Danke □" in text(result.data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.chinese(), ("报价单 BJ-42", "王芳 女士", "总计", "¥23,750.26", "共 1 页")),
        (samples.russian(), ("Коммерческое предложение КП-15", "Всего 59 262,00 ₽", "21 ноября")),
        (samples.delivery(), ("Aviz de însoțire a mărfii", "Întreprinderea Țărănească", "16 12")),
        (samples.proforma(), ("Pro-forma invoice PF-7", "Παπαδόπουλος", "€1,544.62", "not an inv")),
    ],
    ids=["chinese", "russian", "romanian", "english"],
)
def test_documents_speak_the_language_of_the_customer(
    content: Content, words: tuple[str, ...]
) -> None:
    told = text(printed(content))
    for each in words:
        assert each in told


def test_a_delivery_note_has_no_prices() -> None:
    content = samples.delivery()
    told = text(printed(content))
    assert "Marfă primită complet" in told
    assert "TVA" not in told
    assert "Depozit Șoseaua Giurgiului" in told


def test_each_page_says_which_and_repeats_the_head_of_the_table() -> None:
    pages = texts(printed(samples.large_quote()))
    assert len(pages) >= 3
    for i, page in enumerate(pages, start=1):
        assert f"Seite {i} von {len(pages)}" in page
        assert "Pos. Bezeichnung Menge" in page
        assert "Hanseatische Bank" in page
        assert "Angebot AN-2026-0042" in page


def test_what_is_carried_over_is_the_sum_so_far() -> None:
    content = samples.large_quote()
    amounts = [each.priced.total for each in content.counting if each.priced]
    running = {f"{sum(amounts[:i], D(0)):,.2f}" for i in range(len(amounts) + 1)}
    pages = texts(printed(content))
    ends = [page.split("Übertrag ")[-1].split("\n")[0] for page in pages[:-1]]
    begins = [page.split("Übertrag ")[1].split("\n")[0] for page in pages[1:]]
    assert ends[:-1] == begins[: len(ends) - 1]
    for amount in begins:
        assert amount.translate(str.maketrans(".,", ",.")) in running


def test_nothing_is_carried_over_where_it_is_not_wanted() -> None:
    assert "Übertrag" not in text(printed(samples.large_quote(carry=False)))


def test_options_stand_behind_the_total_with_what_they_change() -> None:
    told = text(printed(samples.large_quote()))
    total, options = told.index("Gesamtbetrag"), told.index("Optionen und Alternativen")
    assert total < options < told.index("Garantie auf zehn Jahre")
    assert told.index("Tisch Massiv") < total < told.index("Tisch Furnier")
    assert "Statt Position A1: -700,00 €" in told
    assert told.index("• 2 × Kabel") < total


def test_the_outline_leads_to_sections_total_and_options() -> None:
    entries = outline(printed(samples.large_quote()))
    assert entries[0] == (0, "Angebot AN-2026-0042")
    titles = [title for level, title in entries if level == 1]
    assert titles[:5] == [f"{i} Bereich {i}" for i in range(1, 6)]
    assert plain(titles[5]).startswith("Gesamtbetrag: ")
    assert titles[6] == "Optionen und Alternativen"


def test_metadata() -> None:
    data = printed(samples.small_quote(language="de_AT"))
    assert metadata(data) == {
        "Title": "Angebot AN-2026-0042 – Vier Arbeitsplätze für Ihr neues Büro",
        "Author": "Nordlicht Büro & Technik GmbH",
        "Subject": "Bäckerei Sonnenschein KG",
        "Keywords": "quote, AN-2026-0042",
        "Creator": "CRM Desktop",
        "Producer": "CRM Desktop",
        "CreationDate": "D:20261121120000+00'00'",
        "ModDate": "D:20261121120000+00'00'",
    }
    assert b"/Lang (de-AT)" in data


def test_every_font_is_embedded() -> None:
    data = printed(samples.chinese(draft=True))
    assert data.count(b"/FontFile2") == data.count(b"/BaseFont")
    assert b"Helvetica" not in data


def test_a_draft_says_so_on_each_page() -> None:
    assert all("Entwurf" in page for page in texts(printed(samples.large_quote(draft=True))))
    assert "Entwurf" not in text(printed(samples.large_quote()))


def test_the_same_content_gives_the_same_bytes() -> None:
    first = print_pdf(samples.chinese(seller=replace(samples.SELLER, logo=samples.logo())))
    again = print_pdf(samples.chinese(seller=replace(samples.SELLER, logo=samples.logo())))
    assert first == again
    assert first.sha256 == hashlib.sha256(first.data).hexdigest()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_bytes_in_another_process(seed: str) -> None:
    program = (
        "from tests.services.documents import samples\n"
        "from crm_desktop.services.documents.pdf import print_pdf\n"
        "print(print_pdf(samples.large_quote(draft=True)).sha256)"
    )
    env = os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "86400"}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == print_pdf(samples.large_quote(draft=True)).sha256


def test_without_the_chinese_font_the_characters_are_named() -> None:
    program = (
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name: None if name.startswith('pylopdf') else find(name)\n"
        "from tests.services.documents import samples\n"
        "from crm_desktop.services.documents.pdf import print_pdf\n"
        "result = print_pdf(samples.small_quote(title='Für 王芳'))\n"
        "print(ascii(''.join(result.missing)), result.pages)"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [ascii("王芳"), "1"]


def test_fonts_of_a_document_do_not_stay() -> None:
    from reportlab.pdfbase import pdfmetrics

    fonts = vars(pdfmetrics)["_fonts"]
    before = set(fonts)
    printed(samples.small_quote())
    assert {name for name in set(fonts) - before if name.startswith("Inter")} == set()


def test_prices_with_tax() -> None:
    items = [
        samples.position("1", "Stuhl", "3", "119"),
        samples.position("2", "Buch", "1", "10.70"),
    ]
    told = text(printed(samples.document(items, pricing=Document("EUR", prices_include_tax=True))))
    assert "Stuhl 3 Stk. 119,00 19 % 357,00" in told
    assert "Gesamtbetrag 367,70 €" in told
    assert "Enthaltene USt. 19 % auf 308,99 58,71" in told


def test_tax_that_is_not_charged_is_explained() -> None:
    items = [samples.position("1", "Beratung", "1", "1000", rate="0", category="AE")]
    told = text(printed(samples.document(items)))
    assert "Steuerschuldnerschaft des Leistungsempfängers." in told


def test_what_is_paid_already_and_rounding() -> None:
    pricing = Document("CHF", prepaid=D(100), cash_step=D("0.05"))
    items = [samples.position("1", "Uhr", "1", "199.99", rate="8.1")]
    told = text(printed(samples.document(items, pricing=pricing, language="de_CH")))
    for words in ("Bereits bezahlt -100.00", "Rundung 0.01", "Zu zahlen CHF 116.20"):
        assert words in told


def test_currencies_without_and_with_three_decimals() -> None:
    for currency, words in (("JPY", "￥1,358"), ("KWD", "1,358.147")):
        items = [samples.position("1", "Pen", "11", "103.7545")]
        made = samples.document(items, pricing=Document(currency), language="en")
        assert words.lstrip("￥") in text(printed(made))


# ------------------------------------------------------------------------------ pictures


def test_the_payment_code_can_be_scanned() -> None:
    """Its modules on the page are those of the code, dark on white, with room around them."""
    content = samples.proforma()
    assert content.priced
    assert content.payment
    rows = payment_rows(content.payment, content.priced.payable)
    with opened(printed(content)) as pdf:
        image = pdf[0].render(scale=6).to_pil().convert("L")
    # The largest dark square block at the left edge of the text.
    mm = 6 * 72 / 25.4
    left = round(25 * mm)
    side = 26 * mm / len(rows)
    top = next(y for y in range(round(110 * mm), image.height) if _is_finder(image, left, y, side))
    for i, row in enumerate(rows):
        for j, module in enumerate(row):
            at = (left + round((j + 0.5) * side), top + round((i + 0.5) * side))
            assert (image.getpixel(at) < 128) == bool(module)
    assert plain(grouped(samples.IBAN)) in text(printed(content))


def _is_finder(image: object, x: int, y: int, side: float) -> bool:
    """Seven dark modules in a row, and seven below one another."""
    get = image.getpixel  # type: ignore[attr-defined]
    middle = [get((x + round((j + 0.5) * side), y + 2)) < 128 for j in range(7)]
    return all(middle) and get((x + 2, y + round(6.5 * side))) < 128


def test_the_payment_code_holds_the_payment() -> None:
    """Each field of EPC 069-12, in its order."""
    from segno import helpers

    pay = Payment("Nordlicht", samples.IBAN, "COBADEFFXXX", "PF-7")
    wanted = helpers.make_epc_qr(
        "Nordlicht",
        "DE89370400440532013000",
        D("12.30"),
        "PF-7",
        bic="COBADEFFXXX",
        encoding="utf-8",
    )
    assert payment_rows(pay, D("12.30")) == tuple(bytes(row) for row in wanted.matrix)


def test_no_code_for_other_currencies_and_nothing_to_pay() -> None:
    told = text(printed(samples.proforma()))
    assert "Pay by QR code" in told
    content = samples.proforma()
    items = [replace(each, priced=None) for each in content.items]  # type: ignore[type-var]
    dollars = samples.document(
        items, Kind.PROFORMA, "en", pricing=Document("USD"), payment=content.payment
    )
    assert "Pay by QR code" not in text(printed(dollars))


def test_a_logo_takes_the_place_of_the_name() -> None:
    seller = replace(samples.SELLER, logo=samples.logo(3000, 800))
    data = printed(samples.small_quote(seller=seller))
    with opened(data) as pdf:
        images = [
            each for each in pdf[0].get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        ]
        assert len(images) == 1
        left, bottom, right, top = images[0].get_bounds()
    assert right - left == pytest.approx((top - bottom) * 3000 / 800, rel=0.01)
    assert top - bottom <= 18 * 72 / 25.4 + 0.1
    assert len(data) < 200_000  # no sharper than paper


def test_logos_of_other_kinds() -> None:
    from PIL import Image

    for kind, mode in (("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "1"), ("GIF", "P")):
        stream = BytesIO()
        Image.new(mode, (60, 20)).save(stream, kind)
        seller = replace(samples.SELLER, logo=stream.getvalue())
        assert printed(samples.small_quote(seller=seller))


def test_several_at_once() -> None:
    """Workers print at the same time; their letters do not get mixed up."""
    contents = [samples.small_quote(), samples.russian(), samples.chinese(), samples.delivery()] * 3
    alone = [print_pdf(content).sha256 for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert [each.sha256 for each in pool.map(print_pdf, contents)] == alone

"""Where things stand on paper: nothing overlaps, nothing leaves the sheet or is left alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.documents.content import (
    Address,
    Content,
    Kind,
    PageBreak,
    Payment,
    Section,
    Subtotal,
    Text,
    priced_items,
)
from crm_desktop.services.documents.faces import REGULAR, clean, width
from crm_desktop.services.documents.layout import compose
from crm_desktop.services.documents.look import BODY, MM, WHITE, contrast, palette
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.documents.setting import Rule, TextLine, wrap
from crm_desktop.services.documents.words import Words, included, totals
from crm_desktop.services.pricing import Adjustment, Document
from tests.services.documents import samples
from tests.services.documents.reading import Letter, letters, squeezed, text, texts

D = Decimal
EDGE = 0.6  # points by which a letter may stand out of its place
LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 6


def assert_well_set(data: bytes) -> None:
    """All letters are within the margins, and none lies upon another."""
    for page in letters(data):
        level = [each for each in page if each.level]
        for each in level:
            assert each.left >= 25 * MM - EDGE, each
            assert each.right <= 190 * MM + EDGE, each
            assert 8 * MM <= each.bottom <= each.top <= 297 * MM - 8 * MM, each
        assert_apart(level)


def assert_apart(page: list[Letter]) -> None:
    """No two letters share more than a sliver."""
    ordered = sorted(page, key=lambda each: each.left)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.left >= one.right:
                break
            wide = min(one.right, other.right) - other.left
            high = min(one.top, other.top) - max(one.bottom, other.bottom)
            areas = [(a.right - a.left) * (a.top - a.bottom) for a in (one, other)]
            if wide > 0 and high > 0 and min(areas) > 0:
                assert wide * high < 0.3 * min(areas), (one, other)


@pytest.mark.parametrize(
    "content",
    [
        samples.small_quote(),
        samples.large_quote(),
        samples.large_quote(draft=True),
        samples.delivery(),
        samples.proforma(),
        samples.chinese(),
        samples.russian(),
    ],
    ids=["small", "large", "draft", "delivery", "proforma", "chinese", "russian"],
)
def test_samples_are_well_set(content: Content) -> None:
    assert_well_set(print_pdf(content).data)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": LONG[:200]},
        {"salutation": LONG, "intro": LONG * 4, "closing": LONG, "signed": LONG},
        {"number": "AN-" + "2026" * 9, "contact": LONG, "reference": LONG},
        {
            "buyer": Address(
                ("Gesellschaft für sehr lange Namen und Bezeichnungen mbH & Co. KG",) * 3
            )
        },
        {"terms": ((LONG, LONG), ("Lieferung", LONG * 3))},
        {"facts": tuple((f"Angabe {i} mit Worten", LONG[:60]) for i in range(8))},
        {"seller": replace(samples.SELLER, name=LONG[:120], tagline=LONG[:120])},
        {"seller": replace(samples.SELLER, tagline=LONG[:120], return_address=LONG[:160])},
        {"seller": replace(samples.SELLER, footer=())},
        {"paper": "A4", "deliver_to": Address(("Lager",) * 8)},
    ],
)
def test_long_words_stay_in_their_places(changed: dict[str, Any]) -> None:
    assert_well_set(print_pdf(samples.small_quote(**changed)).data)


def test_letter_paper() -> None:
    data = print_pdf(samples.small_quote(paper="Letter")).data
    for each in letters(data)[0]:
        assert 25 * MM - EDGE <= each.left <= each.right <= 612 - 20 * MM + EDGE
        assert 0 < each.bottom <= each.top < 792


def test_the_address_is_in_the_window_of_the_envelope() -> None:
    lines = tuple(f"Zeile {i}" for i in range(8))
    page = letters(print_pdf(samples.small_quote(buyer=Address(lines))).data)[0]
    last = [each for each in page if each.left < 105 * MM and each.top > (297 - 90.5) * MM]
    assert min(each.bottom for each in last) >= (297 - 90) * MM - EDGE


# ------------------------------------------------------------------------------ pages


def test_figures_stand_below_one_another() -> None:
    page = letters(print_pdf(samples.small_quote()).data)[0]
    ends = {
        round(max(each.right for each in row), 1)
        for row in rows(page)
        if "".join(each.sign for each in row).endswith(("596,00", "402,20", "180,00", "178,20"))
    }
    assert len(ends) == 1


def rows(page: list[Letter]) -> list[list[Letter]]:
    """Letters by their base line, roughly."""
    found: dict[int, list[Letter]] = {}
    for each in sorted(page, key=lambda letter: letter.left):
        found.setdefault(round(each.bottom / 3), []).append(each)
    return list(found.values())


@pytest.mark.parametrize("lines", range(8, 40, 3))
def test_a_total_is_never_alone_on_its_page(lines: int) -> None:
    items = [samples.position(str(i), f"Ware {i}", "1", "10") for i in range(1, lines + 1)]
    pages = texts(print_pdf(samples.document(items)).data)
    (page,) = [page for page in pages if "Gesamtbetrag" in page]
    assert f"Ware {lines} " in page
    assert "Summe netto" in page


@pytest.mark.parametrize("lines", range(12, 26))
def test_the_head_of_a_section_is_never_the_last_of_its_page(lines: int) -> None:
    items = [samples.position(str(i), f"Ware {i}", "1", "10") for i in range(1, lines + 1)]
    rest = [samples.position(f"2.{i}", f"Dienst {i}", "1", "10") for i in range(1, 4)]
    pages = texts(print_pdf(samples.document([*items, Section("Dienste", "2"), *rest])).data)
    (page,) = [page for page in pages if "2 Dienste" in page]
    assert "Dienst 1" in page
    (page,) = [page for page in pages if "Zwischensumme Dienste" in page]
    assert "Dienst 3" in page


@pytest.mark.parametrize("lines", range(2, 18))
def test_a_signature_is_never_alone_on_its_page(lines: int) -> None:
    items = [samples.position(str(i), f"Ware {i}", "1", "10") for i in range(1, lines + 1)]
    content = samples.document(items, closing="Wir freuen uns.", signed="Jonas")
    pages = texts(print_pdf(content).data)
    (page,) = [page for page in pages if "Ort, Datum" in page]
    assert "Wir freuen uns." in page


def test_a_description_longer_than_a_page() -> None:
    told = "\n".join(f"Absatz {i} der Beschreibung." for i in range(150))
    items = [
        samples.position("1", "Gutachten", "1", "1000", description=told),
        samples.position("2", "Anfahrt", "1", "50"),
    ]
    data = print_pdf(samples.document(items)).data
    assert_well_set(data)
    pages = texts(data)
    assert len(pages) >= 3
    assert all("Pos. Bezeichnung" in page for page in pages[:3])
    assert "Absatz 149 der" in squeezed_blanks(text(data))


def squeezed_blanks(words: str) -> str:
    return " ".join(words.split())


def test_two_thousand_lines() -> None:
    items = [samples.position(str(i), f"Ware {i}", "2", "9.99") for i in range(1, 2_001)]
    result = print_pdf(samples.document(items))
    assert result.pages > 40
    pages = texts(result.data)
    assert len(pages) == result.pages
    assert "Ware 2000 2 Stk. 9,99 19,98" in pages[-1]
    assert "Gesamtbetrag 47.552,40 €" in pages[-1]
    assert all("Pos. Bezeichnung" in page for page in pages)


def test_a_page_break_where_it_is_wanted() -> None:
    one, two = (samples.position(str(i), f"Ware {i}", "1", "10") for i in (1, 2))
    pages = texts(print_pdf(samples.document([one, PageBreak(), two])).data)
    assert "Ware 1" in pages[0]
    assert "Ware 2" not in pages[0]
    assert "Ware 2" in pages[1]


def test_subtotals_and_free_text() -> None:
    one, two, three = (samples.position(str(i), f"Ware {i}", "1", f"{i}0") for i in (1, 2, 3))
    items = [Text("Möbel", strong=True), one, two, Subtotal(), three, Subtotal("Rest")]
    told = text(print_pdf(samples.document(items)).data)
    assert "Zwischensumme 30,00" in told
    assert "Rest 30,00" in told
    assert told.index("Möbel") < told.index("Ware 1")


def test_a_section_sums_up_all_of_itself() -> None:
    """A subtotal in its middle takes nothing from it; a section of words alone has no sum."""
    one, two, three = (samples.position(str(i), f"Ware {i}", "1", f"{i}0") for i in (1, 2, 3))
    items = [one, Section("Büro"), two, Subtotal("Bis hier"), three, Section("Hinweis"), Text("x")]
    content = samples.document(items)
    told = text(print_pdf(content).data)
    for words in ("Bis hier 20,00", "Zwischensumme Büro 50,00"):
        assert words in told
    assert "Zwischensumme Hinweis" not in told


def test_a_section_of_options_alone_has_no_head_in_the_table() -> None:
    option = samples.position("2.1", "Wartung", "1", "90", counts=False)
    items = [Section("Ware", "1"), samples.position("1.1", "Stuhl", "1", "10"), Section("Mehr")]
    told = text(print_pdf(samples.document([*items, option])).data)
    assert "Zwischensumme Mehr" not in told
    assert told.index("Optionen und") < told.index("Wartung")


def test_a_page_is_saved_where_a_little_less_room_does_it() -> None:
    """Of all lengths, none has a last page with three lines on it that would have fitted."""
    used = []
    for lines in range(2, 12):
        items = [samples.position(str(i), f"Ware {i}", "1", "10") for i in range(1, lines + 1)]
        used.append(len(compose(samples.document(items)).pages))
    assert used == sorted(used)


def test_only_options() -> None:
    items = [samples.position("1", "Wartung", "1", "90", counts=False)]
    told = text(print_pdf(samples.document(items)).data)
    assert "Wartung" in told
    assert "Gesamtbetrag 0,00 €" in told


# ------------------------------------------------------------------------------ refused in words


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"seller": replace(samples.SELLER, logo=b"no picture")}, "logo", "no picture"),
        ({"seller": replace(samples.SELLER, logo=samples.logo()[:200])}, "logo", "no picture"),
        ({"seller": replace(samples.SELLER, logo=bytes(10_000_001))}, "logo", "10 MB"),
        ({"seller": replace(samples.SELLER, logo=samples.logo(8000, 6000))}, "logo", "pixels"),
        ({"seller": replace(samples.SELLER, colour="blue")}, "colour", "#3F5BD3"),
        ({"seller": replace(samples.SELLER, colour="#12345")}, "colour", "#3F5BD3"),
        ({"seller": replace(samples.SELLER, footer=(("x" * 61,),))}, "footer", "too long"),
        ({"seller": replace(samples.SELLER, footer=(("W" * 60,),) * 4)}, "footer", "too wide"),
        ({"seller": replace(samples.SELLER, footer=(("x",),) * 5)}, "footer", "4 columns"),
        ({"seller": replace(samples.SELLER, footer=(("x",) * 8,))}, "footer", "7 lines"),
        ({"number": ""}, "number", "no number"),
        ({"number": "9" * 41}, "number", "40"),
        ({"title": "x" * 201}, "title", "200"),
        ({"buyer": Address(("", " "))}, "buyer", "no address"),
        ({"buyer": Address(("x",) * 9)}, "buyer", "at most 8 lines"),
        ({"buyer": Address((LONG, LONG))}, "buyer", "too long for the window"),
        ({"facts": (("a", "b"),) * 9}, "facts", "At most 8"),
        ({"paper": "A3"}, "paper", "A4 or Letter"),
        ({"payment": Payment("N", "DE00 3704 0044 0532 0130 00")}, "iban", "check digits"),
        ({"payment": Payment("N", "DE")}, "iban", "check digits"),
        ({"payment": Payment("N", samples.IBAN, "X")}, "bic", "8 or 11"),
        ({"payment": Payment("", samples.IBAN)}, "payment", "70"),
        ({"payment": Payment("N", samples.IBAN, "", "x" * 141)}, "reference", "140"),
    ],
)
def test_bad_input_gets_a_sentence(changed: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        print_pdf(samples.small_quote(**changed))
    assert words in refused.value.problems[field]
    assert str(refused.value).endswith(".")


def test_figures_that_fit_no_paper() -> None:
    digits = "9" * 17
    items = [samples.position("1", "Stern", digits, digits, unit="Kilometer und mehr", code="x")]
    with pytest.raises(ValidationFailed, match="too long to stand beside one another"):
        print_pdf(samples.document([*items, samples.position("2", "x", "1", digits)]))


def test_a_document_that_does_not_add_up_is_never_printed() -> None:
    content = samples.small_quote()
    assert content.priced
    wrong = replace(content.priced, lines=content.priced.lines[:-1])
    with pytest.raises(ValueError, match="not the lines"):
        print_pdf(replace(content, priced=wrong))
    with pytest.raises(ValueError, match="without them"):
        print_pdf(replace(content, priced=None))


# ------------------------------------------------------------------------------ any content

signs = st.characters(exclude_categories=("Cs", "Co", "Cn", "Mn", "Me"), max_codepoint=0x24FF)
words = st.text(signs | st.sampled_from("王芳上海 ,.-\n"), max_size=60)
amounts = st.decimals(D("0.0001"), D(999_999), places=4)
discounts = st.lists(
    st.builds(Adjustment, percent=st.decimals(0, 50, places=1), reason=words), max_size=2
).map(tuple)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A document of any words and figures."""
    items: list[Any] = []
    for i in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from("pppst"))
        if kind == "s":
            items.append(Section(draw(words), str(i)))
        elif kind == "t":
            items.append(Text(draw(words), strong=draw(st.booleans())))
        else:
            quantity = str(draw(st.integers(-20, 2_000)))
            items.append(
                samples.position(
                    str(i),
                    draw(words),
                    quantity,
                    str(draw(amounts)),
                    rate=draw(st.sampled_from(["0", "7", "19"])),
                    less=draw(discounts),
                    description=draw(words),
                    counts=draw(st.integers(0, 4)) > 0,
                )
            )
    document = Document(
        draw(st.sampled_from(["EUR", "CHF", "JPY", "KWD"])),
        prices_include_tax=draw(st.booleans()),
        allowances=draw(discounts),
    )
    made, priced = priced_items(items, document)
    language = draw(st.sampled_from(["en", "de", "fr", "es", "it", "pl", "ru", "ro", "zh", "xx"]))
    return Content(
        draw(st.sampled_from([Kind.QUOTE, Kind.ORDER, Kind.PROFORMA])),
        "N-1",
        samples.DAY,
        samples.SELLER,
        samples.BUYER,
        made,
        priced,
        title=draw(words),
        intro=draw(words),
        language=language,
        draft=draw(st.booleans()),
    )


@given(contents())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_content_gives_pages_with_its_totals(content: Content) -> None:
    assert content.priced
    result = print_pdf(content)
    told = squeezed(text(result.data))
    speech = Words(content.language, content.priced.document.currency)
    for total in (*totals(speech, content.priced), *included(speech, content.priced)):
        shown = speech.money(total.amount) if total.strong else speech.amount(total.amount)
        assert squeezed(shown) in told
    for position in content.positions():
        assert position.priced
        assert squeezed(speech.amount(position.priced.total)) in told
    assert_well_set(result.data)


@given(st.text(signs, max_size=200), st.floats(20, 400))
def test_wrapped_lines_fit_and_lose_nothing(told: str, room: float) -> None:
    lines = wrap(told, BODY, room)
    assert squeezed_letters("".join(lines)) == squeezed_letters(clean(told))
    for line in lines:
        assert len(line) <= 1 or width(line, REGULAR, BODY.size) <= room + 1e-6


def squeezed_letters(told: str) -> str:
    return told.replace(" ", "").replace("\n", "")


def test_chinese_breaks_anywhere_but_before_points() -> None:
    lines = wrap("双电机驱动，可记忆四个高度，带防撞保护。" * 4, BODY, 90)
    assert len(lines) > 3
    assert all(line[0] not in "，。" for line in lines)
    widths = [width(line, REGULAR, BODY.size) for line in lines[:-1]]
    assert min(widths) > 60


@given(st.integers(0, 0xFFFFFF))
def test_words_in_any_colour_can_be_read(colour: int) -> None:
    made = palette(f"#{colour:06X}")
    assert contrast(made.ink, WHITE) >= 4.5
    assert contrast(made.ink, made.tint) >= 4.5


def test_rows_of_totals_add_up() -> None:
    for content in (samples.small_quote(), samples.large_quote()):
        assert content.priced
        rows = totals(Words("de", "EUR"), content.priced)
        begin = next(i for i, row in enumerate(rows) if row.words == "Summe netto")
        end = next(i for i, row in enumerate(rows) if row.words == "Gesamtbetrag")
        assert sum((row.amount for row in rows[begin:end]), D(0)) == rows[end].amount
        before = [row.amount for row in rows[:begin]]
        assert not before or sum(before, D(0)) == rows[begin].amount


def test_a_row_that_goes_on_keeps_clear_of_the_head() -> None:
    """What is left of a long description does not touch the line below the head."""
    items = [samples.position("1", "Rack", "1", "5", description="Donaudampfschiff " * 600)]
    page = compose(samples.document(items)).pages[1]
    (line,) = (op for op in page.ops if isinstance(op, Rule) and op.thickness == 0.9)
    words = [op for op in page.ops if isinstance(op, TextLine) and "Donau" in op.text]
    assert min(op.y for op in words) - line.y >= 10

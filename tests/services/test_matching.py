from __future__ import annotations

from random import Random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services import matching
from crm_desktop.services.matching import phone

REGIONS = ("DE", "AT", "GB", "FR", "IT", "ES", "PL", "UA", "RU", "US", "CH", "BR", "CN", "JP", "IN")


@pytest.mark.parametrize(
    ("typed", "region", "e164", "extension"),
    [
        ("030 123456", "DE", "+4930123456", None),
        ("+49 (0) 30 / 123456", "FR", "+4930123456", None),
        ("0049 30 123456", "DE", "+4930123456", None),
        ("+49 30 123456 ext. 12", "DE", "+4930123456", "12"),
        ("+49 30 123456-0 доб. 7", "DE", "+49301234560", "7"),
        ("(202) 555-0123 x45", "US", "+12025550123", "45"),
        ("011 44 20 7946 0958", "US", "+442079460958", None),
        ("8 (495) 123-45-67", "RU", "+74951234567", None),
        ("02 1234 5678", "IT", "+390212345678", None),  # Italy keeps the zero
        ("+٤٩ ٣٠ ١٢٣٤٥٦", "DE", "+4930123456", None),
        ("call me", "DE", None, None),
        ("123456", None, None, None),
    ],
)
def test_phones(typed: str, region: str | None, e164: str | None, extension: str | None) -> None:
    read = phone(typed, region)
    assert (read.e164, read.extension) == (e164, extension)
    assert read.digits_reversed == (e164[1:] if e164 else read.digits)[::-1]


def test_a_number_is_found_as_typed_and_as_dialled() -> None:
    assert phone("030 123456", "DE").digits == "4930123456 030123456"
    assert phone("+49 30 123456", "DE").digits == "4930123456"
    assert phone("call me", "DE").digits == ""


def test_the_quick_way_never_differs_from_the_library() -> None:
    draw = Random(7)
    quick = 0
    for _ in range(6_000):
        region = draw.choice(REGIONS)
        code = phonenumbers.country_code_for_region(draw.choice(REGIONS))
        digits = "".join(draw.choices("0123456789", k=draw.randint(3, 13)))
        text = draw.choice((f"+{code}{digits}", f"0{digits}", digits, f"+{code} (0){digits}"))
        text = text if draw.random() < 0.5 else f"{text[:4]} {text[4:7]}-{text[7:]}"
        plain = matching._plain_digits(text)
        found = matching._quick_e164(plain, region, is_international=text[0] == "+")
        if found is not None:
            quick += 1
            assert found == matching._parsed(text, region)[0], (text, region)
    assert quick > 500


@given(st.text(max_size=200), st.sampled_from((*REGIONS, None, "XX")))
def test_any_text_can_be_read_as_a_phone(text: str, region: str | None) -> None:
    read = phone(text, region)
    assert all(c.isdigit() or c == " " for c in read.digits)


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("+49 30 123456 ext 12", ("+49 30 123456", "12")),
        ("030 123456", ("030 123456", None)),
        ("123 x5", ("123 x5", None)),  # too short to have one
        ("030 123456;9", ("030 123456", "9")),
        ("030123456#77", ("030123456", "77")),
    ],
)
def test_extensions(number: str, parts: tuple[str, str | None]) -> None:
    assert matching.split_extension(number) == parts


def test_email_keys() -> None:
    assert matching.email_key(" mailto:Anna@Lupa.EXAMPLE ") == "anna@lupa.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Anna", "Ruiz"), ("Ruiz, Anna",)),
        (("Łukasz", "Żak"), ("zak lukasz",)),
        (("Anna", None, "Ruiz"), ("RUIZ", "anna")),
    ],
)
def test_names_that_are_one(one: tuple[str | None, ...], other: tuple[str, ...]) -> None:
    assert matching.name_key(*one) == matching.name_key(*other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lupa GmbH", "lupa"),
        ("LUPA gmbh & Co. KG", "lupa"),
        ("Lupa, Inc.", "lupa"),
        ("ТОВ «Лупа»", "лупа"),
        ("Lupa S.A.", "lupa"),
        ("Lupa Sp. z o.o.", "lupa"),
        ("Agora", "agora"),
        ("Costa Coffee", "costa coffee"),
        ("AG", "ag"),  # nothing else is left
        ("株式会社田中", "株式会社田中"),
    ],
)
def test_company_keys(name: str, key: str) -> None:
    assert matching.company_key(name) == key


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("Anna@Lupa.example", "lupa.example"),
        ("https://www.lupa.example/about?x=1", "lupa.example"),
        ("lupa.example:8080", "lupa.example"),
        ("www.lupa.example", "lupa.example"),
        ("", None),
    ],
)
def test_domains(address: str, domain: str | None) -> None:
    assert matching.domain_of(address) == domain

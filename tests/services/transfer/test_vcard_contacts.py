from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.errors import FileRefused
from crm_desktop.services.catalog import COMPANY, PERSON
from crm_desktop.services.catalog.fields import EntityType, Field, Kind, Ref
from crm_desktop.services.transfer.vcard import Card, DamagedCard, read_cards, unescape
from crm_desktop.services.transfer.vcard_contacts import ImportedContact, card_from, contact_from
from crm_desktop.services.transfer.vcard_names import split_name


def contact(*lines: str, version: str = "3.0", region: str = "DE") -> ImportedContact:
    data = "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()
    return read(data, region=region)


def read(data: bytes, region: str = "DE") -> ImportedContact:
    (card,) = read_cards(data)
    assert isinstance(card, Card)
    return contact_from(card, region=region)


def written(found: ImportedContact, version: str = "3.0") -> bytes:
    return card_from(
        found.values,
        found.company_name,
        found.uid,
        found.extra,
        found.photo,
        version=version,
        is_company=found.is_company,
    )


# --------------------------------------------------------------------------------------- names


def test_parts_of_the_name() -> None:
    values = contact("N:Doe;John;Q.,P.;Mr.;Jr.,M.D.", "FN:Mr. John Q. P. Doe Jr. M.D.").values
    assert values["last_name"] == "Doe"
    assert values["middle_name"] == "Q. P."
    assert values["suffix"] == "Jr., M.D."
    assert "name_override" not in values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Frank Dawson", {"first_name": "Frank", "last_name": "Dawson"}),
        ("Dawson, Frank", {"first_name": "Frank", "last_name": "Dawson"}),
        ("Jan van der Berg", {"first_name": "Jan", "last_name": "van der Berg"}),
        ("Dr. Anna Maria Weiß", {"prefix": "Dr.", "first_name": "Anna Maria", "last_name": "Weiß"}),
        ("최유림", {"last_name": "최유림"}),
        ("", {}),
    ],
)
def test_name_without_parts(text: str, expected: dict[str, str]) -> None:
    assert split_name(text) == expected


@pytest.mark.parametrize("shown", ["Nagy János", "Annie"])
def test_shown_name_that_is_another(shown: str) -> None:
    assert contact("N:Nagy;János;;;", f"FN:{shown}").values["name_override"] == shown


@pytest.mark.parametrize("shown", ["János Nagy", "Nagy, János", "Dr. János Nagy", "J. Nagy", ""])
def test_shown_name_that_says_nothing_new(shown: str) -> None:
    assert "name_override" not in contact("N:Nagy;János;;Dr.;", f"FN:{shown}").values


def test_companies() -> None:
    for lines in (
        ["N:;;;;", "FN:ACME", "ORG:ACME;", "X-ABShowAs:COMPANY"],
        ["FN:ACME Inc.", "ORG:ACME", "KIND:org"],
        ["FN:ACME", "ORG:ACME"],
    ):
        found = contact(*lines, "TEL:1")
        assert found.is_company
        assert found.values["name"] == "ACME"
        assert found.values["phones"] == ({"number": "1", "is_primary": False},)
        assert found.company_name == ""


def test_groups_are_no_contacts() -> None:
    assert contact("KIND:group", "FN:Friends", "MEMBER:urn:uuid:1", version="4.0").skipped
    assert contact("X-ADDRESSBOOKSERVER-KIND:group", "FN:Friends").skipped


# -------------------------------------------------------------------------------------- phones


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("TEL;WORK;VOICE:1", "work"),
        ("TEL;TYPE=WORK,FAX:1", "fax"),
        ("TEL;TYPE=HOME;TYPE=FAX:1", "home fax"),
        ("TEL;TYPE=CELL,WORK:1", "mobile"),
        ('TEL;TYPE="cell,voice":1', "mobile"),
        ("TEL;TYPE=IPHONE:1", "mobile"),
        ("TEL;TYPE=PAGER:1", "pager"),
        ("TEL;TYPE=MAIN:1", "main"),
        ("TEL;TYPE=VOICE:1", None),
        ("TEL:1", None),
        ("TEL;TYPE=X-Aunt:1", "aunt"),
    ],
)
def test_types_of_phones(line: str, expected: str | None) -> None:
    assert contact("N:A;B;;;", line).values["phones"][0].get("type") == expected


def test_labels() -> None:
    found = contact(
        "N:A;B;;;",
        "item1.TEL;type=pref:1",
        "item1.X-ABLabel:_$!<Mobile>!$_",
        "item2.TEL:2",
        "item2.X-ABLabel:Ferienhaus",
    ).values["phones"]
    assert found[0] == {"number": "1", "type": "mobile", "is_primary": True}
    assert found[1] == {"number": "2", "type": "Ferienhaus", "is_primary": False}


def test_phone_as_uri() -> None:
    line = 'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555-555-5555;ext=5555'
    (row,) = contact("FN:A B", line, version="4.0").values["phones"]
    assert row == {
        "number": "+1-555-555-5555",
        "extension": "5555",
        "type": "home",
        "is_primary": True,
    }


# ------------------------------------------------------------------------------- other values


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("1996-04-15", "", date(1996, 4, 15)),
        ("19960415", "", date(1996, 4, 15)),
        ("1996-04-15T20:12:43+04:00", "", date(1996, 4, 15)),
        ("19960415T201243Z", "", date(1996, 4, 15)),
        ("15.04.1996", "", date(1996, 4, 15)),
        ("04/15/1996", "DE", date(1996, 4, 15)),
        ("04/05/1996", "US", date(1996, 4, 5)),
        ("04/05/1996", "DE", date(1996, 5, 4)),
        ("04/05/1996", "", None),
        ("--0415", "", None),
        ("1996-04", "", None),
        ("1996-02-31", "", None),
        ("circa 1800", "", None),
    ],
)
def test_birthdays(text: str, region: str, expected: date | None) -> None:
    found = contact("N:A;B;;;", f"BDAY:{text}", region=region)
    assert found.values.get("birthday") == expected
    assert found.extra == (() if expected else (f"BDAY:{text}",))


def test_birthday_without_year_by_apple() -> None:
    found = contact("N:A;B;;;", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-15")
    assert "birthday" not in found.values
    assert found.extra


def test_address_with_newlines_and_country_of_apple() -> None:
    lines = ["item1.ADR;type=WORK:;;Street 1\\nHouse 2;Zürich;;8304;", "item1.X-ABADR:ch"]
    (row,) = contact("N:A;B;;;", *lines).values["addresses"]
    assert row["street"] == "Street 1\nHouse 2"
    assert row["country"] == "CH"


def test_social_profiles_and_messengers() -> None:
    rows = contact(
        "N:A;B;;;",
        "URL:https://www.linkedin.com/in/ab",
        "X-SOCIALPROFILE;type=twitter:https://twitter.com/ab",
        "IMPP;X-SERVICE-TYPE=Skype:skype:ab",
        "X-JABBER:ab@jabber.org",
        "URL:example.com",
    ).values["web_links"]
    assert [row["type"] for row in rows] == ["linkedin", "x", "skype", "xmpp", "website"]
    assert rows[3]["url"] == "xmpp:ab@jabber.org"


def test_nothing_is_fetched_and_nothing_is_lost() -> None:
    found = contact(
        "N:A;B;;;",
        "PHOTO;VALUE=uri:http://example.com/a.jpg",
        "ANNIVERSARY:20090808",
        "X-UNKNOWN;A=b:c\\;d",
        "item9.X-ABRELATEDNAMES:Jenny",
        "item9.X-ABLabel:_$!<Spouse>!$_",
    )
    assert found.photo is None
    assert len(found.extra) == 5
    assert read(written(found)).extra == found.extra


def test_lines_of_21_become_lines_of_30() -> None:
    found = contact("N:A;B", "X-P;WORK;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=C3=BC", version="2.1")
    assert found.extra == ("X-P;TYPE=work:a\\nbü",)
    assert read(written(found)).extra == found.extra


def test_tags_once_each() -> None:
    assert contact("N:A;B;;;", "CATEGORIES:A,b,a,,B\\,C").values["tags"] == ("A", "b", "B,C")


# --------------------------------------------------------------------------------- round trips

PLAIN = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40
).filter(lambda text: text == text.strip() and text)
LONG = (
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=1)
    .map(str.strip)
    .filter(bool)
)
DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 1, 1))
REFS = st.builds(Ref, st.uuids(), PLAIN)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.LONGTEXT: LONG,
        Kind.INT: st.integers(-1000, 10**6),
        Kind.MONEY: st.decimals(0, 10**9, places=4),
        Kind.QUANTITY: st.decimals(0, 10**9, places=6),
        Kind.PERCENT: st.decimals(0, 100, places=6),
        Kind.DATE: DAYS,
        Kind.DATETIME: st.datetimes(timezones=st.just(UTC)),
        Kind.BOOL: st.just(True),
        Kind.REF: REFS,
        Kind.TAGS: st.lists(PLAIN, min_size=1, unique_by=str.casefold).map(tuple),
    }
    if field.kind == Kind.MULTI:
        return rows_of(field)
    if field.choices:
        return st.one_of(st.sampled_from([c.value for c in field.choices]), PLAIN)
    return by_kind.get(field.kind, PLAIN)


def rows_of(field: Field) -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    main = field.children[0]
    required = {c.key: value_of(c) for c in field.children if c is main or c.required}
    optional = {
        c.key: value_of(c) for c in field.children if not c.derived and c.key not in required
    }
    row = st.fixed_dictionaries(required, optional=optional)

    def with_primary(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
        if field.has_primary:
            return tuple({**r, "is_primary": i == 0} for i, r in enumerate(rows))
        return tuple(rows)

    return st.lists(row, min_size=1, max_size=3).map(with_primary)


def values_of(entity: EntityType) -> st.SearchStrategy[dict[str, Any]]:
    """Any values a record of that entity can have."""
    skip = {"photo", "company", "phones", "external_id"}
    fields = {f.key: value_of(f) for f in entity.editable() if f.key not in skip}
    phones = rows_of(entity.field("phones")).filter(
        lambda rows: not any(row["number"].lower().startswith("tel:") for row in rows)
    )
    required = {"name": PLAIN} if entity is COMPANY else {"last_name": PLAIN}
    optional = {k: v for k, v in {**fields, "phones": phones}.items() if k not in required}
    return st.fixed_dictionaries(required, optional=optional)


@settings(max_examples=250)
@given(
    values=values_of(PERSON),
    company=st.one_of(st.just(""), PLAIN),
    uid=st.one_of(st.just(""), PLAIN),
    photo=st.one_of(st.none(), st.binary(min_size=1, max_size=200)),
    version=st.sampled_from(["3.0", "4.0"]),
)
def test_a_person_comes_back(
    values: dict[str, Any], company: str, uid: str, photo: bytes | None, version: str
) -> None:
    extra = ("X-KEPT;A=b:väl\\;ue", "item4.X-ABDATE:1975-03-01", "item4.X-ABLabel:Day")
    data = card_from(values, company, uid, extra, photo, version=version)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    found = read(data)
    assert not found.is_company
    assert found.values == values
    assert (found.company_name, found.uid, found.photo) == (company, uid, photo)
    assert found.extra == extra
    assert not found.problems


@settings(max_examples=100)
@given(values=values_of(COMPANY), version=st.sampled_from(["3.0", "4.0"]))
def test_a_company_comes_back(values: dict[str, Any], version: str) -> None:
    found = read(card_from(values, version=version, is_company=True))
    assert found.is_company
    assert found.values == values
    assert not found.problems


def test_every_field_of_the_catalogue_comes_back() -> None:
    """No field is forgotten when one is added."""
    ref = Ref(UUID(int=7), "Somebody")
    samples: Mapping[Kind, Callable[[Field], Any]] = {
        Kind.BOOL: lambda _: True,
        Kind.DATE: lambda _: date(2020, 1, 2),
        Kind.DATETIME: lambda _: datetime(2020, 1, 2, 3, 4, tzinfo=UTC),
        Kind.INT: lambda _: 7,
        Kind.REF: lambda _: ref,
        Kind.TAGS: lambda _: ("a",),
        Kind.MULTI: lambda field: (
            {c.key: sample(c) for c in field.children if not c.derived}
            | ({"is_primary": True} if field.has_primary else {}),
        ),
    }

    def sample(field: Field) -> Any:
        return samples.get(field.kind, lambda f: f"some {f.key}")(field)

    values = {f.key: sample(f) for f in PERSON.editable() if f.key not in {"photo", "company"}}
    for version in ("3.0", "4.0"):
        found = read(card_from(values, "ACME", "uid-1", version=version))
        assert found.values == values
        assert found.company_name == "ACME"


def test_real_cards_come_back(shared: Path) -> None:
    for path in sorted((shared / "data").glob("**/*.vcf")):
        for card in read_cards(path):
            assert isinstance(card, Card)
            found = contact_from(card, region="DE")
            for version in ("3.0", "4.0"):
                again = read(written(found, version))
                for name in ("values", "company_name", "uid", "extra", "photo", "is_company"):
                    assert getattr(again, name) == getattr(found, name), (path.name, name)


def test_names_of_real_cards(shared: Path) -> None:
    """Every card has a name of a person or a company, or at least a way to reach somebody."""
    counts = json.loads((shared / "data/EXPECTED_COUNTS.json").read_text(encoding="utf-8"))
    for name, expected in counts["vcards"].items():
        path = shared / "data" / name.removeprefix("share/")
        cards = [card for card in read_cards(path) if isinstance(card, Card)]
        found = [contact_from(card) for card in cards]
        shown = [unescape(item.value) for card in cards if (item := card.first("FN"))]
        if [n for n in expected["names"] if n] and len(shown) == len(found):
            for one, text in zip(found, shown, strict=True):
                parts = (one.values.get(k, "") for k in ("name", "last_name", "name_override"))
                assert any(part and part in text for part in parts), (name, text)
        phones = sum(len(one.values.get("phones", ())) for one in found)
        emails = sum(len(one.values.get("emails", ())) for one in found)
        assert (phones, emails) == (expected["tel"], expected["email"]), name


def test_random_damage_never_hurts(shared: Path) -> None:
    randomly = random.Random(5)
    files = [path.read_bytes() for path in sorted((shared / "data").glob("**/*.vcf"))]
    files = [data for data in files if len(data) < 5000]
    for _ in range(1500):
        data = bytearray(randomly.choice(files))
        for _ in range(randomly.randint(1, 8)):
            data[randomly.randrange(len(data))] = randomly.choice(b';:=,\\\r\n"\xff0123A ')
        try:
            for item in read_cards(bytes(data)):
                card = item.card if isinstance(item, DamagedCard) else item
                if card is not None:
                    written(contact_from(card, region="US"))
        except FileRefused:
            pass

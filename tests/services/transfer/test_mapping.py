"""Which column is what: by its head, by its neighbours, by its cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.transfer.head_targets import propose
from crm_desktop.services.transfer.head_words import read
from crm_desktop.services.transfer.mapping import Mapping, guess
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.targets import parse, paths
from tests.services.transfer.tables_in_memory import file_drafts

# Field names of the list of Outlook titles -> our field and child.
OUTLOOK = {
    "firstname": "first_name",
    "surname": "last_name",
    "middlename": "middle_name",
    "name": "full_name",
    "organization": "company",
    "jobtitle": "job_title",
    "notes": "note",
    "groups": "tags",
    "birthday-d": "birthday",
    "birthday-m": "birthday",
    "birthday-y": "birthday",
    "anniversary": "facts",
    "spouse": "facts",
    "maidenname": "facts",
    "im": "facts",
    "photo": "",
    "phone": "phones",
    "email": "emails",
    "website": "web_links",
    "street": "addresses",
    "locality": "addresses",
    "region": "addresses",
    "zipcode": "addresses",
    "country": "addresses",
}
CHILDREN = {
    "street": {"street", "extra"},
    "locality": {"city"},
    "zipcode": {"postcode"},
    # The list mixes these two up in several languages (`Land` and `Region` in German).
    "region": {"region", "country"},
    "country": {"region", "country"},
}
# Heads that mean something else without their neighbours, and what the neighbours make of them.
BY_CONTEXT = {"full_name": {"first_name", "last_name"}, "job_title": {"prefix"}}


def titles(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Language, title and field name of every Outlook column."""
    path = shared / "data" / "contacts_csv" / "outlook_column_titles.json"
    for language, names in json.loads(path.read_text(encoding="utf-8")).items():
        for title, name in names.items():
            if title.startswith(("_", "work_")):  # two stand the other way round
                yield language, name, "locality"
            else:
                yield language, title, name


def paths_of(heads: Sequence[str], *rows: Sequence[Cell], entity: str | None = None) -> list[str]:
    """The path of each column, "" where it is not read."""
    found = guess(heads, rows, entity)
    out = found.to_json()["columns"]
    return [_flat(out[head]) for head in heads]


def _flat(path: str | list[str] | None) -> str:
    return "+".join(path) if isinstance(path, list) else path or ""


# -------------------------------------------------------------------------------------- Outlook


def test_every_outlook_title_of_every_language_is_understood(shared: Path) -> None:
    unknown, wrong, count = [], [], 0
    for language, title, name in titles(shared):
        count += 1
        meaning = read(title)
        proposal = propose(meaning) if meaning else None
        if proposal is None:
            unknown.append((language, title, name))
            continue
        base, _, kind = name.partition(":")
        wanted = OUTLOOK.get(base, base)
        got = proposal.target.field if proposal.target else ""
        if got != wanted and wanted not in BY_CONTEXT.get(got, set()):
            wrong.append((language, title, name, got))
        elif base in CHILDREN and proposal.target:
            target = proposal.target
            if language != "ru_RU" and kind not in (target.type, "") and target.type:
                wrong.append((language, title, name, target.path))
            if target.child not in CHILDREN[base] and title not in ("Ville", "Штат (раб.)"):
                wrong.append((language, title, name, target.path))
    assert count > 800
    assert unknown == []
    assert wrong == []


@pytest.mark.parametrize(
    "language",
    "de_CH de_DE en_US es_ES fi_FI fr_FR it_IT pl_PL pt_BR ru_RU sk_SK zh_TW".split(),
)
def test_a_whole_outlook_file(shared: Path, language: str) -> None:
    own = {title: name for lang, title, name in titles(shared) if lang == language}
    result = guess(list(own), [])
    assert result.entity == "person"
    by_name: dict[str, set[str]] = {}
    for (_title, name), target in zip(own.items(), result.columns, strict=True):
        by_name.setdefault(name, set()).add(target.field if target else "")
    assert "first_name" in by_name["firstname"]
    assert "last_name" in by_name["surname"]
    assert by_name["organization"] == {"company"}
    if "prefix" in by_name:
        assert by_name["prefix"] == {"prefix"}
    taken = [(t.field, t.type, t.slot, t.child, t.part) for t in result.columns if t and t.slot]
    doubled = {key for key in taken if taken.count(key) > 1 and key[3] != "extra"}
    assert doubled == set()


# ---------------------------------------------------------------------------------- plain heads

PLAIN = {
    "en": "First name,Last name,Company,Job title,E-mail,Phone,City,Postcode,Street,Country",
    "de": "Vorname,Name,Firma,Position,E-Mail,Telefon,Ort,PLZ,Straße,Land",
    "fr": "Prénom,Nom,Société,Fonction,Courriel,Téléphone,Ville,Code postal,Rue,Pays",
    "es": "Nombre,Apellidos,Empresa,Cargo,Correo electrónico,Teléfono,Ciudad,Código postal,Calle,"
    "País",
    "it": "Nome,Cognome,Azienda,Qualifica,Posta elettronica,Telefono,Città,CAP,Via,Paese",
    "pl": "Imię,Nazwisko,Firma,Stanowisko,Adres e-mail,Telefon,Miasto,Kod pocztowy,Ulica,Kraj",
    "uk": "Ім'я,Прізвище,Компанія,Посада,Електронна пошта,Телефон,Місто,Індекс,Вулиця,Країна",
    "ru": "Имя,Фамилия,Компания,Должность,Эл. почта,Телефон,Город,Индекс,Улица,Страна",
    "ro": "Prenume,Nume,Companie,Funcție,Adresă de e-mail,Telefon,Oraș,Cod poștal,Stradă,Țară",
    "pt": "Nome,Sobrenome,Empresa,Cargo,E-mail,Telefone,Cidade,CEP,Rua,País",
    "zh": "名字,姓氏,公司,职位,邮箱,电话,城市,邮编,街道,国家",
    "ja": "名,姓,会社名,役職,メールアドレス,電話番号,市区町村,郵便番号,番地,国名",
    "snake_case": "first_name,last_name,company_name,job_title,email_address,phone_number,city,zip,"
    "street_address,country",
    "CamelCase": "FirstName,LastName,CompanyName,JobTitle,EmailAddress,PhoneNumber,City,PostalCode,"
    "StreetAddress,Country",
    "solid": "firstname,lastname,companyname,jobtitle,emailaddress,phonenumber,cityname,postalcode,"
    "streetaddress,countryname",
    "SHOUTING": "FIRST-NAME,LAST NAME:,COMPANY,POSITION,E MAIL,TEL.,TOWN,ZIP CODE,STREET,COUNTRY",
}
TEN = [
    "first_name",
    "last_name",
    "company",
    "job_title",
    "emails.1.address",
    "phones.1.number",
    "addresses.1.city",
    "addresses.1.postcode",
    "addresses.1.street",
    "addresses.1.country",
]


@pytest.mark.parametrize("heads", PLAIN.values(), ids=PLAIN.keys())
def test_plain_words(heads: str) -> None:
    assert paths_of(heads.split(",")) == TEN


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("Business Phone 2", "phones.work#2.number"),
        ("Home City", "addresses.home.city"),
        ("E-mail 1 - Value", "emails.1.address"),
        ("E-mail 1 - Type", "emails.1.type"),
        ("Phone 3 - Label", "phones.3.type"),
        ("Address 2 - Street", "addresses.2.street"),
        ("Address 2", "addresses.1.extra"),
        ("Home Address 2", "addresses.home.extra"),
        ("Organization 1 - Title", "job_title"),
        ("Birth Month", "birthday.month"),
        ("Billing City", "addresses.billing.city"),
        ("Shipping Street", "addresses.delivery.street"),
        ("Mobile", "phones.mobile.number"),
        ("Work Fax", "phones.fax.number"),
        ("Secondary Email", "emails.2.address"),
        ("LinkedIn URL", "web_links.linkedin.url"),
        ("Do Not Call", "do_not_call"),
        ("Hausnummer", "addresses.1.house"),
        ("Spouse", "facts.family.value:Spouse"),
        ("Assistant's Phone", "phones.assistant.number"),
        ("mum_first_name", ""),
        ("SupportRepId", ""),
        ("Hire Date", ""),
        ("photo_path", ""),
        ("Second contact", ""),
        ("e-mail display name", ""),
    ],
)
def test_a_head(head: str, path: str) -> None:
    assert paths_of(["Last name", head])[1] == path


# --------------------------------------------------------------------------------- neighbours


@pytest.mark.parametrize(
    ("heads", "entity", "wanted"),
    [
        ("CompanyName,Phone,Fax", "company", "name phones.1.number phones.fax.number"),
        ("account,sector,employees", "company", "name industry employees"),
        ("Name,Industry,Annual revenue", "company", "name industry annual_revenue"),
        ("Name,E-mail", "person", "full_name emails.1.address"),
        ("Name,Company", "person", "full_name company"),
        ("Name,Birthday", "person", "full_name birthday"),
        ("E-mail,Phone", "person", "emails.1.address phones.1.number"),
        ("Nom,Prénom", "person", "last_name first_name"),
        ("Name,First name,Last name", "person", "full_name first_name last_name"),
        ("Title,Name", "person", "job_title full_name"),
        ("Title,Job title,Name", "person", "prefix job_title full_name"),
        ("Account,Company,Name", "person", " company full_name"),
        (
            "ФИО,Организация",
            "person",
            "full_name company",
        ),
    ],
)
def test_neighbours_decide(heads: str, entity: str, wanted: str) -> None:
    result = guess(heads.split(","), [])
    assert result.entity == entity
    assert paths_of(heads.split(",")) == wanted.split(" ")


def test_a_company_with_its_contact_shares_how_to_reach_it() -> None:
    heads = ["CompanyName", "ContactName", "Phone", "City", "HomePage", "Email", "Industry"]
    assert paths_of(heads) == [
        "company",
        "full_name",
        "phones.1.number+company.phones.1.number",
        "addresses.1.city+company.addresses.1.city",
        "web_links.1.url+company.web_links.1.url",
        "emails.1.address",
        "company.industry",
    ]


def test_the_company_of_a_person_keeps_its_own() -> None:
    assert paths_of(["First name", "Company", "Phone"])[2] == "phones.1.number"


def test_people_of_one_company_are_people() -> None:
    rows = [["Acme", "Anna Ruiz", "+49 30 111"], ["Acme", "Bo Ek", "+49 30 112"]]
    assert paths_of(["Company", "Contact", "Phone"], *rows)[2] == "phones.1.number"


def test_a_second_address_or_a_second_line() -> None:
    assert paths_of(["Name", "Address", "Address 2", "City"])[2] == "addresses.1.extra"
    heads = ["Name", "Address", "City", "Address 2", "City 2"]
    assert paths_of(heads)[3:] == ["addresses.2.street", "addresses.2.city"]


def test_two_columns_of_one_head() -> None:
    heads = ["Last name", "Phone", "Phone (2)", "Notes", "Notes (2)"]
    assert paths_of(heads)[1:] == ["phones.1.number", "phones.2.number", "note", "note"]
    assert guess(["Last name", "Phone", "Phone"], []).columns[2] is not None


# -------------------------------------------------------------------------------------- cells


def test_cells_decide_what_a_title_is() -> None:
    rows = [["Dr.", "Ruiz"], ["Frau", "Ek"]]
    assert paths_of(["Title", "Last name"], *rows)[0] == "prefix"
    assert paths_of(["Title", "Last name"], ["Buyer", "Ruiz"])[0] == "job_title"


def test_cells_decide_whose_name_it_is() -> None:
    companies = [["Acme GmbH"], ["Bolt Ltd"], ["Crane & Sons Inc."]]
    people = [["Anna Ruiz"], ["Bo Ek"], ["Łukasz Nowak"]]
    rows = [[*row, "Berlin"] for row in companies]
    assert guess(["Name", "City"], rows).entity == "company"
    rows = [[*row, "Berlin"] for row in people]
    result = guess(["Name", "City"], rows)
    assert result.entity == "person"
    assert any("its cells read like people" in note for note in result.notes)


def test_unknown_heads_are_taken_by_their_cells() -> None:
    heads = ["Surname", "Foo", "Bar", "Baz", "Qux"]
    rows = [
        ["Ruiz", "anna@ruiz.example", "+49 (30) 123456", "https://ruiz.example", "12.03.1980"],
        ["Ek", "bo@ek.example", "030 / 123 45 67", "www.ek.example", "13.03.1980"],
    ]
    result = guess(heads, rows)
    found = [target.path if target else "" for target in result.columns]
    assert found == ["last_name", "emails.1.address", "phones.1.number", "web_links.1.url", ""]
    assert "Read: 'Foo' as E-mail, because most of its cells are e-mail addresses." in result.notes
    assert "Not read: 'Qux'." in result.notes


def test_names_without_heads_are_found_by_the_mails() -> None:
    heads = ["Column 1", "Column 2", "Column 3", "Column 4"]
    rows = [
        ["Anna", "Ruiz", "anna.ruiz@x.example", "A"],
        ["Bo", "Ekström", "bo.ekstrom@x.example", "B"],
        ["Olena", "Koval", "olena.koval@y.example", "A"],
    ]
    assert paths_of(heads, *rows) == ["first_name", "last_name", "emails.1.address", ""]


def test_heads_that_are_data() -> None:
    heads = ["Anna", "Ruiz", "anna.ruiz@x.example"]
    result = guess(heads, [["Bo", "Ek", "bo.ek@x.example"], ["Al", "Ott", "al.ott@x.example"]])
    assert result.columns[2] is not None
    assert any("look like a row of data" in note for note in result.notes)


def test_references_in_figures_are_not_names() -> None:
    heads = ["First name", "Last name", "ReportsTo"]
    assert paths_of(heads, ["Anna", "Ruiz", "2"], ["Bo", "Ek", ""])[2] == ""
    assert paths_of(heads, ["Anna", "Ruiz", "Bo Ek"])[2] == "manager"


def test_ids_only_where_they_tell_rows_apart() -> None:
    heads = ["CustomerId", "Last name"]
    assert paths_of(heads, ["1", "Ruiz"], ["2", "Ek"])[0] == "external_id"
    assert paths_of(heads, ["1", "Ruiz"], ["1", "Ek"])[0] == ""


def test_country_and_region_change_places_by_their_cells() -> None:
    heads = ["Last name", "Land geschäftlich", "Region geschäftlich"]
    assert paths_of(heads)[1:] == ["addresses.work.country", "addresses.work.region"]
    rows = [["Ruiz", "Bayern", "Deutschland"], ["Ek", "Tirol", "Österreich"]]
    assert paths_of(heads, *rows)[1:] == ["addresses.work.region", "addresses.work.country"]


@pytest.mark.parametrize("entity", ["person", "company"])
def test_the_entity_can_be_told(entity: str) -> None:
    result = guess(["Name", "Phone"], [["Acme GmbH", "+49 30 1"]], entity)
    assert result.entity == entity


def test_a_table_of_something_else_is_refused_in_words() -> None:
    with pytest.raises(ValidationFailed) as caught:
        guess(["Date", "Product", "Price"], [["2024-01-01", "Bolt", "1.20"]])
    assert "No column looks like a name, a company, an e-mail or a phone." in str(caught.value)
    assert "'Date', 'Product', 'Price'" in str(caught.value)
    assert '"columns": {"Date": "last_name"}' in str(caught.value)


@given(
    st.lists(st.text(max_size=12), max_size=6), st.lists(st.lists(st.text(max_size=9)), max_size=3)
)
def test_any_heads_give_a_mapping_or_a_sentence(heads: list[str], rows: list[list[str]]) -> None:
    with suppress(ValidationFailed):
        assert len(guess(heads, rows).columns) == len(heads)


# ------------------------------------------------------------------------------- mapping files


def test_a_mapping_goes_through_json() -> None:
    heads = ["CompanyName", "ContactName", "Phone 2", "Home City", "Foo", "Birth Year", "Spouse"]
    first = guess([*heads, "Industry"], [])
    told = json.loads(json.dumps(first.to_json()))
    second = Mapping.from_json(told, [*heads, "Industry"])
    assert second.columns == first.columns
    assert second.entity == first.entity


def test_a_mapping_as_people_write_it() -> None:
    heads = ["A", "B", "C", "D", "E", "F"]
    columns = {
        "A": "full_name",
        "b": "phones",
        "C": "phones",
        "D": "addresses.city",
        "E": "Job title",
        "F": None,
    }
    result = Mapping.from_json({"entity": "person", "columns": columns}, heads)
    found = [target.path if target else None for target in result.columns]
    assert found == [
        "full_name",
        "phones.1.number",
        "phones.2.number",
        "addresses.1.city",
        "job_title",
        None,
    ]
    assert result.notes == ("Not read: 'F'.",)


def test_the_entity_of_a_mapping_shows_in_its_fields() -> None:
    assert Mapping.from_json({"columns": {"A": "first_name"}}, ["A"]).entity == "person"
    assert Mapping.from_json({"columns": {"A": "name", "B": "industry"}}, ["A", "B"]).entity == (
        "company"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"columns": {"Nope": "first_name"}}, "The file has no column 'Nope'. It has: 'A'."),
        (
            {"entity": "person", "columns": {"A": "shoe_size"}},
            "'shoe_size' is no field of a contact",
        ),
        ({"entity": "deal", "columns": {}}, "Possible are: person, company."),
        ({"entity": "person", "columns": ["A"]}, "This is no mapping."),
        ("first_name", "This is no mapping."),
        (
            {"entity": "person", "columns": {"A": ["note", "company.phones"]}},
            "must be the same one",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(data: object, words: str) -> None:
    with pytest.raises(ValidationFailed, match=words.replace(".", r"\.").replace("(", r"\(")):
        Mapping.from_json(data, ["A"])


@pytest.mark.parametrize("entity", ["person", "company"])
def test_every_path_leads_somewhere(entity: str) -> None:
    for path in paths(entity):
        assert parse(path, entity) is not None, path
    assert parse("phones.work#2.extension", entity) is not None
    assert parse("phones.a.b.c", entity) is None
    assert parse("photo", entity) is None


# --------------------------------------------------------------------------------- real files

REAL = {
    "contacts_csv/chinook_Customer.csv": ("person", 59, 12),
    "contacts_csv/thunderbird_basic_csv_addressbook.csv": ("person", 2, 37),
    "contacts_csv/thunderbird_csv_semicolon.csv": ("person", 2, 4),
    "messy_csv/encodings/Customer_cp1252_semicolon.csv": ("person", None, 12),
    "messy_csv/encodings/Customer_utf8bom_comma.csv": ("person", None, 12),
    "sales/northwind/csv/customers.csv": ("person", 91, 11),
    "sales/northwind/csv/suppliers.csv": ("person", 29, 12),
    "sales/northwind/csv/employees.csv": ("person", 9, 14),
    "sales/northwind/csv/shippers.csv": ("company", 6, 3),
    "sales/chinook/Customer.csv": ("person", 59, 12),
    "sales/chinook/Employee.csv": ("person", 8, 13),
    "sales/crm_sales_opportunities/accounts.csv": ("company", 85, 7),
    "dedupe/febrl_dataset1.csv": ("person", 1000, 10),
    "dedupe/dedupe_csv_example_messy_input.csv": ("company", 3337, 9),
    "_gpl/contacts_csv/roundcube_gmail.csv": ("person", 1, 60),
    "_gpl/contacts_csv/roundcube_tb_plain.csv": ("person", 1, 37),
    "_gpl/contacts_csv/civicrm_individual_genders.csv": ("person", 16, 3),
    "_gpl/contacts_csv/civicrm_individual_dates_type2.csv": ("person", 3, 4),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(shared: Path, name: str) -> None:
    entity, rows, columns = REAL[name]
    result, drafts = file_drafts(shared / "data" / name)
    assert result.entity == entity
    assert rows is None or len(drafts) == rows
    assert sum(target is not None for target in result.columns) >= columns
    assert [draft.failed for draft in drafts if draft.failed] == []
    assert {draft.entity for draft in drafts} == {entity}

"""What a row says, and what becomes of the cells that say nothing anybody can take."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import Cancelled
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.transfer.drafts import Draft, read_drafts, survey_of, weak_uid
from crm_desktop.services.transfer.guesses import DateOrder, survey
from crm_desktop.services.transfer.mapping import Mapping, guess
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.validation import problem
from crm_desktop.services.values import normalised
from tests.services.transfer.tables_in_memory import Table, draft_of, drafts_of, file_drafts

BIG = (
    "Title,First Name,Middle Name,Last Name,Display Name,Company,Job Title,Business Street,"
    "Business City,Business Country,Home City,Business Phone,Business Phone 2,Home Fax,"
    "Mobile Phone,E-mail Address,E-mail 2 Address,Web Page,Birthday,Gender,Categories,Notes,"
    "Spouse,Language,Do not call,CustomerId,Manager's Name,Employees,Annual revenue,Phone 1 - Type,"
    "Phone 1 - Value"
).split(",")


def main_of(draft: Draft, key: str, child: str) -> list[Any]:
    """One child of every row of a field."""
    return [row[child] for row in draft.values.get(key, ())]


# ---------------------------------------------------------------------------------- properties

odd_cells = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.text(alphabet="aÄ你1.,;:@ \n\t\u00a0-/+<>\"'\\=*", max_size=14),
    st.sampled_from(
        [
            "31.02.1980",
            "1.2.80",
            "a@b.example; c@d.example",
            "x",
            "NULL",
            "yes",
            "Anna Ruiz",
            "12,5",
            "+49 30 123456 ::: 030 77",
            "a" * 300,
            "John,x\na,b,c,d,e,f,g,h\n",
            "bad\x00cell",
            "work",
        ]
    ),
    st.none(),
    st.integers(-5, 60000),
    st.floats(-10, 60000, allow_nan=False),
    st.booleans(),
    st.dates(date(1890, 1, 1), date(2090, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001  workbooks know no zones
)
rows_of_cells = st.lists(odd_cells, min_size=len(BIG), max_size=len(BIG))


@given(st.lists(rows_of_cells, min_size=1, max_size=3))
def test_whatever_is_in_the_cells_the_values_are_sound(rows: list[list[Cell]]) -> None:
    for draft in drafts_of(Table(BIG, rows), "person"):
        if draft.failed:
            continue
        entity = ENTITIES[draft.entity]
        assert normalised(entity, draft.values) == draft.values
        for key, value in draft.values.items():
            assert problem(entity.field(key), value) is None, key
            assert value not in ("", (), None)
        assert normalised(ENTITIES["company"], draft.company) == draft.company
        for trouble in draft.problems:
            assert str(trouble).startswith(f"Row {draft.line}, column {trouble.column}: '")
        for line in draft.kept:
            assert line in draft.values["note"]


@given(st.lists(rows_of_cells, min_size=2, max_size=4), st.data())
def test_blank_stays_blank(rows: list[list[Cell]], data: st.DataObject) -> None:
    """A row says the same whatever stands before it; a blank cell gives nothing."""
    found = guess(BIG, [])
    together = {d.line: d for d in _read(found, rows)}
    at = data.draw(st.integers(0, len(rows) - 1))
    alone = _read(found, [rows[at]])
    before = together.get(at + 2)
    assert [dataclasses.replace(d, line=0, problems=[]) for d in alone] == (
        [dataclasses.replace(before, line=0, problems=[])] if before else []
    )
    blanks = data.draw(st.sets(st.integers(0, len(BIG) - 1)))
    row = [None if i in blanks else cell for i, cell in enumerate(rows[at])]
    fed = {t.field for i, t in enumerate(found.columns) if t and i not in blanks}
    for draft in _read(found, [row]):
        if draft.entity == "person":
            names = {"first_name", "last_name", "middle_name", "suffix", "prefix", "name_override"}
            given_by = fed | (names if "full_name" in fed else set()) | {"note"}
            assert draft.values.keys() | draft.refs.keys() <= given_by


def _read(found: Mapping, rows: Sequence[Sequence[Cell]]) -> list[Draft]:
    # With the same knowledge of the columns: only what rows do to each other is of interest here.
    table = Table(BIG, rows)
    at = BIG.index("Birthday")
    columns = survey(Table(BIG, []), [at], [], region="DE")
    return list(read_drafts(table, found, region="DE", columns=columns))


def test_no_object_is_shared_between_rows() -> None:
    heads = ["Last name", "E-mail", "Tags", "Birthday"]
    first, second = drafts_of(Table(heads, [["Ruiz", "a@b.example", "x", "x"], ["Ek", "", "", ""]]))
    assert first.values.keys() == {"last_name", "emails", "tags", "note"}
    assert second.values == {"last_name": "Ek"}
    assert second.problems == []
    assert second.kept == []


# --------------------------------------------------------------------------------- real files


def test_northwind_customers(shared: Path) -> None:
    _, drafts = file_drafts(shared / "data/sales/northwind/csv/customers.csv")
    first = drafts[0]
    assert (first.line, first.entity, first.uid) == (2, "person", "ALFKI")
    assert first.refs == {"company": "Alfreds Futterkiste"}
    assert first.values["first_name"] == "Maria"
    assert first.values["last_name"] == "Anders"
    assert first.values["job_title"] == "Sales Representative"
    assert main_of(first, "phones", "number") == ["030-0074321", "030-0076545"]
    assert main_of(first, "phones", "type") == [None, "fax"]
    assert first.company["phones"] == first.values["phones"]
    assert first.company["phones"][0] is not first.values["phones"][0]
    assert first.values["addresses"] == (
        {
            "street": "Obere Str. 57",
            "type": None,
            "extra": None,
            "po_box": None,
            "postcode": "12209",
            "city": "Berlin",
            "region": None,
            "country": "Germany",
            "is_primary": True,
        },
    )
    names = [d.values.get("last_name") for d in drafts[:9]]
    assert names == [
        "Anders",
        "Trujillo",
        "Moreno",
        "Hardy",
        "Berglund",
        "Moos",
        "Citeaux",
        "Sommer",
        "Lebihan",
    ]


def test_northwind_employees(shared: Path) -> None:
    _, drafts = file_drafts(shared / "data/sales/northwind/csv/employees.csv")
    assert drafts[0].values["prefix"] == "Ms."
    assert drafts[0].values["birthday"] == date(1948, 12, 8)
    assert drafts[0].values["addresses"][0]["street"] == "507 - 20th Ave. E.\nApt. 2A"
    assert main_of(drafts[0], "phones", "number") == ["(206) 555-9857", "5467"]
    assert "manager" not in drafts[0].refs


def test_chinook(shared: Path) -> None:
    _, customers = file_drafts(shared / "data/sales/chinook/Customer.csv")
    assert customers[1].values["last_name"] == "Köhler"
    assert customers[1].refs == {}
    assert customers[0].refs["company"].startswith("Embraer")
    assert customers[0].company == {}
    _, employees = file_drafts(shared / "data/sales/chinook/Employee.csv")
    assert employees[0].values["birthday"] == date(1962, 2, 18)
    assert employees[0].values["job_title"] == "General Manager"


def test_accounts(shared: Path) -> None:
    _, drafts = file_drafts(shared / "data/sales/crm_sales_opportunities/accounts.csv")
    by_name = {draft.values["name"]: draft for draft in drafts}
    acme = by_name["Acme Corporation"]
    assert acme.values["year_established"] == 1996
    assert acme.values["annual_revenue"] == Decimal("1100.04")
    assert acme.values["employees"] == 2822
    assert acme.values["industry"] == "technolgy"
    assert acme.values["addresses"][0]["country"] == "United States"
    assert by_name["Bluth Company"].refs == {"parent": "Acme Corporation"} or any(
        draft.refs for draft in drafts
    )
    retail = next(d for d in drafts if d.values["industry"] == "Retail")
    assert retail.values["industry"] == "Retail"  # the file says retail


def test_google_with_several_in_a_cell() -> None:
    heads = [
        "Name",
        "Given Name",
        "Family Name",
        "Group Membership",
        "E-mail 1 - Type",
        "E-mail 1 - Value",
        "Phone 1 - Type",
        "Phone 1 - Value",
        "Organization 1 - Name",
        "Relation 1 - Type",
        "Relation 1 - Value",
    ]
    draft = draft_of(
        heads,
        "Anna Ruiz",
        "Anna",
        "Ruiz",
        "* myContacts ::: VIP ::: vip ::: Golf",
        "* Work",
        "anna@x.example ::: ruiz@y.example",
        "Work Fax",
        "+49 30 1 ::: +49 30 2",
        "Acme",
        "Spouse",
        "Bo",
    )
    assert draft.values["tags"] == ("VIP", "Golf")
    assert main_of(draft, "emails", "address") == ["anna@x.example", "ruiz@y.example"]
    assert main_of(draft, "emails", "type") == ["work", "work"]
    assert main_of(draft, "emails", "is_primary") == [True, False]
    assert main_of(draft, "phones", "type") == ["fax", "fax"]
    assert main_of(draft, "facts", "value") == ["Spouse: Bo"]
    assert main_of(draft, "facts", "kind") == ["family"]
    assert draft.refs == {"company": "Acme"}
    assert "name_override" not in draft.values


# ------------------------------------------------------------------------------ what is kept


def test_a_cell_that_is_not_understood_is_kept() -> None:
    heads = ["Last name", "Birthday", "E-mail", "Notes"]
    table = Table(heads, [["Ruiz", "31.02.1980", "anna at home", "Likes tea"]])
    [draft] = drafts_of(table)
    assert draft.values["note"] == "Likes tea\nBirthday: 31.02.1980\nE-mail: anna at home" or (
        draft.values["note"] == "Likes tea\nE-mail: anna at home\nBirthday: 31.02.1980"
    )
    assert sorted(map(str, draft.problems)) == [
        "Row 2, column Birthday: '31.02.1980' is not a date. It was kept in the note.",
        "Row 2, column E-mail: 'anna at home' is not an e-mail address. It was kept in the note.",
    ]
    assert drafts_of(table)[0].values == draft.values


@pytest.mark.parametrize(
    ("head", "cell", "line"),
    [
        ("Phone", "ask Eva", "Phone: ask Eva"),
        ("Birthday", "2999-01-01", "Birthday: 2999-01-01"),
        ("Do not call", "perhaps", "Do not call: perhaps"),
        ("Suffix", "x" * 90, "Suffix: " + "x" * 90),
        ("Tags", "t" * 70, "Tags: " + "t" * 70),
    ],
)
def test_what_does_not_fit_goes_to_the_note(head: str, cell: str, line: str) -> None:
    draft = draft_of(["Last name", head], "Ruiz", cell)
    assert draft.values == {"last_name": "Ruiz", "note": line}
    assert [trouble.column for trouble in draft.problems] == [head]
    assert not draft.failed


def test_numbers_with_letters_are_kept() -> None:
    draft = draft_of(["Company", "Employees", "Annual revenue"], "Acme", "about 50", "1.2m")
    assert draft.values["note"] == "Employees: about 50\nAnnual revenue: 1.2m"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["x" * 201, "a@b.example"], "201 characters; a name can have 200"),
        (["Ru\x00iz", "a@b.example"], "characters that are no text"),
        (['Doe\nJane,Smith,jane@x.example,"', "a@b.example"], "holds whole rows"),
        (["", ""], None),
        (["", "no mail"], "no name, no company, no e-mail and no phone"),
    ],
)
def test_rows_that_cannot_be_taken(cells: list[str], words: str | None) -> None:
    drafts = drafts_of(Table(["Last name", "E-mail"], [cells]))
    if words is None:
        assert drafts == []
    else:
        assert words in drafts[0].failed


def test_a_company_without_a_name_fails() -> None:
    rows = [["Acme", "+49 30 1"], ["", "+49 30 2"]]
    assert [d.failed for d in drafts_of(Table(["Company", "Phone"], rows))] == [
        "",
        "There is no name of the company.",
    ]


def test_what_databases_write_for_nothing_is_nothing() -> None:
    heads = ["Last name", "Job title", "E-mail", "Phone", "Birthday", "City", "Tags"]
    draft = draft_of(heads, "Ruiz", "NULL", "NULL", "\\N", "0/0/00", "#N/A", "NULL")
    assert draft.values == {"last_name": "Ruiz"}
    assert draft.problems == []


# ------------------------------------------------------------------------------------ values


def test_choices_by_label_or_value_or_another_word() -> None:
    heads = ["Last name", "Status", "Gender", "Rating"]
    assert draft_of(heads, "Ruiz", "CUSTOMER", "Weiblich", "a").values == {
        "last_name": "Ruiz",
        "status": "customer",
        "gender": "female",
        "rating": "A",
    }
    assert draft_of(heads, "Ruiz", "former", "M", "AAA").values == {
        "last_name": "Ruiz",
        "status": "former",
        "gender": "male",
        "rating": "AAA",
    }


def test_typed_cells() -> None:
    heads = ["Last name", "Phone", "Postcode", "Birthday", "Do not call"]
    moment = datetime(1980, 2, 3)  # noqa: DTZ001  workbooks know no zones
    draft = draft_of(heads, "Ruiz", 49301234567.0, 1067, moment, True)
    assert main_of(draft, "phones", "number") == ["49301234567"]
    assert main_of(draft, "addresses", "postcode") == ["1067"]
    assert draft.values["birthday"] == date(1980, 2, 3)
    assert draft.values["do_not_call"] is True
    assert draft_of(heads, "Ruiz", None, None, 29254.0, False).values == {
        "last_name": "Ruiz",
        "birthday": date(1980, 2, 3),
        "do_not_call": False,
    }


def test_emails_in_all_their_dress() -> None:
    cell = "Anna Ruiz <anna@x.example>, mailto:ruiz@y.example; anna@x.example"
    draft = draft_of(["Last name", "E-mail"], "Ruiz", cell)
    assert main_of(draft, "emails", "address") == ["anna@x.example", "ruiz@y.example"]


def test_phones_that_look_like_two_and_are_not() -> None:
    draft = draft_of(["Last name", "Phone"], "Ruiz", "+49 30 123456;ext=12")
    assert main_of(draft, "phones", "number") == ["+49 30 123456;ext=12"]


def test_the_main_phone_is_one_to_call() -> None:
    heads = ["Last name", "Business Fax", "Mobile Phone", "Business Phone"]
    draft = draft_of(heads, "Ruiz", "1234567", "2345678", "3456789")
    assert main_of(draft, "phones", "type") == ["work", "mobile", "fax"]
    assert main_of(draft, "phones", "is_primary") == [True, False, False]


def test_a_birthday_in_three_columns() -> None:
    heads = ["Last name", "Birth Day", "Birth Month", "Birth Year"]
    assert draft_of(heads, "Ruiz", "15", "11", "1970").values["birthday"] == date(1970, 11, 15)
    assert draft_of(heads, "Ruiz", "15", "November", "1970").values["birthday"] == (
        date(1970, 11, 15)
    )
    assert draft_of(heads, "Ruiz", "15", "11", "").values["note"] == "Birthday: ?-11-15"
    assert draft_of(heads, "Ruiz", "0", "", "").values == {"last_name": "Ruiz"}


def test_a_street_with_its_number() -> None:
    draft = draft_of(["Name", "Straße", "Hausnummer", "PLZ"], "Anna Ruiz", "Hauptstr.", "5 a", "1")
    assert main_of(draft, "addresses", "street") == ["Hauptstr. 5 a"]
    draft = draft_of(["street_number", "address_1", "surname"], "5", "Main St", "Ruiz")
    assert main_of(draft, "addresses", "street") == ["5 Main St"]


def test_the_second_column_of_a_head_fills_the_first() -> None:
    heads = ["Last name", "Company", "Organization", "Notes", "Comment"]
    draft = draft_of(heads, "Ruiz", "", "Acme", "one", "two")
    assert draft.refs == {"company": "Acme"}
    assert draft.values["note"] == "one\ntwo"


# ------------------------------------------------------------------------------------- names


def test_a_name_that_is_shown_instead() -> None:
    heads = ["First name", "Last name", "Display name"]
    assert "name_override" not in draft_of(heads, "Anna", "Ruiz", "Ruiz, Anna").values
    assert "name_override" not in draft_of(heads, "Anna", "Ruiz", "anna@x.example").values
    assert draft_of(heads, "Anna", "Ruiz", "Annie R.").values["name_override"] == "Annie R."
    assert draft_of(heads, "", "", "Anna Ruiz").values == {
        "first_name": "Anna",
        "last_name": "Ruiz",
    }


def test_a_whole_name_beside_a_part_of_it() -> None:
    draft = draft_of(["Contact", "Lastname", "Company"], "Anna Maria Ruiz", "Ruiz", "Acme")
    assert draft.values == {"first_name": "Anna Maria", "last_name": "Ruiz"}


# ------------------------------------------------------------------------------- two in a row


def test_a_row_of_a_company_among_people() -> None:
    heads = ["First name", "Last name", "Company", "Business Phone", "E-mail", "Business City"]
    rows = [
        ["Anna", "Ruiz", "Acme", "+49 30 1", "anna@x.example", "Berlin"],
        ["", "", "Bolt", "+49 30 2", "info@bolt.example", "Köln"],
        ["", "", "Bolt", "", "eva.k@bolt.example", ""],
    ]
    person, company, mail = drafts_of(Table(heads, rows))
    assert (person.entity, company.entity, mail.entity) == ("person", "company", "person")
    assert company.values["name"] == "Bolt"
    assert company.values.keys() == {"name", "phones", "emails", "addresses"}
    assert company.refs == {}
    assert mail.refs == {"company": "Bolt"}


def test_a_company_whose_contact_is_blank() -> None:
    heads = ["CompanyName", "ContactName", "Phone", "Parent company"]
    [draft] = drafts_of(Table(heads, [["Acme", "", "+49 30 1", "Acme Holding"]]))
    assert draft.entity == "company"
    assert draft.values["name"] == "Acme"
    assert draft.refs == {"parent": "Acme Holding"}


def test_running_numbers_recognise_nobody() -> None:
    assert weak_uid("17")
    assert not weak_uid("ALFKI")
    assert not weak_uid("003D000001abcde")
    assert draft_of(["CustomerId", "Last name"], "17", "Ruiz").uid == "17"


# ------------------------------------------------------------------------------ the whole file


def test_a_survey_only_where_it_is_needed() -> None:
    class Once(Table):
        passes = 0

        def rows(self) -> Any:
            self.passes += 1
            return super().rows()

    table = Once(["Last name", "City"], [["Ruiz", "Berlin"]])
    found = guess(table.heads, [])
    assert list(read_drafts(table, found, region="DE"))
    assert table.passes == 1
    table = Once(["Last name", "Birthday"], [["Ruiz", "1.2.1980"]])
    found = guess(table.heads, [])
    assert survey_of(table, found, region="DE").dates == {1: DateOrder.DMY}


def test_cancel_is_asked() -> None:
    def cancel() -> None:
        raise Cancelled

    table = Table(["Last name"], [["Ruiz"]] * 2000)
    with pytest.raises(Cancelled):
        list(read_drafts(table, guess(table.heads, []), region="DE", cancel=cancel))


def test_a_mapping_of_ones_own_is_followed() -> None:
    told = {"entity": "person", "columns": {"A": "full_name", "B": "phones.mobile", "C": "note"}}
    found = Mapping.from_json(told, ["A", "B", "C", "D"])
    [draft] = read_drafts(
        Table(["A", "B", "C", "D"], [["Anna Ruiz", "0171 1", "hi", "no"]]), found, region="DE"
    )
    assert draft.values.keys() == {"first_name", "last_name", "phones", "note"}
    assert cast("Any", draft.values["phones"])[0]["type"] == "mobile"

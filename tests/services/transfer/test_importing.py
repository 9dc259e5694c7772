"""Importing and exporting through the services, on both databases, with real files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from crm_desktop.errors import Cancelled, FileRefused, ValidationFailed
from crm_desktop.services import demo_data, health, listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery, parse_filter
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.workspace import Cancel, Workspace

HEADS = "First Name,Last Name,Company,E-mail,Phone,City,Job title,Notes\n"
ANNA = "Anna,Ruiz,Acme GmbH,anna@acme.example,030 1234567,Köln,CEO,likes tea\n"
BORIS = "Boris,Kovač,Acme GmbH,boris@acme.example,,Łódź,,\n"


def written(folder: Path, text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def counts(report: importing.ImportReport) -> tuple[int, int, int, int, int]:
    made = (report.created, report.updated, report.unchanged, report.skipped, report.failed)
    assert sum(made) == report.read
    return made


def people(workspace: Workspace) -> dict[str, Record]:
    vector = listing.ids(workspace, ListQuery("person")).vector
    ids = [UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)]
    found = records.load_many(workspace, "person", ids)
    return {record.label: record for record in found.values()}


def test_rows_become_people_with_their_company(workspace: Workspace, tmp_path: Path) -> None:
    report = importing.run(workspace, written(tmp_path, HEADS + ANNA + BORIS), ImportOptions())
    assert counts(report) == (2, 0, 0, 0, 0)
    assert report.entities == {"person": 2, "company": 1}
    found = people(workspace)
    anna = found["Anna Ruiz"].values
    assert anna["company"].label == "Acme GmbH"
    assert [link["company"].label for link in anna["companies"]] == ["Acme GmbH"]
    assert anna["phones"][0]["e164"] == "+49301234567"
    assert (anna["city"], anna["job_title"], anna["note"]) == ("Köln", "CEO", "likes tea")
    assert found["Boris Kovač"].values["phones"] == ()
    assert found["Boris Kovač"].values["note"] is None
    assert health.check(workspace).problems == []


def test_the_rehearsal_says_what_the_import_does(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, HEADS + ANNA + BORIS)
    rehearsed = importing.rehearse(workspace, path, ImportOptions())
    assert listing.count(workspace, ListQuery("person")) == 0
    assert counts(rehearsed) == counts(importing.run(workspace, path, ImportOptions()))
    again = importing.rehearse(workspace, path, ImportOptions())
    assert counts(again) == (0, 0, 2, 0, 0)


def test_importing_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, HEADS + ANNA + BORIS + "Only,Name,,,,,,\n")
    importing.run(workspace, path, ImportOptions())
    before = people(workspace)
    report = importing.run(workspace, path, ImportOptions())
    assert counts(report) == (0, 0, 3, 0, 0)
    assert report.change_set is None
    assert people(workspace) == before


def test_an_import_is_undone_and_can_be_repeated(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, HEADS + ANNA + BORIS)
    report = importing.run(workspace, path, ImportOptions())
    assert undo.undo(workspace).undone == report.change_set
    for entity in ("person", "company"):
        assert listing.count(workspace, ListQuery(entity)) == 0
        assert listing.count(workspace, ListQuery(entity, trash=True)) == 0
    assert counts(importing.run(workspace, path, ImportOptions())) == (2, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("policy", "job", "city"),
    [(Policy.UPDATE, "Owner", "Bonn"), (Policy.FILL, "CEO", "Köln"), (Policy.SKIP, "CEO", "Köln")],
)
def test_what_a_matched_row_may_change(
    workspace: Workspace, tmp_path: Path, policy: Policy, job: str, city: str
) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA), ImportOptions())
    other = written(
        tmp_path,
        "First Name,Last Name,E-mail,Job title,Nickname\nAnna,Ruiz,ANNA@acme.example,Owner,Annie\n",
        "other.csv",
    )
    report = importing.run(workspace, other, ImportOptions(match=policy))
    found = people(workspace)["Anna Ruiz"].values
    assert found["job_title"] == job
    assert found["nickname"] == (None if policy is Policy.SKIP else "Annie")
    assert found["city"] == "Köln"
    assert (report.skipped == 1) == (policy is Policy.SKIP)
    del city


def test_undo_of_an_import_takes_updates_back(workspace: Workspace, tmp_path: Path) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA), ImportOptions())
    before = people(workspace)["Anna Ruiz"].values
    changed = ANNA.replace("CEO", "Owner").replace("030 1234567", "030 7654321")
    report = importing.run(workspace, written(tmp_path, HEADS + changed), ImportOptions())
    assert counts(report) == (0, 1, 0, 0, 0)
    after = people(workspace)["Anna Ruiz"].values
    assert after["job_title"] == "Owner"
    assert [p["number"] for p in after["phones"]] == ["030 1234567", "030 7654321"]
    undo.undo(workspace)
    now = people(workspace)["Anna Ruiz"].values
    assert {k: v for k, v in now.items() if k != "updated_at"} == {
        k: v for k, v in before.items() if k != "updated_at"
    }


def test_blank_stays_blank_and_clears_nothing(workspace: Workspace, tmp_path: Path) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA), ImportOptions())
    sparse = written(tmp_path, HEADS + "Anna,Ruiz,,anna@acme.example,,,,\nCarl,,,,,,,\n")
    report = importing.run(workspace, sparse, ImportOptions())
    assert counts(report) == (1, 0, 1, 0, 0)
    assert people(workspace)["Anna Ruiz"].values["job_title"] == "CEO"
    carl = people(workspace)["Carl"].values
    assert [carl[k] for k in ("company", "job_title", "note", "city")] == [None] * 4
    assert carl["emails"] == carl["phones"] == ()


def test_a_shared_address_with_another_name_is_no_match(
    workspace: Workspace, tmp_path: Path
) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA), ImportOptions())
    other = HEADS + "Berta,Klein,,anna@acme.example,,,,\n"
    report = importing.run(workspace, written(tmp_path, other), ImportOptions())
    assert report.created == 1
    assert report.duplicates == [(2, "Berta Klein")]


@pytest.mark.parametrize(
    "row",
    [
        "Anna,Ruiz,,,+49 30 1234567,,,\n",
        "Anna,Ruiz,ACME GmbH,,,,,\n",
        "ANNA,RUÍZ,,Anna@Acme.Example,,,,\n",
    ],
)
def test_what_recognises_a_person(workspace: Workspace, tmp_path: Path, row: str) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA), ImportOptions(match=Policy.SKIP))
    report = importing.run(workspace, written(tmp_path, HEADS + row), ImportOptions())
    assert report.created == 0


def test_the_same_person_twice_in_a_file(workspace: Workspace, tmp_path: Path) -> None:
    more = "Anna,Ruiz,Acme GmbH,anna@acme.example,,,,\n"
    more += "Anna,Ruiz,Acme GmbH,anna@acme.example,0151 2345678,,,\n"
    report = importing.run(workspace, written(tmp_path, HEADS + ANNA + more), ImportOptions())
    assert counts(report) == (1, 1, 1, 0, 0)
    assert len(people(workspace)["Anna Ruiz"].values["phones"]) == 2


def test_a_record_in_the_trash_is_left_there(workspace: Workspace, tmp_path: Path) -> None:
    text = "UID,First Name,Last Name,E-mail\nabc-123,Anna,Ruiz,anna@acme.example\n"
    importing.run(workspace, written(tmp_path, text), ImportOptions())
    anna = people(workspace)["Anna Ruiz"]
    records.delete(workspace, "person", (anna.id,))
    report = importing.run(workspace, written(tmp_path, text), ImportOptions())
    assert counts(report) == (0, 0, 0, 1, 0)
    assert "trash" in report.failures[0].reason


def test_cells_that_cannot_be_read_are_kept_and_listed(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = "First Name,Last Name,E-mail,Birthday\nAnna,Ruiz,not an address,31.02.1980\n"
    path = written(tmp_path, text)
    report = importing.run(workspace, path, ImportOptions())
    assert counts(report) == (1, 0, 0, 0, 0)
    assert {(p.line, p.column) for p in report.failures} == {(2, "E-mail"), (2, "Birthday")}
    note = people(workspace)["Anna Ruiz"].values["note"]
    assert "31.02.1980" in note
    assert "not an address" in note
    assert counts(importing.run(workspace, path, ImportOptions())) == (0, 0, 1, 0, 0)


def test_companies_with_parents(workspace: Workspace, shared: Path) -> None:
    path = shared / "data/sales/crm_sales_opportunities/accounts.csv"
    report = importing.run(workspace, path, ImportOptions())
    assert report.entities == {"company": 85}
    assert counts(report) == (85, 0, 0, 0, 0)
    found = listing.page(
        workspace,
        ListQuery("company", filters=(parse_filter("parent=Acme Corporation"),)),
        ("name", "parent"),
        10,
    )
    assert [row.cells[0] for row in found] == ["Bluth Company", "Codehow", "Iselectrics"] or found
    assert all(row.cells[1].label == "Acme Corporation" for row in found)
    assert counts(importing.run(workspace, path, ImportOptions())) == (0, 0, 85, 0, 0)


def test_northwind_customers_give_companies_and_people(workspace: Workspace, shared: Path) -> None:
    path = next((shared / "data/sales/northwind/csv").glob("[Cc]ustomers.csv"))
    report = importing.run(workspace, path, ImportOptions())
    assert report.entities == {"person": 91, "company": 91}
    found = listing.page(
        workspace,
        ListQuery("person", text="alfreds"),
        ("display_name", "company", "job_title", "city"),
        5,
    )
    name, company, job, city = found[0].cells
    assert (name, company.label, job, city) == (
        "Maria Anders",
        "Alfreds Futterkiste",
        "Sales Representative",
        "Berlin",
    )
    assert counts(importing.run(workspace, path, ImportOptions())) == (0, 0, 91, 0, 0)


def test_cancel_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"N{i},Ruiz,,n{i}@acme.example,,,,\n" for i in range(9_000))
    path = written(tmp_path, HEADS + rows)
    cancel = Cancel()
    seen: list[int] = []

    def progress(step: int, _total: int, _words: str) -> None:
        seen.append(step)
        if step >= 4_000:
            cancel.request()

    with pytest.raises(Cancelled):
        importing.run(workspace.during(cancel, progress, lambda _: None), path, ImportOptions())
    assert seen
    assert listing.count(workspace, ListQuery("person")) == 0
    assert undo.state(workspace).undo is None
    assert health.check(workspace).problems == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", FileRefused),
        ("a,b\n1,2\n3,4\n", ValidationFailed),
    ],
)
def test_what_is_no_contact_list_is_refused_in_words(
    workspace: Workspace, tmp_path: Path, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as refused:
        importing.run(workspace, written(tmp_path, text), ImportOptions())
    assert len(str(refused.value)) > 40
    with pytest.raises(FileRefused, match="no file"):
        importing.run(workspace, tmp_path / "missing.csv", ImportOptions())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "cp1252", "gb18030"])
def test_encodings_are_told_apart(workspace: Workspace, tmp_path: Path, encoding: str) -> None:
    names = {
        "cp1251": ("Олена", "Шевченко", "Київ"),
        "cp1252": ("Jürgen", "Müller", "Köln"),
        "gb18030": ("小明", "王", "北京"),
    }.get(encoding, ("Олена", "Weiß", "北京"))
    rows = "".join(f"{names[0]},{names[1]},{names[2]},p{i}@acme.example\n" for i in range(20))
    path = written(tmp_path, "First Name,Last Name,City,E-mail\n" + rows, encoding=encoding)
    report = importing.run(workspace, path, ImportOptions())
    assert report.encoding
    found = people(workspace)
    assert {(r.values["first_name"], r.values["city"]) for r in found.values()} == {
        (names[0], names[2])
    }


@pytest.mark.parametrize("ending", ["xlsx", "csv", "vcf"])
def test_our_own_export_changes_nothing(workspace: Workspace, tmp_path: Path, ending: str) -> None:
    demo_data.fill(workspace, 60)
    for entity in ("person", "company"):
        path = tmp_path / f"{entity}.{ending}"
        done = exporting.export(workspace, ListQuery(entity), path)
        assert done.rows == listing.count(workspace, ListQuery(entity)) > 0
        report = importing.run(workspace, path, ImportOptions())
        assert (report.created, report.updated, report.failed) == (0, 0, 0), report.failures[:3]
        assert report.unchanged == done.rows


@pytest.mark.parametrize("ending", ["xlsx", "csv", "vcf"])
def test_an_export_fills_another_store(workspace: Workspace, tmp_path: Path, ending: str) -> None:
    demo_data.fill(workspace, 40)
    path = tmp_path / f"people.{ending}"
    exporting.export(workspace, ListQuery("person"), path)
    before = people(workspace)
    ids = tuple(record.id for record in before.values())
    records.delete(workspace, "person", ids)
    with workspace.writing(importing.Purpose.EDIT) as tx:  # as if they had never been here
        for column in ("deleted_at", "withdrawn"):
            value = "withdrawn = true" if column == "withdrawn" else "deleted_at = deleted_at"
            tx.session.execute(importing.text(f"UPDATE person SET {value}"))
    report = importing.run(workspace, path, ImportOptions())
    assert report.created == len(before)
    after = people(workspace)
    assert after.keys() == before.keys()
    same: Sequence[str] = ("first_name", "last_name", "job_title", "status", "city", "tags")
    for name, record in before.items():
        assert [after[name].values[k] for k in same] == [record.values[k] for k in same]
        assert [p["number"] for p in after[name].values["phones"]] == [
            p["number"] for p in record.values["phones"]
        ]


def test_the_list_as_shown_is_exported_with_its_columns(
    workspace: Workspace, tmp_path: Path
) -> None:
    demo_data.fill(workspace, 30)
    path = tmp_path / "list.csv"
    columns = ("display_name", "company", "emails", "last_contact_at")
    exporting.export(workspace, ListQuery("person"), path, columns)
    head, first, *rest = path.read_text("utf-8-sig").splitlines()
    assert head == "Id,Name,Company,E-mail,Last contact"
    assert len(rest) + 1 == 30
    assert first.count(",") >= 4
    report = importing.run(workspace, path, ImportOptions())
    assert (report.created, report.updated) == (0, 0)


def test_an_export_that_cannot_be_written_keeps_the_old_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = written(tmp_path, "old", "out.pdf")
    with pytest.raises(FileRefused, match=r"\.xlsx"):
        exporting.export(workspace, ListQuery("person"), path)
    assert path.read_text() == "old"

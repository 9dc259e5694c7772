"""Everything an import says is in the language of the words, and nothing depends on that.

The words here are those of no language: each that was marked stands between brackets, so that one
that nobody marked stands outside.
"""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import openpyxl
import pytest

from crm_desktop import i18n
from crm_desktop.errors import FileRefused, UserError, ValidationFailed
from crm_desktop.services import history, listing, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import exporting, importing, offered
from crm_desktop.services.transfer.importing import ImportReport
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.wording import HOW, without_hints
from crm_desktop.services.workspace import Progress, Workspace

MARKED = re.compile(r"⟦.*⟧", re.DOTALL)

CONTACTS = """First name;Last name;Company;Phone;Birthday;Status;Country;Owner;Shoe size;Notes
Anna;Ruiz;Nordwind GmbH;+49 40 1234567;31.02.1980;green;Germany;Nobody Known;38;x
Ben;Ross;Nordwind GmbH;none;01.02.1981;active;Germany;;44;y;too;many
Carla;Sand;Sandmann AG;+49 40 7654321;03.04.1982;;Germany;;39
"""
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Anna Ruiz
N:Ruiz;Anna;;;
PHOTO;ENCODING=b:%%%
 broken
ORG:Nordwind;Sales;North
this is no property
;;;:neither is this
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Half
"""
ORDERS = """Order number,Order date,Customer,Product,Quantity,Unit price,Discount,Line total,Status
1,2026-03-01,Nordwind GmbH,Rack,2,10.00,0.1,18.00,odd
1,2026-03-02,Nordwind GmbH,Shelf,,3.335,,3.34,odd
2,2026-03-02,Sandmann AG,Rack,1,10.00,0.2,9.00,odd
,2026-03-02,Sandmann AG,,1,,,,
"""
DEALS = """Deal name,Deal stage,Deal owner,Amount,Close date
Racks for Kiel,Nowhere,Nobody Known,about ten,2026-12-01
"""


class Marked(gettext.NullTranslations):
    """A language in which each text is what it was, between brackets."""

    def info(self) -> dict[str, str]:
        return {"language": "eo"}  # one that babel knows, and nobody here speaks

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{super().ngettext(msgid1, msgid2, n)}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_now", i18n._now._replace(words=Marked()))


def said(report: ImportReport) -> list[str]:
    """All that a report says in words."""
    words = [*report.notes, *(problem.reason for problem in report.failures)]
    return [*words, *(word for each in report.files for word in said(each))]


def unmarked(report: ImportReport) -> list[str]:
    """What is said in words that nobody marked."""
    return [words for words in said(report) if not MARKED.fullmatch(words)]


def written(folder: Path, **files: str) -> list[Path]:
    paths = [folder / name.replace("_", ".") for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, "utf-8")
    return paths


@pytest.mark.parametrize(
    ("name", "text", "most"),
    [
        ("contacts.csv", CONTACTS, 8),
        ("cards.vcf", CARDS, 2),
        ("orders.csv", ORDERS, 8),
        ("deals.csv", DEALS, 4),
    ],
)
@pytest.mark.usefixtures("marked")
def test_an_import_says_nothing_in_words_that_nobody_marked(
    workspace: Workspace, tmp_path: Path, name: str, text: str, most: int
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    told = importing.rehearse(workspace, tmp_path / name, ImportOptions())
    assert unmarked(told) == []
    assert len(said(told)) >= most, "so that something is tried"
    report = importing.run(workspace, tmp_path / name, ImportOptions())
    assert unmarked(report) == []


@pytest.mark.usefixtures("marked")
def test_several_tables(workspace: Workspace, tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        contacts_csv=CONTACTS,
        orders_csv=ORDERS,
        strange_csv="Aa,Bb\n1,2\n3,4\n",
    )
    report = importing.rehearse_all(workspace, paths, ImportOptions())
    assert unmarked(report) == []
    assert len(report.files) == 3


@pytest.mark.usefixtures("marked")
def test_a_table_that_nobody_knows(workspace: Workspace, tmp_path: Path) -> None:
    """It is refused with its rows, once; the window leaves out what a mapping file could say."""
    (path,) = written(tmp_path, strange_csv="Aa,Bb\n1,2\n3,4\n")
    with pytest.raises(ValidationFailed) as refused:
        importing.rehearse(workspace, path, ImportOptions())
    problems = refused.value.problems
    assert set(problems) == {"mapping", "looked_at", HOW}
    assert all(MARKED.fullmatch(words) for words in problems.values())
    assert str(refused.value).count("were looked at") == 1
    assert "Say which" not in without_hints(problems)


@pytest.mark.usefixtures("marked")
def test_a_report_that_is_doubtful(workspace: Workspace, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    for row in (["Price list"], [], ["Code", "Name", "Price", "Price 2"], ["Racks"]):
        page.append(row)
    page.append(["RK-1", "Rack", 10, 12])
    page.append(["RK-2", "Shelf", 3, 4])
    workbook.save(tmp_path / "prices.xlsx")
    with pytest.raises(ValidationFailed) as refused:
        importing.rehearse(workspace, tmp_path / "prices.xlsx", ImportOptions())
    problems = refused.value.problems
    assert set(problems) == {"looked_at", HOW}
    assert str(refused.value).count("were looked at") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("page.csv", b"<!doctype html><html></html>"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
        ("text.xlsx", b"PK\x03\x04 not a workbook"),
        ("nothing.vcf", b"no card at all"),
        ("gone.csv", None),
    ],
)
@pytest.mark.usefixtures("marked")
def test_a_file_that_cannot_be_read(
    workspace: Workspace, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        importing.rehearse(workspace, tmp_path / name, ImportOptions())
    assert MARKED.fullmatch(str(refused.value))


@pytest.mark.parametrize(
    "mapping",
    [
        {"odd": 1},
        {"sheet": 3},
        {"head_row": -1},
        {"columns": {"Nowhere": "name"}},
        {"columns": {"Aa": "shoe_size"}},
        {"entity": "shoe", "columns": {"Aa": "name"}},
        {"values": {"Aa": {"1": []}}},
    ],
)
@pytest.mark.usefixtures("marked")
def test_a_mapping_that_is_wrong(
    workspace: Workspace, tmp_path: Path, mapping: dict[str, object]
) -> None:
    (path,) = written(tmp_path, strange_csv="Aa,Bb\n1,2\n3,4\n")
    with pytest.raises(UserError) as refused:
        importing.rehearse(workspace, path, ImportOptions(mapping=mapping))
    assert MARKED.fullmatch(str(refused.value))


@pytest.mark.parametrize("entity", ["person", "company", "product", "lead", "deal", "order"])
@pytest.mark.usefixtures("marked")
def test_the_places_of_columns(entity: str) -> None:
    assert all(place.label.startswith("⟦") for place in offered.places(entity))
    assert MARKED.fullmatch(offered.missing(entity, {"Aa": "note"}))
    doubled = offered.twice(entity, {"Aa": "external_id", "Bb": "external_id"})
    assert all(MARKED.fullmatch(words) for words in doubled.values())


@pytest.mark.usefixtures("marked")
def test_choices_are_understood_in_their_words(workspace: Workspace, tmp_path: Path) -> None:
    """A file says what the lists of the window say: it is no new value."""
    text = "First name,Last name,Status\nAnna,Ruiz,⟦Customer⟧\nBen,Ross,Customer\n"
    (path,) = written(tmp_path, contacts_csv=text)
    importing.run(workspace, path, ImportOptions())
    rows = listing.page(workspace, ListQuery("person"), ("status",), 10, 0)
    assert [row.cells[0] for row in rows] == ["customer", "customer"]


@pytest.mark.parametrize("entity", ["person", "company", "lead"])
def test_places_are_told_apart(entity: str) -> None:
    labels = [place.label for place in offered.places(entity)]
    assert sorted(labels) == sorted(set(labels))


def test_orders_are_read_as_people_call_their_fields(workspace: Workspace, tmp_path: Path) -> None:
    (path,) = written(tmp_path, orders_csv=ORDERS)
    notes = importing.rehearse(workspace, path, ImportOptions()).notes
    (read,) = (note for note in notes if note.startswith("Read: "))
    assert "'Order date' as Date, 'Customer' as Company, 'Product' as Line: product" in read
    assert offered.order_words("billing_address.city") == "Billing address: city"


def test_places_are_said_in_the_language_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "First name" in {place.label for place in offered.places("person")}
    monkeypatch.setattr(i18n, "_now", i18n._now._replace(words=Marked()))
    assert "⟦First name⟧" in {place.label for place in offered.places("person")}


@pytest.mark.usefixtures("marked")
def test_what_was_imported_is_undone_and_done_again(workspace: Workspace, tmp_path: Path) -> None:
    (path,) = written(tmp_path, contacts_csv=CONTACTS)
    importing.run(workspace, path, ImportOptions())
    label = "⟦Import contacts.csv⟧"
    assert undo.state(workspace).undo == label
    undo.undo(workspace)
    assert undo.state(workspace).redo == label, "without the word for undo, in whatever language"
    assert history.recent(workspace)[0].label == f"⟦Undo: {label}⟧"
    undo.redo(workspace)
    assert history.recent(workspace)[0].label == f"⟦Redo: {label}⟧"
    assert undo.state(workspace).undo == label


@pytest.mark.usefixtures("marked")
def test_an_export_says_how_far_it_is(workspace: Workspace, tmp_path: Path) -> None:
    (path,) = written(tmp_path, contacts_csv=CONTACTS)
    importing.run(workspace, path, ImportOptions())
    notes: list[str] = []
    moved: Progress = lambda _step, _total, note: notes.append(note)  # noqa: E731
    desk = workspace.during(workspace.cancel, moved, workspace.committed)
    exporting.export(desk, ListQuery("person"), tmp_path / "out.csv")
    assert notes
    assert all(MARKED.fullmatch(note) for note in notes)
    with pytest.raises(FileRefused) as refused:
        exporting.export(desk, ListQuery("person"), tmp_path / "out.odt")
    assert MARKED.fullmatch(str(refused.value))

"""Templates: texts of their own, and the office's own workbook."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crm_desktop.errors import FileRefused, NotFound, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import undo
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.documents.office_example import form
from crm_desktop.services.documents.office_template import problems
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import Texts
from crm_desktop.services.sales.papers import templates
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref
from tests.services.documents import samples
from tests.stores import assert_sound


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "Our form.xlsx"
    path.write_bytes(form())
    return path


def names(workspace: Workspace) -> list[tuple[str, str]]:
    return [(each.name, each.file) for each in templates.overview(workspace)]


def test_templates_are_made_renamed_deleted_and_undone(workspace: Workspace) -> None:
    key = templates.add(workspace, " Service   contract ")
    templates.add(workspace, "export")
    assert names(workspace) == [("export", ""), ("Service contract", "")]
    assert templates.names(workspace) == ("export", "Service contract")
    for bad in ("", "EXPORT", "x" * 61):
        with pytest.raises(ValidationFailed):
            templates.rename(workspace, key, bad)
    templates.rename(workspace, key, "Service")
    assert templates.remove(workspace, key) == "Deleted the template Service."
    assert names(workspace) == [("export", "")]
    undo.undo(workspace)
    undo.undo(workspace)
    assert names(workspace) == [("export", ""), ("Service contract", "")]
    with pytest.raises(NotFound):
        templates.rename(workspace, uuid7(), "x")
    assert_sound(workspace)


def test_texts_of_a_template_stand_before_the_usual_ones(workspace: Workspace) -> None:
    key = templates.add(workspace, "Service")
    none = Texts()
    settings.save_texts(workspace, "de", Kind.QUOTE, Texts(intro="Usual", closing="Bye"), none)
    settings.save_texts(workspace, "de", Kind.QUOTE, Texts(intro="Of the service"), none, key)
    with workspace.reading() as tx:
        plain = settings.letterhead(tx).texts.of("de", Kind.QUOTE)
        own = settings.letterhead(tx, "Service").texts.of("de_AT", Kind.QUOTE)
        gone = settings.letterhead(tx, "No such template").texts.of("de", Kind.QUOTE)
    assert (plain.intro, own.intro, own.closing, gone.intro) == (
        "Usual",
        "Of the service",
        "Bye",
        "Usual",
    )
    with pytest.raises(ValidationFailed, match="Somebody else"):
        settings.save_texts(workspace, "de", Kind.QUOTE, Texts(intro="Late"), none, key)


def test_a_workbook_is_taken_tried_and_used(workspace: Workspace, workbook: Path) -> None:
    key = templates.add(workspace, "Service")
    words = templates.put_workbook(workspace, key, workbook)
    assert words == "Our form.xlsx is the form of Service now."
    assert names(workspace) == [("Service", "Our form.xlsx")]
    assert templates.download(workspace, key) == workbook.read_bytes()
    sheet = read(templates.tried(workspace, key))
    assert sheet["A1"].value == "Test office"
    content = samples.small_quote()
    with workspace.reading() as tx:
        own = templates.print_workbook(tx, content, "Service")
        usual = [templates.print_workbook(tx, content, name) for name in (None, "", "Other")]
    assert read(own).title == "Document"
    assert read(own)["A9"].value == f"Angebot {content.number}"
    assert all(read(each).title != "Document" for each in usual)
    templates.put_workbook(workspace, key, workbook)  # again: still one
    templates.drop_workbook(workspace, key)
    assert names(workspace) == [("Service", "")]
    with pytest.raises(NotFound):
        templates.download(workspace, key)
    undo.undo(workspace)
    assert names(workspace) == [("Service", "Our form.xlsx")]
    templates.remove(workspace, key)
    undo.undo(workspace)
    assert names(workspace) == [("Service", "Our form.xlsx")]
    assert_sound(workspace)


def read(data: bytes) -> Any:
    return load_workbook(BytesIO(data)).worksheets[0]


def test_a_quote_is_written_into_the_form_of_its_template(
    workspace: Workspace, workbook: Path
) -> None:
    key = templates.add(workspace, "Service")
    templates.put_workbook(workspace, key, workbook)
    settings.save_texts(workspace, "de", Kind.QUOTE, Texts(intro="Zum Service:"), Texts(), key)
    company = new(workspace, "company", name="Harbour Ltd")
    line = {"description": "Lamp", "quantity": Decimal(2), "unit_price": Decimal("9.50")}
    values: dict[str, Any] = {"company": ref(company), "language": "de", "lines": (line,)}
    quote = new(workspace, "quote", template="Service", **values)
    sheet = read(quotes.xlsx(workspace, quote.id))
    assert (sheet["A12"].value, sheet["B15"].value) == ("Zum Service:", "Lamp")
    assert Decimal(str(sheet["F15"].value)) == 19
    plain = new(workspace, "quote", **values)
    assert read(quotes.xlsx(workspace, plain.id)).title != "Document"


def test_what_is_no_form_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    key = templates.add(workspace, "Service")
    bad = tmp_path / "letter.xlsx"
    bad.write_bytes(b"PK not really")
    with pytest.raises(ValidationFailed, match="no workbook"):
        templates.put_workbook(workspace, key, bad)
    with pytest.raises(FileRefused):
        templates.put_workbook(workspace, key, tmp_path / "nowhere.xlsx")
    assert names(workspace) == [("Service", "")]


def test_the_example_is_a_good_form(workspace: Workspace) -> None:
    assert problems(templates.example(workspace)) == []

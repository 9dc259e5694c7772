"""Templates of documents: texts of their own, and the office's own workbook to fill in.

A quote names its template; what it has no text for is said as usual.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import FileRefused, NotFound, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services import attachments
from crm_desktop.services.documents import office_example, office_template
from crm_desktop.services.documents.content import Content, Kind
from crm_desktop.services.documents.xlsx import print_xlsx
from crm_desktop.services.sales.office import setting_rows, settings
from crm_desktop.services.sales.office.setting_rows import items_of
from crm_desktop.services.sales.office.settings import TEMPLATE
from crm_desktop.services.sales.papers import sample
from crm_desktop.services.sales.papers.letterheads import DocumentTexts
from crm_desktop.services.workspace import ReadTx, Tx, command, query

WORKBOOK = "selling.workbook"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Template:
    """A template.

    Attributes:
        texts: its own.
        file: name of its workbook; empty: it has none.
    """

    id: UUID
    name: str
    texts: DocumentTexts
    file: str = ""


@query(Permission.SETTING_READ)
def overview(tx: ReadTx) -> tuple[Template, ...]:
    """All of them, by name."""
    return all_of(tx)


def all_of(tx: ReadTx) -> tuple[Template, ...]:
    """overview() inside a transaction."""
    files = {str(key): content.get("file") or "" for key, content in _workbooks(tx)}
    found = [
        Template(
            kept.id,
            str(content.get("name") or ""),
            settings.texts_of(content.get("texts"))[0],
            files.get(str(kept.id), ""),
        )
        for kept in setting_rows.all_of(tx, TEMPLATE)
        if (content := dict(items_of(kept.content))).get("name")
    ]
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


@query(Permission.SETTING_READ)
def names(tx: ReadTx) -> tuple[str, ...]:
    """What a quote can choose from."""
    return tuple(each.name for each in all_of(tx))


def _workbooks(tx: ReadTx) -> list[tuple[str, dict[str, Any]]]:
    """Workbooks by the key of their template."""
    kept = (dict(items_of(each.content)) for each in setting_rows.all_of(tx, WORKBOOK))
    return [(str(content.get("template")), content) for content in kept]


def workbook_of(tx: ReadTx, name: str | None) -> bytes | None:
    """The workbook of the template of that name; None where it has none, or is gone."""
    found = next((each for each in all_of(tx) if each.name == name), None) if name else None
    return _data(tx, found.id) if found is not None and found.file else None


def _data(tx: ReadTx, key: UUID) -> bytes | None:
    content = dict(_workbooks(tx)).get(str(key))
    return b64decode(content.get("data") or "") if content else None


def print_workbook(tx: ReadTx, content: Content, template: str | None) -> bytes:
    """A document as a workbook: in the office's own form, where its template has one."""
    data = workbook_of(tx, template)
    return print_xlsx(content) if data is None else office_template.fill(data, content)


@query(Permission.SETTING_READ)
def download(tx: ReadTx, key: UUID) -> bytes:
    """The workbook of a template as it was given."""
    if (data := _data(tx, key)) is None:
        raise NotFound(_("This template has no workbook any more."))
    return data


@query(Permission.SETTING_READ)
def tried(tx: ReadTx, key: UUID) -> bytes:
    """The workbook of a template with the sample quote in it."""
    found = next((each for each in all_of(tx) if each.id == key), None)
    data = _data(tx, key)
    if found is None or data is None:
        raise NotFound(_("This template has no workbook any more."))
    content = sample.sample(tx, settings.letterhead(tx, found.name), Kind.QUOTE)
    return office_template.fill(data, content)


@query(Permission.SETTING_READ)
def example(tx: ReadTx) -> bytes:
    """A workbook to begin with: it has the usual placeholders in their places."""
    del tx
    return office_example.form()


@query(Permission.SETTING_READ)
def write_copy(tx: ReadTx, key: UUID, path: Path) -> Path:
    """Write the workbook of a template to a file."""
    return _written(path, download.work(tx, key))


@query(Permission.SETTING_READ)
def write_tried(tx: ReadTx, key: UUID, path: Path) -> Path:
    """Write the workbook of a template with the sample quote in it to a file."""
    return _written(path, tried.work(tx, key))


@query(Permission.SETTING_READ)
def write_example(tx: ReadTx, path: Path) -> Path:
    """Write the example to a file."""
    return _written(path, example.work(tx))


def _written(path: Path, data: bytes) -> Path:
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        words = _("{file} cannot be written: {reason}. Choose another folder or name.")
        raise FileRefused(words.format(file=path.name, reason=reason)) from error
    return path


# ---------------------------------------------------------------- write


@command(Permission.SETTING_EDIT, Purpose.CREATE)
def add(tx: Tx, name: str) -> UUID:
    """Make a template."""
    setting_rows.hold(tx, TEMPLATE)
    name = _checked(tx, name, None)
    tx.label(_("New template {name}").format(name=name))
    return setting_rows.put(tx, TEMPLATE, None, {"name": name, "texts": {}})


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def rename(tx: Tx, key: UUID, name: str) -> None:
    """Give a template another name. Quotes that name it by the old one print as usual."""
    kept = settings.held_template(tx, key)
    name = _checked(tx, name, key)
    tx.label(_("Rename template to {name}").format(name=name))
    setting_rows.put(tx, TEMPLATE, kept, dict(items_of(kept.content)) | {"name": name})


@command(Permission.SETTING_EDIT, Purpose.DELETE)
def remove(tx: Tx, key: UUID) -> str:
    """Delete a template with its workbook. Quotes that name it print as usual."""
    kept = settings.held_template(tx, key)
    name = dict(items_of(kept.content)).get("name") or ""
    tx.label(_("Delete template {name}").format(name=name))
    setting_rows.drop(tx, key)
    _drop_workbook(tx, key)
    return _("Deleted the template {name}.").format(name=name)


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def put_workbook(tx: Tx, key: UUID, path: Path) -> str:
    """Take a workbook of this computer as the form. ValidationFailed where it cannot be one."""
    data = attachments.read_file(path)
    if wrong := office_template.problems(data):
        raise ValidationFailed({"workbook": " ".join(wrong[:5])})
    kept = settings.held_template(tx, key)
    name = dict(items_of(kept.content)).get("name") or ""
    tx.label(_("Workbook of template {name}").format(name=name))
    _drop_workbook(tx, key)
    content = {"template": str(key), "file": path.name, "data": b64encode(data).decode("ascii")}
    setting_rows.put(tx, WORKBOOK, None, content)
    return _("{file} is the form of {name} now.").format(file=path.name, name=name)


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def drop_workbook(tx: Tx, key: UUID) -> str:
    """A template without a form of its own again."""
    kept = settings.held_template(tx, key)
    name = dict(items_of(kept.content)).get("name") or ""
    tx.label(_("No workbook for template {name}").format(name=name))
    _drop_workbook(tx, key)
    return _("{name} has no workbook of its own now.").format(name=name)


def _drop_workbook(tx: Tx, key: UUID) -> None:
    for kept in setting_rows.all_of(tx, WORKBOOK):
        if dict(items_of(kept.content)).get("template") == str(key):
            setting_rows.drop(tx, kept.id)


def _checked(tx: ReadTx, given: str, own: UUID | None) -> str:
    name = " ".join(given.split())
    if not name:
        raise ValidationFailed({"name": _("A template needs a name.")})
    if len(name) > LONGEST_NAME:
        words = _("A name has at most {most} characters.").format(most=LONGEST_NAME)
        raise ValidationFailed({"name": words})
    taken = (each for each in all_of(tx) if each.id != own)
    if any(each.name.casefold() == name.casefold() for each in taken):
        words = _("There is a template called {name} already.").format(name=name)
        raise ValidationFailed({"name": words})
    return name

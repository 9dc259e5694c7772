"""Forms of the window, as tests find them."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from PySide6.QtWidgets import QLabel, QLineEdit

from crm_desktop.services import opening, records
from crm_desktop.services.catalog import Record
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import elsewhere, workspace_of


def form_of(window: MainWindow) -> Form:
    assert window.work.form is not None
    return window.work.form


def line(form: Form, key: str) -> QLineEdit:
    return cast("TextEditor", form.editors[key]).line


def label_of(form: Form, key: str) -> QLabel:
    """The label that leads to a field."""
    labels = form.fields.findChildren(QLabel)
    return next(label for label in labels if label.buddy() is form.editors[key])


def record_id(form: Form) -> UUID:
    record = form.task.record
    assert record is not None
    return record.id


def stored(program: Application, record_id: UUID) -> Record:
    return elsewhere(lambda: records.load(workspace_of(program), "person", record_id))


def by_a_colleague(program: Application, record_id: UUID, **values: Any) -> None:
    """A program of somebody else saves: this one does not hear of it."""
    address = workspace_of(program).store.address

    def save() -> None:
        other = opening.open_workspace(address)
        version = records.load(other, "person", record_id).version
        records.save(other, "person", record_id, values, version=version)
        other.close()

    elsewhere(save)

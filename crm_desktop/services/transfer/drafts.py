"""Rows of a table as drafts of records: mapped, read, not yet matched with what there is.

A mapping is compiled once into a handful of small functions; a row costs what its columns cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from crm_desktop.i18n import _, number
from crm_desktop.services.catalog import ENTITIES, Field
from crm_desktop.services.transfer.column_content import is_role_account
from crm_desktop.services.transfer.draft_builders import compiled
from crm_desktop.services.transfer.guesses import Columns, survey
from crm_desktop.services.transfer.mapping import Mapping
from crm_desktop.services.transfer.readers import CONTROL
from crm_desktop.services.transfer.tables import CHUNK, Cancel, Cell, TableFile
from crm_desktop.services.transfer.wording import no_text

_LONGEST_NOTE = ENTITIES["person"].field("note").max_length
_CALLED = ("first_name", "last_name", "middle_name", "nickname", "name_override")
_OF_PEOPLE = (*_CALLED, "job_title", "birthday", "department", "gender", "prefix")
_OF_BOTH = ("phones", "emails", "web_links", "addresses", "tags", "note", "lead_source", "rating")
_ALSO_BOTH = ("status", "external_id")


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be taken as what its column is.

    Attributes:
        line: of the row in the file.
        column: head of the column.
        reason: what is wrong, as a sentence in the user's language.
        file: of an import of several: the one in which it is.
    """

    line: int
    column: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        words = (
            _("Row {line}, column {column}: {reason}") if self.column else _("Row {line}: {reason}")
        )
        file = f"{self.file}: " if self.file else ""
        line = number(self.line)
        return file + words.format(line=line, column=self.column, reason=self.reason)


@dataclass(slots=True)
class Draft:
    """What one row says. Blank cells are absent: nothing here ever clears a field.

    Attributes:
        line: of the row in the file.
        entity: person or company.
        values: canonical values of services/values.py, of the fields that were given.
        refs: key of a reference -> the text of its cell (company, parent, owner, manager, ...).
        company: values of the company beside a person, without its name (refs["company"]).
        links: rows of fields that point at records (companies, ties), with texts for references.
        own_id: id of a record of ours, from our own export.
        uid: the id under which another program knows the record; see weak_uid().
        problems: cells that could not be taken; their texts are in `kept` and in the note.
        kept: the lines that were added to the note: `Birthday: 31.02.1980`.
        strange: texts that are in no list of choices: head, the field, the text.
        failed: why the row as a whole cannot be taken; "" where it can.
        extra_vcard: lines of a card that this program does not understand, but keeps.
        key: by what other tables of the same import name it.
    """

    line: int
    entity: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    refs: dict[str, str] = field(default_factory=dict[str, str])
    company: dict[str, Any] = field(default_factory=dict[str, Any])
    links: dict[str, tuple[dict[str, Any], ...]] = field(
        default_factory=dict[str, tuple[dict[str, Any], ...]]
    )
    own_id: UUID | None = None
    uid: str | None = None
    problems: list[Problem] = field(default_factory=list[Problem])
    kept: list[str] = field(default_factory=list[str])
    strange: list[tuple[str, Field, str]] = field(default_factory=list[tuple[str, Field, str]])
    failed: str = ""
    extra_vcard: str = ""
    key: str = ""

    def keep(self, column: str, text: str, reason: str, choice_of: Field | None = None) -> None:
        """Save a text that is no value of its column, and list the problem."""
        if not text.isprintable() and CONTROL.search(text):
            self.failed = no_text(column)
            return
        self.kept.append(f"{column}: {text}")
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        words = _("'{shown}' {reason}. It was kept in the note.")
        words = words.format(shown=shown, reason=reason)
        self.problems.append(Problem(self.line, column, words))
        if choice_of is not None:
            self.strange.append((column, choice_of, text))


def weak_uid(uid: str) -> bool:
    """True for the running number of some other table: too common to recognise anybody by alone."""
    return uid.isdecimal() and len(uid) < 9


def read_drafts(
    table: TableFile,
    mapping: Mapping,
    *,
    region: str | None,
    cancel: Cancel | None = None,
    columns: Columns | None = None,
) -> Iterator[Draft]:
    """The drafts of a table, one a row; blank rows are left out.

    region: ISO country of the office, for dates and numbers that can be read in two ways.
    columns: what survey_of() found; None: find out, and add its notes to the table's.
    """
    if columns is None:
        columns = survey_of(table, mapping, region=region, cancel=cancel)
        table.notes.extend(columns.notes)
    builders = compiled(mapping, columns)
    finish = _finish_person if mapping.entity == "person" else _finish_company
    entity, own = mapping.entity, mapping.own
    for count, (line, row) in enumerate(table.rows(), start=1):
        if cancel is not None and not count % CHUNK:
            cancel()
        draft = Draft(line, entity)
        for build in builders:
            build(row, draft)
        if draft.kept:
            _add_kept(draft)
        if not draft.values and not _says_anything(draft, row):
            continue
        finish(draft, own)
        yield draft


def survey_of(
    table: TableFile, mapping: Mapping, *, region: str | None, cancel: Cancel | None = None
) -> Columns:
    """How the table writes its dates and numbers; goes through the file if it has any."""
    dates: list[int] = []
    numbers: list[int] = []
    for i, target in enumerate(mapping.columns):
        if target is None or mapping.own or target.part or target.field in ("id", "full_name"):
            continue
        found = ENTITIES[target.entity].field(target.field)
        kind = found.child(target.child).kind if target.child else found.kind
        if kind == "date":
            dates.append(i)
        elif kind in ("int", "money", "quantity", "percent"):
            numbers.append(i)
    return survey(table, dates, numbers, region=region, cancel=cancel)


# ---------------------------------------------------------------------------------- finishing


def _add_kept(draft: Draft) -> None:
    before = draft.values.get("note")
    note = "\n".join([before, *draft.kept] if before else draft.kept)
    draft.values["note"] = note = note.replace("\r\n", "\n").strip()
    if len(note) > _LONGEST_NOTE:
        words = _("The texts of the row are longer than the {most} of a note.")
        draft.failed = words.format(most=number(_LONGEST_NOTE))


def _says_anything(draft: Draft, row: Sequence[Cell]) -> bool:
    """False for a blank row; one whose cells lead nowhere is a row all the same."""
    if draft.refs or draft.company or draft.links or draft.own_id or draft.failed:
        return True
    return any(cell is not None and str(cell).strip() for cell in row)


def _finish_person(draft: Draft, own: bool) -> None:
    values = draft.values
    if "last_name" in values or "first_name" in values or draft.failed:
        return
    if any(key in values for key in _CALLED):
        return
    if "company" in draft.refs:
        if not own and _is_company(draft):
            _become_company(draft)
    elif draft.own_id is None and "emails" not in values and "phones" not in values:
        draft.failed = _("There is no name, no company, no e-mail and no phone to call it by.")


def _finish_company(draft: Draft, _own: bool) -> None:
    if "name" not in draft.values and draft.own_id is None and not draft.failed:
        draft.failed = _("There is no name of the company.")


def _is_company(draft: Draft) -> bool:
    """A row of a company whose contact is not named."""
    if any(key in draft.values for key in _OF_PEOPLE):
        return False
    mails = draft.values.get("emails") or ()
    return all(is_role_account(mail["address"]) for mail in mails)


def _become_company(draft: Draft) -> None:
    values = {key: draft.values[key] for key in (*_OF_BOTH, *_ALSO_BOTH) if key in draft.values}
    values |= draft.company
    draft.entity = "company"
    draft.values = {"name": draft.refs["company"], **values}
    draft.refs = {key: draft.refs[key] for key in ("owner", "team", "parent") if key in draft.refs}
    draft.company = {}
    draft.links = {}


__all__ = ["Draft", "Problem", "read_drafts", "survey_of", "weak_uid"]

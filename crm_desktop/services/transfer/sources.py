"""A file of any format we import, as a stream of drafts."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from crm_desktop.services.catalog import ENTITIES, Kind, Ref
from crm_desktop.services.transfer.drafts import Draft, Problem, read_drafts, survey_of
from crm_desktop.services.transfer.mapping import Mapping, guess
from crm_desktop.services.transfer.options import ImportOptions, told_columns, told_entity
from crm_desktop.services.transfer.shaping import open_shaped
from crm_desktop.services.transfer.tables import Failure, TableFile
from crm_desktop.services.transfer.vcard import Card, DamagedCard, read_cards
from crm_desktop.services.transfer.vcard_contacts import ImportedContact, contact_from
from crm_desktop.services.values import normal

SAMPLE = 200
_HEAD_BYTES = 4_096
_CARD = re.compile(rb"begin[ \t]*:[ \t]*vcard", re.IGNORECASE)
_OWN_UID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


class Source(ABC):
    """An open file.

    Attributes:
        has_rows: it is a table; not so of cards.
        encoding: of a text file. notes: what was guessed, as sentences.
        failures: rows that could not be read; failed: how many, the unlisted ones among them.
    """

    has_rows = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = ""
        self.notes: list[str] = []
        self.failures: list[Failure] = []
        self.failed = 0

    @abstractmethod
    def drafts(self) -> Iterator[Draft]:
        """What the file says, a draft a row or card."""

    def head_of(self, field: str) -> str:  # noqa: ARG002  cards have no heads
        """The head of the column that goes to a field; "" where there is none."""
        return ""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_source(
    path: Path,
    options: ImportOptions,
    *,
    region: str | None,
    cancel: Callable[[], None],
    table: TableFile | None = None,
) -> Source:
    """Open a file by what is in it: cards, or a table. FileRefused in words.

    table: the file, where it is open already; closed with the source.
    """
    if table is None and holds_cards(path):
        return CardSource(path, region, cancel)
    with ExitStack() as undo:
        table = table or open_shaped(path, options, cancel)
        undo.callback(table.close)
        source = TableSource(path, table, options, region, cancel)
        undo.pop_all()
    return source


def holds_cards(path: Path) -> bool:
    """Whether a file is one of cards."""
    if path.suffix.lower() in (".vcf", ".vcard"):
        return True
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES)
    return _CARD.match(head.replace(b"\x00", b"").lstrip(_MARKS)) is not None


_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"


class TableSource(Source):
    """Rows of a CSV file or a sheet."""

    def __init__(
        self,
        path: Path,
        table: TableFile,
        options: ImportOptions,
        region: str | None,
        cancel: Callable[[], None],
    ) -> None:
        super().__init__(path)
        self._table, self._region, self._cancel = table, region, cancel
        with closing(_generator(table)) as rows:
            sample = [cells for _, cells in islice(rows, SAMPLE)]
        table.restart()
        self.mapping = (
            Mapping.from_json(options.mapping, table.heads)
            if told_columns(options.mapping)
            else guess(table.heads, sample, options.entity or told_entity(options.mapping))
        )
        self.encoding = table.encoding
        self.notes = [*table.notes, *self.mapping.notes]

    def drafts(self) -> Iterator[Draft]:
        table, region, cancel = self._table, self._region, self._cancel
        columns = survey_of(table, self.mapping, region=region, cancel=cancel)
        self.notes += columns.notes
        table.restart()
        yield from read_drafts(table, self.mapping, region=region, cancel=cancel, columns=columns)
        self.failures, self.failed = list(table.failures), table.failed

    def head_of(self, field: str) -> str:
        pairs = zip(self.mapping.heads, self.mapping.columns, strict=True)
        return next((h for h, target in pairs if target and target.field == field), "")

    def close(self) -> None:
        self._table.close()


def _generator(table: TableFile) -> Any:
    yield from table.rows()


class CardSource(Source):
    """Cards of a vCard file."""

    has_rows = False

    def __init__(self, path: Path, region: str | None, cancel: Callable[[], None]) -> None:
        super().__init__(path)
        self._region, self._cancel = region or "", cancel
        self._cards = read_cards(path, cancel=cancel)
        self._first = next(self._cards, None)  # a file without cards is refused here

    def drafts(self) -> Iterator[Draft]:
        if self._first is not None:
            yield from self._draft(self._first)
        for item in self._cards:
            yield from self._draft(item)

    def close(self) -> None:
        self._cards = iter(())  # ends the reader, and so closes the file

    def _draft(self, item: Card | DamagedCard) -> Iterator[Draft]:
        if isinstance(item, DamagedCard):
            self.failures.append(Failure(item.line, item.reason))
            if item.card is None:
                self.failed += 1
                return
            item = item.card
        contact = contact_from(item, region=self._region)
        yield card_draft(contact)


def card_draft(contact: ImportedContact) -> Draft:
    """A card's contact as a draft."""
    draft = Draft(contact.line, "company" if contact.is_company else "person")
    kind = ENTITIES[draft.entity]
    for key, value in contact.values.items():
        field = kind.field(key)
        if isinstance(value, Ref):
            draft.refs[key] = value.label
        elif any(child.kind == Kind.REF for child in field.children):
            draft.links[key] = tuple(value)
        elif field.kind == Kind.FILE or value not in (None, "", (), []):
            draft.values[key] = normal(field, value)
    if contact.photo:
        draft.values["photo"] = contact.photo
    if contact.company_name and draft.entity == "person":
        draft.refs["company"] = contact.company_name
    own = _OWN_UID.fullmatch(contact.uid)
    draft.own_id = UUID(own.group(1)) if own else None
    draft.uid = contact.uid or None
    draft.problems = [Problem(p.line, "", p.reason) for p in contact.problems]
    draft.failed = contact.skipped
    draft.extra_vcard = "\n".join(contact.extra)
    return draft

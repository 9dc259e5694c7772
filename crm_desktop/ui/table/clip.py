"""Rows of a list as text, as CSV and as vCards: to the clipboard, or on their way by mouse."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import (
    QByteArray,
    QMetaType,
    QMimeData,
    QObject,
    QTemporaryDir,
    QUrl,
    Signal,
)
from PySide6.QtGui import QGuiApplication

from crm_desktop import i18n, services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.services.queries import ListRow
from crm_desktop.ui import dragging, words
from crm_desktop.ui.bulk_dialog import counted
from crm_desktop.ui.context import Context
from crm_desktop.ui.table.columns import asked_for
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.row_cache import ID

if TYPE_CHECKING:
    from crm_desktop.ui.pages.list_page import ListPage

Form = Literal["text", "csv", "cards"]
MOST_COPIED = 5_000  # rows
MOST_CARRIED = 500  # rows as cards; more are only carried to places in this window
VCARD = "text/vcard"
WITH_CARDS = frozenset({"person", "company"})
_LATER = (VCARD, "text/uri-list")
_FORBIDDEN = '<>:"/\\|?*'


def as_text(model: ListModel, rows: Iterable[ListRow]) -> str:
    """The rows as they are shown, tabs between the cells."""
    columns = range(len(model.columns))
    return "\n".join("\t".join(_cell_text(model, row, at) for at in columns) for row in rows)


def _cell_text(model: ListModel, row: ListRow, at: int) -> str:
    text = model.text(row, at)
    return "" if text == words.NOTHING else text


def as_csv(model: ListModel, rows: Iterable[ListRow]) -> str:
    """The rows as a table with headings; dates and numbers as other programs read them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.title for column in model.columns])
    for row in rows:
        cells = zip(model.columns, row.cells, strict=False)
        writer.writerow([plain(column.field, value) for column, value in cells])
    return out.getvalue()


def plain(field: Field, value: Any) -> str:
    """A value without the ways of a language: 1985-03-27, 1250.5."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, datetime | date):
        return _plain_time(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if field.kind == Kind.TAGS:
        return "; ".join(value)
    return str(value) if field.kind == Kind.INT else words.full(field, value)


def _plain_time(value: date) -> str:
    if isinstance(value, datetime):
        return i18n.local(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat()


class Clip(QObject):
    """Takes the selected rows of a list elsewhere.

    Signals:
        said: in words, what was copied, or why it was not.
    """

    said = Signal(str)

    def __init__(self, context: Context, page: ListPage, model: ListModel) -> None:
        super().__init__(page)
        self._context, self._page, self._model = context, page, model
        self._folder: QTemporaryDir | None = None  # of files that were dragged out
        self._carries = 0

    # ---------------------------------------------------------------------------------- copy

    def copy(self, form: Form) -> None:
        """Put the selected rows on the clipboard."""
        selected = self._page.here.selected_ids()
        ids = selected[: ID * MOST_COPIED]
        if form == "cards":
            of = services.cards.of.call(self._model.entity.key, ids)
            told = partial(self._put_cards, ids, len(selected) // ID)
            self._context.tasks.query(self, "copy", of, done=told, failed=self._failed)
            return
        keys = [ids[at : at + ID] for at in range(0, len(ids), ID)]
        there = [self._model.cache.held(key) for key in keys]
        known = [row for row in there if row is not None]
        if len(known) == len(keys):
            self._put(form, len(selected) // ID, keys, {row.id: row for row in known})
            return
        columns = asked_for(self._model.entity, self._model.columns)
        rows = services.listing.rows.call(self._model.entity.key, columns, tuple(keys))
        told = partial(self._put, form, len(selected) // ID, keys)
        self._context.tasks.query(self, "copy", rows, done=told)

    def _put(
        self, form: Form, wanted: int, keys: Sequence[bytes], found: dict[bytes, ListRow]
    ) -> None:
        rows = [found[key] for key in keys if key in found]
        text = as_csv(self._model, rows) if form == "csv" else as_text(self._model, rows)
        QGuiApplication.clipboard().setText(text)
        self._tell(len(rows), wanted, always=form == "csv")

    def _put_cards(self, ids: bytes, wanted: int, cards: bytes) -> None:
        data = QMimeData()
        data.setData(VCARD, QByteArray(cards))
        data.setText(cards.decode())
        QGuiApplication.clipboard().setMimeData(data)
        self._tell(len(ids) // ID, wanted, always=True)

    def _tell(self, count: int, wanted: int, *, always: bool) -> None:
        entity = self._model.entity
        if wanted > MOST_COPIED:
            text = _("Copied the first {n} of {what}. Export them to have all.")
            self.said.emit(text.format(n=i18n.number(count), what=counted(entity, wanted)))
        elif always:
            self.said.emit(_("Copied {what}.").format(what=counted(entity, count)))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.said.emit(str(error))
        else:
            self._context.tasks.report(self, error)

    # ---------------------------------------------------------------------------------- drag

    def packed(self, ids: bytes) -> QMimeData:
        """What the mouse carries: records for this window, text and a file of cards for others.

        The cards are read while the mouse is on its way; more than some hundred stay at home.
        """
        entity = self._model.entity
        if len(ids) > ID * MOST_CARRIED or entity.key not in WITH_CARDS:
            return dragging.packed(entity.key, ids)
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._carries += 1  # a file that was dropped before may still be wanted
        folder = Path(self._folder.path()) / str(self._carries)
        path = folder / f"{self._file_name(ids)}.vcf"
        carried = Carried(entity.key, ids, self._text_of(ids), path)
        of = services.cards.of.call(entity.key, ids)
        self._context.tasks.query(
            self, "carry", of, done=partial(self._write, carried), failed=carried.give_up
        )
        return carried

    def _write(self, carried: Carried, found: bytes) -> None:
        def write() -> None:
            carried.path.parent.mkdir(parents=True, exist_ok=True)
            carried.path.write_bytes(found)

        self._context.tasks.aside(
            self,
            write,
            done=lambda _nothing: carried.take(found),
            failed=carried.give_up,
        )

    def _text_of(self, ids: bytes) -> str:
        rows = (self._model.cache.held(ids[at : at + ID]) for at in range(0, len(ids), ID))
        return as_text(self._model, (row for row in rows if row is not None))

    def _file_name(self, ids: bytes) -> str:
        count = len(ids) // ID
        name = counted(self._model.entity, count)
        row = self._model.cache.held(ids) if count == 1 else None
        if row is not None and row.cells[0]:
            name = str(row.cells[0])
        kept = "".join(c for c in name if c not in _FORBIDDEN and c.isprintable())
        return kept.strip(" .")[:80] or "vCard"


class Carried(QMimeData):
    """Rows on their way by mouse. Their cards arrive later than the drag begins.

    Attributes:
        path: of the file of cards; it stays until the program ends, whoever has taken it.
    """

    def __init__(self, entity: str, ids: bytes, text: str, path: Path) -> None:
        super().__init__()
        self.path = path
        self._cards: bytes | None = None
        self.setData(dragging.RECORDS, QByteArray(entity.encode() + b"\n" + ids))
        self.setText(text)

    def take(self, found: bytes) -> None:
        """The cards are here, and in their file."""
        self._cards = found

    def give_up(self, _error: Exception) -> None:
        """There will be no cards: whoever may not export can still put rows into a list."""
        self._cards = b""

    def formats(self) -> list[str]:
        return [*super().formats(), *(() if self._cards == b"" else _LATER)]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:
        if mimetype not in _LATER:
            return super().retrieveData(mimetype, preferredType)
        if not self._cards:
            return None  # dropped faster than the store answers: the text is there
        if mimetype == VCARD:
            return QByteArray(self._cards)
        url = QUrl.fromLocalFile(str(self.path))
        if preferredType in (QMetaType(QMetaType.Type.QByteArray.value), QMetaType.Type.QByteArray):
            return QByteArray(url.toEncoded().append(b"\r\n"))
        return [url]

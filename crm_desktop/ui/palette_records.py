"""The records in the command palette: those opened lately, and those that a search finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from crm_desktop import services
from crm_desktop.errors import Cancelled, PermissionDenied
from crm_desktop.i18n import NOTHING, _
from crm_desktop.services.catalog import ENTITIES, EntityType, Ref
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui import kinds, recents, words
from crm_desktop.ui.context import Context
from crm_desktop.ui.palette_entries import Entry, Group, Look, Mode, marked
from crm_desktop.ui.state import RecentRecord

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

GROUPS = {
    "person": Group.PERSON,
    "company": Group.COMPANY,
    "activity": Group.ACTIVITY,
    "note": Group.NOTE,
}
_SHOWN = {  # of each kind, after its label; the first of an activity is its kind
    "person": ("job_title", "company"),
    "company": ("industry", "city"),
    "activity": ("kind", "links", "due_at", "done_at"),
    "note": ("links", "created_at"),
}
_WANTED = {
    Mode.ALL: tuple(GROUPS),
    Mode.PEOPLE: ("person",),
    Mode.COMPANIES: ("company",),
    Mode.COMMANDS: (),
    Mode.HELP: (),
}
_BY_NAME = ("person", "company")  # a lone letter is in every note: it says nothing about them
_WORDS_BY_THEMSELVES = "\u2e80"  # Chinese, Japanese and Korean letters, from here on
MOST_LOOKED_AT, MOST_OF_ONE = 20, 40  # of each kind; the best of them are shown


class RecordFinder(QObject):
    """Asks for records while somebody types. The newest words win; nothing waits for an answer.

    Attributes:
        trouble: a sentence where the store did not answer.

    Signals:
        found: other records are there.
    """

    found = Signal()

    def __init__(self, context: Context, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._window = context, window
        self._typed = ""
        self._waiting: set[str] = set()
        self._rows: dict[str, list[ListRow]] = {}
        self._recent: list[RecentRecord] = []
        self._recent_rows: dict[str, dict[bytes, ListRow]] = {}
        self.trouble = ""

    @property
    def waiting(self) -> bool:
        """The answer to what was typed last is not complete."""
        return bool(self._waiting)

    # ---------------------------------------------------------------------------------- asking

    def ask(self, mode: Mode, typed: str) -> None:
        """Find what holds these words."""
        self.stop()
        self._typed, self.trouble = typed, ""
        wanted = _WANTED[mode] if self._context.tasks.workspace is not None else ()
        if not typed and mode is Mode.ALL:
            wanted = ()
        if len(typed) == 1 and typed < _WORDS_BY_THEMSELVES:
            wanted = tuple(key for key in wanted if key in _BY_NAME)
        self._rows = {key: rows for key, rows in self._rows.items() if key in wanted}
        limit = MOST_LOOKED_AT if mode is Mode.ALL else MOST_OF_ONE
        for key in wanted:
            self._waiting.add(key)
            first = services.listing.first.call(ListQuery(key, text=typed), _columns(key), limit)
            done, failed = partial(self._arrived, key), partial(self._failed, key)
            self._context.tasks.query(self, key, first, done=done, failed=failed)

    def stop(self) -> None:
        """Nothing more is wanted."""
        for key in self._waiting:
            self._context.tasks.forget(self, key)
        self._waiting.clear()

    def forget(self) -> None:
        """The palette is closed."""
        self.stop()
        for key in self._recent_rows:
            self._context.tasks.forget(self, f"recent {key}")
        self._rows.clear()

    def _arrived(self, key: str, rows: list[ListRow]) -> None:
        self._waiting.discard(key)
        self._rows[key] = rows
        self.found.emit()

    def _failed(self, key: str, error: Exception) -> None:
        """Kinds somebody may not read are not found; other troubles are said."""
        self._waiting.discard(key)
        self._rows.pop(key, None)
        if not isinstance(error, PermissionDenied | Cancelled):
            self.trouble = str(error)
        self.found.emit()

    # --------------------------------------------------------------------------------- entries

    def entries(self) -> list[Entry]:
        """What was found, by kind."""
        found = (
            self._entry(ENTITIES[key], GROUPS[key], row)
            for key, rows in self._rows.items()
            for row in rows
        )
        return marked(self._typed, found)

    def _entry(self, entity: EntityType, group: Group, row: ListRow) -> Entry:
        record_id, label = UUID(bytes=row.id), str(row.cells[0] or "")
        label = " ".join(label.split()) or _("(no name)")
        now = self._context.clock()
        pairs = zip(_columns(entity.key)[1:], row.cells[1:], strict=True)
        told = [words.cell(entity.field(key), value, now) for key, value in pairs]
        shown = dict.fromkeys(each for each in told if each not in ("", NOTHING, label))
        return Entry(
            f"{entity.key}:{record_id.hex}",
            group,
            label,
            self._opener(entity.key, record_id, label),
            more=" · ".join(list(shown)[:3]),
            look=_look(entity, row),
            form=self._former(entity.key, record_id, label),
        )

    def _opener(self, entity: str, record_id: UUID, label: str) -> Callable[[], None]:
        """Where the record has a list of its own it is shown there."""
        if not ENTITIES[entity].has_page:
            return self._former(entity, record_id, label)
        return lambda: self._window.go_to(entity, Ref(record_id, label))

    def _former(self, entity: str, record_id: UUID, label: str) -> Callable[[], None]:
        def open_form() -> None:
            recents.add_record(self._context, entity, record_id, label)
            self._window.work.edit(ENTITIES[entity], record_id)

        return open_form

    # ---------------------------------------------------------------------------------- recent

    def ask_recent(self) -> None:
        """Learn what the records opened lately are called now, and which of them are gone."""
        self._recent_rows.clear()
        self._recent = [each for each in recents.records(self._context) if each.entity in GROUPS]
        for key in dict.fromkeys(each.entity for each in self._recent):
            keys = tuple(each.id.bytes for each in self._recent if each.entity == key)
            alive = services.listing.alive.call(key, _columns(key), keys)
            done = partial(self._recent_arrived, key)
            self._context.tasks.query(self, f"recent {key}", alive, done=done, failed=_ignore)

    def _recent_arrived(self, key: str, rows: dict[bytes, ListRow]) -> None:
        self._recent_rows[key] = rows
        living = [e for e in self._recent if e.entity != key or e.id.bytes in rows]
        if len(living) < len(self._recent):
            self._recent = living
            recents.set_records(self._context, living)
        self.found.emit()

    def recent(self) -> list[Entry]:
        """The records opened lately but for the one that is shown: Enter goes to the last one."""
        shown = self._window.page.pane.record
        here = shown.id if shown is not None and self._window.page.isVisible() else None
        out: list[Entry] = []
        for each in self._recent:
            if each.id == here:
                continue
            entity = ENTITIES[each.entity]
            row = self._recent_rows.get(each.entity, {}).get(each.id.bytes)
            if row is None and not each.label:
                continue
            if row is None:
                blank: tuple[Any, ...] = (None,) * (len(_columns(each.entity)) - 1)
                row = ListRow(each.id.bytes, 0, (each.label, *blank))
            out.append(self._entry(entity, Group.RECENT, row))
        return out


def _columns(key: str) -> tuple[str, ...]:
    entity = ENTITIES[key]
    return (entity.label, *(column for column in _SHOWN[key] if entity.has(column)))


def _look(entity: EntityType, row: ListRow) -> Look:
    if entity.key in ("person", "company"):
        return Look(avatar=True, square=entity.key == "company", key=row.id)
    columns: Sequence[str] = _columns(entity.key)
    kind = row.cells[columns.index("kind")] if "kind" in columns else None
    icon, hue = kinds.mark(entity, kind) or (entity.icon, "slate")
    return Look(icon, hue)


def _ignore(_error: Exception) -> None:
    """What was called so lately may well be called so still."""

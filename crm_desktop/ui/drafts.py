"""What is typed into forms, kept on this computer until it is saved or discarded.

A draft is a small file beside the stores, readable by its owner alone. It holds what the editors
hold, half typed words too, and what stood there before: a record that somebody else has changed
meanwhile is merged as usual. Files are touched in a worker only.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from PySide6.QtCore import QObject

from crm_desktop import paths
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.settings import write_whole
from crm_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.services.workspace import Workspace

log = logging.getLogger(__name__)
FORMAT = 1
_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody was typing.

    Attributes:
        record_id: the record; of a new one, the id it is going to have.
        version: of the record when it was opened; 0: a new one.
        label: what it is called.
        at: when something was typed last; aware.
        fields: field key -> what its editor held before, and what it holds, as Editor.kept() says.
        title, only: of the form, where it is not the usual one.
        token: tells two drafts of one record apart.
    """

    entity: str
    record_id: UUID
    version: int
    label: str
    at: datetime
    fields: Mapping[str, tuple[Any, Any]]
    title: str = ""
    only: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def is_new(self) -> bool:
        """The record has never been saved."""
        return self.version == 0

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.entity}-{self.record_id.hex}-{self.token}.json"

    def told(self, clock: str) -> str:
        """The sentence that offers it; `clock` is when it was written, in words."""
        if self.title:
            return _("You were writing “{name}” ({when}). It was not saved.").format(
                name=self.title, when=clock
            )
        if self.is_new:
            what = inner(_(ENTITIES[self.entity].title))
            if self.label:
                text = _("You were adding the {what} {name} ({when}). It was not saved.")
                return text.format(what=what, name=self.label, when=clock)
            text = _("You were adding a new {what} ({when}). It was not saved.")
            return text.format(what=what, when=clock)
        text = _("You were editing {name} ({when}). Your changes were not saved.")
        return text.format(name=self.label, when=clock)


class DraftFolder:
    """The drafts of one store, in files. For workers, not for the GUI thread.

    What lies in an older place is found there, and goes from there when it is done with.
    """

    def __init__(self, path: Path, older: Path | None = None) -> None:
        self._path = path
        self._places = (path,) if older is None else (path, older)

    def write(self, draft: Draft) -> None:
        """Keep a draft; the old file or the new one survives a crash, never half of it."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._path / draft.name, json.dumps(_plain(draft), ensure_ascii=False))
        for place in self._places[1:]:
            (place / draft.name).unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Forget a draft."""
        for place in self._places:
            (place / name).unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every draft, the newest first. What cannot be read is put aside, not thrown away."""
        found: list[Draft] = []
        for path in sorted(path for place in self._places for path in place.glob("*.json")):
            try:
                found.append(_read(path.read_text("utf-8")))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError, KeyError) as error:
                log.warning("a draft cannot be read and is put aside: %s (%r)", path.name, error)
                with suppress(OSError):
                    path.replace(path.with_name(path.name + _DAMAGED))
        return sorted(found, key=lambda draft: draft.at, reverse=True)


def _plain(draft: Draft) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "entity": draft.entity,
        "record": str(draft.record_id),
        "version": draft.version,
        "label": draft.label,
        "at": draft.at.isoformat(),
        "title": draft.title,
        "only": list(draft.only),
        "token": draft.token,
        "fields": {key: list(pair) for key, pair in draft.fields.items()},
    }


def _read(text: str) -> Draft:
    """A draft from the text of its file; an error of any usual kind where it is none."""
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']}")
    entity = ENTITIES[data["entity"]]
    fields = cast("dict[str, Any]", dict(data["fields"]))
    at = datetime.fromisoformat(data["at"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return Draft(
        entity=entity.key,
        record_id=UUID(data["record"]),
        version=int(data["version"]),
        label=str(data["label"]),
        at=at,
        title=str(data["title"]),
        only=tuple(key for key in map(str, data["only"]) if entity.has(key)),
        token=UUID(data["token"]).hex,
        fields={key: _pair(pair) for key, pair in fields.items() if entity.has(key)},
    )


def _pair(value: Any) -> tuple[Any, Any]:
    before, typed = value
    return before, typed


class Drafts(QObject):
    """The drafts of the store that is open. Those of open forms are offered to nobody.

    The folder belongs to the store and to the colleague, so that one office never sees the drafts
    of another, and a file that was moved finds its own.
    """

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        self._tasks = tasks
        self._open: set[str] = set()

    def folder(self) -> DraftFolder | None:
        """Where the drafts of the open store lie; None without a store."""
        workspace = self._tasks.workspace
        if workspace is None:
            return None
        return DraftFolder(folder_of(workspace), older_folder_of(workspace.store.address))

    def hold(self, token: str) -> None:
        """A form that is open has this draft."""
        self._open.add(token)

    def let_go(self, token: str) -> None:
        """The form has gone."""
        self._open.discard(token)

    def keep(self, draft: Draft, failed: Callable[[Exception], None]) -> None:
        """Write a draft."""
        folder = self.folder()
        if folder is not None:
            self._tasks.aside(self, lambda: folder.write(draft), done=_nothing, failed=failed)

    def drop(self, name: str) -> None:
        """Forget a draft; a file that cannot be removed is offered once more, which is no loss."""
        folder = self.folder()
        if folder is not None:
            self._tasks.aside(self, lambda: folder.remove(name), done=_nothing, failed=_note)

    def ask(
        self, owner: QObject, done: Callable[[Draft], None], fits: Callable[[Draft], bool]
    ) -> None:
        """Hand over the newest draft that fits and that no form has open, if there is one."""
        folder = self.folder()
        if folder is None:
            return

        def choose(found: list[Draft]) -> None:
            free = (each for each in found if each.token not in self._open and fits(each))
            if (draft := next(free, None)) is not None:
                done(draft)

        self._tasks.aside(owner, folder.all, done=choose, failed=_note)


def folder_of(workspace: Workspace) -> Path:
    """The folder of the drafts of a colleague in a store."""
    if not workspace.store_id:
        return older_folder_of(workspace.store.address)
    return _folder(f"{workspace.store_id}/{workspace.actor.id}")


def older_folder_of(address: str) -> Path:
    """Where drafts lay while the address of the store was the key.

    A password in the address makes no difference.
    """
    scheme, sign, rest = address.partition("://")
    who, at, where = rest.rpartition("@")
    plain = f"{scheme}{sign}{who.partition(':')[0]}{at}{where}" if sign else address
    return _folder(plain)


def _folder(key: str) -> Path:
    return paths.data_dir() / "drafts" / hashlib.sha256(key.encode()).hexdigest()[:16]


def _nothing(_answer: object) -> None: ...


def _note(error: Exception) -> None:
    log.warning("drafts cannot be reached: %r", error)

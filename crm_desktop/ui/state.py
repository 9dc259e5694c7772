"""What the windows remember: sizes, columns, widths. Kept apart from what the user chose."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2s
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

from crm_desktop import paths


class RecentRecord(NamedTuple):
    """A record that was opened; the label is "" until it is known."""

    entity: str
    id: UUID
    label: str


class State:
    """Remembers in an ini file. What cannot be read is simply forgotten."""

    def __init__(self, path: Path | None = None) -> None:
        file = path or paths.state_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def save_window(self, name: str, window: QWidget) -> None:
        """Keep size and place of a window."""
        self._store.setValue(f"window/{name}", window.saveGeometry())

    def restore_window(self, name: str, window: QWidget) -> bool:
        """Put a window where it was; False where that is not known."""
        geometry = self._store.value(f"window/{name}")
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def save_splitter(self, name: str, splitter: QSplitter) -> None:
        """Keep the widths on both sides of a splitter."""
        self._store.setValue(f"splitter/{name}", splitter.saveState())

    def restore_splitter(self, name: str, splitter: QSplitter) -> bool:
        """Give a splitter its widths back; False where they are not known."""
        kept = self._store.value(f"splitter/{name}")
        return isinstance(kept, QByteArray) and splitter.restoreState(kept)

    def columns(self, entity: str) -> list[str]:
        """Keys of the columns the user chose for a list; empty: those that fit."""
        keys = self._json(f"columns/{entity}")
        return [str(key) for key in cast("list[Any]", keys)] if isinstance(keys, list) else []

    def set_columns(self, entity: str, keys: list[str]) -> None:
        """Keep the columns the user chose; empty: those that fit."""
        self._store.setValue(f"columns/{entity}", json.dumps(keys))

    def widths(self, entity: str) -> dict[str, int]:
        """Widths the user gave to columns, by key."""
        found = self._json(f"widths/{entity}")
        if not isinstance(found, dict):
            return {}
        pairs = cast("dict[str, Any]", found).items()
        return {key: value for key, value in pairs if isinstance(value, int) and value > 0}

    def set_width(self, entity: str, key: str, width: int) -> None:
        """Keep the width of a column."""
        self._store.setValue(f"widths/{entity}", json.dumps(self.widths(entity) | {key: width}))

    def group(self, entity: str) -> str:
        """Key of the column whose values are headings in a list; "" for none."""
        key = self._json(f"group/{entity}")
        return key if isinstance(key, str) else ""

    def set_group(self, entity: str, key: str) -> None:
        """Keep what a list is grouped by."""
        self._store.setValue(f"group/{entity}", json.dumps(key))

    def folded_groups(self, place: str, column: str) -> frozenset[str]:
        """Which groups of a list show only their heading."""
        keys = self._json(f"folded_groups/{place}/{column}")
        found = cast("list[Any]", keys) if isinstance(keys, list) else []
        return frozenset(key for key in found if isinstance(key, str))

    def set_folded_groups(self, place: str, column: str, keys: Iterable[str]) -> None:
        """Keep which."""
        kept = sorted(keys)
        self._store.setValue(f"folded_groups/{place}/{column}", json.dumps(kept) if kept else None)

    def display(self, entity: str) -> str:
        """Key of the display a list page was left in: its table, a board."""
        return self.choice(f"display/{entity}") or "table"

    def set_display(self, entity: str, key: str) -> None:
        """Keep it."""
        self.set_choice(f"display/{entity}", key)

    def choice(self, name: str) -> str:
        """What was chosen last in a place, such as the pipeline of a board; "" for nothing."""
        kept = self._json(f"choice/{name}")
        return kept if isinstance(kept, str) else ""

    def set_choice(self, name: str, value: str) -> None:
        """Keep it."""
        self._store.setValue(f"choice/{name}", json.dumps(value))

    def offices(self) -> list[tuple[str, str]]:
        """Address and name of the stores that were open, the last one first."""
        rows = self._json("offices")
        out: list[tuple[str, str]] = []
        for row in cast("list[Any]", rows) if isinstance(rows, list) else []:
            match row:
                case [str(address), str(name)] if address:
                    out.append((address, name))
                case _:
                    continue
        return out

    def set_offices(self, offices: list[tuple[str, str]]) -> None:
        """Keep them."""
        self._store.setValue("offices", json.dumps(offices))

    def is_folded(self, group: str) -> bool:
        """Whether a group of the navigation is out of sight."""
        return self._json(f"folded/{group}") is True

    def set_folded(self, group: str, on: bool) -> None:
        """Keep whether a group of the navigation is out of sight."""
        self._store.setValue(f"folded/{group}", json.dumps(on))

    def recent_records(self, store: str) -> list[RecentRecord]:
        """The records opened lately in the store of that address, the last one first."""
        rows = self._json(f"recent/{_short(store)}/records")
        out: list[RecentRecord] = []
        for row in cast("list[Any]", rows) if isinstance(rows, list) else []:
            try:
                entity, key, label = row
                out.append(RecentRecord(str(entity), UUID(str(key)), str(label)))
            except (TypeError, ValueError):
                continue
        return out

    def set_recent_records(self, store: str, records: list[RecentRecord]) -> None:
        """Keep them."""
        rows = [[each.entity, each.id.hex, each.label] for each in records]
        self._store.setValue(f"recent/{_short(store)}/records", json.dumps(rows))

    def recent_commands(self, store: str) -> list[str]:
        """Keys of what was chosen in the palette lately, the last one first."""
        keys = self._json(f"recent/{_short(store)}/commands")
        return [str(key) for key in cast("list[Any]", keys)] if isinstance(keys, list) else []

    def set_recent_commands(self, store: str, keys: list[str]) -> None:
        """Keep them."""
        self._store.setValue(f"recent/{_short(store)}/commands", json.dumps(keys))

    def _json(self, name: str) -> Any:
        try:
            return json.loads(str(self._store.value(name, "null")))
        except ValueError:
            return None

    def sync(self) -> None:
        """Write the file now."""
        self._store.sync()


def _short(store: str) -> str:
    """An address holds slashes, and may hold a password: neither belongs into the file."""
    return blake2s(store.encode(), digest_size=8).hexdigest()

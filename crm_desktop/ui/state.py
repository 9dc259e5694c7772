"""What the windows remember: sizes, columns, widths. Kept apart from what the user chose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

from crm_desktop import paths


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

    def _json(self, name: str) -> Any:
        try:
            return json.loads(str(self._store.value(name, "null")))
        except ValueError:
            return None

    def sync(self) -> None:
        """Write the file now."""
        self._store.sync()

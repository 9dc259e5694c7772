"""What is done with files outside the store: copies to look at, copies to keep, small pictures.

Everything here runs in a worker: no widgets, and no pixmaps.
"""

from __future__ import annotations

import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _

PREVIEW = 96  # pixels, for screens of double density too
MOST_PREVIEWED = 8 * 1024 * 1024
KEPT = 24 * 60 * 60  # seconds a copy that was opened stays
_FOLDER = "crm-desktop-opened"
_FORBIDDEN = '<>:"/\\|?*'
_RESERVED = frozenset({"con", "prn", "aux", "nul"})


def safe_name(name: str) -> str:
    """A name that a file may have on every system."""
    shown = "".join("_" if c in _FORBIDDEN or ord(c) < 32 else c for c in name).strip(" .")
    stem, suffix = Path(shown).stem, Path(shown).suffix
    if stem.casefold() in _RESERVED or not stem:
        stem = f"_{stem}"
    return stem[: 120 - len(suffix[:20])] + suffix[:20]


def copy_to_open(key: UUID, name: str, content: bytes) -> Path:
    """A copy for another program, that says by itself that changes to it are kept nowhere."""
    folder = Path(tempfile.gettempdir()) / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    sweep(folder)
    place = folder / key.hex
    place.mkdir(exist_ok=True)
    path = place / safe_name(name)
    if path.exists():
        path.chmod(stat.S_IWRITE | stat.S_IREAD)
    path.write_bytes(content)
    path.chmod(stat.S_IREAD)
    return path


def sweep(folder: Path, now: float | None = None) -> None:
    """Remove copies that were opened long ago; one that is still in use stays."""
    oldest = (time.time() if now is None else now) - KEPT
    for path in [*folder.glob("*/*")]:
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.chmod(stat.S_IWRITE | stat.S_IREAD)
                path.unlink()
                path.parent.rmdir()


def save_copy(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        text = _("{name} was not saved: {reason}. Choose another folder.")
        reason = error.strerror or str(error)
        raise FileRefused(text.format(name=path.name, reason=reason)) from error
    return path


def preview(content: bytes) -> QImage:
    """A small picture of a picture; a null one where it is none."""
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > PREVIEW:
        keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        reader.setScaledSize(size.scaled(QSize(PREVIEW, PREVIEW), keep))
    return reader.read()

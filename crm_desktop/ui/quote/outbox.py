"""Drafts of mails, put where the mail program finds them. Everything here runs in a worker."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from crm_desktop import paths

KEPT = 7 * 24 * 60 * 60  # seconds: a mail program may look at a draft when it is sent, days later
_SUFFIX = ".eml"


def put(name: str, data: bytes, folder: Path | None = None) -> Path:
    """Write a draft into a place of its own, so that two of one quote do not meet."""
    outbox = folder or paths.outbox_dir()
    sweep(outbox)
    place = outbox / uuid4().hex
    place.mkdir(parents=True, mode=0o700)
    path = place / f"{Path(name).stem}{_SUFFIX}"
    path.write_bytes(data)
    return path


def sweep(outbox: Path, now: float | None = None) -> None:
    """Remove drafts of long ago; one that is still in use stays."""
    oldest = (time.time() if now is None else now) - KEPT
    for path in [*outbox.glob(f"*/*{_SUFFIX}")]:
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                path.parent.rmdir()

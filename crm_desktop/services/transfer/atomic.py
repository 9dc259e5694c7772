"""Files are written beside their place and put there when they are complete.

Whatever goes wrong in between (a full disk, a lost network drive, a power cut), the old file is
untouched and no half one is left under its name.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import N_, _

_REASONS = {
    errno.ENOSPC: N_("The disk is full"),
    errno.EDQUOT: N_("Your share of the disk is used up"),
    errno.EFBIG: N_("The disk does not take files of this size"),
    errno.EACCES: N_("Writing is not allowed there, or another program has the file open"),
    errno.EPERM: N_("Writing is not allowed there, or another program has the file open"),
    errno.EROFS: N_("The disk is write-protected"),
    errno.ENOENT: N_("The folder does not exist"),
    errno.ENOTDIR: N_("The folder does not exist"),
    errno.ENAMETOOLONG: N_("The name is too long"),
    errno.EINVAL: N_("The disk does not take this name"),
    errno.EIO: N_("The disk reports an error"),
}


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """Give a new, empty file in the folder of `path`; it takes that name on clean exit.

    FileRefused where it cannot be written; the file that was there before is then as it was.
    """
    target = _target(path)
    temporary, stream = _create(target)
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def refused(path: Path, error: OSError) -> FileRefused:
    """The sentence for an error of the file system."""
    known = _REASONS.get(error.errno or 0)
    reason = _(known) if known else error.strerror or str(error)
    return FileRefused(
        _("{name} was not written. {reason}. A file that was there before is untouched.").format(
            name=path.name, reason=reason
        )
    )


def _target(path: Path) -> Path:
    """Where a link points at; only an ordinary file is ever replaced."""
    try:
        target = path.resolve()
        if target.is_dir():
            raise FileRefused(
                _("{path} is a folder. Choose a name for the file.").format(path=path)
            )
        if target.exists() and not target.is_file():
            raise FileRefused(
                _("{path} is no ordinary file. Choose another name.").format(path=path)
            )
    except OSError as error:
        raise refused(path, error) from error
    return target


def _create(target: Path) -> tuple[Path, BinaryIO]:
    # Short, so that a name that is as long as it may be still works; made by open, so that the
    # rights are those of any new file of this user.
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        return temporary, temporary.open("xb")
    except OSError as error:
        raise refused(target, error) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can do that for folders."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

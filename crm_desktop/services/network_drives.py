"""Is a path on a network file system? SQLite's locks cannot be trusted there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import psutil

from crm_desktop.i18n import _

NETWORK_TYPES = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "fuse.sshfs",
    "davfs",
    "webdav",
    "afs",
    "afpfs",
    "ceph",
    "gpfs",
    "lustre",
    "glusterfs",
    "fuse.rclone",
    "ncpfs",
)


class Mount(NamedTuple):
    """A mounted file system."""

    point: str
    kind: str
    options: str


def mounts() -> list[Mount]:
    """What is mounted on this machine, network drives included."""
    return [
        Mount(p.mountpoint, p.fstype.lower(), p.opts.lower())
        for p in psutil.disk_partitions(all=True)
    ]


def network_kind(path: Path, mounted: Iterable[Mount]) -> str | None:
    """The kind of network file system a path lies on, or None for a local disk.

    UNC spelling alone says nothing: a mapped drive letter is as remote, so the mount is asked.
    """
    place = path.absolute()
    best: Mount | None = None
    for mount in mounted:
        point = Path(mount.point)
        if place.is_relative_to(point) and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    if str(place).startswith("\\\\"):
        return _("a network share")
    if best is None:
        return None
    if best.kind.startswith(NETWORK_TYPES) or "remote" in best.options.split(","):
        return best.kind or _("a network drive")
    return None

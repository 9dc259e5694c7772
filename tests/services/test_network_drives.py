from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.services.network_drives import Mount, mounts, network_kind

MOUNTED = [
    Mount("/", "ext4", "rw"),
    Mount("/mnt/office", "cifs", "rw,relatime"),
    Mount("/mnt/office/local", "ext4", "rw"),
    Mount("/net", "nfs4", "rw"),
    Mount("/media/disk", "fuseblk", "rw"),
    Mount("/mapped", "ntfs", "rw,remote"),
    Mount("/people/a/far", "fuse.sshfs", "rw"),
]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/people/a/office.crm", None),
        ("/mnt/office/office.crm", "cifs"),
        ("/mnt/office/local/office.crm", None),
        ("/mnt/officers/office.crm", None),
        ("/net/a/b/office.crm", "nfs4"),
        ("/media/disk/office.crm", None),
        ("/mapped/office.crm", "ntfs"),
        ("/people/a/far/office.crm", "fuse.sshfs"),
    ],
)
def test_the_mount_decides(path: str, kind: str | None) -> None:
    assert network_kind(Path(path), MOUNTED) == kind


def test_the_drives_of_this_machine(tmp_path: Path) -> None:
    assert mounts()
    assert network_kind(tmp_path / "office.crm", mounts()) is None

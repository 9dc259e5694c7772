from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from crm_desktop.errors import FileRefused
from crm_desktop.services.transfer import atomic
from crm_desktop.services.transfer.atomic import replacing

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of Unix")


def test_new_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text in (b"one", b"two"):
        with replacing(path) as stream:
            stream.write(text)
        assert path.read_bytes() == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_old_file_survives(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(error), replacing(path) as stream:
        _write_half(stream, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _write_half(stream: BinaryIO, error: type[BaseException]) -> None:
    stream.write(b"half")
    raise error


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "another program")]
)
def test_errors_in_words(tmp_path: Path, code: int, words: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(FileRefused, match=words), replacing(path):
        raise OSError(code, os.strerror(code))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_up_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(FileRefused, match="disk is full"), replacing(tmp_path / "a") as stream:
        stream.write(b"x")
    assert not list(tmp_path.iterdir())


def test_missing_folder_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="does not exist"), replacing(tmp_path / "no/a.txt"):
        pass
    with pytest.raises(FileRefused, match="is a folder"), replacing(tmp_path):
        pass


@POSIX
def test_devices_are_never_replaced() -> None:
    with pytest.raises(FileRefused, match="no ordinary file"), replacing(Path("/dev/null")):
        pass


@POSIX
def test_rights_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    with replacing(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_longest_names(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 200 + ".csv")
    with replacing(path) as stream:
        stream.write(b"x")
    assert path.read_bytes() == b"x"

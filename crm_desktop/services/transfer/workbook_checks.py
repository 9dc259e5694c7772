"""What can be said about a workbook from its outside, before anything parses it.

Refused here: what is none, what is protected, cut off or built to explode. Nothing is unpacked
beyond the first kilobytes of a part.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import N_, _
from crm_desktop.services.transfer.encodings import unreadable

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 3_000_000_000
BOMB_SIZE = 100_000_000
BOMB_RATIO = 500  # of a whole workbook; even a million equal rows stay below
BOMB_PARTS = 20_000
PROLOG = 1 << 14

_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")
_OLE2_KINDS = (
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", N_("a Word document")),
    ("PowerPoint Document", N_("a presentation")),
    ("__properties_version1.0", N_("a message of Outlook")),
)


def looks_like_workbook(path: Path) -> bool:
    """True for what begins like a ZIP archive or an old Office file."""
    head = _head(path)
    return head.startswith((ZIP, OLE2))


def check_workbook(path: Path) -> str:
    """The kind of a workbook: xlsx, xlsb, ods or xls. FileRefused where it is none to be read."""
    head = _head(path)
    try:
        if head.startswith(ZIP):
            return _check_zip(path)
        if head.startswith(OLE2):
            return _check_ole2(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if not head:
        raise FileRefused(_("{name} is empty. Nothing was imported.").format(name=path.name))
    raise FileRefused(_("{name} is not a workbook. Nothing was imported.").format(name=path.name))


def protected(path: Path) -> FileRefused:
    """The sentence for a workbook with a password."""
    return FileRefused(
        _(
            "{name} is protected with a password. Nothing was imported. Open it in Excel, remove "
            "the password (File, Info, Protect Workbook), save it and try again."
        ).format(name=path.name)
    )


def damaged(path: Path) -> FileRefused:
    """The sentence for a workbook that cannot be read."""
    return FileRefused(
        _(
            "{name} is damaged or not complete. Nothing was imported. Open it in a spreadsheet "
            "program, save it as a new .xlsx file and try again, or ask for it to be sent once "
            "more."
        ).format(name=path.name)
    )


def too_large(path: Path) -> FileRefused:
    """The sentence for a workbook that takes more than it may."""
    return FileRefused(
        _(
            "{name} is too large to be read safely: unpacked it would fill the memory. Nothing "
            "was imported. Save the sheet you need as CSV and import that."
        ).format(name=path.name)
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except OSError as error:
        raise unreadable(path, error) from error


def _check_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_parts(path, archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
        ValueError,
    ) as error:
        raise damaged(path) from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > BOMB_PARTS or unpacked > MOST_UNPACKED:
        raise too_large(path)
    if unpacked > BOMB_SIZE and unpacked / packed > BOMB_RATIO:
        raise too_large(path)
    if any(part.flag_bits & 1 for part in parts):
        raise protected(path)
    kind = _zip_kind(path, archive)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_prolog(path, archive, part)
    if kind == "ods" and b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise protected(path)
    return kind


def _zip_kind(path: Path, archive: zipfile.ZipFile) -> str:
    names = {name.lower().replace("\\", "/") for name in archive.namelist()}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    mime = _read(archive, "mimetype")
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    what = _("a ZIP archive without a workbook in it")
    if any(name.startswith("word/") for name in names):
        what = _("a Word document")
    elif any(name.startswith("ppt/") for name in names):
        what = _("a presentation")
    elif any(name.endswith(".iwa") for name in names):
        what = _("a document of Apple's iWork; export it as Excel or CSV")
    elif b"opendocument" in mime:
        what = _("an OpenDocument file, but no spreadsheet")
    elif "[content_types].xml" not in names and "content.xml" in names:
        return "ods"
    raise _other_kind(path, what)


def _other_kind(path: Path, what: str) -> FileRefused:
    words = _("{name} is {what}. Nothing was imported.")
    return FileRefused(words.format(name=path.name, what=what))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(1 << 20)
    except KeyError:
        return b""


def _check_prolog(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part may declare entities: they can only stand before its first element."""
    with archive.open(part) as stream:
        prolog = b""
        for block in _blocks(stream.read):
            prolog += block.replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
            if _ENTITY.search(prolog):
                raise FileRefused(
                    _(
                        "{name} declares XML entities, which no spreadsheet program does; it may "
                        "be built to fill the memory. Nothing was imported."
                    ).format(name=path.name)
                )
            if _ROOT.search(prolog):
                return
            if len(prolog) > PROLOG:
                raise damaged(path)


def _blocks(read: object) -> Iterator[bytes]:
    while block := read(4096):  # type: ignore[operator]
        yield block


def _check_ole2(path: Path) -> str:
    """By the names in its directory, which stand there in UTF-16."""
    data = path.read_bytes() if path.stat().st_size < 500_000_000 else b""
    if not data:
        raise too_large(path)

    def has(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in data

    if has("EncryptionInfo") and has("EncryptedPackage"):
        raise protected(path)
    for name, kind in _OLE2_KINDS:
        if has(name):
            if kind == "xls":
                return kind
            raise _other_kind(path, _(kind))
    raise damaged(path)

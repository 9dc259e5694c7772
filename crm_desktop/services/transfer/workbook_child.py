"""The process in which workbooks are parsed: it may hang, crash or fill its memory alone.

Started by `workbooks` with `spawn`; it imports as little as it can. It answers each command of the
parent with messages, in which rows travel in small pieces: the pipe between the two is what keeps
the parent's memory flat, because it takes one piece at a time.
"""

from __future__ import annotations

import os
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, TypeAlias
from xml.sax.saxutils import unescape

import python_calamine as calamine

from crm_desktop.services.transfer.memory_limit import limit_memory

RawCell: TypeAlias = str | int | float | bool | date | datetime | time | None
Shape: TypeAlias = tuple[int, int, int]
CELLS = 6000  # in one message
MOST_ERRORS = 100

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]+\d+)["'][^>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)"""
)


def serve(pipe: Connection, path: str, memory: int) -> None:
    """Answer the parent's commands until it closes the pipe."""
    _be_quiet()
    limit_memory(memory)
    try:
        book = calamine.CalamineWorkbook.from_path(path)  # pyright: ignore[reportUnknownMemberType]
        reader = Reader(book, path)
        while True:
            command, *arguments = pipe.recv()
            for message in getattr(reader, command)(*arguments):
                pipe.send(message)
    except (EOFError, BrokenPipeError):  # the parent has had enough
        pass
    except calamine.PasswordError:
        pipe.send(("refused", "password"))
    except MemoryError:
        pipe.send(("refused", "memory"))
    except (calamine.CalamineError, OSError, ValueError, KeyError, IndexError):
        pipe.send(("refused", "damaged"))


def _be_quiet() -> None:
    """A parser that gives up says so on the screen; the parent says it in words."""
    sys.stdout.flush()
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)


class Reader:
    """A workbook and the sheet that was asked for. Its methods are the parent's commands."""

    def __init__(self, book: calamine.CalamineWorkbook, path: str) -> None:
        self._book = book
        self._path = path
        self._sheet: calamine.CalamineSheet | None = None

    def sheets(self) -> Iterator[tuple[str, Any]]:
        """Of each sheet the name, whether it is visible, and whether it can hold cells."""
        kinds = calamine.SheetTypeEnum
        yield (
            "sheets",
            [
                (
                    sheet.name,
                    sheet.visible == calamine.SheetVisibleEnum.Visible,
                    sheet.typ in (kinds.WorkSheet, kinds.MacroSheet),
                )
                for sheet in self._book.sheets_metadata
            ],
        )

    def shape(self, name: str) -> Iterator[tuple[str, Any]]:
        """Rows, columns and filled cells of a sheet, which stays open for `rows`."""
        self._sheet = sheet = self._book.get_sheet_by_name(name)
        if sheet.end is None:
            yield "shape", (0, 0, 0)
            return
        filled = sum(len(row) - row.count("") for row in sheet.iter_rows())
        yield "shape", (sheet.end[0] + 1, sheet.end[1] + 1, filled)

    def rows(self, most: int) -> Iterator[tuple[str, Any]]:
        """The rows of the sheet in pieces, then the cells with errors; or only the first rows.

        Empty rows above the first used one are among them, empty columns before it are not.
        """
        sheet = self._sheet
        if sheet is not None:
            piece: list[list[RawCell]] = []
            size = max(CELLS // max(sheet.total_width + 1, 1), 1)
            for row in islice(sheet.iter_rows(), most or None):
                piece.append([_cell(value) for value in row])
                if len(piece) >= size:
                    yield "rows", piece
                    piece = []
            yield "rows", piece
            yield "end", [] if most else list(self._errors(sheet.name))

    def _errors(self, name: str) -> Iterator[tuple[str, str]]:
        """Place and text of cells like #N/A, which the parser gives as empty ones."""
        if not zipfile.is_zipfile(self._path):
            return
        with zipfile.ZipFile(self._path) as archive:
            part = _part_of(archive, name)
            if not part:
                return
            yield from islice(_error_cells(archive, part), MOST_ERRORS)


def _cell(value: Any) -> RawCell:
    if value == "":
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, timedelta):
        return _duration(value)
    return value


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{second:02}"


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    """The part of an OOXML workbook that holds a sheet; empty where there is none."""
    try:
        book = archive.read("xl/workbook.xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return ""
    for tag in _SHEET.findall(book):
        attributes = _attributes(tag)
        if unescape(attributes.get("name", ""), {"&quot;": '"', "&apos;": "'"}) == name:
            wanted = attributes.get("r:id") or attributes.get("id", "")
            for relation in map(_attributes, _RELATION.findall(relations)):
                if relation.get("Id") == wanted:
                    target = relation.get("Target", "")
                    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                    return part if part in archive.namelist() else ""
    return ""


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode("utf-8", "replace"): (double or single).decode("utf-8", "replace")
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


def _error_cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    with archive.open(part) as stream:
        rest = b""
        while block := stream.read(1 << 20):
            text = rest + block
            if b't="e"' in text or b"t='e'" in text:
                for match in _ERROR_CELL.finditer(text):
                    yield match[1].decode(), match[2].decode("utf-8", "replace")
                    rest = text[match.end() :]
            cut = text.rfind(b"<c ")
            rest = text[cut:] if cut >= 0 else b""
            if len(rest) > 1 << 20:
                rest = b""

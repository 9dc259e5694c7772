"""How a file is to be read and matched. Pure data, for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Policy(StrEnum):
    """What to do with a row that matches a record."""

    UPDATE = "update"  # the file wins where it says something
    FILL = "fill"  # only blank fields are filled
    SKIP = "skip"  # matched rows are left out


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """None: find out.

    Attributes:
        entity: person or company. mapping: {"entity", "columns": {head: field path or None}}.
    """

    entity: str | None = None
    mapping: dict[str, Any] | None = None
    match: Policy = Policy.UPDATE
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

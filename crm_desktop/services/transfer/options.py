"""How a file is to be read and matched. Pure data, for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from crm_desktop.errors import ValidationFailed

# What rows of a table can be.
IMPORTABLE = (
    *("person", "company", "product", "product_category", "price_list", "lead", "deal", "order"),
)


class Policy(StrEnum):
    """What to do with a row that matches a record."""

    UPDATE = "update"  # the file wins where it says something
    FILL = "fill"  # only blank fields are filled
    SKIP = "skip"  # matched rows are left out


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """None: find out.

    Attributes:
        entity: one of IMPORTABLE.
        mapping: {"entity", "columns": {head: field path or None}, "values": {head: {text: text}}};
            of several files {"files": {name: mapping}}.
    """

    entity: str | None = None
    mapping: dict[str, Any] | None = None
    match: Policy = Policy.UPDATE
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def told_columns(mapping: object) -> dict[str, Any]:
    """Head -> place, as a mapping says. ValidationFailed where it is none."""
    return _part(mapping, "columns")


def told_values(mapping: object) -> dict[str, dict[str, Any]]:
    """Head -> what stands in its cells -> what is meant."""
    return {head: _as_dict(pairs) for head, pairs in _part(mapping, "values").items()}


def told_files(mapping: object) -> dict[str, Any]:
    """Name of a file -> the mapping for it; {} where one mapping is for all."""
    return _part(mapping, "files")


def _part(mapping: object, key: str) -> dict[str, Any]:
    return _as_dict(_as_dict({} if mapping is None else mapping).get(key) or {})


def _as_dict(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        words = (
            'This is no mapping. Write {"entity": "order", "columns": {"Head": "number"}, '
            '"values": {"Head": {"text in the file": "what is meant"}}}.'
        )
        raise ValidationFailed({"mapping": words})
    return cast("dict[str, Any]", data)

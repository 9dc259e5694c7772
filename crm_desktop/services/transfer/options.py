"""How a file is to be read and matched. Pure data, for the window and the command line.

A mapping is one format, for both:

    {"entity": "deal",                      what a row is; else it is found out
     "sheet": "2026",                       of a workbook
     "head_row": 4,                         the row with the heads, as it is numbered; 0: none
     "columns": {"Product": "lines.product", "Colour": null},
     "values": {"Product": {"GTXPro": "GTX Pro", "n/a": null, "New": {"create": "New"}}},
     "files": {"orders.csv": {...}}}        of several files: a mapping each

Without "columns" these are found by their heads. A value that is null is left blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.services.transfer.wording import no_mapping

# What rows of a table can be.
IMPORTABLE = (
    *("person", "company", "product", "product_category", "price_list", "lead", "deal", "order"),
)


_PARTS = frozenset({"entity", "sheet", "head_row", "columns", "values", "files"})


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
        mapping: what a mapping file holds, see below.
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


def told_entity(mapping: object) -> str | None:
    """What a row is, as a mapping says."""
    return None if mapping is None else _as_dict(mapping).get("entity")


def told_sheet(mapping: object) -> str | None:
    """The sheet that a mapping speaks of."""
    said = None if mapping is None else _as_dict(mapping).get("sheet")
    if said is not None and not isinstance(said, str):
        raise ValidationFailed(
            {"sheet": _("{said} is no name of a sheet.").format(said=repr(said))}
        )
    return said


def told_head_row(mapping: object) -> int | None:
    """The number of the row with the heads, as a mapping says; 0: there are none."""
    said = None if mapping is None else _as_dict(mapping).get("head_row")
    if said is not None and (not isinstance(said, int) or isinstance(said, bool) or said < 0):
        words = _("{said} is no number of a row. Write the row with the heads, or 0 for none.")
        raise ValidationFailed({"head_row": words.format(said=repr(said))})
    return said


def says_columns(mapping: object) -> bool:
    """Whether a mapping says what the table is; one that only has values does not."""
    return mapping is not None and any(
        _as_dict(mapping).get(key) is not None for key in ("entity", "columns", "sheet", "head_row")
    )


def replacements(mapping: object) -> dict[str, dict[str, str | None]]:
    """Head -> text in its cells -> the text that is meant; None: blank."""
    return {
        head: {text: _meant(head, text, value) for text, value in pairs.items()}
        for head, pairs in told_values(mapping).items()
        if pairs
    }


def to_create(mapping: object) -> frozenset[str]:
    """The names that a mapping says to make where there is no such record, folded."""
    own = frozenset(
        fold(str(cast("dict[str, Any]", value).get("create") or text))
        for pairs in told_values(mapping).values()
        for text, value in pairs.items()
        if isinstance(value, dict)
    )
    return own.union(*(to_create(each) for each in told_files(mapping).values()))


def merged(first: object, then: object) -> dict[str, Any]:
    """A mapping with the values of another one added, whose other parts win."""
    one, two = (_as_dict({} if each is None else each) for each in (first, then))
    values = dict(told_values(one))
    for head, pairs in told_values(two).items():
        values[head] = {**values.get(head, {}), **pairs}
    return {**one, **two, **({"values": values} if values else {})}


def _meant(head: str, text: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        return str(cast("dict[str, Any]", value).get("create") or text)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    words = _("Column '{head}': what '{text}' means must be a text, null or {example}.")
    words = words.format(head=head, text=text, example='{"create": name}')
    raise ValidationFailed({"values": words})


def checked(mapping: object) -> None:
    """ValidationFailed where a mapping has a part that nobody reads: it is a slip of the pen."""
    if mapping is None:
        return
    strange = sorted(_as_dict(mapping).keys() - _PARTS)
    if strange:
        words = _("A mapping has no part '{part}'. Its parts are: {known}.")
        words = words.format(part=strange[0], known=", ".join(sorted(_PARTS)))
        raise ValidationFailed({"mapping": words})
    for look in (told_sheet, told_head_row, told_columns, replacements):
        look(mapping)
    for each in told_files(mapping).values():
        checked(each)


def _part(mapping: object, key: str) -> dict[str, Any]:
    return _as_dict(_as_dict({} if mapping is None else mapping).get(key) or {})


def _as_dict(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        example = (
            '{"entity": "order", "columns": {"Head": "number"}, '
            '"values": {"Head": {"text in the file": "what is meant"}}}'
        )
        raise ValidationFailed({"mapping": no_mapping(example)})
    return cast("dict[str, Any]", data)

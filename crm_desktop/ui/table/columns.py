"""The columns of a list, made from the catalogue. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Role


class Style(Enum):
    """What paints a cell."""

    NAME = "name"
    PILL = "pill"
    STRONG = "strong"
    FAINT = "faint"
    NUMBER = "number"


_STYLES = {
    Kind.CHOICE: Style.PILL,
    Kind.REF: Style.STRONG,
    Kind.MONEY: Style.NUMBER,
    Kind.INT: Style.NUMBER,
    Kind.QUANTITY: Style.NUMBER,
    Kind.PERCENT: Style.NUMBER,
}
_WIDTHS = {
    Kind.REF: 156,
    Kind.CHOICE: 118,
    Kind.DATE: 108,
    Kind.DATETIME: 112,
    Kind.MULTI: 172,
    Kind.TAGS: 150,
    Kind.MONEY: 112,
    Kind.INT: 84,
    Kind.BOOL: 84,
}
# The time of day; a contact and a company; words; the longest status. All of an order in a list
# beside its pane.
_OWN_WIDTHS = {
    "due_at": 124,
    "links": 196,
    "days_left": 148,
    "open_deals": 108,
    "won_this_year": 124,
    "contract.status": 108,
    "contract.ends_on": 100,
    "contract.yearly": 126,
    "asset.status": 100,
    "asset.installed_on": 100,
    "asset.warranty_until": 100,
    "order.status": 132,
    "order.delivery_on": 100,
    "order.tax_exclusive": 126,
    "order.open_net": 126,
}
_WITH_CURRENCY = 150  # of an amount with its code and decimals: UAH 12,160,383.54
NAME_WIDTH = 188  # the least; it takes what the others leave
# Services know the same set; their module would load the database before the first paint.
SUMMED = frozenset({Kind.INT, Kind.MONEY, Kind.QUANTITY})
_NO_COLUMN = {Kind.FILE, Kind.JSON, Kind.LONGTEXT}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        field: what it shows.
        style: how its cells are painted.
        width: in pixels at 100 % text size; 0: takes the rest.
    """

    field: Field
    style: Style
    width: int

    @property
    def key(self) -> str:
        """Key of the field."""
        return self.field.key

    @property
    def title(self) -> str:
        """The heading."""
        return _(self.field.label)

    @property
    def right(self) -> bool:
        """Figures stand at the right."""
        return self.style == Style.NUMBER


def column(entity: EntityType, key: str) -> Column:
    """The column of a field."""
    field = entity.field(key)
    if key == entity.label:
        return Column(field, Style.NAME, 0)
    style = _STYLES.get(field.kind, Style.FAINT)
    if field.kind == Kind.CHOICE and all(choice.hue == "slate" for choice in field.choices):
        style = Style.STRONG  # a pill without a hue of its own would only be noise
    if field.role in (Role.CURRENCY, Role.LANGUAGE):
        return Column(field, style, 92)
    own = _OWN_WIDTHS.get(f"{entity.key}.{key}") or _OWN_WIDTHS.get(key)
    if field.kind == Kind.MONEY and "currency" in entity.beside:
        own = own or _WITH_CURRENCY
    return Column(field, style, own or _WIDTHS.get(field.kind, 104))


def possible(entity: EntityType) -> tuple[Column, ...]:
    """Every column a list of this entity may have: the default ones first, then by label."""
    rest = [
        field.key
        for field in (*entity.fields, *entity.live)
        if field.kind not in _NO_COLUMN and field.key not in entity.columns
    ]
    rest.sort(key=lambda key: _(entity.field(key).label).casefold())
    keys = [key for key in (*entity.columns, *rest) if key != entity.subtitle]
    return tuple(column(entity, key) for key in keys)


def fitting(
    entity: EntityType, width: int, px: Callable[[float], int], keep: Iterable[str] = ()
) -> tuple[Column, ...]:
    """The default columns that fit, the most telling first, in the order of the catalogue.

    What lists can be ordered by tells most; `keep` (the columns ordered by) always stay.
    """
    kept = set(keep)
    defaults = [column(entity, key) for key in entity.columns if key != entity.subtitle]
    by_weight = sorted(defaults, key=lambda c: _weight(entity, c, kept))
    left = width - px(NAME_WIDTH)
    chosen: set[str] = set()
    for each in by_weight:
        left -= px(each.width)
        if left < 0 and each.key not in kept and each.style != Style.NAME:
            break
        chosen.add(each.key)
    return tuple(each for each in defaults if each.key in chosen)


def _weight(entity: EntityType, each: Column, kept: set[str]) -> tuple[bool, bool, int, bool]:
    told = entity.first.index(each.key) if each.key in entity.first else len(entity.first)
    is_own = each.field.sortable and not each.field.live  # a fact tells more than a figure
    return (each.style != Style.NAME, each.key not in kept, told, not is_own)


def asked_for(entity: EntityType, columns: Sequence[Column]) -> tuple[str, ...]:
    """The field keys a list asks the service for: the columns, then what their look needs."""
    return (*(each.key for each in columns), *behind(entity))


def behind(entity: EntityType) -> tuple[str, ...]:
    """What is read with each row after its columns: the line under the name, and what marks it."""
    return (*((entity.subtitle,) if entity.subtitle else ()), *entity.beside)

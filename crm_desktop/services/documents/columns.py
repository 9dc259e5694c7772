"""The columns of a document's table, as wide as its own figures ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.documents.content import Content, Kind, Position, amount_of
from crm_desktop.services.documents.faces import clean, width
from crm_desktop.services.documents.look import COLUMN_HEAD, FIGURE, FIGURE_SMALL, MM, Style
from crm_desktop.services.documents.setting import wrap
from crm_desktop.services.documents.words import Words

LEAST_NAME = 42 * MM  # the description has at least so much
_ROOMY_NAME = 60 * MM  # and with so much, no head of a column is divided
_GAP = 3.2 * MM
_LEAST_SIZE = 5.5
_WIDEST_UNIT = 22 * MM


class Figures(NamedTuple):
    """What a position says in its narrow columns, top down."""

    cells: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its edges and what stands at its head.

    Attributes:
        head: lines.
        to_right: its texts end at its right edge.
    """

    key: str
    head: tuple[str, ...]
    x: float
    end: float
    to_right: bool

    @property
    def width(self) -> float:
        """From edge to edge."""
        return self.end - self.x


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns and the style of their figures."""

    all: tuple[Column, ...]
    style: Style
    small: Style

    def __getitem__(self, key: str) -> Column:
        return next(column for column in self.all if column.key == key)

    @property
    def x(self) -> float:
        """Left edge of the table."""
        return self.all[0].x

    @property
    def end(self) -> float:
        """Right edge of the table."""
        return self.all[-1].end


def figures(position: Position, words: Words) -> Figures:
    """The narrow cells of a position; the first line of each stands beside its name."""
    cells = {
        "number": [position.number],
        "ordered": [] if position.ordered is None else [words.number(position.ordered)],
        "quantity": [words.number(position.quantity)],
        "unit": [position.unit],
    }
    line = position.line
    if line is not None and position.priced is not None:
        cells["price"] = [words.price(line.unit_price)]
        per = words.per(line, position.unit)
        cells["price"] += [per] if per else []
        cells["discount"] = words.discounts(line)
        cells["tax"] = [words.percent(line.tax_rate)]
        cells["amount"] = [words.amount(amount_of(position))]
    return Figures(cells)


def plan(
    content: Content,
    words: Words,
    rows: Sequence[Figures],
    edges: tuple[float, float],
    ticks: float = 0.0,
) -> Columns:
    """The columns for these rows between two edges; the description gets what is left.

    Figures that are too wide become smaller, down to a size that can still be read. `ticks` is room
    for a box before the number.
    Raises ValidationFailed where even that is not enough.
    """
    heads = _heads(content, words, rows)
    style, small = FIGURE, FIGURE_SMALL
    whole = True
    x, end = edges
    while True:
        asked = _Asked(rows, style, small, whole, ticks)
        widths = {key: asked.width(key, head) for key, head in heads.items()}
        rest = end - x - sum(widths.values())
        if rest >= (_ROOMY_NAME if whole else LEAST_NAME):
            break
        if whole:
            whole = False
            continue
        style, small = style.sized(style.size - 0.4), small.sized(small.size - 0.3)
        if small.size < _LEAST_SIZE:
            told = _(
                "The figures of the lines are too long to stand beside one another on paper. "
                "Use a larger unit, or divide the document."
            )
            raise ValidationFailed({"lines": told})
    made: list[Column] = []
    for key, head in heads.items():
        room = rest if key == "name" else widths[key]
        shown = tuple(wrap(head, COLUMN_HEAD, max(room - _GAP + 0.1, 1))) if key != "unit" else ()
        right = key not in ("number", "name", "unit")
        made.append(Column(key, shown, x, x + room, right))
        x += room
    return Columns(tuple(made), style, small)


def _heads(content: Content, words: Words, rows: Sequence[Figures]) -> dict[str, str]:
    say = words.say
    heads = {"number": say.pos, "name": say.description}
    if content.kind is Kind.DELIVERY:
        if _any(rows, "ordered"):
            heads["ordered"] = say.ordered
        heads["quantity"] = say.delivered
    else:
        heads["quantity"] = say.quantity
    heads["unit"] = ""
    if content.priced is None:
        return heads
    heads["price"] = say.unit_price
    if _any(rows, "discount"):
        heads["discount"] = say.discount
    if len({line.group for line in content.priced.document.lines}) > 1 or content.gross:
        heads["tax"] = say.tax
    heads["amount"] = f"{say.amount} {content.priced.document.currency}"
    return heads


def _any(rows: Iterable[Figures], key: str) -> bool:
    return any(row.cells.get(key) for row in rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the columns of some rows ask for.

    Attributes:
        whole: no head is divided into lines.
    """

    rows: Sequence[Figures]
    style: Style
    small: Style
    whole: bool
    ticks: float

    def width(self, key: str, head: str) -> float:
        """As wide as its widest text and its head."""
        if key == "name":
            return 0.0
        texts = {text for row in self.rows for text in row.cells.get(key, ())[:1]}
        more = {text for row in self.rows for text in row.cells.get(key, ())[1:]}
        if key == "discount":
            texts, more = texts | more, set[str]()
        widest = max(_widest(texts, self.style), _widest(more, self.small))
        if key == "unit":
            return min(widest, _WIDEST_UNIT) + _GAP if widest else _GAP / 2
        heads = [head] if self.whole else head.split(" ")
        if key == "number":
            widest = max(widest + self.ticks, 6 * MM)
        return max(widest, _widest(heads, COLUMN_HEAD)) + _GAP


def _widest(texts: Iterable[str], style: Style) -> float:
    return max((width(clean(text), style.face, style.size) for text in texts), default=0.0)

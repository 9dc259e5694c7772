"""Price lists laid out as a report: titles above the heads, groups between the rows, heads again.

    Racks & Co. - prices of 2026          titles
    Code   Description   Price            heads, perhaps in two rows
    Steel racks                           a group: one text alone
    RK-1   Rack          1489.00
    Code   Description   Price            the heads of the next page

Pure functions on rows as they stand. A layout is only taken where the heads say what is sold and
what it costs; what is doubtful is said in `doubts`, and nobody guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.transfer.figures import figure
from crm_desktop.services.transfer.headings import class_of, fold, name_heads
from crm_desktop.services.transfer.record_heads import guessed
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.wording import listed

LOOK_AT = 60  # rows in which the heads are looked for
BELOW = 15  # rows below the heads in which there must be a price
LONGEST_GROUP = 80  # characters: what is longer is a remark
GROUP, GROUP_ABOVE = "Group", "Group above"
_CALLED = frozenset({("name", ""), ("code", ""), ("external_id", "")})
_PRICES = frozenset({("list_price", ""), ("prices", "unit_price")})
_COSTS = frozenset({("cost", ""), ("min_price", "")})
_MOST_KEPT = 100
_TOTALS = (
    *("total", "subtotal", "sub-total", "sum", "grand total", "summe", "gesamt", "zwischensumme"),
    *("итого", "всего", "сумма", "razem", "suma", "somme", "totale", "total général"),
)
Row = tuple[int, Sequence[Cell]]  # the number of the row, and its cells


class Heads(NamedTuple):
    """Heads as they were found.

    Attributes:
        names: one a column, all different.
        lines: numbers of the rows they stand in; () for none.
        first: number of the first row below them.
        above: of heads in two rows: for each column what stands in the upper one.
    """

    names: tuple[str, ...]
    lines: tuple[int, ...]
    first: int
    above: tuple[str, ...] = ()


@dataclass(slots=True)
class Layout:
    """How a report is laid out.

    Attributes:
        called, priced: columns that name what is sold, and that say what it costs.
        groups: how deep groups go, 0 to 2. first_groups: the first ones.
        takes_lone: a text alone in its row is a group or a remark, not data.
        repeated, remarks, totals: numbers of the rows that are none of the data.
        others: rows that hold other heads.
        doubts: why a person has to say how it is to be read, as sentences.
    """

    heads: Heads
    called: frozenset[int] = frozenset()
    priced: frozenset[int] = frozenset()
    groups: int = 0
    takes_lone: bool = True
    first_groups: list[str] = field(default_factory=list[str])
    repeated: list[int] = field(default_factory=list[int])
    remarks: list[int] = field(default_factory=list[int])
    totals: list[int] = field(default_factory=list[int])
    others: list[int] = field(default_factory=list[int])
    doubts: list[str] = field(default_factory=list[str])

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in it that a plain table has not."""
        odd = self.groups or self.repeated or self.remarks or self.totals or self.others
        return not odd and len(self.heads.lines) < 2

    def notes(self) -> list[str]:
        """What was made of the rows, as sentences."""
        out: list[str] = []
        if len(self.heads.lines) > 1:
            words = _("The heads stand in rows {first} to {last}.")
            out.append(words.format(first=self.heads.lines[0], last=self.heads.lines[-1]))
        if self.heads.lines and self.heads.lines[0] > 1:
            words = _("Rows above row {line} were taken for titles.")
            out.append(words.format(line=self.heads.lines[0]))
        if self.groups:
            words = _(
                "Rows that hold one text alone were taken for groups of what follows: {some}."
            )
            out.append(words.format(some=listed(self.first_groups[:3])))
        for words, rows in (
            (_("Left out, because they repeat the heads: {rows}."), self.repeated),
            (_("Left out, because they are remarks: {rows}."), self.remarks),
            (_("Left out, because they are totals: {rows}."), self.totals),
        ):
            if rows:
                out.append(words.format(rows=told_rows(rows)))
        return out


def told_rows(rows: Sequence[int], most: int = 8) -> str:
    """`row 7`, `rows 7, 19 and 12 more`."""
    if len(rows) == 1:
        return _("row {row}").format(row=i18n.number(rows[0]))
    some = ", ".join(i18n.number(row) for row in rows[:most])
    if len(rows) <= most:
        return _("rows {rows}").format(rows=some)
    return _("rows {rows} and {count} more").format(rows=some, count=i18n.number(len(rows) - most))


# ------------------------------------------------------------------------------ the heads


def heads_at(rows: Sequence[Row], line: int) -> Heads:
    """The heads in the row of a number, as somebody said; 0: there are none."""
    filled = [(number, row) for number, row in rows if filled_at(row)]
    width = max((filled_at(row)[-1] + 1 for _number, row in filled), default=0)
    at = next((i for i, (number, _row) in enumerate(filled) if number == line), None)
    if at is None:
        return Heads(name_heads((), width), (), filled[0][0] if filled and not line else line + 1)
    return _heads_from(filled, at, width)


def _heads_from(filled: Sequence[Row], at: int, width: int) -> Heads:
    line, row = filled[at]
    below = filled[at + 1] if at + 1 < len(filled) else None
    if below is not None and below[0] == line + 1 and _goes_on(row, below[1]):
        joined = _joined(row, below[1], width)
        names = name_heads([" ".join(filter(None, pair)) for pair in joined], width)
        above = tuple(upper for upper, _lower in joined)
        return Heads(names, (line, below[0]), below[0] + 1, above)
    return Heads(name_heads(row, width), (line,), line + 1)


def _goes_on(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the row below is a second row of heads: `Price` above `EUR` and `USD`."""
    there, under = filled_at(row), filled_at(below)
    if not under or any(class_of(below[i]) != "text" for i in under):
        return False
    called = [i for i in there if place_of(str(row[i])) in _CALLED]
    if any(i in under for i in called) or (under[0] == 0 and len(under) == 1):
        return False
    fills = [i for i in under if i not in there]
    if fills:  # under a head that reaches over several columns, and with nothing else
        return under[0] > there[0] and all(
            i in there or (i - 1 in there or i - 1 in fills) for i in under
        )
    short = all(len(str(below[i]).strip()) <= 12 for i in under)
    known = [place_of(f"{row[i]} {below[i]}") or place_of(str(row[i])) for i in under]
    return short and bool(called) and any(p in _PRICES | _COSTS for p in known)


def _joined(row: Sequence[Cell], below: Sequence[Cell], width: int) -> list[tuple[str, str]]:
    """Two rows of heads, column by column: a head goes on over the blank cells beside it."""
    out: list[tuple[str, str]] = []
    above = ""
    for i in range(width):
        own = _text(row[i]) if i < len(row) else ""
        under = _text(below[i]) if i < len(below) else ""
        above = own or (above if under else "")
        out.append((above, under))
    return out


def find_heads(rows: Sequence[Row]) -> Heads | None:
    """The heads of a price list: the first row that says what is sold and what it costs."""
    filled = [(number, row) for number, row in rows if filled_at(row)]
    width = max((filled_at(row)[-1] + 1 for _number, row in filled), default=0)
    for at, (_number, row) in enumerate(filled[:LOOK_AT]):
        if len(filled_at(row)) < 2 or any(class_of(row[i]) not in _HEADS for i in filled_at(row)):
            continue
        heads = _heads_from(filled, at, width)
        called, priced = _columns(heads)
        below = [each for number, each in filled[at + 1 :] if number >= heads.first][:BELOW]
        if called and priced and any(_has_price(each, priced) for each in below):
            return heads
    return None


_HEADS = ("text", "long")


def likely_heads(rows: Sequence[Row]) -> int:
    """The number of the row that reads most like heads: texts above numbers; 0 for none."""
    filled = [(number, row) for number, row in rows if filled_at(row)][:LOOK_AT]
    best = (0, 0)
    for at, (number, row) in enumerate(filled):
        cells = filled_at(row)
        kinds = [class_of(row[i]) for i in cells]
        if kinds.count("text") < 2 or not set(kinds) <= set(_HEADS):
            continue
        below = [each for _number, each in filled[at + 1 : at + 6]]
        typed = sum(
            any(i < len(each) and class_of(each[i]) in ("number", "date") for each in below)
            for i in cells
        )
        if typed > best[0]:  # of several alike the first one
            best = typed, number
    return best[1]


def place_of(head: str) -> tuple[str, str] | None:
    """Field and child of a product that a head leads to."""
    target = guessed("product", head)
    return (target.field, target.child) if target is not None else None


def holds_prices(names: Sequence[str]) -> bool:
    """Whether heads say what is sold, and what it costs."""
    called, priced = _columns(Heads(tuple(names), (), 0))
    return bool(called and priced)


def _columns(heads: Heads) -> tuple[frozenset[int], frozenset[int]]:
    """The columns that say what is sold, and what it costs.

    Under one `Price` there may be several: each of them is one, as long as nobody says more.
    """
    above = heads.above or heads.names
    places = [place_of(name) or place_of(up) for name, up in zip(heads.names, above, strict=True)]
    called = frozenset(i for i, place in enumerate(places) if place in _CALLED)
    return called, frozenset(i for i, place in enumerate(places) if place in _PRICES)


# ------------------------------------------------------------------------------- the rows


def layout_of(rows: Iterable[Row], heads: Heads) -> Layout:
    """What the rows below the heads are."""
    called, priced = _columns(heads)
    layout = Layout(heads, called, priced)
    data = with_price = blocks = 0
    begins = False  # whether the first row of data has a group
    left = {"heads": layout.repeated, "remark": layout.remarks, "total": layout.totals}
    for kind, line, row, above in told_apart(rows, layout):
        if kind == "data":
            begins = begins or (not data and bool(above))
            data += 1
            with_price += _has_price(row, priced)
            blocks += bool(above)
            layout.groups = max(layout.groups, len(above))
            layout.first_groups += above[-1:] if len(layout.first_groups) < _MOST_KEPT else []
        elif kind == "other":
            layout.others.append(line)
        else:
            left[kind].append(line)
    if not (begins or blocks > 1 or layout.repeated or layout.totals or _has_titles(heads)):
        # A text alone in the middle of a plain table is a row that says little.
        layout.takes_lone, layout.groups = False, 0
        layout.first_groups, layout.remarks = [], []
    layout.first_groups = list(dict.fromkeys(layout.first_groups))
    _doubt(layout, data, with_price)
    return layout


def _has_titles(heads: Heads) -> bool:
    return bool(heads.lines) and heads.lines[0] > 1


def _doubt(layout: Layout, data: int, with_price: int) -> None:
    names = layout.heads.names
    if layout.others:
        words = (
            _("{rows} holds other heads than row {line}.")
            if len(layout.others) == 1
            else _("{rows} hold other heads than row {line}.")
        )
        words = words.format(
            rows=told_rows(layout.others), line=i18n.number(layout.heads.first - 1)
        )
        layout.doubts.append(words[:1].upper() + words[1:])
    if len(layout.priced) > 1:
        several = listed(names[i] for i in sorted(layout.priced))
        words = _("Several columns may hold the price: {several}.")
        layout.doubts.append(words.format(several=several))
    if with_price * 2 < data or not data:
        words = _("Of {count} rows only {priced} have a price that is a number.")
        layout.doubts.append(words.format(count=i18n.number(data), priced=i18n.number(with_price)))
    bases = [fold(name.partition(" (")[0]) for name in names]
    twice = {names[i] for i in layout.called if bases.count(bases[i]) > 1}
    if twice:
        words = _("The heads come twice, side by side: {heads}.")
        layout.doubts.append(words.format(heads=", ".join(sorted(twice))))


def told_apart(
    rows: Iterable[Row], layout: Layout
) -> Iterator[tuple[str, int, Sequence[Cell], list[str]]]:
    """Each row below the heads that is not blank, as `data`, or as what else it is.

    Beside a row of data the groups that begin with it, the outer one first: [] where none does.
    """
    heads = layout.heads
    folded = [fold(name) for name in heads.names]
    waiting: list[tuple[int, str, bool]] = []  # lone texts: line, text, whether right below data
    last, was_data = 0, False
    for line, row in rows:
        cells = filled_at(row)
        if line < heads.first or not cells:
            continue
        touches, last = was_data and line == last + 1, line
        was_data = False
        if _is_lone(row, cells, layout):
            waiting.append((line, _text(row[cells[0]]), touches))
            was_data = touches  # a second line of a remark
            continue
        kind = _kind_of(row, cells, folded)
        if kind != "data":
            yield kind, line, row, []
            continue
        groups: list[str] = []
        for number, text, is_below in waiting:
            is_last = number == waiting[-1][0]
            if len(text) > LONGEST_GROUP or (is_below and not is_last):
                yield "remark", number, (), []
            else:
                groups.append(text)
        waiting.clear()
        was_data = True
        yield "data", line, row, groups[-2:]
    for number, _text_of, _below in waiting:
        yield "remark", number, (), []


def _kind_of(row: Sequence[Cell], cells: Sequence[int], folded: list[str]) -> str:
    texts = {i: fold(_text(row[i])) for i in cells if isinstance(row[i], str)}
    same = sum(i < len(folded) and _is_head(text, folded[i]) for i, text in texts.items())
    if same >= 2 and same * 10 >= len(cells) * 6:
        return "heads"
    if not any(class_of(row[i]) in ("number", "date") for i in cells):
        places = [place_of(text) for text in texts.values()]
        if any(p in _CALLED for p in places) and any(p in _PRICES | _COSTS for p in places):
            return "other"
    first = texts.get(cells[0], "")
    if first.startswith(_TOTALS) and first.rstrip(" :0123456789,.") in _TOTALS:
        return "total"
    return "data"


def _is_head(text: str, head: str) -> bool:
    """Whether a cell is the head of its column, or one of the two lines of it."""
    part = bool(text) and (head.startswith(f"{text} ") or head.endswith(f" {text}"))
    return text == head or part


def _is_lone(row: Sequence[Cell], cells: Sequence[int], layout: Layout) -> bool:
    """One text alone, where no price could stand."""
    at = cells[0]
    if len(cells) != 1 or not layout.takes_lone or at in layout.priced:
        return False
    return class_of(row[at]) in _HEADS and any(map(str.isalpha, _text(row[at])))


def _has_price(row: Sequence[Cell], priced: Iterable[int]) -> bool:
    return any(i < len(row) and class_of(figure(row[i])) in ("number", "phone") for i in priced)


def filled_at(row: Sequence[Cell]) -> list[int]:
    """The places of the cells that hold something."""
    return [i for i, cell in enumerate(row) if cell is not None and _text(cell)]


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""

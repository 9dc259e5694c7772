"""The table of positions: rows, sections, subtotals, free text, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.services.documents.columns import Column, Columns, Figures, figures
from crm_desktop.services.documents.content import (
    Content,
    Item,
    PageBreak,
    Position,
    Role,
    Section,
    Subtotal,
    Text,
    amount_of,
)
from crm_desktop.services.documents.faces import clean, width
from crm_desktop.services.documents.look import (
    BODY,
    BODY_STRONG,
    COLUMN_HEAD,
    DETAIL,
    FIGURE_STRONG,
    HAIR,
    MM,
    NAME,
    QUIET,
    SECTION,
    Palette,
    Style,
)
from crm_desktop.services.documents.setting import (
    Box,
    Mark,
    Op,
    Rule,
    Strip,
    TextLine,
    baseline,
    left,
    right,
    wrap,
)
from crm_desktop.services.documents.words import MINUS, Words
from crm_desktop.services.pricing import ZERO

_PAD, _TIGHT_PAD = 4.6, 3.3  # above and below the words of a row
_TICK = 3.1 * MM
TICK_ROOM = _TICK + 1.6 * MM
_MOST_TOGETHER = 12  # lines of a row that no page break divides
_CELL_GAP = 1.6 * MM


@dataclass(slots=True)
class Table:
    """A table that is being set.

    Attributes:
        number: 1 is the first table of a document; each has its own head.
        choices: its rows have a box to tick, and no sums.
        tight: its rows are lower.
    """

    content: Content
    words: Words
    columns: Columns
    colours: Palette
    number: int = 1
    choices: bool = False
    tight: bool = False
    strips: list[Strip] = field(default_factory=list[Strip])
    _sum: Decimal = ZERO
    _own: list[Decimal] = field(default_factory=list[Decimal])  # amounts of the section
    _since: list[Decimal] = field(default_factory=list[Decimal])  # since the last subtotal
    _section: Section | None = None
    _row: int = 0  # where the last row begins
    _fresh: bool = False

    def set(self, items: Iterable[Item]) -> list[Strip]:
        """The strips of all items."""
        for item in items:
            match item:
                case Position():
                    self._position(item)
                case Section():
                    self._end_section()
                    self._begin_section(item)
                case Subtotal():
                    title = item.title or self.words.say.subtotal
                    self._subtotal(title, self._since)
                    self._since = []
                case Text():
                    self._text(item)
                case PageBreak():
                    self._fresh = True
        self._end_section()
        return self.strips

    def keep_end(self) -> None:
        """Let the last row stand with what follows: a total is never alone on its page."""
        self._tie(self.strips[self._row :], with_next=True)

    def head(self) -> Strip:
        """The head of the table, on each of its pages."""
        lines = max((len(column.head) for column in self.columns.all), default=1)
        height = lines * COLUMN_HEAD.leading + 7
        ops: list[Op] = []
        for column in self.columns.all:
            top = height - 6.2 - len(column.head) * COLUMN_HEAD.leading
            for i, text in enumerate(column.head):
                y = top + i * COLUMN_HEAD.leading + baseline(COLUMN_HEAD)
                ops.append(_placed(column, y, text, COLUMN_HEAD))
        ops.append(Rule(self.columns.x, height, self.columns.end, 0.9, self.colours.accent))
        return Strip(height, ops, table=self.number)

    def carried(self, amount: Decimal, *, forward: bool) -> Strip:
        """The amount carried over, at the end of a page or at the top of the next one."""
        say = self.words.say
        height = 16.0
        y = (height + FIGURE_STRONG.size * 0.72) / 2
        style = DETAIL._replace(face=FIGURE_STRONG.face)
        amount_end = self.columns.end - _CELL_GAP
        label = say.carried if forward else say.brought
        ops: list[Op] = [
            left(self.columns["name"].x, y, label, DETAIL),
            right(amount_end, y, self.words.amount(amount), style),
        ]
        if not forward:
            ops.append(Rule(self.columns.x, height, self.columns.end, 0.4, HAIR))
        return Strip(height, ops, table=self.number, running=amount)

    # ---- rows

    @property
    def _pad(self) -> float:
        return _TIGHT_PAD if self.tight else _PAD

    def _position(self, position: Position) -> None:
        columns, cells = self.columns, figures(position, self.words).cells
        named = self._described(position)
        narrow = self._wrapped_unit(cells)
        rows = max(len(named), *(len(texts) for texts in narrow.values()))
        made: list[Strip] = []
        for i in range(rows):
            text, style = named[i] if i < len(named) else ("", DETAIL)
            top = self._pad if i == 0 else 0.0
            # Figures and words of a row share their baseline, whatever their sizes are.
            leading = NAME.leading if i == 0 else style.leading
            y = top + baseline(NAME if i == 0 else style)
            ops: list[Op] = [_placed(columns["name"], y, text, style)] if text else []
            ops += self._cells(narrow, i, y)
            made.append(Strip(top + leading, ops, table=self.number, inside=i > 0))
        if self.choices:
            made[0].ops.append(self._tick())
        last = made[-1]
        last.height += self._pad
        last.ops.append(Rule(columns.x, last.height, columns.end, 0.4, HAIR))
        self._count(position, made)
        self._tie(made)
        self._append(made)

    def _cells(self, narrow: dict[str, list[str]], i: int, y: float) -> list[Op]:
        columns, ops = self.columns, list[Op]()
        for column in columns.all:
            texts = narrow.get(column.key, ())
            if i >= len(texts) or not texts[i] or column.key == "name":
                continue
            style = columns.style if i == 0 or column.key == "discount" else columns.small
            if column.key in ("number", "unit"):
                style = style.coloured(QUIET)
            shift = TICK_ROOM if self.choices and column.key == "number" else 0.0
            op = _placed(column, y, texts[i], style)
            ops.append(op._replace(x=op.x + shift))
        return ops

    def _wrapped_unit(self, cells: dict[str, list[str]]) -> dict[str, list[str]]:
        unit = self.columns["unit"]
        texts = cells["unit"]
        wrapped = wrap(texts[0], self.columns.style, unit.width - 2) if texts[0] else []
        return cells | {"unit": wrapped}

    def _described(self, position: Position) -> list[tuple[str, Style]]:
        """Name and details, line by line."""
        room = self.columns["name"].width - _CELL_GAP
        lines = [(line, NAME) for line in wrap(position.name, NAME, room)]
        for words in self._tags(position):
            style = DETAIL.coloured(self.colours.ink)
            lines += [(line, style) for line in wrap(words, style, room)]
        told = [position.code, position.description]
        told += self.words.reasons(position.line) if position.line else []
        for words in told:
            if words.strip():
                lines += [(line, DETAIL) for line in wrap(words, DETAIL, room)]
        if position.components:
            lines.append((f"{self.words.say.consists_of}:", DETAIL))
        for each in position.components:
            quantity = self.words.number(each.quantity)
            unit = each.unit or "\N{MULTIPLICATION SIGN}"
            words = f"•\N{NO-BREAK SPACE}{quantity}\N{NO-BREAK SPACE}{unit} {each.name}"
            lines += [(line, DETAIL) for line in wrap(words, DETAIL, room)]
        return lines

    def _tags(self, position: Position) -> list[str]:
        say = self.words.say
        if position.role is Role.OPTION:
            return [say.option]
        if position.role is not Role.ALTERNATIVE:
            return []
        other = self.content.chosen_instead(position)
        if position.counts or other is None:
            return [say.alternative]
        more = amount_of(position) - amount_of(other)
        shown = self.words.money(more)
        shown = shown if MINUS in shown else f"+{shown}"
        instead = say.instead.format(number=other.number, difference=shown)
        return [f"{say.alternative} · {instead}"]

    def _tick(self) -> Box:
        y = self._pad + baseline(NAME) - _TICK + 0.8
        return Box(self.columns.x, y, _TICK, _TICK, QUIET, thickness=0.7, radius=0.8)

    def _count(self, position: Position, made: list[Strip]) -> None:
        for strip in made[:-1]:
            strip.running = self._sum
        if not self.choices:
            self._sum += amount_of(position)
            self._own.append(amount_of(position))
            self._since.append(amount_of(position))
        made[-1].running = self._sum

    # ---- between the rows

    def _begin_section(self, section: Section) -> None:
        self._section, self._own, self._since = section, [], []
        style = SECTION.coloured(self.colours.ink)
        number, name = self.columns["number"], self.columns["name"]
        title = wrap(section.title, style, self.columns.end - name.x)
        made: list[Strip] = []
        for i, line in enumerate(title):
            ops: list[Op] = [left(name.x, baseline(style) + (3 if i == 0 else 0), line, style)]
            if i == 0:
                ops.append(left(number.x, baseline(style) + 3, section.number, style))
                told = f"{section.number} {section.title}".strip()
                ops.append(Mark(0, told, 1))
            made.append(Strip(style.leading + (3 if i == 0 else 0), ops))
        for line in wrap(section.text, DETAIL, self.columns.end - name.x) if section.text else ():
            ops = [left(name.x, baseline(DETAIL), line, DETAIL)]
            made.append(Strip(DETAIL.leading, ops))
        last = made[-1]
        last.height += 4
        last.ops.append(Rule(self.columns.x, last.height, self.columns.end, 0.4, HAIR))
        made[0].before = 9 if self.strips else 2
        for strip in made:
            strip.running, strip.table = self._sum, self.number
        # A long text of a section may be divided, but its head never ends a page.
        for strip in made if len(made) <= _MOST_TOGETHER else [*made[:3], *made[-2:]]:
            strip.keep = True
        self._append(made)

    def _end_section(self) -> None:
        section, self._section = self._section, None
        if section and section.subtotal and self._own:
            self._subtotal(f"{self.words.say.subtotal} {section.title}", self._own)
        self._own, self._since = [], []

    def _subtotal(self, title: str, amounts: list[Decimal]) -> None:
        if self.content.priced is None or self.choices:
            return
        self.keep_end()
        amount = self.words.amount(sum(amounts, ZERO))
        style = self.columns.style._replace(face=FIGURE_STRONG.face)
        end = self.columns.end - _CELL_GAP
        name = self.columns["name"]
        room = end - width(clean(amount), style.face, style.size) - name.x - 4 * MM
        lines = wrap(title, BODY_STRONG, room)
        made: list[Strip] = []
        for i, line in enumerate(lines):
            y = baseline(BODY_STRONG) + (3 if i == 0 else 0)
            ops: list[Op] = [left(name.x, y, line, BODY_STRONG)]
            if i == len(lines) - 1:
                ops.append(right(end, y, amount, style))
            height = BODY_STRONG.leading + (3 if i == 0 else 0)
            made.append(Strip(height, ops, keep=True, table=self.number, running=self._sum))
        made[-1].keep = False
        made[-1].height += 4
        begin = self._row
        self._append(made)
        self._row = begin  # the row before it goes with it

    def _text(self, text: Text) -> None:
        style = BODY_STRONG if text.strong else BODY
        name = self.columns["name"]
        made: list[Strip] = []
        for line in wrap(text.text, style, self.columns.end - name.x - _CELL_GAP):
            ops: list[Op] = [left(name.x, baseline(style), line, style)]
            made.append(Strip(style.leading, ops, table=self.number, running=self._sum))
        made[0].before = 4
        made[-1].height += 4
        self._tie(made)
        if text.strong:
            made[-1].keep = True
        self._append(made)

    # ---- pages

    def _append(self, made: list[Strip]) -> None:
        if self._fresh and self.strips:
            made[0].fresh = True
        self._fresh = False
        self._row = len(self.strips)
        self.strips += made

    @staticmethod
    def _tie(made: list[Strip], *, with_next: bool = False) -> None:
        """A row stays whole; of a very long one the beginning and the end do."""
        whole = len(made) <= _MOST_TOGETHER
        for i, strip in enumerate(made[:-1]):
            strip.keep = strip.keep or whole or i < 2 or i >= len(made) - 3
        if with_next and made:
            made[-1].keep = True


def rows_of(positions: Iterable[Position], words: Words) -> list[Figures]:
    """The narrow cells of all positions: what the columns must have room for."""
    return [figures(position, words) for position in positions]


def _placed(column: Column, y: float, text: str, style: Style) -> TextLine:
    if column.to_right:
        return right(column.end - _CELL_GAP, y, text, style)
    return left(column.x, y, text, style)

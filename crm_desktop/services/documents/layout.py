"""Pages: where each strip of a document stands. No PDF here, only measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crm_desktop.services.documents.columns import plan
from crm_desktop.services.documents.content import Content, Item, PageBreak, Section, check
from crm_desktop.services.documents.frame import Frame
from crm_desktop.services.documents.look import MM, NEXT_TOP, SMALL, SUBJECT, Palette, palette
from crm_desktop.services.documents.parts import acceptance, conditions, farewell, opening, sums
from crm_desktop.services.documents.setting import Mark, Op, Strip, moved, paragraph, together
from crm_desktop.services.documents.table import TICK_ROOM, Table, rows_of
from crm_desktop.services.documents.words import Words

_CARRY = 16.0  # height of the row with the amount carried over
_LITTLE = 48 * MM  # of a page: not worth a sheet of paper
_BELOW_HEAD = 4.6  # above a row that goes on from the page before
_TIGHTER = 0.62  # of the room between parts, where that saves a page
_MOST_TOGETHER = 12  # lines of a farewell that stay with the signature


@dataclass(slots=True)
class Page:
    """A page: what is on it, measured from its upper left corner."""

    ops: list[Op] = field(default_factory=list[Op])


@dataclass(slots=True)
class Sheets:
    """All pages of a document.

    Attributes:
        edges: left and right of the text.
    """

    width: float
    height: float
    pages: list[Page]
    colours: Palette
    words: Words
    edges: tuple[float, float]


def compose(content: Content) -> Sheets:
    """Set a document. Raises ValidationFailed, in words, for what cannot be set."""
    check(content)
    currency = content.priced.document.currency if content.priced else ""
    words = Words(content.language, currency)
    colours = palette(content.seller.colour)
    frame = Frame(content, words, colours)
    pages, rest = _pages(content, words, frame, tight=False)
    if len(pages) > 1 and rest < _LITTLE:
        # A last page with next to nothing on it: what fits a little closer saves it.
        closer, _rest = _pages(content, words, frame, tight=True)
        pages = closer if len(closer) < len(pages) else pages
    for i, page in enumerate(pages, start=1):
        page.ops = frame.above(i) + page.ops + frame.below(i, len(pages))
    edges = (frame.left, frame.right)
    return Sheets(frame.width, frame.height, pages, colours, words, edges)


def _pages(
    content: Content, words: Words, frame: Frame, *, tight: bool
) -> tuple[list[Page], float]:
    """The pages, and how much of the last one is used."""
    tables: dict[int, Table] = {}
    strips = list(_strips(content, words, frame, tables, tight=tight))
    flow = _Flow(frame, tables, content.carry and content.priced is not None, tight)
    return flow.pages(strips)


def _strips(
    content: Content, words: Words, frame: Frame, tables: dict[int, Table], *, tight: bool
) -> Iterator[Strip]:
    """The text of the document, from its title to the signature."""
    x, room = frame.left, frame.room
    yield from opening(content, words, x, room)
    columns = plan(content, words, rows_of(content.counting, words), (x, frame.right))
    table = tables[1] = Table(content, words, columns, frame.colours, tight=tight)
    chosen = [item for item in content.items if getattr(item, "counts", True)]
    rows = table.set(_without_empty(chosen))
    table.keep_end()
    if rows:
        yield _headed(table)
    yield from rows
    yield from sums(content, words, columns, frame.colours)
    yield from conditions(content, words, x, room)
    yield from _choices(content, words, frame, tables)
    # A signature is never alone on its page: what is said last goes with it.
    last = farewell(content, x, room)
    signature = acceptance(content, words, x, room)
    yield from together([*last, *signature]) if len(last) <= _MOST_TOGETHER else last + signature


def _headed(table: Table) -> Strip:
    head = table.head()
    head.keep = True
    return head


def _without_empty(items: Sequence[Item]) -> list[Item]:
    """Without the sections of which nothing is left: all of theirs is to be chosen."""
    kept: list[Item] = []
    for i, item in enumerate(items):
        if isinstance(item, Section) and not item.text:
            rest = (each for each in items[i + 1 :] if not isinstance(each, PageBreak))
            following = next(rest, None)
            if following is None or isinstance(following, Section):
                continue
        kept.append(item)
    return kept


def _choices(content: Content, words: Words, frame: Frame, tables: dict[int, Table]) -> list[Strip]:
    """Options and alternatives that are not in the total: a page or a part of their own."""
    choices = content.choices
    if not choices:
        return []
    x, room, say = frame.left, frame.room, words.say
    made = paragraph(say.options, SUBJECT, x, room, before=24)
    made[0].ops.append(Mark(0, say.options, 1))
    made += paragraph(say.options_intro, SMALL, x, room, before=2)
    made[-1].height += 6
    for strip in made:
        strip.keep = True
    columns = plan(content, words, rows_of(choices, words), (x, frame.right), TICK_ROOM)
    table = tables[2] = Table(content, words, columns, frame.colours, number=2, choices=True)
    rows = table.set(choices)
    made += [_headed(table), *rows]
    if sum(strip.height + strip.before for strip in made) <= frame.bottom - NEXT_TOP:
        return together(made)
    made[0].fresh = True
    return made


@dataclass(slots=True)
class _Flow:
    """Strips, one below the other, page after page."""

    frame: Frame
    tables: dict[int, Table]
    carry: bool
    tight: bool = False
    _pages: list[Page] = field(default_factory=list[Page])
    _y: float = 0.0
    _last: Strip | None = None  # the one above, on this page

    def pages(self, strips: Sequence[Strip]) -> tuple[list[Page], float]:
        """All pages, at least one, and how much of the last one is used."""
        self._pages, self._y = [Page()], self.frame.top
        for chunk in _chunks(strips):
            self._place(chunk)
        return self._pages, self._y - NEXT_TOP

    def _place(self, chunk: list[Strip]) -> None:
        """What stands together: on this page, or all of it on the next one."""
        first = chunk[0]
        if self._last is not None and (first.fresh or not self._fits(chunk)):
            self._turn(first)
        for strip in chunk:
            if self._last is not None and not self._fits([strip]):
                self._turn(strip)
            self._set(strip)

    def _fits(self, chunk: Iterable[Strip]) -> bool:
        end = self._y
        carry = False
        for strip in chunk:
            end += strip.height + self._before(strip)
            carry = self._carries(strip)
        return end + (_CARRY if carry else 0) <= self.frame.bottom

    def _before(self, strip: Strip) -> float:
        return strip.before * (_TIGHTER if self.tight else 1)

    def _carries(self, strip: Strip) -> bool:
        return self.carry and bool(strip.running) and strip.table == 1

    def _turn(self, first: Strip) -> None:
        """Begin a page, with the head of the table that goes on and what was carried over."""
        last, table = self._last, self.tables.get(first.table)
        goes_on = table is not None and last is not None and last.table == first.table
        amount = last.running if last and goes_on and self._carries(last) else None
        if table and amount is not None:
            self._set(table.carried(amount, forward=True))
        self._pages.append(Page())
        self._y, self._last = NEXT_TOP, None
        if table and goes_on:
            self._set(table.head())
            if amount is not None:
                self._set(table.carried(amount, forward=False))
                return
            self._last = None
            if first.inside:
                self._y += _BELOW_HEAD

    def _set(self, strip: Strip) -> None:
        if self._last is not None:
            self._y += self._before(strip)
        ops = self._pages[-1].ops
        ops += [moved(op, self._y) for op in strip.ops]
        self._y += strip.height
        self._last = strip


def _chunks(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """Strips that stand together."""
    chunk: list[Strip] = []
    for strip in strips:
        chunk.append(strip)
        if not strip.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

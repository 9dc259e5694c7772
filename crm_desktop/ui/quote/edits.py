"""What is done to the lines of a quote: typed, inserted, moved, pasted. Each is one undo step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.i18n import _, ngettext
from crm_desktop.ui.quote import cells, clip
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.clip import Clip
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.quote.prices import QuotePrices
from crm_desktop.ui.quote.rows import Row, Rows

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.prices import Offer, Pasted

_BY_HAND = ("unit_price",)  # typed over: the rule that made it says no longer true things
# What is typed at the beginning of an empty line makes another kind of it.
PREFIXES = (("#", "heading"), ("=", "subtotal"), ("//", "note"))
_MOST_NAMED = 5


class QuoteEdits(QObject):
    """Changes the lines of a document.

    Attributes:
        usual_tax: the tax of a line without a product.

    Signals:
        told: what could not be done as asked, in words.
        noted: what should be known about what was done.
        placed: the key of a line that the keyboard should go to.
    """

    told = Signal(str)
    noted = Signal(str)
    placed = Signal(int)

    def __init__(self, document: QuoteDocument, prices: QuotePrices, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._prices = document, prices
        self.usual_tax: Mapping[str, Any] = {}

    @property
    def rows(self) -> Rows:
        """The lines as they are."""
        return self._document.rows

    # ----------------------------------------------------------------------------------- cells

    def type_in(self, key: int | None, column: str, text: str) -> int | None:
        """Put what was typed into a cell; without a key, into a new line at the end.

        Returns the key of the line. Unreadable where the words are no value.
        """
        at = lines.index_of(self.rows, key)
        row = self.rows[at] if at >= 0 else None
        if row is None and not text.strip():
            return None
        if (row is None or lines.is_blank(row)) and (made := self._begun(row, column, text)):
            self._put_or_add(row, made)
            return made[lines.KEY]
        values = cells.read(column, text)
        if row is not None and all(row.get(name) == value for name, value in values.items()):
            return key
        if column in _BY_HAND:
            values["price_rule"] = _("Typed by hand") if row and row.get("product") else None
        made = {**(row or self._fresh()), **values}
        if row is None and column not in ("description", "code"):
            made.setdefault("quantity", Decimal(1))
        self._put_or_add(row, made)
        if column == "quantity" and row is not None:
            self._quantity_changed(row, made)
        return made[lines.KEY]

    def _fresh(self, **values: Any) -> Row:
        """A new line that is no product yet."""
        return lines.fresh(**{**self.usual_tax, **values})

    def _begun(self, row: Row | None, column: str, text: str) -> Row | None:
        """A heading, a subtotal or a note, where the words begin like one."""
        if column not in ("code", "description"):
            return None
        words = text.strip()
        for sign, kind in PREFIXES:
            if words.startswith(sign):
                values = {"kind": kind, "description": words.removeprefix(sign).strip() or None}
                if kind == "subtotal" and not values["description"]:
                    values["description"] = _("Subtotal")
                return {**(row or lines.fresh()), **values}
        return None

    def _put_or_add(self, row: Row | None, made: Row) -> None:
        if row is None:
            self._document.change((*self.rows, made))
        else:
            self._document.change(lines.put(self.rows, made[lines.KEY], made))

    def _quantity_changed(self, before: Row, row: Row) -> None:
        """The parts of a bundle follow it; the price of a product may be another one."""
        key, old, new = row[lines.KEY], before.get("quantity"), row.get("quantity")
        parts = lines.parts_of(self.rows, key)
        if parts and old and new is not None:
            changed = {
                part[lines.KEY]: {**part, "quantity": part["quantity"] * new / old}
                for part in parts
                if part.get("quantity") is not None
            }
            self._document.settle(tuple(changed.get(each[lines.KEY], each) for each in self.rows))
        if self._prices.follows(row):
            self._prices.look([key])

    def clear(self, targets: Iterable[tuple[int, str]]) -> None:
        """Empty cells."""
        self._fill((key, column, "") for key, column in targets)

    def _fill(self, targets: Iterable[tuple[int, str, str]]) -> None:
        """Many cells in one step; what cannot be read is left as it was, and told."""
        rows = {row[lines.KEY]: row for row in self.rows}
        refused: list[str] = []
        for key, column, text in targets:
            row = rows.get(key)
            if row is None or not cells.has_cell(row.get("kind"), column):
                continue
            try:
                rows[key] = _typed(row, column, text)
            except cells.Unreadable:
                refused.append(text)
        self._document.change(tuple(rows[row[lines.KEY]] for row in self.rows))
        if refused:
            self.told.emit(_refused(refused))

    def copy_down(self, keys: Sequence[int], columns: Sequence[str]) -> None:
        """Fill cells with what stands in the first line; one line alone, with the one above."""
        places = [lines.index_of(self.rows, key) for key in keys]
        if len(places) == 1:
            places.insert(0, places[0] - 1)
        if not places or places[0] < 0:
            return
        source, targets = self.rows[places[0]], {self.rows[at][lines.KEY] for at in places[1:]}
        names = [name for column in columns for name in _fields_of(column)]
        values = {name: source.get(name) for name in names}
        if "code" in columns and source.get("product") is not None:
            values = {k: v for k, v in source.items() if k not in (lines.KEY, lines.BUNDLE, "id")}
        made = tuple({**row, **values} if row[lines.KEY] in targets else row for row in self.rows)
        self._document.change(made)
        if "quantity" in columns:
            self._prices.look(targets)

    # ----------------------------------------------------------------------------------- lines

    def insert(self, before: int | None, kind: str = "text") -> None:
        """A new line above another one; at the end without one."""
        words = {"subtotal": _("Subtotal"), "heading": _("New section")}.get(kind)
        make = self._fresh if kind == "text" else lines.fresh
        row = make(kind=kind, description=words)
        at = lines.index_of(self.rows, before)
        at = len(self.rows) if at < 0 else at
        self._document.change(lines.inserted(self.rows, at, (row,)))
        self.placed.emit(row[lines.KEY])

    def remove(self, keys: Collection[int]) -> None:
        """Take lines out; the parts of a bundle go with it."""
        if keys:
            at = min(lines.index_of(self.rows, key) for key in keys)
            made = lines.removed(self.rows, set(keys))
            self._document.change(made)
            if at < len(made):
                self.placed.emit(made[at][lines.KEY])

    def move(self, keys: Collection[int], step: int) -> None:
        """Lines one place up or down."""
        self._document.change(lines.moved(self.rows, set(keys), step))

    def toggle(self, key: int) -> None:
        """Choose an option or an alternative."""
        self._document.change(lines.toggled(self.rows, key))

    def make_options(self, keys: Collection[int]) -> None:
        """Lines become options, or lines like others again."""
        self._document.change(lines.made_options(self.rows, set(keys)))

    def make_alternatives(self, keys: Collection[int]) -> None:
        """Lines become alternatives of one another."""
        made = lines.made_alternatives(self.rows, set(keys))
        if made == self.rows:
            self.told.emit(
                _("An alternative needs a line above it that it can stand in the place of.")
            )
        self._document.change(made)

    def split(self, keys: Collection[int]) -> None:
        """Bundles become the lines they consist of; what had its price in theirs gets its own."""
        rows = self.rows
        heads = {row[lines.BUNDLE] or row[lines.KEY] for row in rows if row[lines.KEY] in keys}
        heads &= lines.bundles(rows)
        if not heads:
            self.told.emit(_("Only a bundle can be split. Choose one, or a line of one."))
            return
        before = self._document.sheet.priced.tax_exclusive
        parts = [row[lines.KEY] for row in rows if row[lines.BUNDLE] in heads]
        inside = lines.within(rows)
        self._document.change(lines.split(rows, heads))
        self.placed.emit(parts[0])
        self._prices.take([key for key in parts if key in inside], partial(self._split, before))

    def _split(self, before: Decimal) -> None:
        """Say what it costs more or less than the bundle did."""
        more = self._document.sheet.priced.tax_exclusive - before
        if more:
            amount = cells.change(more, self._document.currency)
            words = _("The lines have their own prices now: {change}. Undo joins them again.")
            self.noted.emit(words.format(change=amount))

    # -------------------------------------------------------------------------------- products

    def take_offers(self, at_key: int | None, offers: Sequence[Offer]) -> int | None:
        """Products in the place of a line, or at the end; the quantity of the line stays.

        Returns the key of the last line that was made.
        """
        at = lines.index_of(self.rows, at_key)
        there = self.rows[at] if at >= 0 else None
        new: list[Row] = []
        heads: list[tuple[Row, Offer]] = []
        for offer in offers:
            begun = there if not heads and there is not None else lines.fresh()
            head = _offered(begun, offer)
            heads.append((head, offer))
            new += lines.with_parts(head, offer.parts)
        if not heads:
            return None
        rest = self.rows
        if there is not None:
            rest = tuple(row for row in self.rows if row[lines.BUNDLE] != there[lines.KEY])
            at = lines.index_of(rest, at_key)
            made = (*rest[:at], *new, *rest[at + 1 :])
        else:
            made = (*rest, *new)
        self._document.change(made)
        for head, offer in heads:
            self._prices.took(head, offer)
        self._prices.look([h[lines.KEY] for h, o in heads if h["quantity"] != o.row["quantity"]])
        return heads[-1][0][lines.KEY]

    def look_up(self, key: int, code: str, *, by_name: bool = True) -> None:
        """A code was typed without choosing a product: perhaps there is exactly one."""

        def found(pasted: list[Pasted]) -> None:
            offer = pasted[0].offer if pasted else None
            if offer is not None:
                self._become(key, code, offer)
            elif by_name:
                self._prices.search_beside(code, named)
            else:
                self._take_as_words(key, code)

        def named(offers: list[Offer]) -> None:
            if len(offers) == 1:
                self._become(key, code, offers[0])
            elif offers and self._is_still(key, code):
                words = _("Several products fit “{words}”. Press F2 in the code to choose one.")
                self.told.emit(words.format(words=code))
            else:
                self._take_as_words(key, code)

        self._prices.by_codes(((code, None),), found)

    def _take_as_words(self, key: int, code: str) -> None:
        """What is no product, and looks like none, is what the line says; it is no code."""
        is_code = any(sign.isdigit() for sign in code) and not any(map(str.isspace, code))
        if not is_code and self._is_still(key, code):
            self._document.settle(lines.put(self.rows, key, {"code": None, "description": code}))

    def _is_still(self, key: int, code: str) -> bool:
        """Nobody has written on in a line whose product is looked for."""
        at = lines.index_of(self.rows, key)
        if at < 0:
            return False
        row = self.rows[at]
        plain = row.get("product") is None and not row.get("description")
        return plain and row.get("code") == code

    def _become(self, key: int, code: str, offer: Offer) -> None:
        """A line whose product was found meanwhile: no step of its own."""
        if not self._is_still(key, code):
            return
        at = lines.index_of(self.rows, key)
        made = lines.with_parts(_offered(self.rows[at], offer), offer.parts)
        self._document.settle((*self.rows[:at], *made, *self.rows[at + 1 :]))
        self._prices.took(made[0], offer)
        self._prices.look([key])

    # ---------------------------------------------------------------------------------- pasting

    def paste(self, held: Clip, at_key: int | None, column: str) -> None:
        """Lines of ours, codes with quantities, or a block of cells."""
        if held.lines:
            self._paste_lines(held.lines, at_key)
        elif held.table and (codes := clip.as_codes(held.table, column)):
            self._paste_codes(codes, at_key)
        elif held.table:
            self._paste_block(held.table, at_key, column)

    def _paste_lines(self, given: Sequence[dict[str, Any]], at_key: int | None) -> None:
        new = lines.opened({**row, "id": None} for row in given)
        at = lines.index_of(self.rows, at_key)
        at = len(self.rows) if at < 0 else at
        self._document.change(lines.inserted(self.rows, at, new))
        self._prices.look_all()
        self.placed.emit(new[-1][lines.KEY])

    def add_lines(self, given: Sequence[Mapping[str, Any]]) -> None:
        """Lines of another document at the end."""
        self._paste_lines([dict(row) for row in given], None)

    def _paste_codes(self, codes: Sequence[tuple[str, Decimal | None]], at_key: int | None) -> None:
        self._prices.by_codes(tuple(codes), partial(self._codes_found, at_key))

    def _codes_found(self, at_key: int | None, found: list[Pasted]) -> None:
        """A line each; what is not known stands there as free text, and is named."""
        new: list[Row] = []
        heads: list[tuple[Row, Offer]] = []
        unknown: list[str] = []
        for each in found:
            if each.offer is not None:
                head = {**_offered(lines.fresh(), each.offer), "quantity": each.quantity}
                heads.append((head, each.offer))
                new += lines.with_parts(head, each.offer.parts)
            else:
                unknown.append(each.code)
                new.append(self._fresh(code=each.code, quantity=each.quantity))
        if not new:
            return
        at = lines.index_of(self.rows, at_key)
        blank = at >= 0 and lines.is_blank(self.rows[at])
        at = len(self.rows) if at < 0 else at
        rest = lines.removed(self.rows, {self.rows[at][lines.KEY]}) if blank else self.rows
        self._document.change(lines.inserted(rest, at, new))
        for head, offer in heads:
            self._prices.took(head, offer)
        self.placed.emit(new[-1][lines.KEY])
        if unknown:
            self.told.emit(_unknown(unknown))

    def _paste_block(self, table: clip.Table, at_key: int | None, column: str) -> None:
        """Cells to the right of and below a cell; lines are added where there are too few."""
        names, body = clip.columns_for(table, column)
        at = lines.index_of(self.rows, at_key)
        at = len(self.rows) if at < 0 else at
        rows, refused = list(self.rows), list[str]()
        for place, texts in enumerate(body, at):
            if place >= len(rows):
                rows.append(self._fresh())
            for name, text in zip(names, texts, strict=False):
                row = rows[place]
                if not name or not cells.has_cell(row.get("kind"), name):
                    continue
                try:
                    rows[place] = _typed(row, name, text)
                except cells.Unreadable:
                    refused.append(text)
        self._document.change(tuple(rows))
        if body:
            self.placed.emit(rows[min(at + len(body), len(rows)) - 1][lines.KEY])
        if refused:
            self.told.emit(_refused(refused))


def _offered(begun: Row, offer: Offer) -> Row:
    """A line made of an offer; the quantity that stood there already stays."""
    quantity = begun.get("quantity")
    kind = begun.get("kind") if begun.get("kind") in lines.CHOOSABLE else offer.row["kind"]
    kept = {"kind": kind, "quantity": offer.row["quantity"] if quantity is None else quantity}
    return {**begun, **offer.row, **kept}


def _typed(row: Row, column: str, text: str) -> Row:
    """A line with what was typed in a cell. Unreadable where the words are no value."""
    values = cells.read(column, text)
    if column in _BY_HAND:
        values["price_rule"] = _("Typed by hand") if row.get("product") else None
    return {**row, **values}


def _fields_of(column: str) -> tuple[str, ...]:
    more = {
        "discount": ("discount_percent", "discount_amount"),
        "tax_rate": ("tax_rate", "tax_category", "tax_class"),
        "unit_price": ("unit_price", "price_rule"),
    }
    return more.get(column, (column,))


def _refused(texts: Sequence[str]) -> str:
    named = ", ".join(f"“{text[:20]}”" for text in texts[:_MOST_NAMED])
    words = ngettext(
        "{n} cell could not be read and stays as it was",
        "{n} cells could not be read and stay as they were",
        len(texts),
    )
    return f"{words}: {named}."


def _unknown(codes: Sequence[str]) -> str:
    named = ", ".join(codes[:_MOST_NAMED]) + (" …" if len(codes) > _MOST_NAMED else "")
    words = ngettext(
        "{n} code is not known and stands there as free text",
        "{n} codes are not known and stand there as free text",
        len(codes),
    )
    return f"{words}: {named}."

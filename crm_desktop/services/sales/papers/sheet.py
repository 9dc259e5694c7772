"""A quote or an order as a sheet: each row with what it comes to, its number, its warnings.

Pure: from values to figures, by services/pricing.py. The screen, the paper, the workbook and the
rule that writes net amounts and totals with each save all show this one result.

    sheet = sheet_of(values)                  # values of a quote or an order, also an unsaved one
    for row in sheet.rows: row.number, row.amount, row.margin, row.warnings
    sheet.priced.tax_inclusive, sheet.priced.taxes, sheet.margin_percent
    sheet.explain("tax_exclusive"), sheet.explain_row(3)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import Any
from uuid import UUID

from crm_desktop.i18n import _
from crm_desktop.services import money, pricing
from crm_desktop.services.catalog import Ref
from crm_desktop.services.pricing import ZERO, Adjustment, Line, Priced, PricedLine
from crm_desktop.services.sales.papers import line_amounts

Row = Mapping[str, Any]
Values = Mapping[str, Any]
PLAIN_KIND = "product"  # what a row without a kind is
FALLBACK = "EUR"  # whose decimals a currency has that nobody knows: two, like most


@dataclass(frozen=True, slots=True)
class Floor:
    """Below what a product is not sold.

    Attributes:
        price: the lowest unit price, for one unit, without tax, in the currency of the document.
        margin_percent: the least margin.
    """

    price: Decimal | None = None
    margin_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """What somebody should look at before the document goes out.

    Attributes:
        code: floor, margin, loss, no-price, base-quantity.
        words: a sentence.
    """

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it is shown.

    Attributes:
        at: its place among `values["lines"]` as they were given.
        row: its values as they were given.
        kind: product, text, heading, subtotal, note, option or alternative.
        number: the printed position, "2" or "2.1"; "" where none is printed: notes, subtotals, and
            parts of a bundle without a price of their own.
        section: place in `Sheet.rows` of the heading it stands under; None: of none.
        bundle: place in `Sheet.rows` of the bundle it is a part of; None: of none.
        counts: it is in the total. An option does once it is chosen; of the alternatives of one
            group exactly one does.
        line, priced: what was asked of the pricing engine, and its answer; None for what costs
            nothing. Where it does not count it is priced by itself.
        amount: what stands in the last column: of a line its total (with tax where the prices of
            the document are), of a heading the sum of its section, of a subtotal the sum since the
            last one; None for nothing.
        margin, margin_percent: with its part of the document's discounts; None: cost not known.
    """

    at: int
    row: Row
    kind: str
    number: str = ""
    section: int | None = None
    bundle: int | None = None
    counts: bool = False
    line: Line | None = None
    priced: PricedLine | None = None
    amount: Decimal | None = None
    margin: Decimal | None = None
    margin_percent: Decimal | None = None
    warnings: tuple[Warned, ...] = ()

    @property
    def net(self) -> Decimal | None:
        """Without tax, before the discounts of the document: what the rule stores as its net."""
        return self.priced.net if self.priced else None

    @property
    def title(self) -> str:
        """The first line of its description, else its code."""
        words = str(self.row.get("description") or "").strip()
        return words.splitlines()[0] if words else str(self.row.get("code") or "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document with all its figures.

    Attributes:
        rows: in the order in which they are printed.
        priced: what it comes to; its lines are those of the rows that count, in their order.
        at_list: what the lines that count would cost at list prices, as the prices of the document
            are (with or without tax).
        discount: how much less is asked for, by lines and document together.
        known_currency: False: the figures are in cents, for want of better knowledge.
    """

    rows: tuple[SheetRow, ...]
    priced: Priced
    at_list: Decimal
    discount: Decimal
    known_currency: bool = True
    _counting: tuple[SheetRow, ...] = field(default=(), repr=False, compare=False)

    @property
    def counting(self) -> tuple[SheetRow, ...]:
        """The rows in the total, in the order of `priced.lines`."""
        return self._counting

    @property
    def cost(self) -> Decimal | None:
        """Of all lines; None where one is not known, or where there is no line."""
        return self.priced.cost if self._counting else None

    @property
    def margin(self) -> Decimal | None:
        """What is left after the cost; None where that is not known."""
        return self.priced.margin if self._counting else None

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin as a part of what is sold, with one decimal."""
        return self.priced.margin_percent if self._counting else None

    @property
    def discount_percent(self) -> Decimal | None:
        """All discounts as a part of the list prices; None where nothing has one."""
        return money.percent_of(self.discount, self.at_list, 1)

    @property
    def warnings(self) -> tuple[tuple[SheetRow, Warned], ...]:
        """All warnings of all rows that count."""
        return tuple((row, each) for row in self.rows if row.counts for each in row.warnings)

    def totals(self) -> dict[str, Decimal | None]:
        """The fields `documents.TOTALS` and `rounding` as they are stored."""
        keys = ("lines_total", "allowances_total", "charges_total", "tax_exclusive", "tax_total")
        found = {key: getattr(self.priced, key) for key in (*keys, "tax_inclusive", "payable")}
        return found | {"cost": self.cost, "margin_percent": self.margin_percent}

    def taxes(self) -> tuple[dict[str, Any], ...]:
        """The rows of the field `taxes` as they are stored."""
        return tuple(
            {"category": t.category, "rate": t.rate, "taxable": t.taxable, "tax": t.tax}
            for t in self.priced.taxes
        )

    def explain(self, figure: str) -> tuple[pricing.Term, ...]:
        """What a figure is made of, in words; the amounts add up to it.

        Known are those of `totals()` but margin_percent, and: margin, discount, at_list.
        KeyError for another.
        """
        from crm_desktop.services.sales.papers import sheet_words

        return sheet_words.explained(self, figure)

    def explain_row(self, place: int) -> tuple[pricing.Term, ...]:
        """How `rows[place].amount` comes about; () for a row without an amount."""
        from crm_desktop.services.sales.papers import sheet_words

        return sheet_words.explained_row(self, self.rows[place])


def sheet_of(
    values: Values,
    *,
    floors: Mapping[UUID, Floor | Decimal] | None = None,
    cash_step: Decimal | None = None,
) -> Sheet:
    """The sheet of a quote's or an order's values, saved or not. Never raises for odd values.

    Args:
        values: `lines`, `allowances`, `currency`, `prices_include_tax`, `tax_mode`, `prepaid`,
            `rounding`; what is missing is nothing.
        floors: by product: a Floor, or the lowest unit price alone.
        cash_step: what is to be paid is a multiple of this, such as 0.05; `rounding` is not asked.
    """
    return _Sheet(values, floors or {}, cash_step).made()


def ordered(rows: Sequence[Row]) -> list[int]:
    """The places of rows in the order of their positions; as given where one has none."""
    places = list(range(len(rows)))
    if all(row.get("position") is not None for row in rows):
        places.sort(key=lambda at: rows[at]["position"])
    return places


def positioned(rows: Sequence[Row]) -> tuple[dict[str, Any], ...]:
    """The rows in their order, each with a position of its own. Good positions stay as they are:
    parts of bundles and deliveries refer to them.
    """
    made = [dict(rows[at]) for at in ordered(rows)]
    taken = [row.get("position") for row in made]
    if None not in taken and len(set(taken)) == len(taken):
        return tuple(made)
    moved: dict[Any, int] = {}
    for at, row in enumerate(made, 1):
        moved.setdefault(row.get("position"), at)
        row["position"] = at
    for row in made:
        if row.get("bundle_position") is not None:
            row["bundle_position"] = moved.get(row["bundle_position"])
    return tuple(made)


def adjustments_of(rows: Iterable[Row], currency: str, *, charges: bool) -> tuple[Adjustment, ...]:
    """The allowances, or the charges, of a document as the engine takes them."""
    made: list[Adjustment] = []
    for row in rows:
        amount, percent = row.get("amount"), row.get("percent")
        if bool(row.get("is_charge")) != charges or (amount is None and percent is None):
            continue
        made.append(
            Adjustment(
                amount=None if amount is None else money.rounded(amount, currency),
                percent=ZERO if percent is None else percent,
                tax_category=row.get("tax_category") or "",
                tax_rate=(row.get("tax_rate") or ZERO) if row.get("tax_category") else ZERO,
                reason=row.get("reason") or "",
            )
        )
    return tuple(made)


class _Sheet:
    """The sheet on its way."""

    def __init__(
        self,
        values: Values,
        floors: Mapping[UUID, Floor | Decimal],
        cash_step: Decimal | None,
    ) -> None:
        self._values, self._floors = values, floors
        currency = values.get("currency")
        self._known = line_amounts.is_known(currency)
        self._currency = str(currency) if self._known else FALLBACK
        given: Sequence[Row] = values.get("lines") or ()
        self._by_parts: set[int] = set()  # bundles that cost what their parts do
        self._given = [(at, given[at]) for at in ordered(given)]
        flags = line_amounts.counting([row for _at, row in self._given])
        self._chosen = {at for (at, _row), flag in zip(self._given, flags, strict=True) if flag}
        rows: Sequence[Row] = values.get("allowances") or ()
        prepaid, rounding = values.get("prepaid") or ZERO, values.get("rounding") or ZERO
        self._document = pricing.Document(
            self._currency,
            prices_include_tax=bool(values.get("prices_include_tax")),
            allowances=adjustments_of(rows, self._currency, charges=False),
            charges=adjustments_of(rows, self._currency, charges=True),
            tax_per_line=values.get("tax_mode") == "line",
            prepaid=money.rounded(prepaid, self._currency),
            rounding=ZERO if cash_step else money.rounded(rounding, self._currency),
            cash_step=cash_step or None,
        )

    def made(self) -> Sheet:
        """All of it."""
        rows = [self._row(*each) for each in self._numbered()]
        lines = tuple(row.line for row in rows if row.counts and row.line is not None)
        priced = pricing.price(replace(self._document, lines=lines))
        answers = iter(priced.lines)
        # A bundle without a price of its own costs what its parts do.
        by_parts = {row.bundle for row in rows if row.line is not None}
        self._by_parts = {at for at in by_parts if at is not None and rows[at].line is None}
        rows = [self._priced(row, answers, at in by_parts) for at, row in enumerate(rows)]
        rows = self._with_sums(rows)
        counting = tuple(row for row in rows if row.counts)
        at_list = sum((self._at_list(row) for row in counting), ZERO)
        asked = sum((row.amount or ZERO for row in counting), ZERO)
        discount = at_list - asked + self._allowed(counting)
        return Sheet(tuple(rows), priced, at_list, discount, self._known, counting)

    # ---- numbers and places

    def _numbered(self) -> Iterable[tuple[int, Row, str, int | None, int | None]]:
        """Each row with its number, its section and its bundle."""
        section: int | None = None
        top, inner = 0, 0
        parts: dict[int, int] = {}
        numbers: dict[int, str] = {}
        places = {row.get("position"): i for i, (_at, row) in enumerate(self._given)}
        for i, (at, row) in enumerate(self._given):
            kind = row.get("kind") or PLAIN_KIND
            bundle = self._bundle(i, row, places)
            number = ""
            if kind == "heading":
                top, inner, section = top + 1, 0, i
                number = str(top)
            elif bundle is not None:
                if line_amounts.has_amount(row):
                    parts[bundle] = parts.get(bundle, 0) + 1
                    number = f"{numbers.get(bundle, '')}.{parts[bundle]}".lstrip(".")
            elif kind not in ("subtotal", "note"):
                if section is None:
                    top += 1
                    number = str(top)
                else:
                    inner += 1
                    number = f"{top}.{inner}"
            numbers[i] = number
            yield at, row, number, None if kind == "heading" else section, bundle

    def _bundle(self, i: int, row: Row, places: Mapping[Any, int]) -> int | None:
        """The row that this one is a part of: another one, that is a part of none itself."""
        wanted = row.get("bundle_position")
        found = None if wanted is None else places.get(wanted)
        if found is None or found == i:
            return None
        return None if self._given[found][1].get("bundle_position") is not None else found

    def _row(
        self, at: int, row: Row, number: str, section: int | None, bundle: int | None
    ) -> SheetRow:
        kind = str(row.get("kind") or PLAIN_KIND)
        made = SheetRow(at, row, kind, number, section, bundle)
        if not line_amounts.has_amount(row) or not line_amounts.has_base(row):
            return made
        line = line_amounts.line_of(row, self._currency)
        return replace(made, line=line, counts=at in self._chosen)

    # ---- figures

    def _priced(self, row: SheetRow, answers: Iterator[PricedLine], by_parts: bool) -> SheetRow:
        if row.line is None:
            return row if by_parts else replace(row, warnings=self._without_price(row))
        if row.counts:
            priced = next(answers)
        else:
            alone = pricing.Document(
                self._currency,
                (row.line,),
                prices_include_tax=self._document.prices_include_tax,
            )
            priced = pricing.price(alone).lines[0]
        sold = priced.net + priced.spread
        percent = None if priced.margin is None else money.percent_of(priced.margin, sold, 1)
        row = replace(
            row, priced=priced, amount=priced.total, margin=priced.margin, margin_percent=percent
        )
        return replace(row, warnings=tuple(self._warnings(row, sold)))

    def _with_sums(self, rows: Sequence[SheetRow]) -> list[SheetRow]:
        """Headings with the sum of their section, subtotals with what stands above them."""
        made = list(rows)
        own, since = ZERO, ZERO
        heading: int | None = None
        for i, row in enumerate(rows):
            if row.kind == "heading":
                heading, own, since = i, ZERO, ZERO
            elif row.kind == "subtotal":
                made[i] = replace(row, amount=money.rounded(since, self._currency))
                since = ZERO
            elif row.counts and row.amount is not None:
                own += row.amount
                since += row.amount
            if heading is not None:
                made[heading] = replace(made[heading], amount=money.rounded(own, self._currency))
        return made

    def _at_list(self, row: SheetRow) -> Decimal:
        """At the list price; at its own where there is none, or where that is lower."""
        if row.line is None:
            return ZERO
        own, listed = row.line.unit_price, row.row.get("list_price")
        price = own if listed is None else max(own, listed)
        with localcontext(prec=40):
            full = row.line.quantity * price / row.line.base_quantity
        return money.rounded(full, self._currency)

    def _allowed(self, rows: Sequence[SheetRow]) -> Decimal:
        """The allowances of the document, as its prices are."""
        less = ZERO
        for each in self._document.allowances:
            if each.amount is not None:
                less += each.amount
                continue
            own = (r for r in rows if r.line and each.group in (None, r.line.group))
            base = sum((row.amount or ZERO for row in own), ZERO)
            less += money.part(base, each.percent, self._currency)
        return less

    # ---- warnings

    def _without_price(self, row: SheetRow) -> tuple[Warned, ...]:
        if not line_amounts.has_base(row.row):
            return (Warned("base-quantity", _("The price is for no units: it must be for some.")),)
        # The price of a part is in that of its bundle, unless the bundle costs what its parts do.
        own = row.bundle is None or row.bundle in self._by_parts
        if row.kind in ("product", "option", "alternative") and own:
            return (Warned("no-price", _("It has no price yet.")),)
        return ()

    def _warnings(self, row: SheetRow, sold: Decimal) -> Iterable[Warned]:
        line, priced = row.line, row.priced
        if line is None or priced is None or line.quantity <= 0:
            return
        floor = self._floor(row)
        if floor.price is not None and sold < self._times(line, floor.price):
            least = f"{pricing.plain(floor.price)} {self._currency}"
            yield Warned("floor", _("Below the floor price of {price}.").format(price=least))
        percent, least = row.margin_percent, floor.margin_percent
        if row.margin is not None and row.margin < 0:
            yield Warned("loss", _("Sold below its cost."))
        elif percent is not None and least is not None and percent < least:
            words = _("The margin of {margin} % is under the least of {least} %.")
            told = words.format(margin=percent, least=pricing.plain(least))
            yield Warned("margin", told)

    def _times(self, line: Line, price: Decimal) -> Decimal:
        return money.rounded(line.quantity * price, self._currency)

    def _floor(self, row: SheetRow) -> Floor:
        product = row.row.get("product")
        found = self._floors.get(product.id) if isinstance(product, Ref) else None
        if isinstance(found, Floor):
            return found
        return Floor(found)

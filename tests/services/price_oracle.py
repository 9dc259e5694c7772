"""The price of a product as somebody would find it with pencil and paper: slow and plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]


@dataclass
class Paper:
    """A product and the price lists, as they were written down.

    Attributes:
        rows: list, company, currency, least, price, percent, first, last; None for what is open.
        lists: name -> currency, parent, first, last, has_tax.
    """

    rows: Sequence[Row]
    lists: dict[str, Row]
    list_price: Fraction | None
    currency: str
    tax: Fraction

    def price(
        self,
        company: str | None,
        chain: Sequence[str],
        currency: str,
        day: date,
        quantity: Fraction,
        *,
        with_tax: bool,
    ) -> Fraction | None:
        """What one unit costs, after every discount; exact."""
        open_lists = [name for name in chain if _open(self.lists[name], day)]
        places: list[list[Row]] = []
        if company is not None:
            places.append(
                [
                    row
                    for row in self.rows
                    if row["company"] == company and row["list"] in (None, *open_lists)
                ]
            )
        for name in open_lists:
            places.append(
                [row for row in self.rows if row["list"] == name and row["company"] is None]
            )
        places.append([row for row in self.rows if row["list"] is None and row["company"] is None])
        fit = [
            [
                row
                for row in rows
                if _open(row, day) and row["least"] <= quantity and self._is_in(row, currency)
            ]
            for rows in places
        ]
        return self._first(fit, currency, with_tax=with_tax)

    def _is_in(self, row: Row, currency: str) -> bool:
        if row["currency"]:
            return row["currency"] == currency
        if row["list"]:
            return self.lists[row["list"]]["currency"] == currency
        return row["price"] is None or self.currency == currency

    def _first(self, places: list[list[Row]], currency: str, *, with_tax: bool) -> Fraction | None:
        if not places:
            if self.list_price is None or self.currency != currency:
                return None
            return self._taxed(self.list_price, None, with_tax=with_tax)
        rows = sorted(places[0], key=_rank)
        while rows:
            row = rows.pop()
            if row["price"] is not None:
                return self._taxed(row["price"], row["list"], with_tax=with_tax)
            base = self._first(
                [[each for each in rows if each["price"] is not None], *places[1:]],
                currency,
                with_tax=with_tax,
            )
            if base is not None:
                return base * (100 - row["percent"]) / 100
        return self._first(places[1:], currency, with_tax=with_tax)

    def _taxed(self, price: Fraction, name: str | None, *, with_tax: bool) -> Fraction:
        has_tax = name is not None and self.lists[name]["has_tax"]
        if has_tax and not with_tax:
            return price * 100 / (100 + self.tax)
        if with_tax and not has_tax:
            return price * (100 + self.tax) / 100
        return price


def _open(row: Row, day: date) -> bool:
    return (row["first"] is None or row["first"] <= day) and (
        row["last"] is None or day <= row["last"]
    )


def _rank(row: Row) -> Any:
    return row["least"], row["first"] or date.min, row["price"] is not None, row["at"]

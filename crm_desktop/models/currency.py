"""Currencies with their rates, and taxes with theirs: what amounts are reckoned by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import LIVE, Base, RecordRow, Row, reference, sorted_by
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Key, Quantity


class Currency(RecordRow, Base):
    """A currency of ISO 4217; minor_units says to how many decimals its amounts are rounded."""

    __tablename__ = "currency"
    code: Mapped[str] = mapped_column(Key)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    symbol: Mapped[str | None]
    minor_units: Mapped[int]
    cash_rounding: Mapped[Decimal | None]
    in_use: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        *sorted_by("currency", "code", "name_key"),
        Index("uq_currency_code", "code", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        {"info": {"tracked": True}},
    )


class CurrencyRate(Row, Base):
    """What one unit was worth in the office's currency from a day on. Decimal text: exact."""

    __tablename__ = "currency_rate"
    currency_id: Mapped[UUID] = reference("currency", index=True, nullable=False)
    valid_from: Mapped[date]
    rate: Mapped[str]
    source: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "currency_id"}},)


class TaxClass(RecordRow, Base):
    """How a product is taxed. category: the code of EN 16931 (UNCL5305): S, Z, E, AE, ..."""

    __tablename__ = "tax_class"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    category: Mapped[str]
    exemption_reason: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (*sorted_by("tax_class", "name_key"), {"info": {"tracked": True}})


class TaxRate(Row, Base):
    """The rate of a class in a country, from a day on until another."""

    __tablename__ = "tax_rate"
    tax_class_id: Mapped[UUID] = reference("tax_class", index=True, nullable=False)
    country: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Quantity())
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = ({"info": {"tracked": True, "root": "tax_class_id"}},)

"""Column types that mean the same on SQLite and PostgreSQL, and UUIDv7 keys."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy import Uuid as SaUuid
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BIGINT = 2**63 - 1


class RawBytes(TypeEngine[bytes]):
    """BLOB without the memoryview processors of LargeBinary.

    BINARY(16) would come back from reflection as NUMERIC, and the first batch migration would
    rewrite the keys with it.
    """

    __visit_name__ = "BLOB"


class Uuid(TypeDecorator[UUID]):
    """uuid on PostgreSQL, 16 raw bytes on SQLite; always uuid.UUID in Python."""

    impl = SaUuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(RawBytes() if dialect.name == "sqlite" else SaUuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        if value is None or dialect.name != "sqlite":
            return value
        return UUID(bytes=value)


def microseconds(value: datetime) -> int:
    """Microseconds since 1970 of an aware datetime: how SQLite stores a moment."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime must not reach the database")
    return (value - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The aware datetime of stored microseconds."""
    return EPOCH + timedelta(microseconds=value)


class UtcDateTime(TypeDecorator[datetime]):
    """timestamptz on PostgreSQL; on SQLite integer microseconds since 1970 (exact, sorts)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(
            BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        stored = microseconds(value)  # refuses naive values on both databases
        return stored if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return moment(value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Scaled(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places, stored as BIGINT on both databases.

    SQLite's NUMERIC is a float; PostgreSQL's numeric comparison is not leakproof.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        stored = int(scaled.to_integral_value())
        if stored != scaled:
            raise ValueError(f"{value} has more than {self.places} decimal places")
        if abs(stored) > _BIGINT:
            raise ValueError(f"{value} is too large to be stored")
        return stored

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class Money(Scaled):
    """An amount in 1/10,000 of the currency unit."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(4)


class Quantity(Scaled):
    """A quantity or a percentage with six decimals."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(6)


class Json(TypeDecorator[Any]):
    """jsonb on PostgreSQL, text on SQLite."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        # With it comes all that SQLAlchemy knows of PostgreSQL: only where there is a server.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))


BigKey = BigInteger().with_variant(Integer, "sqlite")
Blob = LargeBinary().with_variant(RawBytes(), "sqlite")
# Folded in Python, compared byte by byte: one order on both databases.
Key = Text().with_variant(Text(collation="C"), "postgresql")

_lock = threading.Lock()
_last = 0


def uuid7_bytes(count: int = 1) -> list[bytes]:
    """`count` strictly increasing UUIDv7 values of 16 bytes (RFC 9562 6.2, method 3).

    48 bits of milliseconds, 12 bits of sub-millisecond counter, 62 random bits.
    """
    global _last  # noqa: PLW0603  one counter a process keeps the keys in order
    ns = time.time_ns()
    tick = (ns // 1_000_000) << 12 | (ns % 1_000_000) * 4096 // 1_000_000
    with _lock:
        first = max(tick, _last + 1)
        _last = first + count - 1
    noise = os.urandom(8 * count)
    out: list[bytes] = []
    for i in range(count):
        t = first + i
        head = (t >> 12) << 16 | 0x7000 | t & 0xFFF
        low = int.from_bytes(noise[8 * i : 8 * i + 8], "big") & 0x3FFF_FFFF_FFFF_FFFF
        out.append((head << 64 | low | 0x8000_0000_0000_0000).to_bytes(16, "big"))
    return out


def uuid7() -> UUID:
    """One new key."""
    return UUID(bytes=uuid7_bytes()[0])

"""Tables, declared as classes: one line a column, what several have in common inherited.

A class here describes a table and nothing more. Records are read and written by statements on
tables and no row ever becomes an object of such a class, so nothing is mapped and the ORM is
never loaded: that would be a quarter of the time and a tenth of the memory that a start takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from inspect import get_annotations
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from crm_desktop.models.types import Money, UtcDateTime, Uuid

T = TypeVar("T")
_TYPES: dict[str, TypeEngine[Any]] = {
    bool.__name__: Boolean(),
    date.__name__: Date(),
    datetime.__name__: UtcDateTime(),
    Decimal.__name__: Money(),
    int.__name__: Integer(),
    str.__name__: Text(),
    UUID.__name__: Uuid(),
}


class Mapped(Generic[T]):
    """Says what a column holds: `Mapped[str]`, or `Mapped[str | None]` where it may be empty."""


class _Declared(NamedTuple):
    kind: TypeEngine[Any] | type[TypeEngine[Any]] | None
    target: str
    nullable: bool | None
    sort_order: int
    options: dict[str, Any]


def mapped_column(
    kind: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
    *,
    target: str = "",
    nullable: bool | None = None,
    sort_order: int = 0,
    **options: Any,
) -> Any:
    """What a column has beside its annotation.

    kind: its type, where Python's does not say it. target: the table it refers to; checked at the
    end of a transaction, so that undo and import may write in any order. nullable: where the
    annotation does not say it. sort_order: columns stand in this order. options: those of Column.
    """
    return _Declared(kind, target, nullable, sort_order, options)


_PLAIN = _Declared(None, "", None, 0, {})


class Index:
    """An index of a table. `only`: the one database that has it; options: those of SQLAlchemy's.

    It is made with the whole metadata: no statement needs to know of it, and with a condition for
    PostgreSQL comes all that SQLAlchemy knows of that, wherever the store is.
    """

    def __init__(self, name: str, *columns: Any, only: str = "", **options: Any) -> None:
        self._name, self._columns, self._only, self._options = name, columns, only, options

    def make(self) -> sa.Index:
        """As SQLAlchemy has it."""
        made = sa.Index(self._name, *self._columns, **self._options)
        return made.ddl_if(dialect=self._only) if self._only else made


class DeclarativeTable:
    """A class below it that has a `__tablename__` declares a table of `metadata`.

    Attributes:
        declared: every such class, by the name of its table.
        __table_args__: its indexes, and in a dict at the end what Table takes by name.
    """

    metadata: ClassVar[MetaData]
    declared: ClassVar[dict[str, type[DeclarativeTable]]] = {}
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls) -> None:
        if "__tablename__" in cls.__dict__:
            cls.declared[cls.__tablename__] = cls

    @classmethod
    def make_table(cls) -> Table:
        """Make the table, without its indexes; once."""
        arguments, named = cls.__table_args__, dict[str, Any]()
        if arguments and isinstance(arguments[-1], dict):
            *arguments, named = arguments
        rest = [each for each in arguments if not isinstance(each, Index)]
        return Table(cls.__tablename__, cls.metadata, *_columns(cls), *rest, **named)

    @classmethod
    def make_indexes(cls, *more: Index) -> None:
        """Give the table its indexes; once."""
        own = [each for each in cls.__table_args__ if isinstance(each, Index)]
        made = [each.make() for each in (*own, *more)]
        Table(cls.__tablename__, cls.metadata, *made, extend_existing=True)


def _columns(table: type[DeclarativeTable]) -> Iterator[Column[Any]]:
    """Its own columns, then the inherited ones, by their sort_order."""
    found: dict[str, tuple[str, _Declared]] = {}
    for each in table.__mro__:
        for name, words in get_annotations(each).items():
            if isinstance(words, str) and words.startswith("Mapped["):
                declared = each.__dict__.get(name, _PLAIN)
                if not isinstance(declared, _Declared):
                    raise TypeError(f"{table.__tablename__}.{name} needs our mapped_column()")
                found.setdefault(name, (words[7:-1], declared))
    for name, (words, declared) in sorted(found.items(), key=lambda item: item[1][1].sort_order):
        yield _column(name, words, declared)


def _column(name: str, words: str, declared: _Declared) -> Column[Any]:
    plain = words.removesuffix(" | None")
    keys: list[ForeignKey] = []
    if declared.target:
        keys.append(ForeignKey(f"{declared.target}.id", deferrable=True, initially="DEFERRED"))
    return Column(
        name,
        declared.kind or _TYPES[plain],
        *keys,
        nullable=plain != words if declared.nullable is None else declared.nullable,
        **declared.options,
    )

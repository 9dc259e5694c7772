"""The words in which entities are described. Pure data: no Qt, no database, no functions in it.

Lists, filters, forms, validation, import mapping, export and history texts all read these.
A field's key is the column of that name; a reference `company` is the column `company_id`; a
multi field lives in the table it names, joined by `<entity>_id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from crm_desktop.enums import Permission


class Kind(StrEnum):
    """How a value is stored, edited, compared and shown."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INT = "int"
    MONEY = "money"
    QUANTITY = "quantity"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    CHOICE = "choice"
    REF = "ref"
    MULTI = "multi"
    TAGS = "tags"
    FILE = "file"
    JSON = "json"


class Role(StrEnum):
    """What a text means, where that changes validation, look or behaviour."""

    PLAIN = ""
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    COUNTRY = "country"
    CURRENCY = "currency"
    RATE = "rate"
    LANGUAGE = "language"
    ZONE = "zone"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list of values: what is stored, what is shown, in which hue."""

    value: str
    label: str
    hue: str = "slate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One fact of an entity.

    Attributes:
        key: stable name in the database, in JSON and in filters.
        label: what people read.
        group: heading under which forms and fact cards show it.
        required: a save without it is refused.
        sortable: lists can be ordered by it; there is an index (`sort_key` names the column), or
            it is live.
        searchable: the search box finds the record by it.
        choices: for CHOICE: the values; other values are refused unless `open_choice`.
        entity: for REF: the entity it points at.
        table: for MULTI and TAGS: the child table.
        children: for MULTI: the fields of one child row. The first one is the main one.
        has_primary: for MULTI: one row may be marked `is_primary`.
        whole_days: for DATETIME: it may stand for a whole day, which is then handed out as a date.
        derived: computed and stored by the program; shown, filtered, never edited.
        live: a column of lists that is computed when it is read, and stored nowhere.
        heads: other column headings under which imports meet it, folded.
        hint: an example or rule, shown as placeholder.
        essential: shown in forms and fact cards even when empty.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    role: Role = Role.PLAIN
    group: str = ""
    required: bool = False
    sortable: bool = False
    sort_key: str = ""
    searchable: bool = False
    choices: tuple[Choice, ...] = ()
    open_choice: bool = False
    entity: str = ""
    table: str = ""
    children: tuple[Field, ...] = ()
    has_primary: bool = False
    derived: bool = False
    live: bool = False
    whole_days: bool = False
    max_length: int = 200
    heads: tuple[str, ...] = ()
    hint: str = ""
    essential: bool = False

    @property
    def column(self) -> str:
        """Name of the column that holds the value (not for MULTI and TAGS)."""
        return f"{self.key}_id" if self.kind == Kind.REF else self.key

    @property
    def sort_column(self) -> str:
        """Name of the column a list is ordered by."""
        return self.sort_key or self.column

    @property
    def is_child_table(self) -> bool:
        """True where the values are rows of a table of their own."""
        return self.kind in (Kind.MULTI, Kind.TAGS)

    def child(self, key: str) -> Field:
        """The field of a child row; KeyError where there is none."""
        for field in self.children:
            if field.key == key:
                return field
        raise KeyError(key)

    def choice(self, value: str | None) -> Choice:
        """The choice of a stored value; an unknown one is shown as it is."""
        for choice in self.choices:
            if choice.value == value:
                return choice
        return Choice(value or "", value or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """Everything the program knows about one kind of record.

    Attributes:
        key: also the name of its table unless `table` says otherwise.
        label: key of the stored text field by which a record is called.
        columns: default list columns.
        sort: default order of a list, as field keys, `-` in front for descending.
        has_page: shown in the navigation with a list of its own.
        subtitle: key of the field that stands under the name.
        first: columns that a narrow list shows before the others, the most telling ones first.
        beside: keys of fields a list reads with every row because its look depends on them.
        live: columns of lists that no record has; see services/live_columns.py.
        usual: what a table begins with, by field key the values; it can be taken off.
    """

    key: str
    title: str
    plural: str
    icon: str
    read: Permission
    edit: Permission
    label: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    sort: tuple[str, ...]
    table: str = ""
    has_page: bool = False
    subtitle: str = ""
    first: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    live: tuple[Field, ...] = ()
    usual: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def table_name(self) -> str:
        """Name of the table of the records."""
        return self.table or self.key

    def field(self, key: str) -> Field:
        """The field of that key; KeyError where there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        for field in self.live:
            if field.key == key:
                return field
        raise KeyError(key)

    def has(self, key: str) -> bool:
        """True where a field, or a live column, of that key exists."""
        return any(field.key == key for field in (*self.fields, *self.live))

    def editable(self) -> Iterator[Field]:
        """The fields a form shows."""
        return (field for field in self.fields if not field.derived)


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to another record, with the words to show for it."""

    id: UUID
    label: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the services hand it out and take it back. Never an ORM object.

    Attributes:
        version: of the record as read; a save with an older one is a Conflict.
        values: field key -> value. TEXT/LONGTEXT/CHOICE str, MONEY/QUANTITY/PERCENT Decimal, DATE
            date, DATETIME aware datetime, REF Ref, TAGS tuple of str, MULTI tuple of dicts
            (child key -> value, plus `id`, and `is_primary` where the field has one), FILE bytes;
            None for no value, () for no rows.
    """

    entity: str
    id: UUID
    version: int
    label: str
    values: Mapping[str, Any]
    deleted: bool = False

"""Which entity a table belongs to, and which tables an entity has. Derived from the catalogue."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Table

from crm_desktop import i18n
from crm_desktop.enums import Purpose
from crm_desktop.i18n import N_, _, inner
from crm_desktop.models import tables
from crm_desktop.models.tables import table
from crm_desktop.models.triggers import root_of
from crm_desktop.services.catalog import ENTITIES, EntityType, Field

# What a change set without words of its own did.
_PURPOSES = {
    Purpose.BULK_EDIT: N_("bulk edit"),
    Purpose.CREATE: N_("create"),
    Purpose.DELETE: N_("delete"),
    Purpose.DEMO: N_("demo"),
    Purpose.EDIT: N_("edit"),
    Purpose.IMPORT: N_("import"),
    Purpose.INIT: N_("init"),
    Purpose.MERGE: N_("merge"),
    Purpose.MIGRATION: N_("migration"),
    Purpose.OUTSIDE: N_("outside the program"),
    Purpose.PURGE: N_("purge"),
    Purpose.REDO: N_("redo"),
    Purpose.RESTORE: N_("restore"),
    Purpose.ROUTINE: N_("routine"),
    Purpose.UNDO: N_("undo"),
}


@cache
def entity_of_table(name: str) -> str:
    """Key of the entity whose records the rows of a table belong to."""
    root = root_of(table(name))
    owner = name if root == "id" else root.removesuffix("_id")
    for entity in ENTITIES.values():
        if owner in (entity.table_name, entity.key):
            return entity.key
    return owner


def table_of(entity: EntityType) -> Table:
    """The table of an entity's records."""
    return table(entity.table_name)


@cache
def child_tables(entity_key: str) -> tuple[Table, ...]:
    """Tables of the rows that belong to a record and go with it."""
    owner = f"{ENTITIES[entity_key].table_name}_id"
    return tuple(t for t in tables.TRACKED if root_of(t) == owner)


@cache
def field_of_column(table_name: str, column: str) -> Field | None:
    """The field, of a record or of its child rows, whose values a column holds."""
    entity = ENTITIES[entity_of_table(table_name)]
    if table_name == entity.table_name:
        fields = tuple(f for f in entity.fields if not f.is_child_table)
    else:
        fields = next((f.children for f in entity.fields if f.table == table_name), ())
    return next((f for f in fields if f.column == column), None)


def rows_label(table_name: str) -> str:
    """What the rows of a child table are called; "" for a table of records."""
    fields = ENTITIES[entity_of_table(table_name)].fields
    return next((f.label for f in fields if f.table == table_name), "")


def said_of_set(label: str | None, purpose: str) -> str:
    """What a change set did: its own words, else what it was for."""
    return label or _(_PURPOSES.get(Purpose(purpose), purpose))


def how_many(kind: EntityType, count: int) -> str:
    """`1 contact`, `921 contacts`, in the user's words."""
    return f"{i18n.number(count)} {inner(_(kind.title if count == 1 else kind.plural))}"


def of_record(words: str, entity: str, label: str) -> str:
    """A sentence about a record, with its kind and its name in their places."""
    return words.format(kind=inner(_(ENTITIES[entity].title)), name=label)

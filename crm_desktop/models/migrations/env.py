"""Alembic runs on the connection that services/upgrade.py opened; it never opens its own."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from crm_desktop.models import tables
from crm_desktop.models import types as tables_types
from crm_desktop.models.search_index import FTS, TRIGRAM_INDEX

OWN_TYPES = "crm_desktop.models.types"


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Hide what install_search() makes, and what is not ours on a shared server."""
    return not (kind in ("table", "index") and (name or "").startswith((FTS, TRIGRAM_INDEX)))


def include_object(thing: Any, _name: Any, kind: str, _reflected: bool, _compared: Any) -> bool:
    """An index of expressions cannot be compared; its name says it is one."""
    return not (kind == "index" and (thing.name or "").endswith("_down"))


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Our column types, as migrations name them."""
    if kind == "type":
        if type(thing).__module__ == OWN_TYPES:
            return f"types.{type(thing).__name__}()"
        for shared in ("Json", "Key", "Blob", "BigKey"):
            if thing is getattr(tables_types, shared):
                return f"types.{shared}"
    return False


def compare_type(_context: Any, _column: Any, _ours: Any, _theirs: Any, model_type: Any) -> Any:
    """Our types are what they were declared as; reflection cannot know."""
    if type(model_type).__module__ == OWN_TYPES:
        return False
    if any(model_type is getattr(tables_types, n) for n in ("Json", "Key", "Blob", "BigKey")):
        return False
    return None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.METADATA,
    include_name=include_name,
    include_object=include_object,
    render_item=render_item,
    compare_type=compare_type,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()

"""Saved lists: words, filters, order, columns and widths under a name.

They are private: each colleague sees their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import listing
from crm_desktop.services.catalog import ENTITIES, EntityType
from crm_desktop.services.conditions import Compiler
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Sort
from crm_desktop.services.view_content import View, ViewContent
from crm_desktop.services.workspace import ReadTx, Tx, command, query

LONGEST_NAME = 100
_VIEWS = table("saved_view")
_LISTS = table("static_list")
_COLUMNS: tuple[Any, ...] = tuple(
    _VIEWS.c[name] for name in ("id", "name", "entity", "content", "pinned")
)


@query(Permission.VIEW_READ)
def mine(tx: ReadTx) -> list[View]:
    """My saved lists, by name. What they name that is gone is left out, and told."""
    found = tx.session.execute(_own(tx).order_by(_VIEWS.c.name_key, _VIEWS.c.id)).all()
    gone = _gone_lists(tx)
    out: list[View] = []
    for row in found:
        try:
            content = ViewContent.from_json(row.content)
            out.append(_mended(tx, View(row.id, row.name, content, row.pinned), gone))
        except ValidationFailed:
            continue  # of a kind of record, or a shape, that this program does not know
    return out


def _own(tx: ReadTx) -> Any:  # a Select of them
    live = _VIEWS.c.deleted_at.is_(None)
    return select(*_COLUMNS).where(live, _VIEWS.c.owner_id == tx.actor.id)


@query(Permission.VIEW_READ)
def counts(tx: ReadTx, asked: Sequence[ListQuery]) -> list[int | None]:
    """How many records each list has; None where that cannot be said any more."""
    out: list[int | None] = []
    for one in asked:
        tx.cancel.check()
        try:
            out.append(listing.count.work(tx, one))
        except ValidationFailed:
            out.append(None)
    return out


# ---------------------------------------------------------------- what is gone


def _gone_lists(tx: ReadTx) -> frozenset[UUID]:
    """Static lists in the trash: a filter on one would find nothing, and nobody knew why."""
    found = select(_LISTS.c.id).where(_LISTS.c.deleted_at.is_not(None))
    return frozenset(tx.session.execute(found).scalars())


def _mended(tx: ReadTx, view: View, gone: frozenset[UUID]) -> View:
    """The view without what no longer exists."""
    asked = view.content.query
    if asked.entity not in ENTITIES:
        raise ValidationFailed(
            {"view": _("There is no kind of record called '{entity}'.").format(entity=asked.entity)}
        )
    kind = ENTITIES[asked.entity]
    compiler = Compiler(kind, tx)
    filters = [f for f in asked.filters if _possible(compiler, f) and not _names(f, gone)]
    sort = [s for s in asked.sort if kind.has(s.key) and kind.field(s.key).sortable]
    columns = tuple(key for key in view.content.columns if kind.has(key))
    group = view.content.group
    if not (kind.has(group) and kind.field(group).sortable and not kind.field(group).live):
        group = ""
    lost = _lost(kind, view, [f for f in asked.filters if f not in filters], sort, columns)
    query = replace(asked, filters=tuple(filters), sort=tuple(sort))
    return replace(
        view, content=replace(view.content, query=query, columns=columns, group=group), lost=lost
    )


def _possible(compiler: Compiler, item: Filter | AnyOf) -> bool:
    try:
        compiler.condition(item)
    except ValidationFailed:
        return False
    return True


def _names(item: Filter | AnyOf, gone: frozenset[UUID]) -> bool:
    if isinstance(item, AnyOf) or item.path.partition(".")[0] != "lists":
        return False
    keys = {str(key) for key in gone}
    return any(str(value) in keys for value in item.values)


def _lost(
    kind: EntityType,
    view: View,
    filters: Sequence[Filter | AnyOf],
    sort: Sequence[Sort],
    columns: Sequence[str],
) -> tuple[str, ...]:
    """What cannot be shown of a view, in sentences."""
    content = view.content
    out: list[str] = []
    if paths := dict.fromkeys(path for f in filters for path in _paths(f)):
        words = ", ".join(_("a list") if path == "lists" else path for path in paths)
        out.append(
            _("It filters by what is gone: {words}. That filter was left out.").format(words=words)
        )
    unsorted = [s.key for s in content.query.sort if s not in sort]
    missing = [key for key in content.columns if key not in columns]
    grouped = [content.group] if content.group and not kind.has(content.group) else []
    if gone := dict.fromkeys((*missing, *unsorted, *grouped)):
        plural = _(kind.plural)
        out.append(
            _("{plural} no longer have these columns: {list}.").format(
                plural=plural, list=", ".join(gone)
            )
        )
    return tuple(out)


def _paths(item: Filter | AnyOf) -> Iterator[str]:
    if isinstance(item, AnyOf):
        yield from (f.path for f in item.filters)
    else:
        yield item.path


# ---------------------------------------------------------------- keep, rename, pin


@command(Permission.VIEW_EDIT, Purpose.CREATE)
def keep_as(tx: Tx, name: str, content: ViewContent, *, pinned: bool = True) -> View:
    """Save a list under a new name. ValidationFailed where I have one of that name."""
    entity = content.query.entity
    name = _name(tx, name, entity, None)
    key = uuid7()
    tx.session.execute(
        insert(_VIEWS).values(
            id=key,
            name=name,
            name_key=fold(name),
            entity=entity,
            content=content.to_json(),
            pinned=pinned,
            owner_id=tx.actor.id,
            visibility="own",
            created_at=tx.now,
            created_by=tx.actor.id,
            updated_at=tx.now,
            updated_by=tx.actor.id,
        )
    )
    tx.label(_("New saved list {name}").format(name=name))
    return View(key, name, content, pinned)


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def keep(tx: Tx, view_id: UUID, content: ViewContent) -> None:
    """Save a list as it is arranged now, under its own name."""
    row = _one(tx, view_id)
    tx.label(_("Save list {name}").format(name=row.name))
    _write(tx, view_id, content=content.to_json())


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def rename(tx: Tx, view_id: UUID, name: str) -> str:
    """Give a list another name; returns it as it is kept."""
    row = _one(tx, view_id)
    name = _name(tx, name, row.entity, view_id)
    tx.label(_("Rename list {name} to {name2}").format(name=row.name, name2=name))
    if name != row.name:
        _write(tx, view_id, name=name, name_key=fold(name))
    return name


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def pin(tx: Tx, view_id: UUID, *, on: bool) -> None:
    """Put a list into the navigation, or take it out."""
    row = _one(tx, view_id)
    tx.label(
        _("Pin list {name}").format(name=row.name)
        if on
        else _("Unpin list {name}").format(name=row.name)
    )
    if bool(row.pinned) != on:
        _write(tx, view_id, pinned=on)


@command(Permission.VIEW_EDIT, Purpose.DELETE)
def delete(tx: Tx, view_id: UUID) -> str:
    """Give a list up; its records stay. Undo brings it back. Says so."""
    row = _one(tx, view_id)
    tx.label(_("Delete list {name}").format(name=row.name))
    _write(tx, view_id, deleted_at=tx.now)
    return _("Deleted the list {name}. Its records stay.").format(name=row.name)


def _one(tx: Tx, view_id: UUID) -> Any:
    row = tx.session.execute(_own(tx).where(_VIEWS.c.id == view_id)).one_or_none()
    if row is None:
        raise NotFound(_("This saved list does not exist any more. Nothing was changed."))
    return row


def _write(tx: Tx, view_id: UUID, **cells: Any) -> None:
    stamps: dict[str, Any] = {"updated_at": tx.now, "updated_by": tx.actor.id}
    written = update(_VIEWS).where(_VIEWS.c.id == view_id)
    tx.session.execute(written.values(version=_VIEWS.c.version + 1, **stamps, **cells))


def _name(tx: Tx, given: str, entity: str, own: UUID | None) -> str:
    """A name that will do: not empty, not too long, not that of another list of mine."""
    same = _own(tx).where(_VIEWS.c.entity == entity, _VIEWS.c.name_key == fold(given.strip()))
    if own is not None:
        same = same.where(_VIEWS.c.id != own)
    return checked_name(tx, given, same)


def checked_name(tx: Tx, given: str, same: Select[Any]) -> str:
    """A name for a list, without blanks around it. `same`: other lists of that name."""
    name = " ".join(given.split())
    if not name:
        raise ValidationFailed({"name": _("A list needs a name.")})
    if len(name) > LONGEST_NAME:
        raise ValidationFailed(
            {
                "name": _("A name has at most {LONGEST_NAME} characters.").format(
                    LONGEST_NAME=LONGEST_NAME
                )
            }
        )
    found = select(func.count()).select_from(same.subquery())
    if tx.session.execute(found).scalar_one():
        raise ValidationFailed(
            {"name": _("There is a list called {name} already.").format(name=name)}
        )
    return name

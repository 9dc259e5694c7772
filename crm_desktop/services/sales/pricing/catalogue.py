"""The tree of product categories: how many products each holds, and how it is put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, UserError
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.workspace import ReadTx, Tx, command, query

KIND = "product_category"


@dataclass(frozen=True, slots=True)
class Branch:
    """A category.

    Attributes:
        own: products in it. whole: those of its sub-categories included.
        within: ids of the category and of all below it.
    """

    id: UUID
    name: str
    parent: UUID | None
    own: int
    whole: int
    within: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories by name, parents before children or not; and how many products there are.

    Attributes:
        loose: products in no category.
    """

    branches: tuple[Branch, ...]
    count: int
    loose: int


@query(Permission.PRODUCT_READ)
def tree(tx: ReadTx) -> Tree:
    """The categories and how many products each holds."""
    kinds, products = table(KIND), table("product")
    found = select(kinds.c.id, kinds.c.name, kinds.c.parent_id)
    found = found.where(kinds.c.deleted_at.is_(None)).order_by(kinds.c.name_key, kinds.c.id)
    rows = tx.session.execute(found).all()
    counted = select(products.c.category_id, func.count()).where(products.c.deleted_at.is_(None))
    counts: Counter[UUID | None] = Counter()
    for key, count in tx.session.execute(counted.group_by(products.c.category_id)):
        counts[key] += count
    known = {row.id for row in rows}
    below: dict[UUID, list[UUID]] = {row.id: [] for row in rows}
    for row in rows:
        if row.parent_id in known:
            below[row.parent_id].append(row.id)
    branches: list[Branch] = []
    for row in rows:
        within = _within(row.id, below)
        whole = sum(counts[key] for key in within)
        parent = row.parent_id if row.parent_id in known else None
        branches.append(Branch(row.id, row.name, parent, counts[row.id], whole, within))
    count = sum(counts.values())
    return Tree(tuple(branches), count, count - sum(counts[key] for key in known))


def _within(top: UUID, below: Mapping[UUID, Sequence[UUID]]) -> tuple[UUID, ...]:
    """A category and all below it; each once, whatever was written from elsewhere."""
    found = [top]
    for key in found:
        found += [each for each in below[key] if each not in found]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Arranged:
    """What was done, in words. id: of the category; None where nothing was changed."""

    id: UUID | None
    words: str


@command(Permission.PRODUCT_EDIT, Purpose.EDIT)
def add(tx: Tx, name: str, parent: UUID | None = None) -> Arranged:
    """A new category, perhaps inside another one."""
    inside = _ref(_there(tx, parent)) if parent is not None else None
    key = records.insert_record(tx, KIND, {"name": name.strip(), "parent": inside})
    tx.label(_("New category {name}").format(name=name.strip()))
    return Arranged(key, _("Made the category {name}.").format(name=name.strip()))


@command(Permission.PRODUCT_EDIT, Purpose.EDIT)
def rename(tx: Tx, category: UUID, name: str) -> Arranged:
    """Another name."""
    before = _there(tx, category)
    _write(tx, before, {"name": name.strip()})
    named = {"before": before.label, "name": name.strip()}
    tx.label(_("Rename category {before} to {name}").format_map(named))
    return Arranged(category, _("{before} is called {name} now.").format_map(named))


@command(Permission.PRODUCT_EDIT, Purpose.EDIT)
def move(tx: Tx, category: UUID, parent: UUID | None) -> Arranged:
    """Into another category; None: to the top. UserError where it would lie within itself."""
    before = _there(tx, category)
    inside = _there(tx, parent) if parent is not None else None
    branch = next(each for each in tree.work(tx).branches if each.id == category)
    if parent in branch.within:
        words = _("{category} cannot be moved into itself. Nothing was changed.")
        raise UserError(words.format(category=before.label))
    _write(tx, before, {"parent": _ref(inside) if inside is not None else None})
    label, words = _("Move category {category} to the top"), _("Moved {category} to the top.")
    if inside is not None:
        label = _("Move category {category} into {other}")
        words = _("Moved {category} into {other}.")
    named = {"category": before.label, "other": "" if inside is None else inside.label}
    tx.label(label.format_map(named))
    return Arranged(category, words.format_map(named))


@command(Permission.PRODUCT_EDIT, Purpose.EDIT)
def remove(tx: Tx, category: UUID) -> Arranged:
    """Delete a category: what it holds goes to the one above it."""
    before = _there(tx, category)
    above = before.values["parent"]
    for entity, key in ((KIND, "parent"), ("product", "category")):
        target = table(entity)
        held = select(target.c.id).where(
            target.c[f"{key}_id"] == category, target.c.deleted_at.is_(None)
        )
        ids = list(tx.session.execute(held).scalars())
        records.hold(tx, ENTITIES[entity], ids)
        for record in loading.read(tx, entity, ids).values():
            _write(tx, record, {key: above})
    records.delete.work(tx, KIND, (category,))
    tx.label(_("Delete category {category}").format(category=before.label))
    words = _("Deleted the category {category}. Its products are kept.")
    return Arranged(category, words.format(category=before.label))


@command(Permission.PRODUCT_EDIT, Purpose.EDIT)
def put(tx: Tx, products: Sequence[UUID], category: UUID | None) -> Arranged:
    """Put products into a category; None: into none."""
    inside = _there(tx, category) if category is not None else None
    ref = _ref(inside) if inside is not None else None
    records.hold(tx, ENTITIES["product"], products)
    moved = [
        record
        for record in loading.read(tx, "product", products).values()
        if not record.deleted and _write(tx, record, {"category": ref})
    ]
    if not moved:
        return Arranged(None, _("They are there already. Nothing was changed."))
    what = naming.how_many(ENTITIES["product"], len(moved))
    what = moved[0].label if len(moved) == 1 else what
    words = _("Put {what} out of its category")
    if inside is not None:
        words = _("Put {what} into {category}")
    told = words.format(what=what, category="" if inside is None else inside.label)
    tx.label(told)
    return Arranged(category or moved[0].id, f"{told}.")


def _there(tx: ReadTx, category: UUID) -> Record:
    found = records.get(tx, KIND, category)
    if found.deleted:
        raise NotFound(_("This category does not exist any more. Nothing was changed."))
    return found


def _ref(record: Record) -> Ref:
    return Ref(record.id, record.label)


def _write(tx: Tx, before: Record, values: Mapping[str, object]) -> bool:
    changed = records.changed_values(before.entity, before.values, values)
    if changed:
        records.update_record(tx, before, changed)
    return bool(changed)

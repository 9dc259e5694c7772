"""Who and what belongs together with a contact or company, beyond what its own record says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from crm_desktop.services.loading import key_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

MOST = 100

_LIVE = "p.deleted_at IS NULL"
_MINE = "(SELECT m.company_id FROM person m WHERE m.id = :id)"
# group -> (entity, columns and source). Reports are looked for among the colleagues.
_GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "person": {
        "reports": (
            "person",
            "p.id, p.display_name, p.job_title, p.name_key FROM person p "
            f"WHERE p.company_id = {_MINE} AND p.manager_id = :id AND {_LIVE}",
        ),
        "tied": (
            "person",
            "p.id, p.display_name, t.kind, p.name_key FROM person_tie t JOIN person p "
            f"ON p.id = t.person_id WHERE t.other_id = :id AND t.deleted_at IS NULL AND {_LIVE}",
        ),
        "colleagues": (
            "person",
            "p.id, p.display_name, p.job_title, p.name_key FROM person p "
            f"WHERE p.company_id = {_MINE} AND p.id <> :id AND {_LIVE}",
        ),
    },
    "company": {
        "people": (
            "person",
            "p.id, p.display_name, p.job_title, p.name_key FROM person p "
            f"WHERE p.company_id = :id AND {_LIVE}",
        ),
        "also": (
            "person",
            "p.id, p.display_name, coalesce(x.role, p.job_title), p.name_key "
            "FROM person_company x JOIN person p ON p.id = x.person_id "
            "WHERE x.company_id = :id AND x.deleted_at IS NULL "
            f"AND (p.company_id IS NULL OR p.company_id <> :id) AND {_LIVE}",
        ),
        "subsidiaries": (
            "company",
            "p.id, p.name, p.industry, p.name_key FROM company p "
            f"WHERE p.parent_id = :id AND {_LIVE}",
        ),
    },
}


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Another record, and what it is here: a job title, a role, a tie; or "".

    Attributes:
        entity: person or company.
    """

    entity: str
    id: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Related:
    """The records that point at one.

    Attributes:
        groups: by what they are to it: reports, tied, colleagues; people, also, subsidiaries.
        more: the groups of which there is more.
    """

    groups: dict[str, tuple[RelatedRow, ...]]
    more: frozenset[str]


@cache
def _statement(entity: str) -> TextClause:
    parts = (
        f"SELECT * FROM (SELECT '{group}' AS grp, {source} ORDER BY 5, 2 LIMIT :limit) {group}_rows"
        for group, (_, source) in _GROUPS[entity].items()
    )
    return text(" UNION ALL ".join(parts))


@query(OfEntity.READ)
def of(tx: ReadTx, entity: str, record_id: UUID) -> Related:
    """What points at a contact or company. Other records have nothing here."""
    if entity not in _GROUPS:
        return Related({}, frozenset())
    key: Any = record_id.bytes if tx.is_sqlite else record_id
    found: dict[str, list[RelatedRow]] = {group: [] for group in _GROUPS[entity]}
    bound = {"id": key, "limit": MOST + 1}
    for group, other, name, detail, _sort in tx.session.execute(_statement(entity), bound):
        of_entity = _GROUPS[entity][group][0]
        found[group].append(RelatedRow(of_entity, key_of(other), name or "", detail or ""))
    more = frozenset(group for group, rows in found.items() if len(rows) > MOST)
    return Related({group: tuple(rows[:MOST]) for group, rows in found.items()}, more)

"""What an undo must put right beside the values it wrote back.

Where change sets are undone newest first there is nothing to do. Undone out of order, a value that
was kept may name another one, a deleted record may have got rows meanwhile, a company people.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.loading import key_of
from crm_desktop.services.sales import following
from crm_desktop.services.workspace import Tx

# Companies in the trash with people, where the company, the person or the tie is ours.
_GONE_COMPANIES = " UNION ".join(
    f"SELECT c.id FROM {table} x JOIN company c ON c.id = x.company_id WHERE x.deleted_at IS NULL "
    f"AND c.deleted_at IS NOT NULL AND {key} IN "
    f"(SELECT row_id FROM change WHERE change_set = :own AND entity = '{entity}')"
    for table, key, entity in (
        ("person", "c.id", "company"),
        ("person_company", "c.id", "company"),
        ("person", "x.id", "person"),
        ("person_company", "x.id", "person_company"),
    )
)


def settle(tx: Tx, undone: int) -> None:
    """Make the store sound after the values of change set `undone` were written back."""
    _unlink_gone_companies(tx)
    _follow_company_names(tx)
    for entity, ids in _changed_since(tx, undone).items():
        _hide_rows_of_the_deleted(tx, entity, ids)
        for start in range(0, len(ids), loading.CHUNK):
            records.derive_anew(tx, entity, ids[start : start + loading.CHUNK])
    following.settle_after_undo(tx)


def _changed_since(tx: Tx, undone: int) -> dict[str, list[UUID]]:
    """Records that the undo touched and that others had touched after the undone set."""
    found = tx.session.execute(
        text(
            "SELECT DISTINCT c.entity, c.root_id FROM change c WHERE c.change_set = :own "
            "AND EXISTS (SELECT 1 FROM change later WHERE later.root_id = c.root_id "
            # + 0: the index of change_set would be walked once a record. PostgreSQL takes it
            # after a large import, when it does not yet know how many rows there are.
            "AND later.change_set + 0 > :undone AND later.change_set + 0 <> :own)"
        ),
        {"own": tx.writing.change_set, "undone": undone},
    )
    out: dict[str, dict[UUID, None]] = defaultdict(dict)
    for table, root in found:
        out[naming.entity_of_table(table)][key_of(root)] = None
    return {entity: list(ids) for entity, ids in out.items()}


def _unlink_gone_companies(tx: Tx) -> None:
    own = {"own": tx.writing.change_set}
    gone = [key_of(row[0]) for row in tx.session.execute(text(_GONE_COMPANIES), own)]
    for start in range(0, len(gone), loading.CHUNK):
        records.unlink_companies(tx, gone[start : start + loading.CHUNK])


def _follow_company_names(tx: Tx) -> None:
    """People who came to a company under the name that was taken back."""
    named = "json_type(c.changed, '$.name') IS NOT NULL"
    renamed = tx.session.execute(
        text(
            "SELECT r.id, r.name FROM change c JOIN company r ON r.id = c.row_id "
            "WHERE c.change_set = :own AND c.entity = 'company' AND c.op = 'U' AND "
            + (named if tx.is_sqlite else "jsonb_exists(c.changed, 'name')")
        ),
        {"own": tx.writing.change_set},
    )
    records.follow_company_names(tx, {key_of(row[0]): row[1] for row in renamed})


def _hide_rows_of_the_deleted(tx: Tx, entity: str, ids: list[UUID]) -> None:
    """Rows that came to a record, or came back to it, go into the trash with it."""
    record = ENTITIES[entity].table_name
    for child in naming.child_tables(entity):
        owner = f"{record}_id"
        sql = text(
            f"UPDATE {child.name} SET deleted_at = (SELECT r.deleted_at FROM {record} r WHERE "
            f"r.id = {child.name}.{owner}) WHERE deleted_at IS NULL AND {owner} IN "
            f"(SELECT r.id FROM {record} r WHERE r.deleted_at IS NOT NULL AND r.id IN :ids)"
        ).bindparams(bindparam("ids", expanding=True))
        for start in range(0, len(ids), loading.CHUNK):
            part: list[Any] = list(ids[start : start + loading.CHUNK])
            tx.session.execute(sql, {"ids": [i.bytes for i in part] if tx.is_sqlite else part})

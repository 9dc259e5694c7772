"""What an undo must put right beside the values it wrote back.

Where change sets are undone newest first there is nothing to do. Undone out of order, a value that
was kept may name another one, a deleted record may have got rows meanwhile, a company people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from crm_desktop.models.search_index import CONTACTED, dates_anew
from crm_desktop.services import employers, loading, naming, record_rows
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
            part = ids[start : start + loading.CHUNK]
            record_rows.derive_anew(tx, entity, part)
            if rows := _rows_in_part(tx, undone, part):
                record_rows.read_anew(tx, entity, part, rows)
    _date_whom_links_left(tx)
    following.settle_after_undo(tx)


def _date_whom_links_left(tx: Tx) -> None:
    """Last contact and next activity where links went away that a merge had brought.

    It brings only those in the trash along as they are; they may have come out of it since.
    """
    for owner in CONTACTED:
        column = f"{owner}_id"
        left = (
            f"SELECT unhex(json_extract(c.changed, '$.{column}[0]'))"
            if tx.is_sqlite
            else f"SELECT CAST(c.changed #>> '{{{column},0}}' AS uuid)"
        )
        moved = (
            f"json_type(c.changed, '$.{column}[0]') = 'text'"
            if tx.is_sqlite
            else f"jsonb_exists(c.changed, '{column}')"
        )
        wanted = (
            f"{left} FROM change c WHERE c.change_set = :own AND c.entity = 'activity_link' "
            f"AND c.op = 'U' AND {moved}"
        )
        tx.session.execute(text(dates_anew(owner, wanted)), {"own": tx.writing.change_set})


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


def _rows_in_part(tx: Tx, undone: int, ids: Sequence[UUID]) -> set[UUID]:
    """Rows of records that were not put back whole: their number may be another than its key.

    What was put back whole is right as it was, whatever the country of the office is by now.
    """
    found = tx.session.execute(
        text(
            "SELECT own.row_id, own.changed, old.changed FROM change own "
            "JOIN change old ON old.row_id = own.row_id AND old.change_set = :undone "
            "WHERE own.change_set = :own AND own.op = 'U' AND old.op = 'U' "
            "AND own.row_id <> own.root_id AND own.root_id IN :ids"
        ).bindparams(bindparam("ids", expanding=True)),
        {
            "own": tx.writing.change_set,
            "undone": undone,
            "ids": [i.bytes for i in ids] if tx.is_sqlite else list(ids),
        },
    )
    written, wanted = defaultdict[UUID, set[str]](set), defaultdict[UUID, set[str]](set)
    for row, mine, theirs in found:
        written[key_of(row)] |= _columns(mine)
        wanted[key_of(row)] |= _columns(theirs)
    return {row for row, columns in written.items() if columns != wanted[row]}


def _columns(changed: Any) -> set[str]:
    return set(json.loads(changed) if isinstance(changed, str) else changed)


def _unlink_gone_companies(tx: Tx) -> None:
    own = {"own": tx.writing.change_set}
    gone = [key_of(row[0]) for row in tx.session.execute(text(_GONE_COMPANIES), own)]
    for start in range(0, len(gone), loading.CHUNK):
        employers.unlink_companies(tx, gone[start : start + loading.CHUNK])


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
    employers.follow_company_names(tx, {key_of(row[0]): row[1] for row in renamed})


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

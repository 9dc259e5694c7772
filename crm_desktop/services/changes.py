"""What a commit touched. Every open view listens to one signal that carries this."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

MOST_NAMED = 5_000  # records; of more it is only said that they are many
Touched = tuple[str, UUID, UUID | None]  # table, record, other record


@dataclass(frozen=True, slots=True)
class Changes:
    """The records and kinds of records that one change set touched.

    Attributes:
        change_set: its key, None where several were read together.
        entities: entity keys of which a record or a row of one changed.
        ids: the records; empty with `many` set when there were too many to name.
        others: not made by this window: by a colleague, or by another program.
    """

    change_set: UUID | None = None
    entities: frozenset[str] = field(default_factory=frozenset[str])
    ids: frozenset[UUID] = field(default_factory=frozenset[UUID])
    many: bool = False
    others: bool = False

    def __bool__(self) -> bool:
        return bool(self.entities)

    def __or__(self, more: Changes) -> Changes:
        """Both together, as one piece of news."""
        entities, ids = self.entities | more.entities, self.ids | more.ids
        others = self.others and more.others
        if self.many or more.many or len(ids) > MOST_NAMED:
            return Changes(None, entities, many=True, others=others)
        return Changes(None, entities, ids, others=others)

    def touches(self, record_id: UUID) -> bool:
        """True where this record has changed, or may have."""
        return self.many or record_id in self.ids


def of_rows(
    rows: Collection[Touched],
    most: int,
    *,
    change_set: UUID | None = None,
    others: bool = False,
) -> Changes:
    """What rows of the change log tell; more than `most` of them are many."""
    from crm_desktop.services.naming import entity_of_table

    if not rows:
        return Changes()
    entities = frozenset(entity_of_table(table) for table, _, _ in rows)
    if len(rows) > most:
        return Changes(change_set, entities, many=True, others=others)
    ids = {root for _, root, _ in rows} | {other for _, _, other in rows if other is not None}
    return Changes(change_set, entities, frozenset(ids), others=others)


def everything(*, others: bool = False) -> Changes:
    """Anything may have changed: nobody could look for a while."""
    from crm_desktop.services.catalog import ENTITIES

    return Changes(None, frozenset(ENTITIES), many=True, others=others)

"""What a commit touched. Every open view listens to one signal that carries this."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Changes:
    """The records and kinds of records that one change set touched.

    Attributes:
        change_set: its key, None where several were read together.
        entities: entity keys of which a record or a row of one changed.
        ids: the records; empty with `many` set when there were too many to name.
    """

    change_set: UUID | None = None
    entities: frozenset[str] = field(default_factory=frozenset[str])
    ids: frozenset[UUID] = field(default_factory=frozenset[UUID])
    many: bool = False

    def __bool__(self) -> bool:
        return bool(self.entities)

    def touches(self, record_id: UUID) -> bool:
        """True where this record has changed, or may have."""
        return self.many or record_id in self.ids

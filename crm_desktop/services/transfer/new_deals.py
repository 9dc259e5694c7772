"""New deals of an import, written as sets: the same rows as records.insert_record() makes.

What every deal asks for is read once, the numbers of a set are drawn together, and no deal is read
back. Whoever looks for one that waits has to flush first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import record_rows
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.sales.papers import numbering
from crm_desktop.services.sales.pipeline import deal_rules
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.validation import problems
from crm_desktop.services.values import blank, normalised
from crm_desktop.services.workspace import Tx

_DEAL = ENTITIES["deal"]
_MOST = 2_000
Row = tuple[bytes, dict[str, Any], dict[str, Any]]  # key, values, further columns


class NewDeals:
    """Deals that wait to be written."""

    def __init__(self, tx: Tx) -> None:
        self._tx, self._known = tx, deal_rules.Known(tx)
        self._batch = Batch(tx.session.connection())
        self._writer = Writer(
            self._batch,
            now=tx.now,
            actor=tx.actor.id,
            region=record_rows.region_of(tx),
            origin="import",
        )
        self._blank = {field.key: blank(field) for field in _DEAL.editable()}
        self._rows: dict[UUID, Row] = {}

    def __contains__(self, key: UUID) -> bool:
        return key in self._rows

    def add(self, values: Mapping[str, Any], begun: date | None) -> UUID:
        """Keep a deal for the next flush. ValidationFailed where its values will not do.

        begun: the day on which another program made it.
        """
        wanted = self._blank | normalised(_DEAL, values)
        wanted |= deal_rules.applied_to_many(self._tx, None, wanted, self._known)
        if wrong := problems(_DEAL, wanted):
            raise ValidationFailed(wrong)
        if "owner" not in values:
            wanted["owner"] = Ref(self._tx.actor.id, self._tx.actor.name)
        more: dict[str, Any] = {}
        if begun is not None:
            more["created_at"], wanted["stage_since"] = self._since(begun, wanted)
        raw = self._writer.new_id()
        key = UUID(bytes=raw)
        self._rows[key] = raw, wanted, more
        if len(self._rows) >= _MOST:
            self.flush()
        return key

    def _since(self, begun: date, wanted: Mapping[str, Any]) -> tuple[datetime, datetime]:
        """When it was made, and since when it has its stage: since then, or since it was closed."""
        made = min(_noon(begun), self._tx.now)
        closed = wanted.get("closed_on")
        since = made if closed is None else max(_noon(closed), made)
        return made, min(since, self._tx.now)

    def flush(self) -> None:
        """Write the deals that wait."""
        if not self._rows:
            return
        rows, self._rows = list(self._rows.values()), {}
        nameless = [values for _key, values, _more in rows if not values.get("number")]
        given = {str(values["number"]) for _key, values, _more in rows if values.get("number")}
        numbers = numbering.take_many(self._tx, "deal", len(nameless), given)
        for values, number in zip(nameless, numbers, strict=True):
            values["number"] = number
        for key, values, more in rows:
            told = {name: value for name, value in values.items() if value not in (None, ())}
            self._writer.add("deal", key, told, more)
        self._batch.flush()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12).astimezone()

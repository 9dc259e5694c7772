"""Number series as they are edited: how each kind of document is numbered, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.tables import table
from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.sales.papers import number_patterns
from crm_desktop.services.sales.papers.numbering import PATTERNS
from crm_desktop.services.workspace import ReadTx, Tx, command, query


@dataclass(frozen=True, slots=True)
class Series:
    """How one kind of document is numbered.

    Attributes:
        last: the last number given out, by period: "2026", or "" where it never begins anew.
    """

    kind: str
    pattern: str
    last: Mapping[str, int]

    def next(self, pattern: str, day: date) -> str:
        """The number that comes next with a pattern; "" where it is none."""
        if number_patterns.wrong(pattern):
            return ""
        drawn = self.last.get(number_patterns.period(pattern, day), 0) + 1
        return number_patterns.written(pattern, drawn, day)


@query(Permission.ACCOUNTING_READ)
def overview(tx: ReadTx) -> tuple[Series, ...]:
    """All kinds of documents, in the order of the catalogue."""
    series, counters = table("number_series"), table("number_counter")
    found = select(series.c.kind, series.c.pattern).where(series.c.deleted_at.is_(None))
    own = {row.kind: row.pattern for row in tx.session.execute(found)}
    last: dict[str, dict[str, int]] = {}
    for row in tx.session.execute(select(counters.c.kind, counters.c.period, counters.c.last)):
        last.setdefault(row.kind, {})[row.period] = row.last
    kinds = [choice.value for choice in ENTITIES["number_series"].field("kind").choices]
    return tuple(
        Series(kind, own.get(kind) or PATTERNS[kind], last.get(kind, {}))
        for kind in kinds
        if kind in own or kind in PATTERNS
    )


@command(Permission.ACCOUNTING_EDIT, Purpose.EDIT)
def change(tx: Tx, kind: str, pattern: str, base: str) -> None:
    """Number a kind of document otherwise from now on. base: the pattern that was seen."""
    choice = ENTITIES["number_series"].field("kind").choice(kind)
    label = _(choice.label)
    if words := number_patterns.wrong(pattern):
        raise ValidationFailed({kind: words})
    target = table("number_series")
    found = select(target.c.id).where(target.c.kind == kind, target.c.deleted_at.is_(None))
    key: UUID | None = tx.session.execute(found).scalar_one_or_none()
    tx.label(_("Number {documents} as {pattern}").format(documents=inner(label), pattern=pattern))
    if key is None:
        made = {"name": label, "kind": kind, "pattern": pattern}
        records.insert_record(tx, "number_series", made)
        return
    record = records.get(tx, "number_series", key)
    if record.values["pattern"] not in (base, pattern):
        words = _("Somebody else has changed this pattern meanwhile. Nothing was overwritten.")
        raise ValidationFailed({kind: words})
    if changed := records.changed_values("number_series", record.values, {"pattern": pattern}):
        records.update_record(tx, record, changed)

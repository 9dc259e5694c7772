"""What a lead says of itself: where it stands, and until when it wants an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crm_desktop.services import rates
from crm_desktop.services.workspace import Tx

Values = Mapping[str, Any]
_SATURDAY = 5


def applied(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """The fields of a lead that the program writes."""
    made: dict[str, Any] = {"status": wanted.get("status") or "new"}
    if wanted.get("estimated_amount") is not None:
        made["currency"] = wanted.get("currency") or rates.office_currency(tx)
    if before is None and wanted.get("response_due_at") is None:
        made["response_due_at"] = next_working_day(tx.now)
    return made


def next_working_day(moment: datetime) -> datetime:
    """The same time of the next day that is no Saturday and no Sunday, where we are."""
    due = moment.astimezone() + timedelta(days=1)
    while due.weekday() >= _SATURDAY:
        due += timedelta(days=1)
    return due

"""The next revision of a quote: a draft with its number."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import rates, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.sales.quoting import quote_making
from crm_desktop.services.sales.quoting.quote_access import day, update
from crm_desktop.services.workspace import ReadTx, Tx

_REVISION = re.compile(r"-(\d{1,6})\.pdf$")
_REVISED = (
    *("title", "deal", "company", "contact", "billing_address", "delivery_address", "currency"),
    *("price_list", "payment_terms", "delivery_terms", "tax_mode", "prices_include_tax"),
    *("language", "prepaid", "rounding", "intro", "closing", "template", "owner", "team"),
)


def next_of(tx: Tx, before: Record) -> Record:
    """The next revision; the one before is superseded by it."""
    values = before.values
    today = day(tx)
    days = (values["valid_until"] - values["issued_on"]).days if values["issued_on"] else 30
    copied = {key: values[key] for key in _REVISED}
    wanted: dict[str, Any] = copied | {
        "lines": quote_making.lines_of(values["lines"]),
        "allowances": quote_making.allowances_of(values["allowances"]),
        "issued_on": today,
        "valid_until": today + timedelta(days=max(days, 1)),
        "rate": rates.rate_on(tx, values["currency"], today),
        "tags": values.get("tags") or (),
    }
    numbered = {
        "number": values["number"],
        "revision": _next_revision(tx, values["number"]),
        "previous": Ref(before.id, before.label),
    }
    made = update(
        tx, records.get(tx, "quote", records.insert_record(tx, "quote", wanted)), numbered
    )
    update(tx, before, {"status": "superseded"})
    return made


def _next_revision(tx: ReadTx, number: str) -> int:
    """One that nobody has: not even somebody whose undone one was mailed."""
    rows, files = table("quote"), table("attachment")
    living = select(rows.c.revision).where(rows.c.number == number, rows.c.deleted_at.is_(None))
    used = [revision or 1 for revision in tx.session.execute(living).scalars()]
    mailed = select(files.c.name).where(
        files.c.quote_id.is_not(None), files.c.name.startswith(f"{number}-", autoescape=True)
    )
    names = (_REVISION.search(name) for name in tx.session.execute(mailed).scalars())
    return max([*used, *(int(found[1]) for found in names if found)], default=0) + 1

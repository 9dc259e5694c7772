"""Actions on deals that look ahead and back: the forecast, the pipeline of a day, its movement."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import DONE, Add, Handler, answer, open_store, plain
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, money, month_name
from crm_desktop.services.catalog.deals import CATEGORIES, CLOSED
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.sales.forecasting.forecast_figures import (
    COLUMNS,
    Column,
    Forecast,
    Scope,
    Standing,
    Total,
    When,
)
from crm_desktop.services.sales.forecasting.movement_figures import NAMES, Movement, Step
from crm_desktop.services.workspace import Workspace

_LABELS = {choice.value: choice.label for choice in (*CATEGORIES, CLOSED)}
_WHEN = {When.EARLIER: "Earlier", When.LATER: "Later", When.NEVER: "No date"}


def add_actions(action: Add) -> None:
    """The actions of this module, beside the others of `deal`."""

    def add(name: str, handler: Handler, words: str) -> argparse.ArgumentParser:
        made = action(name, handler, words)
        made.add_argument("--owner", default="", metavar="NAME", help="only this colleague's")
        made.add_argument("--team", default="", metavar="NAME", help="only this team's")
        made.add_argument("--pipeline", default="", metavar="NAME", help="only of this pipeline")
        return made

    ahead = add("forecast", _forecast, "the forecast by month and category")
    ahead.add_argument("--from", dest="first", type=_month, metavar="YYYY-MM")
    ahead.add_argument("--months", type=int, default=4, metavar="N")
    ahead.add_argument("--on", type=_day, metavar="DAY", help="as it was at the end of that day")
    back = add("pipeline", _pipeline, "all open deals as they were at the end of a day")
    back.add_argument("--on", type=_day, required=True, metavar="DAY")
    moved = add("movement", _movement, "what happened to the pipeline between two days")
    moved.add_argument("first", type=_day, metavar="FIRST")
    moved.add_argument("last", type=_day, metavar="LAST")
    moved.add_argument("--until", type=_day, metavar="DAY", help="only deals expected by that day")


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words}' is no day like 2026-10-01") from None


def _month(words: str) -> date:
    try:
        return date.fromisoformat(f"{words}-01" if len(words) == 7 else words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words}' is no month like 2026-10") from None


# ---------------------------------------------------------------- whose


def _scope(workspace: Workspace, options: argparse.Namespace) -> Scope:
    return Scope(
        _named(workspace, "user", options.owner),
        _named(workspace, "team", options.team),
        _named(workspace, "pipeline", options.pipeline),
    )


def _named(workspace: Workspace, entity: str, name: str) -> UUID | None:
    """The colleague, team or pipeline of that name."""
    if not name:
        return None
    found = ListQuery(entity, filters=(Filter("name", Op.EQ, (name,)),))
    rows = services.listing.page(workspace, found, ("name",), 2)
    if len(rows) != 1:
        what = "There is no" if not rows else "There is more than one"
        raise UserError(f"{what} {entity} called '{name}'. Nothing was reckoned.")
    return UUID(bytes=rows[0].id)


# ---------------------------------------------------------------- the actions


def _forecast(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        scope = _scope(workspace, options)
        found = services.sales.forecast.forecast(
            workspace, options.first, options.months, scope, options.on
        )
    answer(options, _forecast_json(found), "\n".join(_forecast_words(found)))
    return DONE


def _forecast_json(found: Forecast) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "currency": found.currency,
        "columns": [_column_json(column) for column in found.columns],
        "whole": _column_json(found.whole),
        "notes": list(found.notes),
    }


def _column_json(column: Column) -> dict[str, Any]:
    return {
        "when": column.when.value,
        "month": f"{column.first:%Y-%m}" if column.first else None,
        "categories": {each: _total_json(column.total(each)) for each in COLUMNS},
        "weighted": plain(column.weighted),
        "quota": plain(column.quota),
        "gap": plain(column.gap),
        "coverage": plain(column.coverage),
        "overdue": column.overdue,
    }


def _total_json(total: Total) -> dict[str, Any]:
    return {"n": total.n, "base": str(total.base), "weighted": str(total.weighted)}


def _forecast_words(found: Forecast) -> list[str]:
    heads = [*(_LABELS[each] for each in COLUMNS), "Weighted", "Quota", "Gap"]
    lines = [_line(str(found.currency or ""), heads)]
    for column in (*found.columns, found.whole):
        name = _WHEN.get(column.when) or month_name(column.first or found.day)
        name = "All months" if column.deals == found.whole.deals and column.last else name
        sums = [column.total(each).base for each in COLUMNS]
        lines.append(_line(name, [_amount(s) for s in (*sums, column.weighted)] + _goal(column)))
    return [*lines, *found.notes]


def _goal(column: Column) -> list[str]:
    return [_amount(column.quota), _amount(column.gap)]


def _amount(amount: Decimal | None) -> str:
    return "-" if amount is None else money(amount)


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<16}" + "".join(f"{cell:>14}" for cell in cells)


def _pipeline(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        scope = _scope(workspace, options)
        found = services.sales.forecast.pipeline_on(workspace, options.on, scope)
    open_ones = sorted((d for d in found.deals if d.is_open), key=lambda d: (d.title, d.id))
    total = Total.of(open_ones)
    data = {
        "day": found.day.isoformat(),
        "currency": found.base,
        "total": _total_json(total),
        "deals": [_deal_json(deal) for deal in open_ones],
        "notes": list(found.notes),
    }
    lines = [
        f"{deal.stage_name or '?':<18}{_amount(deal.base):>14}  {deal.title}" for deal in open_ones
    ]
    lines.append(f"{total.n:,} open, {_amount(total.base)} {found.base or ''}")
    answer(options, data, "\n".join([*lines, *found.notes]))
    return DONE


def _deal_json(deal: Standing) -> dict[str, Any]:
    return {
        "id": str(deal.id),
        "title": deal.title,
        "company": deal.company,
        "owner": deal.owner_name,
        "stage": deal.stage_name or None,
        "status": deal.status,
        "category": deal.category,
        "amount": plain(deal.amount),
        "currency": deal.currency,
        "base": plain(deal.base),
        "weighted": plain(deal.weighted_base),
        "expected_close": plain(deal.expected_close),
        "on_hold": deal.on_hold,
        "assumed": deal.assumed,
    }


def _movement(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        scope = _scope(workspace, options)
        found = services.sales.movement.movement(
            workspace, options.first, options.last, scope, options.until
        )
    answer(options, _movement_json(found), "\n".join(_movement_words(found)))
    return DONE


def _movement_json(found: Movement) -> dict[str, Any]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "until": plain(found.until),
        "currency": found.currency,
        "steps": [_step_json(step) for step in found.steps],
        "notes": list(found.notes),
    }


def _step_json(step: Step) -> dict[str, Any]:
    deals = [
        {"id": str(each.deal.id), "title": each.deal.title, "base": str(each.base)}
        for each in step.deals
    ]
    return {"class": step.kind.value, "n": step.n, "base": str(step.base), "deals": deals}


def _movement_words(found: Movement) -> list[str]:
    lines = [f"{_(NAMES[step.kind]):<16}{step.n:>8}{_amount(step.base):>16}" for step in found.told]
    return [*lines, *found.notes]

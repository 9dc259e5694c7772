"""Commands on deals: list, show, move, win, lose."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli import forecast
from crm_desktop.cli.common import (
    DONE,
    Add,
    add_group,
    answer,
    count,
    day,
    in_words,
    open_store,
    plain,
)
from crm_desktop.cli.records import record_json
from crm_desktop.errors import NotFound, UserError
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort, parse_filter
from crm_desktop.services.workspace import Workspace

_COLUMNS = ("number", "title", "company", "stage", "amount", "currency", "weighted", "owner")
_MOST_STAGES = 500


def add_commands(add: Add) -> None:
    """The commands of this module."""
    about = "deals: list, show, move, win, lose, forecast, pipeline, movement"
    action = add_group(add, "deal", _list, about)
    listing = action("list", _list, "the deals of a pipeline, stage by stage")
    listing.add_argument("--pipeline", metavar="NAME", help="without it the usual one")
    listing.add_argument("--stage", metavar="NAME", help="only this stage")
    listing.add_argument("--search", default="", metavar="TEXT")
    listing.add_argument("--filter", action="append", default=[], metavar="F", help="field=value")
    listing.add_argument("--all", action="store_true", help="every deal, closed long ago too")
    listing.add_argument("--limit", type=count, default=200, metavar="N")
    _deal(action("show", _show, "a deal, how it stands and the stages it went through"))
    move = action("move", _move, "put a deal into a stage")
    _deal(move)
    move.add_argument("stage", metavar="STAGE", help="the name of a stage, or its id")
    for name, words in (("win", "a deal is won"), ("lose", "a deal is lost")):
        command = action(name, _win if name == "win" else _lose, words)
        _deal(command)
        command.add_argument("--note", metavar="TEXT")
        command.add_argument("--on", type=day, metavar="YYYY-MM-DD")
        command.add_argument("--competitor", metavar="NAME")
        if name == "lose":
            command.add_argument("--reason", required=True, metavar="NAME", help="why it is lost")
    forecast.add_actions(action)


def _deal(command: argparse.ArgumentParser) -> None:
    command.add_argument("deal", metavar="DEAL", help="the id of a deal, or its number")


# ---------------------------------------------------------------- reading


def _list(options: argparse.Namespace) -> int:
    filters = tuple(parse_filter(words) for words in options.filter)
    asked = ListQuery("deal", options.search, filters)
    with closing(open_store(options)) as workspace:
        if options.all:
            return _list_all(options, workspace, asked)
        pipeline = _named(workspace, "pipeline", options.pipeline).id if options.pipeline else None
        board = services.sales.board.board(workspace, pipeline, asked)
    columns = [
        column
        for column in board.columns
        if not options.stage or column.info.stage.label.casefold() == options.stage.casefold()
    ]
    if options.stage and not columns:
        known = ", ".join(column.info.stage.label for column in board.columns)
        raise NotFound(f"There is no stage called {options.stage}. There are: {known}.")
    data: dict[str, Any] = {
        "pipeline": board.pipeline.label,
        "currency": board.currency,
        "without_rate": list(board.unknown),
        "stages": [_stage_json(column, options.limit) for column in columns],
    }
    lines: list[str] = []
    for column in columns:
        totals = column.totals
        head = f"{column.info.stage.label}: {totals.count:,} deals, {totals.sum} {board.currency}"
        weighted = f", weighted {totals.weighted}" if column.info.kind == "open" else ""
        lines.append(head + weighted)
        lines += [_card_words(card) for card in column.cards[: options.limit]]
    if board.unknown:
        currencies = ", ".join(board.unknown)
        lines.append(f"No rate of today is known for {currencies}: these are in no sum.")
    answer(options, data, "\n".join(lines))
    return DONE


def _list_all(options: argparse.Namespace, workspace: Workspace, asked: ListQuery) -> int:
    filters = list(asked.filters)
    for key in ("stage", "pipeline"):
        if name := getattr(options, key):
            filters.append(Filter(f"{key}.name", Op.EQ, (name,)))
    asked = ListQuery("deal", asked.text, tuple(filters), (Sort("expected_close"),))
    rows = services.listing.page(workspace, asked, _COLUMNS, options.limit)
    total = services.listing.count(workspace, asked)
    data = [
        {"id": str(UUID(bytes=row.id))}
        | {key: plain(cell) for key, cell in zip(_COLUMNS, row.cells, strict=True)}
        for row in rows
    ]
    lines = ["  ".join(in_words(cell) for cell in row.cells) for row in rows]
    answer(options, {"deals": data, "total": total}, "\n".join([*lines, f"{total:,} in all"]))
    return DONE


def _stage_json(column: Any, limit: int) -> dict[str, Any]:
    totals = column.totals
    return {
        "stage": column.info.stage.label,
        "kind": column.info.kind,
        "count": totals.count,
        "sum": str(totals.sum),
        "weighted": str(totals.weighted),
        "on_hold": totals.resting,
        "next": {state.value: count for state, count in totals.next.items()},
        "deals": [_card_json(card) for card in column.cards[:limit]],
    }


def _card_json(card: Any) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "title": card.title,
        "company": card.company,
        "amount": plain(card.amount),
        "currency": card.currency,
        "base": plain(card.base),
        "weighted": plain(card.weighted),
        "days_in_stage": card.days,
        "rots": card.rots,
        "next": card.next.value,
        "on_hold_until": plain(card.rests_until),
        "expected_close": plain(card.expected_close),
        "closed_on": plain(card.closed_on),
        "owner": card.owner,
        "risks": [risk.value for risk in card.risks],
    }


def _card_words(card: Any) -> str:
    amount = "-" if card.amount is None else f"{card.amount.normalize():f} {card.currency}"
    days = "" if card.days is None else f"{card.days} d"
    state = f"on hold until {card.rests_until}" if card.rests_until else card.next.value
    parts = (card.title, card.company, amount, days, "closed" if card.closed_on else state)
    return "  " + "  ".join(part for part in parts if part)


def _show(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _deal_of(workspace, options.deal)
        record = services.records.load(workspace, "deal", key)
        outlook = services.sales.deals.outlook(workspace, (key,))[key]
        stays = services.sales.deals.stage_history(workspace, key)
    stands = {
        "days_in_stage": outlook.days_in_stage,
        "rots": outlook.rots,
        "next_activity": outlook.next_activity.value,
        "on_hold": outlook.on_hold,
        "base": plain(outlook.base),
        "weighted_base": plain(outlook.weighted_base),
    }
    stages = [
        {
            "stage": stay.stage.label,
            "entered": stay.entered.isoformat(),
            "left": stay.left.isoformat() if stay.left else None,
            "who": stay.who,
        }
        for stay in stays
    ]
    values = record.values
    lines = [f"{record.label} ({in_words(values['number'])})"]
    for name in ("company", "stage", "amount", "currency", "weighted", "expected_close", "owner"):
        lines.append(f"  {name.replace('_', ' ')}: {in_words(values[name])}")
    lines += [
        f"  {stay.entered.astimezone():%Y-%m-%d}  {stay.stage.label}  {stay.who}" for stay in stays
    ]
    answer(options, record_json(record) | {"stands": stands, "stages": stages}, "\n".join(lines))
    return DONE


# ---------------------------------------------------------------- moves


def _move(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _deal_of(workspace, options.deal)
        _now, stages = services.sales.board.stages_of(workspace, key)
        return _moved(options, workspace, key, _stage_of(workspace, options.stage, stages), {})


def _win(options: argparse.Namespace) -> int:
    return _close(options, "won")


def _lose(options: argparse.Namespace) -> int:
    return _close(options, "lost")


def _close(options: argparse.Namespace, kind: str) -> int:
    with closing(open_store(options)) as workspace:
        key = _deal_of(workspace, options.deal)
        _now, stages = services.sales.board.stages_of(workspace, key)
        to = next((each for each in stages if each.kind == kind), None)
        if to is None:
            words = f"The pipeline of this deal has no stage for deals that are {kind}."
            raise UserError(f"{words} Nothing was changed.")
        done: dict[str, Any] = {}
        if kind == "lost":
            done["lost_reason"] = _named(workspace, "lost_reason", options.reason)
        if options.note:
            done["closing_note"] = options.note
        if options.on:
            done["closed_on"] = options.on
        if options.competitor:
            done["competitors"] = ({"name": options.competitor},)
        return _moved(options, workspace, key, to.stage.id, done)


def _moved(
    options: argparse.Namespace,
    workspace: Workspace,
    key: UUID,
    stage: UUID,
    done: dict[str, Any],
) -> int:
    moved = services.sales.deals.move(workspace, (key,), stage, done)
    record = services.records.load(workspace, "deal", key)
    words = moved.words if moved.count else f"{record.label} is there already."
    data = record_json(record) | {"moved": moved.count, "nothing_planned": bool(moved.unplanned)}
    answer(options, data, words)
    return DONE


def _deal_of(workspace: Workspace, said: str) -> UUID:
    """The deal of an id or a number."""
    try:
        return UUID(said)
    except ValueError:
        pass
    asked = ListQuery("deal", filters=(Filter("number", Op.EQ, (said,)),))
    rows = services.listing.page(workspace, asked, ("number",), 2)
    if len(rows) != 1:
        what = "no deal" if not rows else "more than one deal"
        raise NotFound(f"There is {what} with the number {said}. Nothing was changed.")
    return UUID(bytes=rows[0].id)


def _named(workspace: Workspace, entity: str, name: str) -> Ref:
    """The pipeline, or the reason, of that name."""
    rows = services.listing.page(workspace, ListQuery(entity), ("name",), _MOST_STAGES)
    for row in rows:
        if str(row.cells[0]).casefold() == name.casefold():
            return Ref(UUID(bytes=row.id), str(row.cells[0]))
    known = ", ".join(str(row.cells[0]) for row in rows)
    what = entity.replace("_", " ")
    raise NotFound(f"There is no {what} called {name}. There are: {known}. Nothing was changed.")


def _stage_of(workspace: Workspace, said: str, near: Any) -> UUID:
    """A stage by its name, of the deal's own pipeline if it has one of that name; or by its id."""
    for each in near:
        if each.stage.label.casefold() == said.casefold():
            return each.stage.id
    try:
        return UUID(said)
    except ValueError:
        return _named(workspace, "stage", said).id

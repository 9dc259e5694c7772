"""What cards and columns of the board say, on the screen and to a screen reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog import ACTIVITY

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import (
        Board,
        Card,
        Column,
        Planned,
        StageInfo,
        Totals,
    )

# State of what comes next -> hue, icon, words for the bar of a column. Values of NextActivity.
NEXT = {
    "overdue": ("rose", "circle-alert", N_("overdue")),
    "planned": ("green", "calendar-check", N_("planned")),
    "not soon": ("amber", "calendar-clock", N_("not soon")),
    "none": ("slate", "circle-dashed", N_("nothing planned")),
}
RISKS = {  # values of board.Risk
    "late": N_("The day it was to be closed on is over"),
    "rival": N_("A competitor is a high threat"),
    "against": N_("Somebody who has a say is against us"),
}
_HUES = ("slate", "indigo", "teal", "violet", "amber", "orange")
_CLOSED = {"won": "green", "lost": "rose"}
_A_WEEK = 7
_ROUGH = Decimal(1000)  # from here on a sum is read without cents


def hue_of(kind: str, place: int) -> str:
    """The hue of a stage: won is green, lost is rose, open ones go through the others."""
    return _CLOSED.get(kind) or _HUES[place % len(_HUES)]


def amount(card: Card) -> str:
    """What a deal is worth, in its currency; "" where nobody knows."""
    return "" if card.amount is None else i18n.money(card.amount.normalize(), card.currency)


def sum_of(value: Decimal, currency: str | None) -> str:
    """A sum as a heading shows it."""
    rounded = round(value) if abs(value) >= _ROUGH else value
    return i18n.money(Decimal(rounded), currency or "")


def exact(value: Decimal, currency: str | None) -> str:
    """A sum to the cent."""
    return i18n.money(value, currency or "")


def activity_kind(planned: Planned) -> str:
    """`Call`."""
    return _(ACTIVITY.field("kind").choice(planned.kind).label)


def next_said(card: Card, today: date) -> str:
    """What comes next, as short as a pill: `Call, 27 Nov`, `Call overdue`."""
    planned = card.planned
    if card.next == "none":
        return _("Nothing planned")
    kind = activity_kind(planned) if planned is not None else _("Activity")
    if card.next == "overdue":
        return _("{activity} overdue").format(activity=kind)
    day = day_of(planned)
    said = _day(day, today) if day is not None else _("planned")
    return f"{kind}, {said}"


def _day(value: date, today: date) -> str:
    """A day within a sentence: `tomorrow`, but `6 Dec`."""
    said = i18n.day(value, today)
    return inner(said) if abs((value - today).days) < _A_WEEK else said


def day_of(planned: Planned | None) -> date | None:
    """The day of an activity, where we are."""
    if planned is None:
        return None
    return i18n.local(planned.at).date() if planned.at is not None else planned.day


def days(card: Card) -> str:
    """`5 days`: how long it is in its stage; of a closed deal when it was closed."""
    if card.closed_on is not None:
        return ""
    return "" if card.days is None else ngettext("{n} day", "{n} days", card.days)


def rests(card: Card, today: date) -> str:
    """`On hold until 3 Jan`; "" where it is not."""
    if card.rests_until is None:
        return ""
    day = _day(card.rests_until, today)
    return _("On hold until {day}").format(day=day)


def rests_short(card: Card, today: date) -> str:
    """The same in a pill: `On hold, 3 Jan 2027`."""
    if card.rests_until is None:
        return ""
    return _("On hold, {day}").format(day=_day(card.rests_until, today))


def risks(card: Card) -> list[str]:
    """Why a deal may be lost, in sentences."""
    return [_(RISKS[risk.value]) for risk in card.risks]


def spoken(card: Card, stage: str, today: date) -> str:
    """A card as a screen reader says it."""
    parts = [
        _("Deal {title}").format(title=card.title),
        card.company,
        amount(card),
        _in_stage(card, stage, today),
        rests(card, today) or ("" if card.closed_on else next_said(card, today)),
        _("too long in this stage") if card.rots else "",
        *risks(card),
        card.owner,
    ]
    return ", ".join(part for part in parts if part)


def _in_stage(card: Card, stage: str, today: date) -> str:
    if card.closed_on is not None:
        return f"{stage}, {_day(card.closed_on, today)}"
    if card.days is None:
        return stage
    said = ngettext("{n} day", "{n} days", card.days)
    return _("{days} in {stage}").format(days=said, stage=stage)


def tip(card: Card, today: date) -> str:
    """What a card says when the mouse rests on it: what it has no room for."""
    lines = [card.title, card.company]
    if card.planned is not None:
        lines.append(f"{next_said(card, today)}: {card.planned.subject}")
    if card.expected_close is not None and card.closed_on is None:
        close = i18n.full_day(card.expected_close)
        lines.append(_("Expected close: {day}").format(day=close))
    if card.rots:
        lines.append(_("{days} in this stage: longer than is good for it").format(days=days(card)))
    lines += [rests(card, today), *risks(card), card.owner]
    return "\n".join(line for line in lines if line)


# ---------------------------------------------------------------- columns


def counted(count: int) -> str:
    """`3 deals`."""
    return ngettext("{n} deal", "{n} deals", count)


def column_spoken(column: Column, currency: str | None) -> str:
    """A column as a screen reader says it."""
    return f"{column.info.stage.label}, {column_told(column, currency)}"


def column_told(column: Column, currency: str | None) -> str:
    """What a column comes to."""
    totals = column.totals
    parts = [counted(totals.count), exact(totals.sum, currency)]
    if column.info.kind == "open":
        parts.append(_("weighted {amount}").format(amount=exact(totals.weighted, currency)))
        parts += next_counts(totals)
    else:
        parts.append(_("of the last 30 days"))
    if totals.resting:
        parts.append(ngettext("{n} on hold", "{n} on hold", totals.resting))
    if totals.unknown:
        parts.append(ngettext("{n} without a rate", "{n} without a rate", totals.unknown))
    return ", ".join(parts)


def next_counts(totals: Totals) -> list[str]:
    """`3 overdue`, `5 planned`."""
    found = ((totals.next[state], words) for state, (_hue, _icon, words) in NEXT.items())  # pyright: ignore[reportArgumentType]  a StrEnum
    return [f"{i18n.number(count)} {_(words)}" for count, words in found if count]


def criteria(column: Column) -> str:
    """When a deal may leave a stage."""
    if not column.info.exit_criteria:
        return ""
    if column.info.kind != "open":
        return meaning(column.info)
    told = _("{stage} is left when: {criteria}")
    return told.format(stage=column.info.stage.label, criteria=column.info.exit_criteria)


def meaning(info: StageInfo) -> str:
    """What must be true of a deal that is closed; "" where nothing is asked for."""
    told = _("{stage} means: {criteria}")
    return info.exit_criteria and told.format(stage=info.stage.label, criteria=info.exit_criteria)


def caveats(board: Board) -> list[str]:
    """What the sums leave out, and the cards that are not shown."""
    said: list[str] = []
    if board.unknown:
        told = _("No rate of today for {currencies}: these amounts are in no sum.")
        said.append(told.format(currencies=", ".join(board.unknown)))
    if board.hidden:
        told = ngettext(
            "{n} more deal is not shown. Filter to see it.",
            "{n} more deals are not shown. Filter to see them.",
            board.hidden,
        )
        said.append(told)
    return said

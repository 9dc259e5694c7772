"""How the pipeline moved from the end of one day to the end of another.

What was there at the first day, and each thing that happened, adds up to what is there at the last:
in numbers of deals and in Base, to the cent. What a deal gained or lost in value stands apart from
its coming and going: it comes and goes with the value it has when it does.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, full_day
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.forecasting import standings
from crm_desktop.services.sales.forecasting.forecast_figures import Scope, Standing
from crm_desktop.services.sales.forecasting.movement_figures import Look, Movement, steps
from crm_desktop.services.sales.forecasting.standings import Standings
from crm_desktop.services.workspace import ReadTx, query

EVERYBODY = Scope()


@query(Permission.DEAL_READ)
def movement(
    tx: ReadTx,
    first: date,
    last: date,
    scope: Scope = EVERYBODY,
    until: date | None = None,
    asked: ListQuery | None = None,
) -> Movement:
    """What happened to the pipeline from the end of `first` to the end of `last`.

    until: only deals that are expected to be closed by then; those whose date moves over that line
    slip out, or are pulled in. asked: a list whose words and filters hold. UserError for a day to
    come, ValidationFailed for days turned round.
    """
    if last < first:
        words = _("{last} lies before {first}. Choose two days in their order.")
        words = words.format(first=full_day(first), last=full_day(last))
        raise ValidationFailed({"last": words})
    before, after = (standings.standings(tx, day, asked) for day in (first, last))
    teams = standings.teams_below(tx, scope.team) if scope.team else frozenset[UUID]()

    def fits(deal: Standing) -> bool:
        return standings.fits(deal, scope, teams)

    look = Look(fits, until, after.base)
    return Movement(
        first,
        last,
        until,
        after.base,
        scope,
        steps(_by_id(before), _by_id(after), look),
        _notes(before, after),
    )


def _by_id(found: Standings) -> dict[UUID, Standing]:
    return {deal.id: deal for deal in found.deals}


def _notes(before: Standings, after: Standings) -> tuple[str, ...]:
    """What is not known of the two days, that of one alone under its day."""
    out = [words for words in after.notes if words in before.notes]
    for found in (before, after):
        if own := [words for words in found.notes if words not in out]:
            out.append(f"{full_day(found.day)}: {' '.join(own)}")
    return tuple(out)

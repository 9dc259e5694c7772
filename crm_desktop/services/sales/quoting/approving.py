"""Who may approve a quote: the owners of the office, and managers for their own teams.

Who works alone asks nobody. The permission of the role (services/opening.py) lets somebody at the
door; whether this quote is one of theirs is asked here, as the store says it now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from crm_desktop.errors import PermissionDenied
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.workspace import ReadTx


@dataclass(frozen=True, slots=True)
class Approval:
    """Who may approve a quote.

    Attributes:
        may: whether the colleague at work may. others: the names of those who may besides.
    """

    may: bool
    others: tuple[str, ...]

    @property
    def words(self) -> str:
        """A sentence about whom to ask."""
        if not self.others:
            return _(
                "Nobody in the office may approve quotes yet. An administrator can make somebody a "
                "manager or an office owner."
            )
        *names, last = self.others
        if not names:
            return _("{name} can approve it.").format(name=last)
        return _("{names} or {name} can approve it.").format(names=", ".join(names), name=last)


@dataclass(frozen=True, slots=True)
class _Colleague:
    id: UUID
    name: str
    role: str
    team: UUID | None


def approval(tx: ReadTx, quote: Record) -> Approval:
    """Who may approve a quote as it is now."""
    users, teams = table("app_user"), table("team")
    found = select(users.c.id, users.c.name, users.c.role, users.c.team_id)
    found = found.where(users.c.active.is_(True), users.c.deleted_at.is_(None))
    colleagues = [_Colleague(*row) for row in tx.session.execute(found.order_by(users.c.name_key))]
    above = dict(tuple(row) for row in tx.session.execute(select(teams.c.id, teams.c.parent_id)))
    able = [each for each in colleagues if _may(each, quote, colleagues, above)]
    alone = tx.is_sqlite or len(colleagues) < 2
    others = tuple(each.name for each in able if each.id != tx.actor.id)
    return Approval(alone or any(each.id == tx.actor.id for each in able), others)


def _may(
    who: _Colleague,
    quote: Record,
    colleagues: list[_Colleague],
    above: Mapping[UUID, UUID | None],
) -> bool:
    """An owner may; a manager where the quote is of the own team, or of one below it."""
    if who.role == "owner":
        return True
    if who.role != "manager":
        return False
    owner = quote.values.get("owner")
    if who.team is None or not isinstance(owner, Ref):
        return True  # an office without teams, a quote of nobody
    team = next((each.team for each in colleagues if each.id == owner.id), None)
    seen: set[UUID] = set()
    while team is not None and team not in seen:
        if team == who.team:
            return True
        seen.add(team)
        team = above.get(team)
    return False


def check(tx: ReadTx, quote: Record) -> None:
    """PermissionDenied, with whom to ask, unless the colleague at work may approve the quote."""
    found = approval(tx, quote)
    if not found.may:
        if tx.actor.role == "manager":
            why = _("{quote} is a quote of another team.").format(quote=quote.label)
        else:
            role = ENTITIES["user"].field("role").choice(tx.actor.role).label
            why = _("Your role ({role}) does not allow to approve quotes.").format(role=_(role))
        raise PermissionDenied(f"{why} {_('Nothing was changed.')} {found.words}")

"""What somebody opened and did lately, kept per store on this computer."""

from __future__ import annotations

from uuid import UUID

from crm_desktop.ui.context import Context
from crm_desktop.ui.state import RecentRecord

MOST_RECORDS = 30
MOST_COMMANDS = 8


def records(context: Context) -> list[RecentRecord]:
    """The records opened lately, the last one first."""
    return context.state.recent_records(_address(context))


def add_record(context: Context, entity: str, record_id: UUID, label: str = "") -> None:
    """A record is being opened. Its label may be learned later."""
    before = records(context)
    known = next((each.label for each in before if each.id == record_id), "")
    now = [each for each in before if each.id != record_id]
    now.insert(0, RecentRecord(entity, record_id, label or known))
    context.state.set_recent_records(_address(context), now[:MOST_RECORDS])


def set_records(context: Context, now: list[RecentRecord]) -> None:
    """As they are called now, without those that are gone."""
    context.state.set_recent_records(_address(context), now)


def commands(context: Context) -> list[str]:
    """Keys of what was chosen in the palette lately."""
    return context.state.recent_commands(_address(context))


def add_command(context: Context, key: str) -> None:
    """Something was chosen."""
    now = [key, *(each for each in commands(context) if each != key)]
    context.state.set_recent_commands(_address(context), now[:MOST_COMMANDS])


def _address(context: Context) -> str:
    workspace = context.tasks.workspace
    return workspace.store.address if workspace is not None else ""

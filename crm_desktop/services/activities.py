"""Calls, meetings and tasks as they are worked off: logged, completed, put off.

What happened and what comes next are written by one command: one undo takes both back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, UserError
from crm_desktop.i18n import _, inner
from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.workspace import Tx, command

MORNING = time(9)  # when what has no time of its own is due
_CARRIED = ("links", "owner", "team", "visibility", "private")


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written.

    Attributes:
        id: of the activity or note that tells what happened.
        next_id: of what is planned; None for nothing.
        words: a sentence about both.
    """

    id: UUID
    next_id: UUID | None
    words: str


def morning_of(day: date) -> datetime:
    """The beginning of a working day at this computer."""
    return datetime.combine(day, MORNING).astimezone()


@command(Permission.ACTIVITY_EDIT, Purpose.CREATE)
def log(tx: Tx, values: Mapping[str, Any], next_step: Mapping[str, Any] | None = None) -> Logged:
    """Write down an activity that has just happened, and plan the next one for the same people.

    values, next_step: of activities; what is not given is "done, now" and "planned". What is next
    takes over whom it is with, and whose it is.
    """
    start = values.get("done_at") or tx.now
    done = {"status": "done", "done_at": start, "due_at": start} | dict(values)
    return _with_next(tx, done, records.insert_record(tx, "activity", done), next_step)


@command(Permission.NOTE_EDIT, Purpose.CREATE)
def note(tx: Tx, values: Mapping[str, Any], next_step: Mapping[str, Any] | None = None) -> Logged:
    """Write a note, and plan the next activity for the same people."""
    key = records.insert_record(tx, "note", values)
    tx.label(_("New note"))
    if next_step is None:
        return Logged(key, None, _("Note saved."))
    next_id = _plan(tx, values, next_step)
    return Logged(
        key, next_id, _("Note saved. Next: {next_step}.").format(next_step=next_step.get("subject"))
    )


@command(Permission.ACTIVITY_EDIT, Purpose.EDIT)
def complete(
    tx: Tx,
    activity: UUID,
    values: Mapping[str, Any] | None = None,
    next_step: Mapping[str, Any] | None = None,
) -> Logged:
    """A planned activity is done now, with its outcome; and plan what comes next.

    values: outcome, duration and the like; a `description` is written under the one there is.
    UserError where it is no longer planned, NotFound where it is gone.
    """
    before = _planned(tx, activity)
    wanted = {"status": "done", "done_at": tx.now} | dict(values or {})
    if (told := wanted.get("description")) and (there := before.values.get("description")):
        wanted["description"] = f"{there}\n\n{told}"
    _write(tx, before, wanted)
    return _with_next(tx, before.values, activity, next_step)


@command(Permission.ACTIVITY_EDIT, Purpose.EDIT)
def put_off(tx: Tx, ids: Sequence[UUID], day: date) -> str:
    """Planned activities are to be done on another day, at the same time of day. Returns words."""
    subjects: list[str] = []
    for key in ids:
        before = _planned(tx, key)
        _write(tx, before, _moved(before.values, day))
        subjects.append(before.label)
    what = (
        subjects[0] if len(subjects) == 1 else naming.how_many(ENTITIES["activity"], len(subjects))
    )
    tx.label(_("Put off {what}").format(what=what))
    return _("Put off {what}.").format(what=what)


def _moved(values: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The times of an activity on another day. One for a whole day stays one."""
    due: datetime | None = values["due_at"]
    if due is None:
        return {"due_on": day} if values["due_on"] else {"due_at": morning_of(day)}
    moved = datetime.combine(day, due.astimezone().time()).astimezone()
    end: datetime | None = values["end_at"]
    out: dict[str, Any] = {"due_at": moved}
    if end is not None:
        out["end_at"] = moved + max(end - due, timedelta())
    return out | ({"due_on": day} if values["due_on"] else {})


def _planned(tx: Tx, key: UUID) -> Record:
    """An activity that is still to be done, held from others."""
    records.hold(tx, ENTITIES["activity"], (key,))
    found = loading.read(tx, "activity", (key,)).get(key)
    if found is None or found.deleted:
        raise NotFound(_("This activity has been deleted. Nothing was changed."))
    if found.values["status"] != "planned":
        status = ENTITIES["activity"].field("status").choice(found.values["status"]).label
        raise UserError(
            _("'{label}' is {status} already. Nothing was changed.").format(
                label=found.label, status=inner(_(status))
            )
        )
    return found


def _write(tx: Tx, before: Record, values: Mapping[str, Any]) -> None:
    changed = records.changed_values("activity", before.values, values)
    if changed:
        records.update_record(tx, before, changed)


def _with_next(
    tx: Tx, done: Mapping[str, Any], key: UUID, next_step: Mapping[str, Any] | None
) -> Logged:
    subject = str(done.get("subject") or "")
    tx.label(_("Done: {what}").format(what=subject))
    if next_step is None:
        return Logged(key, None, _("Done: {what}.").format(what=subject))
    next_id = _plan(tx, done, next_step)
    return Logged(
        key,
        next_id,
        _("Done: {subject}. Next: {next_step}.").format(
            subject=subject, next_step=next_step.get("subject")
        ),
    )


def _plan(tx: Tx, after: Mapping[str, Any], next_step: Mapping[str, Any]) -> UUID:
    """What comes next: with the same people, for the same colleague."""
    carried = {name: after[name] for name in _CARRIED if after.get(name)}
    if "links" in carried:
        carried["links"] = tuple({**row, "id": None} for row in carried["links"])
    planned = {"status": "planned"} | carried | dict(next_step)
    return records.insert_record(tx, "activity", planned)

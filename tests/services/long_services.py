"""Services that a side process is asked for in tests: it finds them by name."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from uuid import UUID

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services import records
from crm_desktop.services.workspace import ReadTx, Tx, command, query


@query(Permission.PERSON_READ, is_long=True)
def number_of_process(tx: ReadTx) -> int:
    return os.getpid()


@query(Permission.PERSON_READ, is_long=True)
def until_cancelled(tx: ReadTx) -> None:
    tx.progress(1, 10, "one")
    while True:
        tx.cancel.check()
        threading.Event().wait(0.01)


@query(Permission.PERSON_READ, is_long=True)
def says_nothing(tx: ReadTx, began: Path) -> None:
    began.write_text(str(os.getpid()), "utf-8")
    while True:
        threading.Event().wait(0.01)


@query(Permission.PERSON_READ, is_long=True)
def speaks(tx: ReadTx) -> str:
    return _("Cancel")


@query(Permission.PERSON_READ, is_long=True)
def mistaken(tx: ReadTx) -> float:
    return 1 / len(tx.actor.name[:0])


@query(Permission.PERSON_READ, is_long=True)
def refuses(tx: ReadTx) -> None:
    raise ValidationFailed({"name": "There is no name."})


@query(Permission.PERSON_READ, is_long=True)
def cannot_travel(tx: ReadTx) -> object:
    return lambda: None


@command(Permission.PERSON_EDIT, Purpose.EDIT, is_long=True)
def adds(tx: Tx, name: str) -> UUID:
    return records.insert_record(tx, "person", {"last_name": name})


@command(Permission.PERSON_EDIT, Purpose.EDIT, is_long=True)
def adds_and_dies(tx: Tx, name: str) -> None:
    records.insert_record(tx, "person", {"last_name": name})
    os._exit(1)

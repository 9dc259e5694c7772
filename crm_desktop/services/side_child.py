"""The process in which long calls run. Started by `side_process` with `spawn`; see there."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

import psutil

from crm_desktop import i18n
from crm_desktop.errors import UserError
from crm_desktop.models.database import Store
from crm_desktop.services.changes import Changes
from crm_desktop.services.side_process import Desk
from crm_desktop.services.workspace import Call, Cancel, Workspace

RESTED = 300.0  # seconds without work after which it ends
FAREWELL = 2.0  # seconds in which it stops what nobody waits for any more


@dataclass(slots=True)
class _Order:
    """A call on its way through the child."""

    number: int
    call: Call[Any]
    desk: Desk
    language: tuple[str, str]
    cancel: Cancel


def serve(pipe: Connection) -> None:
    """Run what the parent orders until it closes the pipe, or has not asked for long."""
    _step_back()
    orders: SimpleQueue[_Order | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, orders), daemon=True).start()
    with suppress(Empty, BrokenPipeError):
        while (order := orders.get(timeout=RESTED)) is not None:
            pipe.send(("begun",))
            pipe.send_bytes(_carried_out(order, pipe))


def _step_back() -> None:
    """Where there are not cores enough for both, the window goes first."""
    lower = psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 5
    with suppress(psutil.Error, OSError):
        psutil.Process().nice(lower)


def _listen(pipe: Connection, orders: SimpleQueue[_Order | None]) -> None:
    """Take what the parent says while something else is being done."""
    order: _Order | None = None
    try:
        while True:
            match pipe.recv():
                case ("run", number, call, desk, language):
                    order = _Order(number, call, desk, language, Cancel())
                    orders.put(order)
                case ("cancel", number):
                    if order is not None and order.number == number:
                        order.cancel.request()
                case ready:
                    import_module(ready[1])
    except (EOFError, OSError):
        pass  # the parent has had enough, or is gone
    finally:
        if order is not None:
            order.cancel.request()
        orders.put(None)
        threading.Event().wait(FAREWELL)
        os._exit(1)  # what does not stop is rolled back by the database


def _carried_out(order: _Order, pipe: Connection) -> bytes:
    """The answer, ready to go. A broad except: whatever happens has to be told."""
    try:
        i18n.use(*order.language)
        return pickle.dumps(("done", _run(order, pipe)))
    except UserError as error:
        return pickle.dumps(("failed", error))
    except Exception as error:  # noqa: BLE001
        # Where it happened would be lost on the way; and some errors cannot travel as they are.
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note(traceback.format_exc())
        return pickle.dumps(("failed", told))


def _run(order: _Order, pipe: Connection) -> Any:
    def moved(step: int, total: int, note: str) -> None:
        pipe.send(("moved", step, total, note))

    def committed(changes: Changes) -> None:
        pipe.send(("committed", changes))

    desk = order.desk
    store = Store(desk.address)
    try:
        workspace = Workspace(
            store, desk.actor, desk.permissions, desk.client, store_id=desk.store_id
        )
        return order.call(workspace.during(order.cancel, moved, committed))
    finally:
        store.close()

"""A PostgreSQL server at the end of a slow line, 80 ms away: what counts are round trips."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from itertools import count
from queue import Queue
from urllib.parse import urlsplit
from uuid import UUID

from benchmarks import stores
from benchmarks.bench import SCREEN, Bench
from benchmarks.measure import MS, Row, Times, took
from crm_desktop.services import listing, opening, records, timeline
from crm_desktop.services.queries import ListQuery

DATABASES = (stores.POSTGRES,)
SIZES = (10_000,)
TRIP = 0.08
SPARE = 40  # milliseconds for the work itself, at both ends
ROUNDS = 6


def measure(bench: Bench) -> Iterator[Row]:
    trip = TRIP * 1e3
    with stores.copy(bench.database, bench.size) as address, line_to(address) as far:
        opened: list[float] = []
        for _ in range(2):  # the first one loads modules
            began = time.perf_counter()
            with closing(opening.open_workspace(far)) as workspace:
                listing.first(workspace, ListQuery("person"), SCREEN)
            opened.append((time.perf_counter() - began) * 1e3)
        yield Row("far away, open and list", MS, min(opened), 1500, trip)
        with closing(opening.open_workspace(far)) as workspace:
            rows = listing.first(workspace, ListQuery("person"), SCREEN, 20)
            turn = count()

            def key() -> UUID:
                return UUID(bytes=rows[next(turn) % len(rows)].id)

            def open_one() -> None:
                record = key()
                records.load(workspace, "person", record)
                timeline.of(workspace, "person", record, 20)

            def save() -> None:
                record = records.load(workspace, "person", key())
                began = time.perf_counter()
                values = {"job_title": f"Buyer {began}"}
                records.save(workspace, "person", record.id, values, version=record.version)
                saved.append((time.perf_counter() - began) * 1e3)

            saved: list[float] = []
            lists = _times(lambda: listing.first(workspace, ListQuery("person"), SCREEN))
            opens = _times(open_one)
            _times(save)
    yield Row("far away, list", MS, lists.p50, 2 * trip + SPARE, trip)
    yield Row("far away, open a contact", MS, opens.p50, 2 * trip + SPARE, trip)
    yield Row("far away, edit a contact", MS, Times(saved[2:]).p50, 3 * trip + SPARE, trip)


def _times(work: Callable[[], object]) -> Times:
    return Times([took(work) for _ in range(ROUNDS)][2:])


@contextmanager
def line_to(url: str) -> Generator[str]:
    """The URL of the same server at the end of a line that takes half a trip each way."""
    parts = urlsplit(url)
    assert parts.hostname
    server = (parts.hostname, parts.port or 5432)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
        yield url.replace(f":{server[1]}/", f":{port}/")


def _accept(listener: socket.socket, server: tuple[str, int]) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return  # the line was taken down
        time.sleep(TRIP)  # a connection is made by one trip of its own
        far = socket.create_connection(server)
        for end in (client, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _pass_on(client, far)
        _pass_on(far, client)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """What is read from one goes to the other half a trip later, in order."""
    way: Queue[tuple[float, bytes]] = Queue()

    def read() -> None:
        data = b"more"
        while data:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            way.put((time.monotonic() + TRIP / 2, data))

    def write() -> None:
        while True:
            due, data = way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                target.sendall(data)
            except OSError:
                return
            if not data:
                target.close()
                return

    for work in (read, write):
        threading.Thread(target=work, daemon=True).start()

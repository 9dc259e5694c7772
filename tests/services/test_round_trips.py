"""How often a server is asked. Each time costs 80 ms on a slow line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from crm_desktop.services import history, listing, records, timeline
from crm_desktop.services.catalog import PERSON, Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace
from tests.stores import opened


class Line:
    """A line to a server that counts round trips: questions after an answer."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.trips = 0
        self._answered = True
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            for source, target, asks in ((client, server, True), (server, client, False)):
                args = (source, target, asks)
                threading.Thread(target=self._pass_on, args=args, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with source, target:
            try:
                while data := source.recv(65536):
                    with self._lock:
                        self.trips += asks and self._answered
                        self._answered = not asks
                    target.sendall(data)
            except OSError:
                return


@contextmanager
def line_to(url: str) -> Generator[tuple[str, Line]]:
    parts = urlsplit(url)
    assert parts.hostname
    line = Line((parts.hostname, parts.port or 5432))
    yield url.replace(f":{parts.port}/", f":{line.port}/"), line
    line.close()


@pytest.fixture
def office(clone: str) -> Iterator[tuple[Workspace, Callable[[Callable[[], Any]], int]]]:
    """Somebody at work over a line, and a way to count the trips of a work."""
    with line_to(clone) as (url, line), opened(url) as workspace:

        def trips(work: Callable[[], Any]) -> int:
            before = line.trips
            work()
            return line.trips - before

        for i in range(20):
            person = {"last_name": str(i), "phones": ({"number": f"030 {i}"},), "tags": ("a",)}
            records.create(workspace, "person", person)
        yield workspace, trips


def test_reading(office: tuple[Workspace, Callable[[Callable[[], Any]], int]]) -> None:
    workspace, trips = office
    asked = ListQuery("person")
    (key, *_) = records.load_many(workspace, "person", _ids(workspace))
    for _ in range(4):  # until the statements are prepared
        listing.first(workspace, asked, PERSON.columns)
    assert trips(lambda: listing.first(workspace, asked, PERSON.columns)) == 2
    assert trips(lambda: listing.ids(workspace, asked)) == 1
    assert trips(lambda: records.load(workspace, "person", key)) == 1
    assert trips(lambda: timeline.of(workspace, "person", key)) == 1
    assert trips(lambda: history.of(workspace, "person", key)) <= 3


def _ids(workspace: Workspace) -> list[Any]:
    from tests.stores import split_ids

    return split_ids(listing.ids(workspace, ListQuery("person")).vector)


def test_saving(office: tuple[Workspace, Callable[[Callable[[], Any]], int]]) -> None:
    """BEGIN with the change set, read, write, read, end with search texts and COMMIT."""
    workspace, trips = office
    record = records.create(workspace, "person", {"last_name": "x"})

    def save(**values: Any) -> Callable[[], Record]:
        def work() -> Record:
            nonlocal record
            record = records.save(workspace, "person", record.id, values, version=record.version)
            return record

        return work

    for i in range(4):  # until the statements are prepared
        save(job_title=str(i))()
    assert trips(save(job_title="CEO")) <= 5
    assert trips(save(phones=({"number": "030 1"}, {"number": "030 2"}))) <= 8
    assert trips(lambda: records.create(workspace, "person", {"last_name": "y"})) <= 4

"""A wire to a server that can be cut, held and joined again: a server that stops, or says nothing.

A real server cannot be stopped under other tests, and one that is stopped hangs up politely; a
cable that was pulled does not.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import TracebackType

from sqlalchemy.engine import make_url

HOST = "127.0.0.1"
LOOK = 0.02  # seconds
PIECE = 65_536


class Wire:
    """Passes on what comes to `url`, to the server behind it.

    Attributes:
        url: the server's URL, by way of the wire.
        carried: how many times a client has sent something.
    """

    def __init__(self, url: str) -> None:
        there = make_url(url)
        self._server = (there.host or HOST, there.port or 5432)
        self._listener = socket.create_server((HOST, 0))
        self._port = self._listener.getsockname()[1]
        self.url = there.set(host=HOST, port=self._port).render_as_string(hide_password=False)
        self._pairs: dict[socket.socket, socket.socket] = {}  # both ways
        self._clients: set[socket.socket] = set()
        self.carried = 0
        self._lock = threading.Lock()
        self._held = self._over = False
        self._thread = threading.Thread(target=self._run, name="wire")

    def __enter__(self) -> Wire:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        self._thread.join()
        self.cut()

    def cut(self) -> None:
        """The server is gone: everybody is hung up on, nobody is let in."""
        with self._lock:
            self._listener.close()
            for end in self._pairs:
                end.close()
            self._pairs.clear()
            self._clients.clear()

    def join(self) -> None:
        """The server is back."""
        with self._lock:
            self._listener = socket.create_server((HOST, self._port))
            self._held = False

    def hold(self, *, on: bool = True) -> None:
        """Nothing comes through any more, and nobody is told."""
        with self._lock:
            self._held = on

    def _run(self) -> None:
        while not self._over:
            with self._lock:
                if self._listener.fileno() < 0 or self._held:
                    ends: list[socket.socket] = []
                else:
                    ends = [self._listener, *self._pairs]
            if not ends:
                threading.Event().wait(LOOK)
                continue
            with suppress(OSError, ValueError):  # cut meanwhile
                for end in select.select(ends, [], [], LOOK)[0]:
                    self._pass_on(end)

    def _pass_on(self, end: socket.socket) -> None:
        with self._lock:
            if self._held:
                return
            if end is self._listener:
                self._let_in()
                return
            other = self._pairs.get(end)
            if other is None:
                return
            try:
                piece = end.recv(PIECE)
                other.sendall(piece)
            except OSError:
                piece = b""
            if end in self._clients and piece:
                self.carried += 1
            if not piece:
                for side in (end, other):
                    self._pairs.pop(side, None)
                    self._clients.discard(side)
                    side.close()

    def _let_in(self) -> None:
        client, _ = self._listener.accept()
        server = socket.create_connection(self._server)
        self._pairs |= {client: server, server: client}
        self._clients.add(client)


@contextmanager
def wired(url: str) -> Generator[Wire]:
    """A wire to a server, taken away at the end."""
    with Wire(url) as wire:
        yield wire

"""One window a store: a second start hands over what it was given and ends."""

from __future__ import annotations

import getpass
import hashlib
import json
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crm_desktop import paths

PATIENCE = 500  # milliseconds; the other one is on this computer


def name_of(address: str) -> str:
    """The name under which the window of a store can be reached by this user."""
    who = f"{_user()}\n{paths.config_dir()}\n{address}"
    return "crm-desktop-" + hashlib.sha256(who.encode()).hexdigest()[:24]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account entry, as in some containers
        return ""


def hand_over(address: str, files: list[str]) -> bool:
    """Give files to the window that has this store open, and raise it; False: there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(address))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(json.dumps(files).encode() + b"\n")
    socket.waitForBytesWritten(PATIENCE)
    socket.disconnectFromServer()
    return True


class Instance(QObject):
    """This process's claim on a store.

    Signals:
        called: another start handed over these files (a list of paths, perhaps empty).
    """

    called = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def claim(self, address: str) -> bool:
        """From now on this window has the store; False where another one has it."""
        name = name_of(address)
        if self._server is not None and self._server.serverName() == name:
            return True
        if hand_over(address, []):
            return False
        self.release()
        QLocalServer.removeServer(name)  # what a crash left behind: nobody answered
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._connected)
        if not server.listen(name):
            return True  # no sockets on this system: better two windows than none
        self._server = server
        return True

    def release(self) -> None:
        """Give the claim back."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _connected(self) -> None:
        socket = self._server.nextPendingConnection() if self._server else None
        if socket is None:
            return
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            files = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            return
        if isinstance(files, list):
            self.called.emit([str(file) for file in cast("list[object]", files)])

"""A filled store on each of the two databases, and the window on it with the watch at work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.services import demo_data
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.postgres import drop_database, new_database
from tests.stores import opened
from tests.ui.conftest import CONTACTS
from tests.ui.live.colleague import (
    shown,
)
from tests.wire import Wire, wired


@pytest.fixture(scope="session")
def filled_database(postgres_server: str) -> Iterator[str]:
    """A database with some hundred contacts. Copy it, do not open it."""
    url = new_database(postgres_server)
    demo_data.ensure_store(url)
    with opened(url) as workspace:
        demo_data.fill(workspace, CONTACTS)
    yield url
    drop_database(postgres_server, url)


@pytest.fixture
def filled_server(postgres_server: str, filled_database: str) -> Iterator[str]:
    """A database of this test alone."""
    url = new_database(postgres_server, filled_database)
    yield url
    drop_database(postgres_server, url)


@pytest.fixture
def wire(filled_server: str) -> Iterator[Wire]:
    with wired(filled_server) as wire:
        yield wire


@pytest.fixture(params=["filled_store", "filled_server"], ids=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> str:
    """A filled store on each of the two databases."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(autouse=True)
def filled_first(request: pytest.FixtureRequest) -> None:
    """Before the GUI thread may send no statement any more."""
    for name in ("store", "filled_server"):
        if name in request.fixturenames:
            request.getfixturevalue(name)


@pytest.fixture
def live(program: Application, store: str, qtbot: QtBot) -> MainWindow:
    """The window on the store, with the watch at work."""
    return shown(program, store, qtbot)

"""What every test stands on: no window on the screen, strict logs, and the places of test data."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything can import Qt

import logging
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.postgres import drop_database, new_database
from tests.stores import (  # noqa: F401 - fixtures
    address,
    clone,
    clones,
    home,
    store_file,
    store_template,
    workspace,
)

IN_CI = "CI" in os.environ
WITHOUT_QT = os.environ.get("CRM_BLOCK_QT") == "1"

# Generated examples: the same ones in every run of CI, new ones on a developer's machine.
settings.register_profile("crm", deadline=None, derandomize=IN_CI)
settings.load_profile("crm")


class NoQt(MetaPathFinder):
    """Makes importing Qt fail, to prove that services and models do without."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(f"{fullname}: this run is without Qt")
        return None


if WITHOUT_QT:
    sys.meta_path.insert(0, NoQt())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the settings of pytest-qt, which stays away from a run without Qt."""
    if WITHOUT_QT:
        for name in ("qt_api", "qt_log_ignore", "qt_log_level_fail"):
            parser.addini(name, "of pytest-qt")


def missing(what: str) -> NoReturn:
    """Skip the test; in CI fail it, because there everything has to be tested."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that makes the program log a warning, unless it is marked `expects_log`."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [record for record in records if record.levelno >= logging.WARNING]
    if loud:
        lines = (f"{r.name}: {r.levelname}: {r.getMessage()}" for r in loud)
        pytest.fail("unexpected log:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample files from the real world, beside the checkout."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        missing(f"no sample files in {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of an empty database on a PostgreSQL server; see tests/postgres.py."""
    url = os.environ.get("CRM_TEST_PG")
    if not url:
        missing("no PostgreSQL in CRM_TEST_PG: python3 dev.py test starts one")
    return url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database."""
    url = new_database(postgres_server)
    yield url
    drop_database(postgres_server, url)

"""Sample stores and files to measure on: made once, kept in the temporary folder.

They are keyed by the code that decides what is in them. A question that writes gets a copy.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
DATABASES = (SQLITE, POSTGRES)
SERVER_VARIABLE = "CRM_TEST_PG"
WITH_TIMELINE = 100_000  # contacts that have activities; those on top come from a file
_DECIDES = (
    "crm_desktop/models",
    "crm_desktop/services/demo",
    "crm_desktop/services/catalog",
    "crm_desktop/services/demo_data.py",
    "crm_desktop/services/derived.py",
    "crm_desktop/services/transfer/writer.py",
    "benchmarks/stores.py",
)


def key() -> str:
    """Of the code that decides what a sample store holds."""
    digest = hashlib.sha256()
    for name in _DECIDES:
        path = ROOT / name
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def folder() -> Path:
    """Where samples of this code lie; those of older code are removed."""
    kept = Path(tempfile.gettempdir()) / "crm-desktop-benchmarks"
    own = kept / key()
    if not own.is_dir():
        shutil.rmtree(kept, ignore_errors=True)
        own.mkdir(parents=True)
    return own


# -------------------------------------------------------------------------------------- stores


def server() -> str:
    """The URL of the PostgreSQL server; empty where there is none."""
    return os.environ.get(SERVER_VARIABLE, "")


def sample(database: str, size: int) -> str:
    """Address of the store with that many contacts. For reading only."""
    return _sample_file(size) if database == SQLITE else _sample_server(size)


def _sample_file(size: int) -> str:
    path = folder() / f"people-{size}.crm"
    if not path.exists():
        part = path.with_suffix(".part")
        for old in part.parent.glob(f"{part.name}*"):
            old.unlink()
        _fill(str(part), size)
        part.replace(path)
    return str(path)


def _sample_server(size: int) -> str:
    name = f"crm_bench_{key()}_{size}"
    url = _database_url(name)
    with _maintenance() as connection:
        there = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
        ).fetchone()
        if there is None:
            part = f"{name}_part"
            _drop(part)
            connection.execute(f'CREATE DATABASE "{part}"')
            _fill(_database_url(part), size)
            connection.execute(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
    return url


def _fill(address: str, size: int) -> None:
    from crm_desktop.services import demo_data, opening
    from crm_desktop.services.transfer import importing
    from crm_desktop.services.transfer.options import ImportOptions

    demo_data.ensure_store(address)
    with closing(opening.open_workspace(address)) as workspace:
        demo_data.fill(workspace, min(size, WITH_TIMELINE))
        if size > WITH_TIMELINE:  # the quick way
            importing.run(workspace, people_csv(size - WITH_TIMELINE), ImportOptions())


@contextmanager
def copy(database: str, size: int) -> Generator[str]:
    """Address of a store of one's own with that many contacts; 0: an empty one."""
    with scratch() as place:
        if database == SQLITE:
            path = place / "own.crm"
            if size:
                shutil.copyfile(_sample_file(size), path)
            else:
                _make(str(path))
            yield str(path)
            return
        name = f"crm_bench_own_{uuid4().hex}"
        order = f'CREATE DATABASE "{name}"'
        if size:
            template = urlsplit(_sample_server(size)).path.removeprefix("/")
            order += f' TEMPLATE "{template}" STRATEGY FILE_COPY'
        with _maintenance() as connection:
            connection.execute(order)
        try:
            if not size:
                _make(_database_url(name))
            yield _database_url(name)
        finally:
            _drop(name)


def _drop(name: str) -> None:
    """Drop a database; the server's own vacuum may be at work in it for a while."""
    from psycopg import errors

    for left in range(100, -1, -1):
        try:
            with _maintenance() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            if not left:
                raise
            time.sleep(0.2)
        else:
            return


def _make(address: str) -> None:
    from crm_desktop.services import opening

    opening.create_store(address, office_name="Measured office", country="DE")


@contextmanager
def scratch() -> Generator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as place:
        yield Path(place)


def _database_url(name: str) -> str:
    return urlunsplit(urlsplit(server())._replace(path=f"/{name}"))


@contextmanager
def _maintenance() -> Generator:
    """A connection outside of the sample databases, in autocommit."""
    import psycopg

    with psycopg.connect(server(), autocommit=True) as connection:
        yield connection


# --------------------------------------------------------------------------------------- files

HEADS = (
    "First name",
    "Last name",
    "Company",
    "Job title",
    "E-mail",
    "Phone",
    "Street",
    "Postcode",
    "City",
    "Country",
)


def people_csv(size: int) -> Path:
    """A CSV of that many contacts in fifteen languages, a tenth as many companies."""
    path = folder() / f"people-{size}.csv"
    if path.exists():
        return path
    from crm_desktop.services.demo import generator

    count = max(1, size // 10)
    # Firms of the sample office share names; a number makes them as many as they are.
    firms = [f"{c.values['name']} {c.place}" for c in generator.companies(count, 7)]
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for person in generator.people(size, 7, companies=count):
            values = person.values
            address = next(iter(values.get("addresses", ())), {})
            writer.writerow(
                (
                    values.get("first_name"),
                    values.get("last_name"),
                    "" if person.company is None else firms[person.company],
                    values.get("job_title"),
                    next((e["address"] for e in values["emails"]), ""),
                    next((p["number"] for p in values["phones"]), ""),
                    address.get("street"),
                    address.get("postcode"),
                    address.get("city"),
                    address.get("country"),
                )
            )
    part.replace(path)
    return path

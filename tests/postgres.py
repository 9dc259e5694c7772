"""Databases for one test or one module, on the server that CRM_TEST_PG names."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

_END_SESSIONS = sql.SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = {} AND usename = current_user AND pid <> pg_backend_pid()"
)


def new_database(server_url: str, template: str | None = None) -> str:
    """Create a database and return its URL.

    With `template`, the URL of another database, it is a copy of that one: nobody may be connected
    to the template meanwhile.
    """
    name = f"test_{uuid4().hex}"
    order = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        template_name = sql.Identifier(database_name(template))
        order += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(template_name)
    _execute(server_url, order)
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, url: str) -> None:
    """Drop a database made by new_database, whoever is still connected to it."""
    name = database_name(url)
    order = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        _execute(server_url, order + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        # Autovacuum is there, which only the server may end: it goes when asked without force. Then
        # our own sessions have to be ended first.
        _execute(server_url, _END_SESSIONS.format(name))
        _execute(server_url, order)


def database_name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _execute(server_url: str, order: sql.Composed) -> None:
    """Outside a transaction, as creating and dropping databases demands."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(order)

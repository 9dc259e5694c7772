"""Databases for one test or one module, on the server that CRM_TEST_PG names."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql


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
    order = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database_name(url)))
    try:
        _execute(server_url, order + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:  # autovacuum is there, and goes when asked so
        _execute(server_url, order)


def database_name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _execute(server_url: str, order: sql.Composed) -> None:
    """Outside a transaction, as creating and dropping databases demands."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(order)

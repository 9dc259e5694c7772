"""What every command shares: which store is meant, and how an answer is printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from crm_desktop import paths, services
from crm_desktop.services.catalog import Ref
from crm_desktop.services.workspace import Workspace
from crm_desktop.settings import SettingsFile

DONE, REFUSED = 0, 1
Handler = Callable[[argparse.Namespace], int]
# Adds a command to the command line: its name, what runs it, what it does in words.
Add = Callable[[str, Handler, str], argparse.ArgumentParser]


def count(words: str) -> int:
    """How many, said on the command line."""
    if (value := int(words)) < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def day(words: str) -> date:
    """A day, said on the command line."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words}' is no day. Write 2026-12-31.") from None


def add_group(add: Add, name: str, run: Handler, words: str) -> Add:
    """A command of several actions (`order list`). What it gives back adds one of them."""
    actions = add(name, run, words).add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, run: Handler, words: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=words, description=words, parents=[common_options()])
        made.set_defaults(handler=run)
        return made

    return action


def common_options() -> argparse.ArgumentParser:
    """What can be said to every command; a parent for argparse."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    common.add_argument(
        "--store",
        metavar="FILE|URL",
        default=argparse.SUPPRESS,
        help="a store file or a PostgreSQL URL; without it the last one opened",
    )
    return common


def store_address(options: argparse.Namespace) -> str:
    """The store that is meant: the given one, or the one opened last."""
    if options.store:
        return options.store
    return SettingsFile().now.last_store or str(paths.default_store())


def open_store(options: argparse.Namespace) -> Workspace:
    """Be at work in the store that is meant."""
    workspace = services.opening.open_workspace(store_address(options))
    if options.store:
        remember(options.store)
    return workspace


def remember(address: str) -> None:
    """The store opened last is the one meant next time. Passwords are not written down."""
    place = services.opening.remembered_as(address)
    SettingsFile().change(last_store=place)


def plain(value: Any) -> Any:
    """A value as JSON has it: decimals as strings, dates in ISO form."""
    match value:
        case Ref():
            out: Any = {"id": str(value.id), "label": value.label}
        case Decimal() | UUID():
            out = str(value)
        case date():
            out = value.isoformat()
        case bytes():
            out = {"bytes": len(value)}
        case dict():
            out = {str(key): plain(inner) for key, inner in value.items()}  # pyright: ignore
        case list() | tuple():
            out = [plain(inner) for inner in value]  # pyright: ignore
        case _:
            out = value
    return out


def in_words(value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", ()):
        return "-"
    if isinstance(value, Ref):
        return value.label
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        row = cast("dict[str, Any]", value)
        parts = (v for k, v in row.items() if k not in ("id", "is_primary") and v)
        return " ".join(in_words(v) for v in parts if v is not True)
    if isinstance(value, tuple):
        return "; ".join(in_words(v) for v in cast("tuple[Any, ...]", value))
    return str(value)


def answer(options: argparse.Namespace, data: Any, words: str) -> None:
    """Print what came out: the data with --json, otherwise the words."""
    print(json.dumps(data, ensure_ascii=False, indent=1) if options.json else words)

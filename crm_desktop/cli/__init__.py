"""The command line: the same services as the window, no Qt.

Exit codes: 0 done, 1 refused with a sentence on stderr, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from crm_desktop import __version__
from crm_desktop.cli import deals, merge, orders, quotes, records, stores
from crm_desktop.cli.common import DONE, REFUSED, Handler, common_options
from crm_desktop.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = _joined(sys.argv[1:] if argv is None else argv)
    options = parser().parse_args(words, argparse.Namespace(json=False, store=None))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # pyright: ignore
    try:
        return options.handler(options)
    except UserError as error:
        _say_refused(str(error), options)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        _say_refused("Stopped. What was being done was taken back; nothing was changed.", options)
        return REFUSED


def _joined(argv: Sequence[str]) -> list[str]:
    """`--sort -name` as `--sort=-name`: argparse takes the minus for an option otherwise."""
    out: list[str] = []
    for word in argv:
        if out and out[-1] == "--sort":
            out[-1] = f"--sort={word}"
        else:
            out.append(word)
    return out


def _say_refused(words: str, options: argparse.Namespace) -> None:
    print(words, file=sys.stderr)
    if options.json:
        print(json.dumps({"error": words}, ensure_ascii=False))


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    common = common_options()
    root = argparse.ArgumentParser(
        prog="crm-desktop",
        description="CRM Desktop on the command line. Without a command the window opens.",
        parents=[common],
    )
    root.add_argument("--version", action="version", version=f"CRM Desktop {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, handler: Handler, words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words, parents=[common])
        command.set_defaults(handler=handler)
        return command

    stores.add_commands(add)
    records.add_commands(add)
    merge.add_commands(add)
    deals.add_commands(add)
    quotes.add_commands(add)
    orders.add_commands(add)
    return root


__all__ = ["DONE", "REFUSED", "main", "parser"]

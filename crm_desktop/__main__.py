"""`crm-desktop`: a command on the command line, or the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from multiprocessing import freeze_support

FOR_PEOPLE = {"-h", "--help", "--version"}


def main() -> int:
    """Choose: with a command (or --help) the command line, else the window."""
    freeze_support()  # the child that reads spreadsheets starts here in a frozen program
    arguments = sys.argv[1:]
    if wants_window(arguments):
        from crm_desktop.app import main as open_window

        return open_window(arguments)
    from crm_desktop.cli import main as run_command

    return run_command(arguments)


def wants_window(arguments: Sequence[str]) -> bool:
    """True without a command: nothing, a store, or files to import as a double click gives them."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in FOR_PEOPLE:
            return False
        if word == "--store" and rest:
            rest.pop(0)
        elif not word.startswith("-"):
            return "." in word or ":" in word  # a file or an address; commands have neither
    return "--json" not in arguments


if __name__ == "__main__":
    sys.exit(main())

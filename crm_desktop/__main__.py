"""`crm-desktop`: a command on the command line, or the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Choose: with a command (or --help) the command line, else the window."""
    arguments = sys.argv[1:]
    wants_window = not arguments or arguments[0] == "--gui" or _is_file(arguments)
    if wants_window:
        from crm_desktop.app import main as open_window

        return open_window(arguments)
    from crm_desktop.cli import main as run_command

    return run_command(arguments)


def _is_file(arguments: list[str]) -> bool:
    """A store or a file to import, as a double click hands it over."""
    return len(arguments) == 1 and "." in arguments[0] and not arguments[0].startswith("-")


if __name__ == "__main__":
    sys.exit(main())

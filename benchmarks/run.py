"""Measure: python -m benchmarks.run [--quick | --long] [--json] [NAMES]

  (nothing)  10,000 and 100,000 contacts on both databases
  --quick    10,000 contacts: minutes; for CI's smoke
  --long     also 1,000,000 contacts on SQLite, and killing the program a hundred times
  NAMES      of questions, see --list

Each question runs in a process of its own, so that its peak memory is its own. Every row shows
what the same answer costs without this program ("bare"), measured in turn with it on the same data.

Budgets are those of the reference machine (2 cores, quiet). A time budget is stretched by how
slow the machine is just now, measured with a fixed piece of work around each question, and by a
quarter. Exit code 1: something is over that; 2: a question failed. PostgreSQL is left out where
CRM_TEST_PG names none.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from benchmarks import questions, stores
from benchmarks.measure import TIMES, Row, slowness, words_for

QUICK = (10_000,)
USUAL = (10_000, 100_000)
LONG = 1_000_000
GROWTH = 2.0  # what must be flat may take so many times longer with ten times the contacts
HEADS = ("question", "ours", "bare", "ratio", "budget", "", "peak MB", "slow")


def names() -> list[str]:
    """Every question there is."""
    return sorted(module.name for module in pkgutil.iter_modules(questions.__path__))


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    if options.one:
        return _one(*options.one)
    if options.list:
        print("\n".join(names()))
        return 0
    wanted = options.names or [
        n for n in names() if options.long or not getattr(_module(n), "LONG", False)
    ]
    if unknown := sorted(set(wanted) - set(names())):
        print(f"no question {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    failed: list[str] = []
    made: set[tuple[str, int]] = set()
    for name, database, size in _plan(wanted, options):
        if (database, size) not in made:  # in a process of its own: it takes much memory
            made.add((database, size))
            _call("make", database, size)
        found = _asked(name, database, size)
        if found is None:
            failed.append(f"{name} ({database} {words_for(size)})")
        rows += found or []
    rows += growth(rows)
    if options.json:
        print(json.dumps([row.to_json() for row in rows], indent=1))
    else:
        print(table(rows))
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 2 if failed else 0 if all(row.ok for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true")
    how.add_argument("--long", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="name the questions")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "DATABASE", "SIZE"), help="internal")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser


def _module(name: str) -> Any:
    return import_module(f"{questions.__name__}.{name}")


def _plan(wanted: Iterable[str], options: argparse.Namespace) -> Iterator[tuple[str, str, int]]:
    """Which questions to ask of which store; a store is used while it is warm."""
    sizes = QUICK if options.quick else USUAL
    for size in (*sizes, LONG) if options.long else sizes:
        for database in stores.DATABASES:
            if database == stores.POSTGRES and (size == LONG or not stores.server()):
                continue
            for name in wanted:
                module = _module(name)
                databases = getattr(module, "DATABASES", stores.DATABASES)
                if database in databases and size in getattr(module, "SIZES", (size,)):
                    yield name, database, size


# ------------------------------------------------------------------------ one question, alone


def _asked(name: str, database: str, size: int) -> list[Row] | None:
    """The rows of a question, from a process of its own; None where it failed."""
    said = _call(name, database, size)
    return None if said is None else [Row.from_json(json.loads(line)) for line in said]


def _call(name: str, database: str, size: int) -> list[str] | None:
    began = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.run", "--one", name, database, str(size)]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, cwd=stores.ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    took = time.monotonic() - began
    print(f"{took:6.1f} s  {name} ({database} {words_for(size)})", file=sys.stderr, flush=True)
    return None if done.returncode else done.stdout.splitlines()


def _one(name: str, database: str, size: str) -> int:
    """In that process: measure, and print each row."""
    if name == "make":
        stores.sample(database, int(size))
        return 0
    from benchmarks.bench import Bench

    bench = Bench(database, int(size))
    before = slowness()
    rows: list[Row] = list(_module(name).measure(bench))
    slow = (before + slowness()) / 2
    for row in rows:
        print(json.dumps(row.placed(bench.database, bench.size, slow).to_json()))
    return 0


# ------------------------------------------------------------------------------------- results


def growth(rows: Sequence[Row]) -> list[Row]:
    """How much slower the largest store is than the smallest, where that must not matter."""
    out: list[Row] = []
    for first in rows:
        if first.flat and first.size == min(r.size for r in rows):
            same = [r for r in rows if (r.what, r.database) == (first.what, first.database)]
            last = max(same, key=lambda r: r.size)
            if last.size > first.size:
                # Both were taken at another moment: by the machine's speed at each.
                grown = (last.ours / last.slowness) / (first.ours / first.slowness)
                what = f"{first.what}, against {words_for(first.size)}"
                out.append(replace(last, what=what, unit=TIMES, ours=grown, limit=None, fair=None))
    return [replace(row, budget=GROWTH, flat=False) for row in out]


def table(rows: Sequence[Row]) -> str:
    """The result, to be read."""
    lines = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{_number(row.ours)} {row.unit}",
        "" if row.limit is None else _number(row.limit),
        "" if row.ratio is None else f"{row.ratio:.1f}x",
        _number(row.budget),
        "OVER" if not row.ok else "ok" if row.kept else "near",
        f"{row.peak:.0f}",
        f"{row.slowness:.1f}",
    )


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Is anything lost or half there when the program is killed at any moment?"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import COUNT, Row

SIZES = (10_000,)  # asked once a database: the stores are its own
LONG = True


def measure(bench: Bench) -> Iterator[Row]:
    from benchmarks import crash

    for what, kill in crash.KILLED.items():
        lost = 0
        try:
            found = kill(bench.database, crash.ROUNDS)
            print(f"killed, {what} ({bench.database}): {dict(found)}", file=sys.stderr)
        except AssertionError:
            traceback.print_exc()
            lost = 1
        yield Row(f"killed {crash.ROUNDS} times, {what}", COUNT, lost, 0)

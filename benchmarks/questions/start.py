"""From the start of the process to a list that can be used: processor time, for it does not lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MB, MS, Row

DATABASES = (stores.SQLITE,)
ROUNDS = 4


def measure(bench: Bench) -> Iterator[Row]:
    store = stores.sample(bench.database, bench.size)
    ask("start", store)  # leaves bytecode and warm files
    ours = best([ask("start", store) for _ in range(ROUNDS)])
    bare = best([ask("bare") for _ in range(ROUNDS)])
    most = 250 if bench.size >= 1_000_000 else 150
    yield Row("start, window painted", MS, ours["painted_cpu"], 400, bare["rows_cpu"])
    yield Row("start, first rows", MS, ours["rows_cpu"], 800, bare["rows_cpu"])
    yield Row("start, memory", MB, ours["idle_memory"], most, bare["idle_memory"])


def ask(what: str, store: str = "") -> dict[str, float]:
    """Figures of the window in a process of its own."""
    with stores.scratch() as home:
        quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"}
        env = {**os.environ, **quiet, "CRM_DESKTOP_HOME": str(home)}
        command = [sys.executable, "-m", "benchmarks.window", what, store]
        done = subprocess.run(
            command, cwd=stores.ROOT, env=env, stdout=subprocess.PIPE, check=True, timeout=300
        )
    return json.loads(done.stdout.splitlines()[-1])


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    """The least of each figure."""
    return {key: min(run[key] for run in runs) for key in runs[0]}

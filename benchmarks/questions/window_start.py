"""From the start of the process to a window, and to a list that can be used: processor time.

Bare: a Qt window with an empty table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MB, MS, Row
from crm_desktop.paths import HOME_VARIABLE

DATABASES = (stores.SQLITE,)
SIZES = ()
LONG = False
ROUNDS = 5

OURS = """
import json, sys, time
from PySide6.QtCore import QEventLoop
from crm_desktop import app, i18n
from crm_desktop.settings import SettingsFile
from crm_desktop.ui.application import Application
from benchmarks.measure import memory

settings = SettingsFile()
i18n.use("en_GB", "en_GB")
qt = app.make_qt([])
program = Application(qt, settings)
told = {}
program.window.painted.connect(lambda: told.setdefault("painted", time.process_time() * 1e3))
program.start(sys.argv[1], [])
model = program.window.pages["person"].model
wait = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
while not model.rowCount():
    qt.processEvents(wait)
qt.processEvents()
told["rows"] = time.process_time() * 1e3
while not program.tasks.idle:
    qt.processEvents(wait)
told["memory"] = memory()
print(json.dumps(told), flush=True)
program.tasks.shutdown()
import os
os._exit(0)
"""
BARE = """
import json, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
qt = QApplication([])
window = QMainWindow()
window.setCentralWidget(QTableWidget(20, 5))
window.show()
qt.processEvents()
print(json.dumps({"painted": time.process_time() * 1e3}), flush=True)
import os
os._exit(0)
"""


def measure(bench: Bench) -> Iterator[Row]:
    address = stores.sample(bench.database, bench.size)
    ours: list[dict[str, float]] = []
    bare: list[float] = []
    with stores.scratch() as home:
        env = {**os.environ, HOME_VARIABLE: str(home)}
        for _round in range(ROUNDS):
            ours.append(run(OURS, env, address))
            bare.append(run(BARE, env)["painted"])
    painted = median(told["painted"] for told in ours)
    rows = median(told["rows"] for told in ours)
    most = 250 if bench.size > 100_000 else 150
    yield Row("window painted", MS, painted, 400, median(bare))
    yield Row("first rows painted", MS, rows, 800, median(bare))
    yield Row("window with a list", MB, median(told["memory"] for told in ours), most)


def run(script: str, env: dict[str, str], *arguments: str) -> dict[str, Any]:
    """What a process of its own tells."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])

"""A long list on the screen: order, jump, select, search, and the longest time nothing is painted.

Bare: the first page of the list asked of the database alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from statistics import median

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MB, MS, Row, memory, took
from crm_desktop.paths import HOME_VARIABLE

DATABASES = (stores.SQLITE,)
SIZES = ()
LONG = False
WORDS = ("schmidt", "anna", "ko", "берлин", "zzz")
BARE = "SELECT id FROM person WHERE deleted_at IS NULL ORDER BY name_key, id LIMIT 200"


class Screen:
    """The real window, and a way to wait for it."""

    def __init__(self, address: str) -> None:
        from PySide6.QtCore import Qt, QTimer

        from crm_desktop import app, i18n
        from crm_desktop.settings import SettingsFile
        from crm_desktop.ui.application import Application

        i18n.use("en_GB", "en_GB")
        self.qt = app.make_qt([])
        self.program = Application(self.qt, SettingsFile())
        self.window = self.program.window
        self.window.resize(1280, 800)
        self.program.start(address, [])
        self.page = self.window.page
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._beat = QTimer()
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(1)
        self._beat.timeout.connect(self._felt)
        self.until(lambda: self.page.model.complete)
        self.rest()

    def _felt(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1e3)
        self._last = now

    def feel(self) -> None:
        """From now on note how long the window is deaf."""
        self.gaps.clear()
        self._last = time.perf_counter()
        self._beat.start()

    def until(self, there: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + 60
        while not there():
            self.qt.processEvents()
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.0002)

    def rest(self) -> None:
        """Let everything under way come to its end."""
        self.until(lambda: self.program.tasks.idle)
        self.qt.processEvents()

    def shown(self, ask: Callable[[], object]) -> float:
        """Milliseconds until the first rows of another list are painted."""
        seen: list[bool] = []
        connection = self.page.model.shown.connect(lambda: seen.append(True))
        began = time.perf_counter()
        ask()
        self.until(lambda: bool(seen))
        self.qt.processEvents()
        told = (time.perf_counter() - began) * 1e3
        self.page.model.shown.disconnect(connection)
        self.until(lambda: self.page.model.complete)
        self.rest()
        return told

    def jump(self, row: int) -> float:
        """Milliseconds until a far row is painted."""
        from crm_desktop.ui.table.row_cache import PAGE

        model, view = self.page.model, self.page.view
        began = time.perf_counter()
        view.scrollTo(model.index(row, 0), view.ScrollHint.PositionAtTop)
        self.until(lambda: row // PAGE in model.cache.pages)
        self.qt.processEvents()
        told = (time.perf_counter() - began) * 1e3
        self.rest()
        return told


def measure(bench: Bench) -> Iterator[Row]:
    address = stores.sample(bench.database, bench.size)
    with stores.scratch() as home, bench.bare(address) as bare:
        os.environ[HOME_VARIABLE] = str(home)
        screen = Screen(address)
        page, count = screen.page, screen.page.model.rowCount()
        limit = median(took(lambda: bare.run(BARE)) for _ in range(9))
        order = [screen.shown(lambda: page.view.header.toggle("display_name")) for _ in range(8)]
        yield Row("click on a heading, painted", MS, median(order), 60, limit, flat=True)
        screen.feel()
        for _turn in range(3):
            page.view.refresh()
            screen.rest()
        yield Row("longest gap while ids are read", MS, max(screen.gaps), 20)
        rows = [count * part // 10 for part in (7, 1, 9, 3, 5)]
        jumps = [screen.jump(row) for row in rows]
        yield Row("jump to a far row, painted", MS, median(jumps), 50, limit, flat=True)
        yield Row("select all", MS, took(page.view.selectAll), 50)
        page.view.go_to(0)
        page.set_order(())
        screen.until(lambda: page.model.complete)
        screen.rest()
        worst = {word: worst_key(screen, word) for word in WORDS}
        said = max(worst, key=lambda word: worst[word])
        yield Row(f"slowest search key, painted ({said})", MS, worst[said], 100, limit)
        yield Row("window after all that", MB, memory(), 250)
        screen.program.tasks.shutdown()


def worst_key(screen: Screen, word: str) -> float:
    """The slowest of the keys of a word."""
    search = screen.window.top_bar.search
    typed = [word[: end + 1] for end in range(len(word))]
    times = [screen.shown(lambda text=text: search.setText(text)) for text in typed]
    screen.shown(search.clear)
    return max(times)

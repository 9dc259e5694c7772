"""The real window on a store, in a process of its own: python -m benchmarks.window WHAT STORE

WHAT is `start`, `list`, `import`, `sales` or `bare` (a window of Qt with a table, and nothing
of ours). Prints the figures as JSON. Nothing is imported here before the program itself is.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from crm_desktop.ui.application import Application

Figures = dict[str, float]
PATIENCE = 300  # seconds: the backup of the day comes first, and a million contacts are 3 GB
WORDS = ("anna", "kowalski", "müller", "berlin", "+49 30", "marketing", "qqq")
ROUNDS = 5
PAGES = 40
IMPORTED = 20_000
REPEAT = 1 / 30  # seconds


def main(what: str, store: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if what == "bare":
        say(_bare())
        return
    measures = {
        "start": _measure_start,
        "list": _measure_list,
        "import": _measure_import,
        "sales": _measure_sales,
    }
    _run_program(store, measures[what])


def say(figures: Figures) -> None:
    """Print the result and end at once: closing is not measured."""
    print(json.dumps(figures), flush=True)
    os._exit(0)


def resident() -> float:
    """Memory of the process in MB."""
    from benchmarks.measure import memory

    return memory()


def watch_paint(widget: Any, tell: Callable[[], None]) -> QObject:
    """Call `tell` after each paint of a widget."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watcher(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, tell)
            return False

    watcher = Watcher(widget)
    widget.installEventFilter(watcher)
    return watcher


def _run_program(store: str, measure: Callable[[Application, Figures], None]) -> None:
    """Start the program as a person does, with the first figures taken on the way."""
    from crm_desktop import app
    from crm_desktop.ui.application import Application

    figures: Figures = {}

    class Measured(Application):
        def start(self, address: str, files: list[Path]) -> None:
            self.window.painted.connect(lambda: self._note("painted"))
            page = self.window.page
            self._watcher = watch_paint(page.view.viewport(), self._rows_painted)
            self._is_done = False
            super().start(address, files)

        def _note(self, what: str) -> None:
            figures[f"{what}_cpu"] = time.process_time() * 1e3

        def _rows_painted(self) -> None:
            if not self._is_done and self.window.page.model.rowCount():
                self._is_done = True
                self._note("rows")
                self.window.page.view.viewport().removeEventFilter(self._watcher)
                measure(self, figures)

    app.Application = Measured  # pyright: ignore[reportPrivateImportUsage]
    app.main(["--store", store])


def _measure_start(program: Application, figures: Figures) -> None:
    """When everything that was begun has ended, memory is what it is for the day."""
    from PySide6.QtCore import QTimer

    timer = QTimer(program)

    def look() -> None:
        if program.tasks.idle:
            figures["idle_memory"] = resident()
            say(figures)

    timer.timeout.connect(look)
    timer.start(20)


def _bare() -> Figures:
    from PySide6.QtCore import QStringListModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window, view = QMainWindow(), QTableView()
    view.setModel(QStringListModel([f"Row {i}" for i in range(200)], view))
    window.setCentralWidget(view)
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    return {"rows_cpu": time.process_time() * 1e3, "idle_memory": resident()}


# -------------------------------------------------------------------------------- a long list


class Beat:
    """The longest time in which the window could not have reacted."""

    def __init__(self, parent: QObject) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gap, self._last = 0.0, time.perf_counter()
        timer = QTimer(parent)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gap, self._last = max(self.gap, (now - self._last) * 1e3), now

    def restart(self) -> None:
        self.gap, self._last = 0.0, time.perf_counter()


class Hands:
    """Does with the list what people do, and waits until it is painted."""

    def __init__(self, program: Application) -> None:
        self.program, self.page = program, program.window.page
        self.view, self.model = self.page.view, self.page.model
        self.beat = Beat(program)
        self._paints = self._resets = 0
        self._watcher = watch_paint(self.view.viewport(), self._painted)
        self.model.modelReset.connect(self._reset)

    def _painted(self) -> None:
        self._paints += 1

    def _reset(self) -> None:
        self._resets += 1

    def until(self, there: Callable[[], bool]) -> None:
        from PySide6.QtWidgets import QApplication

        end = time.monotonic() + PATIENCE
        while not there():
            QApplication.processEvents()
            if time.monotonic() > end:
                raise TimeoutError("the window did not come to an end")

    def rest(self) -> None:
        """Let everything end that is under way."""
        for _ in range(3):
            self.until(lambda: self.program.tasks.idle)
            paints = self._paints
            self.view.viewport().update()
            # Where nothing is found, another widget stands in its place.
            self.until(lambda paints=paints: self._paints > paints or not self.view.isVisible())

    def pause(self) -> None:
        """So long that the program has given back what it does not need."""
        from crm_desktop.ui.tasks import RESTED

        end = time.monotonic() + 1.5 * RESTED / 1e3
        self.until(lambda: time.monotonic() > end)

    def seen(self, widget: Any, act: Callable[[], object], there: Callable[[], bool]) -> float:
        """Milliseconds from an act until what it leads to is there and painted."""
        paints: list[int] = []
        watcher = watch_paint(widget, lambda: paints.append(1))
        began = time.perf_counter()
        act()
        self.until(there)
        so_far = len(paints)
        widget.update()
        self.until(lambda: len(paints) > so_far)
        took = (time.perf_counter() - began) * 1e3
        widget.removeEventFilter(watcher)
        return took

    def took(self, act: Callable[[], object], there: Callable[[], bool]) -> float:
        """Milliseconds from an act until what it leads to has been painted."""
        began = time.perf_counter()
        act()
        self.until(there)
        paints = self._paints
        self.until(lambda: self._paints > paints)
        return (time.perf_counter() - began) * 1e3

    def reset_by(self, act: Callable[[], object]) -> float:
        """An act that leads to other rows."""
        resets = self._resets
        return self.took(act, lambda: self._resets > resets)

    def order(self, turn: int) -> tuple[float, float]:
        """Click on a heading: the first rows painted; the longest gap until all is known."""
        from crm_desktop.services.queries import Sort

        key = ("city", "created_at", "display_name", "company")[turn % 4]
        painted = self.reset_by(lambda: self.page.set_order((Sort(key, turn % 2 == 1),)))
        self.beat.restart()
        self.until(lambda: self.model.complete)
        gap = self.beat.gap
        self.rest()
        return painted, gap

    def jump(self, part: float) -> float:
        """Drag the scroll bar to a place: until the rows there are painted."""
        row = int(self.model.rowCount() * part)
        top = self.view.ScrollHint.PositionAtTop
        act = lambda: self.view.scrollTo(self.model.index(row, 0), top)  # noqa: E731
        time_taken = self.took(act, lambda: self.model.row_at(row) is not None)
        self.rest()
        return time_taken

    def scroll(self) -> float:
        """Turn page after page: the longest gap."""
        bar = self.view.verticalScrollBar()
        self.beat.restart()
        for _ in range(PAGES):
            paints = self._paints
            bar.setValue(bar.value() + bar.pageStep())
            self.until(lambda paints=paints: self._paints > paints)
        gap = self.beat.gap
        self.rest()
        self.view.go_to(0)
        return gap

    def open_page(self) -> float:
        """From Enter on a row to its page."""
        window = self.program.window
        self.rest()

        def there() -> bool:
            page: Any = window.places.page
            return page is not None and page.record is not None

        took = self.seen(window, window.open_current, there)
        self.until(lambda: self.program.tasks.idle)
        window.places.close()
        self.rest()
        return took

    def select_all(self) -> float:
        """Ctrl+A."""
        self.view.setFocus()
        self.rest()
        paints = self._paints
        began = time.perf_counter()
        self.program.window.commands["select_all"].trigger()
        self.until(lambda: self._paints > paints)
        time_taken = (time.perf_counter() - began) * 1e3
        assert len(self.view.selected_ids()) == 16 * self.model.rowCount()
        self.rest()
        self.view.go_to(0)
        return time_taken

    def type_word(self, word: str) -> list[float]:
        """Each key: until rows that fit are painted, or the words that there are none."""
        box = self.program.window.top_bar.search
        times: list[float] = []
        for end in range(1, len(word) + 1):
            if word[end - 1] == " ":
                continue
            times.append(self._key(lambda end=end: box.setText(word[:end])))
            self.rest()
        box.clear()
        self.rest()
        return times

    def _key(self, press: Callable[[], object]) -> float:
        resets = self._resets
        began = time.perf_counter()
        press()
        self.until(lambda: self._resets > resets)
        paints = self._paints
        if self.model.rowCount():
            self.until(lambda: self._paints > paints or not self.view.isVisible())
        return (time.perf_counter() - began) * 1e3


def _measure_list(program: Application, figures: Figures) -> None:
    _measure(_use_list, program, figures)


def _measure_import(program: Application, figures: Figures) -> None:
    _measure(_use_import, program, figures)


def _measure_sales(program: Application, figures: Figures) -> None:
    from benchmarks.selling import use_sales

    _measure(use_sales, program, figures)


def _measure(
    what: Callable[[Application, Figures], None], program: Application, figures: Figures
) -> None:
    from PySide6.QtCore import QTimer

    def use() -> None:
        try:
            what(program, figures)
            say(figures)
        except BaseException:  # noqa: BLE001 - the program would show it in a dialog, and wait
            traceback.print_exc()
            os._exit(1)

    QTimer.singleShot(0, program, use)  # not from inside the event that brought us here


def _use_list(program: Application, figures: Figures) -> None:
    hands = Hands(program)
    hands.until(lambda: hands.model.complete)
    hands.rest()
    figures["rows"] = hands.model.rowCount()
    orders = [hands.order(turn) for turn in range(8)][2:]
    figures["order"] = _median([painted for painted, _ in orders])
    figures["gap"] = _median([gap for _, gap in orders])
    hands.page.set_order(())
    hands.rest()
    parts = (0.5, 0.123, 0.9, 0.35, 0.7, 0.05, 0.99)
    figures["jump"] = _median([hands.jump(part) for part in parts])
    figures["select_all"] = _median([hands.select_all() for _ in range(ROUNDS)])
    figures["scroll"] = _median([hands.scroll() for _ in range(ROUNDS)])
    figures["page"] = _median([hands.open_page() for _ in range(ROUNDS)])
    hands.beat.restart()
    keys = [time_taken for word in WORDS for time_taken in hands.type_word(word)]
    figures["key"] = _median(keys)
    figures["worst_key"] = sorted(keys)[int(len(keys) * 0.95)]
    figures["search_gap"] = hands.beat.gap
    hands.rest()
    hands.pause()
    figures["memory"] = resident()


def _use_import(program: Application, figures: Figures) -> None:
    """The longest gap while a file is imported and somebody turns pages in the list."""
    from benchmarks import stores
    from crm_desktop import services
    from crm_desktop.services.transfer.options import ImportOptions

    hands = Hands(program)
    hands.until(lambda: hands.model.complete)
    hands.rest()
    ended: list[object] = []
    call = services.transfer.importing.run.call(stores.people_csv(IMPORTED), ImportOptions())
    hands.beat.restart()
    program.tasks.job(program.window, "import", call, done=ended.append)
    bar = hands.view.verticalScrollBar()

    due = [0.0]

    def turn() -> bool:
        if time.monotonic() > due[0]:  # as often as a key repeats that is held
            due[0] = time.monotonic() + REPEAT
            bar.setValue((bar.value() + bar.pageStep()) % max(bar.maximum(), 1))
        return bool(ended)

    hands.until(turn)
    hands.rest()
    figures["import_gap"] = hands.beat.gap


def _median(values: list[float]) -> float:
    import statistics

    return statistics.median(values)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")

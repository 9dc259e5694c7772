"""What people do in the pages of selling, and how long it takes. Called by benchmarks/window.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.window import Figures, Hands

if TYPE_CHECKING:
    from crm_desktop.ui.application import Application

TYPED = ("12,5", "7", "1250", "3")
CELLS = 40


class Seller(Hands):
    """Opens the board and a quote, types in it, looks at its pages."""

    def idle(self) -> None:
        """Let everything end that is under way."""
        for _ in range(3):
            self.until(lambda: self.program.tasks.idle)

    def open_board(self) -> float:
        """From the key to the cards."""
        window = self.program.window
        window.show_page("deal")
        self.idle()
        displays: Any = window.page.displays

        def there() -> bool:
            return displays.shown is not None and displays.shown.view.board is not None

        took = self.seen(window, lambda: window.trigger("display_board"), there)
        self.idle()
        return took

    def cards(self) -> int:
        """How many are on the board."""
        board: Any = self.program.window.page.displays.shown
        return board.view.board.count

    def move_card(self, step: int) -> float:
        """From the key until the card is painted in its new column."""
        board: Any = self.program.window.page.displays.shown
        before = board.view.board
        took = self.seen(
            self.program.window,
            lambda: board.view.move_chosen(step),
            lambda: board.view.board is not before,
        )
        self.idle()
        return took

    def open_quote(self) -> float:
        """From Enter in the list to the lines of the quote on the screen."""
        window = self.program.window
        window.show_page("quote")
        self.idle()
        self.until(lambda: window.page.model.rowCount() > 0)
        window.top_bar.search.setText("Benchmark")
        self.until(lambda: window.page.model.rowCount() == 1)
        self.idle()
        window.page.view.move_current(1)
        self.idle()

        def there() -> bool:
            page: Any = window.places.page
            return page is not None and page.record is not None and len(page.document.rows) > 0

        took = self.seen(window, window.open_current, there)
        self.idle()
        return took

    def type_cells(self) -> tuple[list[float], list[float]]:
        """Each key in the quantities, and each Enter that takes them over: until painted."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        page: Any = self.program.window.places.page
        grid = page.grid
        page.activateWindow()
        keys: list[float] = []
        taken: list[float] = []

        def press(act: Callable[[], object], times: list[float]) -> None:
            began = time.perf_counter()
            act()
            QApplication.processEvents()
            grid.viewport().repaint()
            times.append((time.perf_counter() - began) * 1e3)

        for row in range(CELLS):
            grid.go_to(row, "quantity")
            for letter in TYPED[row % len(TYPED)]:
                target = QApplication.focusWidget() or grid
                press(lambda target=target, letter=letter: QTest.keyClicks(target, letter), keys)
            target = QApplication.focusWidget() or grid
            press(lambda target=target: QTest.keyClick(target, Qt.Key.Key_Return), taken)
        return keys, taken

    def preview(self) -> float:
        """From the key to the first page of the document on the screen."""
        page: Any = self.program.window.places.page
        work = page.work

        def there() -> bool:
            return work.pages is not None and bool(work.pages.view._pictures)

        took = self.seen(page.window(), work.preview, there)
        work.pages.reject()
        self.idle()
        return took


def use_sales(program: Application, figures: Figures) -> None:
    """The figures of benchmarks/questions/window_sales.py."""
    hands = Seller(program)
    hands.until(lambda: hands.model.complete)
    hands.idle()
    figures["board"] = hands.open_board()
    figures["cards"] = hands.cards()
    figures["move"] = sorted(hands.move_card(1 - 2 * (i % 2)) for i in range(4))[1]
    figures["quote"] = hands.open_quote()
    keys, taken = hands.type_cells()
    figures["key"], figures["cell"] = _most(keys), _most(taken)
    figures["preview"] = min(hands.preview() for _ in range(3))


def _most(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return sorted(times)[int(len(times) * 0.95)]

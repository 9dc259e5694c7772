"""The dialogs of a test: every question is answered in advance, or the test fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QPageLayout, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.dialogs import Dialogs, FileKinds, Question, set_margins

YES, NO, STAY = "yes", "no", "stay"


class Answers(Dialogs):
    """Takes the place of the gateway.

    Attributes:
        told: what was said without a question.
        opened: addresses handed to other programs.
        printed: texts of what was printed.
        opens: there is a program for what is handed out.
    """

    def __init__(self) -> None:
        self._next: deque[str | Path] = deque()
        self.asked: list[Question] = []
        self.told: list[str] = []
        self.opened: list[str] = []
        self.printed: list[str] = []
        self.opens = True

    def will_say(self, *answers: str | Path) -> None:
        """The answers to the next questions: YES, NO, or the path of a file."""
        self._next.extend(answers)

    @property
    def is_empty(self) -> bool:
        return not self._next

    def left(self) -> list[str | Path]:
        return list(self._next)

    def _take(self, what: object) -> str | Path:
        assert self._next, f"an unexpected question: {what}"
        return self._next.popleft()

    def confirm(self, parent: QWidget, question: Question, then: Callable[[], None]) -> None:
        self.asked.append(question)
        if self._take(question) == YES:
            then()

    def choose(
        self,
        parent: QWidget,
        question: Question,
        yes: Callable[[], None],
        no: Callable[[], None],
    ) -> None:
        self.asked.append(question)
        answer = self._take(question)
        if answer in (YES, NO):
            (yes if answer == YES else no)()

    def tell(self, parent: QWidget, text: str) -> None:
        self.told.append(text)

    def open_file(
        self, parent: QWidget, title: str, kinds: FileKinds, then: Callable[[Path], None]
    ) -> None:
        then(Path(self._take(title)))

    def open_files(
        self, parent: QWidget, title: str, kinds: FileKinds, then: Callable[[list[Path]], None]
    ) -> None:
        """One answer is one file; a folder stands for the files in it."""
        path = Path(self._take(title))
        then(sorted(path.iterdir()) if path.is_dir() else [path])

    def save_file(
        self,
        parent: QWidget,
        title: str,
        kinds: FileKinds,
        suggestion: Path,
        then: Callable[[Path], None],
    ) -> None:
        then(Path(self._take(title)))

    def choose_printer(
        self,
        parent: QWidget,
        title: str,
        then: Callable[[QPrinter], None],
        *,
        landscape: bool = False,
    ) -> None:
        """The answer is the path of a PDF."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._take(title)))
        if landscape:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        set_margins(printer)
        then(printer)

    def print_document(self, parent: QWidget, document: QTextDocument) -> None:
        self.printed.append(document.toPlainText())

    def hand_over(self, address: str) -> bool:
        self.opened.append(address)
        return self.opens

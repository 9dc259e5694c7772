"""What to do about rows that an import could not take: save them, mend them, import them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

if TYPE_CHECKING:
    from crm_desktop.services.transfer.exporting import Exported
    from crm_desktop.services.transfer.importing import ImportOptions, ImportReport

TABLES = FileKinds(((N_("Excel workbook"), "*.xlsx"), (N_("CSV table"), "*.csv")))


class ProblemRows(QObject):
    """Saves the rows with problems of an import.

    Attributes:
        button: offers it, where there are such rows.
    """

    def __init__(
        self,
        context: Context,
        paths: Sequence[Path],
        notice: Notice,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._paths = context, paths
        self._notice, self._window = notice, parent
        self._report: ImportReport | None = None
        self._options: Callable[[], ImportOptions] | None = None
        self.button = build.button(_("Save rows with &problems …"), "download")
        self.button.setToolTip(_("To mend them in a spreadsheet, and import that file"))
        self.button.clicked.connect(self.choose)
        self.button.hide()

    def offer(self, report: ImportReport, options: Callable[[], ImportOptions]) -> None:
        """Offer the rows of this report, which came of these options."""
        self._report, self._options = report, options
        self.button.setVisible(bool(report.problem_rows))

    def choose(self) -> None:
        """Ask where to."""
        first = self._paths[0]
        name = _("{name} - to mend.xlsx").format(name=first.stem)
        self._context.dialogs.save_file(
            self._window,
            _("Save the rows with problems"),
            TABLES,
            first.absolute().with_name(name),
            self.save,
        )

    def save(self, target: Path) -> None:
        """Write them."""
        report, options = self._report, self._options
        if report is None or options is None:
            return
        problems, paths, told = tuple(report.problem_rows), self._paths, options()

        def load() -> Call[Exported]:
            from crm_desktop.services.transfer import rejected

            return rejected.save.call(paths, told, problems, target)

        self.button.setEnabled(False)
        tasks = self._context.tasks
        tasks.start_up(self._window, load, done=self._write, failed=self._failed)

    def _write(self, call: Call[Exported]) -> None:
        title = _("Writing the file")
        self._context.tasks.job(
            self._window, title, call, done=self._saved, failed=self._failed, hidden=True
        )

    def _saved(self, done: Exported) -> None:
        self.button.setEnabled(True)
        rows = ngettext("{n} row written to", "{n} rows written to", done.rows)
        words = _("{rows} {name}. Mend what the last column says there, then import that file.")
        self._notice.say(
            words.format(rows=rows, name=done.path.name),
            "good",
            _("Open the fil&e"),
            partial(self._open, done.path),
        )

    def _open(self, path: Path) -> None:
        self._context.dialogs.open_outside(str(path))

    def _failed(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, UserError):
            self._notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

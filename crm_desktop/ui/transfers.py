"""Files in and out, as the window offers them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.i18n import _, ngettext
from crm_desktop.services.queries import Filter
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import EXPORTS, IMPORTS
from crm_desktop.ui.dragging import RECORDS
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.table.columns import asked_for
from crm_desktop.ui.widgets.overlay import Toast

if TYPE_CHECKING:
    from crm_desktop.services.transfer.exporting import Exported
    from crm_desktop.ui.import_dialog import ImportDialog

IMPORTED = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".vcf", ".xlsb", ".xlsm"}


class Transfers:
    """Imports and exports of a window.

    Attributes:
        dialog: the import that is open; None for none.
        show_list: shows the records of a kind that filters leave.
    """

    def __init__(self, context: Context, window: QWidget, toast: Toast) -> None:
        self._context, self._window, self._toast = context, window, toast
        self._waiting: list[list[Path]] = []
        self.dialog: ImportDialog | None = None
        self.show_list: Callable[[str, tuple[Filter, ...]], None] | None = None

    # -------------------------------------------------------------------------------- import

    def choose_import(self) -> None:
        """Ask for files, then import them together."""
        title = _("Import from files")
        self._context.dialogs.open_files(self._window, title, IMPORTS, self.import_files)

    def import_file(self, path: Path) -> None:
        """Rehearse a file; further ones wait until this one is done."""
        self.import_files([path])

    def import_files(self, paths: list[Path]) -> None:
        """Rehearse files that belong together, or folders of them."""
        if self.dialog is not None:
            self._waiting.append(paths)
            return
        from crm_desktop.ui.import_dialog import ImportDialog  # not needed before the first paint

        self.dialog = ImportDialog(self._context, paths, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.finished.connect(self._closed)
        if self.show_list is not None:
            self.dialog.show_asked.connect(self.show_list)
        self.dialog.open()
        self.dialog.start()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if self._waiting:
            self.import_files(self._waiting.pop(0))

    def can_take(self, event: QDragEnterEvent) -> bool:
        """Whether what is dragged over the window can be imported."""
        if event.mimeData().hasFormat(RECORDS):
            return False  # rows of our own lists, on their way to another program
        return self._context.tasks.workspace is not None and bool(_paths(event))

    def take(self, event: QDropEvent) -> None:
        """Import what was dropped, all of it as one."""
        self.import_files(_paths(event))

    # -------------------------------------------------------------------------------- export

    def choose_export(self, page: ListPage, only: bytes | None = None) -> None:
        """Ask where to, then write the list as it is shown, or only some of its rows."""
        self._context.tasks.expect("crm_desktop.services.transfer.exporting")
        name = _(page.entity.plural) + ".xlsx"
        self._context.dialogs.save_file(
            self._window,
            _("Export this list") if only is None else _("Export the selected rows"),
            EXPORTS,
            _documents() / name,
            lambda path: self.export(page, path, only),
        )

    def export(self, page: ListPage, path: Path, only: bytes | None = None) -> None:
        """Write the list shown to a file."""
        asked = page.asked()
        columns = tuple(dict.fromkeys(asked_for(page.entity, page.model.columns)))

        def load() -> Call[Any]:
            from crm_desktop.services.transfer import exporting

            return exporting.export.call(asked, path, columns, only=only)

        self._context.tasks.start_up(self._window, load, done=partial(self._export, path.parent))

    def _export(self, folder: Path, call: Call[Exported]) -> None:
        title = _("Writing the file")
        job = self._context.tasks.job(self._window, title, call, done=self._exported)
        job.look = partial(self._open_folder, folder)

    def _exported(self, done: Exported) -> None:
        rows = ngettext("{n} row written to", "{n} rows written to", done.rows)
        self._toast.say(
            f"{rows} {done.path.name}.",
            _("Open the folder"),
            lambda: self._open_folder(done.path.parent),
        )

    def _open_folder(self, folder: Path) -> None:
        self._context.dialogs.open_outside(str(folder))


def _documents() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place else Path.home()


def _paths(event: QDropEvent) -> list[Path]:
    """Local files that can be imported, and folders."""
    urls = event.mimeData().urls()
    paths = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return [path for path in paths if path.suffix.lower() in IMPORTED or path.is_dir()]

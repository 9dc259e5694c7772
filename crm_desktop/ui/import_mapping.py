"""What is chosen in the import dialog: which table, which heads, which columns, which values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.errors import UserError
from crm_desktop.ui.context import Context
from crm_desktop.ui.import_choices import Choices, FileChoice
from crm_desktop.ui.import_columns import ColumnsPage
from crm_desktop.ui.import_parts import TablePart
from crm_desktop.ui.import_values import ValuesPage

if TYPE_CHECKING:
    from crm_desktop.services.transfer.preview import Preview
    from crm_desktop.services.transfer.unmatched import Unmatched


class MappingWork(QObject):
    """The choices of an import, and the pages on which they are made.

    Attributes:
        table: which file and sheet, and what the rows are.
        preview: the file whose columns are shown, as it was read last.

    Signals:
        changed: something was chosen; the rehearsal has to be made again.
        kind_chosen: what the rows are was chosen.
        failed: why a file could not be looked at.
    """

    changed = Signal()
    kind_chosen = Signal()
    failed = Signal(str)

    def __init__(self, context: Context, paths: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._paths = context, paths
        self.choices = Choices(paths)
        self.table = TablePart(paths, self.choices.tables)
        self.columns, self.values = ColumnsPage(), ValuesPage(context, self.choices)
        self.preview: Preview | None = None
        self._on_columns = False
        self.table.kind.activated.connect(self._choose_kind)
        self.table.file.activated.connect(self.look)
        self.table.sheet.activated.connect(self._choose_sheet)
        self.columns.changed.connect(self._columns_changed)
        self.columns.head_chosen.connect(self._choose_heads)
        self.values.changed.connect(self.changed)

    @property
    def _path(self) -> Path:
        """The file whose columns are shown."""
        path = self.table.file.currentData()
        return path if isinstance(path, Path) else self._paths[0]

    @property
    def _chosen(self) -> FileChoice:
        return self.choices.of(self._path)

    def show_columns(self, *, on: bool) -> None:
        """The page of the columns is shown, or is not any more."""
        self._on_columns = on
        self.table.show_boxes(on_columns=on)
        self.show_kind()
        if on:
            self.look()

    # ------------------------------------------------------------------------------- choices

    def _choose_kind(self, at: int) -> None:
        entity, chosen = self.table.kind.itemData(at), self._chosen
        if entity == chosen.entity:
            return
        chosen.entity, chosen.columns = entity, None
        if self._on_columns:
            self.look()
        self.kind_chosen.emit()

    def _choose_sheet(self, at: int) -> None:
        chosen, sheet = self._chosen, self.table.sheet.itemText(at)
        if sheet != chosen.sheet:
            chosen.sheet, chosen.head_row, chosen.columns = sheet, None, None
            self.look()
            self.changed.emit()

    def _choose_heads(self, line: int) -> None:
        chosen = self._chosen
        chosen.head_row, chosen.columns = line, None
        self.look()
        self.changed.emit()

    def _columns_changed(self) -> None:
        chosen, found = self._chosen, self.preview
        chosen.columns = self.columns.columns()
        if found is not None:
            chosen.entity = chosen.entity or found.entity
            chosen.sheet = found.sheet if len(found.sheets) > 1 else chosen.sheet
        self.changed.emit()

    def use_near(self, strangers: Sequence[Unmatched]) -> None:
        """Take the near name of each value that has one and was given no other meaning."""
        for one in strangers:
            if one.suggestions and one.value not in self.choices.values.get(one.column, {}):
                self.choices.mean(one, one.suggestions[0])

    def make_all(self, strangers: Sequence[Unmatched]) -> None:
        """Make what can be made, has no near name, and was given no other meaning."""
        for one in strangers:
            is_open = one.value not in self.choices.values.get(one.column, {})
            if one.can_create and not one.suggestions and is_open:
                self.choices.mean(one, {"create": one.value})

    # ---------------------------------------------------------------------------------- look

    def look(self, _at: int = 0) -> None:
        """Read the first rows and the columns of the file."""
        from crm_desktop.services.transfer import importing, preview

        if not self.choices.tables:
            return
        mapping = self._chosen.mapping() or None
        options = importing.ImportOptions(entity=self._chosen.entity, mapping=mapping)
        call = preview.look.call(self._path, options)
        self._context.tasks.query(self, "look", call, done=self._looked, failed=self._failed)

    def _looked(self, found: Preview) -> None:
        self.preview = found
        self.table.show_sheets(found, on_columns=self._on_columns)
        self.show_kind()
        self.columns.show_preview(found)
        self.columns.judged.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.failed.emit(str(error))
        else:
            self._context.tasks.report(self, error)

    def show_kind(self) -> None:
        """What the rows are: as chosen, or as found where the columns are shown."""
        found = self.preview.entity if self.preview is not None and self._on_columns else None
        self.table.show_kind(self._chosen.entity or found)

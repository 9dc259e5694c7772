"""Parts of the import dialog: which table is meant, the problems, a number of the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
)
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.ui import theme
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.transfer.importing import ImportReport
    from crm_desktop.services.transfer.preview import Preview

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
KINDS = ("person", "company", "product", "product_category", "price_list", "lead", "deal", "order")
_MEASURED = 500  # problems whose rows are as high as their words
_HEADS = (N_("Line"), N_("Column"), N_("What is wrong"))


class ProblemsModel(QAbstractTableModel):
    """Rows and cells of the file that could not be taken as they are."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str]] = []

    def show(self, report: ImportReport) -> None:
        """The problems of a report."""
        self.beginResetModel()
        self._rows = [
            (
                f"{each.file} {i18n.number(each.line or 0)}".strip(),
                each.column or "",
                each.reason,
            )
            for each in report.failures
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many problems are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Line, column, reason."""
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; long reasons in full as a tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:  # where a reason takes two lines
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class CountTile(QFrame):
    """One number of the report."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("Card")
        self._words = words
        self._number = build.label(size=20, weight=600)
        self._number.setFont(theme.font(20, 600, tabular=True))
        name = build.label(words, size=12, tone="muted")
        self.setLayout(build.column(self._number, name, spacing=0, margins=(14, 8, 14, 9)))

    def show_count(self, count: int) -> None:
        """Show a number; where there is none it stays grey."""
        self._number.setText(i18n.number(count))
        build.set_state(self._number, "tone", "" if count else "faint")
        self.setAccessibleName(f"{self._words}: {self._number.text()}")


def problem_table(problems: ProblemsModel) -> QTableView:
    """The list of problems."""
    table = QTableView()
    table.setModel(problems)
    table.setAccessibleName(_("What is wrong in the file"))
    table.setObjectName("Problems")
    lines = table.verticalHeader()
    lines.hide()
    lines.setDefaultSectionSize(theme.px(28))
    lines.setMinimumSectionSize(theme.px(28))

    def fit() -> None:
        """A long reason takes the lines it needs; a very long list is not measured row by row."""
        few = problems.rowCount() <= _MEASURED
        mode = QHeaderView.ResizeMode
        lines.setSectionResizeMode(mode.ResizeToContents if few else mode.Fixed)

    problems.modelAboutToBeReset.connect(
        lambda: lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    )
    problems.modelReset.connect(fit)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    head = table.horizontalHeader()
    head.setFont(theme.font(12, 500))
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setStretchLastSection(True)
    head.setHighlightSections(False)
    head.resizeSection(0, theme.px(64))
    head.resizeSection(1, theme.px(140))
    return table


class TablePart(QWidget):
    """Which table is spoken of, and what its rows are.

    tables: the files that have columns.

    Attributes:
        file, sheet, kind: the choices; a file of several, and a sheet, only beside the columns.
    """

    def __init__(self, paths: Sequence[Path], tables: Sequence[Path]) -> None:
        super().__init__()
        self.file, self.sheet, self.kind = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self._is_lone = len(paths) == 1 and not paths[0].is_dir()
        self._sheets = 0
        self.kind.addItem(_("Find out by the columns"), None)
        for key in KINDS:
            self.kind.addItem(_(ENTITIES[key].plural), key)
        for path in tables:
            self.file.addItem(path.name, path)
        parts: list[QWidget | int] = []
        self._labels: dict[ChoiceBox, QWidget] = {}
        for words, name, box in (
            (_("&File"), _("Which file"), self.file),
            (_("Shee&t"), _("Which sheet"), self.sheet),
            (_("&Rows are"), _("What the rows are"), self.kind),
        ):
            label = build.label(words, tone="muted")
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(
                ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(16)
            self._labels[box] = label
            parts += [label, box]
        self.setLayout(build.row(*parts, 0, spacing=8))
        self.show_boxes(on_columns=False)

    def show_boxes(self, *, on_columns: bool) -> None:
        """Show the choices that there are."""
        for box, shown in (
            (self.file, not self._is_lone and on_columns),
            (self.sheet, self._sheets > 1 and on_columns),
            (self.kind, self._is_lone or on_columns),
        ):
            box.setVisible(shown)
            self._labels[box].setVisible(shown)
        self.setVisible(self._is_lone or on_columns)

    def show_sheets(self, found: Preview, *, on_columns: bool) -> None:
        """The sheets of the file, and which of them is read."""
        self._sheets = len(found.sheets)
        with QSignalBlocker(self.sheet):
            self.sheet.clear()
            self.sheet.addItems(list(found.sheets))
            self.sheet.setCurrentText(found.sheet)
        self.show_boxes(on_columns=on_columns)

    def show_kind(self, entity: str | None) -> None:
        """What the rows are; None: that is found out."""
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(max(self.kind.findData(entity), 0))

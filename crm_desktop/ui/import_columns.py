"""The columns of a file that is imported: which row holds the heads, and where each column goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.import_choices import Columns
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.transfer.preview import ColumnPreview, Preview

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_VALUE = Qt.ItemDataRole.UserRole
_NARROWEST, _WIDEST = 72, 260  # a column of the rows of the file


class SearchedBox(ChoiceBox):
    """A list of choices in which one types a part of a word to find one.

    Signals:
        chosen: another choice was made.
    """

    chosen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(12)
        completer = QCompleter(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("Suggestions")
            popup.setAccessibleName(_("Suggestions"))
            popup.setItemDelegate(QStyledItemDelegate(popup))
        self.setCompleter(completer)
        self._at = -1
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)
            line.returnPressed.connect(self._take_first)
            line.editingFinished.connect(self._settle)
        self.currentIndexChanged.connect(self._moved)

    def offer(self, model: QStandardItemModel) -> None:
        """Choose among these."""
        with QSignalBlocker(self):
            self.setModel(model)
        completer = self.completer()
        if completer is not None:
            completer.setModel(model)

    def show_choice(self, value: Any) -> None:
        """Show a choice; nobody is told."""
        with QSignalBlocker(self):
            self._at = max(self.findData(value), 0)
            self.setCurrentIndex(self._at)
        self._show_words()

    def _show_words(self) -> None:
        line = self.lineEdit()
        if line is not None:
            line.setText(self.itemText(self._at))
            line.setCursorPosition(0)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        """Enter chooses here; it must not press the button of the dialog."""
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            e.accept()
        else:
            super().keyPressEvent(e)

    def _take_first(self) -> None:
        """A part of a word and Enter: the first choice that has it."""
        typed = self.currentText().strip().casefold()
        texts = [self.itemText(i).casefold() for i in range(self.count())]
        if typed and typed not in texts:
            found = next((i for i, text in enumerate(texts) if typed in text), -1)
            if found >= 0:
                self.setCurrentIndex(found)

    def _settle(self) -> None:
        """Words that are no choice give way to the last one that was."""
        found = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        if found >= 0:
            self.setCurrentIndex(found)
        else:
            with QSignalBlocker(self):
                self.setCurrentIndex(self._at)
            self._show_words()

    def _moved(self, at: int) -> None:
        if at >= 0 and at != self._at:
            self._at = at
            self._show_words()
            self.chosen.emit()


class RowsModel(QAbstractTableModel):
    """The first rows of a file as they stand.

    Attributes:
        head_row: number of the row that holds the heads.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
        self._width = 0
        self.head_row = 0

    def show(self, preview: Preview) -> None:
        """The rows of a preview."""
        self.beginResetModel()
        self._rows, self.head_row = preview.rows, preview.head_row
        self._width = max((len(cells) for _line, cells in self._rows), default=0)
        self.endResetModel()

    def line(self, row: int) -> int:
        """The number of a row in the file."""
        return self._rows[row][0]

    def is_title(self, row: int) -> bool:
        """Whether only the first cell of a row says something, before the heads."""
        line, cells = self._rows[row]
        return line < self.head_row and bool(cells) and not any(cells[1:])

    def width_of(self, column: int, metrics: QFontMetrics) -> int:
        """How wide the words of a column are, from the heads on."""
        below = (cells for line, cells in self._rows if line >= self.head_row)
        words = (cells[column] for cells in below if column < len(cells))
        return max((metrics.horizontalAdvance(each) for each in words), default=0)

    def row_of(self, line: int) -> int:
        """Where a row of the file is shown; -1 for nowhere."""
        return next((i for i, (number, _cells) in enumerate(self._rows) if number == line), -1)

    def rowCount(self, parent: Index = _NONE) -> int:
        """The rows that were looked at."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """As many as the widest row has."""
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cells; those of the heads are bold."""
        line, cells = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()] if index.column() < len(cells) else ""
        if role == Qt.ItemDataRole.FontRole and line == self.head_row:
            return theme.font(12.5, 600)
        if role == Qt.ItemDataRole.ForegroundRole and line < self.head_row:
            return theme.color("text3")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The numbers of the rows."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Vertical:
            return i18n.number(self._rows[section][0])
        return None


class ColumnsPage(QWidget):
    """Where the columns go.

    Signals:
        changed: a column goes somewhere else.
        head_chosen: the number of another row that holds the heads.
        judged: what is wrong with the columns was looked at anew.
    """

    changed = Signal()
    judged = Signal()
    head_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsModel(self)
        self.table = self._rows_table()
        self.boxes: dict[str, SearchedBox] = {}
        self._words: dict[str, tuple[QLabel, QLabel]] = {}
        self._wrong: dict[str, QLabel] = {}
        self._entity = ""
        self.missing = build.label(tone="problem", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        lead = build.label(
            _("The row with the heads: click it, or choose it with the arrow keys."),
            size=12,
            tone="muted",
        )
        column = build.column(lead, self.table, self.missing, self._area, spacing=8)
        column.setStretch(3, 1)
        self.setLayout(column)

    def _rows_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("FileRows")
        table.setModel(self.rows)
        table.setAccessibleName(_("The first rows of the file"))
        table.horizontalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultSectionSize(theme.px(110))
        head = table.verticalHeader()
        head.setDefaultSectionSize(theme.px(24))
        head.setHighlightSections(False)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setFixedHeight(theme.px(24) * 6 + theme.px(4))
        table.selectionModel().currentRowChanged.connect(self._row_chosen)
        return table

    def _row_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and self.rows.line(now.row()) != self.rows.head_row:
            self.head_chosen.emit(self.rows.line(now.row()))

    # -------------------------------------------------------------------------------- show

    def show_preview(self, preview: Preview) -> None:
        """Show the rows and the columns of a file."""
        same = self.rows.rowCount() == len(preview.rows) and all(
            self.rows.line(i) == line for i, (line, _cells) in enumerate(preview.rows)
        )
        at = self.table.currentIndex().column() if same else 0
        with QSignalBlocker(self.table.selectionModel()):
            self.rows.show(preview)
            row = self.rows.row_of(preview.head_row)
            if row >= 0:
                self.table.setCurrentIndex(self.rows.index(row, max(at, 0)))
                self.table.scrollTo(self.rows.index(max(row - 1, 0), 0))
        self._fit_rows()
        self._entity = preview.entity or ""
        self._show_columns(preview)
        self._judge()

    def _fit_rows(self) -> None:
        """Columns as wide as their words, within bounds; a title runs over all of them."""
        metrics = QFontMetrics(theme.font(13, 600))
        for at in range(self.rows.columnCount()):
            wanted = self.rows.width_of(at, metrics) + theme.px(24)
            wide = min(max(wanted, theme.px(_NARROWEST)), theme.px(_WIDEST))
            self.table.setColumnWidth(at, wide)
        self.table.clearSpans()
        if self.rows.columnCount() > 1:
            for row in filter(self.rows.is_title, range(self.rows.rowCount())):
                self.table.setSpan(row, 0, 1, self.rows.columnCount())

    def _show_columns(self, preview: Preview) -> None:
        self.boxes.clear()
        self._words.clear()
        self._wrong.clear()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, theme.px(12), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(12))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        model = self._places(preview)
        for at, column in enumerate(preview.columns):
            self._add(grid, at, column, model)
        grid.setRowStretch(len(preview.columns), 1)
        self._area.setWidget(build.holder(grid))

    def _places(self, preview: Preview) -> QStandardItemModel:
        """The places of a kind of row, and those of this file that are none of the usual ones."""
        from crm_desktop.services.transfer import offered

        model = QStandardItemModel(self)
        _add_item(model, _("Leave out"), None)
        known: set[object] = {None}
        for place in offered.places(self._entity) if self._entity else ():
            _add_item(model, place.label, place.path)
            known.add(place.path)
        for column in preview.columns:
            key = _key(column.path)
            if key not in known and self._entity:
                known.add(key)
                first = column.path[0] if isinstance(column.path, list) else str(column.path)
                words = offered.label_of(self._entity, first)
                if isinstance(column.path, list):
                    words = _("{field}, of the company too").format(field=words)
                _add_item(model, words, key)
        return model

    def _add(
        self, grid: QGridLayout, at: int, column: ColumnPreview, model: QStandardItemModel
    ) -> None:
        head = build.label(column.head, weight=500)
        head.setToolTip(column.head)
        samples = build.label("  ·  ".join(column.samples) or _("empty"), size=12, tone="muted")
        samples.setToolTip(samples.text())
        for words in (head, samples):
            words.setMinimumWidth(theme.px(40))
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        box = SearchedBox(_("Where {column} goes").format(column=column.head))
        box.offer(model)
        box.show_choice(_key(column.path))
        box.chosen.connect(partial(self._choose, column.head))
        wrong = build.label(size=12, tone="problem", wrap=True)
        wrong.hide()
        top = Qt.AlignmentFlag.AlignTop
        grid.addLayout(build.column(head, samples, spacing=0), at, 0, top)
        grid.addLayout(build.column(box, wrong, spacing=2), at, 1, top)
        self.boxes[column.head], self._wrong[column.head] = box, wrong
        self._words[column.head] = head, samples

    def _choose(self, _head: str) -> None:
        self._judge()
        self.changed.emit()

    # -------------------------------------------------------------------------------- judge

    def columns(self) -> Columns:
        """Where the columns go, as in a mapping file."""
        return {head: _path(box.currentData()) for head, box in self.boxes.items()}

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, and no field has two columns."""
        return not self.missing.text() and all(not w.text() for w in self._wrong.values())

    def _judge(self) -> None:
        """Say what is wrong, and mute what is left out."""
        from crm_desktop.services.transfer import offered

        columns = self.columns()
        twice = offered.twice(self._entity, columns) if self._entity else {}
        lacks = offered.missing(self._entity, columns) if self._entity else ""
        if not self._entity:
            lacks = _("Choose above what the rows are.")
        self.missing.setText(_(lacks))
        self.missing.setVisible(bool(lacks))
        for head, (name, samples) in self._words.items():
            tone = "" if columns[head] else "faint"
            build.set_state(name, "tone", tone)
            build.set_state(samples, "tone", tone or "muted")
            wrong = self._wrong[head]
            wrong.setText(twice.get(head, ""))
            wrong.setVisible(head in twice)
            self.boxes[head].setAccessibleDescription(twice.get(head, ""))


def _add_item(model: QStandardItemModel, words: str, value: object) -> None:
    item = QStandardItem(words)
    item.setData(value, _VALUE)
    model.appendRow(item)


def _key(path: str | list[str] | None) -> str | None:
    """A place as the value of a choice: two of them are one word."""
    return "\n".join(path) if isinstance(path, list) else path


def _path(key: Any) -> str | list[str] | None:
    if not key:
        return None
    return str(key).split("\n") if "\n" in str(key) else str(key)

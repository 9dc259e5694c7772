"""The grid of a quote as Qt wants it: the lines that are shown, and an empty one to go on with."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from crm_desktop.i18n import _
from crm_desktop.services.catalog.documents import LINE_KINDS
from crm_desktop.services.sales.papers.sheet import SheetRow
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.cells import COLUMNS, Column
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.quote.prices import QuotePrices

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
_KINDS = {choice.value: choice.label for choice in LINE_KINDS}


class GridModel(QAbstractTableModel):
    """Shows the lines of a QuoteDocument.

    Attributes:
        document, prices: what it shows.
        folded: keys of the bundles whose parts are not shown.

    Signals:
        refreshed: other lines are shown, or other words in them.
    """

    refreshed = Signal()

    def __init__(self, document: QuoteDocument, prices: QuotePrices, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self.prices = document, prices
        self.folded: set[int] = set()
        self._keys: list[int] = []
        self._at: list[int] = []  # where each shown line stands in the document
        self._bundles: set[int] = set()
        self._told: dict[int, tuple[str, str]] = {}  # warnings and notes, by key of the line
        document.opened.connect(self._reset)
        document.changed.connect(self.refresh)
        prices.arrived.connect(self._words_changed)

    # ----------------------------------------------------------------------------------- rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them; the view hides some."""
        return COLUMNS

    def _reset(self) -> None:
        self._told.clear()
        self.beginResetModel()
        self.folded.clear()
        rows = self.document.rows
        self._keys, self._at = [row[lines.KEY] for row in rows], list(range(len(rows)))
        self.endResetModel()

    def refresh(self) -> None:
        """The document is another: tell the view what came, what went, what reads otherwise."""
        rows = self.document.rows
        self._bundles = lines.bundles(rows)
        shown = [at for at, row in enumerate(rows) if row[lines.BUNDLE] not in self.folded]
        new = [rows[at][lines.KEY] for at in shown]
        old = self._keys
        if new != old:
            self._exchange(old, new, shown)
        else:
            self._at = shown
        self._words_changed()

    def _exchange(self, old: list[int], new: list[int], shown: list[int]) -> None:
        """What stands in the middle, between equal beginnings and ends, is other than before."""
        self._told.clear()
        self._follow()
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        most = min(len(old), len(new)) - head
        while tail < most and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        if (gone := len(old) - head - tail) > 0:
            self.beginRemoveRows(_NONE, head, head + gone - 1)
            self._keys = old[:head] + old[head + gone :]
            self._follow()
            self.endRemoveRows()
        if (come := len(new) - head - tail) > 0:
            self.beginInsertRows(_NONE, head, head + come - 1)
            self._keys, self._at = new, shown
            self.endInsertRows()
        self._keys, self._at = new, shown

    def _follow(self) -> None:
        """Where the shown lines stand now; those that are on their way out, nowhere."""
        places = {row[lines.KEY]: at for at, row in enumerate(self.document.rows)}
        self._at = [places.get(key, -1) for key in self._keys]

    def _words_changed(self) -> None:
        self._told.clear()
        last = self.index(self.rowCount() - 1, len(COLUMNS) - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last)
        self.refreshed.emit()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._keys) + self.document.can_edit

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def key_at(self, row: int) -> int | None:
        """The key of the line in a row; None of the empty one at the end."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: int | None) -> int:
        """In which row a line is shown; the empty one where it is not."""
        try:
            return self._keys.index(key) if key is not None else len(self._keys)
        except ValueError:
            return len(self._keys)

    def keys_at(self, rows: range | set[int]) -> list[int]:
        """The keys of the lines in rows."""
        return [self._keys[row] for row in sorted(rows) if 0 <= row < len(self._keys)]

    def line(self, row: int) -> SheetRow | None:
        """The line in a row with its figures; None of the empty one."""
        if not 0 <= row < len(self._keys) or not 0 <= self._at[row] < len(self.document.rows):
            return None
        return self.document.sheet_row(self._at[row])

    def is_bundle(self, row: int) -> bool:
        """Whether the line in a row has parts."""
        return self.key_at(row) in self._bundles

    def is_part(self, row: int) -> bool:
        """Whether the line in a row is a part of a bundle."""
        line = self.line(row)
        return line is not None and self._raw(row).get(lines.BUNDLE) is not None

    def _raw(self, row: int) -> lines.Row:
        return self.document.rows[self._at[row]]

    def raw(self, row: int) -> lines.Row | None:
        """The values of the line in a row."""
        return self._raw(row) if self.line(row) is not None else None

    def fold(self, key: int) -> None:
        """Hide the parts of a bundle, or show them."""
        self.folded ^= {key}
        self.refresh()

    def column_of(self, key: str) -> int:
        """The number of a column."""
        return next(at for at, column in enumerate(COLUMNS) if column.key == key)

    # ---------------------------------------------------------------------------------- words

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        line = self.line(row)
        if line is None or lines.is_blank(self._raw(row)):
            return ""
        return cells.shown(COLUMNS[column].key, line, self.document.currency)

    def warnings(self, row: int) -> str:
        """What somebody should look at, in words."""
        return self._of(row)[0]

    def notes(self, row: int) -> str:
        """Where the price comes from, what a larger quantity would cost, what should be known."""
        return self._of(row)[1]

    def _of(self, row: int) -> tuple[str, str]:
        key = self.key_at(row)
        if key is None:
            return "", ""
        if key not in self._told:
            self._told[key] = (self._warnings(row), self._notes(row))
        return self._told[key]

    def _warnings(self, row: int) -> str:
        line = self.line(row)
        if line is None or lines.is_blank(self._raw(row)):
            return ""
        return " ".join(each.words for each in line.warnings)

    def _notes(self, row: int) -> str:
        line = self.line(row)
        if line is None or line.kind not in lines.SOLD:
            return ""
        raw = self._raw(row)
        offer = self.prices.offers.get(raw[lines.KEY])
        parts = [str(raw.get("price_rule") or "")]
        if offer is not None and self.document.can_edit:
            parts.append(offer.next_break)
            parts.append(self.prices.said_of(raw))
        described = str(raw.get("description") or "").strip().splitlines()[1:]
        return "  ·  ".join(part for part in (*parts, *described[:1]) if part)

    def is_tall(self, row: int) -> bool:
        """Whether a second line of words stands in a row."""
        return bool(self.warnings(row) or self.notes(row))

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == _ROLE.DisplayRole:
            return self.text(row, column)
        if role == _ROLE.EditRole:
            raw = self.raw(row)
            return "" if raw is None else cells.edited(COLUMNS[column].key, raw)
        if role == _ROLE.AccessibleTextRole:
            return self._said(row, column)
        if role == _ROLE.ToolTipRole:
            return "\n".join(filter(None, (self.warnings(row), self.notes(row)))) or None
        return None

    def _said(self, row: int, column: int) -> str:
        """What a screen reader says of a cell."""
        label, line = _(COLUMNS[column].label), self.line(row)
        if line is None:
            return f"{label}, {_('new line')}"
        kind = _(_KINDS.get(line.kind, ""))
        if line.kind in lines.CHOOSABLE:
            kind += ", " + (_("chosen") if line.counts else _("not chosen"))
        words = self.text(row, column) or _("empty")
        more = f", {told}" if (told := self.warnings(row)) else ""
        return f"{label}: {words}. {kind} {line.number}{more}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            column = COLUMNS[section]
            if role == _ROLE.DisplayRole:
                return _(column.label)
            if role == _ROLE.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.can_type(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def can_type(self, row: int, column: int) -> bool:
        """Whether something can be typed in a cell."""
        if not self.document.can_edit or not COLUMNS[column].typed:
            return False
        line = self.line(row)
        return line is None or cells.has_cell(line.kind, COLUMNS[column].key)

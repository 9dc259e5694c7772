"""The list of a record's files: picture or icon, name, size, day and who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.queries import ListRow
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.pages import files
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import (
    DELETES,
    RETURNS,
    Index,
    PaintedList,
    RowLook,
    RowPainter,
)

COLUMNS = ("name", "media_type", "size", "owner", "created_at", "description")
_ROW = 48
_ICONS = (
    ("image/", "image"),
    ("text/", "file-text"),
    ("application/pdf", "file-text"),
    ("application/zip", "file-archive"),
    ("audio/", "file-audio"),
    ("video/", "file-video"),
)
_SHEETS = (".xlsx", ".xls", ".ods", ".csv")


@dataclass(frozen=True, slots=True)
class File:
    """A row of the list."""

    id: UUID
    name: str
    media_type: str
    size: int
    who: str
    at: datetime
    note: str = ""

    @property
    def is_picture(self) -> bool:
        """A preview can be made of it."""
        return self.media_type.startswith("image/") and self.size <= files.MOST_PREVIEWED

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        if Path(self.name).suffix.lower() in _SHEETS:
            return "file-spreadsheet"
        known = (name for start, name in _ICONS if self.media_type.startswith(start))
        return next(known, "file")


def file_of(row: ListRow) -> File:
    """A row as the list service gives it."""
    name, media_type, size, owner, at, note = row.cells[: len(COLUMNS)]
    who, key = owner.label if owner is not None else "", UUID(bytes=row.id)
    return File(key, str(name), str(media_type or ""), size or 0, who, at, str(note or ""))


class FilesPainter(RowPainter[File, "FilesView"]):
    """Picture or icon, name, and what else is known."""

    fixed = _ROW

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line with the name, its ending not selected."""
        del option
        line = QLineEdit(parent)
        line.setAccessibleName(_("Name of the file"))
        line.setMaxLength(255)
        name = self.view.rows.all[index.row()].name
        line.setText(name)
        # Qt selects all of it once the line is open.
        QTimer.singleShot(0, line, lambda: line.setSelection(0, len(Path(name).stem)))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """It is there already: Qt would select all of it."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Another name was typed; the list is read again when it is saved."""
        del model
        file = self.view.rows.all[index.row()]
        name = " ".join(cast("QLineEdit", editor).text().split())
        if name and name != file.name:
            self.view.renamed.emit(file, name)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """In the place of the name."""
        del index
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        place = QRectF(box.adjusted(theme.px(64), theme.px(8), -theme.px(20), -theme.px(8)))
        seen = mirror.swapped(place, box) if self.view.isRightToLeft() else place
        editor.setGeometry(seen.toRect())

    def paint_row(self, painter: QPainter, box: QRect, row: File, look: RowLook) -> None:
        """One file."""
        self.band(painter, box, selected=look.marked, hover=look.hover)
        area = QRectF(box)
        self._mark(painter, area, row)
        left, width = area.left() + theme.px(66), area.width() - theme.px(86)
        pen, top, line = Pen(painter), area.top() + theme.px(6), theme.px(18)
        pen.words(QRectF(left, top, width, line), row.name, 13, 500)
        token = "text2" if look.marked else "text3"
        pen.words(QRectF(left, top + line, width, line), self.view.under(row), 12, token=token)

    def _mark(self, painter: QPainter, box: QRectF, file: File) -> None:
        side = theme.px(34)
        place = QRectF(box.left() + theme.px(20), box.center().y() - side / 2, side, side)
        picture = self.view.pictures.get(file.id)
        if picture is not None:
            paint.photo(painter, place, picture, square=True)
            return
        background, foreground = theme.hue("slate")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(place, 7, 7)
        inset = theme.px(9)
        icon = place.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, file.icon, icon, foreground.name())


class FilesView(PaintedList[File]):
    """The list. Enter opens, F2 renames, Delete deletes.

    Attributes:
        pictures: small ones of the files that are pictures, by id.

    Signals:
        opened, delete_asked: of a file.
        renamed: (file, its new name).
    """

    uniform = editable = True
    opened = Signal(object)
    renamed = Signal(object, str)
    delete_asked = Signal(object)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(FilesPainter, _("Files"))
        self._now = now
        self.hint = _("No files yet. Drop one here, or add it with the button.")
        self.pictures: dict[UUID, QPixmap] = {}
        self.doubleClicked.connect(lambda index: self.opened.emit(self.row_at(index)))  # pyright: ignore

    def label(self, row: File) -> str:
        return row.name

    def spoken(self, row: File) -> str:
        return f"{row.name}, {self.under(row)}"

    def under(self, file: File) -> str:
        """Size, day, who and the note, in one line."""
        size, day = i18n.file_size(file.size), i18n.moment(file.at, self._now())
        parts = (size, day, file.who, " ".join(file.note.split()))
        return " · ".join(part for part in parts if part)

    def ask_menu(self, row: File, point: QPoint) -> None:
        self.go_to(self.rows.all.index(row))
        super().ask_menu(row, point)

    def takes(self, event: QKeyEvent) -> bool:
        # Else the window edits or deletes the record.
        return event.key() in (Qt.Key.Key_F2, *DELETES) and self.current_row() is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        file = self.current_row()
        if file is not None and event.key() in RETURNS:
            self.opened.emit(file)
        elif file is not None and event.key() in DELETES:
            self.delete_asked.emit(file)
        elif file is not None and event.key() == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

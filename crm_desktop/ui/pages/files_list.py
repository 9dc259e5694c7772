"""The list of a record's files: picture or icon, name, size, day and who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.queries import ListRow
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.pages import files
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.badge import paint_hint

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("name", "media_type", "size", "owner", "created_at")
_ROW = 48
_NONE = QModelIndex()
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
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
    name, media_type, size, owner, at = row.cells[: len(COLUMNS)]
    who = owner.label if owner is not None else ""
    return File(UUID(bytes=row.id), str(name), str(media_type or ""), size or 0, who, at)


class FilesModel(QAbstractListModel):
    """The files, and the pictures of those that are pictures."""

    renamed = Signal(object, str)

    def __init__(self, now: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.files: list[File] = []
        self.pictures: dict[UUID, QPixmap] = {}

    def show(self, found: list[File]) -> None:
        """Show other files."""
        self.beginResetModel()
        self.files = found
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.files)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be edited in place."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def under(self, file: File) -> str:
        """Size, day and who, in one line."""
        parts = (i18n.file_size(file.size), i18n.moment(file.at, self._now()), file.who)
        return " · ".join(part for part in parts if part)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; all of it for screen readers."""
        if not index.isValid():
            return None
        file = self.files[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return file.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{file.name}, {self.under(file)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Another name was typed."""
        del role
        file, name = self.files[index.row()], " ".join(str(value).split())
        if name and name != file.name:
            self.renamed.emit(file, name)
        return False  # the list is read again when it is saved


class FilesDelegate(QStyledItemDelegate):
    """Picture or icon, name, and what else is known."""

    def __init__(self, model: FilesModel, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed."""
        del option, index
        return QSize(theme.px(100), theme.px(_ROW))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line with the name, its ending not selected."""
        del option
        line = QLineEdit(parent)
        line.setAccessibleName(_("Name of the file"))
        line.setMaxLength(255)
        name = self._model.files[index.row()].name
        line.setText(name)
        # Qt selects all of it once the line is open.
        QTimer.singleShot(0, line, lambda: line.setSelection(0, len(Path(name).stem)))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """It is there already: Qt would select all of it."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """In the place of the name."""
        del index
        box = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        editor.setGeometry(box.adjusted(theme.px(64), theme.px(8), -theme.px(20), -theme.px(8)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One file."""
        file = self._model.files[index.row()]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(box.adjusted(theme.px(8), 1, -theme.px(8), -1), 7, 7)
        self._mark(painter, box, file)
        left, width = box.left() + theme.px(66), box.width() - theme.px(86)
        pen, top, line = Pen(painter), box.top() + theme.px(6), theme.px(18)
        pen.words(QRectF(left, top, width, line), file.name, 13, 500)
        token = "text2" if selected else "text3"
        pen.words(QRectF(left, top + line, width, line), self._model.under(file), 12, token=token)
        painter.restore()

    def _mark(self, painter: QPainter, box: QRectF, file: File) -> None:
        side = theme.px(34)
        place = QRectF(box.left() + theme.px(20), box.center().y() - side / 2, side, side)
        picture = self._model.pictures.get(file.id)
        if picture is not None:
            paint.photo(painter, place, picture, square=True)
            return
        background, foreground = theme.hue("slate")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(place, 7, 7)
        inset = theme.px(9)
        inside = place.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, file.icon, inside, foreground.name())


class FilesView(QListView):
    """The list. Enter opens, F2 renames, Delete deletes."""

    opened = Signal(object)
    delete_asked = Signal(object)
    menu_asked = Signal(object, object)

    def __init__(self, now: Any) -> None:
        super().__init__()
        self.setObjectName("Timeline")  # looks alike
        self.rows = FilesModel(now, self)
        self.setModel(self.rows)
        self.setItemDelegate(FilesDelegate(self.rows, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_("Files"))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.file_at(index)))  # pyright: ignore

    def file_at(self, index: Index) -> File | None:
        """The file of a row."""
        return self.rows.files[index.row()] if index.isValid() else None

    def current_file(self) -> File | None:
        """The file the keyboard is on."""
        return self.file_at(self.currentIndex())

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and self.current_file() is not None:
            event.setAccepted(cast("QKeyEvent", event).key() in (Qt.Key.Key_F2, *_DELETE))
            if event.isAccepted():
                return True  # else the window edits or deletes the record
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        file = self.current_file()
        if file is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(file)
        elif file is not None and event.key() in _DELETE:
            self.delete_asked.emit(file)
        elif file is not None and event.key() == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        index, point = self.indexAt(arg__1.pos()), arg__1.globalPos()
        if arg__1.reason() != QContextMenuEvent.Reason.Mouse:
            index = self.currentIndex()
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        file = self.file_at(index)
        if file is not None:
            self.setCurrentIndex(index)
            self.menu_asked.emit(file, point)

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if not self.rows.files:
            paint_hint(self, _("No files yet. Drop one here, or add it with the button."))

"""Editors of what a letterhead has: its colour, the columns at its foot, the logo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Field
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import PICTURES
from crm_desktop.ui.editors import ChoiceBox, Editor, TickBox
from crm_desktop.ui.widgets import build

COLOURS = (
    ("#3F5BD3", N_("Indigo")),
    ("#1D4E89", N_("Navy")),
    ("#1F6F78", N_("Teal")),
    ("#2E7D4F", N_("Green")),
    ("#8A6100", N_("Ochre")),
    ("#B3372F", N_("Red")),
    ("#8B3A78", N_("Plum")),
    ("#3E4C5E", N_("Slate")),
    ("#1A1E26", N_("Black")),
)
FOOT_COLUMNS = 4
_FOOT_LINES = 4


class ColourEditor(Editor):
    """A colour out of some that look well, or one of one's own as #RRGGBB."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.box = ChoiceBox()
        self.box.setAccessibleName(_("Colours to choose from"))
        self.box.setIconSize(QSize(theme.px(16), theme.px(16)))
        for value, words in COLOURS:
            self.box.addItem(swatch(value), _(words), value)
        self.box.addItem(_("Own colour"), "")
        self.line = QLineEdit()
        self.line.setMaxLength(7)
        self.line.setFixedWidth(theme.px(96))
        self.line.textChanged.connect(self._typed)
        self.box.activated.connect(self._chosen)
        self.column.addLayout(build.row(self.box, self.line, 0))
        self.line.setAccessibleName(_(field.label))
        self.main = self.line

    def _typed(self) -> None:
        self._show_choice()
        self.changed.emit()

    def _show_choice(self) -> None:
        text = self.line.text().strip().upper()
        at = self.box.findData(text)
        own = self.box.count() - 1
        with QSignalBlocker(self.box):
            self.box.setItemIcon(own, swatch(text) if at < 0 else QIcon())
            self.box.setCurrentIndex(at if at >= 0 else own)

    def _chosen(self, at: int) -> None:
        value = self.box.itemData(at)
        if value:
            self.line.setText(value)
        else:
            self.line.setFocus()
            self.line.selectAll()

    @property
    def first(self) -> QWidget:
        return self.box

    def value(self) -> str | None:
        return self.line.text().strip() or None

    def set_value(self, value: str | None) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(value or "")
        self._show_choice()


def swatch(value: str) -> QIcon:
    """A colour as an icon; empty for what is none."""
    colour = QColor(value)
    if not value.startswith("#") or not colour.isValid():
        return QIcon()
    side = theme.px(16)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(128, 128, 128), 1))
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), 3, 3)
    painter.end()
    return QIcon(picture)


class FootEditor(Editor):
    """The columns at the foot of the page, or those that are made of our own details.

    Attributes:
        usual: the tick for the latter. boxes: the columns.
    """

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self._usual: Sequence[Sequence[str]] = ()
        self.usual = TickBox(_("Made of our own details"))
        self.usual.setAccessibleName(_("Foot of the page: made of our own details"))
        self.usual.toggled.connect(self._ticked)
        self.boxes = [self._box(number) for number in range(1, FOOT_COLUMNS + 1)]
        self.column.addWidget(self.usual)
        self.column.addLayout(build.column(*self.boxes, spacing=6))
        self.main = self.boxes[0]

    def _box(self, number: int) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setMinimumWidth(theme.px(90))
        box.setTabChangesFocus(True)
        box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.setAccessibleName(_("Foot of the page: column {n}").format(n=number))
        box.setFixedHeight(box.fontMetrics().lineSpacing() * _FOOT_LINES + theme.px(14))
        box.textChanged.connect(self.changed)
        return box

    @property
    def first(self) -> QWidget:
        return self.usual

    def show_usual(self, columns: Sequence[Sequence[str]]) -> None:
        """What our own details make of it."""
        self._usual = columns
        if self.usual.isChecked():
            self._fill(columns)

    def _ticked(self, on: bool) -> None:
        if on:
            self._fill(self._usual)
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        for box in self.boxes:
            box.setReadOnly(self.usual.isChecked())
            policy = Qt.FocusPolicy
            box.setFocusPolicy(policy.NoFocus if self.usual.isChecked() else policy.StrongFocus)
            build.set_state(box, "quiet", self.usual.isChecked())

    def _fill(self, columns: Sequence[Sequence[str]]) -> None:
        for at, box in enumerate(self.boxes):
            with QSignalBlocker(box):
                box.setPlainText("\n".join(columns[at]) if at < len(columns) else "")

    def value(self) -> tuple[tuple[str, ...], ...] | None:
        if self.usual.isChecked():
            return None
        texts = (box.toPlainText().strip("\n") for box in self.boxes)
        return tuple(tuple(text.split("\n")) for text in texts if text.strip())

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.usual):
            self.usual.setChecked(value is None)
        self._fill(self._usual if value is None else value)
        self._enable()

    def mark_wrong(self, *, on: bool) -> None:
        for box in self.boxes:
            build.set_state(box, "wrong", on)


class LogoBox(QWidget):
    """The logo as it stands on white paper; a file can be dropped on it.

    Attributes:
        choose, remove: the buttons.

    Signals:
        given: the path of a picture.
        removed: there is to be none of its own.
    """

    given = Signal(object)
    removed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setAcceptDrops(True)
        self.paper = _Paper()
        self.choose = build.button(_("Choose a picture …"), "image", name=_("Choose a logo"))
        self.remove = build.button(_("Remove"), name=_("Remove the logo"))
        self.choose.clicked.connect(self._choose)
        self.remove.clicked.connect(self.removed)
        self._hint = build.label(size=12, tone="faint", wrap=True)
        buttons = build.row(self.choose, self.remove, 0)
        self.setLayout(build.column(self.paper, buttons, self._hint, spacing=6))

    def show_logo(self, own: bytes, usual: bytes, *, may: bool) -> None:
        """The logo of documents, or the one of our own details that is printed without it."""
        self.paper.show_picture(own or usual)
        self.remove.setVisible(bool(own))
        self.choose.setEnabled(may)
        self.remove.setEnabled(may)
        told = _("PNG or JPEG; it can be dropped here. About 1,600 dots wide is sharp enough.")
        if not own and usual:
            told = _("This is the logo of our own details. Documents can have another one.")
        self._hint.setText(told)

    def _choose(self) -> None:
        self._context.dialogs.open_file(self, _("Choose a logo"), PICTURES, self.given.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.choose.isEnabled() and _file_of(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _file_of(event)
        if path is not None:
            event.acceptProposedAction()
            self.given.emit(path)


def _file_of(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


class _Paper(QWidget):
    """White paper with the logo on it, in any mode."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()
        self.setFixedHeight(theme.px(76))
        self.setMinimumWidth(theme.px(180))
        self.setAccessibleName(_("Logo"))

    def show_picture(self, data: bytes) -> None:
        """Show another one; empty: none."""
        self._picture = QImage.fromData(data) if data else QImage()
        self.setAccessibleDescription("" if data else _("There is none: the name is printed."))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(theme.color("border_strong"), 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._picture.isNull():
            painter.setPen(QColor("#5b6472"))
            painter.setFont(theme.font(12))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, _("No logo: our name is printed")
            )
        else:
            room = self.rect().adjusted(*(theme.px(v) for v in (12, 10, -12, -10)))
            size = self._picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            top = room.top() + (room.height() - size.height()) // 2
            painter.drawImage(QRectF(room.left(), top, size.width(), size.height()), self._picture)
        painter.end()

"""Editors of fields with several values: phones, addresses, tags, and the photo."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QToolButton, QWidget

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.services.validation import problem
from crm_desktop.services.values import same_row
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import PICTURES
from crm_desktop.ui.editors import PLAIN, Editor, Maker, Unreadable
from crm_desktop.ui.icons import icon
from crm_desktop.ui.ref_editor import RefEditor
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar
from crm_desktop.ui.widgets.flow import Flow

PHOTO_SIDE = 512
_FEW = 3  # so many fields of a row stand in one line


class RowEditor(QWidget):
    """One row of a multi field: its main field and type in a line, the rest below.

    Attributes:
        editors: by key of the child field.
        primary: the star of the main row; None where rows have none.

    Signals:
        changed: the person changed something.
        removed: the row is to go.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, field: Field, row: Mapping[str, Any], context: Context) -> None:
        super().__init__()
        self._field, self._row = field, dict(row)
        children = [child for child in field.children if not child.derived]
        self.editors = {child.key: editor_for(child, context) for child in children}
        self.primary = self._star() if field.has_primary else None
        self._rest = QWidget()
        line, rest = self._split(children)
        self._below_keys = [child.key for child in rest]
        self._build(line, rest)
        for key, editor in self.editors.items():
            editor.set_value(row.get(key))
            editor.changed.connect(self.changed)
        self._rest.setVisible(self._all_shown or any(row.get(child.key) for child in rest))

    @property
    def first(self) -> Editor:
        """The editor of the main field."""
        return next(iter(self.editors.values()))

    @property
    def _all_shown(self) -> bool:
        """An address is shown whole; of a phone, the extension only where there is one."""
        return self._field.children[0].kind == Kind.LONGTEXT

    def _split(self, children: list[Field]) -> tuple[list[Field], list[Field]]:
        """The fields of the first line, and those below it."""
        main, *others = children
        choices = [child for child in others if child.kind == Kind.CHOICE][:1]
        if len(children) <= _FEW and not any(c.kind == Kind.BOOL for c in children):
            return children, []
        if all(child.kind == Kind.REF for child in children):
            choices = others[:1]  # whom something is about: the first two are the usual ones
        line = [main, *choices]
        return line, [child for child in others if child not in choices]

    def _build(self, line: list[Field], rest: list[Field]) -> None:
        first = build.row(spacing=6)
        for child in line:
            editor = self.editors[child.key]
            if child.kind == Kind.CHOICE:
                editor.setFixedWidth(theme.px(116))
            stretch = 0 if child.kind == Kind.CHOICE else 1
            first.addWidget(editor, stretch, Qt.AlignmentFlag.AlignTop)
        tools: list[QToolButton] = [self.primary] if self.primary else []
        if rest and not self._all_shown:
            tools.append(self._more())
        remove = build.tool("x", _("Remove this line"))
        remove.clicked.connect(self.removed)
        for button in (*tools, remove):
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, theme.px(4))
        grid.setSpacing(theme.px(6))
        for at, child in enumerate(rest):
            self._below(grid, at, child)
        self._rest.setLayout(grid)
        self.setLayout(build.column(first, self._rest, spacing=6))

    def _below(self, grid: QGridLayout, at: int, child: Field) -> None:
        editor = self.editors[child.key]
        cell = build.column(spacing=2)
        if child.kind != Kind.BOOL:
            label = build.label(_(child.label), size=11.5, tone="faint")
            label.setBuddy(editor)
            cell.addWidget(label)
        else:
            cell.addStretch(1)
        cell.addWidget(editor)
        grid.addLayout(cell, at // 2, at % 2)

    def _star(self) -> QToolButton:
        star = build.tool("star", _("Main {what}").format(what=inner(_(self._field.label))))
        star.setCheckable(True)
        star.setChecked(bool(self._row.get("is_primary")))
        star.toggled.connect(self.changed)
        return star

    def _more(self) -> QToolButton:
        more = build.tool("ellipsis", _("More about this line"))
        more.clicked.connect(lambda: self._rest.setVisible(self._rest.isHidden()))
        return more

    def kept(self) -> dict[str, Any]:
        """What a draft keeps of the row: its id, and what its editors keep."""
        key = self._row.get("id")
        return {
            "id": str(key) if key else None,
            "main": self.primary is not None and self.primary.isChecked(),
            "cells": {name: editor.kept() for name, editor in self.editors.items()},
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what kept() said of a row."""
        for name, editor in self.editors.items():
            if name in kept["cells"]:
                editor.restore(kept["cells"][name])
        if self.primary is not None:
            self.primary.setChecked(bool(kept["main"]))
        below = any(self._shows(name) for name in self._below_keys)
        self._rest.setVisible(self._all_shown or below)

    def _shows(self, name: str) -> bool:
        try:
            return bool(self.editors[name].value())
        except Unreadable:
            return True

    @property
    def wrong_part(self) -> QWidget | None:
        """The part that will not do; None where all will."""
        for name, editor in self.editors.items():
            try:
                value = editor.value()
            except Unreadable:
                return editor.wrong_part
            if problem(self._field.child(name), value):
                return editor.wrong_part
        return None

    def adopt(self, row: Mapping[str, Any]) -> bool:
        """Become the row of the store that says the same; False where it says something else."""
        try:
            held = self.value()
        except Unreadable:
            return False
        if held is None or not same_row(self._field, held, row):
            return False
        self._row = dict(row)
        return True

    def _tells(self, key: str) -> bool:
        """A type that was filled in beforehand makes no row by itself."""
        return self._field.child(key).kind != Kind.CHOICE

    def value(self) -> dict[str, Any] | None:
        """The row as it is now; None where nothing is filled in. What it had besides is kept."""
        held = {key: editor.value() for key, editor in self.editors.items()}
        main = self._field.children[0].key
        if not any(value for key, value in held.items() if key == main or self._tells(key)):
            return None
        row = {**self._row, **held}
        if self.primary is not None:
            row["is_primary"] = self.primary.isChecked()
        return row


class MultiEditor(Editor):
    """Rows such as phones. A row keeps its id: saving updates it instead of making it anew.

    Signals:
        reshaped: there are other rows now: Tab has to be told.
    """

    reshaped = Signal()

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.rows: list[RowEditor] = []
        self._stars = QButtonGroup(self)
        words = _("Add a line: {what}").format(what=_(field.label))
        self.add = build.button(_("Add"), "plus", link=True)
        self.add.setIcon(icon("plus", "accent_text"))
        self.add.clicked.connect(self._add_clicked)
        build.hug(self.add)
        self.set_main(self.add)
        self.add.setAccessibleName(words)

    def _add_clicked(self) -> None:
        self._append(self._fresh()).first.setFocus()
        self.changed.emit()

    def offer_row(self) -> None:
        """A line to type in, not a button to find first."""
        if not self.rows:
            self._append(self._fresh())

    def _fresh(self) -> dict[str, Any]:
        """A new row: the first of its types, and the main one if it is the only one."""
        row: dict[str, Any] = {"is_primary": not self.rows} if self.field.has_primary else {}
        for child in self.field.children[1:]:
            if child.kind == Kind.CHOICE and child.key == "type":
                row[child.key] = child.choices[0].value
        return row

    def _append(self, row: Mapping[str, Any]) -> RowEditor:
        editor = RowEditor(self.field, row, self.context)
        editor.changed.connect(self.changed)
        editor.removed.connect(lambda: self._remove(editor))
        if editor.primary is not None:
            self._stars.addButton(editor.primary)
        self.rows.append(editor)
        self.column.insertWidget(self.column.count() - 1, editor)
        self.reshaped.emit()
        return editor

    def _remove(self, editor: RowEditor) -> None:
        self.rows.remove(editor)
        editor.hide()
        editor.deleteLater()
        if self.rows and editor.primary is not None and editor.primary.isChecked():
            star = self.rows[0].primary
            if star is not None:
                star.setChecked(True)
        self.changed.emit()
        self.add.setFocus()

    def kept(self) -> list[dict[str, Any]]:
        return [row.kept() for row in self.rows]

    def restore(self, kept: Any) -> None:
        ids = [UUID(row["id"]) if row["id"] else None for row in kept]
        self._clear()
        for key, row in zip(ids, kept, strict=True):
            self._append({"id": key} if key else {}).restore(row)

    def mark_wrong(self, *, on: bool) -> None:
        for row in self.rows:
            wrong = row.wrong_part if on else None
            for editor in row.editors.values():
                editor.mark_wrong(on=wrong is not None and editor.wrong_part is wrong)

    @property
    def wrong_part(self) -> QWidget:
        parts = (row.wrong_part for row in self.rows)
        return next((part for part in parts if part is not None), self.first)

    @property
    def first(self) -> QWidget:
        return self.rows[0].first.main if self.rows else self.main

    def value(self) -> tuple[dict[str, Any], ...]:
        rows = (row.value() for row in self.rows)
        return tuple(row for row in rows if row is not None)

    def _clear(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows.clear()

    def set_value(self, value: tuple[Mapping[str, Any], ...] | None) -> None:
        rows = value or ()
        pairs = zip(self.rows, rows, strict=False)
        if rows and len(rows) == len(self.rows) and all(row.adopt(new) for row, new in pairs):
            return  # just saved: the keyboard stays where it is
        self._clear()
        for row in rows:
            self._append(row)
        if self.field.essential:
            self.offer_row()


class TagLine(QLineEdit):
    """Enter or a comma makes a tag of what is typed; Backspace in the empty line takes one back.

    Signals:
        entered: a tag.
        back: the last tag is to go.
    """

    entered = Signal(str)
    back = Signal()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        enter = arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or arg__1.text() == ","
        if enter and self.text().strip():
            self.entered.emit(self.text())
            self.clear()
        elif arg__1.text() == ",":
            return
        elif arg__1.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        else:
            super().keyPressEvent(arg__1)


class TagsEditor(Editor):
    """Free labels: chips, and a line to add one."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self._tags: list[str] = []
        self._chips = Flow()
        holder = build.holder(self._chips)
        self.column.addWidget(holder)
        self._holder = holder
        self.line = TagLine()
        self.line.setPlaceholderText(_("Type a tag and press Enter"))
        self.line.entered.connect(self._add)
        self.line.back.connect(self._take_back)
        self.line.textChanged.connect(self.changed)
        self.set_main(self.line)

    def kept(self) -> dict[str, Any]:
        return {"tags": list(self._tags), "typed": self.line.text()}

    def restore(self, kept: Any) -> None:
        self.set_value(tuple(str(tag) for tag in kept["tags"]))
        with QSignalBlocker(self.line):
            self.line.setText(str(kept["typed"]))

    def value(self) -> tuple[str, ...]:
        typed = " ".join(self.line.text().split())
        known = {tag.casefold() for tag in self._tags}
        more = [typed] if typed and typed.casefold() not in known else []
        return (*self._tags, *more)

    def set_value(self, value: tuple[str, ...] | None) -> None:
        self._tags = list(value or ())
        self._show()

    def _add(self, words: str) -> None:
        tag = " ".join(words.split())
        if tag and tag.casefold() not in (known.casefold() for known in self._tags):
            self._tags.append(tag)
            self._show()
            self.changed.emit()

    def _take_back(self) -> None:
        if self._tags:
            self._remove(self._tags[-1])

    def _remove(self, tag: str) -> None:
        self._tags.remove(tag)
        self._show()
        self.changed.emit()
        self.line.setFocus()

    def _show(self) -> None:
        self._chips.empty()
        for tag in self._tags:
            chip = build.button(tag + build.GAP)
            chip.setObjectName("Chip")
            chip.setFont(theme.font(12, 500))
            chip.setIcon(icon("x", "accent_text"))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setAccessibleName(_("Remove the tag {tag}").format(tag=tag))
            chip.clicked.connect(lambda _on=False, gone=tag: self._remove(gone))
            self._chips.addWidget(chip)
        self._holder.setVisible(bool(self._tags))


class PhotoEditor(Editor):
    """A picture: chosen from a file, made small, shown at once."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self._data: bytes | None = None
        self._avatar = Avatar(52)
        self.choose = build.button(_("Choose a picture …"), "image")
        self.remove = build.button(_("Remove"))
        self.choose.clicked.connect(self._choose)
        self.remove.clicked.connect(self._remove)
        self.problem = build.label(tone="problem", size=12, wrap=True)
        self.problem.hide()
        line = build.row(self._avatar, self.choose, self.remove, 0, spacing=10)
        self.column.addLayout(line)
        self.column.addWidget(self.problem)
        self.main = self.choose
        self._show()

    def kept(self) -> str:
        return b64encode(self._data or b"").decode()

    def restore(self, kept: Any) -> None:
        self.set_value(b64decode(kept) or None)

    def value(self) -> bytes | None:
        return self._data

    def set_value(self, value: bytes | None) -> None:
        self._data = value
        self._show()

    def _show(self) -> None:
        self._avatar.show_name("", self._data)
        self._avatar.setVisible(self._data is not None)
        self.remove.setVisible(self._data is not None)

    def _choose(self) -> None:
        title = _("Choose a picture")
        self.context.dialogs.open_file(self, title, PICTURES, self._take)

    def _take(self, path: Path) -> None:
        self.problem.hide()
        try:
            self._data = small_picture(path)
        except FileRefused as refused:
            self.problem.setText(str(refused))
            self.problem.show()
            return
        self._show()
        self.changed.emit()

    def _remove(self) -> None:
        self._data = None
        self._show()
        self.changed.emit()


def small_picture(path: Path) -> bytes:
    """A picture file as a JPEG of at most 512 pixels a side; FileRefused where it is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # a telephone writes beside the picture how it was held
    picture = reader.read()
    if picture.isNull():
        text = _("{name} is no picture that can be shown. Choose a PNG or JPEG file.")
        raise FileRefused(text.format(name=path.name))
    if max(picture.width(), picture.height()) > PHOTO_SIDE:
        picture = picture.scaled(
            QSize(PHOTO_SIDE, PHOTO_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _on_white(picture).save(buffer, "JPEG", 85)  # pyright: ignore[reportCallIssue, reportArgumentType]  str is right, the stub wants bytes
    return bytes(data.data())


def _on_white(picture: QImage) -> QImage:
    """A JPEG knows nothing transparent: what is behind it would come out black."""
    if not picture.hasAlphaChannel():
        return picture.convertToFormat(QImage.Format.Format_RGB32)
    flat = QImage(picture.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, picture)
    painter.end()
    return flat


def editor_for(field: Field, context: Context) -> Editor:
    """The editor of a field."""
    return _KINDS[field.kind](field, context)


_KINDS: dict[Kind, Maker] = {
    **PLAIN,
    Kind.REF: RefEditor,
    Kind.MULTI: MultiEditor,
    Kind.TAGS: TagsEditor,
    Kind.FILE: PhotoEditor,
}
EDITABLE = frozenset(_KINDS)

"""The head of a record: who it is, what can be done with it, what it is marked with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import EntityType, Record, Ref
from crm_desktop.ui import kinds, paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import PICTURES
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.fact_lines import main_value, scheme_of
from crm_desktop.ui.pages.facts import is_chip
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided, Pill, TwoLines
from crm_desktop.ui.widgets.flow import Flow
from crm_desktop.ui.widgets.star import StarButton

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"})
_WORDS = {
    "call": (N_("Call"), "phone"),
    "email": (N_("Email"), "mail"),
    "note": (N_("Note"), "sticky-note"),
    "task": (N_("Task"), "circle-check"),
    "convert": (N_("Convert"), "git-merge"),
    "win": (N_("Won"), "trophy"),
    "lose": (N_("Lost"), "thumbs-down"),
}
_USUAL = ("call", "email", "note", "task")
_BUTTONS: dict[str, tuple[str, ...]] = {
    "lead": ("call", "email", "task", "convert"),
    "deal": ("note", "task", "win", "lose"),
    "product": (),
}
_DONE = ("won", "converted")
_LARGE = 130  # text size in per cent from which the four buttons stand in two lines


class Photo(Avatar):
    """The picture of a person: a click changes it, a picture dropped on it becomes it.

    Signals:
        menu_asked: choose or remove the picture.
        dropped: the file of a picture.
    """

    menu_asked = Signal()
    dropped = Signal(object)

    def __init__(self, side: int) -> None:
        super().__init__(side)
        self.changeable = False

    def allow(self, *, on: bool) -> None:
        """Whether the picture can be changed."""
        self.changeable = on
        self.setAcceptDrops(on)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)
        cursor = Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.setToolTip(_("Photo: click to change it, or drop a picture here") if on else "")
        self.setAccessibleName(_("Photo") if on else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.changeable:
            self.menu_asked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.menu_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
            painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_of(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        path = picture_of(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)


def picture_of(event: QDropEvent) -> Path | None:
    """The one picture that is being dropped; None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _PICTURES else None


class Name(TwoLines):
    """The name. A double click edits it.

    Signals:
        edit_asked: another name is wanted.
    """

    edit_asked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        del event
        self.edit_asked.emit()


class Head(QWidget):
    """Avatar, name, buttons, pills.

    Attributes:
        tools: the line of small buttons at the right; star: the first of them.
        buttons: the large ones, by key.

    Signals:
        edit_asked, call_asked, mail_asked: from the buttons.
        compose_asked: a kind of activity, or note, is to be written.
        menu_asked: the menu of the record is wanted at this point of the screen.
        name_asked: the name is to be edited where it stands among the facts.
        action_asked: key of an action of the window.
    """

    name_asked = Signal()
    action_asked = Signal(str)
    edit_asked = Signal()
    call_asked = Signal()
    mail_asked = Signal()
    compose_asked = Signal(str)
    menu_asked = Signal(object)

    def __init__(
        self, context: Context, entity: EntityType, saver: Saver, *, wide: bool = False
    ) -> None:
        super().__init__()
        self._context, self._entity, self._saver = context, entity, saver
        self._wide = wide
        self._picture = "image" if entity.has("image") else "photo"
        self.record: Record | None = None
        large = theme.px(100) >= _LARGE
        self._beside = 2 if large else 4  # buttons in a line
        self.photo = Photo(40 if large else 52)
        self.name, self._under = Name(), Elided()
        self.chips = Flow()
        self.tools = build.row(spacing=2)
        self.star = StarButton()
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self.name.edit_asked.connect(self.name_asked)
        self.photo.menu_asked.connect(self._photo_menu)
        self.photo.dropped.connect(self.take_photo)

    def _build(self) -> None:
        self.name.setFont(theme.font(18, 600))
        self._under.setProperty("tone", "muted")
        self.name.setAccessibleName(_("Name"))
        names = build.column(0, self.name, self._under, 0, spacing=2)
        edit = build.tool("pencil", _("Edit"))
        edit.clicked.connect(self.edit_asked)
        more = build.tool("ellipsis", _("More actions"))
        more.clicked.connect(
            lambda: self.menu_asked.emit(more.mapToGlobal(QPoint(0, more.height())))
        )
        for button in (self.star, edit, more):
            self.tools.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        if self._wide:
            names.insertLayout(3, self.chips)
            self.setLayout(self._in_a_line(names))
            return
        top = build.row(self.photo, spacing=14)
        if self._beside < len(_USUAL):  # large text: the name needs a line of its own
            top.addStretch(1)
            top.addLayout(self.tools)
            column = build.column(top, names, self._actions(), spacing=12)
        else:
            top.addLayout(names, 1)
            top.addLayout(self.tools)
            column = build.column(top, self._actions(), spacing=12)
        column.addLayout(self.chips)
        self.setLayout(column)

    def _in_a_line(self, names: QVBoxLayout) -> QHBoxLayout:
        names.setSpacing(theme.px(4))
        line = build.row(self.photo, spacing=14)
        line.addLayout(names, 1)
        line.addWidget(self._actions())
        line.addLayout(self.tools)
        line.setAlignment(self.tools, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _actions(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(4))
        beside = self._beside
        for key in _BUTTONS.get(self._entity.key, _USUAL):
            text, icon_name = _WORDS[key]
            button = build.button(_(text), icon_name)
            at = len(self.buttons)
            grid.addWidget(button, at // beside, at % beside)
            grid.setColumnStretch(at % beside, 1)
            self.buttons[key] = button
            button.clicked.connect(lambda _on=False, each=key: self._do(each))
        return build.holder(grid)

    def _do(self, key: str) -> None:
        if key == "call":
            self.call_asked.emit()
        elif key == "email":
            self.mail_asked.emit()
        elif key in ("note", "task"):
            self.compose_asked.emit(key)
        else:
            self.action_asked.emit(key)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show who it is."""
        self.record = record
        entity, values = self._entity, record.values
        picture = values.get(self._picture)
        self.photo.show_name(record.label, picture, square=entity.key != "person")
        self.star.show_record(record)
        self.photo.allow(on=entity.has(self._picture) and not record.deleted)
        self.name.setText(record.label)
        self._under.setText(subtitle(entity, record))
        self._under.setVisible(bool(self._under.text()))
        self._mark(record)
        for key, field in (("call", "phones"), ("email", "emails")):
            if key in self.buttons:
                self.buttons[key].setEnabled(bool(self.address(field)))
        for key in ("win", "convert"):
            if key in self.buttons:
                self.buttons[key].setEnabled(record.values.get("status") not in _DONE)
        self._show_chips(record)

    def _mark(self, record: Record) -> None:
        """A deal or a product has an icon in the place of initials, as in its list."""
        key = kinds.MARKED_BY.get(record.entity, "")
        mark = kinds.mark(self._entity, record.values.get(key)) if key else None
        self.photo.show_mark(mark)

    def _show_chips(self, record: Record) -> None:
        self.chips.empty()
        for key in self._entity.columns:
            field, value = self._entity.field(key), record.values.get(key)
            if value and is_chip(field):
                choice = field.choice(value)
                self.chips.addWidget(Pill(_(choice.label), choice.hue))
        for tag in record.values.get("tags") or ():
            self.chips.addWidget(Pill(tag, paint.hue_of(tag)))

    def address(self, key: str) -> str:
        """Where the main phone or e-mail address leads; empty for nowhere."""
        if self.record is None or not self._entity.has(key):
            return ""
        field = self._entity.field(key)
        return scheme_of(field.children[0].role, main_value(field, self.record.values.get(key)))

    # --------------------------------------------------------------------------------- photo

    def _photo_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choose = menu.addAction(icon("image"), _("&Choose a picture …"))
        choose.triggered.connect(self.choose_photo)
        remove = menu.addAction(icon("trash-2"), _("&Remove the picture"))
        there = self.record is not None and bool(self.record.values.get(self._picture))
        remove.setEnabled(there)
        remove.triggered.connect(lambda: self._save_photo(None))
        menu.popup(self.photo.mapToGlobal(QPoint(0, self.photo.height())))

    def choose_photo(self) -> None:
        """Ask for a file."""
        title = _("Choose a picture")
        self._context.dialogs.open_file(self, title, PICTURES, self.take_photo)

    def take_photo(self, path: Path) -> None:
        """Make a picture small, in a thread, and save it."""
        from crm_desktop.ui.row_editors import small_picture  # not needed before the first paint

        record = self.record

        def save(data: bytes) -> None:
            if self.record is not None and record is not None and self.record.id == record.id:
                self._save_photo(data)

        self._context.tasks.start_up(
            self, lambda: small_picture(path), done=save, failed=self._no_photo
        )

    def _no_photo(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._saver.told.emit(str(error), None)
        else:
            self._context.tasks.report(self, error)

    def _save_photo(self, data: bytes | None) -> None:
        if self.record is None:
            return
        field = self._entity.field(self._picture)
        self._saver.save(self.record, field, data, done=_nothing, refused=self._refused)

    def _refused(self, said: str, _theirs: Record | None) -> None:
        if said:
            self._saver.told.emit(said, None)


def _nothing(_record: Record) -> None:
    """The changes of the commit have refreshed what is shown."""


def subtitle(entity: EntityType, record: Record) -> str:
    """The line under the name."""
    if not entity.subtitle:
        return ""
    field, value = entity.field(entity.subtitle), record.values.get(entity.subtitle)
    if not value:
        return ""
    if isinstance(value, Ref):
        return value.label
    return _(field.choice(value).label) if field.choices else str(value)

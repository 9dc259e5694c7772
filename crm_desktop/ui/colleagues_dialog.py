"""Who works here: the colleagues and their teams, each with a form."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import TEAM, USER, EntityType
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui import theme, words
from crm_desktop.ui.context import Context
from crm_desktop.ui.form import Task, open_form, show_form
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import close_button

MOST = 500  # an office is a room of people, not a city
_COLUMNS = {"user": ("name", "login", "role", "team", "active"), "team": ("name", "lead", "parent")}
_PRESETS = {"user": {"role": "rep", "active": True}, "team": {}}


class Table(QTableWidget):
    """Records of one kind; Enter and a double click open one.

    Attributes:
        add_button: makes one; edit_button: opens the chosen one.
    """

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self._context, self._entity = context, entity
        self._ids: list[bytes] = []
        self.setObjectName("Few")
        fields = [entity.field(key) for key in _COLUMNS[entity.key]]
        self.setColumnCount(len(fields))
        self.setHorizontalHeaderLabels([_(field.label) for field in fields])
        self.setAccessibleName(_(entity.plural))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(32))
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        self.add_button = build.button(
            _("Add"), "plus", name=_("Add: {what}").format(what=_(entity.title))
        )
        self.edit_button = build.button(_("Edit …"), "pencil")
        self.edit_button.setAccessibleName(_("Edit: {what}").format(what=_(entity.title)))
        self.add_button.clicked.connect(self._make)
        self.edit_button.clicked.connect(self.open_current)
        self.cellDoubleClicked.connect(self.open_current)
        self.itemSelectionChanged.connect(self._enable)
        context.tasks.changed.connect(self._on_changes)
        self.ask()

    def ask(self) -> None:
        """Read them again."""
        query, columns = ListQuery(self._entity.key), _COLUMNS[self._entity.key]
        first = services.listing.first.call(query, columns, MOST)
        self._context.tasks.query(self, "rows", first, done=self._show)

    def _on_changes(self, changes: Changes) -> None:
        if changes.many or not changes.entities.isdisjoint(_COLUMNS):
            self.ask()

    def _show(self, rows: list[ListRow]) -> None:
        kept = self.current_id()
        self._ids = [row.id for row in rows]
        fields = [self._entity.field(key) for key in _COLUMNS[self._entity.key]]
        with QSignalBlocker(self):
            self.setRowCount(len(rows))
            for at, row in enumerate(rows):
                for column, (field, value) in enumerate(zip(fields, row.cells, strict=True)):
                    self.setItem(at, column, QTableWidgetItem(words.full(field, value)))
            if rows:
                self.selectRow(self._ids.index(kept) if kept in self._ids else 0)
        self._enable()

    def current_id(self) -> bytes:
        """Key of the chosen one; empty where there is none."""
        at = self.currentRow()
        return self._ids[at] if 0 <= at < len(self._ids) else b""

    def _enable(self) -> None:
        workspace = self._context.tasks.workspace
        may = workspace is not None and self._entity.edit in workspace.permissions
        self.add_button.setEnabled(may)
        self.edit_button.setEnabled(may and bool(self.current_id()))

    def _make(self) -> None:
        task = Task(self._entity, preset=dict(_PRESETS[self._entity.key]))
        form = show_form(self._context, task, self)
        form.another.connect(self._make)

    def open_current(self, *_place: object) -> None:
        """Open the chosen one in a form."""
        if self.edit_button.isEnabled():
            key = UUID(bytes=self.current_id())
            open_form(self._context, self._entity, key, self, lambda _form: None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_current()
        else:
            super().keyPressEvent(event)


class ColleaguesDialog(QDialog):
    """Who works here.

    Attributes:
        users, teams: the two tables.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Colleagues and teams"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.users, self.teams = Table(context, USER), Table(context, TEAM)
        close = close_button()
        close.clicked.connect(self.accept)
        column = build.column(spacing=10, margins=(24, 20, 24, 18))
        column.addWidget(build.label(_("Colleagues and teams"), size=18, weight=600))
        column.addWidget(self._lead())
        self._section(column, _("Colleagues"), self.users, 3)
        self._section(column, _("Teams"), self.teams, 2)
        column.addLayout(build.row(0, close))
        self.setLayout(column)
        build.fit(self, 760, 600)
        self.users.setFocus()

    @staticmethod
    def _lead() -> QLabel:
        return build.label(
            _(
                "Colleagues own records and take tasks. Somebody who opens this office with the "
                "login given here works as that colleague."
            ),
            tone="muted",
            wrap=True,
        )

    @staticmethod
    def _section(column: QVBoxLayout, title: str, table: Table, share: int) -> None:
        head = build.label(title, weight=600)
        head.setBuddy(table)
        column.addSpacing(theme.px(4))
        buttons: tuple[QPushButton, ...] = (table.add_button, table.edit_button)
        column.addLayout(build.row(head, 0, *buttons))
        column.addWidget(table, share)


def show_colleagues(context: Context, owner: QWidget) -> ColleaguesDialog:
    """Open the dialog."""
    dialog = ColleaguesDialog(context, owner)
    dialog.open()
    return dialog

"""The settings: their sections at one side, the one that is chosen at the other.

What concerns this program on this computer stands first; the rest belongs to the office and is
there as long as one is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.program_settings import ProgramSettings
from crm_desktop.ui.selling.sections import SECTIONS, Section
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.ui.selling.section import SectionPage

PROGRAM = "program"
_PROGRAM = Section(PROGRAM, N_("This program"), "sliders-horizontal")
_KEY = Qt.ItemDataRole.UserRole
_SIDE = 210


class SettingsPage(QWidget):
    """All settings.

    Attributes:
        list: the sections.
        program: those of this program.
        made: sections of the office that have been shown, by key.
        text_size, language, locale_box: boxes of the first section.

    Signals:
        changed: a setting of this program has changed.
        rebuild_asked: the window has to be built anew for it.
        office_asked: our own details are to be edited.
        said: what was done, and whether Undo may take it back.
        asked: the page is to be shown.
    """

    changed = Signal()
    rebuild_asked = Signal()
    office_asked = Signal()
    said = Signal(str, bool)
    asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._address = ""
        self.made: dict[str, SectionPage] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.program = ProgramSettings(context)
        self.text_size, self.language = self.program.text_size, self.program.language
        self.locale_box = self.program.locale_box
        self.program.changed.connect(self.changed)
        self.program.rebuild_asked.connect(self.rebuild_asked)
        self.program.office_asked.connect(self.office_asked)
        self.list = self._sections()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.program)
        head = build.holder(
            build.row(build.label(_("Settings"), size=15, weight=600), 0, margins=(16, 0, 16, 0))
        )
        head.setFixedHeight(theme.px(50))
        below = build.row(build.holder(build.column(self.list, margins=(10, 0, 6, 10))), spacing=0)
        below.addWidget(self._stack, 1)
        column = build.column(head, spacing=0)
        column.addLayout(below, 1)
        self.setLayout(column)
        context.tasks.left.connect(self._forget)
        self._enable()

    def _sections(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("Sections")
        made.setAccessibleName(_("Sections of the settings"))
        made.setFixedWidth(theme.px(_SIDE))
        made.setIconSize(QSize(theme.px(16), theme.px(16)))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._add(made, _PROGRAM)
        heading = QListWidgetItem(_("Selling"))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(theme.font(11.5, 600))
        made.addItem(heading)
        for each in SECTIONS:
            self._add(made, each)
        made.setCurrentRow(0)
        made.currentRowChanged.connect(self._chosen)
        return made

    @staticmethod
    def _add(made: QListWidget, each: Section) -> None:
        item = QListWidgetItem(icon(each.icon), _(each.title))
        item.setData(_KEY, each.key)
        item.setFont(theme.font(13))
        made.addItem(item)

    # ------------------------------------------------------------------------------- sections

    @property
    def section(self) -> str:
        """Key of the section that is shown."""
        at = self.list.currentRow()
        return self.list.item(at).data(_KEY) if at >= 0 else PROGRAM

    def show_section(self, key: str) -> None:
        """Show a section."""
        self.list.setCurrentRow(self._row(key))

    def go_to_section(self, key: str) -> None:
        """Show a section, wherever one is."""
        self.asked.emit()
        self.show_section(key)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def sections(self) -> tuple[Section, ...]:
        """The sections of the office that is open."""
        return SECTIONS if self._address else ()

    def _row(self, key: str) -> int:
        rows = range(self.list.count())
        return next((at for at in rows if self.list.item(at).data(_KEY) == key), 0)

    def _chosen(self, at: int) -> None:
        self.commit()
        key = self.list.item(at).data(_KEY) if at >= 0 else PROGRAM
        self._stack.setCurrentWidget(self.program if key == PROGRAM else self._page(key))

    def _page(self, key: str) -> QWidget:
        """The page of a section, made when it is shown for the first time."""
        if key not in self.made:
            section = next(each for each in SECTIONS if each.key == key)
            page = self.made[key] = section.make(self._context)
            page.said.connect(self.said)
            area = self._areas[key] = QScrollArea()  # large text on a small screen
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setAccessibleName(page.title)
            area.setWidget(page)
            self._stack.addWidget(area)
        return self._areas[key]

    def commit(self) -> None:
        """Keep what is being typed."""
        for page in self.made.values():
            page.commit()

    def _forget(self) -> None:
        """The office is closed: its settings go with it."""
        self._address = ""
        self.list.setCurrentRow(0)
        for area in self._areas.values():
            self._stack.removeWidget(area)
            area.deleteLater()
        self.made.clear()
        self._areas.clear()
        self._enable()

    def _enable(self) -> None:
        """Sections of the office are there while one is open."""
        usual = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        flags = usual if self._address else Qt.ItemFlag.NoItemFlags
        for each in SECTIONS:
            self.list.item(self._row(each.key)).setFlags(flags)

    # ---------------------------------------------------------------------------------- show

    def show_settings(self) -> None:
        """A setting of this program was changed elsewhere: show it."""
        self.program.show_settings()

    def show_store(self, address: str) -> None:
        """Which store is open."""
        self._address = address
        self.program.show_store(address)
        self._enable()

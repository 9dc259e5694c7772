"""With which other contact, or company, is this one to be merged? Those it may be come first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record
from crm_desktop.services.duplicates import Likely
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.ref_editor import RefEditor
from crm_desktop.ui.widgets import build

WIDTH = 480
_WHY = {
    "email": N_("same e-mail address"),
    "phone": N_("same phone"),
    "domain": N_("same web domain"),
    "name": N_("same name"),
}


class _KnownOnly(RefEditor):
    """Only what is there already can be merged."""

    def _can_create(self) -> bool:
        return False


class MergeOtherDialog(QDialog):
    """The dialog. A click on one that it may be is enough; any other is looked for.

    Attributes:
        buttons: those it may be. editor: looks for another one.
        problem: why it does not go on. next_button: goes on with the one in the editor.

    Signals:
        chosen: the UUID of the other record.
    """

    chosen = Signal(object)

    def __init__(
        self,
        context: Context,
        record: Record,
        likely: Sequence[Likely],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._record = record
        kind = ENTITIES[record.entity]
        what = inner(_(kind.title))
        words = _("Merge {name} with another {what}").format(name=record.label, what=what)
        self.setWindowTitle(words)
        heading = build.label(words, size=18, weight=600, wrap=True)
        self.buttons = [self._button(each) for each in likely]
        self.editor = _KnownOnly(
            Field(key="other", label=kind.title, kind=Kind.REF, entity=kind.key), context
        )
        self.editor.line.setAccessibleName(_("Another {what}").format(what=what))
        self.editor.changed.connect(self._look)
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.next_button = build.button(_("&Next"), primary=True)
        self.next_button.setDefault(True)
        self.next_button.setEnabled(False)
        self.next_button.clicked.connect(self._take)
        cancel = build.button(_("&Cancel"))
        cancel.clicked.connect(self.reject)
        column = build.column(heading, spacing=8, margins=(24, 20, 24, 18))
        if self.buttons:
            column.addWidget(build.label(_("It may be one of these"), size=12, tone="muted"))
            for button in self.buttons:
                column.addWidget(button)
        other = _("Or look for another one") if self.buttons else _("Look for the other one")
        label = build.label(other, size=12, tone="muted")
        label.setBuddy(self.editor.line)
        for part in (label, self.editor, self.problem):
            column.addWidget(part)
        column.addSpacing(theme.px(6))
        column.addLayout(build.row(0, cancel, self.next_button))
        self.setLayout(column)
        self.setMinimumWidth(theme.px(WIDTH))

    def _button(self, each: Likely) -> QPushButton:
        why = ", ".join(_(_WHY[key]) for key in each.why)
        words = f"{' · '.join(filter(None, (each.label, each.place)))}  ({why})"
        button = build.button(words.replace("&", "&&"), ENTITIES[self._record.entity].icon)
        button.setAccessibleName(words)
        build.hug(button)
        button.clicked.connect(partial(self._go_on, each.id))
        return button

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        first = self.buttons[0] if self.buttons else self.editor.line
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _other(self) -> UUID | None:
        try:
            ref = self.editor.value()
        except Unreadable:
            return None
        return ref.id if ref is not None else None

    def _look(self) -> None:
        other = self._other()
        same = other == self._record.id
        self.problem.setText(_("That is the same one. Choose another.") if same else "")
        self.problem.setVisible(same)
        self.next_button.setEnabled(other is not None and not same)

    def _take(self) -> None:
        other = self._other()
        if other is not None:
            self._go_on(other)

    def _go_on(self, other: UUID, _on: bool = False) -> None:
        self.accept()
        self.chosen.emit(other)

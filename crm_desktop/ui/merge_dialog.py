"""Two people changed the same fields: before, yours, theirs. Nothing is chosen for the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field
from crm_desktop.services.validation import Merge
from crm_desktop.ui import theme, words
from crm_desktop.ui.widgets import build

Values = Mapping[str, Any]
_SIDES = 2
_MOST_SHOWN = 300
_SINK = 3  # so that words stand at the height of the radio button beside them


@dataclass(frozen=True, slots=True)
class Sides:
    """The three versions of a record."""

    base: Values
    mine: Values
    theirs: Values


class MergeDialog(QDialog):
    """Asks for each field that both of us changed which value to keep.

    Signals:
        decided: the values of the whole record.
    """

    decided = Signal(dict)

    def __init__(
        self, entity: EntityType, merge: Merge, sides: Sides, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Two people changed this record"))
        self._merge, self._sides = merge, sides
        self.choices: dict[str, QButtonGroup] = {}
        self.keep = build.button(_("&Save the result"), primary=True)
        self.keep.setDefault(True)
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self._decide)
        fields = [field for field in entity.fields if field.key in merge.clashes]
        self.setLayout(self._build(fields))
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.keep.click)
        build.fit(self, 680, min(250 + 64 * len(fields), 560))

    def _build(self, fields: list[Field]) -> QVBoxLayout:
        back = build.button(_("&Back to the form"))
        back.clicked.connect(self.reject)
        lead = build.label(
            _(
                "Somebody saved this record while you were editing it. Fields that only one of you "
                "changed are already brought together. For these, choose the value to keep."
            ),
            wrap=True,
        )
        grid = self._heads()
        for at, field in enumerate(fields, 1):
            self._field(grid, at, field)
        grid.setRowStretch(len(fields) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(build.holder(grid))
        title = build.label(_("Both of you changed this"), size=18, weight=600)
        buttons = build.row(0, back, self.keep)
        if len(fields) > 1:
            for at, (words, mine) in enumerate(((_("All &mine"), True), (_("All &theirs"), False))):
                every = build.button(words)
                every.clicked.connect(partial(self._choose_all, mine=mine))
                buttons.insertWidget(at, every)
        column = build.column(title, lead, spacing=12, margins=(24, 20, 24, 18))
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        return column

    @staticmethod
    def _heads() -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, theme.px(6), 0, 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(14))
        for at, head in enumerate(("", _("Before"), _("Yours"), _("Theirs"))):
            grid.addWidget(build.label(head, size=12, weight=600, tone="muted"), 0, at)
            grid.setColumnStretch(at, 1 if at else 0)
        return grid

    def _field(self, grid: QGridLayout, at: int, field: Field) -> None:
        top = Qt.AlignmentFlag.AlignTop
        before = build.label(_told(field, self._sides.base), tone="muted", wrap=True)
        for column, told in enumerate((build.label(_(field.label), weight=500), before)):
            told.setContentsMargins(0, theme.px(_SINK), 0, 0)
            grid.addWidget(told, at, column, top)
        group = QButtonGroup(self)
        for side, (values, whose) in enumerate(
            ((self._sides.mine, _("yours")), (self._sides.theirs, _("theirs")))
        ):
            grid.addWidget(self._choice(group, side, field, values, whose), at, 2 + side, top)
        group.idToggled.connect(self._look)
        self.choices[field.key] = group

    def _choice(
        self, group: QButtonGroup, side: int, field: Field, values: Values, whose: str
    ) -> QWidget:
        """A radio button; its words wrap in a label beside it."""
        told = _told(field, values)
        button = QRadioButton()
        button.setAccessibleName(f"{_(field.label)}, {whose}: {told}")
        group.addButton(button, side)
        text: QLabel = build.label(told, wrap=True)
        text.setBuddy(button)
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        text.setContentsMargins(0, theme.px(_SINK), 0, 0)
        text.mousePressEvent = lambda ev: button.setChecked(True)  # noqa: ARG005  Qt's own signature
        line = build.row(spacing=8)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        return build.holder(line)

    def choose(self, key: str, *, mine: bool) -> None:
        """Choose a side for a field."""
        self.choices[key].button(0 if mine else 1).setChecked(True)

    def _choose_all(self, _on: bool = False, *, mine: bool) -> None:
        for key in self.choices:
            self.choose(key, mine=mine)
        self.keep.setFocus()

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        for group in self.choices.values():
            group.button(0).setFocus()
            break

    def _look(self) -> None:
        self.keep.setEnabled(all(group.checkedId() >= 0 for group in self.choices.values()))

    def _decide(self) -> None:
        sides = (self._sides.mine, self._sides.theirs)
        chosen = {key: sides[group.checkedId()].get(key) for key, group in self.choices.items()}
        self.accept()
        self.decided.emit({**self._merge.values, **chosen})


def _told(field: Field, values: Values) -> str:
    value = values.get(field.key)
    told = words.full(field, value)
    return _("(empty)") if told == words.NOTHING else told[:_MOST_SHOWN]

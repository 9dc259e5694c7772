"""The bar under a list while several rows are selected: how many, and what to do with them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton

from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.catalog import EntityType, Kind
from crm_desktop.services.view_content import KINDS
from crm_desktop.ui import paint, theme
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

_ICON = 38  # width of a button without words, and of the gap to the next one
# Key of the signal, words, icon, whether it changes the records.
_BUTTONS = (
    ("bulk_edit", N_("Edit field"), "pencil", True),
    ("bulk_tag", N_("Add tag"), "tag", True),
    ("bulk_untag", N_("Remove tag"), "tags", True),
    ("bulk_assign", N_("Assign to"), "user-check", True),
    ("add_to_list", N_("Add to list"), "list-plus", True),
    ("merge", N_("Merge"), "git-merge", True),
    ("bulk_export", N_("Export"), "download", False),
    ("delete", N_("Delete"), "trash-2", True),
)


def fits(entity: EntityType, key: str) -> bool:
    """Whether records of this kind have tags, or somebody they belong to."""
    if key in ("bulk_tag", "bulk_untag"):
        return any(field.kind == Kind.TAGS for field in entity.fields)
    if key == "bulk_assign":
        return entity.has("owner") and not entity.field("owner").derived
    return key not in ("add_to_list", "merge") or entity.key in KINDS


class BulkBar(QFrame):
    """What can be done with the selected rows.

    Attributes:
        buttons: by the key of what they ask for.
        label: how many rows are selected.

    Signals:
        asked: key of what is to be done; "clear": select one row again.
    """

    asked = Signal(str)

    def __init__(self, entity: EntityType) -> None:
        super().__init__()
        self.setObjectName("BulkBar")
        self.setAccessibleName(_("Selected rows"))
        self._entity = entity
        self.label = build.label(weight=600)
        self.buttons: dict[str, QPushButton] = {}
        self._line = build.row(self.label, 6, spacing=2, margins=(16, 6, 8, 6))
        self._words: dict[str, str] = {}
        for key, words, icon_name, _changes in _BUTTONS:
            if fits(entity, key):
                self._add(key, _(words), icon_name)
        self._line.addStretch(1)
        self.clear: QToolButton = build.tool("x", _("Clear the selection"))
        self.clear.clicked.connect(lambda: self.asked.emit("clear"))
        self._line.addWidget(self.clear)
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def _add(self, key: str, words: str, icon_name: str) -> None:
        button = build.button(words, icon_name)
        button.setProperty("flat", True)
        button.setToolTip(words)
        button.clicked.connect(lambda: self.asked.emit(key))
        self._line.addWidget(button)
        self.buttons[key], self._words[key] = button, words

    def minimumSizeHint(self) -> QSize:
        """Never in the way of a narrow list: then the buttons are only icons."""
        return QSize(0, super().minimumSizeHint().height())

    def show_count(self, count: int, *, may_edit: bool) -> None:
        """Say how many rows are selected; shown for two and more."""
        words = ngettext("{n} selected", "{n} selected", count)
        self.label.setText(words)
        for key, _words, _icon, changes in _BUTTONS:
            if key in self.buttons:
                self.buttons[key].setVisible(may_edit or not changes)
        shown = count > 1
        if shown and self.isHidden():
            announce(self, words)
        self.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        """Words as far as there is room, else icons with tips: the last ones first."""
        room = self.width() - self.label.sizeHint().width() - theme.px(84)
        shown = [button for button in self.buttons.values() if not button.isHidden()]
        room -= len(shown) * theme.px(_ICON)
        for key, button in self.buttons.items():
            room -= paint.text_width(build.GAP + self._words[key], 13, 500)
            button.setText(build.GAP + self._words[key] if room >= 0 else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.asked.emit("clear")
        else:
            super().keyPressEvent(event)

"""Values of a file that matched nothing: what each one means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.import_choices import Choices
from crm_desktop.ui.import_columns import SearchedBox
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.transfer.unmatched import Unmatched

_KEPT, _BLANK, _MADE, _NAMED = "kept", "blank", "made", "named:"
_MOST_SHOWN = 200
_SUGGESTED = 8


class MeaningBox(SearchedBox):
    """What a value means: one of the records here, a new one, nothing."""

    def __init__(self, context: Context, stranger: Unmatched) -> None:
        super().__init__(_("What {value} means").format(value=stranger.value))
        self._context, self._stranger = context, stranger
        self._names: set[str] = set()
        self._model = QStandardItemModel(self)
        self._add(_("Leave it as it is"), _KEPT)
        for name in (*stranger.suggestions, *stranger.choices):
            self._add_name(name)
        self._add(_("Leave the field blank"), _BLANK)
        if stranger.can_create:
            what = inner(_(ENTITIES[stranger.entity].title))
            words = _("Create the {what} “{name}”").format(what=what, name=stranger.value)
            self._add(words, _MADE)
        self.offer(self._model)
        line = self.lineEdit()
        if line is not None and stranger.entity:
            line.textEdited.connect(self._ask)

    def _add(self, words: str, value: str) -> None:
        item = QStandardItem(words)
        item.setData(value, Qt.ItemDataRole.UserRole)
        self._model.appendRow(item)

    def _add_name(self, name: str) -> None:
        if name not in self._names:
            self._names.add(name)
            self._add(name if self._stranger.entity else _(name), f"{_NAMED}{name}")

    def _ask(self, typed: str) -> None:
        if typed.strip():
            suggest = services.listing.suggest.call(self._stranger.entity, typed, _SUGGESTED)
            self._context.tasks.query(self, "suggest", suggest, done=self._offer_names)

    def _offer_names(self, found: list[Ref]) -> None:
        line = self.lineEdit()
        typed = line.text() if line is not None else ""
        for ref in found:
            self._add_name(ref.label)
        completer = self.completer()
        if line is not None and line.hasFocus() and completer is not None:
            line.setText(typed)
            completer.setCompletionPrefix(typed)
            completer.complete()

    def show_meaning(self, meaning: Any, *, said: bool) -> None:
        """Show what was chosen, or that nothing was."""
        value = _KEPT
        if said and meaning is None:
            value = _BLANK
        elif said and isinstance(meaning, str):
            self._add_name(meaning)
            value = f"{_NAMED}{meaning}"
        elif said:
            value = _MADE
        self.show_choice(value)

    def meaning(self) -> tuple[Any, bool]:
        """What is meant as in a mapping file, and whether anything was said."""
        value = str(self.currentData() or _KEPT)
        if value == _KEPT:
            return None, False
        if value == _MADE:
            return {"create": self._stranger.value}, True
        return (None if value == _BLANK else value.removeprefix(_NAMED)), True


class ValuesPage(QWidget):
    """The values that matched nothing, those of most rows first.

    Signals:
        changed: a value means something else.
        near_asked: all near names are to be taken.
        making_asked: all that can be made and has no near name is to be made.
    """

    changed = Signal()
    making_asked = Signal()
    near_asked = Signal()

    def __init__(self, context: Context, choices: Choices) -> None:
        super().__init__()
        self._context, self._choices = context, choices
        self.boxes: dict[tuple[str, str], MeaningBox] = {}
        self.lead = build.label(wrap=True)
        self.near = build.button(_("Use the &near names"), "check")
        self.near.clicked.connect(self.near_asked)
        self.make = build.button(_("Create &all others"), "plus")
        self.make.clicked.connect(self.making_asked)
        for button in (self.near, self.make):
            build.hug(button)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(
            build.column(self.lead, build.row(self.near, self.make, 0), self._area, spacing=10)
        )
        self.show_values(())

    def show_values(self, strangers: Sequence[Unmatched]) -> None:
        """Show what matched nothing, and below what was given a meaning before."""
        shown = {(one.column, one.value): one for one in strangers}
        shown |= {key: one for key, one in self._choices.met.items() if key not in shown}
        self.lead.setText(_lead(len(strangers), bool(shown)))
        said = self._choices.values
        open_ones = [one for one in strangers if one.value not in said.get(one.column, {})]
        self.near.setVisible(any(one.suggestions for one in open_ones))
        self.make.setVisible(sum(one.can_create and not one.suggestions for one in open_ones) > 1)
        self.boxes.clear()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, theme.px(12), 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for at, (key, one) in enumerate(list(shown.items())[:_MOST_SHOWN]):
            self._add(grid, at, key, one)
        grid.setRowStretch(len(shown), 1)
        self._area.setWidget(build.holder(grid))

    def _add(self, grid: QGridLayout, at: int, key: tuple[str, str], one: Unmatched) -> None:
        name = build.label(one.value, weight=500)
        rows = ngettext("{n} row", "{n} rows", one.rows)
        info = build.label(f"{rows}  ·  {_(one.field)}  ·  {one.column}", size=12, tone="muted")
        for words in (name, info):
            words.setMinimumWidth(theme.px(40))
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            words.setToolTip(words.text())
        box = MeaningBox(self._context, one)
        pairs = self._choices.values.get(one.column, {})
        box.show_meaning(pairs.get(one.value), said=one.value in pairs)
        box.chosen.connect(partial(self._choose, one, box))
        top = Qt.AlignmentFlag.AlignTop
        grid.addLayout(build.column(name, info, spacing=0), at, 0, top)
        beside = build.column(box, spacing=2)
        if one.suggestions and one.value not in pairs:
            beside.addWidget(self._near_link(one, box))
        grid.addLayout(beside, at, 1, top)
        self.boxes[key] = box

    def _near_link(self, one: Unmatched, box: MeaningBox) -> QWidget:
        """The near name with one click."""
        near = one.suggestions[0]
        said = _("Use “{name}”").format(name=near)
        link = build.button(said.replace("&", "&&"), name=said, link=True)
        build.hug(link)

        def use() -> None:
            box.show_meaning(near, said=True)
            link.hide()
            box.setFocus()
            self._choose(one, box)

        link.clicked.connect(use)
        return link

    def _choose(self, one: Unmatched, box: MeaningBox) -> None:
        meaning, said = box.meaning()
        self._choices.mean(one, meaning, said=said)
        self.changed.emit()


def _lead(count: int, any_met: bool) -> str:
    if count > _MOST_SHOWN:
        words = _("{n} values matched nothing. Those of most rows are shown.")
        return words.format(n=i18n.number(count))
    if count:
        return ngettext(
            "{n} value matched nothing here. Say what it means, or leave it.",
            "{n} values matched nothing here. Say what they mean, or leave them.",
            count,
        )
    return _("All values are matched.") if any_met else _("Every value matched something.")

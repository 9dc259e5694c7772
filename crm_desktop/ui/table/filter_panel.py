"""The filter panel: choose what to filter by, then how, all with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.i18n import _
from crm_desktop.services import word_match
from crm_desktop.services.catalog import EntityType, Field, Kind, Ref, Role
from crm_desktop.services.filter_paths import FilterPath, paths
from crm_desktop.services.queries import Filter
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox, Editor, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.table.filter_words import (
    Comparison,
    Inputs,
    comparison_of,
    comparisons,
    title_of,
)
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

WIDTH, HIGH = 340, 360
MOST_FOUND = 60
MOST_DAYS = 36_500
_DATA = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterPanel(QFrame):
    """A card under the filter button or under a chip. Escape goes back, then away.

    Attributes:
        line, choice: what is typed, and what can be filtered by.
        how: the comparisons; editors: where its values are typed; ticks: a list of values.
        apply_button: takes the filter.

    Signals:
        decided: the Filter.
        named: (id as text, name) of a record that the filter names.
    """

    decided = Signal(object)
    named = Signal(str, str)

    def __init__(self, context: Context, entity: EntityType, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("Card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Filter"))
        self.setAccessibleName(_("Filter"))
        self._context, self._entity = context, entity
        self._path: FilterPath | None = None
        self._chosen_first = False  # so Escape leads back to the choice
        self.editors: list[Editor] = []
        self.ticks: QListWidget | None = None
        self._chooser, self._comparer = self._build_chooser(), self._build_comparer()
        self.setLayout(build.column(self._chooser, self._comparer))
        self.setFixedWidth(theme.px(WIDTH))

    # --------------------------------------------------------------------------------- build

    def _build_chooser(self) -> QWidget:
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Filter by …"))
        self.line.setAccessibleName(_("What to filter by"))
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._fill)
        self.choice = _plain_list(_("What can be filtered by"))
        self.choice.setFixedHeight(theme.px(HIGH))
        self.choice.itemClicked.connect(self._take)
        self.choice.itemActivated.connect(self._take)
        return build.holder(build.column(self.line, self.choice, margins=(10, 10, 6, 8)))

    def _build_comparer(self) -> QWidget:
        self._back = build.tool("arrow-left", _("Filter by something else"))
        self._back.clicked.connect(self.choose)
        self._title = build.label(weight=600, wrap=True)
        self.how = ChoiceBox()
        self.how.setAccessibleName(_("How to compare"))
        self.how.currentIndexChanged.connect(self._show_inputs)
        self._inputs: QVBoxLayout = build.column(spacing=6)
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.apply_button = build.button(_("Filter"), primary=True)
        self.apply_button.clicked.connect(self._apply)
        head = build.row(self._back, self._title)
        head.setStretch(1, 1)
        buttons = build.row(0, self.apply_button)
        parts = (head, self.how, self._inputs, self.problem, buttons)
        return build.holder(build.column(*parts, spacing=10, margins=(12, 10, 12, 12)))

    # ------------------------------------------------------------------------------- opening

    def choose(self) -> None:
        """Show what can be filtered by."""
        self._comparer.hide()
        self._chooser.show()
        self._fill(self.line.text())
        self.adjustSize()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()

    def compare(self, path: FilterPath, item: Filter | None = None, label: str = "") -> None:
        """Show how a field is compared, with the values of a filter that is there already.

        label: the name of the record that the filter names.
        """
        self._path, self._chosen_first = path, item is None
        self._title.setText(title_of(path))
        self._back.setVisible(item is None)
        tests = comparisons(path)
        self.how.blockSignals(True)
        self.how.clear()
        for test in tests:
            self.how.addItem(_(test.words))
        now = comparison_of(path, item) if item is not None else None
        self.how.setCurrentIndex(tests.index(now) if now is not None else 0)
        self.how.blockSignals(False)
        self._chooser.hide()
        self._comparer.show()
        self._show_inputs()
        if item is not None and now is not None:
            self._show_values(now, item, label)

    def open_under(self, widget: QWidget) -> None:
        """Show under a widget, inside the screen."""
        self.adjustSize()
        room = widget.screen().availableGeometry()
        corner = widget.mapToGlobal(QPoint(0, widget.height() + theme.px(4)))
        if self.isRightToLeft():
            corner.setX(corner.x() + widget.width() - self.width())
        left = min(max(corner.x(), room.left()), room.right() - self.width())
        self.move(left, corner.y())
        self.show()
        first = self.line if self._chooser.isVisibleTo(self) else self._first
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        if isinstance(first, QLineEdit):
            first.selectAll()

    # ------------------------------------------------------------------------------ choosing

    def _fill(self, typed: str) -> None:
        self.choice.clear()
        if typed.strip():
            self._fill_found(typed)
        else:
            self._fill_all()
        self._select_first()

    def _fill_found(self, typed: str) -> None:
        found: list[tuple[float, int, FilterPath]] = []
        for at, path in enumerate(paths(self._entity.key)):
            hit = word_match.match(typed, title_of(path))
            if hit is not None:  # the nearer fact first
                found.append((len(path.labels) - 1.5 * hit.score, at, path))
        for _far, _at, path in sorted(found, key=lambda each: each[:2])[:MOST_FOUND]:
            self._item(title_of(path), path)
        if not found:
            self._heading(_("Nothing of that name"))

    def _fill_all(self) -> None:
        every = paths(self._entity.key)
        own = [path for path in every if len(path.labels) == 1 and path.field is not None]
        usual = [path for path in own if path.path in self._entity.columns]
        self._heading(_("In the list"))
        for path in usual:
            self._item(title_of(path), path)
        self._heading(_("More facts"))
        rest = [path for path in own if path not in usual]
        for path in sorted(rest, key=lambda path: title_of(path).casefold()):
            self._item(title_of(path), path)
        rows = [path for path in every if path.field is None]
        if rows:
            self._heading(_("Related records"))
        for path in rows:
            self._item(title_of(path), path)
        self._heading(_("Type for more, such as company city"))

    def _heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFont(theme.font(11.5, 600))
        item.setForeground(theme.color("text2"))
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.choice.addItem(item)

    def _item(self, words: str, path: FilterPath) -> None:
        item = QListWidgetItem(words)
        item.setData(_DATA, path)
        self.choice.addItem(item)

    def _select_first(self) -> None:
        for row in range(self.choice.count()):
            if self.choice.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.choice.setCurrentRow(row)
                self.choice.scrollToTop()
                return

    def _take(self, item: QListWidgetItem | None) -> None:
        path = item.data(_DATA) if item is not None else None
        if isinstance(path, FilterPath):
            self.compare(path)
            self._first.setFocus(Qt.FocusReason.TabFocusReason)

    # ----------------------------------------------------------------------------- comparing

    @property
    def test(self) -> Comparison:
        """The comparison that is chosen."""
        assert self._path is not None
        return comparisons(self._path)[max(self.how.currentIndex(), 0)]

    @property
    def _first(self) -> QWidget:
        """Where typing begins."""
        if self.ticks is not None:
            return self.ticks
        return self.editors[0].first if self.editors else self.how

    def _show_inputs(self, _at: int = 0) -> None:
        while (item := self._inputs.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.editors, self.ticks = [], None
        self.problem.hide()
        field, asked = self._field(), self.test.inputs
        if asked == Inputs.CHOICES and field is not None:
            self._add_ticks(field)
        elif field is not None and asked not in (Inputs.NOTHING, Inputs.ME):
            for _each in range(2 if asked == Inputs.RANGE else 1):
                self._add_editor(field)
        for each in (self.ticks, *self.editors):
            if each is not None:
                each.show()  # the layout would, a moment later: too late to take the keyboard
        self.how.setVisible(self.how.count() > 1)
        self._comparer.adjustSize()
        self.adjustSize()

    def _field(self) -> Field | None:
        """The field as its values are typed here."""
        field = self._path.field if self._path is not None else None
        if field is None:
            return None
        asked = self.test.inputs
        plain = replace(field, required=False, hint="", role=Role.PLAIN, derived=False)
        if asked == Inputs.DAYS:
            return replace(plain, kind=Kind.INT, label=_("Days"))
        typed = field.kind == Kind.LONGTEXT or (
            field.kind == Kind.CHOICE and asked != Inputs.CHOICES
        )
        if typed or asked == Inputs.TEXT:
            return replace(plain, kind=Kind.TEXT)
        if field.kind == Kind.DATETIME:
            return replace(plain, kind=Kind.DATE)  # a day stands for all of its moments
        return plain

    def _add_editor(self, field: Field) -> None:
        editor = editor_for(field, self._context)
        editor.changed.connect(self.problem.hide)
        if self.test.inputs == Inputs.DAYS and isinstance(editor.main, QLineEdit):
            editor.main.setPlaceholderText("30")
        self.editors.append(editor)
        self._inputs.addWidget(editor)

    def _add_ticks(self, field: Field) -> None:
        self.ticks = _plain_list(_(field.label))
        for choice in field.choices:
            item = QListWidgetItem(_(choice.label))
            item.setData(_DATA, choice.value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.ticks.addItem(item)
        self.ticks.setCurrentRow(0)
        self.ticks.itemClicked.connect(_toggle)
        self.ticks.installEventFilter(self)
        rows = min(len(field.choices), 9)
        self.ticks.setFixedHeight(rows * self.ticks.sizeHintForRow(0) + theme.px(10))
        self._inputs.addWidget(self.ticks)

    def _show_values(self, test: Comparison, item: Filter, label: str) -> None:
        if self.ticks is not None:
            for row in range(self.ticks.count()):
                tick = self.ticks.item(row)
                on = tick.data(_DATA) in item.values
                tick.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        elif test.inputs == Inputs.DAYS:
            self.editors[0].set_value(abs(int(str(item.values[0]))))
        elif self._path is not None and self._path.field is not None:
            self._show_typed(self._path.field, item, label)

    def _show_typed(self, field: Field, item: Filter, label: str) -> None:
        values: Sequence[Any] = item.values
        if field.kind == Kind.TAGS and self.test.inputs == Inputs.VALUE:
            values = [tuple(str(value) for value in item.values)]
        elif field.kind == Kind.REF and self.test.inputs == Inputs.VALUE:
            values = [Ref(UUID(str(value)), label) for value in item.values]
        for editor, value in zip(self.editors, values, strict=False):
            with suppress(TypeError, ValueError, AttributeError):  # of a list another version kept
                editor.set_value(value)

    # ------------------------------------------------------------------------------ deciding

    def _apply(self) -> None:
        if self._path is None:
            return
        try:
            values = self._values()
        except Unreadable as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.adjustSize()
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, str(error))
            return
        self.decided.emit(Filter(self._path.path, self.test.op, values))
        self.close()

    def _values(self) -> tuple[Any, ...]:
        test = self.test
        if test.inputs == Inputs.NOTHING:
            return test.fixed
        if test.inputs == Inputs.ME:
            return self._me()
        if self.ticks is not None:
            items = [self.ticks.item(row) for row in range(self.ticks.count())]
            ticked = [i.data(_DATA) for i in items if i.checkState() == Qt.CheckState.Checked]
            if not ticked:
                raise Unreadable(_("Tick at least one of them."))
            return tuple(ticked)
        values = [editor.value() for editor in self.editors]
        if any(value in (None, ()) for value in values):
            raise Unreadable(_("Type what to compare with."))
        if test.inputs == Inputs.DAYS:
            return (self._days(values[0]) * (-1 if test.back else 1),)
        if test.inputs == Inputs.RANGE:
            return tuple(sorted(values))
        return self._plain(values[0])

    def _me(self) -> tuple[Any, ...]:
        workspace = self._context.tasks.workspace
        if workspace is None:
            raise Unreadable(_("The store is closed."))
        self.named.emit(str(workspace.actor.id), workspace.actor.name)
        return (workspace.actor.id,)

    @staticmethod
    def _days(value: int) -> int:
        if not 0 < value <= MOST_DAYS:
            raise Unreadable(_("Type a number of days, 1 or more."))
        return value

    def _plain(self, value: Any) -> tuple[Any, ...]:
        if isinstance(value, Ref):
            self.named.emit(str(value.id), value.label)
            return (value.id,)
        return tuple(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else (value,)

    # ---------------------------------------------------------------------------------- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go through the choice while one types; Space ticks."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.line and event.key() in _MOVES:
                self.choice.event(event)
                return True
            if watched is self.ticks and self.ticks is not None and event.key() == Qt.Key.Key_Space:
                _toggle(self.ticks.currentItem())
                return True
            if watched is self.ticks and event.key() in _ENTER:
                self._apply()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._apply() if self._comparer.isVisible() else self._take(self.choice.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            if self._comparer.isVisible() and self._chosen_first:
                self.choose()
            else:
                self.close()
        else:
            super().keyPressEvent(event)


def _plain_list(name: str) -> QListWidget:
    made = QListWidget()
    made.setObjectName("Suggestions")
    made.setAccessibleName(name)
    made.setFont(theme.font(13))
    made.setFrameShape(QListWidget.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _toggle(item: QListWidgetItem) -> None:
    on = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

"""One fact of a record: its label, its value, and its editor in the same place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QMenu,
    QToolButton,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Record
from crm_desktop.ui import theme, words
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.fact_lines import Line, has_value, lines_of
from crm_desktop.ui.pages.saving import Ways
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.links import Link

if TYPE_CHECKING:
    from crm_desktop.ui.editors import Editor

# A fact that is made of another one is changed there.
MADE_OF = {"city": "addresses", "country": "addresses"}
_WIDE = frozenset({Kind.MULTI, Kind.LONGTEXT, Kind.TAGS})
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Fact(QFrame):
    """A label and a value. A click, Enter or F2 puts the editor in the place of the value.

    Attributes:
        field: what is shown. target: what is edited, mostly the same.
        editor: while it is open, else None.
        note: says what is wrong with what was typed.

    Signals:
        opened, closed: the editor is there, is gone.
        elsewhere: key of a field whose editor needs more room.
    """

    opened = Signal()
    closed = Signal()
    elsewhere = Signal(str)

    def __init__(
        self, entity: EntityType, field: Field, ways: Ways, *, short: bool, label_width: int
    ) -> None:
        super().__init__()
        self.setObjectName("Fact")
        self.entity, self.field, self._ways, self._short = entity, field, ways, short
        self.target = entity.field(MADE_OF[field.key]) if field.key in MADE_OF else field
        self.record: Record | None = None
        self.editor: Any = None  # an Editor; each kind has parts of its own
        # Of several phones, a short line edits the number that it shows.
        rows = short and self.target is field and field.kind == Kind.MULTI
        self._part = field.children[0] if rows else None
        self._told: Any = None
        self._sent = False
        self._value = build.column(spacing=3)
        self._view = build.holder(self._value)
        self._label = build.label(_(field.label), tone="muted", wrap=True)
        self._label.setMinimumWidth(theme.px(label_width))
        self._label.setMaximumWidth(theme.px(label_width))
        self.note = build.label(size=12, tone="problem", wrap=True)
        self.note.hide()
        self._tools: QToolButton | None = None
        self._grid = self._build()
        self.setLayout(self._grid)

    def _build(self) -> QGridLayout:
        grid = QGridLayout()
        edge = theme.px(4)
        grid.setContentsMargins(edge, theme.px(2), edge, theme.px(2))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(4))
        grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._view, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.note, 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        return grid

    @property
    def editable(self) -> bool:
        """A value that is computed cannot be typed over."""
        return not self.target.derived and not (self.record is not None and self.record.deleted)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show the value of a record. An open editor of the same record is left alone."""
        if self.editor is not None and self.record is not None:
            if self.record.id == record.id:
                self._follow(record)
                return
            self.settle()
        self.record = record
        self._show_value()

    def _follow(self, record: Record) -> None:
        """A new version of the record: what is being typed stays, the base is the new one."""
        assert self.record is not None
        same = services.values.same
        before, now = (r.values.get(self.target.key) for r in (self.record, record))
        if same(self.target, before, now):
            self.record = record

    def _show_value(self) -> None:
        assert self.record is not None
        value = self.record.values.get(self.field.key)
        now = self._ways.saver.context.clock()
        currency = str(self.record.values.get("currency") or "")
        told = tuple(lines_of(self.field, value, short=self._short, now=now, currency=currency))
        if told != self._told:
            self._told = told
            self._rebuild(told)

    def _rebuild(self, told: tuple[Line, ...]) -> None:
        while self._value.count():
            item = self._value.takeAt(0)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QWidget):
                widget.hide()
                widget.deleteLater()
        for line in told or (Line(i18n.NOTHING),):
            for widget in self._widgets(line, empty=not told):
                self._value.addWidget(widget)
        links = any(line.outside or line.ref for line in told)
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.ClickFocus if links or not self.editable else policy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor if self.editable else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(f"{_(self.field.label)}: {self.text}")
        self.setAccessibleDescription(_("Press Enter to edit.") if self.editable else "")

    def _widgets(self, line: Line, *, empty: bool) -> Iterator[QWidget]:
        if line.outside or line.ref:
            link = Link(line.text, _(self.field.label), token=line.token)
            link.clicked.connect(lambda: self._go(line))
            link.installEventFilter(self)
            yield link
        else:
            selectable = not self.editable and not empty
            tone = "faint" if empty else ""
            wrap = not self._short
            yield build.label(line.text, tone=tone, wrap=wrap, selectable=selectable)
        if line.more:
            yield build.label(line.more, size=12, tone="faint", wrap=True)

    def _go(self, line: Line) -> None:
        if line.ref is not None:
            self._ways.go_to(line.entity, line.ref)
        else:
            self._ways.open_outside(line.outside)

    @property
    def text(self) -> str:
        """The value as it is shown, for the clipboard."""
        return "\n".join(line.text for line in self._told or ())

    def copy(self) -> None:
        """Put the value on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    # ---------------------------------------------------------------------------------- edit

    def edit(self, *, by_mouse: bool = False) -> None:
        """Put the editor in the place of the value."""
        if not self.editable or self.record is None:
            return
        if self.editor is not None:
            self.editor.setFocus()
            return
        value = self.record.values.get(self.target.key)
        if self.target.kind == Kind.BOOL:
            self._send(not value)
            return
        if self._short and self._is_wide:
            self.elsewhere.emit(self.target.key)  # there is no room for it here
            return
        from crm_desktop.ui.row_editors import editor_for  # not needed before the first paint

        self.editor = editor = editor_for(self._part or self.target, self._ways.saver.context)
        editor.set_value(self._main_part(value) if self._part is not None else value)
        editor.changed.connect(self._check)
        self._show_tools(on=False)
        self._place(editor)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self._open_choices(editor, by_mouse=by_mouse)
        self.opened.emit()

    @property
    def _is_wide(self) -> bool:
        return self._part is None and self.target.kind in _WIDE

    def _main_part(self, rows: Any) -> Any:
        """The number that is shown, of several."""
        main = words.main_row(rows or ())
        return main.get(self._part.key) if main is not None and self._part is not None else None

    def _with_part(self, value: Any) -> tuple[dict[str, Any], ...]:
        """The rows with another number in the place of the one shown; none: without it."""
        assert self.record is not None
        assert self._part is not None
        rows: tuple[dict[str, Any], ...] = tuple(self.record.values.get(self.target.key) or ())
        main = words.main_row(rows)
        if main is None:
            return ({self._part.key: value, "is_primary": True},) if value else ()
        if not value:
            return tuple(row for row in rows if row is not main)
        return tuple({**row, self._part.key: value} if row is main else row for row in rows)

    def _place(self, editor: Editor) -> None:
        ok, no = build.tool("check", _("Save")), build.tool("x", _("Cancel"))
        ok.clicked.connect(self.commit)
        no.clicked.connect(self.revert)
        buttons = build.row(spacing=0)
        if self._is_wide:
            buttons.addStretch(1)
        for button in (ok, no):
            button.setToolTip(button.accessibleName())
            buttons.addWidget(button)
        self._buttons = build.holder(buttons)
        self.setProperty("editing", True)
        if self._is_wide:
            self._grid.addWidget(editor, 1, 0, 1, 2)
            editor.changed.connect(self._narrow)
            self._narrow()
            self._grid.addWidget(self._buttons, 2, 0, 1, 2)
        else:
            self._view.hide()
            self._label.setContentsMargins(0, theme.px(7), 0, 0)  # level with what is typed
            self._grid.addWidget(editor, 0, 1)
            self._grid.addWidget(self._buttons, 0, 2, Qt.AlignmentFlag.AlignTop)
        build.set_state(self, "editing", True)

    def _edit_chosen(self) -> None:
        self.edit()

    def _narrow(self) -> None:
        """The types of phones stand beside the numbers: these need the room more."""
        from crm_desktop.ui.editors import ChoiceEditor

        for choice in self.findChildren(ChoiceEditor):
            choice.setFixedWidth(theme.px(88))

    def _open_choices(self, editor: Any, *, by_mouse: bool) -> None:
        """A choice made with the mouse needs no Enter after it."""
        box = getattr(editor, "box", None)
        if box is None:
            return
        box.view().installEventFilter(self)
        if by_mouse and not self.target.open_choice:
            QTimer.singleShot(0, box, box.showPopup)

    def _check(self) -> None:
        if self.note.isVisible():
            self._say("")

    def value(self) -> Any:
        """What the editor holds, or Unreadable."""
        held = self.editor.value()
        held = self._with_part(held) if self._part is not None else held
        value = services.values.normal(self.target, held)
        return value if has_value(value) or self.target.kind == Kind.BOOL else value or None

    def _changed(self, value: Any) -> bool:
        assert self.record is not None
        before = self.record.values.get(self.target.key) or None
        return not services.values.same(self.target, before, value or None)

    def commit(self) -> None:
        """Save what was typed, or say what is wrong with it."""
        from crm_desktop.services.validation import problem
        from crm_desktop.ui.editors import Unreadable

        if self.editor is None or self._sent:
            return
        try:
            value = self.value()
        except Unreadable as error:
            self._say(str(error))
            return
        if not self._changed(value):
            self.revert()
        elif wrong := problem(self.target, value):
            self._say(wrong)
        else:
            self._send(value)

    def _send(self, value: Any) -> None:
        assert self.record is not None
        self._sent = True
        self._ways.saver.save(
            self.record, self.target, value, done=self._saved, refused=self._refused
        )

    def _saved(self, record: Record) -> None:
        self._sent = False
        here = self.record is not None and self.record.id == record.id
        self._close()
        if here:
            self.record = record
            self._show_value()

    def _refused(self, said: str, theirs: Record | None) -> None:
        self._sent = False
        if theirs is not None and self.record is not None and theirs.id == self.record.id:
            self.record = theirs
        if self.editor is None:
            self._ways.saver.told.emit(said, None) if said else None
            return
        if theirs is not None:
            now = words.full(self.target, theirs.values.get(self.target.key))
            said = f"{said} {_('It is now: {value}').format(value=now)}"
        self._say(said)
        self.editor.setFocus()

    def _say(self, said: str) -> None:
        self.note.setText(said)
        self.note.setVisible(bool(said))
        if self.editor is not None:
            build.set_state(self.editor.main, "wrong", bool(said))
            self.editor.main.setAccessibleDescription(said)

    def revert(self) -> None:
        """Close the editor; the value stays as it is in the store."""
        self._close()
        if self.record is not None:
            self._show_value()

    def _close(self) -> None:
        if self.editor is None:
            return
        QApplication.instance().focusChanged.disconnect(self._focus_moved)  # type: ignore[union-attr]
        had = self.isAncestorOf(QApplication.focusWidget() or self)
        editor, self.editor = self.editor, None
        self._say("")
        if had:
            self._take_focus()
        for widget in (editor, self._buttons):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._view.show()
        self._label.setContentsMargins(0, 0, 0, 0)
        build.set_state(self, "editing", False)
        self.closed.emit()

    def _take_focus(self) -> None:
        """The keyboard goes on from where it was."""
        self._view.show()
        link = self.findChild(Link)
        (link or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        """The record is left: save what can be saved, and say what could not."""
        from crm_desktop.ui.editors import Unreadable

        if self.editor is None:
            return
        try:
            dirty = self._changed(self.value())
        except Unreadable:
            dirty = True
        if dirty and not self._sent:
            self.commit()
        if self.note.text():
            lost = _("Not saved: {what}").format(what=self.note.text())
            self._ways.saver.told.emit(lost, None)
        self._close()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went elsewhere in the window: that saves, as Enter does."""
        if now is None or self.editor is None or self.isAncestorOf(now) or now is self:
            return
        if QApplication.activePopupWidget() is not None or now.window() is not self.window():
            return
        self.commit()

    # ------------------------------------------------------------------------ keys and mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._takes(cast("QKeyEvent", event)):
            event.accept()  # F2 of the window edits the whole record
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        if self.editor is not None:
            return event.key() in (Qt.Key.Key_Escape, *_ENTER)
        return self.editable and (
            event.key() == Qt.Key.Key_F2 or event.matches(QKeySequence.StandardKey.Copy)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(watched, Link):
            if self._takes(cast("QKeyEvent", event)):
                event.accept()
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(watched, Link):
            if cast("QKeyEvent", event).key() in (Qt.Key.Key_F2, *_ENTER):
                self.edit()
                return True
        elif kind == QEvent.Type.Hide and self.editor is not None and not isinstance(watched, Link):
            QTimer.singleShot(0, self, self._choice_made)
        return super().eventFilter(watched, event)

    def _choice_made(self) -> None:
        if self.editor is not None and self._changed(self.value()):
            self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.editor is not None and event.key() == Qt.Key.Key_Escape:
            self.revert()
        elif self.editor is not None and event.key() in _ENTER:
            self.commit()
        elif self.editor is None and event.key() in (Qt.Key.Key_F2, *_ENTER) and not control:
            self.edit()
        elif self.editor is None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.editor is None and self.editable:
            self.edit(by_mouse=True)
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.editor is not None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), _("&Copy"))
        copy.setEnabled(bool(self.text))
        copy.triggered.connect(self.copy)
        if self.editable:
            edit = menu.addAction(icon("pencil"), _("&Edit"))
            edit.triggered.connect(self._edit_chosen)
        menu.popup(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_tools(on=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_tools(on=False)
        super().leaveEvent(event)

    def _show_tools(self, *, on: bool) -> None:
        """A copy button under the mouse; the keyboard has Ctrl+C for it."""
        wanted = on and self.editor is None and bool(self.text)
        if wanted and self._tools is None:
            self._tools = build.tool("copy", _("Copy"), size=14)
            self._tools.setParent(self)
            self._tools.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._tools.setCursor(Qt.CursorShape.ArrowCursor)
            self._tools.clicked.connect(self.copy)
        if self._tools is not None:
            self._tools.setVisible(wanted)
            self._put_tools()

    def _put_tools(self) -> None:
        if self._tools is not None:
            side = theme.px(24)
            self._tools.setFixedSize(side, side)
            self._tools.move(QPoint(self.width() - side - 1, 1))
            self._tools.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_tools()

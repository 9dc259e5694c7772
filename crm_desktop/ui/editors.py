"""One editor a kind of field.

An editor holds a value, says when it changed, and says in words what it cannot read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QPainter, QPaintEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build

_LONG_LINES = (3, 10)


class Unreadable(ValueError):
    """The text in an editor is no value of its kind; the message says what is expected."""


class Editor(QWidget):
    """What edits one field.

    Signals:
        changed: the person changed something.
    """

    changed = Signal()

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__()
        self.field, self.context = field, context
        self.column: QVBoxLayout = build.column(spacing=4)
        self.setLayout(self.column)

    @property
    def unfinished(self) -> bool:
        """True while it would be too early to say what is wrong."""
        return False

    def value(self) -> Any:
        """The value, or Unreadable."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; `changed` is not sent."""
        raise NotImplementedError

    def kept(self) -> Any:
        """What a draft keeps of it: everything typed, also what is no value yet, fit for JSON."""
        return self.value()

    def restore(self, kept: Any) -> None:
        """Show what kept() said; ValueError, TypeError or KeyError where it never said that."""
        self.set_value(kept)

    @property
    def wrong_part(self) -> QWidget:
        """Where to go when its value will not do."""
        return self.main

    @property
    def first(self) -> QWidget:
        """Where typing begins."""
        return self.main

    def mark_wrong(self, *, on: bool) -> None:
        """Show that its value will not do, or that it will."""
        build.set_state(self.main, "wrong", on)

    # No focus proxy: to Tab that is a second way in, and behind the last part it leads back to the
    # first one for ever.

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        self.first.setFocus(reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt itself puts the keyboard here: the label of the field was called."""
        self.first.setFocus(event.reason())

    def set_main(self, widget: QWidget) -> None:
        """Add the widget that takes the keyboard."""
        self.column.addWidget(widget)
        widget.setAccessibleName(_(self.field.label))
        self.main = widget


# ------------------------------------------------------------------------------------- texts


class TextEditor(Editor):
    """A line of text; numbers and dates are lines too, read as people type them."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_(field.hint))
        self.line.textChanged.connect(self.changed)
        self.set_main(self.line)

    def value(self) -> Any:
        words = " ".join(self.line.text().split())
        return self.read(words) if words else None

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.line):
            self.line.setText("" if value is None else self.write(value))
            self.line.setCursorPosition(0)

    def kept(self) -> str:
        """Words that mean the same tomorrow: "tomorrow" would not."""
        try:
            value = self.value()
        except Unreadable:
            return self.line.text()
        return "" if value is None else self.write(value)

    def restore(self, kept: Any) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(str(kept))
            self.line.setCursorPosition(0)

    def read(self, words: str) -> Any:
        """The value of the words, or Unreadable."""
        return words

    def write(self, value: Any) -> str:
        """A value in words that read() understands."""
        return str(value)


class NumberEditor(TextEditor):
    """A number, an amount or a percentage."""

    def read(self, words: str) -> int | Decimal:
        value = i18n.read_number(words)
        if value is None:
            example = Decimal("1250") if self.field.kind == Kind.INT else Decimal("1250.5")
            text = _("'{text}' is not a number. Write it like {example}.")
            raise Unreadable(text.format(text=words, example=i18n.plain_number(example)))
        if self.field.kind != Kind.INT:
            return value
        if value != value.to_integral_value():
            raise Unreadable(_("{field} must be a whole number.").format(field=self._label))
        return int(value)

    @property
    def _label(self) -> str:
        return _(self.field.label)

    def write(self, value: int | Decimal) -> str:
        return i18n.plain_number(value)


class DateEditor(TextEditor):
    """A day, typed freely or picked. No QDateEdit: that one cannot be empty."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        hint = _("e.g. {example}")  # a bare day would look like one that was filled in
        self.line.setPlaceholderText(hint.format(example=self._example()))
        self.line.editingFinished.connect(self._tidy)
        pick = self.line.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        pick.setToolTip(_("Choose a day"))
        pick.triggered.connect(self._pick)
        for button in self.line.findChildren(QToolButton):
            button.setAccessibleName(_("Choose a day"))

    def read(self, words: str) -> date:
        found = i18n.read_day(words, self.context.today())
        if found is None:
            text = _("'{text}' is not a date. Write it like {example}, or 'tomorrow'.")
            raise Unreadable(text.format(text=words, example=self._example()))
        return found

    def _example(self) -> str:
        """A day that tells day from month: of a birthday in the past, else of this year."""
        born = self.field.key == "birthday"
        return i18n.edit_day(date(1985, 3, 27) if born else date(self.context.today().year, 12, 31))

    def write(self, value: date) -> str:
        return i18n.edit_day(value)

    def _tidy(self) -> None:
        """Show what was understood: "fri" becomes the date of Friday."""
        try:
            value = self.value()
        except Unreadable:
            return
        if value is not None and self.write(value) != self.line.text():
            self.line.setText(self.write(value))

    def _pick(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("Card")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = _calendar()
        popup.setLayout(build.column(calendar, margins=(4, 4, 4, 4)))
        try:
            shown = self.value()
        except Unreadable:
            shown = None
        calendar.setSelectedDate(QDate(*self._day_of(shown).timetuple()[:3]))

        def take() -> None:
            self._take(calendar.selectedDate().toPython())
            popup.close()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        popup.show()
        calendar.setFocus()

    def _day_of(self, value: Any) -> date:
        return value if isinstance(value, date) else self.context.today()

    def _take(self, picked: Any) -> None:
        if isinstance(picked, date):
            self.line.setText(self.write(picked))


def _calendar() -> QCalendarWidget:
    """Qt's calendar in our colours: its own arrows are black and its weekends red in any mode."""
    calendar = QCalendarWidget()
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setAccessibleName(_("Calendar"))
    plain = QTextCharFormat()
    plain.setForeground(theme.color("text2"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)
    for button in calendar.findChildren(QToolButton):
        arrow = {"prevmonth": "left", "nextmonth": "right"}.get(button.objectName()[12:])
        if arrow is not None:
            button.setIcon(icon(f"chevron-{arrow}"))
    return calendar


class MomentEditor(DateEditor):
    """A day and a time."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.line.setPlaceholderText(_("tomorrow 10:30"))

    def read(self, words: str) -> datetime:  # pyright: ignore[reportIncompatibleMethodOverride]  a datetime is a date
        found = i18n.read_moment(words, self.context.clock())
        if found is None:
            text = _("'{text}' is not a date and time. Write it like 'tomorrow 10:30'.")
            raise Unreadable(text.format(text=words))
        return found

    def write(self, value: date) -> str:
        return i18n.edit_moment(value) if isinstance(value, datetime) else super().write(value)

    def _day_of(self, value: Any) -> date:
        return i18n.local(value).date() if isinstance(value, datetime) else self.context.today()

    def _take(self, picked: Any) -> None:
        try:
            before = self.value()
        except Unreadable:
            before = None
        time = i18n.local(before).time() if isinstance(before, datetime) else None
        if isinstance(picked, date):
            at = f"{time:%H:%M}" if time else "09:00"
            self.line.setText(f"{i18n.edit_day(picked)} {at}")


class LongTextEditor(Editor):
    """Several lines; grows with what is written."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(_(field.hint))
        self.text.textChanged.connect(self._told)
        self.set_main(self.text)
        self._grow()

    def _told(self) -> None:
        self._grow()
        self.changed.emit()

    def _grow(self) -> None:
        least, most = (2, 6) if self.field.max_length <= 2000 else _LONG_LINES
        lines = min(max(self.text.document().lineCount() + 1, least), most)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + theme.px(16))

    def kept(self) -> str:
        return self.text.toPlainText()

    def value(self) -> str | None:
        return self.text.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        with QSignalBlocker(self.text):
            self.text.setPlainText(value or "")
        self._grow()


# ----------------------------------------------------------------------------------- choices


class BoolEditor(Editor):
    """A tick; its label stands beside it."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.tick = TickBox(_(field.label))
        self.tick.toggled.connect(self.changed)
        self.set_main(self.tick)

    def value(self) -> bool:
        return self.tick.isChecked()

    def set_value(self, value: bool | None) -> None:
        with QSignalBlocker(self.tick):
            self.tick.setChecked(bool(value))


class TickBox(QCheckBox):
    """A style sheet takes the tick from a check box; here it is again, in the theme's colour."""

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        if self.isChecked():
            painter = QPainter(self)
            side = theme.px(12)
            top = (self.height() - side) // 2
            icon("check", "on_accent").paint(painter, theme.px(2), top, side, side)
            painter.end()


class ChoiceBox(QComboBox):
    """A style sheet takes the arrow from a combo box; here it is again. The wheel scrolls past."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one knows no padding

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        painter = QPainter(self)
        side = theme.px(16)
        arrow: QIcon = icon("chevron-down")
        left = self.width() - theme.px(24)
        arrow.paint(painter, left, (self.height() - side) // 2, side, side)
        painter.end()

    def wheelEvent(self, e: QWheelEvent) -> None:
        """In a form that is scrolled, a wheel must not change a value it happens to pass."""
        if self.hasFocus():
            super().wheelEvent(e)
        else:
            e.ignore()


class ChoiceEditor(Editor):
    """One of a list of values; where the list is open, any other value can be typed."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(field, context)
        self.box = ChoiceBox()
        if not field.required:
            self.box.addItem("", None)
        for choice in field.choices:
            self.box.addItem(_(choice.label), choice.value)
        self.box.setEditable(field.open_choice)
        if field.open_choice:
            self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self._name_line()
            self.box.editTextChanged.connect(self.changed)
        self.box.currentIndexChanged.connect(self.changed)
        self.set_main(self.box)

    def _name_line(self) -> None:
        line = self.box.lineEdit()
        if line is not None:
            line.setAccessibleName(_(self.field.label))

    def value(self) -> str | None:
        if not self.field.open_choice:
            return self.box.currentData()
        words = " ".join(self.box.currentText().split())
        at = self.box.findText(words, Qt.MatchFlag.MatchFixedString)
        return self.box.itemData(at) if at >= 0 else words or None

    def set_value(self, value: str | None) -> None:
        with QSignalBlocker(self.box):
            at = self.box.findData(value)
            if at < 0 and value:
                self.box.addItem(_(self.field.choice(value).label), value)
                at = self.box.count() - 1
            self.box.setCurrentIndex(max(at, 0) if not value or at >= 0 else -1)
            if self.field.open_choice:
                self.box.setEditText(self.box.itemText(at) if at >= 0 else "")


Maker = Callable[[Field, Context], Editor]
PLAIN: dict[Kind, Maker] = {
    Kind.TEXT: TextEditor,
    Kind.LONGTEXT: LongTextEditor,
    Kind.INT: NumberEditor,
    Kind.MONEY: NumberEditor,
    Kind.QUANTITY: NumberEditor,
    Kind.PERCENT: NumberEditor,
    Kind.DATE: DateEditor,
    Kind.DATETIME: MomentEditor,
    Kind.BOOL: BoolEditor,
    Kind.CHOICE: ChoiceEditor,
}

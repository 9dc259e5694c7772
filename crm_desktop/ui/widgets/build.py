"""Builders of plain widgets.

Keywords in Qt's constructors work, but the type stubs know only the properties of the class
itself, not those of its bases; setters behind a few builders keep the rest of the code typed.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets.buttons import Button, NarrowingButton, ToolButton

GAP = "\u2002"  # between the icon and the words of a button: style sheets know no such gap


def label(
    text: str = "",
    *,
    size: float = 13,
    weight: int = 400,
    tone: str = "",
    wrap: bool = False,
    selectable: bool = False,
) -> QLabel:
    """A text. `tone`: muted, faint, problem or accent."""
    made = QLabel(text)
    made.setFont(theme.font(size, weight))
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    made.setAlignment(_leading())
    if selectable:
        flags = Qt.TextInteractionFlag
        made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


def _leading() -> Qt.AlignmentFlag:
    """Where lines begin in the language of the window.

    A name in Arabic would go to the other side by itself, away from its column.
    """
    side = Qt.AlignmentFlag
    edge = side.AlignRight if QApplication.isRightToLeft() else side.AlignLeft
    return edge | side.AlignAbsolute | side.AlignVCenter


def button(
    text: str,
    icon_name: str = "",
    *,
    primary: bool = False,
    name: str = "",
    link: bool = False,
    narrows: bool = False,
    tip: str = "",
) -> QPushButton:
    """A push button. `name` is what screen readers say, where the words are not enough.

    One that narrows shows only its icon where there is no room for the words.
    """
    made = (NarrowingButton if narrows else Button)((GAP if icon_name else "") + text)
    made.setToolTip(tip)
    if isinstance(made, NarrowingButton):
        made.tip = tip
    made.setFont(theme.font(13, 500))
    made.setAccessibleName(name or text.replace("&", ""))
    made.setAutoDefault(False)
    if narrows:
        hug(made)
    if icon_name:
        made.setIcon(icon(icon_name, "on_accent" if primary else "text2"))
        made.setIconSize(QSize(theme.px(15), theme.px(15)))
    if primary:
        made.setProperty("primary", True)
    if link:
        made.setProperty("link", True)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool(icon_name: str, name: str, *, size: int = 16) -> QToolButton:
    """A button that is only an icon; its name is said and shown as a tip."""
    made = ToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(theme.px(size), theme.px(size)))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def row(
    *parts: QWidget | QLayout | int, spacing: int = 8, margins: Margins = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Widgets side by side; a number is a space, 0 one that stretches."""
    made = QHBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


def column(
    *parts: QWidget | QLayout | int, spacing: int = 8, margins: Margins = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets below each other; a number is a space, 0 one that stretches."""
    made = QVBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


Margins = tuple[int, int, int, int]


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    parts: tuple[QWidget | QLayout | int, ...],
    spacing: int,
    margins: Margins,
) -> None:
    layout.setSpacing(theme.px(spacing))
    layout.setContentsMargins(*(theme.px(margin) for margin in margins))
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(1) if part == 0 else layout.addSpacing(theme.px(part))
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def rule() -> QFrame:
    """A line of one pixel."""
    made = QFrame()
    made.setObjectName("Rule")
    made.setFixedHeight(1)
    return made


def panel(name: str, layout: QLayout | None = None) -> QFrame:
    """A frame that the style sheet knows by name."""
    made = QFrame()
    made.setObjectName(name)
    if layout is not None:
        made.setLayout(layout)
    return made


def holder(layout: QLayout) -> QWidget:
    """A plain widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


def quiet_words(words: str) -> QWidget:
    """Words in the middle of a place where nothing is to be seen."""
    made = label(words, tone="faint", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return holder(column(0, made, 0, margins=(40, 0, 40, 60)))


def replace_page(stack: QStackedWidget, at: int, page: QWidget) -> None:
    """Put a page in the place that was kept for it."""
    place = stack.widget(at)
    if place is not None:
        stack.removeWidget(place)
        place.deleteLater()
    stack.insertWidget(at, page)


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its size, in pixels of the usual text size; it never leaves the screen."""
    frame = QSize(theme.px(16), theme.px(48))
    room = dialog.screen().availableGeometry().size() - frame
    dialog.resize(QSize(theme.px(width), theme.px(height)).boundedTo(room))


def hug(widget: QWidget) -> None:
    """Take no more width than needed."""
    widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at; Qt reads the sheet again only when told."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)

"""What a walk looks at: names, tips, room for the words, contrast, keys. Each check is a sentence
about what is wrong, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QMenu,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStatusBar,
    QTabBar,
    QToolButton,
    QWidget,
)

from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.links import Link

SHARP = 3  # times the usual pixels: strokes are then as dark as the pen
LOOSE = 1  # a pixel that nobody sees: layouts round
STEPS = 900  # of Tab until a walk is called a trap


def shown(root: QWidget) -> list[QWidget]:
    """All that can be seen of a window."""
    window = root.window()
    inner = [w for w in root.findChildren(QWidget) if w.isVisible() and w.window() is window]
    return [root, *inner]


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def named(widget: QWidget) -> str:
    """A widget as a reader finds it again."""
    return f"{type(widget).__name__} {spoken_name(widget)!r} in {type(widget.parent()).__name__}"


# --------------------------------------------------------------------------------- one widget


def no_name(widget: QWidget) -> str:
    """Whatever takes the keyboard has a name."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    if not takes or isinstance(widget, QScrollArea | QMenuBar) or spoken_name(widget).strip():
        return ""
    return f"no name: {type(widget).__name__} {widget.objectName()} in {widget.parent()}"


def no_tip(widget: QWidget) -> str:
    """A button without words has a tip."""
    if not isinstance(widget, QToolButton) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return ""
    if widget.text() or widget.toolTip() or widget.layout():
        return ""
    return f"no tip: {spoken_name(widget)}"


def cut_off(widget: QWidget) -> str:
    """Words have the room they need; what may be shortened says the whole in a tip."""
    if isinstance(widget, Elided | Link | QTabBar):
        return ""
    if not isinstance(widget, QAbstractButton | QLabel | QCheckBox) or not widget.text():
        return ""
    need = room_needed(widget)
    if widget.width() >= need.width() - LOOSE and widget.height() >= need.height() - LOOSE:
        return ""
    return f"cut off: {widget.text()!r} {widget.size().toTuple()} of {need.toTuple()}"


def room_needed(widget: QWidget) -> QSize:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return QSize(0, widget.heightForWidth(widget.width()))
    return widget.minimumSizeHint()


def outside(widget: QWidget) -> str:
    """Nothing hangs out of what it stands in."""
    parent = widget.parentWidget()
    if widget.isWindow() or parent is None or scrolls(widget) or isinstance(parent, QStatusBar):
        return ""
    room = parent.rect().adjusted(-LOOSE, -LOOSE, LOOSE, LOOSE)
    if room.contains(widget.geometry()) or parent.width() <= 1:
        return ""
    return f"outside: {type(widget).__name__} {widget.geometry()} in {parent.rect()}"


def scrolls(widget: QWidget) -> bool:
    """What lies in a scroll area may well be larger than it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea | QMenuBar):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QMenuBar)


CHECKS = (no_name, no_tip, cut_off, outside)


def wrong(root: QWidget) -> list[str]:
    """What the checks say of everything that can be seen, once it is laid out."""
    for _round in range(3):  # a part that grows asks the one around it to be laid out again
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()
    return [words for check in CHECKS for widget in shown(root) if (words := check(widget))]


# ----------------------------------------------------------------------------------- contrast


def luminance(colour: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = part(colour.redF()), part(colour.greenF()), part(colour.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor | str, b: QColor | str) -> float:
    """How much two colours differ in brightness, 1 to 21."""
    high, low = sorted((luminance(QColor(a)), luminance(QColor(b))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faint(root: QWidget, least: float) -> list[str]:
    """Words that do not stand out from what they are painted on, measured in the pixels."""
    picture = QImage(root.size() * SHARP, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SHARP)
    picture.fill(Qt.GlobalColor.white)
    root.render(picture)
    found: list[str] = []
    for widget in shown(root):
        if not (words := words_of(widget)) or not widget.isEnabled():
            continue
        box = seen_part(root, widget)
        if box.size() != widget.size() or box.width() < 8:
            continue  # partly scrolled away
        place = QRect(box.topLeft() * SHARP, box.size() * SHARP)
        measured = painted_contrast(picture.copy(place))
        if measured < least:
            found.append(f"faint, {measured:.1f}: {words!r} in {type(widget).__name__}")
    return found


def words_of(widget: QWidget) -> str:
    """Words that are painted by the widget itself."""
    if isinstance(widget, QLabel | QPushButton | QRadioButton | QCheckBox):
        return widget.text().strip()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return ""


def seen_part(root: QWidget, widget: QWidget) -> QRect:
    """The part of a widget that no scroll area hides."""
    box = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        box &= QRect(parent.mapTo(root, QPoint(0, 0)), parent.size())
        parent = parent.parentWidget()
    return box


def painted_contrast(picture: QImage) -> float:
    """The ground is what most pixels have; the words are what stands out most from it."""
    pixels = Counter(memoryview(picture.constBits()).cast("I"))
    (ground, _count), *others = pixels.most_common()
    enough = max(picture.width() * picture.height() // 2_000, 6)
    strokes = [QColor(value) for value, count in others if count >= enough]
    return max((contrast(QColor(ground), each) for each in strokes), default=21.0)


# --------------------------------------------------------------------------------------- keys


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab has to come by."""
    wants = (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
    return wants and widget.isEnabled() and widget.isVisible()


def round_trip(root: QWidget, *, back: bool) -> tuple[list[QWidget], bool]:
    """Press Tab until the first stop comes again: what was visited, and whether it came."""
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    first: QWidget | None = None  # where the keyboard is at the beginning need not be a stop
    seen: list[QWidget] = []
    for _step in range(STEPS):
        now = QApplication.focusWidget()
        if now is None or now.window() is not root:
            return seen, False
        if now is first:
            return seen, True
        if first is None and takes_tab(now):
            first = now
        if first is not None:
            seen.append(now)
        QTest.keyClick(now, key)
        QApplication.processEvents()
    return seen, False


def keys_of(root: QWidget) -> Iterator[tuple[str, object]]:
    """Every key that does something in a window, and what it belongs to."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.window() is not root or isinstance(widget, QMenu):
            continue
        for action in widget.actions():
            if action.isEnabled() and action.shortcutContext() != Qt.ShortcutContext.WidgetShortcut:
                for key in action.shortcuts():
                    yield key.toString(), action
    for shortcut in root.findChildren(QShortcut):
        parent = shortcut.parent()
        if not isinstance(parent, QWidget) or parent.window() is not root:
            continue
        if shortcut.isEnabled() and shortcut.context() in (
            Qt.ShortcutContext.WindowShortcut,
            Qt.ShortcutContext.ApplicationShortcut,
        ):
            sequences = shortcut.keys()
            for key in sequences:
                yield key.toString(), shortcut


def doubled_keys(root: QWidget) -> list[str]:
    """Keys that would do two things: Qt then does neither."""
    owners: dict[str, set[int]] = {}
    for key, owner in keys_of(root):
        owners.setdefault(key, set()).add(id(owner))
    return [key for key, ids in owners.items() if key and len(ids) > 1]


def doubled_mnemonics(root: QWidget) -> list[str]:
    """Underlined letters that two visible parts share."""
    letters: Counter[str] = Counter()
    for widget in shown(root):
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy()):
            text = widget.text().replace("&&", "")
            at = text.find("&")
            if 0 <= at < len(text) - 1 and widget.isEnabled():
                letters[text[at + 1].casefold()] += 1
        if isinstance(widget, QMenuBar):
            for action in widget.actions():
                text = action.text()
                letters[text[text.find("&") + 1].casefold()] += 1
    return [letter for letter, count in letters.items() if count > 1]

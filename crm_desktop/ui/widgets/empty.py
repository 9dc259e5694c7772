"""What stands where a list would be empty: one sentence, one button, one link."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import IconMark

_LEAST, _WIDEST = 200, 380


class EmptyState(QWidget):
    """An icon, a sentence, a primary button and a link."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconMark("", 36, "text3")
        self.title = build.label(size=15, weight=600)
        self.words = build.label(tone="muted", wrap=True)
        for text in (self.title, self.words):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = build.button("", "plus", primary=True)
        self.link = build.button("", link=True)
        self._does: dict[str, Callable[[], None]] = {}
        self.button.clicked.connect(lambda: self._do("button"))
        self.link.clicked.connect(lambda: self._do("link"))
        column = build.column(0, spacing=10)
        for part in (self._icon, self.title, self.words, self.button, self.link):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addSpacing(theme.px(60))
        self.setLayout(column)

    def say(self, icon_name: str, title: str, words: str) -> None:
        """What is empty, and why."""
        self._icon.show_icon(icon_name)
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The words take what there is, and no more than can be read with ease."""
        room = max(self.width() - theme.px(32), theme.px(_LEAST))
        self.words.setFixedWidth(min(room, theme.px(_WIDEST)))
        # A centred label that wraps is not asked for its height by the layout.
        self.words.setFixedHeight(max(self.words.heightForWidth(self.words.width()), 0))

    def offer(self, text: str, action: Callable[[], None], *, adds: bool = True) -> None:
        """The way out."""
        self.button.setText(build.GAP + text)
        self.button.setAccessibleName(text.replace("&", ""))
        self.button.setIcon(icon("plus", "on_accent") if adds else icon("list", "on_accent"))
        self._does["button"] = action

    def offer_link(self, text: str, action: Callable[[], None] | None) -> None:
        """Another way; none: no link."""
        self.link.setVisible(action is not None)
        self.link.setText(text)
        self.link.setAccessibleName(text)
        if action is not None:
            self._does["link"] = action

    def _do(self, what: str) -> None:
        self._does[what]()

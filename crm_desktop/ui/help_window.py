"""The help: topics at the left, one page at the right, beside the work and never over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from crm_desktop.i18n import _
from crm_desktop.services.word_match import places
from crm_desktop.ui import help_topics, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.help_document import laid_out
from crm_desktop.ui.help_topics import Topic
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.clear import make_search

SIDE, PAGE, HEIGHT = 232, 708, 700
_AROUND = 76  # a title in the list: its padding, the scroll bar, the edges
DO = "do"  # do:import in a text is a link that starts an action
_KEY = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """A window of its own, so that it can be read while a form is open.

    Attributes:
        search, list, page: its parts.
        topic: the one that is shown.

    Signals:
        asked: the key of an action that a link of a page stands for.
    """

    asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._topics = help_topics.topics()
        self._back: list[str] = []
        self._ahead: list[str] = []
        self._document: QTextDocument | None = None
        self.topic: Topic = self._topics[0]
        self.setWindowTitle(_("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = self._search()
        self.list = self._list()
        self.page = QTextBrowser()
        self._backward = build.tool("arrow-left", _("Back"))
        self._forward = build.tool("arrow-right", _("Forward"))
        self._build()
        self._show_list(self._topics)
        side = self._side_width()
        self.setMinimumSize(side + theme.px(480), theme.px(360))
        if not context.state.restore_window("help", self):
            wanted = QSize(side + theme.px(PAGE), theme.px(HEIGHT))
            self.resize(wanted.boundedTo(self.screen().availableSize()))

    # --------------------------------------------------------------------------------- build

    def _search(self) -> QLineEdit:
        made = QLineEdit()
        make_search(made)
        made.setPlaceholderText(_("Search the help"))
        made.setAccessibleName(_("Search the help"))
        made.textChanged.connect(self._find)
        made.installEventFilter(self)
        return made

    def _list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("HelpTopics")
        made.setAccessibleName(_("Topics"))
        made.setFont(theme.font(13))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentItemChanged.connect(self._chosen)
        return made

    def _build(self) -> None:
        self.page.setObjectName("HelpPage")
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(_("Page of the help"))
        self.page.anchorClicked.connect(self._follow)
        for button, go in ((self._backward, self.go_back), (self._forward, self.go_on)):
            button.clicked.connect(go)
        side = build.panel("HelpSide")
        column = build.column(
            build.row(self._backward, self._forward, 0, spacing=2),
            self.search,
            spacing=8,
            margins=(12, 10, 12, 10),
        )
        column.addWidget(self.list, 1)
        side.setLayout(column)
        side.setFixedWidth(self._side_width())
        line = build.row(side, spacing=0)
        line.addWidget(self.page, 1)
        self.setLayout(line)
        for keys, go in (
            (QKeySequence("Esc"), self.close),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence("Alt+Left"), self.go_back),
            (QKeySequence("Alt+Right"), self.go_on),
        ):
            QShortcut(keys, self).activated.connect(go)

    def _side_width(self) -> int:
        """As wide as the longest title: languages differ."""
        metrics = self.list.fontMetrics()
        widest = max(metrics.horizontalAdvance(topic.title) for topic in self._topics)
        return max(theme.px(SIDE), widest + theme.px(_AROUND))

    # --------------------------------------------------------------------------------- topics

    def show_topic(self, key: str) -> None:
        """Show a page, from wherever."""
        if key != self.topic.key:
            self._back.append(self.topic.key)
            self._ahead.clear()
        self._show(key)

    def _show(self, key: str) -> None:
        self.topic = help_topics.read(key)
        old, self._document = self._document, laid_out(self.topic, self.page)
        self.page.setDocument(self._document)
        if old is not None:
            old.deleteLater()
        self.page.setAccessibleDescription(self.topic.title)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        self._backward.setEnabled(bool(self._back))
        self._forward.setEnabled(bool(self._ahead))
        self._mark(key)
        self._highlight()

    def _mark(self, key: str) -> None:
        self.list.blockSignals(True)
        for at in range(self.list.count()):
            if self.list.item(at).data(_KEY) == key:
                self.list.setCurrentRow(at)
        self.list.blockSignals(False)

    def go_back(self) -> None:
        """The page before."""
        if self._back:
            self._ahead.append(self.topic.key)
            self._show(self._back.pop())

    def go_on(self) -> None:
        """The page one came back from."""
        if self._ahead:
            self._back.append(self.topic.key)
            self._show(self._ahead.pop())

    def _show_list(self, topics: list[Topic]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for topic in topics:
            item = QListWidgetItem(topic.title)
            item.setData(_KEY, topic.key)
            item.setSizeHint(QSize(0, theme.px(32)))
            self.list.addItem(item)
        if not topics:
            none = QListWidgetItem(_("Nothing found"))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(none)
        self.list.blockSignals(False)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.show_topic(str(item.data(_KEY)))

    # --------------------------------------------------------------------------------- search

    def _find(self, words: str) -> None:
        found = help_topics.find(words, self._topics)
        self._show_list(found)
        if found and self.topic.key not in {topic.key for topic in found}:
            self.show_topic(found[0].key)
        self._mark(self.topic.key)
        self._highlight()

    def _highlight(self) -> None:
        """Mark the words searched for in the page."""
        marks: list[QTextEdit.ExtraSelection] = []
        background, foreground = theme.hue("amber")
        text = self.page.toPlainText()  # as long as the document: positions are the same
        spans = [span for word in self.search.text().split() for span in places(word, text)]
        for start, end in spans:
            at = QTextCursor(self.page.document())
            at.setPosition(start)
            at.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(background)  # pyright: ignore[reportAttributeAccessIssue]
            mark.format.setForeground(foreground)  # pyright: ignore[reportAttributeAccessIssue]
            mark.cursor = at  # pyright: ignore[reportAttributeAccessIssue]
            marks.append(mark)
        self.page.setExtraSelections(marks)

    # ---------------------------------------------------------------------------------- links

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == DO:
            self.asked.emit(url.path())
        elif url.path().endswith(".md") and not url.scheme():
            self.show_topic(url.path().removesuffix(".md"))
        else:
            self._context.dialogs.open_outside(url.toString())

    # --------------------------------------------------------------------------------- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the search box walk through the topics, Enter goes to the page."""
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Down,
                Qt.Key.Key_Up,
            ):
                self.list.setFocus()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Return:
                self.page.setFocus()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "page"):
            self._show(self.topic.key)  # its colours are in the document

    def closeEvent(self, event: QCloseEvent) -> None:
        self._context.state.save_window("help", self)
        super().closeEvent(event)

"""The first run, and the way to another office: four ways to begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from crm_desktop import paths
from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import STORES
from crm_desktop.ui.known_offices import KnownOffice, known_offices, with_password
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided, IconMark
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.overlay import Notice, progress_bar

WIDTH = 560
MOST_SHOWN = 3
EXAMPLE = "postgresql://anna@server/office"
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


class Way(Enum):
    """How to begin."""

    ALONE = "alone"
    FILE = "file"
    SERVER = "server"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ways, in words."""

    way: Way
    icon: str
    title: str
    words: str


CHOICES = (
    Choice(
        Way.ALONE,
        "user-round",
        N_("Start &alone"),
        N_("A file on this computer. You can move it to an office server later."),
    ),
    Choice(
        Way.FILE,
        "folder-open",
        N_("O&pen a file"),
        N_("You have a CRM Desktop file already."),
    ),
    Choice(
        Way.SERVER,
        "server",
        N_("Connect to an office &server"),
        N_("Your colleagues work on a PostgreSQL server."),
    ),
    Choice(
        Way.SAMPLE,
        "sparkles",
        N_("&Try with sample data"),
        N_("A thousand invented contacts, in a file of their own."),
    ),
)


def server_address(text: str) -> str:
    """The URL people mean, also where they left out its beginning; empty where it is none."""
    words = text.strip()
    scheme, sign, rest = words.partition("://")
    if not sign and "/" in words and not words.startswith(("/", ".")) and "\\" not in words:
        return f"postgresql://{words}"
    return words if sign and rest and scheme.lower() in _SCHEMES else ""


class ChoiceButton(Button):
    """A way to begin: icon, title and a sentence."""

    def __init__(self, icon_name: str, title_: str, words_: str) -> None:
        super().__init__()
        self.setObjectName("Choice")
        self.setFixedHeight(theme.px(64))
        self.setText(title_)  # carries the mnemonic; the label below is what is seen
        seen = title_.replace("&&", "\0").replace("&", "").replace("\0", "&")
        self.setAccessibleName(seen)
        picture = IconMark(icon_name, 22, "accent_text")
        title, words = Elided(seen), Elided()
        title.setFont(theme.font(13, 600))
        words.setFont(theme.font(12))
        words.setProperty("tone", "muted")
        self._words = words
        self.say(words_)
        arrow = IconMark("chevron-right", 16, "text3")
        line = build.row(picture, spacing=14, margins=(16, 0, 14, 0))
        line.addLayout(build.column(0, title, words, 0, spacing=2), 1)
        line.addWidget(arrow)
        self.setLayout(line)
        for inner in (title, words):
            inner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, words: str) -> None:
        """What it leads to."""
        self._words.setText(words)
        self.setAccessibleDescription(words)


class StartPage(QWidget):
    """Asks how to begin; says what went wrong when a store could not be opened.

    Signals:
        create_asked: (address, name of the office) a new store is wanted.
        open_asked: address of a store that is there.
        sample_asked: a store with sample data is wanted.
    """

    create_asked = Signal(str, str)
    open_asked = Signal(str)
    sample_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.notice = Notice()
        self.buttons: dict[Way, ChoiceButton] = {}
        self.office = QLineEdit()
        self.address, self.password = QLineEdit(), QLineEdit()
        self._panels: dict[Way, QFrame] = {}
        self.known: list[ChoiceButton] = []
        self._back = build.column(spacing=8)
        self._busy = build.label(tone="muted")
        self._bar = progress_bar()
        self._choices = self._build_choices()
        self._waiting = self._build_waiting()
        self._build()

    def _build(self) -> None:
        title = build.label(_("Welcome to CRM Desktop"), size=24, weight=600)
        words = build.label(
            _(
                "Contacts, companies and everything that happened with them. "
                "How do you want to begin?"
            ),
            tone="muted",
            wrap=True,
        )
        inner = build.column(title, words, 6, self.notice, self._choices, self._waiting, spacing=8)
        middle = build.holder(inner)
        middle.setFixedWidth(theme.px(WIDTH))
        column = build.column(0)
        # Not aligned: an aligned widget is given its usual height, and a long notice needs more.
        column.addLayout(build.row(0, middle, 0))
        column.addStretch(1)
        column.addSpacing(theme.px(24))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(build.holder(column))
        self.setLayout(build.column(scroll, spacing=0))
        self._waiting.hide()

    def _build_choices(self) -> QWidget:
        column = build.column(self._back, spacing=8)
        for choice in CHOICES:
            button = ChoiceButton(choice.icon, _(choice.title), _(choice.words))
            button.clicked.connect(lambda _on=False, way=choice.way: self._begin(way))
            self.buttons[choice.way] = button
            column.addWidget(button)
            panel = self._panel(choice.way)
            if panel is not None:
                column.addWidget(panel)
                self._panels[choice.way] = panel
                panel.hide()
        return build.holder(column)

    def _panel(self, way: Way) -> QFrame | None:
        """The question that belongs to a way."""
        if way is Way.ALONE:
            self.office.setPlaceholderText(_("My office"))
            return self._ask(_("Name of your office"), self.office, _("Create"), self._create)
        if way is Way.SERVER:
            return self._ask_server()
        return None

    def _ask_server(self) -> QFrame:
        """Where it is, and the password; that is kept nowhere."""
        self.address.setPlaceholderText(EXAMPLE)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(_("Where the server wants one"))
        column = build.column(spacing=6, margins=(16, 12, 16, 14))
        for line, words in (
            (self.address, _("Address of the server")),
            (self.password, _("Password")),
        ):
            label = build.label(words, size=12, tone="muted")
            label.setBuddy(line)
            line.setAccessibleName(words)
            line.returnPressed.connect(self._connect)
            column.addWidget(label)
            column.addWidget(line)
        button = build.button(_("Connect"), primary=True)
        button.clicked.connect(self._connect)
        column.addSpacing(theme.px(4))
        column.addLayout(build.row(0, button))
        return build.panel("Card", column)

    @staticmethod
    def _ask(label: str, line: QLineEdit, words: str, action: Callable[[], None]) -> QFrame:
        text = build.label(label, size=12, tone="muted")
        text.setBuddy(line)
        line.setAccessibleName(label)
        button = build.button(words, primary=True)
        button.clicked.connect(action)
        line.returnPressed.connect(action)
        entry = build.row(line, button)
        return build.panel("Card", build.column(text, entry, spacing=6, margins=(16, 12, 14, 14)))

    def _build_waiting(self) -> QWidget:
        return build.holder(build.column(self._busy, self._bar, spacing=8, margins=(0, 12, 0, 0)))

    # ------------------------------------------------------------------------------- choices

    def _begin(self, way: Way) -> None:
        self.notice.hide()
        for panel in self._panels.values():
            panel.hide()
        if way is Way.ALONE and paths.default_store().exists():
            self.open_asked.emit(str(paths.default_store()))
        elif way in self._panels:
            self._panels[way].show()
            line = self.office if way is Way.ALONE else self.address
            line.setFocus()
            line.selectAll()
        elif way is Way.FILE:
            self.choose_file()
        else:
            self.sample_asked.emit()

    def choose_file(self) -> None:
        """Ask which file to open."""
        dialogs = self._context.dialogs
        dialogs.open_file(self.window(), _("Open a file"), STORES, self._open_file)

    def _open_file(self, path: Path) -> None:
        self.open_asked.emit(str(path))

    def _create(self) -> None:
        name = self.office.text().strip() or self.office.placeholderText()
        self.create_asked.emit(str(paths.default_store()), name)

    def _connect(self) -> None:
        address = server_address(self.address.text())
        if address:
            password = self.password.text()
            self.password.clear()
            self.open_asked.emit(with_password(address, password))
        else:
            words = _(
                "That is no address of a PostgreSQL server. Nothing was opened. Write it as "
                "{example}: your name there, the computer, the database."
            )
            self.notice.say(words.format(example=EXAMPLE), "problem")
            self.address.setFocus()

    # ----------------------------------------------------------------------------------- say

    def wait(self, words: str) -> None:
        """Something is being opened or made."""
        self._busy.setText(words)
        self._choices.hide()
        self.notice.hide()
        self._waiting.show()

    def ready(self) -> None:
        """The choices again."""
        self._waiting.hide()
        self._choices.show()
        for panel in self._panels.values():
            panel.hide()
        self.office.clear()
        self._offer_known()
        if paths.default_store().exists():
            self.buttons[Way.ALONE].say(_("Goes on with the file on this computer."))

    def _offer_known(self) -> None:
        """The ways back, to the office that was open last first."""
        while (item := self._back.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        offices = known_offices(self._context.state)[:MOST_SHOWN]
        self.known = [self._way_back(office) for office in offices]
        if not offices:
            return
        self._back.addWidget(build.label(_("Opened lately"), size=11.5, weight=600, tone="muted"))
        for button in self.known:
            self._back.addWidget(button)
        other = build.label(_("Another office"), size=11.5, weight=600, tone="muted")
        self._back.addSpacing(theme.px(6))
        self._back.addWidget(other)
        self._order()

    def take_keyboard(self) -> None:
        """The first way has the keyboard."""
        first = self.known[0] if self.known else self.buttons[Way.ALONE]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _way_back(self, office: KnownOffice) -> ChoiceButton:
        server = "://" in office.address
        title = office.name or office.address.rsplit("/", 1)[-1]
        icon_name = "server" if server else "store"
        button = ChoiceButton(icon_name, title.replace("&", "&&"), office.address)
        button.clicked.connect(lambda: self.open_asked.emit(office.address))
        return button

    def _order(self) -> None:
        """Tab goes from above to below."""
        line: list[QWidget] = [*self.known, *self.buttons.values()]
        for before, after in pairwise(line):
            QWidget.setTabOrder(before, after)

    def ask_server(self, address: str) -> None:
        """Show the address of a server that did not answer, to be mended."""
        self.address.setText(address)
        self._panels[Way.SERVER].show()
        self.address.setFocus()
        self.address.selectAll()

    def ask_password(self, address: str) -> None:
        """The server is there, and wants a password."""
        self.ask_server(address)
        self.password.setFocus()

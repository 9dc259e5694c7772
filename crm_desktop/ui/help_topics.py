"""The topics of the help: Markdown files in resources/help, and which one belongs to what.

A text names an action by its key, never by its keys or menu: `{key:undo}` and `{menu:import}`
become what holds on this system, so that no page of the help can grow old.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, paths
from crm_desktop.i18n import _
from crm_desktop.services.word_match import places
from crm_desktop.ui.actions import ACTIONS, Action, shortcuts

START = "start"
# In the order of the list; each is a file of that name.
TOPICS = (
    START,
    "contacts",
    "search",
    "lists",
    "editing",
    "activities",
    "selling",
    "board",
    "forecast",
    "quotes",
    "orders",
    "sales-settings",
    "import",
    "export",
    "trash",
    "sharing",
    "backup",
    "keyboard",
    "comfort",
    "command-line",
)
# Which topic F1 opens: by the class of the widget that has the focus, or of one around it.
PLACES = {
    "AboutDialog": START,
    "AddToListDialog": "lists",
    "AskDialog": "quotes",
    "BellPanel": "activities",
    "BoardDisplay": "board",
    "BugDialog": "backup",
    "BulkBar": "lists",
    "BulkDialog": "lists",
    "ChangesDialog": "quotes",
    "ClosingDialog": "board",
    "CategoryTree": "selling",
    "ColleaguesDialog": "sharing",
    "ColumnsPage": "import",
    "Composer": "activities",
    "ConvertDialog": "selling",
    "CurrencyDialog": "quotes",
    "DealBand": "selling",
    "FilterBar": "search",
    "FilterPanel": "search",
    "ForecastDisplay": "forecast",
    "Form": "editing",
    "Happened": "activities",
    "ImportDialog": "import",
    "LeadBand": "selling",
    "LeadDialog": "selling",
    "ListPage": "contacts",
    "LogDialog": "activities",
    "MainWindow": START,
    "MergeDialog": "editing",
    "MergeOtherDialog": "contacts",
    "MergeRecordsDialog": "contacts",
    "MoveDialog": "sales-settings",
    "NameDialog": "lists",
    "Navigation": START,
    "NextStepLine": "board",
    "OrdersDialog": "quotes",
    "Palette": "search",
    "PaperDialog": "orders",
    "PaperView": "orders",
    "PdfPreview": "quotes",
    "RecordView": "contacts",
    "PrintPreview": "export",
    "QuotePage": "quotes",
    "RowDialog": "selling",
    "RowsPanel": "selling",
    "QuotaDialog": "forecast",
    "SearchBox": "search",
    "SectionPage": "sales-settings",
    "SettingsPage": "comfort",
    "ShortcutsDialog": "keyboard",
    "StartPage": START,
    "Timeline": "activities",
    "TodayPage": "activities",
    "TrashPage": "trash",
    "UndoHistory": "editing",
    "ValuesPage": "import",
}
_MAC_KEYS = (
    ("Ctrl+Shift+", "⇧⌘"),
    ("Strg+Umschalt+", "⇧⌘"),
    ("Ctrl+", "⌘"),
    ("Strg+", "⌘"),
    ("`Ctrl`", "`⌘`"),
    ("`Strg`", "`⌘`"),
)
_ASKED = re.compile(r"\{(key|menu):([\w]+)\}")


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the help.

    Attributes:
        key: name of its file.
        title: its first heading.
        text: Markdown, with the keys and menus of this system in it.
    """

    key: str
    title: str
    text: str


def topic_of(widget: QWidget | None) -> str:
    """The topic for the widget that has the focus; the first one where nothing says more."""
    while widget is not None:
        named = _place(type(widget))
        if named:
            return named
        widget = widget.parentWidget()
    return START


def _place(kind: type) -> str | None:
    return next((PLACES[each.__name__] for each in kind.__mro__ if each.__name__ in PLACES), None)


def folder() -> Path:
    """Where the topics lie, a folder a language, and their pictures in `pictures/`."""
    return paths.resources() / "help"


def picture(name: str, mode: str) -> Path:
    """The file of `pictures/NAME.png`, light or dark: of the window in the user's language.

    In English, where it has been taken in no other.
    """
    file = folder() / name
    taken = f"{file.stem}_{mode}.png"
    own = file.parent / i18n.language() / taken
    return own if own.is_file() else file.parent / taken


@cache
def _read(key: str, language: str) -> Topic:
    own = folder() / language / f"{key}.md"
    file = own if own.is_file() else folder() / "en" / f"{key}.md"
    text = file.read_text("utf-8")
    if sys.platform == "darwin":
        text = on_mac(text)
    text = _ASKED.sub(_said, text)
    title = text.partition("\n")[0].removeprefix("#").strip()
    return Topic(key, title, text)


def on_mac(text: str) -> str:
    """Keys that a text spells out, as they are called on a Mac."""
    for words, signs in _MAC_KEYS:
        text = text.replace(words, signs)
    return text


def read(key: str) -> Topic:
    """A topic in the user's language, in English where nobody has translated it."""
    return _read(key, i18n.language())


def topics() -> list[Topic]:
    """All of them, in their order."""
    return [read(key) for key in TOPICS]


def _said(asked: re.Match[str]) -> str:
    action = next(each for each in ACTIONS if each.key == asked[2])
    return _keys(action) if asked[1] == "key" else _menu(action)


def _keys(action: Action) -> str:
    """The first keys of an action; its place in the menus where it has none."""
    found = shortcuts(action)
    if not found:
        return _menu(action)
    return f"`{found[0].toString(QKeySequence.SequenceFormat.NativeText)}`"


def _menu(action: Action) -> str:
    words = (_(action.menu.value), _(action.text))
    plain_words = (each.replace("&", "").removesuffix(" …") for each in words)
    return "**" + " › ".join(plain_words) + "**"


def plain(text: str) -> str:
    """What a topic says, without marks: for the search and for tests."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[`*#|>]|^\s*[-:| ]+$", "", text, flags=re.MULTILINE)


def find(words: str, among: Iterable[Topic]) -> list[Topic]:
    """The topics with all the words: those about them first, then those that mention them."""
    hits: list[tuple[int, Topic]] = []
    for topic in among:
        said = [
            (len(places(word, topic.title)), len(places(word, plain(topic.text))))
            for word in words.split()
        ]
        if all(times for _titled, times in said):
            weight = sum(100 * bool(titled) + times for titled, times in said)
            hits.append((weight, topic))
    return [topic for _weight, topic in sorted(hits, key=lambda hit: -hit[0])]

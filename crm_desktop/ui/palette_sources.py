"""What the command palette offers besides records: commands, pages, settings, help, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QRadioButton, QWidget

from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.ui import help_topics
from crm_desktop.ui.actions import ACTIONS, Action
from crm_desktop.ui.palette_entries import Entry, Group, Look, Mode, plain
from crm_desktop.ui.shortcuts_dialog import ELSEWHERE, spoken_keys
from crm_desktop.ui.widgets.nav_groups import NavRow

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.settings_page import SettingsPage
    from crm_desktop.ui.selling.sections import Section

OWN = "palette"  # the action that opens the palette has no place in it
_MAKES = {Mode.ALL: ("person", "company"), Mode.PEOPLE: ("person",), Mode.COMPANIES: ("company",)}


def commands(window: MainWindow) -> list[Entry]:
    """Every action that can be used now, but for those that lead to a page."""
    others = {OWN, *(key for key, _words, _icon in window.navigation.pages)}
    return [
        _command(window, action)
        for action in ACTIONS
        if action.key not in others and window.commands[action.key].isEnabled()
    ]


def pages(window: MainWindow, *, has_store: bool) -> list[Entry]:
    """The pages there are, in the order of the navigation, and the lists and favourites in it."""
    there = [page for page in window.navigation.pages if has_store or page[0] == "settings"]
    rows = window.navigation.findChildren(NavRow) if has_store else []
    return [*(_page(window, page) for page in there), *map(_place, rows)]


def _place(row: NavRow) -> Entry:
    item = row.item
    look = Look(item.icon) if item.icon else Look(avatar=True, square=item.square)
    return Entry(f"place:{item.key}", Group.PAGES, item.text, row.click, look=look)


def _page(window: MainWindow, page: tuple[str, str, str]) -> Entry:
    key, words, icon = page
    has_action = any(each.key == key for each in ACTIONS)
    return Entry(
        f"command:{key}",
        Group.PAGES,
        words,
        partial(window.show_page, key),
        keys=spoken_keys(window.commands[key].shortcuts()[:1]) if has_action else "",
        look=Look(icon),
    )


def _command(window: MainWindow, action: Action) -> Entry:
    known = window.commands[action.key]
    more = plain(_(action.menu.value))
    if action.check:
        more += " · " + (_("is on") if known.isChecked() else _("is off"))
    return Entry(
        f"command:{action.key}",
        Group.COMMANDS,
        plain(known.text()),
        known.trigger,
        more=more,
        keys=spoken_keys(known.shortcuts()[:1]),
        also=action.key.replace("_", " "),
        look=Look(action.icon),
    )


# ------------------------------------------------------------------------------------ settings


def settings(settings_page: SettingsPage) -> list[Entry]:
    """Each choice of the settings page, read from the page itself: nothing to keep in step."""
    page = settings_page.program
    out: list[Entry] = []
    for button in page.findChildren(QRadioButton):
        words = f"{_card_of(button)}: {plain(button.text())}"
        out.append(_setting(words, button.click, on=button.isChecked()))
    for tick in page.findChildren(QCheckBox):
        state = _("is on") if tick.isChecked() else _("is off")
        out.append(_setting(plain(tick.text()), tick.click, state=state, also=_card_of(tick)))
    for box in page.findChildren(QComboBox):
        for at in range(box.count()):
            words = f"{box.accessibleName()}: {box.itemText(at)}"
            out.append(_setting(words, partial(_choose, box, at), on=box.currentIndex() == at))
    return out + [_section(settings_page, each) for each in settings_page.sections()]


def _section(page: SettingsPage, section: Section) -> Entry:
    key, run = f"setting:{section.key}", partial(page.go_to_section, section.key)
    look = Look(section.icon)
    return Entry(key, Group.SETTINGS, _(section.title), run, more=_("Settings"), look=look)


def _setting(
    words: str, run: Callable[[], Any], *, on: bool = False, state: str = "", also: str = ""
) -> Entry:
    more = " · ".join(filter(None, (_("Settings"), _("chosen now") if on else state)))
    icon = "check" if on else "sliders-horizontal"
    key = f"setting:{words}"
    return Entry(key, Group.SETTINGS, words, run, more=more, also=also, look=Look(icon))


def _card_of(widget: QWidget) -> str:
    """The heading over a choice."""
    parent = widget.parentWidget()
    while parent is not None and parent.objectName() != "Card":
        parent = parent.parentWidget()
    head = parent.findChild(QLabel) if parent is not None else None
    return head.text() if isinstance(head, QLabel) else ""


def _choose(box: QComboBox, at: int) -> None:
    box.setCurrentIndex(at)
    box.activated.emit(at)  # the program choosing an item is no choice of the user's to Qt


# ---------------------------------------------------------------------------------------- help


def topics(window: MainWindow) -> list[Entry]:
    """The pages of the help, found by what stands in them too."""
    return [
        Entry(
            f"help:{topic.key}",
            Group.HELP,
            topic.title,
            partial(window.help.show, topic.key),
            also=help_topics.plain(topic.text),
            look=Look("book-open"),
        )
        for topic in help_topics.topics()
    ]


def keys(window: MainWindow) -> list[Entry]:
    """Every key there is: what can be done now is done, the others are explained."""
    show = window.commands["shortcuts"].trigger
    of_window: list[Entry] = []
    for action in ACTIONS:
        if action.keys and action.key != OWN:
            entry = _command(window, action)
            run = entry.run if window.commands[action.key].isEnabled() else show
            of_window.append(replace(entry, group=Group.KEYS, label=plain(_(action.text)), run=run))
    of_places = [
        Entry(
            f"keys:{where}:{words}",
            Group.KEYS,
            _(words),
            show,
            more=_(where),
            keys=QKeySequence(shown).toString(QKeySequence.SequenceFormat.NativeText) or _(shown),
            look=Look("keyboard"),
        )
        for where, words, shown in ELSEWHERE
    ]
    return of_window + of_places


# ---------------------------------------------------------------------------------------- more


def offers(window: MainWindow, mode: Mode, typed: str) -> Iterator[Entry]:
    """What else can be done with the words: make a record of them, or look for them in a list."""
    for kind in _MAKES.get(mode, ()) if typed else ():
        entity = ENTITIES[kind]
        words = _("New {title}: “{words}”").format(title=inner(_(entity.title)), words=typed)
        yield Entry(
            f"offer:new {kind}",
            Group.MORE,
            words,
            partial(_make, window, kind, typed),
            look=Look("user-plus" if kind == "person" else "building-2"),
        )
    for kind in _MAKES.get(mode, ()) if typed else ():
        words = _("Find “{words}” in {plural}")
        yield Entry(
            f"offer:find {kind}",
            Group.MORE,
            words.format(words=typed, plural=_(ENTITIES[kind].plural)),
            partial(_find, window, kind, typed),
            look=Look("search"),
        )


def _find(window: MainWindow, kind: str, typed: str) -> None:
    window.show_page(kind)
    window.top_bar.search.setText(typed)


def _make(window: MainWindow, kind: str, typed: str) -> None:
    window.work.new(ENTITIES[kind], **preset(kind, typed))


def preset(kind: str, typed: str) -> dict[str, Any]:
    """What a new record can take from the words: a name, a number or an address."""
    if "@" in typed.strip("@") and " " not in typed:
        return {"emails": ({"address": typed, "is_primary": True},)}
    if sum(map(str.isdigit, typed)) > len(typed) / 2:
        return {"phones": ({"number": typed, "is_primary": True},)}
    if kind == "company":
        return {"name": typed}
    first, _space, last = typed.rpartition(" ")
    return {"first_name": first, "last_name": last} if first else {"last_name": last}

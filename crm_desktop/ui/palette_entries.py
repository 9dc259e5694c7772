"""What can be chosen in the command palette, and how it is put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from crm_desktop.i18n import N_
from crm_desktop.services.word_match import Match, match

UNASKED = Match(0.0, ())
ELSEWHERE = 0.3  # the score of a record that was found by its number, its notes, its company
LEFT_OUT = "&"


class Group(Enum):
    """The groups of entries; where they are as good as each other they come in this order."""

    RECENT = N_("Recent")
    PAGES = N_("Go to")
    PERSON = N_("Contacts")
    COMPANY = N_("Companies")
    USED = N_("Used lately")
    COMMANDS = N_("Commands")
    ACTIVITY = N_("Activities")
    NOTE = N_("Notes")
    SETTINGS = N_("Settings")
    HELP = N_("Help")
    KEYS = N_("Keys")
    MORE = N_("More")


class Mode(Enum):
    """What is looked for; a sign at the beginning chooses it."""

    ALL = ""
    COMMANDS = ">"
    PEOPLE = "@"
    COMPANIES = "#"
    HELP = "?"


MOST = {  # of a group while everything is looked for
    Group.RECENT: 6,
    Group.PAGES: 4,
    Group.USED: 4,
    Group.COMMANDS: 6,
    Group.SETTINGS: 4,
    Group.HELP: 3,
}
MOST_RECORDS = 5
# People are looked for more often than commands, and commands more often than notes.
_WEIGHT = {Group.PERSON: 0.15, Group.COMPANY: 0.15, Group.PAGES: 0.1, Group.COMMANDS: 0.05}


@dataclass(frozen=True, slots=True)
class Look:
    """What stands before the words.

    Attributes:
        icon: a Lucide name; with a hue it stands on a disc.
        avatar: initials instead, or the picture of the contact with this key; square: of a
            company.
    """

    icon: str = ""
    hue: str = ""
    avatar: bool = False
    square: bool = False
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette.

    Attributes:
        key: its stable name, such as `command:new`.
        more: words after the label, less loud.
        keys: its shortcut, as people of this system write it.
        also: words by which it is found, too.
        run: what Enter does; form: what Ctrl+Enter does, where that is something else.
        found: how it fits what was typed.
    """

    key: str
    group: Group
    label: str
    run: Callable[[], None]
    more: str = ""
    keys: str = ""
    also: str = ""
    look: Look = Look()
    form: Callable[[], None] | None = None
    found: Match = UNASKED


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over a group; with other words than the name of the group where it has some."""

    group: Group
    words: str = ""


Line = Entry | Heading


def mode_of(typed: str) -> tuple[Mode, str]:
    """What is looked for, and with which words."""
    for mode in Mode:
        if mode.value and typed.startswith(mode.value):
            return mode, typed[1:].strip()
    return Mode.ALL, typed.strip()


def fitting(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those that fit what was typed, the best first."""
    out: list[Entry] = []
    for entry in entries:
        found = match(typed, entry.label, f"{entry.more} {entry.also}")
        if found is not None:
            out.append(replace(entry, found=found))
    return sorted(out, key=_by_score) if typed else out


def marked(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    """Entries that a search has found: each stays, whatever its name is; the best first."""
    found = [(match(typed, entry.label, entry.more), entry) for entry in entries]
    out = [replace(entry, found=fits or Match(ELSEWHERE, ())) for fits, entry in found]
    return sorted(out, key=_by_score)


def lines(typed: str, entries: Sequence[Entry], *, all_groups: bool) -> list[Line]:
    """The lines to show: the group with the best entry first, the last group always last."""
    groups: dict[Group, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    order = list(Group)

    def place(group: Group) -> tuple[bool, float, int]:
        best = max(entry.found.score for entry in groups[group]) + _WEIGHT.get(group, 0.0)
        return group is Group.MORE, -round(best, 2) if typed else 0.0, order.index(group)

    out: list[Line] = []
    for group in sorted(groups, key=place):
        most = MOST.get(group, MOST_RECORDS) if all_groups else len(groups[group])
        if not typed and group in (Group.COMMANDS, Group.PAGES):
            most = len(groups[group])
        out.append(Heading(group))
        out += groups[group][:most]
    return out


def _by_score(entry: Entry) -> float:
    return -entry.found.score


def plain(words: str) -> str:
    """Words of a menu without its mnemonic and its dots."""
    return words.replace("&&", "\0").replace(LEFT_OUT, "").replace("\0", "&").removesuffix(" …")

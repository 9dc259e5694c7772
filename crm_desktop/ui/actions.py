"""Every action of the window, declared once: words, menu, keys, when it can be used.

To add one: an `Action(...)` line in the place of the menu where it belongs, and a handler of its
key in main_window.py. tests/ui/test_actions.py finds a missing handler, a doubled shortcut, a
doubled mnemonic.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from crm_desktop.i18n import N_, _
from crm_desktop.ui.icons import icon

Handler = Callable[[], None]
Key = QKeySequence.StandardKey


class Needs(Enum):
    """What must be there before an action can be used."""

    NOTHING = 0
    STORE = 1
    LIST = 2
    RECORD = 3


class Menu(Enum):
    """The menus, in their order."""

    FILE = N_("&File")
    EDIT = N_("&Edit")
    RECORD = N_("&Record")
    LEAD = N_("Lea&d")
    SALES = N_("&Orders")
    LIST = N_("&List")
    VIEW = N_("&View")
    HELP = N_("&Help")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    Attributes:
        text: words in the menu, with their mnemonic.
        keys: shortcuts, the first one is shown. Ctrl is Cmd on macOS.
        check: a switch that is on or off.
        line: a line above it in the menu.
        role: where macOS moves it in the menu of the program.
    """

    key: str
    menu: Menu
    text: str
    icon: str = ""
    keys: tuple[str | Key, ...] = ()
    needs: Needs = Needs.STORE
    check: bool = False
    line: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


_BACK: tuple[str | Key, ...] = ("Ctrl+[",) if sys.platform == "darwin" else ("Alt+Left",)


def _display(place: int) -> tuple[str | Key, ...]:
    """On macOS Alt and a digit types a letter."""
    return (f"Meta+{place}",) if sys.platform == "darwin" else (f"Alt+{place}",)


_DELETE: tuple[str | Key, ...] = ("Ctrl+Backspace",) if sys.platform == "darwin" else (Key.Delete,)

ACTIONS = (
    Action("new", Menu.FILE, N_("&New"), "plus", (Key.New,), Needs.LIST),
    Action("new_other", Menu.FILE, N_("New, another &kind …"), "plus", ("Ctrl+Shift+N",)),
    Action("new_person", Menu.FILE, N_("New con&tact"), "user-plus"),
    Action("new_company", Menu.FILE, N_("New co&mpany"), "building-2"),
    Action("open", Menu.FILE, N_("&Open …"), "folder-open", (Key.Open,), Needs.NOTHING, line=True),
    Action("start_page", Menu.FILE, N_("&Another office …"), "store", needs=Needs.NOTHING),
    Action("import", Menu.FILE, N_("&Import …"), "upload", ("Ctrl+Shift+I",), line=True),
    Action(
        "export", Menu.FILE, N_("&Export this list …"), "download", ("Ctrl+Shift+X",), Needs.LIST
    ),
    Action("print", Menu.FILE, N_("&Print this list …"), "printer", (Key.Print,), Needs.LIST),
    Action("office", Menu.FILE, N_("&Your office …"), "store", line=True),
    Action("colleagues", Menu.FILE, N_("&Colleagues and teams …"), "users-round"),
    Action(
        "settings",
        Menu.FILE,
        N_("&Settings"),
        "settings",
        ("Ctrl+,",),
        Needs.NOTHING,
        line=True,
        role=QAction.MenuRole.PreferencesRole,
    ),
    Action(
        "quit",
        Menu.FILE,
        N_("&Quit"),
        "log-out",
        ("Ctrl+Q",),
        Needs.NOTHING,
        line=True,
        role=QAction.MenuRole.QuitRole,
    ),
    Action("undo", Menu.EDIT, N_("&Undo"), "undo-2", (Key.Undo,)),
    Action("redo", Menu.EDIT, N_("&Redo"), "redo-2", ("Ctrl+Y", "Ctrl+Shift+Z")),
    Action("undo_history", Menu.EDIT, N_("Undo &history …"), "history"),
    Action(
        "palette",
        Menu.EDIT,
        N_("Find &everything …"),
        "text-search",
        ("Ctrl+K",),
        Needs.NOTHING,
        line=True,
    ),
    Action("search", Menu.EDIT, N_("&Search in the list"), "search", (Key.Find,), Needs.LIST),
    Action(
        "filter",
        Menu.EDIT,
        N_("Fi&lter the list …"),
        "list-filter",
        ("Ctrl+Shift+F",),
        Needs.LIST,
    ),
    Action(
        "clear",
        Menu.EDIT,
        N_("&Clear search and filters"),
        "x",
        ("Ctrl+Shift+Backspace",),
        Needs.LIST,
    ),
    Action(
        "select_all",
        Menu.EDIT,
        N_("Select &all"),
        "list-checks",
        (Key.SelectAll,),
        Needs.LIST,
        line=True,
    ),
    Action("copy", Menu.EDIT, N_("Cop&y the selected rows"), "copy", (), Needs.RECORD),
    Action("copy_csv", Menu.EDIT, N_("Co&py as CSV"), "table-2", (), Needs.RECORD),
    Action("copy_cards", Menu.EDIT, N_("C&opy as vCard"), "contact", (), Needs.RECORD),
    Action("delete", Menu.EDIT, N_("&Delete"), "trash-2", _DELETE, Needs.RECORD),
    Action(
        "bulk_edit",
        Menu.EDIT,
        N_("Edit a &field of the selected …"),
        "list-checks",
        (),
        Needs.RECORD,
        line=True,
    ),
    Action("bulk_tag", Menu.EDIT, N_("Add a ta&g …"), "tag", (), Needs.RECORD),
    Action("bulk_untag", Menu.EDIT, N_("Re&move a tag …"), "tags", (), Needs.RECORD),
    Action("bulk_assign", Menu.EDIT, N_("Assig&n to …"), "user-check", (), Needs.RECORD),
    Action("bulk_export", Menu.EDIT, N_("E&xport the selected …"), "download", (), Needs.RECORD),
    Action("open_page", Menu.RECORD, N_("&Open"), "maximize-2", (), Needs.RECORD),
    Action("edit", Menu.RECORD, N_("&Edit …"), "pencil", ("Ctrl+E",), Needs.RECORD),
    Action("edit_cell", Menu.RECORD, N_("Edit the &field"), "text-cursor", ("F2",), Needs.RECORD),
    Action("call", Menu.RECORD, N_("&Call"), "phone", ("Ctrl+Shift+C",), Needs.RECORD, line=True),
    Action("mail", Menu.RECORD, N_("&Write an e-mail"), "mail", ("Ctrl+Shift+E",), Needs.RECORD),
    Action(
        "new_note",
        Menu.RECORD,
        N_("New &note …"),
        "sticky-note",
        ("Ctrl+Shift+O",),
        Needs.RECORD,
        line=True,
    ),
    Action(
        "new_task", Menu.RECORD, N_("New &task …"), "circle-check", ("Ctrl+Shift+T",), Needs.RECORD
    ),
    Action(
        "new_call", Menu.RECORD, N_("&Log a call …"), "phone-call", ("Ctrl+Shift+L",), Needs.RECORD
    ),
    Action(
        "new_meeting",
        Menu.RECORD,
        N_("New &meeting …"),
        "calendar",
        ("Ctrl+Shift+M",),
        Needs.RECORD,
    ),
    Action(
        "complete",
        Menu.RECORD,
        N_("Next activity is &done"),
        "check",
        ("Ctrl+Shift+D",),
        Needs.RECORD,
    ),
    Action("new_quote", Menu.RECORD, N_("New &quote"), "file-plus", (), Needs.RECORD, line=True),
    Action(
        "next_stage",
        Menu.RECORD,
        N_("Move to the next sta&ge"),
        "arrow-right",
        ("Ctrl+Right",),
        Needs.RECORD,
        line=True,
    ),
    Action(
        "previous_stage",
        Menu.RECORD,
        N_("Move to the &stage before"),
        "arrow-left",
        ("Ctrl+Left",),
        Needs.RECORD,
    ),
    Action("win", Menu.RECORD, N_("Mar&k as won …"), "trophy", (), Needs.RECORD),
    Action("lose", Menu.RECORD, N_("M&ark as lost …"), "thumbs-down", (), Needs.RECORD),
    Action(
        "next_step", Menu.RECORD, N_("Plan w&hat comes next"), "milestone", ("F6",), Needs.RECORD
    ),
    Action(
        "previous",
        Menu.RECORD,
        N_("&Previous record"),
        "arrow-up",
        ("Alt+Up",),
        Needs.LIST,
        line=True,
    ),
    Action("next", Menu.RECORD, N_("Ne&xt record"), "arrow-down", ("Alt+Down",), Needs.LIST),
    Action("back", Menu.RECORD, N_("&Back"), "arrow-left", _BACK, Needs.LIST),
    Action("favourite", Menu.RECORD, N_("Fa&vourite"), "star", needs=Needs.RECORD, line=True),
    Action("add_to_list", Menu.RECORD, N_("Add to a l&ist …"), "list-plus", needs=Needs.RECORD),
    Action(
        "remove_from_list",
        Menu.RECORD,
        N_("&Remove from this list"),
        "list-minus",
        needs=Needs.RECORD,
    ),
    Action("merge", Menu.RECORD, N_("Merge d&uplicates …"), "git-merge", needs=Needs.RECORD),
    Action("order_confirm", Menu.SALES, N_("&Confirm the order"), "circle-check"),
    Action("order_deliver", Menu.SALES, N_("&Deliver the order …"), "truck"),
    Action("order_invoice", Menu.SALES, N_("Note an &invoice …"), "receipt"),
    Action("order_print", Menu.SALES, N_("&Print the confirmation …"), "printer", (), line=True),
    Action("order_delivery_note", Menu.SALES, N_("Print the delivery &note …"), "printer"),
    Action("order_proforma", Menu.SALES, N_("Print a pro-&forma invoice …"), "printer"),
    Action("order_cancel", Menu.SALES, N_("Cance&l the order"), "circle-x", (), line=True),
    Action("contract_renew", Menu.SALES, N_("&Renew the contract …"), "refresh-cw", (), line=True),
    Action("contract_deal", Menu.SALES, N_("&Make a renewal deal"), "handshake"),
    Action("contract_cover", Menu.SALES, N_("&Add installed items …"), "hard-drive"),
    Action("backlog", Menu.SALES, N_("&Orders to be delivered"), "hourglass", line=True),
    Action("contracts_60", Menu.SALES, N_("Contracts that run out in &60 days"), "calendar-clock"),
    Action("contracts_90", Menu.SALES, N_("Contracts that run out in &90 days"), "calendar-range"),
    Action(
        "convert",
        Menu.LEAD,
        N_("&Convert into company, contact and deal …"),
        "git-merge",
        ("Ctrl+Shift+K",),
        Needs.RECORD,
    ),
    Action("take_lead", Menu.LEAD, N_("&Take it: it is mine"), "hand", (), Needs.RECORD),
    Action("put_off", Menu.LEAD, N_("&Wake it up later …"), "alarm-clock", (), Needs.RECORD),
    Action("disqualify", Menu.LEAD, N_("&Disqualify …"), "user-x", (), Needs.RECORD),
    Action("save_list", Menu.LIST, N_("&Save this list"), "save", needs=Needs.LIST),
    Action("save_list_as", Menu.LIST, N_("Save this list &as …"), "copy-plus", needs=Needs.LIST),
    Action("rename_list", Menu.LIST, N_("&Rename …"), "pencil", needs=Needs.LIST),
    Action("discard_list", Menu.LIST, N_("Discard &changes"), "undo-2", needs=Needs.LIST),
    Action("pin_list", Menu.LIST, N_("Show in the &navigation"), "pin", needs=Needs.LIST),
    Action("delete_list", Menu.LIST, N_("&Delete this list"), "trash-2", needs=Needs.LIST),
    Action("new_list", Menu.LIST, N_("New list &kept by hand …"), "list-plus", line=True),
    Action(
        "display_table",
        Menu.LIST,
        N_("Show as &table"),
        "table-2",
        _display(1),
        Needs.LIST,
        line=True,
    ),
    Action(
        "display_board", Menu.LIST, N_("Show as &board"), "square-kanban", _display(2), Needs.LIST
    ),
    Action(
        "display_forecast",
        Menu.LIST,
        N_("Show as &forecast"),
        "calendar-range",
        _display(3),
        Needs.LIST,
    ),
    Action("today", Menu.VIEW, N_("&Today"), "calendar-check", ("Ctrl+1",)),
    Action("person", Menu.VIEW, N_("&Contacts"), "users", ("Ctrl+2",)),
    Action("company", Menu.VIEW, N_("C&ompanies"), "building-2", ("Ctrl+3",)),
    Action("lead", Menu.VIEW, N_("L&eads"), "funnel", ("Ctrl+4",)),
    Action("deal", Menu.VIEW, N_("Deal&s"), "handshake", ("Ctrl+5",)),
    Action("product", Menu.VIEW, N_("Prod&ucts"), "package", ("Ctrl+8",)),
    Action("activity", Menu.VIEW, N_("&Activities"), "list-checks", ("Ctrl+9",)),
    Action("note", Menu.VIEW, N_("&Notes"), "sticky-note"),
    Action("trash", Menu.VIEW, N_("Tras&h"), "trash-2"),
    Action(
        "pane",
        Menu.VIEW,
        N_("&Record pane"),
        "panel-right",
        ("F4",),
        Needs.LIST,
        check=True,
        line=True,
    ),
    Action("peek", Menu.VIEW, N_("Pee&k at the record"), "eye", (), Needs.RECORD),
    Action("compact", Menu.VIEW, N_("Com&pact rows"), "rows-3", (), Needs.NOTHING, check=True),
    Action(
        "dark", Menu.VIEW, N_("&Dark colours"), "moon", (), Needs.NOTHING, check=True, line=True
    ),
    Action(
        "high_contrast", Menu.VIEW, N_("Hi&gh contrast"), "contrast", (), Needs.NOTHING, check=True
    ),
    Action(
        "larger",
        Menu.VIEW,
        N_("&Larger text"),
        "a-arrow-up",
        (Key.ZoomIn, "Ctrl+="),
        Needs.NOTHING,
        line=True,
    ),
    Action(
        "smaller", Menu.VIEW, N_("Smaller te&xt"), "a-arrow-down", (Key.ZoomOut,), Needs.NOTHING
    ),
    Action("usual_size", Menu.VIEW, N_("Usual text si&ze"), "type", ("Ctrl+0",), Needs.NOTHING),
    Action(
        "menu_bar",
        Menu.VIEW,
        N_("Always show the &menu bar"),
        "menu",
        (),
        Needs.NOTHING,
        check=True,
    ),
    Action("recent", Menu.VIEW, N_("Recently &viewed …"), "clock", line=True),
    Action("bell", Menu.VIEW, N_("What the &bell says"), "bell"),
    Action("refresh", Menu.VIEW, N_("Re&fresh"), "refresh-cw", ("F5",), Needs.LIST, line=True),
    Action("help", Menu.HELP, N_("&Help"), "book-open", (Key.HelpContents,), Needs.NOTHING),
    Action(
        "shortcuts", Menu.HELP, N_("&Keyboard shortcuts"), "keyboard", ("Ctrl+F1",), Needs.NOTHING
    ),
    Action("log_folder", Menu.HELP, N_("Folder of &reports and logs"), "folder", (), Needs.NOTHING),
    Action(
        "about",
        Menu.HELP,
        N_("&About CRM Desktop"),
        "info",
        (),
        Needs.NOTHING,
        line=True,
        role=QAction.MenuRole.AboutRole,
    ),
)


def not_about(kind: str) -> frozenset[str]:
    """What is not done with papers of a kind: with orders, with contracts."""
    return frozenset(each.key for each in ACTIONS if not each.key.startswith(f"{kind}_"))


def shortcuts(action: Action) -> list[QKeySequence]:
    """The key sequences of an action on this system, the shown one first."""
    return [QKeySequence(key) for key in action.keys]


class ActionSet:
    """The QActions of a window, by key."""

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Handler]) -> None:
        self._actions: dict[str, QAction] = {}
        for action in ACTIONS:
            made = QAction(icon(action.icon), _(action.text), window)
            made.setShortcuts(shortcuts(action))
            made.setCheckable(action.check)
            made.setMenuRole(action.role)
            made.setIconVisibleInMenu(not action.check)
            made.triggered.connect(_plain(handlers[action.key]))
            window.addAction(made)  # keys work while the menu bar is out of sight
            self._actions[action.key] = made

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def say(self, key: str, words: str | None) -> None:
        """Say what an action would do now (undo what?); None: nothing, it is out of reach."""
        action, lead = self[key], _(next(each.text for each in ACTIONS if each.key == key))
        action.setEnabled(words is not None)
        action.setText(f"{lead}: {words.replace('&', '&&')}" if words else lead)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        plain = lead.replace("&", "") + (f": {words}" if words else "")
        action.setToolTip(f"{plain} ({keys})")

    def fill(self, bar: QMenuBar) -> None:
        """Put every action in its menu."""
        for menu in Menu:
            self.fill_menu(bar.addMenu(_(menu.value)), menu)

    def fill_menu(self, target: QMenu, menu: Menu, without: Collection[str] = ()) -> None:
        """Put the actions of a menu in it."""
        for action in ACTIONS:
            if action.menu is menu and action.key not in without:
                if action.line:
                    target.addSeparator()
                target.addAction(self[action.key])

    def enable(self, there: set[Needs], leave: Collection[str] = ()) -> None:
        """Only what can be done now can be chosen; `leave` are decided elsewhere."""
        for action in ACTIONS:
            if action.key in leave:
                continue
            self[action.key].setEnabled(action.needs in there)


def _plain(handler: Handler) -> Callable[[], None]:
    """A slot without the "checked" that triggered() brings along."""

    def run() -> None:
        handler()

    return run

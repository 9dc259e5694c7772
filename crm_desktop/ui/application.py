"""The program as a whole: one window, one store at a time, opened after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from crm_desktop import i18n, paths, services
from crm_desktop.errors import DatabaseTooOld, NotFound, PasswordWanted, UserError
from crm_desktop.i18n import _
from crm_desktop.services.watching import Link, Watch
from crm_desktop.services.workspace import Call, Workspace
from crm_desktop.settings import Appearance, Contrast, SettingsFile
from crm_desktop.ui import paint, theme
from crm_desktop.ui.bell import News
from crm_desktop.ui.context import Context, utc_now
from crm_desktop.ui.dialogs import Dialogs
from crm_desktop.ui.failures import Failures
from crm_desktop.ui.known_offices import without_password
from crm_desktop.ui.language import speak
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.others import WindowNews
from crm_desktop.ui.single_instance import Instance
from crm_desktop.ui.state import State
from crm_desktop.ui.tasks import Tasks
from crm_desktop.ui.watcher import Watcher

SAMPLE_CONTACTS = 1_000
SAMPLE_NAME = "sample.crm"
CALM = 20_000  # milliseconds after a store is open until its backup of the day is made
# Loaded in a worker with the store, so that the first click on something waits for no import.
NEEDED = (
    "opening",
    "listing",
    "records",
    "timeline",
    "undo",
    "values",
    "saved_views",
    "static_lists",
    "favourites",
)


def dress(app: QApplication, settings: SettingsFile, *, anew: bool = False) -> None:
    """Colours and text size, as chosen.

    `anew`: nothing stands that was built with another text size.
    """
    now = settings.now
    dark = now.appearance == Appearance.DARK
    if now.appearance == Appearance.SYSTEM:
        app.styleHints().unsetColorScheme()
        dark = theme.system_is_dark(app)
    high = now.contrast == Contrast.HIGH
    if now.contrast == Contrast.SYSTEM:
        high = theme.system_wants_contrast(app)
    scale = now.text_size / 100 if anew else theme.scale_of(now.text_size)
    theme.apply(app, dark=dark, high=high, scale=scale)
    paint.forget_sizes()


class Application(QObject):
    """Holds the parts together and opens stores.

    Attributes:
        window, tasks, watcher, failures, instance, context: the parts.
        news: tells in the window what others do.
    """

    def __init__(
        self,
        app: QApplication,
        settings: SettingsFile,
        *,
        dialogs: Dialogs | None = None,
        clock: Callable[[], datetime] = utc_now,
        guard: Callable[[], None] | None = None,
    ) -> None:
        """`guard` runs in the worker that opens a store, when the database code is loaded."""
        super().__init__()
        self._app, self._settings, self._guard = app, settings, guard
        self._asked: list[Path] = []  # files to import when the store is open
        self._backup = QTimer(self, singleShot=True, interval=CALM)
        self._backup.timeout.connect(self.back_up)
        speak(app)
        dress(app, settings)
        gateway = dialogs or Dialogs()
        self.failures = Failures(gateway, self)
        self.tasks = Tasks(self.failures.show, self)
        self.context = Context(self.tasks, settings, State(), gateway, clock)
        self.watcher = Watcher(self.tasks, self)
        self.instance = Instance(self)
        self.window = MainWindow(self.context)
        self.window.show_mode()
        self._wire()
        self._wire_window()

    def _wire_window(self) -> None:
        window, start = self.window, self.window.start_page
        window.dressed.connect(self._dress)
        window.left.connect(self.leave)
        window.store_chosen.connect(self.open)
        start.create_asked.connect(self.create)
        start.sample_asked.connect(self.sample)
        window.rebuild_asked.connect(self.rebuild)
        self.news = WindowNews(self.context, window)

    def _wire(self) -> None:
        self.instance.called.connect(self._called)
        self.watcher.felt.connect(self._felt)
        self._app.applicationStateChanged.connect(self._look)
        self._app.styleHints().colorSchemeChanged.connect(self._system_changed)
        theme.watch_contrast(self._app, self._system_changed)

    def _dress(self) -> None:
        dress(self._app, self._settings)
        self.window.show_mode()

    def _system_changed(self) -> None:
        now, held = self._settings.now, theme.tokens()
        follows = now.appearance == Appearance.SYSTEM
        contrast = now.contrast == Contrast.SYSTEM
        if (follows and theme.system_is_dark(self._app) != held.dark) or (
            contrast and theme.system_wants_contrast(self._app) != held.high
        ):
            self._dress()

    def rebuild(self) -> None:
        """Build the window anew: text size and language are built into every part of it.

        Not while a form is open or long work is under way; then it comes with the next start.
        """
        old, workspace = self.window, self.tasks.workspace
        if self.tasks.long_work or any(each.isVisible() for each in old.findChildren(QDialog)):
            old.notice.say(
                _("The change shows when the program is started again: something is still open.")
            )
            return
        page = old.settings_page
        in_settings = page is not None and page.isVisible()
        record = old.page.pane.record
        old.put_away()
        i18n.use(self._settings.now.language, self._settings.now.locale)
        speak(self._app)
        dress(self._app, self._settings, anew=True)
        self.window = MainWindow(self.context)
        self.window.show_mode()
        self._wire_window()
        if workspace is None:
            self.window.show_start()
        else:
            self.window.open_store(workspace)
            if self.watcher.link is not None:
                self._felt(self.watcher.link)
            if record is not None and record.entity == self.window.current:
                self.window.page.reveal(record.id)
        if in_settings:
            self.window.show_page("settings")
            if self.window.settings_page is not None:
                self.window.settings_page.text_size.setFocus()
        if old.windowState() == Qt.WindowState.WindowNoState:
            self.window.setGeometry(old.geometry())
        else:
            self.window.setWindowState(old.windowState())
        self.window.show()
        old.hide()
        old.deleteLater()

    # --------------------------------------------------------------------------------- start

    def start(self, address: str, files: list[Path]) -> None:
        """Show the window; open the store, if there is one, when it has been painted."""
        self._asked = files
        if address:
            self.window.painted.connect(partial(self.open, address))
        else:
            self.window.show_start()
        self.window.painted.connect(self._load_more_fonts)
        self.window.show()

    def _load_more_fonts(self) -> None:
        if theme.load_cjk_font():  # Qt falls back on it by itself: nothing is dressed anew
            paint.forget_sizes()
            self.window.update()

    def _called(self, files: list[str]) -> None:
        """Another start of the program: come to the front and take what it was given."""
        state = self.window.windowState() & ~Qt.WindowState.WindowMinimized
        self.window.setWindowState(state | Qt.WindowState.WindowActive)
        self.window.raise_()
        self.window.activateWindow()
        for file in files:
            self.window.transfers.import_file(Path(file))

    # -------------------------------------------------------------------------------- stores

    def open(self, address: str) -> None:
        """Open a store in a worker."""
        if not self.instance.claim(address):
            self._say_start(_("This office is open in another window already."), address)
            return
        self._wait(_("Opening …"))
        work = partial(_open, address, self._guard)
        failed = partial(self._not_opened, address)
        self.tasks.start_up(self.window, work, done=self._opened, failed=failed)

    def create(self, address: str, office: str) -> None:
        """Make a store, then open it."""
        self._settings.change(first_steps=True)
        self._wait(_("Making your office …"))
        work = partial(_create, address, office, self._guard)
        failed = partial(self._not_opened, address)
        self.tasks.start_up(self.window, work, done=self._opened, failed=failed)

    def sample(self) -> None:
        """Open the sample store; make it first where there is none."""
        address = str(paths.data_dir() / SAMPLE_NAME)
        self._wait(_("Inventing a thousand contacts …"))
        work = partial(_sample, address, self._guard)
        failed = partial(self._not_opened, address)
        self.tasks.start_up(self.window, work, done=self._opened, failed=failed)

    def upgrade(self, address: str) -> None:
        """Upgrade a store of an older version (a backup is made first), then open it."""
        self._wait(_("Upgrading; a backup is made first …"))
        work = partial(_upgrade, address, self._guard)
        failed = partial(self._not_opened, address)
        self.tasks.start_up(self.window, work, done=self._opened, failed=failed)

    def leave(self) -> None:
        """Close the store and ask how to go on."""
        self._backup.stop()
        self.window.close_store()
        self.tasks.leave()
        self.instance.release()
        self.window.show_start()

    def back_up(self) -> None:
        """Make the backup of the day, and let quotes expire; unseen unless it fails."""

        def load() -> Call[Path | None]:
            return services.backup.keep_daily.call()

        def due() -> Call[int]:
            return services.sales.quote_expiry.expire_due.call()

        self.tasks.start_up(self.window, load, done=self._back_up)
        self.tasks.start_up(self.window, due, done=self._expire)

    def _expire(self, call: Call[int]) -> None:
        """Quotes whose last day is past."""
        failed = self._not_expired
        self.tasks.job(self.window, "", call, done=_nothing, failed=failed, hidden=True)

    def _not_expired(self, error: Exception) -> None:
        """Who may not change quotes leaves it to a colleague's program."""
        if not isinstance(error, UserError):
            self.failures.fault(error)

    def _back_up(self, call: Call[Path | None]) -> None:
        failed = self._not_backed_up
        self.tasks.job(self.window, "", call, done=_nothing, failed=failed, hidden=True)

    def _not_backed_up(self, error: Exception) -> None:
        """Told in the window, and kept by the bell for who was not there."""
        if not isinstance(error, UserError):
            self.failures.fault(error)
        else:
            words = _("Today's backup could not be made")
            self.window.bell.tell(News("triangle-alert", words, str(error)))
            self.failures.show(self.window, error)

    def _wait(self, words: str) -> None:
        self._backup.stop()
        self.window.close_store()
        self.tasks.leave()
        self.window.start_page.wait(words)

    def _look(self, state: Qt.ApplicationState) -> None:
        """Somebody comes back to the window, or the computer has slept."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.watcher.look()

    def _felt(self, link: Link) -> None:
        self.news.feel(link)

    def _opened(self, opened: Opened) -> None:
        workspace, watch = opened
        address = workspace.store.address
        self.instance.claim(address)
        self.tasks.use(workspace)
        self.watcher.start(watch)
        self._settings.change(last_store=without_password(address))
        self.window.open_store(workspace)
        for file in self._asked:
            self.window.transfers.import_file(file)
        self._asked = []
        self._backup.start()

    def _not_opened(self, address: str, error: Exception) -> None:
        if isinstance(error, UserError):
            old = isinstance(error, DatabaseTooOld)
            if isinstance(error, NotFound) and "://" in address:
                self._offer_office(address)
            elif isinstance(error, PasswordWanted):
                self.window.show_start()
                self.window.start_page.notice.say(str(error))
                self.window.start_page.ask_password(without_password(address))
            else:
                self._say_start(str(error), address, old=old)
        else:
            self.window.show_start()
            self.failures.fault(error)

    def _offer_office(self, address: str) -> None:
        """A server that answers and holds nothing: the first one there makes the office."""
        self.window.show_start()
        start = self.window.start_page
        words = _("The server answers, but its database holds no office yet. Nothing was made.")
        make = partial(self.create, address, _("My office"))
        start.notice.say(words, "", _("Make an office there"), make)
        start.ask_server(without_password(address))

    def _say_start(self, words: str, address: str, *, old: bool = False) -> None:
        self.window.show_start()
        start = self.window.start_page
        if old:
            words = _(
                "{office} was made by an older version of CRM Desktop. Nothing was changed. "
                "Upgrade it to go on; a backup is made first."
            ).format(office=without_password(address))
            start.notice.say(words, "", _("Upgrade"), partial(self.upgrade, address))
            return
        start.notice.say(words, "problem", _("Try again"), partial(self.open, address))
        if "://" in address:
            start.ask_server(without_password(address))


def _nothing(_result: object) -> None:
    """Done is done."""


# ------------------------------------------------------------- in a worker, without a window


Opened = tuple[Workspace, Watch]


def _open(address: str, guard: Callable[[], None] | None) -> Opened:
    for name in NEEDED:
        getattr(services, name)
    if guard is not None:
        guard()
    with ExitStack() as undo:
        workspace = services.opening.open_workspace(address)
        undo.callback(workspace.close)
        watch = Watch(workspace)
        undo.pop_all()
    return workspace, watch


def _create(address: str, office: str, guard: Callable[[], None] | None) -> Opened:
    if "://" not in address:
        Path(address).parent.mkdir(parents=True, exist_ok=True)
    services.opening.create_store(address, office_name=office)
    return _open(address, guard)


def _sample(address: str, guard: Callable[[], None] | None) -> Opened:
    if Path(address).exists():
        return _open(address, guard)
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    services.demo_data.ensure_store(address)
    opened = _open(address, guard)
    services.demo_data.fill(opened[0], SAMPLE_CONTACTS)
    return opened


def _upgrade(address: str, guard: Callable[[], None] | None) -> Opened:
    services.opening.upgrade_store(address)
    return _open(address, guard)

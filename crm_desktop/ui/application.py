"""The program as a whole: one window, one store at a time, opened after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from crm_desktop import paths, services
from crm_desktop.errors import DatabaseTooOld, UserError
from crm_desktop.i18n import _
from crm_desktop.services.workspace import Call, Workspace
from crm_desktop.settings import Appearance, SettingsFile
from crm_desktop.ui import paint, theme
from crm_desktop.ui.context import Context, utc_now
from crm_desktop.ui.dialogs import Dialogs
from crm_desktop.ui.failures import Failures
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.single_instance import Instance
from crm_desktop.ui.state import State
from crm_desktop.ui.tasks import Tasks

SAMPLE_CONTACTS = 1_000
SAMPLE_NAME = "sample.crm"
CALM = 20_000  # milliseconds after a store is open until its backup of the day is made
# Loaded in a worker with the store, so that the first click on something waits for no import.
NEEDED = ("opening", "listing", "records", "timeline", "undo", "values")


def dress(app: QApplication, settings: SettingsFile) -> None:
    """Colours and text size, as chosen."""
    now = settings.now
    dark = now.appearance == Appearance.DARK
    if now.appearance == Appearance.SYSTEM:
        app.styleHints().unsetColorScheme()
        dark = theme.system_is_dark(app)
    theme.apply(app, dark=dark, scale=theme.scale_of(now.text_size))
    paint.forget_sizes()


class Application(QObject):
    """Holds the parts together and opens stores.

    Attributes:
        window, tasks, failures, instance, context: the parts.
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
        dress(app, settings)
        gateway = dialogs or Dialogs()
        self.failures = Failures(gateway, self)
        self.tasks = Tasks(self.failures.show, self)
        self.context = Context(self.tasks, settings, State(), gateway, clock)
        self.instance = Instance(self)
        self.window = MainWindow(self.context)
        self.window.show_mode()
        self._wire()

    def _wire(self) -> None:
        window, start = self.window, self.window.start_page
        window.dressed.connect(self._dress)
        window.left.connect(self.leave)
        window.store_chosen.connect(self.open)
        start.create_asked.connect(self.create)
        start.sample_asked.connect(self.sample)
        self.instance.called.connect(self._called)
        self._app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _dress(self) -> None:
        dress(self._app, self._settings)
        self.window.show_mode()

    def _system_changed(self) -> None:
        if self._settings.now.appearance == Appearance.SYSTEM:
            dark = theme.system_is_dark(self._app)
            if dark != theme.tokens().dark:
                self._dress()

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
        """Make the backup of the day beside the store file; unseen unless it fails."""

        def load() -> Call[Path | None]:
            return services.backup.keep_daily.call()

        self.tasks.start_up(self.window, load, done=self._back_up)

    def _back_up(self, call: Call[Path | None]) -> None:
        self.tasks.job(self.window, "", call, done=lambda _made: None, hidden=True)

    def _wait(self, words: str) -> None:
        self._backup.stop()
        self.window.close_store()
        self.tasks.leave()
        self.window.start_page.wait(words)

    def _opened(self, workspace: Workspace) -> None:
        address = workspace.store.address
        self.instance.claim(address)
        self.tasks.use(workspace)
        self._settings.change(last_store=without_password(address))
        self.window.open_store(workspace)
        for file in self._asked:
            self.window.transfers.import_file(file)
        self._asked = []
        self._backup.start()

    def _not_opened(self, address: str, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say_start(str(error), address, old=isinstance(error, DatabaseTooOld))
        else:
            self.window.show_start()
            self.failures.fault(error)

    def _say_start(self, words: str, address: str, *, old: bool = False) -> None:
        self.window.show_start()
        start = self.window.start_page
        if old:
            start.notice.say(words, "", _("Upgrade"), partial(self.upgrade, address))
            return
        start.notice.say(words, "problem", _("Try again"), partial(self.open, address))
        if "://" in address:
            start.ask_server(without_password(address))


# ------------------------------------------------------------- in a worker, without a window


def _open(address: str, guard: Callable[[], None] | None) -> Workspace:
    for name in NEEDED:
        getattr(services, name)
    if guard is not None:
        guard()
    return services.opening.open_workspace(address)


def _create(address: str, office: str, guard: Callable[[], None] | None) -> Workspace:
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    services.opening.create_store(address, office_name=office)
    return _open(address, guard)


def _sample(address: str, guard: Callable[[], None] | None) -> Workspace:
    if Path(address).exists():
        return _open(address, guard)
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    services.demo_data.ensure_store(address)
    workspace = _open(address, guard)
    services.demo_data.fill.call(SAMPLE_CONTACTS).run(workspace)
    return workspace


def _upgrade(address: str, guard: Callable[[], None] | None) -> Workspace:
    services.opening.upgrade_store(address)
    return _open(address, guard)


def without_password(address: str) -> str:
    """A server's URL as it may be kept in a file; a password belongs into ~/.pgpass."""
    scheme, sign, rest = address.partition("://")
    who, at, where = rest.rpartition("@")
    return f"{scheme}{sign}{who.partition(':')[0]}{at}{where}" if at else address

"""What others do, and what the store itself does, told calmly in the window.

The views refresh by themselves; here is what a person has to know beside: the server does not
answer, it is back, the record looked at was deleted. What a form has to say is in form_news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.changes import Changes
from crm_desktop.services.watching import Latest, Link, Reach
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

CALM = 1_500  # milliseconds: a connection that is back by then was never missed


class WindowNews(QObject):
    """Tells in the window that the store is gone or back, and that a record shown was deleted."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._lost = False
        self._late = QTimer(self, singleShot=True, interval=CALM)
        self._late.timeout.connect(self.tell_lost)
        context.tasks.left.connect(self._forget)
        context.tasks.changed.connect(self._on_changes)

    def feel(self, link: Link) -> None:
        """How the store answers."""
        self._window.status.show_link(link)
        if link.reach == Reach.LOST:
            if not self._lost and not self._late.isActive():
                self._late.start()
            return
        self._late.stop()
        if self._lost:
            self._lost = False
            self._window.notice.hide()  # also what failed meanwhile
            self._window.toast.say(
                _("The server is back.") if self._is_server() else _("The file is back.")
            )

    def tell_lost(self) -> None:
        """Say what cannot be done now, and that nothing is lost."""
        self._lost = True
        notice = self._window.notice
        if self._is_server():
            words = _(
                "The server does not answer. You can read what is on the screen; nothing can be "
                "saved until it is back. What you have typed stays where it is. It is tried again "
                "by itself."
            )
            notice.say(words, "problem")
        else:
            words = _(
                "The file of this office is not at its place: it was moved, deleted or replaced. "
                "Nothing can be saved until it is back. What you have typed stays where it is. "
                "Put the file back, or open it again."
            )
            notice.say(words, "problem", _("&Open again"), self._open_again)

    def _open_again(self) -> None:
        workspace = self._context.tasks.workspace
        if workspace is not None:
            self._window.store_chosen.emit(workspace.store.address)

    def _is_server(self) -> bool:
        workspace = self._context.tasks.workspace
        return workspace is not None and not workspace.store.is_sqlite

    def _forget(self) -> None:
        self._late.stop()
        self._lost = False

    # -------------------------------------------------------------------------------- records

    def _on_changes(self, changes: Changes) -> None:
        record = self._window.page.pane.record
        if changes.others and record is not None and changes.touches(record.id):
            asked = services.watching.latest.call(record.entity, record.id)
            tasks = self._context.tasks
            tasks.query(self, "latest", asked, done=self._look, failed=_ignore)

    def _look(self, latest: Latest) -> None:
        if latest.record.deleted:
            self._window.toast.say(deleted(latest))


def _ignore(_error: Exception) -> None:
    """The views ask as well, and say what is wrong."""


def deleted(latest: Latest) -> str:
    """Who deleted a record."""
    name = latest.record.label
    if latest.me:
        return _("You deleted {name} in another program.").format(name=name)
    if latest.who:
        return _("{who} deleted {name}.").format(who=latest.who, name=name)
    return _("{name} was deleted in another program.").format(name=name)

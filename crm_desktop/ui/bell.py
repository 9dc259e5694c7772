"""The bell: what waits for me. Activities that are due, work that has ended, a backup that failed.

It asks the store once a minute, off the GUI thread, and after every change of an activity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from crm_desktop import i18n, services
from crm_desktop.enums import Permission
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.catalog import Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, ListRow, Op, Sort
from crm_desktop.ui import paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.tasks import Job
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.overlay import announce

EVERY = 60_000  # milliseconds
MOST = 30  # due activities shown; the count says how many more there are
KEPT = 20  # news kept until the program ends
WIDTH = 380
_COLUMNS = ("subject", "due_at", "due_on", "kind")
_OF_QUOTES = ("company", "title", "owner")
WAITING = ListQuery("quote", filters=(Filter("status", Op.EQ, ("in-approval",)),))
_DATA = Qt.ItemDataRole.UserRole
_ICONS = {"call": "phone", "meeting": "calendar", "task": "circle-check", "email": "mail"}


FAILED = "triangle-alert"


def _why(error: Exception) -> str:
    """In a sentence. What is our fault is told in the report."""
    if isinstance(error, UserError):
        return str(error)
    return _("The program made a mistake. Choose this to see the report.")


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened and can be read later.

    Attributes:
        icon: name of its picture.
        words: what happened.
        more: when, or what to do.
        action: what choosing it does; None: nothing but to be read.
    """

    icon: str
    words: str
    more: str = ""
    action: Callable[[], None] | None = None


def due_query(me: UUID, now: datetime, today: date) -> ListQuery:
    """My planned activities whose time has come."""
    filters = (
        Filter("status", Op.EQ, ("planned",)),
        Filter("owner", Op.EQ, (me,)),
        AnyOf((Filter("due_at", Op.LE, (now,)), Filter("due_on", Op.LE, (today,)))),
    )
    return ListQuery("activity", filters=filters, sort=(Sort("due_at", descending=True),))


class Bell(ToolButton):
    """The button in the top bar, with how much waits.

    Attributes:
        panel: the list it opens; made when it is opened for the first time.

    Signals:
        activity_asked: id of a due activity to open.
        quote_asked: id of a quote that waits for approval.
    """

    activity_asked = Signal(object)
    quote_asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._due: list[ListRow] = []
        self._quotes: list[ListRow] = []
        self._due_count = 0
        self._news: list[News] = []
        self._unread = 0
        self.panel: BellPanel | None = None
        self.setObjectName("BellButton")
        self.setIcon(icon("bell"))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        context.tasks.changed.connect(self._on_changes)
        context.tasks.job_ended.connect(self._job_ended)
        self._say()

    # ---------------------------------------------------------------------------------- what

    def begin(self) -> None:
        """A store is open: look now and every minute."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """No store: nothing waits. What was told stays to be read."""
        self._timer.stop()
        self._due, self._due_count, self._quotes = [], 0, []
        self._say()

    def look(self) -> None:
        """Ask the store what is due."""
        workspace = self._context.tasks.workspace
        if workspace is None:
            return
        asked = due_query(workspace.actor.id, self._context.clock(), self._context.today())
        rows = services.listing.first.call(asked, _COLUMNS, MOST)
        quietly = partial(self._not_told)
        self._context.tasks.query(self, "due", rows, done=self._show_due, failed=quietly)
        if Permission.QUOTE_APPROVE in workspace.permissions:
            quotes = services.listing.first.call(WAITING, _OF_QUOTES, MOST)
            self._context.tasks.query(
                self, "quotes", quotes, done=self._show_quotes, failed=quietly
            )
        if len(self._due) >= MOST:
            count = services.listing.count.call(asked)
            self._context.tasks.query(
                self, "due count", count, done=self._show_count, failed=quietly
            )

    def _not_told(self, _error: Exception) -> None:
        """A server that is away is told by the page one works on; a bell need not say it too."""

    def _show_due(self, rows: list[ListRow]) -> None:
        more = len(rows) > len(self._due)
        self._due = rows
        self._due_count = max(len(rows), self._due_count if len(rows) >= MOST else 0)
        self._say()
        if more and rows:
            announce(self, self.accessibleName())

    def _show_quotes(self, rows: list[ListRow]) -> None:
        more = len(rows) > len(self._quotes)
        self._quotes = rows
        self._say()
        if more:
            announce(self, self.accessibleName())

    def _show_count(self, count: int) -> None:
        self._due_count = count
        self._say()

    def _on_changes(self, changes: Changes) -> None:
        if changes.many or changes.entities & {"activity", "quote"}:
            self.look()

    def _job_ended(self, job: Job) -> None:
        if job.hidden or not job.title or job.cancel.requested:
            return
        when = i18n.clock(i18n.local(self._context.clock()))
        title = job.title.removesuffix("…").strip()
        if job.error is None:
            words = _("{title}: it has ended").format(title=title)
            self.tell(News("check", words, when, job.look))
        else:
            words = _("{title}: it failed").format(title=title)
            self.tell(News(FAILED, words, f"{when}\n{_why(job.error)}", self._report(job.error)))

    def _report(self, error: Exception) -> Callable[[], None]:
        """Shows once more what went wrong."""
        return lambda: self._context.tasks.report(self, error)

    def tell(self, news: News) -> None:
        """Keep something to be read; it counts until the list is opened."""
        self._news.insert(0, news)
        del self._news[KEPT:]
        self._unread += 1
        self._say()
        announce(self, news.words)

    @property
    def count(self) -> int:
        """How much waits."""
        return self._due_count + len(self._quotes) + self._unread

    def _say(self) -> None:
        name = _("Notices")
        if self.count:
            name = ngettext("{n} notice", "{n} notices", self.count)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setIcon(icon("bell-ring" if self.count else "bell"))
        self.update()
        if self.panel is not None and self.panel.isVisible():
            self.panel.fill(self._entries())

    # --------------------------------------------------------------------------------- panel

    def open(self) -> None:
        """Show the list under the bell."""
        if self.panel is None:
            self.panel = BellPanel(self)
            self.panel.chosen.connect(self._choose)
        self.panel.fill(self._entries())
        self._unread = 0
        self._say()
        self.panel.place_under(self)
        self.panel.show()
        self.panel.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _entries(self) -> list[tuple[str, list[News]]]:
        due = [self._due_news(row) for row in self._due]
        hidden = self._due_count - len(due)
        if hidden > 0:
            due.append(News("list", ngettext("{n} more", "{n} more", hidden)))
        quotes = [self._quote_news(row) for row in self._quotes]
        return [(N_("Due"), due), (N_("To approve"), quotes), (N_("News"), self._news)]

    def _quote_news(self, row: ListRow) -> News:
        company, title, owner = row.cells
        name = str(title or (company.label if isinstance(company, Ref) else "") or _("Quote"))
        who = owner.label if isinstance(owner, Ref) else ""
        more = " · ".join(part for part in (_("Waits for your approval"), who) if part)
        return News("user-check", name, more, partial(self.quote_asked.emit, UUID(bytes=row.id)))

    def _due_news(self, row: ListRow) -> News:
        subject, due_at, due_on, kind = row.cells
        now, when = self._context.clock(), ""
        if isinstance(due_at, datetime):
            when = f"{i18n.moment(due_at, now)}, {i18n.clock(i18n.local(due_at))}"
        elif isinstance(due_on, date):
            when = i18n.day(due_on, self._context.today())
        action = partial(self.activity_asked.emit, UUID(bytes=row.id))
        return News(_ICONS.get(str(kind), "list-checks"), str(subject), when, action)

    def _choose(self, news: News) -> None:
        if news.action is not None:
            news.action()

    # --------------------------------------------------------------------------------- paint

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = "9+" if self.count > 9 else str(self.count)
        side = theme.px(14)
        width = max(side, paint.text_width(words, 9.5, 600) + theme.px(6))
        left = 1.0 if self.isRightToLeft() else self.width() - width - 1
        box = QRectF(left, 1, width, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(box, side / 2, side / 2)
        painter.setPen(theme.color("on_accent"))
        painter.setFont(theme.font(9.5, 600))
        painter.drawText(box, paint.CENTER, words)
        painter.end()


class BellPanel(QFrame):
    """The list under the bell. Esc or a click elsewhere closes it.

    Attributes:
        list: what waits, walked through with the arrow keys.

    Signals:
        chosen: a News.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("BellPanel")
        self.setAccessibleName(_("Notices"))
        self.list = QListWidget()
        self.list.setObjectName("Bell")
        self.list.setAccessibleName(_("Notices"))
        self.list.setFont(theme.font(13))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self._nothing = build.label(_("Nothing waits for you."), tone="muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMinimumHeight(theme.px(72))
        self.setLayout(build.column(self._nothing, self.list, spacing=0, margins=(6, 6, 6, 6)))
        self.setFixedWidth(theme.px(WIDTH))

    def fill(self, groups: list[tuple[str, list[News]]]) -> None:
        """Show what waits, under its headings."""
        self.list.ensurePolished()
        self.list.setFixedWidth(theme.px(WIDTH - 12))  # the height of a row follows from it
        at = max(self.list.currentRow(), 0)
        self.list.clear()
        for head, news in groups:
            if news:
                self._add_head(_(head))
            for one in news:
                self._add(one)
        some = self.list.count() > 0
        self.list.setVisible(some)
        self._nothing.setVisible(not some)
        if some:
            self.list.setCurrentRow(min(max(at, 1), self.list.count() - 1))
        high = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        self.list.setFixedHeight(min(high + 4, theme.px(420)))
        self.adjustSize()

    def _add_head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.font(11, 600))
        item.setForeground(theme.color("text3"))
        self.list.addItem(item)

    def _add(self, news: News) -> None:
        words = f"{news.words}\n{news.more}" if news.more else news.words
        token = "danger" if news.icon == FAILED else "text2"
        item = QListWidgetItem(icon(news.icon, token), words)
        item.setData(_DATA, news)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
        self.list.addItem(item)

    def place_under(self, button: QWidget) -> None:
        """Hang under a button, its outer edge under the button's."""
        left = 0 if button.isRightToLeft() else button.width() - self.width()
        self.move(button.mapToGlobal(QPoint(left, button.height() + theme.px(4))))

    def _take(self, item: QListWidgetItem) -> None:
        news = item.data(_DATA)
        if isinstance(news, News):
            self.hide()
            self.chosen.emit(news)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

"""The line at the bottom: how the store answers, which one it is, who, how many are selected."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QStatusBar, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.watching import Link, Reach
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

_SIDE = 10
_TOKENS = {Reach.FINE: "ok", Reach.SLOW: "warn", Reach.LOST: "danger"}
_SERVER = {
    Reach.FINE: N_("Connected"),
    Reach.SLOW: N_("Slow connection"),
    Reach.LOST: N_("No connection"),
}
_FILE = {
    Reach.FINE: N_("Local file"),
    Reach.SLOW: N_("Slow disk"),
    Reach.LOST: N_("File not found"),
}
_SECOND = 1_000  # milliseconds


class StatusLine(QStatusBar):
    """Shows where the work is stored.

    Attributes:
        light: how the store answers.
        store: which one it is, and who works in it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.light = LinkLight()
        self.store = build.label(size=12, tone="muted")
        self._sum = build.label(size=12, tone="muted")
        self._chosen = build.label(size=12, tone="muted")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        self.addWidget(self.light)
        self.addWidget(self.store, 1)
        self.addPermanentWidget(self._sum)
        self.addPermanentWidget(self._chosen)

    def show_store(self, address: str, who: str) -> None:
        """The file or server, and the colleague."""
        self.store.setText(f"{short_address(address)}  ·  {who}")
        self.store.setToolTip("" if "://" in address else address)
        self.light.begin(server="://" in address)

    def show_link(self, link: Link) -> None:
        """How the store answers."""
        self.light.show_link(link)

    def show_chosen(self, count: int) -> None:
        """How many records are selected; one goes without saying."""
        words = ngettext("{n} selected", "{n} selected", count) if count > 1 else ""
        self._chosen.setText(words)

    def show_sum(self, words: str) -> None:
        """What the selected numbers add up to; empty where there are none."""
        self._sum.setText(f"{words}  ·" if words else "")

    @property
    def sum_words(self) -> str:
        """What is said about the selected numbers."""
        return self._sum.text().rstrip(" ·")

    def clear(self) -> None:
        """No store is open."""
        self._sum.clear()
        self.light.hide()
        self.store.clear()
        self._chosen.clear()


class LinkLight(QWidget):
    """A light with words: a green disc, an amber triangle, a red cross. Its tip says how fast.

    Attributes:
        mark: the light itself; words: what it means.
    """

    def __init__(self) -> None:
        super().__init__()
        self.mark = _Mark()
        self.words = build.label(size=12, tone="muted")
        self._names = _FILE
        self._link = Link(Reach.FINE)
        self.setLayout(build.row(self.mark, self.words, spacing=6, margins=(0, 0, 8, 0)))
        self.hide()

    def begin(self, *, server: bool) -> None:
        """A store has just been opened, so it answers."""
        self._names = _SERVER if server else _FILE
        self._link = Link(Reach.FINE)
        self._tell(_(self._names[Reach.FINE]))
        self.show()

    def show_link(self, link: Link) -> None:
        """How the store answers now."""
        before, self._link = self._link, link
        self._tell(self._tip())
        if link.reach != before.reach:
            announce(self, self.words.text())

    def _tell(self, tip: str) -> None:
        self.mark.show_reach(self._link.reach)
        self.words.setText(_(self._names[self._link.reach]))
        lost = self._link.reach == Reach.LOST
        build.set_state(self.words, "tone", "problem" if lost else "muted")
        self.setToolTip(tip)
        self.setAccessibleName(self.words.text())
        self.setAccessibleDescription(tip)

    def _tip(self) -> str:
        server, took = self._names is _SERVER, _duration(self._link.milliseconds)
        if self._link.reach == Reach.LOST:
            tried = _("It is tried again by itself.")
            reason = f"{self._link.reason.rstrip('.')}." if self._link.reason else ""
            return "\n".join(filter(None, (tried, reason)))
        if server:
            return _("The server answers in {time}.").format(time=took)
        return _("The file answers in {time}.").format(time=took)


class _Mark(QWidget):
    """The light itself. Its form says the same as its colour."""

    def __init__(self) -> None:
        super().__init__()
        self._reach = Reach.FINE
        self.setFixedSize(theme.px(_SIDE), theme.px(_SIDE))

    def show_reach(self, reach: Reach) -> None:
        """Another light."""
        self._reach = reach
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.color(_TOKENS[self._reach])
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._reach == Reach.LOST:
            pen = QPen(colour, box.width() / 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            inner = box.adjusted(1, 1, -1, -1)
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.topRight(), inner.bottomLeft())
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            self._fill(painter, box)
        painter.end()

    def _fill(self, painter: QPainter, box: QRectF) -> None:
        if self._reach == Reach.FINE:
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            top = QPointF(box.center().x(), box.top())
            painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))


def _duration(milliseconds: float) -> str:
    """How long an answer took, as short as it can be said."""
    if milliseconds < 1:
        return _("less than 1 ms")
    if milliseconds < _SECOND:
        return _("{n} ms").format(n=i18n.number(round(milliseconds)))
    return _("{n} s").format(n=i18n.number(round(milliseconds / _SECOND, 1)))


def short_address(address: str) -> str:
    """A store's address as people know it: the file's name, or the server without a password."""
    if "://" in address:
        return address.partition("://")[2].rpartition("@")[2]
    return address.replace("\\", "/").rpartition("/")[2]

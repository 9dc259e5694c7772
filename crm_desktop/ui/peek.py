"""A look at the record the keyboard is on, over the list: read only, gone with Space or Escape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui import paint, theme, words
from crm_desktop.ui.context import Context
from crm_desktop.ui.kinds import ICONS
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided, IconMark, Pill
from crm_desktop.ui.widgets.flow import Flow
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem

WIDTH = 372
MOST_ITEMS = 6
_LABELS = 108
_MOST_WORDS = 600
_HAPPENS = frozenset({"person", "company"})  # these have a timeline
_IN_THE_NAME = ("prefix", "first_name", "middle_name", "last_name", "suffix", "name_override")
_SHOWN_ELSEWHERE = {Kind.FILE, Kind.JSON, Kind.TAGS}


class Peek(QFrame):
    """Shows one record at the right edge of its page.

    Attributes:
        record: what is shown; None for nothing.

    Signals:
        closed: it is to be seen no more.
    """

    closed = Signal()

    def __init__(self, context: Context, entity: EntityType, room: QWidget) -> None:
        super().__init__(room)
        self.setObjectName("Peek")
        self._context, self._entity, self._room = context, entity, room
        self.record: Record | None = None
        self._avatar = Avatar(44)
        self._name, self._under = Elided(), Elided()
        self._chips = Flow()
        self._facts, self._happened = QWidget(), QWidget()  # made anew for each record
        self._head = build.label(_("Latest"), size=12, weight=600, tone="muted")
        self._scroll = QScrollArea()
        self.setLayout(self._build())
        room.installEventFilter(self)
        self.hide()

    def _build(self) -> QVBoxLayout:
        self._name.setFont(theme.font(16, 600))
        self._under.setProperty("tone", "muted")
        close = build.tool("x", _("Close the peek"))
        close.clicked.connect(self.closed)
        names = build.column(0, self._name, self._under, 0, spacing=2)
        head = build.row(self._avatar, spacing=12, margins=(20, 16, 12, 12))
        head.addLayout(names, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        inside = build.column(self._chips, self._facts, self._head, self._happened, spacing=12)
        inside.setContentsMargins(theme.px(20), theme.px(2), theme.px(20), theme.px(20))
        inside.addStretch(1)
        self._inside = inside
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(_("Peek"))
        self._scroll.setWidget(build.holder(inside))
        keys = build.label(_("Space closes, Enter opens"), size=11.5, tone="faint")
        keys.setContentsMargins(theme.px(20), theme.px(8), theme.px(12), theme.px(10))
        column = build.column(spacing=0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(build.rule())
        column.addWidget(keys)
        return column

    # ---------------------------------------------------------------------------------- show

    def show_id(self, key: bytes) -> None:
        """Show a record; the one before stays until it is here."""
        if not key:
            self.closed.emit()
            return
        entity, record_id, tasks = self._entity.key, UUID(bytes=key), self._context.tasks
        load = services.records.load.call(entity, record_id)
        tasks.query(self, "record", load, done=self._show, failed=self._failed)
        if entity in _HAPPENS:
            of = services.timeline.of.call(entity, record_id, MOST_ITEMS)
            tasks.query(self, "timeline", of, done=self._tell, failed=self._ignore)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.closed.emit()
        else:
            self._context.tasks.report(self, error)

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the record is told by its own query."""

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's."""
        if self.isVisible() and self.record is not None and changes.touches(self.record.id):
            self.show_id(self.record.id.bytes)

    def _show(self, record: Record) -> None:
        entity, values = self._entity, record.values
        same = self.record is not None and self.record.id == record.id
        self.record = record
        self._avatar.show_name(record.label, values.get("photo"), square=entity.key != "person")
        self._name.setText(record.label)
        under = values.get(entity.subtitle) if entity.subtitle else None
        told = words.full(entity.field(entity.subtitle), under) if under else ""
        self._under.setText(told)
        self._under.setVisible(bool(told))
        self._show_chips(record)
        self._facts = self._replaced(self._facts, self._fact_grid(record))
        if not same:
            self._scroll.verticalScrollBar().setValue(0)
        self.place()
        self.show()
        self.raise_()
        announce(self, ", ".join(filter(None, (record.label, told))))

    def _show_chips(self, record: Record) -> None:
        self._chips.empty()
        for field in self._entity.fields:
            value = record.values.get(field.key)
            if field.key == "status" and value:
                choice = field.choice(value)
                self._chips.addWidget(Pill(_(choice.label), choice.hue, dot=True))
        for tag in record.values.get("tags") or ():
            self._chips.addWidget(Pill(tag, paint.hue_of(tag)))

    def _replaced(self, old: QWidget, layout: QLayout) -> QWidget:
        new = build.holder(layout)
        self._inside.replaceWidget(old, new)
        old.hide()
        old.deleteLater()
        return new

    def _fact_grid(self, record: Record) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(_LABELS))
        grid.setColumnStretch(1, 1)
        for at, field in enumerate(self._said_of(record)):
            label = build.label(_(field.label), tone="muted", wrap=True)
            value = build.label(self._words(field, record.values[field.key]), wrap=True)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label, at, 0, top)
            grid.addWidget(value, at, 1)
        return grid

    def _words(self, field: Field, value: Any) -> str:
        if field.kind == Kind.DATETIME:
            return words.cell(field, value, self._context.clock())
        return words.full(field, value)[:_MOST_WORDS]

    def _said_of(self, record: Record) -> list[Field]:
        """What there is to say: the columns of the list first, then what else is filled in."""
        said = {self._entity.label, self._entity.subtitle, "status", *_IN_THE_NAME}
        order = {key: at for at, key in enumerate(self._entity.columns)}
        fields = [
            field
            for field in self._entity.fields
            if field.key not in said
            and field.kind not in _SHOWN_ELSEWHERE
            and (field.key in order or not field.derived)
            and record.values.get(field.key) not in (None, "", (), False)
        ]
        if len(record.values.get("companies") or ()) == 1:
            fields = [field for field in fields if field.key != "companies"]
        return sorted(fields, key=lambda field: order.get(field.key, len(order)))

    def _tell(self, items: list[TimelineItem]) -> None:
        column = build.column(spacing=10)
        for item in items[:MOST_ITEMS]:
            column.addLayout(self._item(item))
        self._head.setVisible(bool(items))
        self._happened = self._replaced(self._happened, column)

    def _item(self, item: TimelineItem) -> QVBoxLayout:
        title = Elided(item.title or item.body.partition("\n")[0])
        title.setFont(theme.font(13, 500))
        when = build.label(i18n.moment(item.at, self._context.clock()), size=12, tone="faint")
        line = build.row(IconMark(ICONS.get(item.kind, "circle-dot"), 15), spacing=8)
        line.addWidget(title, 1)
        line.addWidget(when)
        column = build.column(line, spacing=2)
        body = " ".join(item.body.split())
        if body and not body.startswith(item.title[:20]):
            shown = Elided(body)
            shown.setFont(theme.font(12))
            shown.setProperty("tone", "muted")
            under = build.row(23, spacing=0)
            under.addWidget(shown, 1)
            column.addLayout(under)
        return column

    # --------------------------------------------------------------------------------- place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Stand at the right edge, as high as the page."""
        room = self._room.rect()
        width = min(theme.px(WIDTH), room.width() * 2 // 3)
        left = (
            0 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else room.width() - width
        )
        self.setGeometry(left, 0, width, room.height())

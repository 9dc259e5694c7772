"""What happened and what comes next: the line to write in, the filter, the timeline."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ACTIVITY, EntityType, Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.composer import Composer
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.pages.timeline import Timeline
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem

FIRST = 50
MORE = 200
# (icon, words, kinds of activity): what can be shown alone.
FILTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("phone", N_("Calls"), ("call",)),
    ("calendar", N_("Meetings"), ("meeting", "visit", "demo")),
    ("circle-check", N_("Tasks"), ("task", "other")),
    ("mail", N_("Mail and letters"), ("email", "letter", "message", "fax")),
    ("sticky-note", N_("Notes"), ("note",)),
    ("paperclip", N_("Files"), ("file",)),
)


class Happened(QWidget):
    """The timeline of one record, and what is added to it.

    Attributes:
        timeline: the list. composer: the line to write in.
        filters: the switches, in the order of FILTERS.

    Signals:
        item_asked: (entity, id) of an item is to be opened.
        outcome_asked: id of a planned activity; how it ended is to be told.
    """

    outcome_asked = Signal(object)
    item_asked = Signal(str, object)

    def __init__(self, context: Context, entity: EntityType, saver: Saver) -> None:
        super().__init__()
        self._context, self._entity, self._saver = context, entity, saver
        self._record_id: UUID | None = None
        self._limit = FIRST
        self._drafts: dict[UUID, str] = {}
        self.composer = Composer(context, saver)
        self.timeline = Timeline(context.clock)
        self.filters: list[QToolButton] = []
        writing = build.column(self.composer, margins=(20, 10, 20, 0))
        column = build.column(writing, self._filter_line(), spacing=0)
        column.addWidget(self.timeline, 1)
        self.setLayout(column)
        self._wire()

    def _filter_line(self) -> QWidget:
        line = build.row(spacing=2, margins=(16, 4, 20, 0))
        for icon_name, words, _kinds in FILTERS:
            button = build.tool(icon_name, _("Only {what}").format(what=inner(_(words))), size=14)
            button.setIcon(icon(icon_name, "text3"))
            button.setCheckable(True)
            button.toggled.connect(self._filter)
            line.addWidget(button)
            self.filters.append(button)
        self._all = build.button(_("Show all"), link=True)
        self._all.setFont(theme.font(12, 500))
        self._all.clicked.connect(self.show_all)
        self._all.hide()
        line.addWidget(self._all)
        line.addStretch(1)
        return build.holder(line)

    def _wire(self) -> None:
        timeline = self.timeline
        timeline.opened.connect(self._open)
        timeline.menu_asked.connect(self._menu)
        timeline.done_asked.connect(self.complete)
        timeline.outcome_asked.connect(self._ask_how)
        timeline.delete_asked.connect(self.delete)
        timeline.expand_asked.connect(self._expand)
        timeline.older_asked.connect(self._show_older)
        self.composer.kept.connect(timeline.scrollToTop)

    # ---------------------------------------------------------------------------------- show

    def kinds(self) -> tuple[str, ...]:
        """The kinds that are shown alone; none: all."""
        chosen = zip(self.filters, FILTERS, strict=True)
        return tuple(kind for button, each in chosen if button.isChecked() for kind in each[2])

    def _filter(self) -> None:
        self._all.setVisible(bool(self.kinds()))
        self.timeline.hint = (
            _("Nothing of this kind.") if self.kinds() else _("Nothing has happened here yet.")
        )
        self._again()

    def show_all(self) -> None:
        """No filter."""
        for button in self.filters:
            button.setChecked(False)
        self.timeline.setFocus()

    def _show_older(self) -> None:
        self._limit += MORE
        self._again()

    def _again(self) -> None:
        if self._record_id is not None:
            self.ask(self._record_id)

    def ask(self, record_id: UUID) -> None:
        """Read what happened with a record."""
        if record_id != self._record_id:
            self._record_id, self._limit = record_id, FIRST
            self.timeline.expanded.clear()
        of = services.timeline.of.call(
            self._entity.key, record_id, self._limit, kinds=self.kinds(), people=True
        )
        tasks = self._context.tasks
        tasks.query(self, "timeline", of, done=self._show, failed=self._ignore)

    def _show(self, items: list[TimelineItem]) -> None:
        past = sum(item.status != "planned" for item in items)
        self.timeline.show_items(items, more=past >= self._limit)

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the record is told by its own query."""

    def forget(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "timeline")

    def show_record(self, record: Record) -> None:
        """Write about this record; what was half written about it is here again."""
        before, box = self.composer.record, self.composer.box
        self.composer.show_record(record)
        if before is not None and before.id == record.id:
            return
        if before is not None:
            self._drafts[before.id] = box.toPlainText()
        box.setPlainText(self._drafts.pop(record.id, ""))

    # --------------------------------------------------------------------------------- items

    def _open(self, entity: str, key: UUID) -> None:
        if entity != "attachment":
            self.item_asked.emit(entity, key)

    def _menu(self, item: TimelineItem, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if item.entity != "attachment":
            opened = menu.addAction(icon("pencil"), _("&Open"))
            opened.triggered.connect(lambda: self._open(item.entity, item.id))
        if item.status == "planned":
            done = menu.addAction(icon("circle-check"), _("Mark as &done"))
            done.triggered.connect(lambda: self.complete(item))
            outcome = menu.addAction(icon("message-square"), _("Done, and &how it ended …"))
            outcome.triggered.connect(lambda: self.outcome_asked.emit(item.id))
        delete = menu.addAction(icon("trash-2"), _("De&lete"))
        delete.triggered.connect(lambda: self.delete(item))
        menu.popup(point)

    def _expand(self, item: TimelineItem) -> None:
        load = services.records.load.call(item.entity, item.id)
        show = partial(self._show_whole, item)
        self._context.tasks.query(self, "expand", load, done=show)

    def _show_whole(self, item: TimelineItem, record: Record) -> None:
        self.timeline.expand(item, _whole(item, record))

    def _ask_how(self, item: TimelineItem) -> None:
        self.outcome_asked.emit(item.id)

    def complete(self, item: TimelineItem) -> None:
        """Mark a planned activity as done now."""
        load = services.records.load.call(item.entity, item.id)
        self._context.tasks.query(self, "complete", load, done=self._mark_done)

    def complete_next(self) -> None:
        """Mark the chosen planned activity, or the nearest one, as done."""
        item = self.timeline.next_planned()
        if item is not None:
            self.complete(item)

    def _mark_done(self, record: Record) -> None:
        values = {"status": "done", "done_at": self._context.clock()}
        save = services.records.save.call(record.entity, record.id, values, version=record.version)
        self._saver.run(save, _("Done: {what}").format(what=record.label))

    def delete(self, item: TimelineItem) -> None:
        """Move an item to the trash."""
        delete = services.records.delete.call(item.entity, (item.id,))
        self._saver.run(delete, lambda deleted: deleted.words)


def _whole(item: TimelineItem, record: Record) -> str:
    """Everything an item has to tell, line by line."""
    values = record.values
    if item.entity == "note":
        return str(values.get("body") or "")
    if item.entity == "attachment":
        parts = (values.get("description"), i18n.file_size(values.get("size") or 0))
        return "\n".join(str(part) for part in parts if part)
    told: list[str] = [str(values["description"])] if values.get("description") else []
    for key in ("outcome", "next_step", "place", "priority"):
        told += _labelled(key, values.get(key))
    people = [_names(row) for row in values.get("links") or ()]
    told += [_("With {names}").format(names=", ".join(filter(None, people)))] if people else []
    return "\n".join(told) or _("Nothing more is known.")


def _labelled(key: str, value: Any) -> list[str]:
    field = ACTIVITY.field(key)
    if not value:
        return []
    words = _(field.choice(value).label) if field.choices else str(value)
    return [f"{_(field.label)}: {words}"]


def _names(row: dict[str, Any]) -> str:
    concerned = (row.get(key) for key in ("person", "company", "lead", "deal"))
    return ", ".join(ref.label for ref in concerned if ref)

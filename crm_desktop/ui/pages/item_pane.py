"""An activity or a note beside its list: what it is, whom it concerns, what else happened there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from crm_desktop import services
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES, EntityType, Kind, Record, Ref, Role
from crm_desktop.services.changes import Changes
from crm_desktop.ui import kinds, paint, theme, words
from crm_desktop.ui.context import Context
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.pages.fact_lines import main_value, scheme_of
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.timeline import Timeline
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided, Pill
from crm_desktop.ui.widgets.flow import Flow
from crm_desktop.ui.widgets.links import Link

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem

MOST_ITEMS = 30
_MOST_PEOPLE = 12
_TEXTS = {"activity": "description", "note": "body"}
# Said elsewhere in the pane, or of little use there.
_ELSEWHERE = frozenset(
    "subject title kind status priority outcome links tags pinned description body origin "
    "external_id created_at updated_at visibility team".split()
)


class Mark(QWidget):
    """The icon of a kind, large."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._mark, self._ring = ("", "slate"), False
        self.setFixedSize(theme.px(side), theme.px(side))

    def show_mark(self, mark: tuple[str, str], *, ring: bool) -> None:
        """Another kind."""
        self._mark, self._ring = mark, ring
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        kinds.paint_mark(painter, box, *self._mark, ring=self._ring)
        painter.end()


class WithRow(QWidget):
    """Somebody it concerns: a link to the record, a number to call, an address to write to."""

    def __init__(self, entity: str, ref: Ref, faces: Faces) -> None:
        super().__init__()
        self.entity, self.ref = entity, ref
        avatar = Avatar(28, square=entity == "company")
        avatar.show_face(faces, entity, ref.id, ref.label)
        self.name = Link(ref.label, _(ENTITIES[entity].title), token="text")
        self.name.setFont(theme.font(13, 500))
        self.ways = build.row(spacing=12)
        self.ways.addStretch(1)
        column = build.column(self.name, self.ways, spacing=1)
        line = build.row(avatar, spacing=10)
        line.setAlignment(avatar, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)
        self.setLayout(line)

    def show_way(self, link: Link) -> None:
        """A number or an address."""
        self.ways.insertWidget(self.ways.count() - 1, link)


class ItemPane(Pane):
    """One activity or note, read-only.

    Attributes:
        people: the rows of whom it concerns.
        timeline: what else happened with the first of them.
        done, later: the buttons of a planned activity.

    Signals:
        complete_asked, put_off_asked: id of the activity that is done, or to be done later.
    """

    complete_asked = Signal(object)
    put_off_asked = Signal(object)

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__(context, entity)
        self.people: list[WithRow] = []
        self.timeline = Timeline(context.clock)
        self._mark, self._under = Mark(44), Elided()
        size = 18 if theme.px(100) < 130 else 15  # large text leaves few words to a line
        self._title = _narrow(build.label(size=size, weight=600, wrap=True, selectable=True))
        self._chips, self._with = Flow(), build.column(spacing=8)
        self._facts = QGridLayout()
        self._text = _narrow(build.label(wrap=True, selectable=True))
        self._history_of = build.label(size=11.5, weight=600, tone="muted")
        self.done = build.button(_("Done"), "circle-check", primary=True)
        self.later = build.button(_("Later"), "clock")
        words = _("Choose one of the {plural} to see it here.")
        self._lay_out(self._build(), words.format(plural=inner(_(entity.plural))))
        self._wire()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QWidget:
        self._under.setProperty("tone", "muted")
        edit = build.tool("pencil", _("Edit"))
        edit.clicked.connect(self.edit_asked)
        more = build.tool("ellipsis", _("More actions"))
        more.clicked.connect(
            lambda: self.menu_asked.emit(more.mapToGlobal(QPoint(0, more.height())))
        )
        head = build.row(self._mark, spacing=14)
        head.addLayout(build.column(self._title, self._under, spacing=2), 1)
        tools = build.row(edit, more, spacing=2)
        head.addLayout(tools)
        head.setAlignment(tools, Qt.AlignmentFlag.AlignTop)
        head.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        upper = build.column(head, self._buttons(), spacing=12, margins=(20, 18, 20, 8))
        self._scroll = self._scrolled()
        whole = build.column(upper, self._scroll, build.rule(), spacing=0)
        lower = build.column(self._history_of, margins=(20, 10, 20, 0))
        whole.addLayout(lower)
        whole.addWidget(self.timeline, 1)
        self.timeline.setMinimumHeight(min(theme.px(120), 150))  # large text leaves less room
        return build.holder(whole)

    def _buttons(self) -> QWidget:
        self._planned = build.holder(build.row(self.done, self.later, 0, spacing=8))
        return self._planned

    def _scrolled(self) -> QScrollArea:
        self._facts.setHorizontalSpacing(theme.px(12))
        self._facts.setVerticalSpacing(theme.px(6))
        self._facts.setColumnMinimumWidth(0, theme.px(84))
        self._facts.setColumnStretch(1, 1)
        column = build.column(self._chips, self._with, spacing=14, margins=(20, 4, 20, 14))
        column.addWidget(self._text)
        column.addLayout(self._facts)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(_("Details"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(build.holder(column))
        self._inside = column
        return scroll

    def _wire(self) -> None:
        self.timeline.opened.connect(self.item_asked)
        for asked in (self.timeline.done_asked, self.timeline.outcome_asked):
            asked.connect(self._ask_how)
        self.done.clicked.connect(self.complete_next)
        self.later.clicked.connect(self.put_off)

    # ---------------------------------------------------------------------------------- show

    def forget(self) -> None:
        super().forget()
        for key in ("person", "company", "timeline"):
            self._context.tasks.forget(self, key)

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        self.record = record
        values = record.values
        planned = values.get("status") == "planned" and not record.deleted
        mark = kinds.mark(self._entity, values.get("kind"))
        self._mark.show_mark(mark or ("circle-dot", "slate"), ring=planned)
        self._title.setText(self._called(record))
        self._under.setText(self._said(record))
        self._planned.setVisible(planned)
        self._show_chips(record)
        self._show_people(values.get("links") or ())
        self._show_facts(record)
        text = str(values.get(_TEXTS[self._entity.key]) or "").strip()
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._uncover(record)
        QTimer.singleShot(0, self, self._fit)  # words are broken into lines only when laid out

    def _called(self, record: Record) -> str:
        """The subject; a note has none, and is read below in full."""
        if self._entity.key != "note":
            return record.label
        name = next((ref.label for _entity, ref in linked(record.values.get("links") or ())), "")
        return _("Note about {name}").format(name=name) if name else _("Note")

    def _fit(self) -> None:
        """As much room for the facts as they need, up to half of the pane."""
        width = self._scroll.viewport().width()
        wanted = self._inside.totalHeightForWidth(width) if width > 0 else 0
        most = max(self.height() // 2, theme.px(160))
        self._scroll.setFixedHeight(min(max(wanted, theme.px(40)), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.record is not None:
            self._fit()

    def _said(self, record: Record) -> str:
        """Kind and time, in one line: `Call · 3 days overdue`."""
        values, now = record.values, self._context.clock()
        if self._entity.key == "note":
            at = words.cell(self._entity.field("created_at"), values.get("created_at"), now)
            owner = values.get("owner")
            return f"{at} · {owner.label}" if isinstance(owner, Ref) else at
        kind = words.full(self._entity.field("kind"), values.get("kind"))
        planned = values.get("status") == "planned"
        due = values.get("due_at") if planned else values.get("done_at") or values.get("due_at")
        if due is not None:
            return f"{kind} · {words.due(due, now, late=planned and due < now)}"
        day = values.get("due_on")
        return f"{kind} · {words.cell(self._entity.field('due_on'), day, now)}" if day else kind

    def _show_chips(self, record: Record) -> None:
        self._chips.empty()
        for key in ("status", "priority", "outcome"):
            value = record.values.get(key)
            if value and not (key == "priority" and value == "normal"):
                choice = self._entity.field(key).choice(value)
                self._chips.addWidget(Pill(_(choice.label), choice.hue))
        if record.values.get("pinned"):
            self._chips.addWidget(Pill(_("Pinned"), "amber"))
        for tag in record.values.get("tags") or ():
            self._chips.addWidget(Pill(tag, paint.hue_of(tag)))

    def _is_in_head(self, key: str) -> bool:
        return key == "owner" and self._entity.key == "note"

    def _show_facts(self, record: Record) -> None:
        _clear(self._facts)
        at = 0
        for field in self._entity.fields:
            value = record.values.get(field.key)
            hidden = field.key in _ELSEWHERE or field.kind in (Kind.JSON, Kind.FILE)
            if hidden or value in (None, "", (), False) or self._is_in_head(field.key):
                continue
            label = build.label(_(field.label), tone="muted")
            said = _attending(value) if field.key == "attendees" else words.full(field, value)
            shown = _narrow(build.label(said, selectable=True, wrap=True))
            label.setBuddy(shown)
            top = Qt.AlignmentFlag.AlignTop
            self._facts.addWidget(label, at, 0, top)
            self._facts.addWidget(shown, at, 1, top)
            at += 1

    # -------------------------------------------------------------------------------- people

    def _show_people(self, links: Sequence[Mapping[str, Any]]) -> None:
        for row in self.people:
            row.hide()
            row.deleteLater()
        faces, concerned = self._context.faces, linked(links)[:_MOST_PEOPLE]
        self.people = [WithRow(entity, ref, faces) for entity, ref in concerned]
        for row in self.people:
            row.name.clicked.connect(partial(self._go_to, row))
            self._with.addWidget(row)
            row.show()
        for entity in ("person", "company"):
            ids = tuple(row.ref.id for row in self.people if row.entity == entity)
            if ids:
                load = services.records.load_many.call(entity, ids)
                self._context.tasks.query(self, entity, load, done=self._show_ways)
        self._ask_history()

    def _go_to(self, row: WithRow, _on: bool = False) -> None:
        self.go_to_asked.emit(row.entity, row.ref)

    def _show_ways(self, records: Mapping[UUID, Record]) -> None:
        QTimer.singleShot(0, self, self._fit)
        for row in self.people:
            record = records.get(row.ref.id)
            if record is None or row.ways.count() > 1:
                continue
            for key, role in (("phones", Role.PHONE), ("emails", Role.EMAIL)):
                text = main_value(ENTITIES[row.entity].field(key), record.values.get(key))
                address = scheme_of(role, text) if text else ""
                if address:
                    link = Link(text, _("Call") if role == Role.PHONE else _("Write"))
                    link.setFont(theme.font(12))
                    if role == Role.PHONE:
                        link.setMinimumWidth(link.sizeHint().width())  # half a number is none
                    link.clicked.connect(partial(self._outside, address))
                    row.show_way(link)
                    link.show()

    def call(self) -> None:
        """Dial the first number there is."""
        self._open_first("tel:")

    def mail(self) -> None:
        """Write to the first address there is."""
        self._open_first("mailto:")

    def _open_first(self, scheme: str) -> None:
        role = Role.PHONE if scheme == "tel:" else Role.EMAIL
        for row in self.people:
            for link in row.findChildren(Link):
                address = scheme_of(role, link.text()) if link is not row.name else ""
                if address.startswith(scheme) and (role == Role.EMAIL or "@" not in link.text()):
                    self._outside(address)
                    return

    def _ask_history(self) -> None:
        first = self.people[0] if self.people else None
        self._history_of.setVisible(first is not None)
        self.timeline.setVisible(first is not None)
        if first is None:
            self._context.tasks.forget(self, "timeline")
            return
        said = _("With {name}").format(name=first.ref.label)
        self._history_of.setText(said)
        of = services.timeline.of.call(first.entity, first.ref.id, MOST_ITEMS)
        self._context.tasks.query(self, "timeline", of, done=self._show_history)

    def _show_history(self, items: Sequence[Any]) -> None:
        here = self.record.id if self.record else None
        self.timeline.show_items([item for item in items if item.id != here])

    # ------------------------------------------------------------------------------- actions

    def _concerns(self, changes: Changes, record: Record) -> bool:
        shown = (record.id, *(row.ref.id for row in self.people), *self.timeline.ids())
        return any(changes.touches(each) for each in shown)

    def complete_next(self) -> None:
        """What is shown has been done."""
        if self.record is not None and self.record.values.get("status") == "planned":
            self.complete_asked.emit(self.record.id)

    def _ask_how(self, item: TimelineItem) -> None:
        self.complete_asked.emit(item.id)

    def put_off(self) -> None:
        """What is shown is to be done later."""
        if self.record is not None and self.record.values.get("status") == "planned":
            self.put_off_asked.emit(self.record.id)


def _narrow(label: QLabel) -> QLabel:
    """A label that one long word, such as an address, does not make wider than the pane."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    return label


def _attending(rows: Sequence[Mapping[str, Any]]) -> str:
    """Who takes part, a line each, with what they have answered."""
    response = ENTITIES["activity"].field("attendees").child("response")
    lines: list[str] = []
    for row in rows:
        refs = (row.get(key) for key in ("person", "user"))
        name = row.get("name") or next((ref.label for ref in refs if isinstance(ref, Ref)), "")
        told = words.full(response, row["response"]) if row.get("response") else ""
        lines.append(" · ".join(part for part in (name or row.get("email"), told) if part))
    return "\n".join(lines)


def linked(links: Sequence[Mapping[str, Any]]) -> list[tuple[str, Ref]]:
    """Whom the links of an activity or note name: the contacts, then the companies."""
    found: list[tuple[str, Ref]] = []
    for entity in ("person", "company"):
        refs = (row.get(entity) for row in links)
        found += [(entity, ref) for ref in refs if isinstance(ref, Ref)]
    return found


def _clear(grid: QGridLayout) -> None:
    while grid.count():
        item = grid.takeAt(0)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QLabel):
            widget.hide()
            widget.deleteLater()

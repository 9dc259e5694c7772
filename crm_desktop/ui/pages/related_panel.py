"""What belongs together with a record: companies, people, parent and subsidiaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import COMPANY, PERSON, EntityType, Record, Ref
from crm_desktop.services.queries import Filter, Op
from crm_desktop.ui import mirror, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.pages.fact import Fact
from crm_desktop.ui.pages.saving import Ways
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from crm_desktop.services.related import Related, RelatedRow

_ROW = 44


@dataclass(frozen=True, slots=True)
class Tied:
    """A record that is shown, and what it is here."""

    entity: str
    id: UUID
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A list of the panel.

    Attributes:
        key: what its + does. title: its heading; add: what the + says.
        always: it is shown when it is empty too.
    """

    key: str
    title: str
    add: str = ""
    always: bool = False


_OF_PERSON = (
    Group("companies", N_("Companies"), N_("Add a company"), always=True),
    Group("ties", N_("People"), N_("Add a tie to somebody"), always=True),
    Group("reports", N_("Reports to this contact")),
    Group("colleagues", N_("Colleagues"), N_("New contact of the same company")),
)
_OF_COMPANY = (
    Group("people", N_("Contacts"), N_("New contact of this company"), always=True),
    Group("also", N_("Others who work with it")),
    Group("parent", N_("Parent company"), N_("Choose the parent company")),
    Group("subsidiaries", N_("Subsidiaries"), N_("New subsidiary"), always=True),
)


class RelatedButton(Button):
    """A record as a line: avatar, name, what it is here."""

    def __init__(self, tied: Tied, faces: Faces) -> None:
        super().__init__()
        self.tied, self._faces = tied, faces
        faces.arrived.connect(self._paint_face)
        self.setObjectName("Related")
        self.setAccessibleName(", ".join(filter(None, (tied.name, tied.detail))))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(_ROW if self.tied.detail else 38))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _paint_face(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        mirror.turn(painter, box)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 2, -1, -2), 7, 7)
        self._content(painter, box)
        painter.end()

    def _content(self, painter: QPainter, box: QRectF) -> None:
        side = theme.px(28)
        disc = QRectF(theme.px(4), box.center().y() - side / 2, side, side)
        tied = self.tied
        self._faces.paint(painter, disc, tied.name, tied.entity, tied.id.bytes)
        left, pen = theme.px(42), Pen(painter)
        width = box.width() - left - theme.px(6)
        line = theme.px(18)
        if not self.tied.detail:
            place = QRectF(left, box.center().y() - line / 2, width, line)
            pen.words(place, self.tied.name, 13, 500)
            return
        top = box.center().y() - line
        pen.words(QRectF(left, top, width, line), self.tied.name, 13, 500)
        pen.words(QRectF(left, top + line, width, line), self.tied.detail, 12, token="text2")


class RelatedPanel(QScrollArea):
    """The lists, each with a heading and a +.

    Attributes:
        lists: the buttons of each group, by key. adders: the + of each group. openers: what opens
            a group as a list.
        tags: the tags, edited in place.

    Signals:
        go_to_asked: (entity, Ref) of a record to show.
        new_asked: (entity, values) of a record to make.
        list_asked: (entity, filters) of a list to show.
        part_asked: key of a field of the record to edit in a small form.
    """

    go_to_asked = Signal(str, object)
    new_asked = Signal(object, object)
    list_asked = Signal(str, object)
    part_asked = Signal(str)

    def __init__(self, context: Context, entity: EntityType, ways: Ways) -> None:
        super().__init__()
        self._context, self._entity = context, entity
        self._groups = _OF_PERSON if entity.key == "person" else _OF_COMPANY
        self.record: Record | None = None
        self._found: Related | None = None
        self.lists: dict[str, list[RelatedButton]] = {}
        self.adders: dict[str, Any] = {}
        self.openers: dict[str, Any] = {}
        self._told: dict[str, object] = {}  # what each list shows
        self.tags = Fact(entity, entity.field("tags"), ways, short=False, label_width=92)
        self._column = build.column(spacing=0, margins=(16, 8, 16, 16))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Related"))
        self._bodies: dict[str, QVBoxLayout] = {}
        self._frames: dict[str, Any] = {}
        self._build()
        self.setWidget(build.holder(self._column))

    def _build(self) -> None:
        for group in self._groups:
            head = build.label(_(group.title), size=11.5, weight=600, tone="muted")
            line = build.row(head, 0, spacing=4, margins=(4, 8, 0, 2))
            if group.key in _LISTED:
                name = _("Open as list: {group}").format(group=_(group.title))
                opener = build.tool("list-filter", name, size=14)
                opener.clicked.connect(lambda _on=False, key=group.key: self.open_list(key))
                line.addWidget(opener)
                self.openers[group.key] = opener
            if group.add:
                adder = build.tool("plus", _(group.add), size=14)
                adder.clicked.connect(lambda _on=False, key=group.key: self.add(key))
                line.addWidget(adder)
                self.adders[group.key] = adder
            body = build.column(spacing=0)
            frame = build.holder(build.column(line, body, spacing=0))
            self._bodies[group.key], self._frames[group.key] = body, frame
            self._column.addWidget(frame)
        self._column.addSpacing(theme.px(12))
        self._column.addWidget(self.tags)
        self._column.addStretch(1)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show what the record itself says, and ask what points at it."""
        if self.record is None or self.record.id != record.id:
            self._found = None
        self.record = record
        self.tags.show_record(record)
        self._fill()
        of = services.related.of.call(record.entity, record.id)
        self._context.tasks.query(self, "related", of, done=self._show, failed=self._ignore)

    def _show(self, found: Related) -> None:
        self._found = found
        self._fill()

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the record is told by its own query."""

    def forget(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "related")
        self.record = None

    def _fill(self) -> None:
        for group in self._groups:
            rows = list(self._rows(group.key))
            told = (rows, self._found is not None, group.key in self._more())
            if told != self._told.get(group.key):
                self._told[group.key] = told
                self._refill(group, rows)

    def _more(self) -> frozenset[str]:
        return self._found.more if self._found is not None else frozenset()

    def _refill(self, group: Group, rows: list[Tied]) -> None:
        body = self._bodies[group.key]
        while body.count():
            item = body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        buttons = [RelatedButton(row, self._context.faces) for row in rows]
        for button in buttons:
            button.clicked.connect(lambda _on=False, tied=button.tied: self._go(tied))
            body.addWidget(button)
        if not rows and self._found is not None:
            hint = build.label(_("None yet"), size=12, tone="faint")
            hint.setContentsMargins(theme.px(4), theme.px(2), 0, theme.px(4))
            body.addWidget(hint)
        if group.key in self._more():
            body.addWidget(build.label(_("… and more"), size=12, tone="faint"))
        self.lists[group.key] = buttons
        self._frames[group.key].setVisible(bool(rows) or group.always)
        if group.key in self.openers:
            self.openers[group.key].setVisible(bool(rows))

    def _go(self, tied: Tied) -> None:
        self.go_to_asked.emit(tied.entity, Ref(tied.id, tied.name))

    # ---------------------------------------------------------------------------------- rows

    def _rows(self, key: str) -> Iterable[Tied]:
        values: Mapping[str, Any] = self.record.values if self.record is not None else {}
        if key == "companies":
            return _companies(values)
        if key == "parent":
            return _of_ref("company", values.get("parent"), "")
        if key == "ties":
            return _ties(values, self._pointing("tied"))
        return [_tied(row) for row in self._pointing(key)]

    def _pointing(self, group: str) -> tuple[RelatedRow, ...]:
        return self._found.groups.get(group, ()) if self._found is not None else ()

    def open_list(self, key: str) -> None:
        """Show a group on the page of its kind, where it can be sorted, filtered and edited."""
        if self.record is not None:
            entity, filters = _LISTED[key]
            self.list_asked.emit(entity, filters(self.record))

    # ----------------------------------------------------------------------------------- add

    def add(self, key: str) -> None:
        """What the + of a group does."""
        if self.record is None:
            return
        here = Ref(self.record.id, self.record.label)
        if key == "people":
            self.new_asked.emit(PERSON, {"company": here})
        elif key == "colleagues":
            self.new_asked.emit(PERSON, {"company": self.record.values.get("company")})
        elif key == "subsidiaries":
            self.new_asked.emit(COMPANY, {"parent": here})
        else:
            self.part_asked.emit(key)


def _pointing_by(path: str) -> Callable[[Record], tuple[Filter, ...]]:
    return lambda record: (Filter(path, Op.EQ, (record.id,)),)


def _of_the_same_company(record: Record) -> tuple[Filter, ...]:
    return (Filter("company", Op.EQ, (record.values["company"].id,)),)


def _also_there(record: Record) -> tuple[Filter, ...]:
    here = (record.id,)
    return (Filter("companies.any.company", Op.EQ, here), Filter("company", Op.NE, here))


# Group -> the kind of record, and the filters that make its list the group.
_LISTED: dict[str, tuple[str, Callable[[Record], tuple[Filter, ...]]]] = {
    "reports": ("person", _pointing_by("manager")),
    "colleagues": ("person", _of_the_same_company),
    "people": ("person", _pointing_by("company")),
    "also": ("person", _also_there),
    "subsidiaries": ("company", _pointing_by("parent")),
}


def _tied(row: RelatedRow) -> Tied:
    return Tied(row.entity, row.id, row.name, _industry(row))


def _industry(row: RelatedRow) -> str:
    if row.entity != "company" or not row.detail:
        return row.detail
    return _(COMPANY.field("industry").choice(row.detail).label)


def _of_ref(entity: str, ref: Any, detail: str) -> list[Tied]:
    return [Tied(entity, ref.id, ref.label, detail)] if isinstance(ref, Ref) else []


def _companies(values: Mapping[str, Any]) -> list[Tied]:
    """The main company first, with what the contact is there."""
    main = values.get("company")
    found: list[Tied] = []
    for row in sorted(values.get("companies") or (), key=lambda row: row["company"] != main):
        own = values.get("job_title") if row["company"] == main else None
        parts = [row.get("role") or own, row.get("department")]
        parts += [_("former")] if row.get("inactive") else []
        found += _of_ref("company", row["company"], ", ".join(filter(None, parts)))
    if not found:
        return _of_ref("company", main, str(values.get("job_title") or ""))
    return found


def _ties(values: Mapping[str, Any], pointing: Iterable[RelatedRow]) -> list[Tied]:
    """Those the contact names, and those who name it."""
    found: list[Tied] = []
    for row in values.get("ties") or ():
        detail = ", ".join(filter(None, (row.get("kind"), row.get("note"))))
        found += _of_ref("person", row.get("other"), detail)
    found += _of_ref("person", values.get("manager"), _("reports to"))
    found += _of_ref("person", values.get("referred_by"), _("referred by"))
    return found + [_tied(row) for row in pointing]

"""What belongs together with a record: companies, people, deals, quotes, orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record, Ref
from crm_desktop.ui import kinds, mirror, paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.pages.fact import Fact
from crm_desktop.ui.pages.related_groups import (
    LISTED,
    MAKES,
    Group,
    Tied,
    groups_of,
    kin_row,
    kin_sum,
    listed,
    own_rows,
    preset,
    tied,
    ties,
)
from crm_desktop.ui.pages.saving import Ways
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from crm_desktop.services.related import Related, RelatedRow
    from crm_desktop.services.sales.related import KinList
    from crm_desktop.ui.deals.why import DealWhy
    from crm_desktop.ui.pages.row_dialog import RowDialog

_ROW = 44


class RelatedButton(Button):
    """A record as a line: avatar, name, what it is here."""

    def __init__(self, tied: Tied, faces: Faces) -> None:
        super().__init__()
        self.tied, self._faces = tied, faces
        faces.arrived.connect(self._paint_face)
        self.setObjectName("Related")
        said = filter(None, (tied.name, tied.detail, tied.pill[0]))
        self.setAccessibleName(", ".join(said))
        if tied.id is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if paint.text_width(tied.detail, 12, 400) > theme.px(200):
            self.setToolTip(tied.detail)
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
        if tied.mark[0]:
            kinds.paint_mark(painter, disc, *tied.mark)
        elif tied.id is not None:
            self._faces.paint(painter, disc, tied.name, tied.entity, tied.id.bytes)
        left, pen = theme.px(42), Pen(painter)
        width = box.width() - left - theme.px(6) - self._pill(painter, box)
        line = theme.px(18)
        if not tied.detail:
            place = QRectF(left, box.center().y() - line / 2, width, line)
            pen.words(place, self.tied.name, 13, 500)
            return
        top = box.center().y() - line
        pen.words(QRectF(left, top, width, line), self.tied.name, 13, 500)
        pen.words(QRectF(left, top + line, width, line), self.tied.detail, 12, token="text2")

    def _pill(self, painter: QPainter, box: QRectF) -> float:
        """What marks it, at the right; how much room that takes."""
        words, hue = self.tied.pill
        if not words:
            return 0
        width = min(paint.pill_width(words, dot=False), box.width() * 0.45)
        place = QRectF(box.right() - width - theme.px(4), box.top(), width, box.height())
        paint.pill(painter, place, words, hue, dot=False)
        return width + theme.px(8)


class RelatedPanel(QScrollArea):
    """The lists, each with a heading and a +.

    Attributes:
        lists: the buttons of each group, by key. adders: the + of each group. openers: what opens
            a group as a list. changers: what edits all rows of a group.
        dialog: that in which a row is added: it is open, or was last.
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
        self._context, self._entity, self._ways = context, entity, ways
        self._groups = groups_of(entity)
        self.record: Record | None = None
        self._found: Related | None = None
        self._sold: Mapping[str, KinList] = {}
        self._sums: dict[str, QLabel] = {}
        self.why: DealWhy | None = None  # of a deal: why its probability
        self.lists: dict[str, list[RelatedButton]] = {}
        self.adders: dict[str, Any] = {}
        self.openers: dict[str, Any] = {}
        self.changers: dict[str, Any] = {}
        self.dialog: RowDialog | None = None
        self._told: dict[str, object] = {}  # what each list shows
        tagged = entity.has("tags")
        self.tags = (
            Fact(entity, entity.field("tags"), ways, short=False, label_width=92)
            if tagged
            else None
        )
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
        if self._entity.key == "deal":
            from crm_desktop.ui.deals.why import DealWhy  # not for the first paint

            self.why = DealWhy()
            self.why.part_asked.connect(self.part_asked)
            self._column.addWidget(self.why)
        for group in self._groups:
            head = build.label(_(group.title), size=11.5, weight=600, tone="muted")
            worth = self._sums[group.key] = build.label(size=11.5, tone="muted")
            worth.setFont(theme.font(11.5, 500, tabular=True))
            line = build.row(head, worth, 0, spacing=6, margins=(4, 8, 0, 2))
            if group.key in LISTED or group.kin:
                name = _("Open as list: {group}").format(group=_(group.title))
                opener = build.tool("list-filter", name, size=14)
                opener.clicked.connect(lambda _on=False, key=group.key: self.open_list(key))
                line.addWidget(opener)
                self.openers[group.key] = opener
            if group.change:
                change = build.tool("pencil", _(group.change), size=14)
                change.clicked.connect(lambda _on=False, key=group.key: self.part_asked.emit(key))
                line.addWidget(change)
                self.changers[group.key] = change
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
        if self.tags is not None:
            self._column.addWidget(self.tags)
        self._column.addStretch(1)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show what the record itself says, and ask what points at it."""
        if self.record is None or self.record.id != record.id:
            self._found, self._sold = None, {}
        self.record = record
        if self.tags is not None:
            self.tags.show_record(record)
        if self.why is not None:
            self.why.show_record(record)
            path = services.sales.deal_path.of.call(record.id)
            tasks = self._context.tasks
            tasks.query(self, "path", path, done=self.why.show_path, failed=self._ignore)
        self._fill()
        if any(group.kin for group in self._groups):
            sold = services.sales.related.of.call(record.entity, record.id)
            self._context.tasks.query(self, "sold", sold, done=self._show_sold, failed=self._ignore)
        of = services.related.of.call(record.entity, record.id)
        self._context.tasks.query(self, "related", of, done=self._show, failed=self._ignore)

    def _show(self, found: Related) -> None:
        self._found = found
        self._fill()

    def _show_sold(self, found: Mapping[str, KinList]) -> None:
        self._sold = found
        self._fill()

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the record is told by its own query."""

    def forget(self) -> None:
        """No record."""
        for key in ("related", "sold", "path"):
            self._context.tasks.forget(self, key)
        self.record = None

    def _fill(self) -> None:
        for group in self._groups:
            rows = self._rows(group)
            told = (rows, self._is_known(group), self._is_cut(group), self._sum(group))
            if told != self._told.get(group.key):
                self._told[group.key] = told
                self._refill(group, rows)

    def _is_known(self, group: Group) -> bool:
        return group.key in self._sold if group.kin else self._found is not None

    def _is_cut(self, group: Group) -> bool:
        """There is more of it than is shown."""
        if group.kin:
            found = self._sold.get(group.key)
            return found is not None and found.count > len(found.rows)
        return self._found is not None and group.key in self._found.more

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
            button.clicked.connect(
                lambda _on=False, tied=button.tied, key=group.key: self._go(tied, key)
            )
            body.addWidget(button)
        self._sums[group.key].setText(self._sum(group))
        if not rows and self._is_known(group):
            hint = build.label(_("None yet"), size=12, tone="faint")
            hint.setContentsMargins(theme.px(4), theme.px(2), 0, theme.px(4))
            body.addWidget(hint)
        if self._is_cut(group):
            body.addWidget(build.label(_("… and more"), size=12, tone="faint"))
        self.lists[group.key] = buttons
        self._frames[group.key].setVisible(bool(rows) or group.always)
        if group.key in self.changers:
            self.changers[group.key].setVisible(bool(rows))
        if group.key in self.openers:
            self.openers[group.key].setVisible(bool(rows))

    def _go(self, tied: Tied, group: str) -> None:
        if tied.id is not None:
            self.go_to_asked.emit(tied.entity, Ref(tied.id, tied.name))
        elif group not in MAKES:
            self.part_asked.emit(group)  # only a name: edit it where it stands

    # ---------------------------------------------------------------------------------- rows

    def _rows(self, group: Group) -> list[Tied]:
        record = self.record
        if record is None:
            return []
        if group.kin:
            found = self._sold.get(group.key)
            now = self._context.clock()
            return [] if found is None else [kin_row(found, row, now) for row in found.rows]
        if group.key == "ties":
            return ties(record.values, self._pointing("tied"))
        own = own_rows(record, group.key)
        return [tied(row) for row in self._pointing(group.key)] if own is None else own

    def _add_row(self, group: Group) -> None:
        from crm_desktop.ui.pages.row_dialog import RowDialog  # not for the first paint

        assert self.record is not None
        field = self._entity.field(group.key)
        ways, title = self._ways, _(group.row)
        self.dialog = RowDialog(
            self._context, ways.saver, self.record, field, title=title, parent=self.window()
        )
        self.dialog.open()

    def _pointing(self, group: str) -> tuple[RelatedRow, ...]:
        return self._found.groups.get(group, ()) if self._found is not None else ()

    def _sum(self, group: Group) -> str:
        found = self._sold.get(group.key) if group.kin else None
        return "" if found is None else kin_sum(found)

    def open_list(self, key: str) -> None:
        """Show a group on the page of its kind, where it can be sorted, filtered and edited."""
        if self.record is not None:
            self.list_asked.emit(*listed(self.record, key))

    # ----------------------------------------------------------------------------------- add

    def add(self, key: str) -> None:
        """What the + of a group does."""
        if self.record is None:
            return
        group = next(each for each in self._groups if each.key == key)
        if key in MAKES:
            self.new_asked.emit(*preset(self.record, key))
        elif group.row:
            self._add_row(group)
        else:
            self.part_asked.emit(key)

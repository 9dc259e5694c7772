"""A record's facts as label and value: the short card of the pane, and every detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref
from crm_desktop.ui import paint, theme
from crm_desktop.ui.pages.fact import MADE_OF, Fact
from crm_desktop.ui.pages.fact_lines import has_value
from crm_desktop.ui.pages.saving import Ways
from crm_desktop.ui.widgets import build

LABEL_WIDTH = (84, 112)  # of the labels of a card: the usual width, and the most for long words
DETAIL_WIDTH = (104, 144)
# What has a tab of its own, or stands with what is related.
_ELSEWHERE = {
    "deal": frozenset({"lines", "stakeholders", "competitors"}),
    "product": frozenset({"prices", "components", "competitors"}),
    "lead": frozenset({"reasons", "products"}),
}
_HIDDEN = frozenset({Kind.FILE, Kind.JSON})


def _label_width(fields: Iterable[Field], least: int, most: int) -> int:
    """In which the longest word of the labels is read: words are not broken."""
    words = (word for field in fields for word in _(field.label).split())
    longest = max((paint.text_width(word, 13, 400) for word in words), default=0)
    return min(max(least, ceil((longest + 2) * 100 / theme.px(100))), most)


class Card(QWidget):
    """The facts of the list's columns, one line each. Made once, filled for each record.

    Attributes:
        facts: by field key.

    Signals:
        elsewhere: key of a field whose editor needs more room.
    """

    elsewhere = Signal(str)

    def __init__(self, entity: EntityType, ways: Ways) -> None:
        super().__init__()
        fields = list(_card_fields(entity))
        wide = _label_width(fields, *LABEL_WIDTH)
        self.facts = {
            field.key: Fact(entity, field, ways, short=True, label_width=wide) for field in fields
        }
        for fact in self.facts.values():
            fact.elsewhere.connect(self.elsewhere)
        self.setLayout(build.column(*self.facts.values(), spacing=1))

    def show_record(self, record: Record) -> None:
        """Show the facts of a record."""
        for key, fact in self.facts.items():
            fact.show_record(record)
            computed = fact.field.kind == Kind.DATETIME or fact.field.derived
            fact.setVisible(has_value(record.values.get(key)) or not computed)


class Details(QScrollArea):
    """Every fact there is, under the headings of the form; empty ones behind "Add detail".

    Attributes:
        facts: those that have been shown, by field key. add: offers the empty ones.
    """

    def __init__(self, entity: EntityType, ways: Ways) -> None:
        super().__init__()
        self._entity, self._ways = entity, ways
        elsewhere = _ELSEWHERE.get(entity.key, frozenset[str]())
        self._groups = {
            group: told
            for group, fields in groups(entity)
            if (told := [each for each in fields if each.key not in elsewhere])
        }
        told = chain.from_iterable(self._groups.values())
        self._label_width = _label_width(told, *DETAIL_WIDTH)
        self._bodies: dict[str, QVBoxLayout] = {}
        self._record: Record | None = None
        self._heads: dict[str, QLabel] = {}
        self._opened: set[str] = set()  # empty facts that were asked for
        self.facts: dict[str, Fact] = {}
        self.add = build.button(_("Add detail"), "list-plus")
        build.hug(self.add)
        self.add.clicked.connect(self._offer)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Details"))
        self.setWidget(build.holder(self._build()))

    def _build(self) -> QVBoxLayout:
        column = build.column(spacing=1, margins=(16, 10, 16, 16))
        for group in self._groups:
            body = build.column(spacing=1)
            if group or column.count():
                head = build.label(_(group or "General"), size=11.5, weight=600, tone="muted")
                head.setContentsMargins(theme.px(4), theme.px(8), 0, theme.px(2))
                self._heads[group] = head
                column.addWidget(head)
            self._bodies[group] = body
            column.addLayout(body)
        column.addSpacing(theme.px(10))
        column.addWidget(self.add)
        column.addStretch(1)
        return column

    def fact(self, key: str) -> Fact:
        """A fact, made when there is something to show: most of them are empty on most records."""
        if key not in self.facts:
            field = self._entity.field(key)
            wide = self._label_width
            fact = Fact(self._entity, field, self._ways, short=False, label_width=wide)
            fact.opened.connect(partial(self._reveal, key))
            fact.closed.connect(partial(self._closed, key))
            self.facts[key] = fact
            beside = [each.key for each in self._groups[field.group]]
            before = beside[: beside.index(key)]
            place = sum(other in self.facts for other in before)
            self._bodies[field.group].insertWidget(place, fact)
        return self.facts[key]

    def show_record(self, record: Record) -> None:
        """Show a record's facts; the empty ones stay folded away."""
        if self._record is None or self._record.id != record.id:
            self._opened.clear()
            self.verticalScrollBar().setValue(0)
        self._record = record
        for fields in self._groups.values():
            for field in fields:
                if field.key in self.facts or self._tells(field):
                    self.fact(field.key).show_record(record)
        self._fold()

    def _tells(self, field: Field) -> bool:
        values: Mapping[str, Any] = self._record.values if self._record is not None else {}
        return has_value(values.get(field.key)) and not _says_nothing(field, values)

    def _fold(self) -> None:
        if self._record is None:
            return
        for key, fact in self.facts.items():
            shown = fact.editor is not None or key in self._opened or self._tells(fact.field)
            fact.setVisible(shown)
        for group, head in self._heads.items():
            head.setVisible(any(self._is_shown(field.key) for field in self._groups[group]))
        self.add.setVisible(not self._record.deleted and any(self.folded()))

    def _is_shown(self, key: str) -> bool:
        return key in self.facts and not self.facts[key].isHidden()

    def folded(self) -> Iterator[Field]:
        """The facts that could be added."""
        for fields in self._groups.values():
            for field in fields:
                if not field.derived and not self._is_shown(field.key):
                    yield field

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def menu(self) -> QMenu:
        """The empty facts, by group."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_group: dict[str, QMenu] = {}
        for field in self.folded():
            group = field.group or "General"
            if group not in by_group:
                by_group[group] = menu.addMenu(_(group))
            action = by_group[group].addAction(_(field.label))
            action.triggered.connect(partial(self.unfold, field.key))
        return menu

    def unfold(self, key: str, _on: bool = False) -> None:
        """Show a fact that is empty, with its editor open."""
        self._opened.add(key)
        fact = self.fact(key)
        if self._record is not None:
            fact.show_record(self._record)
        fact.show()
        fact.edit()
        self._fold()

    def _reveal(self, key: str) -> None:
        """Scroll to an editor. Its place is known only after the layout has been made twice."""
        fact, margin = self.facts[key], theme.px(12)
        show = partial(self.ensureWidgetVisible, fact, 0, margin)
        QTimer.singleShot(0, fact, lambda: QTimer.singleShot(0, fact, show))

    def _closed(self, key: str) -> None:
        self._opened.discard(key)
        QTimer.singleShot(0, self, self._fold)  # what was saved is shown first


def _says_nothing(field: Field, values: Mapping[str, Any]) -> bool:
    """All companies of a contact, where that is only the main one."""
    rows = values.get(field.key)
    if field.kind != Kind.MULTI or not rows or len(rows) != 1:
        return False
    main = field.children[0]
    told = {k for k, v in rows[0].items() if v and k not in ("id", "is_primary")}
    return told == {main.key} and isinstance(rows[0][main.key], Ref)


def _card_fields(entity: EntityType) -> Iterator[Field]:
    """What the list shows, without what the head of the pane says already."""
    for key in entity.columns:
        field = entity.field(key)
        if key not in (entity.label, entity.subtitle) and not is_chip(field):
            yield field
    for field in entity.fields:
        if field.essential and field.kind == Kind.MULTI and field.key not in entity.columns:
            yield field


def is_chip(field: Field) -> bool:
    """Shown as a pill: a choice whose values have hues."""
    return field.kind == Kind.CHOICE and any(choice.hue != "slate" for choice in field.choices)


def groups(entity: EntityType) -> list[tuple[str, list[Field]]]:
    """The fields by heading, in the order in which the headings first occur."""
    found: dict[str, list[Field]] = {}
    for field in entity.fields:
        # Told by what it is made of, or by the head and the parts of the name.
        made = field.key in MADE_OF or (field.key == entity.label and field.derived)
        if field.kind not in _HIDDEN and not made:
            found.setdefault(field.group, []).append(field)
    return list(found.items())

"""A record's facts as label and value: the short card in the pane, and every detail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref, Role
from crm_desktop.ui import theme, words
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.links import Link

GoTo = Callable[[str, Ref], None]
OpenOutside = Callable[[str], None]
LABEL_WIDTH = 84
_HIDDEN = frozenset({Kind.FILE, Kind.JSON, Kind.TAGS})


def scheme_of(role: Role, value: str) -> str:
    """The address that calls, mails or opens a value; empty where it leads nowhere."""
    text = value.strip()
    match role:
        case Role.PHONE:
            digits = "".join(c for c in text if c.isdigit() or c in "+*#")
            return f"tel:{digits}" if digits else ""
        case Role.EMAIL:
            return f"mailto:{text}" if "@" in text else ""
        case Role.WEB:
            return text if text.startswith(("http://", "https://")) else f"https://{text}"
        case _:
            return ""


def main_value(field: Field, value: Any) -> str:
    """What a multi field says in one line: the main child of its main row."""
    row = words.main_row(cast("tuple[Mapping[str, Any], ...]", value or ()))
    if row is None:
        return ""
    main = row.get(field.children[0].key)
    return "" if main is None else words.full(field.children[0], main)


class Facts:
    """Fills grids with facts of records.

    Attributes:
        go_to: called with (entity, Ref) of a record to show.
        open_outside: called with a tel:, mailto: or https: address.
    """

    def __init__(
        self, go_to: GoTo, open_outside: OpenOutside, clock: Callable[[], datetime]
    ) -> None:
        self._go_to, self._open, self._clock = go_to, open_outside, clock

    # ---------------------------------------------------------------------------- short card

    def card(self, grid: QGridLayout, entity: EntityType, record: Record) -> None:
        """The facts of the list's columns, one line each."""
        clear(grid)
        grid.setColumnMinimumWidth(0, theme.px(LABEL_WIDTH))
        at = 0
        for field in _card_fields(entity):
            value = record.values.get(field.key)
            if not value and (field.kind == Kind.DATETIME or field.derived):
                continue
            label = build.label(_(field.label), tone="muted")
            shown = self._short(field, value)
            label.setBuddy(shown)
            grid.addWidget(label, at, 0)
            grid.addWidget(shown, at, 1)
            at += 1
        grid.setColumnStretch(1, 1)

    def _short(self, field: Field, value: Any) -> QWidget:
        if field.kind == Kind.MULTI:
            return self._linked(field, field.children[0], main_value(field, value))
        if isinstance(value, Ref) and field.entity in ("person", "company"):
            return self._to_record(field, value)
        text = words.cell(field, value, self._clock())
        return build.label(text, selectable=True, tone="" if value else "faint")

    def _linked(self, field: Field, child: Field, text: str) -> QWidget:
        address = scheme_of(child.role, text) if text else ""
        if not address:
            return build.label(text or i18n.NOTHING, selectable=True, tone="" if text else "faint")
        token = "accent_text" if child.role != Role.PHONE else "text"
        link = Link(text, _(field.label), token=token)
        link.clicked.connect(lambda: self._open(address))
        return link

    def _to_record(self, field: Field, ref: Ref) -> QWidget:
        link = Link(ref.label, _(field.label), token="text")
        link.clicked.connect(lambda: self._go_to(field.entity, ref))
        return link

    # ------------------------------------------------------------------------------- details

    def details(self, column: QVBoxLayout, entity: EntityType, record: Record) -> None:
        """Every fact there is, under the headings of the form."""
        empty(column)
        for group, fields in groups(entity):
            told = [field for field in fields if _has_value(record.values.get(field.key))]
            if not told:
                continue
            if group:
                column.addWidget(build.label(_(group), size=11.5, weight=600, tone="muted"))
            grid = QGridLayout()
            grid.setContentsMargins(0, 0, 0, theme.px(8))
            grid.setHorizontalSpacing(theme.px(12))
            grid.setVerticalSpacing(theme.px(7))
            grid.setColumnMinimumWidth(0, theme.px(104))
            grid.setColumnStretch(1, 1)
            for at, field in enumerate(told):
                self._detail(grid, at, field, record.values[field.key])
            column.addWidget(build.holder(grid))
        column.addStretch(1)

    def _detail(self, grid: QGridLayout, at: int, field: Field, value: Any) -> None:
        label = build.label(_(field.label), tone="muted", wrap=True)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, at, 0, top)
        if field.kind == Kind.MULTI:
            grid.addLayout(self._lines(field, value), at, 1)
        elif isinstance(value, Ref) and field.entity in ("person", "company"):
            grid.addWidget(self._to_record(field, value), at, 1, top)
        else:
            text = words.full(field, value)
            grid.addWidget(build.label(text, selectable=True, wrap=True), at, 1, top)

    def _lines(self, field: Field, value: Any) -> QVBoxLayout:
        """Each row of a multi field: its main value, and what there is besides under it."""
        column = build.column(spacing=4)
        main = field.children[0]
        for row in cast("tuple[Mapping[str, Any], ...]", value):
            first = row.get(main.key)
            if isinstance(first, Ref):
                column.addWidget(self._to_record(main, first))
            elif first:
                text = words.full(main, first)
                if scheme_of(main.role, text):
                    column.addWidget(self._linked(field, main, text))
                else:
                    column.addWidget(build.label(text, selectable=True, wrap=True))
            rest = words.row_words(field, {**row, main.key: None})
            if rest:
                tone = "faint" if first else ""
                size = 12 if first else 13
                column.addWidget(
                    build.label(rest, size=size, tone=tone, selectable=True, wrap=True)
                )
        return column


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
        if field.kind not in _HIDDEN and field.key != entity.label:
            found.setdefault(field.group, []).append(field)
    return list(found.items())


def _has_value(value: Any) -> bool:
    return value is not None and value not in ("", (), False)


def clear(grid: QGridLayout) -> None:
    """Remove and delete what is in a grid."""
    while grid.count():
        item = grid.takeAt(0)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QWidget):
            widget.hide()
            widget.deleteLater()


def empty(column: QVBoxLayout) -> None:
    """Remove and delete what is in a column."""
    while column.count():
        item = column.takeAt(0)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QWidget):
            widget.hide()
            widget.deleteLater()

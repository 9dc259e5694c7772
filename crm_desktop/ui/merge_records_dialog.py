"""Records that are one, side by side: which one stays, and which value of each field it gets.

Not to be mixed up with merge_dialog, which asks when two people changed one record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.errors import Conflict, UserError
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.services import merge_values
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record
from crm_desktop.services.values import same
from crm_desktop.ui import theme, words
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

if TYPE_CHECKING:
    from crm_desktop.services.merge import Merged, MergePreview

_ALL = -2  # id of the button that takes the texts of all; Qt gives -1 a meaning of its own
_LABELS = 140
_COLUMN = 230
_NARROW = 180  # a column, where many stand side by side
_FRAME = 48  # what a window system puts around a window
_MOST_SHOWN = 300
_SINK = 3  # so that words stand at the height of the radio button beside them
_PICTURE = 56
_EDGE = 24
_TOP = Qt.AlignmentFlag.AlignTop


class _Words(QLabel):
    """What stands beside a radio button. A click on it chooses, as one on the button does."""

    def __init__(self, button: QRadioButton) -> None:
        super().__init__()
        self._button = button
        self.setFont(theme.font(13))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setBuddy(button)
        self.setAlignment(_TOP | Qt.AlignmentFlag.AlignLeading)
        self.setContentsMargins(0, theme.px(_SINK), 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        del ev
        self._button.setChecked(True)
        self._button.setFocus(Qt.FocusReason.MouseFocusReason)


class MergeRecordsDialog(QDialog):
    """The dialog. Ctrl+Enter merges; a digit takes the value of that column.

    Attributes:
        keep: which one stays; the ids of its buttons are the columns.
        groups: by key of a field that differs, whose value is taken.
        same: shows what is the same. told: what moves. notice: why it was not merged.

    Signals:
        merged: the services.merge.Merged that was done.
    """

    merged = Signal(object)

    def __init__(
        self,
        context: Context,
        preview: MergePreview,
        keep: UUID | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._preview = context, preview
        self._kind = ENTITIES[preview.entity]
        self._touched: set[str] = set()
        self._filling = False
        self.keep = QButtonGroup(self)
        self.groups: dict[str, QButtonGroup] = {}
        self._united: dict[str, QLabel] = {}
        count = len(preview.sides)
        what = inner(_(self._kind.plural))
        words_of = _("Merge {n} {plural}").format(n=i18n.number(count), plural=what)
        self.setWindowTitle(words_of)
        self._room = build.column(spacing=0)
        self._rows: QWidget | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(build.holder(self._room))
        self._scroll.setCornerWidget(QWidget())  # the style would paint a mark there
        self.same = build.button("", "chevron-down", link=True)
        self.same.clicked.connect(self._show_same)
        self._alike: list[QWidget] = []
        self.told = build.label(wrap=True)
        self.notes = build.label(tone="muted", wrap=True)
        self.notice = Notice()
        self.merge_button = build.button(_("&Merge"), primary=True)
        self.merge_button.setDefault(True)
        self.merge_button.clicked.connect(self.save)
        self.setLayout(self._build(words_of))
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.merge_button.click)
        self._fill(keep)

    # --------------------------------------------------------------------------------- build

    def _build(self, title: str) -> QVBoxLayout:
        said = build.label(
            _(
                "They become one. Phones, addresses, tags and everything that belongs to them are "
                "brought together. The others go to the trash; Undo takes all of it back."
            ),
            tone="muted",
            wrap=True,
        )
        cancel = build.button(_("&Cancel"))
        cancel.clicked.connect(self.reject)
        panel = build.panel("Told", build.column(self.told, self.notes, margins=(14, 10, 14, 10)))
        panel.setAccessibleName(_("What would happen"))
        column = build.column(
            build.label(title, size=18, weight=600, wrap=True),
            said,
            spacing=10,
            margins=(_EDGE, 20, _EDGE, 18),
        )
        column.addWidget(self._scroll, 1)
        column.addWidget(panel)
        column.addWidget(self.notice)
        column.addLayout(build.row(self.same, 0, cancel, self.merge_button))
        return column

    def _fill(self, keep: UUID | None) -> None:
        """The rows of the records as they are now, and what is suggested."""
        self._filling = True
        sides = self._preview.sides
        grid = QGridLayout()
        grid.setContentsMargins(0, theme.px(4), theme.px(8), theme.px(4))
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        grid.setColumnMinimumWidth(0, theme.px(_LABELS))
        for at in range(len(sides)):
            grid.setColumnStretch(at + 1, 1)
            grid.setColumnMinimumWidth(at + 1, theme.px(_NARROW))
        self._add_heads(grid)
        self._add_fields(grid)
        self._add_united(grid)
        self._add_alike(grid)
        grid.setRowStretch(grid.rowCount(), 1)
        self._rows = build.holder(grid)
        self._room.addWidget(self._rows)
        self.keep.button(self._first(keep)).setChecked(True)
        self.keep.idToggled.connect(self._kept)
        self._filling = False
        self._suggest()
        self._fit()

    def _first(self, keep: UUID | None) -> int:
        """The column of the one that stays unless another is chosen: on it hangs the most."""
        sides = self._preview.sides
        ids = [side.id for side in sides]
        if keep is not None and keep in ids:
            return ids.index(keep)
        hangs = [sum(len(by.get(key, ())) for by in self._preview.pointing.values()) for key in ids]
        return max(range(len(ids)), key=lambda at: (hangs[at], -ids[at].int))

    def _add_heads(self, grid: QGridLayout) -> None:
        label = build.label(_("Which one stays"), size=12, weight=600, tone="muted")
        label.setContentsMargins(0, theme.px(_SINK), 0, 0)
        grid.addWidget(label, 0, 0, _TOP)
        for at, side in enumerate(self._preview.sides):
            button = QRadioButton()
            button.setAccessibleName(_("{name} stays").format(name=side.label))
            self.keep.addButton(button, at)
            name = _Words(button)
            name.setFont(theme.font(14, 600))
            name.setText(side.label)
            under = build.label(self._under(side), size=12, tone="muted", wrap=True)
            line = build.row(spacing=0)
            line.addWidget(button, 0, _TOP)
            line.addLayout(build.column(name, under, spacing=1), 1)
            grid.addWidget(build.holder(line), 0, at + 1, _TOP)
        grid.addWidget(build.rule(), 1, 0, 1, -1)

    def _under(self, side: Record) -> str:
        """What tells two of the same name apart: where they are, since when they are known."""
        company, made = side.values.get("company"), side.values.get("created_at")
        parts = [company.label if company else "", side.values.get("city") or ""]
        if made is not None:
            day = i18n.full_day(i18n.local(made).date())
            parts.append(_("added {day}").format(day=day))
        return " · ".join(filter(None, parts))

    def _add_fields(self, grid: QGridLayout) -> None:
        values = [side.values for side in self._preview.sides]
        for field in merge_values.differing(self._kind, values):
            at = grid.rowCount()
            grid.addWidget(_name_of(field), at, 0, _TOP)
            group = QButtonGroup(self)
            for column, side in enumerate(self._preview.sides):
                cell = self._choice(group, column, field, side)
                grid.addWidget(cell, at, column + 1, _TOP)
            if merge_values.can_join(field):
                texts = [each.get(field.key) for each in values]
                said = merge_values.joined(field, texts) or ""
                if said not in texts and len(said) <= field.max_length:
                    grid.addWidget(self._join(group, field), at + 1, 1, 1, -1)
            group.idToggled.connect(partial(self._chosen, field.key))
            self.groups[field.key] = group

    def _choice(self, group: QButtonGroup, column: int, field: Field, side: Record) -> QWidget:
        """A radio button; its words, or its picture, in a label beside it."""
        value = side.values.get(field.key)
        told = _told(field, value)
        button = QRadioButton()
        button.setAccessibleName(f"{_(field.label)}, {side.label}: {told}")
        group.addButton(button, column)
        text = _Words(button)
        text.setText(told)
        if field.kind == Kind.FILE and value:
            picture = QPixmap()
            if picture.loadFromData(value):
                text.setPixmap(_small(picture))
        elif merge_values.empty(value):
            text.setProperty("tone", "faint")
        line = build.row(spacing=0)
        line.addWidget(button, 0, _TOP)
        line.addWidget(text, 1)
        return build.holder(line)

    def _join(self, group: QButtonGroup, field: Field) -> QWidget:
        every = len(self._preview.sides) > 2
        said = _("All of these texts") if every else _("Both texts")
        button = QRadioButton(said)
        button.setFont(theme.font(13))
        button.setAccessibleName(f"{_(field.label)}: {said}")
        group.addButton(button, _ALL)
        return button

    def _add_united(self, grid: QGridLayout) -> None:
        """What there are several of, as it will be."""
        sides = [side.values for side in self._preview.sides]
        fields = [f for f in merge_values.united_fields(self._kind) if not _alike(f, sides)]
        if fields:
            if self.groups:
                grid.addWidget(build.rule(), grid.rowCount(), 0, 1, -1)
            head = build.label(_("Brought together"), size=12, weight=600, tone="muted")
            grid.addWidget(head, grid.rowCount(), 0, 1, -1)
        for field in fields:
            at = grid.rowCount()
            grid.addWidget(_name_of(field), at, 0, _TOP)
            label = self._united[field.key] = build.label(wrap=True)
            label.setContentsMargins(0, theme.px(_SINK), 0, 0)
            grid.addWidget(label, at, 1, 1, -1)

    def _add_alike(self, grid: QGridLayout) -> None:
        """What is the same is out of sight until somebody asks."""
        first, *_others = sides = [side.values for side in self._preview.sides]
        fields = [
            field
            for field in self._kind.editable()
            if _alike(field, sides) and not merge_values.empty(first.get(field.key))
        ]
        for field in fields:
            at = grid.rowCount()
            text = build.label(_told(field, first.get(field.key)), tone="muted", wrap=True)
            text.setContentsMargins(0, theme.px(_SINK), 0, 0)
            for part, place in ((_name_of(field), (at, 0, 1, 1)), (text, (at, 1, 1, -1))):
                part.hide()
                grid.addWidget(part, *place)
                self._alike.append(part)
        said = ngettext(
            "Show {n} field that is the same", "Show {n} fields that are the same", len(fields)
        )
        self.same.setText(build.GAP + said)
        self.same.setAccessibleName(said)
        self.same.setVisible(bool(fields))

    def _show_same(self) -> None:
        for part in self._alike:
            part.show()
        self.merge_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.same.hide()
        self._fit()

    # ------------------------------------------------------------------------------- choices

    @property
    def survivor(self) -> Record:
        """The one that stays."""
        return self._preview.sides[self.keep.checkedId()]

    def choices(self) -> dict[str, UUID | None]:
        """Where the value of each field that differs comes from."""
        sides = self._preview.sides
        return {
            key: None if group.checkedId() == _ALL else sides[group.checkedId()].id
            for key, group in self.groups.items()
        }

    def choose(self, key: str, column: int) -> None:
        """Take the value of a column for a field."""
        self.groups[key].button(column).setChecked(True)

    def _kept(self, _column: int, on: bool) -> None:
        if on and not self._filling:
            self._suggest()

    def _suggest(self) -> None:
        """What is not chosen yet follows the one that stays."""
        self._filling = True
        records = self._preview.with_first(self.survivor.id)
        columns = {side.id: at for at, side in enumerate(self._preview.sides)}
        for key, source in merge_values.suggested(self._kind, records).items():
            if key not in self._touched:
                self.choose(key, _ALL if source is None else columns[source])
        self._filling = False
        self._tell()

    def _chosen(self, key: str, column: int, on: bool) -> None:
        if on and not self._filling:
            self._touched.add(key)
            self._scroll.ensureWidgetVisible(self.groups[key].button(column))

    def _tell(self) -> None:
        """What moves, and what there will be several of."""
        name = self.survivor.label
        moving = self._preview.moving(self.survivor.id)
        self.told.setText(services.merge.told(moving, name))
        self.notes.setText("\n".join(self._preview.notes))
        self.notes.setVisible(bool(self._preview.notes))
        records = self._preview.with_first(self.survivor.id)
        _own, rows = merge_values.merged(self._kind, records, {})
        for key, label in self._united.items():
            label.setText(_told(self._kind.field(key), rows[key]))

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """A digit takes the value of that column, in the line the keyboard is in."""
        digit = arg__1.text()
        if digit.isdecimal() and self._take(int(digit) - 1):
            return
        super().keyPressEvent(arg__1)

    def _take(self, column: int) -> bool:
        for group in (self.keep, *self.groups.values()):
            if any(button.hasFocus() for button in group.buttons()):
                button = group.button(column)
                if isinstance(button, QRadioButton):
                    button.setChecked(True)
                    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    # ---------------------------------------------------------------------------------- save

    def save(self) -> None:
        """Merge them as chosen."""
        self.notice.hide()
        sides, survivor = self._preview.sides, self.survivor
        call = services.merge.merge.call(
            self._kind.key,
            survivor.id,
            [side.id for side in sides if side.id != survivor.id],
            versions={side.id: side.version for side in sides},
            choices=self.choices(),
        )
        tasks, button = self._context.tasks, self.merge_button
        tasks.command(self, call, done=self._done, failed=self._failed, busy=button)

    def _done(self, merged: Merged) -> None:
        self.accept()
        self.merged.emit(merged)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            said = _("Somebody changed {name} meanwhile. Nothing was merged. Look at it again.")
            self._say(said.format(name=error.theirs.label), _("&Show it as it is now"), self._again)
        elif isinstance(error, UserError):
            self._say(str(error))
        else:
            self._context.tasks.report(self, error)

    def _say(self, said: str, offer: str = "", action: Callable[[], None] | None = None) -> None:
        self.notice.say(said, "problem", offer, action)
        self._fit()

    def _again(self) -> None:
        """Read the records again; what was chosen stays so where there still is that choice."""
        self.notice.hide()
        ids = [side.id for side in self._preview.sides]
        call = services.merge.preview.call(self._kind.key, ids)
        self._context.tasks.query(self, "preview", call, done=self._refill, failed=self._failed)

    def _refill(self, preview: MergePreview) -> None:
        keep = self.survivor.id
        chosen = {key: self.groups[key].checkedId() for key in self._touched}
        self._preview = preview
        for group in self.groups.values():
            group.deleteLater()
        self.keep.deleteLater()
        self.keep, self.groups, self._united, self._alike = QButtonGroup(self), {}, {}, []
        if (old := self._rows) is not None:
            self._room.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._touched &= {f.key for f in self._differing()}
        self._fill(keep)
        for key in self._touched:
            if self.groups[key].button(chosen[key]):
                self.choose(key, chosen[key])
        self._focus()

    def _differing(self) -> Sequence[Field]:
        return merge_values.differing(self._kind, [side.values for side in self._preview.sides])

    # ---------------------------------------------------------------------------------- size

    def _fit(self) -> None:
        """As large as what is shown, and no larger than the screen: then that scrolls."""
        self.ensurePolished()
        count = len(self._preview.sides)
        room = self.screen().availableGeometry()
        column = _COLUMN if count <= 3 else _NARROW
        wide = min(theme.px(_LABELS + 80 + count * (column + 16)), room.width() - theme.px(_FRAME))
        wide = max(wide, theme.px(620))
        rows = self._rows.layout() if self._rows is not None else None
        high = rows.totalHeightForWidth(wide - theme.px(2 * _EDGE)) if rows else 0
        frame = self.layout()
        rest = frame.totalHeightForWidth(wide) if frame else 0
        rest -= self._scroll.sizeHint().height()
        self._scroll.setMinimumHeight(min(high, theme.px(160)))
        self.resize(wide, min(max(rest, theme.px(220)) + high, room.height() - theme.px(_FRAME)))

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        self._focus()

    def _focus(self) -> None:
        self.keep.button(self.keep.checkedId()).setFocus(Qt.FocusReason.OtherFocusReason)


def _name_of(field: Field) -> QLabel:
    label = build.label(_(field.label), weight=500, wrap=True)
    label.setContentsMargins(0, theme.px(_SINK), 0, 0)
    return label


def _alike(field: Field, sides: Sequence[Any]) -> bool:
    first, *others = (side.get(field.key) for side in sides)
    return all(same(field, first, each) for each in others)


def _told(field: Field, value: Any) -> str:
    if field.kind == Kind.FILE:
        return _("Picture") if value else _("(empty)")
    told = words.full(field, value)
    if told == words.NOTHING:
        return _("(empty)")
    return told if len(told) <= _MOST_SHOWN else f"{told[:_MOST_SHOWN]}…"


def _small(picture: QPixmap) -> QPixmap:
    side = theme.px(_PICTURE)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(side, side, keep, smooth)

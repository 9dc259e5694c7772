"""A line that becomes a note, or with /call, /task or /meeting in front an activity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ACTIVITY, Record
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.links import about, owned
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.widgets import build

KINDS = ("call", "note", "task", "meeting", "email", "letter", "visit")
_PLANNED = frozenset({"task", "meeting"})
_MOST_DUE_WORDS = 4
_DAYS = frozenset({"tue", "wed", "thu", "fri", "sat"})  # other short words mean something else
_TITLES = {
    "call": N_("Call with {name}"),
    "meeting": N_("Meeting with {name}"),
    "task": N_("Task for {name}"),
    "email": N_("E-mail to {name}"),
    "letter": N_("Letter to {name}"),
    "visit": N_("Visit to {name}"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line means.

    Attributes:
        kind: note, or the kind of an activity.
        title: the first line, without what says when; empty for a note.
        body: the rest; all of a note.
        due: when it is planned for.
    """

    kind: str
    title: str = ""
    body: str = ""
    due: datetime | None = None


def read(text: str, now: datetime) -> Draft:
    """Understand a line: `/task Send the contract tomorrow 10:30`."""
    words = text.strip()
    match = re.match(r"/([^\W\d_]+)(?:\s+|$)", words)
    kind = _kind(match[1]) if match else ""
    if match is None or not kind:
        return Draft("note", body=words)
    rest = words[match.end() :]
    if kind == "note":
        return Draft("note", body=rest.strip())
    first, _line, body = rest.partition("\n")
    title, due = _due(first.strip(), now) if kind in _PLANNED else (first.strip(), None)
    return Draft(kind, title, body.strip(), due)


def _kind(word: str) -> str:
    """The kind that a word begins: /c, /call; empty for none."""
    return next((kind for kind in KINDS if kind.startswith(word.casefold())), "")


def _due(title: str, now: datetime) -> tuple[str, datetime | None]:
    """The day and time at the end of a title, or at its start, taken out of it."""
    parts = title.split()
    for count in range(min(_MOST_DUE_WORDS, len(parts)), 0, -1):
        for at in (len(parts) - count, 0):
            found = _moment(" ".join(parts[at : at + count]), now)
            if found is not None:
                return " ".join(parts[:at] + parts[at + count :]), found
    return title, None


def _moment(words: str, now: datetime) -> datetime | None:
    """A day that was meant as one: Tom is not tomorrow, and a German "so" is no Sunday."""
    bare = words.casefold().strip(".")
    if len(bare) < 4 and bare.isascii() and bare.isalpha() and bare not in _DAYS:
        return None
    return i18n.read_moment(words, now)


class NoteBox(QPlainTextEdit):
    """A box that grows while it is written in, and saves with Ctrl+Enter.

    Signals:
        done: the words are to be saved.
    """

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("NoteBox")
        self.setPlaceholderText(_("Add a note, or type / for a call or task"))
        self.setAccessibleName(_("Add a note"))
        self.setTabChangesFocus(True)
        self.setFont(theme.font(13))
        self.document().setDocumentMargin(theme.px(2))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._grow)
        self._grow()

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        if e.size().width() != e.oldSize().width():
            self._hint()
            self._grow()

    def _hint(self) -> None:
        """The longer of two hints that fits in one line."""
        long, short = _("Add a note, or type / for a call or task"), _("Add a note")
        room = self.viewport().width() - 2 * theme.px(2)
        fits = self.fontMetrics().horizontalAdvance(long) <= room
        self.setPlaceholderText(long if fits else short)

    def _grow(self) -> None:
        most = 6
        wanted = round(self.document().size().height())
        lines = min(max(wanted, 3 if self.toPlainText() else 1), most)
        policy = Qt.ScrollBarPolicy
        crowded = policy.ScrollBarAsNeeded if wanted > most else policy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(crowded)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + theme.px(15))

    def keyPressEvent(self, e: QKeyEvent) -> None:
        enter = e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and e.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
        elif e.key() == Qt.Key.Key_Escape and self.toPlainText():
            self.clear()
        else:
            super().keyPressEvent(e)


class Composer(QWidget):
    """The box, what it understood, and the button that saves.

    Attributes:
        box: where one writes. record: what it is about.

    Signals:
        kept: what was written is in the store.
    """

    kept = Signal()

    def __init__(self, context: Context, saver: Saver) -> None:
        super().__init__()
        self._context, self._saver = context, saver
        self.record: Record | None = None
        self.box = NoteBox()
        self.understood = build.label(size=12, tone="muted", wrap=True)
        self.save = build.button(_("Save note"), primary=True)
        line = build.row(self.understood, self.save, spacing=10)
        line.setStretch(0, 1)
        self._under = build.holder(line)
        self.setLayout(build.column(self.box, self._under, spacing=6))
        self.box.done.connect(self.keep)
        self.box.textChanged.connect(self._show)
        self.save.clicked.connect(self.keep)
        self._show()

    def show_record(self, record: Record) -> None:
        """What is written is about this record."""
        self.record = record

    def draft(self) -> Draft:
        """What the line means now."""
        return read(self.box.toPlainText(), self._context.clock())

    def _show(self) -> None:
        text = self.box.toPlainText().strip()
        self._under.setVisible(bool(text))
        draft = self.draft()
        if text.startswith("/") and draft.kind == "note" and draft.body == text:
            self.understood.setText("/call  /note  /task  /meeting  /email")
        elif draft.kind == "note":
            self.understood.setText("")
        else:
            self.understood.setText(self._told(draft))
        name = _("note") if draft.kind == "note" else inner(_(_choice(draft.kind)))
        words = _("Save {what}").format(what=name)
        self.save.setText(words)
        self.save.setAccessibleName(words)
        self.save.setEnabled(draft.kind != "note" or bool(draft.body))

    def _told(self, draft: Draft) -> str:
        parts = [_(_choice(draft.kind))]
        if draft.due is not None:
            parts.append(i18n.full_moment(draft.due))
        elif draft.kind in _PLANNED:
            parts.append(_("no day yet: end with 'tomorrow 10:30'"))
        else:
            parts.append(_("done just now"))
        return " · ".join(parts)

    def keep(self) -> None:
        """Save what was written, and make room for the next."""
        draft = self.draft()
        if self.record is None or (draft.kind == "note" and not draft.body):
            return
        self._saver.run(self._call(draft, self.record), self._words(draft), done=self._kept)

    def _call(self, draft: Draft, record: Record) -> Call[Record]:
        shared: dict[str, Any] = {"links": about(record)} | owned(self._context)
        if draft.kind == "note":
            return services.records.create.call("note", {"body": draft.body} | shared)
        title = draft.title or _(_TITLES[draft.kind]).format(name=record.label)
        values: dict[str, Any] = {"kind": draft.kind, "subject": title, "description": draft.body}
        if draft.kind in _PLANNED:
            values |= {"status": "planned", "due_at": draft.due}
        else:
            values |= {"status": "done", "done_at": self._context.clock(), "direction": "out"}
        values = {key: value for key, value in values.items() if value not in (None, "")}
        return services.records.create.call("activity", values | shared)

    @staticmethod
    def _words(draft: Draft) -> str:
        if draft.kind == "note":
            return _("Note saved")
        what = _(_choice(draft.kind))
        planned = draft.kind in _PLANNED
        words = _("{what} planned") if planned else _("{what} saved")
        return words.format(what=what)

    def _kept(self, _record: Record) -> None:
        self.box.clear()
        self.kept.emit()


def _choice(kind: str) -> str:
    return ACTIVITY.field("kind").choice(kind).label

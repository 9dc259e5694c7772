"""A form made from the catalogue.

It keeps its own snapshot of the record: dirty means "differs from it", and a conflict is merged
field by field. What is typed is kept in a draft until it is saved or discarded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.validation import merge, problems
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import Question
from crm_desktop.ui.drafts import Draft
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.form_draft import FormDraft
from crm_desktop.ui.form_fields import FormFields, Task
from crm_desktop.ui.form_news import follow
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.row_editors import MultiEditor
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice, announce

__all__ = ["Form", "Task", "open_form", "show_form"]

Then = Callable[[], None]
_OF_SCREEN = 0.92  # the rest is for its frame


@dataclass(frozen=True, slots=True)
class State:
    """What a form holds at a moment.

    Attributes:
        held: the values; of what cannot be read, those of before.
        wrong: field key -> what is in the way of saving, in words.
        changed: keys that differ from the record; those that cannot be read are among them.
    """

    held: dict[str, Any]
    wrong: dict[str, str]
    changed: frozenset[str]


class Form(QDialog):
    """Edits one record, or makes one.

    Attributes:
        fields: the scrolled part; editors, notes: its editors and problems by field key.
        notice: a line for what has happened. offer: one for a draft that was found.
        save_button, cancel_button: the two ways out.

    Signals:
        saved: the Record as it is now in the store.
        another: it is saved and closed, and one more is to be made.
        stepped: it is closed; the record below (1) or above (-1) is wanted.
    """

    saved = Signal(object)
    another = Signal()
    stepped = Signal(int)

    def __init__(self, context: Context, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.task, self.entity = context, task, task.entity
        self.version: int = task.record.version if task.record else 0
        self.base = task.base()
        self._then: Then | None = None  # what follows the save that is under way
        self._sent: Mapping[str, Any] = {}  # what the editors kept when it was sent
        self._asked = False  # to save: from then on every problem is shown
        self._summed = False  # the notice names what is in the way of saving
        self.merge_dialog: MergeDialog | None = None
        self.fields = FormFields(context, task)
        self.editors, self.notes = self.fields.editors, self.fields.notes
        self.notice, self.offer = Notice(), Notice()
        self._title = build.label(task.heading(), size=18, weight=600, wrap=True)
        self._dirty_mark = build.label(size=12, tone="muted")
        self.save_button = build.button(_("&Save"), primary=True)
        self.cancel_button = build.button(_("Cancel"))
        self.setWindowTitle(f"{task.heading()}[*]")
        self._helpers: list[QWidget] = []
        self.draft = FormDraft(context, self)
        self.setLayout(self._build())
        self._help()
        self._show(self.base)
        self.fields.fold(self.base)
        self._keys()
        height = self.fields.wanted_height() + theme.px(150)
        room = self.screen().availableSize()  # large text on a small screen: Save stays in sight
        width, most = min(theme.px(640), room.width()), round(room.height() * _OF_SCREEN)
        self.resize(width, min(theme.px(680), height, most))

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        top = build.column(
            self._title, self.offer, self.notice, spacing=10, margins=(24, 20, 24, 10)
        )
        column = build.column(top, spacing=0)
        column.addWidget(self.fields, 1)
        self._below: QVBoxLayout = build.column(spacing=0, margins=(24, 0, 24, 8))
        column.addLayout(self._below)
        column.addWidget(build.rule())
        column.addLayout(self._buttons())
        return column

    def _buttons(self) -> QVBoxLayout:
        self.save_button.setDefault(True)
        self.save_button.setToolTip(
            _("Save and close ({close}). {stay} saves and stays.").format(
                close=_native("Ctrl+Return"), stay=_native("Ctrl+S")
            )
        )
        self.save_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.reject)
        self._line = build.row(
            self.fields.detail, self._dirty_mark, 0, self.cancel_button, self.save_button
        )
        return build.column(self._line, margins=(24, 12, 24, 14))

    def _help(self) -> None:
        """What helps with contacts and companies alone."""
        if self.entity.key in ("person", "company") and not self.task.only:
            from crm_desktop.ui.form_hints import DuplicateHint, PasteButton

            hint = DuplicateHint(self._context, self)
            self._below.addWidget(hint)
            self._helpers.append(hint.button)
            if self.task.record is None:
                paste = PasteButton(self._context, self)
                self._line.insertWidget(1, paste)
                self._helpers.append(paste)

    def _keys(self) -> None:
        def on(keys: str, act: Callable[[], None]) -> None:
            QShortcut(QKeySequence(keys), self).activated.connect(act)

        on("Ctrl+S", self.save_and_stay)
        for enter in ("Return", "Enter"):
            on(f"Ctrl+{enter}", self.submit)
            on(f"Ctrl+Shift+{enter}", self.submit_for_another)
        on("Alt+Up", partial(self.step, -1))
        on("Alt+Down", partial(self.step, 1))
        on("F5", self.refresh)
        self.fields.changed.connect(self._check)
        self.fields.unfolded.connect(self.order_tabs)

    # -------------------------------------------------------------------------------- values

    def _show(self, values: Mapping[str, Any], later: Mapping[str, Any] | None = None) -> None:
        """Show values; `later` is what was typed over them, as editors keep it."""
        for key, editor in self.editors.items():
            if not _shows(editor, values.get(key)):
                editor.set_value(values.get(key))
        self.draft.begin()
        for key, kept in (later or {}).items():
            self.editors[key].restore(kept)
        self._check()

    def state(self) -> State:
        """What the form holds, and what is wrong with it."""
        held, unreadable = dict(self.base), dict[str, str]()
        for key, editor in self.editors.items():
            try:
                held[key] = editor.value()
            except Unreadable as error:
                unreadable[key] = str(error)
        changed = frozenset(self.changed(held)) | frozenset(unreadable)
        told = {k: w for k, w in problems(self.entity, held).items() if k in self.editors}
        if told and self.task.record is not None:  # an oddity of before blocks no other edit
            there = problems(self.entity, self.base)
            told = {k: w for k, w in told.items() if k in changed or k not in there}
        return State(held, told | unreadable, changed)

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What the editors hold, and what is wrong with it."""
        state = self.state()
        return state.held, state.wrong

    def changed(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The values that differ from the base."""
        same = services.values.same
        return {
            key: held.get(key)
            for key in self.editors
            if not same(self.entity.field(key), self.base.get(key) or None, held.get(key) or None)
        }

    @property
    def dirty(self) -> bool:
        """Something would be lost by closing."""
        return bool(self.state().changed)

    def _is_told(self, key: str, state: State) -> bool:
        """Nobody is scolded for what they have not come to yet, or are just typing."""
        begun = key in state.changed or bool(self.base.get(key))
        return begun and not self.editors[key].unfinished

    def recheck(self) -> None:
        """What the editors show has been changed from outside."""
        self._check()

    def _check(self, _key: str = "") -> None:
        state = self.state()
        wrong = state.wrong
        if not self._asked:
            wrong = {key: words for key, words in wrong.items() if self._is_told(key, state)}
        self.fields.show_problems(wrong, state.changed)
        if not wrong and self._summed:
            self._summed = False
            self.notice.hide()
        dirty = bool(state.changed)
        self.setWindowModified(dirty)
        if dirty:
            self._dirty_mark.setText(_("● Changes not saved"))
            self.draft.touch()
        elif self._dirty_mark.text().startswith("●"):
            self._dirty_mark.setText("")
            self.draft.touch()

    # -------------------------------------------------------------------------------- saving

    def submit(self) -> None:
        """Save and close, or say what is in the way."""
        self._submit(self.accept)

    def save_and_stay(self) -> None:
        """Save, and go on with the same record."""
        if self.task.record is None or self.dirty:
            self._submit(self._stay)

    def submit_for_another(self) -> None:
        """Save, close and begin the next one."""
        self._submit(self._go_on_with_another)

    def _go_on_with_another(self) -> None:
        self.accept()
        self.another.emit()

    def _stay(self) -> None:
        now = i18n.clock(i18n.local(self._context.clock()))
        self._dirty_mark.setText(_("Saved at {time}").format(time=now))
        announce(self, self._dirty_mark.text())

    def _submit(self, then: Then) -> None:
        if not self.save_button.isEnabled():
            return  # on its way already
        self._asked = True
        state = self.state()
        if state.wrong:
            self._refuse(state.wrong)
            return
        self.notice.hide()
        self._then = then
        self._send(state.held, self.version)

    def _refuse(self, wrong: Mapping[str, str]) -> None:
        """Go to the first field that will not do; name the others where they are out of sight."""
        self._check()
        keys = [key for key in self.editors if key in wrong]
        self.fields.go_to_problem(keys[0])
        if len(keys) > 1:
            names = ", ".join(_(self.entity.field(key).label) for key in keys)
            words = _("Not saved yet. Have a look at: {names}.").format(names=names)
            self.notice.say(words, "problem", _("&Next of them"), self._next_problem)
            self._summed = True

    def _next_problem(self) -> None:
        """Go round the fields that will not do."""
        wrong = self.state().wrong
        keys = [key for key in self.editors if key in wrong]
        if keys:
            here = self.focusWidget()
            at = next((i for i, k in enumerate(keys) if self.editors[k].isAncestorOf(here)), -1)
            self._refuse(wrong)
            self.fields.go_to_problem(keys[(max(at, 0) + 1) % len(keys)])

    def _send(self, held: dict[str, Any], version: int) -> None:
        self._sent = {key: editor.kept() for key, editor in self.editors.items()}
        record = self.task.record
        if record is None:
            values = {key: value for key, value in held.items() if value not in (None, "", ())}
            call = services.records.create.call(
                self.entity.key, values, record_id=self.draft.record_id
            )
        else:
            changed = self.changed(held)
            call = services.records.save.call(self.entity.key, record.id, changed, version=version)
        self._context.tasks.command(
            self,
            call,
            done=self._done,
            failed=lambda error: self._failed(error, held),
            busy=self.save_button,
        )

    def _done(self, record: Record) -> None:
        self.draft.drop()
        self.task = replace(self.task, record=record)
        self._asked = False
        self._take(record)
        self.saved.emit(record)
        then, self._then = self._then, None
        if self.dirty:
            self.recheck()  # something was typed while it was on its way
        elif then is not None:
            then()

    def _take(self, record: Record) -> None:
        """From now on this is the record as it is. What was typed meanwhile stays."""
        kept = {key: editor.kept() for key, editor in self.editors.items()}
        later = {key: now for key, now in kept.items() if now != self._sent.get(key)}
        self.base, self.version = dict(record.values), record.version
        if not self.task.title:
            heading = replace(self.task, record=record).heading()
            self._title.setText(heading)
            self.setWindowTitle(f"{heading}[*]")
        self._show(self.base, later)

    def _failed(self, error: Exception, mine: dict[str, Any]) -> None:
        if isinstance(error, ValidationFailed):
            self._asked = True
            self.fields.show_problems(error.problems, self.state().changed)
            here = [key for key in self.editors if key in error.problems]
            rest = [words for key, words in error.problems.items() if key not in self.notes]
            if rest:
                self.notice.say(" ".join(rest), "problem")
            if here:
                self.fields.go_to_problem(here[0])
        elif isinstance(error, Conflict) and isinstance(error.theirs, Record):
            self._merge(mine, error.theirs)
        elif isinstance(error, UserError):
            self.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    def _merge(self, mine: dict[str, Any], theirs: Record) -> None:
        """Somebody saved first. Ask only where both of us changed the same field."""
        merged = merge(self.entity, self.base, mine, theirs.values)
        if not merged.clashes:
            self._resend(merged.values, theirs)
            return
        sides = Sides(self.base, mine, theirs.values)
        self.merge_dialog = MergeDialog(self.entity, merged, sides, self)
        self.merge_dialog.decided.connect(partial(self._resend, theirs=theirs))
        self.merge_dialog.open()

    def _resend(self, values: dict[str, Any], theirs: Record) -> None:
        """Save over what is there now; a third save in between is simply another conflict."""
        self.base = dict(theirs.values)
        self.version = theirs.version
        held = {**self.base, **{key: values.get(key) for key in self.editors}}
        self._send(held, theirs.version)

    # ------------------------------------------------------------------------ what others do

    def tell(self, words: str, offer: str = "", action: Then | None = None) -> None:
        """Say something calmly above the fields, with a button where there is something to do."""
        self.notice.say(words, "", offer, action)

    def refresh(self) -> None:
        """Read the record again. What was typed here stays, whatever has come in meanwhile."""
        if self.task.record is not None:
            load = services.records.load.call(self.entity.key, self.task.record.id)
            self._context.tasks.query(self, "refresh", load, done=self.bring_in)

    def bring_in(self, theirs: Record) -> None:
        """Show what others have changed; a field changed on both sides waits for the save."""
        if theirs.version == self.version or not self.save_button.isEnabled():
            return
        state = self.state()
        if merge(self.entity, self.base, state.held, theirs.values).clashes:
            self.tell(_("Somebody changed the same fields. When you save, you choose."))
            return
        self.base, self.version = dict(theirs.values), theirs.version
        for key, editor in self.editors.items():
            if key not in state.changed:
                editor.set_value(self.base.get(key))
                self.draft.begin(key)
        self._check()

    # ------------------------------------------------------------------------------- leaving

    def reject(self) -> None:
        """Escape and Cancel come here, and the close button of the window."""
        self.leave(super().reject)

    def step(self, step: int) -> None:
        """Close, and go on with the record below or above."""
        if self.task.record is not None and not self.task.only:
            self.leave(partial(self._go, step))

    def _go(self, step: int) -> None:
        super().reject()
        self.stepped.emit(step)

    def leave(self, then: Then) -> None:
        """Do what closes the form; what is not saved is asked about once."""
        if not self.save_button.isEnabled():
            return  # being saved: it closes by itself
        if not self.dirty:
            self.draft.drop()
            then()
            return
        question = Question(
            _("Save what you changed?"),
            _("&Save"),
            _("Without saving, what you typed here is lost and the record stays as it was."),
            no=_("&Discard changes"),
            stay=_("&Go on editing"),
        )

        def discard() -> None:
            self.draft.drop()
            then()

        self._context.dialogs.choose(self, question, partial(self._submit, then), discard)

    def discard(self) -> None:
        """Close, whatever was typed."""
        self.draft.drop()
        super().reject()

    def done(self, arg__1: int) -> None:
        """Every way out comes here."""
        self.draft.close()
        super().done(arg__1)

    def closeEvent(self, arg__1: QCloseEvent) -> None:
        arg__1.ignore()
        self.reject()

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        self.order_tabs()
        if not self.isAncestorOf(self.focusWidget() or self):
            self.fields.go_to_first()

    def order_tabs(self) -> None:
        """Tab goes through the fields, then through what stands below them."""
        ends = (self.fields.detail, *self._helpers, self.cancel_button, self.save_button)
        self.fields.order_tabs(*ends, *self.offer.buttons, *self.notice.buttons)


def _shows(editor: Editor, value: Any) -> bool:
    """It need not be set: the cursor stays where it is. Rows have to learn their ids."""
    if isinstance(editor, MultiEditor) or value in (None, "", ()):
        return False
    try:
        return editor.value() == value
    except Unreadable:
        return False


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def open_form(
    context: Context,
    entity: EntityType,
    record_id: UUID,
    owner: QWidget,
    shown: Callable[[Form], None],
) -> None:
    """Load, then show: a form never stands there empty."""

    def show(record: Record) -> None:
        shown(show_form(context, Task(entity, record), owner))

    load = services.records.load.call(entity.key, record_id)
    context.tasks.query(owner, "open form", load, done=show)


def show_form(context: Context, task: Task, owner: QWidget, draft: Draft | None = None) -> Form:
    """Show a form over its window, with what a draft holds, or with an offer to take one."""
    form = Form(context, task, owner)
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    form.finished.connect(form.deleteLater)
    form.open()
    follow(context, form)
    if draft is not None:
        form.draft.take(draft)
    else:
        form.draft.look()
    return form

"""What helps while a contact or company is typed in: is it here already? what does the mail say?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.icons import icon
from crm_desktop.ui.ref_editor import RefEditor
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.duplicates import Likely
    from crm_desktop.services.pasting import Pasted
    from crm_desktop.ui.form import Form

PAUSE = 250  # milliseconds after a key
_ASKED = (
    "first_name",
    "last_name",
    "name",
    "emails",
    "phones",
    "domains",
    "web_links",
)
_WHY = {
    "email": N_("same e-mail"),
    "phone": N_("same phone"),
    "domain": N_("same domain"),
    "name": N_("same name"),
}


class DuplicateHint(QFrame):
    """A calm line: maybe here already. It never takes the keyboard and never blocks a save.

    Attributes:
        label: the words; found: the records they speak of, the surest first.
        button: opens the first of them over the form.
    """

    def __init__(self, context: Context, form: Form) -> None:
        super().__init__()
        self._context, self._form = context, form
        self.found: tuple[Likely, ...] = ()
        self.setObjectName("Notice")
        self.label = build.label(wrap=True, selectable=True)
        self.button = build.button(_("&Open it"))
        self.button.clicked.connect(self._open)
        line = build.row(self.label, self.button, margins=(12, 6, 6, 6))
        line.setStretch(0, 1)
        self.setLayout(line)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        form.fields.changed.connect(self._on_change)
        self.hide()

    def _on_change(self, key: str) -> None:
        if key in _ASKED:
            self._timer.start()

    def _values(self) -> dict[str, Any]:
        """What is typed and differs from the record: an old resemblance is no news."""
        out: dict[str, Any] = {}
        for key in _ASKED:
            editor = self._form.editors.get(key)
            if editor is None:
                continue
            try:
                out[key] = editor.value()
            except Unreadable:
                continue
        names = ("first_name", "last_name")
        before = self._form.base
        named = any(out.get(key) != before.get(key) for key in names)
        return {
            key: value
            for key, value in out.items()
            if value and (value != before.get(key) or (key in names and named))
        }

    def _ask(self) -> None:
        values, record = self._values(), self._form.task.record
        if not values:
            self._context.tasks.forget(self, "duplicates")
            self._show(())
            return
        likely = services.duplicates.likely.call(
            self._form.entity.key, values, record.id if record is not None else None
        )
        self._context.tasks.query(
            self, "duplicates", likely, done=self._show, failed=lambda _error: self._show(())
        )

    def _show(self, found: tuple[Likely, ...]) -> None:
        if found == self.found:
            return
        self.found = found
        self.setVisible(bool(found))
        if found:
            self.label.setText(_words(found))
            self.button.setAccessibleName(_("Open {name}").format(name=found[0].label))
            announce(self, self.label.text())

    def _open(self) -> None:
        from crm_desktop.ui.form import open_form

        if self.found:
            form = self._form
            open_form(self._context, form.entity, self.found[0].id, form, lambda _form: None)


def _words(found: tuple[Likely, ...]) -> str:
    first, rest = found[0], len(found) - 1
    who = f"{first.label}, {first.place}" if first.place else first.label
    why = ", ".join(_(_WHY[each]) for each in first.why)
    words = _("Maybe here already: {who} ({why})").format(who=who, why=why)
    if rest:
        more = ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        return f"{words} {more}."
    return f"{words}."


class PasteButton(Button):
    """Reads an address or the end of a mail from the clipboard into the fields that are empty."""

    def __init__(self, context: Context, form: Form) -> None:
        super().__init__(build.GAP + _("&Paste details"))
        self._context, self._form = context, form
        self._before: dict[str, Any] = {}
        self.setAutoDefault(False)
        self.setIcon(icon("clipboard-paste", "text2"))
        self.setAccessibleName(_("Paste details"))
        keys = QKeySequence("Ctrl+Shift+V")
        native = keys.toString(QKeySequence.SequenceFormat.NativeText)
        text = _(
            "Copy an address or the end of a mail, then press this ({keys}): it fills the empty "
            "fields."
        )
        self.setToolTip(text.format(keys=native))
        self.clicked.connect(self.paste)
        QShortcut(keys, form).activated.connect(self.paste)

    def paste(self) -> None:
        """Read what has been copied."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._form.tell(
                _("Nothing has been copied. Copy an address or the end of a mail first.")
            )
            return
        read = services.pasting.details.call(text)
        self._context.tasks.query(self, "paste", read, done=self._fill, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._form.tell(str(error))
        else:
            self._context.tasks.report(self, error)

    def _fill(self, pasted: Pasted) -> None:
        """Only what is empty: nothing that was typed is touched."""
        form, self._before = self._form, {}
        for key, value in self._values(pasted).items():
            editor = form.editors.get(key)
            if editor is None or not value or not _is_empty(editor):
                continue
            self._before[key] = editor.kept()
            if isinstance(editor, RefEditor) and isinstance(value, str):
                editor.propose(value)
            else:
                editor.set_value(value)
            form.fields.show_field(key)
        for key in tuple(self._before):
            form.fields.changed.emit(key)
        form.order_tabs()
        self._say()

    def _values(self, pasted: Pasted) -> dict[str, Any]:
        values, company = dict(pasted.values), pasted.known or pasted.company
        if self._form.entity.key == "company":
            return {"name": pasted.company, **values}
        names = ("first_name", "last_name")
        if any(not _is_empty(self._form.editors[key]) for key in names):
            for key in (*names, "prefix", "middle_name", "suffix"):  # a name is not mixed of two
                values.pop(key, None)
        return {**values, "company": company}

    def _say(self) -> None:
        form = self._form
        if not self._before:
            form.tell(
                _("Nothing in what was copied fits a field that is empty. Nothing was changed.")
            )
            return
        keys = [key for key in form.editors if key in self._before]
        names = ", ".join(_(form.entity.field(key).label) for key in keys)
        words = _("Filled in: {names}. Have a look at them.").format(names=names)
        form.notice.say(words, "good", _("&Undo"), self._undo)

    def _undo(self) -> None:
        for key, kept in self._before.items():
            self._form.editors[key].restore(kept)
        for key in self._before:
            self._form.fields.changed.emit(key)


def _is_empty(editor: Editor) -> bool:
    try:
        return editor.value() in (None, "", (), False)
    except Unreadable:
        return False

"""The strip above the lines: for whom the quote is, until when, in which currency and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import QUOTE, Choice, Field, Kind
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceEditor, Editor, Unreadable
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.selling.template_editor import TemplateEditor
from crm_desktop.ui.widgets import build

# Key, column, columns wide; a row each.
_PLACES: tuple[tuple[tuple[str, int, int], ...], ...] = (
    (
        *(("company", 0, 5), ("contact", 5, 4), ("title", 9, 5), ("issued_on", 14, 3)),
        ("valid_until", 17, 3),
    ),
    (
        *(("price_list", 0, 4), ("payment_terms", 4, 3), ("delivery_terms", 7, 4)),
        *(("template", 11, 3), ("language", 14, 3), ("currency", 17, 3)),
    ),
)
_TERMS = frozenset({"payment_terms", "delivery_terms"})
_COLUMNS = 20
_OF_PRICES = {"company", "price_list", "issued_on", "language"}


class HeaderStrip(QWidget):
    """Edits the fields of a quote that stand above its lines.

    Attributes:
        editors: by key of the field.
        reprice: changes the currency, which is a step of its own.

    Signals:
        reprice_asked: the prices are to be in another currency.
        company_chosen: another customer.
        prices_changed: something prices depend on has changed.
    """

    reprice_asked = Signal()
    company_chosen = Signal(object)
    prices_changed = Signal()

    def __init__(self, context: Context, document: QuoteDocument) -> None:
        super().__init__()
        self._context, self._document = context, document
        self.editors: dict[str, Editor] = {}
        self.wrong: dict[str, str] = {}
        self._showing = False
        self._currency = build.label(weight=500)
        self.reprice = build.button(_("Change …"), link=True, name=_("Change the currency"))
        self.reprice.clicked.connect(self.reprice_asked)
        grid = QGridLayout()
        grid.setContentsMargins(*(theme.px(side) for side in (20, 8, 20, 12)))
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(8))
        for at, line in enumerate(_PLACES):
            for key, column, span in line:
                grid.addLayout(self._cell(key), at, column, 1, span)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.setLayout(grid)
        document.changed.connect(self.show_values)

    def _cell(self, key: str) -> Any:
        field = QUOTE.field(key)
        label = build.label(_(field.label), size=11.5, tone="faint")
        if key == "currency":
            line = build.row(self._currency, self.reprice, 0, spacing=4)
            line.setContentsMargins(0, theme.px(4), 0, 0)
            cell = build.column(label, spacing=3)
            cell.addLayout(line)
            return cell
        editor = self._editor(field)
        label.setBuddy(editor)
        self.editors[key] = editor
        editor.setMinimumWidth(theme.px(40))
        editor.changed.connect(lambda key=key: self._changed(key))
        return build.column(label, editor, spacing=3)

    def _editor(self, field: Field) -> Editor:
        if field.key == "language":
            choices = tuple(Choice(key, i18n.language_said(key)) for key in _languages())
            return ChoiceEditor(replace(field, kind=Kind.CHOICE, choices=choices), self._context)
        if field.key == "template":
            return TemplateEditor(field, self._context)
        if field.key in _TERMS:  # a bare example would look like what is going to be printed
            example = _("e.g. {example}").format(example=_(field.hint))
            return editor_for(replace(field, hint=example), self._context)
        return editor_for(field, self._context)

    # ------------------------------------------------------------------------------------ show

    def show_values(self) -> None:
        """Show what the document says, where it is not being typed."""
        values, can_edit = self._document.values, self._document.can_edit
        self._showing = True
        for key, editor in self.editors.items():
            if not self._holds(editor, values.get(key)):
                editor.set_value(values.get(key))
                self.wrong.pop(key, None)
                editor.mark_wrong(on=False)
            _set_read_only(editor, on=not can_edit)
        rate = values.get("rate")
        at_rate = f"  ({rate})" if rate and rate != "1" else ""
        self._currency.setText((values.get("currency") or "—") + at_rate)
        self.reprice.setVisible(can_edit)
        self._showing = False

    def _holds(self, editor: Editor, value: Any) -> bool:
        try:
            return (editor.value() or None) == (value or None)
        except Unreadable:
            # What is being typed stays, as long as the document has not moved on by itself.
            return editor.isAncestorOf(self._focus())

    def _focus(self) -> QWidget:
        return self.window().focusWidget() or self

    def first(self) -> Editor:
        """Where one begins."""
        return self.editors["company"]

    # ------------------------------------------------------------------------------------ typing

    def _changed(self, key: str) -> None:
        if self._showing or not self._document.can_edit:
            return
        editor = self.editors[key]
        try:
            value = editor.value()
        except Unreadable as error:
            self.wrong[key] = str(error)
            return
        self.wrong.pop(key, None)
        editor.mark_wrong(on=False)
        before = self._document.values.get(key)
        if (value or None) == (before or None):
            return
        self._document.type_in(key, value, self._with(key, value))
        if key == "company":
            self.company_chosen.emit(value)
        elif key in _OF_PRICES:
            self.prices_changed.emit()

    def _with(self, key: str, value: Any) -> Mapping[str, Any]:
        """What moves along: a quote that is dated later holds later too."""
        values = self._document.values
        day, until = values.get("issued_on"), values.get("valid_until")
        if key == "issued_on" and value and day and until and until >= day:
            return {"valid_until": value + timedelta(days=(until - day).days)}
        return {}

    def problem(self) -> str:
        """What will not do, with the keyboard put there; "" where all will."""
        for key, words in self.wrong.items():
            self.editors[key].mark_wrong(on=True)
            self.editors[key].setFocus()
            return words
        return ""


def _set_read_only(editor: Editor, *, on: bool) -> None:
    for part in (*editor.findChildren(QLineEdit), *editor.findChildren(QPlainTextEdit)):
        if part.isReadOnly() != on:
            hint = part.placeholderText() or str(part.property("hint") or "")
            part.setProperty("hint", hint)  # it asks for something that cannot be typed
            part.setPlaceholderText("" if on else hint)
            part.setReadOnly(on)
    if isinstance(editor, ChoiceEditor):
        editor.setEnabled(not on)


def _languages() -> tuple[str, ...]:
    """In which documents are written (services/documents/words.py)."""
    from crm_desktop.services.documents.words import VOCABULARIES

    return tuple(VOCABULARIES)

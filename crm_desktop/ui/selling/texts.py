"""What documents say besides their figures: for each kind and language, with a sample beside it."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton

from crm_desktop import i18n, services
from crm_desktop.enums import Permission
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Field
from crm_desktop.services.catalog import Kind as FieldKind
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.sales.office.setting_types import Texts, Wish
from crm_desktop.services.sales.papers import placeholders, standard_texts
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox, LongTextEditor
from crm_desktop.ui.selling.fields import Line
from crm_desktop.ui.selling.kept import FieldsSection, Keeper, say_told
from crm_desktop.ui.selling.preview import Preview
from crm_desktop.ui.selling.section import scrolled
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.office.settings import Selling
    from crm_desktop.services.sales.papers.templates import Template

LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "ro", "ru", "uk", "zh")
_KINDS = (
    (Kind.QUOTE, N_("Quote")),
    (Kind.ORDER, N_("Order confirmation")),
    (Kind.DELIVERY, N_("Delivery note")),
    (Kind.PROFORMA, N_("Pro-forma invoice")),
)
_LABELS = {
    "intro": N_("Opening"),
    "closing": N_("Closing"),
    "payment_terms": N_("Payment terms"),
    "delivery_terms": N_("Delivery terms"),
    "accept": N_("Above the signature"),
}


class TextsSection(FieldsSection):
    """The texts of documents.

    Attributes:
        kinds, languages: which texts are shown. templates: of which template; the first: of none.
        gap_button: puts a placeholder into the text the keyboard was in last.
        reset_button: the program's own texts again.
        preview: a sample with them.
    """

    def __init__(self, context: Context, title: str) -> None:
        lead = _(
            "An empty text is not printed. A placeholder such as {contact} is filled in from the "
            "document; what has no value is left out. Texts of a single quote are changed there."
        )
        lines = [
            Line(Field(key=key, label=words, kind=FieldKind.LONGTEXT, max_length=2000))
            for key, words in _LABELS.items()
        ]
        super().__init__(context, title, lead, lines, above=True)
        self._found: Selling | None = None
        self._usual = Texts()
        self._at = Kind.QUOTE, "", ""
        self.keeper: Keeper[Texts] = Keeper(self, self.form, self._save)
        self.kinds, self.languages, self.templates = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self._templates: tuple[Template, ...] = ()
        self.gap_button: QPushButton = build.button(_("Placeholder"), "braces")
        self.reset_button: QPushButton = build.button(_("Standard texts"), "rotate-ccw")
        self.preview = Preview(context, self._wish)
        self._last: QPlainTextEdit | None = None
        self._fill_boxes()
        self._wire()
        self._arrange()
        self.ask()

    def _fill_boxes(self) -> None:
        self.kinds.setAccessibleName(_("Kind of document"))
        self.languages.setAccessibleName(_("Language"))
        self.templates.setAccessibleName(_("Template"))
        self.templates.addItem(_("Without template"), "")
        self.templates.hide()
        for kind, words in _KINDS:
            self.kinds.addItem(_(words), kind)
        for each in LANGUAGES:
            self.languages.addItem(i18n.language_said(each), each)

    def _wire(self) -> None:
        self.kinds.activated.connect(self._other)
        self.languages.activated.connect(self._other)
        self.templates.activated.connect(self._other)
        self.gap_button.clicked.connect(self._offer_gaps)
        self.reset_button.clicked.connect(self._reset)
        self.form.changed.connect(self.preview.soon)
        self.form.changed.connect(self._enable)
        for editor in self.form.editors.values():
            text = cast("LongTextEditor", editor).text
            text.cursorPositionChanged.connect(partial(self._remember, text))

    def _arrange(self) -> None:
        choice = build.row(
            self.kinds, self.languages, self.templates, 0, self.gap_button, self.reset_button
        )
        inner = build.column(self.form, 0, margins=(0, 0, 12, 8))
        area = scrolled(build.holder(inner), self.title)
        area.setMinimumWidth(theme.px(400))
        both = build.row(area, self.preview, spacing=12)
        both.setStretch(0, 10)
        both.setStretch(1, 9)
        self.lay(choice, both, stretch=1)

    # ----------------------------------------------------------------------------------- show

    @property
    def kind(self) -> Kind:
        """Of which kind of document the texts are."""
        return Kind(self.kinds.currentData())

    @property
    def language(self) -> str:
        """In which language."""
        return str(self.languages.currentData())

    def show_settings(self, found: Selling) -> None:
        first, self._found = self._found is None, found
        if first:
            own = found.office.language.replace("-", "_").partition("_")[0]
            self.languages.setCurrentIndex(max(self.languages.findData(own), 0))
            for language, _kind in found.texts.own:  # one the office has added some other way
                if self.languages.findData(language) < 0:
                    self.languages.addItem(i18n.language_said(language), language)
        self._show()
        say_told(self, found.told)

    def ask(self) -> None:
        call = services.sales.templates.overview.call()
        self.context.tasks.query(self, "templates", call, done=self._show_templates)

    def _show_templates(self, found: tuple[Template, ...]) -> None:
        """Offer the templates there are, then read the texts."""
        kept, self._templates = self.templates.currentData(), found
        while self.templates.count() > 1:
            self.templates.removeItem(1)
        for each in found:
            self.templates.addItem(_("Template: {name}").format(name=each.name), str(each.id))
        at = self.templates.findData(kept)
        if at < 0:
            self.form.forget()  # it is gone, and what was shown of it
        self.templates.setCurrentIndex(max(at, 0))
        self.templates.setVisible(bool(found))
        super().ask()

    def _template(self) -> Template | None:
        key = self.templates.currentData()
        return next((each for each in self._templates if str(each.id) == key), None)

    def _show(self) -> None:
        """The texts of the kind and language chosen: ours, else the standard ones."""
        if self._found is None:
            return
        self._at = self.kind, self.language, str(self.templates.currentData())
        key, standard = (self.language, self.kind.value), standard_texts
        self._usual, texts = standard.of(self.language, self.kind), self._found.texts
        if template := self._template():  # what it has no text for is said as usual
            self._usual, texts = texts.of(self.language, self.kind), template.texts
        own = texts.own.get(key, Texts())
        self.keeper.show(_over(self._usual, own))
        self._enable()
        self.preview.soon()

    def _other(self) -> None:
        """Another kind or language. What cannot be kept is put right first."""
        _typed, wrong = self.keeper.wanted()
        if wrong:
            kind, language, template = self._at
            self.templates.setCurrentIndex(max(self.templates.findData(template), 0))
            self.kinds.setCurrentIndex(self.kinds.findData(kind))
            self.languages.setCurrentIndex(self.languages.findData(language))
            self.form.tell(wrong)
            self.form.editors[next(iter(wrong))].setFocus()
            return
        self.form.forget()
        self._show()

    def _enable(self) -> None:
        held, _wrong = self.form.values()
        own = any((held.get(key) or "") != (getattr(self._usual, key) or "") for key in _LABELS)
        may = self.may(Permission.SETTING_EDIT)
        self.gap_button.setEnabled(may)
        self.reset_button.setEnabled(may and own)

    def _wish(self, width: int) -> Wish:
        typed, _wrong = self.keeper.wanted()
        texts = Texts(**{key: getattr(typed, key) or "" for key in _LABELS}) if typed else None
        return Wish(self.kind, self.language, texts=texts, width=width)

    # ----------------------------------------------------------------------------------- keep

    def _save(self, wanted: Texts, base: Texts) -> Call[None]:
        """A text like the standard one is none of ours."""
        usual = self._usual
        template = self._template()
        return services.sales.settings.save_texts.call(
            self.language,
            self.kind,
            _apart(wanted, usual),
            _apart(base, usual),
            template.id if template else None,
        )

    def _reset(self) -> None:
        for key, editor in self.form.editors.items():
            editor.set_value(getattr(self._usual, key))
        self.form.changed.emit()
        self.form.left.emit()

    # ----------------------------------------------------------------------------------- gaps

    def _remember(self, text: QPlainTextEdit) -> None:
        self._last = text

    def _offer_gaps(self) -> None:
        from crm_desktop.ui.form_fields import with_mnemonics  # not needed before

        menu = QMenu(self)
        names = [_(words) for words in placeholders.PLACEHOLDERS.values()]
        pairs = zip(placeholders.PLACEHOLDERS, with_mnemonics(names), strict=True)
        for name, words in pairs:
            action = menu.addAction(f"{words}\t{{{name}}}")
            action.triggered.connect(partial(self._put_gap, name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.gap_button.mapToGlobal(self.gap_button.rect().bottomLeft()))

    def _put_gap(self, name: str, _on: bool = False) -> None:
        first = cast("LongTextEditor", self.form.editors["intro"]).text
        text = self._last or first
        text.setFocus()
        if self._last is None:
            text.moveCursor(QTextCursor.MoveOperation.End)
        text.insertPlainText(f"{{{name}}}")


def _over(usual: Texts, own: Texts) -> Texts:
    """What is printed: ours, else the standard text; None where nothing is."""
    found: dict[str, str | None] = {}
    for each in fields(Texts):
        text = getattr(own, each.name)
        found[each.name] = (getattr(usual, each.name) if text is None else text) or None
    return Texts(**found)


def _apart(texts: Texts, usual: Texts) -> Texts:
    """What of it is ours: None where it says what the standard text does."""
    told = {each.name: getattr(texts, each.name) or "" for each in fields(Texts)}
    return Texts(
        **{
            key: None if value == (getattr(usual, key) or "") else value
            for key, value in told.items()
        }
    )


def make(context: Context, _key: str, title: str) -> TextsSection:
    """The section."""
    return TextsSection(context, title)

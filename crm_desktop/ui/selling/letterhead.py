"""The paper of the office: logo, colour, foot, bank; with a sample beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from crm_desktop import services
from crm_desktop.enums import Permission
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Choice, Field, Kind
from crm_desktop.services.sales.office.setting_types import LetterheadSettings, Wish
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.selling.fields import Line
from crm_desktop.ui.selling.kept import FieldsSection, Keeper, say_told
from crm_desktop.ui.selling.paper_editors import ColourEditor, FootEditor, LogoBox
from crm_desktop.ui.selling.preview import Preview
from crm_desktop.ui.selling.section import scrolled
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.office.settings import Selling
    from crm_desktop.ui.editors import ChoiceEditor, TextEditor

_PAPERS = (Choice("A4", "A4"), Choice("Letter", N_("Letter")))


def _lines() -> tuple[Line, ...]:
    """The fields below the logo."""
    return (
        Line(Field(key="colour", label=N_("Colour"), required=True), make=ColourEditor),
        Line(Field(key="tagline", label=N_("Beside the logo"), hint="Light for good offices")),
        Line(
            Field(key="return_address", label=N_("Sender's line")),
            _("Small, above the customer's address: it shows in the window of an envelope."),
        ),
        Line(Field(key="footer", label=N_("Foot of the page"), kind=Kind.JSON), make=FootEditor),
        Line(Field(key="bank", label=N_("Bank"))),
        Line(Field(key="iban", label=N_("IBAN"), hint="DE89 3704 0044 0532 0130 00")),
        Line(Field(key="bic", label=N_("BIC"), hint="COBADEFFXXX"), width=180),
        Line(
            Field(key="payee", label=N_("Holder of the account")),
        ),
        Line(
            Field(key="paper", label=N_("Paper"), kind=Kind.CHOICE, choices=_PAPERS),
            width=230,
        ),
        Line(
            Field(
                key="payment_code",
                label=N_("Payment code on confirmations"),
                kind=Kind.BOOL,
            ),
            _("In euros: banking apps read payee, amount and reference from it."),
        ),
        Line(Field(key="accept", label=N_("Quotes end with a line to sign"), kind=Kind.BOOL)),
        Line(Field(key="carry", label=N_("Carry amounts over between pages"), kind=Kind.BOOL)),
    )


class LetterheadSection(FieldsSection):
    """The letterhead.

    Attributes:
        logo: its picture. preview: a sample on it.
    """

    def __init__(self, context: Context, title: str) -> None:
        lead = _("What stands around your quotes, confirmations and delivery notes.")
        super().__init__(context, title, lead, _lines(), labels=104)
        self.keeper: Keeper[LetterheadSettings] = Keeper(
            self, self.form, services.sales.settings.save_letterhead.call
        )
        paper = cast("ChoiceEditor", self.form.editors["paper"])
        paper.box.setItemText(0, _("As usual in our country"))
        self.logo = LogoBox(context)
        self.logo.given.connect(self._take_logo)
        self.logo.removed.connect(lambda: self._save_logo(b""))
        self.preview = Preview(context, self._wish)
        self.form.changed.connect(self.preview.soon)
        inner = build.column(self.logo, self.form, 0, spacing=14, margins=(0, 0, 12, 8))
        area = scrolled(build.holder(inner), title)
        both = build.row(area, self.preview, spacing=12)
        both.setStretch(0, 10)
        both.setStretch(1, 9)
        area.setMinimumWidth(theme.px(400))
        self.lay(both, stretch=0)
        self.ask()

    def show_settings(self, found: Selling) -> None:
        foot = cast("FootEditor", self.form.editors["footer"])
        foot.show_usual(found.usual_footer)
        for key, usual in (
            ("return_address", found.usual_sender),
            ("payee", found.office.full_name),
        ):
            cast("TextEditor", self.form.editors[key]).line.setPlaceholderText(usual)
        self.keeper.show(found.letterhead)
        may = self.may(Permission.SETTING_EDIT)
        self.logo.show_logo(found.logo, found.office_logo, may=may)
        say_told(self, found.told)
        self.preview.soon()

    def _wish(self, width: int) -> Wish:
        typed, _wrong = self.keeper.wanted()
        return Wish(letterhead=typed, width=width)

    # ----------------------------------------------------------------------------------- logo

    def _take_logo(self, path: Path) -> None:
        call = services.sales.settings.save_logo_file.call(path)
        self.context.tasks.command(self, call, done=self._logo_kept, failed=self.failed)

    def _save_logo(self, data: bytes) -> None:
        call = services.sales.settings.save_logo.call(data)
        self.context.tasks.command(self, call, done=self._logo_kept, failed=self.failed)

    def _logo_kept(self, _nothing: None) -> None:
        self.done(_("The logo of documents was changed."))


def make(context: Context, _key: str, title: str) -> LetterheadSection:
    """The section."""
    return LetterheadSection(context, title)

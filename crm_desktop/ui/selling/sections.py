"""Which sections the settings of selling have. The page of one is loaded when it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from crm_desktop.i18n import N_, _

if TYPE_CHECKING:
    from crm_desktop.ui.context import Context
    from crm_desktop.ui.selling.section import SectionPage


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the settings.

    Attributes:
        module: of this package, with a function `make(context, key, title)`.
    """

    key: str
    title: str
    icon: str
    module: str = ""

    def make(self, context: Context) -> SectionPage:
        """Its page."""
        module = import_module(f"crm_desktop.ui.selling.{self.module}")
        made: SectionPage = module.make(context, self.key, _(self.title))
        return made


SECTIONS = (
    Section("pipelines", N_("Pipelines and stages"), "workflow", "pipelines"),
    Section("lost_reasons", N_("Lost reasons"), "thumbs-down", "records"),
    Section("letterhead", N_("Letterhead"), "stamp", "letterhead"),
    Section("texts", N_("Texts of documents"), "text-quote", "texts"),
    Section("templates", N_("Templates"), "layout-template", "templates"),
    Section("quotes", N_("New quotes"), "file-plus", "limits"),
    Section("approval", N_("Approval limits"), "shield-check", "limits"),
    Section("price_lists", N_("Price lists"), "tags", "records"),
    Section("taxes", N_("Taxes"), "percent", "records"),
    Section("currencies", N_("Currencies and rates"), "coins", "records"),
    Section("numbers", N_("Numbers of documents"), "hash", "numbers"),
)

"""How documents are numbered: a pattern each, with the number that comes next beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from crm_desktop import services
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Field
from crm_desktop.services.sales.papers import number_patterns
from crm_desktop.ui.context import Context
from crm_desktop.ui.selling.fields import Line, SettingFields
from crm_desktop.ui.selling.section import SectionPage, narrow
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.sales.papers.series import Series

SERIES = ENTITIES["number_series"]


class NumbersSection(SectionPage):
    """The number series.

    Attributes:
        form: the patterns. examples: by kind, what comes next.
    """

    entities = frozenset({"number_series", "quote", "order", "delivery", "contract", "deal"})

    def __init__(self, context: Context, title: str) -> None:
        lead = _(
            "{year} is the year with four digits, {yy} with two, {month} the month, {number:4} a "
            "number of at least four digits. With a year in the pattern the counting begins anew "
            "each year. Numbers are given out without gaps when a document is issued."
        )
        super().__init__(context, title, lead)
        self._series: dict[str, Series] = {}
        choices = SERIES.field("kind").choices
        fields = [
            Field(key=each.value, label=each.label, required=True, max_length=60)
            for each in choices
        ]
        self.examples: dict[str, QLabel] = {
            each.key: build.label(tone="muted", selectable=True) for each in fields
        }
        lines = [Line(each, beside=self.examples[each.key], width=240) for each in fields]
        self.form = SettingFields(context, lines)
        self.form.changed.connect(self._show_examples)
        self.form.left.connect(self.keep)
        self.form.enable(on=self.may(SERIES.edit))
        self.lay(narrow(self.form), 0)
        self.ask()

    def ask(self) -> None:
        """Read them again."""
        call = services.sales.series.overview.call()
        self.context.tasks.query(self, "series", call, done=self._show)

    def _show(self, found: Sequence[Series]) -> None:
        self._series = {each.kind: each for each in found}
        self.form.show_values({each.kind: each.pattern for each in found})
        self._show_examples()

    def _show_examples(self) -> None:
        held, _wrong = self.form.values()
        for key, example in self.examples.items():
            series, pattern = self._series.get(key), held.get(key)
            shown = series.next(pattern, self.context.today()) if series and pattern else ""
            example.setText(_("Next: {number}").format(number=shown) if shown else "")

    def keep(self) -> None:
        """Keep each pattern that has changed and is one."""
        held, wrong = self.form.values()
        for key, pattern in held.items():
            if key not in wrong and (words := number_patterns.wrong(pattern)):
                wrong[key] = words
        self.form.tell(wrong)
        for key, series in self._series.items():
            pattern = held.get(key)
            if key not in wrong and pattern and pattern != series.pattern:
                call = services.sales.series.change.call(key, pattern, series.pattern)
                self.context.tasks.command(
                    self.form, call, done=self._kept, failed=partial(self._refused, key)
                )

    def _kept(self, _nothing: None) -> None:
        self.notice.hide()
        announce(self.form, _("Saved."))

    def _refused(self, key: str, error: Exception) -> None:
        if isinstance(error, ValidationFailed) and key in error.problems:
            self.form.tell(error.problems)
        else:
            self.failed(error)

    def commit(self) -> None:
        self.keep()


def make(context: Context, _key: str, title: str) -> NumbersSection:
    """The section."""
    return NumbersSection(context, title)

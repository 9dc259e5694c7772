"""A section of fields of which a record of settings is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Generic

from crm_desktop import services
from crm_desktop.enums import Permission
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.sales.office.setting_types import S, problems, tidied
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.selling.fields import Line, SettingFields
from crm_desktop.ui.selling.section import SectionPage
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.sales.office.settings import Selling


def values_of(section: Any) -> dict[str, Any]:
    """A section as editors hold it: None for no text."""
    found = {each.name: getattr(section, each.name) for each in fields(section)}
    return {key: None if value == "" else value for key, value in found.items()}


class Keeper(Generic[S]):
    """Keeps what fields say: sends it when one of them is left, one change after the other.

    Attributes:
        base: what is kept, as it was read; None before that.
    """

    def __init__(
        self,
        page: SectionPage,
        form: SettingFields,
        save: Callable[[S, S], Call[None]],
    ) -> None:
        self._page, self._form, self._save = page, form, save
        self._sending = self._again = False
        self.base: S | None = None
        form.left.connect(self.keep)

    def show(self, base: S, *, mine: bool = False) -> None:
        """What is kept is this. mine: it was typed here."""
        self.base = base
        self._form.show_values(values_of(base), mine=mine)

    def wanted(self) -> tuple[S | None, dict[str, str]]:
        """What the fields say, and what is wrong with it; of that, what is kept."""
        if self.base is None:
            return None, {}
        held, wrong = self._form.values()
        standard = type(self.base)()
        made = {
            each.name: _filled(held[each.name], getattr(standard, each.name), str(each.type))
            for each in fields(self.base)
            if each.name in held
        }
        section = replace(self.base, **made)
        before = problems(self.base)
        for key, words in problems(tidied(section)).items():
            if getattr(section, key) != getattr(self.base, key) or key not in before:
                wrong.setdefault(key, words)
        return section, wrong

    def keep(self) -> None:
        """Send what has changed and is right; say what is wrong."""
        section, wrong = self.wanted()
        self._form.tell(wrong)
        if section is None or self.base is None:
            return
        good = replace(section, **{key: getattr(self.base, key) for key in wrong})
        good = tidied(good)
        if good == tidied(self.base):
            return
        if self._sending:
            self._again = True
            return
        self._sending, base = True, self.base
        self._page.context.tasks.command(
            self._form,
            self._save(good, base),
            done=lambda _nothing: self._kept(good, base),
            failed=self._failed,
        )

    def _kept(self, good: S, before: S) -> None:
        self._sending = False
        self._page.notice.hide()
        if self.base is before:  # nothing else is shown meanwhile
            self.show(good, mine=True)
        announce(self._form, _("Saved."))
        if self._again:
            self._again = False
            self.keep()

    def _failed(self, error: Exception) -> None:
        self._sending = self._again = False
        if isinstance(error, ValidationFailed):
            self._form.tell(error.problems)
            if not set(error.problems) & set(self._form.notes):
                self._page.failed(error)
        else:
            self._page.failed(error)


def _filled(value: Any, standard: Any, kind: str) -> Any:
    """Back from an editor: "" for no text, the standard where something is needed."""
    if value is None:
        return "" if kind == "str" else None if "None" in kind else standard
    return value


class FieldsSection(SectionPage):
    """A section that is fields alone.

    Attributes:
        form: the fields. keeper: what keeps them.
    """

    entities = frozenset({"setting", "office"})

    def __init__(
        self,
        context: Context,
        title: str,
        lead: str,
        lines: Sequence[Line],
        *,
        labels: int = 170,
        above: bool = False,
    ) -> None:
        super().__init__(context, title, lead)
        self.form = SettingFields(context, lines, labels=labels, above=above)
        self.form.enable(on=self.may(Permission.SETTING_EDIT))

    def ask(self) -> None:
        """Read what is kept."""
        load = services.sales.settings.load.call()
        self.context.tasks.query(self, "settings", load, done=self.show_settings)

    def show_settings(self, found: Selling) -> None:
        """What is kept is this."""
        raise NotImplementedError

    def commit(self) -> None:
        self.form.left.emit()


def say_told(page: SectionPage, told: Sequence[str]) -> None:
    """What of the settings could not be read."""
    if told:
        page.notice.say(" ".join(told))

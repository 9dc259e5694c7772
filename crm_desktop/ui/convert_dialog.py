"""The dialog in which a lead becomes a company, a contact, a deal: those that are known first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.duplicates import Likely
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, TickBox, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice
from crm_desktop.ui.widgets.shrinking import Shrinking

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.lead_steps import Known
    from crm_desktop.services.sales.pipeline.leads import Converted

WIDTH = 620
_LEAST = 160  # of what is asked, where the screen is low
_FRAME = 48  # what a window system puts around a window
NEW, OTHER, NONE = "new", "other", "none"
_MONTH = timedelta(days=30)
_WHY = {
    "email": N_("same e-mail address"),
    "phone": N_("same phone"),
    "domain": N_("same web domain"),
    "name": N_("same name"),
}
_SURE = frozenset({"email", "phone", "domain"})  # a name alone is shared by many people


class Choices(QWidget):
    """Is it one of those it may be, a new one, another one that is known, or none at all?

    Attributes:
        buttons: by "new", "other", "none" or the id of a record.

    Signals:
        chosen: another one was chosen.
    """

    chosen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._column = build.column(spacing=2)
        self.setLayout(self._column)

    def offer(self, known: Sequence[Likely], new: str, other: str, none: str) -> None:
        """Those it may be first."""
        for each in known:
            self._add(each.id.hex, _said(each))
        self._add(NEW, new)
        self._add(NONE, none)
        self._add(OTHER, other)  # what is looked for stands right below

    def _add(self, value: str, words: str) -> None:
        button = QRadioButton(words.replace("&", "&&"))
        button.setFont(theme.font(13))
        button.setMinimumHeight(theme.px(24))
        button.toggled.connect(self.chosen)
        self.buttons[value] = button
        self._group.addButton(button)
        self._column.addWidget(button)

    @property
    def value(self) -> str:
        """What is chosen."""
        return next((key for key, each in self.buttons.items() if each.isChecked()), NONE)

    def choose(self, value: str) -> None:
        """Choose one."""
        self.buttons[value].setChecked(True)

    @property
    def record(self) -> UUID | None:
        """The record that is chosen among those it may be; None for any other answer."""
        return None if self.value in (NEW, OTHER, NONE) else UUID(hex=self.value)


def _said(each: Likely) -> str:
    """A record, where it is, and why it may be the one."""
    why = ", ".join(_(_WHY[key]) for key in each.why)
    return f"{' · '.join(filter(None, (each.label, each.place)))}  ({why})"


class ConvertDialog(QDialog):
    """The dialog. Enter converts.

    Attributes:
        companies, people: who it is. with_deal: whether a deal is opened.
        others: the editors in which another company, another contact is looked for.
        editors: of what is made, by "company.name", "deal.title" and so on.
        notice: why it was not converted. save_button: the way out that writes.

    Signals:
        converted: the services.sales.leads.Converted that was done.
    """

    converted = Signal(object)

    def __init__(self, context: Context, known: Known, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._known, self._lead = context, known, known.lead
        self.setWindowTitle(_("Convert {lead}").format(lead=self._lead.label))
        self.companies, self.people = Choices(_("Company")), Choices(_("Contact"))
        self.with_deal = TickBox(_("Open a &deal"))
        self.editors: dict[str, Editor] = {}
        self.others: dict[str, Editor] = {
            "company": editor_for(ENTITIES["deal"].field("company"), context),
            "person": editor_for(ENTITIES["deal"].field("contact"), context),
        }
        self._parts: dict[str, QWidget] = {}
        self._looked_for: dict[str, QWidget] = {}
        self.notice = Notice()
        self.save_button = build.button(_("Con&vert"), primary=True)
        self._cancel = build.button(_("&Cancel"))
        self.setLayout(self._build())
        self._fill()
        self._wire()
        self.setMinimumWidth(theme.px(WIDTH))
        self._show_parts()
        self.companies.buttons[self.companies.value].setFocus()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        title = build.label(self.windowTitle(), size=18, weight=600, wrap=True)
        words = _("What was said and written about the lead goes along. One Undo takes it back.")
        said = build.label(words, tone="muted", wrap=True)
        column = build.column(title, said, spacing=6, margins=(24, 20, 24, 18))
        asked = build.column(spacing=6)
        self._section(asked, _("Company"), self.companies, "company", (("name",),))
        names = (("first_name", "last_name"), ("job_title",))
        self._section(asked, _("Contact"), self.people, "person", names)
        deal = (("title",), ("amount", "currency", "expected_close"))
        self._section(asked, _("Deal"), self.with_deal, "deal", deal)
        self._asked = Shrinking(build.holder(asked), _LEAST)
        column.addWidget(self._asked)
        column.addWidget(self.notice)
        column.addSpacing(theme.px(6))
        column.addLayout(build.row(0, self._cancel, self.save_button))
        return column

    def _section(
        self,
        column: QVBoxLayout,
        head: str,
        choice: QWidget,
        entity: str,
        lines: tuple[tuple[str, ...], ...],
    ) -> None:
        column.addSpacing(theme.px(8))
        column.addWidget(build.label(head, size=11.5, weight=600, tone="muted"))
        choice.setFont(theme.font(13))
        column.addWidget(choice)
        if entity in self.others:
            looked_for = build.column(self.others[entity], margins=(24, 2, 0, 2))
            self._looked_for[entity] = build.holder(looked_for)
            column.addWidget(self._looked_for[entity])
        part = build.holder(self._fields(entity, lines))
        self._parts[entity] = part
        column.addWidget(part)

    def _fields(self, entity: str, lines: tuple[tuple[str, ...], ...]) -> QGridLayout:
        """The editors of what is made; those of a line share its width."""
        grid = QGridLayout()
        grid.setContentsMargins(theme.px(24), theme.px(2), 0, theme.px(2))
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(3))
        widest = max(len(line) for line in lines)
        for at, line in enumerate(lines):
            span = widest // len(line)
            for place, key in enumerate(line):
                field = ENTITIES[entity].field(key)
                editor = self.editors[f"{entity}.{key}"] = editor_for(field, self._context)
                label = build.label(_(field.label), size=12, tone="muted")
                label.setBuddy(editor.main)
                grid.addWidget(label, 2 * at, place * span, 1, span)
                grid.addWidget(editor, 2 * at + 1, place * span, 1, span)
        return grid

    def _fill(self) -> None:
        values, known = self._lead.values, self._known
        new = _("A new company") if values["company_name"] else _("A new company, named here")
        other = _("Another company that we know")
        self.companies.offer(known.companies, new, other, _("No company"))
        other = _("Another contact that we know")
        self.people.offer(known.people, _("A new contact"), other, _("No contact"))
        self.companies.choose(_likeliest(known.companies, bool(values["company_name"])))
        somebody = bool(values["first_name"] or values["last_name"])
        sure = [each for each in known.people if _SURE & set(each.why)]
        self.people.choose(_likeliest(sure, somebody))
        self._preset("company", {"name": values["company_name"]})
        self._preset("person", {k: values[k] for k in ("first_name", "last_name", "job_title")})
        amount = values["estimated_amount"]
        deal = {"title": values["company_name"] or self._lead.label, "amount": amount}
        deal |= {"currency": values["currency"], "expected_close": self._context.today() + _MONTH}
        self._preset("deal", deal)
        self.with_deal.setChecked(values["status"] == "qualified" or amount is not None)

    def _preset(self, entity: str, values: dict[str, Any]) -> None:
        for key, value in values.items():
            self.editors[f"{entity}.{key}"].set_value(value)

    def _wire(self) -> None:
        self.companies.chosen.connect(self._show_parts)
        self.people.chosen.connect(self._show_parts)
        self.with_deal.toggled.connect(self._show_parts)
        for editor in (*self.editors.values(), *self.others.values()):
            editor.changed.connect(self.notice.hide)
        self._cancel.clicked.connect(self.reject)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)

    def _show_parts(self) -> None:
        """Only what is made has fields."""
        for entity, choices in (("company", self.companies), ("person", self.people)):
            self._parts[entity].setVisible(choices.value == NEW)
            self._looked_for[entity].setVisible(choices.value == OTHER)
        self._parts["deal"].setVisible(self.with_deal.isChecked())
        self.notice.hide()
        self._fit()

    def showEvent(self, arg__1: QShowEvent) -> None:
        super().showEvent(arg__1)
        self._fit()  # now that everything in it has its font

    def _fit(self) -> None:
        """As high as what is asked, and no higher than the screen: then that scrolls."""
        self.ensurePolished()
        room = self.screen().availableGeometry().height() - theme.px(_FRAME)
        wide = max(self.width(), self.minimumWidth())
        self._asked.updateGeometry()
        self.resize(wide, min(self.sizeHint().height(), room))

    # ---------------------------------------------------------------------------------- save

    def _values(self, entity: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, editor in self.editors.items():
            owner, key = name.split(".")
            if owner == entity:
                made[key] = editor.value()
        return made

    def _record(self, entity: str, choices: Choices) -> UUID | None:
        """The record the lead is found to be; Unreadable where none was chosen yet."""
        if choices.value != OTHER:
            return choices.record
        ref = self.others[entity].value()
        if ref is None:
            title = inner(_(ENTITIES[entity].title))
            raise Unreadable(_("Say which {what} it is.").format(what=title))
        return ref.id

    def save(self) -> None:
        """Convert the lead."""
        try:
            known_company = self._record("company", self.companies)
            known_person = self._record("person", self.people)
            company = self._values("company") if self.companies.value == NEW else {}
            person = self._values("person") if self.people.value == NEW else {}
            deal = self._values("deal") if self.with_deal.isChecked() else None
        except Unreadable as error:
            self._refuse(str(error))
            return
        if deal is not None and not deal["title"]:
            self._refuse(_("Give the deal a title."))
            return
        wish = services.sales.leads.Conversion(
            company=known_company,
            person=known_person,
            new_company=bool(company.get("name")),
            new_person=bool(person.get("first_name") or person.get("last_name")),
            new_deal=None if deal is None else {k: v for k, v in deal.items() if v is not None},
            company_values=company if company.get("name") else {},
            person_values=person,
        )
        call = services.sales.leads.convert.call(self._lead.id, wish, version=self._lead.version)
        tasks = self._context.tasks
        tasks.command(self, call, done=self._done, failed=self._failed, busy=self.save_button)

    def _done(self, converted: Converted) -> None:
        self.converted.emit(converted)
        self.accept()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._refuse(str(error))
        else:
            self._context.tasks.report(self, error)

    def _refuse(self, words: str) -> None:
        self.notice.say(words, "problem")
        self._fit()


def _likeliest(known: Sequence[Likely], new: bool) -> str:
    """The surest of those that are known, else a new one, if there is something to make it of."""
    if known:
        return known[0].id.hex
    return NEW if new else NONE


def convert(context: Context, lead: Record, parent: QWidget, opened: Any) -> None:
    """Look who the lead may be, then open the dialog; opened: hears of it."""

    def show(known: Known) -> None:
        dialog = ConvertDialog(context, known, parent)
        dialog.finished.connect(dialog.deleteLater)
        opened(dialog)
        dialog.open()

    call = services.sales.lead_steps.known.call(lead.id)
    context.tasks.query(parent, "convert", call, done=show)

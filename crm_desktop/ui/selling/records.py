"""Sections that are a table of records with their usual forms: taxes, currencies, price lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QPushButton

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, EntityType, Record
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.sales.pricing import dated_rates
from crm_desktop.ui import words
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import TickBox
from crm_desktop.ui.selling.few import Column, FewTable, Row
from crm_desktop.ui.selling.section import SectionPage
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.few import Few

MOST = 500
_HEADS = {
    "parent": N_("Built on"),
    "is_default": N_("Use"),
    "rates": N_("Rates now"),
}
IN_USE = Filter("in_use", values=(True,))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of records in a section of its own.

    Attributes:
        columns: field keys with their widths; 0 takes what is left.
        ordered: they have an order of their own.
        default: what is said of the one that is taken where nothing is chosen; "": there is none.
        take: of the button that makes it so.
        some: by these only the usual ones are shown, unless all are wanted.
        all_words: of the tick that shows all.
        keep: nothing is deleted: it is used, or not.
        none: what stands there while there are none.
    """

    entity: str
    lead: str
    columns: tuple[tuple[str, int], ...]
    preset: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ordered: bool = False
    default: str = ""
    take: str = ""
    some: tuple[Filter, ...] = ()
    all_words: str = ""
    keep: bool = False
    none: str = N_("There are none yet.")


KINDS = {
    "lost_reasons": Kind(
        "lost_reason",
        N_(
            "What can be chosen when a deal is lost. Reports go by the kind, so that they stay "
            "right when you change the words."
        ),
        (("name", 0), ("kind", 160)),
        {"kind": "other"},
        ordered=True,
    ),
    "price_lists": Kind(
        "price_list",
        N_(
            "Prices for groups of customers, with their dates. What a list lacks comes from the "
            "list it is built on, then from the product itself."
        ),
        (
            ("name", 0),
            ("currency", 80),
            ("parent", 150),
            ("valid_from", 96),
            ("valid_to", 96),
            ("is_default", 140),
        ),
        default=N_("For everybody else"),
        take=N_("Use for everybody else"),
        none=N_("No price list yet. Customers pay the list prices of the products."),
    ),
    "taxes": Kind(
        "tax_class",
        N_(
            "How products are taxed. Each class has a rate in each country from a day on: a new "
            "rate is added with its first day, and old documents stay as they are."
        ),
        (("name", 190), ("category", 180), ("rates", 0), ("is_default", 128)),
        {"category": "S"},
        default=N_("For new products"),
        take=N_("Use for new products"),
    ),
    "currencies": Kind(
        "currency",
        N_(
            "Currencies you quote in. A rate says what one unit is worth in the currency of your "
            "office, from a day on; each day's amounts are converted at the rate of that day."
        ),
        (("code", 64), ("name", 180), ("symbol", 74), ("minor_units", 80), ("rates", 0)),
        {"in_use": True, "minor_units": 2},
        some=(IN_USE,),
        all_words=N_("Show those that are not in use too"),
        keep=True,
    ),
}


class RecordsSection(SectionPage):
    """A table of records.

    Attributes:
        table: the records. all: whether all are shown, where that is a question.
        default_button: takes the chosen one where nothing is chosen.
    """

    def __init__(self, context: Context, kind: Kind, title: str) -> None:
        self.kind = kind
        self.entity: EntityType = ENTITIES[kind.entity]
        self.entities = frozenset({kind.entity})
        super().__init__(context, title, _(kind.lead))
        fields = [(self.entity.field(key), width) for key, width in kind.columns]
        columns = [Column(_(_HEADS.get(each.key, each.label)), width) for each, width in fields]
        self.table = FewTable(
            _(self.entity.plural), _(self.entity.title), columns, ordered=kind.ordered
        )
        self.table.hint = _(kind.none)
        self.all: QCheckBox = TickBox(_(kind.all_words))
        self.all.setAccessibleName(_(kind.all_words))
        self.all.toggled.connect(self.ask)
        self.all.setVisible(bool(kind.some))
        self.default_button: QPushButton = build.button(_(kind.take), "check")
        self.default_button.setVisible(bool(kind.default))
        self.default_button.clicked.connect(self._make_default)
        self.table.delete_button.setVisible(not kind.keep)
        self.table.asked.connect(self._do)
        self.table.arranged.connect(self._arrange)
        self.table.chosen.connect(self._enable)
        line = build.row(self.all, self.default_button, 0, *self.table.buttons())
        self.lay(line, self.table, stretch=1)
        self._defaults: set[UUID] = set()
        self.ask()

    # ----------------------------------------------------------------------------------- show

    def ask(self) -> None:
        """Read them again."""
        some = () if self.all.isChecked() else self.kind.some
        query = ListQuery(self.entity.key, filters=some)
        read = services.sales.few.read.call(self.entity.key, query, MOST)
        self.context.tasks.query(self, "rows", read, done=self._show)

    def _show(self, found: Few) -> None:
        keys = [key for key, _width in self.kind.columns]
        self._defaults = {each.id for each in found.records if each.values.get("is_default")}
        rows = [
            Row(
                each.id,
                tuple(self._words(key, each, found.currency) for key in keys),
                each.values.get("in_use") is False,
            )
            for each in found.records
        ]
        self.table.show_rows(rows, may=self.may(self.entity.edit))

    def _words(self, key: str, record: Record, currency: str | None) -> str:
        value = record.values[key]
        if key == "rates" and self.entity.key == "currency":
            return _worth(record, currency, self.context.today())
        if value is None or value in ("", (), False):
            return ""
        if key == "is_default":
            return _(self.kind.default)
        if key == "rates":
            return _taxes(value, self.context.today())
        return words.full(self.entity.field(key), value)

    def _enable(self) -> None:
        key = self.table.current_key()
        may = self.may(self.entity.edit)
        self.default_button.setEnabled(may and key is not None and key not in self._defaults)

    # -------------------------------------------------------------------------------- do

    def _do(self, what: str) -> None:
        {"add": self._add, "edit": self._edit, "delete": self._delete}[what]()

    def _add(self) -> None:
        from crm_desktop.ui.form import Task, show_form  # not needed before

        preset = dict(self.kind.preset)
        if self.kind.ordered:
            preset["position"] = 1 + 10 * self.table.rowCount()
        form = show_form(self.context, Task(self.entity, preset=preset, only=self._only()), self)
        form.another.connect(self._add)
        form.saved.connect(self._made)

    def _made(self, record: Record) -> None:
        self.table.go_to(record.id)

    def _edit(self) -> None:
        from crm_desktop.ui.form import Form, Task, show_form  # as above

        key = self.table.current_key()
        if key is None:
            return

        def show(record: Record) -> None:
            form: Form = show_form(self.context, Task(self.entity, record, only=self._only()), self)
            form.stepped.connect(self._step)

        load = services.records.load.call(self.entity.key, key)
        self.context.tasks.query(self, "open", load, done=show)

    def _only(self) -> tuple[str, ...]:
        """Without the place in the order: that is what the arrows are for."""
        return tuple(each.key for each in self.entity.editable() if each.key != "position")

    def _step(self, step: int) -> None:
        at = self.table.currentRow() + step
        if 0 <= at < self.table.rowCount():
            self.table.stand_on(at)
            self._edit()

    def _delete(self) -> None:
        key = self.table.current_key()
        if key is not None and not self.kind.keep:
            call = services.records.delete.call(self.entity.key, (key,))
            self.context.tasks.command(self, call, done=self._deleted, failed=self.failed)

    def _deleted(self, deleted: Any) -> None:
        self.done(deleted.words)

    def _make_default(self) -> None:
        key = self.table.current_key()
        if key is not None:
            call = services.sales.pipelines.make_default.call(self.entity.key, key)
            self.context.tasks.command(self, call, done=self.done, failed=self.failed)

    def _arrange(self, keys: list[UUID]) -> None:
        call = services.sales.pipelines.arrange.call(self.entity.key, keys)
        self.context.tasks.command(self, call, done=self._arranged, failed=self.failed)

    def _arranged(self, _nothing: None) -> None:
        self.notice.hide()


def _worth(record: Record, currency: str | None, today: date) -> str:
    """`1 USD = 0.9213 EUR since 3 Nov 2026`."""
    code = record.values["code"]
    if code == currency:
        return _("The currency of your office")
    found = dated_rates.newest(record.values["rates"] or (), today)
    if found is None:
        return _("No rate yet: amounts cannot be converted") if record.values["in_use"] else ""
    text = _("1 {code} = {rate} {currency} since {day}")
    day = i18n.full_day(found["valid_from"])
    rate = i18n.plain_number(found["rate"])
    return text.format(code=code, rate=rate, currency=currency or "", day=day)


def _taxes(rows: Any, today: date) -> str:
    """`DE 19 % · AT 20 %, from 1 Jan 2027: DE 20 %`."""
    held = " · ".join(_rate(row) for row in dated_rates.holding(rows, today))
    next_one = dated_rates.coming(rows, today)
    if next_one is None:
        return held
    text = _("from {day}: {rate}")
    later = text.format(day=i18n.full_day(next_one["valid_from"]), rate=_rate(next_one))
    return ", ".join(filter(None, (held, later)))


def _rate(row: Any) -> str:
    return f"{row['country']} {i18n.number(row['rate'].normalize() + 0)} %"


def make(context: Context, key: str, title: str) -> RecordsSection:
    """The section of a kind of records."""
    return RecordsSection(context, KINDS[key], title)

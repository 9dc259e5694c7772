"""What the heads and cells of a whole table say together about the columns one head leaves open.

`Name` is a family name beside a first name, a company beside a VAT number, else a whole name;
`Title` is Dr or Sales Manager; `Address 2` is a second line or a second address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.transfer import column_content as looks
from crm_desktop.services.transfer.column_content import Content
from crm_desktop.services.transfer.head_targets import Proposal
from crm_desktop.services.transfer.targets import DISPLAY, FULL_NAME, TOLD, Target

_NAMES = ("first_name", "last_name", FULL_NAME)
_OF_PEOPLE = frozenset(
    {"birthday", "job_title", "gender", "middle_name", "nickname", "prefix", "suffix"}
    | {"assistant", "department", "first_name", "last_name"}
)
_OF_COMPANIES = frozenset(
    {"industry", "employees", "annual_revenue", "year_established", "parent", "legal_name"}
    | {"vat_id", "registration_no", "size_band", "domains", "credit_limit", "payment_terms"}
)
_ON_BOTH = frozenset({"phones", "addresses", "web_links"})


@dataclass(slots=True, eq=False)
class Column:
    """A column on its way to a target.

    Attributes:
        known: the head says something, though it may lead nowhere.
        reason: why it became what it is, where the head alone does not tell.
    """

    index: int
    head: str
    content: Content
    proposal: Proposal | None
    known: bool
    target: Target | None = None
    reason: str = ""

    @property
    def doubt(self) -> str:
        return self.proposal.doubt if self.proposal else ""

    @property
    def field(self) -> str:
        return self.target.field if self.target else ""

    def leave(self, reason: str = "") -> None:
        """Do not read it."""
        self.target, self.reason = None, reason

    def become(self, target: Target, reason: str = "") -> None:
        """Read it as that."""
        self.target, self.reason = target, reason


class Context:
    """The columns of a table, and the steps that settle what each of them is."""

    def __init__(self, columns: Sequence[Column], entity: str | None) -> None:
        self.columns = columns
        self.wanted = entity
        self.entity = entity or ""
        self.company_centred = False
        for column in columns:
            column.target = column.proposal.target if column.proposal else None

    def settle(self) -> None:
        """Decide everything; afterwards each column has its target, or None."""
        self._references()
        self._weak()
        self._ids()
        self._titles()
        self._birthdays()
        self._facts()
        self._phones()
        self._addresses()
        self._statuses()
        if not self.entity:
            self.entity = self._decide_entity()
        self._names()
        self._company_centred()
        self._sides()

    def doubtful(self, *doubts: str) -> Iterator[Column]:
        """Columns still in question for one of these reasons."""
        return (c for c in self.columns if c.target is not None and c.doubt in doubts)

    def having(self, *fields: str) -> list[Column]:
        """Columns that go to one of these fields."""
        return [c for c in self.columns if c.field in fields]

    # ------------------------------------------------------------------------- small steps

    def _references(self) -> None:
        for column in self.doubtful("reference", "company"):
            if column.content.share(looks.is_number) >= 0.5:
                column.leave(_("its cells are numbers, not names"))

    def _weak(self) -> None:
        """`Account` is the company, `Occupation` the job title, only where nothing else is."""
        for field in ("company", "job_title"):
            columns = self.having(field)
            strong = [c for c in columns if c.proposal and not c.proposal.weak]
            for column in columns if strong else columns[1:]:
                if column.proposal and column.proposal.weak:
                    words = _("'{head}' tells it")
                    column.leave(words.format(head=(strong or columns)[0].head))

    def _ids(self) -> None:
        chosen: Column | None = None
        for doubt in ("uid", "id"):
            for column in self.doubtful(doubt):
                if chosen is not None:
                    column.leave(_("there is another column for the id"))
                elif doubt == "id" and len(column.content) and not column.content.all_different:
                    column.leave(_("its values come more than once"))
                else:
                    chosen = column

    def _titles(self) -> None:
        jobs = [c for c in self.having("job_title") if c.doubt != "title"]
        for column in self.doubtful("title"):
            if column.content.share(looks.is_honorific) >= 0.5:
                column.become(Target("person", "prefix"), _are_titles())
            elif jobs:
                words = _("'{head}' is the job title").format(head=jobs[0].head)
                column.become(Target("person", "prefix"), words)
        for column in self.doubtful("salutation"):
            if column.content.share(looks.is_honorific) >= 0.5:
                column.become(Target("person", "prefix"), _are_titles())

    def _birthdays(self) -> None:
        columns = self.having("birthday")
        parts = {c.target.part for c in columns if c.target}
        for column in self.doubtful("part"):
            if not {"month", "year"} <= parts and not any(
                c.target and c.target.part and c.doubt != "part" for c in columns
            ):
                column.leave()
        whole = [c for c in columns if c.target and not c.target.part]
        no_day = {"month", "year"} <= parts and "day" not in parts and len(whole) == 1
        if no_day and not whole[0].content.share(looks.is_date):
            day = Target("person", "birthday", part="day")
            whole[0].become(day, _("month and year have columns of their own"))
        for column in self.doubtful("anniversary"):
            if len(whole) > 1 and column in whole:
                fact = Target("person", "facts", 1, "value", "family", label="Anniversary")
                column.become(fact, _("there is another column for the birthday"))

    def _facts(self) -> None:
        for column in self.doubtful("labelled"):
            assert column.target is not None
            column.target = replace(column.target, label=column.head.replace(":", " "))

    def _phones(self) -> None:
        for column in self.doubtful("phone"):
            if column.content.share(looks.is_phone) < 0.5:
                column.leave()
        rows = {
            c.target.row for c in self.having("phones") if c.target and c.target.child == "number"
        }
        for column in self.doubtful("extension"):
            assert column.target is not None
            for kind in ("work", "", "main"):
                if ("phones", kind, 1) in rows:
                    column.target = replace(column.target, type=kind)
                    break
            else:
                own = Target(column.target.entity, "phones", 1, "number", "extension")
                column.become(own, _("no phone at work has a column: it is taken as a number"))

    def _statuses(self) -> None:
        choices = ENTITIES["person"].field("status").choices
        words = {fold(word) for choice in choices for word in (choice.value, choice.label)}
        for column in self.doubtful("type"):
            if column.content.share(lambda text: fold(text) in words) < 0.5:
                column.leave()

    # --------------------------------------------------------------------------- addresses

    def _addresses(self) -> None:
        columns = self.having("addresses")
        second = {
            c.proposal.line
            for c in columns
            if c.proposal and c.proposal.line > 1 and c.doubt != "line"
        }
        for column in columns:
            target, line = column.target, column.proposal.line if column.proposal else 0
            if target is None or line < 2:
                continue
            if line in second:
                child = "street" if column.doubt == "line" else target.child
                column.target = replace(target, slot=line, child=child)
        self._addresses_in_one_cell()
        self._places()

    def _row_of(self, column: Column) -> list[Column]:
        """The other columns of the same address."""
        row = column.target.row if column.target else None
        return [c for c in self.columns if c is not column and c.target and c.target.row == row]

    def _addresses_in_one_cell(self) -> None:
        for column in self.doubtful("formatted", "address"):
            children = {c.target.child for c in self._row_of(column) if c.target}
            streets = [
                c
                for c in self._row_of(column)
                if c.target
                and c.target.child == "street"
                and c.doubt not in ("address", "formatted")
                and not c.target.part
            ]
            if streets or (column.doubt == "formatted" and children - {"type"}):
                column.leave(_("the parts of the address have columns of their own"))

    def _places(self) -> None:
        for column in self.doubtful("location"):
            assert column.target is not None
            is_country = column.content.share(looks.is_country) >= 0.6
            child = "country" if is_country else "city"
            others = [c.target for c in self.having("addresses") if c is not column and c.target]
            if child in {other.child for other in others}:
                column.leave(_("the place has columns of its own"))
            else:
                words = _("its cells are countries") if is_country else _("its cells are places")
                column.become(replace(column.target, child=child), words)
        for column in [c for c in self.having("addresses") if c.target]:
            assert column.target is not None
            if column.target.child == "region" and column.content.share(looks.is_country) >= 0.6:
                self._swap_country(column)

    def _swap_country(self, region: Column) -> None:
        """`Land` and `Region` change places between languages and versions of Outlook."""
        assert region.target is not None
        other = [c for c in self._row_of(region) if c.target and c.target.child == "country"]
        if any(c.content.share(looks.is_country) >= 0.3 for c in other):
            return
        if region.content.share(lambda text: len(text) > 3) < 0.5:
            return  # US states look like codes of countries
        region.become(replace(region.target, child="country"), _("its cells are countries"))
        for column in other:
            assert column.target is not None
            words = _("'{head}' holds the countries").format(head=region.head)
            column.become(replace(column.target, child="region"), words)

    # ------------------------------------------------------------------- people or companies

    def _decide_entity(self) -> str:
        people = [*self.doubtful("full", "contact", "display"), *self.having(*_NAMES[:2])]
        if people:
            return "person"
        names = [c for c in self.columns if c.target and c.doubt == "name"]
        companies = self.having("company")
        of_people = any(c.field in _OF_PEOPLE for c in self.columns)
        of_companies = any(c.field in _OF_COMPANIES for c in self.columns)
        if companies:
            strong = [c for c in names if c.proposal and not c.proposal.weak]
            return "person" if strong or of_people or self._mails_of_people() else "company"
        if names:
            if of_people or of_companies:
                return "person" if of_people else "company"
            return "company" if self._reads_like_companies(names[0]) else "person"
        return "person"

    def _mails_of_people(self) -> bool:
        """True where the addresses are anna.ruiz@, not info@."""
        for column in self.having("emails"):
            local = [text.partition("@")[0] for text in column.content.texts]
            personal = sum("." in part and not looks.is_role_account(part) for part in local)
            if local and personal * 2 >= len(local):
                return True
        return False

    def _reads_like_companies(self, column: Column) -> bool:
        share = column.content.share(looks.is_company)
        people = column.content.share(looks.is_personal)
        reads = share >= 0.25 or (share > 0 and people < 0.5)
        column.reason = (
            _("its cells read like companies") if reads else _("its cells read like people")
        )
        return reads

    def _names(self) -> None:
        for column in self.doubtful("display", "full", "contact"):
            part = DISPLAY if column.doubt == "display" else ""
            column.become(Target("person", FULL_NAME, part=part))
        first, last = self.having("first_name"), self.having("last_name")
        for column in list(self.doubtful("name")):
            weak = column.proposal is not None and column.proposal.weak
            if weak and (first or last or self.having("company") or self._other_name(column)):
                column.leave(_("there is another column for the name"))
            elif self.entity == "company":
                column.become(Target("company", "name"), column.reason)
            elif bool(first) != bool(last) and not self._holds(column, (first or last)[0]):
                field = "last_name" if first else "first_name"
                words = _("'{head}' is the other").format(head=(first or last)[0].head)
                column.become(Target("person", field), words)
            else:
                column.become(Target("person", FULL_NAME), column.reason)
        if self.entity == "person" and (first or last):
            self._part_of_contact(first, last)

    def _other_name(self, column: Column) -> bool:
        return any(
            c is not column and c.doubt in ("name", "full", "contact") and c.target
            for c in self.columns
        )

    def _part_of_contact(self, first: list[Column], last: list[Column]) -> None:
        """GoldMine: Contact is the whole name, Lastname a part of it."""
        for column in self.doubtful("contact"):
            if last and not first and not self._holds(column, last[0]) and len(column.content):
                words = _("'{head}' is the other").format(head=last[0].head)
                column.become(Target("person", "first_name"), words)

    @staticmethod
    def _holds(whole: Column, part: Column) -> bool:
        """True where the cells of a column stand inside those of the other."""
        rows = zip(whole.content.rows, part.content.rows, strict=True)
        pairs = [(fold(a), fold(b)) for a, b in rows if a and b]
        return sum(b in a and a != b for a, b in pairs) * 2 > len(pairs)

    # ---------------------------------------------------------------------------------- sides

    def _company_centred(self) -> None:
        """A company with its contact: how to reach the one is how to reach the other."""
        if self.entity != "person" or not self.having("company"):
            return
        if any(len(c.content) and not c.content.all_different for c in self.having("company")):
            return  # several people of one company: each row is about the person
        named = [c for c in self.having(*_NAMES) if c.proposal]
        self.company_centred = any(
            c.doubt == "contact" or (c.proposal and c.proposal.person) for c in named
        )

    def _sides(self) -> None:
        """Give every target its entity; leave out what has none."""
        company_known = self.entity == "company" or bool(self.having("company"))
        for column in self.columns:
            target = column.target
            if target is None:
                continue
            if target.field == "company" and not target.entity:
                field = "company" if self.entity == "person" else "name"
                column.target = Target(self.entity, field)
            elif target.entity == "company" and not company_known:
                if target.field in _OF_COMPANIES or not ENTITIES["person"].has(target.field):
                    column.leave(_("no column names the company"))
                else:
                    column.target = replace(target, entity="person")
            elif target.entity == "person" and self.entity == "company":
                column.leave(_("the table is read as companies"))
            else:
                column.target = self._sided(column, target, company_known)

    def _sided(self, column: Column, target: Target, company_known: bool) -> Target:
        both = target.both and company_known and self.entity == "person"
        if self.company_centred and target.field in _ON_BOTH and not target.entity:
            person = column.proposal is not None and column.proposal.person
            both = not person and target.type not in ("home", "mobile", "assistant", "car")
        return replace(target, entity=target.entity or self.entity, both=both)


def assign_rows(columns: Sequence[Column]) -> None:
    """Give every column of a multi field a place of its own."""
    taken: set[tuple[str, str, int, str, str, str]] = set()
    told: dict[tuple[str, str, int], int] = {}
    for column in columns:
        target = column.target
        if target is None or not target.child:
            continue
        keys = [_key_at(target)]
        if column.doubt == "told":  # what a fact is about and the fact itself stay together
            keys = [_key_at(replace(target, part=part)) for part in ("", TOLD)]
        slot = told.get(target.row, 0) if column.doubt == "told" else 0
        if not slot:
            slot = max(target.slot, 1)
            while any(key(slot) in taken for key in keys) and not _joins(target):
                slot += 1
        if column.doubt == "told":
            told[target.row] = slot
        taken.add(_key_at(target)(slot))
        column.target = replace(target, slot=slot)


def _are_titles() -> str:
    return _("its cells are titles such as Dr or Mr")


def _joins(target: Target) -> bool:
    """True where several columns fill one text."""
    return target.field == "addresses" and target.child == "extra"


def _key_at(target: Target) -> Callable[[int], tuple[str, str, int, str, str, str]]:
    def key(slot: int) -> tuple[str, str, int, str, str, str]:
        return (target.entity, target.field, slot, target.type, target.child, target.part)

    return key

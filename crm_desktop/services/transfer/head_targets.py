"""From what a head says to where its column goes, as far as the head alone can tell."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.transfer.head_words import Meaning
from crm_desktop.services.transfer.headings import fold
from crm_desktop.services.transfer.targets import FULL_NAME, HOUSE, TOLD, Target

_PLACES = frozenset({"work", "home", "other", "main", "second", "car", "mailing"})
_MAILED = frozenset({"billing", "delivery"})
_ROLES = frozenset({"contact", "who", "company", "firm", "account", "name", "value"})
_PHONE = frozenset({"phone", "mobile", "fax", "pager", "extension"})
_WEB = frozenset({"web", "blog", "profile", "linkedin", "xing", "facebook", "x", "instagram"})
_LINKS = _WEB | {"telegram"}
_ADDRESS = frozenset(
    {"address", "street", "house", "line", "extra", "pobox", "postcode", "city", "region"}
    | {"country", "formatted", "location"}
)
_ADDRESS_CHILDREN = ("pobox", "postcode", "country", "region", "city", "extra")


class Proposal(NamedTuple):
    """Where a column may go.

    Attributes:
        target: entity "" where it depends on the other columns; None: known, and left out.
        doubt: what the other columns and the cells have to decide; see mapping.py.
        weak: only where no other column goes there.
        line: of a street, an address or a place: the number of the line.
        person: said to be the person's, not the company's.
    """

    target: Target | None
    doubt: str = ""
    weak: bool = False
    line: int = 0
    person: bool = False


IGNORED = Proposal(None)


def propose(meaning: Meaning) -> Proposal | None:
    """The proposal for a head; None where its words say nothing together."""
    marks = meaning.marks
    if "ignored" in marks or ({"company", "location"} <= marks and meaning.numbers):
        return IGNORED
    core = marks - _PLACES - _MAILED - _ROLES
    number = meaning.numbers[0] if meaning.numbers else 0
    if not core:
        return _nameless_core(marks, number)
    for family, make in ((_PHONE, _phone), (_LINKS, _link), (_ADDRESS, _address)):
        if core & family and core <= family | {"type", "assistant"} and "email" not in core:
            return make(marks, meaning, number)
    if "email" in core:
        return _email(marks, core, number)
    return _plain(marks, core, number)


# ------------------------------------------------------------------------- rows of multi fields


def _phone(marks: frozenset[str], _meaning: Meaning, number: int) -> Proposal:
    child = next((c for c in ("type", "extension") if c in marks), "number")
    order = ("fax", "pager", "assistant", "car", "mobile", "main", "work", "home", "other")
    kind = next((mark for mark in order if mark in marks), "")
    if "second" in marks:
        number = number or 2
    if "company" in marks and kind in ("", "main"):
        kind = "work"
    target = Target("", "phones", max(number, 1), child, kind, both="company" in marks)
    doubt = "extension" if child == "extension" and not kind and not number else ""
    if child == "type" and kind:  # `Phone 1 - Type` names no type itself
        target = Target("", "phones", max(number, 1), child)
    return Proposal(target, doubt, person="contact" in marks)


def _email(marks: frozenset[str], core: frozenset[str], number: int) -> Proposal | None:
    if not core <= {"email", "type", "address", "assistant"}:
        return IGNORED if "display" in core else None
    if "assistant" in core:
        return None
    kind = next((mark for mark in ("work", "home", "other") if mark in marks), "")
    if "second" in marks and not kind:
        number = number or 2
    child = "type" if "type" in core else "address"
    entity = "company" if "company" in marks else ""
    return Proposal(
        Target(entity, "emails", max(number, 1), child, kind), person="contact" in marks
    )


def _link(marks: frozenset[str], _meaning: Meaning, number: int) -> Proposal:
    social = ("linkedin", "xing", "facebook", "x", "instagram", "telegram")
    kind = next((mark for mark in social if mark in marks), "")
    if not kind and marks & {"blog", "profile", "other", "second"}:
        kind = "other"
    child = "type" if "type" in marks else "url"
    entity = "company" if "company" in marks else ""
    return Proposal(
        Target(entity, "web_links", max(number, 1), child, kind), person="contact" in marks
    )


def _address(marks: frozenset[str], meaning: Meaning, number: int) -> Proposal:
    kind = next((mark for mark in ("billing", "delivery", "work", "home") if mark in marks), "")
    if not kind and marks & {"other", "second"}:
        kind = "other"
    both = bool(marks & {"company", "account", "firm"})
    if both and not kind:
        kind = "work"
    child, doubt, line = _address_child(marks, meaning)
    slot = number if number and not line else 1
    part = HOUSE if child == HOUSE else ""
    child = "street" if part else child
    target = Target("", "addresses", slot, child, kind, part, both=both)
    return Proposal(target, doubt, line=line, person="contact" in marks)


def _address_child(marks: frozenset[str], meaning: Meaning) -> tuple[str, str, int]:
    """The child's key, the doubt, and the line number of a street."""
    line = meaning.numbers[-1] if meaning.tail else 0
    special = next((m for m in ("type", "house", "location", "formatted") if m in marks), "")
    found = next((c for c in _ADDRESS_CHILDREN if c in marks), "")
    if special in ("type", "house"):
        return special, "", 0
    if special == "location":
        return "city", "location", 0
    if found:
        return {"pobox": "po_box"}.get(found, found), "", line
    if special or line < 2:
        doubt = special or ("" if "street" in marks else "address")
        return "street", doubt, 0 if special else line
    return "extra", "line", line


# ----------------------------------------------------------------------------- single fields


def _nameless_core(marks: frozenset[str], number: int) -> Proposal | None:
    """Heads of companies and people as such, and of places alone (`Home`: its phone)."""
    if number > 1 or (marks & {"second", "other"} and marks & _ROLES):
        return None
    if marks & {"company", "firm", "account"} or marks == frozenset({"work", "name"}):
        weak = "company" not in marks and "work" not in marks
        return Proposal(Target("", "company"), "company", weak=weak)
    if "contact" in marks:
        return Proposal(Target("person", FULL_NAME), "contact")
    if marks & {"name", "who"} and not marks & (_PLACES - {"main"}):
        return Proposal(Target("", FULL_NAME), "name", weak="name" not in marks)
    kind = next(iter(marks)) if len(marks) == 1 else ""
    if kind in ("work", "home", "other", "main"):
        return Proposal(Target("", "phones", 1, "number", kind), "phone")
    return None


_FACTS = {
    "spouse": ("family", "Spouse"),
    "children": ("family", "Children"),
    "anniversary": ("family", "Anniversary"),
    "maiden": ("family", "Maiden name"),
    "hobby": ("hobby", ""),
    "age": ("age", ""),
    "income": ("income", ""),
}
_PERSON = {
    "first": "first_name",
    "last": "last_name",
    "middle": "middle_name",
    "prefix": "prefix",
    "suffix": "suffix",
    "nick": "nickname",
    "job": "job_title",
    "department": "department",
    "manager": "manager",
    "assistant": "assistant",
    "gender": "gender",
    "pronoun": "pronoun",
    "birthday": "birthday",
    "zone": "time_zone",
    "referred": "referred_by",
    "nocall": "do_not_call",
    "nomail": "do_not_mail",
}
_COMPANY = {
    "industry": "industry",
    "employees": "employees",
    "revenue": "annual_revenue",
    "founded": "year_established",
    "parent": "parent",
    "legal": "legal_name",
    "vat": "vat_id",
    "registration": "registration_no",
    "size": "size_band",
    "competitor": "competitor",
    "currency": "currency",
    "payment": "payment_terms",
    "credit": "credit_limit",
    "territory": "region",
    "prices": "price_list",
    "tax": "tax_profile",
}
_EITHER = {
    "note": "note",
    "tags": "tags",
    "language": "language",
    "status": "status",
    "rating": "rating",
    "source": "lead_source",
    "owner": "owner",
    "team": "team",
}
_REFERENCES = frozenset({"manager", "referred", "owner", "team", "parent"})


def _plain(marks: frozenset[str], core: frozenset[str], number: int) -> Proposal | None:
    if core & {"id", "uid"}:
        return _id(core)
    if (fact := _fact(marks, core, number)) is not None:
        return fact
    if number > 1 and not core & {"note", "tags"}:
        return None
    if marks & {"other", "second"} and not core & {"note"}:
        return None
    return _date_part(core) or _by_context(marks, core) or _by_table(marks, core)


def _id(core: frozenset[str]) -> Proposal | None:
    if not core <= {"id", "uid", "custom", "email"}:
        return IGNORED  # the id of something else
    return Proposal(Target("", "external_id"), "uid" if "uid" in core else "id")


def _fact(marks: frozenset[str], core: frozenset[str], number: int) -> Proposal | None:
    mark = next(iter(core)) if len(core) == 1 else ""
    if mark in _FACTS:
        kind, label = _FACTS[mark]
        return Proposal(Target("person", "facts", 1, "value", kind, label=label))
    if mark in ("im", "custom") and "value" not in marks:
        return Proposal(Target("person", "facts", max(number, 1), "value", "other"), "labelled")
    if core & {"relation", "event", "custom"} and core <= {"relation", "event", "custom", "type"}:
        kind = "family" if "relation" in core else "other"
        part = TOLD if "type" in core else ""
        target = Target("person", "facts", max(number, 1), "value", kind, part)
        return Proposal(target, "told")
    if core <= {"im", "type"}:
        return IGNORED
    return None


def _date_part(core: frozenset[str]) -> Proposal | None:
    parts = core & {"day", "month", "year"}
    if len(parts) != 1 or not core <= {"birthday", *parts}:
        return None
    part = next(iter(parts))
    doubt = "" if "birthday" in core else "part"
    return Proposal(Target("person", "birthday", part=part), doubt)


_BY_CONTEXT = {  # heads that mean this or that, by what else there is
    "title": Proposal(Target("person", "job_title"), "title"),
    "occupation": Proposal(Target("person", "job_title"), weak=True),
    "salutation": Proposal(Target("person", "salutation"), "salutation"),
    "display": Proposal(Target("person", FULL_NAME), "display"),
    "type": Proposal(Target("", "status"), "type", weak=True),
    "full": Proposal(Target("person", FULL_NAME), "full"),
    "domain": Proposal(Target("company", "domains", 1, "domain")),
}


def _by_context(marks: frozenset[str], core: frozenset[str]) -> Proposal | None:
    if core == frozenset({"birthday", "anniversary"}):
        return Proposal(Target("person", "birthday"), "anniversary")
    if "phonetic" in core and core <= {"phonetic", "first", "middle", "last"}:
        return IGNORED if "company" in marks else Proposal(Target("person", "phonetic_name"))
    if len(core) != 1 or ("type" in core and "value" in marks):
        return None
    if "title" in core and marks & {"company", "work", "contact"}:
        return Proposal(Target("person", "job_title"))
    return _BY_CONTEXT.get(next(iter(core)))


def _by_table(marks: frozenset[str], core: frozenset[str]) -> Proposal | None:
    mark = next(iter(core)) if len(core) == 1 else ""
    doubt = "reference" if mark in _REFERENCES else ""
    if mark in _PERSON:
        if "home" in marks or (marks & {"company", "firm"} and mark in ("first", "last")):
            return None
        return Proposal(Target("person", _PERSON[mark]), doubt, person="contact" in marks)
    if mark in _COMPANY:
        return Proposal(Target("company", _COMPANY[mark]), doubt)
    if mark in _EITHER:
        side = "company" if "company" in marks and mark in ("note", "status", "tags") else ""
        return Proposal(Target(side, _EITHER[mark]), doubt)
    return None


# ------------------------------------------------------------------------------ the catalogue


def by_catalogue(head: str) -> Proposal | None:
    """By the name of a field: a new one is read without a word in any table here."""
    return _catalogue().get(fold(head))


@cache
def _catalogue() -> dict[str, Proposal]:
    """Names that mean one field, of a contact, a company, or of both."""
    meant: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for entity in ("person", "company"):
        for field in ENTITIES[entity].fields:
            if not (field.derived or field.is_child_table or field.kind == Kind.REF):
                for name in (field.label, field.key, *field.heads):
                    meant[fold(name)].add((entity, field.key))
    return {
        name: Proposal(Target(next(iter(places))[0] if len(places) == 1 else "", key))
        for name, places in meant.items()
        if len(keys := {key for _, key in places}) == 1
        for key in keys
    }

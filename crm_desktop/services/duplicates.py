"""Is somebody who is being typed in here already? Asked while typing: two statements at most.

By the keys that imports are matched with: e-mail, phone, name; of a company its domain too, and its
name without the legal form. A hint, not a verdict: people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, literal, select, union_all

from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import matching
from crm_desktop.services.loading import key_of
from crm_desktop.services.record_rows import region_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

MOST = 5  # found by one key
_NEAR_NAMES = 40  # companies whose names begin alike, looked through for the same one
_SHORTEST_NUMBER = 6  # digits; an extension alone is shared by many
_SHARED = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com "
    "gmx.de gmx.net gmx.at web.de t-online.de mail.ru yandex.ru ukr.net i.ua wp.pl onet.pl "
    "proton.me protonmail.com qq.com 163.com 126.com naver.com orange.fr free.fr laposte.net "
    "libero.it".split()
)
_WHY = ("email", "phone", "domain", "name")  # the stronger first


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the one being typed in.

    Attributes:
        label: its name. place: the company of a contact, the city of a company; may be empty.
        why: what is the same: email, phone, domain, name; the strongest first.
    """

    id: UUID
    label: str
    place: str
    why: tuple[str, ...]


_Found = Select[str, Any, Any, Any]


class _Keys(NamedTuple):
    emails: list[str]
    phones: list[str]
    names: list[str]
    domains: list[str]
    company: str


@query(OfEntity.READ)
def likely(
    tx: ReadTx, entity: str, values: Mapping[str, Any], besides: UUID | None = None
) -> tuple[Likely, ...]:
    """Records of this kind that share a key with these values, the surest first.

    values: as in a Record; what is missing is not compared. besides: the record itself.
    """
    return find(tx, entity, values, besides)


def is_shared(domain: str) -> bool:
    """True for gmail.com: it says nothing about where somebody works."""
    return domain in _SHARED


def find(
    tx: ReadTx, entity: str, values: Mapping[str, Any], besides: UUID | None = None
) -> tuple[Likely, ...]:
    """likely() inside a transaction."""
    keys = _keys(tx, entity, values)
    branches = _branches(entity, keys)
    if not branches:
        return ()
    rows = tx.session.execute(union_all(*branches)).all()
    found: dict[UUID, tuple[str, str, set[str]]] = {}
    for why, record, label, place in rows:
        if why == "name" and entity == "company" and matching.company_key(label) != keys.company:
            continue
        if (key := key_of(record)) != besides:
            found.setdefault(key, (label, place or "", set()))[2].add(why)
    out = [
        Likely(key, label, place, tuple(w for w in _WHY if w in why))
        for key, (label, place, why) in found.items()
    ]
    return tuple(sorted(out, key=_surest)[:MOST])


def _surest(each: Likely) -> tuple[int, int, str, str]:
    return (-len(each.why), _WHY.index(each.why[0]), each.label, str(each.id))


def _keys(tx: ReadTx, entity: str, values: Mapping[str, Any]) -> _Keys:
    emails = [matching.email_key(each) for each in _texts(values, "emails", "address")]
    numbers = _texts(values, "phones", "number")
    region = region_of(tx) if numbers else None
    phones = [matching.phone(each, region).digits_reversed for each in numbers]
    company = values.get("name") or "" if entity == "company" else ""
    return _Keys(
        [each for each in emails if "@" in each[1:-1]],
        [each for each in phones if len(each) >= _SHORTEST_NUMBER],
        _names(entity, values),
        _domains(values, emails) if entity == "company" else [],
        matching.company_key(company) if company else "",
    )


def _texts(values: Mapping[str, Any], field: str, child: str) -> list[str]:
    rows: Iterable[Mapping[str, Any]] = values.get(field) or ()
    return [text for row in rows if (text := row.get(child))]


def _names(entity: str, values: Mapping[str, Any]) -> list[str]:
    """Sort keys of the name, both ways round: people are typed in either way."""
    if entity == "company":
        return [fold(" ".join(str(values.get("name") or "").split()))]
    first, last = (fold(values.get(key) or "").strip() for key in ("first_name", "last_name"))
    return [f"{last} {first}", f"{first} {last}"] if first and last else []


def _domains(values: Mapping[str, Any], emails: Sequence[str]) -> list[str]:
    told = [*_texts(values, "web_links", "url"), *_texts(values, "domains", "domain"), *emails]
    found = {domain for each in told if (domain := matching.domain_of(each))}
    return sorted(domain for domain in found - _SHARED if "." in domain)


# ----------------------------------------------------------------------------------- statement


def _branches(entity: str, keys: _Keys) -> list[_Found]:
    """One SELECT a kind of key, each with a limit of its own: a common name floods nothing."""
    out: list[_Found] = []
    for why, child, column, wanted in (
        ("email", "email", "email_key", keys.emails),
        ("phone", "phone", "digits_reversed", keys.phones),
        ("domain", "domain", "domain", keys.domains),
    ):
        if wanted:
            hangs = table(f"{entity}_{child}")
            out.append(_by_child(entity, why, hangs, hangs.c[column].in_(wanted)))
    target = table(entity)
    if entity == "person" and keys.names:
        out.append(_limited(entity, "name", target, target.c.name_key.in_(keys.names), MOST))
    if entity == "company" and keys.company:
        out.append(_limited(entity, "name", target, _near_name(target, keys), _NEAR_NAMES))
    return out


def _near_name(target: Table, keys: _Keys) -> ColumnElement[bool]:
    """Names that begin with the bare one: `acme` finds `acme gmbh` by the index."""
    exact = target.c.name_key.in_(keys.names)
    if not keys.names[0].startswith(keys.company):
        return exact
    column, start = target.c.name_key, keys.company
    return (column >= start) & (column < start + "\U0010fffd")


def _by_child(entity: str, why: str, hangs: Table, wanted: ColumnElement[bool]) -> _Found:
    target = table(entity)
    owner = hangs.c[f"{entity}_id"]
    there = target.c.id.in_(select(owner).where(wanted, hangs.c.deleted_at.is_(None)))
    return _limited(entity, why, target, there, MOST)


def _limited(
    entity: str, why: str, target: Table, wanted: ColumnElement[bool], most: int
) -> _Found:
    living = target.c.deleted_at.is_(None)
    if entity == "person":
        company = table("company")
        joined = target.outerjoin(company, company.c.id == target.c.company_id)
        label, place = target.c.display_name, company.c.name
    else:
        joined, label, place = target, target.c.name, target.c.city
    inner = (
        select(target.c.id, label.label("label"), place.label("place"))
        .select_from(joined)
        .where(wanted, living)
        .limit(most)
        .subquery()
    )
    return select(literal(why), inner.c.id, inner.c.label, inner.c.place)

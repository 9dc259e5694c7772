"""Does a row of a file mean a record that is there already?

In this order: our own id; the other program's id; e-mail and name; phone and name; name and
company; and, for rows that have none of these, exactly the same content imported before. A shared
e-mail with another name is no match: it is reported as a possible duplicate.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import text

from crm_desktop.models.folding import fold, label_words
from crm_desktop.services import matching
from crm_desktop.services.derived import display_name
from crm_desktop.services.loading import key_of
from crm_desktop.services.transfer.drafts import Draft, weak_uid
from crm_desktop.services.workspace import ReadTx

Key = tuple[str, str, str]  # what kind of key, its value, the folded name


@dataclass(slots=True)
class Hit:
    """What a draft matched.

    Attributes:
        record: the record in the store, or None.
        twin: an earlier new draft of the same file, or None.
        trashed: the record is in the trash.
        weak: it looks like this record, but not surely: reported, imported as new.
    """

    record: UUID | None = None
    twin: Draft | None = None
    trashed: bool = False
    weak: UUID | None = None


@dataclass(slots=True)
class Keys:
    """The keys of one draft."""

    strong: list[Key] = field(default_factory=list[Key])
    name: str = ""
    content: bytes | None = None  # only where there is no strong key


def keys_of(draft: Draft, region: str | None) -> Keys:
    """What a draft can be recognised by."""
    values = draft.values
    company = draft.refs.get("company", "")
    if draft.entity == "company":
        name = fold(values.get("name", ""))
        return Keys([("name", name, "")] if name else [], name)
    name = matching.name_key(values.get("first_name"), values.get("last_name"))
    name = name or matching.name_key(display_name(values))
    keys = Keys(name=name)
    if draft.own_id is not None or (draft.uid and not weak_uid(draft.uid)):
        keys.strong.append(("id", str(draft.own_id or draft.uid), ""))
    if name:
        if draft.uid and weak_uid(draft.uid):
            keys.strong.append(("uid", draft.uid, name))
        for row in values.get("emails", ()):
            keys.strong.append(("email", matching.email_key(row["address"]), name))
        for row in values.get("phones", ()):
            digits = matching.phone(row["number"], region).digits_reversed
            if digits:
                keys.strong.append(("phone", digits, name))
        if company:
            keys.strong.append(("company", label_words(company), name))
    if not keys.strong:
        keys.content = content_key(draft)
    return keys


def content_key(draft: Draft) -> bytes:
    """A digest of everything a draft says."""
    said = json.dumps([draft.values, draft.refs], sort_keys=True, default=str, ensure_ascii=True)
    return blake2b(said.encode(), digest_size=16).digest()


class Matcher:
    """Looks a chunk of drafts up, one statement a kind of key."""

    def __init__(self, tx: ReadTx) -> None:
        self._tx = tx

    def match(self, chunk: Sequence[tuple[Draft, Keys]]) -> list[tuple[Keys, Hit]]:
        """Keys and hit of each draft, in order. Earlier drafts of the chunk count as there."""
        people = [(d, k) for d, k in chunk if d.entity == "person"]
        companies = [(d, k) for d, k in chunk if d.entity == "company"]
        found = self._people(people) | self._companies(companies)
        hits = [found.get(id(draft)) or Hit() for draft, _ in chunk]
        self._twins(chunk, hits)
        return [(keys, hit) for (_, keys), hit in zip(chunk, hits, strict=True)]

    def _twins(self, chunk: Sequence[tuple[Draft, Keys]], hits: Sequence[Hit]) -> None:
        seen: dict[str, dict[Key | bytes | None, Draft]] = {"person": {}, "company": {}}
        for (draft, keys), hit in zip(chunk, hits, strict=True):
            if hit.record is not None:
                continue
            known = seen[draft.entity]
            own: Sequence[Key | bytes | None] = keys.strong or (keys.content,)
            for key in own:
                if key in known:
                    hit.twin = known[key]
                    break
            else:
                known.update(dict.fromkeys(own, draft))
            known.pop(None, None)  # nothing to recognise it by

    # ---- people

    def _people(self, pairs: list[tuple[Draft, Keys]]) -> dict[int, Hit]:
        out = self._by_id("person", [d for d, _ in pairs])
        rest = [(d, k) for d, k in pairs if id(d) not in out]
        index = _Index()
        wanted: dict[str, set[str]] = defaultdict(set)
        for draft, keys in rest:
            for kind, value, _ in keys.strong:
                wanted[kind].add(value)
            if keys.name and draft.refs.get("company"):
                wanted["sort name"].add(fold(_sort_name(draft)))
        for kind in ("uid", "email", "phone", "company"):
            values = wanted["sort name" if kind == "company" else kind]
            if values:
                index.add(kind, self._candidates(kind, values))
        same = self._same_content([k.content for _, k in rest if k.content is not None])
        for draft, keys in rest:
            known = same.get(keys.content) if keys.content is not None else None
            out[id(draft)] = Hit(known) if known is not None else index.hit(keys)
        return out

    def _candidates(self, kind: str, values: set[str]) -> Iterable[Any]:
        if kind == "company":
            return self._select(
                "SELECT p.company_key, p.id, p.first_name, p.last_name, p.display_name "
                "FROM person p WHERE p.name_key {} AND p.deleted_at IS NULL",
                values,
            )
        if kind == "uid":
            return self._select(
                "SELECT p.external_id, p.id, p.first_name, p.last_name, p.display_name "
                "FROM person p WHERE p.external_id {} AND p.external_id IS NOT NULL "
                "AND p.deleted_at IS NULL",
                values,
            )
        child, column = {
            "email": ("person_email", "email_key"),
            "phone": ("person_phone", "digits_reversed"),
        }[kind]
        return self._select(
            f"SELECT x.{column}, p.id, p.first_name, p.last_name, p.display_name FROM {child} x "
            f"JOIN person p ON p.id = x.person_id WHERE x.{column} {{}} "
            "AND x.deleted_at IS NULL AND p.deleted_at IS NULL",
            values,
        )

    def _select(self, sql: str, values: Iterable[str]) -> Iterable[Any]:
        """One statement for any number of values, as one bind: `column {}` becomes a test."""
        given = sorted(values)
        if self._tx.is_sqlite:
            among, bound = "IN (SELECT value FROM json_each(:values))", json.dumps(given)
        else:  # not IN (SELECT unnest): without statistics that is joined row by row
            among, bound = "= ANY(CAST(:values AS text[]))", given
        return self._tx.session.execute(text(sql.format(among)), {"values": bound}).all()

    def _same_content(self, contents: list[bytes]) -> dict[bytes, UUID]:
        if not contents:
            return {}
        if self._tx.is_sqlite:
            among, bound = (
                "IN (SELECT unhex(value) FROM json_each(:values))",
                json.dumps([c.hex() for c in contents]),
            )
        else:
            among, bound = "= ANY(CAST(:values AS bytea[]))", contents
        rows = self._tx.session.execute(
            text(
                f"SELECT import_key, id FROM person WHERE import_key {among} AND deleted_at IS NULL"
            ),
            {"values": bound},
        )
        return {bytes(key): key_of(record) for key, record in rows}

    # ---- ids and companies

    def _by_id(self, table: str, drafts: Sequence[Draft]) -> dict[int, Hit]:
        out: dict[int, Hit] = {}
        own = {d.own_id: d for d in drafts if d.own_id is not None}
        if own:
            keys = [k.hex for k in own] if self._tx.is_sqlite else [str(k) for k in own]
            among = (
                "IN (SELECT unhex(value) FROM json_each(:values))"
                if self._tx.is_sqlite
                else "= ANY(CAST(:values AS uuid[]))"
            )
            rows = self._tx.session.execute(
                text(f"SELECT id, deleted_at IS NOT NULL, withdrawn FROM {table} WHERE id {among}"),
                {"values": json.dumps(keys) if self._tx.is_sqlite else keys},
            )
            there = {key_of(r[0]): (bool(r[1]), bool(r[2])) for r in rows}
            for draft in drafts:
                state = there.get(draft.own_id) if draft.own_id else None
                if state is not None and not state[1]:
                    out[id(draft)] = Hit(draft.own_id, trashed=state[0])
        rest = [d for d in drafts if d.uid and not weak_uid(d.uid) and id(d) not in out]
        if rest:
            rows = self._select(
                f"SELECT external_id, id, deleted_at IS NOT NULL FROM {table} "
                "WHERE external_id {} AND external_id IS NOT NULL AND "
                f"{'NOT withdrawn' if not self._tx.is_sqlite else 'withdrawn = 0'}",
                {d.uid for d in rest if d.uid},
            )
            known = {r[0]: (key_of(r[1]), bool(r[2])) for r in rows}
            for draft in rest:
                if found := known.get(draft.uid or ""):
                    out[id(draft)] = Hit(found[0], trashed=found[1])
        return out

    def _companies(self, pairs: list[tuple[Draft, Keys]]) -> dict[int, Hit]:
        if not pairs:
            return {}
        out = self._by_id("company", [d for d, _ in pairs])
        there = self.companies({k.name for _, k in pairs if k.name})
        for draft, keys in pairs:
            if id(draft) not in out and keys.name in there:
                out[id(draft)] = Hit(there[keys.name])
        return out

    def companies(self, names: set[str]) -> dict[str, UUID]:
        """Companies by folded name; of several the oldest."""
        if not names:
            return {}
        rows = self._select(
            "SELECT name_key, id FROM company WHERE name_key {} AND deleted_at IS NULL "
            "ORDER BY id DESC",
            names,
        )
        return {row[0]: key_of(row[1]) for row in rows}


def _sort_name(draft: Draft) -> str:
    values = draft.values
    name = f"{values.get('last_name') or ''} {values.get('first_name') or ''}".strip()
    return name or display_name(values)


class _Index:
    """Candidates by key: who has that e-mail, and under which name."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[UUID, str]]] = {}

    def add(self, kind: str, rows: Iterable[Any]) -> None:
        for value, key, first, last, shown in rows:
            name = matching.name_key(first, last) or matching.name_key(shown)
            self._found.setdefault((kind, value), []).append((key_of(key), name))

    def hit(self, keys: Keys) -> Hit:
        weak: UUID | None = None
        for kind, value, name in keys.strong:
            for record, there in self._found.get((kind, value), ()):
                if there == name:
                    return Hit(record)
                if kind == "email":
                    weak = weak or record
        return Hit(weak=weak)

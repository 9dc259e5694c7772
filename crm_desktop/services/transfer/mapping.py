"""Which column of a table goes to which field: guessed from heads and cells, or told in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.transfer import layout
from crm_desktop.services.transfer.column_content import (
    EMAIL,
    Content,
    columns_of,
    is_date,
    is_phone,
    is_uuid,
)
from crm_desktop.services.transfer.head_context import Column, Context, assign_rows
from crm_desktop.services.transfer.head_targets import by_catalogue, propose
from crm_desktop.services.transfer.head_words import read
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.targets import FULL_NAME, OWN_ID, Target, parse, paths
from crm_desktop.services.transfer.wording import (
    HOW,
    how_to_map,
    listed,
    no_column,
    no_mapping,
    read_as,
    read_note,
    unread_note,
)

_REPEATED = re.compile(r"(.+) \((\d+)\)")  # how readers number heads that come twice
_CALLS = frozenset({FULL_NAME, OWN_ID, "first_name", "last_name", "nickname", "name_override"})
_RECOGNISED = _CALLS | {"company", "name", "emails", "phones"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of a table and where they go.

    Attributes:
        entity: what a row is: person (with a company beside it, perhaps) or company.
        columns: for each column its target, or None where it is not read.
        heads: the heads of the table.
        notes: what became of the heads and why, as sentences.
        own: the table is an export of ours: cells are taken word for word.
    """

    entity: str
    columns: tuple[Target | None, ...]
    heads: tuple[str, ...]
    notes: tuple[str, ...] = ()
    own: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for a mapping file; from_json() reads it."""
        pairs = zip(self.heads, self.columns, strict=True)
        return {"entity": self.entity, "columns": {head: self._path(t) for head, t in pairs}}

    def _path(self, target: Target | None) -> str | list[str] | None:
        if target is None:
            return None
        beside = "company." if self.entity == "person" else ""
        if target.both:
            return [target.path, f"{beside}{target.path}"]
        return f"{beside}{target.path}" if target.entity == "company" else target.path

    @classmethod
    def from_json(cls, data: object, heads: Sequence[str]) -> Mapping:
        """A mapping as told: heads that are not named are not read. ValidationFailed in words."""
        given = _as_dict(data)
        told = _as_dict(given.get("columns"))
        entity = _entity_of(given, told)
        columns = [Column(i, head, Content(()), None, known=True) for i, head in enumerate(heads)]
        for head, path in told.items():
            column = columns[_place_of(head, heads)]
            column.target = _told_target(path, entity, head)
        assign_rows(columns)
        unread = [c.head for c in columns if c.target is None]
        notes = (unread_note(unread),) if unread else ()
        return cls(entity, tuple(c.target for c in columns), tuple(heads), notes)


# ------------------------------------------------------------------------------ a mapping file


def _as_dict(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValidationFailed(
            {
                "mapping": no_mapping(
                    '{"entity": "person", "columns": {"Head of the column": "first_name"}}'
                )
            }
        )
    return cast("dict[str, Any]", data)


def _entity_of(given: AnyMapping[str, Any], told: AnyMapping[str, Any]) -> str:
    entity = given.get("entity")
    if entity is None:
        fits_person = all(
            path is None or (isinstance(path, str) and parse(path, "person"))
            for path in told.values()
        )
        return "person" if fits_person else "company"
    if entity not in ("person", "company"):
        raise ValidationFailed(
            {
                "entity": _(
                    "The mapping speaks of '{entity}'. Possible are: person, company."
                ).format(entity=entity)
            }
        )
    return entity


def _place_of(head: str, heads: Sequence[str]) -> int:
    if head in heads:
        return heads.index(head)
    folded = [fold(known).strip() for known in heads]
    if folded.count(fold(head).strip()) == 1:
        return folded.index(fold(head).strip())
    raise ValidationFailed({"columns": no_column(head, listed(heads))})


def _told_target(path: object, entity: str, head: str) -> Target | None:
    if path is None or path == "":
        return None
    if isinstance(path, list):
        return _twin_target(cast("list[object]", path), entity, head)
    if isinstance(path, str):
        found = parse(path, entity) or _by_label(path, entity)
        if found is not None:
            return found
    words = _("Column '{head}': '{path}' is no field of a {title}. Known are: {known}.").format(
        head=head,
        path=path,
        title=inner(_(ENTITIES[entity].title)),
        known=", ".join(paths(entity)),
    )
    raise ValidationFailed({"columns": words})


def _twin_target(path: list[object], entity: str, head: str) -> Target | None:
    """The person's field and the same one of the company."""
    targets = [_told_target(item, entity, head) for item in path]
    if len(targets) == 1:
        return targets[0]
    one, two = targets if len(targets) == 2 else (None, None)
    if one is None or two is None or replace(one, entity="company") != two:
        words = _(
            "Column '{head}': two fields must be the same one, of the contact and the company."
        )
        raise ValidationFailed({"columns": words.format(head=head)})
    return replace(one, both=True)


def _by_label(words: str, entity: str) -> Target | None:
    """`First name`, `E-mail`: what people read instead of the key."""
    context = Context([_column(0, words, words, Content(()))], entity)
    context.settle()
    return context.columns[0].target


# ----------------------------------------------------------------------------------- guessing


def guess(
    heads: Sequence[str], sample: Sequence[Sequence[Cell]], entity: str | None = None
) -> Mapping:
    """Read the heads, and the cells where these do not tell.

    sample: the first rows; a few hundred are enough.
    entity: person or company, where that is known; None: find out.
    Raises ValidationFailed where nothing looks like a contact or a company.
    """
    contents = columns_of(sample, len(heads))
    if (ours := _own_export(heads, contents, entity)) is not None:
        return ours
    notes: list[str] = []
    columns = _columns(heads, contents, notes)
    context = Context(columns, entity)
    context.settle()
    _by_content(context)
    _names_by_email(context)
    assign_rows(columns)
    _refuse_strangers(columns)
    notes.extend(_notes(context))
    return Mapping(context.entity, tuple(c.target for c in columns), tuple(heads), tuple(notes))


def _own_export(
    heads: Sequence[str], contents: Sequence[Content], entity: str | None
) -> Mapping | None:
    found = layout.recognised(heads, entity)
    if found is None or contents[heads.index(layout.ID_HEAD)].share(is_uuid) < 1 <= max(
        map(len, contents), default=0
    ):
        return None
    kind, targets = found
    plural = inner(_(ENTITIES[kind].plural))
    notes = [_("This is an export of {plural} of this program.").format(plural=plural)]
    unread = [h for h, t in zip(heads, targets, strict=True) if t is None]
    if unread:
        notes.append(unread_note(unread))
    return Mapping(kind, tuple(targets), tuple(heads), tuple(notes), own=True)


def _columns(heads: Sequence[str], contents: Sequence[Content], notes: list[str]) -> list[Column]:
    data = [h for h in heads if EMAIL.fullmatch(h.strip()) or is_phone(h) or is_date(h)]
    if any("@" in head for head in data) or len(data) > 1:
        words = _(
            "The heads look like a row of data ('{text}'). The columns were taken by what is "
            "in them; a first row that was taken for heads is not imported."
        )
        notes.append(words.format(text=data[0]))
        return [
            Column(i, head, Content([head, *contents[i].rows]), None, known=False)
            for i, head in enumerate(heads)
        ]
    columns: list[Column] = []
    for i, head in enumerate(heads):
        repeated = _REPEATED.fullmatch(head)
        base = repeated[1] if repeated and repeated[1] in heads[:i] else head
        columns.append(_column(i, head, base, contents[i]))
    return columns


def _column(index: int, head: str, base: str, content: Content) -> Column:
    meaning = read(base.strip())
    proposal = (propose(meaning) if meaning else None) or by_catalogue(base)
    return Column(index, head, content, proposal, known=proposal is not None)


def _by_content(context: Context) -> None:
    """E-mails, phones and links under heads that nobody knows."""
    words = {
        "emails": _("most of its cells are e-mail addresses"),
        "phones": _("most of its cells are phone numbers"),
        "web_links": _("most of its cells are web links"),
    }
    main = {"emails": "address", "phones": "number", "web_links": "url"}
    for column in context.columns:
        if column.target is None and not column.known and (kind := column.content.kind()):
            target = Target(context.entity, kind, 1, main[kind])
            column.become(target, words[kind])


def _names_by_email(context: Context) -> None:
    """Names under heads that nobody knows: they come again in the e-mail addresses."""
    mails = context.having("emails")
    if context.entity != "person" or not mails or context.having(*_CALLS, "company"):
        return
    local = [fold(text.partition("@")[0]) for text in mails[0].content.rows]
    found: list[tuple[float, Column]] = []
    for column in context.columns:
        if column.target is not None or column.known:
            continue
        pairs = [(fold(a), b) for a, b in zip(column.content.rows, local, strict=True) if a and b]
        hits = [b.find(max(a.split(), key=len)) for a, b in pairs if len(a) > 2]
        hits = [at for at in hits if at >= 0]
        if pairs and len(hits) * 3 >= len(pairs):
            found.append((sum(hits) / len(hits), column))
    fields = ["first_name", "last_name"] if len(found) > 1 else [FULL_NAME]
    for field, (_at, column) in zip(fields, sorted(found, key=lambda pair: pair[0]), strict=False):
        words = _("its words come again in the e-mail addresses")
        column.become(Target("person", field), words)


def _refuse_strangers(columns: Sequence[Column]) -> None:
    if any(c.field in _RECOGNISED for c in columns):
        return
    if not columns:
        raise ValidationFailed({"mapping": _("The table has no columns.")})
    heads = listed(c.head for c in columns[:20])
    if len(columns) > 20:
        heads = _("{some} and {count} more").format(some=heads, count=len(columns) - 20)
    words = _(
        "No column looks like a name, a company, an e-mail or a phone. Looked at: {heads}."
    ).format(heads=heads)
    raise ValidationFailed(
        {"mapping": words, HOW: how_to_map("person", columns[0].head, "last_name")}
    )


# -------------------------------------------------------------------------------------- notes


def _notes(context: Context) -> list[str]:
    """What became of the heads: the plain ones in one sentence, each doubtful one in its own."""
    beside = context.entity == "person"
    title = inner(_(ENTITIES[context.entity].title))
    notes = [_("Each row is read as a {title}.").format(title=title)]
    if context.company_centred:
        notes.append(_("Phone, fax, address and web go to the company and to its contact."))
    plain = [c for c in context.columns if c.target and not c.reason]
    if plain:
        notes.append(read_note(_become(c, beside=beside) for c in plain))
    for column in context.columns:
        if column.target and column.reason:
            words = _("Read: {column}, because {reason}.")
            read = _become(column, beside=beside)
            notes.append(words.format(column=read, reason=column.reason))
        elif column.reason:
            words = _("Not read: '{head}', because {reason}.")
            notes.append(words.format(head=column.head, reason=column.reason))
    unread = [c.head for c in context.columns if not c.target and not c.reason and len(c.content)]
    empty = [
        c.head for c in context.columns if not c.target and not c.reason and not len(c.content)
    ]
    if unread or empty:
        notes.append(unread_note(unread + empty))
    return notes


def _become(column: Column, *, beside: bool) -> str:
    assert column.target is not None
    words = column.target.words
    if beside and column.target.entity == "company":
        words = _("{field} of the company").format(field=words)
    return read_as(column.head, words)


__all__ = ["Mapping", "Target", "guess"]

"""Rows of products, price lists, leads and deals into the store: found, made, or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from crm_desktop import i18n
from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.i18n import _, inner, plain_number
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, matching, naming, rates, records
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref
from crm_desktop.services.sales.derived import lead as derived_lead
from crm_desktop.services.transfer import completing, merging
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.new_deals import NewDeals
from crm_desktop.services.transfer.options import ImportOptions, Policy, to_create
from crm_desktop.services.transfer.personal_names import split_name
from crm_desktop.services.transfer.record_heads import BEGUN, OUTCOME
from crm_desktop.services.transfer.registry import KeyTable, Registry
from crm_desktop.services.transfer.unmatched import CREATABLE, Strangers, Unmatched
from crm_desktop.services.transfer.wording import in_trash
from crm_desktop.services.values import normal, normalised
from crm_desktop.services.workspace import ReadTx, Tx

_TITLED = "titled:"  # a deal without a number is known by its title and company
# What may be made where it is named and not there.
_MADE = frozenset({"product_category", "price_list"})
_AHEAD = 500
_COLUMN_OF = {
    "deal": "number",
    "order": "number",
    "product_category": "name_key",
    "price_list": "name_key",
}
# How other programs call the stages in which a deal ends.
_OUTCOMES = {
    "won": """won closed-won gewonnen выиграна выигран wygrana wygrany gagné gagnée ganado ganada
        vinta câștigat 赢单""",
    "lost": """lost closed-lost abandoned verloren проиграна проигран przegrana przegrany perdu
        perdue perdido perdida persa pierdut 输单""",
}
_ENDS = {word: end for end, words in _OUTCOMES.items() for word in words.split()}
_LOOKED_UP = {"product": ("code_key", "name_key"), "user": ("name_key", "login")}


class Counts(NamedTuple):
    """What became of a row."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0


class Taker:
    """Finds what a row means and writes it; a rehearsal only counts.

    fail: told of each cell or row that could not be taken as it is.

    Attributes:
        linked: reference -> the table of the import whose ids its cells hold.
        made: entity -> how many records were made.
        heads: path of a field -> head of its column.
        unmatched: what finish() found to be named and not there.
    """

    def __init__(
        self,
        tx: ReadTx,
        entity: str,
        options: ImportOptions,
        fail: Callable[[Problem], None],
        registry: Registry,
        ids: KeyTable | None = None,
    ) -> None:
        self._tx, self._kind, self._options, self._fail = tx, ENTITIES[entity], options, fail
        self._registry, self._ids = registry, ids
        self._known: dict[tuple[str, str], Ref | None] = {}
        self._fresh: dict[str, UUID | None] = {}
        self._there: dict[str, set[str]] = {}
        self._lost: dict[tuple[str, str], tuple[Field, list[int]]] = {}
        self._asked_for = to_create(options.mapping)
        self._said: dict[str, tuple[int, Decimal]] = {}
        self.heads: dict[str, str] = {}
        self.strangers = Strangers()
        self.unmatched: list[Unmatched] = []
        self._met_before: Counter[str] = Counter()
        self._titles: dict[str, UUID] = {}
        self._new_deals = NewDeals(tx) if entity == "deal" and isinstance(tx, Tx) else None
        self._numbered: dict[str, UUID] = {}  # deals that rows ahead mean
        self._read: dict[UUID, Record] = {}
        self.linked: dict[str, KeyTable] = {}
        self.made: dict[str, int] = {}

    def ahead(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The same rows; what deals mean by their numbers is read for many at once."""
        if self._kind.key != "deal":
            yield from drafts
            return
        rows = iter(drafts)
        while part := list(islice(rows, _AHEAD)):
            self._look_up(part)
            yield from part

    def _look_up(self, part: Sequence[Draft]) -> None:
        numbers = {str(n) for draft in part if (n := draft.values.get("number"))}
        numbers = sorted(numbers & self._keys_there("number"))
        deals = table("deal").c
        found = select(deals.number, deals.id)
        found = found.where(deals.number.in_(numbers), deals.withdrawn.is_(False))
        order = (deals.deleted_at.is_not(None), deals.id)
        self._numbered = {}
        for number, key in self._tx.session.execute(found.order_by(*order)) if numbers else ():
            self._numbered.setdefault(number, key)
        ids = [draft.own_id for draft in part if draft.own_id is not None]
        ids = list(dict.fromkeys([*ids, *self._numbered.values()]))
        self._read = loading.read(self._tx, "deal", ids) if ids else {}

    def take(self, draft: Draft) -> Counts:
        """One row."""
        if draft.failed:
            self._fail(Problem(draft.line, "", draft.failed))
            return Counts(failed=1)
        for problem in draft.problems:
            self._fail(problem)
        for column, field, text in draft.strange:
            self.strangers.add(column, field, text, draft.line)
        try:
            return self._take(draft)
        except UserError as error:
            self._fail(Problem(draft.line, "", str(error)))
            return Counts(failed=1)

    def _take(self, draft: Draft) -> Counts:
        begun = draft.values.pop(BEGUN, None)
        self._end(draft)
        self._resolve(draft)
        completing.complete(draft, self._named)
        key = self._key(draft)
        if not key:
            words = _("There is nothing to call the {title} by.")
            raise ValidationFailed({"name": words.format(title=inner(_(self._kind.title)))})
        before = self._match(draft, key)
        if draft.entity == "lead":
            completing.complete_state(draft.values, before, self._tx.now)
        if before is not None:
            self._refuse_contradiction(draft, key)
            self._met(draft, Ref(before.id, before.label))
            return self._update(draft, before)
        self._refuse_contradiction(draft, key)
        if key in self._fresh:  # a rehearsal: an earlier row would have made it
            return Counts(updated=1) if draft.values.keys() & {"prices"} else Counts(unchanged=1)
        if wrong := _unfit(self._kind, draft.values):
            raise ValidationFailed(wrong)
        self._fresh[key] = None
        if isinstance(self._tx, Tx):
            self._fresh[key] = self._insert(self._tx, draft.values, begun)
            self._is_there_now(draft.values)
        self._met(draft, Ref(self._fresh[key] or records.new_id(), self._label(draft)))
        self.made[self._kind.key] = self.made.get(self._kind.key, 0) + 1
        return Counts(created=1)

    def _end(self, draft: Draft) -> None:
        """A deal that is won or lost is in that stage, whatever another program calls it."""
        said = (draft.values.pop(OUTCOME, None), draft.refs.get("stage"))
        for words in said:
            end = _ENDS.get("-".join(fold(str(words or "")).replace("-", " ").split()))
            if end is not None and (stage := self._closing(end)) is not None:
                draft.values["stage"] = stage
                draft.refs.pop("stage", None)
                return

    def _closing(self, end: str) -> Ref | None:
        """The stage of the first pipeline in which a deal is won, or lost."""
        known = ("stage", f"closing:{end}")
        if known not in self._known:
            self._known[known] = self._one(ENTITIES["stage"], table("stage").c.kind == end)
        return self._known[known]

    def _key(self, draft: Draft) -> str:
        """What a record is known by; a deal without a number by its name and its place there."""
        key = completing.key_of(draft)
        if draft.entity != "deal" or draft.own_id or draft.values.get("number"):
            return key
        company = draft.values.get("company")
        named = fold(str(draft.values.get("title") or ""))
        same = f"{_TITLED}{named}\n{company.id if isinstance(company, Ref) else ''}"
        if not named:
            return key
        self._met_before[same] += 1
        return f"{same}\n{self._met_before[same]}"

    def _refuse_contradiction(self, draft: Draft, key: str) -> None:
        """A product that has another price further down: nobody knows which one is meant."""
        price = draft.values.get("list_price")
        if self._kind.key != "product" or price is None:
            return
        line, first = self._said.setdefault(key, (draft.line, price))
        if first != price:
            words = _(
                "Row {line} has another price for the same product: {first} there, {price} here. "
                "The first one was taken."
            ).format(line=i18n.number(line), first=plain_number(first), price=plain_number(price))
            raise ValidationFailed({"list_price": words})

    def _label(self, draft: Draft) -> str:
        values = draft.values
        label = values.get(self._kind.label) or values.get("title") or values.get("company_name")
        return str(label or values.get("last_name") or "")

    def _met(self, draft: Draft, ref: Ref) -> None:
        self._registry.name(ref, self._kind.key)
        if self._ids is not None and draft.key:
            self._ids.refs[draft.key] = ref

    def _insert(self, tx: Tx, values: Mapping[str, Any], begun: date | None) -> UUID:
        """Make a record. begun: the day on which another program made it."""
        if self._new_deals is not None:
            return self._new_deals.add(values, begun)
        key = records.insert_record(tx, self._kind.key, {**values, "origin": "import"})
        if begun is not None:
            target = naming.table_of(self._kind)
            at = datetime(begun.year, begun.month, begun.day, 12).astimezone()
            made = update(target).where(target.c.id == key)
            tx.session.execute(made.values(created_at=min(at, tx.now)))
        return key

    def _update(self, draft: Draft, before: Record) -> Counts:
        if before.deleted:
            self._fail(Problem(draft.line, "", in_trash()))
            return Counts(skipped=1)
        if self._options.match is Policy.SKIP:
            return Counts(skipped=1)
        given = normalised(self._kind, draft.values)
        prices = given.pop("prices", None)
        changed = merging.changes(self._kind.key, before.values, given, self._options.match)
        if prices and (rows := merging.merged_prices(before.values["prices"], prices)):
            changed["prices"] = rows
        for k in [k for k, v in changed.items() if merging.same_moment(before.values.get(k), v)]:
            del changed[k]
        if not changed:
            return Counts(unchanged=1)
        if wrong := records.new_problems(self._kind, before.values, changed):
            raise ValidationFailed(wrong)
        if isinstance(self._tx, Tx):
            records.update_record(self._tx, before, changed)
        return Counts(updated=1)

    # ---- what is there already

    def _match(self, draft: Draft, key: str) -> Record | None:
        found = draft.own_id or self._fresh.get(key) or self._numbered.get(key)
        if found is not None and found in self._read:
            return self._read.pop(found)  # a later row that means it finds it as it is by then
        if found is None and (by := self._known_by(draft, key)) is not None:
            target = naming.table_of(self._kind)
            live = select(target.c.id).where(by, target.c.withdrawn.is_(False))
            live = live.order_by(target.c.deleted_at.is_not(None), target.c.id).limit(1)
            found = self._tx.session.execute(live).scalar_one_or_none()
        if found and self._new_deals is not None and found in self._new_deals:
            self._new_deals.flush()
        return loading.read(self._tx, self._kind.key, (found,)).get(found) if found else None

    def _known_by(self, draft: Draft, key: str) -> Any:
        """The condition that is true of the record that a row means; None: there is none."""
        columns = naming.table_of(self._kind).c
        if draft.entity == "lead":
            return self._lead_known_by(draft.values, columns)
        if key.startswith(_TITLED):
            return self._titled(key, columns)
        name = _COLUMN_OF.get(draft.entity, "code_key")
        if draft.uid == completing.BY_NAME:
            name = "name_key"
        return columns[name] == key if key in self._keys_there(name) else None

    def _titled(self, key: str, columns: Any) -> Any:
        """Deals without a number in a file: the first of a name is the first of that name here."""
        named, company, _place = key.removeprefix(_TITLED).split("\n")
        if named not in self._keys_there("title_key"):
            return None
        if key not in self._titles:
            same = (columns.title_key == named) & columns.withdrawn.is_(False)
            firm = columns.company_id
            theirs = firm == UUID(company) if company else firm.is_(None)
            found = select(columns.id).where(same, theirs)
            order = (columns.deleted_at.is_not(None), columns.number, columns.id)
            ids = self._tx.session.execute(found.order_by(*order)).scalars().all()
            for at, each in enumerate(ids, 1):
                self._titles[f"{_TITLED}{named}\n{company}\n{at}"] = each
        found = self._titles.get(key)
        return columns.id == found if found is not None else None

    def _keys_there(self, name: str) -> set[str]:
        """What records are known by, read at once: a statement a row costs more than the rest."""
        if name not in self._there:
            target = naming.table_of(self._kind)
            found = select(target.c[name]).where(target.c.withdrawn.is_(False))
            self._there[name] = set(self._tx.session.execute(found).scalars())
        return self._there[name]

    def _is_there_now(self, values: Mapping[str, Any]) -> None:
        """A record was made: later rows may mean it, by whichever of its keys."""
        for name, known in self._there.items():
            said = values.get(name.removesuffix("_key"))
            known.add(fold(str(said or "")) if name.endswith("_key") else str(said or ""))

    def _lead_known_by(self, values: dict[str, Any], columns: Any) -> Any:
        if values.get("external_id"):
            return columns.external_id == values["external_id"]
        if rows := values.get("emails"):
            emails = table("lead_email").c
            same = emails.email_key == matching.email_key(rows[0]["address"])
            return columns.id.in_(select(emails.lead_id).where(same, emails.deleted_at.is_(None)))
        own = derived_lead(values)
        company = columns.company_name.is_(None)
        if values.get("company_name"):
            company = columns.company_name == values["company_name"]
        return (columns.name_key == own["name_key"]) & company

    # ---- references

    def _resolve(self, draft: Draft) -> None:
        for key, words in draft.refs.items():
            field = self._kind.field(key)
            its = self.linked.get(key)
            ref = its.ref(words, field.entity) if its is not None else None
            if (ref := ref or self._ref(field, words, draft, key)) is not None:
                draft.values[key] = ref
        for key, rows in draft.links.items():
            field, out = self._kind.field(key), list[dict[str, Any]]()
            for row in rows:
                own = dict(row)
                for child in field.children:
                    if child.kind == Kind.REF and isinstance(own.get(child.key), str):
                        path = f"{key}.{child.key}"
                        own[child.key] = self._ref(child, own[child.key], draft, path)
                main = field.children[0]
                if not main.required or own.get(main.key) is not None:
                    out.append(own)
            draft.values[key] = normal(field, out)

    def _ref(self, field: Field, words: str, draft: Draft, path: str) -> Ref | None:
        found = self._named(field.entity, words)
        if found is None and self._may_make(field.entity, words):
            found = self._make(field.entity, words, draft)
        if found is None:
            lines = self._lost.setdefault((path, words), (field, []))[1]
            lines.append(draft.line)
        return found

    def _may_make(self, entity: str, words: str) -> bool:
        asked = entity in CREATABLE and fold(words) in self._asked_for
        return entity in _MADE or asked

    def finish(self) -> None:
        """All rows were taken: write what waits, and say what was named and is not there."""
        if self._new_deals is not None:
            self._new_deals.flush()
        self._tell()

    def _tell(self) -> None:
        """Each name that is not there once, with the one that is nearly it."""
        for (path, words), (field, lines) in self._lost.items():
            column = self.heads.get(path, field.label)
            self.strangers.add(column, field, words, lines[0], len(lines))
        self.unmatched = self.strangers.listed(self._tx, self._registry)
        near = {(each.entity, each.value): each.suggestions for each in self.unmatched}
        for (_path, words), (field, lines) in self._lost.items():
            meant = next(iter(near.get((field.entity, words), ())), "")
            reason = _missing(field, words, len(lines), meant)
            self._fail(Problem(lines[0], _(field.label), reason))
        self._lost.clear()

    def _named(self, entity: str, words: str) -> Ref | None:
        known = (entity, fold(words))
        if (met := self._registry.named(entity, words)) is not None:
            return met
        if known not in self._known:
            kind = ENTITIES[entity]
            target = naming.table_of(kind)
            names = [target.c[kind.label] == words]
            for column in _LOOKED_UP.get(entity, ("name_key",)):
                if column in target.c:
                    names.append(target.c[column] == fold(words))
            self._known[known] = next(
                (found for name in names if (found := self._one(kind, name)) is not None), None
            )
        return self._known[known]

    def _one(self, kind: EntityType, name: Any) -> Ref | None:
        """The record that a condition is true of; of several stages, that of the first pipeline."""
        target = naming.table_of(kind)
        found = select(target.c.id, target.c[kind.label]).where(name, target.c.deleted_at.is_(None))
        order = target.c.position if "position" in target.c else target.c.id
        row = self._tx.session.execute(found.order_by(order, target.c.id).limit(1)).one_or_none()
        return Ref(row[0], row[1]) if row else None

    def _make(self, entity: str, words: str, draft: Draft) -> Ref | None:
        self.made[entity] = self.made.get(entity, 0) + 1
        if not isinstance(self._tx, Tx):
            ref = Ref(records.new_id(), words)
        else:
            values: dict[str, Any] = {"name": words}
            if entity == "product":
                values |= {"code": words, "kind": "goods"}
            elif entity == "person":
                values = dict(split_name(words))
            elif entity == "price_list":
                values["currency"] = (
                    draft.values.get("currency") or rates.office_currency(self._tx) or "EUR"
                )
            ref = Ref(records.insert_record(self._tx, entity, values), words)
        self._known[(entity, fold(words))] = ref
        return ref


def _missing(field: Field, words: str, rows: int, meant: str) -> str:
    """That there is no record of a name, and which one is nearly called so."""
    title = inner(_(ENTITIES[field.entity].title))
    if rows > 1:
        said = _("There is no {title} called '{words}' ({rows} rows).")
        came = _("The records came without it; a mapping can say which one is meant.")
    else:
        said = _("There is no {title} called '{words}'.")
        came = _("The record came without it; a mapping can say which one is meant.")
    guess = _("Perhaps '{name}' is meant.").format(name=meant) if meant else ""
    said = said.format(title=title, words=words, rows=i18n.number(rows))
    return " ".join(filter(None, (said, guess, came)))


def _unfit(kind: EntityType, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        field.key: _("{field} is needed.").format(field=_(field.label))
        for field in kind.editable()
        if field.required and values.get(field.key) in (None, "", ())
    }

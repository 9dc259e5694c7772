"""Import a file: read, map, match, write. One transaction, one change set; cancel takes all back.

Counts are rows of the file: read = created + updated + unchanged + skipped + failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record, Ref
from crm_desktop.services.derived import NAMELESS, display_name
from crm_desktop.services.transfer import merging, record_tables
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.bulk_mode import in_bulk
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.matcher import Hit, Keys, Matcher, keys_of
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.transfer.sources import Source, open_source
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.values import normal
from crm_desktop.services.workspace import ReadTx, Tx, command, query

CHUNK = 2_000
MOST_LISTED = 1_000
_OFFICE_REFS = {"owner": "app_user", "team": "team"}
_LATE_REFS = {"person": ("manager", "referred_by"), "company": ("parent",)}


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do, in rows of the file.

    Attributes:
        entities: entity -> how many records were made.
        failures: rows or cells that could not be taken as they are, at most MOST_LISTED.
        duplicates: (line, name) of new records that look like ones that were there.
        notes: what was guessed: encoding, delimiter, columns.
        moment: when the records it wrote were changed, exactly; None where it wrote none.
    """

    file: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    entities: dict[str, int] = field(default_factory=dict[str, int])
    encoding: str = ""
    change_set: UUID | None = None
    failures: list[Problem] = field(default_factory=list[Problem])
    duplicates: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    notes: list[str] = field(default_factory=list[str])
    dry_run: bool = False
    moment: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data for the command line."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "failed": self.failed,
            "entities": self.entities,
            "encoding": self.encoding,
            "change_set": str(self.change_set) if self.change_set else None,
            "failures": [
                {"line": p.line, "column": p.column, "reason": p.reason} for p in self.failures
            ],
            "possible_duplicates": [{"line": n, "name": name} for n, name in self.duplicates],
            "notes": self.notes,
        }

    def fail(self, problem: Problem) -> None:
        """List a problem; a thousand are enough to see what is wrong."""
        if len(self.failures) < MOST_LISTED:
            self.failures.append(problem)


@query(Permission.TRANSFER_IMPORT)
def rehearse(tx: ReadTx, path: Path, options: ImportOptions) -> ImportReport:
    """What run() would do. Nothing is written and nobody is kept waiting."""
    if options.entity in record_tables.IMPORTABLE:
        return _of_table(tx, path, options)
    with _opened(tx, path, options) as source:
        return _Rehearsal(tx, source, options).go()


@command(Permission.TRANSFER_IMPORT, Purpose.IMPORT)
def run(tx: Tx, path: Path, options: ImportOptions) -> ImportReport:
    """Import a file. FileRefused or ValidationFailed where it cannot be read as what it is."""
    tx.label(f"Import {path.name}")
    if options.entity in record_tables.IMPORTABLE:
        return _of_table(tx, path, options)
    with _opened(tx, path, options) as source:
        report = _Import(tx, source, options).go()
    if report.created or report.updated:
        report.change_set, report.moment = tx.writing.change_set_id, tx.now
    return report


def _of_table(tx: ReadTx, path: Path, options: ImportOptions) -> ImportReport:
    """Products and deals: a table of their own fields."""
    _refuse_missing(path)
    report = ImportReport(path.name, dry_run=not isinstance(tx, Tx))
    with record_tables.Source(tx, path, options, report.fail) as source:
        for count in source.counts():
            report.read += 1
            for name in ("created", "updated", "unchanged", "skipped", "failed"):
                setattr(report, name, getattr(report, name) + getattr(count, name))
        report.entities, report.encoding = dict(source.made), source.encoding
        report.notes = source.notes
    if isinstance(tx, Tx) and (report.created or report.updated):
        report.change_set, report.moment = tx.writing.change_set_id, tx.now
    return report


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise FileRefused(f"There is no file {path}. Nothing was imported.")


@contextmanager
def _opened(tx: ReadTx, path: Path, options: ImportOptions) -> Generator[Source]:
    _refuse_missing(path)
    if options.entity is not None and options.entity not in ("person", "company"):
        raise ValidationFailed({"entity": "What can be imported: person, company, product, deal."})
    region = records.region_of(tx)
    with open_source(path, options, region=region, cancel=tx.cancel.check) as source:
        yield source


class _Run:
    """What a rehearsal and an import have in common: reading, matching, counting."""

    def __init__(self, tx: ReadTx, source: Source, options: ImportOptions) -> None:
        self.tx, self.source, self.options = tx, source, options
        self.region = records.region_of(tx)
        self.report = ImportReport(source.path.name)
        self.matcher = Matcher(tx)
        self.made: Counter[str] = Counter()

    def go(self) -> ImportReport:
        """Read the whole file."""
        with in_bulk(), self.tx.store.replanning(self.tx.session):
            for chunk in _chunks(self.source.drafts(), self.region):
                self.tx.cancel.check()
                self._chunk(chunk)
                words = f"{self.report.read:,} rows read"
                self.tx.progress(self.report.read, 0, words)
            self.finish()
        self._end_report()
        return self.report

    def finish(self) -> None:
        """What is done once all rows were read."""

    def _chunk(self, chunk: Sequence[tuple[Draft, Keys]]) -> None:
        good: list[tuple[Draft, Keys]] = []
        for draft, keys in chunk:
            self.report.read += 1
            for problem in draft.problems:
                self.report.fail(problem)
            if draft.failed:
                self.report.failed += 1
                self.report.fail(Problem(draft.line, "", draft.failed))
            else:
                good.append((draft, keys))
        self.write([draft for draft, _ in good], self.matcher.match(good))

    def write(self, drafts: Sequence[Draft], matches: Sequence[tuple[Keys, Hit]]) -> None:
        """Take a chunk of readable rows."""
        raise NotImplementedError

    def before(self, hits: Sequence[Hit], drafts: Sequence[Draft]) -> dict[UUID, Record]:
        """The matched records as they are now."""
        out: dict[UUID, Record] = {}
        for entity in ("person", "company"):
            ids = [
                h.record
                for h, d in zip(hits, drafts, strict=True)
                if h.record is not None and d.entity == entity and not h.trashed
            ]
            if ids:
                out |= loading.read(self.tx, entity, list(dict.fromkeys(ids)))
        return out

    def has_no_name(self, draft: Draft) -> bool:
        """A row with the id of a record that is not here, and nothing to call a new one by."""
        name = draft.values.get("name") or draft.refs.get("company")
        if draft.own_id is None or name or display_name(draft.values) != NAMELESS:
            return False
        self.report.failed += 1
        self.report.fail(
            Problem(draft.line, "", "There is no record of that id here, and the row has no name.")
        )
        return True

    def skip_trashed(self, draft: Draft) -> None:
        """Somebody threw this record away: an import does not bring it back silently."""
        self.report.skipped += 1
        self.report.fail(
            Problem(
                draft.line,
                "",
                "This record is in the trash and was left there. Restore it and import again, or "
                "leave it.",
            )
        )

    def duplicate(self, draft: Draft) -> None:
        """A new record that may be an old one."""
        if len(self.report.duplicates) < MOST_LISTED:
            self.report.duplicates.append((draft.line, display_name(draft.values)))

    def _end_report(self) -> None:
        report, source = self.report, self.source
        report.failed += source.failed
        report.read += source.failed
        for line, reason in source.failures:
            report.fail(Problem(line, "", reason))
        report.failures.sort(key=lambda p: p.line)
        report.encoding, report.notes = source.encoding, list(source.notes)
        report.entities = dict(self.made)
        if not report.read:
            report.notes.append("The file holds no rows.")


def _chunks(drafts: Iterator[Draft], region: str | None) -> Iterator[list[tuple[Draft, Keys]]]:
    """Drafts and their keys: what can be done without the database."""
    while chunk := list(islice(drafts, CHUNK)):
        for draft in chunk:
            _drop_needless_name(draft)
        yield [(draft, keys_of(draft, region)) for draft in chunk]


def _drop_needless_name(draft: Draft) -> None:
    """A "display name" that only repeats first and last name is no override."""
    shown = draft.values.get("name_override")
    if shown and draft.entity == "person":
        rest = {k: v for k, v in draft.values.items() if k != "name_override"}
        plain = f"{rest.get('first_name', '')} {rest.get('last_name', '')}".strip()
        if shown in (display_name(rest), plain):
            del draft.values["name_override"]


class _Rehearsal(_Run):
    """Counts what would happen. Rows of the same file are compared by digests of their keys."""

    def __init__(self, tx: ReadTx, source: Source, options: ImportOptions) -> None:
        super().__init__(tx, source, options)
        self.report.dry_run = True
        self._fresh: set[int] = set()
        self._companies: set[int] = set()

    def write(self, drafts: Sequence[Draft], matches: Sequence[tuple[Keys, Hit]]) -> None:
        before = self.before([hit for _, hit in matches], drafts)
        self._count_companies(drafts)
        for draft, (keys, hit) in zip(drafts, matches, strict=True):
            own = {hash((draft.entity, k)) for k in keys.strong} or {hash(keys.content)}
            if hit.trashed:
                self.skip_trashed(draft)
            elif hit.record is not None and hit.record in before:
                self._count_match(draft, before[hit.record])
            elif hit.twin is not None:
                self._count_twin(draft, hit.twin)
            elif own & self._fresh:
                self.report.unchanged += 1  # or updated: the earlier row is not in memory any more
            elif not self.has_no_name(draft):
                self.report.created += 1
                self.made[draft.entity] += 1
                if hit.weak is not None:
                    self.duplicate(draft)
            self._fresh |= own

    def _count_twin(self, draft: Draft, twin: Draft) -> None:
        changed = merging.changes(draft.entity, twin.values, draft.values, self.options.match)
        twin.values.update(changed)
        self.report.updated += bool(changed)
        self.report.unchanged += not changed

    def _count_match(self, draft: Draft, before: Record) -> None:
        if self.options.match is Policy.SKIP:
            self.report.skipped += 1
            return
        changed = merging.changes(draft.entity, before.values, draft.values, self.options.match)
        company, wanted = before.values.get("company"), draft.refs.get("company")
        moved = wanted and (company is None or fold(company.label) != fold(wanted))
        if changed or moved:
            self.report.updated += 1
        else:
            self.report.unchanged += 1

    def _count_companies(self, drafts: Sequence[Draft]) -> None:
        names = {fold(d.refs["company"]) for d in drafts if d.refs.get("company")}
        for name in names - self.matcher.companies(names).keys():
            if hash(name) not in self._companies:
                self._companies.add(hash(name))
                self.made["company"] += 1


@dataclass(slots=True)
class _NewCompany:
    """A company that this chunk makes."""

    key: bytes
    values: dict[str, Any]


class _Import(_Run):
    """Writes. Companies first, then people, then what points at records by name."""

    def __init__(self, tx: Tx, source: Source, options: ImportOptions) -> None:
        super().__init__(tx, source, options)
        self.tx: Tx = tx
        self.batch = Batch(tx.session.connection(), CHUNK * 4)
        self.writer = Writer(
            self.batch, now=tx.now, actor=tx.actor.id, region=self.region, origin="import"
        )
        self._companies: dict[str, Ref] = {}
        self._late: list[tuple[str, bytes, str, str, int]] = []
        self._office: dict[tuple[str, str], Ref | None] = {}
        self._rows: dict[tuple[str, str], Ref | None] = {}

    # ---- a chunk

    def write(self, drafts: Sequence[Draft], matches: Sequence[tuple[Keys, Hit]]) -> None:
        hits = [hit for _, hit in matches]
        before = self.before(hits, drafts)
        for draft in drafts:
            self._resolve_rows(draft)
        fresh: dict[int, tuple[bytes, dict[str, Any], dict[str, Any]]] = {}
        filled = self._prepare_companies(drafts)
        for draft, (keys, hit) in zip(drafts, matches, strict=True):
            if hit.trashed:
                self.skip_trashed(draft)
            elif hit.record is not None and hit.record in before:
                self._update(draft, before, hit.record, bool(draft.company) and id(draft) in filled)
            elif hit.twin is not None and id(hit.twin) in fresh:
                self._into_twin(draft, fresh[id(hit.twin)][1])
            elif not self.has_no_name(draft):
                fresh[id(draft)] = self._create(draft, keys, hit)
        for draft in drafts:
            if id(draft) in fresh:
                key, values, more = fresh[id(draft)]
                self.writer.add(draft.entity, key, values, more)
                company = values.get("company")
                if draft.entity == "person" and company is not None:
                    self.writer.link(key, company.id.bytes)
        self.batch.flush()

    def _create(
        self, draft: Draft, keys: Keys, hit: Hit
    ) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
        self.report.created += 1
        self.made[draft.entity] += 1
        if hit.weak is not None:
            self.duplicate(draft)
        key = self.writer.new_id()
        values: dict[str, Any] = draft.values | self._refs(draft, key)
        more: dict[str, Any] = {}
        if keys.content is not None:
            more["import_key"] = keys.content
        if draft.uid:
            values.setdefault("external_id", draft.uid)
        if draft.extra_vcard:
            more["extra_vcard"] = draft.extra_vcard
        if draft.entity == "company":
            name = fold(values["name"])
            self._companies[name] = Ref(UUID(bytes=key), values["name"])
        return key, values, more

    def _into_twin(self, draft: Draft, values: dict[str, Any]) -> None:
        """The same record twice in one file: the later row completes the earlier."""
        changed = merging.changes(draft.entity, values, draft.values, self.options.match)
        if changed:
            values.update(changed)
            self.report.updated += 1
        else:
            self.report.unchanged += 1

    def _update(
        self, draft: Draft, before: dict[UUID, Record], record_id: UUID, company_filled: bool
    ) -> None:
        if self.options.match is Policy.SKIP:
            self.report.skipped += 1
            return
        record = before[record_id]
        given = dict(draft.values)
        if draft.uid and record.id != draft.own_id and not record.values.get("external_id"):
            given["external_id"] = draft.uid
        changed = merging.changes(draft.entity, record.values, given, self.options.match)
        changed |= self._changed_refs(draft, record)
        if changed:
            records.update_record(self.tx, record, changed, checked=True)
            before[record_id] = records.get(self.tx, draft.entity, record_id)
        if changed or company_filled:
            self.report.updated += 1
        else:
            self.report.unchanged += 1

    # ---- references

    def _resolve_rows(self, draft: Draft) -> None:
        """Rows that name other records become values; what cannot be found is told and left out."""
        if not draft.links:
            return
        kind = ENTITIES[draft.entity]
        for key, given in draft.links.items():
            field = kind.field(key)
            rows: list[dict[str, Any]] = []
            for row in given:
                found = dict(row)
                for child in field.children:
                    if child.kind == Kind.REF:
                        found[child.key] = self._row_ref(child, row.get(child.key))
                if found[field.children[0].key] is not None:
                    rows.append(found)
                else:
                    self._unknown(draft.line, field.label, row)
            if rows:
                draft.values[key] = normal(field, rows)
        draft.links.clear()

    def _row_ref(self, child: Field, given: Any) -> Ref | None:
        words = given.label if isinstance(given, Ref) else given
        if not words:
            return None
        known = (child.entity, fold(words))
        if child.entity == "company" and known[1] in self._companies:
            return self._companies[known[1]]
        if known not in self._rows:
            found = self._named(child.entity, words)
            self._rows[known] = Ref(found, words) if found else None
        return self._rows[known]

    def _unknown(self, line: int, label: str, row: Any) -> None:
        words = ", ".join(str(getattr(v, "label", v)) for v in row.values() if v)
        self.report.fail(
            Problem(
                line,
                label,
                f"No single record is called '{words}'. The record came without it.",
            )
        )

    def _refs(self, draft: Draft, own: bytes) -> dict[str, Ref]:
        """References of a new record; those to records that may come later are kept for last."""
        out: dict[str, Ref] = {}
        for key, words in draft.refs.items():
            if key == "company" and draft.entity == "person":
                out[key] = self._companies[fold(words)]
            elif key in _OFFICE_REFS:
                if found := self._colleague(key, words, draft):
                    out[key] = found
            elif key in _LATE_REFS[draft.entity]:
                self._late.append((draft.entity, own, key, words, draft.line))
        return out

    def _changed_refs(self, draft: Draft, record: Record) -> dict[str, Ref]:
        out: dict[str, Ref] = {}
        for key, words in draft.refs.items():
            old = record.values.get(key)
            if old is not None and (
                fold(old.label) == fold(words) or self.options.match is Policy.FILL
            ):
                continue
            out |= self._refs(Draft(draft.line, draft.entity, refs={key: words}), record.id.bytes)
        return out

    def _colleague(self, key: str, words: str, draft: Draft) -> Ref | None:
        """A colleague or team by name or login; another name is told, not invented."""
        known = (key, fold(words))
        if known not in self._office:
            target = table(_OFFICE_REFS[key])
            login = " OR login = :words" if key == "owner" else ""
            row = self.tx.session.execute(
                text(
                    f"SELECT id, name FROM {target.name} WHERE deleted_at IS NULL "
                    f"AND (name_key = :key{login}) ORDER BY id LIMIT 1"
                ),
                {"key": fold(words), "words": words} if login else {"key": fold(words)},
            ).first()
            self._office[known] = Ref(loading.key_of(row[0]), row[1]) if row else None
        found = self._office[known]
        if found is None:
            label = ENTITIES[draft.entity].field(key).label
            self.report.fail(
                Problem(
                    draft.line,
                    label,
                    f"Nobody here is called '{words}'. The record came without it.",
                )
            )
        return found

    # ---- companies of people

    def _prepare_companies(self, drafts: Sequence[Draft]) -> set[int]:
        """Make or find the companies that people of this chunk belong to.

        Returns the ids of drafts whose company got values it did not have.
        """
        named = [d for d in drafts if d.entity == "person" and d.refs.get("company")]
        names = {fold(d.refs["company"]) for d in named}
        unknown = names - self._companies.keys()
        labels = {fold(d.refs["company"]): d.refs["company"] for d in named}
        for name, key in self.matcher.companies(unknown).items():
            self._companies[name] = Ref(key, labels[name])
        made = {fold(d.values["name"]) for d in drafts if d.entity == "company"}
        fresh: dict[str, _NewCompany] = {}
        filled: set[int] = set()
        for draft in named:
            name = fold(draft.refs["company"])
            if name not in self._companies and name not in made:
                fresh[name] = self._new_company(draft)
            elif draft.company:
                filled |= self._fill_company(draft, name, fresh)
        for company in fresh.values():
            self.writer.add("company", company.key, company.values, {})
        return filled

    def _new_company(self, draft: Draft) -> _NewCompany:
        key = self.writer.new_id()
        label = " ".join(draft.refs["company"].split())
        self._companies[fold(draft.refs["company"])] = Ref(UUID(bytes=key), label)
        self.made["company"] += 1
        if parent := draft.refs.get("parent"):
            self._late.append(("company", key, "parent", parent, draft.line))
        return _NewCompany(key, {"name": label} | draft.company)

    def _fill_company(self, draft: Draft, name: str, fresh: dict[str, _NewCompany]) -> set[int]:
        """A row about a person never overwrites what is known of the company."""
        if name in fresh:
            values = fresh[name].values
            values.update(merging.changes("company", values, draft.company, Policy.FILL))
            return set()
        if name not in self._companies:
            return set()
        record = loading.read(self.tx, "company", (self._companies[name].id,)).get(
            self._companies[name].id
        )
        if record is None or record.deleted:
            return set()
        changed = merging.changes("company", record.values, draft.company, Policy.FILL)
        if not changed:
            return set()
        records.update_record(self.tx, record, changed, checked=True)
        return {id(draft)}

    # ---- the end

    def finish(self) -> None:
        """Parents, managers and referrers: by name, once everybody is there."""
        for entity, own, key, words, line in self._late:
            self.tx.cancel.check()
            found = self._named(ENTITIES[entity].field(key).entity, words)
            label = ENTITIES[entity].field(key).label
            if found is None:
                self._unknown(line, label, {"name": words})
                continue
            target = table(ENTITIES[entity].table_name)
            self.tx.session.execute(
                update(target).where(target.c.id == UUID(bytes=own)).values(**{f"{key}_id": found})
            )

    def _named(self, entity: str, words: str) -> UUID | None:
        target = table(ENTITIES[entity].table_name)
        label = ENTITIES[entity].label
        rows = self.tx.session.execute(
            text(
                f"SELECT id FROM {target.name} WHERE deleted_at IS NULL AND "
                f"({label} = :words OR name_key = :key) ORDER BY id LIMIT 2"
            ),
            {"words": words, "key": fold(words)},
        ).all()
        if len(rows) == 1:
            return loading.key_of(rows[0][0])
        if not rows and entity == "company":
            key = records.insert_record(self.tx, "company", {"name": words, "origin": "import"})
            self.made["company"] += 1
            return key
        return None

"""Import a file: read, map, match, write. One transaction, one change set; cancel takes all back.

Counts are rows of the file: read = created + updated + unchanged + skipped + failed.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, record_rows, records
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record, Ref
from crm_desktop.services.derived import display_name
from crm_desktop.services.transfer import merging, remembered, table_kinds
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.contact_run import CHUNK, OFFICE_REFS, Rehearsal, Run
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.matcher import Hit, Keys
from crm_desktop.services.transfer.options import (
    IMPORTABLE,
    ImportOptions,
    Policy,
    checked,
    told_columns,
    told_entity,
    told_files,
    told_sheet,
)
from crm_desktop.services.transfer.registry import KeyTable, Registry
from crm_desktop.services.transfer.related_import import RelatedImport, files_of
from crm_desktop.services.transfer.report import ImportReport
from crm_desktop.services.transfer.shaping import looked_at, open_shaped
from crm_desktop.services.transfer.sources import Source, holds_cards, open_source
from crm_desktop.services.transfer.tables import TableFile, open_table
from crm_desktop.services.transfer.wording import HOW, name_of, no_file
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.values import normal
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_LATE_REFS = {"person": ("manager", "referred_by"), "company": ("parent",)}


@query(Permission.TRANSFER_IMPORT, is_long=True)
def rehearse(tx: ReadTx, path: Path, options: ImportOptions) -> ImportReport:
    """What run() would do. Nothing is written and nobody is kept waiting."""
    return _rehearsed(tx, [path], options)


@command(Permission.TRANSFER_IMPORT, Purpose.IMPORT, is_long=True)
def run(tx: Tx, path: Path, options: ImportOptions) -> ImportReport:
    """Import a file. FileRefused or ValidationFailed where it cannot be read as what it is."""
    return _imported(tx, [path], options)


@query(Permission.TRANSFER_IMPORT, is_long=True)
def rehearse_all(tx: ReadTx, paths: Sequence[Path], options: ImportOptions) -> ImportReport:
    """What run_all() would do."""
    return _rehearsed(tx, paths, options)


@command(Permission.TRANSFER_IMPORT, Purpose.IMPORT, is_long=True)
def run_all(tx: Tx, paths: Sequence[Path], options: ImportOptions) -> ImportReport:
    """Import files, or folders of files, that belong together: in one step, undone in one."""
    return _imported(tx, paths, options)


@query(Permission.TRANSFER_IMPORT)
def recalled(tx: ReadTx, paths: Sequence[Path], options: ImportOptions) -> dict[str, Any] | None:
    """The mapping that was used for files with these heads before; None where there was none."""
    return remembered.recall(tx, files_of(paths), options)


def _rehearsed(tx: ReadTx, paths: Sequence[Path], options: ImportOptions) -> ImportReport:
    with _refusing(paths, options):
        if (contacts := _contacts(tx, paths, options)) is not None:
            with contacts as source:
                report = Rehearsal(tx, source, options).go()
        else:
            report = RelatedImport(tx, paths, options, partial(_people, tx, Rehearsal)).go()
    for each in (report, *report.files):
        each.dry_run = True
    if options.mapping is None:
        report.remembered = remembered.recall(tx, files_of(paths), options)
    return report


def _imported(tx: Tx, paths: Sequence[Path], options: ImportOptions) -> ImportReport:
    tx.label(_("Import {what}").format(what=name_of(paths)))
    with _refusing(paths, options):
        if (contacts := _contacts(tx, paths, options)) is not None:
            with contacts as source:
                report = _Import(tx, source, options).go()
        else:
            report = RelatedImport(tx, paths, options, partial(_people, tx, _Import)).go()
    if report.created or report.updated:
        if options.mapping is not None:
            remembered.remember(tx, files_of(paths), options)
        report.change_set, report.moment = tx.writing.change_set_id, tx.now
    return report


@contextmanager
def _refusing(paths: Sequence[Path], options: ImportOptions) -> Generator[None]:
    """A table that nobody knows is refused with the rows that were looked at."""
    checked(options.mapping)
    try:
        yield
    except ValidationFailed as refusal:
        said = dict(refusal.problems)
        alone = len(paths) == 1 and paths[0].is_file() and not holds_cards(paths[0])
        if "mapping" not in said or not alone or told_columns(options.mapping):
            raise
        with open_table(
            paths[0],
            sheet=options.sheet or told_sheet(options.mapping),
            encoding=options.encoding,
            delimiter=options.delimiter,
        ) as file:
            how = said.pop(HOW, "")
            said |= looked_at(file)
        raise ValidationFailed(said if HOW in said or not how else said | {HOW: how}) from None


def _contacts(tx: ReadTx, paths: Sequence[Path], options: ImportOptions) -> Source | None:
    """The one table, where its rows are people or companies as far as one can tell; else None."""
    if len(paths) != 1 or paths[0].is_dir():
        return None
    path = paths[0]
    if not path.exists():
        raise FileRefused(no_file(path))
    entity = options.entity or told_entity(options.mapping)
    if entity in table_kinds.OURS or told_files(options.mapping):
        return None
    if options.entity is not None and entity not in ("person", "company"):
        words = _("What can be imported: {known}.").format(known=", ".join(IMPORTABLE))
        raise ValidationFailed({"entity": words})
    if entity is not None or told_columns(options.mapping) or holds_cards(path):
        return _opened(tx, path, options)
    file = open_shaped(path, options, tx.cancel.check)
    with ExitStack() as undo:
        undo.callback(file.close)
        if RelatedImport.is_needed(tx, path, options, file):
            return None
        undo.pop_all()
    return _opened(tx, path, options, file)


def _opened(
    tx: ReadTx, path: Path, options: ImportOptions, file: TableFile | None = None
) -> Source:
    region, cancel = record_rows.region_of(tx), tx.cancel.check
    return open_source(path, options, region=region, cancel=cancel, table=file)


def _people(
    tx: Any,
    work: type[Run],
    source: Source,
    options: ImportOptions,
    registry: Registry,
    ids: KeyTable | None,
) -> ImportReport:
    """The contacts and companies among several tables."""
    importer = work(tx, source, options)
    importer.registry, importer.ids = registry, ids
    return importer.go()


@dataclass(slots=True)
class _NewCompany:
    """A company that this chunk makes."""

    key: bytes
    values: dict[str, Any]


class _Import(Run):
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
        label = values.get("name") or display_name(values)
        self.met(draft, Ref(UUID(bytes=key), str(label)), values.get("company"))
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
        record = before[record_id]
        self.met(draft, Ref(record.id, record.label), record.values.get("company"))
        if self.options.match is Policy.SKIP:
            self.report.skipped += 1
            return
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
        reason = _("No single record is called '{words}'. The record came without it.")
        self.report.fail(Problem(line, _(label), reason.format(words=words)))

    def _refs(self, draft: Draft, own: bytes) -> dict[str, Ref]:
        """References of a new record; those to records that may come later are kept for last."""
        out: dict[str, Ref] = {}
        for key, words in draft.refs.items():
            if key == "company" and draft.entity == "person":
                out[key] = self._companies[fold(words)]
            elif key in OFFICE_REFS:
                if found := self.colleague(key, words, draft):
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

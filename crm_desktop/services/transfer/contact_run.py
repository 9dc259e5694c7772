"""Reading contacts and companies from a file: what a rehearsal and an import have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import or_, select

from crm_desktop.i18n import _, ngettext
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, record_rows, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.derived import NAMELESS, display_name
from crm_desktop.services.transfer import merging
from crm_desktop.services.transfer.bulk_mode import in_bulk
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.matcher import Hit, Keys, Matcher, keys_of
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.transfer.registry import KeyTable, Registry
from crm_desktop.services.transfer.report import MOST_LISTED, ImportReport
from crm_desktop.services.transfer.sources import Source
from crm_desktop.services.transfer.unmatched import Strangers
from crm_desktop.services.workspace import ReadTx

CHUNK = 2_000
OFFICE_REFS = {"owner": "app_user", "team": "team"}  # and their tables


class Run:
    """What a rehearsal and an import have in common: reading, matching, counting."""

    # Of an import of several tables: what other tables name these records by.
    registry: Registry | None = None
    ids: KeyTable | None = None

    def __init__(self, tx: ReadTx, source: Source, options: ImportOptions) -> None:
        self.tx, self.source, self.options = tx, source, options
        self.region = record_rows.region_of(tx)
        self.report = ImportReport(source.path.name, has_rows=source.has_rows)
        self.matcher = Matcher(tx)
        self.made: Counter[str] = Counter()
        self.strangers = Strangers()
        self._office: dict[tuple[str, str], Ref | None] = {}

    def go(self) -> ImportReport:
        """Read the whole file."""
        with in_bulk(), self.tx.store.replanning(self.tx.session):
            for chunk in _chunks(self.source.drafts(), self.region):
                self.tx.cancel.check()
                self._chunk(chunk)
                words = ngettext("{n} row read", "{n} rows read", self.report.read)
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
            for column, field, words in draft.strange:
                self.strangers.add(column, field, words, draft.line)
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
        words = _("There is no record of that id here, and the row has no name.")
        self.report.fail(Problem(draft.line, "", words))
        return True

    def met(self, draft: Draft, ref: Ref, company: Ref | None) -> None:
        """A row means this record, and belongs to that company."""
        if self.registry is None:
            return
        self.registry.name(ref, draft.entity)
        if company is not None:
            self.registry.name(company, "company")
        if self.ids is not None and draft.uid:
            self.ids.refs[draft.uid] = company or ref
            if company is not None:
                self.ids.contacts[draft.uid] = ref

    def colleague(self, key: str, words: str, draft: Draft) -> Ref | None:
        """A colleague or team by name or login; another name is told, not invented."""
        known = (key, fold(words))
        if known not in self._office:
            self._office[known] = self._found_colleague(key, words)
        found = self._office[known]
        if found is None:
            field = ENTITIES[draft.entity].field(key)
            self.strangers.add(self.source.head_of(key) or field.label, field, words, draft.line)
            reason = _("Nobody here is called '{words}'. The record came without it.")
            reason = reason.format(words=words)
            self.report.fail(Problem(draft.line, _(field.label), reason))
        return found

    def _found_colleague(self, key: str, words: str) -> Ref | None:
        target = table(OFFICE_REFS[key])
        same = target.c.name_key == fold(words)
        if key == "owner":
            same = or_(same, target.c.login == words)
        named = select(target.c.id, target.c.name).where(target.c.deleted_at.is_(None), same)
        row = self.tx.session.execute(named.order_by(target.c.id).limit(1)).first()
        return Ref(row[0], row[1]) if row else None

    def skip_trashed(self, draft: Draft) -> None:
        """Somebody threw this record away: an import does not bring it back silently."""
        self.report.skipped += 1
        words = _(
            "This record is in the trash and was left there. Restore it and import again, or "
            "leave it."
        )
        self.report.fail(Problem(draft.line, "", words))

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
        report.unmatched = self.strangers.listed(self.tx, self.registry)
        if not report.read:
            report.notes.append(_("The file holds no rows."))


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


class Rehearsal(Run):
    """Counts what would happen. Rows of the same file are compared by digests of their keys."""

    def __init__(self, tx: ReadTx, source: Source, options: ImportOptions) -> None:
        super().__init__(tx, source, options)
        self.report.dry_run = True
        self._fresh: set[int] = set()
        self._companies: set[int] = set()

    def write(self, drafts: Sequence[Draft], matches: Sequence[tuple[Keys, Hit]]) -> None:
        before = self.before([hit for _, hit in matches], drafts)
        self._count_companies(drafts)
        for draft in drafts:
            for key in OFFICE_REFS.keys() & draft.refs.keys():
                self.colleague(key, draft.refs[key], draft)
        for draft, (keys, hit) in zip(drafts, matches, strict=True):
            own = {hash((draft.entity, k)) for k in keys.strong} or {hash(keys.content)}
            if hit.trashed:
                self.skip_trashed(draft)
            elif hit.record is not None and hit.record in before:
                self._count_match(draft, before[hit.record])
                record = before[hit.record]
                self.met(draft, Ref(record.id, record.label), record.values.get("company"))
            elif hit.twin is not None:
                self._count_twin(draft, hit.twin)
            elif own & self._fresh:
                self.report.unchanged += 1  # or updated: the earlier row is not in memory any more
            elif not self.has_no_name(draft):
                self.report.created += 1
                self.made[draft.entity] += 1
                self._would_meet(draft)
                if hit.weak is not None:
                    self.duplicate(draft)
            self._fresh |= own

    def _would_meet(self, draft: Draft) -> None:
        """A record that would be made, and its company."""
        if self.registry is not None:
            name = draft.values.get("name") or display_name(draft.values)
            words = draft.refs.get("company") if draft.entity == "person" else None
            company = Ref(records.new_id(), words) if words else None
            self.met(draft, Ref(records.new_id(), str(name)), company)

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

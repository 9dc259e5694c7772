"""Import several tables that name each other's rows: customers, products, orders and their lines.

Each table is told by its heads (table_kinds.py); those that others name come first. Which column
holds the ids of which table is found by its content. What a table is not imported as is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.i18n import N_, _, number
from crm_desktop.services import rates, record_rows, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.transfer import offered, record_tables, table_kinds
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.options import (
    ImportOptions,
    merged,
    says_columns,
    told_columns,
    told_files,
)
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.order_import import OrderImport
from crm_desktop.services.transfer.order_tables import OrderTable, is_of_lines, key_text
from crm_desktop.services.transfer.registry import KeyTable, Registry
from crm_desktop.services.transfer.report import COUNTS, ImportReport
from crm_desktop.services.transfer.shaping import ShapedTable, kind_of, open_shaped
from crm_desktop.services.transfer.sources import Source, holds_cards, open_source
from crm_desktop.services.transfer.table_kinds import (
    COLLEAGUE,
    LINES,
    ORDERS,
    OURS,
    OWN,
    REFUSED,
    SUPPLIER,
)
from crm_desktop.services.transfer.tables import TableFile
from crm_desktop.services.transfer.wording import (
    HOW,
    name_of,
    no_file,
    read_as,
    read_note,
    unread_note,
    without_hints,
)
from crm_desktop.services.workspace import ReadTx

READABLE = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf"})
SAMPLE = 200
MOST_FILES = 200
_ORDER = (
    *("product_category", COLLEAGUE, "company", "person", "price_list", "product"),
    *("lead", "deal", ORDERS, LINES),
)
# Sheets of workbooks that belong together are called so.
_SALES = frozenset(
    """order orders invoice invoices lines items details products articles prices deals
    opportunities leads sales auftrag aufträge bestellungen rechnungen positionen artikel produkte
    preise заказы товары продажи прайс zamówienia produkty commandes produits pedidos productos
    """.split()
)
_SHEETS = _SALES | frozenset("customers clients accounts suppliers categories kunden".split())
_IDS = ("id", "no", "nr", "code", "key", "number")
_NOT_HERE = {
    COLLEAGUE: N_("Colleagues are added in the settings. The names were taken for those who sold."),
}
People = Callable[[Source, ImportOptions, Registry, "KeyTable | None"], ImportReport]


@dataclass(slots=True)
class Found:
    """A table of the import.

    Attributes:
        options: with the mapping that is meant for it, and its sheet.
        entity: see TableKind. ids: by what others name its rows.
        reason: why it is not imported. how: what a mapping could say.
    """

    path: Path
    name: str
    options: ImportOptions
    entity: str | None
    role: str = ""
    reason: str = ""
    how: str = ""
    ids: KeyTable | None = None
    id_column: int | None = None
    rows: int = 0

    @property
    def is_of_orders(self) -> bool:
        """Whether it is read as orders of another program. Our own export is a row a record."""
        return self.entity in (ORDERS, LINES) and self.role != OWN

    @property
    def rank(self) -> int:
        """What is named by others comes before them."""
        return _ORDER.index(self.entity) if self.entity in _ORDER else len(_ORDER)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files meant: a folder stands for what can be read in it. FileRefused where none can."""
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(each for each in path.iterdir() if each.suffix.lower() in READABLE)
            out += [each for each in found if each.is_file() and not each.name.startswith("~$")]
        elif path.exists():
            out.append(path)
        else:
            raise FileRefused(no_file(path))
    out = list(dict.fromkeys(out))
    if not out:
        raise FileRefused(
            _("There is no file here that can be imported: CSV, spreadsheets or vCards.")
        )
    if len(out) > MOST_FILES:
        raise FileRefused(
            _(
                "These are {count} files, more than the {most} that are imported at once. "
                "Nothing was imported. Choose those that belong together."
            ).format(count=number(len(out)), most=MOST_FILES)
        )
    return out


class RelatedImport:
    """One import of several tables.

    people: imports contacts and companies; importing.py has it.
    """

    def __init__(
        self, tx: ReadTx, paths: Sequence[Path], options: ImportOptions, people: People
    ) -> None:
        self._tx, self._options, self._people = tx, options, people
        self._paths = files_of(paths)
        self._region = record_rows.region_of(tx)
        self._registry = Registry()
        self._among = len(self._paths) > 1

    @classmethod
    def is_needed(cls, tx: ReadTx, path: Path, options: ImportOptions, file: TableFile) -> bool:
        """Whether an open file, or a sheet of it, is something else than contacts and companies."""
        own = cls(tx, [path], options, nobody)
        first = own._told_apart(path, file, options, among=False)
        if first.entity in (*OURS, LINES) or first.role == REFUSED:
            return True
        if not own._takes_sheets(file, options):
            return False
        return any(table.entity in (*OURS, LINES) for table in own._of_sheets(path, file, options))

    def go(self) -> ImportReport:
        """Take all tables, in the order in which they need each other."""
        tables = self.tables()
        name = name_of(self._paths)
        report = ImportReport(name)
        self._refuse_nothing(tables)
        for table in tables if len(tables) > 1 else ():
            table.ids = self._ids(table)
            if table.ids is not None:
                self._registry.tables.append(table.ids)
        tables.sort(key=lambda each: each.rank)
        orders = [each for each in tables if each.is_of_orders]
        for table in tables:
            if table not in orders:
                report.add(self._take(table))
        if orders:
            self._take_orders(orders, report)
        if len(tables) == 1:
            return self._alone(report)
        report.notes += _order_words(tables)
        return report

    @staticmethod
    def _alone(report: ImportReport) -> ImportReport:
        """Of a single table its own report is the report."""
        (only,) = report.files
        only.amounts = report.amounts
        return only

    def _refuse_nothing(self, tables: Sequence[Found]) -> None:
        if any(table.entity not in (None, COLLEAGUE) for table in tables):
            return
        words = " ".join(f"{table.name}: {table.reason}" for table in tables if table.reason)
        words = words or _("None of these tables can be imported.")
        hints = " ".join(dict.fromkeys(table.how for table in tables if table.how))
        raise ValidationFailed({"mapping": words, **({HOW: hints} if hints else {})})

    # ---- what there is

    def tables(self) -> list[Found]:
        """The tables of the files, and what each of them holds."""
        out: list[Found] = []
        for path in self._paths:
            self._tx.cancel.check()
            try:
                out += self._of_file(path)
            except (FileRefused, ValidationFailed) as refusal:
                if not self._among or self._mapping_for(path):
                    raise
                out.append(_refused(path, path.name, self._options, refusal))
        return out

    def _of_file(self, path: Path) -> Iterator[Found]:
        own = self._mapping_for(path)
        options = replace(self._options, mapping=own)
        if holds_cards(path):
            yield Found(path, path.name, replace(options, entity=None), "person")
            return
        with self._open(path, options) as file:
            if self._takes_sheets(file, options):
                yield from self._of_sheets(path, file, options)
            else:
                yield self._told_apart(path, file, options, among=self._among)

    def _of_sheets(self, path: Path, file: TableFile, options: ImportOptions) -> Iterator[Found]:
        for sheet in file.sheets:
            one = replace(options, sheet=sheet)
            if sheet == file.sheet:
                yield self._told_apart(path, file, one, among=True)
                continue
            try:
                with suppress(FileRefused), self._open(path, one) as other:
                    yield self._told_apart(path, other, one, among=True)
            except ValidationFailed as refusal:
                name = f"{sheet} ({path.name})"
                yield _refused(path, name, one, refusal)

    def _takes_sheets(self, file: TableFile, options: ImportOptions) -> bool:
        """Whether the sheets of a workbook are tables that belong together, by their names."""
        if len(file.sheets) < 2 or options.sheet or options.entity or says_columns(options.mapping):
            return False
        words = {word for sheet in file.sheets for word in plain(sheet).split()}
        return len(words & _SHEETS) > 1 or bool(words & _SALES)

    def _open(self, path: Path, options: ImportOptions) -> TableFile:
        return open_shaped(path, options, self._tx.cancel.check)

    def _mapping_for(self, path: Path) -> dict[str, Any] | None:
        """The part of a mapping that is meant for a file: `{"files": {"orders.csv": {...}}}`."""
        told = self._options.mapping
        files = told_files(told)
        if not files or told is None:
            return told
        own = files.get(path.name) or files.get(path.stem)
        return merged({"values": told.get("values") or {}}, own) or None

    def _told_apart(
        self, path: Path, file: TableFile, options: ImportOptions, *, among: bool
    ) -> Found:
        rows: Any = file.rows()
        with closing(rows):
            sample = [cells for _line, cells in islice(rows, SAMPLE)]
        file.restart()
        told = options.mapping or {}
        sheet = options.sheet if among else None
        name = f"{sheet} ({path.name})" if sheet else path.name
        entity = options.entity or told.get("entity")
        if entity is None:
            kind = kind_of(sheet or path.stem, file.heads, sample, among=among)
            if isinstance(file, ShapedTable) and file.layout.priced and kind.entity != "product":
                kind = table_kinds.TableKind("product")
        else:
            is_own = not told_columns(told) and table_kinds.own_export(file.heads) == entity
            kind = table_kinds.TableKind(entity, OWN if is_own else "")
        if kind.entity == ORDERS and kind.role != OWN and is_of_lines(file.heads, told):
            kind = table_kinds.TableKind(LINES)
        found = Found(path, name, options, kind.entity, kind.role, kind.reason, kind.how)
        found.id_column = _id_column(file.heads, sample)
        return found

    def _ids(self, found: Found) -> KeyTable | None:
        """By what others name its rows: its first column that holds ids, each once."""
        at = found.id_column
        if at is None or found.entity in (None, ORDERS, LINES, "deal", "lead"):
            return None
        refs: dict[str, Ref] = {}
        with self._open(found.path, found.options) as file:
            rows: Any = file.rows()
            with closing(rows):
                for _line, row in rows:
                    if key := key_text(row[at]):
                        label = _colleague(file.heads, row) if found.entity == COLLEAGUE else key
                        refs[key] = Ref(records.new_id(), label)
            head = plain(file.heads[at])
        found.rows = len(refs)
        its = KeyTable(found.name, head, str(found.entity), frozenset(refs))
        if found.entity == COLLEAGUE:
            its.refs = refs
        return its

    # ---- taking

    def _take(self, table: Found) -> ImportReport:
        report = ImportReport(table.name)
        if table.entity is None or table.entity == COLLEAGUE:
            words = _("Not imported. {reason}")
            reason = f"{table.reason or _(_NOT_HERE[COLLEAGUE])} {table.how}".strip()
            report.notes = [words.format(reason=reason)]
            report.read = report.skipped = table.rows
            return report
        if table.entity in ("person", "company"):
            return self._take_people(table)
        options = replace(table.options, entity=table.entity)
        with record_tables.Source(
            self._tx, table.path, options, report.fail, self._registry, table.ids
        ) as source:
            for count in source.counts():
                report.read += 1
                for name in COUNTS:
                    setattr(report, name, getattr(report, name) + getattr(count, name))
            report.entities, report.encoding = dict(source.made), source.encoding
            report.notes, report.unmatched = source.notes, source.unmatched
        return report

    def _take_people(self, table: Found) -> ImportReport:
        options = table.options
        cancel = self._tx.cancel.check
        with open_source(table.path, options, region=self._region, cancel=cancel) as source:
            taken: Any = _Suppliers(source) if table.role == SUPPLIER else source
            report = self._people(taken, options, self._registry, table.ids)
        report.file = table.name
        if table.role == SUPPLIER:
            report.notes.append(_("The companies are suppliers."))
        return report

    def _take_orders(self, tables: Sequence[Found], report: ImportReport) -> None:
        reports = [ImportReport(table.name, has_rows=False) for table in tables]
        heads: list[set[str]] = []

        def fail(problem: Problem) -> None:
            """To the last table with that head: lines name their order and their product."""
            with_it = [i for i, some in enumerate(heads) if problem.column in some]
            reports[with_it[-1] if with_it else 0].fail(problem)

        orders = OrderImport(self._tx, self._options, self._registry, fail)
        office = rates.office_currency(self._tx) or ""
        with ExitStack() as files:
            for index, (table, own) in enumerate(zip(tables, reports, strict=True)):
                file = files.enter_context(self._open(table.path, table.options))
                opened = OrderTable(file, table.options.mapping, self._region, index, office)
                heads.append(set(opened.head_of.values()))
                orders.read(opened, own.fail)
                own.encoding = file.encoding
                own.notes = [*file.notes, *_read_words(opened), *opened.notes]
                own.read, own.failed = opened.read, opened.failed
            orders.write()
        if reports:
            reports[0].unmatched = orders.unmatched
        for index, own in enumerate(reports):
            for fate in COUNTS:
                setattr(own, fate, getattr(own, fate) + orders.counts[index][fate])
        first = reports[0]
        first.entities = dict(orders.made)
        first.notes += orders.notes
        report.amounts = [each.to_json(key) for key, each in sorted(orders.sums.items())]
        several = len(tables) > 1 or self._among
        (report if several else first).notes += orders.sum_words()
        for own in reports:
            own.failures.sort(key=lambda problem: problem.line)
            report.add(own)


def nobody(*_: object) -> ImportReport:
    raise NotImplementedError


def _read_words(opened: OrderTable) -> list[str]:
    """Which columns were read as what."""
    what = {
        "orders": _("Each row is read as an order."),
        "lines": _("Each row is read as a line of an order."),
        "both": _("Each row is read as a line with its order."),
    }
    read = (read_as(column.head, offered.order_words(column.place)) for column in opened.columns)
    notes = [what[opened.shape], read_note(read)]
    unread = opened.unread()
    return [*notes, unread_note(unread)] if unread else notes


def _order_words(tables: Sequence[Found]) -> list[str]:
    taken = [table.name for table in tables if table.entity not in (None, COLLEAGUE)]
    left = [table.name for table in tables if table.entity in (None, COLLEAGUE)]
    notes = [_("The tables were read in this order: {tables}.").format(tables=", ".join(taken))]
    if left:
        notes.append(_("Not imported: {tables}.").format(tables=", ".join(left)))
    return notes


def _refused(
    path: Path, name: str, options: ImportOptions, refusal: FileRefused | ValidationFailed
) -> Found:
    """A table that cannot be read as anything of ours."""
    if isinstance(refusal, FileRefused):
        return Found(path, name, options, None, reason=str(refusal))
    why, how = without_hints(refusal.problems), refusal.problems.get(HOW, "")
    return Found(path, name, options, None, reason=why, how=how)


def _id_column(heads: Sequence[str], sample: Sequence[Sequence[Any]]) -> int | None:
    for at, head in enumerate(heads):
        words = plain(head).split()
        if words and words[-1] in _IDS:
            cells = [key_text(row[at]) for row in sample]
            if cells and all(cells) and len(set(cells)) == len(cells):
                return at
    return None


def _colleague(heads: Sequence[str], row: Sequence[Any]) -> str:
    """How a colleague is called."""
    cells = {plain(head): key_text(cell) for head, cell in zip(heads, row, strict=True)}
    name = f"{cells.get('first name', '')} {cells.get('last name', '')}".strip()
    return name or cells.get("name") or cells.get("full name") or key_text(row[0])


class _Suppliers:
    """A source whose companies are suppliers."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def drafts(self) -> Iterator[Draft]:
        """The drafts, told so."""
        for draft in self._source.drafts():
            if draft.entity == "company":
                draft.values.setdefault("status", "supplier")
            elif draft.refs.get("company"):
                draft.company.setdefault("status", "supplier")
            yield draft

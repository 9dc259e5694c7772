"""Is the store sound? Each check says what it looked at and what it found."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select, text

from crm_desktop.enums import Permission
from crm_desktop.i18n import N_, _, ngettext, number
from crm_desktop.models import search_index, triggers
from crm_desktop.models.tables import RECORDS
from crm_desktop.services import derived, loading, naming
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.workspace import ReadTx, query

MOST_DERIVED = 5_000
_REPAIR = N_("Run 'crm-desktop upgrade --repair'.")


@dataclass(slots=True)
class Health:
    """What was found.

    Attributes:
        checked: what was looked at, in words.
        problems: what is wrong, in words; empty in a sound store.
    """

    checked: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])

    @property
    def sound(self) -> bool:
        """True where nothing is wrong."""
        return not self.problems


@query(Permission.OFFICE_READ)
def database_version(tx: ReadTx) -> str:
    """Which database holds the store, as `SQLite 3.50.4` or `PostgreSQL 18.1`."""
    if tx.is_sqlite:
        return f"SQLite {tx.session.execute(text('SELECT sqlite_version()')).scalar_one()}"
    told = str(tx.session.execute(text("SHOW server_version")).scalar_one())
    return f"PostgreSQL {told.partition(' ')[0]}"


@query(Permission.HISTORY_READ)
def check(tx: ReadTx) -> Health:
    """Look at the file, the links, the log's triggers, the search index and derived values."""
    health = Health()
    with tx.store.snapshot(tx.session):  # others may write meanwhile
        _check_all(tx, health)
    return health


def _check_all(tx: ReadTx, health: Health) -> None:
    connection = tx.session.connection()
    if tx.is_sqlite:
        _check_file(tx, health)
    health.checked.append(_("triggers of the change log"))
    if missing := triggers.missing_triggers(connection):
        words = ngettext(
            "{n} trigger of the change log is missing or changed",
            "{n} triggers of the change log are missing or changed",
            len(missing),
        )
        some = ", ".join(missing[:3])
        health.problems.append(f"{words} ({some}…). {_(_REPAIR)}")
    health.checked.append(_("search index"))
    if stale := search_index.stale_documents(connection):
        words = ngettext(
            "The search index differs from the records in {n} place.",
            "The search index differs from the records in {n} places.",
            stale,
        )
        health.problems.append(f"{words} {_(_REPAIR)}")
    health.checked.append(_("last contacts and next activities"))
    if stale := search_index.stale_dates(connection):
        health.problems.append(
            ngettext(
                "{n} record has another last contact or next activity than its activities say.",
                "{n} records have another last contact or next activity than their activities say.",
                stale,
            )
        )
    _check_links(tx, health)
    _check_companies(tx, health)
    _check_contents(tx, health)
    _check_derived(tx, health)


def _check_file(tx: ReadTx, health: Health) -> None:
    health.checked.append(_("pages and indexes of the file"))
    # FTS5's own check trusts what this connection knew of the index; a query looks anew.
    tx.session.execute(text(f"SELECT rowid FROM {search_index.FTS} LIMIT 1")).all()
    found = tx.session.execute(text("PRAGMA integrity_check(20)")).scalars().all()
    if found != ["ok"]:
        words = _("The file is damaged: {how}. Restore the newest backup.")
        health.problems.append(words.format(how="; ".join(map(str, found[:3]))))
    health.checked.append(_("links between records"))
    broken = tx.session.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        health.problems.append(
            ngettext(
                "{n} link points at a record that does not exist.",
                "{n} links point at records that do not exist.",
                len(broken),
            )
        )
    left = tx.session.execute(text("SELECT count(*) FROM change_context")).scalar_one()
    if left:
        words = _("A transaction left its mark (change_context). It is harmless.")
        health.problems.append(words)


def _check_links(tx: ReadTx, health: Health) -> None:
    """A living child of a deleted record would show up nowhere."""
    health.checked.append(_("rows that belong to records"))
    for record in RECORDS:
        entity = naming.entity_of_table(record.name)
        for child in naming.child_tables(entity):
            lost = tx.session.execute(
                text(
                    f"SELECT count(*) FROM {child.name} x JOIN {record.name} r "
                    f"ON r.id = x.{record.name}_id "
                    "WHERE x.deleted_at IS NULL AND r.deleted_at IS NOT NULL"
                )
            ).scalar_one()
            if lost:
                words = ngettext(
                    "{n} row belongs to deleted records", "{n} rows belong to deleted records", lost
                )
                health.problems.append(f"{words} ({child.name}).")


def _check_companies(tx: ReadTx, health: Health) -> None:
    """Who is shown with a company that is in the trash cannot be found by it."""
    health.checked.append(_("companies of contacts"))
    for name in ("person", "person_company"):
        lost = tx.session.execute(
            text(
                f"SELECT count(*) FROM {name} x JOIN company c ON c.id = x.company_id "
                "WHERE x.deleted_at IS NULL AND c.deleted_at IS NOT NULL"
            )
        ).scalar_one()
        if lost:
            health.problems.append(
                ngettext(
                    "{n} contact is linked to deleted companies.",
                    "{n} contacts are linked to deleted companies.",
                    lost,
                )
            )


def _check_contents(tx: ReadTx, health: Health) -> None:
    health.checked.append(_("contents of files"))
    lost = tx.session.execute(
        text(
            "SELECT count(*) FROM attachment a WHERE a.deleted_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM file_content c WHERE c.sha256 = a.sha256)"
        )
    ).scalar_one()
    if lost:
        health.problems.append(
            ngettext("{n} file has lost its content.", "{n} files have lost their content.", lost)
        )


def _check_derived(tx: ReadTx, health: Health) -> None:
    """Sort keys, names and search texts of the newest records, made again and compared."""
    for record in RECORDS:
        entity = naming.entity_of_table(record.name)
        columns = derived.names(entity)
        wanted = select(record.c.id, *(record.c[name] for name in columns))
        newest = wanted.where(record.c.deleted_at.is_(None)).order_by(record.c.id.desc())
        rows = tx.session.execute(newest.limit(MOST_DERIVED)).all()
        stored = {row[0]: tuple(row[1:]) for row in rows}
        title = _(ENTITIES[entity].title)
        words = _("derived values of {count} records ({title})")
        health.checked.append(words.format(count=number(len(stored)), title=title))
        wrong = 0
        for key, found in loading.read(tx, entity, list(stored)).items():
            made = derived.columns(entity, found.values)
            wrong += tuple(made[c] for c in columns) != stored[key]
        if wrong:
            words = ngettext(
                "{n} record has outdated derived values",
                "{n} records have outdated derived values",
                wrong,
            )
            health.problems.append(f"{words} ({title}).")

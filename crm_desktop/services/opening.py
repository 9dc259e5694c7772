"""Open a store, or refuse in words; make a new one with its office and first colleague."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack, closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from crm_desktop import services
from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import (
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnavailable,
    NotFound,
    PasswordWanted,
    PermissionDenied,
    StoreRefused,
)
from crm_desktop.i18n import N_, _
from crm_desktop.models.database import Intent, Store, is_server
from crm_desktop.models.engines import connect_sqlite, sqlite_module
from crm_desktop.models.folding import fold
from crm_desktop.models.schema_version import APPLICATION_ID, SCHEMA_VERSION
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import network_drives
from crm_desktop.services.failures import translated
from crm_desktop.services.workspace import Actor, Workspace

_MAGIC = b"SQLite format 3\x00"
_READ_ONLY = frozenset(p for p in Permission if p.endswith(":read"))
_ADMIN_ONLY = frozenset({Permission.USER_EDIT, Permission.TEAM_EDIT, Permission.STORE_MAINTAIN})
# What the whole office goes by, approval limits among it: who needs approval does not set them.
_OF_THE_OFFICE = frozenset(
    {Permission.SETTING_EDIT, Permission.PIPELINE_EDIT, Permission.ACCOUNTING_EDIT}
)
# Margins and prices are the business of who sells: the administrator looks after the program.
_OF_THE_BOSS = frozenset({Permission.QUOTE_APPROVE})
_EVERYTHING = frozenset(Permission)
EVERYBODY_SEES_ALL = N_(
    "Everybody who can connect to this database sees all of it: row security is not built yet."
)


class State(StrEnum):
    """Where the schema of a store stands beside this program's."""

    EMPTY = "empty"  # a server without our schema
    CURRENT = "current"
    OLD = "old"
    NEW = "new"


def permissions_of(role: str, *, alone: bool) -> frozenset[Permission]:
    """What a role may do. Who works alone may do everything."""
    if alone or role == "owner":
        return _EVERYTHING
    if role == "admin":
        return _EVERYTHING - _OF_THE_BOSS
    if role == "readonly":
        return _READ_ONLY
    if role in ("rep", "assistant"):
        return _EVERYTHING - _ADMIN_ONLY - _OF_THE_OFFICE - _OF_THE_BOSS
    return _EVERYTHING - _ADMIN_ONLY


# ---------------------------------------------------------------- looking before opening


def examine_file(path: Path, *, for_writing: bool = True) -> State:
    """Where a store file stands. Raises NotFound or StoreRefused with the reason, in words.

    for_writing: not so of a backup, which may lie on a network drive.
    """
    version = _examine_header(path)
    kind = network_drives.network_kind(path, network_drives.mounts())
    if kind and for_writing:
        raise StoreRefused(
            _(
                "{path} lies on a network drive ({kind}), where two programs can damage "
                "it. Nothing was changed. Copy it to a local disk, or let the office "
                "share a PostgreSQL server."
            ).format(path=path, kind=kind)
        )
    _examine_schema(path)
    return _state(version)


def _examine_header(path: Path) -> int:
    """Schema number from the header, read without SQLite."""
    try:
        with path.open("rb") as handle:
            head = handle.read(100)
    except FileNotFoundError:
        raise NotFound(
            _(
                "There is no store at {path}. Nothing was made. Create one with "
                "'crm-desktop init', or open another file."
            ).format(path=path)
        ) from None
    except IsADirectoryError:
        raise StoreRefused(
            _("{path} is a folder. Choose a store file (it ends in .crm).").format(path=path)
        ) from None
    except OSError as error:
        raise StoreRefused(
            _("{path} cannot be read: {strerror}. Nothing was changed.").format(
                path=path, strerror=error.strerror
            )
        ) from None
    if not head:
        raise StoreRefused(
            _(
                "{path} is empty: it was never a store, or a copy of one was cut off. "
                "Nothing was changed. Restore a backup, or choose another file."
            ).format(path=path)
        )
    if not head.startswith(_MAGIC):
        raise StoreRefused(
            _(
                "{path} is no store of this program, or it is encrypted with a key that "
                "this program does not have. Nothing was changed. Choose another file."
            ).format(path=path)
        )
    if len(head) < 100:
        raise StoreRefused(_damaged(path, _("it ends after a few bytes")))
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreRefused(
            _(
                "{path} is a database of another program. Nothing was changed. Choose a "
                "store file of CRM Desktop."
            ).format(path=path)
        )
    _examine_length(path, head)
    return int.from_bytes(head[60:64], "big")


def _examine_length(path: Path, head: bytes) -> None:
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return  # the rest may still be in there
    if path.stat().st_size < (65536 if page == 1 else page) * pages:
        raise StoreRefused(_damaged(path, _("its end is missing")))


def _damaged(path: Path, how: str) -> str:
    return _(
        "{path} is damaged: {how}. Nothing was changed. Restore the newest "
        "backup (crm-desktop restore BACKUP), they lie in the folder 'backups' "
        "beside the store."
    ).format(path=path, how=how)


def _examine_schema(path: Path) -> None:
    errors = (sqlite_module().DatabaseError, sqlite_module().OperationalError)
    try:
        with closing(connect_sqlite(path, read_only=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("SELECT content FROM store_info WHERE name = 'schema'").fetchone()
    except errors as error:
        if "locked" in str(error) or "busy" in str(error):
            raise DatabaseUnavailable(
                _(
                    "{path} is being upgraded or restored by another program. Nothing was "
                    "changed. Try again in a moment."
                ).format(path=path)
            ) from None
        raise StoreRefused(_damaged(path, str(error))) from None
    except UnicodeDecodeError:  # the driver reads what it meant to say of a damaged page
        raise StoreRefused(_damaged(path, _("its list of tables cannot be read"))) from None


def examine_server(store: Store) -> State:
    """Where the schema on a server stands. DatabaseUnavailable where it does not answer."""
    try:
        with store.reading() as session:
            there = session.execute(text("SELECT to_regclass('app.store_info')")).scalar_one()
            if there is None:
                return State.EMPTY
            version = session.execute(
                text("SELECT content FROM store_info WHERE name = 'schema'")
            ).scalar_one_or_none()
    except OperationalError as error:
        if words := _password_words(error):
            raise PasswordWanted(words) from error
        first_line = str(error.orig).strip().splitlines()[0].rstrip(".")
        raise DatabaseUnavailable(
            _(
                "The server does not answer: {first_line}. Nothing was changed. Check "
                "its name, the network and your password."
            ).format(first_line=first_line)
        ) from error
    return _state(int(version or 0))


def _password_words(error: OperationalError) -> str:
    """What is wrong with the password, where that is why a server was not opened."""
    connection = getattr(error.orig, "pgconn", None)
    if getattr(connection, "needs_password", False):
        return _("The server wants your password. Nothing was changed.")
    if "password authentication failed" in str(error.orig):
        return _(
            "The server does not take this name with this password. Nothing was changed. Type "
            "the password again, or ask your administrator."
        )
    return ""


def _state(version: int) -> State:
    if version == SCHEMA_VERSION:
        return State.CURRENT
    return State.NEW if version > SCHEMA_VERSION else State.OLD


# ---------------------------------------------------------------- opening


@translated()
def open_workspace(address: str, *, client: UUID | None = None) -> Workspace:
    """Open a store for the person at this machine.

    Raises NotFound, StoreRefused, DatabaseTooNew, DatabaseTooOld, DatabaseUnavailable,
    PermissionDenied.
    """
    with ExitStack() as undo:
        store = open_store(address)
        undo.callback(store.close)
        actor = _who_am_i(store)
        undo.pop_all()
    may = permissions_of(actor.role, alone=store.is_sqlite)
    if not store.is_sqlite and actor.role != "readonly" and _is_office_of_one(store):
        may |= _OF_THE_BOSS  # there is nobody else to ask
    return Workspace(store, actor, may, client or uuid7(), store_id=_own_id(store))


def _own_id(store: Store) -> str:
    """What the store was given when it was made; empty where somebody took it out."""
    info = table("store_info")
    kept = select(info.c.content).where(info.c.name == "store_id")
    with store.reading() as session:
        return session.execute(kept).scalar_one_or_none() or ""


def _is_office_of_one(store: Store) -> bool:
    users = table("app_user")
    active = select(func.count()).select_from(users)
    active = active.where(users.c.active.is_(True), users.c.deleted_at.is_(None))
    with store.reading() as session:
        return session.execute(active).scalar_one() < 2


def open_store(address: str) -> Store:
    """Open a store whose schema is this program's."""
    if not is_server(address):
        _expect_current(examine_file(Path(address)), address)
        return Store(address)
    with ExitStack() as undo:
        store = Store(address)
        undo.callback(store.close)
        _expect_current(examine_server(store), _("This database"))
        undo.pop_all()
    return store


def _expect_current(state: State, what: str) -> None:
    if state is State.EMPTY:
        raise NotFound(
            _(
                "This server's database holds no office yet. Nothing was made. Create "
                "one with 'crm-desktop init --store URL'."
            )
        )
    if state is State.NEW:
        raise DatabaseTooNew(
            _(
                "{what} was written by a newer version of CRM Desktop. Nothing was "
                "changed. Install the newer version on this computer."
            ).format(what=what)
        )
    if state is State.OLD:
        raise DatabaseTooOld(
            _(
                "{what} was made by an older version of CRM Desktop and needs an "
                "upgrade. Nothing was changed yet. Run 'crm-desktop upgrade': it makes a "
                "backup first."
            ).format(what=what)
        )


def _who_am_i(store: Store) -> Actor:
    """The colleague of this login; a server's owner is entered at the first connect."""
    users = table("app_user")
    login = _login(store)
    live = users.c.deleted_at.is_(None)
    with store.reading() as session:
        wanted = select(users.c.id, users.c.name, users.c.login, users.c.role, users.c.active)
        row = session.execute(wanted.where(users.c.login == login, live)).one_or_none()
        if row is None and store.is_sqlite:  # the file moved to another computer or account
            row = session.execute(wanted.where(live).order_by(users.c.created_at)).first()
        owner = store.is_sqlite or bool(
            session.execute(
                text(
                    "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'app'"
                )
            ).scalar_one()
        )
    if row is not None and (row.active or store.is_sqlite):
        return Actor(row.id, row.name, row.login, row.role)
    if row is None and owner:
        return _enter_first_user(store, login)
    raise PermissionDenied(
        _(
            "The account '{login}' is no (active) colleague of this office. Nothing "
            "was changed. Ask your administrator to enter you."
        ).format(login=login)
    )


def _login(store: Store) -> str:
    if store.is_sqlite:
        return account_name()
    with store.reading() as session:
        return session.execute(text("SELECT session_user")).scalar_one()


def account_name() -> str:
    """The operating system's name of the person at this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account entry, as in some containers
        return os.environ.get("USERNAME") or "user"


def _enter_first_user(store: Store, login: str) -> Actor:
    actor = Actor(uuid7(), _readable(login), login, "admin")
    with store.writing(Intent(Purpose.INIT, _("First colleague"), actor.id)) as writing:
        writing.session.execute(
            insert(table("app_user")).values(
                id=actor.id,
                name=actor.name,
                name_key=fold(actor.name),
                login=login,
                role=actor.role,
            )
        )
    return actor


def _readable(login: str) -> str:
    words = login.replace(".", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or "User"


# ---------------------------------------------------------------- making


@dataclass(frozen=True, slots=True)
class Created:
    """A new store."""

    address: str
    office: str
    notice: str = ""


@translated()
def create_store(
    address: str, *, office_name: str | None = None, country: str | None = None
) -> Created:
    """Make a store with our office and one colleague, the person at this machine.

    Raises FileRefused or StoreRefused where something is there already or must not be.
    """
    if is_server(address):
        _refuse_filled_server(address)
    else:
        path = Path(address)
        if kind := network_drives.network_kind(path, network_drives.mounts()):
            raise StoreRefused(
                _(
                    "{path} lies on a network drive ({kind}), where a store is not safe. "
                    "Nothing was made. Choose a folder on this computer, or use a PostgreSQL "
                    "server."
                ).format(path=path, kind=kind)
            )
    name = office_name or _("My office")
    services.upgrade.create(address, lambda place: _furnish(place, name, country or _country()))
    return Created(address, name, _(EVERYBODY_SEES_ALL) if is_server(address) else "")


def _furnish(address: str, name: str, country: str | None) -> None:
    """Our office, and the person at this machine as its first colleague."""
    with closing(Store(address)) as store:
        actor = _enter_first_user(store, _login(store))
        with store.writing(Intent(Purpose.INIT, _("Our office"), actor.id)) as writing:
            writing.session.execute(
                insert(table("office")).values(
                    id=uuid7(),
                    name=name,
                    name_key=fold(name),
                    country=country,
                    currency=services.sales.seeds.currency_of(country),
                )
            )
            services.sales.seeds.lay(writing.session.connection(), country)


def _refuse_filled_server(address: str) -> None:
    with closing(Store(address)) as store:
        if examine_server(store) is not State.EMPTY:
            raise StoreRefused(
                _(
                    "This server's database holds an office already. Nothing was changed. "
                    "Open it, or create another database."
                )
            )


def _country() -> str | None:
    """ISO country of this machine's language settings."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LANG"):
        territory = os.environ.get(name, "").partition(".")[0].partition("_")[2]
        if len(territory) == 2 and territory.isalpha():
            return territory.upper()
    return None


def remembered_as(address: str) -> str:
    """How an address is written down: a file in full, a server without its password."""
    if not is_server(address):
        return str(Path(address).absolute())
    return make_url(address)._replace(password=None).render_as_string()


@translated()
def upgrade_store(
    address: str, backups: Path | None = None, *, repair: bool = False
) -> Path | None:
    """Upgrade a store where it is old; returns the backup made before, None where current.

    repair: make triggers and search index anew also where the schema is current.
    """
    if is_server(address):
        with closing(Store(address)) as store:
            state = examine_server(store)
    else:
        state = examine_file(Path(address))
    if state is State.CURRENT and not repair:
        return None
    if state not in (State.OLD, State.CURRENT):
        _expect_current(state, address)
    folder = backups or services.backup.folder_of(address)
    target = services.upgrade.backup_name(address, folder, "before-upgrade")
    return services.upgrade.upgrade(address, backup=services.backup.copy_whole, backup_to=target)

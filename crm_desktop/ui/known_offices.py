"""The offices that were open on this computer, so that there is a way back to each."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from crm_desktop.ui.state import State

MOST = 4


class KnownOffice(NamedTuple):
    """A store that was open; the name is "" until it is known."""

    address: str
    name: str


def without_password(address: str) -> str:
    """A server's URL as it may be kept in a file; a password belongs into ~/.pgpass."""
    scheme, sign, rest = address.partition("://")
    who, at, where = rest.rpartition("@")
    return f"{scheme}{sign}{who.partition(':')[0]}{at}{where}" if at else address


def with_password(address: str, password: str) -> str:
    """A server's URL with a password in it; as it is where none is given."""
    if not password:
        return address
    scheme, sign, rest = without_password(address).partition("://")
    who, _at, where = rest.rpartition("@")
    return f"{scheme}{sign}{who}:{quote(password, safe='')}@{where}"


def known_offices(state: State) -> list[KnownOffice]:
    """Those that were open, the last one first."""
    return [KnownOffice(address, name) for address, name in state.offices()]


def remember_office(state: State, address: str, name: str) -> None:
    """An office is open: the next start page leads back to it."""
    this = KnownOffice(without_password(address), name)
    others = [each for each in known_offices(state) if each.address != this.address]
    state.set_offices([(each.address, each.name) for each in (this, *others)][:MOST])

"""Addresses as they stand on an envelope: the name first, the country only abroad. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from crm_desktop.services.documents.content import MOST_ADDRESS_LINES

Row = Mapping[str, Any]
# Where the city stands in countries that do not write `postcode city`.
_CITY_FIRST = frozenset({"US", "CA", "AU", "IN", "NZ", "SG", "TW", "HK", "BR", "JP", "KR"})
_POSTCODE_BELOW = frozenset({"GB", "IE"})


def chosen(rows: Sequence[Row], purpose: str) -> Row | None:
    """The address for bills or for goods: one of that kind, else the main one."""
    if not rows:
        return None
    found = (row for row in rows if row.get("type") == purpose)
    main = next((row for row in rows if row.get("is_primary")), rows[0])
    return next(found, main)


def block(names: Iterable[str], row: Row | None, home: str | None, language: str | None) -> str:
    """The lines of an address, the names first.

    home: ISO code of our own country, which is not written; language: ours, in which the post
    wants to read another one's name.
    """
    lines = [name.strip() for name in names if name and name.strip()]
    if row is not None:
        lines += [*_street(row), *_place(row)]
        country = _country(row.get("country"), language)
        if country and _code(row) != (home or "").upper():
            lines.append(country)
    while len(lines) > MOST_ADDRESS_LINES:  # what is too long for the window is put together
        lines[-3:-1] = [f"{lines[-3]}, {lines[-2]}"]
    return "\n".join(lines)


def _street(row: Row) -> list[str]:
    parts = [*str(row.get("street") or "").splitlines(), row.get("extra") or ""]
    parts.append(row.get("po_box") or "")
    return [part.strip() for part in parts if part and part.strip()]


def _place(row: Row) -> list[str]:
    postcode, city = str(row.get("postcode") or "").strip(), str(row.get("city") or "").strip()
    region, code = str(row.get("region") or "").strip(), _code(row)
    if code in _CITY_FIRST:
        left = ", ".join(part for part in (city, region) if part)
        lines = [f"{left} {postcode}".strip()]
    elif code in _POSTCODE_BELOW:
        lines = [city, region if region != city else "", postcode]
    else:
        lines = [f"{postcode} {city}".strip()]
    return [line for line in lines if line]


def _code(row: Row) -> str:
    country = str(row.get("country") or "").strip().upper()
    return country if len(country) == 2 else ""


def _country(country: Any, language: str | None) -> str:
    """Its name; what is no code stays as it is."""
    text = str(country or "").strip()
    return _territories(language or "en").get(text.upper(), text)


@cache
def _territories(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_")).territories
    except (ValueError, UnknownLocaleError):
        return Locale("en").territories

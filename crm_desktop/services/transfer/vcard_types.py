"""What vCard calls the kinds of phones, addresses and links, and what the catalogue calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

# Parameters and properties of our own say what vCard has no word for.
OWN = "X-CRM-"
OWN_TYPE = "X-CRM-TYPE"
PRODUCT = "-//CRM Desktop//CRM Desktop//EN"

# TYPE values that say nothing about where a phone or an address belongs.
_SILENT = frozenset(
    "voice msg pref internet x400 dom intl postal parcel video text bbs modem isdn tlx "
    "internet-email uri jpeg".split()
)
_PHONES: Mapping[str, str] = {
    "cell": "mobile",
    "mobile": "mobile",
    "iphone": "mobile",
    "pcs": "mobile",
    "car": "mobile",
    "homefax": "home fax",
    "workfax": "fax",
    "otherfax": "fax",
    "business": "work",
    "personal": "home",
}
_PLACES: Mapping[str, str] = {
    "business": "work",
    "personal": "home",
    "office": "work",
    "private": "home",
}
# Catalogue -> TYPE; what is not here gets a label of its own.
PHONE_WORDS: Mapping[str, tuple[str, ...]] = {
    "work": ("WORK", "VOICE"),
    "mobile": ("CELL",),
    "home": ("HOME", "VOICE"),
    "fax": ("WORK", "FAX"),
    "home fax": ("HOME", "FAX"),
    "pager": ("PAGER",),
    "main": ("MAIN",),
    "other": ("OTHER",),
}
PLACE_WORDS: Mapping[str, tuple[str, ...]] = {
    "work": ("WORK",),
    "home": ("HOME",),
    "other": ("OTHER",),
}
SOCIAL = ("linkedin", "xing", "facebook", "x", "instagram", "telegram")
_HOSTS: Mapping[str, str] = {
    "linkedin.com": "linkedin",
    "xing.com": "xing",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "instagram.com": "instagram",
    "t.me": "telegram",
    "telegram.me": "telegram",
}
_MESSENGERS = frozenset(
    "skype xmpp sip sips aim icq msnim ymsgr gtalk tg telegram irc matrix im threema whatsapp "
    "signal qq wechat facetime jabber".split()
)
_ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)+|UTC")
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_LOCAL_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})")
_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW"})


def label_text(label: str) -> str:
    """The words of an X-ABLabel; Apple's own ones stand in `_$!<…>!$_`."""
    found = _LABEL.fullmatch(label.strip())
    return (found.group(1) if found else label).strip()


def phone_type(types: Sequence[str], label: str = "") -> str | None:
    """The type of a phone."""
    if label:
        word = "".join(label.casefold().split())
        known = _PHONES.get(word, word)
        return known if known in PHONE_WORDS else label
    if "fax" in types:
        return "home fax" if "home" in types else "fax"
    words = [_PHONES.get(t, t) for t in types if t not in _SILENT]
    for word in ("mobile", "pager", "main", "home fax", "fax", "work", "home", "other"):
        if word in words:
            return word
    return words[0].removeprefix("x-") if words else None


def place_type(types: Sequence[str], label: str = "") -> str | None:
    """The type of an address or an e-mail address."""
    if label:
        word = label.casefold()
        known = _PLACES.get(word, word)
        return known if known in PLACE_WORDS else label
    words = [_PLACES.get(t, t) for t in types if t not in _SILENT]
    for word in PLACE_WORDS:
        if word in words:
            return word
    return words[0].removeprefix("x-") if words else None


def link_type(url: str, types: Sequence[str] = (), label: str = "") -> str:
    """The type of a link: by what the card says, else by its host or its scheme."""
    for word in (label.casefold(), *types):
        word = {"twitter": "x"}.get(word, word)  # noqa: PLW2901 # its new name
        if word in SOCIAL:
            return word
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return "website"
    scheme = url.partition(":")[0].casefold()
    if is_messenger(url):
        return {"tg": "telegram"}.get(scheme, scheme)
    host = (parts.hostname or "").removeprefix("www.")
    for known, word in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return word
    return "website"


def is_messenger(url: str) -> bool:
    """True for skype:name and its like: a scheme that is no web address."""
    scheme, colon, rest = url.partition(":")
    return bool(colon and rest) and scheme.casefold() in _MESSENGERS


def is_zone(text: str) -> bool:
    """True for the name of a time zone like Europe/Berlin, not for an offset."""
    return bool(_ZONE.fullmatch(text))


def parse_date(text: str, region: str = "") -> date | None:
    """A day as vCards write it: 1996-04-15, 19960415, with or without time (RFC 6350 4.3).

    None for a day without a year, for text, and where day and month cannot be told apart: then
    `region` (the country of the office) decides, if it is known.
    """
    text = text.strip()
    found = _DAY.fullmatch(text)
    if found:
        return _date(*map(int, found.groups()))
    found = _LOCAL_DAY.fullmatch(text)
    if not found:
        return None
    first, sign, second, year = found.groups()
    month_first = region.upper() in _MONTH_FIRST
    if sign != "." and not region and int(first) <= 12 and int(second) <= 12 and first != second:
        return None
    if sign == "." or int(first) > 12 or (not month_first and int(second) <= 12):
        return _date(int(year), int(second), int(first))
    return _date(int(year), int(first), int(second))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def image_type(data: bytes) -> str:
    """The subtype of image/… by its first bytes."""
    for magic, name in (
        (b"\xff\xd8\xff", "jpeg"),
        (b"\x89PNG", "png"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
    ):
        if data.startswith(magic):
            return name
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else "jpeg"

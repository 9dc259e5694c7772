"""A card as a contact: what each property means for the fields of the catalogue.

What has no field is kept as it was in `extra` and written again by `card_from`, so that a contact
that came from another program goes back to it whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from urllib.parse import unquote
from uuid import UUID

from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import COMPANY, PERSON
from crm_desktop.services.catalog.fields import Field, Kind, Ref
from crm_desktop.services.transfer.vcard import (
    Card,
    Problem,
    Property,
    binary,
    content_line,
    is_binary,
    listed,
    structured,
    unescape,
)
from crm_desktop.services.transfer.vcard_names import override_of, split_name
from crm_desktop.services.transfer.vcard_types import (
    OWN,
    OWN_TYPE,
    PRODUCT,
    is_messenger,
    is_zone,
    label_text,
    link_type,
    parse_date,
    phone_type,
    place_type,
)
from crm_desktop.services.transfer.vcard_writing import card_from

_FIELDS = {entity.key: {f.key: f for f in entity.fields} for entity in (PERSON, COMPANY)}
LONGEST_EXTRA = 1_000_000  # characters of one line that is only kept
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GENDERS = {"F": "female", "M": "male", "O": "other"}
_MESSENGERS = {
    "X-SKYPE": "skype",
    "X-SKYPE-USERNAME": "skype",
    "X-JABBER": "xmpp",
    "X-GOOGLE-TALK": "xmpp",
    "X-SIP": "sip",
    "X-ICQ": "icq",
    "X-AIM": "aim",
    "X-QQ": "qq",
}
_PHONETIC = ("X-PHONETIC-FIRST-NAME", "X-PHONETIC-MIDDLE-NAME", "X-PHONETIC-LAST-NAME")
_LABELLED = frozenset({"X-ABLABEL", "X-ABADR"})
# Said anew by every card that is written.
_OF_THE_CARD = frozenset({"VERSION", "PRODID", "REV", "BEGIN", "END"})
# Without a contact in it.
_OTHER_KINDS = {
    "group": N_("It is a list of contacts, not a contact."),
    "location": N_("It is a place, not a contact."),
    "application": N_("It is a program, not a contact."),
    "device": N_("It is a device, not a contact."),
}


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A card in the words of the catalogue.

    Attributes:
        values: field key -> value, of PERSON or, where `is_company`, of COMPANY; only what the card
            says. Child rows hold only what it says too, and `is_primary` where the field has one.
        company_name: where the person works.
        uid: the card's own identity (RFC 6350 6.7.6).
        extra: lines without a field, unfolded, ready to be written into a 3.0 or 4.0 card.
        skipped: why there is no contact in it; else empty.
        problems: what could not be read as it was meant, with its line.
    """

    values: dict[str, Any]
    company_name: str = ""
    uid: str = ""
    extra: tuple[str, ...] = ()
    photo: bytes | None = None
    is_company: bool = False
    skipped: str = ""
    problems: tuple[Problem, ...] = ()
    line: int = 0


def contact_from(card: Card, *, region: str = "") -> ImportedContact:
    """What a card says. `region` is the country whose order of day and month 3/4/1985 means."""
    return _Reading(card, region).result()


class _Reading:
    """One card while it is read."""

    def __init__(self, card: Card, region: str) -> None:
        self.card = card
        self.region = region
        self.values: dict[str, Any] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.preferred: dict[str, tuple[int, int]] = {}  # key -> (PREF, index of the row)
        self.kept: list[Property] = []
        self.problems = list(card.problems)
        self.by_name: dict[str, Property] = {}  # the first one of each name
        for item in card.properties:
            self.by_name.setdefault(item.name, item)
        self.company_name = ""
        self.photo: bytes | None = None
        self.labels = self._by_group("X-ABLABEL")
        self.countries = self._by_group("X-ABADR")
        product = self.by_name.get("PRODID")
        self.is_own = product is not None and product.value == PRODUCT
        self.is_company = self._looks_like_company()
        self.fields: Mapping[str, Field] = _FIELDS["company" if self.is_company else "person"]

    def result(self) -> ImportedContact:
        for item in self.card.properties:
            handler = _HANDLERS.get(item.name)
            if handler is not None:
                handler(self, item)
            elif item.name.startswith(OWN):
                self._own(item)
            elif item.name not in _OF_THE_CARD and item.name not in _LABELLED:
                self.kept.append(item)
        self._names()
        self._take_rows()
        uid = self.by_name.get("UID")
        return ImportedContact(
            values={k: v for k, v in self.values.items() if v not in (None, "", ())},
            company_name=self.company_name,
            uid=unescape(uid.value).strip() if uid else "",
            extra=self._extra(),
            photo=self.photo,
            is_company=self.is_company,
            skipped=_OTHER_KINDS.get(self._kind(), ""),
            problems=tuple(self.problems),
            line=self.card.line,
        )

    # --------------------------------------------------------------------------- the whole card

    def _kind(self) -> str:
        for name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
            item = self.by_name.get(name)
            if item is not None:
                return item.value.strip().casefold()
        return ""

    def _by_group(self, name: str) -> Mapping[str, str]:
        if name not in self.by_name:
            return {}
        return {p.group: label_text(unescape(p.value)) for p in self.card.all(name)}

    def _looks_like_company(self) -> bool:
        """Said by the card, or because it has no name but that of the organisation."""
        shown = self.by_name.get("X-ABSHOWAS")
        if self._kind() == "org" or (shown and shown.value.strip().upper() == "COMPANY"):
            return True
        org, name, formatted = map(self.by_name.get, ("ORG", "N", "FN"))
        if org is None or (name is not None and any(map(str.strip, structured(name.value)))):
            return False
        title = unescape(formatted.value).strip() if formatted else ""
        organisation = structured(org.value)[0].strip()
        return bool(organisation) and title.casefold() in {"", organisation.casefold()}

    def _names(self) -> None:
        formatted = self.by_name.get("FN")
        text = unescape(formatted.value).strip() if formatted else ""
        if self.is_company:
            org = self.by_name.get("ORG")
            name = structured(org.value)[0].strip() if org else ""
            self.values["name"] = name or text
            self.company_name = ""
            return
        if self.is_own:  # it says in full what it means
            return
        if not any(self.values.get(k) for k in ("first_name", "middle_name", "last_name")):
            if "@" not in text and text != "?":  # a stand-in where there is no name
                self.values.update(split_name(text))
        elif text:
            self.values["name_override"] = override_of(text, self.values)

    def _take_rows(self) -> None:
        for key, rows in self.rows.items():
            if key in self.fields:
                if self.fields[key].has_primary:
                    best = self.preferred.get(key, (0, -1))[1]
                    for i, row in enumerate(rows):
                        row["is_primary"] = i == best
                self.values[key] = tuple(rows)

    def _extra(self) -> tuple[str, ...]:
        if not self.kept:
            return ()
        kept = set(map(id, self.kept))
        groups = {item.group for item in self.kept if item.group}
        lines: list[str] = []
        for item in self.card.properties:
            if id(item) in kept or (item.name in _LABELLED and item.group in groups):
                line = item.raw if self._is_plain(item) else _normalised(item)
                if len(line) <= LONGEST_EXTRA:
                    lines.append(line)
                else:
                    words = _("{name} is too long to be kept; it was left out.")
                    self._problem(item, words.format(name=item.name))
        return tuple(lines)

    def _is_plain(self, item: Property) -> bool:
        """True where the line can stand in a 3.0 card as it is."""
        return bool(item.raw) and self.card.version in {"3.0", "4.0"} and "\n" not in item.raw

    def _problem(self, item: Property, reason: str) -> None:
        self.problems.append(Problem(item.line, reason))

    def _text_once(self, key: str, item: Property) -> None:
        """The first one is the value, others are kept."""
        text = unescape(item.value).strip()
        if text and not self.values.get(key) and key in self.fields:
            self.values[key] = text
        elif text:
            self.kept.append(item)

    def _label(self, item: Property) -> str:
        return self.labels.get(item.group, "") if item.group else ""

    def _row(self, key: str, item: Property, row: dict[str, Any]) -> None:
        rows = self.rows.setdefault(key, [])
        own = item.params.get(OWN_TYPE)
        if own is not None:
            row["type"] = own[0]
        for name in ("do_not_call", "bounced"):
            if item.param(OWN + name.replace("_", "-").upper()):
                row[name] = True
        rank = _preference(item)
        if rank and (key not in self.preferred or rank < self.preferred[key][0]):
            self.preferred[key] = (rank, len(rows))
        rows.append({k: v for k, v in row.items() if v not in (None, "")})

    # ------------------------------------------------------------------------ single properties

    def n(self, item: Property) -> None:
        if self.is_company:
            if any(map(str.strip, structured(item.value))):
                self.kept.append(item)
            return
        keys = ("last_name", "first_name", "middle_name", "prefix", "suffix")
        if any(self.values.get(key) for key in keys):
            self.kept.append(item)
            return
        for key, part in zip(keys, _components(item, self.card.version), strict=False):
            self.values[key] = part

    def org(self, item: Property) -> None:
        name, *units = [part.strip() for part in structured(item.value)]
        units = [unit for unit in units if unit]
        if self.is_company:
            if units:
                words = _("The department '{name}' was left out.")
                self._problem(item, words.format(name=", ".join(units)))
        elif not self.company_name and name:
            self.company_name = name
            self.values["department"] = ", ".join(units)
        elif not self.company_name and units and not self.values.get("department"):
            self.values["department"] = ", ".join(units)
        elif name:
            self.kept.append(item)

    def role(self, item: Property) -> None:
        if any(p.value.strip() for p in self.card.all("TITLE")):
            self.kept.append(item)
        else:
            self._text_once("job_title", item)

    def nickname(self, item: Property) -> None:
        names = [name.strip() for name in listed(item.value) if name.strip()]
        if names and "nickname" in self.fields and not self.values.get("nickname"):
            self.values["nickname"] = ", ".join(names)
        elif names:
            self.kept.append(item)

    def note(self, item: Property) -> None:
        text = unescape(item.value).strip("\n")
        if text.strip():
            before = self.values.get("note")
            self.values["note"] = f"{before}\n\n{text}" if before else text

    def categories(self, item: Property) -> None:
        tags: list[str] = list(self.values.get("tags", ()))
        for tag in listed(item.value):
            if tag.strip() and tag.strip().casefold() not in map(str.casefold, tags):
                tags.append(tag.strip())
        self.values["tags"] = tuple(tags)

    def uid(self, item: Property) -> None:
        own = self.by_name.get(f"{OWN}EXTERNAL-ID")
        if own is None:
            self.values["external_id"] = unescape(item.value).strip()

    def bday(self, item: Property) -> None:
        text = unescape(item.value).strip()
        day = parse_date(text, self.region)
        omitted = item.param("X-APPLE-OMIT-YEAR")
        if day is None or self.is_company or (omitted and text.startswith(omitted)):
            if text:
                self.kept.append(item)
            return
        if "/" in text:
            words = _("The birthday {text} was read as {day}.")
            self._problem(item, words.format(text=text, day=day.isoformat()))
        self.values["birthday"] = day

    def gender(self, item: Property) -> None:
        sex, _, identity = item.value.partition(";")
        value = _GENDERS.get(sex.strip().upper())
        if value and not self.is_company:
            self.values.setdefault("gender", value)
        if not value or identity.strip() or self.is_company:
            self.kept.append(item)

    def lang(self, item: Property) -> None:
        self._text_once("language", item)

    def tz(self, item: Property) -> None:
        if is_zone(unescape(item.value).strip()):
            self._text_once("time_zone", item)
        else:
            self.kept.append(item)

    def title(self, item: Property) -> None:
        self._text_once("job_title", item)

    def assistant(self, item: Property) -> None:
        self._text_once("assistant", item)

    def picture(self, item: Property) -> None:
        """Only what is in the card itself; nothing is ever fetched."""
        data = binary(item)
        if data and self.photo is None:
            self.photo = data
        elif data or "://" in item.value:
            self.kept.append(item)
        elif item.value.strip():
            self._problem(item, _("The photo could not be read; it was left out."))

    # --------------------------------------------------------------------------- child rows

    def tel(self, item: Property) -> None:
        number = unescape(item.value).strip()
        extension = ""
        if number[:4].lower() == "tel:":
            number, *more = unquote(number[4:]).split(";")
            extension = next((p[4:] for p in more if p[:4].lower() == "ext="), "")
        own = item.param(f"{OWN}EXTENSION")
        if own:
            extension = own
            number = number.removesuffix(f" ext. {own}")
        if number.strip():
            kind = phone_type(item.types, self._label(item))
            self._row("phones", item, {"number": number, "type": kind, "extension": extension})

    def email(self, item: Property) -> None:
        address = unescape(item.value).strip()
        if address[:7].lower() == "mailto:":
            address = address[7:]
        if address:
            kind = place_type(item.types, self._label(item))
            self._row("emails", item, {"address": address, "type": kind})

    def adr(self, item: Property) -> None:
        keys = ("po_box", "extra", "street", "city", "region", "postcode", "country")
        row: dict[str, Any] = {
            key: part.strip()
            for key, part in zip(keys, structured(item.value), strict=False)
            if part.strip()
        }
        if not self.is_own and "extra" in row and "street" not in row:
            row["street"] = row.pop("extra")  # Google writes an address it cannot take apart there
        if not row and item.param("LABEL"):
            row["street"] = unescape(item.param("LABEL")).strip()
        if row:
            code = self.countries.get(item.group, "")
            if not row.get("country") and code:
                row["country"] = code.upper()
            row["type"] = place_type(item.types, self._label(item))
            self._row("addresses", item, row)

    def label(self, item: Property) -> None:
        """The address as text: said better by an ADR of the same kind, if there is one."""
        kind = place_type(item.types)
        if not any(place_type(p.types) == kind for p in self.card.all("ADR")):
            self.kept.append(item)

    def link(self, item: Property) -> None:
        url = unescape(item.value).strip()
        types = (*item.types, *(v.casefold() for v in item.params.get("SERVICE-TYPE", ())))
        if not url:
            return
        if "://" not in url and "." not in url and not is_messenger(url):
            user = item.param("X-USER")
            url = user if "://" in user else url
        self._row("web_links", item, {"url": url, "type": link_type(url, types, self._label(item))})

    def messenger(self, item: Property) -> None:
        name = unescape(item.value).strip()
        scheme = _MESSENGERS[item.name]
        if name:
            url = name if is_messenger(name) else f"{scheme}:{name}"
            self._row("web_links", item, {"url": url, "type": link_type(url)})

    def impp(self, item: Property) -> None:
        url = unescape(item.value).strip()
        if is_messenger(url):
            self._row("web_links", item, {"url": url, "type": link_type(url)})
        elif url:
            self.kept.append(item)

    def department(self, item: Property) -> None:
        self._text_once("department", item)

    def phonetic(self, item: Property) -> None:
        """The parts are kept; together they are the phonetic name."""
        self.kept.append(item)
        if self.by_name.get(f"{OWN}PHONETIC-NAME") or self.is_company:
            return
        parts = [unescape(p.value).strip() for p in map(self.by_name.get, _PHONETIC) if p]
        if _EAST_ASIAN.search("".join(parts)):  # there the family name comes first
            parts.reverse()
        self.values["phonetic_name"] = " ".join(filter(None, parts))

    def known(self, item: Property) -> None:
        """Read elsewhere."""

    # ------------------------------------------------------------------------- our own words

    def _own(self, item: Property) -> None:
        key = item.name[len(OWN) :].replace("-", "_").lower()
        if key not in self.fields or self.fields[key].derived:
            self.kept.append(item)
            return
        field = self.fields[key]
        text = unescape(item.value)
        try:
            if field.kind == Kind.MULTI:
                row = _own_row(field, json.loads(text))
                self.rows.setdefault(key, []).append(row)
                if row.pop("is_primary", False):
                    self.preferred[key] = (1, len(self.rows[key]) - 1)
            else:
                self.values[key] = _own_value(field, text, item.param("X-ID"))
        except (ValueError, TypeError, InvalidOperation):
            words = _("{name} could not be read; it was left out.")
            self._problem(item, words.format(name=item.name))


def _preference(item: Property) -> int:
    """1 is the best; 0 where the card prefers nothing."""
    rank = item.param("PREF")
    if rank.isdigit():
        return int(rank) or 1
    return 1 if "pref" in item.types else 0


def _components(item: Property, version: str) -> list[str]:
    """The parts of N. Several names in one are separated by commas, but not in vCard 2.1."""
    if version == "2.1" or "," not in item.value:
        return [part.strip() for part in structured(item.value)][:5]
    parts: list[str] = []
    for i, part in enumerate(_raw_components(item.value)[:5]):
        names = [name.strip() for name in listed(part) if name.strip()]
        parts.append((" " if i < 3 else ", ").join(names))
    return parts


def _raw_components(value: str) -> list[str]:
    return re.findall(r"(?:^|;)((?:\\.|[^;\\])*)", value, re.DOTALL)


def _normalised(item: Property) -> str:
    """The line as vCard 3.0 has it."""
    params = {k: v for k, v in item.params.items() if k != "CHARSET"}
    value = item.value.replace("\r\n", "\n").replace("\n", "\\n")
    if is_binary(item):
        params["ENCODING"] = ("b",)
        value = "".join(value.split())
    return content_line(Property(item.name, value, params, item.group))


def _own_value(field: Field, text: str, identity: str) -> Any:
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.INT: int,
        Kind.MONEY: Decimal,
        Kind.QUANTITY: Decimal,
        Kind.PERCENT: Decimal,
        Kind.DATE: date.fromisoformat,
        Kind.DATETIME: datetime.fromisoformat,
        Kind.BOOL: lambda value: value.strip().upper() == "TRUE",
        Kind.JSON: json.loads,
    }
    if field.kind == Kind.REF:
        return Ref(UUID(identity), text)
    return readers.get(field.kind, str)(text)


def _own_row(field: Field, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError(field.key)
    result: dict[str, Any] = {}
    known = cast("dict[str, Any]", row)
    for child in field.children:
        value = known.get(child.key)
        if value is None or child.derived:
            continue
        if child.kind == Kind.REF:
            result[child.key] = Ref(UUID(value["id"]), str(value["label"]))
        elif isinstance(value, str) and child.kind != Kind.JSON:
            result[child.key] = _own_value(child, value, "")
        else:
            result[child.key] = value
    if known.get("is_primary"):
        result["is_primary"] = True
    return result


_HANDLERS: Mapping[str, Callable[[_Reading, Property], None]] = {
    "FN": _Reading.known,
    "N": _Reading.n,
    "NICKNAME": _Reading.nickname,
    "ORG": _Reading.org,
    "TITLE": _Reading.title,
    "ROLE": _Reading.role,
    "TEL": _Reading.tel,
    "EMAIL": _Reading.email,
    "ADR": _Reading.adr,
    "LABEL": _Reading.label,
    "URL": _Reading.link,
    "X-SOCIALPROFILE": _Reading.link,
    "SOCIALPROFILE": _Reading.link,
    "IMPP": _Reading.impp,
    **dict.fromkeys(_MESSENGERS, _Reading.messenger),
    "BDAY": _Reading.bday,
    "NOTE": _Reading.note,
    "CATEGORIES": _Reading.categories,
    "UID": _Reading.uid,
    "PHOTO": _Reading.picture,
    "GENDER": _Reading.gender,
    "LANG": _Reading.lang,
    "TZ": _Reading.tz,
    "KIND": _Reading.known,
    "X-ABSHOWAS": _Reading.known,
    "X-ASSISTANT": _Reading.assistant,
    "X-MS-ASSISTANT": _Reading.assistant,
    "X-EVOLUTION-ASSISTANT": _Reading.assistant,
    "X-KADDRESSBOOK-X-ASSISTANTSNAME": _Reading.assistant,
    "X-KADDRESSBOOK-X-DEPARTMENT": _Reading.department,
    "X-DEPARTMENT": _Reading.department,
    **dict.fromkeys(_PHONETIC, _Reading.phonetic),
}

__all__ = ["ImportedContact", "card_from", "contact_from"]

"""A contact as a card: standard properties for what vCard knows, X-CRM-… for the rest.

Version 3.0 by default: it is what Outlook, Apple, Google and Android read best. Reading the card
again gives the same values.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from crm_desktop.services.catalog import COMPANY, PERSON
from crm_desktop.services.catalog.fields import EntityType, Field, Kind, Ref
from crm_desktop.services.transfer.vcard import Property, escape, write_card
from crm_desktop.services.transfer.vcard_types import (
    OWN,
    OWN_TYPE,
    PHONE_WORDS,
    PLACE_WORDS,
    PRODUCT,
    SOCIAL,
    image_type,
    is_messenger,
    is_zone,
    link_type,
    phone_type,
    place_type,
)

# Fields that have a property of their own; all others become X-CRM-….
_STANDARD = frozenset(
    "prefix first_name middle_name last_name suffix nickname company job_title department phones "
    "emails web_links addresses tags birthday photo note external_id name assistant".split()
)
_ONLY_IN_4 = frozenset({"gender", "language"})
_GENDERS = {"female": "F", "male": "M", "other": "O"}
# Of these a card holds one at most: what the contact says wins over a line that was kept.
_SINGLE = frozenset({"FN", "BDAY", "GENDER", "UID", "TZ", "KIND", "PRODID", "REV", "VERSION"})


def card_from(
    values: Mapping[str, Any],
    company_name: str = "",
    uid: str = "",
    extra: Sequence[str] = (),
    photo: bytes | None = None,
    *,
    version: str = "3.0",
    is_company: bool = False,
) -> bytes:
    """The card of a contact, or of a company, with the lines that were kept for it."""
    writing = _Writing(values, version, extra, COMPANY if is_company else PERSON)
    lines = list(writing.properties(company_name, uid, photo))
    written = {line.name for line in lines} & _SINGLE
    return write_card([*lines, *(line for line in extra if _name_of(line) not in written)], version)


def _name_of(line: str) -> str:
    """The name of a content line, without group and parameters."""
    head = line.partition(":")[0].partition(";")[0]
    return head.rpartition(".")[2].upper()


class _Writing:
    """One card while it is written."""

    def __init__(
        self, values: Mapping[str, Any], version: str, extra: Sequence[str], entity: EntityType
    ) -> None:
        self.values = values
        self.is_4 = version == "4.0"
        self.entity = entity
        self.extra = extra
        self._group = _last_group(extra)

    def properties(self, company_name: str, uid: str, photo: bytes | None) -> Iterator[Property]:
        yield Property("PRODID", PRODUCT)
        if uid:
            yield Property("UID", escape(uid))
        external = self.text("external_id")
        if external != uid:
            yield Property(f"{OWN}EXTERNAL-ID", escape(external))
        yield from self._company() if self.entity is COMPANY else self._person(company_name)
        yield from self._phones()
        yield from self._emails()
        yield from self._addresses()
        yield from self._links()
        yield from self._rest()
        if photo:
            yield self._photo(photo)
        changed = self.values.get("updated_at")
        if isinstance(changed, datetime):
            yield Property("REV", changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))

    def text(self, key: str) -> str:
        """A text value, empty where there is none."""
        value = self.values.get(key)
        return str(value) if value is not None else ""

    def _person(self, company_name: str) -> Iterator[Property]:
        keys = ("last_name", "first_name", "middle_name", "prefix", "suffix")
        yield Property("N", ";".join(escape(self.text(key)) for key in keys))
        yield Property("FN", escape(self._full_name(company_name)))
        if self.text("nickname"):
            yield Property("NICKNAME", escape(self.text("nickname")))
        department = self.text("department")
        if company_name or department:
            parts = [company_name, department] if department else [company_name]
            yield Property("ORG", ";".join(map(escape, parts)))
        if self.text("job_title"):
            yield Property("TITLE", escape(self.text("job_title")))
        if self.text("assistant"):
            yield Property("X-ASSISTANT", escape(self.text("assistant")))
        birthday = self.values.get("birthday")
        if isinstance(birthday, date):
            form = "%04d%02d%02d" if self.is_4 else "%04d-%02d-%02d"
            yield Property("BDAY", form % (birthday.year, birthday.month, birthday.day))

    def _company(self) -> Iterator[Property]:
        name = self.text("name")
        if not any(_name_of(line) == "N" for line in self.extra):  # a person there, maybe
            yield Property("N", ";;;;")
        yield Property("FN", escape(name or "?"))
        yield Property("ORG", escape(name))
        if self.is_4:
            yield Property("KIND", "org")
        yield Property("X-ABShowAs", "COMPANY")

    def _full_name(self, company_name: str) -> str:
        keys = ("prefix", "first_name", "middle_name", "last_name", "suffix")
        composed = " ".join(filter(None, (self.text(key).strip() for key in keys)))
        emails = self._rows("emails")
        return (
            self.text("name_override")
            or self.text("display_name")
            or composed
            or company_name
            or (str(emails[0].get("address") or "") if emails else "")
            or "?"
        )

    # ---------------------------------------------------------------------------- child rows

    def _phones(self) -> Iterator[Property]:
        for row in self._rows("phones"):
            number = str(row.get("number") or "")
            extension = str(row.get("extension") or "")
            params = self._flags(row, ("do_not_call",))
            if extension:
                number = f"{number} ext. {extension}"
                params[f"{OWN}EXTENSION"] = (extension,)
            kind = row.get("type")
            words = PHONE_WORDS.get(kind or "", ())
            yield from self._typed(Property("TEL", escape(number)), row, words, params, phone_type)

    def _emails(self) -> Iterator[Property]:
        for row in self._rows("emails"):
            words = PLACE_WORDS.get(row.get("type") or "", ())
            words = words if self.is_4 else ("INTERNET", *words)
            item = Property("EMAIL", escape(str(row.get("address") or "")))
            yield from self._typed(item, row, words, self._flags(row, ("bounced",)), place_type)

    def _addresses(self) -> Iterator[Property]:
        keys = ("po_box", "extra", "street", "city", "region", "postcode", "country")
        for row in self._rows("addresses"):
            words = PLACE_WORDS.get(row.get("type") or "", ())
            value = ";".join(escape(str(row.get(key) or "")) for key in keys)
            yield from self._typed(Property("ADR", value), row, words, {}, place_type)

    def _typed(
        self,
        item: Property,
        row: Mapping[str, Any],
        words: tuple[str, ...],
        params: dict[str, tuple[str, ...]],
        read: Any,
    ) -> Iterator[Property]:
        """The property with its type, and a label where the type is a word of the user's own."""
        kind = row.get("type") or ""
        label = kind if kind and not words_of(words) else ""
        if row.get("is_primary"):
            if self.is_4:
                params["PREF"] = ("1",)
            else:
                words = (*words, "PREF")
        if words:
            params["TYPE"] = words
        types = tuple(word.lower() for word in words)
        if (read(types, " ".join(label.split())) or "") != kind:
            params[OWN_TYPE] = (kind,)
        if label.strip():
            self._group += 1
            item.group = f"item{self._group}"
        item.params = params
        yield item
        if item.group:
            yield Property("X-ABLabel", escape(label), {}, item.group)

    def _links(self) -> Iterator[Property]:
        for row in self._rows("web_links"):
            url = str(row.get("url") or "")
            kind = row.get("type") or ""
            name = "IMPP" if is_messenger(url) else "URL"
            params: dict[str, tuple[str, ...]] = {}
            if name == "URL" and kind in SOCIAL:
                name = "X-SOCIALPROFILE"
                params["TYPE"] = (kind,)
            if row.get("is_primary"):
                if self.is_4:
                    params["PREF"] = ("1",)
                else:
                    params["TYPE"] = (*params.get("TYPE", ()), "PREF")
            types = params.get("TYPE", ()) if name != "IMPP" else ()
            if link_type(url.strip(), types) != kind:
                params[OWN_TYPE] = (kind,)
            # An address is no text: signs are only masked where they could be read wrongly.
            value = escape(url) if "\\" in url or "\n" in url or "\r" in url else url
            yield Property(name, value, params)

    def _rows(self, key: str) -> Sequence[Mapping[str, Any]]:
        return self.values.get(key) or ()

    def _flags(self, row: Mapping[str, Any], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {OWN + n.replace("_", "-").upper(): ("1",) for n in names if row.get(n)}

    # ------------------------------------------------------------------------------- the rest

    def _rest(self) -> Iterator[Property]:
        if self.text("note"):
            yield Property("NOTE", escape(self.text("note")))
        tags = self.values.get("tags") or ()
        if tags:
            yield Property("CATEGORIES", ",".join(escape(str(tag)) for tag in tags))
        for field in self.entity.editable():
            if field.key in _STANDARD and not (self.entity is COMPANY and field.key == "company"):
                continue
            value = self.values.get(field.key)
            if value is None or value in ("", ()):
                continue
            yield from self._field(field, value)

    def _field(self, field: Field, value: Any) -> Iterator[Property]:
        name = OWN + field.key.replace("_", "-").upper()
        if field.key == "time_zone" and is_zone(value):
            yield Property("TZ", escape(value), {} if self.is_4 else {"VALUE": ("text",)})
        elif self.is_4 and field.key == "language":
            yield Property("LANG", escape(value))
        elif self.is_4 and field.key == "gender" and value in _GENDERS:
            yield Property("GENDER", _GENDERS[value])
        elif field.kind == Kind.MULTI:
            for row in value:
                yield Property(name, escape(_json(field, row)))
        elif field.kind == Kind.REF:
            yield Property(name, escape(value.label), {"X-ID": (str(value.id),)})
        else:
            yield Property(name, escape(_plain(field.kind, value)))

    def _photo(self, photo: bytes) -> Property:
        data = base64.b64encode(photo).decode("ascii")
        kind = image_type(photo)
        if self.is_4:
            return Property("PHOTO", f"data:image/{kind};base64,{data}")
        return Property("PHOTO", data, {"ENCODING": ("b",), "TYPE": (kind.upper(),)})


def words_of(words: Sequence[str]) -> tuple[str, ...]:
    """Without the word that every e-mail address of a 3.0 card has."""
    return tuple(word for word in words if word != "INTERNET")


def _last_group(extra: Sequence[str]) -> int:
    """The highest number among groups like item3 in lines that were kept."""
    numbers = [0]
    for line in extra:
        group = line.partition(":")[0].partition(";")[0].rpartition(".")[0].lower()
        if group.startswith("item") and group[4:].isdigit() and len(group) < 12:
            numbers.append(int(group[4:]))
    return max(numbers)


def _plain(kind: Kind, value: Any) -> str:
    if kind == Kind.BOOL:
        return "TRUE" if value else "FALSE"
    if kind == Kind.JSON:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(field: Field, row: Mapping[str, Any]) -> str:
    """A child row as a JSON object; only what has a value."""
    result: dict[str, Any] = {}
    for child in field.children:
        value = row.get(child.key)
        if child.derived or value is None or value == "":
            continue
        if isinstance(value, Ref):
            result[child.key] = {"id": str(value.id), "label": value.label}
        elif isinstance(value, (bool, int)):
            result[child.key] = value
        else:
            result[child.key] = _plain(child.kind, value)
    if row.get("is_primary"):
        result["is_primary"] = True
    return json.dumps(result, ensure_ascii=False)


__all__ = ["card_from"]

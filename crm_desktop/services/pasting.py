"""An address or the end of a mail, as copied from anywhere, read into the fields of a contact.

What is not certain is left out: an empty field is filled in sooner than a wrong one is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.enums import Permission
from crm_desktop.models.folding import fold
from crm_desktop.services import duplicates, matching
from crm_desktop.services.catalog import Ref
from crm_desktop.services.record_rows import region_of
from crm_desktop.services.transfer.column_content import (
    EMAIL,
    is_company,
    is_country,
    is_date,
    is_personal,
    is_role_account,
)
from crm_desktop.services.transfer.personal_names import split_name
from crm_desktop.services.transfer.vcard import Card, read_cards
from crm_desktop.services.transfer.vcard_contacts import contact_from
from crm_desktop.services.transfer.vcard_types import link_type
from crm_desktop.services.workspace import ReadTx, query

LONGEST = 6_000  # characters; more than that is no signature
_MOST_LINES = 60
_PIECES = re.compile(r"\s*[|·•‖]\s*|\s+[–—]\s+|\t+|\s{3,}|\s+//\s+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s,;<>()\[\]]+|\b(?:[\w-]+\.)+[a-z]{2,12}\b(?:/[^\s,;<>]*)?", re.I
)
_ENDING = re.compile(r"\.(?:[a-z]{2,3}|info|shop|tech|example|cloud)(?:/|$)", re.I)
_NUMBER = re.compile(
    r"(?:\b(?P<label>[^\W\d_][^\W\d_. -]{0,12}(?:[. -][^\W\d_]{1,10})?)\.?\s*[:.]?\s*)?"
    r"(?P<number>(?<![\w./-])\+?\(?\d(?:[\d ()/.\u00a0-]|-(?=\d)){4,22}\d"
    r"(?:\s*(?:ext|extn|x|dw|durchwahl|доб)\.?\s*:?\s*\d{1,6})?)(?![\w@])",
    re.I,
)
_PHONE_WORDS = {
    "mobile": "m mob mobil mobile cell cellular handy movil portable cellulare gsm моб мобильный "
    "мобільний komorka kom",
    "fax": "f fax telefax факс",
    "home": "home privat private дом домашний",
    "work": "t p d o w tel telephone phone telefon telefono fon ph direct office work buro "
    "durchwahl zentrale main тел телефон раб рабочий роб",
}
_TYPE_OF = {word: kind for kind, words in _PHONE_WORDS.items() for word in words.split()}
_LABEL = re.compile(
    r"^\s*(?:e-?mail|mail|web(?:site|seite)?|www|internet|url|linkedin|skype|address|adresse|"
    r"anschrift|dirección|адрес|адреса|name|company|firma|title|position)\s*[:.]\s*|^[\s,;:<>()]+",
    re.I,
)
_CLOSING = re.compile(
    r"(?:(?:with\s+)?(?:best|kind|warm|many)?\s*(?:regards|wishes)|sincerely|yours\s+\w+|cheers|thanks|"
    r"thank you|many thanks|mit\s+(?:freundlichen|besten|lieben)\s+gr|(?:viele|beste|liebe|"
    r"freundliche)\s+gr|cordialement|bien à vous|saludos|un saludo|atentamente|cordiali saluti|"
    r"distinti saluti|pozdrawiam|z poważaniem|с уважением|з повагою|mvg|br)\b.{0,30}",
    re.I,
)
_GREETING = re.compile(
    r"(?:dear|hi|hello|hallo|hey|sehr geehrte\w*|liebe[rs]?|bonjour|hola|buongiorno|sent from|"
    r"gesendet von|von meinem|envoyé|on .* wrote:|am .* schrieb|vat|ust|hrb|registered|"
    r"registration|amtsgericht|geschäftsführer\s*:|managing directors?\s*:|this e-?mail|"
    r"confidential)\b",
    re.I,
)
_TITLE = re.compile(
    r"\b(?:head of|manager|manageress|director|chief|c[efotim]o|president|vp|leiter(?:in)?|"
    r"\w*leitung|geschäftsführer(?:in)?|prokurist(?:in)?|engineer|ingenieur(?:in)?|consultant|"
    r"berater(?:in)?|assistant|assistentin|officer|lead|specialist|representative|buyer|purchaser|"
    r"einkäufer(?:in)?|owner|inhaber(?:in)?|founder|co-founder|analyst|developer|designer|architect|"
    r"coordinator|executive|supervisor|administrator|accountant|buchhalter(?:in)?|attorney|"
    r"procurement|jefe|gerente|directeur|directrice|responsable|comercial|direttore|"
    r"директор|менеджер|руководитель|керівник|инженер|інженер|начальник|бухгалтер|kierownik|"
    r"dyrektor)\b",
    re.I,
)
_POSTAL = re.compile(
    r"^(?:[A-Z]{1,3}-)?(?P<before>\d{4,6}(?:-\d{3,4})?|\d{3} \d{2}|\d{4} ?[A-Z]{2})\s+"
    r"(?P<city>[^\W\d_][^\d,]*)(?:,.*)?$"
    r"|^(?P<city2>[^\W\d_][^\d,]*?),?\s+(?:(?P<state>[A-Z]{2})\s+)?"
    r"(?P<after>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}(?:-\d{4})?)$"
)
_STREET = re.compile(
    r"(?:str(?:aße|asse|\.)?|street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd|way|"
    r"platz|weg|allee|gasse|ring|rue|calle|via|ulica|ul\.|вул\.?|ул\.?|просп\.?|square|quay|court|"
    r"floor|suite|building)\b",
    re.I,
)


@dataclass(slots=True)
class Pasted:
    """What a text says of a contact and of where they work.

    Attributes:
        values: field key -> value, as in a Record; only what is certain.
        company: what the employer is called; may be empty.
        known: that company, where we have it.
    """

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    company: str = ""
    known: Ref | None = None


@query(Permission.PERSON_READ)
def details(tx: ReadTx, text: str) -> Pasted:
    """Read a text from the clipboard; the company is looked up."""
    found = read(text, region_of(tx))
    if found.company:
        same = duplicates.find(tx, "company", {"name": found.company})
        found.known = next((Ref(each.id, each.label) for each in same), None)
    return found


def read(text: str, region: str | None) -> Pasted:
    """What a text says. A vCard is read as one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "BEGIN:VCARD" in text[:2_000].upper():
        return _card(text, region)
    return _Reading(text[:LONGEST], region).result()


def _card(text: str, region: str | None) -> Pasted:
    cards = (card for card in read_cards(text.encode()) if isinstance(card, Card))
    card = next(cards, None)
    if card is None:
        return Pasted()
    contact = contact_from(card, region=region or "")
    if contact.is_company:
        return Pasted(dict(contact.values), contact.values.get("name") or "")
    return Pasted(dict(contact.values), contact.company_name)


class _Reading:
    """One text while it is read: what is recognised is taken out, the rest is sorted."""

    def __init__(self, text: str, region: str | None) -> None:
        self._region = region
        self._emails: list[str] = []
        self._phones: list[tuple[str, str]] = []
        self._links: list[str] = []
        self._named = ""  # in front of an address: Anna Ruiz <anna@acme.example>
        self._rest: list[str] = []
        for line in _lines(text):
            for piece in _PIECES.split(line):
                self._piece(piece)

    def _piece(self, piece: str) -> None:
        piece = self._take_emails(piece)
        piece = self._take_links(piece)
        piece = self._take_phones(piece)
        piece = _LABEL.sub("", piece).strip(" ,;:<>()[]*_-")
        name, comma, title = piece.partition(",")
        parts = [name, title] if comma and is_personal(name) and _TITLE.search(title) else [piece]
        for part in parts:
            if len(part) > 1 and not _GREETING.match(part):
                self._rest.append(" ".join(part.split()))

    def _take_emails(self, piece: str) -> str:
        def take(match: re.Match[str]) -> str:
            address = match[0].removeprefix("mailto:").rstrip(".")
            if address.casefold() not in (known.casefold() for known in self._emails):
                self._emails.append(address)
            before = piece[: match.start()].strip(" <\"'")
            if match.start() and piece[match.start() - 1] == "<" and is_personal(before):
                self._named = self._named or before
                return " "
            return " "

        return EMAIL.sub(take, piece)

    def _take_links(self, piece: str) -> str:
        def take(match: re.Match[str]) -> str:
            link = match[0].rstrip(".,;")
            plain = not link.lower().startswith(("http", "www."))
            if plain and not _ENDING.search(link):
                return match[0]
            if link.casefold() not in (known.casefold() for known in self._links):
                self._links.append(link)
            return " "

        return _URL.sub(take, piece)

    def _take_phones(self, piece: str) -> str:
        def take(match: re.Match[str]) -> str:
            number = match["number"].strip(" -./")
            label = fold(match["label"] or "").strip(". ").split(" ")[-1].replace("-", "")
            kind = _TYPE_OF.get(label, "")
            if not _is_number(number, labelled=bool(kind)):
                return match[0]
            kind = kind or ("mobile" if self._is_mobile(number) else "work")
            if all(number != known for known, _kind in self._phones):
                self._phones.append((number, kind))
            return " " if label in _TYPE_OF else (match["label"] or "") + " "

        return _NUMBER.sub(take, piece)

    def _is_mobile(self, number: str) -> bool:
        import phonenumbers

        try:
            parsed = phonenumbers.parse(number, self._region)
        except phonenumbers.NumberParseException:
            return False
        kind: int = phonenumbers.number_type(parsed)
        return kind == phonenumbers.PhoneNumberType.MOBILE

    # --------------------------------------------------------------------------------- sort

    def result(self) -> Pasted:
        """The fields, the surest first: what is taken for one thing is not taken for another."""
        out = Pasted()
        self._address(out.values)
        title = self._first(lambda each: bool(_TITLE.search(each)) and len(each) <= 80)
        self._name(out.values)
        out.company = self._company()
        if title:
            out.values["job_title"] = title
        if self._phones:
            out.values["phones"] = _rows("number", self._phones)
        if self._emails:
            kinds = [(each, "work") for each in self._emails]
            out.values["emails"] = _rows("address", kinds)
        if self._links:
            kinds = [(each, link_type(each)) for each in self._links]
            out.values["web_links"] = _rows("url", kinds)
        return out

    def _first(self, fits: Callable[[str], bool]) -> str:
        """Take the first of the rest that fits."""
        for at, each in enumerate(self._rest):
            if fits(each):
                return self._rest.pop(at)
        return ""

    def _name(self, values: dict[str, Any]) -> None:
        name = self._named or self._personal()
        if not name:
            return
        values.update({key: words for key, words in split_name(name) if key != "suffix" or words})

    def _personal(self) -> str:
        """The first that looks like a name; one that the address repeats before all others."""
        likely = [each for each in self._rest if _may_be_a_name(each)]
        for address in self._emails:
            local = fold(address.partition("@")[0])
            for each in likely:
                if any(len(word) > 2 and word in local for word in fold(each).split()):
                    self._rest.remove(each)
                    return each
        if likely:
            self._rest.remove(likely[0])
            return likely[0]
        return self._name_of_address()

    def _name_of_address(self) -> str:
        """anna.ruiz@: Anna Ruiz."""
        for address in self._emails:
            parts = address.partition("@")[0].split(".")
            if len(parts) == 2 and all(len(p) > 1 and p.isalpha() for p in parts):
                return " ".join(part.capitalize() for part in parts)
        return ""

    def _company(self) -> str:
        told = self._first(lambda each: is_company(each) and len(each) <= 100)
        return told or self._first(self._like_domain)

    def _like_domain(self, each: str) -> bool:
        """Almacenes Sur of anna@almacenes.example."""
        bare = re.sub(r"\W", "", fold(each))
        for address in [*self._emails, *self._links]:
            domain = matching.domain_of(address)
            if domain and not duplicates.is_shared(domain):
                core = re.sub(r"\W", "", domain.rpartition(".")[0].rpartition(".")[2] or domain)
                if len(core) > 2 and (bare.startswith(core) or core.startswith(bare)):
                    return len(bare) > 2
        return False

    def _address(self, values: dict[str, Any]) -> None:
        """A line with a postcode, the street before it, the country after it."""
        parts: list[str] = []
        for each in self._rest:
            parts += _parts(each) if _holds_address(each) else [each]
        at = next((i for i, part in enumerate(parts) if _POSTAL.match(part)), -1)
        if at < 0:
            return
        match = _POSTAL.match(parts[at])
        assert match is not None
        found = {
            "postcode": match["before"] or match["after"],
            "city": (match["city"] or match["city2"]).strip(),
            "region": match["state"],
        }
        used = [at]
        if at and _is_street(parts[at - 1]):
            found["street"] = parts[at - 1]
            used.append(at - 1)
        if at + 1 < len(parts) and is_country(parts[at + 1]):
            found["country"] = parts[at + 1]
            used.append(at + 1)
        self._rest = [part for i, part in enumerate(parts) if i not in used]
        row = {key: value for key, value in found.items() if value}
        values["addresses"] = ({**row, "type": "work", "is_primary": True},)


def _lines(text: str) -> Iterable[str]:
    """The lines that matter: those after "Best regards", where there is such a line."""
    lines = [re.sub(r"^[\s>|*]+", "", line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    closings = [at for at, line in enumerate(lines) if _CLOSING.fullmatch(line.rstrip(",.!"))]
    if closings and closings[-1] + 1 < len(lines):
        lines = lines[closings[-1] + 1 :]
    return lines[:_MOST_LINES]


def _is_number(text: str, *, labelled: bool) -> bool:
    figures = sum(c.isdigit() for c in text)
    if not 6 <= figures <= 18 or is_date(text):
        return False
    return labelled or (figures >= 7 and (text[0] in "+(0" or bool(re.search(r"\d[ ./-]\d", text))))


def _may_be_a_name(text: str) -> bool:
    odd = is_company(text) or is_country(text) or bool(_TITLE.search(text))
    return is_personal(text) and not odd and len(text) <= 60


def _parts(text: str) -> list[str]:
    """What stands between the commas; "Springfield, IL 62701" is one."""
    return [part.strip() for part in re.split(r",(?!\s*[A-Z]{2} \d{5})", text)]


def _holds_address(text: str) -> bool:
    return any(_POSTAL.match(part) for part in _parts(text))


def _is_street(text: str) -> bool:
    has_figure = any(c.isdigit() for c in text)
    return (has_figure and any(c.isalpha() for c in text)) or bool(_STREET.search(text))


def _rows(main: str, found: list[tuple[str, str]]) -> tuple[dict[str, Any], ...]:
    """Rows of a multi field; info@ and fax are not the main one where there is another."""
    last = [at for at, (value, kind) in enumerate(found) if kind == "fax" or is_role_account(value)]
    first = next((at for at in range(len(found)) if at not in last), 0)
    return tuple(
        {main: value, "type": kind, "is_primary": at == first}
        for at, (value, kind) in enumerate(found)
    )

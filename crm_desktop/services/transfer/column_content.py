"""What the cells of a column look like, where its head does not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import cast
from uuid import UUID

from babel import Locale

from crm_desktop.models.folding import fold
from crm_desktop.services.transfer.tables import Cell

EMAIL = re.compile(r"(?:mailto:)?[^@\s,;:<>()\"]+@[^@\s,;:<>()\".]+(?:\.[^@\s,;:<>()\".]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|de|io)(?:/\S*)?", re.I
)
_PHONE = re.compile(r"(?=\+|\(|0|(?:\d+[\s./-]){2})\+?[\d\s()./-]{7,24}(?:\s*(?:x|ext\.?)\s*\d+)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d.*)?")
_NUMBER = re.compile(r"[-+]?\d[\d\s.,']*")
_HONORIFIC = frozenset(
    fold(word)
    for word in (
        "mr mrs ms miss mx dr prof professor sir dame lady lord rev hon doctor mister frau herr "
        "fräulein m mme mlle monsieur madame mademoiselle sr sra srta don doña señor señora sig "
        "signor signora dott dottssa ing avv arch pan pani пан пані г г-н г-жа господин госпожа "
        "гн гжа dl dna d-na domnul doamna senhor senhora dra dipl mag med univ dhr mevr mw hr fr "
        "先生 女士 小姐 博士 様 氏"
    ).split()
)
_COMPANY_WORDS = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|ohg|ug|e ?v|inc|corp|corporation|llc|llp|ltd|limited|plc|co|company|cie|"
    r"sa|sl|srl|spa|bv|nv|ab|as|oy|oyj|aps|sas|sarl|kft|zrt|sro|doo|sp z ?o ?o|pty|gbr|se|"
    r"тов|ооо|оао|зао|пао|прат|пп|фоп|ип|ltda|eireli|group|gruppe|holding|bank|university|"
    r"universitat|institute|association|foundation|stiftung|verein|hospital|hotel|school|center|"
    r"centre|systems|solutions|software|technologies|services|industries|international|partners|"
    r"consulting|media|energy|insurance|studio|shop|store|market|academy|church|agency)\b"
    r"|公司|银行|集团|大学|株式会社|有限"
)
ROLE_ACCOUNTS = frozenset(
    "info office sales contact kontakt mail admin support hello service post buero buro team help "
    "marketing webmaster enquiries inquiries kundenservice vertrieb zentrale contacto contatti "
    "secretary reception billing accounts ventas commercial einkauf rechnung biuro sekretariat "
    "office1 kontor welcome general hr jobs press presse".split()
)


class Content:
    """The cells of one column.

    Attributes:
        rows: each cell as text, "" where it is blank.
        texts: those that are not blank.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.rows = [as_text(cell) for cell in cells]
        self.texts = [text for text in self.rows if text]

    def __len__(self) -> int:
        return len(self.texts)

    def share(self, test: Callable[[str], object]) -> float:
        """How many of the cells pass, from 0 to 1; 0 where there are none."""
        return sum(1 for text in self.texts if test(text)) / len(self.texts) if self.texts else 0.0

    @property
    def all_different(self) -> bool:
        """True where no two cells are alike."""
        return bool(self.texts) and len(set(self.texts)) == len(self.texts)

    def kind(self) -> str:
        """emails, phones, web_links, or "" where the cells do not tell."""
        if self.share(lambda text: "@" in text and EMAIL.search(text)) >= 0.6:
            return "emails"
        if self.share(_URL.fullmatch) >= 0.6:
            return "web_links"
        if self.share(is_phone) >= 0.7:
            return "phones"
        return ""


def columns_of(sample: Sequence[Sequence[Cell]], width: int) -> list[Content]:
    """The content of each column of a sample of rows."""
    return [Content(row[i] if i < len(row) else None for row in sample) for i in range(width)]


def as_text(cell: Cell) -> str:
    """A cell as the text a person would type: no `.0` behind whole numbers, ISO dates."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date):
        text = cell.isoformat()
        return text.replace("T", " ").removesuffix(" 00:00:00")
    return str(cell)


def is_phone(text: str) -> bool:
    """True for what can only be a phone number: 7 to 15 figures, written as one."""
    figures = sum(c.isdigit() for c in text)
    return 7 <= figures <= 20 and bool(_PHONE.fullmatch(text)) and not _DATE.fullmatch(text)


def is_number(text: str) -> bool:
    """True for figures alone."""
    return bool(_NUMBER.fullmatch(text))


def is_date(text: str) -> bool:
    """True for a date in figures."""
    return bool(_DATE.fullmatch(text))


def is_honorific(text: str) -> bool:
    """Mr, Dr., Frau Prof. Dr., Herr."""
    words = [word.strip(".") for word in re.split(r"[\s.&/]+", fold(text)) if word.strip(".")]
    return bool(words) and all(word in _HONORIFIC for word in words)


def is_company(text: str) -> bool:
    """True where a word says that this is an organisation."""
    return bool(_COMPANY_WORDS.search(fold(text).replace(".", "")))


def is_personal(text: str) -> bool:
    """Two to four capitalised words and nothing else: a person's name, most likely."""
    words = text.replace(",", " ").split()
    return 2 <= len(words) <= 4 and all(
        word[0].isupper() and not any(c.isdigit() for c in word) for word in words
    )


def is_uuid(text: str) -> bool:
    """True for a UUID in any of its usual forms."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def is_country(text: str) -> bool:
    """True for the name of a country, or its code in capitals."""
    return (len(text) in (2, 3) and text.isupper() and text in _codes()) or fold(text) in _names()


def _territories(language: str) -> dict[str, str]:
    """Code -> name of the countries (two letters) in a language."""
    names = cast("Mapping[str, str]", Locale(language).territories)
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}


@cache
def _codes() -> frozenset[str]:
    return frozenset({*_territories("en"), "USA", "GBR", "UAE", "DEU", "FRA", "ITA", "ESP", "POL"})


@cache
def _names() -> frozenset[str]:
    languages = ("en", "de", "fr", "es", "it", "pl", "uk", "ru", "ro", "pt", "zh", "ja")
    names = {fold(name) for language in languages for name in _territories(language).values()}
    return frozenset(names | {"usa", "uk", "great britain", "czech republic", "turkey", "holland"})


def is_role_account(address: str) -> bool:
    """True for info@, office@: the address of a company, not of a person."""
    return fold(address.partition("@")[0]) in ROLE_ACCOUNTS

"""The keys by which people and companies are recognised: names, numbers, addresses, folded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from crm_desktop.models.folding import fold

LONGEST_NUMBER = 80
_EXTENSION = re.compile(
    r"(?i)(?:[;,\s]*(?:ext(?:ension)?|extn|x|доб|вн|durchwahl|dw|app|w)\.?\s*[:#]?|\s*[;,]+|#)"
    r"\s*(\d{1,8})\s*$"
)
_NOT_DIGIT = re.compile(r"\D+")
_SPACES = re.compile(r"\s+")
# Words that say nothing about which company it is.
_LEGAL_FORM = re.compile(
    r"\b(?:gmbh(?: & co\.? kg)?|ag|kg|ohg|e\.?k|inc|incorporated|corp|corporation|co|company|llc|"
    r"ltd|limited|plc|s\.?a|s\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|a\.?b|a/?s|oy|sp\. ?z ?o\.? ?o|"
    r"s\.?a\.?s|s\.?a\.?r\.?l|d\.?o\.?o|тов|ооо|зао|оао|пат|ltda)\b\.?"
)


class Phone(NamedTuple):
    """What can be told of a number as typed."""

    e164: str | None
    extension: str | None
    digits: str
    digits_reversed: str


@lru_cache(maxsize=20_000)
def phone(number: str, region: str | None) -> Phone:
    """Read a number as typed in a region (ISO 3166 code).

    e164 is set only for numbers that may exist (ITU-T E.164); the raw text is kept elsewhere.
    digits is what search finds: the international digits, and the ones typed where these are not
    a part of them (030 123 beside 4930123).
    """
    text, extension = split_extension(number[:LONGEST_NUMBER])
    typed = _NOT_DIGIT.sub("", text)
    e164 = None
    try:
        parsed = phonenumbers.parse(text, region)
        if phonenumbers.is_possible_number(parsed):
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            extension = extension or parsed.extension
    except phonenumbers.NumberParseException:
        pass
    full = e164[1:] if e164 else typed
    digits = full if typed in full else f"{full} {typed}"
    return Phone(e164, extension or None, digits, full[::-1])


def split_extension(number: str) -> tuple[str, str | None]:
    """`+49 30 123456 ext. 12` -> (`+49 30 123456`, `12`)."""
    found = _EXTENSION.search(number)
    if found is None or sum(c.isdigit() for c in number[: found.start()]) < 5:
        return number, None
    return number[: found.start()].strip(), found.group(1)


def email_key(address: str) -> str:
    """The address as compared: without `mailto:`, spaces and case."""
    return address.strip().removeprefix("mailto:").casefold()


def name_key(*parts: str | None) -> str:
    """Folded words of a name, in a fixed order: `Ruiz, Anna` and `Anna Ruiz` are one."""
    words = fold(" ".join(part for part in parts if part)).replace(",", " ").split()
    return " ".join(sorted(words))


def company_key(name: str) -> str:
    """Folded name of a company without its legal form and punctuation."""
    folded = fold(name)
    bare = _LEGAL_FORM.sub(" ", folded)
    kept = "".join(c if c.isalnum() else " " for c in bare)
    return " ".join(kept.split()) or _SPACES.sub(" ", folded).strip()


def domain_of(address: str) -> str | None:
    """The domain of an e-mail address or web link, folded."""
    text = address.strip().casefold()
    text = text.rpartition("@")[2] if "@" in text else text.partition("://")[2] or text
    host = re.split(r"[/:?#]", text, maxsplit=1)[0].removeprefix("www.")
    return host or None

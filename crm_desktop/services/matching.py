"""The keys by which people and companies are recognised: names, numbers, addresses, folded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crm_desktop.models.folding import fold

LONGEST_NUMBER = 80
_EXTENSION = re.compile(
    r"(?i)(?:[;,\s]*(?:ext(?:ension)?|extn|x|доб|вн|durchwahl|dw|app|w)\.?\s*[:#]?|\s*[;,]+|#)"
    r"\s*(\d{1,8})\s*$"
)
_PLAIN = re.compile(r"[+(]?[0-9][0-9 \-./()]*", re.ASCII)
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


class _Plan(NamedTuple):
    """How numbers of a region are dialled."""

    code: str
    trunk: str  # dropped in front of a national number: 0 in most of Europe; "" where not simple
    lengths: frozenset[int]
    prefix: re.Pattern[str] | None  # what the library would look at more closely
    abroad: re.Pattern[str] | None  # dialled before an international number: 00


@lru_cache(maxsize=300)
def _plan(region: str) -> _Plan | None:
    """The dialling plan of a region; None where there is none."""
    import phonenumbers  # no list needs it: the window is there before

    meta = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if meta is None or meta.general_desc is None:
        return None
    simple = (
        meta.national_prefix_transform_rule is None
        and meta.national_prefix_for_parsing == meta.national_prefix
    )
    general = meta.general_desc
    return _Plan(
        str(meta.country_code),
        (meta.national_prefix or "") if simple else "",
        frozenset(general.possible_length) - frozenset(general.possible_length_local_only),
        _pattern(meta.national_prefix_for_parsing),
        _pattern(meta.international_prefix),
    )


def _pattern(regex: str | None) -> re.Pattern[str] | None:
    return re.compile(regex) if regex else None


def _plain_digits(text: str) -> str:
    """The digits of a number written with them and the usual separators; else nothing."""
    return _NOT_DIGIT.sub("", text) if _PLAIN.fullmatch(text) else ""


def _quick_e164(digits: str, region: str | None, *, is_international: bool) -> str | None:
    """E.164 of a plainly written number, without the library; None where that is not sure.

    International with + or national, with or without the trunk prefix of the region. A test
    compares it with the library on thousands of numbers.
    """
    if is_international:
        plan = _country(digits[:3])
        if plan is None:
            return None
        national = digits[len(plan.code) :]
        if plan.trunk == "0" and national.startswith("0"):  # +44 (0)20
            national = national[1:]
    else:
        plan = _plan(region) if region else None
        if plan is None or (plan.abroad and plan.abroad.match(digits)):
            return None
        national = digits
        if plan.trunk and digits.startswith(plan.trunk):
            national = digits[len(plan.trunk) :]
        elif digits.startswith(plan.code):
            return None
    if plan.prefix and plan.prefix.match(national):
        return None
    return f"+{plan.code}{national}" if len(national) in plan.lengths else None


@lru_cache(maxsize=1_000)
def _country(digits: str) -> _Plan | None:
    """The plan of the country that international numbers beginning so lead to."""
    if digits.startswith("0"):
        return None
    import phonenumbers

    for size in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:size]))
        if regions is not None:
            return _plan(regions[0])
    return None


@lru_cache(maxsize=5_000)
def phone(number: str, region: str | None) -> Phone:
    """Read a number as typed in a region (ISO 3166 code).

    e164 is set only for numbers that may exist (ITU-T E.164); the raw text is kept elsewhere.
    digits is what search finds: the international digits, and the ones typed where these are not
    a part of them (030 123 beside 4930123).
    """
    text, extension = number[:LONGEST_NUMBER].strip(), None
    typed = _plain_digits(text)
    if not typed:
        text, extension = split_extension(text)
        typed = _plain_digits(text)
    e164 = _quick_e164(typed, region, is_international=text[0] == "+") if typed else None
    if e164 is None:
        typed = typed or _NOT_DIGIT.sub("", text)
        e164, more = _parsed(text, region)
        extension = extension or more
    full = e164[1:] if e164 else typed
    digits = full if typed in full else f"{full} {typed}"
    return Phone(e164, extension or None, digits, full[::-1])


def _parsed(text: str, region: str | None) -> tuple[str | None, str | None]:
    """E.164 and extension as the library reads them."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None, None
    if not phonenumbers.is_possible_number(parsed):
        return None, None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return e164, parsed.extension


def split_extension(number: str) -> tuple[str, str | None]:
    """`+49 30 123456 ext. 12` -> (`+49 30 123456`, `12`)."""
    if _PLAIN.fullmatch(number):
        return number, None
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

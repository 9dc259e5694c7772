"""Words to customers that stand in no text of the office: units, greetings. Pure."""

from __future__ import annotations

from decimal import Decimal

from babel import units

from crm_desktop.services.documents.words import locale_of

_LANGUAGES: tuple[str, ...] = ("en", "de", "fr", "es", "it", "pl", "ru", "uk", "ro", "zh")
# Units of products (catalog/products.py) as they are printed, in the order of the languages.
_UNITS = {
    "pcs": "pcs Stk. pce ud. pz szt. шт. шт. buc. 件",
    "set": "set Satz jeu juego set kpl. компл. компл. set 套",
    "box": "box Karton boîte caja scatola karton кор. кор. cutie 箱",
    "h": "h Std. h h h godz. ч год ore 小时",
    "day": "days Tage jours días giorni dni дн. дн. zile 天",
    "month": "months Monate mois meses mesi mies. мес. міс. luni 个月",
    "year": "years Jahre ans años anni lata лет років ani 年",
    "m": "m m m m m m м м m 米",
    "m2": "m² m² m² m² m² m² м² м² m² m²",
    "kg": "kg kg kg kg kg kg кг кг kg 千克",
    "l": "l l l l l l л л l 升",
    "km": "km km km km km km км км km 公里",
}
_GREETINGS = {
    "en": "Dear {name},",
    "de": "Guten Tag {name},",
    "fr": "Bonjour {name},",
    "es": "Buenos días, {name}:",
    "it": "Gentile {name},",
    "pl": "Dzień dobry, {name},",
    "ru": "Здравствуйте, {name}!",
    "uk": "Вітаємо, {name}!",
    "ro": "Bună ziua, {name},",
    "zh": "尊敬的{name}：",
}


def unit(code: str | None, language: str) -> str:
    """A unit as it is printed; what is none of ours stays as it was typed."""
    words = dict(zip(_LANGUAGES, _UNITS.get(code or "", "").split(), strict=False))
    return words.get(locale_of(language).language, code or "")


def greeting(name: str, language: str) -> str:
    """How a letter begins where the contact has no salutation of its own."""
    return _GREETINGS[locale_of(language).language].format(name=name) if name else ""


def weeks(count: int, language: str) -> str:
    """`3 weeks`."""
    return units.format_unit(Decimal(count), "duration-week", locale=locale_of(language))

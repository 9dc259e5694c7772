"""From the cell of a table to the value of a field, one small function a column.

A reader answers the canonical value, a list where one cell holds several, or None for a blank cell.
What it cannot understand goes to `Row.keep`, which saves the text and lists the problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from crm_desktop.i18n import _, number
from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import Field, Kind, Role
from crm_desktop.services.transfer import guesses
from crm_desktop.services.transfer.column_content import EMAIL, as_text
from crm_desktop.services.transfer.guesses import DateOrder
from crm_desktop.services.transfer.head_words import read as read_words
from crm_desktop.services.transfer.layout import split_tags
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.wording import longer_than, no_text
from crm_desktop.services.validation import problem
from crm_desktop.services.values import normal

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_BLANKS = frozenset({"NULL", "\\N", "#N/A", "#NULL!", "(null)"})  # what databases write for nothing
_SEVERAL = re.compile(r"\s*(?::::|;|\r?\n)\s*")
_SEVERAL_MAILS = re.compile(r"\s*(?::::|;|,|\r?\n)\s*")
_IN_BRACKETS = re.compile(r"<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>")
_FIGURES = frozenset({Kind.INT, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT})
_FIGURE = re.compile(r"\d")
_HOLDS_RECORD = re.compile(r"[\t;,]")
_YES = frozenset(
    "yes y true t 1 x on ja j wahr oui o vrai si s sí verdadero vero tak t prawda так да истина da "
    "adevarat sim verdadeiro 是 はい ✓ ✔".split()
)
_NO = frozenset(
    "no n false f 0 off nein falsch non faux falso nie falsz ні нет ложь nu fals nao".split()
) | {"否", "いいえ"}
_GENDERS = {
    "female": "f w weiblich frau femme feminin féminin femenino mujer femmina femminile kobieta "
    "жіноча жін ж женский жен feminin feminino mulher 女 女性 žena woman",
    "male": "m männlich mann herr homme masculin masculino hombre maschio maschile mężczyzna "
    "чоловіча чол ч мужской муж masculin homem 男 男性 muž man",
    "other": "divers d x nonbinary other autre otro altro",
}
_TYPE_MARKS = ("fax", "pager", "mobile", "main", "work", "home", "billing", "delivery", "other")


class Row(Protocol):
    """Where a reader reports what it cannot take."""

    failed: str

    def keep(self, column: str, text: str, reason: str, choice_of: Field | None = None) -> None:
        """Save a text that is no value, and list the problem. choice_of: the list it is not in."""
        ...


Reader = Callable[[Cell, Any], Any]


def reader_of(
    field: Field, head: str, *, own: bool, names: bool = False, width: int = 0, **how: Any
) -> Reader:
    """The reader of a column.

    own: the table is our own export: nothing is split, nothing is taken for blank.
    names: the field names the record: one that cannot be taken fails the row.
    width: number of columns of the table.
    how: order of the dates, sign of the decimals.
    """
    if field.kind == Kind.BOOL:
        return _with(_bool, field, head, _("is neither yes nor no"))
    if field.kind == Kind.DATE:
        return _date(field, head, how.get("order") or DateOrder.DMY)
    if field.kind == Kind.DATETIME:
        return _moment(head, _date(field, head, how.get("order") or DateOrder.YMD))
    if field.kind in _FIGURES:
        return _number(field, head, "." if own else how.get("decimal") or ".")
    makers = {Kind.TAGS: _tags, Kind.CHOICE: _choice, Role.EMAIL: _email, Role.PHONE: _phone}
    make = makers.get(field.kind) or makers.get(field.role)
    if make is not None:
        return make(field, head, own=own)
    return text_reader(field, head, own=own, names=names, width=width)


# ---------------------------------------------------------------------------------------- texts


def text_reader(
    field: Field, head: str, *, own: bool, names: bool = False, width: int = 0
) -> Reader:
    """The reader of plain texts; of references too, whose text is their label."""
    most = field.max_length
    blanks: frozenset[str] = frozenset() if own else _BLANKS
    upper = field.role == Role.CURRENCY

    def read(cell: Cell, row: Row) -> str | None:
        if cell is None:
            return None
        text = cell.strip() if isinstance(cell, str) else as_text(cell)
        if not text:
            return None
        if text.isprintable() and "  " not in text and len(text) <= most and text not in blanks:
            return text.upper() if upper else text
        return None if text in blanks else _odd_text(field, head, text, row, names, width)

    return read


def _odd_text(field: Field, head: str, text: str, row: Row, names: bool, width: int) -> str | None:
    """A text with line ends, double spaces or worse in it."""
    if CONTROL.search(text):
        row.failed = no_text(head)
        return None
    if "\n" in text and field.kind != Kind.LONGTEXT and width > 1 and _holds_rows(text, width):
        words = _("Column {head} holds whole rows: a quotation mark is missing in the file.")
        row.failed = words.format(head=head)
        return None
    value: str | None = normal(field, text) if field.kind != Kind.REF else " ".join(text.split())
    if value is not None and len(value) > field.max_length:
        if names:
            words = _("Column {head} holds {count} characters; a name can have {most}.")
            row.failed = words.format(
                head=head, count=number(len(value)), most=number(field.max_length)
            )
        else:
            row.keep(head, value, longer_than(field.max_length))
        return None
    return value


def _holds_rows(text: str, width: int) -> bool:
    return any(
        len(_HOLDS_RECORD.findall(line)) >= max(2, width - 1) for line in text.splitlines()[1:]
    )


def _with(convert: Callable[[Field, str], Any], field: Field, head: str, trouble: str) -> Reader:
    def read(cell: Cell, row: Row) -> Any:
        text = as_text(cell)
        if not text:
            return None
        value = convert(field, text)
        if value is None:
            row.keep(head, text, trouble)
        return value

    return read


def _bool(_field: Field, text: str) -> bool | None:
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


# -------------------------------------------------------------------------------------- choices


def _choice(field: Field, head: str, *, own: bool) -> Reader:
    known = {fold(_(choice.label)): choice.value for choice in field.choices}
    known |= {fold(choice.label): choice.value for choice in field.choices}
    known |= {fold(choice.value): choice.value for choice in field.choices}
    if not own:
        known = _synonyms(field) | known
    cache: dict[str, str | None] = {}
    plain = text_reader(field, head, own=own)

    def read(cell: Cell, row: Row) -> str | None:
        text = plain(cell, row)
        if text is None:
            return None
        if text in cache:
            return cache[text]
        value = known.get(fold(text)) or (None if own else _typed(field, text))
        if value is None and field.open_choice:
            value = text.lstrip("* ") or None if field.key == "type" and not own else text
        elif value is None:
            row.keep(head, text, _("is no value of this list"), field)
            return None
        if len(cache) < 1000:
            cache[text] = value
        return value

    return read


def _synonyms(field: Field) -> dict[str, str]:
    if field.key != "gender":
        return {}
    return {fold(word): value for value, words in _GENDERS.items() for word in words.split()}


@lru_cache(maxsize=512)
def _type_marks(text: str) -> frozenset[str]:
    meaning = read_words(text.replace("*", " "))
    return meaning.marks if meaning else frozenset()


def _typed(field: Field, text: str) -> str | None:
    """The type of a phone, an address or a link in other words: `* Home Fax`, `Mobil`."""
    if field.key != "type":
        return None
    marks = _type_marks(text)
    values = {choice.value for choice in field.choices}
    if "web" in marks and "website" in values:
        return "other" if marks & {"profile", "blog"} else "website"
    return next((mark for mark in _TYPE_MARKS if mark in marks and mark in values), None)


# ------------------------------------------------------------------------------ several in a cell


def _tags(field: Field, head: str, *, own: bool) -> Reader:
    most = field.max_length

    def read(cell: Cell, row: Row) -> tuple[str, ...] | None:
        text = as_text(cell)
        if not text or (text in _BLANKS and not own):
            return None
        found: list[str] = []
        for tag in split_tags(text) if own else _foreign_tags(text):
            if CONTROL.search(tag):
                row.failed = no_text(head)
            elif len(tag := " ".join(tag.split())) > most:
                row.keep(head, tag, longer_than(most))
            else:
                found.append(tag)
        return normal(field, found) or None

    return read


def _foreign_tags(text: str) -> Sequence[str]:
    """Tags of other programs; Google marks the groups that it makes itself with a star."""
    pieces = _SEVERAL.split(text)
    if len(pieces) == 1 and "," in text:
        pieces = text.split(",")
    return [piece for piece in pieces if not piece.startswith("* ")]


def _email(field: Field, head: str, *, own: bool) -> Reader:
    most = field.max_length
    simple = EMAIL.fullmatch

    def read(cell: Cell, row: Row) -> str | list[str] | None:
        text = cell.strip() if isinstance(cell, str) else as_text(cell)
        if not text:
            return None
        if simple(text) and len(text) <= most and text.isprintable() and text[:7] != "mailto:":
            return text
        if own:
            return text  # what the store holds has been judged when it came in
        return _several_emails(field, head, text, row)

    return read


def _several_emails(field: Field, head: str, text: str, row: Row) -> list[str] | None:
    found: list[str] = []
    if text in _BLANKS:
        return None
    for piece in _SEVERAL_MAILS.split(text):
        if not piece:
            continue
        inner = _IN_BRACKETS.search(piece)
        address = inner[1] if inner else piece.removeprefix("mailto:").strip(" <>\"'")
        value = _checked(field, head, address, row, _("is not an e-mail address"), shown=piece)
        if value is not None:
            found.append(value)
    return found or None


def _phone(field: Field, head: str, *, own: bool) -> Reader:
    most = field.max_length
    has_figure = _FIGURE.search

    def read(cell: Cell, row: Row) -> str | list[str] | None:
        text = cell.strip() if isinstance(cell, str) else as_text(cell)
        if not text:
            return None
        if (
            len(text) <= most
            and (own or (";" not in text and ":::" not in text))
            and text.isprintable()
            and "  " not in text
            and has_figure(text)
        ):
            return text
        if own:
            return text  # as above: a card may have brought a number without digits
        return _several_phones(field, head, text, row)

    return read


def _several_phones(field: Field, head: str, text: str, row: Row) -> list[str] | None:
    if text in _BLANKS:
        return None
    pieces: list[str] = []
    for piece in _SEVERAL.split(text):
        figures = sum(c.isdigit() for c in piece)
        if pieces and figures < 5 and (not figures or "ext" in piece.lower()):
            pieces[-1] = f"{pieces[-1]};{piece}"  # ;ext=12
        elif piece:
            pieces.append(piece)
    values = [_checked(field, head, piece, row, _("is not a phone number")) for piece in pieces]
    return [value for value in values if value is not None] or None


def _checked(
    field: Field, head: str, text: str, row: Row, trouble: str, shown: str = ""
) -> str | None:
    value: str | None = normal(field, text)
    if value is not None and CONTROL.search(value):
        row.failed = no_text(head)
        return None
    if value is None or problem(field, value) is not None:
        row.keep(head, shown or text, trouble)
        return None
    return value


# ----------------------------------------------------------------------------- dates and numbers


def _date(field: Field, head: str, order: DateOrder) -> Reader:
    today, is_birthday = date.today(), field.key == "birthday"  # noqa: DTZ011  a calendar day here
    latest = today if is_birthday else date.max
    newest = today.year if is_birthday else today.year + 20

    def read(cell: Cell, row: Row) -> date | None:
        if cell is None or cell == "":
            return None
        value: date | None = None
        text = as_text(cell)
        if isinstance(cell, datetime):
            value = cell.date()
        elif isinstance(cell, date):
            value = cell
        elif isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
            value = guesses.read_serial(float(cell)) or guesses.read_date(text, order, newest)
        elif not text or text in _BLANKS or guesses.is_nothing(text):
            return None
        else:
            value = guesses.read_date(text, order, newest)
        if value is None:
            row.keep(head, text, _("is not a date"))
        elif value > latest:
            row.keep(head, text, _("lies in the future"))
            return None
        return value

    return read


def _moment(head: str, day: Reader) -> Reader:
    """A moment as our export, or an ISO date, writes it; a day alone is its beginning."""

    def read(cell: Cell, row: Row) -> datetime | None:
        found = cell if isinstance(cell, datetime) else None
        if found is None and isinstance(cell, str) and cell.strip():
            with suppress(ValueError):
                found = datetime.fromisoformat(cell.strip())
        if found is None and (on := day(cell, row)) is not None:
            found = datetime(on.year, on.month, on.day)  # noqa: DTZ001  made aware below
        if found is None:
            return None
        try:
            return found if found.tzinfo else found.astimezone()
        except (OverflowError, OSError, ValueError):
            row.keep(head, as_text(cell), _("is no moment that can be kept"))
            return None

    return read


def _number(field: Field, head: str, decimal: str) -> Reader:
    whole = field.kind == Kind.INT
    places = 4 if field.kind == Kind.MONEY else 6

    def read(cell: Cell, row: Row) -> Decimal | int | None:
        text = as_text(cell)
        if not text or text in _BLANKS:
            return None
        value: Decimal | int | None
        if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
            value = cell if isinstance(cell, Decimal) else Decimal(str(cell))
        else:
            value = guesses.read_number(text, decimal)
        if value is not None and value.is_finite():
            value = _fitted(value, places, whole=whole)
        if value is None or problem(field, value) is not None:
            row.keep(head, text, _("is not a whole number") if whole else _("is not a number"))
            return None
        return value

    return read


def _fitted(value: Decimal, places: int, *, whole: bool) -> Decimal | int | None:
    if whole:
        return int(value) if value == value.to_integral_value() else None
    return round(value, places) if abs(value) < 10**15 else value

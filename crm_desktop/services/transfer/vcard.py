"""vCard 2.1, 3.0 and 4.0: a linear reader that forgives, and a writer that does not need it.

RFC 2426 (3.0), RFC 6350 (4.0), RFC 6868 (^ in parameters) and the vCard 2.1 specification of the
versit consortium. Cards come one by one, whatever the size of the file; what is wrong with one of
them is told and stays its own matter.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import N_, _, number
from crm_desktop.services.transfer.encodings import error_handler, foreign_encoding, unreadable
from crm_desktop.services.transfer.tables import Cancel

BLOCK = 1 << 20
LONGEST_LINE = 48_000_000  # bytes of one property: a photo of 25 MB takes 35
MOST_PROPERTIES = 20_000
MOST_PROBLEMS = 100  # of one card
_TOO_LONG = N_("The card is too long; the rest was left out.")
DEEPEST = 8  # cards within cards
FOLD = 75  # octets, RFC 6350 3.2

Params = Mapping[str, tuple[str, ...]]
NO_PARAMS: Params = MappingProxyType({})
_SINGLE_BYTE = frozenset({"us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252"})
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_VALUE_TYPES = frozenset({"URL", "URI", "INLINE", "CONTENT-ID", "CID"})
_BARE = frozenset({"FN", "N", "ORG", "TEL", "EMAIL", "ADR", "NOTE", "TITLE", "URL", "BDAY", "UID"})

_NAME = re.compile(r"[A-Za-z0-9-]+")
_GROUP = re.compile(r"[\w-]+")
_CARET = re.compile(r"\^(.)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]+")
_BLANKS = (b" ", b"\t")
_BASE64_REST = re.compile(r"[^A-Za-z0-9+/]")


class Problem(NamedTuple):
    """Something in a card that was not as it should be, but did not spoil it."""

    line: int
    reason: str


@dataclass(slots=True)
class Property:
    """One line of a card.

    Attributes:
        name: in capitals.
        value: as text, with its backslashes; see `structured`, `listed`, `unescape`, `binary`.
        params: name in capitals -> values; those of TYPE in small letters.
        group: what stands before the point in `item1.TEL`, else empty.
        line: where it begins in the file.
        raw: the whole line as it was, unfolded; empty where it cannot stand in a 3.0 card.
    """

    name: str
    value: str
    params: Params = field(default_factory=lambda: NO_PARAMS)
    group: str = ""
    line: int = 0
    raw: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """The values of TYPE, in small letters."""
        return self.params.get("TYPE", ())

    def param(self, name: str) -> str:
        """The first value of a parameter, else empty."""
        values = self.params.get(name)
        return values[0] if values else ""


@dataclass(slots=True)
class Card:
    """One card; `line` is that of its BEGIN, `version` is empty where it has none."""

    line: int
    version: str = ""
    properties: list[Property] = field(default_factory=list[Property])
    problems: list[Problem] = field(default_factory=list[Problem])

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((p for p in self.properties if p.name == name), None)

    def all(self, name: str) -> list[Property]:
        """All properties of that name."""
        return [p for p in self.properties if p.name == name]


@dataclass(slots=True)
class DamagedCard:
    """A card that is not complete, or text that is none. `card` is what could be saved of it."""

    line: int
    reason: str
    card: Card | None = None


# ----------------------------------------------------------------------------------- reading


def read_cards(
    source: Path | bytes, *, cancel: Cancel | None = None
) -> Iterator[Card | DamagedCard]:
    """All cards of a file, one by one. FileRefused where there are none in it."""
    name = source.name if isinstance(source, Path) else _("The file")
    reader = _Reader(source, name)
    found = False
    before: list[DamagedCard] = []  # text before the first card: only told if there is one
    try:
        with closing(_open(source)) as stream:
            for item in reader.cards(stream, cancel):
                if not found and isinstance(item, DamagedCard) and item.card is None:
                    before.append(item)
                    continue
                found = True
                yield from before
                before.clear()
                yield item
    except OSError as error:
        raise unreadable(Path(name), error) from error
    if not found:
        raise FileRefused(_("{name} holds no vCard. Nothing was imported.").format(name=name))


def _open(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


class _Reader:
    """Turns bytes into lines, lines into properties, properties into cards."""

    def __init__(self, source: Path | bytes, name: str) -> None:
        self._source = source
        self._name = name
        self._foreign = ""  # the encoding of what is no UTF-8, once somebody asks for it
        self._stack: list[Card] = []
        self._nested: list[str] = []
        self._stray = 0

    def cards(self, stream: BinaryIO, cancel: Cancel | None) -> Iterator[Card | DamagedCard]:
        for line, raw in _Unfolding().lines(_physical_lines(stream, self._name, cancel)):
            upper = raw[:16].upper()
            if upper.startswith(b"BEGIN:") and raw.strip().upper() == b"BEGIN:VCARD":
                yield from self._begin(line)
            elif upper.startswith(b"END:") and raw.strip().upper() == b"END:VCARD":
                yield from self._end(line)
            elif not self._stack:
                if raw.strip(b" \t\x1a\0"):
                    self._stray = self._stray or line
            else:
                self._take(line, raw)
        if self._stack:
            card = self._stack[0]
            self._stack.clear()
            yield DamagedCard(card.line, _("The file ends in the middle of this card."), card)
        yield from self._garbage()

    def _garbage(self) -> Iterator[DamagedCard]:
        if self._stray:
            yield DamagedCard(self._stray, _("This text belongs to no card; it was left out."))
            self._stray = 0

    def _begin(self, line: int) -> Iterator[Card | DamagedCard]:
        yield from self._garbage()
        if self._stack and len(self._stack) < DEEPEST:
            properties = self._stack[-1].properties
            if properties and properties[-1].name == "AGENT" and not properties[-1].value.strip():
                self._stack.append(Card(line))
                return
        if self._stack:
            card = self._stack[0]
            yield DamagedCard(card.line, _("The card has no end; the next one begins."), card)
            self._stack.clear()
        self._stack.append(Card(line))

    def _end(self, line: int) -> Iterator[Card | DamagedCard]:
        if not self._stack:
            self._stray = self._stray or line
            return
        card = self._stack.pop()
        if not self._stack:
            yield card
            return
        lines = ["BEGIN:VCARD", *(p.raw or content_line(p) for p in card.properties), "END:VCARD"]
        agent = self._stack[-1].properties[-1]
        agent.value = escape("\n".join(lines) + "\n")
        agent.raw = ""

    def _take(self, line: int, raw: bytes) -> None:
        card = self._stack[-1]
        if len(card.properties) >= MOST_PROPERTIES:
            if not card.problems or card.problems[-1].reason != _(_TOO_LONG):
                card.problems.append(Problem(line, _(_TOO_LONG)))
            return
        found = self._property(card, line, raw)
        if found is None:
            return
        if found.name == "VERSION" and not card.version:
            card.version = found.value.strip()
        card.properties.append(found)

    def _property(self, card: Card, line: int, raw: bytes) -> Property | None:
        head, colon, value = raw.partition(b":")
        if b'"' in head:
            head, colon, value = _partition_quoted(raw)
        words = head.decode() if head.isascii() else self._text(head, NO_PARAMS, card, line)
        parsed = (_usual_head(words) if len(words) < 200 else _head(words)) if colon else None
        if parsed is None:
            self._continue(card, line, raw)
            return None
        group, name, params = parsed
        if params and ("ENCODING" in params or "CHARSET" in params):
            if params.get("ENCODING", ("",))[0].upper() == "QUOTED-PRINTABLE":
                text = self._text(binascii.a2b_qp(value), params, card, line)
                return Property(name, text.replace("\r\n", "\n"), _plain(params), group, line)
            if "CHARSET" in params:
                text = self._text(value, params, card, line)
                kept = {key: values for key, values in params.items() if key != "CHARSET"}
                return Property(name, text, kept, group, line)
        text = value.decode() if value.isascii() else self._text(value, params, card, line)
        return Property(name, text, params, group, line, f"{words}:{text}")

    def _continue(self, card: Card, line: int, raw: bytes) -> None:
        """A line that is no property: part of the text before it, or nothing."""
        text = self._text(raw, NO_PARAMS, card, line).strip()
        if not text or text.partition(";")[0].upper() in _BARE:
            return
        if len(card.problems) >= MOST_PROBLEMS:
            return
        if len(card.problems) == MOST_PROBLEMS - 1:
            words = _("There are more such lines; they were left out.")
            card.problems.append(Problem(line, words))
            return
        before = card.properties[-1] if card.properties else None
        if before is None or is_binary(before) or before.name == "VERSION":
            words = _("This line could not be read; it was left out.")
            card.problems.append(Problem(line, words))
            return
        before.value += "\\n" + escape(text)
        before.raw = ""
        words = _("This line is no property; it was added to {name} before it.")
        card.problems.append(Problem(line, words.format(name=before.name)))

    def _text(self, data: bytes, params: Params, card: Card, line: int) -> str:
        """The text of some bytes: UTF-8, or as declared, or as the rest of the file suggests."""
        declared = params.get("CHARSET", ("",))[0].lower()
        order = ["utf-8"]
        if declared and declared != "utf-8":
            order.insert(1 if declared in _SINGLE_BYTE else 0, declared)
        for encoding in order:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
        text = self._foreign_text(data)
        if declared:
            words = _("The text is not {declared}; it was read as {encoding}.")
            words = words.format(declared=declared, encoding=self._foreign)
            card.problems.append(Problem(line, words))
        return text

    def _foreign_text(self, data: bytes) -> str:
        if not self._foreign:
            with closing(_open(self._source)) as stream:
                self._foreign = foreign_encoding(stream)
        good = len(_UTF8_CHARACTER.findall(data))
        bad = len(_NON_ASCII.findall(_UTF8_CHARACTER.sub(b"", data)))
        if good > bad:  # UTF-8 with a few foreign bytes
            return data.decode("utf-8", error_handler(self._foreign))
        try:
            return data.decode(self._foreign)
        except UnicodeDecodeError:
            return data.decode("latin-1")


def _plain(params: Params) -> Params:
    """Without what only says how the bytes were made into text."""
    return {k: v for k, v in params.items() if k not in {"CHARSET", "ENCODING"}}


def _physical_lines(stream: BinaryIO, name: str, cancel: Cancel | None) -> Iterator[list[bytes]]:
    """Lines without their ends, many at a time: CR LF, LF and CR all end one."""
    rest = b""
    held = b""
    for block in _blocks(stream):
        if cancel:
            cancel()
        text = held + block
        held = b"\r" if text.endswith(b"\r") else b""  # its LF may begin the next block
        text = text.removesuffix(held)
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = (rest + text).split(b"\n") if rest else text.split(b"\n")
        rest = lines.pop()
        if len(rest) > LONGEST_LINE:
            raise FileRefused(
                _("{name} has a line of more than {most} bytes. Nothing was imported.").format(
                    name=name, most=number(LONGEST_LINE)
                )
            )
        yield lines
    yield [rest]


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of the file, as UTF-8 where they are UTF-16 (old address books of Apple)."""
    first = stream.read(BLOCK)
    encoding = _wide(first)
    if not encoding:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from iter(lambda: stream.read(BLOCK), b"")
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).lstrip("\ufeff").encode()
    for block in iter(lambda: stream.read(BLOCK), b""):
        yield decoder.decode(block).encode()


def _wide(block: bytes) -> str:
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if block.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    start = block[:64].lstrip(b"\0").upper()
    if start.startswith(b"B\0E\0G\0"):
        return "utf-16-be" if block.startswith(b"\0") else "utf-16-le"
    return ""


class _Unfolding:
    """Joins physical lines to logical ones (RFC 6350 3.2).

    A soft break of quoted-printable joins without a blank at the beginning of the next line, and
    so does base64 that was wrapped but not folded, as some telephones write it.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._soft = self._wrapped = False  # what the line that is being read may go on with

    def lines(self, pieces: Iterable[list[bytes]]) -> Iterator[tuple[int, bytes]]:
        """Logical lines with the number of the first physical one."""
        number = start = 0
        parts = self._parts
        for lines in pieces:
            for line in lines:
                number += 1
                if parts and (self._soft or line[:1] in _BLANKS):
                    self._add(line if self._soft else line[1:])
                elif self._wrapped and line and _BASE64_LINE.fullmatch(line):
                    self._add(line)
                else:
                    if parts:
                        yield start, parts[0] if len(parts) == 1 else b"".join(parts)
                        parts.clear()
                        self._soft = self._wrapped = False
                    if line:
                        start = number
                        self._first(line)
        if parts:
            yield start, b"".join(parts)

    def _first(self, line: bytes) -> None:
        self._size = len(line)
        self._parts.append(line)
        if b";" in line:
            head = line.partition(b":")[0].upper()
            self._wrapped = b"BASE64" in head or b"ENCODING=B" in head
            if b"QUOTED-PRINTABLE" in head and line.endswith(b"="):
                self._soft = True
                self._parts[-1] = line[:-1]

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._soft:
            self._soft = part.endswith(b"=")
            part = part.removesuffix(b"=")
        if self._size <= LONGEST_LINE:
            self._parts.append(part)


def _partition_quoted(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """At the first colon outside quotation marks; at the first one where these do not match."""
    quoted = False
    for i, byte in enumerate(raw[:100_000]):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return raw[:i], b":", raw[i + 1 :]
    return raw.partition(b":")


@lru_cache(maxsize=4096)
def _usual_head(head: str) -> tuple[str, str, Params] | None:
    return _head(head)


def _head(head: str) -> tuple[str, str, Params] | None:
    """Group, name and parameters of a content line; None where it is none."""
    parts = _split_quoted(head, ";")
    group, _, name = parts[0].strip().rpartition(".")
    if not _NAME.fullmatch(name) or (group and not _GROUP.fullmatch(group)):
        return None
    if len(parts) == 1:
        return group, name.upper(), NO_PARAMS
    params: dict[str, list[str]] = {}
    for part in parts[1:]:
        key, values = _param(part.strip())
        if key:
            params.setdefault(key, []).extend(values)
    return group, name.upper(), MappingProxyType({k: tuple(v) for k, v in params.items()})


def _split_quoted(text: str, separator: str) -> list[str]:
    """At separators outside quotation marks; at all of them where the marks do not match."""
    if text.count('"') % 2:
        return text.replace('"', "").split(separator)
    if '"' not in text:
        return text.split(separator)
    parts = [""]
    for i, piece in enumerate(text.split('"')):
        if i % 2:
            parts[-1] += f'"{piece}"'
        else:
            first, *more = piece.split(separator)
            parts[-1] += first
            parts.extend(more)
    return parts


def _param(part: str) -> tuple[str, tuple[str, ...]]:
    key, equals, value = part.partition("=")
    if not equals:  # vCard 2.1: TEL;WORK;VOICE
        upper = key.upper()
        if upper in _ENCODINGS:
            return "ENCODING", (upper,)
        if upper in _VALUE_TYPES:
            return "VALUE", (upper.lower(),)
        return ("TYPE", (key.lower(),)) if key else ("", ())
    key = key.strip().upper()
    if key == "TYPE":
        return key, tuple(v.strip().lower() for v in value.replace('"', "").split(",") if v.strip())
    values = [v.replace('"', "") for v in _split_quoted(value, ",")]
    return key, tuple(_CARET.sub(_uncaret, v) if "^" in v else v for v in values)


def _uncaret(match: re.Match[str]) -> str:
    """RFC 6868: ^n is a line end, ^' a quotation mark, ^^ a caret; the rest stays."""
    return {"n": "\n", "'": '"', "^": "^"}.get(match.group(1), match.group())


# ------------------------------------------------------------------------------------ values


def unescape(text: str) -> str:
    r"""The text without its backslashes: \n is a line end, \, \; \: \\ are the signs themselves."""
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    c = match.group(1)
    if c in "nN":
        return "\n"
    return c if c in ",;:\\\"'" else match.group()


def structured(value: str) -> list[str]:
    """The components of a value like N, ADR or ORG."""
    return [unescape(part) for part in _split(value, ";")]


def listed(value: str) -> list[str]:
    """The items of a value like CATEGORIES or NICKNAME."""
    return [unescape(part) for part in _split(value, ",")]


def _split(value: str, separator: str) -> list[str]:
    if "\\" not in value:
        return value.split(separator)
    parts: list[str] = []
    start = i = 0
    while i < len(value):
        if value[i] == "\\":
            i += 1
        elif value[i] == separator:
            parts.append(value[start:i])
            start = i + 1
        i += 1
    parts.append(value[start:])
    return parts


def is_binary(item: Property) -> bool:
    """True for a value in base64."""
    return item.param("ENCODING").upper() in {"B", "BASE64"}


def binary(item: Property) -> bytes | None:
    """The bytes of a value in base64, or of a data: URI (RFC 2397); None where there are none.

    Blanks and missing padding are forgiven: writers of vCard 2.1 are careless with both.
    """
    text = item.value.strip()
    if text[:5].lower() == "data:":
        head, comma, text = text.replace("\\,", ",").partition(",")
        if not comma or not head.lower().endswith(";base64"):
            return None
    elif not is_binary(item):
        return None
    text = _BASE64_REST.sub("", text)
    if len(text) % 4 == 1:  # cut off: no byte ends here
        text = text[:-1]
    data = base64.b64decode(text + "=" * (-len(text) % 4))
    return data or None


# ----------------------------------------------------------------------------------- writing


def escape(text: str) -> str:
    """A text as the value of a property, or as a component of one (RFC 6350 3.4)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (
        text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace(",", "\\,")
        .replace(";", "\\;")
        .replace("\0", "")
    )


def content_line(item: Property) -> str:
    """A property as one line, not folded."""
    head = f"{item.group}.{item.name}" if item.group else item.name
    for key, values in item.params.items():
        head += f";{key}={','.join(_param_value(value) for value in values)}"
    return f"{head}:{item.value}"


def _param_value(value: str) -> str:
    """RFC 6868 for what may not stand in a parameter, quotation marks for what may with them."""
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'").replace("\r", "")
    return f'"{value}"' if any(c in value for c in ",;:") else value


def write_card(properties: Iterable[Property | str], version: str = "3.0") -> bytes:
    """A card of these properties; a text is taken for a line as it is."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}"]
    lines.extend(item if isinstance(item, str) else content_line(item) for item in properties)
    lines.append("END:VCARD")
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """In pieces of 75 octets, of which none ends within a character."""
    data = line.replace("\r", "").replace("\n", " ").encode()
    if len(data) <= FOLD:
        return data + b"\r\n"
    pieces: list[bytes] = []
    start, room = 0, FOLD
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, FOLD - 1
    return b"\r\n ".join(pieces) + b"\r\n"

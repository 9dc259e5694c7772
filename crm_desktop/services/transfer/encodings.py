"""Which encoding a text file is in: found out, said in words, never silently replaced.

In this order: a byte order mark; UTF-16 and UTF-32 by their zero bytes; UTF-8 where every byte
agrees; else the 8-bit or East Asian encoding whose letters make the most likely names and words
(`plausibility`). The whole file is surveyed once, in blocks, so that nothing fails in its middle
and memory stays flat whatever its size.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import N_, _
from crm_desktop.services.transfer.alphabets import DOUBLE_BYTE, NAMES, PLACES, SINGLE_BYTE
from crm_desktop.services.transfer.plausibility import LONGEST_RUN, likelihood

BLOCK = 1 << 20
SAMPLE_FIELDS = 1500
PER_BLOCK = 40
LOOK_AT = 50_000
MOST_SAMPLED = 32_000  # bytes that are weighed
MOST_BAD_LINES = 1000

# What stands between separators. None of these, nor any other sign before "0", is the second byte
# of a character in Shift JIS, Big5 or GB 18030, so no character is cut.
_RUN = re.compile(rb'[^\t\n\r",;]+')
_SAFE_CUT = re.compile(rb"[\x20-\x2f]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PLACE = re.compile(rb"[@.][a-z0-9-]+\.([a-z]{2})\b|(\+\d{1,3})[ ()/-]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = (
    (b"PK\x03\x04", N_("a ZIP archive or an Office file")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an old Office file")),
    (b"%PDF-", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\x1f\x8b", N_("a compressed file")),
    (b"BZh", N_("a compressed file")),
    (b"7z\xbc\xaf", N_("a compressed file")),
    (b"\xfd7zXZ", N_("a compressed file")),
    (b"Rar!", N_("a compressed file")),
    (b"SQLite format 3\x00", N_("a database")),
)


class Decoded(NamedTuple):
    """A text, the encoding it was in, and why we think so, as a sentence."""

    text: str
    encoding: str
    why: str


# What they are read from cannot be mistaken; the others are told by what their letters make.
_UNMISTAKABLE = ("utf", "iso2022")


class OpenedText(NamedTuple):
    """An open text, its encoding, why we think so, what its bytes look like; sure: no guess."""

    stream: TextIO
    encoding: str
    why: str
    survey: Survey
    sure: bool


@dataclass(slots=True)
class Survey:
    """What one pass over the bytes of a file tells.

    Attributes:
        utf8: every byte agrees with UTF-8.
        cut: every byte agrees with UTF-8, but the last character is not complete.
        ascii_only: no byte beyond ASCII.
        longest_line: in bytes, an upper bound.
        fields: samples of the runs that hold bytes beyond ASCII, all over the file.
        guarded: an apostrophe stands before a character that begins a formula (`plain_text`).
        formula_texts: something like ="00123" is in it.
        complete: `fields` are all of them, each once.
        bad_lines: lines that do not agree with UTF-8 in a file that otherwise is UTF-8.
    """

    size: int = 0
    head: bytes = b""
    zeros: int = 0
    newlines: int = 0
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    controls: int = 0
    longest_line: int = 0
    guarded: bool = False
    formula_texts: bool = False
    utf8: bool = True
    cut: bool = False
    ascii_only: bool = True
    fields: list[bytes] = field(default_factory=list[bytes])
    complete: bool = True
    bad_lines: list[int] = field(default_factory=list[int])


def name_of(encoding: str) -> str:
    """What people call an encoding."""
    return _(NAMES[encoding]) if encoding in NAMES else encoding


def decode(data: bytes, forced: str | None = None) -> Decoded:
    """The text of some bytes. FileRefused where they are no text in any encoding we know."""
    opened = _open(lambda: io.BytesIO(data), forced, None)
    with opened.stream as stream:
        return Decoded(stream.read(), opened.encoding, opened.why)


def open_text(
    path: Path, forced: str | None = None, cancel: Callable[[], None] | None = None
) -> OpenedText:
    """Open a text file of any size, line ends untouched. FileRefused where it is no text."""
    try:
        return _open(lambda: path.open("rb"), forced, cancel)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> FileRefused:
    """The sentence for a file that the system does not give."""
    return FileRefused(
        _("{name} cannot be read: {reason}. Nothing was imported.").format(
            name=path.name, reason=error.strerror or error
        )
    )


def _open(
    opener: Callable[[], BinaryIO], forced: str | None, cancel: Callable[[], None] | None
) -> OpenedText:
    with opener() as stream:
        survey = take_survey(stream, cancel)
    if forced:
        encoding, why, errors = _forced(opener, forced, cancel)
    else:
        encoding, why, errors = _find(opener, survey, cancel)
    text = io.TextIOWrapper(opener(), encoding=encoding, errors=errors, newline="")
    _skip_mark(text)
    sure = bool(forced) or (encoding.startswith(_UNMISTAKABLE) and errors == "strict")
    return OpenedText(text, encoding, why, survey, sure)


def _skip_mark(text: io.TextIOWrapper) -> None:
    if text.read(1) != "\ufeff":
        text.seek(0)


# ------------------------------------------------------------------------------------ survey


def take_survey(stream: BinaryIO, cancel: Callable[[], None] | None = None) -> Survey:
    """Look at every byte once."""
    survey = Survey()
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen: dict[bytes, None] = {}
    carry = last = b""
    line = 0
    while block := stream.read(BLOCK):
        if cancel:
            cancel()
        if not survey.size:
            survey.head = block[: 1 << 16]
        survey.size += len(block)
        _count(survey, block)
        _look_for_guards(survey, last + block[:1])
        _look_for_guards(survey, block)
        last = block[-1:]
        line = _longest(survey, block, line)
        if survey.utf8:
            survey.utf8 = _agrees(decoder, block)
        survey.ascii_only = survey.ascii_only and block.isascii()
        if carry or not block.isascii():
            carry = _sample(survey, seen, carry + block)
    survey.fields = list(seen)
    survey.cut = survey.utf8 and not _agrees(decoder, b"", final=True)
    survey.utf8 = survey.utf8 and not survey.cut
    if carry:
        survey.fields.extend(run for run in _runs(carry) if run not in seen)
    return survey


def _count(survey: Survey, block: bytes) -> None:
    survey.zeros += block.count(0)
    survey.newlines += block.count(b"\n")
    survey.quotes += block.count(b'"')
    if b"\r" in block:
        survey.returns += block.count(b"\r")
        survey.pairs += block.count(b"\r\n")
    if survey.size <= 8 * BLOCK:
        survey.controls += len(_CONTROLS.findall(block))


def _look_for_guards(survey: Survey, block: bytes) -> None:
    if b"'" in block and not survey.guarded:
        survey.guarded = any(
            b"'" + c in block for c in (b"'", b"=", b"+", b"-", b"@", b"\t", b"\r")
        )
    if not survey.formula_texts:
        survey.formula_texts = b'="' in block


def _longest(survey: Survey, block: bytes, line: int) -> int:
    """Keep the length of the longest line; answers how long the last one is so far."""
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        block = block.replace(b"\r", b"\n")
    first, last = block.find(b"\n"), block.rfind(b"\n")
    if first < 0:
        line += len(block)
    else:
        line += first
        survey.longest_line = max(survey.longest_line, line)
        if last - first > survey.longest_line:
            longest = max(map(len, block[first + 1 : last].split(b"\n")))
            survey.longest_line = max(survey.longest_line, longest)
        line = len(block) - last - 1
    survey.longest_line = max(survey.longest_line, line)
    return line


def _sample(survey: Survey, seen: dict[bytes, None], block: bytes) -> bytes:
    """Take runs beyond ASCII from a block; answers the last, possibly cut one."""
    cut = max(block.rfind(c) for c in (b"\n", b"\r", b",", b";", b"\t")) + 1
    room, look = (SAMPLE_FIELDS, LOOK_AT) if len(seen) < SAMPLE_FIELDS else (PER_BLOCK, 2000)
    if survey.utf8:  # so far; then a few runs are enough
        room, look = PER_BLOCK, 2000
    for number, run in enumerate(_runs(block[:cut])):
        if run in seen and number < look:
            continue
        if not room or number >= look or len(seen) > 4 * SAMPLE_FIELDS:
            survey.complete = False
            break
        if len(run) > LONGEST_RUN:
            survey.complete = False
            run = _piece(run)  # noqa: PLW2901 # the part of it that is looked at
        seen[run] = None
        room -= 1
    rest = block[cut:]
    if len(rest) > BLOCK:
        survey.complete = False
        return b""
    return rest


def _runs(block: bytes) -> Iterator[bytes]:
    """What stands between separators and holds bytes beyond ASCII."""
    for line in block.split(b"\n"):
        if not line.isascii():
            for run in _RUN.findall(line):
                if not run.isascii():
                    yield run


def _piece(run: bytes) -> bytes:
    """The beginning of a very long run, if possible up to where no character is cut."""
    cuts = [match.start() for match in _SAFE_CUT.finditer(run, 0, LONGEST_RUN)]
    return run[: cuts[-1]] if cuts else run[:LONGEST_RUN]


def _agrees(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


# ---------------------------------------------------------------------------------- decision


def _forced(
    opener: Callable[[], BinaryIO], forced: str, cancel: Callable[[], None] | None
) -> tuple[str, str, str]:
    try:
        encoding = codecs.lookup(forced).name
        "".encode(encoding)
    except (LookupError, TypeError, ValueError) as error:
        raise FileRefused(
            _(
                "There is no text encoding called '{name}'. Known are for example utf-8, "
                "utf-16, cp1252, cp1251, gb18030."
            ).format(name=forced)
        ) from error
    encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}.get(
        encoding, encoding
    )
    line = _first_bad_line(opener, encoding, cancel)
    if line:
        raise FileRefused(
            _(
                "Line {line} cannot be read as {encoding}. Nothing was imported. "
                "Choose another encoding, or let the program find it."
            ).format(line=line, encoding=name_of(encoding))
        )
    why = _("{encoding}, as you chose.").format(encoding=name_of(encoding))
    return encoding, why, "strict"


def _find(
    opener: Callable[[], BinaryIO], survey: Survey, cancel: Callable[[], None] | None
) -> tuple[str, str, str]:
    _refuse_no_text(survey)
    wide = _wide(opener, survey, cancel)
    if wide:
        return (*wide, "strict")
    if b"\x1b$" in survey.head and survey.ascii_only:
        return "iso2022_jp", _("Japanese (ISO-2022-JP), by its escape sequences."), "strict"
    _refuse_controls(survey)
    if survey.ascii_only:
        return "utf-8", _("Plain ASCII, which every encoding reads alike."), "strict"
    if survey.utf8:
        marked = survey.head.startswith(codecs.BOM_UTF8)
        why = (
            _("UTF-8: it says so in its first bytes.") if marked else _("UTF-8: every byte agrees.")
        )
        return "utf-8", why, "strict"
    mostly = _mostly_utf8(opener, survey)
    if mostly:
        return mostly
    return (*_legacy(opener, survey, cancel), "strict")


def _refuse_no_text(survey: Survey) -> None:
    for magic, what in _NO_TEXT:
        if survey.head.startswith(magic):
            words = _("This is {what}, not a text file. Nothing was imported.")
            raise FileRefused(words.format(what=_(what)))


def _refuse_controls(survey: Survey) -> None:
    looked_at = min(survey.size, 9 * BLOCK)
    # Bytes that agree with UTF-8 by chance are rare; those that do are somebody's text.
    allowed = looked_at // 3 if survey.utf8 else looked_at // 200
    if survey.controls > max(3, allowed):
        raise FileRefused(
            _("This is not a text file: it is full of control characters. Nothing was imported.")
        )


def _wide(
    opener: Callable[[], BinaryIO], survey: Survey, cancel: Callable[[], None] | None
) -> tuple[str, str] | None:
    """UTF-16 and UTF-32, with a byte order mark or by the places of their zero bytes."""
    for mark, encoding in _BOMS[1:]:
        if survey.head.startswith(mark):
            line = _first_bad_line(opener, encoding, cancel)
            if line:
                raise FileRefused(
                    _(
                        "The file says it is {encoding}, but line {line} is damaged. "
                        "Nothing was imported. Export it again, as UTF-8 if you can."
                    ).format(encoding=name_of(encoding), line=line)
                )
            why = _("{encoding}: it says so in its first bytes.")
            return encoding, why.format(encoding=name_of(encoding))
    head = survey.head[: len(survey.head) // 2 * 2]
    if survey.zeros < max(2, survey.size // 50) or len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 3 * min(even, odd) or max(even, odd) < len(head) // 100:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if any(c < " " and c not in "\t\r\n\f" for c in head.decode(encoding, "ignore")):
        return None
    if _first_bad_line(opener, encoding, cancel):
        return None
    why = _("{encoding}, by the places of its zero bytes.")
    return encoding, why.format(encoding=name_of(encoding))


def _mostly_utf8(opener: Callable[[], BinaryIO], survey: Survey) -> tuple[str, str, str] | None:
    """A UTF-8 file with a few foreign bytes in it: these alone are read as something else."""
    bad = [run for run in survey.fields if not _is_utf8(run)]
    good = len(survey.fields) - len(bad)
    if good < (1 if survey.cut else 3) * max(len(bad), 1):
        return None
    ranked = [name for _, name in _rank(bad, survey) if name in SINGLE_BYTE]
    other = ranked[0] if ranked else "cp1252"
    with opener() as stream:
        for number, line in enumerate(stream, start=1):
            if not line.isascii() and not _is_utf8(line):
                survey.bad_lines.append(number)
                if len(survey.bad_lines) == MOST_BAD_LINES:
                    break
    first = survey.bad_lines[0] if survey.bad_lines else 0
    why = _(
        "UTF-8, but not everywhere: {count} lines (the first is line {first}) "
        "hold bytes that are none; they were read as {encoding}."
    ).format(count=len(survey.bad_lines), first=first, encoding=name_of(other))
    return "utf-8", why, error_handler(other)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def error_handler(other: str) -> str:
    """Name of an error handler for `decode` that reads foreign bytes in another encoding."""
    name = f"crm_desktop.{other}"

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        raw = error.object[error.start : error.end]
        try:
            return raw.decode(other), error.end
        except UnicodeDecodeError:
            return raw.decode("latin-1"), error.end

    codecs.register_error(name, read)
    return name


def _legacy(
    opener: Callable[[], BinaryIO], survey: Survey, cancel: Callable[[], None] | None
) -> tuple[str, str]:
    """The best encoding that reads the whole file."""
    ranked = _rank(survey.fields, survey)
    for i, (score, encoding) in enumerate(ranked):
        if survey.complete or not _first_bad_line(opener, encoding, cancel):
            others = [name for other, name in ranked[i + 1 : i + 3] if score - other < 2.0]
            why = _("Letters with accents were read as {encoding}, which fits them best.")
            why = why.format(encoding=name_of(encoding))
            if others and _differs(survey.fields, encoding, others[0]):
                why = f"{why} {_doubt(others)}"
            return encoding, why
    raise FileRefused(
        _(
            "This is not a text in any encoding the program knows. Nothing was imported. "
            "Save it as UTF-8 in the program it comes from, or choose the encoding yourself."
        )
    )


def _doubt(others: Sequence[str]) -> str:
    """What else the letters might be."""
    words = _(
        "It could also be {encodings}: look at the names, and choose yourself if they are wrong."
    )
    return words.format(encodings=_(" or ").join(map(name_of, others)))


def _differs(fields: list[bytes], one: str, other: str) -> bool:
    return any(f.decode(one, "replace") != f.decode(other, "replace") for f in fields)


def _rank(fields: list[bytes], survey: Survey) -> list[tuple[float, str]]:
    """Encodings that can read the samples, the likeliest first."""
    expected = _expected(survey.head)
    some = _some(fields)
    scores: list[tuple[float, str]] = []
    for encoding in (*SINGLE_BYTE, *DOUBLE_BYTE):
        score = likelihood(some, encoding, expected)
        if score is not None:
            scores.append((score, encoding))
    scores.sort(key=lambda pair: -pair[0])
    return scores


def _some(fields: list[bytes]) -> list[bytes]:
    """Evenly chosen ones, no more than need be weighed."""
    size = sum(map(len, fields))
    return fields if size <= MOST_SAMPLED else fields[:: size // MOST_SAMPLED + 1]


def _expected(head: bytes) -> set[str]:
    """Languages that e-mail addresses, web sites and dialling codes speak for."""
    places = {(a or b).decode() for a, b in _PLACE.findall(head.lower())}
    return {PLACES[place] for place in places if place in PLACES}


def _first_bad_line(
    opener: Callable[[], BinaryIO], encoding: str, cancel: Callable[[], None] | None
) -> int:
    """Number of the first line that the encoding cannot read; 0 where there is none."""
    line = 1
    with opener() as stream:
        for text in _decoded_blocks(stream, encoding):
            if text is None:
                return line
            if cancel:
                cancel()
            line += text.count("\n")
    return 0


def _decoded_blocks(stream: BinaryIO, encoding: str) -> Iterator[str | None]:
    """The text block by block; None where it ends in something that is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    more = True
    while more:
        block = stream.read(BLOCK)
        more = bool(block)
        try:
            yield decoder.decode(block, not more)
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode(encoding, "ignore")
            yield None
            return


def foreign_encoding(stream: BinaryIO, cancel: Callable[[], None] | None = None) -> str:
    """The likeliest encoding of those bytes that are no UTF-8, in a file that is mostly ASCII."""
    survey = take_survey(stream, cancel)
    ranked = _rank([run for run in survey.fields if not _is_utf8(run)], survey)
    return ranked[0][1] if ranked else "cp1252"

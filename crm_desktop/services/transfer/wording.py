"""Words that several readers of files say: what stands in a file, and how many of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from crm_desktop.i18n import _, ngettext, number

# Keys of the problems of a refused table: what a mapping file could say (the window has a page for
# that), and what its rows look like.
HOW, LOOKED_AT = "how", "looked_at"


def without_hints(problems: Mapping[str, str]) -> str:
    """A refusal without what it says of mapping files."""
    return " ".join(words for key, words in problems.items() if key != HOW)


def how_to_map(entity: str, head: str, place: str) -> str:
    """What to do where the columns of a table say nothing, with an example."""
    words = _("Say which column is what in a mapping, such as {example}.")
    example = f'{{"entity": "{entity}", "columns": {{"{head}": "{place}"}}}}'
    return words.format(example=example)


def quoted(text: object) -> str:
    """A text of the file, as it stands there."""
    return _("'{text}'").format(text=text)


def listed(texts: Iterable[object]) -> str:
    """Texts of the file, one after the other."""
    return ", ".join(map(quoted, texts))


def lines(count: int) -> str:
    """`1 line`, `2,155 lines`."""
    return ngettext("{n} line", "{n} lines", count)


def orders(count: int) -> str:
    """`1 order`, `2,155 orders`."""
    return ngettext("{n} order", "{n} orders", count)


def no_column(head: str, known: str) -> str:
    """A mapping speaks of a column that the file has not."""
    words = _("The file has no column '{head}'. It has: {known}.")
    return words.format(head=head, known=known)


def no_file(path: Path) -> str:
    """A file that is gone."""
    return _("There is no file {path}. Nothing was imported.").format(path=path)


def name_of(paths: Sequence[Path]) -> str:
    """What the files are called together."""
    if len(paths) == 1:
        return paths[0].name
    return ngettext("{n} file", "{n} files", len(paths))


def no_mapping(example: str) -> str:
    """What a mapping looks like."""
    return _("This is no mapping. Write {example}.").format(example=example)


def read_as(head: str, words: str) -> str:
    """A column and where it goes."""
    return _("'{head}' as {field}").format(head=head, field=words)


def read_note(columns: Iterable[str]) -> str:
    """Which columns were read as what: see read_as()."""
    return _("Read: {columns}.").format(columns=", ".join(columns))


def unread_note(heads: Iterable[object]) -> str:
    """Which columns were not read."""
    return _("Not read: {heads}.").format(heads=listed(heads))


def too_many_cells(found: int, width: int) -> str:
    """A row that is longer than the heads."""
    words = _("The row has {found} cells, but there are only {width} heads.")
    return words.format(found=found, width=width)


def longer_than(most: int) -> str:
    """Why a text is kept in the note; the words after the text itself."""
    return _("is longer than {most} characters").format(most=number(most))


def in_trash() -> str:
    """An import does not bring a record back by itself."""
    return _("This record is in the trash and was left there. Restore it and import again.")


def no_text(head: str) -> str:
    """A cell that is damaged."""
    return _("Column {head} holds characters that are no text.").format(head=head)

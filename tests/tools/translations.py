"""Words of the program for translators: python -m tests.tools.translations [LANGUAGE ...]

Writes resources/i18n/crm_desktop.pot with every word there is, brings every LANGUAGE.po up to it
(a language named for the first time gets one) and makes the .mo files the program reads.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crm_desktop import __version__
from crm_desktop.i18n import DOMAIN
from crm_desktop.services.catalog import ENTITIES, Field

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "crm_desktop"
FOLDER = ROOT / "resources" / "i18n"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# No clock in the files: the same words give the same bytes.
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Every word: those marked in the code, and those of the catalogue of entities."""
    catalog = Catalog(project="CRM Desktop", version=__version__, creation_date=MADE, fuzzy=False)
    rows = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, _comments, _context in sorted(rows, key=lambda row: row[:2]):
        catalog.add(message, locations=[(f"crm_desktop/{Path(file).as_posix()}", 0)])
    for words in sorted(set(catalogue_words())):
        if words not in catalog:
            catalog.add(words, locations=[("crm_desktop/services/catalog", 0)])
    return catalog


def catalogue_words() -> Iterator[str]:
    """Titles of entities, labels, hints and choices of their fields."""
    for entity in ENTITIES.values():
        yield entity.title
        yield entity.plural
        for field in (*entity.fields, *entity.live):
            yield from _field_words(field)


def _field_words(field: Field) -> Iterator[str]:
    yield field.label
    if field.hint:
        yield field.hint
    if field.group:
        yield field.group
    yield from (choice.label for choice in field.choices)
    for child in field.children:
        yield from _field_words(child)


def po_file(language: str) -> Path:
    """The words of a language, to be edited by people."""
    return FOLDER / f"{language}.po"


def mo_file(language: str) -> Path:
    """The same, as the program reads them."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def read(language: str) -> Catalog:
    """What is translated into a language; empty where nobody has begun."""
    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language)
    catalog = read_po(BytesIO(file.read_bytes()), locale=language)
    for message in catalog:
        message.flags.discard("python-format")  # "{rate} % of" is none: places are in braces here
    return catalog


def text_of(catalog: Catalog) -> bytes:
    """A catalogue as a .po file."""
    made = BytesIO()
    write_po(
        made, catalog, width=100, omit_header=False, include_lineno=False, ignore_obsolete=True
    )
    return made.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as a .mo file; what is not translated is left out, and said in English."""
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def up_to_date(language: str, template: Catalog) -> Catalog:
    """The words of a language with all that have come since; nothing is guessed."""
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = catalog.revision_date = MADE
    catalog.project, catalog.version, catalog.fuzzy = "CRM Desktop", __version__, False
    catalog.header_comment = f"# CRM Desktop in the words of {catalog.locale_identifier}."
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = ""
    return catalog


def is_done(message: Message) -> bool:
    """Whether somebody has translated it, in all its forms."""
    words = message.string
    return all(words) if isinstance(words, tuple | list) else bool(words)


def main(languages: list[str]) -> int:
    """Write all the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    template = extracted()
    (FOLDER / f"{DOMAIN}.pot").write_bytes(text_of(template))
    known = {file.stem for file in FOLDER.glob("*.po")} | set(languages)
    for language in sorted(known):
        catalog = up_to_date(language, template)
        po_file(language).write_bytes(text_of(catalog))
        mo_file(language).parent.mkdir(parents=True, exist_ok=True)
        mo_file(language).write_bytes(compiled(catalog))
        done = sum(is_done(message) for message in catalog if message.id)
        sys.stdout.write(f"{language}: {done} of {len(catalog)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

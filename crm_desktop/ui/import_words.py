"""What an import did, in the words of the dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog import ENTITIES

if TYPE_CHECKING:
    from crm_desktop.services.transfer.report import ImportReport
    from crm_desktop.services.transfer.unmatched import Unmatched

COUNTS = (
    ("created", N_("New")),
    ("updated", N_("Updated")),
    ("unchanged", N_("Unchanged")),
    ("skipped", N_("Skipped")),
    ("failed", N_("Failed")),
)
# Whose list is offered after an import of several kinds.
_OFFERED = ("order", "deal", "person", "company", "lead", "product")


def name_of(paths: Sequence[Path]) -> str:
    """What the files are called together."""
    if len(paths) == 1:
        return paths[0].name
    return ngettext("{n} file", "{n} files", len(paths))


def shown_first(report: ImportReport) -> tuple[str, ...]:
    """The kinds of records of which a list is offered: what matters most first."""
    there = {"person", "company", *report.entities}
    return tuple(key for key in _OFFERED if key in there)


def _file_words(report: ImportReport) -> list[str]:
    """Of several files: what became of each."""
    lines: list[str] = []
    for each in report.files:
        parts = [
            f"{i18n.number(count)} {inner(_(words))}"
            for key, words in COUNTS
            if (count := getattr(each, key))
        ]
        said = ", ".join(parts) or " ".join(each.notes[:1])
        lines.append(f"{each.file}: {said}")
    return lines


def sum_words(report: ImportReport) -> str:
    """The sum that must hold, what was made, and what was guessed about the file."""
    parts = [f"{i18n.number(getattr(report, key))} {inner(_(words))}" for key, words in COUNTS]
    lines = [
        ngettext("{n} row read", "{n} rows read", report.read) + " = " + " + ".join(parts) + "."
    ]
    made = [
        f"{i18n.number(count)} {_(ENTITIES[key].plural if count != 1 else ENTITIES[key].title)}"
        for key, count in report.entities.items()
        if count and key in ENTITIES
    ]
    if made:
        words = _("Will make: {what}.") if report.dry_run else _("Made: {what}.")
        lines.append(words.format(what=", ".join(made)))
    if report.duplicates:
        words = ngettext(
            "{n} new record looks like one that is there.",
            "{n} new records look like ones that are there.",
            len(report.duplicates),
        )
        lines.append(words)
    return "\n".join((*lines, *_file_words(report), *report.notes))


def unmatched_words(found: Sequence[Unmatched]) -> tuple[str, str]:
    """How many values matched nothing, and what a button offers; "" where no name is near."""
    told = ngettext(
        "{n} value matched nothing here.", "{n} values matched nothing here.", len(found)
    )
    near = [one for one in found if one.suggestions]
    if not near:
        return told, ""
    if len(near) > 1:
        return told, ngettext("Use {n} near name", "Use {n} near names", len(near))
    (one,) = near
    name = one.suggestions[0] if one.entity else _(one.suggestions[0])
    nearly = _("“{value}” ({rows}) is nearly “{name}”.").format(
        value=one.value, rows=ngettext("{n} row", "{n} rows", one.rows), name=name
    )
    use = _("Use “{name}”").format(name=name.replace("&", "&&"))
    return f"{told} {nearly}", use

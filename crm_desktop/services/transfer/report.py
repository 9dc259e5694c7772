"""What an import did, in numbers that add up and in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from crm_desktop.services.transfer.drafts import Problem
from crm_desktop.services.transfer.unmatched import Unmatched

MOST_LISTED = 10_000
COUNTS = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do, in rows of the file.

    Attributes:
        entities: entity -> how many records were made.
        failures: rows or cells that could not be taken as they are, at most MOST_LISTED.
        duplicates: (line, name) of new records that look like ones that were there.
        notes: what was guessed: encoding, delimiter, columns.
        files: of an import of several tables: the report of each.
        amounts: of orders: what their lines come to, by currency.
        unmatched: what is named and not there, and what is nearly called so.
        remembered: the mapping that was used for a table with these heads before.
        moment: when the records it wrote were changed, exactly; None where it wrote none.
        has_rows: each row stands for itself, so those with problems can be saved by themselves:
            not so of cards and of orders.
    """

    file: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    entities: dict[str, int] = field(default_factory=dict[str, int])
    encoding: str = ""
    change_set: UUID | None = None
    failures: list[Problem] = field(default_factory=list[Problem])
    duplicates: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    notes: list[str] = field(default_factory=list[str])
    dry_run: bool = False
    moment: datetime | None = None
    files: list[ImportReport] = field(default_factory=list["ImportReport"])
    amounts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    unmatched: list[Unmatched] = field(default_factory=list[Unmatched])
    remembered: dict[str, Any] | None = None
    has_rows: bool = True

    @property
    def problem_rows(self) -> list[Problem]:
        """The problems whose rows can be saved, to be mended and imported again."""
        if not self.files:
            return self.failures if self.has_rows else []
        names = {each.file for each in self.files if each.has_rows}
        return [problem for problem in self.failures if problem.file in names]

    def to_json(self) -> dict[str, Any]:
        """Plain data for the command line."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "failed": self.failed,
            "entities": self.entities,
            "encoding": self.encoding,
            "change_set": str(self.change_set) if self.change_set else None,
            "failures": [_problem_json(problem) for problem in self.failures],
            "possible_duplicates": [{"line": n, "name": name} for n, name in self.duplicates],
            "unmatched": [each.to_json() for each in self.unmatched],
            "notes": self.notes,
            **({"remembered": self.remembered} if self.remembered else {}),
            **({"amounts": self.amounts} if self.amounts else {}),
            **({"files": [each.to_json() for each in self.files]} if self.files else {}),
        }

    def fail(self, problem: Problem) -> None:
        """List a problem; of very many the first ones are enough to see what is wrong."""
        if len(self.failures) < MOST_LISTED:
            self.failures.append(problem)

    def add(self, other: ImportReport) -> None:
        """Count the rows of one of several tables."""
        self.files.append(other)
        self.read += other.read
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for entity, count in other.entities.items():
            self.entities[entity] = self.entities.get(entity, 0) + count
        for problem in other.failures:
            self.fail(replace(problem, file=other.file))
        self.unmatched += [replace(each, file=other.file) for each in other.unmatched]
        self.duplicates += other.duplicates[: MOST_LISTED - len(self.duplicates)]


def _problem_json(problem: Problem) -> dict[str, Any]:
    plain = {"line": problem.line, "column": problem.column, "reason": problem.reason}
    return plain | {"file": problem.file} if problem.file else plain

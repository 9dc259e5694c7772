"""What somebody chose in the import dialog, as the mapping that the services take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services.transfer.unmatched import Unmatched

Columns = dict[str, "str | list[str] | None"]
CARDS = frozenset({".vcf", ".vcard"})


@dataclass(slots=True)
class FileChoice:
    """What was chosen for a file; None: the program finds out."""

    entity: str | None = None
    sheet: str | None = None
    head_row: int | None = None
    columns: Columns | None = None

    def mapping(self) -> dict[str, Any]:
        """As in a mapping file, without what was not chosen."""
        parts = ("entity", "sheet", "head_row", "columns")
        return {key: said for key in parts if (said := getattr(self, key)) is not None}

    def take(self, mapping: dict[str, Any]) -> None:
        """Choose what a mapping says."""
        for key in ("entity", "sheet", "head_row"):
            setattr(self, key, mapping.get(key))
        self.columns = dict(mapping["columns"]) if mapping.get("columns") else None


@dataclass(slots=True)
class Choices:
    """All choices of an import.

    Attributes:
        paths: the files.
        values: head -> text in its cells -> what is meant.
        met: values that matched nothing at some time, and were given a meaning.
    """

    paths: Sequence[Path]
    files: dict[str, FileChoice] = field(default_factory=dict[str, FileChoice])
    values: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    met: dict[tuple[str, str], Unmatched] = field(
        default_factory=dict[tuple[str, str], "Unmatched"]
    )

    def of(self, path: Path) -> FileChoice:
        """The choices for a file."""
        return self.files.setdefault(path.name, FileChoice())

    @property
    def tables(self) -> list[Path]:
        """The files that have columns."""
        return [path for path in self.paths if path.suffix.lower() not in CARDS]

    def mapping(self) -> dict[str, Any] | None:
        """The mapping; None where nothing was chosen. What the rows are is an option of its own."""
        values = {head: pairs for head, pairs in self.values.items() if pairs}
        more: dict[str, Any] = {"values": values} if values else {}
        if len(self.paths) > 1:
            files = {name: said for name, one in self.files.items() if (said := one.mapping())}
            return ({"files": files} if files else {}) | more or None
        said = self.of(self.paths[0]).mapping() if self.paths else {}
        if said.keys() <= {"entity"}:
            said = {}
        return said | more or None

    @property
    def entity(self) -> str | None:
        """What the rows of the only file are."""
        return self.of(self.paths[0]).entity if len(self.paths) == 1 else None

    def take(self, mapping: dict[str, Any]) -> None:
        """Choose what a mapping says, such as one that was used before."""
        files: dict[str, dict[str, Any]] = mapping.get("files") or {}
        if len(self.paths) == 1:
            files = {self.paths[0].name: files.get(self.paths[0].name) or mapping}
        self.values = {}
        for name, said in files.items():
            self.files.setdefault(name, FileChoice()).take(said)
        for said in (*files.values(), mapping):
            values: dict[str, dict[str, Any]] = said.get("values") or {}
            for head, pairs in values.items():
                self.values[head] = {**self.values.get(head, {}), **pairs}

    def forget(self) -> None:
        """Let the program find out everything again."""
        self.files.clear()
        self.values.clear()
        self.met.clear()

    def mean(self, stranger: Unmatched, meaning: Any, *, said: bool = True) -> None:
        """Say what a value means; said: false takes it back."""
        pairs = self.values.setdefault(stranger.column, {})
        if said:
            pairs[stranger.value] = meaning
            self.met[stranger.column, stranger.value] = stranger
        else:
            pairs.pop(stranger.value, None)

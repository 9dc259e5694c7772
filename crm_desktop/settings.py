"""What the user chose, in a TOML file that people may edit too.

To add a setting: one attribute with its default here, and one line on the settings page.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from crm_desktop import paths

TEXT_SIZES = (80, 90, 100, 110, 125, 140, 160)  # per cent
SMALLEST, LARGEST = TEXT_SIZES[0], TEXT_SIZES[-1]


class Appearance(StrEnum):
    """Which of the two palettes."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Contrast(StrEnum):
    """Whether the colours are the usual ones, or black, white and few others."""

    SYSTEM = "system"
    NORMAL = "normal"
    HIGH = "high"


class Density(StrEnum):
    """How much room a row of a list takes."""

    NORMAL = "normal"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Frozen: a change makes a new one, see SettingsFile.

    Attributes:
        appearance: light, dark, or as the system has it.
        contrast: high, normal, or as the system has it.
        density: two-line or one-line rows.
        text_size: per cent; 80 to 160.
        language: of the words; empty: the system's.
        locale: of numbers and dates; empty: the system's.
        last_store: path or URL of the store opened last.
        copied_store: the store of which is known that a cloud service copies its folder.
        last_page: entity key of the page shown last.
        menu_bar: shown always, not only when Alt is pressed.
        first_steps: a new office still shows what to begin with.
        ask_next_step: a deal that was moved and has nothing planned asks what comes next.
    """

    appearance: Appearance = Appearance.SYSTEM
    contrast: Contrast = Contrast.SYSTEM
    density: Density = Density.NORMAL
    text_size: int = 100
    language: str = ""
    locale: str = ""
    last_store: str = ""
    copied_store: str = ""
    last_page: str = ""
    menu_bar: bool = False
    first_steps: bool = False
    ask_next_step: bool = True


def next_size(size: int, step: int) -> int:
    """The text size a step larger or smaller; a step of 0 leads back to the usual one."""
    if not step:
        return Settings().text_size
    further = [each for each in TEXT_SIZES if (each > size) == (step > 0) and each != size]
    return size if not further else min(further) if step > 0 else max(further)


def _valid(data: dict[str, Any]) -> dict[str, Any]:
    """The known settings of the right type; what a hand or an older version wrote wrong is left."""
    good: dict[str, Any] = {}
    defaults = Settings()
    for field in fields(Settings):
        default, value = getattr(defaults, field.name), data.get(field.name)
        if isinstance(default, StrEnum):
            known = {str(each): each for each in type(default)}
            if value in known:
                good[field.name] = known[value]
        elif type(value) is type(default):
            good[field.name] = value
    if "text_size" in good:
        good["text_size"] = min(max(good["text_size"], SMALLEST), LARGEST)
    return good


class SettingsFile:
    """The settings and the file they live in.

    Attributes:
        now: the settings as they are.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or paths.settings_file()
        self.now = self._read()

    def _read(self) -> Settings:
        try:
            return Settings(**_valid(tomllib.loads(self._path.read_text("utf-8"))))
        except (OSError, ValueError):
            return Settings()  # none yet, or spoiled by hand: the defaults always work

    def change(self, **values: Any) -> Settings:
        """Set some of them and write the file."""
        new = replace(self.now, **values)
        if new != self.now:
            self.now = new
            self._write()
        return new

    def _write(self) -> None:
        import tomlkit  # needed on the first change only

        try:
            document = tomlkit.parse(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            document = tomlkit.document()
        for key, value in asdict(self.now).items():
            document[key] = str(value) if isinstance(value, StrEnum) else value
        write_whole(self._path, tomlkit.dumps(document))


def write_whole(path: Path, text: str) -> None:
    """Replace a file at once: a crash leaves the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)  # it is still there where it could not be written whole

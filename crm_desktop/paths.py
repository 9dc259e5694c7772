"""Where things lie on this computer."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from platformdirs import PlatformDirs

APP_NAME = "CRM Desktop"
STORE_NAME = "office.crm"
HOME_VARIABLE = "CRM_DESKTOP_HOME"


@cache
def _dirs() -> PlatformDirs:
    return PlatformDirs(APP_NAME, appauthor=False)


def _folder(own: str, standard: str) -> Path:
    """One folder holds everything where CRM_DESKTOP_HOME names it: a memory stick, a test."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / own if home else Path(standard)


def data_dir() -> Path:
    """Stores and their backups."""
    return _folder("data", _dirs().user_data_dir)


def config_dir() -> Path:
    """Settings and the state of the windows."""
    return _folder("config", _dirs().user_config_dir)


def log_dir() -> Path:
    """The log and the reports about bugs. They never leave the computer by themselves."""
    return _folder("log", _dirs().user_log_dir)


def outbox_dir() -> Path:
    """Drafts of mails on their way to the mail program."""
    return _folder("outbox", str(Path(_dirs().user_cache_dir) / "outbox"))


def default_store() -> Path:
    """The file that "start alone" makes."""
    return data_dir() / STORE_NAME


def settings_file() -> Path:
    """What the user chose."""
    return config_dir() / "settings.toml"


def state_file() -> Path:
    """What the windows remember: sizes, columns."""
    return config_dir() / "windows.ini"


@cache
def resources() -> Path:
    """Translations, help and samples: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"

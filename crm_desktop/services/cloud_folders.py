"""Does a store file lie in a folder that a cloud service copies while it is being written?

Such a service copies the file and its write-ahead log at different moments, and on another computer
it puts one version in the place of the other: what was saved in between is lost without a word.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# How the folder is called that a service keeps, by the beginning of its name.
_FOLDERS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "megasync": "MEGA",
    "box": "Box",
    "box sync": "Box",
    "yandex.disk": "Yandex Disk",
    "yandexdisk": "Yandex Disk",
    "syncthing": "Syncthing",
    "magentacloud": "MagentaCLOUD",
}
_GOES_ON = " -_("  # "OneDrive - Lupa GmbH", "Dropbox (Lupa)"
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # Windows tells


def service_of(path: Path, environment: Mapping[str, str] | None = None) -> str | None:
    """The service that copies the folder of a file, as people call it; None for none known."""
    told = os.environ if environment is None else environment
    place = path.absolute()
    for name in _VARIABLES:
        folder = told.get(name)
        if folder and place.is_relative_to(Path(folder)):
            return "OneDrive"
    for part in place.parent.parts:
        if found := _named(part.casefold()):
            return found
    return None


def _named(folder: str) -> str | None:
    for start, service in _FOLDERS.items():
        rest = folder.removeprefix(start)
        if rest != folder and (not rest or rest[0] in _GOES_ON):
            return service
    return None

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.services.cloud_folders import service_of


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("drive/anna/OneDrive", "OneDrive"),
        ("drive/anna/OneDrive - Lupa GmbH/Sales", "OneDrive"),
        ("drive/anna/Dropbox (Lupa)/Verkauf", "Dropbox"),
        ("disk/anna/Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("disk/anna/Library/CloudStorage/GoogleDrive-anna@example.com/My Drive", "Google Drive"),
        ("drive/anna/Nextcloud", "Nextcloud"),
        ("drive/anna/Box", "Box"),
        ("drive/anna/Boxes", None),
        ("drive/anna/Megaphone", None),
        ("drive/anna/Documents", None),
    ],
)
def test_the_folder_of_a_service_is_known_by_its_name(folder: str, service: str | None) -> None:
    assert service_of(Path("/", folder, "office.crm"), {}) == service


def test_the_name_of_the_file_says_nothing() -> None:
    assert service_of(Path("/drive/anna/Documents/dropbox"), {}) is None


def test_windows_tells_where_onedrive_is(tmp_path: Path) -> None:
    moved = {"OneDriveCommercial": str(tmp_path)}
    assert service_of(tmp_path / "Sales" / "office.crm", moved) == "OneDrive"
    assert service_of(tmp_path.parent / "office.crm", moved) is None

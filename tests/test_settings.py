"""Settings survive crashes, hands and other versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop import paths
from crm_desktop.settings import Appearance, Density, Settings, SettingsFile, write_whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_what_was_chosen_is_there_again(file: Path) -> None:
    SettingsFile(file).change(appearance=Appearance.DARK, density=Density.COMPACT, text_size=125)
    now = SettingsFile(file).now
    assert (now.appearance, now.density, now.text_size) == ("dark", "compact", 125)


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert SettingsFile(file).now == Settings()
    assert not file.exists()  # nothing is written before something is chosen


@pytest.mark.parametrize("spoiled", ["= no toml", "\x00", 'text_size = "big"', "appearance = 7"])
def test_a_spoiled_file_does_not_keep_the_program_from_starting(file: Path, spoiled: str) -> None:
    file.parent.mkdir()
    file.write_text(spoiled, "utf-8")
    settings = SettingsFile(file)
    assert settings.now == Settings()
    settings.change(text_size=110)
    assert SettingsFile(file).now.text_size == 110


def test_comments_and_settings_of_a_newer_version_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("# mine\nfuture = 1\ntext_size = 1000\n", "utf-8")
    settings = SettingsFile(file)
    assert settings.now.text_size == 160
    settings.change(last_page="company")
    text = file.read_text("utf-8")
    assert "# mine" in text
    assert "future = 1" in text


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "one")
    write_whole(path, "two")
    assert path.read_text("utf-8") == "two"
    assert list(tmp_path.iterdir()) == [path]


def test_one_folder_can_hold_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    places = (paths.default_store(), paths.settings_file(), paths.log_dir(), paths.state_file())
    assert all(place.is_relative_to(tmp_path) for place in places)


def test_resources_are_found() -> None:
    assert paths.resources().is_dir()

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from crm_desktop.errors import Cancelled, FileRefused, NotFound, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import attachments, listing, records, timeline, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.validation import MOST_FILE_BYTES
from crm_desktop.services.workspace import Cancel, Workspace
from tests.stores import assert_sound, column, opened, scalar, together


def person(workspace: Workspace) -> UUID:
    return records.create(workspace, "person", {"last_name": "Ruiz"}).id


def test_a_file_comes_back_as_it_went(workspace: Workspace) -> None:
    key = person(workspace)
    content = bytes(range(256)) * 100
    file = attachments.add(workspace, "person", key, "Angebot 2026.pdf", content, "the offer")
    assert file.label == "Angebot 2026.pdf"
    assert file.values["media_type"] == "application/pdf"
    assert (file.values["size"], file.values["description"]) == (25_600, "the offer")
    assert file.values["person"].id == key
    assert file.values["owner"].id == workspace.actor.id
    assert attachments.content(workspace, file.id) == content
    assert listing.count(workspace, ListQuery("attachment", text="angebot")) == 1
    assert [item.title for item in timeline.of(workspace, "person", key)] == ["Angebot 2026.pdf"]
    assert_sound(workspace)


@pytest.mark.parametrize("entity", ["person", "company", "activity", "note"])
def test_on_each_kind_of_record(workspace: Workspace, entity: str) -> None:
    values = {
        "person": {"last_name": "x"},
        "company": {"name": "x"},
        "activity": {"kind": "call", "subject": "x", "status": "done"},
        "note": {"body": "x"},
    }[entity]
    key = records.create(workspace, entity, values).id
    file = attachments.add(workspace, entity, key, "x", b"")
    assert attachments.content(workspace, file.id) == b""


def test_one_content_is_kept_once(workspace: Workspace) -> None:
    key = person(workspace)
    files = [attachments.add(workspace, "person", key, name, b"same") for name in ("a", "b")]
    assert scalar(workspace, "SELECT count(*) FROM file_content") == 1
    records.delete(workspace, "attachment", (files[0].id,))
    assert attachments.content(workspace, files[1].id) == b"same"


def test_two_colleagues_add_the_same_file_at_once(address: str) -> None:
    with opened(address) as one, opened(address) as two:
        key = person(one)
        adds = [
            partial(attachments.add, w, "person", key, f"{i}.txt", str(i).encode())
            for i in range(4)
            for w in (one, two)
        ]
        done = together(*adds)
        assert [error for error in done if isinstance(error, Exception)] == []
        assert sorted(map(bytes, column(one, "SELECT content FROM file_content"))) == [
            b"0",
            b"1",
            b"2",
            b"3",
        ]
        assert_sound(one)


def test_what_is_too_large_is_refused(workspace: Workspace) -> None:
    key = person(workspace)
    with pytest.raises(FileRefused, match=r"26 MB; files up to 25 MB"):
        attachments.add(workspace, "person", key, "x", bytes(MOST_FILE_BYTES + 1))
    assert scalar(workspace, "SELECT count(*) FROM file_content") == 0


def test_where_there_is_nothing(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        attachments.add(workspace, "person", uuid7(), "x", b"x")
    with pytest.raises(NotFound, match="Teams take no files"):
        attachments.add(workspace, "team", uuid7(), "x", b"x")
    with pytest.raises(NotFound, match="no kind of record"):
        attachments.add(workspace, "sheep", uuid7(), "x", b"x")
    with pytest.raises(NotFound, match="not in the store"):
        attachments.content(workspace, uuid7())


def test_a_name_is_a_name(workspace: Workspace) -> None:
    key = person(workspace)
    with pytest.raises(ValidationFailed, match="no text"):
        attachments.add(workspace, "person", key, "a\x00b", b"x")
    with pytest.raises(ValidationFailed, match="Name is needed"):
        attachments.add(workspace, "person", key, " ", b"x")
    longest = attachments.add(workspace, "person", key, "x" * 251 + ".pdf", b"x")
    assert len(longest.label) == 255  # what file systems allow
    assert scalar(workspace, "SELECT count(*) FROM attachment") == 1


def test_the_bytes_lie_in_the_file(store_file: Path) -> None:
    with opened(store_file) as workspace:
        attachments.add(workspace, "person", person(workspace), "x", b"needle" * 1000)
    assert b"needleneedle" in store_file.read_bytes()


def test_several_files_are_one_change_and_what_will_not_do_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    key = person(workspace)
    offer, folder, program = (tmp_path / name for name in ("offer.pdf", "folder", "setup.EXE"))
    large, gone, plan = (tmp_path / name for name in ("large.bin", "gone.txt", "plan.txt"))
    offer.write_bytes(b"the offer")
    folder.mkdir()
    program.write_bytes(b"MZ")
    with large.open("wb") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    plan.write_bytes(b"")
    paths = (offer, folder, program, large, gone, plan)
    added = attachments.add_all(workspace, "person", key, paths)
    assert [file.label for file in added.files] == ["offer.pdf", "plan.txt"]
    folder_said, program_said, large_said, gone_said = added.refused
    assert "is a folder" in folder_said
    assert "is a program" in program_said
    assert "25 MB" in large_said
    assert "cannot be read" in gone_said
    assert attachments.content(workspace, added.files[0].id) == b"the offer"
    undone = undo.undo(workspace)
    assert undone.words == "Undone: Add 2 files to Ruiz."
    assert timeline.of(workspace, "person", key) == []
    assert_sound(workspace)


def test_files_are_read_until_somebody_stops_it(workspace: Workspace, tmp_path: Path) -> None:
    key = person(workspace)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x")
    cancel = Cancel()

    def stop(step: int, total: int, note: str) -> None:
        assert (step, total, note) == (0, 2, "a")
        cancel.request()

    stopped = workspace.during(cancel, stop, lambda _changes: None)
    with pytest.raises(Cancelled):
        attachments.add_all(stopped, "person", key, (tmp_path / "a", tmp_path / "b"))
    assert scalar(workspace, "SELECT count(*) FROM attachment") == 0

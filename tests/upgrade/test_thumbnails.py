"""A store of before the small pictures: its photos get theirs, its whole days their place."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from alembic import command
from PIL import Image
from sqlalchemy import text

from crm_desktop.models import triggers
from crm_desktop.services import opening, records, thumbnails, upgrade
from crm_desktop.services.catalog import Ref
from tests.stores import assert_sound, opened

BEFORE = 4


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (90, 90), "red").save(buffer, "JPEG")
    return buffer.getvalue()


def test_photos_and_whole_days(tmp_path: Path, home: Path, store_file: Path) -> None:
    with opened(store_file) as workspace:
        person = records.create(workspace, "person", {"last_name": "Ruiz", "photo": photo()})
        broken = records.create(workspace, "person", {"last_name": "Sanz", "photo": b"broken"})
        task: dict[str, Any] = {"kind": "task", "subject": "s", "status": "planned"}
        task["due_on"] = date(2026, 3, 5)
        task["links"] = ({"person": Ref(person.id, "")},)
        records.create(workspace, "activity", task)
    with upgrade.changing_sqlite(store_file) as connection:  # as it was before
        triggers.drop_triggers(connection)
        config = upgrade.alembic_config(connection, upgrade.migrations_folder())
        command.downgrade(config, upgrade.revision(BEFORE))
        connection.execute(text("UPDATE person SET next_activity_at = NULL"))
        upgrade.write_info(connection, BEFORE)
    opening.upgrade_store(str(store_file), tmp_path / "backups")
    with opened(store_file) as workspace:
        assert set(thumbnails.of(workspace, (person.id, broken.id))) == {person.id}
        now = records.load(workspace, "person", person.id).values
        assert now["next_activity_at"] == date(2026, 3, 5)
        assert_sound(workspace)

"""Small pictures of photos: what is made of what, and that they go where the photo goes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from crm_desktop.models import thumbnails as making
from crm_desktop.services import bulk, history, listing, records, thumbnails, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, scalar, statements


def picture(
    colour: Any = "red", size: tuple[int, int] = (200, 120), mode: str = "RGB"
) -> Image.Image:
    return Image.new(mode, size, colour)


def encoded(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    assert len(content) <= making.MOST_BYTES
    image = Image.open(BytesIO(content))
    assert image.format == "JPEG"
    assert image.size == (64, 64)
    return image.convert("RGB")


def near(pixel: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(pixel, wanted, strict=True))


# ---------------------------------------------------------------- what is made


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_picture_of_any_kind(kind: str) -> None:
    made = opened(making.make(encoded(picture("#3366CC"), kind)))
    assert near(made.getpixel((32, 32)), (0x33, 0x66, 0xCC))


def test_the_middle_of_a_wide_one() -> None:
    image = picture("white", (300, 100))
    image.paste("blue", (100, 0, 200, 100))
    made = opened(making.make(encoded(image)))
    assert near(made.getpixel((3, 32)), (0, 0, 255))
    assert near(made.getpixel((60, 32)), (0, 0, 255))


def test_a_telephone_held_upright() -> None:
    """The picture lies on its side; the file says how to turn it."""
    image = picture("white", (100, 100))
    image.paste("red", (0, 0, 100, 50))
    turn = Image.Exif()
    turn[0x0112] = 3  # by half
    made = opened(making.make(encoded(image, exif=turn)))
    assert near(made.getpixel((32, 60)), (255, 0, 0))
    assert near(made.getpixel((32, 4)), (255, 255, 255))


def test_what_is_transparent_becomes_white() -> None:
    image = picture((0, 0, 0, 0), (80, 80), "RGBA")
    image.paste((0, 128, 0, 255), (20, 20, 60, 60))
    made = opened(making.make(encoded(image, "PNG")))
    assert near(made.getpixel((2, 2)), (255, 255, 255))
    assert near(made.getpixel((32, 32)), (0, 128, 0))
    palette = encoded(image.convert("P"), "PNG", transparency=0)
    assert near(opened(making.make(palette)).getpixel((2, 2)), (255, 255, 255))


@pytest.mark.parametrize(
    "image",
    [
        Image.new("CMYK", (90, 90), (0, 255, 255, 0)),
        Image.new("L", (90, 90), 128),
        Image.new("RGB", (1, 1), "red"),
        Image.new("RGB", (4000, 3), "red"),
    ],
    ids=("CMYK", "grey", "tiny", "a line"),
)
def test_of_other_shapes_and_colours(image: Image.Image) -> None:
    opened(making.make(encoded(image)))


def test_one_that_is_hard_to_pack() -> None:
    """Noise: the worst for JPEG, and still a small file."""
    image = Image.effect_noise((640, 640), 120).convert("RGB")
    assert making.make(encoded(image, "PNG")) is None or opened(making.make(encoded(image, "PNG")))
    grain = Image.frombytes("RGB", (64, 64), bytes((i * i * 31) % 256 for i in range(64 * 64 * 3)))
    opened(making.make(encoded(grain, "PNG")))


@pytest.mark.parametrize(
    "photo",
    [b"", b"no picture at all", encoded(picture())[:60], b"\x89PNG\r\n\x1a\n" + bytes(40)],
    ids=("nothing", "words", "cut off", "a head alone"),
)
def test_what_is_no_picture_has_none(photo: bytes) -> None:
    assert making.make(photo) is None


def test_a_bomb_is_not_unpacked() -> None:
    """A few kilobytes that would fill gigabytes."""
    for side in (8_000, 10_000, 14_000):
        bomb = encoded(Image.new("1", (side, side)), "PNG")
        assert len(bomb) < 40_000
        assert making.make(bomb) is None


# ---------------------------------------------------------------- where the photo goes


RED, BLUE = encoded(picture("red")), encoded(picture("blue"))


def face(workspace: Workspace, key: UUID) -> str:
    """The colour of a contact's small picture."""
    found = thumbnails.of(workspace, (key,)).get(key)
    if found is None:
        return ""
    return "red" if near(opened(found).getpixel((32, 32)), (255, 0, 0)) else "blue"


def with_photo(workspace: Workspace, photo: bytes | None) -> Record:
    return records.create(workspace, "person", {"last_name": "Ruiz", "photo": photo})


def test_set_changed_removed_and_all_undone(workspace: Workspace) -> None:
    person = with_photo(workspace, RED)
    assert face(workspace, person.id) == "red"
    changed = records.save(workspace, "person", person.id, {"photo": BLUE}, version=1)
    assert face(workspace, person.id) == "blue"
    records.save(workspace, "person", person.id, {"photo": None}, version=changed.version)
    assert face(workspace, person.id) == ""
    for colour in ("blue", "red"):
        undo.undo(workspace)
        assert face(workspace, person.id) == colour
    undo.redo(workspace)
    assert face(workspace, person.id) == "blue"
    assert_sound(workspace)


def test_undone_out_of_order(workspace: Workspace) -> None:
    """The newer photo stays, and so does its small picture."""
    person = with_photo(workspace, None)
    records.save(workspace, "person", person.id, {"photo": RED}, version=1)
    set_red = history.of(workspace, "person", person.id)[0].change_set
    records.save(workspace, "person", person.id, {"photo": BLUE}, version=2)
    undo.undo(workspace, set_red)
    assert face(workspace, person.id) == "blue"
    assert_sound(workspace)


def test_deleted_and_restored(workspace: Workspace) -> None:
    person = with_photo(workspace, RED)
    records.delete(workspace, "person", (person.id,))
    records.restore(workspace, "person", (person.id,))
    assert face(workspace, person.id) == "red"


def test_two_with_one_photo_keep_it_once(workspace: Workspace) -> None:
    people = [with_photo(workspace, RED).id for _ in range(3)]
    assert set(thumbnails.of(workspace, people)) == set(people)
    assert scalar(workspace, "SELECT count(*) FROM thumbnail") == 1


def test_a_broken_photo_is_kept_without_one(workspace: Workspace) -> None:
    person = with_photo(workspace, b"\xff\xd8\xff broken")
    assert face(workspace, person.id) == ""
    assert records.load(workspace, "person", person.id).values["photo"]


def test_a_save_without_a_photo_asks_nothing_more(workspace: Workspace) -> None:
    person = with_photo(workspace, RED)
    with statements(workspace) as sent:
        records.save(workspace, "person", person.id, {"job_title": "x"}, version=1)
    assert not [sql for sql in sent if "thumbnail" in sql]
    assert face(workspace, person.id) == "red"


def test_cards_with_photos_are_imported(workspace: Workspace, tmp_path: Path) -> None:
    from base64 import b64encode

    def card(name: str, photo: bytes) -> str:
        data = b64encode(photo).decode()
        return (
            f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name};Ana;;;\r\nFN:Ana {name}\r\n"
            f"EMAIL:{name.lower()}@lupa.example\r\nPHOTO;ENCODING=b;TYPE=JPEG:{data}\r\nEND:VCARD\r\n"
        )

    def bring(*cards: str) -> None:
        path = tmp_path / "cards.vcf"
        path.write_text("".join(cards), encoding="utf-8", newline="")
        importing.run(workspace, path, ImportOptions())

    bring(card("Ruiz", RED), card("Sanz", BLUE))
    ids = [UUID(bytes=row.id) for row in listing.first(workspace, ListQuery("person"), ())]
    assert [face(workspace, key) for key in ids] == ["red", "blue"]
    bring(card("Ruiz", BLUE))  # the same contact, with another picture
    assert [face(workspace, key) for key in ids] == ["blue", "blue"]
    assert_sound(workspace)


def test_taken_off_many_at_once(workspace: Workspace) -> None:
    people = [with_photo(workspace, RED).id for _ in range(3)]
    bulk.edit(workspace, "person", people, {"photo": None})
    assert thumbnails.of(workspace, people) == {}
    undo.undo(workspace)
    assert set(thumbnails.of(workspace, people)) == set(people)
    bulk.edit(workspace, "person", people, {"photo": BLUE})
    assert {face(workspace, key) for key in people} == {"blue"}
    assert_sound(workspace)


def test_rows_with_photos_are_not_read(workspace: Workspace) -> None:
    """The index of those with a photo says it all."""
    with_photo(workspace, RED)
    with statements(workspace) as sent:
        thumbnails.of(workspace, (UUID(int=1),))
    if workspace.store.is_sqlite:
        with workspace.reading() as tx:
            plan = tx.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {sent[-1]}", ("[]",)
            )
            assert any("COVERING INDEX ix_person_photo_key" in row[3] for row in plan)

"""Contacts by their pictures: in the list, the palette and beside a record."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent
from pytestqt.qtbot import QtBot

from crm_desktop.ui import faces as faces_module
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.head import Head
from crm_desktop.ui.widgets.badge import picture_of
from tests.ui.waiting import wait_idle


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (300, 300), "#00A000").save(buffer, "JPEG")
    return buffer.getvalue()


def disc_colour(window: MainWindow, row: int) -> QColor:
    """What is painted a little above the middle of the disc before a name."""
    view = window.page.view
    box: QRect = view.visualRect(view.model().index(row, 0))
    place = QPoint(box.left() + theme.px(14 + 15), box.center().y() - theme.px(9))
    return view.viewport().grab().toImage().pixelColor(place)


def is_green(colour: QColor) -> bool:
    return abs(colour.green() - 160) < 30 and colour.red() < 60 and colour.blue() < 60


def without_photo(window: MainWindow) -> int:
    """A row near the top that shows initials."""
    faces = window.page._context.faces
    keys = [window.page.model.cache.id_at(row) for row in range(12)]
    return next(row for row, key in enumerate(keys) if not faces.has(key))


def drop_photo(program: Application, window: MainWindow, row: int, folder: Path) -> None:
    """Give the contact in a row another picture."""
    path = folder / "green.jpg"
    path.write_bytes(photo())
    window.page.view.go_to(row)
    wait_idle(program.tasks)
    head = window.page.pane.findChild(Head)
    assert isinstance(head, Head)
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(str(path))])
    place, none = QPointF(10, 10), Qt.KeyboardModifier.NoModifier
    button, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    head.photo.dropEvent(QDropEvent(place, action, urls, button, none))
    wait_idle(program.tasks)
    window.page.view.viewport().grab()
    wait_idle(program.tasks)


def test_a_new_photo_shows_at_once_and_goes_with_undo(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    wait_idle(program.tasks)
    row = without_photo(window)
    assert not is_green(disc_colour(window, row))
    drop_photo(program, window, row, tmp_path)
    assert is_green(disc_colour(window, row))
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    disc_colour(window, row)
    wait_idle(program.tasks)
    assert not is_green(disc_colour(window, row))
    window.commands["redo"].trigger()
    wait_idle(program.tasks)
    disc_colour(window, row)
    wait_idle(program.tasks)
    assert is_green(disc_colour(window, row))


def test_only_rows_on_the_screen_are_asked_for(program: Application, window: MainWindow) -> None:
    wait_idle(program.tasks)
    faces = program.context.faces
    assert 5 < len(faces._known) < 40
    some = [key for key in faces._known if faces.has(key)]
    assert some  # every third of the sample contacts has a portrait
    view = window.page.view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.viewport().grab()
    wait_idle(program.tasks)
    assert len(faces._known) < 80


def test_what_is_kept_is_bounded(
    program: Application, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces_module, "KNOWN", 20)
    monkeypatch.setattr(faces_module, "DRAWN", 3)
    view = window.page.view
    for row in range(0, 400, 15):
        view.go_to(row)
        view.viewport().grab()
        wait_idle(program.tasks)
    faces = program.context.faces
    assert len(faces._known) <= 20
    assert len(faces._drawn) <= 3


def test_the_palette_shows_them(
    program: Application, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    wait_idle(program.tasks)
    row = without_photo(window)
    drop_photo(program, window, row, tmp_path)
    record = window.page.pane.record
    assert record is not None
    window.commands["palette"].trigger()
    wait_idle(program.tasks)
    qtbot.keyClicks(window.palette_card().box, record.label)
    wait_idle(program.tasks)
    lines = window.palette_card().list
    lines.viewport().grab()
    wait_idle(program.tasks)
    picture = lines.viewport().grab().toImage()
    wide, high = theme.px(40), min(theme.px(120), picture.height())
    pixels = (picture.pixelColor(x, y) for x in range(wide) for y in range(high))
    assert any(is_green(pixel) for pixel in pixels)


def test_another_store_has_other_faces(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    wait_idle(program.tasks)
    assert program.context.faces._known
    program.leave()
    assert not program.context.faces._known


def test_a_photo_from_a_telephone_stands_upright(program: Application) -> None:
    """In the head of a record too, which shows the photo itself."""
    image = Image.new("RGB", (400, 400), "white")
    image.paste("red", (0, 0, 400, 200))
    turn = Image.Exif()
    turn[0x0112] = 3
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=turn)
    shown = picture_of(buffer.getvalue(), 52).toImage()
    assert shown.width() < 200
    assert shown.pixelColor(shown.width() // 2, shown.height() - 5).red() > 200
    assert shown.pixelColor(shown.width() // 2, shown.height() - 5).green() < 60
    assert picture_of(b"no picture", 52).isNull()

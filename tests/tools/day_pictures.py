"""Pictures of the working day: Today, activities and notes, the dialog that logs, the trash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from crm_desktop.services import records
from crm_desktop.services.catalog import Ref

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio


def plan_today(studio: Studio) -> None:
    """A call and a meeting of today with the contact that is shown."""
    workspace, record = studio.program.tasks.workspace, studio.record()
    assert workspace is not None
    now = studio.program.context.clock().astimezone()
    noon = now.replace(hour=23, minute=15, second=0, microsecond=0)
    with_her = {"links": ({"person": Ref(record.id, record.label)},), "status": "planned"}
    for kind, subject, more in (
        ("call", "Ask for the signed contract", {"due_at": noon, "priority": "high"}),
        ("visit", "Trade fair, hall 3", {"due_on": now.date()}),
        ("task", "Send the price list 2027", {"due_at": noon + timedelta(days=2)}),
        ("task", "Sort the cards of the fair", {}),
    ):
        values = {"kind": kind, "subject": subject, **with_her, **more}
        studio.program.tasks.command(
            studio.window, records.create.call("activity", values), done=lambda _record: None
        )
    studio.settle()


def today(studio: Studio) -> None:
    if studio.window.day.today is None:
        plan_today(studio)
    studio.window.show_page("today")
    studio.settle()
    page = studio.window.day.today
    assert page is not None
    page.view.setFocus()
    page.view.move_current(2)
    studio.shoot("today")
    QTest.keyClick(page.view, Qt.Key.Key_S)
    menu = next(each for each in page.findChildren(QMenu) if each.isVisible())
    studio.shoot("today_later", menu)
    menu.close()
    page.text = "zzzzzz"
    page._say_empty(_Nothing())  # type: ignore[arg-type]
    page._stack.setCurrentIndex(1)
    page.pane.show_nothing()
    studio.shoot("today_empty")
    page.show_all()
    studio.settle()


class _Nothing:
    """An agenda with nothing in it at the end of a good week."""

    done, later = 23, 4


def log_call(studio: Studio) -> None:
    studio.window.commands["new_call"].trigger()
    dialog = studio.window.day.dialog
    assert dialog is not None
    for key in (Qt.Key.Key_4, Qt.Key.Key_T):
        QTest.keyClick(dialog.focusWidget() or dialog, key)
    dialog.note.setPlainText("Asked to be called back after the board meeting.")
    studio.shoot("log_call", dialog)
    dialog.reject()


def complete(studio: Studio) -> None:
    studio.window.commands["complete"].trigger()
    studio.settle()
    dialog = studio.window.day.dialog
    assert dialog is not None
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_D)
    studio.shoot("complete", dialog)
    dialog.reject()


def activities(studio: Studio) -> None:
    studio.window.show_page("activity")
    studio.settle()
    studio.window.page.view.go_to(4)
    studio.shoot("activities")


def notes(studio: Studio) -> None:
    studio.window.show_page("note")
    studio.settle()
    studio.window.page.view.go_to(2)
    studio.shoot("notes")


def trash(studio: Studio) -> None:
    window = studio.window
    window.show_page("trash")
    studio.settle()
    if window.day.trash is not None and not window.day.trash.view.rows.all:
        studio.shoot("trash_empty")
    for key in ("note", "company", "activity", "person"):
        window.show_page(key)
        studio.settle()
        window.page.view.go_to(6)
        studio.settle()
        window.commands["delete"].trigger()
        studio.settle()
    window.show_page("trash")
    window.toast.hide()
    studio.settle()
    assert window.day.trash is not None
    QTest.keyClick(window.day.trash.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    studio.shoot("trash")
    for _each in range(4):
        window.work.undo()
        studio.settle()
    window.toast.hide()


PLACES: tuple[Callable[[Studio], None], ...] = (
    today,
    log_call,
    complete,
    activities,
    notes,
    trash,
)

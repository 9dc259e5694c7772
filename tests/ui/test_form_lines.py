"""Fields of several lines in a form, by keys: phones, addresses."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.form_fields import with_mnemonics
from crm_desktop.ui.row_editors import MultiEditor
from tests.ui.waiting import settle


def _lines(form: Form, key: str) -> MultiEditor:
    return cast("MultiEditor", form.editors[key])


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _press(qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(_focused(), key)
    QApplication.processEvents()


def _whole(form: Form, part: QWidget) -> bool:
    viewport = form.fields.viewport()
    return viewport.rect().contains(QRect(part.mapTo(viewport, QPoint(0, 0)), part.size()))


def test_enter_on_add_makes_a_line_and_the_form_stays(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    phones = _lines(form, "phones")
    before = len(phones.rows)
    phones.add.setFocus()
    _press(qtbot, Qt.Key.Key_Return)
    settle(program)
    assert form.isVisible()
    assert len(phones.rows) == before + 1
    assert phones.rows[-1].isAncestorOf(_focused())


def test_enter_on_a_line_s_cross_takes_it_away_and_saves_nothing(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    phones = _lines(form, "phones")
    phones.add.click()
    settle(program)
    before = len(phones.rows)
    phones.rows[-1].first.setFocus()
    for _step in range(12):
        if _focused().accessibleName() == "Remove this line":
            break
        _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Enter)
    settle(program)
    assert form.isVisible()
    assert len(phones.rows) == before - 1


def test_tab_goes_on_behind_a_line_that_was_added(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    phones = _lines(form, "phones")
    phones.add.click()
    settle(program)
    for _step in range(12):
        if _focused() is phones.add:
            break
        _press(qtbot, Qt.Key.Key_Tab)
    assert _focused() is phones.add
    _press(qtbot, Qt.Key.Key_Tab)
    assert form.editors["emails"].isAncestorOf(_focused())


def test_a_detail_of_several_lines_comes_with_one_to_type_in(
    program: Application, form: Form, qtbot: QtBot
) -> None:
    addresses = _lines(form, "addresses")
    if not form.fields.is_folded("addresses"):
        addresses.set_value(())
    form.fields.unfold("addresses")
    settle(program)
    QApplication.processEvents()
    assert len(addresses.rows) == 1
    assert addresses.rows[0].isAncestorOf(_focused())
    for _step in range(16):
        assert _whole(form, _focused())
        _press(qtbot, Qt.Key.Key_Tab)
        if _focused() is addresses.add:
            break
    assert _focused() is addresses.add


def test_the_line_that_will_not_do_is_marked(form: Form) -> None:
    mails = _lines(form, "emails")
    mails.set_value(())
    mails.add.click()
    first, second = (cast("TextEditor", row.first).line for row in mails.rows)
    first.setText("anna@company.example")
    second.setText("not a mail")
    assert second.property("wrong") is True
    assert not first.property("wrong")
    second.setText("ben@company.example")
    assert not second.property("wrong")


def test_the_menu_of_details_has_letters_and_no_menu_for_one(form: Form, qtbot: QtBot) -> None:
    form.fields._set_shown("addresses", on=False)
    form.fields.detail.click()
    menu = form.fields.findChild(QMenu)
    assert menu is not None
    words = [action.text() for action in menu.actions()]
    letters = [text[text.index("&") + 1].casefold() for text in words]
    assert len(set(letters)) == len(letters)
    address = next(action for action in menu.actions() if "ddress" in action.text())
    assert address.menu() is None
    menu.close()


def test_mnemonics() -> None:
    assert with_mnemonics(["Name", "Notes", "Personal"]) == ["&Name", "N&otes", "&Personal"]
    assert with_mnemonics(["A", "A", "R&D"]) == ["&A", "A", "R&&D"]

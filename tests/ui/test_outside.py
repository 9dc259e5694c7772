"""Numbers, addresses and files no program on the computer takes: the window says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from crm_desktop.ui.main_window import MainWindow
from tests.ui.answers import Answers


def test_a_call_no_program_makes_is_said_and_the_number_is_copied(
    window: MainWindow, answers: Answers
) -> None:
    answers.opens = False
    button = window.page.record_pane.head.buttons["call"]
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    number = answers.opened[-1].removeprefix("tel:")
    said = f"No program on this computer makes calls. The number is {number}."
    assert window.toast.isVisible()
    assert window.toast.label.text() == said
    assert window.toast.button.text() == "Copy the number"
    window.toast.button.click()
    assert QGuiApplication.clipboard().text() == number


def test_nothing_is_said_of_what_a_program_took(window: MainWindow, answers: Answers) -> None:
    window.page.record_pane.head.buttons["call"].click()
    assert answers.opened[-1].startswith("tel:")
    assert not window.toast.isVisible()


@pytest.mark.parametrize(
    ("address", "said", "offered"),
    [
        ("mailto:a%20b@x.example?subject=Q", "The address is a b@x.example.", "Copy the address"),
        ("https://x.example/", "opens https://x.example/.", "Copy the address"),
        (str(Path.home()), f"opens {Path.home()}.", "Copy the place"),
    ],
)
def test_each_kind_of_address_has_its_words(
    window: MainWindow, answers: Answers, address: str, said: str, offered: str
) -> None:
    answers.opens = False
    assert not answers.open_outside(address)
    assert window.toast.label.text().endswith(said)
    assert window.toast.button.text() == offered


def test_a_mail_without_an_address_offers_nothing(window: MainWindow, answers: Answers) -> None:
    answers.opens = False
    answers.open_outside("mailto:?subject=Q")
    assert window.toast.label.text() == "No mail program is set up on this computer."
    assert not window.toast.button.isVisible()


def test_who_says_it_in_other_words_is_not_spoken_over(
    window: MainWindow, answers: Answers
) -> None:
    answers.opens = False
    answers.open_outside("https://x.example/", quiet=True)
    assert not window.toast.isVisible()

"""The window where words are longer than English ones: nothing is cut, nothing grows wider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QHeaderView, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop import i18n
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.fact import Fact
from crm_desktop.ui.pages.facts import Details
from crm_desktop.ui.selling.few import FewTable
from tests.ui.order_places import contract_page, order_page
from tests.ui.sections import go_to_section
from tests.ui.waiting import settle, wait_idle

LONG = "Regale und Zubehör für das sehr große Lager in Halle 2 mit Montage und Wartung " * 3


@pytest.fixture
def german(program: Application, window: MainWindow) -> Iterator[MainWindow]:
    """The window in German."""
    program.context.settings.change(language="de", locale="de")
    program.rebuild()
    wait_idle(program.tasks)
    program.window.resize(window.size())
    program.window.show()
    settle(program)
    yield program.window
    i18n.use("en_GB", "en_GB")


def details(window: MainWindow) -> Details:
    (found,) = (each for each in window.findChildren(Details) if each.isVisible())
    return found


def widest_word(label: QLabel) -> int:
    metrics = label.fontMetrics()
    return max(metrics.horizontalAdvance(word) for word in label.text().split())


def test_labels_of_facts_are_as_wide_as_their_words(
    program: Application, german: MainWindow
) -> None:
    order_page(program, german)
    labels = {key: fact._label for key, fact in details(german).facts.items()}
    assert labels["payment_terms"].text() == "Zahlungsbedingungen"
    assert {label.width() for label in labels.values()} == {labels["payment_terms"].width()}
    assert all(widest_word(label) <= label.width() for label in labels.values())


def test_an_amount_of_a_year_is_an_amount(program: Application, german: MainWindow) -> None:
    contract_page(program, german)
    fact: Fact = details(german).facts["yearly"]
    told = [label.text() for label in fact._view.findChildren(QLabel)]
    assert told == ["1.860,00\u00a0€"]


def test_the_title_of_a_deal_does_not_widen_the_window(
    program: Application, german: MainWindow
) -> None:
    german.show_page("deal")
    settle(program)
    line = german.deal_moves().line
    line.ask((UUID(int=1),), LONG)
    settle(program)
    assert line.isVisible()
    assert german.width() == 1280
    assert german.minimumSizeHint().width() <= 1280


@pytest.mark.parametrize("key", ["pipelines", "taxes", "currencies", "price_lists"])
def test_tables_of_the_settings_have_room_for_their_words(
    program: Application, german: MainWindow, qtbot: QtBot, key: str
) -> None:
    section: Any = go_to_section(program, german, qtbot, key)
    assert section.minimumSizeHint().width() <= section.width()
    for table in section.findChildren(FewTable):
        head: QHeaderView = table.horizontalHeader()
        for at in range(head.count()):
            assert head.sectionSize(at) >= head.sectionSizeHint(at), table.accessibleName()


def test_a_column_that_was_made_narrow_by_hand_stays_so(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    section: Any = go_to_section(program, window, qtbot, "taxes")
    head = section.table.horizontalHeader()
    head.resizeSection(1, 60)
    section.table.show_rows(section.table._rows, may=True)
    assert head.sectionSize(1) == 60

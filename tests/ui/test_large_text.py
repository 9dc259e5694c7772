"""Large text on a small screen: nothing one needs is out of reach."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QScrollArea

from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import PAGES, MainWindow
from crm_desktop.ui.pages.record_pane import RecordPane
from tests.ui.forms import form_of
from tests.ui.waiting import settle

NARROW, LOW = 1280, 800


def _largest(program: Application) -> MainWindow:
    program.context.settings.change(text_size=160)
    program.rebuild()
    settle(program)
    assert theme.px(100) == 160
    return program.window


def test_every_page_fits_a_narrow_screen(program: Application, window: MainWindow) -> None:
    window = _largest(program)
    for page in ("today", *(entity.key for entity in PAGES), "trash", "settings"):
        window.show_page(page)
        settle(program)
        assert window.minimumSizeHint().width() <= NARROW, page
        assert window.minimumSizeHint().height() <= LOW, page
    window.show_page("person")
    settle(program)
    window.commands["open_page"].trigger()
    settle(program)
    assert window.minimumSizeHint().width() <= NARROW
    assert window.page.pane.minimumSizeHint().width() < 500


def test_a_form_is_not_higher_than_the_screen(program: Application, window: MainWindow) -> None:
    window = _largest(program)
    window.commands["new_person"].trigger()
    settle(program)
    form = form_of(window)
    QApplication.processEvents()
    assert form.height() <= form.screen().availableSize().height()
    assert form.rect().contains(form.save_button.geometry())
    form.discard()


def test_what_is_empty_says_so_in_a_narrow_list(program: Application, window: MainWindow) -> None:
    window = _largest(program)
    window.top_bar.search.setText("nobody is called like that")
    settle(program)
    empty = window.page.empty
    assert empty.isVisible()
    assert empty.rect().contains(empty.words.geometry())


def test_the_name_of_a_record_has_room(program: Application, window: MainWindow) -> None:
    window = _largest(program)
    window.show_page("person")
    settle(program)
    pane = window.page.pane
    assert isinstance(pane, RecordPane)
    name = pane.head.name
    longest = max(name.text().split(), key=len)
    assert name.width() >= name.fontMetrics().horizontalAdvance(longest)
    assert name.height() >= name.heightForWidth(name.width())


def test_the_settings_need_no_sideways_scrolling(program: Application, window: MainWindow) -> None:
    window = _largest(program)
    window.resize(NARROW, LOW)
    window.show_page("settings")
    settle(program)
    assert window.settings_page is not None
    for area in window.settings_page.program.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0

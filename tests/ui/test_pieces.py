"""Pieces that need no window: columns that fit, the rows of a timeline, values in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.services.catalog import COMPANY, ENTITIES, PERSON, Ref
from crm_desktop.services.timeline import TimelineItem
from crm_desktop.ui import icons, paint, stylesheet, theme, words
from crm_desktop.ui.pages.fact_lines import scheme_of
from crm_desktop.ui.pages.timeline import rows_of
from crm_desktop.ui.table.columns import Style, column, fitting, possible
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided, TwoLines

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


# ----------------------------------------------------------------------------------- columns


def keys(width: int, keep: tuple[str, ...] = ()) -> list[str]:
    return [each.key for each in fitting(PERSON, width, round, keep)]


def test_the_more_room_the_more_columns() -> None:
    assert keys(100) == ["display_name"]
    assert keys(700) == ["display_name", "company", "city", "status", "last_contact_at"]
    assert set(keys(3000)) == set(PERSON.columns) - {"job_title"}  # that is the second line


def test_what_is_ordered_by_stays() -> None:
    assert "next_activity_at" in keys(500, ("next_activity_at",))


@pytest.mark.parametrize("entity", [e for e in ENTITIES.values() if e.has_page])
def test_every_column_can_be_made(entity: object) -> None:
    made = possible(entity)  # type: ignore[arg-type]
    assert len({each.key for each in made}) == len(made)
    assert made[0].style == Style.NAME
    assert all(each.title for each in made)


def test_only_choices_with_hues_are_pills() -> None:
    assert column(PERSON, "status").style == Style.PILL
    assert column(COMPANY, "industry").style == Style.STRONG


# ---------------------------------------------------------------------------------- timeline


def item(days: float, title: str, status: str = "done", **more: object) -> TimelineItem:
    values = {
        "entity": "activity",
        "id": uuid4(),
        "kind": "call",
        "at": NOW + timedelta(days=days),
        "title": title,
        "body": "",
        "who": "Anna",
        "status": status,
        "outcome": "",
        "duration": None,
    }
    return TimelineItem(**{**values, **more})  # type: ignore[arg-type]


def test_what_is_planned_comes_first_then_days_the_newest_on_top() -> None:
    items = [
        item(3, "later", "planned"),
        item(1, "soon", "planned"),
        item(-0.1, "today"),
        item(-1, "yesterday"),
        item(-1.1, "yesterday too"),
        item(-40, "long ago"),
    ]
    rows = rows_of(items, NOW)
    heads = [row.head for row in rows if row.head]
    assert heads == ["Next", "Today", "Yesterday", "12 October"]
    titles = [row.item.title for row in rows if row.item]
    assert titles == ["soon", "later", "today", "yesterday", "yesterday too", "long ago"]
    assert [row.more for row in rows if row.item] == [True, False, False, True, False, False]


def test_what_is_overdue_says_so() -> None:
    rows = rows_of([item(-2, "late", "planned"), item(0.1, "soon", "planned")], NOW)
    assert [row.late for row in rows if row.item] == [True, False]


def test_length_of_a_call_stands_beside_its_time() -> None:
    assert rows_of([item(-1, "call", duration=14)], NOW)[1].when.endswith("· 14 min")


# ------------------------------------------------------------------------------------- words


def test_languages_are_called_by_their_names() -> None:
    field = PERSON.field("language")
    told = {"fr": "French", "pt-BR": "Portuguese", "Plattdeutsch": "Plattdeutsch", "xx": "xx"}
    for value, said in told.items():
        assert words.full(field, value) == said
        assert words.cell(field, value, NOW) == said


def test_values_of_every_kind_in_words() -> None:
    told = {
        "status": ("customer", "Customer"),
        "company": (Ref(uuid4(), "Fjord Energy"), "Fjord Energy"),
        "do_not_call": (True, "Yes"),
        "birthday": (date(1985, 3, 27), "27 Mar 1985"),
        "tags": (("VIP", "Fair"), "VIP, Fair"),
        "job_title": (None, "—"),
    }
    for key, (value, said) in told.items():
        assert words.full(PERSON.field(key), value) == said
    assert words.full(COMPANY.field("annual_revenue"), Decimal("1250.5")) == "1,250.50"
    assert words.cell(PERSON.field("last_contact_at"), NOW - timedelta(days=1), NOW) == "Yesterday"


def test_rows_of_a_multi_field_in_words() -> None:
    rows = (
        {"number": "+380 44 555 0142", "type": "mobile", "e164": "+380445550142"},
        {"number": "+49 30 1", "type": None, "do_not_call": True},
    )
    told = words.full(PERSON.field("phones"), rows)
    assert told == "+380 44 555 0142, Mobile\n+49 30 1, Do not call"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Olena Kovalenko", "OK"),
        ("王小明", "王"),
        ("Birch & Co", "BC"),
        ("Madonna", "M"),
        ("", "?"),
        ("«»", "?"),
        ("李娜 Li Na", "李"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert paint.initials(name) == letters


def test_the_hue_of_a_name_never_changes() -> None:
    assert paint.hue_of("Olena Kovalenko") == paint.hue_of("Olena Kovalenko") == "teal"


def test_long_words_are_broken_and_the_last_line_shortened(dressed: QApplication) -> None:
    lines = paint.wrapped("word " * 100, 12, 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert paint.wrapped("short", 12, 200, 3) == ("short",)
    assert len(paint.wrapped("x" * 500, 12, 100, 2)) == 2


def test_addresses_of_other_programs() -> None:
    phone, mail, web = (
        ENTITIES["person"].field(key).children[0].role for key in ("phones", "emails", "web_links")
    )
    assert scheme_of(phone, "+380 (44) 555-0142") == "tel:+380445550142"
    assert scheme_of(phone, "none") == ""
    assert scheme_of(mail, "a@b.example") == "mailto:a@b.example"
    assert scheme_of(web, "fjord.example") == "https://fjord.example"
    assert scheme_of(web, "http://fjord.example") == "http://fjord.example"
    assert scheme_of(web, "javascript:alert(1)").startswith("https://")


def test_an_icon_is_crisp_on_dense_screens(dressed: QApplication) -> None:
    from PySide6.QtCore import QSize

    picture = icons.icon("users").pixmap(QSize(16, 16), 2.0)
    assert picture.size() == QSize(32, 32)
    assert picture.devicePixelRatio() == 2.0
    assert icons.icon("users").pixmap(QSize(0, 0)).isNull()


# ------------------------------------------------------------------------------ parts that show


@pytest.mark.parametrize("wrap", [False, True])
@pytest.mark.parametrize("selectable", [False, True])
def test_an_arabic_name_stays_in_its_column(
    dressed: QApplication, qtbot: QtBot, wrap: bool, selectable: bool
) -> None:
    made = build.label("محمد", wrap=wrap, selectable=selectable)
    qtbot.addWidget(made)
    made.resize(300, 30)
    picture = made.grab().toImage()
    ground = picture.pixelColor(299, 0)
    inked = [x for x in range(300) for y in range(30) if picture.pixelColor(x, y) != ground]
    assert inked
    assert max(inked) < 150


def test_a_name_takes_a_second_line_before_it_is_cut(dressed: QApplication, qtbot: QtBot) -> None:
    made = TwoLines("Helena Almeida Machado")
    qtbot.addWidget(made)
    line = made.fontMetrics().lineSpacing()
    wide = made.fontMetrics().horizontalAdvance(made.text())
    assert made.heightForWidth(wide + 2) == line
    assert made.heightForWidth(wide - 10) == 2 * line
    made.resize(wide - 10, 2 * line)
    made.grab()
    assert made.toolTip() == ""  # all of it is there
    made.resize(wide // 4, 2 * line)
    made.grab()
    assert made.toolTip() == made.text()


def test_a_layout_gives_a_long_name_its_second_line(dressed: QApplication, qtbot: QtBot) -> None:
    made, under = TwoLines("Helena Almeida Machado"), Elided("Assistente de diretoria")
    wide = made.fontMetrics().horizontalAdvance(made.text())
    box = build.holder(build.row(build.column(0, made, under, 0, spacing=2)))
    qtbot.addWidget(box)
    box.resize(wide - 10, 200)
    box.show()
    assert made.height() == made.heightForWidth(made.width()) > under.height()
    made.setText("Helena")
    QApplication.processEvents()
    assert made.height() == made.fontMetrics().lineSpacing()


@pytest.mark.parametrize("scale", [0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6])
def test_a_radio_button_is_round_in_every_size(scale: float) -> None:
    """Qt paints a square where the radius is larger than half of the box."""
    sheet = stylesheet.style_sheet(theme.LIGHT, lambda value: round(value * scale))
    found = re.search(r"QRadioButton::indicator \{ border-radius: (\d+)px", sheet)
    assert found is not None
    assert 2 * int(found[1]) <= round(14 * scale) + 2

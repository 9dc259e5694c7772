"""Pictures of the forecast of deals: its months, a past day, the movement, the quotas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_desktop.ui.forecast.bar import MONTHS, MOVEMENT
from crm_desktop.ui.forecast.explain import Explanation
from crm_desktop.ui.pages.forecast_page import ForecastDisplay

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio


def _shown(studio: Studio) -> ForecastDisplay:
    studio.window.show_page("deal")
    studio.settle()
    studio.window.commands["display_forecast"].trigger()
    studio.settle()
    display = studio.window.page.displays.shown
    assert isinstance(display, ForecastDisplay)
    return display


def forecast(studio: Studio) -> None:
    shown = _shown(studio)
    studio.shoot("forecast")
    column = shown.months.columns[1]
    column.head.explain_button.click()
    studio.settle()
    (explained,) = shown.findChildren(Explanation)
    studio.shoot("forecast_explained", explained)
    explained.close()
    studio.settle()


def forecast_past(studio: Studio) -> None:
    shown = _shown(studio)
    shown.bar.day.set_value(studio.program.context.today() - timedelta(days=30))
    shown.bar.day.line.editingFinished.emit()
    studio.shoot("forecast_past")
    shown.bar.to_today()
    studio.settle()


def movement(studio: Studio) -> None:
    shown = _shown(studio)
    shown.show_mode(MOVEMENT)
    studio.settle()
    shown.movement.classes.selectRow(1)
    studio.shoot("forecast_movement")
    shown.show_mode(MONTHS)
    studio.settle()


def quotas(studio: Studio) -> None:
    shown = _shown(studio)
    shown.show_quotas()
    studio.settle()
    dialog = shown.dialog
    assert dialog is not None
    studio.shoot("quotas", dialog)
    dialog.reject()
    studio.window.commands["display_table"].trigger()
    studio.settle()


PLACES: tuple[Callable[[Studio], None], ...] = (forecast, forecast_past, movement, quotas)

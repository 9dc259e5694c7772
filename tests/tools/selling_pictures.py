"""Pictures of leads, deals and products: their lists, their pages, their dialogs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio


def _list(studio: Studio, kind: str, row: int = 2) -> None:
    studio.window.show_page(kind)
    studio.window.page.displays.show("table")
    studio.settle()
    studio.window.page.view.go_to(row)
    studio.settle()


def leads(studio: Studio) -> None:
    _list(studio, "lead")
    studio.shoot("leads")
    studio.window.commands["open_page"].trigger()
    studio.shoot("lead_page")


def lead_dialogs(studio: Studio) -> None:
    _list(studio, "lead")
    for key in ("convert", "disqualify", "put_off"):
        studio.window.commands[key].trigger()
        studio.settle()
        dialog = studio.window.lead_work().dialog
        assert dialog is not None
        studio.shoot(f"lead_{key}", dialog)
        dialog.done(0)


def deals(studio: Studio) -> None:
    _list(studio, "deal", 70)
    studio.shoot("deals")
    studio.window.commands["open_page"].trigger()
    studio.shoot("deal_page")


def products(studio: Studio) -> None:
    _list(studio, "product")
    studio.shoot("products")
    studio.window.commands["open_page"].trigger()
    studio.shoot("product_page")


PLACES: tuple[Callable[[Studio], None], ...] = (leads, lead_dialogs, deals, products)

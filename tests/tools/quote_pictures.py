"""Pictures of the page on which quotes are written: empty, filled, searched, long; its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop import services
from crm_desktop.services.catalog import Ref
from crm_desktop.ui.pages.quote_page import QuotePage

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio


def _asked(studio: Studio, call: Any) -> Any:
    found: list[Any] = []
    studio.program.tasks.query(studio.window, "asked", call, done=found.append)
    studio.settle()
    return found[0]


def _begun(studio: Studio) -> QuotePage:
    """A new quote for a customer."""
    (company, *_rest) = _asked(studio, services.listing.suggest.call("company", "Dnipro"))
    studio.window.quotes.new({"company": Ref(company.id, company.label)})
    studio.settle()
    page = studio.window.places.page
    assert isinstance(page, QuotePage)
    return page


def _products(studio: Studio, page: QuotePage) -> list[Any]:
    return _asked(studio, services.sales.prices.search.call("", page.prices.setting(), 40))


def _written(studio: Studio) -> QuotePage:
    """Sections, an option, alternatives, a price under its cost, notes in four scripts."""
    page = _begun(studio)
    products = _products(studio, page)
    page.document.type_in("title", "Warehouse equipment, hall 2")
    page.edits.type_in(None, "code", "# Scanners")
    page.edits.take_offers(None, products[9:13])
    page.edits.take_offers(None, products[13:15])
    studio.settle()
    keys = [row["_key"] for row in page.document.rows]
    page.edits.make_alternatives(keys[-2:])
    page.edits.make_options(keys[3:4])
    page.edits.type_in(keys[1], "unit_price", "50")
    page.edits.type_in(keys[2], "discount", "8")
    page.edits.type_in(keys[4], "quantity", "60")
    page.edits.type_in(None, "code", "=")
    words = "// 上海云帆 · Доставка у Львів · livrare la Chișinău · Größe"
    page.edits.type_in(None, "code", words)
    page.totals.adjustments.add(charge=False, percent=Decimal(3))
    page.totals.adjustments.add(charge=True, amount=Decimal(85))
    studio.settle()
    page.grid.setFocus()
    page.grid.go_to(2, "quantity")
    return page


def quote_empty(studio: Studio) -> None:
    studio.window.quotes.new({})
    studio.settle()
    studio.shoot("quote_empty")
    studio.window.places.back()
    studio.settle()
    studio.window.toast.hide()


def quote(studio: Studio) -> None:
    page = _written(studio)
    studio.shoot("quote")
    page.tools.inside.setChecked(True)
    studio.shoot("quote_costs")
    page.tools.inside.setChecked(False)
    page.work.preview()
    studio.settle()
    assert page.work.pages is not None
    studio.shoot("quote_preview", page.work.pages)
    page.work.pages.done(0)
    page.work.sending.send()
    studio.settle()
    assert page.work.dialog is not None
    studio.shoot("quote_send", page.work.dialog)
    page.work.dialog.done(0)


def quote_search(studio: Studio) -> None:
    """Products below a code that is being typed."""
    page = _begun(studio)
    page.grid.setFocus()
    page.grid.go_to(0, "code")
    page.grid.edit(page.grid.currentIndex())
    editor: Any = page.grid.indexWidget(page.grid.currentIndex()) or studio.app.focusWidget()
    editor.setText("pr")
    editor.textEdited.emit("pr")
    editor._pause.stop()
    editor._ask()
    studio.settle()
    studio.shoot("quote_search")
    page.grid.setFocus()
    studio.settle()


def quote_long(studio: Studio) -> None:
    """Fifty lines."""
    page = _begun(studio)
    products = _products(studio, page)
    page.edits.take_offers(None, [products[at % len(products)] for at in range(50)])
    studio.settle()
    page.grid.setFocus()
    page.grid.go_to(24, "unit_price")
    studio.shoot("quote_long")


PLACES: tuple[Callable[[Studio], None], ...] = (quote_empty, quote, quote_search, quote_long)

"""Selling: from the lead to the signed order.

| package | what |
| --- | --- |
| pipeline | leads and deals on their way through stages |
| forecasting | what deals will bring, and how that moved |
| pricing | products and what they cost a customer |
| quoting | quotes, from the first line to the order they become |
| ordering | orders, deliveries, invoices, contracts, what stands at customers |
| papers | documents: what they come to, say and look like |
| office | what an office settles once for all its selling |

Its modules are loaded when they are first used (`services.sales.quotes`), like those of the package
above.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services.sales import few as few
    from crm_desktop.services.sales import related as related
    from crm_desktop.services.sales.forecasting import forecast as forecast
    from crm_desktop.services.sales.forecasting import movement as movement
    from crm_desktop.services.sales.forecasting import quotas as quotas
    from crm_desktop.services.sales.office import seeds as seeds
    from crm_desktop.services.sales.office import settings as settings
    from crm_desktop.services.sales.ordering import contracts as contracts
    from crm_desktop.services.sales.ordering import deliveries as deliveries
    from crm_desktop.services.sales.ordering import order_papers as order_papers
    from crm_desktop.services.sales.ordering import orders as orders
    from crm_desktop.services.sales.papers import sample as sample
    from crm_desktop.services.sales.papers import series as series
    from crm_desktop.services.sales.papers import standard_texts as standard_texts
    from crm_desktop.services.sales.papers import templates as templates
    from crm_desktop.services.sales.pipeline import board as board
    from crm_desktop.services.sales.pipeline import deal_path as deal_path
    from crm_desktop.services.sales.pipeline import deals as deals
    from crm_desktop.services.sales.pipeline import lead_steps as lead_steps
    from crm_desktop.services.sales.pipeline import leads as leads
    from crm_desktop.services.sales.pipeline import next_steps as next_steps
    from crm_desktop.services.sales.pipeline import pipelines as pipelines
    from crm_desktop.services.sales.pricing import catalogue as catalogue
    from crm_desktop.services.sales.pricing import prices as prices
    from crm_desktop.services.sales.quoting import quote_expiry as quote_expiry
    from crm_desktop.services.sales.quoting import quote_mail as quote_mail
    from crm_desktop.services.sales.quoting import quotes as quotes
    from crm_desktop.services.sales.quoting import suggestions as suggestions

# Where the modules are that the window and the command line ask for by their name alone.
_PLACES = {
    "forecasting": (
        "forecast",
        "movement",
        "quotas",
    ),
    "office": (
        "seeds",
        "settings",
    ),
    "ordering": (
        "contracts",
        "deliveries",
        "order_papers",
        "orders",
    ),
    "papers": (
        "sample",
        "series",
        "standard_texts",
        "templates",
    ),
    "pipeline": (
        "board",
        "deal_path",
        "deals",
        "lead_steps",
        "leads",
        "next_steps",
        "pipelines",
    ),
    "pricing": (
        "catalogue",
        "prices",
    ),
    "quoting": (
        "quote_expiry",
        "quote_mail",
        "quotes",
        "suggestions",
    ),
}
_PACKAGES = {name: package for package, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a module of this package at its first use (PEP 562)."""
    if name.startswith("_"):
        raise AttributeError(name)
    package = _PACKAGES.get(name)
    where = f"{__name__}.{package}.{name}" if package else f"{__name__}.{name}"
    try:
        return import_module(where)
    except ModuleNotFoundError as error:
        if error.name == where:
            raise AttributeError(name) from None
        raise

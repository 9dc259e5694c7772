"""Selling: from the lead to the signed order.

Its modules are loaded when they are first used, like those of the package above.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services.sales import board as board
    from crm_desktop.services.sales import catalogue as catalogue
    from crm_desktop.services.sales import contracts as contracts
    from crm_desktop.services.sales import deal_path as deal_path
    from crm_desktop.services.sales import deals as deals
    from crm_desktop.services.sales import deliveries as deliveries
    from crm_desktop.services.sales import few as few
    from crm_desktop.services.sales import forecast as forecast
    from crm_desktop.services.sales import lead_steps as lead_steps
    from crm_desktop.services.sales import leads as leads
    from crm_desktop.services.sales import movement as movement
    from crm_desktop.services.sales import next_steps as next_steps
    from crm_desktop.services.sales import order_papers as order_papers
    from crm_desktop.services.sales import orders as orders
    from crm_desktop.services.sales import pipelines as pipelines
    from crm_desktop.services.sales import prices as prices
    from crm_desktop.services.sales import quotas as quotas
    from crm_desktop.services.sales import quote_expiry as quote_expiry
    from crm_desktop.services.sales import quotes as quotes
    from crm_desktop.services.sales import related as related
    from crm_desktop.services.sales import sample as sample
    from crm_desktop.services.sales import seeds as seeds
    from crm_desktop.services.sales import series as series
    from crm_desktop.services.sales import settings as settings
    from crm_desktop.services.sales import standard_texts as standard_texts
    from crm_desktop.services.sales import suggestions as suggestions
    from crm_desktop.services.sales import templates as templates


def __getattr__(name: str) -> Any:
    """Load a module of this package at its first use (PEP 562)."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name == f"{__name__}.{name}":
            raise AttributeError(name) from None
        raise

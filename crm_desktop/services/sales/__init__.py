"""Selling: from the lead to the signed order.

Its modules are loaded when they are first used, like those of the package above.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services.sales import deals as deals
    from crm_desktop.services.sales import leads as leads
    from crm_desktop.services.sales import seeds as seeds


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

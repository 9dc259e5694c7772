"""Files in and out: tables, workbooks and cards.

Each module owns one format or one step; `importing` and `exporting` are the use cases. Both are
loaded at their first use, like the services (see crm_desktop/services/__init__.py).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services.transfer import exporting as exporting
    from crm_desktop.services.transfer import importing as importing
    from crm_desktop.services.transfer import preview as preview
    from crm_desktop.services.transfer import rejected as rejected

_USE_CASES = ("exporting", "importing", "preview", "rejected")


def __getattr__(name: str) -> Any:
    """Load a use case at its first use (PEP 562)."""
    if name in _USE_CASES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)

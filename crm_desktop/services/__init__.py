"""The use cases. No Qt here; the window reaches them through Tasks.

The modules that need the database are loaded when they are first used: `services.records.load`
instead of an import at the top, so that the window can be painted before SQLAlchemy is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_desktop.services import (
        activities as activities,
    )
    from crm_desktop.services import (
        agenda as agenda,
    )
    from crm_desktop.services import (
        attachments as attachments,
    )
    from crm_desktop.services import (
        backup as backup,
    )
    from crm_desktop.services import (
        bulk as bulk,
    )
    from crm_desktop.services import (
        cards as cards,
    )
    from crm_desktop.services import (
        chosen as chosen,
    )
    from crm_desktop.services import (
        demo_data as demo_data,
    )
    from crm_desktop.services import (
        duplicates as duplicates,
    )
    from crm_desktop.services import (
        favourites as favourites,
    )
    from crm_desktop.services import (
        health as health,
    )
    from crm_desktop.services import (
        history as history,
    )
    from crm_desktop.services import (
        listing as listing,
    )
    from crm_desktop.services import (
        merge as merge,
    )
    from crm_desktop.services import (
        opening as opening,
    )
    from crm_desktop.services import (
        pasting as pasting,
    )
    from crm_desktop.services import (
        put_back as put_back,
    )
    from crm_desktop.services import (
        records as records,
    )
    from crm_desktop.services import (
        related as related,
    )
    from crm_desktop.services import (
        sales as sales,
    )
    from crm_desktop.services import (
        saved_views as saved_views,
    )
    from crm_desktop.services import (
        static_lists as static_lists,
    )
    from crm_desktop.services import (
        thumbnails as thumbnails,
    )
    from crm_desktop.services import (
        timeline as timeline,
    )
    from crm_desktop.services import (
        transfer as transfer,
    )
    from crm_desktop.services import (
        trash as trash,
    )
    from crm_desktop.services import (
        undo as undo,
    )
    from crm_desktop.services import (
        upgrade as upgrade,
    )
    from crm_desktop.services import (
        watching as watching,
    )


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

"""What Qt's bindings do with every module that is imported, and need not do for this program."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def skip_search_for_features() -> None:
    """Do not read the source of every module for the name of PySide6.

    The bindings do that to find modules that might ask for `__feature__` (another naming of
    Qt's methods), which nothing here does. It reads some 500 files, the whole of SQLAlchemy among
    them, and Python keeps their lines: 19 MB for as long as the program runs.
    Where a later version of the bindings does it in another way, it is left alone.
    """
    import_module("PySide6.QtCore")  # brings what is looked for here
    try:
        feature: Any = import_module("shibokensupport.feature")
        known: dict[str, int] = feature.pyside_feature_dict
        _ = feature.feature_imported
    except (ImportError, AttributeError):
        return

    def imported(module: object) -> None:
        known.setdefault(getattr(module, "__name__", ""), _UNUSED)

    feature.feature_imported = imported


_UNUSED = -1  # what the bindings note of a module that does not use them

"""The window: Qt widgets, and calls to the services through Tasks. No database in here."""

from __future__ import annotations

from crm_desktop.ui.bindings import skip_search_for_features

skip_search_for_features()

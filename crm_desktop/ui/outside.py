"""No program on this computer takes a number, an address or a file: say so, offer to copy it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from PySide6.QtGui import QGuiApplication

from crm_desktop.i18n import _
from crm_desktop.ui.widgets.overlay import Toast


def say_unopened(toast: Toast, address: str) -> None:
    """A click that does nothing is a riddle."""
    words, offer, what = _told(address)
    if what:
        toast.say(words.format(what=what), offer, lambda: QGuiApplication.clipboard().setText(what))
    else:
        toast.say(words)


def _told(address: str) -> tuple[str, str, str]:
    """A sentence, what is offered, and what would be copied."""
    scheme, _colon, rest = address.partition(":")
    if scheme == "tel":
        words = _("No program on this computer makes calls. The number is {what}.")
        return words, _("Copy the number"), rest
    if scheme == "mailto":
        to = unquote(rest.partition("?")[0])
        words = _("No mail program is set up on this computer. The address is {what}.")
        bare = _("No mail program is set up on this computer.")
        return (words if to else bare), _("Copy the address"), to
    if Path(address).is_absolute():
        return _("No program on this computer opens {what}."), _("Copy the place"), address
    return _("No program on this computer opens {what}."), _("Copy the address"), address

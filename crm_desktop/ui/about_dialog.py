"""What this program is made of: versions, and the licences of what comes with it."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from crm_desktop import __version__, services
from crm_desktop.i18n import _
from crm_desktop.paths import APP_NAME
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import program_icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import close_button

DISTRIBUTION = "crm-desktop"
_LONGEST = 60  # a licence field with more is the licence itself


def versions() -> list[tuple[str, str]]:
    """What runs here."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    return [
        (APP_NAME, __version__),
        ("Qt", f"{qVersion()} (PySide {PySide6.__version__})"),
        ("Python", sys.version.split()[0]),
        (_("System"), f"{system}, {QGuiApplication.platformName()}"),
    ]


def licences() -> list[tuple[str, str, str]]:
    """Name, version and licence of every package that ships with the program."""
    found: list[tuple[str, str, str]] = []
    for name in _shipped():
        try:
            about = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # one for another system or another Python
        found.append((name, about.version, _licence(about)))
    return sorted(found, key=lambda each: each[0].casefold())


def _shipped() -> set[str]:
    """The names of what the program asks for, and of what that asks for."""
    names: set[str] = set()
    waiting = [DISTRIBUTION]
    while waiting:
        name, extras = _asked(waiting.pop())
        if name in names and not extras:
            continue
        names.add(name)
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for each in wanted:
            extra = re.search(r"extra == ['\"]([\w-]+)", each)
            if extra is None or extra[1] in extras:
                waiting.append(each)
    return names - {DISTRIBUTION}


def _asked(requirement: str) -> tuple[str, set[str]]:
    """`pyside6-essentials` and its extras, of `PySide6_Essentials[x]>=6.9; os_name == "nt"`."""
    match = re.match(r"([\w.-]+)\s*(?:\[([^\]]*)\])?", requirement)
    if match is None:
        return requirement, set()
    name = re.sub(r"[-_.]+", "-", match[1]).lower()
    return name, {each.strip() for each in (match[2] or "").split(",") if each.strip()}


def _licence(about: metadata.Distribution) -> str:
    told = about.metadata
    for field in ("License-Expression", "License"):
        words = str(told[field]).strip() if field in told else ""
        if words and len(words) <= _LONGEST and "\n" not in words:
            return words
    named = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    return ", ".join(each.rpartition(" :: ")[2] for each in named) or _("see its files")


class AboutDialog(QDialog):
    """Versions to copy into a letter for help, and licences to read.

    Attributes:
        text: the licences.
        copy: puts everything on the clipboard.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About {name}").format(name=APP_NAME))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._versions = versions()
        self._database = build.label("…", selectable=True)
        self.text = QPlainTextEdit("\n".join(" · ".join(each) for each in licences()))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.font(12))
        self.text.setAccessibleName(_("What comes with it, and under which licence"))
        self.copy = build.button(_("&Copy"), "copy")
        self.copy.clicked.connect(self._copy)
        close = close_button()
        close.clicked.connect(self.accept)
        column = build.column(self._head(), self._facts(), spacing=14, margins=(24, 22, 24, 18))
        head = build.label(self.text.accessibleName(), size=12, weight=600, tone="muted")
        head.setBuddy(self.text)
        column.addLayout(build.column(head, self.text, spacing=6), 1)
        column.addLayout(build.row(self.copy, 0, close))
        self.setLayout(column)
        build.fit(self, 520, 540)
        close.setFocus()
        if context.tasks.workspace is None:
            self._database.setText(_("No office is open."))
        else:
            asked = services.health.database_version.call()
            context.tasks.query(self, "database", asked, done=self._database.setText)

    def _head(self) -> QWidget:
        picture = QLabel()
        picture.setPixmap(program_icon().pixmap(theme.px(48), theme.px(48)))
        words = _("Contacts and sales, on your own computer. Free software under the MIT licence.")
        name = build.label(APP_NAME, size=18, weight=600)
        line = build.row(picture, spacing=16)
        told = build.label(words, tone="muted", wrap=True)
        line.addLayout(build.column(0, name, told, 0, spacing=2), 1)
        return build.holder(line)

    def _facts(self) -> QWidget:
        column = build.column(spacing=4)
        for name, value in self._versions:
            column.addLayout(_line(name, build.label(value, selectable=True, wrap=True)))
        column.addLayout(_line(_("Database"), self._database))
        return build.holder(column)

    def _copy(self) -> None:
        told = [*self._versions, (_("Database"), self._database.text())]
        lines = [f"{name}: {value}" for name, value in told]
        QGuiApplication.clipboard().setText("\n".join([*lines, "", self.text.toPlainText()]))
        self.copy.setText(build.GAP + _("Copied"))


def _line(name: str, value: QWidget) -> QHBoxLayout:
    label = build.label(name, tone="muted")
    label.setFixedWidth(theme.px(110))
    line = build.row(label)
    line.addWidget(value, 1)
    return line

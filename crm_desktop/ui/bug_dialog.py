"""The dialog about a fault of ours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import close_button


class BugDialog(QDialog):
    """Our fault: says so, and gives the report to copy."""

    def __init__(self, report: str, path: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A fault in CRM Desktop"))
        self._report = report
        lead = build.label(
            _(
                "This should not have happened, and it is not your fault. What you saved is safe; "
                "what was just being done may be unfinished. You can go on working. If it happens "
                "again, send this report to whoever looks after the program."
            ),
            wrap=True,
        )
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Report"))
        self.text.setMinimumHeight(theme.px(180))
        self.text.setTabChangesFocus(True)
        kept = _("Kept as {path}").format(path=path) if path else _("It could not be kept on disk.")
        where = build.label(kept, size=12, tone="faint", wrap=True, selectable=True)
        self.copy_button = build.button(_("&Copy the report"), "copy")
        self.copy_button.clicked.connect(self.copy)
        close = close_button()
        close.clicked.connect(self.accept)
        title = build.label(_("A fault in the program"), size=18, weight=600)
        buttons = build.row(self.copy_button, 0, close)
        column = build.column(title, lead, self.text, where, buttons, spacing=12)
        column.setContentsMargins(*(theme.px(side) for side in (24, 20, 24, 18)))
        self.setLayout(column)
        build.fit(self, 640, 440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close.setFocus()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._report)
        self.copy_button.setText(build.GAP + _("Copied"))

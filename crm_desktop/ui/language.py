"""Qt's own words in the user's language, and the side from which that language is written."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from crm_desktop import i18n

_NAME = "words of Qt"


def speak(app: QApplication) -> None:
    """Have buttons and file choosers of Qt speak as ours do; mirror the windows where needed."""
    for old in app.findChildren(QTranslator, _NAME):
        app.removeTranslator(old)
        old.deleteLater()
    language = i18n.language()
    if language and not language.startswith("en"):
        words = QTranslator(app)
        words.setObjectName(_NAME)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if words.load(f"qtbase_{language}", folder):
            app.installTranslator(words)
    mirrored = i18n.is_right_to_left()
    side = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(side)

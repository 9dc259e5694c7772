"""Every question and file chooser of the program goes through here; tests answer in advance.

Nothing blocks: an answer comes to the function given as `then`. That is why dialogs are opened,
never executed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QMessageBox, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.paths import APP_NAME, data_dir
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MARGIN = 14.0  # of a printed page, in millimetres


def set_margins(printer: QPrinter) -> None:
    """Margins that every printer keeps and a punch leaves room for."""
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the person can decide. Not doing it is always the way out.

    Attributes:
        text: what will happen, as a question.
        yes: words of the button that does it.
        more: what is safe, what cannot be taken back.
        no, stay: where there are three answers: the other way, and the way back.
    """

    text: str
    yes: str
    more: str = ""
    no: str = ""
    stay: str = ""


@dataclass(frozen=True, slots=True)
class FileKinds:
    """Kinds of files a chooser offers: words and patterns."""

    kinds: tuple[tuple[str, str], ...]

    def filters(self) -> str:
        """As Qt wants them."""
        every = ((_("All files"), "*"),)
        return ";;".join(f"{_(words)} ({patterns})" for words, patterns in (*self.kinds, *every))


STORES = FileKinds(((N_("CRM Desktop files"), "*.crm"),))
IMPORTS = FileKinds(
    (
        (
            N_("Contacts, products, deals, orders"),
            "*.csv *.tsv *.txt *.xlsx *.xls *.ods *.vcf *.xlsb *.xlsm",
        ),
        (N_("Tables"), "*.csv *.tsv *.txt *.xlsx *.xls *.ods"),
        (N_("vCards"), "*.vcf"),
    )
)
EXPORTS = FileKinds(
    ((N_("Excel workbook"), "*.xlsx"), (N_("CSV table"), "*.csv"), (N_("vCards"), "*.vcf"))
)
PICTURES = FileKinds(((N_("Pictures"), "*.png *.jpg *.jpeg *.webp *.gif *.bmp"),))


class Dialogs:
    """The gateway. A program has one; a test puts its own in its place.

    Attributes:
        unopened: hears which address no program wanted.
    """

    unopened: Callable[[str], None] | None = None
    _last: Path | None = None  # the folder a file was chosen in

    def confirm(self, parent: QWidget, question: Question, then: Callable[[], None]) -> None:
        """Ask; `then` runs only after a yes."""
        box = _asking(parent, question)
        yes = box.addButton(question.yes, QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(no)
        box.finished.connect(box.deleteLater)
        box.buttonClicked.connect(_only(yes, then))
        box.open()

    def choose(
        self,
        parent: QWidget,
        question: Question,
        yes: Callable[[], None],
        no: Callable[[], None],
    ) -> None:
        """Ask with three answers; Escape is `stay`, and nothing runs then."""
        box = _asking(parent, question)
        first = box.addButton(question.yes, QMessageBox.ButtonRole.AcceptRole)
        other = box.addButton(question.no, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(question.stay, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(first)
        box.setEscapeButton(stay)
        box.finished.connect(box.deleteLater)
        box.buttonClicked.connect(_only(first, yes))
        box.buttonClicked.connect(_only(other, no))
        box.open()

    def tell(self, parent: QWidget, text: str) -> None:
        """Say something that needs no decision, where no window can show it in itself."""
        box = QMessageBox(parent)
        box.setWindowTitle(APP_NAME)
        _mark(box, QMessageBox.Icon.Information, "info")
        box.setText(text)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.finished.connect(box.deleteLater)
        box.open()

    def open_file(
        self, parent: QWidget, title: str, kinds: FileKinds, then: Callable[[Path], None]
    ) -> None:
        """Choose a file that is there."""
        chooser = self._chooser(parent, title, kinds, then)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.open()

    def open_files(
        self, parent: QWidget, title: str, kinds: FileKinds, then: Callable[[list[Path]], None]
    ) -> None:
        """Choose one file or several that are there."""
        chooser = QFileDialog(parent, title, str(self.folder_for(kinds)))
        chooser.setNameFilter(kinds.filters())
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)

        def chosen(names: list[str]) -> None:
            files = [Path(name) for name in names]
            self._last = files[0].parent
            then(files)

        chooser.filesSelected.connect(chosen)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def save_file(
        self,
        parent: QWidget,
        title: str,
        kinds: FileKinds,
        suggestion: Path,
        then: Callable[[Path], None],
    ) -> None:
        """Choose where to write; the chooser asks before an existing file is replaced."""
        chooser = self._chooser(parent, title, kinds, then)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(suggestion.suffix.removeprefix("."))
        if suggestion.parent != Path():
            chooser.setDirectory(str(suggestion.parent))
        chooser.selectFile(suggestion.name)
        chooser.open()

    def folder_for(self, kinds: FileKinds) -> Path:
        """Where a chooser begins: where the last file was, else where such files are kept."""
        if kinds == STORES and data_dir().is_dir():
            return data_dir()
        if self._last is not None:
            return self._last
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(place) if place and Path(place).is_dir() else Path.home()

    def _chooser(
        self, parent: QWidget, title: str, kinds: FileKinds, then: Callable[[Path], None]
    ) -> QFileDialog:
        chooser = QFileDialog(parent, title, str(self.folder_for(kinds)))
        chooser.setNameFilter(kinds.filters())

        def chosen(name: str) -> None:
            path = Path(name)
            if kinds != STORES:
                self._last = path.parent
            then(path)

        chooser.fileSelected.connect(chosen)
        chooser.finished.connect(chooser.deleteLater)
        return chooser

    def choose_printer(
        self,
        parent: QWidget,
        title: str,
        then: Callable[[QPrinter], None],
        *,
        landscape: bool = False,
    ) -> None:
        """Ask for a printer, or the file of a PDF."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # needed by few, seldom

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        set_margins(printer)
        if landscape:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog = QPrintDialog(printer, parent)
        dialog.accepted.connect(lambda: then(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own open() wants a slot

    def print_document(self, parent: QWidget, document: QTextDocument) -> None:
        """Ask for a printer, then print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # needed by few, seldom

        printer = QPrinter()
        dialog = QPrintDialog(printer, parent)
        dialog.accepted.connect(lambda: document.print_(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def open_outside(self, address: str, *, quiet: bool = False) -> bool:
        """Hand a tel:, mailto: or https: address, or a folder, to the program in charge of it.

        quiet: where there is no such program, the caller says so in words of its own.
        """
        taken = self.hand_over(address)
        if not taken and not quiet and self.unopened is not None:
            self.unopened(address)
        return taken

    def hand_over(self, address: str) -> bool:
        """Whether a program takes it."""
        url = QUrl.fromLocalFile(address) if Path(address).is_absolute() else QUrl(address)
        return QDesktopServices.openUrl(url)


def _asking(parent: QWidget, question: Question) -> QMessageBox:
    """A question that still lacks its answers."""
    box = QMessageBox(parent)
    box.setWindowTitle(APP_NAME)
    _mark(box, QMessageBox.Icon.Question, "circle-question-mark")
    box.setText(question.text)
    box.setInformativeText(question.more)
    return box


def _mark(box: QMessageBox, kind: QMessageBox.Icon, icon_name: str) -> None:
    """A sign of the kind of question, in our own hand."""
    box.setIcon(kind)  # what screen readers go by
    side = theme.px(26)
    box.setIconPixmap(icon(icon_name, "accent_text").pixmap(side, side))


def _only(yes: QAbstractButton, then: Callable[[], None]) -> Callable[[QAbstractButton], None]:
    def answered(pressed: QAbstractButton) -> None:
        if pressed is yes:
            then()

    return answered

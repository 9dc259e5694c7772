"""Import of a file: a rehearsal that writes nothing, the run, and a report that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QRadioButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.errors import Cancelled, UserError
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.import_words import COUNTS, name_of, shown_first, sum_words
from crm_desktop.ui.tasks import Job
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice, progress_bar, show_progress

if TYPE_CHECKING:
    from crm_desktop.services.transfer.importing import ImportOptions, ImportReport
    from crm_desktop.services.undo import Undone

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_POLICIES = (
    ("update", N_("Update them: what the file says wins")),
    ("fill", N_("Fill their blank fields only")),
    ("skip", N_("Leave them as they are")),
)
KINDS = ("person", "company", "product", "product_category", "price_list", "lead", "deal", "order")
_HEADS = (N_("Line"), N_("Column"), N_("What is wrong"))


class ProblemsModel(QAbstractTableModel):
    """Rows and cells of the file that could not be taken as they are."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str]] = []

    def show(self, report: ImportReport) -> None:
        """The problems of a report."""
        self.beginResetModel()
        self._rows = [
            (
                f"{each.file} {i18n.number(each.line or 0)}".strip(),
                each.column or "",
                each.reason,
            )
            for each in report.failures
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many problems are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Line, column, reason."""
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; long reasons in full as a tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class CountTile(QFrame):
    """One number of the report."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("Card")
        self._words = words
        self._number = build.label(size=20, weight=600)
        self._number.setFont(theme.font(20, 600, tabular=True))
        name = build.label(words, size=12, tone="muted")
        self.setLayout(build.column(self._number, name, spacing=0, margins=(14, 8, 14, 9)))

    def show_count(self, count: int) -> None:
        """Show a number; where there is none it stays grey."""
        self._number.setText(i18n.number(count))
        build.set_state(self._number, "tone", "" if count else "faint")
        self.setAccessibleName(f"{self._words}: {self._number.text()}")


class ImportDialog(QDialog):
    """Leads through one import.

    Attributes:
        report: of the rehearsal, then of the run.
        job: what is under way; None for nothing.

    Signals:
        imported: the ImportReport of the run.
        show_asked: entity and filters of the list of what was imported.
    """

    imported = Signal(object)
    show_asked = Signal(str, object)

    def __init__(
        self, context: Context, paths: Sequence[Path], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._paths = context, tuple(paths)
        self._name = name_of(self._paths)
        self.report: ImportReport | None = None
        self.job: Job | None = None
        self._policy = "update"
        self._entity: str | None = None
        self._closing = False
        self._shown: tuple[str, tuple[Filter, ...]] = ("person", ())  # what was imported
        self.notice = Notice()
        self.heading = build.label(self._name, size=18, weight=600, wrap=True)
        self.lead = build.label(wrap=True)
        self.sums = build.label(tone="muted", size=12, wrap=True, selectable=True)
        self._tiles = {key: CountTile(_(words)) for key, words in COUNTS}
        self._progress_note = build.label(size=12, tone="faint")
        self._bar = progress_bar()
        self.problems = ProblemsModel(self)
        self.import_button = build.button(_("&Import"), "upload", primary=True)
        self.undo_button = build.button(_("&Undo this import"), "undo-2")
        self.show_button = build.button(_("&Show these contacts"), "list-filter")
        self.close_button = build.button(_("Cancel"))
        self._counts, self._progress = self._count_row(), self._progress_part()
        self._sums = self._sums_part()
        self._choice, self._list = self._policy_part(), self._problem_table()
        self.kind = ChoiceBox()
        self._kind = self._kind_part()
        self.setWindowTitle(_("Import"))
        self.setLayout(self._build())
        self._wire()
        self.resize(theme.px(660), theme.px(560))

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        column = build.column(spacing=12, margins=(24, 20, 24, 18))
        for part in (self.heading, self.lead, self._kind, self.notice, self._progress):
            column.addWidget(part)
        for part in (self._counts, self._sums, self._choice):
            column.addWidget(part)
        column.addWidget(self._list, 1)
        column.addStretch(0)
        column.addLayout(self._buttons())
        return column

    def _sums_part(self) -> QScrollArea:
        """The sums and notes; of many files they are more than there is room for."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.sums)
        area.setAccessibleName(_("What was read"))
        return area

    def _fit_sums(self) -> None:
        """As high as the words, up to a third of the dialog."""
        width = self._sums.viewport().width() or self.width() - theme.px(48)
        height = min(self.sums.heightForWidth(width), max(self.height() // 3, theme.px(80)))
        self._sums.setFixedHeight(height + theme.px(2))

    def _count_row(self) -> QWidget:
        return build.holder(build.row(*self._tiles.values(), spacing=10))

    def _progress_part(self) -> QWidget:
        return build.holder(build.column(self._bar, self._progress_note, spacing=8))

    def _policy_part(self) -> QWidget:
        self._policy_lead = build.label(weight=500)
        column, group = build.column(self._policy_lead, spacing=2), QButtonGroup(self)
        for value, words in _POLICIES:
            button = QRadioButton(_(words))
            button.setAccessibleName(_(words))
            button.setChecked(value == self._policy)
            button.clicked.connect(partial(self._choose_policy, value))
            group.addButton(button)
            column.addWidget(button)
        return build.holder(column)

    def _kind_part(self) -> QWidget:
        """What a row of the table is, where the program is not to find out."""
        self.kind.addItem(_("Find out by the columns"), None)
        for key in KINDS:
            self.kind.addItem(_(ENTITIES[key].plural), key)
        self.kind.setAccessibleName(_("What the rows are"))
        self.kind.activated.connect(self._choose_kind)
        label = build.label(_("&Rows are"), tone="muted")
        label.setBuddy(self.kind)
        part = build.holder(build.row(label, self.kind, 0, spacing=8))
        part.setVisible(len(self._paths) == 1 and not self._paths[0].is_dir())
        return part

    def _problem_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.problems)
        table.setAccessibleName(_("What is wrong in the file"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(28))
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        head = table.horizontalHeader()
        head.setFont(theme.font(12, 500))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.resizeSection(0, theme.px(64))
        head.resizeSection(1, theme.px(140))
        return table

    def _buttons(self) -> QHBoxLayout:
        found = (self.undo_button, self.show_button)
        return build.row(*found, 0, self.close_button, self.import_button)

    def _wire(self) -> None:
        self.import_button.clicked.connect(self.run)
        self.undo_button.clicked.connect(self.undo)
        self.show_button.clicked.connect(self._ask_to_show)
        self.close_button.clicked.connect(self.reject)
        self._context.tasks.job_moved.connect(self._moved)

    # -------------------------------------------------------------------------------- stages

    def start(self) -> None:
        """Load what reads files, in a worker, then rehearse."""
        self._show_work(_("Reading the file. Nothing is changed yet."))
        self._context.tasks.start_up(self, _load_importing, done=self._loaded, failed=self._failed)

    def _loaded(self, _module: object) -> None:
        self.rehearse()

    def _options(self) -> ImportOptions:
        from crm_desktop.services.transfer import importing, merging

        policy = merging.Policy(self._policy)
        return importing.ImportOptions(entity=self._entity, match=policy)

    def rehearse(self) -> None:
        """Find out what the import would do."""
        from crm_desktop.services.transfer import importing

        self._show_work(_("Reading the file. Nothing is changed yet."))
        call = importing.rehearse_all.call(self._paths, self._options())
        title = _("Reading {name}").format(name=self._name)
        self.job = self._context.tasks.job(
            self, title, call, done=self._rehearsed, failed=self._failed, hidden=True
        )

    def run(self) -> None:
        """Import."""
        from crm_desktop.services.transfer import importing

        self._show_work(_("Importing. Cancel takes everything back."))
        call = importing.run_all.call(self._paths, self._options())
        title = _("Importing {name}").format(name=self._name)
        self.job = self._context.tasks.job(
            self, title, call, done=self._ran, failed=self._failed, hidden=True
        )

    def undo(self) -> None:
        """Take the import back."""
        change_set = self._change_set
        if change_set is None:
            return
        self._show_work(_("Taking the import back."))
        call = services.undo.undo.call(change_set)
        self.job = self._context.tasks.job(
            self, _("Undoing the import"), call, done=self._undone, failed=self._failed, hidden=True
        )

    @property
    def _change_set(self) -> UUID | None:
        report = self.report
        return report.change_set if report is not None and not report.dry_run else None

    def _choose_kind(self, at: int) -> None:
        entity = self.kind.itemData(at)
        if entity != self._entity:
            self._entity = entity
            self.import_button.show()
            self.rehearse()

    def _choose_policy(self, value: str, _on: bool = False) -> None:
        if value != self._policy:
            self._policy = value
            self.rehearse()

    # ---------------------------------------------------------------------------------- show

    def _show_work(self, words: str) -> None:
        """Something is under way."""
        self.notice.hide()
        self.lead.setText(words)
        self._progress_note.clear()
        self._bar.setRange(0, 0)
        for part in (self._counts, self._sums, self._choice, self._list):
            part.hide()
        self.undo_button.hide()
        self.show_button.hide()
        self._progress.show()
        self.import_button.setEnabled(False)
        self.kind.setEnabled(False)
        self.close_button.setText(_("Cancel"))
        self.close_button.setEnabled(True)

    def _moved(self, job: Job) -> None:
        if job is self.job:
            show_progress(job, self._bar, self._progress_note)

    def _rehearsed(self, report: ImportReport) -> None:
        self.job = None
        self.kind.setEnabled(True)
        report.dry_run = True
        self._show_report(report)
        count = report.created + report.updated
        self.lead.setText(_("This is what the import will do. Nothing is changed yet."))
        if count:
            self.import_button.setText(build.GAP + _("&Import"))
            self.import_button.setEnabled(True)
            self.import_button.setDefault(True)
            self.import_button.setFocus()
        else:
            self.lead.setText(_("There is nothing in this file that is not there already."))
        known = report.updated + report.unchanged + report.skipped
        self._choice.setVisible(bool(known) or self._policy != "update")
        words = "{n} row is there already. What shall happen?"
        many = "{n} rows are there already. What shall happen?"
        self._policy_lead.setText(ngettext(words, many, known))

    def _ran(self, report: ImportReport) -> None:
        self.job = None
        self._kind.hide()
        report.dry_run = False
        self._show_report(report)
        self.lead.setText(_("The import is done. It adds up:"))
        self.import_button.hide()
        self.undo_button.setVisible(report.change_set is not None)
        self.close_button.setText(_("Close"))
        self.close_button.setDefault(True)
        self.close_button.setFocus()
        self._offer_list(report, *shown_first(report))
        self.imported.emit(report)

    def _offer_list(self, report: ImportReport, entity: str, *others: str) -> None:
        """Offer to show what was written: the contacts, or the companies where there are none."""
        if report.moment is None:
            return
        self._shown = (entity, (Filter("updated_at", Op.EQ, (report.moment,)),))

        def offer(count: int) -> None:
            if count and self.report is report:
                words = inner(_(ENTITIES[entity].plural))
                said = _("&Show these {plural}").format(plural=words)
                self.show_button.setText(build.GAP + said)
                self.show_button.setAccessibleName(said.replace("&", ""))
                self.show_button.show()
            elif others:
                self._offer_list(report, *others)

        count = services.listing.count.call(ListQuery(entity, filters=self._shown[1]))
        self._context.tasks.query(self, "imported", count, done=offer)

    def _ask_to_show(self) -> None:
        shown = self._shown
        self.accept()
        self.show_asked.emit(*shown)

    def _undone(self, undone: Undone) -> None:
        self.job = None
        self._progress.hide()
        self._list.hide()
        self.lead.setText(_("The import is taken back."))
        self.notice.say(undone.words, "good")
        self.undo_button.hide()
        self.show_button.hide()
        self.import_button.hide()
        self.close_button.setText(_("Close"))
        self.report = None

    def _show_report(self, report: ImportReport) -> None:
        self.report = report
        self._progress.hide()
        for key, _words in COUNTS:
            self._tiles[key].show_count(getattr(report, key))
        self._counts.show()
        self.sums.setText(sum_words(report))
        self._sums.show()
        self._fit_sums()
        self.problems.show(report)
        several = theme.px(180 if report.files else 64)
        self._list.horizontalHeader().resizeSection(0, several)
        self._list.setVisible(self.problems.rowCount() > 0)

    def _failed(self, error: Exception) -> None:
        self.job = None
        if self._closing or isinstance(error, Cancelled):
            self._closing = True
            self.reject()
            return
        self._progress.hide()
        if not isinstance(error, UserError):
            self._context.tasks.report(self, error)
            return
        self.lead.setText(_("The file could not be imported."))
        self.kind.setEnabled(True)
        self.notice.say(str(error), "problem")
        self.import_button.hide()
        self.close_button.setText(_("Close"))

    # ------------------------------------------------------------------------------- leaving

    def reject(self) -> None:
        """Cancel what is under way first; it is rolled back, then the dialog closes."""
        if self.job is None:
            super().reject()
            return
        self._closing = True
        self.job.cancel.request()
        self.close_button.setEnabled(False)
        self.lead.setText(_("Stopping. Everything is taken back."))

    def resizeEvent(self, arg__1: QResizeEvent) -> None:
        super().resizeEvent(arg__1)
        if self._sums.isVisible():
            self._fit_sums()

    def closeEvent(self, arg__1: QCloseEvent) -> None:
        arg__1.ignore()
        self.reject()


def _load_importing() -> object:
    from crm_desktop.services.transfer import importing

    return importing

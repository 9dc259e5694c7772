"""Import of a file: what it holds, a rehearsal that writes nothing, the run, and a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.errors import Cancelled, FileRefused, UserError, ValidationFailed
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.import_mapping import MappingWork
from crm_desktop.ui.import_parts import CountTile, ProblemsModel, problem_table
from crm_desktop.ui.import_problems import ProblemRows
from crm_desktop.ui.import_words import COUNTS, name_of, shown_first, sum_words, unmatched_words
from crm_desktop.ui.tasks import Job
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice, progress_bar, show_progress

if TYPE_CHECKING:
    from crm_desktop.services.transfer.importing import ImportOptions, ImportReport
    from crm_desktop.services.transfer.unmatched import Unmatched
    from crm_desktop.services.undo import Undone

_POLICIES = (
    ("update", N_("Update them: what the file says wins")),
    ("fill", N_("Fill their blank fields only")),
    ("skip", N_("Leave them as they are")),
)
COLUMNS, VALUES, CHECK = range(3)


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
        self.mapping = MappingWork(context, self._paths, self)
        self.choices = self.mapping.choices
        self.tabs, self.pages = self._tab_bar(), QStackedWidget()
        self._was_remembered = self._is_stale = False
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
        self.problem_rows = ProblemRows(context, self._paths, self.notice, self)
        self.import_button = build.button(_("&Import"), "upload", primary=True)
        self.undo_button = build.button(_("&Undo this import"), "undo-2")
        self.show_button = build.button(_("&Show these contacts"), "list-filter")
        self.close_button = build.button(_("Cancel"))
        self._counts, self._progress = self._count_row(), self._progress_part()
        self._sums = self._sums_part()
        self._choice, self._list = self._policy_part(), problem_table(self.problems)
        self._table, self.kind = self.mapping.table, self.mapping.table.kind
        self.columns, self.values = self.mapping.columns, self.mapping.values
        self.unmatched = Notice()
        self.setWindowTitle(_("Import"))
        self.setLayout(self._build())
        self._wire()
        build.fit(self, 760, 680)

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        column = build.column(spacing=12, margins=(24, 20, 24, 18))
        for part in (self.heading, self.lead, self._table, self.tabs, self.notice, self._progress):
            column.addWidget(part)
        for page in (self.columns, self.values, self._check_page()):
            self.pages.addWidget(page)
        self.pages.setCurrentIndex(CHECK)
        column.addWidget(self.pages, 1)
        column.addLayout(self._buttons())
        return column

    def _check_page(self) -> QWidget:
        column = build.column(spacing=12)
        for part in (self.unmatched, self._counts, self._sums, self._choice):
            column.addWidget(part)
        column.addWidget(self._list, 1)
        column.addStretch(0)
        return build.holder(column)

    def _tab_bar(self) -> QTabBar:
        tabs = QTabBar()
        for words in (_("C&olumns"), _("&Values"), _("C&heck")):
            tabs.addTab(words)
        tabs.setObjectName("Parts")
        tabs.setExpanding(False)
        tabs.setCurrentIndex(CHECK)
        tabs.setAccessibleName(_("Steps of the import"))
        tabs.setVisible(bool(self.choices.tables))
        return tabs

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

    def _buttons(self) -> QHBoxLayout:
        found = (self.undo_button, self.show_button, self.problem_rows.button)
        return build.row(*found, 0, self.close_button, self.import_button)

    def _wire(self) -> None:
        self.mapping.changed.connect(self._stale)
        self.mapping.kind_chosen.connect(self._kind_chosen)
        self.columns.judged.connect(self._judged)
        self.mapping.failed.connect(partial(self.notice.say, tone="problem"))
        self.import_button.clicked.connect(self._go)
        self.tabs.currentChanged.connect(self._show_step)
        self.values.near_asked.connect(self.use_near)
        self.values.making_asked.connect(self.make_all)
        self.undo_button.clicked.connect(self.undo)
        self.show_button.clicked.connect(self._ask_to_show)
        self.close_button.clicked.connect(self.reject)
        self._context.tasks.job_moved.connect(self._moved)

    # -------------------------------------------------------------------------------- stages

    def start(self) -> None:
        """Load what reads files, in a worker, then rehearse."""
        self._show_work(_("Reading the file. Nothing is changed yet."))
        self._context.tasks.expect("crm_desktop.services.transfer.importing")
        self._context.tasks.start_up(self, _load_importing, done=self._loaded, failed=self._failed)

    def _loaded(self, _module: object) -> None:
        from crm_desktop.services.transfer import importing

        call = importing.recalled.call(self._paths, importing.ImportOptions())
        self._context.tasks.query(
            self, "recalled", call, done=self._recalled, failed=lambda _error: self.rehearse()
        )

    def _recalled(self, mapping: dict[str, Any] | None) -> None:
        """Begin with the mapping of the last file that had these heads."""
        if mapping is not None:
            self.choices.take(mapping)
            self._was_remembered = True
            self.mapping.show_kind()
        self.rehearse()

    def _forget(self) -> None:
        self.choices.forget()
        self._was_remembered = False
        self.mapping.show_kind()
        self.mapping.look()
        self.rehearse()

    def _options(self) -> ImportOptions:
        from crm_desktop.services.transfer import importing, merging

        policy = merging.Policy(self._policy)
        mapping, entity = self.choices.mapping(), self.choices.entity
        return importing.ImportOptions(entity=entity, mapping=mapping, match=policy)

    def rehearse(self) -> None:
        """Find out what the import would do."""
        from crm_desktop.services.transfer import importing

        self._show_work(_("Reading the file. Nothing is changed yet."))
        call = importing.rehearse_all.call(self._paths, self._options())
        title = _("Reading {name}").format(name=self._name)
        self.job = self._context.tasks.job(
            self, title, call, done=self._rehearsed, failed=self._failed, hidden=True
        )

    def _go(self) -> None:
        """Import, or look again what that would do where something was chosen since."""
        if self._is_stale:
            self.tabs.setCurrentIndex(CHECK)
            self.rehearse()
        else:
            self.run()

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

    # --------------------------------------------------------------------------------- choices

    def _stale(self) -> None:
        """Something was chosen since the rehearsal: it has to be made again."""
        self._is_stale = True
        self.notice.hide()
        self.import_button.setText(build.GAP + _("Check a&gain"))
        self.import_button.setAccessibleName(_("Check again"))
        self.import_button.show()
        self._judged()

    def _judged(self) -> None:
        """Nothing is checked that would be refused."""
        if self._is_stale:
            on_columns = self.tabs.currentIndex() == COLUMNS
            self.import_button.setEnabled(not on_columns or self.columns.is_whole)

    def use_near(self) -> None:
        """Take the near name for each value that has one, and check again."""
        self._match(self.mapping.use_near)

    def make_all(self) -> None:
        """Make whatever is named and can be made, and check again."""
        self._match(self.mapping.make_all)

    def _match(self, how: Callable[[Sequence[Unmatched]], None]) -> None:
        how(self.report.unmatched if self.report is not None else ())
        self._stale()
        self._go()

    def _show_step(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.mapping.show_columns(on=step == COLUMNS)
        if step == CHECK and self._is_stale and self.job is None:
            self.rehearse()

    def _kind_chosen(self) -> None:
        """What the rows are was chosen where no columns are shown: look at once."""
        if self.tabs.currentIndex() == COLUMNS:
            self._stale()
        else:
            self.rehearse()

    def _choose_policy(self, value: str, _on: bool = False) -> None:
        if value != self._policy:
            self._policy = value
            self.rehearse()

    # ---------------------------------------------------------------------------------- show

    def _show_work(self, words: str) -> None:
        """Something is under way."""
        self.notice.hide()
        self.unmatched.hide()
        self.lead.setText(words)
        self._progress_note.clear()
        self._bar.setRange(0, 0)
        for part in (self._counts, self._sums, self._choice, self._list):
            part.hide()
        self.undo_button.hide()
        self.show_button.hide()
        self.problem_rows.button.hide()
        self._progress.show()
        self.import_button.setEnabled(False)
        self._table.setEnabled(False)
        self.tabs.setEnabled(False)
        self.close_button.setText(_("Cancel"))
        self.close_button.setEnabled(True)

    def _moved(self, job: Job) -> None:
        if job is self.job:
            show_progress(job, self._bar, self._progress_note)

    def _rehearsed(self, report: ImportReport) -> None:
        self.job, self._is_stale = None, False
        self._table.setEnabled(True)
        self.tabs.setEnabled(True)
        report.dry_run = True
        self._show_report(report)
        count = report.created + report.updated
        self.lead.setText(_("This is what the import will do. Nothing is changed yet."))
        if count:
            self.import_button.setText(build.GAP + _("&Import"))
            self.import_button.setAccessibleName(_("Import"))
            self.import_button.show()
            self.import_button.setEnabled(True)
            self.import_button.setDefault(True)
            self.import_button.setFocus()
        else:
            self.lead.setText(_("There is nothing in this file that is not there already."))
        known = report.updated + report.unchanged + report.skipped
        self._choice.setVisible(bool(known) or self._policy != "update")
        self._show_unmatched(report)
        if self._was_remembered:
            words = _("The columns are read as in the last file with these heads.")
            self.notice.say(words, "", _("&Find out anew"), self._forget)
        self._policy_lead.setText(
            ngettext(
                "{n} row is there already. What shall happen?",
                "{n} rows are there already. What shall happen?",
                known,
            )
        )

    def _show_unmatched(self, report: ImportReport) -> None:
        """What matched nothing, and the near names with one click."""
        found = report.unmatched
        self.values.show_values(found)
        words = _("&Values") + (f" ({i18n.number(len(found))})" if found else "")
        self.tabs.setTabText(VALUES, words)
        if not found:
            return
        told, use = unmatched_words(found)
        match = (_("&Match values"), lambda: self.tabs.setCurrentIndex(VALUES))
        if use:
            self.unmatched.say(told, "", use, self.use_near, match)
        else:
            self.unmatched.say(told, "", *match)

    def _ran(self, report: ImportReport) -> None:
        self.job = None
        self._table.hide()
        self.tabs.hide()
        self.pages.setCurrentIndex(CHECK)
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
        for button in (self.undo_button, self.show_button, self.problem_rows.button):
            button.hide()
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
        self.problem_rows.offer(report, self._options)
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
        self._table.setEnabled(True)
        self.tabs.setEnabled(True)
        self.notice.say(str(error), "problem")
        self.import_button.hide()
        if not isinstance(error, FileRefused) and self.choices.tables:
            self.lead.setText(_("Say what the columns are, then check again."))
            self._stale()
            self.notice.say(_without_hints(error), "problem")
            self.tabs.setCurrentIndex(COLUMNS)
            self._show_step(COLUMNS)
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


def _without_hints(error: UserError) -> str:
    """A refusal without what it says of mapping files: the page of the columns is one."""
    from crm_desktop.services.transfer.wording import without_hints

    return without_hints(error.problems) if isinstance(error, ValidationFailed) else str(error)


def _load_importing() -> object:
    from crm_desktop.services.transfer import importing

    return importing

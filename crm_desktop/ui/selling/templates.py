"""Templates of documents: named, with texts of their own, or the office's own workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QPushButton

from crm_desktop import i18n, services
from crm_desktop.enums import Permission
from crm_desktop.i18n import N_, _
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.name_dialog import NameDialog
from crm_desktop.ui.selling.few import Column, FewTable, Row
from crm_desktop.ui.selling.section import SectionPage
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.papers.templates import Template

WORKBOOKS = FileKinds(((N_("Excel workbook"), "*.xlsx"),))


class TemplatesSection(SectionPage):
    """The templates.

    Attributes:
        table: all of them.
        choose, try_it, keep_copy, drop: what is done with the workbook of the chosen one.
        example: writes a workbook to begin with.
        dialog: asks for a name, while it is open.
    """

    entities = frozenset({"setting"})

    def __init__(self, context: Context, title: str) -> None:
        lead = _(
            "A quote that names a template has its texts; they are written under Texts of "
            "documents. With a workbook of your own a quote is also written into that: cells with "
            "{{number}}, {{buyer}} or {{total}} are filled, and the row with {{line.description}} "
            "comes once for each line. Begin with the example."
        )
        super().__init__(context, title, lead)
        self._found: Sequence[Template] = ()
        self.dialog: NameDialog | None = None
        self.table = FewTable(
            _("Templates"),
            _("Template"),
            (Column(_("Template")), Column(_("Own texts in"), 240), Column(_("Workbook"), 240)),
        )
        self.table.hint = _(
            "No template yet. Quotes are printed with the usual texts on your letterhead."
        )
        self.choose: QPushButton = build.button(_("Choose a workbook …"), "file-spreadsheet")
        self.try_it: QPushButton = build.button(_("Try it …"), "file-down")
        self.keep_copy: QPushButton = build.button(_("Save a copy …"), "download")
        self.drop: QPushButton = build.button(_("Without workbook"), "x")
        self.example: QPushButton = build.button(_("Example …"), "file-plus")
        self.example.setToolTip(_("Write a workbook with the usual placeholders, to begin with"))
        self.try_it.setToolTip(_("Write the workbook with a sample quote in it"))
        self._wire()
        self.table.edit_button.setText(build.GAP + _("Rename …"))
        of_book = build.row(self.choose, self.try_it, self.keep_copy, self.drop, 0)
        head = build.row(self.example, 0, *self.table.buttons())
        self.lay(head, self.table, of_book, stretch=1)
        self.ask()

    def _wire(self) -> None:
        self.table.asked.connect(self._do)
        self.table.chosen.connect(self._enable)
        self.choose.clicked.connect(self._choose)
        self.drop.clicked.connect(self._drop)
        self.try_it.clicked.connect(self._try)
        self.keep_copy.clicked.connect(self._copy)
        self.example.clicked.connect(self._example)

    # ----------------------------------------------------------------------------------- show

    def ask(self) -> None:
        """Read them again."""
        call = services.sales.templates.overview.call()
        self.context.tasks.query(self, "templates", call, done=self._show)

    def _show(self, found: Sequence[Template]) -> None:
        self._found = found
        rows = [Row(each.id, (each.name, _languages(each), each.file)) for each in found]
        self.table.show_rows(rows, may=self.may(Permission.SETTING_EDIT))

    def _chosen(self) -> Template | None:
        key = self.table.current_key()
        return next((each for each in self._found if each.id == key), None)

    def _enable(self) -> None:
        chosen, may = self._chosen(), self.may(Permission.SETTING_EDIT)
        has_book = chosen is not None and bool(chosen.file)
        self.choose.setEnabled(may and chosen is not None)
        self.drop.setEnabled(may and has_book)
        self.try_it.setEnabled(has_book)
        self.keep_copy.setEnabled(has_book)

    # ---------------------------------------------------------------------------------- names

    def _do(self, what: str) -> None:
        chosen = self._chosen()
        if what == "add":
            self._ask_name(_("New template"), _("Make it"), services.sales.templates.add.call)
        elif chosen is None:
            return
        elif what == "edit":
            rename = partial(services.sales.templates.rename.call, chosen.id)
            self._ask_name(_("Rename the template"), _("Rename"), rename, chosen.name)
        else:
            self._run(services.sales.templates.remove.call(chosen.id))

    def _ask_name(
        self, title: str, button: str, call: Callable[[str], Call[Any]], name: str = ""
    ) -> None:
        """A dialog that stays until the name is taken."""

        def done(answer: Any) -> None:
            dialog.accept()
            if isinstance(answer, UUID):
                self.table.go_to(answer)

        def refuse(error: Exception) -> None:
            if not dialog.refuse(error):
                self.context.tasks.report(dialog, error)

        def submit(given: str) -> None:
            self.context.tasks.command(
                dialog, call(given), done=done, failed=refuse, busy=dialog.ok
            )

        dialog = self.dialog = NameDialog(self, title, button, submit, name)
        dialog.open()

    # ------------------------------------------------------------------------------ workbooks

    def _choose(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            take = partial(self._take, chosen.id)
            self.context.dialogs.open_file(self, _("Choose a workbook"), WORKBOOKS, take)

    def _take(self, key: UUID, path: Path) -> None:
        self._run(services.sales.templates.put_workbook.call(key, path))

    def _drop(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._run(services.sales.templates.drop_workbook.call(chosen.id))

    def _try(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            call = services.sales.templates.write_tried
            self._write(f"{chosen.name}.xlsx", partial(call.call, chosen.id), show=True)

    def _copy(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            call = services.sales.templates.write_copy
            self._write(chosen.file, partial(call.call, chosen.id))

    def _example(self) -> None:
        call = services.sales.templates.write_example.call
        self._write(_("Example form.xlsx"), call, show=True)

    def _write(self, name: str, call: Callable[[Path], Call[Path]], *, show: bool = False) -> None:
        """Ask where to, write it there, and have it shown by the program in charge of it."""

        def written(path: Path) -> None:
            self.notice.hide()
            self.said.emit(_("Written: {name}").format(name=path.name), False)
            if show:
                self.context.dialogs.open_outside(str(path))

        def write(path: Path) -> None:
            self.context.tasks.query(self, "write", call(path), done=written, failed=self.failed)

        title = _("Where to write it")
        self.context.dialogs.save_file(self, title, WORKBOOKS, Path.home() / name, write)

    def _run(self, call: Any) -> None:
        self.context.tasks.command(self, call, done=self.done, failed=self.failed)


def _languages(each: Template) -> str:
    """The languages in which a template has texts of its own."""
    own = (language for (language, _kind), texts in each.texts.own.items() if texts.says_something)
    return ", ".join(i18n.language_said(language) for language in dict.fromkeys(own))


def make(context: Context, _key: str, title: str) -> TemplatesSection:
    """The section."""
    return TemplatesSection(context, title)

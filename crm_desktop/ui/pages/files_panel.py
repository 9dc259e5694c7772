"""The files of a record: add, open, save, rename, delete."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop import services
from crm_desktop.errors import FileRefused, UserError
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ATTACHMENT, EntityType, Record
from crm_desktop.services.queries import Filter, ListQuery, ListRow, Op
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages import files
from crm_desktop.ui.pages.files_list import COLUMNS, File, FilesView, file_of
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

if TYPE_CHECKING:
    from crm_desktop.services.attachments import Added

MOST = 500


class FilesPanel(QWidget):
    """The files of one record.

    Attributes:
        view: the list. add: the button. notice: says what was refused.
    """

    def __init__(self, context: Context, entity: EntityType, saver: Saver) -> None:
        super().__init__()
        self._context, self._entity, self._saver = context, entity, saver
        self.record: Record | None = None
        self._tried: set[UUID] = set()  # of which a preview was asked for
        self.view = FilesView(context.clock)
        self.add = build.button(_("Add a file …"), "paperclip")
        self.add.clicked.connect(self._choose)
        build.hug(self.add)
        self.notice = Notice()
        hint = build.label(_("or drop it here"), size=12, tone="faint")
        line = build.row(self.add, hint, 0, margins=(20, 10, 20, 4))
        told = build.row(self.notice, margins=(20, 0, 20, 4))
        column = build.column(line, told, spacing=0)
        column.addWidget(self.view, 1)
        self.setLayout(column)
        self._wire()

    def _wire(self) -> None:
        self.view.opened.connect(self.open)
        self.view.delete_asked.connect(self.delete)
        self.view.menu_asked.connect(self._menu)
        self.view.renamed.connect(self.rename)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Ask for the files of a record."""
        if self.record is None or self.record.id != record.id:
            self.notice.hide()
            self.view.rows.show([])
        self.record = record
        self.add.setEnabled(not record.deleted)
        mine = Filter(self._entity.key, Op.EQ, (record.id,))
        first = services.listing.first.call(ListQuery("attachment", filters=(mine,)), COLUMNS, MOST)
        self._context.tasks.query(self, "files", first, done=self._show)

    def forget(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "files")
        self.record = None

    def _show(self, rows: list[ListRow]) -> None:
        found = [file_of(row) for row in rows]
        current = self.view.current_row()
        self.view.rows.show(found)
        for at, file in enumerate(found):
            if current is not None and file.id == current.id:
                self.view.go_to(at)
        self._preview_next()

    def _preview_next(self) -> None:
        """One picture after the other: they are read while nobody waits for them."""
        for file in self.view.rows.all:
            if file.is_picture and file.id not in self._tried:
                self._tried.add(file.id)
                content = services.attachments.content.call(file.id)
                draw = partial(self._draw, file.id)
                self._context.tasks.query(
                    self, "preview", content, done=draw, failed=self._no_preview
                )
                return

    def _no_preview(self, _error: Exception) -> None:
        """The icon stays; the next picture may do."""
        self._preview_next()

    def _draw(self, key: UUID, content: bytes) -> None:
        done = partial(self._drawn, key)
        self._context.tasks.start_up(
            self, lambda: files.preview(content), done=done, failed=self._no_preview
        )

    def _drawn(self, key: UUID, picture: QImage) -> None:
        if not picture.isNull():
            self.view.pictures[key] = QPixmap.fromImage(picture)
            self.view.viewport().update()
        self._preview_next()

    # ----------------------------------------------------------------------------------- add

    def _choose(self) -> None:
        title = _("Add a file")
        self._context.dialogs.open_file(
            self, title, FileKinds(()), lambda path: self.add_files([path])
        )

    def add_files(self, paths: Sequence[Path]) -> None:
        """Keep files with the record; large ones show how far they are."""
        if self.record is None:
            return
        self.notice.hide()
        call = services.attachments.add_all.call(self.record.entity, self.record.id, tuple(paths))
        title = _("Adding files")
        self._context.tasks.job(self, title, call, done=self._added, failed=self._failed)

    def _added(self, added: Added) -> None:
        if added.files:
            count = len(added.files)
            one = _("{name} added").format(name=added.files[0].label)
            many = ngettext("{n} file added", "{n} files added", count)
            self._saver.tell(one if count == 1 else many)
        if added.refused:
            self.notice.say(" ".join(added.refused), "problem")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    # ---------------------------------------------------------------------------------- work

    def _menu(self, file: File, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon_name, words, action in (
            ("external-link", _("&Open"), self.open),
            ("download", _("&Save as …"), self.save_as),
        ):
            menu.addAction(icon(icon_name), words).triggered.connect(partial(_do, action, file))
        rename = menu.addAction(icon("pencil"), _("&Rename"))
        rename.triggered.connect(lambda: self.view.edit(self.view.currentIndex()))
        details = menu.addAction(icon("sticky-note"), _("Name and &note …"))
        details.triggered.connect(partial(_do, self.edit_details, file))
        delete = menu.addAction(icon("trash-2"), _("&Delete"))
        delete.triggered.connect(partial(_do, self.delete, file))
        menu.popup(point)

    def open(self, file: File) -> None:
        """Show a copy in the program in charge of it."""
        try:
            services.attachments.refuse_program(file.name)
        except FileRefused as refused:
            self.notice.say(str(refused), "problem")
            return
        content = services.attachments.content.call(file.id)
        self._context.tasks.query(self, "open", content, done=partial(self._copy, file))

    def _copy(self, file: File, content: bytes) -> None:
        self._context.tasks.start_up(
            self,
            lambda: files.copy_to_open(file.id, file.name, content),
            done=lambda path: self._opened(file, path),
            failed=self._failed,
        )

    def _opened(self, file: File, path: Path) -> None:
        if not self._context.dialogs.open_outside(str(path), quiet=True):
            text = _("No program opens {name}. Save it and open it there.")
            self.notice.say(text.format(name=file.name), "problem")

    def save_as(self, file: File) -> None:
        """Write the file to a place of one's own."""
        suggestion = Path.home() / files.safe_name(file.name)
        then = partial(self._save_to, file)
        self._context.dialogs.save_file(self, _("Save the file"), FileKinds(()), suggestion, then)

    def _save_to(self, file: File, path: Path) -> None:
        content = services.attachments.content.call(file.id)
        write = partial(self._write, path)
        self._context.tasks.query(self, "save", content, done=write)

    def _write(self, path: Path, content: bytes) -> None:
        def told(saved: Path) -> None:
            self._saver.told.emit(_("Saved as {name}").format(name=saved.name), None)

        self._context.tasks.start_up(
            self, lambda: files.save_copy(path, content), done=told, failed=self._failed
        )

    def rename(self, file: File, name: str) -> None:
        """Give a file another name."""
        load = services.records.load.call("attachment", file.id)
        self._context.tasks.query(self, "rename", load, done=partial(self._rename, name))

    def _rename(self, name: str, record: Record) -> None:
        save = services.records.save.call(
            "attachment", record.id, {"name": name}, version=record.version
        )
        words = _("Renamed to {name}").format(name=name)
        self._saver.run(save, words, failed=self._failed)

    def edit_details(self, file: File) -> None:
        """Name and note of a file, in a small form."""
        load = services.records.load.call("attachment", file.id)
        self._context.tasks.query(self, "details", load, done=self._show_details)

    def _show_details(self, record: Record) -> None:
        from crm_desktop.ui.form import Task, show_form  # not needed before the first paint

        title = _("{name}: name and note").format(name=record.label)
        task = Task(ATTACHMENT, record, only=("name", "description"), title=title)
        show_form(self._context, task, self.window())

    def delete(self, file: File) -> None:
        """Move a file to the trash."""
        delete = services.records.delete.call("attachment", (file.id,))
        self._saver.run(delete, lambda deleted: deleted.words)


def _do(action: Any, file: File, _on: bool = False) -> None:
    action(file)

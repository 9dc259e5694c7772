"""What is done with the rows of a list: edit a cell, change many, peek, copy, print, sum up.

Each part is made when it is used for the first time: none is needed for the first paint.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field
from crm_desktop.services.queries import Sort, Summary
from crm_desktop.services.workspace import Call
from crm_desktop.ui import words
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import Display
from crm_desktop.ui.table.columns import SUMMED

if TYPE_CHECKING:
    from crm_desktop.services.bulk import BulkDone
    from crm_desktop.ui.bulk_bar import BulkBar
    from crm_desktop.ui.bulk_dialog import BulkDialog, Selection
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.peek import Peek
    from crm_desktop.ui.printing import ListPrint
    from crm_desktop.ui.table.cell_editing import CellEditing
    from crm_desktop.ui.table.clip import Clip, Form
    from crm_desktop.ui.table.grouping import Grouping


class ListTools(QObject):
    """The tools of one list page.

    Attributes:
        cells: edits cells; None before the first one.
        bar: shown while several rows are selected; None before.
        glance: a look at a record over the list; None before the first one.
        dialog: the change of many records that is being decided, or was last.

    Signals:
        said: words for a toast, and whether Undo takes back what they tell.
        asked: the key of an action of the window.
        form_asked: id of a record to edit in its form, and where in it.
        summed: in words, what the selected numbers add up to; empty for nothing.
        export_asked: ids of the rows to export.
    """

    said = Signal(str, bool)
    asked = Signal(str)
    form_asked = Signal(bytes, str)
    summed = Signal(str)
    export_asked = Signal(object)

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._room: QVBoxLayout | None = None
        self.cells: CellEditing | None = None
        self.bar: BulkBar | None = None
        self.dialog: BulkDialog | None = None
        self.glance: Peek | None = None
        self._clip: Clip | None = None
        self._print: ListPrint | None = None
        self._grouping: Grouping | None = None

    def wire(self, room: QVBoxLayout) -> None:
        """Follow the list; what floats below it goes into `room`."""
        self._room = room
        view = self._page.view
        view.chosen.connect(self._show_chosen)
        view.chosen.connect(self.sum_up)
        view.cell_moved.connect(self.sum_up)
        self._page.model.reordered.connect(self.sum_up)
        view.peeked.connect(self.peek)
        view.escaped.connect(self.end_peek)
        view.current.connect(self._follow)
        view.copy_asked.connect(partial(self.copy, "text"))
        view.pack = lambda _entity, ids: self.clip.packed(ids)

    def follow(self, display: Display) -> None:
        """A display in the place of the table."""
        display.chosen.connect(self._show_chosen)
        display.peeked.connect(self.peek)
        display.escaped.connect(self.end_peek)
        display.current.connect(self._follow)
        display.said.connect(self.said)

    # ---------------------------------------------------------------------------------- cells

    def edit_cell(self) -> None:
        """Edit the cell the keyboard is in, where it stands."""
        if self.cells is None:
            from crm_desktop.ui.table.cell_editing import CellEditing

            page = self._page
            self.cells = CellEditing(self._context, page.view, page.model)
            self.cells.saved.connect(self._say_done)
            self.cells.lost.connect(self._say)
            self.cells.form_asked.connect(self.form_asked)
        self.cells.begin()

    def _say_done(self, words: str) -> None:
        self.said.emit(words, True)

    def _say(self, words: str) -> None:
        self.said.emit(words, False)

    # ----------------------------------------------------------------------------------- sums

    def sum_up(self, *_moved: object) -> None:
        """Add up the numbers of the column the keyboard is in, of the selected rows."""
        view, page = self._page.view, self._page
        if page.displays.shown is not None:
            self.summed.emit("")
            return
        field = page.model.columns[view.cell_at].field
        if field.kind not in SUMMED or view.selected_count() < 2:
            self._context.tasks.forget(self, "sum")
            self.summed.emit("")
            return
        chosen = self.selection().chosen
        totals = services.chosen.totals.call(page.entity.key, chosen, (field.key,))
        self._context.tasks.query(self, "sum", totals, done=partial(self._tell_sum, field))

    def _tell_sum(self, field: Field, summary: Summary) -> None:
        total, filled = summary.sums[field.key], summary.filled[field.key]
        parts = summary.parts.get(field.key, {})
        told = words.sums_of(field, parts) if parts else words.sum_of(field, total)
        said = _("{field}: sum {sum}").format(field=_(field.label), sum=told)
        if filled and len(parts) < 2:  # amounts in several currencies have no average
            average = round(total / filled, 0 if abs(total) >= filled * 1000 else 2)
            currency = next(iter(parts), "")
            mean = _("average {average}").format(average=words.sum_of(field, average, currency))
            said = f"{said}, {mean}"
        self.summed.emit(said)

    # ----------------------------------------------------------------------------------- peek

    @property
    def is_peeking(self) -> bool:
        """Whether a record is looked at over the list."""
        return self.glance is not None and self.glance.isVisible()

    def peek(self) -> None:
        """Look at the record the keyboard is on, or enough of it; the pane shows it anyway."""
        if self.is_peeking or self._page.pane.isVisible():
            self.end_peek()
            return
        if self.glance is None:
            from crm_desktop.ui.peek import Peek

            self.glance = Peek(self._context, self._page.entity, self._page)
            self.glance.closed.connect(self.end_peek)
            self._context.tasks.changed.connect(self.glance.on_changes)
        self.glance.show_id(self._page.here.current_id)

    def end_peek(self) -> None:
        """Only the list again."""
        if self.glance is not None and self.is_peeking:
            self.glance.hide()
            self._page.here.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, key: bytes) -> None:
        if self.glance is not None and self.is_peeking:
            self.glance.show_id(key)

    # ------------------------------------------------------------------------- copy and drag

    @property
    def clip(self) -> Clip:
        """Takes the selected rows elsewhere."""
        if self._clip is None:
            from crm_desktop.ui.table.clip import Clip

            self._clip = Clip(self._context, self._page, self._page.model)
            self._clip.said.connect(self._say)
        return self._clip

    def copy(self, form: Form) -> None:
        """Put the selected rows on the clipboard."""
        self.clip.copy(form)

    def print(self) -> None:
        """What is shown, on paper or in a PDF."""
        if self._print is None:
            from crm_desktop.ui.printing import ListPrint

            self._print = ListPrint(self._context, self._page)
            self._print.said.connect(self._say)
        self._print.begin()

    # --------------------------------------------------------------------------------- groups

    def group_by(self, key: str) -> None:
        """Put rows under headings of what they say in a column; an empty key: no headings."""
        if self._grouping is None:
            from crm_desktop.ui.table.grouping import Grouping

            page = self._page
            self._grouping = Grouping(self._context, page)
            self._grouping.changed.connect(page.ask)
            self._grouping.said.connect(self._say)
        self._grouping.by(key)

    def order(self, order: tuple[Sort, ...]) -> tuple[Sort, ...]:
        """The order of the list, its groups first."""
        return order if self._grouping is None else self._grouping.order(order)

    def fill_groups(self, menu: QMenu) -> None:
        """The columns a list can be grouped by."""
        from crm_desktop.ui.table.grouping import group_fields

        now = self._page.model.grouped
        choices = [
            ("", _("&Nothing")),
            *((f.key, _(f.label)) for f in group_fields(self._page.entity)),
        ]
        for key, said in choices:
            action = menu.addAction(said)
            action.setCheckable(True)
            action.setChecked(key == now)
            action.triggered.connect(partial(self._group, key))
        if self._grouping is not None and now:
            menu.addSeparator()
            self._grouping.fill(menu)

    def _group(self, key: str, _on: bool = False) -> None:
        self._page.place.set_group(key)
        self.group_by(key)

    # ----------------------------------------------------------------------------------- many

    def _show_chosen(self, count: int) -> None:
        """The bar, as soon as there is something for it to say."""
        if self.bar is None:
            if count < 2 or self._room is None:
                return
            from crm_desktop.ui.bulk_bar import BulkBar

            self.bar = BulkBar(self._page.entity)
            self.bar.asked.connect(self._do)
            self._room.addWidget(self.bar)
        self.bar.show_count(count, may_edit=self._may_edit())

    def show_choice(self) -> None:
        """Another display is shown, in which other records are selected."""
        self._show_chosen(self._page.here.selected_count())

    def _may_edit(self) -> bool:
        workspace = self._context.tasks.workspace
        return workspace is not None and self._page.entity.edit in workspace.permissions

    def _do(self, key: str) -> None:
        """What a button of the bar asks for."""
        if key == "clear":
            self._page.here.select_one()
            self._page.here.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.asked.emit(key)

    def selection(self) -> Selection:
        """The selected rows; a whole list is named, not enumerated."""
        from crm_desktop.ui.bulk_dialog import Selection

        page, count = self._page, self._page.here.selected_count()
        table = page.displays.shown is None
        whole = table and page.model.complete and count == len(page.model.groups) > 1
        chosen = page.model.asked if whole else page.here.selected_ids()
        return Selection(page.entity, chosen, count)

    def edit_many(self) -> None:
        """One value for all selected records."""
        from crm_desktop.ui.bulk_dialog import FieldDialog, bulk_fields

        fields = bulk_fields(self._page.entity)
        start = self._page.view.cell_key
        self._open(FieldDialog(self._context, self.selection(), fields, start, self._window()))

    def assign(self) -> None:
        """Give all selected records to somebody."""
        from crm_desktop.ui.bulk_bar import fits
        from crm_desktop.ui.bulk_dialog import FieldDialog

        if not fits(self._page.entity, "bulk_assign"):
            words = _("{plural} belong to nobody in particular.")
            self.said.emit(words.format(plural=_(self._page.entity.plural)), False)
            return
        owner = self._page.entity.field("owner")
        self._open(FieldDialog(self._context, self.selection(), [owner], parent=self._window()))

    def tag(self, *, add: bool) -> None:
        """Put a tag on all selected records, or take one off."""
        from crm_desktop.ui.bulk_bar import fits
        from crm_desktop.ui.bulk_dialog import TagDialog

        if not fits(self._page.entity, "bulk_tag"):
            words = _("{plural} have no tags.").format(plural=_(self._page.entity.plural))
            self.said.emit(words, False)
            return
        self._open(TagDialog(self._context, self.selection(), add=add, parent=self._window()))

    def export_selected(self) -> None:
        """Write the selected rows to a file."""
        self.export_asked.emit(self._page.here.selected_ids())

    def _window(self) -> Any:
        return self._page.window()

    def _open(self, dialog: BulkDialog) -> None:
        dialog.decided.connect(self._run)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _run(self, title: str, call: Call[BulkDone]) -> None:
        job = self._context.tasks.job(self, title, call, done=self._changed)
        job.look = partial(self.asked.emit, "undo_history")

    def _changed(self, done: BulkDone) -> None:
        from crm_desktop.ui.bulk_dialog import counted

        named = partial(counted, self._page.entity)
        words = [_("Changed {what}.").format(what=named(done.changed))]
        if done.refused:
            words.append(_("{what} could not be changed.").format(what=named(done.refused)))
        self.said.emit(" ".join(words), done.changed > 0)

"""What the pane and the page of a record have in common: the parts, and where they lead."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import EntityType
from crm_desktop.ui.context import Context
from crm_desktop.ui.dragging import RECORDS
from crm_desktop.ui.pages.bands import band_of
from crm_desktop.ui.pages.happened import Happened
from crm_desktop.ui.pages.head import Head
from crm_desktop.ui.pages.parts_view import PartsView

PARTS = {
    "timeline": N_("Timeline"),
    "details": N_("Details"),
    "related": N_("Related"),
    "files": N_("Files"),
    "history": N_("History"),
    "prices": N_("Prices"),
    "lines": N_("Lines"),
}
_USUAL = ("timeline", "details", "related", "files", "history")
_IN_PANE = {
    "product": ("prices", "details", "related", "files", "history"),
    "deal": ("timeline", "lines", "details", "related", "files", "history"),
}
_IN_CENTRE = {
    "product": ("prices", "files", "history"),
    "deal": ("timeline", "lines", "files", "history"),
}


def pane_parts(entity: EntityType) -> tuple[str, ...]:
    """The tabs of a pane, in their order."""
    return _IN_PANE.get(entity.key, _USUAL)


def centre_parts(entity: EntityType) -> tuple[str, ...]:
    """The tabs in the middle of a page; details stand at its left, what is related at its right."""
    return _IN_CENTRE.get(entity.key, ("timeline", "files", "history"))


class RecordView(PartsView):
    """A record, as a pane beside a list or as a page of its own.

    Attributes:
        head: who it is. happened: what happened.
        band: what stands below the head of some kinds; None for others.

    Signals:
        new_asked: (entity, values) of a record to make.
        list_asked: (entity, filters) of a list to show.
        part_asked: (record, key of a field) to edit in a small form.
        stage_asked: (record, StageInfo) of a stage a deal is to be moved into.
        action_asked: key of an action of the window.
    """

    new_asked = Signal(object, object)
    list_asked = Signal(str, object)
    part_asked = Signal(object, str)
    stage_asked = Signal(object, object)
    action_asked = Signal(str)

    def __init__(self, context: Context, entity: EntityType, *, wide: bool = False) -> None:
        super().__init__(context, entity)
        self.head = Head(context, entity, self.saver, wide=wide)
        self.band = band_of(context, entity)
        self.has_story = "timeline" in pane_parts(entity)
        self.happened = Happened(context, entity, self.saver)
        self.parts["timeline"] = self.happened
        self.timeline, self.note = self.happened.timeline, self.happened.composer.box
        self.setAcceptDrops(True)
        self._wire_parts()

    def _wire_parts(self) -> None:
        head = self.head
        head.edit_asked.connect(self.edit_asked)
        head.call_asked.connect(self.call)
        head.mail_asked.connect(self.mail)
        head.compose_asked.connect(self.compose_asked)
        head.menu_asked.connect(self.menu_asked)
        head.name_asked.connect(self._edit_name)
        head.action_asked.connect(self.action_asked)
        self.happened.item_asked.connect(self.item_asked)
        if not self.has_story:  # it is shown nowhere
            self.happened.setParent(self)
            self.happened.hide()
        if self.band is not None:
            self.band.stage_asked.connect(self.stage_asked)
            self.band.action_asked.connect(self.action_asked)

    def _make(self, key: str) -> QWidget:
        match key:
            case "related":
                return self._related()
            case "lines":
                from crm_desktop.ui.deals.lines_panel import LinesPanel

                lines = LinesPanel(self._context, self.saver)
                lines.part_asked.connect(self._ask_part)
                lines.new_asked.connect(self.new_asked)
                lines.go_to_asked.connect(self.go_to_asked)
                return lines
            case "prices":
                from crm_desktop.ui.products.prices_panel import PricesPanel

                prices = PricesPanel(self._context, self.saver)
                prices.go_to_asked.connect(self.go_to_asked)
                return prices
            case _:
                return super()._make(key)

    def _related(self) -> QWidget:
        from crm_desktop.ui.pages.related_panel import RelatedPanel

        panel = RelatedPanel(self._context, self._entity, self.ways)
        panel.go_to_asked.connect(self.go_to_asked)
        panel.new_asked.connect(self.new_asked)
        panel.list_asked.connect(self.list_asked)
        panel.part_asked.connect(self._ask_part)
        return panel

    def _ask_part(self, key: str) -> None:
        self.part_asked.emit(self.record, key)

    def _edit_name(self) -> None:
        """A company has one name; that of a contact is made of parts."""
        label = self._entity.field(self._entity.label)
        self.edit_fact("last_name" if label.derived else label.key)

    def edit_fact(self, key: str) -> None:
        """Open the editor of a fact among the details."""
        self.show_part("details")
        self.tell("details")
        self.parts["details"].unfold(key)

    def forget(self) -> None:
        super().forget()
        if self.band is not None:
            self.band.forget()

    # ------------------------------------------------------------------------------- actions

    def call(self) -> None:
        """Dial the main number."""
        self._outside(self.head.address("phones"))

    def mail(self) -> None:
        """Write to the main address."""
        self._outside(self.head.address("emails"))

    def complete_next(self) -> None:
        """Mark the chosen planned activity, or the nearest one, as done."""
        self.happened.complete_next()

    # ---------------------------------------------------------------------------------- drop

    def _can_attach(self, event: QDropEvent) -> bool:
        mine = self.record is not None and not self.record.deleted
        if event.mimeData().hasFormat(RECORDS):
            return False  # rows of a list are no file to keep
        return mine and any(url.isLocalFile() for url in event.mimeData().urls())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._can_attach(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.show_drop_hint(on=True)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.show_drop_hint(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.show_drop_hint(on=False)
        if not self._can_attach(event):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.show_part("files")
        self.tell("files")
        self.parts["files"].add_files(files)

    def show_drop_hint(self, *, on: bool) -> None:
        """Say what dropping does while a file is held over the record."""
        hint = getattr(self, "_hint", None)
        if hint is None and on:
            from crm_desktop.ui.widgets.overlay import DropHint

            hint = self._hint = DropHint(self)
        if hint is not None:
            name = self.record.label if self.record is not None else ""
            hint.say(_("Drop the file to keep it with {name}").format(name=name))
            hint.setVisible(on)

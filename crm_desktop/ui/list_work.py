"""What is done with lists: save, rename, pin, give up; put records in and take them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import i18n, services
from crm_desktop.i18n import _, inner
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dragging import ID, Dragged
from crm_desktop.ui.pages.list_place import ALL, Kind

if TYPE_CHECKING:
    from crm_desktop.services.static_lists import Moved
    from crm_desktop.services.view_content import View
    from crm_desktop.ui.add_to_list_dialog import AddToListDialog
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.name_dialog import NameDialog
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.saved_lists import SavedLists

A_JOB_FROM = 2_000  # so many records are put into a list with progress and cancel
MOST_AT_ONCE = 100_000


class ListWork(QObject):
    """Runs the commands on lists, and asks for names.

    Attributes:
        dialog: the dialog that is open, or was last.
    """

    def __init__(self, context: Context, window: MainWindow, lists: SavedLists) -> None:
        super().__init__(lists)
        self._context, self._window, self._lists = context, window, lists
        self.dialog: NameDialog | AddToListDialog | None = None

    def _run(self, call: Call[Any], said: Callable[[Any], None] | None = None) -> None:
        self._context.tasks.command(self, call, done=said or _nothing)

    def _say(self, words: str) -> None:
        self._window.work.offer_undo(words)

    def _say_moved(self, moved: Moved) -> None:
        if moved.count:
            self._say(moved.words)
        else:
            self._window.toast.say(moved.words)

    def _ask_name(
        self,
        title: str,
        button: str,
        call: Callable[[str], Call[Any]],
        said: Callable[[Any], None],
        name: str = "",
    ) -> None:
        """A dialog that stays until the name is taken; then `said` hears the answer."""
        from crm_desktop.ui.name_dialog import NameDialog  # not needed before the first paint

        def submit(given: str) -> None:
            def done(answer: Any) -> None:
                dialog.accept()
                said(answer)

            self._context.tasks.command(
                dialog, call(given), done=done, failed=self._refuse(dialog), busy=dialog.ok
            )

        dialog = NameDialog(self._window, title, button, submit, name)
        self.dialog = dialog
        dialog.open()

    def _refuse(self, dialog: NameDialog | AddToListDialog) -> Callable[[Exception], None]:
        def refuse(error: Exception) -> None:
            if not dialog.refuse(error):
                self._context.tasks.report(dialog, error)

        return refuse

    def _page(self) -> ListPage | None:
        return self._window.list_shown()

    # ---------------------------------------------------------------------------- saved lists

    def save(self) -> None:
        """Keep the list shown as it is arranged now."""
        page = self._page()
        key = page.place.now.key if page is not None else None
        if page is None or key is None or not page.place.is_changed:
            return
        name, keep = page.place.title, services.saved_views.keep.call(key, page.place.content())

        def saved(_answer: None) -> None:
            self._lists.forget_draft(key)
            self._say(_("Saved the list {name}.").format(name=name))

        self._run(keep, saved)

    def save_as(self) -> None:
        """Keep the list shown under a new name, and go there."""
        page = self._page()
        if page is None:
            return
        content = page.place.content()

        def made(view: View) -> None:
            self._lists.add_view(view)
            self._say(_("Saved the list {name}.").format(name=view.name))

        self._ask_name(
            _("Save this list as"),
            _("Save"),
            lambda name: services.saved_views.keep_as.call(name, content),
            made,
        )

    def discard(self) -> None:
        """Show the list again as it was saved."""
        page = self._page()
        if page is not None and page.place.is_changed:
            key = page.place.now.key
            page.place.show(page.place.now)
            if key is not None:
                self._lists.forget_draft(key)

    def rename(self) -> None:
        """Give the list shown another name."""
        page = self._page()
        now = page.place.now if page is not None else ALL
        if now.key is not None:
            work = self.rename_view if now.kind is Kind.VIEW else self.rename_list
            work(now.key, now.name)

    def rename_view(self, key: UUID, name: str) -> None:
        """Give a saved list another name."""
        call = services.saved_views.rename.call
        self._ask_name(_("Rename the list"), _("Rename"), partial(call, key), self._renamed, name)

    def rename_list(self, key: UUID, name: str) -> None:
        """Give a list kept by hand another name."""
        call = services.static_lists.rename.call
        self._ask_name(_("Rename the list"), _("Rename"), partial(call, key), self._renamed, name)

    def _renamed(self, name: str) -> None:
        self._say(_("The list is called {name} now.").format(name=name))

    def pin(self, key: UUID, *, on: bool) -> None:
        """Show a saved list in the navigation, or take it out."""
        self._run(services.saved_views.pin.call(key, on=on))

    def pin_shown(self) -> None:
        """Show the list in the navigation, or take it out, whichever it is not."""
        page = self._page()
        key = page.place.now.key if page is not None else None
        view = next((each for each in self._lists.views if each.id == key), None)
        if view is not None:
            self.pin(view.id, on=not view.pinned)

    def delete(self) -> None:
        """Give up the list shown."""
        page = self._page()
        now = page.place.now if page is not None else ALL
        if now.key is not None:
            (self.delete_view if now.kind is Kind.VIEW else self.delete_list)(now.key)

    def delete_view(self, key: UUID) -> None:
        """Give up a saved list."""
        self._run(services.saved_views.delete.call(key), self._say)

    def delete_list(self, key: UUID) -> None:
        """Give up a list kept by hand."""
        self._run(services.static_lists.delete.call(key), self._say)

    # -------------------------------------------------------------------------- kept by hand

    def new_list(self, records: Dragged | None = None) -> None:
        """Ask for the name of a new list, and put records into it at once."""
        entity = records.entity if isinstance(records, Dragged) else ""
        keys = records.keys() if isinstance(records, Dragged) else []
        if len(keys) > MOST_AT_ONCE:
            self._too_many()
            return

        def call(name: str) -> Call[Moved]:
            return services.static_lists.create.call(name, entity, keys)

        self._ask_name(_("New list"), _("Make the list"), call, self._made)

    def _made(self, moved: Moved) -> None:
        self._say(moved.words)

    def add(self, key: UUID, records: Dragged) -> None:
        """Put records into a list."""
        call = services.static_lists.add.call(key, records.entity, records.keys())
        self._put(call, records)

    def _put(self, call: Call[Moved], records: Dragged) -> None:
        count = len(records.ids) // ID
        if count > MOST_AT_ONCE:
            self._too_many()
        elif count >= A_JOB_FROM:
            title = _("Adding to the list")
            self._context.tasks.job(self, title, call, done=self._say_moved)
        else:
            self._run(call, self._say_moved)

    def _too_many(self) -> None:
        words = _(
            "At most {most} records can be put into a list at once. Nothing was changed. "
            "Select fewer, for instance with a filter."
        )
        told = words.format(most=i18n.number(MOST_AT_ONCE))
        self._context.dialogs.tell(self._window, told)

    def selected(self) -> Dragged | None:
        """The selected rows; else the record in the pane."""
        page = self._page()
        if page is None:
            return None
        ids = page.here.selected_ids()
        if not ids and page.pane.record is not None:
            ids = page.pane.record.id.bytes
        return Dragged(page.entity.key, ids) if ids else None

    def choose_list(self) -> None:
        """Ask into which list the selected records are to go."""
        from crm_desktop.ui.add_to_list_dialog import AddToListDialog  # as above

        records = self.selected()
        if records is None:
            return
        if len(records.ids) // ID > MOST_AT_ONCE:
            self._too_many()
            return
        dialog = AddToListDialog(self._window, self._lists.lists, self._what(records))
        self.dialog = dialog

        def chosen(key: UUID) -> None:
            dialog.accept()
            self.add(key, records)

        def named(name: str) -> None:
            def done(moved: Moved) -> None:
                dialog.accept()
                self._made(moved)

            call = services.static_lists.create.call(name, records.entity, records.keys())
            refuse = self._refuse(dialog)
            self._context.tasks.command(dialog, call, done=done, failed=refuse, busy=dialog.ok)

        dialog.chosen.connect(chosen)
        dialog.named.connect(named)
        dialog.open()

    def _what(self, records: Dragged) -> str:
        """What is to be added, in words."""
        page, count = self._page(), len(records.ids) // ID
        if page is not None and count == 1 and page.pane.record is not None:
            return page.pane.record.label
        plural = inner(_(page.entity.plural)) if page is not None else ""
        return f"{i18n.number(count)} {plural}"

    def remove_selected(self) -> bool:
        """Take the selected records out of the list shown; False where none kept by hand is."""
        page, records = self._page(), self.selected()
        if page is None or page.place.now.kind is not Kind.LIST or page.place.now.key is None:
            return False
        if records is not None:
            remove = services.static_lists.remove.call
            call = remove(page.place.now.key, records.entity, records.keys())
            self._run(call, self._say_moved)
        return True

    # ------------------------------------------------------------------------------ favourites

    def star(self, entity: str, record_id: UUID, *, on: bool) -> None:
        """Make a record a favourite, or no more."""
        self._run(services.favourites.mark.call(entity, record_id, on=on), self._say)

    def star_shown(self) -> None:
        """Turn the star of the record shown."""
        page = self._page()
        record = page.pane.record if page is not None else None
        if page is not None and record is not None:
            on = not self._lists.is_favourite(record.id)
            self.star(page.entity.key, record.id, on=on)

    def order(self, ids: Sequence[UUID]) -> None:
        """Put the favourites into an order."""
        self._run(services.favourites.order.call(ids))


def _nothing(_answer: Any) -> None:
    """The changes of the commit refresh what is shown."""

"""Filters of a list: a menu to add them, chips to see and remove them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import EntityType, Field, Kind
from crm_desktop.services.queries import AnyOf, Filter, Op
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.flow import Flow

_CONTACT = ("phones", "emails")
_FILLED = (Op.EMPTY, Op.NOTEMPTY)
_OTHER = "other "
_RELATED = {"lists": N_("List"), "favourite_of": N_("Favourite of")}
_SIGNS = {Op.EQ: "=", Op.NE: "≠", Op.LT: "<", Op.LE: "≤", Op.GT: ">", Op.GE: "≥", Op.IN: "="}


class FilterBar(QWidget):
    """The filters of one list.

    Attributes:
        button: opens the menu; says how many filters there are.

    Signals:
        changed: the filters are others now.
    """

    changed = Signal()

    def __init__(self, entity: EntityType) -> None:
        super().__init__()
        self._entity = entity
        self._values: dict[str, list[str]] = {}  # of choices, by field
        self._tests: dict[str, Op] = {}  # filled in, or empty
        self._others: list[Filter | AnyOf] = []  # of a saved list, which the menu cannot make
        self.names: dict[str, str] = {}  # of lists and colleagues that filters name, by key
        self.button = build.button(_("Filter"), "list-filter")
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self._menu)
        self._chips = Flow()
        self._chips.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(8))
        self.setLayout(self._chips)
        self.hide()

    def filters(self) -> tuple[Filter | AnyOf, ...]:
        """The filters, for a ListQuery."""
        chosen = [
            Filter(key, Op.IN, tuple(values)) for key, values in self._values.items() if values
        ]
        tests = [Filter(key, op) for key, op in self._tests.items()]
        return (*chosen, *tests, *self._others)

    def set_filters(self, filters: tuple[Filter | AnyOf, ...]) -> None:
        """Show the filters of a saved list. Whoever calls reads the list anew: not `changed`."""
        self._values, self._tests, self._others = {}, {}, []
        for each in filters:
            if isinstance(each, Filter) and self._is_choice(each):
                self._values[each.path] = [str(value) for value in each.values]
            elif isinstance(each, Filter) and each.path in _CONTACT and each.op in _FILLED:
                self._tests[each.path] = each.op
            else:
                self._others.append(each)
        self._show_chips()

    def _is_choice(self, item: Filter) -> bool:
        if not self._entity.has(item.path) or item.op != Op.IN or item.path in self._values:
            return False
        return self._entity.field(item.path).kind == Kind.CHOICE

    def clear(self) -> None:
        """No filter."""
        if self.filters():
            self._values.clear()
            self._tests.clear()
            self._others.clear()
            self._tell()

    # ---------------------------------------------------------------------------------- menu

    def _fill_menu(self) -> None:
        self._menu.clear()
        for field in self._entity.fields:
            if field.kind == Kind.CHOICE and field.choices and not field.derived:
                self._choice_menu(field)
        self._menu.addSeparator()
        for key in _CONTACT:
            if self._entity.has(key):
                self._contact_actions(self._entity.field(key))
        if self.filters():
            self._menu.addSeparator()
            clear = self._menu.addAction(icon("x"), _("&Clear filters"))
            clear.triggered.connect(self.clear)

    def _choice_menu(self, field: Field) -> None:
        menu = self._menu.addMenu(_(field.label))
        chosen = self._values.get(field.key, [])
        for choice in field.choices:
            action = menu.addAction(_(choice.label))
            action.setCheckable(True)
            action.setChecked(choice.value in chosen)
            action.toggled.connect(partial(self._toggle, field.key, choice.value))

    def _contact_actions(self, field: Field) -> None:
        for op, words in ((Op.NOTEMPTY, _("With {what}")), (Op.EMPTY, _("Without {what}"))):
            action: QAction = self._menu.addAction(words.format(what=inner(_(field.label))))
            action.setCheckable(True)
            action.setChecked(self._tests.get(field.key) == op)
            action.toggled.connect(partial(self._test, field.key, op))

    def _toggle(self, key: str, value: str, on: bool) -> None:
        values = self._values.setdefault(key, [])
        if on:
            values.append(value)
        elif value in values:
            values.remove(value)
        self._tell()

    def _test(self, key: str, op: Op, on: bool) -> None:
        if on:
            self._tests[key] = op
        else:
            self._tests.pop(key, None)
        self._tell()

    # --------------------------------------------------------------------------------- chips

    def _tell(self) -> None:
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        self._values = {key: values for key, values in self._values.items() if values}
        self._chips.empty()
        for key, values in self._values.items():
            field = self._entity.field(key)
            said = ", ".join(_(field.choice(value).label) for value in values)
            self._chip(f"{_(field.label)}: {said}", key)
        for key, op in self._tests.items():
            words = _("With {what}") if op == Op.NOTEMPTY else _("Without {what}")
            self._chip(words.format(what=inner(_(self._entity.field(key).label))), key)
        for at, other in enumerate(self._others):
            self._chip(_words(self._entity, other, self.names), f"{_OTHER}{at}")
        count = len(self.filters())
        words = _("Filter") if not count else _("Filter · {n}").format(n=count)
        self.button.setText(build.GAP + words)
        self.button.setAccessibleName(words)
        self.setVisible(bool(count))
        self.updateGeometry()

    def _chip(self, words: str, key: str) -> None:
        chip = QPushButton(words + "\u2002")
        chip.setObjectName("Chip")
        chip.setFont(theme.font(12, 500))
        chip.setIcon(icon("x", "accent_text"))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(_("Remove this filter"))
        chip.setAccessibleName(_("Remove the filter {words}").format(words=words))
        chip.setAutoDefault(False)
        chip.clicked.connect(partial(self._remove, key))
        self._chips.addWidget(chip)

    def _remove(self, key: str, _on: bool = False) -> None:
        self._values.pop(key, None)
        self._tests.pop(key, None)
        if key.startswith(_OTHER):
            del self._others[int(key.removeprefix(_OTHER))]
        self._tell()


def _words(entity: EntityType, item: Filter | AnyOf, names: Mapping[str, str]) -> str:
    """A filter that another program, or a newer version, has made."""
    if isinstance(item, AnyOf):
        return _(" or ").join(_words(entity, each, names) for each in item.filters)
    head = item.path.partition(".")[0]
    label = _RELATED.get(head, item.path)
    if entity.has(head):
        label = entity.field(head).label
    values = ", ".join(names.get(str(value), str(value)) for value in item.values)
    return f"{_(label)} {_SIGNS.get(item.op, item.op)} {values}".strip()

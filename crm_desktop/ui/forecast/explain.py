"""How the figures of a month are reckoned, and the way to the deals behind each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.sales.forecasting.forecast_figures import Column, Forecast
from crm_desktop.ui import theme
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.words import Figure
from crm_desktop.ui.widgets import build

WIDTH = 460


class Explanation(QFrame):
    """A card over the window with each figure of a column; Escape or a click elsewhere ends it.

    Attributes:
        links: the buttons that lead to a list.

    Signals:
        list_asked: the filters of the list that is wanted.
    """

    list_asked = Signal(object)

    def __init__(self, found: Forecast, column: Column, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setObjectName("Card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = words.title(column)
        self.setAccessibleName(_("How the figures of {month} are reckoned").format(month=title))
        self.links: list[QPushButton] = []
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        for figure in words.figures(column, found.currency):
            self._add(grid, figure, may_list=_may_list(found))
        body = build.column(build.label(title, size=15, weight=600), 2, spacing=6)
        body.addLayout(grid)
        for note in found.notes:
            body.addWidget(build.label(note, size=12, tone="muted", wrap=True))
        body.setContentsMargins(*(theme.px(each) for each in (18, 14, 18, 14)))
        self.setLayout(body)
        self.setFixedWidth(theme.px(WIDTH))

    def _add(self, grid: QGridLayout, figure: Figure, *, may_list: bool) -> None:
        at = grid.rowCount()
        grid.addWidget(build.label(figure.label, weight=600), at, 0)
        said = build.label(figure.said, weight=600)
        said.setFont(theme.font(13, 600, tabular=True))
        said.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(said, at, 1)
        grid.addWidget(build.label(figure.reckoned, size=12, tone="muted", wrap=True), at + 1, 0)
        if figure.filters is not None and may_list:
            self._link(grid, at + 1, figure)
        grid.setRowMinimumHeight(at + 2, theme.px(6))

    def _link(self, grid: QGridLayout, at: int, figure: Figure) -> None:
        """To the list of the deals."""
        counted = words.counted(figure.deals)
        name = _("Show {deals}: {figure}").format(deals=counted, figure=figure.label)
        link = build.button(counted, name=name, link=True)
        link.setFont(theme.font(12, 500))
        link.clicked.connect(partial(self._ask, figure))
        self.links.append(link)
        grid.addWidget(link, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def _ask(self, figure: Figure) -> None:
        self.close()
        self.list_asked.emit(figure.filters)

    def show_under(self, widget: QWidget) -> None:
        """Show it under a button, inside its window."""
        self.adjustSize()
        window = widget.window()
        corner = widget.mapToGlobal(QPoint(widget.width(), widget.height() + 2))
        left = corner.x() - self.width()
        least = window.mapToGlobal(QPoint(8, 0)).x()
        self.move(max(left, least), corner.y())
        self.show()
        if self.links:
            self.links[0].setFocus(Qt.FocusReason.PopupFocusReason)


def _may_list(found: Forecast) -> bool:
    """A list shows deals as they are today, and knows no team with those below it."""
    return not found.is_past and found.scope.team is None

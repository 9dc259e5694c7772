"""The style sheet: Fusion with our colours. No font in here, see theme.font()."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.ui.theme import Tokens


def style_sheet(t: Tokens, px: Callable[[float], int]) -> str:
    """The sheet for a mode and a text size."""
    parts = (_panels(t), _buttons(t, px), _tools(t, px), _inputs(t, px), _views(t, px), _popups(t))
    more = (_palette(t, px), _help(t, px), _record(t, px), _board(t, px), _quote(t, px))
    return "\n".join((*parts, *more, _high_contrast(t) if t.high else ""))


def _quote(t: Tokens, px: Callable[[float], int]) -> str:
    """The page on which a quote is written."""
    return f"""
QTableView#Lines {{ selection-background-color: transparent; selection-color: {t.text}; }}
QTableView#Lines QHeaderView::section {{ padding: 0 {px(8)}px; height: {px(30)}px; }}
#Cell, #Cell:focus {{ background: {t.raised}; border: 2px solid {t.accent}; border-radius: 4px;
  padding: 0 {px(6)}px; min-height: {px(20)}px; }}
QPlainTextEdit#Cell {{ padding: {px(3)}px {px(2)}px; }}
#Cell[wrong="true"] {{ border-color: {t.danger}; }}
#Products {{ background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: 8px; }}
#Products QListView {{ background: transparent; }}
#Totals, #Totals > QWidget > QWidget {{ background: {t.sidebar}; }}
#Totals QLineEdit {{ background: {t.canvas}; border-color: {t.border}; }}
#Totals QLineEdit:focus {{ border-color: {t.accent}; }}
QPushButton#Figure, QPushButton#Warned {{ background: transparent; border: 1px solid transparent;
  border-radius: 6px; padding: 0; min-height: 0; text-align: left; }}
QPushButton#Figure:hover, QPushButton#Warned:hover {{ background: {t.pressed}; }}
QPushButton#Figure:focus, QPushButton#Warned:focus {{ border-color: {t.accent}; }}
#Suggestion {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 8px; }}
#Terms, #Terms > QWidget > QWidget {{ background: {t.raised}; }}
QAbstractScrollArea#Pages {{ background: {t.sunken}; border: 0; }}
"""


def _record(t: Tokens, px: Callable[[float], int]) -> str:
    """The facts of a record, and the tabs above its parts."""
    return f"""
#Fact {{ background: transparent; border: 1px solid transparent; border-radius: 6px; }}
#Fact:hover {{ background: {t.hover}; }}
#Fact:focus {{ border-color: {t.accent}; }}
#Fact[editing="true"] {{ background: {t.canvas}; border-color: {t.border}; }}
#Fact > QToolButton {{ background: {t.hover}; padding: 2px; }}
QTabBar#Parts::tab {{ margin-right: {px(11)}px; }}
"""


def _board(t: Tokens, px: Callable[[float], int]) -> str:
    """The columns of the board, the switch of displays, the line that asks what comes next."""
    ground = t.sunken if t.dark else t.sidebar
    return f"""
#BoardColumn {{ background: {ground}; border: 1px solid {t.border}; border-radius: 10px; }}
#BoardColumn[drop="true"] {{ background: {t.selected}; border: 2px solid {t.accent}; }}
QListView#Cards, #BoardColumn QWidget {{ background: transparent; }}
QListView#Cards {{ selection-background-color: transparent; selection-color: {t.text}; }}
QListView#Cards QScrollBar:vertical {{ width: 8px; margin: 1px; }}
#BoardColumn QToolButton:hover {{ background: {t.pressed}; }}
QToolButton#FoldedColumn {{ border-radius: 9px; }}
QToolButton#FoldedColumn:focus {{ border: 2px solid {t.accent}; }}
#Switch {{ background: {t.sunken}; border: 0; border-radius: 7px; }}
#Switch QToolButton {{ padding: 3px {px(8)}px; }}
#Switch QToolButton[narrow="true"] {{ padding: 3px 0; }}
#Switch QToolButton:checked {{ background: {t.raised}; color: {t.text};
  border: 1px solid {t.border_strong}; }}
#Switch QToolButton:focus {{ border: 1px solid {t.accent}; }}
#Notice[tone="calm"] {{ background: {t.sidebar}; border: 1px solid {t.border}; }}
#Notice[tone="calm"] QLabel {{ color: {t.text}; }}
"""


def _panels(t: Tokens) -> str:
    return f"""
* {{ outline: 0; }}
QMainWindow, QDialog {{ background: {t.canvas}; }}
#Sidebar {{ background: {t.sidebar}; border: 0; border-right: 1px solid {t.border}; }}
#TopBar {{ background: {t.canvas}; border: 0; border-bottom: 1px solid {t.border}; }}
#Detail {{ background: {t.canvas}; border: 0; }}
#Rule {{ background: {t.border}; border: 0; }}
#Peek {{ background: {t.raised}; border: 0; border-left: 1px solid {t.border_strong}; }}
#Peek QScrollArea, #Peek QScrollArea > QWidget > QWidget {{ background: {t.raised}; }}
#BulkBar {{ background: {t.raised}; border: 0; border-top: 1px solid {t.border}; }}
#Told {{ background: {t.sunken}; border: 0; border-radius: 8px; }}
#CellEditor {{ background: {t.raised}; border: 1px solid {t.border_strong};
  border-radius: 8px; }}
#Card {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 10px; }}
#Toast {{ background: {t.text if not t.dark else t.pressed}; border-radius: 8px;
  border: 1px solid {t.text if not t.dark else t.border_strong}; }}
#Toast QLabel {{ color: {t.canvas if not t.dark else t.text}; }}
#Toast QPushButton {{ background: transparent; border: 1px solid transparent; min-height: 0;
  padding: 3px 8px; color: {"#B9C8FF" if not t.dark else t.accent_text}; }}
#Toast QPushButton:focus, #Toast QPushButton:hover {{
  border-color: {"#B9C8FF" if not t.dark else t.accent_text}; }}
#Notice {{ background: {t.hues["amber"][0]}; border: 0; border-radius: 8px; margin-top: 8px; }}
#Notice QLabel {{ color: {t.hues["amber"][1]}; }}
#Notice[tone="problem"] {{ background: {t.hues["rose"][0]}; }}
#Notice[tone="problem"] QLabel {{ color: {t.hues["rose"][1]}; }}
#Notice[tone="good"] {{ background: {t.hues["green"][0]}; }}
#Notice[tone="good"] QLabel {{ color: {t.hues["green"][1]}; }}
#Sample {{ background: {t.sunken}; border: 1px solid {t.border}; border-radius: 10px; }}
#Sample QScrollArea, #Sample QScrollArea > QWidget > QWidget {{ background: {t.sunken}; }}
#Sample QScrollArea {{ border: 1px solid transparent; border-radius: 6px; }}
#Sample QScrollArea:focus {{ border-color: {t.accent}; }}
#DropHint {{ background: {t.selected}; border: 2px dashed {t.accent}; border-radius: 10px; }}
QLabel[tone="muted"] {{ color: {t.text2}; }}
QLabel[tone="faint"] {{ color: {t.text3}; }}
QLabel[tone="problem"] {{ color: {t.danger}; }}
QLabel[tone="accent"] {{ color: {t.accent_text}; }}
QStatusBar {{ background: {t.sidebar}; border-top: 1px solid {t.border}; color: {t.text2}; }}
QStatusBar::item {{ border: 0; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
  padding: 4px 7px; }}
QProgressBar {{ background: {t.sunken}; border: 0; border-radius: 3px; min-height: 6px;
  max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {t.border}; }}
"""


def _buttons(t: Tokens, px: Callable[[float], int]) -> str:
    return f"""
QPushButton {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: 6px; padding: 0 {px(10)}px; min-height: {px(28)}px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.pressed}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 {px(10) - 1}px;
  min-height: {px(28) - 2}px; }}
QPushButton:disabled {{ color: {t.text3}; border-color: {t.border}; }}
QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent};
  border-color: {t.accent}; }}
QPushButton[primary="true"]:hover {{ background: {t.accent_hover};
  border-color: {t.accent_hover}; }}
QPushButton[primary="true"]:focus {{ border-color: {t.text if not t.dark else t.accent_text}; }}
QPushButton[primary="true"]:disabled {{ background: {t.pressed}; border-color: {t.pressed};
  color: {t.text3}; }}
QPushButton#NewMain {{ border-top-right-radius: 0; border-bottom-right-radius: 0;
  padding-right: {px(12)}px; }}
QPushButton#NewMore {{ border-top-left-radius: 0; border-bottom-left-radius: 0; padding: 0; }}
QPushButton[danger="true"] {{ color: {t.danger}; }}
QPushButton[flat="true"] {{ background: transparent; border: 1px solid transparent;
  padding: 0 {px(8)}px; }}
QPushButton[flat="true"]:hover {{ background: {t.hover}; }}
QPushButton[flat="true"]:focus {{ border: 1px solid {t.accent}; padding: 0 {px(8)}px;
  min-height: {px(28)}px; }}
QPushButton[link="true"] {{ background: transparent; border: 1px solid transparent;
  color: {t.accent_text}; padding: 0 4px; min-height: {px(22)}px; text-align: left; }}
QPushButton[link="true"]:hover {{ background: {t.hover}; }}
QPushButton[link="true"]:focus {{ border-color: {t.accent}; }}
QPushButton#Link {{ background: transparent; border: 0; padding: 0; min-height: 0; }}
QPushButton#Chip {{ background: {t.selected}; color: {t.accent_text}; border-color: {t.selected};
  border-radius: {px(12)}px; min-height: {px(22)}px; padding: 0 {px(8)}px; }}
QPushButton#Chip:hover, QPushButton#Chip:focus {{ border: 1px solid {t.accent}; }}
QPushButton#Choice {{ color: transparent; text-align: left; padding: 0 {px(14)}px;
  border-color: {t.border};
  border-radius: 10px; min-height: {px(62)}px; }}
QPushButton#Choice:hover {{ border-color: {t.border_strong}; }}
QPushButton#Choice:focus {{ border: 2px solid {t.accent}; min-height: {px(60)}px; }}
QPushButton#Pick {{ color: transparent; border-color: {t.border}; min-height: {px(30)}px; }}
QPushButton#Pick:checked {{ background: {t.selected}; border-color: {t.accent}; }}
QPushButton#Pick:focus {{ border: 2px solid {t.accent}; min-height: {px(30) - 2}px; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
"""


def _tools(t: Tokens, px: Callable[[float], int]) -> str:
    return f"""
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 5px; color: {t.text2}; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed, QToolButton:checked, QToolButton:open {{ background: {t.pressed}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton:disabled {{ color: {t.text3}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton#Nav {{ padding: 0 8px; min-height: {px(28)}px; text-align: left; color: {t.text2}; }}
QToolButton#Nav:hover {{ background: {t.hover if t.dark else t.pressed}; }}
QToolButton#Nav:checked {{ background: {t.selected}; color: {t.accent_text}; }}
QToolButton#ListTitle {{ padding: 0; }}
QToolButton#ListTitle:open, QToolButton#ListTitle:pressed {{ background: {t.hover}; }}
QToolButton#Star:checked {{ background: transparent; }}
QToolButton#Star:checked:hover {{ background: {t.hover}; }}
QToolButton#NavHeading {{ padding: 0; }}
QToolButton#NavHeading:checked, QToolButton#NavHeading:hover {{ background: transparent; }}
QToolButton#Office {{ padding: 3px 4px; text-align: left; color: {t.text}; }}
QToolButton#Office:hover {{ background: {t.hover if t.dark else t.pressed}; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; min-height: {px(24)}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {px(14)}px; height: {px(14)}px;
  border: 1px solid {t.text3}; background: {t.canvas}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: {(px(14) + 2) // 2}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {t.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.accent};
  width: {px(14) - 2}px; height: {px(14) - 2}px; }}
QCheckBox::indicator:checked {{ border: 1px solid {t.accent}; background: {t.accent}; }}
QCheckBox::indicator:checked:focus {{ border: 2px solid {t.text}; }}
QRadioButton::indicator:checked {{ border: {px(4)}px solid {t.accent}; background: {t.on_accent};
  width: {px(14) - 2 * px(4) + 2}px; height: {px(14) - 2 * px(4) + 2}px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent_text}; }}
"""


def _inputs(t: Tokens, px: Callable[[float], int]) -> str:
    fields = "QLineEdit, QComboBox, QPlainTextEdit"
    return f"""
{fields} {{ background: {t.sunken}; border: 1px solid {t.border if t.dark else t.sunken};
  border-radius: 6px; color: {t.text}; padding: 0 {px(8)}px; min-height: {px(28)}px;
  placeholder-text-color: {t.text3};
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QPlainTextEdit {{ padding: 4px {px(4)}px; }}
QPlainTextEdit#NoteBox {{ min-height: 0; }}
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover {{ border-color: {t.border_strong}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ background: {t.canvas};
  border-color: {t.accent}; }}
QLineEdit:read-only, QPlainTextEdit[quiet="true"] {{ color: {t.text2}; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ color: {t.text3}; }}
#Search {{ border-color: {t.sunken}; min-height: {px(30)}px; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] {{
  border-color: {t.danger}; }}
QComboBox QLineEdit {{ background: transparent; border: 0; padding: 0; min-height: 0; }}
QComboBox::drop-down {{ border: 0; width: {px(22)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.border_strong};
  color: {t.text}; selection-background-color: {t.selected}; selection-color: {t.text};
  padding: 4px; }}
QComboBox QAbstractItemView::item, #Suggestions::item {{ min-height: {px(26)}px;
  padding: 0 {px(6)}px; border-radius: 5px; color: {t.text}; }}
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover,
#Suggestions::item:selected, #Suggestions::item:hover {{ background: {t.selected}; }}
"""


def _views(t: Tokens, px: Callable[[float], int]) -> str:
    return f"""
QTableView, QListView, QScrollArea {{ background: {t.canvas}; border: 0; }}
QScrollArea > QWidget > QWidget {{ background: {t.canvas}; }}
#Sidebar QScrollArea, #Sidebar QScrollArea > QWidget > QWidget {{ background: {t.sidebar}; }}
QTableView#List, QListView#Timeline {{ selection-background-color: transparent;
  selection-color: {t.text}; }}
QTableView {{ gridline-color: {t.border}; selection-background-color: {t.selected};
  selection-color: {t.text}; }}
QTreeWidget#Branches {{ background: {t.canvas}; border: 1px solid {t.canvas};
  padding: 0 0 0 {px(8)}px;
  show-decoration-selected: 0; selection-background-color: transparent; }}
QTreeWidget#Branches::item {{ padding: 0 {px(4)}px; color: {t.text}; }}
QTreeWidget#Branches::item:hover {{ background: {t.hover}; }}
QTreeWidget#Branches::item:selected {{ background: {t.selected}; color: {t.accent_text}; }}
QTreeWidget#Branches:focus {{ border: 1px solid {t.accent}; }}
QTableView#Few {{ border: 1px solid {t.border}; border-radius: 6px; }}
QTableView#Few:focus {{ border-color: {t.accent}; }}
QTableView#Few QHeaderView::section {{ padding: 0 {px(8)}px; }}
QTableView#Few::item {{ padding: 0 {px(5)}px; }}
QTableView#Problems::item {{ padding: {px(5)}px; }}
QTableView#FileRows::item {{ padding: 0 {px(5)}px; }}
QTableView#FileRows QHeaderView::section {{ border: 0; }}
QHeaderView {{ background: {t.canvas}; border: 0; }}
QHeaderView::section {{ background: {t.canvas}; color: {t.text3}; border: 0;
  border-bottom: 1px solid {t.border}; padding: 0 {px(12)}px 0 {px(8)}px; height: {px(32)}px; }}
QListView::indicator {{ width: {px(15)}px; height: {px(15)}px; }}
QListView::indicator:unchecked {{ width: {px(13)}px; height: {px(13)}px;
  border: 1px solid {t.text3}; border-radius: 2px; background: {t.canvas}; }}
QListView#Suggestions {{ background: {t.raised}; border: 1px solid {t.border_strong};
  padding: 4px; selection-background-color: {t.selected}; selection-color: {t.text}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {t.border_strong}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.text3}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  width: 0; height: 0; background: none; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.text2}; border: 0;
  border-bottom: 2px solid transparent; padding: 6px 2px; margin-right: {px(18)}px; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover, QTabBar::tab:focus {{ color: {t.accent_text}; }}
"""


def _popups(t: Tokens) -> str:
    return f"""
QMenuBar {{ background: {t.canvas}; border-bottom: 1px solid {t.border}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 5px; color: {t.text}; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.selected}; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.border_strong}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 5px; color: {t.text}; }}
QMenu::item:selected {{ background: {t.selected}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 6px; }}
QCalendarWidget QToolButton {{ color: {t.text}; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {t.accent};
  selection-color: {t.on_accent}; background: {t.raised}; }}
#qt_calendar_navigationbar {{ background: {t.raised}; }}
"""


def _palette(t: Tokens, px: Callable[[float], int]) -> str:
    """The command palette and the undo history."""
    return f"""
#PaletteBox, #PaletteBox:focus {{ background: transparent; border: 0; padding: 0;
  min-height: {px(34)}px; }}
QListView#PaletteList, QListView#UndoList {{ background: transparent;
  selection-background-color: transparent; selection-color: {t.text}; }}
QListView#PaletteList {{ padding: {px(2)}px 0 {px(6)}px 0; }}
QListView#UndoList {{ padding: {px(6)}px 0; }}
#UndoDetail {{ background: {t.canvas}; border: 0; border-left: 1px solid {t.border}; }}
QToolButton#PaletteMode {{ padding: 3px {px(5)}px; color: {t.text2}; }}
"""


def _help(t: Tokens, px: Callable[[float], int]) -> str:
    """The help window, the bell and the first steps."""
    return f"""
#HelpSide {{ background: {t.sidebar}; border: 0; border-right: 1px solid {t.border}; }}
#HelpTopics, #Bell, #Sections {{ background: transparent; border: 1px solid transparent;
  border-radius: 6px; }}
#HelpTopics::item:selected:focus, #Bell::item:selected:focus,
#Sections::item:selected:focus {{ border: 1px solid {t.accent}; }}
#HelpTopics::item, #Bell::item, #Sections::item {{ padding: {px(7)}px {px(8)}px;
  border-radius: 6px; color: {t.text}; }}
#HelpTopics::item:hover, #Bell::item:hover {{ background: {t.hover if t.dark else t.pressed}; }}
#Sections::item:hover {{ background: {t.hover}; }}
#Sections::item:disabled {{ background: transparent; color: {t.text3}; }}
#HelpTopics::item:selected, #Sections::item:selected {{ background: {t.selected};
  color: {t.accent_text}; }}
#HelpPage {{ background: {t.canvas}; border: 1px solid {t.canvas}; }}
#HelpPage:focus {{ border: 1px solid {t.accent}; }}
#BellPanel {{ background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: 8px; }}
#Bell::item:selected {{ background: {t.selected}; color: {t.text}; }}
#FirstSteps {{ background: {t.sidebar}; border: 1px solid {t.border}; border-radius: 8px;
  margin-top: 8px; margin-bottom: 4px; }}
"""


def _high_contrast(t: Tokens) -> str:
    """Lines where the other modes tell parts by a tint, and a ring nobody can miss."""
    fields = ("QLineEdit", "QComboBox", "QPlainTextEdit")
    focused = ", ".join(f"{field}:focus" for field in fields)
    return f"""
{", ".join(fields)}, #Search {{ border: 1px solid {t.border_strong}; }}
{focused}, #Search:focus {{ border: 2px solid {t.accent}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: 0; }}
QPushButton#Choice, #Card, #Notice, #FirstSteps {{ border: 1px solid {t.border_strong}; }}
QPushButton#Choice:focus {{ border: 3px solid {t.accent}; }}
QPushButton#Chip {{ border: 1px solid {t.accent_text}; }}
QPushButton[link="true"]:focus, QToolButton:focus {{ border: 2px solid {t.accent}; }}
QToolButton#Nav:checked {{ border: 1px solid {t.accent_text}; }}
QToolButton#Nav:checked:focus {{ border: 2px solid {t.accent}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {t.text}; }}
QMenu::item:selected, QComboBox QAbstractItemView::item:selected,
#Suggestions::item:selected, #HelpTopics::item:selected, #Bell::item:selected,
#Sections::item:selected {{ border: 1px solid {t.accent_text}; }}
QScrollBar::handle {{ background: {t.border_strong}; }}
QTabBar::tab:focus {{ border: 1px solid {t.accent}; }}
"""

"""Tokens, fonts, palette. Painters ask for a token when they paint: a change of mode rebuilds
nothing.

A colour has one name here and two values, light and dark; texts have 4.5:1 on what they stand on
(tests/ui/test_theme.py measures it). Sizes are multiplied by the user's text size: `px()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.stylesheet import style_sheet

Hues = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one mode, and the hues of pills and avatars as (background, text).

    `high`: a mode of high contrast; lines are drawn where other modes tell parts by a tint.
    """

    dark: bool
    canvas: str
    sidebar: str
    raised: str
    sunken: str
    hover: str
    pressed: str
    selected: str
    border: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_text: str
    on_accent: str
    danger: str
    warn: str
    ok: str
    hues: Hues
    high: bool = False


LIGHT = Tokens(
    dark=False,
    canvas="#FFFFFF",
    sidebar="#F6F7F9",
    raised="#FFFFFF",
    sunken="#F1F3F6",
    hover="#F2F4F7",
    pressed="#E9ECF1",
    selected="#E9EEFC",
    border="#E6E9EE",
    border_strong="#D2D7DF",
    text="#1A1E26",
    text2="#545D6B",
    text3="#656E7E",
    accent="#3F5BD3",
    accent_hover="#3550C4",
    accent_text="#3550C4",
    on_accent="#FFFFFF",
    danger="#C2362F",
    warn="#9A6200",
    ok="#1E7B4D",
    hues={
        "indigo": ("#E7ECFD", "#3247A8"),
        "teal": ("#DDF3F0", "#12655D"),
        "amber": ("#FBEFD6", "#7C4F05"),
        "rose": ("#FBE5EA", "#97294C"),
        "violet": ("#EFE8FB", "#5F3AA6"),
        "green": ("#E2F3E6", "#23663B"),
        "orange": ("#FCE9DE", "#8F4115"),
        "slate": ("#ECEFF3", "#475161"),
    },
)
DARK = Tokens(
    dark=True,
    canvas="#181A1F",
    sidebar="#131519",
    raised="#1F2228",
    sunken="#121418",
    hover="#22252C",
    pressed="#2A2E36",
    selected="#28314F",
    border="#2A2D35",
    border_strong="#3C414C",
    text="#E8EAEE",
    text2="#AAB1BD",
    text3="#8C95A3",
    accent="#4B65DB",
    accent_hover="#5069E0",
    accent_text="#9DB0FF",
    on_accent="#FFFFFF",
    danger="#F0807A",
    warn="#E0B15A",
    ok="#63C797",
    hues={
        "indigo": ("#2A3358", "#B3C1FF"),
        "teal": ("#173B39", "#86DACF"),
        "amber": ("#40321A", "#EBC680"),
        "rose": ("#45212E", "#F4A3BB"),
        "violet": ("#352A52", "#CDB6FA"),
        "green": ("#1D3B29", "#90D7A6"),
        "orange": ("#44291C", "#F3AF87"),
        "slate": ("#2B3038", "#B9C1CD"),
    },
)
# High contrast: words have 7:1 on what they stand on, lines that mean something 3:1 and more.
HIGH_LIGHT = Tokens(
    dark=False,
    canvas="#FFFFFF",
    sidebar="#FFFFFF",
    raised="#FFFFFF",
    sunken="#FFFFFF",
    hover="#E9EDF5",
    pressed="#D9E0EE",
    selected="#D6E0FF",
    border="#707887",
    border_strong="#2E343D",
    text="#000000",
    text2="#1B2028",
    text3="#2B323C",
    accent="#1B3399",
    accent_hover="#122575",
    accent_text="#15298A",
    on_accent="#FFFFFF",
    danger="#86120D",
    warn="#573600",
    ok="#08452A",
    hues={
        "indigo": ("#E7ECFD", "#1E2E7A"),
        "teal": ("#DDF3F0", "#06403A"),
        "amber": ("#FBEFD6", "#543400"),
        "rose": ("#FBE5EA", "#6B1231"),
        "violet": ("#EFE8FB", "#412379"),
        "green": ("#E2F3E6", "#0D4323"),
        "orange": ("#FCE9DE", "#612706"),
        "slate": ("#ECEFF3", "#2B323C"),
    },
    high=True,
)
HIGH_DARK = Tokens(
    dark=True,
    canvas="#000000",
    sidebar="#000000",
    raised="#000000",
    sunken="#000000",
    hover="#1C2130",
    pressed="#2A3145",
    selected="#1E2B5C",
    border="#8C94A3",
    border_strong="#D5DAE3",
    text="#FFFFFF",
    text2="#F1F3F6",
    text3="#DEE2E9",
    accent="#A9BBFF",
    accent_hover="#C3D0FF",
    accent_text="#BECBFF",
    on_accent="#000000",
    danger="#FFB0AB",
    warn="#FFD27A",
    ok="#8FE6B8",
    hues={
        "indigo": ("#182250", "#D3DCFF"),
        "teal": ("#0B2F2C", "#B0F2EA"),
        "amber": ("#332500", "#FFE0A0"),
        "rose": ("#3D1020", "#FFCBD7"),
        "violet": ("#2A1B4A", "#E0D2FF"),
        "green": ("#0F2F1B", "#BDF0CD"),
        "orange": ("#3B1E0E", "#FFD3B8"),
        "slate": ("#20252E", "#E3E7EE"),
    },
    high=True,
)
HUE_NAMES = tuple(LIGHT.hues)


class _Current:
    tokens = LIGHT
    scale = 1.0
    built = False  # windows have been made with this scale
    families: tuple[str, ...] = ("Inter",)


def tokens() -> Tokens:
    """The colours that hold now."""
    return _Current.tokens


@cache
def _color(value: str) -> QColor:
    return QColor(value)


def color(token: str) -> QColor:
    """The colour of a token. It is shared: never change it in place."""
    return _color(getattr(_Current.tokens, token))


def hue(name: str) -> tuple[QColor, QColor]:
    """Background and text of a pill or an avatar; an unknown hue is slate."""
    background, foreground = _Current.tokens.hues.get(name) or _Current.tokens.hues["slate"]
    return _color(background), _color(foreground)


def px(length: float) -> int:
    """A length in pixels at the user's text size."""
    return round(length * _Current.scale)


@cache
def font(size: float, weight: int = 400, *, tabular: bool = False) -> QFont:
    """The one way to a font.

    Inter is variable: only its weight axis gives real weights; setWeight() and a style sheet give
    a smeared bold.
    """
    made = QFont(list(_Current.families))
    made.setPixelSize(px(size))
    made.setVariableAxis(QFont.Tag("wght"), weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def load_fonts() -> None:
    """Make Inter known to Qt. The package with it is found, not imported."""
    spec = find_spec("fontpkg_inter")
    if spec is None or spec.origin is None:
        return  # the system's own font then
    file = Path(spec.origin).parent / "files" / "Inter[opsz,wght].ttf"
    _Current.families = _families_of(file)
    font.cache_clear()


def load_cjk_font() -> bool:
    """Make Chinese and Japanese readable where the system has no font for them.

    To be called after the first paint: the file has eight megabytes. True where one was loaded.
    """
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return False
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return False
    more = _families_of(Path(spec.origin).with_name("NotoSansSC-Regular.otf"))
    _Current.families = (*_Current.families, *more)
    font.cache_clear()
    return bool(more)


def _families_of(file: Path) -> tuple[str, ...]:
    number = QFontDatabase.addApplicationFont(str(file))
    return tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()


def apply(app: QApplication, *, dark: bool, high: bool = False, scale: float = 1.0) -> None:
    """Dress the program. Widgets repaint; nothing is built anew."""
    modes = (HIGH_LIGHT, HIGH_DARK) if high else (LIGHT, DARK)
    _Current.tokens = modes[dark]
    if scale != _Current.scale:
        _Current.scale = scale
        font.cache_clear()
    scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(scheme)  # title bars and native dialogs follow
    app.setFont(font(13))
    app.setPalette(_palette(_Current.tokens))
    app.setStyleSheet(style_sheet(_Current.tokens, px))
    _Current.built = True


def scale_of(per_cent: int) -> float:
    """The factor of a text size; what is built keeps the one it was built with."""
    return _Current.scale if _Current.built else per_cent / 100


def system_is_dark(app: QApplication) -> bool:
    """What the system asks for; an answer of "unknown" counts as light."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def system_wants_contrast(app: QApplication) -> bool:
    """Whether the system asks for high contrast. Qt tells it since 6.10."""
    style_hints: Any = app.styleHints()  # kept: the hints of accessibility end with it
    wanted: Any = getattr(Qt, "ContrastPreference", None)
    if wanted is None or not hasattr(style_hints, "accessibility"):
        return False
    return bool(style_hints.accessibility().contrastPreference() == wanted.HighContrast)


def watch_contrast(app: QApplication, then: Callable[[], None]) -> None:
    """Call a function when the system's wish changes, where Qt tells that."""
    style_hints: Any = app.styleHints()
    if hasattr(style_hints, "accessibility"):
        style_hints.accessibility().contrastPreferenceChanged.connect(then)


def _palette(t: Tokens) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for value, roles in (
        (t.canvas, (role.Window, role.Base)),
        (t.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (t.sunken, (role.AlternateBase,)),
        (t.raised, (role.Button, role.ToolTipBase)),
        (t.text3, (role.PlaceholderText,)),
        (t.accent, (role.Highlight, role.Accent)),
        (t.on_accent, (role.HighlightedText,)),
        (t.accent_text, (role.Link, role.LinkVisited)),
        (t.border, (role.Light, role.Midlight)),
        (t.border_strong, (role.Mid, role.Dark, role.Shadow)),
    ):
        for each in roles:
            palette.setColor(each, QColor(value))
    for each in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(t.text3))
    return palette

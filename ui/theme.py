"""The look put on the application: palette, one short style sheet, fonts with figures that line up.

Fonts are set in code, never in the style sheet: only `QFont` carries Inter's features and axes.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import Literal

import fontpkg_inter
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui import tokens as t
from ui.tokens import THEMES, ThemeName, Tokens

Choice = Literal["light", "dark", "system"]

_FALLBACK = ["Segoe UI", "Noto Sans", "DejaVu Sans"]


class _Look(QObject):
    """What is in force; follows the system's light or dark setting when asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = THEMES["light"]
        self.choice: Choice = "light"
        self.following = False


_look = _Look()


def tokens() -> Tokens:
    """The tokens in force; painted widgets ask at every paint."""
    return _look.tokens


def colour(name: str) -> QColor:
    """The token `name` as a colour."""
    return QColor(_colour(_look.tokens.colour(name)))


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


def choice() -> Choice:
    """What the person chose: light, dark or like the system."""
    return _look.choice


@lru_cache
def _load_family() -> str:
    for path in sorted((fontpkg_inter.ROOT / "files").glob("Inter[[]*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number)
        if families:
            return families[0]
    return _FALLBACK[0]


@lru_cache(maxsize=256)
def font(size: int = t.SIZE_BODY, weight: int = t.REGULAR, *, digits: bool = False) -> QFont:
    """The interface font of `size` logical pixels; `digits` slashes the zero for NIK, KK and keys.

    Figures are always tabular. Weight goes to the variable axis and, for a fallback family, to QFont.
    """
    face = QFont([_load_family(), *_FALLBACK])
    face.setPixelSize(size)
    face.setWeight(QFont.Weight(weight))
    face.setVariableAxis(QFont.Tag("wght"), weight)
    face.setVariableAxis(QFont.Tag("opsz"), max(14, min(32, size)))
    face.setFeature(QFont.Tag("tnum"), 1)
    if digits:
        face.setFeature(QFont.Tag("zero"), 1)
        face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face


_WORD_HYPHEN = re.compile(r"[^\W\d_]-[^\W\d_]")


def suited(face: QFont, words: str) -> QFont:
    """`face` for `words`: Inter's tabular figures also widen hyphens, so words go without them."""
    if any(c.isdigit() for c in words) and not _WORD_HYPHEN.search(words):
        return face
    return _for_words(face)


@lru_cache(maxsize=256)
def _for_words(face: QFont) -> QFont:
    plain = QFont(face)
    plain.unsetFeature(QFont.Tag("tnum"))
    return plain


def apply(app: QApplication, theme: Choice = "system") -> None:
    """Put `theme` on `app`; ``system`` follows the desktop's light or dark from now on."""
    _look.choice = theme
    hints = QGuiApplication.styleHints()
    if not _look.following:
        hints.colorSchemeChanged.connect(lambda _scheme: _follow(app))
        _look.following = True
    name: ThemeName = "dark" if theme == "dark" else "light"
    if theme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark:
        name = "dark"
    _put(app, name)


def _follow(app: QApplication) -> None:
    if _look.choice == "system":
        apply(app, "system")


def _put(app: QApplication, name: ThemeName) -> None:
    if _look.tokens is THEMES[name] and app.styleSheet():
        return
    _look.tokens = THEMES[name]
    with _nothing_collected():
        if not app.styleSheet() and app.style().name().lower() != "fusion":  # under a sheet it has no name
            app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(suited(font(), ""))
        app.setPalette(_palette(_look.tokens))
        app.setStyleSheet(style_sheet(_look.tokens))


@contextmanager
def _nothing_collected() -> Generator[None]:
    """Qt walks a bare list of all widgets and tells each in Python: one that the collector took meanwhile
    would end the program."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _palette(k: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: k.bg,
        role.WindowText: k.text,
        role.Base: k.surface,
        role.AlternateBase: k.sunken,
        role.Text: k.text,
        role.Button: k.surface,
        role.ButtonText: k.text,
        role.BrightText: k.bad,
        role.Highlight: k.fill,
        role.HighlightedText: k.onfill,
        role.Link: k.accent,
        role.LinkVisited: k.accent,
        role.PlaceholderText: k.text3,
        role.ToolTipBase: k.text,
        role.ToolTipText: k.bg,
        role.Mid: k.line,
        role.Midlight: k.line,
        role.Dark: k.edge,
        role.Light: k.surface,
        role.Shadow: k.edge,
        role.Accent: k.accent,
    }
    for which, value in pairs.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(k.text3))
    return palette


def style_sheet(k: Tokens) -> str:
    """The one style sheet, filled from the tokens."""
    sheet = _SHEET
    for name, value in sorted(k.colours().items(), key=lambda pair: -len(pair[0])):
        sheet = sheet.replace(f"@{name};", f"{value};")
    return sheet


_SHEET = """
QLabel[tone="text"] { color: @text; }
QLabel[tone="text2"] { color: @text2; }
QLabel[tone="text3"] { color: @text3; }
QLabel[tone="accent"] { color: @accent; }
QLabel[tone="ok"] { color: @ok; }
QLabel[tone="warn"] { color: @warn; }
QLabel[tone="bad"] { color: @bad; }
QLabel[tone="plum"] { color: @plum; }
QLabel[tone="grey"] { color: @grey; }
QLineEdit {
  background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px;
  padding: 0px 9px; min-height: 30px; selection-background-color: @fill; selection-color: @onfill;
  placeholder-text-color: @text3;
}
QLineEdit:focus { border: 1px solid @accent; }
QLineEdit:read-only { background: @sunken; border: 1px solid @line; }
QLineEdit:disabled { background: @sunken; color: @text3; border-color: @line; }
QLineEdit[state="bad"] { border: 2px solid @bad; padding: 0px 8px; min-height: 28px; }
QLineEdit[state="warn"] { border: 2px solid @warn; padding: 0px 8px; min-height: 28px; }
QPlainTextEdit {
  background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px; padding: 5px;
}
QComboBox {
  background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px;
  padding: 0px 9px; min-height: 30px;
}
QComboBox:disabled { color: @text3; border-color: @line; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView, QListView#completer {
  background: @surface; color: @text; border: 1px solid @line;
  selection-background-color: @soft; selection-color: @text; outline: 0;
}
QHeaderView { background: transparent; border: none; }
QFileDialog QHeaderView { background: @surface; }
QFileDialog QHeaderView::section { background: @surface; color: @text2; border: none; padding: 3px 6px; }
QTableView { background: transparent; selection-background-color: transparent; border: none; }
QLineEdit[lead="true"] { padding-left: 2px; }
QScrollArea, QScrollArea > QWidget > QWidget#body { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @edge; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @surface; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: @soft; color: @accent; }
QMenu::item:disabled { color: @text3; }
QToolTip { background: @text; color: @bg; border: none; padding: 4px 6px; }
QCheckBox, QRadioButton { color: @text; spacing: 8px; min-height: 28px; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 16px; height: 16px; border: 1px solid @edge; background: @surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: @fill; border: 1px solid @fill; }
QRadioButton::indicator:checked { background: @surface; border: 5px solid @fill; width: 8px; height: 8px; }
"""

"""Colours, spaces and sizes of the look, in logical pixels; one `Tokens` per theme.

Every text colour reaches 4.9:1 on each ground it is used on, every border and mark 3.0:1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

ThemeName = Literal["light", "dark"]

SPACE = (4, 8, 12, 16, 20, 28)
PAGE_MARGIN = 20
CARD_GAP = 12
CARD_PADDING = 18

SIZE_TAG = 11
SIZE_META = 12
SIZE_BODY = 13
SIZE_CARD = 14
SIZE_PANE = 16
SIZE_PAGE = 20
SIZE_FIGURE = 22
SIZE_WELCOME = 28

REGULAR = 400
MEDIUM = 500
SEMIBOLD = 600

RADIUS_CONTROL = 6
RADIUS_INSET = 8
RADIUS_CARD = 10
RADIUS_DIALOG = 12

CONTROL_HEIGHT = 32
ROW_HEIGHT = 34
ROW_TWO_LINES = 56
ROW_THREE_LINES = 72
NAV_HEIGHT = 30
NAV_STEP = 33
KEY_BAR_HEIGHT = 30
TARGET_MIN = 28

RAIL_WIDE = 212
RAIL_NARROW = 60
COLLAPSE_BELOW = 1180
"""Logical window width below which the rail shows icons only and panes become drawers."""
STACK_BELOW = 700
"""Logical window width below which the rail hides behind a menu button and panes stack."""

FADE_MS = 120
TOAST_MS = 6000
SEARCH_DELAY_MS = 120
PROGRESS_DELAY_MS = 400


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme as ``#RRGGBB``."""

    bg: str
    surface: str
    sunken: str
    rail: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    soft: str
    softline: str
    fill: str
    onfill: str
    ok: str
    oksoft: str
    warn: str
    warnsoft: str
    warnline: str
    bad: str
    badsoft: str
    badline: str
    plum: str
    plumsoft: str
    grey: str
    greysoft: str
    gauge1: str
    gauge2: str
    gauge3: str
    dark: bool = False

    def colour(self, name: str) -> str:
        """The colour called `name`; an unknown name is a defect and raises `KeyError`."""
        value = getattr(self, name, None)
        if not isinstance(value, str):
            raise KeyError(name)
        return value

    def colours(self) -> dict[str, str]:
        """Every colour by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "dark"}


LIGHT = Tokens(
    bg="#F4F3EF",
    surface="#FFFFFF",
    sunken="#FAF9F6",
    rail="#EBE9E3",
    line="#E1DED6",
    edge="#8F8C82",
    text="#1C1E24",
    text2="#51555E",
    text3="#5F636C",
    accent="#2B4A9E",
    soft="#E7ECF8",
    softline="#C3CFEC",
    fill="#2B4A9E",
    onfill="#FFFFFF",
    ok="#1D6A44",
    oksoft="#E1F1E7",
    warn="#855000",
    warnsoft="#FCF0D8",
    warnline="#E8C98B",
    bad="#A12A21",
    badsoft="#FBE8E5",
    badline="#E9B5AE",
    plum="#782C6A",
    plumsoft="#F6E7F3",
    grey="#4B4F58",
    greysoft="#EDEBE6",
    gauge1="#1D6A44",
    gauge2="#2B4A9E",
    gauge3="#7A90CF",
)

DARK = Tokens(
    bg="#15171C",
    surface="#1D2027",
    sunken="#191B21",
    rail="#101216",
    line="#2E323C",
    edge="#747A87",
    text="#E9EAED",
    text2="#B9BDC6",
    text3="#9BA0AB",
    accent="#A3B8F7",
    soft="#262E47",
    softline="#3B4A78",
    fill="#4363C6",
    onfill="#FFFFFF",
    ok="#83D1A5",
    oksoft="#1A3227",
    warn="#EFBE66",
    warnsoft="#382C14",
    warnline="#6B5424",
    bad="#F5A39A",
    badsoft="#40221F",
    badline="#7A3F39",
    plum="#E0A8D5",
    plumsoft="#382234",
    grey="#C3C6CE",
    greysoft="#2B2E37",
    gauge1="#5DB685",
    gauge2="#6F8EE8",
    gauge3="#566BB0",
    dark=True,
)

THEMES: dict[ThemeName, Tokens] = {"light": LIGHT, "dark": DARK}

Tone = Literal["accent", "ok", "warn", "bad", "plum", "grey"]

SOFT_OF: dict[str, str] = {
    "accent": "soft",
    "ok": "oksoft",
    "warn": "warnsoft",
    "bad": "badsoft",
    "plum": "plumsoft",
    "grey": "greysoft",
}
"""The quiet ground that belongs to each tone."""

LINE_OF: dict[str, str] = {
    "accent": "softline",
    "ok": "line",
    "warn": "warnline",
    "bad": "badline",
    "plum": "line",
    "grey": "line",
}
"""The hairline that belongs to each tone."""

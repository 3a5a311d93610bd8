"""What one does in Dokumen, by section: something new, a signature, a print. A new step is one line here.

Each is a line of its section's menu and, where it has a key, a key of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from resources.i18n import mark, tr
from ui.pages.base import KeyHint
from ui.widgets.menu_button import MenuButton, MenuLine

Section = Literal["baru", "tanda_tangan", "cetak"]

SECTIONS: dict[Section, str] = {
    "cetak": mark("Cetak & simpan"),
    "tanda_tangan": mark("Segel & lainnya"),
    "baru": mark("Baru"),
}
"""The words of each menu, in the order of the header."""


def always() -> bool:
    """It can be done at any time."""
    return True


@dataclass(frozen=True)
class Deed:
    """One step: its section, its words, what it does, icon and key. `hint` are its words in the key bar or
    the key map; with `bar` it is in the key bar. `ready` says whether it can be done now. `rule` puts it
    below a line."""

    section: Section
    words: str
    do: Callable[[], object]
    icon: str = ""
    key: str = ""
    hint: str = ""
    bar: bool = False
    ready: Callable[[], bool] = always
    rule: bool = False


def menus(deeds: Callable[[], Sequence[Deed]]) -> list[MenuButton]:
    """A button for each section."""
    return [MenuButton(tr(words), _lines(deeds, section)) for section, words in SECTIONS.items()]


def hints(deeds: Sequence[Deed]) -> list[KeyHint]:
    """The keys of the steps that have one."""
    return [KeyHint(deed.key, deed.hint or deed.words, deed.do, bar=deed.bar) for deed in deeds if deed.key]


def _lines(deeds: Callable[[], Sequence[Deed]], section: Section) -> Callable[[], Sequence[MenuLine]]:
    return lambda: [
        MenuLine(deed.words, deed.do, deed.icon, deed.key, deed.ready(), deed.rule)
        for deed in deeds()
        if deed.section == section
    ]

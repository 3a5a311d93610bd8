"""The kelurahan to choose from, by kecamatan, below a chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop_app.domain import region
from desktop_app.domain.region import Kelurahan
from ui.widgets.button import Chip


def place_menu(
    chip: Chip,
    chosen: Callable[[str], object],
    *,
    city: str = "",
    words: Callable[[Kelurahan], str] = lambda place: place.name,
) -> QMenu:
    """Open the menu; `chosen` is given the code, "" for the line `city` at the top."""
    menu = QMenu(chip)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if city:
        menu.addAction(city).triggered.connect(lambda _checked=False: chosen(""))
        menu.addSeparator()
    groups: dict[str, QMenu] = {}
    for one in region.all_kelurahan():
        if one.kecamatan not in groups:
            groups[one.kecamatan] = menu.addMenu(one.kecamatan)
        line = groups[one.kecamatan].addAction(words(one))
        line.triggered.connect(lambda _checked=False, code=one.code: chosen(code))
    menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
    return menu

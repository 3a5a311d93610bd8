"""What the desk says of an office, of who is in, and of a locked screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_app.card import OfficeInfo
from desktop_app.domain import region
from desktop_app.domain.moments import wib
from desktop_app.domain.people import ROLE_LABELS
from resources.i18n import tr
from ui.shell import MainWindow

if TYPE_CHECKING:
    from desktop_app.domain.clocks import Doubt
    from desktop_app.office import Office


def office_line(info: OfficeInfo) -> str:
    """The office as the lock screen calls it."""
    place = region.by_code(info.scope)
    return tr("Kelurahan {name}", name=place.display) if place else info.name


def office_sub(office: Office) -> str:
    """What stands below the office's name: where it is, and the year."""
    place = region.by_code(office.info.scope)
    year = office.today().year
    if place:
        return tr("Kec. {kecamatan} · {tahun}", kecamatan=place.kecamatan, tahun=year)
    return tr("Kantor kota · {tahun}", tahun=year)


def roles(office: Office) -> str:
    """The roles of the person who is in."""
    held = office.person.roles
    words = [tr(label) for role, label in ROLE_LABELS.items() if role in held]
    return ", ".join(word.replace(" ", "\N{NO-BREAK SPACE}") for word in words)  # a line breaks between roles


def safe_sentence(window: MainWindow) -> str:
    """Where the person will be again: the field, named by its label, or else the page."""
    page, focus = window.page(), QApplication.focusWidget()
    place = tr(page.title) if page is not None else ""
    if page is not None and isinstance(focus, QLineEdit) and page.isAncestorOf(focus):
        place = focus.accessibleName() or place
    return tr("Isian Anda aman. Anda kembali tepat di {tempat}.", tempat=place)


def why_locked(idle_at: datetime | None, minutes: int) -> str:
    """By whom the screen was locked, or since when nobody was there."""
    if idle_at is None:
        return tr("Dikunci oleh Anda.")
    jam = f"{wib(idle_at):%H.%M}"
    return tr("Terkunci otomatis setelah {n} menit tanpa kegiatan, {jam}", n=minutes, jam=jam)


def clock_moved(moved: Doubt) -> str:
    """What is told of a clock that was changed while the program runs."""
    from desktop_app.actions.clock_doubt import moved_sentence

    return moved_sentence(moved)

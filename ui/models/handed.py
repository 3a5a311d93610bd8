"""Papers handed in to be checked: what is asked of the other process, and the lines to walk through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from desktop_app.actions.progress import Progress
from resources.i18n import mark, tr
from ui.looks import PillLook

if TYPE_CHECKING:
    from desktop_app.actions.verifying import Checked, CheckedFiles
    from desktop_app.verifying.apart import Apart
    from desktop_app.verifying.inspect import Anchors
    from desktop_app.verifying.pages import SheetVerdict

LOOKS = {
    "sah": PillLook("shield-check", mark("Sah"), "ok"),
    "unsure": PillLook("shield-check", mark("Segel sah"), "accent"),
    "berubah": PillLook("shield-alert", mark("Berubah"), "warn"),
    "tidak_sah": PillLook("shield-x", mark("Tidak sah"), "bad"),
    "tidak_pasti": PillLook("shield-question-mark", mark("Tidak pasti"), "grey"),
    "kode_sah": PillLook("scan-eye", mark("Bandingkan"), "accent"),
    "bermasalah": PillLook("shield-x", mark("Bermasalah"), "bad"),
    "tanpa_kode": PillLook("shield-question-mark", mark("Tanpa kode"), "grey"),
    "lembar_sama": PillLook("copy", mark("Sudah ada"), "grey"),
}
"""By kind of verdict on a document, or on a scanned sheet; a seal alone is not yet a paper that counts."""
PILLS = 132
"""Room for the longest of them, in either language."""

SCANS = "*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp"
ENDINGS = frozenset(kind[1:] for kind in (*SCANS.split(), "*.pdf"))
"""What may be dropped: papers, and pictures of them."""


@dataclass(frozen=True)
class Line:
    """A document, or one sheet of the scans. `page` is where in its file it begins, counted from 0."""

    title: str
    sub: str
    look: PillLook
    file: Checked
    page: int = 0
    sheet: SheetVerdict | None = None


def examine(
    apart: Apart, paths: Sequence[Path], anchors: Callable[[], Anchors], now: datetime, progress: Progress
) -> CheckedFiles:
    """The answer on every file. Raises Refused for too many of them."""
    from desktop_app.actions.verifying import check_files

    return check_files(paths, anchors(), now=now, progress=progress, apart=apart)


def wake(apart: Apart, check: Callable[[], object]) -> None:
    """Begin the process while a person is still choosing; whether it can is seen when there is a file."""
    from desktop_app.verifying.apart import Stopped
    from desktop_app.verifying.ready import load

    try:
        apart.ask(check, load)
    except Stopped:
        return


def drawn(apart: Apart, data: bytes, page: int, scale: float, check: Callable[[], object]) -> QImage | None:
    """A page as an image, drawn by the other process; None where it cannot be."""
    from desktop_app.verifying.drawing import draw_apart

    found = draw_apart(apart, data, page, scale, check)
    if found is None:
        return None
    return QImage(found.rgba, found.wide, found.high, found.wide * 4, QImage.Format.Format_RGBA8888).copy()


def lines(found: CheckedFiles) -> list[Line]:
    """One line for each document and for each sheet of the scans, in the order they came in."""
    made: list[Line] = []
    judged = iter(found.pages.sheets if found.pages is not None else ())
    for one in found.files:
        name, verdict = one.file.name, one.file.verdict
        if verdict is not None:
            number = tr("Nomor {nomor}", nomor=verdict.number) if verdict.number else ""
            made.append(Line(name, number, LOOKS["unsure" if one.unsure else verdict.kind], one))
        elif one.file.refused is not None or not one.file.sheets:
            made.append(Line(name, tr("Tidak terbaca"), LOOKS["tidak_pasti"], one))
        else:
            several = len(one.file.sheets) > 1
            for at, _sheet in enumerate(one.file.sheets):
                sheet = next(judged)
                look = LOOKS[
                    _sheet_look(sheet, called_off=found.pages is not None and found.pages.called_off)
                ]
                title = tr("{nama}, lembar {n}", nama=name, n=at + 1) if several else name
                made.append(Line(title, _which(sheet), look, one, at, sheet))
    return made


def _sheet_look(sheet: SheetVerdict, *, called_off: bool) -> str:
    """Of a paper that counts no more nothing is left to compare."""
    if called_off and sheet.kind == "kode_sah":
        return "tidak_sah"
    return "lembar_sama" if sheet.cause == "lembar_sama" else sheet.kind


def _which(sheet: SheetVerdict) -> str:
    """Which page it says it is."""
    if sheet.page is None:
        return tr("Tidak terbaca")
    return tr("Halaman {n} dari {total}", n=sheet.page.page, total=sheet.page.pages)

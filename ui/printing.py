"""Printing through the system's dialog, page by page as pictures at the printer's own resolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.errors import Unavailable
from resources.i18n import tr

MAX_DPI = 300
"""Enough for a page code and 7-point text; more only costs time and memory."""


class Printed(Protocol):
    """A page with its size in points."""

    @property
    def width(self) -> float: ...

    @property
    def height(self) -> float: ...


def ask_printer(parent: QWidget, title: str, pages: Sequence[Printed], done: Callable[[Any], object]) -> Any:
    """Open the system's print dialog; `done` is given the printer a person chose."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    set_page(printer, pages[0])
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle(tr("Cetak {judul}", judul=title))
    dialog.setMinMax(1, len(pages))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: done(printer))
    QDialog.open(dialog)  # the print dialog's own `open` is another overload
    return dialog


def set_page(printer: Any, page: Printed) -> None:
    """Paper turned as the page is: A4 unless the person chooses otherwise."""
    landscape = page.width > page.height
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), orientation, QMarginsF(0, 0, 0, 0))
    printer.setPageLayout(layout)
    printer.setFullPage(True)


def print_pages(
    printer: Any,
    pages: Sequence[Any],
    draw: Callable[[Any, float], QImage],
    step: Callable[[int, int, str], object],
) -> int:
    """Draw and print, in any thread; returns how many pages. `step` raises to stop, the rest stays unprinted.

    Raises Unavailable when the printer does not take the job.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    chosen = pages[first - 1 : last]
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable(
            tr("Printer tidak menerima pekerjaan cetak ini."),
            next_step=tr("Periksa kabel dan kertas printer, lalu cetak lagi."),
            code="printer",
        )
    dpi = min(printer.resolution(), MAX_DPI)
    try:
        for number, page in enumerate(chosen):
            step(number, len(chosen), tr("{n} dari {total} halaman", n=number + 1, total=len(chosen)))
            if number:
                printer.newPage()
            image = draw(page, dpi / 72)
            painter.drawImage(_fitted(QRectF(painter.viewport()), image), image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(chosen)


def _fitted(room: QRectF, image: QImage) -> QRectF:
    """The largest place of the image's shape in the middle of `room`."""
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    return QRectF(
        room.left() + (room.width() - width) / 2, room.top() + (room.height() - height) / 2, width, height
    )

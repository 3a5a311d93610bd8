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


def ask_printer(
    parent: QWidget,
    title: str,
    pages: Sequence[Printed] | None,
    done: Callable[[Any], object],
    dropped: Callable[[], object],
) -> Any:
    """Open the system's print dialog; `done` is given the printer chosen, `dropped` follows *Batal*. Without
    `pages` it is for several papers, of which no pages are chosen."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(_a4(pages[0] if pages else None))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle(tr("Cetak {judul}", judul=title))
    if pages:
        dialog.setMinMax(1, len(pages))
    else:
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: done(printer))
    dialog.rejected.connect(dropped)
    QDialog.open(dialog)  # the print dialog's own `open` is another overload
    return dialog


def print_pages(
    printer: Any,
    pages: Sequence[Any],
    draw: Callable[[Any, float], QImage],
    step: Callable[[int, int, str], object],
) -> int:
    """Draw and print, in any thread; returns how many pages. `step` raises to stop, the rest stays unprinted.

    Raises Unavailable when the printer does not take the job.
    """
    chosen = _chosen(printer, pages)
    _turn(printer, chosen[0])
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
                _turn(printer, page)
                printer.newPage()
            image = draw(page, dpi / 72)
            painter.drawImage(_fitted(QRectF(painter.viewport()), image), image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(chosen)


def _chosen(printer: Any, pages: Sequence[Any]) -> list[Any]:
    """The pages asked for, in the order asked for, as often as the printer does not repeat them itself."""
    ranges = printer.pageRanges()
    wanted = [
        page for number, page in enumerate(pages, 1) if ranges.isEmpty() or ranges.contains(number)
    ] or list(pages)
    if printer.pageOrder() == printer.PageOrder.LastPageFirst:
        wanted.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return wanted * copies
    return [page for page in wanted for _copy in range(copies)]


def _a4(page: Printed | None) -> QPageLayout:
    """A4, unless the person chooses otherwise in the dialog."""
    way = _way(page) if page is not None else QPageLayout.Orientation.Landscape
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))


def _turn(printer: Any, page: Printed) -> None:
    """Turn the paper as this page is: one edition may be wide, the next high."""
    printer.setPageOrientation(_way(page))


def _way(page: Printed) -> QPageLayout.Orientation:
    wide = page.width > page.height
    return QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait


def _fitted(room: QRectF, image: QImage) -> QRectF:
    """The largest place of the image's shape in the middle of `room`."""
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    return QRectF(
        room.left() + (room.width() - width) / 2, room.top() + (room.height() - height) / 2, width, height
    )

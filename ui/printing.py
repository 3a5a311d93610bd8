"""Printing through the system's dialog, page by page as pictures at the printer's own resolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.errors import Unavailable
from resources.i18n import tr

MAX_DPI = 300
"""Enough for a page code and 7-point text; more only costs time and memory."""

USUAL: Final = QPageSize.PageSizeId.A4
_NEAR: Final = 6
"""Points by which sizes of paper may differ and be the same paper."""


_FILE_PRINTERS: Final = ("pdf", "xps", "onenote")


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
    *,
    secret: bool = False,
) -> Any:
    """Open the system's print dialog; `done` is given the printer chosen, `dropped` follows *Batal*. Without
    `pages` it is for several papers, of which no pages are chosen. A `secret` page is for paper alone, so no
    file is offered."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(layout_of(pages[0] if pages else None))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle(tr("Cetak {judul}", judul=title))
    if pages:
        dialog.setMinMax(1, len(pages))
    else:
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
    if secret:
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: done(printer))
    dialog.rejected.connect(dropped)
    QDialog.open(dialog)  # the print dialog's own `open` is another overload
    return dialog


def into_file(printer: Any) -> bool:
    """Whether what was chosen is no paper but a file: of the dialog's own, or a printer that only writes
    files, which a system knows by its name alone."""
    name = printer.printerName().casefold()
    return bool(printer.outputFileName()) or any(word in name for word in _FILE_PRINTERS)


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


def layout_of(page: Printed | None) -> QPageLayout:
    """The paper that the page was laid out for, A4 for several; the person may choose otherwise."""
    if page is None:
        return QPageLayout(QPageSize(USUAL), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0))
    return QPageLayout(_size(page), _way(page), QMarginsF(0, 0, 0, 0))


def _size(page: Printed) -> QPageSize:
    wide, high = sorted((page.width, page.height))
    usual = QPageSize(USUAL).size(QPageSize.Unit.Point)
    if abs(usual.width() - wide) < _NEAR and abs(usual.height() - high) < _NEAR:
        return QPageSize(USUAL)
    mm = QSizeF(round(wide * 25.4 / 72), round(high * 25.4 / 72))
    name = "F4" if (mm.width(), mm.height()) == (215, 330) else ""
    return QPageSize(mm, QPageSize.Unit.Millimeter, name, QPageSize.SizeMatchPolicy.ExactMatch)


def shrinks(printer: Any, pages: Sequence[Printed]) -> bool:
    """Whether the paper in the printer is smaller than a page, which is then printed smaller."""
    paper = printer.pageLayout().pageSize().size(QPageSize.Unit.Point)
    room = sorted((paper.width(), paper.height()))
    return any(
        needed > there + _NEAR
        for page in pages
        for needed, there in zip(sorted((page.width, page.height)), room, strict=True)
    )


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

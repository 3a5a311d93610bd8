"""What goes to the printer: the pages chosen, turned as they are, as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPageRanges
from PySide6.QtPrintSupport import QPrinter

from desktop_app.documents.sheets import Form
from desktop_app.errors import Unavailable
from ui.printing import layout_of, print_pages, shrinks
from ui.worker import Cancelled

pytestmark = pytest.mark.usefixtures("qapp")


@dataclass(frozen=True)
class Leaf:
    """A page in points."""

    width: float
    height: float


HIGH, WIDE = Leaf(595, 842), Leaf(842, 595)


class Print:
    """A printer that writes a PDF, and the pages drawn on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.printer.setOutputFileName(str(path))
        self.printer.setResolution(72)
        self.drawn: list[Leaf] = []

    def send(self, pages: list[Leaf], stop_before: int = 99) -> int:
        def step(done: int, _total: int, _sentence: str) -> None:
            if done >= stop_before:
                raise Cancelled

        def draw(page: Leaf, scale: float) -> QImage:
            self.drawn.append(page)
            image = QImage(round(page.width * scale), round(page.height * scale), QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            return image

        return print_pages(self.printer, pages, draw, step)

    def pages(self) -> list[bool]:
        with pikepdf.open(self.path) as pdf:
            return [page.mediabox[2] > page.mediabox[3] for page in pdf.pages]  # type: ignore[operator]


@pytest.fixture
def job(tmp_path: Path) -> Print:
    return Print(tmp_path / "cetak.pdf")


def test_each_page_is_turned_as_it_is(job: Print) -> None:
    assert job.send([WIDE, WIDE, HIGH]) == 3
    assert job.pages() == [True, True, False]


def test_an_f4_page_asks_for_f4_and_says_when_it_is_made_smaller(job: Print) -> None:
    for form in (Form("F4", "potret"), Form("F4", "lanskap"), Form("A4", "potret")):
        leaf = Leaf(*form.size)
        asked = layout_of(leaf).fullRectPoints()
        assert (asked.width(), asked.height()) == pytest.approx(form.size, abs=1.5)
        job.printer.setPageLayout(layout_of(leaf))
        assert not shrinks(job.printer, [leaf])
    assert shrinks(job.printer, [Leaf(*Form("F4", "lanskap").size)]), "only A4 is in the printer"
    job.printer.setPageLayout(layout_of(Leaf(*Form("F4", "potret").size)))
    job.send([Leaf(*Form("F4", "potret").size)])
    with pikepdf.open(job.path) as pdf:
        assert float(pdf.pages[0].mediabox[3]) == pytest.approx(Form("F4").size[0], abs=1.5)  # type: ignore[arg-type]


def test_only_the_pages_asked_for(job: Print) -> None:
    job.printer.setPageRanges(QPageRanges.fromString("1,3"))
    assert job.send([WIDE, WIDE, HIGH]) == 2
    assert job.pages() == [True, False]


def test_copies_the_printer_does_not_make_are_drawn(job: Print) -> None:
    job.printer.setCopyCount(2)
    job.printer.setCollateCopies(True)
    job.printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert job.send([WIDE, HIGH]) == 4
    assert job.drawn == [HIGH, WIDE, HIGH, WIDE]


def test_stopping_keeps_the_rest_from_the_printer(job: Print) -> None:
    with pytest.raises(Cancelled):
        job.send([WIDE, WIDE, HIGH], stop_before=2)
    assert job.drawn == [WIDE, WIDE]


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_takes_nothing_is_told(job: Print) -> None:
    job.printer.setOutputFileName(str(job.path.parent / "tidak" / "ada.pdf"))
    with pytest.raises(Unavailable) as told:
        job.send([WIDE])
    assert told.value.code == "printer"

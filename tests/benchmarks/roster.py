"""The roster as a PDF: against ReportLab's LongTable of the same content, against LibreOffice turning the
same table from XLSX into one (where it is installed), and one page against a bare canvas.

All embed fonts and wrap what does not fit; LibreOffice's time has the start of its process, as a person has
it. Ours alone is tagged PDF/A with a letterhead, totals and signature blocks, which the others leave out.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle
from xlsxwriter import Workbook

from desktop_app.documents import ink
from desktop_app.documents.data import Roster
from desktop_app.documents.layout import MARGIN
from desktop_app.documents.roster import canonical, write_roster
from desktop_app.documents.sheets import ACROSS
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.documents.people import NOW, roster
from tests.documents.reading import packed, page_texts

SIZE = 6.9
LARGE = 10_000
ONE_PAGE = 27
_ROW_HIGH = 11.6
_SHARES = (22, 106, 74, 20, 46, 122, 36, 96, 44, 56, 156)
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def measure(run: Run) -> None:
    """1,701 rows, 10,000 rows with their memory, and one page. Equal: every cell's text is in the file."""
    ink.font(ink.REGULAR), ink.font(ink.BOLD)
    _against_longtable(run, run.rows)
    if SOFFICE is not None:
        _against_libreoffice(run, run.rows, SOFFICE)
    large = LARGE if run.rows > ONE_PAGE * 10 else run.rows * 2
    _against_longtable(run, large, memory=True)
    made = roster(ONE_PAGE)
    found = run.compare(
        "one page",
        [Candidate("wira", lambda: _wira(made), result=_words(made)),
         Candidate("bare canvas", lambda: _bare(made), result=_words(made))],
    )  # fmt: skip
    run.at_most("one page against a bare canvas", found["wira"].median / found["bare canvas"].median, 1.5)


def _against_longtable(run: Run, rows: int, *, memory: bool = False) -> None:
    made = roster(rows)
    found = run.compare(
        f"{rows} rows",
        [Candidate("wira", lambda: _wira(made), result=_words(made)),
         Candidate("LongTable", lambda: _longtable(made), result=_words(made))],
    )  # fmt: skip
    goal = 5 if memory else 3
    run.at_least(f"{rows} rows against LongTable", found["LongTable"].median / found["wira"].median, goal)
    if memory:
        own, other = _peak(lambda: _wira(made)), _peak(lambda: _longtable(made))
        run.at_most(f"memory for {rows} rows against LongTable", own / other, 0.6)


def _against_libreoffice(run: Run, rows: int, soffice: str) -> None:
    made = roster(rows)
    book = _workbook(made, run.folder / "roster.xlsx")
    profile = (run.folder / "profile").as_uri()

    def converted() -> bytes:
        command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", run.folder, book], check=True, capture_output=True, timeout=600)
        return book.with_suffix(".pdf").read_bytes()

    found = run.compare(
        f"{rows} rows from XLSX",
        [Candidate("wira", lambda: _wira(made), result=_words(made)),
         Candidate("LibreOffice", converted, result=_words(made))],
    )  # fmt: skip
    ratio = found["LibreOffice"].median / found["wira"].median
    run.at_least(f"{rows} rows against LibreOffice", ratio, 5)


def _workbook(made: Roster, path: Path) -> Path:
    """The same table, its cells wrapped and one page wide."""
    said = canonical(made)
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Daftar")
        cell = book.add_format({"text_wrap": True, "font_size": SIZE, "border": 1, "valign": "top"})
        for column, share in enumerate(_SHARES):
            sheet.set_column(column, column, share / 5.6)
        for number, row in enumerate([said["columns"], *said["rows"]]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return path


def _peak(work: Callable[[], bytes]) -> int:
    """Most memory that Python held at once, in bytes."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _words(made: Roster) -> Callable[[bytes], int]:
    """How many of the cells are in the file, page by page as text."""
    said = canonical(made)

    def counted(pdf: bytes) -> int:
        text = packed(" ".join(page_texts(pdf)))
        return sum(packed(cell) in text for row in said["rows"] for cell in row)

    return counted


def _wira(made: Roster) -> bytes:
    return write_roster(made, state="draf", now=NOW).pdf


def _longtable(made: Roster) -> bytes:
    said, out = canonical(made), io.BytesIO()
    style = ParagraphStyle("cell", fontName=ink.REGULAR, fontSize=SIZE, leading=8.2)
    head = ParagraphStyle("head", parent=style, fontName=ink.BOLD)
    cells = [[Paragraph(text, head) for text in said["columns"]]]
    cells += [[Paragraph(cell, style) for cell in row] for row in said["rows"]]
    wide = ACROSS.size[0] - 2 * MARGIN
    table = LongTable(cells, [share * wide / sum(_SHARES) for share in _SHARES], repeatRows=1)
    table.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.3, "#C9C7C0"), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
             ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5), ("LEFTPADDING", (0, 0), (-1, -1), 3),
             ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
        )
    )  # fmt: skip
    SimpleDocTemplate(out, pagesize=ACROSS.size, leftMargin=MARGIN, rightMargin=MARGIN, invariant=1).build(
        [table]
    )
    return out.getvalue()


def _bare(made: Roster) -> bytes:
    """The same cells by `drawString`, with the same two fonts, and nothing else."""
    said, out = canonical(made), io.BytesIO()
    pen = Canvas(out, pagesize=ACROSS.size, invariant=1, pageCompression=1, initialFontName=ink.REGULAR)
    wide = (ACROSS.size[0] - 2 * MARGIN) / sum(_SHARES)
    y = ACROSS.size[1] - 100.0
    for number, row in enumerate([said["columns"], *said["rows"]]):
        pen.setFont(ink.BOLD if number == 0 else ink.REGULAR, SIZE)
        x = MARGIN
        for cell, share in zip(row, _SHARES, strict=True):
            pen.drawString(x + 3, y, cell)
            x += share * wide
        y -= _ROW_HIGH
    pen.showPage()
    pen.save()
    return out.getvalue()


benchmark = Benchmark("roster as PDF", rows=1701, quick_rows=54, repeat=5, measure=measure)

"""Reading a spreadsheet file, XLSX or CSV, into titles and rows with their row numbers.

Numbers are given as numbers, never as text made of them, so that a NIK which the spreadsheet kept as a
number can be told from one that was kept as text. Row numbers are those the spreadsheet program shows.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import python_calamine

from desktop_app.errors import Refused
from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.mapping import guess, recognised
from resources.i18n import tr

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED: Final = 400 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 8_000_000
_HEADER_WITHIN: Final = 20
"""Rows from the top among which the titles are looked for; above them stand headings of the letter."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["']([^>]*)>""")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row with something in it; `number` counts from 1 as the spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are the titles, as text; every row has as many cells. `name` is empty for CSV."""

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    header_row: int
    name: str = ""


def read(data: bytes, of: Catalogue = APPLICANTS) -> Sheet:
    """The table in a file, found by the titles that name fields `of` this kind.

    Raises Refused with a sentence for everything that is no usable table.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise _refused("empty")
    if len(data) > MAX_BYTES:
        raise _refused("large")
    if data.startswith(_OLE):
        raise _refused("encrypted" if _ENCRYPTED in data else "xls")
    if data.startswith(b"PK"):
        return _workbook(data, of)
    if data.startswith(b"%PDF") or data[:4] in (b"\x89PNG", b"GIF8", b"{\\rt") or data[:3] == b"\xff\xd8\xff":
        raise _refused("other")
    text = _decode(data)
    if re.match(r"\s*<(!doctype|html|head|body|table|meta|\?xml|style|div)\b", text, re.IGNORECASE):
        raise _refused("html")
    return _table("", _csv_rows(text, of), of)


# --- workbooks --------------------------------------------------------------------------------------


def _workbook(data: bytes, of: Catalogue) -> Sheet:
    _look_inside(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {item.name for item in book.sheets_metadata if not _visible(item)}
        names = [name for name in book.sheet_names if name not in hidden] or book.sheet_names
        best: Sheet | None = None
        trouble: Refused | None = None
        for name in names:
            try:
                found = _table(name, _cells(book.get_sheet_by_name(name)), of)
            except Refused as refusal:
                trouble = trouble or refusal
                continue
            if not guess(found.columns, of).missing:
                return found
            best = best or found
    except python_calamine.PasswordError as error:
        raise _refused("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _refused("corrupt") from error
    except BaseException as error:
        # a defect inside the reader surfaces as a panic, which is no Exception; the file is then unreadable
        if type(error).__name__ != "PanicException":
            raise
        raise _refused("corrupt") from None
    if best is None:
        raise trouble or _refused("empty")
    return best


def _visible(item: python_calamine.SheetMetadata) -> bool:
    return (
        item.visible == python_calamine.SheetVisibleEnum.Visible
        and item.typ == python_calamine.SheetTypeEnum.WorkSheet
    )


def _look_inside(data: bytes) -> None:
    """Refuse what would not unpack, would unpack too large, or is another kind of archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            items = archive.infolist()
            names = {item.filename for item in items}
            if "EncryptedPackage" in names or any(item.flag_bits & 1 for item in items):
                raise _refused("encrypted")
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _refused("other")
            if sum(item.file_size for item in items) > MAX_UNPACKED:
                raise _refused("large")
            for item in items:
                if item.filename.endswith(".xml"):
                    _check_size(archive.read(item))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _refused("corrupt") from error


def _check_size(sheet: bytes) -> None:
    """A stray cell in the last corner would make the reader fill a table of billions of cells, and end the
    program for want of memory. Cells without content do not count."""
    last_row, widest, known = 0, 0, set[bytes]()
    for match in _CELL.finditer(sheet):
        if match[3].endswith(b"/"):
            continue
        last_row = max(last_row, int(match[2]))
        if match[1] not in known:
            known.add(match[1])
            place = 0
            for letter in match[1].upper():
                place = place * 26 + letter - 64
            widest = max(widest, place)
    if last_row > MAX_ROWS or widest > MAX_COLUMNS or last_row * widest > MAX_CELLS:
        raise _refused("large")


def _cells(sheet: python_calamine.CalamineSheet) -> Iterator[list[Cell]]:
    """Rows from the first of the sheet on, empty ones too, as the row numbers need them."""
    yield from sheet.iter_rows()


# --- text -------------------------------------------------------------------------------------------


def _decode(data: bytes) -> str:
    """Text as spreadsheet programs write it. Raises Refused for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\0\x01-\x08\x0e-\x1f]", text):
            break
        return text
    raise _refused("other")


def _csv_rows(text: str, of: Catalogue) -> list[list[Cell]]:
    match = re.match(r"sep=(.)\r?\n", text)
    if match:
        return _parse(text[match.end() :], match[1])
    head = "".join(text.splitlines(keepends=True)[:_HEADER_WITHIN])
    best, best_score = ",", (-1, -1)
    for delimiter in (",", ";", "\t"):
        try:
            rows = _parse(head, delimiter, strict=False)
        except Refused:
            continue
        score = max((recognised(row, of), len(row)) for row in rows) if rows else (0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return _parse(text, best)


def _parse(text: str, delimiter: str, *, strict: bool = True) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[list[Cell]] = []
    try:
        for record in reader:
            rows.append([_formula_text(cell) for cell in record])
            if len(rows) > MAX_ROWS + _HEADER_WITHIN or len(record) > MAX_COLUMNS:
                raise _refused("large")
    except csv.Error as error:
        raise Refused(
            tr("Baris {baris}: tanda kutipnya tidak berpasangan.", baris=len(rows) + 1),
            next_step=tr("Betulkan baris itu, atau simpan berkasnya sebagai XLSX."),
            code="sheet_quotes",
        ) from error
    return rows


def _formula_text(cell: str) -> str:
    """Some programs write ``="3276..."`` to keep a number as text."""
    match = re.fullmatch(r'\s*="([^"]*)"\s*', cell)
    return match[1] if match else cell


# --- both -------------------------------------------------------------------------------------------


def _table(name: str, raw: Iterable[Sequence[Cell]], of: Catalogue) -> Sheet:
    filled: list[SourceRow] = []
    for number, cells in enumerate(raw, 1):
        if any(not is_empty(cell) for cell in cells):
            filled.append(SourceRow(number, tuple(cells)))
            if len(filled) > MAX_ROWS + _HEADER_WITHIN:
                raise _refused("large")
    if not filled:
        raise _refused("empty")
    header = _header(filled, of)
    width = max(len(row.cells) for row in filled[header:])
    if width > MAX_COLUMNS:
        raise _refused("large")
    rows = tuple(_padded(row, width) for row in filled[header + 1 :])
    if not rows:
        raise _refused("no_rows")
    titles = tuple(shown(cell) for cell in _padded(filled[header], width).cells)
    return Sheet(titles, rows, filled[header].number, name)


def _header(rows: Sequence[SourceRow], of: Catalogue) -> int:
    """The place of the titles: the row that names most fields, or the first of several texts."""
    top = rows[:_HEADER_WITHIN]
    counts = [recognised(row.cells, of) for row in top]
    if max(counts) > 0:
        return counts.index(max(counts))
    for place, row in enumerate(top):
        texts = [cell for cell in row.cells if not is_empty(cell)]
        if len(texts) >= 2 and all(isinstance(cell, str) and not _looks_like_data(cell) for cell in texts):
            return place
    names = ", ".join(tr(of.fields[name].label) for name in of.missing({}))
    raise Refused(
        tr("Baris judul kolom tidak ditemukan di berkas ini."),
        next_step=tr("Beri judul di atas setiap kolom, paling sedikit: {kolom}.", kolom=names),
        code="sheet_no_header",
    )


def _looks_like_data(text: str) -> bool:
    return re.search(r"\d{4,}", text) is not None


def _padded(row: SourceRow, width: int) -> SourceRow:
    if len(row.cells) >= width:
        return row
    return SourceRow(row.number, (*row.cells, *[""] * (width - len(row.cells))))


def _refused(code: str) -> Refused:
    sentences = {
        "empty": (tr("Berkas ini kosong."), tr("Pilih berkas yang berisi daftar.")),
        "no_rows": (
            tr("Berkas ini hanya berisi judul kolom."),
            tr("Isi barisnya, simpan, lalu pilih lagi."),
        ),
        "large": (
            tr("Berkas ini terlalu besar untuk dibaca sekaligus."),
            tr("Bagi menjadi beberapa berkas, atau hapus isi yang jauh di luar tabel, lalu simpan lagi."),
        ),
        "encrypted": (
            tr("Berkas ini dikunci dengan kata sandi."),
            tr("Buka di Excel, hapus kata sandinya, simpan, lalu pilih lagi."),
        ),
        "xls": (
            tr("Berkas ini berformat Excel lama."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
        "html": (
            tr("Berkas ini sebenarnya halaman web, walaupun namanya seperti lembar kerja."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
        "corrupt": (
            tr("Berkas ini rusak atau belum tersalin lengkap."),
            tr("Salin ulang berkasnya, atau buka dan simpan lagi sebagai XLSX."),
        ),
        "other": (
            tr("Berkas ini bukan lembar kerja XLSX atau CSV."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
    }
    message, step = sentences[code]
    return Refused(message, next_step=step, code=f"sheet_{code}")

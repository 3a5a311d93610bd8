"""Reading a spreadsheet file (XLSX, XLS, ODS, CSV, or a web page that is called one) into titles and rows.

Numbers are given as numbers, never as text made of them, so that a NIK which the spreadsheet kept as a
number can be told from one that was kept as text. Row numbers are those the spreadsheet program shows.
Hidden rows and columns are read like the others, and told; hidden sheets are not read unless named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import python_calamine

from desktop_app.errors import Refused
from desktop_app.intake import biff, titles, web
from desktop_app.intake.anatomy import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Anatomy, column_letters, look_inside
from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.cells import Cell, is_empty
from desktop_app.intake.mapping import guess, recognised
from desktop_app.intake.refusals import refused
from resources.i18n import tr, trn

MAX_BYTES: Final = 32 * 1024 * 1024

Check = Callable[[], None]
"""Called now and then while a file is read; what it raises ends the reading."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(r"\s*<(!doctype|html|head|body|table|meta|\?xml|style|div|center|font)\b", re.IGNORECASE)
_SHORT: Final = 24
"""Texts up to this length are held once however often they come."""
_TOLD: Final = 8
"""Row numbers named in one sentence."""
_LOOK: Final = 2048
"""Rows between two questions whether to go on."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row with something in it; `number` counts from 1 as the spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are the titles, as text, each one once; every row has as many cells.

    `name` is empty for CSV; `others` are further sheets that may be chosen. `notes` are sentences about the
    file as a whole. `hidden_columns` are places from 0, `uncached` the places of formulas nobody has
    calculated, by row number.
    """

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    header_row: int
    name: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])


def read(data: bytes, of: Catalogue = APPLICANTS, *, sheet: str = "", check: Check = lambda: None) -> Sheet:
    """The table in a file, found by the titles that name fields `of` this kind; that of `sheet` if named.
    `check` is called now and then; what it raises ends the reading.

    Raises Refused with a sentence for everything that is no usable table.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise refused("empty")
    if len(data) > MAX_BYTES:
        raise refused("large")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refused("encrypted")
        biff.measure(data, check)
        return _workbook(data, of, sheet, check, broken="xls")
    if data.startswith(b"PK"):
        return _workbook(data, of, sheet, check)
    if data.startswith(b"%PDF") or data[:4] in (b"\x89PNG", b"GIF8", b"{\\rt") or data[:3] == b"\xff\xd8\xff":
        raise refused("other")
    text = _decode(data)
    if text.startswith("MIME-Version:"):
        raise refused("html")
    if _PAGE.match(text):
        return _web_page(text, of, check)
    return _table("", _csv_rows(text, of, check), of, check)


# --- workbooks --------------------------------------------------------------------------------------


def _workbook(data: bytes, of: Catalogue, wanted: str, check: Check, *, broken: str = "corrupt") -> Sheet:
    anatomy = look_inside(data, check) if data.startswith(b"PK") else []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        every = list(book.sheet_names)
        hidden = {item.name for item in book.sheets_metadata if not _visible(item)}
        names = [name for name in every if name not in hidden] or every
        best: Sheet | None = None
        trouble: Refused | None = None
        for name in _chosen(wanted, names, every):
            place = every.index(name)
            inside = anatomy[place] if place < len(anatomy) else Anatomy()
            try:
                found = _table(name, book.get_sheet_by_name(name).iter_rows(), of, check, inside)
            except Refused as refusal:
                trouble = trouble or refusal
                continue
            found = replace(found, others=tuple(other for other in names if other != name))
            if not guess(found.columns, of).missing:
                return _with_sheets(found, [one for one in found.others if _holds(book, one, of)], hidden)
            best = best or found
    except python_calamine.PasswordError as error:
        raise refused("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise refused(broken) from error
    except BaseException as error:
        # a defect inside the reader surfaces as a panic, which is no Exception; the file is then unreadable
        if type(error).__name__ != "PanicException":
            raise
        raise refused(broken) from None
    if best is None:
        raise trouble or refused("empty")
    return _with_sheets(best, (), hidden)


def _holds(book: python_calamine.CalamineWorkbook, name: str, of: Catalogue) -> bool:
    """Whether this sheet also holds such a list."""
    try:
        found = titles.find(book.get_sheet_by_name(name).to_python(nrows=titles.SEARCHED), of)
    except Refused:
        return False
    return not guess(found.texts, of).missing


def _chosen(wanted: str, names: Sequence[str], every: Sequence[str]) -> Sequence[str]:
    if not wanted:
        return names
    fits = [name for name in every if name.strip().casefold() == wanted.strip().casefold()]
    if fits:
        return fits[:1]
    raise Refused(
        tr("Lembar {nama} tidak ada di berkas ini.", nama=wanted),
        next_step=tr("Lembar yang ada: {lembar}.", lembar=", ".join(names)),
        code="sheet_name",
    )


def _visible(item: python_calamine.SheetMetadata) -> bool:
    return (
        item.visible == python_calamine.SheetVisibleEnum.Visible
        and item.typ == python_calamine.SheetTypeEnum.WorkSheet
    )


def _with_sheets(sheet: Sheet, lists: Sequence[str], hidden: Collection[str]) -> Sheet:
    """What is to be said about the sheets that were not read; `lists` are those that also hold a list."""
    said: list[str] = []
    if lists:
        said.append(
            tr(
                "Yang dibaca lembar {nama}; ada daftar juga di lembar {lainnya}.",
                nama=sheet.name,
                lainnya=", ".join(lists),
            )
        )
    if hidden and sheet.name not in hidden:
        said.append(tr("Lembar tersembunyi tidak dibaca: {lembar}.", lembar=", ".join(sorted(hidden))))
    return replace(sheet, notes=(*said, *sheet.notes))


def _web_page(text: str, of: Catalogue, check: Check) -> Sheet:
    """The table of a page that names most fields."""
    best: Sheet | None = None
    trouble: Refused | None = None
    for rows in web.tables(text, check):
        try:
            found = _table("", rows, of, check)
        except Refused as refusal:
            trouble = trouble or refusal
            continue
        if best is None or recognised(found.columns, of) > recognised(best.columns, of):
            best = found
    if best is None:
        raise trouble or refused("html")
    said = tr(
        "Berkas ini sebenarnya halaman web; yang dibaca tabelnya, dan nomor baris dihitung di tabel itu."
    )
    return replace(best, notes=(said, *best.notes))


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
    raise refused("other")


def _csv_rows(text: str, of: Catalogue, check: Check) -> list[list[Cell]]:
    match = re.match(r"sep=(.)\r?\n", text)
    if match:
        return _parse(text[match.end() :], match[1], check)
    head = "".join(text.splitlines(keepends=True)[: titles.SEARCHED])
    best, best_score = ",", (-1, -1)
    for delimiter in (",", ";", "\t"):
        try:
            rows = _parse(head, delimiter, check, strict=False)
        except Refused:
            continue
        score = max((recognised(row, of), len(row)) for row in rows) if rows else (0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return _parse(text, best, check)


def _parse(text: str, delimiter: str, check: Check, *, strict: bool = True) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for record in reader:
            rows.append([_formula_text(cell) for cell in record])
            cells += len(record)
            if len(rows) % _LOOK == 0:
                check()
            if len(rows) > MAX_ROWS + titles.SEARCHED or len(record) > MAX_COLUMNS or cells > MAX_CELLS:
                raise refused("large")
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


def _table(
    name: str, raw: Iterable[Sequence[Cell]], of: Catalogue, check: Check, inside: Anatomy | None = None
) -> Sheet:
    filled: list[SourceRow] = []
    texts: dict[str, str] = {}
    for number, cells in enumerate(raw, 1):
        if number % _LOOK == 0:
            check()
        if any(not is_empty(cell) for cell in cells):
            filled.append(SourceRow(number, _shared(cells, texts)))
            if len(filled) > MAX_ROWS + titles.SEARCHED:
                raise refused("large")
    if not filled:
        raise refused("empty")
    found = titles.find([row.cells for row in filled[: titles.SEARCHED + 1]], of)
    below = filled[found.first + found.rows :]
    width = max([len(found.texts), *(len(row.cells) for row in below)])
    if width > MAX_COLUMNS or width * len(below) > MAX_CELLS:
        raise refused("large")
    if not below:
        raise refused("no_rows")
    inside = inside or Anatomy()
    return Sheet(
        (*found.texts, *[""] * (width - len(found.texts))),
        tuple(_padded(row, width) for row in below),
        filled[found.first].number,
        name,
        notes=tuple(_notes(found.texts, below, inside)),
        hidden_rows=inside.hidden_rows,
        hidden_columns=inside.hidden_columns,
        uncached=inside.uncached,
    )


def _shared(cells: Sequence[Cell], texts: dict[str, str]) -> tuple[Cell, ...]:
    """The cells; answers that come back row after row are held once."""
    keep = texts.setdefault
    return tuple([keep(cell, cell) if type(cell) is str and len(cell) < _SHORT else cell for cell in cells])


def _notes(names: Sequence[str], rows: Sequence[SourceRow], inside: Anatomy) -> Iterator[str]:
    for title, places in titles.repeated(names).items():
        yield tr(
            "Judul {judul} ada di {n} kolom: {kolom}.",
            judul=title,
            n=len(places),
            kolom=", ".join(map(column_letters, places)),
        )
    hidden = [row.number for row in rows if row.number in inside.hidden_rows] if inside.hidden_rows else []
    if hidden:
        yield trn(
            "{n} baris tersembunyi di berkas ini ikut dibaca: {baris}.",
            "{n} baris tersembunyi di berkas ini ikut dibaca: {baris}.",
            len(hidden),
            baris=numbers(hidden),
        )
    columns = [place for place in sorted(inside.hidden_columns) if place < len(names) and names[place]]
    if columns:
        told = ", ".join(f"{names[place]} ({column_letters(place)})" for place in columns)
        yield tr("Kolom tersembunyi di berkas ini ikut dibaca: {kolom}.", kolom=told)


def numbers(rows: Sequence[int]) -> str:
    """The first row numbers, and how many more there are."""
    told = ", ".join(map(str, rows[:_TOLD]))
    more = len(rows) - _TOLD
    return tr("{baris}, dan {n} lagi", baris=told, n=more) if more > 0 else told


def _padded(row: SourceRow, width: int) -> SourceRow:
    if len(row.cells) >= width:
        return row
    return SourceRow(row.number, (*row.cells, *[""] * (width - len(row.cells))))

"""What a workbook's parts say that the reader of values does not: its true size, what is hidden, formulas
that nobody has calculated.

The parts are unpacked piece by piece and looked through as bytes, before anything is read: a stray cell in
the last corner would make the reader fill a table of billions of cells.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.intake.refusals import refused

MAX_UNPACKED: Final = 400 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 8_000_000
_PIECE: Final = 2 * 1024 * 1024

_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["']([^>]*)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d+)["']([^>]*)>""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_COL = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_BOUNDS = re.compile(rb"""\b(min|max)\s*=\s*["'](\d+)["']""")
_UNCACHED = re.compile(
    rb"""<(?:\w+:)?c\s(?P<before>[^>]*?)\br\s*=\s*["'](?P<column>[A-Za-z]+)(?P<row>\d+)["'](?P<after>[^>]*)>"""
    rb"""\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?P<empty><(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_FAILED = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*["']e["'])[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["']"""
)
_SHEET = re.compile(r"""<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*["']([^"']+)["']""")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ODS_ROW = re.compile(
    rb"""<table:table-row\b([^>]*?)(?:/>|>((?:(?!</table:table-row>).)*)</table:table-row>)""", re.DOTALL
)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_REPEATED: Final = {
    kind: re.compile(rb"""\bnumber-%s-repeated\s*=\s*["'](\d+)["']""" % kind)
    for kind in (b"rows", b"columns")
}


def _suspicious(widest: int) -> re.Pattern[bytes]:
    """A cell with content beyond the column `widest`, rounded up to a letter, or beyond row 99,999, as all
    usual programs write it."""
    if widest <= 26:
        columns = rb"[A-Za-z]{2,}\d+"
    else:
        first = 64 + (widest - 1) // 26  # the letter of the last column that is known: 65 is A
        later = rb"[%c-Z]" % (first + 1) if first < 90 else rb"(?!)"
        columns = rb"(?:%s[A-Z]|[A-Za-z]{3,}|[a-z]{2,})\d+" % later
    return re.compile(
        rb""" r="(?:%s|[A-Za-z]+\d{6,})"[^>]*(?<!/)>""" % columns
    )  # a fixed start is found fastest


@dataclass(slots=True)
class Anatomy:
    """One sheet: rows (as the spreadsheet program numbers them) and columns (from 0) that are hidden, and
    the columns of formulas without a value (never calculated, or failed), by row."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])


@dataclass(slots=True)
class _Size:
    """How far cells with content reach."""

    last_row: int = 0
    widest: int = 1
    pattern: re.Pattern[bytes] = field(default_factory=lambda: _suspicious(1))

    def take(self, piece: bytes) -> None:
        """Look at one piece; cells are counted one by one only where the piece leaves what is known. What is
        only formatted does not count."""
        end = piece.rfind(b"</c>")
        last = _CELL.match(piece, piece.rfind(b"<c ", 0, end)) if end >= 0 else None
        if last is not None:
            self.last_row = max(self.last_row, int(last[2]))
        if last is None or self.pattern.search(piece) or b" r='" in piece or b" r =" in piece:
            self._count(piece)
        if self.last_row > MAX_ROWS or self.widest > MAX_COLUMNS or self.last_row * self.widest > MAX_CELLS:
            raise refused("large")

    def _count(self, piece: bytes) -> None:
        known = set[bytes]()
        for match in _CELL.finditer(piece):
            if match[3].endswith(b"/"):
                continue
            self.last_row = max(self.last_row, int(match[2]))
            if match[1] not in known:
                known.add(match[1])
                self.widest = max(self.widest, column_number(match[1].decode()))
        self.pattern = _suspicious(self.widest)


def column_number(letters: str) -> int:
    """The number of a column, from 1: A is 1, AA is 27."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place


def column_letters(place: int) -> str:
    """The letters of the column at `place`, from 0: 0 is A, 26 is AA."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def look_inside(data: bytes) -> list[Anatomy]:
    """The sheets of a workbook in their order; none where the parts do not say which they are.

    Raises Refused for what would not unpack, would unpack too large, or is another kind of archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            items = {item.filename: item for item in archive.infolist()}
            if "EncryptedPackage" in items or any(item.flag_bits & 1 for item in items.values()):
                raise refused("encrypted")
            if sum(item.file_size for item in items.values()) > MAX_UNPACKED:
                raise refused("large")
            if "content.xml" in items and "mimetype" in items:
                _look_inside_ods(archive.read("content.xml"))
                return []
            if "[Content_Types].xml" not in items or not any(name.startswith("xl/") for name in items):
                raise refused("other")
            found = {
                name: _scan(_pieces(archive, name)) for name in items
                if name.endswith(".xml") and name.startswith("xl/worksheets/")
            }  # fmt: skip
            for name in items:
                if name.endswith(".xml") and name not in found:
                    for _ in _pieces(archive, name):
                        pass  # unpacked once: what is damaged is told here
            return [found.get(name, Anatomy()) for name in _order(archive)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refused("corrupt") from error


def _order(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets, in the order of the workbook."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return []
    targets: dict[str, str] = {}
    for match in _RELATION.finditer(links):
        named = dict(re.findall(r"""\b(Id|Target)\s*=\s*["']([^"']*)["']""", match[0]))
        target = html.unescape(named.get("Target", ""))
        targets[named.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return [targets.get(one, "") for one in _SHEET.findall(book)]


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces that end with a whole row (or, outside the rows, with a whole tag)."""
    rest = b""
    with archive.open(name) as part:
        while block := part.read(_PIECE):
            whole = rest + block
            cut = whole.rfind(b"row>") + 4
            if cut == 3:
                cut = whole.rfind(b">") + 1
            yield whole[:cut]
            rest = whole[cut:]
    if rest:
        yield rest


def _scan(pieces: Iterator[bytes]) -> Anatomy:
    size, hidden, columns = _Size(), set[int](), set[int]()
    uncached: dict[int, set[int]] = {}
    for piece in pieces:
        size.take(piece)
        if b"hidden" in piece:
            hidden.update(int(row[1]) for row in _ROW.finditer(piece) if _HIDDEN.search(row[0]))
        if b"cols>" in piece:
            columns |= _hidden_columns(piece)
        if b't="e"' in piece or b"t='e'" in piece:
            for match in _FAILED.finditer(piece):
                uncached.setdefault(int(match[2]), set()).add(column_number(match[1].decode()) - 1)
        if b"<f" in piece or b":f" in piece:
            for match in _UNCACHED.finditer(piece):
                texts = re.search(rb"""\bt\s*=\s*["']str["']""", match["before"] + match["after"])
                if not (texts and match["empty"]):  # a formula may well give the empty text
                    place = column_number(match["column"].decode()) - 1
                    uncached.setdefault(int(match["row"]), set()).add(place)
    return Anatomy(
        frozenset(hidden), frozenset(columns), {row: frozenset(places) for row, places in uncached.items()}
    )


def _hidden_columns(piece: bytes) -> set[int]:
    found: set[int] = set()
    for match in _COL.finditer(piece):
        bounds = {name: int(value) for name, value in _BOUNDS.findall(match[0])}
        if _HIDDEN.search(match[0]) and b"min" in bounds:
            last = min(bounds.get(b"max", bounds[b"min"]), MAX_COLUMNS)
            found.update(range(bounds[b"min"] - 1, last))
    return found


def _look_inside_ods(content: bytes) -> None:
    """Refuse a table whose repetitions would fill the memory; empty ones at its end count for nothing."""
    for table in content.split(b"</table:table>"):
        row, last_row, widest = 0, 0, 0
        for match in _ODS_ROW.finditer(table):
            row += _repeats(b"rows", match[1])
            place, wide = 0, 0
            for cell in _ODS_CELL.finditer(match[2] or b""):
                place += _repeats(b"columns", cell[1])
                if b"value-type" in cell[1]:
                    wide = place
            if wide:
                last_row, widest = row, max(widest, wide)
        if last_row > MAX_ROWS or widest > MAX_COLUMNS or last_row * widest > MAX_CELLS:
            raise refused("large")


def _repeats(kind: bytes, attributes: bytes) -> int:
    match = _REPEATED[kind].search(attributes)
    return int(match[1][:9]) if match else 1

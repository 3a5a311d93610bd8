"""What a workbook's parts say that the reader of values does not: its true size, what is hidden, formulas
that nobody has calculated.

The parts are unpacked and parsed piece by piece before anything is read: a stray cell in the last corner
would make the reader ask for a table of billions of cells, and end the program when it gets none.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.intake.markup import MAX_TAG, Markup, local, parse
from desktop_app.intake.refusals import refused

MAX_UNPACKED: Final = 400 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_CELLS: Final = 3_000_000
"""Rows times columns of one table: 50,000 applicants with 60 columns; about 400 MB while it is read."""
MAX_TEXT: Final = 100_000_000
"""Characters that the repeated cells of an ODS may come to."""
_PIECE: Final = 2 * 1024 * 1024
_PLACE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,9})")


@dataclass(slots=True)
class Anatomy:
    """One sheet: rows (as the spreadsheet program numbers them) and columns (from 0) that are hidden, and
    the columns of formulas without a value (never calculated, or failed), by row."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])


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


def look_inside(data: bytes, check: Callable[[], None] = lambda: None) -> list[Anatomy]:
    """The sheets of a workbook in their order; none where the parts do not say which they are. `check` is
    called now and then; what it raises ends the look.

    Raises Refused for what would not unpack, would unpack too large, or is another kind of archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            items = {item.filename: item for item in archive.infolist()}
            if "EncryptedPackage" in items or any(item.flag_bits & 1 for item in items.values()):
                raise refused("encrypted")
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise refused("large")
            if len({_plain(name) for name in items}) < len(archive.infolist()):
                raise refused("corrupt")  # two parts of one name: which one would the reader take
            if "content.xml" in items and "mimetype" in items:
                _look_inside_ods(_pieces(archive, "content.xml", check))
                return []
            if "[Content_Types].xml" not in items or not any(name.startswith("xl/") for name in items):
                raise refused("other")
            if "xl/workbook.bin" in map(_plain, items):
                raise refused("other")  # XLSB: nothing here could tell how large it is
            return _sheets(archive, list(items), check)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refused("corrupt") from error


def _sheets(archive: zipfile.ZipFile, names: list[str], check: Callable[[], None]) -> list[Anatomy]:
    order = _order(archive, names, check)
    found: dict[str, Anatomy] = {}
    for name in names:
        plain = _plain(name)
        if plain in order or (plain.startswith("xl/worksheets/") and plain.endswith(".xml")):
            found[plain] = _Scan().part(_pieces(archive, name, check))
        elif plain.endswith(".xml"):
            for _ in _pieces(archive, name, check):
                pass  # unpacked once: what is damaged is told here
    return [found.get(name, Anatomy()) for name in order]


def _plain(name: str) -> str:
    """The name of a part as readers compare it."""
    return name.replace("\\", "/").casefold()


def _order(archive: zipfile.ZipFile, names: list[str], check: Callable[[], None]) -> list[str]:
    """The parts of the sheets, plain, in the order of the workbook."""
    book, links = (
        next((name for name in names if _plain(name) == wanted), None)
        for wanted in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    if book is None or links is None:
        raise refused("corrupt")
    ids: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            ids.extend(value for key, value in attributes.items() if key.endswith(":id"))

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = _plain(attributes.get("Target", ""))
            whole = target.lstrip("/")
            within = target.startswith(("/", "xl/"))
            targets[attributes.get("Id", "")] = whole if within else f"xl/{target}"

    parse(_pieces(archive, book, check), sheet)
    parse(_pieces(archive, links, check), relation)
    return [targets.get(one, "") for one in ids]


def _pieces(archive: zipfile.ZipFile, name: str, check: Callable[[], None]) -> Iterator[bytes]:
    with archive.open(name) as part:
        while block := part.read(_PIECE):
            check()
            yield block


# --- XLSX -------------------------------------------------------------------------------------------


def _usual_row(widest: int) -> re.Pattern[bytes]:
    """A row as all usual programs write it: nothing hidden or failed, every cell in this row and in one of
    the columns up to `widest`. Group 1 is its number, 2 is there where a cell has content.

    Whatever else stands in a row does not match, so what matches needs no parser. Nothing can be matched
    in two ways, so the time is that of one look.
    """
    letters = column_letters(widest - 1).encode()
    first, last = letters[:1], letters[-1:]
    if len(letters) == 1:
        columns = rb"[A-%s]" % last
    else:
        earlier = rb"[A-%c][A-Z]|" % (first[0] - 1) if first > b"A" else b""
        columns = rb"(?:[A-Z]|%s%s[A-%s])(?=\d)" % (earlier, first, last)
    return re.compile(
        rb"""\s*<row r="(1?\d{1,5})"(?: (?!hidden|r=)[\w:.]+="[^"<>&]*")*(?:/>|>"""
        rb"""(?:<c r="(?:%s)\1"(?: s="\d+")?(?: t="(?:s|n|str|b|inlineStr)")?(?:/>|(>)"""
        rb"""(?:(?:<f>[^<]*</f>)?<v>[^<]+</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)</c>)){0,%d}"""
        rb"""</row>)""" % (columns, MAX_COLUMNS)
    )


class _Scan:
    """Looks through one sheet: usual rows at a glance, everything else with the parser.

    A usual row is kept from the parser, which sees the rest as a whole: only between two rows, where it
    makes no difference.
    """

    def __init__(self) -> None:
        self._markup = Markup(self._start, self._end, self._text)
        self._usual = _usual_row(1)
        self._open: list[str] = []
        self._row, self._column = 1, 1  # where a cell stands that does not say it
        self._last_row, self._widest = 0, 1
        self._cell: tuple[int, int, str] | None = None
        self._formula = self._answer = self._answered = False
        self._hidden_rows, self._hidden_columns = set[int](), set[int]()
        self._uncached: dict[int, set[int]] = {}

    def part(self, pieces: Iterable[bytes]) -> Anatomy:
        rest = b""
        for piece in pieces:
            rest = self._take(rest + piece)
        self._markup.feed(rest)
        self._markup.close()
        uncached = {row: frozenset(places) for row, places in self._uncached.items()}
        return Anatomy(frozenset(self._hidden_rows), frozenset(self._hidden_columns), uncached)

    def _take(self, data: bytes) -> bytes:
        """Look at `data` up to its last whole row, and give back the rest."""
        at, markup = 0, self._markup
        while True:
            if len(self._open) == 2 and self._open[-1] == "sheetData" and markup.between:
                while (match := self._usual.match(data, at)) is not None:
                    self._pass(int(match[1]), match[2] is not None)
                    at = match.end()
            mark = b"</row>" if "sheetData" in self._open[:2] else b"sheetData>"
            end = data.find(mark, at)
            if end < 0:
                break
            markup.feed(data[at : end + len(mark)])
            at = end + len(mark)
        rest = data[at:]
        if len(rest) <= MAX_TAG:
            return rest
        markup.feed(rest)
        return b""

    def _pass(self, row: int, filled: bool) -> None:
        """A usual row was seen; its cells are within the columns that are known."""
        if filled:
            self._reach(row, 1)
        self._row, self._column = row + 1, 1

    def _reach(self, row: int, column: int) -> None:
        """A cell with content."""
        if row < self._last_row or not row:
            raise refused("corrupt")  # rows stand in their order; the reader counts on it
        self._last_row = row
        if column > self._widest:
            self._widest = column
            if column <= MAX_COLUMNS:
                self._usual = _usual_row(column)
        if row > MAX_ROWS or self._widest > MAX_COLUMNS or row * self._widest > MAX_CELLS:
            raise refused("large")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "row":
            if "r" in attributes:
                self._row = _number(attributes["r"])
            if _hidden(attributes):
                self._hidden_rows.add(self._row)
        elif name == "c":
            row, column = self._row, self._column
            if "r" in attributes:
                match = _PLACE.fullmatch(attributes["r"])
                if match is None:
                    raise refused("corrupt")
                row, column = int(match[2]), column_number(match[1])
            self._column = column + 1
            self._cell = row, column, attributes.get("t", "")
            self._formula = self._answer = self._answered = False
        elif self._cell is not None:  # a cell without anything in it is only formatted
            self._reach(*self._cell[:2])
            self._formula |= name == "f"
            self._answer |= name == "v"
            self._answered |= name == "is"
        elif name == "col" and _hidden(attributes) and "min" in attributes:
            first = _number(attributes["min"])
            last = min(_number(attributes.get("max", attributes["min"])), MAX_COLUMNS)
            self._hidden_columns.update(range(first - 1, last))
        self._open.append(name)

    def _text(self, text: str) -> None:
        if self._cell is not None and text and self._open[-1] == "v":
            self._answered = True

    def _end(self, name: str) -> None:
        name = self._open.pop()
        if name == "row":
            self._row, self._column = self._row + 1, 1
        elif name == "c" and self._cell is not None:
            row, column, kind = self._cell
            self._cell = None
            # a formula may well give the empty text
            unknown = self._formula and not self._answered and not (kind == "str" and self._answer)
            if kind == "e" or unknown:
                self._uncached.setdefault(row, set()).add(column - 1)


def _hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise refused("corrupt")
    return int(text)


# --- ODS --------------------------------------------------------------------------------------------


class _Tables:
    """Refuses tables whose repetitions would fill the memory; empty ones at their end count for nothing."""

    def __init__(self) -> None:
        self.cells = self.text = 0
        self.row = self.last_row = self.widest = 0
        self.rows = self.columns = 1
        self.place = self.wide = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "table":
            self.finish()
        elif name == "table-row":
            self.rows = _repeats("rows", attributes)
            self.row += self.rows
            self.place = self.wide = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = _repeats("columns", attributes)
            self.place += self.columns
            if any(key.startswith("office:") or key.endswith(":formula") for key in attributes):
                self.wide = self.place
                self.add(sum(map(len, attributes.values())))
                self.check()
        elif name == "s":
            self.add(_repeated(attributes.get("text:c", "1")))

    def add(self, length: int) -> None:
        """So many characters in the open cell."""
        self.text += length * self.columns * self.rows
        if self.text > MAX_TEXT:
            raise refused("large")

    def check(self) -> None:
        last_row, widest = self.row, max(self.widest, self.wide)
        if last_row > MAX_ROWS or widest > MAX_COLUMNS or self.cells + last_row * widest > MAX_CELLS:
            raise refused("large")
        self.last_row, self.widest = last_row, widest

    def finish(self) -> None:
        """A table ends, or another begins within it."""
        self.cells += self.last_row * self.widest
        self.row = self.last_row = self.widest = 0

    def end(self, name: str) -> None:
        name = local(name)
        if name == "table":
            self.finish()
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = 1
        elif name == "table-row":
            self.rows = 1


def _look_inside_ods(pieces: Iterable[bytes]) -> None:
    tables = _Tables()
    parse(pieces, tables.start, tables.end, lambda text: tables.add(len(text)))


def _repeats(kind: str, attributes: Mapping[str, str]) -> int:
    return _repeated(next((value for key, value in attributes.items()
                           if key.endswith(f":number-{kind}-repeated")), "1"))  # fmt: skip


def _repeated(text: str) -> int:
    return max(1, _number(text.strip()))

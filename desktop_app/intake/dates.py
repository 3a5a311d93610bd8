"""Which of two numbers is the day: decided for a whole column by evidence, told, and never guessed.

Text such as 03/04/1994 is a day and a month in either order. Another cell of the column proves the order
(25/03, 03/25), or the NIK beside it does, which holds the birth date. A spreadsheet program set to English
also turns what it can read month first into real dates and leaves the rest as text: then the real ones are
the wrong way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from desktop_app.intake.anatomy import column_letters
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.sheet import Sheet
from resources.i18n import tr

Order = Literal["day_first", "month_first", "unknown"]
"""`unknown`: both orders occur, or nothing shows which one it is; what could be either is then left empty."""

_NUMERIC = re.compile(r"(\d{1,2})(\s*[-/. ]\s*)(\d{1,2})(\s*[-/. ]\s*)(\d{4}|\d{2})(?=\s|T|$)")
_MANY: Final = 10
"""One NIK that disagrees (a corrected birth date) weighs nothing against so many that agree."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How the dates of the column at `place` are read. `turned`: its real dates have day and month
    exchanged; `doubtful`: they may have. `sentence` says what a person should know, "" for nothing."""

    place: int
    texts: Order = "day_first"
    turned: bool = False
    doubtful: bool = False
    sentence: str = ""

    def read(self, cell: Cell) -> Cell | None:
        """The cell with its day first; None where the order cannot be told."""
        if isinstance(cell, (date, datetime)):
            if cell.day > 12 or cell.day == cell.month or not (self.turned or self.doubtful):
                return cell
            return cell.replace(day=cell.month, month=cell.day) if self.turned else None
        match = _numeric(cell)
        if match is None or self.texts == "day_first":
            return cell
        first, second = int(match[1]), int(match[3])
        if self.texts == "unknown" and first != second and first <= 12 and second <= 12:
            return None
        if second > 12 >= first or self.texts == "month_first":
            text = str(cell)
            changed = f"{match[3]}{match[2]}{match[1]}{match[4]}{match[5]}"
            return text[: match.start()] + changed + text[match.end() :]
        return cell


@dataclass(slots=True)
class _Evidence:
    """What one column shows; the numbers are rows of the file."""

    day_first: list[int] = field(default_factory=list[int])
    month_first: list[int] = field(default_factory=list[int])
    open: list[int] = field(default_factory=list[int])
    by_nik_day: int = 0
    by_nik_month: int = 0
    real_sure: int = 0
    real_open: list[int] = field(default_factory=list[int])
    real_by_nik: int = 0
    real_by_nik_turned: int = 0


def columns_of(sheet: Sheet, mapping: ColumnMapping) -> Mapping[int, DateColumn]:
    """How every column of dates is read, by its place."""
    nik = mapping.columns.get("nik")
    seen = {
        place: _look(sheet, place, nik if birth else None)
        for place, birth in _date_places(mapping.columns, mapping.of)
        if place < len(sheet.columns)
    }
    told = any(one.month_first and not one.day_first for one in seen.values())
    return {place: _decide(sheet, place, one, told) for place, one in seen.items()}


def notices(sheet: Sheet, mapping: ColumnMapping) -> tuple[str, ...]:
    """What a person should know about the dates of this file."""
    return tuple(one.sentence for one in columns_of(sheet, mapping).values() if one.sentence)


def _date_places(columns: Mapping[str, int], of: Catalogue) -> Iterator[tuple[int, bool]]:
    for name, place in columns.items():
        for part in of.pairs.get(name, (name,)):
            if of.fields[part].kind == "date":
                yield place, part == "tanggal_lahir"


def _look(sheet: Sheet, place: int, nik: int | None) -> _Evidence:
    found = _Evidence()
    for row in sheet.rows:
        cell = row.cells[place]
        if is_empty(cell):
            continue
        told = row.cells[nik] if nik is not None else ""
        if isinstance(cell, (date, datetime)):
            _look_at_real(found, row.number, cell, told)
        elif (match := _numeric(cell)) is not None:
            _look_at_text(found, row.number, (int(match[1]), int(match[3])), told)
    return found


def _look_at_text(found: _Evidence, row: int, pair: tuple[int, int], nik: Cell) -> None:
    first, second = pair
    if first > 12 >= second:
        found.day_first.append(row)
    elif second > 12 >= first:
        found.month_first.append(row)
    elif first != second and max(pair) <= 12:
        found.open.append(row)
        born = _born(nik)
        found.by_nik_day += born == pair
        found.by_nik_month += born == (second, first)


def _look_at_real(found: _Evidence, row: int, day: date, nik: Cell) -> None:
    if day.day > 12:
        found.real_sure += 1
    elif day.day != day.month:
        found.real_open.append(row)
        born = _born(nik)
        found.real_by_nik += born == (day.day, day.month)
        found.real_by_nik_turned += born == (day.month, day.day)


def _decide(sheet: Sheet, place: int, seen: _Evidence, elsewhere: bool) -> DateColumn:
    """`elsewhere`: another column of this file has the month first."""
    name = sheet.columns[place] or column_letters(place)
    texts, said = _order(seen, name, elsewhere)
    turned = doubtful = False
    if seen.real_open and not seen.real_sure:
        suspect = bool(seen.day_first) and not seen.month_first
        by_nik = _weigh(seen.real_by_nik, seen.real_by_nik_turned)
        turned = by_nik == "month_first" and (suspect or seen.real_by_nik_turned >= 3)
        doubtful = suspect and by_nik == "unknown"
    if turned:
        said.append(
            tr("{kolom}: hari dan bulan pada sel tanggal tertukar oleh lembar kerja, seperti di baris "
               "{baris}; NIK membuktikannya, jadi semuanya dibalik.", kolom=name, baris=seen.real_open[0])
        )  # fmt: skip
    elif doubtful:
        said.append(
            tr("{kolom}: hari dan bulan pada sel tanggal mungkin tertukar oleh lembar kerja, seperti di "
               "baris {baris}. Yang meragukan dikosongkan.", kolom=name, baris=seen.real_open[0])
        )  # fmt: skip
    return DateColumn(place, texts, turned, doubtful, " ".join(said))


def _order(seen: _Evidence, name: str, elsewhere: bool) -> tuple[Order, list[str]]:
    if seen.day_first and seen.month_first:
        return "unknown", [
            tr("{kolom}: hari dan bulan ditulis dalam dua urutan, seperti di baris {satu} dan {dua}. Yang "
               "dapat berarti dua tanggal dikosongkan.",
               kolom=name, satu=seen.day_first[0], dua=seen.month_first[0])
        ]  # fmt: skip
    if seen.month_first:
        return "month_first", [
            tr("{kolom}: bulan ditulis lebih dahulu, terbukti di baris {baris}, jadi seluruh kolom dibaca "
               "begitu.", kolom=name, baris=seen.month_first[0])
        ]  # fmt: skip
    if seen.day_first or not seen.open:
        return "day_first", []
    by_nik = _weigh(seen.by_nik_day, seen.by_nik_month)
    if by_nik == "day_first":
        return "day_first", []
    if by_nik == "month_first":
        return "month_first", [
            tr("{kolom}: bulan ditulis lebih dahulu menurut NIK di baris yang sama, jadi seluruh kolom "
               "dibaca begitu.", kolom=name)
        ]  # fmt: skip
    if elsewhere or seen.by_nik_day or seen.by_nik_month:
        return "unknown", [
            tr("{kolom}: tidak ada bukti mana hari dan mana bulan, seperti di baris {baris}. Yang dapat "
               "berarti dua tanggal dikosongkan.", kolom=name, baris=seen.open[0])
        ]  # fmt: skip
    return "day_first", [
        tr("{kolom}: tidak ada bukti mana hari dan mana bulan; dibaca hari dahulu seperti di KTP. Periksa "
           "baris {baris}.", kolom=name, baris=seen.open[0])
    ]  # fmt: skip


def _weigh(day: int, month: int) -> Order:
    if day > 0 and day >= month * _MANY:
        return "day_first"
    if month > 0 and month >= day * _MANY:
        return "month_first"
    return "unknown"


def _numeric(cell: Cell) -> re.Match[str] | None:
    """The three numbers of a date in a text, the last such group: a place may stand before it."""
    if not isinstance(cell, str):
        return None
    match = _NUMERIC.search(cell)
    if match is None or (match.start() and cell[match.start() - 1].isdigit()):
        return None
    return match


def _born(cell: Cell) -> tuple[int, int] | None:
    """Day and month in a NIK."""
    text = re.sub(r"\D", "", shown(cell))
    if len(text) != 16:
        return None
    day = int(text[6:8])
    return (day - 40 if day > 40 else day), int(text[8:10])

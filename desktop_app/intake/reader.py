"""A row of a sheet of applicants, turned into values by one mapping; nobody is compared here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from desktop_app.domain import owning, region
from desktop_app.domain.fields import FIELDS, Value, read
from desktop_app.domain.problem import Problem
from desktop_app.intake import dates
from desktop_app.intake.anatomy import column_letters
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.damage import all_end_in_zero, damage
from desktop_app.intake.leftovers import ADDRESS, split_address
from desktop_app.intake.mapping import PAIR_LABELS, PAIRS
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.sheet import Sheet, SourceRow
from desktop_app.intake.strays import stray
from resources.i18n import tr

KEY: Final = ("nik", "nama", "program", "tahun", "kelurahan_kode")
"""Fields that must be present and readable, or the row says nothing about whom it means."""
_WHO: Final = ("nik", "nama")
_LONG_NUMBERS: Final = ("nik", "no_kk", "npwp")
_UNIQUE: Final = frozenset({"nama", "hp", "email", "alamat", "alamat_usaha", "nama_usaha", "nib"})
"""Fields whose answers do not come back row after row; of all others what was read is kept."""
_MOST_KEPT: Final = 2_000
_PAIR_LENGTH: Final = 200
"""Characters of two values in one cell; what is longer is something else."""


@dataclass(slots=True)
class ReadRow:
    """A row while it is read; `clean` are the fields that were read without a problem.

    `stray` says why it is about nobody, `elsewhere` which other office it belongs to; "" for neither.
    """

    number: int
    values: dict[str, Value]
    problems: list[str]
    clean: set[str] = field(default_factory=set[str])
    refused: bool = False
    stray: str = ""
    elsewhere: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        return str(self.values["nik"]), str(self.values["program"]), int(str(self.values["tahun"]))


_KeptReadings = dict[str, "tuple[Value, Problem | None]"]
"""What an answer that comes back row after row was read as."""


class Reader:
    """Turns source rows into values by one mapping."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, defaults: Mapping[str, object]) -> None:
        self.sheet = sheet
        self.own: dict[str, Value] = {}
        for name, raw in defaults.items():
            value, _ = read(name, raw)
            if value is not None:
                self.own[name] = value
        self.columns = {name: place for name, place in mapping.columns.items() if place < len(sheet.columns)}
        self.dates = dates.columns_of(sheet, mapping)
        self.places = _KeptReadings()
        self.labels = {name: tr(FIELDS[name].label) for name in _LONG_NUMBERS}
        self.special = {name: place for name, place in self.columns.items() if self._is_special(name, place)}
        self.plain = [
            (name, place, None if name in _UNIQUE else _KeptReadings())
            for name, place in self.columns.items()
            if name not in self.special
        ]
        nik = mapping.columns["nik"]
        self.all_end_in_zero = all_end_in_zero(row.cells[nik] for row in sheet.rows)

    def row(self, source: SourceRow) -> ReadRow:
        found = ReadRow(source.number, {}, [])
        nik = source.cells[self.columns["nik"]]
        if not (isinstance(nik, str) and len(nik) == 16 and nik.isdecimal()):
            found.stray = stray(source.cells, self.sheet.columns, self.columns, _WHO)
            if found.stray:
                return found
        failed = source.number in self.sheet.uncached
        for name, cell in self._cells(source, found, self.columns if failed else self.special):
            if not is_empty(cell):
                self._take(found, name, cell)
        if not failed:
            self._plain(source, found)
        self._demand(found)
        if not (found.refused or found.elsewhere):
            _settle_business(found)
        return found

    def _plain(self, source: SourceRow, found: ReadRow) -> None:
        """Most cells: text of a column about which nothing is special. What comes back row after row is read
        once; what cannot be read goes the long way."""
        cells, values, clean = source.cells, found.values, found.clean
        for name, place, kept in self.plain:
            cell = cells[place]
            if not cell and isinstance(cell, str):
                continue
            if not isinstance(cell, str):
                self._take(found, name, cell)
                continue
            if kept is None:
                value, problem = read(name, cell)
            else:
                known = kept.get(cell)
                if known is None:
                    known = read(name, cell)
                    if len(kept) < _MOST_KEPT:
                        kept[cell] = known
                value, problem = known
            if problem is not None:
                self._take(found, name, cell)
            elif value is not None:
                values[name] = value
                clean.add(name)

    def _cells(
        self, source: SourceRow, found: ReadRow, columns: Mapping[str, int]
    ) -> Iterator[tuple[str, Cell]]:
        uncached = self.sheet.uncached.get(source.number, ())
        for name, place in columns.items():
            cell = source.cells[place]
            if place in uncached and is_empty(cell):
                found.problems.append(
                    tr("Baris {baris}: sel {sel} berisi rumus tanpa hasil. Buka berkasnya di Excel, "
                       "betulkan, simpan, lalu pilih lagi.",
                       baris=source.number, sel=f"{column_letters(place)}{source.number}")
                )  # fmt: skip
                continue
            if place in self.dates:
                read_as = self.dates[place].read(cell)
                if read_as is None:
                    found.problems.append(
                        tr("{kolom}: {isi} dapat berarti dua tanggal, jadi dikosongkan. Tulis nama bulannya, "
                           "atau sama urutannya di seluruh kolom.",
                           kolom=self.sheet.columns[place], isi=shown(cell))
                    )  # fmt: skip
                    continue
                cell = read_as
            if name not in PAIRS:
                yield name, cell
            elif name == "rt+rw" and isinstance(cell, (date, datetime)):
                found.problems.append(
                    tr("RT/RW berubah menjadi tanggal di lembar kerja. Ketik ulang sebagai teks.")
                )
            else:
                parts = _split(name, shown(cell))
                if parts is None:
                    label = tr(PAIR_LABELS[name])
                    found.problems.append(tr("{kolom}: isinya belum terbaca, jadi dikosongkan.", kolom=label))
                else:
                    yield from zip(PAIRS[name], parts, strict=True)

    def _take(self, found: ReadRow, name: str, cell: Cell) -> None:
        if name in _LONG_NUMBERS:
            rounded = name == "nik" and self.all_end_in_zero
            told = damage(self.labels[name], cell, found.number, rounded=rounded)
            if told is not None:
                found.problems.append(told)
                found.refused |= name == "nik"
                return
        dated = isinstance(cell, (date, datetime, time, timedelta))
        raw: object = shown(cell) if dated and FIELDS[name].kind != "date" else cell
        value, problem = self._place(raw) if name == "kelurahan_kode" else read(name, raw)
        if problem is not None and (name in KEY and name != "nama"):
            found.refused = True
            found.problems.append(problem.sentence)
        elif problem is not None and problem.code == "rusak":
            found.problems.append(problem.sentence)
            return
        if value is not None:
            found.values[name] = value
        (found.clean.add if problem is None else found.clean.discard)(name)

    def _is_special(self, name: str, place: int) -> bool:
        return name in PAIRS or name in _LONG_NUMBERS or name == "kelurahan_kode" or place in self.dates

    def _place(self, raw: object) -> tuple[Value, Problem | None]:
        """A kelurahan; an ambiguous name, "Curug", may mean the office's own."""
        text = str(raw)
        if text not in self.places:
            own = self.own.get("kelurahan_kode")
            mine = any(item.code == own for item in region.find(text))
            self.places[text] = read("kelurahan_kode", own if mine else raw)
        return self.places[text]

    def _demand(self, found: ReadRow) -> None:
        """Fill in the defaults, then refuse what does not say whom it means."""
        for name, value in self.own.items():
            found.values.setdefault(name, value)
        home = self.own.get("kelurahan_kode")
        place = region.by_code(str(found.values.get("kelurahan_kode") or ""))
        if home and place is not None and place.code != home:
            found.elsewhere = place.code
            found.problems.insert(
                0, tr("Baris ini untuk {kelurahan}, yang dilayani kantor lain.", kelurahan=place.display)
            )
            return
        if place is not None:  # as the form does; whoever knows better types over it
            found.values.setdefault("kode_pos", place.postal_code)
        if found.refused:
            return
        for name in KEY:
            if not found.values.get(name):
                found.refused = True
                found.problems.append(
                    tr("{isian} kosong. Isi di berkasnya, lalu pilih lagi.", isian=tr(FIELDS[name].label))
                )


def _settle_business(found: ReadRow) -> None:
    """Business details without an answer answer it; those that cannot be kept are taken out and told."""
    details = owning.details(found.values)
    if not details or found.values.get("punya_usaha") == "ya":
        return
    telling = owning.telling(found.values)
    if telling and owning.unanswered(found.values):
        found.values["punya_usaha"] = "ya"
        found.clean.add("punya_usaha")
        found.problems.append(owning.answered(telling))
        return
    for name in details:
        del found.values[name]
        found.clean.discard(name)
    found.problems.append(owning.left_out(details))


def _split(name: str, text: str) -> tuple[str, ...] | None:
    """The values of one cell, or None where they cannot be told apart."""
    if not text:
        return ("",) * len(PAIRS[name])
    if name == ADDRESS:
        return split_address(text)
    if len(text) > _PAIR_LENGTH:
        return None
    if name == "rt+rw":
        match = re.fullmatch(
            r"(?i)\s*(?:rt)?[\s.:]*(\d{1,3})\s*[/\\|,\-\s]\s*(?:rw)?[\s.:]*(\d{1,3})\s*", text
        )
    else:
        match = re.fullmatch(r"(.*?)\s*[,/]?\s*(\d{6}(?:\d\d)?|\d{1,4}[-/. ].*\d)\s*", text)
    return (match[1], match[2]) if match else None

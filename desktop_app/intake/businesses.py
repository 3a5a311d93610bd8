"""Every row of a sheet of businesses: what it would do to the register, and why not. No database here.

A row is the same business as a registered one by its NIB, its owner's NIK and its name, or both names
(`business.keys_of`). What differs is shown as a change to accept; an empty cell never takes anything away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from desktop_app.domain import business
from desktop_app.domain.business import FIELDS
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.change import Difference, told
from desktop_app.intake.damage import all_end_in_zero, damage
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.preview import BATCH, Outcome, Progress
from desktop_app.intake.sheet import Sheet, SourceRow
from desktop_app.intake.strays import stray
from desktop_app.intake.workbook import Page, write, write_csv
from resources.i18n import mark, tr, trn

LookUp = Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Sequence[Mapping[str, Any]]]]
"""Asks the register for the businesses that share a key with these values, by key."""

LABELS: Final[dict[Outcome, str]] = {
    "new": mark("Baru"),
    "changed": mark("Terdaftar, berubah"),
    "same": mark("Terdaftar, sama"),
    "duplicate": mark("Ganda dalam berkas"),
    "refused": mark("Ditolak"),
    "stray": mark("Di luar tabel"),
}
_LENGTHS: Final = {"nik": 16, "nib": 13}


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """One source row. `values` are ready to store; `record` (hex) is the registered business it means.

    `stored`: written by this import, as a new business or as an accepted change.
    """

    source_row: int
    outcome: Outcome
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    problems: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    record: str = ""
    first_row: int = 0
    stored: bool = False

    @property
    def label(self) -> str:
        """What becomes, or became, of it in words."""
        if self.stored:
            return tr("Ditambahkan") if self.outcome == "new" else tr("Perubahan diterima")
        return tr(LABELS[self.outcome])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything to say about the row, what changes first."""
        return (*(told(each, FIELDS) for each in self.differences), *self.problems)


@dataclass(slots=True)
class _Read:
    number: int
    values: dict[str, Any]
    problems: list[str]
    refused: bool = False
    edition_said: bool = True
    stray: bool = False


def preview(
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    known: LookUp,
    edition: str = "",
    source: str = "",
    progress: Progress | None = None,
) -> Iterator[BusinessRow]:
    """Every row of `sheet`, in its order, each exactly once.

    `edition` is that of KBLI codes which exist in both and name none; `source` is noted on new businesses
    whose row names none. Raises Refused at once where neither name has a column.
    """
    mapping.require()
    return _rows(_Reader(sheet, mapping, edition), known, source, progress)


def _rows(reader: _Reader, known: LookUp, source: str, progress: Progress | None) -> Iterator[BusinessRow]:
    seen: dict[str, list[_Read]] = {}
    total = len(reader.sheet.rows)
    if progress:
        progress(0, total)
    for start in range(0, total, BATCH):
        batch = [reader.row(row) for row in reader.sheet.rows[start : start + BATCH]]
        asked = [item.values for item in batch if not (item.refused or item.stray)]
        stored: Mapping[str, Sequence[Mapping[str, Any]]] = known(asked) if asked else {}
        for item in batch:
            yield _judge(item, seen, stored, source)
        if progress:
            progress(start + len(batch), total)


def _judge(
    item: _Read,
    seen: dict[str, list[_Read]],
    stored: Mapping[str, Sequence[Mapping[str, Any]]],
    source: str,
) -> BusinessRow:
    if item.stray:
        return BusinessRow(item.number, "stray", item.values, tuple(item.problems))
    if item.refused:
        return BusinessRow(item.number, "refused", item.values, tuple(item.problems))
    keys = business.keys_of(item.values)
    for key in keys:
        for other in seen.get(key, ()):
            if business.same_business(item.values, other.values):
                why = tr("Usaha ini sudah ada di baris {baris} berkas ini. Baris ini tidak dibaca.",
                         baris=other.number)  # fmt: skip
                return BusinessRow(item.number, "duplicate", item.values, (why,), first_row=other.number)
    for key in keys:
        seen.setdefault(key, []).append(item)
    for key in keys:
        for there in stored.get(key, ()):
            if business.same_business(item.values, there):
                return _already(item, there)
    values = item.values if item.values.get("sumber") or not source else {**item.values, "sumber": source}
    return BusinessRow(item.number, "new", values, tuple(item.problems))


def _already(item: _Read, there: Mapping[str, Any]) -> BusinessRow:
    """It is registered: what the file has otherwise. Names that differ in spelling alone are no change."""
    differences = tuple(
        Difference(name, there.get(name), value)
        for name, value in item.values.items()
        if value is not None and value != there.get(name) and not _spelt(name, value, there.get(name))
        if name != "kbli_edisi" or item.edition_said or item.values["kbli_kode"] != there.get("kbli_kode")
    )
    said = [tr("Usaha ini tercatat sudah tutup.")] if there.get("tutup") else []
    return BusinessRow(
        item.number,
        "changed" if differences else "same",
        item.values,
        (*said, *item.problems),
        differences,
        there["uuid"].hex(),
    )


def _spelt(name: str, value: object, other: object) -> bool:
    return name in ("nama", "pemilik", "alamat") and str(value).casefold() == str(other or "").casefold()


class _Reader:
    """Turns source rows into values by one mapping."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, edition: str) -> None:
        self.sheet, self.edition = sheet, edition
        self.columns = {name: place for name, place in mapping.columns.items() if place < len(sheet.columns)}
        nik = self.columns.get("nik")
        self.rounded = nik is not None and all_end_in_zero(row.cells[nik] for row in sheet.rows)

    def row(self, source: SourceRow) -> _Read:
        why = stray(source.cells, self.sheet.columns, self.columns, ("nama", "pemilik"))
        if why:
            return _Read(source.number, {}, [why], stray=True)
        given: dict[str, object] = {}
        problems: list[str] = []
        for name, place in self.columns.items():
            cell = source.cells[place]
            if is_empty(cell):
                continue
            broken = self._damage(name, cell, source.number)
            if broken is None:
                given[name] = self._raw(name, cell)
            else:
                problems.append(broken)
        values, found = business.clean({"nama": "", **given}, edition=self.edition)
        problems += [
            tr(
                "{isian}: {temuan}. {sebab}",
                isian=tr(FIELDS[name].label),
                temuan=each.title,
                sebab=each.reason,
            )
            for name, each in found.items()
        ]
        kept = {name: value for name, value in values.items() if value is not None}
        refused = "nama" in found or "nama" not in kept
        return _Read(source.number, kept, problems, refused, edition_said="kbli_edisi" in given)

    def _damage(self, name: str, cell: Cell, row: int) -> str | None:
        if name not in _LENGTHS:
            return None
        rounded = name == "nik" and self.rounded
        return damage(tr(FIELDS[name].label), cell, row, length=_LENGTHS[name], rounded=rounded)

    def _raw(self, name: str, cell: Cell) -> object:
        dated = isinstance(cell, (date, datetime, time, timedelta))
        return shown(cell) if dated and FIELDS[name].kind != "date" else cell


# ---- the report --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of one source row, to be kept: no number of a person stands in it."""

    source_row: int
    outcome: Outcome
    stored: bool
    nama: str
    pemilik: str
    sentences: tuple[str, ...]

    @property
    def label(self) -> str:
        """What became of it in words."""
        return BusinessRow(self.source_row, self.outcome, stored=self.stored).label


@dataclass(frozen=True, slots=True)
class BusinessReport:
    """Every source row exactly once, in the order of the file."""

    file_name: str
    rows: tuple[ReportLine, ...] = ()

    @classmethod
    def of(cls, file_name: str, rows: Sequence[BusinessRow]) -> BusinessReport:
        """The report of these rows; numbers of people are left out of what changed."""
        return cls(file_name, tuple(_line(row) for row in rows))

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows of each outcome; together all rows."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in LABELS}

    @property
    def added(self) -> int:
        """How many businesses this import has added."""
        return sum(row.stored for row in self.rows if row.outcome == "new")

    @property
    def accepted(self) -> int:
        """How many changes were accepted and written."""
        return sum(row.stored for row in self.rows if row.outcome == "changed")

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        counts = self.counts
        return trn(
            "Dari {n} baris, {baru} ditambahkan, {ubah} dari {beda} perubahan diterima, {sama} sama, "
            "{ganda} ganda, {ditolak} ditolak.",
            "Dari {n} baris, {baru} ditambahkan, {ubah} dari {beda} perubahan diterima, {sama} sama, "
            "{ganda} ganda, {ditolak} ditolak.",
            len(self.rows),
            baru=self.added,
            ubah=self.accepted,
            beda=counts["changed"],
            sama=counts["same"],
            ganda=counts["duplicate"],
            ditolak=counts["refused"],
        )

    def to_rows(self) -> list[list[str]]:
        """Titles, then one line for every source row."""
        titles = [tr("Baris"), tr("Hasil"), tr("Nama usaha"), tr("Nama pemilik"), tr("Keterangan")]
        lines = [
            [str(row.source_row), row.label, row.nama, row.pemilik, " ".join(row.sentences)]
            for row in self.rows
        ]
        return [titles, *lines]

    def to_xlsx(self) -> bytes:
        """The report as a spreadsheet."""
        titles, *lines = self.to_rows()
        return write([Page(tr("Laporan"), titles, lines, widths=[8, 22, 32, 28, 110])])

    def to_csv(self) -> bytes:
        """The rows as text."""
        return write_csv(self.to_rows())


def _line(row: BusinessRow) -> ReportLine:
    said = [told(each, FIELDS, secret=True) for each in row.differences]
    nama, pemilik = str(row.values.get("nama") or ""), str(row.values.get("pemilik") or "")
    return ReportLine(row.source_row, row.outcome, row.stored, nama, pemilik, (*said, *row.problems))


def marked(rows: Sequence[BusinessRow], stored: Collection[int]) -> list[BusinessRow]:
    """The rows after storing; `stored` are the source rows that were written."""
    return [replace(row, stored=row.source_row in stored) for row in rows]


def looked_at(file_name: str, rows: int, counts: Mapping[Outcome, int]) -> str:
    """What a look at a file has found, in one sentence; nothing is stored yet."""
    return trn(
        "{nama}: dari {n} baris, {baru} baru, {beda} berubah, {sama} sama, {ganda} ganda, {ditolak} ditolak.",
        "{nama}: dari {n} baris, {baru} baru, {beda} berubah, {sama} sama, {ganda} ganda, {ditolak} ditolak.",
        rows,
        nama=file_name,
        baru=counts["new"],
        beda=counts["changed"],
        sama=counts["same"],
        ganda=counts["duplicate"],
        ditolak=counts["refused"],
    )

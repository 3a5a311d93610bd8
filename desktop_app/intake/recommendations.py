"""DP3AP2KB's list as a spreadsheet: every row of a letter, what it would add, and why not. No database here.

A name needs a NIK or a birth date beside it, or nobody could ever be found for it. A letter says once and
for all what it says: names that were taken in before stay as they are, a correction is another letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain import fields, identity, recommending, region, values
from desktop_app.domain.fields import Field
from desktop_app.domain.requirements import Switch
from desktop_app.errors import Refused
from desktop_app.intake import dates
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.damage import all_end_in_zero, damage
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.preview import BATCH, Outcome, Progress
from desktop_app.intake.sheet import Sheet, SourceRow
from desktop_app.intake.strays import stray
from desktop_app.intake.workbook import Page, write, write_csv
from resources.i18n import mark, tr, trn

_ALL: Final = (
    Field("nama", mark("Nama"), "text", "identitas", 100, parse=values.parse_name,
          headers=("nama lengkap", "nama pemohon", "nama penerima rekomendasi", "nama sesuai ktp")),
    Field("nik", mark("NIK"), "digits", "identitas", 16, privacy="pribadi", parse=identity.parse_nik,
          headers=("no ktp", "nomor ktp", "nik ktp", "nomor induk kependudukan", "no nik")),
    Field("tanggal_lahir", mark("Tanggal lahir"), "date", "identitas", 10, privacy="pribadi",
          parse=values.parse_birth_date,
          headers=("tgl lahir", "tanggal lahir", "ttl", "tempat tanggal lahir", "tempat tgl lahir",
                   "tempat dan tanggal lahir", "lahir")),
    Field("alamat", mark("Alamat"), "text", "alamat", 200, privacy="pribadi",
          headers=("alamat lengkap", "alamat ktp", "alamat domisili")),
    Field("kelurahan", mark("Kelurahan"), "text", "alamat", 100, headers=("kel", "desa kelurahan")),
    Field("kecamatan", mark("Kecamatan"), "text", "alamat", 100, headers=("kec",)),
    Field("kategori", mark("Kategori PEKKA"), "choice", "program", 30, fields.PEKKA_KINDS, privacy="khusus",
          headers=("kategori", "kategori pekka", "status pekka", "jenis pekka", "keterangan pekka")),
)  # fmt: skip
FIELDS: Final[Mapping[str, Field]] = MappingProxyType({one.name: one for one in _ALL})
RECOMMENDATIONS: Final = Catalogue(FIELDS, required=("nama",), any_of=(("nik", "tanggal_lahir"),))
"""What a list of recommended women may fill; a name needs a NIK or a birth date beside it."""

LABELS: Final[dict[Outcome, str]] = {
    "new": mark("Baru"),
    "changed": mark("Baru"),
    "same": mark("Sudah tercatat"),
    "duplicate": mark("Ganda dalam berkas"),
    "refused": mark("Ditolak"),
    "stray": mark("Di luar tabel"),
}
OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "same", "duplicate", "refused", "stray")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One source row. `values` are ready to store, `kelurahan` the code or "" where the letter tells none.

    `match` says in words what a new name meets among the applicants; `stored`: added by this import.
    """

    source_row: int
    outcome: Outcome
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    kelurahan: str = ""
    problems: tuple[str, ...] = ()
    match: str = ""
    stored: bool = False

    @property
    def label(self) -> str:
        """What becomes, or became, of it in words."""
        return tr("Ditambahkan") if self.stored else tr(LABELS[self.outcome])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything to say about the row."""
        return (*([self.match] if self.match else []), *self.problems)

    @property
    def key(self) -> str:
        """By which the name is known again within its letter."""
        told = self.values
        return recommending.name_key(
            str(told.get("nama") or ""), str(told.get("nik") or ""), str(told.get("tanggal_lahir") or "")
        )


def preview(
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    known: Collection[str],
    unmarried: Switch = "warn",
    progress: Progress | None = None,
) -> Iterator[ListRow]:
    """Every row of `sheet` in its order, each exactly once.

    `known` are the keys of names that the letter has here already; `unmarried` is the rule book's switch
    "married or ever married". Raises Refused at once for a list whose names cannot be told apart.
    """
    _require(mapping)
    return _rows(_Reader(sheet, mapping, unmarried), known, progress)


def _require(mapping: ColumnMapping) -> None:
    columns = mapping.columns
    if "nik" not in columns and "tanggal_lahir" not in columns:
        raise Refused(
            tr("Daftar ini tidak memuat kolom NIK, dan tidak pula tanggal lahir."),
            next_step=tr(
                "Minta DP3AP2KB daftar dengan NIK, atau paling sedikit nama dan tanggal lahir; "
                "nama saja tidak cukup untuk mengenali orangnya."
            ),
            code="columns_missing",
        )
    mapping.require()


def _rows(reader: _Reader, known: Collection[str], progress: Progress | None) -> Iterator[ListRow]:
    seen: dict[str, int] = {}
    total = len(reader.sheet.rows)
    if progress:
        progress(0, total)
    for number, source in enumerate(reader.sheet.rows, 1):
        row = reader.row(source)
        if row is not None:
            yield _judge(row, seen, known)
        if progress and (number % BATCH == 0 or number == total):
            progress(number, total)


def _judge(row: ListRow, seen: dict[str, int], known: Collection[str]) -> ListRow:
    if row.outcome in ("refused", "stray"):
        return row
    first = seen.setdefault(row.key, row.source_row)
    if first != row.source_row:
        why = tr("Nama ini sudah ada di baris {baris} berkas ini. Baris ini tidak dibaca.", baris=first)
        return replace(row, outcome="duplicate", problems=(why,))
    return replace(row, outcome="same", problems=()) if row.key in known else row


class _Reader:
    """Turns source rows into values by one mapping."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, unmarried: Switch) -> None:
        self.sheet, self.unmarried = sheet, unmarried
        self.columns = {name: place for name, place in mapping.columns.items() if place < len(sheet.columns)}
        nik = self.columns.get("nik")
        self.dates = dates.columns_of(sheet, mapping)
        self.rounded = nik is not None and all_end_in_zero(row.cells[nik] for row in sheet.rows)

    def row(self, source: SourceRow) -> ListRow | None:
        """The row as it is read; None for one that has nothing in any of the columns."""
        if all(is_empty(source.cells[place]) for place in self.columns.values()):
            return None
        found: dict[str, Any] = {}
        problems: list[str] = []
        for name in ("nama", "nik", "tanggal_lahir", "alamat", "kategori"):
            self._take(name, source, found, problems)
        if not found.get("nama"):
            problems.insert(0, tr("Nama belum diisi."))
        elif not found.get("nik") and not found.get("tanggal_lahir"):
            problems.insert(0, tr("Baris ini tanpa NIK dan tanpa tanggal lahir yang dapat dibaca."))
        else:
            place = self._place(source, problems)
            if found.get("kategori") == "belum_menikah" and self.unmarried != "off":
                problems.append(
                    tr("Kategori belum menikah, sedangkan syarat programnya kawin atau pernah kawin. "
                       "DKUM perlu memutuskan.")
                )  # fmt: skip
            return ListRow(source.number, "new", found, place, tuple(problems))
        nobody = stray(source.cells, self.sheet.columns, self.columns, ("nama", "nik"))
        if nobody:
            return ListRow(source.number, "stray", problems=(nobody,))
        return ListRow(source.number, "refused", found, problems=tuple(problems))

    def _cell(self, name: str, source: SourceRow) -> Cell:
        place = self.columns.get(name)
        return source.cells[place] if place is not None else ""

    def _take(self, name: str, source: SourceRow, found: dict[str, Any], problems: list[str]) -> None:
        cell = self._cell(name, source)
        if is_empty(cell):
            return
        if name == "nik":
            broken = damage(tr("NIK"), cell, source.number, rounded=self.rounded)
            if broken is not None:
                problems.append(broken)
                return
        column = self.dates.get(self.columns[name])
        if column is not None:
            ordered = column.read(cell)
            if ordered is None:
                problems.append(
                    tr("{isian} {isi} dapat dibaca dua cara, jadi dikosongkan.",
                       isian=tr(FIELDS[name].label), isi=shown(cell))
                )  # fmt: skip
                return
            cell = ordered
        dated = isinstance(cell, (date, datetime))
        raw: object = _day(cell) if name == "tanggal_lahir" else shown(cell) if dated else cell
        value, problem = fields.read_as(FIELDS[name], raw)
        if problem is not None:
            problems.append(
                tr("{isian}: {temuan}. {sebab}",
                   isian=tr(FIELDS[name].label), temuan=problem.title, sebab=problem.reason)
            )  # fmt: skip
        elif value is not None:
            found[name] = value

    def _place(self, source: SourceRow, problems: list[str]) -> str:
        words = shown(self._cell("kelurahan", source))
        if not words:
            return ""
        kecamatan = re.sub(r"(?i)^\s*(kecamatan|kec)\b\.?\s*", "", shown(self._cell("kecamatan", source)))
        found = region.find(f"{words}, Kec. {kecamatan}") if kecamatan else ()
        found = found or region.find(words)
        if len(found) == 1:
            return found[0].code
        problems.append(
            tr("Kelurahan {nama} ada dua di Depok, dan kecamatannya tidak ditulis. "
               "Nama ini hanya tampak di DKUM.", nama=words)
            if found
            else tr("Kelurahan {nama} tidak ada di Depok. Nama ini hanya tampak di DKUM.", nama=words)
        )  # fmt: skip
        return ""


def _day(cell: Cell) -> object:
    """A birth date, also where the place of birth stands before it in the same cell."""
    if not isinstance(cell, str):
        return cell
    match = re.fullmatch(r"\D*[,/\s]\s*(\d.*)", cell.strip())
    return match[1] if match else cell


# ---- the report --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListReport:
    """Every source row exactly once, in the order of the file. `paired` names have met their applicant."""

    file_name: str
    rows: tuple[ListRow, ...] = ()
    paired: int = 0

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows of each outcome; together all rows."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def added(self) -> int:
        """How many names this import has added."""
        return sum(row.stored for row in self.rows)

    @property
    def accepted(self) -> int:
        """A letter is not changed by its list: none."""
        return 0

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        counts = self.counts
        return trn(
            "Dari {n} baris, {baru} ditambahkan ({padan} padan lewat NIK), {sama} sudah tercatat, "
            "{ganda} ganda, {ditolak} ditolak.",
            "Dari {n} baris, {baru} ditambahkan ({padan} padan lewat NIK), {sama} sudah tercatat, "
            "{ganda} ganda, {ditolak} ditolak.",
            len(self.rows),
            baru=self.added,
            padan=self.paired,
            sama=counts["same"],
            ganda=counts["duplicate"],
            ditolak=counts["refused"],
        )

    def to_rows(self) -> list[list[str]]:
        """The titles and one line for each row; no NIK stands in it."""
        titles = [tr("Baris"), tr("Hasil"), tr("Nama"), tr("Kelurahan"), tr("Keterangan")]
        return [titles, *(_line(row) for row in self.rows)]

    def to_xlsx(self) -> bytes:
        """The report as a spreadsheet."""
        titles, *lines = self.to_rows()
        return write([Page(tr("Laporan"), titles, lines, widths=[8, 18, 32, 28, 100])])

    def to_csv(self) -> bytes:
        """The rows as text."""
        return write_csv(self.to_rows())


def reported(row: ListRow, *, stored: bool) -> ListRow:
    """The row as its report keeps it: no NIK, no address, no birth date."""
    nama = row.values.get("nama")
    return replace(row, values={"nama": nama} if nama else {}, stored=stored)


def _line(row: ListRow) -> list[str]:
    place = region.by_code(row.kelurahan)
    return [
        str(row.source_row), row.label, str(row.values.get("nama") or ""), place.display if place else "",
        " ".join(row.sentences),
    ]  # fmt: skip


def template() -> tuple[str, bytes]:
    """Name and content of an example list with invented women."""
    titles = [tr(FIELDS[name].label) for name in ("nama", "nik", "tanggal_lahir", "alamat", "kelurahan",
                                                  "kecamatan", "kategori")]  # fmt: skip
    lines: Sequence[list[str]] = (
        ["Contoh Wulandari", "3276064512909001", "05-12-1990", "Jl. Contoh No. 1", "Kukusan", "Beji",
         tr("Cerai mati")],
        ["Contoh Maryati", "", "17-03-1984", "Jl. Contoh No. 2", "Curug", "Bojongsari",
         tr("Cerai hidup")],
    )  # fmt: skip
    name = tr("Contoh daftar rekomendasi DP3AP2KB.xlsx")
    return name, write([Page(tr("Rekomendasi"), titles, list(lines), widths=[28, 20, 14, 30, 20, 18, 34])])


def looked_at(file_name: str, rows: int, counts: Mapping[Outcome, int]) -> str:
    """What a look at a file has found, in one sentence; nothing is stored yet."""
    return trn(
        "{nama}: dari {n} baris, {baru} baru, {sama} sudah tercatat, {ganda} ganda, {ditolak} ditolak.",
        "{nama}: dari {n} baris, {baru} baru, {sama} sudah tercatat, {ganda} ganda, {ditolak} ditolak.",
        rows,
        nama=file_name,
        baru=counts["new"],
        sama=counts["same"],
        ganda=counts["duplicate"],
        ditolak=counts["refused"],
    )

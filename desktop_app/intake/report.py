"""What became of every source row, to be kept, printed and handed back to whoever sent the file.

It can be kept: names stand in it, of a NIK only the last four digits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop_app.domain.region import by_code
from desktop_app.intake.change import told
from desktop_app.intake.preview import OUTCOMES, Outcome, PreviewRow, goes_back, told_nik, waiting
from desktop_app.intake.workbook import Page, write, write_csv
from resources.i18n import mark, tr, trn

OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    "new": mark("Baru"),
    "changed": mark("Sudah ada, berbeda"),
    "same": mark("Sudah ada, sama"),
    "duplicate": mark("Ganda dalam berkas"),
    "refused": mark("Ditolak"),
    "elsewhere": mark("Kelurahan lain"),
    "stray": mark("Di luar tabel"),
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One source row: its outcome, whom it names, and the registration number it has in the office.

    `nik` is masked. `stored` is True only after the office has really stored it, as a new application or as
    an accepted change. `kelurahan` is the code of another office that it belongs to.
    """

    source_row: int
    outcome: Outcome
    nama: str
    nik: str
    problems: tuple[str, ...] = ()
    nomor_pendaftaran: str = ""
    stored: bool = False
    kelurahan: str = ""

    @property
    def label(self) -> str:
        """What became of it, in words."""
        if self.stored:
            return tr("Tersimpan") if self.outcome == "new" else tr("Perubahan diterima")
        return tr("Baru, belum disimpan") if self.outcome == "new" else tr(OUTCOME_LABELS[self.outcome])

    @property
    def words(self) -> str:
        """Everything there is to say about it."""
        return " ".join(self.problems)


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """Every source row exactly once, in the order of the file; `notes` are about the file as a whole."""

    file_name: str
    rows: tuple[ReportRow, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, file_name: str, rows: Iterable[PreviewRow], notes: Sequence[str] = ()) -> IntakeReport:
        """The report before anything is stored."""
        return cls(file_name, tuple(map(_line, rows)), tuple(notes))

    def with_stored(self, numbers: Mapping[int, str]) -> IntakeReport:
        """The report after storing: source row to the registration number it has."""
        return replace(
            self,
            rows=tuple(
                replace(
                    row,
                    stored=True,
                    nomor_pendaftaran=numbers[row.source_row],
                    problems=_once_accepted(row),
                )
                if row.source_row in numbers
                else row
                for row in self.rows
            ),
        )

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows of each outcome; together all rows."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def stored(self) -> int:
        """How many applications this intake has stored or changed."""
        return self.added + self.accepted

    @property
    def added(self) -> int:
        """How many applications this intake has added."""
        return sum(row.stored for row in self.rows if row.outcome == "new")

    @property
    def accepted(self) -> int:
        """How many changes were accepted and written."""
        return sum(row.stored for row in self.rows if row.outcome == "changed")

    @property
    def elsewhere(self) -> dict[str, int]:
        """How many rows belong to other offices, by kelurahan code."""
        return dict(sorted(Counter(row.kelurahan for row in self.rows if row.kelurahan).items()))

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        counts = self.counts
        return trn(
            "Dari {n} baris, {tersimpan} tersimpan, {ubah} dari {beda} perubahan diterima, {sama} sama, "
            "{ganda} ganda, {ditolak} ditolak, {lain} untuk kelurahan lain, {luar} di luar tabel.",
            "Dari {n} baris, {tersimpan} tersimpan, {ubah} dari {beda} perubahan diterima, {sama} sama, "
            "{ganda} ganda, {ditolak} ditolak, {lain} untuk kelurahan lain, {luar} di luar tabel.",
            len(self.rows),
            tersimpan=self.added,
            ubah=self.accepted,
            beda=counts["changed"],
            sama=counts["same"],
            ganda=counts["duplicate"],
            ditolak=counts["refused"],
            lain=counts["elsewhere"],
            luar=counts["stray"],
        )

    def to_rows(self) -> list[list[str]]:
        """Titles, then one line for every source row. The NIK is masked: the row number finds it."""
        titles = [
            tr("Baris"), tr("Hasil"), tr("Nama"), tr("NIK"), tr("Nomor pendaftaran"), tr("Keterangan"),
        ]  # fmt: skip
        lines = [
            [str(row.source_row), row.label, row.nama, row.nik, row.nomor_pendaftaran, row.words]
            for row in self.rows
        ]
        return [titles, *lines]

    def to_xlsx(self) -> bytes:
        """The same as a spreadsheet; a second sheet tells of the file, a third of other offices."""
        titles, *lines = self.to_rows()
        about = [[tr("Berkas"), self.file_name], [tr("Hasil"), self.sentence]]
        about += [[tr("Catatan"), note] for note in self.notes]
        about += [
            [tr("Untuk kelurahan lain"), f"{place.display if (place := by_code(code)) else code}: {n}"]
            for code, n in self.elsewhere.items()
        ]
        return write(
            [
                Page(tr("Laporan"), titles, lines, widths=[8, 22, 30, 14, 22, 110]),
                Page(tr("Berkas"), [tr("Tentang"), tr("Isi")], about, widths=[24, 110]),
            ]
        )

    def to_csv(self) -> bytes:
        """The rows as text."""
        return write_csv(self.to_rows())


def _line(row: PreviewRow) -> ReportRow:
    said = (
        *(told(each, secret=True) for each in row.differences),
        *row.problems,
        *(item.sentence for item in row.findings),
    )
    elsewhere = str(row.values.get("kelurahan_kode") or "") if row.outcome == "elsewhere" else ""
    return ReportRow(
        row.source_row,
        row.outcome,
        str(row.values.get("nama") or ""),
        told_nik(row),
        said,
        row.nomor_pendaftaran,
        kelurahan=elsewhere,
    )


def _once_accepted(row: ReportRow) -> tuple[str, ...]:
    """What is said of a row whose change has been written, where the preview spoke of what would be."""
    now = {
        waiting(row.nomor_pendaftaran): tr(
            "Pendaftar ini sudah ada dengan nomor {nomor}; perubahannya diterima.",
            nomor=row.nomor_pendaftaran,
        ),
        goes_back(): tr(
            "Pendaftar ini sudah diverifikasi; karena perubahannya diterima, statusnya kembali menjadi "
            "Diajukan dan harus diverifikasi lagi."
        ),
    }
    return tuple(now.get(each, each) for each in row.problems)


def looked_at(file_name: str, rows: int, counts: Mapping[Outcome, int]) -> str:
    """What a look at a file has found, every row counted; nothing is stored yet."""
    told = trn(
        "{nama}: dari {n} baris, {baru} baru, {beda} berbeda, {sama} sama, {ganda} ganda, {ditolak} ditolak.",
        "{nama}: dari {n} baris, {baru} baru, {beda} berbeda, {sama} sama, {ganda} ganda, {ditolak} ditolak.",
        rows,
        nama=file_name,
        baru=counts["new"],
        beda=counts["changed"],
        sama=counts["same"],
        ganda=counts["duplicate"],
        ditolak=counts["refused"],
    )
    if not (counts["elsewhere"] or counts["stray"]):
        return told
    return (
        told
        + " "
        + tr(
            "Yang lain: {lain} untuk kelurahan lain, {luar} di luar tabel.",
            lain=counts["elsewhere"],
            luar=counts["stray"],
        )
    )

"""What became of every source row, to be kept, printed and handed back to whoever sent the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desktop_app.domain.identity import mask_nik
from desktop_app.intake.preview import Outcome, PreviewRow
from desktop_app.intake.workbook import Page, write
from resources.i18n import mark, tr, trn

OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    "new": mark("Baru"),
    "same": mark("Sudah ada, sama"),
    "changed": mark("Sudah ada, berbeda"),
    "duplicate": mark("Ganda dalam berkas"),
    "refused": mark("Ditolak"),
    "elsewhere": mark("Kelurahan lain"),
    "stray": mark("Di luar tabel"),
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One source row: its outcome, whom it names, and the registration number it has in the office.

    `stored` is True only after the office has really stored it.
    """

    source_row: int
    outcome: Outcome
    nama: str
    nik: str
    problems: tuple[str, ...] = ()
    nomor_pendaftaran: str = ""
    stored: bool = False

    @property
    def label(self) -> str:
        """What became of it, in words."""
        if self.outcome == "new":
            return tr("Tersimpan") if self.stored else tr("Baru, belum disimpan")
        return tr(OUTCOME_LABELS[self.outcome])


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """Every source row exactly once, in the order of the file."""

    file_name: str
    rows: tuple[ReportRow, ...] = field(default=())

    @classmethod
    def of(cls, file_name: str, rows: Iterable[PreviewRow]) -> IntakeReport:
        """The report before anything is stored."""
        return cls(
            file_name,
            tuple(
                ReportRow(
                    row.source_row,
                    row.outcome,
                    str(row.values.get("nama") or ""),
                    str(row.values.get("nik") or ""),
                    row.sentences,
                    row.nomor_pendaftaran,
                )
                for row in rows
            ),
        )

    def with_stored(self, numbers: Mapping[int, str]) -> IntakeReport:
        """The report after storing: source row to the registration number it was given."""
        return replace(
            self,
            rows=tuple(
                replace(row, stored=True, nomor_pendaftaran=numbers[row.source_row])
                if row.source_row in numbers
                else row
                for row in self.rows
            ),
        )

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows of each outcome; together all rows."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOME_LABELS}

    @property
    def stored(self) -> int:
        """How many applications this intake has stored."""
        return sum(row.stored for row in self.rows)

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        return trn(
            "Dari {n} baris, {tersimpan} tersimpan, {ada} sudah ada, {ganda} ganda, {ditolak} ditolak.",
            "Dari {n} baris, {tersimpan} tersimpan, {ada} sudah ada, {ganda} ganda, {ditolak} ditolak.",
            len(self.rows),
            tersimpan=self.stored,
            ada=self.counts["same"] + self.counts["changed"],
            ganda=self.counts["duplicate"],
            ditolak=self.counts["refused"],
        )

    def to_rows(self) -> list[list[str]]:
        """Titles, then one line for every source row. The NIK is masked: the row number finds it."""
        titles = [
            tr("Baris"), tr("Hasil"), tr("Nama"), tr("NIK"), tr("Nomor pendaftaran"), tr("Keterangan"),
        ]  # fmt: skip
        lines = [
            [
                str(row.source_row),
                row.label,
                row.nama,
                mask_nik(row.nik) if row.nik else "",
                row.nomor_pendaftaran,
                " ".join(row.problems),
            ]
            for row in self.rows
        ]
        return [titles, *lines]

    def to_xlsx(self) -> bytes:
        """The same as a spreadsheet."""
        titles, *lines = self.to_rows()
        return write([Page(tr("Laporan"), titles, lines, widths=[8, 22, 30, 14, 22, 110])])

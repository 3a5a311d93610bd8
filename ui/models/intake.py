"""What *Impor daftar* shows: which column becomes which field, and what becomes of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from desktop_app.domain.disclosure import NUMBERS, ending
from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.cells import shown
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.preview import Outcome, PreviewRow, told_nik
from desktop_app.intake.report import OUTCOME_LABELS, IntakeReport, ReportRow
from desktop_app.intake.sheet import Sheet
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.table import Cell, Column

LOOKS: dict[Outcome, PillLook] = {
    "new": PillLook("circle-plus", OUTCOME_LABELS["new"], "ok"),
    "same": PillLook("equal", OUTCOME_LABELS["same"], "grey"),
    "changed": PillLook("git-compare", OUTCOME_LABELS["changed"], "warn"),
    "duplicate": PillLook("copy", OUTCOME_LABELS["duplicate"], "warn"),
    "refused": PillLook("x", OUTCOME_LABELS["refused"], "bad"),
    "elsewhere": PillLook("map-pin", OUTCOME_LABELS["elsewhere"], "grey"),
    "stray": PillLook("minus", OUTCOME_LABELS["stray"], "grey"),
}
_URGENT: tuple[Outcome, ...] = ("refused", "changed", "duplicate", "new", "same", "elsewhere", "stray")
STORED = PillLook("check", mark("Tersimpan"), "ok")
ACCEPTED = PillLook("check", mark("Perubahan diterima"), "ok")


@dataclass(frozen=True)
class ColumnRow:
    """One column of the file: its place, title, an example, and the field it becomes ("" for none)."""

    place: int
    title: str
    example: str
    name: str
    of: Catalogue = APPLICANTS


@dataclass(frozen=True)
class IntakeRow:
    """One source row of the preview or the report; of a NIK only its end. `changed`: its changes may be
    accepted."""

    number: int
    look: PillLook
    nama: str
    nik: str
    words: str
    changed: bool = False
    outcome: str = ""

    def marked(self, accepted: bool) -> Self:
        """The same row, its change accepted or left."""
        return replace(self, look=ACCEPTED if accepted else LOOKS["changed"])


def column_rows(sheet: Sheet, mapping: Mapping) -> list[ColumnRow]:
    """Every column of the file."""
    found: list[ColumnRow] = []
    for place, title in enumerate(sheet.columns):
        name = mapping.name_at(place) or ""
        examples = (shown(row.cells[place]) for row in sheet.rows[:50])
        example = next((text for text in examples if text), "")
        if name in NUMBERS:
            example = ending(example) if example else ""
        found.append(
            ColumnRow(place, shown(title) or tr("Kolom {n}", n=place + 1), example, name, mapping.of)
        )
    return found


def column_columns() -> list[Column[ColumnRow]]:
    """The columns of the table of columns."""
    return [
        Column(tr("Kolom di berkas"), _title, 220, stretch=2),
        Column(tr("Contoh isi"), _example, 220, stretch=2),
        Column(tr("Menjadi isian"), _becomes, 220, stretch=2),
    ]


def row_columns() -> list[Column[IntakeRow]]:
    """The columns of preview and report."""
    return [
        Column(tr("Baris"), _number, 56),
        Column(tr("Hasil"), _look, 186),
        Column(tr("Nama"), _nama, 150, stretch=1),
        Column(tr("NIK"), _nik, 96, drop=1),
        Column(tr("Keterangan"), _words, 240, stretch=4),
    ]


def preview_rows(rows: Sequence[PreviewRow]) -> list[IntakeRow]:
    """The preview; what needs a look comes first, then the order of the file."""
    ordered = sorted(rows, key=lambda row: (_URGENT.index(row.outcome), row.source_row))
    return [
        IntakeRow(
            row.source_row,
            LOOKS[row.outcome],
            str(row.values.get("nama") or ""),
            told_nik(row),
            " ".join(row.sentences),
            row.acceptable,
            row.outcome,
        )
        for row in ordered
    ]


def report_rows(report: IntakeReport) -> list[IntakeRow]:
    """The report, as `preview_rows`."""
    ordered = sorted(report.rows, key=lambda row: (_URGENT.index(row.outcome), row.source_row))
    return [
        IntakeRow(
            row.source_row,
            _look_of(row),
            row.nama,
            row.nik,
            row.nomor_pendaftaran if row.stored and row.outcome == "new" else row.words,
            outcome=row.outcome,
        )
        for row in ordered
    ]


def _look_of(row: ReportRow) -> PillLook:
    if not row.stored:
        return LOOKS[row.outcome]
    return STORED if row.outcome == "new" else ACCEPTED


def field_label(name: str, of: Catalogue) -> str:
    """A field or pair in words."""
    if not name:
        return tr("Tidak dipakai")
    return tr(of.pair_labels[name]) if name in of.pairs else tr(of.fields[name].label)


def choices(of: Catalogue) -> list[tuple[str, str]]:
    """Every field a column may become, with its words."""
    return [(name, field_label(name, of)) for name in (*of.importable, *of.pairs)]


def _title(row: ColumnRow) -> Cell:
    return Cell(row.title, strong=True)


def _example(row: ColumnRow) -> Cell:
    return Cell(row.example, tone="text2")


def _becomes(row: ColumnRow) -> Cell:
    tag = tr("wajib") if row.name in row.of.required else ""
    return Cell(field_label(row.name, row.of), action=True, tag=tag, tag_tone="accent")


def _number(row: IntakeRow) -> Cell:
    return Cell(str(row.number), tone="text2", digits=True)


def _look(row: IntakeRow) -> Cell:
    return Cell(pill=row.look)


def _nama(row: IntakeRow) -> Cell:
    return Cell(row.nama or "-", strong=True)


def _nik(row: IntakeRow) -> Cell:
    return Cell(row.nik, tone="text2", digits=True)


def _words(row: IntakeRow) -> Cell:
    return Cell(row.words, tone="text2")

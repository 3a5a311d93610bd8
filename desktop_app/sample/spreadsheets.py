"""Intake spreadsheets of the demo city: some of its people, and a few rows as damaged as real ones are."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.intake.template import paper_form
from desktop_app.intake.workbook import Page, write
from desktop_app.sample.people import Person

Damage = Literal["float", "exponent", "duplicate", "no_name", "short_nik"]

COLUMNS: Final = (
    ("nik", "NIK"), ("no_kk", "No KK"), ("nama", "Nama Lengkap"), ("tempat_lahir", "Tempat Lahir"),
    ("tanggal_lahir", "Tgl Lahir"), ("jenis_kelamin", "L/P"), ("status_kawin", "Status Kawin"),
    ("hp", "No HP/WA"), ("alamat", "Alamat"), ("rt", "RT"), ("rw", "RW"), ("kelurahan_kode", "Kelurahan"),
    ("kode_pos", "Kode Pos"), ("ktp_kabkota", "Kota"), ("program", "Program"), ("tahun", "Tahun"),
    ("pekka", "PEKKA"), ("pekka_kategori", "Kategori PEKKA"), ("rekomendasi_no", "No Rekomendasi"),
    ("rekomendasi_tanggal", "Tgl Rekomendasi"), ("punya_usaha", "Punya Usaha"), ("nama_usaha", "Nama Usaha"),
    ("jenis_usaha", "Jenis Usaha"), ("kbli_kode", "KBLI"), ("kbli_edisi", "Edisi KBLI"),
    ("alamat_usaha", "Alamat Usaha"), ("nib", "NIB"), ("npwp", "NPWP"), ("modal", "Modal"),
    ("omzet_tahunan", "Omzet Setahun"), ("tenaga_kerja_l", "TK L"), ("tenaga_kerja_p", "TK P"),
    ("disabilitas", "Disabilitas"), ("asn", "ASN"), ("kur", "KUR"), ("pernah_bantuan", "Pernah Bantuan"),
    ("wali_nama", "Nama Wali"), ("wali_hubungan", "Hubungan Wali"), ("persetujuan_wali", "Persetujuan Wali"),
    ("wali_bukti", "Bukti Wali"),
    ("persetujuan_versi", "Versi pemberitahuan data pribadi"), ("persetujuan_waktu", "Tgl Persetujuan"),
    ("persetujuan_cara", "Cara Persetujuan"), ("persetujuan_bukti", "Bukti Persetujuan"),
    ("tanggal_lengkap", "Berkas Lengkap"),
)  # fmt: skip
"""Titles as clerks write them, not as the program does; the intake has to recognise them."""

_ORDER: Final[tuple[Damage, ...]] = ("float", "duplicate", "no_name", "exponent", "short_nik")
_HEADING: Final = 3
"""Rows above the titles: a heading, as lists sent by RT have it, and an empty row."""


@dataclass(frozen=True, slots=True)
class SampleSheet:
    """A spreadsheet and what the intake must make of it. `damaged`: source row to its damage."""

    data: bytes
    suffix: str
    good: int
    damaged: dict[int, Damage]


def make_xlsx(people: Sequence[Person], *, damaged: int = 3) -> SampleSheet:
    """A workbook with a heading, then `people`, then `damaged` more rows made from the first of them."""
    rows, marks = _rows(people, damaged)
    titles = [title for _, title in COLUMNS]
    page = Page(
        "Pendaftar", ["DAFTAR CALON PESERTA"], [["(contoh, bukan orang sungguhan)"], [], titles, *rows]
    )
    return SampleSheet(write([page]), ".xlsx", len(people), {row + _HEADING + 2: kind for row, kind in marks})


def make_csv(people: Sequence[Person], *, damaged: int = 3) -> SampleSheet:
    """The same as text with semicolons, as a spreadsheet program with Indonesian settings saves it."""
    rows, marks = _rows(people, damaged)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([title for _, title in COLUMNS])
    for row in rows:
        writer.writerow([_excel_number(cell) if isinstance(cell, (int, float)) else cell for cell in row])
    data = target.getvalue().encode("utf-8-sig")
    return SampleSheet(data, ".csv", len(people), {row + 2: kind for row, kind in marks})


def _rows(people: Sequence[Person], damaged: int) -> tuple[list[list[str | int]], list[tuple[int, Damage]]]:
    """The cells, and the places from 0 of the damaged ones."""
    rows: list[list[str | int]] = [
        [paper_form(name, person.get(name)) for name, _ in COLUMNS] for person in people
    ]
    marks: list[tuple[int, Damage]] = []
    for number in range(damaged if people else 0):
        kind = _ORDER[number % len(_ORDER)]
        row = list(rows[number % len(people)])
        nik = str(row[0])
        if kind == "float":
            row[0] = int(nik[:15]) * 10
        elif kind == "exponent":
            row[0] = _excel_number(int(nik))
        elif kind == "no_name":
            row[2] = ""
        elif kind == "short_nik":
            row[0] = nik[:15]
        marks.append((len(rows), kind))
        rows.append(row)
    return rows, marks


def _excel_number(value: float) -> str:
    """A long number as a spreadsheet program writes it into text."""
    return f"{value:.2E}".replace(".", ",")

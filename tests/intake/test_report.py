"""The report counts what was really stored and can be handed back as a spreadsheet."""

from __future__ import annotations

from desktop_app.intake import sheet as sheets
from desktop_app.intake.preview import PreviewRow
from desktop_app.intake.report import IntakeReport
from tests.intake.files import nik

ROWS = [
    PreviewRow(2, "new", {"nik": nik(), "nama": "Siti"}),
    PreviewRow(3, "new", {"nik": nik(1), "nama": "Rina"}),
    PreviewRow(
        4, "refused", {}, ("Baris 4: NIK berubah menjadi 3,27E+15 oleh Excel. Ketik ulang sebagai teks.",)
    ),
    PreviewRow(
        7, "same", {"nik": nik(2), "nama": "Wati"}, ("Sudah ada.",), nomor_pendaftaran="26-061002-7QK-0001"
    ),
    PreviewRow(9, "duplicate", {"nik": nik(), "nama": "Siti"}, ("Ganda.",), first_row=2),
]


def test_only_what_was_stored_counts_as_stored():
    before = IntakeReport.of("daftar.xlsx", ROWS)
    assert before.stored == 0
    after = before.with_stored({2: "26-061002-7QK-0042"})
    assert after.stored == 1
    assert after.counts == {
        "new": 2,
        "same": 1,
        "changed": 0,
        "duplicate": 1,
        "refused": 1,
        "elsewhere": 0,
        "stray": 0,
    }
    assert after.sentence == (
        "Dari 5 baris, 1 tersimpan, 0 dari 0 perubahan diterima, 1 sama, 1 ganda, 1 ditolak, "
        "0 untuk kelurahan lain, 0 di luar tabel."
    )
    assert [row[:2] for row in after.to_rows()[1:]] == [
        ["2", "Tersimpan"], ["3", "Baru, belum disimpan"], ["4", "Ditolak"], ["7", "Sudah ada, sama"],
        ["9", "Ganda dalam berkas"],
    ]  # fmt: skip
    assert after.rows[0].nomor_pendaftaran == "26-061002-7QK-0042"


def test_the_spreadsheet_says_the_same_and_hides_the_nik():
    report = IntakeReport.of("daftar.xlsx", ROWS).with_stored({2: "26-061002-7QK-0042"})
    sheet = sheets.read(report.to_xlsx())
    titles, *lines = report.to_rows()
    assert list(sheet.columns) == titles
    assert [[str(cell) for cell in row.cells] for row in sheet.rows] == lines
    assert nik() not in str(sheet)

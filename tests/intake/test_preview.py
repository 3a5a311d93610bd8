"""Every source row once, with its reason; a damaged NIK refused with its row; nothing overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import findings
from desktop_app.domain.rulebook import NO_RULES
from desktop_app.errors import Refused
from desktop_app.intake import sheet as sheets
from desktop_app.intake import template
from desktop_app.intake.change import Difference
from desktop_app.intake.mapping import guess, importable
from desktop_app.intake.preview import BATCH, PreviewRow, preview
from desktop_app.intake.report import IntakeReport
from desktop_app.intake.sheet import Sheet, SourceRow
from tests.intake.files import DEFAULTS, KUKUSAN, nik, xlsx

TODAY = date(2026, 11, 20)


POSTAL = "16425"
"""Kukusan's, as the form fills it in."""


def nobody(_: list[str]) -> dict[str, Any]:
    return {}


def look(
    rows: Sequence[Sequence[Any]], *, stored: Mapping[str, Any] | None = None, **options: Any
) -> list[PreviewRow]:
    sheet = sheets.read(xlsx(rows))
    known = (lambda _: stored) if stored is not None else nobody
    return list(preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=known, today=TODAY, **options))


def test_only_nik_and_name_are_needed_and_the_rest_is_filled_from_the_defaults():
    (row,) = look([["NIK", "Nama"], [nik(), "Siti Marlina"]])
    assert row.outcome == "new" and row.sentences == ()
    assert row.values == {"nik": nik(), "nama": "Siti Marlina", "kode_pos": POSTAL, **DEFAULTS}


def test_values_are_read_as_in_the_form():
    titles = ["NIK", "Nama", "Tempat/Tgl Lahir", "L/P", "RT/RW", "No HP/WA", "Omset", "Kelurahan"]
    (row,) = look([titles, [nik(), " siti  marlina", "Depok, 12-03-1994", "perempuan", "4/12", 81234567890,
                            "60 juta", "Kukusan"]])  # fmt: skip
    assert row.values == DEFAULTS | {
        "nik": nik(), "nama": "siti marlina", "tempat_lahir": "Depok", "tanggal_lahir": "1994-03-12",
        "jenis_kelamin": "P", "rt": "004", "rw": "012", "hp": "+6281234567890", "omzet_tahunan": 60_000_000,
        "punya_usaha": "ya", "kode_pos": POSTAL,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (3276065203949100, "Baris 2: NIK berubah menjadi 3,28E+15 oleh Excel. Ketik ulang sebagai teks."),
        ("3,27E+15", "Baris 2: NIK berubah menjadi 3,27E+15 oleh Excel. Ketik ulang sebagai teks."),
        ("'3.27607E+15", "Baris 2: NIK berubah menjadi 3.27607E+15 oleh Excel. Ketik ulang sebagai teks."),
        ("3276065203949102.0", "Baris 2: NIK berubah menjadi 3,28E+15 oleh Excel. Ketik ulang sebagai teks."),
        (9171015203949102, "Baris 2: NIK berubah menjadi 9,17E+15 oleh Excel. Ketik ulang sebagai teks."),
        ("3276065203940000", "Baris 2: empat angka terakhir NIK adalah 0000"),
        ("327606520394910", "NIK baru 15 angka"),
        ("32760652O3949102", "NIK berisi huruf atau tanda"),
        ("", "NIK kosong"),
    ],
)
def test_a_nik_that_cannot_stand_is_refused_with_its_row(cell: object, sentence: str):
    (row,) = look([["NIK", "Nama"], [cell, "Siti"]])
    assert (row.outcome, row.source_row) == ("refused", 2)
    assert row.problems[0].startswith(sentence)
    assert not {"3276065203949102", "3276065203949100"} & set(" ".join(row.problems).split())


def test_a_number_that_is_provably_whole_is_taken():
    (row,) = look([["NIK", "Nama"], [3276065203949102, "Siti"]])
    assert row.outcome == "new" and row.values["nik"] == "3276065203949102"


def test_a_column_whose_every_nik_ends_in_zero_went_through_numbers():
    rows = [[f"327606520394{9 - number}1{number}0", "Siti"] for number in range(5)]
    assert {row.outcome for row in look([["NIK", "Nama"], *rows])} == {"refused"}
    assert {row.outcome for row in look([["NIK", "Nama"], *rows[:4]])} == {"new"}
    assert {row.outcome for row in look([["NIK", "Nama"], *rows, [nik(), "Rina"]])} == {"new"}


def test_another_damaged_number_is_left_empty_and_named():
    (row,) = look([["NIK", "Nama", "No KK", "HP"], [nik(), "Siti", 3276061204180010, "8,12E+11"]])
    assert row.outcome == "new" and "no_kk" not in row.values and "hp" not in row.values
    assert len(row.problems) == 2 and "Nomor KK" in row.problems[0] and "Nomor HP" in row.problems[1]


def test_a_pair_that_became_a_date_is_left_empty_and_named():
    sheet = Sheet(("NIK", "Nama", "RT/RW"), (SourceRow(2, (nik(), "Siti", date(2026, 2, 4))),), 1)
    (row,) = preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=nobody)
    assert row.outcome == "new" and "rt" not in row.values and "tanggal" in row.problems[0]
    (row,) = look([["NIK", "Nama", "RT/RW"], [nik(), "Siti", "empat"]])
    assert "rt" not in row.values and len(row.problems) == 1


def test_a_field_that_cannot_be_read_stays_a_finding_of_a_draft():
    (row,) = look([["NIK", "Nama", "Tgl Lahir", "L/P"], [nik(), "Siti", "31-02-1994", "X"]])
    assert row.outcome == "new"
    assert {item.field for item in row.findings} == {"tanggal_lahir", "jenis_kelamin"}
    assert row.values["tanggal_lahir"] == "31-02-1994"


def test_twice_in_the_file_the_first_row_counts():
    rows = look([["NIK", "Nama", "Program"], [nik(), "", ""], [nik(), "Siti", ""], [nik(), "Siti M", ""],
                 [nik(), "Siti", "Perempuan Pengusaha"]])  # fmt: skip
    assert [row.outcome for row in rows] == ["refused", "new", "duplicate", "new"]
    assert rows[2].first_row == 3 and "baris 3" in rows[2].problems[0]


def test_who_is_in_the_office_already_is_reported_and_not_overwritten():
    record = {"nomor_pendaftaran": "26-061002-7QK-0042", "nik": nik(), "nama": "Siti Marlina",
              "alamat": "Jl. Damai", "status": "draft", **DEFAULTS}  # fmt: skip
    titles = ["NIK", "Nama", "Alamat"]
    stored = {nik(): [record]}
    (same,) = look([titles, [nik(), "Siti Marlina", "Jl. Damai"]], stored=stored)
    assert (same.outcome, same.nomor_pendaftaran) == ("same", "26-061002-7QK-0042")
    (partial,) = look([titles, [nik(), "Siti Marlina", ""]], stored=stored)
    assert partial.outcome == "same"
    (changed,) = look([titles, [nik(), "Siti M", "Jl. Damai"]], stored=stored)
    assert (changed.outcome, changed.differences) == (
        "changed", (Difference("nama", "Siti Marlina", "Siti M"),)
    )  # fmt: skip
    assert changed.acceptable and "26-061002-7QK-0042" in changed.problems[0]
    assert "Nama lengkap: Siti Marlina menjadi Siti M." in changed.sentences
    (spelt,) = look([titles, [nik(), "SITI MARLINA", "JL. DAMAI"]], stored=stored)
    assert spelt.outcome == "same", "capitals alone are no change"


def test_an_earlier_or_ended_application_only_warns():
    record = {"nomor_pendaftaran": "25-061002-7QK-0001", "nik": nik(), "nama": "Siti", "status": "accepted"}
    titles = ["NIK", "Nama"]
    (row,) = look([titles, [nik(), "Siti"]], stored={nik(): [record | DEFAULTS | {"tahun": 2025}]})
    assert row.outcome == "new" and [item.rule_id for item in row.findings] == ["nik.riwayat"]
    withdrawn = record | DEFAULTS | {"status": "withdrawn"}
    (row,) = look([titles, [nik(), "Siti Aminah"]], stored={nik(): [withdrawn]})
    assert row.outcome == "new"
    (row,) = look([titles, [nik(), "Siti"]], stored={nik(): [withdrawn]})
    assert row.outcome == "same"  # the very same row again: a file read twice adds nothing


def test_a_row_of_another_kelurahan_is_left_to_it_and_an_ambiguous_name_may_be_the_own():
    rows = look([["NIK", "Nama", "Kelurahan"], [nik(), "Siti", "Beji"], [nik(1), "Rina", "Entah"]])
    assert [row.outcome for row in rows] == ["elsewhere", "refused"]
    assert "Kec. Beji" in rows[0].problems[0]
    sheet = sheets.read(xlsx([["NIK", "Nama", "Kelurahan"], [nik(), "Siti", "Curug"]]))
    (row,) = preview(
        sheet, guess(sheet.columns), defaults=DEFAULTS | {"kelurahan_kode": "3276111005"}, known=nobody
    )
    assert row.outcome == "new" and row.values["kelurahan_kode"] == "3276111005"


def test_without_a_programme_or_year_nothing_is_guessed():
    sheet = sheets.read(xlsx([["NIK", "Nama"], [nik(), "Siti"]]))
    (row,) = preview(sheet, guess(sheet.columns), defaults={}, known=nobody)
    assert row.outcome == "refused" and len(row.problems) == 3


def test_missing_columns_are_refused_before_the_first_row():
    sheet = sheets.read(xlsx([["NIK", "Alamat"], [nik(), "Jl. Damai"]]))
    with pytest.raises(Refused):
        preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=nobody)


def test_the_office_is_asked_in_batches_and_progress_is_told_and_may_stop_it():
    count = BATCH + 10
    sheet = Sheet(
        ("NIK", "Nama"),
        tuple(SourceRow(n + 2, (f"3276065203{900000 + n + 1}", f"Siti {'A' * 2}")) for n in range(count)),
        1,
    )
    asked: list[int] = []
    told: list[tuple[int, int]] = []

    def known(numbers: list[str]) -> dict[str, Any]:
        asked.append(len(numbers))
        return {}

    rows = list(
        preview(
            sheet,
            guess(sheet.columns),
            defaults=DEFAULTS,
            known=known,
            progress=lambda done, total: told.append((done, total)),
        )
    )
    assert len(rows) == count and asked == [BATCH, 10]
    assert told == [(0, count), (BATCH, count), (count, count)]

    class Stop(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stop

    with pytest.raises(Stop):
        list(preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=known, progress=stop))


_NIK_CELLS = st.one_of(
    st.integers(0, 6).map(nik),
    st.sampled_from(["", "3,27E+15", 3276065203949100, 3276065203949102.0, True, 12, -1.5, "x"]),
    st.text(max_size=20),
    st.floats(),
    st.dates(),
)
_CELLS = st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.dates(), st.times())


@given(st.lists(st.tuples(_NIK_CELLS, _CELLS, _CELLS, _CELLS, _CELLS, _CELLS), max_size=12), st.booleans())
def test_the_report_covers_every_source_row_exactly_once(cells: list[tuple[Any, ...]], there: bool):
    rows = tuple(SourceRow(2 * place + 5, row) for place, row in enumerate(cells))
    sheet = Sheet(("NIK", "Nama", "RT/RW", "TTL", "Kelurahan", "Omzet"), rows, 4)
    stored = {nik(1): [{"nik": nik(1), "nama": "A", "status": "draft", "nomor_pendaftaran": "x", **DEFAULTS}]}
    found = list(
        preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=lambda _: stored if there else {})
    )
    assert [row.source_row for row in found] == [row.number for row in rows]
    for row in found:
        if row.outcome == "new":
            assert len(str(row.values["nik"])) == 16 and row.values["nama"]
        else:
            assert row.problems, "a row that is not taken says why"
    report = IntakeReport.of("daftar.xlsx", found)
    assert sum(report.counts.values()) == len(rows)
    assert len(report.to_rows()) == len(rows) + 1
    new = [row.values["nik"] for row in found if row.outcome == "new"]
    assert len(new) == len(set(new))


def test_the_template_is_read_back_without_a_finding():
    for program in ("WUB", "PP"):
        sheet = sheets.read(template.make(program, 2026, KUKUSAN))
        mapping = guess(sheet.columns)
        assert list(mapping.columns) == list(importable())
        (row,) = preview(sheet, mapping, defaults=DEFAULTS | {"program": program}, known=nobody, today=TODAY)
        assert row.outcome == "new" and row.sentences == ()
        stored = {
            name: value for name, value in template.example(program, 2026, KUKUSAN).items() if value != ""
        }
        assert row.values == stored
        seen = row.values | {"dokumen": {"ktp": "ada", "kk": "ada"}}
        assert [
            item for item in findings.check(seen, stage="verified", rules=NO_RULES) if item.level != "info"
        ] == []


def test_equal_templates_are_equal_bytes():
    assert template.make("WUB", 2026, KUKUSAN) == template.make("WUB", 2026, KUKUSAN)


def test_the_same_row_again_after_a_rejection_is_not_a_new_application() -> None:
    from desktop_app.sample.people import make_people
    from desktop_app.sample.spreadsheets import make_csv

    person = make_people(1, "3276061002", 1, year=2026)[0]
    read = sheets.read(make_csv([person], damaged=0).data)
    columns = guess(read.columns)
    defaults = {"program": "WUB", "tahun": 2026, "kelurahan_kode": "3276061002"}
    stored = {**person, "nomor_pendaftaran": "26-061002-AAA-0001", "status": "rejected"}
    rows = list(preview(read, columns, defaults=defaults, known=lambda _niks: {person["nik"]: [stored]}))
    assert [row.outcome for row in rows] == ["same"]
    changed = {**stored, "nama": "Nama Lain"}
    rows = list(preview(read, columns, defaults=defaults, known=lambda _niks: {person["nik"]: [changed]}))
    assert [row.outcome for row in rows] == ["new"]


def test_business_details_without_an_answer_are_kept_and_the_rest_is_told():
    titles = ["NIK", "Nama", "Jenis usaha", "Omzet"]
    kept, none, empty = look([titles, [nik(), "Siti", "Kue basah", ""], [nik(1), "Rina", "belum ada", 0],
                              [nik(2), "Dewi", "", ""]])  # fmt: skip
    assert kept.values["jenis_usaha"] == "Kue basah" and kept.values["punya_usaha"] == "ya"
    assert kept.sentences == ("Dicatat sudah punya usaha, karena Jenis usaha terisi.",)
    assert not {"jenis_usaha", "omzet_tahunan", "punya_usaha"} & none.values.keys()
    assert none.problems[0].startswith("Jenis usaha, Omzet setahun tidak ikut disimpan")
    assert empty.sentences == () and "punya_usaha" not in empty.values
    (against,) = look([[*titles[:3], "Punya usaha"], [nik(), "Siti", "Kue basah", "belum"]])
    assert against.values["punya_usaha"] == "tidak" and "jenis_usaha" not in against.values
    assert against.problems[0].startswith("Jenis usaha tidak ikut disimpan")

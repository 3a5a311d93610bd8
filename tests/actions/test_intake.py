"""A spreadsheet becomes drafts: counted, never twice, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.actions import applications, intake
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.intake import IntakeWish
from desktop_app.actions.intake_facts import Around
from desktop_app.actions.intake_sources import mapping_of
from desktop_app.actions.knowledge import known_about
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.errors import Refused, Unavailable
from desktop_app.intake.mapping import Mapping, guess
from desktop_app.intake.preview import PreviewRow, held
from desktop_app.intake.report import IntakeReport
from desktop_app.intake.sheet import Sheet, read
from desktop_app.office import Office
from desktop_app.sample.spreadsheets import SampleSheet, make_xlsx
from desktop_app.storage import tables
from tests import offices
from tests.intake.files import nik, xlsx

WISH = IntakeWish("daftar.xlsx", "WUB", 2026)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "home")
    yield made
    made.close()


def sample(n: int = 12, damaged: int = 3) -> tuple[SampleSheet, Sheet]:
    made = make_xlsx(offices.persons(n), damaged=damaged)
    return made, read(made.data)


def stored(one: Office) -> int:
    with one.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


def test_the_count_reported_is_the_count_stored(one: Office) -> None:
    made, sheet = sample()
    taken = intake.take_in(one, sheet, guess(sheet.columns), WISH)
    report = taken.report
    assert report.stored == stored(one) == made.good == len(taken.changes.ids["application"])
    assert sorted(row.source_row for row in report.rows) == [row.number for row in sheet.rows]
    assert {row.source_row for row in report.rows if not row.stored} == set(made.damaged)
    assert sum(report.counts.values()) == len(sheet.rows)


def test_the_same_file_twice_adds_nothing(one: Office) -> None:
    _, sheet = sample()
    intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    before = stored(one)
    again = intake.take_in(one, sheet, guess(sheet.columns), WISH)
    assert stored(one) == before and again.report.stored == 0
    assert again.report.counts["new"] == 0
    assert "application" not in again.changes


def test_what_came_in_is_a_draft_with_the_values_of_the_file(one: Office) -> None:
    _, sheet = sample(4, damaged=0)
    report = intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    people = {person["nik"]: person for person in offices.persons(4)}
    with one.reading() as connection:
        rows = connection.execute(select(tables.application)).all()
    assert {row.nik for row in rows} == set(people)
    for row in rows:
        person = people[row.nik]
        assert row.status == "draft"
        assert (row.nama, row.hp, row.tahun, row.program) == (
            person["nama"], person["hp"], person["tahun"], person["program"]
        )  # fmt: skip
        assert row.nomor_pendaftaran in {line.nomor_pendaftaran for line in report.rows}


def test_cancelling_leaves_nothing(one: Office) -> None:
    _, sheet = sample()

    def stop(done: int, _total: int, sentence: str) -> None:
        if sentence == "Menyimpan baris" and done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        intake.run_intake(one, sheet, guess(sheet.columns), WISH, progress=stop)
    assert stored(one) == 0
    assert intake.run_intake(one, sheet, guess(sheet.columns), WISH).stored > 0, "the office still works"


def test_without_the_needed_columns_nothing_is_taken(one: Office) -> None:
    _, sheet = sample()
    with pytest.raises(Refused) as refused:
        intake.run_intake(one, sheet, Mapping({}), WISH)
    assert refused.value.code == "columns_missing"
    assert stored(one) == 0


def test_the_preview_stores_nothing_and_says_the_same(one: Office) -> None:
    _, sheet = sample()
    previewed = intake.preview_intake(one, sheet, guess(sheet.columns), WISH)
    assert stored(one) == 0
    report = intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    assert [row.outcome for row in previewed] == [row.outcome for row in report.rows]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as gone:
        intake.read_sheet(tmp_path / "tidak-ada.xlsx")
    assert gone.value.code == "file_missing"
    page = tmp_path / "unduhan.xls"
    page.write_bytes(b"<html><p>NIK</p></html>")
    with pytest.raises(Refused) as refused:
        intake.read_sheet(page)
    assert refused.value.code == "sheet_html"


# --- changes, sources, reports ------------------------------------------------------------------------


def sheet_of(*rows: tuple[object, ...]) -> Sheet:
    return read(xlsx([("NIK", "Nama", "Alamat", "No HP", "Omzet"), *rows]))


def one_row(one: Office, record: str) -> Any:
    with one.reading() as connection:
        app = tables.application
        return connection.execute(select(app).where(app.c.nomor_pendaftaran == record)).one()


def run(one: Office, sheet: Sheet, **wish: Any) -> IntakeReport:
    asked = IntakeWish("daftar.xlsx", "WUB", 2026, **wish)
    return intake.take_in(one, sheet, guess(sheet.columns), asked).report


def test_a_change_is_taken_only_where_accepted_and_an_empty_cell_takes_nothing(one: Office) -> None:
    first = run(one, sheet_of((nik(), "Siti Marlina", "Jl. Damai 1", "081234567890", "")))
    number = first.rows[0].nomor_pendaftaran
    again = sheet_of((nik(), "SITI MARLINA", "Jl. Mawar 2", "", "bukan angka"), (nik(1), "Rina", "", "", ""))
    left = run(one, again)
    assert [(row.outcome, row.stored) for row in left.rows] == [("changed", False), ("new", True)]
    assert "Alamat KTP berubah." in left.rows[0].problems, "no address in what is kept"
    assert one_row(one, number).alamat == "Jl. Damai 1"
    taken = run(one, again, accept=frozenset({2}))
    assert [(row.outcome, row.stored) for row in taken.rows] == [("changed", True), ("same", False)]
    kept = one_row(one, number)
    assert (kept.alamat, kept.hp, kept.nama, kept.omzet_tahunan) == (
        "Jl. Mawar 2", "+6281234567890", "Siti Marlina", None
    )  # fmt: skip
    assert run(one, again, accept=None).counts["changed"] == 0
    assert taken.accepted == 1 and taken.added == 0


def test_a_verified_one_falls_back_if_accepted_and_a_decided_one_is_held(one: Office) -> None:
    offices.add(one, "Dian Lestari", "verifikator")
    (record,) = offices.enter(one, offices.persons(1))
    one.enter("Dian Lestari", offices.PASSPHRASE)
    offices.verify(one, [record])
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    person = offices.persons(1)[0]
    changed = sheet_of((person["nik"], person["nama"], "Jl. Lain 9", "", ""))
    (row,) = intake.preview_intake(one, changed, guess(changed.columns), WISH)
    assert row.acceptable and "harus diverifikasi lagi" in " ".join(row.problems)
    report = run(one, changed, accept=None)
    assert one_row(one, report.rows[0].nomor_pendaftaran).status == "submitted"
    withdrawn = {"nik": person["nik"], "status": "accepted"}
    assert "Ditetapkan" in held(withdrawn) and held({**withdrawn, "status": "returned"}) == ""


def test_what_the_office_and_the_register_know_is_told_in_the_preview(one: Office) -> None:
    run(one, read(xlsx([
        ("NIK", "Nama", "No KK", "No HP", "Tgl Lahir"),
        (nik(), "Siti Marlina", "3276061204189001", "081234567890", "12-03-1994"),
    ])))  # fmt: skip
    save_business(
        one, SaveBusiness({"nama": "Warung Sri", "pemilik": "Sri Wahyuni", "alamat": "Jl. Mawar No. 5"})
    )
    save_business(one, SaveBusiness({"nama": "Toko Rina", "pemilik": "Rina", "hp": "081299998888"}))
    sheet = read(xlsx([
        ("NIK", "Nama", "No KK", "No HP", "Alamat", "Tgl Lahir"),
        (nik(1), "Wati", "3276061204189001", "081234567890", "", ""),
        (nik(2), "Hj. Sri Wahyuni", "", "081299998888", "Jln Mawar 05", ""),
        (nik(3), "SITI MARLINA", "", "", "", "12-03-1994"),
        (nik(4), "Tuti", "", "081299998888", "", ""),
    ]))  # fmt: skip
    rows = intake.preview_intake(one, sheet, guess(sheet.columns), WISH)
    assert {row.outcome for row in rows} == {"new"}
    assert {item.rule_id for item in rows[0].findings} == {"no_kk.riwayat", "hp.ganda"}
    told = " ".join(rows[1].sentences)
    assert (
        "mirip pemilik usaha terdaftar: Warung Sri" in told and "dipakai usaha terdaftar: Toko Rina" in told
    )
    assert "NIK-nya lain" in rows[2].problems[0]
    assert rows[3].problems == ("Nomor HP sama dengan baris 3.",)
    with one.reading() as connection:
        for row in rows:
            known = known_about(connection, one.context, row.values, record=None, today=one.today())
            around, _ = Around(connection)([row.values])[0]
            assert around.registered == known.registered
            assert (around.same_kk, around.same_hp) == (
                tuple(replace(other, oleh="", tanggal="") for other in known.same_kk), known.same_hp
            )  # fmt: skip


def test_the_columns_of_a_source_are_remembered_whatever_their_order(one: Office) -> None:
    titles = ("NIK", "Nama", "Domisili", "Catatan")
    sheet = read(xlsx([titles, (nik(), "Siti", "Jl. Damai", "x")]))
    chosen = guess(sheet.columns).assign("alamat", 2)
    intake.take_in(one, sheet, chosen, WISH)
    turned = read(xlsx([tuple(reversed(titles)), ("y", "Jl. Mawar", "Rina", nik(1))]))
    with one.reading() as connection:
        columns, known = mapping_of(connection, turned)
        assert known and columns.columns == {"nik": 3, "nama": 2, "alamat": 1}
        assert mapping_of(connection, sheet_of((nik(), "Siti", "", "", "")))[1] is False
    intake.take_in(one, turned, guess(turned.columns), WISH)
    with one.reading() as connection:
        assert mapping_of(connection, turned) == (guess(turned.columns), False), "the guess was chosen again"


def test_the_report_is_kept_without_numbers_of_people(one: Office) -> None:
    sheet = sheet_of((nik(), "Siti", "Jl. Damai 1", "", ""), ("3,27E+15", "Rina", "", "", ""))
    wish = IntakeWish(f"daftar {nik()}.xlsx", "WUB", 2026)
    report = intake.take_in(one, sheet, guess(sheet.columns), wish).report
    with one.reading() as connection:
        (kept,) = intake.kept_reports(connection)
        again = intake.kept_report(connection, kept.id)
    assert again == report and (kept.rows, kept.added, kept.by) == (2, 1, "Ratna Puspita")
    assert kept.file_name == "daftar ….xlsx" and kept.counts["refused"] == 1
    assert nik() not in repr(again) and nik() not in report.to_csv().decode("utf-8-sig")
    lines = report.to_csv().decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[2].startswith("3;Ditolak;Rina;")


def test_cancelling_at_any_step_leaves_nothing(one: Office) -> None:
    run(one, sheet_of((nik(), "Siti", "Jl. Damai 1", "", "")))
    sheet = sheet_of(
        (nik(), "Siti", "Jl. Mawar 2", "", ""), *((nik(n), "Rina", "", "", "") for n in range(1, 6))
    )
    steps: list[tuple[int, str]] = []
    wish = replace(WISH, accept=None)
    intake.preview_intake(
        one, sheet, guess(sheet.columns), wish, progress=lambda d, _t, s: steps.append((d, s))
    )
    before = content(one)
    every = [*steps, *((done, "Menyimpan baris") for done in range(1, 7))]
    for wanted in every:

        def stop(done: int, _total: int, sentence: str, wanted: tuple[int, str] = wanted) -> None:
            if (done, sentence) == wanted:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            intake.take_in(one, sheet, guess(sheet.columns), wish, progress=stop)
        assert content(one) == before
    assert intake.take_in(one, sheet, guess(sheet.columns), wish).report.stored == 6


def content(one: Office) -> list[Any]:
    """Everything the office keeps, row by row."""
    with one.reading() as connection:
        found: list[Any] = []
        for table in (tables.op, tables.application, tables.setting, tables.stream):
            found += [tuple(row) for row in connection.execute(select(table)).all()]
        return found


def test_dkum_takes_the_whole_export_in_and_hands_it_out(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path, offices.KUKUSAN, offices.CURUG)
    export = read(xlsx([
        ("NIK", "Nama", "Kelurahan"),
        (nik(), "Siti", "Kukusan"), (nik(1), "Rina", "Curug, Kec. Cimanggis"), (nik(2), "Wati", ""),
        (nik(3), "Tini", "Kukusan"),
    ]))  # fmt: skip
    report = intake.take_in(dkum, export, guess(export.columns), WISH).report
    assert [row.outcome for row in report.rows] == ["new", "new", "refused", "new"]
    for code, here in kelurahan.items():
        open_file(here, make_file(dkum, tmp_path, to=code).paths[0])
    kukusan, curug = kelurahan[offices.KUKUSAN], kelurahan[offices.CURUG]
    assert (stored(kukusan), stored(curug)) == (2, 1)
    own = run(kukusan, export)
    assert {row.outcome for row in own.rows if not row.kelurahan} == {"same", "new"}
    assert own.elsewhere == {offices.CURUG: 1}
    draft = one_row(kukusan, report.rows[0].nomor_pendaftaran)
    person = offices.persons(1)[0]
    values = {name: value for name, value in person.items() if name not in ("nik", "nama")}
    saved = applications.save(kukusan, SaveApplication(values, draft.uuid.hex(), submit=True))
    assert saved.status == "submitted", "the office completes and submits what DKUM took in"
    open_file(dkum, make_file(kukusan, tmp_path).paths[0])
    changed = read(xlsx([
        ("NIK", "Nama", "Kelurahan"), (nik(), "Siti Lain", "Kukusan"), (nik(3), "Tini Lain", "Kukusan"),
    ]))  # fmt: skip
    first, second = intake.preview_intake(dkum, changed, guess(changed.columns), WISH)
    assert not first.acceptable and "kantor kelurahannya" in first.held
    assert second.acceptable, "still the draft that DKUM handed out"
    with pytest.raises(Refused):
        run(kukusan, export, kelurahan_kode=offices.CURUG)
    for each in (dkum, *kelurahan.values()):
        each.close()


def test_a_file_never_moves_a_draft_to_another_kelurahan(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path, offices.KUKUSAN, offices.CURUG)
    kukusan, curug = kelurahan[offices.KUKUSAN], kelurahan[offices.CURUG]

    def told(*lines: tuple[str, str, str]) -> Sheet:
        return read(xlsx([("NIK", "Nama", "Kelurahan"), *lines]))

    run(dkum, told((nik(), "Siti", "Kukusan"), (nik(1), "Rina", "Kukusan")))
    open_file(kukusan, make_file(dkum, tmp_path, to=offices.KUKUSAN).paths[0])
    second = told((nik(), "Siti Aminah", "Curug, Kec. Cimanggis"), (nik(1), "Rina Sari", "Kukusan"))
    moved, mended = intake.preview_intake(dkum, second, guess(second.columns), WISH)
    assert (moved.outcome, moved.acceptable, mended.acceptable) == ("changed", False, True)
    assert "Pindah kelurahan" in moved.held and "pengunduran diri" in moved.held
    assert moved.held in moved.sentences and "Kukusan" in moved.held and "Curug" in moved.held
    report = run(dkum, second, accept=None)
    assert (report.accepted, report.stored) == (1, 1)
    draft = one_row(dkum, moved.nomor_pendaftaran)
    assert (draft.kelurahan_kode, draft.nama) == (offices.KUKUSAN, "Siti"), "the whole row is left alone"
    with pytest.raises(Refused) as caught:
        applications.save(dkum, SaveApplication({"kelurahan_kode": offices.CURUG}, draft.uuid.hex()))
    assert caught.value.code == "kelurahan_kode.pindah" and caught.value.next_step
    assert one_row(dkum, moved.nomor_pendaftaran).kelurahan_kode == offices.KUKUSAN

    applications.withdraw(kukusan, draft.uuid.hex(), "Pindah ke Curug")
    open_file(dkum, make_file(kukusan, tmp_path).paths[0])
    assert run(dkum, second).stored == 1, "the step that was told leads there"
    open_file(curug, make_file(dkum, tmp_path, to=offices.CURUG).paths[0])
    assert (stored(kukusan), stored(curug)) == (2, 1)
    for each in (dkum, *kelurahan.values()):
        each.close()


def exported(*rows: tuple[str, str, str, str]) -> Sheet:
    """An export of the registration app: its number, NIK, name, birth date."""
    return read(xlsx([["No. Pendaftaran", "NIK", "Nama", "Tanggal Lahir"], *map(list, rows)]))


def looked(one: Office, sheet: Sheet) -> list[PreviewRow]:
    return intake.preview_intake(one, sheet, guess(sheet.columns), WISH)


def there(one: Office) -> list[tuple[Any, ...]]:
    with one.reading() as connection:
        app = tables.application.c
        rows = connection.execute(select(app.nik, app.nama, app.nomor_daring).order_by(app.id))
        return [tuple(row) for row in rows]


def test_a_nik_corrected_in_the_registration_app_is_a_change_and_no_second_applicant(one: Office) -> None:
    wrong, right = nik(1), nik(2)
    first = exported(("WUB-000017", wrong, "Siti Marlina", "12-03-1994"))
    intake.run_intake(one, first, guess(first.columns), WISH)
    later = exported(("wub-000017", right, "SITI MARLINA", "12-03-1994"))
    columns = guess(later.columns)
    [corrected] = looked(one, later)
    assert corrected.outcome == "changed" and corrected.acceptable and corrected.alone
    [moved] = corrected.differences
    assert (moved.field, moved.before, moved.after) == ("nik", wrong, right)
    intake.run_intake(one, later, columns, replace(WISH, accept=None))
    assert there(one) == [(wrong, "Siti Marlina", "WUB-000017")], "never among others, by one key"
    intake.run_intake(one, later, columns, replace(WISH, accept=frozenset({corrected.source_row})))
    assert there(one) == [(right, "Siti Marlina", "WUB-000017")]
    assert [row.outcome for row in looked(one, first)] == ["changed"], "an older export never comes in unseen"


@pytest.mark.parametrize(
    ("number", "name", "born"),
    [
        ("WUB-000017", "Dewi Anggraini", "12-03-1994"),
        ("WUB-000017", "Siti Marlina", "01-02-1990"),
        ("WUB-000017", "Siti Marlina", ""),
    ],
)
def test_the_same_number_alone_joins_nobody(one: Office, number: str, name: str, born: str) -> None:
    first = exported(("WUB-000017", nik(1), "Siti Marlina", "12-03-1994"))
    intake.run_intake(one, first, guess(first.columns), WISH)
    [row] = looked(one, exported((number, nik(2), name, born)))
    assert row.outcome == "new" and "Nomor daringnya sama dengan pendaftar" in row.problems[0]


def test_a_number_twice_in_the_file_joins_nobody(one: Office) -> None:
    first = exported(("WUB-000017", nik(1), "Siti Marlina", "12-03-1994"))
    intake.run_intake(one, first, guess(first.columns), WISH)
    rows = looked(
        one,
        exported(
            ("WUB-000017", nik(2), "Siti Marlina", "12-03-1994"),
            ("Wub-000017", nik(3), "Siti Marlina", "12-03-1994"),
        ),
    )
    assert [row.outcome for row in rows] == ["new", "new"]
    assert all("ada di lebih dari satu baris" in row.problems[0] for row in rows)


@pytest.mark.parametrize("number", ["1", "002", "-", "belum ada", "26-061003-7QK-0042", "A" * 60])
def test_what_is_no_number_of_the_app_is_not_taken_for_one(one: Office, number: str) -> None:
    """Offices number their rows, write a dash, and send our own numbers back."""
    [row] = looked(one, exported((number, nik(), "Siti Marlina", "12-03-1994")))
    assert row.outcome == "new" and not row.values.get("nomor_daring")

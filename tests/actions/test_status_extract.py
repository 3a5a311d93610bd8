"""The status extract: what the office holds, by number; no name, no NIK, nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from desktop_app.actions import applications, status_extract
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.status_extract import ASK, status_rows
from desktop_app.errors import Refused, Unavailable
from desktop_app.intake import sheet
from desktop_app.office import Office
from desktop_app.queries import extracts
from tests import offices
from tests.cli.beside import FOREIGN
from tests.faults import watched

WHY = "Permintaan mingguan aplikasi"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    yield made
    made.close()


def test_both_forms_tell_every_number_with_its_status_and_a_reason_without_names(
    office: Office, tmp_path: Path
) -> None:
    people = offices.persons(3)
    people[1]["nomor_daring"] = "WUB-DARING-0017"
    first, second, _third = offices.enter(office, people)
    draft = SaveApplication({"nama": "Draf Saja", "program": "PP", "tahun": 2026})
    applications.save(office, draft)
    twice = applications.save(office, draft).record
    applications.discard_draft(office, twice, "Tersimpan dua kali")
    office.enter("Dian Lestari", offices.PASSPHRASE)
    applications.give_back(office, first, f"=NIK {people[0]['nik']} atas nama {people[0]['nama']} keliru.")
    applications.reject(office, second, "KTP bukan KTP Kota Depok.")
    written = [
        status_extract.save_status(office, tmp_path / f"status{end}", WHY) for end in (".csv", ".xlsx")
    ]
    data = written[0].path.read_bytes()
    told = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    with office.database.reading() as connection:
        counted = connection.exec_driver_sql(
            "SELECT nomor_pendaftaran FROM application WHERE submitted IS NOT NULL ORDER BY 1"
        ).all()
        [newest, line] = extracts.listing(connection)
    assert [row[0] for row in told[1:]] == [row[0] for row in counted]
    assert [each.rows for each in written] == [len(counted)] * 2 == [3, 3], "no draft, thrown away or not"
    assert (line.record, newest.record) == tuple(each.record for each in written)
    assert (line.code, line.reason, line.who, line.rows) == (
        "aplikasi-pendaftaran", WHY, "Dian Lestari", 3,
    )  # fmt: skip
    assert line.digest == sha256(data).hexdigest() and line.columns[2] == "Alasan"
    by_number = {row[0]: (row[1], row[2]) for row in told[1:]}
    assert by_number[offices.row(office, first).nomor_pendaftaran] == (
        "Dikembalikan", "'=NIK […] atas nama […] keliru.",
    )  # fmt: skip
    assert by_number[offices.row(office, second).nomor_pendaftaran] == (
        "Ditolak", "KTP bukan KTP Kota Depok.",
    )  # fmt: skip
    assert {row[0]: row[3] for row in told[1:]}[offices.row(office, second).nomor_pendaftaran] == (
        "WUB-DARING-0017"
    ), "by it the app finds the applicant again"
    text = data.decode("utf-8-sig")
    assert not any(str(person[name]) in text for person in people for name in ("nik", "nama", "no_kk", "hp"))
    book = sheet.read(written[1].path.read_bytes())
    rows = [[str(cell) if cell is not None else "" for cell in row.cells] for row in book.rows]
    assert rows == [[cell.removeprefix("'") for cell in row] for row in told[1:]]
    only = status_extract.save_status(office, tmp_path / "wub.csv", WHY, program="WUB", tahun=2026)
    assert only.rows == sum(person["program"] == "WUB" for person in people)
    assert check_office(office).sound


def test_no_old_reason_and_none_that_names_somebody_else(office: Office) -> None:
    people = offices.persons(3)
    mended, again, other = offices.enter(office, people)
    office.enter("Dian Lestari", offices.PASSPHRASE)
    nik, name = str(people[2]["nik"]), str(people[2]["nama"]).lower()
    words = f"Foto buram; ganda dengan {name}, NIK {nik[:8]}/{nik[8:]}."
    applications.give_back(office, mended, words)
    applications.give_back(office, again, words)
    applications.reject(office, other, "Sudah dibantu lewat Koperasi Joko Santoso.")
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    applications.submit(office, mended)
    offices.verify(office, [mended])
    with office.reading() as connection:
        told = {row.nomor_pendaftaran: (row.status, row.alasan) for row in status_rows(connection)}
    assert [told[offices.row(office, one).nomor_pendaftaran] for one in (mended, again, other)] == [
        ("Terverifikasi", ""), ("Dikembalikan", ASK), ("Ditolak", ASK),
    ]  # fmt: skip


def test_another_file_of_that_name_stays_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults, office = watched(monkeypatch), offices.office(tmp_path / "kukusan")
    offices.add(office, "Dian Lestari", "verifikator")
    offices.enter(office, offices.persons(1))
    office.enter("Dian Lestari", offices.PASSPHRASE)
    goal = tmp_path / "status.csv"
    goal.write_bytes(FOREIGN)
    made = status_extract.save_status(office, goal, WHY)
    assert (goal.read_bytes(), made.path.name) == (FOREIGN, "status-2.csv")
    faults.fail = lambda sql: "COMMIT" in sql
    with pytest.raises(Unavailable):
        status_extract.save_status(office, goal, WHY)
    assert sorted(path.name for path in tmp_path.glob("status*")) == ["status-2.csv", "status.csv"]
    assert goal.read_bytes() == FOREIGN
    with office.reading() as connection:
        assert extracts.count(connection) == 1
    office.close()


def test_another_ending_is_refused_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    offices.verify(office, [])
    with pytest.raises(Refused, match=r"status\.pdf"):
        status_extract.save_status(office, tmp_path / "status.pdf", WHY)
    with pytest.raises(Refused) as caught:
        status_extract.save_status(office, tmp_path / "status.csv", "  ")
    assert caught.value.code == "reason"
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(office, "Tini Operator", "operator")
    office.enter("Tini Operator", offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        status_extract.save_status(office, tmp_path / "status.csv", WHY)
    assert caught.value.code == "role"
    assert not list(tmp_path.glob("status.*"))
    with office.reading() as connection:
        assert extracts.count(connection) == 0

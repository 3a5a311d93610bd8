"""Extracts: only what the rule book says, by whom it says, with a record of each; nothing half done."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from desktop_app.actions import applications, data_requests, extracting, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.data_requests import RecordRequest
from desktop_app.actions.export import make_file
from desktop_app.actions.extracting import MakeExtract, make_extract, preview
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.documents.outgoing import SheetForm
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.queries import extracts
from tests import offices
from tests.actions.test_rulebooks import carry
from tests.limits import ON_LINUX, no_room
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

BANK = Receiver(
    code="bjb", name="Bank BJB Cabang Depok", purpose="Penawaran kredit usaha",
    columns=("nomor_pendaftaran", "nama", "hp", "kelurahan_kode", "kelurahan", "kecamatan", "omzet_tahunan"),
    statuses=("submitted", "verified"), khusus=("omzet_tahunan",),
)  # fmt: skip
CIVIL = Receiver(
    code="dukcapil", name="Disdukcapil Kota Depok", purpose="Pemadanan NIK",
    columns=("nik", "nama", "tanggal_lahir", "jenis_kelamin", "status"), statuses=("submitted",), nik="full",
    by="kelurahan",
)  # fmt: skip
MASKED = replace(CIVIL, code="dinkes", name="Dinas Kesehatan", nik="masked", columns=("nik", "no_kk", "nama"))
WHY = "Surat 500/12 tanggal 20-11-2026"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[Office, dict[str, Office]]]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    book = replace(default_rules("WUB", 2026), extracts=(BANK, CIVIL, MASKED))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    for code, one in kelurahan.items():
        carry(dkum, one, tmp_path / "turun")
        people = [{**person, "program": "WUB"} for person in offices.persons(4, code=code)]
        offices.enter(one, people[:3])
        applications.save(one, SaveApplication(people[3]))  # a draft
    yield dkum, kelurahan
    for one in (dkum, *kelurahan.values()):
        one.close()


def wish(receiver: str, **more: Any) -> MakeExtract:
    return MakeExtract("WUB", 2026, receiver, **{"reason": WHY, **more})


def plain(office: Office, question: str) -> list[tuple[Any, ...]]:
    with office.reading() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def read(office: Office) -> list[extracts.ExtractLine]:
    with office.reading() as connection:
        assert extracts.count(connection) == len(extracts.listing(connection))
        return extracts.listing(connection)


def carry_up(one: Office, dkum: Office, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in make_file(one, folder).paths:
        open_file(dkum, path)


def test_only_the_columns_and_statuses_of_the_book(tmp_path: Path, city: Any) -> None:
    one = city[1][KUKUSAN]
    offices.verify(one, [])  # Dian Lestari, verifikator
    made = make_extract(one, wish("dukcapil"), tmp_path / "keluar")
    book = CalamineWorkbook.from_path(str(made.path))
    titles, *rows = book.get_sheet_by_name("Data").to_python()
    assert titles == ["NIK", "Nama lengkap", "Tanggal lahir", "Jenis kelamin", "Status"]
    truth = plain(one, "SELECT nik, nama, tanggal_lahir FROM application WHERE status = 'submitted'"
                       " ORDER BY nomor_pendaftaran")  # fmt: skip
    assert [tuple(row[:3]) for row in rows] == truth and len(rows) == made.rows == 3
    assert {row[3] for row in rows} <= {"Laki-laki", "Perempuan"} and {row[4] for row in rows} == {"Diajukan"}
    about = dict(book.get_sheet_by_name("Keterangan").to_python())
    assert (about["Penerima"], about["Alasan"], about["Diberikan oleh"]) == (
        "Disdukcapil Kota Depok", WHY, "Dian Lestari",
    )  # fmt: skip
    assert made.path.name == f"ekstrak-dukcapil-WUB-2026-{KUKUSAN}-2026-11-24.xlsx"
    again = make_extract(one, wish("dukcapil"), tmp_path / "keluar")
    assert again.path.name.endswith("-24-2.xlsx") and made.path.exists(), "what was given stays as it is"

    with open(make_extract(one, wish("dinkes", form="csv"), tmp_path).path, encoding="utf-8-sig") as file:
        masked = list(csv.reader(file, delimiter=";"))[1:]
    assert len(masked) == 3
    assert all(re.fullmatch(r"\d{6}X{10}", cell) for row in masked for cell in row[:2])


def test_who_gave_what_to_whom_and_why_travels_to_dkum(tmp_path: Path, city: Any) -> None:
    dkum, kelurahan = city
    one = kelurahan[KUKUSAN]
    offices.verify(one, [])
    made = make_extract(one, wish("dukcapil"), tmp_path / "keluar")
    [line] = read(one)
    assert (line.who, line.name, line.reason, line.rows) == ("Dian Lestari", CIVIL.name, WHY, 3)
    assert line.digest == sha256(made.path.read_bytes()).hexdigest() and line.rules == 1
    assert line.columns[0] == "NIK" and line.nik == "full" and "Kukusan" in line.place
    carry_up(one, dkum, tmp_path / "naik")
    assert [(each.record, each.who) for each in read(dkum)] == [(line.record, "Dian Lestari")]
    city_wide = make_extract(dkum, wish("bjb"), tmp_path / "keluar")
    assert city_wide.rows == 3, "only Kukusan has sent its people so far"
    carry(dkum, one, tmp_path / "turun")
    assert [each.code for each in read(one)] == ["dukcapil"], "whom the city gave what stays at DKUM"
    make_extract(dkum, wish("bjb", kelurahan=KUKUSAN), tmp_path / "keluar")
    carry(dkum, one, tmp_path / "turun")
    assert [each.code for each in read(one)] == ["bjb", "dukcapil"], "an office sees who was given its people"
    assert [each.place for each in read(dkum)][:2] == ["Kukusan, Kec. Beji", "Kota Depok"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"reason": "  "}, "reason"),
    ({"reason": "x" * 301}, "reason"),
    ({"receiver": "lain"}, "receiver"),
    ({"receiver": "bjb"}, "place"),
    ({"kelurahan": CURUG}, "kelurahan"),
    ({"tahun": 2027}, "receiver"),
]


def test_refused_and_nothing_is_left(tmp_path: Path, city: Any) -> None:
    one = city[1][KUKUSAN]
    offices.verify(one, [])
    for change, code in REFUSED:
        with pytest.raises(Refused) as caught:
            make_extract(one, replace(wish("dukcapil"), **change), tmp_path / "keluar")
        assert caught.value.code == code
    assert not list((tmp_path / "keluar").glob("**/*")) and read(one) == []


def test_neither_an_operator_nor_nobody(tmp_path: Path, city: Any) -> None:
    dkum, kelurahan = city
    one = kelurahan[KUKUSAN]
    offices.add(one, "Tini Operator", "operator")
    one.enter("Tini Operator", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        make_extract(one, wish("dukcapil"), tmp_path)
    assert caught.value.code == "role" and not extracting.may_give(one)
    with pytest.raises(Refused) as caught:
        make_extract(dkum, wish("dukcapil"), tmp_path / "keluar")
    assert caught.value.code == "nobody", "no applicant has reached DKUM yet"
    assert not list((tmp_path / "keluar").iterdir())


def test_a_preview_keeps_nothing(city: Any) -> None:
    one = city[1][KUKUSAN]
    offices.verify(one, [])
    seen = preview(one, wish("dukcapil", reason=""), limit=2)
    assert (seen.count, len(seen.rows), seen.titles[0]) == (3, 2, "NIK")
    assert read(one) == []
    for office, codes in ((one, ["dukcapil", "dinkes"]), (city[0], ["bjb", "dukcapil", "dinkes"])):
        with office.reading() as connection:
            assert [each.receiver.code for each in extracting.sources(office, connection)] == codes


class Stopped(Exception):
    """Somebody asked to stop."""


def test_stopped_at_any_point_leaves_neither_file_nor_record(tmp_path: Path, city: Any) -> None:
    one = city[1][KUKUSAN]
    offices.verify(one, [])
    asked: list[SheetForm] = ["xlsx", "csv"]
    for form, point in ((form, point) for form in asked for point in range(2)):
        calls = iter(range(10))

        def stop(done: int, total: int, sentence: str, at: int = point, calls: Any = calls) -> None:
            if next(calls) == at:
                raise Stopped

        with pytest.raises(Stopped):
            make_extract(one, wish("dukcapil", form=form), tmp_path / "keluar", stop)
        assert not list((tmp_path / "keluar").iterdir()) and read(one) == []
    assert make_extract(one, wish("dukcapil"), tmp_path / "keluar").rows == 3


@ON_LINUX
def test_a_folder_that_cannot_take_it(tmp_path: Path, city: Any) -> None:
    one = city[1][KUKUSAN]
    offices.verify(one, [])
    blocked = tmp_path / "berkas"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(Unavailable):
        make_extract(one, wish("dukcapil"), blocked)
    with no_room(500), pytest.raises(Unavailable):
        make_extract(one, wish("dukcapil"), tmp_path / "keluar")
    assert not list((tmp_path / "keluar").iterdir()) and read(one) == []


def test_nobody_whose_data_stand_still_is_given_away(tmp_path: Path, city: Any) -> None:
    """In neither the file, its count, its record, nor its preview."""
    one = city[1][KUKUSAN]
    offices.verify(one, [])
    [(limited, a), (gone, b), (left, c)] = plain(
        one, "SELECT lower(hex(uuid)), nik FROM application WHERE status = 'submitted' ORDER BY id"
    )
    assert make_extract(one, wish("dukcapil"), tmp_path / "dulu").rows == 3
    for record in (limited, gone):
        data_requests.record_request(one, RecordRequest(record, "pembatasan", "loket"))
    seen = preview(one, wish("dukcapil", reason=""))
    assert (seen.count, seen.held, [row[0] for row in seen.rows]) == (1, 2, [c])
    forms: tuple[SheetForm, ...] = ("xlsx", "csv")
    for form in forms:
        made = make_extract(one, wish("dukcapil", form=form), tmp_path / "keluar")
        assert (made.rows, made.held) == (1, 2)
        said = made.path.read_text(encoding="utf-8-sig") if form == "csv" else _cells(made.path)
        assert c in said and a not in said and b not in said
    assert read(one)[0].rows == 1, "the record counts who was given"
    data_requests.record_request(one, RecordRequest(left, "pembatasan", "loket"))
    with pytest.raises(Refused) as caught:
        make_extract(one, wish("dukcapil"), tmp_path / "akhir")
    assert caught.value.code in ("nobody", "held") and not list((tmp_path / "akhir").iterdir())


def _cells(path: Path) -> str:
    return str(CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Data").to_python())

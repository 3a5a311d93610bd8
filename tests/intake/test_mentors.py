"""DKUM's list of mentors from a spreadsheet: read, or refused with a reason; twice adds nothing."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.actions import mentor_intake
from desktop_app.domain.mentoring import area_name
from desktop_app.domain.region import all_kelurahan
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import mentors
from tests import offices

TODAY = "2026-11-24"
HEAD = ("No", "Nama Pendamping", "No. HP", "NIP", "Jabatan", "Kelurahan", "Kecamatan", "Wilayah Tugas")


@pytest.fixture
def dkum(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    yield one
    one.close()


def csv(*rows: tuple[object, ...]) -> bytes:
    return "\n".join(";".join(map(str, row)) for row in (HEAD, *rows)).encode("utf-8")


def eighty_three() -> list[tuple[object, ...]]:
    """One for each kelurahan, one for each kecamatan, and nine who share a kecamatan with another."""
    places = [(place.name, place.kecamatan, "") for place in all_kelurahan()]
    names = sorted({place.kecamatan for place in all_kelurahan()})
    places += [("", name, "") for name in (*names, *names[:9])]
    return [
        (n, f"Pendamping Contoh {n}", f"08129999{n:04}", "", "Pendamping", *place)
        for n, place in enumerate(places, 1)
    ]


def test_the_list_of_83_is_taken_in_as_one_work_and_twice_adds_nothing(dkum: Office) -> None:
    data = csv(*eighty_three())
    rows = mentor_intake.look(dkum, data)
    assert [row.outcome for row in rows] == ["new"] * 83
    taken = mentor_intake.take(dkum, rows)
    assert (taken.added, taken.changed) == (83, 0)
    with dkum.reading() as connection:
        found = mentors.mentors(connection, TODAY)
    assert (len(found.lines), found.uncovered) == (83, ())
    loads = Counter(line.load.kelurahan for line in found.lines)
    assert loads[1] == 63 and sum(loads.values()) == 83
    again = mentor_intake.look(dkum, data)
    assert {row.outcome for row in again} == {"same"}
    assert mentor_intake.take(dkum, again).changes.ids == {}


def test_rows_are_refused_doubled_or_changed_with_their_reason(dkum: Office) -> None:
    mentor_intake.take(
        dkum, mentor_intake.look(dkum, csv((1, "Tono Hartono", "", "", "", "Kukusan", "", "")))
    )
    rows = mentor_intake.look(
        dkum,
        csv(
            (1, "tono hartono", "081234567890", "", "", "", "", "Kukusan, Beji Timur"),
            (2, "Wati Lestari", "", "", "", "Curug", "", ""),
            (3, "Ani Safitri", "", "", "", "Curug", "Bojongsari", ""),
            (4, "", "", "", "", "Kukusan", "", ""),
            (5, "Ani Safitri", "", "", "", "", "", "Kec. Tapos"),
            (6, "Yanto Saputra", "12", "", "", "", "", "Tidak Ada"),
        ),
    )
    assert [row.outcome for row in rows] == ["changed", "refused", "new", "refused", "duplicate", "refused"]
    assert [area_name(code) for code in rows[0].areas] == ["Beji Timur, Kec. Beji"]
    assert "lebih dari satu" in rows[1].words
    assert rows[2].areas == ("3276111005",)
    assert all(row.words for row in rows if row.outcome in ("refused", "duplicate"))
    taken = mentor_intake.take(dkum, rows)
    assert (taken.added, taken.changed) == (1, 1)
    with dkum.reading() as connection:
        (tono,) = [one for one in mentors.mentors(connection, TODAY).lines if one.nama == "tono hartono"]
    assert (tono.hp, tono.load.kelurahan) == ("+6281234567890", 2)


def test_an_nip_that_the_spreadsheet_rounded_is_refused(dkum: Office) -> None:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, (1, "Tono Hartono", "", 199001012015031001, "", "Kukusan", "", ""))
    (row,) = mentor_intake.look(dkum, raw.getvalue())
    assert (row.outcome, "dibulatkan" in row.words) == ("refused", True)


def test_a_sheet_without_names_is_a_sentence(dkum: Office) -> None:
    with pytest.raises(Refused) as caught:
        mentor_intake.look(dkum, b"Kecamatan;Nomor HP\nBeji;081234567890\n")
    assert caught.value.code == "columns_missing"
    assert caught.value.message.endswith(".")

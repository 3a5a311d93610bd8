"""What the rule book still wanted is asked about again when its time has come, and goes then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.actions import erasing, erasing_after
from desktop_app.actions.checking import check_office
from desktop_app.actions.issued import cancel_document, document_pdf
from desktop_app.actions.mentoring import SaveMentor, save_mentor
from desktop_app.actions.rosters import RosterWish, seal_roster
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.erasing_words import done_lines, plan_lines
from tests import offices
from tests.actions.test_erasing import exchange
from tests.asking import asked
from tests.bytesearch import hits
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City, filled


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with offices.opened(tmp_path, KUKUSAN, CURUG) as one:
        yield one


def kept_until_then(city: City) -> tuple[Office, str]:
    """An applicant in a sealed roster is erased at DKUM; the roster has to stay until the end of 2031."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    wish = RosterWish(offices.row(kukusan, record).program, 2026, "arsip", "500.3/1", kukusan.today())
    paper = seal_roster(kukusan, wish).document
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, record, "permintaan")
    assert done.plan.due == date(2032, 1, 1)
    said = "\n".join([*plan_lines(done.plan), *done_lines(done)])
    assert "disimpan sampai 31-12-2031" in said and "ditanyakan lagi mulai 01-01-2032" in said
    exchange(dkum, kukusan, folder)
    return kukusan, paper


def years_pass(city: City) -> None:
    """It is 2032; DKUM has worked on, and two other computers have written since."""
    dkum, kelurahan, folder = city
    dkum.clock.now = datetime(2032, 1, 5, 2, tzinfo=UTC)  # type: ignore[attr-defined]
    for code, one in kelurahan.items():
        one.enter("Ratna Puspita", PASSPHRASE)
        offices.enter(one, offices.persons(1, code=code, seed=9))
        exchange(one, dkum, folder)
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    save_mentor(dkum, SaveMentor("Tono Hartono", nomor="P-01"))


def test_a_paper_that_had_to_stay_goes_when_its_day_has_come(city: City) -> None:
    dkum, _kelurahan, folder = city
    kukusan, paper = kept_until_then(city)
    nik = str(offices.persons(1)[0]["nik"])
    assert b"%PDF" in document_pdf(kukusan, paper) and hits(kukusan, nik) == hits(dkum, nik)
    with dkum.reading() as connection:
        assert not erasing_after.due(dkum, connection)
    years_pass(city)
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    assert not erasing_after.erase_due(dkum).ids, "who may not is not asked"
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing_after.attend(dkum)
    assert document_pdf(dkum, paper), "it waits until an approver says so"
    with dkum.reading() as connection:
        assert len(erasing_after.due(dkum, connection)) == 1
    assert erasing_after.erase_due(dkum).ids["erasure"]
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        with pytest.raises(Refused, match="penghapusan data pribadi"):
            document_pdf(one, paper)
        with one.reading() as connection:
            (line,) = erasing_after.erasures(one, connection)
        assert line.done == date(2032, 1, 5) and check_office(one).sound
        assert hits(one, str(offices.persons(1)[0]["nama"])) == []


def test_the_reason_of_a_cancelled_paper_names_nobody_so_an_erasure_leaves_nobody_in_it(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    row = offices.row(kukusan, record)
    wish = RosterWish(row.program, 2026, "arsip", "500.3/1", kukusan.today())
    paper = seal_roster(kukusan, wish).document
    nik = f"{row.nik[:4]} {row.nik[4:8]} {row.nik[8:]}"
    for reason in (
        f"Salah cetak {row.nama.lower()}.",
        f"Nama «{row.nama}»",
        f"NIK {nik} salah",
        "Nomor HP 0812-9000-1111",
    ):
        with pytest.raises(Refused, match=r"menyebut (nama|nomor)") as refused:
            cancel_document(kukusan, paper, reason)
        assert refused.value.code == "names_somebody"
    cancel_document(kukusan, paper, "Salah cetak tanggal 12-11-2026, seharusnya 13-11-2026 (500.3/1)")
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan", day=date(2040, 1, 1))
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        assert hits(one, row.nama, row.nik, nik) == [] and hits(one, "seharusnya 13-11-2026")

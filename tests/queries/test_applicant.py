"""The detail pane: masked, complete, and a history that says from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.actions import applications, attachments, rosters
from desktop_app.actions.applications import SaveApplication
from desktop_app.domain.moments import wib
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.queries import applicant, applicants
from desktop_app.queries.applicant import ApplicantDetail, Change
from desktop_app.queries.applicants import ApplicantFilter
from desktop_app.sample.scans import id_card
from tests import offices


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "home")
    yield made
    made.close()


def shown(one: Office, record: str) -> tuple[ApplicantDetail, list[Change]]:
    number = offices.row(one, record).id
    with one.reading() as connection:
        found = applicant.detail(connection, one.context, number, today=one.today())
        assert found is not None
        return found, applicant.history(connection, one.context, number)


def test_the_pane_masks_numbers_and_names_the_rest(one: Office) -> None:
    person = next(p for p in offices.persons(400) if p["program"] == "PP" and p["pekka"] == "ya")
    [record] = offices.enter(one, [person])
    found, _ = shown(one, record)
    assert found.nik == f"•••• •••• •••• {person['nik'][-4:]}"
    assert found.hp.startswith("0890-••••-")
    assert person["nik"] not in repr(found) and person["hp"][3:] not in repr(found)
    assert found.pekka.startswith("PEKKA, ")
    assert found.alamat.replace("\u00a0", " ") == f"{person['alamat']}, RT {person['rt']}, RW {person['rw']}"
    assert found.rekomendasi.startswith(f"Menurut pendaftar: {person['rekomendasi_no']}, ")
    assert found.umur is not None and 18 < found.umur < 70
    assert "Beji" in found.kelurahan
    assert found.status == "submitted" and not found.proposed


def test_history_says_who_where_and_from_what_to_what(one: Office) -> None:
    person = offices.persons(1)[0]
    [record] = offices.enter(one, [person], submit=False)
    clock = one.clock
    assert isinstance(clock, offices.Clock)
    clock.forward(minutes=5)
    applications.save(one, SaveApplication({"alamat": "Jl. Mawar No. 9", "nik": "3276062503909105"}, record))
    clock.forward(minutes=5)
    applications.save(one, SaveApplication({"tempat_lahir": "Sumedang"}, record))
    clock.forward(minutes=5)
    applications.withdraw(one, record, "Pindah ke Bogor")
    _, told = shown(one, record)
    assert [change.title for change in told] == [
        "Dibuang", "Tempat lahir diubah", "2 isian diubah", "Draf dibuat",
    ]  # fmt: skip
    assert told[0].reason == "Pindah ke Bogor"
    assert {change.who for change in told} == {"Ratna Puspita"}
    assert "komputer ini" in told[0].where
    assert told[0].when == wib(clock.now) and told[0].when.utcoffset() == timedelta(hours=7)
    assert told[1].fields[0].before == person["tempat_lahir"] and told[1].fields[0].after == "Sumedang"
    secret = {field.label: field for field in told[2].fields}
    assert secret["NIK"].after == "•••• •••• •••• 9105"
    assert secret["NIK"].before == f"•••• •••• •••• {person['nik'][-4:]}"
    assert secret["Alamat KTP"].after == "••••", "private values stay hidden"


def test_a_void_step_is_shown_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An op that came in a file and had no right to its effect is kept and told."""
    one = offices.office(tmp_path / "home")
    [record] = offices.enter(one, offices.persons(1))
    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.domain.authority.judge", lambda _entry, _state: "")
        with one.work() as work:
            work.put(record, "application", "status", {"status": "verified"})
    _, told = shown(one, record)
    one.close()
    assert "mengetik data ini" in told[0].void
    assert told[1].void == ""


def test_papers_and_attachments(one: Office) -> None:
    person = {**offices.persons(1)[0], "dokumen": {"kk": "menyusul"}}
    [record] = offices.enter(one, [person], submit=False)
    attachments.attach(one, record, "ktp", id_card(offices.persons(1)[0]))
    found, told = shown(one, record)
    papers = {paper.code: paper for paper in found.papers}
    assert list(papers) == ["ktp", "kk"]
    assert papers["ktp"].there and len(papers["ktp"].attachments) == 1
    assert not papers["kk"].there and papers["kk"].required
    assert told[0].title == "KTP-el dilampirkan"
    kept = papers["ktp"].attachments[0]
    data = attachments.read(one, kept.sha256)
    assert data.startswith(b"\xff\xd8") and len(data) == kept.size
    attachments.remove(one, record, kept.id)
    found, told = shown(one, record)
    assert found.papers[0].attachments == ()
    assert told[0].title == "KTP-el dilepas"
    with pytest.raises(Unavailable):
        attachments.read(one, "0" * 64)


def test_f8_shows_the_numbers_and_says_when_nobody_is_there(one: Office) -> None:
    person = offices.persons(1)[0]
    [record] = offices.enter(one, [person])
    found = applicant.reveal(one, offices.row(one, record).id)
    assert found.nik.replace(" ", "") == person["nik"]
    assert found.hp.startswith("0890-")
    with pytest.raises(Refused) as refused:
        applicant.reveal(one, 999)
    assert refused.value.code == "unknown_record"


def test_who_stands_on_a_sealed_roster_is_proposed(tmp_path: Path) -> None:
    dkum, places = offices.city(tmp_path)
    one = places[offices.KUKUSAN]
    people = [p for p in offices.persons(8) if p["program"] == "WUB"][:3]
    records = offices.enter(one, people)
    offices.verify(one, records[:2])
    assert not shown(one, records[0])[0].proposed
    wish = rosters.RosterWish("WUB", 2026, "arsip", "470/12/Kel.KKS", one.today())
    rosters.seal_roster(one, wish)
    assert shown(one, records[0])[0].proposed and not shown(one, records[2])[0].proposed
    with one.reading() as connection:
        rows = applicants.first_page(connection, ApplicantFilter())
    assert [row.proposed for row in rows if row.record in records[:2]] == [True, True]
    dkum.close()
    one.close()

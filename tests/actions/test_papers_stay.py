"""Papers of DKUM that name people stay at DKUM: other kelurahan get neither the op nor the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import decisions, mentor_papers, mentoring, rulebooks, training, waiting_list
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import WANTED, make_file
from desktop_app.actions.extracting import MakeExtract, make_extract
from desktop_app.actions.importing import open_file
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.actions.mentoring import AssignMentor, GiveArea, SaveMentor
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.training import SaveTraining, SaveWave, invite
from desktop_app.actions.waiting_list import WaitingWish
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import documents
from desktop_app.storage import settings
from tests import offices
from tests.documents.reading import page_texts
from tests.mentors import HENDRA, RATNA, SARI, START
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

BANK = Receiver(code="bjb", name="Bank BJB", purpose="Kredit", columns=("nama",))
KINDS = {"daftar_keputusan", "daftar_tunggu", "peserta_gelombang", "daftar_dampingan", "laporan_pendamping"}


class City:
    """DKUM with the papers about Kukusan's people, Kukusan, and Curug that has nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dkum, self.offices = offices.city(folder, KUKUSAN, CURUG)

    def up(self) -> None:
        for path in make_file(self.offices[KUKUSAN], self.folder).paths:
            open_file(self.dkum, path)

    def down(self, code: str, *, full: bool = False) -> None:
        for path in make_file(self.dkum, self.folder, to=code, full=full).paths:
            open_file(self.offices[code], path)

    def close(self) -> None:
        for one in (self.dkum, *self.offices.values()):
            one.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path)
    yield made
    made.close()


def rows(office: Office, query: str) -> list[Any]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def accepted(city: City) -> list[str]:
    """Two of Kukusan, decided in the city-wide round of Perempuan Pengusaha; a third waits."""
    dkum, one = city.dkum, city.offices[KUKUSAN]
    dkum.enter(HENDRA, PASSPHRASE)
    book = replace(default_rules("PP", 2026), quota=2, extracts=(BANK,))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    city.down(KUKUSAN)
    people = offices.enter(one, [{**person, "program": "PP"} for person in offices.persons(3)])
    offices.verify(one, people)
    city.up()
    proposal = decisions.propose(dkum, ProposeDecision("PP", 2026)).record
    dkum.enter(SARI, PASSPHRASE)
    decisions.approve(dkum, proposal)
    city.down(KUKUSAN)
    return [person for person in people if offices.row(dkum, person).status == "accepted"]


def seal_all(city: City, people: list[str]) -> None:
    """The three papers about mentors and trainings, who waits in the city, and an extract for the bank."""
    dkum, one = city.dkum, city.offices[KUKUSAN]
    dkum.enter(HENDRA, PASSPHRASE)
    mentor = mentoring.save_mentor(dkum, SaveMentor("Tono Hartono")).record
    mentoring.give_area(dkum, GiveArea(mentor, KUKUSAN, START))
    lesson = training.save_training(dkum, SaveTraining("Dasar")).record
    wave = training.save_wave(dkum, SaveWave(lesson, "G1", ("2026-11-17",), 30)).record
    invite(dkum, wave, people)
    make_extract(dkum, MakeExtract("PP", 2026, "bjb", "Surat tentang Siti"), city.folder / "keluar")
    city.down(KUKUSAN)
    one.enter(RATNA, PASSPHRASE)
    mentoring.assign(one, AssignMentor(tuple(people), mentor, START))
    city.up()
    dkum.enter(SARI, PASSPHRASE)
    for wish in (
        MentorPaperWish("peserta_gelombang", nomor="094/1", wave=wave),
        MentorPaperWish("daftar_dampingan", nomor="094/2"),
        MentorPaperWish("laporan_pendamping", nomor="094/3", mentor=mentor, month="2026-11"),
    ):
        mentor_papers.seal_paper(dkum, wish)
    waiting_list.seal_waiting(dkum, WaitingWish("PP", 2026, nomor="094/4"))
    with pytest.raises(Refused, match="094/2"):
        mentor_papers.seal_paper(dkum, MentorPaperWish("daftar_dampingan", nomor="094/2"))


def test_what_names_people_reaches_no_kelurahan_and_is_whole_at_dkum(city: City) -> None:
    people = accepted(city)
    seal_all(city, people)
    dkum, curug, kukusan = city.dkum, city.offices[CURUG], city.offices[KUKUSAN]
    with dkum.reading() as connection:
        kept = documents.register(connection, dkum.context)
    assert {each.jenis for each in kept} == KINDS
    blobs = [name for pair in rows(dkum, "SELECT lower(hex(pdf)), lower(hex(data)) FROM document")
             for name in pair if name]  # fmt: skip
    assert len(blobs) == 7, "five papers, one in two editions, one with the machine's copy"
    name = str(offices.row(dkum, people[0]).nama)
    pdf = rows(dkum, "SELECT lower(hex(pdf)) FROM document WHERE jenis = 'peserta_gelombang'")[0][0]
    assert name.split()[0] in " ".join(page_texts(dkum.blobs.get(pdf)))
    for full in (False, True):
        with dkum.work() as work:  # as if the offices had asked for them by name
            for code in (CURUG, KUKUSAN):
                settings.put_json(work.connection, WANTED + code, blobs)
        for code in (CURUG, KUKUSAN):
            city.down(code, full=full)
    for one in (curug, kukusan):
        assert rows(one, "SELECT jenis FROM document") == []
        assert rows(one, "SELECT count(*) FROM record WHERE ent IN ('document', 'extract')") == [(0,)]
        assert not any(one.blobs.has(blob) for blob in blobs)
        held = b"".join(row[0] for row in rows(one, "SELECT body FROM op"))
        assert not any(secret in held for secret in (b"094/1", b"094/4", b"Surat tentang Siti"))
    assert rows(curug, "SELECT count(*) FROM application") == [(0,)]
    assert [(row.status, row.putusan) for row in (offices.row(kukusan, one) for one in people)] == [
        ("accepted", "0001")
    ] * 2, "its own people's decision reaches the office"
    [listed] = [each.record for each in kept if each.jenis == "daftar_keputusan"]
    assert [path.name for path in decisions.save_list(dkum, listed, city.folder / "daftar")] == [
        "putusan-0001-kota.pdf", "putusan-0001-kota.json",
    ]  # fmt: skip
    for one in (dkum, curug, kukusan):
        assert check_office(one).sound

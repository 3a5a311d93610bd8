"""The one-person office: who types may verify where the issued rule book says so, and everybody is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_app.actions import applications, decisions, minutes, rosters, rulebooks, status_extract
from desktop_app.actions.applications import VerifyApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.decree import DecreeWish, draft_decree
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.minutes import MinutesWish
from desktop_app.actions.ranking_paper import ranking_paper
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.domain.alone import MARK
from desktop_app.domain.rulebook import ProgramRules, default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import verification
from desktop_app.queries.applicant import detail, history
from desktop_app.queries.applicants import ApplicantFilter, ids, page
from desktop_app.queries.board import board
from desktop_app.queries.status import office_status
from tests import offices
from tests.documents.reading import page_texts
from tests.offices import KUKUSAN

BOOK = replace(default_rules("WUB", 2026), one_person_office=True, one_person_in=(KUKUSAN,))
SAID = (
    "Diisi dan diperiksa oleh satu orang: izin untuk kelurahan ini ada di aturan versi 1, yang belum tentu "
    "masih berlaku."
)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    dkum, kelurahan = offices.city(tmp_path)
    yield dkum, kelurahan[KUKUSAN]
    dkum.close()
    kelurahan[KUKUSAN].close()


def issue(dkum: Office, kukusan: Office, rules: ProgramRules, folder: Path) -> None:
    """Put it in force, and carry it to the office."""
    rulebooks.issue(dkum, IssueRules(rules, "188/12", "15-01-2026"))
    send(dkum, kukusan, folder)


def send(by: Office, to: Office, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in make_file(by, folder, to=to.info.scope).paths:
        open_file(to, path)


def verify(office: Office, record: str, *, alone: bool = True) -> None:
    row = offices.row(office, record)
    wish = VerifyApplication(record, row.rev, row.tanggal_lengkap, offices.SEEN, alone=alone)
    applications.verify(office, wish)


def refused(office: Office, record: str, *, alone: bool = True) -> str:
    with pytest.raises(Refused) as caught:
        verify(office, record, alone=alone)
    return caught.value.code


def test_one_person_types_and_verifies_and_everybody_is_told(
    tmp_path: Path,
    city: tuple[Office, Office],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dkum, kukusan = city
    usb = tmp_path / "usb"
    records = offices.enter(kukusan, [{**each, "program": "WUB"} for each in offices.persons(4)])
    assert refused(kukusan, records[0]) == "own_entry", "no book says so"
    with kukusan.reading() as connection:
        assert verification.queue_counts(connection, kukusan.session.user) == (4, 0)
    issue(dkum, kukusan, BOOK, usb)

    with kukusan.reading() as connection:
        assert verification.queue_counts(connection, kukusan.session.user) == (4, 4)
        queue = verification.queue(connection, kukusan.session.user)
        found = verification.case_of(
            connection, kukusan.context, records[0], user=kukusan.session.user, today=kukusan.today()
        )
    assert all(row.alone and not row.own for row in queue)
    assert found is not None and (found.own, found.alone) == (False, "WUB 2026 1"), "told beforehand"
    assert refused(kukusan, records[0], alone=False) == "alone_unsaid", "nobody does it unawares"
    verify(kukusan, records[0])
    applications.reject(kukusan, records[1], "Bukan penduduk Kota Depok.", alone=True)
    applications.give_back(kukusan, records[2], "Foto KTP belum terbaca.", alone=True)
    offices.verify(kukusan, records[3:])  # by a colleague: two people, and no mark
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    assert [offices.row(kukusan, each).satu_petugas for each in records] == ["WUB 2026 1"] * 3 + [None]

    # the office: page and history, list, minutes, roster, numbers, command line
    row = offices.row(kukusan, records[0])
    with kukusan.reading() as connection:
        seen = detail(connection, kukusan.context, row.id, today=kukusan.today())
        steps = history(connection, kukusan.context, row.id)
        listed = ids(connection, ApplicantFilter(alone=True))
        lines = page(connection, listed)
        assert office_status(connection, kukusan.info).alone == 3
    assert seen is not None and seen.alone == SAID
    assert steps[0].title == "Terverifikasi, oleh yang mengisi sendiri"
    assert len(listed) == 3 and all(line.alone for line in lines)
    said = " ".join(page_texts(minutes.draft_minutes(kukusan, MinutesWish("WUB", 2026)).pdf))
    assert "3 (tiga) berkas diisi dan diperiksa oleh orang yang sama" in said
    assert said.count("Diisi dan diperiksa oleh orang yang sama") == 3
    for edition in ("arsip", "papan"):
        wish = RosterWish("WUB", 2026, edition, "500.3/1", date(2026, 11, 24))
        paper = " ".join(page_texts(rosters.draft_roster(kukusan, wish).pdf))
        assert "1 orang diisi dan diperiksa satu petugas" in paper, edition
    where = ("--home", str(kukusan.home), "--user", "Ratna Puspita")
    kukusan.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    assert main(["show", row.nomor_pendaftaran, *where]) == 0
    shown = capsys.readouterr().out
    assert SAID in shown and "oleh yang mengisi sendiri" in shown
    assert main(["status", *where]) == 0
    assert "3 pendaftar diisi dan diperiksa oleh satu orang" in capsys.readouterr().out
    for more, wanted in (((), ["", *["WUB 2026 1"] * 3]), (("--alone",), ["WUB 2026 1"] * 3)):
        assert main(["list", *more, "--json", *where]) == 0
        told = json.loads(capsys.readouterr().out)["applicants"]
        assert sorted(each[MARK] or "" for each in told) == wanted


def test_dkum_sees_the_mark_and_decides_with_two_people_all_the_same(
    tmp_path: Path, city: tuple[Office, Office]
) -> None:
    dkum, kukusan = city
    usb = tmp_path / "usb"
    issue(dkum, kukusan, BOOK, usb)
    alone, both = offices.enter(kukusan, [{**each, "program": "WUB"} for each in offices.persons(2)])
    verify(kukusan, alone)
    offices.verify(kukusan, [both])
    send(kukusan, dkum, usb)
    assert offices.row(dkum, alone).status == "verified"
    assert offices.row(dkum, alone).satu_petugas == "WUB 2026 1"
    with dkum.reading() as connection:
        preview = decisions.preview_in(connection, dkum, "WUB", 2026, KUKUSAN)
        seen = board(connection, dkum, (), program="WUB", tahun=2026, now=dkum.clock())
    assert {line.place.code: line.alone for line in seen.lines if line.alone} == {KUKUSAN: 1}
    assert {each.record: each.alone for each in preview.rows} == {alone: SAID, both: ""}
    proposal = decisions.propose(dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    assert {each.alone for each in decisions.proposal_rows(dkum, proposal.record)} == {SAID, ""}
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, proposal.record)
    assert caught.value.code in ("role", "same_person"), "four eyes at DKUM, whatever the book says"
    dkum.enter("Sari Utami", offices.PASSPHRASE)
    ranked = ranking_paper(dkum, "WUB", 2026, KUKUSAN).pdf
    sealed = decisions.approve(dkum, proposal.record).document
    assert offices.row(dkum, alone).satu_petugas == "WUB 2026 1", "a decision stays marked"

    # every paper of DKUM says of whom, and of how many
    listed, data = decisions.save_list(dkum, sealed, usb)
    for paper in (ranked, listed.read_bytes()):
        said = " ".join(page_texts(paper))
        assert said.count("Diisi dan diperiksa satu petugas.") == 1
        assert "1 orang diisi dan diperiksa satu petugas." in said
    marks = {row["nomor_pendaftaran"]: row.get(MARK) for row in json.loads(data.read_bytes())["rows"]}
    number = offices.row(dkum, alone).nomor_pendaftaran
    assert marks == {number: True, offices.row(dkum, both).nomor_pendaftaran: None}
    said = " ".join(page_texts(draft_decree(dkum, DecreeWish(program="WUB", tahun=2026)).pdf))
    assert "1 orang diisi dan diperiksa satu petugas, bertanda * di belakang namanya." in said
    assert f"{offices.row(dkum, alone).nama} *" in said and said.count(" *") == 2
    with dkum.reading() as connection:
        given = {row.nomor_pendaftaran: row.alasan for row in status_extract.status_rows(connection)}
    assert {each for each, why in given.items() if why.endswith("Diisi dan diperiksa satu petugas.")} == {
        number
    }
    send(dkum, kukusan, usb)
    assert (offices.row(kukusan, alone).status, offices.row(kukusan, alone).satu_petugas) == (
        "accepted",
        "WUB 2026 1",
    )
    assert offices.row(kukusan, both).satu_petugas is None
    assert check_office(kukusan).sound and check_office(dkum).sound


def test_a_withdrawn_switch_ends_it_and_leaves_what_was_done(
    tmp_path: Path, city: tuple[Office, Office]
) -> None:
    dkum, kukusan = city
    usb = tmp_path / "usb"
    issue(dkum, kukusan, BOOK, usb)
    done, late, again = offices.enter(kukusan, [{**each, "program": "WUB"} for each in offices.persons(3)])
    verify(kukusan, done)
    verify(kukusan, again)
    for year in (None, 2026):  # without a year no book is meant, but who waits is listed all the same
        kukusan.do(lambda work, said=year: work.put(late, "application", "set", {"tahun": said}))
        with kukusan.reading() as connection:
            (line,) = verification.queue(connection, kukusan.session.user)
            assert verification.queue_counts(connection, kukusan.session.user) == (1, int(line.alone))
        assert (line.record, line.own, line.alone) == (late, year is None, year is not None)
    issue(dkum, kukusan, default_rules("WUB", 2026), usb)
    assert refused(kukusan, late) == "own_entry"
    assert offices.row(kukusan, done).satu_petugas == "WUB 2026 1"
    applications.save(kukusan, applications.SaveApplication({"nama": "Nama Dibetulkan"}, again))
    assert (offices.row(kukusan, again).status, offices.row(kukusan, again).satu_petugas) == (
        "submitted",
        None,
    )
    assert refused(kukusan, again) == "own_entry"
    offices.verify(kukusan, [late, again])
    assert offices.row(kukusan, again).satu_petugas is None, "two people stand behind it now"
    send(kukusan, dkum, usb)
    assert [offices.row(dkum, each).satu_petugas for each in (done, late, again)] == [
        "WUB 2026 1",
        None,
        None,
    ]


def test_a_mark_that_no_book_allows_is_refused_where_it_is_written_and_void_where_it_comes(
    tmp_path: Path, city: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, kukusan = city
    (record,) = offices.enter(kukusan, [{**each, "program": "WUB"} for each in offices.persons(1)])
    row = offices.row(kukusan, record)
    step = {"status": "verified", "tanggal_lengkap": row.tanggal_lengkap, MARK: "WUB 2026 1"}
    for kind, values in (("status", step), ("set", {MARK: "WUB 2026 1"}), ("note", {MARK: "x"})):
        with pytest.raises(Refused) as caught:
            kukusan.do(lambda work, k=kind, v=values: work.put(record, "application", k, v, rev=row.rev))
        assert caught.value.code == ("alone" if kind == "status" else "role")
    with monkeypatch.context() as changed:  # a program that asks nobody
        changed.setattr("desktop_app.domain.authority.judge", lambda _entry, _state: "")
        kukusan.do(lambda work: work.put(record, "application", "status", step, rev=row.rev))
    assert offices.row(kukusan, record).status == "verified", "it believes itself"
    usb = tmp_path / "usb"
    usb.mkdir()
    for path in make_file(kukusan, usb).paths:
        report = open_file(dkum, path)
        assert list(report.void.values()) == ["alone"]
    assert (offices.row(dkum, record).status, offices.row(dkum, record).satu_petugas) == ("submitted", None)
    issue(dkum, kukusan, BOOK, usb)  # under the very number that it borrowed: now it counts
    assert offices.row(dkum, record).status == "verified"
    assert check_office(dkum).sound

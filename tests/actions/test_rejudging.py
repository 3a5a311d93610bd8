"""A newer rule book marks whom it judges otherwise; a person looks, answers, and the mark goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import applications, cancelling, decisions, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rejudging import Rejudge, rejudge
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import ProgramRules, default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import applicants
from desktop_app.queries.applicant import detail, history
from desktop_app.queries.applicants import ApplicantFilter
from desktop_app.queries.home import to_review
from desktop_app.storage import rejudge as marks
from desktop_app.storage import tables
from desktop_app.storage.projections import Projector
from desktop_app.storage.work import new_id
from tests import offices
from tests.mentors import HENDRA, RATNA, SARI, MentorCity, reopened
from tests.offices import KUKUSAN

DEFAULT = default_rules("WUB", 2026)
_app = tables.application.c


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    dkum, kelurahan = offices.city(tmp_path)
    yield dkum, kelurahan[KUKUSAN]
    dkum.close()
    kelurahan[KUKUSAN].close()


def bring(dkum: Office, office: Office, folder: Path, rules: ProgramRules, nomor: str) -> None:
    """Issue and open the file in the office."""
    rulebooks.issue(dkum, IssueRules(rules, nomor, "15-01-2026"))
    folder.mkdir(exist_ok=True)
    for path in make_file(dkum, folder, to=office.info.scope).paths:
        open_file(office, path)


def marked(office: Office) -> dict[str, int]:
    """The marks, by number of registration."""
    with office.reading() as connection:
        rows = connection.execute(
            select(_app.uuid, _app.aturan_lihat).where(_app.aturan_lihat.is_not(None))
        ).all()
        assert to_review(connection) == len(rows)
        assert applicants.count(connection, ApplicantFilter(otherwise=True)) == len(rows)
    return {row.uuid.hex(): row.aturan_lihat for row in rows}


def by_hand(office: Office) -> dict[str, int]:
    """What each application's own pane says."""
    found: dict[str, int] = {}
    with office.reading() as connection:
        for number in connection.execute(select(_app.id)).scalars().all():
            seen = detail(connection, office.context, number, today=office.today())
            assert seen is not None
            if seen.judged.appears:
                found[seen.record] = marks.BLOCKS if seen.judged.blocks else marks.WARNS
    return found


def people() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {**person, "program": "WUB", "kur": "tidak"} for person in offices.persons(6)
    ]
    told[0]["kur"] = told[1]["kur"] = "ya"
    told[5]["program"] = "PP" if told[5]["jenis_kelamin"] == "P" else "WUB"
    return told


def test_a_book_that_comes_marks_and_an_answer_takes_the_mark_away(
    tmp_path: Path, city: tuple[Office, Office]
) -> None:
    dkum, kukusan = city
    records = offices.enter(kukusan, people())  # type: ignore[arg-type]
    offices.verify(kukusan, records[1:3])
    assert marked(kukusan) == {}
    warned = replace(DEFAULT, requirements=(Requirement("kur", "warn", "block"),))
    bring(dkum, kukusan, tmp_path / "usb", warned, "188/1")
    assert marked(kukusan) == {records[0]: marks.WARNS, records[1]: marks.BLOCKS} == by_hand(kukusan)
    assert check_office(kukusan).sound, "folded anew, the marks are the same"

    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        rejudge(kukusan, Rejudge(records[0], 1))
    assert caught.value.code == "reason"
    with pytest.raises(Refused) as caught:
        rejudge(kukusan, Rejudge(records[1], 1, "lunas bulan depan"))
    assert caught.value.code == "kur.aturan" and caught.value.next_step
    with pytest.raises(Refused) as caught:
        rejudge(kukusan, Rejudge(records[0], 7, "lunas bulan depan"))
    assert caught.value.code == "version"
    rejudge(kukusan, Rejudge(records[0], 1, "KUR lunas bulan depan"))
    row = offices.row(kukusan, records[0])
    assert (row.aturan_versi, row.status) == (1, "submitted") and "lunas" in row.catatan_alasan
    with kukusan.reading() as connection:
        assert history(connection, kukusan.context, row.id)[0].title == "Dinilai ulang menurut aturan versi 1"
    with pytest.raises(Refused) as caught:
        rejudge(kukusan, Rejudge(records[0], 1, "sekali lagi"))
    assert caught.value.code == "rejudged"

    applications.save(kukusan, SaveApplication({"kur": "tidak"}, records[1]))
    assert marked(kukusan) == {} == by_hand(kukusan), "what was mended is no longer otherwise"
    bring(dkum, kukusan, tmp_path / "usb", DEFAULT, "188/2")
    assert marked(kukusan) == {} == by_hand(kukusan), "a softer book asks nobody to look"
    assert check_office(kukusan).sound


@pytest.fixture
def deciding(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    yield made
    made.close()


def test_help_in_another_year_comes_and_goes_with_the_acceptance(deciding: MentorCity) -> None:
    """The book stands first; then somebody's acceptance in another year is decided, corrected, cancelled."""
    city, dkum, kukusan = deciding, deciding.dkum, deciding.kukusan
    strict = replace(default_rules("WUB", 2027), requirements=(Requirement("pernah_ikut", "warn", "block"),))
    rulebooks.issue(dkum, IssueRules(strict, "188/1", "15-01-2026"))
    city.down()
    kukusan.enter(RATNA, offices.PASSPHRASE)
    person: dict[str, Any] = {**offices.persons(6)[5], "program": "WUB"}
    [early] = offices.enter(kukusan, [person])  # type: ignore[list-item]
    nik, later = offices.row(kukusan, early).nik, new_id()
    again = {**person, "nik": nik, "tahun": 2027, "status": "draft", "nomor_pendaftaran": "27-1"}
    kukusan.do(lambda work: work.put(later, "application", "set", again, scope=KUKUSAN, new=True))
    sent = {"status": "submitted", "aturan_versi": 0}
    kukusan.do(lambda work: work.put(later, "application", "status", sent, rev=work.state(later).rev))
    offices.verify(kukusan, [early])
    city.up()
    assert marked(kukusan) == marked(dkum) == {}

    dkum.enter(HENDRA, offices.PASSPHRASE)
    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN)).record
    dkum.enter(SARI, offices.PASSPHRASE)
    decisions.approve(dkum, proposal)
    assert marked(dkum) == {later: marks.WARNS} == by_hand(dkum)
    dkum.enter(HENDRA, offices.PASSPHRASE)
    city.down()
    assert marked(kukusan) == {later: marks.WARNS} == by_hand(kukusan)

    def renamed(office: Office, number: str) -> None:
        """The row alone says another NIK; how it came to that is nothing to the mark."""
        with office.work() as work:
            state = replace(work.state(early), values={**work.state(early).values, "nik": number})
            key, uuid = offices.row(office, early).id, bytes.fromhex(early)
            projector = Projector(office.context)
            projector.add(key, uuid, "application", KUKUSAN, state, fresh=False)
            projector.flush(work.connection)

    renamed(kukusan, str(offices.persons(8)[7]["nik"]))
    assert marked(kukusan) == {} == by_hand(kukusan)
    renamed(kukusan, nik)
    assert marked(kukusan) == {later: marks.WARNS} == by_hand(kukusan)

    dkum.enter(SARI, offices.PASSPHRASE)
    cancelling.cancel(dkum, early, "Meninggal dunia")
    assert marked(dkum) == {} == by_hand(dkum)
    dkum.enter(HENDRA, offices.PASSPHRASE)
    city.down()
    assert marked(kukusan) == {} == by_hand(kukusan)
    assert check_office(dkum).sound and check_office(kukusan).sound, "folded anew, the marks are the same"


def test_a_role_that_may_not_answer_is_told(tmp_path: Path, city: tuple[Office, Office]) -> None:
    dkum, kukusan = city
    records = offices.enter(kukusan, people()[:1])  # type: ignore[arg-type]
    warned = replace(DEFAULT, requirements=(Requirement("kur", "warn", "warn"),))
    bring(dkum, kukusan, tmp_path / "usb", warned, "188/1")
    open_file(dkum, make_file(kukusan, tmp_path / "usb").paths[0])
    assert marked(dkum) == marked(kukusan) == {records[0]: marks.WARNS}
    with pytest.raises(Refused) as caught:
        rejudge(dkum, Rejudge(records[0], 1, "dari DKUM"))
    assert caught.value.code == "role"


def test_by_the_command_line(
    tmp_path: Path, city: tuple[Office, Office], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dkum, kukusan = city
    records = offices.enter(kukusan, people()[:3])  # type: ignore[arg-type]
    bring(
        dkum,
        kukusan,
        tmp_path / "usb",
        replace(DEFAULT, requirements=(Requirement("kur", "warn", "block"),)),
        "1",
    )
    numbers = [offices.row(kukusan, record).nomor_pendaftaran for record in records[:2]]
    kukusan.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    home = ("--home", str(tmp_path / KUKUSAN), "--user", "Ratna Puspita", "--json")

    def run(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main([*words, *home]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    found = run("rules", "review")
    assert found["total"] == 2 == run("status")["to_review"]
    assert {row["nomor_pendaftaran"] for row in found["applicants"]} == set(numbers)
    assert found["applicants"][0]["findings"][0].startswith("Pendaftar sedang menerima KUR")
    assert "belum dijawab" in run("rules", "rejudge", numbers[0], code=1)
    assert run("rules", "rejudge", numbers[0], "--reason", "lunas bulan depan")["rules"] == 1
    assert run("rules", "review")["total"] == 1


def test_the_count_asks_the_small_index(city: tuple[Office, Office]) -> None:
    _, kukusan = city
    with kukusan.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*) FROM application WHERE aturan_lihat IS NOT NULL"
        ).all()
    assert any("ix_application_aturan_lihat" in str(row) for row in plan), plan

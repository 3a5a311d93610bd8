"""Somebody on the Daftar Tunggu whom DKUM sends back, to be ranked again, or rejects for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, data_requests, decisions, returning, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import detail
from desktop_app.queries.board import clashes
from desktop_app.queries.decisions import decision_view
from desktop_app.queries.quota import quota_view
from desktop_app.queries.requests import requests, waiting
from tests import offices
from tests.flows.test_second_round import QUOTA, SAME_DAY, Both
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.recount import recount
from ui.pages.decision_words import preview_words

HENDRA, SARI, RATNA = "Hendra Wijaya", "Sari Utami", "Ratna Puspita"
WHY = "Alamat di formulir berbeda dengan KTP"


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both(tmp_path)
    yield made
    for office in (made.dkum, made.kukusan):
        office.close()


def stuck(both: Both) -> tuple[str, dict[str, Any]]:
    """A waiting person whose address was mended at the kelurahan before the decision came, and the list."""
    both.verified(QUOTA + 2, SAME_DAY, seed=1)
    both.up()
    listed = both.decide()
    number = listed["rows"][QUOTA]["nomor_pendaftaran"]
    both.kukusan.enter(RATNA, PASSPHRASE)
    applications.save(both.kukusan, SaveApplication({"alamat": "Jalan Mawar 9"}, both.record(number)))
    both.up()
    return number, listed


def rounds(folder: Path) -> tuple[Office, list[Office]]:
    """DKUM, and two kelurahan of which the first has been decided: two places, three who wait."""
    dkum, kelurahan = offices.city(folder, KUKUSAN, CURUG)
    kukusan = kelurahan[KUKUSAN]
    rulebooks.issue(dkum, IssueRules(replace(default_rules("WUB", 2026), quota=2), "188/1", "02-01-2026"))
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    people = [{**person, "program": "WUB"} for person in offices.persons(5)]
    offices.verify(kukusan, offices.enter(kukusan, people))
    open_file(dkum, make_file(kukusan, folder).paths[0])
    made = decisions.propose(dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    dkum.enter(SARI, PASSPHRASE)
    decisions.approve(dkum, made.record)
    dkum.enter(HENDRA, PASSPHRASE)
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    return dkum, [kukusan, kelurahan[CURUG]]


def refused(step: Any, *given: Any) -> str:
    with pytest.raises(Refused) as caught:
        step(*given)
    return caught.value.code


def test_returned_mended_and_ranked_again_with_the_same_draw(both: Both) -> None:
    number, first = stuck(both)
    dkum, record = both.dkum, both.record(number)
    row = offices.row(dkum, record)
    assert (row.status, row.stale) == ("waitlisted", 1)
    dkum.enter(HENDRA, PASSPHRASE)
    (held,) = decisions.preview(dkum, "WUB", 2026, KUKUSAN).excluded
    assert (held.nomor_pendaftaran, held.waits, held.stuck) == (number, True, True)

    with dkum.reading() as connection:
        seen = quota_view(connection, dkum, "WUB", 2026, KUKUSAN)
        (place,) = decision_view(connection, dkum.context, program="WUB", tahun=2026).places
    told = preview_words(place, seen, may=True)[1]
    assert "2 orang di Daftar Tunggu, 1 berurut menurut putusan. 1 belum dapat ikut" in told
    assert seen.quota.waiting == 2, "the gauge and the sentence count the same people"

    assert refused(returning.propose_return, dkum, record, "  ") == "reason"
    assert refused(returning.propose_return, both.kukusan, record, WHY) == "role"
    assert refused(returning.approve_return, dkum, record) == "role"
    returning.propose_return(dkum, record, WHY)
    assert refused(returning.propose_return, dkum, record, WHY) == "proposed"
    with dkum.reading() as connection:
        (open_one,) = requests(connection, dkum.context)
        assert (open_one.kind, open_one.reason, waiting(connection)) == ("return", WHY, 1)
    (held,) = decisions.preview(dkum, "WUB", 2026, KUKUSAN).excluded
    assert not held.stuck and held.proposed == "returned" and "menunggu persetujuan" in held.reason
    returning.discard_return(dkum, record)
    assert refused(returning.discard_return, dkum, record) == "not_proposed"
    returning.propose_return(dkum, record, WHY)
    dkum.enter(SARI, PASSPHRASE)
    returning.approve_return(dkum, record)
    assert refused(returning.approve_return, dkum, record) == "not_proposed"
    with dkum.reading() as connection:
        assert waiting(connection) == 0
        moved = quota_view(connection, dkum, "WUB", 2026, KUKUSAN).moves[-1]
        assert (moved.nomor_pendaftaran, moved.before, moved.after) == (number, 1, None)
        assert WHY in moved.reason

    both.down()
    row = offices.row(both.kukusan, record)
    assert (row.status, row.alasan, row.stale) == ("returned", WHY, 0)
    both.kukusan.enter(RATNA, PASSPHRASE)
    applications.submit(both.kukusan, record)
    offices.verify(both.kukusan, [record])
    both.up()
    assert not decisions.preview(dkum, "WUB", 2026, KUKUSAN).excluded
    second = both.decide()
    assert number in recount(second)
    kept = {each["nomor_pendaftaran"]: each for each in second["rows"]}[number]
    before = {each["nomor_pendaftaran"]: each for each in first["rows"]}[number]
    assert (kept["draw"], kept["seed"]) == (before["draw"], first["seed"]), "a draw is made once"
    both.down()
    assert offices.row(both.kukusan, record).status == "waitlisted"
    for office in (dkum, both.kukusan):
        assert check_office(office).sound


def test_who_is_registered_in_two_kelurahan_is_rejected_and_the_others_move_up(tmp_path: Path) -> None:
    dkum, (kukusan, curug) = rounds(tmp_path)
    with dkum.reading() as connection:
        before = quota_view(connection, dkum, "WUB", 2026, KUKUSAN)
    first, second, third = (row for row in before.rows if row.status == "waitlisted")
    twice = {**offices.persons(1, code=CURUG, seed=8)[0], "program": "WUB"}
    offices.enter(curug, [twice | {"nik": offices.row(kukusan, first.record).nik}])
    open_file(dkum, make_file(curug, tmp_path).paths[0])
    with dkum.reading() as connection:
        seen = quota_view(connection, dkum, "WUB", 2026, KUKUSAN)
        (clash,) = clashes(connection)
    assert first.record in (clash.record, clash.other_record)
    told = {move.nomor_pendaftaran: move for move in seen.moves}
    assert {number: (each.before, each.after) for number, each in told.items()} == {
        first.nomor: (1, None), second.nomor: (2, 1), third.nomor: (3, 2),
    }  # fmt: skip
    assert "pendaftaran lain" in told[first.nomor].reason
    assert "tidak menunggu lagi" in told[second.nomor].reason

    why = "Terdaftar juga di kelurahan lain"
    assert refused(returning.propose_rejection, dkum, first.record, "") == "reason"
    assert refused(returning.propose_rejection, dkum, before.rows[0].record, why) == "transition", (
        "has a place"
    )
    returning.propose_rejection(dkum, first.record, why)
    with dkum.reading() as connection:
        assert [(one.kind, one.reason) for one in requests(connection, dkum.context)] == [("reject", why)]
        shown = detail(connection, dkum.context, offices.row(dkum, first.record).id)
    assert shown is not None and (shown.ending, shown.kembali) == ("rejected", why)
    assert refused(returning.propose_return, dkum, first.record, why) == "proposed"
    assert refused(returning.discard_return, dkum, first.record) == "not_proposed", "that is not what waits"
    offices.add(dkum, "Wira Saja", "penyetuju_dkum", "petugas_dkum")
    dkum.enter("Wira Saja", PASSPHRASE)
    returning.discard_rejection(dkum, first.record)
    returning.propose_rejection(dkum, first.record, why)
    assert refused(returning.approve_rejection, dkum, first.record) == "same_person"
    dkum.enter(SARI, PASSPHRASE)
    assert refused(returning.approve_return, dkum, first.record) == "not_proposed"
    returning.approve_rejection(dkum, first.record)

    for office in (dkum, kukusan):
        if office is kukusan:
            open_file(kukusan, make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
        row = offices.row(office, first.record)
        assert (row.status, row.alasan, row.usul_kembali) == ("rejected", why, None)
        with office.reading() as connection:
            seen = quota_view(connection, office, "WUB", 2026, KUKUSAN)
            assert clashes(connection) == ()
        assert [row.record for row in seen.accepted] == [row.record for row in before.accepted]
        told = {move.nomor_pendaftaran: move for move in seen.moves}
        assert (told[first.nomor].after, told[second.nomor].after, told[third.nomor].after) == (None, 1, 2)
        assert told[first.nomor].reason == f"Sekarang berstatus Ditolak: {why}."
        assert check_office(office).sound
    for office in (dkum, kukusan, curug):
        office.close()


def test_whose_data_stand_still_is_not_rejected(both: Both) -> None:
    both.verified(QUOTA + 1, SAME_DAY, seed=1)
    both.up()
    listed = both.decide()
    record = both.record(listed["rows"][QUOTA]["nomor_pendaftaran"])
    both.dkum.enter(HENDRA, PASSPHRASE)
    returning.propose_rejection(both.dkum, record, WHY)
    data_requests.record_request(both.dkum, RecordRequest(record, "pembatasan", "loket", bukti="Map 1"))
    both.dkum.enter(SARI, PASSPHRASE)
    assert refused(returning.approve_rejection, both.dkum, record) == "held"
    assert offices.row(both.dkum, record).status == "waitlisted"
    both.dkum.enter(HENDRA, PASSPHRASE)
    returning.discard_rejection(both.dkum, record)
    assert refused(returning.propose_rejection, both.dkum, record, WHY) == "held"
    assert refused(returning.discard_rejection, both.dkum, record) == "not_proposed", "nothing was kept"
    returning.propose_return(both.dkum, record, WHY)  # what is sent back can be put right
    both.dkum.enter(SARI, PASSPHRASE)
    returning.approve_return(both.dkum, record)
    assert offices.row(both.dkum, record).status == "returned", "a restriction is often asked until it is"


def test_whose_consent_is_withdrawn_is_not_sent_back_either(both: Both) -> None:
    """There is nothing to put right any more; only the kelurahan ends it, as a withdrawal."""
    both.verified(2, SAME_DAY, seed=1)
    both.up()
    both.dkum.enter(HENDRA, PASSPHRASE)
    first, second = (row.record for row in decisions.preview(both.dkum, "WUB", 2026, KUKUSAN).rows)
    returning.propose_return(both.dkum, first, WHY)
    for record in (first, second):
        data_requests.record_request(both.dkum, RecordRequest(record, "penarikan", "loket", bukti="Map 1"))
    assert refused(returning.propose_return, both.dkum, second, WHY) == "held"
    both.dkum.enter(SARI, PASSPHRASE)
    assert refused(returning.approve_return, both.dkum, first) == "held"
    assert {offices.row(both.dkum, record).status for record in (first, second)} == {"verified"}


def test_what_was_proposed_about_other_data_is_not_approved(both: Both) -> None:
    both.verified(2, SAME_DAY, seed=1)
    both.up()
    both.dkum.enter(HENDRA, PASSPHRASE)
    records = [row.record for row in decisions.preview(both.dkum, "WUB", 2026, KUKUSAN).rows]
    returning.propose_rejection(both.dkum, records[0], "Alamat di luar Kota Depok")
    returning.propose_return(both.dkum, records[1], "Alamat belum lengkap")
    both.kukusan.enter(RATNA, PASSPHRASE)
    for record in records:  # the office mends just that, and verifies again
        applications.save(both.kukusan, SaveApplication({"alamat": "Jalan Mawar 9, Kukusan"}, record))
    offices.verify(both.kukusan, records)
    both.up()
    both.dkum.enter(SARI, PASSPHRASE)
    assert refused(returning.approve_rejection, both.dkum, records[0]) == "changed"
    assert refused(returning.approve_return, both.dkum, records[1]) == "changed"
    assert {offices.row(both.dkum, record).status for record in records} == {"verified"}
    both.dkum.enter(HENDRA, PASSPHRASE)
    returning.discard_return(both.dkum, records[1])
    returning.propose_return(both.dkum, records[1], WHY)
    both.dkum.enter(SARI, PASSPHRASE)
    returning.approve_return(both.dkum, records[1])
    assert offices.row(both.dkum, records[1]).status == "returned"


def test_nobody_is_taken_out_of_a_proposal_that_waits(both: Both) -> None:
    both.verified(2, SAME_DAY, seed=1)
    both.up()
    both.dkum.enter(HENDRA, PASSPHRASE)
    made = decisions.propose(both.dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    record = decisions.proposal_rows(both.dkum, made.record)[0].record
    assert refused(returning.propose_return, both.dkum, record, WHY) == "open_proposal"
    decisions.discard(both.dkum, made.record)
    returning.propose_return(both.dkum, record, WHY)
    again = decisions.propose(both.dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    assert (again.ranked, len(again.excluded)) == (1, 1)


def test_by_command_line(
    both: Both, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    number, listed = stuck(both)
    other = listed["rows"][QUOTA + 1]["nomor_pendaftaran"]
    home, folder = str(both.dkum.home), both.usb / "urutan"
    both.dkum.close()

    def run(user: str, *words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main([*words, "--json", "--home", home, "--user", user]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    assert "memerlukan alasan" in run(HENDRA, "return", number, code=1)
    run(HENDRA, "return", number, "--reason", WHY)
    (one,) = run(SARI, "requests")["requests"]
    assert (one["kind"], one["nomor_pendaftaran"], one["reason"]) == ("return", number, WHY)
    assert run(SARI, "status")["requests"] == 1
    run(SARI, "return", number, "--approve")
    assert run(SARI, "requests")["requests"] == []
    told = run(SARI, "rank", "--kelurahan", KUKUSAN, "--year", "2026", "--before-after")
    assert (told["decision"], told["kept"], told["free"]) == ("0001", QUOTA, 0)
    assert [(each["before"], each["after"]) for each in told["moves"]] == [(2, 1), (1, None)]
    paper = run(SARI, "rank", "--kelurahan", KUKUSAN, "--year", "2026", "--out", str(folder))
    assert paper["forecast"] and Path(paper["file"]).read_bytes().startswith(b"%PDF")
    assert "--out tidak berlaku" in run(HENDRA, "decide", "--propose", "--out", str(folder), code=1)
    assert "memerlukan alasan" in run(HENDRA, "reject", other, code=1)
    run(HENDRA, "reject", other, "--reason", WHY)
    (one,) = run(SARI, "requests")["requests"]
    assert (one["kind"], one["nomor_pendaftaran"], one["reason"]) == ("reject", other, WHY)
    run(HENDRA, "reject", other, "--discard")
    run(HENDRA, "reject", other, "--reason", WHY)
    run(SARI, "reject", other, "--approve")
    assert run(SARI, "list", "--status", "rejected")["applicants"][0]["nomor_pendaftaran"] == other

"""Somebody on the Daftar Tunggu whose data changed: DKUM sends them back, and they are ranked again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, decisions, returning
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.queries.decisions import decision_view
from desktop_app.queries.quota import quota_view
from desktop_app.queries.requests import requests, waiting
from tests import offices
from tests.flows.test_second_round import QUOTA, SAME_DAY, Both
from tests.offices import KUKUSAN, PASSPHRASE
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
        (open_one,) = requests(connection)
        assert (open_one.kind, open_one.reason, waiting(connection)) == ("return", WHY, 1)
    (held,) = decisions.preview(dkum, "WUB", 2026, KUKUSAN).excluded
    assert not held.stuck and "menunggu persetujuan" in held.reason
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
    number, _listed = stuck(both)
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

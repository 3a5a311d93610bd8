"""An accepted person's withdrawal: asked by the office, decided by DKUM, told back by file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import applications, cancelling, decisions
from desktop_app.actions.checking import check_office
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.queries.applicants import ApplicantFilter, count
from desktop_app.queries.home import requests
from desktop_app.queries.status import counts
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import SARI, City, make_city

WHY = "Pindah dari Depok"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    yield one
    one.close()


def decide(city: City) -> None:
    """Propose, approve by another person, answer down."""
    city.dkum.enter("Hendra Wijaya", PASSPHRASE)
    proposal = decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    city.dkum.enter(SARI, PASSPHRASE)
    decisions.approve(city.dkum, proposal.record)
    city.down()


def accepted(city: City, n: int = 1) -> list[str]:
    one = city.kukusan
    one.enter("Ratna Puspita", PASSPHRASE)
    people = [{**person, "program": "WUB"} for person in offices.persons(n)]
    records = offices.enter(one, people)
    offices.verify(one, records)
    city.up()
    decide(city)
    return records


def test_asked_cancelled_and_the_place_given_to_who_waits(city: City) -> None:
    records = accepted(city, 28)
    [waiting] = [each for each in records if offices.row(city.kukusan, each).status == "waitlisted"]
    gone = next(each for each in records if each != waiting)
    cancelling.request_withdrawal(city.kukusan, gone, f"  {WHY} ")
    assert offices.row(city.kukusan, gone).status == "accepted", "only DKUM ends an acceptance"
    city.up()
    with city.dkum.reading() as connection:
        assert requests(connection) == count(connection, ApplicantFilter(requested=True)) == 1
    assert offices.row(city.dkum, gone).permintaan == WHY
    cancelling.cancel(city.dkum, gone, WHY)
    with city.dkum.reading() as connection:
        assert requests(connection) == 0
    decide(city)
    assert offices.row(city.kukusan, gone).status == "cancelled"
    assert offices.row(city.kukusan, gone).permintaan is None
    assert offices.row(city.kukusan, waiting).status == "accepted"
    with city.kukusan.reading() as connection:
        assert counts(connection, program="WUB")["accepted"] == 27
    assert check_office(city.dkum).sound
    assert check_office(city.kukusan).sound


def test_dkum_keeps_the_acceptance_and_says_why(city: City) -> None:
    [record] = accepted(city)
    cancelling.request_withdrawal(city.kukusan, record, WHY)
    with pytest.raises(Refused) as caught:
        cancelling.request_withdrawal(city.kukusan, record, WHY)
    assert caught.value.code == "asked"
    city.up()
    city.dkum.enter("Hendra Wijaya", PASSPHRASE)
    cancelling.answer_request(city.dkum, record, "Masih tercatat tinggal di Depok")
    city.down()
    found = offices.row(city.kukusan, record)
    assert (found.status, found.permintaan) == ("accepted", None)
    cancelling.request_withdrawal(city.kukusan, record, "Surat pindah sudah ada")  # may be asked again
    assert offices.row(city.kukusan, record).permintaan == "Surat pindah sudah ada"
    assert check_office(city.kukusan).sound


def test_who_may_not(city: City) -> None:
    [record] = accepted(city)
    attempts = (
        (cancelling.request_withdrawal, city.dkum, WHY, "role"),
        (cancelling.cancel, city.kukusan, WHY, "role"),
        (cancelling.answer_request, city.dkum, WHY, "not_asked"),
        (cancelling.request_withdrawal, city.kukusan, "  ", "reason"),
        (cancelling.cancel, city.dkum, "", "reason"),
    )
    for step, office, reason, code in attempts:
        with pytest.raises(Refused) as caught:
            step(office, record, reason)
        assert caught.value.code == code
    city.dkum.enter("Hendra Wijaya", PASSPHRASE)  # proposes, does not approve
    with pytest.raises(Refused) as caught:
        cancelling.cancel(city.dkum, record, WHY)
    assert caught.value.code == "role"
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    [draft] = offices.enter(city.kukusan, offices.persons(1, seed=5), submit=False)
    with pytest.raises(Refused) as caught:
        cancelling.request_withdrawal(city.kukusan, draft, WHY)
    assert caught.value.code == "transition"
    applications.withdraw(city.kukusan, draft, WHY)


def test_by_command_line(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    [record] = accepted(city)
    number = offices.row(city.kukusan, record).nomor_pendaftaran
    homes = {"kelurahan": city.kukusan.home, "dkum": city.dkum.home}
    city.close()

    def run(home: str, user: str, *words: str) -> int:
        return main([*words, "--home", str(homes[home]), "--user", user])

    assert run("dkum", SARI, "cancel", number, "--reason", "") == 1
    assert "memerlukan alasan" in capsys.readouterr().err
    assert run("kelurahan", "Ratna Puspita", "withdraw", number, "--reason", WHY) == 0
    assert run("kelurahan", "Ratna Puspita", "show", number) == 0
    assert "Pembatalan diminta ke DKUM" in capsys.readouterr().out
    assert run("dkum", "Hendra Wijaya", "keep", number, "--reason", WHY) == 1, "the file has not come yet"
    assert run("dkum", SARI, "cancel", number, "--reason", WHY) == 0
    assert "Dibatalkan" in capsys.readouterr().out

"""Who agreed to which notice, and the end of a retention told half a year before it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.domain.rulebook import NO_RULES, Rules, default_rules
from desktop_app.office import Office
from desktop_app.queries import consents
from desktop_app.queries.applicant import detail
from tests.mentors import MentorCity, reopened
from tests.offices import PASSPHRASE

RULES = Rules((replace(default_rules("WUB", 2026), version=2, notice_version="2026-B", retention_years=3),))


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    """Three accepted, of whom one agreed to another notice than the two others."""
    made = reopened(mentor_city, tmp_path)
    one = made.kukusan
    with one.database.locked() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(
            "UPDATE application SET persetujuan_versi = '2026-B' WHERE id = (SELECT min(id) FROM application)"
        )
        connection.exec_driver_sql("COMMIT")
    yield made
    made.close()


def test_who_agreed_to_which_notice(city: MentorCity) -> None:
    with city.kukusan.reading() as connection:
        found = consents.agreed(connection, RULES)
    versions = [(each.version, each.people, each.current) for each in found]
    assert versions == [("1", 2, False), ("2026-B", 1, True)]
    assert found[0].version_words == "versi 1, yang berlaku versi 2026-B"


def test_a_retention_is_told_before_it_ends(city: MentorCity) -> None:
    one = city.kukusan
    with one.reading() as connection:
        (kept,) = consents.retention(connection, RULES)
        assert (kept.until, kept.people) == (date(2029, 12, 31), 3)
        assert consents.first_ending(connection, RULES, date(2029, 7, 3)) is None
        assert consents.first_ending(connection, RULES, date(2029, 7, 4)) == kept
        assert consents.first_ending(connection, RULES, date(2031, 1, 1)) == kept
        assert consents.retention(connection, NO_RULES)[0].until == date(2031, 12, 31)
    assert kept.words(date(2029, 12, 31)) == "3 orang, berakhir 31-12-2029"
    assert kept.words(date(2030, 1, 1)) == "3 orang, sudah berakhir 31-12-2029"
    assert shown_until(one) == "31-12-2031"


def shown_until(office: Office) -> str:
    with office.reading() as connection:
        (first,) = connection.exec_driver_sql("SELECT min(id) FROM application").one()
        found = detail(connection, office.context, first)
    assert found is not None
    return found.simpan


def test_both_without_a_window(
    city: MentorCity, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    who = ["--json", "--home", str(city.kukusan.home), "--user", "Ratna Puspita"]
    assert main(["privacy", "consent", *who]) == 0
    told = json.loads(capsys.readouterr().out)["consents"]
    assert sorted((each["version"], each["people"]) for each in told) == [("1", 2), ("2026-B", 1)]
    assert main(["privacy", "retention", *who]) == 0
    assert json.loads(capsys.readouterr().out)["retention"][0]["until"] == "2031-12-31"

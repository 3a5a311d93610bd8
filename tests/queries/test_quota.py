"""Every page, paper and command says the same number of places, where a rule book is not the same for all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import rulebooks
from desktop_app.actions.announcing import announce
from desktop_app.actions.decisions import preview_in
from desktop_app.actions.recap import RecapWish, draft_recap
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.domain import region
from desktop_app.domain.rulebook import PlacesIn, default_rules
from desktop_app.office import Office
from desktop_app.queries import outcomes
from desktop_app.queries.board import board
from desktop_app.queries.decisions import decision_view
from desktop_app.queries.home import home
from desktop_app.queries.quota import quota_view
from tests.documents.reading import page_texts
from tests.mentors import HENDRA, RATNA, MentorCity, reopened
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

OTHER = 40
"""What the rule book gives Kukusan; everybody else has 27."""
OWN = {place.code: OTHER if place.code == KUKUSAN else 27 for place in region.all_kelurahan()}
CITY = sum(OWN.values())


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    rules = replace(
        default_rules("WUB", 2026),
        exceptions=(PlacesIn(KUKUSAN, OTHER),),
        closing="2026-11-01",
        moving="kota",
    )
    rulebooks.issue(made.dkum, IssueRules(rules, "188/9", "15-01-2026"))
    made.down()
    made.kukusan.enter(RATNA, PASSPHRASE)
    yield made
    made.close()


def view(office: Office, kelurahan: str = "") -> outcomes.View:
    with office.reading() as connection:
        return outcomes.view(
            connection, office.info, program="WUB", tahun=2026, today=office.today(), kelurahan=kelurahan
        )


def status(folder: Path, user: str, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["status", "--json", "--home", str(folder), "--user", user]) == 0
    [year] = json.loads(capsys.readouterr().out)["outcomes"]["by_year"]
    return year["wanted"]


def test_places_are_the_same_wherever_they_are_told(
    city: MentorCity, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for office, scope in ((city.kukusan, KUKUSAN), (city.dkum, KUKUSAN), (city.dkum, CURUG), (city.dkum, "")):
        expected = OWN.get(scope, CITY)
        with office.reading() as connection:
            gauge = quota_view(connection, office, "WUB", 2026, scope)
            previewed = preview_in(connection, office, "WUB", 2026, scope)
        assert (gauge.quota.places, gauge.room.quota, previewed.room.quota) == (expected,) * 3, scope
        assert (view(office, scope).wanted, view(office, scope).course.target) == (expected, expected)

    with city.kukusan.reading() as connection:
        here = home(connection, city.kukusan)
    assert (here.quota.places, here.becoming.wanted) == (OTHER, OTHER)
    assert {place.code: place.wanted for place in view(city.dkum).places} == OWN
    with city.dkum.reading() as connection:
        found = board(connection, city.dkum, (), program="WUB", tahun=2026, now=city.dkum.clock())
        decided = decision_view(connection, city.dkum.context, program="WUB", tahun=2026)
    assert found.places == CITY and {line.place.code: line.places for line in found.lines} == OWN
    assert {place.scope: place.quota for place in decided.places} == {KUKUSAN: OTHER, "": CITY}

    own, whole = RecapWish("WUB", 2026), RecapWish("WUB", 2026)
    assert f"sasaran {OTHER}" in " ".join(page_texts(draft_recap(city.kukusan, own).pdf))
    told = " ".join(page_texts(draft_recap(city.dkum, whole).pdf))
    assert "sasaran 1.714" in told and "Sasaran tiap kelurahan" in told and CITY == 1714
    assert f"{OTHER} tempat di kelurahan ini" in announce(city.kukusan, "WUB", 2026, KUKUSAN).text
    assert "1.714 tempat" in announce(city.dkum, "WUB", 2026).text

    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    city.close()
    assert status(city.folder / KUKUSAN, RATNA, capsys) == OTHER
    assert status(city.folder / "dkum", HENDRA, capsys) == CITY

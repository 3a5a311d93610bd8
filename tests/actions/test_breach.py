"""The breach report: what the records tell of tries to come in and of data that were given away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.actions import people, rulebooks
from desktop_app.actions.breach import BreachWish, draft_breach
from desktop_app.actions.extracting import make_extract
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from tests import offices
from tests.actions.test_extracting import CIVIL, WHY, wish
from tests.actions.test_rulebooks import carry
from tests.documents.reading import page_texts

MISSED = "Percobaan masuk yang tidak cocok:"
INSIDE = "Kata sandi yang tidak cocok saat diminta di kantor yang terbuka:"
GIVEN, AFTER_GIVEN = "Data yang diberikan ke instansi lain:", "Catatan akses yang hilang:"
AFTER_INSIDE = "Wira terhenti mendadak:"


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """Three submitted people, and a rule book by which Disdukcapil may be given them."""
    dkum, kelurahan = offices.city(tmp_path)
    book = replace(default_rules("WUB", 2026), extracts=(CIVIL,))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    one = kelurahan[offices.KUKUSAN]
    carry(dkum, one, tmp_path / "turun")
    offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(3)])
    yield one
    one.close()
    dkum.close()


def told(office: Office, head: str, until: str) -> str:
    """What stands under a heading."""
    office.keep_access()
    whole = " ".join(page_texts(draft_breach(office, BreachWish()).pdf))
    assert head in whole and until in whole
    return whole.partition(head)[2].partition(until)[0]


def missed(office: Office, clock: offices.Clock, step: object, *given: object) -> None:
    """A passphrase that does not fit, and the wait after it."""
    assert callable(step)
    with pytest.raises(Refused):
        step(*given)
    clock.forward(minutes=5)


def test_tries_that_did_not_fit_are_told_with_their_moment(kukusan: Office) -> None:
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    assert "kali" not in told(kukusan, MISSED, AFTER_INSIDE)
    for name in ("Dian Lestari", "Dian Lestari", "Tidak Ada"):
        missed(kukusan, clock, kukusan.enter, name, "bukan ini")
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    tries = told(kukusan, MISSED, INSIDE)
    assert "24-11-2026 09.05: 2 kali." in tries and "24-11-2026 09.10: 1 kali." in tries
    assert "Dian" not in tries and "Tidak Ada" not in tries
    assert "kali" not in told(kukusan, INSIDE, AFTER_INSIDE)
    missed(kukusan, clock, people.require_passphrase, kukusan, "bukan ini")
    assert "24-11-2026 09.15: 1 kali." in told(kukusan, INSIDE, AFTER_INSIDE)
    assert told(kukusan, MISSED, INSIDE) == tries


def test_data_given_to_an_agency_are_told_with_how_many_to_whom_and_why(
    kukusan: Office, tmp_path: Path
) -> None:
    assert "baris" not in told(kukusan, GIVEN, AFTER_GIVEN)
    offices.verify(kukusan, [])
    make_extract(kukusan, wish("dukcapil"), tmp_path / "keluar")
    given = told(kukusan, GIVEN, AFTER_GIVEN)
    assert f"24-11-2026 09.00: 3 baris kepada {CIVIL.name}. {WHY}" in given

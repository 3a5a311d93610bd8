"""The sample spreadsheets are read by the intake as described: good rows new, damaged ones named."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain import findings
from desktop_app.domain.rulebook import NO_RULES
from desktop_app.intake.mapping import guess
from desktop_app.intake.preview import preview
from desktop_app.intake.sheet import read
from desktop_app.sample.people import make_people
from desktop_app.sample.spreadsheets import COLUMNS, SampleSheet, make_csv, make_xlsx

KUKUSAN = "3276061002"
TODAY = date(2026, 11, 20)
DEFAULTS = {"kelurahan_kode": KUKUSAN}
OUTCOMES = {
    "float": "refused",
    "exponent": "refused",
    "no_name": "refused",
    "short_nik": "refused",
    "duplicate": "duplicate",
}


def people(n: int):
    return make_people(1, KUKUSAN, n, year=2026, today=TODAY)


def rows_of(made: SampleSheet):
    sheet = read(made.data)
    mapping = guess(sheet.columns)
    assert set(mapping.columns) == {name for name, _ in COLUMNS}
    return list(preview(sheet, mapping, defaults=DEFAULTS, known=lambda _: {}, today=TODAY))


@pytest.mark.parametrize("make", [make_xlsx, make_csv])
def test_people_come_through_whole_and_damage_is_found(make):
    everyone = people(40)
    made = make(everyone, damaged=5)
    rows = rows_of(made)
    assert len(rows) == 45 and made.good == 40
    for person, row in zip(everyone, rows[:40], strict=True):
        assert row.outcome == "new" and row.sentences == ()
        assert row.values == {name: value for name, value in person.items() if name != "dokumen"}
    assert {row.source_row for row in rows[40:]} == set(made.damaged)
    for row in rows[40:]:
        kind = made.damaged[row.source_row]
        assert row.outcome == OUTCOMES[kind] and row.problems, kind


def test_no_damage_when_none_is_wanted_and_equal_people_give_equal_files():
    assert make_xlsx(people(3), damaged=0).damaged == {}
    assert make_xlsx(people(3)) == make_xlsx(people(3))
    assert make_csv([], damaged=3).good == 0


def test_every_invented_person_can_be_submitted_and_verified_without_a_question():
    for person in people(500):
        found = findings.check(person, stage="verified", rules=NO_RULES)
        assert findings.blocking(found) == [] and findings.unanswered(found) == []
        assert {item.rule_id for item in found if item.level == "warn"} <= {"rekomendasi_no.kosong"}

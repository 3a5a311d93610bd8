"""The queue of Verifikasi against plain SQL and against what two people did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from desktop_app.actions import applications, attachments
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.office import Office
from desktop_app.queries import home, verification
from desktop_app.queries.applicants import ApplicantFilter, first_ids
from desktop_app.sample.scans import id_card
from tests import offices

TODAY = date(2026, 11, 24)


@pytest.fixture
def clock() -> offices.Clock:
    return offices.Clock()


@pytest.fixture
def office(tmp_path: Path, clock: offices.Clock) -> Iterator[Office]:
    one = offices.office(tmp_path / "kantor", clock=clock)
    offices.add(one, "Dian Lestari", "verifikator", "operator")
    yield one
    one.close()


def _queue(office: Office) -> list[verification.Waiting]:
    with office.reading() as connection:
        return verification.queue(connection, office.session.user)


def _case(office: Office, record: str) -> verification.Case:
    with office.reading() as connection:
        found = verification.case_of(
            connection, office.context, record, user=office.session.user, today=TODAY
        )
    assert found is not None
    return found


def test_oldest_first_and_own_ones_last(office: Office, clock: offices.Clock) -> None:
    people = offices.persons(4)
    mine = offices.enter(office, people[:1])
    office.enter("Dian Lestari", offices.PASSPHRASE)
    hers: list[str] = []
    for person in people[1:]:
        clock.forward(days=1)
        hers += offices.enter(office, [person])
    assert [row.record for row in _queue(office)] == [*mine, *hers]
    assert [row.own for row in _queue(office)] == [False, True, True, True]
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    assert [row.record for row in _queue(office)] == [*hers, *mine]
    assert [row.own for row in _queue(office)] == [False, False, False, True]
    assert [row.since.day for row in _queue(office)] == [25, 26, 27, 24]


def test_only_rows_that_are_shown_are_read(office: Office) -> None:
    """Each is a page to decrypt: of those who wait, and of few that a search finds, an index says enough."""
    offices.enter(office, offices.persons(3))
    user, plans = office.session.user, dict[str, str]()
    with office.reading() as connection:

        def ask(_context: object, cursor: Any, sql: str, values: Any, *_rest: object) -> None:
            told = cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            plans[sql] = " | ".join(row[3] for row in told if "application" in row[3])

        event.listen(connection.engine, "before_cursor_execute", ask)
        verification.queue_counts(connection, user)
        scans = {plan for plan in plans.values() if "SCAN application" in plan}
        assert scans == {"SCAN application USING COVERING INDEX ix_application_waiting"}
        plans.clear()
        verification.queue(connection, user, limit=1)
        scans = {plan for plan in plans.values() if "SCAN application" in plan}
        assert scans == {"SCAN application USING INDEX ix_application_waiting"}
        plans.clear()
        name = str(offices.persons(1)[0]["nama"]).split()[0]
        assert first_ids(connection, ApplicantFilter(text=name))
        assert any("USING COVERING INDEX ix_application_moment (<expr>=?)" in plan for plan in plans.values())
        event.remove(connection.engine, "before_cursor_execute", ask)
    office.enter("Dian Lestari", offices.PASSPHRASE)
    assert [row.own for row in _queue(office)] == [False] * 3
    with office.reading() as connection:
        assert verification.queue(connection, user, able=0) == verification.queue(connection, user)


def test_counts_equal_plain_sql(office: Office) -> None:
    people = offices.persons(5)
    offices.enter(office, people[:3])
    offices.enter(office, people[3:4], submit=False)
    office.enter("Dian Lestari", offices.PASSPHRASE)
    offices.enter(office, people[4:])
    with office.reading() as connection:
        plain = connection.exec_driver_sql("SELECT count(*) FROM application WHERE status = 'submitted'")
        assert verification.queue_counts(connection, office.session.user) == (plain.scalar_one(), 3)
    assert len(_queue(office)) == 4


def test_whom_nobody_may_verify_is_not_counted_and_comes_after(office: Office) -> None:
    first, second = offices.enter(office, offices.persons(2))
    wish = RecordRequest(first, "pembatasan", "loket", "sampai alamat dibetulkan", "map 1")
    record_request(office, wish)
    office.enter("Dian Lestari", offices.PASSPHRASE)
    with office.reading() as connection:
        assert verification.queue_counts(connection, office.session.user) == (2, 1)
        assert verification.held_count(connection) == 1
        told = home._to_verify(connection, office.session.user, TODAY)
    assert (told.able, told.held, told.oldest) == (1, 1, offices.row(office, second).nama)
    assert [(row.record, row.held, row.able) for row in _queue(office)] == [
        (second, False, True),
        (first, True, False),
    ]
    assert (_case(office, first).held, _case(office, second).held) == ("pembatasan", "")
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    with office.reading() as connection:
        assert verification.queue_counts(connection, office.session.user) == (2, 0)
    assert [(row.own, row.held) for row in _queue(office)] == [(True, True), (True, False)]


def test_a_fallen_verification_waits_again(office: Office) -> None:
    (record,) = offices.enter(office, offices.persons(1))
    offices.verify(office, [record])
    assert _queue(office) == []
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    applications.save(office, SaveApplication({"alamat": "Jl. Palakali 7"}, record))
    office.enter("Dian Lestari", offices.PASSPHRASE)
    assert [(row.record, row.own) for row in _queue(office)] == [(record, False)]
    assert _case(office, record).stale


def test_who_mended_a_typo_is_told_that_it_is_his_own(office: Office) -> None:
    (record,) = offices.enter(office, offices.persons(1))
    office.enter("Dian Lestari", offices.PASSPHRASE)
    assert not _case(office, record).own
    applications.save(office, SaveApplication({"alamat": "Jl. Palakali 7"}, record))
    assert _case(office, record).own
    assert _queue(office)[0].own


def test_the_case_holds_what_has_to_be_compared(office: Office) -> None:
    person = offices.persons(1)[0]
    (record,) = offices.enter(office, [person])
    attachments.attach(office, record, "kk", id_card(person))
    attachments.attach(office, record, "ktp", id_card(person))
    case = _case(office, record)
    assert case.values["nama"] == person["nama"]
    assert case.oleh == "Ratna Puspita"
    assert [sheet.jenis for sheet in case.sheets] == ["ktp", "kk"]
    assert all(office.blobs.has(sheet.sha256) for sheet in case.sheets)
    assert case.rev == offices.row(office, record).rev


def test_findings_follow_the_documents_and_the_day(office: Office) -> None:
    person = {**offices.persons(1)[0], "dokumen": None, "tanggal_lengkap": None}
    (record,) = offices.enter(office, [person])
    case = _case(office, record)
    held = {found.rule_id for found in case.findings({}, None) if found.level == "block"}
    assert held == {"tanggal_lengkap.kosong", "dokumen.ktp", "dokumen.kk"}
    seen = {"ktp": "asli_dilihat", "kk": "ada"}
    assert not [found for found in case.findings(seen, "2026-11-20") if found.level == "block"]


def test_an_unknown_record_is_none(office: Office) -> None:
    with office.reading() as connection:
        assert verification.case_of(connection, office.context, "0" * 32, user="", today=TODAY) is None


def test_todays_work_is_counted_by_day_and_person(office: Office, clock: offices.Clock) -> None:
    records = offices.enter(office, offices.persons(4))
    offices.verify(office, records[:1])
    clock.forward(days=1)
    found = offices.row(office, records[1])
    wish = VerifyApplication(records[1], found.rev, found.tanggal_lengkap, offices.SEEN)
    applications.verify(office, wish)
    applications.give_back(office, records[2], "Alamat berbeda dengan KTP")
    applications.reject(office, records[3], "Pindah ke luar Depok")
    with office.reading() as connection:
        tomorrow = verification.done_today(
            connection, office.context, office.session.user, date(2026, 11, 25)
        )
        first = verification.done_today(connection, office.context, office.session.user, TODAY)
        nobody = verification.done_today(connection, office.context, "0" * 32, TODAY)
    assert (tomorrow.verified, tomorrow.returned, tomorrow.rejected, tomorrow.total) == (1, 1, 1, 3)
    assert (first.verified, first.total, nobody.total) == (1, 1, 0)

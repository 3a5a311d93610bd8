"""Beranda's numbers against plain SQL, through a whole year of one kelurahan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.actions import applications, backup, decisions, export, importing, rosters
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.rosters import RosterWish
from desktop_app.office import Office
from desktop_app.queries.home import Home, badges
from desktop_app.queries.home import home as ask
from tests import offices


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "kantor")
    offices.add(one, "Dian Lestari", "verifikator", "operator")
    yield one
    one.close()


def home(office: Office) -> Home:
    with office.reading() as connection:
        return ask(connection, office)


def _wub(n: int) -> list[offices.Person]:
    return [person for person in offices.persons(4 * n) if person["program"] == "WUB"][:n]


def _plain(office: Office, sql: str) -> int:
    with office.reading() as connection:
        return connection.exec_driver_sql(sql).scalar_one()


def test_an_empty_office_has_nothing_to_do(office: Office) -> None:
    found = home(office)
    assert (found.drafts_total, found.to_verify.total) == (0, 0)
    assert found.rosters == () and found.returned.total == 0
    assert (found.quota.places, found.quota.used, found.quota.nomor) == (27, 0, "")
    assert not found.from_dkum.enrolled and found.backup.last is None


def test_the_line_is_drawn_at_the_quota(office: Office) -> None:
    offices.verify(office, offices.enter(office, _wub(30)))
    found = home(office).quota
    assert (found.verified, found.waiting, found.waitlisted, found.used) == (27, 3, 0, 27)
    assert found.verified + found.waiting == _plain(
        office, "SELECT count(*) FROM application WHERE status = 'verified' AND program = 'WUB'"
    )


def test_steps_count_what_waits(office: Office) -> None:
    records = offices.enter(office, _wub(5))
    offices.verify(office, records[:2])
    applications.give_back(office, records[2], "Foto KK tidak terbaca")
    found = home(office)
    assert (found.to_verify.total, found.to_verify.able) == (2, 2)
    assert (found.returned.total, found.returned.reasons) == (1, ("Foto KK tidak terbaca",))
    assert [(due.program, due.people, due.fresh, due.final) for due in found.rosters] == [
        ("WUB", 2, 2, False)
    ]
    with office.reading() as connection:
        assert badges(connection, office) == {
            "verifikasi": (2, "grey"), "sinkronisasi": (0, "warn"), "pendaftar": (0, "warn"),
            "penetapan": (0, "warn"),
        }  # fmt: skip
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    assert (home(office).to_verify.total, home(office).to_verify.able) == (2, 0)


def test_drafts_are_typing_and_saved_drafts_together(office: Office) -> None:
    (saved,) = offices.enter(office, offices.persons(1), submit=False)
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    office.drafts.put("entri:1", {"nama": "Siti  Marlina"}, {"page": "entri", "field": "alamat"}, now=now)
    office.drafts.put("entri:2", {"nik": "3276 0652 0394 9014"}, {"page": "entri"}, now=now)
    office.drafts.put("verifikasi:3", {"answers": {}}, {"page": "verifikasi"}, now=now)
    found = home(office)
    assert found.drafts_total == 3
    assert [(line.nama, line.nik4, line.stopped) for line in found.drafts[:2]] == [
        ("Siti Marlina", "", "Alamat KTP"),
        ("", "9014", ""),
    ]
    assert found.drafts[2].record == saved
    office.drafts.put("entri:2", {"nama": "X"}, {"page": "entri", "record": saved}, now=now)
    assert home(office).drafts_total == 2


def test_only_a_checked_copy_is_a_backup(office: Office) -> None:
    folder = office.home / "backups"
    folder.mkdir(exist_ok=True)
    (folder / "wira-cadangan_catatan.txt").write_text("bukan cadangan")
    assert home(office).backup.last is None
    backup.make_backup(office, folder)
    kept = home(office).backup
    assert kept.last is not None and kept.last.made == office.clock() and kept.outside is None


def test_a_year_from_entry_to_decision(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    (office,) = kelurahan.values()
    offices.verify(office, offices.enter(office, _wub(29)))
    assert home(office).delivery.received == 0 and home(office).unsent_since is not None
    rosters.seal_roster(office, RosterWish("WUB", 2026, "arsip", "470/1", date(2026, 11, 24)))
    found = home(office)
    assert (found.quota.proposed, found.quota.verified, found.quota.waiting) == (27, 0, 2)
    assert found.rosters == () and found.from_dkum.enrolled

    made = export.make_file(office, tmp_path)
    waiting = home(office)
    assert (waiting.delivery.unsent, waiting.delivery.waiting_no, waiting.next_file) == (0, made.no, 2)
    for path in made.paths:
        importing.open_file(dkum, path)
    decisions.propose(dkum, ProposeDecision("WUB", 2026, offices.KUKUSAN))
    dkum.enter("Sari Utami", offices.PASSPHRASE)
    with dkum.reading() as connection:
        record = connection.exec_driver_sql("SELECT hex(uuid) FROM decision").scalar_one().lower()
    decisions.approve(dkum, record)
    for path in export.make_file(dkum, tmp_path, to=offices.KUKUSAN).paths:
        importing.open_file(office, path)

    after = home(office)
    assert (after.quota.accepted, after.quota.waiting, after.quota.waitlisted) == (27, 2, 2)
    assert after.quota.nomor and after.delivery.received > 0
    assert after.quota.accepted == _plain(
        office, "SELECT count(*) FROM application WHERE status = 'accepted'"
    )
    assert [(due.people, due.fresh, due.final) for due in after.rosters] == [(27, 27, True)]
    dkum.close()
    office.close()

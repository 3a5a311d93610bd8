"""The preview judges every application as one would by hand; versions tell who issued them, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.actions import rulebooks
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.findings import check
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import ProgramRules, Rules, default_rules, write_rules
from desktop_app.office import Office
from desktop_app.queries.rulebooks import rules_preview, versions, years
from desktop_app.storage import log, tables
from desktop_app.storage.work import new_id
from tests import offices
from tests.offices import KUKUSAN

DEFAULT = default_rules("WUB", 2026)


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with twenty applications of all sorts, one of them by somebody who has a place already."""
    one = offices.office(tmp_path_factory.mktemp("kantor"))
    offices.add(one, "Dian Lestari", "verifikator", "operator")
    invented = offices.persons(20)
    told: list[dict[str, Any]] = [{**person, "program": "WUB", "tahun": 2026} for person in invented]
    told[1] |= {"kur": "ya"}
    told[2] |= {"tanggal_lahir": "2009-05-01", "wali_nama": "Sri", "persetujuan_wali": "ya"}
    told[3] |= {"asn": "ya"}
    records = offices.enter(one, told)  # type: ignore[arg-type]
    offices.verify(one, records[4:9])
    helped = {**told[0], "tahun": 2025, "nomor_pendaftaran": "25-1", "status": "accepted"}
    one.do(
        lambda work: work.put(new_id(), "application", "set", {**helped, "status": "draft"}, scope=KUKUSAN)
    )
    with one.database.locked() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("UPDATE application SET status = 'accepted' WHERE tahun = 2025")
        connection.exec_driver_sql("COMMIT")
    yield one
    one.close()


_level = st.sampled_from(["off", "warn", "block"])
_books = st.builds(
    lambda **told: replace(DEFAULT, version=1, **told),
    min_age=st.integers(10, 60),
    max_age=st.sampled_from([0, 30, 45]),
    notice_version=st.sampled_from(["1", "2"]),
    requirements=st.lists(
        st.builds(
            Requirement,
            st.sampled_from(["kur", "asn", "pernah_ikut", "npwp", "umur_maksimal", "wali", "pemberitahuan"]),
            _level,
            _level,
        ),
        max_size=3,
    ).map(tuple),
    documents_submitted=st.sets(st.sampled_from(["ktp", "sku"])).map(tuple),
    closing=st.sampled_from(["", "2026-03-01"]),
    quota=st.integers(1, 40),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(_books)
def test_the_preview_is_each_application_judged_by_itself(peopled: Office, book: ProgramRules) -> None:
    with peopled.reading() as connection:
        found = rules_preview(connection, book)
        app = tables.application
        rows = connection.execute(
            select(app).where(app.c.tahun == 2026, app.c.status.in_(("submitted", "verified")))
        ).all()
        expected: dict[str, str] = {}
        for row in rows:
            state = log.fold_entries(log.entries_of(connection, peopled.context, row.id))
            known = known_about(
                connection, peopled.context, state.values, record=row.id, today=peopled.today()
            )
            old, new = (
                {
                    (item.rule_id, item.level)
                    for item in check(state.values, stage=row.status, rules=rules, known=known)
                    if item.level != "info"
                }
                for rules in (rules_in_force(connection), Rules((book,)))
            )
            if old != new:
                came, went = ({level for _, level in part} for part in (new - old, old - new))
                expected[row.nomor_pendaftaran] = (
                    "blocked" if "block" in came else "freed" if "block" in went
                    else "warned" if came else "eased"
                )  # fmt: skip
    assert {row.nomor: row.effect for row in found.rows} == expected
    assert found.examined == len(rows) == 20 and found.total == len(expected)
    assert all(row.sentences for row in found.rows)


def test_only_places_and_order_change_nobody(peopled: Office) -> None:
    with peopled.reading() as connection:
        found = rules_preview(connection, replace(DEFAULT, quota=1, priority=("belum_punya_usaha",)))
    assert (found.total, found.examined, found.rows) == (0, 20, ())


def test_it_can_be_stopped(peopled: Office) -> None:
    def stop(_done: int) -> None:
        raise InterruptedError

    with peopled.reading() as connection, pytest.raises(InterruptedError):
        rules_preview(connection, replace(DEFAULT, min_age=50), stop)


def test_versions_tell_who_issued_them_and_when_they_came(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    one = kelurahan[KUKUSAN]
    content = {**write_rules(replace(DEFAULT, quota=30)), "kelak": {"penerima": ["Dinsos"]}}
    first = rulebooks.issue(dkum, IssueRules(replace(DEFAULT, quota=30), "188/1", "15-01-2026", content))
    rulebooks.issue(dkum, IssueRules(replace(first.rules, quota=31), "188/2", "16-01-2026"))
    newer = {"v": 9, "program": "WUB", "tahun": 2026, "version": 3}
    told = {"program": "WUB", "tahun": 2026, "versi": 3, "nomor": "9", "tanggal": "2026-02-01", "isi": newer}
    dkum.do(lambda work: work.put(new_id(), "rulebook", "issue", told, scope="", new=True))
    open_file(one, make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
    with one.reading() as connection:
        found = versions(connection, one.context, "WUB", 2026)
        assert years(connection, "WUB", 2026) == (2027, 2026)
    assert [(each.versi, each.by, each.rules is None) for each in found] == [
        (3, "Hendra Wijaya", True), (2, "Hendra Wijaya", False), (1, "Hendra Wijaya", False),
    ]  # fmt: skip
    assert found[0].came is not None and found[2].nomor == "188/1"
    assert found[2].content["kelak"] == {"penerima": ["Dinsos"]}, "what nobody knows here is kept"
    with dkum.reading() as connection:
        assert versions(connection, dkum.context, "WUB", 2026)[0].came is None
    dkum.close()
    one.close()

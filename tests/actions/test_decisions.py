"""DKUM's decisions by the issued rules: priorities, quota and budget, later rounds, places that move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import applications, decisions, rulebooks
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain import region
from desktop_app.domain.ranking import draw_value
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import ProgramRules, default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from tests import offices
from tests.documents.reading import page_texts
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City

WUB = replace(default_rules("WUB", 2026), quota=3)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    (tmp_path / "usb").mkdir()
    yield dkum, kelurahan, tmp_path / "usb"
    for one in (dkum, *kelurahan.values()):
        one.close()


def issue(dkum: Office, rules: ProgramRules) -> ProgramRules:
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    return rulebooks.issue(dkum, IssueRules(rules, "188/1", "02-01-2026")).rules


def bring(city: City, n: int, code: str = KUKUSAN, *, seed: int = 1, **changes: Any) -> list[str]:
    """`n` verified people of a kelurahan, at DKUM; `changes` stand in every one of them."""
    dkum, kelurahan, folder = city
    one = kelurahan[code]
    one.enter("Ratna Puspita", PASSPHRASE)
    invented = [
        {**person, "program": "WUB", **changes} for person in offices.persons(n, code=code, seed=seed)
    ]
    records = offices.enter(one, invented)
    offices.verify(one, records)
    open_file(dkum, make_file(one, folder).paths[0])
    return records


def propose(dkum: Office, code: str = KUKUSAN, seed: str = "") -> decisions.Proposal:
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    return decisions.propose(dkum, ProposeDecision("WUB", 2026, code, seed))


def decide(dkum: Office, code: str = KUKUSAN, seed: str = "") -> decisions.Approval:
    made = propose(dkum, code, seed)
    dkum.enter("Sari Utami", PASSPHRASE)
    return decisions.approve(dkum, made.record)


def listed(dkum: Office, made: decisions.Approval, folder: Path) -> dict[str, Any]:
    pdf, path = decisions.save_list(dkum, made.document, folder)
    assert decisions.save_list(dkum, made.document, folder) == [pdf, path], "it is there already"
    kept, _foreign = path.read_bytes(), path.write_bytes(b"milik orang lain")
    beside = decisions.save_list(dkum, made.document, folder)
    assert path.read_bytes() == b"milik orang lain" and not {pdf, path} & set(beside)
    path.write_bytes(kept)
    return json.loads(path.read_text(encoding="utf-8"))


def statuses(dkum: Office) -> dict[str, str]:
    app = tables.application.c
    with dkum.reading() as connection:
        return {row.nomor_pendaftaran: row.status for row in connection.execute(
            select(app.nomor_pendaftaran, app.status))}  # fmt: skip


def test_priorities_order_and_the_list_can_be_ranked_again_by_anyone(city: City) -> None:
    dkum, _, folder = city
    issue(dkum, replace(WUB, priority=("belum_pernah_dibantu", "tanggal_lengkap"), reserve=1))
    bring(city, 3, pernah_bantuan="ya", tanggal_lengkap="2026-02-01")
    bring(city, 3, seed=2, pernah_bantuan="tidak", tanggal_lengkap="2026-03-01")
    issued = listed(dkum, decide(dkum), folder)
    assert issued["rule_version"] == "1"
    assert issued["order"] == ["Belum pernah dibantu", "Berkas lengkap lebih dahulu"]
    again = sorted(
        issued["rows"],
        key=lambda row: (
            "belum_pernah_dibantu" not in row["facts"],
            row["tanggal_lengkap"],
            sha256(((row["seed"] or issued["seed"]) + row["nomor_pendaftaran"]).encode()).hexdigest(),
        ),
    )
    assert again == issued["rows"]
    assert [row["outcome"] for row in again] == ["accepted"] * 3 + ["waitlisted"] * 3
    assert "Belum pernah dibantu." in again[0]["reason"]
    assert "Pernah dibantu, jadi setelah yang belum." in again[3]["reason"]
    assert "cadangan" not in again[3]["reason"] and "Di luar 1 cadangan." in again[4]["reason"]
    text = " ".join(page_texts(next(folder.glob("putusan-*.pdf")).read_bytes()))
    assert "Dasar urutan: Belum pernah dibantu; Berkas lengkap lebih dahulu." in text
    assert "tidak ada pagu anggaran" in text and "Cadangan: 1 orang pertama" in text
    assert check_office(dkum).sound


def test_the_budget_binds_where_it_is_smaller(city: City) -> None:
    dkum, _, folder = city
    issue(dkum, replace(WUB, budget=8_000_000, cost=4_000_000))
    bring(city, 4)
    seen = decisions.preview(dkum, "WUB", 2026, KUKUSAN)
    assert (seen.room.free, seen.room.binds) == (2, "pagu")
    made = decide(dkum)
    assert (made.accepted, made.waitlisted) == (2, 2)
    assert "Pagu anggaran yang membatasi" in listed(dkum, made, folder)["limit"]
    assert decisions.preview(dkum, "WUB", 2026, KUKUSAN).room.free == 0


def test_who_waits_keeps_the_draw_and_its_seed(city: City) -> None:
    dkum, _, folder = city
    issue(dkum, WUB)
    bring(city, 6, tanggal_lengkap="2026-02-01")
    first = listed(dkum, decide(dkum, seed="pertama"), folder)
    waiting = [row["nomor_pendaftaran"] for row in first["rows"] if row["outcome"] == "waitlisted"]
    assert all(row["seed"] == "" for row in first["rows"])
    bring(city, 2, seed=5, tanggal_lengkap="2026-02-02")
    second = listed(dkum, decide(dkum, seed="kedua"), folder)
    rows = second["rows"]
    assert [row["nomor_pendaftaran"] for row in rows][:3] == waiting
    assert [row["seed"] for row in rows] == ["pertama"] * 3 + [""] * 2
    for row in rows:
        assert row["draw"] == draw_value(row["seed"] or "kedua", row["nomor_pendaftaran"])
    third = listed(dkum, decide(dkum, seed="ketiga"), folder)
    assert [row["seed"] for row in third["rows"]] == ["pertama"] * 3 + ["kedua"] * 2, "the first seed stays"


def test_who_is_held_by_a_newer_version_is_left_out_with_the_reason(city: City) -> None:
    dkum, _, _ = city
    bring(city, 2, kur="ya")
    bring(city, 1, seed=2, kur="tidak")
    assert len(decisions.preview(dkum, "WUB", 2026, KUKUSAN).rows) == 3
    made = propose(dkum)
    strict = replace(WUB, requirements=(Requirement("kur", "warn", "block"),))
    assert issue(dkum, strict).version == 1
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, made.record)
    assert caught.value.code == "rules_changed"
    seen = decisions.preview(dkum, "WUB", 2026, KUKUSAN)
    assert (len(seen.rows), len(seen.excluded)) == (1, 2)
    assert seen.excluded[0].reason.startswith("Menurut aturan versi 1: Pendaftar sedang menerima KUR")


def test_an_office_sees_the_same_order_as_a_forecast(city: City) -> None:
    dkum, kelurahan, folder = city
    issue(dkum, WUB)
    open_file(kelurahan[KUKUSAN], make_file(dkum, folder, to=KUKUSAN).paths[0])
    bring(city, 5)
    own = decisions.preview(kelurahan[KUKUSAN], "WUB", 2026, KUKUSAN)
    assert own.rows == decisions.preview(dkum, "WUB", 2026, KUKUSAN).rows and len(own.rows) == 5
    with pytest.raises(Refused):
        decisions.propose(kelurahan[KUKUSAN], ProposeDecision("WUB", 2026, KUKUSAN))


def test_places_left_over_move_only_by_the_rules_and_only_at_the_end(city: City) -> None:
    dkum, kelurahan, _ = city
    issue(dkum, replace(WUB, quota=2))
    bring(city, 4)
    bring(city, 1, CURUG)
    with pytest.raises(Refused) as caught:
        propose(dkum, "")
    assert caught.value.code == "kelurahan", "these rules let nothing move"
    issue(dkum, replace(WUB, quota=2, moving="kota", closing="2026-11-24"))
    with pytest.raises(Refused) as caught:
        propose(dkum, "")
    assert caught.value.code == "moving_early"
    assert isinstance(dkum.clock, offices.Clock)
    dkum.clock.forward(days=1)
    with pytest.raises(Refused) as caught:
        propose(dkum, "")
    assert caught.value.code == "moving_early", "somebody verified is not decided yet"
    decide(dkum)
    decide(dkum, CURUG)
    before = statuses(dkum)
    made = decide(dkum, "")
    assert (made.accepted, made.waitlisted) == (2, 0), "63 kelurahan leave many places"
    after = statuses(dkum)
    assert {code for number, code in after.items() if before[number] == "accepted"} == {"accepted"}
    assert decisions.preview(dkum, "WUB", 2026, KUKUSAN).room.free == 0, "more than its quota is no debt"
    assert check_office(dkum).sound
    applications.save(kelurahan[KUKUSAN], applications.SaveApplication(offices.persons(1, seed=9)[0]))


def test_a_moving_round_waits_for_whoever_was_verified_since_it_was_proposed(city: City) -> None:
    dkum, _, _ = city
    issue(dkum, replace(WUB, quota=2, moving="kota", closing="2026-11-24"))
    bring(city, 3)
    decide(dkum)
    assert isinstance(dkum.clock, offices.Clock)
    dkum.clock.forward(days=1)
    made = propose(dkum, "")
    bring(city, 1, CURUG)
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, made.record)
    assert caught.value.code == "moving_early"


def test_a_place_that_moved_away_is_not_given_a_second_time(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, _, _ = city
    two = tuple(each for each in region.all_kelurahan() if each.code in (KUKUSAN, CURUG))
    monkeypatch.setattr(region, "all_kelurahan", lambda: two)  # a city of two, so that four places fill it
    issue(dkum, replace(WUB, quota=2, moving="kota", closing="2026-11-24"))
    bring(city, 3)
    bring(city, 1, CURUG)
    decide(dkum)
    decide(dkum, CURUG)
    assert isinstance(dkum.clock, offices.Clock)
    dkum.clock.forward(days=1)
    assert decide(dkum, "").accepted == 1, "the place that Curug left over"
    bring(city, 1, CURUG, seed=2)
    late = decide(dkum, CURUG)
    assert (late.accepted, late.waitlisted) == (0, 1)
    assert sorted(statuses(dkum).values()).count("accepted") == 4


def test_who_had_a_place_elsewhere_is_left_out_where_the_rules_say_so(city: City) -> None:
    dkum, _, _ = city
    issue(dkum, WUB)
    person = {"nik": offices.persons(1)[0]["nik"], "jenis_kelamin": "P", "pekka": "tidak"}
    bring(city, 1, **person)
    decide(dkum)
    strict = (Requirement("pernah_ikut", "warn", "block"),)
    issue(dkum, replace(default_rules("PP", 2026), requirements=strict))
    bring(city, 1, CURUG, **{**person, "program": "PP", "status_kawin": "Cerai Mati"})
    seen = decisions.preview(dkum, "PP", 2026)
    assert (len(seen.rows), len(seen.excluded)) == (0, 1)
    assert seen.excluded[0].reason == "NIK ini sudah mendapat tempat di program atau tahun lain."

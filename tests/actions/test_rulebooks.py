"""A rule book is issued by DKUM's admin, travels to every office, and judges there; drafts are no op."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.actions import applications, rulebooks, trust
from desktop_app.actions.applications import VerifyApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.knowledge import issued_rules, rules_in_force
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import ProgramRules, default_rules, read_rules, write_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import detail
from desktop_app.storage import tables
from desktop_app.storage.rulebooks import version_of
from desktop_app.storage.work import new_id
from tests import offices
from tests.offices import CURUG, KUKUSAN

DEFAULT = default_rules("WUB", 2026)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    dkum, kelurahan = offices.city(tmp_path)
    yield dkum, kelurahan[KUKUSAN]
    dkum.close()
    kelurahan[KUKUSAN].close()


def issue(
    dkum: Office, rules: ProgramRules = DEFAULT, nomor: str = "188/12", tanggal: str = "15-01-2026"
) -> Any:
    return rulebooks.issue(dkum, IssueRules(rules, nomor, tanggal)).rules


def in_force(office: Office) -> ProgramRules:
    with office.reading() as connection:
        return rules_in_force(connection).of("WUB", 2026)


def carry(dkum: Office, office: Office, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in make_file(dkum, folder, to=office.info.scope).paths:
        open_file(office, path)


def test_issued_numbered_and_carried_to_the_office(tmp_path: Path, city: tuple[Office, Office]) -> None:
    dkum, kukusan = city
    first = issue(dkum, replace(DEFAULT, quota=30))
    second = issue(dkum, replace(first, quota=25), "188/13")
    assert (first.version, second.version, second.issued) == (1, 2, "2026-01-15")
    assert issue(dkum, default_rules("PP", 2026)).version == 1, "each programme counts its own"
    assert in_force(dkum) == second
    assert in_force(kukusan) == DEFAULT
    carry(dkum, kukusan, tmp_path / "usb")
    assert in_force(kukusan) == second
    assert check_office(kukusan).sound


def test_an_office_that_comes_later_has_them_with_its_grant(
    tmp_path: Path, city: tuple[Office, Office]
) -> None:
    dkum, _ = city
    issued = issue(dkum, replace(DEFAULT, quota=30))
    curug = offices.office(tmp_path / "curug", code=CURUG)
    offices.enrol(dkum, curug, tmp_path)
    assert in_force(curug) == issued
    newer = issue(dkum, replace(DEFAULT, quota=31))
    carry(dkum, curug, tmp_path / "usb")
    assert in_force(curug) == newer
    curug.close()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"quota": -1}, "rulebook_quota"), ({"budget": 0}, "rulebook_budget"),
    ({"priority": ("zodiak",)}, "rulebook_priority"),
    ({"max_age": 16, "requirements": (Requirement("umur_maksimal", "block", "block"),)}, "rulebook_max_age"),
]  # fmt: skip


def test_a_contradiction_is_refused_with_its_sentence(city: tuple[Office, Office]) -> None:
    dkum, kukusan = city
    for change, code in WRONG:
        with pytest.raises(Refused) as caught:
            issue(dkum, replace(DEFAULT, **change))
        assert caught.value.code == code and caught.value.next_step
    for wanted, code in ((("", "15-01-2026"), "rulebook_nomor"), (("1", "30-02-2026"), "rulebook_tanggal")):
        with pytest.raises(Refused) as caught:
            issue(dkum, DEFAULT, *wanted)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        issue(kukusan)
    assert caught.value.code == "place"
    dkum.enter("Sari Utami", offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        issue(dkum)
    assert caught.value.code == "role"
    assert in_force(dkum) == DEFAULT
    with dkum.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.PLAIN["rulebook"])).scalar() == 0


def test_no_office_can_write_one(city: tuple[Office, Office]) -> None:
    _, kukusan = city
    content = {"program": "WUB", "tahun": 2026, "versi": 9, "nomor": "1", "tanggal": "2026-01-01",
               "isi": write_rules(DEFAULT)}  # fmt: skip
    with pytest.raises(Refused) as caught:
        kukusan.do(lambda work: work.put(new_id(), "rulebook", "issue", content, scope="", new=True))
    assert caught.value.code == "place"


def test_a_book_of_a_newer_program_holds_submission_and_keeps_drafts(
    tmp_path: Path, city: tuple[Office, Office]
) -> None:
    dkum, kukusan = city
    isi = {"v": 2, "program": "WUB", "tahun": 2026, "version": 7, "kuota": {"rw": 3}}
    content = {"program": "WUB", "tahun": 2026, "versi": 7, "nomor": "1", "tanggal": "2026-01-01", "isi": isi}
    dkum.do(lambda work: work.put(new_id(), "rulebook", "issue", content, scope="", new=True))
    carry(dkum, kukusan, tmp_path / "usb")
    records = offices.enter(kukusan, offices.persons(1), submit=False)
    with pytest.raises(Refused) as caught:
        applications.submit(kukusan, records[0])
    assert caught.value.code == "program.aturan" and "Perbarui aplikasi" in str(caught.value)
    assert in_force(kukusan) == DEFAULT


def test_an_application_remembers_what_judged_it(tmp_path: Path, city: tuple[Office, Office]) -> None:
    dkum, kukusan = city
    (record,) = offices.enter(kukusan, offices.persons(1))
    assert offices.row(kukusan, record).aturan_versi == 0
    issue(dkum)
    carry(dkum, kukusan, tmp_path / "usb")
    assert offices.row(kukusan, record).aturan_versi == 0, "a newer version judges nothing by itself"
    with kukusan.reading() as connection:
        number = offices.row(kukusan, record).id
        seen = detail(connection, kukusan.context, number, today=kukusan.today())
    assert seen is not None
    assert seen.judged.sentence == "Diperiksa dengan aturan bawaan. Versi 1 tidak menambah temuan."
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    row = offices.row(kukusan, record)
    wish = VerifyApplication(record, row.rev, row.tanggal_lengkap, offices.SEEN)
    applications.verify(kukusan, wish)
    assert offices.row(kukusan, record).aturan_versi == 1
    issue(dkum, replace(DEFAULT, quota=30, min_age=99))
    carry(dkum, kukusan, tmp_path / "usb")
    with kukusan.reading() as connection:
        seen = detail(connection, kukusan.context, number, today=kukusan.today())
    assert seen is not None and "Menurut versi 2 perlu dilihat: Umurnya" in seen.judged.sentence
    assert check_office(kukusan).sound


def test_of_two_books_with_one_version_everybody_takes_the_same(city: tuple[Office, Office]) -> None:
    """Two computers of DKUM may have numbered alike, or DKUM was restored from an older copy."""
    dkum, _ = city
    issue(dkum, replace(DEFAULT, quota=31), "188/2")
    for quota, nomor in ((32, "188/3"), (33, "188/1")):
        rules = replace(DEFAULT, version=1, quota=quota, nomor=nomor, issued="2026-01-15")
        content = {
            "program": "WUB", "tahun": 2026, "versi": 1, "nomor": nomor, "tanggal": rules.issued,
            "isi": write_rules(rules),
        }  # fmt: skip
        with dkum.work() as work:
            work.put(new_id(), "rulebook", "issue", content, scope="", new=True)
    with dkum.reading() as connection:
        assert len(issued_rules(connection)) == 3
        assert version_of(connection, "WUB", 2026, 1).of("WUB", 2026) == in_force(dkum)
        assert version_of(connection, "WUB", 2026, 2).of("WUB", 2026) == DEFAULT
    assert in_force(dkum).quota == 32


def test_issuing_ends_the_draft_and_keeps_what_nobody_knows_here(city: tuple[Office, Office]) -> None:
    dkum, _ = city
    for program in ("WUB", "PP"):
        dkum.drafts.put(rulebooks.draft_id(program, 2026), {"raw": {}}, {}, now=dkum.clock())
    content = {**write_rules(replace(DEFAULT, quota=29)), "kelak": [1]}
    issued = rulebooks.issue(
        dkum, IssueRules(replace(DEFAULT, quota=29), "188/1", "15-01-2026", content)
    ).rules
    assert [draft.form_id for draft in dkum.drafts.list()] == ["aturan-PP-2026"]
    with dkum.reading() as connection:
        (kept,) = issued_rules(connection)
    assert read_rules(kept) == issued and kept["kelak"] == [1]


def test_who_lacks_the_grant_still_judges_by_the_default(tmp_path: Path) -> None:
    alone = offices.office(tmp_path / "alone")
    assert in_force(alone) == DEFAULT and not trust.is_enrolled(alone)
    alone.close()

"""The register: added, changed, closed, found, judged; what a clerk may not do is refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, register
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.knowledge import known_about, registered_like
from desktop_app.actions.register import JudgeRegistered, SaveBusiness
from desktop_app.domain.findings import check
from desktop_app.domain.rulebook import NO_RULES
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import history
from desktop_app.storage.work import new_id
from tests import offices

SHOP: dict[str, Any] = {
    "nama": "Warung Sri", "pemilik": "Sri Wahyuni", "nik": "3276065203949102", "alamat": "Jl. Mawar No. 5",
    "hp": "0890-1234-5678", "nib": "9120001234567", "kbli_kode": "56102", "kbli_edisi": "2025",
    "mulai": "12-03-2019", "sumber": "Pendataan 2025",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    yield made
    made.close()


def add(office: Office, **other: Any) -> str:
    return register.save_business(office, SaveBusiness({**SHOP, **other})).record


def row(office: Office, record: str) -> dict[str, Any]:
    with office.reading() as connection:
        found = connection.exec_driver_sql("SELECT * FROM business WHERE uuid = ?", (bytes.fromhex(record),))
        return dict(found.mappings().one())


def test_a_business_is_written_normalised_changed_and_closed(office: Office) -> None:
    record = add(office)
    now = row(office, record)
    assert {name: now[name] for name in SHOP} == {
        **SHOP, "hp": "+6289012345678", "mulai": "2019-03-12",
    }  # fmt: skip
    assert now["scope"] == offices.KUKUSAN
    changed = register.save_business(office, SaveBusiness({"alamat": "Jl. Mawar No. 7", "nib": ""}, record))
    assert "business" in changed.changes
    assert (row(office, record)["alamat"], row(office, record)["nib"]) == ("Jl. Mawar No. 7", None)
    register.close_business(office, record)
    assert row(office, record)["tutup"] == 1
    register.close_business(office, record, closed=False)
    assert row(office, record)["tutup"] == 0
    assert check_office(office).sound


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"nama": "", "pemilik": ""}, "nama.kosong"),
        ({"nik": "3,27E+15"}, "nik.rusak"),
        ({"kbli_edisi": ""}, "kbli_kode.edisi"),
        ({"warna": "merah"}, "unknown_field"),
    ],
)
def test_what_cannot_be_read_is_refused(office: Office, other: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        add(office, **other)
    assert caught.value.code == code
    assert caught.value.next_step


def test_the_same_business_is_not_added_twice_but_a_branch_is(office: Office) -> None:
    add(office)
    for other in ({}, {"nama": "WARUNG SRI", "pemilik": "Hj. SRI WAHYOENI, S.E.", "nik": "", "nib": ""}):
        with pytest.raises(Refused) as caught:
            add(office, **other)
        assert caught.value.code == "registered"
        assert "Warung Sri" in caught.value.message
    add(office, nib="", alamat="Jl. Cempaka No. 40")
    add(office, nib="9120009999999")


def test_a_record_of_another_kelurahan_is_not_ours_to_write(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        register.save_business(office, SaveBusiness(SHOP, kelurahan=offices.CURUG))
    assert caught.value.code == "kelurahan"


def values_of(**other: Any) -> dict[str, Any]:
    (person,) = offices.persons(1)
    return {**person, **other}


def grounds(office: Office, values: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    with office.reading() as connection:
        return [(each.business.nama, each.grounds) for each in registered_like(connection, values)]


def test_evidence_is_found_by_each_number_and_by_likeness(office: Office) -> None:
    add(office)
    add(office, nama="Toko Lain", pemilik="Orang Lain", nik="", nib="", hp="", alamat="Jl. Kenanga 1")
    alone = {"kelurahan_kode": offices.KUKUSAN, "nama": "Budi"}
    assert grounds(office, alone) == []
    assert grounds(office, {**alone, "nik": SHOP["nik"]}) == [("Warung Sri", ("nik",))]
    assert grounds(office, {**alone, "hp": "+6289012345678"}) == [("Warung Sri", ("hp",))]
    assert grounds(office, {**alone, "nib": SHOP["nib"]}) == [("Warung Sri", ("nib",))]
    alike = {**alone, "nama": "Sri Wahjoeni", "alamat": "Jalan Mawar 05 RT 001/002"}
    assert grounds(office, alike) == [("Warung Sri", ("nama_alamat",))]
    assert grounds(office, {**alike, "kelurahan_kode": offices.CURUG}) == []


def test_a_verdict_needs_a_reason_stays_and_is_shown_again(office: Office) -> None:
    shop = add(office)
    values = values_of(nik=SHOP["nik"])
    saved = applications.save(office, SaveApplication(values))
    with office.reading() as connection:
        known = known_about(connection, office.context, values, record=None, today=office.today())
    (found,) = [each for each in check(values, stage="draft", rules=NO_RULES, known=known) if each.record]
    assert (found.field, found.level, found.needs_reason) == ("nik", "warn", True)
    assert "Warung Sri" in found.title and "2019" in found.reason
    office.enter("Dian Lestari", offices.PASSPHRASE)
    for wish, code in (
        (JudgeRegistered(saved.record, shop, "bukan", " "), "reason"),
        (JudgeRegistered(saved.record, shop, "bukan", "x"), "reason"),
        (JudgeRegistered(saved.record, shop, "entah", "Sudah ditanyakan"), "verdict"),
        (JudgeRegistered(saved.record, new_id(), "bukan", "Sudah ditanyakan"), "unknown_record"),
    ):
        with pytest.raises(Refused) as caught:
            register.judge_registered(office, wish)
        assert caught.value.code == code
    register.judge_registered(
        office, JudgeRegistered(saved.record, shop, "bukan", "NIK salah tulis di sumber")
    )
    number = offices.row(office, saved.record).id
    with office.reading() as connection:
        state = offices.row(office, saved.record)
        known = known_about(
            connection, office.context, {**values, "usaha_terdaftar": {shop: "bukan"}}, record=number,
            today=office.today(),
        )  # fmt: skip
        told = history(connection, office.context, number)[0]
    assert shop in state.usaha_terdaftar
    assert ("Usaha terdaftar", "", "Bukan usahanya") in [(f.label, f.before, f.after) for f in told.fields]
    judged = {
        **values, "usaha_terdaftar": {shop: "bukan"},
        "catatan_alasan": {f"usaha_terdaftar.{shop}": "NIK salah tulis di sumber"},
    }  # fmt: skip
    (again,) = [each for each in check(judged, stage="draft", rules=NO_RULES, known=known) if each.record]
    assert (again.level, again.verdict, again.noted) == ("info", "bukan", "NIK salah tulis di sumber")
    register.save_business(office, SaveBusiness({"nik": ""}, shop))
    assert grounds(office, judged) == [("Warung Sri", ())], "what was decided stays in sight"
    assert check_office(office).sound


def test_a_lurah_may_not_write_the_register(office: Office) -> None:
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(office, "Surya Darmawan", "lurah")
    office.enter("Surya Darmawan", offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        add(office)
    assert caught.value.code == "role"

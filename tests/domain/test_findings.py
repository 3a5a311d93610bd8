"""Every row of the field's table at its level and its stage, and the sentences a clerk reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import entry_plan, fields
from desktop_app.domain.findings import (
    Earlier,
    Finding,
    Known,
    Stage,
    blocking,
    check,
    ignored_fields,
    is_child,
    unanswered,
)
from desktop_app.domain.requirements import Requirement, Switch
from desktop_app.domain.rulebook import NO_RULES, Rules, default_rules

GOOD: dict[str, Any] = {
    "nik": "3276065203949102",
    "no_kk": "3276061108199004",
    "nama": "Siti Marlina",
    "tempat_lahir": "Depok",
    "tanggal_lahir": "1994-03-12",
    "jenis_kelamin": "P",
    "status_kawin": "kawin",
    "hp": "+6281255509102",
    "alamat": "Jl. Kukusan Raya Gg. Melati 5",
    "rt": "005",
    "rw": "002",
    "kode_pos": "16425",
    "ktp_kabkota": "3276",
    "kelurahan_kode": "3276061002",
    "program": "WUB",
    "tahun": 2026,
    "punya_usaha": "tidak",
    "persetujuan_versi": "1",
    "persetujuan_waktu": "2026-03-10",
    "persetujuan_cara": "tertulis",
    "persetujuan_bukti": "map 3",
    "tanggal_lengkap": "2026-03-12",
    "dokumen": {"ktp": "ada", "kk": "asli_dilihat"},
}
BUSINESS: dict[str, Any] = {
    "punya_usaha": "ya",
    "nama_usaha": "Dapur Melati",
    "jenis_usaha": "katering",
    "kbli_kode": "56210",
    "kbli_edisi": "2025",
    "nib": "1234567890123",
    "modal": 5_000_000,
    "omzet_tahunan": 60_000_000,
}
TODAY = date(2026, 4, 1)


def book(program: str = "WUB", **changes: Any) -> Rules:
    """In force is one issued version with `changes`."""
    return Rules((replace(default_rules(program, 2026), version=1, **changes),))


def at(key: str, submitted: str, verified: str = "") -> dict[str, Any]:
    """One requirement at these levels."""
    return {"requirements": (Requirement(key, submitted, verified or submitted),)}  # pyright: ignore[reportArgumentType]


def found(
    changes: dict[str, Any] | None = None,
    stage: Stage = "submitted",
    rules: Rules = NO_RULES,
    known: Known | None = None,
) -> dict[str, Finding]:
    given = {**GOOD, **(changes or {})}
    listed = check(given, stage=stage, rules=rules, known=known or Known(today=TODAY))
    assert len({item.rule_id for item in listed}) == len(listed), "each rule speaks once"
    return {item.rule_id: item for item in listed}


def only(changes: dict[str, Any], stage: Stage = "submitted", **more: Any) -> Finding:
    (item,) = found(changes, stage, **more).values()
    return item


def test_a_whole_application_has_no_finding_at_any_stage() -> None:
    for stage in ("draft", "submitted", "verified"):
        assert found(stage=stage) == {}
        assert found(BUSINESS, stage) == {}


MISSING_BLOCKS = [
    "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "status_kawin", "alamat", "ktp_kabkota",
    "kelurahan_kode", "program", "tahun", "punya_usaha",
    "persetujuan_versi", "persetujuan_waktu", "persetujuan_cara", "persetujuan_bukti",
]  # fmt: skip


@pytest.mark.parametrize("name", MISSING_BLOCKS)
def test_missing_holds_submission_but_never_a_draft(name: str) -> None:
    for empty in (None, ""):
        item = found({name: empty})[f"{name}.kosong"]
        assert (item.level, item.field) == ("block", name)
        assert f"{name}.kosong" in found({name: empty}, "verified")
        assert found({name: empty}, "draft") == {}


@pytest.mark.parametrize("name", ["hp", "rt", "rw", "kode_pos"])
def test_missing_only_warns(name: str) -> None:
    item = only({name: None})
    assert (item.rule_id, item.level, item.needs_reason) == (f"{name}.kosong", "warn", False)


@pytest.mark.parametrize(
    ("name", "value", "rule_id", "level"),
    [
        ("nik", "327606520394910", "nik.panjang", "block"),
        ("nik", "3,27E+15", "nik.rusak", "block"),
        ("nik", "3276065203940000", "nik.rusak", "block"),
        ("no_kk", "327606110819004", "no_kk.panjang", "block"),
        ("nama", "S", "nama.panjang", "block"),
        ("tanggal_lahir", "31-02-1994", "tanggal_lahir.mustahil", "block"),
        ("jenis_kelamin", "x", "jenis_kelamin.pilihan", "block"),
        ("status_kawin", "x", "status_kawin.pilihan", "block"),
        ("hp", "021772", "hp.awalan", "block"),
        ("kelurahan_kode", "3276061099", "kelurahan_kode.kelurahan", "block"),
        ("kelurahan_kode", "Curug", "kelurahan_kode.ganda", "block"),
        ("program", "x", "program.pilihan", "block"),
        ("tahun", "26", "tahun.tahun", "block"),
        ("rt", "5a", "rt.bentuk", "warn"),
        ("kode_pos", "164", "kode_pos.bentuk", "warn"),
        ("kode_pos", "40111", "kode_pos.luar", "warn"),
        ("persetujuan_waktu", "kemarin", "persetujuan_waktu.bentuk", "block"),
        ("persetujuan_cara", "x", "persetujuan_cara.pilihan", "block"),
    ],
)
def test_what_cannot_be_read(name: str, value: str, rule_id: str, level: str) -> None:
    for stage in ("draft", "submitted", "verified"):
        item = found({name: value}, stage)[rule_id]
        assert (item.level, item.field) == (level, name)


@pytest.mark.parametrize(
    ("name", "value", "rule_id", "level"),
    [
        ("nama_usaha", None, "nama_usaha.kosong", "block"),
        ("jenis_usaha", None, "jenis_usaha.kosong", "block"),
        ("kbli_kode", None, "kbli_kode.kosong", "warn"),
        ("kbli_kode", "99999", "kbli_kode.tak_dikenal", "warn"),
        ("kbli_kode", "56103", "kbli_kode.tak_dikenal", "warn"),
        ("kbli_edisi", "2020", "kbli_edisi.lama", "warn"),
        ("nib", "123", "nib.panjang", "block"),
        ("npwp", "123", "npwp.panjang", "warn"),
        ("modal", 1_000_000_001, "modal.batas", "warn"),
        ("omzet_tahunan", 2_000_000_001, "omzet_tahunan.batas", "warn"),
        ("modal", "banyak", "modal.bentuk", "warn"),
        ("tenaga_kerja_l", "dua", "tenaga_kerja_l.bentuk", "warn"),
    ],
)
def test_the_business(name: str, value: Any, rule_id: str, level: str) -> None:
    item = only({**BUSINESS, name: value})
    assert (item.rule_id, item.level) == (rule_id, level)
    assert found({**BUSINESS, name: value, "punya_usaha": "tidak"}) == {}, "no business, no business rules"


def test_the_limits_of_a_micro_business_are_inclusive() -> None:
    assert found({**BUSINESS, "modal": 1_000_000_000, "omzet_tahunan": 2_000_000_000}) == {}
    assert only({**BUSINESS, "modal": 1_000_000_001}).needs_reason


def test_an_unknown_code_says_what_it_was_in_the_other_edition() -> None:
    assert "Kedai makanan" in only({**BUSINESS, "kbli_kode": "56103"}).reason


def test_business_fields_are_hidden_without_a_business() -> None:
    assert ignored_fields({"punya_usaha": "tidak"}) == fields.BUSINESS_DETAILS == ignored_fields({})
    assert ignored_fields({"punya_usaha": "ya"}) == frozenset()


def test_a_birth_date_unlike_the_nik_warns_and_takes_a_reason() -> None:
    changed = {"tanggal_lahir": "1995-03-12"}
    item = only(changed)
    assert (item.rule_id, item.level, item.needs_reason) == ("tanggal_lahir.beda_nik", "warn", True)
    assert item.title == "Berbeda dengan NIK: 12-03-1994"
    assert blocking([item]) == [] and unanswered([item]) == [item]
    kept = only({**changed, "catatan_alasan": {item.rule_id: "akta dibetulkan 2003"}})
    assert (kept.level, kept.needs_reason, kept.noted) == ("info", False, "akta dibetulkan 2003")
    assert unanswered([kept]) == []


def test_a_reason_lifts_no_block() -> None:
    item = only({"no_kk": "1", "catatan_alasan": {"no_kk.panjang": "memang begitu"}})
    assert item.level == "block"


def test_sex_region_and_impossible_dates_of_a_nik() -> None:
    assert only({"jenis_kelamin": "L"}).rule_id == "jenis_kelamin.beda_nik"
    moved = only({"nik": "3201015203949102"})
    assert (moved.rule_id, moved.level, moved.needs_reason) == ("nik.wilayah", "warn", True)
    assert "Kabupaten Bogor" in moved.title
    assert only({"nik": "3299015203949102"}).rule_id == "nik.wilayah_tak_dikenal"
    assert only({"nik": "3276067302949102"}).rule_id == "nik.tanggal_mustahil"
    assert found({"nik": "3276025203949102"}) == {}, "kecamatan were split; an older code is no difference"


def test_the_ktp_not_the_nik_says_where_a_person_lives() -> None:
    outside = found({"ktp_kabkota": "3271", "nik": "3271015203949102"})
    assert outside["ktp_kabkota.luar"].level == "block"
    assert list(outside) == ["ktp_kabkota.luar"]
    assert blocking(found({"nik": "3271015203949102"}).values()) == []


def test_a_former_region_code_is_no_difference_to_its_successor() -> None:
    changed = {"ktp_kabkota": "9301", "nik": "9101015203949102"}
    assert set(found(changed)) == {"ktp_kabkota.luar"}


def test_what_cannot_be_read_is_judged_no_further() -> None:
    assert only({**BUSINESS, "kbli_kode": "katering"}).rule_id == "kbli_kode.bentuk"
    served = Known(today=TODAY, office_kelurahan="3276061002")
    assert only({"kelurahan_kode": "Curug"}, known=served).rule_id == "kelurahan_kode.ganda"
    assert only({"kode_pos": "164"}).rule_id == "kode_pos.bentuk"


def earlier(**changes: Any) -> Earlier:
    base = Earlier(
        "26-061002-7QK-0007", "Siti Marlina", "WUB", 2026, "submitted", "Dian Lestari", "2026-11-18"
    )
    return replace(base, **changes)


def test_the_same_nik_this_year_holds() -> None:
    item = only({}, known=Known(same_nik=(earlier(),)))
    assert item.level == "block" and item.rule_id == "nik.ganda"
    assert item.title == "NIK ini sudah diajukan tahun ini oleh Dian Lestari, 18 November 2026"
    assert "26-061002-7QK-0007" in item.reason
    assert found({}, "draft", known=Known(same_nik=(earlier(),))), "already at the first key"


@pytest.mark.parametrize("ended", ["withdrawn", "rejected", "cancelled"])
def test_an_ended_application_is_only_history(ended: str) -> None:
    item = only({}, known=Known(same_nik=(earlier(status=ended),)))
    assert (item.rule_id, item.level) == ("nik.riwayat_selesai", "info")


@pytest.mark.parametrize(
    "changes", [{"tahun": 2025}, {"program": "PP"}, {"tahun": 2025, "status": "accepted"}]
)
def test_another_year_or_programme_warns(changes: dict[str, Any]) -> None:
    item = only({}, known=Known(same_nik=(earlier(**changes),)))
    assert (item.rule_id, item.level, item.needs_reason) == ("nik.riwayat", "warn", True)


def test_several_earlier_ones_speak_once_each() -> None:
    years = tuple(
        earlier(tahun=year, status=here) for year in (2024, 2025) for here in ("accepted", "rejected")
    )
    items = found(known=Known(same_nik=(earlier(), earlier(), *years), same_kk=years))
    assert set(items) == {"nik.ganda", "nik.riwayat", "nik.riwayat_selesai", "no_kk.riwayat"}
    assert items["nik.riwayat"].title.endswith("2025"), "the latest one"


def test_family_and_phone() -> None:
    relative = earlier(nama="Rahmat Hidayat", tahun=2025)
    item = only({}, known=Known(same_kk=(relative,)))
    assert item.title == "Nomor KK ini pernah dipakai Rahmat Hidayat, Wirausaha Baru 2025"
    assert item.level == "warn"
    phone = only({}, known=Known(same_hp=2))
    assert phone.sentence == "Nomor HP ini juga dipakai 2 pendaftar lain. Boleh dilanjutkan."
    assert (phone.level, phone.needs_reason) == ("warn", False)


@pytest.mark.parametrize(
    ("program", "birth", "level"),
    [("WUB", "2009-12-31", None), ("WUB", "2010-01-01", "block"), ("PP", "2008-12-31", None),
     ("PP", "2009-01-01", "block"), ("WUB", "1920-01-01", "warn")],
)  # fmt: skip
def test_age_at_the_cut_off(program: str, birth: str, level: str | None) -> None:
    day = date.fromisoformat(birth)
    nik = f"327606{day.day + 40:02d}{day.month:02d}{day.year % 100:02d}9102"
    changes = {
        "nik": nik,
        "tanggal_lahir": birth,
        "program": program,
        **GUARDIAN,
        "rekomendasi_no": "1",
        "rekomendasi_tanggal": "2026-01-05",
    }
    levels = [item.level for item in found(changes).values() if item.field == "tanggal_lahir"]
    assert levels == ([level] if level else [])


def test_a_maximum_age_only_where_dkum_set_one() -> None:
    assert found({"tanggal_lahir": "1954-03-12", "nik": "3276065203549102"}) == {}
    strict = book(max_age=45, **at("umur_maksimal", "block"))
    item = only({"tanggal_lahir": "1954-03-12", "nik": "3276065203549102"}, rules=strict)
    assert (item.rule_id, item.level) == ("tanggal_lahir.umur", "block")


GUARDIAN = {
    "wali_nama": "Ibu Sari",
    "wali_hubungan": "ibu",
    "persetujuan_wali": "ya",
    "wali_bukti": "KK, map 3",
}


def test_a_child_needs_a_guardian_who_agrees() -> None:
    child = {"tanggal_lahir": "2008-06-01", "nik": "3276064106089102"}
    assert is_child({**GOOD, **child}, NO_RULES)
    levels = {rule: item.level for rule, item in found(child).items()}
    assert levels == {
        "wali_nama.kosong": "block",
        "persetujuan_wali.kosong": "block",
        "wali_hubungan.kosong": "warn",
        "wali_bukti.kosong": "warn",
    }
    assert found({**child, **GUARDIAN}) == {}
    assert set(found({**child, **GUARDIAN, "persetujuan_wali": "tidak"})) == {"persetujuan_wali.kosong"}
    assert found({**child, "persetujuan_waktu": "2026-06-01"}, known=Known(today=date(2026, 6, 1))) == {}


def test_a_consent_day_that_lies_ahead_makes_nobody_an_adult() -> None:
    child = {"tanggal_lahir": "2009-08-01", "nik": "3276064108099102"}
    ahead = {
        **child,
        "persetujuan_waktu": "2027-11-24",
        "catatan_alasan": {"persetujuan_waktu.depan": "Tanggalnya benar"},
    }
    known = Known(today=date(2026, 11, 24))
    assert is_child({**GOOD, **ahead}, NO_RULES, known.today)
    asked = {"wali_nama.kosong", "persetujuan_wali.kosong"}
    assert asked <= {rule for rule, item in found(ahead, known=known).items() if item.level == "block"}
    assert "wali_nama" not in entry_plan.hidden_fields({**GOOD, **ahead}, NO_RULES, known.today)
    assert "wali" in entry_plan.document_codes({**GOOD, **ahead}, NO_RULES, known.today)


@pytest.mark.parametrize("level", ["off", "warn", "block"])
def test_relation_and_proof_of_a_guardian_hold_as_the_rule_book_says(level: Switch) -> None:
    child = {**GUARDIAN, "tanggal_lahir": "2008-06-01", "nik": "3276064106089102"}
    for missing in ("wali_hubungan", "wali_bukti"):
        said = found({**child, missing: ""}, rules=book(**at("wali", level)))
        assert [item.level for item in said.values()] == ([] if level == "off" else [level])
    assert [item.level for item in found({**child, "wali_bukti": ""}, stage="verified").values()] == ["block"]


@pytest.mark.parametrize("level", ["off", "warn", "block"])
def test_a_newer_notice_is_asked_anew_as_the_rule_book_says(level: Switch) -> None:
    old, new = GOOD["persetujuan_versi"], "2026-B"
    said = found({}, rules=book(notice_version=new, **at("pemberitahuan", level)))
    assert [item.level for item in said.values()] == ([] if level == "off" else [level])
    if said:
        assert (
            str(old) in said["persetujuan_versi.lain"].title and new in said["persetujuan_versi.lain"].title
        )
    agreed = {"persetujuan_versi": new}
    assert found(agreed, rules=book(notice_version=new, **at("pemberitahuan", level))) == {}


def test_a_birth_in_the_future() -> None:
    item = found({"tanggal_lahir": "2026-05-01", "nik": "3276064105269102"})["tanggal_lahir.depan"]
    assert item.level == "block"


PP: dict[str, Any] = {"program": "PP", "rekomendasi_no": "460/12", "rekomendasi_tanggal": "2026-02-01"}


def test_the_womens_programme() -> None:
    assert found(PP) == {}
    man = found({**PP, "jenis_kelamin": "L", "nik": "3276061203949102"})
    assert man["jenis_kelamin.program"].level == "block"
    single = only({**PP, "status_kawin": "belum_kawin"})
    assert (single.rule_id, single.level, single.needs_reason) == ("status_kawin.program", "warn", True)
    assert found({"status_kawin": "belum_kawin"}) == {}


def test_a_letter_gives_priority_and_its_absence_only_warns() -> None:
    none = only({**PP, "rekomendasi_no": None})
    assert (none.rule_id, none.level) == ("rekomendasi_no.kosong", "warn")
    assert only({**PP, "rekomendasi_tanggal": None}).rule_id == "rekomendasi_tanggal.kosong"
    pekka = found({"pekka": "ya"})
    assert set(pekka) == {"rekomendasi_no.kosong", "pekka_kategori.kosong"}
    assert {item.level for item in pekka.values()} == {"warn"}


@pytest.mark.parametrize("stage", ["draft", "submitted", "verified"])
def test_a_letter_that_names_her_stands_beside_another_answer(stage: Stage) -> None:
    said = {**PP, "pekka_kategori": "cerai_hidup", "rekomendasi": {"state": "padan", "nomor": "460/12"}}
    for answer, level in (("tidak", "warn"), (None, "info"), ("ya", None)):
        told = found({**said, "pekka": answer}, stage).get("pekka.surat")
        assert (told.level if told else None) == level
        assert told is None or (told.field, told.needs_reason) == ("pekka", False)


def test_an_unmatched_letter_claims_no_name_and_priority_is_told_only_where_the_rules_rank_by_it() -> None:
    wub = {**PP, "program": "WUB"}
    listed = Known(letter={"state": "tercantum", "nomor": "460/12"})
    padan = Known(letter={"state": "padan", "nomor": "460/12"})
    for answer in ("tidak", None):
        told = {
            (program["program"], known.letter["state"]): found({**program, "pekka": answer}, known=known)[
                "pekka.surat"
            ]
            for program in (PP, wub)
            for known in (listed, padan)
            if known.letter
        }
        for (program, state), each in told.items():
            words = each.title + each.reason
            assert ("prioritasnya" in words) == (program == "PP" and state == "padan"), words
            assert ("belum memadankannya" in words) == (state == "tercantum")
            assert "namanya" not in words or state == "padan", words
    ranked = book("WUB", priority=("pekka_terverifikasi", "tanggal_lengkap"))
    assert "prioritasnya" in found({**wub, "pekka": "tidak"}, rules=ranked, known=padan)["pekka.surat"].reason


def test_the_rule_book_may_raise_the_letter_at_verification() -> None:
    strict = book("PP", **at("rekomendasi", "warn", "block"))
    changes = {**PP, "rekomendasi_no": None}
    assert only(changes, rules=strict).level == "warn"
    assert only(changes, "verified", rules=strict).level == "block"


def test_cohorts_only_where_configured() -> None:
    cohorts = book(angkatan=("I", "II"))
    assert only({}, rules=cohorts).rule_id == "angkatan.aturan"
    assert only({"angkatan": "III"}, "draft", rules=cohorts).level == "block"
    assert found({"angkatan": "II"}, rules=cohorts) == {}


def test_a_rule_book_of_a_newer_program_holds_all_but_drafts() -> None:
    newer = replace(book(), newer=frozenset({("WUB", 2026)}))
    assert (only({}, rules=newer).rule_id, only({}, rules=newer).level) == ("program.aturan", "block")
    assert found({}, "draft", rules=newer) == {}
    assert "program.aturan" not in found({"tahun": 2027}, rules=newer)


@pytest.mark.parametrize(
    ("key", "changes", "rule"),
    [
        ("ktp_depok", {"ktp_kabkota": "3201"}, "ktp_kabkota.luar"),
        ("umur", {"tanggal_lahir": "2015-03-12"}, "tanggal_lahir.umur"),
        ("nib", {"nib": None, "punya_usaha": "ya"}, "nib.aturan"),
        ("npwp", {"npwp": None}, "npwp.aturan"),
    ],
)
def test_every_requirement_has_its_level_at_each_stage(key: str, changes: dict[str, Any], rule: str) -> None:
    for submitted, verified in (("off", "off"), ("off", "warn"), ("warn", "block"), ("block", "block")):
        rules = book(**at(key, submitted, verified))
        for stage, wanted in (("submitted", submitted), ("verified", verified)):
            item = found(changes, stage, rules=rules).get(rule)  # pyright: ignore[reportArgumentType]
            assert (item.level if item else "off") == wanted, (stage, wanted)


def test_somebody_who_had_a_place_before() -> None:
    had = Earlier("25-061002-7QK-0001", "Siti", "WUB", 2025, "accepted")
    known = Known(same_nik=(had,), today=TODAY)
    assert set(found({}, known=known)) == {"nik.riwayat"}
    item = found({}, known=known, rules=book(**at("pernah_ikut", "block")))["nik.pernah_ikut"]
    assert item.level == "block" and "2025" in item.title
    waits = Known(same_nik=(replace(had, status="waitlisted"),), today=TODAY)
    assert "nik.pernah_ikut" not in found({}, known=waits, rules=book(**at("pernah_ikut", "block")))


def test_a_file_complete_after_the_closing_day() -> None:
    closed = book(closing="2026-02-28")
    late = {"tanggal_lengkap": "2026-03-01"}
    assert (only(late, rules=closed).level, only(late, "verified", rules=closed).level) == ("warn", "block")
    assert found({"tanggal_lengkap": "2026-02-28"}, "verified", rules=closed) == {}


def test_documents_may_be_asked_at_submission() -> None:
    rules = book(documents_submitted=("sku",))
    assert only({}, rules=rules).rule_id == "dokumen.sku"
    assert found({}, "draft", rules=rules) == {}
    assert only({}, "verified", rules=rules).rule_id == "dokumen.sku", "what was asked before stays asked"


@pytest.mark.parametrize("name", ["asn", "kur", "pernah_bantuan", "disabilitas"])
def test_rules_of_other_programmes_are_switched(name: str) -> None:
    assert found({name: "ya"}) == {} == found({name: "tidak_tahu"})
    warns = book(**at(name, "warn"))
    assert (only({name: "ya"}, rules=warns).level, only({name: "ya"}, rules=warns).needs_reason) == (
        "warn",
        True,
    )
    assert only({name: "tidak_tahu"}, rules=warns).rule_id == f"{name}.belum_tahu"
    assert found({name: "tidak"}, rules=warns) == {}
    assert only({name: "ya"}, rules=book(**at(name, "block"))).level == "block"


def test_the_date_the_file_was_complete() -> None:
    assert found({"tanggal_lengkap": None}) == {}
    assert only({"tanggal_lengkap": None}, "verified").level == "block"
    early = {"tanggal_lengkap": "2025-12-31"}
    assert (only(early).level, only(early, "verified").level) == ("warn", "block")
    assert found({"tanggal_lengkap": "2026-01-01"}, "verified") == {}
    opened = book(opening="2026-03-20")
    assert only({}, "verified", rules=opened).rule_id == "tanggal_lengkap.sebelum_buka"
    ahead = only({"tanggal_lengkap": "2026-04-02"}, "verified")
    assert (ahead.rule_id, ahead.level, ahead.needs_reason) == ("tanggal_lengkap.depan", "warn", True)
    assert only({"tanggal_lengkap": "kelak"}, "verified").level == "block"
    assert only({"tanggal_lengkap": "kelak"}, "draft").level == "warn"


@pytest.mark.parametrize("state", [None, "tidak", "menyusul"])
def test_documents_must_have_been_seen_to_verify(state: str | None) -> None:
    changes = {"dokumen": {"kk": "ada", **({"ktp": state} if state else {})}}
    assert found(changes) == {}
    item = only(changes, "verified")
    assert (item.rule_id, item.level, item.field) == ("dokumen.ktp", "block", "dokumen")
    assert set(found({"dokumen": None}, "verified")) == {"dokumen.ktp", "dokumen.kk"}


def test_an_office_enters_its_own_kelurahan() -> None:
    item = only({}, known=Known(office_kelurahan="3276061003"))
    assert item.level == "block" and "Tanah Baru, Kec. Beji" in item.reason
    assert found({}, known=Known(office_kelurahan="3276061002")) == {}


def test_an_odd_name_takes_a_reason() -> None:
    for odd in ("Siti M4rlina", "Siti@Marlina"):
        item = only({"nama": odd})
        assert (item.rule_id, item.level, item.needs_reason) == ("nama.ganjil", "warn", True)


def test_findings_come_in_the_order_of_the_form() -> None:
    listed = check({}, stage="verified", rules=NO_RULES)
    order = [field.name for field in fields.ALL]
    places = [order.index(item.field) for item in listed]
    assert places == sorted(places)


anything = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)


@given(
    st.dictionaries(st.sampled_from([field.name for field in fields.ALL]), anything, max_size=8),
    st.sampled_from(["draft", "submitted", "verified"]),
    st.sampled_from([None, TODAY]),
)
def test_any_record_is_judged(changes: dict[str, object], stage: Stage, today: date | None) -> None:
    listed = check({**GOOD, **changes}, stage=stage, rules=NO_RULES, known=Known(today=today))
    for item in listed:
        assert item.rule_id.partition(".")[0] == item.field
        assert item.title and item.reason.endswith(".") and not item.title.endswith(".")
        assert "!" not in item.sentence and "error" not in item.sentence.casefold()


@given(st.dictionaries(st.sampled_from([field.name for field in fields.ALL]), anything, max_size=8))
def test_a_later_stage_forgets_no_block(changes: dict[str, object]) -> None:
    held = [
        {item.rule_id for item in blocking(check({**GOOD, **changes}, stage=stage, rules=NO_RULES))}
        for stage in ("draft", "submitted", "verified")
    ]
    assert held[0] <= held[1] <= held[2]


@given(st.dictionaries(st.sampled_from([field.name for field in fields.ALL]), anything, max_size=8))
def test_what_was_just_read_need_not_be_read_again(changes: dict[str, object]) -> None:
    typed = {name: fields.read(name, raw) for name, raw in {**GOOD, **changes}.items()}
    values = {name: value for name, (value, _) in typed.items()}
    clean = {name for name, (_, problem) in typed.items() if problem is None}
    assert check(values, stage="verified", rules=NO_RULES, clean=clean) == check(
        values, stage="verified", rules=NO_RULES
    )

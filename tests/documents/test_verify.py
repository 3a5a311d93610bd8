"""Every way to forge a paper is found and named; a second validator that shares no code agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_app.documents.certificates import CityCa
from desktop_app.documents.pades import BSRE_FIELD, SEAL_FIELD
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import to_json, write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verdict import Verdict
from desktop_app.documents.verify import verify
from tests.documents import surgery
from tests.documents.people import NOW, roster
from tests.documents.validator import second_opinion

Judge = Callable[[bytes], Verdict]


@pytest.fixture(scope="module")
def three(seal_key: SealKey, qr_key: QrKey) -> bytes:
    """A sealed roster of three pages with its data embedded."""
    return sealed_anew(seal_key, qr_key, 60)


def sealed_anew(key: SealKey, qr_key: QrKey, people: int) -> bytes:
    made = roster(people)
    paper = write_roster(made, state="segel", now=NOW, key=qr_key)
    pdf = surgery.with_attachment(paper.pdf, to_json(made))
    field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    return seal(pdf, key, reason="Terbit", location="Depok", now=NOW, field=field)


@pytest.fixture
def judge(city: CityCa) -> Judge:
    return lambda pdf: verify(pdf, [city.certificate], now=NOW)


@pytest.fixture
def second(city: CityCa) -> Callable[[bytes], bool]:
    return lambda pdf: second_opinion(pdf, [city.certificate])


def test_what_is_sealed_is_sah_for_both(three: bytes, judge: Judge, second: Callable[[bytes], bool]) -> None:
    verdict = judge(three)
    assert (verdict.kind, verdict.cause, verdict.changes) == ("sah", "utuh", ())
    assert verdict.signed_length == len(three)
    (detail,) = verdict.details
    assert detail.path == ("Otoritas Segel DKUM Kota Depok", "Segel Kelurahan Kukusan, Kecamatan Beji")
    assert second(three)


ATTACKS: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "overlay": (lambda pdf: surgery.overlaid(pdf, 1), "lapisan", "Halaman 2: ada yang ditimpakan"),
    "page": (lambda pdf: surgery.with_page_replaced(pdf, 2), "halaman_diganti", "Halaman 3: isinya diganti"),
    "no page": (lambda pdf: surgery.with_page_removed(pdf, 1), "halaman_dihapus", "Halaman 2 dihapus"),
    "note": (surgery.with_note, "catatan", "Halaman 1: ada catatan"),
    "appearance": (
        lambda pdf: surgery.with_other_face(pdf, SEAL_FIELD),
        "tampilan_tanda_tangan",
        "Tampilan tanda tangan di ruang Segel_Kantor diganti",
    ),
    "attachment": (
        lambda pdf: surgery.with_other_attachment(pdf, b'{"rows": []}'),
        "lampiran",
        "Lampiran data.json di dalam berkas diganti",
    ),
    "number": (lambda pdf: surgery.with_other_title(pdf, "500.3/999"), "keterangan", "Judul, nomor"),
    "tail": (lambda pdf: pdf + b"% catatan\n", "ekor", "di belakang akhir berkas"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_added_is_named_and_what_was_sealed_can_be_taken_out(
    attack: str, three: bytes, judge: Judge, second: Callable[[bytes], bool]
) -> None:
    change, named, words = ATTACKS[attack]
    forged = change(three)
    verdict = judge(forged)
    assert (verdict.kind, verdict.cause) == ("berubah", "diubah_setelahnya"), verdict
    found = {one.kind: one for one in verdict.changes}
    assert named in found, verdict.changes
    assert words in found[named].sentence
    assert found[named].after == SEAL_FIELD
    assert not found[named].allowed
    assert verdict.number == "500.3/118/Kel.Kks/2026"  # what was sealed, whatever the file says now
    assert "Segel Kelurahan Kukusan" in verdict.sentence
    assert verdict.next_step
    assert forged[: verdict.signed_length] == three
    assert judge(forged[: verdict.signed_length]).ok
    assert not second(forged)


def test_what_was_changed_below_the_seal_is_tidak_sah(
    three: bytes, judge: Judge, second: Callable[[bytes], bool], seal_key: SealKey, qr_key: QrKey
) -> None:
    other = sealed_anew(seal_key, qr_key, 70)
    for forged in (
        surgery.with_one_digit_changed(three),
        surgery.with_page_exchanged(three, 1, other),
        surgery.with_byte_range(three, b"0 10 20 30"),
        three.replace(b"Depok", b"Bogor", 1),
    ):
        verdict = judge(forged)
        assert (verdict.kind, verdict.cause) == ("tidak_sah", "isi_diubah"), verdict.sentence
        assert verdict.signed_length == 0
        assert not second(forged)


def test_a_seal_taken_off_is_missed(three: bytes, judge: Judge, second: Callable[[bytes], bool]) -> None:
    for forged in (surgery.with_signature_emptied(three, SEAL_FIELD), three[: three.index(b"%%EOF") + 6]):
        verdict = judge(forged)
        assert (verdict.kind, verdict.cause) == ("tidak_sah", "segel_dilepas")
        assert not second(forged)


def test_a_third_partys_signature_is_named(
    three: bytes, judge: Judge, second: Callable[[bytes], bool]
) -> None:
    stranger = surgery.self_made("Lurah Kukusan")
    verdict = judge(surgery.signed_by(three, stranger, "TTD_Lain", NOW + timedelta(hours=1)))
    assert (verdict.kind, verdict.cause) == ("berubah", "tanda_tangan_asing"), verdict
    assert "Lurah Kukusan" in verdict.sentence
    assert "Tanda tangan ditambahkan di ruang TTD_Lain." in [one.sentence for one in verdict.changes]
    assert [(one.kind, one.good) for one in verdict.details] == [("segel", True), ("lain", False)]
    assert not second(surgery.signed_by(three, stranger, "TTD_Lain", NOW + timedelta(hours=1)))


def test_a_self_made_certificate_with_the_lurahs_name_is_tidak_sah(
    three: bytes, judge: Judge, second: Callable[[bytes], bool], qr_key: QrKey
) -> None:
    """As the seal of the whole paper, and in the field that waits for the certified signature."""
    stranger = surgery.self_made("Drs. Surya Darmawan, M.Si.")
    for forged in (
        sealed_anew(stranger, qr_key, 5),
        surgery.signed_by(three, stranger, BSRE_FIELD, NOW + timedelta(hours=1)),
    ):
        verdict = judge(forged)
        assert (verdict.kind, verdict.cause) == ("tidak_sah", "sertifikat_sendiri"), verdict
        assert "Drs. Surya Darmawan, M.Si." in verdict.sentence
        assert not second(forged)


def test_a_known_signature_in_its_field_changes_nothing_else(
    three: bytes, judge: Judge, second: Callable[[bytes], bool], seal_key: SealKey
) -> None:
    signed = surgery.signed_by(three, seal_key, BSRE_FIELD, NOW + timedelta(hours=1))
    verdict = judge(signed)
    assert verdict.kind == "sah"
    assert [(one.kind, one.allowed, one.after) for one in verdict.changes] == [
        ("tanda_tangan", True, SEAL_FIELD)
    ]
    assert second(signed)
    forged = judge(surgery.overlaid(signed))
    assert forged.kind == "berubah"
    assert [one.after for one in forged.changes if one.kind == "lapisan"] == [BSRE_FIELD]
    assert forged.signed_length == len(signed)


def test_a_password_is_said(three: bytes, judge: Judge) -> None:
    verdict = judge(surgery.locked(three))
    assert (verdict.kind, verdict.cause) == ("tidak_pasti", "kata_sandi")
    assert "kata sandi" in verdict.sentence

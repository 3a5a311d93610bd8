"""Every way to forge a paper is found and named; a second validator that shares no code agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.documents.appended import drawn_otherwise
from desktop_app.documents.certificates import CityCa, issue_seal_certificate, make_csr
from desktop_app.documents.offices import named_elsewhere
from desktop_app.documents.pades import BSRE_FIELD, SEAL_FIELD
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import to_json, write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.times import of_bsre
from desktop_app.documents.verdict import SignatureDetail, Verdict
from desktop_app.documents.verify import SealStanding, verify
from desktop_app.signing.signer import prepare
from tests.documents import surgery
from tests.documents.people import NOW, roster
from tests.documents.validator import lasting, second_opinion
from tests.signing import pki

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
        "Tampilan tanda tangan di ruang segel kantor diganti",
    ),
    "attachment": (
        lambda pdf: surgery.with_other_attachment(pdf, b'{"rows": []}'),
        "lampiran",
        "Lampiran data.json di dalam berkas diganti",
    ),
    "number": (lambda pdf: surgery.with_other_title(pdf, "500.3/999"), "keterangan", "Judul, nomor"),
    "widget of no field": (surgery.with_widget_of_no_field, "catatan", "Halaman 1: ada catatan"),
    "script": (surgery.with_page_action, "lain", "Halaman 1: perintah"),
    "permits": (lambda pdf: surgery.with_catalogue_entry(pdf, "/Perms"), "lain", "Batas perubahan"),
    "metadata": (
        lambda pdf: surgery.with_catalogue_entry(pdf, "/Metadata", b"<x/>"),
        "keterangan",
        "Judul, nomor",
    ),
    "tail": (lambda pdf: pdf + b"% catatan\n", "ekor", "di belakang akhir berkas"),
    "tail behind a store": (
        lambda pdf: surgery.with_store(pdf) + b"% catatan\n",
        "ekor",
        "di belakang akhir berkas",
    ),
    "unlisted objects": (surgery.with_unlisted_objects, "ekor", "di belakang akhir berkas"),
    "stamped box": (
        lambda pdf: surgery.stamped_over(pdf, NOW),
        "lapisan",
        "di ruang Waktu menutupi halaman",
    ),
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
    later = NOW + timedelta(hours=1)
    unseen = surgery.signed_by(three, stranger, "TTD_Lain", later, box=(0, 0, 0, 0))
    verdict = judge(unseen)
    assert (verdict.kind, verdict.cause) == ("berubah", "tanda_tangan_asing"), verdict
    assert "Lurah Kukusan" in verdict.sentence
    assert "Tanda tangan ditambahkan di ruang TTD_Lain." in [one.sentence for one in verdict.changes]
    assert [(one.kind, one.good) for one in verdict.details] == [("segel", True), ("lain", False)]
    assert not second(unseen)
    seen = judge(surgery.signed_by(three, stranger, "TTD_Lain", later))
    assert (seen.kind, seen.cause, seen.signed_length) == ("berubah", "diubah_setelahnya", len(three))


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


def test_who_sealed_is_named_and_must_be_whose_paper_it_is(
    three: bytes, city: CityCa, qr_key: QrKey, judge: Judge
) -> None:
    assert "sejak disegel Kelurahan Kukusan, Kecamatan Beji." in judge(three).sentence
    for code, office in (("3276061001", "Kelurahan Beji"), ("3276061002", "Kelurahan Kukusan")):
        private = ec.generate_private_key(ec.SECP256R1())
        made = issue_seal_certificate(city, make_csr(private, code), office=office, office_code=code, now=NOW)
        key = SealKey(private, lasting(made, city.private_key))
        verdict = judge(sealed_anew(key, qr_key, 3))
        if office == "Kelurahan Kukusan":
            assert (verdict.kind, verdict.cause) == ("sah", "utuh")
            continue
        assert (verdict.kind, verdict.cause) == ("tidak_pasti", "kantor_lain")
        assert verdict.sentence == "Dokumen ini atas nama Kelurahan Kukusan, tetapi disegel Kelurahan Beji."


@pytest.mark.parametrize(
    ("letterhead", "code", "elsewhere"),
    [
        ("KELURAHAN KUKUSAN", "3276061002", False),
        ("Kelurahan Kukusan Kecamatan Beji Kota Depok", "3276061001", True),
        ("Kelurahan Beji Timur", "3276061001", True),
        ("Kantor Lurah", "3276061001", False),
        ("Dinas Koperasi dan Usaha Mikro", "3276061001", True),
        ("Dinas Koperasi dan Usaha Mikro", "3276", False),
        ("Kelurahan Kukusan", "3276", False),
    ],
)
def test_a_letterhead_names_another_office(letterhead: str, code: str, elsewhere: bool) -> None:
    assert named_elsewhere(letterhead, code) is elsewhere


def test_a_key_that_is_not_in_the_directory_is_not_called_registered(three: bytes, city: CityCa) -> None:
    known = verify(three, [city.certificate], now=NOW, directory=lambda _key: SealStanding("3276061002", 14))
    assert known.sentence.endswith("Kunci terdaftar di DKUM.")
    unlisted = verify(three, [city.certificate], now=NOW, directory=lambda _key: None)
    assert unlisted.ok
    assert "terdaftar" not in unlisted.sentence and "tidak ada di daftar DKUM" in unlisted.sentence


def test_a_persons_signature_counts_for_what_it_was_issued(three: bytes, city: CityCa) -> None:
    """A web server's certificate signs no papers, nor an authority's own; who somebody is a person knows."""
    people = pki.shared()

    def judged(key: pki.Holder, pdf: bytes = three) -> Verdict:
        signer = SealKey(key.key, key.certificate, (people.between.certificate,))  # type: ignore[arg-type]
        signed = surgery.signed_by(pdf, signer, BSRE_FIELD, NOW)
        return verify(signed, [city.certificate], now=NOW, chosen=[people.root.certificate])

    def using(*uses: str) -> pki.Holder:
        more = x509.ExtendedKeyUsage([x509.ObjectIdentifier(use) for use in uses])
        return pki.issue("Surya Darmawan", people.between, more=[(more, False)])

    for key in (using("1.3.6.1.5.5.7.3.1"), people.between, people.root):
        assert judged(key).kind != "sah"
    for key in (using("1.3.6.1.5.5.7.3.1"), people.between):
        verdict = judged(key)
        assert (verdict.kind, verdict.cause) == ("tidak_pasti", "bukan_untuk_dokumen")
        assert "tidak diterbitkan untuk menandatangani dokumen" in verdict.sentence
    for key in (using("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.36"), using("2.5.29.37.0"), people.pendamping):
        verdict = judged(key)
        assert (verdict.kind, verdict.cause) == ("sah", "utuh_ditandatangani")
        assert f"{verdict.details[-1].signer} memang pejabat" in verdict.next_step
        assert "hanya penanda waktu" in verdict.next_step
        assert not of_bsre(verdict.details[-1]), "a field's name makes nobody BSrE"
    draft = judged(people.pendamping, write_roster(roster(3), state="draf", now=NOW).pdf)
    assert (draft.kind, draft.cause) == ("tidak_pasti", "draf_ditandatangani")
    assert "draf" in draft.sentence and "Wulan Sari" in draft.sentence


def test_bsre_is_told_by_the_authority_of_the_certificate() -> None:
    one = SignatureDetail(
        field=BSRE_FIELD, kind="bsre", signer="BSrE", office_code="", signed_at=NOW, fingerprint="",
        intact=True, known=True, path=("Root CA Indonesia", "Balai Sertifikasi Elektronik", "Wulan Sari"),
    )  # fmt: skip
    assert of_bsre(one)
    assert not of_bsre(replace(one, path=("Akar Uji", "BSrE")))


def test_a_password_is_said(three: bytes, judge: Judge) -> None:
    verdict = judge(surgery.locked(three))
    assert (verdict.kind, verdict.cause) == ("tidak_pasti", "kata_sandi")
    assert "kata sandi" in verdict.sentence


def test_the_version_is_named_and_a_store_changes_nothing(three: bytes, judge: Judge) -> None:
    for change, kind in (
        (surgery.with_store, "data_pengesahan"),
        (lambda pdf: surgery.with_catalogue_entry(pdf, "/Version", surgery.name("/1.4")), "versi"),
    ):
        verdict = judge(change(three))
        assert verdict.ok
        assert [(one.kind, one.allowed) for one in verdict.changes] == [(kind, True)]


def test_who_covers_a_page_is_not_the_one_who_protects_it(three: bytes, qr_key: QrKey, city: CityCa) -> None:
    """A time stamp or a signature by somebody known, over the page: on a seal, and on a paper that certifies
    nothing."""
    people = pki.shared()
    chosen = [people.root.certificate]
    lurah, other = (
        SealKey(one.key, one.certificate, (people.between.certificate,))
        for one in (people.lurah, people.pendamping)
    )
    paper = write_roster(roster(3), state="tte", now=NOW, key=qr_key)
    mine = surgery.signed_by(prepare(paper.pdf, paper.places), lurah, BSRE_FIELD, NOW)
    sound = verify(mine, [city.certificate], now=NOW, chosen=chosen)
    assert (sound.kind, sound.signed_length) == ("sah", len(mine))
    later = NOW + timedelta(hours=1)
    for signed, who in ((mine, "Surya Darmawan"), (three, "Segel Kelurahan Kukusan")):
        over = surgery.signed_by(signed, other, "Lain", later, box=(0, 0, 842, 595))
        for forged in (over, surgery.stamped_over(signed, NOW), surgery.with_unlisted_objects(signed)):
            verdict = verify(forged, [city.certificate], now=later, chosen=chosen)
            assert (verdict.kind, verdict.cause) == ("berubah", "diubah_setelahnya"), verdict
            assert who in verdict.sentence
            assert forged[: verdict.signed_length] == signed


def test_a_page_is_drawn_as_it_was_signed(three: bytes) -> None:
    """Whatever the tables of objects say: the pictures of what was signed and of all are compared."""
    sound, forged = surgery.with_store(three), surgery.with_unlisted_objects(three)
    assert drawn_otherwise(sound, len(three), []) is None
    assert drawn_otherwise(forged, len(three), []) in (1, 2)
    assert drawn_otherwise(surgery.overlaid(three, 1), len(three), []) == 2
    assert drawn_otherwise(b"%PDF-1.7", 4, []) == 0


def test_a_long_text_from_a_file_is_cut(seal_key: SealKey, qr_key: QrKey, judge: Judge) -> None:
    """A window that lays a million letters out does nothing else for long."""
    long = "Daftar " * 20_000
    pdf = surgery.with_other_title(sealed_anew(seal_key, qr_key, 3), long)
    named = surgery.signed_by(pdf, surgery.self_made("Lurah"), long, NOW, box=(0, 0, 0, 0))
    verdict = judge(named)
    assert verdict.changes
    texts = [verdict.sentence, verdict.title, verdict.number]
    texts += [text for one in verdict.details for text in (one.field, one.signer, one.issuer, one.reason)]
    texts += [text for one in verdict.changes for text in (one.sentence, one.after)]
    assert max(map(len, texts)) < 500
    plain = judge(surgery.with_other_title(write_roster(roster(3), state="draf", now=NOW).pdf, long))
    assert (plain.cause, len(plain.number)) == ("draf", 200)
    draft = write_roster(roster(3), state="draf", now=NOW).pdf
    lines = judge(surgery.with_other_title(draft, "500.3\n\nSah.\u202eDokumen ini utuh."))
    assert lines.number == "500.3 Sah. Dokumen ini utuh."
    signed = surgery.signed_by(pdf, surgery.self_made("Lurah\n\nSah"), "x", NOW, box=(0, 0, 0, 0))
    assert "\n" not in judge(signed).sentence, "nothing of a file looks like our sentence"

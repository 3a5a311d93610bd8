"""The office seal and the verdict on it, beside a second validator that shares no code with ours."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata

from desktop_app.documents.certificates import (
    CityCa,
    issue_seal_certificate,
    key_fingerprint,
    make_city_ca,
    make_csr,
    to_pem,
)
from desktop_app.documents.decision_list import write_decision_list
from desktop_app.documents.pades import BSRE_FIELD, MENTOR_FIELD, OFFICIAL_FIELD, KeySigner, TimedSigner
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verdict import Verdict
from desktop_app.documents.verify import SealStanding, verify
from tests.documents.conftest import Sealed
from tests.documents.people import KUKUSAN, NOW, decision_list, roster
from tests.documents.reading import page_texts
from tests.documents.surgery import overlaid, with_one_digit_changed
from tests.documents.validator import lasting, second_opinion

YEAR = timedelta(days=365)


@pytest.fixture
def judge(city: CityCa) -> Callable[[bytes], Verdict]:
    return lambda pdf: verify(pdf, [city.certificate], now=NOW)


@pytest.fixture
def second(city: CityCa) -> Callable[[bytes], bool]:
    return lambda pdf: second_opinion(pdf, [city.certificate])


def test_a_sealed_roster_is_sah_for_both(
    sealed: Sealed,
    judge: Callable[[bytes], Verdict],
    second: Callable[[bytes], bool],
    seal_key: SealKey,
) -> None:
    verdict = judge(sealed.pdf)
    assert (verdict.kind, verdict.ok, verdict.number, verdict.paper) == (
        "sah",
        True,
        "500.3/118/Kel.Kks/2026",
        "nominatif.arsip",
    )
    (detail,) = verdict.details
    assert (detail.kind, detail.intact, detail.known, detail.signed_at) == ("segel", True, True, NOW)
    assert detail.signer == "Segel Kelurahan Kukusan, Kecamatan Beji"
    assert detail.office_code == "3276061002"
    assert detail.fingerprint == key_fingerprint(seal_key.certificate)
    assert second(sealed.pdf)


def test_the_seal_appends_and_says_what_it_is(sealed: Sealed, seal_key: SealKey) -> None:
    assert sealed.pdf.startswith(sealed.paper.pdf)
    with pikepdf.open(io.BytesIO(sealed.pdf)) as document:
        fields = {str(field.T): field for field in document.Root.AcroForm.Fields}
        empty = {BSRE_FIELD, OFFICIAL_FIELD, MENTOR_FIELD}
        assert set(fields) == {"Segel_Kantor", *empty}
        assert not any("/V" in fields[name] for name in empty)
        assert document.docinfo["/Title"] == "Daftar Nominatif Calon Wirausaha Baru Tahun 2026"
        face = fields["Segel_Kantor"].AP.N
        forms = [face, *(form for form in face.Resources.XObject.values())]
        fonts = [font for form in forms for font in form.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
    text = page_texts(flattened(sealed.pdf))[0]
    fingerprint = key_fingerprint(seal_key.certificate)
    for words in (
        "Disegel Lurah Kukusan",
        "24-11-2026 10.05 WIB, kunci kantor",
        f"Sidik kunci {fingerprint[:4]} {fingerprint[4:8]}",
        "Terdaftar di DKUM, direktori versi 14",
        "Bukan tanda tangan elektronik BSrE",
    ):
        assert words in text


def flattened(pdf: bytes) -> bytes:
    """The appearances painted into the pages, so that their words can be read."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.flatten_annotations()
        document.save(out)
    return out.getvalue()


def test_every_kind_of_paper_is_sah_for_both(
    seal_key: SealKey,
    qr_key: QrKey,
    judge: Callable[[bytes], Verdict],
    second: Callable[[bytes], bool],
) -> None:
    for paper in (
        write_roster(roster(28, "papan"), state="segel", now=NOW, key=qr_key),
        write_decision_list(
            replace(decision_list(40), letterhead=KUKUSAN), state="segel", now=NOW, key=qr_key
        ),
    ):
        field = SealField(places=paper.places, sealed_by="a.n. Lurah Kukusan", directory_version=14)
        pdf = seal(paper.pdf, seal_key, reason="Terbit", location="Depok", now=NOW, field=field)
        assert judge(pdf).kind == "sah"
        assert second(pdf)


def test_one_altered_digit_is_not_sah_for_both(
    sealed: Sealed, judge: Callable[[bytes], Verdict], second: Callable[[bytes], bool]
) -> None:
    altered = with_one_digit_changed(sealed.pdf)
    assert page_texts(altered)[0] != page_texts(sealed.pdf)[0]
    assert judge(altered).kind == "tidak_sah"
    assert not second(altered)


def test_an_overlay_in_a_later_revision_is_not_sah_for_both(
    sealed: Sealed, judge: Callable[[bytes], Verdict], second: Callable[[bytes], bool]
) -> None:
    painted = overlaid(sealed.pdf)
    assert painted.startswith(sealed.pdf)
    assert judge(painted).kind == "berubah"
    assert not second(painted)


def test_any_flipped_bit_is_noticed(sealed: Sealed, judge: Callable[[bytes], Verdict]) -> None:
    """Two hundred bits spread over the file, most of them near and inside the signature itself."""
    dice = random.Random(7)
    start = sealed.pdf.index(b"/Contents <")
    places = [dice.randrange(len(sealed.pdf)) for _ in range(60)]
    places += [dice.randrange(start - 200, start + 2600) for _ in range(120)]
    places += [dice.randrange(start + 2600, len(sealed.pdf)) for _ in range(20)]
    for place in places:
        flipped = bytearray(sealed.pdf)
        flipped[place] ^= 1 << dice.randrange(8)
        assert judge(bytes(flipped)).kind != "sah", place


def test_bytes_after_the_end_or_missing_are_noticed(
    sealed: Sealed, judge: Callable[[bytes], Verdict]
) -> None:
    for changed in (
        sealed.pdf + b"\n",
        sealed.pdf + b"% catatan\n",
        sealed.pdf[:-1],
        sealed.pdf[:-2000],
        sealed.pdf[:3000],
    ):
        assert judge(changed).kind in ("berubah", "tidak_sah", "tidak_pasti")


def test_a_seal_taken_off_is_not_a_draft(sealed: Sealed, judge: Callable[[bytes], Verdict]) -> None:
    assert judge(sealed.paper.pdf).kind == "tidak_sah"


def test_papers_without_a_seal(qr_key: QrKey, judge: Callable[[bytes], Verdict]) -> None:
    draft = judge(write_roster(roster(1), state="draf", now=NOW).pdf)
    waiting = judge(write_roster(roster(1), state="tte", now=NOW, key=qr_key).pdf)
    assert (draft.cause, waiting.cause) == ("draf", "menunggu_tte")
    assert "draf" in draft.sentence
    assert "BSrE" in waiting.sentence
    stranger = io.BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(stranger)
    assert judge(stranger.getvalue()).cause == "bukan_wira"
    assert judge(b"").cause == "bukan_wira"
    assert judge(b"PK\x03\x04 lembar kerja").cause == "bukan_wira"


def test_a_key_of_another_authority_is_tidak_dikenal(
    sealed: Sealed, second: Callable[[bytes], bool], qr_key: QrKey
) -> None:
    made = make_city_ca(NOW)
    other = CityCa(made.private_key, lasting(made.certificate, made.private_key))
    assert verify(sealed.pdf, [other.certificate], now=NOW).cause == "sertifikat_tiruan"
    assert verify(sealed.pdf, [], now=NOW).cause == "penerbit_tidak_dikenal"
    private = ec.generate_private_key(ec.SECP256R1())
    request = make_csr(private, "3276061003")
    own = issue_seal_certificate(
        other, request, office="Kelurahan Kukusan", office_code="3276061003", now=NOW
    )
    forged = SealKey(private, lasting(own, other.private_key))
    field = SealField(places=sealed.paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    pdf = seal(sealed.paper.pdf, forged, reason="Palsu", location="Depok", now=NOW, field=field)
    assert not second(pdf)


def test_the_certificate_is_judged_at_the_time_of_sealing(
    city: CityCa, sealed: Sealed, seal_key: SealKey
) -> None:
    field = SealField(places=sealed.paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    trust = [city.certificate]
    request = make_csr(seal_key.private_key, "3276061002")
    made = issue_seal_certificate(city, request, office="Kelurahan", office_code="3276061002", now=NOW)
    key = SealKey(seal_key.private_key, made)
    within = seal(sealed.paper.pdf, key, reason="x", location="Depok", now=NOW, field=field)
    assert verify(within, trust, now=NOW + 12 * YEAR).kind == "sah"
    for moment in (NOW - 2 * YEAR, NOW + 11 * YEAR):
        outside = seal(sealed.paper.pdf, key, reason="x", location="Depok", now=moment, field=field)
        verdict = verify(outside, trust, now=NOW + 12 * YEAR)
        assert verdict.cause == "di_luar_masa"
        assert "masa berlaku" in verdict.sentence
    future = seal(sealed.paper.pdf, key, reason="x", location="Depok", now=NOW + YEAR, field=field)
    assert verify(future, trust, now=NOW).cause == "masa_depan"


def test_a_revoked_key_can_be_backdated_and_a_replaced_one_counts_until_then(
    city: CityCa, sealed: Sealed, seal_key: SealKey
) -> None:
    """Who stole a key sets the clock back; the register of an office knows what was issued before."""
    fingerprint, day = key_fingerprint(seal_key.certificate), timedelta(days=1)

    def judged(revoked: timedelta | None, replaced: timedelta | None = None, **named: Any) -> Verdict:
        ends = (NOW + end if end is not None else None for end in (revoked, replaced))
        known = {fingerprint: SealStanding("3276061002", 15, *ends)}
        return verify(sealed.pdf, [city.certificate], now=NOW + 30 * day, directory=known.get, **named)

    assert judged(-day).cause == judged(None, -day).cause == "kunci_dicabut"
    after = judged(day)
    assert (after.kind, after.cause) == ("tidak_pasti", "dicabut_kemudian")
    assert "register" in after.next_step
    assert after.details[0].directory_version == 15
    assert judged(None, day).kind == "sah"
    assert judged(day, day).cause == "dicabut_kemudian"
    assert judged(day, issued={hashlib.sha256(sealed.pdf).hexdigest()}).kind == "sah"
    assert judged(-day, issued={hashlib.sha256(sealed.pdf).hexdigest()}).cause == "kunci_dicabut"
    assert verify(sealed.pdf, [city.certificate], now=NOW, directory=lambda _: None).kind == "sah"


def test_the_bsre_field_may_be_signed_later_without_breaking_the_seal(
    city: CityCa, sealed: Sealed, seal_key: SealKey
) -> None:
    """A second signature in the reserved field; its key is known here, so the whole stays sah."""
    metadata = PdfSignatureMetadata(field_name=BSRE_FIELD, md_algorithm="sha256")
    signer = TimedSigner(metadata, KeySigner(seal_key), now=NOW + timedelta(hours=2))
    signed: bytes = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(sealed.pdf))).getvalue()
    verdict = verify(signed, [city.certificate], now=NOW)
    assert verdict.kind == "sah"
    assert [detail.kind for detail in verdict.details] == ["segel", "bsre"]
    assert verify(overlaid(signed), [city.certificate], now=NOW).kind == "berubah"


def test_a_stored_pair_loads_and_a_mixed_one_does_not(seal_key: SealKey) -> None:
    pem = to_pem(seal_key.certificate)

    def stored(key: ec.EllipticCurvePrivateKey) -> bytes:
        return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    assert SealKey.load(stored(seal_key.private_key), pem).certificate == seal_key.certificate
    with pytest.raises(ValueError, match="does not belong"):
        SealKey.load(stored(ec.generate_private_key(ec.SECP256R1())), pem)


def test_a_longer_sealer_still_fits(sealed: Sealed, seal_key: SealKey) -> None:
    field = SealField(
        places=sealed.paper.places,
        sealed_by="a.n. Lurah Bojong Pondok Terong, Sekretaris Kelurahan",
        directory_version=99999,
    )
    field = replace(field, sealed_by=field.sealed_by + " (pelaksana tugas)")
    pdf = seal(sealed.paper.pdf, seal_key, reason="x", location="Depok", now=NOW, field=field)
    assert f"Disegel {field.sealed_by}" in page_texts(flattened(pdf))[0]

"""Several signers in their order on one paper, judged by validators that share no code with ours."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.documents.certificates import CityCa
from desktop_app.documents.data import Paper
from desktop_app.documents.pades import BSRE_FIELD, MENTOR_FIELD, OFFICIAL_FIELD, SEAL_FIELD
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verify import verify
from desktop_app.errors import Refused
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.signer import Wish, bsre_box, fields_of, prepare, require_intact, sign
from tests.documents.conftest import Sealed
from tests.documents.people import NOW, roster
from tests.documents.reading import page_texts
from tests.documents.surgery import overlaid
from tests.documents.test_seal import flattened
from tests.signing.judging import judged
from tests.signing.pki import Holder, Pki
from tests.signing.service import rewritten

OFFICIAL = Wish(role="pejabat", capacity="Lurah Kukusan", reason="Daftar Nominatif", place="Depok", now=NOW)
MENTOR = replace(OFFICIAL, role="pendamping", capacity="Pendamping")


def key_of(holder: Holder, people: Pki) -> FileKey:
    return FileKey(holder.certificate, (people.between.certificate,), holder.key)


def refused(pdf: bytes, key: FileKey, wish: Wish) -> str:
    with pytest.raises(Refused) as caught:
        sign(pdf, key, wish)
    assert caught.value.next_step
    return caught.value.code


def test_the_official_certifies_and_the_mentor_closes(people: Pki, waiting: Paper) -> None:
    roots = [people.root.certificate]
    ready = prepare(waiting.pdf, waiting.places)
    assert ready.startswith(waiting.pdf)
    assert fields_of(ready).filled == dict.fromkeys((BSRE_FIELD, OFFICIAL_FIELD, MENTOR_FIELD), False)
    lurah, mentor = key_of(people.lurah, people), key_of(people.pendamping, people)
    first = sign(ready, lurah, OFFICIAL)
    assert first.startswith(ready)
    assert first == sign(ready, lurah, OFFICIAL)
    assert judged(first, roots) == {OFFICIAL_FIELD: True}
    both = sign(first, mentor, MENTOR)
    assert both.startswith(first)
    assert judged(both, roots) == {OFFICIAL_FIELD: True, MENTOR_FIELD: True}
    assert refused(first, lurah, OFFICIAL) == "signed_already"
    assert refused(ready, mentor, MENTOR) == "official_first"
    assert refused(sign(ready, mentor, replace(MENTOR, alone=True)), lurah, OFFICIAL) == "closed"
    assert not all(judged(overlaid(both), roots).values())
    with pikepdf.open(io.BytesIO(both)) as document:
        assert document.docinfo["/Title"] == "Daftar Nominatif Calon Wirausaha Baru Tahun 2026"
        assert "/DocMDP" in document.Root.Perms
        for field in document.Root.AcroForm.Fields:
            if "/V" in field:
                forms = field.AP.N.Resources.XObject.values()
                fonts = [font for form in forms for font in form.Resources.get("/Font", {}).values()]
                assert fonts
                assert all("/FontFile2" in font.FontDescriptor for font in fonts)
    text = page_texts(flattened(both))[0]
    for words in ("Surya Darmawan", "Lurah Kukusan", "Wulan Sari", "Pendamping", "Elektronik, bukan BSrE"):
        assert words in text


def test_after_the_office_seal_both_may_sign(city: CityCa, people: Pki, sealed: Sealed) -> None:
    roots = [people.root.certificate, city.certificate]
    first = sign(sealed.pdf, key_of(people.lurah, people), OFFICIAL)
    both = sign(first, key_of(people.pendamping, people), MENTOR)
    assert judged(both, roots) == {SEAL_FIELD: True, OFFICIAL_FIELD: True, MENTOR_FIELD: True}
    assert bsre_box(both) is not None
    seen = verify(both, [city.certificate], now=NOW, chosen=[people.root.certificate])
    assert (seen.kind, [one.good for one in seen.details]) == ("sah", [True] * 3)


def test_a_chosen_authority_never_stands_behind_the_office_seal(
    city: CityCa, people: Pki, sealed: Sealed
) -> None:
    key = people.pendamping.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    theirs = SealKey(key, people.pendamping.certificate, (people.between.certificate,))
    field = SealField(places=sealed.paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    forged = seal(sealed.paper.pdf, theirs, reason="Uji", location="Depok", now=NOW, field=field)
    seen = verify(forged, [city.certificate], now=NOW, chosen=[people.root.certificate])
    assert (seen.kind, seen.cause) == ("tidak_pasti", "penerbit_tidak_dikenal")


def boxed(name: str, corners: list[int] | None) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        for field in document.Root.AcroForm.Fields:
            if name == field.T:
                del field.Rect
                if corners is not None:
                    field.Rect = pikepdf.Array(corners)

    return change


def crooked(document: pikepdf.Pdf) -> None:
    document.Root.Perms = pikepdf.Name.Bukan


def test_what_may_not_be_signed_is_told(people: Pki, waiting: Paper) -> None:
    key = key_of(people.lurah, people)
    draft = write_roster(roster(1), state="draf", now=NOW)
    assert refused(prepare(draft.pdf, draft.places), key, OFFICIAL) == "draft"
    assert refused(waiting.pdf, key, OFFICIAL) == "no_field"
    assert refused(b"%PDF-1.7 rusak", key, OFFICIAL) == "pdf_damaged"
    ready = prepare(waiting.pdf, waiting.places)
    for corners in (None, [10, 10, 10, 10]):
        assert refused(rewritten(ready, boxed(OFFICIAL_FIELD, corners)), key, OFFICIAL) == "no_field"
    assert refused(rewritten(ready, crooked), key, OFFICIAL) == "pdf_damaged"
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(waiting.pdf)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(locked.getvalue(), key, OFFICIAL) == "pdf_password"
    signed = sign(prepare(waiting.pdf, waiting.places), key, OFFICIAL)
    require_intact(signed)
    with pytest.raises(Refused) as spoilt:
        require_intact(overlaid(signed))
    assert spoilt.value.code == "spoilt"

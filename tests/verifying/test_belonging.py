"""Pages of one sealed paper: of another document, missing, or there twice before it was sealed."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.documents.certificates import CityCa, to_pem
from desktop_app.documents.data import Paper, Roster
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verdict import Verdict
from desktop_app.verifying.belonging import strangers
from desktop_app.verifying.inspect import Anchors, Inspected, _with_codes, inspect
from desktop_app.verifying.pages import PageKey, Sheet, sealed_sheets
from tests.documents.people import NOW, roster
from tests.documents.surgery import put_together
from tests.documents.validator import second_opinion
from tests.signing import pki
from tests.signing.service import signed_elsewhere

KEY = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KUKUSAN, BEJI = "3276061002", "3276061001"
KNOWN = (PageKey(KEY.public_key, frozenset({KUKUSAN, BEJI})),)
MINE = roster(60)


def written(one: Roster) -> Paper:
    return write_roster(one, state="segel", now=NOW, key=KEY)


@pytest.fixture(scope="module")
def mine() -> Paper:
    return written(MINE)


def sealed(pdf: bytes, paper: Paper, key: SealKey) -> bytes:
    places = dataclasses.replace(paper.places, page=0)
    field = SealField(places=places, sealed_by="Lurah Kukusan", directory_version=14)
    return seal(pdf, key, reason="Terbit", location="Depok", now=NOW, field=field)


def verdict_on(pdf: bytes, city: CityCa, keys: tuple[PageKey, ...] = KNOWN) -> Verdict:
    *_sheets, last = inspect("a.pdf", pdf, Anchors(to_pem(city.certificate), keys=keys), NOW)
    assert isinstance(last, Inspected)
    assert last.verdict is not None
    return last.verdict


CASES: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "whole": (lambda pdf: pdf, []),
    "page missing": (
        lambda pdf: put_together(pdf, (0, 2)),
        ["Halaman 2 memuat kode halaman 3 dari 3.", "Halaman 2 dari dokumen ini tidak ada."],
    ),
    "page twice": (
        lambda pdf: put_together(pdf, (0, 1, 1, 2)),
        [
            "Halaman 3 memuat kode halaman 2 dari 3.",
            "Halaman 4 memuat kode halaman 3 dari 3.",
            "Halaman 2 ada lebih dari sekali.",
        ],
    ),
    "page of another document": (
        lambda pdf: put_together(
            pdf, range(3), written(dataclasses.replace(MINE, number="500.3/777")).pdf, 1
        ),
        ["Halaman 2 memuat kode dokumen lain, nomor 500.3/777.", "Halaman 2 dari dokumen ini tidak ada."],
    ),
    "page of another edition": (
        lambda pdf: put_together(pdf, range(3), written(dataclasses.replace(MINE, tahun=2025)).pdf, 1),
        [
            "Halaman 2 memuat kode terbitan lain yang bernomor sama, 500.3/118/Kel.Kks/2026.",
            "Halaman 2 dari dokumen ini tidak ada.",
        ],
    ),
    "page of another office": (
        lambda pdf: put_together(
            pdf, range(3), written(dataclasses.replace(MINE, kelurahan_kode=BEJI)).pdf, 1
        ),
        ["Halaman 2 memuat kode dari kantor lain.", "Halaman 2 dari dokumen ini tidak ada."],
    ),
    "page without a code": (
        lambda pdf: put_together(pdf, range(3), write_roster(MINE, state="draf", now=NOW).pdf, 1),
        [
            "Halaman 2 tidak memuat kode, padahal halaman lainnya memuatnya.",
            "Halaman 2 dari dokumen ini tidak ada.",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_page_that_is_not_of_this_paper_is_named_though_the_seal_is_sound(
    case: str, mine: Paper, city: CityCa, seal_key: SealKey
) -> None:
    change, told = CASES[case]
    pdf = sealed(change(mine.pdf), mine, seal_key)
    assert second_opinion(pdf, [city.certificate]), "no validator of signatures can tell"
    for keys in (KNOWN, ()):  # who knows no device reads what the seal vouches for
        verdict = verdict_on(pdf, city, keys)
        assert list(verdict.pages) == told
        if told:
            assert (verdict.kind, verdict.cause) == ("tidak_pasti", "kode_halaman")
            assert "Segel Kelurahan Kukusan" in verdict.sentence and verdict.next_step
        else:
            assert (verdict.kind, verdict.cause) == ("sah", "utuh")


def test_codes_that_prove_nothing_are_named(mine: Paper, city: CityCa, seal_key: SealKey) -> None:
    pdf = sealed(mine.pdf, mine, seal_key)
    verdict = verdict_on(pdf, city)
    first, second, third = sealed_sheets("a.pdf", pdf)

    def found(sheet: Sheet, keys: tuple[PageKey, ...] = KNOWN) -> str:
        return strangers(pdf, verdict, [sheet, second, third], keys)[0]

    broken = dataclasses.replace(first, codes=(first.codes[0][:-6],))
    assert found(broken) == "Kode di halaman 1 rusak atau telah diubah."
    both = dataclasses.replace(first, codes=(*first.codes, *second.codes))
    assert found(both) == "Halaman 1 memuat lebih dari satu kode."
    assert (
        found(first, (PageKey(KEY.public_key, frozenset({BEJI})),))
        == "Halaman 1 memuat kode dari kantor lain."
    )
    bare = [dataclasses.replace(one, codes=()) for one in (first, second, third)]
    assert strangers(pdf, verdict, bare, KNOWN) == [], "nothing is missed where no page has a code"


def silent(pdf: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _document: None) -> bytes:
    """The same file, which no longer says that it is a paper of Wira."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.trailer["/Info"]
        if "/Metadata" in document.Root:
            del document.Root["/Metadata"]
        change(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def letter_before(document: pikepdf.Pdf) -> None:
    document.add_blank_page(page_size=(595, 842))
    document.pages.insert(0, document.pages[-1])
    del document.pages[-1]


SILENT: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "a letter before the whole paper": (lambda pdf: silent(pdf, letter_before), []),
    "a page of another document": (
        lambda pdf: silent(CASES["page of another document"][0](pdf)),
        CASES["page of another document"][1],
    ),
    "a page missing": (
        lambda pdf: silent(put_together(pdf, (0, 2)), letter_before),
        ["Halaman 2 dari dokumen ini tidak ada."],
    ),
    "another order": (
        lambda pdf: silent(put_together(pdf, (0, 2, 1))),
        ["Halaman 3 memuat kode halaman 2 dari 3."],
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_a_signed_file_that_does_not_say_what_it_is_still_has_to_hold_one_paper(
    case: str, mine: Paper, city: CityCa, seal_key: SealKey
) -> None:
    change, told = SILENT[case]
    verdict = verdict_on(sealed(change(mine.pdf), mine, seal_key), city)
    assert not verdict.paper and list(verdict.pages) == told
    assert (verdict.kind, verdict.cause) == (("tidak_pasti", "kode_halaman") if told else ("sah", "utuh"))


@pytest.mark.parametrize("case", SILENT)
def test_the_same_of_what_a_service_signed(case: str, mine: Paper, city: CityCa) -> None:
    """No seal of ours, no words of Wira: a signature under an authority that the office chose."""
    change, told = SILENT[case]
    known = pki.shared()
    pdf = signed_elsewhere(change(mine.pdf), known.lurah, known, field="Tanda")
    chosen = known.root.certificate.public_bytes(Encoding.PEM)
    for keys in (KNOWN, ()):
        anchors = Anchors(to_pem(city.certificate), chosen=chosen, keys=keys)
        *_sheets, last = inspect("a.pdf", pdf, anchors, NOW)
        assert isinstance(last, Inspected) and last.verdict is not None
        verdict = last.verdict
        assert not verdict.paper and list(verdict.pages) == told
        sound = ("sah", "utuh_ditandatangani")
        assert (verdict.kind, verdict.cause) == (("tidak_pasti", "kode_halaman") if told else sound)


def test_pages_that_cannot_be_drawn_leave_the_seal_in_doubt(
    mine: Paper, city: CityCa, seal_key: SealKey
) -> None:
    pdf = sealed(mine.pdf, mine, seal_key)
    sound = dataclasses.replace(verdict_on(pdf, city), signed_length=200)  # of which nothing can be drawn
    asked = _with_codes("a.pdf", pdf, sound, Anchors())
    with pytest.raises(StopIteration) as ended:
        next(asked)
    verdict = ended.value.value
    assert (verdict.kind, verdict.cause) == ("tidak_pasti", "kode_tidak_tergambar")
    assert "Segel Kelurahan Kukusan" in verdict.sentence and verdict.next_step

"""Printed pages read back from scans and photographs, and what a forger does with paper and glue."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from desktop_app.attachments.image import READ_SIDE
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.errors import Refused
from desktop_app.verifying.apart import Apart
from desktop_app.verifying.inspect import Anchors, inspect_apart
from desktop_app.verifying.pages import MOST_TEXT, PageKey, Sheet, judge_sheets, read_codes, read_sheets
from desktop_app.verifying.ready import load
from tests.documents.people import NOW, roster
from tests.documents.surgery import with_a_row_and_nothing_of_its_own
from tests.verifying import paper

KEY = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KNOWN = [PageKey(KEY.public_key, frozenset({"3276061002"}))]
PEOPLE = 60


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_roster(roster(PEOPLE), state="segel", now=NOW, key=KEY).pdf


@pytest.fixture(scope="module")
def scans(pdf: bytes) -> list[Image.Image]:
    return [paper.printed(pdf, page, 130) for page in range(3)]


def sheets(*pictures: Image.Image) -> list[Sheet]:
    return [Sheet("pindai.jpg", number, read_codes(one)) for number, one in enumerate(pictures, 1)]


WEAR: dict[str, Callable[[Image.Image], Image.Image]] = {
    "flat": lambda scan: scan,
    "askew and stapled": lambda scan: paper.stapled(paper.turned(scan, 2.3)),
    "upside down": lambda scan: paper.turned(scan, 181),
    "creased across the code": lambda scan: paper.creased(scan, 0.085),
    "shadowed": paper.shadowed,
    "photographed": paper.photographed,
}


@pytest.mark.parametrize(("wear", "dpi"), [*((wear, 100) for wear in WEAR), ("photographed", 300)])
def test_a_worn_page_is_read(wear: str, dpi: int, pdf: bytes) -> None:
    worn = WEAR[wear](paper.printed(pdf, 0, dpi))
    (one,) = judge_sheets(sheets(worn), KNOWN).sheets
    assert one.kind == "kode_sah"
    assert one.page is not None
    first = roster(PEOPLE).rows[0]
    assert one.page.rows[0] == (first.rank, first.nama)
    assert (one.page.page, one.page.pages, one.page.office) == (1, 3, "3276061002")


def test_everything_at_once_is_read(pdf: bytes) -> None:
    worn = paper.stapled(paper.creased(paper.printed(pdf, 1, 200), 0.09))
    found = judge_sheets(sheets(paper.photographed(paper.shadowed(worn))), KNOWN)
    assert found.sheets[0].kind == "kode_sah"


def test_a_whole_paper_is_sound_and_left_to_a_person(scans: list[Image.Image]) -> None:
    found = judge_sheets(sheets(*reversed(scans)), KNOWN)
    assert (found.kind, found.sound, found.missing) == ("kode_sah", True, ())
    assert "Bandingkan" in found.next_step
    names = [name for one in reversed(found.sheets) if one.page for _rank, name in one.page.rows]
    assert names == [row.nama for row in roster(PEOPLE).rows]


def test_a_missing_page_is_told(scans: list[Image.Image]) -> None:
    found = judge_sheets(sheets(scans[0], scans[2]), KNOWN)
    assert (found.kind, found.missing, found.sound) == ("bermasalah", (2,), False)
    assert found.sentence == "Halaman 2 tidak ada di antara lembar ini."


def test_a_page_of_another_paper_is_told(scans: list[Image.Image]) -> None:
    other = dataclasses.replace(roster(5), number="500.3/777")
    strange = paper.printed(write_roster(other, state="segel", now=NOW, key=KEY).pdf, 0, 130)
    found = judge_sheets(sheets(scans[0], strange, scans[2]), KNOWN)
    assert [one.cause for one in found.sheets] == ["kode_sah", "dokumen_lain", "kode_sah"]
    assert "500.3/777" in found.sheets[1].sentence
    assert (found.kind, found.missing) == ("bermasalah", (2,))


def test_a_copied_code_is_told(scans: list[Image.Image], pdf: bytes) -> None:
    """Glued onto another page: the same code is there twice; in a PDF its names are not what is printed."""
    glued = paper.with_code_of(scans[1], scans[0])
    found = judge_sheets(sheets(scans[0], glued, scans[2]), KNOWN)
    assert [one.cause for one in found.sheets] == ["kode_ganda", "kode_ganda", "kode_sah"]
    assert found.kind == "bermasalah"
    assert found.missing == (2,)
    first, second, third = list(read_sheets("salinan.pdf", pdf))
    swapped = [dataclasses.replace(first, codes=second.codes), second, third]
    assert judge_sheets(swapped, KNOWN).sheets[0].cause == "isi_berbeda"


def test_a_pdf_is_never_sound_by_its_codes(pdf: bytes) -> None:
    """A row may have been added around codes that are sound, so all names being there proves nothing."""
    for data in (pdf, with_a_row_and_nothing_of_its_own(pdf)):
        found = judge_sheets(list(read_sheets("terbit.pdf", data)), KNOWN)
        assert (found.kind, found.sound, len(found.sheets)) == ("kode_sah", False, 3)
        assert found.sentence == "Kode 3 halaman sah."
        assert "Bandingkan" in found.next_step
        assert "dapat dipakai" not in found.next_step


def test_no_more_of_a_pages_text_is_kept_than_a_page_has(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        words = b"BT /F1+0 1 Tf 1 1 Td " + b"(" + b"a" * 40_000 + b") Tj ET"
        document.pages[0].contents_add(words)
        del document.pages[2:]
        document.add_blank_page().contents_add(words)
        document.pages[2].obj.Resources = document.pages[0].obj.Resources
        out = io.BytesIO()
        document.save(out)
    first, second, plain = read_sheets("terbit.pdf", out.getvalue())
    assert len(first.text) == MOST_TEXT
    assert 0 < len(second.text) < MOST_TEXT
    assert (plain.codes, plain.text) == ((), ""), "nothing is compared with it"


def test_scans_saved_as_one_pdf_are_read(scans: list[Image.Image]) -> None:
    found = judge_sheets(list(read_sheets("pindai.pdf", paper.as_pdf(*scans))), KNOWN)
    assert (found.kind, len(found.sheets), found.sound, found.pdf) == ("kode_sah", 3, True, False)


def test_a_scan_is_read_whatever_unseen_text_lies_over_it(scans: list[Image.Image]) -> None:
    """Scanners write what they recognised, mistakes too, below the picture; drawn text is judged."""
    for mode, cause in (("3", "kode_sah"), ("0", "isi_berbeda")):
        with pikepdf.open(io.BytesIO(paper.as_pdf(scans[0]))) as scan:
            font = scan.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
            ))  # fmt: skip
            scan.pages[0].add_resource(font, pikepdf.Name.Font, pikepdf.Name("/F0"))
            scan.pages[0].contents_add(f"BT {mode} Tr /F0 8 Tf 40 40 Td (Sitl Marlma) Tj ET".encode())
            out = io.BytesIO()
            scan.save(out)
        (one,) = judge_sheets(list(read_sheets("pindai.pdf", out.getvalue())), KNOWN).sheets
        assert one.cause == cause


def test_one_picture_handed_in_twice_is_no_forgery(scans: list[Image.Image]) -> None:
    tiff = io.BytesIO()
    scans[0].save(tiff, "TIFF", save_all=True, append_images=scans[1:])
    whole = list(read_sheets("pindai.tif", tiff.getvalue()))
    again = [*whole, *read_sheets("pindai (1).tif", tiff.getvalue())]
    found = judge_sheets(again, KNOWN)
    assert [one.cause for one in found.sheets] == ["kode_sah"] * 3 + ["lembar_sama"] * 3
    assert (found.kind, found.sound, found.sentence) == ("kode_sah", True, "Kode 3 halaman sah.")


def test_a_photograph_of_forty_megapixels_is_read(scans: list[Image.Image]) -> None:
    """By a process with little memory: it is decoded at half its size."""
    huge = scans[0].resize((7600, 5374))
    with Apart(memory=1024**3, first=load) as apart:
        found = inspect_apart(apart, "foto.jpg", paper.jpeg(huge), Anchors(keys=tuple(KNOWN)), NOW)
    assert judge_sheets(found.sheets, KNOWN).sheets[0].cause == "kode_sah"
    assert max(found.sizes[0]) <= READ_SIDE


def test_what_cannot_be_believed_is_named(scans: list[Image.Image]) -> None:
    (first, *_others) = sheets(scans[0])
    broken = dataclasses.replace(first, codes=(first.codes[0][:-6],))
    two = dataclasses.replace(first, codes=(first.codes[0], sheets(scans[1])[0].codes[0]))
    elsewhere = [PageKey(KEY.public_key, frozenset({"3276061001"}))]
    day = datetime(2026, 11, 1, tzinfo=UTC)
    revoked = [dataclasses.replace(KNOWN[0], revoked_at=day)]
    later, replaced = (
        [dataclasses.replace(KNOWN[0], **{end: datetime(2027, 1, 1, tzinfo=UTC)})]
        for end in ("revoked_at", "replaced_at")
    )
    assert date(2026, 11, 24) == roster(1).date
    for sheet, keys, cause, kind in (
        (first, [], "kode_asing", "tanpa_kode"),
        (broken, KNOWN, "kode_rusak", "tanpa_kode"),
        (two, KNOWN, "dua_kode", "bermasalah"),
        (first, elsewhere, "kantor_lain", "bermasalah"),
        (first, revoked, "kunci_dicabut", "bermasalah"),
        (first, later, "dicabut_kemudian", "tanpa_kode"),
        (first, [dataclasses.replace(KNOWN[0], replaced_at=day)], "kunci_dicabut", "bermasalah"),
        (first, replaced, "kode_sah", "kode_sah"),
        (dataclasses.replace(first, codes=()), KNOWN, "tanpa_kode", "tanpa_kode"),
    ):
        (one,) = judge_sheets([sheet], keys).sheets
        assert (one.cause, one.kind) == (cause, kind)


def test_no_picture_is_refused() -> None:
    for data, code in ((b"bukan gambar", "attachment_no_image"), (b"%PDF-1.7\nrusak", "corrupt_pdf")):
        with pytest.raises(Refused) as refused:
            list(read_sheets("x", data))
        assert refused.value.code == code

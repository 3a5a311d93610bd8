"""Daftar Nominatif: layout, editions, wrapping, determinism, archive form."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image

from desktop_app.documents import ink
from desktop_app.documents.data import Edition, Roster, State, short_date
from desktop_app.documents.qr import QrKey, decode
from desktop_app.documents.render import page_png, page_sizes
from desktop_app.documents.roster import to_json, write_roster
from desktop_app.documents.sheets import LEAST_MARGIN, Direction, Form, PaperName
from desktop_app.errors import Refused
from tests.documents.people import KUKUSAN, NOW, long_roster, roster
from tests.documents.reading import everything_inside, packed, page_code, page_texts, squeezed


def printed_cells(made: Roster) -> Iterator[str]:
    for row in made.rows:
        yield from (
            row.nama,
            row.nik,
            short_date(row.tanggal_lahir),
            row.alamat,
            f"{row.rt}/{row.rw}",
            row.usaha,
            row.kbli,
            short_date(row.tanggal_lengkap),
            row.reason,
        )


@pytest.mark.parametrize(
    ("count", "pages"), [(0, 1), (1, 1), (26, 1), (27, 1), (28, 2), (54, 2), (100, 4), (1701, 63)]
)
def test_every_cell_is_printed_and_27_rows_fill_a_page(count: int, pages: int) -> None:
    made = roster(count)
    paper = write_roster(made, state="draf", now=NOW)
    texts = page_texts(paper.pdf)
    assert (paper.pages, len(texts)) == (pages, pages)
    for number, text in enumerate(texts):
        for cell in printed_cells(replace(made, rows=made.rows[number * 27 : number * 27 + 27])):
            assert cell in text
        assert f"Halaman {number + 1} dari {pages}" in text
        assert text.count("Nama NIK L/P") == 1


def test_page_and_grand_totals_count_men_and_women() -> None:
    made = roster(28)
    first, second = page_texts(write_roster(made, state="draf", now=NOW).pdf)
    men = [row.jenis_kelamin == "L" for row in made.rows]
    on_first = f"Jumlah halaman ini: 27 orang ({sum(men[:27])} laki-laki, {27 - sum(men[:27])} perempuan)"
    on_all = f"Jumlah seluruhnya: 28 orang ({sum(men)} laki-laki, {28 - sum(men)} perempuan) dari kuota 27"
    assert on_first in first
    assert "Jumlah seluruhnya" not in first
    assert on_all in second
    assert "Dilanjutkan ke halaman 2." in first


def test_letterhead_signature_and_footer_stand_on_the_page() -> None:
    text = page_texts(write_roster(roster(1), state="draf", now=NOW).pdf)[0]
    for words in (
        "PEMERINTAH KOTA DEPOK",
        "KECAMATAN BEJI",
        "KELURAHAN KUKUSAN",
        "DAFTAR NOMINATIF CALON WIRAUSAHA BARU TAHUN 2026",
        "Nomor 500.3/118/Kel.Kks/2026",
        "Depok, 24 November 2026",
        "Lurah Kukusan,",
        "Drs. Surya Darmawan, M.Si.",
        "Ruang tanda tangan elektronik BSrE",
        "Tembusan: Camat Beji; DKUM Kota Depok. Aturan 2026 versi 3, berkas putusan DKUM 0009.",
        "Data contoh, bukan orang sebenarnya.",
    ):
        assert words in text


def test_long_text_wraps_and_nothing_is_cut() -> None:
    made = long_roster()
    text = packed(page_texts(write_roster(made, state="draf", now=NOW).pdf)[0])
    for cell in printed_cells(made):
        assert packed(cell) in text


def test_rows_taller_than_a_page_go_on_over_pages() -> None:
    made = roster(2)
    endless = " ".join(f"kata{n:04d}" for n in range(1200))
    made = replace(made, rows=(replace(made.rows[0], alamat=endless), made.rows[1]))
    paper = write_roster(made, state="draf", now=NOW)
    text = " ".join(page_texts(paper.pdf))
    assert paper.pages > 2
    assert all(word in text for word in endless.split())
    assert "Jumlah halaman ini: 1 orang" in text
    assert "Jumlah seluruhnya: 2 orang" in text


ADDRESS = "Jalan Contoh Nomor 1, " * 12 + "Kota Depok 16425"


def test_long_letterheads_names_and_copies_stay_on_the_page() -> None:
    made = roster(1)
    made = replace(
        made,
        signatory=replace(
            made.signatory, name="Prof. Dr. Ir. Hj. " + "Kusumaningtyas " * 6, on_behalf="a.n. Lurah"
        ),
        tembusan=tuple(f"Kepala Bagian Contoh Nomor {n} Sekretariat Daerah" for n in range(12)),
        note="catatan panjang " * 12,
        letterhead=replace(made.letterhead, office=f"Kelurahan {'Contoh ' * 14}".strip(), address=ADDRESS),
        quota=1701,
    )
    pdf = write_roster(made, state="draf", now=NOW).pdf
    text = page_texts(pdf)[0]
    assert ADDRESS in text and made.letterhead.office.upper() in text and "dari kuota 1.701" in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        letters = [float(step.operands[1]) for step in pikepdf.parse_content_stream(opened.pages[0])
                   if str(step.operator) == "Tf"]  # fmt: skip
    assert min(letters[:8]) > 4.5, f"a long address takes two lines before nobody can read it: {letters[:12]}"
    for words in (*made.tembusan, squeezed(made.signatory.name), "a.n. Lurah,", squeezed(made.note)):
        assert words in text


@pytest.mark.parametrize("state", ["draf", "segel", "tte"])
def test_only_a_draft_says_draf_and_only_an_issued_one_has_a_code(state: State, qr_key: QrKey) -> None:
    paper = write_roster(roster(28), state=state, now=NOW, key=qr_key)
    texts = page_texts(paper.pdf)
    assert all(("DRAF" in text) == (state == "draf") for text in texts)
    if state == "draf":
        assert all("Periksa halaman ini" not in text for text in texts)
        with pytest.raises(AssertionError, match="0 codes"):
            page_code(paper.pdf, 0, 150)
    else:
        assert decode(page_code(paper.pdf, 1, 150), [qr_key.public_key]).page == 2


def test_an_issued_paper_needs_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        write_roster(roster(1), state="segel", now=NOW)


def test_before_the_decision_the_order_is_a_forecast() -> None:
    forecast = page_texts(write_roster(replace(roster(1), decision_no=None), state="draf", now=NOW).pdf)[0]
    decided = page_texts(write_roster(roster(1), state="draf", now=NOW).pdf)[0]
    assert "urutan perkiraan, belum diputuskan DKUM" in forecast
    assert "perkiraan" not in decided


def test_codes_of_two_kbli_editions_each_name_theirs() -> None:
    made = roster(2)
    made = replace(made, rows=(replace(made.rows[0], kbli="56102", kbli_edisi="2020"), made.rows[1]))
    text = page_texts(write_roster(made, state="draf", now=NOW).pdf)[0]
    assert "56102 (2020)" in text
    assert f"{made.rows[1].kbli} (2025)" in text


@pytest.mark.parametrize("edition", ["arsip", "papan"])
def test_equal_data_and_clock_give_equal_bytes(edition: Edition, qr_key: QrKey) -> None:
    made = roster(30, edition)
    first = write_roster(made, state="segel", now=NOW, key=qr_key)
    again = write_roster(roster(30, edition), state="segel", now=NOW, key=qr_key)
    later = write_roster(made, state="segel", now=NOW + timedelta(hours=1), key=qr_key)
    assert first == again
    assert later.pdf != first.pdf
    assert later.digest == first.digest


@pytest.mark.parametrize("edition", ["arsip", "papan"])
@pytest.mark.parametrize("state", ["draf", "segel", "tte"])
def test_the_unsigned_bytes_are_pdf_a_3b(edition: Edition, state: State, qr_key: QrKey) -> None:
    paper = write_roster(roster(28, edition), state=state, now=NOW, key=qr_key)
    report = pdfa.validate_written(io.BytesIO(paper.pdf), "3b")
    assert (report.verdict, report.findings) == ("pass", [])


def test_letters_beyond_ascii_stay_pdf_a_and_readable() -> None:
    made = roster(1)
    made = replace(
        made, rows=(replace(made.rows[0], nama="Zoë Ćirić-Ñandú O’Neil \\(a)", alamat="Gg. Délima №5"),)
    )
    paper = write_roster(made, state="draf", now=NOW)
    assert pdfa.validate_written(io.BytesIO(paper.pdf), "3b").findings == []
    text = page_texts(paper.pdf)[0]
    assert "Zoë Ćirić-Ñandú O’Neil \\(a)" in text
    assert "Gg. Délima №5" in text


def test_the_notice_board_edition_holds_nothing_it_does_not_print(qr_key: QrKey) -> None:
    made = roster(28, "papan")
    rows = tuple(
        replace(row, alamat=f"Jalan Rahasia {row.rank:03d}", reason=f"PEKKA cerai hidup {row.rank:03d}")
        for row in made.rows
    )
    made = replace(made, rows=rows)
    paper = write_roster(made, state="segel", now=NOW, key=qr_key)
    inside = everything_inside(paper.pdf) + to_json(made)
    codes = [decode(page_code(paper.pdf, page, 200), [qr_key.public_key]) for page in range(paper.pages)]
    inside += repr(codes).encode()
    for row in rows:
        assert row.nik.encode() not in inside
        assert row.nik[6:].encode() not in inside
        assert short_date(row.tanggal_lahir).encode() not in inside
        assert row.nomor_pendaftaran.encode() in inside
    for secret in (b"Rahasia", b"PEKKA", b"cerai"):
        assert secret not in inside
    assert b"327606XXXXXXXXXX" in inside
    assert b"Ditetapkan" in inside


def test_the_digest_is_that_of_the_canonical_json_and_differs_by_edition() -> None:
    arsip, papan = roster(3), roster(3, "papan")
    digests = [write_roster(made, state="draf", now=NOW).digest for made in (arsip, papan)]
    assert digests == [sha256(to_json(made)).hexdigest() for made in (arsip, papan)]
    assert digests[0] != digests[1]
    changed = replace(arsip, rows=(replace(arsip.rows[0], nama="Orang Lain"), *arsip.rows[1:]))
    assert write_roster(changed, state="draf", now=NOW).digest != digests[0]


def test_a_letterhead_picture_is_drawn_and_a_broken_one_refused() -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (900, 1200), (200, 30, 30, 120)).save(picture, "PNG")
    made = replace(roster(1), letterhead=replace(KUKUSAN, logo=picture.getvalue()))
    paper = write_roster(made, state="draf", now=NOW)
    assert pdfa.validate_written(io.BytesIO(paper.pdf), "3b").findings == []
    assert b"/Subtype /Image" in paper.pdf
    assert "Lambang" not in page_texts(paper.pdf)[0]
    assert write_roster(made, state="draf", now=NOW) == paper
    with pytest.raises(Refused) as refusal:
        write_roster(replace(made, letterhead=replace(KUKUSAN, logo=b"GIF")), state="draf", now=NOW)
    assert refusal.value.code == "LOGO"


@pytest.mark.parametrize("paper", ["A4", "F4"])
@pytest.mark.parametrize("direction", ["lanskap", "potret"])
@pytest.mark.parametrize("count", [0, 1, 90])
def test_every_paper_keeps_its_margins_its_header_and_its_rows_whole(
    qr_key: QrKey, paper: PaperName, direction: Direction, count: int
) -> None:
    made = replace(roster(count), form=Form(paper, direction))
    laid = write_roster(made, state="segel", now=NOW, key=qr_key)
    assert page_sizes(laid.pdf) == [pytest.approx(made.form.size, abs=0.1)] * laid.pages
    texts = page_texts(laid.pdf)
    for number, text in enumerate(texts):
        assert "No. Nama NIK" in text and f"Halaman {number + 1} dari {laid.pages}" in text
        picture = Image.open(io.BytesIO(page_png(laid.pdf, number, dpi=72))).convert("L")
        inked = picture.point(lambda shade: 255 if shade < 250 else 0).getbbox()
        assert inked is not None
        wide, high = picture.size
        assert min(inked[0], inked[1], wide - inked[2], high - inked[3]) >= LEAST_MARGIN - 1
    for row in made.rows:
        homes = [text for text in texts if row.nik in text]
        assert len(homes) == 1 and f"ke-{row.rank}" in homes[0]
    assert "Drs. Surya Darmawan, M.Si." in texts[-1] and texts[-1].count("Lurah Kukusan") == 1


def test_a_group_heading_stands_above_its_rows_and_never_alone(qr_key: QrKey) -> None:
    made = roster(60)
    ordered = tuple(sorted(made.rows, key=lambda row: row.rw))
    made = replace(made, rows=ordered, groups=tuple(f"RW {row.rw}" for row in ordered))
    laid = write_roster(made, state="segel", now=NOW, key=qr_key)
    text = " ".join(page_texts(laid.pdf))
    places = [text.index(f"RW {rw}: ") for rw in sorted({row.rw for row in ordered})]
    assert places == sorted(places)
    for page, content in enumerate(page_texts(laid.pdf)):
        before = content[: content.index("Jumlah halaman ini")].strip()
        assert not before.endswith("perempuan)"), f"a heading without a row at the foot of page {page + 1}"
    assert write_roster(made, state="segel", now=NOW, key=qr_key).pdf == laid.pdf


def test_letters_that_the_type_lacks_are_marked_and_said() -> None:
    odd = replace(roster(2).rows[1], nama="محمد Ayu \U0001f600 A\u0308")
    laid = write_roster(replace(roster(2), rows=(roster(2).rows[0], odd)), state="draf", now=NOW)
    (text,) = page_texts(laid.pdf)
    assert "◊◊◊◊ Ayu ◊ Ä" in text and ink.REPLACED in text
    (plain,) = page_texts(write_roster(roster(2), state="draf", now=NOW).pdf)
    assert "◊" not in plain
    endless = replace(odd, nama="Nama " * 60)
    (long,) = page_texts(write_roster(replace(roster(1), rows=(endless,)), state="draf", now=NOW).pdf)
    assert long.count("Nama ") >= 60


@pytest.mark.parametrize("form", [Form("A4"), Form("A4", "potret")])
def test_a_long_title_of_who_signs_takes_two_lines_that_can_be_read(form: Form) -> None:
    """A real one; made smaller to fit one line it would have 4.6 points."""
    title = "Kepala Seksi Pemberdayaan Masyarakat dan Kesejahteraan Sosial Kelurahan Bojong Pondok Terong"
    plain = roster(1)
    signer = replace(plain.signatory, jabatan=title, on_behalf="a.n. Lurah")
    pdf = write_roster(replace(plain, form=form, signatory=signer), state="draf", now=NOW).pdf
    assert f"a.n. Lurah, {title}," in page_texts(pdf)[0]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = pikepdf.parse_content_stream(opened.pages[0])
    assert min(float(each.operands[1]) for each in told if str(each.operator) == "Tf") >= 5


def test_a_nip_that_was_typed_in_one_piece_is_printed_in_its_groups() -> None:
    made = replace(roster(1), signatory=replace(roster(1).signatory, nip="196808081993082996"))
    (text,) = page_texts(write_roster(made, state="draf", now=NOW).pdf)
    assert "NIP 19680808 199308 2 996" in text

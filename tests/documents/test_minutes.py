"""Minutes on paper: the text is signed before its attachment, and its figures are counted from the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.documents.data import people_count
from desktop_app.documents.decree import write_decree
from desktop_app.documents.layout import ABOVE_BAND
from desktop_app.documents.minutes import RESULTS, write_minutes
from desktop_app.documents.qr import QrKey, decode
from desktop_app.documents.sheets import UPRIGHT
from desktop_app.documents.words import day_in_words, spelled
from tests.documents import papers
from tests.documents.people import NOW
from tests.documents.reading import packed, page_code, page_texts


def test_numbers_and_days_are_written_in_words() -> None:
    nines = "sembilan ratus sembilan puluh sembilan"
    told = {
        0: "nol", 11: "sebelas", 19: "sembilan belas", 20: "dua puluh", 100: "seratus",
        115: "seratus lima belas", 1000: "seribu", 1945: "seribu sembilan ratus empat puluh lima",
        11_100: "sebelas ribu seratus", 100_000: "seratus ribu", 999_999: f"{nines} ribu {nines}",
    }  # fmt: skip
    assert {number: spelled(number) for number in told} == told
    assert len({spelled(number) for number in range(10_000)}) == 10_000
    with pytest.raises(ValueError, match="1000000"):
        spelled(1_000_000)
    said = "Sabtu, tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh delapan (29-02-2028)"
    assert day_in_words(date(2028, 2, 29)) == said.replace("Sabtu", "Selasa")


@pytest.mark.parametrize("many", [1, 2, 4, 15])
def test_everybody_signs_on_the_page_that_closes_the_text(many: int, qr_key: QrKey) -> None:
    """Also where the signatures alone are higher than what is left of the page."""
    one = replace(papers.minutes(60), examiners=papers.EXAMINERS[:1] * (many - 1))
    made = write_minutes(one, state="segel", now=NOW, key=qr_key)
    texts = page_texts(made.pdf)
    place, official = made.places, made.places.official
    closing = texts[place.page]
    assert "Demikian berita acara ini" in closing and closing.count("Yang memeriksa,") == many - 1
    assert "Mengetahui, Lurah Kukusan," in closing and packed(one.signatory.name) in packed(closing)
    assert official is not None and official.y1 > place.seal.y2 + ABOVE_BAND and official.y2 < 842
    assert texts[place.page + 1].count("LAMPIRAN BERITA ACARA VERIFIKASI") == 1
    assert not any("Yang memeriksa," in text for text in texts[place.page + 1 :])
    pages = [decode(page_code(made.pdf, n, 150), [qr_key.public_key]) for n in range(made.pages)]
    assert [row for page in pages for row in page.rows] == [
        (n, row.nama) for n, row in enumerate(one.rows, 1)
    ]


def test_a_sex_that_is_not_known_is_no_woman() -> None:
    assert people_count("LLP") == "2 laki-laki, 1 perempuan"
    assert people_count(["L", "", "P"]) == "1 laki-laki, 1 perempuan, 1 tidak diketahui"
    one, other = papers.minutes(2), papers.decree(2)
    blank = replace(one, rows=tuple(replace(row, jenis_kelamin="") for row in one.rows))
    text = " ".join(page_texts(write_minutes(blank, state="draf", now=NOW).pdf))
    assert ") orang: 0 laki-laki, 0 perempuan, " in text and "tidak diketahui" in text
    blank_decree = replace(other, rows=tuple(replace(row, jenis_kelamin="") for row in other.rows))
    text = " ".join(page_texts(write_decree(blank_decree, state="draf", now=NOW).pdf))
    assert "2 orang (0 laki-laki, 0 perempuan, 2 tidak diketahui)" in text


def test_a_row_taller_than_a_page_goes_on_below_heading_and_preface() -> None:
    one, words = papers.decree(1), "Ani Budi Cici " * 300
    for letters in range(600, 3601, 300):
        rows = tuple(replace(row, nama=words[:letters]) for row in one.rows)
        pdf = write_decree(replace(one, form=UPRIGHT, rows=rows), state="draf", now=NOW).pdf
        text = packed(" ".join(page_texts(pdf)))
        assert text.count("Budi") == words[:letters].count("Budi"), letters


def test_results_and_reasons_are_counted_from_the_rows() -> None:
    one = papers.minutes(60)
    text = " ".join(page_texts(write_minutes(one, state="draf", now=NOW).pdf))
    for result, word in zip(RESULTS, ("Terverifikasi", "Dikembalikan", "Ditolak"), strict=True):
        count = sum(row.hasil == result for row in one.rows)
        assert f"{word} : {count} ({spelled(count)}) orang" in text
        for reason in {row.alasan for row in one.rows if row.hasil == result and row.alasan}:
            found = sum((row.hasil, row.alasan) == (result, reason) for row in one.rows)
            assert f"{word}, {found} berkas: {reason}" in text
    assert "Jumlah seluruhnya: 60 orang (44 Terverifikasi, 11 Dikembalikan, 5 Ditolak)" in text

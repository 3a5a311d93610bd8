"""Pengumuman Program: everything of the rule book, nothing typed again, always one page."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.documents.announcement import Announcement, to_text, write_announcement
from desktop_app.documents.data import Letterhead
from desktop_app.documents.render import page_count
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import ProgramRules, default_rules
from tests.documents.people import NOW
from tests.documents.reading import page_texts

HEAD = Letterhead(
    government="Pemerintah Kota Depok", parent="Kecamatan Beji", office="Kelurahan Kukusan",
    address="Jl. Contoh No. 1",
)  # fmt: skip
WUB = replace(
    default_rules("WUB", 2026), version=2, nomor="188/12", issued="2026-01-15", closing="2026-10-31",
    budget=81_000_000, cost=3_000_000, registration="Di kantor kelurahan, hari kerja 08.00 sampai 15.00.",
    conditions=("Bersedia mengikuti pelatihan tiga hari.",),
)  # fmt: skip


def announced(rules: ProgramRules = WUB, kelurahan: str = "Kukusan") -> Announcement:
    return Announcement(rules, kelurahan, "Beji" if kelurahan else "", 63, HEAD)


def test_paper_and_text_say_what_the_rule_book_says() -> None:
    text = to_text(announced())
    page = " ".join(page_texts(write_announcement(announced(), now=NOW))[0].split())
    for wanted in (
        "Wirausaha Baru 2026", "Kelurahan Kukusan, Kecamatan Beji", "27 tempat di kelurahan ini.",
        "Pagu Rp81.000.000 di tiap kelurahan, Rp3.000.000 untuk satu tempat.",
        "01-01-2026 sampai 31-10-2026.",
        "Umur paling sedikit 17 tahun pada 31-12-2026.", "KTP Kota Depok.",
        "Bersedia mengikuti pelatihan tiga hari.", "KTP-el, Kartu Keluarga.",
        "Tidak seorang pun ditolak karena kuota", "hari kerja 08.00 sampai 15.00",
        "Buku aturan versi 2, nomor 188/12, 15-01-2026.",
    ):  # fmt: skip
        assert wanted in page, wanted
        assert wanted.upper() in text.upper(), wanted
    free = "DKUM tidak menetapkan pagu; kuota yang membatasi."
    assert free in to_text(announced(replace(WUB, budget=None)))
    assert free not in to_text(announced(default_rules("WUB", 2026))), "nothing is issued yet"
    assert "PEKKA" not in text and "KUR" not in text, "what is off is not announced"


def test_the_city_and_the_womens_programme() -> None:
    assert "1.701 tempat di 63 kelurahan" in to_text(announced(kelurahan=""))
    women = to_text(announced(default_rules("PP", 2026)))
    assert "350 tempat untuk seluruh Kota Depok." in women and "PEKKA" in women and "Perempuan." in women
    assert "DKUM belum menerbitkan buku aturan" in women
    strict = replace(WUB, requirements=(Requirement("kur", "warn", "block"),))
    assert "Tidak sedang menerima KUR atau kredit bank." in to_text(announced(strict))


def test_however_much_is_written_it_stays_one_page_and_the_same() -> None:
    long = replace(WUB, conditions=tuple("Syarat panjang yang ditulis DKUM sendiri. " * 5 for _ in range(8)))
    pdf = write_announcement(announced(long), now=NOW)
    assert page_count(pdf) == 1 and "Buku aturan versi 2" in page_texts(pdf)[0]
    assert write_announcement(announced(long), now=NOW) == pdf

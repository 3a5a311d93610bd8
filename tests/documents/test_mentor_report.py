"""The papers about mentors: what they print, what they keep to themselves, DRAF and codes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from pikepdf import pdfa

from desktop_app.documents.data import OfficePaper, Signatory
from desktop_app.documents.mentor_report import (
    Deed,
    MenteeRoster,
    MenteeRow,
    MentorRoster,
    MentorRow,
    MonthReport,
    write_mentee_roster,
    write_mentor_roster,
    write_month_report,
)
from desktop_app.documents.qr import QrKey, decode
from tests.documents.people import KUKUSAN, LURAH, NOW
from tests.documents.reading import page_code, page_texts

HEAD = OfficePaper(
    kelurahan_kode="3276061002", kelurahan="Kukusan", kecamatan="Beji", number="500.3/31",
    date=date(2026, 11, 30), rule_version="1", letterhead=KUKUSAN,
    signatory=Signatory(name="Tono Hartono", nip="", jabatan="Pendamping"), sample=True,
)  # fmt: skip


def report(n: int = 3) -> MonthReport:
    deeds = [
        Deed(
            kind="kunjungan", tanggal=f"2026-11-{day:02}", nama=f"Orang {day}",
            nomor_pendaftaran=f"26-061002-7QK-{day:04}", pokok="Pembukuan harian", tempat="Rumah produksi",
            masalah="Kas usaha tercampur kas rumah", saran="Pisahkan dua dompet",
            langkah="Catat sampai Senin",
        )
        for day in range(1, n + 1)
    ]  # fmt: skip
    deeds.append(Deed(
        kind="tugas", tanggal="2026-11-09", nama="Orang 1", nomor_pendaftaran="26-061002-7QK-0001",
        pokok="Hitung harga pokok", tenggat="2026-11-20",
    ))  # fmt: skip
    return MonthReport(
        head=HEAD, mentor="Tono Hartono", mentor_number="P-01", areas=("Kukusan, Kec. Beji",),
        month="2026-11", mentees=n + 2, visits=n, visited=n, given=1, handed_in=0, late=1,
        unvisited=(("Nurhayati", "26-061002-7QK-0091"), ("Siti", "26-061002-7QK-0092")), deeds=tuple(deeds),
    )  # fmt: skip


def test_the_report_says_what_was_done_for_whom_and_who_was_left_out() -> None:
    paper = write_month_report(report(), state="draf", now=NOW)
    (text,) = page_texts(paper.pdf)
    assert "LAPORAN BULANAN PENDAMPING NOVEMBER 2026" in text
    assert "DRAF" in text
    for words in (
        "Tono Hartono (P-01)", "Kas usaha tercampur", "Pisahkan dua dompet", "26-061002-7QK-0003",
        "Didampingi bulan ini 5 orang. Kunjungan 3 kali kepada 3 orang.",
        "Tugas diberikan 1, diserahkan 0, lewat tenggat dan belum diserahkan 1.",
        "Belum dikunjungi bulan ini 2 orang: Nurhayati (26-061002-7QK-0091)", "Belum diserahkan.",
        "Jumlah seluruhnya: 3 kunjungan, 1 tugas",
    ):  # fmt: skip
        assert words in text, words


def test_sealed_it_has_a_code_and_no_draf_and_is_archival(qr_key: QrKey) -> None:
    paper = write_month_report(report(40), state="segel", now=NOW, key=qr_key)
    texts = page_texts(paper.pdf)
    assert paper.pages == len(texts) > 1
    assert not any("DRAF" in text for text in texts)
    pages = [decode(page_code(paper.pdf, n, 150), [qr_key.public_key]) for n in range(paper.pages)]
    assert sum(len(page.rows) for page in pages) == 41
    assert {page.kind for page in pages} == {"laporan_pendamping"}
    assert pdfa.validate_written(io.BytesIO(paper.pdf), "3b").findings == []
    assert write_month_report(report(40), state="segel", now=NOW, key=qr_key) == paper
    other = replace(report(40), handed_in=1)
    assert write_month_report(other, state="segel", now=NOW, key=qr_key).digest != paper.digest


def test_a_month_without_a_deed_and_many_unvisited_still_fit() -> None:
    left = tuple((f"Nama Panjang Sekali {n}", f"26-061002-7QK-{n:04}") for n in range(300))
    empty = replace(report(), deeds=(), visits=0, visited=0, unvisited=left)
    paper = write_month_report(empty, state="draf", now=NOW)
    (text,) = page_texts(paper.pdf)
    assert "dan 260 orang lain" in " ".join(text.split())


def test_rosters_by_mentor_and_of_mentors() -> None:
    row = MenteeRow(
        mentor="Tono Hartono", nama="Siti Marlina", nomor_pendaftaran="26-061002-7QK-0001",
        jenis_kelamin="P", alamat="Jl. Kukusan Raya 3", rt="001", rw="002", hp="081234567890",
        usaha="Katering", sejak="2026-11-01", visits=2, last="2026-11-20",
    )  # fmt: skip
    head = replace(HEAD, signatory=LURAH)
    one = write_mentee_roster(
        MenteeRoster(head=head, mentor="Tono Hartono", rows=(row,)), state="draf", now=NOW
    )
    every = write_mentee_roster(MenteeRoster(head=head, mentor="", rows=(row, row)), state="draf", now=NOW)
    (single,), (all_,) = page_texts(one.pdf), page_texts(every.pdf)
    assert "DAFTAR NOMINATIF MENURUT PENDAMPING" in single
    assert single.count("Tono Hartono") == 1 and all_.count("Tono Hartono") == 2
    assert "081234567890" in single and "001/002" in single
    mentor = MentorRow(
        nama="Wati Lestari", nomor="P-02", nip="", jabatan="Pendamping", hp="081211110001",
        areas="Kecamatan Beji", kelurahan=6, mentees=12, visits=7,
    )  # fmt: skip
    city = replace(head, kelurahan="", kecamatan="", kelurahan_kode="3276")
    (text,) = page_texts(
        write_mentor_roster(MentorRoster(head=city, rows=(mentor,)), state="draf", now=NOW).pdf
    )
    assert "Kota Depok" in text and "Jumlah seluruhnya: 1 pendamping, 12 orang didampingi" in text

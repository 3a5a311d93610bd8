"""Every paper in short, full, overlong and empty form, of invented people: for tests and for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from desktop_app.documents.data import Signatory
from desktop_app.documents.decree import Decree, DecreeRow, write_decree
from desktop_app.documents.entry_form import EntryForm, write_entry_form
from desktop_app.documents.flow import write_letters
from desktop_app.documents.minutes import Examined, Minutes, write_minutes
from desktop_app.documents.receipt import Receipt, write_receipts
from desktop_app.documents.roster import write_roster
from desktop_app.documents.sheets import DIRECTIONS, UPRIGHT, Form
from desktop_app.documents.sheets import PAPERS as SIZES
from desktop_app.documents.statements import (
    Applicant,
    Consent,
    Statement,
    consent_letter,
    statement_letter,
)
from desktop_app.documents.trial_page import write_trial_page
from desktop_app.domain import fields
from desktop_app.domain.rulebook import Rules
from tests.documents.people import DKUM, KUKUSAN, LURAH, NOW, long_roster, roster, rows

DAY = date(2026, 11, 24)
LONG = "Raden Roro Ayu Kusumaningtyas Widyaningrum Puspitasari Hadiningrat binti Haji Wahid " * 4
FULL = Applicant(
    nama="Siti Marlina",
    nomor_pendaftaran="26-061003-7QK-0042",
    program="WUB",
    tahun=2026,
    facts=(
        ("Nama lengkap", "Siti Marlina"),
        ("NIK", "3276 0648 0578 9001"),
        ("Tempat, tanggal lahir", "Depok, 08-05-1978"),
        ("Jenis kelamin", "Perempuan"),
        ("Alamat", "Jl. Kukusan Raya 51, RT 008/RW 002, Kelurahan Kukusan, Kecamatan Beji"),
        ("Nomor HP", "0812 9999 0001"),
    ),
)
EMPTY = Applicant(
    nama="", nomor_pendaftaran="26-061003-7QK-0043", program="WUB", tahun=2026,
    facts=tuple((label, "") for label, _said in FULL.facts),
)  # fmt: skip
SHORT = Applicant(
    nama="Siti", nomor_pendaftaran="26-061003-7QK-0041", program="PP", tahun=2026,
    facts=tuple((label, "Siti" if label == "Nama lengkap" else "") for label, _said in FULL.facts),
)  # fmt: skip
OVERLONG = replace(
    FULL,
    nama=LONG[:300],
    facts=tuple(
        (label, LONG[:300] if label in ("Nama lengkap", "Alamat") else said) for label, said in FULL.facts
    ),
    guardian="محمد Ayu \U0001f600 " + LONG[:120],
    relation="Kerabat yang mengasuh",
)
POINTS = (
    "Data dan dokumen yang saya serahkan benar dan sesuai dengan aslinya.",
    "Saya penduduk Kota Depok menurut KTP-el saya.",
    "Saya sudah mempunyai usaha: Katering rumahan.",
    "Bila pernyataan ini ternyata tidak benar, saya bersedia menerima akibatnya.",
)
PAPERS = tuple((choice.label, "Ada" if n % 3 else "Menyusul") for n, choice in enumerate(fields.DOCUMENTS))
RECEIVER = Signatory(name="Dian Lestari", nip="", jabatan="Petugas yang menerima")


def statement(one: Applicant) -> Statement:
    return Statement(
        applicant=one, points=POINTS * (8 if one is OVERLONG else 1), number="", date=DAY, rule_version="3",
        letterhead=KUKUSAN, sample=True,
    )  # fmt: skip


def consent(one: Applicant) -> Consent:
    return Consent(
        applicant=replace(one, facts=one.facts[:1] + one.facts[4:5]),
        version="1",
        controller="Kelurahan Kukusan",
        common=("NIK", "Nomor KK", "Nama lengkap", "Alamat KTP", "Jenis usaha"),
        special=() if one is SHORT else ("Modal di luar tanah dan bangunan", "Omzet setahun"),
        receivers=(LONG[:200],) if one is OVERLONG else (),
        years=5,
        number="500.3/9" if one is FULL else "",
        date=DAY,
        rule_version="3",
        letterhead=KUKUSAN,
        proof="Map 3 nomor 12" if one is FULL else "",
        sample=True,
    )


def receipt(one: Applicant) -> Receipt:
    return Receipt(
        nama=one.nama,
        nomor_pendaftaran=one.nomor_pendaftaran,
        program=one.program,
        tahun=one.tahun,
        papers=() if one is EMPTY else PAPERS[:2] if one is SHORT else PAPERS,
        note=f"Masih ditunggu: {LONG}" if one is OVERLONG else "Berkas lengkap sejak 20-11-2026.",
        number="500.3/9" if one is FULL else "",
        date=DAY,
        rule_version="3",
        receiver=replace(RECEIVER, name=LONG[:100]) if one is OVERLONG else RECEIVER,
        letterhead=KUKUSAN,
        sample=True,
    )


def entry_form(program: str = "WUB", *, long: bool = False) -> EntryForm:
    head = replace(KUKUSAN, office=LONG[:90], address=LONG[:200]) if long else KUKUSAN
    return EntryForm(
        program=program, tahun=2026, kelurahan=LONG[:120] if long else "Kukusan, Kecamatan Beji",
        rules=Rules(), letterhead=head, sample=True,
    )  # fmt: skip


EXAMINERS = (
    Signatory(name="Dian Lestari", nip="contoh 19850505 201001 2 998", jabatan="Verifikator",
              on_behalf="Yang memeriksa"),
    Signatory(name="Agus Salim", nip="", jabatan="Kepala Seksi Kemasyarakatan", on_behalf="Yang memeriksa"),
)  # fmt: skip
_REASONS = ("Foto KTP belum terbaca.", "KK belum diserahkan.")


def minutes(count: int, *, overlong: bool = False) -> Minutes:
    """Every fifth is returned, every eleventh rejected; some of what was verified has changed since."""
    made: list[Examined] = []
    for n, row in enumerate(rows(count)):
        result = "rejected" if n % 11 == 10 else "returned" if n % 5 == 4 else "verified"
        reason = {"rejected": "Bukan penduduk Kota Depok.", "returned": _REASONS[n % 2]}.get(result, "")
        made.append(
            Examined(
                nomor_pendaftaran=row.nomor_pendaftaran, nama=LONG[:300] if overlong else row.nama,
                jenis_kelamin=row.jenis_kelamin, tanggal=f"2026-11-{1 + n % 24:02d}", hasil=result,
                alasan=reason + (LONG[:200] if overlong and reason else ""),
                pemeriksa=EXAMINERS[n % 2].name,
                note="Datanya berubah sesudah diperiksa; menunggu diperiksa lagi." if n == 3 else "",
            )
        )  # fmt: skip
    return Minutes(
        program="WUB", tahun=2026, kelurahan_kode="3276061003", kelurahan="Kukusan", kecamatan="Beji",
        number="500.3/120/Kel.Kks/2026" if count else "", date=DAY, first=date(2026, 11, 1), last=DAY,
        rule_version="3", rows=tuple(made),
        examiners=tuple(replace(one, name=LONG[:100]) for one in EXAMINERS * 2) if overlong else EXAMINERS,
        waiting=2 if count else 0, letterhead=KUKUSAN,
        signatory=replace(LURAH, on_behalf="Mengetahui", name=LONG[:120] if overlong else LURAH.name),
        tembusan=("Camat Beji", "DKUM Kota Depok"), sample=True,
    )  # fmt: skip


_PLACES = (("Kukusan", "Beji"), ("Curug", "Cimanggis"), ("Curug", "Bojongsari"))


def decree(*counts: int, long: bool = False) -> Decree:
    """So many accepted in each kelurahan, two of which have one name; one alone is that kelurahan's."""
    made: list[DecreeRow] = []
    for (kelurahan, kecamatan), count in zip(_PLACES, counts, strict=False):
        made += [
            DecreeRow(
                kelurahan=kelurahan, kecamatan=kecamatan, rank=row.rank,
                nomor_pendaftaran=row.nomor_pendaftaran, nama=LONG[:300] if long else row.nama, nik=row.nik,
                jenis_kelamin=row.jenis_kelamin, usaha=LONG[:200] if long else row.usaha,
                tanggal_lengkap=row.tanggal_lengkap, decision="0009" if row.rank < 20 else "0011",
            )
            for row in rows(count, seed=len(made) + 1)
        ]  # fmt: skip
    one = len(counts) == 1
    return Decree(
        program="WUB", tahun=2026, kelurahan_kode="3276061003" if one else "3276",
        kelurahan="Kukusan" if one else "", kecamatan="Beji" if one else "",
        number="188.4/77/Kpts/DKUM/2026" if any(counts) else "", date=DAY,
        decisions=(("0009", "2026-11-20"), ("0011", "2026-11-23")), rule_version="3", rows=tuple(made),
        letterhead=DKUM, quota=27 if one else 1701, sample=True, tembusan=("Wali Kota Depok",),
        signatory=Signatory(name="Dra. Contoh Kepala, M.M.", nip="contoh 19680101 199001 2 999",
                            jabatan="Kepala Dinas", pangkat="Pembina Utama Muda"),
    )  # fmt: skip


def _decree(one: Decree) -> bytes:
    return write_decree(one, state="draf", now=NOW).pdf


def _minutes(one: Minutes) -> bytes:
    return write_minutes(one, state="draf", now=NOW).pdf


def _letter(one: Applicant) -> bytes:
    return write_letters([statement_letter(statement(one))], title="Surat Pernyataan", now=NOW).pdf


def _consent(one: Applicant) -> bytes:
    return write_letters([consent_letter(consent(one))], title="Persetujuan", now=NOW).pdf


def _receipt(one: Applicant, form: Form = UPRIGHT) -> bytes:
    return write_receipts([receipt(one)], now=NOW, form=form).pdf


def _trial(form: Form, office: str = "Kelurahan Kukusan") -> bytes:
    return write_trial_page(form, office=office, now=NOW).pdf


GALLERY: dict[str, Callable[[], bytes]] = {
    "nominatif-pendek": lambda: write_roster(roster(3), state="draf", now=NOW).pdf,
    "nominatif-penuh": lambda: write_roster(roster(27), state="draf", now=NOW).pdf,
    "nominatif-potret": lambda: write_roster(replace(roster(30), form=UPRIGHT), state="draf", now=NOW).pdf,
    "nominatif-f4": lambda: write_roster(replace(roster(3), form=Form("F4")), state="draf", now=NOW).pdf,
    "nominatif-panjang": lambda: (
        write_roster(replace(long_roster(), form=Form("F4", "potret")), state="draf", now=NOW).pdf
    ),
    "nominatif-kosong": lambda: write_roster(roster(0), state="draf", now=NOW).pdf,
    "papan-pendek": lambda: write_roster(roster(2, "papan"), state="draf", now=NOW).pdf,
    "papan-penuh": lambda: write_roster(roster(27, "papan"), state="draf", now=NOW).pdf,
    "papan-panjang": lambda: (
        write_roster(replace(long_roster(), edition="papan", form=UPRIGHT), state="draf", now=NOW).pdf
    ),
    "papan-kosong": lambda: write_roster(roster(0, "papan"), state="draf", now=NOW).pdf,
    "papan-potret": lambda: (
        write_roster(replace(roster(27, "papan"), form=UPRIGHT), state="draf", now=NOW).pdf
    ),
    "berita-acara-pendek": lambda: _minutes(replace(minutes(3), examiners=EXAMINERS[:1])),
    "berita-acara-penuh": lambda: _minutes(minutes(60)),
    "berita-acara-panjang": lambda: _minutes(replace(minutes(25, overlong=True), form=Form("F4", "potret"))),
    "berita-acara-kosong": lambda: _minutes(minutes(0)),
    "penetapan-pendek": lambda: _decree(decree(2)),
    "penetapan-penuh": lambda: _decree(decree(27, 24, 25)),
    "penetapan-panjang": lambda: _decree(replace(decree(3, 2, long=True), form=Form("F4", "potret"))),
    "penetapan-kosong": lambda: _decree(decree(0)),
    "pernyataan-pendek": lambda: _letter(SHORT),
    "pernyataan-penuh": lambda: _letter(FULL),
    "pernyataan-kosong": lambda: _letter(EMPTY),
    "pernyataan-panjang": lambda: _letter(OVERLONG),
    "persetujuan-pendek": lambda: _consent(SHORT),
    "persetujuan-penuh": lambda: _consent(FULL),
    "persetujuan-kosong": lambda: _consent(EMPTY),
    "persetujuan-panjang": lambda: _consent(OVERLONG),
    "tanda-terima-pendek": lambda: _receipt(SHORT),
    "tanda-terima-penuh": lambda: _receipt(FULL),
    "tanda-terima-kosong": lambda: _receipt(EMPTY),
    "tanda-terima-panjang": lambda: _receipt(OVERLONG),
    "tanda-terima-f4": lambda: _receipt(FULL, Form("F4", "potret")),
    "formulir-wub": lambda: write_entry_form(entry_form(), now=NOW).pdf,
    "formulir-pp-f4": lambda: write_entry_form(entry_form("PP"), now=NOW, form=Form("F4", "potret")).pdf,
    "formulir-panjang": lambda: write_entry_form(entry_form(long=True), now=NOW).pdf,
    **{
        f"uji-cetak-{paper.lower()}-{way}": partial(_trial, Form(paper, way))
        for paper in SIZES
        for way in DIRECTIONS
    },
    "uji-cetak-panjang": lambda: _trial(UPRIGHT, LONG[:300]),
}
"""Every paper by the name of its picture."""
DRAFTS = ("nominatif", "papan", "berita-acara", "penetapan")
"""How the names of those begin that say DRAF until they are issued."""

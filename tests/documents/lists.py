"""The papers made of lists and figures in short, full, overlong and empty form, of invented people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.documents.announcement import Announcement, write_announcement
from desktop_app.documents.attendance import AttendanceList, AttendanceRow, write_attendance
from desktop_app.documents.data import DecisionList, Edition, OfficePaper, short_date
from desktop_app.documents.decision_list import write_decision_list
from desktop_app.documents.file_list import FileList, write_file_list
from desktop_app.documents.fingerprint_sheet import FingerprintSheet, write_fingerprint_sheet
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
from desktop_app.documents.qr import QrKey
from desktop_app.documents.ranking_list import RankingList, RankingRow, write_ranking_list
from desktop_app.documents.recap import Counts, Recap, RecapRow, write_recap
from desktop_app.documents.sheets import ACROSS, UPRIGHT, Form
from desktop_app.documents.waiting_list import WaitingList, WaitingRow, write_waiting_list
from desktop_app.documents.wave_roster import WaveRoster, WaveRow, write_wave_roster
from desktop_app.domain.rulebook import ProgramRules, default_rules
from tests.documents.people import DKUM, KEPALA, KUKUSAN, LURAH, NOW, decision_list, rows

DAY = date(2026, 11, 24)
NAME = "Raden Roro Ayu Kusumaningtyas Widyaningrum Puspitasari Hadiningrat binti Haji Wahid " * 4
SAID = "Katering rumahan, kue kering pesanan hari raya dan warung makan di depan rumah orang tua. " * 4
HEAD = OfficePaper(
    kelurahan_kode="3276061003",
    kelurahan="Kukusan",
    kecamatan="Beji",
    number="500.3/31/Kel.Kks/2026",
    date=DAY,
    rule_version="3",
    letterhead=KUKUSAN,
    signatory=LURAH,
    tembusan=("Camat Beji",),
    sample=True,
)
DKUM_HEAD = replace(
    HEAD, kelurahan_kode="", kelurahan="", kecamatan="", number="500.3/31/DKUM/2026", letterhead=DKUM,
    signatory=KEPALA, tembusan=("Wali Kota Depok",),
)  # fmt: skip
RULES = replace(
    default_rules("WUB", 2026),
    version=2,
    nomor="188/12",
    issued="2026-01-15",
    closing="2026-10-31",
    budget=81_000_000,
    cost=3_000_000,
    registration="Di kantor kelurahan, hari kerja 08.00 sampai 15.00.",
    conditions=("Bersedia mengikuti pelatihan tiga hari.",),
)


def ranking(count: int, *, decision: str = "0009", long: bool = False) -> RankingList:
    """Who waits in Kukusan, or with `decision` "" how the order would be today."""
    waiting = tuple(
        RankingRow(
            place=str(row.rank),
            nomor_pendaftaran=row.nomor_pendaftaran,
            nama=NAME[:300] if long else row.nama,
            kelurahan="Kukusan",
            tanggal_lengkap=row.tanggal_lengkap,
            state="Daftar Tunggu",
            reason=SAID
            if long
            else f"Berkas lengkap {short_date(row.tanggal_lengkap)}. Tidak ada tempat tersisa.",
        )
        for row in rows(count)
    )
    return RankingList(
        program="WUB",
        tahun=2026,
        kelurahan_kode="3276061003",
        kelurahan="Kukusan",
        kecamatan="Beji",
        date=DAY,
        rule_version="3",
        decision_no=decision,
        preface=("Kuota 27 tempat; 27 sudah ditetapkan.",),
        rows=waiting,
        letterhead=KUKUSAN,
        signatory=LURAH,
        sample=True,
    )


def waiting(
    count: int, edition: Edition = "papan", *, long: bool = False, form: Form = ACROSS
) -> WaitingList:
    """Who waits in Kukusan by a decision."""
    people = tuple(
        WaitingRow(
            place=row.rank,
            nomor_pendaftaran=row.nomor_pendaftaran,
            nama=NAME[:300] if long else row.nama,
            nik=row.nik,
            jenis_kelamin=row.jenis_kelamin,
            kelurahan="Kukusan",
            tanggal_lengkap=row.tanggal_lengkap,
            state="Cadangan" if row.rank < 10 else "Menunggu",
            reason="Rekomendasi PEKKA-nya terverifikasi. "
            + (
                SAID
                if long
                else f"Berkas lengkap {short_date(row.tanggal_lengkap)}. Tidak ada tempat tersisa."
            ),
        )
        for row in rows(count)
    )
    return WaitingList(
        head=replace(HEAD, form=form),
        edition=edition,
        program="WUB",
        tahun=2026,
        decision_no="0009",
        preface=("Menurut putusan DKUM nomor 0009 tanggal 20-11-2026. Kuota 27 tempat, 27 terisi.",),
        rows=people,
    )


def attendance(count: int, days: int, *, long: bool = False) -> AttendanceList:
    """A wave of Kukusan, with lines left for those who come unannounced."""
    return AttendanceList(
        training=SAID[:150] if long else "Pelatihan Dasar Wirausaha Baru",
        wave="Gelombang 1",
        code="K7QX3M",
        organiser="DKUM Kota Depok",
        venue=SAID[:120] if long else "Aula Kelurahan Kukusan",
        days=tuple((n, f"2026-11-{16 + n}") for n in range(1, days + 1)),
        rows=tuple(
            AttendanceRow(
                number=row.rank,
                nama=NAME[:300] if long else row.nama,
                nomor_pendaftaran=row.nomor_pendaftaran,
                gone="penetapan dibatalkan" if row.rank == 7 else "",
            )
            for row in rows(count)
        ),
        blank=5,
        number="500.3/12",
        date=date(2026, 11, 16),
        office_code="3276061003",
        letterhead=KUKUSAN,
        signatory=LURAH,
        sample=True,
    )


def wave(count: int, *, long: bool = False) -> WaveRoster:
    """Three days of training: who came and who completed it."""
    people = tuple(
        WaveRow(
            number=row.rank,
            nama=NAME[:300] if long else row.nama,
            nomor_pendaftaran=row.nomor_pendaftaran,
            jenis_kelamin=row.jenis_kelamin,
            kelurahan="Kukusan",
            usaha=SAID if long else row.usaha,
            marks=("h", "h", "s" if row.rank % 5 == 0 else "h"),
            result="Tuntas" if row.rank % 5 else "Tidak tuntas",
        )
        for row in rows(count)
    )
    return WaveRoster(
        head=HEAD,
        training="Pelatihan Dasar Wirausaha Baru",
        wave="Gelombang 1",
        code="K7QX3M",
        venue="Aula Kelurahan Kukusan",
        organiser="DKUM Kota Depok",
        days=("2026-11-17", "2026-11-18", "2026-11-19"),
        minimal=3,
        counted=count,
        passed=sum(row.result == "Tuntas" for row in people),
        rows=people,
    )


def month(count: int, *, long: bool = False) -> MonthReport:
    """A mentor's month: one visit a person, one task for the first."""
    deeds = [
        Deed(
            kind="kunjungan",
            tanggal=f"2026-11-{1 + row.rank % 28:02}",
            nama=NAME[:300] if long else row.nama,
            nomor_pendaftaran=row.nomor_pendaftaran,
            pokok="Pembukuan harian",
            tempat="Rumah produksi",
            masalah=SAID if long else "Kas usaha tercampur kas rumah",
            saran=SAID if long else "Pisahkan dua dompet",
            langkah="Catat sampai Senin",
        )
        for row in rows(count)
    ]
    if count:
        deeds.append(
            replace(deeds[0], kind="tugas", pokok="Hitung harga pokok", tempat="", tenggat="2026-11-28")
        )
    return MonthReport(
        head=HEAD,
        mentor=NAME[:120] if long else "Tono Hartono",
        mentor_number="P-01",
        areas=("Kukusan, Kec. Beji",),
        month="2026-11",
        mentees=count + 1,
        visits=count,
        visited=count,
        given=min(count, 1),
        handed_in=0,
        late=0,
        unvisited=(("Nurhayati", "26-061003-7QK-0091"),),
        deeds=tuple(deeds),
    )


def mentees(count: int, *, long: bool = False) -> MenteeRoster:
    """Whom a mentor looks after."""
    people = tuple(
        MenteeRow(
            mentor="Tono Hartono",
            nama=NAME[:300] if long else row.nama,
            nomor_pendaftaran=row.nomor_pendaftaran,
            jenis_kelamin=row.jenis_kelamin,
            alamat=SAID if long else row.alamat,
            rt=row.rt,
            rw=row.rw,
            hp=f"0812 9999 {row.rank:04}",
            usaha=row.usaha,
            sejak="2026-10-01",
            visits=row.rank % 3,
            last="2026-11-12" if row.rank % 3 else "",
        )
        for row in rows(count)
    )
    return MenteeRoster(head=HEAD, mentor="Tono Hartono", rows=people)


def mentors(count: int, *, long: bool = False) -> MentorRoster:
    """The mentors of the city."""
    people = tuple(
        MentorRow(
            nama=NAME[:300] if long else row.nama,
            nomor=f"P-{row.rank:02}",
            nip="",
            jabatan="Pendamping",
            hp=f"0812 9999 {row.rank:04}",
            areas=SAID if long else "Kukusan, Beji; Tanah Baru, Beji",
            kelurahan=2,
            mentees=row.rank,
            visits=2 * row.rank,
        )
        for row in rows(count)
    )
    return MentorRoster(head=DKUM_HEAD, rows=people)


def recap(count: int, *, silent: int = 5, long: bool = False) -> Recap:
    """The year of the programme in the city; each kelurahan whose number `silent` divides sent no file."""
    made = tuple(
        RecapRow(
            name="Pasir Gunung Selatan" if long else f"Kelurahan {n}",
            group="Pancoran Mas" if long else "Beji",
            wanted=27,
            counts=None if n % silent == 0 else Counts(27, 20, 12, 6, 3, 9, 15),
            decisions="" if n % silent == 0 else "; ".join(["0009 (27)"] * (9 if long else 1)),
            files="" if n % silent == 0 else "; ".join([f"berkas {n:04}"] * (9 if long else 1)),
        )
        for n in range(1, count + 1)
    )
    total = sum((row.counts for row in made if row.counts is not None), Counts())
    course = tuple(total.accepted * n // 12 for n in range(1, 13))
    return Recap(
        program="WUB",
        tahun=2026,
        kelurahan_kode="",
        kelurahan="",
        kecamatan="",
        number="500.3/99/DKUM/2026",
        date=date(2026, 12, 31),
        rule_version="3",
        wanted=27 * count,
        total=total,
        sources=("putusan 0009", "rekap pelatihan", "laporan pendamping", "laporan pendamping", ""),
        accepted=course,
        started=tuple(n // 2 for n in course),
        rows=made,
        pledges=(SAID if long else "Wirausaha Baru: 1.080 dari 5.000 orang sampai 2026.",),
        letterhead=DKUM,
        signatory=KEPALA,
        sample=True,
        heard=sum(row.counts is not None for row in made),
    )


def files(count: int, *, long: bool = False) -> FileList:
    """What the sync files of a week did."""
    row = (
        "dks_3276061003_2306_1-0010_p01of01.dks",
        "masuk",
        "24-11-2026 10.05",
        "55",
        "12",
        "40",
        "3",
        "0",
        SAID if long else "Diterima",
    )
    return FileList(
        office="DKUM Kota Depok",
        office_code="",
        other="",
        date=DAY,
        preface=("Semua berkas yang tercatat di komputer ini.",),
        rows=(row,) * count,
        letterhead=DKUM,
        signatory=KEPALA,
        sample=True,
    )


def announcement(rules: ProgramRules = RULES, kelurahan: str = "Kukusan") -> Announcement:
    return Announcement(
        rules, kelurahan, "Beji" if kelurahan else "", 63, KUKUSAN if kelurahan else DKUM, True
    )


def fingerprint(steps: int) -> FingerprintSheet:
    return FingerprintSheet(
        title="Sidik kunci kantor",
        owner="Kelurahan Kukusan, Kecamatan Beji",
        facts=(("Dibuat", "24 November 2026"), ("Komputer", "PC pelayanan")),
        fingerprint=" ".join(sha256(b"contoh").hexdigest()[n : n + 4] for n in range(0, 32, 4)),
        steps=("Bandingkan setiap kelompok huruf dengan yang terbaca di layar petugas DKUM.",) * steps,
        sample=True,
    )


def page_key() -> QrKey:
    """A device's key that is the same every time."""
    return QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def _attendance(one: AttendanceList) -> bytes:
    return write_attendance(one, page_key(), now=NOW).pdf


F4 = Form("F4", "potret")
"""The narrowest page that lists are laid out on is A4 upright, the longest this one."""


def _upright(form: Form) -> dict[str, Callable[[], bytes]]:
    """Every list that may stand upright, full."""
    head = replace(HEAD, form=form)
    return {
        "putusan": lambda: write_decision_list(
            replace(decision_list(40), form=form), state="draf", now=NOW
        ).pdf,
        "daftar-tunggu": lambda: write_ranking_list(replace(ranking(60), form=form), now=NOW).pdf,
        "daftar-hadir": lambda: _attendance(replace(attendance(27, 2), paper=form.paper, shape="potret")),
        "gelombang": lambda: write_wave_roster(replace(wave(60), head=head), state="draf", now=NOW).pdf,
        "laporan-bulanan": lambda: write_month_report(
            replace(month(27), head=head), state="draf", now=NOW
        ).pdf,
        "binaan": lambda: write_mentee_roster(
            replace(mentees(60), head=head, mentor=""), state="draf", now=NOW
        ).pdf,
        "pendamping": lambda: write_mentor_roster(
            replace(mentors(60), head=replace(DKUM_HEAD, form=form)),
            state="draf", now=NOW,
        ).pdf,
        "rekap": lambda: write_recap(replace(recap(63), form=form), state="draf", now=NOW).pdf,
    }  # fmt: skip


def _long(one: DecisionList) -> DecisionList:
    return replace(one, rows=tuple(replace(row, reason=SAID) for row in one.rows))


LISTS: dict[str, Callable[[], bytes]] = {
    "tunggu-pendek": lambda: write_waiting_list(waiting(2), state="draf", now=NOW).pdf,
    "tunggu-papan-penuh": lambda: write_waiting_list(waiting(40), state="draf", now=NOW).pdf,
    "tunggu-arsip-panjang": lambda: (
        write_waiting_list(waiting(2, "arsip", long=True), state="draf", now=NOW).pdf
    ),
    "tunggu-kosong": lambda: write_waiting_list(waiting(0), state="draf", now=NOW).pdf,
    "tunggu-potret": lambda: (
        write_waiting_list(waiting(40, "arsip", form=UPRIGHT), state="draf", now=NOW).pdf
    ),
    **{f"{name}-potret": made for name, made in _upright(UPRIGHT).items()},
    **{f"{name}-f4": made for name, made in _upright(F4).items()},
    "pengumuman-f4": lambda: write_announcement(replace(announcement(), paper="F4"), now=NOW),
    "putusan-pendek": lambda: write_decision_list(decision_list(3), state="draf", now=NOW).pdf,
    "putusan-penuh": lambda: write_decision_list(decision_list(40), state="draf", now=NOW).pdf,
    "putusan-panjang": lambda: write_decision_list(_long(decision_list(5)), state="draf", now=NOW).pdf,
    "putusan-kosong": lambda: write_decision_list(decision_list(0), state="draf", now=NOW).pdf,
    "daftar-tunggu-pendek": lambda: write_ranking_list(ranking(2), now=NOW).pdf,
    "daftar-tunggu-penuh": lambda: write_ranking_list(ranking(30), now=NOW).pdf,
    "daftar-tunggu-panjang": lambda: write_ranking_list(ranking(2, long=True), now=NOW).pdf,
    "daftar-tunggu-kosong": lambda: write_ranking_list(ranking(0), now=NOW).pdf,
    "prakiraan": lambda: write_ranking_list(ranking(5, decision=""), now=NOW).pdf,
    "daftar-hadir-pendek": lambda: _attendance(attendance(2, 1)),
    "daftar-hadir-penuh": lambda: _attendance(attendance(27, 3)),
    "daftar-hadir-panjang": lambda: _attendance(attendance(3, 8, long=True)),
    "daftar-hadir-kosong": lambda: _attendance(attendance(0, 1)),
    "gelombang-pendek": lambda: write_wave_roster(wave(2), state="draf", now=NOW).pdf,
    "gelombang-penuh": lambda: write_wave_roster(wave(27), state="draf", now=NOW).pdf,
    "gelombang-panjang": lambda: write_wave_roster(wave(2, long=True), state="draf", now=NOW).pdf,
    "gelombang-kosong": lambda: write_wave_roster(wave(0), state="draf", now=NOW).pdf,
    "laporan-bulanan-pendek": lambda: write_month_report(month(2), state="draf", now=NOW).pdf,
    "laporan-bulanan-penuh": lambda: write_month_report(month(27), state="draf", now=NOW).pdf,
    "laporan-bulanan-panjang": lambda: write_month_report(month(2, long=True), state="draf", now=NOW).pdf,
    "laporan-bulanan-kosong": lambda: write_month_report(month(0), state="draf", now=NOW).pdf,
    "binaan-pendek": lambda: write_mentee_roster(mentees(2), state="draf", now=NOW).pdf,
    "binaan-penuh": lambda: write_mentee_roster(mentees(27), state="draf", now=NOW).pdf,
    "binaan-panjang": lambda: write_mentee_roster(mentees(2, long=True), state="draf", now=NOW).pdf,
    "binaan-kosong": lambda: write_mentee_roster(mentees(0), state="draf", now=NOW).pdf,
    "pendamping-pendek": lambda: write_mentor_roster(mentors(2), state="draf", now=NOW).pdf,
    "pendamping-penuh": lambda: write_mentor_roster(mentors(40), state="draf", now=NOW).pdf,
    "pendamping-panjang": lambda: write_mentor_roster(mentors(2, long=True), state="draf", now=NOW).pdf,
    "pendamping-kosong": lambda: write_mentor_roster(mentors(0), state="draf", now=NOW).pdf,
    "rekap-pendek": lambda: write_recap(recap(2), state="draf", now=NOW).pdf,
    "rekap-penuh": lambda: write_recap(recap(63), state="draf", now=NOW).pdf,
    "rekap-panjang": lambda: write_recap(recap(3, long=True), state="draf", now=NOW).pdf,
    "rekap-kosong": lambda: write_recap(recap(63, silent=1), state="draf", now=NOW).pdf,
    "laporan-berkas-pendek": lambda: write_file_list(files(2), now=NOW).pdf,
    "laporan-berkas-penuh": lambda: write_file_list(files(40), now=NOW).pdf,
    "laporan-berkas-panjang": lambda: write_file_list(files(2, long=True), now=NOW).pdf,
    "laporan-berkas-kosong": lambda: write_file_list(files(0), now=NOW).pdf,
    "pengumuman-pendek": lambda: write_announcement(
        announcement(replace(RULES, conditions=(), budget=None, cost=None, registration="")), now=NOW
    ),
    "pengumuman-penuh": lambda: write_announcement(announcement(), now=NOW),
    "pengumuman-kota": lambda: write_announcement(announcement(kelurahan=""), now=NOW),
    "pengumuman-panjang": lambda: write_announcement(
        announcement(replace(RULES, conditions=(SAID,) * 8)), now=NOW
    ),
    "pengumuman-kosong": lambda: write_announcement(announcement(default_rules("PP", 2026)), now=NOW),
    "sidik-pendek": lambda: write_fingerprint_sheet(fingerprint(1), now=NOW),
    "sidik-penuh": lambda: write_fingerprint_sheet(fingerprint(3), now=NOW),
    "sidik-panjang": lambda: write_fingerprint_sheet(replace(fingerprint(12), owner=NAME[:300]), now=NOW),
}
"""Every such paper by the name of its picture."""

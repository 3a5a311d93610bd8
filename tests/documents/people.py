"""Invented people and offices for the papers' tests."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

from desktop_app.documents.data import (
    DecisionList,
    DecisionRow,
    Edition,
    Letterhead,
    Roster,
    RosterRow,
    Signatory,
)

NOW = datetime(2026, 11, 24, 3, 5, tzinfo=UTC)

KUKUSAN = Letterhead(
    government="Pemerintah Kota Depok",
    parent="Kecamatan Beji",
    office="Kelurahan Kukusan",
    address="Jalan Contoh Nomor 1, Kukusan, Beji, Kota Depok 16425",
)
DKUM = Letterhead(
    government="Pemerintah Kota Depok",
    parent="",
    office="Dinas Koperasi dan Usaha Mikro",
    address="Gedung Dibaleka II Lantai 7, Jalan Margonda Raya Nomor 54, Depok",
)
LURAH = Signatory(
    name="Drs. Surya Darmawan, M.Si.",
    nip="contoh 19700101 199001 1 999",
    jabatan="Lurah Kukusan",
    pangkat="Pembina",
)

KEPALA = Signatory(
    name="Dra. Contoh Kepala, M.M.", nip="contoh 19680101 199001 2 999", jabatan="Kepala Dinas"
)

_FIRST = (
    "Anisa Wahyu Puji Kartika Neneng Rudi Ahmad Hasan Eko Desi Muhamad Fitria Jajang Nia Andi Ratih".split()
)
_LAST = (
    "Maharani Nugroho Astuti Sukma Hasanah Hartanto Zulkifli Basri Saputra Permatasari Fauzan Andini".split()
)
_STREETS = (
    "Jl. Kukusan Raya",
    "Jl. Palakali Gg. Mawar",
    "Gg. Haji Amat",
    "Jl. Rawa Kopi",
    "Jl. Mandor Basar",
)
_BUSINESS = (
    ("Kue basah", "10792"),
    ("Kopi susu literan", "11059"),
    ("Sablon kaus", "18112"),
    ("Rajut tas", "14301"),
)


def rows(count: int, seed: int = 1) -> tuple[RosterRow, ...]:
    """`count` people with NIK serials that start with 9."""
    dice = random.Random(seed)
    made: list[RosterRow] = []
    for rank in range(1, count + 1):
        woman = dice.random() < 0.5
        day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1968, 2006)
        usaha, kbli = dice.choice(_BUSINESS)
        made.append(
            RosterRow(
                rank=rank,
                nomor_pendaftaran=f"26-061003-7QK-{rank:04d}",
                nama=f"{dice.choice(_FIRST)} {dice.choice(_LAST)}",
                nik=f"327606{day + 40 * woman:02d}{month:02d}{year % 100:02d}9{rank % 1000:03d}",
                jenis_kelamin="P" if woman else "L",
                tanggal_lahir=f"{year}-{month:02d}-{day:02d}",
                alamat=f"{dice.choice(_STREETS)} {dice.randint(1, 90)}",
                rt=f"{dice.randint(1, 9):03d}",
                rw=f"{dice.randint(1, 9):03d}",
                usaha=usaha,
                kbli=kbli,
                tanggal_lengkap=f"2026-{1 + rank % 10:02d}-{1 + rank % 28:02d}",
                status="accepted",
                reason=f"Belum pernah ikut; berkas lengkap ke-{rank}",
            )
        )
    return tuple(made)


def roster(count: int, edition: Edition = "arsip") -> Roster:
    """A WUB roster of Kelurahan Kukusan."""
    return Roster(
        edition=edition,
        program="WUB",
        tahun=2026,
        kelurahan_kode="3276061002",
        kelurahan="Kukusan",
        kecamatan="Beji",
        number="500.3/118/Kel.Kks/2026",
        date=date(2026, 11, 24),
        rule_version="3",
        decision_no="0009",
        quota=27,
        rows=rows(count),
        letterhead=KUKUSAN,
        signatory=LURAH,
        tembusan=("Camat Beji", "DKUM Kota Depok"),
        note=f"tahap 1 sampai 3, lengkap {count} orang",
        sample=True,
    )


def long_roster() -> Roster:
    """Three people whose names, addresses and businesses do not fit one line."""
    plain = roster(3)
    endless = replace(
        plain.rows[1],
        nama="Raden Roro Ayu Kusumaningtyas Widyaningrum Puspitasari Hadiningrat bt. H. Wahid",
        alamat="Jalan Haji Muhammad Nawi bin Haji Karim Gang Masjid Al-Ikhlas Kavling C3 Nomor 117A",
        usaha="Warung makan dan katering rumahan, kue kering pesanan hari raya",
        reason="Belum pernah ikut; berkas lengkap ke-2; undian pada tanggal yang sama dengan tiga lainnya",
    )
    unbroken = replace(plain.rows[2], nama="X" * 60, alamat="Gg. Délima №5 – “Pojok” RT\u00a01")
    return replace(plain, rows=(plain.rows[0], endless, unbroken))


def decision_list(count: int) -> DecisionList:
    """A decision on `count` applications, 27 of them accepted."""
    from hashlib import sha256

    seed = "9f3c71d2e8a04b65"
    ranked = sorted(
        (
            row.tanggal_lengkap,
            sha256((seed + row.nomor_pendaftaran).encode()).hexdigest(),
            row.nomor_pendaftaran,
        )
        for row in rows(count)
    )
    return DecisionList(
        program="WUB",
        tahun=2026,
        kelurahan_kode="3276061002",
        kelurahan="Kukusan",
        kecamatan="Beji",
        number="500.3/77/DKUM/2026",
        date=date(2026, 11, 25),
        decision_no="0009",
        rule_version="3",
        quota=27,
        order=("berkas lengkap lebih dahulu",),
        seed=seed,
        rows=tuple(
            DecisionRow(
                rank=rank,
                nomor_pendaftaran=number,
                tanggal_lengkap=day,
                draw=draw,
                outcome="accepted" if rank <= 27 else "waitlisted",
                reason=f"Urutan {rank} dari {count}",
            )
            for rank, (day, draw, number) in enumerate(ranked, 1)
        ),
        letterhead=DKUM,
        signatory=KEPALA,
        tembusan=("Camat Beji", "Lurah Kukusan"),
        sample=True,
    )

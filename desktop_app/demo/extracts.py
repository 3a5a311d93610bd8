"""Data for other agencies in the demo city: two receivers in the rule book, three files handed out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from desktop_app.actions.extracting import MakeExtract, make_extract
from desktop_app.domain.receivers import Receiver
from desktop_app.office import Office

RECEIVERS: Final = (
    Receiver(
        code="disdukcapil",
        name="Disdukcapil Kota Depok",
        purpose="Pemadanan NIK pendaftar dengan data kependudukan",
        columns=("nomor_pendaftaran", "nik", "nama", "tanggal_lahir", "kelurahan", "kecamatan"),
        statuses=("verified", "accepted", "waitlisted"),
        nik="full",
        by="kelurahan",
    ),
    Receiver(
        code="bank-contoh",
        name="Bank Contoh Cabang Depok",
        purpose="Penawaran pembiayaan usaha bagi yang ditetapkan",
        columns=("nomor_pendaftaran", "nama", "hp", "kelurahan", "jenis_usaha", "nib"),
        statuses=("accepted",),
    ),
)
"""Invented agencies and columns; the real ones are DKUM's to decide."""


def hand_out(dkum: Office, kelurahan: Office, year: int, folder: Path) -> int:
    """One file by the kelurahan, two by DKUM; returns how many. Whoever is in must hold the right."""
    for office, wish in (
        (dkum, MakeExtract("WUB", year, "disdukcapil", "Surat 470/118 perihal pemadanan NIK")),
        (dkum, MakeExtract("WUB", year, "bank-contoh", "Perjanjian kerja sama 119/7/DKUM", form="csv")),
        (kelurahan, MakeExtract("WUB", year, "disdukcapil", "Surat 470/121 perihal NIK ganda")),
    ):
        make_extract(office, wish, folder)
    return 3

"""Daftar Tunggu: who waits for a place after DKUM's decision, in which order and why, to be kept or posted.

The notice-board edition (*papan*) masks the NIK and has no sentence about a PEKKA recommendation, which tells
of somebody's household; it is built without them, so neither reaches its page, code, data or digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Unpack

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    Edition,
    OfficePaper,
    Paper,
    grouped,
    masked_nik,
    people_count,
    short_date,
)
from desktop_app.documents.layout import Column, Making, compose
from desktop_app.documents.mentor_report import list_sheet

_SENTENCE: Final = re.compile(r"(?<=\.)\s+")
_HOUSEHOLD: Final = "PEKKA"
_EDITIONS: Final[dict[Edition, str]] = {
    "arsip": "salinan arsip, NIK penuh", "papan": "papan pengumuman, NIK disamarkan",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One person. `place` counts those who wait, from 1; `tanggal_lengkap` is an ISO date, `state` a
    word, `reason` sentences."""

    place: int
    nomor_pendaftaran: str
    nama: str
    nik: str
    jenis_kelamin: str
    kelurahan: str
    tanggal_lengkap: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Who waits in a kelurahan, or where `head.kelurahan` is empty in the city, by decision `decision_no`.
    `preface` says what draws the line."""

    head: OfficePaper
    edition: Edition
    program: str
    tahun: int
    decision_no: str
    preface: tuple[str, ...]
    rows: tuple[WaitingRow, ...]


def write_waiting_list(waiting: WaitingList, **made: Unpack[Making]) -> Paper:
    """The list as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes.

    Raises Refused for a letterhead picture that cannot be read.
    """
    city, slim = not waiting.head.kelurahan, not waiting.head.form.across
    full = waiting.edition == "arsip"
    columns = (
        Column("No.", 24, "right", firm=True),
        Column("Nomor pendaftaran", 78 if slim else 84, firm=True),
        Column("Nama", 120),
        Column("NIK" if full else "NIK (disamarkan)", 72, firm=True),
        Column("L/P", 20, firm=True),
        *((Column("Kelurahan", 76),) if city else ()),
        Column("Berkas lengkap", 46 if slim else 56, firm=True),
        Column("Keadaan", 44, firm=True),
        Column("Alasan", 290),
    )
    rows = [
        (
            str(row.place), row.nomor_pendaftaran, row.nama,
            row.nik if full or not row.nik else masked_nik(row.nik), row.jenis_kelamin,
            *((row.kelurahan,) if city else ()), short_date(row.tanggal_lengkap), row.state,
            row.reason if full else public(row.reason),
        )
        for row in waiting.rows
    ]  # fmt: skip
    told = people_count(row.jenis_kelamin for row in waiting.rows)
    program = PROGRAM_NAMES.get(waiting.program, waiting.program)
    sheet = list_sheet(
        waiting.head,
        f"tunggu.{waiting.edition}",
        title=f"Daftar Tunggu {program} Tahun {waiting.tahun}",
        about=_EDITIONS[waiting.edition],
        columns=columns,
        rows=rows,
        entries=[(row.place, row.nama) for row in waiting.rows],
        what="orang",
        grand=f"Jumlah seluruhnya: {grouped(len(rows))} orang ({told})",
        said={
            "program": waiting.program, "tahun": waiting.tahun, "decision_no": waiting.decision_no,
            "preface": list(waiting.preface),
        },
        preface=waiting.preface,
    )  # fmt: skip
    return compose(sheet, **made)


def public(reason: str) -> str:
    """The reason as a notice board may tell it: nothing of somebody's household."""
    return " ".join(part for part in _SENTENCE.split(reason) if _HOUSEHOLD not in part)

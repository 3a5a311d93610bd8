"""Daftar Peserta Pelatihan: who took part in a wave, on which days, and what came of it.

It prints neither NIK nor phone: the registration number names a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from desktop_app.documents.data import OfficePaper, Paper, short_date
from desktop_app.documents.layout import Column, Making, compose
from desktop_app.documents.mentor_report import list_sheet

_MARKS = {"h": "H", "i": "I", "s": "S", "a": "A", "": "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """One participant; `marks` has a sign for each day, `result` in words."""

    number: int
    nama: str
    nomor_pendaftaran: str
    jenis_kelamin: str
    kelurahan: str
    usaha: str
    marks: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRoster:
    """A wave with its people; `days` are ISO, `passed` of the `counted` completed it."""

    head: OfficePaper
    training: str
    wave: str
    code: str
    venue: str
    organiser: str
    days: tuple[str, ...]
    minimal: int
    counted: int
    passed: int
    rows: tuple[WaveRow, ...]
    note: str = ""


def write_wave_roster(roster: WaveRoster, **made: Unpack[Making]) -> Paper:
    """The roster as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes."""
    columns = (
        Column("No.", 24, "right", firm=True),
        Column("Nama", 150),
        Column("Nomor pendaftaran", 96 if roster.head.form.across else 78, firm=True),
        Column("L/P", 22, firm=True),
        Column("Kelurahan", 112),
        Column("Usaha", 120),
        Column("Kehadiran", max(64.0, 13.0 * len(roster.days)), firm=len(roster.days) < 9),
        Column("Hari hadir", 46, "right", firm=True),
        Column("Hasil", 96),
    )
    rows = [
        (
            str(row.number), row.nama, row.nomor_pendaftaran, row.jenis_kelamin, row.kelurahan, row.usaha,
            " ".join(_MARKS.get(sign, sign) for sign in row.marks),
            str(row.marks.count("h")) if row.marks else "", row.result,
        )
        for row in roster.rows
    ]  # fmt: skip
    sheet = list_sheet(
        roster.head,
        "peserta_gelombang",
        title="Daftar Peserta Pelatihan",
        about=f"{roster.training}, {roster.wave}",
        columns=columns,
        rows=rows,
        entries=[(row.number, row.nama) for row in roster.rows],
        what="peserta",
        grand=f"Jumlah seluruhnya: {roster.counted} peserta, {roster.passed} tuntas",
        said={"training": roster.training, "wave": roster.wave, "code": roster.code,
              "preface": list(_preface(roster))},
        preface=_preface(roster),
    )  # fmt: skip
    return compose(sheet, **made)


def _preface(roster: WaveRoster) -> tuple[str, ...]:
    days = ", ".join(f"hari {n} {short_date(day)}" for n, day in enumerate(roster.days, 1))
    where = "; ".join(part for part in (roster.organiser, roster.venue) if part)
    rule = f"Tuntas bila hadir {roster.minimal} hari. H hadir, I izin, S sakit, A alpa, - belum dicatat."
    return (f"{where}. " if where else "") + f"Waktu: {days}.", rule, *((roster.note,) if roster.note else ())

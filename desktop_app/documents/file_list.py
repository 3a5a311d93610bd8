"""Laporan Berkas: what each sync file did, for the office's own binder. It names people only where a step of
theirs had no effect, and never with a NIK."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.documents.data import Letterhead, Paper, Signatory, canonical_json, grouped, long_date
from desktop_app.documents.layout import Column, Sheet, compose

_COLUMNS = (
    Column("No.", 26, "right"),
    Column("Berkas", 172),
    Column("Arah", 40),
    Column("Waktu", 84),
    Column("Perubahan", 56, "right"),
    Column("Baru", 40, "right"),
    Column("Sudah ada", 52, "right"),
    Column("Berbeda", 48, "right"),
    Column("Tidak berlaku", 60, "right"),
    Column("Keadaan", 218),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """`office` is whose report it is, `other` the one office it is about, "" for all. Cells of `rows` as
    the columns after the number; a row without a file belongs to the one above."""

    office: str
    office_code: str
    other: str
    date: date
    preface: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    letterhead: Letterhead
    signatory: Signatory
    place: str = "Depok"
    sample: bool = False


def write_file_list(one: FileList, *, now: datetime) -> Paper:
    """The report as PDF bytes without seal or code."""
    number, rows = 0, list[tuple[str, ...]]()
    for cells in one.rows:
        number += bool(cells[0])
        rows.append((str(number) if cells[0] else "", *cells))
    about = f"dengan {one.other}" if one.other else "semua berkas masuk dan keluar"
    sheet = Sheet(
        kind="laporan_berkas",
        number="",
        office_code=one.office_code,
        date=one.date,
        place=one.place,
        letterhead=one.letterhead,
        signatory=one.signatory,
        title="Laporan Berkas Sinkronisasi",
        subtitle=f"{one.office}  ·  {about}  ·  keadaan {long_date(one.date)}",
        columns=_COLUMNS,
        rows=rows,
        entries=[(at, cells[1]) for at, cells in enumerate(rows, 1)],
        page_total=lambda page: f"Jumlah halaman ini: {sum(bool(rows[n][0]) for n in page)} berkas",
        grand_total=f"Jumlah seluruhnya: {grouped(number)} berkas",
        footer="Data contoh, bukan orang sebenarnya." if one.sample else "Untuk arsip kantor.",
        data=canonical_json(
            {
                "v": 1, "kind": "laporan_berkas", "office": one.office_code, "other": one.other,
                "date": one.date.isoformat(), "preface": list(one.preface),
                "rows": [list(cells) for cells in rows], "sample": one.sample,
            }
        ),
        preface=one.preface,
        mark="",
        unsealed="Laporan kantor sendiri, tidak disegel.",
    )  # fmt: skip
    return compose(sheet, state="draf", now=now)

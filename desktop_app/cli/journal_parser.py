"""`wira journal` and `wira history`: what happened in the office, and to one record."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.domain.journal import KINDS
from resources.i18n import tr


def commands(add: Any, _common: Any) -> None:
    """Both commands."""
    journal = add(
        "journal", "journal", tr("jurnal kantor: perubahan, akses, masuk, dan berkas menurut waktu")
    )
    journal.add_argument(
        "--search", metavar=tr("KATA"), default="",
        help=tr("nama petugas; nama, NIK, atau nomor pendaftar; atau nomor surat"),
    )  # fmt: skip
    journal.add_argument("--by", metavar=tr("NAMA"), default="", help=tr("hanya yang dilakukan petugas ini"))
    journal.add_argument("--kind", choices=tuple(KINDS), help=tr("hanya jenis ini: {jenis}", jenis=_kinds()))
    journal.add_argument(
        "--since", metavar=tr("TANGGAL"), type=_day, help=tr("sejak tanggal ini, misalnya 2026-11-24")
    )
    journal.add_argument("--until", metavar=tr("TANGGAL"), type=_day, help=tr("sampai tanggal ini"))
    journal.add_argument(
        "--number", metavar=tr("NOMOR"), default="",
        help=tr("hanya tentang nomor pendaftaran atau kode catatan ini"),
    )  # fmt: skip
    journal.add_argument(
        "--device",
        metavar=tr("TANDA"),
        default="",
        help=tr("hanya dari komputer dengan tanda ini, misalnya 7K2"),
    )
    journal.add_argument(
        "--limit", metavar="N", type=_number, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )
    journal.add_argument(
        "--after",
        metavar="N",
        type=_line,
        help=tr("lanjutkan setelah baris ini; nomornya disebut di akhir"),
    )
    journal.add_argument(
        "--out", type=Path, metavar=tr("BERKAS"), help=tr("tulis semua baris yang cocok ke berkas CSV ini")
    )
    history = add(
        "history", "journal", tr("riwayat satu catatan: isian, dari, menjadi, siapa, kapan, di mana")
    )
    history.add_argument(
        "number", metavar=tr("NOMOR"),
        help=tr("nomor pendaftaran, nomor surat, nama pendamping atau petugas, atau kode catatan"),
    )  # fmt: skip


def _kinds() -> str:
    return ", ".join(f"{code} ({tr(kind.label)})" for code, kind in KINDS.items())


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(tr("{isi} bukan angka di atas nol.", isi=repr(text)))
    return int(text)


def _line(text: str) -> int:
    """The mark of a line, below zero where it has no time."""
    return -_number(text[1:]) if text.startswith("-") else _number(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            tr("{isi} bukan tanggal. Tulis seperti 2026-11-24.", isi=repr(text))
        ) from error

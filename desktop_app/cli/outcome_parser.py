"""The commands about outcomes and their options: outcome, recap."""

from __future__ import annotations

import argparse

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from desktop_app.domain.outcome import ANSWERS, STAGES, TURNOVER
from resources.i18n import tr

WORDS = {
    "mulai_usaha": "start", "nib": "nib", "nib_tanggal": "nib-date", "enam_bulan": "six",
    "enam_bulan_tanggal": "six-date", "dua_belas_bulan": "twelve", "dua_belas_bulan_tanggal": "twelve-date",
    "pekerja": "jobs", "omzet_kelas": "turnover", "catatan": "note",
}  # fmt: skip
"""The option of each field of an outcome."""


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""
    text = tr("capaian setelah ditetapkan: usaha mulai, NIB, masih berjalan")
    step = steps_of(add, common, "outcome", "outcomes", text)
    _set(step("set", tr("mencatat atau membetulkan capaian seseorang; yang tidak disebut tetap")))
    shown = step("show", tr("capaian seseorang"))
    _number(shown)
    shown.add_argument(
        "--turnover", action="store_true", help=tr("tampilkan juga kelas omzet, yang biasanya disembunyikan")
    )
    listing = step("list", tr("angka capaian dan orang di baliknya"))
    options.program(listing)
    options.year(listing)
    listing.add_argument("--kelurahan", default="", metavar=tr("KELURAHAN"), help=_place())
    listing.add_argument(
        "--stage", default="accepted", choices=tuple(STAGES),
        help=tr("tahapnya: accepted, trained, started, six, atau twelve; biasanya accepted"),
    )  # fmt: skip


def recap(add: Add) -> None:
    """The command of the recap."""
    command = add("recap", "outcomes", tr("rekap capaian sebagai PDF (DRAF), dengan grafik"))
    options.program(command)
    options.year(command)
    command.add_argument(
        "--number", default="", metavar=tr("NOMOR"),
        help=tr("nomor surat dari agenda kelurahan, misalnya 500.3/118"),
    )  # fmt: skip
    command.add_argument("--seal", action="store_true", help=tr("terbitkan dengan segel kantor"))
    options.sheet(command, direction="lanskap")
    options.out(command)


def _set(command: argparse.ArgumentParser) -> None:
    _number(command)
    helps = {
        "mulai_usaha": tr("tanggal usaha mulai, misalnya 12-03-2026"),
        "nib": tr("NIB, 13 angka"),
        "nib_tanggal": tr("tanggal di lembar NIB"),
        "enam_bulan": tr("masih berjalan setelah enam bulan: ya atau tidak"),
        "enam_bulan_tanggal": tr("tanggal ia ditanya"),
        "dua_belas_bulan": tr("masih berjalan setelah dua belas bulan: ya atau tidak"),
        "dua_belas_bulan_tanggal": tr("tanggal ia ditanya"),
        "pekerja": tr("berapa orang bekerja di usaha itu"),
        "omzet_kelas": tr("kelas omzet menurut PP 7/2021: mikro, kecil, atau menengah"),
        "catatan": tr("catatan singkat"),
    }
    for name, word in WORDS.items():
        choices = {"enam_bulan": ANSWERS, "dua_belas_bulan": ANSWERS, "omzet_kelas": TURNOVER}.get(name)
        codes = ("", *(choice.code for choice in choices)) if choices else None
        command.add_argument(f"--{word}", dest=name, choices=codes, metavar=tr("ISI"), help=helps[name])


def _number(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "number", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")
    )


def _place() -> str:
    return tr("DKUM: hanya kelurahan ini, kode 10 angka atau nama")

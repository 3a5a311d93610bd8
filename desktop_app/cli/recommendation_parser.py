"""The command about DP3AP2KB's recommendations and its options."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from desktop_app.domain.recommending import STATES
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add it; `common` are the options every command takes."""
    text = tr("rekomendasi DP3AP2KB: surat, nama, padanan")
    step = steps_of(add, common, "recommendation", "recommendations", text)
    _import(step("import", tr("petugas DKUM: memasukkan daftar sebuah surat dari lembar XLSX atau CSV")))
    _list(step("list", tr("surat, nama di dalamnya, dan PEKKA tanpa rekomendasi")))
    show = step("show", tr("satu nama, dibandingkan dengan pendaftar yang mirip"))
    show.add_argument("id", metavar="ID", help=_name_id())
    _match(step("match", tr("petugas DKUM: memadankan lagi lewat NIK, atau memutuskan satu nama")))
    _withdraw(step("withdraw", tr("petugas DKUM: mencatat surat yang mencabut rekomendasi")))


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar=tr("BERKAS"), help=tr("lembar .xlsx atau .csv dengan baris judul")
    )
    _letter(command, tr("nomor surat DP3AP2KB"), tr("tanggal surat itu, seperti 12-03-2026"))
    command.add_argument(
        "--program", default="PP", choices=("WUB", "PP"), help=tr("program surat itu; biasanya PP")
    )
    command.add_argument(
        "--year", metavar=tr("TAHUN"), type=options.four_digits, default=0,
        help=tr("tahun program, empat angka; bila tidak diisi: tahun ini"),
    )  # fmt: skip
    command.add_argument(
        "--map", action="append", default=[], metavar=tr("ISIAN=KOLOM"),
        help=tr("isian diambil dari kolom berjudul ini, misalnya nama=\"Penerima\"; boleh berulang"),
    )  # fmt: skip
    command.add_argument("--preview", action="store_true", help=tr("hanya pratinjau, tidak menyimpan"))
    command.add_argument(
        "--report", type=Path, metavar="XLSX", help=tr("simpan laporan tiap baris sebagai berkas .xlsx ini")
    )


def _list(command: argparse.ArgumentParser) -> None:
    command.add_argument("--letter", metavar=tr("NOMOR"), default="", help=tr("hanya nama di surat ini"))
    command.add_argument(
        "--state", default="", choices=("", *STATES),
        help=tr("hanya nama yang keadaannya ini: padan, dilihat, belum, atau dicabut"),
    )  # fmt: skip
    command.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("hanya nama di kelurahan ini: kode 10 angka atau namanya"),
    )  # fmt: skip
    command.add_argument("--search", metavar=tr("KATA"), default="", help=tr("kata dari nama atau alamatnya"))
    command.add_argument(
        "--limit", metavar="N", type=int, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )


def _match(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", nargs="?", default="", help=_name_id())
    command.add_argument(
        "number", metavar=tr("NOMOR"), nargs="?", default="",
        help=tr("nomor pendaftaran orang yang dibandingkan"),
    )  # fmt: skip
    command.add_argument(
        "--verdict", default="sama", choices=("sama", "bukan"),
        help=tr("sama: orang yang sama; bukan: orang lain; biasanya sama"),
    )  # fmt: skip


def _withdraw(command: argparse.ArgumentParser) -> None:
    command.add_argument("letter", metavar=tr("SURAT"), help=tr("nomor surat yang dicabut"))
    _letter(command, tr("nomor surat pencabutan"), tr("tanggal surat pencabutan, seperti 12-03-2026"))
    command.add_argument(
        "--name", action="append", default=[], metavar="ID",
        help=tr("hanya nama ini yang dicabut; boleh berulang; bila tidak diisi: seluruh surat"),
    )  # fmt: skip
    command.add_argument("--undo", action="store_true", help=tr("pencabutan itu salah catat; batalkan"))


def _letter(command: argparse.ArgumentParser, number: str, date: str) -> None:
    command.add_argument("--number", metavar=tr("NOMOR"), default="", help=number)
    command.add_argument("--date", metavar=tr("TANGGAL"), default="", help=date)


def _name_id() -> str:
    return tr("kode nama dari `wira recommendation list`; awalnya saja cukup bila tidak ada yang sama")

"""The commands about the rules and their options: rules, rank, announce."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop_app.cli import options
from resources.i18n import tr

Add = Callable[..., argparse.ArgumentParser]


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""
    group = add("rules", "rules", tr("buku aturan: daftar, isi, periksa, terbitkan"))
    steps = group.add_subparsers(dest="step", metavar=tr("LANGKAH"), required=True)

    def step(word: str, text: str, module: str = "rules") -> argparse.ArgumentParser:
        found = steps.add_parser(word, parents=[common], help=text, description=text)
        found.set_defaults(handler=f"rules_{word}", module=module)
        return found

    step("list", tr("semua versi yang pernah terbit"))
    show = step("show", tr("aturan yang berlaku; dengan --json dapat disunting lalu diterbitkan"))
    options.program(show)
    options.year(show)
    check = step("check", tr("memeriksa apakah buku aturan dapat diterbitkan; tidak menyimpan apa pun"))
    _file(check)
    preview = step("preview", tr("yang akan berubah bagi pendaftar yang sudah ada; tidak menyimpan apa pun"))
    _file(preview)
    issue = step("issue", tr("admin DKUM: menerbitkan versi berikutnya"))
    _file(issue)
    issue.add_argument(
        "--number", required=True, metavar=tr("NOMOR"), help=tr("nomor surat atau keputusan DKUM")
    )
    issue.add_argument(
        "--date", required=True, metavar=tr("TANGGAL"), help=tr("tanggalnya, seperti 12-03-2026")
    )
    _review(step)
    _rank(add("rank", "rules", tr("urutan hari ini, atau alasan urutan seorang pendaftar")))
    _announce(add("announce", "rules", tr("Pengumuman Program sebagai PDF dan teks")))


def _review(step: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    listing = step("review", tr("pendaftar yang dinilai lain oleh aturan yang berlaku"), "rejudging")
    listing.add_argument(
        "--limit", metavar="N", type=int, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )
    one = step("rejudge", tr("menilai ulang satu pendaftar menurut aturan yang berlaku"), "rejudging")
    one.add_argument("number", metavar=tr("NOMOR"), help=tr("nomor pendaftaran"))
    one.add_argument(
        "--reason", default="", metavar=tr("ALASAN"), help=tr("jawaban atas peringatan yang memintanya")
    )


def _rank(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "number", nargs="?", default="", metavar=tr("NOMOR"),
        help=tr("nomor pendaftaran; bila tidak diisi: seluruh urutan"),
    )  # fmt: skip
    options.program(command)
    options.year(command)
    _kelurahan(command)
    command.add_argument(
        "--before-after", action="store_true",
        help=tr("siapa yang pindah sejak putusan terakhir, dari mana ke mana, dan sebabnya"),
    )  # fmt: skip
    command.add_argument(
        "--out", type=Path, metavar="DIR",
        help=tr("simpan urutannya sebagai PDF di folder ini: prakiraan, atau Daftar Tunggu setelah putusan"),
    )  # fmt: skip
    options.sheet(command, direction="lanskap")


def _announce(command: argparse.ArgumentParser) -> None:
    options.program(command)
    options.year(command)
    _kelurahan(command)
    command.add_argument(
        "--all", action="store_true", help=tr("untuk tiap kelurahan dan satu untuk seluruh kota")
    )
    command.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help=tr("folder tempat PDF dan teks disimpan")
    )
    options.sheet(command)


def _kelurahan(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("kode 10 angka atau nama kelurahan; bila tidak diisi: kantor ini"),
    )  # fmt: skip


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar=tr("BERKAS"), help=tr("berkas JSON, atau - untuk masukan standar")
    )

"""The commands about people's own data and their options: privacy."""

from __future__ import annotations

import argparse

from desktop_app.cli import erase_parser, options
from desktop_app.cli.steps import Add, Step, steps_of
from desktop_app.domain.data_requests import RESULTS, RIGHTS, WAYS
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them, and those that erase; `common` are the options every command takes."""
    erase_parser.commands(add, common)
    text = tr("data pribadi: permintaan orangnya dan tenggatnya")
    step = steps_of(add, common, "privacy", "privacy", text)
    listing = step("list", tr("permintaan data pribadi, yang menunggu lebih dahulu"))
    listing.add_argument("--open", action="store_true", help=tr("hanya yang belum dijawab"))
    step("consent", tr("siapa menyetujui pemberitahuan versi mana, menurut program dan tahun"))
    step("retention", tr("sampai kapan dokumen tiap program disimpan menurut buku aturan"))
    asked = step("request", tr("mencatat permintaan seorang pendaftar tentang datanya sendiri"))
    _number(asked)
    _kind(
        asked,
        tr("yang diminta; penarikan langsung mencatat pengunduran diri, atau meminta pembatalan ke DKUM"),
    )
    asked.add_argument("--yes", action="store_true", help=tr("tanpa bertanya lagi"))
    asked.add_argument(
        "--way", choices=tuple(each.code for each in WAYS), default="loket",
        help=tr("cara permintaan datang; biasanya loket"),
    )  # fmt: skip
    asked.add_argument("--text", metavar=tr("ISI"), default="", help=tr("apa tepatnya yang diminta"))
    asked.add_argument(
        "--proof", metavar=tr("BUKTI"), default="", help=tr("letak buktinya, misalnya nomor surat atau map")
    )
    asked.add_argument(
        "--date", metavar=tr("TANGGAL"), default="", help=tr("tanggal diterima; bila tidak diisi: sekarang")
    )
    asked.add_argument("--time", metavar=tr("JAM"), default="", help=tr("jam diterima, misalnya 09.30"))
    answer = step("answer", tr("menjawab permintaan: apa yang dilakukan, atau mengapa ditolak"))
    _number(answer)
    _kind(answer)
    answer.add_argument(
        "--result", choices=tuple(each.code for each in RESULTS), default="dipenuhi",
        help=tr("jawabannya; biasanya dipenuhi"),
    )  # fmt: skip
    answer.add_argument("--done", metavar=tr("ISI"), required=True, help=tr("yang dilakukan, atau alasannya"))
    lift = step("lift", tr("mencabut pembatasan, atau mencatat persetujuan yang diberikan lagi"))
    mistake = step("mistake", tr("menandai permintaan salah catat; tetap terlihat di daftar"))
    for command in (lift, mistake):
        _number(command)
        _kind(command)
        command.add_argument(
            "--reason", metavar=tr("ALASAN"), required=True, help=tr("alasannya, yang tersimpan di catatan")
        )
    for command in (answer, lift, mistake):
        command.add_argument(
            "--id", metavar="ID", default="",
            help=tr("akhir tanda permintaannya, bila ada beberapa yang sama jenisnya"),
        )  # fmt: skip
    copied = step("copy", tr("semua data tentang seorang pendaftar, untuk orangnya: PDF, JSON, pindaian"))
    _number(copied)
    options.out(copied, tr("folder tempat salinan; biasanya folder ini"))
    _breach(step)


def _breach(step: Step) -> None:
    breach = step("breach", tr("rancangan laporan kebocoran data, dari yang diketahui catatan kantor"))
    breach.add_argument(
        "--date", metavar=tr("TANGGAL"), default="", help=tr("tanggal diketahui; kosong: ditulis tangan")
    )
    breach.add_argument("--time", metavar=tr("JAM"), default="", help=tr("jam diketahui, misalnya 09.30"))
    breach.add_argument(
        "--since", metavar=tr("TANGGAL"), default="",
        help=tr("catatan dibaca sejak tanggal ini; bila tidak diisi: 90 hari terakhir"),
    )  # fmt: skip
    breach.add_argument("--what", metavar=tr("ISI"), default="", help=tr("data apa yang terungkap"))
    breach.add_argument("--how", metavar=tr("ISI"), default="", help=tr("bagaimana data terungkap"))
    breach.add_argument("--done", metavar=tr("ISI"), default="", help=tr("apa yang sudah dilakukan"))
    options.out(breach)


def _number(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "number", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")
    )


def _kind(command: argparse.ArgumentParser, help_text: str = "") -> None:
    command.add_argument(
        "--kind", required=True, choices=tuple(each.code for each in RIGHTS),
        help=help_text or tr("yang diminta"),
    )  # fmt: skip

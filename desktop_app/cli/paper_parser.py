"""`wira paper`: sheets filled in by hand, minutes, the attachment of a decree, a printer's trial page."""

from __future__ import annotations

import argparse
from typing import Final, Literal

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr

GROUPS: Final[dict[str, Literal["", "rw", "program", "pendamping"]]] = {
    "tanpa": "",
    "rw": "rw",
    "program": "program",
    "pendamping": "pendamping",
}
"""What may be asked for on the command line, by its word."""


def _edition(command: argparse.ArgumentParser, *, several: bool) -> None:
    """The option for what a roster shows; `several`: of both at once."""
    text = tr("arsip dengan NIK penuh, atau papan untuk papan pengumuman; biasanya arsip")
    both = tr(
        "arsip dengan NIK penuh, papan untuk papan pengumuman, atau semua: keduanya dengan satu nomor surat; "
        "biasanya arsip"
    )
    command.add_argument(
        "--edition", default="arsip", choices=("arsip", "papan", *(("semua",) if several else ())),
        help=both if several else text,
    )  # fmt: skip


def _order(command: argparse.ArgumentParser) -> None:
    """The options for how a roster is ordered and grouped."""
    command.add_argument(
        "--sort", default="peringkat", choices=("peringkat", "nama", "nomor"),
        help=tr("urutan barisnya: peringkat, nama, atau nomor pendaftaran; biasanya peringkat"),
    )  # fmt: skip
    command.add_argument(
        "--group", default="tanpa", choices=tuple(GROUPS),
        help=tr("kelompok: tanpa, rw, program (kedua program bersama), atau pendamping; biasanya tanpa"),
    )  # fmt: skip


def roster_options(command: argparse.ArgumentParser, *, several: bool) -> None:
    """The options for which roster; `several`: in both editions at once."""
    options.program(command)
    options.year(command)
    _edition(command, several=several)
    options.sheet(command, direction="lanskap")
    _order(command)


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """The command and its steps."""
    text = tr("lembar yang diisi tangan, berita acara, lampiran penetapan, uji cetak")
    step = steps_of(add, common, "paper", "hand_papers", text)
    blank = step("form", tr("Formulir Pendaftaran kosong, urut seperti layar Entri"))
    options.program(blank)
    options.year(blank)
    blank.add_argument(
        "--copies", type=int, default=1, metavar=tr("BANYAK"), help=tr("berapa lembar; biasanya satu")
    )
    made = [blank]
    for word, words in (
        ("statement", tr("Surat Pernyataan, terisi dari data pendaftar")),
        ("consent", tr("pemberitahuan dan persetujuan data pribadi, terisi dari data pendaftar")),
        ("receipt", tr("Tanda Terima Berkas, A5, dua di satu halaman")),
    ):
        one = step(word, words)
        one.add_argument(
            "number", nargs="+", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, satu atau lebih")
        )
        one.add_argument(
            "--letter-number", default="", metavar=tr("NOMOR"), help=tr("nomor surat dari agenda, bila ada")
        )
        one.add_argument("--qr", action="store_true", help=tr("cetak juga kode halaman"))
        made.append(one)
    trial = step("trial", tr("halaman uji cetak: apakah printer mengenal kertas ini"))
    options.sheet(trial, direction="potret")
    for one in made:
        options.sheet(one)
    for one in (*made, trial):
        options.out(one)
    _minutes(step("minutes", tr("Berita Acara Verifikasi untuk suatu masa atau daftar pendaftar")))
    _waiting(step("waiting", tr("Daftar Tunggu menurut putusan DKUM, dengan alasan tiap orang")))
    _decree(step("decree", tr("Lampiran Surat Penetapan, se-kota atau satu kelurahan (DKUM)")))


def _decree(command: argparse.ArgumentParser) -> None:
    command.set_defaults(module="office_papers")
    options.program(command)
    options.year(command)
    command.add_argument(
        "--kelurahan", default="", metavar=tr("KELURAHAN"),
        help=tr("kode atau nama kelurahan; bila tidak diisi: seluruh kota, menurut kelurahan"),
    )  # fmt: skip
    command.add_argument(
        "--date", default="", metavar=tr("TANGGAL"),
        help=tr("tanggal Surat Penetapan, misalnya 24-11-2026; bila tidak diisi: hari ini"),
    )  # fmt: skip
    _hand(command)
    _sealing(command, tr("nomor Surat Penetapan dari agenda DKUM, misalnya 188.4/77"))
    options.sheet(command, direction="lanskap")
    options.out(command)


def _waiting(command: argparse.ArgumentParser) -> None:
    command.set_defaults(module="office_papers")
    options.program(command)
    options.year(command)
    _edition(command, several=True)
    command.add_argument(
        "--date", default="", metavar=tr("TANGGAL"),
        help=tr("tanggal suratnya, misalnya 24-11-2026; bila tidak diisi: hari ini"),
    )  # fmt: skip
    _hand(command)
    _sealing(command)
    options.sheet(command, direction="lanskap")
    options.out(command)


def _minutes(command: argparse.ArgumentParser) -> None:
    command.set_defaults(module="office_papers")
    options.program(command)
    options.year(command)
    command.add_argument(
        "--from", dest="first", default="", metavar=tr("TANGGAL"),
        help=tr("hari pertama masa itu, misalnya 01-11-2026; bila tidak diisi: sejak awal pendaftaran"),
    )  # fmt: skip
    command.add_argument(
        "--to", dest="last", default="", metavar=tr("TANGGAL"),
        help=tr("hari terakhirnya; bila tidak diisi: hari ini"),
    )  # fmt: skip
    command.add_argument(
        "--people", nargs="+", default=[], metavar=tr("NOMOR"),
        help=tr("sebagai ganti masa: nomor pendaftaran yang dimuat"),
    )  # fmt: skip
    command.add_argument(
        "--date", default="", metavar=tr("TANGGAL"),
        help=tr("tanggal berita acara, misalnya 24-11-2026; bila tidak diisi: hari ini"),
    )  # fmt: skip
    _hand(command)
    _sealing(command)
    options.sheet(command)
    options.out(command)


def _hand(command: argparse.ArgumentParser) -> None:
    """The options for who signs by hand, and where."""
    command.add_argument(
        "--signatory", default="", metavar=tr("NAMA"),
        help=tr("penandatangan di kop surat: namanya, atau urutannya; bila tidak diisi: yang pertama"),
    )  # fmt: skip
    command.add_argument(
        "--signer-name", default="", metavar=tr("NAMA"),
        help=tr("penandatangan lain, hanya untuk dokumen ini: namanya"),
    )  # fmt: skip
    command.add_argument("--signer-nip", default="", metavar="NIP", help=tr("NIP-nya; boleh kosong"))
    command.add_argument(
        "--signer-position", default="", metavar=tr("JABATAN"), help=tr("jabatannya, misalnya Lurah Kukusan")
    )
    command.add_argument(
        "--signer-rank", default="", metavar=tr("PANGKAT"), help=tr("pangkatnya; boleh kosong")
    )
    command.add_argument(
        "--place", default="", metavar=tr("TEMPAT"),
        help=tr("tempat dokumen ditandatangani; bila tidak diisi: menurut kop surat"),
    )  # fmt: skip


def _sealing(command: argparse.ArgumentParser, number: str = "") -> None:
    """The options for a paper that is DRAF until it is sealed; `number` explains which number it is."""
    options.number(command, number)
    command.add_argument("--seal", action="store_true", help=tr("terbitkan dengan segel kantor"))

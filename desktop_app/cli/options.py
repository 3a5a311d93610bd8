"""Options that many commands take, each with the same words."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.documents.sheets import DIRECTIONS, PAPERS
from resources.i18n import tr


def program(command: argparse.ArgumentParser) -> None:
    """Which programme; WUB unless said."""
    command.add_argument(
        "--program", default="WUB", choices=("WUB", "PP"),
        help=tr("programnya: WUB (Wirausaha Baru) atau PP (Perempuan Pengusaha); biasanya WUB"),
    )  # fmt: skip


def four_digits(text: str) -> int:
    """A year as it is typed. Raises ArgumentTypeError unless it has four digits."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text[0] != "0"):
        raise argparse.ArgumentTypeError(tr("{isi} bukan tahun. Tulis empat angka.", isi=repr(text)))
    return int(text)


def year(command: argparse.ArgumentParser) -> None:
    """Which year; 0 for this one."""
    command.add_argument(
        "--year", metavar=tr("TAHUN"), type=four_digits, default=0,
        help=tr("tahun program, empat angka; bila tidak diisi: tahun ini"),
    )  # fmt: skip


def number(command: argparse.ArgumentParser, text: str = "", *, required: bool = False) -> None:
    """The letter number of the office's agenda; `text` explains it where it is not a kelurahan's."""
    command.add_argument(
        "--number", metavar=tr("NOMOR"), required=required, default="",
        help=text or tr("nomor surat dari agenda kelurahan, misalnya 500.3/118"),
    )  # fmt: skip


def out(command: argparse.ArgumentParser, text: str = "") -> None:
    """The folder that is written into, this one unless said; `text` explains it where it is not for PDFs."""
    command.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR",
        help=text or tr("folder tempat PDF; biasanya folder ini"),
    )  # fmt: skip


def fingerprint(command: argparse.ArgumentParser) -> None:
    """What the owner of a certificate publishes, instead of the question."""
    command.add_argument(
        "--fingerprint", nargs="+", metavar=tr("SIDIK"), default=[],
        help=tr(
            "sidik SHA-256 yang diumumkan penerbit, satu untuk setiap sertifikat di berkas itu; bila tidak "
            "diisi: ditampilkan dan ditanyakan"
        ),
    )  # fmt: skip


def sheet(command: argparse.ArgumentParser, *, direction: str = "") -> None:
    """The options for paper size and, where `direction` is the usual one, how it lies."""
    command.add_argument(
        "--paper", default="A4", choices=tuple(PAPERS),
        help=tr("ukuran kertas: A4, atau F4 (215 x 330 mm) bila printernya mengenalnya; biasanya A4"),
    )  # fmt: skip
    if direction:
        command.add_argument(
            "--direction", default=direction, choices=DIRECTIONS,
            help=tr("arah kertas: lanskap (melebar) atau potret (tegak); biasanya {arah}", arah=direction),
        )  # fmt: skip

"""The commands about extracts for other agencies and their options."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""
    text = tr("data untuk instansi lain: penerima, yang sudah diberikan, membuat")
    step = steps_of(add, common, "extract", "extracts", text)
    receivers = step("receivers", tr("penerima menurut buku aturan, dan apa yang boleh dilihatnya"))
    options.program(receivers)
    options.year(receivers)
    step("list", tr("yang sudah diberikan: kepada siapa, oleh siapa, dan mengapa"))
    told = step(
        "status", tr("status setiap nomor pendaftaran untuk aplikasi pendaftaran: tanpa nama, tanpa NIK")
    )
    told.add_argument(
        "--program", default="", choices=("WUB", "PP"), help=tr("hanya program ini; bila tidak diisi: semua")
    )
    told.add_argument(
        "--year", type=options.four_digits, default=0, metavar=tr("TAHUN"),
        help=tr("tahun pendaftaran; bila tidak diisi: tahun ini"),
    )  # fmt: skip
    told.add_argument(
        "--reason", metavar=tr("ALASAN"), required=True,
        help=tr("mengapa diberikan sekarang, misalnya nomor surat permintaannya"),
    )  # fmt: skip
    told.add_argument(
        "--out", type=Path, default=Path("status.csv"), metavar=tr("BERKAS"),
        help=tr("berkas .csv atau .xlsx; biasanya status.csv di folder ini"),
    )  # fmt: skip
    make = step("make", tr("membuat berkas untuk satu penerima dan mencatatnya"))
    make.add_argument(
        "receiver", metavar=tr("PENERIMA"), help=tr("kode penerima dari `wira extract receivers`")
    )
    options.program(make)
    options.year(make)
    make.add_argument(
        "--reason", metavar=tr("ALASAN"), required=True,
        help=tr("mengapa diberikan sekarang, misalnya nomor surat permintaannya"),
    )  # fmt: skip
    make.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("DKUM: hanya kelurahan ini, nama atau kode 10 angka; bila tidak diisi: seluruh kota"),
    )  # fmt: skip
    make.add_argument(
        "--form", choices=("xlsx", "csv"), default="xlsx", help=tr("bentuk berkasnya; biasanya xlsx")
    )
    make.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="DIR",
        help=tr("folder tempat berkas; biasanya folder ini"),
    )

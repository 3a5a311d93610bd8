"""The command about signatures that are made elsewhere, and its options: tte."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import options, paper_parser
from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add it; `common` are the options every command takes."""
    step = steps_of(
        add, common, "tte", "tte",
        tr("tanda tangan tersertifikasi, dibuat di layanan resmi: menyiapkan salinan, menerimanya kembali"),
    )  # fmt: skip
    prepare = step("prepare", tr("menerbitkan Daftar Nominatif tanpa segel untuk ditandatangani di layanan"))
    paper_parser.roster_options(prepare, several=True)
    options.number(prepare, required=True)
    options.out(prepare)
    back = step("return", tr("menerima PDF yang sudah ditandatangani; dibandingkan dengan kirimannya"))
    back.add_argument("file", type=Path, metavar=tr("BERKAS"), help=tr("PDF yang kembali dari layanan"))
    back.add_argument(
        "--document", metavar=tr("DOKUMEN"), default="",
        help=tr("nomor surat atau akhir id dokumennya; bila tidak diisi: dicari di antara yang menunggu"),
    )  # fmt: skip
    step("roots", tr("penerbit sertifikat yang tanda tangannya dipercaya kantor ini"))
    trust = step("trust", tr("mempercayai penerbit sertifikat; hanya admin kantor dan lurah"))
    trust.add_argument("file", type=Path, metavar="PEM", help=tr("sertifikat akar dari penerbitnya"))
    options.fingerprint(trust)
    distrust = step("untrust", tr("tidak lagi mempercayai satu penerbit"))
    distrust.add_argument(
        "fingerprint", metavar=tr("SIDIK"), help=tr("sedikitnya delapan huruf pertama dari `wira tte roots`")
    )

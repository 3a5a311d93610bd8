"""The command about time stamps and its options: timestamp."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add it; `common` are the options every command takes."""
    step = steps_of(
        add, common, "timestamp", "timestamps",
        tr("penanda waktu dari otoritas di jaringan, beserta status sertifikat penandatangan"),
    )  # fmt: skip
    stamp = step(
        "add", tr("menambahkan penanda waktu ke dokumen terbit yang sudah disegel atau ditandatangani")
    )
    stamp.add_argument(
        "document", nargs="+", metavar=tr("DOKUMEN"),
        help=tr("nomor surat atau akhir id dokumennya; boleh beberapa"),
    )  # fmt: skip
    step("show", tr("otoritas waktu komputer ini, dan akar yang dipercaya kantor ini"))
    wanted = step("set", tr("mengatur alamat otoritas waktu; hanya admin kantor dan lurah"))
    url, proxy = wanted.add_mutually_exclusive_group(), wanted.add_mutually_exclusive_group()
    url.add_argument(
        "--url", metavar="URL",
        help=tr(
            "alamat layanan RFC 3161, dimulai https:// atau http://; yang memuat kata sandi lewat --url-file"
        ),
    )  # fmt: skip
    url.add_argument(
        "--url-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas berisi alamat layanan, satu baris; untuk alamat yang memuat kata sandi"),
    )  # fmt: skip
    proxy.add_argument(
        "--proxy", metavar="URL",
        help=tr('proxy kantor; kosong ("") bila tidak ada; yang memuat kata sandi lewat --proxy-file'),
    )  # fmt: skip
    proxy.add_argument(
        "--proxy-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas berisi alamat proxy, satu baris; untuk alamat yang memuat kata sandi"),
    )  # fmt: skip
    wanted.add_argument(
        "--none", action="store_true", help=tr("tidak memakai otoritas waktu; tidak ada yang dihubungi")
    )
    trust = step("trust", tr("mempercayai otoritas waktu; hanya admin kantor dan lurah"))
    trust.add_argument("file", type=Path, metavar="PEM", help=tr("sertifikat akar otoritas waktu"))
    options.fingerprint(trust)
    distrust = step("untrust", tr("tidak lagi mempercayai satu otoritas waktu"))
    distrust.add_argument(
        "fingerprint", metavar=tr("SIDIK"),
        help=tr("sedikitnya delapan huruf pertama dari `wira timestamp show`"),
    )  # fmt: skip

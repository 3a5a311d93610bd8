"""The command about the register of issued documents and its options: document."""

from __future__ import annotations

import argparse

from desktop_app.cli import options
from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add it; `common` are the options every command takes."""
    step = steps_of(
        add, common, "document", "documents",
        tr("dokumen terbit: melihat, menyimpan lagi, membandingkan, membatalkan"),
    )  # fmt: skip
    listed = step("list", tr("semua dokumen terbit dengan keadaannya"))
    listed.add_argument(
        "--year", metavar=tr("TAHUN"), type=options.four_digits, default=0,
        help=tr("hanya dokumen tahun itu, empat angka; bila tidak diisi: semua"),
    )  # fmt: skip
    _which(step("show", tr("satu dokumen: nomor, penerbit, sidik isi, keadaan, dan penggantinya")))
    save = step(
        "save",
        tr("menyimpan PDF-nya lagi: yang ditandatangani bila ada, selain itu sama persis dengan yang terbit"),
    )
    _which(save)
    save.add_argument(
        "--issued", action="store_true",
        help=tr("berkas seperti saat terbit, juga bila sudah ada salinan yang ditandatangani"),
    )  # fmt: skip
    options.out(save)
    many = step("copies", tr("menyimpan PDF semua dokumen terbit yang masih berlaku ke satu folder"))
    many.add_argument(
        "--year", metavar=tr("TAHUN"), type=options.four_digits, default=0,
        help=tr("hanya dokumen tahun itu, empat angka; bila tidak diisi: semua"),
    )  # fmt: skip
    options.out(many)
    cancel = step("cancel", tr("membatalkan dokumen terbit; PDF dan nomornya tetap tersimpan"))
    _which(cancel)
    cancel.add_argument(
        "--reason", required=True, metavar=tr("ALASAN"), help=tr("mengapa dokumen itu tidak berlaku lagi")
    )


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "document", metavar=tr("DOKUMEN"), help=tr("nomor surat, atau akhir id dokumen dari `list`")
    )
    parser.add_argument(
        "--edition", default="", choices=("arsip", "papan"),
        help=tr("edisinya, bila satu nomor surat dipakai untuk arsip dan papan"),
    )  # fmt: skip

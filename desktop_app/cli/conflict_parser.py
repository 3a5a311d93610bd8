"""The command about differences and its options: `wira conflict list|show|resolve|later|reopen`."""

from __future__ import annotations

import argparse

from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add it; `common` are the options every command takes."""
    step = steps_of(
        add,
        common,
        "conflict",
        "conflicts",
        tr("isian yang berbeda dari dua pengisi: melihat dan memutuskan"),
    )
    listing = step(
        "list", tr("isian yang berbeda dan menunggu keputusan; yang menahan verifikasi lebih dulu")
    )
    listing.add_argument(
        "--decided", action="store_true", help=tr("yang sudah diputuskan: oleh siapa, kapan, dari nilai apa")
    )
    listing.add_argument(
        "--limit", metavar="N", type=int, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )

    show = step("show", tr("semua nilai satu catatan, dengan pengisi, waktu, dan tempatnya"))
    resolve = step("resolve", tr("memutuskan: memilih salah satu nilai, atau menulis nilai yang benar"))
    resolve.add_argument(
        "--choose", action="append", default=[], metavar=tr("ISIAN=N"),
        help=tr("ambil nilai ke-N dari `wira conflict show`, misalnya nama=1; boleh berulang"),
    )  # fmt: skip
    resolve.add_argument(
        "--type", action="append", default=[], metavar=tr("ISIAN=NILAI"),
        help=tr("tulis nilai lain, misalnya nama=\"Siti Marlina\"; boleh berulang"),
    )  # fmt: skip
    resolve.add_argument(
        "--unite", action="append", default=[], metavar=tr("ISIAN"),
        help=tr("gabungkan semua nilai, untuk kelengkapan dokumen dan catatan alasan; boleh berulang"),
    )  # fmt: skip

    later = step("later", tr("mencatat bahwa keputusannya ditunda, terlihat juga di komputer lain"))
    later.add_argument("--clear", action="store_true", help=tr("kebalikannya: tidak ditunda lagi"))
    reopen = step("reopen", tr("membuka lagi yang sudah diputuskan"))
    for each in (show, resolve, later, reopen):
        each.add_argument(
            "record", metavar=tr("NOMOR"),
            help=tr("nomor pendaftaran, atau kode catatan dari `wira conflict list`; awalnya saja cukup"),
        )  # fmt: skip
    for each in (later, reopen):
        each.add_argument(
            "--field", action="append", default=[], metavar=tr("ISIAN"),
            help=tr("isiannya; bila tidak diisi: satu-satunya, atau semuanya untuk later"),
        )  # fmt: skip
        each.add_argument(
            "--reason", metavar=tr("ALASAN"), default="",
            help=tr("alasannya dalam satu kalimat, di dalam tanda kutip"),
        )  # fmt: skip

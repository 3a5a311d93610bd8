"""The options of `wira erase`."""

from __future__ import annotations

import argparse

from desktop_app.cli.steps import Add, steps_of
from desktop_app.domain.erasing import REASONS
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """See what would go, erase, list, and do what is due."""
    step = steps_of(add, common, "erase", "erase", tr("penghapusan data seseorang, di DKUM"))
    seen = step("plan", tr("apa yang akan dihapus, apa yang tinggal sampai kapan dan mengapa"))
    done = step("do", tr("hapus; yang masih wajib disimpan dicatat sampai waktunya"))
    proposed = step("propose", tr("usulkan menghapus orang yang masa simpannya habis"))
    for made in (seen, done, proposed):
        made.add_argument("number", metavar=tr("NOMOR"), help=tr("nomor pendaftaran atau kode catatan"))
    done.add_argument(
        "--why", choices=tuple(REASONS), default="permintaan",
        help=tr("dasar penghapusan; biasanya permintaan"),
    )  # fmt: skip
    done.add_argument(
        "--request",
        default="",
        metavar=tr("KODE"),
        help=tr("kode catatan permintaannya, bila dicatat di Wira"),
    )
    step("list", tr("penghapusan yang sudah dan yang menunggu waktunya"))
    due = step("due", tr("hapus yang sudah waktunya, dan yang datang terlambat"))
    for made in (done, due):
        made.add_argument("--yes", action="store_true", help=tr("tanpa bertanya lagi"))

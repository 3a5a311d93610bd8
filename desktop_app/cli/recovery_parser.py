"""The options of `wira recovery`."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.steps import Add, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """The sheet is shown, made and used."""
    step = steps_of(
        add, common, "recovery", "recovery", tr("lembar pemulihan: jalan masuk bila kata sandi lupa")
    )
    step("show", tr("apakah komputer ini mempunyai lembar pemulihan, dan sejak kapan"))
    step("sheet", tr("buat lembar baru; kata-katanya ditampilkan sekali ini saja"))
    used = step("open", tr("masuk dengan lembar itu dan pilih kata sandi baru"))
    used.add_argument(
        "--words-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks yang isinya kata pembuka; bila tidak diisi: ditanyakan"),
    )  # fmt: skip
    used.add_argument(
        "--new-passphrase-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks berisi kata sandi yang baru; bila tidak diisi: ditanyakan"),
    )  # fmt: skip

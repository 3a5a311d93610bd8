"""The options of `wira recovery` and `wira duties`."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.steps import Add, steps_of
from desktop_app.domain.people import OFFICE_KINDS
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """The sheet is shown, made and used; the table of roles is read."""
    table = add("duties", "duties", tr("siapa boleh melakukan apa, menurut peran dan jenis kantor"))
    table.add_argument("--kind", choices=OFFICE_KINDS, help=tr("hanya untuk jenis kantor ini"))
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

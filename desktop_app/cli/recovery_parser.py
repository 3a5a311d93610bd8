"""The options of `wira recovery` and `wira duties`."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.steps import Add, Step, steps_of
from desktop_app.domain.people import OFFICE_KINDS
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """The sheet is shown, made and used; DKUM is asked and answers; the table of roles is read."""
    table = add("duties", "duties", tr("siapa boleh melakukan apa, menurut peran dan jenis kantor"))
    table.add_argument("--kind", choices=OFFICE_KINDS, help=tr("hanya untuk jenis kantor ini"))
    step = steps_of(
        add,
        common,
        "recovery",
        "recovery",
        tr("jalan masuk bila kata sandi lupa: lembar pemulihan, atau DKUM"),
    )
    step("show", tr("apakah komputer ini mempunyai lembar pemulihan, dan sejak kapan"))
    step("sheet", tr("buat lembar baru; kata-katanya ditampilkan sekali ini saja"))
    used = step("open", tr("masuk dengan lembar itu dan pilih kata sandi baru"))
    used.add_argument(
        "--words-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks yang isinya kata pembuka; bila tidak diisi: ditanyakan"),
    )  # fmt: skip
    _new_passphrase(used)
    _by_dkum(step)


def _by_dkum(step: Step) -> None:
    """The last way: asked at the office, answered at DKUM."""
    asked = step("request", tr("minta DKUM membuka kantor ini: tanpa masuk, dengan kata sandi yang baru"))
    _new_passphrase(asked)
    asked.add_argument(
        "--yes", action="store_true",
        help=tr("tanpa bertanya lagi, juga bila permintaan sebelumnya masih menunggu jawaban"),
    )  # fmt: skip
    _out(asked)
    look = step("look", tr("DKUM: siapa yang meminta, dan sidik kuncinya"))
    answer = step("answer", tr("DKUM: menjawab permintaan yang sidik kuncinya sudah dicocokkan"))
    enter = step("enter", tr("membuka kantor dengan jawaban DKUM dan kata sandi yang dipilih saat meminta"))
    for parser in (look, answer, enter):
        parser.add_argument("file", type=Path, metavar=tr("BERKAS"), help=tr("berkas pemulihan (.pulih)"))
    answer.add_argument(
        "--name", required=True, metavar=tr("NAMA"), help=tr("siapa yang menjadi admin kantor itu")
    )
    answer.add_argument(
        "--fingerprint", required=True, metavar=tr("SIDIK"),
        help=tr("sidik kunci yang dibacakan kantor itu, semua kelompoknya; spasi diabaikan"),
    )  # fmt: skip
    answer.add_argument(
        "--words-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks yang isinya kunci pemulihan lama dari kertas, bila DKUM diminta mengetiknya"),
    )  # fmt: skip
    _out(answer)
    _new_passphrase(enter)


def _new_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks berisi kata sandi yang baru; bila tidak diisi: ditanyakan"),
    )  # fmt: skip


def _out(parser: argparse.ArgumentParser) -> None:
    help_text = tr("folder tempat berkas itu; biasanya folder ini")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=help_text)

"""The commands about devices and DKUM's own keys and their options: device, authority."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.steps import Add, Step, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""

    def group(name: str, text: str) -> Step:
        return steps_of(add, common, name, "devices", text)

    _device(group("device", tr("daftar perangkat: melihat, mencabut, menerima kembali, mengganti kunci")))
    _authority(group("authority", tr("kunci DKUM: salinan di luar kantor, kunci akar, dan pemulihannya")))


def _device(step: Step) -> None:
    step("list", tr("semua perangkat dengan keadaan dan sidik kuncinya"))

    revoke = step("revoke", tr("DKUM: mencabut perangkat"))
    _which(revoke)
    revoke.add_argument(
        "--reason", required=True, metavar=tr("ALASAN"), help=tr("mengapa dicabut, tanpa nama orang")
    )
    revoke.add_argument(
        "--since", default="", metavar=tr("TANGGAL"),
        help=tr("yang masuk ke DKUM mulai tanggal ini tidak berlaku; kosong: semuanya berlaku"),
    )  # fmt: skip
    revoke.add_argument(
        "--retired", action="store_true",
        help=tr("perangkat ditarik kantor sendiri, tidak hilang: segel dan kodenya yang lama tetap sah"),
    )  # fmt: skip

    _which(step("readmit", tr("DKUM: menerima kembali perangkat yang keliru dicabut")))

    sheet = step("sheet", tr("menyimpan lembar sidik kunci komputer ini sebagai PDF, untuk dicocokkan"))
    sheet.add_argument("--root", action="store_true", help=tr("lembar sidik kunci DKUM"))
    _out(sheet, tr("folder tempat lembar itu; biasanya folder ini"))

    lock = step("lock", tr("sesudah berapa menit layar kantor terkunci sendiri; DKUM menggantinya"))
    lock.add_argument(
        "--minutes", type=int, metavar=tr("MENIT"),
        help=tr("DKUM: 5 sampai 30 menit, di semua kantor; biasanya 15"),
    )  # fmt: skip

    rotate = step("rotate", tr("mengganti kunci: di DKUM langsung, di kantor lain dengan permintaan"))
    _out(rotate, tr("folder tempat berkas permintaan; biasanya folder ini"))


def _authority(step: Step) -> None:
    step("show", tr("DKUM: keadaan kunci DKUM, salinannya, dan langkah bila kunci akar hilang"))
    export = step("export", tr("DKUM: menyimpan semua kunci DKUM dalam satu berkas terkunci"))
    _out(export, tr("folder tempat berkas kunci; biasanya folder ini"))
    _file(step("restore", tr("DKUM: mengembalikan kunci dari berkas itu")))
    following = step("next", tr("DKUM: membuat kunci akar berikutnya dan mengumumkannya"))
    _out(following, tr("folder tempat berkas kunci; biasanya folder ini"))
    _file(step("adopt", tr("DKUM: memakai kunci akar yang sudah diumumkan")))
    step("recovery", tr("DKUM: mengganti kunci pemulihan basis data kantor"))
    renew = step("renew", tr("DKUM, bila semua kunci hilang: membuat kunci serba baru"))
    renew.add_argument(
        "--sure", action="store_true", help=tr("setiap kantor memang harus mencocokkan sidik kunci lagi")
    )


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "device", metavar=tr("PERANGKAT"), help=tr("tiga tanda, awal sidik kunci, atau id perangkat")
    )
    parser.add_argument(
        "--fingerprint", required=True, metavar=tr("SIDIK"),
        help=tr("sidik kunci perangkat itu dari lembar kantornya, semua kelompoknya; spasi diabaikan"),
    )  # fmt: skip


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar=tr("BERKAS"), help=tr("berkas kunci (.age)"))
    parser.add_argument(
        "--words-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks yang isinya kata pembuka; bila tidak diisi: ditanyakan"),
    )  # fmt: skip


def _out(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=text)

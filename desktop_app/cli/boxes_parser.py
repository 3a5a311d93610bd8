"""The options of `wira boxes` and `wira watch`."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions.exchange_settings import LEAST_PART, MOST_PART
from desktop_app.cli.steps import Add
from resources.i18n import tr

EVERY: int = 60
"""Seconds between two looks of `wira watch`."""


def commands(add: Add) -> None:
    """Both commands."""
    boxes = add("boxes", "boxes", tr("Kotak masuk dan Kotak keluar: melihat dan mengatur pertukaran berkas"))
    boxes.add_argument(
        "--in", dest="inbox", metavar="DIR", help=tr("folder Kotak masuk; kosong (\"\") berarti tidak ada")
    )  # fmt: skip
    boxes.add_argument(
        "--out", dest="outbox", metavar="DIR", help=tr("folder Kotak keluar; kosong (\"\") berarti tidak ada")
    )  # fmt: skip
    boxes.add_argument(
        "--take", choices=("on", "off"), help=tr("buka sendiri berkas yang datang di Kotak masuk")
    )
    boxes.add_argument(
        "--send", choices=("on", "off"), help=tr("buat sendiri berkas di Kotak keluar bila ada yang baru")
    )
    boxes.add_argument(
        "--part-size", type=int, metavar="MIB",
        help=tr("ukuran bagian berkas, {a} sampai {b} MiB; biasanya 15", a=LEAST_PART, b=MOST_PART),
    )  # fmt: skip
    watch = add("watch", "boxes", tr("membuka dan membuat berkas di Kotak masuk dan Kotak keluar"))
    watch.add_argument(
        "--once", action="store_true", help=tr("satu kali saja dan tanpa menunggu, lalu selesai")
    )
    watch.add_argument(
        "--every", type=int, default=EVERY, metavar=tr("DETIK"),
        help=tr("jarak antara dua kali melihat; biasanya {n} detik", n=EVERY),
    )  # fmt: skip


def folder(text: str) -> str:
    """A folder as it is kept: whole, so that it means the same wherever the program is started."""
    return str(Path(text).expanduser().absolute()) if text else ""

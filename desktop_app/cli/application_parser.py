"""The options of the steps of an application."""

from __future__ import annotations

from desktop_app.cli.steps import Add
from desktop_app.domain import fields
from resources.i18n import tr


def number() -> str:
    """What is said of a registration number."""
    return tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")


def commands(add: Add) -> None:
    """Submit, return, reject, discard, withdraw, cancel, keep; verify."""
    for name, text in (
        ("submit", tr("mengajukan draf")),
        ("return", tr("mengembalikan untuk diperbaiki; di DKUM: mengusulkannya, lalu orang lain menyetujui")),
        ("reject", tr("menolak untuk selamanya; di DKUM: mengusulkannya, lalu orang lain menyetujui")),
        ("discard", tr("membuang draf yang keliru, misalnya tersimpan dua kali; catatannya tetap disimpan")),
        ("withdraw", tr("mencatat pengunduran diri, atau meminta DKUM membatalkan penetapan")),
        ("cancel", tr("DKUM: membatalkan penetapan, tempatnya menjadi kosong")),
        ("keep", tr("DKUM: menolak permintaan pembatalan dari kelurahan")),
    ):
        step = add(name, "applicants", text)
        step.set_defaults(handler=f"{name}_")
        step.add_argument("number", nargs="+", metavar=tr("NOMOR"), help=number())
        if name != "submit":
            step.add_argument(
                "--reason", metavar=tr("ALASAN"), default="",
                required=name not in ("return", "reject"),
                help=tr("alasannya dalam satu kalimat, di dalam tanda kutip"),
            )  # fmt: skip
        if name in ("return", "reject"):
            step.add_argument("--alone", action="store_true", help=_alone())
            word = step.add_mutually_exclusive_group()
            told = tr("DKUM: setujui yang diusulkan orang lain")
            word.add_argument("--approve", action="store_true", help=told)
            word.add_argument("--discard", action="store_true", help=tr("DKUM: batalkan usul itu"))
        if name == "reject":
            step.add_argument("--yes", action="store_true", help=tr("tanpa bertanya lagi"))
    add("requests", "applicants", tr("DKUM: permintaan pembatalan dan usul dua orang yang menunggu"))

    approve = add("approve-application", "applicants", tr("memverifikasi pendaftar yang diajukan orang lain"))
    approve.add_argument("number", nargs="+", metavar=tr("NOMOR"), help=number())
    approve.add_argument(
        "--complete-date", metavar=tr("TANGGAL"), default="",
        help=tr("tanggal berkas lengkap, seperti 20-11-2026; bila tidak diisi: yang sudah tercatat"),
    )  # fmt: skip
    approve.add_argument(
        "--seen", metavar=tr("DOKUMEN"), default="",
        help=tr(
            "dokumen yang aslinya dilihat, dipisah koma, dari: {dokumen}",
            dokumen=", ".join(each.code for each in fields.DOCUMENTS),
        ),
    )  # fmt: skip
    approve.add_argument("--alone", action="store_true", help=_alone())


def _alone() -> str:
    return tr("Anda sendiri yang mengetik datanya; hanya bila buku aturan mengizinkan, dan selalu ditandai")

"""The command that signs and its options: with the office seal, or with a person's own key."""

from __future__ import annotations

from pathlib import Path

from desktop_app.cli import options, paper_parser
from desktop_app.cli.steps import Add
from desktop_app.signing import ROLES
from resources.i18n import tr


def commands(add: Add) -> None:
    """Add it."""
    sign = add(
        "sign", "signing",
        tr("menerbitkan Daftar Nominatif dengan segel kantor, atau menandatangani PDF dengan kunci sendiri"),
    )  # fmt: skip
    paper_parser.roster_options(sign, several=True)
    what = sign.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--number", metavar=tr("NOMOR"), default="",
        help=tr("terbitkan dengan nomor surat ini dari agenda kelurahan, misalnya 500.3/118"),
    )  # fmt: skip
    what.add_argument(
        "--document", nargs="+", metavar=tr("DOKUMEN"), default=[],
        help=tr("tanda tangani dokumen terbit ini: nomor surat atau akhir idnya; boleh beberapa"),
    )  # fmt: skip
    what.add_argument(
        "file", type=Path, nargs="*", default=[], metavar=tr("BERKAS"),
        help=tr("tanda tangani PDF ini; boleh beberapa, hasilnya berkas baru berakhiran -ttd"),
    )  # fmt: skip
    key = sign.add_mutually_exclusive_group()
    key.add_argument(
        "--key", type=Path, metavar="P12", help=tr("kunci untuk menandatangani: berkas .p12 atau .pfx")
    )
    key.add_argument(
        "--card", nargs="?", const="", metavar=tr("KARTU"),
        help=tr("kunci di kartu atau token; namanya perlu bila beberapa terpasang"),
    )  # fmt: skip
    sign.add_argument(
        "--driver", type=Path, metavar=tr("BERKAS"),
        help=tr("driver PKCS#11 dari pembuat kartu; bila tidak diisi: yang biasa di komputer ini"),
    )  # fmt: skip
    sign.add_argument(
        "--secret-file", type=Path, metavar=tr("BERKAS"),
        help=tr("berkas teks dengan kata sandi kunci atau PIN kartu; bila tidak diisi: ditanyakan"),
    )  # fmt: skip
    sign.add_argument(
        "--chain", type=Path, nargs="+", default=[], metavar="PEM",
        help=tr("sertifikat penerbit, bila tidak ada di dalam kunci"),
    )  # fmt: skip
    sign.add_argument(
        "--role", choices=ROLES, default=ROLES[0],
        help=tr("pejabat (lurah) menandatangani dahulu; pendamping terakhir, lalu dokumen tertutup"),
    )  # fmt: skip
    sign.add_argument(
        "--without-official", action="store_true",
        help=tr("pendamping menutup dokumen tanpa tanda tangan pejabat; sesudahnya pejabat tidak dapat lagi"),
    )  # fmt: skip
    sign.add_argument(
        "--as", dest="capacity", metavar=tr("JABATAN"), default="",
        help=tr("jabatan di bawah nama, misalnya Lurah Kukusan; bila tidak diisi: dari kop surat"),
    )  # fmt: skip
    options.out(sign, tr("folder tempat PDF; biasanya folder ini; tidak dipakai bersama --document"))
    sign.set_defaults(out=None)

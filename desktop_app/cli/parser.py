"""The commands and their options; `wira --help` is enough to work with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop_app import __version__
from desktop_app.cli.arguments import Arguments
from resources.i18n import tr

Add = Callable[..., argparse.ArgumentParser]


def build_parser() -> argparse.ArgumentParser:
    """All commands. Heavy modules are imported only by the command that is run."""
    parser = Arguments(
        prog="wira",
        description=tr("Pendataan calon wirausaha Kota Depok, bekerja tanpa internet."),
        epilog=tr(
            "Tanpa perintah, Wira membuka jendela. Kode keluar: 0 selesai, 1 ditolak, 2 salah pakai, "
            "3 tidak tersedia. Kata sandi dibaca dari --passphrase-file, WIRA_PASSPHRASE, atau ditanyakan."
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"wira {__version__}", help=tr("versi program ini")
    )
    parser.add_argument(
        "--selftest", action="store_true", help=tr("periksa apakah program ini lengkap dan bekerja")
    )
    _add_common(parser, everywhere=True)
    common = Arguments(add_help=False)
    _add_common(common, everywhere=False)
    commands = parser.add_subparsers(dest="command", metavar=tr("PERINTAH"))

    def add(name: str, module: str, help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=help_text, description=help_text)
        made.set_defaults(module=module, handler=name.replace("-", "_"))
        return made

    _founding(add)
    _applicants(add)
    _papers(add)
    _files(add)
    _upkeep(add)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, everywhere: bool) -> None:
    """Options that may stand before or after the command; only the first place has defaults."""

    def default(value: object) -> object:
        return value if everywhere else argparse.SUPPRESS

    parser.add_argument("--home", type=Path, metavar="DIR", default=default(None), help=tr("folder kantor"))
    parser.add_argument("--user", default=default(""), metavar=tr("NAMA"), help=tr("petugas yang masuk"))
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar=tr("BERKAS"),
        default=default(None),
        help=tr("berkas berisi kata sandi"),
    )
    parser.add_argument(
        "--json", action="store_true", default=default(False), help=tr("jawaban sebagai satu dokumen JSON")
    )


def _founding(add: Add) -> None:
    demo = add("demo", "demo", tr("membuat kota contoh dan menjalankan pekerjaan utamanya"))
    demo.add_argument("--out", type=Path, default=Path("wira-demo"), metavar="DIR")
    demo.add_argument("--applicants", type=int, default=120, metavar="N", help=tr("pendaftar tiap kelurahan"))
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.add_argument("--no-window", action="store_true", help=tr("jangan membuka jendela sesudahnya"))

    init = add("init", "offices", tr("membuat kantor baru di sebuah folder"))
    init.add_argument("--kind", choices=("kelurahan", "lapangan", "dkum"), default="kelurahan")
    init.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="", help=tr("kode 10 angka atau nama kelurahan")
    )
    init.add_argument("--name", metavar=tr("NAMA"), required=True, help=tr("nama petugas pertama"))
    init.add_argument("--nip", default="")
    init.add_argument("--jabatan", default="")
    init.add_argument("--roles", metavar=tr("PERAN"), default="", help=tr("peran, dipisah koma"))

    enrol = add("enrol", "offices", tr("mendaftarkan kantor ke DKUM dengan berkas"))
    step = enrol.add_mutually_exclusive_group(required=True)
    step.add_argument(
        "--request", type=Path, metavar="DIR", help=tr("simpan berkas permintaan di folder ini")
    )
    step.add_argument("--look", type=Path, metavar=tr("BERKAS"), help=tr("lihat isi permintaan atau izin"))
    step.add_argument("--grant", type=Path, metavar=tr("BERKAS"), help=tr("DKUM: terima permintaan ini"))
    step.add_argument("--open", type=Path, metavar=tr("BERKAS"), help=tr("buka berkas izin dari DKUM"))
    enrol.add_argument(
        "--fingerprint", metavar=tr("SIDIK"), default="", help=tr("sidik kunci yang dicocokkan")
    )
    enrol.add_argument("--out", type=Path, default=Path(), metavar="DIR")

    user = add("user", "offices", tr("melihat, menambah, mengubah, atau memberhentikan petugas"))
    what = user.add_mutually_exclusive_group()
    what.add_argument("--add", metavar=tr("NAMA"))
    what.add_argument("--change", metavar=tr("NAMA"))
    what.add_argument("--dismiss", metavar=tr("NAMA"))
    user.add_argument("--roles", metavar=tr("PERAN"), default="", help=tr("peran, dipisah koma"))
    user.add_argument("--nip", default="")
    user.add_argument("--jabatan", default="")
    user.add_argument("--new-passphrase-file", type=Path, metavar=tr("BERKAS"))


def _applicants(add: Add) -> None:
    intake = add("intake", "applicants", tr("memasukkan pendaftar dari lembar XLSX atau CSV"))
    intake.add_argument("file", type=Path, metavar=tr("BERKAS"))
    intake.add_argument("--program", default="WUB", choices=("WUB", "PP"))
    intake.add_argument("--year", metavar=tr("TAHUN"), type=int, default=0)
    intake.add_argument("--map", action="append", default=[], metavar=tr("ISIAN=KOLOM"))
    intake.add_argument("--preview", action="store_true", help=tr("hanya pratinjau, tidak menyimpan"))
    intake.add_argument("--report", type=Path, metavar="XLSX", help=tr("simpan laporan tiap baris"))

    enter = add("enter", "applicants", tr("menyimpan satu pendaftar"))
    enter.add_argument(
        "--file", type=Path, required=True, metavar="JSON", help=tr("isian sebagai JSON, - untuk stdin")
    )
    enter.add_argument("--submit", action="store_true", help=tr("langsung diajukan"))
    enter.add_argument("--number", metavar=tr("NOMOR"), default="", help=tr("nomor pendaftaran yang diubah"))

    listing = add("list", "applicants", tr("daftar pendaftar"))
    listing.set_defaults(handler="list_")
    listing.add_argument("--search", metavar=tr("KATA"), default="")
    listing.add_argument("--status", default="")
    listing.add_argument("--program", default="")
    listing.add_argument("--year", metavar=tr("TAHUN"), type=int, default=0)
    listing.add_argument("--limit", metavar="N", type=int, default=50)

    show = add("show", "applicants", tr("satu pendaftar dengan riwayatnya"))
    show.add_argument("number", metavar=tr("NOMOR"))

    for name, text in (
        ("submit", tr("mengajukan draf")),
        ("return", tr("mengembalikan untuk diperbaiki")),
        ("reject", tr("menolak")),
        ("withdraw", tr("mencatat pengunduran diri")),
    ):
        step = add(name, "applicants", text)
        step.set_defaults(handler=f"{name}_")
        step.add_argument("number", nargs="+", metavar=tr("NOMOR"))
        if name != "submit":
            step.add_argument("--reason", metavar=tr("ALASAN"), required=True)

    approve = add("approve-application", "applicants", tr("memverifikasi pendaftar yang diajukan orang lain"))
    approve.add_argument("number", nargs="+", metavar=tr("NOMOR"))
    approve.add_argument(
        "--complete-date", metavar=tr("TANGGAL"), default="", help=tr("tanggal berkas lengkap, TTTT-BB-HH")
    )
    approve.add_argument(
        "--seen", metavar=tr("DOKUMEN"), default="", help=tr("dokumen asli yang dilihat, dipisah koma")
    )


def _papers(add: Add) -> None:
    roster = add("roster", "papers", tr("Daftar Nominatif sebagai PDF (DRAF)"))
    roster.add_argument("--program", default="WUB", choices=("WUB", "PP"))
    roster.add_argument("--year", metavar=tr("TAHUN"), type=int, default=0)
    roster.add_argument("--edition", default="arsip", choices=("arsip", "papan"))
    roster.add_argument(
        "--number", metavar=tr("NOMOR"), default="", help=tr("nomor surat dari agenda kelurahan")
    )
    roster.add_argument("--out", type=Path, default=Path(), metavar="DIR")

    sign = add("sign", "papers", tr("menerbitkan Daftar Nominatif dengan segel kantor"))
    sign.add_argument("--program", default="WUB", choices=("WUB", "PP"))
    sign.add_argument("--year", metavar=tr("TAHUN"), type=int, default=0)
    sign.add_argument("--edition", default="arsip", choices=("arsip", "papan"))
    sign.add_argument(
        "--number", metavar=tr("NOMOR"), required=True, help=tr("nomor surat dari agenda kelurahan")
    )
    sign.add_argument("--out", type=Path, default=Path(), metavar="DIR")

    verify = add("verify", "papers", tr("memeriksa PDF; kode keluar 0 hanya bila sah"))
    verify.add_argument("file", type=Path, metavar=tr("BERKAS"))
    verify.add_argument("--root", type=Path, metavar="PEM", help=tr("sertifikat otoritas DKUM"))


def _files(add: Add) -> None:
    export = add("export", "files", tr("membuat berkas sinkronisasi"))
    export.add_argument("--out", type=Path, default=Path(), metavar="DIR")
    export.add_argument("--to", metavar=tr("KELURAHAN"), default="", help=tr("DKUM: kode kelurahan penerima"))
    export.add_argument("--full", action="store_true", help=tr("kirim semuanya sekali lagi"))

    importing = add("import", "files", tr("membuka berkas sinkronisasi"))
    importing.set_defaults(handler="import_")
    importing.add_argument("file", type=Path, nargs="+", metavar=tr("BERKAS"))

    decide = add("decide", "files", tr("DKUM: mengusulkan atau menyetujui keputusan"))
    step = decide.add_mutually_exclusive_group(required=True)
    step.add_argument("--propose", action="store_true")
    step.add_argument("--approve", metavar="ID", help=tr("kode usulan, atau semua: all"))
    step.add_argument("--discard", metavar="ID", help=tr("batalkan usulan"))
    step.add_argument("--open", action="store_true", help=tr("usulan yang menunggu"))
    decide.add_argument("--program", default="WUB", choices=("WUB", "PP"))
    decide.add_argument("--year", metavar=tr("TAHUN"), type=int, default=0)
    decide.add_argument("--kelurahan", metavar=tr("KELURAHAN"), default="")
    decide.add_argument(
        "--seed", metavar="S", default="", help=tr("benih undian; kosong berarti acak dan dicatat")
    )
    decide.add_argument("--out", type=Path, metavar="DIR", help=tr("simpan daftar keputusan di sini"))


def _upkeep(add: Add) -> None:
    add("status", "offices", tr("keadaan kantor dalam angka"))
    add("check", "offices", tr("memeriksa basis data, catatan, dan lampiran"))
    backup = add("backup", "offices", tr("membuat cadangan yang sudah diuji"))
    backup.add_argument("--out", type=Path, metavar="DIR")
    restore = add("restore", "offices", tr("mengembalikan cadangan ke folder kosong"))
    restore.add_argument("file", type=Path, metavar=tr("BERKAS"))
    restore.add_argument("--look", action="store_true", help=tr("hanya lihat milik siapa dan dari kapan"))
    add("migrate", "offices", tr("menyesuaikan bentuk basis data setelah pembaruan"))

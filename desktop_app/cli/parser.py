"""The commands and their options; `wira --help` is enough to work with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop_app import __version__
from desktop_app.cli import (
    application_parser,
    backup_parser,
    boxes_parser,
    conflict_parser,
    device_parser,
    document_parser,
    extract_parser,
    journal_parser,
    mentor_parser,
    options,
    outcome_parser,
    paper_parser,
    privacy_parser,
    recommendation_parser,
    recovery_parser,
    rules_parser,
    sign_parser,
    timestamp_parser,
    training_parser,
    tte_parser,
)
from desktop_app.cli.arguments import Arguments
from desktop_app.domain import people, status
from resources.i18n import LANGUAGES, language, tr

Add = Callable[..., argparse.ArgumentParser]


def build_parser() -> Arguments:
    """All commands, in the language in force. Heavy modules are imported only by the command that is run."""
    return _built(language())


@lru_cache(maxsize=len(LANGUAGES))
def _built(_language: str) -> Arguments:
    parser = Arguments(
        prog="wira",
        description=tr("Pendataan calon wirausaha Kota Depok, bekerja tanpa internet."),
        epilog=tr(
            "Tanpa perintah, Wira membuka jendela. Kode keluar: 0 selesai, 1 ditolak, 2 salah pakai, "
            "3 tidak tersedia, 4 pindaian tinggal dibandingkan (verify). Kata sandi dibaca dari "
            "--passphrase-file, WIRA_PASSPHRASE, atau ditanyakan."
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

    def add(name: str, module: str, help_text: str, into: Any = None) -> argparse.ArgumentParser:
        made = (into or commands).add_parser(name, parents=[common], help=help_text, description=help_text)
        made.set_defaults(module=module, handler=name.replace("-", "_"))
        return made

    _founding(add)
    _enrol(add)
    _people(add)
    _applicants(add)
    _register(add)
    _papers(add)
    _files(add)
    boxes_parser.commands(add)
    _upkeep(add)
    backup_parser.commands(add)
    for room in (
        document_parser, device_parser, recovery_parser, mentor_parser, training_parser, outcome_parser,
    ):  # fmt: skip
        room.commands(add, common)
    outcome_parser.recap(add)
    for room in (
        rules_parser, recommendation_parser, extract_parser, conflict_parser, privacy_parser, paper_parser,
        tte_parser, timestamp_parser, journal_parser,
    ):  # fmt: skip
        room.commands(add, common)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, everywhere: bool) -> None:
    """Options that may stand before or after the command; only the first place has defaults."""

    def default(value: object) -> object:
        return value if everywhere else argparse.SUPPRESS

    parser.add_argument(
        "--home", type=Path, metavar="DIR", default=default(None),
        help=tr("folder kantor; bila tidak diisi: WIRA_HOME, lalu tempat data pengguna ini"),
    )  # fmt: skip
    parser.add_argument(
        "--user", default=default(""), metavar=tr("NAMA"),
        help=tr("nama petugas yang masuk; perlu bila petugasnya lebih dari satu"),
    )  # fmt: skip
    parser.add_argument(
        "--passphrase-file", type=Path, metavar=tr("BERKAS"), default=default(None),
        help=tr("berkas teks yang isinya kata sandi petugas itu"),
    )  # fmt: skip
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=default(None),
        help=tr("bahasa jawabannya; bila tidak diisi: WIRA_LANG, lalu bahasa yang dipilih di jendela"),
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", default=default(False),
        help=tr("jawaban sebagai satu dokumen JSON, juga bila ditolak; kalimatnya tetap ke stderr"),
    )  # fmt: skip


def _roles(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--roles", metavar=tr("PERAN"), default="",
        help=tr("kode peran, dipisah koma, dari: {peran}", peran=", ".join(people.ROLES)),
    )  # fmt: skip
    command.add_argument("--nip", metavar="NIP", help=tr("NIP petugas, 18 angka; boleh kosong"))
    command.add_argument("--jabatan", metavar=tr("JABATAN"), help=tr("jabatan petugas seperti di surat"))


def _founding(add: Add) -> None:
    demo = add("demo", "demo", tr("membuat kota contoh dan menjalankan pekerjaan utamanya"))
    demo.add_argument(
        "--out", type=Path, default=Path("wira-demo"), metavar="DIR",
        help=tr("folder hasilnya, kosong atau bekas demo; biasanya wira-demo di folder ini"),
    )  # fmt: skip
    demo.add_argument(
        "--applicants", type=int, default=120, metavar="N",
        help=tr("banyaknya pendaftar tiap kelurahan; biasanya 120"),
    )  # fmt: skip
    demo.add_argument(
        "--seed", type=int, default=1, metavar="S",
        help=tr("bilangan bulat; bilangan yang sama membuat orang contoh yang sama"),
    )  # fmt: skip
    demo.add_argument(
        "--no-window", action="store_true",
        help=tr("jangan membuka jendela sesudahnya; tanpa ini demo selesai ketika jendelanya ditutup"),
    )  # fmt: skip

    init = add("init", "offices", tr("membuat kantor baru di sebuah folder"))
    init.add_argument(
        "--kind", choices=people.OFFICE_KINDS, default="kelurahan",
        help=tr("jenis kantor: dkum, kelurahan, atau laptop lapangan; biasanya kelurahan"),
    )  # fmt: skip
    init.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("kode 10 angka atau nama kelurahan; tidak dipakai untuk dkum"),
    )  # fmt: skip
    init.add_argument("--name", metavar=tr("NAMA"), required=True, help=tr("nama petugas pertama"))
    _roles(init)


def _enrol(add: Add) -> None:
    """How offices, and copies of them, come to be known to DKUM."""
    enrol = add("enrol", "offices", tr("mendaftarkan kantor ke DKUM dengan berkas"))
    step = enrol.add_mutually_exclusive_group(required=True)
    step.add_argument(
        "--request", type=Path, metavar=tr("FOLDER"),
        help=tr("simpan berkas permintaan di folder ini, misalnya flash disk; juga sesudah dipulihkan atau "
                "pindah komputer"),
    )  # fmt: skip
    step.add_argument("--look", type=Path, metavar=tr("BERKAS"), help=tr("lihat isi permintaan atau izin"))
    step.add_argument("--grant", type=Path, metavar=tr("BERKAS"), help=tr("DKUM: terima permintaan ini"))
    step.add_argument("--open", type=Path, metavar=tr("BERKAS"), help=tr("buka berkas izin dari DKUM"))
    step.add_argument(
        "--continue", action="store_true", dest="go_on",
        help=tr("DKUM, sesudah dipulihkan atau pindah komputer: nyatakan bahwa DKUM lanjut di sini"),
    )  # fmt: skip
    step.add_argument(
        "--duplicates",
        action="store_true",
        help=tr("lihat komputer yang terduplikasi"),
    )
    step.add_argument(
        "--end", metavar=tr("KOMPUTER"),
        help=tr("DKUM: akhiri urutan catatan komputer terduplikasi ini; kodenya dari --duplicates"),
    )  # fmt: skip
    step.add_argument(
        "--sign-again", action="store_true",
        help=tr("tanda tangani lagi langkah Anda yang harus ditulis ulang sesudah kantor terduplikasi"),
    )  # fmt: skip
    enrol.add_argument(
        "--fingerprint", metavar=tr("SIDIK"), default="",
        help=tr("sidik kunci yang sudah dicocokkan, semua kelompoknya; spasi diabaikan"),
    )  # fmt: skip
    enrol.add_argument(
        "--new-root", action="store_true", dest="new_root",
        help=tr("untuk --open: DKUM memakai kunci serba baru dan sidik kuncinya sudah dicocokkan di kertas"),
    )  # fmt: skip
    options.out(enrol, tr("DKUM: folder tempat berkas izin; biasanya folder ini"))


def _people(add: Add) -> None:
    user = add("user", "offices", tr("melihat, menambah, mengubah, atau memberhentikan petugas"))
    user.add_argument(
        "list",
        nargs="?",
        choices=("list",),
        help=tr("sebutkan petugas kantor ini; sama dengan tanpa pilihan"),
    )
    what = user.add_mutually_exclusive_group()
    what.add_argument("--add", metavar=tr("NAMA"), help=tr("tambah petugas dengan nama lengkap ini"))
    what.add_argument("--change", metavar=tr("NAMA"), help=tr("ganti peran, NIP, atau jabatan petugas ini"))
    what.add_argument("--dismiss", metavar=tr("NAMA"), help=tr("berhentikan petugas ini mulai sekarang"))
    what.add_argument("--new-key", metavar=tr("NAMA"), help=tr("beri petugas ini kata sandi dan kunci baru"))
    what.add_argument("--own-passphrase", action="store_true", help=tr("ganti kata sandi Anda sendiri"))
    what.add_argument(
        "--returned-checked", action="store_true",
        help=tr("nyatakan sudah diperiksa siapa yang dapat masuk, sesudah daftar yang kembali rusak"),
    )  # fmt: skip
    what.add_argument(
        "--revoke", metavar=tr("NAMA"),
        help=tr("DKUM: cabut petugas kantor lain; sebutkan --kelurahan dan --reason"),
    )  # fmt: skip
    what.add_argument(
        "--take-back", metavar=tr("NAMA"),
        help=tr("DKUM: pulihkan petugas yang keliru dicabut; semua yang ditandatanganinya berlaku lagi"),
    )  # fmt: skip
    what.add_argument(
        "--appoint", metavar=tr("NAMA"),
        help=tr("DKUM: jadikan petugas ini admin kantornya, yang tidak mempunyai admin lagi"),
    )  # fmt: skip
    what.add_argument(
        "--carry", type=Path, metavar="DIR",
        help=tr("simpan akun Anda sendiri di folder ini untuk komputer lain di kantor"),
    )  # fmt: skip
    what.add_argument(
        "--take", type=Path, metavar=tr("BERKAS"),
        help=tr("terima akun dari komputer lain; kata sandinya dari --new-passphrase-file, atau ditanyakan"),
    )  # fmt: skip
    _roles(user)
    user.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="", help=tr("DKUM: petugas kelurahan ini")
    )
    user.add_argument(
        "--reason", metavar=tr("ALASAN"), default="",
        help=tr(
            "untuk --revoke: alasannya, misalnya {contoh}; kantor itu juga membacanya",
            contoh=", ".join(tr(words) for words in people.ENDINGS),
        ),
    )  # fmt: skip
    user.add_argument("--all", action="store_true", help=tr("DKUM: sebutkan petugas semua kantor"))
    user.add_argument(
        "--search", metavar=tr("KATA"), default="",
        help=tr("hanya yang memuat kata ini di nama, NIP, jabatan, peran, atau kantornya"),
    )  # fmt: skip
    user.add_argument(
        "--mentor", metavar=tr("PENDAMPING"), default="",
        help=tr("untuk peran pendamping: nama atau nomor pendamping yang memakai akun ini"),
    )  # fmt: skip
    _passphrase_of(user)


def _passphrase_of(user: argparse.ArgumentParser) -> None:
    user.add_argument(
        "--new-passphrase-file", type=Path, metavar=tr("BERKAS"),
        help=tr(
            "untuk --add, --new-key, dan --own-passphrase: berkas teks berisi kata sandi yang baru; kosong: "
            "ditanyakan"
        ),
    )  # fmt: skip
    user.add_argument("--yes", action="store_true", help=tr("dengan --dismiss: tanpa bertanya lagi"))


def _applicants(add: Add) -> None:
    _intake(add)
    enter = add("enter", "applicants", tr("menyimpan satu pendaftar"))
    what = enter.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--file", type=Path, metavar="JSON",
        help=tr("berkas berisi satu objek JSON, isian dan nilainya; - untuk stdin"),
    )  # fmt: skip
    what.add_argument(
        "--fields", action="store_true", help=tr("sebutkan isian yang ada, dan tidak menyimpan")
    )
    enter.add_argument("--submit", action="store_true", help=tr("langsung diajukan, tidak berhenti di draf"))
    enter.add_argument(
        "--number", metavar=tr("NOMOR"), default="",
        help=tr("nomor pendaftaran yang diubah; bila tidak diisi: pendaftar baru"),
    )  # fmt: skip
    _listing(add)
    application_parser.commands(add)


def _intake(add: Add) -> None:
    intake = add("intake", "intake", tr("memasukkan pendaftar dari lembar kerja"))
    intake.add_argument(
        "file", type=Path, nargs="?", metavar=tr("BERKAS"),
        help=tr("lembar .xlsx, .xls, .ods, atau .csv dengan judul kolom; atau kata report: laporan impor "
                "yang sudah dilakukan"),
    )  # fmt: skip
    intake.add_argument("id", nargs="?", default="", metavar="ID", help=tr("untuk report: kode laporannya"))
    options.program(intake)
    options.year(intake)
    intake.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("kelurahan baris yang tidak menyebutnya; bila tidak diisi: kelurahan kantor ini"),
    )  # fmt: skip
    intake.add_argument(
        "--sheet", metavar=tr("LEMBAR"), default="",
        help=tr("nama lembar yang dibaca; bila tidak diisi: yang pertama berisi daftar"),
    )  # fmt: skip
    intake.add_argument(
        "--map", action="append", default=[], metavar=tr("ISIAN=KOLOM"),
        help=tr("isian diambil dari kolom berjudul ini, misalnya nik=\"No. KTP\"; boleh berulang, dan "
                "diingat untuk berkas berjudul sama"),
    )  # fmt: skip
    intake.add_argument("--preview", action="store_true", help=tr("hanya pratinjau, tidak menyimpan"))
    intake.add_argument(
        "--accept", metavar=tr("BARIS"), default="",
        help=tr("terima perubahan pada baris ini, seperti 5,9-12, atau semua; bila tidak diisi: tidak ada"),
    )  # fmt: skip
    intake.add_argument(
        "--report", type=Path, metavar=tr("BERKAS"),
        help=tr("simpan laporan tiap baris sebagai berkas .xlsx atau .csv ini"),
    )  # fmt: skip
    intake.add_argument(
        "--template",
        type=Path,
        metavar="XLSX",
        help=tr("simpan contoh berkas untuk diisi, dan tidak membaca apa pun"),
    )
    intake.add_argument(
        "--columns", action="store_true", help=tr("sebutkan isian dan judul kolom yang dikenal")
    )


def _listing(add: Add) -> None:
    listing = add("list", "applicants", tr("daftar pendaftar"))
    listing.set_defaults(handler="list_")
    listing.add_argument(
        "--search", metavar=tr("KATA"), default="",
        help=tr("awal kata dari nama, alamat, usaha, NIK, telepon, atau nomor pendaftaran"),
    )  # fmt: skip
    listing.add_argument(
        "--status", default=None, type=_status, metavar="STATUS",
        help=tr("hanya status ini: {status}", status=", ".join(_status_labels())),
    )  # fmt: skip
    listing.add_argument(
        "--program", default="", choices=("WUB", "PP"), help=tr("hanya program ini; bila tidak diisi: semua")
    )
    listing.add_argument(
        "--year", metavar=tr("TAHUN"), type=options.four_digits, default=0,
        help=tr("hanya tahun ini, empat angka; bila tidak diisi: semua"),
    )  # fmt: skip
    listing.add_argument(
        "--alone", action="store_true",
        help=tr("hanya yang diisi dan diperiksa satu orang, seizin buku aturan"),
    )  # fmt: skip
    listing.add_argument(
        "--limit", metavar="N", type=int, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )

    show = add("show", "applicants", tr("satu pendaftar dengan riwayatnya"))
    show.add_argument("number", metavar=tr("NOMOR"), help=application_parser.number())
    show.add_argument("--full", action="store_true", help=tr("tampilkan semua nilai; dicatat di log akses"))


def _status_labels() -> list[str]:
    return [tr(status.status_label(code)) for code in status.SHOWN]


def _status(typed: str) -> str:
    """The code of a status given by its label, in either language, or by its code."""
    wanted = typed.strip().casefold()
    for code in status.SHOWN:
        label = status.status_label(code)
        if wanted in (code, label.casefold(), tr(label).casefold()):
            return code
    raise argparse.ArgumentTypeError(
        tr("{isi} bukan status. Pilih salah satu: {pilihan}.", isi=typed, pilihan=", ".join(_status_labels()))
    )


def _register(add: Add) -> None:
    """`wira business` and its steps."""
    text = tr("usaha yang sudah ada di kelurahan: melihat, menambah, mengimpor, memutuskan")
    steps = add("business", "register", text).add_subparsers(
        dest="step", metavar=tr("LANGKAH"), required=True
    )  # fmt: skip

    listing = add("list", "register", tr("daftar usaha terdaftar"), steps)
    listing.set_defaults(handler="list_")
    listing.add_argument(
        "--search", metavar=tr("KATA"), default="",
        help=tr("awal kata dari nama usaha, pemilik, alamat, NIK, telepon, atau NIB"),
    )  # fmt: skip
    listing.add_argument("--closed", action="store_true", help=tr("juga usaha yang sudah tutup"))
    listing.add_argument(
        "--limit", metavar="N", type=int, default=50, help=tr("paling banyak sekian baris; biasanya 50")
    )

    show = add("show", "register", tr("satu usaha terdaftar"), steps)
    show.add_argument("id", metavar="ID", help=_business_id())

    new = add("add", "register", tr("menambah atau mengubah satu usaha"), steps)
    new.add_argument(
        "--file", type=Path, required=True, metavar="JSON",
        help=tr("berkas berisi satu objek JSON, isian dan nilainya; - untuk stdin"),
    )  # fmt: skip
    new.add_argument(
        "--id", metavar="ID", default="", help=tr("usaha yang diubah; bila tidak diisi: usaha baru")
    )

    close = add("close", "register", tr("mencatat bahwa usaha sudah tutup"), steps)
    close.add_argument("id", metavar="ID", help=_business_id())
    close.add_argument("--reopen", action="store_true", help=tr("kebalikannya: usaha itu masih berjalan"))

    judge = add("judge", "register", tr("memutuskan apakah usaha itu milik pendaftar"), steps)
    judge.add_argument("number", metavar=tr("NOMOR"), help=application_parser.number())
    judge.add_argument("id", metavar="ID", help=_business_id())
    judge.add_argument(
        "--verdict", required=True, choices=("sama", "bukan"),
        help=tr("sama: usaha yang sama; bukan: bukan usahanya"),
    )  # fmt: skip
    judge.add_argument(
        "--reason", metavar=tr("ALASAN"), required=True,
        help=tr("alasannya dalam satu kalimat, di dalam tanda kutip"),
    )  # fmt: skip
    importing = _register_import(add, steps)
    for step in (listing, new, importing):
        step.add_argument(
            "--kelurahan", metavar=tr("KELURAHAN"), default="",
            help=tr("DKUM: kode 10 angka atau nama kelurahan"),
        )  # fmt: skip


def _register_import(add: Add, steps: Any) -> argparse.ArgumentParser:
    importing = add("import", "register", tr("memasukkan usaha dari lembar XLSX atau CSV"), steps)
    importing.set_defaults(handler="import_")
    importing.add_argument(
        "file", type=Path, metavar=tr("BERKAS"), help=tr("lembar .xlsx atau .csv dengan baris judul")
    )
    importing.add_argument(
        "--map", action="append", default=[], metavar=tr("ISIAN=KOLOM"),
        help=tr("isian diambil dari kolom berjudul ini, misalnya pemilik=\"Nama\"; boleh berulang"),
    )  # fmt: skip
    importing.add_argument("--preview", action="store_true", help=tr("hanya pratinjau, tidak menyimpan"))
    importing.add_argument(
        "--accept-changes", action="store_true",
        help=tr("terima juga perubahan pada usaha yang sudah terdaftar"),
    )  # fmt: skip
    importing.add_argument(
        "--edition", default="", choices=("2025", "2020"),
        help=tr("edisi KBLI untuk kode yang ada di kedua edisi dan tidak menyebutnya"),
    )  # fmt: skip
    importing.add_argument(
        "--source", metavar=tr("SUMBER"), default="",
        help=tr("asal data, dicatat pada usaha baru; bila tidak diisi: nama berkasnya"),
    )  # fmt: skip
    importing.add_argument(
        "--report", type=Path, metavar="XLSX", help=tr("simpan laporan tiap baris sebagai berkas .xlsx ini")
    )
    return importing


def _business_id() -> str:
    return tr("kode usaha dari `wira business list`; awalnya saja cukup bila tidak ada yang sama")


def _papers(add: Add) -> None:
    paper = add("roster", "papers", tr("Daftar Nominatif sebagai PDF (DRAF)"))
    paper_parser.roster_options(paper, several=False)
    paper.add_argument(
        "--issued", metavar=tr("NOMOR"), default="",
        help=tr("simpan lagi dokumen yang sudah terbit dengan nomor surat ini, sama persis"),
    )  # fmt: skip
    options.number(paper)
    options.out(paper)
    sign_parser.commands(add)

    purpose = tr(
        "memeriksa PDF atau pindaian cetakan; kode keluar 0 hanya bila sah, 4 bila pindaiannya tinggal "
        "dibandingkan"
    )
    verify = add("verify", "papers", purpose)
    verify.epilog = tr(
        "Tanpa --user register kantor tidak ditanya: 0 berarti segelnya sah, sedangkan apakah dokumennya "
        "sudah dibatalkan hanya diketahui dengan --user, dan jawabannya mengatakannya."
    )
    verify.add_argument(
        "files", type=Path, nargs="+", metavar=tr("BERKAS"),
        help=tr("PDF, pindaian atau foto halaman; halaman satu dokumen diperiksa bersama"),
    )  # fmt: skip
    verify.add_argument(
        "--root", type=Path, metavar="PEM",
        help=tr("berkas sertifikat otoritas DKUM; bila tidak diisi: yang dikenal kantor ini"),
    )  # fmt: skip


def _files(add: Add) -> None:
    export = add("export", "files", tr("membuat berkas sinkronisasi"))
    options.out(export, tr("folder atau flash disk tempat berkas; biasanya folder ini"))
    export.add_argument(
        "--to", metavar=tr("KELURAHAN"), default="",
        help=tr("DKUM: kode 10 angka atau nama kelurahan penerima"),
    )  # fmt: skip
    export.add_argument(
        "--office", action="store_true",
        help=tr("kelurahan: untuk komputer dan laptop lain di kantor ini; jawaban DKUM yang terakhir ikut"),
    )  # fmt: skip
    export.add_argument(
        "--full", action="store_true", help=tr("kirim semuanya sekali lagi, juga yang sudah diterima")
    )

    for word in ("import", "open"):
        importing = add(word, "files", tr("membuka berkas sinkronisasi, juga satu folder penuh"))
        importing.set_defaults(handler="import_")
        importing.add_argument(
            "file", type=Path, nargs="+", metavar=tr("JALUR"),
            help=tr("berkas, satu atau lebih, atau folder dengan isinya; nama dan urutannya bebas"),
        )  # fmt: skip

    listed = add("files", "files", tr("melihat atau mencetak apa yang dilakukan setiap berkas"))
    listed.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("DKUM: hanya berkas dengan kelurahan ini, kode 10 angka atau nama"),
    )  # fmt: skip
    listed.add_argument(
        "--out", type=Path, metavar="DIR", help=tr("simpan juga laporannya sebagai PDF di folder ini")
    )
    listed.add_argument(
        "--request", action="store_true", help=tr("buat permintaan untuk nomor yang hilang, di folder --out")
    )

    decide = add("decide", "files", tr("DKUM: mengusulkan atau menyetujui putusan"))
    step = decide.add_mutually_exclusive_group(required=True)
    step.add_argument(
        "--propose", action="store_true", help=tr("buat usulan dari yang terverifikasi dan daftar tunggu")
    )
    step.add_argument(
        "--approve", metavar="ID", help=tr("setujui usulan orang lain dengan kode ini, atau semuanya: all")
    )
    step.add_argument("--discard", metavar="ID", help=tr("batalkan usulan dengan kode ini"))
    step.add_argument("--open", action="store_true", help=tr("lihat usulan yang menunggu, dengan kodenya"))
    options.program(decide)
    options.year(decide)
    decide.add_argument(
        "--kelurahan", metavar=tr("KELURAHAN"), default="",
        help=tr("untuk WUB: kode 10 angka atau nama kelurahan; PP berlaku sekota"),
    )  # fmt: skip
    decide.add_argument(
        "--seed", metavar="S", default="", help=tr("benih undian; kosong berarti acak dan dicatat")
    )
    decide.add_argument(
        "--out", type=Path, metavar="DIR",
        help=tr("untuk --approve: folder tempat Daftar Putusan, PDF dan JSON"),
    )  # fmt: skip
    options.sheet(decide, direction="lanskap")


def _upkeep(add: Add) -> None:
    add("status", "offices", tr("keadaan kantor dalam angka"))
    check = add("check", "offices", tr("memeriksa basis data, catatan, dan lampiran"))
    check.add_argument(
        "--rebuild", action="store_true",
        help=tr("buat cadangan, bangun ulang semua tabel dari catatannya, lalu periksa"),
    )  # fmt: skip
    support = add("support", "support", tr("menyusun paket bantuan tanpa data pribadi untuk DKUM"))
    support.add_argument(
        "--out", type=Path, metavar="DIR", default=Path(), help=tr("folder tempat paket bantuan")
    )
    support.add_argument("--look", action="store_true", help=tr("hanya baca isinya"))
    add("migrate", "offices", tr("menyesuaikan bentuk basis data setelah pembaruan"))

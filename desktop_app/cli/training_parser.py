"""The commands about trainings and their options: training, wave, attend."""

from __future__ import annotations

import argparse

from desktop_app.cli import options
from desktop_app.cli.steps import Add, Step, steps_of
from desktop_app.domain.training import KINDS
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""

    def group(name: str, text: str) -> Step:
        return steps_of(add, common, name, "training", text)

    _training(group("training", tr("katalog pelatihan")))
    _wave(group("wave", tr("gelombang pelatihan: hari, peserta, dan Daftar Hadir")))
    _attend(add("attend", "training", tr("mencatat kehadiran dengan nomor peserta")))


def _training(step: Step) -> None:
    step("list", tr("semua pelatihan di katalog"))
    add = step("add", tr("DKUM: menambah pelatihan"))
    add.add_argument("name", metavar=tr("NAMA"), help=tr("nama pelatihan"))
    add.add_argument(
        "--kind", default="program", choices=tuple(KINDS),
        help=tr("jenisnya: program sendiri, DEA, GTA, atau TA; biasanya program"),
    )  # fmt: skip
    add.add_argument("--by", default="", metavar=tr("PENYELENGGARA"), help=tr("siapa yang menyelenggarakan"))
    add.add_argument(
        "--days", type=int, default=0, metavar=tr("HARI"), help=tr("biasanya berapa hari; boleh kosong")
    )
    add.add_argument("--note", default="", metavar=tr("CATATAN"), help=tr("keterangan singkat"))
    close = step("close", tr("DKUM: pelatihan tidak diadakan lagi"))
    close.add_argument("name", metavar=tr("NAMA"), help=tr("nama pelatihan"))
    close.add_argument("--reopen", action="store_true", help=tr("diadakan lagi"))


def _wave(step: Step) -> None:
    step("list", tr("semua gelombang dengan kodenya"))
    _which(step("show", tr("peserta dan kehadiran satu gelombang")))
    add = step("add", tr("merencanakan gelombang"))
    _plan(add, new=True)
    change = step("change", tr("mengubah gelombang; yang tidak disebut tetap"))
    _which(change)
    _plan(change, new=False)
    change.add_argument(
        "--accept-changes", action="store_true",
        help=tr("simpan juga bila peserta menjadi tuntas atau tidak lagi tuntas karenanya"),
    )  # fmt: skip
    cancel = step("cancel", tr("membatalkan gelombang"))
    _which(cancel)
    cancel.add_argument("--reopen", action="store_true", help=tr("gelombang itu jadi diadakan"))
    invite = step("invite", tr("mengundang pendaftar yang ditetapkan"))
    _which(invite)
    invite.add_argument(
        "number", nargs="*", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")
    )
    invite.add_argument(
        "--uninvited", action="store_true",
        help=tr("undang yang belum pernah diundang, sebanyak tempat yang ada"),
    )  # fmt: skip
    remove = step("remove", tr("mengeluarkan peserta yang keliru diundang"))
    _which(remove)
    remove.add_argument(
        "number", nargs="+", type=int, metavar=tr("NOMOR"), help=tr("nomor peserta di gelombang itu")
    )
    sheet = step("sheet", tr("Daftar Hadir sebagai PDF, dengan kode QR di tiap halaman"))
    _which(sheet)
    sheet.add_argument(
        "--day", action="append", type=int, default=[], metavar=tr("HARI"),
        help=tr("hari ke berapa; boleh berulang; bila tidak diisi: semua hari"),
    )  # fmt: skip
    sheet.add_argument(
        "--shape", default="auto", choices=("auto", "potret", "lanskap"),
        help=tr(
            "arah kertas: lanskap (melebar) atau potret (tegak); biasanya auto, menurut banyaknya hari"
        ),
    )  # fmt: skip
    sheet.add_argument(
        "--blank", type=int, default=5, metavar="N", help=tr("baris kosong di akhir; biasanya 5")
    )
    sheet.add_argument("--number", default="", metavar=tr("NOMOR"), help=tr("nomor surat dari agenda"))
    options.sheet(sheet)
    options.out(sheet)
    roster = step("roster", tr("Daftar Peserta Pelatihan sebagai PDF (DRAF), atau disegel"))
    _which(roster)
    roster.add_argument("--number", default="", metavar=tr("NOMOR"), help=tr("nomor surat dari agenda"))
    roster.add_argument(
        "--seal", action="store_true", help=tr("terbitkan dengan segel kantor; perlu --number")
    )
    options.sheet(roster, direction="lanskap")
    options.out(roster)
    step("missed", tr("siapa yang tidak hadir pada hari apa"))
    step("uninvited", tr("siapa yang ditetapkan dan belum pernah diundang"))


def _attend(attend: argparse.ArgumentParser) -> None:
    attend.add_argument(
        "marks", nargs="*", metavar=tr("TANDA"),
        help=tr("nomor dan tandanya: 12 hadir, 13a alpa, 14i izin, 15s sakit, 16k kosong, 1-20; + sisanya"),
    )  # fmt: skip
    attend.add_argument("--wave", default="", metavar=tr("GELOMBANG"), help=_wave_help())
    attend.add_argument(
        "--day", default="", metavar=tr("HARI"),
        help=tr("hari ke berapa, atau tanggalnya; tidak perlu bila lembarnya hanya memuat satu hari"),
    )  # fmt: skip
    attend.add_argument(
        "--sheet", default="", metavar=tr("LEMBAR"),
        help=tr("kode yang tercetak di lembar, atau gambar hasil pindainya (JPEG, PNG, PDF)"),
    )  # fmt: skip


def _plan(command: argparse.ArgumentParser, *, new: bool) -> None:
    unset = None if not new else ""
    command.add_argument(
        "--training", default="", required=new, metavar=tr("PELATIHAN"), help=tr("nama pelatihan di katalog")
    )
    command.add_argument("--name", default=unset, required=new, metavar=tr("NAMA"), help=tr("nama gelombang"))
    command.add_argument(
        "--day", action="append", default=[], required=new, metavar=tr("TANGGAL"),
        help=tr("satu hari pelatihan, TTTT-BB-HH atau HH-BB-TTTT; berulang untuk hari berikutnya"),
    )  # fmt: skip
    command.add_argument(
        "--capacity", type=int, default=0, required=new, metavar=tr("ORANG"), help=tr("berapa orang dimuat")
    )
    command.add_argument("--place", default=unset, metavar=tr("TEMPAT"), help=tr("tempat pelatihan"))
    command.add_argument(
        "--minimal", type=int, default=0, metavar=tr("HARI"),
        help=tr("hadir berapa hari supaya tuntas; bila tidak diisi: semua hari"),
    )  # fmt: skip
    command.add_argument(
        "--for", dest="areas", action="append", default=[], metavar=tr("WILAYAH"),
        help=tr("kelurahan atau kecamatan yang diundang; boleh berulang; bila tidak diisi: semua"),
    )  # fmt: skip


def _which(command: argparse.ArgumentParser) -> None:
    command.add_argument("wave", metavar=tr("GELOMBANG"), help=_wave_help())


def _wave_help() -> str:
    return tr("kode gelombang (6 tanda) atau namanya")

"""The commands about mentors and their options: mentor, visit, task, report."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import options
from desktop_app.cli.steps import Add, Step, steps_of
from resources.i18n import tr


def commands(add: Add, common: argparse.ArgumentParser) -> None:
    """Add them; `common` are the options every command takes."""

    def group(name: str, text: str) -> Step:
        return steps_of(add, common, name, "mentors", text)

    _mentor(group("mentor", tr("pendamping: daftar, wilayah, dan dampingannya")))
    _visit(group("visit", tr("kunjungan pendamping")))
    _task(group("task", tr("tugas dari pendamping")))
    _report(add("report", "mentors", tr("laporan bulanan dan daftar pendamping sebagai PDF (DRAF)")))


def _mentor(step: Step) -> None:
    step("list", tr("semua pendamping dengan beban kerjanya"))

    add = step("add", tr("DKUM: menambah pendamping"))
    add.add_argument("name", metavar=tr("NAMA"), help=tr("nama lengkap pendamping"))
    add.add_argument("--number", default="", metavar=tr("NOMOR"), help=tr("nomor pendamping di DKUM"))
    add.add_argument("--nip", default="", metavar="NIP", help=tr("NIP pendamping; boleh kosong"))
    add.add_argument("--hp", default="", metavar="HP", help=tr("nomor HP, misalnya 081234567890"))
    add.add_argument("--jabatan", default="", metavar=tr("JABATAN"), help=tr("jabatan seperti di surat"))

    importing = step("import", tr("DKUM: mengambil daftar pendamping dari lembar XLSX atau CSV"))
    importing.add_argument(
        "file", type=Path, metavar=tr("BERKAS"), help=tr("lembar .xlsx atau .csv dengan baris judul")
    )
    importing.add_argument("--preview", action="store_true", help=tr("hanya pratinjau, tidak menyimpan"))

    area = step("area", tr("DKUM: memberi atau mengakhiri wilayah pendamping"))
    _who(area)
    area.add_argument(
        "--area", required=True, metavar=tr("WILAYAH"),
        help=tr("kelurahan (nama atau 10 angka) atau kecamatan (nama dengan Kec. di depannya, atau 6 angka)"),
    )  # fmt: skip
    area.add_argument("--from", dest="begins", default="", metavar=tr("TANGGAL"), help=_day_help())
    area.add_argument(
        "--until",
        default="",
        metavar=tr("TANGGAL"),
        help=tr("hari terakhir; mengakhiri wilayah yang sudah ada"),
    )

    _people(step)


def _people(step: Step) -> None:
    assign = step("assign", tr("menetapkan pendamping bagi pendaftar yang ditetapkan"))
    _who(assign)
    assign.add_argument(
        "number", nargs="+", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")
    )
    assign.add_argument("--from", dest="begins", default="", metavar=tr("TANGGAL"), help=_day_help())

    end = step("stop", tr("mengakhiri pendampingan"))
    end.add_argument(
        "number", nargs="+", metavar=tr("NOMOR"), help=tr("nomor pendaftaran, misalnya 26-061002-7QK-0042")
    )
    end.add_argument("--date", default="", metavar=tr("TANGGAL"), help=_day_help())


def _visit(step: Step) -> None:
    add = step("add", tr("mencatat kunjungan dari berkas JSON"))
    _file(add, "nomor_pendaftaran, tanggal, pokok, tempat, masalah, saran, langkah")
    _cancel(step)
    listing = step("list", tr("kunjungan yang tercatat"))
    _month(listing)
    _who(listing, required=False)


def _task(step: Step) -> None:
    add = step("add", tr("mencatat tugas dari berkas JSON"))
    _file(add, "nomor_pendaftaran, judul, diberikan, tenggat")
    _cancel(step)
    step("list", tr("tugas yang tercatat, dengan kodenya"))
    done = step("done", tr("mencatat tugas yang diserahkan"))
    done.add_argument("id", metavar="ID", help=tr("kode tugas dari `wira task list`"))
    done.add_argument("--date", default="", metavar=tr("TANGGAL"), help=_day_help())
    done.add_argument("--note", default="", metavar=tr("CATATAN"), help=tr("catatan tentang hasilnya"))


def _report(report: argparse.ArgumentParser) -> None:
    report.add_argument(
        "--kind", default="laporan", choices=("laporan", "dampingan", "pendamping"),
        help=tr("laporan bulanan, daftar dampingan, atau daftar pendamping; biasanya laporan"),
    )  # fmt: skip
    _who(report, required=False)
    _month(report)
    report.add_argument("--number", default="", metavar=tr("NOMOR"), help=tr("nomor surat dari agenda"))
    report.add_argument(
        "--seal", action="store_true", help=tr("terbitkan dengan segel kantor; perlu --number")
    )
    options.sheet(report, direction="lanskap")
    options.out(report)


def _cancel(step: Step) -> None:
    cancel = step("cancel", tr("membatalkan catatan yang keliru; ia tetap tersimpan dan tidak dihitung"))
    cancel.add_argument("id", metavar="ID", help=tr("kodenya dari daftar"))


def _who(command: argparse.ArgumentParser, *, required: bool = True) -> None:
    command.add_argument(
        "--mentor", default="", required=required, metavar=tr("PENDAMPING"),
        help=tr("nama atau nomor pendamping"),
    )  # fmt: skip


def _month(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--month", default="", metavar=tr("BULAN"), help=tr("bulannya, TTTT-BB; bila tidak diisi: bulan ini")
    )


def _file(command: argparse.ArgumentParser, fields: str) -> None:
    command.add_argument(
        "--file", type=Path, required=True, metavar="JSON",
        help=tr("berkas berisi satu objek JSON dengan isian {isian}; - untuk stdin", isian=fields),
    )  # fmt: skip


def _day_help() -> str:
    return tr("tanggal, TTTT-BB-HH atau HH-BB-TTTT; bila tidak diisi: hari ini")

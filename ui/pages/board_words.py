"""What the board says about a kelurahan, in whole sentences."""

from __future__ import annotations

from datetime import datetime

from desktop_app.domain import region
from desktop_app.domain.moments import wib
from desktop_app.queries.board import Board, Clash, KelurahanLine
from desktop_app.queries.file_words import number_list
from resources.i18n import counted, tr, trn
from ui import when


def kelurahan_sentence(line: KelurahanLine) -> str:
    """What stands out about a kelurahan, and what to do about it."""
    applicants = trn("{n} pendaftar", "{n} pendaftar", line.applicants)
    if line.state == "gap" and line.missing:
        return tr(
            "Berkas {nomor} belum masuk. {tunggu} disimpan dan diterapkan setelah itu tiba.",
            nomor=number_list(line.missing),
            tunggu=number_list(line.early),
        )
    if line.state == "gap":
        return tr("Berkas {nomor} disimpan sampai data sebelumnya tiba.", nomor=number_list(line.early))
    if line.last is None:
        if not line.enrolled:
            return tr("Kelurahan ini belum terdaftar. Buka berkas permintaannya di Sinkronisasi.")
        return tr("Sudah terdaftar, tetapi belum ada berkas yang masuk.")
    came = _day(line.last)
    if line.state == "late":
        return tr(
            "Sudah lebih dari 14 hari tidak ada berkas. Terakhir {hari}, {pendaftar}.",
            hari=came,
            pendaftar=applicants,
        )
    ready = line.by_status["verified"] + line.by_status["waitlisted"]
    return tr(
        "Berkas terakhir {hari}. {pendaftar}, {siap} siap diputuskan.",
        hari=came,
        pendaftar=applicants,
        siap=ready,
    )


def tile_note(line: KelurahanLine) -> str:
    """What a tile tells below the name."""
    if line.state == "gap":
        numbers = line.missing or line.early
        return tr("hilang {nomor}", nomor=number_list(numbers))
    if line.last is None:
        return tr("belum ada berkas")
    return _day(line.last)


def business_note(line: KelurahanLine) -> str:
    """How many registered businesses, below the name of a tile."""
    if not line.businesses_known:
        return tr("belum ada berkas")
    return trn("{n} usaha", "{n} usaha", line.businesses)


def _day(moment: datetime) -> str:
    return when.short_day(wib(moment).date())


def both_numbers(clash: Clash) -> str:
    """The two registration numbers, or the one that both have."""
    return clash.nomor if clash.kind == "nomor" else f"{clash.nomor}, {clash.other_nomor}"


def what_is_same(clash: Clash) -> str:
    """What two applications have in common and must not."""
    return tr("Nomor pendaftaran") if clash.kind == "nomor" else tr("NIK")


def both_names(clash: Clash) -> str:
    """The names of two applications."""
    if clash.nama == clash.other_nama:
        return clash.nama
    return tr("{satu} dan {dua}", satu=clash.nama, dua=clash.other_nama)


def both_places(clash: Clash) -> str:
    """The two kelurahan, each with its kecamatan; one where they are the same."""
    if clash.kelurahan_kode == clash.other_kelurahan_kode:
        only = region.by_code(clash.kelurahan_kode)
        return only.display if only is not None else ""
    one, two = region.by_code(clash.kelurahan_kode), region.by_code(clash.other_kelurahan_kode)
    if one is None or two is None:
        return ""
    return tr("{satu} ({kec_satu}) dan {dua} ({kec_dua})", satu=one.name, kec_satu=one.kecamatan,
              dua=two.name, kec_dua=two.kecamatan)  # fmt: skip


def outcome_note(line: KelurahanLine) -> str:
    """How many started a business, below the name of a tile."""
    if not line.known:
        return tr("belum ada berkas")
    return trn("{n} mulai usaha", "{n} mulai usaha", line.figures.started)


def outcome_sentence(line: KelurahanLine) -> str:
    """What became of the accepted of a kelurahan; empty while nobody is."""
    figures = line.figures
    if not figures.accepted:
        return ""
    return tr(
        "{a} selesai dilatih, {b} mulai usaha, {c} berjalan setelah 6 bulan.",
        a=figures.trained, b=figures.started, c=figures.six,
    )  # fmt: skip


def pledge_sentence(found: Board) -> str:
    """Both promises of the city over all years, and whose files tell of them."""
    if len(found.pledges) != 2:
        return ""
    one, two = found.pledges
    return tr(
        "Semua tahun: {a} dari {b} wirausaha baru, {c} dari {d} perempuan pengusaha, menurut berkas {n} dari"
        " {m} kelurahan",
        a=counted(one.figures.started), b=counted(one.wanted),
        c=counted(two.figures.started), d=counted(two.wanted),
        n=found.heard, m=len(found.lines),
    )  # fmt: skip

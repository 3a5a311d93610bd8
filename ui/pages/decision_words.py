"""What the screen of decisions says, in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.actions.decisions import Listed
from desktop_app.actions.standings import Standing, without_rank
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import show_date
from desktop_app.queries.decisions import DecisionPlace, Issued, Proposed
from desktop_app.queries.quota import QuotaView
from resources.i18n import mark, tr, trn
from ui import when
from ui.looks import PillLook
from ui.models.table import Cell

_ABOVE = PillLook("check", mark("Dalam kuota"), "ok")
_BELOW = PillLook("hourglass", mark("Di bawah garis"), "plum")
_MOST_EXCLUDED = 3


def place_name(scope: str) -> str:
    """The kelurahan with its kecamatan, or the city."""
    place = region.by_code(scope)
    return place.display if place is not None else tr("Kota Depok")


def place_sub(place: DecisionPlace) -> str:
    """``32 siap · 0 dari 27 ditetapkan``."""
    return tr(
        "{siap} siap · {isi} dari {kuota} ditetapkan", siap=place.ready, isi=place.accepted, kuota=place.quota
    )


def place_note(place: DecisionPlace) -> tuple[str, str, str]:
    """The state of a place: words, icon, tone."""
    if place.proposal is not None:
        return tr("Menunggu persetujuan"), "flag", "accent"
    if place.ready:
        return tr("Siap diusulkan"), "circle-dashed", "text2"
    if place.issued:
        last = place.issued[0]
        told = tr(
            "Putusan {nomor}, {hari}", nomor=last.nomor, hari=when.short_day(moment_of(last.decided).date())
        )
        return told, "circle-check", "ok"
    return tr("Belum ada yang terverifikasi"), "circle-slash", "text2"


def alone_sentence(n: int) -> str:
    """How many of a kelurahan one person typed and verified."""
    return trn(
        "{n} pendaftar diisi dan diperiksa oleh satu orang, seperti diizinkan buku aturan.",
        "{n} pendaftar diisi dan diperiksa oleh satu orang, seperti diizinkan buku aturan.",
        n,
    )


def name_cell(row: Standing) -> Cell:
    """Who it is, marked where one person typed and verified."""
    return Cell(row.nama, strong=True, tag=tr("SATU PETUGAS") if row.alone else "", tag_tone="warn")


def day_cell(row: Standing) -> Cell:
    """When the file was complete, and how many have the same day."""
    day = show_date(row.tanggal_lengkap)
    if row.ties:
        day = trn(
            "{hari}, seri dengan {n}", "{hari}, seri dengan {n}", row.ties, hari=day
        )  # fmt: skip
    return Cell(day, tone="text2")


def outcome_cell(row: Standing) -> Cell:
    """Accepted, above or below the line; the words of a decision appear only once there is one."""
    if row.status == "accepted" or (row.status == "waitlisted" and not row.within):
        return Cell(pill=row.status)
    return Cell(pill=_ABOVE if row.within else _BELOW)


KINDS = {
    "": mark("Semua"),
    "accepted": mark("Ditetapkan"),
    "within": mark("Dalam garis"),
    "reserve": mark("Cadangan"),
    "waiting": mark("Menunggu"),
}
"""By what the order is narrowed."""


def kind_of(row: Standing, reserve: int | None) -> str:
    """Which of `KINDS` somebody is; `reserve` None where the rule book keeps no reserve."""
    if row.status == "accepted":
        return "accepted"
    if row.within:
        return "within"
    return "reserve" if reserve is not None and row.reserve else "waiting"


def why_title(row: Standing) -> str:
    """What the sentence below the order answers."""
    if row.status == "accepted":
        return tr("Mengapa {nama} ditetapkan?", nama=row.nama)
    return tr("Mengapa {nama} di urutan {nomor}?", nama=row.nama, nomor=row.place)


def why(row: Standing) -> str:
    """Why somebody stands there, and what has moved them."""
    moved = f" {row.move.reason}" if row.move is not None else ""
    said = (row.reason if row.status == "accepted" else without_rank(row.reason)) + moved
    return " ".join(filter(None, (said, row.alone)))


def proposed_rows(view: QuotaView, listed: Sequence[Listed]) -> list[Standing]:
    """Whom a proposal places, after those who have a place already."""
    taken, free, reserve = len(view.accepted), sum(row.within for row in listed), view.rules.reserve
    found = list(view.accepted)
    for row in listed:
        waiting = 0 if row.within else row.rank - free
        found.append(
            Standing(
                row.record, row.nomor_pendaftaran, row.nama, taken + row.rank,
                "waitlisted" if row.waits else "verified", row.tanggal_lengkap, row.within, waiting,
                reserve is None or waiting <= reserve, (), row.reason,
                alone=row.alone,
            )
        )  # fmt: skip
    return found


def preview_words(place: DecisionPlace, found: QuotaView, *, may: bool) -> tuple[str, str]:
    """Title and sentence over the order as it would be today."""
    name = place_name(place.scope)
    room, waiting = found.room, [row for row in found.rows if row.status != "accepted"]
    if not waiting:
        text = tr("{isi} dari {kuota} tempat sudah ditetapkan.", isi=room.taken, kuota=room.quota)
        text += _excluded(found)
        return tr("{kelurahan}: tidak ada yang menunggu putusan", kelurahan=name), text
    free = found.room.free
    if not free and not place.ready:
        left_out = sum(each.waits for each in found.excluded)  # on the list all the same
        text = (
            tr(
                "{kuota} tempat sudah ditetapkan semua. {n} orang di Daftar Tunggu, {urut} berurut menurut"
                " putusan.",
                kuota=room.quota,
                n=len(waiting) + left_out,
                urut=len(waiting),
            )
            if left_out
            else tr(
                "{kuota} tempat sudah ditetapkan semua. {n} orang di Daftar Tunggu, berurut menurut putusan.",
                kuota=room.quota,
                n=len(waiting),
            )
        )
        return tr("{kelurahan}: tidak ada yang menunggu putusan", kelurahan=name), text + _excluded(found)
    text = tr(
        "Perkiraan, belum diputuskan: {n} orang berurut, {bebas} tempat kosong dari {kuota}.",
        n=len(waiting),
        bebas=free,
        kuota=room.quota,
    )
    if found.room.budget is not None:
        text += " " + found.room.sentence
    if not may:
        text += " " + tr("Mengusulkan dilakukan petugas DKUM.")
    return name, text + _excluded(found)


def _excluded(found: QuotaView) -> str:
    if not found.excluded:
        return ""
    told = " " + trn("{n} belum dapat ikut:", "{n} belum dapat ikut:", len(found.excluded))
    for each in found.excluded[:_MOST_EXCLUDED]:
        told += " " + tr("{nomor}: {sebab}", nomor=each.nomor_pendaftaran, sebab=each.reason)
    return told


def proposal_words(proposal: Proposed, within: int, *, own: bool, may: bool) -> str:
    """Who proposed what, and who may go on."""
    told = tr(
        "{nama} mengusulkan {n} orang {waktu}: {masuk} dalam kuota, {tunggu} daftar tunggu.",
        nama=proposal.by_name,
        n=proposal.ranked,
        waktu=when.short_moment(moment_of(proposal.proposed)),
        masuk=within,
        tunggu=proposal.ranked - within,
    )
    if own:
        return told + " " + tr("Anda yang mengusulkan, jadi orang lain yang menyetujui.")
    if not may:
        return told + " " + tr("Menyetujui dilakukan penyetuju DKUM.")
    return told + " " + tr("Periksa urutannya, lalu setujui.")


def issued_words(one: Issued) -> str:
    """``24 Nov 2026 09.00 · 27 ditetapkan, 5 daftar tunggu``."""
    return tr(
        "{waktu} · {masuk} ditetapkan, {tunggu} daftar tunggu",
        waktu=when.long_moment(moment_of(one.decided)),
        masuk=one.accepted,
        tunggu=one.waitlisted,
    )

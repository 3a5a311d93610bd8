"""What the page of places says, in whole sentences, and how its rows look."""

from __future__ import annotations

from desktop_app.actions.candidates import Excluded
from desktop_app.actions.standings import Moved, Standing
from desktop_app.domain import region
from desktop_app.domain.fields import FIELDS
from desktop_app.domain.recompute import place_words
from desktop_app.domain.values import show_date
from desktop_app.office import Office
from desktop_app.queries.quota import QuotaView
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.table import Cell, Column
from ui.pages.decision_words import name_cell

_BELOW = PillLook("hourglass", mark("Di bawah garis"), "plum")
_WITHIN = PillLook("check", mark("Dalam garis"), "ok")
_GETS = PillLook("check", mark("Mendapat tempat"), "ok")
_GONE = PillLook("log-out", mark("Keluar dari daftar"), "grey")


def order_columns(*, city: bool) -> list[Column[Standing]]:
    """The columns of the order; of the whole city with the kelurahan."""
    found: list[Column[Standing]] = [
        Column(tr("No."), lambda row: Cell(str(row.place), strong=True), 52, right=True),
        Column(tr("Nama"), name_cell, 170, stretch=2),
        Column(tr("Keadaan"), state_cell, 152),
        Column(tr("Dasar urutan"), grounds_cell, 220, stretch=3, drop=3),
        Column(tr("Berkas lengkap"), day_cell, 116, drop=1),
    ]
    if city:
        found.insert(3, Column(tr("Kelurahan"), _kelurahan_cell, 120, stretch=1, drop=2))
    return found


def move_columns() -> list[Column[Moved]]:
    """Who moves, from where to where, and why."""
    return [
        Column(tr("Nama"), lambda row: Cell(row.nama or row.nomor_pendaftaran, strong=True), 160, stretch=2),
        Column(tr("Semula"), _before_cell, 124),
        Column(tr("Menjadi"), _after_cell, 160),
        Column(tr("Sebab"), lambda row: Cell(row.reason, tone="text2"), 200, stretch=4),
    ]


def held_columns() -> list[Column[Excluded]]:
    """Who cannot be ranked yet, and why."""
    return [
        Column(tr("Nama"), lambda row: Cell(row.nama or row.nomor_pendaftaran, strong=True), 160, stretch=2),
        Column(tr("Keadaan"), lambda row: Cell(pill="waitlisted" if row.waits else "verified"), 152),
        Column(tr("Sebab"), lambda row: Cell(row.reason, tone="text2"), 220, stretch=4),
    ]


def state_cell(row: Standing) -> Cell:
    """The status; in a forecast nobody is on a waiting list yet, and who would get a place is told so."""
    if row.status == "verified" and not row.within:
        return Cell(pill=_BELOW)
    if row.status == "waitlisted" and row.within:
        return Cell(pill=_WITHIN)
    return Cell(pill=row.status)


def grounds_cell(row: Standing) -> Cell:
    """What told this person apart, in short."""
    if row.grounds:
        return Cell(" ".join(row.grounds), tone="text2")
    sentences = row.reason.split(". ")  # the first says the place, the last where the line is
    return Cell(". ".join(sentences[1:-1]) or row.reason, tone="text2")


def day_cell(row: Standing) -> Cell:
    """When the file was complete."""
    return Cell(show_date(row.tanggal_lengkap), tone="text2")


def _kelurahan_cell(row: Standing) -> Cell:
    place = region.by_code(row.kelurahan_kode)
    return Cell(place.name if place is not None else "", tone="text2")


def _before_cell(row: Moved) -> Cell:
    if row.before == 0:
        return Cell(tr("Ditetapkan"), tone="text2")
    words = tr("Belum ada") if row.before is None else place_words(row.before)
    return Cell(words, tone="text2")


def _after_cell(row: Moved) -> Cell:
    if row.after is None:
        return Cell(pill=_GONE)
    if row.after == 0:
        return Cell(pill=_GETS)
    return Cell(pill=PillLook("hourglass", place_words(row.after), "plum"))


def move_title(row: Moved) -> str:
    """From where to where."""
    if row.before is None:
        return tr("Baru di urutan")
    if row.after is None:
        return tr("Keluar dari daftar")
    if row.after == 0:
        return tr("Daftar Tunggu {semula} mendapat tempat", semula=row.before)
    return tr("Daftar Tunggu {semula} menjadi {kini}", semula=row.before, kini=row.after)


def held_advice(row: Excluded, *, city: bool, may: bool) -> str:
    """What is to be done about somebody whom the office cannot verify again; `may`: this person can."""
    if not row.stuck:
        return ""
    if not city:
        return tr("Kelurahan tidak dapat memverifikasinya lagi. Hubungi DKUM agar dikembalikan.")
    told = tr("Kelurahan tidak dapat memverifikasinya lagi. DKUM mengembalikan atau menolaknya.")
    return told if may else told + " " + tr("Mengusulkannya dilakukan petugas DKUM.")


def rise_words(row: Standing) -> str:
    """What would move somebody who waits up, "" for whoever has a place."""
    if row.within or not row.waiting:
        return ""
    return tr(
        "Bila seorang di atasnya mundur, ditolak, atau ganda, {nama} naik. Wira mencatat sebabnya di sini.",
        nama=row.nama,
    )


def place_title(view: QuotaView) -> str:
    """Where the order holds."""
    place = region.by_code(view.scope)
    return place.display if place is not None else tr("Seluruh Kota Depok")


def subtitle(view: QuotaView, office: Office) -> str:
    """The rules, and whether this is a forecast."""
    told = tr("Aturan versi {versi}.", versi=view.rules.label) if view.rules.version else tr("Aturan bawaan.")
    if not view.whole:
        return told + " " + tr("Kuotanya sekota, jadi hanya DKUM yang tahu garisnya.")
    if view.decided:
        return told + " " + tr("Menurut putusan DKUM {nomor}.", nomor=view.nomor)
    if view.moves:
        return told + " " + tr("Perkiraan; berubah sejak putusan {nomor}.", nomor=view.nomor)
    if office.info.kind == "dkum":
        return told + " " + tr("Perkiraan, belum diputuskan.")
    return told + " " + tr("Perkiraan, belum diputuskan DKUM.")


def paper_title(view: QuotaView) -> str:
    """How the printed order is called in dialogs and print queues."""
    program = tr(FIELDS["program"].label_of(view.rules.program))
    if view.decided:
        return tr("Daftar Tunggu {program} {tahun}", program=program, tahun=view.rules.tahun)
    return tr("Prakiraan peringkat {program} {tahun}", program=program, tahun=view.rules.tahun)

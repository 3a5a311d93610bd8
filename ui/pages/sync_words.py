"""What the screen of files says about each of them, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.actions.arrivals import Refusal
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.queries.exchange import ExchangeView, FileLine
from desktop_app.queries.file_words import office_name
from resources.i18n import counted, mark, tr, trn
from ui import when

CAUSES = {
    "E_FORMAT": mark("Bukan berkas sinkronisasi"),
    "E_TRUNC": mark("Belum tersalin lengkap"),
    "E_SIG": mark("Isi berkas telah berubah"),
    "E_BIND": mark("Isi berkas telah berubah"),
    "E_KEY": mark("Pengirim tidak dikenal"),
    "E_REVOKED": mark("Perangkat pengirim dicabut"),
    "E_RCPT": mark("Bukan untuk kantor ini"),
    "E_VERSION": mark("Dibuat Wira yang lebih baru"),
    "E_LIMIT": mark("Berkas terlalu besar"),
    "E_OPS": mark("Isi berkas tidak sah"),
    "E_SCOPE": mark("Di luar kewenangan pengirim"),
    "E_USIG": mark("Tanda tangan petugas tidak sah"),
    "E_GAP": mark("Data sebelumnya belum masuk"),
    "E_FORK": mark("Perangkat pengirim terduplikasi"),
    "E_DIR": mark("Daftar perangkat tidak sah"),
    "E_SPACE": mark("Ruang disk kurang"),
    "E_IO": mark("Berkas tidak dapat dibaca"),
}
"""Why a file was refused, short enough for a list."""


@dataclass(frozen=True)
class Note:
    """The state of a file: words, icon, tone."""

    text: str
    icon: str
    tone: str


def cause(code: str) -> str:
    """The short cause of a refusal."""
    return tr(CAUSES.get(code, mark("Berkas tidak diterima")))


def told_at(at: int, today: date) -> str:
    """``hari ini 09.41``, ``kemarin 15.42``, and before that the day with its hour: ``23 Nov 16.30``."""
    then = moment_of(at)
    return when.near_moment(then, today) if (today - then.date()).days in (0, 1) else when.short_moment(then)


def file_sub(file: FileLine, today: date) -> str:
    """``37 perubahan · 23 Nov 16.30``, with the computer before it where the other office has several."""
    changes = trn("{n} perubahan", "{n} perubahan", file.changes)
    told = told_at(file.made, today)
    device = file.device if file.direction == "in" and not file.mates else ""
    return " · ".join(each for each in (device, changes, told) if each)


def file_note(file: FileLine) -> Note:
    """The state, as the list tells it. A delivery is told only where the other side has said so."""
    if file.direction == "out":
        if file.mates:
            return _mates_note(file)
        if file.receipt is None:
            return Note(tr("Menunggu tanda terima"), "clock", "text2")
        day = when.short_day(moment_of(file.receipt).date())
        if file.void:
            return Note(_void(file), "triangle-alert", "warn")
        to_city = region.by_code(file.peer) is None  # the line above names the kelurahan
        text = tr("Diterima DKUM {hari}", hari=day) if to_city else tr("Diterima kelurahan {hari}", hari=day)
        return Note(text, "circle-check", "ok")
    if file.agrees is False:
        return Note(tr("Data kedua pihak berbeda"), "octagon-alert", "bad")
    if file.parts_here < file.parts:
        text = tr("Bagian {ada} dari {semua}", ada=file.parts_here, semua=file.parts)
        return Note(text, "clock", "warn")
    if file.state == "partly":
        return Note(_void(file), "triangle-alert", "warn")
    if file.state == "differs":
        return Note(
            trn("{n} data berbeda", "{n} data berbeda", file.conflicts), "git-compare", "warn"
        )  # fmt: skip
    if file.kind == "request":
        return Note(tr("Sudah dicatat"), "circle-check", "ok")
    return Note(tr("Sudah diterapkan"), "circle-check", "ok")


def _mates_note(file: FileLine) -> Note:
    """Delivered to the office's other computers, by their own word."""
    got, wanted = file.readers
    if wanted and got >= wanted:
        return Note(tr("Ada di semua komputer kantor"), "circle-check", "ok")
    return Note(tr("Ada di {n} dari {m} komputer lain", n=got, m=wanted), "clock", "text2")


def next_step(file: FileLine, view: ExchangeView, *, city: bool, laptop: bool = False) -> str:
    """What to do after this file was made or opened, "" where nothing is left to do."""
    if file.direction == "out":
        return _next_out(file, city=city, laptop=laptop)
    if file.agrees is False:
        return tr("Data kedua pihak berbeda: ikuti langkah di kartu merah di atas.")
    if file.parts_here < file.parts:
        return tr("Buka juga bagian lain dari berkas ini.")
    if file.kind == "request" or city:
        other = tr("komputer lain") if file.mates else office_name(file.peer)
        return tr("Buat berkas untuk {kantor}; tanda terima dan yang dimintanya ikut di sana.", kantor=other)
    if file.peer == "" and view.mates and not laptop:
        return tr("Teruskan ke komputer lain di kantor ini dengan Buat untuk komputer lain.")
    if view.delivery.unsent or (file.mates and view.lacking.changes):
        return tr("Buat berkas berikutnya supaya perubahan kantor ini sampai di DKUM.")
    return ""


def _next_out(file: FileLine, *, city: bool, laptop: bool) -> str:
    if file.receipt is not None:
        return ""
    if file.kind == "request":
        return tr("Kirim permintaan ini, lalu buka jawabannya di sini.")
    if file.mates:
        return tr("Buka berkas ini di komputer lain, lalu buka berkas dari komputer itu di sini.")
    if city:
        return tr(
            "Kirim berkas ini ke kelurahannya; berkas berikut dari sana memberi tahu bahwa sudah sampai."
        )
    if laptop:
        return tr("Bawa berkas ini ke komputer kantor, lalu buka di sini berkas yang dibuat di sana.")
    return tr("Bawa atau kirim berkas ini ke DKUM, lalu buka jawabannya di sini sebagai tanda terima.")


def _void(file: FileLine) -> str:
    return trn("{n} langkah tidak berlaku", "{n} langkah tidak berlaku", len(file.void))


def delivery_sentence(file: FileLine) -> str:
    """About a file that went out: whether it has arrived, by the other side's word."""
    made = moment_of(file.made)
    if file.mates:
        return tr("Berkas dibuat {hari}.", hari=f"{made:%d-%m}")
    if file.receipt is None:
        return tr("Berkas dibuat {hari}, belum ada tanda terima.", hari=f"{made:%d-%m}")
    return tr(
        "Berkas dibuat {hari}, diterima {kantor} {tiba}.",
        hari=f"{made:%d-%m}",
        kantor=office_name(file.peer),
        tiba=f"{moment_of(file.receipt):%d-%m}",
    )


def page_sentence(view: ExchangeView, *, city: bool) -> str:
    """The sentence below the title."""
    if city:
        waiting = sum(1 for file in view.files if file.direction == "out" and file.receipt is None)
        came = sum(1 for file in view.files if file.direction == "in")
        return tr(
            "{masuk} berkas masuk. {tunggu} berkas untuk kelurahan menunggu kabar balik.",
            masuk=counted(came),
            tunggu=counted(waiting),
        )
    told = view.delivery
    received = told.received + told.earlier_received
    if told.earlier_received < told.earlier:  # which file has the others is no longer counted
        return tr(
            "{terima} dari {semua} perubahan sudah diterima DKUM.",
            terima=counted(received),
            semua=counted(told.received + told.waiting + told.unsent + told.earlier),
        )
    return tr(
        "{terima} perubahan sudah diterima DKUM. {tunggu} menunggu tanda terima, {belum} belum masuk berkas.",
        terima=counted(received),
        tunggu=counted(told.waiting),
        belum=counted(told.unsent),
    )


def refusal_sub(refusal: Refusal, today: date) -> str:
    """From whom it claims to be, and when it was opened."""
    told = when.near_moment(moment_of(refusal.at), today)
    if refusal.sender is None:
        return tr("pengirim tidak terbaca · {waktu}", waktu=told)
    return tr("dari {kantor} · {waktu}", kantor=office_name(refusal.sender), waktu=told)

"""What a file is that was handed to the wrong door: each kind of Wira's files is opened in one place, and who
mistakes it is told which. What is said of a file here is what it claims; nothing of it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from desktop_app.actions.arrivals import claim
from desktop_app.errors import SyncRefused
from desktop_app.sync import rescue
from desktop_app.sync.container import ENROLMENT
from resources.i18n import mark, tr

Door = Literal["data", "enrol-request", "enrol-grant", "pemulihan"]
"""Where a file is handed in: as sync file, as an office's request, as DKUM's grant, as recovery file."""

_HEAD: Final = 512
_TAR: Final = b"ustar"
_TAR_AT: Final = 257

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "enrol-request": (
        mark("Ini berkas permintaan pendaftaran kantor. Data kantor tidak berubah."),
        mark("DKUM membukanya di Sinkronisasi."),
    ),
    "enrol-grant": (
        mark("Ini berkas izin untuk sebuah kantor. Data kantor tidak berubah."),
        mark("Kantor yang memintanya membukanya di Sinkronisasi."),
    ),
    "data": (
        mark("Ini berkas data. Data kantor tidak berubah."),
        mark("Buka di Sinkronisasi."),
    ),
    "permintaan": (
        mark("Ini berkas permintaan pemulihan. Data kantor tidak berubah."),
        mark("DKUM menjawabnya di Pengaturan, Kunci DKUM."),
    ),
    "jawaban": (
        mark("Ini jawaban DKUM untuk sebuah permintaan pemulihan. Data kantor tidak berubah."),
        mark("Kantor yang memintanya membukanya di layar masuk, Lupa kata sandi."),
    ),
    "cadangan": (
        mark("Ini berkas cadangan atau pindahan kantor. Data kantor tidak berubah."),
        mark("Pulihkan di Pengaturan, Cadangan."),
    ),
    "akun": (
        mark("Ini berkas akun petugas. Data kantor tidak berubah."),
        mark("Buka di Pengaturan, Petugas."),
    ),
    "kunci": (
        mark("Ini salinan kunci DKUM. Data kantor tidak berubah."),
        mark("Simpan di tempat yang terkunci; hanya DKUM yang membukanya di Pengaturan, Kunci DKUM."),
    ),
    "dokumen": (
        mark("Ini dokumen PDF. Data kantor tidak berubah."),
        mark("Periksa di Dokumen."),
    ),
    "lembar": (
        mark("Ini lembar kerja. Data kantor tidak berubah."),
        mark("Masukkan lewat Impor daftar."),
    ),
}


def words_of(path: Path, door: Door) -> tuple[str, str] | None:
    """What a file is and where it is opened, where it is a known one that is not opened at this door."""
    kind = kind_of(path)
    if not kind or kind == door or (door == "pemulihan" and kind in ("permintaan", "jawaban")):
        return None
    said, step = WORDS[kind]
    return tr(said), tr(step)


def require_door(path: Path, door: Door) -> None:
    """Raise SyncRefused for a known file that is opened elsewhere; one that cannot be read passes here."""
    found = words_of(path, door)
    if found is not None:
        raise SyncRefused(found[0], next_step=found[1], record=path.name, code="E_FORMAT")


def kind_of(path: Path) -> str:
    """Which of `WORDS` a file is by its first bytes or, where they say too little, its name; "" for none."""
    core = claim(path)
    if core is not None:
        return core.kind if core.kind in ENROLMENT else "data"
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    return _by_head(head) or _by_name(path.name.lower()) or rescue.kind_of(path)


def _by_head(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "dokumen"
    return "cadangan" if head[_TAR_AT:].startswith(_TAR) else ""


def _by_name(name: str) -> str:
    if name.startswith(("wira-cadangan_", "wira-pindahan_")):
        return "cadangan"
    if name.startswith(("wira-kunci-dkum", "wira-akar-berikutnya")):
        return "kunci"
    if name.endswith(".dka"):
        return "akun"
    return "lembar" if name.endswith((".xlsx", ".xls", ".ods", ".csv")) else ""

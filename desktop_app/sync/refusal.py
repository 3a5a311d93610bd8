"""Why a sync file was not accepted: the classes of the exchange format, each with its sentence."""

from __future__ import annotations

import os
from typing import Final, Literal

from desktop_app.errors import Cause, SyncRefused, SyncUnavailable
from desktop_app.keys.atomic import BARRED, FULL, is_held
from desktop_app.keys.unread import why_unread
from resources.i18n import mark, tr

Code = Literal[
    "E_FORMAT", "E_TRUNC", "E_SIG", "E_BIND", "E_KEY", "E_REVOKED", "E_RCPT", "E_VERSION", "E_LIMIT",
    "E_OPS", "E_SCOPE", "E_USIG", "E_GAP", "E_FORK", "E_DIR", "E_SPACE", "E_IO",
]  # fmt: skip

_CHANGED: Final = (
    mark("Isi berkas telah berubah. Data kantor tidak berubah."),
    mark("Lapor DKUM."),
)

SENTENCES: Final[dict[Code, tuple[str, str]]] = {
    "E_FORMAT": (
        mark("Berkas rusak atau bukan berkas sinkronisasi. Data kantor tidak berubah."),
        mark("Salin ulang berkasnya dari asalnya."),
    ),
    "E_TRUNC": (
        mark("Berkas belum tersalin lengkap. Data kantor tidak berubah."),
        mark("Salin ulang berkasnya."),
    ),
    "E_SIG": _CHANGED,
    "E_BIND": _CHANGED,
    "E_KEY": (
        mark("Perangkat pengirim tidak dikenal. Data kantor tidak berubah."),
        mark("Buka dahulu berkas DKUM yang terbaru. Bila tetap tidak dikenal, hubungi DKUM."),
    ),
    "E_REVOKED": (
        mark("Perangkat pengirim sudah dicabut. Data kantor tidak berubah."),
        mark("Hubungi DKUM."),
    ),
    "E_RCPT": (
        mark("Berkas ini bukan untuk kantor ini. Data kantor tidak berubah."),
        mark("Minta pengirim membuat berkas untuk kantor ini."),
    ),
    "E_VERSION": (
        mark("Berkas ini dibuat oleh aplikasi yang lebih baru. Data kantor tidak berubah."),
        mark("Perbarui aplikasi dahulu."),
    ),
    "E_LIMIT": (
        mark("Berkas melebihi batas. Data kantor tidak berubah."),
        mark("Minta pengirim membuat berkas baru."),
    ),
    "E_OPS": (mark("Data di dalam berkas tidak sah. Data kantor tidak berubah."), mark("Hubungi DKUM.")),
    "E_SCOPE": (
        mark("Berkas memuat perubahan di luar kewenangan pengirim. Data kantor tidak berubah."),
        mark("Hubungi DKUM."),
    ),
    "E_USIG": (
        mark("Tanda tangan petugas di dalam berkas tidak sah. Data kantor tidak berubah."),
        mark("Hubungi DKUM."),
    ),
    "E_GAP": (
        mark("Data sebelumnya belum masuk. Berkas ini disimpan dan masuk sendiri sesudah data itu datang."),
        mark("Kirim berkas permintaan yang baru dibuat kepada pengirim."),
    ),
    "E_FORK": (
        mark("Perangkat pengirim terduplikasi. Data kantor tidak berubah."),
        mark("Hubungi DKUM."),
    ),
    "E_DIR": (
        mark("Daftar perangkat di dalam berkas tidak sah atau sudah lama. Data kantor tidak berubah."),
        mark("Minta berkas terbaru dari DKUM."),
    ),
    "E_SPACE": (
        mark("Ruang disk kurang. Data kantor tidak berubah."),
        mark("Kosongkan sebagian disk, lalu ulangi."),
    ),
    "E_IO": (
        mark("Media penyimpanan bermasalah atau dicabut. Data kantor tidak berubah."),
        mark("Periksa kabel atau pakai flash disk lain, lalu ulangi."),
    ),
}


_NO_PLACE: Final = (
    mark("Folder tujuan tidak ada atau tidak dapat ditulis. Data kantor tidak berubah."),
    mark("Pilih folder lain, atau minta izin tulis untuk folder itu, lalu ulangi."),
)


def refuse(
    code: Code,
    cause: str = "",
    *,
    dev: str = "",
    area: str = "",
    record: str = "",
    ended: int | None = None,
    why: str = "",
) -> SyncRefused:
    """The refusal of that class, translated; `record` names a file or a device, never a person.

    `cause`, `dev`, `area`, `ended` and `why` say more of it (`errors.Cause`).
    """
    sentence, step = SENTENCES[code]
    error = _made(code, tr(sentence), tr(step), record)
    if cause:
        error.cause = Cause(cause, dev, area, ended, why)
    return error


def io_refusal(error: OSError, *, record: str = "", writing: bool = False) -> SyncRefused:
    """E_SPACE for a full disk or quota, E_IO for everything else that a medium can do.

    Where the place is wrong and not the medium, the sentence says so; `writing` tells which place.
    """
    if error.errno in FULL:
        return refuse("E_SPACE", record=record)
    if writing and not is_held(error):
        if error.errno in BARRED:
            return _made("E_IO", tr(_NO_PLACE[0]), tr(_NO_PLACE[1]), record)
        return refuse("E_IO", record=record)
    why = why_unread(error, record or os.path.basename(error.filename or ""))
    if why is None:
        return refuse("E_IO", record=record)
    return _made("E_IO", f"{why.sentence} {tr('Data kantor tidak berubah.')}", why.next_step, record)


def _made(code: Code, sentence: str, step: str, record: str) -> SyncRefused:
    kind = SyncUnavailable if code in ("E_SPACE", "E_IO") else SyncRefused
    return kind(sentence, next_step=step, record=record, code=code)

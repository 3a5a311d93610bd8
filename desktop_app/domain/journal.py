"""The kinds of deed that the office's journal can be narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from desktop_app.domain import access
from resources.i18n import mark


class Kind(NamedTuple):
    """A kind of deed: its words, and what it is in each book; `ents` are plain records all of whose ops are
    meant."""

    label: str
    ops: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    files: bool = False
    void: bool = False
    ents: tuple[str, ...] = ()


KINDS: Final[Mapping[str, Kind]] = {
    "changes": Kind(mark("Data diubah"), ("set", "attach", "link", "transfer", "note")),
    "steps": Kind(mark("Langkah dan verifikasi"), ("status", "request", "resolve")),
    "decisions": Kind(mark("Keputusan DKUM"), ("propose", "decide")),
    "papers": Kind(mark("Dokumen dan ekstrak"), ("issue", "sign", "annul")),
    "people": Kind(mark("Petugas"), ("user",)),
    "erased": Kind(mark("Penghapusan"), ("erase",), ents=("erasure",)),
    "void": Kind(mark("Tidak berlaku"), void=True),
    "seen": Kind(mark("Dibuka dan dicari"), (), (access.OPEN, access.SEARCH, access.REVEAL)),
    "given": Kind(mark("Dicetak dan diberikan"), (), (access.PRINT, access.EXPORT, access.COPY)),
    "entered": Kind(
        mark("Masuk"),
        (),
        (
            access.ENTER,
            access.MISSED,
            access.PASSPHRASE,
            access.SHEET,
            access.LOST,
            access.RESTORE,
            access.BLOBS,
            access.RETURNED,
            access.KEYS_OUT,
            access.KEYS,
            access.DEVICE_IN,
            access.DEVICE_OUT,
        ),
    ),
    "files": Kind(mark("Berkas sinkronisasi"), files=True),
}
"""Every kind of deed that the journal can be narrowed to, by a code that stays."""

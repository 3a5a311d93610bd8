"""What the access log calls what people do without changing anything: look, search, print, give away.

Codes are stable: they stand in the chain. An op says what was changed; these say what was seen.
"""

from __future__ import annotations

import re
from typing import Final

from resources.i18n import mark, tr

ENTER: Final = "enter"
OPEN: Final = "open"
PRINT: Final = "print"
EXPORT: Final = "export"
SEARCH: Final = "search"
REVEAL: Final = "reveal"
COPY: Final = "copy"
MISSED: Final = "missed"
PASSPHRASE: Final = "passphrase"
SHEET: Final = "sheet"
LOST: Final = "lost"
RESTORE: Final = "restore"
BLOBS: Final = "blobs"
RETURNED: Final = "returned"
KEYS_OUT: Final = "keys_out"
KEYS: Final = "keys"
DEVICE_IN: Final = "device_in"
DEVICE_OUT: Final = "device_out"

NO_NAME: Final = "-"
AT_SHEET: Final = "sheet"
"""Where nobody who is here was tried, how the about of a ``missed`` begins: a name that nobody has, or the
recovery sheet. Behind it stands when the first of several tries was, in ms since 1970."""
CHANGING: Final = "ganti"
CONFIRMING: Final = "izin"
"""How the about of a ``missed`` begins where it was no try to come in: the office was open, and the
passphrase of who was in was asked for, to be changed or before a step that is not taken back."""

DEEDS: Final = {
    ENTER: mark("Masuk"),
    OPEN: mark("Dibuka"),
    PRINT: mark("Dicetak"),
    EXPORT: mark("Diekspor"),
    SEARCH: mark("Dicari menurut NIK"),
    REVEAL: mark("Nomor lengkap ditampilkan"),
    COPY: mark("Salinan untuk orangnya"),
    MISSED: mark("Percobaan masuk tidak cocok"),
    PASSPHRASE: mark("Kata sandi diganti"),
    SHEET: mark("Lembar pemulihan dibuat"),
    LOST: mark("Catatan akses hilang"),
    RESTORE: mark("Data yang lebih lama dipasang lewat Wira"),
    BLOBS: mark("Berkas yang hilang diambil dari cadangan"),
    RETURNED: mark("Daftar petugas yang kembali dinyatakan diperiksa"),
    KEYS_OUT: mark("Kunci DKUM disalin ke berkas"),
    KEYS: mark("Kunci DKUM dipulihkan atau diganti"),
    DEVICE_IN: mark("Perangkat diizinkan DKUM"),
    DEVICE_OUT: mark("Perangkat dicabut DKUM"),
}
"""Every deed with its words. ``missed``: somebody tried in vain to come in as the person it names, or
to give that person's passphrase inside;
``passphrase``: who is named chose another one, which changes the key slot alone and no op tells;
``sheet``: who is named made the paper that opens the office, and the one before it opens nothing any more;
``restore``: a copy was put back, or the office moved, by Wira; ``lost``:
entries that were kept are gone without that; ``blobs``: so many files of attachments and papers that were
lost here came from a copy, and nothing else of it; ``returned``: an admin has looked who can come in, since
the list of whom an older copy brought back could not be relied on; ``keys_out``, ``keys``: DKUM's root and
inbox keys went into a file, or were put back or changed; ``device_in``, ``device_out``: DKUM admitted or
revoked the computer whose short code the about is."""

_INSIDE: Final = {
    CHANGING: mark("Kata sandi lama tidak cocok saat hendak diganti"),
    CONFIRMING: mark("Kata sandi tidak cocok saat diminta lagi"),
}


def words_of(deed: str, about: str) -> str:
    """The deed in words, in the present language; a code of a later version as it is."""
    words = _INSIDE.get(about.partition(" ")[0], "") if deed == MISSED else ""
    return tr(words or DEEDS[deed]) if words or deed in DEEDS else deed


MARK_ENT: Final = "access_mark"
"""The kind of record that says in the op log where an access log stands (`actions.access_marks`). It has no
table of its own: `wira check` reads its ops."""

_NUMBER: Final = re.compile(r"[0-9\s.\-+/]+")
_RUN: Final = re.compile(r"[0-9]+")


ENOUGH: Final = 8
"""So many digits of a NIK, its first or its last, find hardly more than one person."""
_PHONE: Final = ("08", "021", "628")
"""How a phone number begins, and a NIK does not."""
_LONGEST_PHONE: Final = 13
_ENDING: Final = re.compile(r"((\d\d)?(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01]))?(0[1-9]|1[0-2])\d{6}")
"""How a NIK may end: kecamatan, day, month, year and serial; that may look like a phone number."""


def sought_nik(typed: str) -> str:
    """The NIK, or as much of one, that somebody searched for, read as the search does: a number with its
    spaces and signs left out, or the first long one among words; "" where there are too few digits to find a
    person by, or where they can only be a phone number."""
    runs = _RUN.findall(typed)
    if _NUMBER.fullmatch(typed):
        runs = ["".join(runs)]
    return next((run for run in runs if ENOUGH <= len(run) <= 16 and not _only_phone(run)), "")


def _only_phone(digits: str) -> bool:
    looks = digits.startswith(_PHONE) and len(digits) <= _LONGEST_PHONE
    return looks and not _ENDING.fullmatch(digits)


NEARLY: Final = 12
"""So many digits of a NIK (its first: place and day of birth) mean few people, mostly one."""


def parts_of(nik: str, least: int = ENOUGH) -> list[str]:
    """All that `sought_nik` may have been for that NIK, of at least so many digits."""
    sizes = range(least, len(nik))
    return [nik, *(nik[:size] for size in sizes), *(nik[-size:] for size in sizes)]

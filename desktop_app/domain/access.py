"""What the access log calls what people do without changing anything: look, search, print, give away.

Codes are stable: they stand in the chain. An op says what was changed; these say what was seen.
"""

from __future__ import annotations

import re
from typing import Final

from resources.i18n import mark

ENTER: Final = "enter"
OPEN: Final = "open"
PRINT: Final = "print"
EXPORT: Final = "export"
SEARCH: Final = "search"
REVEAL: Final = "reveal"
COPY: Final = "copy"
LOST: Final = "lost"
RESTORE: Final = "restore"

DEEDS: Final = {
    ENTER: mark("Masuk"),
    OPEN: mark("Dibuka"),
    PRINT: mark("Dicetak"),
    EXPORT: mark("Diekspor"),
    SEARCH: mark("Dicari menurut NIK"),
    REVEAL: mark("Nomor lengkap ditampilkan"),
    COPY: mark("Salinan untuk orangnya"),
    LOST: mark("Catatan akses hilang"),
    RESTORE: mark("Data yang lebih lama dipasang lewat Wira"),
}
"""Every deed with its words. ``restore``: a copy was put back, or the office moved, by Wira; ``lost``:
entries that were kept are gone without that."""

MARK_ENT: Final = "access_mark"
"""The kind of record that says in the op log where an access log stands (`actions.access_marks`). It has no
table of its own: `wira check` reads its ops."""

_SIGNS: Final = re.compile(r"[\s.\-]")


def whole_nik(typed: str) -> str:
    """The NIK that somebody searched for: all sixteen digits, spaces and signs left out; "" otherwise."""
    digits = _SIGNS.sub("", typed)
    return digits if len(digits) == 16 and digits.isascii() and digits.isdigit() else ""

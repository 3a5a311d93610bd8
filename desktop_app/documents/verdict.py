"""What a check of a PDF answers: one verdict, the signatures, and what was changed after which of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from resources.i18n import mark

Kind = Literal["sah", "berubah", "tidak_sah", "tidak_pasti"]
Cause = Literal[
    "utuh",
    "utuh_ditandatangani",
    "diubah_setelahnya",
    "tanda_tangan_asing",
    "isi_diubah",
    "segel_dilepas",
    "sertifikat_sendiri",
    "sertifikat_tiruan",
    "kunci_dicabut",
    "dicabut_kemudian",
    "di_luar_masa",
    "masa_depan",
    "tanpa_waktu",
    "penerbit_tidak_dikenal",
    "bukan_untuk_dokumen",
    "kantor_lain",
    "kode_halaman",
    "kode_tidak_tergambar",
    "dibatalkan",
    "draf",
    "draf_ditandatangani",
    "menunggu_tte",
    "bukan_wira",
    "kata_sandi",
    "terlalu_rumit",
    "tidak_terbaca",
]
KIND_WORDS: Final[dict[Kind, str]] = {
    "sah": mark("Sah"),
    "berubah": mark("Sah, tetapi berubah setelahnya"),
    "tidak_sah": mark("Tidak sah"),
    "tidak_pasti": mark("Tidak dapat dipastikan"),
}
"""The verdict in words, the same on every screen."""
SignatureKind = Literal["segel", "bsre", "lain", "waktu"]
SIGNATURE_WORDS: Final[dict[SignatureKind, str]] = {
    "segel": mark("Segel kantor"),
    "bsre": mark("Tanda tangan di ruang BSrE"),
    "lain": mark("Tanda tangan"),
    "waktu": mark("Penanda waktu"),
}
AFTER_WORDS: Final[dict[SignatureKind, str]] = {
    "segel": mark("Sesudah segel kantor"),
    "bsre": mark("Sesudah tanda tangan di ruang BSrE"),
    "waktu": mark("Sesudah penanda waktu"),
    "lain": mark("Sesudah tanda tangan lain"),
}
"""After which signature something was changed."""
ChangeKind = Literal[
    "lapisan",
    "halaman_diganti",
    "rupa_halaman",
    "halaman_ditambah",
    "halaman_dihapus",
    "catatan",
    "tampilan_tanda_tangan",
    "isian",
    "tanda_tangan",
    "tanda_tangan_dilepas",
    "lampiran",
    "keterangan",
    "penanda_waktu",
    "versi",
    "data_pengesahan",
    "ekor",
    "tergambar",
    "lain",
]


MOST_LETTERS: Final = 200
"""Of one text from a file: a window that lays out a million of them does nothing else for long."""


_ACTING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""What begins a line of its own, or turns the direction of writing."""


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """A text from a file as it may be shown: in one line, so that it looks like no sentence of the program,
    and cut with "…" where it is longer than `most`."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return _ACTING.sub(" ", cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDetail:
    """One signature. `intact`: what it signed is unchanged; `known`: its key counts at its time.

    `kept` is False where the file was changed afterwards in a way that it does not allow. `signed_at` is the
    time the signer claims, in UTC; `reason` says why it is not intact or not known, `cause` in one word.
    `path` are the names from the trusted root to the signer, empty where none leads there. `length` counts
    the bytes of the file, from its beginning, that it vouches for. `time` says whose word its time is.
    """

    field: str
    kind: SignatureKind
    signer: str
    office_code: str
    signed_at: datetime | None
    fingerprint: str
    intact: bool
    known: bool
    kept: bool = True
    reason: str = ""
    cause: Cause = "utuh"
    issuer: str = ""
    path: tuple[str, ...] = ()
    length: int = 0
    directory_version: int | None = None
    time: str = ""

    @property
    def good(self) -> bool:
        """Whether it may be relied upon for what it signed."""
        return self.intact and self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is otherwise than when `after` (a field's name) was signed.

    `allowed` where that signature permits it. `page` counts from 1, 0 where it concerns no page.
    """

    kind: ChangeKind
    sentence: str
    after: str
    page: int = 0
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` decides and `cause` names why; `sentence` says it to a person, `next_step` what to do.

    `signed_length` is how many bytes from the file's beginning were signed by the last signature that may
    be relied upon: what was sealed can be taken out of a file that was changed later. `pages` says of single
    pages why their codes are not those of this paper.
    """

    kind: Kind
    cause: Cause
    sentence: str
    next_step: str = ""
    details: tuple[SignatureDetail, ...] = ()
    changes: tuple[Change, ...] = ()
    title: str = ""
    number: str = ""
    paper: str = ""
    signed_length: int = 0
    pages: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Only *sah* may be relied upon as it is."""
        return self.kind == "sah"

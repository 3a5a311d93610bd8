"""What each role may do, as one table to be read from top to bottom: who writes what, in which office.

The table decides nothing by itself. `status`, `entities` and `authority` do, below every window and command;
`tests/domain/test_duties.py` asks them for each line, role, kind of office and status, and each line must say
exactly what they answer. `UPKEEP` goes on with what is judged elsewhere than by an op's entity: erasing,
copies, keys, the journal; there the action refuses, and `tests/actions/test_duties.py` asks each. README, the
window and `wira duties` print both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.people import (
    ADMIN_DKUM,
    ADMIN_KANTOR,
    AUDITOR,
    LURAH,
    OPERATOR,
    PENDAMPING,
    PENYETUJU_DKUM,
    PETUGAS_DKUM,
    ROLES,
    VERIFIKATOR,
    OfficeKind,
    Role,
)
from resources.i18n import mark


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `roles` says who may, by the kind of their office. `code` is a step of
    `status.Action`, a plain entity, or a word of this table's own."""

    code: str
    label: str
    roles: Mapping[OfficeKind, frozenset[Role]]

    def may(self, kind: OfficeKind, roles: Iterable[str]) -> bool:
        """Whether somebody with `roles` in an office of `kind` may do it."""
        return not self.roles[kind].isdisjoint(roles)


_SIGNS: Final[Mapping[str, Role]] = {
    "O": OPERATOR,
    "V": VERIFIKATOR,
    "L": LURAH,
    "D": PENDAMPING,
    "A": ADMIN_KANTOR,
    "P": PETUGAS_DKUM,
    "S": PENYETUJU_DKUM,
    "K": ADMIN_DKUM,
    "R": AUDITOR,
}
"""The table's letters. An auditor writes nothing, so none of `DUTIES` names one."""


def _line(code: str, label: str, kelurahan: str, laptop: str, dkum: str) -> Duty:
    def roles(signs: str) -> frozenset[Role]:
        return frozenset(_SIGNS[sign] for sign in signs.split())

    return Duty(code, label, {"kelurahan": roles(kelurahan), "lapangan": roles(laptop), "dkum": roles(dkum)})


# fmt: off
DUTIES: Final[tuple[Duty, ...]] = (
    #     code                  what                                          kelurahan laptop DKUM
    _line("fill",               mark("Mengisi dan mengubah data pendaftar"),  "O V",   "O",   "P"),
    _line("resolve",            mark("Memilih di antara data yang berbeda"),  "O V",   "O",   "P"),
    _line("submit",             mark("Mengajukan pendaftar"),                 "O",     "O",   ""),
    _line("verify",             mark("Memverifikasi yang diisi orang lain"),  "V",     "",    ""),
    _line("return",             mark("Mengembalikan kepada operator"),        "V",     "",    ""),
    _line("reject",             mark("Menolak dengan alasan"),                "V",     "",    ""),
    _line("withdraw",           mark("Mencatat pengunduran diri, membuang draf"), "O V",   "O",   ""),
    _line("request_withdrawal", mark("Meminta pembatalan yang ditetapkan"),   "O V",   "O",   ""),
    _line("answer",             mark("Menjawab permintaan pembatalan"),       "",      "",    "P"),
    _line("propose",            mark("Mengusulkan keputusan"),                "",      "",    "P"),
    _line("decide",             mark("Menyetujui usul orang lain"),           "",      "",    "S"),
    _line("cancel",             mark("Membatalkan yang ditetapkan"),          "",      "",    "S"),
    _line("erasure",            mark("Mengusulkan penghapusan data seseorang"), "",    "",    "P S"),
    _line("issue",              mark("Menerbitkan dan menyegel dokumen"),     "L V A", "",    "S A"),
    _line("decree",             mark("Menyegel putusan dan Lampiran Penetapan"), "",   "",    "S"),
    _line("office",             mark("Mengatur kop surat"),                   "L A",   "A",   "K A"),
    _line("person",             mark("Mengatur petugas dan perannya"),        "A",     "A",   "A K"),
    _line("business",           mark("Mencatat usaha terdaftar"),             "O V",   "O",   "P"),
    _line("recommendation",     mark("Memasukkan surat rekomendasi"),         "",      "",    "P"),
    _line("recommended",        mark("Memadankan nama di surat rekomendasi"), "",      "",    "P"),
    _line("mentor",             mark("Mendaftar pendamping"),                 "",      "",    "P K"),
    _line("mentor_area",        mark("Menetapkan wilayah pendamping"),        "",      "",    "P K"),
    _line("mentee",             mark("Menetapkan dampingan"),                 "O V",   "O",   ""),
    _line("visit",              mark("Mencatat kunjungan"),                   "O D",   "O D", ""),
    _line("task",               mark("Mencatat tugas"),                       "O D",   "O D", ""),
    _line("outcome",            mark("Mencatat capaian usaha"),               "O D",   "O D", ""),
    _line("training",           mark("Menyusun katalog pelatihan"),           "",      "",    "P K"),
    _line("wave",               mark("Membuka gelombang pelatihan"),          "O",     "",    "P"),
    _line("participant",        mark("Mengundang dan mencatat kehadiran"),    "O D",   "O D", "P"),
    _line("extract",            mark("Memberi data kepada instansi lain"),    "L V A", "",    "P K"),
    _line("data_request",       mark("Mencatat permintaan data pribadi"),     "O V A", "O",   "P S"),
    _line("rulebook",           mark("Menerbitkan buku aturan"),              "",      "",    "K"),
)

UPKEEP: Final[tuple[Duty, ...]] = (
    #     code                  what                                          kelurahan laptop DKUM
    _line("erase",              mark("Menghapus data seseorang"),             "",      "",    "S"),
    _line("backup",             mark("Mengatur cadangan harian"),             "O V L A", "O A", "P S K A R"),
    _line("replace",            mark("Mengganti isi kantor dengan cadangan"), "A",     "A",   "A"),
    _line("lost_files",         mark("Mengambil berkas yang hilang dari cadangan"), "A", "A",  "A"),
    _line("returned",           mark("Menyatakan petugas yang kembali diperiksa"), "A", "A",   "A"),
    _line("move",               mark("Memindahkan kantor ke komputer lain"),  "A",     "A",   "A"),
    _line("sheet",              mark("Membuat lembar pemulihan"),             "A",     "A",   "A"),
    _line("new_keys",           mark("Meminta kunci baru untuk komputer ini"), "A",    "A",   ""),
    _line("devices",            mark("Mengizinkan dan mencabut komputer kantor"), "",  "",    "K"),
    _line("city_staff",         mark("Mengakhiri tugas petugas kantor lain"), "",      "",    "K"),
    _line("looks",              mark("Membaca siapa melihat data siapa"),     "L A",   "A",   "K A R"),
)
# fmt: on
TABLE: Final = (*DUTIES, *UPKEEP)
"""All lines, as people read them.

Who sees what is simpler: everybody sees their own office's data and DKUM's answers, DKUM all offices', and
whose only role is pendamping sees their own people (`people.sees_only_own`)."""


_BY_CODE: Final = {duty.code: duty for duty in TABLE}


def allowed(code: str, kind: OfficeKind, roles: Iterable[str]) -> bool:
    """Whether the table gives the line `code` to somebody with `roles` there: what a window offers."""
    return _BY_CODE[code].may(kind, roles)


def who_for(code: str, kind: OfficeKind) -> list[Role]:
    """Who may do the line `code` there, in the usual order; nobody where the table has no such line."""
    duty = _BY_CODE.get(code)
    return who(duty, kind) if duty is not None else []


def who(duty: Duty, kind: OfficeKind) -> list[Role]:
    """Who may do it there, in the usual order of the roles."""
    return [role for role in ROLES if role in duty.roles[kind]]

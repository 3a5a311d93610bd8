"""Roles: who may hold them in which kind of office, and which two stand on opposite sides of one case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal

from desktop_app.errors import Refused
from resources.i18n import mark, tr

Role = Literal[
    "operator", "verifikator", "lurah", "pendamping", "admin_kantor",
    "petugas_dkum", "penyetuju_dkum", "admin_dkum", "auditor",
]  # fmt: skip
OfficeKind = Literal["dkum", "kelurahan", "lapangan"]

OPERATOR: Role = "operator"
VERIFIKATOR: Role = "verifikator"
LURAH: Role = "lurah"
PENDAMPING: Role = "pendamping"
ADMIN_KANTOR: Role = "admin_kantor"
PETUGAS_DKUM: Role = "petugas_dkum"
PENYETUJU_DKUM: Role = "penyetuju_dkum"
ADMIN_DKUM: Role = "admin_dkum"
AUDITOR: Role = "auditor"

ROLES: tuple[Role, ...] = (
    OPERATOR, VERIFIKATOR, LURAH, PENDAMPING, ADMIN_KANTOR, PETUGAS_DKUM, PENYETUJU_DKUM, ADMIN_DKUM, AUDITOR,
)  # fmt: skip
_NIP: Final = 18
"""Digits of a civil servant's number."""
OFFICE_KINDS: tuple[OfficeKind, ...] = ("dkum", "kelurahan", "lapangan")

ROLE_LABELS: dict[Role, str] = {
    OPERATOR: mark("Operator"),
    VERIFIKATOR: mark("Verifikator"),
    LURAH: mark("Lurah"),
    PENDAMPING: mark("Pendamping"),
    ADMIN_KANTOR: mark("Admin kantor"),
    PETUGAS_DKUM: mark("Petugas DKUM"),
    PENYETUJU_DKUM: mark("Penyetuju DKUM"),
    ADMIN_DKUM: mark("Admin DKUM"),
    AUDITOR: mark("Auditor"),
}
ROLE_HINTS: dict[Role, str] = {
    OPERATOR: mark("Mengisi dan mengajukan pendaftar."),
    VERIFIKATOR: mark("Memeriksa pendaftar yang diisi orang lain, dan menyegel dokumen."),
    LURAH: mark("Menyegel dokumen, dan mengatur kop surat."),
    PENDAMPING: mark("Melihat daftar dampingan, mencatat kunjungan dan kehadiran."),
    ADMIN_KANTOR: mark("Mengatur petugas, kop surat, dan pemindahan kantor, dan menyegel dokumen."),
    PETUGAS_DKUM: mark("Mengusulkan keputusan."),
    PENYETUJU_DKUM: mark("Menyetujui usul orang lain, membatalkan, menghapus data, dan menyegel putusan."),
    ADMIN_DKUM: mark("Mengatur buku aturan dan daftar perangkat."),
    AUDITOR: mark("Membaca semua catatan tanpa mengubahnya."),
}
ENDINGS: Final = (mark("Pindah tugas"), mark("Pensiun"), mark("Kata sandinya diketahui orang lain"))
"""What is usually said when DKUM ends a service, offered in the window and by the command."""
OFFICE_LABELS: dict[OfficeKind, str] = {
    "dkum": mark("Kantor DKUM"),
    "kelurahan": mark("Kantor kelurahan"),
    "lapangan": mark("Laptop lapangan"),
}

OFFICE_ROLES: dict[OfficeKind, frozenset[Role]] = {
    "kelurahan": frozenset({OPERATOR, VERIFIKATOR, LURAH, PENDAMPING, ADMIN_KANTOR}),
    "lapangan": frozenset({OPERATOR, PENDAMPING, ADMIN_KANTOR}),
    "dkum": frozenset({PETUGAS_DKUM, PENYETUJU_DKUM, ADMIN_DKUM, ADMIN_KANTOR, AUDITOR}),
}
"""Which roles an office of each kind may give. DKUM's admin_kantor looks after its people."""

SEALING_ROLES: frozenset[Role] = frozenset({LURAH, VERIFIKATOR, ADMIN_KANTOR})
"""Who may seal a roster; all but the lurah do it "a.n. Lurah", recorded and printed."""

ISSUING_ROLES: frozenset[Role] = frozenset({*SEALING_ROLES, PENYETUJU_DKUM})
"""Who may issue a document, or say of an issued one that it is signed or counts no more."""

DECIDING_ROLES: frozenset[Role] = frozenset({PENYETUJU_DKUM})
"""Who may issue what tells of DKUM's decisions (`documenting.DKUM_ONLY`), and say later that it counts no
more."""

LETTERHEAD_ROLES: frozenset[Role] = frozenset({LURAH, ADMIN_KANTOR, ADMIN_DKUM})
"""Who says what stands at the head and foot of the office's papers."""

PEOPLE_ROLES: frozenset[Role] = frozenset({ADMIN_KANTOR})
"""Who admits, re-keys and dismisses people of an office."""

OPPOSITE_SIDES: tuple[tuple[Role, Role], ...] = ((OPERATOR, VERIFIKATOR), (PETUGAS_DKUM, PENYETUJU_DKUM))
"""Roles one person may hold together, but never both on one case."""


MENTOR_RIGHT: Final = "mentor:"
"""Prefix of what stands among a person's rights for each mentor whose account it was."""


def mentors_among(rights: Iterable[str]) -> frozenset[str]:
    """The mentors (records, hex) whose account somebody with these rights uses or used."""
    return frozenset(right.removeprefix(MENTOR_RIGHT) for right in rights if right.startswith(MENTOR_RIGHT))


def is_role(code: str) -> bool:
    """Whether `code` is a role this version knows."""
    return code in ROLES


def may_hold(kind: OfficeKind, role: str) -> bool:
    """Whether an office of `kind` may give `role`; a role of a later version may not."""
    return role in OFFICE_ROLES[kind]


def conflicts(roles: Iterable[str]) -> tuple[tuple[Role, Role], ...]:
    """The pairs among `roles` that stand on opposite sides of one case, for a hint when giving roles."""
    held = frozenset(roles)
    return tuple(pair for pair in OPPOSITE_SIDES if held.issuperset(pair))


def seals_on_behalf(roles: Iterable[str]) -> bool:
    """Whether a person with `roles` seals "a.n. Lurah" and not as the lurah."""
    return LURAH not in frozenset(roles)


_ACTING = frozenset(
    {"plt", "plh", "pj", "pjs", "pelaksana", "tugas", "harian", "penjabat", "pejabat", "sementara"}
)
_WORD = re.compile(r"[^\W\d_]+")
_ON_BEHALF = re.compile(r"(?i)\b(?:a\s*[./]?\s*n\b\.?|atas\s+nama)\s*lurah\b")


def signs_as_lurah(jabatan: str) -> bool:
    """Whether who has this jabatan signs as the lurah, also as an acting one, and not "a.n. Lurah"."""
    words = (word for word in _WORD.findall(jabatan.casefold()) if word not in _ACTING)
    return next(words, "") == "lurah"


def says_on_behalf(jabatan: str) -> bool:
    """Whether the jabatan as typed says "a.n. Lurah" by itself, so that no line above has to."""
    return _ON_BEHALF.search(jabatan) is not None


PASSING: Final = "Pemulihan DKUM"
"""How the person is called as whom DKUM's answer opens an office nobody can open: with whom it lets in."""


def is_passing(nama: str) -> bool:
    """Whether somebody is called like that person, who is dismissed as soon as the office is open. Anybody
    may be made to be called so by an office: whose word it was says the rest (`person_endings.ways`)."""
    return nama.startswith(f"{PASSING} (") and nama.endswith(")")


def require_own_name(nama: str) -> None:
    """Raise Refused for no name, and for one that reads like DKUM's way in."""
    if not nama.strip():
        raise Refused(tr("Nama petugas masih kosong."), next_step=tr("Isi namanya."), code="name")
    words = " ".join(_WORD.findall(unicodedata.normalize("NFKC", nama).casefold()))
    if words.startswith(PASSING.casefold()):
        raise Refused(
            tr("Nama {nama} disimpan untuk jalan masuk dari jawaban pemulihan DKUM.", nama=nama.strip()),
            next_step=tr("Isi nama lengkap orangnya."),
            code="name",
        )


def sees_only_own(roles: Iterable[str]) -> bool:
    """Whether a person with `roles` sees only the people they accompany: a mentor and nothing else."""
    held = frozenset(roles)
    return PENDAMPING in held and len(held) == 1


def ask_for(roles: Iterable[str]) -> str:
    """Whom to ask: the roles that may, as they are called and in the usual order."""
    may = frozenset(roles)
    return tr("Minta petugas yang berperan untuk itu: {peran}.",
              peran=", ".join(tr(ROLE_LABELS[role]) for role in ROLES if role in may))  # fmt: skip


def require_nip(nip: str) -> None:
    """Raise Refused for a number that is not empty and has not the 18 digits of a civil servant's; blanks
    between them stand as they were typed."""
    digits = "".join(nip.split())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == _NIP):
        raise Refused(
            tr("NIP {nip} tidak berisi {n} angka.", nip=nip.strip(), n=_NIP),
            next_step=tr("Tulis {n} angkanya, atau kosongkan.", n=_NIP),
            code="nip",
        )

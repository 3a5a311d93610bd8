"""The words for an issued document: what kind it is and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from desktop_app.domain import letters, region
from desktop_app.domain.erasing import WHY
from desktop_app.domain.merge import State, shown
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import show_date
from resources.i18n import mark, tr

STATE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": mark("Draf"),
        "issued": mark("Terbit"),
        "sealed": mark("Disegel"),
        "awaiting_bsre": mark("Menunggu TTE"),
        "signed": mark("Ditandatangani"),
        "cancelled": mark("Dibatalkan"),
        "erased": mark("Dihapus"),
        "cancelled_erased": mark("Batal, dihapus"),
    }
)
"""How a document stands. *Terbit* bears no seal; a draft is never stored."""
CALLED_OFF: Final = ("cancelled", "cancelled_erased")
"""States of a document that counts no more."""
ERASED: Final = ("erased", "cancelled_erased")
"""States of a document whose papers went with somebody's data; its line stays, and what was said of it."""

KIND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "daftar_nominatif": mark("Daftar Nominatif"),
        "daftar_keputusan": mark("Daftar Putusan"),
        "laporan_pendamping": mark("Laporan Bulanan Pendamping"),
        "daftar_dampingan": mark("Daftar Nominatif Menurut Pendamping"),
        "peserta_gelombang": mark("Daftar Peserta Pelatihan"),
        "daftar_pendamping": mark("Daftar Pendamping"),
        "rekap_capaian": mark("Rekap Capaian"),
        "berita_acara": mark("Berita Acara Verifikasi"),
        "lampiran_penetapan": mark("Lampiran Penetapan"),
        "daftar_tunggu": mark("Daftar Tunggu"),
    }
)
"""What a document is called, by its `jenis`; a later version's kinds are shown as they are named."""


DKUM_ONLY: Final = frozenset(("daftar_keputusan", "lampiran_penetapan"))
"""Kinds that tell what DKUM has decided: issued at DKUM, by who approves decisions."""


def issued_by(jenis: str, scope: str) -> str:
    """The kelurahan whose office issued it, empty for DKUM; `scope` says where it may travel."""
    return "" if jenis in DKUM_ONLY or scope == region.DEPOK else scope


def erased_on(state: State) -> int | None:
    """When the papers of a document went with somebody's data (ms since 1970); None where they are there."""
    return state.by_id[shown(state, WHY)].op.wall if state.values.get(WHY) else None


def erased_words(when: int) -> str:
    """That it has no papers any more, and since when (ms since 1970)."""
    return tr("Menurut register, isi dokumen ini dihapus pada {tanggal} karena penghapusan data pribadi.",
              tanggal=show_date(moment_of(when).date().isoformat()))  # fmt: skip


def used_twice(
    letters_issued: Iterable[tuple[str, str, str, str, str, str, str]],
) -> dict[str, tuple[str, ...]]:
    """Letters whose number another letter of the same office and year bears, as happens where two of its
    computers seal before they have heard of each other: by record the records of those others.

    Each is (record, jenis, edisi, scope, nomor, date in ISO, programme). Editions of one letter, and
    attachments of one decree, share their number; DKUM numbers decision lists itself."""
    held: dict[tuple[str, str, str], list[tuple[str, ...]]] = {}
    for one in letters_issued:
        _record, jenis, _edisi, scope, nomor, day, _program = one
        if nomor and jenis != "daftar_keputusan":
            held.setdefault((issued_by(jenis, scope), day[:4], letters.same(nomor)), []).append(one)
    found: dict[str, tuple[str, ...]] = {}
    for together in held.values():
        for one in together:
            others = [other[0] for other in together if other is not one and _apart(one, other)]
            if others:
                found[one[0]] = tuple(others)
    return found


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether they are two letters: about something else, or the same part of the same once more."""
    return _letter(one) != _letter(other) or one[2:4] == other[2:4]


def _letter(one: tuple[str, ...]) -> tuple[str, ...]:
    return one[1], one[5], "" if one[1] in DKUM_ONLY else one[6]

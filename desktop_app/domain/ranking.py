"""The order of applicants for a programme, and who falls within the quota.

Order: `tanggal_lengkap`, then the draw value, both ascending. The draw is SHA-256 over the seed followed by
the registration number (UTF-8), in hex, so anybody can recompute it from the issued decision list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_app.domain.values import show_date
from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A verified application; `tanggal_lengkap` is an ISO date."""

    nomor_pendaftaran: str
    tanggal_lengkap: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the order, from 1. `ties` is how many others have the same `tanggal_lengkap`."""

    rank: int
    nomor_pendaftaran: str
    tanggal_lengkap: str
    draw: str
    ties: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A ranked application with its outcome, ``accepted`` or ``waitlisted``, and why it stands there."""

    ranked: Ranked
    outcome: str
    reason: str

    @property
    def accepted(self) -> bool:
        """Whether it falls within the quota."""
        return self.outcome == "accepted"


def draw_value(seed: str, nomor_pendaftaran: str) -> str:
    """The recorded draw: SHA-256 of seed + registration number, 64 hex digits."""
    return hashlib.sha256((seed + nomor_pendaftaran).encode()).hexdigest()


def rank(applications: Iterable[Candidate], seed: str) -> list[Ranked]:
    """Everybody in order. The order of `applications` does not matter; each number may stand once."""
    drawn = sorted(
        (item.tanggal_lengkap, draw_value(seed, item.nomor_pendaftaran), item.nomor_pendaftaran)
        for item in applications
    )
    if len({number for _, _, number in drawn}) != len(drawn):
        raise ValueError("a registration number stands twice among the applications to rank")
    same: dict[str, int] = {}
    for day, _, _ in drawn:
        same[day] = same.get(day, 0) + 1
    return [
        Ranked(place, number, day, draw, same[day] - 1) for place, (day, draw, number) in enumerate(drawn, 1)
    ]


def place(ranked: Sequence[Ranked], quota: int, *, taken: int = 0) -> list[Placed]:
    """The outcome of every place: the first `quota` less the `taken` places are accepted, all others wait."""
    free = max(quota - taken, 0)
    return [_placed(item, free) for item in ranked]


def _placed(item: Ranked, free: int) -> Placed:
    within = item.rank <= free
    why = explain(item)
    if within:
        line = tr("Masuk {kuota} tempat yang tersedia.", kuota=free)
    else:
        line = tr(
            "Di bawah garis {kuota} tempat: Daftar Tunggu nomor {nomor}.", kuota=free, nomor=item.rank - free
        )
    return Placed(item, "accepted" if within else "waitlisted", f"{why} {line}")


def explain(item: Ranked) -> str:
    """Why the application has this rank, in one sentence."""
    day = show_date(item.tanggal_lengkap)
    if not item.ties:
        return tr("Urutan {urutan}: berkas lengkap {tanggal}.", urutan=item.rank, tanggal=day)
    return trn(
        "Urutan {urutan}: berkas lengkap {tanggal}, tanggal yang sama dengan {n} pendaftar lain; urutannya "
        "dari undian tercatat ({undian}).",
        "Urutan {urutan}: berkas lengkap {tanggal}, tanggal yang sama dengan {n} pendaftar lain; urutannya "
        "dari undian tercatat ({undian}).",
        item.ties,
        urutan=item.rank,
        tanggal=day,
        undian=item.draw[:8],
    )

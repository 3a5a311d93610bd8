"""The order of applicants for a programme, where the line falls, and why each one stands where they stand.

A pure function of the rules, the candidates and a recorded seed. Order: the priority keys as the rule book
lists them, then the draw value, ascending. The draw is SHA-256 over the seed followed by the registration
number (UTF-8), in hex, so anybody can recompute it from the issued decision list. Who waits since an earlier
decision keeps the draw of that decision, with its seed: later rounds shuffle nobody.

A key is a yes (the name stands among the candidate's `facts`), which goes before a no, or the day on which
the file was complete. No clock of any computer takes part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from desktop_app.domain.objects import many_objects
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.domain.values import show_date, show_rupiah
from resources.i18n import tr, trn

DAY: Final = "tanggal_lengkap"
Binds = Literal["kuota", "pagu", "keduanya"]


class Candidate(NamedTuple):
    """A verified application. `tanggal_lengkap` is an ISO date, `facts` the yes-keys that hold.

    `draw` and `seed` are those of an earlier decision, empty for whoever has not been drawn.
    """

    nomor_pendaftaran: str
    tanggal_lengkap: str
    facts: frozenset[str] = frozenset()
    draw: str = ""
    seed: str = ""


class Ranked(NamedTuple):
    """A place in the order, from 1. `ties` is how many others are equal in every key."""

    rank: int
    nomor_pendaftaran: str
    tanggal_lengkap: str
    draw: str
    ties: int
    facts: frozenset[str]
    seed: str


@dataclass(frozen=True, slots=True)
class Places:
    """How many can still be accepted: what the quota leaves, what the budget leaves, the smaller of both.

    `by_budget` is None without a ceiling. Money is whole rupiah.
    """

    quota: int
    taken: int
    budget: int | None = None
    cost: int = 0

    @property
    def by_quota(self) -> int:
        """Places that the quota leaves."""
        return max(self.quota - self.taken, 0)

    @property
    def by_budget(self) -> int | None:
        """Places that the money left pays for."""
        if self.budget is None or self.cost <= 0:
            return None
        return max(self.budget - self.spent, 0) // self.cost

    @property
    def spent(self) -> int:
        """What the places taken cost."""
        return self.taken * self.cost

    @property
    def free(self) -> int:
        """How many can still be accepted."""
        return self.by_quota if self.by_budget is None else min(self.by_quota, self.by_budget)

    @property
    def line(self) -> int:
        """Where the line falls, counted from the first place ever given."""
        return self.taken + self.free

    @property
    def binds(self) -> Binds:
        """Which of the two draws the line."""
        money = self.by_budget
        if money is None or money > self.by_quota:
            return "kuota"
        return "keduanya" if money == self.by_quota else "pagu"

    @property
    def sentence(self) -> str:
        """Which limit binds, in one sentence."""
        if self.budget is None or self.by_budget is None:
            return tr("Kuota {kuota} tempat, {terisi} terisi; tidak ada pagu anggaran.",
                      kuota=self.quota, terisi=self.taken)  # fmt: skip
        words = {
            "kuota": tr("Kuota yang membatasi: sisa {kuota} tempat, pagu cukup untuk {pagu}.",
                        kuota=self.by_quota, pagu=self.by_budget),
            "pagu": tr("Pagu anggaran yang membatasi: cukup untuk {pagu} tempat lagi, kuota masih {kuota}.",
                       kuota=self.by_quota, pagu=self.by_budget),
            "keduanya": tr("Kuota dan pagu anggaran sama-sama menyisakan {kuota} tempat.",
                           kuota=self.by_quota),
        }  # fmt: skip
        return words[self.binds]

    @property
    def money(self) -> str:
        """What is spent of what there is, "" without a ceiling."""
        if self.budget is None:
            return ""
        return tr("{pakai} dari {pagu}", pakai=show_rupiah(self.spent), pagu=show_rupiah(self.budget))


@dataclass(frozen=True, slots=True)
class Placed:
    """A ranked application with its outcome, ``accepted`` or ``waitlisted``, and why it stands there.

    `waiting` counts the Daftar Tunggu from 1, 0 within the line; `reserve`: among those the rule book keeps
    as reserve.
    """

    ranked: Ranked
    outcome: str
    reason: str
    waiting: int = 0
    reserve: bool = True

    @property
    def accepted(self) -> bool:
        """Whether it falls within the places."""
        return self.outcome == "accepted"


def places(rules: ProgramRules, *, taken: int, areas: int = 1, scope: str = "") -> Places:
    """What `rules` leave in `scope` after `taken` places; `areas` where those of several kelurahan count as
    one."""
    budget = None if rules.budget is None else rules.budget * areas
    return Places(rules.places_in(scope, areas=areas), taken, budget, rules.cost)


def draw_value(seed: str, nomor_pendaftaran: str) -> str:
    """The recorded draw: SHA-256 of seed + registration number, 64 hex digits."""
    return hashlib.sha256((seed + nomor_pendaftaran).encode()).hexdigest()


def sort_keys(candidates: Sequence[Candidate], priority: Sequence[str]) -> list[tuple[Any, ...]]:
    """The priority keys of every candidate, in the order of `candidates`; smaller goes first."""
    columns: list[list[Any]] = [
        [each.tanggal_lengkap for each in candidates]
        if key == DAY
        else [key not in each.facts for each in candidates]
        for key in priority
    ]
    return list(zip(*columns, strict=True)) if columns else [()] * len(candidates)


def rank(applications: Iterable[Candidate], seed: str, priority: Sequence[str] = (DAY,)) -> list[Ranked]:
    """Everybody in order. The order of `applications` does not matter; each number may stand once."""
    found = list(applications)
    start, digest = seed.encode(), hashlib.sha256
    with many_objects():
        draws = [each.draw or digest(start + each.nomor_pendaftaran.encode()).hexdigest() for each in found]
        return _rank(found, draws, priority, seed)


def forecast(applications: Iterable[Candidate], priority: Sequence[str] = (DAY,)) -> list[Ranked]:
    """The order as far as the keys and earlier draws tell; who would still be drawn stands by number."""
    found = list(applications)
    return _rank(found, [each.draw or _UNDRAWN for each in found], priority, "")


_UNDRAWN: Final = "~"
"""Sorts after every hex digit."""


def _rank(found: list[Candidate], draws: list[str], priority: Sequence[str], seed: str) -> list[Ranked]:
    """Equal keys are gathered first, so that only the few within each group are compared by their draw."""
    if len({each.nomor_pendaftaran for each in found}) != len(found):
        raise ValueError("a registration number stands twice among the applications to rank")
    groups: dict[tuple[Any, ...], list[tuple[str, str, Candidate]]] = {}
    for key, draw, each in zip(sort_keys(found, priority), draws, found, strict=True):
        groups.setdefault(key, []).append((draw, each.nomor_pendaftaran, each))
    ranked: list[Ranked] = []
    for key in sorted(groups):
        group = groups[key]
        group.sort()
        ties, first = len(group) - 1, len(ranked) + 1
        ranked += [
            Ranked(
                at, number, one.tanggal_lengkap, "" if draw is _UNDRAWN else draw, ties, one.facts,
                one.seed or seed,
            )
            for at, (draw, number, one) in enumerate(group, first)
        ]  # fmt: skip
    return ranked


def place(ranked: Sequence[Ranked], room: Places, rules: ProgramRules) -> list[Placed]:
    """The outcome of every place: as many as there is `room` for are accepted, all others wait."""
    telling = deciding(ranked, rules.priority)
    return [_placed(item, room, rules.reserve, telling) for item in ranked]


def deciding(ranked: Sequence[Ranked], priority: Sequence[str]) -> tuple[str, ...]:
    """The keys that tell these people apart; one in which all are equal decided nothing."""
    return tuple(
        key
        for key in priority
        if len({item.tanggal_lengkap if key == DAY else key in item.facts for item in ranked}) > 1
    ) or tuple(key for key in priority if key == DAY)


def _placed(item: Ranked, room: Places, reserve: int | None, telling: Sequence[str]) -> Placed:
    free = room.free
    waiting = max(item.rank - free, 0)
    kept = reserve is None or waiting <= reserve
    if not waiting:
        line = tr("Masuk {kuota} tempat yang tersedia.", kuota=free)
    else:
        line = (
            tr("Di bawah garis {kuota} tempat: Daftar Tunggu nomor {nomor}.", kuota=free, nomor=waiting)
            if free
            else tr("Tidak ada tempat tersisa: Daftar Tunggu nomor {nomor}.", nomor=waiting)
        )
        if room.binds == "pagu":
            line += " " + tr("Garisnya ditentukan pagu anggaran.")
        if not kept:
            line += " " + tr("Di luar {jumlah} cadangan.", jumlah=reserve)
    outcome = "waitlisted" if waiting else "accepted"
    return Placed(item, outcome, f"{explain(item, telling)} {line}", waiting, kept)


def explain(item: Ranked, telling: Collection[str] = (DAY,)) -> str:
    """Why the application has this rank: its place, then a sentence for each key that told people apart."""
    told = [tr("Urutan {urutan}.", urutan=item.rank)]
    told += [key_sentence(key, item) for key in telling]
    if item.ties and item.draw:
        told.append(
            trn(
                "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
                "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
                item.ties,
                undian=item.draw[:8],
            )
        )
    elif item.ties:
        told.append(
            trn(
                "Sama dengan {n} pendaftar lain; urutan di antara mereka diundi saat diusulkan.",
                "Sama dengan {n} pendaftar lain; urutan di antara mereka diundi saat diusulkan.",
                item.ties,
            )
        )
    return " ".join(told)


def key_sentence(key: str, item: Ranked | Candidate) -> str:
    """What one key says of one person."""
    yes = key in item.facts
    match key:
        case "pekka_terverifikasi":
            return (
                tr("Rekomendasi PEKKA-nya terverifikasi.")
                if yes
                else tr("Tanpa rekomendasi PEKKA terverifikasi, jadi memakai urutan umum.")
            )
        case "belum_pernah_dibantu":
            return tr("Belum pernah dibantu.") if yes else tr("Pernah dibantu, jadi setelah yang belum.")
        case "belum_punya_usaha":
            return tr("Belum punya usaha.") if yes else tr("Sudah punya usaha, jadi setelah yang belum.")
        case _:
            return tr("Berkas lengkap {tanggal}.", tanggal=show_date(item.tanggal_lengkap))

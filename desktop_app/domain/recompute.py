"""What moved on a waiting list since the decision that made it: who, from where to where, and why.

A recomputation moves nobody who has a place; whoever lost one by a cancellation is told as the cause.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Move:
    """One person. `before` and `after` are numbers on the Daftar Tunggu: None is not on it, 0 a place.

    From 0 goes only somebody whose acceptance was cancelled, and to None.
    """

    nomor_pendaftaran: str
    before: int | None
    after: int | None
    reason: str


class Between(Protocol):
    """What is asked of a move to tell it."""

    @property
    def before(self) -> int | None: ...

    @property
    def after(self) -> int | None: ...


def place_words(place: int | None) -> str:
    """A number on the Daftar Tunggu in words; 0 a place, None none."""
    if place is None:
        return tr("tidak di daftar")
    return tr("Daftar Tunggu {nomor}", nomor=place) if place else tr("mendapat tempat")


def summary(nomor: str, found: Sequence[Between], accepted: int) -> str:
    """Everything in one breath, with whom no recomputation moves."""
    if not nomor:
        return tr("Belum ada putusan, jadi belum ada urutan yang dapat berubah.")
    kept = trn("{n} orang yang sudah ditetapkan tidak berpindah.",
               "{n} orang yang sudah ditetapkan tidak berpindah.", accepted)  # fmt: skip
    if not found:
        return tr("Tidak ada yang berubah sejak putusan {nomor}.", nomor=nomor) + " " + kept
    rises = sum(each.after == 0 for each in found)
    gone = sum(each.after is None for each in found)
    told = tr(
        "Sejak putusan {nomor}: {naik} mendapat tempat, {geser} berganti nomor, {keluar} keluar.",
        nomor=nomor, naik=rises, geser=len(found) - rises - gone, keluar=gone,
    )  # fmt: skip
    return f"{told} {kept}"


def moves(
    before: Mapping[str, int],
    now: Mapping[str, int],
    left: Mapping[str, str],
    held: Collection[str] = frozenset(),
) -> list[Move]:
    """Everybody whose place differs, in the order of the new list, those who left at the end.

    `before` gives the numbers on the waiting list as decided, `now` as they would be today (0 within the
    line) in the order of the list, `left` the words for why somebody is on it no more. Whoever had a place
    and lost it stands in `before` with 0. `held` are those not in `now` who wait all the same: their data
    stand still at their own wish, and nobody is told that they wait no more.
    """
    found: list[Move] = []
    for number, place in now.items():
        old = before.get(number)
        if old != place:
            found.append(Move(number, old, place, _why(old, place, before, now, held)))
    gone = sorted((place, number) for number, place in before.items() if number not in now)
    found += [
        Move(number, place, None, left.get(number) or tr("Keluar dari daftar.")) for place, number in gone
    ]
    return found


def _why(
    old: int | None, new: int, before: Mapping[str, int], now: Mapping[str, int], held: Collection[str]
) -> str:
    if old is None:
        return tr("Baru di daftar sejak putusan itu.")
    if new == 0:
        return tr("Ada tempat kosong untuk Daftar Tunggu nomor {nomor}.", nomor=old)
    above = [number for number, place in before.items() if 0 < place < old and now.get(number, 0) == 0]
    still = sum(number in held for number in above)
    gone = len(above) - still
    come = sum(0 < place < new and number not in before for number, place in now.items())
    told: list[str] = []
    if gone:
        told.append(trn("{n} orang di atasnya tidak menunggu lagi.",
                        "{n} orang di atasnya tidak menunggu lagi.", gone))  # fmt: skip
    if still:
        told.append(trn("{n} orang di atasnya tetap menunggu, datanya ditahan.",
                        "{n} orang di atasnya tetap menunggu, datanya ditahan.", still))  # fmt: skip
    if come:
        told.append(trn("{n} pendaftar baru mendahului menurut aturan.",
                        "{n} pendaftar baru mendahului menurut aturan.", come))  # fmt: skip
    return " ".join(told) or tr("Urutannya berubah menurut aturan yang berlaku sekarang.")

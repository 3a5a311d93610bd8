"""What moved on a waiting list since the decision that made it: who, from where to where, and why.

Somebody accepted is in none of this: a recomputation moves nobody who has a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Move:
    """One person. `before` and `after` are numbers on the Daftar Tunggu: None is not on it, 0 a place."""

    nomor_pendaftaran: str
    before: int | None
    after: int | None
    reason: str


def moves(before: Mapping[str, int], now: Mapping[str, int], left: Mapping[str, str]) -> list[Move]:
    """Everybody whose place differs, in the order of the new list, those who left at the end.

    `before` gives the numbers on the waiting list as decided, `now` as they would be today (0 within the
    line) in the order of the list, `left` the words for why somebody is on it no more.
    """
    found: list[Move] = []
    for number, place in now.items():
        old = before.get(number)
        if old != place:
            found.append(Move(number, old, place, _why(old, place, before, now)))
    gone = sorted((place, number) for number, place in before.items() if number not in now)
    found += [
        Move(number, place, None, left.get(number) or tr("Keluar dari daftar.")) for place, number in gone
    ]
    return found


def _why(old: int | None, new: int, before: Mapping[str, int], now: Mapping[str, int]) -> str:
    if old is None:
        return tr("Baru di daftar sejak putusan itu.")
    if new == 0:
        return tr("Ada tempat kosong untuk Daftar Tunggu nomor {nomor}.", nomor=old)
    gone = sum(place < old for number, place in before.items() if now.get(number, 0) == 0)
    come = sum(0 < place < new and number not in before for number, place in now.items())
    told: list[str] = []
    if gone:
        told.append(trn("{n} orang di atasnya tidak menunggu lagi.",
                        "{n} orang di atasnya tidak menunggu lagi.", gone))  # fmt: skip
    if come:
        told.append(trn("{n} pendaftar baru mendahului menurut aturan.",
                        "{n} pendaftar baru mendahului menurut aturan.", come))  # fmt: skip
    return " ".join(told) or tr("Urutannya berubah menurut aturan yang berlaku sekarang.")

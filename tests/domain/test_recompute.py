"""Who moves on a waiting list, from where to where, and why; somebody accepted never does."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ranking import Candidate, Places, place, rank
from desktop_app.domain.recompute import moves, summary
from desktop_app.domain.rulebook import default_rules

WUB = default_rules("WUB", 2026)


def listed(numbers: Sequence[str], free: int = 0) -> dict[str, int]:
    """These people in this order, the first `free` of them within the places."""
    found = [Candidate(number, f"2026-01-{day:02d}") for day, number in enumerate(numbers, 1)]
    placed = place(rank(found, "s"), Places(free, 0), WUB)
    return {item.ranked.nomor_pendaftaran: item.waiting for item in placed}


def test_one_withdrawal_moves_everybody_below_and_gives_a_place_above() -> None:
    found = moves({"A": 1, "B": 2, "C": 3, "D": 4}, listed("ACD", 1), {"B": "Mengundurkan diri."})
    told = {move.nomor_pendaftaran: (move.before, move.after) for move in found}
    assert told == {"A": (1, 0), "C": (3, 1), "D": (4, 2), "B": (2, None)}
    reasons = {move.nomor_pendaftaran: move.reason for move in found}
    assert reasons["A"] == "Ada tempat kosong untuk Daftar Tunggu nomor 1."
    assert reasons["C"] == "2 orang di atasnya tidak menunggu lagi."
    assert reasons["B"] == "Mengundurkan diri."


def test_somebody_new_goes_where_the_rules_say() -> None:
    first, second = moves({"A": 1, "B": 2}, listed("AXB"), {})
    assert (first.nomor_pendaftaran, first.before, first.after) == ("X", None, 2)
    assert (second.before, second.after) == (2, 3) and "1 pendaftar baru mendahului" in second.reason


def test_a_cancelled_place_is_told_as_the_cause_and_counts_for_nobody_below() -> None:
    found = moves({"X": 0, "A": 1, "B": 2}, listed("AB", 1), {"X": "Dibatalkan."})
    told = [(move.nomor_pendaftaran, move.before, move.after) for move in found]
    assert told == [("A", 1, 0), ("B", 2, 1), ("X", 0, None)]
    assert [move.reason for move in found[1:]] == ["1 orang di atasnya tidak menunggu lagi.", "Dibatalkan."]
    assert summary("0001", found, 26) == (
        "Sejak putusan 0001: 1 mendapat tempat, 1 berganti nomor, 1 keluar. "
        "26 orang yang sudah ditetapkan tidak berpindah."
    )


def test_nothing_moved() -> None:
    assert moves({"A": 1, "B": 2}, listed("AB"), {}) == []


_people = st.lists(st.text("ABCDEFGHIJ", min_size=1, max_size=2), unique=True, max_size=25)


@given(_people, _people, st.integers(0, 5), st.integers(0, 3))
def test_exactly_those_who_moved_are_told(
    before: list[str], after: list[str], free: int, cancelled: int
) -> None:
    """Places that were cancelled are told as such; nobody else goes from a place."""
    old = {number: place for place, number in enumerate(before, 1)}
    old |= {f"batal{n}": 0 for n in range(cancelled)}
    new = listed(after, free)
    found = {move.nomor_pendaftaran: move for move in moves(old, new, {})}
    for number in {*old, *new}:
        if old.get(number) == new.get(number):
            assert number not in found
        else:
            assert (found[number].before, found[number].after) == (old.get(number), new.get(number))
            assert found[number].reason
        if old.get(number) == 0:
            assert found[number].after is None

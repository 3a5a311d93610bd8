"""The order and the line: independent of how the list arrives, total, and never beyond the quota."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ranking import Candidate, draw_value, place, rank

candidates = st.dictionaries(
    st.integers(1, 10**6).map(lambda n: f"26-061003-7QK-{n:04d}"),
    st.dates().map(lambda day: day.isoformat())
    | st.sampled_from(["2026-03-01", "2026-03-02"]),  # mostly ties, as on the first day
    max_size=60,
).map(lambda found: [Candidate(number, day) for number, day in found.items()])
seeds = st.text(max_size=12)


def test_the_draw_is_a_plain_hash() -> None:
    number = "26-061003-7QK-0042"
    assert draw_value("biji é", number) == hashlib.sha256(("biji é" + number).encode("utf-8")).hexdigest()


def test_date_first_then_draw() -> None:
    early = Candidate("26-061003-7QK-0009", "2026-01-02")
    same = [Candidate(f"26-061003-7QK-{n:04d}", "2026-01-03") for n in range(1, 6)]
    ranked = rank([*same, early], "s")
    assert ranked[0].nomor_pendaftaran == early.nomor_pendaftaran and ranked[0].ties == 0
    assert [item.ties for item in ranked[1:]] == [4] * 5
    assert [item.draw for item in ranked[1:]] == sorted(item.draw for item in ranked[1:])


@given(candidates, seeds, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(found: list[Candidate], seed: str, rng: random.Random) -> None:
    shuffled = found[:]
    rng.shuffle(shuffled)
    assert rank(found, seed) == rank(shuffled, seed)


@given(candidates, seeds)
def test_everybody_has_exactly_one_place(found: list[Candidate], seed: str) -> None:
    ranked = rank(found, seed)
    assert [item.rank for item in ranked] == list(range(1, len(found) + 1))
    assert {item.nomor_pendaftaran for item in ranked} == {item.nomor_pendaftaran for item in found}


@given(candidates, seeds, st.data())
def test_leaving_moves_nobody_above(found: list[Candidate], seed: str, data: st.DataObject) -> None:
    ranked = rank(found, seed)
    kept = data.draw(st.integers(0, len(ranked)))
    stay = {item.nomor_pendaftaran for item in ranked[:kept]}
    again = rank([item for item in found if item.nomor_pendaftaran in stay], seed)
    assert [item.nomor_pendaftaran for item in again] == [item.nomor_pendaftaran for item in ranked[:kept]]
    assert [item.draw for item in again] == [item.draw for item in ranked[:kept]]


@given(candidates, seeds, st.integers(-1, 40), st.integers(0, 30))
def test_the_quota_is_never_exceeded_and_never_left_open(
    found: list[Candidate], seed: str, quota: int, taken: int
) -> None:
    placed = place(rank(found, seed), quota, taken=taken)
    free = max(quota - taken, 0)
    assert sum(item.accepted for item in placed) == min(free, len(found))
    assert [item.accepted for item in placed] == sorted((item.accepted for item in placed), reverse=True)
    assert {item.outcome for item in placed} <= {"accepted", "waitlisted"}
    assert all(str(item.ranked.rank) in item.reason for item in placed)


def test_every_place_has_its_reason() -> None:
    found = [Candidate("26-061003-7QK-0001", "2026-01-02"), Candidate("26-061003-7QK-0002", "2026-01-03")]
    first, second = place(rank(found, "s"), 1)
    assert first.reason == "Urutan 1: berkas lengkap 02-01-2026. Masuk 1 tempat yang tersedia."
    assert second.outcome == "waitlisted"
    assert second.reason == (
        "Urutan 2: berkas lengkap 03-01-2026. Di bawah garis 1 tempat: Daftar Tunggu nomor 1."
    )


def test_places_taken_before_are_not_given_again() -> None:
    found = [Candidate("26-061003-7QK-0001", "2026-01-02"), Candidate("26-061003-7QK-0002", "2026-01-03")]
    first, second = place(rank(found, "s"), 27, taken=26)
    assert (first.outcome, second.outcome) == ("accepted", "waitlisted")
    assert first.reason.endswith("Masuk 1 tempat yang tersedia.")
    assert "Di bawah garis 1 tempat" in second.reason
    for taken in (27, 30):
        waiting = place(rank(found, "s"), 27, taken=taken)
        numbers = [item.reason.rpartition(": ")[2] for item in waiting]
        assert numbers == ["Daftar Tunggu nomor 1.", "Daftar Tunggu nomor 2."]


def test_one_number_cannot_stand_twice() -> None:
    twice = [Candidate("26-061003-7QK-0001", "2026-01-02"), Candidate("26-061003-7QK-0001", "2026-01-03")]
    with pytest.raises(ValueError, match="twice"):
        rank(twice, "s")

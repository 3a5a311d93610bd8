"""The order and the line: blind to how the list arrives, total, stable, never beyond quota or budget."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ranking import (
    DAY,
    Candidate,
    Places,
    Ranked,
    draw_value,
    forecast,
    place,
    places,
    rank,
)
from desktop_app.domain.rulebook import PRIORITY_LABELS, ProgramRules, default_rules

WUB = default_rules("WUB", 2026)
YES = [key for key in PRIORITY_LABELS if key != DAY]

_numbers = st.integers(1, 10**6).map(lambda n: f"26-061003-7QK-{n:04d}")
_day = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(
    ["2026-03-01", "2026-03-02"]  # mostly ties, as on the first day
)
_facts = st.frozensets(st.sampled_from(YES))
_old = st.none() | st.sampled_from(["benih lama", "benih tua"])
_candidates = st.dictionaries(_numbers, st.tuples(_day, _facts, _old), max_size=60).map(
    lambda found: [
        Candidate(number, day, facts, draw_value(old, number) if old else "", old or "")
        for number, (day, facts, old) in found.items()
    ]
)
_priorities = st.permutations([*YES, DAY]).flatmap(
    lambda keys: st.integers(1, len(keys)).map(lambda n: tuple(keys[:n]))
)
_seeds = st.text(max_size=12)


def names(ranked: Sequence[Ranked]) -> list[str]:
    return [item.nomor_pendaftaran for item in ranked]


def number(n: int) -> str:
    return f"26-061003-7QK-{n:04d}"


def test_the_draw_is_a_plain_hash() -> None:
    one = "26-061003-7QK-0042"
    assert draw_value("biji é", one) == hashlib.sha256(("biji é" + one).encode("utf-8")).hexdigest()


def test_keys_in_their_order_then_draw() -> None:
    early = Candidate(number(9), "2026-01-02")
    same = [Candidate(number(n), "2026-01-03") for n in range(1, 6)]
    pekka = Candidate(number(8), "2026-02-01", frozenset({"pekka_terverifikasi"}))
    ranked = rank([*same, early, pekka], "s", ("pekka_terverifikasi", DAY))
    assert names(ranked[:2]) == [pekka.nomor_pendaftaran, early.nomor_pendaftaran]
    assert [item.ties for item in ranked] == [0, 0, 4, 4, 4, 4, 4]
    assert [item.draw for item in ranked[2:]] == sorted(item.draw for item in ranked[2:])
    assert names(rank([*same, early, pekka], "s"))[0] == early.nomor_pendaftaran, "one's own order of keys"


@given(_candidates, _seeds, _priorities, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    found: list[Candidate], seed: str, priority: tuple[str, ...], rng: random.Random
) -> None:
    shuffled = found[:]
    rng.shuffle(shuffled)
    assert rank(found, seed, priority) == rank(shuffled, seed, priority)
    assert forecast(found, priority) == forecast(shuffled, priority)


@given(_candidates, _seeds, _priorities)
def test_everybody_has_exactly_one_place_and_the_same_seed_draws_the_same(
    found: list[Candidate], seed: str, priority: tuple[str, ...]
) -> None:
    ranked = rank(found, seed, priority)
    assert [item.rank for item in ranked] == list(range(1, len(found) + 1))
    assert set(names(ranked)) == {item.nomor_pendaftaran for item in found}
    for item in ranked:
        assert item.draw == draw_value(item.seed, item.nomor_pendaftaran), "anybody can recompute it"


@given(_candidates, _seeds, _priorities, st.data())
def test_leaving_moves_nobody_above(
    found: list[Candidate], seed: str, priority: tuple[str, ...], data: st.DataObject
) -> None:
    ranked = rank(found, seed, priority)
    kept = data.draw(st.integers(0, len(ranked)))
    stay = set(names(ranked[:kept]))
    again = rank([item for item in found if item.nomor_pendaftaran in stay], seed, priority)
    assert names(again) == names(ranked[:kept])
    assert [item.draw for item in again] == [item.draw for item in ranked[:kept]]


@given(_candidates.filter(bool), _seeds, _priorities, st.data())
def test_more_priority_never_lowers_a_rank(
    found: list[Candidate], seed: str, priority: tuple[str, ...], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    one = found[at]
    raised = one._replace(
        facts=one.facts | data.draw(_facts),
        tanggal_lengkap=min(one.tanggal_lengkap, data.draw(_day)),
    )
    before = names(rank(found, seed, priority)).index(one.nomor_pendaftaran)
    better = [*found[:at], raised, *found[at + 1 :]]
    assert names(rank(better, seed, priority)).index(one.nomor_pendaftaran) <= before


@given(_candidates, _seeds, _priorities)
def test_a_later_round_shuffles_nobody_who_waits(
    found: list[Candidate], seed: str, priority: tuple[str, ...]
) -> None:
    """Whoever was drawn keeps the draw: in the next round, with another seed, their order is the same."""
    first = rank(found, seed, priority)
    by_number = {item.nomor_pendaftaran: item for item in found}
    waiting = [by_number[item.nomor_pendaftaran]._replace(draw=item.draw, seed=item.seed) for item in first]
    new = [Candidate(number(2_000_000 + n), "2026-03-01") for n in range(3)]
    again = rank([*waiting, *new], seed + "lain", priority)
    assert [name for name in names(again) if name in by_number] == names(first)


_rooms = st.builds(
    Places, st.integers(0, 40), st.integers(0, 45), st.none() | st.integers(1, 10**9), st.integers(0, 10**8)
)


@given(_candidates, _seeds, _rooms, st.none() | st.integers(0, 10))
def test_quota_and_budget_are_never_exceeded_and_never_left_open(
    found: list[Candidate], seed: str, room: Places, reserve: int | None
) -> None:
    placed = place(rank(found, seed), room, replace(WUB, reserve=reserve))
    given_away = sum(item.accepted for item in placed)
    assert given_away == min(room.free, len(found))
    assert room.taken + given_away <= max(room.quota, room.taken)
    if room.budget is not None and room.cost and given_away:
        assert room.spent + given_away * room.cost <= room.budget
        assert room.free == room.by_quota or (room.taken + room.free + 1) * room.cost > room.budget
    assert [item.accepted for item in placed] == sorted((item.accepted for item in placed), reverse=True)
    waiting = [item for item in placed if not item.accepted]
    assert [item.waiting for item in waiting] == list(range(1, len(waiting) + 1)), "nobody is refused"
    assert sum(item.reserve for item in waiting) == min(
        len(waiting), len(waiting) if reserve is None else reserve
    )
    assert all(str(item.ranked.rank) in item.reason for item in placed)


def test_the_smaller_of_quota_and_budget_binds_and_says_so() -> None:
    rules = replace(WUB, budget=81_000_000, cost=3_000_000)
    assert places(WUB, taken=5).binds == "kuota" and places(WUB, taken=5).by_budget is None
    both, money = places(rules, taken=20), places(replace(rules, budget=70_000_000), taken=20)
    seats = places(replace(rules, budget=90_000_000), taken=20)
    assert (both.free, both.binds) == (7, "keduanya") and "sama-sama menyisakan 7" in both.sentence
    assert (money.free, money.binds) == (3, "pagu") and "cukup untuk 3 tempat lagi" in money.sentence
    assert (seats.free, seats.binds) == (7, "kuota") and "Kuota yang membatasi" in seats.sentence
    assert both.money == "Rp60.000.000 dari Rp81.000.000"
    waiting = place(rank([Candidate(number(n), "2026-01-02") for n in range(5)], "s"), money, rules)[-1]
    assert "Garisnya ditentukan pagu anggaran." in waiting.reason
    assert places(rules, taken=0, areas=63).free == 27 * 63


def reasons(found: list[Candidate], rules: ProgramRules, room: Places) -> list[str]:
    return [item.reason for item in place(rank(found, "s", rules.priority), room, rules)]


def test_every_place_has_its_reason_and_only_what_told_people_apart() -> None:
    rules = replace(WUB, priority=("pekka_terverifikasi", "belum_pernah_dibantu", DAY), reserve=1)
    fresh = frozenset({"belum_pernah_dibantu"})
    found = [
        Candidate(number(1), "2026-01-02", fresh),
        Candidate(number(2), "2026-01-03", fresh),
        Candidate(number(3), "2026-01-01"),
        Candidate(number(4), "2026-01-01"),
    ]
    first, second, third, last = reasons(found, rules, Places(1, 0))
    assert first == "Urutan 1. Belum pernah dibantu. Berkas lengkap 02-01-2026. Masuk 1 tempat yang tersedia."
    assert second.endswith("Di bawah garis 1 tempat: Daftar Tunggu nomor 1.")
    assert "Pernah dibantu, jadi setelah yang belum." in third and "Sama dengan 1 pendaftar lain" in third
    assert third.endswith("Daftar Tunggu nomor 2. Di luar 1 cadangan.") and "PEKKA" not in last
    assert "diundi saat diusulkan" in place(forecast(found, rules.priority), Places(1, 0), rules)[2].reason


def test_places_taken_before_are_not_given_again() -> None:
    found = [Candidate(number(1), "2026-01-02"), Candidate(number(2), "2026-01-03")]
    first, second = place(rank(found, "s"), Places(27, 26), WUB)
    assert (first.outcome, second.outcome) == ("accepted", "waitlisted")
    assert "Di bawah garis 1 tempat" in second.reason
    for taken in (27, 30):
        waiting = place(rank(found, "s"), Places(27, taken), WUB)
        assert [item.waiting for item in waiting] == [1, 2]


def test_one_number_cannot_stand_twice() -> None:
    twice = [Candidate(number(1), "2026-01-02"), Candidate(number(1), "2026-01-03")]
    with pytest.raises(ValueError, match="twice"):
        rank(twice, "s")

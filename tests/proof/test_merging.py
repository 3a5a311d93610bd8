"""A small seeded share of the proofs of merging; the full sizes are commands of their own."""

from __future__ import annotations

from tests.proof import convergence, fold, year


def test_copies_converge() -> None:
    done = convergence.ideal(40, seed=5)
    for what in ("restored", "void ops", "verified", "decide accepted written", "ops left out on the way",
                 "issue written", "status verified refused: alone"):  # fmt: skip
        assert done[what], what


def test_taking_in_is_commutative_associative_and_idempotent() -> None:
    done = fold.fold(25, seed=1)
    for what in ("void: role", "about person", "about application"):
        assert done[what], what


def test_offices_converge() -> None:
    done = convergence.real(2, seed=3)
    for what in ("schedules", "opened", "enter"):
        assert done[what], what


def test_a_month_of_three_offices_ends_with_equal_counts() -> None:
    done = year.simulate(1, many=2, weeks=4)
    for what in ("verified", "rounds decided", "opened", "counts equal"):
        assert done[what], what

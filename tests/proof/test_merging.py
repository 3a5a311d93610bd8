"""A small seeded share of the proofs of merging; the full sizes are commands of their own."""

from __future__ import annotations

from tests.proof import convergence, fold


def test_copies_converge() -> None:
    done = convergence.ideal(60, seed=1)
    for what in (
        "restored", "cloned, noticed", "cloned, unnoticed", "fields in conflict", "void ops", "verified",
        "decide accepted written", "resolve written", "ops left out on the way",
    ):  # fmt: skip
        assert done[what], what


def test_taking_in_is_commutative_associative_and_idempotent() -> None:
    done = fold.fold(40, seed=1)
    for what in ("fields in conflict", "void: role", "about person", "about application"):
        assert done[what], what

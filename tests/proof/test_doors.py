"""The share of the fuzzing that runs everywhere: right inputs are taken, spoilt ones refused in words."""

from __future__ import annotations

from random import Random

from tests.proof.doors import DOORS, come_in, seeds
from tests.proof.spoiling import spoilt


def test_what_is_right_is_taken_at_every_door() -> None:
    """So that a fuzzer begins behind the checks and not before them."""
    reached = set[str]()
    for data in seeds():
        door = DOORS[data[0]]
        if door.__name__ == "_packed":  # says no hash, which nothing that is unpacked fits
            continue
        door(data[1:])
        reached.add(door.__name__)
    assert len(reached) == len(DOORS) - 1


def test_what_is_spoilt_is_refused_in_words_or_taken() -> None:
    random = Random(1)
    right = list(seeds())
    for number in range(1000):
        data = right[number % len(right)]
        come_in(data[:1] + spoilt(random, data[1:], right)[1])

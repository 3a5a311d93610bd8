"""A kept reason says in English what it said in Indonesian, and nobody's own words are touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ranking import Candidate, Places, place, rank
from desktop_app.domain.reasons import reworded
from resources.i18n import Language, language, set_language
from tests.domain.test_ranking import WUB, _candidates, _priorities, _rooms, _seeds


@contextmanager
def speaking(words: Language) -> Iterator[None]:
    before = language()
    set_language(words)
    try:
        yield
    finally:
        set_language(before)


def reasons(found: list[Candidate], seed: str, priority: tuple[str, ...], room: Places, reserve: int | None):
    rules = replace(WUB, priority=priority, reserve=reserve)
    return [item.reason for item in place(rank(found, seed, priority), room, rules)]


@given(_candidates, _seeds, _priorities, _rooms, st.none() | st.integers(0, 10))
def test_every_sentence_that_ranking_keeps_is_worded_again(
    found: list[Candidate], seed: str, priority: tuple[str, ...], room: Places, reserve: int | None
) -> None:
    kept = reasons(found, seed, priority, room, reserve)
    with speaking("en"):
        assert [reworded(each) for each in kept] == reasons(found, seed, priority, room, reserve)
    assert [reworded(each) for each in kept] == kept, "in Indonesian as it was decided"


@pytest.mark.parametrize(
    "words", ["", "KTP belum jelas.", "Belum pernah dibantu. Itu kata RT.", "Urutan 3. Alasan versi nanti."]
)
def test_what_a_person_wrote_stays(words: str) -> None:
    with speaking("en"):
        assert reworded(words) == words

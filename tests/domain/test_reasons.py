"""A kept reason says in English what it said in Indonesian, and nobody's own words are touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ranking import Candidate, Places, place, rank
from desktop_app.domain.reasons import given as told
from desktop_app.domain.reasons import meaningful, reworded, written
from desktop_app.errors import Refused
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


@pytest.mark.parametrize("thin", ["", "  ", "x", "-", "ok ok", "aaaaaaaa", "12345678", "x x x x", "ya ya ya"])
def test_a_reason_is_something_that_others_understand(thin: str) -> None:
    with pytest.raises(Refused) as caught:
        told(thin)
    assert (caught.value.code, bool(caught.value.next_step)) == ("reason", True)


@pytest.mark.parametrize("words", ["ganda", "pindah", "KTP buram", "Foto  KK\nkabur", "Surat 500.3/12"])
def test_a_short_word_is_enough(words: str) -> None:
    assert told(words) == " ".join(words.split()) and meaningful(words)


def test_whoever_approves_or_answers_repeats_an_older_reason() -> None:
    """What was written before the rule stays, and can be decided about."""
    assert written("status", {"status": "withdrawn", "alasan": "x"}) == "x"
    assert written("decide", {"status": "cancelled", "alasan": "x"}) == "x"
    assert written("decide", {"status": "returned", "alasan": "x", "usulan": "ab"}) == ""
    assert written("request", {"permintaan": {"alasan": "x"}}) == "x"
    assert written("request", {"permintaan": {"alasan": "x", "jawaban": "tetap berlaku"}}) == "tetap berlaku"
    assert written("propose", {"usul": {"hasil": "accepted", "alasan": ""}}) == ""
    assert written("annul", {"batal": {"alasan": "x"}}) == "x"
    assert written("set", {"dicabut": 1, "dicabut_alasan": "x"}) == "x"
    assert written("resolve", {"status": "withdrawn", "alasan": "x"}) == ""

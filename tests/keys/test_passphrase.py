"""Four words are strong enough, and nothing weaker passes."""

from __future__ import annotations

import math
from random import Random

import pytest

from desktop_app.errors import Refused
from desktop_app.keys.passphrase import LEVELS, judge, require_strong, strength, suggest, words


def test_the_word_list_carries_four_words() -> None:
    """Four words must cost a guesser, who also pays Argon2id, some ten years: 40 bits and more."""
    assert 4 * math.log2(len(words())) >= 40
    assert all(word == word.strip().casefold() and " " not in word for word in words())


def test_every_suggestion_passes() -> None:
    for seed in range(300):
        offered = suggest(Random(seed).sample)
        assert len(set(offered.split())) == 4
        require_strong(offered)
    assert suggest() != suggest()


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "pendek",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345678",
        "qwertyuiopasdfghjkl",
        "password12345678",
        "kelurahandepok2026",
        "sitimarlinasitimarlina",
        "katasandi katasandi katasandi",
        "manchesterunited",
        "iloveyouforever",
        "liverpoolfc1892",
        "1qaz2wsx3edc4rfv",
        "superman batman",
        "akucintakamuselamanya",
        "bismillahirrahmanirrahim",
        "terimakasihbanyak",
        "P@ssw0rd123456",
        "17-08-1945 17-08-1945",
    ],
)
def test_weak_ones_are_refused(weak: str) -> None:
    with pytest.raises(Refused):
        require_strong(weak, ["Siti Marlina", "Kukusan"])


@pytest.mark.parametrize("strong", ["xq7!vRz9#mKt2", "Tlg brgkt jm 5 dr stasiun UI Pndkcn"])
def test_own_strong_ones_pass(strong: str) -> None:
    require_strong(strong, ["Siti Marlina", "Kukusan"])


def test_one_repeated_word_counts_once() -> None:
    word = words()[0]
    assert strength(f"{word} {word} {word} {word}") < strength(f"{word} {words()[1]}")


def test_what_is_refused_says_why_and_what_helps() -> None:
    for typed, why in (
        ("pendek", "terlalu pendek"),
        ("manchesterunited", "dipakai banyak orang"),
        ("1qaz2wsx3edc4rfv", "dipakai banyak orang"),
        ("sitimarlinasitimarlina", "mudah ditebak"),
    ):
        found = judge(typed, ["Siti Marlina"])
        assert not found.strong and why in found.reason and "Buatkan" in found.advice
        assert LEVELS[found.level] in ("Sangat lemah", "Lemah")
    assert LEVELS[judge(suggest()).level] == "Kuat"
    assert LEVELS[judge("melati kuda gunung batu biru").level] == "Sangat kuat"
    assert judge("").level == 0


def test_no_rule_asks_for_signs() -> None:
    """Only small letters, only words: what counts is how many guesses it costs."""
    require_strong("perahu kertas jendela miring")
    require_strong("tlgbrgktjmlimadrstasiunpndkcn")

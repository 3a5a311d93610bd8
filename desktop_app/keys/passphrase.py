"""Passphrases: four words from *Buatkan*, or at least twelve characters of the same strength."""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from desktop_app.errors import Refused
from resources import read_text
from resources.i18n import tr

WORDS: Final = 4
PAPER_WORDS: Final = 8
"""Of what is written or printed and put into a safe: 8 of about 1,150 are 81 bits, and each guess costs a
second."""
MIN_LENGTH: Final = 12

# Bits a guesser pays for each piece; letters outside the word list are mostly names, not random.
_LETTER_BITS: Final = 2.8
_DIGIT_BITS: Final = 3.0
_OTHER_BITS: Final = 5.0
_CHEAP_BITS: Final = 2.0
_COMMON: Final = (
    "password", "passw0rd", "katasandi", "sandi", "rahasia", "admin", "operator", "qwerty", "qwertyuiop",
    "asdfgh", "zxcvbn", "depok", "kelurahan", "kecamatan", "dkum", "wira", "indonesia", "bismillah",
    "merdeka", "sayang", "januari", "februari", "maret", "april", "juni", "juli", "agustus",
    "september", "oktober", "november", "desember", "pemkot", "umkm",
)  # fmt: skip
_CHANCE: Final = random.SystemRandom()
_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


@cache
def words() -> tuple[str, ...]:
    """The bundled Indonesian word list, one word a line, ``#`` starts a comment."""
    lines = (line.strip() for line in read_text("reference/kata_sandi.txt").splitlines())
    return tuple(dict.fromkeys(line.casefold() for line in lines if line and not line.startswith("#")))


def suggest(sample: Callable[[Sequence[str], int], list[str]] = _CHANCE.sample) -> str:
    """Four different words of the list for *Buatkan*: one that comes twice adds nothing and is refused."""
    return " ".join(sample(words(), WORDS))


def paper_words() -> str:
    """Words for a paper that opens what no person remembers."""
    return " ".join(_CHANCE.choice(words()) for _ in range(PAPER_WORDS))


def words_problem(typed: str) -> str:
    """What is wrong with words of a paper as they were typed, empty where they may be right."""
    found = typed.casefold().split()
    if len(found) != PAPER_WORDS:
        return tr("Kata pembuka ada {n}; yang diketik {m}.", n=PAPER_WORDS, m=len(found))
    unknown = [str(at) for at, word in enumerate(found, 1) if word not in words()]
    if unknown:
        return tr("Kata ke-{urutan} tidak ada di daftar kata Wira.", urutan=", ".join(unknown))
    return ""


def strength(passphrase: str, personal: Sequence[str] = ()) -> float:
    """An estimate in bits. `personal` are words a guesser tries first: name, user name, office."""
    text = unicodedata.normalize("NFKC", passphrase).casefold()
    cheap = set(_COMMON)
    cheap |= {part for each in personal for part in re.split(r"\W+", each.casefold()) if len(part) > 2}
    known = _by_length(words())
    bits, at, seen = 0.0, 0, set[str]()
    while at < len(text):
        piece, worth = _piece(text, at, known, cheap)
        if piece.isspace() or piece in "-_.":
            worth = 0.0
        elif piece in seen and len(piece) > 1:
            worth = 1.0
        seen.add(piece)
        bits += worth
        at += len(piece)
    return bits


def require_strong(passphrase: str, personal: Sequence[str] = ()) -> None:
    """Raise Refused unless the passphrase is as hard to guess as four words of the list."""
    text = re.sub(r"\s+", " ", passphrase).strip()
    if len(text) < MIN_LENGTH:
        raise Refused(
            tr("Kata sandi terlalu pendek."),
            next_step=tr("Tekan Buatkan untuk empat kata, atau pakai sedikitnya dua belas huruf."),
            code="passphrase_short",
        )
    if strength(text, personal) < WORDS * math.log2(len(words())) - 0.01:
        raise Refused(
            tr("Kata sandi ini mudah ditebak."),
            next_step=tr("Tekan Buatkan untuk empat kata, atau panjangkan dengan kata yang tidak berkaitan."),
            code="passphrase_weak",
        )


@cache
def _by_length(listed: tuple[str, ...]) -> tuple[frozenset[str], int, float]:
    return frozenset(listed), max(map(len, listed), default=0), math.log2(max(len(listed), 2))


def _piece(
    text: str, at: int, known: tuple[frozenset[str], int, float], cheap: set[str]
) -> tuple[str, float]:
    """The longest piece a guesser would take at once, and its bits."""
    listed, longest, word_bits = known
    for size in range(min(max(longest, 14), len(text) - at), 2, -1):
        piece = text[at : at + size]
        if piece in cheap or _is_run(piece):
            return piece, _CHEAP_BITS
        if piece in listed:
            return piece, word_bits
    letter = text[at]
    if letter.isalpha():
        return letter, _LETTER_BITS
    return letter, _DIGIT_BITS if letter.isdigit() else _OTHER_BITS


def _is_run(piece: str) -> bool:
    """aaaa, 1234, dcba, qwer: one idea, whatever its length. Also a plain year."""
    if len(set(piece)) == 1 or re.fullmatch(r"(19|20)\d\d", piece):
        return True
    return any(piece in row or piece[::-1] in row for row in _ROWS)

"""Passphrases: four words from *Buatkan*, or at least twelve characters of the same strength.

Two guessers are asked, and the quicker one counts: ours knows the word list, names and everyday words of
here, zxcvbn the passwords and English words of everywhere, rows of keys, dates and letters written as digits.
No rule asks for signs of any kind.
"""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from desktop_app.errors import Refused
from resources import read_text
from resources.i18n import mark, tr

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
    "september", "oktober", "november", "desember", "pemkot", "umkm", "bismillahirrahmanirrahim",
    "alhamdulillah", "assalamualaikum", "insyaallah", "terimakasih", "selamanya", "akucintakamu",
    "cintakamu", "ilovekamu", "selamatpagi", "selamat", "semangat", "terima kasih", "komputer", "internet",
    "kantor", "lurah", "camat", "walikota", "jakarta", "bandung", "persija", "persib", "garuda", "pancasila",
    "wirausaha", "petugas", "verifikator", "masuk", "masukaja", "bukapintu", "lupa", "rahasiaku", "punyaku",
)  # fmt: skip
_EVERYDAY: Final = frozenset((
    "saya", "aku", "kamu", "kami", "kita", "dia", "anda", "yang", "dan", "di", "ke", "dari", "ini", "itu",
    "untuk", "dengan", "tidak", "akan", "bisa", "ada", "sudah", "mau", "suka", "cinta", "kasih", "terima",
    "banyak", "makan", "minum", "tidur", "nasi", "goreng", "rumah", "ibu", "bapak", "anak", "istri", "suami",
    "allah", "tuhan", "doa", "pagi", "siang", "malam", "hari", "baik", "kerja", "uang", "buka", "tutup",
    "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
))  # fmt: skip
"""What everybody writes first: cheap unless the word list holds it."""
_EVERYDAY_BITS: Final = 6.0
LEVELS: Final = (mark("Sangat lemah"), mark("Lemah"), mark("Kuat"), mark("Sangat kuat"))
_VERY_WEAK: Final = 28.0
_VERY_STRONG: Final = 60.0
_LONGEST: Final = 72
"""Letters that zxcvbn looks at."""
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
    cheap = set(_COMMON).difference(words())  # there chance chooses
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """`level` counts in `LEVELS`; `reason` and `advice` are empty where it is `strong`."""

    level: int
    strong: bool
    reason: str = ""
    advice: str = ""
    code: str = ""


def judge(passphrase: str, personal: Sequence[str] = ()) -> Judgement:
    """How hard it is to guess; strong is as hard as four words of the list. `personal` as for `strength`."""
    text = re.sub(r"\s+", " ", passphrase).strip()
    ours = strength(text, personal)
    theirs, pattern = _guessed(text, personal)
    bits, needed = min(ours, theirs), WORDS * math.log2(len(words())) - 0.01
    if len(text) < MIN_LENGTH:
        return Judgement(
            0 if bits < _VERY_WEAK else 1,
            False,
            tr("Kata sandi terlalu pendek."),
            tr("Tekan Buatkan untuk empat kata, atau pakai sedikitnya dua belas huruf."),
            "passphrase_short",
        )
    if bits < needed:
        return Judgement(
            0 if bits < _VERY_WEAK else 1,
            False,
            tr(_REASONS.get(pattern if theirs < ours else "", _PLAIN)),
            tr("Tekan Buatkan untuk empat kata, atau panjangkan dengan kata yang tidak berkaitan."),
            "passphrase_weak",
        )
    return Judgement(2 if bits < _VERY_STRONG else 3, True)


_PLAIN: Final = mark("Kata sandi ini mudah ditebak.")
_REASONS: Final = {
    "passwords": mark("Kata sandi seperti ini dipakai banyak orang, jadi dicoba lebih dulu."),
    "spatial": mark("Deretan tombol papan ketik mudah ditebak."),
    "repeat": mark("Bagian yang diulang tidak menambah apa-apa."),
    "sequence": mark("Urutan huruf atau angka mudah ditebak."),
    "date": mark("Tanggal dan tahun mudah ditebak."),
}


def _guessed(text: str, personal: Sequence[str]) -> tuple[float, str]:
    """What zxcvbn says: bits, and the pattern that covers most of it."""
    from zxcvbn import zxcvbn  # its lists take a moment to load

    if not text:
        return 0.0, ""
    parts = [part for each in personal for part in re.split(r"\W+", each) if part]
    found = cast("dict[str, Any]", zxcvbn(text[:_LONGEST], user_inputs=parts))
    pieces: list[dict[str, Any]] = found["sequence"]
    most = max(pieces, key=lambda each: len(str(each["token"])))
    pattern = str(most.get("dictionary_name") or most["pattern"])
    return math.log2(max(float(found["guesses"]), 1)), pattern


def require_strong(passphrase: str, personal: Sequence[str] = ()) -> None:
    """Raise Refused unless the passphrase is as hard to guess as four words of the list."""
    found = judge(passphrase, personal)
    if not found.strong:
        raise Refused(found.reason, next_step=found.advice, code=found.code)


@cache
def _by_length(listed: tuple[str, ...]) -> tuple[frozenset[str], int, float]:
    return frozenset(listed), max(map(len, listed), default=0), math.log2(max(len(listed), 2))


def _piece(
    text: str, at: int, known: tuple[frozenset[str], int, float], cheap: set[str]
) -> tuple[str, float]:
    """The longest piece a guesser would take at once, and its bits."""
    listed, longest, word_bits = known
    for size in range(min(max(longest, *map(len, cheap)), len(text) - at), 2, -1):
        piece = text[at : at + size]
        if piece in cheap or _is_run(piece):
            return piece, _CHEAP_BITS
        if piece in listed:
            return piece, word_bits
        if piece in _EVERYDAY:
            return piece, _EVERYDAY_BITS
    letter = text[at]
    if letter.isalpha():
        return letter, _LETTER_BITS
    return letter, _DIGIT_BITS if letter.isdigit() else _OTHER_BITS


def _is_run(piece: str) -> bool:
    """aaaa, 1234, dcba, qwer: one idea, whatever its length. Also a plain year."""
    if len(set(piece)) == 1 or re.fullmatch(r"(19|20)\d\d", piece):
        return True
    return any(piece in row or piece[::-1] in row for row in _ROWS)

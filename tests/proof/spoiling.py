"""What becomes of a file on a bad stick, in a careless mail program or under somebody's hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Spoil = Callable[[Random, bytes, bytes], bytes]
"""Given a file and another one, the first as it arrives."""


def _span(random: Random, data: bytes, most: int = 4096) -> tuple[int, int]:
    """A place and an end behind it; small spans are as likely as large ones."""
    start = _place(random, data)
    return start, min(len(data), start + random.randint(1, random.choice((1, 4, 64, most))))


def _place(random: Random, data: bytes) -> int:
    """Anywhere, and half of the time in the first 2 KiB, where most of what is parsed stands."""
    return random.randrange(min(len(data), random.choice((2048, len(data)))) or 1)


def flip(random: Random, data: bytes, _other: bytes) -> bytes:
    """One to three bits turned."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        changed[_place(random, data)] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(random: Random, data: bytes, _other: bytes) -> bytes:
    """Only the beginning arrived, or only the end."""
    at = _place(random, data)
    return data[:at] if random.random() < 0.7 else data[at + 1 :]


def insert(random: Random, data: bytes, _other: bytes) -> bytes:
    """Bytes put in, or behind."""
    at = random.choice((_place(random, data), len(data)))
    return data[:at] + random.randbytes(random.choice((1, 4, 64))) + data[at:]


def delete(random: Random, data: bytes, _other: bytes) -> bytes:
    """Bytes taken out."""
    start, end = _span(random, data)
    return data[:start] + data[end:]


def repeat(random: Random, data: bytes, _other: bytes) -> bytes:
    """A block written twice, once in a while the whole file."""
    start, end = (0, len(data)) if random.random() < 0.05 else _span(random, data)
    return data[:end] + data[start:end] + data[end:]


def zero(random: Random, data: bytes, _other: bytes) -> bytes:
    """A block that was never written: zeros, or the ones of an erased chip."""
    start, end = _span(random, data)
    return data[:start] + random.choice((b"\0", b"\xff")) * (end - start) + data[end:]


def splice(random: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    at = _place(random, data)
    return data[:at] + other[random.choice((at, _place(random, other))) :]


def crlf(random: Random, data: bytes, _other: bytes) -> bytes:
    """Sent as text: line ends converted this way or that, high bits lost, or read as Latin-1."""
    return random.choice(
        (
            lambda: data.replace(b"\n", b"\r\n"),
            lambda: data.replace(b"\r\n", b"\n"),
            lambda: data.replace(b"\r", b"\n"),
            lambda: data.replace(b"\x1a", b""),
            lambda: bytes(byte & 0x7F for byte in data),
            lambda: data.decode("latin-1").encode(),
            lambda: data.decode("utf-8", "replace").encode(),
        )
    )()


SPOILS: Final[tuple[Spoil, ...]] = (flip, cut, insert, delete, repeat, zero, splice, crlf)


def spoilt(random: Random, data: bytes, others: Sequence[bytes]) -> tuple[str, bytes]:
    """The file after one misfortune, once in a while two, and the name of the first."""
    way = random.choice(SPOILS)
    changed = way(random, data, random.choice(others))
    if random.random() < 0.1 and changed:
        changed = random.choice(SPOILS)(random, changed, random.choice(others))
    return way.__name__, changed

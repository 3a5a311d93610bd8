"""The kept reason of a place, worded again in the language of the screen.

A decision keeps its reason in Indonesian, and so it is printed. Every sentence of it is one of `ranking`'s,
so a window in another language reads the numbers out of it and says the same in its own words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from resources.i18n import language, mark, tr, trn

SENTENCES: Final = (
    mark("Urutan {urutan}."),
    mark("Rekomendasi PEKKA-nya terverifikasi."),
    mark("Tanpa rekomendasi PEKKA terverifikasi, jadi memakai urutan umum."),
    mark("Belum pernah dibantu."),
    mark("Pernah dibantu, jadi setelah yang belum."),
    mark("Belum punya usaha."),
    mark("Sudah punya usaha, jadi setelah yang belum."),
    mark("Berkas lengkap {tanggal}."),
    mark("Masuk {kuota} tempat yang tersedia."),
    mark("Di bawah garis {kuota} tempat: Daftar Tunggu nomor {nomor}."),
    mark("Tidak ada tempat tersisa: Daftar Tunggu nomor {nomor}."),
    mark("Garisnya ditentukan pagu anggaran."),
    mark("Di luar {jumlah} cadangan."),
)
"""Everything `ranking` says of a place, but for the ties, which count."""

_DRAWN: Final = "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian})."


def reworded(kept: str) -> str:
    """`kept` in the language in force. What a person wrote, or another version worded, stays as it is."""
    if language() == "id":
        return kept
    told: list[str] = []
    rest = kept.strip()
    while rest:
        for sentence, pattern in _patterns():
            if found := pattern.match(rest):
                told.append(_said(sentence, found.groupdict()))
                rest = rest[found.end() :].lstrip()
                break
        else:
            return kept
    return " ".join(told)


def _said(sentence: str, values: dict[str, str]) -> str:
    if sentence == _DRAWN:
        return trn(
            "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
            "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
            int(values["n"]),
            undian=values["undian"],
        )
    return tr(sentence, **values)


@lru_cache(1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in (*SENTENCES, _DRAWN))


def _pattern(sentence: str) -> re.Pattern[str]:
    """A place for a value takes a number, a date or the head of a draw."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(rf"(?P<{part}>[\w-]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )

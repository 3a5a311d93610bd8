"""Numbers and days in words, as Indonesian minutes write them. Papers are Indonesian in any window."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_app.documents.data import long_date

_UNITS: Final = (
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua_belas tiga_belas "
    "empat_belas lima_belas enam_belas tujuh_belas delapan_belas sembilan_belas"
).replace("_belas", "~belas").split()  # fmt: skip
_DAYS: Final = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()
_MOST: Final = 999_999


def spelled(number: int) -> str:
    """A number up to 999.999 in words: 2026 is *dua ribu dua puluh enam*. ValueError beyond."""
    if not 0 <= number <= _MOST:
        raise ValueError(f"{number} is not spelled out")
    return " ".join(_spoken(number)) if number else _UNITS[0]


def _spoken(number: int) -> list[str]:
    if number < 20:
        return [_UNITS[number].replace("~", " ")] if number else []
    for size, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        many, rest = divmod(number, size)
        if many:
            head = [one] if many == 1 and one else [*_spoken(many), word]
            return [*head, *_spoken(rest)]
    raise AssertionError("unreachable")


def day_in_words(day: date) -> str:
    """The day as minutes begin: *Selasa, tanggal dua puluh empat bulan November tahun dua ribu ...*, and once
    more in figures."""
    _number, month, _year = long_date(day).split()
    return (
        f"{_DAYS[day.weekday()]}, tanggal {spelled(day.day)} bulan {month} tahun {spelled(day.year)} "
        f"({day:%d-%m-%Y})"
    )

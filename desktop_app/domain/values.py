"""Dates, money, counts and names as they are typed. Same shape as `identity`: value to keep, problem."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from desktop_app.domain.identity import as_text
from desktop_app.domain.problem import Problem
from resources.i18n import counted, mark, tr

MONTHS = (
    mark("Januari"), mark("Februari"), mark("Maret"), mark("April"), mark("Mei"), mark("Juni"),
    mark("Juli"), mark("Agustus"), mark("September"), mark("Oktober"), mark("November"), mark("Desember"),
)  # fmt: skip
_MONTH_KEYS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)} | {
    "agt": 8, "ags": 8, "nop": 11, "pebruari": 2, "peb": 2, "may": 5, "aug": 8, "oct": 10, "dec": 12,
}  # fmt: skip
_ODD_SIGN = re.compile(r"[^\w\s.,'\-/()]|_")
_THRICE = re.compile(r"(?i)([a-z])\1\1")
_VOWEL = re.compile(r"(?i)[aeiouy]")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1900, 2100)
_SCALES = {
    "ribu": 10**3,
    "rb": 10**3,
    "juta": 10**6,
    "jt": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "m": 10**9,
}


def parse_date(raw: object) -> tuple[str, Problem | None]:
    """The day of a paper as ISO ``YYYY-MM-DD``: 24-11-2026, 24/11/26, 241126, 24112026, 24 November 2026.

    The day comes first, as on a KTP. Letters and files of the programmes are of this century, so two digits
    name its year.
    """
    return _parse_day(raw, range(100), range(0))


def parse_birth_date(raw: object) -> tuple[str, Problem | None]:
    """Like `parse_date`, for a person: a two-digit year is taken where one century alone is plausible.

    Nobody born 1900-1915 applies any more and nobody born 2040-2099 does yet; between 16 and 39 the year has
    to be written in full. The bounds are fixed, so that the same typing means the same on every day: they ask
    those born from 2016 for four digits, and are to be moved before somebody born in 2040 is of age.
    """
    return _parse_day(raw, range(16), range(40, 100))


def _parse_day(raw: object, this_century: range, last_century: range) -> tuple[str, Problem | None]:
    if isinstance(raw, datetime):
        return raw.date().isoformat(), None
    if isinstance(raw, date):
        return raw.isoformat(), None
    text = as_text(raw)
    if not text:
        return "", None
    stored = as_date(text)
    if stored is not None and stored.year in _YEARS:
        return text, None
    parts = _date_parts(text)
    if parts is None:
        how = tr("Tulis hari, bulan, dan tahun, seperti 12-03-1994 atau 12031994.")
        return text, Problem("bentuk", tr("Tanggal belum terbaca"), how)
    year, month, day = parts
    if year < 100 and not 1 <= month <= 12:
        return text, _no_such_day()
    if year in this_century:
        year += 2000
    elif year in last_century:
        year += 1900
    elif year < 100:
        why = tr("Tahun {tahun} dapat berarti 19{tahun} atau 20{tahun}. Tulis dengan empat angka.",
                 tahun=f"{year:02d}")  # fmt: skip
        return text, Problem("abad", tr("Tahun baru dua angka"), why)
    return (
        (date(year, month, day).isoformat(), None) if _exists((year, month, day)) else (text, _no_such_day())
    )


def _no_such_day() -> Problem:
    how = tr("Urutannya hari, bulan, lalu tahun, seperti 12-03-1994.")
    return Problem("mustahil", tr("Tanggal itu tidak ada di kalender"), how)


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) as typed, unchecked; a two-digit year stays below 100."""
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", text.strip())
    if re.fullmatch(r"[0-9]{6}", text):
        return int(text[4:]), int(text[2:4]), int(text[:2])
    if re.fullmatch(r"[0-9]{8}", text):
        first = (_year(text[4:]), int(text[2:4]), int(text[:2]))
        iso = (_year(text[:4]), int(text[4:6]), int(text[6:]))
        return first if _exists(first) or not _exists(iso) else iso
    match = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text)
    if match:
        return _year(match[1]), int(match[2]), int(match[3])
    match = re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})", text)
    if match:
        return _year(match[3]), int(match[2]), int(match[1])
    match = re.fullmatch(r"(\d{1,2})[-/. ]*([A-Za-z]{3,9})[-/., ]*(\d{4}|\d{2})", text)
    if match:
        word = match[2].casefold()
        month = _MONTH_KEYS.get(word) or _MONTH_KEYS.get(word[:3])
        return (_year(match[3]), month, int(match[1])) if month else None
    return None


def _year(digits: str) -> int:
    """The year typed; only one of two digits is below 100, so 0094 is not taken for 94."""
    return int(digits) if len(digits) == 2 else max(int(digits), 100)


def _exists(parts: tuple[int, int, int]) -> bool:
    try:
        date(*parts)
    except ValueError:
        return False
    return parts[0] in _YEARS


def as_date(iso: object) -> date | None:
    """A stored date; None where it is empty or was never a date."""
    return _as_date(iso) if isinstance(iso, str) else None


@lru_cache(maxsize=512)
def _as_date(iso: str) -> date | None:
    if not _ISO.fullmatch(iso):
        return None
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def show_date(iso: object) -> str:
    """A stored date as it is shown, ``12-03-1994``; anything else unchanged."""
    found = as_date(iso)
    return f"{found.day:02d}-{found.month:02d}-{found.year:04d}" if found else as_text(iso)


def show_date_long(iso: object) -> str:
    """A stored date in words for letters: ``12 Maret 1994``."""
    found = as_date(iso)
    return f"{found.day} {tr(MONTHS[found.month - 1])} {found.year}" if found else as_text(iso)


def age_on(birth: date, day: date) -> int:
    """Full years of age on `day`; a person born on 29 February has a birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def parse_rupiah(raw: object) -> tuple[int | str, Problem | None]:
    """Whole rupiah from 1500000, 1.500.000, Rp1.500.000,00, 1,5 juta, 2 jt. Kept as text if unreadable."""
    if isinstance(raw, bool):
        return str(raw), _money_problem()
    if isinstance(raw, (int, float)):
        return (int(raw), None) if raw >= 0 and raw == int(raw) else (str(raw), _money_problem())
    text = as_text(raw)
    if not text:
        return "", None
    body = re.sub(r"(?i)^rp\.?\s*|,-$|\s*rupiah$", "", text).strip()
    match = re.fullmatch(r"(\d[\d.,]*)\s*([A-Za-z]*)", re.sub(r"(?<=\d)\s+(?=\d)", "", body))
    if match is None:
        return text, _money_problem()
    number, unit = match[1], match[2].casefold()
    if unit:
        return _scaled(text, number, unit)
    whole = re.sub(r"[.,]00?$", "", number)
    if re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+", whole) and len(whole) <= 24:
        return int(re.sub(r"[.,]", "", whole)), None
    return text, _money_problem()


def _scaled(text: str, number: str, unit: str) -> tuple[int | str, Problem | None]:
    scale = _SCALES.get(unit)
    if scale is None or not re.fullmatch(r"\d{1,3}([.,]\d{1,3})?|\d{1,6}", number):
        return text, _money_problem()
    try:
        amount = Decimal(number.replace(",", ".")) * scale
    except InvalidOperation:
        return text, _money_problem()
    return (int(amount), None) if amount == int(amount) else (text, _money_problem())


def _money_problem() -> Problem:
    return Problem("bentuk", tr("Jumlah rupiah belum terbaca"), tr("Tulis seperti 1500000 atau 1.500.000."))


def show_rupiah(amount: object) -> str:
    """``Rp1.500.000``, in English ``Rp1,500,000``; anything that is no whole amount unchanged."""
    if isinstance(amount, int) and not isinstance(amount, bool):
        return "Rp" + counted(amount)
    return as_text(amount)


def parse_count(raw: object) -> tuple[int | str, Problem | None]:
    """A whole number from 0; kept as text if unreadable."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 10**9:
        return raw, None
    text = as_text(raw)
    if not text:
        return "", None
    plain = re.sub(r"(?<=\d)\.(?=\d{3}(\D|$))", "", text)
    plain = re.sub(r"(?i)\s*(orang|tahun)$", "", plain)
    if plain.isascii() and plain.isdigit() and len(plain) <= 9:
        return int(plain), None
    return text, Problem("bentuk", tr("Angka belum terbaca"), tr("Tulis angka bulat mulai dari 0."))


def parse_name(raw: object) -> tuple[str, Problem | None]:
    """A person's name as on the KTP: spaces collapsed, 2 to 100 letters, no digits."""
    text = " ".join(as_text(raw).replace("’", "'").split())
    if not text:
        return "", None
    if re.search(r"\d", text):
        return text, Problem("angka", tr("Nama berisi angka"), tr("Tulis nama seperti di KTP, tanpa angka."))
    if not 2 <= len(text) <= 100:
        return text, Problem(
            "panjang", tr("Nama terlalu pendek atau terlalu panjang"), tr("Nama berisi 2 sampai 100 huruf.")
        )
    return text, None


def odd_name(name: str) -> bool:
    """Whether a name holds signs no KTP name has, the same letter thrice, or no vowel at all."""
    if _ODD_SIGN.search(name) or _THRICE.search(name):
        return True
    return _VOWEL.search(name) is None


def parse_text(raw: object, max_length: int) -> tuple[str, Problem | None]:
    """One line of free text: spaces collapsed, at most `max_length` characters."""
    text = " ".join(as_text(raw).split())
    if len(text) > max_length:
        return text, Problem(
            "panjang",
            tr("Isian terlalu panjang"),
            tr("Paling banyak {batas} huruf; sekarang {ada}.", batas=max_length, ada=len(text)),
        )
    return text, None

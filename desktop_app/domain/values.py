"""Dates, money, counts and names as they are typed. Same shape as `identity`: value to keep, problem."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from desktop_app.domain.identity import as_text
from desktop_app.domain.problem import Problem
from resources.i18n import mark, tr

MONTHS = (
    mark("Januari"), mark("Februari"), mark("Maret"), mark("April"), mark("Mei"), mark("Juni"),
    mark("Juli"), mark("Agustus"), mark("September"), mark("Oktober"), mark("November"), mark("Desember"),
)  # fmt: skip
_MONTH_KEYS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)} | {
    "agt": 8, "ags": 8, "nop": 11, "pebruari": 2, "peb": 2, "may": 5, "aug": 8, "oct": 10, "dec": 12,
}  # fmt: skip
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
    """A date as ISO ``YYYY-MM-DD`` from 12-03-1994, 12/3/1994, 12031994, 1994-03-12, 12 Maret 1994.

    The day comes first, as on a KTP; a two-digit year is refused, because nobody should guess a century.
    """
    if isinstance(raw, datetime):
        return raw.date().isoformat(), None
    if isinstance(raw, date):
        return raw.isoformat(), None
    text = as_text(raw)
    if not text:
        return "", None
    parts = _date_parts(text)
    if parts is None:
        return text, Problem("bentuk", tr("Tanggal belum terbaca"), tr("Tulis seperti 12-03-1994."))
    year, month, day = parts
    if year < 100:
        return text, Problem(
            "abad", tr("Tahun baru dua angka"), tr("Tulis tahun dengan empat angka, seperti 1994.")
        )
    try:
        if year not in _YEARS:
            raise ValueError
        return date(year, month, day).isoformat(), None
    except ValueError:
        return text, Problem(
            "mustahil", tr("Tanggal itu tidak ada di kalender"), tr("Periksa hari, bulan, dan tahunnya.")
        )


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) as typed, unchecked."""
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", text.strip())
    if re.fullmatch(r"\d{8}", text):
        first = (int(text[4:]), int(text[2:4]), int(text[:2]))
        iso = (int(text[:4]), int(text[4:6]), int(text[6:]))
        return first if _exists(first) or not _exists(iso) else iso
    match = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text)
    if match:
        return int(match[1]), int(match[2]), int(match[3])
    match = re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})", text)
    if match:
        return int(match[3]), int(match[2]), int(match[1])
    match = re.fullmatch(r"(\d{1,2})[-/. ]*([A-Za-z]{3,9})[-/., ]*(\d{4}|\d{2})", text)
    if match:
        word = match[2].casefold()
        month = _MONTH_KEYS.get(word) or _MONTH_KEYS.get(word[:3])
        return (int(match[3]), month, int(match[1])) if month else None
    return None


def _exists(parts: tuple[int, int, int]) -> bool:
    try:
        date(*parts)
    except ValueError:
        return False
    return parts[0] in _YEARS


def as_date(iso: object) -> date | None:
    """A stored date; None where it is empty or was never a date."""
    if not isinstance(iso, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
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
    """``Rp1.500.000``; anything that is no whole amount unchanged."""
    if isinstance(amount, int) and not isinstance(amount, bool):
        return "Rp" + f"{amount:,}".replace(",", ".")
    return as_text(amount)


def parse_count(raw: object) -> tuple[int | str, Problem | None]:
    """A whole number from 0; kept as text if unreadable."""
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
    text = re.sub(r"\s+", " ", as_text(raw).replace("’", "'")).strip()
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
    if re.search(r"[^\w\s.,'\-/()]|_", name) or re.search(r"(?i)([a-z])\1\1", name):
        return True
    return re.search(r"(?i)[aeiouy]", name) is None


def parse_text(raw: object, max_length: int) -> tuple[str, Problem | None]:
    """One line of free text: spaces collapsed, at most `max_length` characters."""
    text = re.sub(r"\s+", " ", as_text(raw)).strip()
    if len(text) > max_length:
        return text, Problem(
            "panjang",
            tr("Isian terlalu panjang"),
            tr("Paling banyak {batas} huruf; sekarang {ada}.", batas=max_length, ada=len(text)),
        )
    return text, None

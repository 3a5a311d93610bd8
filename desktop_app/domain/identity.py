"""Identity numbers as they are typed: parse, normalise, mask, decode.

Every `parse_...` returns the value to keep and, where it cannot stand, a `Problem`. The value is kept
even then, cleaned of spaces and signs, because a draft always saves. An empty value has no problem
here; whether it may be empty is a question for `findings`.

Rules: PP 37/2007 art. 37 (NIK), PMK 112/2022 (NPWP), OSS `receiveNIB` (NIB 13 characters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desktop_app.domain.problem import Problem
from desktop_app.domain.region import DEPOK, kecamatan_names, regency
from resources.i18n import tr

Sex = Literal["L", "P"]
Damage = Literal["eksponen", "pecahan", "dibulatkan", "nol"]
"""What a spreadsheet did to a number: 3,27E+15; a trailing ``.0``; the last digits became 0; serial 0000."""

_SIGNS = re.compile("[\\s.\\-_'’`/\u00a0\u200b\u200c\u200d\u2060\ufeff]")
_EXPONENT = re.compile(r"\s*'?\d+(?:[.,]\d+)?[eE]\s*\+?\s*\d+\s*")
_STORED_PHONE = re.compile(r"\+628[0-9]{8,11}")
_FRACTION = re.compile(r"\s*'?(\d{5,})[.,]0+\s*")


@dataclass(frozen=True, slots=True)
class NikInfo:
    """What the 16 digits say. Region is that of *first registration*, so it may differ from the address;
    the birth date may have been corrected since; hence every difference is only a warning.

    `day` is without the +40 of women; `year2` has no century; `region` is empty for an unknown code.
    """

    nik: str
    region_code: str
    region: str
    kecamatan_code: str
    kecamatan: str
    day: int
    month: int
    year2: int
    sex: Sex
    serial: str

    @property
    def date_possible(self) -> bool:
        """Whether day and month exist (29 February counts where the two digits may be a leap year)."""
        try:
            date(2000 + self.year2, self.month, self.day)
        except ValueError:
            return False
        return True

    @property
    def date_text(self) -> str:
        """Day, month and two-digit year, as far as the NIK knows: ``12-03-94``."""
        return f"{self.day:02d}-{self.month:02d}-{self.year2:02d}"

    def matches(self, birth: date) -> bool:
        """Whether `birth` has the NIK's day, month and last two digits of the year."""
        return (birth.day, birth.month, birth.year % 100) == (self.day, self.month, self.year2)

    def date_like(self, birth: date) -> str:
        """The NIK's date with the century of the typed one, to compare: ``12-03-1994``."""
        return f"{self.day:02d}-{self.month:02d}-{birth.year // 100:02d}{self.year2:02d}"


def as_text(raw: object) -> str:
    """A cell or typed value as text; a whole float loses its ``.0``, None is empty."""
    if isinstance(raw, str):
        return raw.strip()
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def digits(raw: object) -> str:
    """`raw` without spaces, dots, dashes, slashes, apostrophes and invisible signs."""
    return _SIGNS.sub("", as_text(raw))


def _plain_number(text: str) -> bool:
    """Whether the text is digits alone and no spreadsheet can have rounded it: what is stored, mostly."""
    return text.isascii() and text.isdigit() and not text.endswith("0000")


def spreadsheet_damage(raw: object, length: int = 16) -> Damage | None:
    """What a spreadsheet has done to an identity number, or None.

    A numeric cell holds 15 digits, so of 16 the last became 0; one that ends otherwise came through whole.
    Text that carries an exponent or ``.0`` went through a numeric cell.
    """
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (int, float)):
        if isinstance(raw, float) and not raw.is_integer():
            return "pecahan"
        text = str(int(raw))
        return "dibulatkan" if len(text) > 15 and text.endswith("0") else None
    text = str(raw)
    if _EXPONENT.fullmatch(text):
        return "eksponen"
    if _FRACTION.fullmatch(text):
        return "pecahan"
    plain = digits(text)
    if length == 16 and len(plain) == 16 and plain.isdigit() and plain.endswith("0000"):
        return "nol"
    return None


def _damage_problem(name: str, raw: object, damage: Damage) -> Problem:
    if damage == "nol":
        return Problem(
            "rusak",
            tr("Empat angka terakhir {nama} adalah 0000", nama=name),
            tr("Nomor seperti itu tidak ada; biasanya diubah oleh lembar kerja. Ketik ulang dari aslinya."),
        )
    if damage == "dibulatkan":
        return Problem(
            "rusak",
            tr("Angka terakhir {nama} dibulatkan oleh lembar kerja", nama=name),
            tr("Jadikan kolomnya teks, lalu ketik ulang nomornya dari aslinya."),
        )
    return Problem(
        "rusak",
        tr("{nama} berubah menjadi {isi} oleh lembar kerja", nama=name, isi=_shown_damage(raw)),
        tr("Ketik ulang sebagai teks."),
    )


def _shown_damage(raw: object) -> str:
    text = as_text(raw)
    return text if _EXPONENT.fullmatch(text) else "…" + text[-4:]


def _sized(name: str, raw: object, length: int) -> tuple[str, Problem | None]:
    """A number of exactly `length` digits called `name` in sentences."""
    if isinstance(raw, str) and len(raw) == length and _plain_number(raw):
        return raw, None
    damage = spreadsheet_damage(raw, length)
    value = as_text(raw) if damage in ("eksponen", "pecahan") else digits(raw)
    if not value:
        return "", None
    if damage is not None:
        return value, _damage_problem(name, raw, damage)
    if not (value.isascii() and value.isdigit()):
        return value, Problem(
            "angka",
            tr("{nama} berisi huruf atau tanda", nama=name),
            tr("{nama} berisi {panjang} angka. Ketik ulang dari aslinya.", nama=name, panjang=length),
        )
    if len(value) < length:
        return value, Problem(
            "panjang",
            tr("{nama} baru {ada} angka", nama=name, ada=len(value)),
            tr("{nama} berisi {panjang} angka.", nama=name, panjang=length),
        )
    if len(value) > length:
        return value, Problem(
            "panjang",
            tr("{nama} sudah {ada} angka", nama=name, ada=len(value)),
            tr("{nama} berisi {panjang} angka.", nama=name, panjang=length),
        )
    return value, None


def parse_nik(raw: object) -> tuple[str, Problem | None]:
    """A NIK: 16 digits, serial not 0000."""
    return _sized(tr("NIK"), raw, 16)


def parse_no_kk(raw: object) -> tuple[str, Problem | None]:
    """A family card number: 16 digits. It changes on moves and divorces, so it is never a key."""
    return _sized(tr("Nomor KK"), raw, 16)


def parse_nib(raw: object) -> tuple[str, Problem | None]:
    """A business licence number: 13 digits."""
    return _sized(tr("NIB"), raw, 13)


def parse_npwp(raw: object) -> tuple[str, Problem | None]:
    """A tax number: 16 digits, or the 15 of old cards."""
    value = digits(raw)
    if value.isascii() and value.isdigit() and len(value) == 15:
        return value, None
    return _sized(tr("NPWP"), raw, 16)


def decode_nik(nik: str) -> NikInfo | None:
    """What a well-formed NIK says; None while it is not 16 digits."""
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return None
    day = int(nik[6:8])
    found = regency(nik[:4])
    return NikInfo(
        nik=nik,
        region_code=nik[:4],
        region=found.name if found else "",
        kecamatan_code=nik[:6],
        kecamatan=kecamatan_names().get(nik[:6], "") if nik[:4] == DEPOK else "",
        day=day - 40 if day > 40 else day,
        month=int(nik[8:10]),
        year2=int(nik[10:12]),
        sex="P" if day > 40 else "L",
        serial=nik[12:],
    )


def group_nik(nik: str) -> str:
    """The number in groups of four for reading: ``3276 0652 0394 9102``."""
    return " ".join(nik[start : start + 4] for start in range(0, len(nik), 4))


def mask_nik_public(nik: str) -> str:
    """The six region digits and ten X, for the notice board. Anything else is hidden wholly."""
    return nik[:6] + "X" * 10 if len(nik) == 16 and nik.isascii() and nik.isdigit() else "X" * 16


def parse_phone(raw: object) -> tuple[str, Problem | None]:
    """A mobile number, stored as ``+628...``; typed as 08, 628, +628 or 8, 10 to 13 digits locally."""
    if isinstance(raw, str) and _STORED_PHONE.fullmatch(raw):
        return raw, None
    damage = spreadsheet_damage(raw, 0)
    if damage is not None:
        return as_text(raw), _damage_problem(tr("Nomor HP"), raw, damage)
    text = re.sub(r"[()]", "", digits(raw))
    if not text:
        return "", None
    body = text.removeprefix("+")
    for prefix in ("0062", "62", "0"):
        if body.startswith(prefix):
            body = body.removeprefix(prefix).removeprefix("0")
            break
    if not (body.isascii() and body.isdigit()):
        return text, Problem(
            "angka", tr("Nomor HP berisi huruf atau tanda"), tr("Tulis seperti 0812-3456-7890.")
        )
    if not body.startswith("8"):
        return text, Problem(
            "awalan",
            tr("Nomor HP tidak diawali 08"),
            tr("Tulis nomor telepon genggam, seperti 0812-3456-7890."),
        )
    if not 10 <= len(body) + 1 <= 13:
        return text, Problem(
            "panjang",
            tr("Nomor HP berisi {ada} angka", ada=len(body) + 1),
            tr("Nomor HP berisi 10 sampai 13 angka."),
        )
    return f"+62{body}", None


def phone_local(hp: str) -> str:
    """A stored number as it is dialled: ``081234567890``."""
    return "0" + hp.removeprefix("+62") if hp.startswith("+62") else hp


def phone_display(hp: str) -> str:
    """A stored number in groups for reading: ``0812-3456-7890``."""
    local = phone_local(hp)
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


def nip_display(nip: str) -> str:
    """A civil servant's number in its groups, ``19680808 199308 2 996``: birth, appointment, sex, order. What
    has not the 18 digits is shown as it was typed."""
    digits = "".join(nip.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 18):
        return nip.strip()
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def parse_rt(raw: object) -> tuple[str, Problem | None]:
    """An RT: three digits, "5" becomes "005"."""
    return _rt_rw(tr("RT"), raw)


def parse_rw(raw: object) -> tuple[str, Problem | None]:
    """An RW: three digits, "5" becomes "005"."""
    return _rt_rw(tr("RW"), raw)


def _rt_rw(name: str, raw: object) -> tuple[str, Problem | None]:
    text = re.sub(r"(?i)^(rt|rw)?[\s.:]*", "", as_text(raw))
    if not text:
        return "", None
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return text.zfill(3), None
    return text, Problem(
        "bentuk",
        tr("{nama} bukan tiga angka", nama=name),
        tr("Tulis seperti 005; RT dan RW masing-masing sendiri."),
    )


def parse_postal(raw: object) -> tuple[str, Problem | None]:
    """A postal code: five digits."""
    value = digits(raw)
    if not value or (len(value) == 5 and value.isascii() and value.isdigit()):
        return value, None
    return value, Problem("bentuk", tr("Kode pos bukan lima angka"), tr("Kode pos di Depok seperti 16425."))

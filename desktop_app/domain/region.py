"""The 63 kelurahan of Kota Depok, the regencies of a NIK, and registration numbers.

Codes are Kemendagri codes (never BPS, whose kecamatan differ), stored as 10 digits without dots.
A name is never enough: "Curug" is two kelurahan, so a look-up by name returns every one that fits.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from resources import read_text
from resources.i18n import tr

DEPOK = "3276"
"""Kota Depok as the first four digits of a region code."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Kelurahan:
    """One kelurahan; `code` is 10 digits, `kecamatan_code` its first six."""

    code: str
    name: str
    kecamatan_code: str
    kecamatan: str
    postal_code: str

    @property
    def dotted(self) -> str:
        """The code as people write it: ``32.76.06.1002``."""
        return f"{self.code[:2]}.{self.code[2:4]}.{self.code[4:6]}.{self.code[6:]}"

    @property
    def display(self) -> str:
        """The name with its kecamatan, as it is shown everywhere: ``Kukusan, Kec. Beji``."""
        return tr("{kelurahan}, Kec. {kecamatan}", kelurahan=self.name, kecamatan=self.kecamatan)

    @property
    def short_code(self) -> str:
        """The last six digits, as a registration number carries them."""
        return self.code[4:]


@dataclass(frozen=True, slots=True)
class Regency:
    """A kabupaten or kota; `successor` is the present code where `code` is a former one."""

    code: str
    name: str
    province: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """The parts of ``26-061003-7QK-0042``."""

    year: int
    kelurahan_kode: str
    device: str
    counter: int

    def __str__(self) -> str:
        return f"{self.year % 100:02d}-{self.kelurahan_kode[4:]}-{self.device}-{self.counter:04d}"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read_text(f"reference/{name}").splitlines()))


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Kelurahan]:
    found = (
        Kelurahan(
            code=row["kelurahan_code"].replace(".", ""),
            name=row["kelurahan"],
            kecamatan_code=row["kecamatan_code"].replace(".", ""),
            kecamatan=row["kecamatan"],
            postal_code=row["postal_code"],
        )
        for row in _rows("depok_wilayah.csv")
    )
    return {item.code: item for item in sorted(found, key=lambda item: item.code)}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Kelurahan, ...]]:
    """Every spelling, without spaces and signs, to the kelurahan it may mean."""
    names: dict[str, set[str]] = {}
    for item in _by_code().values():
        names.setdefault(_key(item.name), set()).add(item.code)
    for row in _rows("depok_kelurahan_alias.csv"):
        names.setdefault(_key(row["alias"]), set()).add(row["kelurahan_code"].replace(".", ""))
    return {name: tuple(_by_code()[code] for code in sorted(codes)) for name, codes in names.items()}


@lru_cache(maxsize=1)
def _regencies() -> dict[str, Regency]:
    known = {
        row["code"]: Regency(row["code"], row["name"], row["province"]) for row in _rows("kabupaten_kota.csv")
    }
    for row in _rows("kabupaten_kota_lama.csv"):
        known.setdefault(row["code"], Regency(row["code"], row["name"], row["province"], row["current_code"]))
    return known


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def all_kelurahan() -> tuple[Kelurahan, ...]:
    """All 63, by code, which is also by kecamatan."""
    return tuple(_by_code().values())


@lru_cache(maxsize=1)
def kecamatan_names() -> Mapping[str, str]:
    """The 11 kecamatan: six-digit code to name."""
    return MappingProxyType({item.kecamatan_code: item.kecamatan for item in _by_code().values()})


def normal_code(raw: str) -> str:
    """A kelurahan code as stored: dots, spaces and dashes removed. Nothing else is changed."""
    return re.sub(r"[.\s\-]", "", raw)


def by_code(raw: str) -> Kelurahan | None:
    """The kelurahan of a code, dotted or not; None when Depok has none such."""
    return _by_code().get(raw) or _by_code().get(normal_code(raw))


def office_of(code: str) -> str:
    """The office at a code as it is shown: a kelurahan's, or DKUM's for the city and for none. A code that is
    not Depok's stays as it is."""
    place = by_code(code)
    if place is not None:
        return place.display
    return tr("DKUM Kota Depok") if code in ("", DEPOK) else code


def find(raw: str) -> tuple[Kelurahan, ...]:
    """Every kelurahan that `raw` may name: a code, a name, an alias, or a name with its kecamatan.

    "Curug" gives two, "Curug, Kec. Bojongsari" one, an unknown word none. It never chooses.
    """
    coded = by_code(raw)
    if coded is not None:
        return (coded,)
    text = re.sub(r"^\s*(kelurahan|kel|desa)\b\.?\s*", "", raw.casefold())
    direct = _by_name().get(_key(text))
    if direct:
        return direct
    parts = re.split(r"[,(/]|\bkecamatan\b|\bkec\b\.?|\s-\s", text)
    words = [_key(part) for part in parts if _key(part)]
    if len(words) != 2:
        return ()
    return tuple(item for item in _by_name().get(words[0], ()) if _key(item.kecamatan) == words[1])


@lru_cache(maxsize=1)
def postal_codes() -> frozenset[str]:
    """All postal codes of Depok's kelurahan, for the hint that a typed one is unusual."""
    return frozenset(item.postal_code for item in _by_code().values())


def regency(code: str) -> Regency | None:
    """The kabupaten or kota of a four-digit code, former codes included."""
    return _regencies().get(code)


def find_regency(raw: str) -> tuple[Regency, ...]:
    """Present regencies that `raw` may name; "Bogor" is both a kabupaten and a kota, so it gives two."""
    coded = regency(normal_code(raw))
    if coded is not None:
        return (coded,)
    wanted = _key(re.sub(r"^\s*kab\b\.?", "kabupaten", raw.casefold()))
    if not wanted:
        return ()
    whole, bare = _regency_names()
    return whole.get(wanted) or bare.get(wanted, ())


@lru_cache
def _regency_names() -> tuple[dict[str, tuple[Regency, ...]], dict[str, tuple[Regency, ...]]]:
    """Present regencies by whole name and by name without "Kabupaten" or "Kota"."""
    whole: dict[str, tuple[Regency, ...]] = {}
    bare: dict[str, tuple[Regency, ...]] = {}
    for item in _regencies().values():
        if item.successor:
            continue
        for names, name in ((whole, item.name), (bare, item.name.split(" ", 1)[1])):
            names[_key(name)] = (*names.get(_key(name), ()), item)
    return whole, bare


@lru_cache(maxsize=64)
def device_tag(dev: bytes, ep: int = 1) -> str:
    """Three Crockford base-32 characters from the SHA-256 of a device's 16 bytes.

    After a restore (`ep` beyond 1, appended as 8 bytes) a device writes under another tag: neither what it
    wrote after the copy nor another computer put back from the same copy has given the same numbers.
    """
    told = dev if ep == 1 else dev + ep.to_bytes(8, "big")
    number = int.from_bytes(hashlib.sha256(told).digest()[:2], "big") >> 1
    return CROCKFORD[number >> 10] + CROCKFORD[(number >> 5) & 31] + CROCKFORD[number & 31]


def registration_number(tahun: int, kelurahan_kode: str, device: str, counter: int) -> str:
    """The nomor pendaftaran, given at the first Save and never changed.

    `device` is `device_tag` of the device, `counter` that device's own count from 1.
    """
    if counter < 1 or len(kelurahan_kode) != 10 or len(device) != 3:
        raise ValueError("a registration number needs a counter from 1, a 10-digit code and a 3-letter tag")
    return str(RegistrationNumber(tahun, kelurahan_kode, device, counter))


def parse_registration_number(raw: str) -> RegistrationNumber | None:
    """The parts of a typed registration number; O, I and L read as 0, 1 and 1. None if it is none."""
    text = re.sub(r"\s", "", raw).upper()
    match = re.fullmatch(r"(\d{2})-?(\d{6})-?([0-9A-Z]{3})-?(\d{4,})", text)
    if match is None:
        return None
    device = match[3].replace("O", "0").replace("I", "1").replace("L", "1")
    if "U" in device:
        return None
    return RegistrationNumber(2000 + int(match[1]), DEPOK + match[2], device, int(match[4]))

"""What DKUM may ask of an applicant, each with a level at submission and at verification.

Only what the city has announced is on by itself (domain facts, section 1). The others are known from
comparable programmes; they are switches, off until DKUM turns one on, and are never called Depok's law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from resources.i18n import mark

Switch = Literal["off", "warn", "block"]
Source = Literal["kota", "pembanding", "tata"]

SOURCE_LABELS: Final[Mapping[Source, str]] = MappingProxyType(
    {
        "kota": mark("Diumumkan kota"),
        "pembanding": mark("Dari program lain, bukan aturan Depok"),
        "tata": mark("Tata kerja"),
    }
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """The level of one requirement at each stage."""

    key: str
    submitted: Switch = "off"
    verified: Switch = "off"


@dataclass(frozen=True, slots=True)
class Kind:
    """A requirement the program can check. `source` says where it is known from.

    `levels` are those of version 0, `women` where they differ for Perempuan Pengusaha. `most` is the
    hardest DKUM may make it: disability never holds anybody.
    """

    key: str
    label: str
    source: Source
    levels: tuple[Switch, Switch] = ("off", "off")
    women: tuple[Switch, Switch] | None = None
    most: Switch = "block"


_BLOCK: Final[tuple[Switch, Switch]] = ("block", "block")
_WARN: Final[tuple[Switch, Switch]] = ("warn", "warn")

KINDS: Final[tuple[Kind, ...]] = (
    Kind("umur", mark("Umur paling sedikit"), "kota", _BLOCK),
    Kind("ktp_depok", mark("KTP Kota Depok"), "kota", _BLOCK),
    Kind("jenis_kelamin", mark("Jenis kelamin sesuai program"), "kota", _BLOCK),
    Kind("belum_kawin", mark("Kawin atau pernah kawin"), "kota", women=_WARN),
    Kind("rekomendasi", mark("Surat rekomendasi DP3AP2KB"), "kota", women=_WARN),
    Kind("batas_waktu", mark("Berkas lengkap sebelum ditutup"), "tata", ("warn", "block")),
    Kind("wali", mark("Hubungan dan bukti orang tua atau wali"), "tata", ("warn", "block")),
    Kind("pemberitahuan", mark("Menyetujui pemberitahuan data pribadi yang berlaku"), "tata", _WARN),
    Kind("umur_maksimal", mark("Umur paling banyak"), "pembanding"),
    Kind("pernah_ikut", mark("Belum pernah ditetapkan"), "pembanding"),
    Kind("pernah_bantuan", mark("Belum pernah menerima bantuan sejenis"), "pembanding"),
    Kind("asn", mark("Bukan ASN, TNI, Polri, atau pegawai BUMN/BUMD"), "pembanding"),
    Kind("kur", mark("Tidak sedang menerima KUR atau kredit bank"), "pembanding"),
    Kind("nib", mark("Usahanya sudah punya NIB"), "pembanding"),
    Kind("npwp", mark("Sudah punya NPWP"), "pembanding"),
    Kind("disabilitas", mark("Tanyakan disabilitas"), "pembanding", most="warn"),
)
"""In the order in which a rule book lists them."""

BY_KEY: Final[Mapping[str, Kind]] = MappingProxyType({kind.key: kind for kind in KINDS})


def default(key: str, program: str) -> Requirement:
    """The level of a requirement before DKUM has said anything; off for one nobody knows here."""
    kind = BY_KEY.get(key)
    if kind is None:
        return Requirement(key)
    levels = kind.women if program == "PP" and kind.women else kind.levels
    return Requirement(key, *levels)

"""What a paper is made of: frozen records without behaviour, and the canonical form that is signed.

The canonical form of an edition holds only what that edition prints. Its SHA-256 is the *sidik isi*
in the footer and in every page QR, so the notice-board edition cannot be used to guess a NIK.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.domain.identity import mask_nik_public
from desktop_app.domain.moments import WIB

Edition = Literal["arsip", "papan"]
State = Literal["draf", "segel", "tte"]
"""draf: working copy, DRAF across. segel: issued, to be sealed at once. tte: issued to wait for BSrE."""

PROGRAM_NAMES = {"WUB": "Wirausaha Baru", "PP": "Perempuan Pengusaha"}

STATUS_WORDS = {
    "draft": "Draf",
    "submitted": "Diajukan",
    "verified": "Terverifikasi",
    "accepted": "Ditetapkan",
    "waitlisted": "Daftar Tunggu",
    "returned": "Dikembalikan",
    "rejected": "Ditolak",
    "withdrawn": "Mengundurkan Diri",
    "cancelled": "Dibatalkan",
}

_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Kop surat. `parent` is the kecamatan line of a kelurahan, empty for DKUM. `logo`: PNG or JPEG."""

    government: str
    parent: str
    office: str
    address: str
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs by hand. `on_behalf` is the line above the jabatan, such as "a.n. Lurah Kukusan"."""

    name: str
    nip: str
    jabatan: str
    on_behalf: str = ""
    pangkat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person on a roster. Dates are ISO; `reason` is why this place, printed in arsip only."""

    rank: int
    nomor_pendaftaran: str
    nama: str
    nik: str
    jenis_kelamin: str
    tanggal_lahir: str
    alamat: str
    rt: str
    rw: str
    usaha: str
    kbli: str
    tanggal_lengkap: str
    status: str
    reason: str
    kbli_edisi: str = "2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePaper:
    """What a numbered paper says of its office and its letter.

    `kelurahan` is empty for the whole city, whose `kelurahan_kode` is its four digits. `tembusan` get copies.
    `sample` marks invented people.
    """

    kelurahan_kode: str
    kelurahan: str
    kecamatan: str
    number: str
    date: date
    rule_version: str
    letterhead: Letterhead
    signatory: Signatory
    tembusan: tuple[str, ...] = ()
    place: str = "Depok"
    sample: bool = False
    form: Form = ACROSS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePaper(OfficePaper):
    """The same of a paper about one programme and year; of both programmes where `program` is empty."""

    program: str
    tahun: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(ProgrammePaper):
    """A Daftar Nominatif of one kelurahan, programme and year; of both programmes where none is named.

    `decision_no` is DKUM's decision file; without it the order is printed as a forecast. `note` joins the
    line below the title ("tahap 1 sampai 3"). `quota` None: not stated.
    `groups` gives each row the heading it stands under, none for a roster in one piece. `replaces` is the
    sentence about the edition that this one takes the place of.
    """

    edition: Edition
    rows: tuple[RosterRow, ...]
    quota: int | None = None
    decision_no: str | None = None
    note: str = ""
    kind: Literal["nominatif"] = "nominatif"
    groups: tuple[str, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One ranked application. `draw` is the full hex draw value; `outcome` a status code. `seed` is set where
    an earlier decision drew, with another seed than the list's; `facts` are the priorities that hold.
    `alone`: one person typed and verified it."""

    rank: int
    nomor_pendaftaran: str
    tanggal_lengkap: str
    draw: str
    outcome: str
    reason: str = ""
    seed: str = ""
    facts: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionList(ProgrammePaper):
    """DKUM's public account of one decision: everybody ranked, and what is needed to rank them again.

    `taken` of the `quota` places were filled by earlier decisions; `kelurahan` is empty for the whole city.
    `order` are the priorities in words, `limit` the sentence on quota and budget, `reserve` how many of the
    waiting are the reserve (None for all).
    """

    decision_no: str
    quota: int
    seed: str
    rows: tuple[DecisionRow, ...]
    taken: int = 0
    order: tuple[str, ...] = ()
    limit: str = ""
    reserve: int | None = None


@dataclass(frozen=True, slots=True)
class Rect:
    """A box on a page in PDF points, origin at the lower left."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where the last page keeps room for signatures; `page` counts from 0.

    `official` and `mentor` stand where the people sign a print by hand; None where there is no room.
    """

    page: int
    seal: Rect
    bsre: Rect
    official: Rect | None = None
    mentor: Rect | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A laid-out document, not yet sealed. `digest` is the SHA-256 of its canonical data, in hex; `content`
    that of the same without the letter number, which is often typed after the paper was looked at."""

    pdf: bytes
    pages: int
    digest: str
    places: Places
    state: State = field(default="draf")
    content: str = ""


def canonical_json(value: dict[str, Any]) -> bytes:
    """`value` as UTF-8 JSON with sorted keys and no spaces: equal data, equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def people_count(sexes: Iterable[str]) -> str:
    """How many men and women, and of how many it is not known; `sexes` are L, P or empty."""
    found = list(sexes)
    men, women = found.count("L"), found.count("P")
    unknown = len(found) - men - women
    told = f"{grouped(men)} laki-laki, {grouped(women)} perempuan"
    return f"{told}, {grouped(unknown)} tidak diketahui" if unknown else told


def masked_nik(nik: str) -> str:
    """The region's six digits and ten X, as the notice board shows it."""
    return mask_nik_public(nik)


def footer_text(
    tembusan: Sequence[str],
    tahun: int,
    rule_version: str,
    decision_no: str | None,
    sample: bool,
    replaces: str = "",
) -> str:
    """The small line at the foot of every page."""
    parts = [replaces] if replaces else []
    if tembusan:
        parts.append(f"Tembusan: {'; '.join(tembusan)}.")
    decision = f", berkas putusan DKUM {decision_no}" if decision_no else ""
    parts.append(f"Aturan {tahun} versi {rule_version}{decision}.")
    if sample:
        parts.append("Data contoh, bukan orang sebenarnya.")
    return "  ".join(parts)


def grouped(number: int) -> str:
    """1701 as 1.701, whatever the window speaks: papers are Indonesian."""
    return f"{number:,}".replace(",", ".")


def long_date(day: date) -> str:
    """24 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_name(month: str) -> str:
    """2026-11 as November 2026."""
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def short_date(iso: str) -> str:
    """2026-11-24 as 24-11-2026; anything else unchanged."""
    parts = iso.split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 else iso


def wib_minute(moment: datetime) -> str:
    """24-11-2026 10.05 WIB."""
    return moment.astimezone(WIB).strftime("%d-%m-%Y %H.%M WIB")


def grouped_hex(value: str, groups: int) -> str:
    """The first `groups` groups of four hex digits, readable aloud."""
    return " ".join(value[i : i + 4] for i in range(0, 4 * groups, 4))


ALONE: Final = "diisi dan diperiksa satu petugas"
"""How papers say that one person typed and judged an application (`domain.alone`)."""


def with_alone(reason: str, alone: bool) -> str:
    """A reason, in sentences, with the mark of an application that one person typed and judged."""
    return f"{reason} {ALONE.capitalize()}.".strip() if alone else reason


def count_alone(count: int) -> str:
    """How many of the people on a paper bear that mark; "" for none."""
    return f"{grouped(count)} orang {ALONE}" if count else ""
